"""What the board could stop, hold or accelerate: suggestions by rule, each with what speaks for it and against it.

They are questions put with evidence, not decisions. A project is suggested once, for the first that holds:

* **stop**, of projects that are not mandatory: a gate decided to end it; it is on hold; it serves no objective;
  what is still to be spent is more than what its business case still brings in (what is spent already does not count,
  amounts undiscounted); or it is a proposal in the lower half of the ranking with a net present value below zero.
* **hold**, of projects under way that are not mandatory, until they are planned again: two signs or more, and at least one
  of them strong. Strong signs: a forecast beyond the tolerance of cost or time, declared green and red by the facts, a
  benefit behind its plan by more than the office's threshold for red. Others: contingency used up, waiting for
  something that comes too late, an estimate that has grown above all that the business case brings in.
* **accelerate**: mandatory work under way that is red by the facts, which has first call on people and money; and what is
  ready to begin, stands in the upper half of the ranking, has no net present value below zero, and is not to begin
  later by its own plan.

A project of which others wait, or that asks for people who are short, has that said beside it, and so has one about
which a decision is asked already.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from pmo.analysis.appraisal import cash_flows, npv
from pmo.analysis.benefits_realisation import benefits_realisation
from pmo.analysis.capacity import Bottleneck, capacity, window
from pmo.analysis.contingency import contingency_of
from pmo.analysis.decisions import Question, questions
from pmo.analysis.evidence import figure, in_days
from pmo.analysis.health import OVERALL, health_of
from pmo.analysis.intake import WAITING, Proposal, intake
from pmo.analysis.money import Money, cents, project_money
from pmo.analysis.periods import spans
from pmo.analysis.progress import finish_of, needed_milestones
from pmo.analysis.ranking.candidates import candidates
from pmo.analysis.ranking.ranked import rank
from pmo.analysis.strategic_fit import COUNTED
from pmo.analysis.tolerances import cost_tolerance, schedule_tolerance
from pmo.errors import PmoError
from pmo.findings import Message, joined, message
from pmo.locale.labels import LABELS
from pmo.model.portfolio import Portfolio, Project

Kind = Literal["stop", "hold", "accelerate"]
KINDS: Final[tuple[Kind, ...]] = ("stop", "hold", "accelerate")
_READY: Final = ("business-case", "decision", "approved")
"""Stages in which a proposal has all that a decision needs."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that the board could do."""

    kind: Kind
    project: Project
    why: tuple[Message, ...]
    """What speaks for it, the strongest first."""
    but: tuple[Message, ...]
    """What speaks against it, or must be settled with it; what is asked about it already."""


def suggestions(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date
) -> tuple[Suggestion, ...]:
    """What could be stopped, held and accelerated of these projects; of each kind what most speaks for first."""
    open_ = [one for one in projects if one.charter is not None and one.is_open]
    waiting = {one.project.id: one for one in intake(portfolio, tuple(open_), as_of).proposals}
    ranks = _Ranks(portfolio, as_of)
    short = capacity(portfolio, window(portfolio, as_of)).bottlenecks if portfolio.people else ()
    found = []
    for project in open_:
        one = None
        if not _is_mandatory(project):
            one = _stop(portfolio, project, as_of, ranks) or _hold(portfolio, project, as_of)
        one = one or _accelerate(portfolio, project, as_of, waiting.get(project.id), ranks, short)
        if one is not None:
            found.append(one)
    asked: dict[str, Question] = {}
    for question in questions(portfolio, as_of, {one.project.id for one in found}):
        if question.kind in ("decision", "status"):
            asked.setdefault(question.holder.id, question)
    found = [_with_question(one, asked.get(one.project.id)) for one in found]
    return tuple(
        sorted(found, key=lambda one: (KINDS.index(one.kind), -len(one.why), _size(portfolio, one, as_of)))
    )


def _with_question(one: Suggestion, question: Question | None) -> Suggestion:
    if question is None:
        return one
    text = message("{by} is asked already: {what}", by=question.by.name, what=question.what)
    return replace(one, but=(*one.but, text))


def _size(portfolio: Portfolio, one: Suggestion, as_of: datetime.date) -> tuple[Decimal, str]:
    approved = project_money(portfolio, one.project, as_of).approved
    return -(approved.amount if approved else Decimal(0)), one.project.id


def _is_mandatory(project: Project) -> bool:
    charter = project.charter
    return charter is not None and charter.selection is not None and charter.selection.mandatory


# stop


def _stop(portfolio: Portfolio, project: Project, as_of: datetime.date, ranks: "_Ranks") -> Suggestion | None:
    why = tuple(_reasons_to_stop(portfolio, project, as_of, ranks))
    return Suggestion("stop", project, why, tuple(_who_waits(portfolio, project, as_of))) if why else None


