"""Gates of a project: criteria evaluated or reviewed, tailoring, documents, approvers, conditions, readiness."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pmo.errors import PmoError
from pmo.governance.checklists import GateLine, ProjectChecklist, checklist
from tests.portfolios import AS_OF, charter, portfolio

CHECKED: dict[str, Any] = {"id": "funded", "text": "The budget is approved.", "check": "budget.approved > 0"}
PROVED: dict[str, Any] = {"id": "proved", "text": "Users have tried it.", "evidence": "required"}
AGREED: dict[str, Any] = {"id": "agreed", "text": "Everybody agrees.", "mandatory": False}


def method(*gates: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """A house method."""
    return {
        "id": "house",
        "title": "House method",
        "phases": [{"id": "plan", "title": "Planning"}],
        "gates": list(gates),
    } | fields


def gate(id_: str = "start", *criteria: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    return {"id": id_, "title": f"Gate {id_}", "criteria": list(criteria), **fields}


def review(gate_id: str = "start", **fields: Any) -> dict[str, Any]:
    return {"gate": gate_id, **fields}


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def found(
    tmp_path: Path,
    *gates: Mapping[str, Any],
    reviews: list[Any] | None = None,
    files: Mapping[str, Any] = {},
    asked: str | None = None,
    as_of: datetime.date = AS_OF,
    **fields: Any,
) -> ProjectChecklist:
    """The checklist of project crm, with a house method of these gates."""
    content = {
        "methods/house.yaml": method(*gates),
        "projects/crm/charter.yaml": charter(method="house", **fields),
        **({} if reviews is None else {"projects/crm/gates.yaml": {"reviews": reviews}}),
        **files,
    }
    loaded = portfolio(tmp_path, content)
    assert not loaded.unread_paths - {"projects/crm/plan.yaml"}
    return checklist(loaded, loaded.projects["crm"], as_of, asked)


def only(tmp_path: Path, *criteria: Mapping[str, Any], **options: Any) -> GateLine:
    """The single gate of a method with these criteria."""
    fields = {
        key: options.pop(key) for key in ("documents", "approvers", "tailoring", "after") if key in options
    }
    return found(tmp_path, gate("start", *criteria, **fields), **options).gates[0]


def states(line: GateLine) -> dict[str, str]:
    return {one.id: one.state for one in line.criteria}


def blockers(line: GateLine) -> list[str]:
    return [str(one) for one in line.blockers]


BUDGET = {"projects/crm/budget.yaml": {"approved": 100}}


# Criteria


def test_a_check_is_evaluated(tmp_path: Path) -> None:
    line = only(tmp_path / "a", CHECKED, files=BUDGET)
    assert (states(line), line.ready, line.met, blockers(line)) == ({"funded": "met"}, True, 1, [])
    assert line.criteria[0].check == "budget.approved > 0"
    line = only(tmp_path / "b", CHECKED, files={"projects/crm/budget.yaml": {"approved": 0}})
    assert (states(line), line.ready) == ({"funded": "not-met"}, False)
    assert blockers(line) == ["criterion funded is not met"]


def test_a_check_is_never_ticked(tmp_path: Path) -> None:
    ticked = review(held=day("2026-10-01"), criteria={"funded": {"result": "met", "evidence": "minutes"}})
    line = only(tmp_path, CHECKED, reviews=[ticked])
    assert (line.criteria[0].state, line.criteria[0].recorded) == ("unknown", "met")
    assert line.criteria[0].evidence == "minutes"
    assert not line.ready


@pytest.mark.parametrize(
    ("check", "files", "reason"),
    [
        ("budget.approved > 0", {}, "there is no budget.yaml"),
        ("risks | length > 0 and budget.approved > 0", {}, "there is no budget.yaml, risks.yaml"),
        ("status.overall == 'green'", {}, "nothing is recorded for status"),
        ("npv > 0 and budget.approved > 0", {}, "nothing is recorded for budget, npv"),
        ("charter.size == 'small'", {}, "something that it asks for in charter is not recorded"),
        (
            "plan.milestones | length > 0",
            {"projects/crm/plan.yaml": "milestones: 5\n"},
            "plan.yaml cannot be read",
        ),
    ],
)
def test_a_check_over_something_not_recorded_is_unknown(
    tmp_path: Path, check: str, files: dict[str, Any], reason: str
) -> None:
    line = only(tmp_path, {**CHECKED, "check": check}, files=files)
    assert states(line) == {"funded": "unknown"}
    assert str(line.criteria[0].reason) == reason
    assert blockers(line) == [f"criterion funded is unknown: {reason}"]


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ("budgt.approved > 0", "unknown name 'budgt'; did you mean 'budget'?"),
        ("charter.title", "expected yes or no, got text 'Project crm'"),
        ("charter.state ==", ""),
    ],
)
def test_a_mistake_in_a_check_is_shown_not_thrown(tmp_path: Path, check: str, reason: str) -> None:
    line = only(tmp_path, {**CHECKED, "check": check})
    assert states(line) == {"funded": "not-evaluable"}
    assert str(line.criteria[0].reason).startswith(reason)
    assert blockers(line)[0].startswith(f"criterion funded is not evaluable: {reason}")


def test_without_a_review_a_criterion_is_open(tmp_path: Path) -> None:
    line = only(tmp_path, PROVED, AGREED)
    assert states(line) == {"proved": "open", "agreed": "open"}
    assert blockers(line) == ["criterion proved is still open"], "the other one is not mandatory"


@pytest.mark.parametrize(
    ("result", "evidence", "expected"),
    [
        ("met", "report 12", []),
        ("met", None, ["criterion proved lacks its evidence"]),
        ("not-met", "report 12", ["criterion proved is not met"]),
        ("na", None, []),
        ("open", "report 12", ["criterion proved is still open"]),
    ],
)
def test_the_review_says_how_a_criterion_stands(
    tmp_path: Path, result: str, evidence: str | None, expected: list[str]
) -> None:
    judged = {"PROVED": {"result": result, "evidence": evidence, "comment": "seen"}}
    line = only(tmp_path, PROVED, reviews=[review(criteria=judged)])
    assert states(line) == {"proved": result}
    assert (line.criteria[0].comment, line.criteria[0].evidence_required) == ("seen", True)
    assert (blockers(line), line.ready, line.met) == (expected, not expected, int(not expected))


def test_an_evaluated_criterion_may_need_evidence_too(tmp_path: Path) -> None:
    line = only(tmp_path, {**CHECKED, "evidence": "required"}, files=BUDGET)
    assert states(line) == {"funded": "met"}
    assert blockers(line) == ["criterion funded lacks its evidence"]


def test_the_latest_review_counts(tmp_path: Path) -> None:
    reviews = [
        review(held=day("2026-10-20"), criteria={"proved": {"result": "met", "evidence": "e"}}),
        review(held=day("2026-09-20"), criteria={"proved": {"result": "not-met"}}),
    ]
    assert states(only(tmp_path / "a", PROVED, reviews=reviews)) == {"proved": "met"}
    future = [*reviews, review(held=day("2026-11-20"), criteria={"proved": {"result": "na"}})]
    assert states(only(tmp_path / "b", PROVED, reviews=future)) == {"proved": "met"}, "not held yet"
    prepared = [*reviews, review(planned=day("2026-11-20"), criteria={"proved": {"result": "open"}})]
    line = only(tmp_path / "c", PROVED, reviews=prepared)
    assert states(line) == {"proved": "open"}
    assert line.planned == day("2026-11-20")


# Tailoring

SMALL = {"when": "charter.size == 'small'", "skip": ["Proved"]}


def test_tailoring_leaves_out_and_demands(tmp_path: Path) -> None:
    tailoring = [SMALL, {"when": "charter.state == 'proposed'", "require": ["agreed"]}]
    line = only(tmp_path, PROVED, AGREED, tailoring=tailoring, size="small")
    assert states(line) == {"agreed": "open"}
    assert line.criteria[0].mandatory
    assert [(one.id, one.text, one.when) for one in line.skipped] == [
        ("proved", "Users have tried it.", "charter.size == 'small'")
    ]
    assert blockers(line) == ["criterion agreed is still open"]


def test_tailoring_that_does_not_hold_changes_nothing(tmp_path: Path) -> None:
    line = only(tmp_path, PROVED, AGREED, tailoring=[SMALL], size="large")
    assert states(line) == {"proved": "open", "agreed": "open"}
    assert (line.skipped, line.notes) == ((), ())


def test_the_later_adjustment_wins(tmp_path: Path) -> None:
    skip, require = {"when": "true", "skip": ["agreed"]}, {"when": "true", "require": ["agreed"]}
    line = only(tmp_path / "a", AGREED, tailoring=[skip, require])
    assert [one.mandatory for one in line.criteria] == [True]
    line = only(tmp_path / "b", AGREED, tailoring=[require, skip])
    assert (line.criteria, [one.id for one in line.skipped]) == ((), ["agreed"])


def test_tailoring_that_cannot_be_decided_is_noted_and_not_applied(tmp_path: Path) -> None:
    tailoring = [SMALL, {"when": "size > 3", "skip": ["proved"]}]
    line = only(tmp_path, PROVED, tailoring=tailoring)
    assert states(line) == {"proved": "open"}
    first, second = map(str, line.notes)
    assert (
        first == "the adjustment `charter.size == 'small'` rests on something not recorded and is not applied"
    )
    assert second.startswith(
        "the adjustment `size > 3` cannot be evaluated and is not applied: unknown name 'size'"
    )


# Documents


def documents(line: GateLine) -> list[tuple[str, str, str | None]]:
    return [(one.name, one.state, one.location) for one in line.documents]


def test_files_of_the_project_are_documents(tmp_path: Path) -> None:
    status = "date: 2026-10-30\nauthor: budi\nheadline: As planned\noverall: green\n"
    files = {
        **BUDGET,
        "projects/crm/plan.yaml": "milestones: 5\n",
        "projects/crm/status/2026-10-30.yaml": status,
    }
    line = only(tmp_path, documents=["charter", "Budget", "plan", "risks", "status"], files=files)
    assert documents(line) == [
        ("charter", "present", "projects/crm/charter.yaml"),
        ("Budget", "present", "projects/crm/budget.yaml"),
        ("plan", "unreadable", "projects/crm/plan.yaml"),
        ("risks", "missing", None),
        ("status", "present", "projects/crm/status/2026-10-30.yaml"),
    ]
    assert blockers(line) == ["document plan cannot be read", "document risks is missing"]


def test_documents_of_the_charter_must_be_approved(tmp_path: Path) -> None:
    kept = [
        {
            "id": "case",
            "title": "Business case",
            "status": "approved",
            "location": "https://docs.example.org/1",
        },
        {"id": "d2", "title": "Test plan", "status": "draft"},
        {"id": "d3", "title": "Training", "kind": "Manual", "status": "archived"},
        {"id": "d4", "title": "Security concept"},
        {"id": "d5", "title": "Security concept", "status": "approved"},
    ]
    wanted = ["case", "test plan", "manual", "d4", "security concept"]
    files = {"projects/crm/charter.yaml": charter(method="house", documents=kept)}
    line = only(tmp_path, documents=wanted, files=files)
    assert [(one.name, one.state, one.title) for one in line.documents] == [
        ("case", "approved", "Business case"),
        ("test plan", "not-approved", "Test plan"),
        ("manual", "archived", "Training"),
        ("d4", "not-approved", "Security concept"),
        ("security concept", "approved", "Security concept"),
    ]
    assert line.documents[0].location == "https://docs.example.org/1"
    assert blockers(line) == ["document test plan is not approved", "document d4 is not approved"]


# Approvers and conditions


def test_approvers_are_names_with_the_day_of_their_approval(tmp_path: Path) -> None:
    approvals = [
        {"by": "ana", "role": "sponsor", "date": day("2026-10-20")},
        {"by": "cara", "role": "board", "date": day("2026-11-20")},
        {"by": "budi", "date": day("2026-10-21")},
    ]
    line = only(
        tmp_path,
        approvers=["sponsor", "board", "budi", "office", "lead"],
        reviews=[review(held=day("2026-10-20"), approvals=approvals)],
    )
    assert [(one.reference, one.name, one.approved) for one in line.approvers] == [
        ("sponsor", "Ana Pereira", day("2026-10-20")),
        ("board", "Portfolio board", None),
        ("budi", "Budi Santoso", day("2026-10-21")),
        ("office", "Cara Lind", None),
        ("lead", "Lead", None),
    ]


CONDITIONS = [
    {"text": "Sign the contract", "owner": "manager", "due": day("2026-10-31")},
    {"text": "Train the desk", "owner": "budi", "due": day("2026-12-01")},
    {"text": "Old", "owner": "budi", "due": day("2026-10-01"), "done": day("2026-10-02")},
    {"text": "Done later", "owner": "budi", "due": day("2026-12-01"), "done": day("2026-11-02")},
]


def test_open_conditions_of_a_pass_are_followed_up(tmp_path: Path) -> None:
    line = only(
        tmp_path, reviews=[review(held=day("2026-10-01"), decision="conditional", conditions=CONDITIONS)]
    )
    assert [(one.text, one.owner, one.overdue) for one in line.conditions] == [
        ("Sign the contract", "Budi Santoso", True),
        ("Train the desk", "Budi Santoso", False),
        ("Done later", "Budi Santoso", False),
    ]
    assert (line.state, line.is_passed, line.ready) == ("conditional", True, True)


def test_open_conditions_of_a_gate_not_passed_stand_in_the_way(tmp_path: Path) -> None:
    line = only(
        tmp_path, reviews=[review(held=day("2026-10-01"), decision="hold", conditions=CONDITIONS[:1])]
    )
    assert (line.state, line.decision, line.decided) == ("next", "hold", day("2026-10-01"))
    assert blockers(line) == ["condition still open: Sign the contract (Budi Santoso, 2026-10-31)"]


# Gates

THREE = (gate("one"), gate("two"), gate("three", after="plan", question="May we?"))


def course(result: ProjectChecklist) -> tuple[str | None, list[str]]:
    return result.next_gate, [line.state for line in result.gates]


def passed(gate_id: str, decision: str = "go", held: str = "2026-10-01") -> dict[str, Any]:
    return review(gate_id, decision=decision, held=day(held))


@pytest.mark.parametrize(
    ("reviews", "expected"),
    [
        ([], ("one", ["next", "later", "later"])),
        ([passed("one")], ("two", ["passed", "next", "later"])),
        ([passed("ONE"), passed("two", "conditional")], ("three", ["passed", "conditional", "next"])),
        ([passed("two")], ("one", ["next", "passed", "later"])),
        ([passed("one"), passed("two"), passed("three")], (None, ["passed", "passed", "passed"])),
        ([passed("one", held="2026-11-02")], ("one", ["next", "later", "later"])),
        ([passed("one"), passed("one", "recycle", "2026-10-10")], ("one", ["next", "later", "later"])),
        ([passed("one", "recycle"), passed("one", held="2026-10-10")], ("two", ["passed", "next", "later"])),
        ([passed("one"), review("one", planned=day("2026-12-01"))], ("two", ["passed", "next", "later"])),
        ([passed("one"), passed("two", "kill")], (None, ["passed", "stopped", "stopped"])),
    ],
)
def test_the_next_gate_is_the_first_that_is_not_passed(
    tmp_path: Path, reviews: list[Any], expected: tuple[str | None, list[str]]
) -> None:
    assert course(found(tmp_path, *THREE, reviews=reviews)) == expected


@pytest.mark.parametrize(("state", "rest"), [("completed", "not-held"), ("cancelled", "stopped")])
def test_a_project_that_is_over_has_no_next_gate(tmp_path: Path, state: str, rest: str) -> None:
    result = found(tmp_path, *THREE, reviews=[passed("one")], state=state)
    assert course(result) == (None, ["passed", rest, rest])
    assert [line.ready for line in result.gates] == [True, False, False]


def test_one_gate_can_be_asked_for(tmp_path: Path) -> None:
    result = found(tmp_path, *THREE, asked="Three")
    assert [line.id for line in result.gates] == ["three"]
    assert (result.gates[0].after, result.gates[0].question) == ("Planning", "May we?")
    assert (result.next_gate, result.next_gate_title) == ("one", "Gate one")


def test_plain_checklists_of_the_method(tmp_path: Path) -> None:
    lists = [{"id": "kick-off", "title": "Kick-off", "items": ["Meet", {"text": "Agree"}]}]
    files = {"methods/house.yaml": method(*THREE, checklists=lists)}
    result = found(tmp_path / "a", files=files)
    assert [(one.id, one.title, one.items) for one in result.checklists] == [
        ("kick-off", "Kick-off", ("Meet", "Agree"))
    ]
    assert found(tmp_path / "b", files=files, asked="one").checklists == ()


def test_shipped_packs_can_be_checked(tmp_path: Path) -> None:
    for name in ("waterfall", "agile", "hybrid", "prince2", "pm2", "stage-gate"):
        loaded = portfolio(tmp_path / name, {"projects/crm/charter.yaml": charter(method=name)})
        result = checklist(loaded, loaded.projects["crm"], AS_OF)
        assert result.gates
        assert result.next_gate == result.gates[0].id
        assert not [one for line in result.gates for one in line.criteria if one.state == "not-evaluable"]
        assert result.checklists


# What has no checklist


def refusal(tmp_path: Path, asked: str | None = None, **fields: Any) -> tuple[str, str]:
    loaded = portfolio(
        tmp_path, {"methods/house.yaml": method(*THREE), "projects/crm/charter.yaml": charter(**fields)}
    )
    with pytest.raises(PmoError) as caught:
        checklist(loaded, loaded.projects["crm"], AS_OF, asked)
    return caught.value.reason, caught.value.advice


def test_a_project_without_a_method_is_told_what_to_do(tmp_path: Path) -> None:
    assert refusal(tmp_path) == (
        "crm names no method, so it has no gates",
        "add `method: waterfall` (or agile, hybrid, ...) to projects/crm/charter.yaml",
    )


def test_a_method_that_is_not_there(tmp_path: Path) -> None:
    reason, advice = refusal(tmp_path, method="homemade")
    assert reason == "there is no method 'homemade', which crm names"
    assert advice == "correct the charter, or add methods/<id>.yaml"


def test_a_gate_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a", "thre", method="house") == (
        "the method 'house' has no gate 'thre'",
        "did you mean three?",
    )
    assert refusal(tmp_path / "b", "xyz", method="house")[1] == "its gates are: one, two, three"


def test_a_charter_that_cannot_be_read(tmp_path: Path) -> None:
    loaded = portfolio(tmp_path, {"projects/crm/charter.yaml": "id: 5\n"})
    with pytest.raises(PmoError, match="the charter of crm cannot be read"):
        checklist(loaded, loaded.projects["crm"], AS_OF)
