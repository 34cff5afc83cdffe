"""`pmo new project`: scaffolds of six methods, an office's own, lessons and risks of similar projects."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.calendars import WorkingCalendar
from pmo.editing import door
from pmo.editing.draft import Draft
from pmo.editing.scaffolds.projects import ProjectRequest, make
from pmo.editing.scaffolds.target import MergeTarget
from pmo.editing.scaffolds.timetable import SHARES, timetable
from pmo.loading import load, shipped_method, shipped_methods
from pmo.locale import language
from pmo.model.method import Method, MethodGate, MethodPhase
from pmo.output.schemas import output_schema
from pmo.rules.engine import check
from pmo.trees import WorkingTree
from tests import portfolios
from tests.commands import Outcome, pmo
from tests.repositories import commit, git

METHODS = ("waterfall", "agile", "hybrid", "prince2", "pm2", "stage-gate")
AS_OF = "2026-11-02"
CALENDAR = WorkingCalendar(["mon", "tue", "wed", "thu", "fri"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return portfolios.write(tmp_path, {})


def new(folder: Path, title: str, *arguments: object, **options: Any) -> Outcome:
    people = ("--sponsor", "ana", "--manager", "budi")
    return pmo("new", "project", title, *people, *arguments, "-C", folder, "--as-of", AS_OF, **options)


def made(folder: Path, title: str, *arguments: object) -> str:
    outcome = new(folder, title, *arguments)
    assert (outcome.code, outcome.err) == (0, ""), outcome
    return outcome.out


def read(folder: Path, path: str) -> Any:
    return yaml.load((folder / path).read_text("utf-8"), yaml.BaseLoader)


def test_all_packs_have_their_shares() -> None:
    assert set(METHODS) == set(shipped_methods()) == set(SHARES)
    for name, shares in SHARES.items():
        method = shipped_method(name)
        assert method is not None
        assert [phase.id for phase in method.phases] == list(shares)
        assert sum(shares.values()) == 100


@pytest.mark.parametrize("code", ["en", "id"])
def test_a_fresh_project_of_any_method_has_no_errors_under_any_model(tmp_path: Path, code: str) -> None:
    folder = portfolios.write(tmp_path, {"pmo.yaml": portfolios.office(locale=code)})
    day = date.fromisoformat(AS_OF)

    def six(draft: Draft) -> None:
        for name in METHODS:
            fields: dict[str, Any] = {"size": "large"}
            request = ProjectRequest(
                name, "ana", "budi", shipped_method(name), budget=Decimal(90000), fields=fields
            )
            make(draft, request, MergeTarget(folder), folder, language(code), day)

    written = door.write(folder, six, as_of=day)
    own = [one for one in written.findings if one.where.path.startswith("projects/")]
    # they serve no objective yet, the purpose is to be written, and there is no rate to discount money with
    assert Counter(one.code for one in own) == {"PMO515": 1, "PMO910": 6, "PMO911": 6}
    for model in ("supportive", "controlling", "directive"):
        office = portfolios.office(locale=code)
        office["office"]["model"] = model
        portfolios.write(folder, {"pmo.yaml": office})
        for as_of in (day, date(2028, 1, 3)):
            assert [one for one in check(load(WorkingTree(folder)), as_of) if one.severity == "error"] == []


def test_the_whole_of_a_scaffold(folder: Path) -> None:
    out = made(
        folder, "Renew the billing system", "--method", "hybrid", "--finish", "2027-04-30", "--size", "small"
    )
    assert out.startswith(
        "renew-billing-system: added\n"
        "  title    Renew the billing system\n"
        "  method   hybrid\n"
        "  sponsor  ana\n"
        "  manager  budi\n"
        "  start    2026-11-02\n"
        "  finish   2027-04-30\n"
        "  phases   5\n"
        "  gates    4\n"
        "  files    charter.yaml, allocations.yaml, benefits.yaml, budget.yaml, gates.yaml, issues.yaml, plan.yaml, "
        "risks.yaml\n"
    )
    charter = read(folder, "projects/renew-billing-system/charter.yaml")
    assert charter["proposed"] == AS_OF
    assert (charter["phase"], charter["size"], charter["purpose"]) == ("initiation", "small", "To be written")
    assert [one["id"] for one in charter["documents"]][:3] == ["charter", "plan", "budget"]
    assert {one["status"] for one in charter["documents"]} == {"draft"}
    assert [row["accountable"] for row in charter["raci"]] == ["sponsor", "manager", "sponsor"]

    plan = read(folder, "projects/renew-billing-system/plan.yaml")
    assert [phase["id"] for phase in plan["phases"]] == [
        "initiation",
        "planning",
        "delivery",
        "transition",
        "close",
    ]
    assert sum(int(one["weight"]) for one in plan["milestones"]) == 100
    assert [one["id"] for one in plan["milestones"]] == [
        *("initiation", "baseline", "release", "transition-done", "closure")
    ]
    assert plan["milestones"][1]["after"] == [{"milestone": "initiation", "lag_days": "19"}]
    assert plan["sprints"][0] == {"id": "sprint-1", "start": "2026-12-16", "finish": "2026-12-29"}

    gates = read(folder, "projects/renew-billing-system/gates.yaml")["reviews"]
    assert [(one["gate"], one["planned"]) for one in gates] == [
        (one["id"], one["baseline"]) for one in plan["milestones"] if one["id"] != "transition-done"
    ]
    criteria = {one["gate"]: list(one["criteria"]) for one in gates}
    assert "options-compared" not in criteria["initiation"]  # left out for a small project
    assert {result["result"] for one in gates for result in one["criteria"].values()} == {"open"}
    text = (folder / "projects/renew-billing-system/gates.yaml").read_text("utf-8")
    assert (
        "      # The charter says how success will be measured.\n      success-measurable: {result: open}\n"
        in text
    )


@pytest.mark.parametrize(
    ("method", "file", "expected"),
    [
        ("agile", "budget.yaml", "earned_by: sprints"),
        ("agile", "assumptions.yaml", "assumptions: []"),
        ("agile", "plan.yaml", "sprints:"),
        ("prince2", "charter.yaml", "tolerances: {}"),
        ("prince2", "gates.yaml", "id: authorise-stage-2"),
        ("prince2", "plan.yaml", "title: Stage 1 finished"),
        ("pm2", "charter.yaml", "communications:"),
        ("pm2", "decisions.yaml", "decisions: []"),
        ("stage-gate", "charter.yaml", "# The case grows from gate to gate"),
        ("waterfall", "charter.yaml", "stakeholders: []"),
    ],
)
def test_each_method_has_what_is_its_own(folder: Path, method: str, file: str, expected: str) -> None:
    made(folder, "Erp", "--method", method)
    assert expected in (folder / "projects/erp" / file).read_text("utf-8")


def test_a_project_without_a_method_has_a_start_and_a_finish(folder: Path) -> None:
    made(folder, "Erp")
    plan = read(folder, "projects/erp/plan.yaml")
    assert (plan["start"], plan["finish"]) == ("2026-11-02", "2027-04-19")
    assert plan["milestones"] == [
        {"id": "finish", "title": "Finished", "baseline": "2027-04-19", "owner": "budi", "weight": "100"}
    ]
    assert not (folder / "projects/erp/gates.yaml").exists()


def test_every_field_of_the_charter_is_an_option(folder: Path) -> None:
    made(
        folder,
        "Erp",
        *("--id", "erp-2027", "--state", "approved", "--category", "regulatory", "--programme", "Renewal"),
        *(
            "--purpose",
            "no: it's the law",
            "--objectives",
            "{objective: grow, contribution: 4}",
            "--tags",
            "a,b",
        ),
        *(
            "--scope",
            "{in: [All], out: Nothing}",
            "--proposed",
            "2026-10-01",
            "--confidentiality",
            "internal",
        ),
    )
    charter = read(folder, "projects/erp-2027/charter.yaml")
    assert (charter["state"], charter["programme"]) == ("approved", "renewal")
    assert charter["purpose"] == "no: it's the law"
    assert charter["objectives"] == [{"objective": "grow", "contribution": "4"}]
    assert charter["scope"] == {"in": ["All"], "out": "Nothing"}
    assert (charter["tags"], charter["proposed"]) == (["a", "b"], "2026-10-01")


def test_money_is_spread_over_the_years_to_the_last_unit(folder: Path) -> None:
    made(folder, "Erp", "--budget", "100001", "--finish", "2028-02-29")
    charter = read(folder, "projects/erp/charter.yaml")
    amounts = charter["selection"]["cost"]
    assert [one["period"] for one in amounts] == ["2026", "2027", "2028"]
    assert sum(Decimal(one["amount"]) for one in amounts) == 100001
    assert [one["cost"] for one in charter["business_case"]["cash_flows"]] == [
        one["amount"] for one in amounts
    ]


def test_the_id_is_free_here_and_where_the_branch_is_merged_to(folder: Path) -> None:
    made(folder, "Office")
    made(folder, "Crm")
    assert {path.name for path in (folder / "projects").iterdir()} == {"crm", "crm-2", "office-2"}
    commit(folder, "Begin")
    git(folder, "switch", "-q", "-c", "mine")
    git(folder, "switch", "-q", "main")
    made(folder, "Second interface")
    commit(folder, "Theirs")
    git(folder, "switch", "-q", "mine")
    made(folder, "Second interface")
    assert (folder / "projects/second-interface-2").is_dir()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--method", "hybird"), "--method: there is no method 'hybird'"),
        (("--template", "hybird"), "--template: there is no scaffold 'hybird'"),
        (("--id", "Erp"), "--id cannot be 'Erp'\n  write an id: small letters and digits"),
        (("--id", "crm"), "the id 'crm' is taken"),
        (("--id", "people"), "the id 'people' is reserved"),
        (("--budget", "much"), "--budget cannot be 'much'"),
        (("--budget", "-1"), "--budget cannot be '-1'"),
        (("--start", "tomorrow"), "'tomorrow' is not a day"),
        (
            ("--method", "hybrid", "--finish", "2026-11-04"),
            "from 2026-11-02 to 2026-11-04 there are 3 working days",
        ),
        (
            ("--start", "2027-01-04", "--finish", "2026-12-01"),
            "from 2027-01-04 to 2026-12-01 there are 0 working days",
        ),
        (("--programme", "renewl"), "--programme: there is no programme 'renewl'"),
        (("--with-risk", "people/ana"), "--with-risk: people/ana is no risk of a project"),
        (("--objectives", "[{objective: nothing}]"), "this would bring 1 error"),
    ],
)
def test_what_cannot_be_made_is_refused(folder: Path, arguments: tuple[str, ...], reason: str) -> None:
    outcome = new(folder, "Erp", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"pmo: {reason}")
    assert [path.name for path in (folder / "projects").iterdir()] == ["crm"]


def test_who_is_needed_is_said(folder: Path) -> None:
    outcome = pmo("new", "project", "-C", folder)
    assert outcome.code == 2
    assert outcome.err.startswith("pmo: a project needs --title, --sponsor and --manager\n")


# an office's own scaffolds


def own(folder: Path, name: str, files: dict[str, str]) -> None:
    for path, text in files.items():
        target = folder / "templates" / "projects" / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def test_own_templates_come_before_ours_file_by_file(folder: Path) -> None:
    own(
        folder,
        "hybrid",
        {
            "charter.yaml.jinja": '{% extends "pmo/common/charter.yaml.jinja" %}\n'
            "{% block tolerances %}\ncustom: {template: {{ title + '!' }}}\n{% endblock %}\n",
            "issues.yaml.jinja": "{# none of these #}\n",
            "risks.yaml.jinja": "risks:\n  - {id: own, title: {{ _('To be written') }}, owner: {{ manager }}, status: identified}\n",
            "README.md": "# Read me\n",
            "_notes.txt": "not copied",
            "meetings/kick-off.txt": "bring cake\n",
        },
    )
    made(folder, "Erp: new", "--method", "hybrid")
    names = {
        path.relative_to(folder / "projects/erp-new").as_posix()
        for path in (folder / "projects/erp-new").rglob("*")
    }
    assert "issues.yaml" not in names
    assert {"README.md", "meetings/kick-off.txt", "plan.yaml"} <= names
    assert read(folder, "projects/erp-new/charter.yaml")["custom"] == {"template": "Erp: new!"}
    assert read(folder, "projects/erp-new/risks.yaml")["risks"][0]["owner"] == "budi"


def test_an_own_scaffold_has_its_files_alone(folder: Path) -> None:
    charter = "id: {{ id }}\n{{ title | field('title') }}\nstate: proposed\nsponsor: ana\nmanager: budi\npurpose: x\n"
    own(folder, "it-small", {"charter.yaml.jinja": charter})
    long = (
        "A title that is so long that it has to be folded when it is written because no line is that long "
        * 2
    )
    made(folder, long, "--template", "it-small", "--id", "small")
    assert [path.name for path in (folder / "projects/small").iterdir()] == ["charter.yaml"]
    text = (folder / "projects/small/charter.yaml").read_text("utf-8")
    assert "title: >-\n  A title" in text
    assert read(folder, "projects/small/charter.yaml")["title"] == long.strip()
    listed = json.loads(pmo("new", "project", "--list", "-C", folder, "--format", "json").out)["data"][
        "scaffolds"
    ]
    assert (listed[0]["name"], listed[0]["own"]) == ("it-small", True)
    assert {one["name"] for one in listed} == {"it-small", *METHODS}
    assert "it-small" in pmo("new", "project", "--list", "-C", folder).out


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"plan.yaml.jinja": "milestones: []\n"}, "the scaffold 'own' has no charter.yaml.jinja"),
        (
            {"charter.yaml.jinja": "id: {{ nothing }}\n"},
            "the template templates/projects/own/charter.yaml.jinja, line 1",
        ),
        ({"charter.yaml.jinja": "id: [\n"}, "projects/erp/charter.yaml cannot be changed"),
        ({"charter.yaml.jinja": "id: {{ id }}\n"}, "this would bring"),
    ],
)
def test_a_faulty_own_scaffold_is_named_and_makes_nothing(
    folder: Path, files: dict[str, str], reason: str
) -> None:
    own(folder, "own", files)
    outcome = new(folder, "Erp", "--template", "own")
    assert outcome.code == 2
    assert outcome.err.startswith(f"pmo: {reason}")
    assert not (folder / "projects/erp").exists()


def test_a_template_cannot_leave_the_portfolio(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.txt"
    secret.write_text("secret", "utf-8")
    own(folder, "own", {"charter.yaml.jinja": "id: {{ id }}\n"})
    (folder / "templates/projects/own/notes.txt").symlink_to(secret)
    outcome = new(folder, "Erp", "--template", "own")
    assert outcome.code == 2
    assert "is a link out of the portfolio; it is not followed" in outcome.err


def test_an_own_method_has_the_common_scaffold(folder: Path) -> None:
    method = {
        "id": "Simple",
        "title": "Simple",
        "phases": [{"id": "do", "title": "Do", "documents": ["Test report"]}],
    }
    portfolios.write(folder, {"methods/Simple.yaml": method})
    made(folder, "Erp", "--method", "simple")
    charter = read(folder, "projects/erp/charter.yaml")
    assert charter["method"] == "Simple"
    assert charter["documents"] == [
        {"id": "test-report", "title": "Test report", "kind": "Test report", "status": "draft"}
    ]
    assert read(folder, "projects/erp/plan.yaml")["milestones"][0]["title"] == "Do finished"


# similar projects


@pytest.fixture
def experienced(tmp_path: Path) -> Path:
    risk = {
        "id": "vendor-delay",
        "title": "The vendor is late",
        "owner": "ana",
        "status": "occurred",
        "cause": "One maker",
        "type": "threat",
    }
    grant = {"id": "grant", "title": "A grant", "owner": "ana", "status": "closed", "type": "opportunity"}
    lesson = {"id": "early", "title": "Test early", "recommendation": "Agree on data first"}
    return portfolios.write(
        tmp_path,
        {
            "projects/erp/charter.yaml": portfolios.charter(
                "erp", state="completed", method="hybrid", tags=["Cloud"]
            ),
            "projects/erp/risks.yaml": {"risks": [risk, grant]},
            "projects/erp/lessons.yaml": {"lessons": [lesson]},
        },
    )


def test_lessons_and_risks_of_similar_projects_are_shown(experienced: Path) -> None:
    out = made(experienced, "Web shop", "--method", "hybrid", "--tags", "cloud")
    assert (
        "\nLessons of similar projects\n"
        "- Test early: Agree on data first (erp/lessons/early; same tag cloud, same method hybrid)\n"
        "\nTypical risks of similar projects\n"
        "- The vendor is late (erp/risks/vendor-delay; in 1 project, happened in 1)\n"
        "- A grant (erp/risks/grant; in 1 project)\n"
    ) in out
    outcome = new(experienced, "Web shop", "--method", "hybrid", "--format", "json")
    data = json.loads(outcome.out)
    jsonschema.validate(data, output_schema("new project"))
    assert data["data"]["project"] == "web-shop-2"
    assert data["data"]["lessons"][0]["shared"] == ["method: hybrid"]
    assert data["data"]["risks"][0] == {
        "address": "erp/risks/vendor-delay",
        "title": "The vendor is late",
        "projects": ["erp"],
        "occurred": 1,
    }


def test_typical_risks_are_taken_over_as_identified(experienced: Path) -> None:
    out = made(experienced, "Web shop", "--method", "hybrid", "--with-risks")
    assert "Typical risks" not in out
    risks = read(experienced, "projects/web-shop/risks.yaml")["risks"]
    assert risks[0] == {
        "id": "vendor-delay",
        "title": "The vendor is late",
        "cause": "One maker",
        "owner": "budi",
        "status": "identified",
        "raised": AS_OF,
        "note": "Taken over from erp/risks/vendor-delay",
    }
    assert risks[1]["type"] == "opportunity"
    made(experienced, "Second shop", "--with-risk", "erp/grant", "--with-risk", "erp/risks/grant")
    assert [one["id"] for one in read(experienced, "projects/second-shop/risks.yaml")["risks"]] == ["grant"]


# the timetable


def test_a_method_with_gates_but_no_shares_is_spread_evenly() -> None:
    method = Method(
        id="own",
        title="Own",
        phases=(MethodPhase(id="a", title="A"), MethodPhase(id="b", title="B")),
        gates=(
            MethodGate(id="g", title="G", after="A"),
            MethodGate(id="h", title="H", after="a"),
            MethodGate(id="x", title="X"),
        ),
    )
    found = timetable(method, CALENDAR, date(2026, 11, 1), date(2026, 11, 27))
    assert [(one.id, one.start, one.finish) for one in found.phases] == [
        ("a", date(2026, 11, 2), date(2026, 11, 13)),
        ("b", date(2026, 11, 16), date(2026, 11, 27)),
    ]
    assert [(one.id, one.weight, one.lag_days, one.review) for one in found.checkpoints] == [
        ("g", 25, 0, "g"),
        ("h", 25, 0, "h"),
        ("b-done", 50, 10, None),
    ]


@given(st.sampled_from([*METHODS, None]), st.integers(8, 2000), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_every_timetable_keeps_its_promises(name: str | None, days: int, start: date) -> None:
    method = shipped_method(name) if name else None
    finish = CALENDAR.add_working_days(start, days)
    found = timetable(method, CALENDAR, start, finish)
    assert found.start >= start
    assert found.finish <= finish
    before = None
    for phase in found.phases:
        assert phase.start <= phase.finish
        assert before is None or phase.start == CALENDAR.add_working_days(before, 1)
        before = phase.finish
    assert before in (None, found.finish)
    assert sum(one.weight for one in found.checkpoints) in (0, 100)
    for earlier, later in zip(found.checkpoints, found.checkpoints[1:], strict=False):
        assert CALENDAR.add_working_days(earlier.day, later.lag_days) == later.day
    for one, other in zip(found.sprints, found.sprints[1:], strict=False):
        assert one.finish < other.start


def test_what_was_made_is_what_loads(folder: Path) -> None:
    made(folder, "Erp", "--method", "waterfall", "--start", "2027-01-04", "--finish", "2027-12-17")
    portfolio = load(WorkingTree(folder)).portfolio
    checklist = pmo("checklist", "erp", "-C", folder, "--as-of", AS_OF).out
    assert "Business case" in checklist
    assert portfolio.projects["erp"].plan is not None
    assert portfolio.projects["erp"].plan.finish == date(2027, 12, 17)
    past = made(folder, "Past", "--finish", "2025-06-30")
    assert "start    2025-01-13" in past
