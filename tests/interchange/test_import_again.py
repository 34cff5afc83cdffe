"""The same table again, changed, beside what people edited meanwhile: nothing doubles, nothing is lost in silence."""

import json

import pytest
import yaml

from tests import portfolios
from tests.commands import pmo

HEADER = "Ref,Risk,Owner,Status,Probability,Cost,Notes\n"
FIRST = HEADER + "R1,Vendor late,ana,identified,3,1000,\nR2,Staff leaves,budi,identified,2,,first\n"


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "office"
    folder.mkdir()
    return portfolios.write(folder)


@pytest.fixture
def bring(root, tmp_path):
    def call(table, *options):
        file = tmp_path / "risks.csv"
        file.write_text(table)
        outcome = pmo(
            "-C",
            root,
            "import",
            file,
            "--project",
            "crm",
            "--as-of",
            "2026-11-01",
            "--format",
            "json",
            *options,
        )
        assert outcome.err == ""
        return json.loads(outcome.out)["data"]

    return call


@pytest.fixture
def edit(root):
    path = root / "projects/crm/risks.yaml"

    def change(old, new):
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return change


def risks(root):
    return {
        one["id"]: one for one in yaml.safe_load((root / "projects/crm/risks.yaml").read_bytes())["risks"]
    }


def changed(data):
    return [
        (one["address"].rpartition("/")[2], one["field"], one["before"], one["after"])
        for one in data["changed"]
    ]


def kept(data):
    return [
        (one["address"].rpartition("/")[2], one["field"], one["here"], one["source"], one["conflict"])
        for one in data["kept"]
    ]


def test_a_changed_table_changes_what_it_made(bring, root):
    bring(FIRST)
    found = bring(
        HEADER
        + "R2,Key staff leaves,ana,responding,2,500,first\nr1,Vendor late,ana,identified,,2000.50,\nR3,New,ana,identified,,,\n"
    )
    assert changed(found) == [
        ("R2", "title", "Staff leaves", "Key staff leaves"),
        ("R2", "owner", "budi", "ana"),
        ("R2", "status", "identified", "responding"),
        ("R2", "cost", None, "500"),
        ("R1", "probability", "3", None),
        ("R1", "cost", "1000", "2000.5"),
    ]
    assert [one["address"] for one in found["made"]] == ["crm/risks/R3"]
    assert list(risks(root)) == ["R1", "R2", "R3"]
    assert "probability" not in risks(root)["R1"]


def test_what_people_edited_stays_and_is_told(bring, edit, root):
    bring(FIRST)
    edit("status: identified\n    probability: 3", "status: responding\n    probability: 4")
    again = bring(FIRST)
    assert (again["changed"], again["written"]) == ([], [])
    assert kept(again) == [
        ("R1", "status", "responding", "identified", False), ("R1", "probability", "4", "3", False),
    ]  # fmt: skip
    later = bring(FIRST.replace("identified,3,1000", "closed,4,1500"))
    assert changed(later) == [("R1", "cost", "1000", "1500")]
    assert kept(later) == [("R1", "status", "responding", "closed", True)]
    assert later["kept"][0]["reason"] == "it was edited here, and the table has changed as well"
    assert risks(root)["R1"]["status"] == "responding"


def test_overwrite_takes_the_table_and_says_so(bring, edit, root):
    bring(FIRST)
    edit("probability: 3", "probability: 5")
    found = bring(FIRST, "--overwrite")
    assert changed(found) == [("R1", "probability", "5", "3")]
    assert found["changed"][0]["overwrites"] is True
    assert risks(root)["R1"]["probability"] == 3
    assert bring(FIRST)["kept"] == []


def test_a_conflict_stays_one_until_it_is_settled(bring, edit, root):
    bring(FIRST)
    edit("probability: 3", "probability: 5")
    changed_table = FIRST.replace("identified,3", "identified,4")
    for _ in range(2):
        assert kept(bring(changed_table)) == [("R1", "probability", "5", "4", True)]
    edit("probability: 5", "probability: 4")
    assert bring(changed_table)["kept"] == []


def test_a_field_that_people_removed_stays_away(bring, edit, root):
    bring(FIRST)
    edit("    cost: 1000\n", "")
    assert kept(bring(FIRST)) == [("R1", "cost", None, "1000", False)]
    assert kept(bring(FIRST.replace("1000", "1200"))) == [("R1", "cost", None, "1200", True)]
    bring(FIRST.replace("1000", "1200"), "--overwrite")
    assert risks(root)["R1"]["cost"] == 1200


