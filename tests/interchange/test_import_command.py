"""`pmo import` as an analyst uses it: what comes in, what does not, and what it says about both."""

import json
from datetime import date

import pytest
import yaml

from tests import portfolios
from tests.commands import pmo
from tests.interchange.books import workbook


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "office"
    folder.mkdir()
    return portfolios.write(folder)


@pytest.fixture
def run(root, tmp_path):
    def call(content, *options, name="table.csv"):
        file = tmp_path / name
        if content is not None:
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        return pmo("-C", root, "import", file, "--as-of", "2026-11-01", *options)

    return call


@pytest.fixture
def data(run):
    def call(content, *options, **more):
        outcome = run(content, *options, "--format", "json", **more)
        assert outcome.err == ""
        return json.loads(outcome.out)["data"]

    return call


def load(root, path):
    return yaml.safe_load((root / path).read_bytes())


def lines(items, *names):
    return [tuple(one[name] for name in names) for one in items]


RISKS = """\
Risk,Risk Owner,Status,Probability,Cost,Raised,Mitigation
Vendor late,Ana Pereira,Identified,4,TBC,2026-09-01,"Weekly
calls"
Key person leaves,"Santoso, Budi",responding,High,1234.5,soon,
No owner,,closed,1,1,,
,Ana,closed,1,1,,
"""


