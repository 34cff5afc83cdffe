"""`pmo align`: sums that add up, what is not aligned, hierarchy, key figures, balance."""

import csv
import datetime
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.kpi_progress import kpi_progress
from pmo.analysis.shares import shared, to_the_cent
from pmo.model.scalars import Number
from pmo.model.shared import Kpi, Measurement
from tests import portfolios
from tests.commands import pmo
from tests.golden import check

EXAMPLE = ("--as-of", "2026-11-01")


def align(root: Path, *arguments: object) -> dict:
    outcome = pmo("-C", root, "align", *EXAMPLE, "--format", "json", "--force", *arguments)
    assert outcome.code == 0
    return json.loads(outcome.out)["data"]


@pytest.mark.parametrize(("language", "width"), [("en", 80), ("en", 120), ("id", 120)])
def test_the_example_on_a_terminal(example, request, monkeypatch, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    outcome = pmo("-C", example, "align", *EXAMPLE, "--lang", language, "--color", "never", terminal=True)
    assert outcome.code == 0
    assert max(map(len, outcome.out.splitlines())) <= width
    check(request, f"align/{language}-{width}.txt", outcome.out)


def test_the_example_as_markdown(example, request):
    markdown = pmo("-C", example, "align", *EXAMPLE, "--all", "--format", "markdown").out
    lines = [
        line for line in markdown.splitlines() if not line.startswith("As of ")
    ]  # which names a revision
    check(request, "align/all.md", "\n".join(lines) + "\n")


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(1, 5), min_size=1, max_size=12))
def test_parts_add_up_to_the_cent(cents, weights):
    amount = Decimal(cents).scaleb(-2)
    parts = shared(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * weight / sum(weights)) < Decimal("0.01")


def test_thirds_of_a_cent():
    assert shared(Decimal(100), [1, 1, 1]) == (Decimal("33.34"), Decimal("33.33"), Decimal("33.33"))
    assert to_the_cent(Decimal("0.125")) == Decimal("0.12")


@pytest.mark.parametrize("options", [[], ["--all"]])
def test_sums_of_the_example_add_up(example, options):
    found = align(example, *options)
    for figure in ("spend", "benefit"):
        served = sum(Decimal(one[figure]) for one in found["objectives"])
        alone = sum(Decimal(one[figure] or 0) for one in found["projects"] if not one["contributions"])
        assert served + alone == Decimal(found[figure])
        for dimension in ("category", "horizon", "finish", "risk"):
            slices = [one for one in found["balance"] if one["dimension"] == dimension]
            assert sorted(id_ for one in slices for id_ in one["projects"]) == [
                one["id"] for one in found["projects"]
            ]
            assert sum(Decimal(one["spend"]) for one in slices) == Decimal(found["spend"])
            assert sum(one["share"] for one in slices) == pytest.approx(1)
    assert found["unserved"] == ["safe-workforce"]


