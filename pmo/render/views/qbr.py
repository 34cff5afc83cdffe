"""The view of `pmo report qbr`: the quarterly business review, section by section.

It is about the quarter of the office's fiscal year that ended last; facts are as of the day of the report, what moved is
against the end of the quarter before.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pmo.analysis.authority import highest_body
from pmo.analysis.calendars import calendar_of
from pmo.analysis.capacity import Scope, capacity, window
from pmo.analysis.gate_calendar import DatedReview, dated_reviews
from pmo.analysis.health import OVERALL, portfolio_health
from pmo.analysis.intake import Intake, Proposal, intake
from pmo.analysis.kpi_progress import kpi_progress
from pmo.analysis.money import Money, budget_totals, converted, project_money
from pmo.analysis.progress import Health, needed_milestones
from pmo.analysis.quarters import end_of_quarter_before, quarter_after, reviewed_quarter
from pmo.analysis.ranking.candidates import candidates
from pmo.analysis.ranking.ranked import rank
from pmo.analysis.rebalancing import Suggestion, suggestions
from pmo.analysis.registers import PlacedAction, assessment_actions, open_actions, overdue
from pmo.analysis.standing import Standing, holders_of, is_whole, standing
from pmo.analysis.strategic_fit import StrategicFit, counted, strategic_fit
from pmo.errors import PmoError
from pmo.findings import Message
from pmo.history.events import Moment
from pmo.history.movement import earlier_projects, movement
from pmo.locale import Language
from pmo.model.lessons import Lesson
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.model.scalars import Period
from pmo.model.shared import Kpi
from pmo.render.views.benefits import BenefitRow, benefits_view
from pmo.render.views.capacity import BottleneckRow, ConflictRow, UnfilledRow, capacity_view
from pmo.render.views.finance import (
    ContingencyRow,
    FinanceView,
    MovedRow,
    RunRateView,
    ToDecideRow,
    finance_view,
)
from pmo.render.views.health import WarningRow, warning_rows
from pmo.render.views.office import (
    KpiRow,
    MaturityView,
    MeasureRow,
    kpi_row,
    maturity_view,
    measure_rows,
)
from pmo.render.views.parts import DependencyRow, Heading, dependency_row, named, where
from pmo.render.views.review import (
    HealthLine,
    MovementView,
    QuestionRow,
    WeightyRisk,
    YearOutlook,
    health_lines,
    movement_view,
    question_rows,
    weighty_risks,
    year_outlook,
)
from pmo.render.views.vendors import ContractRow, DeliverableRow, ServiceRow, VendorRow, vendors_view
from pmo.render.views.words import in_words

TEMPLATE = "qbr.md.jinja"
MOST_MOVED: Final = 6
"""Of each kind of thing that moved."""


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """A quarter of the office's fiscal year."""

    period: Period
    """Its name."""
    first: datetime.date
    """Its first day."""
    last: datetime.date
    """Its last day."""


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """An objective of the strategy, and what is done for it."""

    id: str
    """Its id."""
    title: str
    """What is to be reached."""
    weight: float | None
    """Its share of the weights of all objectives."""
    projects: tuple[str, ...]
    """Titles of the projects that serve it."""
    spend: Money
    """Their spend, by their contributions."""
    share: float | None
    """Of the spend of all projects."""
    benefit: Money
    """What their business cases bring in for it, undiscounted."""
    is_served: bool
    """Whether a project serves it, or one of its parts."""
    kpis: tuple[KpiRow, ...]
    """Its key figures."""


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """The open projects of a programme."""

    id: str | None
    """Id of the programme; None for projects outside programmes."""
    title: str | None
    """Title of the programme; None for projects outside programmes."""
    projects: int
    """How many open projects there are."""
    declared: Health | None
    """The worst that was declared."""
    computed: Health | None
    """The worst by the facts, its own threats included."""
    approved: Money
    """Approved budgets of all of them."""
    estimate: Money
    """Estimates at completion of those that have one and a budget."""
    estimated_approved: Money
    """Approved budgets of the same projects."""
    overrun_share: float | None
    """Estimates over the approved budgets of the same projects, less 1."""


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """A project on its way to a decision, or to its start."""

    project: str
    """Id of the project."""
    title: str
    """Its title."""
    stage: str
    """idea, proposal, business-case, decision or approved."""
    case_done: int
    """Parts of the business case that are there."""
    case_parts: int
    """Parts that there should be."""
    rank: int | None
    """Place among the candidates; None without one."""
    waiting_days: int | None
    """Working days since it was proposed; of an approved one since the decision."""
    missing: tuple[str, ...]
    """What is missing."""
    next_step: str
    """What comes next."""


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """Something that the board could do."""

    kind: str
    """stop, hold or accelerate."""
    project: str
    """Id of the project."""
    title: str
    """Its title."""
    approved: Money | None
    """Approved budget."""
    why: tuple[str, ...]
    """What speaks for it, the strongest first."""
    but: tuple[str, ...]
    """What speaks against it, or must be settled with it."""


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate review."""

    address: str
    """`<project>/gates/<id>`."""
    project: str
    """Id of the project."""
    title: str
    """Title of the project."""
    gate: str
    """Title of the gate."""
    day: datetime.date
    """On which it was held, else is planned."""
    state: str
    """decided, held (without a decision yet), overdue or due."""
    decision: str | None
    """go, conditional, hold, recycle or kill."""
    late_days: int
    """Working days after the planned day; 0 in time."""
    conditions_open: int
    """Conditions that are still to be met."""


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson learned."""

    address: str
    """`<project>/lessons/<id>`."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    title: str
    """The lesson in one line."""
    recommendation: str
    """What to do next time."""
    status: str
    """captured, validated, published or implemented."""
    owner: str | None
    """Name of who sees to it."""
    due: datetime.date | None
    """Day by which it is carried out."""
    is_overdue: bool
    """Whether that day has passed and it is not implemented."""
    reused_by: tuple[str, ...]
    """Titles of the projects that used it."""


@dataclass(frozen=True, slots=True)
class OpenActionRow:
    """An action that should be done by now."""

    address: str
    """Address of the action."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    text: str
    """What is to be done."""
    owner: str
    """Name of the owner."""
    due: datetime.date
    """Day by which it should be done."""
    late_days: int
    """Working days since."""


