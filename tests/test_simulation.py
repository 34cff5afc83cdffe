"""Monte Carlo: published moments and quantiles, what moves what, the same figures again."""

import csv
import datetime
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="simulate needs the extra `simulation`")

from pmo.analysis.sampling import (  # noqa: E402
    Severity,
    amounts,
    correlated,
    happens,
    happens_together,
    percentiles,
    stream,
    whole_percentile,
)
from pmo.analysis.schedule import schedule_of  # noqa: E402
from pmo.analysis.simulation import simulate  # noqa: E402
from pmo.model.scalars import Estimate  # noqa: E402
from tests import portfolios  # noqa: E402
from tests.commands import pmo  # noqa: E402
from tests.golden import check  # noqa: E402
from tests.oracles import oracle  # noqa: E402

EXAMPLE = ("--as-of", "2026-11-01")
AS_OF = datetime.date(2026, 11, 2)
"""A Monday."""


def estimate(low, likely, high):
    return Estimate(Decimal(str(low)), Decimal(str(likely)), Decimal(str(high)))


def severity(name, runs):
    return Severity.drawn(stream(1, name), runs)


def test_sum_of_triangular_costs():
    example = oracle("mc-triangular-sum")
    runs = example.inputs["n"]
    total = sum(
        amounts(severity(str(number), runs), estimate(*points))
        for number, points in enumerate(example.inputs["items"])
    )
    error = (example.expected["var"] / runs) ** 0.5
    assert abs(total.mean() - example.expected["mean"]) < 4 * error
    assert total.var() == pytest.approx(example.expected["var"], rel=0.02)


def test_quantiles_of_a_triangular_cost():
    example = oracle("triangular-quantiles")
    drawn = amounts(severity("x", 1_000_000), estimate(*(example.inputs[name] for name in "amb")))
    for share, found in zip(("p50", "p80", "p90"), percentiles(drawn, (0.5, 0.8, 0.9)), strict=True):
        assert found == pytest.approx(example.expected[share], abs=0.02)


@pytest.mark.parametrize(("share", "near"), [(0.5, -40), (0.8, 0), (0.8, 4), (0.999, 900), (1.0, 3)])
def test_a_percentile_of_days_from_anywhere(share, near):
    days = np.rint(severity("days", 5000).mildness * 20) / 2 - 3
    (exact,) = percentiles(days, (share,))
    assert whole_percentile(days, share, near) == np.ceil(exact)


@pytest.mark.parametrize("distribution", ["triangular", "pert"])
@pytest.mark.parametrize("likely", [2, 2.5, 7, 10])
def test_draws_stay_within_the_points(likely, distribution):
    bad = Severity(np.array([0, 1e-7, 0.3, 0.9999999, 1], np.float32))
    drawn = amounts(bad, estimate(2, likely, 10), distribution)
    assert (drawn[0], drawn[-1]) == (pytest.approx(10), pytest.approx(2))
    assert (np.diff(drawn) <= 0).all()
    assert drawn.min() >= 2
    assert drawn.max() <= 10


@pytest.mark.parametrize("likely", [0, 10, 40])
def test_quantiles_of_a_pert_cost(likely):
    # the share of as many draws of numpy's own beta distribution
    mode = likely / 40
    known = np.random.default_rng(1).beta(1 + 4 * mode, 5 - 4 * mode, 400_000) * 40
    drawn = amounts(severity("x", 400_000), estimate(0, likely, 40), "pert")
    shares = (0.01, 0.1, 0.5, 0.8, 0.9, 0.99)
    assert percentiles(drawn, shares) == pytest.approx(percentiles(known, shares), abs=0.12)


def test_a_more_probable_risk_never_costs_less_in_any_run():
    points = estimate(100, 200, 900)
    less, more = (happens(stream(1, "a"), likelihood, 5000) for likelihood in (0.3, 0.4))
    costs = [one.hits * amounts(one.severity, points) for one in (less, more)]
    assert (costs[1] >= costs[0] - 0.001).all()


def test_the_mean_of_a_pert_cost():
    example = oracle("pert-beta-moments")
    drawn = amounts(severity("x", 400_000), estimate(*(example.inputs[name] for name in "amb")), "pert")
    assert drawn.mean() == pytest.approx(example.expected["mean_beta"], rel=0.005)
    assert drawn.var() == pytest.approx(example.expected["var_beta"], rel=0.02)


def test_merging_paths_are_later_than_either():
    example = oracle("merge-bias")
    later = np.maximum(*(stream(1, str(task)).random(400_000) for task in range(example.inputs["tasks"])))
    assert later.mean() == example.expect("mean")
    assert np.mean(later <= 0.5) == example.expect("p_half")


def test_what_independence_understates():
    example = oracle("corr-book")
    runs = 100_000
    for count, under in zip(example.inputs["n"][:2], example.expected["under"], strict=False):
        common = stream(1, "common").standard_normal(runs)
        together, alone = np.zeros(runs), np.zeros(runs)
        for number in range(count):
            own = stream(1, str(number)).standard_normal(runs)
            together += correlated(common, own, example.inputs["r"])
            alone += own
        assert 1 - alone.std() / together.std() == pytest.approx(under, abs=0.01)


