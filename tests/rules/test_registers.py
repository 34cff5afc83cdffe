"""Family 6xx: risks and the other registers."""

from pathlib import Path
from typing import Any

import pytest

from pmo.rules.registers import REGISTER_RULES
from tests.portfolios import AS_OF, charter, codes, findings, office, only, people, show, strategy
from tests.rules.cases import Case, active, assert_case

RISKS = "projects/crm/risks.yaml"
ISSUES = "projects/crm/issues.yaml"
ACTIONS = "projects/crm/actions.yaml"
ASSUMPTIONS = "projects/crm/assumptions.yaml"
CHANGES = "projects/crm/changes.yaml"
DECISIONS = "projects/crm/decisions.yaml"
BENEFITS = "projects/crm/benefits.yaml"
LESSONS = "projects/crm/lessons.yaml"
QUALITY = "projects/crm/quality.yaml"
CHARTER = "projects/crm/charter.yaml"
MEETING = "projects/crm/meetings/2026-11-15-steering.yaml"


def risks(*records: dict[str, Any]) -> dict[str, Any]:
    usual = {
        "id": "late",
        "title": "Late",
        "owner": "budi",
        "status": "assessed",
        "probability": 3,
        "impact": 3,
        "reviewed": "2026-10-28",
    }
    return {RISKS: {"risks": [_without_none(usual | record) for record in records]}}


def issues(*records: dict[str, Any]) -> dict[str, Any]:
    usual = {
        "id": "broken",
        "title": "Broken",
        "severity": "high",
        "owner": "budi",
        "status": "open",
        "raised": "2026-10-12",
    }
    return {ISSUES: {"issues": [_without_none(usual | record) for record in records]}}


def changes(*records: dict[str, Any]) -> dict[str, Any]:
    usual = {
        "id": "wider",
        "title": "Wider",
        "raised_by": "budi",
        "raised": "2026-10-12",
        "status": "submitted",
    }
    return {CHANGES: {"changes": [_without_none(usual | record) for record in records]}}


def decisions(*records: dict[str, Any]) -> dict[str, Any]:
    usual = {
        "id": "vendor",
        "title": "Which vendor?",
        "status": "decided",
        "date": "2026-05-12",
        "by": "ana",
        "decision": "Acme",
    }
    return {DECISIONS: {"decisions": [_without_none(usual | record) for record in records]}}


def benefits(*records: dict[str, Any]) -> dict[str, Any]:
    usual = {"id": "fewer", "title": "Fewer", "owner": "ana", "objective": "grow", "target": 100}
    return {BENEFITS: {"benefits": [_without_none(usual | record) for record in records]}}


def quality(deliverable: str, *records: dict[str, Any]) -> dict[str, Any]:
    usual = {"id": "review", "deliverable": "handbook"}
    return {
        CHARTER: charter(deliverables=[{"id": "handbook", "title": "Handbook", "status": deliverable}]),
        QUALITY: {"reviews": [usual | record for record in records]},
    }


def action(**fields: Any) -> dict[str, Any]:
    return {"text": "Act", "owner": "budi", "due": "2026-11-13"} | fields


def _without_none(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value is not None}


ANSWERED = {"strategy": "reduce", "plan": "Weekly tests"}
APPROVE = {"outcome": "approve", "by": "ana", "date": "2026-10-15"}

