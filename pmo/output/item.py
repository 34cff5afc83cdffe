"""Everything about one record: as text, as Markdown, as data of JSON."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct
from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from pmo.analysis.addresses import Item
from pmo.analysis.details import Details, Part, Related
from pmo.analysis.links import title_of
from pmo.analysis.listings.columns import Field, columns
from pmo.analysis.listings.context import Context
from pmo.analysis.listings.fields import flat_fields, shown
from pmo.analysis.listings.shortest import short_addresses
from pmo.analysis.money import Money
from pmo.locale import Language
from pmo.locale.field_labels import GROUPS
from pmo.model.portfolio import Portfolio
from pmo.model.scalars import Estimate
from pmo.output import cells, table
from pmo.output.defaults import DEFAULTS
from pmo.output.envelope import plain
from pmo.output.terminal import HEALTH_STYLES, Page, cell
from pmo.render.inert import for_markdown, for_markdown_cell
from pmo.render.views.health import HealthRow, health_rows
from pmo.render.views.parts import Heading

MOST = 5
"""Records of a kind that are shown around a record, unless all are asked for."""
_PROJECT_PARTS: Final = frozenset({"objectives", "kpis"})
"""Parts of a charter that are shown unless all are asked for."""
_PROJECT_SECTIONS: Final = (
    *("milestones", "dependencies", "risks", "issues", "decisions", "changes", "actions"),
    *("allocations", "statuses"),
)
"""What is shown around a project, in this order, unless all is asked for."""
_PROJECT_FIELDS: Final = frozenset(
    {
        *("state", "category", "size", "method", "phase", "programme", "sponsor", "manager", "body", "unit"),
        *("purpose", "success_criteria", "closure.date", "closure.accepted_by", "closure.review_due"),
        *("trend", "freshness", "reported", "headline", "percent_complete"),
        *("planned_finish", "forecast_finish", "slip_days", "next_milestone", "next_date"),
        *("approved", "planned_cost", "actual_cost", "estimate", "overrun_share", "exposure"),
        *("strategic_contribution", "tags", "note", "confidentiality"),
    }
)
"""Fields of a project that are shown unless all are asked for."""
_LABELS: Final = 26
"""Columns that the names of fields take at most."""
_PART_COLUMNS: Final = 6
_HIDDEN: Final = frozenset({"tags", "note", "custom", "confidentiality", "fingerprint"})


class LinkData(Struct, frozen=True):
    """A record at the other end of a reference, and the field that refers to it."""

    address: str
    noun: str
    title: str
    field: str


class RelatedData(Struct, frozen=True):
    """Records of one kind that belong to the record or refer to it, open ones first."""

    kind: str
    total: int
    open: int | None
    items: list[dict[str, Any]]


class ShowData(Struct, frozen=True):
    """The `data` of `pmo show`: the record as the file has it, and what is worked out and found around it."""

    address: str
    noun: str
    id: str
    title: str
    path: str
    line: int
    column: int
    record: dict[str, Any]
    computed: dict[str, Any]
    health: list[HealthRow] | None
    refers_to: list[LinkData]
    referred_by: list[LinkData]
    related: list[RelatedData]
    commands: list[str]


def data(found: Details, context: Context, language: Language) -> ShowData:
    """The `data` of `pmo show`."""
    item, portfolio = found.item, context.portfolio
    line, column = context.locate(item.document, item.keys)
    computed = {
        field.name: plain(field.read(context, item)) for field, _ in found.fields if field.is_computed
    }
    return ShowData(
        address=item.address,
        noun=item.noun,
        id=item.id,
        title=found.title,
        path=item.document.path,
        line=line,
        column=column,
        record=plain(item.record),
        computed=computed | {name: plain(value) for name, value in found.facts.items()},
        health=list(_health(found, context, language)) or None,
        refers_to=[_link(portfolio, link.item, link.field) for link in found.refers_to],
        referred_by=[
            *(
                _link(portfolio, one, field)
                for related in found.related
                for one in related.items
                for field in related.fields.get(one.address, ())
            ),
            *(_link(portfolio, link.item, link.field) for link in found.mentions),
        ],
        related=[
            RelatedData(
                related.listing.name,
                len(related.items),
                related.open,
                [_row(related, one, context) for one in related.items],
            )
            for related in found.related
        ],
        commands=list(found.commands),
    )


def _link(portfolio: Portfolio, item: Item, field: str) -> LinkData:
    return LinkData(item.address, item.noun, title_of(portfolio, item), field)


def _row(related: Related, item: Item, context: Context) -> dict[str, Any]:
    known = columns(related.listing)
    names = dict.fromkeys(("address", "id", *_default_names(related)))
    return {name: plain(known[name].read(context, item)) for name in names}


def _default_names(related: Related) -> list[str]:
    return [spec.rstrip("~?") for spec in DEFAULTS[related.listing.name].columns.split()]


# Text


def text(
    found: Details,
    context: Context,
    heading: Heading,
    language: Language,
    *,
    width: int,
    colour: bool,
    whole: bool,
) -> str:
    """The record on a terminal; ``whole`` shows all that is around it, however much."""
    page = Page(width=width, colour=colour)
    page.heading(found.title, *_origin(found, context, language))
    for line in _limits(heading, language):
        page.paragraph(line, "yellow")
    page.blank()
    _show_pairs(page, [*_pairs(found, context, language, whole=whole)])
    _show_health(page, found, context, language, width)
    for part in _parts(found, whole=whole):
        _show_title(page, cells.title(part.name, language, among=(part.name, part.name)))
        table.show(page, _part_columns(part, context, found.item, language), language, width=width)
    sections, besides = _sections(found, whole=whole)
    short = _short(sections, context, whole=whole)
    for related in sections:
        items = _few(related, whole=whole)
        _show_title(page, _related_title(related, language))
        made = _related_columns(related, items, context, found.item, short, language, dots=True)
        table.show(page, made, language, width=width)
        more = len(related.items) - len(items)
        if more:
            page.paragraph(language.plural("… and {n} more", "… and {n} more", more), "dim")
    if besides:
        page.blank()
        page.paragraph(_besides(besides, language))
    if found.mentions:
        _show_title(page, language.text("Also named in"))
        page.items(f"{link.item.address} ({link.field})" for link in found.mentions)
    if found.commands:
        _show_title(page, language.text("What comes next"))
        for line in found.commands:
            page.show(Padding(cell(line, "dim"), (0, 0, 0, 2)))
    return page.text()


def _origin(found: Details, context: Context, language: Language) -> Iterator[str]:
    item = found.item
    line, _ = context.locate(item.document, item.keys)
    yield f"{language.label('noun', item.noun)} · {item.address} · {item.document.path}:{line}"
    yield language.text("as of {date}", date=language.date(context.as_of))


def _limits(heading: Heading, language: Language) -> Iterator[str]:
    if heading.left_out:
        yield language.plural(
            "Incomplete: {n} error was left out",
            "Incomplete: {n} errors were left out",
            len(heading.left_out),
        )


def _show_title(page: Page, title: str) -> None:
    page.blank()
    page.paragraph(title, "bold")


class _Pair:
    """A field in readers' words."""

    def __init__(self, label: str, value: str, style: str = "") -> None:
        self.label = label
        self.value = value
        self.style = style