def test_a_field_that_people_filled_is_not_emptied(bring, edit, root):
    bring(FIRST)
    edit("    title: Staff leaves\n", "    title: Staff leaves\n    cost: 7\n")
    assert kept(bring(FIRST)) == []
    found = bring(FIRST.replace("identified,2,,first", "identified,2,9,first"))
    assert kept(found) == [("R2", "cost", "7", "9", True)]
    assert found["kept"][0]["reason"] == "it stood here before, and no import brought it"


def test_what_the_table_empties_goes_unless_people_edited_it(bring, edit, root):
    bring(FIRST)
    edit("cost: 1000", "cost: 1001")
    found = bring(FIRST.replace("identified,3,1000", "identified,,"))
    assert changed(found) == [("R1", "probability", "3", None)]
    assert kept(found) == [("R1", "cost", "1001", None, True)]
    bring(FIRST.replace("identified,3,1000", "identified,,"), "--overwrite")
    assert "cost" not in risks(root)["R1"]


def test_what_must_have_a_value_keeps_the_last_one(bring, root):
    bring(FIRST)
    found = bring(FIRST.replace("ana,identified", ",identified"))
    assert kept(found) == [("R1", "owner", "ana", None, False)]
    assert found["kept"][0]["reason"] == "there has to be a value, and the table holds none any more"


def test_ids_stay_when_titles_are_edited_here_and_in_the_table(bring, edit, root):
    table = "Risk,Owner,Status\nVendor late,ana,identified\n"
    bring(table, "--kind", "risks")
    edit("title: Vendor late", "title: The vendor is late")
    found = bring(table)
    assert (found["made"], found["unchanged"]) == ([], 1)
    assert list(risks(root)) == ["vendor-late"]


def test_a_record_that_is_known_by_what_it_says(bring, root):
    portfolios.write(
        root,
        {
            "projects/crm/risks.yaml": {
                "risks": [{"id": "late", "title": "Vendor LATE", "owner": "ana", "status": "closed"}]
            }
        },
    )
    found = bring("Risk,Owner,Status,Cost\nVendor late,ana,identified,5\n", "--kind", "risks")
    assert changed(found) == [("late", "cost", None, "5")]
    assert kept(found) == [
        ("late", "title", "Vendor LATE", "Vendor late", True), ("late", "status", "closed", "identified", True),
    ]  # fmt: skip


def test_two_records_that_say_the_same(bring, root):
    one = {"title": "Late", "owner": "ana", "status": "closed"}
    portfolios.write(root, {"projects/crm/risks.yaml": {"risks": [{"id": "a", **one}, {"id": "b", **one}]}})
    found = bring("Risk,Owner,Status\nLate,ana,identified\n", "--kind", "risks")
    assert found["refused"] == [{"row": 2, "reason": "it may be any of crm/risks/a, crm/risks/b"}]


def test_a_removed_record_is_not_made_again(bring, root):
    bring(FIRST)
    path = root / "projects/crm/risks.yaml"
    data = yaml.safe_load(path.read_bytes())
    del data["risks"][0]
    path.write_text(yaml.safe_dump(data, sort_keys=False))
    found = bring(FIRST)
    assert (found["made"], list(risks(root))) == ([], ["R2"])
    assert [(one["address"], one["reason"]) for one in found["kept"]] == [
        ("crm/risks/R1", "it was removed here since the last import")
    ]
    bring(FIRST, "--overwrite")
    assert list(risks(root)) == ["R2", "R1"]


def test_rows_that_have_vanished_are_told_once_and_kept(bring, root):
    bring(FIRST)
    short = HEADER + "R2,Staff leaves,budi,identified,2,,first\n"
    found = bring(short)
    assert ([one["address"] for one in found["vanished"]], found["gone"]) == (["crm/risks/R1"], 0)
    assert list(risks(root)) == ["R1", "R2"]
    found = bring(short)
    assert (found["vanished"], found["gone"]) == ([], 1)
    assert bring(FIRST)["gone"] == 0
    assert [one["address"] for one in bring(short)["vanished"]] == ["crm/risks/R1"]


def test_what_a_vanished_row_gets(bring, edit, root):
    bring(FIRST)
    path = root / "imports/risks.map.yaml"
    path.write_text(path.read_text() + "vanished: {status: closed}\n")
    only_header = HEADER + "R9,Other,ana,identified,,,\n"
    edit("owner: budi\n    status: identified", "owner: budi\n    status: responding")
    found = bring(only_header)
    assert changed(found) == [("R1", "status", "identified", "closed")]
    assert kept(found) == [("R2", "status", "responding", "closed", True)]
    edit("status: closed", "status: responding")
    assert bring(only_header)["changed"] == []
    back = bring(FIRST)
    assert kept(back)[0] == ("R1", "status", "responding", "identified", True)


