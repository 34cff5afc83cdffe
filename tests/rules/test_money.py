"""Family 5xx: money."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmo.rules.money import MONEY_RULES
from tests.portfolios import charter, codes, office, only
from tests.rules.cases import Case, active, assert_case, running

BUDGET = "projects/crm/budget.yaml"
CHARTER = "projects/crm/charter.yaml"
CHANGES = "projects/crm/changes.yaml"
VENDORS = "vendors.yaml"

APPROVED_CHANGE = """
changes:
  - id: wider
    title: Wider
    raised_by: budi
    raised: 2026-09-01
    status: approved
    impact: {cost: 20}
    decision: {outcome: approve, by: ana, date: 2026-09-15}
"""


def budget(text: str) -> dict[str, str]:
    return {BUDGET: text}


def at_stake(cost: int) -> dict[str, Any]:
    """An active project with a contingency of 20 and a risk of one half."""
    late = {"id": "late", "title": "Late", "owner": "ana", "status": "identified", "raised": "2026-10-26"}
    return {
        CHARTER: active(),
        BUDGET: "approved: 100\ncontingency: 20\n",
        "projects/crm/risks.yaml": {"risks": [late | {"likelihood": 0.5, "cost": cost}]},
    }


def case(**data: Any) -> dict[str, Any]:
    return {CHARTER: charter(business_case=data)}


def contract(**fields: Any) -> dict[str, Any]:
    return {
        VENDORS: {
            "vendors": [{"id": "acme", "name": "Acme", "contracts": [{"id": "c", "title": "C", **fields}]}]
        }
    }


CASES = {
    "PMO501": Case(
        {BUDGET: "original: 400\napproved: 430\n", CHANGES: APPROVED_CHANGE},
        {BUDGET: "original: 400\napproved: 420\n", CHANGES: APPROVED_CHANGE},
        "the original budget of 400 and approved changes of 20 make 420, the approved budget is 430",
        f"{BUDGET}:2:11",
        (f"{CHANGES}:7:20",),
    ),
    "PMO502": Case(
        {CHARTER: active()},
        running(),
        "the project is active and has no budget",
        f"{CHARTER}:3:8",
    ),
    "PMO503": Case(
        budget("approved: 420\nlines:\n  - {id: a, title: A, amount: 400}\n"),
        budget(
            "approved: 420\nlines:\n  - {id: a, title: A, amount: 400}\n  - {id: b, title: B, amount: 20}\n"
        ),
        "the lines add up to 400, the approved budget is 420",
        f"{BUDGET}:1:11",
        (f"{BUDGET}:2:1",),
    ),
    "PMO504": Case(
        budget("approved: 420\nplan:\n  - {period: 2026-Q4, planned: 400}\n"),
        budget("approved: 400\nplan:\n  - {period: 2026-Q4, planned: 400}\n"),
        "the plan adds up to 400, the approved budget is 420",
        f"{BUDGET}:2:1",
        (f"{BUDGET}:1:11",),
    ),
    "PMO505": Case(
        budget("contingency: 20\nlines:\n  - {id: a, title: A, category: contingency, amount: 15}\n"),
        budget("contingency: 20\nlines:\n  - {id: a, title: A, category: opex, amount: 15}\n"),
        "the lines of contingency add up to 15, the contingency is 20",
        f"{BUDGET}:1:14",
        (f"{BUDGET}:3:54",),
    ),
    "PMO506": Case(
        budget(
            "approved: 42\ncontingency: 200\nlines:\n  - {id: a, title: A, category: contingency, amount: 42}\n"
        ),
        budget("approved: 42\ncontingency: 42\n"),
        "the contingency of 200 is more than the approved budget of 42",
        f"{BUDGET}:2:14",
        (f"{BUDGET}:1:11",),
    ),
    "PMO507": Case(
        {
            CHARTER: active(),
            BUDGET: "approved: 100\nactuals:\n  - {period: 2026-Q2, cost: 60}\n  - {period: 2026-Q3, cost: 55}\n",
        },
        {
            CHARTER: active(),
            BUDGET: "approved: 100\nactuals:\n  - {period: 2026-Q2, cost: 60}\n  - {period: 2026-Q3, cost: 40}\n",
        },
        "115 was spent, the approved budget is 100",
        f"{BUDGET}:2:1",
        (f"{BUDGET}:1:11",),
    ),
    "PMO508": Case(
        budget(
            "plan:\n  - {period: 2026-11, planned: 1}\n  - {period: 2027-Q1, planned: 1}\n  - {period: 2028, planned: 1}\n"
        ),
        budget("plan:\n  - {period: 2026-11, planned: 1}\n  - {period: 2026-12, planned: 1}\n"),
        "2027-Q1 is not as long as 2026-11, the first of the plan",
        f"{BUDGET}:3:14",
        (f"{BUDGET}:2:14",),
    ),
    "PMO509": Case(
        budget("forecast:\n  - {period: 2026-12, cost: 1}\n  - {period: 2026-12, cost: 2}\n"),
        budget(
            "lines: [{id: a, title: A, amount: 1}, {id: b, title: B, amount: 1}]\n"
            "forecast:\n  - {period: 2026-12, cost: 1, line: a}\n  - {period: 2026-12, cost: 2, line: b}\n"
        ),
        "2026-12 stands twice in forecast",
        f"{BUDGET}:3:14",
        (f"{BUDGET}:2:14",),
    ),
    "PMO510": Case(
        {
            CHARTER: active(),
            BUDGET: "approved: 9\nactuals:\n  - {period: 2026-09, cost: 1}\n  - {period: 2026-Q3, cost: 2}\n",
        },
        {
            CHARTER: active(),
            BUDGET: "approved: 9\nactuals:\n  - {period: 2026-10, cost: 1}\n  - {period: 2026-Q3, cost: 2}\n",
        },
        "2026-Q3 and 2026-09 share days",
        f"{BUDGET}:4:14",
        (f"{BUDGET}:3:14",),
    ),
    "PMO511": Case(
        {
            CHARTER: active(),
            BUDGET: "approved: 9\nactuals:\n  - {period: 2026-12, cost: 1}\n  - {period: 2027-01, cost: 1}\n",
        },
        {CHARTER: active(), BUDGET: "approved: 9\nactuals:\n  - {period: 2026-11, cost: 1}\n"},
        "actual cost of 2026-12, 2027-01 is recorded before the period begins",
        f"{BUDGET}:3:14",
    ),
    "PMO512": Case(
        {
            CHARTER: active(),
            BUDGET: "approved: 9\nactuals:\n  - {period: 2026-11, cost: 1}\n"
            "forecast:\n  - {period: 2026-10, cost: 1}\n  - {period: 2026-11, cost: 1}\n  - {period: 2026-12, cost: 1}\n",
        },
        budget("forecast:\n  - {period: 2026-11, cost: 1}\n"),
        "the forecast still holds 2026-10, 2026-11: over, or already in actuals",
        f"{BUDGET}:5:14",
    ),
    "PMO513": Case(
        {BUDGET: "currency: USD\n", "projects/erp/budget.yaml": "currency: USD\n"},
        {BUDGET: "currency: USD\n", "pmo.yaml": office(fx={"USD": Decimal("0.92")})},
        "the office has no exchange rate for USD",
        f"{BUDGET}:1:11",
        ("projects/erp/budget.yaml:1:11",),
    ),
    "PMO514": Case(
        case(discount_rate=Decimal("0.05"), cash_flows=[{"period": 2028}, {"period": 2027}]),
        case(discount_rate=Decimal("0.05"), cash_flows=[{"period": 2027}, {"period": 2028}]),
        "2027 does not come after 2028",
        f"{CHARTER}:13:13",
        (f"{CHARTER}:12:13",),
    ),
    "PMO515": Case(
        case(cash_flows=[{"period": 2027, "cost": 1}])
        | {
            "projects/erp/charter.yaml": charter(
                "erp",
                business_case={"options": [{"id": "a", "title": "A", "cash_flows": [{"period": 2027}]}]},
            )
        },
        case(cash_flows=[{"period": 2027, "cost": 1}])
        | {"pmo.yaml": office(prioritisation={"discount_rate": Decimal("0.05")})},
        "there are cash flows and no discount rate",
        f"{CHARTER}:10:3",
        ("projects/erp/charter.yaml:13:5",),
    ),
    "PMO516": Case(
        contract(value=100, invoiced=112),
        contract(value=100, invoiced=100),
        "Acme invoiced 112 on a contract worth 100",
        f"{VENDORS}:8:15",
        (f"{VENDORS}:7:12",),
    ),
    "PMO517": Case(
        contract(invoiced=50, paid=60),
        contract(paid=60),
        "Acme was paid 60, but invoiced 50",
        f"{VENDORS}:8:11",
        (f"{VENDORS}:7:15",),
    ),
    "PMO518": Case(
        contract(project="erp")
        | {
            "projects/erp/charter.yaml": charter("erp"),
            BUDGET: "lines:\n  - {id: a, title: A, amount: 1, vendor: Acme}\n  - {id: b, title: B, amount: 1, vendor: acme}\n",
        },
        contract(project="CRM") | {BUDGET: "lines:\n  - {id: a, title: A, amount: 1, vendor: Acme}\n"},
        "Acme has no contract for this project",
        f"{BUDGET}:2:42",
        (f"{VENDORS}:2:3",),
    ),
    "PMO519": Case(
        budget("plan:\n  - {period: 2026-10, planned: 1}\nactuals:\n  - {period: 2026-Q3, cost: 0}\n"),
        budget("plan:\n  - {period: 2026-10, planned: 1}\nactuals:\n  - {period: 2026-09, cost: 0}\n"),
        "2026-Q3 is not as long as 2026-10, the first period of the plan",
        f"{BUDGET}:4:14",
        (f"{BUDGET}:2:14",),
    ),
    "PMO520": Case(
        at_stake(50),
        at_stake(40),
        "open risks may cost 25, and 20 of the contingency is left",
        f"{BUDGET}:2:14",
    ),
    "PMO521": Case(
        {
            CHARTER: charter(selection={"mandatory": True}),
            "projects/erp/charter.yaml": charter("erp", selection={"value": 3}),
            "projects/new/charter.yaml": charter("new"),
        },
        {
            CHARTER: charter(selection={"value": 1}),
            "projects/erp/charter.yaml": charter("erp", selection={"value": 3}),
            "projects/run/charter.yaml": charter("run", state="cancelled"),
        },
        "this candidate has no `selection.value`, while others have one",
        f"{CHARTER}:9:1",
        ("projects/erp/charter.yaml:10:10", "projects/new/charter.yaml:1:1"),
    ),
}


def test_every_rule_has_a_case() -> None:
    assert list(CASES) == [rule.code for rule in MONEY_RULES]


@pytest.mark.parametrize("code", CASES)
def test_one_mistake_gives_one_finding(tmp_path: Path, code: str) -> None:
    assert_case(tmp_path, code, CASES[code])


def test_a_finding_says_what_to_do(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO501", CASES["PMO501"].wrong)
    assert (found.severity, found.address) == ("error", "crm/budget")
    assert str(found.hint) == "correct the approved budget, or record the change that explains the difference"
    assert str(found.related[0].message) == "the change wider adds 20"


def test_changes_that_cannot_be_read_accuse_no_budget(tmp_path: Path) -> None:
    files = {BUDGET: "original: 400\napproved: 430\n", CHANGES: "changes: [{id: wider}]"}
    assert codes(tmp_path, files, select=["PMO5"]) == []


def test_a_change_that_saves_money_lowers_the_budget(tmp_path: Path) -> None:
    changes = APPROVED_CHANGE.replace("cost: 20", "cost: -20")
    assert (
        codes(tmp_path, {BUDGET: "original: 400\napproved: 380\n", CHANGES: changes}, select=["PMO5"]) == []
    )


def test_an_active_project_needs_an_amount_in_its_budget(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO502", {CHARTER: active(), BUDGET: "original: 400\n"})
    assert str(found.message) == "the project is active and its budget has no approved amount"
    unread = {CHARTER: active(), BUDGET: "original: four hundred\n"}
    assert codes(tmp_path / "unread", unread, select=["PMO5"]) == []


def test_sums_are_exact_however_large_and_small(tmp_path: Path) -> None:
    large, small = "9" * 30, "0." + "0" * 27 + "1"
    lines = f"lines:\n  - {{id: a, title: A, amount: {large}}}\n  - {{id: b, title: B, amount: {small}}}\n"
    assert codes(tmp_path, budget(f"approved: {large}\n{lines}"), select=["PMO5"]) == ["PMO503"]


@pytest.mark.parametrize("period", ["0001-01", "9999-12", "FY9999-Q4", "9999", "FY0001"])
def test_no_period_is_too_early_or_too_late(tmp_path: Path, period: str) -> None:
    text = "\n".join(
        f"{name}:\n  - {{period: '{period}', {amount}: 1}}\n  - {{period: 2026-11, {amount}: 1}}"
        for name, amount in (("plan", "planned"), ("actuals", "cost"), ("forecast", "cost"))
    )
    files = {"pmo.yaml": office(calendar={"fiscal_year_start": 12}), BUDGET: text}
    assert "PMO509" not in codes(tmp_path, files, select=["PMO5"])


def test_fiscal_and_calendar_years_overlap(tmp_path: Path) -> None:
    text = "actuals:\n  - {period: FY2025, cost: 1}\n  - {period: 2026, cost: 1}\n"
    fiscal = office(calendar={"fiscal_year_start": 4})
    assert codes(tmp_path, {"pmo.yaml": fiscal, BUDGET: text}, select=["PMO51"]) == ["PMO510"]
    apart = text.replace("FY2025", "FY2024")
    assert codes(tmp_path / "apart", {"pmo.yaml": fiscal, BUDGET: apart}, select=["PMO51"]) == []


def test_a_rate_of_zero_is_no_rate(tmp_path: Path) -> None:
    files = {BUDGET: "currency: USD\n", "pmo.yaml": office(fx={"USD": 0})}
    assert codes(tmp_path, files, select=["PMO5"]) == ["PMO513"]


def test_a_charter_and_its_budget_lack_one_rate_once(tmp_path: Path) -> None:
    files = {CHARTER: charter(currency="USD"), BUDGET: "currency: USD\n"} | contract(currency="USD")
    found = only(tmp_path, "PMO513", files)
    assert [one.where.path for one in found.related] == [BUDGET, VENDORS]


def test_profiles_of_benefits_have_periods_too(tmp_path: Path) -> None:
    text = """
        benefits:
          - id: fewer
            title: Fewer
            owner: ana
            objective: grow
            target: 3
            profile:
              - {period: 2027-Q3, planned: 1}
              - {period: 2027-Q3, planned: 1}
              - {period: 2027, planned: 1}
        """
    assert codes(tmp_path, {"projects/crm/benefits.yaml": text}, select=["PMO5"]) == ["PMO509", "PMO510"]


def test_empty_budgets_say_nothing(tmp_path: Path) -> None:
    assert codes(tmp_path, budget("{}"), select=["PMO5"]) == []
    assert (
        codes(tmp_path / "lists", budget("lines: []\nplan: []\nactuals: []\nforecast: []\n"), select=["PMO5"])
        == []
    )