CASES = {
    "PMO601": Case(
        risks({"probability": 5, "impact": {"cost": 1, "schedule": 5}, "response": {"strategy": "reduce"}}),
        risks(
            {"id": "a", "probability": 5, "impact": 5, "response": ANSWERED},
            {"id": "b", "probability": 5, "impact": 5, "response": {"strategy": "accept"}},
            {
                "id": "c",
                "probability": 5,
                "impact": 5,
                "response": {"strategy": "avoid", "actions": [action()]},
            },
            {
                "id": "d",
                "probability": 5,
                "impact": 5,
                "status": "closed",
                "closed": "2026-10-01",
                "outcome": "None",
            },
            {"id": "e", "probability": 4, "impact": 3},
        ),
        "the threat late is in a red cell and has no response",
        f"{RISKS}:11:3",
    ),
    "PMO602": Case(
        risks({"reviewed": "2026-09-17"}),
        risks({"id": "a", "reviewed": "2026-09-18"}, {"id": "b", "reviewed": None, "raised": "2026-09-18"}),
        "the last review of the risk late was on 2026-09-17",
        f"{RISKS}:8:13",
    ),
    "PMO603": Case(
        risks({"impact": {}}),
        risks({"status": "identified", "impact": None}),
        "the risk late is assessed and has no impact",
        f"{RISKS}:5:11",
    ),
    "PMO604": Case(
        risks({"likelihood": 0.6}),
        risks({"id": "a", "likelihood": 0.4}, {"id": "b", "likelihood": 0.59}),
        "a likelihood of 0.6 falls into probability band 4, not 3",
        f"{RISKS}:9:15",
        (f"{RISKS}:6:16",),
    ),
    "PMO605": Case(
        risks({"days": {"min": 10, "likely": 5, "max": 20}}),
        risks({"days": {"min": 5, "likely": 5, "max": 5}, "cost": 7}),
        "min 10, likely 5 and max 20 are not in order",
        f"{RISKS}:9:3",
    ),
    "PMO606": Case(
        risks({"residual": {"probability": 4, "impact": 2}, "response": ANSWERED}),
        risks(
            {"id": "a", "residual": {"probability": 3, "impact": 3}, "response": ANSWERED},
            {
                "id": "b",
                "residual": {"probability": 5},
                "type": "opportunity",
                "response": {"strategy": "enhance", "plan": "Ask"},
            },
        ),
        "probability 4 after the response is worse than 3 before it",
        f"{RISKS}:10:18",
        (f"{RISKS}:6:16",),
    ),
    "PMO607": Case(
        risks({"probability": 5, "impact": 5, "residual": {"probability": 2}}),
        risks({"probability": 5, "impact": 5, "residual": {"probability": 2}, "response": ANSWERED}),
        "the risk late has residual levels and no response",
        f"{RISKS}:9:3",
    ),
    "PMO608": Case(
        risks({"response": {"strategy": "exploit", "plan": "Wait"}}),
        risks({"response": {"strategy": "share", "plan": "Wait"}}),
        "exploit is no strategy for a threat",
        f"{RISKS}:10:15",
    ),
    "PMO609": Case(
        risks({"status": "closed", "closed": "2026-10-01"}),
        risks({"status": "closed", "closed": "2026-10-01", "outcome": "Never happened"}),
        "the closed risk late has no outcome",
        f"{RISKS}:5:11",
    ),
    "PMO610": Case(
        risks({"status": "occurred"}),
        risks({"status": "occurred"}, {"id": "grant", "type": "opportunity", "status": "occurred"})
        | issues({"from_risk": "LATE"}),
        "the risk late has occurred and names no issue",
        f"{RISKS}:5:11",
    ),
    "PMO611": Case(
        risks({"issue": "broken"}) | issues({"from_risk": "late"}),
        risks({"status": "occurred", "issue": "broken"}) | issues({"from_risk": "late"}),
        "the risk late is assessed, and the issue broken came from it",
        f"{RISKS}:5:11",
        (f"{ISSUES}:8:14",),
    ),
    "PMO612": Case(
        risks({"reviewed": "2026-11-02"}),
        risks({"reviewed": "2026-11-01"}),
        "reviewed on 2026-11-02: that day is still to come",
        f"{RISKS}:8:13",
    ),
    "PMO613": Case(
        issues({"resolved": "2026-10-20"}),
        issues({"resolved": "2026-10-20", "status": "resolved", "resolution": "Repaired"}),
        "the status is open, yet resolved is 2026-10-20",
        f"{ISSUES}:6:11",
        (f"{ISSUES}:8:13",),
    ),
    "PMO614": Case(
        risks({"owner": "tester"}, {"id": "other", "owner": "tester"})
        | {
            "people.yaml": people(
                roles=[
                    {"id": "lead", "title": "Lead"},
                    {"id": "analyst", "title": "Analyst"},
                    {"id": "tester", "title": "Tester"},
                ]
            )
        },
        risks({"owner": "analyst"}, {"id": "other", "owner": "manager"}),
        "the owner is the role tester, and nobody fills it",
        f"{RISKS}:4:10",
        (f"{RISKS}:11:10",),
    ),
    "PMO615": Case(
        risks({"owner": "tim"})
        | {"people.yaml": people({"id": "tim", "name": "Tim", "role": "lead", "to": "2026-06-30"})},
        risks({"owner": "tim"})
        | {"people.yaml": people({"id": "tim", "name": "Tim", "role": "lead", "to": "2026-11-01"})},
        "the owner Tim left on 2026-06-30",
        f"{RISKS}:4:10",
        ("people.yaml:19:7",),
    ),
    "PMO621": Case(
        issues({"due": "2026-10-31"}),
        issues(
            {"due": "2026-11-01"},
            {
                "id": "done",
                "due": "2026-10-20",
                "status": "closed",
                "resolution": "Done",
                "resolved": "2026-10-21",
            },
        ),
        "the issue broken was due on 2026-10-31 and is not solved",
        f"{ISSUES}:8:8",
    ),
    "PMO622": Case(
        issues({"status": "closed", "resolution": "Repaired"}),
        issues({"status": "closed", "resolution": "Repaired", "resolved": "2026-10-20"}),
        "the issue broken is closed and has no day of resolution",
        f"{ISSUES}:6:11",
    ),
    "PMO623": Case(
        issues({"status": "escalated", "escalation": {"reason": "Too big"}}),
        issues({"status": "escalated", "escalation": {"to": "board"}}),
        "the issue broken is escalated to nobody",
        f"{ISSUES}:8:3",
    ),
    "PMO624": Case(
        {ACTIONS: {"actions": [action(due="2026-10-31")]}},
        {ACTIONS: {"actions": [action(due="2026-11-01"), action(due="2026-10-01", done="2026-10-02")]}},
        "the action of budi was due on 2026-10-31: Act",
        f"{ACTIONS}:4:8",
    ),
    "PMO625": Case(
        {ACTIONS: {"actions": [action(raised="2026-10-30", done="2026-10-20")]}},
        {ACTIONS: {"actions": [action(raised="2026-10-20", done="2026-10-20")]}},
        "done on 2026-10-20, but raised on 2026-10-30",
        f"{ACTIONS}:6:9",
        (f"{ACTIONS}:5:11",),
    ),
    "PMO626": Case(
        {ASSUMPTIONS: "assumptions:\n  - {id: clean, text: Clean, validate_by: 2026-10-15}\n"},
        {ASSUMPTIONS: "assumptions:\n  - {id: clean, text: Clean, validate_by: 2026-10-15, result: valid}\n"},
        "clean had to be known by 2026-10-15 and is still open",
        f"{ASSUMPTIONS}:2:43",
    ),
    "PMO627": Case(
        {ASSUMPTIONS: "assumptions:\n  - {id: clean, text: Clean, result: invalid}\n"},
        {ASSUMPTIONS: "assumptions:\n  - {id: clean, text: Clean, result: invalid, if_false: We clean}\n"},
        "clean does not hold, and nothing says what follows",
        f"{ASSUMPTIONS}:2:38",
    ),
    "PMO631": Case(
        changes(
            {"status": "rejected", "decision": {"outcome": "approve", "by": "ana", "date": "2026-10-15"}}
        ),
        changes(
            {"status": "rejected", "decision": {"outcome": "reject", "body": "board", "date": "2026-10-15"}}
        ),
        "the change wider is rejected, its decision is approve",
        f"{CHANGES}:6:11",
        (f"{CHANGES}:7:3",),
    ),
    "PMO632": Case(
        changes({"status": "implemented"}),
        changes({"status": "implemented", "decision": APPROVE}),
        "the change wider is implemented without an approval",
        f"{CHANGES}:6:11",
    ),
    "PMO633": Case(
        changes({"raised": "2026-09-17"}),
        changes({"id": "a", "raised": "2026-09-18"}, {"id": "b", "raised": "2026-01-01", "status": "draft"}),
        "the change wider has waited for a decision since 2026-09-17",
        f"{CHANGES}:5:11",
    ),
    "PMO634": Case(
        decisions({"date": None, "by": None}),
        decisions({"by": None, "body": "board"}),
        "vendor is decided and has no date, by",
        f"{DECISIONS}:4:11",
    ),
    "PMO635": Case(
        decisions({"status": "requested", "needed_by": "2026-10-31", "date": None}),
        decisions({"status": "requested", "needed_by": "2026-11-01", "date": None}),
        "vendor was needed by 2026-10-31 and is not decided",
        f"{DECISIONS}:7:14",
    ),
    "PMO636": Case(
        decisions({"status": "superseded"}),
        decisions({"status": "superseded"}, {"id": "other", "supersedes": "vendor"}),
        "vendor is superseded, and no decision supersedes it",
        f"{DECISIONS}:4:11",
    ),
    "PMO637": Case(
        decisions({}, {"id": "other", "supersedes": "vendor"}),
        decisions({}, {"id": "other", "supersedes": "vendor", "status": "requested"}),
        "vendor is decided, but other supersedes it",
        f"{DECISIONS}:4:11",
        (f"{DECISIONS}:14:15",),
    ),
    "PMO641": Case(
        benefits({"objective": "safe"})
        | {
            "strategy.yaml": strategy(
                objectives=[{"id": "grow", "title": "Grow"}, {"id": "safe", "title": "Safe"}]
            )
        },
        benefits({"objective": "safe"})
        | {
            "strategy.yaml": strategy(
                objectives=[
                    {"id": "grow", "title": "Grow", "parent": "all"},
                    {"id": "all", "title": "All"},
                    {"id": "safe", "title": "Safe", "parent": "GROW"},
                ]
            )
        },
        "the project does not contribute to safe",
        f"{BENEFITS}:5:14",
        (f"{CHARTER}:7:1",),
    ),
    "PMO642": Case(
        benefits({"objective": None}),
        benefits({"objective": None, "disbenefit": True}),
        "the benefit fewer serves no objective",
        f"{BENEFITS}:2:3",
    ),
    "PMO643": Case(
        benefits({"due": "2026-09-30", "measurements": [{"date": "2026-09-01", "value": 1}]}),
        benefits(
            {"id": "a", "due": "2026-09-30", "measurements": [{"date": "2026-09-30", "value": 1}]},
            {"id": "b", "due": "2026-09-30", "status": "not-realised"},
        ),
        "the benefit fewer was due on 2026-09-30 and was not measured since",
        f"{BENEFITS}:7:8",
    ),
    "PMO644": Case(
        benefits({"status": "realised"}),
        benefits(
            {"status": "realised", "measurements": [{"date": "2026-09-30", "value": "more than hoped"}]}
        ),
        "the benefit fewer is realised and was never measured",
        f"{BENEFITS}:7:11",
    ),
    "PMO645": Case(
        benefits({"type": "cashable", "target": "a lot"}),
        benefits({"type": "qualitative", "target": "a lot"}),
        "the cashable benefit fewer has no number as its target",
        f"{BENEFITS}:6:11",
        (f"{BENEFITS}:7:9",),
    ),
    "PMO646": Case(
        {LESSONS: "lessons:\n  - {id: tests, title: Tests, recommendation: Earlier, status: published}\n"},
        {
            LESSONS: "lessons:\n  - {id: tests, title: Tests, recommendation: Earlier, status: published, kind: keep}\n"
        },
        "the lesson tests is published without a root cause",
        f"{LESSONS}:2:64",
    ),
    "PMO647": Case(
        {LESSONS: "lessons:\n  - {id: tests, title: Tests, recommendation: Earlier, due: 2026-09-30}\n"},
        {LESSONS: "lessons:\n  - {id: tests, title: Tests, recommendation: Earlier, due: 2026-11-01}\n"},
        "the lesson tests was to be implemented by 2026-09-30",
        f"{LESSONS}:2:61",
    ),
    "PMO651": Case(
        {CHARTER: charter(deliverables=[{"id": "handbook", "title": "Handbook", "due": "2026-10-31"}])},
        {
            CHARTER: charter(
                deliverables=[
                    {"id": "handbook", "title": "Handbook", "due": "2026-10-31", "status": "delivered"}
                ]
            )
        },
        "the deliverable handbook was due on 2026-10-31",
        f"{CHARTER}:12:8",
    ),
    "PMO652": Case(
        quality("delivered", {"result": "passed"}),
        quality("delivered", {"result": "passed", "held": "2026-10-15"}),
        "the review review has a result and no day on which it was held",
        f"{QUALITY}:4:11",
    ),
    "PMO653": Case(
        quality("delivered", {"planned": "2026-10-31"}),
        quality("delivered", {"planned": "2026-11-01"}),
        "the review review was planned for 2026-10-31 and not held",
        f"{QUALITY}:4:12",
    ),
    "PMO654": Case(
        quality("delivered", {"held": "2026-10-15", "result": "failed"}),
        quality("delivered", {"held": "2026-10-15", "result": "failed", "findings": [action()]}),
        "the review review failed and has no findings",
        f"{QUALITY}:5:11",
    ),
    "PMO655": Case(
        quality(
            "accepted",
            {"held": "2026-10-15", "result": "failed", "findings": [action()]},
            {"id": "before", "held": "2026-10-01", "result": "passed"},
        ),
        quality(
            "accepted",
            {"held": "2026-10-01", "result": "failed", "findings": [action()]},
            {"id": "again", "held": "2026-10-15", "result": "passed"},
        ),
        "the deliverable handbook is accepted, its last review review failed",
        f"{CHARTER}:12:11",
        (f"{QUALITY}:5:11",),
    ),
    "PMO656": Case(
        {MEETING: "date: 2026-11-15\ntitle: Steering\nminutes: It was approved.\n"},
        {MEETING: "date: 2026-11-15\ntitle: Steering\nagenda: Approval\n"},
        "the meeting of 2026-11-15 is still to come and has minutes",
        f"{MEETING}:1:7",
        (f"{MEETING}:3:10",),
    ),
}


