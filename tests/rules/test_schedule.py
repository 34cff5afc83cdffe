"""Family 4xx: dates, dependencies and baselines."""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmo.model.budget import Budget
from pmo.model.fingerprints import budget_baseline_fingerprint, plan_baseline_fingerprint
from pmo.model.plan import Plan
from pmo.rules.schedule import SCHEDULE_RULES
from tests.portfolios import charter, codes, findings, office, only, people, portfolio, show

CRM = "projects/crm"
CHARTER = f"{CRM}/charter.yaml"
PLAN = f"{CRM}/plan.yaml"
ERP = "projects/erp"
FOURTH = ["PMO1", "PMO2", "PMO3", "PMO4"]


def plan(*milestones: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"milestones": [{"title": one["id"].title()} | one for one in milestones]} | fields


def m(id_: str, *after: Any, **fields: Any) -> dict[str, Any]:
    return {"id": id_, **({"after": list(after)} if after else {}), **fields}


def lines(tmp_path: Path, files: dict[str, Any]) -> str:
    return show(findings(tmp_path, files, select=FOURTH))


# Cycles


def test_a_cycle_is_shown(tmp_path: Path) -> None:
    files = {
        PLAN: "milestones:\n  - {id: c, title: C, after: [b]}\n  - {id: b, title: B, after: [A]}\n  - {id: a, title: A, after: [x, c]}\n  - {id: x, title: X}"
    }
    finding = only(tmp_path, "PMO401", files)
    assert show([finding]) == (
        f"{PLAN}:4:34 PMO401 error milestones wait for each other: a -> c -> b -> a (remove one of these dependencies)"
    )
    assert [(one.where.line, str(one.message)) for one in finding.related] == [
        (2, "`c` waits for `b`"),
        (3, "`b` waits for `a`"),
    ]


def test_a_cycle_across_projects(tmp_path: Path) -> None:
    files = {
        PLAN: plan(m("a", "erp/b")),
        f"{ERP}/plan.yaml": plan(m("b", {"milestone": "CRM/a"}), m("waits", "b")),
    }
    finding = only(tmp_path, "PMO401", files)
    assert str(finding.message) == "milestones wait for each other: crm/a -> erp/b -> crm/a"
    assert finding.where.path == PLAN
    assert finding.related[0].where.path == f"{ERP}/plan.yaml"


@pytest.mark.parametrize(
    ("milestones", "cycles"),
    [
        ([m("a", "a")], ["a -> a"]),
        ([m("a", "b", "c"), m("b", "a"), m("c", "a")], ["a -> b -> a", "a -> c -> a"]),
        ([m("a", "b"), m("b", "a"), m("c", "d"), m("d", "c")], ["a -> b -> a", "c -> d -> c"]),
        ([m("a", "b"), m("b", "c"), m("c", "a", "b")], ["a -> b -> c -> a"]),
        ([m("a", "b", "c"), m("b", "c"), m("c")], []),
        ([m("a", "nowhere")], []),
        ([m("a", "b", "b"), m("b", "a")], ["a -> b -> a"]),
    ],
)
def test_cycles_are_told_apart(tmp_path: Path, milestones: list, cycles: list[str]) -> None:
    found = [one for one in findings(tmp_path, {PLAN: plan(*milestones)}) if one.code == "PMO401"]
    assert [str(one.message).removeprefix("milestones wait for each other: ") for one in found] == cycles


def test_long_chains_and_dense_knots_cost_little(tmp_path: Path) -> None:
    chain = [m(f"m{i}", f"m{i + 1}") for i in range(3000)] + [m("m3000", "m0")]
    knot = [m(f"k{i}", *(f"k{j}" for j in range(60))) for i in range(60)]
    found = [
        one
        for one in findings(tmp_path, {PLAN: plan(*chain, *knot)}, select=["PMO4"])
        if one.code == "PMO401"
    ]
    assert len(found) == 11