def _reasons_to_stop(
    portfolio: Portfolio, project: Project, as_of: datetime.date, ranks: "_Ranks"
) -> Iterator[Message]:
    charter = project.charter
    state = charter.state if charter else None
    decided = [
        one for one in project.gate_reviews if one.decision and one.held is not None and one.held <= as_of
    ]
    last = max(decided, key=lambda one: one.held or datetime.date.min, default=None)
    if last is not None and (last.decision == "kill" or (state == "on-hold" and last.decision != "go")):
        yield message(
            "the gate {gate} decided on {day}: {decision}",
            gate=portfolio.gate_title(project, last.gate),
            day=last.held,
            decision=Message(LABELS["gate_decision"][last.decision or ""]),
        )
    if state == "on-hold":
        yield from _held(portfolio, project, as_of)
    served = {one.objective.lower() for one in charter.objectives} if charter else set()
    if state in COUNTED and portfolio.objectives and not served & portfolio.objectives.keys():
        yield message("it serves no objective of the strategy")
    if state == "proposed" and ranks.is_lower(project) and _is_loss(portfolio, project):
        yield ranks.place(project)
        yield _worth(portfolio, project)
    if state in WAITING:
        return
    to_go, to_come = _ahead(portfolio, project, as_of)
    if to_go is not None and to_come is not None and to_go.amount > to_come.amount:
        yield message(
            "{cost} is still to be spent, more than the {benefit} that its business case still brings in",
            cost=to_go,
            benefit=to_come,
        )


