"""Family 4xx: dates and schedule."""

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, cast

from pmo.analysis.addresses import target_address
from pmo.analysis.dependencies import Dependencies, Node, Wait, dependencies
from pmo.findings import message
from pmo.model.budget import Budget
from pmo.model.charter import Charter
from pmo.model.fingerprints import budget_baseline_fingerprint, plan_baseline_fingerprint
from pmo.model.once import once
from pmo.model.plan import Plan, Sprint
from pmo.model.portfolio import Document, Entry, Keys, Portfolio, Project
from pmo.model.records import by_type
from pmo.model.shared import Baseline
from pmo.rules.dates import actual_in_the_future, dates_out_of_order, implausible_year
from pmo.rules.rule import Problem, Rule, checked, problem

_ALL: Final = Decimal(100)


def dependency_cycle(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """Milestones wait for each other.

    **Why it matters.** None of them can ever be reached; they and everything behind them have no dates.

    **Example.**

        milestones:
          - {id: design, title: Design, after: [contract]}
          - {id: contract, title: Contract, after: [design]}

    **Fix.** Remove the one of these dependencies that does not hold. Across projects, agree on who goes first.
    """
    graph = dependencies(portfolio)
    for cycle in graph.cycles:
        steps = list(zip(cycle, (*cycle[1:], cycle[0]), strict=True))
        inside = len({graph.nodes[key].project.id for key in cycle}) == 1
        names = [_name(graph.nodes[key], with_project=not inside) for key in (*cycle, cycle[0])]
        places = [_place_of_wait(graph, key, other) for key, other in steps]
        document, keys = places[0]
        yield problem(
            document,
            keys,
            message("milestones wait for each other: {cycle}", cycle=" -> ".join(names)),
            message("remove one of these dependencies"),
            related=[
                (there, place, message("`{name}` waits for `{other}`", name=name, other=other))
                for (there, place), name, other in zip(places[1:], names[1:], names[2:], strict=False)
            ],
        )


def _place_of_wait(graph: Dependencies, key: str, other: str) -> tuple[Document, Keys]:
    node = graph.nodes[key]
    wait = next(wait for wait in graph.waits[key] if wait.key == other)
    return _plan(node.project), ("milestones", node.position, "after", wait.position)


def forecast_in_the_past(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A forecast has passed, and it has not happened.

    **Why it matters.** It will not happen in the past. The schedule, and every project that waits for it, still
    counts on that day.

    **Example.** As of 2026-11-01:

        milestones:
          - {id: go-live, title: Go-live, baseline: 2026-10-01, forecast: 2026-10-20}

    **Fix.** Write `actual` if it was reached, or a new `forecast`.
    """
    for project, plan in _plans(portfolio, not_over=True):
        for index, milestone in enumerate(plan.milestones):
            if milestone.forecast is not None and milestone.actual is None and milestone.forecast < as_of:
                yield problem(
                    _plan(project),
                    ("milestones", index, "forecast"),
                    message(
                        "`{id}` was expected on {day} and is not reached",
                        id=milestone.id,
                        day=milestone.forecast,
                    ),
                    message("write `actual` if it was reached, or a new `forecast`"),
                )
        for index, phase in enumerate(plan.phases):
            for name, what in (("finish", message("end")), ("start", message("begin"))):
                day = getattr(phase.forecast, name)
                done = phase.actual.finish or getattr(phase.actual, name)
                if day is not None and done is None and day < as_of:
                    yield problem(
                        _plan(project),
                        ("phases", index, "forecast", name),
                        message(
                            "the phase `{id}` was expected to {what} on {day} and did not",
                            id=phase.id,
                            what=what,
                            day=day,
                        ),
                        message("write the day under `actual`, or a new `forecast`"),
                    )
                    break


def earlier_than_predecessor(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A milestone is expected earlier than one that must come before it.

    **Why it matters.** The date cannot be kept: the predecessor has moved, and this one was not moved with it.

    **Example.**

        milestones:
          - {id: tested, title: Tested, baseline: 2026-11-13, forecast: 2026-12-18}
          - {id: go-live, title: Go-live, baseline: 2026-12-01, after: [tested]}

    **Fix.** Write a new `forecast`, or remove the dependency if it does not hold. Lags are not counted here.
    """
    graph = dependencies(portfolio)
    for key, node, _, before in _waits(portfolio):
        own = node.milestone.forecast or node.milestone.baseline
        then = before.milestone.actual or before.milestone.forecast or before.milestone.baseline
        if node.milestone.actual is not None or own is None or then is None or own >= then:
            continue
        if key in graph.on_cycles or _is_cancelled(before.project):
            continue
        field = "forecast" if node.milestone.forecast else "baseline"
        their = (
            "actual" if before.milestone.actual else "forecast" if before.milestone.forecast else "baseline"
        )
        values = {"id": node.milestone.id, "own": own, "other": _seen_from(node, before), "then": then}
        yield problem(
            _plan(node.project),
            ("milestones", node.position, field),
            message(
                "`{id}` is expected on {own}, but `{other}`, which must come before it, on {then}", **values
            ),
            message("write a new `forecast`, or remove the dependency"),
            related=[
                (
                    _plan(before.project),
                    ("milestones", before.position, their),
                    message("`{other}` comes on {then}", other=values["other"], then=then),
                )
            ],
        )


def reached_before_predecessor(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A milestone was reached, but one that must come before it was not.

    **Why it matters.** Either the predecessor is done and nobody wrote it down, or the dependency never held, or
    the milestone was ticked off too early.

    **Example.**

        milestones:
          - {id: tested, title: Tested, forecast: 2026-12-18}
          - {id: go-live, title: Go-live, actual: 2026-10-30, after: [tested]}

    **Fix.** Write the `actual` of the predecessor, or remove the dependency or the `actual` here.
    """
    graph = dependencies(portfolio)
    for key, node, _, before in _waits(portfolio):
        reached = node.milestone.actual is not None and before.milestone.actual is None
        if reached and key not in graph.on_cycles and not _is_cancelled(before.project):
            other = _seen_from(node, before)
            yield problem(
                _plan(node.project),
                ("milestones", node.position, "actual"),
                message(
                    "`{id}` is reached, but `{other}`, which must come before it, is not",
                    id=node.milestone.id,
                    other=other,
                ),
                message("write the `actual` of `{other}`, or remove the dependency", other=other),
                related=[
                    (_plan(before.project), ("milestones", before.position), message("not reached yet"))
                ],
            )


def baseline_differs_from_its_record(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The baseline is not the one that was recorded last.

    **Why it matters.** Somebody moved the baseline without saying so: delays and overruns measured against it are
    too small.

    **Example.** `baseline: 2026-12-01` was changed to `2027-02-01`, and the last entry of `baselines` has the
    fingerprint of the baseline as it was.

    **Fix.** Put the baseline back, or record the new one in `baselines` with the approved change.
    """
    for document, records in _baselines(portfolio):
        last = records[-1]
        if last.fingerprint is None:
            continue
        if isinstance(document.record, Plan):
            now, what = plan_baseline_fingerprint(document.record), message("the dates or weights")
        else:
            now = budget_baseline_fingerprint(cast(Budget, document.record))
            what = message("the amounts")
        if now != last.fingerprint.strip().lower():
            yield problem(
                document,
                ("baselines", len(records) - 1, "fingerprint"),
                message("{what} of the baseline are not those that `{id}` recorded", what=what, id=last.id),
                message("put the baseline back, or record the new one with its approved change"),
            )


def baseline_without_approved_change(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A later baseline rests on no approved change.

    **Why it matters.** A baseline that moves whenever the project is late measures nothing.

    **Example.**

        baselines:
          - {id: original, date: 2026-02-02}
          - {id: second, date: 2026-09-15}

    **Fix.** Name the approved `change`, have the change approved, or go back to the baseline before it.
    """
    for document, records in _baselines(portfolio):
        for index, record in enumerate(records[1:], 1):
            if record.change is None:
                yield problem(
                    document,
                    ("baselines", index),
                    message("the baseline `{id}` names no change", id=record.id),
                    message("name the approved change under `change`"),
                )
                continue
            entry = _changes(portfolio).get(target_address("change", record.change, document))
            if entry is not None and entry.record.status not in ("approved", "implemented"):
                status = entry.record.status
                yield problem(
                    document,
                    ("baselines", index, "change"),
                    message(
                        "the baseline `{id}` rests on the change `{change}`, which is {status}, not approved",
                        id=record.id,
                        change=record.change,
                        status=status,
                    ),
                    message("have the change approved, or go back to the baseline before it"),
                    related=[
                        (
                            entry.document,
                            (*entry.keys, "status"),
                            message("the change is {status}", status=status),
                        )
                    ],
                )


def baselines_out_of_order(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """Baselines are out of order, or the first one names a change.

    **Why it matters.** The first entry is the original and the last is the one in force; in another order the wrong
    one is measured against.

    **Example.**

        baselines:
          - {id: second, date: 2026-09-15, change: second-interface}
          - {id: original, date: 2026-02-02}

    **Fix.** Sort the entries by date. The original names no change: it was approved with the plan itself.
    """
    for document, records in _baselines(portfolio):
        wrong = next((i for i in range(1, len(records)) if records[i].date < records[i - 1].date), None)
        if wrong is not None:
            before, after = records[wrong - 1], records[wrong]
            values = {"id": after.id, "day": after.date, "before": before.id, "earlier": before.date}
            yield problem(
                document,
                ("baselines", wrong, "date"),
                message("the baseline `{id}` of {day} stands after `{before}` of {earlier}", **values),
                message("sort the baselines by date"),
                related=[(document, ("baselines", wrong - 1, "date"), message("the one before it"))],
            )
        elif records[0].change is not None:
            yield problem(
                document,
                ("baselines", 0, "change"),
                message("the first baseline, `{id}`, names a change", id=records[0].id),
                message("the first is the original: add it before this one, or remove `change`"),
            )


def weights_not_100(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The weights of the milestones do not add up to 100.

    **Why it matters.** Weights are shares of the work: progress would end below or above 100%, and earned value with
    it.

    **Example.**

        milestones:
          - {id: design, title: Design, weight: 30}
          - {id: go-live, title: Go-live, weight: 60}

    **Fix.** Correct the weights, or give those milestones a weight that have none.
    """
    for project, plan in _plans(portfolio):
        weights = [one.weight for one in plan.milestones if one.weight is not None]
        total = sum(weights, Decimal(0))
        if weights and total != _ALL:
            missing = [one.id for one in plan.milestones if one.weight is None]
            yield problem(
                _plan(project),
                ("milestones",),
                message("the weights of the milestones add up to {total}, not 100", total=f"{total:f}"),
                message("correct them; without a weight are: {ids}", ids=", ".join(missing[:10]))
                if missing
                else message("correct the weights"),
            )


def active_without_plan(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """An active project has no plan, or one without milestones, phases and sprints.

    **Why it matters.** Nobody can say whether it is late.

    **Example.** `state: active` in the charter, and no `plan.yaml` beside it.

    **Fix.** Write the plan, at least its milestones with their baseline.
    """
    for project, document, _ in _charters(portfolio, "active"):
        if f"projects/{project.id}/plan.yaml" in portfolio.unread_paths:
            continue
        if project.plan is None:
            text = message("the project is active, but has no plan")
        elif not (project.plan.milestones or project.plan.phases or project.plan.sprints):
            text = message("the project is active, but its plan has no milestones, phases or sprints")
        else:
            continue
        hint = message("write projects/{project}/plan.yaml with its milestones", project=project.id)
        yield problem(document, ("state",), text, hint)


def completed_with_open_milestones(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A project is completed, but not all of its milestones are reached.

    **Why it matters.** Either work was left undone, or its end was never written down; progress stays below 100%.

    **Example.** `state: completed` in the charter, and in the plan

        milestones:
          - {id: handover, title: Handover, baseline: 2026-09-30}

    **Fix.** Write the `actual` of each milestone, remove what was dropped by a change, or correct the state.
    """
    for project, document, _ in _charters(portfolio, "completed"):
        missing = [index for index, one in enumerate(project.milestones) if one.actual is None]
        if missing:
            ids = ", ".join(project.milestones[index].id for index in missing[:10])
            yield problem(
                _plan(project),
                ("milestones", missing[0]),
                message("the project is completed, but these milestones are not: {ids}", ids=ids),
                message("write their `actual`, remove what was dropped, or correct the state"),
                related=[(document, ("state",), message("completed here"))],
            )


def overlapping_sprints(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """Two sprints of a project overlap.

    **Why it matters.** Points of the days that they share count twice, and the velocity is wrong.

    **Example.**

        sprints:
          - {id: s1, start: 2026-10-05, finish: 2026-10-19}
          - {id: s2, start: 2026-10-19, finish: 2026-10-30}

    **Fix.** Let each sprint begin after the last day of the one before it.
    """
    for project, plan in _plans(portfolio):
        in_order = sorted(enumerate(plan.sprints), key=lambda pair: (pair[1].start, pair[1].finish))
        latest: tuple[int, Sprint] | None = None
        for index, sprint in in_order:
            if sprint.finish < sprint.start:
                continue
            if latest is not None and sprint.start <= latest[1].finish:
                values = {
                    "id": sprint.id,
                    "start": sprint.start,
                    "other": latest[1].id,
                    "finish": latest[1].finish,
                }
                there: Keys = ("sprints", latest[0], "finish")
                yield problem(
                    _plan(project),
                    ("sprints", index, "start"),
                    message("`{id}` begins on {start}, before `{other}` is over on {finish}", **values),
                    message("let it begin after that day"),
                    related=[(_plan(project), there, message("`{other}` is over here", other=latest[1].id))],
                )
            if latest is None or sprint.finish > latest[1].finish:
                latest = (index, sprint)


def milestone_without_baseline(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A milestone of an active project has no baseline.

    **Why it matters.** Without an approved date it can never be late.

    **Example.**

        milestones:
          - {id: go-live, title: Go-live, forecast: 2027-03-15}

    **Fix.** Write the date that was approved as `baseline`.
    """
    for project, _, _ in _charters(portfolio, "active"):
        missing = [index for index, one in enumerate(project.milestones) if one.baseline is None]
        hint = message("write the approved date as `baseline`")
        if len(missing) > 1 and len(missing) == len(project.milestones):
            yield problem(_plan(project), ("milestones",), message("no milestone has a baseline"), hint)
            continue
        for index in missing:
            text = message("the milestone `{id}` has no baseline", id=project.milestones[index].id)
            yield problem(_plan(project), ("milestones", index), text, hint)


def dependency_not_agreed(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """Another project has not agreed to what this one waits for.

    **Why it matters.** The other project does not plan to deliver; the date hangs in the air.

    **Example.**

        after:
          - {milestone: erp/data-moved, agreed: false}

    **Fix.** Agree on it with the other project and write `agreed: true`, or plan without it.
    """
    for _, node, wait, before in _waits(portfolio):
        agreed = wait.dependency.agreed if wait.dependency else None
        if agreed is False and before.project is not node.project and before.milestone.actual is None:
            other = _name(before, with_project=True)
            yield problem(
                _plan(node.project),
                ("milestones", node.position, "after", wait.position, "agreed"),
                message(
                    "`{id}` waits for `{other}`, which the other project has not agreed to",
                    id=node.milestone.id,
                    other=other,
                ),
                message("agree on it with {project}, or plan without it", project=before.project.title),
                related=[
                    (
                        _plan(before.project),
                        ("milestones", before.position),
                        message("the milestone that is waited for"),
                    )
                ],
            )


def waits_for_cancelled_project(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A milestone waits for one of a cancelled project.

    **Why it matters.** It will never come.

    **Example.** `after: [erp/data-moved]`, and the charter of `erp` says `state: cancelled`.

    **Fix.** Plan without it: remove the dependency, or take over the work.
    """
    for _, node, wait, before in _waits(portfolio):
        waiting = node.milestone.actual is None and before.milestone.actual is None
        if waiting and before.project is not node.project and _is_cancelled(before.project):
            other = _name(before, with_project=True)
            yield problem(
                _plan(node.project),
                ("milestones", node.position, "after", wait.position),
                message(
                    "`{id}` waits for `{other}`, but that project is cancelled",
                    id=node.milestone.id,
                    other=other,
                ),
                message("remove the dependency, or take over the work"),
                related=[(before.project.documents["charter"], ("state",), message("cancelled here"))],
            )


def milestone_overdue(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A milestone is past its baseline, and nothing says when it will come.

    **Why it matters.** It is late, and nobody has said by how much.

    **Example.** As of 2026-11-01:

        milestones:
          - {id: tested, title: Tested, baseline: 2026-10-16}

    **Fix.** Write `actual` if it was reached, or a `forecast`.
    """
    for project, plan in _plans(portfolio, not_over=True):
        for index, milestone in enumerate(plan.milestones):
            silent = milestone.forecast is None and milestone.actual is None
            if silent and milestone.baseline is not None and milestone.baseline < as_of:
                yield problem(
                    _plan(project),
                    ("milestones", index, "baseline"),
                    message(
                        "`{id}` was due on {day}; it is neither reached nor forecast",
                        id=milestone.id,
                        day=milestone.baseline,
                    ),
                    message("write `actual` if it was reached, or a `forecast`"),
                )


def _plans(portfolio: Portfolio, *, not_over: bool = False) -> Iterator[tuple[Project, Plan]]:
    """The plans, or those of projects that are neither completed nor cancelled."""
    for project in portfolio.projects.values():
        if project.plan is not None and not (not_over and _is_over(project)):
            yield project, project.plan


def _charters(portfolio: Portfolio, state: str) -> Iterator[tuple[Project, Document, Charter]]:
    for document, charter in by_type(portfolio, Charter):
        if charter.state == state:
            yield portfolio.projects[document.holder], document, charter


def _baselines(portfolio: Portfolio) -> Iterator[tuple[Document, tuple[Baseline, ...]]]:
    """The plans and budgets that have records of their baselines."""
    for project in portfolio.projects.values():
        for kind, record in (("plan", project.plan), ("budget", project.budget)):
            if record is not None and record.baselines:
                yield project.documents[kind], record.baselines


@once
def _waits(portfolio: Portfolio) -> list[tuple[str, Node, Wait, Node]]:
    """Every milestone of a project that is not over, with each that must come before it."""
    graph = dependencies(portfolio)
    return [
        (key, node, wait, graph.nodes[wait.key])
        for key, waits in graph.waits.items()
        if not _is_over((node := graph.nodes[key]).project)
        for wait in waits
    ]


@once
def _changes(portfolio: Portfolio) -> Mapping[str, Entry]:
    """By address in lower case; of duplicates the first."""
    return {entry.address.lower(): entry for entry in reversed(portfolio.entries("change"))}


def _is_over(project: Project) -> bool:
    return project.charter is not None and project.charter.state in ("completed", "cancelled")


def _is_cancelled(project: Project) -> bool:
    return project.charter is not None and project.charter.state == "cancelled"


def _plan(project: Project) -> Document:
    return project.documents["plan"]


def _name(node: Node, *, with_project: bool) -> str:
    return f"{node.project.id}/{node.milestone.id}" if with_project else node.milestone.id


def _seen_from(node: Node, other: Node) -> str:
    return _name(other, with_project=other.project is not node.project)


SCHEDULE_RULES: tuple[Rule, ...] = (
    checked("PMO401", dependency_cycle),
    checked("PMO402", dates_out_of_order),
    checked("PMO403", actual_in_the_future),
    checked("PMO404", forecast_in_the_past, "warning"),
    checked("PMO405", earlier_than_predecessor, "warning"),
    checked("PMO406", reached_before_predecessor, "warning"),
    checked("PMO407", baseline_differs_from_its_record),
    checked("PMO408", baseline_without_approved_change, governance=True),
    checked("PMO409", baselines_out_of_order),
    checked("PMO410", weights_not_100),
    checked("PMO411", active_without_plan, "warning"),
    checked("PMO412", completed_with_open_milestones, "warning"),
    checked("PMO413", overlapping_sprints, "warning"),
    checked("PMO414", milestone_without_baseline, "warning"),
    checked("PMO415", dependency_not_agreed, "warning"),
    checked("PMO416", waits_for_cancelled_project, "warning"),
    checked("PMO417", implausible_year, "warning"),
    checked("PMO419", milestone_overdue, "warning"),
)
