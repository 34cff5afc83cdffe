"""The facts that the health of a project rests on, by dimension, each with the colour it gives.

Thresholds are those of `health:` in `pmo.yaml`; a value on a threshold is on its better side. An index or
share that is not defined gives no colour. What a dimension has no facts for says so.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final, NamedTuple

from pmo.analysis.calendars import calendar_of
from pmo.analysis.drift import Drift, drift
from pmo.analysis.earned_value import Figure
from pmo.analysis.loads import (
    Overload,
    Resource,
    Stretch,
    is_promised,
    overloads,
    resources_of,
    unfilled_roles,
)
from pmo.analysis.money import project_money
from pmo.analysis.performance import performance
from pmo.analysis.progress import expected_date, finish_of, is_reached
from pmo.analysis.registers import failed_reviews
from pmo.analysis.risk_matrix import COLOURS, Cell, current_cell, inherent_cell, is_open
from pmo.findings import Message, message
from pmo.locale.labels import LABELS
from pmo.model.issues import Issue
from pmo.model.office import Thresholds
from pmo.model.plan import Plan
from pmo.model.portfolio import Holder, Keys, Portfolio, Project
from pmo.model.risks import Risk
from pmo.model.scalars import Colour, HealthDimension

_WIDE: Final = Context(prec=100, rounding=ROUND_HALF_UP)


class Fact(NamedTuple):
    """Something known about a dimension."""

    colour: Colour | None
    """The colour that it alone would give; None where it says why there is none."""
    message: Message
    kind: str | None = None
    """Document of the project in which it stands."""
    keys: Keys = ()
    """Where it stands there."""


def facts_of(
    portfolio: Portfolio, project: Project, as_of: datetime.date
) -> Iterator[tuple[HealthDimension, Iterator[Fact]]]:
    """Facts of every dimension of an open project; benefits live on after completion."""
    charter = project.charter
    if project.is_open:
        for dimension, look in _LOOK.items():
            yield dimension, look(portfolio, project, as_of)
    elif charter is not None and charter.state == "completed":
        yield "benefits", _benefits(portfolio, project, as_of)


# schedule


def _schedule(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[Fact]:
    rules, plan = portfolio.health_rules, project.plan
    found: list[Fact] = []
    if plan is not None:
        found += _slip(portfolio, project, plan, as_of, rules.schedule_slip)
        found += _missed(project, plan, as_of)
    found += _index(portfolio, project, as_of, rules.spi)
    if found:
        yield from found
    elif plan is None:
        yield Fact(None, message("there is no plan"))
    else:
        yield Fact(None, message("the plan has no dates to compare"))


def _slip(
    portfolio: Portfolio, project: Project, plan: Plan, as_of: datetime.date, thresholds: Thresholds
) -> Iterator[Fact]:
    """Delay of the finish as a share of the length of the baseline."""
    finish = finish_of(portfolio, project, as_of)
    if finish.slip_days is None or finish.baseline is None:
        return
    driver, keys = _driver(project, plan, as_of)
    late = in_days(abs(finish.slip_days))
    length = baseline_length(portfolio, plan, finish.baseline)
    if finish.slip_days == 0:
        yield Fact("green", message("forecast finish as in the baseline"), "plan", keys)
    elif finish.slip_days < 0:
        yield Fact("green", message("forecast finish {days} early", days=late), "plan", keys)
    elif length is None:
        text = message("forecast finish {days} late, and no start to measure that against", days=late)
        yield Fact(None, text, "plan", keys)
    else:
        colour, share = _at_most(_WIDE.divide(Decimal(finish.slip_days), length), thresholds)
        text = message(
            "forecast finish {days} late, {share}% of baseline; {milestone} drives it",
            days=late,
            share=share,
            milestone=driver,
        )
        yield Fact(colour, text, "plan", keys)


def baseline_length(portfolio: Portfolio, plan: Plan, finish: datetime.date) -> Decimal | None:
    """Working days of the baseline; None where it has no start before its finish."""
    start = plan.start or min((one.baseline for one in plan.milestones if one.baseline), default=finish)
    days = calendar_of(portfolio).working_days_in(start, finish) if start < finish else 0
    return Decimal(days) if days else None


def _driver(project: Project, plan: Plan, as_of: datetime.date) -> tuple[str, Keys]:
    """The milestone that is expected last; of several the one that moved most."""
    found = []
    for index, one in enumerate(plan.milestones):
        day = expected_date(one, project, as_of)
        if day is not None:
            found.append((day, (day - one.baseline).days if one.baseline else 0, index))
    _, _, index = max(found)
    return f"{project.id}/plan/{plan.milestones[index].id}", ("milestones", index)


def _missed(project: Project, plan: Plan, as_of: datetime.date) -> Iterator[Fact]:
    """Critical milestones whose day has passed."""
    for index, one in enumerate(plan.milestones):
        day = one.baseline or one.forecast
        if one.critical and day is not None and day < as_of and not is_reached(one, as_of):
            text = message(
                "the critical milestone {milestone} was due on {day} and is not reached",
                milestone=f"{project.id}/plan/{one.id}",
                day=day,
            )
            yield Fact("red", text, "plan", ("milestones", index))


def _index(
    portfolio: Portfolio, project: Project, as_of: datetime.date, thresholds: Thresholds
) -> Iterator[Fact]:
    """SPI(t), else SPI."""
    found = performance(portfolio, project, as_of)
    time, spi = found.time, found.spi
    if time.spi_t is not None and time.es is not None:
        colour, index = _at_least(time.spi_t, thresholds)
        text = message(
            "SPI(t) {index}: the work of {earned} periods done in {passed}",
            index=index,
            earned=figure(Decimal(time.es), 1),
            passed=time.at,
        )
        yield Fact(colour, text, "budget", ("plan",))
    elif spi is not None:
        colour, shown = _at_least(spi, thresholds)
        text = message(
            "SPI {index}: earned {earned} of {planned} planned",
            index=shown,
            earned=_amount(found.measured.ev),
            planned=_amount(found.measured.pv),
        )
        yield Fact(colour, text, "budget", ("plan",))


# cost


def _cost(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[Fact]:
    """The bottom-up estimate over the approved budget, and CPI."""
    rules = portfolio.health_rules
    if project.budget is None:
        yield Fact(None, message("there is no budget"))
        return
    money = project_money(portfolio, project, as_of)
    found = performance(portfolio, project, as_of)
    cpi, known = found.cpi, False
    if money.estimate is not None and money.approved is not None and money.approved.amount:
        known = True
        yield _overrun(money.estimate.amount, money.approved.amount, money.currency, rules.cost_overrun)
    if cpi is not None:
        known = True
        colour, shown = _at_least(cpi, rules.cpi)
        text = message(
            "CPI {index}: earned {earned} for {spent} spent",
            index=shown,
            earned=_amount(found.measured.ev),
            spent=_amount(found.measured.ac),
        )
        yield Fact(colour, text, "budget", ("actuals",))
    if not known:
        yield Fact(None, message("neither an estimate nor a CPI: {why}", why=found.reasons["cpi"]))


def _amount(amount: Figure) -> Decimal | Message:
    """A figure as readers write it."""
    return amount if isinstance(amount, Message) else figure(amount)


def _overrun(estimate: Decimal, approved: Decimal, currency: str, thresholds: Thresholds) -> Fact:
    over = _WIDE.divide(_WIDE.subtract(estimate, approved), approved)
    colour, share = _at_most(over, thresholds)
    values = {
        "estimate": figure(estimate),
        "approved": figure(approved),
        "currency": currency,
        "share": abs(share),
    }
    if over > 0:
        text = message("estimate {estimate} {currency}, {share}% over the approved {approved}", **values)
    elif over < 0:
        text = message("estimate {estimate} {currency}, {share}% below the approved {approved}", **values)
    else:
        text = message("estimate {estimate} {currency}, as approved", **values)
    return Fact(colour, text, "budget", ("forecast",))


# scope


def _scope(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[Fact]:
    """Deliverables overdue or rejected, and changes that wait for too long."""
    rules = portfolio.health_rules
    deliverables = project.charter.deliverables if project.charter else ()
    if deliverables:
        behind = [
            index
            for index, one in enumerate(deliverables)
            if one.status == "rejected"
            or (one.status in ("planned", "in-progress") and one.due is not None and one.due < as_of)
        ]
        colour, _ = _at_most(Decimal(len(behind)) / len(deliverables), rules.scope)
        if behind:
            text = message(
                "{behind} of {all} deliverables overdue or rejected, the first {deliverable}",
                behind=len(behind),
                all=len(deliverables),
                deliverable=f"{project.id}/charter/{deliverables[behind[0]].id}",
            )
            yield Fact(colour, text, "charter", ("deliverables", behind[0]))
        else:
            text = message("none of {all} deliverables overdue or rejected", all=len(deliverables))
            yield Fact("green", text, "charter", ("deliverables",))
    if "changes" in project.documents:
        late = list(_pending(portfolio, project, as_of, rules.pending_change_days))
        yield from late
        if not late:
            yield Fact("green", message("no change has been waiting for too long"), "changes")
    elif not deliverables:
        yield Fact(None, message("there are no deliverables and no changes"))


def _pending(portfolio: Portfolio, holder: Holder, as_of: datetime.date, allowed: int) -> Iterator[Fact]:
    calendar = calendar_of(portfolio)
    for index, one in enumerate(holder.changes):
        waiting = calendar.working_days_between(one.raised, as_of)
        if one.status in ("submitted", "assessed") and waiting > allowed:
            text = message(
                "the change {change} has been waiting for its decision for {days}",
                change=f"{holder.address}/changes/{one.id}",
                days=in_days(waiting),
            )
            yield Fact("amber", text, "changes", ("changes", index))


# quality


def _quality(_portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[Fact]:
    """Serious problems that are open, and quality reviews that failed and were not repeated with success."""
    found = [*_flaws(project), *_failures(project, as_of)]
    if found:
        yield from found
    elif "issues" in project.documents or any(one.result for one in project.quality_reviews):
        yield Fact("green", message("no serious problem is open, no quality review failed"))
    else:
        yield Fact(None, message("there are no issues and no quality reviews"))


def _flaws(project: Project) -> Iterator[Fact]:
    for index, one in enumerate(project.issues):
        if _is_serious(one):
            text = message(
                "the issue {issue} is open: {severity}",
                issue=f"{project.id}/issues/{one.id}",
                severity=Message(LABELS["severity"][one.severity]),
            )
            colour: Colour = "red" if one.severity == "critical" else "amber"
            yield Fact(colour, text, "issues", ("issues", index))


def _is_serious(issue: Issue) -> bool:
    """Whether it is an open flaw of what is delivered; an issue of no stated kind is taken for one."""
    is_flaw = issue.kind in ("problem", "off-specification", None)
    return is_flaw and issue.severity in ("high", "critical") and issue.status not in ("resolved", "closed")


def _failures(project: Project, as_of: datetime.date) -> Iterator[Fact]:
    for index, one in failed_reviews(project, as_of).items():
        text = message("the quality review {review} failed", review=f"{project.id}/quality/{one.id}")
        yield Fact("amber", text, "quality", ("reviews", index))


# risk


def _risk(portfolio: Portfolio, project: Project, _as_of: datetime.date) -> Iterator[Fact]:
    if "risks" in project.documents:
        yield from risk_facts(portfolio, project)
    else:
        yield Fact(None, message("there is no risk register"))


def risk_facts(portfolio: Portfolio, holder: Holder) -> Iterator[Fact]:
    """The worst cell of the open threats of a project, a programme or the office; and red ones nobody answers."""
    rules = portfolio.risk_rules
    open_ = [(index, one) for index, one in enumerate(holder.risks) if one.type == "threat" and is_open(one)]
    weighed: list[tuple[int, Cell, int, Risk]] = []
    for index, one in open_:
        cell = current_cell(one, rules)
        if cell is not None:
            weighed.append(("ROYG".index(cell), cell, index, one))
        if inherent_cell(one, rules) == "R" and not is_answered(one):
            text = message("{risk} is in a red cell and has no response", risk=_risk_address(holder, one))
            yield Fact("red", text, "risks", ("risks", index))
    if weighed:
        _, cell, index, heaviest = min(weighed, key=lambda found: (found[0], found[2]))
        text = message(
            "heaviest of {n} open threats: {risk}, in the cell {cell}",
            n=len(open_),
            risk=_risk_address(holder, heaviest),
            cell=Message(LABELS["risk_cell"][cell]),
        )
        if len(open_) == 1:
            text = message("one open threat: {risk}, in the cell {cell}", **text.values)
        yield Fact(COLOURS[cell], text, "risks", ("risks", index))
    elif open_:
        yield Fact(None, message("no open threat is assessed"), "risks")
    else:
        yield Fact("green", message("no open threat"), "risks")


def _risk_address(holder: Holder, risk: Risk) -> str:
    return f"{holder.address}/risks/{risk.id}"


def is_answered(risk: Risk) -> bool:
    """Whether somebody wrote down what is done about it."""
    response = risk.response
    return response is not None and bool(response.strategy or response.plan or response.actions)


# resources


def _resources(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[Fact]:
    """Overloads of those who work for the project, and roles that nobody fills."""
    if not any(one.status != "rejected" for one in project.allocations):
        yield Fact(None, message("there are no allocations"))
        return
    found = [*_overloads(portfolio, project, as_of), *_unfilled(portfolio, project, as_of)]
    if found:
        yield from found
    else:
        days = in_days(portfolio.health_rules.horizon_days)
        text = message("nobody overloaded in the {days} ahead, no role to be filled soon", days=days)
        yield Fact("green", text, "allocations")


def _overloads(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[Fact]:
    """The heaviest overload of each person and piece of equipment while it works for the project."""
    over = overloads(portfolio, as_of)
    heaviest: dict[Resource, tuple[Stretch, Overload, int]] = {}
    for index, one in enumerate(project.allocations if over else ()):
        if not is_promised(project, one):
            continue
        for resource in resources_of(portfolio, project, one):
            for overload in over.get(resource, ()):
                peak = overload.peak(one.from_, one.to)
                before = heaviest.get(resource)
                if peak is not None and (before is None or peak.weight > before[0].weight):
                    heaviest[resource] = (peak, overload, index)
    for resource, (peak, overload, index) in heaviest.items():
        yield _overload(portfolio, resource, peak, overload)._replace(keys=("allocations", index))


def _overload(portfolio: Portfolio, resource: Resource, peak: Stretch, overload: Overload) -> Fact:
    records = portfolio.people if resource.kind == "person" else portfolio.equipment
    record = records[resource.id]
    values = {
        "name": getattr(record, "name", None) or getattr(record, "title", resource.id),
        "first": overload.first,
        "last": overload.last,
    }
    if peak.share is None:
        text = message("{name} is promised and has no capacity, {first} to {last}", **values)
        return Fact("red", text, "allocations")
    colour, share = _at_most(peak.share, portfolio.health_rules.load)
    text = message("{name} is promised up to {share}%, {first} to {last}", share=share, **values)
    return Fact(colour, text, "allocations")


def _unfilled(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[Fact]:
    for index, one in unfilled_roles(portfolio, project, as_of):
        text = message(
            "nobody fills {role} ({load}), needed from {day}",
            role=portfolio.name_of(one.role or "", project),
            load=figure(one.load, 2),
            day=one.from_,
        )
        yield Fact("red", text, "allocations", ("allocations", index))


# benefits


def _benefits(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[Fact]:
    """The drift of the benefit that is furthest below its plan."""
    thresholds = portfolio.health_rules.benefits_drift
    found: list[tuple[Decimal, Drift, int]] = []
    unmeasured: list[str] = []
    for index, one in enumerate(project.benefits):
        drifted = drift(portfolio, one, as_of)
        if drifted is not None and drifted.share is not None:
            found.append((drifted.share, drifted, index))
        elif drifted is not None:
            unmeasured.append(one.id)
    if found:
        share, worst, index = max(found, key=lambda one: (one[0], -one[2]))
        colour, shown = _band(share, thresholds, is_green=lambda value: value < thresholds.amber)
        values = {
            "benefit": f"{project.id}/benefits/{project.benefits[index].id}",
            "share": abs(shown),
            "measured": figure(worst.measured or Decimal(0), 2),
            "planned": figure(worst.planned, 2),
        }
        text = (
            message("{benefit} {share}% below its plan: {measured} of {planned} to date", **values)
            if share > 0
            else message("{benefit} up to its plan: {measured} of {planned} to date", **values)
        )
        yield Fact(colour, text, "benefits", ("benefits", index))
    elif unmeasured:
        address = f"{project.id}/benefits/{unmeasured[0]}"
        yield Fact(None, message("{benefit} was due by now and is not measured", benefit=address), "benefits")
    elif project.benefits:
        yield Fact(None, message("no benefit is due yet that is counted"), "benefits")
    else:
        yield Fact(None, message("there are no benefits"))


_LOOK: Final[Mapping[HealthDimension, Callable[[Portfolio, Project, datetime.date], Iterator[Fact]]]] = {
    "schedule": _schedule,
    "cost": _cost,
    "scope": _scope,
    "quality": _quality,
    "risk": _risk,
    "resources": _resources,
    "benefits": _benefits,
}


_RESTS_ON: Final[Mapping[HealthDimension, frozenset[str]]] = {
    "schedule": frozenset({"plan", "budget", "status"}),
    "cost": frozenset({"budget"}),
    "scope": frozenset({"charter", "changes"}),
    "quality": frozenset({"issues", "quality"}),
    "risk": frozenset({"risks"}),
    "resources": frozenset({"allocations"}),
    "benefits": frozenset({"benefits"}),
}
"""Kinds of the files in which the facts stand."""


def withheld_dimensions(project: Project) -> Iterator[HealthDimension]:
    """Those that an audience may not see all facts of."""
    for dimension, kinds in _RESTS_ON.items():
        if not kinds.isdisjoint(project.withheld_kinds):
            yield dimension


# bands and figures


def _at_most(share: Decimal, thresholds: Thresholds) -> tuple[Colour, Decimal]:
    """Colour of a share of which less is better, and the share in percent."""
    return _band(share, thresholds, is_green=lambda value: value <= thresholds.amber)


def _band(
    share: Decimal, thresholds: Thresholds, is_green: Callable[[Decimal], bool]
) -> tuple[Colour, Decimal]:
    def colour(value: Decimal) -> Colour:
        return "green" if is_green(value) else "amber" if value <= thresholds.red else "red"

    shown = _honest(share * 100, 0, lambda percent: colour(percent / 100))
    return colour(share), shown


def _at_least(index: float, thresholds: Thresholds) -> tuple[Colour, Decimal]:
    """Colour of an index of which more is better, and the index as it is shown."""
    colour = index_colour(index, thresholds)
    return colour, _honest(Decimal(repr(index)), 2, lambda value: index_colour(float(value), thresholds))


def index_colour(index: float, thresholds: Thresholds) -> Colour:
    """Colour of an index of which more is better."""
    if index >= float(thresholds.amber):
        return "green"
    return "amber" if index >= float(thresholds.red) else "red"


def _honest(value: Decimal, digits: int, colour: Callable[[Decimal], Colour]) -> Decimal:
    """A figure rounded so that it does not seem to lie in another band."""
    for more in range(4):
        shown = figure(value, digits + more)
        if colour(shown) == colour(value):
            return shown
    return value


def figure(value: Decimal, digits: int = 0) -> Decimal:
    """A figure with at most so many decimals, as readers write it."""
    shown = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _WIDE)
    whole = shown.to_integral_value()
    return abs(whole) if shown == whole == 0 else whole if shown == whole else shown.normalize(_WIDE)


def in_days(days: int) -> Message:
    return message("1 working day") if days == 1 else message("{n} working days", n=days)
