"""The view of the selection report: what is chosen, what it uses, what was left out and why, the ranking cut beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pmo.analysis.money import Money
from pmo.analysis.selection.explaining import Explanation, Need, Without
from pmo.analysis.selection.frontier import Step
from pmo.analysis.selection.problem import decimal
from pmo.analysis.selection.result import LeftOut, Selection, Usage
from pmo.locale import Language
from pmo.model.portfolio import Portfolio
from pmo.model.scalars import Period
from pmo.render.views.parts import Heading
from pmo.render.views.words import in_words

TEMPLATE = "selection.md.jinja"

Amount = Money | Decimal
"""Money of a budget, or full-time equivalents of a capacity."""


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A project that may be chosen."""

    project: str
    """Its id."""
    title: str
    """Its name."""
    state: str
    """Where it stands."""
    value: Decimal | None
    """What it is worth; None where nothing is known."""
    in_cut: bool
    """Whether going down the ranking takes it."""
    standing: str | None
    """In `all`, `some` or `none` of the selections that are almost as good; None where that is not settled."""
    reason: str | None = None
    """Why it was left out; None where it is selected."""


@dataclass(frozen=True, slots=True)
class CommittedRow:
    """A project that is under way."""

    project: str
    """Its id."""
    title: str
    """Its name."""


@dataclass(frozen=True, slots=True)
class UsageRow:
    """How much of a limit is used."""

    kind: str
    """budget or capacity."""
    role: str | None
    """Title of the role, of a capacity."""
    period: Period
    """Month, quarter or year."""
    committed: Amount
    """By projects under way."""
    used: Amount
    """By these and what is selected."""
    limit: Amount
    """What there is."""
    left: Amount
    """What is left."""
    share: float | None
    """Used over the limit; None where there is nothing at all."""


@dataclass(frozen=True, slots=True)
class CutView:
    """What going down the ranking gives."""

    value: Decimal
    """What it is worth."""
    selected: tuple[str, ...]
    """Ids of its projects."""
    is_ranked: bool
    """Whether the order is the office's ranking; else the highest value comes first."""
    missed: tuple[str, ...]
    """Constraints that it misses."""
    gain: Decimal | None
    """By how much the selection is worth more."""
    gain_share: float | None
    """The same as a share of the cut's value."""
    only_selection: tuple[str, ...]
    """Projects of the selection that it lacks."""
    only_cut: tuple[str, ...]
    """Projects that only it has."""


@dataclass(frozen=True, slots=True)
class FrontierRow:
    """The best selection with a share of the budgets."""

    share: float
    """Of every budget."""
    budget: Money
    """All budgets together."""
    status: str
    """optimal, feasible or infeasible."""
    gap: float | None
    """How much better another might be."""
    value: Decimal | None
    """What it is worth."""
    more: Decimal | None
    """What it is worth more than with the share before."""
    selected: tuple[str, ...]
    """Ids of its projects."""
    comes: tuple[str, ...]
    """Projects that the share before does not have."""
    goes: tuple[str, ...]
    """Projects that only the share before has."""
    needs: float | None
    """Smallest share of the budgets that it fits in."""


@dataclass(frozen=True, slots=True)
class NeedRow:
    """What a project takes of a limit."""

    kind: str
    """budget or capacity."""
    role: str | None
    """Title of the role, of a capacity."""
    period: Period
    """Month, quarter or year."""
    takes: Amount
    """By the project."""
    others: Amount
    """By projects under way and the rest of the selection."""
    limit: Amount
    """What there is."""
    short: Amount
    """What is missing for it."""


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """One project in depth."""

    project: str
    """Its id."""
    title: str
    """Its name."""
    state: str
    """Where it stands."""
    verdict: str
    """selected, left-out, committed or no-candidate."""
    value: Decimal | None
    """What it is worth."""
    rank: int | None
    """Place in the ranking, mandatory work first."""
    of: int
    """How many candidates there are."""
    standing: str | None
    """In `all`, `some` or `none` of the selections that are almost as good."""
    needs: tuple[NeedRow, ...]
    """What it takes."""
    ties: tuple[str, ...]
    """Constraints that name it."""
    reason: str | None
    """Why it was left out."""
    loses: Decimal | None
    """What the best selection is worth less with it (left out) or without it (selected)."""
    is_exact: bool
    """Whether that is the least."""
    comes: tuple[str, ...]
    """Projects that would come."""
    goes: tuple[str, ...]
    """Projects that would go."""


