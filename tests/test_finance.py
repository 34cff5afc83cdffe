"""Money over time: sums, spreading, exchange rates, year-end, run rate, contingency, cost of resources."""

import datetime
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.contingency import contingency_of
from pmo.analysis.finance import BYS, finance
from pmo.analysis.grids import UNITS, Grid
from pmo.analysis.ledger import SERIES
from pmo.analysis.money import converted, project_money
from pmo.analysis.resource_cost import stints
from pmo.analysis.tolerances import cost_tolerance
from pmo.analysis.year_end import contingency_use, fiscal_year, run_rate
from pmo.loading import load
from pmo.model.allocations import Allocations
from pmo.model.budget import Budget
from pmo.model.charter import Charter
from pmo.model.office import Office
from pmo.model.people import People
from pmo.model.portfolio import Document, Holder, Portfolio, Project
from pmo.model.scalars import decode
from pmo.trees import WorkingTree
from tests.portfolios import AS_OF, charter, office, people, portfolio

ANNUAL = Grid("fiscal-year", 1)

# any portfolio

AMOUNT = st.decimals(0, 10**7, places=2, allow_nan=False) | st.integers(0, 10**9)
COST = st.decimals(-(10**5), 10**7, places=3, allow_nan=False)
PERIODS = st.sampled_from(
    ["2026-01", "2026-07", "2026-12", "2027-02", "2026-Q1", "2026-Q4", "2027-Q2", "2026", "2027", "FY2026",
     "FY2025-Q4", "FY2027-Q1"]
)  # fmt: skip
LINE = st.sampled_from([None, "a", "b", "c", "unknown"])


def entries(field, amount):
    def entry(period, value, line):
        return {"period": period, field: value} | ({"line": line} if line else {})

    return st.lists(st.builds(entry, PERIODS, amount, LINE), max_size=6)


BUDGETS = st.none() | st.fixed_dictionaries(
    {
        "currency": st.sampled_from(["EUR", "USD", "XXX"]),
        "approved": AMOUNT,
        "lines": st.just(
            [
                {"id": "a", "title": "A", "amount": 5, "category": "capex", "vendor": "acme"},
                {"id": "b", "title": "B", "amount": 7, "category": "contingency"},
                {"id": "c", "title": "C", "amount": 9},
            ]
        ),
        "plan": entries("planned", AMOUNT),
        "actuals": entries("cost", COST),
        "forecast": entries("cost", COST),
    }
)


def document(kind, type_, data, level="office", holder=""):
    record = msgspec.convert(data, type_, dec_hook=decode)
    return Document(f"{holder}/{kind}.yaml", kind, level, holder, kind, record)


@st.composite
def portfolios_of_money(draw):
    start = draw(st.integers(1, 12))
    data = office(fx={"USD": Decimal("0.913")}, calendar={"fiscal_year_start": start})
    made = {}
    for index, budget in enumerate(draw(st.lists(BUDGETS, min_size=1, max_size=4))):
        id_ = f"p{index}"
        state = draw(st.sampled_from(["active", "completed", "proposed"]))
        programme = draw(st.sampled_from([None, "one", "two"]))
        documents = {
            "charter": document(
                "charter", Charter, charter(id_, state=state, programme=programme), "project", id_
            )
        }
        if budget is not None:
            documents["budget"] = document("budget", Budget, budget, "project", id_)
        allocations = {"allocations": [{"person": "ana", "load": Decimal("0.5"), "from": datetime.date(2026, 11, 2),
                                        "to": datetime.date(2027, 3, 3)}]}  # fmt: skip
        documents["allocations"] = document("allocations", Allocations, allocations, "project", id_)
        made[id_] = Project(id_, "project", documents)
    staff = people(roles=[{"id": "lead", "title": "Lead", "cost_rate": 400}])
    staff["people"] = [{"id": "ana", "name": "Ana", "role": "lead"}]
    at_office = {"office": document("office", Office, data), "people": document("people", People, staff)}
    return Portfolio(Holder("", "office", at_office), made, {}, {})