def test_risks(run, root):
    outcome = run(RISKS, "--kind", "risks", "--project", "crm")
    assert outcome.code == 1
    assert outcome.err == ""
    assert outcome.out == (
        "table.csv: Risks, 4 rows\n"
        "columns by their names; see imports/table.map.yaml\n"
        "\n"
        "Made: 2\n"
        "  crm/risks/vendor-late        Vendor late\n"
        "  crm/risks/key-person-leaves  Key person leaves\n"
        "\n"
        "Values left out: 2\n"
        "  Probability\n"
        "    row 3: High is no number from 1 to 5\n"
        "  Raised\n"
        "    row 3: soon is no date\n"
        '    --value "probability:High=..."\n'
        "  What is text stays as a note on its record.\n"
        "\n"
        "Rows refused: 2\n"
        "  row 4: `owner` is missing\n"
        "  row 5: there is nothing by which to know it again (title)\n"
        "\n"
        "2 records made, 0 changed, 0 unchanged, 2 rows refused\n"
        "3 files written.\n"
        "`pmo validate` has 3 findings more, 0 of them errors.\n"
    )
    assert load(root, "projects/crm/risks.yaml")["risks"] == [
        {
            "id": "vendor-late",
            "title": "Vendor late",
            "owner": "ana",
            "status": "identified",
            "probability": 4,
            "response": {"plan": "Weekly\ncalls"},
            "raised": date(2026, 9, 1),
        },
        {
            "id": "key-person-leaves",
            "title": "Key person leaves",
            "owner": "budi",
            "status": "responding",
            "cost": 1234.5,
            "note": "Probability: High\nRaised: soon",
        },
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(run, root):
    before = sorted(path for path in root.rglob("*"))
    outcome = run(RISKS, "--kind", "risks", "--project", "crm", "--dry-run")
    assert outcome.code == 1
    assert "Would be made: 2" in outcome.out
    assert "Values that would be left out: 2" in outcome.out
    assert "Rows that would be refused: 2" in outcome.out
    assert "Nothing was written." in outcome.out
    assert sorted(path for path in root.rglob("*") if ".lock" not in path.name) == before


def test_the_map_is_kept_and_used_again(run, root, data):
    run(RISKS, "--kind", "risks", "--project", "crm")
    assert (root / "imports/table.map.yaml").read_text() == (
        "kind: risks\n"
        "project: crm\n"
        "columns:\n"
        "  Risk: title\n"
        "  Risk Owner: owner\n"
        "  Status: status\n"
        "  Probability: probability\n"
        "  Cost: cost\n"
        "  Raised: raised\n"
        "  Mitigation: response.plan\n"
    )
    again = data(RISKS)
    assert (again["map_is_new"], again["unchanged"], again["made"], again["changed"]) == (False, 2, [], [])
    assert again["written"] == []


def test_what_options_say_is_kept_in_the_map_beside_its_comments(run, root, data):
    run(RISKS, "--kind", "risks", "--project", "crm")
    path = root / "imports/table.map.yaml"
    path.write_text("# ours\n" + path.read_text().replace("Cost: cost", "Cost: cost # in EUR"))
    found = data(
        RISKS,
        "--value",
        "probability:High=4",
        "--column",
        "Mitigation=response.trigger",
        "--dates",
        "dd/mm/yyyy",
    )
    assert lines(found["changed"], "address", "field", "before", "after") == [
        ("crm/risks/vendor-late", "response.trigger", None, "Weekly\ncalls"),
        ("crm/risks/key-person-leaves", "probability", None, "4"),
        ("crm/risks/key-person-leaves", "note", "Probability: High\nRaised: soon", "Raised: soon"),
    ]
    text = path.read_text()
    assert text.startswith("# ours\nkind: risks\n")
    assert "Cost: cost # in EUR\n" in text
    assert "  Mitigation: response.trigger\n" in text
    assert "values:\n  probability: {High: 4}\n" in text
    assert data(RISKS)["changed"] == []


def test_people_with_roles_that_are_made(data, root):
    table = (
        "Name;E-mail;Job title;FTE;Day rate;Start;Reports to\n"
        "Rina Kusuma;rina@example.org;Architect;80%;€ 1.250,50;05.01.2026;Budi Santoso\n"
        "BUDI SANTOSO;budi@example.org;Analyst;;;;\n"
        "Noor;noor@example.org;;0,5;;;Rina Kusuma\n"
    )
    found = data(table, "--kind", "people", "--create", "roles", "--dates", "dd.mm.yyyy", "--key", "name")
    assert lines(found["made"], "address", "row") == [
        ("people/rina-kusuma", 2), ("people/noor", 4), ("people/roles/architect", None),
    ]  # fmt: skip
    assert lines(found["changed"], "address", "field", "after") == [
        ("people/budi", "email", "budi@example.org")
    ]
    people = {one["id"]: one for one in load(root, "people.yaml")["people"]}
    assert people["rina-kusuma"] == {
        "id": "rina-kusuma",
        "name": "Rina Kusuma",
        "email": "rina@example.org",
        "role": "architect",
        "capacity": 0.8,
        "from": date(2026, 1, 5),
        "cost_rate": 1250.5,
        "manager": "budi",
    }
    assert (people["noor"]["role"], people["noor"]["manager"], people["noor"]["capacity"]) == (
        "lead",
        "rina-kusuma",
        0.5,
    )
    assert load(root, "people.yaml")["roles"][-1] == {"id": "architect", "title": "Architect"}


def test_a_ledger_of_many_projects_adds_up(data, root):
    portfolios.write(root, {"projects/erp/charter.yaml": portfolios.charter("erp")})
    table = (
        "Project,Posting date,Amount\n"
        "CRM,2026-09-03,1200.50\n"
        "Project crm,2026-09-28,£99\n"
        "crm,2026-09-30,(100.50)\n"
        "ERP,Oct 2026,7\n"
        "None such,2026-10-01,1\n"
    )
    found = data(table, "--kind", "actuals", "--sum", "cost")
    assert lines(found["made"], "address") == [
        ("crm/budget/actuals/2026-09",),
        ("erp/budget/actuals/2026-10",),
    ]
    assert lines(found["dropped"], "row", "reason") == [(3, "£99 is not in EUR")]
    assert lines(found["refused"], "row", "reason") == [(6, "there is no project None such")]
    assert load(root, "projects/crm/budget.yaml") == {
        "actuals": [{"period": "2026-09", "cost": 1100, "note": "Amount: £99"}]
    }
    assert load(root, "projects/erp/budget.yaml") == {"actuals": [{"period": "2026-10", "cost": 7}]}


def test_without_adding_up_a_second_row_is_refused(data):
    found = data("Period,Cost\n2026-09,1\nSep 2026,2\n", "--kind", "actuals", "--project", "crm")
    assert lines(found["refused"], "row", "reason") == [(3, "it has the same period, line as row 2")]


def test_projects_fill_several_documents(data, root):
    table = (
        "Project name,Sponsor,PM,Status,Start,End,Budget (EUR k),RAG,Headline,SOC,Benefit\n"
        "Data platform,Ana Pereira,Budi Santoso,Active,2026-01-05,2026-12-18,1200,Amber,Vendor is late,2026-02-01,500\n"
        "Project crm,,,Approved,,,,,,,\n"
        "Backwards,ana,budi,active,2026-05-01,2026-01-01,Exempt under Section 43,Exempt,,,\n"
    )
    found = data(
        table,
        *(
            "--kind",
            "projects",
            "--column",
            "SOC=plan.soc.baseline",
            "--column",
            "Benefit=benefits.savings.target",
        ),
    )
    assert lines(found["made"], "address") == [("data-platform",), ("backwards",)]
    assert found["changed"] == []
    assert lines(found["kept"], "address", "field", "here", "source", "conflict") == [
        ("crm", "state", "proposed", "approved", True)
    ]
    assert lines(found["dropped"], "row", "column", "reason") == [
        (4, "Budget (EUR k)", "Exempt under Section 43 is no number"),
        (4, "RAG", "Exempt is not one of green, amber, red"),
        (4, "End", "2026-01-01 is before 2026-05-01"),
    ]
    folder = "projects/data-platform"
    assert load(root, f"{folder}/budget.yaml") == {"approved": 1_200_000}
    assert load(root, f"{folder}/plan.yaml")["milestones"] == [
        {"id": "soc", "title": "Soc", "baseline": date(2026, 2, 1)}
    ]
    assert load(root, f"{folder}/benefits.yaml") == {
        "benefits": [{"id": "savings", "title": "Savings", "owner": "sponsor", "target": 500}]
    }
    status = load(root, f"{folder}/status/2026-11-01.yaml")
    assert (status["author"], status["headline"], status["overall"]) == ("budi", "Vendor is late", "amber")
    charter = load(root, "projects/backwards/charter.yaml")
    assert charter["purpose"] == "To be written"
    assert charter["note"] == "Budget (EUR k): Exempt under Section 43\nRAG: Exempt\nEnd: 2026-01-01"
    assert not (root / "projects/backwards/status").exists()
    assert pmo("-C", root, "validate", "--fail-on", "error", "--as-of", "2026-11-01").code == 0


def test_months_as_columns(data, root):
    table = "Project;Jan 2026;Feb 2026\ncrm;100;200,5\n"
    columns = (
        "--column",
        "Jan 2026=budget.actuals.2026-01.cost",
        "--column",
        "Feb 2026=budget.actuals.2026-02.cost",
    )
    data(table, "--kind", "projects", "--column", "Project=id", *columns)
    assert load(root, "projects/crm/budget.yaml")["actuals"] == [
        {"period": "2026-01", "cost": 100}, {"period": "2026-02", "cost": 200.5},
    ]  # fmt: skip
    data("Project;Jan 2026;Feb 2026\ncrm;150;\n")
    assert load(root, "projects/crm/budget.yaml")["actuals"] == [
        {"period": "2026-01", "cost": 150}, {"period": "2026-02", "cost": 200.5},
    ]  # fmt: skip


def test_milestones_that_follow_each_other(data, root):
    table = (
        "Milestone,Baseline,Forecast,Owner,Predecessors,Critical\n"
        "Go-live,2026-12-01,2026-12-15,PM,Design approved; Tests passed,yes\n"
        "Design approved,2026-06-01,,manager,,no\n"
        "Tests passed,2026-11-01,,Ana,Design approved; Nothing such,\n"
    )
    found = data(table, "--kind", "milestones", "--project", "crm", "--value", "owner:PM=manager")
    assert lines(found["dropped"], "row", "value", "reason") == [
        (4, "Nothing such", "there is no milestone Nothing such"),
    ]
    plan = {one["id"]: one for one in load(root, "projects/crm/plan.yaml")["milestones"]}
    assert plan["go-live"]["after"] == ["design-approved", "tests-passed"]
    assert plan["go-live"]["critical"] is True
    assert plan["tests-passed"]["after"] == ["design-approved"]


def test_allocations(data, root):
    table = "Who,Role,From,To,FTE,Task\nAna Pereira,,2026-01-05,2026-03-31,50%,Analysis\n,Analyst,2026-01-05,2026-03-31,1,\n"
    data(table, "--kind", "allocations", "--project", "crm")
    assert [(one["id"], one.get("person"), one.get("role"), one["load"]) for one in load(root, "projects/crm/allocations.yaml")["allocations"]] == [
        ("analysis", "ana", None, 0.5), ("analyst", None, "analyst", 1),
    ]  # fmt: skip
    assert data(table)["unchanged"] == 2


@pytest.mark.parametrize(
    ("kind", "table", "options", "path", "key"),
    [
        ("issues", "Issue,Severity,Owner,Status,Raised,Due\nBroken,High,ana,In progress,2026-10-01,2026-11-10\n", (), "projects/crm/issues.yaml", "issues"),
        ("changes", "Change,Requested by,Raised,Status,Cost impact\nMore scope,budi,2026-10-01,Submitted,-5000.50\n", (), "projects/crm/changes.yaml", "changes"),
        ("actions", "Action,Owner,Due date\nBook the lab,budi,2026-11-13\n", (), "projects/crm/actions.yaml", "actions"),
        ("decisions", "Subject,Decision,Decided by,Date,Status\nVendor,Take Acme,board,2026-10-01,decided\n", (), "projects/crm/decisions.yaml", "decisions"),
        ("lessons", "Lesson,Recommendation\nTests came late,Plan them first\n", (), "projects/crm/lessons.yaml", "lessons"),
        ("benefits", "Benefit,Owner,Target,Unit\nFewer calls,ana,15%,share\n", (), "projects/crm/benefits.yaml", "benefits"),
        ("assumptions", "Assumption,Owner,Validate by\nStaff stays,ana,2026-12-01\n", (), "projects/crm/assumptions.yaml", "assumptions"),
        ("budget-lines", "Line,Title,Amount\nL1,Licences,90000\n", (), "projects/crm/budget.yaml", "lines"),
        ("budget-plan", "Month,Planned\nNov 2026,90000\n", (), "projects/crm/budget.yaml", "plan"),
        ("budget-forecast", "Month,Forecast\nNov 2026,90000\n", (), "projects/crm/budget.yaml", "forecast"),
        ("deliverables", "Title,Due,Status\nManual,2026-11-01,planned\n", (), "projects/crm/charter.yaml", "deliverables"),
        ("sprints", "Id,Start,Finish,Planned\nS1,2026-10-01,2026-10-14,20\n", (), "projects/crm/plan.yaml", "sprints"),
    ],
)  # fmt: skip
def test_every_kind_of_a_project(data, root, kind, table, options, path, key):
    found = data(table, "--kind", kind, "--project", "crm", *options)
    assert (len(found["made"]), found["refused"], found["dropped"]) == (1, [], [])
    assert len(load(root, path)[key]) == 1
    again = data(table)
    assert (again["unchanged"], again["written"]) == (1, [])
    assert pmo("-C", root, "validate", "--fail-on", "error", "--select", "PMO1,PMO2,PMO3").code == 0


@pytest.mark.parametrize(
    ("kind", "table", "path", "key"),
    [
        ("vendors", "Vendor,Contact\nAcme Systems,Joe\n", "vendors.yaml", "vendors"),
        ("roles", "Role,Cost rate\nArchitect,900\n", "people.yaml", "roles"),
        ("teams", "Title,Members\nData,\"ana, budi\"\n", "people.yaml", "teams"),
        ("objectives", "Title,Owner,Weight\nGrow more,ana,0.5\n", "strategy.yaml", "objectives"),
        ("programmes", "Title,Manager\nRenewal two,budi\n", "strategy.yaml", "programmes"),
        ("equipment", "Title,Units\nLab,2\n", "equipment.yaml", "equipment"),
        ("terms", "Term,Definition\nBaseline,What was approved\n", "glossary.yaml", "terms"),
        ("courses", "Title,Hours\nRisk basics,6\n", "training.yaml", "courses"),
    ],
)  # fmt: skip
def test_every_kind_of_the_office(data, root, kind, table, path, key):
    found = data(table, "--kind", kind)
    assert (len(found["made"]), found["refused"], found["dropped"]) == (1, [], [])
    assert load(root, path)[key]
    assert data(table)["unchanged"] == 1


def test_contracts_belong_to_vendors(data, run, root):
    table = "Supplier,Contract,Value,Start,End\nAcme Systems,CRM,420000,2026-01-01,2027-03-31\nNobody,X,1,,\n"
    outcome = run(table, "--kind", "contracts")
    assert (outcome.code, "there is no vendor Acme Systems" in outcome.out) == (1, True)
    data("Vendor\nAcme Systems\n", "--kind", "vendors", name="vendors.csv")
    found = data(table, "--kind", "contracts")
    assert lines(found["made"], "address") == [("vendors/acme-systems/contracts/crm",)]
    assert load(root, "vendors.yaml")["vendors"][0]["contracts"][0]["value"] == 420000
    assert data(table)["unchanged"] == 1


def test_registers_of_the_office_and_of_a_programme(data, root):
    table = "Project,Risk,Owner,Status\nOffice,A,ana,identified\nRenewal,B,ana,identified\nprogrammes/renewal,C,ana,identified\n"
    found = data(table, "--kind", "risks")
    assert lines(found["made"], "address") == [
        ("office/risks/a",), ("programmes/renewal/risks/b",), ("programmes/renewal/risks/c",),
    ]  # fmt: skip
    assert (root / "risks.yaml").is_file()
    assert len(load(root, "programmes/renewal/risks.yaml")["risks"]) == 2


def test_the_kind_that_the_file_or_the_sheet_is_called(data, tmp_path):
    table = "Risk,Owner,Status\nA risk,ana,identified\n"
    assert data(table, "--project", "crm", "--dry-run", name="Risk register 2026.csv")["kind"] == "risks"
    rows = [["Issue", "Owner", "Severity", "Raised"], ["Broken", "ana", "low", "2026-10-01"]]
    workbook(tmp_path / "book.xlsx", ("Cover", [["x", "y"]]), ("Issue log", rows))
    found = data(None, "--project", "crm", "--dry-run", name="book.xlsx")
    assert (found["kind"], found["sheet"]) == ("issues", "Issue log")


@pytest.mark.parametrize(
    ("content", "options", "reason", "advice"),
    [
        ("A,B\n1,2\n", (), "it is not clear what a row of table.csv stands for", "say --kind; there are: projects, objectives"),
        ("A,B\n1,2\n", ("--kind", "risk-s"), "there is no kind 'risk-s'", "did you mean 'risks'?"),
        ("Foo,Bar\n1,2\n", ("--kind", "risks", "--project", "crm"), "no column of table.csv is called like a field of risks", "its columns are: Foo, Bar"),
        ("Risk,Owner\nA,ana\n", ("--kind", "risks"), "no column says which project each of the risks belongs to", "--project"),
        ("Risk,Owner\nA,ana\n", ("--kind", "risks", "--project", "cmr"), "there is no project cmr; did you mean crm?", "by its id or its title"),
        ("Name\nX\n", ("--kind", "people", "--project", "crm"), "people belong to no project", "leave out --project"),
        ("Risk,Due\nA,1\n", ("--kind", "risks", "--project", "crm"), "row 2 is a new risk, which must have: owner", "--default owner=VALUE"),
        ("Risk,Owner\nA,ana\n", ("--kind", "risks", "--project", "crm", "--column", "Risc=title"), "there is no column 'Risc'", "did you mean 'Risk'?"),
        ("Risk,Owner\nA,ana\n", ("--kind", "risks", "--project", "crm", "--ignore-column", "Foo"), "there is no column 'Foo'", "there are: Risk, Owner"),
        ("Risk,Owner\nA,ana\n", ("--kind", "risks", "--project", "crm", "--column", "Risk=titel"), "risks have no field 'titel'", "did you mean 'title'?"),
        ("Risk,Owner\nA,ana\n", ("--kind", "risks", "--project", "crm", "--column", "Risk"), "--column 'Risk' is not COLUMN=FIELD", "Risk owner=owner"),
        ("Risk,Owner\nA,ana\n", ("--kind", "risks", "--project", "crm", "--default", "status"), "--default 'status' is not FIELD=VALUE", "state=active"),
        ("Risk,Owner\nA,ana\n", ("--kind", "risks", "--project", "crm", "--default", "status=foo"), "status: foo is not one of identified", "another value"),
        ("Risk,Owner\nA,ana\n", ("--kind", "risks", "--project", "crm", "--default", "owner=nobody", "--ignore-column", "Owner"), "owner: there is no person nobody", "--create"),
        ("Risk,Owner\nA,ana\n", ("--kind", "risks", "--project", "crm", "--value", "status=x"), "--value 'status=x' is not FIELD:WORD=VALUE", "status:Open"),
        ("Risk,Owner\nA,ana\n", ("--kind", "risks", "--project", "crm", "--dates", "dd/yyyy"), "'dd/yyyy' is no form of a date", "dd/mm/yyyy"),
        ("Risk,Owner\nA,ana\n", ("--kind", "risks", "--project", "crm", "--decimal", "x"), "'x' cannot stand before decimals", "--decimal ."),
        ("Risk,Owner\nA,ana\n", ("--kind", "risks", "--project", "crm", "--create", "risks"), "'risks' cannot be made of a name", "people, roles"),
        ("Risk,Owner,Raised\nA,ana,03/04/2026\nB,ana,04/05/2026\n", ("--kind", "risks", "--project", "crm"), "Raised (row 2 and 1 more): 03/04/2026 may be dd/mm/yyyy or mm/dd/yyyy", "--dates dd/mm/yyyy"),
        ("Risk,Owner,Raised\nA,ana,46115\n", ("--kind", "risks", "--project", "crm"), "Raised (row 2): the number 46115 may be a day as spreadsheets count them, 2026-04-03", "serial"),
        ("Risk,Owner,Cost\nA,ana,\"1,234\"\n", ("--kind", "risks", "--project", "crm"), "Cost (row 2): 1,234 may be two different numbers", "--decimal ."),
        ("Owner,Status\nana,closed\n", ("--kind", "risks", "--project", "crm"), "no column says which of the risks a row is about", "--column COLUMN=title"),
        ("Risk,Owner\nA,ana\n", ("--kind", "risks", "--project", "crm", "--key", "raised"), "no column of the table fills raised, by which its rows are known again", "`key`"),
    ],
)  # fmt: skip
def test_what_is_refused(run, root, content, options, reason, advice):
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    outcome = run(content, *options)
    assert (outcome.code, outcome.out) == (2, "")
    assert reason in outcome.err
    assert advice in outcome.err
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == before


def test_other_numbers_of_the_table_settle_what_one_means(data, root):
    table = 'Risk,Owner,Cost\nA,ana,"1,234"\nB,ana,"12,345.50"\n'
    data(table, "--kind", "risks", "--project", "crm")
    assert [one["cost"] for one in load(root, "projects/crm/risks.yaml")["risks"]] == [1234, 12345.5]


def test_columns_that_nobody_knows(run):
    table = "Risk,Owner,Statuss,Foo bar,Empty\nA,ana,closed,x,\nB,ana,closed,y,\n"
    outcome = run(table, "--kind", "risks", "--project", "crm", "--dry-run")
    assert (
        "Columns left out: 2\n  Statuss (closed)\n    --column Statuss=status\n  Foo bar (x, y)\n"
    ) in outcome.out


def test_a_document_with_errors_is_not_touched(run, root):
    (root / "projects/crm/risks.yaml").write_text("risks: [{id: a}]\n")
    outcome = run("Risk,Owner\nA,ana\n", "--kind", "risks", "--project", "crm")
    assert outcome.code == 2
    assert "projects/crm/risks.yaml has errors" in outcome.err
    assert (root / "projects/crm/risks.yaml").read_text() == "risks: [{id: a}]\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("kind: [", "imports/table.map.yaml:2: the YAML cannot be read"),
        ("kind: risks\ncolums: {}\n", "imports/table.map.yaml:1: "),
        ("kind: risks\ncolumns:\n  Risk: titel\n", "imports/table.map.yaml:3: risks have no field 'titel'"),
        ("kind: rsks\n", "imports/table.map.yaml:1: there is no kind 'rsks'"),
        (
            "kind: risks\ncolumns:\n  Cost: {field: cost, unit: lots}\n",
            "imports/table.map.yaml:3: 'lots' is no unit",
        ),
        ("kind: risks\ndates: [dd]\n", "imports/table.map.yaml:2: 'dd' is no form of a date"),
        ("kind: risks\nvalues: {statu: {a: b}}\n", "imports/table.map.yaml:2: risks have no field 'statu'"),
        ("kind: risks\nkey: [titel]\n", "imports/table.map.yaml:2: risks have no field 'titel'"),
        ("- a\n", "imports/table.map.yaml:1: the document is a list"),
    ],
)
def test_maps_that_cannot_be_used(run, root, text, reason):
    (root / "imports").mkdir()
    (root / "imports/table.map.yaml").write_text(text)
    outcome = run("Risk,Owner\nA,ana\n", "--project", "crm")
    assert outcome.code == 2
    assert reason in outcome.err


