"""The edges of an import: words that may mean several, records that cannot be, documents of a project's method."""

import json

import pytest
import yaml

from tests import portfolios
from tests.commands import pmo

METHOD = {
    "id": "ours",
    "title": "Ours",
    "phases": [{"id": "build", "title": "Building"}],
    "gates": [{"id": "g1", "title": "Start", "after": "build"}],
}


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "office"
    folder.mkdir()
    return portfolios.write(
        folder, {"methods/ours.yaml": METHOD, "projects/crm/charter.yaml": portfolios.charter(method="ours")}
    )


@pytest.fixture
def data(root, tmp_path):
    def call(table, *options, code=(0, 1), name="table.csv"):
        file = tmp_path / name
        file.write_text(table)
        outcome = pmo("-C", root, "import", file, "--as-of", "2026-11-01", "--format", "json", *options)
        assert outcome.code in code, outcome.err
        return json.loads(outcome.out)["data"] if outcome.code < 2 else outcome.err

    return call


def load(root, path):
    return yaml.safe_load((root / path).read_bytes())


def reasons(items):
    return [one["reason"] for one in items]


def test_names_that_several_have(data, root):
    people = portfolios.people({"id": "ana-2", "name": "Ana Pereira", "role": "lead"})
    portfolios.write(root, {"people.yaml": people})
    table = 'Risk,Owner\nA,Ana Pereira\nB,ana-2\nC,"Pereira, Ana"\nD,Ana <ana>\n'
    found = data(table, "--kind", "risks", "--project", "crm")
    assert reasons(found["refused"]) == [
        "`owner`: Ana Pereira may be any of ana, ana-2", "`owner`: Pereira, Ana may be any of ana, ana-2",
    ]  # fmt: skip
    assert [one["owner"] for one in load(root, "projects/crm/risks.yaml")["risks"]] == ["ana-2", "ana"]


def test_people_that_rows_name_are_made_with_their_address(data, root):
    (root / "people.yaml").unlink()
    (root / "pmo.yaml").write_text("format: 1\noffice: {name: Test}\ncurrency: EUR\n")
    (root / "strategy.yaml").unlink()
    table = "Risk,Owner\nA,Joe Smith <joe@example.org>\nB,joe@example.org\n"
    (root / "projects/crm/charter.yaml").write_text(
        yaml.safe_dump(portfolios.charter(sponsor="joe-smith", manager="joe-smith", objectives=[]))
    )
    found = data(table, "--kind", "risks", "--project", "crm", "--create", "people")
    assert [one["address"] for one in found["made"]] == [
        "crm/risks/a",
        "crm/risks/b",
        "people/roles/member",
        "people/joe-smith",
    ]
    assert load(root, "people.yaml") == {
        "roles": [{"id": "member", "title": "Member"}],
        "people": [{"id": "joe-smith", "name": "Joe Smith", "email": "joe@example.org", "role": "member"}],
    }


def test_phases_and_methods(data, root):
    table = "Project ID,Name,Method,Phase,Status,Sponsor,PM\nerp,ERP,ours,Building,active,ana,budi\nweb,Web,agile,Beta,active,ana,budi\ncrm,,,build,,,\nx,X,nothing,build,active,ana,budi\n"
    found = data(table, "--kind", "projects")
    assert reasons(found["dropped"]) == ["there is no method nothing", "there is no phase build"]
    assert [
        load(root, f"projects/{one}/charter.yaml").get("phase") for one in ("erp", "web", "crm", "x")
    ] == ["build", "beta", "build", None]


