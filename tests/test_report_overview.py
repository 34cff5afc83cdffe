"""`pmo status`: the portfolio on one screen."""

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from pmo.loading import load
from pmo.locale import language
from pmo.output import overview
from pmo.render.views.parts import Heading
from pmo.render.views.portfolio import PortfolioReport, portfolio_view
from pmo.trees import WorkingTree
from tests import golden
from tests.commands import pmo
from tests.portfolios import AS_OF, charter, write


@pytest.fixture(scope="module")
def view() -> PortfolioReport:
    portfolio = load(WorkingTree(Path(__file__).parent.parent / "examples" / "portfolio")).portfolio
    assert portfolio.office is not None
    heading = Heading(portfolio.office.office.name, None, AS_OF)
    return portfolio_view(portfolio, portfolio.projects.values(), heading)


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("width", [80, 120])
def test_overview(request: pytest.FixtureRequest, view: PortfolioReport, width: int, code: str) -> None:
    shown = overview.text(view, language(code), width=width, colour=False)
    golden.check(request, f"status/status-{width}.{code}.txt", shown)


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("width", [40, 60, 72, 80, 100, 104, 120, 160, 240])
@pytest.mark.parametrize("colour", [False, True])
def test_it_fits_and_the_ids_can_be_copied(
    view: PortfolioReport, width: int, code: str, colour: bool
) -> None:
    shown = overview.text(view, language(code), width=width, colour=colour)
    lines = [overview.Text.from_ansi(line).plain for line in shown.splitlines()]
    assert max(cell_len(line) for line in lines) <= width
    if width >= 80:
        assert sum(line.startswith("fleet-electrification ") for line in lines) == 1
    if width >= 80 and code == "en":
        assert len(lines) <= 50, "one screen"


def test_urgent_projects_come_first(view: PortfolioReport) -> None:
    lines = overview.text(view, language("en"), width=100, colour=False).splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("Project "))
    states = [line.split("● ")[1].split()[0] for line in lines[start + 1 : start + 9]]
    assert states == ["Red", "Amber", "Amber", "Amber", "Grey,", "Green", "Green", "Green"]


def test_health_is_a_word(view: PortfolioReport) -> None:
    shown = overview.text(view, language("en"), width=100, colour=False)
    assert all(word in shown for word in ("● Red", "● Amber", "● Green", "● Grey, stale"))


def test_what_to_do_next(tmp_path: Path, example: Path) -> None:
    person = pmo("status", "-C", example, "--as-of", AS_OF, terminal=True)
    assert "`pmo report status nis2-compliance`" in person.err
    assert "\x1b[" in person.out
    assert pmo("status", "-C", example, "--as-of", AS_OF).err == ""
    nobody = pmo("status", "-C", write(tmp_path / "none", {"projects/crm/charter.yaml": None}), terminal=True)
    assert "Add projects/<id>/charter.yaml" in nobody.err
    calm = pmo("status", "-C", write(tmp_path / "calm"), terminal=True)
    assert "`pmo report portfolio`" in calm.err


def test_small_portfolios(tmp_path: Path) -> None:
    root = write(tmp_path)
    assert pmo("status", "-C", root, "--as-of", AS_OF).out == (
        "Test office\nas of 1 November 2026\n1 project: 1 proposed\n\nProposed: crm\n"
    )
    root = write(
        tmp_path,
        {"projects/crm/charter.yaml": None, "projects/x/charter.yaml": charter("x", state="cancelled")},
    )
    (root / "projects" / "crm" / "charter.yaml").unlink()
    assert pmo("status", "-C", root, "--as-of", AS_OF).out.endswith("1 project: 1 cancelled\n")


def test_an_active_project_with_little_to_show(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "projects/crm/charter.yaml": charter(state="active"),
            "projects/crm/budget.yaml": {"approved": 1000},
        },
    )
    shown = overview_at(root, 120)
    assert "EUR 1K approved, EUR 0 spent\n" in shown.replace("\N{NO-BREAK SPACE}", " ")
    row = next(line for line in shown.splitlines() if line.startswith("crm "))
    assert row.split()[:3] == ["crm", "●", "Grey,"]
    assert row.count(overview.NOTHING) == 6, "finish, slip, spent, estimate, over, next milestone"


def overview_at(root: Path, width: int) -> str:
    portfolio = load(WorkingTree(root)).portfolio
    view = portfolio_view(portfolio, portfolio.projects.values(), Heading("Test office", None, AS_OF))
    return overview.text(view, language("en"), width=width, colour=False)


def test_texts_of_users_cannot_steer_the_terminal(tmp_path: Path) -> None:
    title = "x\u009b2J\u202e\n\nforged"
    root = write(
        tmp_path,
        {
            "projects/crm/charter.yaml": charter(title=title, state="active"),
            "projects/crm/plan.yaml": {"milestones": [{"id": "a", "title": title, "baseline": "2026-12-01"}]},
            "projects/crm/decisions.yaml": {
                "decisions": [{"id": "a", "title": title, "status": "requested"}]
            },
        },
    )
    shown = pmo("status", "-C", root, "--as-of", AS_OF, "--color", "never").out
    assert "\u009b" not in shown
    assert "\u202e" not in shown
    assert not any(line.startswith("forged") for line in shown.splitlines())


def test_as_data(example: Path) -> None:
    data = json.loads(pmo("status", "-C", example, "--as-of", AS_OF, "--format", "json").out)
    assert data["command"] == "status"
    assert {one["word"] for one in data["data"]["healths"]} == {"red", "amber", "green", "grey"}
    first: dict[str, Any] = data["data"]["groups"][0]["projects"][0]
    assert first["health"] == "amber"


def test_as_csv(example: Path) -> None:
    rows = list(
        csv.DictReader(io.StringIO(pmo("status", "-C", example, "--as-of", AS_OF, "--format", "csv").out))
    )
    assert len(rows) == 16
    row = next(one for one in rows if one["project"] == "scada-renewal")
    assert (row["programme"], row["health"], row["slip_days"], row["overrun"]) == (
        "Smart Networks",
        "red",
        "31",
        "430000",
    )
    assert next(one for one in rows if one["project"] == "asset-twin")["approved"] == ""


def test_as_a_page(tmp_path: Path, example: Path) -> None:
    root = shutil.copytree(example, tmp_path / "copy")  # nobody commits to it in between
    page = pmo("status", "-C", root, "--as-of", AS_OF, "--format", "markdown").out
    assert page == pmo("report", "portfolio", "-C", root, "--as-of", AS_OF).out