@dataclass(frozen=True, slots=True)
class QuarterlyReview:
    """The quarterly business review."""

    heading: Heading
    """Portfolio, revision and day."""
    quarter: QuarterRow
    """The quarter that it is about: the one that ended last."""
    next_quarter: QuarterRow
    """The one after it."""
    body: str | None
    """Name of the highest body; None where the office names none."""
    currency: str
    """Currency of the amounts: the office's."""
    standing: Standing
    """How the portfolio stands."""
    standing_before: Standing | None
    """How it stood at the end of the quarter before; None where there is nothing to compare with."""
    decisions: tuple[QuestionRow, ...]
    """Decisions asked: of the highest body and its members first, the most urgent first."""
    objectives: tuple[ObjectiveRow, ...]
    """The objectives of the strategy, the parts of one below it."""
    serving_none: tuple[str, ...]
    """Titles of projects that serve no objective."""
    health: tuple[HealthLine, ...]
    """The open projects, the worst first."""
    programmes: tuple[ProgrammeRow, ...]
    """By programme, those outside programmes last."""
    movement: MovementView
    """What moved since the end of the quarter before."""
    warnings: tuple[WarningRow, ...]
    """What is heading for red, and is not yet."""
    pipeline: tuple[PipelineRow, ...]
    """Projects on their way to a decision or their start, the furthest first."""
    idea_to_decision: float | None
    """Median of the working days from idea to decision."""
    suggestions: tuple[SuggestionRow, ...]
    """What could be stopped, held and accelerated, by rule: a proposal for the board."""
    year: YearOutlook
    """Where the fiscal year and the projects will end."""
    run_rate: RunRateView
    """What is spent in a month."""
    contingency: tuple[ContingencyRow, ...]
    """How much of the contingencies is used, the most used first."""
    money_moved: tuple[MovedRow, ...]
    """Budgets and estimates that moved; without anything to compare with, changes approved in the fiscal year."""
    money_to_decide: tuple[ToDecideRow, ...]
    """Estimates beyond their tolerance and changes that wait, the most expensive first."""
    bottlenecks: tuple[BottleneckRow, ...]
    """Roles of which more is asked than there is, the tightest first."""
    overloads: tuple[ConflictRow, ...]
    """People and equipment promised more than there is, the most first."""
    unfilled: tuple[UnfilledRow, ...]
    """Roles that nobody fills, by their first day."""
    benefits: tuple[BenefitRow, ...]
    """All benefits, the furthest behind first."""
    risks: tuple[WeightyRisk, ...]
    """Open threats: to escalate, in a red cell, of the largest exposure first."""
    dependencies: tuple[DependencyRow, ...]
    """Dependencies between projects that are late, not agreed or do not fit."""
    dependencies_open: int
    """All open dependencies between projects."""
    gates_held: tuple[GateRow, ...]
    """Gate reviews held since the quarter began."""
    gates_overdue: tuple[GateRow, ...]
    """Gate reviews whose planned day has passed."""
    gates_due: tuple[GateRow, ...]
    """Gate reviews planned up to the end of the quarter after the next one."""
    vendors: tuple[VendorRow, ...]
    """Vendors, those that need most attention first."""
    contracts: tuple[ContractRow, ...]
    """Contracts to decide about: notice is near or too late, or the work goes on without one."""
    deliverables: tuple[DeliverableRow, ...]
    """Deliverables that are overdue or wait for acceptance."""
    levels_missed: tuple[ServiceRow, ...]
    """Service levels that were missed."""
    largest_vendor: str | None
    """Name of the vendor that invoiced most."""
    largest_vendor_share: float | None
    """Its share of all that was invoiced."""
    kpis: tuple[KpiRow, ...]
    """The office's own key figures."""
    maturity: MaturityView | None
    """The latest maturity assessment."""
    measures: tuple[MeasureRow, ...]
    """The measures of the PMO."""
    lessons: tuple[LessonRow, ...]
    """Lessons: overdue ones first, then those to be carried out, then those that were."""
    actions: tuple[OpenActionRow, ...]
    """Overdue actions, the oldest first."""
    actions_open: int
    """All open actions."""


