"""`pmo move`: records to other registers with everything that refers to them, and days to other days."""

from pathlib import Path
from typing import Any

import pytest

from pmo.documents import parse
from tests.commands import Outcome, pmo
from tests.editing.folders import changed, files
from tests.portfolios import write

RISKS = "projects/crm/risks.yaml"
FILES: dict[str, Any] = {
    RISKS: b"""\
# the register
risks:   # of crm
  # Supply
  - id: late   # first
    title: 'The vendor is late'
    owner: manager
    status: occurred
    affects: [live, erp/moved]
    # agreed with legal
    response:
      plan: |
        Call them.

        Then write.
      actions:
        - {text: Call, owner: sponsor, due: 2026-11-20}
    issue: broken
  # Demand
  - id: few
    title: Few customers
    owner: ana
    status: identified
""",
    "projects/crm/issues.yaml": """
        issues:
          - {id: broken, title: B, severity: high, owner: ana, status: open, raised: 2026-10-01, from_risk: late}
          - {id: other, title: O, severity: high, owner: ana, status: open, raised: 2026-10-01, from_risk: crm/risks/few}
        """,
    "projects/crm/plan.yaml": """
        milestones:
          - {id: live, title: Live, baseline: 2026-12-01}
          - {id: done, title: Done, actual: 2026-10-01}
          - {id: open, title: Open}
        sprints:
          - {id: s1, start: 2026-11-02, finish: 2026-11-13}
        """,
    "projects/erp/plan.yaml": "milestones: [{id: moved, title: M, baseline: 2026-12-01}]\n",
    "projects/erp/risks.yaml": "risks: []   # none yet\n",
    "projects/crm/decisions.yaml": """
        decisions:
          - {id: first, title: F, status: superseded}
          - {id: second, title: S, status: requested, supersedes: first}
          - {id: third, title: T, status: decided, date: 2026-10-01, by: ana, decision: Yes, supersedes: crm/decisions/second,
             needed_by: 2026-10-01}
        """,
    "projects/crm/actions.yaml": "actions: [{text: Room, owner: ana, due: 2026-11-06}, {id: x, text: X, owner: ana, due: 2026-11-06}]\n",
    "projects/crm/allocations.yaml": "allocations: [{id: a, person: ana, load: 1, from: 2026-11-02, to: 2026-11-06}]\n",
    "projects/crm/benefits.yaml": "benefits: [{id: calls, title: C, owner: ana, target: 5}]\n",
    "waivers.yaml": """
        waivers:
          - {code: PMO602, where: crm/risks/late, reason: R, owner: ana, expires: 2026-12-31}
        """,
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


def run(root: Path, *arguments: object) -> Outcome:
    return pmo("move", *arguments, "-C", root, "--as-of", "2026-11-01")


def data(root: Path, path: str) -> Any:
    return parse((root / path).read_bytes(), path).data


# registers


def test_a_risk_goes_to_a_programme_with_its_text_and_all_references(root):
    before = files(root)
    outcome = run(root, "crm/risks/late", "programmes/renewal")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == (
        "programmes/renewal/risks/late: moved here from crm/risks/late\n"
        "  owner                      manager  →  budi\n"
        "  affects[1]                 live     →  crm/live\n"
        "  issue                      broken   →  crm/issues/broken\n"
        "  response.actions[1].owner  sponsor  →  ana\n"
        "crm/issues/broken: its reference follows\n"
        "  from_risk  late  →  programmes/renewal/risks/late\n"
        "waivers: its reference follows\n"
        "  where  crm/risks/late  →  programmes/renewal/risks/late\n"
    )
    assert (
        (root / "programmes/renewal/risks.yaml").read_text()
        == """\
risks:
  # Supply
  - id: late   # first
    title: 'The vendor is late'
    owner: budi
    status: occurred
    affects: [crm/live, erp/moved]
    # agreed with legal
    response:
      plan: |
        Call them.

        Then write.
      actions:
        - {text: Call, owner: ana, due: 2026-11-20}
    issue: crm/issues/broken
"""
    )
    assert (
        (root / RISKS).read_text()
        == """\
# the register
risks:   # of crm
  # Demand
  - id: few
    title: Few customers
    owner: ana
    status: identified
"""
    )
    assert changed(before, files(root)) == {
        RISKS, "programmes/renewal/risks.yaml", "projects/crm/issues.yaml", "waivers.yaml"
    }  # fmt: skip
    assert pmo("validate", "-C", root, "--as-of", "2026-11-01", "--select", "PMO1,PMO2,PMO3").code == 0
    assert run(root, "programmes/renewal/risks/late", "crm").code == 0
    moved = data(root, RISKS)["risks"][1]
    assert (moved["affects"], moved["issue"]) == (["live", "erp/moved"], "broken")
    assert data(root, "projects/crm/issues.yaml")["issues"][0]["from_risk"] == "late"


def test_references_become_short_where_the_record_comes_beside_them(root):
    assert run(root, "crm/risks/late", "erp").code == 0
    moved = data(root, "projects/erp/risks.yaml")["risks"][0]
    assert moved["affects"] == ["crm/live", "moved"]
    assert (
        (root / "projects/erp/risks.yaml")
        .read_text()
        .startswith("risks:   # none yet\n  # Supply\n  - id: late")
    )


@pytest.mark.parametrize(
    "destination",
    ["office", "erp", "projects/erp", "renewal", "erp/risks", "programmes/renewal/risks", "ERP"],
)
def test_ways_to_name_a_register(root, destination):
    assert run(root, "few", destination, "--dry-run").code == 0


def test_a_record_gets_another_id(root):
    (root / "projects/erp/risks.yaml").write_text(
        (root / RISKS).read_text().replace("issue: broken", "note: x")
    )
    outcome = run(root, "crm/risks/few", "erp")
    assert "erp has a risk few already\n  give the moved one another: --id NEW" in outcome.err
    outcome = run(root, "crm/risks/few", "erp", "--id", "few-customers")
    assert outcome.code == 0, outcome.err
    assert (
        "erp/risks/few-customers: moved here from crm/risks/few\n  id  few  →  few-customers\n" in outcome.out
    )
    assert data(root, "projects/crm/issues.yaml")["issues"][1]["from_risk"] == "erp/risks/few-customers"


def test_references_beside_a_record_that_leaves_keep_leading_to_it(root):
    assert run(root, "crm/decisions/second", "office").code == 0
    assert data(root, "decisions.yaml")["decisions"] == [
        {"id": "second", "title": "S", "status": "requested", "supersedes": "crm/decisions/first"}
    ]
    left = data(root, "projects/crm/decisions.yaml")["decisions"]
    assert [one["id"] for one in left] == ["first", "third"]
    assert left[1]["supersedes"] == "office/decisions/second"


def test_a_record_without_an_id(root):
    outcome = run(root, "crm/actions/1", "office")
    assert outcome.out.startswith("office: moved here from crm/actions/1\n")
    assert data(root, "actions.yaml")["actions"][0]["text"] == "Room"
    assert [one["text"] for one in data(root, "projects/crm/actions.yaml")["actions"]] == ["X"]


def test_a_benefit_stays_with_projects(root):
    assert "benefits belong to projects" in run(root, "crm/benefits/calls", "office").err
    assert run(root, "crm/benefits/calls", "erp").code == 0
    assert data(root, "projects/erp/benefits.yaml")["benefits"][0]["id"] == "calls"
    assert data(root, "projects/crm/benefits.yaml")["benefits"] == []


def test_a_text_that_does_not_fit_the_other_file_is_written_anew(root):
    (root / RISKS).write_bytes(
        b"risks:\n  - &all\n    id: late\n    title: L\n    owner: ana\n    status: identified\n"
    )
    (root / "projects/erp/risks.yaml").write_bytes(
        b"risks: [{id: x, title: X, owner: ana, status: identified}]\n"
    )
    assert run(root, "crm/risks/late", "erp").code == 0
    assert (root / "projects/erp/risks.yaml").read_bytes() == (
        b"risks: [{id: x, title: X, owner: ana, status: identified}, {id: late, title: L, owner: ana, status: identified}]\n"
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["late", "crm"], "crm/risks/late is there already"),
        (["late", "er"], "there is no register at 'er'\n  did you mean erp?"),
        (["late", "programmes/renewals"], "did you mean programmes/renewal?"),
        (["late", "zzz"], "name a project, programmes/ID, or office"),
        (["crm/plan/live", "erp"], "crm/plan/live stays where it is"),
        (["people/ana", "erp"], "people/ana stays where it is"),
        (["crm", "erp"], "crm stays where it is"),
        (["crm/risks/late/response/actions/1", "erp"], "stays where it is"),
        (["late"], "where to?"),
        (["late", "erp", "--by", "3"], "where to?"),
        (["late", "--by", "3", "--id", "x"], "an id is given only in another register"),
        (["late", "erp", "--id", "not an id"], "which is not an id"),
        (["nothing", "erp"], "there is nothing at 'nothing'"),
    ],
)
def test_moves_that_are_refused(root, arguments, says):
    before = files(root)
    outcome = run(root, *arguments)
    assert outcome.code == 2
    assert says in outcome.err
    assert files(root) == before