@given(
    portfolios_of_money(), st.sampled_from(UNITS), st.sampled_from(BYS), st.booleans(),
    st.none() | st.just(datetime.date(2026, 5, 5)), st.none() | st.just(datetime.date(2027, 1, 31)),
)  # fmt: skip
def test_sums_over_rows_and_over_periods_are_the_whole(found, unit, by, spread, first, last):
    chosen = tuple(found.projects.values())
    grid = Grid(unit, found.office.calendar.fiscal_year_start)
    money = finance(found, chosen, AS_OF, grid, by=by, spread=spread, first=first, last=last)
    for series in (*SERIES, "difference"):
        whole = getattr(money.total, series)
        apart = getattr(money.apart, series) if money.apart is not None else None
        by_period = [getattr(one.amounts, series) for one in money.periods]
        if whole is not None:
            assert sum(by_period) + (apart or 0) == whole
        if series != "difference" or by in ("project", "programme"):
            rows = [getattr(row.total, series) for row in money.rows]
            assert sum(one for one in rows if one is not None) == (whole or 0)
        for row in money.rows:
            own = getattr(row.total, series)
            if own is not None:
                cells = sum(getattr(cell, series) for cell in row.cells)
                assert cells + (getattr(row.apart, series) if row.apart else 0) == own
            elif series != "difference":
                assert row.why is not None or series in row.reasons
    if by in ("project", "programme") and money.resources.confirmed is not None:
        for name in ("confirmed", "requested"):
            rows = [getattr(row.resources, name) for row in money.rows]
            periods = [getattr(one.resources, name) for one in money.periods]
            assert (
                sum(one for one in rows if one is not None) == getattr(money.resources, name) == sum(periods)
            )


@given(portfolios_of_money(), st.sampled_from(UNITS))
def test_spreading_moves_money_and_loses_none(found, unit):
    chosen = tuple(found.projects.values())
    grid = Grid(unit, found.office.calendar.fiscal_year_start)
    spread, as_it_is = (finance(found, chosen, AS_OF, grid, spread=one) for one in (True, False))
    assert spread.total == as_it_is.total
    assert spread.apart is None
    months = finance(found, chosen, AS_OF, Grid("month"), spread=True)
    for period in spread.periods:
        within = [one.amounts for one in months.periods if period.first <= one.first <= period.last]
        for series in SERIES:
            if getattr(period.amounts, series) is not None:
                assert sum(getattr(one, series) for one in within) == getattr(period.amounts, series)


@given(portfolios_of_money())
def test_what_is_booked_and_to_come_is_the_estimate_at_completion(found):
    money = finance(found, found.projects.values(), AS_OF, Grid("month"))
    for row in money.rows:
        project = found.projects[row.key]
        estimate = project_money(found, project, AS_OF).estimate
        own = converted(found, estimate) if estimate is not None else None
        if own is None:
            assert row.total.forecast is None
        else:
            assert (row.total.actual or 0) + row.total.forecast == own.amount


@given(portfolios_of_money())
def test_fiscal_years_add_up_to_the_whole(found):
    chosen = tuple(found.projects.values())
    grid = Grid("fiscal-year", found.office.calendar.fiscal_year_start)
    money = finance(found, chosen, AS_OF, grid, spread=True)
    years = [fiscal_year(found, chosen, AS_OF, grid.of(one.first), spread=True) for one in money.periods]
    known = [year.difference for year in years if year.difference is not None]
    assert sum(known) == (money.total.difference or 0)
    for year in years:
        if year.outlook is not None:
            assert year.difference == year.outlook - year.planned
            assert year.outlook == year.actual + year.forecast
        for row in year.projects:
            for name in ("planned", "actual", "forecast", "outlook", "difference", "at_run_rate"):
                assert (getattr(row, name) is None) == (name in row.reasons)


# one project


def budget(**changes):
    return {
        "projects/crm/charter.yaml": charter(state="active"),
        "projects/crm/budget.yaml": {"approved": 1200} | changes,
    }


def of(tmp_path, **changes):
    found = portfolio(tmp_path, budget(**changes))
    return found, found.projects["crm"]


def planned(*pairs):
    return [{"period": period, "planned": amount} for period, amount in pairs]


def cost(*pairs):
    return [{"period": period, "cost": amount} for period, amount in pairs]