def test_cycles_make_no_other_findings(tmp_path: Path) -> None:
    files = {
        PLAN: plan(
            m("a", "b", baseline="2026-12-01"),
            m("b", "a", baseline="2027-12-01"),
            m("c", "d", actual="2026-01-01"),
            m("d", "c"),
        )
    }
    assert codes(tmp_path, files, select=FOURTH) == ["PMO401", "PMO401"]


# Single days and pairs


def span(first: str, last: str, begin: str = "from", end: str = "to") -> dict[str, str]:
    return {begin: first, end: last}


def ordered(first: str, last: str) -> list[dict[str, Any]]:
    start_finish = span(first, last, "start", "finish")
    return [
        {PLAN: start_finish},
        {PLAN: {"phases": [{"id": "x", "baseline": start_finish}]}},
        {PLAN: {"phases": [{"id": "x", "forecast": start_finish, "actual": {"finish": "2026-09-09"}}]}},
        {PLAN: {"sprints": [{"id": "x"} | start_finish]}},
        {"people.yaml": people({"id": "dee", "name": "D", "role": "lead"} | span(first, last))},
        {"people.yaml": people({"id": "dee", "name": "D", "role": "lead", "absences": [span(first, last)]})},
        {"people.yaml": people({"id": "dee", "name": "D", "role": "lead", "certifications": [{"name": "C"} | span(first, last, "issued", "expires")]})},
        {"pmo.yaml": office(calendar={"closures": [span(first, last)]})},
        {"pmo.yaml": office(calendars=[{"id": "a", "closures": [span(first, last)]}])},
        {"pmo.yaml": office(governance={"delegations": [{"from": "ana", "to": "budi"} | span(first, last, "start", "end")], "bodies": []})},
        {"vendors.yaml": {"vendors": [{"id": "a", "name": "A", "contracts": [{"id": "c", "title": "C"} | span(first, last, "start", "end")]}]}},
        {"equipment.yaml": {"equipment": [{"id": "a", "title": "A", "units": 1} | span(first, last)]}},
        {f"{CRM}/allocations.yaml": {"allocations": [{"person": "ana", "load": 1} | span(first, last)]}},
        {"training.yaml": {"mentoring": [{"mentor": "ana", "mentee": "budi"} | span(first, last)]}},
        {"policies.yaml": {"policies": [{"id": "a", "title": "A", "applies_to": "charter", "require": "true"} | span(first, last)]}},
        {f"{CRM}/issues.yaml": {"issues": [{"id": "a", "title": "A", "owner": "ana", "severity": "low", "status": "closed"} | span(first, last, "raised", "resolved")]}},
        {f"{CRM}/risks.yaml": {"risks": [{"id": "a", "title": "A", "owner": "ana", "status": "closed"} | span(first, last, "raised", "closed")]}},
        {f"{CRM}/changes.yaml": {"changes": [{"id": "a", "title": "A", "raised_by": "ana", "status": "implemented"} | span(first, last, "raised", "implemented")]}},
    ]  # fmt: skip


@pytest.mark.parametrize("files", ordered("2026-10-02", "2026-10-01"))
def test_what_ends_before_it_begins(tmp_path: Path, files: dict[str, Any]) -> None:
    (finding,) = findings(tmp_path, files, select=FOURTH)
    assert finding.code == "PMO402"
    assert "(2026-10-01) is before `" in str(finding.message)
    assert finding.related[0].where.line == finding.where.line - 1 or finding.related[0].where < finding.where


@pytest.mark.parametrize("files", ordered("2026-10-01", "2026-10-01"))
def test_what_lasts_one_day(tmp_path: Path, files: dict[str, Any]) -> None:
    assert codes(tmp_path, files, select=["PMO402", "PMO403", "PMO417"]) == []


def test_places_of_dates_out_of_order(tmp_path: Path) -> None:
    finding = only(
        tmp_path,
        "PMO402",
        {PLAN: {"phases": [{"id": "x", "baseline": span("2026-02-01", "2026-01-01", "start", "finish")}]}},
    )
    assert show([finding]) == (
        f"{PLAN}:5:13 PMO402 error `finish` (2026-01-01) is before `start` (2026-02-01) (correct the one that is wrong)"
    )