@dataclass(frozen=True, slots=True)
class SelectionView:
    """Variables of `selection.md.jinja`."""

    heading: Heading
    """What the report is made of."""
    status: str
    """optimal, feasible or infeasible."""
    gap: float | None
    """How much better another selection might be, as a share."""
    value: Decimal | None
    """What the selection is worth."""
    measure: str
    """`value` or `score`: what the value of a project is."""
    currency: str
    """Of the budgets."""
    candidates: int
    """How many projects could be chosen."""
    selected: tuple[CandidateRow, ...]
    """The highest value first."""
    committed: tuple[CommittedRow, ...]
    """Projects under way."""
    left_out: tuple[CandidateRow, ...]
    """The highest value first."""
    usage: tuple[UsageRow, ...]
    """Every limit."""
    cut: CutView
    """The plain ranking cut."""
    within: float | None
    """What a selection may lose and still be almost as good; None where that was not looked at."""
    everywhere: tuple[str, ...]
    """Projects in all selections that are almost as good."""
    somewhere: tuple[str, ...]
    """Projects in some of them."""
    nowhere: tuple[str, ...]
    """Projects in none of them."""
    unsettled: tuple[str, ...]
    """Projects of which it is not settled whether they are in all of those."""
    conflict: tuple[str, ...]
    """Constraints that cannot all hold."""
    is_irreducible: bool
    """Whether each of them is needed."""
    notes: tuple[str, ...]
    """What a reader must know about the figures."""
    frontier: tuple[FrontierRow, ...] = ()
    """Value over budget, where it was asked for."""
    explanation: ExplanationView | None = None
    """One project in depth, where it was asked for."""


def selection_view(
    portfolio: Portfolio,
    found: Selection,
    heading: Heading,
    language: Language,
    *,
    frontier: Sequence[Step] = (),
    explanation: Explanation | None = None,
) -> SelectionView:
    """What readers see of a selection."""
    roles = {id_: role.title for id_, role in portfolio.roles.items()}
    standing = _standings(found)
    in_cut = frozenset(found.ranking_cut.selected)

    def row(project: str, reason: str | None = None) -> CandidateRow:
        return CandidateRow(
            project,
            found.titles[project],
            found.states[project],
            _number(found.values[project]),
            project in in_cut,
            standing.get(project),
            reason,
        )

    reasons = {one.project: in_words(one.reason, language) for one in found.left_out}
    outside = [project for project in found.values if project not in set(found.selected)]
    return SelectionView(
        heading=heading,
        status=found.status,
        gap=found.gap,
        value=_number(found.value),
        measure=found.measure,
        currency=found.currency,
        candidates=len(found.values),
        selected=_by_value(row(project) for project in found.selected),
        committed=tuple(CommittedRow(project, found.titles[project]) for project in found.committed),
        left_out=_by_value(row(project, reasons.get(project)) for project in outside),
        usage=tuple(_usage(one, roles, found.currency) for one in found.usage),
        cut=_cut(found, language),
        within=float(found.near.within) if found.near else None,
        everywhere=found.near.all if found.near else (),
        somewhere=found.near.some if found.near else (),
        nowhere=found.near.none if found.near else (),
        unsettled=found.near.unsettled if found.near else (),
        conflict=tuple(in_words(one, language) for one in found.conflict),
        is_irreducible=found.is_irreducible,
        notes=tuple(in_words(one, language) for one in found.notes),
        frontier=tuple(_frontier(frontier, found.currency)),
        explanation=None
        if explanation is None
        else _explanation(explanation, roles, found, standing.get(explanation.project), language),
    )