def _pairs(found: Details, context: Context, language: Language, *, whole: bool) -> Iterator[_Pair]:
    """The fields of a record: recorded, worked out, its own."""
    is_brief = found.item.noun == "project" and not whole
    shown_fields = [pair for pair in found.fields if not is_brief or pair[0].name in _PROJECT_FIELDS]
    names = [field.name for field, _ in shown_fields]
    targets = {(link.field, link.item.id.lower()): link.item for link in found.refers_to}
    for field, value in shown_fields:
        label = cells.title(field.name, language, among=names)
        style = cells.style_of(field)(cells.Cell(value, ""))
        yield _Pair(label, _value(field, value, found.item, context, language, targets), style)
    for name, fact in found.facts.items():
        share = isinstance(fact, Decimal)
        yield _Pair(
            language.label("field", name),
            language.percent(fact) if share else table.shown(fact, language),
            "red" if name == "peak_load" else "",
        )
    for name, own in found.custom:
        yield _Pair(name, _own_value(own, language))


def _value(
    field: Field,
    value: Any,
    item: Item,
    context: Context,
    language: Language,
    targets: Mapping[tuple[str, str], Item],
) -> str:
    """What readers see of a field; a reference is followed by the address that it leads to."""
    texts = value if isinstance(value, tuple) else (value,)
    linked = [targets.get((field.name, str(one).rpartition("/")[2].lower())) for one in texts]
    if any(linked):
        named = (
            f"{title_of(context.portfolio, target)} ({target.address})" if target else str(one)
            for one, target in zip(texts, linked, strict=True)
        )
        return ", ".join(named)
    estimate = getattr(item.record, field.name, None)
    if isinstance(estimate, Estimate) and not estimate.is_single:
        points = [
            cells.in_words(field, _as(value, point), item, context, language) for point in estimate.points
        ]
        return language.text("{likely} ({low} to {high})", low=points[0], likely=points[1], high=points[2])
    if field.kind == "money" and field.name not in _COMPACT:
        return language.money(value.amount, value.currency)
    if isinstance(value, tuple) and len(value) > 1 and any(len(one) > _SHORT for one in value):
        return "\n".join(f"- {one}" for one in value)
    return cells.in_words(field, value, item, context, language).strip()


