"""`pmo chart` and `pmo report --pictures`: what they print, write and refuse."""

import json
from pathlib import Path

import pytest

from pmo.render.charts import CHARTS
from tests.charts.drawn import EXAMPLE, assert_inert
from tests.commands import Outcome, pmo
from tests.portfolios import write


def run(*arguments: object) -> Outcome:
    return pmo(*arguments, "-C", EXAMPLE, "--as-of", "2026-11-01")


def test_list() -> None:
    found = run("chart")
    assert found.code == 0
    assert [line.split()[0] for line in found.out.splitlines()[3:]] == list(CHARTS)
    assert (
        "| `roadmap`" in run("chart", "--format", "markdown").out
        or "| roadmap" in run("chart", "--format", "markdown").out
    )


def test_in_words() -> None:
    found = run("chart", "capacity")
    assert found == (
        0,
        "Load of the roles\n\n10 roles with work. More than there is: Control systems engineer (144% in November "
        "2026), Civil engineer (130% in April 2027).\n",
        "",
    )
    assert run("chart", "capacity", "--lang", "id").out.startswith(
        "Beban peran\n\n10 peran memiliki pekerjaan. "
    )


def test_files(tmp_path: Path) -> None:
    for ending in ("svg", "png", "json", "txt"):
        assert run("chart", "s-curve", "scada-renewal", "-o", tmp_path / f"a.{ending}") == (0, "", "")
    assert_inert((tmp_path / "a.svg").read_text("utf-8"))
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["$schema"].endswith("/vega-lite/v6.json")
    assert (tmp_path / "a.txt").read_text("utf-8").startswith("Planned, earned and spent: Renewal")


def test_mermaid(tmp_path: Path) -> None:
    for name in ("roadmap", "dependencies"):
        assert run("chart", name, "-o", tmp_path / f"{name}.mmd") == (0, "", "")
    assert (tmp_path / "roadmap.mmd").read_text("utf-8") == run("roadmap", "--format", "mermaid").out
    assert (
        (tmp_path / "dependencies.mmd").read_text("utf-8")
        == """graph LR
    p0["Renewal of the billing system"]
    p1["My Noordermeer the customer portal"]
    p2["Smart water meters the first 60 000"]
    p3["Listening for leaks"]
    p4["Renewal of the control system of the pumping stations"]
    p5["Duty of care for cybersecurity"]
    p0 -. "1 at risk" .-> p1
    p0 -. "1 at risk" .-> p2
    p2 -. "1 at risk" .-> p3
    p4 --> p5
    p2 --> p0
"""
    )
    assert run("chart", "milestones", "leak-detection", "-o", tmp_path / "a.mmd").code == 0
    lines = (tmp_path / "a.mmd").read_text("utf-8").splitlines()
    assert lines[3] == "    title Listening for leaks"
    assert lines[-1] == "    In daily use late +15 d :crit, milestone, m5, 2027-02-19, 0d"
    found = run("chart", "capacity", "-o", tmp_path / "b.mmd")
    assert found.code == 2
    assert found.err.startswith(
        "pmo: Mermaid cannot draw capacity\n  it can draw roadmap, milestones, dependencies;"
    )


def test_one_project_of_a_picture_of_all() -> None:
    found = run("chart", "risk-matrix", "scada-renewal")
    assert found.out.startswith("Risk matrix\n\n")
    assert "Facturio" not in found.out


def test_json() -> None:
    data = json.loads(run("chart", "objectives", "--format", "json").out)["data"]["charts"]
    assert [(one["name"], one["project"]) for one in data] == [("objectives", None)]
    assert data[0]["specification"]["description"] == data[0]["alternative"]


def test_all(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    found = run("chart", "--all", "--project", "leak-detection", "-o", folder)
    assert (found.code, found.out) == (0, "")
    names = {path.name for path in folder.iterdir()}
    assert {"roadmap.svg", "burn-up-leak-detection.svg", "pictures.md"} < names
    assert found.err == f"{len(names)} files written into {folder}\n"
    page = (folder / "pictures.md").read_text("utf-8")
    assert page.startswith(
        "# Pictures\n\nNoordermeer Water & Energy\n\n## Health over time\n\n![Health over time]("
    )
    for name in names - {"pictures.md"}:
        assert f"]({name})" in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["roadmp"], "there is no picture 'roadmp'\n  did you mean `pmo chart roadmap`?"),
        (["zzz"], "there is no picture 'zzz'\n  `pmo chart` lists them"),
        (["burn-up"], "burn-up is about one project: which?\n  name it: `pmo chart burn-up PROJECT`"),
        (
            ["burn-up", "drought-buffer"],
            "there is nothing to draw as burn-up\n  `pmo chart --all` draws every",
        ),
        (["roadmap", "--all"], "which pictures?\n  name one picture, or give --all"),
        (["--all"], "--all writes a file for each picture\n  name a folder for them with -o"),
        (
            ["roadmap", "-o", "x.gif"],
            "x.gif does not say how the picture is to be written\n  end its name in",
        ),
    ],
)
def test_refused(arguments: list[str], said: str) -> None:
    found = run("chart", *arguments)
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith(f"pmo: {said}")


def test_nothing_in_the_portfolio(tmp_path: Path) -> None:
    root = write(tmp_path / "office")
    found = pmo("chart", "--all", "-o", tmp_path / "out", "-C", root)
    assert found.code == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["pictures.md"]


# In reports


def test_report_with_pictures(tmp_path: Path) -> None:
    """The page is the same but for its pictures, which lie beside it."""
    page = tmp_path / "scada (1).md"
    assert run("report", "status", "scada-renewal", "--pictures", "-o", page).code == 0
    text = page.read_text("utf-8")
    for name in ("health-dimensions", "milestones", "s-curve", "risk-matrix"):
        assert f"](scada%20%281%29-{name}.svg)" in text
        assert_inert((tmp_path / f"scada (1)-{name}.svg").read_text("utf-8"))
    without = run("report", "status", "scada-renewal").out
    assert [line for line in text.splitlines() if line and not line.startswith("![")] == [
        line for line in without.splitlines() if line
    ]


def test_reports_with_pictures(tmp_path: Path) -> None:
    found = run(
        "report", "status", "--all", "--project", "leak-detection", "--pictures", "-o", tmp_path / "out"
    )
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert "leak-detection-burn-up.svg" in names
    assert found.err == f"{len(names)} files written into {tmp_path / 'out'}\n"


def test_html_with_pictures(tmp_path: Path) -> None:
    template = tmp_path / "mine.html.jinja"
    template.write_text('<p>{{ picture("milestones") }}{{ picture("nonsense") }}</p>\n', "utf-8")
    page = tmp_path / "a.html"
    assert (
        run("report", "status", "leak-detection", "--template", template, "--pictures", "-o", page).code == 0
    )
    written = page.read_text("utf-8")
    assert written.startswith('<p><img src="data:image/svg+xml;base64,')
    assert ' alt="6 milestones, 3 reached.' in written
    assert not (tmp_path / "a-milestones.svg").exists()


def test_pictures_need_a_file() -> None:
    found = run("report", "portfolio", "--pictures")
    assert found.code == 2
    assert found.err.startswith(
        "pmo: --pictures draws files beside the page\n  name the file of the page with -o"
    )
