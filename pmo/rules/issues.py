"""Rules about issues, actions and assumptions."""

import datetime
from collections.abc import Iterator

from pmo.findings import message
from pmo.model.assumptions import Assumption
from pmo.model.issues import Issue
from pmo.model.portfolio import Portfolio
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import actions, is_gone


def is_unsolved(issue: Issue) -> bool:
    """Whether somebody still has to deal with the issue."""
    return issue.status in ("open", "in-progress", "escalated")


def issue_past_due(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """An issue is not solved by its day.

    **Why it matters.** The day was set because something depends on it.

    **Example.** As of 2026-11-01:

        issues:
          - id: interface-broken
            title: The interface rejects half of the records
            severity: high
            owner: budi
            status: in-progress
            raised: 2026-10-12
            due: 2026-10-23

    **Fix.** Solve it, escalate it, or agree on a new day with whoever waits for it.
    """
    for entry in portfolio.entries("issue"):
        issue: Issue = entry.record
        if issue.due is not None and is_gone(issue.due, as_of) and is_unsolved(issue):
            yield problem(
                entry.document,
                (*entry.keys, "due"),
                message("the issue {id} was due on {day} and is not solved", id=issue.id, day=issue.due),
                message("solve it, escalate it, or agree on a new day"),
            )


def solved_without_resolution(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A solved issue does not say how or when it was solved.

    **Why it matters.** The next project with the same issue starts from nothing.

    **Example.**

        issues:
          - {id: interface-broken, title: Broken, severity: high, owner: budi, status: closed, raised: 2026-10-12}

    **Fix.** Record `resolution` and `resolved`.
    """
    for entry in portfolio.entries("issue"):
        issue: Issue = entry.record
        if is_unsolved(issue) or (issue.resolution is not None and issue.resolved is not None):
            continue
        text = (
            message("the issue {id} is {status} and has no resolution", id=issue.id, status=issue.status)
            if issue.resolution is None
            else message(
                "the issue {id} is {status} and has no day of resolution", id=issue.id, status=issue.status
            )
        )
        hint = message("record in `resolution` how it was solved, and in `resolved` when")
        yield problem(entry.document, (*entry.keys, "status"), text, hint)


def escalated_to_nobody(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """An issue is escalated, and nobody is named who received it.

    **Why it matters.** Each side believes that the other one deals with it.

    **Example.**

        issues:
          - {id: late-batch, title: Late, severity: high, owner: budi, status: escalated, raised: 2026-10-12}

    **Fix.** Name the body, role or person in `escalation.to`.
    """
    for entry in portfolio.entries("issue"):
        issue: Issue = entry.record
        if issue.status == "escalated" and (issue.escalation is None or issue.escalation.to is None):
            yield problem(
                entry.document,
                (*entry.keys, "escalation" if issue.escalation else "status"),
                message("the issue {id} is escalated to nobody", id=issue.id),
                message("name the body, role or person in escalation.to"),
            )


def action_overdue(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """An action is not done by its day.

    **Why it matters.** Actions are what was agreed to happen. It counts wherever the action stands: in an action list,
    at a risk or an issue, as a condition of a gate, a finding of a quality review, in a meeting or an assessment.

    **Example.** As of 2026-11-01:

        actions:
          - {id: book-room, text: Book the test lab, owner: budi, due: 2026-10-16}

    **Fix.** Do it and set `done`, or agree on a new day.
    """
    for document, keys, action in actions(portfolio):
        if action.done is not None or not is_gone(action.due, as_of):
            continue
        if action.raised is None or action.raised <= action.due:  # otherwise the days are wrong, not late
            yield problem(
                document,
                (*keys, "due"),
                message(
                    "the action of {owner} was due on {day}: {text}",
                    owner=action.owner,
                    day=action.due,
                    text=action.text,
                ),
                message("do it and set `done`, or agree on a new day"),
            )


def action_done_before_raised(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """An action was done, or due, before it was raised.

    **Why it matters.** One of the days is wrong, and with it how long actions take.

    **Example.**

        actions:
          - {id: book-room, text: Book the test lab, owner: budi, raised: 2026-10-30, due: 2026-11-13, done: 2026-10-20}

    **Fix.** Correct the day that is wrong.
    """
    for document, keys, action in actions(portfolio):
        if action.raised is None or action.raised > as_of:  # raised in the future is a finding of its own
            continue
        for name, day in (("done", action.done), ("due", action.due)):
            if day is not None and day < action.raised:
                yield problem(
                    document,
                    (*keys, name),
                    message(
                        "{name} on {day}, but raised on {raised}", name=name, day=day, raised=action.raised
                    ),
                    message("correct the day that is wrong"),
                    related=[(document, (*keys, "raised"), message("the day it was raised"))],
                )
                break


def assumption_not_validated(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """An assumption is still open after the day by which it had to be known.

    **Why it matters.** The plan rests on it, and after that day it is too late to plan otherwise.

    **Example.** As of 2026-11-01:

        assumptions:
          - {id: data-clean, text: Customer data can be migrated as it is, validate_by: 2026-10-15}

    **Fix.** Find out and set `result`, or agree on a later day.
    """
    for entry in portfolio.entries("assumption"):
        assumption: Assumption = entry.record
        if (
            assumption.result == "open"
            and assumption.validate_by is not None
            and is_gone(assumption.validate_by, as_of)
        ):
            yield problem(
                entry.document,
                (*entry.keys, "validate_by"),
                message(
                    "{id} had to be known by {day} and is still open",
                    id=assumption.id,
                    day=assumption.validate_by,
                ),
                message("find out and set `result`, or agree on a later day"),
            )


def false_without_consequence(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """An assumption turned out false, and what follows is not recorded.

    **Why it matters.** Something in the plan rested on it.

    **Example.**

        assumptions:
          - {id: data-clean, text: Customer data can be migrated as it is, result: invalid}

    **Fix.** Say in `if_false` what happens now; often that is an issue or a change.
    """
    for entry in portfolio.entries("assumption"):
        assumption: Assumption = entry.record
        if assumption.result == "invalid" and assumption.if_false is None:
            yield problem(
                entry.document,
                (*entry.keys, "result"),
                message("{id} does not hold, and nothing says what follows", id=assumption.id),
                message("say in `if_false` what happens now"),
            )