def test_finer_periods_add_up_and_coarser_ones_stand_apart_unless_spread(tmp_path):
    found, crm = of(tmp_path, plan=planned(("2026-01", 10), ("2026-02", 20), ("2026", 90)))
    money = finance(found, [crm], AS_OF, Grid("quarter"))
    assert [one.amounts.planned for one in money.periods] == [30, 0, 0, 0]
    assert (money.apart.planned, money.apart_periods) == (90, ("2026",))
    assert money.total.planned == 120
    spread = finance(found, [crm], AS_OF, Grid("quarter"), spread=True)
    assert [one.amounts.planned for one in spread.periods] == [Decimal("52.5"), Decimal("22.5"), Decimal("22.5"), Decimal("22.5")]  # fmt: skip
    assert spread.apart is None


def test_a_window_takes_whole_periods_and_what_reaches_into_it(tmp_path):
    found, crm = of(tmp_path, plan=planned(("2026-03", 1), ("2026-04", 2), ("2026-09", 4), ("2026-Q4", 8)))
    day = datetime.date
    money = finance(found, [crm], AS_OF, Grid("month"), first=day(2026, 4, 9), last=day(2026, 10, 1))
    assert (money.first, money.last) == (day(2026, 4, 1), day(2026, 10, 31))
    assert (len(money.periods), money.total.planned, money.apart.planned) == (7, 14, 8)
    spread = finance(
        found, [crm], AS_OF, Grid("month"), spread=True, first=day(2026, 4, 9), last=day(2026, 10, 1)
    )
    assert spread.total.planned == 6 + Decimal("2.67")


def test_a_missing_rate_leaves_a_project_out_of_all_sums(tmp_path):
    files = budget(currency="USD", plan=planned(("2026-01", 100)))
    files["projects/erp/budget.yaml"] = {
        "approved": 5,
        "currency": "JPY",
        "plan": planned(("2026-01", 10**12)),
    }
    files["pmo.yaml"] = office(fx={"USD": Decimal("0.9")})
    found = portfolio(tmp_path, files)
    money = finance(found, found.projects.values(), AS_OF, Grid("year"))
    crm, erp = money.rows
    assert (crm.total.planned, crm.budget) == (Decimal(90), Decimal(1080))
    assert (erp.total.planned, erp.budget, str(erp.why)) == (
        None,
        None,
        "there is no exchange rate for its currency",
    )
    assert money.total.planned == Decimal(90)
    assert list(money.left_out) == ["erp"]
    (programme,) = finance(found, [found.projects["erp"]], AS_OF, Grid("year"), by="programme").rows
    assert str(programme.reasons["planned"]) == "there is no exchange rate for its currency"


def test_without_any_money_there_are_no_periods(tmp_path):
    found = portfolio(tmp_path)
    money = finance(found, found.projects.values(), AS_OF, Grid("month"))
    assert (money.periods, money.first, money.total.planned) == ((), None, None)
    only = finance(found, found.projects.values(), AS_OF, Grid("month"), first=AS_OF)
    assert [one.name for one in only.periods] == ["2026-11"]


def test_lines_vendors_and_categories(tmp_path):
    found, crm = of(
        tmp_path,
        lines=[
            {"id": "Meters", "title": "Meters", "amount": 800, "category": "capex", "vendor": "acme"},
            {"id": "team", "title": "Team", "amount": 400, "category": "internal"},
        ],
        plan=[{"period": "2026-10", "planned": 500, "line": "meters"}, {"period": "2026-11", "planned": 700}],
        actuals=[{"period": "2026-10", "cost": 480, "line": "meters"}],
    )
    acme, nobody = finance(found, [crm], AS_OF, Grid("month"), by="vendor").rows
    assert (acme.key, acme.budget, acme.total.planned, acme.total.actual) == ("acme", 800, 500, 480)
    assert (nobody.key, nobody.budget, nobody.total.planned, nobody.total.actual) == (None, 400, 700, None)
    assert str(nobody.reasons["actual"]) == "it is not recorded by budget line"
    lines = finance(found, [crm], AS_OF, Grid("month"), by="line").rows
    assert [(row.key, row.budget) for row in lines] == [("crm/Meters", 800), ("crm/team", 400), (None, None)]
    kinds = finance(found, [crm], AS_OF, Grid("month"), by="category").rows
    assert [(row.key, row.total.planned) for row in kinds] == [
        ("capex", 500),
        ("internal", None),
        (None, 700),
    ]