def _as(value: Any, amount: Decimal) -> Any:
    """An amount as the value is one: money in the same currency, or a plain number."""
    return Money(amount, value.currency) if isinstance(value, Money) else amount


_COMPACT: Final = frozenset({"impact.cost", "overrun"})
_SHORT: Final = 24
"""Characters of words that stand in one line, separated by commas."""


def _own_value(value: Any, language: Language) -> str:
    found = shown(value)
    return language.text("nothing") if found is None else table.shown(found, language)


def _show_pairs(page: Page, pairs: Sequence[_Pair]) -> None:
    if not pairs:
        return
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=min(max(cell_len(one.label) for one in pairs), _LABELS))
    grid.add_column()
    for one in pairs:
        lines = [cell(line, one.style) for line in one.value.split("\n")]
        grid.add_row(cell(one.label, "dim"), Text("\n").join(lines))
    page.show(grid)


def _health(found: Details, context: Context, language: Language) -> tuple[HealthRow, ...]:
    project = context.project(found.item)
    if found.item.noun != "project" or project is None:
        return ()
    return health_rows(context.health(project), language)


def _show_health(page: Page, found: Details, context: Context, language: Language, width: int) -> None:
    rows = [row for row in _health(found, context, language) if row.declared or row.computed]
    if rows:
        _show_title(page, language.text("Health"))
        table.show(page, _health_columns(rows, language), language, width=width)


def _health_columns(rows: Sequence[HealthRow], language: Language) -> list[table.Column]:
    """Declared beside computed, and the worst of the evidence."""

    def colour(value: str) -> str:
        return language.label("health", value)

    def style(value: str) -> str:
        return HEALTH_STYLES.get(value, "")

    verdicts = [language.label("verdict", row.verdict) if row.verdict else None for row in rows]
    made = [
        table.Column(
            "dimension",
            language.text("Dimension"),
            [language.label("dimension", row.dimension) for row in rows],
        ),
        table.Column("declared", language.text("Declared"), [row.declared for row in rows], colour, style),
        table.Column(
            "computed", language.text("By the facts"), [row.computed for row in rows], colour, style
        ),
        table.Column(
            "evidence",
            language.text("Evidence"),
            [row.evidence[0].text if row.evidence else None for row in rows],
            flexible=True,
        ),
    ]
    if any(verdicts):
        made.insert(3, table.Column("verdict", language.text("Verdict"), verdicts, style="red"))
    return made