TREE = {
    "pmo.yaml": portfolios.office(fx={"USD": 0.5}),
    "strategy.yaml": portfolios.strategy(
        objectives=[
            {"id": "grow", "title": "Grow", "weight": 3, "horizon": "2030"},
            {"id": "idle", "title": "Nobody's", "weight": 1},
            {"id": "online", "title": "Sell online", "parent": "Grow", "weight": 0},
            {"id": "loop", "title": "Loop", "parent": "pool"},
            {"id": "pool", "title": "Pool", "parent": "loop"},
            {"id": "below", "title": "Below the loop", "parent": "pool"},
        ]
    ),
    "projects/crm/charter.yaml": portfolios.charter(
        state="active",
        category="strategic",
        currency="USD",
        objectives=[
            {"objective": "online", "contribution": 4},
            {"objective": "below"},
            {"objective": "Online", "contribution": 1},
        ],
        business_case={"cash_flows": [{"period": 2026, "cost": 10, "benefit": 7}, {"period": 2027}]},
    ),
    "projects/crm/budget.yaml": "{approved: 1000.01}",
    "projects/alone/charter.yaml": portfolios.charter(
        "alone", state="on-hold", objectives=[], selection={"cost": [{"period": 2026, "amount": 50}]}
    ),
    "projects/case/charter.yaml": portfolios.charter(
        "case", state="approved", business_case={"cash_flows": [{"period": 2026, "cost": 30}]}
    ),
    "projects/yen/charter.yaml": portfolios.charter("yen", state="active", currency="JPY"),
    "projects/yen/budget.yaml": "{approved: 5}",
    "projects/nothing/charter.yaml": portfolios.charter("nothing", state="active"),
    "projects/idea/charter.yaml": portfolios.charter("idea", objectives=[{"objective": "idle"}]),
    "projects/run/charter.yaml": portfolios.charter("run", state="active"),
    "projects/run/budget.yaml": """
        actuals: [{period: 2026-09, cost: 4}]
        forecast: [{period: 2026-12, cost: 6}]
        """,
    "projects/run/plan.yaml": "milestones: [{id: end, title: End, baseline: 2030-01-01}]",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return portfolios.write(tmp_path, TREE)


def test_objectives_and_their_parts(root):
    found = align(root)
    rows = {one["id"]: one for one in found["objectives"]}
    assert [(one["id"], one["depth"]) for one in found["objectives"]] == [
        ("grow", 0), ("online", 1), ("idle", 0), ("loop", 0), ("pool", 0), ("below", 1),
    ]  # fmt: skip
    assert (rows["online"]["spend"], rows["below"]["spend"]) == ("400.00", "100.00")
    assert (rows["grow"]["spend"], rows["grow"]["spend_with_parts"]) == ("40.00", "440.00")
    assert (rows["pool"]["is_served"], rows["pool"]["spend_with_parts"]) == (True, "100.00")
    assert rows["online"]["projects"] == [
        {"project": "crm", "contribution": 4, "share": 0.8, "spend": "400.00", "benefit": "2.80"}
    ]
    assert rows["below"]["projects"][0]["contribution"] is None
    assert found["unserved"] == ["idle", "loop"]
    assert [one["weight_share"] for one in found["objectives"]] == pytest.approx(
        [3 / 7, 0, 1 / 7, 1 / 7, 1 / 7, 1 / 7]
    )


def test_where_spend_comes_from(root):
    found = align(root)
    assert {one["id"]: (one["spend"], one["basis"]) for one in found["projects"]} == {
        "alone": ("50.00", "selection"),
        "case": ("30.00", "business-case"),
        "crm": ("500.00", "approved"),
        "nothing": (None, None),
        "run": ("10.00", "estimate"),
        "yen": (None, None),
    }
    assert (found["not_converted"], found["no_money"], found["serving_none"]) == (
        ["yen"],
        ["nothing"],
        ["alone"],
    )
    assert Decimal(found["spend"]) == Decimal(590)
    assert found["states"] == ["approved", "active", "on-hold"]


def test_all_and_chosen_projects(root):
    assert {one["id"] for one in align(root, "--all")["projects"]} >= {"idea"}
    assert align(root, "--all")["unserved"] == ["loop"]
    named = align(root, "--project", "idea")
    assert ([one["id"] for one in named["projects"]], named["states"]) == (["idea"], None)
    narrowed = align(root, "--where", "charter.state == 'on-hold'")
    assert [one["id"] for one in narrowed["projects"]] == ["alone"]


def test_balance(root):
    found = align(root)
    slices = {(one["dimension"], one["key"]): one for one in found["balance"]}
    assert slices["category", "strategic"]["projects"] == ["crm"]
    assert slices["horizon", "2030"]["projects"] == ["case", "nothing", "run", "yen"]
    assert slices["horizon", None]["projects"] == ["alone", "crm"]
    assert slices["finish", "later"]["projects"] == ["run"]
    assert slices["risk", None]["share"] == 1


def test_text_says_what_is_not_aligned(root, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    outcome = pmo("-C", root, "align", *EXAMPLE, "--force", terminal=True)
    assert "Objectives that no project serves: idle, loop" in outcome.out
    assert "Projects that serve no objective: alone" in outcome.out
    assert "for want of an exchange rate: yen" in outcome.out
    assert "No spend is known of: nothing" in outcome.out
    assert "no objective" in outcome.out
    assert "?" in outcome.out
    assert "says what a project serves" in outcome.err
    assert "{objective: ID, contribution: 3}" in outcome.err
    markdown = pmo("-C", root, "align", *EXAMPLE, "--force", "--format", "markdown").out
    assert "– online" in markdown.replace("\N{EN DASH}", "–")  # noqa: RUF001
    narrow = pmo("-C", root, "align", *EXAMPLE, "--force", "--project", "crm", terminal=True)
    assert "`pmo show strategy/grow`" not in narrow.err
    assert "`pmo show strategy/" in narrow.err


def test_csv_for_a_pivot_table(root):
    out = pmo("-C", root, "align", *EXAMPLE, "--force", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out)))
    pairs = {(row["objective"], row["project"]): row for row in rows}
    assert pairs["online", "crm"] | {} == {
        "objective": "online", "project": "crm", "contribution": "4", "share": "0.8", "spend": "400",
        "benefit": "2.8", "currency": "EUR",
    }  # fmt: skip
    assert pairs["idle", ""]["spend"] == ""
    assert pairs["", "alone"]["spend"] == "50"


