"""Family 7xx: people, equipment and vendors."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmo.rules.resources import RESOURCE_RULES
from tests.portfolios import AS_OF, charter, codes, findings, only, people, show
from tests.rules.cases import Case, active, assert_case, running

ALLOCATIONS = "projects/crm/allocations.yaml"
CHARTER = "projects/crm/charter.yaml"
ERP_CHARTER = "projects/erp/charter.yaml"
ERP = {ERP_CHARTER: active("erp"), "projects/erp/budget.yaml": {"approved": 100}}
PLAN = "projects/crm/plan.yaml"
PEOPLE = "people.yaml"
EQUIPMENT = "equipment.yaml"
TRAINING = "training.yaml"
VENDORS = "vendors.yaml"


def allocations(*records: dict[str, Any]) -> dict[str, Any]:
    usual = {"load": Decimal("0.5"), "from": "2026-11-02", "to": "2027-01-29"}
    return {ALLOCATIONS: {"allocations": [usual | record for record in records]}}


def tim(**fields: Any) -> dict[str, Any]:
    return {PEOPLE: people({"id": "tim", "name": "Tim", "role": "lead"} | fields)}


def welder(*certificates: dict[str, Any], role: str = "welder") -> dict[str, Any]:
    """A person of a role that needs a certificate, who holds these ones."""
    roles = [
        {"id": "lead", "title": "Lead"},
        {"id": "analyst", "title": "Analyst"},
        {"id": "welder", "title": "Welder", "certifications": ["Welding"]},
    ]
    person: dict[str, Any] = {"id": "tim", "name": "Tim", "role": role}
    if certificates:
        person["certifications"] = list(certificates)
    return {PEOPLE: people(person, roles=roles)}


def equipment(**fields: Any) -> dict[str, Any]:
    return {EQUIPMENT: {"equipment": [{"id": "lab", "title": "Test lab", "units": 2} | fields]}}


def contract(*contracts: dict[str, Any]) -> dict[str, Any]:
    usual = {"id": "design", "title": "Design"}
    return {
        VENDORS: {
            "vendors": [{"id": "acme", "name": "Acme", "contracts": [usual | one for one in contracts]}]
        }
    }


def milestone(**fields: Any) -> dict[str, Any]:
    return {
        PLAN: {"milestones": [{"id": "m", "title": "M", "baseline": "2027-01-15", "vendor": "acme"} | fields]}
    }


TIM = {"person": "tim"}

CASES = {
    "PMO701": Case(
        allocations({"task": "Analysis"}),
        allocations({"role": "analyst", "from": "2027-01-04"}),
        "the allocation names no person, role or equipment",
        f"{ALLOCATIONS}:2:3",
    ),
    "PMO702": Case(
        allocations(TIM) | tim(to="2026-12-31"),
        allocations(TIM | {"to": "2026-12-31"}) | tim(to="2026-12-31"),
        "Tim is allocated until 2027-01-29 and leaves on 2026-12-31",
        f"{ALLOCATIONS}:4:7",
        (f"{PEOPLE}:19:7",),
    ),
    "PMO703": Case(
        allocations(TIM) | tim(absences=[{"from": "2026-12-07", "to": "2026-12-11"}]),
        allocations(TIM | {"to": "2026-12-06"}, TIM | {"from": "2026-12-12"})
        | tim(absences=[{"from": "2026-12-07", "to": "2026-12-11"}]),
        "Tim is absent from 2026-12-07 to 2026-12-11",
        f"{ALLOCATIONS}:5:11",
        (f"{PEOPLE}:20:5",),
    ),
    "PMO704": Case(
        allocations(TIM | {"load": Decimal("0.9")}) | tim(capacity=Decimal("0.8")),
        allocations(TIM | {"load": Decimal("0.8")}) | tim(capacity=Decimal("0.8")),
        "a load of 0.9 is more than the capacity of Tim, 0.8",
        f"{ALLOCATIONS}:2:9",
        (f"{PEOPLE}:19:13",),
    ),
    "PMO705": Case(
        allocations({"person": "budi"}) | {PLAN: "start: 2026-01-05\nfinish: 2026-12-31\n"},
        allocations({"person": "budi"})
        | {
            PLAN: "start: 2026-01-05\nfinish: 2026-12-31\nmilestones: [{id: m, title: M, forecast: 2027-01-29}]\n"
        },
        "the allocation ends on 2027-01-29, the plan on 2026-12-31",
        f"{ALLOCATIONS}:4:7",
        (f"{PLAN}:2:9",),
    ),
    "PMO706": Case(
        allocations({"person": "budi"}) | {CHARTER: charter(state="cancelled")},
        allocations({"person": "budi", "to": "2026-11-01", "from": "2026-10-01"})
        | {CHARTER: charter(state="cancelled")},
        "the project is cancelled, the allocation goes on until 2027-01-29",
        f"{ALLOCATIONS}:4:7",
        (f"{CHARTER}:3:8",),
    ),
    "PMO707": Case(
        allocations({"person": "budi", "from": "2026-11-01", "status": "requested"}),
        allocations({"person": "budi", "from": "2026-11-02", "status": "requested"}),
        "the allocation began on 2026-11-01 and is still only requested",
        f"{ALLOCATIONS}:6:11",
    ),
    "PMO708": Case(
        allocations({"equipment": "lab", "load": 3}) | equipment(),
        allocations({"equipment": "LAB", "load": 2}) | equipment(),
        "3 units of Test lab are taken, there are 2",
        f"{ALLOCATIONS}:2:9",
        (f"{EQUIPMENT}:4:10",),
    ),
    "PMO709": Case(
        allocations({"equipment": "lab"}) | equipment(to="2026-12-31"),
        allocations({"equipment": "lab"}) | equipment(**{"from": "2026-11-02", "to": "2027-01-29"}),
        "Test lab is there until 2026-12-31",
        f"{ALLOCATIONS}:4:7",
        (f"{EQUIPMENT}:5:7",),
    ),
    "PMO710": Case(
        {**running(), **ERP}
        | allocations({"person": "ana", "load": Decimal("0.6")})
        | {
            "projects/erp/allocations.yaml": {
                "allocations": [
                    {"person": "ANA", "load": Decimal("0.7"), "from": "2026-11-09", "to": "2026-12-31"}
                ]
            }
        },
        {**running(), **ERP, ERP_CHARTER: charter("erp")}
        | allocations({"person": "ana", "load": Decimal("0.6")})
        | {
            "projects/erp/allocations.yaml": {
                "allocations": [
                    {"person": "ANA", "load": Decimal("0.7"), "from": "2026-11-09", "to": "2026-12-31"}
                ]
            }
        },
        "Ana Pereira is promised up to 1.3 of 1 from 2026-11-09 to 2026-12-31, together with erp",
        f"{ALLOCATIONS}:2:9",
        ("projects/erp/allocations.yaml:3:9", f"{PEOPLE}:7:3"),
    ),
    "PMO711": Case(
        allocations(TIM)
        | welder({"name": "WELDING", "expires": "2026-08-31"}, {"name": "welding", "expires": "2025-08-31"}),
        allocations(TIM)
        | welder({"name": "Welding", "expires": "2026-08-31"}, {"name": "Welding", "expires": "2027-08-31"}),
        "WELDING of Tim expired on 2026-08-31; welder needs it, in crm",
        f"{PEOPLE}:25:14",
        (f"{PEOPLE}:8:3",),
    ),
    "PMO712": Case(
        tim(certifications=[{"name": "PMP", "expires": "2026-12-31"}]),
        tim(
            certifications=[
                {"name": "PMP", "expires": "2027-01-01"},
                {"name": "P3O", "expires": "2026-10-31"},
            ]
        ),
        "PMP of Tim expires on 2026-12-31",
        f"{PEOPLE}:21:14",
    ),
    "PMO713": Case(
        welder(),
        welder({"name": "welding"}),
        "Tim does not hold Welding; welder needs it",
        f"{PEOPLE}:22:9",
        (f"{PEOPLE}:8:3",),
    ),
    "PMO714": Case(
        {
            TRAINING: "courses: [{id: c, title: C}]\nenrolments:\n  - {person: ana, course: c, planned: 2026-10-31}\n"
        },
        {
            TRAINING: "courses: [{id: c, title: C}]\nenrolments:\n  - {person: ana, course: c, planned: 2026-11-01}\n"
        },
        "the course c of Ana Pereira was planned for 2026-10-31 and is not completed",
        f"{TRAINING}:3:39",
    ),
    "PMO715": Case(
        {
            TRAINING: "courses: [{id: c, title: C}]\nenrolments:\n  - {person: ana, course: c, completed: 2026-11-02}\n"
        },
        {
            TRAINING: "courses: [{id: c, title: C}]\nenrolments:\n  - {person: ana, course: c, completed: 2026-11-01}\n"
        },
        "completed on 2026-11-02: that day is still to come",
        f"{TRAINING}:3:41",
    ),
    "PMO716": Case(
        {TRAINING: "mentoring:\n  - {mentor: ana, mentee: ANA}\n"},
        {TRAINING: "mentoring:\n  - {mentor: ana, mentee: budi}\n"},
        "Ana Pereira is mentor and mentee",
        f"{TRAINING}:2:27",
        (f"{TRAINING}:2:14",),
    ),
    "PMO717": Case(
        allocations({"role": "analyst", "from": "2026-11-27"}),
        allocations({"role": "analyst", "from": "2026-12-01"}),
        "nobody fills Analyst (0.5), needed from 2026-11-27",
        f"{ALLOCATIONS}:5:9",
        (f"{PEOPLE}:5:10",),
    ),
    "PMO721": Case(
        running() | contract({"project": "crm", "end": "2026-09-30"}),
        running()
        | contract(
            {"project": "crm", "end": "2026-09-30"}, {"id": "more", "project": "crm", "end": "2027-09-30"}
        ),
        "the contract ended on 2026-09-30 and the work in crm goes on",
        f"{VENDORS}:8:10",
        (f"{CHARTER}:3:8",),
    ),
    "PMO722": Case(
        contract({"deliverables": [{"title": "Batch 3", "due": "2026-10-31"}]}),
        contract({"deliverables": [{"title": "Batch 3", "due": "2026-10-31", "delivered": "2026-11-01"}]}),
        "Acme has not delivered Batch 3, due on 2026-10-31",
        f"{VENDORS}:9:12",
    ),
    "PMO723": Case(
        contract({"deliverables": [{"title": "Batch 3", "delivered": "2026-11-02"}]}),
        contract({"deliverables": [{"title": "Batch 3", "delivered": "2026-11-01"}]}),
        "delivered on 2026-11-02: that day is still to come",
        f"{VENDORS}:9:18",
    ),
    "PMO724": Case(
        contract(
            {"deliverables": [{"title": "Batch 3", "delivered": "2026-10-20", "accepted": "2026-10-15"}]}
        ),
        contract(
            {"deliverables": [{"title": "Batch 3", "delivered": "2026-10-15", "accepted": "2026-10-15"}]}
        ),
        "Batch 3 was accepted on 2026-10-15 and not delivered before",
        f"{VENDORS}:10:17",
        (f"{VENDORS}:9:18",),
    ),
    "PMO725": Case(
        contract(
            {"service_levels": [{"measure": "In time", "target": Decimal("0.95"), "actual": Decimal("0.9")}]}
        ),
        contract({"service_levels": [{"measure": "Faults", "target": 2, "actual": 1, "direction": "down"}]}),
        "Acme: In time: 0.9, promised 0.95",
        f"{VENDORS}:10:15",
        (f"{VENDORS}:9:15",),
    ),
    "PMO726": Case(
        contract({"end": "2026-12-31", "notice_days": 30}),
        contract({"end": "2027-12-31", "notice_days": 30}),
        "Acme: notice can be given until 2026-11-19",
        f"{VENDORS}:8:18",
        (f"{VENDORS}:7:10",),
    ),
    "PMO727": Case(
        contract({"deliverables": [{"title": "Batch 3", "delivered": "2026-10-01"}]}),
        contract({"deliverables": [{"title": "Batch 3", "delivered": "2026-10-02"}]}),
        "Batch 3 of Acme has waited for acceptance for 21 working days",
        f"{VENDORS}:8:7",
        (f"{VENDORS}:9:18",),
    ),
    "PMO728": Case(
        contract({"project": "erp"}) | milestone() | {"projects/erp/charter.yaml": charter("erp")},
        contract({"project": "crm"}) | milestone() | {"projects/erp/charter.yaml": charter("erp")},
        "Acme has no contract for this project",
        f"{PLAN}:5:11",
        (f"{VENDORS}:2:3",),
    ),
}


def test_every_rule_has_a_case() -> None:
    assert list(CASES) == [rule.code for rule in RESOURCE_RULES]


@pytest.mark.parametrize("code", CASES)
def test_one_mistake_gives_one_finding(tmp_path: Path, code: str) -> None:
    assert_case(tmp_path, code, CASES[code])


def test_a_finding_says_what_to_do(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO703", CASES["PMO703"].wrong)
    assert (found.severity, found.address) == ("warning", "crm/allocations")
    assert str(found.hint) == "split the allocation around the absence, or find somebody for these days"
    assert str(found.related[0].message) == "the absence"


def test_people_and_equipment_are_two_allocations(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO701", allocations({"person": "budi", "equipment": "lab"}) | equipment())
    assert str(found.message) == "the allocation names people and equipment at once"


def test_nobody_works_before_the_first_day(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO702", allocations(TIM) | tim(**{"from": "2026-12-01"}))
    assert str(found.message) == "Tim is allocated from 2026-11-02 and starts on 2026-12-01"
    assert (
        codes(
            tmp_path / "role",
            allocations({"person": "tim", "role": "lead", "status": "rejected"}) | tim(to="2026-11-30"),
            select=["PMO7"],
        )
        == []
    )


def test_equipment_is_not_there_before_its_first_day(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO709", allocations({"equipment": "lab"}) | equipment(**{"from": "2026-12-01"}))
    assert str(found.message) == "Test lab is there from 2026-12-01"


def test_one_project_may_promise_too_much_alone(tmp_path: Path) -> None:
    """Both allocations are its own; one that is too much by itself is PMO704 and PMO708."""
    own = {CHARTER: active()} | allocations(
        {"person": "ana", "load": 1}, {"person": "ana", "to": "2026-11-30"}
    )
    assert str(only(tmp_path, "PMO710", own).message).endswith(
        "from 2026-11-02 to 2026-11-30, together with crm"
    )
    alone = {CHARTER: active()} | allocations({"person": "ana", "load": 2})
    assert codes(tmp_path / "alone", alone, select=["PMO7"]) == ["PMO704"]


def test_equipment_that_two_projects_take(tmp_path: Path) -> None:
    files = {CHARTER: active(), ERP_CHARTER: active("erp")} | equipment()
    taken = {"allocations": [{"equipment": "lab", "load": 2, "from": "2026-11-02", "to": "2026-11-06"}]}
    files |= {ALLOCATIONS: taken, "projects/erp/allocations.yaml": taken}
    found = only(tmp_path, "PMO710", files)
    assert (
        str(found.message)
        == "Test lab is promised up to 4 of 2 from 2026-11-02 to 2026-11-06, together with erp"
    )
    assert [(one.where.path, str(one.message)) for one in found.related] == [
        ("projects/erp/allocations.yaml", "the other allocation"),
        (EQUIPMENT, "the units"),
    ]


def test_a_role_that_waits_is_one_finding(tmp_path: Path) -> None:
    begun = {"role": "analyst", "from": "2026-10-05"}
    assert codes(tmp_path, {CHARTER: active()} | allocations(begun), select=["PMO7"]) == ["PMO717"]
    asked = allocations(begun | {"status": "requested"})
    assert codes(tmp_path / "asked", {CHARTER: active()} | asked, select=["PMO7"]) == ["PMO707"]
    over = {CHARTER: active(state="cancelled")} | allocations(begun)
    assert "PMO717" not in codes(tmp_path / "over", over, select=["PMO7"])
    named = allocations(begun | {"role": "manager"})
    assert codes(tmp_path / "named", {CHARTER: active()} | named, select=["PMO7"]) == []


def test_what_is_over_is_left_alone(tmp_path: Path) -> None:
    past = {"person": "tim", "load": 2, "from": "2026-01-05", "to": "2026-10-30"}
    files = allocations(past) | tim(absences=[{"from": "2026-02-02", "to": "2026-02-06"}])
    assert codes(tmp_path, files | {PLAN: "finish: 2026-03-31\n"}, select=["PMO7"]) == []


def test_a_plan_without_a_start_begins_at_any_time(tmp_path: Path) -> None:
    files = allocations({"person": "budi"})
    assert codes(tmp_path, files | milestone(baseline="2027-02-15", vendor="x"), select=["PMO705"]) == []
    early = files | {PLAN: "start: 2026-12-01\nfinish: 2027-12-31\n"}
    assert (
        str(only(tmp_path / "early", "PMO705", early).message)
        == "the allocation begins on 2026-11-02, the plan on 2026-12-01"
    )
    assert (
        codes(tmp_path / "none", files | {PLAN: "milestones: [{id: m, title: M}]\n"}, select=["PMO705"]) == []
    )


def test_what_ends_before_it_begins_is_one_finding(tmp_path: Path) -> None:
    files = allocations(TIM | {"from": "2027-11-02"}) | {PLAN: "start: 2026-01-05\nfinish: 2026-12-31\n"}
    employment = tim(**{"from": "2026-12-01", "to": "2026-01-31"})
    assert codes(tmp_path, files | tim()) == ["PMO402"]
    assert codes(tmp_path / "person", allocations(TIM) | employment) == ["PMO402"]
    ended = running() | contract({"project": "crm", "start": "2026-12-01", "end": "2026-09-30"})
    assert codes(tmp_path / "contract", ended, select=["PMO402", "PMO7"]) == ["PMO402"]


def test_the_role_of_an_allocation_needs_certificates_too(tmp_path: Path) -> None:
    files = allocations(TIM | {"role": "welder"}) | welder(role="lead")
    assert codes(tmp_path, files, select=["PMO7"]) == ["PMO713"]
    past = allocations(TIM | {"role": "welder", "from": "2026-01-05", "to": "2026-10-30"}) | welder(
        role="lead"
    )
    assert codes(tmp_path / "past", past, select=["PMO7"]) == []


def test_a_certificate_expired_matters_with_work_ahead(tmp_path: Path) -> None:
    idle = welder({"name": "Welding", "expires": "2026-08-31"})
    assert codes(tmp_path, idle, select=["PMO7"]) == []
    other = allocations(TIM) | welder({"name": "Welding", "expires": "2026-08-31"}, {"name": "Welding"})
    assert codes(tmp_path / "renewed", other, select=["PMO7"]) == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (contract({"project": "crm", "end": "2026-09-30"}) | milestone(), ["PMO721"]),
        (contract({"project": "crm", "end": "2026-12-31"}) | milestone(), ["PMO721"]),
        (contract({"end": "2026-12-31"}) | milestone(), ["PMO721"]),
        (contract({"end": "2026-12-31"}) | milestone(forecast="2026-12-31"), []),
        (contract({"project": "crm", "end": "2026-09-30"}) | milestone(actual="2026-09-15"), []),
        (contract({"end": "2026-09-30"}) | milestone(vendor="other"), []),
        (
            contract({"project": "crm", "end": "2026-09-30"})
            | milestone()
            | {CHARTER: charter(state="completed")},
            [],
        ),
        (contract({"project": "crm"}) | running() | milestone(), []),
        (contract({"project": "nothing", "end": "2026-09-30"}), []),
    ],
)
def test_contracts_and_the_work_under_them(
    tmp_path: Path, files: dict[str, Any], expected: list[str]
) -> None:
    assert codes(tmp_path, files, select=["PMO72"]) == expected


def test_a_contract_that_will_end_before_the_work(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO721", contract({"project": "crm", "end": "2026-12-31"}) | milestone())
    assert str(found.message) == "the contract ends on 2026-12-31 and the work in crm goes on"
    assert str(found.related[0].message) == "the milestone m is still open"


def test_reviews_of_vendors_have_happened(tmp_path: Path) -> None:
    files = {VENDORS: {"vendors": [{"id": "acme", "name": "Acme", "reviews": [{"date": "2026-12-01"}]}]}}
    assert codes(tmp_path, files, select=["PMO7"]) == ["PMO723"]


def test_accepted_without_a_delivery(tmp_path: Path) -> None:
    files = contract({"deliverables": [{"title": "Batch", "accepted": "2026-10-15"}]})
    assert codes(tmp_path, files, select=["PMO7"]) == ["PMO724"]
    later = contract(
        {"deliverables": [{"title": "Batch", "accepted": "2026-10-15", "delivered": "2026-12-01"}]}
    )
    assert codes(tmp_path / "later", later, select=["PMO7"]) == ["PMO723"]


def test_levels_that_were_not_measured_are_not_missed(tmp_path: Path) -> None:
    levels = [
        {"measure": "A"},
        {"measure": "B", "target": 1},
        {"measure": "C", "target": 2, "actual": 1, "period": "2027-Q1"},
    ]
    assert codes(tmp_path, contract({"service_levels": levels}), select=["PMO7"]) == []


def test_people_that_cannot_be_read_accuse_nobody(tmp_path: Path) -> None:
    files = allocations(TIM, {"role": "welder"}) | {PEOPLE: "people: [{id: tim}]"}
    assert codes(tmp_path, files, select=["PMO5", "PMO6", "PMO7", "PMO8"]) == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_no_day_is_too_early_or_too_late(tmp_path: Path, day: str) -> None:
    files = allocations(TIM | {"from": day, "to": day, "load": 10**29})
    files |= tim(
        **{"from": day, "to": day},
        certifications=[{"name": "PMP", "expires": day}],
        absences=[{"from": day, "to": day}],
    )
    files |= contract(
        {"end": day, "project": "crm", "deliverables": [{"title": "T", "due": day}]}
    ) | milestone(baseline=day)
    for as_of in (AS_OF, AS_OF.min, AS_OF.max):
        show(findings(tmp_path / str(as_of), files, as_of=as_of))


def test_empty_files_say_nothing(tmp_path: Path) -> None:
    files = dict.fromkeys((ALLOCATIONS, EQUIPMENT, TRAINING, VENDORS, PLAN), "{}")
    assert codes(tmp_path, {CHARTER: active()} | files, select=["PMO7"]) == []