@pytest.mark.parametrize(
    "files",
    [
        {PLAN: plan(m("a", actual="2026-11-02"))},
        {PLAN: {"phases": [{"id": "x", "actual": {"start": "2026-11-02"}}]}},
        {PLAN: {"phases": [{"id": "x", "actual": {"finish": "2026-11-02"}}]}},
        {PLAN: {"baselines": [{"id": "x", "date": "2026-11-02"}]}},
        {f"{CRM}/status/2026-11-02.yaml": {"date": "2026-11-02", "author": "budi", "headline": "H", "overall": "green"}},
        {"assessments/2026-11-02.yaml": {"date": "2026-11-02", "model": "cmmi"}},
        {CHARTER: charter(kpis=[{"id": "k", "title": "K", "measurements": [{"date": "2026-11-02", "value": 1}]}])},
        {"people.yaml": people({"id": "dee", "name": "D", "role": "lead", "certifications": [{"name": "C", "issued": "2026-11-02"}]})},
    ],
)  # fmt: skip
def test_what_cannot_have_happened_yet(tmp_path: Path, files: dict[str, Any]) -> None:
    (finding,) = findings(tmp_path, files, select=FOURTH)
    assert (finding.code, finding.severity) == ("PMO403", "error")
    assert "2026-11-02, after 2026-11-01: it has not happened yet" in str(finding.message)
    assert codes(tmp_path, files, select=["PMO4"], as_of=datetime.date(2026, 11, 2)) == []


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ({PLAN: plan(m("a", baseline="2206-11-30", forecast="2027-01-01"))}, 1),
        ({PLAN: plan(m("a", baseline="1989-12-31", forecast="2027-01-01"))}, 1),
        ({PLAN: plan(m("a", baseline="1990-01-01", forecast="2100-12-31"))}, 0),
        ({"pmo.yaml": office(calendar={"holidays": ["2026-12-25", "0206-12-25", "9999-12-31"]})}, 2),
        ({PLAN: span("2026-01-01", "0226-01-01", "start", "finish")}, 0),
        ({PLAN: span("2026-01-01", "2226-01-01", "start", "finish")}, 1),
    ],
)
def test_implausible_years(tmp_path: Path, files: dict[str, Any], count: int) -> None:
    assert codes(tmp_path, files, select=["PMO417"]) == ["PMO417"] * count


def test_the_place_of_an_implausible_year(tmp_path: Path) -> None:
    files = {"pmo.yaml": office(calendar={"holidays": ["2026-12-25", "0206-12-25"]})}
    assert lines(tmp_path, files) == (
        "pmo.yaml:15:5 PMO417 warning the year of 0206-12-25 is implausible "
        "(correct the year; 1990 to 2100 are taken to be meant)"
    )


# Forecasts and dependencies


def test_a_forecast_in_the_past(tmp_path: Path) -> None:
    assert lines(tmp_path, {PLAN: "milestones: [{id: a, title: A, forecast: 2026-10-31}]"}) == (
        f"{PLAN}:1:42 PMO404 warning `a` was expected on 2026-10-31 and is not reached "
        "(write `actual` if it was reached, or a new `forecast`)"
    )


