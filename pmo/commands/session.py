"""What every command that reads a portfolio shares: its options, and the portfolio they lead to."""

import datetime
import functools
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from pmo.analysis.audience import Audience, LeftOut, Narrowed, for_audience
from pmo.commands import options
from pmo.commands.options import ColourChoice
from pmo.errors import PmoError, PortfolioNotFound, UsageError
from pmo.findings import Finding, message
from pmo.loading import Loaded, load
from pmo.loading.cache import Cache
from pmo.locale import SOURCE_LANGUAGE, Language, is_installed, language
from pmo.model.portfolio import Document, Holder, Keys, Portfolio, Project
from pmo.output.audience import NOT_TOLD, in_words, warning
from pmo.output.colour import is_wanted
from pmo.output.files import write_result
from pmo.output.progress import for_person
from pmo.output.width import is_bounded, width_of_output
from pmo.progress import Progress
from pmo.render.inert import for_terminal
from pmo.rules import engine
from pmo.rules.memory import Memory
from pmo.trees import GitRepository, NoTree, Tree, find_root, named_root, open_tree

if TYPE_CHECKING:
    from pmo.documents import Locator

Reads = Collection[str] | Callable[..., Collection[str] | None] | None
"""Kinds of document that a command reads; None for all."""
About = str | Callable[..., str | None] | None
Chooses = bool | Literal["items"]