def _held(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[Message]:
    """That it is on hold, and what it keeps from others meanwhile."""
    money = project_money(portfolio, project, as_of)
    spent = money.actual_to_date.amount if money.actual_to_date is not None else Decimal(0)
    if money.approved is not None and money.approved.amount > spent:
        left = Money(money.approved.amount - spent, money.currency)
        yield message("it is on hold, and {budget} of its budget is not spent", budget=left)
    else:
        yield message("it is on hold")
    kept = [one.to for one in project.allocations if one.status == "confirmed" and one.to >= as_of]
    if kept:
        yield message("people or equipment are kept for it until {day}", day=max(kept))


def _ahead(portfolio: Portfolio, project: Project, as_of: datetime.date) -> tuple[Money | None, Money | None]:
    """What is still to be spent, and the benefits of the business case in periods that have not ended."""
    case = project.charter.business_case if project.charter else None
    days = spans(portfolio)
    gains = [
        flow.benefit
        for flow in (cash_flows(case) if case else ())
        if flow.benefit is not None and days[flow.period.text][1] > as_of
    ]
    known = any(flow.benefit is not None for flow in (cash_flows(case) if case else ()))
    to_come = Money(sum(gains, Decimal(0)), portfolio.currency_of(project)) if known else None
    return project_money(portfolio, project, as_of).to_complete, to_come


def _who_waits(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[Message]:
    """Projects that wait for a milestone of this one."""
    waiting = [
        one
        for one in needed_milestones(portfolio, as_of, project)
        if one.supplier is project and one.needed.state != "reached"
    ]
    titles = list(dict.fromkeys(one.project.title for one in waiting))
    if titles:
        yield message("what waits for it: {projects}", projects=joined(titles, "; "))


# hold


def _hold(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Suggestion | None:
    if not project.is_running:
        return None
    strong = tuple(_strong_signs(portfolio, project, as_of))
    other = tuple(_other_signs(portfolio, project, as_of))
    if not strong or len(strong) + len(other) < 2:
        return None
    return Suggestion("hold", project, (*strong, *other), tuple(_who_waits(portfolio, project, as_of)))


def _strong_signs(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[Message]:
    over, allowed = project_money(portfolio, project, as_of).overrun_share, cost_tolerance(portfolio, project)
    if over is not None and allowed is not None and over > allowed:
        yield message(
            "estimate {share}% over the budget, tolerance {limit}%",
            share=_percent(over),
            limit=_percent(float(allowed)),
        )
    late, days = finish_of(portfolio, project, as_of).slip_days, schedule_tolerance(portfolio, project)
    if late is not None and days is not None and late > days:
        yield message("finish {late} late, tolerance {limit}", late=in_days(late), limit=in_days(days))
    health = health_of(portfolio, project, as_of)
    if health.watermelon:
        inside = [name for name in health.watermelons if name != OVERALL]
        names = [Message(LABELS["dimension"][name]) for name in inside or (OVERALL,)]
        yield message("declared green, red by the facts: {dimensions}", dimensions=joined(names, ", "))
    for one in benefits_realisation(portfolio, [project], as_of):
        if one.colour == "red" and one.drift is not None and one.drift.share is not None:
            yield message(
                "the benefit {title} is {share}% behind its plan",
                title=one.benefit.title,
                share=_percent(float(one.drift.share)),
            )


def _other_signs(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[Message]:
    reserve = contingency_of(portfolio, project, as_of)
    if reserve is not None and reserve.used is not None and reserve.left <= 0:
        yield message("its contingency is used up")
    for one in needed_milestones(portfolio, as_of, project):
        if one.project is project and one.short_days:
            yield message(
                "waits for {supplier}: {milestone}, expected on {day}, {late} too late",
                supplier=one.supplier.title,
                milestone=one.needed.milestone.title,
                day=one.needed.expected,
                late=in_days(one.short_days),
            )
    case = project.charter.business_case if project.charter else None
    gains = [one.benefit for one in (cash_flows(case) if case else ()) if one.benefit is not None]
    estimate = project_money(portfolio, project, as_of).estimate
    approved = project_money(portfolio, project, as_of).approved
    if estimate is not None and approved is not None and gains:
        benefit = Money(sum(gains, Decimal(0)), estimate.currency)
        if approved.amount <= benefit.amount < estimate.amount:
            yield message(
                "the estimate of {cost} is now more than the {benefit} that its business case brings in",
                cost=estimate,
                benefit=benefit,
            )


def _percent(share: float) -> Decimal:
    return figure(Decimal(repr(share)) * 100, 1)


# accelerate


def _accelerate(
    portfolio: Portfolio,
    project: Project,
    as_of: datetime.date,
    proposal: Proposal | None,
    ranks: "_Ranks",
    short: Collection[Bottleneck],
) -> Suggestion | None:
    if project.is_running and _is_mandatory(project):
        health = health_of(portfolio, project, as_of)
        red = [
            one
            for one in health.evidence
            if one.colour == "red"
            and one.dimension != OVERALL
            and health.counting.get(one.dimension) == "red"
        ]
        if not red:
            return None
        why = (message("it is mandatory and red by the facts"), *(one.message for one in red))
        return Suggestion("accelerate", project, why, ())
    if proposal is None or proposal.stage not in _READY or proposal.case[0] < proposal.case[1]:
        return None
    if not ranks.has(project) or ranks.is_lower(project) or _is_loss(portfolio, project):
        return None
    if project.plan is not None and project.plan.start is not None and project.plan.start > as_of:
        return None
    why = (
        ranks.place(project),
        message("its business case is complete"),
        *((_worth(portfolio, project),) if npv(portfolio, project) is not None else ()),
        *_since(proposal),
    )
    return Suggestion("accelerate", project, why, tuple(_short_of(project, short)))


class _Ranks:
    """The places of the candidates of the whole portfolio; none where the office has no criteria."""

    def __init__(self, portfolio: Portfolio, as_of: datetime.date) -> None:
        try:
            ranked = rank(portfolio, candidates(portfolio.projects.values()), as_of).ranked
        except PmoError:
            ranked = ()
        self._places = {one.project: one.rank for one in ranked if one.rank is not None}

    def has(self, project: Project) -> bool:
        return project.id in self._places

    def is_lower(self, project: Project) -> bool:
        """Whether it stands in the lower half; the middle one of an odd number does not."""
        return self._places.get(project.id, 0) > (len(self._places) + 1) // 2

    def place(self, project: Project) -> Message:
        return message(
            "rank {rank} of {count} candidates", rank=self._places[project.id], count=len(self._places)
        )


def _is_loss(portfolio: Portfolio, project: Project) -> bool:
    worth = npv(portfolio, project)
    return worth is not None and worth < 0


def _worth(portfolio: Portfolio, project: Project) -> Message:
    worth = npv(portfolio, project) or Decimal(0)
    return message("net present value {value}", value=Money(cents(worth), portfolio.currency_of(project)))


def _since(proposal: Proposal) -> Iterator[Message]:
    if proposal.waiting_days is None:
        return
    if proposal.stage == "approved":
        yield message("approved {ago} ago and not begun", ago=in_days(proposal.waiting_days))
    else:
        yield message("has waited {time} for a decision", time=in_days(proposal.waiting_days))


def _short_of(project: Project, short: Collection[Bottleneck]) -> Iterator[Message]:
    """Roles that it asks for and of which there is too little in the next months."""
    selection = project.charter.selection if project.charter else None
    wanted = {one.role.lower() for one in selection.demand} if selection else set()
    wanted |= {one.role.lower() for one in project.allocations if one.role is not None}
    for one in short:
        if one.role.lower() in wanted and one.first_over is not None:
            yield message("asks for {role}, short from {day}", role=one.name, day=one.first_over.first)