def test_many_objectives_take_several_tables(tmp_path):
    objectives = [{"id": f"goal-{number}", "title": "x"} for number in range(30)]
    links = [{"objective": one["id"], "contribution": 1} for one in objectives]
    files = {
        "strategy.yaml": {"objectives": objectives},
        "projects/crm/charter.yaml": portfolios.charter(state="active", objectives=links),
    }
    outcome = pmo("-C", portfolios.write(tmp_path, files), "align", *EXAMPLE, terminal=True)
    assert outcome.out.count("crm") >= 2
    assert "`pmo roadmap --by objective`" in outcome.err


def test_without_strategy_or_projects(tmp_path):
    root = portfolios.write(
        tmp_path, {"strategy.yaml": None, "projects/crm/charter.yaml": portfolios.charter(objectives=[])}
    )
    found = align(root)
    assert (found["objectives"], found["projects"], found["balance"]) == ([], [], [])
    outcome = pmo("-C", root, "align", *EXAMPLE)
    assert outcome.code == 0
    assert "0 projects (approved, active, on hold), 0 of 0 objectives served" in outcome.out
    assert align(root, "--all")["serving_none"] == ["crm"]
    assert "# Alignment" in pmo("-C", root, "align", *EXAMPLE, "--format", "markdown").out


def kpi(*values: int, baseline: int | None = 10, target: int | None = 20, direction: str = "up") -> Kpi:
    measured = tuple(
        Measurement(date=datetime.date(2026, number, 1), value=Number(value))
        for number, value in enumerate(values, 1)
    )
    return Kpi(
        id="k",
        title="K",
        baseline=None if baseline is None else Number(baseline),
        target=None if target is None else Number(target),
        direction=direction,  # type: ignore[arg-type]
        measurements=measured[::-1],
    )


@pytest.mark.parametrize(
    ("one", "state", "covered"),
    [
        (kpi(12, 15), "on-the-way", 0.5),
        (kpi(15, 12), "off-the-way", 0.2),
        (kpi(8), "off-the-way", -0.2),
        (kpi(10), "off-the-way", 0.0),
        (kpi(20), "reached", 1.0),
        (kpi(25), "reached", 1.5),
        (kpi(), "unknown", None),
        (kpi(12, target=None), "unknown", None),
        (kpi(12, baseline=None), "unknown", None),
        (kpi(12, 13, baseline=None), "on-the-way", None),
        (kpi(8, baseline=10, target=4, direction="down"), "on-the-way", 1 / 3),
        (kpi(11, baseline=10, target=4, direction="down"), "off-the-way", -1 / 6),
        (kpi(3, baseline=10, target=4, direction="down"), "reached", 7 / 6),
        (kpi(9, baseline=10, target=10), "off-the-way", None),
    ],
)
def test_key_figures(one, state, covered):
    found = kpi_progress(one, datetime.date(2026, 11, 1))
    assert (found.state, found.covered) == (state, covered if covered is None else pytest.approx(covered))


def test_key_figures_of_later_days_are_not_known_yet():
    found = kpi_progress(kpi(12, 15, 19), datetime.date(2026, 2, 1))
    assert (found.latest, found.previous, found.measured_on) == (15, 12, datetime.date(2026, 2, 1))