@dataclass(frozen=True)
class Session:
    """A loaded portfolio, and how the result is to be shown."""

    command: str
    root: Path
    loaded: Loaded
    as_of: datetime.date
    language: Language
    format: str
    output: Path | None = None
    colour: bool = False
    projects: tuple[str, ...] = ()
    """Globs of project ids; empty means all."""
    where: str | None = None
    """Expression that a project must satisfy."""
    left_out: list[str] = field(default_factory=list)
    """What `--force` went on without."""
    force: bool = False
    """Whether to go on without what cannot be read."""
    whole: Loaded | None = None
    """The portfolio with what is above the audience; None where all of it is shown."""
    narrowed: Narrowed | None = None
    """What of it the audience may see."""

    @property
    def portfolio(self) -> Portfolio:
        return self.loaded.portfolio

    @property
    def name(self) -> str:
        """Name of the portfolio; its folder's name when `pmo.yaml` cannot be read."""
        return self.portfolio.office.office.name if self.portfolio.office else self.root.name

    @property
    def has_portfolio(self) -> bool:
        """Whether there is a portfolio at all; a command that needs none may be called elsewhere."""
        return not isinstance(self.loaded.tree, NoTree)

    @cached_property
    def revision(self) -> str | None:
        """Commit that the files are exactly those of, else None."""
        return self.loaded.tree.revision

    @property
    def audience(self) -> Audience | None:
        """Whom the output is for; None where everything is shown."""
        return self.narrowed.audience if self.narrowed is not None else None

    @property
    def left_out_for_audience(self) -> str | None:
        """How much is above the audience, in words that name nothing; None where everything is shown."""
        if self.narrowed is None:
            return None
        return in_words(self.narrowed.audience, self.narrowed.left_out, self.language)

    @cached_property
    def progress(self) -> Progress:
        """Tells a person at a terminal how far long work is."""
        return for_person(self.language.text)

    @property
    def width(self) -> int:
        """Columns of the terminal or of `COLUMNS`; 120 when the output goes elsewhere."""
        return 120 if self.output is not None else width_of_output(to_terminal=self.is_terminal)

    @property
    def room(self) -> int | None:
        """Columns that a table must fit; None where nothing is cut or left out: in files and pipes."""
        is_cut = self.output is None and is_bounded(to_terminal=self.is_terminal)
        return self.width if is_cut else None

    @property
    def is_terminal(self) -> bool:
        return self.output is None and sys.stdout.isatty()

    @property
    def is_narrowed(self) -> bool:
        """Whether it is about some projects only."""
        return bool(self.projects) or self.where is not None

    @cached_property
    def selected(self) -> tuple[Project, ...]:
        """The readable projects that `--project` and `--where` leave, in order of their ids."""
        from pmo.commands.choosing import choose

        return choose(self.portfolio, self.as_of, self.projects, self.where)

    @property
    def chosen(self) -> frozenset[str] | None:
        """Ids of the projects that `--project` and `--where` leave; None where neither is given."""
        if not self.projects and self.where is None:
            return None
        return frozenset(project.id for project in self.selected)

    @property
    def chosen_holders(self) -> tuple[Holder, ...]:
        """Projects, programmes and the office; only the selected projects where those are narrowed."""
        return self.selected if self.is_narrowed else tuple(self.portfolio.holders)

    def check(self, selection: engine.Selection) -> tuple[Finding, ...]:
        """All findings, as the rules of ``selection`` see them."""
        return Memory.of_portfolio(self.root).check(self.loaded, self.as_of, selection, self.progress)

    def project(self, name: str) -> Project:
        """The project called ``name``; refuses an unknown one, with the nearest name."""
        from pmo.commands.choosing import named_project

        return named_project(self.portfolio, name)

    def reloaded(self) -> "Session":
        """The same, with the files as they are now."""
        tree = self.loaded.tree
        loaded = load(tree, Cache.for_portfolio(self.root), progress=self.progress)
        now = replace(self, loaded=loaded, whole=None, narrowed=None)
        return now if self.audience is None else now.for_audience(self.audience)

    def at(self, tree: Tree) -> Loaded:
        """Another state of the portfolio, as the audience may see it."""
        loaded = load(tree, self.loaded.cache, like=self.whole or self.loaded, progress=self.progress)
        if self.narrowed is None:
            return loaded
        then = for_audience(loaded.portfolio, self.narrowed.audience, self.narrowed.hidden)
        return replace(loaded, portfolio=then.portfolio)

    def for_audience(self, audience: Audience) -> "Session":
        """The same without what is above the audience."""
        narrowed = for_audience(self.portfolio, audience)
        loaded = replace(self.loaded, portfolio=narrowed.portfolio, digest=f"{self.loaded.digest} {audience}")
        return replace(self, loaded=loaded, whole=self.loaded, narrowed=narrowed)

    def warn_of_confidential(self) -> None:
        """Say on standard error how much of the chosen projects, and beside projects, is confidential.

        Nothing is said where it was said for whom the output is.
        """
        if self.narrowed is None:
            shown = replace(self.portfolio, projects={one.id: one for one in self.selected})
            sentence = warning(for_audience(shown, "internal").left_out, self.language)
            if sentence is not None:
                self.tell(sentence)

    def data(self, path: str, data: Any) -> Any:
        """The plain data of a document, as the audience may see it."""
        return self.narrowed.data(path, data) if self.narrowed is not None else data

    def refuse_unreadable(self, other: Loaded) -> None:
        """Refuse another state of the portfolio that has errors in its files, schema or references."""
        _refuse_unreadable(replace(self, loaded=other), None, None, force=self.force)

    def locate(self, document: Document, keys: Keys) -> tuple[int, int]:
        """Line and column, from 1, of what the keys lead to in a document."""
        from pmo.documents import Locator

        locator = self._locators.get(document.path)
        if locator is None:
            locator = self._locators[document.path] = Locator(self.loaded.content(document.path) or b"")
        in_file = keys if self.narrowed is None else self.narrowed.keys_in_file(document.path, keys)
        return locator.locate(in_file)

    @cached_property
    def _locators(self) -> "dict[str, Locator]":
        """By path, made when first asked for."""
        return {}

    def write(self, text: str, *, is_marked: bool = False) -> None:
        """Write the result to standard output or to the file of `-o`.

        What an audience reads says how much is left out, unless the text ``is_marked`` so already.
        """
        if not is_marked and self.format in ("text", "markdown"):
            text = self._marked(text)
        if self.output is None:
            sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        else:
            self.write_file(self.output, text)
            if sys.stderr.isatty():
                self.tell(self.language.text("written: {file}", file=str(self.output)))

    def write_binary(self, content: bytes, kind: str) -> None:
        """Write a result that is no text to the file of `-o` or into a pipe, but not onto a terminal."""
        if self.output is not None:
            self.write_file(self.output, content)
            if sys.stderr.isatty():
                self.tell(self.language.text("written: {file}", file=str(self.output)))
        elif sys.stdout.isatty():
            raise UsageError(
                message("a terminal cannot show {kind}", kind=kind),
                message("name a file: -o FILE.{kind}", kind=kind),
            )
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(content)

    def _marked(self, text: str) -> str:
        sentence = self.left_out_for_audience
        if sentence is None or sentence in text:
            return text
        return f"{text.rstrip()}\n\n{sentence}\n"

    def tell_written(self, files: int, folder: Path) -> None:
        """Say on standard error how many files a folder got: their names are not those that anybody gave."""
        self.tell(
            self.language.plural(
                "{n} file written into {folder}", "{n} files written into {folder}", files, folder=str(folder)
            )
        )

    @staticmethod
    def tell(text: str) -> None:
        """Say a line on standard error."""
        sys.stderr.write(f"{for_terminal(text)}\n")

    def write_file(self, path: Path, content: str | bytes) -> None:
        """Write a result to a file, which must not be one of the portfolio's own."""
        write_result(path, content, self.root)

    def write_json(self, data: object) -> None:
        """Write the result in the envelope that all commands share."""
        self.write(self.envelope(data), is_marked=True)

    def envelope(self, data: object) -> str:
        """Data in the envelope that all commands share."""
        from pmo.output.envelope import envelope

        narrowed = self.narrowed
        name = self.name if self.has_portfolio else None
        return envelope(
            *(self.command, name, self.revision, self.as_of, data, self.left_out or None),
            audience=narrowed.audience if narrowed is not None else None,
            left_out_for_audience=narrowed.left_out if narrowed is not None else LeftOut(),
        )

    def advise(self, text: str) -> None:
        """Say on standard error what to do next; only to a person at a terminal."""
        if self.format == "text" and sys.stderr.isatty() and sys.stdout.isatty():
            sys.stderr.write(f"\n{text}\n")


