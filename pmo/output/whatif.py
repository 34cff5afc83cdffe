"""What follows from a change, as the data of JSON; the page for readers is made of it."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct

from pmo.analysis.money import Money
from pmo.analysis.ranking.placings import Placing
from pmo.analysis.selection.result import Selection
from pmo.documents.writing import flow
from pmo.editing.plain import as_plain
from pmo.findings import Finding, Severity
from pmo.history.effects import Effects
from pmo.history.effects.dates import DateEffect
from pmo.history.effects.health import HealthEffect
from pmo.history.effects.money import MoneyEffect
from pmo.history.effects.order import RankEffect, SelectionEffects, Turn
from pmo.history.effects.overloads import OverloadEffect, TooMuch
from pmo.history.fields import RecordChange
from pmo.locale import Language
from pmo.output.written import FieldData
from pmo.render.views.words import in_words


class ChangeData(Struct, frozen=True):
    """A record of the files that differs; values as the files write them, null where there was or is none."""

    address: str
    noun: str
    """`project`, `risk`, `milestone`, ...; `part` for a record inside another."""
    how: Literal["added", "removed", "changed"]
    fields: list[FieldData]


class DateData(Struct, frozen=True):
    """A milestone, or the finish of a project, on another day; as `pmo schedule` computes it."""

    kind: Literal["finish", "milestone"]
    address: str
    """Of the milestone; of a finish, the last open milestone."""
    project: str
    title: str
    before: datetime.date | None
    after: datetime.date | None
    days: int | None
    """Working days from before to after; negative when it comes earlier."""
    driver: str | None
    """actual, predecessor, forecast, baseline, as-of, cycle or undated; null where the milestone is gone."""
    driven_by: str | None
    """Address of the predecessor that decides the day after."""
    origin: str | None
    """Address of the first milestone on the chain before it that moves; null where it moves by itself."""


class TooMuchData(Struct, frozen=True):
    """Days on which more is promised than there is."""

    first: datetime.date
    last: datetime.date
    working_days: int
    load: Decimal
    """The highest: full-time equivalents, or units of equipment."""
    share: float | None
    """That over the capacity; null where there is none, and for a role."""


class OverloadData(Struct, frozen=True):
    """Somebody or something with too much to do, or a role that nobody fills, before or after."""

    kind: Literal["person", "equipment", "role"]
    id: str
    name: str
    how: Literal["appears", "goes", "grows", "shrinks", "moves"]
    before: TooMuchData | None
    after: TooMuchData | None
    projects: list[str]


class AmountData(Struct, frozen=True):
    """An amount of money that differs."""

    project: str | None
    """Null for all projects that count, in the office's currency and by its years."""
    period: str | None
    """Null for all periods together."""
    figure: Literal["approved", "planned", "expected"]
    before: Money | None
    after: Money | None
    change: Money | None
    """After less before; null where they are in two currencies."""


class HealthChangeData(Struct, frozen=True):
    """A colour that changes."""

    project: str
    kind: Literal["declared", "computed"]
    dimension: str
    before: str | None
    after: str | None
    is_better: bool | None
    evidence: list[str]
    """Facts that the change rests on: what is new where it gets worse, what is gone where it gets better."""


class PlaceData(Struct, frozen=True):
    """A place in the ranking, its score as `pmo rank` has it."""

    rank: int | None
    score: float | None
    mandatory: bool
    missing: list[str]


class RankChangeData(Struct, frozen=True):
    """A project with another place or score; null on the side where it is not up for ranking."""

    project: str
    title: str
    before: PlaceData | None
    after: PlaceData | None


class ChosenData(Struct, frozen=True):
    """The best set of proposals."""

    status: Literal["optimal", "feasible", "infeasible"]
    gap: float | None
    value: float | None
    selected: list[str]


class TurnData(Struct, frozen=True):
    """A project that comes in or drops out."""

    project: str
    title: str
    reason: str | None
    """Of one that comes in: why it was out before; of one that drops out: why it is out now."""


class SelectionChangeData(Struct, frozen=True):
    """What changes in the best set of proposals, as `pmo select` finds it."""

    before: ChosenData
    after: ChosenData
    comes_in: list[TurnData]
    drops_out: list[TurnData]


class FindingChangeData(Struct, frozen=True):
    """A finding that appears or goes."""

    how: Literal["appears", "goes"]
    code: str
    severity: Severity
    path: str
    line: int
    message: str
    hint: str | None
    address: str | None


class BranchData(Struct, frozen=True):
    """The branch that keeps the change."""

    name: str
    commit: str | None
    """Its one commit; null with --dry-run."""


