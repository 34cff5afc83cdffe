"""The two sides that `pmo whatif` compares, and the branch that keeps the second."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from pmo.commands.session import Session
from pmo.editing.branch import refuse_branch, write_branch
from pmo.editing.door import trial
from pmo.editing.draft import Draft
from pmo.editing.suppositions import Supposition, suppose, supposition, suppositions_in
from pmo.errors import UsageError
from pmo.findings import Finding
from pmo.history.effects import Effects, effects, narrowed
from pmo.history.novelty import found_in, only_in
from pmo.loading import Loaded, load
from pmo.rules.memory import Memory
from pmo.trees import GitRepository, RevisionTree

_LONGEST_SUBJECT = 72


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options ask for."""

    changes: tuple[str, ...]
    files: tuple[Path, ...]
    scenario: str | None
    branch: str | None
    message: str | None
    dry_run: bool


@dataclass(frozen=True, slots=True)
class Sides:
    """What follows from the change."""

    effects: Effects
    new: tuple[Finding, ...]
    """Findings that it brings."""
    cleared: tuple[Finding, ...]
    scenario: str | None
    """Commit of the other side, where one was named."""
    is_kept: bool
    """Whether there is anything to keep as a branch."""
    commit: str | None
    """The commit that keeps it."""


def sides(session: Session, asked: Asked) -> Sides:
    """Compare the portfolio with what it would be; keep that as a branch where it is asked for."""
    wanted = (
        *(one for path in asked.files for one in suppositions_in(path)),
        *map(supposition, asked.changes),
    )
    _refuse(asked, wanted)
    base = _base(session, asked)
    written = trial(
        session.root,
        Draft(base),
        lambda draft: suppose(draft, wanted, session.as_of),
        as_of=session.as_of,
        progress=session.progress,
    )
    new, cleared = written.findings, written.cleared
    if asked.scenario is not None:
        new, cleared = _findings(session, written.loaded)
    found = effects(session.portfolio, written.loaded.portfolio, session.as_of)
    chosen = session.chosen
    if chosen is not None:
        new, cleared = (_in_projects(findings, chosen) for findings in (new, cleared))
    is_kept = asked.branch is not None and bool(written.changes)
    return Sides(
        found if chosen is None else narrowed(found, chosen),
        new,
        cleared,
        base.tree.revision if asked.scenario is not None else None,
        is_kept,
        _kept(base, asked, wanted, written.changes) if is_kept else None,
    )


def _refuse(asked: Asked, wanted: tuple[Supposition, ...]) -> None:
    if not wanted and asked.scenario is None:
        raise UsageError(
            "nothing is supposed to change",
            "say what: --set ADDRESS.FIELD=VALUE, --file FILE, or --scenario REV",
        )
    if asked.branch is None and (asked.message is not None or asked.dry_run):
        option = "--message" if asked.message is not None else "--dry-run"
        raise UsageError(f"{option} goes with --write", "nothing is written without that")
    if asked.branch is not None and not wanted:
        raise UsageError(
            "there is nothing to keep: the scenario is in git already", "add changes with --set or --file"
        )


def _base(session: Session, asked: Asked) -> Loaded:
    """What the changes are made to: the other revision, what is committed where they are to be kept, or what is there."""
    revision = asked.scenario
    if asked.branch is not None:
        refuse_branch(GitRepository(session.root), asked.branch)
        if revision is None:
            revision = session.revision
            if revision is None:
                raise UsageError(
                    "the portfolio has changes that are not committed, which the branch would leave out",
                    "commit them first, or leave them out with --at HEAD",
                )
    if revision is None or (
        revision == session.loaded.tree.revision and isinstance(session.loaded.tree, RevisionTree)
    ):
        return session.loaded
    tree = RevisionTree(session.root, revision)
    loaded = load(tree, session.loaded.cache, like=session.loaded, progress=session.progress)
    session.refuse_unreadable(loaded)
    return loaded


def _findings(session: Session, after: Loaded) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Findings that one side has and the other has not."""
    memory = Memory.of_portfolio(session.root)
    then, now = (found_in(memory, one, session.as_of, session.progress) for one in (session.loaded, after))
    return only_in(now, after, then), only_in(then, session.loaded, now)


def _in_projects(findings: tuple[Finding, ...], projects: Collection[str]) -> tuple[Finding, ...]:
    folders = tuple(f"projects/{id_}/" for id_ in projects)
    return tuple(one for one in findings if one.where.path.startswith(folders))


def _kept(
    base: Loaded, asked: Asked, wanted: tuple[Supposition, ...], changes: Mapping[str, bytes | None]
) -> str | None:
    if asked.dry_run or asked.branch is None:
        return None
    assert isinstance(base.tree, RevisionTree)
    return write_branch(base.tree, changes, asked.branch, asked.message or _message(wanted))


def _message(wanted: tuple[Supposition, ...]) -> str:
    """A subject, and below it the changes."""
    lines = [" ".join(str(one).split()) for one in wanted]
    subject = f"What if {lines[0]}" if len(lines) == 1 else f"What if {len(lines)} fields were changed"
    if len(subject) > _LONGEST_SUBJECT:
        subject = f"What if {wanted[0].address} were changed"
    return "\n".join([subject, "", *lines]) + "\n"
