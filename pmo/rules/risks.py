"""Rules about the assessment of risks and the response to them."""

import datetime
import operator
from collections.abc import Iterator
from typing import Final

from pmo.analysis.calendars import calendar_of
from pmo.analysis.risk_matrix import (
    band,
    current_cell,
    inherent_cell,
    inherent_levels,
    is_open,
    residual_levels,
)
from pmo.findings import message
from pmo.model.portfolio import Portfolio
from pmo.model.risks import Impacts, Risk
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import listed

_LEVELS: Final = ("probability", "impact")
_NO_IMPACTS: Final = Impacts()
_THREATS_ONLY: Final = frozenset({"avoid", "reduce", "transfer"})
_OPPORTUNITIES_ONLY: Final = frozenset({"exploit", "enhance"})


def red_risk_without_response(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """An open risk in a red cell has no response.

    **Why it matters.** Red is where the office said that somebody must act. Without a strategy and a plan nobody does.
    The cell is the residual one where that was assessed.

    **Example.**

        risks:
          - id: vendor-delay
            title: The vendor delivers late
            owner: budi
            status: assessed
            probability: 5
            impact: 5

    **Fix.** Record the strategy, and how it is carried out: a plan or actions. To accept the risk, say `accept`.
    """
    rules = portfolio.risk_rules
    for entry in portfolio.entries("risk"):
        risk: Risk = entry.record
        if not _is_answered(risk) and is_open(risk) and current_cell(risk, rules) == "R":
            yield problem(
                entry.document,
                (*entry.keys, "response"),
                message("the {type} {id} is in a red cell and has no response", type=risk.type, id=risk.id),
                message("record the strategy, and a plan or actions to carry it out"),
            )


def _is_answered(risk: Risk) -> bool:
    response = risk.response
    if response is None or response.strategy is None:
        return False
    return response.strategy == "accept" or bool(response.plan or response.actions)


def review_overdue(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """An open risk was not reviewed for longer than the office allows.

    **Why it matters.** Probabilities and responses grow stale quietly; a register that nobody reads gives false comfort.

    **Example.** With `review_days: 30`, as of 2026-11-01:

        risks:
          - {id: vendor-delay, title: The vendor delivers late, owner: budi, status: assessed, reviewed: 2026-08-12}

    **Fix.** Look at the risk again and set `reviewed`. `risk.review_days` in `pmo.yaml` says how often, in working days.
    """
    days = portfolio.risk_rules.review_days
    calendar = calendar_of(portfolio)
    for entry in portfolio.entries("risk"):
        risk: Risk = entry.record
        last = risk.reviewed or risk.raised
        if not is_open(risk) or (last is not None and calendar.working_days_between(last, as_of) <= days):
            continue
        if last is None:
            text = message("the risk {id} was never reviewed", id=risk.id)
        elif risk.reviewed is None:
            text = message("the risk {id} was raised on {day} and never reviewed", id=risk.id, day=last)
        else:
            text = message("the last review of the risk {id} was on {day}", id=risk.id, day=last)
        yield problem(
            entry.document,
            (*entry.keys, "reviewed"),
            text,
            message(
                "look at it again and set `reviewed`; the office asks for it every {days} working days",
                days=days,
            ),
        )


def assessed_without_values(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A risk counts as assessed, and its probability or impact is missing.

    **Why it matters.** It has no cell in the matrix: it is missing in every list of top risks.

    **Example.**

        risks:
          - {id: vendor-delay, title: The vendor delivers late, owner: budi, status: assessed, probability: 4}

    **Fix.** Give probability and impact, or set the status back to `identified`.
    """
    for entry in portfolio.entries("risk"):
        risk: Risk = entry.record
        given = (risk.probability is not None, risk.impact is not None and risk.impact != _NO_IMPACTS)
        if risk.status in ("assessed", "responding") and not all(given):
            missing = listed(name for name, there in zip(_LEVELS, given, strict=True) if not there)
            yield problem(
                entry.document,
                (*entry.keys, "status"),
                message(
                    "the risk {id} is {status} and has no {missing}",
                    id=risk.id,
                    status=risk.status,
                    missing=missing,
                ),
                message("give probability and impact, 1 to 5, or set the status back to `identified`"),
            )


def likelihood_outside_band(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The likelihood of a risk is not in the band of its probability.

    **Why it matters.** The matrix says one thing and the simulation another about the same risk.

    **Example.** Band 4 is 60% up to 80%:

        risks:
          - {id: vendor-delay, title: Late, owner: budi, status: assessed, probability: 4, impact: 3, likelihood: 0.3}

    **Fix.** Correct one of the two. `risk.probability` in `pmo.yaml` holds the lower edges of the bands.
    """
    edges = portfolio.risk_rules.probability
    for entry in portfolio.entries("risk"):
        risk: Risk = entry.record
        if risk.likelihood is None or risk.probability is None:
            continue
        expected = band(edges, risk.likelihood)
        if expected != risk.probability:
            yield problem(
                entry.document,
                (*entry.keys, "likelihood"),
                message(
                    "a likelihood of {likelihood} falls into probability band {expected}, not {probability}",
                    likelihood=risk.likelihood,
                    expected=expected,
                    probability=risk.probability,
                ),
                message("correct the likelihood or the probability"),
                related=[(entry.document, (*entry.keys, "probability"), message("the probability"))],
            )


def estimate_out_of_order(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The three points of an estimate are not in order.

    **Why it matters.** No distribution fits a likely value below the smallest; the simulation leaves the risk out.

    **Example.**

        risks:
          - {id: vendor-delay, title: Late, owner: budi, status: assessed, days: {min: 10, likely: 5, max: 20}}

    **Fix.** Order them: min, likely, max.
    """
    for entry in portfolio.entries("risk"):
        risk: Risk = entry.record
        for name, estimate in (("cost", risk.cost), ("days", risk.days)):
            if estimate is not None and not estimate.min <= estimate.likely <= estimate.max:
                yield problem(
                    entry.document,
                    (*entry.keys, name),
                    message(
                        "min {min}, likely {likely} and max {max} are not in order",
                        min=estimate.min,
                        likely=estimate.likely,
                        max=estimate.max,
                    ),
                    message("order them: min, likely, max"),
                )


def residual_worse_than_inherent(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """What remains after the response is worse than what was there before.

    **Why it matters.** A response that makes it worse is none; more often the two assessments are mixed up. For an
    opportunity, worse is less likely or smaller.

    **Example.**

        risks:
          - id: vendor-delay
            title: The vendor delivers late
            owner: budi
            status: responding
            probability: 2
            impact: 3
            residual: {probability: 4, impact: 3}

    **Fix.** Correct the assessment before or after the response, or choose another response.
    """
    for entry in portfolio.entries("risk"):
        risk: Risk = entry.record
        if risk.residual is None:
            continue
        before, after = inherent_levels(risk), residual_levels(risk)
        worse = operator.lt if risk.type == "opportunity" else operator.gt
        for name, was, now in zip(_LEVELS, before, after, strict=True):
            if was is None or now is None or not worse(now, was):
                continue
            yield problem(
                entry.document,
                (*entry.keys, "residual", name),
                message(
                    "{name} {now} after the response is worse than {was} before it",
                    name=name,
                    now=now,
                    was=was,
                ),
                message("correct one of the two, or choose another response"),
                related=[(entry.document, (*entry.keys, name), message("before the response"))],
            )
            break


def residual_without_response(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A risk is assessed as reduced, and there is no response that reduces it.

    **Why it matters.** The colour in the report is the residual one. Without a response the risk only looks smaller.

    **Example.**

        risks:
          - id: vendor-delay
            title: The vendor delivers late
            owner: budi
            status: assessed
            probability: 5
            impact: 4
            residual: {probability: 2, impact: 4}

    **Fix.** Record the response, or remove `residual` until there is one.
    """
    rules = portfolio.risk_rules
    for entry in portfolio.entries("risk"):
        risk: Risk = entry.record
        if risk.residual is None or _is_answered(risk) or not is_open(risk):
            continue
        was, now = inherent_cell(risk, rules), current_cell(risk, rules)
        if now != was and now != "R":  # what is still red is a finding of its own
            yield problem(
                entry.document,
                (*entry.keys, "residual"),
                message("the risk {id} has residual levels and no response", id=risk.id),
                message("record the response, or remove `residual` until there is one"),
            )


def strategy_of_the_other_kind(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A threat is met with a strategy for opportunities, or the other way round.

    **Why it matters.** Nobody exploits a threat: either the type or the strategy is wrong, and the sign of the exposure
    with it.

    **Example.**

        risks:
          - {id: subsidy, title: A second subsidy, type: opportunity, owner: budi, status: assessed, response: {strategy: avoid}}

    **Fix.** Threats: avoid, reduce, transfer, share, accept, escalate. Opportunities: exploit, enhance, share, accept,
    escalate.
    """
    for entry in portfolio.entries("risk"):
        risk: Risk = entry.record
        strategy = risk.response.strategy if risk.response else None
        wrong = _THREATS_ONLY if risk.type == "opportunity" else _OPPORTUNITIES_ONLY
        if strategy in wrong:
            fitting = (
                "exploit, enhance, share, accept"
                if risk.type == "opportunity"
                else "avoid, reduce, transfer, share, accept"
            )
            yield problem(
                entry.document,
                (*entry.keys, "response", "strategy"),
                message("{strategy} is no strategy for a {type}", strategy=strategy, type=risk.type),
                message("correct the type, or choose one of {strategies}", strategies=fitting),
            )
