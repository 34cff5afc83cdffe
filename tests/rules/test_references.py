"""Family 3xx: every reference that leads nowhere is found, once, with what may be meant."""

from pathlib import Path
from typing import Any

import pytest

from pmo.rules.references import REFERENCE_RULES
from tests.portfolios import charter, codes, findings, office, only, people, show, strategy

CRM = "projects/crm"
CHARTER = f"{CRM}/charter.yaml"
METHOD = {
    "id": "own",
    "title": "Own",
    "phases": [{"id": "delivery", "title": "Delivery"}, {"id": "closing", "title": "Closing"}],
    "gates": [
        {
            "id": "go-live",
            "title": "Go-live",
            "after": "delivery",
            "criteria": [{"id": "tested", "text": "Tested"}, {"id": "trained", "text": "Trained"}],
        }
    ],
}
RISK = {"id": "late", "title": "Late", "owner": "ana", "status": "identified"}
ISSUE = {
    "id": "broken", "title": "Broken", "owner": "ana", "status": "open", "severity": "low", "raised": "2026-10-01"
}  # fmt: skip
CHANGE = {"id": "second", "title": "Second", "raised_by": "ana", "raised": "2026-10-01", "status": "draft"}
DECISION = {"id": "vendor", "title": "Vendor", "status": "requested"}
STATUS = {"date": "2026-10-30", "author": "budi", "headline": "Fine", "overall": "green"}
COMPARISON = {"criteria": [{"id": "value", "title": "Value"}], "comparisons": [["value", "valeu", 3]]}


def with_method(**files: Any) -> dict[str, Any]:
    return {"methods/own.yaml": METHOD, CHARTER: charter(method="own")} | files