def test_nothing_is_moved_out_of_a_document_with_errors(root):
    (root / RISKS).write_bytes((root / RISKS).read_bytes().replace(b"identified", b"wrong"))
    assert "projects/crm/risks.yaml has errors; nothing is moved out of it" in run(root, "few", "erp").err


# days


@pytest.mark.parametrize(
    ("arguments", "fields"),
    [
        (["crm/plan/live", "--to", "2026-12-15"], {"forecast": "2026-12-15"}),
        (["crm/plan/live", "--by", "5"], {"forecast": "2026-12-08"}),
        (["crm/plan/live", "--by", "-5"], {"forecast": "2026-11-24"}),
        (["crm/plan/open", "--to", "2026-12-15"], {"forecast": "2026-12-15"}),
        (["crm/actions/x", "--by", "1"], {"due": "2026-11-09"}),
        (["crm/issues/broken", "--to", "2026-12-01"], {"due": "2026-12-01"}),
        (["crm/decisions/second", "--to", "2026-12-01"], {"needed_by": "2026-12-01"}),
        (["crm/risks/late/response/actions/1", "--by", "5"], {"due": "2026-11-27"}),
        (["crm/plan/s1", "--by", "5"], {"start": "2026-11-09", "finish": "2026-11-20"}),
        (["crm/plan/s1", "--to", "2026-11-16"], {"start": "2026-11-16", "finish": "2026-11-27"}),
        (["crm/allocations/a", "--by", "10"], {"from": "2026-11-16", "to": "2026-11-20"}),
    ],
)
def test_days_move(root, arguments, fields):
    outcome = run(root, *arguments)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(f"{arguments[0]}: moved\n")
    lines = outcome.out.splitlines()[1 : 1 + len(fields)]
    assert {line.split()[0]: line.split()[-1] for line in lines} == fields