def test_every_rule_has_a_case() -> None:
    assert list(CASES) == [rule.code for rule in REGISTER_RULES]


@pytest.mark.parametrize("code", CASES)
def test_one_mistake_gives_one_finding(tmp_path: Path, code: str) -> None:
    assert_case(tmp_path, code, CASES[code])


def test_a_finding_says_what_to_do(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO611", CASES["PMO611"].wrong)
    assert (found.severity, found.address) == ("warning", "crm/risks/late")
    assert str(found.hint) == "set the risk to `occurred`; if it may happen again, that is another risk"
    assert str(found.related[0].message) == "the issue"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"reviewed": None}, "the risk late was never reviewed"),
        (
            {"reviewed": None, "raised": "2026-09-01"},
            "the risk late was raised on 2026-09-01 and never reviewed",
        ),
    ],
)
def test_a_risk_that_was_never_reviewed(tmp_path: Path, fields: dict[str, Any], text: str) -> None:
    assert str(only(tmp_path, "PMO602", risks(fields)).message) == text


def test_the_residual_cell_counts_for_red(tmp_path: Path) -> None:
    red = {"probability": 5, "impact": 5}
    assert codes(tmp_path, risks(red | {"residual": {"impact": 4}}), select=["PMO6"]) == ["PMO601"]
    assert codes(tmp_path / "y", risks(red | {"type": "opportunity"}), select=["PMO6"]) == ["PMO601"]


