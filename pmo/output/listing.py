"""A list of records: as text, as Markdown, as CSV, as data of JSON."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from msgspec import Struct

from pmo.analysis.addresses import Item
from pmo.analysis.listings.choosing import Order, orders
from pmo.analysis.listings.columns import Field, column, columns
from pmo.analysis.listings.context import Context
from pmo.analysis.listings.kinds import Listing
from pmo.analysis.listings.listed import Listed
from pmo.analysis.listings.shortest import short_addresses
from pmo.errors import UsageError
from pmo.loading import shipped_methods
from pmo.locale import Language
from pmo.output import cells, table
from pmo.output.defaults import DEFAULTS, HOMES
from pmo.output.envelope import plain
from pmo.output.terminal import Page
from pmo.render.inert import for_markdown, for_markdown_cell
from pmo.render.views.parts import Heading

_FIRST = ("address", "id")
_ALWAYS_SHOWN = 2
"""Columns, the first ones, that are never left out."""
_COSTLY = frozenset({"line", "early"})
"""Computed columns that are worked out only where somebody asks for them by name."""


class GroupData(Struct, frozen=True):
    """How many items have one value of the column that they are grouped by."""

    value: Any
    items: int


class ListData(Struct, frozen=True):
    """The `data` of `pmo list`: items with all fields, or with the columns asked for; addresses are full."""

    kind: str
    items: list[dict[str, Any]]
    total: int
    """Number of items that were asked for, also where there is a limit."""
    open: int | None
    overdue: int | None
    groups: list[GroupData] | None


def default_sort(listing: Listing) -> tuple[Order, ...]:
    """The order of a kind that nobody asked another one for."""
    text = DEFAULTS[listing.name].sort
    return orders(listing, text) if text else ()


def asked_columns(listing: Listing, text: str) -> tuple[Field, ...]:
    """The columns of `--columns`: names separated by commas."""
    names = dict.fromkeys(name.strip() for name in text.split(",") if name.strip())
    if not names:
        raise UsageError("--columns names no column", "write --columns title,owner")
    return tuple(column(listing, name) for name in names)


def columns_in(listing: Listing, *texts: str | None) -> frozenset[str]:
    """The columns that orders and expressions name."""
    words = {word for text in texts for word in re.findall(r"\w+", text or "")}
    return frozenset(words & columns(listing).keys())


def data(found: Listed, context: Context, asked: Sequence[Field]) -> ListData:
    """The `data` of `pmo list`."""
    fields = [columns(found.listing)[name] for name in _FIRST]
    if asked:
        fields += [field for field in asked if field.name not in _FIRST]
    else:
        fields += [
            field
            for field in columns(found.listing).values()
            if field.is_computed and field.name not in (*_FIRST, *_COSTLY)
        ]
    items = []
    for item in found.items:
        whole = {} if asked else plain(item.record)
        items.append(whole | {field.name: plain(field.read(context, item)) for field in fields})
    groups = [GroupData(plain(group.value), len(group.items)) for group in found.groups]
    return ListData(found.listing.name, items, found.matching, found.open, found.overdue, groups or None)


def as_csv(found: Listed, context: Context, asked: Sequence[Field]) -> str:
    """All columns of every item, or those asked for, as the files write them."""
    fields = asked or [field for field in columns(found.listing).values() if field.name not in _COSTLY]
    return table.as_csv([cells.plain_column(field, found.items, context) for field in fields])


def markdown(
    found: Listed, context: Context, asked: Sequence[Field], heading: Heading, language: Language
) -> str:
    """A heading, what there is, and a table; one for each group."""
    lines = [
        f"# {for_markdown_cell(language.label('kind', found.listing.name))}",
        "  \n".join(
            for_markdown(line) for line in (_source(heading, language), *_facts(found, heading, language))
        ),
    ]
    for group_title, items in _parts(found, context, language):
        if group_title:
            lines.append(f"## {for_markdown_cell(group_title)}")
        if items:
            lines.append(
                table.as_markdown(_columns(found, items, context, asked, language), language).rstrip()
            )
    if not found.items:
        lines.append(for_markdown(advice(found, language)))
    if found.listing.name == "methods":
        lines.append(for_markdown(_packs(language)))
    return "\n\n".join(lines) + "\n"


def text(
    found: Listed,
    context: Context,
    asked: Sequence[Field],
    heading: Heading,
    language: Language,
    *,
    width: int | None,
    colour: bool,
    kept: frozenset[str] = frozenset(),
) -> str:
    """The same for a terminal, or a pipe where nothing is cut (no ``width``); ``kept`` columns are never left out."""
    page = Page(width=width or _WIDEST, colour=colour)
    page.heading(
        language.label("kind", found.listing.name),
        _source(heading, language),
        *_facts(found, heading, language),
    )
    page.blank()
    if found.items:
        shown = [
            replace(one, optional=0) if one.name in kept else one
            for one in _columns(found, found.items, context, asked, language, dots=True)
        ]
        groups = [
            table.Group(name, "", len(items)) for name, items in _parts(found, context, language) if name
        ]
        table.show(page, shown, language, width=width, header=True, groups=groups)
    if found.left:
        page.paragraph(language.plural("… and {n} more", "… and {n} more", found.left), "dim")
    if not found.items:
        page.paragraph(advice(found, language))
    if found.listing.name == "methods":
        page.blank()
        page.paragraph(_packs(language), "dim")
    return page.text()


def _packs(language: Language) -> str:
    """The methods that come with pmo, which are no files of the portfolio."""
    return language.text(
        "These come with pmo besides: {methods}; an own one may extend them.",
        methods=", ".join(shipped_methods()),
    )


_WIDEST = 100_000
"""Columns where nothing needs to fit."""


def advice(found: Listed, language: Language) -> str:
    """What to do next."""
    if found.items:
        return language.text(
            "`pmo show {address}` shows everything about one; --columns, --where, --sort and --group-by make other lists.",
            address=found.items[0].address,
        )
    if found.existing:
        return language.plural(
            "{n} exists, and it is not asked for.",
            "{n} exist, and none of them is asked for.",
            found.existing,
        )
    home = HOMES.get(found.listing.name)
    if home is not None:
        return language.text("They are written in {place}.", place=language.text(home))
    options = " --project PROJECT" if found.listing.is_in_projects and found.listing.noun != "project" else ""
    return language.text("`pmo new {noun}` adds one.", noun=f"{found.listing.noun}{options}")


def _source(heading: Heading, language: Language) -> str:
    when = language.text("as of {date}", date=language.date(heading.as_of))
    return f"{heading.portfolio} · {when}"


def _facts(found: Listed, heading: Heading, language: Language) -> Iterator[str]:
    """How many there are, and what narrows the list."""
    if found.existing:
        counts = [language.text("{n} in all", n=language.number(found.matching))]
        if found.open is not None:
            counts.append(language.text("{n} open", n=language.number(found.open)))
        if found.overdue is not None:
            counts.append(language.text("{n} overdue", n=language.number(found.overdue)))
        yield ", ".join(counts)
        if heading.narrowed:
            yield language.text("narrowed to: {which}", which=heading.narrowed)
        if found.listing.noun == "milestone":
            yield language.text(
                "Expected: as the milestone itself says, today at the earliest; `--columns early` adds what its "
                "predecessors allow, as `pmo schedule` does."
            )
    else:
        yield language.text("None are recorded.")
    if heading.left_out:
        yield language.plural(
            "Incomplete: {n} error was left out",
            "Incomplete: {n} errors were left out",
            len(heading.left_out),
        )


def _parts(
    found: Listed, context: Context, language: Language
) -> Iterator[tuple[str | None, tuple[Item, ...]]]:
    """The groups with their titles, or everything without one."""
    if not found.groups or found.group_by is None:
        yield None, found.items
        return
    for group in found.groups:
        if group.value is None:
            name = language.text("not recorded")
        else:
            name = cells.in_words(found.group_by, group.value, group.items[0], context, language)
        yield (
            f"{cells.title(found.group_by.name, language)}: {name} ({language.number(len(group.items))})",
            group.items,
        )


def _columns(
    found: Listed,
    items: Sequence[Item],
    context: Context,
    asked: Sequence[Field],
    language: Language,
    *,
    dots: bool = False,
) -> list[table.Column]:
    over = _over(found, items, context)
    made: list[table.Column] = []
    chosen = [*_shown(found, asked)]
    names = [field.name for field, _, _ in chosen]
    for field, flexible, optional in chosen:
        one = cells.column(
            field, items, context, language, dots=dots, flexible=flexible, optional=optional, over=over
        )
        if field.name == "address":
            name = language.label("noun", found.listing.noun) if not made else one.title
            made.append(_short(one, name, items, context))
        else:
            made.append(replace(one, title=cells.title(field.name, language, among=names)))
    return made


def _short(one: table.Column, name: str, items: Sequence[Item], context: Context) -> table.Column:
    """Addresses as short as they are still clear."""
    short = short_addresses(context.portfolio, items)
    values = [cell._replace(text=short[item.address]) for cell, item in zip(one.values, items, strict=True)]
    return replace(one, title=name, values=values)


def _over(found: Listed, items: Sequence[Item], context: Context) -> frozenset[str]:
    """Addresses of what nobody has to do anything about any more."""
    is_open = columns(found.listing).get("open")
    if is_open is None or not is_open.is_computed:
        return frozenset()
    return frozenset(item.address for item in items if not is_open.value(context, item))


def _shown(found: Listed, asked: Sequence[Field]) -> Iterator[tuple[Field, bool, int]]:
    """The columns, whether each may be cut, and how soon it is left out where there is not enough room."""
    if asked:
        for field in asked:
            yield field, field.kind in ("text", "texts", "data") and field.name != "address", 0
        return
    known = columns(found.listing)
    grouped = found.group_by.name if found.group_by is not None else None
    names = [spec for spec in DEFAULTS[found.listing.name].columns.split() if spec.rstrip("~?") != grouped]
    for number, spec in enumerate(names):
        yield known[spec.rstrip("~?")], "~" in spec, 2 if "?" in spec else int(number >= _ALWAYS_SHOWN)
