"""The git repository of a wiki: cloned without its files, given a commit, pushed; never forced.

Nothing of the wiki is checked out: pages are read from its objects, and a commit is made of what changes. So no hook,
filter or link of the wiki has any effect here. Credentials are git's own; it never asks for any.
"""

import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pmo.errors import PmoError
from pmo.findings import message
from pmo.publishing.wiki.targets import SCHEMES, Target
from pmo.trees import gitpython

_OPTIONS: Final = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "protocol.ext.allow=never"),
    *("-c", "user.useConfigOnly=true"),
    *("-c", "advice.pushUpdateRejected=false"),
)
_ENVIRONMENT: Final = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": ":".join(SCHEMES),
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C",
}
_WORK = "refs/pmo/publish"
_AUTHOR = re.compile(r"(?P<name>[^<>\n]*[^<>\s])\s*<(?P<mail>[^<>\s]+@[^<>\s]+)>")
_FASTER = (
    "fetch first",
    "non-fast-forward",
    "cannot lock ref",
    "failed to update ref",
    "incorrect old value",
)
"""What git says of a push when somebody else pushed before."""


class Repository:
    """A clone of a wiki that goes when the work is done."""

    def __init__(self, target: Target, author: str | None = None) -> None:
        assert target.url is not None
        self._target = target
        self._url = target.url
        self._author = _identity(author) if author is not None else None
        self._folder = tempfile.TemporaryDirectory(prefix="pmo-publish-", ignore_cleanup_errors=True)
        self._clone = Path(self._folder.name) / "wiki.git"
        self._entries: dict[str, tuple[str, str]] = {}
        self._head: str | None = None
        self.branch = ""
        self.commit: str | None = None

    def __enter__(self) -> Self:
        try:
            depth = ("--depth", "1") if "://" in self._url else ()
            self._run("clone", "--bare", "--quiet", *depth, "--", self._url, str(self._clone), inside=False)
            self.branch = self._branch()
            self._look()
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def _branch(self) -> str:
        """The branch of the wiki's HEAD; where that does not exist, the only one there is."""
        branch = self._run("symbolic-ref", "--short", "HEAD")
        branches = self._run("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads").splitlines()
        return branches[0] if branch not in branches and len(branches) == 1 else branch

    @property
    def files(self) -> frozenset[str]:
        return frozenset(path for path, (mode, _) in self._entries.items() if mode.startswith("100"))

    @property
    def others(self) -> frozenset[str]:
        return frozenset(path for path, (mode, _) in self._entries.items() if not mode.startswith("100"))

    def _look(self) -> None:
        """See what the branch holds; nothing in a wiki that has no page yet."""
        listed = self._run("for-each-ref", "--format=%(objectname)", f"refs/heads/{self.branch}")
        self._head = listed or None
        self._entries = {}
        if self._head is None:
            return
        for line in self._run("ls-tree", "-r", "-z", "--full-tree", self._head).split("\0"):
            if line:
                description, _, path = line.partition("\t")
                mode, _, blob = description.split()
                self._entries[path] = mode, blob

    def read(self, paths: Iterable[str]) -> dict[str, str]:
        wanted = list(paths)
        if not wanted:
            return {}
        names = "".join(f"{self._entries[path][1]}\n" for path in wanted).encode()
        found = self._bytes("cat-file", "--batch", "--buffer", given=names)
        texts: dict[str, str] = {}
        start = 0
        for path in wanted:
            end = found.index(b"\n", start)
            size = int(found[start:end].split()[2])
            texts[path] = found[end + 1 : end + 1 + size].decode("utf-8", "replace")
            start = end + size + 2
        return texts

    def write(self, changes: Mapping[str, str | None], subject: str) -> bool:
        """Commit and push; False where somebody else pushed before, after a look at what they did."""
        self._run("fast-import", "--quiet", "--force", given=self._stream(changes, subject))
        said = self._push()
        if said is None:
            self.commit = self._run("rev-parse", _WORK)
            return True
        if not any(words in said for words in _FASTER):
            raise PmoError(
                message("{target} does not take the pages: {why}", target=self._target.shown, why=said),
                message("nothing was published; ask who looks after the wiki what its branch allows"),
            )
        depth = ("--depth", "1") if "://" in self._url else ()
        reference = f"refs/heads/{self.branch}"
        self._run("fetch", "--quiet", *depth, "--", self._url, f"+{reference}:{reference}")
        self._look()
        return False

    def _push(self) -> str | None:
        """None when it was pushed, else what git says of the branch."""
        git = gitpython()
        try:
            self._execute("push", "--porcelain", "--", self._url, f"{_WORK}:refs/heads/{self.branch}")
        except git.CommandError as error:
            rejected = re.search(r"^!\t[^\t]*\t(.*)$", str(error.stdout or ""), re.MULTILINE)
            if rejected is None:
                raise self._failure("push", error) from None
            return self._without_secret(rejected[1].rstrip("' "))
        return None

    def _stream(self, changes: Mapping[str, str | None], subject: str) -> bytes:
        """The commit, in the words of `git fast-import`."""
        author, committer = self._identities()
        parts = [
            f"commit {_WORK}\nauthor {author}\ncommitter {committer}\n".encode(),
            _data(subject),
            *([f"from {self._head}\n".encode()] if self._head else []),
        ]
        for path, text in sorted(changes.items()):
            if text is None:
                parts.append(f"D {path}\n".encode())
            else:
                parts += [f"M 100644 inline {path}\n".encode(), _data(text)]
        return b"".join([*parts, b"done\n"])

    def _identities(self) -> tuple[str, str]:
        """Author and committer, with the time."""
        given = {}
        if self._author is not None:
            name, mail = self._author
            given = {
                f"GIT_{who}_{what}": value
                for who in ("AUTHOR", "COMMITTER")
                for what, value in (("NAME", name), ("EMAIL", mail))
            }
        git = gitpython()
        try:
            author = self._execute("var", "GIT_AUTHOR_IDENT", environment=given)
            return author, self._execute("var", "GIT_COMMITTER_IDENT", environment=given)
        except git.CommandError:
            raise PmoError(
                message("git does not know who publishes"),
                message('set user.name and user.email of git, or give --author "NAME <MAIL>"'),
            ) from None

    def _run(self, *arguments: str, given: bytes | None = None, inside: bool = True) -> str:
        git = gitpython()
        try:
            return self._execute(*arguments, given=given, inside=inside)
        except git.CommandError as error:
            raise self._failure(arguments[0], error) from None

    def _execute(
        self,
        *arguments: str,
        given: bytes | None = None,
        inside: bool = True,
        environment: Mapping[str, str] | None = None,
    ) -> str:
        return (
            self._bytes(*arguments, given=given, inside=inside, environment=environment)
            .decode("utf-8", "surrogateescape")
            .rstrip("\n")
        )

    def _bytes(
        self,
        *arguments: str,
        given: bytes | None = None,
        inside: bool = True,
        environment: Mapping[str, str] | None = None,
    ) -> bytes:
        """Output of a git command."""
        git = gitpython()
        where = ("--git-dir", str(self._clone)) if inside else ()
        command = ["git", *_OPTIONS, *where, *arguments]
        settings = {**_ENVIRONMENT, **(environment or {})}
        with tempfile.TemporaryFile() as stream:  # git's standard input must be a real file
            stream.write(given or b"")
            stream.seek(0)
            output = git.Git(self._folder.name).execute(
                command, istream=stream, env=settings, stdout_as_string=False, strip_newline_in_stdout=False
            )
        assert isinstance(output, bytes)
        return output

    def _failure(self, what: str, error: Exception) -> PmoError:
        detail = str(getattr(error, "stderr", "") or error).strip().removeprefix("stderr:").strip(" '\n")
        words = self._without_secret(detail)
        if what in ("clone", "fetch", "push"):
            return PmoError(
                message("{target} cannot be reached: {why}", target=self._target.shown, why=words),
                message(
                    "check the address and git's credentials; a wiki must have its first page, made in the browser"
                ),
            )
        return PmoError(
            message("git {what} failed: {why}", what=what, why=words), message("nothing was published")
        )

    def _without_secret(self, text: str) -> str:
        """What git says, without a password that the address holds."""
        shown = text.replace(self._url, self._target.shown)
        return re.sub(r"(://[^/@:\s]*):[^/@\s]+@", r"\1:***@", shown)


def _data(text: str) -> bytes:
    content = text.encode("utf-8", "replace")
    return b"data %d\n%s\n" % (len(content), content)


def _identity(text: str) -> tuple[str, str]:
    found = _AUTHOR.fullmatch(text.strip())
    if found is None:
        raise PmoError(message("{text!r} is no author", text=text), message('write --author "NAME <MAIL>"'))
    return found["name"], found["mail"]