CASES: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "PMO301",
        {CHARTER: charter(selection={"requires": ["epr"]}), "projects/erp/charter.yaml": charter("erp")},
        f"{CHARTER}:11:5: there is no project `epr`",
        "did you mean `erp`?",
    ),
    (
        "PMO302",
        {
            f"{CRM}/plan.yaml": "milestones:\n  - {id: design, title: A}\n  - {id: b, title: B, after: [desgin]}"
        },
        f"{CRM}/plan.yaml:3:31: there is no milestone `desgin`",
        "did you mean `design`?",
    ),
    (
        "PMO302",
        {
            f"{CRM}/plan.yaml": "milestones: [{id: b, title: B, after: [{milestone: go-live}]}]",
            "projects/erp/plan.yaml": "milestones: [{id: go-live, title: A}]",
        },
        f"{CRM}/plan.yaml:1:52: there is no milestone `go-live`",
        "did you mean `erp/go-live`?",
    ),
    (
        "PMO302",
        {f"{CRM}/plan.yaml": "milestones: [{id: b, title: B, after: [epr/go-live]}]"},
        f"{CRM}/plan.yaml:1:40: there is no milestone `epr/go-live`: there is no project `epr`",
        "correct the id, or add it to `milestones` of the project's plan.yaml",
    ),
    (
        "PMO302",
        {
            f"{CRM}/plan.yaml": "milestones: [{id: b, title: B, after: [erp/go-life]}]",
            "projects/erp/plan.yaml": "milestones: [{id: go-live, title: A}]",
        },
        f"{CRM}/plan.yaml:1:40: there is no milestone `erp/go-life`",
        "did you mean `erp/go-live`?",
    ),
    (
        "PMO303",
        {CHARTER: charter(manager="budy")},
        f"{CHARTER}:5:10: there is no person `budy`",
        "did you mean `budi`?",
    ),
    (
        "PMO303",
        {CHARTER: charter(manager="analyst")},
        f"{CHARTER}:5:10: there is no person `analyst`",
        "`analyst` is a role; correct the id",
    ),
    (
        "PMO304",
        {"people.yaml": people({"id": "dee", "name": "Dee", "role": "leader"})},
        "people.yaml:18:9: there is no role `leader`",
        "did you mean `lead`?",
    ),
    (
        "PMO305",
        {CHARTER: charter(body="baord")},
        f"{CHARTER}:9:7: there is no body `baord`",
        "did you mean `board`?",
    ),
    (
        "PMO307",
        {CHARTER: charter(objectives=[{"objective": "grwo"}])},
        f"{CHARTER}:8:14: there is no objective `grwo`",
        "did you mean `grow`?",
    ),
    (
        "PMO308",
        {CHARTER: charter(programme="grow")},
        f"{CHARTER}:9:12: there is no programme `grow`",
        "`grow` is an objective; correct the id",
    ),
    (
        "PMO309",
        {
            "vendors.yaml": "vendors: [{id: acme, name: Acme}]",
            f"{CRM}/plan.yaml": "milestones: [{id: b, title: B, vendor: acmee}]",
        },
        f"{CRM}/plan.yaml:1:40: there is no vendor `acmee`",
        "did you mean `acme`?",
    ),
    (
        "PMO310",
        {
            f"{CRM}/allocations.yaml": "allocations: [{equipment: lab, load: 1, from: 2026-11-02, to: 2026-11-03}]"
        },
        f"{CRM}/allocations.yaml:1:27: there is no equipment `lab`",
        "correct the id, or add it to equipment.yaml",
    ),
    (
        "PMO311",
        {"people.yaml": people({"id": "dee", "name": "Dee", "role": "lead", "calendar": "gulf"})},
        "people.yaml:19:13: there is no calendar `gulf`",
        "correct the id, or add it to `calendars` of pmo.yaml",
    ),
    (
        "PMO312",
        {"training.yaml": "courses: [{id: risks, title: R}]\nenrolments: [{person: ana, course: risk}]"},
        "training.yaml:2:36: there is no course `risk`",
        "did you mean `risks`?",
    ),
    (
        "PMO313",
        {"methods/own.yaml": METHOD, CHARTER: charter(method="onw")},
        f"{CHARTER}:9:9: there is no method `onw`",
        "did you mean `own`?",
    ),
    (
        "PMO314",
        with_method(**{CHARTER: charter(method="own", phase="delivry")}),
        f"{CHARTER}:10:8: there is no phase `delivry`",
        "did you mean `delivery`?",
    ),
    (
        "PMO314",
        {"methods/own.yaml": METHOD | {"gates": [METHOD["gates"][0] | {"after": "start"}]}},  # type: ignore[index]
        "methods/own.yaml:11:10: there is no phase `start`",
        "correct the id, or add it to the `phases` of the project's method",
    ),
    (
        "PMO315",
        with_method(**{f"{CRM}/gates.yaml": "reviews: [{gate: golive}]"}),
        f"{CRM}/gates.yaml:1:18: there is no gate `golive`",
        "did you mean `go-live`?",
    ),
    (
        "PMO316",
        with_method(**{f"{CRM}/gates.yaml": "reviews: [{gate: GO-live, criteria: {test: {result: met}}}]"}),
        f"{CRM}/gates.yaml:1:38: there is no criterion of this gate `test`",
        "did you mean `tested`?",
    ),
    (
        "PMO316",
        {
            "methods/own.yaml": METHOD
            | {"gates": [METHOD["gates"][0] | {"tailoring": [{"when": "true", "skip": ["x"]}]}]}
        },  # type: ignore[index]
        "methods/own.yaml:20:7: there is no criterion of this gate `x`",
        "known are tested, trained",
    ),
    (
        "PMO317",
        {f"{CRM}/quality.yaml": "reviews: [{id: a, deliverable: book}]"},
        f"{CRM}/quality.yaml:1:32: there is no deliverable `book`",
        "correct the id, or add it to `deliverables` of the charter",
    ),
    (
        "PMO318",
        {f"{CRM}/budget.yaml": "actuals: [{period: 2026-09, cost: 1, line: licences}]"},
        f"{CRM}/budget.yaml:1:44: there is no budget line `licences`",
        "correct the id, or add it to `lines` of the budget",
    ),
    (
        "PMO319",
        {f"{CRM}/issues.yaml": {"issues": [ISSUE | {"from_risk": "late"}]}, "risks.yaml": {"risks": [RISK]}},
        f"{CRM}/issues.yaml:8:14: there is no risk `late`",
        "did you mean `office/risks/late`?",
    ),
    (
        "PMO320",
        {
            f"{CRM}/risks.yaml": {"risks": [RISK | {"issue": "crm/issues/brokn"}]},
            f"{CRM}/issues.yaml": {"issues": [ISSUE]},
        },
        f"{CRM}/risks.yaml:6:10: there is no issue `crm/issues/brokn`",
        "did you mean `crm/issues/broken`?",
    ),
    (
        "PMO321",
        {
            f"{CRM}/changes.yaml": {"changes": [CHANGE]},
            f"{CRM}/plan.yaml": "baselines:\n  - {id: a, date: 2026-01-01}\n  - {id: b, date: 2026-10-02, change: secnd}",
        },
        f"{CRM}/plan.yaml:3:39: there is no change `secnd`",
        "did you mean `second`?",
    ),
    (
        "PMO322",
        {"decisions.yaml": {"decisions": [DECISION | {"supersedes": "office/decisions/vendors"}]}},
        "decisions.yaml:5:15: there is no decision `office/decisions/vendors`",
        "did you mean `office/decisions/vendor`?",
    ),
    (
        "PMO323",
        {CHARTER: charter(scores={"value": 3})},
        f"{CHARTER}:10:3: there is no prioritisation criterion `value`",
        "correct the id, or add it to `prioritisation.criteria` of pmo.yaml",
    ),
    (
        "PMO323",
        {"pmo.yaml": office(prioritisation=COMPARISON)},
        "pmo.yaml:18:7: there is no prioritisation criterion `valeu`",
        "did you mean `value`?",
    ),
    (
        "PMO324",
        {
            CHARTER: charter(kpis=[{"id": "calls", "title": "Calls"}]),
            f"{CRM}/status/2026-10-30.yaml": STATUS | {"kpis": {"cals": 4}},
        },
        f"{CRM}/status/2026-10-30.yaml:6:3: there is no indicator (kpi) `cals`",
        "did you mean `calls`?",
    ),
    (
        "PMO325",
        {CHARTER: charter(business_case={"options": [{"id": "buy", "title": "Buy"}], "recommended": "make"})},
        f"{CHARTER}:13:16: there is no option of the business case `make`",
        "known are buy",
    ),
    (
        "PMO326",
        {f"{CRM}/risks.yaml": {"risks": [RISK | {"owner": "budy"}]}},
        f"{CRM}/risks.yaml:4:10: there is no person or role `budy`",
        "did you mean `budi`?",
    ),
    (
        "PMO326",
        {CHARTER: charter(raci=[{"activity": "A", "responsible": "ana", "accountable": ["ana", "moon"]}])},
        f"{CHARTER}:14:5: there is no person, role, body or team `moon`",
        "correct the id, or add it to `people` of people.yaml, `roles` of people.yaml, `governance.bodies` of "
        "pmo.yaml or `teams` of people.yaml",
    ),
    (
        "PMO327",
        {f"{CRM}/status/2026-10-30.yaml": STATUS | {"comments": {"costs": "Fine"}}},
        f"{CRM}/status/2026-10-30.yaml:6:3: there is no dimension of health `costs`",
        "did you mean `cost`?",
    ),
    (
        "PMO328",
        {"policies.yaml": "policies: [{id: a, title: A, applies_to: charters, require: 'true'}]"},
        "policies.yaml:1:42: there is no kind of document or record `charters`",
        "did you mean `charter`?",
    ),
    (
        "PMO329",
        {"waivers.yaml": "waivers: [{code: PMO3055, where: x, reason: R, owner: ana, expires: 2027-01-01}]"},
        "waivers.yaml:1:18: there is no rule `PMO3055`",
        "did you mean `PMO305`?",
    ),
    (
        "PMO329",
        {"pmo.yaml": office(validate={"ignore": ["PMO5"], "severity": {"XXX": "off"}})},
        "pmo.yaml:16:5: there is no rule `XXX`",
        "correct it; `pmo rules` and `pmo schema --list` show what there is",
    ),
]


