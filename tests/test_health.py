"""Computed health: every band and edge, evidence, overrides, watermelons, roll-up; worse facts never look better."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmo.analysis.health import ProjectHealth, health_of, portfolio_health
from pmo.analysis.progress import DIMENSIONS
from tests.portfolios import AS_OF, charter, office, people, portfolio

CHARTER = "projects/crm/charter.yaml"
PLAN = "projects/crm/plan.yaml"
BUDGET = "projects/crm/budget.yaml"
RISKS = "projects/crm/risks.yaml"
ISSUES = "projects/crm/issues.yaml"
QUALITY = "projects/crm/quality.yaml"
CHANGES = "projects/crm/changes.yaml"
ALLOCATIONS = "projects/crm/allocations.yaml"
BENEFITS = "projects/crm/benefits.yaml"
STATUS = "projects/crm/status/2026-10-30.yaml"

ACTIVE = {CHARTER: charter(state="active")}


def health(tmp_path: Path, files: Mapping[str, Any], as_of: datetime.date = AS_OF) -> ProjectHealth:
    found = portfolio(tmp_path, {**ACTIVE, **files})
    return health_of(found, found.projects["crm"], as_of)


def colour(
    tmp_path: Path, dimension: Any, files: Mapping[str, Any], as_of: datetime.date = AS_OF
) -> str | None:
    return health(tmp_path, files, as_of).computed.get(dimension)


def said(found: ProjectHealth, dimension: Any) -> list[str]:
    return [str(one.message) for one in found.evidence_of(dimension)]


def status(**fields: Any) -> dict[str, Any]:
    usual = {"date": "2026-10-30", "author": "budi", "headline": "Going", "overall": "green"}
    return {STATUS: usual | fields}


# Schedule


def plan(forecast: str | None, **more: Any) -> dict[str, Any]:
    """100 working days from 2026-08-03 to 2026-12-18."""
    live = {"id": "live", "title": "Live", "baseline": "2026-12-18", "forecast": forecast} | more
    return {PLAN: {"start": "2026-08-03", "milestones": [{k: v for k, v in live.items() if v is not None}]}}


@pytest.mark.parametrize(
    ("forecast", "expected", "evidence"),
    [
        ("2026-12-11", "green", "forecast finish 5 working days early"),
        (None, "green", "forecast finish as in the baseline"),
        (
            "2026-12-25",
            "green",
            "forecast finish 5 working days late, 5% of baseline; crm/plan/live drives it",
        ),
        (
            "2026-12-28",
            "amber",
            "forecast finish 6 working days late, 6% of baseline; crm/plan/live drives it",
        ),
        (
            "2027-01-01",
            "amber",
            "forecast finish 10 working days late, 10% of baseline; crm/plan/live drives it",
        ),
        (
            "2027-01-04",
            "red",
            "forecast finish 11 working days late, 11% of baseline; crm/plan/live drives it",
        ),
    ],
)
def test_slip(tmp_path: Path, forecast: str | None, expected: str, evidence: str) -> None:
    found = health(tmp_path, plan(forecast))
    assert (found.computed["schedule"], said(found, "schedule")) == (expected, [evidence])
    assert found.computed["overall"] == expected


def test_the_office_sets_the_bands(tmp_path: Path) -> None:
    loose = {"pmo.yaml": office(health={"schedule_slip": {"amber": 0.2, "red": 0.3}})}
    assert colour(tmp_path, "schedule", {**loose, **plan("2027-01-04")}) == "green"


def test_a_share_near_an_edge_is_shown_exactly_enough(tmp_path: Path) -> None:
    rules = {"pmo.yaml": office(health={"schedule_slip": {"amber": 0.0599, "red": 0.1}})}
    found = health(tmp_path, {**rules, **plan("2026-12-28")})
    assert found.computed["schedule"] == "amber"
    days = {PLAN: {"start": "2026-08-04", "milestones": plan("2026-12-25")[PLAN]["milestones"]}}
    assert said(health(tmp_path / "b", days), "schedule") == [
        "forecast finish 5 working days late, 5.1% of baseline; crm/plan/live drives it"
    ]


def test_one_day_late(tmp_path: Path) -> None:
    assert said(health(tmp_path, plan("2026-12-21")), "schedule") == [
        "forecast finish 1 working day late, 1% of baseline; crm/plan/live drives it"
    ]


def test_the_driver_is_the_milestone_that_comes_last(tmp_path: Path) -> None:
    milestones = [
        {"id": "a", "title": "A", "baseline": "2026-12-18", "forecast": "2027-02-01"},
        {"id": "b", "title": "B", "baseline": "2026-11-30", "forecast": "2027-02-01"},
        {"id": "c", "title": "C"},
        {"id": "d", "title": "D", "forecast": "2026-12-01"},
    ]
    found = health(tmp_path, {PLAN: {"start": "2026-08-03", "milestones": milestones}})
    assert "crm/plan/b drives it" in said(found, "schedule")[0]
    (fact,) = found.evidence_of("schedule")
    assert (fact.kind, fact.keys) == ("plan", ("milestones", 1))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"baseline": "2026-10-31", "forecast": "2026-12-01"}, "red"),  # a new forecast does not unmiss it
        ({"baseline": "2026-11-01"}, None),  # its day counts
        ({"baseline": "2026-10-31", "actual": "2026-11-01"}, None),
        ({"forecast": "2026-10-31"}, "red"),
        ({"baseline": "2026-10-31", "critical": False}, None),
        ({}, None),
    ],
)
def test_a_missed_critical_milestone_is_red(
    tmp_path: Path, changes: dict[str, Any], expected: str | None
) -> None:
    gate = {"id": "gate", "title": "Gate", "critical": True} | changes
    files = plan(None)
    files[PLAN]["milestones"].append(gate)
    found = health(tmp_path, files)
    assert found.computed["schedule"] == (expected or "green")
    missed = [text for text in said(found, "schedule") if "critical" in text]
    assert bool(missed) is (expected == "red")


def test_a_slip_without_a_length_gives_no_colour(tmp_path: Path) -> None:
    alone = {PLAN: {"milestones": plan("2027-01-04")[PLAN]["milestones"]}}
    found = health(tmp_path / "a", alone)
    assert "schedule" not in found.computed
    assert said(found, "schedule") == [
        "forecast finish 11 working days late, and no start to measure that against"
    ]
    assert said(health(tmp_path / "b", {PLAN: {"milestones": []}}), "schedule") == [
        "the plan has no dates to compare"
    ]


def money(ev: float, ac: float, **changes: Any) -> dict[str, Any]:
    """A budget of 1000 over ten months of 2026, all of them over but the last two when October has ended."""
    months = [f"2026-{number:02}" for number in range(3, 13)]
    budget = {
        "approved": 1000,
        "plan": [{"period": month, "planned": 100} for month in months],
        "actuals": [{"period": "2026-10", "cost": ac}],
        "earned_by": "percent-complete",
    }
    return {BUDGET: budget | changes, **status(overall="amber", percent_complete=ev)}


@pytest.mark.parametrize(
    ("ev", "expected"),
    [(80, "green"), (76, "green"), (75.9, "amber"), (72, "amber"), (71.9, "red"), (0, "red")],
)
def test_spi_in_time(tmp_path: Path, ev: float, expected: str) -> None:
    """Ten equal months, eight of them over: SPI(t) is the share of 80%."""
    assert colour(tmp_path, "schedule", money(ev, 1)) == expected


def test_the_index_is_shown_on_its_side_of_the_edge(tmp_path: Path) -> None:
    assert said(health(tmp_path, money(75.9, 1)), "schedule") == [
        "SPI(t) 0.949: the work of 7.6 periods done in 8"
    ]


def test_spi_where_time_is_undefined(tmp_path: Path) -> None:
    uneven = [{"period": "2026-Q1", "planned": 500}, {"period": "2026-10", "planned": 500}]
    found = health(tmp_path, money(92, 1, plan=uneven))
    assert (found.computed["schedule"], said(found, "schedule")) == (
        "amber", ["SPI 0.92: earned 920 of 1000 planned"],
    )  # fmt: skip


# Cost


@pytest.mark.parametrize(
    ("estimate", "expected", "evidence"),
    [
        (950, "green", "estimate 950 EUR, 5% below the approved 1000"),
        (1000, "green", "estimate 1000 EUR, as approved"),
        (1050, "green", "estimate 1050 EUR, 5% over the approved 1000"),
        (1050.01, "amber", "estimate 1050 EUR, 5.001% over the approved 1000"),
        (1100, "amber", "estimate 1100 EUR, 10% over the approved 1000"),
        (1101, "red", "estimate 1101 EUR, 10.1% over the approved 1000"),
    ],
)
def test_estimate_over_budget(tmp_path: Path, estimate: float, expected: str, evidence: str) -> None:
    files = {BUDGET: {"approved": 1000, "forecast": [{"period": "2026-12", "cost": estimate}]}}
    found = health(tmp_path, files)
    assert (found.computed["cost"], said(found, "cost")) == (expected, [evidence])


@pytest.mark.parametrize(
    ("ac", "expected"),
    [(760, "green"), (800, "green"), (801, "amber"), (844, "amber"), (845, "red"), (0, None)],
)
def test_cpi(tmp_path: Path, ac: float, expected: str | None) -> None:
    assert colour(tmp_path, "cost", money(76, ac)) == expected


def test_the_worse_of_estimate_and_cpi_counts(tmp_path: Path) -> None:
    cheap = money(76, 900, forecast=[{"period": "2026-12", "cost": 100}])
    found = health(tmp_path / "a", cheap)
    assert (found.computed["cost"], [one.colour for one in found.evidence_of("cost")]) == (
        "red",
        ["red", "green"],
    )
    dear = money(76, 760, forecast=[{"period": "2026-12", "cost": 340}])
    assert colour(tmp_path / "b", "cost", dear) == "amber"


def test_cost_that_nothing_is_known_of(tmp_path: Path) -> None:
    assert said(health(tmp_path / "a", {}), "cost") == ["there is no budget"]
    bare = health(tmp_path / "b", {BUDGET: {"approved": 0, "actuals": [], "earned_by": "sprints"}})
    assert said(bare, "cost") == ["neither an estimate nor a CPI: there are no sprints"]
    nothing = {"approved": 0, "forecast": [{"period": "2026-12", "cost": 5}]}
    assert "cost" not in health(tmp_path / "c", {BUDGET: nothing}).computed


# Scope


def deliverables(late: int, all_: int, **changes: Any) -> dict[str, Any]:
    listed = [
        {"id": f"d{number}", "title": f"D{number}", "due": "2026-10-31" if number < late else "2026-11-01"}
        | changes
        for number in range(all_)
    ]
    return {CHARTER: charter(state="active", deliverables=listed)}


@pytest.mark.parametrize(
    ("late", "all_", "expected"),
    [(0, 10, "green"), (1, 10, "green"), (1, 9, "amber"), (1, 4, "amber"), (26, 100, "red"), (4, 4, "red")],
)
def test_deliverables_overdue(tmp_path: Path, late: int, all_: int, expected: str) -> None:
    found = health(tmp_path, deliverables(late, all_))
    assert found.computed["scope"] == expected
    text = (
        f"{late} of {all_} deliverables overdue or rejected, the first crm/charter/d0"
        if late
        else f"none of {all_} deliverables overdue or rejected"
    )
    assert said(found, "scope") == [text]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("planned", "red"),
        ("in-progress", "red"),
        ("delivered", "green"),
        ("accepted", "green"),
        ("rejected", "red"),
    ],
)
def test_deliverables_by_their_state(tmp_path: Path, state: str, expected: str) -> None:
    assert colour(tmp_path, "scope", deliverables(2, 2, status=state)) == expected
    if state == "rejected":
        assert colour(tmp_path / "early", "scope", deliverables(0, 2, status=state)) == "red"


@pytest.mark.parametrize(
    ("raised", "state", "expected"),
    [
        ("2026-09-18", "submitted", "green"),  # 30 working days ago
        ("2026-09-17", "submitted", "amber"),
        ("2026-09-17", "assessed", "amber"),
        ("2026-09-17", "draft", "green"),
        ("2026-09-17", "postponed", "green"),
        ("2026-09-17", "approved", "green"),
    ],
)
def test_a_change_pending_for_too_long(tmp_path: Path, raised: str, state: str, expected: str) -> None:
    change = {"id": "wider", "title": "Wider", "raised_by": "budi", "raised": raised, "status": state}
    found = health(tmp_path, {CHANGES: {"changes": [change]}})
    assert found.computed["scope"] == expected
    if expected == "amber":
        assert said(found, "scope") == [
            "the change crm/changes/wider has been waiting for its decision for 31 working days"
        ]


# Quality


def issue(**changes: Any) -> dict[str, Any]:
    usual = {"id": "broken", "title": "Broken", "kind": "problem", "severity": "high", "owner": "budi"}
    return {ISSUES: {"issues": [usual | {"status": "open", "raised": "2026-10-01"} | changes]}}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "amber"),
        ({"kind": "off-specification"}, "amber"),
        ({"kind": None}, "amber"),  # an issue of no stated kind is taken for a problem
        ({"severity": "critical"}, "red"),
        ({"severity": "critical", "status": "escalated"}, "red"),
        ({"severity": "critical", "status": "resolved"}, "green"),
        ({"severity": "critical", "status": "closed"}, "green"),
        ({"severity": "critical", "kind": "request"}, "green"),
        ({"severity": "critical", "kind": "conflict"}, "green"),
        ({"severity": "medium"}, "green"),
    ],
)
def test_problems(tmp_path: Path, changes: dict[str, Any], expected: str) -> None:
    assert colour(tmp_path, "quality", issue(**changes)) == expected


def review(*results: tuple[str, str | None, str]) -> dict[str, Any]:
    return {
        QUALITY: {
            "reviews": [
                {"id": f"r{number}", "deliverable": deliverable, "held": held, "result": result}
                for number, (held, result, deliverable) in enumerate(results)
            ]
        }
    }


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([("2026-10-01", "failed", "a")], "amber"),
        ([("2026-10-01", "passed", "a")], "green"),
        ([("2026-10-01", "conditional", "a")], "green"),
        ([("2026-10-20", "passed", "A"), ("2026-10-01", "failed", "a")], "green"),  # repeated with success
        ([("2026-10-01", "passed", "a"), ("2026-10-20", "failed", "a")], "amber"),
        ([("2026-10-01", "failed", "a"), ("2026-10-20", "passed", "b")], "amber"),
        ([("2026-11-02", "failed", "a")], "green"),  # to come
        ([("2026-10-01", None, "a")], None),
    ],
)
def test_quality_reviews(tmp_path: Path, results: list[Any], expected: str | None) -> None:
    assert colour(tmp_path, "quality", review(*results)) == expected


# Risk


def risk(probability: int | None, impact: int | None, **changes: Any) -> dict[str, Any]:
    usual = {
        "id": "late", "title": "Late", "owner": "budi", "status": "responding", "probability": probability,
        "impact": impact, "response": {"strategy": "reduce"},
    }  # fmt: skip
    return {RISKS: {"risks": [usual | changes]}}


@pytest.mark.parametrize(
    ("probability", "impact", "expected"),
    [
        (1, 1, "green"),
        (1, 4, "green"),
        (2, 2, "green"),
        (1, 5, "amber"),
        (3, 4, "amber"),
        (3, 5, "red"),
        (5, 1, "amber"),
    ],
)
def test_the_cell_is_the_colour(tmp_path: Path, probability: int, impact: int, expected: str) -> None:
    assert colour(tmp_path, "risk", risk(probability, impact)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"residual": {"probability": 2}}, "amber"),
        ({"residual": {"probability": 1, "impact": 2}}, "green"),
        ({"residual": {"probability": 1, "impact": 2}, "response": None}, "red"),  # nobody does anything
        ({"residual": {"probability": 1, "impact": 2}, "response": {"trigger": "Rain"}}, "red"),
        ({"residual": {"probability": 1, "impact": 2}, "response": {"plan": "Umbrella"}}, "green"),
        ({"status": "closed"}, "green"),
        ({"status": "occurred"}, "green"),
        ({"type": "opportunity"}, "green"),
    ],
)
def test_residual_cells_and_responses(tmp_path: Path, changes: dict[str, Any], expected: str) -> None:
    assert colour(tmp_path, "risk", risk(5, 5, **changes)) == expected


def test_what_is_not_assessed_gives_no_colour(tmp_path: Path) -> None:
    found = health(tmp_path, risk(None, 3))
    assert ("risk" in found.computed, said(found, "risk")) == (False, ["no open threat is assessed"])


def test_the_heaviest_threat_is_named(tmp_path: Path) -> None:
    files = risk(1, 1)
    files[RISKS]["risks"].append({**risk(4, 3)[RISKS]["risks"][0], "id": "dear"})
    assert said(health(tmp_path, files), "risk") == [
        "heaviest of 2 open threats: crm/risks/dear, in the cell act"
    ]


# Resources


@pytest.mark.parametrize(("load", "expected"), [(1, "green"), (1.01, "amber"), (1.2, "amber"), (1.21, "red")])
def test_peak_load(tmp_path: Path, load: float, expected: str) -> None:
    work = {"person": "ana", "load": load, "from": "2026-11-02", "to": "2026-11-27"}
    assert colour(tmp_path, "resources", {ALLOCATIONS: {"allocations": [work]}}) == expected


def test_who_is_overloaded_and_when(tmp_path: Path) -> None:
    lab = {"equipment": [{"id": "lab", "title": "Test lab", "units": 1}]}
    ida = {"id": "ida", "name": "Ida", "role": "lead", "capacity": 0}
    work = [
        {"person": "ana", "load": 0.7, "from": "2026-11-02", "to": "2026-11-27"},
        {"person": "ana", "load": 0.4, "from": "2026-11-16", "to": "2026-11-20"},
        {"person": "ana", "load": 0.1, "from": "2026-11-16", "to": "2026-11-27", "status": "requested"},
        {"equipment": "lab", "load": 2, "from": "2026-11-02", "to": "2026-11-27"},
        {"person": "ida", "load": 0.1, "from": "2026-11-02", "to": "2026-11-27"},
        {"role": "lead", "load": 0.5, "from": "2026-11-09", "to": "2026-11-27"},
    ]
    files = {"equipment.yaml": lab, "people.yaml": people(ida), ALLOCATIONS: {"allocations": work}}
    found = health(tmp_path, files)
    assert [(one.colour, str(one.message)) for one in found.evidence_of("resources")] == [
        ("red", "Test lab is promised up to 200%, 2026-11-02 to 2026-11-27"),
        ("red", "Ida is promised and has no capacity, 2026-11-02 to 2026-11-27"),
        ("red", "nobody fills Lead (0.5), needed from 2026-11-09"),
        ("amber", "Ana Pereira is promised up to 110%, 2026-11-16 to 2026-11-20"),
    ]


def test_an_overload_counts_for_the_projects_that_it_reaches(tmp_path: Path) -> None:
    def work(first: str, last: str, load: float) -> dict[str, Any]:
        return {"allocations": [{"person": "ana", "load": load, "from": first, "to": last}]}

    files = {
        **ACTIVE,
        **{f"projects/{one}/charter.yaml": charter(one, state="active") for one in ("erp", "web")},
        ALLOCATIONS: work("2026-11-02", "2026-11-13", 1),
        "projects/erp/allocations.yaml": work("2026-11-02", "2026-11-13", 0.5),
        "projects/web/allocations.yaml": work("2026-11-16", "2026-11-27", 1),
    }
    found = portfolio(tmp_path, files)
    colours = {key: health_of(found, one, AS_OF).computed["resources"] for key, one in found.projects.items()}
    assert colours == {"crm": "red", "erp": "red", "web": "green"}


def test_no_allocations_at_all(tmp_path: Path) -> None:
    rejected = [{"person": "ana", "load": 9, "from": "2026-11-02", "to": "2026-11-27", "status": "rejected"}]
    for number, listed in enumerate(([], rejected)):
        found = health(tmp_path / str(number), {ALLOCATIONS: {"allocations": listed}})
        assert said(found, "resources") == ["there are no allocations"]


# Benefits


def benefit(**changes: Any) -> dict[str, Any]:
    usual = {"id": "calls", "title": "Fewer calls", "owner": "ana", "target": 1000}
    profile = [
        {"period": "2026-Q2", "planned": 100},
        {"period": "2026-Q3", "planned": 100},
        {"period": "2026-Q4", "planned": 800},
    ]
    return {BENEFITS: {"benefits": [usual | {"profile": profile} | changes]}}


def measured(*values: tuple[str, Any]) -> list[dict[str, Any]]:
    return [{"date": day, "value": value} for day, value in values]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (250, "green"),
        (200, "green"),
        (170.01, "green"),
        (170, "amber"),
        (140, "amber"),
        (139, "red"),
        (0, "red"),
    ],
)
def test_drift(tmp_path: Path, value: float, expected: str) -> None:
    """Of the 200 planned to date; 15% below is no longer green."""
    files = benefit(measurements=measured(("2026-06-30", 0), ("2026-09-30", value), ("2026-12-31", 900)))
    assert colour(tmp_path, "benefits", files) == expected


def test_drift_of_a_drawback_is_the_other_way_round(tmp_path: Path) -> None:
    files = benefit(disbenefit=True, measurements=measured(("2026-09-30", 280)))
    found = health(tmp_path, files)
    assert (found.computed["benefits"], said(found, "benefits")) == (
        "red", ["crm/benefits/calls 40% below its plan: 280 of 200 to date"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"baseline": 10, "target": 4, "due": "2026-10-31", "measurements": measured(("2026-10-01", 5), ("2026-05-01", 9))}, "amber"),
        ({"baseline": 10, "target": 4, "due": "2026-11-02", "measurements": measured(("2026-10-01", 9))}, None),
        ({"target": 40, "due": "2026-10-31", "measurements": measured(("2026-10-01", 40))}, "green"),
        ({"target": 40, "due": "2026-10-31"}, None),
        ({"target": "happier", "due": "2026-10-31"}, None),
        ({"target": 40}, None),
        ({"baseline": 40, "target": 40, "due": "2026-10-31", "measurements": measured(("2026-10-01", 40))}, None),
        ({"target": 40, "due": "2026-10-31", "measurements": measured(("2026-10-01", "better"))}, None),
    ],
)  # fmt: skip
def test_benefits_without_a_profile_count_once_they_are_due(
    tmp_path: Path, changes: dict[str, Any], expected: str | None
) -> None:
    assert colour(tmp_path, "benefits", benefit(profile=[], **changes)) == expected


def test_a_benefit_that_nobody_measures(tmp_path: Path) -> None:
    assert said(health(tmp_path, benefit()), "benefits") == [
        "crm/benefits/calls was due by now and is not measured"
    ]


def test_the_benefit_furthest_below_its_plan_counts(tmp_path: Path) -> None:
    files = benefit(measurements=measured(("2026-09-30", 150)))
    files[BENEFITS]["benefits"].append(
        {**benefit(measurements=measured(("2026-09-30", 10)))[BENEFITS]["benefits"][0], "id": "waste"}
    )
    assert "crm/benefits/waste 95% below its plan" in said(health(tmp_path, files), "benefits")[0]


# Overall, declared, and what does not fit


def test_nothing_is_green_by_default(tmp_path: Path) -> None:
    found = health(tmp_path, {})
    assert (found.computed, found.counting) == ({}, {})
    assert {one.dimension for one in found.evidence} == {"overall", *DIMENSIONS}
    assert all(one.colour is None for one in found.evidence)
    assert said(found, "overall") == ["nothing is known of any dimension"]


def test_declared_and_grey_and_blue(tmp_path: Path) -> None:
    current = health(tmp_path / "a", status(health={"cost": "amber"}))
    assert (current.declared, current.freshness) == ({"overall": "green", "cost": "amber"}, "current")
    stale = health(tmp_path / "b", status(health={"cost": "amber"}), datetime.date(2027, 2, 1))
    assert stale.declared == {"overall": "grey", "cost": "grey"}
    assert health(tmp_path / "c", {}).declared == {"overall": "grey"}
    waiting = {CHARTER: charter(state="on-hold")}
    assert health(tmp_path / "d", waiting).declared == {}
    done = {
        CHARTER: charter(state="completed"),
        **status(),
        **benefit(measurements=measured(("2026-09-30", 10))),
    }
    over = health(tmp_path / "e", {**done, **risk(5, 5)})
    assert (over.declared, over.computed) == ({"overall": "blue"}, {"overall": "blue", "benefits": "red"})
    assert said(over, "overall") == ["the project is completed"]
    off = health(tmp_path / "f", {CHARTER: charter(state="cancelled"), **risk(5, 5)})
    assert (off.declared, off.computed, said(off, "overall")) == ({}, {}, ["the project is cancelled"])


def test_a_charter_that_cannot_be_read(tmp_path: Path) -> None:
    found = health(tmp_path, {CHARTER: "id: crm\n", **risk(5, 5)})
    assert (found.state, found.computed) == (None, {})


def test_watermelons_and_optimistic_reports(tmp_path: Path) -> None:
    facts = {**risk(5, 5), **issue(), **plan(None)}
    health_ = {"risk": "green", "quality": "green", "schedule": "red", "cost": "green"}
    found = health(tmp_path / "a", {**facts, **status(health=health_)})
    assert (found.watermelons, found.optimistic, found.watermelon) == (
        ("overall", "risk"),
        ("quality",),
        True,
    )
    amber = health(tmp_path / "b", {**facts, **status(overall="amber", health={"risk": "amber"})})
    assert (amber.watermelons, amber.optimistic) == ((), ("overall", "risk"))
    honest = health(tmp_path / "c", {**facts, **status(overall="red", health={"risk": "red"})})
    assert (honest.watermelon, honest.optimistic) == (False, ())
    stale = health(tmp_path / "d", {**facts, **status(health=health_)}, datetime.date(2027, 2, 1))
    assert (stale.watermelons, stale.optimistic) == ((), ())


def override(**changes: Any) -> dict[str, Any]:
    return {"dimension": "risk", "reason": "Insured", "by": "ana", "until": "2026-11-01"} | changes


def test_an_override_counts_for_its_time(tmp_path: Path) -> None:
    files = {**risk(5, 5), **status(health={"risk": "green"}, override=[override()])}
    found = health(tmp_path / "a", files)
    assert (found.computed, found.counting) == (
        {"overall": "red", "risk": "red"},
        {"overall": "green", "risk": "green"},
    )
    assert (found.watermelons, found.optimistic) == ((), ())
    assert said(found, "risk")[-1] == "overridden by Ana Pereira until 2026-11-01: Insured"
    assert [one.counts for one in found.overrides] == [True]
    after = health(tmp_path / "b", files, datetime.date(2026, 11, 2))
    assert (after.counting["risk"], after.watermelons) == ("red", ("overall", "risk"))
    assert "the override by Ana Pereira expired on 2026-11-01 and does not count" in said(after, "risk")


def test_an_override_of_the_whole(tmp_path: Path) -> None:
    found = health(tmp_path, {**risk(5, 5), **status(override=[override(dimension="overall")])})
    assert (found.computed["overall"], found.counting["overall"], found.watermelon) == ("red", "green", False)


def test_an_override_without_a_declared_colour(tmp_path: Path) -> None:
    found = health(tmp_path, {**risk(5, 5), **status(overall="red", override=[override()])})
    assert found.counting["risk"] == "red"
    assert "the override by Ana Pereira does not count: no colour is declared for it" in said(found, "risk")
    unknown = health(tmp_path / "b", status(health={"risk": "amber"}, override=[override()]))
    assert (unknown.computed, unknown.counting) == ({}, {"overall": "amber", "risk": "amber"})


def test_the_office_may_take_the_declared_colour(tmp_path: Path) -> None:
    rules = {"pmo.yaml": office(health={"overall": "declared"}), **risk(5, 5)}
    found = health(tmp_path / "a", {**rules, **status(overall="amber", health={"risk": "red"})})
    assert (found.computed["overall"], found.optimistic) == ("amber", ())
    assert said(found, "overall") == ["as declared, which is the office's rule"]
    assert health(tmp_path / "b", rules).computed["overall"] == "red", "nothing was declared"


def test_no_office(tmp_path: Path) -> None:
    assert colour(tmp_path, "risk", {"pmo.yaml": "format: 2\n", **risk(5, 5)}) == "red"


# Many projects


def test_roll_up(tmp_path: Path) -> None:
    files = {
        CHARTER: charter(state="active", programme="renewal"),
        "projects/erp/charter.yaml": charter("erp", state="active", programme="RENEWAL"),
        "projects/old/charter.yaml": charter("old", state="completed"),
        "projects/web/charter.yaml": charter("web", state="active"),
        **status(health={"risk": "green"}),
        **risk(5, 5),
        "projects/erp/risks.yaml": risk(1, 1)[RISKS],
        "projects/web/risks.yaml": risk(1, 5)[RISKS],
        "programmes/renewal/risks.yaml": risk(1, 5)[RISKS],
        "risks.yaml": risk(5, 5)[RISKS],
    }
    loaded = portfolio(tmp_path, files)
    found = portfolio_health(loaded, loaded.projects.values(), AS_OF)
    renewal, outside = found.programmes
    assert (renewal.programme, outside.programme) == ("renewal", "")
    assert renewal.computed == {"overall": "red", "risk": "red"}
    assert (renewal.drivers, renewal.watermelons) == ({"overall": ("crm",), "risk": ("crm",)}, ("crm",))
    assert (renewal.declared, renewal.declared_counts) == (
        {"overall": "green", "risk": "green"},
        {"green": 1, "grey": 1},
    )
    assert renewal.computed_counts == {"red": 1, "green": 1}
    assert [str(one.message) for one in renewal.evidence] == [
        "one open threat: programmes/renewal/risks/late, in the cell act"
    ]
    assert outside.computed["risk"] == "amber"
    assert outside.declared == {"overall": "grey"}
    assert found.whole.computed_counts == {"red": 1, "amber": 1, "green": 1, "blue": 1}
    assert len(found.whole.evidence) == 2, "the office's own register and the programme's"
    one = portfolio_health(loaded, [loaded.projects["web"]], AS_OF)
    assert (one.whole.computed["risk"], one.whole.evidence) == ("amber", ())


def test_the_register_of_a_programme_can_be_what_drives_it(tmp_path: Path) -> None:
    files = {
        CHARTER: charter(state="active", programme="renewal"),
        **risk(1, 1),
        "programmes/renewal/risks.yaml": risk(5, 5)[RISKS],
    }
    loaded = portfolio(tmp_path, files)
    (renewal,) = portfolio_health(loaded, loaded.projects.values(), AS_OF).programmes
    assert (renewal.computed["overall"], renewal.drivers["risk"]) == ("red", ())


# Worse facts never give a better colour

RANK = {"green": 0, "amber": 1, "red": 2}
DAYS = st.integers(0, 120)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(data=st.data())
def test_worse_facts_never_give_a_better_colour(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    def pair(numbers: st.SearchStrategy[Any]) -> tuple[Any, Any]:
        """A better and a worse figure, where more is worse."""
        better, worse = sorted((data.draw(numbers), data.draw(numbers)))
        return better, worse

    slip, estimate, late = pair(DAYS), pair(st.integers(0, 3000)), pair(st.integers(0, 8))
    left, load, drift = pair(st.integers(0, 100)), pair(st.integers(0, 200)), pair(st.integers(0, 400))
    cell = pair(st.integers(1, 5))
    impact = data.draw(st.integers(1, 5))

    def facts(which: int) -> dict[str, Any]:
        finish = datetime.date(2026, 12, 18) + datetime.timedelta(days=slip[which])
        work = {"person": "ana", "load": load[which] / 100, "from": "2026-11-02", "to": "2026-11-27"}
        return {
            **deliverables(late[which], 8),
            **plan(str(finish)),
            **money(100 - left[which], 700, forecast=[{"period": "2026-12", "cost": estimate[which]}]),
            **risk(cell[which], impact),
            **benefit(measurements=measured(("2026-09-30", 400 - drift[which]))),
            ALLOCATIONS: {"allocations": [work]},
        }

    better, worse = (health(tmp_path_factory.mktemp("facts"), facts(which)).computed for which in (0, 1))
    for dimension in ("schedule", "cost", "scope", "risk", "resources", "benefits", "overall"):
        assert RANK[better[dimension]] <= RANK[worse[dimension]], dimension
