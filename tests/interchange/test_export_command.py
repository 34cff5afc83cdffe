"""`pmo export`: registers and lists as CSV and Excel, and back again without a change."""

import datetime
import io
import json

import openpyxl
import pytest

from pmo.analysis.listings.columns import columns
from pmo.analysis.listings.context import Context
from pmo.analysis.listings.kinds import LISTINGS
from pmo.editing.draft import Draft
from pmo.interchange import exporting, importing, sources, xlsx
from pmo.interchange.kinds import TABLE_KINDS
from pmo.interchange.planning import Settings
from pmo.interchange.stock import Files
from pmo.loading import load
from pmo.output import csv
from pmo.trees import WorkingTree
from tests import portfolios
from tests.commands import pmo
from tests.interchange.books import read

RISK = {
    "id": "late", "title": "=cmd|' /C calc'!A0", "owner": "ana", "status": "closed", "impact": {"cost": 4},
    "cost": {"min": 1, "likely": 2, "max": 3}, "tags": ["a; b", "c"], "raised": "2026-09-01",
    "response": {"plan": "one\ntwo", "actions": [{"text": "x", "owner": "ana", "due": "2026-12-01"}]},
    "custom": {"region": "north", "code": "007", "list": [1, 2], "deep": {"x": True}},
}  # fmt: skip
FILES = {
    "projects/crm/risks.yaml": {"risks": [RISK]},
    "projects/erp/risks.yaml": {"risks": [{"id": "b", "title": "B", "owner": "budi", "status": "identified", "cost": 12.5}]},
    "risks.yaml": {"risks": [{"id": "c", "title": "C", "owner": "office", "status": "identified"}]},
    "projects/crm/budget.yaml": {"approved": 1000, "actuals": [{"period": "2026-09", "cost": 10}, {"period": 2025, "cost": 7, "line": "x"}],
                                 "lines": [{"id": "x", "title": "X", "amount": 1000}]},
    "projects/crm/status/2026-10-01.yaml": {"date": "2026-10-01", "author": "budi", "headline": "Fine", "overall": "green"},
    "projects/crm/status/2026-12-01.yaml": {"date": "2026-12-01", "author": "budi", "headline": "Later", "overall": "red"},
    "vendors.yaml": {"vendors": [{"id": "acme", "name": "Acme", "contracts": [{"id": "k", "title": "K", "value": 5}]}]},
}  # fmt: skip


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "office"
    folder.mkdir()
    return portfolios.write(folder, FILES)


def export(root, file, *options):
    return pmo("-C", root, "export", file, "--as-of", "2026-11-01", *options)


def test_a_register_as_csv(root, tmp_path):
    file = tmp_path / "risks.csv"
    outcome = export(root, file)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == (
        f"{file}\n  Risks: 3 rows\n    left out, because no cell can hold it: response.actions (1)\n"
    )
    table = read(file)
    found = dict(zip(table.columns, table.rows[1].cells, strict=True))
    assert table.columns[:4] == ("project", "id", "title", "type")
    assert [row.cells[0] for row in table.rows] == ["office", "crm", "erp"]
    assert {name: value for name, value in found.items() if value is not None} == {
        "project": "crm", "id": "late", "title": "=cmd|' /C calc'!A0", "owner": "ana", "status": "closed", "impact.cost": "4",
        "cost.min": "1", "cost.likely": "2", "cost.max": "3", "response.plan": "one\ntwo", "raised": "2026-09-01",
        "tags": "a; b\nc", "custom.region": "north", "custom.code": "007", "custom.list": "1\n2", "custom.deep.x": "true",
    }  # fmt: skip
    assert "'=cmd|' /C calc'!A0" in file.read_text()


def test_projects_with_what_their_documents_hold(root, tmp_path):
    export(root, tmp_path / "projects.csv", "--project", "crm")
    table = read(tmp_path / "projects.csv")
    assert len(table.rows) == 1
    found = dict(zip(table.columns, table.rows[0].cells, strict=True))
    assert (found["budget.approved"], found["plan.start"]) == ("1000", None)
    assert (found["status.date"], found["status.overall"]) == ("2026-10-01", "green")


def test_a_workbook_of_everything(root, tmp_path):
    outcome = export(root, tmp_path / "all.xlsx", "--format", "json")
    tables = {one["kind"]: one for one in json.loads(outcome.out)["data"]["tables"]}
    assert list(tables) == [
        "projects", "objectives", "programmes", "people", "roles", "vendors", "budget-lines", "risks", "contracts", "actuals",
    ]  # fmt: skip
    assert tables["risks"]["left_out"] == [{"field": "response.actions", "values": 1}]
    assert tables["projects"]["left_out"] == [{"field": "objectives", "values": 2}]
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "all.xlsx").read_bytes()))
    assert book.sheetnames == list(tables)
    rows = [[cell.value for cell in row] for row in book["actuals"].iter_rows()]
    assert rows[:3] == [
        ["project", "period", "cost", "line", "tags", "note", "confidentiality"],
        ["crm", "2026-09", 10, None, None, None, None],
        ["crm", "2025", 7, "x", None, None, None],
    ]
    assert [cell.value for cell in book["contracts"][2]][:4] == ["acme", "k", "K", None]