@pytest.mark.parametrize(("code", "files", "expected", "hint"), CASES)
def test_a_reference_that_leads_nowhere(
    tmp_path: Path, code: str, files: dict[str, Any], expected: str, hint: str
) -> None:
    (finding,) = findings(tmp_path, files, select=["PMO1", "PMO2", "PMO3"])
    where = finding.where
    assert finding.code == code
    assert f"{where.path}:{where.line}:{where.column}: {finding.message}" == expected
    assert str(finding.hint) == hint
    assert finding.severity == "error"


@pytest.mark.parametrize(
    "files",
    [
        {CHARTER: charter(manager="BUDI", sponsor="Ana", programme="Renewal", body="BOARD")},
        {f"{CRM}/risks.yaml": {"risks": [RISK | {"owner": "sponsor"}, RISK | {"id": "b", "owner": "Office"}]}},
        {f"{CRM}/risks.yaml": {"risks": [RISK | {"owner": "analyst"}]}},
        with_method(**{CHARTER: charter(method="OWN", phase="Closing"), f"{CRM}/gates.yaml": "reviews: [{gate: go-live}]"}),
        {CHARTER: charter(phase="anything"), f"{CRM}/gates.yaml": "reviews: [{gate: anything}]"},
        {f"{CRM}/risks.yaml": {"risks": [RISK | {"issue": "broken"}]}, f"{CRM}/issues.yaml": {"issues": [ISSUE]}},
        {f"{CRM}/risks.yaml": {"risks": [RISK | {"issue": "office/issues/broken"}]}, "issues.yaml": {"issues": [ISSUE]}},
        {
            f"{CRM}/risks.yaml": {"risks": [RISK | {"issue": "programmes/Renewal/issues/broken"}]},
            "programmes/renewal/issues.yaml": {"issues": [ISSUE]},
        },
        {
            "programmes/renewal/risks.yaml": {"risks": [RISK | {"affects": ["erp/done"], "issue": "CRM/issues/broken"}]},
            f"{CRM}/issues.yaml": {"issues": [ISSUE]},
            "projects/erp/plan.yaml": "milestones: [{id: done, title: A}]",
        },
        {f"{CRM}/plan.yaml": "milestones: [{id: a, title: A}, {id: b, title: B, after: [A, crm/a, {milestone: a}]}]"},
        {CHARTER: charter(stakeholders=[{"person": "ana"}], raci=[{"activity": "A", "responsible": ["board", "lead"]}])},
        {
            CHARTER: charter(
                business_case={"options": [{"id": "Buy", "title": "B"}], "recommended": "buy"},
                kpis=[{"id": "calls", "title": "Calls"}],
            ),
            f"{CRM}/status/2026-10-30.yaml": STATUS | {"kpis": {"Calls": 3}, "comments": {"Cost": "c", "overall": "o"}},
            f"{CRM}/plan.yaml": "milestones: [{id: a, title: A, after: [{milestone: b, lag_days: 3}, b]}, {id: b, title: B}]",
        },
        {"meetings/2026-10-01-board.yaml": "{date: 2026-10-01, title: B, attendees: [Guest, ana], absent: [Nobody]}"},
        {"methods/own.yaml": METHOD, "methods/more.yaml": {"id": "more", "title": "More", "extends": "own"}},
    ],
)  # fmt: skip
def test_references_that_lead_somewhere(tmp_path: Path, files: dict[str, Any]) -> None:
    assert show(findings(tmp_path, files, select=["PMO1", "PMO2", "PMO3"])) == ""