def test_implausible_years_do_not_make_thousands_of_empty_periods(tmp_path):
    found, crm = of(tmp_path, plan=planned(("2026-01", 1), ("9999-12", 2)))
    money = finance(found, [crm], AS_OF, Grid("month"))
    assert [(one.name, one.amounts.planned) for one in money.periods] == [("2026-01", 1), ("9999-12", 2)]


def test_sums_of_long_figures_are_exact(tmp_path):
    plan = f"plan: [{{period: 2026-01, planned: {10**18}}}, {{period: 2026-02, planned: 0.{'0' * 17}1}}]"
    found = portfolio(tmp_path, budget() | {"projects/crm/budget.yaml": plan})
    whole = finance(found, found.projects.values(), AS_OF, Grid("year")).total.planned
    assert str(whole) == f"{10**18}.{'0' * 17}1"


# run rate and year-end


def test_run_rate_is_a_mean_over_the_months_of_the_last_periods_that_ended(tmp_path):
    found, crm = of(
        tmp_path, actuals=cost(("2026-06", 10), ("2026-08", 30), ("2026-10", 20), ("2026-11", 99))
    )
    rate = run_rate(found, crm, AS_OF, 2)
    assert (rate.per_month, rate.periods) == (Decimal("16.66666667"), 2)  # 50 over August to October
    assert (rate.first, rate.last) == (datetime.date(2026, 8, 1), datetime.date(2026, 10, 31))
    assert run_rate(found, crm, AS_OF, 12).per_month == Decimal(12)  # 60 over June to October
    assert (
        str(run_rate(found, crm, datetime.date(2026, 6, 1), 3).why) == "no period with actual cost has ended"
    )


def test_run_rate_of_quarters_is_by_the_month(tmp_path):
    found, crm = of(tmp_path, actuals=cost(("2026-Q2", 60), ("2026-Q3", 90)))
    assert run_rate(found, crm, AS_OF, 1).per_month == 30
    assert run_rate(found, crm, AS_OF, 3).per_month == 25


def test_year_end(tmp_path):
    found, crm = of(
        tmp_path,
        plan=planned(("2025-12", 50), ("2026-10", 100), ("2026-11", 100), ("2027-01", 950)),
        actuals=cost(("2025-12", 40), ("2026-10", 130)),
        forecast=cost(("2026-10", 1000), ("2026-11", 120), ("2027-01", 800)),
    )
    year = fiscal_year(found, [crm], AS_OF, count=1)
    (row,) = year.projects
    assert (year.name, year.counted) == ("FY2026", ("crm",))
    assert (row.planned, row.actual, row.forecast, row.outlook, row.difference) == (200, 130, 120, 250, 50)
    assert row.at_run_rate == year.at_run_rate == 130 + 2 * 130
    assert fiscal_year(found, [crm], AS_OF, ANNUAL.of(datetime.date(2027, 1, 1))).outlook == 800


def test_a_fiscal_year_from_april_and_periods_that_reach_over_its_end(tmp_path):
    files = budget(
        plan=planned(("2026", 1200)),
        actuals=cost(("2026-04", 50)),
        forecast=cost(("2027-02", 60), ("2027-Q2", 7)),
    )
    files["pmo.yaml"] = office(calendar={"fiscal_year_start": 4})
    found = portfolio(tmp_path, files)
    crm = found.projects["crm"]
    year = fiscal_year(found, [crm], AS_OF)
    assert (year.name, year.first, year.last) == (
        "FY2026",
        datetime.date(2026, 4, 1),
        datetime.date(2027, 3, 31),
    )
    assert (year.planned, str(year.left_out["crm"])) == (None, "a period of its budget reaches over the end of the fiscal year")  # fmt: skip
    assert year.projects[0].outlook == 110
    spread = fiscal_year(found, [crm], AS_OF, spread=True)
    assert (spread.planned, spread.outlook, spread.difference) == (900, 110, -790)


