"""Parsing on two processors gives what parsing on one gives."""

import os
from pathlib import Path

import pytest

from pmo.loading import halves, load
from pmo.loading.cache import Cache
from pmo.trees import WorkingTree
from tests.portfolios import charter, write

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]


@pytest.fixture
def forced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes however few the documents, and whatever threads the test runner has."""
    monkeypatch.setattr(halves, "WORTH_IT", 1)
    monkeypatch.setattr(halves, "can_fork", lambda: True)


def test_the_example_is_the_same(example: Path, forced: None, monkeypatch: pytest.MonkeyPatch) -> None:
    two = load(WorkingTree(example), Cache.for_portfolio(example))
    monkeypatch.setattr(halves, "can_fork", lambda: False)
    one = load(WorkingTree(example))
    warm = load(WorkingTree(example), Cache.for_portfolio(example))
    documents = [
        {each.path: each.record for each in loaded.portfolio.documents} for loaded in (one, two, warm)
    ]
    assert documents[0] == documents[1] == documents[2]
    assert one.digest == two.digest == warm.digest
    assert len(documents[0]) == two.files == 207


def test_documents_with_errors_are_complained_of_once(tmp_path: Path, forced: None) -> None:
    files = {f"projects/p{number}/charter.yaml": charter(f"p{number}") for number in range(8)}
    broken = {"projects/p6/charter.yaml": "id: [", "projects/p7/charter.yaml": charter("p7", title=5)}
    found = load(WorkingTree(write(tmp_path, files | broken))).findings
    assert [(one.where.path, one.code) for one in found] == [
        ("projects/p6/charter.yaml", "PMO101"),
        ("projects/p7/charter.yaml", "PMO203"),
    ]


def test_a_process_that_dies_costs_nothing_but_time(
    tmp_path: Path, forced: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = os.getpid()

    def fail(*_: object) -> bytes:
        assert os.getpid() != here
        raise MemoryError

    monkeypatch.setattr("pmo.loading._entry", fail)
    files = {f"projects/p{number}/charter.yaml": charter(f"p{number}") for number in range(8)}
    loaded = load(WorkingTree(write(tmp_path, files)))
    assert loaded.findings == ()
    assert len(loaded.portfolio.projects) == 9


def test_results_come_in_order_and_none_for_what_could_not_be_made() -> None:
    collect = halves.in_other_process([3, 0, 2], lambda number: b"x" * number or None)
    assert collect() == [b"xxx", None, b"xx"]
    large = halves.in_other_process(list(range(50)), lambda _number: b"y" * 100_000)
    assert [len(one or b"") for one in large()] == [100_000] * 50
