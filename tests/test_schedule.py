"""The milestone network: published networks, lags and days off, what is reached, what cannot be dated."""

import csv
import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo.analysis.calendars import calendar_of
from pmo.analysis.estimates import Moments, chance_by, pert, total
from pmo.analysis.schedule import schedule_of
from pmo.model.scalars import Estimate
from tests import portfolios
from tests.oracles import SHARED, oracle

START = datetime.date(2026, 1, 5)
"""A Monday."""


def plan(*milestones):
    return {"milestones": [{"title": one["id"], **one} for one in milestones]}


def scheduled(tmp_path, *milestones, as_of=START, more=None, office=None):
    files = {"projects/crm/plan.yaml": plan(*milestones), **(more or {})}
    if office is not None:
        files["pmo.yaml"] = portfolios.office(**office)
    return schedule_of(portfolios.portfolio(tmp_path, files), as_of)


def network(activities):
    """Activities (id, duration, predecessors) as milestones that mark their ends."""
    yield {"id": "start", "baseline": START}
    for id_, duration, before in activities:
        yield {
            "id": id_,
            "after": [{"milestone": one, "lag_days": duration} for one in before or ["start"]],
        }


def days(schedule, portfolio_days, key):
    return portfolio_days(START, schedule.milestones[f"crm/{key}"].early)


def test_general_foundry(tmp_path):
    example = oracle("cpm-general-foundry")
    activities = [(one["id"], one["dur"], one["pred"]) for one in example.inputs["activities"]]
    schedule = scheduled(tmp_path, *network(activities))
    path = schedule.critical_path()
    assert [one.node.milestone.id for one in path] == ["start", *example.expected["critical"]]
    assert {
        one.node.milestone.id: one.slack_days
        for one in schedule.milestones.values()
        if one.node.milestone.id != "start"
    } == example.expected["slack"]
    end = max(one.early for one in schedule.milestones.values())
    assert (
        calendar_of(portfolios.portfolio(tmp_path)).working_days_between(START, end)
        == example.expected["duration"]
    )


@pytest.mark.parametrize("family", range(1, 49))
def test_critical_paths_of_psplib(tmp_path, family):
    folder = SHARED / "data" / "psplib"
    if not folder.is_dir():
        pytest.skip(f"needs {folder}, which is not there")
    with (folder / "oracle.csv").open() as stream:
        lengths = {row["instance"]: int(row["critical_path_length"]) for row in csv.DictReader(stream)}
    for path in sorted(folder.glob(f"j30_{family}_*.rcp")):
        durations, before = _patterson(path.read_text())
        activities = [(f"a{number}", durations[number], before[number]) for number in durations]
        found = scheduled(tmp_path / path.stem, *network(activities))
        calendar = calendar_of(portfolios.portfolio(tmp_path / "office"))
        end = max(one.early for one in found.milestones.values())
        assert calendar.working_days_between(START, end) == lengths[path.name], path.name
        assert all(one.slack_days >= 0 for one in found.milestones.values())


def _patterson(text):
    """Duration and predecessors of each activity (Patterson's format)."""
    numbers = iter(map(int, text.split()))
    count, resources = next(numbers), next(numbers)
    for _ in range(resources):
        next(numbers)
    durations, before = {}, {number: [] for number in range(1, count + 1)}
    for number in range(1, count + 1):
        durations[number] = next(numbers)
        for _ in range(resources):
            next(numbers)
        for _ in range(next(numbers)):
            before[next(numbers)].append(f"a{number}")
    return durations, before


def early(schedule, id_, project="crm"):
    return schedule.milestones[f"{project}/{id_}"].early


def test_what_decides_a_date(tmp_path):
    found = scheduled(
        tmp_path,
        {"id": "reached", "baseline": "2026-01-06", "actual": "2026-01-08"},
        {"id": "lag-over-a-weekend", "after": [{"milestone": "reached", "lag_days": 2}]},
        {"id": "same-day", "after": ["lag-over-a-weekend"]},
        {"id": "own-forecast", "forecast": "2026-02-02", "after": ["same-day"]},
        {"id": "baseline-with-predecessors", "baseline": "2026-03-02", "after": ["same-day"]},
        {"id": "past-forecast", "forecast": "2026-01-02"},
        {"id": "undated"},
        as_of=datetime.date(2026, 1, 9),
    )
    assert {
        one.node.milestone.id: (str(one.early), one.driver, one.driven_by)
        for one in found.milestones.values()
    } == {
        "reached": ("2026-01-08", "actual", None),
        "lag-over-a-weekend": ("2026-01-12", "predecessor", "crm/plan/reached"),
        "same-day": ("2026-01-12", "predecessor", "crm/plan/lag-over-a-weekend"),
        "own-forecast": ("2026-02-02", "forecast", None),
        "baseline-with-predecessors": ("2026-01-12", "predecessor", "crm/plan/same-day"),
        "past-forecast": ("2026-01-09", "as-of", None),
        "undated": ("None", "undated", None),
    }
    assert found.milestones["crm/reached"].slack_days is None
    assert found.milestones["crm/own-forecast"].is_critical
    assert found.milestones["crm/same-day"].slack_days == 15


def test_a_lag_of_nothing_rolls_forward_to_a_working_day(tmp_path):
    found = scheduled(
        tmp_path,
        {"id": "a", "forecast": "2026-01-10"},
        {"id": "b", "after": ["a"]},
        {"id": "c", "after": [{"milestone": "b", "lag_days": 0}]},
        office={"calendar": {"holidays": ["2026-01-12"]}},
    )
    assert early(found, "b") == early(found, "c") == datetime.date(2026, 1, 13)
    assert [one.slack_days for one in found.milestones.values()] == [
        1,
        0,
        0,
    ]  # a day off may turn into the next day
    assert found.milestones["crm/a"].late == datetime.date(2026, 1, 13)