def test_review_days_that_reach_before_the_first_day(tmp_path: Path) -> None:
    files = risks({"reviewed": "1990-01-01"}) | {"pmo.yaml": office(risk={"review_days": 10**9})}
    assert codes(tmp_path, files, select=["PMO6"]) == []


def test_an_issue_register_that_cannot_be_read_accuses_no_risk(tmp_path: Path) -> None:
    files = risks({"status": "occurred"}) | {ISSUES: "issues: [{id: broken}]"}
    assert codes(tmp_path, files, select=["PMO6"]) == []


def test_a_risk_that_names_its_issue_itself(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO611", risks({"issue": "broken"}) | issues({}))
    assert found.related[0].where.path == RISKS
    assert (
        codes(tmp_path / "o", risks({"status": "occurred", "issue": "broken"}) | issues({}), select=["PMO6"])
        == []
    )


@pytest.mark.parametrize(
    "files",
    [
        issues({"raised": "2026-12-01"}),
        issues({"status": "escalated", "escalation": {"to": "board", "date": "2026-12-01"}}),
        changes({"raised": "2026-12-01"}),
        changes({"status": "approved", "decision": APPROVE | {"date": "2026-12-01"}}),
        changes({"implemented": "2026-12-01"}),
        decisions({"date": "2026-12-01"}),
        benefits({"measurements": [{"date": "2026-12-01", "value": 1}]}),
        quality("delivered", {"held": "2026-12-01", "result": "passed"}),
        {ACTIONS: {"actions": [action(raised="2026-12-01")]}},
        {ACTIONS: {"actions": [action(done="2026-12-01")]}},
    ],
)
def test_nothing_is_recorded_before_it_happens(tmp_path: Path, files: dict[str, Any]) -> None:
    assert codes(tmp_path, files, select=["PMO5", "PMO6", "PMO7", "PMO8"]) == ["PMO612"]


def test_a_typing_error_in_the_year_is_one_finding(tmp_path: Path) -> None:
    late = risks({"reviewed": "2206-10-28"}) | issues({"raised": "2206-10-12", "due": "1026-11-13"})
    assert not any(code.startswith("PMO6") for code in codes(tmp_path, late))
    swapped = issues(
        {"raised": "2027-10-12", "resolved": "2026-10-20", "status": "closed", "resolution": "Done"}
    )
    assert codes(tmp_path / "swapped", swapped) == ["PMO402"]


@pytest.mark.parametrize(
    ("files", "where"),
    [
        (risks({"response": ANSWERED | {"actions": [action(due="2026-10-01")]}}), f"{RISKS}:15:12"),
        (issues({"actions": [action(due="2026-10-01")]}), f"{ISSUES}:11:10"),
        (
            quality(
                "delivered",
                {"held": "2026-10-15", "result": "failed", "findings": [action(due="2026-10-20")]},
            ),
            f"{QUALITY}:9:10",
        ),
        (
            {
                "projects/crm/gates.yaml": {
                    "reviews": [{"gate": "initiation", "conditions": [action(due="2026-10-01")]}]
                },
                CHARTER: charter(method="hybrid"),
            },
            "projects/crm/gates.yaml:6:10",
        ),
        (
            {
                MEETING.replace("11-15", "10-15"): {
                    "date": "2026-10-15",
                    "title": "S",
                    "actions": [action(due="2026-10-20")],
                }
            },
            f"{MEETING.replace('11-15', '10-15')}:6:8",
        ),
        (
            {
                "assessments/2026-06-30.yaml": {
                    "date": "2026-06-30",
                    "model": "custom",
                    "dimensions": [{"id": "a", "title": "A", "actions": [action(due="2026-10-01")]}],
                }
            },
            "assessments/2026-06-30.yaml:9:10",
        ),
        ({"actions.yaml": {"actions": [action(due="2026-10-01")]}}, "actions.yaml:4:8"),
        (
            {"programmes/renewal/actions.yaml": {"actions": [action(due="2026-10-01")]}},
            "programmes/renewal/actions.yaml:4:8",
        ),
    ],
)
def test_actions_are_found_wherever_they_stand(tmp_path: Path, files: dict[str, Any], where: str) -> None:
    found = only(tmp_path, "PMO624", files).where
    assert f"{found.path}:{found.line}:{found.column}" == where


def test_an_action_due_before_it_was_raised_is_wrong_and_not_late(tmp_path: Path) -> None:
    files = {ACTIONS: {"actions": [action(raised="2026-10-30", due="2026-10-20")]}}
    assert codes(tmp_path, files, select=["PMO6"]) == ["PMO625"]


def test_governance_rules_follow_the_model(tmp_path: Path) -> None:
    supportive = office(office={"name": "Test office", "model": "supportive"})
    assert only(tmp_path, "PMO632", CASES["PMO632"].wrong).severity == "error"
    assert (
        only(tmp_path / "s", "PMO632", dict(CASES["PMO632"].wrong) | {"pmo.yaml": supportive}).severity
        == "warning"
    )


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({"status": "approved"}, "the change wider is approved and has no decision"),
        (
            {"status": "approved", "decision": {"outcome": "approve"}},
            "the change wider is approved, its decision has no by, date",
        ),
        (
            {"status": "assessed", "decision": APPROVE},
            "the change wider is assessed, its decision is approve",
        ),
    ],
)
def test_status_and_decision_of_a_change_agree(tmp_path: Path, record: dict[str, Any], text: str) -> None:
    assert str(only(tmp_path, "PMO631", changes(record)).message) == text


