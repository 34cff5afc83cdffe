"""Every file of a portfolio in its canonical form."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pmo.editing.canonical import Formatted, Obstacle, formatted
from pmo.editing.draft import Draft
from pmo.findings import message
from pmo.loading import blob_id, halves, obstacle_of
from pmo.loading.remembered import Remembered
from pmo.model.kinds import place_of
from pmo.progress import QUIET, Progress
from pmo.trees import WorkingTree

_KEPT_PER_FILE = 4
"""Earlier contents that are remembered for each file."""


class Relaid(NamedTuple):
    """A file as it is, and in its canonical form."""

    before: bytes
    after: bytes


@dataclass(frozen=True)
class Survey:
    """How the files of a portfolio are laid out."""

    files: int
    """Number of documents that were looked at."""
    changes: Mapping[str, Relaid]
    """Each file that differs from its canonical form, by its path."""
    obstacles: tuple[Obstacle, ...]
    """Why files are left as they are."""


def survey(root: Path, chosen: Callable[[str], bool], progress: Progress = QUIET) -> Survey:
    """Look at the documents of the portfolio in ``root`` whose paths are ``chosen``; nothing is changed.

    What was found to be canonical is remembered by its content, and not looked at again.
    """
    memory = Remembered.of_portfolio(root, "canonical", 1)
    remembered = frozenset(memory.get() or ())
    canonical: set[str] = set()
    changes: dict[str, Relaid] = {}
    tree = WorkingTree(root)
    files = tree.files()
    documents = [file for file in files if place_of(file.path) and chosen(file.path)]
    obstacles = [Obstacle.of(obstacle_of(file)) for file in documents if file.obstacle]
    new: list[tuple[str, bytes]] = []
    for file, content in tree.read([file for file in documents if not file.obstacle]):
        if content is None:
            obstacles.append(Obstacle.of(obstacle_of(file)))
        elif (key := _key(file.path, content)) in remembered:
            canonical.add(key)
        else:
            new.append((file.path, content))
    for (path, content), result in zip(new, _results(new, progress), strict=True):
        obstacles += result.obstacles
        if result.content != content:
            changes[path] = Relaid(content, result.content)
        if not result.obstacles:
            canonical.add(_key(path, result.content))
    if not canonical <= remembered:
        kept = remembered if len(remembered) < _KEPT_PER_FILE * len(files) else frozenset()
        memory.put(sorted(canonical | kept))
    return Survey(len(documents), changes, tuple(sorted(obstacles, key=lambda one: one.where)))


def _results(new: Sequence[tuple[str, bytes]], progress: Progress) -> Iterator[Formatted]:
    """The canonical form of each content with its path; of many, the second half comes from another process."""
    shared = len(new) >= halves.WORTH_IT and halves.can_fork()
    own, others = (new[: len(new) // 2], new[len(new) // 2 :]) if shared else (new, ())
    collect = halves.in_other_process(others, _delivered) if others else list
    for path, content in progress.over(message("Looking at files"), own, len(own)):
        yield _formatted(content, path)
    for (path, content), made in zip(others, collect(), strict=True):
        yield _formatted(content, path) if made is None else Formatted(made or content)


def _delivered(one: tuple[str, bytes]) -> bytes | None:
    """What is handed over: nothing for a content that is canonical, None for one with obstacles."""
    path, content = one
    result = _formatted(content, path)
    return None if result.obstacles else result.content if result.content != content else b""


def apply(draft: Draft, changes: Mapping[str, Relaid]) -> None:
    """Give files of a draft their canonical form; of one that differs by now, that of what it holds."""
    for path, (before, after) in changes.items():
        content = draft.content(path)
        if content is not None:
            draft.replace(path, after if content == before else _formatted(content, path).content)


def _formatted(content: bytes, path: str) -> Formatted:
    return formatted(content, path, _kind(path))


def _key(path: str, content: bytes) -> str:
    return f"{_kind(path)} {blob_id(content)}"


def _kind(path: str) -> str:
    place = place_of(path)
    return place.kind if place else ""