def _parts(found: Details, *, whole: bool) -> Iterator[Part]:
    for part in found.parts:
        if whole or found.item.noun != "project" or part.name in _PROJECT_PARTS:
            yield part


def _part_columns(part: Part, context: Context, item: Item, language: Language) -> list[table.Column]:
    """The first few fields that any of the records has."""
    made: list[table.Column] = []
    for field in flat_fields(type(part.records[0])):
        values = [shown(field.read(record)) for record in part.records]
        if field.name in _HIDDEN or all(value is None for value in values) or len(made) >= _PART_COLUMNS:
            continue
        group = GROUPS.get(field.word_list, "word")
        if field.words:
            values = [language.label(group, value) if value is not None else None for value in values]
        elif {"person", "role", "body"} & set(field.refers_to):
            values = [_named(value, context, item) for value in values]
        is_text = field.kind in ("text", "texts", "data") and not field.words
        made.append(
            table.Column(
                field.name,
                cells.title(field.name, language),
                values,
                right=field.kind in ("number", "integer", "money", "share"),
                flexible=is_text and field.name != "id",
                optional=int(len(made) > 1),
            )
        )
    return made


def _named(value: Any, context: Context, item: Item) -> str | None:
    if value is None:
        return None
    project = context.project(item)
    return ", ".join(
        context.portfolio.name_of(str(one), project)
        for one in (value if isinstance(value, tuple) else (value,))
    )


def _sections(found: Details, *, whole: bool) -> tuple[list[Related], list[Related]]:
    """What is shown around the record, and what is only counted."""
    if whole or found.item.noun != "project":
        return list(found.related), []
    by_name = {related.listing.name: related for related in found.related}
    shown_ones = [by_name[name] for name in _PROJECT_SECTIONS if name in by_name]
    return shown_ones, [related for name, related in by_name.items() if name not in _PROJECT_SECTIONS]


def _short(sections: Sequence[Related], context: Context, *, whole: bool) -> Mapping[str, str]:
    """The short addresses of all that is shown."""
    items = [one for related in sections for one in _few(related, whole=whole)]
    return short_addresses(context.portfolio, items)


def _besides(counted: Sequence[Related], language: Language) -> str:
    names = (
        f"{language.label('kind', related.listing.name)} ({language.number(len(related.items))})"
        for related in counted
    )
    return language.text("Besides: {what}", what=", ".join(names))


def _few(related: Related, *, whole: bool) -> tuple[Item, ...]:
    """The records that are shown, open ones first."""
    return related.items if whole else related.items[:MOST]


def _related_title(related: Related, language: Language) -> str:
    name = language.label("kind", related.listing.name)
    if related.open is None:
        return f"{name} ({language.number(len(related.items))})"
    return language.text(
        "{kind} ({open} open of {total})",
        kind=name,
        open=language.number(related.open),
        total=language.number(len(related.items)),
    )


