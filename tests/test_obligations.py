"""What everybody owes: of each kind what counts, who answers for it, how late it is and how much it matters."""

import datetime
import shlex
from pathlib import Path
from typing import Any

import pytest

from pmo.analysis.addresses import resolve
from pmo.analysis.obligations import Obligation, is_owed_by, obligations
from pmo.analysis.obligations.obligation import AHEAD, MATTERS
from pmo.analysis.parties import party_of
from pmo.cli import COMMANDS
from pmo.loading import load
from pmo.locale.labels import LABELS
from pmo.model.portfolio import Portfolio
from pmo.trees import WorkingTree
from tests.commands import pmo
from tests.portfolios import AS_OF, Files, charter, office, people, portfolio, strategy, write

ALL_COMMANDS = [name for group in COMMANDS.values() for name in group]

RISK = {"id": "r", "title": "R", "owner": "ana", "status": "assessed"}
ACTIVE = {"projects/crm/charter.yaml": charter(state="active")}


def owed(tmp_path: Path, files: Files, **how: Any) -> list[Obligation]:
    return list(obligations(portfolio(tmp_path, files), AS_OF, **how))


def only(tmp_path: Path, kind: str, files: Files, **how: Any) -> Obligation:
    found = [one for one in owed(tmp_path, files, **how) if one.kind == kind]
    assert len(found) == 1, [(one.kind, one.address) for one in found]
    return found[0]


def kinds(tmp_path: Path, files: Files, **how: Any) -> list[str]:
    return [one.kind for one in owed(tmp_path, files, **how)]


def register(name: str, *records: Any, project: str = "crm") -> dict[str, Any]:
    return {f"projects/{project}/{name}.yaml": {name: list(records)}}


