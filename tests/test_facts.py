"""What expressions know about a project."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmo import expressions
from pmo.analysis import facts as module
from pmo.analysis.facts import NAMES, RECORD_NAMES, facts, record_facts, record_names
from pmo.expressions import UNKNOWN
from pmo.model.risks import Risk
from tests.portfolios import AS_OF, charter, office, portfolio, strategy

FILES = [
    "plan",
    "budget",
    "benefits",
    "gates",
    "quality",
    "allocations",
    "risks",
    "issues",
    "assumptions",
    "changes",
    "decisions",
    "actions",
    "lessons",
]


def known(tmp_path: Path, files: Mapping[str, Any] = {}) -> Mapping[str, object]:
    found = portfolio(tmp_path, files)
    return facts(found, found.projects["crm"], AS_OF)


def value(tmp_path: Path, name: str, files: Mapping[str, Any]) -> object:
    return known(tmp_path, files)[name]


def test_a_portfolio_without_a_readable_pmo_yaml_has_facts_all_the_same(tmp_path: Path) -> None:
    risks = "risks: [{id: a, title: A, owner: ana, status: assessed, probability: 1, cost: 100}]\n"
    names = known(tmp_path, {"pmo.yaml": "format: 2\n", "projects/crm/risks.yaml": risks})
    assert (names["office"], names["fx"], names["exposure"], names["npv"]) == (UNKNOWN, UNKNOWN, 10, UNKNOWN)


def test_every_name_has_a_line_and_a_value(tmp_path: Path) -> None:
    names = known(tmp_path)
    assert set(names) == set(NAMES)
    assert len(names) == len(NAMES)
    for name, text in NAMES.items():
        assert text
        assert "\n" not in text
        assert names[name] is not None


def test_a_file_that_is_absent_is_unknown_and_not_empty(tmp_path: Path) -> None:
    names = known(tmp_path)
    assert [name for name in FILES if names[name] is not UNKNOWN] == []
    rest = "milestones phases statuses status status_age_days programme approved planned_cost actual_cost estimate npv exposure days_late"
    derived = "open_risks open_issues open_actions overdue_actions overdue_milestones planned_finish forecast_finish"
    assert [name for name in f"{rest} {derived}".split() if names[name] is not UNKNOWN] == []


def test_a_register_without_records_is_empty_and_known(tmp_path: Path) -> None:
    names = known(tmp_path, {"projects/crm/risks.yaml": "risks: []\n"})
    assert names["risks"] == ()
    assert names["open_risks"] == ()
    assert names["exposure"] == 0


def test_a_file_with_errors_is_unknown(tmp_path: Path) -> None:
    assert value(tmp_path, "risks", {"projects/crm/risks.yaml": "risks: 5\n"}) is UNKNOWN


def test_a_name_that_is_not_there_is_a_key_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        known(tmp_path)["weather"]


def test_facts_are_computed_when_asked_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def count(source: Any) -> int:
        calls.append(source.project.id)
        return 7

    monkeypatch.setitem(module._FACTS, "npv", ("", count))
    names = known(tmp_path)
    assert calls == []
    assert (names["npv"], names["npv"], calls) == (7, 7, ["crm"])


def test_expressions_run_over_facts(tmp_path: Path) -> None:
    names = known(tmp_path, {"projects/crm/budget.yaml": {"approved": 500}})
    condition = expressions.parse("charter.state == 'proposed' and budget.approved > 100", frozenset(NAMES))
    assert expressions.holds(condition, names) is True
    assert expressions.holds(expressions.parse("risks | length > 0"), names) is UNKNOWN


def test_office_project_programme_and_method(tmp_path: Path) -> None:
    names = known(tmp_path, {"projects/crm/charter.yaml": charter(programme="Renewal", method="agile")})
    assert names["project"] == "crm"
    assert names["as_of"] == AS_OF
    for text, expected in (
        ("office.office.name", "Test office"),
        ("programme.title", "Renewal"),
        ("method.title", "Agile delivery"),
    ):
        assert expressions.evaluate(expressions.parse(text), names) == expected


def test_the_latest_status_up_to_the_day_counts(tmp_path: Path) -> None:
    update = "date: {}\nauthor: budi\nheadline: As planned\noverall: green\n"
    dates = ("2026-09-30", "2026-10-30", "2026-11-30")
    names = known(tmp_path, {f"projects/crm/status/{day}.yaml": update.format(day) for day in dates})
    assert expressions.evaluate(expressions.parse("statuses | length"), names) == 2
    assert expressions.evaluate(expressions.parse("status.date"), names) == datetime.date(2026, 10, 30)
    assert names["status_age_days"] == 2


def test_a_status_of_the_future_is_not_known_yet(tmp_path: Path) -> None:
    update = "date: 2026-11-30\nauthor: budi\nheadline: As planned\noverall: green\n"
    names = known(tmp_path, {"projects/crm/status/2026-11-30.yaml": update})
    assert names["statuses"] is UNKNOWN
    assert names["status"] is UNKNOWN


# Dates

PLAN = """
    milestones:
      - {id: a, title: A, baseline: 2026-10-02, actual: 2026-10-09}
      - {id: b, title: B, baseline: 2026-10-30}
      - {id: c, title: C, baseline: 2026-12-04, forecast: 2026-12-11}
    """


def test_days_late_are_working_days_of_the_finish(tmp_path: Path) -> None:
    names = known(tmp_path, {"projects/crm/plan.yaml": PLAN})
    assert names["planned_finish"] == datetime.date(2026, 12, 4)
    assert names["forecast_finish"] == datetime.date(2026, 12, 11)
    assert names["days_late"] == 5


def test_days_late_know_the_office_s_calendar(tmp_path: Path) -> None:
    calendar = {"holidays": [datetime.date(2026, 12, 8)]}
    assert (
        value(tmp_path, "days_late", {"pmo.yaml": office(calendar=calendar), "projects/crm/plan.yaml": PLAN})
        == 4
    )


def test_an_early_finish_is_negative(tmp_path: Path) -> None:
    plan = "milestones: [{id: a, title: A, baseline: 2026-12-04, forecast: 2026-12-03}]\n"
    assert value(tmp_path, "days_late", {"projects/crm/plan.yaml": plan}) == -1


def test_a_finish_behind_the_last_milestone_moves_with_it(tmp_path: Path) -> None:
    names = known(tmp_path, {"projects/crm/plan.yaml": f"finish: 2026-12-18\n{PLAN.replace('    ', '')}"})
    assert names["planned_finish"] == datetime.date(2026, 12, 18)
    assert names["forecast_finish"] == datetime.date(2026, 12, 25)
    assert names["days_late"] == 5


def test_a_plan_without_dates_says_nothing_of_the_finish(tmp_path: Path) -> None:
    names = known(tmp_path, {"projects/crm/plan.yaml": "milestones: [{id: a, title: A}]\n"})
    assert names["planned_finish"] is UNKNOWN
    assert names["days_late"] is UNKNOWN
    assert names["overdue_milestones"] == ()


def test_milestones_are_overdue_once_their_baseline_has_passed(tmp_path: Path) -> None:
    names = known(tmp_path, {"projects/crm/plan.yaml": PLAN})
    ids = expressions.evaluate(
        expressions.parse("overdue_milestones | map(attribute='id') | join(' ')"), names
    )
    assert ids == "b"
    assert names["phases"] == ()


# Money

BUDGET = {
    "approved": 1000,
    "plan": [{"period": "2026-Q3", "planned": 90}, {"period": "2026-Q4", "planned": 910}],
    "forecast": [{"period": "2026-12", "cost": 1000}],
    "actuals": [
        {"period": "2026-Q3", "cost": 100},
        {"period": "2026-10", "cost": Decimal("20.5")},
        {"period": "2026-11", "cost": 3},
    ],
}


def test_actual_cost_counts_the_periods_that_have_ended(tmp_path: Path) -> None:
    names = known(tmp_path, {"projects/crm/budget.yaml": BUDGET})
    assert names["approved"] == 1000
    assert names["actual_cost"] == Decimal("120.5")
    assert names["planned_cost"] == 90
    assert names["estimate"] == Decimal("1123.5")


def test_without_actuals_the_cost_is_unknown(tmp_path: Path) -> None:
    assert value(tmp_path, "actual_cost", {"projects/crm/budget.yaml": {"approved": 5}}) is UNKNOWN


def test_the_rate_to_the_office_s_currency(tmp_path: Path) -> None:
    fx = {"USD": Decimal("0.9")}
    for currency, rate in (("EUR", 1), ("USD", Decimal("0.9")), ("IDR", UNKNOWN)):
        files = {"pmo.yaml": office(fx=fx), "projects/crm/charter.yaml": charter(currency=currency)}
        names = known(tmp_path / currency, files)
        assert (names["currency"], names["fx"]) == (currency, rate)


def test_net_present_value_of_the_business_case(tmp_path: Path) -> None:
    flows = [{"period": 2026, "cost": 100}, {"period": 2027, "benefit": 121}]
    case = {"cash_flows": flows, "discount_rate": Decimal("0.1")}
    assert value(tmp_path, "npv", {"projects/crm/charter.yaml": charter(business_case=case)}) == 10


def test_exposure_is_the_expected_cost_of_what_may_still_happen(tmp_path: Path) -> None:
    risks = """
        risks:
          - {id: own, title: T, owner: ana, status: assessed, likelihood: 0.5, probability: 5, cost: 100}
          - {id: band, title: T, owner: ana, status: identified, probability: 2, cost: {min: 0, likely: 50, max: 100}}
          - {id: pert, title: T, owner: ana, status: responding, probability: 5, distribution: pert,
             cost: {min: 0, likely: 10, max: 20}}
          - {id: chance, title: T, type: opportunity, owner: ana, status: assessed, likelihood: 0.1, cost: 40}
          - {id: gone, title: T, owner: ana, status: closed, likelihood: 1, cost: 1000}
          - {id: happened, title: T, owner: ana, status: occurred, likelihood: 1, cost: 1000}
          - {id: unpriced, title: T, owner: ana, status: assessed, likelihood: 1}
          - {id: unlikely, title: T, owner: ana, status: assessed, cost: 1}
        """
    names = known(tmp_path, {"projects/crm/risks.yaml": risks})
    assert names["exposure"] == Decimal(70)  # 50 + 0.3 * 50 + 0.9 * 10 - 4
    assert expressions.evaluate(expressions.parse("open_risks | length"), names) == 6


def test_exposure_is_unknown_when_no_open_risk_has_figures(tmp_path: Path) -> None:
    risks = "risks: [{id: a, title: A, owner: ana, status: assessed, probability: 3}]\n"
    assert value(tmp_path, "exposure", {"projects/crm/risks.yaml": risks}) is UNKNOWN


def test_exposure_follows_the_bands_of_the_office(tmp_path: Path) -> None:
    risks = "risks: [{id: a, title: A, owner: ana, status: assessed, probability: 1, cost: 100}]\n"
    bands = [0, Decimal("0.5"), Decimal("0.6"), Decimal("0.7"), Decimal("0.8")]
    files = {"pmo.yaml": office(risk={"probability": bands}), "projects/crm/risks.yaml": risks}
    assert value(tmp_path, "exposure", files) == 25


# Strategy

OBJECTIVES = [
    {"id": "grow", "title": "Grow", "weight": 3},
    {"id": "save", "title": "Save"},
]


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([{"objective": "Grow", "contribution": 4}], 3),
        (
            [{"objective": "grow", "contribution": 4}, {"objective": "save", "contribution": 2}],
            Decimal("3.5"),
        ),
        ([{"objective": "gone", "contribution": 4}], 0),
        ([], 0),
        ([{"objective": "grow"}], UNKNOWN),
    ],
)
def test_strategic_contribution(tmp_path: Path, links: list[Any], expected: object) -> None:
    files = {
        "strategy.yaml": strategy(objectives=OBJECTIVES),
        "projects/crm/charter.yaml": charter(objectives=links),
    }
    assert value(tmp_path, "strategic_contribution", files) == expected


def test_without_objectives_nothing_is_known_of_the_contribution(tmp_path: Path) -> None:
    assert value(tmp_path, "strategic_contribution", {"strategy.yaml": None}) is UNKNOWN


# Registers


def test_open_and_overdue_records(tmp_path: Path) -> None:
    issue = "{{id: {0}, title: I, severity: high, owner: ana, status: {0}, raised: 2026-10-01}}"
    states = ("open", "in-progress", "resolved", "closed")
    names = known(
        tmp_path,
        {
            "projects/crm/issues.yaml": f"issues: [{', '.join(map(issue.format, states))}]\n",
            "projects/crm/actions.yaml": """
                actions:
                  - {id: late, text: T, owner: ana, due: 2026-10-31}
                  - {id: due, text: T, owner: ana, due: 2026-11-01}
                  - {id: done, text: T, owner: ana, due: 2026-10-01, done: 2026-10-20}
                """,
        },
    )
    for name, expected in (
        ("open_issues", "open in-progress"),
        ("open_actions", "late due"),
        ("overdue_actions", "late"),
    ):
        text = f"{name} | map(attribute='id') | join(' ')"
        assert expressions.evaluate(expressions.parse(text), names) == expected


def test_a_record_s_own_fields_come_before_the_project_s_facts(tmp_path: Path) -> None:
    risks = "risks: [{id: a, title: A, owner: ana, status: assessed, raised: 2026-10-01}]\n"
    found = portfolio(tmp_path, {"projects/crm/risks.yaml": risks})
    project = found.projects["crm"]
    names = record_facts(project.risks[0], facts(found, project, AS_OF), AS_OF)
    for text, expected in (
        ("status", "assessed"),
        ("record.status", "assessed"),
        ("age_days", 31),
        ("charter.state", "proposed"),
        ("closed", UNKNOWN),
        ("exposure", UNKNOWN),
    ):
        assert expressions.evaluate(expressions.parse(text, record_names(Risk)), names) == expected
    assert len(names) == len(list(names)) == len(set(names))
    assert {"title", "npv", *RECORD_NAMES} <= set(names) == record_names(Risk)


def test_the_age_of_a_record_without_a_day_is_unknown(tmp_path: Path) -> None:
    risks = "risks: [{id: a, title: A, owner: ana, status: assessed}]\n"
    found = portfolio(tmp_path, {"projects/crm/risks.yaml": risks})
    project = found.projects["crm"]
    assert record_facts(project.risks[0], {}, AS_OF)["age_days"] is UNKNOWN