class WhatIfData(Struct, frozen=True):
    """The `data` of `pmo whatif`."""

    scenario: str | None
    """Commit of the other side, where --scenario names one."""
    changes: list[ChangeData]
    dates: list[DateData]
    overloads: list[OverloadData]
    money: list[AmountData]
    not_converted: list[str]
    """Projects that the sums leave out: there is no exchange rate for their currency."""
    no_forecast: list[str]
    """Projects that the expected sums leave out on both sides: one of them has no forecast."""
    health: list[HealthChangeData]
    ranking: list[RankChangeData]
    selection: SelectionChangeData | None
    """Null where it stays, or could not be compared."""
    findings: list[FindingChangeData]
    reasons: dict[str, str]
    """Why something could not be compared: `ranking`, `selection`."""
    branch: BranchData | None


def data(
    found: Effects,
    new: Iterable[Finding],
    cleared: Iterable[Finding],
    language: Language,
    *,
    scenario: str | None = None,
    branch: BranchData | None = None,
) -> WhatIfData:
    """What follows, in the reader's language where it is text."""
    reasons = {"ranking": found.ranking.why, "selection": found.selection.why}
    return WhatIfData(
        scenario=scenario,
        changes=list(map(_change, found.changes)),
        dates=list(map(_date, found.dates)),
        overloads=list(map(_overload, found.overloads)),
        money=list(map(_amount, found.money.rows)),
        not_converted=list(found.money.not_converted),
        no_forecast=list(found.money.no_forecast),
        health=[_health(one, language) for one in found.health],
        ranking=list(map(_rank, found.ranking.rows)),
        selection=_selection(found.selection, language),
        findings=[
            *(_finding("appears", one, language) for one in new),
            *(_finding("goes", one, language) for one in cleared),
        ],
        reasons={key: language.text(why) for key, why in reasons.items() if why is not None},
        branch=branch,
    )


def _change(one: RecordChange) -> ChangeData:
    fields = [FieldData(field.field, _value(field.before), _value(field.after)) for field in one.fields]
    return ChangeData(one.address, one.noun, one.how, fields)


def _date(one: DateEffect) -> DateData:
    return DateData(
        *(one.kind, one.address, one.project, one.title, one.before, one.after),
        *(one.days, one.driver, one.driven_by, one.origin),
    )


def _overload(one: OverloadEffect) -> OverloadData:
    return OverloadData(
        one.kind,
        one.id,
        one.name,
        one.how,
        _too_much(one.before),
        _too_much(one.after),
        list(one.projects),
    )


def _too_much(one: TooMuch | None) -> TooMuchData | None:
    if one is None:
        return None
    share = None if one.share is None else round(float(one.share), 4)
    return TooMuchData(one.first, one.last, one.working_days, one.load, share)


def _amount(one: MoneyEffect) -> AmountData:
    period = one.period.text if one.period is not None else None
    return AmountData(one.project, period, one.figure, one.before, one.after, one.change)


def _health(one: HealthEffect, language: Language) -> HealthChangeData:
    evidence = [in_words(each.message, language) for each in one.evidence]
    return HealthChangeData(
        one.project, one.kind, one.dimension, one.before, one.after, one.is_better, evidence
    )


def _rank(one: RankEffect) -> RankChangeData:
    return RankChangeData(one.project, one.title, _place(one.before), _place(one.after))


def _place(one: Placing | None) -> PlaceData | None:
    if one is None:
        return None
    score = None if one.score is None else float(one.score)
    return PlaceData(one.rank, score, one.mandatory, list(one.missing))


def _selection(found: SelectionEffects, language: Language) -> SelectionChangeData | None:
    if found.before is None or found.after is None:
        return None
    return SelectionChangeData(
        _chosen(found.before),
        _chosen(found.after),
        [_turn(one, language) for one in found.comes_in],
        [_turn(one, language) for one in found.drops_out],
    )


def _chosen(one: Selection) -> ChosenData:
    value = None if one.value is None else float(one.value)
    return ChosenData(one.status, one.gap, value, list(one.selected))


def _turn(one: Turn, language: Language) -> TurnData:
    return TurnData(one.project, one.title, in_words(one.reason, language) if one.reason else None)


def _finding(how: Literal["appears", "goes"], one: Finding, language: Language) -> FindingChangeData:
    return FindingChangeData(
        how,
        one.code,
        one.severity,
        one.where.path,
        one.where.line,
        in_words(one.message, language),
        in_words(one.hint, language) if one.hint else None,
        one.address,
    )


def _value(value: Any) -> str | None:
    """A value as the files write it."""
    written = as_plain(value)
    return None if written is None else written if isinstance(written, str) else flow(written)
