"""Columns of tables made of the fields of records: how readers see a value, and what stands out on a terminal."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from pmo.analysis.addresses import Item
from pmo.analysis.listings.columns import Field
from pmo.analysis.listings.context import Context
from pmo.analysis.money import Money
from pmo.locale import Language
from pmo.locale.field_labels import GROUPS
from pmo.output.table import Column, shown
from pmo.output.terminal import HEALTH_STYLES

_PARTIES: Final = frozenset({"person", "role", "body", "team"})
_RIGHT: Final = frozenset({"integer", "number", "money", "share"})
_DAYS: Final = frozenset(
    {"slip_days", "overdue_days", "age_days", "status_age_days", "days", "notice_days", "schedule_days"}
)
_MILESTONES: Final = frozenset({"waiting", "needed"})
"""Addresses of milestones, which people write without the `plan`."""
_SIGNED: Final = frozenset({"slip_days", "overrun_share", "impact.days", "impact.cost"})
"""Figures of which the sign says whether something is more or less than agreed."""
_BAD_ABOVE_ZERO: Final = frozenset(
    {"slip_days", "overrun", "overrun_share", "late_deliveries", "overdue_actions"}
)
_LEADING_FIELDS: Final = frozenset({"title", "text", "headline", "definition", "name", "measure"})
_LEADING, _FOLLOWING = 30, 16
"""Columns that the text which says what something is should have, and other texts."""
_STYLES: Final[Mapping[str, Mapping[str, str]]] = {
    "health": HEALTH_STYLES,
    "risk_cell": {"R": "bold red", "O": "yellow"},
    "severity": {"critical": "bold red", "high": "red"},
    "milestone": {"overdue": "red", "late": "yellow", "reached": "green"},
    "word": {"expired": "red", "expiring": "yellow", "failed": "red"},
}


class Cell(NamedTuple):
    """A value, and how readers see it."""

    value: Any
    text: str
    is_over: bool = False
    """Whether it is about something that is done with: shown faintly."""


def column(
    field: Field,
    items: Sequence[Item],
    context: Context,
    language: Language,
    *,
    dots: bool = False,
    flexible: bool = False,
    optional: int = 0,
    over: Collection[str] = (),
) -> Column:
    """A column for readers; with ``dots`` health is a dot beside its word. ``over``: addresses of what is done with."""
    write = _writer(field, context, language, dots=dots)
    cells = [
        None
        if (value := field.value(context, item)) is None
        else Cell(value, write(value, item), item.address in over)
        for item in items
    ]
    return Column(
        field.name,
        title(field.name, language),
        cells,
        written=lambda one: str(one.text),
        style=style_of(field),
        right=field.kind in _RIGHT,
        flexible=flexible,
        wanted=_LEADING if field.name in _LEADING_FIELDS else _FOLLOWING,
        optional=optional,
    )


def plain_column(field: Field, items: Sequence[Item], context: Context) -> Column:
    """A column of values as the files write them, for CSV."""
    return Column(field.name, field.name, [_plain(field.value(context, item)) for item in items])


def _plain(value: Any) -> Any:
    return Decimal(repr(value)) if isinstance(value, float) else value


def title(name: str, language: Language, *, among: Collection[str] = ()) -> str:
    """What readers call a field; with its part (`Baseline: Start`) where another one ``among`` these ends alike."""
    *before, last = name.split(".")
    if before[:1] == ["custom"]:
        return ".".join([*before[1:], last])
    label = language.label("field", last)
    is_clear = sum(one.rpartition(".")[2] == last for one in among) < 2
    return label if is_clear or not before else f"{language.label('field', before[-1])}: {label}"


def in_words(
    field: Field, value: Any, item: Item, context: Context, language: Language, *, dots: bool = False
) -> str:
    """What readers see of a value of a field that is recorded."""
    return _writer(field, context, language, dots=dots)(value, item)


def word(word_list: str, value: str, language: Language) -> str:
    """What readers see for a word of a closed list (`Risk.status`)."""
    return language.label(GROUPS.get(word_list, "word"), value)


def signed_days(days: int, language: Language) -> str:
    """Working days more or less than agreed: ``+5 d``."""
    return (
        language.text("{days} d", days=f"{'+' if days > 0 else ''}{language.number(days)}") if days else "0"
    )


def _writer(field: Field, context: Context, language: Language, *, dots: bool) -> Callable[[Any, Item], str]:
    leaf = field.name.rpartition(".")[2]
    if field.words:
        return _words(field, language, dots=dots)
    if _PARTIES & set(field.refers_to):
        return lambda value, item: _named(value, item, context)
    if leaf in _MILESTONES:
        return lambda value, _item: str(value).replace("/plan/", "/", 1)
    if leaf in _DAYS:
        if field.name in _SIGNED:
            return lambda value, _item: signed_days(int(value), language)
        return lambda value, _item: language.text("{days} d", days=shown(value, language))
    if leaf == "percent_complete":
        return lambda value, _item: language.percent(Decimal(value) / 100, 1)
    if field.kind == "share":
        sign = field.name in _SIGNED
        return lambda value, _item: ("+" if sign and value > 0 else "") + language.percent(value, 1)
    if field.kind == "money" and field.name in _SIGNED:
        return lambda value, _item: ("+" if value.amount > 0 else "") + shown(value, language)
    return lambda value, _item: shown(value, language)


def _words(field: Field, language: Language, *, dots: bool) -> Callable[[Any, Item], str]:
    group = GROUPS.get(field.word_list, "word")

    def write(value: Any, item: Item) -> str:
        if isinstance(value, tuple):
            return ", ".join(language.label(group, one) for one in value)
        if group == "risk_cell" and getattr(item.record, "type", None) == "opportunity":
            return language.label("opportunity_cell", value)
        label = language.label(group, str(value))
        return f"\N{BLACK CIRCLE} {label}" if dots and group == "health" else label

    return write


def _named(value: Any, item: Item, context: Context) -> str:
    """The names behind references to people, roles, bodies and teams."""
    project = context.project(item)
    references = value if isinstance(value, tuple) else (value,)
    return ", ".join(context.portfolio.name_of(str(one), project) for one in references)


def style_of(field: Field) -> Callable[[Cell], str]:
    """How the cells of a column stand out on a terminal."""
    style = _style(field)
    return lambda cell: "dim" if cell.is_over else style(cell.value)


def _style(field: Field) -> Callable[[Any], str]:
    if field.name in ("address", "id"):
        return lambda _value: "bold"
    if field.words:
        styles = _STYLES.get(GROUPS.get(field.word_list, "word"), {})
        return lambda value: styles.get(str(value), "")
    if field.name == "overdue_days":
        return lambda _value: "red"
    if field.name in _BAD_ABOVE_ZERO:
        return lambda value: "red" if _amount(value) > 0 else ""
    return lambda _value: ""


def _amount(value: Any) -> float:
    return float(value.amount if isinstance(value, Money) else value)