def test_an_approval_says_who_and_when_as_well(tmp_path: Path) -> None:
    approved = {
        "status": "approved",
        "decision": {"outcome": "approve"},
        "approvals": [{"by": "ana", "date": "2026-10-15"}],
    }
    assert codes(tmp_path, changes(approved), select=["PMO6"]) == []


def test_decisions_of_other_registers_are_found_by_address(tmp_path: Path) -> None:
    old = {"decisions": [{"id": "fx", "title": "FX", "status": "superseded"}]}
    new = decisions({"supersedes": "office/decisions/fx"})
    assert codes(tmp_path, {"decisions.yaml": old} | new, select=["PMO6"]) == []
    assert codes(tmp_path / "alone", {"decisions.yaml": old}, select=["PMO6"]) == ["PMO636"]


def test_circular_objectives_do_not_loop(tmp_path: Path) -> None:
    circle = strategy(
        objectives=[
            {"id": "grow", "title": "G", "parent": "safe"},
            {"id": "safe", "title": "S", "parent": "grow"},
        ]
    )
    assert codes(tmp_path, benefits({"objective": "safe"}) | {"strategy.yaml": circle}, select=["PMO6"]) == []


def test_a_finished_project_owes_no_deliverable(tmp_path: Path) -> None:
    due = [{"id": "handbook", "title": "Handbook", "due": "2026-10-31"}]
    assert codes(tmp_path, {CHARTER: charter(state="cancelled", deliverables=due)}, select=["PMO6"]) == []