@pytest.mark.parametrize(
    ("state", "record", "found"),
    [
        ("proposed", plan(m("a", forecast="2026-11-01")), []),
        ("proposed", plan(m("a", forecast="2026-10-01", actual="2026-10-01")), []),
        ("cancelled", plan(m("a", forecast="2026-10-01")), []),
        ("proposed", {"phases": [{"id": "x", "forecast": {"finish": "2026-10-01"}}]}, ["PMO404"]),
        (
            "proposed",
            {"phases": [{"id": "x", "forecast": {"start": "2026-09-01", "finish": "2026-10-01"}}]},
            ["PMO404"],
        ),
        (
            "proposed",
            {"phases": [{"id": "x", "forecast": {"start": "2026-09-01"}, "actual": {"start": "2026-09-02"}}]},
            [],
        ),
        (
            "proposed",
            {
                "phases": [
                    {"id": "x", "forecast": {"start": "2026-09-01"}, "actual": {"finish": "2026-09-02"}}
                ]
            },
            [],
        ),
        ("proposed", plan(m("a", baseline="2026-10-31")), ["PMO419"]),
        ("proposed", plan(m("a", baseline="2026-11-01")), []),
        ("proposed", plan(m("a", baseline="2026-10-31", forecast="2026-12-01")), []),
        ("proposed", plan(m("a", baseline="2026-10-31", actual="2026-10-31")), []),
        ("cancelled", plan(m("a", baseline="2026-10-31")), []),
    ],
)
def test_what_time_brings(tmp_path: Path, state: str, record: dict, found: list[str]) -> None:
    assert codes(tmp_path, {CHARTER: charter(state=state), PLAN: record}, select=["PMO4"]) == found


def test_a_milestone_earlier_than_its_predecessor(tmp_path: Path) -> None:
    files = {
        PLAN: plan(m("go-live", "erp/tested", baseline="2026-12-01")),
        f"{ERP}/plan.yaml": plan(m("tested", baseline="2026-11-13", forecast="2026-12-18")),
    }
    finding = only(tmp_path, "PMO405", files)
    assert str(finding.message) == (
        "`go-live` is expected on 2026-12-01, but `erp/tested`, which must come before it, on 2026-12-18"
    )
    assert (finding.related[0].where.path, finding.related[0].where.line) == (f"{ERP}/plan.yaml", 5)


@pytest.mark.parametrize(
    ("own", "before", "found"),
    [
        ({"forecast": "2026-12-18"}, {"forecast": "2026-12-18"}, []),
        ({"forecast": "2026-12-18"}, {"baseline": "2027-12-18", "actual": "2026-10-01"}, []),
        ({"actual": "2026-10-02"}, {"actual": "2026-10-03"}, []),
        ({"actual": "2026-10-02"}, {"forecast": "2026-12-03"}, ["PMO406"]),
        ({"forecast": "2026-12-01"}, {}, []),
        ({}, {"forecast": "2026-12-01"}, []),
    ],
)
def test_dates_of_predecessors(tmp_path: Path, own: dict, before: dict, found: list[str]) -> None:
    assert codes(tmp_path, {PLAN: plan(m("a", "b", **own), m("b", **before))}, select=["PMO4"]) == found


def test_a_milestone_reached_before_its_predecessor(tmp_path: Path) -> None:
    assert lines(
        tmp_path, {PLAN: "milestones: [{id: a, title: A, actual: 2026-10-30, after: [b]}, {id: b, title: B}]"}
    ) == (
        f"{PLAN}:1:40 PMO406 warning `a` is reached, but `b`, which must come before it, is not "
        "(write the `actual` of `b`, or remove the dependency)"
    )


def test_dependencies_of_projects_that_are_over_are_past(tmp_path: Path) -> None:
    files = {
        CHARTER: charter(state="cancelled"),
        PLAN: plan(m("a", {"milestone": "erp/b", "agreed": False}, baseline="2026-12-01")),
        f"{ERP}/plan.yaml": plan(m("b", baseline="2027-12-01")),
    }
    assert codes(tmp_path, files, select=["PMO4"]) == []


@pytest.mark.parametrize(
    ("agreed", "before", "found"),
    [
        (False, {}, ["PMO415"]),
        (True, {}, []),
        (None, {}, []),
        (False, {"actual": "2026-10-01"}, []),
    ],
)
def test_a_dependency_that_is_not_agreed(
    tmp_path: Path, agreed: bool | None, before: dict, found: list
) -> None:
    after = {"milestone": "erp/b"} | ({} if agreed is None else {"agreed": agreed})
    files = {PLAN: plan(m("a", after)), f"{ERP}/plan.yaml": plan(m("b", **before))}
    assert codes(tmp_path, files, select=["PMO4"]) == found