def test_where_maps_may_be(run, root, tmp_path):
    outcome = run(
        "Risk,Owner\nA,ana\n", "--kind", "risks", "--project", "crm", "--map", tmp_path / "out.map.yaml"
    )
    assert (outcome.code, "lies outside of the portfolio" in outcome.err) == (2, True)
    (tmp_path / "out.map.yaml").write_text(
        "kind: risks\nproject: crm\ncolumns: {Risk: title, Owner: owner}\n"
    )
    assert run("Risk,Owner\nA,ana\n", "--map", tmp_path / "out.map.yaml").code == 0
    assert [path.name for path in (root / "imports").iterdir()] == ["out.state.json"]
    assert run("Risk,Owner\nA,ana\n", "--map", root).code == 2


def test_a_map_is_of_one_kind(run):
    run("Risk,Owner\nA,ana\n", "--kind", "risks", "--project", "crm")
    outcome = run("Name\nX\n", "--kind", "people")
    assert (outcome.code, "the map is one of risks, not of people" in outcome.err) == (2, True)


def test_in_indonesian(run):
    table = "Risiko,Pemilik risiko,Status,Kemungkinan,Tanggal dibuat\nVendor terlambat,ana,Diidentifikasi,3,3 Mei 2026\n"
    outcome = run(table, "--kind", "risks", "--project", "crm", "--lang", "id")
    assert (outcome.code, outcome.err) == (0, "")
    assert "crm/risks/vendor-terlambat" in outcome.out


def test_hostile_cells(data, run, root):
    table = (
        "Risk,Owner,Status,Mitigation,Cost\n"
        '"=cmd|\' /C calc\'!A0",ana,identified,"\x1b[31mred\u202e",1\n'
        '"${7*7} {{ 7*7 }} <script>",ana,identified,"- [x]: {y}",1\n'
        '"../../etc/passwd",ana,identified,"a: b #c\n---\n",1\n'
    )
    found = data(table, "--kind", "risks", "--project", "crm")
    assert len(found["made"]) == 3
    risks = load(root, "projects/crm/risks.yaml")["risks"]
    assert [one["title"] for one in risks] == [
        "=cmd|' /C calc'!A0",
        "${7*7} {{ 7*7 }} <script>",
        "../../etc/passwd",
    ]
    assert risks[0]["response"]["plan"] == "\x1b[31mred\u202e"
    outcome = run(table, "--dry-run", "--overwrite", "--column", "Mitigation=cause")
    assert "\x1b" not in outcome.out
    assert data(table)["unchanged"] == 3
