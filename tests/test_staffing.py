"""`pmo staff`: figures by hand, against a day by day count, and what its readers see."""

import csv
import datetime
import io
import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.staffing import vacancies
from tests import portfolios
from tests.commands import pmo
from tests.golden import check
from tests.test_skills_and_training import staff, work

EXAMPLE = ("--as-of", "2026-11-01")
SMITH = {
    "id": "smith",
    "title": "Smith",
    "skills": {"forging": 4, "welding": 2},
    "certifications": ["Fire safety"],
    "cost_rate": 500,
}


@pytest.mark.parametrize(("language", "width"), [("en", 120), ("en", 80), ("id", 80)])
def test_the_example_on_a_terminal(example, request, monkeypatch, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    outcome = pmo("-C", example, "staff", *EXAMPLE, "--lang", language, "--color", "never", terminal=True)
    assert outcome.code == 0
    assert max(len(line) for line in outcome.out.splitlines()) <= width
    check(request, f"control/staff-{language}-{width}.txt", outcome.out)


def test_markdown_csv_and_json_agree(example):
    call = ("-C", example, "staff", *EXAMPLE)
    rows = list(csv.DictReader(io.StringIO(pmo(*call, "--format", "csv").out)))
    data = json.loads(pmo(*call, "--format", "json").out)["data"]["vacancies"]
    page = pmo(*call, "--format", "markdown").out
    people = [one["person"] for vacancy in data for one in (*vacancy["candidates"], *vacancy["busy"])]
    assert [row["person"] for row in rows] == people
    assert all(one["name"] in page for vacancy in data for one in vacancy["candidates"])


def found(tmp_path, people, allocations, roles=(SMITH,), unit="Works"):
    files = {
        "people.yaml": staff(*people, roles=list(roles)),
        "projects/crm/charter.yaml": portfolios.charter("crm", state="active", unit=unit),
        "projects/crm/allocations.yaml": work(*allocations),
    }
    portfolio = portfolios.portfolio(tmp_path, files)
    return vacancies(portfolio, portfolio.projects.values(), portfolios.AS_OF)


def test_fit_by_hand(tmp_path):
    """Ten working days at 1; eva is promised at 0.6 in the first week and away on the last Friday."""
    able = {"skills": {"Forging": 5, "welding": 2}, "certifications": [{"name": "fire safety"}]}
    people = [
        {"id": "eva", **able, "unit": "works", "absences": [{"from": "2026-11-13", "to": "2026-11-20"}]},
        {"id": "half", "capacity": 0.5, "skills": {"forging": 2}, "cost_rate": 300},
        {"id": "busy", **able, "role": "lead"},
        {"id": "cook", "role": "lead", "skills": {"cooking": 5}},
        {"id": "gone", "to": "2026-10-30"},
        {"id": "later", "from": "2026-11-14"},
    ]
    allocations = [
        {"role": "smith"},
        {"person": "eva", "load": 0.6, "to": "2026-11-06"},
        {"person": "busy", "load": 1.2},
        {"person": "half", "load": 0.4, "status": "requested"},
        {"role": "smith", "from": "2026-10-01", "to": "2026-10-31"},
        {"role": "smith", "status": "rejected"},
        {"role": "manager"},
        {"role": "unknown"},
    ]
    (one,) = found(tmp_path, people, allocations)
    assert (one.project.id, one.position, one.first) == ("crm", 0, datetime.date(2026, 11, 2))
    eva, half = one.candidates
    assert [candidate.person.id for candidate in one.busy] == ["busy"]
    # eva: 5 x 0.4 + 4 x 1 of 10 days; nothing on the Friday of her leave
    assert (eva.person.id, eva.share, eva.free) == ("eva", Fraction(6, 10), Decimal("0.6"))
    assert (eva.is_qualified, eva.skill_score, eva.full_from, eva.same_unit) == (True, 1, None, True)
    assert eva.cost == 3000
    # half: 0.5 of every day; forging 2 of 4 and no welding
    assert (half.share, half.skill_score, half.fit) == (Fraction(1, 2), Fraction(1, 4), Fraction(1, 8))
    assert (half.missing_certificates, half.cost, half.same_unit) == (("Fire safety",), 1500, False)


def test_free_to_the_end_from_a_day(tmp_path):
    (one,) = found(
        tmp_path,
        [{"id": "eva"}],
        [{"role": "smith", "to": "2026-11-20"}, {"person": "eva", "load": 0.5, "to": "2026-11-08"}],
    )
    assert one.candidates[0].full_from == datetime.date(2026, 11, 9)


def test_certificates_must_last_to_the_end_of_the_work(tmp_path):
    def held(expires):
        return [{"name": "Fire safety", "expires": expires}]

    people = [
        {"id": "to-the-end", "certifications": held("2026-11-13")},
        {"id": "too-short", "certifications": held("2026-11-12")},
    ]
    (one,) = found(tmp_path, people, [{"role": "smith"}])
    assert [(c.person.id, c.missing_certificates) for c in one.candidates] == [
        ("to-the-end", ()),
        ("too-short", ("Fire safety",)),
    ]


@given(
    capacity=st.integers(0, 8),
    load=st.integers(1, 8),
    promised=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 8)), max_size=4),
    away=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5)), max_size=2),
)
def test_free_time_is_what_a_count_of_the_days_gives(tmp_path_factory, capacity, load, promised, away):
    start = datetime.date(2026, 11, 2)

    def day(offset):
        return start + datetime.timedelta(days=offset)

    eva = {
        "id": "eva",
        "capacity": capacity / 4,
        "absences": [{"from": str(day(first)), "to": str(day(first + more))} for first, more in away],
    }
    allocations = [{"role": "smith", "load": load / 4, "to": str(day(20))}]
    allocations += [
        {"person": "eva", "load": taken / 4, "from": str(day(min(a, b))), "to": str(day(max(a, b)))}
        for a, b, taken in promised
    ]
    (one,) = found(tmp_path_factory.mktemp("staff"), [eva], allocations)
    working = [offset for offset in range(21) if day(offset).weekday() < 5]
    free = Fraction(0)
    for offset in working:
        if any(first <= offset <= first + more for first, more in away):
            continue
        taken = sum(taken for a, b, taken in promised if min(a, b) <= offset <= max(a, b))
        free += Fraction(max(min(capacity - taken, load), 0), 4)
    (candidate,) = (*one.candidates, *one.busy)
    assert candidate.days == len(working)
    assert candidate.share == free / (Fraction(load, 4) * len(working))
    assert 0 <= candidate.fit <= candidate.share <= 1


