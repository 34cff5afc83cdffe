"""Loads: confirmed allocations against contract, calendar and absence; overloads that last; roles nobody fills."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmo.analysis.loads import (
    Overload,
    Resource,
    commitments,
    overloads,
    promised_while_away,
    requests,
    sharing,
    stretches,
    unfilled_roles,
)
from pmo.model.portfolio import Portfolio
from tests.portfolios import charter, office, people, portfolio

MONDAY = datetime.date(2026, 11, 2)
ANA = Resource("person", "ana")


def allocations(*each: Mapping[str, Any], project: str = "crm") -> dict[str, Any]:
    usual = {"person": "ana", "from": "2026-11-02", "to": "2026-11-27"}
    listed = [
        {key: value for key, value in {**usual, **dict(one)}.items() if value is not None} for one in each
    ]
    return {f"projects/{project}/allocations.yaml": {"allocations": listed}}


def of(tmp_path: Path, *files: Mapping[str, Any]) -> Portfolio:
    """A portfolio whose projects are active unless their charters say otherwise."""
    merged: dict[str, Any] = {"projects/crm/charter.yaml": charter(state="active")}
    for one in files:
        for path in one:
            project = path.split("/")[1] if path.startswith("projects/") else "crm"
            merged.setdefault(f"projects/{project}/charter.yaml", charter(project, state="active"))
        merged |= one
    return portfolio(tmp_path, merged)


def overload_of(found: Portfolio, resource: Resource = ANA, day: datetime.date = MONDAY) -> Overload | None:
    runs = overloads(found, day).get(resource, ())
    assert len(runs) <= 1
    return runs[0] if runs else None


def test_loads_of_several_projects_add_up(tmp_path: Path) -> None:
    found = of(
        tmp_path, allocations({"load": 0.6}), allocations({"load": 0.6, "from": "2026-11-16"}, project="erp")
    )
    listed = list(stretches(found, ANA, MONDAY, datetime.date(2026, 11, 30)))
    assert [(str(one.first), str(one.last), one.load, one.working_days) for one in listed] == [
        ("2026-11-02", "2026-11-15", Decimal("0.6"), 10),
        ("2026-11-16", "2026-11-27", Decimal("1.2"), 10),
        ("2026-11-28", "2026-11-30", 0, 1),
    ]
    over = overload_of(found)
    assert over is not None
    assert (str(over.first), str(over.last), over.working_days) == ("2026-11-16", "2026-11-27", 10)
    assert over.stretches[0].share == Decimal("1.2")


@pytest.mark.parametrize(
    ("last", "counts"), [("2026-11-05", False), ("2026-11-06", True), ("2026-11-09", True)]
)
def test_an_overload_must_last_five_working_days(tmp_path: Path, last: str, counts: bool) -> None:
    found = of(tmp_path, allocations({"load": 1.1, "to": last}))
    assert (overload_of(found) is not None) is counts


def test_a_weekend_or_a_holiday_does_not_break_an_overload(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        {"pmo.yaml": office(calendar={"holidays": ["2026-11-09"]})},
        allocations(
            {"load": 1.5, "from": "2026-11-04", "to": "2026-11-06"},
            {"load": 1.2, "from": "2026-11-10", "to": "2026-11-11"},
        ),
    )
    over = overload_of(found)
    assert over is not None
    assert over.working_days == 5
    peak = over.peak(datetime.date(2026, 11, 10), datetime.date(2026, 12, 1))
    assert peak is not None
    assert peak.share == Decimal("1.2")
    assert over.peak(datetime.date(2026, 12, 1), datetime.date(2026, 12, 2)) is None


def test_two_short_overloads_do_not_make_a_long_one(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        allocations({"load": 0.8}, {"load": 0.8, "to": "2026-11-04"}, {"load": 0.8, "from": "2026-11-25"}),
    )
    assert overload_of(found) is None


def test_full_time_is_no_overload(tmp_path: Path) -> None:
    found = of(tmp_path, allocations(*[{"load": 0.1}] * 10))
    assert overload_of(found) is None


def test_part_time_and_other_calendars(tmp_path: Path) -> None:
    bandung = {"id": "bandung", "workweek": ["sat", "sun"]}
    dewi = {"id": "dewi", "name": "Dewi", "role": "lead", "capacity": 0.5, "calendar": "bandung"}
    found = of(
        tmp_path,
        {"pmo.yaml": office(calendars=[bandung]), "people.yaml": people(dewi)},
        allocations({"person": "dewi", "load": 0.6, "to": "2026-11-22"}),
    )
    over = overload_of(found, Resource("person", "dewi"))
    assert over is not None
    assert (over.working_days, over.stretches[0].share) == (6, Decimal("1.2"))


def test_absence_and_employment(tmp_path: Path) -> None:
    """Days on which somebody is not there neither lengthen an overload nor break it."""
    tim = {
        "id": "tim", "name": "Tim", "role": "lead", "from": "2026-11-03", "to": "2026-11-12",
        "absences": [{"from": "2026-11-05", "to": "2026-11-06"}, {"from": "2026-11-20", "to": "2026-11-01"}],
    }  # fmt: skip
    found = of(tmp_path, {"people.yaml": people(tim)}, allocations({"person": "TIM", "load": 1.3}))
    over = overload_of(found, Resource("person", "tim"))
    assert over is not None
    assert (str(over.first), str(over.last), over.working_days) == ("2026-11-03", "2026-11-12", 6)


def test_nobody_has_less_than_nothing(tmp_path: Path) -> None:
    idle = {"id": "ida", "name": "Ida", "role": "lead", "capacity": 0}
    found = of(tmp_path, {"people.yaml": people(idle)}, allocations({"person": "ida", "load": 0.1}))
    over = overload_of(found, Resource("person", "ida"))
    assert over is not None
    assert over.stretches[0].share is None


def test_what_does_not_count(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        {
            "projects/old/charter.yaml": charter("old", state="completed"),
            "projects/off/charter.yaml": charter("off", state="cancelled"),
        },
        allocations(
            {"load": 5, "status": "requested"},
            {"load": 5, "status": "rejected"},
            {"load": 5, "from": "2026-11-27", "to": "2026-11-02"},
            {"load": 5, "person": None, "role": "lead"},
            {"load": 5, "person": "nobody"},
            {"load": 5, "person": None, "equipment": "nothing"},
        ),
        allocations({"load": 5}, project="old"),
        allocations({"load": 5}, project="off"),
    )
    assert overloads(found, MONDAY) == {}


def test_what_a_proposed_project_is_promised_is_a_request(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        {"projects/idea/charter.yaml": charter("idea", state="proposed")},
        allocations({"load": 0.5}, {"load": 0.5, "status": "requested"}, {"load": 1, "status": "rejected"}),
        allocations({"load": 2}, project="idea"),
    )
    assert [(one.project.id, one.position) for one in commitments(found)[ANA]] == [("crm", 0)]
    assert [(one.project.id, one.position) for one in requests(found)[ANA]] == [("crm", 1), ("idea", 0)]
    assert overloads(found, MONDAY) == {}


def test_an_overload_begins_and_ends_on_working_days(tmp_path: Path) -> None:
    found = of(tmp_path, allocations({"load": 2, "from": "2026-11-07", "to": "2026-11-22"}))
    over = overload_of(found)
    assert over is not None
    assert (str(over.first), str(over.last), over.working_days) == ("2026-11-09", "2026-11-20", 10)


def test_promises_during_absence(tmp_path: Path) -> None:
    """A weekend inside belongs to the run, work before the next absence ends it."""
    tim = {
        "id": "tim", "name": "Tim", "role": "lead", "to": "2026-11-25",
        "absences": [{"from": "2026-11-05", "to": "2026-11-06"}, {"from": "2026-11-09", "to": "2026-11-10"},
                     {"from": "2026-11-12", "to": "2026-11-12"}],
    }  # fmt: skip
    tims = Resource("person", "tim")
    found = of(
        tmp_path,
        {"people.yaml": people(tim)},
        allocations({"person": "tim", "load": 0.5}),
        allocations({"person": "tim", "load": 0.2, "from": "2026-11-27"}, project="erp"),
    )
    runs = promised_while_away(found, tims, stretches(found, tims, MONDAY, datetime.date(2026, 12, 31)))
    assert [(str(one.first), str(one.last), one.working_days) for one in runs] == [
        ("2026-11-05", "2026-11-10", 4),
        ("2026-11-12", "2026-11-12", 1),
        ("2026-11-26", "2026-11-27", 2),
    ]
    assert [sharing(found, tims, one) for one in runs] == [("crm",), ("crm",), ("crm", "erp")]


def test_equipment_has_units(tmp_path: Path) -> None:
    lab = {"id": "lab", "title": "Test lab", "units": 2, "to": "2026-11-13"}
    found = of(
        tmp_path,
        {"equipment.yaml": {"equipment": [lab]}},
        allocations({"person": None, "equipment": "Lab", "load": 3}),
    )
    over = overload_of(found, Resource("equipment", "lab"))
    assert over is not None
    assert (over.working_days, over.stretches[0].share) == (10, Decimal("1.5"))


def test_loads_count_within_the_horizon(tmp_path: Path) -> None:
    far = allocations({"load": 2, "from": "2026-11-10", "to": "2027-06-30"})
    near = {"pmo.yaml": office(health={"horizon_days": 9})}
    assert overload_of(of(tmp_path / "a", far, near)) is None
    longer = {"pmo.yaml": office(health={"horizon_days": 10, "overload_days": 5})}
    over = overload_of(of(tmp_path / "b", far, longer))
    assert over is not None
    assert (str(over.first), str(over.last)) == ("2026-11-10", "2026-11-16")
    past = allocations({"load": 2, "from": "2026-10-01", "to": "2026-11-05"})
    assert overload_of(of(tmp_path / "c", past)) is None


def test_the_office_says_what_is_too_much(tmp_path: Path) -> None:
    rules = {"load": {"amber": 1.3, "red": 1.5}, "overload_days": 0}
    files = {"pmo.yaml": office(health=rules)}
    assert overload_of(of(tmp_path / "a", files, allocations({"load": 1.3}))) is None
    day = allocations({"load": 1.31, "to": "2026-11-02"})
    assert overload_of(of(tmp_path / "b", files, day)) is not None


def test_roles_to_be_filled(tmp_path: Path) -> None:
    roles = allocations(
        {"person": None, "role": "lead", "load": 1, "from": "2026-12-01", "to": "2027-03-31"},
        {
            "person": None,
            "role": "analyst",
            "load": 0.5,
            "from": "2026-11-30",
            "status": "requested",
            "to": "2027-03-31",
        },
        {"person": None, "role": "lead", "load": 1, "from": "2026-10-01", "to": "2026-11-01"},
        {"person": None, "role": "lead", "load": 1, "status": "rejected"},
        {"person": None, "role": "lead", "load": 0},
        {"role": "lead", "load": 1},
    )
    found = of(tmp_path, roles)
    crm = found.projects["crm"]
    assert [index for index, _ in unfilled_roles(found, crm, MONDAY)] == [1]
    assert [index for index, _ in unfilled_roles(found, crm, datetime.date(2026, 11, 3))] == [1, 0]


def test_the_end_of_time(tmp_path: Path) -> None:
    tim = {"id": "tim", "name": "Tim", "role": "lead", "from": "0001-01-01", "to": "9999-12-31"}
    files = {"people.yaml": people(tim)}
    found = of(tmp_path, files, allocations({"person": "tim", "load": 2, "to": "9999-12-31"}))
    assert overload_of(found, Resource("person", "tim"), datetime.date.max) is None
    assert overload_of(found, Resource("person", "tim")) is not None
