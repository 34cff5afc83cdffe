"""Rules about the latest status update: is it honest, what red asks for, overrides, decisions that are due."""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from pmo.analysis.early_warning import early_warnings
from pmo.analysis.health import OVERALL, Dimension, ProjectHealth, health_of
from pmo.findings import Message, message
from pmo.model.portfolio import Document, Keys, Portfolio, Project
from pmo.model.status import Status
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import is_gone, is_unread, latest_status, listed

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


def watermelon(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """Watermelon: declared green, red by the facts.

    **Why it matters.** Green outside and red inside: nobody helps a project that says that it needs no help. The facts
    are those of its plan, budget, registers and allocations; `pmo health` shows them all.

    **Example.** With a forecast finish 20% later than the baseline in `plan.yaml`:

        overall: green
        health: {schedule: green}

    **Fix.** Report what the facts say, or correct the facts. Where a computed colour misleads, override it with a
    reason and an end: `override: [{dimension: schedule, reason: ..., by: ana, until: 2026-12-31}]`.
    """
    for project, document, _ in _reports(portfolio, as_of):
        health = health_of(portfolio, project, as_of)
        if health.watermelons:
            text = message(
                "declared green, red by the facts: {dimensions}", dimensions=listed(health.watermelons)
            )
            yield _dishonest(project, document, health, health.watermelons, text)


def optimistic_report(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A status update declares a dimension better than the facts.

    **Why it matters.** Small kindnesses add up: what is green today and amber by the facts is the surprise of next
    month. Green against red is a finding of its own.

    **Example.** With an estimate 8% over the approved budget:

        overall: amber
        health: {cost: green}

    **Fix.** Report what the facts say, correct the facts, or override the dimension with a reason and an end.
    """
    for project, document, _ in _reports(portfolio, as_of):
        health = health_of(portfolio, project, as_of)
        if health.optimistic:
            text = message(
                "declared better than the facts: {dimensions}", dimensions=listed(health.optimistic)
            )
            yield _dishonest(project, document, health, health.optimistic, text)


def heading_for_red(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A dimension that is declared green will be red soon at the present pace.

    **Why it matters.** What is known early can still be turned; what is told when it has happened cannot. `pmo health`
    shows all warnings; `health.trend_points` and `health.trend_days` in `pmo.yaml` say how trends are drawn.

    **Example.** With CPI 1.00, 0.97 and 0.94 at the end of the last three months, in the latest status:

        health: {cost: green}

    **Fix.** Say in the status what is done about it, report amber, or correct the facts.
    """
    for project, document, status in _reports(portfolio, as_of):
        for one in early_warnings(portfolio, project, as_of):
            if not one.is_red and getattr(status.health, one.dimension) == "green":
                beside = project.documents.get(one.document)
                yield problem(
                    document,
                    ("health", one.dimension),
                    message(
                        "declared green and heading for red: {dimension}; {warning}",
                        dimension=one.dimension,
                        warning=one.message,
                    ),
                    message("say what is done about it, report amber, or correct the facts"),
                    related=[(beside, one.keys, one.message)] if beside is not None else [],
                )


def _dishonest(
    project: Project,
    document: Document,
    health: ProjectHealth,
    dimensions: tuple[Dimension, ...],
    text: Message,
) -> Problem:
    """A finding at the first of the dimensions, with the facts that speak against them beside it."""
    first = dimensions[0]
    related = [
        (project.documents[one.kind], one.keys, one.message)
        for name in dimensions
        for one in health.evidence_of(name)
        if one.kind is not None and one.kind in project.documents and one.colour == health.counting[name]
    ]
    return problem(
        document,
        (OVERALL,) if first == OVERALL else ("health", first),
        text,
        message("report what the facts say, correct the facts, or override with a reason and an end"),
        related=related,
    )
