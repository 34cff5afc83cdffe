"""`pmo appraise` as people and programs see it."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Outcome, pmo
from tests.portfolios import charter, office, write

BUY = [
    {"period": 2027, "cost": 100000},
    {"period": 2028, "benefit": 60500},
    {"period": 2029, "benefit": 72600},
]
BUILD = [{"period": 2027, "cost": 40000}, {"period": 2028, "benefit": 55000}]
CASE = {
    "cash_flows": BUY,
    "options": [
        {"id": "buy", "title": "Buy | rent"},
        {"id": "build", "title": "Build", "cash_flows": BUILD},
        {"id": "wait", "title": "Wait"},
    ],
    "recommended": "buy",
}
PROJECTS: dict[str, dict[str, Any]] = {
    "crm": {"title": "Renew the customer system", "business_case": CASE},
    "dock": {"title": "Second dock"},
    "old": {"title": "Running already", "state": "active"},
    "pump": {
        "title": "Oil pump",
        "currency": "USD",
        "business_case": {
            "discount_rate": Decimal("0.5"),
            "cash_flows": [
                {"period": 2027, "cost": 1600},
                {"period": 2028, "benefit": 10000},
                {"period": 2029, "cost": 10000},
            ],
        },
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    charters = {f"projects/{name}/charter.yaml": charter(name, **fields) for name, fields in PROJECTS.items()}
    rules = {"discount_rate": Decimal("0.1"), "reinvest_rate": Decimal("0.04")}
    return write(tmp_path, {"pmo.yaml": office(prioritisation=rules, fx={"USD": Decimal("0.5")}), **charters})


def appraise(folder: Path, *arguments: str, terminal: bool = False) -> Outcome:
    return pmo("appraise", "-C", folder, "--as-of", "2026-11-01", *arguments, terminal=terminal)


def written(folder: Path, *arguments: str) -> str:
    outcome = appraise(folder, *arguments)
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out


def data(folder: Path, *arguments: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(written(folder, *arguments, "--format", "json"))["data"]
    return content


def test_json(folder: Path) -> None:
    projects = {one["project"]: one for one in data(folder)["projects"]}
    assert list(projects) == ["crm", "pump", "dock"], "by value in the office's currency"
    crm = projects["crm"]
    assert {
        key: crm[key]
        for key in (
            "npv",
            "pv_costs",
            "pv_benefits",
            "currency",
            "discount_rate",
            "finance_rate",
            "reinvest_rate",
        )
    } == {
        "npv": "15000",
        "pv_costs": "100000",
        "pv_benefits": "115000",
        "currency": "EUR",
        "discount_rate": "0.1",
        "finance_rate": "0.1",
        "reinvest_rate": "0.04",
    }
    assert crm["irr_all"] == [crm["irr"]]
    assert crm["irr"] == pytest.approx(0.206660522, abs=1e-9)
    assert crm["mirr"] == pytest.approx(((60500 * 1.04 + 72600) / 100000) ** 0.5 - 1, abs=1e-9)
    assert crm["payback"] == pytest.approx(1 + 39500 / 72600)
    assert crm["discounted_payback"] == pytest.approx(1.75)
    assert (crm["bcr"], crm["pi"], crm["roi"], crm["reasons"]) == (1.15, 0.15, 0.331, {})
    assert [(one["option"], one["npv"], one["recommended"], one["best"]) for one in crm["options"]] == [
        ("buy", "15000", True, True),
        ("build", "10000", False, False),
        ("wait", None, False, False),
    ]
    assert crm["options"][2]["reasons"]["npv"] == "there are no cash flows"
    assert crm["cost_of_delay"] == "10454.54545455"
    assert [one["driver"] for one in crm["sensitivity"]["swings"]] == ["benefit", "cost", "delay"]
    assert crm["cash_flows"][2] == {
        "period": "2029",
        "cost": "0",
        "benefit": "72600",
        "net": "72600",
        "cumulative": "33100",
    }
    pump = projects["pump"]
    assert (pump["irr"], pump["irr_all"]) == (None, [0.25, 4.0])
    assert pump["reasons"]["irr"] == "there are 2 rates: the flows change sign several times"
    dock = projects["dock"]
    assert (dock["npv"], dock["sensitivity"], dock["cash_flows"]) == (None, None, [])
    assert set(dock["reasons"].values()) == {"there are no cash flows"}


def test_text(folder: Path) -> None:
    found = written(folder).replace("\xa0", " ")
    assert found.startswith("Appraisal of 3 projects\nTest office · As of 1 November 2026\n")
    lines = found.splitlines()
    assert lines[4].split() == [
        "crm",
        "EUR",
        "15K",
        "20.7%",
        "16.4%",
        "1.54",
        "1.75",
        "1.15",
        "0.15",
        "33.1%",
    ]
    assert "25% / 400%" in lines[5]
    assert "- dock: there are no cash flows" in lines
    assert "- pump: there are 2 rates: the flows change sign several times (IRR)" in lines


def test_one_project_in_full(folder: Path) -> None:
    found = written(folder, "crm").replace("\xa0", " ")
    assert found.startswith("Appraisal of Renew the customer system\n")
    for title in ("Options", "What moves the net present value of EUR 15K", "Cash flows"):
        assert f"\n{title}\n" in found
    assert "Costs ±20%" in found
    assert "- Cost of delay: EUR 10.5K for each period that the benefits come later" in found
    assert "Costs ±30%" in written(folder, "crm", "--change", "0.3")


def test_another_option_that_is_worth_more_is_named(folder: Path) -> None:
    case = {**CASE, "recommended": "build", "cash_flows": BUY}
    case["options"] = [{**CASE["options"][0], "cash_flows": BUY}, CASE["options"][1]]
    rules = office(prioritisation={"discount_rate": 0})
    write(folder, {"pmo.yaml": rules, "projects/crm/charter.yaml": charter("crm", business_case=case)})
    assert "the recommended option is not the one of the highest net present value, buy" in written(
        folder, "crm"
    )


def test_markdown_and_csv(folder: Path) -> None:
    markdown = written(folder, "crm", "--format", "markdown").replace("\xa0", " ")
    assert markdown.startswith(
        "# Appraisal of Renew the customer system\n\nTest office · As of 1 November 2026\n"
    )
    assert r"| buy | Buy \| rent | EUR 15K |" in markdown
    lines = written(folder, "--format", "csv").splitlines()
    assert lines[0] == (
        "project,option,title,recommended,currency,discount_rate,npv,pv_costs,pv_benefits,irr,mirr,payback,"
        "discounted_payback,bcr,pi,roi,irr_all,reasons"
    )
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["crm", ""],
        ["crm", "buy"],
        ["crm", "build"],
        ["crm", "wait"],
        ["pump", ""],
        ["dock", ""],
    ]


def test_which_projects(folder: Path) -> None:
    assert [one["project"] for one in data(folder, "--project", "p*")["projects"]] == ["pump"]
    assert [one["project"] for one in data(folder, "old")["projects"]] == ["old"]
    assert data(folder, "--where", "charter.state == 'completed'")["projects"] == []
    assert written(folder, "--where", "charter.state == 'completed'").startswith("Appraisal of 0 projects\n")
    outcome = appraise(folder, "crm", "--project", "pump")
    assert (outcome.code, outcome.out) == (2, "")
    assert appraise(folder, "nothing").code == 2


def test_the_hint_says_what_to_do_next(folder: Path) -> None:
    hints = [
        appraise(folder, *arguments, terminal=True).err.strip() for arguments in ((), ("crm",), ("dock",))
    ]
    assert hints[0].startswith("`pmo appraise crm` shows its options")
    assert hints[1].startswith("`pmo rank`")
    assert hints[2] == (
        "Add a `business_case` with `cash_flows` (period, cost, benefit) to projects/dock/charter.yaml."
    )


def test_without_a_rate_of_the_office(folder: Path) -> None:
    write(folder, {"pmo.yaml": office(), "projects/crm/charter.yaml": charter("crm", business_case=CASE)})
    crm = data(folder, "crm")["projects"][0]
    assert (crm["npv"], crm["reasons"]["npv"]) == (None, "there is no discount rate")
    assert "Discount rate none; MIRR finances at none and reinvests at none" in written(folder, "crm")


def test_in_indonesian_and_the_same_every_time(folder: Path) -> None:
    for format_ in ("text", "markdown", "json", "csv"):
        found = written(folder, "--format", format_, "--lang", "id")
        assert found == written(folder, "--format", format_, "--lang", "id")
        assert "net present value" not in found