@pytest.mark.parametrize(
    "files",
    [
        issues({"owner": "tim"}),
        benefits({"owner": "Tim"}),
        {ASSUMPTIONS: "assumptions: [{id: clean, text: Clean, owner: tim}]"},
        {ACTIONS: {"actions": [action(owner="tim")]}},
    ],
)
def test_whoever_left_owns_nothing_open(tmp_path: Path, files: dict[str, Any]) -> None:
    left = {"people.yaml": people({"id": "tim", "name": "Tim", "role": "lead", "to": "2026-06-30"})}
    assert codes(tmp_path, files | left, select=["PMO6"]) == ["PMO615"]


def test_what_is_settled_may_belong_to_whoever_left(tmp_path: Path) -> None:
    files = {"people.yaml": people({"id": "tim", "name": "Tim", "role": "lead", "to": "2026-06-30"})}
    files |= issues({"owner": "tim", "status": "closed", "resolution": "Done", "resolved": "2026-10-20"})
    files |= benefits({"owner": "tim", "status": "not-realised"})
    files |= {ACTIONS: {"actions": [action(owner="tim", done="2026-10-20")]}}
    files |= {ASSUMPTIONS: "assumptions: [{id: clean, text: Clean, owner: tim, result: valid}]"}
    assert codes(tmp_path, files, select=["PMO6"]) == []


