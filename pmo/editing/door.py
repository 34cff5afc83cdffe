"""The one write door: everything that changes files of a portfolio goes through it."""

import contextlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

from pmo.editing.draft import Draft
from pmo.editing.files import place_in, replace_files
from pmo.editing.lock import locked
from pmo.errors import PmoError
from pmo.findings import Finding, Message, joined, message
from pmo.history.novelty import found_in, only_in
from pmo.loading import Loaded, blob_id, load
from pmo.loading.cache import Cache
from pmo.progress import QUIET, Progress
from pmo.rules import engine
from pmo.rules.memory import Memory
from pmo.trees import OverlayTree, WorkingTree

T = TypeVar("T")

_SHOWN = 5


@dataclass(frozen=True)
class Written(Generic[T]):
    """What an edit changed, or would change."""

    result: T
    """What the edit returned."""
    changes: Mapping[str, bytes | None]
    """New content of each file that differs, None for one that is gone."""
    draft: Draft
    """The files as they were, and as they are now or would be."""
    findings: tuple[Finding, ...]
    """Findings that the change brings, of any severity."""
    cleared: tuple[Finding, ...]
    """Findings that the change clears."""
    loaded: Loaded
    """The portfolio after the change."""
    dry_run: bool

    @cached_property
    def diff(self) -> str:
        """Unified diff of all changes; of large files it takes its time."""
        return self.draft.diff()


def write(
    root: Path,
    edit: Callable[[Draft], T],
    *,
    as_of: date,
    dry_run: bool = False,
    progress: Progress = QUIET,
) -> Written[T]:
    """Let ``edit`` change a draft of the portfolio as it is now, check the result, and write it.

    Refuses, and writes nothing, when the result has an error in a file, schema or reference (`PMO1xx` to `3xx`)
    that was not there before. Two writers wait for each other. A file that somebody else changes meanwhile is not
    overwritten. With ``dry_run`` nothing is written.
    """
    with contextlib.nullcontext() if dry_run else locked(root):
        loaded = load(WorkingTree(root), Cache.for_portfolio(root), progress=progress)
        draft = Draft(loaded, lambda path: _unchanged(loaded, root, path))
        written = trial(root, draft, edit, as_of=as_of, progress=progress)
        if dry_run:
            return written
        replace_files(root, written.changes, draft.before)
        return replace(written, dry_run=False)


def trial(
    root: Path, draft: Draft, edit: Callable[[Draft], T], *, as_of: date, progress: Progress = QUIET
) -> Written[T]:
    """Let ``edit`` change a draft, and check the result as :func:`write` does; nothing is written.

    The portfolio of the draft may be that of another revision.
    """
    loaded = draft.loaded
    result = edit(draft)
    changes = draft.changes
    if not changes:
        return Written(result, {}, draft, (), (), loaded, dry_run=True)
    overlay = OverlayTree(loaded.tree, changes, loaded.content_ids)
    after = load(overlay, loaded.cache, loaded, progress=progress)
    memory = Memory.of_portfolio(root)
    earlier, later = (found_in(memory, one, as_of, progress) for one in (loaded, after))
    _refuse(_broken(earlier, later), after, loaded, changes, draft.before)
    return Written(
        result,
        changes,
        draft,
        only_in(later, after, earlier),
        only_in(earlier, loaded, later),  # their lines are those of the files as they still are
        after,
        dry_run=True,
    )


def _unchanged(loaded: Loaded, root: Path, path: str) -> bytes | None:
    """Content of a file; refuses one that is no longer what was loaded: its records may have moved."""
    if path in loaded.content_ids:
        content = loaded.content(path)
        if content is None or blob_id(content) != loaded.content_ids[path]:
            raise PmoError(
                f"{path} was changed by somebody else meanwhile", "nothing was changed; run the command again"
            )
        return content
    if path in loaded.portfolio.unread_paths:
        why = next(str(one.message) for one in loaded.findings if one.where.path == path)
        raise PmoError(f"{path} cannot be changed: {why}", "correct that first")
    target = place_in(root, path)
    return target.read_bytes() if target.is_file() else None


def _broken(earlier: tuple[engine.Found, ...], later: tuple[engine.Found, ...]) -> list[engine.Found]:
    """The errors in files, schema and references that were not there; another wrong id is another error."""
    there = Counter(_identity(one.finding) for one in earlier)
    broken = []
    for one in later:
        if not engine.makes_unreadable(one.finding):
            continue
        identity = _identity(one.finding)
        if there[identity] > 0:
            there[identity] -= 1
        else:
            broken.append(one)
    return broken


def _identity(finding: Finding) -> tuple[str, str, str | None, str]:
    return finding.code, finding.where.path, finding.address, str(finding.message)


def _refuse(
    found: list[engine.Found],
    after: Loaded,
    loaded: Loaded,
    changes: Mapping[str, bytes | None],
    before: Mapping[str, bytes | None],
) -> None:
    located = sorted(map(engine.Lines(after).located, found), key=lambda finding: finding.order)
    broken = [finding for finding in located if not _was_hidden(finding, loaded, changes, before)]
    if not broken:
        return
    lines = [_line(one) for one in broken[:_SHOWN]]
    more = [message("... and {n} more", n=len(broken) - _SHOWN)] if len(broken) > _SHOWN else []
    what = (
        message("this would bring 1 error:")
        if len(broken) == 1
        else message("this would bring {n} errors:", n=len(broken))
    )
    raise PmoError(
        joined([what, *lines, *more], "\n  "),
        message("nothing was written; correct the value, and try again"),
    )


def _line(one: Finding) -> Message:
    text = joined([f"{one.where.path}:{one.where.line}:", one.message], " ")
    return joined([text, joined(["(", one.hint, ")"], "")], " ") if one.hint is not None else text


def _was_hidden(
    finding: Finding,
    loaded: Loaded,
    changes: Mapping[str, bytes | None],
    before: Mapping[str, bytes | None],
) -> bool:
    """Whether a finding was there all along, in a document that could not be read: then its line is an old one."""
    path = finding.where.path
    if path not in loaded.portfolio.unread_paths:
        return False
    old, new = (_line_texts(content) for content in (before.get(path), changes.get(path)))
    line = finding.where.line - 1
    return line < len(new) and new[line] in old


def _line_texts(content: bytes | None) -> list[str]:
    return (content or b"").decode("utf-8", errors="replace").splitlines()