def qbr_view(
    portfolio: Portfolio,
    projects: Iterable[Project],
    heading: Heading,
    language: Language,
    before: Moment | None = None,
    why_nothing: Message | None = None,
) -> QuarterlyReview:
    """The review of these projects; ``before`` is the portfolio at the end of the quarter before, ``why_nothing`` why there is none."""
    chosen = tuple(one for one in projects if one.charter is not None)
    return _Review(portfolio, chosen, heading, language, before).view(why_nothing)


class _Review:
    """Gathers the sections."""

    def __init__(
        self,
        portfolio: Portfolio,
        projects: tuple[Project, ...],
        heading: Heading,
        language: Language,
        before: Moment | None,
    ) -> None:
        self.portfolio, self.projects, self.heading = portfolio, projects, heading
        self.language, self.before, self.as_of = language, before, heading.as_of
        self.now = Moment(portfolio, heading.as_of)
        self.open = [one for one in projects if one.is_open]
        self.is_whole = is_whole(portfolio, projects)
        self.holders = holders_of(portfolio, projects)
        self.currency = portfolio.office.currency if portfolio.office else "EUR"
        self.titles = {key: one.title for key, one in portfolio.projects.items()}

    def view(self, why_nothing: Message | None) -> QuarterlyReview:
        portfolio, as_of, before = self.portfolio, self.as_of, self.before
        quarter, following = reviewed_quarter(portfolio, as_of), quarter_after(portfolio, as_of)
        since = before.as_of if before is not None else end_of_quarter_before(portfolio, as_of)
        ids = None if self.is_whole else {one.id for one in self.projects}
        stands = standing(portfolio, self.projects, as_of)
        stood = self._stood()
        body = highest_body(portfolio)
        fit = strategic_fit(portfolio, counted(self.projects), as_of)
        pipeline = intake(portfolio, self.projects, as_of)
        then = (before.portfolio, before.as_of) if before is not None else None
        money = finance_view(portfolio, self.projects, self.heading, self.language, then=then)
        people = self._capacity()
        vendors = vendors_view(portfolio, self.projects, self.heading, self.language)
        links = [
            dependency_row(one)
            for one in needed_milestones(portfolio, as_of)
            if (self.is_whole or one.project.id in (ids or ())) and one.needed.state != "reached"
        ]
        gates = dated_reviews(portfolio, self.projects, as_of)
        open_ = self._open_actions()
        return QuarterlyReview(
            heading=self.heading,
            quarter=QuarterRow(Period(quarter.name), quarter.first, quarter.last),
            next_quarter=QuarterRow(Period(following.name), following.first, following.last),
            body=portfolio.name_of(body) if body is not None else None,
            currency=self.currency,
            standing=stands,
            standing_before=stood,
            decisions=question_rows(portfolio, self.projects, as_of),
            objectives=tuple(self._objectives(fit)),
            serving_none=tuple(one.project.title for one in fit.serving_none),
            health=health_lines(self.now, before, since, self.projects, self.language),
            programmes=tuple(self._programmes()),
            movement=movement_view(
                portfolio, movement(self.now, before, since, ids), self.language, MOST_MOVED, why_nothing
            ),
            warnings=warning_rows(portfolio, self.open, as_of, self.language),
            pipeline=tuple(self._pipeline(pipeline)),
            idea_to_decision=pipeline.median_days,
            suggestions=tuple(self._suggestion(one) for one in suggestions(portfolio, self.projects, as_of)),
            year=year_outlook(portfolio, self.projects, as_of, before, stands, MOST_MOVED),
            run_rate=money.run_rate,
            contingency=money.contingency,
            money_moved=money.moved,
            money_to_decide=self._beyond(money),
            bottlenecks=tuple(one for one in people[0] if one.first_over is not None),
            overloads=tuple(sorted(people[1], key=lambda one: (-one.over_days, one.from_, one.resource))),
            unfilled=people[2],
            benefits=benefits_view(portfolio, self.projects, self.heading).benefits,
            risks=weighty_risks(portfolio, self.projects, as_of),
            dependencies=tuple(one for one in links if one.is_at_risk),
            dependencies_open=len(links),
            gates_held=tuple(
                _gate(one)
                for one in gates
                if one.state in ("decided", "held") and quarter.first <= one.day <= as_of
            ),
            gates_overdue=tuple(_gate(one) for one in gates if one.state == "overdue"),
            gates_due=tuple(
                _gate(one)
                for one in gates
                if one.state == "due" and one.day <= quarter_after(portfolio, following.last).last
            ),
            vendors=vendors.vendors,
            contracts=tuple(
                one for one in vendors.contracts if one.notice in ("near", "passed") or one.goes_on
            ),
            deliverables=tuple(one for one in vendors.deliverables if one.state in ("overdue", "delivered")),
            levels_missed=tuple(one for one in vendors.service_levels if one.missed),
            largest_vendor=vendors.concentration.largest,
            largest_vendor_share=vendors.concentration.largest_share,
            kpis=tuple(kpi_row(kpi_progress(one, as_of)) for one in self._office_kpis()),
            maturity=maturity_view(self.portfolio, self.as_of) if self.is_whole else None,
            measures=measure_rows(
                self.portfolio,
                self.projects,
                tuple(self.portfolio.holders) if self.is_whole else self.projects,
                self.as_of,
                self.language,
            ),
            lessons=tuple(self._lessons()),
            actions=tuple(self._action(one) for one in overdue(open_, as_of)),
            actions_open=len(open_),
        )

    def _stood(self) -> Standing | None:
        if self.before is None:
            return None
        earlier = self.before.portfolio
        same = earlier.projects.values() if self.is_whole else earlier_projects(earlier, self.projects)
        return standing(earlier, (one for one in same if one.charter is not None), self.before.as_of)

    def _objectives(self, fit: StrategicFit) -> Iterator[ObjectiveRow]:
        for one in fit.objectives:
            yield ObjectiveRow(
                id=one.objective.id,
                title=one.objective.title,
                weight=float(one.weight) if one.weight is not None else None,
                projects=tuple(self.titles.get(part.project, part.project) for part in one.parts),
                spend=Money(one.spend, fit.currency),
                share=float(one.spend / fit.spend) if fit.spend else None,
                benefit=Money(one.benefit, fit.currency),
                is_served=one.is_served,
                kpis=tuple(kpi_row(kpi) for kpi in one.kpis),
            )

    def _programmes(self) -> Iterator[ProgrammeRow]:
        by_id = {one.id: one for one in self.open}
        for group in portfolio_health(self.portfolio, self.open, self.as_of).programmes:
            money = budget_totals(self.portfolio, (by_id[id_] for id_ in group.projects), self.as_of)
            programme = self.portfolio.programmes.get(group.programme or "")
            yield ProgrammeRow(
                id=programme.id if programme is not None else group.programme or None,
                title=programme.title if programme is not None else group.programme or None,
                projects=len(group.projects),
                declared=group.declared.get(OVERALL),
                computed=group.computed.get(OVERALL),
                approved=money.approved,
                estimate=money.estimate,
                estimated_approved=money.estimated_approved,
                overrun_share=money.overrun_share,
            )

    def _pipeline(self, found: Intake) -> Iterator[PipelineRow]:
        try:
            ranked = rank(self.portfolio, candidates(self.portfolio.projects.values()), self.as_of).ranked
        except PmoError:
            ranked = ()
        places = {one.project: one.rank for one in ranked}
        for one in found.proposals:
            yield self._proposal(one, places.get(one.project.id))

    def _proposal(self, one: Proposal, place: int | None) -> PipelineRow:
        done, parts = one.case
        return PipelineRow(
            project=one.project.id,
            title=one.project.title,
            stage=one.stage,
            case_done=done,
            case_parts=parts,
            rank=place,
            waiting_days=one.waiting_days,
            missing=tuple(in_words(part.missing, self.language) for part in one.missing),
            next_step=in_words(one.next_step, self.language),
        )

    def _suggestion(self, one: Suggestion) -> SuggestionRow:
        approved = project_money(self.portfolio, one.project, self.as_of).approved
        return SuggestionRow(
            kind=one.kind,
            project=one.project.id,
            title=one.project.title,
            approved=converted(self.portfolio, approved) if approved is not None else None,
            why=tuple(in_words(text, self.language) for text in one.why),
            but=tuple(in_words(text, self.language) for text in one.but),
        )

    def _beyond(self, money: FinanceView) -> tuple[ToDecideRow, ...]:
        return tuple(one for one in money.to_decide if one.cost is not None)

    def _capacity(
        self,
    ) -> tuple[tuple[BottleneckRow, ...], tuple[ConflictRow, ...], tuple[UnfilledRow, ...]]:
        scope = Scope(projects=None if self.is_whole else {one.id for one in self.projects})
        found = capacity(self.portfolio, window(self.portfolio, self.as_of), scope=scope)
        view = capacity_view(self.portfolio, found, self.heading)
        return view.bottlenecks, view.conflicts, view.unfilled

    def _office_kpis(self) -> tuple[Kpi, ...]:
        return self.portfolio.office.kpis if self.portfolio.office and self.is_whole else ()

    def _lessons(self) -> list[LessonRow]:
        others = [one for one in self.portfolio.holders if one.level != "project"] if self.is_whole else []
        rows = [self._lesson(holder, one) for holder in (*others, *self.projects) for one in holder.lessons]
        far = datetime.date.max
        return sorted(
            rows,
            key=lambda row: (not row.is_overdue, row.status == "implemented", row.due or far, row.address),
        )

    def _lesson(self, holder: Holder, one: Lesson) -> LessonRow:
        return LessonRow(
            address=f"{holder.address}/lessons/{one.id}",
            where=where(self.portfolio, holder),
            title=one.title,
            recommendation=one.recommendation,
            status=one.status,
            owner=named(self.portfolio, one.owner, holder),
            due=one.due,
            is_overdue=one.due is not None and one.due < self.as_of and one.status != "implemented",
            reused_by=tuple(self.titles.get(name.lower(), name) for name in one.reused_by),
        )

    def _open_actions(self) -> list[PlacedAction]:
        found = [action for holder in self.holders for action in open_actions(holder)]
        return [*found, *(assessment_actions(self.portfolio) if self.is_whole else ())]

    def _action(self, one: PlacedAction) -> OpenActionRow:
        return OpenActionRow(
            address=one.address,
            where=where(self.portfolio, one.holder),
            text=one.action.text,
            owner=named(self.portfolio, one.action.owner, one.holder) or one.action.owner,
            due=one.action.due,
            late_days=calendar_of(self.portfolio).working_days_between(one.action.due, self.as_of),
        )


def _gate(one: DatedReview) -> GateRow:
    return GateRow(
        address=one.address,
        project=one.project.id,
        title=one.project.title,
        gate=one.gate,
        day=one.day,
        state=one.state,
        decision=one.review.decision if one.state == "decided" else None,
        late_days=one.late_days,
        conditions_open=sum(condition.done is None for condition in one.review.conditions),
    )
