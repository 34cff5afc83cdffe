"""What `pmo doctor` looks at: the machine, the portfolio, the repository that holds it."""

import locale
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cached_property
from importlib import metadata, util
from pathlib import Path

from pmo import __version__
from pmo.errors import PmoError
from pmo.findings import Message, message
from pmo.loading import office_in
from pmo.loading.cache import folder
from pmo.locale import installed, is_installed
from pmo.model.office import Office
from pmo.output.setup import Check, Part, State
from pmo.schemas import FOLDER
from pmo.trees import ROOT_FILE, GitRepository, find_root, named_root

_DISTRIBUTION = "pmo-toolkit"
_USES = {
    "query": "`pmo query`",
    "selection": "`pmo select`, `pmo level`",
    "simulation": "`pmo simulate`",
    "charts": "`pmo chart`",
    "office": "`pmo report --to docx`",
}
"""What the extras are for."""
_CI = (
    ".github/workflows/*.yml",
    ".github/workflows/*.yaml",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    ".buildkite/*.yml",
    ".woodpecker/*.yml",
    ".woodpecker.yml",
    ".forgejo/workflows/*.yml",
    ".gitea/workflows/*.yml",
    ".drone.yml",
    ".ci/*",
    "Jenkinsfile",
    "Makefile",
    "noxfile.py",
    "tox.ini",
)
_MANY = 3
"""Files named in a line."""
_LARGE = 1024**3
"""Bytes of caches that are worth a word."""


class Setup:
    """The set-up around one portfolio, or around none."""

    def __init__(self, folder: Path | None) -> None:
        """``folder``: the one that the user named; None to look for it from the current one upwards."""
        self.is_named = folder is not None
        self.root: Path | None = None
        try:
            self.root = named_root(folder) if folder else find_root(Path.cwd())
        except PmoError as refusal:
            self.refusal = refusal

    def parts(self) -> tuple[Part, ...]:
        """Every check, in order."""
        parts = [Part(message("This machine"), tuple(self._machine()))]
        parts.append(Part(message("The portfolio"), tuple(self._portfolio())))
        if self.root is not None:
            parts.append(Part(message("Its repository"), tuple(self._repository(self.root))))
        return tuple(parts)

    @cached_property
    def office(self) -> Office | None:
        """The office, where `pmo.yaml` can be read."""
        return office_in(self.root) if self.root is not None else None

    # the machine

    def _machine(self) -> Iterator[Check]:
        yield _ok("pmo", "pmo", __version__)
        python = ".".join(str(part) for part in sys.version_info[:3])
        yield _ok("python", "Python", python)
        yield _git()
        yield _yaml()
        yield from _extras()
        yield _encoding()
        yield self._languages()
        yield _cache()

    def _languages(self) -> Check:
        title, known = message("Languages"), ", ".join(installed())
        if self.office is not None and not is_installed(self.office.locale):
            return _warning(
                "languages",
                title,
                message("{known}; not the office's: {locale}", known=known, locale=self.office.locale),
                message("until it is there, readers get English"),
            )
        return _ok("languages", title, known)

    # the portfolio

    def _portfolio(self) -> Iterator[Check]:
        title = message("Portfolio")
        if self.root is None:
            state: State = "problem" if self.is_named else "warning"
            yield Check("portfolio", title, state, self.refusal.reason, self.refusal.advice)
            return
        if self.office is None:
            yield _problem(
                "portfolio",
                title,
                message("{file} cannot be read", file=str(self.root / ROOT_FILE)),
                message("`pmo validate` says why"),
            )
        else:
            name = self.office.office.name
            yield _ok("portfolio", title, message("{name}, in {folder}", name=name, folder=str(self.root)))
            yield from _holidays(self.office)
        yield _schemas(self.root)

    # the repository

    def _repository(self, root: Path) -> Iterator[Check]:
        if shutil.which("git") is None:
            return
        repository = GitRepository(root)
        title = message("Repository")
        try:
            top = repository.top
        except PmoError as refusal:
            yield _warning(
                "under-git",
                title,
                refusal.reason,
                message("without history there is no --at and nothing to compare with: git init"),
            )
        else:
            yield _ok("under-git", title, str(top))
            yield from _of_repository(repository, top)


def _ok(name: str, title: Message | str, found: Message | str) -> Check:
    return Check(name, title, "ok", found)


def _warning(name: str, title: Message | str, found: Message | str, advice: Message | str) -> Check:
    return Check(name, title, "warning", found, advice)


def _problem(name: str, title: Message | str, found: Message | str, advice: Message | str) -> Check:
    return Check(name, title, "problem", found, advice)