def test_gate_reviews_and_milestones_of_other_projects(data, root):
    files = {"projects/erp/plan.yaml": {"milestones": [{"id": "m1", "title": "Data moved"}]}}
    portfolios.write(root, files | {"projects/crm/charter.yaml": portfolios.charter(method="ours")})
    found = data(
        "Gate,Planned,Held\nStart,2026-05-01,\nNo such,2026-05-01,\n",
        "--kind",
        "gate-reviews",
        "--project",
        "crm",
    )
    assert reasons(found["refused"]) == ["`gate`: there is no gate No such"]
    assert load(root, "projects/crm/gates.yaml")["reviews"][0]["gate"] == "g1"
    table = "Milestone,Baseline,After\nGo,2026-06-01,erp/data moved\nStop,2026-07-01,erp/nothing; zzz/m1\n"
    found = data(table, "--kind", "milestones", "--project", "crm", name="m.csv")
    assert len(found["dropped"]) == 2
    plan = load(root, "projects/crm/plan.yaml")["milestones"]
    assert [one.get("after") for one in plan] == [["erp/m1"], None]


def test_programmes_vendors_and_objectives_that_rows_name(data, root):
    table = "Project ID,Name,Programme,Status,Sponsor,PM\nerp,ERP,Renewal,active,ana,budi\nweb,Web,Brand new,active,ana,budi\n"
    found = data(table, "--kind", "projects", "--create", "programmes")
    assert [one["address"] for one in found["made"]] == ["erp", "web", "programmes/brand-new"]
    assert load(root, "strategy.yaml")["programmes"][-1] == {"id": "brand-new", "title": "Brand new"}


def test_an_id_that_another_record_has(data, root):
    portfolios.write(
        root,
        {
            "projects/crm/risks.yaml": {
                "risks": [{"id": "r1", "title": "Other", "owner": "ana", "status": "closed"}]
            }
        },
    )
    found = data("Ref,Risk,Owner\nR1,Late,ana\n", "--kind", "risks", "--project", "crm", "--key", "title")
    assert reasons(found["refused"]) == ["the id R1 is taken by another record"]


def test_a_single_value_is_not_taken_apart(data, root):
    risk = {"id": "r1", "title": "Late", "owner": "ana", "status": "closed", "impact": 3}
    portfolios.write(root, {"projects/crm/risks.yaml": {"risks": [risk]}})
    found = data(
        "Ref,Cost impact level\nr1,4\n",
        "--kind",
        "risks",
        "--project",
        "crm",
        "--column",
        "Cost impact level=impact.cost",
    )
    assert [(one["field"], one["reason"]) for one in found["kept"]] == [
        ("impact.cost", "there is a single value here, which is not taken apart")
    ]


def test_a_record_that_ends_before_it_begins(data):
    table = "Who,From,To,FTE\nana,2026-05-01,2026-01-01,1\n"
    found = data(table, "--kind", "allocations", "--project", "crm")
    assert reasons(found["refused"]) == ["`to`: 2026-01-01 is before 2026-05-01"]


def test_points_of_an_estimate_belong_together(data, root):
    table = "Risk,Owner,Low,Likely,High\nA,ana,1,2,3\nB,ana,1,,3\n"
    columns = [
        option
        for name, field in (("Low", "min"), ("Likely", "likely"), ("High", "max"))
        for option in ("--column", f"{name}=cost.{field}")
    ]
    found = data(table, "--kind", "risks", "--project", "crm", *columns)
    assert [one["row"] for one in found["dropped"]] == [3, 3]
    first, second = load(root, "projects/crm/risks.yaml")["risks"]
    assert first["cost"] == {"min": 1, "likely": 2, "max": 3}
    assert "cost" not in second


def test_sums_of_what_is_there(data, root):
    found = data(
        "Month,Cost\n2026-09,\nSep 2026,5\n2026-09,TBC later\n",
        "--kind",
        "actuals",
        "--project",
        "crm",
        "--sum",
        "cost",
    )
    assert load(root, "projects/crm/budget.yaml")["actuals"] == [
        {"period": "2026-09", "cost": 5, "note": "Cost: TBC later"}
    ]
    assert len(found["dropped"]) == 1


