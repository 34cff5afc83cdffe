"""`pmo risks`: the matrix, EMV against contingency, what to escalate, what hangs together."""

import csv
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo.analysis.risk_register import risk_register
from tests import portfolios
from tests.commands import pmo
from tests.golden import check

EXAMPLE = ("--as-of", "2026-11-01")


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("width", [80, 120])
def test_the_example_on_a_terminal(example, request, monkeypatch, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    outcome = pmo("-C", example, "risks", *EXAMPLE, "--lang", language, "--color", "never", terminal=True)
    assert outcome.code == 0
    assert max(len(line) for line in outcome.out.splitlines()) <= width
    check(request, f"risks/{language}-{width}.txt", outcome.out)


def test_markdown(example, request):
    outcome = pmo("-C", example, "risks", *EXAMPLE, "--format", "markdown", "--project", "billing-renewal")
    check(request, "risks/billing-renewal.md", outcome.out)


def risk(id_, **more):
    return {"id": id_, "title": id_, "owner": "budi", "status": "assessed"} | more


REGISTERS = {
    "pmo.yaml": portfolios.office(fx={"USD": 0.5}, risk={"review_days": 10}),
    "projects/crm/budget.yaml": {"approved": 1000, "contingency": 100},
    "projects/crm/plan.yaml": {
        "milestones": [{"id": "live", "title": "Live", "baseline": "2027-01-04", "after": ["erp/api"]}]
    },
    "projects/erp/plan.yaml": {"milestones": [{"id": "api", "title": "API", "baseline": "2026-12-01"}]},
    "projects/erp/budget.yaml": {"currency": "USD"},
    "projects/crm/risks.yaml": {
        "risks": [
            risk("red", probability=5, impact={"cost": 3, "schedule": 2}, likelihood=0.5, cost=300, affects=["live"],
                 reviewed="2026-10-01"),
            risk("chance", type="opportunity", probability=2, impact=2, likelihood=0.1, cost={"min": 0, "likely": 0, "max": 300}),
            risk("plain", probability=1, impact=4, residual={"probability": 2, "impact": 2}),
            risk("unassessed", cause="The  vendor is late."),
            risk("gone", status="closed", probability=5, impact=5, likelihood=1, cost=9999),
        ]
    },
    "projects/erp/risks.yaml": {
        "risks": [
            risk("late", likelihood=0.2, cost=1000, affects=["api"], cause="the vendor is late",
                 response={"strategy": "escalate"}),
        ]
    },
}  # fmt: skip


def view(tmp_path, *options):
    root = portfolios.write(tmp_path, REGISTERS)
    outcome = pmo("-C", root, "risks", *EXAMPLE, "--format", "json", *options)
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)["data"]


def test_cells_scores_and_values(tmp_path):
    data = view(tmp_path)
    found = {row["address"]: row for row in data["risks"]}
    assert list(found) == [
        "crm/risks/red",
        "crm/risks/plain",
        "crm/risks/chance",
        "crm/risks/unassessed",
        "erp/risks/late",
    ]
    red = found["crm/risks/red"]
    assert (red["probability"], red["impact"], red["cell"], red["score"], red["emv"]) == (
        5,
        3,
        "R",
        15,
        "150",
    )
    assert found["crm/risks/chance"]["emv"] == "-10"
    assert found["crm/risks/plain"]["cell"] == "Y"
    assert found["crm/risks/plain"]["residual"] == {"probability": 2, "impact": 2, "cell": "G", "score": 4}
    assert found["crm/risks/unassessed"]["emv"] is None
    assert (found["erp/risks/late"]["emv"], found["erp/risks/late"]["currency"]) == ("200", "USD")
    assert data["matrix"] == [[0, 0, 1, 0, 0], [0] * 5, [0] * 5, [0, 1, 0, 0, 0], [0] * 5]
    assert data["not_assessed"] == ["crm/risks/unassessed", "erp/risks/late"]


def test_exposure_against_contingency(tmp_path):
    data = view(tmp_path)
    assert data["exposure"] == {"threats": "250", "opportunities": "-10", "net": "240", "without_figures": 2}
    crm, erp = data["by_project"]
    assert (crm["exposure"]["net"], crm["contingency"], crm["beyond_contingency"]) == ("140", "100", "40")
    assert (erp["exposure"]["net"], erp["contingency"], erp["beyond_contingency"]) == ("100", None, None)
    assert [(row["key"], row["risks"]) for row in data["by_owner"]] == [("budi", 5)]
    assert [(row["key"], row["risks"]) for row in data["by_category"]] == [(None, 5)]


def test_what_needs_somebody(tmp_path):
    data = view(tmp_path)
    assert data["escalation"] == ["crm/risks/red", "erp/risks/late"]
    assert data["overdue_reviews"] == ["crm/risks/red"]
    assert (
        next(row for row in data["risks"] if row["address"] == "crm/risks/red")["review_overdue_days"] == 11
    )
    assert [(one["kind"], one["key"], one["risks"]) for one in data["shared"]] == [
        ("cause", "the vendor is late", ["crm/risks/unassessed", "erp/risks/late"]),
        ("milestone", "erp/api", ["crm/risks/red", "erp/risks/late"]),
    ]


def test_all_of_them_and_only_some(tmp_path):
    assert [row["address"] for row in view(tmp_path, "--all")["risks"]][-1] == "crm/risks/gone"
    assert [row["address"] for row in view(tmp_path, "--project", "erp")["risks"]] == ["erp/risks/late"]
    root = portfolios.write(tmp_path, REGISTERS)
    rows = list(csv.DictReader(io.StringIO(pmo("-C", root, "risks", *EXAMPLE, "--format", "csv").out)))
    assert [row["residual_cell"] for row in rows] == ["R", "G", "G", "", ""]


def test_a_portfolio_without_risks(tmp_path):
    outcome = pmo("-C", portfolios.write(tmp_path), "risks", *EXAMPLE, terminal=True)
    assert outcome.code == 0
    assert "0 open risks" in outcome.out
    assert "pmo new risk" in outcome.err


@settings(max_examples=25)
@given(
    st.integers(0, 9), st.integers(0, 1000), st.integers(0, 9), st.integers(0, 1000),
)  # fmt: skip
def test_more_probable_or_dearer_threats_never_lower_exposure(tmp_path_factory, chance, cost, more, dearer):
    def exposed(likelihood, amount):
        files = {"projects/crm/risks.yaml": {"risks": [risk("a", likelihood=likelihood, cost=amount)]}}
        found = portfolios.portfolio(tmp_path_factory.mktemp("p"), files)
        return risk_register(found, found.holders, portfolios.AS_OF).exposure.net

    before = exposed(Decimal(chance) / 20, cost)
    assert exposed(Decimal(chance + more) / 20, cost + dearer) >= before
