"""`pmo new` for records: what is asked for, what is written, what is refused."""

import json
import shlex
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from pmo.analysis.addresses import resolve
from pmo.cli import usage
from pmo.commands.new import KINDS, subcommands
from pmo.commands.writing import Writing
from pmo.editing.door import Written
from pmo.editing.draft import Draft
from pmo.editing.scaffolds.kinds import RECORD_KINDS
from pmo.loading import Loaded, load
from pmo.output.schemas import output_schema
from pmo.trees import WorkingTree, example_folder
from tests import portfolios
from tests.commands import Outcome, pmo
from tests.repositories import commit, git

FILES = {
    "vendors.yaml": {"vendors": [{"id": "acme", "name": "Acme Systems"}]},
    "training.yaml": {"courses": [{"id": "basics", "title": "Basics"}]},
    "projects/crm/charter.yaml": portfolios.charter(
        method="waterfall", deliverables=[{"id": "handbook", "title": "Handbook"}]
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return portfolios.write(tmp_path, FILES)


def new(folder: Path, *arguments: object, **options: Any) -> Outcome:
    return pmo("new", *arguments, "-C", folder, "--as-of", "2026-11-02", **options)


def made(folder: Path, *arguments: object) -> str:
    outcome = new(folder, *arguments)
    assert (outcome.code, outcome.err) == (0, ""), outcome
    return outcome.out


def read(folder: Path, path: str) -> Any:
    return yaml.load((folder / path).read_text("utf-8"), yaml.BaseLoader)


def test_a_risk_goes_into_the_register_of_its_project(folder: Path) -> None:
    (folder / "projects/crm/risks.yaml").write_text("# ours\nrisks: []  # none yet\n", "utf-8")
    out = made(
        folder,
        "risk",
        "The vendor delivers late",
        "--project",
        "CRM",
        "--owner",
        "Budi Santoso",
        "--impact",
        "4",
    )
    assert out == (
        "crm/risks/vendor-delivers-late: added\n"
        "  title   The vendor delivers late\n"
        "  owner   budi\n"
        "  status  identified\n"
        "  impact  4\n"
        "  raised  2026-11-02\n"
    )
    assert (folder / "projects/crm/risks.yaml").read_text("utf-8") == (
        "# ours\n"
        "risks:  # none yet\n"
        "  - id: vendor-delivers-late\n"
        "    title: The vendor delivers late\n"
        "    owner: budi\n"
        "    status: identified\n"
        "    impact: 4\n"
        "    raised: 2026-11-02\n"
    )


SAMPLES = [
    "objective Retention --owner ana",
    "programme 'Customer first' --objectives grow",
    "person 'Dewi Lestari'",
    "role Tester --cost-rate 400",
    "team 'Data team' --members ana,budi",
    "body 'Change board' --members '[ana, cara]'",
    "delegation --from ana --to budi --end 2026-12-31",
    "criterion 'Effect on customers' --weight 20",
    "equipment 'Test lab' --units 2",
    "vendor 'Beta Systems'",
    "contract 'CRM implementation' --vendor acme --type fixed --value 420000 --project crm",
    "vendor-review --vendor Acme --quality 4",
    "course 'Risk basics' --hours 6",
    "enrolment --person ana --course basics",
    "mentoring --mentor ana --mentee budi",
    "term Baseline --definition 'The approved plan'",
    "policy 'Large ones have a case' --applies-to charter --require 'charter.business_case is not none'",
    "waiver PMO910 --where projects/crm/charter.yaml --reason Legal --owner ana --expires 2026-12-31",
    "risk Flood --owner ana",
    "opportunity Grant --owner ana --programme renewal",
    "issue Outage --owner ana --severity high --project crm",
    "assumption 'Data is clean' --project crm",
    "change 'Second interface' --raised-by budi --project crm --impact '{cost: 20000, days: 10}'",
    "decision 'Which vendor?' --body board --needed-by 2026-12-01",
    "action 'Book the lab' --owner office --due 2026-11-13",
    "lesson 'Test early' --recommendation 'Agree on data first' --project crm",
    "milestone Go-live --project crm --baseline 2027-03-01 --critical",
    "sprint --project crm --finish 2026-11-13 --planned 30",
    "allocation --project crm --person ana --load 0.5 --to 2027-01-29",
    "benefit 'Fewer calls' --project crm --owner ana --target 150000",
    "budget-line Licences --project crm --amount 0",
    "deliverable Report --project crm --due 2027-02-26",
    "document 'Test report' --project crm",
    "stakeholder 'Works council' --project crm --interest high",
    "communication 'Works council' --project crm --what Status",
    "responsibility 'Accept it' --project crm --responsible budi --accountable ana",
    "kpi 'Calls solved at once' --project crm --target 0.8",
    "kpi 'On time' --unit share",
    "quality-review handbook --project crm --planned 2026-12-10",
    "gate-review crm --gate business-case",
    "meeting 'Steering group' --project crm --kind steering",
    "meeting Board --body board",
    "method 'House method' --extends hybrid",
    "assessment --model p3m3",
    "status crm",
]


def test_every_kind_has_a_sample() -> None:
    assert {sample.split()[0] for sample in SAMPLES} == set(subcommands()) - {"project"}
    assert set(RECORD_KINDS) < set(subcommands())


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_kind_is_added_where_its_address_says_without_a_new_error(folder: Path, sample: str) -> None:
    outcome = new(folder, *shlex.split(sample), "--format", "json")
    assert (outcome.code, outcome.err) == (0, ""), outcome
    data = json.loads(outcome.out)
    jsonschema.validate(data, output_schema("new"))
    (changed,) = data["data"]["changed"]
    loaded = load(WorkingTree(folder))
    item = resolve(loaded.portfolio, changed["address"])
    assert item.document.path in data["data"]["written"]
    assert [one for one in data["data"]["findings"] if one["severity"] == "error"] == []


@pytest.mark.parametrize("kind", subcommands())
def test_every_kind_says_how_it_is_used(kind: str) -> None:
    outcome = pmo("new", kind, "--help")
    assert outcome.code == 0
    assert "Examples\n  pmo new " in outcome.out
    assert outcome.out == pmo("help", "new", kind).out
    assert [word for word in outcome.out.split() if word == "None"] == []


def test_the_kinds_are_listed() -> None:
    out = pmo("new").out
    assert out == pmo("new", "--help").out
    for title, kinds in KINDS.items():
        assert f"\n{title}\n" in out
        assert all(f"\n  {name} " in out for name in kinds)


@pytest.mark.parametrize(
    ("arguments", "reason", "advice"),
    [
        ("rsk X", "there is no kind 'rsk' to make", "did you mean `pmo new risk`?"),
        ("banana X", "there is no kind 'banana' to make", "`pmo new` lists the kinds"),
        ("risk X", "a risk needs --owner", "give --owner PERSON|ROLE: Who watches it and answers for the response."),
        ("issue", "an issue needs --title, --severity and --owner", "give its title as the first argument: The issue in one line."),
        ("milestone X", "a milestone belongs to a project", "name it: --project PROJECT"),
        ("contract X", "a contract needs --vendor", "give --vendor VENDOR"),
        ("contract X --vendor acm", "--vendor: there is no vendor 'acm'", "did you mean acme?"),
        ("risk X --owner anna", "--owner: there is no person or role 'anna'", "did you mean ana?"),
        ("risk X --owner ana --project cmr", "--project: there is no project 'cmr'", "did you mean crm?"),
        ("risk X --owner ana --status opne", "--status cannot be 'opne'", "it is one of: identified, assessed, responding, occurred, closed"),
        ("risk X --owner ana --status close", "--status cannot be 'close'", "did you mean closed?"),
        ("risk X --owner ana --probability 7", "--probability cannot be '7'", "write a number: 1..5"),
        ("risk X --owner ana --probability high", "--probability cannot be 'high'", "write a number: 1..5"),
        ("risk X --owner ana --likelihood 1.5", "--likelihood cannot be '1.5'", "write a number: 0..1"),
        ("risk X --owner ana --reviewed yesterday", "--reviewed cannot be 'yesterday'", "write a day as YYYY-MM-DD, or today"),
        ("risk X --owner ana --response {strategy", "the value of `--response` cannot be read", "write [a, b] or {a: 1, b: 2}; put quotes around text with brackets, commas or colons"),
        ("risk X --owner ana --project crm --programme renewal", "--project and --programme do not go together", "name the one it belongs to"),
        ("risk X --owner ana --title Y", "the title is given twice", "leave out --title, or the argument 'X'"),
        ("risk X --owner ana --id 'a b'", "--id cannot be 'a b'", "write an id: letters and digits in words joined by -, such as vendor-delay"),
        ("person Ana --id ana", "the id 'ana' is taken", "give another --id, or none: one is made from the title"),
        ("role Sponsor --id sponsor", "the id 'sponsor' is reserved", "give another --id, or none: one is made from the title"),
        ("status", "which project?", "name it: pmo new status PROJECT"),
        ("status crm --project crm", "the project is named twice", "leave out --project"),
        ("assessment", "an assessment needs --model", "give --model TEXT: Maturity model."),
        ("method X --extends watrfall", "--method: there is no method 'watrfall'", "did you mean waterfall?"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_refused_and_nothing_is_written(
    folder: Path, arguments: str, reason: str, advice: str
) -> None:
    before = _snapshot(folder)
    outcome = new(folder, *shlex.split(arguments))
    assert (outcome.code, outcome.out) == (2, "")
    first, second = outcome.err.splitlines()[0], outcome.err.splitlines()[-1]
    assert first.startswith(f"pmo: {reason}")
    assert second == f"  {advice}"
    assert _snapshot(folder) == before


def test_a_result_with_a_dangling_reference_is_refused_by_the_door(folder: Path) -> None:
    before = _snapshot(folder)
    outcome = new(folder, "milestone", "X", "--project", "crm", "--after", "erp/go-live")
    assert outcome.code == 2
    assert (
        "this would bring 1 error:\n  projects/crm/plan.yaml:4: there is no milestone `erp/go-live`"
        in outcome.err
    )
    assert _snapshot(folder) == before


def test_a_dry_run_shows_the_difference_and_writes_nothing(folder: Path) -> None:
    before = _snapshot(folder)
    out = made(folder, "risk", "Flood", "--owner", "ana", "--dry-run")
    assert "+++ b/risks.yaml\n@@ -0,0 +1,6 @@\n+risks:\n+  - id: flood\n" in out
    assert out.endswith("\nNothing was written.\n")
    assert _snapshot(folder) == before


def test_ids_are_told_apart_from_those_in_the_register(folder: Path) -> None:
    made(folder, "risk", "Vendor late", "--owner", "ana")
    made(folder, "opportunity", "Vendor late", "--owner", "ana")
    assert [one["id"] for one in read(folder, "risks.yaml")["risks"]] == ["vendor-late", "vendor-late-2"]
    made(folder, "sprint", "--project", "crm", "--finish", "2026-11-13")
    made(folder, "sprint", "--project", "crm", "--start", "2026-11-16", "--finish", "2026-11-27")
    assert [one["id"] for one in read(folder, "projects/crm/plan.yaml")["sprints"]] == [
        "sprint-1",
        "sprint-2",
    ]


def test_people_roles_teams_and_bodies_never_share_an_id(folder: Path) -> None:
    made(folder, "team", "Lead")
    made(folder, "body", "Analyst")
    made(folder, "role", "Office")
    people = read(folder, "people.yaml")
    assert people["teams"] == [{"id": "lead-2", "title": "Lead"}]
    assert people["roles"][-1]["id"] == "office-2"
    assert read(folder, "pmo.yaml")["governance"]["bodies"][-1]["id"] == "analyst-2"


def test_ids_are_told_apart_from_those_on_the_branch_that_is_merged_to(folder: Path) -> None:
    commit(folder, "Begin")
    git(folder, "switch", "-q", "-c", "mine")
    git(folder, "switch", "-q", "main")
    made(folder, "risk", "Vendor late", "--owner", "ana")
    made(folder, "person", "Dewi Lestari")
    commit(folder, "Theirs")
    git(folder, "switch", "-q", "mine")
    made(folder, "risk", "Vendor late", "--owner", "ana")
    made(folder, "team", "Dewi Lestari")
    assert read(folder, "risks.yaml")["risks"][0]["id"] == "vendor-late-2"
    assert read(folder, "people.yaml")["teams"][0]["id"] == "dewi-lestari-2"


def test_the_folder_that_one_stands_in_is_the_project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "projects" / "crm")
    assert pmo("new", "risk", "Flood", "--owner", "manager").code == 0
    assert (folder / "projects/crm/risks.yaml").is_file()
    (folder / "programmes" / "renewal").mkdir(parents=True)
    monkeypatch.chdir(folder / "programmes" / "renewal")
    assert pmo("new", "risk", "Flood", "--owner", "ana").code == 0
    assert (folder / "programmes/renewal/risks.yaml").is_file()
    monkeypatch.chdir(folder)
    assert pmo("new", "risk", "Flood", "--owner", "ana").code == 0
    assert (folder / "risks.yaml").is_file()


def test_text_of_users_is_data(folder: Path) -> None:
    title = "no: [x] # \x1b[31m\N{RIGHT-TO-LEFT OVERRIDE}\n- id: y"
    out = made(folder, "risk", title, "--owner", "ana", "--cause", "{a: 1}", "--note", "yes")
    assert "\x1b" not in out
    (risk,) = read(folder, "risks.yaml")["risks"]
    assert (risk["title"], risk["cause"], risk["note"]) == (title, "{a: 1}", "yes")


def test_a_document_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "risks.yaml").write_text("risks: [\n", "utf-8")
    outcome = new(folder, "risk", "Flood", "--owner", "ana")
    assert outcome.code == 2
    assert outcome.err.startswith("pmo: risks.yaml cannot be changed as long as it cannot be read: line 2")


def test_what_is_worth_saying_is_advised_at_a_terminal(folder: Path) -> None:
    outcome = new(folder, "risk", "Flood", "--owner", "ana", "--no-input", terminal=True)
    assert "Still to be said: cause, event, effect" in outcome.err
    assert "pmo set office/risks/flood cause=..." in outcome.err


def _snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _examples() -> list[str]:
    return [example.line for kind in subcommands() for example in usage(f"new {kind}").examples]


@pytest.fixture(scope="module")
def example() -> Loaded:
    return load(WorkingTree(example_folder()))


@pytest.mark.parametrize("line", _examples())
def test_the_examples_of_every_kind_fit_the_example_portfolio(
    line: str, example: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(_root: Path, edit: Any, *, dry_run: bool, **_options: Any) -> Written[Any]:
        draft = Draft(example)
        result = edit(draft)
        return Written(result, draft.changes, draft, (), (), example, dry_run)

    monkeypatch.setattr("pmo.editing.door.write", write)
    monkeypatch.setattr(Writing, "loaded", example)
    outcome = pmo(*shlex.split(line)[1:], "-C", example_folder(), "--as-of", "2026-11-01", "--dry-run")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out
