"""What `pmo publish` has written, or would write: for people, and as JSON."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from pmo.locale import Language
from pmo.output.terminal import Page
from pmo.output.written import shown_diff

if TYPE_CHECKING:
    from pmo.publishing.wiki.publication import Publication

Mode = Literal["write", "check", "dry-run"]


class KeptData(Struct, frozen=True):
    """A page that is left as it is."""

    path: str
    why: str
    """edited: a page of ours that somebody changed; hand-written: a page of somebody else where ours would lie;
    handed-over: a page that is no longer made, in which somebody wrote."""


class LeftOutData(Struct, frozen=True):
    """A report that could not be made; what was published of it before stays."""

    report: str
    why: str


class PublishData(Struct, frozen=True):
    """The `data` of `pmo publish`."""

    target: str
    wiki: str
    """github, gitlab, azure, mkdocs or folder."""
    written: list[str]
    """Paths of the pages and pictures that were written; with --check and --dry-run, that would be."""
    removed: list[str]
    """Paths of the pages and pictures of ours that were removed."""
    unchanged: int
    """Number of pages that say what they should."""
    menus: list[str]
    """Paths of the files of the wiki's navigation that were written."""
    without_menu: bool
    """Whether the navigation of MkDocs has no place for the pages."""
    kept: list[KeptData]
    left_out: list[LeftOutData]
    period: str
    """The reporting period that goes on."""
    archive: list[str]
    """The reporting periods that have pages."""
    commit: str | None
    """The commit that was pushed; null for a folder, and where nothing changed."""
    branch: str | None
    mode: Mode
    diff: str
    """Unified diff of what a reader would see, without pictures; only with --dry-run."""


def data(done: "Publication", mode: Mode, language: Language) -> PublishData:
    """What was done, in the form of JSON."""
    plan = done.plan
    return PublishData(
        done.target.shown,
        done.layout.flavour.name,
        sorted(plan.written),
        list(plan.removed),
        plan.unchanged,
        sorted(plan.menus),
        plan.without_menu,
        [KeptData(one.path, one.why) for one in plan.kept],
        [
            LeftOutData(one.kind, ". ".join(filter(None, one.why.said(language.text))))
            for one in done.pages.left_out
        ],
        done.pages.period,
        sorted({one.period for one in plan.manifest.pages.values() if one.period is not None}),
        done.commit,
        done.branch,
        mode,
        plan.diff() if mode == "dry-run" else "",
    )


MOST_NAMED = 12
"""Pages that are named one by one."""


def text(data: PublishData, language: Language, *, width: int, colour: bool) -> str:
    """The difference where it was asked for, what was done, and what is left to somebody."""
    say = language.text
    page = Page(width=width, colour=colour)
    page.heading(_heading(data, language))
    names = [*data.written, *data.menus]
    if names:
        page.paragraph(_written(data, language, len(names)))
        page.items(_named(names, language, brief=data.mode == "write"))
    if data.removed:
        page.paragraph(_removed(data, language))
        page.items(_named(data.removed, language, brief=False))
    if not names and not data.removed:
        page.paragraph(say("Everything is up to date."))
    if data.unchanged:
        page.paragraph(language.plural("{n} page is unchanged.", "{n} pages are unchanged.", data.unchanged))
    _kept(page, data, language)
    if data.without_menu:
        page.paragraph(
            say(
                "mkdocs.yml has a nav of its own: put a line `# pmo:nav` and a line `# /pmo:nav` "
                "where the pages belong in it."
            )
        )
    periods = [language.period(one) for one in data.archive]
    if periods:
        page.paragraph(say("Reports are kept of: {periods}.", periods=", ".join(periods)))
    if data.commit:
        page.paragraph(
            say("Pushed to the branch {branch}: {commit}.", branch=data.branch, commit=data.commit[:12])
        )
    shown = page.text()
    return f"{shown_diff(data.diff, colour=colour)}\n{shown}" if data.diff else shown


def _heading(data: PublishData, language: Language) -> str:
    return f"{data.target}: {language.label('wiki', data.wiki)}"


def _written(data: PublishData, language: Language, count: int) -> str:
    if data.mode == "write":
        return language.plural("{n} file was written:", "{n} files were written:", count)
    return language.plural("{n} file would be written:", "{n} files would be written:", count)


def _removed(data: PublishData, language: Language) -> str:
    count = len(data.removed)
    if data.mode == "write":
        return language.plural("{n} file was removed:", "{n} files were removed:", count)
    return language.plural("{n} file would be removed:", "{n} files would be removed:", count)


def _named(names: list[str], language: Language, *, brief: bool) -> Iterable[str]:
    if not brief or len(names) <= MOST_NAMED:
        return names
    rest = len(names) - MOST_NAMED
    return [*names[:MOST_NAMED], language.plural("… and {n} more", "… and {n} more", rest)]


def _kept(page: Page, data: PublishData, language: Language) -> None:
    say = language.text
    for why, title in (
        ("edited", say("Changed by somebody, and left as they are; --overwrite replaces them:")),
        ("hand-written", say("Written by somebody else where ours would lie; --overwrite replaces them:")),
        ("handed-over", say("No longer made, and left to those who wrote in them:")),
    ):
        found = [one.path for one in data.kept if one.why == why]
        if found:
            page.paragraph(title)
            page.items(found)
