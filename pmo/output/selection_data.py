"""A selection as data of JSON. Money is text, exact; values, shares and full-time equivalents are numbers."""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from pmo.analysis.selection.explaining import Explanation, Need
from pmo.analysis.selection.frontier import Step
from pmo.analysis.selection.problem import decimal
from pmo.analysis.selection.result import LeftOut, Selection, Short, Usage
from pmo.locale import Language
from pmo.render.views.words import in_words


class UsageData(Struct, frozen=True):
    """How much of a limit is used: money as text, full-time equivalents as numbers."""

    kind: str
    role: str | None
    period: str
    committed: str | float
    used: str | float
    limit: str | float


class ShortData(Struct, frozen=True):
    """A constraint that a project would break beside what is selected, and by how much."""

    kind: str
    constraint: str
    role: str | None
    period: str | None
    over: str | float | None


class LeftOutData(Struct, frozen=True):
    """A candidate that was not selected; `loses` is what the best selection with it is worth less, or at most so much."""

    project: str
    reason: str
    value: float | None
    possible: bool
    loses: float | None
    exact: bool
    instead_of: list[str]
    along_with: list[str]
    binding: list[ShortData]


class CutData(Struct, frozen=True):
    """What going down the ranking gives; `order` is `ranking`, or `value` where the office has none."""

    value: float
    selected: list[str]
    order: str
    missed: list[str]


class NearData(Struct, frozen=True):
    """Projects in all, some and none of the selections that lose at most `within`."""

    within: float
    all: list[str]
    some: list[str]
    none: list[str]
    unsettled: list[str]


class StepData(Struct, frozen=True):
    """The best selection with a share of the budgets; it fits in the share `needs`."""

    share: float
    budget: str
    status: str
    gap: float | None
    value: float | None
    selected: list[str]
    needs: float | None


class NeedData(Struct, frozen=True):
    """What a project takes of a limit, what others take, and what is missing."""

    kind: str
    role: str | None
    period: str
    takes: str | float
    others: str | float
    limit: str | float
    short: str | float


class ExplanationData(Struct, frozen=True):
    """One project in depth; `loses` as in `left_out`, or without it where it is selected."""

    project: str
    state: str
    verdict: str
    value: float | None
    rank: int | None
    reason: str | None
    loses: float | None
    exact: bool
    comes: list[str]
    goes: list[str]
    constraints: list[str]
    needs: list[NeedData]


class SelectionData(Struct, frozen=True):
    """The `data` of `pmo select`."""

    status: str
    gap: float | None
    value: float | None
    measure: str
    selected: list[str]
    committed: list[str]
    left_out: list[LeftOutData]
    usage: list[UsageData]
    ranking_cut: CutData
    difference: float | None
    conflict: list[str]
    irreducible: bool
    values: dict[str, float | None]
    near_optima: NearData | None
    frontier: list[StepData] | None
    explanation: ExplanationData | None
    notes: list[str]


def data(
    found: Selection,
    language: Language,
    *,
    frontier: Sequence[Step] | None = None,
    explanation: Explanation | None = None,
) -> SelectionData:
    """The `data` of `pmo select`."""
    cut, near = found.ranking_cut, found.near
    return SelectionData(
        status=found.status,
        gap=found.gap,
        value=_number(found.value),
        measure=found.measure,
        selected=list(found.selected),
        committed=list(found.committed),
        left_out=[_left_out(one, language) for one in found.left_out],
        usage=[_usage(one) for one in found.usage],
        ranking_cut=CutData(
            float(cut.value),
            list(cut.selected),
            "ranking" if cut.is_ranked else "value",
            [in_words(one, language) for one in cut.missed],
        ),
        difference=_number(found.gain),
        conflict=[in_words(one, language) for one in found.conflict],
        irreducible=found.is_irreducible,
        values={project: _number(value) for project, value in found.values.items()},
        near_optima=None
        if near is None
        else NearData(
            float(near.within), list(near.all), list(near.some), list(near.none), list(near.unsettled)
        ),
        frontier=None if frontier is None else [_step(one) for one in frontier],
        explanation=None if explanation is None else _explanation(explanation, language),
        notes=[in_words(one, language) for one in found.notes],
    )


def _usage(one: Usage) -> UsageData:
    return UsageData(
        one.kind,
        one.role,
        one.period,
        *(_amount(one.kind, amount) for amount in (one.committed, one.used, one.limit)),
    )


def _left_out(one: LeftOut, language: Language) -> LeftOutData:
    return LeftOutData(
        one.project,
        in_words(one.reason, language),
        _number(one.value),
        one.possible,
        _number(one.loses),
        one.is_exact,
        list(one.instead_of),
        list(one.along_with),
        [_short(short, language) for short in one.binding],
    )


def _short(one: Short, language: Language) -> ShortData:
    over = None if one.over is None else _amount(one.kind, one.over)
    return ShortData(one.kind, in_words(one.text, language), one.role, one.period, over)


def _step(one: Step) -> StepData:
    return StepData(
        float(one.share),
        format(decimal(one.budget), "f"),
        one.status,
        one.gap,
        _number(one.value),
        list(one.selected),
        _number(one.needs),
    )


def _explanation(one: Explanation, language: Language) -> ExplanationData:
    left_out, without = one.left_out, one.without
    change = left_out or without
    return ExplanationData(
        one.project,
        one.state,
        one.verdict,
        _number(one.value),
        one.rank,
        in_words(left_out.reason, language) if left_out else None,
        _number(change.loses) if change else None,
        change.is_exact if change else True,
        list(left_out.along_with if left_out else without.comes if without else ()),
        list(left_out.instead_of if left_out else without.goes if without else ()),
        [in_words(text, language) for text in one.ties],
        [_need(need) for need in one.needs],
    )


def _need(one: Need) -> NeedData:
    return NeedData(
        one.kind,
        one.role,
        one.period,
        *(_amount(one.kind, amount) for amount in (one.takes, one.others, one.limit, one.short)),
    )


def _amount(kind: str, amount: Fraction) -> str | float:
    return format(decimal(amount), "f") if kind == "budget" else float(amount)


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