@pytest.mark.parametrize(
    "value", ["x/y/z", "/", "//", "crm/", "/late", "a/b/c/d/e", "programmes/x", "crm/risk/late"]
)
def test_addresses_of_any_form(tmp_path: Path, value: str) -> None:
    files = {
        f"{CRM}/issues.yaml": {"issues": [ISSUE | {"from_risk": value}]},
        f"{CRM}/plan.yaml": {"milestones": [{"id": "late", "title": "A", "owner": value, "after": [value]}]},
    }
    assert codes(tmp_path, files, select=["PMO3"]) == ["PMO319", "PMO326", "PMO302"]


def test_ids_inside_documents_with_errors_are_known(tmp_path: Path) -> None:
    files = {
        "people.yaml": people({"id": "dee", "name": 3, "role": "lead"}),
        f"{CRM}/plan.yaml": "milestones: [{id: a, titel: A}]",
        CHARTER: charter(manager="dee"),
        "projects/erp/plan.yaml": "milestones: [{id: b, title: B, owner: zoe, after: [crm/a, crm/b]}]",
    }
    assert sorted(codes(tmp_path, files)) == ["PMO201", "PMO203", "PMO302", "PMO326"]


def test_a_document_that_does_not_parse_may_hold_any_id(tmp_path: Path) -> None:
    files = {
        "people.yaml": "- [",
        "strategy.yaml": "x: [",
        "pmo.yaml": "&",
        f"{CRM}/plan.yaml": "{",
        "methods/own.yaml": "-",
        CHARTER: charter(manager="dee", method="own", phase="anything", body="anybody", scores={"any": 3}),
        f"{CRM}/risks.yaml": {"risks": [RISK | {"affects": ["anything"]}]},
    }
    assert codes(tmp_path, files, select=["PMO3"]) == []