@pytest.mark.parametrize("chance", [0, 0.1, 0.5, 1])
def test_how_often_a_risk_happens(chance):
    common = stream(1, "cause").standard_normal(50_000)
    for hits, _ in (
        happens(stream(1, "a"), chance, 50_000),
        happens_together(stream(1, "a"), chance, common, 0.5),
    ):
        assert hits.mean() == pytest.approx(chance, abs=0.01)


def test_risks_with_a_shared_cause_happen_together():
    common = stream(1, "cause").standard_normal(50_000)
    one, other = (happens_together(stream(1, name), 0.3, common, 0.7).hits for name in "ab")
    assert np.mean(one & other) > 0.15  # 0.09 were they independent


def risk(id_, **more):
    return {"id": id_, "title": id_, "owner": "budi", "status": "assessed"} | more


def files(*risks, **more):
    return {
        "projects/crm/budget.yaml": {"approved": 1100, "contingency": 100},
        "projects/crm/plan.yaml": {
            "milestones": [
                {"id": "built", "title": "Built", "forecast": "2026-12-01", "baseline": "2026-12-01"},
                {"id": "live", "title": "Live", "baseline": "2026-12-15", "after": [{"milestone": "built", "lag_days": 10}]},
            ]
        },
        "projects/crm/risks.yaml": {"risks": list(risks)},
    } | more  # fmt: skip


def simulated(tmp_path, *risks, runs=20_000, more=None, **options):
    found = portfolios.portfolio(tmp_path, files(*risks, **(more or {})))
    return simulate(found, found.projects.values(), AS_OF, runs=runs, **options)


def test_nothing_uncertain_is_the_plan(tmp_path):
    result = simulated(tmp_path)
    (crm,) = result.projects
    assert (crm.cost.base, crm.cost.p50, crm.cost.p90, crm.cost.within_budget) == (1000, 1000, 1000, 1)
    assert crm.finish.planned == crm.finish.p50 == crm.finish.p90 == datetime.date(2026, 12, 15)
    assert (crm.finish.in_time, crm.drivers, result.drivers) == (1, (), ())


def test_cost_of_a_risk(tmp_path):
    (crm,) = simulated(tmp_path, risk("a", likelihood=0.3, cost=200)).projects
    assert crm.cost.mean == pytest.approx(1060, abs=3)
    assert (crm.cost.p50, crm.cost.p80, crm.cost.contingency_needed) == (1000, 1200, 200)
    assert crm.cost.within_budget == pytest.approx(0.7, abs=0.01)
    assert [(one.address, one.p80) for one in crm.drivers] == [("crm/risks/a", 200)]


def test_an_opportunity_lowers_cost_and_brings_dates_forward(tmp_path):
    (crm,) = simulated(tmp_path, risk("a", type="opportunity", likelihood=1, cost=300, days=5)).projects
    assert crm.cost.p50 == 700
    assert crm.finish.p50 == datetime.date(2026, 12, 8)


def test_days_move_the_milestone_and_what_waits_for_it(tmp_path):
    result = simulated(tmp_path, risk("a", likelihood=0.6, days=4, affects=["built"]))
    (crm,) = result.projects
    assert (crm.finish.planned, crm.finish.p50) == (datetime.date(2026, 12, 15), datetime.date(2026, 12, 21))
    assert crm.finish.in_time == pytest.approx(0.4, abs=0.01)
    assert result.finish.p50 == crm.finish.p50
    assert [(one.address, one.kind, one.p80) for one in crm.drivers] == [("crm/risks/a", "days", 4)]


def test_days_move_other_projects(tmp_path):
    waiting = {
        "projects/erp/plan.yaml": {
            "milestones": [{"id": "end", "title": "End", "after": [{"milestone": "crm/live", "lag_days": 1}]}]
        }
    }
    delayed = risk("a", likelihood=1, days=5, affects=["crm/built"])
    result = simulated(tmp_path, delayed, more=waiting)
    ends = {one.project.id: one.finish.p50 for one in result.projects}
    assert ends == {"crm": datetime.date(2026, 12, 22), "erp": datetime.date(2026, 12, 23)}
    found = portfolios.portfolio(tmp_path)
    (only,) = simulate(found, [found.projects["erp"]], AS_OF, runs=500).projects
    assert only.finish.p50 == datetime.date(2026, 12, 23)


def test_uncertain_lags_are_drawn(tmp_path):
    plan = {
        "milestones": [
            {"id": "a", "title": "A", "forecast": "2026-12-01"},
            {"id": "b", "title": "B", "after": [{"milestone": "a", "lag_days": {"min": 5, "likely": 10, "max": 30}}]},
        ]
    }  # fmt: skip
    (crm,) = simulated(tmp_path, more={"projects/crm/plan.yaml": plan}).projects
    assert crm.finish.planned < crm.finish.p80 <= crm.finish.p90