def _standings(found: Selection) -> dict[str, str]:
    if found.near is None:
        return {}
    return {
        project: name
        for name, projects in (
            ("all", found.near.all),
            ("some", found.near.some),
            ("none", found.near.none),
        )
        for project in projects
    }


def _by_value(rows: Iterable[CandidateRow]) -> tuple[CandidateRow, ...]:
    return tuple(sorted(rows, key=lambda one: (one.value is None, -(one.value or 0), one.project)))


def _usage(one: Usage, roles: dict[str, str], currency: str) -> UsageRow:
    return UsageRow(
        kind=one.kind,
        role=roles.get(one.role, one.role) if one.role is not None else None,
        period=Period(one.period),
        committed=_amount(one.kind, one.committed, currency),
        used=_amount(one.kind, one.used, currency),
        limit=_amount(one.kind, one.limit, currency),
        left=_amount(one.kind, one.left, currency),
        share=float(one.used / one.limit) if one.limit else None,
    )


def _cut(found: Selection, language: Language) -> CutView:
    cut = found.ranking_cut
    gain = found.gain
    return CutView(
        decimal(cut.value),
        cut.selected,
        cut.is_ranked,
        tuple(in_words(one, language) for one in cut.missed),
        _number(gain),
        float(gain / cut.value) if gain is not None and cut.value > 0 else None,
        tuple(one for one in found.selected if one not in cut.selected),
        tuple(one for one in cut.selected if one not in found.selected),
    )


def _frontier(steps: Sequence[Step], currency: str) -> Iterable[FrontierRow]:
    before: Step | None = None
    for one in steps:
        earlier = before.selected if before else one.selected
        yield FrontierRow(
            float(one.share),
            Money(decimal(one.budget), currency),
            one.status,
            one.gap,
            _number(one.value),
            decimal(one.value - before.value)
            if before and one.value is not None and before.value is not None
            else None,
            one.selected,
            tuple(project for project in one.selected if project not in earlier),
            tuple(project for project in earlier if project not in one.selected),
            float(one.needs) if one.needs is not None else None,
        )
        before = one


def _explanation(
    one: Explanation, roles: dict[str, str], found: Selection, standing: str | None, language: Language
) -> ExplanationView:
    change: LeftOut | Without | None = one.left_out or one.without
    comes: tuple[str, ...] = ()
    goes: tuple[str, ...] = ()
    if one.left_out is not None:
        comes, goes = one.left_out.along_with, one.left_out.instead_of
    elif one.without is not None:
        comes, goes = one.without.comes, one.without.goes
    return ExplanationView(
        project=one.project,
        title=one.title,
        state=one.state,
        verdict=one.verdict,
        value=_number(one.value),
        rank=one.rank,
        of=len(found.values),
        standing=standing,
        needs=tuple(_need(need, roles, found.currency) for need in one.needs),
        ties=tuple(in_words(text, language) for text in one.ties),
        reason=in_words(one.left_out.reason, language) if one.left_out is not None else None,
        loses=_number(change.loses) if change is not None else None,
        is_exact=change is None or change.is_exact,
        comes=comes,
        goes=goes,
    )


def _need(one: Need, roles: dict[str, str], currency: str) -> NeedRow:
    return NeedRow(
        one.kind,
        roles.get(one.role, one.role) if one.role is not None else None,
        Period(one.period),
        *(_amount(one.kind, amount, currency) for amount in (one.takes, one.others, one.limit, one.short)),
    )


def _number(value: Fraction | None) -> Decimal | None:
    return None if value is None else decimal(value)


def _amount(kind: str, amount: Fraction, currency: str) -> Amount:
    return Money(decimal(amount), currency) if kind == "budget" else decimal(amount)