def test_one_value_in_several_places_is_several_findings(tmp_path: Path) -> None:
    raci = [{"activity": "A", "responsible": ["zoe", "ana", "zoe"]}]
    found = findings(tmp_path, {CHARTER: charter(raci=raci)}, select=["PMO3"])
    assert [finding.where.line for finding in found] == [12, 14]


def test_a_missing_file_of_people_does_not_cost_minutes(tmp_path: Path) -> None:
    risks = [RISK | {"id": f"r{number}", "owner": f"person-{number}"} for number in range(600)]
    people_ = [{"id": f"persona-{number}", "name": "P", "role": "lead"} for number in range(600)]
    files = {f"{CRM}/risks.yaml": {"risks": risks}, "people.yaml": people(*people_)}
    found = findings(tmp_path, files, select=["PMO3"])
    assert len(found) == 600
    assert 100 < sum("did you mean" in str(finding.hint) for finding in found) <= 200


# Ids


def test_a_duplicate_id(tmp_path: Path) -> None:
    finding = only(
        tmp_path,
        "PMO330",
        {f"{CRM}/risks.yaml": {"risks": [RISK, RISK | {"id": "b"}, RISK | {"id": "Late"}]}},
    )
    assert show([finding]) == (
        f"{CRM}/risks.yaml:10:7 PMO330 error the id `Late` stands here a second time "
        "(give one of the two another id; ids compare without case)"
    )
    (first,) = finding.related
    assert (first.where.line, str(first.message)) == (2, "first here")


def test_duplicates_in_nested_lists(tmp_path: Path) -> None:
    action = {"text": "A", "owner": "ana", "due": "2027-01-01"}
    actions = [action | {"id": "a"}, action, action | {"id": "A"}, action | {"id": "a"}]
    files = {f"{CRM}/risks.yaml": {"risks": [RISK | {"response": {"actions": actions}}]}}
    assert codes(tmp_path, files, select=["PMO3"]) == ["PMO330", "PMO330"]


