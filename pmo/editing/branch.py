"""A change kept as a new git branch of one commit: working tree, index and current branch stay as they are."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pmo.errors import PmoError, RevisionError, UsageError
from pmo.trees import GitRepository, RevisionTree

_NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")


def refuse_branch(repository: GitRepository, name: str) -> None:
    """Refuse a name that no new branch can have, and an author whom git does not know."""
    _ = repository.top  # refuses a folder that is not under git
    is_name = "\0" not in name and not _fails(repository, "check-ref-format", f"refs/heads/{name}")
    if not is_name or name.startswith("-") or name in ("HEAD", "@"):
        raise UsageError(f"{name!r} is no name for a branch", "use letters, digits, dashes and slashes")
    if not _fails(repository, "show-ref", "--verify", "--quiet", f"refs/heads/{name}"):
        raise UsageError(f"there is a branch {name} already", "choose another name; it is left as it is")
    if _fails(repository, "var", "GIT_AUTHOR_IDENT") or _fails(repository, "var", "GIT_COMMITTER_IDENT"):
        raise PmoError(
            "git does not know who you are",
            "set `git config user.name` and `git config user.email`, and try again",
        )


def write_branch(tree: RevisionTree, changes: Mapping[str, bytes | None], name: str, message: str) -> str:
    """Make a branch whose one commit changes the files of ``tree``; the commit's id. No hook runs."""
    repository = tree.repository
    refuse_branch(repository, name)
    entries = b"".join(_entry(tree, path, content) for path, content in changes.items())
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        repository.run(*_NO_HOOKS, "read-tree", tree.revision, environment=index)
        repository.run(*_NO_HOOKS, "update-index", "-z", "--index-info", given=entries, environment=index)
        files = repository.run("write-tree", environment=index)
    commit = repository.run("commit-tree", files, "-p", tree.revision, given=message.encode())
    try:
        repository.run(
            *_NO_HOOKS, "update-ref", "-m", "pmo whatif", f"refs/heads/{name}", commit, _nothing(tree)
        )
    except RevisionError as error:  # another branch stands in the way, or somebody was faster
        raise PmoError(f"the branch {name} cannot be made: {error.reason}", "choose another name") from None
    return commit


def _entry(tree: RevisionTree, path: str, content: bytes | None) -> bytes:
    """A line for the index: a file with its content, or (mode 0) that it is gone."""
    repository = tree.repository
    mode, stored = tree.stored(path)
    place = f"{repository.prefix}/{stored}" if repository.prefix else stored
    if content is None:
        return f"0 {_nothing(tree)}\t{place}\0".encode("utf-8", "surrogateescape")
    blob = repository.run("hash-object", "-w", "--stdin", "--no-filters", given=content)
    return f"{mode} {blob}\t{place}\0".encode("utf-8", "surrogateescape")


def _nothing(tree: RevisionTree) -> str:
    """Id of no object, as long as ids are here."""
    return "0" * len(tree.revision)


def _fails(repository: GitRepository, *arguments: str) -> bool:
    try:
        repository.run(*arguments)
    except RevisionError:
        return True
    return False
