"""Which of the findings a call of `validate` is about."""

import json
from dataclasses import dataclass
from pathlib import Path

from pmo.commands.session import Session
from pmo.errors import PmoError, UsageError
from pmo.findings import Finding, fingerprints
from pmo.history.novelty import findings_of_change, new_findings
from pmo.loading import load
from pmo.loading.cache import Cache
from pmo.rules import engine
from pmo.trees import GitRepository, open_tree


@dataclass(frozen=True)
class Scope:
    """What the options of `validate` narrow the findings to."""

    paths: tuple[Path, ...] = ()
    changed: bool = False
    base: str | None = None
    known: tuple[str, ...] = ()
    """Fingerprints of findings to leave out."""


def in_scope(
    session: Session, selection: engine.Selection, findings: tuple[Finding, ...], scope: Scope
) -> tuple[Finding, ...]:
    """The findings that the options leave."""
    if scope.changed:
        findings = _of_change(session, selection, findings, scope.base)
    if scope.known:
        findings = new_findings(findings, scope.known)
    if scope.paths:
        prefixes = [inside(path, session.root) for path in scope.paths]
        findings = tuple(
            one for one in findings if any(is_below(one.where.path, prefix) for prefix in prefixes)
        )
    if session.projects or session.where is not None:
        folders = [f"projects/{project.id}" for project in session.selected]
        findings = tuple(
            one for one in findings if any(is_below(one.where.path, folder) for folder in folders)
        )
    return findings


def read_known(path: Path) -> tuple[str, ...]:
    """Fingerprints recorded in a file by `--write-known`."""
    try:
        content = json.loads(path.read_text("utf-8"))
        return tuple(str(entry["fingerprint"]) for entry in content["known"])
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(
            f"{path} does not hold known findings", f"record them: pmo validate --write-known {path}"
        ) from None


def write_known(session: Session, path: Path, findings: tuple[Finding, ...]) -> None:
    """Record the findings, so that later checks fail on new ones only."""
    entries = [
        {
            "fingerprint": fingerprint,
            "code": finding.code,
            "path": finding.where.path,
            "message": str(finding.message),
        }
        for finding, fingerprint in zip(findings, fingerprints(findings), strict=True)
    ]
    session.write_file(path, json.dumps({"format": 1, "known": entries}, indent=2, ensure_ascii=False))


def _of_change(
    session: Session, selection: engine.Selection, findings: tuple[Finding, ...], base: str | None
) -> tuple[Finding, ...]:
    if session.loaded.tree.day is not None:
        raise UsageError(
            "--changed compares the working tree; it does not go with --at", "leave out one of them"
        )
    repository = GitRepository(session.root)
    commit = repository.merge_base(base or repository.default_branch())
    try:
        tree = open_tree(session.root, commit)
        before = load(tree, Cache.for_portfolio(session.root), progress=session.progress)
        earlier = engine.check(before, session.as_of, selection, session.progress)
    except PmoError:
        earlier = ()  # there was no portfolio yet: everything is new
    return findings_of_change(findings, earlier, repository.changed_since(commit))


def inside(path: Path, root: Path) -> str:
    """Path below the portfolio of a file or folder that the user named; refuses one elsewhere."""
    if not path.exists():
        raise UsageError(f"there is no {path}", "give files or folders of the portfolio")
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        raise UsageError(f"{path} is not in the portfolio {root}", "give files or folders below it") from None


def is_below(path: str, folder: str) -> bool:
    """Whether a path of the portfolio is that of a file or folder, or below it."""
    return folder == "." or path == folder or path.startswith(f"{folder}/")