def test_a_project_without_a_forecast_is_named_and_one_that_is_over_counts_as_it_ended(tmp_path):
    files = budget(plan=planned(("2026-10", 100)), actuals=cost(("2026-10", 90)))
    files["projects/old/charter.yaml"] = charter("old", state="cancelled")
    files["projects/old/budget.yaml"] = {"plan": planned(("2026-05", 100)), "actuals": cost(("2026-05", 30))}
    files["projects/older/charter.yaml"] = charter("older", state="completed")
    files["projects/older/budget.yaml"] = {
        "plan": planned(("2024-05", 100)),
        "actuals": cost(("2024-05", 30)),
    }
    found = portfolio(tmp_path, files)
    year = fiscal_year(found, found.projects.values(), AS_OF)
    assert [one.project.id for one in year.projects] == ["crm", "old"]
    assert {id_: str(why) for id_, why in year.left_out.items()} == {
        "crm": "there is no forecast of the cost to complete"
    }
    assert (year.outlook, year.difference, year.at_run_rate) == (30, -70, 30)


# contingency and tolerance


@pytest.mark.parametrize(
    ("changes", "held", "used", "left", "claimed", "reasons"),
    [
        ({}, 200, None, None, None, {"used", "left", "claimed"}),
        ({"actuals": cost(("2026-01", 5))}, 200, None, None, None, {"used", "left", "claimed"}),
        ({"actuals": [{"period": "2026-01", "cost": 50, "line": "c"}]}, 200, 50, 150, None, {"claimed"}),
        ({"actuals": [{"period": "2026-01", "cost": 50, "line": "w"}]}, 200, 0, 200, None, {"claimed"}),
        ({"actuals": cost(("2026-01", 500)), "forecast": cost(("2027-01", 600))}, 200, None, None, 100, {"used", "left"}),
        ({"actuals": cost(("2026-01", 500)), "forecast": cost(("2027-01", 9))}, 200, None, None, 0, {"used", "left"}),
        ({"contingency": 120, "forecast": cost(("2027-01", 1100))}, 120, None, None, 20, {"used", "left"}),
        ({"approved": None, "forecast": cost(("2027-01", 1100))}, 200, None, None, None, {"used", "left", "claimed"}),
    ],
)  # fmt: skip
def test_contingency(tmp_path, changes, held, used, left, claimed, reasons):
    lines = [
        {"id": "c", "title": "Contingency", "amount": 200, "category": "contingency"},
        {"id": "w", "title": "Works", "amount": 1000},
    ]
    found, crm = of(tmp_path, **{"lines": lines} | changes)
    (use,) = contingency_use(found, [crm], AS_OF)
    assert (use.held, use.used, use.left, use.claimed, set(use.reasons)) == (
        held,
        used,
        left,
        claimed,
        reasons,
    )
    assert (use.share is None) == (used is None)


def test_the_contingency_is_the_one_of_the_early_warnings(example):
    found = load(WorkingTree(example)).portfolio
    day = datetime.date(2026, 11, 1)
    uses = contingency_use(found, found.projects.values(), day)
    assert {use.project.id for use in uses} >= {"billing-renewal", "scada-renewal", "customer-portal"}
    for use in uses:
        warned = contingency_of(found, use.project, day)
        assert (use.held, use.used, use.is_booked) == (warned.held, warned.used, warned.is_booked)
        assert float(use.committed) == pytest.approx(float(warned.committed))
        assert use.left is None or float(use.left) == pytest.approx(float(warned.left))


def test_no_contingency_and_projects_that_are_over_have_no_use(tmp_path):
    found, crm = of(tmp_path)
    assert contingency_use(found, [crm], AS_OF) == ()


def test_tolerance_of_the_charter_before_the_programme_before_the_office(tmp_path):
    files = {"pmo.yaml": office(governance={"tolerances": {"cost": Decimal("0.1")}})}
    assert cost_tolerance(portfolio(tmp_path / "1", files), portfolio(tmp_path / "1", files).projects["crm"]) == Decimal("0.1")  # fmt: skip
    files["strategy.yaml"] = {
        "programmes": [{"id": "renewal", "title": "R", "tolerances": {"cost": Decimal("0.05")}}]
    }
    files["projects/crm/charter.yaml"] = charter(programme="Renewal")
    found = portfolio(tmp_path / "2", files)
    assert cost_tolerance(found, found.projects["crm"]) == Decimal("0.05")
    files["projects/crm/charter.yaml"] = charter(programme="renewal", tolerances={"cost": 0})
    found = portfolio(tmp_path / "3", files)
    assert cost_tolerance(found, found.projects["crm"]) == 0
    assert cost_tolerance(portfolio(tmp_path / "4"), portfolio(tmp_path / "4").projects["crm"]) is None