def test_a_list_with_its_columns(root, tmp_path):
    outcome = export(
        root,
        tmp_path / "out.xlsx",
        "risks",
        "--columns",
        "address, title,cost,raised,open",
        "--where",
        "status != 'closed'",
    )
    assert outcome.code == 0
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert [[cell.value for cell in row] for row in book["risks"].iter_rows()] == [
        ["address", "title", "cost", "raised", "open"],
        ["office/risks/c", "C", None, None, True],
        ["erp/risks/b", "B", 12.5, None, True],
    ]


def test_a_kind_that_is_only_listed(root, tmp_path):
    assert export(root, tmp_path / "statuses.csv").code == 0
    table = read(tmp_path / "statuses.csv")
    assert [row.cells[table.columns.index("overall")] for row in table.rows] == ["green", "red"]


def test_actions_inside_other_records_are_no_register(root, tmp_path):
    export(root, tmp_path / "a.csv", "actions")
    assert (tmp_path / "a.csv").read_text() == (
        "project,id,text,owner,due,raised,done,source,tags,note,confidentiality\n"
    )
    export(root, tmp_path / "b.csv", "actions", "--columns", "address,text")
    assert (tmp_path / "b.csv").read_text() == "address,text\ncrm/risks/late/response/actions/1,x\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["out.txt"], "out.txt is neither CSV nor Excel"),
        (["out.csv"], "a CSV file holds one kind"),
        (["out.csv", "risks", "issues"], "a CSV file holds one kind"),
        (["out.csv", "riks"], "there is no kind 'riks'"),
        (["out.csv", "risks", "--columns", "titel"], "risks have no column 'titel'"),
        (["out.csv", "risks", "--where", "titel"], "--where cannot be used"),
        (["out.csv", "risks", "--project", "x*"], "no project matches 'x*'"),
        (["out.csv", "people", "--project", "crm"], "people belong to no project"),
        (["out.csv", "actuals", "--where", "cost > 5"], "actuals take no --where"),
        (["none/out.csv", "risks"], "cannot be written"),
    ],
)
def test_what_is_refused(root, tmp_path, arguments, reason):
    name, *others = arguments
    outcome = export(root, tmp_path / name, *others)
    assert (outcome.code, reason in outcome.err) == (2, True)
    assert not (tmp_path / name).exists()


def test_a_file_of_the_portfolio_is_not_overwritten(root):
    outcome = export(root, root / "out.csv", "risks")
    assert outcome.code == 0
    (root / "imports").mkdir()
    assert export(root, root / "imports" / "risks.csv").code == 0


def test_as_it_stood_then(root, tmp_path):
    from tests.repositories import commit

    revision = commit(root, "first")
    (root / "risks.yaml").unlink()
    assert export(root, tmp_path / "risks.csv", "--at", revision).code == 0
    assert len(read(tmp_path / "risks.csv").rows) == 3


def test_every_list_with_all_of_its_columns(context):
    files = Files(context.portfolio, lambda _: None)
    for kind, listing in LISTINGS.items():
        names = tuple(columns(listing))
        one = exporting.table(context, kind, files, exporting.Chosen(columns=names))
        assert one.columns == names
        xlsx.write([xlsx.SheetToWrite(one.kind, one.columns, one.rows[:3])])
        assert csv.table(one.columns, one.rows).count("\n") > len(one.rows)


@pytest.fixture(scope="module")
def context(example):
    return Context(load(WorkingTree(example)).portfolio, datetime.date(2026, 11, 1))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_went_out_comes_in_again_without_a_change(example, context, tmp_path, ending):
    loaded = load(WorkingTree(example))
    files = Files(loaded.portfolio, loaded.content)
    settings = Settings(context.as_of, "table")
    for kind in (
        TABLE_KINDS if ending == "csv" else ("projects", "people", "risks", "contracts", "budget-plan")
    ):
        one = exporting.table(context, kind, files, exporting.Chosen())
        file = tmp_path / f"{kind}.{ending}"
        sheet = xlsx.SheetToWrite(one.kind, one.columns, one.rows)
        file.write_bytes(
            xlsx.write([sheet]) if ending == "xlsx" else csv.table(one.columns, one.rows).encode()
        )
        source = sources.open_source(file, None, sources.Options(kind=kind))
        draft = Draft(loaded)
        report = importing.bring_in(draft, source, settings, "imports/x.state.json", "imports/x.map.yaml")
        assert (kind, source.unsettled) == (kind, ())
        assert (report.made, report.changed, report.kept, report.dropped, report.refused) == (
            (),
            (),
            (),
            (),
            (),
        )
        assert report.rows == report.unchanged > 0
        assert sorted(draft.changes) == ["imports/x.map.yaml", "imports/x.state.json"]


def test_a_register_with_everything_in_it_comes_in_again(root, tmp_path):
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    for name in ("risks.csv", "risks.xlsx"):
        export(root, tmp_path / name)
        outcome = pmo(
            "-C",
            root,
            "import",
            tmp_path / name,
            "--as-of",
            "2026-11-01",
            "--format",
            "json",
            "--map",
            f"{root}/imports/{name}.map.yaml",
        )
        found = json.loads(outcome.out)["data"]
        assert (found["changed"], found["kept"], found["dropped"], found["unchanged"]) == ([], [], [], 3)
    assert {path: path.read_bytes() for path in before} == before