CASES: dict[str, tuple[Files, str, str, str, int, bool]] = {
    "status": (
        {
            **ACTIVE,
            "projects/crm/status/2026-09-30.yaml": {
                "date": "2026-09-30", "author": "budi", "headline": "H", "overall": "green",
            },
        },
        "crm", "budi", "2026-10-31", 0, False,
    ),
    "decision": (
        register("decisions", {"id": "d", "title": "D?", "status": "requested", "needed_by": "2026-10-01", "by": "sponsor"}),
        "crm/decisions/d", "ana", "2026-10-01", 21, True,
    ),
    "decision-review": (
        register("decisions", {
            "id": "d", "title": "D", "status": "decided", "date": "2026-01-08", "by": "ana", "decision": "Yes",
            "review_on": "2026-11-06",
        }),
        "crm/decisions/d", "ana", "2026-11-06", -5, False,
    ),
    "change-assessment": (
        register("changes", {"id": "c", "title": "C", "raised_by": "ana", "raised": "2026-09-21", "status": "submitted"}),
        "crm/changes/c", "budi", "2026-11-02", -1, False,
    ),
    "change-decision": (
        {
            **register("changes", {"id": "c", "title": "C", "raised_by": "ana", "raised": "2026-09-01", "status": "assessed"}),
            "pmo.yaml": office(governance={"authority": [{"role": "sponsor", "max_cost": 100}]}),
        },
        "crm/changes/c", "ana", "2026-10-13", 13, True,
    ),
    "risk-review": (
        register("risks", RISK | {"reviewed": "2026-09-01"}),
        "crm/risks/r", "ana", "2026-10-13", 13, True,
    ),
    "assumption": (
        register("assumptions", {"id": "a", "text": "A", "validate_by": "2026-10-01"}),
        "crm/assumptions/a", "budi", "2026-10-01", 21, True,
    ),
    "gate-review": (
        {"projects/crm/gates.yaml": {"reviews": [{"gate": "g", "planned": "2026-11-20"}]}},
        "crm/gates/1", "budi", "2026-11-20", -15, False,
    ),
    "condition": (
        {"projects/crm/gates.yaml": {"reviews": [
            {"id": "r", "gate": "g", "held": "2026-09-01", "decision": "conditional",
             "conditions": [{"text": "Sign", "owner": "ana", "due": "2026-10-01"}]},
        ]}},
        "crm/gates/r/conditions/1", "ana", "2026-10-01", 21, True,
    ),
    "quality-review": (
        {
            "projects/crm/charter.yaml": charter(deliverables=[{"id": "book", "title": "Handbook", "owner": "cara"}]),
            "projects/crm/quality.yaml": {"reviews": [{"id": "q", "deliverable": "book", "planned": "2026-11-06"}]},
        },
        "crm/quality/q", "cara", "2026-11-06", -5, False,
    ),
    "finding": (
        {"projects/crm/quality.yaml": {"reviews": [
            {"id": "q", "deliverable": "book", "held": "2026-09-01",
             "findings": [{"id": "f", "text": "Index", "owner": "ana", "due": "2026-10-01"}]},
        ]}},
        "crm/quality/q/findings/f", "ana", "2026-10-01", 21, True,
    ),
    "closure-review": (
        {"projects/crm/charter.yaml": charter(
            state="completed", closure={"date": "2026-03-01", "review_due": "2026-10-01"},
        )},
        "crm", "ana", "2026-10-01", 21, True,
    ),
    "action": (
        register("actions", {"id": "a", "text": "Do it", "owner": "ana", "due": "2026-10-30"}),
        "crm/actions/a", "ana", "2026-10-30", 0, True,
    ),
    "issue": (
        register("issues", {
            "id": "i", "title": "I", "severity": "high", "owner": "ana", "status": "open", "raised": "2026-09-01",
            "due": "2026-10-01",
        }),
        "crm/issues/i", "ana", "2026-10-01", 21, True,
    ),
    "milestone": (
        {**ACTIVE, "projects/crm/plan.yaml": {"milestones": [{"id": "m", "title": "M", "baseline": "2026-11-06"}]}},
        "crm/plan/m", "budi", "2026-11-06", -5, False,
    ),
    "forecast": (
        {**ACTIVE, "projects/crm/plan.yaml": {"milestones": [
            {"id": "m", "title": "M", "baseline": "2026-09-01", "forecast": "2026-10-01", "owner": "ana"},
        ]}},
        "crm/plan/m", "ana", "2026-10-01", 21, True,
    ),
    "deliverable": (
        {"projects/crm/charter.yaml": charter(
            state="active", deliverables=[{"id": "book", "title": "Handbook", "due": "2026-10-01", "status": "rejected"}],
        )},
        "crm/charter/book", "budi", "2026-10-01", 21, True,
    ),
    "benefit": (
        {"projects/crm/benefits.yaml": {"benefits": [
            {"id": "b", "title": "B", "owner": "ana", "target": 10, "due": "2027-06-30",
             "profile": [{"period": "2026-Q2", "planned": 5}, {"period": "2026-Q3", "planned": 5}],
             "measurements": [{"date": "2026-07-15", "value": 4}]},
        ]}},
        "crm/benefits/b", "ana", "2026-09-30", 22, True,
    ),
    "lesson": (
        register("lessons", {"id": "l", "title": "L", "recommendation": "Test early", "due": "2026-10-01"}),
        "crm/lessons/l", "cara", "2026-10-01", 21, True,
    ),
    "supply": (
        {**ACTIVE, "vendors.yaml": {"vendors": [{"id": "acme", "name": "Acme", "contracts": [
            {"id": "k", "title": "K", "project": "crm", "deliverables": [{"title": "Box", "due": "2026-10-01"}]},
        ]}]}},
        "vendors/acme/contracts/k/deliverables/1", "budi", "2026-10-01", 21, True,
    ),
    "contract-notice": (
        {"vendors.yaml": {"vendors": [{"id": "acme", "name": "Acme", "contracts": [
            {"id": "k", "title": "K", "end": "2026-12-31", "notice_days": 43},
        ]}]}},
        "vendors/acme/contracts/k", "cara", "2026-11-02", -1, False,
    ),
    "staffing": (
        {
            "people.yaml": people({"id": "dewi", "name": "Dewi", "role": "lead", "manager": "cara"}),
            **register("allocations", {
                "person": "dewi", "load": 1, "from": "2026-11-16", "to": "2026-12-31", "status": "requested",
            }),
        },
        "crm/allocations/1", "cara", "2026-11-16", -11, False,
    ),
    "certificate": (
        {"people.yaml": people({
            "id": "dewi", "name": "Dewi", "role": "lead", "certifications": [{"name": "PMP", "expires": "2026-11-30"}],
        })},
        "people/dewi/certifications/1", "dewi", "2026-11-30", -21, False,
    ),
    "training": (
        {"training.yaml": {
            "courses": [{"id": "c", "title": "Course"}],
            "enrolments": [{"person": "ana", "course": "c", "planned": "2026-10-01"}],
        }},
        "training/enrolments/1", "ana", "2026-10-01", 21, True,
    ),
    "mentoring": (
        {"training.yaml": {"mentoring": [{"mentor": "ana", "mentee": "budi", "to": "2026-11-06", "goal": "Speak"}]}},
        "training/mentoring/1", "ana", "2026-11-06", -5, False,
    ),
    "waiver": (
        {"waivers.yaml": {"waivers": [
            {"code": "PMO503", "where": "projects/crm", "reason": "Later", "owner": "ana", "expires": "2026-10-01"},
        ]}},
        "waivers/waivers/1", "ana", "2026-10-01", 21, True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CASES)
def test_each_kind(tmp_path: Path, kind: str) -> None:
    files, address, owner, due, late, is_late = CASES[kind]
    loaded = portfolio(tmp_path, files)
    (one,) = [one for one in obligations(loaded, AS_OF) if one.kind == kind]
    assert (one.address, one.owner.id, one.due, one.days_late, one.is_late) == (
        address,
        owner,
        datetime.date.fromisoformat(due),
        late,
        is_late,
    )
    assert one.what
    assert one.settle.split()[:2] in (["pmo", "set"], ["pmo", "close"], ["pmo", "new"])
    assert resolve(loaded, one.address).address.lower() == one.address.lower()


@pytest.mark.parametrize("kind", CASES)
def test_its_command_settles_it(tmp_path: Path, kind: str) -> None:
    """Run as it is told, with the words in capitals filled in, nothing of that kind is owed any more."""
    root = write(tmp_path, CASES[kind][0])

    def found() -> list[Obligation]:
        return [one for one in obligations(load(WorkingTree(root)).portfolio, AS_OF) if one.kind == kind]

    (one,) = found()
    _, command, *words = shlex.split(one.settle)
    if command not in ALL_COMMANDS:
        pytest.skip(f"there is no pmo {command} yet")
    fill = {"DATE": "2027-12-31", "TEXT": "Because", "PERSON": "ana", "NUMBER": "7"}
    for place, value in fill.items():
        words = [word.replace(place, value) for word in words]
    outcome = pmo(command, *words, "-C", root, "--as-of", AS_OF, "--no-input")
    assert outcome.code == 0, outcome.err
    assert found() == []


def test_every_kind_is_tried_weighed_and_named() -> None:
    assert CASES.keys() == set(MATTERS) == set(LABELS["obligation"])
    assert AHEAD.keys() <= MATTERS.keys()
    assert set(MATTERS.values()) <= {1, 2, 3, 4, 5}


def test_the_base_owes_nothing(tmp_path: Path) -> None:
    assert owed(tmp_path, {}, within=1000) == []


# how late


@pytest.mark.parametrize(
    ("due", "lateness", "days_late"),
    [
        ("2026-09-01", 5, 43),
        ("2026-10-01", 5, 21),
        ("2026-10-02", 4, 20),
        ("2026-10-23", 3, 5),
        ("2026-10-31", 3, 0),
        ("2026-11-01", 2, 0),
        ("2026-11-06", 2, -5),
        ("2026-11-09", 1, -6),
        ("2026-11-13", 1, -10),
    ],
)
def test_lateness_counts_working_days(tmp_path: Path, due: str, lateness: int, days_late: int) -> None:
    one = only(tmp_path, "action", register("actions", {"text": "A", "owner": "ana", "due": due}))
    assert (one.lateness, one.days_late, one.points) == (lateness, days_late, 2 + lateness)
    assert one.is_late == (due < "2026-11-01")


def test_how_far_ahead(tmp_path: Path) -> None:
    actions = [
        {"id": day, "text": day, "owner": "ana", "due": f"2026-11-{day}"} for day in ("01", "02", "13", "16")
    ]
    files = {
        **register("actions", *actions),
        "projects/crm/gates.yaml": {"reviews": [{"gate": "g", "planned": "2026-11-27"}]},
    }
    assert sorted(kinds(tmp_path / "default", files)) == ["action", "action", "action", "gate-review"]
    assert kinds(tmp_path / "none", files, within=0) == ["action"]
    assert kinds(tmp_path / "one", files, within=1) == ["action", "action"]
    assert len(owed(tmp_path / "far", files, within=1000)) == 5


def test_a_report_in_its_days_of_grace_is_due_and_not_late(tmp_path: Path) -> None:
    """Last of 30 September, so due on 31 October, with five working days of grace."""
    files = CASES["status"][0]
    loaded = portfolio(tmp_path, files)
    by_day = {
        day: [(one.is_late, one.days_late) for one in obligations(loaded, datetime.date.fromisoformat(day))]
        for day in ("2026-10-16", "2026-10-19", "2026-11-06", "2026-11-07", "2026-11-09")
    }
    assert by_day == {
        "2026-10-16": [],
        "2026-10-19": [(False, -9)],
        "2026-11-06": [(False, 5)],
        "2026-11-07": [(True, 5)],
        "2026-11-09": [(True, 6)],
    }


def test_what_was_never_done_is_late_without_a_day(tmp_path: Path) -> None:
    silent = only(tmp_path / "silent", "status", ACTIVE)
    assert (silent.due, silent.is_late, silent.lateness, silent.matters) == (None, True, 3, 4)
    assert str(silent.why) == "the project has never reported"
    unseen = only(tmp_path / "unseen", "risk-review", register("risks", RISK))
    assert (unseen.due, unseen.is_late) == (None, True)


# how much it matters


@pytest.mark.parametrize(
    ("levels", "matters", "why"),
    [
        ({}, 3, "the risk was never assessed"),
        ({"probability": 1, "impact": 1}, 2, None),
        ({"probability": 3, "impact": 2}, 3, None),
        ({"probability": 3, "impact": 3}, 4, "the risk is to be acted on"),
        ({"probability": 5, "impact": 5}, 5, "the risk is to be escalated"),
        ({"probability": 5, "impact": 5, "residual": {"probability": 2, "impact": 2}}, 2, None),
        ({"type": "opportunity", "probability": 5, "impact": 5}, 2, None),
    ],
)
def test_a_risk_matters_by_its_cell(tmp_path: Path, levels: Any, matters: int, why: str | None) -> None:
    action = {"text": "A", "owner": "ana", "due": "2026-10-01"}
    risk = RISK | {"response": {"actions": [action]}} | levels
    found = owed(tmp_path, register("risks", risk))
    assert [(one.kind, one.matters, str(one.why) if one.why else None) for one in found] == [
        ("action", matters, why),
        ("risk-review", matters, why),
    ]


def test_an_issue_matters_by_its_severity(tmp_path: Path) -> None:
    issues = [
        {
            "id": severity, "title": "I", "severity": severity, "owner": "ana", "status": "open",
            "raised": "2026-09-01", "due": "2026-10-01",
            "actions": [{"text": "A", "owner": "ana", "due": "2026-10-01"}],
        }
        for severity in ("low", "medium", "high", "critical")
    ]  # fmt: skip
    found = owed(tmp_path, register("issues", *issues))
    assert [(one.kind, one.matters) for one in found] == [
        (kind, matters) for matters in (5, 4, 3, 2) for kind in ("issue", "action")
    ]


def test_everything_matters_more_in_a_red_project(tmp_path: Path) -> None:
    status = {"date": "2026-10-30", "author": "budi", "headline": "H", "overall": "red"}
    files = {
        **ACTIVE,
        **register("actions", {"text": "A", "owner": "ana", "due": "2026-10-01"}),
        "projects/crm/plan.yaml": {
            "milestones": [{"id": "m", "title": "M", "baseline": "2026-10-01", "critical": True}]
        },
        "projects/crm/status/2026-10-30.yaml": status,
    }
    found = owed(tmp_path, files)
    assert [(one.kind, one.matters, str(one.why)) for one in found] == [
        ("forecast", 5, "the milestone is critical; the project is declared red"),
        ("action", 3, "the project is declared red"),
    ]


def test_the_most_points_come_first_then_the_earliest(tmp_path: Path) -> None:
    actions = [
        {"id": "c", "text": "C", "owner": "ana", "due": "2026-11-05"},
        {"id": "b", "text": "B", "owner": "ana", "due": "2026-11-05"},
        {"id": "a", "text": "A", "owner": "ana", "due": "2026-11-06"},
        {"id": "z", "text": "Z", "owner": "ana", "due": "2026-01-05"},
    ]
    found = owed(tmp_path, register("actions", *actions))
    assert [one.address.rpartition("/")[2] for one in found] == ["z", "b", "c", "a"]


# what does not count


@pytest.mark.parametrize("state", ["completed", "cancelled", "proposed"])
def test_no_plans_nor_reviews_of_projects_where_no_work_goes_on(tmp_path: Path, state: str) -> None:
    files = {
        "projects/crm/charter.yaml": charter(
            state=state, deliverables=[{"id": "d", "title": "D", "due": "2026-10-01"}]
        ),
        "projects/crm/plan.yaml": {"milestones": [{"id": "m", "title": "M", "baseline": "2026-10-01"}]},
        **(register("risks", RISK) if state != "proposed" else {}),
    }
    assert kinds(tmp_path, files) == []


def test_what_is_done_is_not_owed(tmp_path: Path) -> None:
    files = {
        **ACTIVE,
        "projects/crm/status/2026-10-30.yaml": {
            "date": "2026-10-30", "author": "budi", "headline": "H", "overall": "green",
        },
        **register("actions", {"text": "A", "owner": "ana", "due": "2026-10-01", "done": "2026-10-02"}),
        **register(
            "risks",
            RISK | {"status": "closed", "response": {"actions": [{"text": "A", "owner": "ana", "due": "2026-10-01"}]}},
        ),
        **register(
            "issues",
            {"id": "i", "title": "I", "severity": "low", "owner": "ana", "status": "resolved", "raised": "2026-09-01",
             "due": "2026-10-01", "actions": [{"text": "A", "owner": "ana", "due": "2026-10-01"}]},
        ),
        **register("assumptions", {"id": "a", "text": "A", "validate_by": "2026-10-01", "result": "valid"}),
        **register("changes", {"id": "c", "title": "C", "raised_by": "ana", "raised": "2026-01-05", "status": "draft"}),
        **register("lessons", {"id": "l", "title": "L", "recommendation": "R", "due": "2026-10-01", "status": "implemented"}),
        "projects/crm/gates.yaml": {"reviews": [{"gate": "g", "planned": "2026-10-01", "held": "2026-10-01", "decision": "go"}]},
        "projects/crm/quality.yaml": {"reviews": [{"id": "q", "deliverable": "d", "planned": "2026-10-01", "result": "passed"}]},
        "projects/crm/benefits.yaml": {"benefits": [
            {"id": "b", "title": "B", "owner": "ana", "target": 1, "due": "2026-10-01",
             "measurements": [{"date": "2026-10-02", "value": 1}]},
            {"id": "c", "title": "C", "owner": "ana", "target": 1, "due": "2026-10-01", "status": "not-realised"},
        ]},
        "projects/crm/plan.yaml": {"milestones": [
            {"id": "m", "title": "M", "baseline": "2026-10-01", "actual": "2026-10-05"},
            {"id": "undated", "title": "U"},
        ]},
        "vendors.yaml": {"vendors": [{"id": "acme", "name": "Acme", "contracts": [
            {"id": "k", "title": "K", "end": "2026-10-30", "notice_days": 5,
             "deliverables": [{"title": "Box", "due": "2026-10-01", "delivered": "2026-10-02"}]},
        ]}]},
        "training.yaml": {
            "courses": [{"id": "c", "title": "C"}],
            "enrolments": [{"person": "ana", "course": "c", "planned": "2026-10-01", "completed": "2026-10-01"}],
            "mentoring": [{"mentor": "ana", "mentee": "budi", "to": "2026-10-30"}],
        },
    }  # fmt: skip
    assert kinds(tmp_path, files) == []


def test_an_expired_certificate_counts_where_a_role_needs_it(tmp_path: Path) -> None:
    roles = [
        {"id": "lead", "title": "Lead"},
        {"id": "analyst", "title": "Analyst", "certifications": ["CISSP"]},
    ]
    holder = {"id": "dewi", "name": "Dewi", "certifications": [
        {"name": "CISSP", "expires": "2026-08-31"}, {"name": "Old", "expires": "2020-01-01"},
    ]}  # fmt: skip
    lead = {"people.yaml": people(holder | {"role": "lead"}, roles=roles)}
    assert kinds(tmp_path / "lead", lead) == []
    analyst = {"people.yaml": people(holder | {"role": "analyst"}, roles=roles)}
    one = only(tmp_path / "analyst", "certificate", analyst)
    assert (one.address, one.matters) == ("people/dewi/certifications/1", 4)
    left = {"people.yaml": people(holder | {"role": "analyst", "to": "2026-10-30"}, roles=roles)}
    assert kinds(tmp_path / "left", left) == []


# who


def test_the_steering_group_that_may_decides_a_change(tmp_path: Path) -> None:
    bodies = [
        {"id": "near", "name": "Near", "members": ["ana"]},
        {"id": "far", "name": "Far", "members": ["budi"]},
        {"id": "board", "name": "Board", "members": ["cara", "ana"]},
    ]
    authority = [
        {"role": "manager", "max_cost": 100, "max_days": 1},
        {"body": "far", "max_cost": 5000},
        {"body": "near", "max_cost": 5000},
        {"body": "board", "max_cost": 90000},
    ]
    files = {
        "pmo.yaml": office(fx={"USD": 0.5}, governance={"bodies": bodies, "authority": authority}),
        "projects/crm/charter.yaml": charter(body="near", currency="USD"),
        "projects/other/charter.yaml": charter("other", body="far"),
        **register(
            "changes",
            *(
                {"id": id_, "title": id_, "raised_by": "ana", "raised": "2026-09-01", "status": "assessed", "impact": impact}
                for id_, impact in {
                    "small": {"cost": 200, "days": 1},
                    "long": {"cost": 200, "days": 2},
                    "usual": {"cost": 10000},
                    "large": {"cost": 10002},
                    "enormous": {"cost": 1000000},
                }.items()
            ),
        ),
    }  # fmt: skip
    found = {one.address.rpartition("/")[2]: one.owner for one in owed(tmp_path, files)}
    assert {id_: (owner.kind, owner.id) for id_, owner in found.items()} == {
        "small": ("person", "budi"),
        "long": ("body", "near"),
        "usual": ("body", "near"),
        "large": ("body", "board"),
        "enormous": ("nobody", ""),
    }
    assert found["large"].people == ("cara", "ana")


def test_whoever_was_lent_authority_stands_in_for_decisions(tmp_path: Path) -> None:
    lent = {"from": "cara", "to": "budi", "start": "2026-10-20", "end": "2026-11-01"}
    files = {
        "pmo.yaml": office(
            governance={
                "bodies": [{"id": "board", "name": "Board", "members": ["cara"]}],
                "delegations": [lent, lent | {"to": "ana", "end": "2026-10-31"}],
            }
        ),
        "decisions.yaml": {
            "decisions": [{"id": "d", "title": "D", "status": "requested", "body": "board", "needed_by": "2026-11-02"}]
        },
        "actions.yaml": {"actions": [{"text": "A", "owner": "cara", "due": "2026-11-02"}]},
    }  # fmt: skip
    decision, action = owed(tmp_path, files)
    assert (decision.kind, decision.owner.people) == ("decision", ("cara", "budi"))
    assert (action.kind, action.owner.people) == ("action", ("cara",))


def test_a_question_of_a_report_is_owed_until_it_is_decided(tmp_path: Path) -> None:
    wanted = {"what": "Go on?", "by": "board", "due": "2026-11-10", "consequence": "It stops"}
    status = {"date": "2026-10-30", "author": "budi", "headline": "H", "overall": "green"}
    files = {
        **ACTIVE,
        "projects/crm/status/2026-10-30.yaml": status
        | {"decisions_needed": [wanted | {"what": "First?"}, wanted, wanted | {"what": "With `ticks`?"}]},
    }
    found = [one for one in owed(tmp_path / "open", files) if one.kind == "decision"]
    assert [(one.address, one.owner.id) for one in found] == [
        (f"crm/status/2026-10-30/decisions_needed/{number}", "board") for number in (1, 2, 3)
    ]
    decided = "--project crm --status decided --decision TEXT --by PERSON --date 2026-11-01"
    assert [one.settle for one in found] == [
        f"pmo new decision 'First?' {decided}",
        f"pmo new decision 'Go on?' {decided}",
        f"pmo new decision TEXT {decided}",
    ]
    decision = {
        "id": "d",
        "title": "GO ON",
        "status": "decided",
        "date": "2026-10-30",
        "by": "ana",
        "decision": "Yes",
    }
    answered = owed(tmp_path / "answered", files | register("decisions", decision))
    assert [one.address.rpartition("/")[2] for one in answered if one.kind == "decision"] == ["1", "3"]
    before = owed(tmp_path / "before", files | register("decisions", decision | {"date": "2026-10-29"}))
    assert len([one for one in before if one.kind == "decision"]) == 3


def test_a_role_is_the_people_of_that_role_on_the_project(tmp_path: Path) -> None:
    files = {
        "people.yaml": people(
            {"id": "dewi", "name": "Dewi", "role": "analyst"},
            {"id": "eka", "name": "Eka", "role": "analyst", "to": "2026-10-01"},
        ),
        "projects/other/charter.yaml": charter("other"),
        **register("actions", {"text": "A", "owner": "analyst", "due": "2026-10-01"}),
        **register("actions", {"text": "A", "owner": "analyst", "due": "2026-10-01"}, project="other"),
        **register("allocations", {"person": "dewi", "load": 0.1, "from": "2026-01-01", "to": "2026-12-31"}),
    }
    found = {one.holder.id: one.owner for one in owed(tmp_path, files)}
    assert (found["crm"].kind, found["crm"].name, found["crm"].people) == ("role", "Analyst", ("dewi",))
    assert found["other"].people == ("budi", "dewi")


def test_the_reserved_roles_of_each_level(tmp_path: Path) -> None:
    actions = [
        {"id": role, "text": role, "owner": role, "due": "2026-10-01"}
        for role in ("sponsor", "manager", "office")
    ]
    files = {
        "pmo.yaml": office(office={"name": "Test", "head": "cara", "sponsor": "ana"}),
        "strategy.yaml": strategy(
            programmes=[{"id": "renewal", "title": "R", "manager": "budi", "sponsor": "cara", "objectives": ["grow"]}]
        ),
        "actions.yaml": {"actions": actions},
        "programmes/renewal/actions.yaml": {"actions": actions},
        "projects/crm/actions.yaml": {"actions": actions},
    }  # fmt: skip
    found = {one.address: one.owner.id for one in owed(tmp_path, files)}
    assert found == {
        "office/actions/sponsor": "ana",
        "office/actions/manager": "cara",
        "office/actions/office": "cara",
        "programmes/renewal/actions/sponsor": "cara",
        "programmes/renewal/actions/manager": "budi",
        "programmes/renewal/actions/office": "cara",
        "crm/actions/sponsor": "ana",
        "crm/actions/manager": "budi",
        "crm/actions/office": "cara",
    }


def test_owed_by_a_person_a_body_a_role_a_team(tmp_path: Path) -> None:
    files = {
        "people.yaml": people(teams=[{"id": "crew", "title": "Crew", "members": ["ana", "gone"]}]),
        **register("decisions", {"id": "d", "title": "D", "status": "requested", "body": "board"}),
        **register("actions", {"text": "A", "owner": "ana", "due": "2026-10-01"}),
        **register("assumptions", {"id": "a", "text": "A", "owner": "analyst", "validate_by": "2026-10-01"}),
    }
    loaded = portfolio(tmp_path, files)
    found = obligations(loaded, AS_OF)

    def of(name: str) -> list[str]:
        party = party_of(loaded, name, loaded.office_holder)
        return sorted(one.kind for one in found if is_owed_by(one, party))

    assert {name: of(name) for name in ("ana", "BUDI", "cara", "board", "analyst", "crew", "lead")} == {
        "ana": ["action"],
        "BUDI": ["assumption"],
        "cara": ["decision"],
        "board": ["decision"],
        "analyst": ["assumption"],
        "crew": ["action"],
        "lead": [],
    }


def test_only_some_projects(tmp_path: Path) -> None:
    files = {
        "projects/crm/charter.yaml": charter(state="on-hold"),
        "projects/other/charter.yaml": charter("other", state="on-hold"),
        **register("actions", {"text": "A", "owner": "ana", "due": "2026-10-01"}),
        **register("actions", {"text": "A", "owner": "ana", "due": "2026-10-01"}, project="other"),
        "actions.yaml": {"actions": [{"text": "A", "owner": "ana", "due": "2026-10-01"}]},
        **CASES["training"][0],
        **CASES["waiver"][0],
        "people.yaml": CASES["certificate"][0]["people.yaml"],
        "vendors.yaml": {"vendors": [{"id": "acme", "name": "Acme", "contracts": [
            {"id": "k", "title": "K", "project": project, "deliverables": [{"title": "Box", "due": "2026-10-01"}]}
            for project in ("crm", "other", None)
        ]}]},
    }  # fmt: skip
    found = [(one.kind, one.address) for one in owed(tmp_path, files, projects={"crm"})]
    assert found == [("supply", "vendors/acme/contracts/k/deliverables/1"), ("action", "crm/actions/1")]


def test_confidential_is_what_the_innermost_record_says(tmp_path: Path) -> None:
    files = {
        "projects/crm/charter.yaml": charter(confidentiality="confidential"),
        "projects/crm/actions.yaml": {
            "actions": [
                {"id": "a", "text": "A", "owner": "ana", "due": "2026-10-01"},
                {"id": "b", "text": "B", "owner": "ana", "due": "2026-10-01", "confidentiality": "public"},
            ]
        },
        "projects/other/issues.yaml": {
            "issues": [
                {"id": "i", "title": "I", "severity": "low", "owner": "ana", "status": "open", "raised": "2026-09-01",
                 "confidentiality": "confidential", "actions": [{"text": "A", "owner": "ana", "due": "2026-10-01"}]},
            ]
        },
    }  # fmt: skip
    found = {one.address: one.is_confidential for one in owed(tmp_path, files)}
    assert found == {"crm/actions/a": True, "crm/actions/b": False, "other/issues/i/actions/1": True}


def test_commands_survive_the_shell(tmp_path: Path) -> None:
    name = "2026-10-01-$(touch x) 'y'"
    files = {
        f"projects/crm/meetings/{name}.yaml": {
            "date": "2026-10-01", "title": "M", "actions": [{"text": "A", "owner": "ana", "due": "2026-10-01"}],
        }
    }  # fmt: skip
    (one,) = [one for one in owed(tmp_path, files) if one.kind == "action"]
    assert shlex.split(one.settle) == ["pmo", "close", f"crm/meetings/{name}/actions/1"]


def test_the_example(example: Path) -> None:
    loaded: Portfolio = load(WorkingTree(example)).portfolio
    found = obligations(loaded, AS_OF, within=60)
    assert len(found) > 80
    assert [one.order for one in found] == sorted(one.order for one in found)
    assert len({(one.kind, one.address) for one in found}) == len(found)
    assert all(1 <= one.points <= 10 for one in found)
    for one in found:
        assert resolve(loaded, one.address)
    assert obligations(loaded, AS_OF, within=0) == tuple(
        one for one in obligations(loaded, AS_OF) if one.due is None or one.due <= AS_OF
    )
