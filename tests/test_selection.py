"""The best set of projects: published optima, every rule of the contract, and all sets tried on small portfolios."""

import csv
import datetime
import itertools
import tempfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo.analysis.optimisation import solve
from pmo.analysis.selection import select
from pmo.analysis.selection.conflict import conflict
from pmo.analysis.selection.frontier import steps
from pmo.analysis.selection.problem import Problem, problem
from tests.oracles import oracle
from tests.selections import knapsacks, mknap1, portfolio, project

AS_OF = datetime.date(2026, 11, 1)
few = settings(max_examples=max(settings().max_examples // 4, 1))
"""Portfolios are written to a disk and read from it."""


def chosen(found_in, **options):
    return select(found_in, found_in.projects.values(), AS_OF, **options)


def reasons(selection):
    return {one.project: str(one.reason) for one in selection.left_out}


# published answers


@pytest.mark.skipif(not mknap1().is_file(), reason=f"needs {mknap1()}, which is not there")
def test_problems_of_petersen_are_solved_to_the_published_optimum_and_going_down_a_ranking_misses_most(
    tmp_path,
):
    """OR-Library mknap1 (Petersen 1967), 7 problems; optima as in the file, sets as in oracle_mknap1.csv."""
    with (mknap1().parent / "oracle_mknap1.csv").open() as stream:
        published = list(csv.DictReader(stream))
    cuts = []
    for number, (instance, row) in enumerate(zip(knapsacks(mknap1().read_text()), published, strict=True)):
        found = chosen(instance.portfolio(tmp_path / str(number)), time_limit=60, explain=False)
        assert (found.status, found.gap) == ("optimal", 0)
        assert found.value == Fraction(instance.optimum) == Fraction(Decimal(row["published_optimum"]))
        items = [int(one) - 1 for one in row["chosen"].split()]
        assert sum(instance.values[index] for index in items) == instance.optimum
        cuts.append(found.ranking_cut.value == found.value)
        assert found.ranking_cut.value <= found.value
    assert cuts.count(False) >= 4


@pytest.mark.parametrize("name", ["mknap1-1", "mknap1-3", "mknap1-5", "mknap1-7"])
def test_optima_of_the_or_library(name, tmp_path):
    """OR-Library mknap1.txt, optimum stated in the file."""
    example = oracle(name)
    instance = list(knapsacks(mknap1().read_text()))[example.inputs["instance"] - 1]
    assert (len(instance.values), len(instance.limits)) == (example.inputs["n"], example.inputs["m"])
    assert float(chosen(instance.portfolio(tmp_path), explain=False).value) == example.expect("optimum")


def test_capital_budgeting_with_logical_conditions(tmp_path):
    """Winston, Stockco: at most two, investment 2 requires 1, 2 excludes 4."""
    example = oracle("stockco-logical")
    values, (costs,), (limit,) = (example.inputs[name] for name in ("c", "A", "ub"))
    logic = [{}, {"requires": ["i1"], "excludes": ["i4"]}, {}, {}]
    charters = [
        project(f"i{index + 1}", value, cost={2027: cost}, **logic[index])
        for index, (value, cost) in enumerate(zip(values, costs, strict=True))
    ]
    found = chosen(portfolio(tmp_path, *charters, budget={2027: limit}, max_projects=2))
    assert float(found.value) == example.expect("z")
    assert [int(f"i{index + 1}" in found.selected) for index in range(4)] == example.expected["x"]
    assert found.status == "optimal"


def test_a_knapsack_of_ten(tmp_path):
    """Burkardt, FSU, KNAPSACK_01 dataset P01."""
    example = oracle("knapsack01-p01")
    pairs = zip(example.inputs["weights"], example.inputs["profits"], strict=True)
    charters = [
        project(f"p{index}", profit, cost={2027: weight}) for index, (weight, profit) in enumerate(pairs)
    ]
    found = chosen(portfolio(tmp_path, *charters, budget={2027: example.inputs["capacity"]}))
    assert float(found.value) == example.expect("optimum")


def test_value_over_budget_goes_up_in_the_published_steps(tmp_path):
    """Budget and value of Stockco, by all 16 sets: a unit less than each budget gives the value of the step before."""
    example = oracle("frontier-stockco")
    charters = [
        project(f"i{index}", value, cost={2027: cost})
        for index, (value, cost) in enumerate(zip(example.inputs["c"], example.inputs["cost"], strict=True))
    ]
    whole = _problem(portfolio(tmp_path, *charters, budget={2027: sum(example.inputs["cost"])}))
    stairs = example.expected["frontier"]
    budgets = [budget for budget, _ in stairs[1:]]
    shares = [Fraction(budget - below, budgets[-1]) for budget in budgets for below in (1, 0)]
    found = [float(step.value) for step in steps(whole, shares, time_limit=10)]
    assert found == [value for before, after in itertools.pairwise(stairs) for value in (before[1], after[1])]


# small portfolios, all sets tried


@st.composite
def small(draw):
    """Files of a portfolio of a few candidates with every kind of constraint, and one project under way."""
    count = draw(st.integers(1, 7))
    names = [f"p{index}" for index in range(count)]
    amounts = st.one_of(st.integers(0, 9), st.decimals("0.01", "9.99", places=2))
    charters = []
    for index, name in enumerate(names):
        others = st.lists(st.sampled_from(names), max_size=1)
        more = {}
        if draw(st.integers(0, 3)) == 0:
            more["requires"] = [one for one in draw(others) if one != name]
        if draw(st.integers(0, 3)) == 0:
            more["excludes"] = [one for one in draw(others) if one != name]
        if draw(st.integers(0, 9)) == 0:
            more["mandatory"] = True
        charters.append(
            project(
                name,
                draw(st.integers(-2, 12)),
                state=draw(st.sampled_from(["proposed", "approved"])),
                cost={year: draw(amounts) for year in (2027, "2028-Q1")},
                demand={("analyst", "2027-Q1"): draw(amounts)} if draw(st.booleans()) else {},
                programme="renewal" if index % 2 else None,
                **more,
            )
        )
    charters.append(project("running", state="active", cost={2027: draw(st.integers(0, 4))}))
    rules = {
        "budget": {2027: draw(st.integers(0, 25)), 2028: draw(st.integers(0, 20))},
        "capacity": {("analyst", "2027-Q1"): draw(st.integers(0, 15))},
    }
    if draw(st.booleans()):
        rules["max_projects"] = draw(st.integers(0, 5))
    if draw(st.integers(0, 3)) == 0:
        rules["minimums"] = [
            draw(
                st.sampled_from([{"programme": "renewal", "projects": 1}, {"objective": "grow", "value": 6}])
            )
        ]
    return charters, rules


def _allowed(charters, rules, names):
    """Whether a set of candidates keeps every rule, read from the files alone."""
    data = {}
    for one in charters:
        (written,) = one.values()
        data[written["id"]] = written
    done = {*names, "running"}

    def sums(member):
        used = {}
        for name in member:
            selection = data[name]["selection"]
            for cost in selection.get("cost", ()):
                year = int(str(cost["period"])[:4])
                used[year] = used.get(year, 0) + Fraction(cost["amount"])
            for demand in selection.get("demand", ()):
                used["fte"] = used.get("fte", 0) + Fraction(demand["fte"])
        return used

    used, before = sums(done), sums({"running"})
    limits = {**rules["budget"], "fte": next(iter(rules["capacity"].values()))}
    for key, limit in limits.items():
        if used.get(key, 0) > max(limit, before.get(key, 0)):
            return False
    for name, written in data.items():
        selection = written["selection"]
        if name in names and not set(selection.get("requires", ())) <= done:
            return False
        if name in names and set(selection.get("excludes", ())) & done:
            return False
        if selection.get("mandatory") and name not in names:
            return False
    if len(names) > rules.get("max_projects", 99):
        return False
    for minimum in rules.get("minimums", ()):
        members = [one for one in names if "objective" in minimum or data[one].get("programme") == "renewal"]
        if len(members) < minimum.get("projects", 0):
            return False
        if sum(data[one]["selection"]["value"] for one in members) < minimum.get("value", -99):
            return False
    return True


def _tried(charters, rules):
    """Value of every set that keeps the rules."""
    values = {}
    for one in charters:
        (written,) = one.values()
        if written["id"] != "running":
            values[written["id"]] = written["selection"]["value"]
    found = {}
    for size in range(len(values) + 1):
        for names in itertools.combinations(values, size):
            if _allowed(charters, rules, set(names)):
                found[names] = sum(values[one] for one in names)
    return found


@given(small())
def test_the_best_set_is_that_of_trying_all(case):
    charters, rules = case
    allowed = _tried(charters, rules)
    with tempfile.TemporaryDirectory() as folder:
        found = chosen(portfolio(Path(folder), *charters, **rules), near=True)
    if not allowed:
        assert (found.status, found.gap, found.value, found.selected) == ("infeasible", None, None, ())
        assert found.conflict
        return
    best = max(allowed.values())
    assert (found.status, found.gap, found.value) == ("optimal", 0, best)
    assert allowed[found.selected] == best
    near = [set(names) for names, value in allowed.items() if value >= best - abs(Fraction(best)) / 100]
    assert found.near.unsettled == ()
    assert set(found.near.all) == set.intersection(*near)
    assert set(found.near.some) == set.union(*near) - set.intersection(*near)
    for one in found.left_out:
        possible = [value for names, value in allowed.items() if one.project in names]
        assert one.possible == bool(possible), one
        if possible and one.loses is not None:
            assert one.is_exact
            assert one.loses == best - max(possible)


@few
@given(small(), st.sampled_from([2027, 2028]), st.integers(1, 10))
def test_more_money_never_makes_it_worse(case, year, more):
    charters, rules = case
    richer = {**rules, "budget": {**rules["budget"], year: rules["budget"][year] + more}}
    with tempfile.TemporaryDirectory() as folder:
        before = chosen(portfolio(Path(folder), *charters, **rules))
        after = chosen(portfolio(Path(folder), *charters, **richer))
    if before.value is not None:
        assert after.value >= before.value


@few
@given(small(), st.randoms(use_true_random=False))
def test_the_order_of_files_and_lists_is_irrelevant(case, random):
    charters, rules = case
    shuffled = list(charters)
    random.shuffle(shuffled)
    with tempfile.TemporaryDirectory() as folder:
        one = chosen(portfolio(Path(folder) / "a", *charters, **rules), near=True)
        other = chosen(portfolio(Path(folder) / "b", *shuffled, **rules), near=True)
    assert one == other


@few
@given(small())
def test_what_conflicts_is_irreducible(case):
    charters, rules = case
    with tempfile.TemporaryDirectory() as folder:
        asked = _problem(portfolio(Path(folder), *charters, **rules))
    if solve(asked.program(), time_limit=10).status != "infeasible":
        return
    found = conflict(asked, asked.constraints, 60)
    assert found.is_irreducible
    assert _cannot_hold(asked, found.constraints)
    for one in found.constraints:
        assert not _cannot_hold(asked, [other for other in found.constraints if other is not one])


def _problem(found_in, **options) -> Problem:
    return problem(found_in, found_in.projects.values(), AS_OF, **options)


def _cannot_hold(asked: Problem, constraints) -> bool:
    return solve(asked.program(constraints), time_limit=10).status == "infeasible"