def test_inside_a_project_nobody_has_to_agree(tmp_path: Path) -> None:
    assert (
        codes(tmp_path, {PLAN: plan(m("a", {"milestone": "b", "agreed": False}), m("b"))}, select=["PMO4"])
        == []
    )


@pytest.mark.parametrize(("before", "found"), [({}, ["PMO416"]), ({"actual": "2026-10-01"}, [])])
def test_waiting_for_a_cancelled_project(tmp_path: Path, before: dict, found: list[str]) -> None:
    files = {
        PLAN: plan(m("a", "erp/b", baseline="2026-12-01")),
        f"{ERP}/charter.yaml": charter("erp", state="cancelled"),
        f"{ERP}/plan.yaml": plan(m("b", baseline="2027-01-01", **before)),
    }
    result = findings(tmp_path, files, select=["PMO4"])
    assert [one.code for one in result] == found
    if result:
        assert str(result[0].message) == "`a` waits for `erp/b`, but that project is cancelled"
        assert result[0].related[0].where.path == f"{ERP}/charter.yaml"


# Plans


@pytest.mark.parametrize(
    ("weights", "message", "hint"),
    [
        ([30, 60], "add up to 90, not 100", "correct the weights"),
        ([30, None, 80], "add up to 110, not 100", "correct them; without a weight are: m1"),
        ([0], "add up to 0, not 100", "correct the weights"),
    ],
)
def test_weights(tmp_path: Path, weights: list, message: str, hint: str) -> None:
    milestones = [
        m(f"m{i}", **({} if weight is None else {"weight": weight})) for i, weight in enumerate(weights)
    ]
    finding = only(tmp_path, "PMO410", {PLAN: plan(*milestones)})
    assert str(finding.message) == f"the weights of the milestones {message}"
    assert str(finding.hint) == hint
    assert (finding.where.line, finding.where.column) == (1, 1)


def test_weights_that_add_up(tmp_path: Path) -> None:
    thirds = {
        PLAN: "milestones: [{id: a, title: A, weight: 33.4}, {id: b, title: B, weight: 66.6}, {id: c, title: C}]"
    }
    assert codes(tmp_path, thirds, select=["PMO4"]) == []
    assert codes(tmp_path, {PLAN: plan(m("a"), m("b"))}, select=["PMO4"]) == []


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (None, ["PMO411"]),
        ({"start": "2026-01-01"}, ["PMO411"]),
        ({"sprints": [{"id": "s", "start": "2026-10-01", "finish": "2026-10-14"}]}, []),
        (plan(m("a", baseline="2026-12-01")), []),
        ("- a", ["PMO107"]),
    ],
)
def test_an_active_project_needs_a_plan(tmp_path: Path, record: Any, found: list[str]) -> None:
    files = {CHARTER: charter(state="active"), PLAN: record}
    assert codes(tmp_path, files, select=FOURTH) == found


def test_open_milestones_of_a_completed_project(tmp_path: Path) -> None:
    files = {CHARTER: charter(state="completed"), PLAN: plan(m("a", actual="2026-10-01"), m("b"), m("c"))}
    finding = only(tmp_path, "PMO412", files)
    assert str(finding.message) == "the project is completed, but these milestones are not: b, c"
    assert finding.where.line == 5
    assert finding.related[0].where.path == CHARTER
    files[PLAN] = plan(m("a", actual="2026-10-01"))
    assert codes(tmp_path, files, select=["PMO4"]) == []


def test_sprints(tmp_path: Path) -> None:
    sprints = [
        {"id": "s3", "start": "2026-10-19", "finish": "2026-10-30"},
        {"id": "s1", "start": "2026-09-21", "finish": "2026-10-19"},
        {"id": "s2", "start": "2026-09-28", "finish": "2026-10-02"},
        {"id": "s4", "start": "2026-10-31", "finish": "2026-11-13"},
    ]
    found = findings(tmp_path, {PLAN: {"sprints": sprints}}, select=["PMO4"])
    assert [(one.code, one.where.line, str(one.message)) for one in found] == [
        ("PMO413", 3, "`s3` begins on 2026-10-19, before `s1` is over on 2026-10-19"),
        ("PMO413", 9, "`s2` begins on 2026-09-28, before `s1` is over on 2026-10-19"),
    ]