def test_days_that_do_not_move(root):
    for arguments, says in [
        (["crm/plan/done", "--by", "5"], "crm/plan/done is reached already\n  reopen it first"),
        (["crm/decisions/third", "--by", "5"], "crm/decisions/third is decided already"),
        (
            ["crm/plan/open", "--by", "5"],
            "crm/plan/open has no day to move\n  give the new one with --to DATE",
        ),
        (["crm/risks/late", "--by", "5"], "crm/risks/late has no day that moves"),
        (
            ["crm/plan/live", "--by", "10001"],
            "10,001 working days are too many\n  at most 10,000, about 40 years, at once",
        ),
        (["crm/plan/live", "--by", "-99999999999999999999"], "at most 10,000, about 40 years, at once"),
        (["crm/allocations/a", "--by", "99999999"], "at most 10,000, about 40 years, at once"),
        (["crm/allocations/a", "--to", "9999-12-30"], "lead out of the calendar"),
        (["crm", "--to", "2026-12-01"], "crm has no day that moves"),
        (["crm/plan/live", "--to", "soon"], "'soon' is not a day"),
    ]:
        outcome = run(root, *arguments)
        assert outcome.code == 2
        assert says in outcome.err
    (root / "projects/crm/plan.yaml").write_text("milestones: [{id: live, title: L, forecast: soon}]\n")
    assert "crm/plan/live has no readable day: 'soon'" in run(root, "crm/plan/live", "--by", "5").err


def test_a_day_that_moves_from_nothing(root):
    assert run(root, "crm/plan/live", "--to", "2026-12-15").out.startswith(
        "crm/plan/live: moved\n  forecast  2026-12-15\n"
    )
