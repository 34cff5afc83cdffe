"""`pmo close` and `pmo reopen`: the words and days for each kind, and the way back."""

from pathlib import Path
from typing import Any

import pytest

from pmo.documents import parse
from pmo.output.terminal import NOTHING
from tests.commands import Outcome, pmo
from tests.editing.folders import files
from tests.portfolios import charter, people, write

FILES: dict[str, Any] = {
    "projects/crm/charter.yaml": charter(
        state="active", method="hybrid", deliverables=[{"id": "book", "title": "Book", "status": "delivered"}]
    ),
    "projects/crm/risks.yaml": {
        "risks": [
            {"id": "late", "title": "Late", "owner": "ana", "status": "responding", "probability": 3, "impact": 3,
             "response": {"plan": "Call", "actions": [{"id": "call", "text": "Call", "owner": "ana", "due": "2026-11-20"}]}},
            {"id": "seen", "title": "Seen", "owner": "ana", "status": "assessed", "probability": 3, "impact": 3},
            {"id": "new", "title": "New", "owner": "ana", "status": "identified"},
            {"id": "chance", "title": "Chance", "type": "opportunity", "owner": "ana", "status": "identified"},
            {"id": "over", "title": "Over", "owner": "ana", "status": "closed", "closed": "2026-10-01", "outcome": "Gone"},
        ]
    },
    "projects/crm/issues.yaml": {
        "issues": [
            {"id": "down", "title": "Down", "severity": "high", "owner": "ana", "status": "open", "raised": "2026-10-01",
             "from_risk": "seen"},
            {"id": "slow", "title": "Slow", "severity": "low", "owner": "ana", "status": "resolved", "raised": "2026-10-01",
             "resolved": "2026-10-20", "resolution": "Faster"},
        ]
    },
    "projects/crm/assumptions.yaml": {"assumptions": [{"id": "clean", "text": "Data is clean"}]},
    "projects/crm/actions.yaml": {"actions": [{"id": "room", "text": "Room", "owner": "ana", "due": "2026-12-01"}]},
    "projects/crm/decisions.yaml": {
        "decisions": [
            {"id": "vendor", "title": "Vendor", "status": "requested", "by": "ana"},
            {"id": "cloud", "title": "Cloud", "status": "requested"},
            {"id": "old", "title": "Old", "status": "superseded"},
        ]
    },
    "projects/crm/changes.yaml": {
        "changes": [
            {"id": "more", "title": "More", "raised_by": "ana", "raised": "2026-10-01", "status": "submitted"},
            {"id": "less", "title": "Less", "raised_by": "ana", "raised": "2026-10-01", "status": "approved",
             "decision": {"outcome": "approve", "by": "ana", "date": "2026-10-05"}},
        ]
    },
    "projects/crm/lessons.yaml": {"lessons": [{"id": "early", "title": "Early", "recommendation": "Test early"}]},
    "projects/crm/plan.yaml": {"milestones": [{"id": "live", "title": "Live", "baseline": "2026-10-30"}]},
    "projects/crm/benefits.yaml": {
        "benefits": [
            {"id": "calls", "title": "Fewer calls", "owner": "ana", "target": 5},
            {"id": "time", "title": "Time", "owner": "ana", "target": 5, "measurements": [{"date": "2026-10-01", "value": 5}]},
        ]
    },
    "projects/crm/gates.yaml": {"reviews": [{"id": "start-review", "gate": "start"}]},
    "projects/crm/quality.yaml": {"reviews": [{"id": "first", "deliverable": "book"}]},
    "people.yaml": people(),
    "training.yaml": {"courses": [{"id": "yaml", "title": "YAML"}], "enrolments": [{"person": "ana", "course": "yaml"}]},
}  # fmt: skip
DAY = "2026-11-01"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("original"), FILES)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


def run(command: str, root: Path, *arguments: object) -> Outcome:
    return pmo(command, *arguments, "-C", root, "--as-of", DAY)


def fields(outcome: Outcome) -> dict[str, str]:
    """The fields that differ, with their new values, as the command says."""
    found = {}
    for line in outcome.out.splitlines()[1:]:
        if not line.startswith("  "):
            break
        name, _, rest = line.strip().partition("  ")
        found[name] = rest.rpartition("→")[2].strip()
    return found