def test_sprints_out_of_order_are_another_finding(tmp_path: Path) -> None:
    sprints = [
        {"id": "s1", "start": "2026-10-19", "finish": "2026-10-12"},
        {"id": "s2", "start": "2026-10-13", "finish": "2026-10-23"},
    ]
    assert codes(tmp_path, {PLAN: {"sprints": sprints}}, select=["PMO4"]) == ["PMO402"]


def test_milestones_without_baseline(tmp_path: Path) -> None:
    files = {CHARTER: charter(state="active"), PLAN: plan(m("a", baseline="2026-12-01"), m("b"))}
    assert str(only(tmp_path, "PMO414", files).message) == "the milestone `b` has no baseline"
    files[PLAN] = plan(m("a"), m("b"))
    assert str(only(tmp_path, "PMO414", files).message) == "no milestone has a baseline"
    files[CHARTER] = charter(state="approved")
    assert codes(tmp_path, files, select=["PMO4"]) == []


# Baselines


def fingerprinted(tmp_path: Path, kind: str, record: dict[str, Any]) -> str:
    loaded = (
        portfolio(tmp_path / "made", {f"{CRM}/{kind}.yaml": record})
        .projects["crm"]
        .record(kind, Plan if kind == "plan" else Budget)
    )
    if isinstance(loaded, Plan):
        return plan_baseline_fingerprint(loaded)
    assert isinstance(loaded, Budget)
    return budget_baseline_fingerprint(loaded)


PLANNED = plan(
    m("a", baseline="2026-12-01", weight=40), m("b", baseline="2027-02-01", weight=60), start="2026-01-01"
)
BUDGETED = {"original": 100, "approved": 100, "lines": [{"id": "x", "title": "X", "amount": 100}]}


@pytest.mark.parametrize(
    ("kind", "record", "later", "same"),
    [
        ("plan", PLANNED, PLANNED, True),
        ("plan", PLANNED, PLANNED | plan(m("B", baseline="2027-02-01", weight=Decimal("60.00")), m("a", baseline="2026-12-01", weight=40, forecast="2026-12-09", note="n")), True),
        ("plan", PLANNED, PLANNED | {"start": "2026-01-02"}, False),
        ("plan", PLANNED, PLANNED | plan(m("a", baseline="2026-12-02", weight=40), m("b", baseline="2027-02-01", weight=60)), False),
        ("plan", PLANNED, PLANNED | {"phases": [{"id": "p", "baseline": {"start": "2026-01-01"}}]}, False),
        ("budget", BUDGETED, BUDGETED | {"actuals": [{"period": "2026-09", "cost": 3}], "currency": "EUR"}, True),
        ("budget", BUDGETED, BUDGETED | {"approved": 120}, False),
        ("budget", BUDGETED, BUDGETED | {"plan": [{"period": "2026-12", "planned": 100}]}, False),
    ],
)  # fmt: skip
def test_a_baseline_that_moved_without_a_record(
    tmp_path: Path, kind: str, record: dict, later: dict, same: bool
) -> None:
    path = f"{CRM}/{kind}.yaml"
    recorded = [
        {"id": "first", "date": "2026-01-05", "fingerprint": fingerprinted(tmp_path, kind, record).upper()}
    ]
    found = findings(tmp_path, {path: later | {"baselines": recorded}}, select=["PMO407"])
    assert [one.code for one in found] == ([] if same else ["PMO407"])
    if found:
        what = "dates or weights" if kind == "plan" else "amounts"
        assert str(found[0].message) == f"the {what} of the baseline are not those that `first` recorded"


def changes(status: str) -> dict[str, Any]:
    return {
        "changes": [
            {"id": "second", "title": "S", "raised_by": "ana", "raised": "2026-08-01", "status": status}
        ]
    }