def test_columns_that_options_take_over(data, root):
    (root / "imports").mkdir()
    path = root / "imports/table.map.yaml"
    path.write_text(
        "kind: risks\nproject: crm\ncolumns:\n  Risk: title\n  Who: [owner, custom.who]\n  Until: {field: reviewed, dates: [dd/mm/yyyy]}\n"
    )
    data(
        "Risk,Who,Owner,Until\nA,budi,ana,03/04/2026\n",
        "--column",
        "Owner=owner",
        "--column",
        "Risk=title",
        "--column",
        "Risk=custom.name",
    )
    (risk,) = load(root, "projects/crm/risks.yaml")["risks"]
    assert (risk["owner"], risk["custom"], str(risk["reviewed"])) == (
        "ana",
        {"who": "budi", "name": "A"},
        "2026-04-03",
    )
    assert yaml.safe_load(path.read_text())["columns"] == {
        "Risk": ["title", "custom.name"], "Who": "custom.who", "Until": {"field": "reviewed", "dates": ["dd/mm/yyyy"]}, "Owner": "owner",
    }  # fmt: skip


def test_rows_whose_project_is_blank_or_unknown(data):
    found = data("Project,Risk,Owner\n,A,ana\nnone,B,ana\n", "--kind", "risks")
    assert reasons(found["refused"]) == ["no project is named", "there is no project none"]


def test_a_column_of_the_map_that_is_gone_leaves_its_field_alone(data, root):
    data("Risk,Owner,Cost\nA,ana,5\n", "--kind", "risks", "--project", "crm")
    found = data("Risk,Owner\nA,ana\n")
    assert (found["changed"], found["remarks"]) == (
        [],
        ["the map has a column Cost, which is not in the table"],
    )


def test_a_bad_status_update_leaves_the_project(data, root):
    table = "Project ID,RAG,Percent complete\ncrm,Exempt,45%\n"
    found = data(table, "--kind", "projects")
    assert [(one["column"], one["reason"]) for one in found["dropped"]] == [
        ("RAG", "Exempt is not one of green, amber, red"), ("Percent complete", "`overall` is missing"),
    ]  # fmt: skip
    assert load(root, "projects/crm/charter.yaml")["note"] == "RAG: Exempt\nPercent complete: 45%"


def test_a_second_status_update_of_the_same_day(data, root):
    data(
        "Project ID,RAG,Report date\ncrm,G,2026-10-01\n",
        "--kind",
        "projects",
        "--column",
        "Report date=status.date",
    )
    found = data("Project ID,RAG,Report date\ncrm,A,2026-10-01\n")
    assert [(one["field"], one["before"], one["after"]) for one in found["changed"]] == [
        ("status.overall", "green", "amber")
    ]
    found = data("Project ID,RAG,Report date\ncrm,R,2026-10-08\n")
    assert found["written"] == ["imports/table.state.json", "projects/crm/status/2026-10-08.yaml"]


def test_what_the_door_refuses_is_refused_whole(data, root):
    before = sorted(root.rglob("*.yaml"))
    office = portfolios.office(
        custom_fields={"risks": {"type": "object", "properties": {"code": {"type": "integer"}}}}
    )
    portfolios.write(root, {"pmo.yaml": office})
    err = data(
        "Risk,Owner,Code\nA,ana,x\n",
        "--kind",
        "risks",
        "--project",
        "crm",
        "--column",
        "Code=custom.code",
        code=(2,),
    )
    assert "this would bring 1 error" in err
    assert sorted(root.rglob("*.yaml")) == before


