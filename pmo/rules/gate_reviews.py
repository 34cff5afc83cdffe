"""Rules about gate reviews: decisions, criteria, evidence, and gates that were passed by."""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from pmo.findings import message
from pmo.model.gates import PASSED, CriterionResult, GateReview
from pmo.model.method import GateCriterion, MethodGate
from pmo.model.portfolio import Document, Keys, Portfolio, Project
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import is_to_come, is_unread, listed


class _Held(NamedTuple):
    """A gate review, with what the method says about its gate."""

    document: Document
    keys: Keys
    review: GateReview
    project: Project
    gate: MethodGate | None


def _reviews(portfolio: Portfolio) -> Iterator[_Held]:
    for entry in portfolio.entries("gate-review"):
        project = portfolio.project_of(entry.document)
        if project is not None:
            gate = portfolio.gate_of(project, entry.record.gate)
            yield _Held(entry.document, entry.keys, entry.record, project, gate)


def held_without_decision(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A gate was held without a decision, or decided without a day.

    **Why it matters.** A gate is a decision: go on, or not. Nobody can tell whether the project may go on, or since when.

    **Example.**

        reviews:
          - {gate: baseline, held: 2026-04-15}

    **Fix.** Record `decision` and `held`.
    """
    for entry in portfolio.entries("gate-review"):
        review: GateReview = entry.record
        if review.held is not None and review.decision is None:
            text = message("the gate {gate} was held and has no decision", gate=review.gate)
            hint = message("record the decision: go, conditional, hold, recycle or kill")
            yield problem(entry.document, (*entry.keys, "held"), text, hint)
        elif review.held is None and review.decision is not None:
            text = message("the gate {gate} has a decision and no day on which it was held", gate=review.gate)
            yield problem(
                entry.document, (*entry.keys, "decision"), text, message("record the day in `held`")
            )


def conditional_without_conditions(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A gate was passed under conditions, and none is recorded.

    **Why it matters.** Nobody will meet conditions that nobody wrote down; in effect it was a go.

    **Example.**

        reviews:
          - {gate: baseline, held: 2026-04-15, decision: conditional}

    **Fix.** Record each condition with its owner and day.
    """
    for entry in portfolio.entries("gate-review"):
        review: GateReview = entry.record
        if review.decision == "conditional" and not review.conditions:
            yield problem(
                entry.document,
                (*entry.keys, "decision"),
                message("the gate {gate} is passed under conditions, and there are none", gate=review.gate),
                message("record each condition with its owner and day"),
            )


def passed_with_unmet_criterion(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A gate is decided as go although a mandatory criterion is not met.

    **Why it matters.** Mandatory means that the gate fails without it. To go on all the same is a conditional go, with
    the criterion as its condition.

    **Example.**

        reviews:
          - gate: baseline
            held: 2026-04-15
            criteria:
              suppliers-bound: {result: not-met}
            decision: go

    **Fix.** Meet the criterion and record it, or decide `conditional`. Criteria that the method's tailoring may leave
    out are not looked at here.
    """
    for held in _reviews(portfolio):
        if held.review.decision != "go" or held.gate is None:
            continue
        for criterion, keys, judged in _judged(held.review, held.gate):
            if (
                criterion.mandatory
                and judged.result in ("not-met", "open")
                and not _may_be_skipped(held.gate, criterion)
            ):
                yield problem(
                    held.document,
                    (*held.keys, *keys, "result"),
                    message(
                        "the gate {gate} is decided as go, its mandatory criterion {criterion} is {result}",
                        gate=held.gate.id,
                        criterion=criterion.id,
                        result=judged.result,
                    ),
                    message("meet the criterion and record it, or decide `conditional`"),
                    related=[(held.document, (*held.keys, "decision"), message("the decision"))],
                )


def missing_evidence(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A criterion counts as met without the evidence that the method asks for.

    **Why it matters.** A tick proves nothing when somebody asks a year later.

    **Example.** With `evidence: required` in the method:

        reviews:
          - gate: permits
            criteria:
              permits-granted: {result: met}

    **Fix.** Name in `evidence` the document that proves it.
    """
    for held in _reviews(portfolio):
        if held.gate is None:
            continue
        for criterion, keys, judged in _judged(held.review, held.gate):
            if criterion.evidence == "required" and judged.result == "met" and not judged.evidence:
                yield problem(
                    held.document,
                    (*held.keys, *keys, "result"),
                    message("the criterion {criterion} is met without evidence", criterion=criterion.id),
                    message("name in `evidence` the document that proves it"),
                )


def _judged(review: GateReview, gate: MethodGate) -> Iterator[tuple[GateCriterion, Keys, CriterionResult]]:
    """The criteria of the gate that the review judged."""
    criteria = {criterion.id.lower(): criterion for criterion in gate.criteria}
    for name, judged in review.criteria.items():
        if name.lower() in criteria:
            yield criteria[name.lower()], ("criteria", name), judged


def _may_be_skipped(gate: MethodGate, criterion: GateCriterion) -> bool:
    return any(criterion.id.lower() in {one.lower() for one in rule.skip} for rule in gate.tailoring)


def held_in_the_future(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A gate was held on a day that is still to come.

    **Why it matters.** The project counts as released, and nobody has looked at it.

    **Example.** As of 2026-11-01:

        reviews:
          - {gate: baseline, held: 2027-04-15, decision: go}

    **Fix.** Correct the day, or move it to `planned`.
    """
    for entry in portfolio.entries("gate-review"):
        review: GateReview = entry.record
        if review.held is not None and is_to_come(review.held, as_of):
            yield problem(
                entry.document,
                (*entry.keys, "held"),
                message("held on {day}: that day is still to come", day=review.held),
                message("correct the day, or move it to `planned`"),
            )


def phase_without_gate(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A project is in a phase although a gate before it was not passed.

    **Why it matters.** Gates are where an organisation stops what should not go on. Passed by, they stop nothing.

    **Example.** With a gate after the phase `planning`, and no review of it:

        phase: delivery

    **Fix.** Hold the gate and record its decision, or correct the phase.
    """
    for project in portfolio.projects.values():
        charter = project.charter
        missing = _passed_by(portfolio, project)
        if charter is not None and missing:
            yield problem(
                project.documents["charter"],
                ("phase",),
                message(
                    "the project is in {phase} and has not passed {gates}",
                    phase=charter.phase,
                    gates=listed(missing),
                ),
                message("hold the gate and record its decision, or correct the phase"),
                related=[
                    (project.documents["gates"], ("reviews", index), message("a review of this gate"))
                    for index, review in enumerate(project.gate_reviews)
                    if review.gate.lower() in {gate.lower() for gate in missing}
                ],
            )


def _passed_by(portfolio: Portfolio, project: Project) -> list[str]:
    """Gates after earlier phases that an open project did not pass; none where that cannot be known."""
    charter, method = project.charter, portfolio.method_of(project)
    if charter is None or charter.phase is None or method is None or not project.is_open:
        return []
    phases, current = [phase.id.lower() for phase in method.phases], charter.phase.lower()
    before = phases[: phases.index(current)] if current in phases else []
    if not before or is_unread(portfolio, project, "gates"):
        return []
    decided = _last_decisions(project)
    return [
        gate.id
        for gate in method.gates
        if gate.after is not None
        and gate.after.lower() in before
        and decided.get(gate.id.lower()) not in PASSED
    ]


def _last_decisions(project: Project) -> dict[str, str]:
    """By gate the decision of its last review that has one."""
    reviews = sorted(project.gate_reviews, key=lambda review: review.held or datetime.date.max)
    return {review.gate.lower(): review.decision for review in reviews if review.decision is not None}


def never_approved(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A project is active that nobody ever approved.

    **Why it matters.** It spends money and people without anybody having said yes.

    **Example.** A charter with `state: active`, no `approvals`, and no gate that was passed.

    **Fix.** Record who approved the charter and when, or the gate that released it.
    """
    for project in portfolio.projects.values():
        charter = project.charter
        if (
            charter is None
            or not project.is_running
            or charter.approvals
            or is_unread(portfolio, project, "gates")
        ):
            continue
        passed = any(review.decision in PASSED for review in project.gate_reviews)
        if not passed and not _passed_by(portfolio, project):  # gates passed by are a finding of their own
            yield problem(
                project.documents["charter"],
                ("state",),
                message("the project is active, and nobody ever approved it"),
                message("record the approval of the charter, or the gate that released it"),
            )
