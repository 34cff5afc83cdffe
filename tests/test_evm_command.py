"""`pmo evm`: what is shown, to people and to machines."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.text import Text

from pmo.analysis.portfolio_performance import PortfolioPerformance, portfolio_performance
from pmo.loading import load
from pmo.locale import language
from pmo.model.portfolio import Portfolio
from pmo.output import evm_page
from pmo.render.views.parts import Heading
from pmo.trees import WorkingTree
from tests import golden
from tests.commands import pmo
from tests.portfolios import AS_OF, charter, write

HEADING = Heading("Noordermeer Water & Energy", None, AS_OF)
STORY = ("--as-of", AS_OF)


@pytest.fixture(scope="module")
def story() -> tuple[Portfolio, PortfolioPerformance]:
    portfolio = load(WorkingTree(Path(__file__).parent.parent / "examples" / "portfolio")).portfolio
    return portfolio, portfolio_performance(portfolio, portfolio.projects.values(), AS_OF)


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("width", [80, 120])
def test_text(request: pytest.FixtureRequest, story: Any, width: int, code: str) -> None:
    shown = evm_page.text(*story, HEADING, language(code), width=width, colour=False, with_series=False)
    golden.check(request, f"evm/evm-{width}.{code}.txt", shown)


@pytest.mark.parametrize("code", ["en", "id"])
def test_markdown(request: pytest.FixtureRequest, story: Any, code: str) -> None:
    shown = evm_page.as_markdown(*story, HEADING, language(code), with_series=False)
    golden.check(request, f"evm/evm.{code}.md", shown)


@pytest.mark.parametrize("project", ["billing-renewal", "drought-buffer", "asset-twin"])
def test_one_project(request: pytest.FixtureRequest, story: Any, project: str) -> None:
    portfolio, _ = story
    found = portfolio_performance(portfolio, [portfolio.projects[project]], AS_OF)
    english = language("en")
    shown = evm_page.text(portfolio, found, HEADING, english, width=100, colour=False, with_series=False)
    shown += evm_page.as_markdown(portfolio, found, HEADING, english, with_series=True)
    golden.check(request, f"evm/{project}.txt", shown)


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_it_fits(story: Any, width: int) -> None:
    for colour in (False, True):
        shown = evm_page.text(*story, HEADING, language("en"), width=width, colour=colour, with_series=True)
        assert max(cell_len(Text.from_ansi(line).plain) for line in shown.splitlines()) <= width


def test_time_is_led_by_and_coloured(story: Any) -> None:
    shown = evm_page.text(*story, HEADING, language("en"), width=120, colour=True, with_series=False)
    row = next(line for line in shown.splitlines() if "billing-renewal" in line)
    assert "\x1b[1;31m  0.69" in row or "\x1b[1;31m0.69" in row


def test_json_keeps_its_contract(example: Path) -> None:
    content = json.loads(pmo("evm", "-C", example, *STORY, "--format", "json").out)
    projects = {one["project"]: one for one in content["data"]["projects"]}
    billing = projects["billing-renewal"]
    assert (billing["pv"], billing["ev"], billing["ac"], billing["bac"]) == (
        "1820000",
        "1170000",
        "2080000",
        "2600000",
    )
    assert (billing["currency"], billing["period"], billing["through"]) == ("EUR", "2026-10", "2026-10-31")
    assert (billing["cpi"], billing["spi_t"], billing["es"], billing["at"]) == (0.5625, 0.685, 6.85, 10)
    assert billing["eac"] == {
        "cpi": "4622222.22222222", "budget": "3510000", "cpi_spi": "6034567.90123457", "bottom_up": "3340000",
    }  # fmt: skip
    assert billing["tcpi"] == {"bac": 2.75, "eac": 0.5625}
    assert (billing["series"], billing["reasons"]) == (None, {})
    assert projects["contact-centre"]["reasons"] == {"tcpi.bac": "complete", "tcpi.eac": "complete"}
    nothing = projects["asset-twin"]
    assert nothing["cpi"] is None
    assert set(nothing["reasons"].values()) == {"there is no approved budget"}
    whole = content["data"]["portfolio"]
    for name in ("pv", "ev", "ac", "bac"):
        assert Decimal(whole[name]) == sum(Decimal(projects[one][name]) for one in whole["projects"])
    assert whole["left_out"]["field-tablets"] == "the project is cancelled"


def test_series_as_data(example: Path) -> None:
    call = ("evm", "-C", example, *STORY, "--project", "solar-pumping", "--series")
    (project,) = json.loads(pmo(*call, "--format", "json").out)["data"]["projects"]
    assert [one["period"] for one in project["series"]][:2] == ["2026-04", "2026-05"]
    assert project["series"][6] == {
        "period": "2026-10", "last_day": "2026-10-31", "pv": "320000", "ev": "324800", "ac": "317000",
        "spi": 1.015, "cpi": pytest.approx(324.8 / 317), "spi_t": pytest.approx(7.08 / 7),
    }  # fmt: skip
    assert project["series"][7]["ev"] is None
    rows = list(csv.DictReader(io.StringIO(pmo(*call, "--format", "csv").out)))
    assert (rows[6]["period"], rows[6]["ev"], rows[7]["ev"]) == ("2026-10", "324800", "")


def test_csv(example: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(pmo("evm", "-C", example, *STORY, "--format", "csv").out)))
    assert [row["level"] for row in rows].count("project") == 16
    assert (rows[-1]["level"], rows[-1]["pv"]) == ("portfolio", "8660000")
    assert rows[1]["cpi"] == "0.5625"
    assert "cpi: there is no approved budget" in rows[0]["reasons"]


def test_small_portfolios(tmp_path: Path) -> None:
    root = write(tmp_path / "none", {"projects/crm/charter.yaml": None})
    assert pmo("evm", "-C", root, *STORY).out == (
        "Earned value of 0 projects\nTest office · as of 1 November 2026\n"
    )
    for form in ("markdown", "csv", "json"):
        assert pmo("evm", "-C", root, *STORY, "--format", form).code == 0
    two = write(tmp_path / "two", {"projects/erp/charter.yaml": charter("erp")})
    assert "Not in the sums: crm, erp (there is no approved budget)" in pmo("evm", "-C", two, *STORY).out
    one = pmo("evm", "-C", write(tmp_path / "one"), *STORY)
    assert one.out.endswith("- crm: there is no approved budget\n")


def test_what_to_do_next(tmp_path: Path, example: Path) -> None:
    assert "`pmo evm --project billing-renewal`" in pmo("evm", "-C", example, *STORY, terminal=True).err
    assert "`pmo health`" in pmo("evm", "-C", write(tmp_path), *STORY, terminal=True).err


def test_it_reads_only_what_it_needs(tmp_path: Path) -> None:
    root = write(
        tmp_path, {"projects/crm/risks.yaml": "risks: 5\n", "projects/crm/budget.yaml": "approved: 5\n"}
    )
    assert pmo("evm", "-C", root, *STORY).code == 0
    (root / "projects" / "crm" / "budget.yaml").write_text("approved: much\n", "utf-8")
    assert pmo("evm", "-C", root, *STORY).code == 2