def test_the_screen_of_a_second_import(data, root, tmp_path):
    table = "Ref,Risk,Owner,Cost\nR1,A,ana,5\nR2,B,ana,6\nR3,C,ana,7\n"
    data(table, "--kind", "risks", "--project", "crm")
    path = root / "projects/crm/risks.yaml"
    path.write_text(path.read_text().replace("cost: 5", "cost: 55").replace("cost: 6", "cost: 66"))
    (tmp_path / "table.csv").write_text("Ref,Risk,Owner,Cost\nR1,A,ana,8\nR2,BB,ana,6\n")
    outcome = pmo("-C", root, "import", tmp_path / "table.csv", "--as-of", "2026-11-01")
    assert outcome.out == (
        "table.csv: Risks, 2 rows\n"
        "columns by the map imports/table.map.yaml\n"
        "\n"
        "Changed: 1\n"
        "  crm/risks/R2\n"
        "    title: B → BB\n"
        "\n"
        "Kept as it is here: 2\n"
        "  crm/risks/R1 cost: it was edited here, and the table has changed as well\n"
        "    here 55; table 8\n"
        "  crm/risks/R2 cost: it was edited here; the table still says the same\n"
        "\n"
        "No longer in the table: 1\n"
        "  crm/risks/R3\n"
        "\n"
        "0 records made, 1 changed, 2 unchanged, 1 conflict\n"
        "2 files written.\n"
        "--overwrite takes what the table says.\n"
    )
    outcome = pmo(
        "-C", root, "import", tmp_path / "table.csv", "--as-of", "2026-11-01", "--overwrite", "--lang", "id"
    )
    assert "    cost: 55 → 8 (menimpa yang diubah di sini)\n" in outcome.out
    assert "1 rekaman dari impor sebelumnya masih tidak ada di tabel.\n" in outcome.out


def test_long_lists_are_cut_after_and_whole_before(data, root, tmp_path):
    rows = "".join(f"R{number},Risk {number},ana,{number}\n" for number in range(30))
    file = tmp_path / "table.csv"
    file.write_text("Ref,Risk,Owner,Cost\n" + rows)
    options = ("-C", root, "import", file, "--kind", "risks", "--project", "crm", "--as-of", "2026-11-01")
    assert "R29" in pmo(*options, "--dry-run").out
    out = pmo(*options).out
    assert "R29" not in out
    assert "  ... and 10 more (--format json lists all)\n" in out
    file.write_text("Ref,Risk,Owner,Cost\n" + rows.replace("Risk", "Threat"))
    out = pmo(*options).out
    assert out.count("Threat") == 20
    assert "... and 10 more" in out


def test_projects_are_not_made_beside_one_that_cannot_be_read(data, root):
    (root / "projects/crm/charter.yaml").write_text("id: crm\n")
    err = data("Name,Status,Sponsor,PM\nProject crm,active,ana,budi\n", "--kind", "projects", code=(2,))
    assert "projects/crm/charter.yaml has errors" in err


def test_a_vanished_row_of_a_vendor_that_is_gone(data, root):
    portfolios.write(
        root,
        {"vendors.yaml": {"vendors": [{"id": "acme", "name": "Acme"}, {"id": "other", "name": "Other"}]}},
    )
    data("Supplier,Contract\nAcme,CRM\nOther,ERP\n", "--kind", "contracts")
    portfolios.write(root, {"vendors.yaml": {"vendors": [{"id": "acme", "name": "Acme"}]}})
    found = data("Supplier,Contract\nAcme,New\n")
    assert [one["address"] for one in found["made"]] == ["vendors/acme/contracts/new"]
    assert found["vanished"] == []


def test_a_placeholder_that_nobody_needs_any_more_is_not_made_again(data, root):
    table = "Project ID,Name,Status\nerp,ERP,active\n"
    options = ("--default", "sponsor=Nobody yet", "--default", "manager=budi", "--create", "people")
    found = data(table, "--kind", "projects", *options)
    assert [one["address"] for one in found["made"]] == ["erp", "people/nobody-yet"]
    charter = root / "projects/erp/charter.yaml"
    charter.write_text(charter.read_text().replace("nobody-yet", "ana"))
    portfolios.write(root, {"people.yaml": portfolios.people()})
    found = data(table)
    assert (found["made"], found["changed"], found["kept"], found["written"]) == ([], [], [], [])


