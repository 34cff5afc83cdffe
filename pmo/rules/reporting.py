"""Rules about the latest status update: what red asks for, overrides, decisions that are due."""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from pmo.findings import message
from pmo.model.portfolio import Document, Keys, Portfolio, Project
from pmo.model.status import Status
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import is_gone, is_unread, latest_status

_DIMENSIONS = ("schedule", "cost", "scope", "quality", "risk", "resources", "benefits")


class _Report(NamedTuple):
    """The latest status update of an open project."""

    project: Project
    document: Document
    status: Status


def _reports(portfolio: Portfolio, as_of: datetime.date) -> Iterator[_Report]:
    for project in portfolio.projects.values():
        if project.status_documents and project.is_open:
            latest = latest_status(project, as_of)
            if latest is not None:
                yield _Report(project, *latest)


def red_without_decision(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A project is red and asks for no decision.

    **Why it matters.** Red means that the manager cannot solve it alone. Without a question to somebody above, nothing
    will change. A decision that is requested in the project's register counts as well.

    **Example.** The latest `status/2026-10-30.yaml`:

        overall: red
        decisions_needed: []

    **Fix.** Say what must be decided, by whom, by when; or report amber.
    """
    for project, document, status in _reports(portfolio, as_of):
        keys = _first_red(status)
        if keys is None or status.decisions_needed or is_unread(portfolio, project, "decisions"):
            continue
        if not any(decision.status == "requested" for decision in project.decisions):
            yield problem(
                document,
                keys,
                message("{dimension} is red, and no decision is asked for", dimension=keys[-1]),
                message("say in decisions_needed what must be decided, by whom, by when; or report amber"),
            )


def _first_red(status: Status) -> Keys | None:
    if status.overall == "red":
        return ("overall",)
    return next((("health", name) for name in _DIMENSIONS if getattr(status.health, name) == "red"), None)


def override_expired(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """An override of a computed colour has expired.

    **Why it matters.** It was granted for a time; from then on the computed colour counts again.

    **Example.** As of 2026-11-01:

        override:
          - {dimension: cost, reason: The invoice was paid twice, by: ana, until: 2026-09-30}

    **Fix.** Remove it, or have it granted again.
    """
    for _, document, status in _reports(portfolio, as_of):
        for index, override in enumerate(status.override):
            if is_gone(override.until, as_of):
                yield problem(
                    document,
                    ("override", index, "until"),
                    message(
                        "the override of {dimension} expired on {day}",
                        dimension=override.dimension,
                        day=override.until,
                    ),
                    message("remove it, or have it granted again"),
                )


def override_without_colour(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A dimension is overridden for which no colour is declared.

    **Why it matters.** There is nothing to put in place of the computed colour.

    **Example.**

        overall: amber
        override:
          - {dimension: cost, reason: The invoice was paid twice, by: ana, until: 2026-12-31}

    **Fix.** Declare the colour under `health`.
    """
    for _, document, status in _reports(portfolio, as_of):
        for index, override in enumerate(status.override):
            if override.dimension != "overall" and getattr(status.health, override.dimension) is None:
                yield problem(
                    document,
                    ("override", index, "dimension"),
                    message(
                        "{dimension} is overridden and has no declared colour", dimension=override.dimension
                    ),
                    message("declare it under health"),
                )


def needed_decision_overdue(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A decision that the latest status asks for was needed by a day that has passed.

    **Why it matters.** The project waits, and the consequence sets in.

    **Example.** As of 2026-11-01:

        decisions_needed:
          - {what: Order of the engineers, by: board, due: 2026-10-15}

    **Fix.** Decide; the next status says so. If it is still open, ask again with a new day.
    """
    for _, document, status in _reports(portfolio, as_of):
        for index, needed in enumerate(status.decisions_needed):
            if is_gone(needed.due, as_of):
                yield problem(
                    document,
                    ("decisions_needed", index, "due"),
                    message(
                        "{by} had to decide by {day}: {what}", by=needed.by, day=needed.due, what=needed.what
                    ),
                    message("decide, or ask again with a new day in the next status"),
                )
