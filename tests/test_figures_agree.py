"""The same figure on every page: of the example portfolio, and of one in which budgets, plans and forecasts are missing."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest
import yaml

from pmo.analysis.early_warning import early_warnings, red_next
from pmo.analysis.money import project_money
from pmo.analysis.standing import Standing, standing
from pmo.loading import load
from pmo.locale import language
from pmo.model.portfolio import Portfolio
from pmo.render.charts.spend import picture
from pmo.render.environment import Renderer
from pmo.render.reports import REPORTS, Scope
from pmo.render.views.finance import Asked, finance_view
from pmo.render.views.parts import Heading
from pmo.trees import WorkingTree
from tests.commands import pmo
from tests.portfolios import AS_OF

EXAMPLE = Path(__file__).parent.parent / "examples" / "portfolio"
KINDS = ("portfolio", "board", "qbr", "finance", "governance", "benefits", "risks")
GAPS: dict[str, tuple[str, ...]] = {
    "customer-portal": (),
    "leak-detection": ("forecast",),
    "solar-pumping": ("plan",),
    "scada-renewal": ("approved", "contingency"),
    "nis2-compliance": ("actuals",),
}
"""What is taken from budgets; where nothing is named they go altogether."""


@dataclass(eq=False)
class Told:
    """A portfolio, and what each page says of it."""

    portfolio: Portfolio

    @cached_property
    def scope(self) -> Scope:
        found = self.portfolio
        return Scope(
            *(found, tuple(found.projects.values()), tuple(found.programmes.values())),
            Heading("Portfolio", "0" * 40, AS_OF),
            language("en"),
        )

    @cached_property
    def views(self) -> dict[str, Any]:
        return {kind: next(iter(REPORTS[kind].pages(self.scope))).view for kind in KINDS}

    @cached_property
    def programmes(self) -> dict[str, Any]:
        return {page.name: page.view for page in REPORTS["programme"].pages(self.scope)}

    @cached_property
    def statuses(self) -> dict[str, Any]:
        return {page.name: page.view for page in REPORTS["status"].pages(self.scope)}

    @cached_property
    def standing(self) -> Standing:
        return standing(self.portfolio, self.scope.projects, AS_OF)

    @cache  # noqa: B019
    def page(self, kind: str) -> str:
        (page,) = REPORTS[kind].pages(self.scope)
        return Renderer(language("en")).render(page.template, page.view)


@pytest.fixture(scope="module", params=["example", "gaps"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    root = EXAMPLE
    if request.param == "gaps":
        root = tmp_path_factory.mktemp("gaps") / "portfolio"
        shutil.copytree(EXAMPLE, root)
        for project, keys in GAPS.items():
            path = root / "projects" / project / "budget.yaml"
            budget = yaml.safe_load(path.read_text("utf-8"))
            for key in keys:
                budget.pop(key, None)
            if keys:
                path.write_text(yaml.safe_dump(budget), "utf-8", newline="\n")
            else:
                path.unlink()
        path = root / "projects/billing-renewal/budget.yaml"
        budget = yaml.safe_load(path.read_text("utf-8")) | {"currency": "JPY"}
        path.write_text(yaml.safe_dump(budget), "utf-8", newline="\n")
        (root / "projects/leak-detection/plan.yaml").unlink()
    return Told(load(WorkingTree(root)).portfolio)


def test_the_gaps_are_gaps(told: Told) -> None:
    """What is left out is said, and everything is either counted or said to be missing."""
    totals, open_ = told.views["portfolio"].totals, [one for one in told.scope.projects if one.is_open]
    titles = {one.id: one.title for one in open_}
    for one in open_:
        money = project_money(told.portfolio, one, AS_OF)
        if titles[one.id] in totals.not_converted or money.approved is None:
            continue
        assert (titles[one.id] in totals.without_estimate) == (money.estimate is None)
    if told.portfolio.projects["billing-renewal"].budget.currency == "JPY":  # type: ignore[union-attr]
        assert totals.not_converted == (titles["billing-renewal"],)
        assert len(totals.without_estimate) == 3
    for kind in ("portfolio", "board", "qbr", "finance"):
        page = told.page(kind)
        assert ("for want of an exchange rate" in page) == bool(totals.not_converted), kind


def test_budgets_and_estimates(told: Told) -> None:
    totals, stands = told.views["portfolio"].totals, told.standing
    life, year = told.views["finance"].life, told.views["qbr"].year
    assert totals.approved == stands.approved
    assert totals.estimate == stands.estimate == year.estimate == told.views["board"].year.estimate
    assert totals.estimated_approved == stands.estimated_approved == year.approved
    assert totals.overrun == year.overrun
    assert (life.approved, life.actual_to_date) == (totals.approved.amount, totals.actual.amount)
    assert (life.estimate, life.estimated_approved, life.overrun) == (
        totals.estimate.amount, totals.estimated_approved.amount, totals.overrun.amount,
    )  # fmt: skip
    assert year.unestimated_approved.amount == totals.approved.amount - totals.estimated_approved.amount
    assert year.unestimated == len(totals.without_estimate)
    assert tuple(told.portfolio.projects[id_].title for id_ in stands.unestimated) == totals.without_estimate


def test_programmes(told: Told) -> None:
    """A programme has the same sums in the quarterly review, the portfolio report, its own and by `finance`."""
    of_portfolio = {one.programme: one.totals for one in told.views["portfolio"].groups}
    by_programme = finance_view(
        told.portfolio, told.scope.projects, told.scope.heading, language("en"), Asked(by="programme")
    )
    assert sum(row.budget or 0 for row in by_programme.rows) >= told.standing.approved.amount
    for row in by_programme.rows:
        if row.overrun is not None:
            assert row.overrun == row.estimate - row.estimated_budget
    for one in told.views["qbr"].programmes:
        totals = of_portfolio[one.title]
        assert (one.approved, one.estimate, one.estimated_approved, one.overrun_share) == (
            totals.approved, totals.estimate, totals.estimated_approved, totals.overrun_share,
        )  # fmt: skip
        if one.id is not None:
            assert told.programmes[one.id].money == totals
    rows = {cells[0]: cells for cells in _tables(told.page("qbr"))}
    for one in told.views["qbr"].programmes:
        if one.estimated_approved != one.approved and one.estimate.amount:
            assert "approved for the same projects" in rows[one.title][5]


def test_colours_milestones_decisions_and_exposure(told: Told) -> None:
    portfolio, board, stands = told.views["portfolio"], told.views["board"], told.standing
    expected = [("red", stands.red), ("amber", stands.amber), ("green", stands.green)]
    for counts in (portfolio.computed_healths, board.healths):
        assert [(one.word, one.projects) for one in counts] == [pair for pair in expected if pair[1]]
    assert len(portfolio.watermelons) == stands.watermelons == len(board.watermelons) + board.watermelons_more
    assert len(portfolio.late_milestones) == stands.late_milestones
    decisions = {
        "portfolio": len(portfolio.decisions),
        "board": len(board.decisions) + board.decisions_more,
        "qbr": len(told.views["qbr"].decisions),
        "governance": len(told.views["governance"].waiting),
    }
    assert set(decisions.values()) == {stands.decisions}
    assert told.views["qbr"].standing == stands
    assert told.views["risks"].exposure.threats == stands.exposure.amount
    assert len(told.views["qbr"].benefits) == len(told.views["benefits"].benefits)


def test_what_will_be_red_next(told: Told) -> None:
    """Nothing that is red already, the same on every page; where only the first are shown, it says of how many."""
    ahead = red_next(told.portfolio, told.scope.projects, AS_OF)
    expected = [(project.id, one.dimension, one.kind) for project, one in ahead]
    assert expected
    assert not any(one.is_red for _, one in ahead)

    def keys(rows: Any) -> list[tuple[str, str, str]]:
        return [(row.project, row.dimension, row.kind) for row in rows]

    board = told.views["board"]
    assert keys(told.views["portfolio"].warnings) == keys(told.views["qbr"].warnings) == expected
    assert keys(board.warnings) == expected[: len(board.warnings)]
    assert len(board.warnings) + board.warnings_more == len(expected)
    if board.warnings_more:
        assert f"## What will be red next ({len(board.warnings)} of {len(expected)})\n" in told.page("board")
    of_programmes = [key for one in told.programmes.values() for key in keys(one.warnings)]
    assert sorted(of_programmes) == sorted(expected)
    for id_, status in told.statuses.items():
        assert keys(status.warnings) == [key for key in expected if key[0] == id_]
        both = (*status.warnings, *status.red_already)
        assert len(both) == len(early_warnings(told.portfolio, told.portfolio.projects[id_], AS_OF))


def test_columns_of_money_add_up(told: Told) -> None:
    """Over is outlook less planned in every row; contingency left is what is held less used and committed."""
    rows = 0
    for kind, title in (("finance", "Period"), ("finance", "Fiscal year"), ("finance", "Project")):
        for planned, actual, forecast, outlook, over in _under(
            told.page(kind), title, ("Planned", "Actual|To date", "Forecast", "Outlook|Year-end", "Over (+)")
        ):
            if None not in (planned, actual, forecast):
                assert (outlook, over) == (actual + forecast, actual + forecast - planned)
                rows += 1
    assert rows > 20
    found = list(_under(told.page("qbr"), "Project", ("Contingency", "Used", "Committed", "Left")))
    assert found
    assert all(left == held - used - committed for held, used, committed, left in found)


def test_quarters_and_fiscal_years_add_up_to_the_same(told: Told) -> None:
    view = told.views["finance"]
    for year in view.fiscal_years:
        within = [one for one in view.periods if year.first <= one.first <= year.last]
        for name in ("planned", "actual", "forecast", "outlook"):
            assert sum(getattr(one.compared, name) for one in within) == getattr(year, name), year.period
            others = getattr(year.others, name) if year.others else 0
            assert sum(getattr(one.others, name) if one.others else 0 for one in within) == others
        assert sum(one.difference for one in within) == year.difference
    current = next(one for one in view.fiscal_years if one.period == view.fiscal_year.period)
    assert (current.planned, current.outlook) == (view.fiscal_year.planned, view.fiscal_year.outlook)
    shown = told.views["qbr"].year
    assert (shown.planned.amount, shown.outlook.amount) == (current.planned, current.outlook)


def test_the_picture_draws_plan_and_forecast_of_the_same_projects(told: Told) -> None:
    drawn = picture(told.scope)
    assert drawn is not None
    total = told.views["finance"].total
    money = language("en").money

    def written(amount: Decimal) -> str:
        return money(amount, "EUR", compact=True).replace("\N{NO-BREAK SPACE}", " ")

    compared, others = total.compared, total.others
    assert (
        f"In all: planned {written(compared.planned)}, spent and forecast {written(compared.outlook)}."
        in drawn.alternative
    )
    names = len(told.views["finance"].others)
    assert (
        f"Without {names} projects that lack a plan or a forecast: planned {written(others.planned)}, "
        f"spent and forecast {written(others.outlook)}." in drawn.alternative
    )


def test_no_decision_is_asked_twice(told: Told) -> None:
    """Changes that can be decided are among the decisions; the money of the review tells of the others in one line."""
    page = told.page("qbr")
    changes = [one for one in told.views["finance"].to_decide if one.title is not None]
    for one in changes:
        asked = page.split("## Alignment")[0].count(f"| {one.title} (")
        assert asked == (one.status == "assessed"), one.title
        assert f"| {one.title} |" not in page.split("## Finance")[1]
    unready = [one for one in changes if one.status != "assessed"]
    assert f"{len(unready)} change requests of 84,000 EUR together are to be assessed first" in page
    assert "dark-mode" in {one.address.rpartition("/")[2] for one in unready}


def test_commands_say_the_same_as_the_reports() -> None:
    def read(*call: str) -> Any:
        outcome = pmo("-C", EXAMPLE, *call, "--as-of", "2026-11-01", "--format", "json")
        assert (outcome.code, outcome.err) == (0, "")
        return json.loads(outcome.out)["data"]

    finance, health, status = read("finance"), read("health"), read("status")
    assert finance["life"]["approved"] == status["totals"]["approved"]["amount"]
    assert finance["life"]["estimate"] == status["totals"]["estimate"]["amount"]
    counts = {one["word"]: one["projects"] for one in status["computed_healths"]}
    assert {word: health["portfolio"]["computed_counts"][word] for word in counts} == counts
    assert health["portfolio"]["warnings"] == sorted({one["project"] for one in status["warnings"]})
    assert len(status["decisions"]) == read("decisions")["waiting"]


# tables of a page


def _tables(page: str) -> Iterator[list[str]]:
    for line in page.splitlines():
        if line.startswith("|"):
            yield [cell.strip(" *") for cell in line.strip("|").split(" | ")]


def _under(page: str, first: str, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """The figures under these headings, of all tables that have them and begin with a column of that name."""
    places: list[int] = []
    for line in page.splitlines():
        if not line.startswith("|"):
            places = []
            continue
        cells = [cell.strip(" *") for cell in line.strip("|").split("|")]
        if not places and cells[0] == first:
            found = [[place for place, cell in enumerate(cells) if cell in name.split("|")] for name in names]
            places = [one[0] for one in found] if all(found) else []
        elif places and not cells[0].startswith("---"):
            yield tuple(_figure(cells[place]) for place in places)


def _figure(cell: str) -> Decimal | None:
    return Decimal(cell.replace(",", "").replace("+", "")) if re.search(r"\d", cell) else None
