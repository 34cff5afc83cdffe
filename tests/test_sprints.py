"""Velocity, burn-up and the range in which a backlog is done."""

import datetime
from decimal import Decimal

import pytest

from pmo.analysis.sprints import NO_SCOPE, NONE_FINISHED, NOTHING_DONE, sprint_forecast
from tests import portfolios


def sprints(*rows):
    """Fortnightly sprints from 5 January 2026: (scope, done)."""
    start = datetime.date(2026, 1, 5)
    found = []
    for number, (scope, done) in enumerate(rows):
        first = start + datetime.timedelta(days=14 * number)
        one = {"id": f"s{number + 1}", "start": first, "finish": first + datetime.timedelta(days=11)}
        found.append(
            one | {key: value for key, value in (("scope", scope), ("done", done)) if value is not None}
        )
    return found


def forecast(tmp_path, rows, as_of="2026-12-31"):
    found = portfolios.portfolio(tmp_path, {"projects/crm/plan.yaml": {"sprints": sprints(*rows)}})
    return sprint_forecast(found.projects["crm"], datetime.date.fromisoformat(as_of))


def test_range_of_the_finish(tmp_path):
    found = forecast(tmp_path, [(100, 10), (110, 20), (120, 30)])
    assert (found.velocity.mean, found.velocity.lowest, found.velocity.highest) == (20.0, 10, 30)
    assert (found.scope, found.remaining) == (120, 60)
    last = datetime.date(2026, 2, 13)
    assert [(day - last).days // 14 for day in (found.earliest, found.likely, found.latest)] == [2, 3, 6]
    assert [(row.sprint, row.done, row.total) for row in found.burn_up] == [
        ("s1", 10, 10),
        ("s2", 20, 30),
        ("s3", 30, 60),
    ]


def test_only_sprints_that_ended_by_the_day_count(tmp_path):
    found = forecast(tmp_path, [(100, 10), (100, 20), (100, 30)], as_of="2026-01-31")
    assert (found.velocity.sprints, found.remaining) == (2, 70)
    assert found.burn_up[2].done is None
    assert found.burn_up[2].total == 30


def test_the_last_six_sprints_make_the_velocity(tmp_path):
    found = forecast(tmp_path, [(None, 100)] + [(200, 10)] * 6)
    assert (found.velocity.mean, found.velocity.sprints) == (10.0, 6)


def test_all_done(tmp_path):
    found = forecast(tmp_path, [(30, 20), (30, 20)])
    assert (found.remaining, found.earliest, found.latest) == (Decimal(0), *[datetime.date(2026, 1, 30)] * 2)


def test_a_sprint_without_points_sets_no_latest_day(tmp_path):
    found = forecast(tmp_path, [(100, 0), (100, 25)])
    assert found.latest is None
    assert found.likely is not None


@pytest.mark.parametrize(
    ("rows", "reason"),
    [([(100, None)], NONE_FINISHED), ([(None, 10)], NO_SCOPE), ([(100, 0)], NOTHING_DONE)],
)
def test_why_there_is_no_forecast(tmp_path, rows, reason):
    found = forecast(tmp_path, rows)
    assert found.reason == reason
    assert found.earliest is found.likely is found.latest is None


def test_a_project_without_sprints(tmp_path):
    assert sprint_forecast(portfolios.portfolio(tmp_path).projects["crm"], portfolios.AS_OF) is None


def test_one_sprint_sets_the_rhythm_by_its_length(tmp_path):
    found = forecast(tmp_path, [(30, 10)])
    assert found.likely == datetime.date(2026, 1, 16) + datetime.timedelta(days=2 * 12)