def baselines(*records: tuple[str, str | None]) -> list[dict[str, Any]]:
    return [
        {"id": f"b{i}", "date": date} | ({"change": change} if change else {})
        for i, (date, change) in enumerate(records)
    ]


@pytest.mark.parametrize(
    ("status", "records", "found"),
    [
        ("approved", baselines(("2026-01-01", None), ("2026-09-01", "Second")), []),
        ("implemented", baselines(("2026-01-01", None), ("2026-09-01", "crm/changes/second")), []),
        ("submitted", baselines(("2026-01-01", None), ("2026-09-01", "second")), ["PMO408"]),
        ("approved", baselines(("2026-01-01", None), ("2026-09-01", None)), ["PMO408"]),
        ("approved", baselines(("2026-01-01", None), ("2026-09-01", "third")), ["PMO321"]),
        ("approved", baselines(("2026-01-01", "second")), ["PMO409"]),
        ("approved", baselines(("2026-09-01", None), ("2026-01-01", "second")), ["PMO409"]),
        ("approved", baselines(("2026-01-01", None), ("2026-01-01", "second")), []),
        ("approved", [], []),
    ],
)
@pytest.mark.parametrize("kind", ["plan", "budget"])
def test_records_of_baselines(
    tmp_path: Path, kind: str, status: str, records: list, found: list[str]
) -> None:
    files = {f"{CRM}/changes.yaml": changes(status), f"{CRM}/{kind}.yaml": {"baselines": records}}
    assert codes(tmp_path, files, select=FOURTH) == found


def test_a_baseline_without_an_approved_change_shows_the_change(tmp_path: Path) -> None:
    records = baselines(("2026-01-01", None), ("2026-09-01", "second"))
    finding = only(
        tmp_path, "PMO408", {f"{CRM}/changes.yaml": changes("draft"), PLAN: {"baselines": records}}
    )
    assert show([finding]) == (
        f"{PLAN}:6:11 PMO408 error the baseline `b1` rests on the change `second`, which is draft, not approved "
        "(have the change approved, or go back to the baseline before it)"
    )
    assert (finding.related[0].where.path, finding.related[0].where.line) == (f"{CRM}/changes.yaml", 6)


def test_a_supportive_office_is_warned(tmp_path: Path) -> None:
    files = {
        "pmo.yaml": office(office={"name": "T", "model": "supportive"}),
        PLAN: {"baselines": baselines(("2026-01-01", None), ("2026-09-01", None))},
    }
    assert only(tmp_path, "PMO408", files).severity == "warning"


# Whatever the records contain


def test_the_ends_of_time_make_no_traceback(tmp_path: Path) -> None:
    first, last = "0001-01-01", "9999-12-31"
    files = {
        CHARTER: charter(state="active"),
        PLAN: plan(
            m("a", "b", {"milestone": "b", "lag_days": 10**20}, baseline=first, forecast=last, actual=first),
            m("b", baseline=last, weight=10**25),
            sprints=[{"id": "s", "start": first, "finish": last}] * 3,
            phases=[{"id": "p", "baseline": {"start": first, "finish": last}, "actual": {"finish": last}}],
            baselines=[
                {"id": "x", "date": last, "fingerprint": "moon"},
                {"id": "x", "date": first, "change": "//"},
            ],
        ),
        f"{CRM}/status/{first}.yaml": {"date": first, "author": "budi", "headline": "H", "overall": "green"},
        "pmo.yaml": office(calendar={"closures": [{"from": first, "to": last}], "workweek": []}),
    }
    for as_of in (datetime.date.min, datetime.date.max, datetime.date(2026, 11, 1)):
        assert findings(tmp_path, files, as_of=as_of)


def test_every_page_has_its_parts() -> None:
    for rule in SCHEDULE_RULES:
        for part in ("**Why it matters.**", "**Example.**", "**Fix.**"):
            assert part in rule.page, (rule.code, part)
