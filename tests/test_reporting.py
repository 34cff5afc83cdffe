"""When the portfolio reports, and how an earlier state of it is loaded."""

import datetime
from pathlib import Path

import pytest

from pmo.analysis.reporting import last_reporting_date
from pmo.loading import load
from pmo.loading.cache import Cache
from pmo.trees import RevisionTree, WorkingTree
from tests.portfolios import charter, office, portfolio, write
from tests.repositories import commit


def reported(tmp_path: Path, as_of: str, *days: str, cycle: str = "monthly", grace: int = 5) -> str:
    """The last reporting date; ``days``: of status updates, each of a project of its own."""
    files = {
        f"projects/p{number}/status/{day}.yaml": {
            "date": day, "author": "budi", "headline": "H", "overall": "green",
        }
        for number, day in enumerate(days)
    }  # fmt: skip
    rules = office(reporting={"cycle": cycle, "grace_days": grace})
    loaded = portfolio(tmp_path, {"pmo.yaml": rules, **files})
    return last_reporting_date(loaded, datetime.date.fromisoformat(as_of)).isoformat()


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-11-01", "2026-09-30"),
        ("2026-11-06", "2026-09-30"),
        ("2026-11-07", "2026-10-30"),
        ("2026-11-30", "2026-10-30"),
        ("2026-10-08", "2026-09-30"),
        ("2026-10-07", "2026-09-07"),
    ],
)
def test_a_round_is_over_after_the_days_of_grace(tmp_path: Path, as_of: str, expected: str) -> None:
    assert reported(tmp_path, as_of, "2026-09-30", "2026-10-30", "2026-12-30") == expected


def test_the_day_on_which_most_reported(tmp_path: Path) -> None:
    days = ("2026-09-25", "2026-09-30", "2026-09-30", "2026-10-02", "2026-08-31", "2026-08-31", "2026-08-31")
    assert reported(tmp_path, "2026-10-20", *days) == "2026-09-30"


@pytest.mark.parametrize(
    ("cycle", "expected"),
    [
        ("weekly", "2026-10-24"),
        ("fortnightly", "2026-10-17"),
        ("monthly", "2026-09-30"),
        ("quarterly", "2026-07-31"),
    ],
)
def test_without_reports_it_is_one_cycle_ago(tmp_path: Path, cycle: str, expected: str) -> None:
    assert reported(tmp_path, "2026-10-31", cycle=cycle) == expected


@pytest.mark.parametrize("cycle", ["weekly", "monthly", "quarterly"])
def test_time_begins_with_the_year_1(tmp_path: Path, cycle: str) -> None:
    assert reported(tmp_path, "0001-01-01", cycle=cycle) == "0001-01-01"


def test_an_earlier_state_shares_what_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path / "portfolio", {"projects/other/charter.yaml": charter("other")})
    first = commit(root, "Begin")
    write(root, {"projects/other/charter.yaml": charter("other", title="Renamed")})
    (root / "projects" / "crm" / "risks.yaml").write_text("risks: []\n")
    now = load(WorkingTree(root), Cache.for_portfolio(root))
    then = load(RevisionTree(root, first), now.cache, like=now)
    assert then.portfolio.projects["crm"].charter is now.portfolio.projects["crm"].charter
    assert then.portfolio.projects["other"].title == "Project other"
    assert "risks" not in then.portfolio.projects["crm"].documents
    alone = load(RevisionTree(root, first))
    assert then.content_ids == alone.content_ids
    assert then.files == alone.files
    same = load(RevisionTree(root, first), like=then)
    monkeypatch.setattr(RevisionTree, "read", lambda *_: pytest.fail("nothing is left to read"))
    again = load(RevisionTree(root, first), like=same)
    assert list(again.portfolio.documents) == list(same.portfolio.documents)


def test_what_is_shared_stays_in_the_cache(tmp_path: Path) -> None:
    """A state that differs in one file does not make the cache forget the others."""
    root = write(tmp_path / "portfolio", {f"projects/p{n}/charter.yaml": charter(f"p{n}") for n in range(40)})
    first = commit(root, "Begin")
    load(WorkingTree(root), Cache.for_portfolio(root))
    write(root, {"projects/p1/charter.yaml": charter("p1", title="Renamed")})
    now = load(WorkingTree(root), Cache.for_portfolio(root))
    load(RevisionTree(root, first), now.cache, like=now)
    cache = Cache.for_portfolio(root)
    assert all(
        cache.holds(document.kind, now.content_ids[document.path]) for document in now.portfolio.documents
    )