@pytest.mark.parametrize(
    "table",
    [
        "Nr;Risiko;Verantwortlicher;Wahrscheinlichkeit;Auswirkung;Maßnahmen;Status\n"
        "1;Lieferant zu spät;ana;3;4;Wöchentlich anrufen;bewertet\n"
        "2;Wenig Kunden;budi;2;2;;eingetreten\n",
        "No;Uraian Risiko;PJ;Peluang;Tingkat Dampak;Tindak Lanjut;Status\n"
        "1;Lieferant zu spät;ana;3;4;Wöchentlich anrufen;dinilai\n"
        "2;Wenig Kunden;budi;2;2;;terjadi\n",
    ],
)
def test_registers_in_german_and_indonesian(data, root, table):
    found = data(table, "--kind", "risks", "--project", "crm")
    assert (found["dropped"], found["refused"]) == ([], [])
    first, second = load(root, "projects/crm/risks.yaml")["risks"]
    assert first == {
        "id": "risk-1", "title": "Lieferant zu spät", "owner": "ana", "probability": 3, "impact": 4,
        "status": "assessed", "response": {"plan": "Wöchentlich anrufen"},
    }  # fmt: skip
    assert (second["id"], second["status"]) == ("risk-2", "occurred")


def test_a_number_is_no_id_and_rows_are_known_again_by_it(data, root):
    table = "No,Milestone,Planned,After\n1,Start,2026-12-01,\n2,Live,2027-01-15,1\n"
    options = ("--kind", "milestones", "--project", "crm")
    data(table, *options)
    plan = load(root, "projects/crm/plan.yaml")["milestones"]
    assert [(one["id"], one.get("after")) for one in plan] == [
        ("milestone-1", None),
        ("milestone-2", ["milestone-1"]),
    ]
    again = data(table.replace("Live", "Go-live"), *options)
    assert (again["made"], [one["after"] for one in again["changed"]]) == ([], ["Go-live"])
    for state in (root / "imports").glob("*.state.json"):
        state.unlink()
    assert data(table.replace("Live", "Go-live"), *options)["made"] == []


def test_a_status_that_was_assumed_comes_from_the_next_table(data, root):
    options = ("--kind", "risks", "--project", "crm")
    data("Id,Title,Owner\nlate,Late,ana\n", *options)
    assert load(root, "projects/crm/risks.yaml")["risks"][0]["status"] == "identified"
    found = data("Id,Title,Owner,Status\nlate,Late,ana,\n", *options, "--column", "Status=status")
    assert (found["changed"], found["kept"]) == ([], [])
    found = data("Id,Title,Owner,Status\nlate,Late,ana,assessed\n", *options, "--column", "Status=status")
    assert (found["kept"], len(found["changed"])) == ([], 1)
    assert load(root, "projects/crm/risks.yaml")["risks"][0]["status"] == "assessed"


def test_people_that_are_made_are_said_to_have_the_first_role(data):
    found = data("Risk,Owner\nA,Nora New\n", "--kind", "risks", "--project", "crm", "--create", "people")
    assert any(
        "people without a role got the first one of the office, lead" in one for one in found["remarks"]
    )
    found = data("Name\nOtto Other\n", "--kind", "people", name="staff.csv")
    assert any(
        "people without a role got the first one of the office, lead" in one for one in found["remarks"]
    )


def test_a_meaning_for_a_field_that_no_column_fills_is_refused(data):
    table = "Risk,Owner\nA,ana\n"
    options = ("--kind", "risks", "--project", "crm", "--value", "status:Open=identified")
    said = data(table, *options, code=(2,))
    assert "no column fills 'status'\n  these are filled: owner, title" in said


@pytest.mark.parametrize(
    ("day", "form"), [("03.04.2026", "dd.mm.yyyy"), ("3-4-26", "dd-mm-yy"), ("03/04/2026", "dd/mm/yyyy")]
)
def test_the_form_of_dates_that_is_proposed_looks_like_the_dates(data, day, form):
    table = f"Risk,Owner,Raised\nA,ana,{day}\n"
    said = data(table, "--kind", "risks", "--project", "crm", code=(2,))
    assert f"such as --dates {form}\n" in said
    assert data(table, "--kind", "risks", "--project", "crm", "--dates", form)["made"]
