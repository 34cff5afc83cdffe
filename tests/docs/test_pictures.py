"""The terminal pictures: every one is of a command that works, and the same whenever it is drawn."""

from pathlib import Path

import pytest

from tests.docs.tools import tool

pictures = tool("pictures")


@pytest.fixture(autouse=True)
def _one_cache(_hermetic: None, portfolio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(portfolio.parent / "cache"))


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(pictures.with_history(tmp_path_factory.mktemp("pictures") / "portfolio"))


@pytest.mark.parametrize("line", pictures.PICTURES.values())
def test_every_picture_is_of_a_command_that_works(portfolio: Path, line: str) -> None:
    printed = pictures.printed(line, portfolio)
    assert "\x1b[" in printed
    assert str(portfolio) not in printed


def test_a_picture_is_drawn_alike_twice_and_fetches_nothing(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pictures.picture("pmo rank", portfolio)
    assert first == pictures.picture("pmo rank", portfolio)
    assert "$&#160;pmo&#160;rank" in first or "$ pmo rank" in first
    assert "url(http" not in first
    monkeypatch.setattr(pictures, "MOST", 3)
    assert "…" in pictures.picture("pmo rank", portfolio)


def test_every_picture_is_drawn_and_none_is_left_over() -> None:
    assert {path.stem for path in pictures.FOLDER.glob("*.svg")} == set(pictures.PICTURES)


def test_command_line(
    tmp_path: Path, portfolio: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pictures, "FOLDER", tmp_path)
    monkeypatch.setattr(pictures, "ROOT", tmp_path)
    monkeypatch.setattr(pictures, "with_history", lambda _: portfolio)
    assert pictures.main(["--check", "rank"]) == 1
    assert "out of date, run `python tools/pictures.py`: rank.svg" in capsys.readouterr().out
    assert pictures.main(["rank"]) == 0
    assert pictures.main(["--check", "rank"]) == 0
    assert capsys.readouterr().out == "drawn: rank.svg\n"
    with pytest.raises(SystemExit):
        pictures.main(["nothing"])
    assert "there is no picture 'nothing'" in capsys.readouterr().err
