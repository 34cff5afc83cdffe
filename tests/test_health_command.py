"""`pmo health`: what is shown, to people and to machines."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.text import Text

from pmo.analysis.health import PortfolioHealth, portfolio_health
from pmo.loading import load
from pmo.locale import language
from pmo.model.portfolio import Portfolio
from pmo.output import health_page
from pmo.render.views.parts import Heading
from pmo.trees import WorkingTree
from tests import golden
from tests.commands import pmo
from tests.portfolios import AS_OF, charter, people, write

HEADING = Heading("Noordermeer Water & Energy", None, AS_OF)


@pytest.fixture(scope="module")
def story() -> tuple[Portfolio, PortfolioHealth]:
    portfolio = load(WorkingTree(Path(__file__).parent.parent / "examples" / "portfolio")).portfolio
    return portfolio, portfolio_health(portfolio, portfolio.projects.values(), AS_OF)


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("width", [80, 120])
def test_text(request: pytest.FixtureRequest, story: Any, width: int, code: str) -> None:
    shown = health_page.text(*story, HEADING, language(code), width=width, colour=False)
    golden.check(request, f"health/health-{width}.{code}.txt", shown)


@pytest.mark.parametrize("code", ["en", "id"])
def test_markdown(request: pytest.FixtureRequest, story: Any, code: str) -> None:
    shown = health_page.as_markdown(*story, HEADING, language(code))
    golden.check(request, f"health/health.{code}.md", shown)


@pytest.mark.parametrize("project", ["wastewater-heat", "asset-twin", "contact-centre"])
def test_one_project(request: pytest.FixtureRequest, story: Any, project: str) -> None:
    portfolio, _ = story
    found = portfolio_health(portfolio, [portfolio.projects[project]], AS_OF)
    shown = health_page.text(portfolio, found, HEADING, language("en"), width=100, colour=False)
    shown += health_page.as_markdown(portfolio, found, HEADING, language("en"))
    golden.check(request, f"health/{project}.txt", shown)


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_it_fits(story: Any, width: int, colour: bool) -> None:
    for code in ("en", "id"):
        shown = health_page.text(*story, HEADING, language(code), width=width, colour=colour)
        if width >= 60:
            assert max(cell_len(Text.from_ansi(line).plain) for line in shown.splitlines()) <= width


def test_a_colour_is_always_a_word(story: Any) -> None:
    coloured = health_page.text(*story, HEADING, language("en"), width=120, colour=True)
    assert "\x1b[1;31mRed!" in coloured


def test_json_keeps_its_contract(example: Path) -> None:
    outcome = pmo("health", "-C", example, "--as-of", AS_OF, "--format", "json")
    content = json.loads(outcome.out)
    assert (outcome.code, content["command"], content["as_of"]) == (0, "health", "2026-11-01")
    projects = {one["project"]: one for one in content["data"]["projects"]}
    smart = projects["smart-meters-rollout"]
    assert smart["state"] == "active"
    assert (smart["declared"]["overall"], smart["computed"]["overall"], smart["watermelon"]) == (
        "green",
        "red",
        True,
    )
    assert smart["watermelons"] == ["overall", "schedule", "cost", "resources"]
    assert {
        "dimension": "schedule",
        "colour": "red",
        "text": "forecast finish 109 working days late, 25% of baseline; smart-meters-rollout/plan/handover drives it",
    } in smart["evidence"]
    assert projects["nis2-compliance"]["declared"]["overall"] == "grey"
    assert projects["contact-centre"]["computed"]["overall"] == "blue"
    assert projects["wastewater-heat"]["overrides"][0]["counts"] is True
    whole = content["data"]["portfolio"]
    assert (whole["watermelons"], whole["computed"]["overall"]) == (
        ["billing-renewal", "smart-meters-rollout"],
        "red",
    )
    assert [one["programme"] for one in content["data"]["programmes"]] == [
        "smart-networks", "customer-first", "clean-operations", None,
    ]  # fmt: skip


def test_csv_has_a_row_for_each_dimension(example: Path) -> None:
    outcome = pmo("health", "-C", example, "--as-of", AS_OF, "--format", "csv", "--project", "billing*")
    rows = {row["dimension"]: row for row in csv.DictReader(io.StringIO(outcome.out))}
    assert list(rows) == [
        "overall", "schedule", "cost", "scope", "quality", "risk", "resources", "benefits",
    ]  # fmt: skip
    assert (rows["cost"]["declared"], rows["cost"]["computed"], rows["cost"]["verdict"]) == (
        "green",
        "red",
        "watermelon",
    )
    assert rows["benefits"]["computed"] == ""


def test_what_to_do_next(tmp_path: Path, example: Path) -> None:
    person = pmo("health", "-C", example, "--as-of", AS_OF, terminal=True)
    assert "`pmo health --project billing-renewal`" in person.err
    one = pmo("health", "-C", example, "--as-of", AS_OF, "--project", "billing-renewal", terminal=True)
    assert "`pmo report status billing-renewal`" in one.err
    calm = pmo("health", "-C", write(tmp_path, {"projects/erp/charter.yaml": charter("erp")}), terminal=True)
    assert "`pmo evm`" in calm.err
    assert pmo("health", "-C", example, "--as-of", AS_OF).err == ""


def test_small_portfolios(tmp_path: Path) -> None:
    root = write(tmp_path / "none", {"projects/crm/charter.yaml": None})
    assert (
        pmo("health", "-C", root, "--as-of", AS_OF).out
        == "Health of 0 projects\nTest office\nas of".replace("office\nas", "office · as")
        + " 1 November 2026\n"
    )
    for form in ("markdown", "csv", "json"):
        assert pmo("health", "-C", root, "--as-of", AS_OF, "--format", form).code == 0
    outcome = pmo("health", "-C", write(tmp_path / "one"), "--as-of", AS_OF, "--format", "markdown")
    assert "Nothing declared and nothing known: crm" in outcome.out


def test_more_projects_than_are_proved(tmp_path: Path) -> None:
    risks = "risks: [{id: a, title: A, owner: ana, status: assessed, probability: 5, impact: 5}]\n"
    files: dict[str, Any] = {f"projects/p{number:02}/risks.yaml": risks for number in range(12)}
    root = write(tmp_path, files | {"projects/crm/charter.yaml": None})
    shown = pmo("health", "-C", root, "--as-of", AS_OF).out
    assert shown.endswith("… and 2 more projects\n")
    assert shown.count("is in a red cell") == 10


def test_texts_of_users_are_inert(tmp_path: Path) -> None:
    evil = "=x\u009b2J\u202e|\n\nforged"
    root = write(
        tmp_path,
        {
            "people.yaml": people({"id": "eve", "name": evil, "role": "lead"}),
            "projects/crm/charter.yaml": charter(title=evil, state="active"),
            "projects/crm/allocations.yaml": {
                "allocations": [{"person": "eve", "load": 2, "from": "2026-11-02", "to": "2026-11-27"}]
            },
            "projects/crm/status/2026-10-30.yaml": {
                "date": "2026-10-30", "author": "eve", "headline": evil, "overall": "green",
                "health": {"risk": "green"},
                "override": [{"dimension": "risk", "reason": evil, "by": "eve", "until": "2026-12-31"}],
            },
        },
    )  # fmt: skip
    for form in ("text", "markdown", "csv", "json"):
        outcome = pmo("health", "-C", root, "--as-of", AS_OF, "--format", form, "--color", "never")
        assert outcome.code == 0
        assert "\u009b" not in outcome.out
        assert "\u202e" not in outcome.out
        if form == "csv":
            cells = [cell for row in csv.reader(io.StringIO(outcome.out)) for cell in row]
            assert not any(cell.startswith("=") for cell in cells)
        else:
            assert not any(line.startswith(("forged", "=x")) for line in outcome.out.splitlines())


def test_it_refuses_what_it_cannot_read(tmp_path: Path) -> None:
    root = write(tmp_path, {"projects/crm/budget.yaml": "approved: much\n"})
    refused = pmo("health", "-C", root)
    assert (refused.code, refused.out) == (2, "")
    assert "projects/crm/budget.yaml:1" in refused.err
    forced = pmo("health", "-C", root, "--force", "--format", "json")
    assert (forced.code, len(json.loads(forced.out)["left_out"])) == (0, 1)
