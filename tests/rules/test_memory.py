"""Findings of an unchanged portfolio, from memory: the same as those found anew."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from pmo.findings import Finding
from pmo.loading import load
from pmo.loading.cache import folder
from pmo.rules import engine
from pmo.rules.memory import Memory
from pmo.trees import WorkingTree
from tests.portfolios import AS_OF, charter, write

EVERYTHING = engine.Selection()


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[datetime.date]:
    """The days as of which the rules really ran."""
    made: list[datetime.date] = []
    check = engine.check

    def counted(
        loaded: object, as_of: datetime.date, selection: object, *further: object
    ) -> tuple[Finding, ...]:
        made.append(as_of)
        return check(loaded, as_of, selection, *further)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "check", counted)
    return made


def checked(
    root: Path, as_of: datetime.date = AS_OF, selection: engine.Selection = EVERYTHING
) -> tuple[Finding, ...]:
    return Memory.of_portfolio(root).check(load(WorkingTree(root)), as_of, selection)


def test_the_example_is_remembered_as_it_was_found(example: Path, calls: list[datetime.date]) -> None:
    day = datetime.date(2026, 11, 22)
    first, second = checked(example, day), checked(example, day)
    assert first == second == engine.check(load(WorkingTree(example)), day, EVERYTHING)
    assert [str(one.message) for one in first] == [str(one.message) for one in second]
    assert len(first) > 40
    assert len(calls) == 2, "once for the memory, once to compare"


def test_every_change_is_seen(tmp_path: Path, calls: list[datetime.date]) -> None:
    root = write(tmp_path)
    assert checked(root) == checked(root) == ()
    write(root, {"projects/crm/charter.yaml": charter(sponsor="nobody")})
    assert [one.code for one in checked(root)] == ["PMO303"]
    (root / "projects/crm/risk.yaml").write_text("risks: []")
    assert [one.code for one in checked(root)] == ["PMO303", "PMO121"]
    (root / "projects/crm/risk.yaml").unlink()
    assert [one.code for one in checked(root, AS_OF, engine.Selection(ignore=("PMO3",)))] == []
    assert [one.code for one in checked(root, AS_OF + datetime.timedelta(days=1))] == ["PMO303"]
    assert len(calls) == 5


@pytest.mark.parametrize(
    "damage",
    [
        lambda _content: b"",
        lambda content: content[:-2],
        lambda content: content.replace(b"PMO303", b"PMO304"),
        lambda content: b"0" + content,
    ],
)
def test_a_damaged_memory_is_not_trusted(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    root = write(tmp_path, {"projects/crm/charter.yaml": charter(sponsor="nobody")})
    found = checked(root)
    (path,) = folder().glob("*.findings")
    path.write_bytes(damage(path.read_bytes()))
    assert checked(root) == found


def test_only_the_latest_checks_are_kept(tmp_path: Path, calls: list[datetime.date]) -> None:
    root = write(tmp_path)
    for day in range(1, 31):
        checked(root, datetime.date(2026, 11, day))
    checked(root, datetime.date(2026, 11, 30))
    assert len(calls) == 30
    checked(root, datetime.date(2026, 11, 1))
    assert len(calls) == 31


def test_a_memory_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path / "portfolio", {"projects/crm/charter.yaml": charter(sponsor="nobody")})
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert [one.code for one in checked(root)] == ["PMO303"]
