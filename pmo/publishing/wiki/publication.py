"""Publishing: look at the place, make the pages, decide, write; and again where somebody else was faster."""

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from pmo.analysis.audience import Audience
from pmo.errors import PmoError, UsageError
from pmo.findings import message
from pmo.publishing.wiki import manifest as manifests
from pmo.publishing.wiki.flavours import FLAVOURS, Layout, Name
from pmo.publishing.wiki.manifest import NAME, Manifest
from pmo.publishing.wiki.menus import MKDOCS, docs_folder, draws_mermaid
from pmo.publishing.wiki.pages import Pages
from pmo.publishing.wiki.places import Folder, Place
from pmo.publishing.wiki.plan import Plan, There, plan, wanted
from pmo.publishing.wiki.targets import Target
from pmo.render.inert import for_terminal
from pmo.render.mermaid import FENCE

ATTEMPTS = 4
"""Times that pages are pushed while others push too."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is published."""

    portfolio: str
    """Name of the portfolio."""
    as_of: datetime.date
    revision: str | None
    narrowed: str | None
    """What the projects are narrowed to; None where it is about all."""
    audience: Audience | None
    """Whom it is for; None where everything is published."""
    root: Path
    """Folder of the portfolio."""
    pages: Callable[[Layout, Manifest], Pages]
    """Makes the pages, given those of earlier periods."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How it is published."""

    named: Name | None = None
    """The kind of wiki; None where it follows from the target."""
    write: bool = True
    overwrite: bool = False
    """Whether pages that others wrote or changed are replaced."""
    author: str | None = None
    """Who makes the commit, `NAME <MAIL>`; None for the one that git knows."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published, or would be."""

    target: Target
    layout: Layout
    pages: Pages
    plan: Plan
    commit: str | None
    branch: str | None


def publish(target: Target, source: Source, settings: Settings) -> Publication:
    """Bring a place to what the portfolio says; with ``settings.write`` unset only say what that would take."""
    with _opened(target, source, settings) as place:
        for _ in range(ATTEMPTS):
            done = _attempt(target, place, source, settings)
            if done is not None:
                return done
    raise PmoError(
        message("others keep publishing to {target} at the same time", target=target.shown),
        message("nothing was published; run the command again"),
    )


def _opened(target: Target, source: Source, settings: Settings) -> AbstractContextManager[Place]:
    if target.folder is not None:
        return nullcontext(Folder(target.folder, source.root))
    from pmo.publishing.wiki.repository import Repository

    return Repository(target, settings.author)


def _attempt(target: Target, place: Place, source: Source, settings: Settings) -> Publication | None:
    """One look and, where something is to be written, one try; None where somebody else was faster."""
    layout = _layout(target, place, settings.named)
    path = layout.prefix + NAME
    known = manifests.read(place.read([path])[path] if path in place.files else None, path)
    if not settings.overwrite:
        _refuse_other(known, source, layout)
    _refuse_for_more(known, source)
    known = known.only(place.files)
    found = source.pages(layout, known)
    texts = place.read(sorted(wanted(found, known, layout, place.files)))
    head = Manifest(
        portfolio=source.portfolio,
        flavour=layout.flavour.name,
        narrowed=source.narrowed,
        audience=source.audience,
        as_of=source.as_of.isoformat(),
        revision=source.revision,
    )
    there = There(place.files, place.others, texts)
    decided = plan(found, known, there, layout, head, overwrite=settings.overwrite)
    if settings.write and decided.changes and not place.write(decided.changes, _subject(source, decided)):
        return None
    return Publication(target, layout, found, decided, place.commit, getattr(place, "branch", None))


def _layout(target: Target, place: Place, named: Name | None) -> Layout:
    """The kind of wiki that was named, else that the target's name speaks of, else that its files speak of."""
    name: Name = named or target.hint or _by_files(target, place)
    flavour, prefix = FLAVOURS[name], target.prefix
    if name == "mkdocs" and MKDOCS in place.files:
        configuration = place.read([MKDOCS])[MKDOCS]
        if draws_mermaid(configuration):
            flavour = replace(flavour, mermaid=FENCE)
        if target.is_remote:
            docs = docs_folder(configuration)
            prefix = "" if docs == "." else f"{docs}/"
    return Layout(flavour, prefix)


def _by_files(target: Target, place: Place) -> Name:
    path = target.prefix + NAME
    if path in place.files:
        flavour = manifests.read(place.read([path])[path], path).flavour
        for name in FLAVOURS:
            if name == flavour:
                return name
    marks: tuple[tuple[str, Name], ...] = (
        (MKDOCS, "mkdocs"),
        (".order", "azure"),
        ("_Sidebar.md", "github"),
        ("_sidebar.md", "gitlab"),
    )
    return next((name for file, name in marks if file in place.files), "folder")


def _refuse_other(known: Manifest, source: Source, layout: Layout) -> None:
    """Refuse where the pages that are there are of another portfolio, choice or kind."""
    if known.portfolio is None:
        return
    advice = message("publish to another place, or replace what is there with --overwrite")
    if known.portfolio != source.portfolio:
        raise UsageError(message("the pages there are of {portfolio}", portfolio=known.portfolio), advice)
    if known.flavour != layout.flavour.name:
        raise UsageError(
            message("the pages there were published with --for {flavour}", flavour=known.flavour), advice
        )
    if known.narrowed != source.narrowed:
        raise UsageError(
            message("the pages there are about these projects: {which}", which=known.narrowed)
            if known.narrowed
            else message("the pages there are about all projects: those of the others would go"),
            advice,
        )


def _refuse_for_more(known: Manifest, source: Source) -> None:
    """Refuse where the pages there are for those who may see more: pages of past periods, and the history of a wiki,
    would go on showing it."""
    if known.is_for_more_than(source.audience):
        raise UsageError(
            message("the pages there are for an audience that may see more; its past pages would stay"),
            message("publish for this audience to a place of its own"),
        )


def _subject(source: Source, decided: Plan) -> str:
    """The message of the commit: it is for those who look after the wiki."""
    name = for_terminal(source.portfolio)
    made = source.revision or "working copy, not committed"
    return (
        f"Publish {name} as of {source.as_of}\n\n"
        f"Pages written: {len(decided.written)}, removed: {len(decided.removed)}\n"
        f"Revision: {made}\n"
    )
