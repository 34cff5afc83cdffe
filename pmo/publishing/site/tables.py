"""Tables of records for the pages of the site: the columns of `pmo list`, with what to sort by and what stands out."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

from pmo.analysis.addresses import Item
from pmo.analysis.listings.choosing import in_order, orders
from pmo.analysis.listings.columns import Field, column, columns
from pmo.analysis.listings.context import Context
from pmo.analysis.listings.kinds import LISTINGS, Listing
from pmo.analysis.money import Money
from pmo.analysis.progress import HEALTHS
from pmo.locale import Language
from pmo.locale.field_labels import GROUPS
from pmo.model.scalars import Measure
from pmo.output import cells
from pmo.output.defaults import DEFAULTS
from pmo.publishing.site.places import place_of
from pmo.render.inert import for_terminal

LEAST_FOR_TOOLS: Final = 7
"""Rows from which on it helps to filter them."""
WHERE: Final = "where"
"""The column that names the project, the programme or the office that a record belongs to."""
_TONES: Final[Mapping[str, Mapping[str, str]]] = {
    "health": {one: one for one in HEALTHS},
    "risk_cell": {"R": "red", "O": "orange", "Y": "yellow", "G": "green"},
    "severity": {"critical": "red", "high": "orange", "medium": "yellow"},
    "milestone": {"overdue": "red", "late": "amber", "reached": "green"},
    "benefit_status": {"at-risk": "amber", "not-realised": "red", "realised": "green", "on-track": "green"},
    "gate_decision": {
        "go": "green",
        "conditional": "amber",
        "hold": "amber",
        "recycle": "amber",
        "kill": "red",
    },
}
GAIN_TONES: Final[Mapping[str, str]] = {"R": "blue", "O": "blue", "Y": "grey", "G": "grey"}
"""Colours of what would be good: none that warns."""
_LATE: Final = frozenset({"overdue_days"})
_MORE_IS_WORSE: Final = frozenset({"slip_days", "overrun_share", "overrun"})


class Cell(NamedTuple):
    """What stands in a place of a table; a template takes it apart, which is faster than names."""

    label: str
    """Title of its column."""
    look: str
    """That of its column."""
    text: str | None
    """What readers see; None where nothing is recorded."""
    value: str | None
    """What it is sorted by; None where that is the text."""
    tone: str
    """How it stands out: a colour of a pill, `late`, `bad`, or nothing."""
    address: str | None
    """What it leads to."""


class Fact(NamedTuple):
    """A longer text below the title of a record."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Head:
    """A column."""

    title: str
    look: str
    """`r` where it holds figures, `d` days, else nothing."""
    sort: str
    """How it is sorted: `number` or `text`."""
    facet: bool
    """Whether readers choose among its values."""


class Row(NamedTuple):
    """A record; a template takes it apart like a cell."""

    address: str | None
    """Its address, where another page is about it."""
    place: str | None
    """Its place on this page, where that is about it."""
    title: str
    """What it is called."""
    more: tuple[Fact, ...]
    """Longer texts of it."""
    cells: tuple[Cell, ...]
    """A cell for each column but the first."""
    is_over: bool
    """Whether nobody has to do anything about it any more."""


@dataclass(frozen=True, slots=True)
class Table:
    """Records of a kind."""

    id: str
    """Its place on the page."""
    title: str
    """What it shows."""
    heads: tuple[Head, ...]
    """Its columns."""
    rows: tuple[Row, ...]
    """Its records, in the order in which they stand where nobody asks for another."""
    open: int | None
    """How many of them are open; None where the kind knows no such thing."""
    has_tools: bool
    """Whether readers can filter it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which columns a table has."""

    kind: str
    """Plural, as `pmo list` takes it."""
    title: str
    """Column that says what a record is."""
    columns: str
    """Names of the others; `*` after those among whose values readers choose."""
    more: str = ""
    """Fields with longer texts."""
    titles: tuple[tuple[str, str], ...] = ()
    """Columns that have another title than in lists."""


