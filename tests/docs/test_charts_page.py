"""The page that shows all pictures: what it shows is what `pmo chart` draws now."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from pmo.render.charts import CHARTS
from pmo.render.charts.drawing import svg
from tests.docs.tools import tool

charts = tool("charts")


def test_page_and_pictures_are_fresh() -> None:
    """By what they say, not by their bytes: these may change with the version of vl-convert."""
    found = charts.pictures()
    assert charts.PAGE.read_text("utf-8") == charts.page(found)
    assert {path.stem for path in charts.FOLDER.iterdir()} == set(CHARTS)
    for picture, _ in found:
        root = ElementTree.parse(charts.FOLDER / f"{picture.name}.svg").getroot()
        now = ElementTree.fromstring(svg(picture))
        assert list(root.itertext()) == list(now.itertext())


def test_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(charts, "files", lambda: iter([(tmp_path / "a.md", "new\n")]))
    monkeypatch.setattr(charts, "ROOT", tmp_path)
    assert charts.main(["--check"]) == 1
    assert capsys.readouterr().out == "out of date, run `python tools/charts.py`: a.md\n"
    assert charts.main([]) == 0
    assert charts.main(["--check"]) == 0
    assert charts.main([]) == 0
    assert capsys.readouterr().out == "written: a.md\nwritten: nothing, all were fresh\n"
