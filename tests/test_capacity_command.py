"""`pmo capacity` and `pmo report resources`: whole outputs, narrowing, formats, odd input."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests import portfolios
from tests.commands import Outcome, pmo
from tests.golden import check
from tests.test_control_extremes import FILES as EXTREMES

EXAMPLE = ("--as-of", "2026-11-01")


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("width", [80, 120])
def test_the_example_on_a_terminal(
    example: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    width: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    outcome = pmo("-C", example, "capacity", *EXAMPLE, "--lang", language, "--color", "never", terminal=True)
    assert outcome.code == 0
    assert max(map(len, outcome.out.splitlines())) <= width
    check(request, f"capacity/{language}-{width}.txt", outcome.out)


def test_the_report(example: Path, request: pytest.FixtureRequest) -> None:
    outcome = pmo("-C", example, "report", "resources", *EXAMPLE)
    body = outcome.out.split("\n", 4)[4]  # below the revision
    check(request, "capacity/resources.md", body)
    assert pmo("-C", example, "capacity", "--format", "markdown", *EXAMPLE) == outcome


def test_what_does_not_fit_the_terminal_is_said(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    call = ("-C", example, "capacity", *EXAMPLE, "--period", "week", "--by", "team", "--color", "never")
    outcome = pmo(*call, terminal=True)
    assert max(map(len, outcome.out.splitlines())) <= 60
    assert "Only to W49 2026: --from, --to and --period choose." in outcome.out
    piped = pmo(*call).out  # COLUMNS is heeded in pipes too; without it nothing is left out
    assert max(map(len, piped.splitlines())) <= 60
    monkeypatch.delenv("COLUMNS")
    assert "Only to" not in pmo(*call).out


def test_every_row_on_demand(example: Path) -> None:
    outcome = pmo("-C", example, "capacity", *EXAMPLE, "--all", "--by", "person")
    assert "Tomasz Wolny" in outcome.out
    assert "--all" not in outcome.out
    assert "Tim Verkuil" not in outcome.out  # left before


def test_the_first_conflicts_lead_to_the_next_command(example: Path) -> None:
    shown = pmo("-C", example, "capacity", *EXAMPLE, terminal=True)
    assert "`pmo show people/bram-oosting`" in shown.err
    spring = ("--project", "drought-buffer", "--from", "2027-04-01")
    missing = pmo("-C", example, "capacity", *EXAMPLE, *spring, terminal=True)
    assert "`pmo set drought-buffer/allocations/civil person=ID`" in missing.err
    fine = pmo("-C", example, "capacity", *EXAMPLE, "--project", "solar-pumping", terminal=True)
    assert "`--period quarter`" in fine.err


def data(*arguments: object) -> Any:
    outcome = pmo(*arguments, "--format", "json")
    assert (outcome.code, outcome.err) == (0, "")
    return json.loads(outcome.out)["data"]


def test_json(example: Path) -> None:
    found = data("-C", example, "capacity", *EXAMPLE, "--from", "2026-11-01", "--to", "2026-11-30")
    (bram,) = [one for one in found["rows"] if one["resource"] == "bram-oosting"]
    assert bram == {
        "resource": "bram-oosting", "name": "Bram Oosting", "kind": "person", "period": "2026-11",
        "capacity": 1.0, "load": 1.4, "requested": 0.0, "unfilled": 0.0, "utilisation": 1.4,
        "over": True, "days_over": 21, "asked_over": True,
        "projects": [
            {"project": "nis2-compliance", "load": 0.4, "requested": 0.0},
            {"project": "scada-renewal", "load": 0.6, "requested": 0.0},
            {"project": "smart-meters-rollout", "load": 0.4, "requested": 0.0},
        ],
    }  # fmt: skip
    (conflict,) = [one for one in found["conflicts"] if one["resource"] == "bram-oosting"]
    assert (conflict["from"], conflict["to"], conflict["over"]) == ("2026-11-02", "2026-11-30", 0.4)
    assert conflict["projects"] == ["nis2-compliance", "scada-renewal", "smart-meters-rollout"]
    assert [
        (one["role"], one["project"], one["from"], one["to"], one["fte"]) for one in found["unfilled"]
    ] == [("ot-engineer", "scada-renewal", "2026-11-16", "2027-08-13", 1.0)]
    assert {one["kind"] for one in found["rows"]} == {"person", "role", "equipment"}
    assert found["periods"] == [{"period": "2026-11", "from": "2026-11-01", "to": "2026-11-30"}]


def test_days_over_inside_a_period_that_is_not_over(example: Path) -> None:
    found = data("-C", example, "capacity", *EXAMPLE, "--by", "person", "--role", "ot-engineer")
    december = {one["resource"]: one for one in found["rows"] if one["period"] == "2026-12"}
    chiara = december["chiara-moretti"]
    assert (chiara["over"], chiara["days_over"]) == (False, 14)


def test_csv(example: Path) -> None:
    outcome = pmo(
        "-C", example, "capacity", *EXAMPLE, "--format", "csv", "--by", "role", "--to", "2026-12-31"
    )
    rows = list(csv.DictReader(io.StringIO(outcome.out)))
    assert [(one["resource"], one["period"], one["utilisation"]) for one in rows[:2]] == [
        ("ot-engineer", "2026-11", "1.2666666667"),
        ("ot-engineer", "2026-12", "1.0695652174"),
    ]
    assert (rows[0]["from"], rows[0]["to"], rows[0]["unfilled"]) == (
        "2026-11-02",
        "2026-11-30",
        "0.5238095238",
    )
    assert rows[0]["projects"] == "nis2-compliance, scada-renewal, smart-meters-rollout"


def test_a_workbook(example: Path, tmp_path: Path) -> None:
    file = tmp_path / "capacity.xlsx"
    outcome = pmo("-C", example, "capacity", *EXAMPLE, "--format", "xlsx", "-o", file)
    assert outcome == Outcome(0, "", "")
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["heat-map", "rows", "conflicts", "unfilled", "bottlenecks", "bench"]
    heat = list(book["heat-map"].values)
    assert heat[0] == ("kind", "resource", "name", *(f"2026-{month}" for month in (11, 12)),
                       *(f"2027-0{month}" for month in range(1, 5)))  # fmt: skip
    assert next(line for line in heat if line[1] == "bram-oosting")[3:6] == (
        1.4,
        pytest.approx(1.1529411765),
        0,
    )
    assert next(iter(list(book["conflicts"].values)[1:]))[0] == "agus-santoso"
    terminal = pmo("-C", example, "capacity", *EXAMPLE, "--format", "xlsx")
    assert terminal == Outcome(
        2, "", "pmo: a workbook does not go to the terminal\n  name its file: -o capacity.xlsx\n"
    )


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--role", "otengineer"), "pmo: there is no role 'otengineer'\n  did you mean ot-engineer?\n"),
        (
            ("--team", "x"),
            "pmo: there is no team 'x'\n"
            "  people.yaml has: pmo-team, control-systems, bandung, data-and-integration, field-crew\n",
        ),
        (
            ("--to", "2026-01-01"),
            "pmo: the window ends (2026-01-01) before it begins (2026-11-02)\n  give --from before --to\n",
        ),
        (
            ("--to", "9999-12-31"),
            "pmo: the window from 2026-11-02 to 9999-12-31 has more than 400 periods\n"
            "  give --from and --to closer together, or a longer --period\n",
        ),
        (("--from", "2026-02-30"), "pmo: '2026-02-30' is not a day\n  write --from YYYY-MM-DD\n"),
    ],
)
def test_mistakes_are_told(example: Path, arguments: tuple[str, ...], complaint: str) -> None:
    assert pmo("-C", example, "capacity", *EXAMPLE, *arguments) == Outcome(2, "", complaint)


def test_a_report_about_all_names_no_project(example: Path) -> None:
    outcome = pmo("-C", example, "report", "resources", "scada-renewal", *EXAMPLE)
    assert outcome == Outcome(
        2,
        "",
        "pmo: the resources report is about all projects\n  narrow it with --project or --where\n",
    )
    narrowed = pmo("-C", example, "report", "resources", "--project", "scada-renewal", *EXAMPLE)
    assert "only projects: scada-renewal" in narrowed.out
    assert "Lars Eikeland" not in narrowed.out


ODD = {
    "people.yaml": portfolios.people(
        {"id": "idle", "name": "=1+1 | [x](y)\u202e", "role": "lead", "capacity": 0},
        {"id": "gone", "name": "Gone", "role": "lead", "to": "2026-11-15"},
    ),
    "projects/crm/charter.yaml": portfolios.charter(state="active"),
    "projects/crm/allocations.yaml": {
        "allocations": [
            {"person": "idle", "load": 0.5, "from": "2026-11-02", "to": "2026-12-31"},
            {"person": "gone", "load": 0.5, "from": "2026-11-02", "to": "2026-12-31"},
            {"person": "ana", "load": 0.9, "from": "2026-11-02", "to": "2026-11-30"},
            {"person": "ana", "load": 0.9, "from": "2026-11-02", "to": "2026-11-30", "status": "requested"},
            {"person": "cara", "load": 0.9, "from": "2027-01-01", "to": "2027-01-31", "status": "requested"},
        ]
    },
}


def test_what_is_not_there_and_what_is_asked_for(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    root = portfolios.write(tmp_path, ODD)
    call = ("-C", root, "capacity", *EXAMPLE, "--to", "2027-01-31")
    check(request, "capacity/odd.txt", pmo(*call).out)
    check(request, "capacity/odd.md", pmo(*call, "--format", "markdown").out)
    assert "'=1+1 | [x](y)" in pmo(*call, "--format", "csv").out


def test_nobody_at_all(tmp_path: Path) -> None:
    files = {"people.yaml": None, "pmo.yaml": portfolios.office(office={"name": "Empty"}, governance={})}
    root = portfolios.write(
        tmp_path, files | {"projects/crm/charter.yaml": None, "strategy.yaml": {"objectives": []}}
    )
    outcome = pmo("-C", root, "capacity", *EXAMPLE)
    assert outcome.code == 0
    assert "There is nobody and nothing to show." in outcome.out
    complaint = pmo("-C", root, "capacity", *EXAMPLE, "--team", "x").err
    assert complaint == "pmo: there is no team 'x'\n  people.yaml has: none\n"


@pytest.mark.parametrize("day", ["0001-01-01", "2026-11-01", "9999-12-31"])
@pytest.mark.parametrize("format_", ["text", "json", "csv", "markdown"])
def test_figures_and_days_at_the_edges(tmp_path: Path, day: str, format_: str) -> None:
    root = portfolios.write(tmp_path, EXTREMES)
    outcome = pmo("-C", root, "capacity", "--as-of", day, "--format", format_)
    assert (outcome.code, outcome.err) == (0, "")
    assert not {"nan", "infinity", "inf"} & set(outcome.out.lower().replace(",", " ").split())


def test_only_what_it_reads_stands_in_the_way(tmp_path: Path) -> None:
    root = portfolios.write(tmp_path, ODD | {"projects/crm/risks.yaml": "risks: 5"})
    assert pmo("-C", root, "capacity", *EXAMPLE).code == 0
    broken = portfolios.write(tmp_path / "b", ODD | {"projects/crm/allocations.yaml": "allocations: 5"})
    assert "pmo validate" in pmo("-C", broken, "capacity", *EXAMPLE).err
    forced = pmo("-C", broken, "capacity", *EXAMPLE, "--force")
    assert (forced.code, "left out: projects/crm/allocations.yaml" in forced.err) == (0, True)
