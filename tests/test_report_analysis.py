"""What the reports rest on: dates, freshness, money, and what registers leave open."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmo.analysis.money import Money, converted, project_money, total
from pmo.analysis.progress import declared, last_day_in_time, needed_milestones, progress_of
from pmo.analysis.registers import asks, open_issues, open_risks, overdue_actions, pending_changes, unfilled
from pmo.model.portfolio import Portfolio
from tests.portfolios import AS_OF, charter, office, portfolio

ACTIVE = {"projects/crm/charter.yaml": charter(state="active")}


def made(tmp_path: Path, files: Mapping[str, Any]) -> Portfolio:
    return portfolio(tmp_path, ACTIVE | dict(files))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


# Milestones and finish


def test_the_states_of_milestones(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        {
            "projects/crm/plan.yaml": """
            milestones:
              - {id: done, title: A, baseline: 2026-10-01, actual: 2026-10-05, weight: 20}
              - {id: future, title: B, baseline: 2026-10-20, actual: 2026-11-20, weight: 10}
              - {id: overdue, title: C, baseline: 2026-10-23, forecast: 2026-12-01, weight: 10}
              - {id: today, title: D, baseline: 2026-11-01, weight: 10}
              - {id: late, title: E, baseline: 2026-11-27, forecast: 2026-12-04, weight: 10}
              - {id: early, title: F, baseline: 2026-12-11, forecast: 2026-12-04}
              - {id: nothing, title: G}
              - {id: new, title: H, forecast: 2026-10-30}
            """
        },
    )
    progress = progress_of(found, found.projects["crm"], AS_OF)
    rows = {one.milestone.id: (one.state, one.slip_days, one.overdue_days) for one in progress.milestones}
    assert rows == {
        "done": ("reached", 2, 0),
        "future": ("overdue", 23, 8),
        "overdue": ("overdue", 27, 5),
        "today": ("planned", 0, 0),
        "late": ("late", 5, 0),
        "early": ("planned", -5, 0),
        "nothing": ("undated", None, 0),
        "new": ("overdue", None, 0),
    }
    expected = [one.expected for one in progress.milestones if one.expected]
    assert expected == sorted(expected), "by expected date"
    assert next(one.expected for one in progress.milestones if one.milestone.id == "new") == AS_OF, (
        "what is not done is not expected in the past"
    )
    assert progress.reached == 1
    assert progress.weight_done == pytest.approx(20 / 60)
    assert progress.next is not None
    assert progress.next.milestone.id == "new"
    assert {one.milestone.id for one in progress.behind} == {"future", "overdue", "late", "new"}


@pytest.mark.parametrize(
    ("plan", "baseline", "expected", "slip"),
    [
        ("milestones: []", None, None, None),
        ("finish: 2027-01-29", "2027-01-29", None, None),
        (
            "milestones: [{id: a, title: A, baseline: 2027-01-29, forecast: 2027-02-05}]",
            "2027-01-29",
            "2027-02-05",
            5,
        ),
        ("milestones: [{id: a, title: A, forecast: 2027-02-05}]", None, "2027-02-05", None),
        # Work goes on for a month after the last milestone: the finish moves with it.
        (
            "{finish: 2027-02-26, milestones: [{id: a, title: A, baseline: 2027-01-29, forecast: 2027-02-05}]}",
            "2027-02-26",
            "2027-03-05",
            5,
        ),
        (
            "{finish: 2027-02-26, milestones: [{id: a, title: A, baseline: 2027-01-29}]}",
            "2027-02-26",
            "2027-02-26",
            0,
        ),
        (
            "{finish: 9999-12-31, milestones: [{id: a, title: A, baseline: 2027-01-29, forecast: 2027-02-05}]}",
            "9999-12-31",
            "9999-12-31",
            0,
        ),
        # The finish was set earlier than its own last milestone.
        (
            "{finish: 2027-01-01, milestones: [{id: a, title: A, baseline: 2027-01-29}]}",
            "2027-01-01",
            "2027-01-29",
            20,
        ),
    ],
)
def test_finish(
    tmp_path: Path, plan: str, baseline: str | None, expected: str | None, slip: int | None
) -> None:
    found = made(tmp_path, {"projects/crm/plan.yaml": plan})
    finish = progress_of(found, found.projects["crm"], AS_OF).finish
    assert finish.baseline == (day(baseline) if baseline else None)
    assert finish.expected == (day(expected) if expected else None)
    assert finish.slip_days == slip


def test_without_a_plan_there_is_no_progress(tmp_path: Path) -> None:
    found = made(tmp_path, {})
    progress = progress_of(found, found.projects["crm"], AS_OF)
    assert (progress.finish.expected, progress.milestones, progress.weight_done, progress.next) == (
        None,
        (),
        None,
        None,
    )


# Status updates


def update(on: str, overall: str = "green") -> str:
    return f"{{date: {on}, author: budi, headline: H, overall: {overall}}}"


def reports(*updates: tuple[str, str]) -> dict[str, str]:
    return {f"projects/crm/status/{on}.yaml": update(on, colour) for on, colour in updates}


@pytest.mark.parametrize(
    ("updates", "state", "health", "freshness", "trend"),
    [
        ([], "active", "grey", "never", None),
        ([("2026-10-30", "red")], "active", "red", "current", None),
        ([("2026-09-30", "amber"), ("2026-10-30", "red")], "active", "red", "current", "worse"),
        ([("2026-09-30", "amber"), ("2026-10-30", "green")], "active", "green", "current", "better"),
        ([("2026-09-30", "amber"), ("2026-10-30", "amber")], "active", "amber", "current", "same"),
        ([("2026-07-31", "red"), ("2026-08-31", "green")], "active", "grey", "stale", None),
        ([("2026-10-30", "green"), ("2026-11-30", "red")], "active", "green", "current", None),
        ([("2026-11-30", "red")], "active", "grey", "never", None),
        ([("2026-10-30", "red")], "on-hold", "red", "not-expected", None),
        ([("2026-08-31", "red")], "on-hold", None, "not-expected", None),
        ([], "proposed", None, "not-expected", None),
        ([("2026-08-31", "red")], "completed", "blue", "not-expected", None),
        ([("2026-08-31", "red")], "cancelled", None, "not-expected", None),
    ],
)
def test_what_a_project_says(
    tmp_path: Path,
    updates: list[tuple[str, str]],
    state: str,
    health: str | None,
    freshness: str,
    trend: str | None,
) -> None:
    found = portfolio(tmp_path, {"projects/crm/charter.yaml": charter(state=state)} | reports(*updates))
    said = declared(found, found.projects["crm"], AS_OF)
    assert (said.health, said.freshness, said.trend) == (health, freshness, trend)


@pytest.mark.parametrize(
    ("cycle", "grace", "last", "due"),
    [
        ("weekly", 0, "2026-10-30", "2026-11-06"),
        ("fortnightly", 2, "2026-10-30", "2026-11-17"),
        ("monthly", 5, "2026-10-30", "2026-12-07"),
        ("monthly", 0, "2026-02-28", "2026-03-31"),
        ("monthly", 0, "2026-01-31", "2026-03-02"),
        ("monthly", 0, "2026-01-30", "2026-03-02"),
        ("quarterly", 0, "2026-11-30", "2027-03-01"),
        ("quarterly", 0, "9999-11-30", "9999-12-31"),
        ("weekly", 5, "9999-12-30", "9999-12-31"),
    ],
)
def test_when_the_next_update_is_due(tmp_path: Path, cycle: str, grace: int, last: str, due: str) -> None:
    found = portfolio(tmp_path, {"pmo.yaml": office(reporting={"cycle": cycle, "grace_days": grace})})
    assert last_day_in_time(found, day(last)) == day(due)


def test_an_update_is_in_time_on_its_last_day(tmp_path: Path) -> None:
    found = made(tmp_path, reports(("2026-08-31", "green")))
    crm = found.projects["crm"]
    last = last_day_in_time(found, day("2026-08-31"))
    assert declared(found, crm, last).freshness == "current"
    assert declared(found, crm, last + datetime.timedelta(days=1)).freshness == "stale"


# Dependencies


def test_dependencies_between_projects(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        {
            "projects/erp/charter.yaml": charter("erp", state="active"),
            "projects/old/charter.yaml": charter("old", state="cancelled"),
            "projects/erp/plan.yaml": """
            milestones:
              - {id: api, title: Interface, baseline: 2026-11-13, forecast: 2026-11-27}
              - {id: gone, title: Gone, baseline: 2026-09-01, actual: 2026-09-01}
            """,
            "projects/crm/plan.yaml": """
            milestones:
              - {id: a, title: A, baseline: 2026-12-04, after: [{milestone: erp/api, lag_days: 10, agreed: false}]}
              - {id: b, title: B, baseline: 2027-12-04, after: [ERP/API, a, erp/nope]}
              - {id: c, title: C, baseline: 2026-10-01, actual: 2026-10-01, after: [erp/api]}
              - {id: d, title: D, after: [{milestone: erp/gone, agreed: true}]}
            """,
            "projects/old/plan.yaml": "milestones: [{id: x, title: X, after: [erp/api]}]",
        },
    )
    links = list(needed_milestones(found, AS_OF))
    assert [
        (one.milestone.milestone.id, one.needed.milestone.id, one.agreed, one.earliest, one.short_days)
        for one in links
    ] == [
        ("a", "api", False, day("2026-12-11"), 5),
        ("b", "api", None, day("2026-11-27"), 0),
        ("d", "gone", True, day("2026-09-01"), 0),
    ]
    assert list(needed_milestones(found, AS_OF, found.projects["erp"])) == links, (
        "also seen from the one that delivers"
    )
    assert list(needed_milestones(found, AS_OF, found.projects["old"])) == []


# Money


def budgeted(tmp_path: Path, budget: str, state: str = "active", **rules: Any) -> Any:
    found = portfolio(
        tmp_path,
        {
            "pmo.yaml": office(**rules),
            "projects/crm/charter.yaml": charter(state=state),
            "projects/crm/budget.yaml": budget,
        },
    )
    return project_money(found, found.projects["crm"], AS_OF)


def amount(money: Money | None) -> str | None:
    return str(money.amount) if money else None


def test_money_to_date_counts_periods_that_have_ended(tmp_path: Path) -> None:
    money = budgeted(
        tmp_path,
        """
        approved: 100000
        contingency: 10000
        plan:
          - {period: 2026-09, planned: 30000}
          - {period: 2026-10, planned: 30000.50}
          - {period: 2026-11, planned: 39999.50}
        actuals:
          - {period: 2026-09, cost: 20000}
          - {period: 2026-10, cost: 25000}
          - {period: 2026-11, cost: 1000}
        forecast:
          - {period: 2026-10, cost: 999999}
          - {period: 2026-12, cost: 60000}
        """,
    )
    assert amount(money.planned_to_date) == "60000.50"
    assert amount(money.actual_to_date) == "45000"
    assert amount(money.to_complete) == "61000", "estimate less actual to date, running periods included"
    assert amount(money.estimate) == "106000", "with what is already spent of the running period"
    assert amount(money.overrun) == "6000"
    assert money.overrun_share == 0.06
    assert (amount(money.approved), amount(money.contingency), money.no_estimate) == ("100000", "10000", None)


def test_lines_are_told_apart(tmp_path: Path) -> None:
    money = budgeted(
        tmp_path,
        """
        actuals: [{period: 2026-10, cost: 100, line: A}]
        forecast: [{period: 2026-10, cost: 50, line: a}, {period: 2026-10, cost: 7, line: b}]
        """,
    )
    assert amount(money.to_complete) == "7"
    assert amount(money.estimate) == "107"
    assert (money.overrun, money.overrun_share) == (None, None), "nothing is approved"


@pytest.mark.parametrize(
    ("budget", "state", "estimate", "reason"),
    [
        ("approved: 100", "active", None, "no-forecast"),
        ("{approved: 100, actuals: [{period: 2026-10, cost: 70}]}", "active", None, "no-forecast"),
        ("{approved: 100, actuals: [{period: 2026-10, cost: 70}]}", "completed", "70", None),
        ("{approved: 100, actuals: [{period: 2026-10, cost: 70}]}", "cancelled", "70", None),
        ("approved: 100", "completed", None, "no-forecast"),
        ("{approved: 0, forecast: [{period: 2026-12, cost: 5}]}", "active", "5", None),
    ],
)
def test_the_estimate_or_why_there_is_none(
    tmp_path: Path, budget: str, state: str, estimate: str | None, reason: str | None
) -> None:
    money = budgeted(tmp_path, budget, state)
    assert (amount(money.estimate), money.no_estimate) == (estimate, reason)
    if budget.startswith("{approved: 0"):
        assert money.overrun_share is None


def test_fiscal_periods_end_with_the_fiscal_year(tmp_path: Path) -> None:
    budget = "plan: [{period: FY2025, planned: 1}, {period: FY2026-Q2, planned: 2}, {period: FY2026-Q3, planned: 4}]"
    money = budgeted(tmp_path, budget, calendar={"fiscal_year_start": 4})
    assert amount(money.planned_to_date) == "3", "FY2025 ends in March 2026, Q2 in September"


def test_without_a_budget_nothing_is_made_up(tmp_path: Path) -> None:
    found = made(tmp_path, {})
    money = project_money(found, found.projects["crm"], AS_OF)
    assert (money.approved, money.estimate, money.no_estimate, money.currency) == (
        None,
        None,
        "no-budget",
        "EUR",
    )


def test_sums_never_mix_currencies(tmp_path: Path) -> None:
    found = portfolio(tmp_path, {"pmo.yaml": office(fx={"USD": 0.5})})
    assert converted(found, Money(Decimal(10), "USD")) == Money(Decimal("5.0"), "EUR")
    assert converted(found, Money(Decimal(10), "EUR")) == Money(Decimal(10), "EUR")
    assert converted(found, Money(Decimal(10), "JPY")) is None
    amounts = [
        ("a", Money(Decimal(1), "EUR")),
        ("b", Money(Decimal(10), "USD")),
        ("c", Money(Decimal(7), "JPY")),
        ("d", None),
    ]
    result = total(found, amounts)
    assert result.sum == Money(Decimal("6.0"), "EUR")
    assert (result.counted, result.not_converted) == (("a", "b"), ("c",))


# Registers


def test_decisions_waiting(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        {
            "decisions.yaml": "decisions: [{id: o, title: Office, status: requested}]",
            "programmes/renewal/decisions.yaml": (
                "decisions: [{id: p, title: Programme, status: requested, needed_by: 2026-11-20, by: ana}]"
            ),
            "projects/crm/decisions.yaml": """
            decisions:
              - {id: same, title: 'Go on?', status: requested, needed_by: 2026-11-10, body: board, by: ana}
              - {id: old, title: Old, status: decided, date: 2026-01-01, by: ana, decision: Yes}
            """,
            "projects/crm/status/2026-09-30.yaml": update("2026-09-30"),
            "projects/crm/status/2026-10-30.yaml": """
            date: 2026-10-30
            author: budi
            headline: H
            overall: red
            decisions_needed:
              - {what: go  on, by: board, due: 2026-11-10}
              - {what: More people, by: sponsor, due: 2026-10-01, consequence: Delay}
            """,
            "projects/old/charter.yaml": charter("old", state="completed"),
            "projects/old/decisions.yaml": "decisions: [{id: x, title: X, status: requested}]",
        },
    )
    assert [
        (one.what, one.by, one.due and one.due.isoformat(), one.address) for one in asks(found, AS_OF)
    ] == [
        ("More people", "sponsor", "2026-10-01", "crm/status/2026-10-30"),
        ("Go on?", "board", "2026-11-10", "crm/decisions/same"),
        ("Programme", "ana", "2026-11-20", "programmes/renewal/decisions/p"),
        ("Office", None, None, "office/decisions/o"),
    ]


def test_risks_by_cell_then_score(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        {
            "projects/crm/risks.yaml": """
            risks:
              - {id: yellow, title: T, owner: ana, status: assessed, probability: 4, impact: 1}
              - {id: orange, title: T, owner: ana, status: assessed, probability: 2, impact: 4}
              - {id: orange-more, title: T, owner: ana, status: assessed, probability: 3, impact: {cost: 3, schedule: 2}}
              - {id: closed, title: T, owner: ana, status: closed, probability: 5, impact: 5}
              - {id: unknown, title: T, owner: ana, status: identified}
              - id: tamed
                title: T
                owner: ana
                status: responding
                probability: 5
                impact: 5
                residual: {probability: 1, impact: 1}
            """,
            "projects/old/charter.yaml": charter("old", state="cancelled"),
            "projects/old/risks.yaml": "risks: [{id: x, title: T, owner: ana, status: assessed, probability: 5, impact: 5}]",
            "risks.yaml": "risks: [{id: office, title: T, owner: ana, status: assessed, probability: 5, impact: 5}]",
        },
    )
    rows = [(one.risk.id, one.before, one.now, one.score) for one in open_risks(found, found.holders)]
    assert rows == [
        ("office", "R", "R", 25),
        ("orange-more", "O", "O", 9),
        ("orange", "O", "O", 8),
        ("yellow", "Y", "Y", 4),
        ("tamed", "R", "G", 1),
        ("unknown", None, None, None),
    ]


def test_issues_changes_actions_and_demand(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        {
            "projects/crm/issues.yaml": """
            issues:
              - {id: low, title: T, severity: low, owner: ana, status: open, raised: 2026-10-01}
              - id: bad
                title: T
                severity: critical
                owner: ana
                status: in-progress
                raised: 2026-10-01
                actions: [{text: Issue action, owner: ana, due: 2026-10-02}]
              - id: done
                title: T
                severity: critical
                owner: ana
                status: closed
                raised: 2026-10-01
                actions: [{text: Never mind, owner: ana, due: 2026-10-02}]
            """,
            "projects/crm/changes.yaml": """
            changes:
              - {id: new, title: T, raised_by: ana, raised: 2026-10-20, status: submitted}
              - {id: old, title: T, raised_by: ana, raised: 2026-10-01, status: assessed}
              - {id: draft, title: T, raised_by: ana, raised: 2026-10-01, status: draft}
              - {id: gone, title: T, raised_by: ana, raised: 2026-10-01, status: approved}
            """,
            "projects/crm/actions.yaml": """
            actions:
              - {text: Overdue, owner: ana, due: 2026-10-31}
              - {text: Today, owner: ana, due: 2026-11-01}
              - {text: Done, owner: ana, due: 2026-10-01, done: 2026-10-01}
            """,
            "projects/crm/risks.yaml": """
            risks:
              - {id: r, title: T, owner: ana, status: responding, response: {actions: [{text: Risk, owner: ana, due: 2026-10-03}]}}
              - {id: c, title: T, owner: ana, status: closed, response: {actions: [{text: No, owner: ana, due: 2026-10-03}]}}
              - {id: n, title: T, owner: ana, status: assessed}
            """,
            "projects/crm/gates.yaml": (
                "reviews: [{gate: g, decision: conditional, conditions: [{text: Gate, owner: ana, due: 2026-10-04}]}]"
            ),
            "projects/crm/quality.yaml": (
                "reviews: [{id: q, deliverable: d, findings: [{text: Quality, owner: ana, due: 2026-10-05}]}]"
            ),
            "projects/crm/meetings/2026-10-01-start.yaml": (
                "{date: 2026-10-01, title: Start, actions: [{text: Meeting, owner: ana, due: 2026-10-06}]}"
            ),
            "projects/crm/allocations.yaml": """
            allocations:
              - {role: analyst, load: 1, from: 2026-12-01, to: 2026-12-31}
              - {role: analyst, load: 1, from: 2026-01-01, to: 2026-10-31}
              - {role: analyst, load: 1, from: 2026-12-01, to: 2026-12-31, status: rejected}
              - {person: ana, load: 1, from: 2026-11-01, to: 2026-12-31, status: requested}
              - {person: ana, role: lead, load: 1, from: 2026-12-01, to: 2026-12-31}
              - {equipment: crane, load: 1, from: 2026-12-01, to: 2026-12-31}
            """,
        },
    )
    crm = found.projects["crm"]
    assert [one.id for _, one in open_issues([crm])] == ["bad", "low"]
    assert [one.id for one in pending_changes(crm)] == ["old", "new"]
    assert [(one.action.text, one.register) for one in overdue_actions(crm, AS_OF)] == [
        ("Issue action", "issues"),
        ("Risk", "risks"),
        ("Gate", "gates"),
        ("Quality", "quality"),
        ("Meeting", "meetings"),
        ("Overdue", "actions"),
    ]
    assert [(one.person, one.role) for one in unfilled(crm, AS_OF)] == [("ana", None), (None, "analyst")]