# cost of resources


def test_cost_of_resources_by_rate_calendar_absence_and_status(tmp_path):
    day = datetime.date
    files = {
        "pmo.yaml": office(calendar={"holidays": [day(2026, 11, 4)]}),
        "people.yaml": people(
            {"id": "dewi", "name": "Dewi", "role": "analyst", "cost_rate": 100, "to": day(2026, 11, 10),
             "absences": [{"from": day(2026, 11, 5), "to": day(2026, 11, 6)}, {"from": day(2026, 11, 6), "to": day(2026, 11, 6)}]},
            roles=[{"id": "lead", "title": "Lead"}, {"id": "analyst", "title": "Analyst", "cost_rate": 50}],
        ),
        "equipment.yaml": {"equipment": [{"id": "lab", "title": "Lab", "units": 2, "cost_rate": 10, "from": day(2026, 11, 9)}]},
        "projects/crm/charter.yaml": charter(state="active"),
        "projects/crm/allocations.yaml": {"allocations": [
            {"person": "dewi", "load": Decimal("0.5"), "from": day(2026, 11, 2), "to": day(2026, 11, 13)},
            {"person": "manager", "load": 1, "from": day(2026, 11, 2), "to": day(2026, 11, 2)},
            {"person": "cara", "load": 1, "from": day(2026, 11, 2), "to": day(2026, 11, 2)},
            {"equipment": "lab", "load": 2, "from": day(2026, 11, 2), "to": day(2026, 11, 10)},
            {"role": "analyst", "load": 1, "from": day(2026, 11, 30), "to": day(2026, 12, 1)},
            {"person": "budi", "load": 1, "from": day(2026, 12, 1), "to": day(2026, 12, 1), "status": "requested"},
            {"person": "budi", "load": 9, "from": day(2026, 12, 1), "to": day(2026, 12, 1), "status": "rejected"},
            {"person": "budi", "load": 9, "from": day(2026, 12, 2), "to": day(2026, 12, 1)},
        ]},
        "projects/new/allocations.yaml": {"allocations": [
            {"person": "budi", "load": 1, "from": day(2026, 11, 2), "to": day(2026, 11, 2)}]},
        "projects/past/charter.yaml": charter("past", state="completed"),
        "projects/past/allocations.yaml": {"allocations": [
            {"person": "budi", "load": 1, "from": day(2026, 11, 2), "to": day(2026, 11, 2)}]},
    }  # fmt: skip
    found = portfolio(tmp_path, files)
    money = finance(found, found.projects.values(), AS_OF, Grid("month"))
    november, december = money.periods
    # Dewi: 2, 3, 9 and 10 November at half; Budi: a day at his role's rate; lab: two units on two days.
    assert november.resources.confirmed == Decimal("0.5") * 4 * 100 + 50 + 2 * 2 * 10
    assert november.resources.requested == 50 + 50  # the role on the 30th, and the proposed project
    assert (december.resources.confirmed, december.resources.requested) == (0, 50 + 50)
    assert money.resources.without_rate == ("cara",)
    crm, _, past = money.rows
    assert crm.resources.confirmed == november.resources.confirmed
    assert (past.resources.confirmed, str(past.resources.why)) == (None, "the project is over: its allocations no longer count")  # fmt: skip


def test_nobody_with_a_rate_has_no_cost_and_says_so(tmp_path):
    day = datetime.date(2026, 11, 2)
    allocations = {"allocations": [{"person": "ana", "load": 1, "from": day, "to": day}, {"person": "ghost", "load": 1, "from": day, "to": day}]}  # fmt: skip
    found = portfolio(
        tmp_path, {"projects/crm/allocations.yaml": allocations, "projects/erp/charter.yaml": charter("erp")}
    )
    crm, erp = finance(found, found.projects.values(), AS_OF, Grid("month")).rows
    assert (crm.resources.confirmed, str(crm.resources.why)) == (None, "nobody who is allocated has a rate")
    assert str(erp.resources.why) == "no allocation is recorded"
    assert [one.who for one in stints(found)["crm"]] == ["ana"]