def _git() -> Check:
    title = "git"
    executable = shutil.which("git")
    if executable is not None:
        try:
            done = subprocess.run([executable, "--version"], capture_output=True, text=True, check=True)
            return _ok("git", title, done.stdout.strip().removeprefix("git version "))
        except (OSError, subprocess.CalledProcessError):
            pass
    return _problem(
        "git",
        title,
        message("the command git is not there"),
        message("install git; without it there is no --at, --changed and no history"),
    )


def _yaml() -> Check:
    title = "YAML"
    if util.find_spec("yaml._yaml") is None:
        return _problem(
            "yaml",
            title,
            message("PyYAML was built without libyaml"),
            "pip install --force-reinstall --only-binary :all: pyyaml",
        )
    return _ok("yaml", title, message("PyYAML {version} with libyaml", version=metadata.version("pyyaml")))


def _extras() -> Iterator[Check]:
    """The extras that users may install, by what the package says of itself."""
    try:
        required = metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return
    for extra, use in _USES.items():
        names = [
            re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0]
            for one in required
            if re.search(rf"extra == ['\"]{extra}['\"]", one)
        ]
        if not names:
            continue
        missing = [name for name in names if not _is_there(name)]
        title = message("Extra {name}", name=extra)
        if missing:
            found = message("missing: {names}, for {use}", names=", ".join(missing), use=use)
            command = f"pip install '{_DISTRIBUTION}[{extra}]'"
            yield _warning(f"extra-{extra}", title, found, command)
        else:
            yield _ok(f"extra-{extra}", title, message("installed, for {use}", use=use))


def _is_there(distribution: str) -> bool:
    try:
        metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return False
    return True


def _encoding() -> Check:
    title, encoding = message("Terminal"), locale.getencoding()
    if encoding.lower().replace("-", "") != "utf8":
        return _warning(
            "encoding",
            title,
            message("its encoding is {encoding}; pmo writes UTF-8", encoding=encoding),
            message("set LANG to a language that ends with .UTF-8"),
        )
    columns = shutil.get_terminal_size().columns
    return _ok("encoding", title, message("UTF-8, {columns} columns", columns=columns))


def _cache() -> Check:
    title, place = message("Cache"), folder()
    if not _is_writable(place):
        return _warning(
            "cache",
            title,
            message("{folder} cannot be written", folder=str(place)),
            message(
                "every command parses all files again; set XDG_CACHE_HOME to a folder that can be written"
            ),
        )
    size = sum(_size(path) for path in place.glob("*"))
    mebibytes = f"{size / 1024 / 1024:.1f}"
    if size > _LARGE:
        return _warning(
            "cache",
            title,
            message("{folder} holds {size} MiB", folder=str(place), size=mebibytes),
            message("it is safe to delete"),
        )
    return _ok(
        "cache",
        title,
        message("{size} MiB in {folder}, safe to delete", folder=str(place), size=mebibytes),
    )


def _is_writable(place: Path) -> bool:
    nearest = next((one for one in (place, *place.parents) if one.exists()), place)
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _holidays(office: Office) -> Iterator[Check]:
    from pmo.analysis.public_holidays import public_holidays

    title = message("Public holidays")
    for calendar in (office.calendar, *office.calendars):
        if calendar.country is None:
            continue
        place = "-".join(part for part in (calendar.country, calendar.subdivision) if part)
        if public_holidays(calendar.country, calendar.subdivision) is None:
            yield _warning(
                "holidays",
                title,
                message("none are known for {place}", place=place),
                message("correct the country or subdivision, or list the days under `holidays`"),
            )
        else:
            yield _ok("holidays", title, message("known for {place}", place=place))


def _schemas(root: Path) -> Check:
    """Schemas that an editor uses, written to the portfolio by `pmo schema --write`."""
    title = message("Schemas for editors")
    places = (".pmo/schemas", "*", ".*")
    for first in (found for place in places for found in sorted(root.glob(f"{place}/charter.schema.json"))):
        place = first.parent.relative_to(root).as_posix()
        old = [
            path.name for path in FOLDER.glob("*.schema.json") if not _is_same(path, first.parent / path.name)
        ]
        if old:
            return _warning(
                "schemas",
                title,
                message("{number} of those in {folder} are not of this pmo", number=len(old), folder=place),
                f"pmo schema --write {place}",
            )
        return _ok("schemas", title, message("fresh, in {folder}", folder=place))
    return _warning(
        "schemas",
        title,
        message("none; with them an editor completes and checks the fields"),
        "pmo schema --write schemas",
    )


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.read_bytes() == other.read_bytes()
    except OSError:
        return False


