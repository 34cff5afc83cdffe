"""`pmo status`: the portfolio on one screen."""

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.text import Text

from pmo.loading import load
from pmo.locale import language
from pmo.output import overview as output
from pmo.render.views.overview import Overview, overview
from pmo.render.views.parts import Heading
from pmo.render.views.portfolio import portfolio_view
from pmo.trees import WorkingTree
from tests import golden
from tests.commands import pmo
from tests.portfolios import AS_OF, charter, write
from tests.repositories import commit, git

SINCE = "2026-09-30"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, with a commit of the last reporting date in which October had not happened yet."""
    root = tmp_path_factory.mktemp("history") / "portfolio"
    shutil.copytree(Path(__file__).parent.parent / "examples" / "portfolio", root)
    now = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    for path in root.glob("projects/*/status/2026-10-30.yaml"):
        path.unlink()
    for name, old, new in (
        ("projects/scada-renewal/plan.yaml", "forecast: 2027-11-12", "forecast: 2027-10-01"),
        ("projects/scada-renewal/budget.yaml", "approved: 3250000", "approved: 3100000"),
        ("projects/billing-renewal/risks.yaml", "probability: 4", "probability: 2"),
    ):
        content = (root / name).read_text("utf-8")
        assert old in content
        (root / name).write_text(content.replace(old, new, 1), "utf-8")
    commit(root, "September", SINCE)
    for path, content in now.items():
        path.write_bytes(content)
    commit(root, "October", "2026-10-31")
    return root


@pytest.fixture(scope="module")
def view() -> Overview:
    return view_of(Path(__file__).parent.parent / "examples" / "portfolio")


def view_of(root: Path) -> Overview:
    portfolio = load(WorkingTree(root)).portfolio
    assert portfolio.office is not None
    heading = Heading(portfolio.office.office.name, None, AS_OF)
    report = portfolio_view(portfolio, portfolio.projects.values(), heading)
    return overview(portfolio, report, None)


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("width", [80, 120])
def test_overview(
    request: pytest.FixtureRequest, history: Path, width: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    how = ("--as-of", AS_OF, "--lang", code, "--color", "never")
    shown = pmo("status", "-C", history, *how, terminal=True).out
    golden.check(request, f"status/status-{width}.{code}.txt", shown)
    assert len(shown.splitlines()) <= (51 if width == 120 else 55), "one screen"


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("width", [40, 60, 72, 80, 100, 104, 120, 160, 240])
@pytest.mark.parametrize("colour", [False, True])
def test_it_fits_and_the_ids_can_be_copied(view: Overview, width: int, code: str, colour: bool) -> None:
    shown = output.text(view, language(code), width=width, colour=colour)
    lines = [Text.from_ansi(line).plain for line in shown.splitlines()]
    assert max(cell_len(line) for line in lines) <= width
    if width >= 80:
        assert sum(line.startswith("fleet-electrification ") for line in lines) == 1


def test_urgent_projects_come_first(view: Overview) -> None:
    lines = output.text(view, language("en"), width=120, colour=False).splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("Project "))
    health = [line[23:58].split() for line in lines[start + 1 : start + 11]]
    assert [" ".join(words) for words in health] == [
        "● Green ● Red, watermelon",
        "● Green ● Red, watermelon",
        "● Red ↓ ● Red",
        "● Grey, stale ● Red",
        "● Amber ● Amber",
        "● Amber ● Amber",
        "● Amber ↓ ● Amber",
        "● Green ● Green",
        "● Red, on hold ● Red",
        "Approved ● Green",
    ]


def test_what_to_do_next(tmp_path: Path, example: Path) -> None:
    person = pmo("status", "-C", example, "--as-of", AS_OF, terminal=True)
    assert "`pmo health --project billing-renewal` shows why it is red inside" in person.err
    assert "\x1b[" in person.out
    assert pmo("status", "-C", example, "--as-of", AS_OF).err == ""
    nobody = pmo("status", "-C", write(tmp_path / "none", {"projects/crm/charter.yaml": None}), terminal=True)
    assert "Add projects/<id>/charter.yaml" in nobody.err
    calm = pmo("status", "-C", write(tmp_path / "calm"), terminal=True)
    assert "`pmo report portfolio`" in calm.err
    silent = write(tmp_path / "silent", {"projects/crm/charter.yaml": charter(state="active")})
    assert "`pmo report status crm`" in pmo("status", "-C", silent, terminal=True).err


def test_small_portfolios(tmp_path: Path) -> None:
    root = write(tmp_path)
    assert pmo("status", "-C", root, "--as-of", AS_OF).out == (
        "Test office, as of 1 November 2026\n1 project: 1 proposed\nProposed: crm\n"
    )
    root = write(
        tmp_path,
        {"projects/crm/charter.yaml": None, "projects/x/charter.yaml": charter("x", state="cancelled")},
    )
    (root / "projects" / "crm" / "charter.yaml").unlink()
    assert pmo("status", "-C", root, "--as-of", AS_OF).out.endswith("1 project: 1 cancelled\n")


def test_large_portfolios_name_the_command_that_shows_all(tmp_path: Path) -> None:
    projects = {f"projects/p{n}/charter.yaml": charter(f"p{n}", state="active") for n in range(20)}
    proposed = {f"projects/q{n}/charter.yaml": charter(f"q{n}") for n in range(5)}
    lists = {
        "projects/p0/risks.yaml": {
            "risks": [
                {
                    "id": f"r{n}",
                    "title": "R",
                    "owner": "ana",
                    "status": "assessed",
                    "probability": 5,
                    "impact": 5,
                }
                for n in range(12)
            ]
        },
        "projects/p0/decisions.yaml": {
            "decisions": [{"id": f"d{n}", "title": f"D{n}", "status": "requested"} for n in range(5)]
        },
        "projects/p0/plan.yaml": {
            "milestones": [{"id": f"m{n}", "title": "M", "baseline": "2026-12-01"} for n in range(4)]
        },
        "projects/p0/actions.yaml": {"actions": [{"text": "Do", "owner": "ana", "due": "2026-10-01"}]},
    }
    root = write(tmp_path, {**projects, **proposed, **lists})
    shown = pmo("status", "-C", root, "--as-of", AS_OF).out.replace("pmo\ntodo", "pmo todo")
    assert "… and 5 more: `pmo list projects`" in shown
    assert "Proposed: crm, q0, q1 … and 3 more: `pmo intake`" in shown
    assert "Decisions waiting  … and 2 more: `pmo decisions`" in shown
    assert "Next milestones  … and 1 more: `pmo list milestones`" in shown
    assert "Top risks  … and 9 more: `pmo risks`" in shown
    assert "Reports out of date: p0 (Budi Santoso, never), p1" in shown
    assert "… and 17 more: `pmo todo`" in shown
    assert "1 action overdue: p0 1\n" in shown


def test_an_active_project_with_little_to_show(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "projects/crm/charter.yaml": charter(state="active"),
            "projects/crm/budget.yaml": {"approved": 1000},
        },
    )
    shown = output.text(view_of(root), language("en"), width=120, colour=False)
    assert "EUR 1K approved, EUR 0 spent\n" in shown.replace("\N{NO-BREAK SPACE}", " ")
    row = next(line for line in shown.splitlines() if line.startswith("crm "))
    assert row.split()[:3] == ["crm", "●", "Grey,"]
    assert row.count(output.NOTHING) == 7, "computed, finish, slip, over, spent, estimate, next milestone"


def test_overloads_of_the_projects_that_are_asked_for(example: Path) -> None:
    how = ("-C", example, "--as-of", AS_OF, "--format", "json")
    whole = json.loads(pmo("status", *how).out)["data"]["overloads"]
    assert [(one["id"], one["share"], one["projects"]) for one in whole] == [
        ("bram-oosting", 1.4, ["nis2-compliance", "scada-renewal", "smart-meters-rollout"]),
        ("agus-santoso", 1.2, ["nis2-compliance", "scada-renewal"]),
        ("chiara-moretti", 1.2, ["nis2-compliance", "scada-renewal"]),
    ]
    meters = json.loads(pmo("status", *how, "--project", "smart-meters-rollout").out)["data"]["overloads"]
    assert [one["id"] for one in meters] == ["bram-oosting"]


# what changed


def changes(*arguments: object) -> dict[str, Any]:
    outcome = pmo("status", "--format", "json", *arguments)
    assert outcome.err == ""
    found = json.loads(outcome.out)["data"]["changes"]
    assert isinstance(found, dict)
    return found


def test_what_changed_since_the_last_reporting_date(history: Path) -> None:
    found = changes("-C", history, "--as-of", AS_OF)
    first = git(history, "rev-parse", "HEAD~1")
    assert (found["since"], found["revision"], found["why"]) == (SINCE, first, None)
    assert found["changed"] == len(found["holders"]) == 10
    told = {one["holder"]: one for one in found["holders"]}
    assert told["scada-renewal"]["better"] is False
    assert (
        told["scada-renewal"]["text"]
        .replace("\N{NO-BREAK SPACE}", " ")
        .startswith(
            "declared Amber → Red; budget EUR 3.1M → EUR 3.25M; 2 issues escalated; finish 30 working days later; "
        )
    )
    budget = next(one for one in found["events"] if one["kind"] == "approved")
    assert (budget["before"], budget["after"], budget["better"]) == ("3100000 EUR", "3250000 EUR", None)


def test_since_a_revision_or_day(history: Path) -> None:
    by_default = changes("-C", history, "--as-of", AS_OF)
    assert changes("-C", history, "--as-of", AS_OF, "--since", "HEAD~1") == by_default
    assert changes("-C", history, "--as-of", AS_OF, "--since", SINCE) == by_default
    later = changes("-C", history, "--as-of", AS_OF, "--since", "2026-10-31")
    assert later["events"] == [], "only a day has passed"
    nothing = changes("-C", history, "--as-of", "2026-10-31", "--since", "HEAD")
    assert (nothing["events"], nothing["changed"]) == ([], 0)
    shown = pmo("status", "-C", history, "--as-of", "2026-10-31", "--since", "HEAD").out
    assert "Changed since 31 Oct 2026: nothing\n" in shown


def test_the_comparison_is_remembered(history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = changes("-C", history, "--as-of", AS_OF)

    def must_not_run(*_: object) -> None:
        raise AssertionError("it was computed before")

    monkeypatch.setattr("pmo.commands.earlier.events", must_not_run)
    assert changes("-C", history, "--as-of", AS_OF) == first


def test_only_chosen_projects_changed(history: Path) -> None:
    found = changes("-C", history, "--as-of", AS_OF, "--project", "solar-*")
    assert [one["holder"] for one in found["holders"]] == ["solar-pumping"]


def test_time_travel_compares_in_the_history_of_the_revision(history: Path, tmp_path: Path) -> None:
    root = shutil.copytree(history, tmp_path / "copy")
    git(root, "switch", "-q", "-c", "other", "HEAD~1")
    found = changes("-C", root, "--at", "main", "--as-of", AS_OF)
    assert found["since"] == SINCE
    assert "approved" in {one["kind"] for one in found["events"]}


def test_where_there_is_nothing_to_compare_with(history: Path, tmp_path: Path) -> None:
    plain = write(tmp_path / "plain")
    assert "changed since" not in pmo("status", "-C", plain, "--as-of", AS_OF).out.lower()
    assert json.loads(pmo("status", "-C", plain, "--format", "json").out)["data"]["changes"] is None
    young = write(tmp_path / "young")
    commit(young, "Begin", "2026-10-31")
    shown = pmo("status", "-C", young, "--as-of", AS_OF).out
    assert shown.endswith(
        "Changed since 1 Oct 2026: its history in git begins later; --since DATE compares with a later day\n"
    )
    moved = tmp_path / "moved"
    moved.mkdir()
    (moved / "README.md").write_text("nothing here yet")
    commit(moved, "Empty", "2026-09-01")
    write(moved / "portfolio")
    commit(moved, "Begin", "2026-10-31")
    shown = pmo("status", "-C", moved / "portfolio", "--as-of", AS_OF).out
    assert "the portfolio was not in git yet; --since DATE compares with a later day" in shown
    page = pmo("status", "-C", moved / "portfolio", "--as-of", AS_OF, "--format", "markdown").out
    assert (
        "There is nothing to compare with: the portfolio was not in git yet; --since DATE compares with a later day."
        in page
    )


@pytest.mark.parametrize(
    ("since", "complaint"),
    [
        ("nonsense", "git does not know the revision 'nonsense'"),
        ("2020-01-01", "there is no commit on or before 2020-01-01"),
        ("2026-12-24", "2026-12-24 comes after 2026-11-01"),
        ("--output=x", "is not a git revision"),
    ],
)
def test_what_is_asked_for_and_cannot_be_had_is_refused(history: Path, since: str, complaint: str) -> None:
    outcome = pmo("status", "-C", history, "--as-of", AS_OF, f"--since={since}")
    assert (outcome.code, outcome.out) == (2, "")
    assert complaint in outcome.err


def test_since_needs_git(tmp_path: Path) -> None:
    outcome = pmo("status", "-C", write(tmp_path), "--since", "HEAD")
    assert outcome.code == 2
    assert "is not in a git repository" in outcome.err


def test_without_git_on_the_path(history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pmo.errors import PmoError

    def missing() -> None:
        raise PmoError("the command git is not there")

    monkeypatch.setattr("pmo.trees.gitpython", missing)
    assert changes("-C", history, "--as-of", AS_OF)["why"] == "git cannot be asked"


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
    assert (row["computed"], row["watermelon"]) == ("red", "false")
    assert next(one for one in rows if one["project"] == "asset-twin")["approved"] == ""


def test_as_a_page(history: Path) -> None:
    """The portfolio report in full, and what changed."""
    page = pmo("status", "-C", history, "--as-of", AS_OF, "--format", "markdown").out
    report = pmo("report", "portfolio", "-C", history, "--as-of", AS_OF).out
    assert set(report.splitlines()) <= set(page.splitlines())
    assert "## Changed since 30 September 2026\n\n- **Renewal of the control system" in page
    assert "| Bram Oosting | 2 Nov 2026 | 18 Dec 2026 |" in page


def test_a_portfolio_s_own_report_is_the_page(history: Path, tmp_path: Path) -> None:
    root = shutil.copytree(history, tmp_path / "copy")
    own = root / "templates" / "reports" / "portfolio.md.jinja"
    own.parent.mkdir(parents=True)
    own.write_text("# Ours: {{ heading.portfolio }}\n\n{% block decisions %}{% endblock %}\n")
    page = pmo("status", "-C", root, "--as-of", AS_OF, "--format", "markdown").out
    assert page.startswith("# Ours: Noordermeer Water & Energy\n\n## Changed since 30 September 2026")