def test_the_same_id_in_different_lists_is_fine(tmp_path: Path) -> None:
    files = {
        f"{CRM}/risks.yaml": {"risks": [RISK]},
        "risks.yaml": {"risks": [RISK]},
        f"{CRM}/actions.yaml": {"actions": [{"text": "A", "owner": "ana", "due": "2027-01-01"}] * 2},
        "methods/own.yaml": METHOD
        | {"checklists": [{"id": "a", "title": "A", "items": ["x", "x", {"text": "x"}]}]},
    }
    assert codes(tmp_path, files, select=["PMO3"]) == []


def test_a_charter_whose_id_is_not_its_folder(tmp_path: Path) -> None:
    assert show(findings(tmp_path, {CHARTER: charter("crm-renewal")})) == (
        f"{CHARTER}:1:5 PMO331 error the id is `crm-renewal`, but the folder is `crm` "
        "(write `id: crm`, or rename the folder)"
    )


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"projects/training/charter.yaml": charter("training")}, 1),
        ({"projects/vendors/charter.yaml": "- a"}, 1),
        ({"projects/office/charter.yaml": None, "projects/office/risks.yaml": "risks: []"}, 1),
        ({"people.yaml": people(teams=[{"id": "Manager", "title": "M"}])}, 17),
        ({"pmo.yaml": office(governance={"bodies": [{"id": "sponsor", "name": "S"}]})}, 8),
    ],
)
def test_reserved_words_are_no_ids(tmp_path: Path, files: dict[str, Any], line: int) -> None:
    (finding,) = findings(tmp_path, files, select=["PMO332"])
    assert finding.where.line == line
    assert "reserved" in str(finding.message)


def test_a_method_whose_id_is_not_its_file(tmp_path: Path) -> None:
    finding = only(tmp_path, "PMO333", {"methods/light.yaml": "{id: own, title: Own}"})
    assert str(finding.message) == "the id is `own`, but the file is `light.yaml`"


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (f"{CRM}/status/2026-10-30.yaml", False),
        (f"{CRM}/status/2026-10-31.yaml", True),
        (f"{CRM}/status/2026-10-30-final.yaml", True),
        (f"{CRM}/meetings/2026-10-30-steering.yaml", False),
        (f"{CRM}/meetings/2026-10-30.yaml", False),
        (f"{CRM}/meetings/2026-10-301.yaml", True),
        ("programmes/renewal/meetings/steering.yaml", True),
        ("assessments/2026-10-30.yaml", False),
        ("assessments/october.yaml", True),
    ],
)
def test_the_date_in_a_file_name(tmp_path: Path, path: str, wrong: bool) -> None:
    content = STATUS if "status" in path else {"date": "2026-10-30", "title": "Steering"}
    if "assessments" in path:
        content = {"date": "2026-10-30", "model": "cmmi"}
    assert codes(tmp_path, {path: content}) == (["PMO334"] if wrong else [])


def test_an_objective_that_is_its_own_ancestor(tmp_path: Path) -> None:
    objectives = [
        {"id": id_, "title": id_, "parent": parent} for id_, parent in (("win", "Grow"), ("grow", "win"))
    ]
    objectives.append({"id": "inner", "title": "I", "parent": "grow"})
    finding = only(tmp_path, "PMO336", {"strategy.yaml": strategy(objectives=objectives)})
    assert str(finding.message) == "`parent` leads in a circle: grow -> win -> grow"
    assert finding.where.line == 7
    assert [related.where.line for related in finding.related] == [4]


@pytest.mark.parametrize(
    "files",
    [
        {"people.yaml": people({"id": "dee", "name": "Dee", "role": "lead", "manager": "dee"})},
        {"decisions.yaml": {"decisions": [DECISION | {"supersedes": "office/decisions/vendor"}]}},
        {
            "methods/a.yaml": "{id: a, title: A, extends: b}",
            "methods/b.yaml": "{id: b, title: B, extends: a}",
        },
    ],
)
def test_other_circles(tmp_path: Path, files: dict[str, Any]) -> None:
    assert codes(tmp_path, files, select=["PMO3"]) == ["PMO336"]


