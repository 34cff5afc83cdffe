"""Rules about benefits and lessons: what a project leaves behind."""

import datetime
from collections.abc import Iterator, Mapping

from pmo.findings import message
from pmo.model.benefits import Benefit
from pmo.model.lessons import Lesson
from pmo.model.portfolio import Portfolio
from pmo.model.strategy import Objective
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import is_gone, listed


def is_final(benefit: Benefit) -> bool:
    """Whether it is settled what became of the benefit."""
    return benefit.status in ("realised", "not-realised")


def benefit_outside_objectives(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A benefit serves an objective that the project does not contribute to.

    **Why it matters.** The project was chosen for its objectives. Either the charter forgets one, or the benefit is not
    what the project is for.

    **Example.** With `objectives: [{objective: customer-ease}]` in the charter:

        benefits:
          - {id: less-leakage, title: Less leakage, owner: ana, objective: safe-water, target: 100}

    **Fix.** Add the objective to the charter, or correct the benefit's. Parents and children of the charter's
    objectives count as well.
    """
    for entry in portfolio.entries("benefit"):
        benefit: Benefit = entry.record
        if benefit.objective is None or benefit.objective.lower() not in portfolio.objectives:
            continue
        project = portfolio.project_of(entry.document)
        charter = project.charter if project else None
        if project is None or charter is None or not charter.objectives:
            continue
        served = {contribution.objective.lower() for contribution in charter.objectives}
        if _related(benefit.objective.lower(), served, portfolio.objectives):
            continue
        yield problem(
            entry.document,
            (*entry.keys, "objective"),
            message("the project does not contribute to {objective}", objective=benefit.objective),
            message(
                "add it to the objectives of the charter, or name one of {served}",
                served=listed(sorted(served)),
            ),
            related=[
                (project.documents["charter"], ("objectives",), message("the objectives of the project"))
            ],
        )


def _related(objective: str, served: set[str], objectives: Mapping[str, Objective]) -> bool:
    return not served.isdisjoint(_line(objective, objectives)) or any(
        objective in _line(one, objectives) for one in served
    )


def _line(objective: str, objectives: Mapping[str, Objective]) -> set[str]:
    """The objective and those above it."""
    line: set[str] = set()
    while objective in objectives and objective not in line:
        line.add(objective)
        objective = (objectives[objective].parent or "").lower()
    return line


def benefit_without_objective(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A benefit names no objective that it serves.

    **Why it matters.** It is missing when the portfolio shows what each objective gets for its money.

    **Example.**

        benefits:
          - {id: fewer-calls, title: Fewer repeat calls, owner: ana, target: 150000}

    **Fix.** Name one of the project's objectives. Disbenefits need none.
    """
    for entry in portfolio.entries("benefit"):
        benefit: Benefit = entry.record
        if benefit.objective is None and not benefit.disbenefit:
            yield problem(
                entry.document,
                entry.keys,
                message("the benefit {id} serves no objective", id=benefit.id),
                message("name one of the project's objectives: objective: <id>"),
            )


def benefit_past_due(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A benefit was due, and nobody says whether it came.

    **Why it matters.** Benefits are why the money was spent. Those that nobody measures are quietly lost.

    **Example.** As of 2026-11-01:

        benefits:
          - {id: fewer-calls, title: Fewer calls, owner: ana, objective: grow, target: 100, due: 2026-09-30, status: on-track}

    **Fix.** Measure it; set the status to `realised` or `not-realised`.
    """
    for entry in portfolio.entries("benefit"):
        benefit: Benefit = entry.record
        due = benefit.due
        if due is None or not is_gone(due, as_of) or is_final(benefit):
            continue
        if any(measured.date >= due for measured in benefit.measurements):
            continue
        yield problem(
            entry.document,
            (*entry.keys, "due"),
            message("the benefit {id} was due on {day} and was not measured since", id=benefit.id, day=due),
            message("measure it, and set the status to `realised` or `not-realised`"),
        )


def realised_without_measurement(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A benefit counts as realised and was never measured.

    **Why it matters.** A claim without a figure convinces nobody who paid for it.

    **Example.**

        benefits:
          - {id: fewer-calls, title: Fewer calls, owner: ana, objective: grow, target: 100, status: realised}

    **Fix.** Record the measurement, or set the status back.
    """
    for entry in portfolio.entries("benefit"):
        benefit: Benefit = entry.record
        if benefit.status == "realised" and not benefit.measurements:
            yield problem(
                entry.document,
                (*entry.keys, "status"),
                message("the benefit {id} is realised and was never measured", id=benefit.id),
                message("record the measurement, or set the status back"),
            )


def cashable_in_words(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A benefit turns into money, and its target is no number.

    **Why it matters.** It cannot be added up, and the budget that was cut in its name cannot be checked.

    **Example.**

        benefits:
          - {id: fewer-calls, title: Fewer calls, type: cashable, owner: ana, objective: grow, target: a lot}

    **Fix.** Give the amount, or the type `qualitative`.
    """
    for entry in portfolio.entries("benefit"):
        benefit: Benefit = entry.record
        if benefit.type == "cashable" and benefit.target.number is None:
            yield problem(
                entry.document,
                (*entry.keys, "target"),
                message("the cashable benefit {id} has no number as its target", id=benefit.id),
                message("give the amount, or the type `qualitative`"),
                related=[(entry.document, (*entry.keys, "type"), message("the type"))],
            )


def lesson_without_root_cause(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A published lesson does not say why it happened.

    **Why it matters.** Without the cause nobody can tell whether it applies to them.

    **Example.**

        lessons:
          - {id: late-tests, title: Tests came late, kind: improve, recommendation: Test earlier, status: published}

    **Fix.** Record `root_cause`. What went well and is to be kept needs none.
    """
    for entry in portfolio.entries("lesson"):
        lesson: Lesson = entry.record
        if (
            lesson.status in ("published", "implemented")
            and lesson.root_cause is None
            and lesson.kind != "keep"
        ):
            yield problem(
                entry.document,
                (*entry.keys, "status"),
                message(
                    "the lesson {id} is {status} without a root cause", id=lesson.id, status=lesson.status
                ),
                message("say in `root_cause` why it happened"),
            )


def lesson_overdue(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """What was to change because of a lesson has not changed by its day.

    **Why it matters.** A lesson that changes nothing was not learned.

    **Example.** As of 2026-11-01:

        lessons:
          - {id: late-tests, title: Tests came late, recommendation: Test earlier, due: 2026-09-30, status: validated}

    **Fix.** Change it and set the status to `implemented`, or agree on a later day.
    """
    for entry in portfolio.entries("lesson"):
        lesson: Lesson = entry.record
        if lesson.due is not None and is_gone(lesson.due, as_of) and lesson.status != "implemented":
            yield problem(
                entry.document,
                (*entry.keys, "due"),
                message("the lesson {id} was to be implemented by {day}", id=lesson.id, day=lesson.due),
                message("set the status to `implemented`, or agree on a later day"),
            )