def test_currencies_and_what_cannot_be_counted(tmp_path):
    more = {
        "pmo.yaml": portfolios.office(fx={"USD": 0.5}),
        "projects/erp/budget.yaml": {"approved": 500, "currency": "USD"},
        "projects/bi/budget.yaml": {"approved": 500, "currency": "CHF"},
        "projects/gone/charter.yaml": portfolios.charter("gone", state="cancelled"),
        "projects/gone/budget.yaml": {"approved": 9999},
    }
    result = simulated(tmp_path, risk("a", probability=3, days=1), risk("b"), more=more)
    assert result.not_converted == ("bi",)
    assert result.cost.base == 1250
    assert [(one.address, str(one.reason)) for one in result.left_out] == [
        ("crm/risks/b", "neither cost nor days")
    ]
    assert {one.project.id for one in result.projects} == {"crm", "erp", "bi"}


def test_a_shared_cause_widens_the_portfolio(tmp_path):
    one = risk("late", likelihood=0.3, cost=100, cause="The vendor is late")
    more = {
        "projects/erp/risks.yaml": {"risks": [one]},
        "projects/erp/budget.yaml": {"approved": 1000},
    }
    together = simulated(tmp_path, one, more=more, correlation=0.9)
    alone = simulated(tmp_path, one, more=more, correlation=0)
    assert together.shared == (("crm/risks/late", "erp/risks/late"),)
    assert together.cost.p90 >= alone.cost.p90
    assert together.cost.within_budget is not None


def test_the_same_seed_gives_the_same_figures_and_others_do_not_matter(tmp_path):
    one = risk("a", likelihood=0.4, cost={"min": 10, "likely": 50, "max": 200})
    first = simulated(tmp_path / "1", one, runs=1000)
    again = simulated(tmp_path / "2", risk("z", likelihood=0.2, cost=0), one, runs=1000)
    other = simulated(tmp_path / "3", one, runs=1000, seed=2)
    assert first.projects[0].cost.mean == again.projects[0].cost.mean != other.projects[0].cost.mean


points = st.integers(0, 500).flatmap(
    lambda low: st.integers(low, 900).flatmap(
        lambda likely: st.integers(likely, 1000).map(lambda high: {"min": low, "likely": likely, "max": high})
    )
)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 20), points, points, st.booleans()), max_size=4))
def test_percentiles_rise_and_nothing_is_undefined(tmp_path_factory, drawn):
    risks = [
        risk(
            f"r{number}", likelihood=chance / 20, cost=cost, days=days,
            type="opportunity" if helps else "threat", distribution="pert" if number % 2 else "triangular",
        )
        for number, (chance, cost, days, helps) in enumerate(drawn)
    ]  # fmt: skip
    (crm,) = simulated(tmp_path_factory.mktemp("p"), *risks, runs=300).projects
    assert crm.cost.p50 <= crm.cost.p80 <= crm.cost.p90
    assert crm.finish.p50 <= crm.finish.p80 <= crm.finish.p90
    assert np.isfinite([crm.cost.mean, crm.cost.p90, *(one.p80 for one in crm.drivers)]).all()


def test_without_uncertainty_the_network_agrees_with_the_schedule(example):
    from pmo.loading import load
    from pmo.trees import WorkingTree

    portfolio = load(WorkingTree(example)).portfolio
    schedule = schedule_of(portfolio, AS_OF)
    for one in simulate(portfolio, portfolio.projects.values(), AS_OF, runs=100).projects:
        last = schedule.last_of(one.project)
        assert (one.finish.planned if one.finish else None) == (last.early if last else None)


@pytest.mark.parametrize(("language", "width"), [("en", 120), ("id", 80)])
def test_the_example_on_a_terminal(example, request, monkeypatch, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    outcome = pmo("-C", example, "simulate", *EXAMPLE, "--lang", language, "--color", "never", terminal=True)
    assert outcome.code == 0
    assert max(len(line) for line in outcome.out.splitlines()) <= width
    check(request, f"simulation/{language}-{width}.txt", outcome.out)


def test_markdown_and_csv_and_json(example):
    options = ("-C", example, "simulate", *EXAMPLE, "--runs", "500", "--project", "scada*")
    assert "| scada-renewal |" in pmo(*options, "--format", "markdown").out
    rows = list(csv.DictReader(io.StringIO(pmo(*options, "--format", "csv").out)))
    data = json.loads(pmo(*options, "--format", "json").out)["data"]
    assert [row["project"] for row in rows] == ["scada-renewal", ""]
    assert rows[0]["cost_p80"] == data["projects"][0]["cost"]["p80"]
    assert (data["seed"], data["runs"]) == (1, 500)
    assert data["projects"][0]["finish"].keys() >= {"p50", "p80", "p90"}


def test_without_numpy_the_extra_is_named(example, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "numpy", None)
    outcome = pmo("-C", example, "simulate")
    assert (outcome.code, "pip install 'pmo-toolkit[simulation]'" in outcome.err) == (2, True)


def test_nothing_to_simulate(tmp_path):
    outcome = pmo("-C", portfolios.write(tmp_path), "simulate", "--runs", "100", terminal=True)
    assert outcome.code == 0
    assert "likelihood=0.3" in outcome.err
