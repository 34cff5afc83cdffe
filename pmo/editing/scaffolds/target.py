"""The ids that are taken where this branch will be merged to, so that two branches do not give the same one.

Read from the default branch at git's own word for it; nothing is fetched. Where there is no git, no such branch, or
this is where it stands, nothing more is taken than what lies here.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from pmo.documents import Plain, parse
from pmo.errors import PmoError
from pmo.trees import RevisionTree, TreeFile


class MergeTarget:
    """The portfolio as the default branch has it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def _tree(self) -> RevisionTree | None:
        from pmo.trees import GitRepository

        try:
            repository = GitRepository(self._root)
            tree = RevisionTree(self._root, repository.default_branch())
            return tree if tree.revision != repository.resolve("HEAD") else None
        except PmoError:
            return None

    @cached_property
    def _files(self) -> dict[str, TreeFile]:
        if self._tree is None:
            return {}
        try:
            return {file.path: file for file in self._tree.files()}
        except PmoError:  # the portfolio is not there yet
            return {}

    @property
    def projects(self) -> frozenset[str]:
        """Ids of the projects there, in lower case."""
        paths = (path.split("/") for path in self._files)
        return frozenset(parts[1].lower() for parts in paths if parts[0] == "projects" and len(parts) > 2)

    def has(self, path: str) -> bool:
        """Whether there is a file of this path."""
        return path in self._files

    def ids(self, path: str, keys: Sequence[str | int]) -> frozenset[str]:
        """Ids in a list of a document there, in lower case."""
        return ids_in(self._data(path), keys)

    def _data(self, path: str) -> Plain:
        file = self._files.get(path)
        if file is None or file.obstacle is not None or self._tree is None:
            return None
        content = next((content for _, content in self._tree.read([file])), None)
        return parse(content, path).data if content is not None else None


def ids_in(data: Plain, keys: Sequence[str | int]) -> frozenset[str]:
    """Ids of the records in the list that keys lead to in plain data, in lower case."""
    value = data
    for key in keys:
        if isinstance(value, dict) and isinstance(key, str):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return frozenset()
    records = value if isinstance(value, list) else []
    return frozenset(
        str(one["id"]).lower() for one in records if isinstance(one, dict) and one.get("id") is not None
    )