def test_across_projects(tmp_path):
    found = scheduled(
        tmp_path,
        {"id": "api", "forecast": "2026-03-02"},
        {"id": "end", "forecast": "2026-06-01"},
        more={
            "projects/erp/plan.yaml": plan(
                {
                    "id": "uses-api",
                    "forecast": "2026-02-02",
                    "after": [{"milestone": "crm/api", "lag_days": 5, "agreed": False}],
                },
                {"id": "live", "after": [{"milestone": "uses-api", "lag_days": 10}]},
            )
        },
    )
    assert early(found, "uses-api", "erp") == datetime.date(2026, 3, 9)
    assert found.milestones["crm/api"].slack_days == 0  # erp's end hangs on it
    (conflict,) = found.conflicts
    assert (conflict.address, conflict.predecessor, conflict.short_days) == (
        "erp/plan/uses-api",
        "crm/plan/api",
        25,
    )
    (agreement,) = found.agreements
    assert agreement.agreed is False
    assert [one.address for one in found.critical_path(["erp"])] == [
        "crm/plan/api",
        "erp/plan/uses-api",
        "erp/plan/live",
    ]
    assert [one.address for one in found.critical_path()] == ["crm/plan/end"]
    assert [one.address for one in found.of(found.milestones["erp/live"].node.project)] == [
        "erp/plan/uses-api",
        "erp/plan/live",
    ]


def test_cycles_have_their_path_and_no_dates(tmp_path):
    found = scheduled(
        tmp_path,
        {"id": "a", "after": ["b"], "forecast": "2026-02-02"},
        {"id": "b", "after": ["a"]},
        {"id": "behind", "after": ["b"], "baseline": "2026-03-02"},
        {"id": "free", "baseline": "2026-03-02"},
    )
    assert found.cycles == (("crm/plan/a", "crm/plan/b"),)
    assert [(one.early, one.driver) for one in found.milestones.values()][:3] == [(None, "cycle")] * 3
    assert early(found, "free") == datetime.date(2026, 3, 2)


def test_projects_that_are_over(tmp_path):
    found = scheduled(
        tmp_path,
        {"id": "waits", "after": ["gone/never", "done/reached"]},
        more={
            "projects/gone/charter.yaml": portfolios.charter("gone", state="cancelled"),
            "projects/gone/plan.yaml": plan({"id": "never", "baseline": "2027-01-04"}),
            "projects/done/charter.yaml": portfolios.charter("done", state="completed"),
            "projects/done/plan.yaml": plan({"id": "reached", "actual": "2025-12-01"}, {"id": "dropped"}),
        },
    )
    assert early(found, "waits") == START
    assert early(found, "never", "gone") == datetime.date(2027, 1, 4)
    assert found.milestones["gone/never"].slack_days is None


def test_an_empty_portfolio_has_no_critical_path(tmp_path):
    assert scheduled(tmp_path).critical_path() == ()


@st.composite
def networks(draw):
    """Milestones in an order in which each waits only for earlier ones."""
    count = draw(st.integers(2, 12))
    found = []
    for number in range(count):
        before = draw(st.lists(st.integers(0, max(number - 1, 0)), max_size=3, unique=True)) if number else []
        one = {
            "id": f"m{number}",
            "after": [{"milestone": f"m{one}", "lag_days": draw(st.integers(0, 15))} for one in before],
        }
        for field in ("baseline", "forecast"):
            if draw(st.booleans()):
                one[field] = START + datetime.timedelta(days=draw(st.integers(-20, 200)))
        found.append(one)
    return found


@settings(max_examples=40)
@given(networks(), st.integers(0, 11), st.integers(1, 40))
def test_later_is_never_earlier(tmp_path_factory, milestones, which, by):
    before = scheduled(tmp_path_factory.mktemp("before"), *milestones)
    assert all(one.slack_days >= 0 for one in before.milestones.values() if one.slack_days is not None)
    moved = [dict(one) for one in milestones]
    one = moved[which % len(moved)]
    day = before.milestones[f"crm/{one['id']}"].early
    if day is None:
        return
    one["forecast"] = max(day, one.get("forecast", day)) + datetime.timedelta(days=by)
    after = scheduled(tmp_path_factory.mktemp("after"), *moved)
    for key, there in before.milestones.items():
        assert there.early is None or after.milestones[key].early >= there.early


def estimate(low, likely, high):
    return Estimate(Decimal(low), Decimal(likely), Decimal(high))


def test_pert_of_general_foundry():
    example = oracle("pert-general-foundry")
    path = total(estimate(*example.inputs["a_m_b"][one]) for one in "ACEGH")
    assert path.mean == example.expect("expected")
    assert path.variance == example.expect("var")
    assert path.deviation == pytest.approx(1.76, abs=0.01)
    assert chance_by(path, 16) == example.expect("p16")


def test_pert_moments():
    example = oracle("pert-beta-moments")
    found = pert(estimate(*(example.inputs[name] for name in "amb")))
    assert (found.mean, found.variance) == (example.expect("mean"), example.expect("var_classical"))


def test_what_does_not_vary_is_certain():
    assert [chance_by(Moments(5, 0), days) for days in (4, 5, 6)] == [0.0, 1.0, 1.0]