@pytest.mark.parametrize(
    ("arguments", "expected", "reopened"),
    [
        (["crm/risks/late", "--outcome", "It was in time"],
         {"status": "closed", "closed": DAY, "outcome": "It was in time"},
         {"status": "responding", "closed": NOTHING, "outcome": NOTHING}),
        (["crm/risks/seen"], {"status": "closed", "closed": DAY}, {"status": "assessed", "closed": NOTHING}),
        (["crm/risks/new", "--on", "2026-10-30"], {"status": "closed", "closed": "2026-10-30"},
         {"status": "identified", "closed": NOTHING}),
        (["crm/risks/late", "--issue", "slow"], {"status": "occurred", "issue": "slow"},
         {"status": "responding", "issue": NOTHING}),
        (["crm/risks/seen", "--result", "occurred"], {"status": "occurred", "issue": "down"},
         {"status": "assessed", "issue": NOTHING}),
        (["crm/risks/chance", "--result", "occurred", "--outcome", "We won"],
         {"status": "occurred", "outcome": "We won"}, {"status": "identified", "outcome": NOTHING}),
        (["crm/issues/down", "--resolution", "Restarted"],
         {"status": "closed", "resolved": DAY, "resolution": "Restarted"},
         {"status": "open", "resolved": NOTHING, "resolution": NOTHING}),
        (["crm/issues/down", "--result", "resolved"], {"status": "resolved", "resolved": DAY},
         {"status": "open", "resolved": NOTHING}),
        (["crm/issues/slow"], {"status": "closed"}, {"status": "open", "resolved": NOTHING, "resolution": NOTHING}),
        (["crm/actions/room"], {"done": DAY}, {"done": NOTHING}),
        (["crm/risks/late/response/actions/call"], {"done": DAY}, {"done": NOTHING}),
        (["crm/assumptions/clean", "--result", "invalid"], {"result": "invalid"}, {"result": "open"}),
        (["crm/decisions/vendor", "--decision", "Acme"],
         {"status": "decided", "date": DAY, "decision": "Acme"}, {"status": "requested", "date": NOTHING, "decision": NOTHING}),
        (["crm/decisions/cloud", "--decision", "No", "--by", "cara"],
         {"status": "decided", "date": DAY, "by": "cara", "decision": "No"},
         {"status": "requested", "date": NOTHING, "decision": NOTHING}),
        (["crm/changes/less"], {"status": "implemented", "implemented": DAY}, {"status": "approved", "implemented": NOTHING}),
        (["crm/changes/more", "--result", "rejected", "--by", "ana"],
         {"status": "rejected", "decision.outcome": "reject", "decision.by": "ana", "decision.date": DAY},
         {"status": "assessed", "decision": NOTHING}),
        (["crm/changes/more", "--result", "withdrawn"], {"status": "withdrawn"}, {"status": "submitted"}),
        (["crm/lessons/early"], {"status": "implemented"}, {"status": "published"}),
        (["crm/lessons/early", "--result", "published"], {"status": "published"}, {"status": "validated"}),
        (["crm/lessons/early", "--result", "validated"], {"status": "validated"}, {"status": "captured"}),
        (["crm/plan/live"], {"actual": DAY}, {"actual": NOTHING}),
        (["crm/charter/book"], {"status": "accepted"}, {"status": "in-progress"}),
        (["crm/charter/book", "--result", "rejected"], {"status": "rejected"}, {"status": "in-progress"}),
        (["crm/benefits/calls", "--result", "not realised"], {"status": "not-realised"}, {"status": "planned"}),
        (["crm/benefits/time", "--result", "realised"], {"status": "realised"}, {"status": "on-track"}),
        (["crm/gates/start-review", "--result", "go"], {"held": DAY, "decision": "go"}, {"held": NOTHING, "decision": NOTHING}),
        (["crm/quality/first", "--result", "passed"], {"held": DAY, "result": "passed"}, {"held": NOTHING, "result": NOTHING}),
        (["training/enrolments/1", "--outcome", "Passed"], {"completed": DAY, "result": "Passed"},
         {"completed": NOTHING, "result": NOTHING}),
        (["crm", "--by", "cara"], {"state": "completed", "closure.date": DAY, "closure.accepted_by": "cara"},
         {"state": "active", "closure.date": NOTHING, "closure.accepted_by": NOTHING}),
        (["crm", "--result", "cancelled"], {"state": "cancelled", "closure.date": DAY},
         {"state": "active", "closure.date": NOTHING}),
    ],
)  # fmt: skip
def test_each_kind_ends_and_begins_again(root, arguments, expected, reopened):
    closed = run("close", root, *arguments)
    assert (closed.code, closed.err) == (0, "")
    assert closed.out.startswith(f"{arguments[0]}: closed\n")
    assert fields(closed) == expected
    again = run("reopen", root, arguments[0])
    assert (again.code, again.err) == (0, "")
    assert again.out.startswith(f"{arguments[0]}: reopened\n")
    assert fields(again) == reopened


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["crm/risks/over", "--outcome", "Fine"],
            "crm/risks/over is closed already\n  `pmo set crm/risks/over outcome=TEXT` says so",
        ),
        (["crm/risks/over"], "crm/risks/over is closed already\n  change what it says with `pmo set`, or `pmo reopen` it"),
        (["crm/risks/late", "--result", "occurred"], "which issue did the risk turn into?\n  record the issue first"),
        (["crm/risks/late", "--result", "closed", "--issue", "x"], "a risk that turned into an issue has occurred"),
        (["crm/risks/late", "--issue", "nothing"], "there is no issue `nothing`"),
        (["crm/risks/late", "--result", "won"], "a risk does not end as 'won'\n  it ends as closed, occurred"),
        (["crm/risks/late", "--resolution", "x"], "a risk takes no --resolution\n  it takes --outcome, --issue, --result, --on"),
        (["crm/issues/down", "--outcome", "x"], "an issue takes no --outcome\n  it takes --resolution, --result, --on"),
        (["crm/issues/slow", "--result", "resolved"], "crm/issues/slow is resolved already"),
        (["crm/actions/room", "--outcome", "x"], "an action takes no --outcome\n  it takes --on"),
        (["crm/actions/room", "--result", "x"], "an action ends in one way only"),
        (["crm/actions/room", "--by", "ana"], "an action takes no --by"),
        (["crm/assumptions/clean"], "how did the assumption end?\n  say --result valid or --result invalid"),
        (["crm/decisions/cloud", "--decision", "No"], "who decided?\n  say it with --by PERSON"),
        (["crm/decisions/vendor"], "what was decided?\n  say it with --decision TEXT"),
        (["crm/decisions/vendor", "--decision", "x", "--by", "nobody"], "nobody"),
        (["crm/changes/more"], "the change is submitted, not approved\n  have it approved first"),
        (["crm/changes/more", "--result", "rejected"], "who rejected it?"),
        (["crm/benefits/calls"], "how did the benefit end?"),
        (["crm/gates/start-review"], "how did the gate review end?"),
        (["people/ana"], "people/ana is nothing that is closed\n  these are: risk, issue, action,"),
        (["crm/risks"], "crm/risks is nothing that is closed"),
        (["crm/risks/late", "--outcome", "a", "--decision", "b"], "only one of --outcome, --resolution, --decision fits"),
        (["crm/risks/late", "--on", "tomorrow"], "'tomorrow' is not a day\n  write --on YYYY-MM-DD"),
        (["crm/risks/late", "crm/risks/over"], "crm/risks/over is closed already"),
    ],
)  # fmt: skip
def test_what_does_not_end_that_way(original, arguments, says):
    before = files(original)
    outcome = run("close", original, *arguments)
    assert outcome.code == 2
    assert says in outcome.err
    assert files(original) == before


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("crm/risks/late", "crm/risks/late is not closed\n  there is nothing to reopen"),
        ("crm/decisions/old", "crm/decisions/old is superseded\n  reopen the decision that took its place"),
        ("crm/actions/room", "is not closed"),
        ("crm", "crm is not closed"),
        ("office", "nothing that is closed"),
    ],
)
def test_what_cannot_be_reopened(original, address, says):
    outcome = run("reopen", original, address)
    assert outcome.code == 2
    assert says in outcome.err


def test_several_at_once_in_one_write(root):
    outcome = run("close", root, "crm/actions/room", "crm/risks/late/response/actions/call", "crm/plan/live")
    assert outcome.code == 0
    assert outcome.out.count(": closed\n") == 3
    plan: Any = parse((root / "projects/crm/plan.yaml").read_bytes(), "x").data
    assert plan["milestones"][0]["actual"] == DAY


def test_it_says_what_the_end_brings(root):
    outcome = run("close", root, "crm/risks/late")
    assert "PMO609 warning the closed risk late has no outcome" in outcome.out
    outcome = run("close", root, "crm")
    assert "PMO843 warning the project is completed, and nobody accepted it" in outcome.out


def test_a_closed_risk_gets_its_outcome_later(root):
    assert "no outcome" in run("close", root, "crm/risks/late").out
    hint = run("validate", root).out
    assert "`pmo set crm/risks/late outcome=TEXT`" in hint
    outcome = run("set", root, "crm/risks/late", "outcome=It never came")
    assert (outcome.code, outcome.err) == (0, "")