def portfolio_command(
    *formats: str,
    reads: Reads = None,
    about: About = None,
    refuses: bool = True,
    chooses: Chooses = True,
    for_readers: bool = True,
    needs_none: Callable[..., bool] | None = None,
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command the options that all share; it is called with the `Session` that they lead to.

    ``formats``: the values of `--format`, the default first. ``reads``: the kinds of document whose
    errors make it refuse (all when None), or a function of the portfolio, the command's own arguments and
    `where` that gives them. ``about``: the argument that names its one project, or a
    function of the command's own arguments that gives its id; errors in other projects don't make it refuse. ``chooses``: whether it takes `--project` and `--where`, and whether `--where` is about
    projects or about `items`. ``for_readers``: whether it takes `--audience`: not where it checks files or changes them.
    ``needs_none``: a function of the command's own arguments that says whether it is asked for something that is the
    same for everybody, and so works where there is no portfolio, or one that cannot be read.
    """

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        common = _shared_options(formats, refuses=refuses, chooses=chooses, for_readers=for_readers)

        @functools.wraps(command)
        def wrapper(context: typer.Context, **values: Any) -> int:
            shared = {name: values.pop(name) for name in common}
            subject = about(**values) if callable(about) else values[about] if about is not None else None
            asked = {**values, "where": shared.get("where")}
            kinds = functools.partial(_kinds_read, reads, asked)
            is_needed = needs_none is None or not needs_none(**values)
            session = _open(
                *(command.__name__, context.obj, kinds, subject),
                refuses=refuses and is_needed,
                is_needed=is_needed,
                **shared,
            )
            return command(session, **values)

        options.sign(wrapper, command, common)
        return wrapper

    return decorate


def _kinds_read(reads: Reads, asked: Mapping[str, Any], portfolio: Portfolio) -> Collection[str] | None:
    return reads(portfolio, **asked) if callable(reads) else reads


def _shared_options(
    formats: tuple[str, ...], *, refuses: bool, chooses: Chooses, for_readers: bool
) -> dict[str, options.Option]:
    where = options.WHERE_ITEMS if chooses == "items" else options.WHERE
    chosen = {"project": options.PROJECTS, "where": where} if chooses else {}
    readers = {"audience": options.AUDIENCE} if for_readers else {}
    forced = {"force": options.FORCE} if refuses else {}
    return {
        "portfolio": options.PORTFOLIO,
        "at": options.AT,
        "as_of": options.AS_OF,
        **chosen,
        **readers,
        **forced,
        "format": options.format_of(*formats),
        "output": options.OUTPUT,
        "lang": options.LANGUAGE,
        "color": options.COLOUR,
    }


def _open(
    command: str,
    portfolio_before: Path | None,
    reads: Callable[[Portfolio], Collection[str] | None],
    subject: str | None,
    *,
    refuses: bool,
    is_needed: bool,
    portfolio: Path | None,
    at: str | None,
    as_of: str | None,
    format: str,  # noqa: A002 - the option's name
    output: Path | None,
    lang: str | None,
    color: ColourChoice,
    project: list[str] | None = None,
    where: str | None = None,
    audience: Audience | None = None,
    force: bool = False,
) -> Session:
    day = day_of(as_of)
    named = portfolio_before or portfolio
    root, tree = _found(named, at, is_needed=is_needed)
    reader = language(lang) if lang else None
    progress = for_person((reader or language(SOURCE_LANGUAGE)).text)
    cache = None if isinstance(tree, NoTree) else Cache.for_portfolio(root)
    loaded = load(tree, cache, progress=progress)
    office = loaded.portfolio.office
    session = Session(
        command,
        root,
        loaded,
        day or tree.day or datetime.date.today(),
        reader or language_of(office.locale if office else SOURCE_LANGUAGE),
        format,
        output,
        is_coloured(color, output),
        tuple(project or ()),
        where,
        force=force,
    )
    if refuses:
        _refuse_unreadable(session, reads(loaded.portfolio), _projects_read(session, subject), force=force)
    return session if audience is None else _for_audience(session, audience)


def _found(named: Path | None, at: str | None, *, is_needed: bool) -> tuple[Path, Tree]:
    """The folder of the portfolio and its files; this folder and no files where there is none and none is needed."""
    try:
        root = named_root(named) if named else find_root(Path.cwd())
    except PortfolioNotFound:
        if is_needed or named or at:
            raise
        return Path.cwd(), NoTree()
    return root, open_tree(root, at)


def _for_audience(session: Session, audience: Audience) -> Session:
    """The session for an audience: of what cannot be read only the number is told: nobody knows what it holds."""
    narrowed = session.for_audience(audience)
    if audience != "confidential":
        narrowed.left_out[:] = [NOT_TOLD for _ in session.left_out]
    return narrowed


def language_of(locale: str) -> Language:
    """The office's language; English where it is not installed, which a rule reports."""
    return language(locale) if is_installed(locale) else language(SOURCE_LANGUAGE)


def _projects_read(session: Session, subject: str | None) -> frozenset[str] | None:
    """Ids of the projects that the command is about; None when it is about all."""
    if subject is not None:
        return frozenset({subject.lower()})
    if not session.projects:
        return None
    ids = session.portfolio.projects
    return frozenset(id_ for id_ in ids if any(fnmatchcase(id_, glob.lower()) for glob in session.projects))


def _refuse_unreadable(
    session: Session, kinds: Collection[str] | None, projects: frozenset[str] | None, *, force: bool
) -> None:
    """Refuse when a document that the command reads has errors in its file, schema or references."""
    everything = engine.Selection(select=engine.UNREADABLE)
    broken = [
        finding
        for finding in engine.unreadable(session.check(everything))
        if _is_read(finding, kinds, projects)
    ]
    if not broken:
        return
    lines = [
        for_terminal(f"{one.where.path}:{one.where.line}: {one.message.text(session.language.text)}")
        for one in broken
    ]
    if not force:
        say = session.language
        more = [say.plural("… and {n} more", "… and {n} more", len(lines) - 5)] if len(lines) > 5 else []
        what = say.plural("{n} error stands in the way:", "{n} errors stand in the way:", len(lines))
        raise PmoError(
            "\n  ".join([what, *lines[:5], *more]),
            message("`pmo validate` explains each; --force goes on without what cannot be read"),
        )
    session.left_out.extend(lines)
    for line in lines:
        sys.stderr.write(f"left out: {line}\n")


def _is_read(finding: Finding, kinds: Collection[str] | None, projects: frozenset[str] | None) -> bool:
    from pmo.model.kinds import place_of

    place = place_of(finding.where.path)
    if place is None:
        return False
    elsewhere = projects is not None and place.level == "project" and place.holder.lower() not in projects
    return not elsewhere and (kinds is None or place.kind in kinds)


def day_of(text: str | None, option: str = "--as-of") -> datetime.date | None:
    """The day that an option names."""
    if text is None:
        return None
    try:
        if len(text) == 10 and text[7] == "-":
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(
        message("{text!r} is not a day", text=text), message("write {option} YYYY-MM-DD", option=option)
    )


def is_coloured(choice: ColourChoice, output: Path | None = None) -> bool:
    """Whether the result is shown in colour."""
    if choice != "auto":
        return choice == "always"
    return is_wanted(to_terminal=output is None and sys.stdout.isatty())


def git_prefix(root: Path) -> str:
    """Path of the portfolio inside its git repository, empty when it is the root or not under git."""
    try:
        return GitRepository(root).prefix
    except PmoError:
        return ""