def test_nothing_has_vanished_where_a_row_cannot_say_what_it_is_about(bring):
    bring(FIRST)
    found = bring(HEADER + "R2,Staff leaves,budi,identified,2,,first\n,No ref,ana,identified,,,\n")
    assert found["vanished"] == []
    assert "rows that are gone from the table were not looked for" in found["remarks"][-1]


def test_a_cell_with_an_error_leaves_the_field_alone(bring, tmp_path, root):
    from tests.interchange.books import workbook

    rows = [["Ref", "Risk", "Owner", "Status", "Cost"], ["R1", "Vendor late", "ana", "identified", 100]]
    file = workbook(tmp_path / "risks.xlsx", ("Risks", rows))
    options = ("--project", "crm", "--as-of", "2026-11-01", "--format", "json")
    pmo("-C", root, "import", file, *options)
    rows[1][4] = "#N/A"
    workbook(file, ("Risks", rows))
    found = json.loads(pmo("-C", root, "import", file, *options).out)["data"]
    assert [(one["value"], one["noted"]) for one in found["dropped"]] == [("#N/A", False)]
    assert risks(root)["R1"]["cost"] == 100


def test_text_in_place_of_a_number_becomes_a_note_and_goes_with_it(bring, root):
    bring(FIRST)
    found = bring(FIRST.replace("3,1000,", "3,Exempt under Section 43,see file"))
    assert changed(found) == [
        ("R1", "cost", "1000", None),
        ("R1", "note", None, "see file\nCost: Exempt under Section 43"),
    ]
    found = bring(FIRST.replace("3,1000,", "3,1100,see file"))
    assert changed(found) == [
        ("R1", "cost", None, "1100"),
        ("R1", "note", "see file\nCost: Exempt under Section 43", "see file"),
    ]


def test_a_note_of_people_is_kept(bring, edit, root):
    bring(FIRST)
    edit("title: Vendor late\n", "title: Vendor late\n    note: ours\n")
    found = bring(FIRST.replace("3,1000,", "3,TBA,"))
    assert kept(found) == [("R1", "note", "ours", "Cost: TBA", True)]


def test_only_what_changed_differs_in_the_file(bring, root):
    bring(FIRST)
    path = root / "projects/crm/risks.yaml"
    before = (
        path.read_text()
        .replace("    cost: 1000\n", "    cost: 1000  # from finance\n")
        .replace("risks:\n", "# ours\nrisks:\n")
    )
    path.write_text(before)
    bring(FIRST.replace(",3,", ",4,"))
    assert path.read_text() == before.replace("probability: 3", "probability: 4")


def test_the_memory_can_be_merged_and_says_when_it_cannot_be_read(bring, root):
    bring(FIRST)
    path = root / "imports/risks.state.json"
    lines = path.read_text().splitlines()
    assert len(lines) == 4
    assert [json.loads(line.rstrip(","))["key"] for line in lines[1:3]] == [["crm", "r1"], ["crm", "r2"]]
    path.write_text("{")
    outcome = pmo("-C", root, "import", root.parent / "risks.csv")
    assert (outcome.code, "imports/risks.state.json cannot be read" in outcome.err) == (2, True)
    path.write_text('{"format": 2, "records": []}')
    outcome = pmo("-C", root, "import", root.parent / "risks.csv")
    assert (outcome.code, "was written by a newer pmo" in outcome.err) == (2, True)


def test_without_the_memory_the_record_is_still_known(bring, root):
    bring(FIRST)
    (root / "imports/risks.state.json").unlink()
    found = bring(FIRST.replace(",3,", ",4,"))
    assert (found["made"], kept(found)) == ([], [("R1", "probability", "3", "4", True)])


def test_two_projects_with_one_map(bring, root, tmp_path):
    portfolios.write(root, {"projects/erp/charter.yaml": portfolios.charter("erp")})
    bring(FIRST)
    found = bring(FIRST, "--project", "erp")
    assert [one["address"] for one in found["made"]] == ["erp/risks/R1", "erp/risks/R2"]
    assert found["vanished"] == []
    assert "project: crm" in (root / "imports/risks.map.yaml").read_text()
    assert bring(FIRST)["vanished"] == []


def test_several_columns_for_one_field_by_preference(bring, root):
    (root / "imports").mkdir()
    (root / "imports/risks.map.yaml").write_text(
        "kind: risks\ncolumns:\n  Ref: id\n  Risk: title\n  Owner: owner\n  Agreed*: cost\n  Guessed*: {field: cost, unit: thousand}\n"
    )
    bring("Ref,Risk,Owner,Agreed (EUR),Guessed (EUR k)\nR1,A,ana,,2\nR2,B,ana,7,3\nR3,C,ana,open,4\n")
    assert [one["cost"] for one in risks(root).values()] == [2000, 7, 4000]
    assert risks(root)["R3"]["note"] == "Agreed (EUR): open"