def test_what_is_asked_for_and_what_is_unknown(example):
    only = json.loads(pmo("-C", example, "staff", "civil-engineer", *EXAMPLE, "--format", "json").out)
    assert [one["project"] for one in only["data"]["vacancies"]] == ["drought-buffer"]
    only = json.loads(pmo("-C", example, "staff", "scada-renewal", *EXAMPLE, "--format", "json").out)
    assert [one["role"] for one in only["data"]["vacancies"]] == ["ot-engineer"]
    outcome = pmo("-C", example, "staff", "civil-engineeer", *EXAMPLE)
    assert (outcome.code, outcome.out) == (2, "")
    assert "there is no role or project 'civil-engineeer'" in outcome.err
    assert "did you mean 'civil-engineer'?" in outcome.err


def test_nobody(tmp_path):
    found(tmp_path, [], [{"role": "smith"}])
    outcome = pmo("-C", tmp_path, "staff", *EXAMPLE, terminal=True)
    assert outcome.code == 0
    assert "nobody who could do it has time" in outcome.out
    assert "pmo capacity" in outcome.err + outcome.out


def test_what_the_advice_says_can_be_done(tmp_path, example):
    import shutil

    copy = tmp_path / "portfolio"
    shutil.copytree(example, copy)
    told = pmo("-C", copy, "staff", *EXAMPLE, terminal=True)
    command = (told.err + told.out).split("`pmo assign ")[1].split("`")[0].split()
    assert pmo("-C", copy, "assign", *command).code == 0
    left = json.loads(pmo("-C", copy, "staff", *EXAMPLE, "--format", "json").out)["data"]["vacancies"]
    assert [one["role"] for one in left] == ["civil-engineer"]
