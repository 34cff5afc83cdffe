"""`pmo set`: which field is meant, how a value is read, and what is said about it."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmo.documents import parse
from pmo.output.terminal import NOTHING
from tests.commands import Outcome, pmo
from tests.editing.folders import files
from tests.portfolios import charter, office, write

RISKS = "projects/crm/risks.yaml"
FILES = {
    RISKS: """
        # register
        risks:
          - id: late   # first
            title: The vendor is late
            owner: ana
            status: responding
            probability: 3
            impact: 3
            cost: 1000
            response:
              plan: Weekly calls
              actions:
                - id: call
                  text: Call them
                  owner: ana
                  due: 2026-11-20
                - text: Write to them
                  owner: budi
                  due: 2026-11-27
            tags: [board]
            reviewed: 2026-10-30
        """,
    "projects/crm/budget.yaml": "approved: 100\noriginal: 100\n",
    "projects/crm/actions.yaml": "actions:\n  - {text: Book a room, owner: ana, due: 2026-12-01}\n",
    "projects/crm/status/2026-10-30.yaml": "date: 2026-10-30\nauthor: budi\nheadline: Fine\noverall: green\n",
    "glossary.yaml": "terms: [{id: baseline, term: Baseline, definition: The plan}]\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


def run(root: Path, *arguments: object, **options: Any) -> Outcome:
    return pmo("set", *arguments, "-C", root, "--as-of", "2026-11-01", **options)


def data(root: Path, path: str) -> Any:
    return parse((root / path).read_bytes(), path).data


def risk(root: Path) -> Any:
    return data(root, RISKS)["risks"][0]


def test_what_it_says(root):
    assert run(root, "crm/risks/late", "status=assessed", "category=supply", "tags-=board") == (
        0,
        "crm/risks/late: changed\n"
        "  status    responding  →  assessed\n"
        f"  category  {NOTHING}           →  supply\n"
        f"  tags      [board]     →  {NOTHING}\n",
        "",
    )
    assert run(root, "late", "status=assessed").out == (
        "crm/risks/late: changed\n\nNothing to change: it says so already.\n"
    )


def test_dry_run(root):
    before = files(root)
    outcome = run(root, "late", "title=It is late", "--dry-run")
    assert outcome.out == (
        "crm/risks/late: changed\n  title  The vendor is late  →  It is late\n\n"
        f"--- a/{RISKS}\n+++ b/{RISKS}\n@@ -1,7 +1,7 @@\n # register\n risks:\n   - id: late   # first\n"
        "-    title: The vendor is late\n+    title: It is late\n"
        "     owner: ana\n     status: responding\n     probability: 3\n\nNothing was written.\n"
    )
    assert files(root) == before
    assert run(root, "late", "probability=3", "--dry-run").out.endswith("\nNothing would change.\n")
    painted = run(root, "late", "title=It is late", "--dry-run", "--color", "always").out
    assert "\x1b[31m-    title: The vendor is late\x1b[0m\n\x1b[32m+    title: It is late\x1b[0m\n" in painted


def test_findings_that_come_and_go(root):
    outcome = run(root, "late", "likelihood=0.9")
    assert outcome.out.endswith(
        "Findings that this brings:\n- projects/crm/risks.yaml:9:17 PMO604 warning a likelihood of 0.9 falls into "
        "probability band 5, not 3\n"
    )
    outcome = run(root, "late", "likelihood=", "--lang", "id")
    assert outcome.out.startswith("crm/risks/late: diubah\n")
    assert "Temuan yang terselesaikan:\n- projects/crm/risks.yaml:9:17 PMO604" in outcome.out


def test_json(root):
    outcome = run(root, "late", "probability=4", "impact=4", "--format", "json")
    found = json.loads(outcome.out)
    assert found["command"] == "set"
    assert found["revision"] is None
    assert found["data"]["written"] == [RISKS]
    assert found["data"]["dry_run"] is False
    assert found["data"]["changed"] == [
        {
            "address": "crm/risks/late",
            "done": "changed",
            "fields": [
                {"field": "probability", "before": "3", "after": "4"},
                {"field": "impact", "before": "3", "after": "4"},
            ],
        }
    ]
    assert "PMO601" in [one["code"] for one in found["data"]["findings"]]
    assert found["data"]["diff"].startswith(f"--- a/{RISKS}\n+++ b/{RISKS}\n")


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("title=123", "title", "123"),
        ("title=no", "title", "no"),
        ("title=  spaces around  ", "title", "spaces around"),
        ("title='  quoted  '", "title", "  quoted  "),
        ('title="a\\nb"', "title", "a\nb"),
        ("title=\"half", "title", '"half'),
        ("title='a' and 'b'", "title", "'a' and 'b'"),
        ("title=[draft] a: b # c", "title", "[draft] a: b # c"),
        ("title=a=b+=c", "title", "a=b+=c"),
        ("title={x}", "title", "{x}"),
        ("title=two\nlines", "title", "two\nlines"),
        ("title=null", "title", "null"),
        ("status=Closed", "status", "closed"),
        ("type=OPPORTUNITY", "type", "opportunity"),
        ("probability=4", "probability", 4),
        ("likelihood=.5", "likelihood", 0.5),
        ("cost=5", "cost", 5),
        ("cost={min: 1, likely: 2, max: 3}", "cost", {"min": 1, "likely": 2, "max": 3}),
        ("impact={cost: 4, schedule: 2}", "impact", {"cost": 4, "schedule": 2}),
        ("reviewed=today", "reviewed", "2026-11-01"),
        ("reviewed=2026-10-31", "reviewed", "2026-10-31"),
        ("tags=[a, 1, no, 'x, y']", "tags", ["a", "1", "no", "x, y"]),
        ("tags=one", "tags", ["one"]),
        ("tags+=two words", "tags", ["board", "two words"]),
        ("tags+=[board, two]", "tags", ["board", "two"]),
        ("tags+=board", "tags", ["board"]),
        ("tags-=board", "tags", None),
        ("tags=", "tags", None),
        ("note=x", "note", "x"),
        ("custom.cost_centre=4711", "custom", {"cost_centre": 4711}),
        ("custom.o=010", "custom", {"o": "010"}),
        ("custom.o=0x1F", "custom", {"o": "0x1F"}),
        ("custom.o=0o17", "custom", {"o": "0o17"}),
        ("custom.phone=+4930", "custom", {"phone": "+4930"}),
        ("custom.part=12e5", "custom", {"part": "12e5"}),
        ("custom.o=-0", "custom", {"o": "-0"}),
        ("custom.o=0", "custom", {"o": 0}),
        ("custom.o=-0.50", "custom", {"o": Decimal("-0.50")}),
        ("custom.codes=[010, 12, 0x1F]", "custom", {"codes": ["010", 12, "0x1F"]}),
        ("custom.a.b=text here", "custom", {"a": {"b": "text here"}}),
        ("custom={a: [1, x], b: {c: ~}}", "custom", {"a": [1, "x"], "b": {}}),
        ("approvals+={by: ana, date: 2026-10-01, what: 5}", "approvals", [{"by": "ana", "date": "2026-10-01", "what": "5"}]),
    ],
)  # fmt: skip
def test_values_are_read_by_what_their_field_holds(root, typed, field, value):
    outcome = run(root, "late", typed)
    assert (outcome.code, outcome.err) == (0, "")
    assert risk(root).get(field) == value


@pytest.mark.parametrize(
    ("typed", "way", "value"),
    [
        ("response.strategy=reduce", ("response", "strategy"), "reduce"),
        ("response.actions.call.done=today", ("response", "actions", 0, "done"), "2026-11-01"),
        ("response.actions.2.owner=ana", ("response", "actions", 1, "owner"), "ana"),
        ("residual.probability=1", ("residual", "probability"), 1),
        ("cost={min: 1, likely: 2, max: 3}", ("cost", "likely"), 2),
    ],
)
def test_fields_inside_fields(root, typed, way, value):
    assert run(root, "late", typed).code == 0
    found: Any = risk(root)
    for key in way:
        found = found[key]
    assert found == value


def test_points_of_an_estimate_one_by_one(root):
    assert run(root, "late", "cost={min: 1, likely: 2, max: 3}").code == 0
    assert run(root, "late", "cost.max=30").code == 0
    assert risk(root)["cost"] == {"min": 1, "likely": 2, "max": 30}
    assert "`max` cannot be removed" in run(root, "late", "cost.max=").err


@pytest.mark.parametrize(
    ("address", "typed", "path", "way", "value"),
    [
        ("crm", "state=on-hold", "projects/crm/charter.yaml", ("state",), "on-hold"),
        ("crm/charter", "title=New", "projects/crm/charter.yaml", ("title",), "New"),
        ("crm", "scope.in+=Invoices", "projects/crm/charter.yaml", ("scope", "in"), ["Invoices"]),
        ("crm", "scope.in=Invoices", "projects/crm/charter.yaml", ("scope", "in"), "Invoices"),
        ("crm", "scores.value=4", "projects/crm/charter.yaml", ("scores", "value"), 4),
        ("crm", "selection.mandatory=yes", "projects/crm/charter.yaml", ("selection", "mandatory"), True),
        ("crm", "raci+={activity: Test, responsible: ana, accountable: [budi]}", "projects/crm/charter.yaml",
         ("raci", 0, "responsible"), "ana"),
        ("crm/budget", "approved=100.50", "projects/crm/budget.yaml", ("approved",), 100.5),
        ("crm/budget", "plan+={period: 2026, planned: 100}", "projects/crm/budget.yaml", ("plan", 0, "period"), 2026),
        ("crm/budget", "plan+={period: 2026-Q4, planned: 1}", "projects/crm/budget.yaml", ("plan", 0, "period"), "2026-Q4"),
        ("crm/actions/1", "done=today", "projects/crm/actions.yaml", ("actions", 0, "done"), "2026-11-01"),
        ("crm/risks/late/response/actions/2", "done=today", RISKS, ("risks", 0, "response", "actions", 1, "done"), "2026-11-01"),
        ("crm/status/2026-10-30", "percent_complete=12.5", "projects/crm/status/2026-10-30.yaml", ("percent_complete",), 12.5),
        ("office", "office.purpose=To help", "pmo.yaml", ("office", "purpose"), "To help"),
        ("office", "governance.bodies.board.members+=ana", "pmo.yaml", ("governance", "bodies", 0, "members"), ["cara", "ana"]),
        ("office", "calendar.workweek=[mon, Tue]", "pmo.yaml", ("calendar", "workweek"), ["mon", "tue"]),
        ("people/ana", "skills.node.js=4", "people.yaml", ("people", 0, "skills", "node.js"), 4),
        ("people/ana", "absences+={from: 2026-12-21, to: 2026-12-31}", "people.yaml", ("people", 0, "absences", 0, "to"), "2026-12-31"),
        ("strategy/grow", "weight=40", "strategy.yaml", ("objectives", 0, "weight"), 40),
        ("programmes/renewal", "manager=budi", "strategy.yaml", ("programmes", 0, "manager"), "budi"),
        ("glossary/baseline", "translations.id=Acuan", "glossary.yaml", ("terms", 0, "translations", "id"), "Acuan"),
        ("crm/risks", "note=About all", RISKS, ("note",), "About all"),
    ],
)  # fmt: skip
def test_everything_with_an_address_can_be_changed(root, address, typed, path, way, value):
    prioritisation = {"criteria": [{"id": "value", "title": "Value"}]}
    write(root, FILES | {"pmo.yaml": office(prioritisation=prioritisation)})
    outcome = run(root, address, typed)
    assert (outcome.code, outcome.err) == (0, "")
    found: Any = data(root, path)
    for key in way:
        found = found[key]
    assert found == value


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["late", "stauts=x"], "crm/risks/late has no field 'stauts'\n  did you mean status? The fields are id, title,"),
        (["late", "response.stratgy=x"], "`response` of crm/risks/late has no field 'stratgy'\n  did you mean strategy?"),
        (["late", "title.x=1"], "`title` has no fields below it\n  set it itself: title=VALUE"),
        (["late", "impact.cost=4"], "`impact` of crm/risks/late is 3, which has no fields\n  replace it as a whole: impact={cost: 4}"),
        (["late", "response.actions.cal.done=today"], "has no item 'cal'\n  did you mean call? There are: call, 2"),
        (["late", "response.actions.3.done=today"], "has no item '3'\n  There are: call, 2"),
        (["late", "approvals.1.what=x"], "it is empty; add an item with"),
        (["late", "owner="], "`owner` cannot be removed: it is required"),
        (["late", "title+=x"], "`title` is no list\n  set it: title=VALUE"),
        (["late", "tags-=x"], "`tags` does not hold 'x'\n  it holds board"),
        (["late", "response.actions-=x"], "does not hold 'x'\n  it holds call, {"),
        (["late", "response=soon"], "`response` holds fields of its own\n  set one of them, response.FIELD=VALUE, or write {...}"),
        (["late", "tags=[a"], "the value of `tags` cannot be read: the YAML cannot be read"),
        (["late", "tags=[a] b"], "the value of `tags` cannot be read"),
        (["late", "tags=[*a]"], "the value of `tags` cannot be read"),
        (["late", "custom=[&a x, *a]"], "an alias cannot stand in a value"),
        (["late", "title"], "'title' sets no field\n  write FIELD=VALUE"),
        (["late", "=x"], "'=x' sets no field"),
        (["late", "probability=high"], "`probability` is the text 'high', where a whole number belongs"),
        (["late", "probability=4.5"], "`probability` is the number 4.5, where a whole number belongs"),
        (["late", "reviewed=1.11.2026"], "which is not a date (YYYY-MM-DD)"),
        (["late", "status=clsed"], "did you mean closed? The choices are identified, assessed, responding, occurred, closed"),
        (["late", "owner=anna"], "there is no person or role `anna` (did you mean `ana`?)"),
        (["lat", "title=x"], "there is nothing at 'lat'\n  did you mean crm/risks/late?"),
        (["crm/risks/../late", "title=x"], "there is nothing at 'crm/risks/../late'"),
        (["", "title=x"], "the address is empty"),
        (["late", "title=\udcff"], "half a character"),
        (["late", "a\nb=x"], "has no field 'a\\nb'"),
    ],
)  # fmt: skip
def test_what_it_refuses(root, arguments, says):
    before = files(root)
    outcome = run(root, *arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.startswith("pmo: ")
    assert says in outcome.err
    assert files(root) == before


def test_items_are_taken_from_lists_by_their_id(root):
    assert run(root, "late", "response.actions-=call").code == 0
    assert [one["text"] for one in risk(root)["response"]["actions"]] == ["Write to them"]
    assert (
        run(root, "late", "response.actions-={text: Write to them, owner: budi, due: 2026-11-27}").code == 0
    )
    assert risk(root)["response"] == {"plan": "Weekly calls"}


def test_a_required_list_cannot_become_empty_of_what_it_needs(root):
    write(root, FILES | {"pmo.yaml": office(risk={"probability": [0, 0.2, 0.4, 0.6, 0.8]})})
    assert "needs exactly 5 items" in run(root, "office", "risk.probability-=0.8").err


def test_an_ambiguous_address_is_refused_with_the_candidates(root):
    write(root, FILES | {"projects/erp/risks.yaml": FILES[RISKS]})
    assert "may be any of: crm/risks/late, erp/risks/late" in run(root, "late", "title=x").err
    assert run(root, "erp/late", "title=x").code == 0


# documents with errors


def test_a_record_of_a_document_with_errors_can_be_repaired(root):
    broken = (
        (root / RISKS).read_text().replace("status: responding", "status: waiting").replace("board", "null")
    )
    (root / RISKS).write_text(broken)
    assert "`status` is the text 'waiting'" in pmo("validate", "-C", root).out
    outcome = run(root, "crm/late", "probability=4")
    assert (outcome.code, outcome.err) == (0, "")
    outcome = run(root, "crm/risks/late", "status=responding", "tags=[board]")
    assert outcome.code == 0
    assert "PMO204" in outcome.out.partition("clears:")[2]
    assert pmo("validate", "-C", root, "--select", "PMO2").out.startswith("No findings")


@pytest.mark.parametrize(
    ("address", "typed", "path"),
    [("crm", "state=active", "projects/crm/charter.yaml"), ("crm/charter", "state=active", "projects/crm/charter.yaml"),
     ("glossary", "terms.1.id=x", "glossary.yaml"), ("glossary/1", "id=x", "glossary.yaml")],
)  # fmt: skip
def test_documents_with_errors_have_addresses_as_well(root, address, typed, path):
    write(
        root,
        FILES
        | {"projects/crm/charter.yaml": charter(state="wrong"), "glossary.yaml": "terms: [{term: 5}, x]\n"},
    )
    assert run(root, address, typed).code == 0, run(root, address, typed).err
    assert typed.partition("=")[2] in (root / path).read_text()


def test_what_cannot_be_found_may_stand_in_a_file_that_cannot_be_read(root):
    (root / RISKS).write_text("risks: [\n")
    outcome = run(root, "crm/risks/late", "title=x")
    assert "there is nothing at 'crm/risks/late'" in outcome.err
    assert (
        "it may stand in a file that cannot be read: projects/crm/risks.yaml; `pmo validate` says why"
        in outcome.err
    )


def test_the_same_id_in_two_documents_with_errors_is_ambiguous(root):
    for project in ("crm", "erp"):
        write(root, {f"projects/{project}/risks.yaml": "risks: [{id: same, status: x}]\n"})
    assert "may be any of: crm/risks/same, erp/risks/same" in run(root, "same", "title=x").err
    assert run(root, "erp/same", "title=x").code == 0


def test_a_short_address_may_mean_a_record_that_is_hidden_by_errors(root):
    write(root, FILES | {"projects/erp/risks.yaml": "risks: [{id: late, status: x}]\n"})
    assert "'late' may be any of: crm/risks/late, erp/risks/late" in run(root, "late", "title=x").err
    assert run(root, "crm/risks/late", "title=x").code == 0


def test_a_portfolio_without_a_readable_office_keeps_its_folder_as_name(root):
    write(root, FILES | {"pmo.yaml": "format: 1\n"})
    outcome = run(root, "late", "title=x", "--format", "json")
    assert json.loads(outcome.out)["portfolio"] == root.name


def test_usage_errors_come_before_anything_is_written(root):
    before = files(root)
    assert run(root, "late", "title=x", "--lang", "xx").code == 2
    assert pmo("set", "late", "title=x", "-C", root, "--as-of", "1.11.2026").code == 2
    assert pmo("set", "late", "title=x", "-C", root / "nothing").code == 2
    assert files(root) == before


def test_advice_is_for_people_at_a_terminal(root):
    outcome = run(root, "late", "title=x", terminal=True)
    assert outcome.code == 0
    assert "\x1b[1mcrm/risks/late: changed" in outcome.out
