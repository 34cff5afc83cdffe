"""`pmo level`: small offices by hand, properties against the files after the edits, and what its readers see."""

import datetime
import json
import shutil
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo.analysis.levelling import level
from pmo.analysis.loads import commitments, overloads_in, stretches
from pmo.analysis.schedule import schedule_of
from pmo.loading import load
from pmo.trees import WorkingTree
from tests import portfolios
from tests.commands import pmo
from tests.golden import check
from tests.oracles import oracle
from tests.test_skills_and_training import staff

EXAMPLE = ("--as-of", "2026-11-01")
MONDAY = datetime.date(2026, 11, 2)


@pytest.mark.parametrize(("language", "width"), [("en", 120), ("en", 80), ("id", 80)])
def test_the_example_on_a_terminal(example, request, monkeypatch, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    outcome = pmo("-C", example, "level", *EXAMPLE, "--lang", language, "--color", "never", terminal=True)
    assert outcome.code == 0
    assert max(len(line) for line in outcome.out.splitlines()) <= width
    check(request, f"control/level-{language}-{width}.txt", outcome.out)


def active(id_, allocations, plan=None, **charter):
    files = {
        f"projects/{id_}/charter.yaml": portfolios.charter(id_, **({"state": "active"} | charter)),
        f"projects/{id_}/allocations.yaml": {"allocations": allocations},
    }
    return files | ({f"projects/{id_}/plan.yaml": plan} if plan else {})


def work(id_, first, last, load=1, **more):
    return (
        {"id": id_, "load": load, "from": first, "to": last}
        | ({} if "role" in more else {"person": "eva"})
        | more
    )


def phases(build, test, **more):
    """A plan of two phases, each with a milestone at its end."""
    return {
        "phases": [
            {"id": "build", "baseline": {"start": build[0], "finish": build[1]}},
            {"id": "test", "baseline": {"start": test[0], "finish": test[1]}},
        ],
        "milestones": [
            {"id": "built", "title": "Built", "forecast": build[1], "phase": "build"},
            {"id": "tested", "title": "Tested", "forecast": test[1], "phase": "test", "after": ["built"]},
        ],
    } | more


def found(tmp_path, *parts, people=({"id": "eva"},), **options):
    files = {"people.yaml": staff(*people, roles=[{"id": "smith", "title": "Smith"}])}
    for part in parts:
        files |= part
    portfolio = portfolios.portfolio(tmp_path, files)
    return level(portfolio, portfolio.projects.values(), portfolios.AS_OF, **options)


RUNNING = active("run", [work("a", "2026-10-01", "2026-11-27")])
"""Eva is busy until the end of November."""


def test_a_phase_moves_within_its_slack(tmp_path):
    """Build begins a week too early and has two weeks of slack before test."""
    late = active(
        "late",
        [
            work("b", "2026-11-23", "2026-12-04", phase="build"),
            work("t", "2026-12-21", "2027-01-08", phase="test"),
        ],
        phases(("2026-11-23", "2026-12-04"), ("2026-12-21", "2027-01-08")),
    )
    answer = found(tmp_path, RUNNING, late)
    assert answer.status == "optimal"
    assert [(one.unit.phase, one.days, str(one.start)) for one in answer.moves] == [
        ("build", 5, "2026-11-30")
    ]
    assert (answer.before.days, answer.after.days, answer.unsolved) == (5, 0, ())


def test_without_slack_nothing_moves(tmp_path):
    late = active(
        "late",
        [
            work("b", "2026-11-23", "2026-12-04", phase="build"),
            work("t", "2026-12-07", "2027-01-08", phase="test"),
        ],
        phases(("2026-11-23", "2026-12-04"), ("2026-12-07", "2027-01-08")),
    )
    answer = found(tmp_path, RUNNING, late)
    assert (answer.moves, answer.before.days, answer.after.days) == ((), 5, 5)
    (left,) = answer.unsolved
    assert (left.resource, str(left.first), str(left.last), left.why) == (
        "eva", "2026-11-23", "2026-11-27", "no-better-place",
    )  # fmt: skip


def test_what_has_begun_stays(tmp_path):
    answer = found(tmp_path, RUNNING, active("too", [work("b", "2026-10-26", "2026-11-06")]))
    assert [(one.resource, str(one.last), one.why) for one in answer.unsolved] == [
        ("eva", "2026-11-06", "nothing-can-move")
    ]


def test_a_phase_that_has_begun_stays(tmp_path):
    plan = phases(("2026-11-23", "2026-12-04"), ("2026-12-21", "2027-01-08"))
    plan["phases"][0]["actual"] = {"start": "2026-10-26"}
    late = active("late", [work("b", "2026-11-23", "2026-12-04", phase="build")], plan)
    assert found(tmp_path, RUNNING, late).moves == ()


def test_a_project_that_has_not_begun_moves_as_one(tmp_path):
    idle = active(
        "idle",
        [work("b", "2026-11-16", "2026-11-20", load=0.5), work("t", "2026-11-23", "2026-12-04", load=0.5)],
        phases(("2026-11-16", "2026-11-20"), ("2026-11-23", "2026-12-04")),
        state="approved",
    )
    answer = found(tmp_path, RUNNING, idle)
    assert [(one.unit.phase, one.days, str(one.start)) for one in answer.moves] == [(None, 10, "2026-11-30")]
    assert answer.after.days == 0
    assert found(tmp_path, RUNNING, idle, most_days=5).after.days == 5


def test_what_waits_for_it_in_another_project_holds_it(tmp_path):
    idle = active(
        "idle",
        [work("b", "2026-11-23", "2026-11-27")],
        {"milestones": [{"id": "m", "title": "M", "baseline": "2026-11-27"}]},
        state="approved",
    )
    waits = active(
        "waits",
        [],
        {"milestones": [{"id": "n", "title": "N", "baseline": "2026-12-04", "after": [{"milestone": "idle/m", "lag_days": 2}]}]},
    )  # fmt: skip
    answer = found(tmp_path, RUNNING, idle, waits)
    assert (answer.moves, answer.after.days) == ((), 5)


def test_work_goes_to_somebody_of_the_same_role_who_has_the_time(tmp_path):
    """Of 0.7 there is enough for the smaller of the two tasks, and not of 0.5."""
    people = (
        {"id": "eva"},
        {"id": "jan", "capacity": 0.7},
        {"id": "half", "capacity": 0.5},
        {"id": "cook", "role": "lead"},
    )
    busy = active("busy", [work("b", "2026-11-02", "2026-11-27", load=0.6)])
    answer = found(tmp_path, RUNNING, busy, people=people)
    assert [(one.project.id, one.taker.id, one.is_split) for one in answer.handovers] == [
        ("busy", "jan", False)
    ]
    assert answer.after.days == 0


def test_only_the_days_of_the_overload_where_the_rest_does_not_fit(tmp_path):
    people = ({"id": "eva"}, {"id": "jan", "capacity": 0.7, "to": "2026-12-31"})
    more = active("more", [work("c", "2026-12-07", "2026-12-31", person="jan", load=0.7)])
    busy = active("busy", [work("b", "2026-11-23", "2026-12-31", load=0.6)])
    answer = found(tmp_path, RUNNING, busy, more, people=people)
    (one,) = answer.handovers
    assert (one.taker.id, str(one.first), str(one.last), one.is_split) == (
        "jan",
        "2026-11-23",
        "2026-11-27",
        True,
    )
    assert answer.after.days == 0


def test_skills_and_certificates_are_needed(tmp_path):
    files = {
        "people.yaml": staff(
            {"id": "eva", "skills": {"forging": 4}, "certifications": [{"name": "Fire"}]},
            {"id": "weak", "skills": {"forging": 2}, "certifications": [{"name": "Fire"}]},
            {
                "id": "lapsed",
                "skills": {"forging": 5},
                "certifications": [{"name": "Fire", "expires": "2026-11-26"}],
            },
            roles=[{"id": "smith", "title": "Smith", "skills": {"forging": 3}, "certifications": ["Fire"]}],
        ),
        **RUNNING,
        **active("busy", [work("b", "2026-11-02", "2026-11-27", load=0.6)]),
    }
    portfolio = portfolios.portfolio(tmp_path, files)
    assert level(portfolio, portfolio.projects.values(), portfolios.AS_OF).handovers == ()


def test_roles_that_nobody_fills_yet_and_equipment(tmp_path):
    crane = {"equipment.yaml": {"equipment": [{"id": "crane", "title": "Crane", "units": 1}]}}
    one = active(
        "one",
        [
            work("a", "2026-11-16", "2026-11-20", role="smith"),
            work("x", "2026-11-16", "2026-11-20", person=None, equipment="crane"),
        ],
        state="approved",
    )
    two = active(
        "two",
        [
            work("a", "2026-11-16", "2026-11-20", role="smith"),
            work("x", "2026-11-16", "2026-11-20", person=None, equipment="crane"),
        ],
        state="approved",
    )
    for part in (one, two):
        for content in part.values():
            for allocation in content.get("allocations", ()):
                if allocation.get("person", 1) is None:
                    del allocation["person"]
    answer = found(tmp_path, one, two, crane)
    assert (answer.before.days, answer.after.days, len(answer.moves)) == (10, 0, 1)


def test_mandatory_work_stays_and_the_better_ranked(tmp_path):
    week = [work("a", "2026-11-16", "2026-11-20")]
    office = portfolios.office(
        prioritisation={
            "criteria": [{"id": "value", "title": "Value", "weight": 1, "scale": {"min": 0, "max": 10}}]
        }
    )
    best = active("best", week, state="approved", scores={"value": 9})
    worst = active("worst", week, state="approved", scores={"value": 2})
    must = active("must", week, state="approved", scores={"value": 1}, selection={"mandatory": True})
    answer = found(tmp_path, best, worst, must, {"pmo.yaml": office})
    assert {one.unit.project.id: one.days for one in answer.moves} == {"best": 5, "worst": 10}


def test_four_tasks_with_float(tmp_path):
    """All placements of four tasks (demand, duration, float) at a capacity of three tried: one unit is too much."""
    example = oracle("level-brute")
    people = [{"id": f"p{number}"} for number in range(example.inputs["capacity"])]
    parts = []
    for number, (demand, duration, room) in enumerate(example.inputs["projects"]):
        last, end = (MONDAY + datetime.timedelta(days=days) for days in (duration - 1, duration - 1 + room))
        task = work(f"t{number}", str(MONDAY), str(last), demand, role="smith", phase="build")
        plan = phases((str(MONDAY), str(last)), (str(end), str(end)))
        del plan["phases"][1]
        parts.append(active(f"t{number}", [task], plan))
    found_ = found(tmp_path, *parts, people=people)
    assert found_.before.fte_days == example.expect("over0")
    assert found_.after.fte_days == example.expect("over")


def test_a_beginning_that_is_better_by_a_rounding_is_the_best(tmp_path):
    """What the solver gives back is 23.000000000000004 full-time days above the capacity, and 23 is known."""
    one = active(
        "one",
        [
            work("w0", "2026-11-28", "2026-12-26", 0.2, person="jan", phase="build"),
            work("w1", "2027-01-02", "2027-01-30", 0.6, phase="test"),
            work("w2", "2026-11-28", "2027-01-30"),
        ],
        phases(("2026-11-28", "2026-12-26"), ("2027-01-02", "2027-01-30")),
    )
    two = active(
        "two",
        [
            work("w0", "2026-10-30", "2026-11-06", 0.6, phase="build"),
            work("w1", "2026-11-06", "2026-11-13", 0.6, phase="test"),
        ],
        phases(("2026-10-30", "2026-11-06"), ("2026-11-06", "2026-11-13")),
    )
    three = active(
        "three",
        [work("w0", "2026-11-17", "2026-11-24", 0.2, phase="test")],
        phases(("2026-10-30", "2026-11-06"), ("2026-11-17", "2026-11-24")),
    )
    answer = found(
        tmp_path, one, two, three, people=({"id": "eva", "capacity": 0.5}, {"id": "jan"}), time_limit=2
    )
    assert (answer.status, answer.gap, answer.after.fte_days) == ("optimal", 0, 23)


def test_a_beginning_that_the_solver_misjudges_is_not_taken_for_the_best(tmp_path):
    """HiGHS 1.16 values what it begins with by what presolving leaves of it here, and looks for nothing better."""

    def approved(id_, build, test, allocations, has_begun=True):
        plan = phases(build, test)
        if has_begun:
            plan["phases"][0]["actual"] = {"start": "2026-11-01"}
        return active(id_, allocations, plan, state="approved")

    none = approved(
        "p0",
        ("2026-11-20", "2026-12-04"),
        ("2026-12-09", "2026-12-23"),
        [
            work("w0", "2026-11-20", "2026-12-04", 0.2, phase="build"),
            work("w1", "2026-11-20", "2026-12-23", 0.8),
        ],
    )
    one = approved(
        "p1",
        ("2026-11-28", "2026-12-26"),
        ("2027-01-15", "2027-01-29"),
        [work("w0", "2026-11-28", "2026-12-26", 0.8, phase="build"), work("w1", "2026-11-28", "2027-01-29")],
        has_begun=False,
    )
    two = approved(
        "p2",
        ("2026-11-13", "2026-11-20"),
        ("2026-11-23", "2026-12-07"),
        [work("w0", "2026-11-13", "2026-11-20", 0.2, phase="build")],
    )
    answer = found(
        tmp_path, none, one, two, people=({"id": "eva", "capacity": 1}, {"id": "jan"}), time_limit=5
    )
    assert (answer.status, answer.after.fte_days, answer.harm) == ("optimal", Fraction(59, 5), 10)
    assert [(one.project.id, one.position) for one in answer.handovers] == [("p2", 0), ("p1", 1)]


def test_nothing_to_do(tmp_path):
    answer = found(tmp_path, active("calm", [work("a", "2026-11-16", "2026-11-20")]))
    assert (answer.status, answer.moves, answer.before.days) == ("nothing-to-do", (), 0)
    outcome = pmo("-C", tmp_path, "level", *EXAMPLE)
    assert "Nobody and nothing is overloaded." in outcome.out


@st.composite
def offices(draw):
    """Up to three projects of two phases each, some begun, on two people and a role."""
    parts = {}
    for number in range(draw(st.integers(1, 3))):
        weeks = [draw(st.integers(0, 5)), draw(st.integers(0, 3)), draw(st.integers(0, 3))]
        start = MONDAY + datetime.timedelta(weeks=weeks[0], days=draw(st.integers(-3, 3)))
        middle = start + datetime.timedelta(weeks=1 + weeks[1])
        end = middle + datetime.timedelta(weeks=1 + weeks[2])
        between = middle + datetime.timedelta(days=draw(st.integers(0, 21)))
        end += between - middle
        plan = phases((str(start), str(middle)), (str(between), str(end)))
        state = draw(st.sampled_from(["active", "active", "approved"]))
        if draw(st.booleans()):
            plan["phases"][0]["actual"] = {"start": str(min(start, portfolios.AS_OF))}
        allocations = []
        for phase, first, last in (("build", start, middle), ("test", between, end), (None, start, end)):
            if draw(st.booleans()):
                whom = draw(st.sampled_from([{"person": "eva"}, {"person": "jan"}, {"role": "smith"}]))
                one = work(f"w{len(allocations)}", str(first), str(last), draw(st.integers(1, 6)) / 5, **whom)
                allocations.append(one | ({"phase": phase} if phase else {}))
        parts |= active(f"p{number}", allocations, plan, state=state)
    people = [{"id": "eva", "capacity": draw(st.sampled_from([0.5, 1]))}, {"id": "jan"}]
    if draw(st.booleans()):
        away = MONDAY + datetime.timedelta(days=draw(st.integers(0, 30)))
        people[0]["absences"] = [{"from": str(away), "to": str(away + datetime.timedelta(days=3))}]
    return {"people.yaml": staff(*people, roles=[{"id": "smith", "title": "Smith"}])} | parts


def loads_over(portfolio):
    """Working days above the capacity, by day and resource, as the rest of pmo sees them."""
    last = datetime.date(2027, 12, 31)
    return {
        (resource, day): run
        for resource in commitments(portfolio)
        for run in overloads_in(portfolio, resource, stretches(portfolio, resource, MONDAY, last))
        for one in run.stretches
        for day in range(one.first.toordinal(), one.last.toordinal() + 1)
        if datetime.date.fromordinal(day).weekday() < 5
    }


@settings(max_examples=15)
@given(offices())
def test_what_is_written_makes_no_overload_and_breaks_no_dependency(tmp_path_factory, files):
    root = portfolios.write(tmp_path_factory.mktemp("level"), files)
    before = load(WorkingTree(root)).portfolio
    answer = level(before, before.projects.values(), portfolios.AS_OF)
    assert answer.status in ("optimal", "nothing-to-do")
    assert answer.after.fte_days <= answer.before.fte_days
    begun = {
        (project.id, phase.id): phase
        for project in before.projects.values()
        for phase in (project.plan.phases if project.plan else ())
        if phase.actual.start is not None
    }
    assert not any((one.unit.project.id, one.unit.phase) in begun for one in answer.moves)
    outcome = pmo("-C", root, "level", *EXAMPLE, "--write", "--format", "json")
    assert outcome.code == 0, outcome.err
    after = load(WorkingTree(root)).portfolio
    assert loads_over(after).keys() <= loads_over(before).keys()
    assert {(one.address, one.predecessor) for one in schedule_of(after, portfolios.AS_OF).conflicts} <= {
        (one.address, one.predecessor) for one in schedule_of(before, portfolios.AS_OF).conflicts
    }
    again = level(after, after.projects.values(), portfolios.AS_OF)
    assert (again.before.days, again.before.fte_days) == (answer.after.days, answer.after.fte_days)
    for project in before.projects.values():  # nothing is lost: as many full-time days are promised as before
        assert abs(_days(project) - _days(after.projects[project.id])) < 1e-9


def _days(project):
    """Days of one full-time equivalent, Mondays to Fridays."""
    return sum(
        float(one.load) * sum(
            datetime.date.fromordinal(day).weekday() < 5
            for day in range(one.from_.toordinal(), one.to.toordinal() + 1)
        )
        for one in project.allocations
    )  # fmt: skip


def test_writing_shows_the_difference_first(tmp_path):
    idle = active("idle", [work("b", "2026-11-16", "2026-11-20")], state="approved")
    found(tmp_path, RUNNING, idle)
    path = tmp_path / "projects/idle/allocations.yaml"
    text = path.read_text()
    outcome = pmo("-C", tmp_path, "level", *EXAMPLE, "--write", "--dry-run")
    assert "2026-11-30" in outcome.err
    assert path.read_text() == text
    assert (
        pmo("-C", tmp_path, "level", *EXAMPLE, "--write").err == "written: projects/idle/allocations.yaml\n"
    )
    assert "2026-11-30" in path.read_text()
    outcome = pmo("-C", tmp_path, "level", *EXAMPLE, "--dry-run")
    assert (outcome.code, "--write" in outcome.err) == (2, True)


def test_a_split_keeps_what_is_before_and_after(tmp_path):
    people = ({"id": "eva"}, {"id": "jan", "to": "2026-12-31"})
    more = active("more", [work("c", "2026-12-07", "2026-12-31", person="jan")])
    busy = active("busy", [work("b", "2026-10-12", "2026-12-31", load=0.6)])
    short = active("run", [work("a", "2026-11-09", "2026-11-20")])
    found(tmp_path, short, busy, more, people=people)
    assert pmo("-C", tmp_path, "level", *EXAMPLE, "--write").code == 0
    portfolio = load(WorkingTree(tmp_path)).portfolio
    pieces = [
        (one.id, one.person, str(one.from_), str(one.to))
        for project in ("run", "busy")
        for one in portfolio.projects[project].allocations
    ]
    assert pieces in (
        [
            ("a", "eva", "2026-11-09", "2026-11-20"),
            ("b", "eva", "2026-10-12", "2026-11-08"),
            ("b-jan", "jan", "2026-11-09", "2026-11-20"),
            ("b-later", "eva", "2026-11-21", "2026-12-31"),
        ],
        [("a", "jan", "2026-11-09", "2026-11-20"), ("b", "eva", "2026-10-12", "2026-12-31")],
    )


def test_the_same_work_is_handed_over_twice_where_its_overloads_lie_apart(tmp_path):
    people = ({"id": "eva"}, {"id": "jan"})
    long = active("long", [work("a", "2026-10-12", "2027-02-26", load=0.6)])
    short = active(
        "short",
        [
            work("b", "2026-11-09", "2026-11-20", load=0.6),
            work("c", "2027-01-11", "2027-01-22", load=0.6),
            work("d", "2026-12-01", "2026-12-18", person="jan"),
        ],
    )
    found(tmp_path, long, short, people=people)
    outcome = pmo("-C", tmp_path, "level", *EXAMPLE, "--project", "long", "--write", "--format", "json")
    data = json.loads(outcome.out)["data"]
    assert (data["status"], data["before"]["overload_days"], data["after"]["overload_days"]) == (
        "optimal",
        20,
        0,
    )
    portfolio = load(WorkingTree(tmp_path)).portfolio
    assert [
        (one.id, one.person, str(one.from_), str(one.to)) for one in portfolio.projects["long"].allocations
    ] == [
        ("a", "eva", "2026-10-12", "2026-11-08"),
        ("a-jan", "jan", "2026-11-09", "2026-11-20"),
        ("a-later", "eva", "2026-11-21", "2027-01-10"),
        ("a-jan-2", "jan", "2027-01-11", "2027-01-22"),
        ("a-later-2", "eva", "2027-01-23", "2027-02-26"),
    ]


def test_the_past_is_not_edited(tmp_path, example):
    from tests.repositories import commit

    copy = tmp_path / "portfolio"
    shutil.copytree(example, copy)
    commit(copy, "Start", "2026-10-31")
    outcome = pmo("-C", copy, "level", "--at", "HEAD", "--write")
    assert (outcome.code, "the past is not edited" in outcome.err) == (2, True)


def test_json(example):
    data = json.loads(pmo("-C", example, "level", *EXAMPLE, "--format", "json").out)["data"]
    assert data["before"]["overload_days"] >= data["after"]["overload_days"]
    assert {"resource", "period", "why"} <= data["unsolved"][0].keys()