def _related_columns(
    related: Related,
    items: Sequence[Item],
    context: Context,
    about: Item,
    short: Mapping[str, str],
    language: Language,
    *,
    dots: bool = False,
) -> list[table.Column]:
    """The default columns of the kind, without those that say again what the record itself is."""
    known = columns(related.listing)
    is_open = known.get("open")
    over = frozenset(one.address for one in items if is_open and not is_open.value(context, one))
    naming = {field for one in items for field in related.fields.get(one.address, ())}
    said = (naming if len(naming) == 1 else set()) | _SAID.get(about.noun, frozenset())
    made: list[table.Column] = []
    for number, spec in enumerate(DEFAULTS[related.listing.name].columns.split()):
        field = known[spec.rstrip("~?")]
        if field.name in said:
            continue
        rank = 2 if "?" in spec else int(number > 1)
        one = cells.column(
            field, items, context, language, dots=dots, flexible="~" in spec, optional=rank, over=over
        )
        if field.name == "address":
            values = [value._replace(text=short[value.value]) for value in one.values]
            one = table.Column(
                one.name, language.label("noun", related.listing.noun), values, one.written, one.style
            )
        made.append(one)
    if about.noun == "objective" and related.listing.noun == "project":
        made.insert(1, _contributions(items, about, language))
    elif len(naming) > 1 or (naming and related.listing.noun == "project"):
        ways = [related.fields.get(one.address, ()) for one in items]
        labels = [tuple(dict.fromkeys(cells.title(way, language) for way in found)) or None for found in ways]
        made.insert(1, table.Column("as", language.text("As"), labels))
    return made


def _contributions(items: Sequence[Item], objective: Item, language: Language) -> table.Column:
    """How much each project contributes to an objective."""
    values = []
    for one in items:
        served: Any = one.record
        links = [link for link in served.objectives if link.objective.lower() == objective.id.lower()]
        values.append(links[0].contribution if links else None)
    return table.Column("contribution", language.label("field", "contribution"), values, right=True)


_SAID: Final[Mapping[str, frozenset[str]]] = {
    "project": frozenset({"project"}),
    "vendor": frozenset({"vendor"}),
    "person": frozenset({"who"}),
}
"""Columns that say again what the record itself is."""


# Markdown


def markdown(found: Details, context: Context, heading: Heading, language: Language, *, whole: bool) -> str:
    """The record as a page."""
    lines = [
        f"# {for_markdown_cell(found.title)}",
        "  \n".join(map(for_markdown, (*_origin(found, context, language), *_limits(heading, language)))),
    ]
    pairs = [*_pairs(found, context, language, whole=whole)]
    if pairs:
        fields = [
            table.Column("field", language.text("Field"), [one.label for one in pairs]),
            table.Column("value", language.text("Value"), [one.value for one in pairs]),
        ]
        lines.append(table.as_markdown(fields, language).rstrip())
    rows = [row for row in _health(found, context, language) if row.declared or row.computed]
    if rows:
        lines += [
            f"## {for_markdown_cell(language.text('Health'))}",
            _as_markdown(_health_columns(rows, language), language),
        ]
    for part in _parts(found, whole=whole):
        title = cells.title(part.name, language, among=(part.name, part.name))
        lines += [
            f"## {for_markdown_cell(title)}",
            _as_markdown(_part_columns(part, context, found.item, language), language),
        ]
    sections, besides = _sections(found, whole=whole)
    short = _short(sections, context, whole=whole)
    for related in sections:
        items = _few(related, whole=whole)
        lines += [
            f"## {for_markdown_cell(_related_title(related, language))}",
            _as_markdown(_related_columns(related, items, context, found.item, short, language), language),
        ]
    if besides:
        lines.append(for_markdown(_besides(besides, language)))
    if found.mentions:
        lines.append(f"## {for_markdown_cell(language.text('Also named in'))}")
        lines.append(
            "\n".join(f"- {for_markdown(f'{link.item.address} ({link.field})')}" for link in found.mentions)
        )
    return "\n\n".join(lines) + "\n"


def _as_markdown(made: Sequence[table.Column], language: Language) -> str:
    return table.as_markdown(made, language).rstrip()


def advice(found: Details, language: Language) -> str:
    """What else there is."""
    is_cut = any(len(related.items) > MOST for related in found.related)
    if is_cut or found.item.noun == "project":
        return language.text("`pmo show {address} --all` shows all of it.", address=found.item.address)
    return language.text(
        "`pmo search WORDS` finds records by what they say, `pmo list KIND` by what they are."
    )