def _of_repository(repository: GitRepository, top: Path) -> Iterator[Check]:
    try:
        yield _clone(repository)
        yield _conflicts(repository)
        yield _uncommitted(repository)
        yield _line_ends(repository)
        yield _branch(repository)
        yield _continuous(top)
        yield _hook(repository, top)
    except PmoError as refusal:
        yield _problem("repository", message("Repository"), refusal.reason, refusal.advice)


def _clone(repository: GitRepository) -> Check:
    title = message("History")
    if repository.run("rev-parse", "--is-shallow-repository") == "true":
        return _warning(
            "shallow-clone",
            title,
            message("cut off: this is a shallow clone"),
            message("--at and --changed need it: git fetch --unshallow"),
        )
    try:
        number = int(repository.run("rev-list", "--count", "HEAD", "--", str(repository.root)))
    except PmoError:
        return _warning(
            "shallow-clone",
            title,
            message("there is no commit yet"),
            "git add . && git commit",
        )
    return _ok("shallow-clone", title, message("commits that touch the portfolio: {number}", number=number))


def _changes(repository: GitRepository) -> list[tuple[str, str]]:
    """State and path of everything below the portfolio that git sees as changed."""
    lines = repository.run(
        "status", "--porcelain", "--untracked-files=all", "--no-renames", "-z", "--", str(repository.root)
    )
    return [(line[:2], line[3:]) for line in lines.split("\0") if line]


def _conflicts(repository: GitRepository) -> Check:
    title = message("Merges")
    conflicts = [path for state, path in _changes(repository) if "U" in state or state in ("AA", "DD")]
    if conflicts:
        return _problem(
            "conflicts",
            title,
            message("conflicts in {files}", files=_named(conflicts)),
            message("settle them in the files, then: git add, and go on with the merge"),
        )
    return _ok("conflicts", title, message("no conflicts"))


def _uncommitted(repository: GitRepository) -> Check:
    title = message("Changes")
    changed = [path for _, path in _changes(repository)]
    if changed:
        return _warning(
            "uncommitted",
            title,
            message("not committed: {files}", files=_named(changed)),
            message("commit them; until then what is published carries no revision"),
        )
    return _ok("uncommitted", title, message("everything is committed"))


def _line_ends(repository: GitRepository) -> Check:
    title = message("Line ends")
    try:
        setting = repository.run("config", "--get", "core.autocrlf")
    except PmoError:
        setting = ""
    attribute = repository.run("check-attr", "text", "eol", "--", ROOT_FILE)
    if setting == "true" and not re.search(r": (?:text: (?:unset|auto)|eol: lf)$", attribute, re.MULTILINE):
        return _warning(
            "line-ends",
            title,
            message("core.autocrlf rewrites every file that is checked out"),
            message("keep the files as they are: put `*.yaml text eol=lf` into .gitattributes"),
        )
    return _ok("line-ends", title, message("as they are in the files"))


def _branch(repository: GitRepository) -> Check:
    title = message("Default branch")
    try:
        return _ok("default-branch", title, repository.default_branch())
    except PmoError:
        return _warning(
            "default-branch",
            title,
            message("not known"),
            message("`pmo validate --changed` then needs --base BRANCH"),
        )


def _named(paths: list[str]) -> str:
    shown = ", ".join(paths[:_MANY])
    return f"{shown}, … ({len(paths)})" if len(paths) > _MANY else shown


def _continuous(top: Path) -> Check:
    title = message("Continuous integration")
    for pattern in _CI:
        for path in sorted(top.glob(pattern)):
            if _mentions_pmo(path):
                return _ok("ci", title, path.relative_to(top).as_posix())
    return _warning(
        "ci",
        title,
        message("nothing here checks the portfolio on every change"),
        message("let your CI service run `pmo validate`; docs/ci.md has it for GitHub, GitLab and others"),
    )


def _hook(repository: GitRepository, top: Path) -> Check:
    title = "pre-commit"
    configuration = top / ".pre-commit-config.yaml"
    hook = Path(repository.run("rev-parse", "--git-path", "hooks/pre-commit"))
    is_there = (hook if hook.is_absolute() else top / hook).is_file()
    if not _mentions_pmo(configuration):
        return _ok("pre-commit", title, message("not used"))
    if not is_there:
        return _warning(
            "pre-commit",
            title,
            message("set up, but its hook is not installed"),
            "pre-commit install",
        )
    return _ok("pre-commit", title, message("checks every commit"))


def _mentions_pmo(path: Path) -> bool:
    try:
        return path.is_file() and re.search(rb"\bpmo\b", path.read_bytes()[:200_000]) is not None
    except OSError:
        return False
