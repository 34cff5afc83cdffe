"""`pmo skills` and `pmo training`: figures by hand, edges, and what their readers see."""

import csv
import datetime
import io
import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.learning import learning
from pmo.analysis.skills import levels_of, skill_balances
from tests import portfolios
from tests.commands import pmo
from tests.golden import check

EXAMPLE = ("--as-of", "2026-11-01")
FIRST, LAST = datetime.date(2026, 11, 2), datetime.date(2026, 11, 13)
"""Two weeks of ten working days."""


@pytest.mark.parametrize("command", ["skills", "training"])
@pytest.mark.parametrize(("language", "width"), [("en", 120), ("en", 80), ("id", 80)])
def test_the_example_on_a_terminal(example, request, monkeypatch, command, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    outcome = pmo("-C", example, command, *EXAMPLE, "--lang", language, "--color", "never", terminal=True)
    assert outcome.code == 0
    assert max(len(line) for line in outcome.out.splitlines()) <= width
    check(request, f"office/{command}-{language}-{width}.txt", outcome.out)


@pytest.mark.parametrize(
    ("command", "rows", "key"), [("skills", "skills", "skill"), ("training", "gaps", "person")]
)
def test_markdown_csv_and_json_agree(example, command, rows, key):
    call = ("-C", example, command, *EXAMPLE)
    table = list(csv.DictReader(io.StringIO(pmo(*call, "--format", "csv").out)))
    data = json.loads(pmo(*call, "--format", "json").out)["data"]
    page = pmo(*call, "--format", "markdown").out
    assert [row[key] for row in table] == [one[key] for one in data[rows]]
    assert all(one.get("name", one[key]) in page for one in data[rows])


def staff(*people, roles=None):
    return portfolios.people(
        *({"name": one["id"].title(), "role": "smith"} | one for one in people),
        roles=[
            {"id": "lead", "title": "Lead"},
            {"id": "analyst", "title": "Analyst"},
            *(roles or [{"id": "smith", "title": "Smith", "skills": {"forging": 3}}]),
        ],
    )


def work(*allocations):
    return {
        "allocations": [{"load": 1, "from": "2026-11-02", "to": "2026-11-13"} | one for one in allocations]
    }


def balances(tmp_path, files, first=FIRST, last=LAST):
    portfolio = portfolios.portfolio(tmp_path, files)
    return {
        (one.skill, one.level): one
        for one in skill_balances(portfolio, portfolio.projects.values(), first, last)
    }


def test_demand_is_averaged_over_working_days(tmp_path):
    """Half of ten working days at 0.5 is 0.25; a role that nobody fills counts; what is rejected or over does not."""
    found = balances(
        tmp_path,
        {
            "people.yaml": staff({"id": "eva", "skills": {"Forging": 3}, "capacity": 0.8}),
            "projects/crm/charter.yaml": portfolios.charter("crm", state="active"),
            "projects/crm/allocations.yaml": work(
                {"person": "eva", "load": 0.5, "from": "2026-11-09"},
                {"role": "smith"},
                {"role": "smith", "status": "requested", "load": 0.1},
                {"role": "smith", "status": "rejected"},
                {"role": "smith", "from": "2026-11-14", "to": "2026-11-15"},
                {"person": "ana"},
            ),
            "projects/old/charter.yaml": portfolios.charter("old", state="completed"),
            "projects/old/allocations.yaml": work({"role": "smith"}),
            "projects/idea/charter.yaml": portfolios.charter("idea", state="proposed"),
            "projects/idea/allocations.yaml": work({"role": "smith", "load": 2}),
        },
    )
    one = found["forging", 3]
    assert (one.confirmed, one.requested, one.unfilled) == (
        Fraction("1.25"),
        Fraction("2.1"),
        Fraction("3.1"),
    )
    assert (one.supply, one.short) == (Fraction("0.8"), Fraction("2.55"))
    assert one.is_single_point_of_failure
    assert one.projects == ("crm", "idea")


def test_who_can_do_more_can_do_less(tmp_path):
    roles = [
        {"id": "smith", "title": "Smith", "skills": {"forging": 2}},
        {"id": "master", "title": "Master", "skills": {"forging": 5}},
    ]
    found = balances(
        tmp_path,
        {
            "people.yaml": staff(
                {"id": "eva", "skills": {"forging": 5}},
                {"id": "jan", "skills": {"forging": 2}},
                {"id": "gone", "skills": {"forging": 5}, "to": "2026-11-01"},
                {"id": "later", "skills": {"forging": 5}, "from": "2026-11-16"},
                roles=roles,
            ),
            "projects/crm/charter.yaml": portfolios.charter("crm", state="active"),
            "projects/crm/allocations.yaml": work({"role": "master"}, {"role": "smith"}),
        },
    )
    low, high = found["forging", 2], found["forging", 5]
    assert (low.demand, low.supply, high.demand, high.supply) == (2, 2, 1, 1)
    assert [one.person for one in low.holders] == ["eva", "jan"]
    assert [one.person for one in high.learners] == ["jan"]
    assert high.is_single_point_of_failure
    assert not low.is_single_point_of_failure


def test_days_without_work_ask_for_nothing(tmp_path):
    files = {
        "people.yaml": staff(),
        "projects/crm/charter.yaml": portfolios.charter("crm", state="active"),
        "projects/crm/allocations.yaml": work({"role": "smith"}),
    }
    weekend = datetime.date(2026, 11, 7)
    one = balances(tmp_path, files, weekend, weekend)["forging", 3]
    assert (one.demand, one.supply, one.holders) == (0, 0, ())


@given(
    st.dictionaries(st.sampled_from(["a", "b"]), st.integers(1, 5), max_size=2),
    st.lists(st.tuples(st.sampled_from(["a", "b"]), st.integers(0, 8)), max_size=4),
)
def test_demand_at_a_level_is_never_below_that_at_a_higher_one(tmp_path_factory, skills, loads):
    roles = [
        {"id": "smith", "title": "S", "skills": {"forging": 2}},
        {"id": "a", "title": "A", "skills": skills},
        {"id": "b", "title": "B", "skills": {"forging": 4, **skills}},
    ]
    found = balances(
        tmp_path_factory.mktemp("skills"),
        {
            "people.yaml": staff({"id": "eva", "skills": skills}, roles=roles),
            "projects/crm/charter.yaml": portfolios.charter("crm", state="active"),
            "projects/crm/allocations.yaml": work(
                *({"role": role, "load": load / 4} for role, load in loads)
            ),
        },
    )
    for (skill, level), one in found.items():
        below = [other for (name, lower), other in found.items() if name == skill and lower < level]
        assert all(other.demand >= one.demand and other.supply >= one.supply for other in below)
        assert one.confirmed + one.requested - one.supply <= one.short


def test_skills_are_one_however_they_are_written():
    assert levels_of({"SQL": 2, "sql": 4, "Sql": 1}) == {"sql": 4}


def test_unknown_skill_and_days_in_the_wrong_order(example):
    outcome = pmo("-C", example, "skills", "netwrks", *EXAMPLE)
    assert (outcome.code, outcome.out) == (2, "")
    assert "no role needs the skill 'netwrks'" in outcome.err
    assert "did you mean 'networks'?" in outcome.err
    outcome = pmo("-C", example, "skills", "--from", "2027-02-01", "--to", "2027-01-01")
    assert outcome.code == 2
    assert "--to 2027-01-01 comes before --from 2027-02-01" in outcome.err


TRAINING = {
    "courses": [
        {"id": "forge", "title": "Forging", "skills": {"Forging": 3}},
        {"id": "short", "title": "First fire", "skills": {"forging": 2}},
        {"id": "any", "title": "All of it", "skills": ["welding"]},
    ],
    "enrolments": [
        {"person": "eva", "course": "forge", "planned": "2026-12-01"},
        {"person": "jan", "course": "short", "planned": "2026-12-01"},
        {"person": "ida", "course": "forge", "planned": "2026-10-01"},
        {"person": "max", "course": "forge", "completed": "2026-10-01"},
        {"person": "max", "course": "any"},
    ],
    "mentoring": [
        {"mentor": "eva", "mentee": "jan", "from": "2026-12-01"},
        {"mentor": "eva", "mentee": "ida", "to": "2026-10-31"},
        {"mentor": "eva", "mentee": "max", "to": "2026-11-01"},
    ],
}


def test_gaps_and_what_is_done_about_them(tmp_path):
    roles = [
        {"id": "smith", "title": "Smith", "skills": {"forging": 3}},
        {"id": "welder", "title": "Welder", "skills": {"welding": 1, "forging": 4}},
    ]
    people = [
        {"id": "eva"},
        {"id": "jan"},
        {"id": "ida"},
        {"id": "max"},
        {"id": "able", "skills": {"FORGING": 3}},
    ]
    portfolio = portfolios.portfolio(
        tmp_path,
        {
            "people.yaml": staff(*people, {"id": "gone", "to": "2026-10-31"}, roles=roles),
            "training.yaml": TRAINING,
            "projects/crm/charter.yaml": portfolios.charter("crm", state="active"),
            "projects/crm/allocations.yaml": work({"person": "able", "role": "welder"}),
        },
    )
    found = learning(portfolio, portfolios.AS_OF)
    assert [
        (one.person, one.role, one.skill, one.needed, one.level, one.state, one.course) for one in found.gaps
    ] == [
        ("able", "welder", "forging", 4, 3, "open", None),
        ("able", "welder", "welding", 1, 0, "offered", "any"),
        ("eva", "smith", "forging", 3, 0, "planned", "forge"),
        ("ida", "smith", "forging", 3, 0, "planned", "forge"),
        ("jan", "smith", "forging", 3, 0, "offered", "forge"),
        ("max", "smith", "forging", 3, 0, "to-be-assessed", "forge"),
    ]
    assert found.covered == 3
    assert [
        (one.course.id, one.planned, one.overdue, one.completed, one.closes) for one in found.courses
    ] == [
        ("forge", 1, 1, 1, 1),
        ("short", 1, 0, 0, 0),
        ("any", 1, 0, 0, 1),
    ]
    assert [state for _, state in found.enrolments] == [
        "overdue",
        "planned",
        "planned",
        "undated",
        "completed",
    ]
    assert [(one.mentee, state) for one, state in found.mentoring] == [
        ("max", "running"), ("jan", "planned"), ("ida", "ended"),
    ]  # fmt: skip


def test_certificates(tmp_path):
    roles = [{"id": "smith", "title": "Smith", "certifications": ["Fire safety"]}]
    held = {"name": "fire safety"}
    people = [
        {"id": "old", "certifications": [held | {"expires": "2026-10-31"}]},
        {
            "id": "renewed",
            "certifications": [held | {"expires": "2026-10-31"}, held | {"expires": "2028-10-31"}],
        },
        {"id": "last-day", "certifications": [held | {"expires": "2026-11-01"}]},
        {"id": "for-ever", "certifications": [held]},
        {"id": "none"},
        {"id": "other", "role": "lead", "certifications": [{"name": "PMP", "expires": "2026-12-31"}]},
        {"id": "past", "role": "lead", "certifications": [{"name": "PMP", "expires": "2026-01-31"}]},
    ]
    portfolio = portfolios.portfolio(tmp_path, {"people.yaml": staff(*people, roles=roles)})
    found = learning(portfolio, portfolios.AS_OF)
    assert [(one.person, one.certificate, one.state, one.role) for one in found.certificates] == [
        ("none", "Fire safety", "missing", "smith"),
        ("old", "fire safety", "expired", "smith"),
        ("last-day", "fire safety", "expires-soon", "smith"),
        ("other", "PMP", "expires-soon", None),
    ]


def test_an_office_without_skills_or_training(tmp_path):
    portfolios.portfolio(tmp_path, {"people.yaml": staff(roles=[{"id": "smith", "title": "Smith"}])})
    for command, said in (("skills", "0 skills that work needs"), ("training", "nobody lacks a skill")):
        outcome = pmo("-C", tmp_path, command, *EXAMPLE)
        assert (outcome.code, said in outcome.out) == (0, True)
