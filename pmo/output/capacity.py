"""Capacity against load: a heat map that needs no colour, conflicts, roles to fill, who is free."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct
from rich.cells import cell_len

from pmo.locale import Language
from pmo.output.table import Column, Group, as_csv, show
from pmo.output.terminal import GAP, NOTHING, Page
from pmo.render.views.capacity import (
    BenchRow,
    BottleneckRow,
    CapacityRow,
    CapacityView,
    ConflictRow,
    UnfilledRow,
)

MOST = 15
"""Lines of a kind shown on a terminal; `--all` shows all."""
_TIGHTEST = 5
"""Roles of which it says how tight they are."""
_FREE = 10
"""People of whom it says when they are free."""
_NAME = 18
"""Columns that names should have before periods are left out."""
_OVER, _ASKED_OVER, _IDLE = "!", "+", "·"
"""Marks of the heat map."""
_LONGEST = 15
"""Digits before the point of a figure that has decimals."""
_TIGHT = 0.9
"""Share from which a load stands out."""


class _Cell(NamedTuple):
    """A cell of the heat map."""

    text: str
    style: str = ""


def text(view: CapacityView, language: Language, *, width: int | None, colour: bool, whole: bool) -> str:
    """The heat map, then what does not fit, what is missing, and who is free."""
    say = language.text
    page = Page(width=width or 1000, colour=colour)
    page.heading(view.heading.portfolio, *_facts(view, language))
    _heat_map(page, view, language, width=width, whole=whole)
    for title, columns, most in _lists(view, language):
        count = len(columns[0].values)
        kept = count if whole else min(count, most)
        page.blank()
        page.paragraph(title, "bold")
        show(page, [_first(one, kept) for one in columns], language, width=width)
        if count > kept:
            left = count - kept
            page.paragraph(language.plural("… and {n} more (--all)", "… and {n} more (--all)", left), "dim")
    idle = [one.name for one in view.bench if not one.allocated]
    if idle:
        page.blank()
        page.paragraph(say("Without any allocation: {people}", people=", ".join(idle)), "dim")
    return page.text()


def advice(view: CapacityView, language: Language) -> str:
    """What to do next."""
    if view.conflicts:
        worst = max(view.conflicts, key=lambda one: one.over_days)
        return language.text(
            "`pmo show {address}` is all about who is overloaded most; `pmo set PROJECT/allocations/ID load=…`, "
            "`to=…` or `person=…` changes an allocation.",
            address=f"{'people' if worst.kind == 'person' else 'equipment'}/{worst.resource}",
        )
    if view.unfilled:
        return language.text(
            "`pmo set {address} person=ID` fills a role, `--by team` or `--by unit` shows where there is room.",
            address=view.unfilled[0].address,
        )
    return language.text(
        "`--period quarter` and `--to DATE` look further ahead; `pmo new allocation` adds work."
    )


def csv(view: CapacityView) -> str:
    """A row for each resource and period."""
    return as_csv(_sheet_of_rows(view))


def sheets(view: CapacityView) -> Iterator[tuple[str, list[Column]]]:
    """Tables for a workbook: the heat map, its rows, and each list."""
    yield "heat-map", _sheet_of_heat(view)
    yield "rows", _sheet_of_rows(view)
    yield "conflicts", _sheet_of(ConflictRow, view.conflicts)
    yield "unfilled", _sheet_of(UnfilledRow, view.unfilled)
    yield "bottlenecks", _sheet_of(BottleneckRow, view.bottlenecks)
    free = [(person, one) for person in view.bench for one in person.free]
    yield (
        "bench",
        [
            _plain("resource", [person.resource for person, _ in free]),
            _plain("name", [person.name for person, _ in free]),
            _plain("role", [person.role for person, _ in free]),
            _plain("from", [one.from_ for _, one in free]),
            _plain("to", [one.to for _, one in free]),
            _figures("fte", [one.fte for _, one in free]),
        ],
    )


def _sheet_of(kind: type[Struct], rows: Sequence[Struct]) -> list[Column]:
    """A column for each field, under the name that it has in JSON."""
    names = zip(kind.__struct_encode_fields__, kind.__struct_fields__, strict=True)
    return [_plain(written, [_in_table(getattr(row, field)) for row in rows]) for written, field in names]


def _in_table(value: object) -> object:
    match value:
        case float():
            return _exact(value)
        case tuple():
            return _listed(value)
    return value


def _sheet_of_rows(view: CapacityView) -> list[Column]:
    rows = view.rows
    days = {one.period: one for one in view.periods}
    return [
        _plain("resource", [row.resource for row in rows]),
        _plain("name", [row.name for row in rows]),
        _plain("kind", [row.kind for row in rows]),
        _plain("period", [row.period for row in rows]),
        _plain("from", [days[row.period].from_ for row in rows]),
        _plain("to", [days[row.period].to for row in rows]),
        _figures("capacity", [row.capacity for row in rows]),
        _figures("load", [row.load for row in rows]),
        _figures("requested", [row.requested for row in rows]),
        _figures("unfilled", [row.unfilled for row in rows]),
        _figures("utilisation", [row.utilisation for row in rows]),
        _plain("over", [row.over for row in rows]),
        _plain("days_over", [row.days_over for row in rows]),
        _plain("projects", [_listed(one.project for one in row.projects) for row in rows]),
    ]


def _sheet_of_heat(view: CapacityView) -> list[Column]:
    """Utilisation: a row for each resource, a column for each period."""
    lines = [line for _, found in view.kinds() for line in found]
    return [
        _plain("kind", [line[0].kind for line in lines]),
        _plain("resource", [line[0].resource for line in lines]),
        _plain("name", [line[0].name for line in lines]),
        *(
            _figures(period.period, [line[index].utilisation for line in lines])
            for index, period in enumerate(view.periods)
        ),
    ]


def _plain(name: str, values: Sequence[object]) -> Column:
    """A column for programs."""
    return Column(name, name, values)


def _figures(name: str, values: Sequence[float | None]) -> Column:
    return Column(name, name, [None if one is None else _exact(one) for one in values])


@lru_cache(maxsize=4096)
def _exact(figure: float) -> Decimal:
    """To ten decimals, without the dust of binary numbers; huge figures have none."""
    exact = Decimal(repr(figure))
    return round(exact, 10) if exact.adjusted() < _LONGEST else exact


def _listed(projects: Iterable[str]) -> str | None:
    return ", ".join(projects) or None


# what stands above


def _facts(view: CapacityView, language: Language) -> Iterator[str]:
    say = language.text
    yield say("Capacity against load, as of {date}", date=language.date(view.heading.as_of))
    over = sum(one.why == "overload" for one in view.conflicts)
    away = len(view.conflicts) - over
    counts = [
        language.plural("{n} overload", "{n} overloads", over),
        *(
            [language.plural("{n} promise during absence", "{n} promises during absence", away)]
            if away
            else []
        ),
        language.plural("{n} role to fill", "{n} roles to fill", len(view.unfilled)),
    ]
    window = say(
        "{first} to {last}",
        first=language.date(view.first, short=True),
        last=language.date(view.last, short=True),
    )
    yield f"{window}: {', '.join(counts)}"
    if view.heading.narrowed:
        yield say("narrowed to: {which}", which=view.heading.narrowed)


# the heat map


def _heat_map(page: Page, view: CapacityView, language: Language, *, width: int | None, whole: bool) -> None:
    say = language.text
    names: list[str] = []
    sizes: list[str] = []
    cells: list[list[_Cell]] = []
    groups = []
    if any(one.capacity or one.load or one.requested or one.unfilled for one in view.total):
        totals = _totals(view, language)
        names += [name for name, _ in totals]
        sizes += [""] * len(totals)
        cells += [line for _, line in totals]
        groups.append(Group(say("All people, in full-time equivalents"), "", len(totals)))
    for kind, lines in view.kinds():
        kept = lines if whole else [line for line in lines if any(one.is_wanted for one in line)][:MOST]
        left = len(lines) - len(kept)
        more = language.plural("… and {n} more (--all)", "… and {n} more (--all)", left) if left else ""
        names += [line[0].name for line in kept]
        sizes += [language.number(max(one.capacity for one in line), 2) for line in kept]
        cells += [[_cell(one, language) for one in line] for line in kept]
        groups.append(Group(language.label("resource_kind", kind), more, len(kept)))
    page.blank()
    if not names:
        page.paragraph(say("There is nobody and nothing to show."))
        return
    titles = [language.period(one.period, short=True) for one in view.periods]
    periods = [
        Column(one.period, title, [line[index] for line in cells], attrgetter("text"), attrgetter("style"), right=True)
        for index, (one, title) in enumerate(zip(view.periods, titles, strict=True))
    ]  # fmt: skip
    size = Column("capacity", say("There is"), sizes, right=True)
    kept_periods = periods if width is None else periods[: _fitting([size, *periods], width)]
    columns = [Column("resource", "", names, flexible=True), size, *kept_periods]
    show(page, columns, language, width=width, header=True, groups=groups)
    page.blank()
    if len(kept_periods) < len(periods):
        last = titles[len(kept_periods) - 1]
        page.paragraph(
            say(
                "Only to {period}: --from, --to and --period choose.",
                period=last,
            ),
            "yellow",
        )
    for line in _legend(view, language, width):
        page.paragraph(line, "dim")


def _fitting(columns: Sequence[Column], width: int) -> int:
    """How many periods fit beside the names; at least one."""
    room, count = width - _NAME, 0
    for column in columns:
        texts = [one.text if isinstance(one, _Cell) else "" for one in column.values]
        room -= GAP + max(map(cell_len, [*texts, *column.title.split()]))
        count += room >= 0
    return max(count - 1, 1)


def _totals(view: CapacityView, language: Language) -> list[tuple[str, list[_Cell]]]:
    say = language.text

    def line(name: str) -> list[_Cell]:
        return [_Cell(f"{_fte(getattr(one, name), language)} ") for one in view.total]

    found = [(say("Capacity"), line("capacity")), (say("Promised"), line("load"))]
    if any(one.requested for one in view.total):
        found.append((say("Requested"), line("requested")))
    if any(one.unfilled for one in view.total):
        found.append((say("Roles to fill"), line("unfilled")))
    shares = [NOTHING if one.utilisation is None else language.percent(one.utilisation) for one in view.total]
    return [*found, (say("Utilisation"), [_Cell(f"{one} ", "bold") for one in shares])]


def _fte(value: float, language: Language) -> str:
    return language.number(value, 1, fixed=True)


def _cell(row: CapacityRow, language: Language) -> _Cell:
    """The share of the capacity that is promised, with a mark for what is too much."""
    if row.utilisation is None:
        if not row.load:
            return _Cell(
                f"{NOTHING}{_ASKED_OVER if row.asked_over else ' '}", "yellow" if row.asked_over else "dim"
            )
        return _Cell(f"{language.number(row.load, 1)}/0{_OVER}", "bold red")
    share = language.percent(row.utilisation)
    if row.over or row.days_over:
        return _Cell(f"{share}{_OVER}", "bold red")
    if row.asked_over:
        return _Cell(f"{share}{_ASKED_OVER}", "yellow")
    if not row.load:
        return _Cell(f"{_IDLE} ", "dim")
    return _Cell(f"{share} ", "yellow" if row.utilisation >= _TIGHT else "")


def _legend(view: CapacityView, language: Language, width: int | None) -> Iterator[str]:
    """The marks, broken between them where a line is full."""
    say = language.text
    marks = (
        f"{_OVER} {say('over {share}, at least on some days', share=language.percent(view.allowed))}",
        f"{_ASKED_OVER} {say('over it with all that is asked for')}",
        f"{_IDLE} {say('nothing promised')}",
        f"{NOTHING} {say('not there')}",
    )
    line = marks[0]
    for mark in marks[1:]:
        if width is None or cell_len(f"{line}   {mark}") <= width:
            line += f"   {mark}"
        else:
            yield line
            line = mark
    yield line


# lists


def _lists(view: CapacityView, language: Language) -> Iterator[tuple[str, list[Column], int]]:
    """Title and columns of each list, and how many of its rows a terminal shows."""
    say = language.text
    if view.conflicts:
        yield say("What does not fit"), _conflicts(view.conflicts, language), MOST
    if view.bottlenecks:
        title = say("Tightest roles: promised, asked for and still to be filled, against what there is")
        yield title, _bottlenecks(view.bottlenecks, language), _TIGHTEST
    if view.unfilled:
        yield say("Roles to fill"), _unfilled(view.unfilled, language), MOST
    free = [one for one in view.bench if one.allocated]
    if free:
        yield say("Who is free, and from when"), _bench(free, language), _FREE


def _first(column: Column, count: int) -> Column:
    return replace(column, values=column.values[:count])


def _conflicts(rows: Sequence[ConflictRow], language: Language) -> list[Column]:
    say = language.text
    return [
        Column("name", say("Who or what"), [row.name for row in rows], style="bold", flexible=True),
        Column("why", say("Why"), [row.why for row in rows],
               lambda word: language.label("conflict", word), optional=1),
        Column("from", say("From"), [row.from_ for row in rows]),
        Column("to", say("To"), [row.to for row in rows]),
        Column("days", say("Days"), [row.days for row in rows], right=True, optional=2),
        Column("over", say("Missing"), [row.over for row in rows],
               lambda value: language.number(value, 2), style="red", right=True),
        Column("projects", say("Projects"), [row.projects for row in rows], flexible=True, wraps=True,
               wanted=1 + max(cell_len(one) for row in rows for one in row.projects)),
    ]  # fmt: skip


def _bottlenecks(rows: Sequence[BottleneckRow], language: Language) -> list[Column]:
    say = language.text

    def number(value: float) -> str:
        return language.number(value, 2)

    def name(period: str) -> str:
        return language.period(period, short=True)

    shares = [_asked(row, language) for row in rows]
    return [
        Column("name", say("Role"), [row.name for row in rows], style="bold", flexible=True),
        Column("first_over", say("Too much from"), [row.first_over for row in rows], name, style="red"),
        Column("period", say("Peak"), [row.period for row in rows], name),
        Column("share", say("Asked"), shares, right=True),
        Column("capacity", say("There is"), [row.capacity for row in rows], number, right=True),
        Column("load", say("Promised"), [row.load for row in rows], number, right=True, optional=1),
        Column(
            "requested", say("Requested"), [row.requested for row in rows], number, right=True, optional=1
        ),
        Column("unfilled", say("To fill"), [row.unfilled for row in rows], number, right=True),
    ]


def _asked(row: BottleneckRow, language: Language) -> str:
    return language.text("nobody there") if row.share is None else language.percent(row.share)


def _unfilled(rows: Sequence[UnfilledRow], language: Language) -> list[Column]:
    say = language.text
    return [
        Column("name", say("Role"), [row.name for row in rows], style="bold", flexible=True),
        Column("project", say("Project"), [row.project for row in rows]),
        Column("fte", say("FTE"), [row.fte for row in rows], lambda value: language.number(value, 2), right=True),
        Column("from", say("From"), [row.from_ for row in rows]),
        Column("to", say("To"), [row.to for row in rows]),
        Column("status", say("Status"), [row.status for row in rows],
               lambda word: language.label("allocation", word), optional=1),
        Column("task", say("Task"), [row.task for row in rows], flexible=True, optional=2),
    ]  # fmt: skip


def _bench(rows: Sequence[BenchRow], language: Language) -> list[Column]:
    say = language.text

    def steps(row: BenchRow) -> str:
        return ", ".join(
            say(
                "{fte} from {date}",
                fte=language.number(one.fte, 2),
                date=language.date(one.from_, short=True),
            )
            for one in row.free
        )

    return [
        Column("name", say("Person"), [row.name for row in rows], style="bold", flexible=True),
        Column("role", say("Role"), [row.role for row in rows], flexible=True, optional=2),
        Column("from", say("Most from"), [row.from_ for row in rows]),
        Column(
            "fte", say("FTE"), [row.fte for row in rows], lambda value: language.number(value, 2), right=True
        ),
        Column("free", say("All that is free"), [steps(row) for row in rows], flexible=True, wraps=True),
    ]