def test_a_chain_is_no_circle(tmp_path: Path) -> None:
    chain = [DECISION] + [DECISION | {"id": f"d{i}", "supersedes": f"d{i + 1}"} for i in range(3000)]
    chain.append(DECISION | {"id": "d3000"})
    assert codes(tmp_path, {"decisions.yaml": {"decisions": chain}}, select=["PMO3"]) == []


@pytest.mark.parametrize(
    ("crm", "erp", "count"),
    [
        ({"requires": ["CRM"]}, {}, 1),
        ({"excludes": ["crm"]}, {}, 1),
        ({"requires": ["erp"], "excludes": ["ERP"]}, {}, 1),
        ({"requires": ["erp"]}, {"excludes": ["crm"]}, 1),
        ({"requires": ["erp"]}, {"requires": ["crm"]}, 0),
        ({"excludes": ["erp"]}, {"excludes": ["crm"]}, 0),
    ],
)
def test_contradicting_selections(tmp_path: Path, crm: dict, erp: dict, count: int) -> None:
    files = {CHARTER: charter(selection=crm), "projects/erp/charter.yaml": charter("erp", selection=erp)}
    assert codes(tmp_path, files, select=["PMO3"]) == ["PMO337"] * count


def test_a_contradiction_shows_both_sides(tmp_path: Path) -> None:
    files = {
        CHARTER: charter(selection={"requires": ["erp"]}),
        "projects/erp/charter.yaml": charter("erp", selection={"excludes": ["crm"]}),
    }
    finding = only(tmp_path, "PMO337", files)
    assert str(finding.message) == "`erp` is required here, but the two exclude each other"
    assert finding.related[0].where.path == "projects/erp/charter.yaml"


@pytest.mark.parametrize(
    ("record", "wrong"),
    [
        ({"body": "board"}, 0),
        ({"role": "sponsor"}, 0),
        ({"max_cost": 1}, 1),
        ({"body": "board", "role": "lead"}, 1),
    ],
)
def test_authority_is_that_of_one(tmp_path: Path, record: dict, wrong: int) -> None:
    governance = {"bodies": [{"id": "board", "name": "B"}], "authority": [record]}
    assert codes(tmp_path, {"pmo.yaml": office(governance=governance)}, select=["PMO3"]) == ["PMO338"] * wrong


@pytest.mark.parametrize(
    ("record", "wrong"), [({"programme": "renewal"}, 0), ({"objective": "grow"}, 0), ({}, 1)]
)
def test_minimums_are_those_of_one(tmp_path: Path, record: dict, wrong: int) -> None:
    prioritisation = {"constraints": {"minimums": [record | {"projects": 1}]}}
    assert codes(tmp_path, {"pmo.yaml": office(prioritisation=prioritisation)}) == ["PMO338"] * wrong


def test_parties_with_the_same_id(tmp_path: Path) -> None:
    finding = only(tmp_path, "PMO339", {"people.yaml": people(teams=[{"id": "Ana", "title": "A"}])})
    assert finding.severity == "warning"
    assert str(finding.message) == "`Ana` is the id of a team and of a person"
    assert finding.related[0].where.line == 7
    twice = office(governance={"bodies": [{"id": "lead", "name": "L"}]})
    assert (
        str(only(tmp_path, "PMO339", {"pmo.yaml": twice}).message)
        == "`lead` is the id of a body and of a role"
    )


@pytest.mark.parametrize(
    ("who", "wrong"), [({"name": "N"}, 0), ({"person": "ana"}, 0), ({"role": "Works council"}, 1)]
)
def test_a_stakeholder_is_somebody(tmp_path: Path, who: dict, wrong: int) -> None:
    assert codes(tmp_path, {CHARTER: charter(stakeholders=[who])}) == ["PMO340"] * wrong


def test_every_page_has_its_parts() -> None:
    for rule in REFERENCE_RULES:
        for part in ("**Why it matters.**", "**Example.**", "**Fix.**"):
            assert part in rule.page, (rule.code, part)