@pytest.mark.parametrize(
    "files",
    [
        risks({"closed": "2026-10-20"}),
        changes({"status": "approved", "decision": APPROVE, "implemented": "2026-10-20"}),
    ],
)
def test_what_ended_is_not_open(tmp_path: Path, files: dict[str, Any]) -> None:
    assert codes(tmp_path, files, select=["PMO6"]) == ["PMO613"]


def test_a_review_that_was_held_has_a_result(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO652", quality("delivered", {"held": "2026-10-15"}))
    assert str(found.message) == "the review review was held and has no result"


def test_an_empty_register_says_nothing(tmp_path: Path) -> None:
    kinds = ("risks", "issues", "assumptions", "changes", "decisions", "actions", "lessons", "benefits")
    files = {f"projects/crm/{kind}.yaml": f"{kind}: []" for kind in kinds} | {QUALITY: "reviews: []"}
    assert codes(tmp_path, files, select=["PMO6"]) == []
    assert codes(tmp_path / "braces", dict.fromkeys(files, "{}"), select=["PMO6"]) == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_no_day_is_too_early_or_too_late(tmp_path: Path, day: str) -> None:
    texts = {
        **risks({"raised": day, "reviewed": day}),
        **issues({"raised": day, "due": day}),
        **changes({"raised": day}),
    }
    texts |= benefits({"due": day}) | {ACTIONS: {"actions": [action(due=day, raised=day, done=day)]}}
    for as_of in (AS_OF, AS_OF.min, AS_OF.max):
        show(findings(tmp_path / str(as_of), texts, as_of=as_of))


def test_records_of_an_unreadable_charter_are_still_checked(tmp_path: Path) -> None:
    files = CASES["PMO643"].wrong | {CHARTER: "id: crm\n"}
    assert codes(tmp_path, files, select=["PMO6"]) == ["PMO643"]


def test_active_is_as_good_as_proposed(tmp_path: Path) -> None:
    assert codes(tmp_path, {CHARTER: active()} | issues({}), select=["PMO6"]) == []