class Tables:
    """Makes tables of the records of a portfolio."""

    def __init__(self, context: Context, language: Language) -> None:
        self.context = context
        self.language = language
        self._items: dict[str, dict[str, list[Item]]] = {}

    def of_holder(self, wanted: Wanted, holder: str) -> Table | None:
        """The records of a project (`crm`), a programme (`programmes/grid`) or the `office`; None without any."""
        found = self._by_holder(LISTINGS[wanted.kind]).get(holder, [])
        return self.of(wanted, found, is_home=True) if found else None

    def of_holders(self, wanted: Wanted, holders: Iterable[str], *, tools: bool = True) -> Table:
        """The records of several, on a page that is about none of them."""
        by_holder = self._by_holder(LISTINGS[wanted.kind])
        found = [item for holder in holders for item in by_holder.get(holder, ())]
        return self.of(wanted, found, is_home=False, tools=tools)

    def of(
        self,
        wanted: Wanted,
        items: Sequence[Item],
        *,
        is_home: bool,
        tools: bool = False,
        id_: str | None = None,
        title: str | None = None,
        sort: str | None = None,
    ) -> Table:
        """A table of records. ``is_home``: whether this is the page that addresses lead to."""
        listing = LISTINGS[wanted.kind]
        sort = sort or DEFAULTS[listing.name].sort
        ordered = in_order(self.context, items, orders(listing, sort) if sort else ())
        open_ = columns(listing).get("open")
        is_over = [
            open_ is not None and open_.is_computed and not open_.value(self.context, item)
            for item in ordered
        ]
        is_mixed = not all(is_over)
        names = wanted.columns.split()
        named = {name: self.language.text(title) for name, title in wanted.titles}
        made = [self._column(listing, name, named.get(name.rstrip("*")), ordered) for name in names]
        titles = self._texts(column(listing, wanted.title), ordered)
        more = [column(listing, name) for name in wanted.more.split()]
        facts = [
            [Fact(cells.title(field.name, self.language), text or "") for text in self._texts(field, ordered)]
            for field in more
        ]
        rows = tuple(
            Row(
                None if is_home else item.address,
                place_of(item.address) if is_home else None,
                titles[number] or item.id,
                tuple(one[number] for one in facts if one[number].text),
                tuple(one[number] for _, one in made),
                is_over[number] and is_mixed,
            )
            for number, item in enumerate(ordered)
        )
        return Table(
            id=id_ or wanted.kind,
            title=title or self.language.label("kind", listing.name),
            heads=(
                Head(self.language.label("noun", listing.noun), "", "text", False),
                *(head for head, _ in made),
            ),
            rows=rows,
            open=len(rows) - sum(is_over) if open_ is not None and open_.is_computed else None,
            has_tools=tools and len(rows) >= LEAST_FOR_TOOLS,
        )

    def _by_holder(self, listing: Listing) -> dict[str, list[Item]]:
        """All records of a kind by the address of who keeps them."""
        if listing.name not in self._items:
            found: dict[str, list[Item]] = {}
            for item in listing.items(self.context.portfolio):
                found.setdefault(item.document.holder_address, []).append(item)
            self._items[listing.name] = found
        return self._items[listing.name]

    def _column(
        self, listing: Listing, name: str, title: str | None, items: Sequence[Item]
    ) -> tuple[Head, list[Cell]]:
        """A column; ``title`` where it has another one than in lists."""
        facet, name = name.endswith("*"), name.rstrip("*")
        if name == WHERE:
            head = Head(self.language.text("Where"), "", "text", facet)
            return head, [self._where(head.title, one) for one in items]
        field = column(listing, name)
        shown = cells.column(field, items, self.context, self.language)
        title = title or shown.title
        if field.name == "programme":
            return Head(title, "", "text", facet), [self._programme(field, title, one) for one in items]
        look = "r" if shown.right else "d" if field.kind == "date" else ""
        is_number = bool(look or field.words)
        made = [
            Cell(title, look, None, None, "", None)
            if value is None
            else Cell(
                title,
                look,
                for_terminal(value.text),
                _sorted_by(field, value.value) if is_number else None,
                _tone(field, value.value, getattr(item.record, "type", None)),
                self._leads_to(field, value.value, item),
            )
            for value, item in zip(shown.values, items, strict=True)
        ]
        return Head(title, look, "number" if is_number else "text", facet), made

    def _texts(self, field: Field, items: Sequence[Item]) -> list[str | None]:
        shown = cells.column(field, items, self.context, self.language)
        return [None if value is None else value.text for value in shown.values]

    def _where(self, label: str, item: Item) -> Cell:
        """Who keeps a record."""
        document = item.document
        portfolio = self.context.portfolio
        if document.level == "project":
            project = portfolio.projects[document.holder]
            return Cell(label, "", project.title, None, "", project.id)
        if document.level == "programme":
            programme = portfolio.programmes.get(document.holder.lower())
            title = programme.title if programme else document.holder
            return Cell(label, "", title, None, "", f"programmes/{document.holder}")
        name = portfolio.office.office.name if portfolio.office else self.language.text("Office")
        return Cell(label, "", name, None, "", None)

    def _programme(self, field: Field, label: str, item: Item) -> Cell:
        value = field.value(self.context, item)
        if value is None:
            return Cell(label, "", None, None, "", None)
        programme = self.context.portfolio.programmes.get(str(value).lower())
        return Cell(label, "", programme.title if programme else str(value), None, "", f"programmes/{value}")

    def _leads_to(self, field: Field, value: Any, item: Item) -> str | None:
        """The person behind a name."""
        if "person" not in field.refers_to or not isinstance(value, str):
            return None
        person = self.context.portfolio.person(value, self.context.project(item))
        return f"people/{person.id}" if person else None


def _sorted_by(field: Field, value: Any) -> str:
    if field.words and value in field.words:
        group = GROUPS.get(field.word_list)
        order: Collection[str] = HEALTHS if group == "health" else field.words
        return str([*order].index(value)) if value in order else ""
    match value:
        case bool():
            return str(int(value))
        case Money():
            return str(value.amount)
        case Measure():
            return str(value.value)
        case int() | float() | Decimal():
            return str(value)
        case datetime.date():
            return str(value.toordinal())
        case tuple():
            return str(len(value))
    return ""


def _tone(field: Field, value: Any, type_: str | None) -> str:
    if field.words:
        if field.name == "cell" and type_ == "opportunity":
            return GAIN_TONES[str(value)]
        return _TONES.get(GROUPS.get(field.word_list, "word"), {}).get(str(value), "")
    if field.name in _LATE:
        return "late"
    if field.name in _MORE_IS_WORSE:
        amount = value.amount if isinstance(value, Money) else value
        return "bad" if amount > 0 else ""
    return ""
