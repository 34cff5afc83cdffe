"""`pmo vendors` and its report: what is owed, late, missed and near, and what hangs on whom."""

import csv
import datetime
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.calendars import WorkingCalendar
from pmo.analysis.supply import notice_day, supply
from pmo.model.vendors import Contract
from tests import portfolios
from tests.commands import pmo
from tests.golden import check
from tests.portfolios import AS_OF, charter, office, only

EXAMPLE = ("--as-of", "2026-11-01")
DAY = datetime.date


def data(root, *options):
    outcome = pmo("-C", root, "vendors", *EXAMPLE, "--format", "json", *options)
    assert (outcome.code, outcome.err) == (0, "")
    return json.loads(outcome.out)["data"]


@pytest.mark.parametrize(("language", "width"), [("en", 120), ("en", 80), ("id", 80)])
@pytest.mark.parametrize("vendor", [(), ("metervast",)])
def test_the_example_on_a_terminal(example, request, monkeypatch, language, width, vendor):
    monkeypatch.setenv("COLUMNS", str(width))
    outcome = pmo(
        "-C", example, "vendors", *vendor, *EXAMPLE, "--lang", language, "--color", "never", terminal=True
    )
    assert outcome.code == 0
    assert max(len(line) for line in outcome.out.splitlines()) <= width
    check(request, f"control/vendors{'-one' if vendor else ''}-{language}-{width}.txt", outcome.out)


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_report_of_the_example(example, request, language):
    outcome = pmo("-C", example, "report", "vendors", *EXAMPLE, "--lang", language)
    assert (outcome.code, outcome.err) == (0, "")
    title, _, _, *rest = outcome.out.splitlines(keepends=True)  # without the revision
    check(request, f"control/report-vendors-{language}.md", title + "".join(rest))


def test_markdown_csv_and_json_agree(example):
    found = data(example)
    outcome = pmo("-C", example, "vendors", *EXAMPLE, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(outcome.out)))
    assert [row["address"] for row in rows] == [one["address"] for one in found["contracts"]]
    for row, one in zip(rows, found["contracts"], strict=True):
        assert Decimal(row["value"]) == Decimal(one["value"])
        assert row["notice_by"] == one["notice_by"]
    assert sum(Decimal(row["value"]) for row in rows) == Decimal(found["value"])
    page = pmo("-C", example, "vendors", *EXAMPLE, "--format", "markdown").out
    assert all(f"| {one['id']} |" in page for one in found["vendors"])


def test_shares_add_up_and_one_vendor_alone_has_the_same_ones(example):
    found = data(example)
    assert sum(one["share_of_invoiced"] for one in found["vendors"]) == pytest.approx(1)
    assert sum(one["share_of_value"] for one in found["vendors"]) == pytest.approx(1)
    squares = sum(one["share_of_invoiced"] ** 2 for one in found["vendors"])
    assert found["concentration"]["hhi"] == pytest.approx(squares)
    assert found["concentration"]["with_vendors"] == sum(
        one["critical_milestones"] for one in found["vendors"]
    )
    (alone,) = data(example, "Metervast B.V.")["vendors"]
    assert alone == next(one for one in found["vendors"] if one["id"] == "metervast")
    assert data(example, "vendors/MeterVast")["vendor"] == "metervast"


def test_it_agrees_with_the_findings(example):
    found = data(example)
    outcome = pmo("-C", example, "validate", *EXAMPLE, "--format", "json", "--select", "PMO72")
    codes = [one["code"] for one in json.loads(outcome.out)["data"]["findings"]]
    assert codes.count("PMO721") == sum(bool(one["goes_on"]) for one in found["contracts"])
    assert codes.count("PMO722") == sum(one["overdue"] for one in found["vendors"])
    assert codes.count("PMO725") == sum(one["levels_missed"] for one in found["vendors"])
    assert codes.count("PMO726") == sum(one["notice"] == "near" for one in found["contracts"])


def contract(id_="deal", **fields):
    return {"id": id_, "title": id_} | fields


def vendors(*contracts, **fields):
    return {
        "vendors.yaml": {"vendors": [{"id": "acme", "name": "Acme", "contracts": list(contracts)} | fields]}
    }


ACTIVE = {"projects/crm/charter.yaml": charter(state="active")}


def test_contracts_notice_and_money(tmp_path):
    root = portfolios.write(
        tmp_path,
        vendors(
            contract("past", end="2026-10-30", notice_days=5, value=100, invoiced=100, paid=100),
            contract("missed", start="2026-01-01", end="2026-11-30", notice_days=60, value=50),
            contract("near", end="2026-12-31", notice_days=30, value=200, invoiced=80, paid=50),
            contract("today", end="2026-11-01", notice_days=0),
            contract("later", start="2027-01-01", end="2030-12-31", notice_days=10),
            contract("foreign", value=7, currency="JPY"),
            contract("open"),
        )
        | {"pmo.yaml": office(calendar={"workweek": ["mon", "tue", "wed", "thu", "fri"]})},
    )
    found = data(root)
    rows = {row["address"].rpartition("/")[2]: row for row in found["contracts"]}
    assert {id_: (row["state"], row["notice"], row["notice_by"]) for id_, row in rows.items()} == {
        "past": ("ended", None, "2026-10-23"),
        "missed": ("running", "passed", "2026-09-07"),
        "near": ("running", "near", "2026-11-19"),
        "today": ("running", "near", "2026-11-01"),
        "later": ("to-come", "later", "2030-12-17"),
        "foreign": ("running", None, None),
        "open": ("running", None, None),
    }
    assert rows["near"]["notice_in_days"] == 14
    assert (rows["near"]["left"], rows["near"]["unpaid"], rows["near"]["invoiced_share"]) == (
        "120",
        "30",
        0.4,
    )
    assert (rows["foreign"]["value"], rows["foreign"]["own_value"]) == (None, "7")
    assert rows["foreign"]["reason"] == "there is no exchange rate for its currency"
    assert found["not_converted"] == ["vendors/acme/contracts/foreign"]
    (acme,) = found["vendors"]
    assert (acme["value"], acme["invoiced"], acme["unpaid"], acme["notices"]) == ("350", "180", "30", 3)
    text = pmo("-C", root, "vendors", *EXAMPLE).out
    assert "notice day has passed" in text
    assert "notice within 14 working days" in text
    assert "Not in the sums: vendors/acme/contracts/foreign" in text
    assert "**passed**" in pmo("-C", root, "report", "vendors", *EXAMPLE).out


def test_deliverables_stand_as_they_did_on_the_day(tmp_path):
    deliverables = [
        {"title": "late", "due": "2026-10-15"},
        {"title": "came late", "due": "2026-10-15", "delivered": "2026-10-20", "accepted": "2026-10-22"},
        {"title": "waits", "due": "2026-10-20", "delivered": "2026-10-19"},
        {"title": "accepted alone", "accepted": "2026-10-19"},
        {"title": "to come", "due": "2026-11-01", "delivered": "2026-11-02"},
        {"title": "no day"},
    ]
    root = portfolios.write(tmp_path, vendors(contract(deliverables=deliverables)))
    rows = {row["title"]: row for row in data(root)["deliverables"]}
    assert {title: (row["state"], row["late_days"], row["waiting_days"]) for title, row in rows.items()} == {
        "late": ("overdue", 11, 0),
        "waits": ("delivered", 0, 9),
        "to come": ("planned", 0, 0),
        "no day": ("planned", 0, 0),
        "came late": ("accepted", 3, 0),
        "accepted alone": ("accepted", 0, 0),
    }
    assert list(rows) == ["late", "waits", "to come", "no day", "came late", "accepted alone"]
    assert rows["to come"]["delivered"] is None
    (acme,) = data(root)["vendors"]
    assert (acme["overdue"], acme["not_accepted"], acme["delivered_late"]) == (1, 1, 1)


def test_service_levels_both_ways_and_scorecards_over_time(tmp_path):
    levels = [
        {"measure": "up", "target": 0.9, "actual": 0.8},
        {"measure": "down", "target": 2, "actual": 3, "direction": "down"},
        {"measure": "met", "target": 2, "actual": 2, "direction": "down"},
        {"measure": "unmeasured", "target": 2},
        {"measure": "later", "target": 2, "actual": 1, "period": "2026-12"},
    ]
    reviews = [
        {"date": "2026-09-01", "quality": 4, "cost": 5},
        {"date": "2026-03-01", "quality": 3, "delivery": 2},
        {"date": "2026-06-01", "comment": "no scores"},
        {"date": "2026-10-01", "quality": 4.5},
        {"date": "2026-10-20", "quality": 1},
        {"date": "2026-12-01", "quality": 5},
    ]
    found = data(portfolios.write(tmp_path, vendors(contract(service_levels=levels), reviews=reviews)))
    assert [(row["measure"], row["missed"]) for row in found["service_levels"]] == [
        ("up", True), ("down", True), ("met", False), ("unmeasured", None),
    ]  # fmt: skip
    assert [(row["date"], row["mean"], row["trend"]) for row in found["reviews"]] == [
        ("2026-03-01", "2.5", None),
        ("2026-06-01", None, None),
        ("2026-09-01", "4.5", "better"),
        ("2026-10-01", "4.5", "same"),
        ("2026-10-20", "1.0", "worse"),
    ]
    (acme,) = found["vendors"]
    assert (acme["levels"], acme["levels_missed"], acme["score"], acme["trend"]) == (3, 2, "1.0", "worse")


def test_what_hangs_on_a_vendor(tmp_path):
    files = vendors(contract(project="crm", end="2026-09-30", value=10)) | ACTIVE
    files["projects/crm/plan.yaml"] = {"milestones": [
        {"id": "a", "title": "A", "baseline": "2026-12-01", "critical": True, "vendor": "ACME"},
        {"id": "b", "title": "B", "baseline": "2027-01-04", "critical": True, "vendor": "ghost"},
        {"id": "c", "title": "C", "baseline": "2026-09-01", "actual": "2026-09-01", "critical": True, "vendor": "acme"},
    ]}  # fmt: skip
    files["projects/crm/budget.yaml"] = {"lines": [{"id": "x", "title": "X", "amount": 40, "vendor": "acme"}]}
    files["projects/crm/risks.yaml"] = {"risks": [
        {"id": "r", "title": "R", "owner": "ana", "status": "assessed", "vendor": "acme", "probability": 5, "impact": 5},
        {"id": "gone", "title": "G", "owner": "ana", "status": "closed", "vendor": "acme"},
    ]}  # fmt: skip
    root = portfolios.write(tmp_path, files)
    outcome = pmo("-C", root, "vendors", *EXAMPLE, "--format", "json", "--force")
    found = json.loads(outcome.out)["data"]
    assert found["unknown"] == ["ghost"]
    (acme,) = found["vendors"]
    assert (acme["projects"], acme["critical_milestones"], acme["share_of_critical"]) == (["crm"], 1, 0.5)
    assert (acme["budgeted"], acme["risks"], acme["open_milestones"]) == ("40", 1, 1)
    assert found["contracts"][0]["goes_on"] == ["crm"]
    assert [row["risk"]["address"] for row in found["risks"]] == ["crm/risks/r"]


def test_only_the_vendors_of_the_projects_that_are_asked_for(tmp_path):
    files = {
        "vendors.yaml": {
            "vendors": [
                {
                    "id": "acme",
                    "name": "Acme",
                    "contracts": [contract("a", project="crm", value=1), contract("f", value=2)],
                },
                {"id": "beta", "name": "Beta", "contracts": [contract("b", project="erp", value=4)]},
            ]
        },
        "projects/erp/charter.yaml": charter("erp"),
    }
    root = portfolios.write(tmp_path, files)
    found = data(root, "--project", "crm")
    assert [row["id"] for row in found["vendors"]] == ["acme"]
    assert found["value"] == "3"
    assert data(root)["value"] == "7"
    assert data(root, "beta")["value"] == "4"


def test_an_office_without_vendors(tmp_path):
    root = portfolios.write(tmp_path)
    for format_ in ("text", "markdown", "csv", "json"):
        assert pmo("-C", root, "vendors", *EXAMPLE, "--format", format_).code == 0
    assert pmo("-C", root, "report", "vendors", *EXAMPLE).code == 0
    assert "pmo new vendor" in pmo("-C", root, "vendors", *EXAMPLE, terminal=True).err


def test_an_unknown_vendor_is_refused_with_the_nearest(example):
    outcome = pmo("-C", example, "vendors", "metrvast", *EXAMPLE)
    assert (outcome.code, outcome.out) == (2, "")
    assert "there is no vendor 'metrvast'" in outcome.err
    assert "metervast" in outcome.err
    assert "pmo list vendors" in pmo("-C", example, "vendors", "zzzzzz", *EXAMPLE).err


def test_texts_of_users_are_inert(tmp_path):
    root = portfolios.write(tmp_path, vendors(contract(title="a|b [x](y) \x1b[31m"), contact="=cmd()|x"))
    for call in (("vendors", "acme"), ("vendors", "acme", "--format", "markdown"), ("report", "vendors")):
        page = pmo("-C", root, *call, *EXAMPLE).out
        assert "\x1b" not in page
        if call[-1] != "acme":
            assert "[x](y)" not in page
            assert "a|b" not in page


@given(st.dates(DAY(2000, 1, 1), DAY(2100, 1, 1)), st.integers(0, 300))
def test_notice_leaves_as_many_working_days_as_agreed(end, days):
    calendar = WorkingCalendar(["mon", "tue", "wed", "thu", "fri"])
    day = notice_day(calendar, Contract(id="x", title="X", end=end, notice_days=days))
    assert day <= end
    assert days == 0 or calendar.is_working_day(day)
    after = (
        calendar.working_days_in(day, end) - 1
        if calendar.is_working_day(end)
        else calendar.working_days_in(day, end)
    )
    assert days == 0 or after == days


@pytest.mark.parametrize(("days", "day"), [(30, "2026-11-19"), (0, "2026-12-31"), (None, None)])
def test_the_day_of_notice_is_the_same_on_every_screen(tmp_path, days, day):
    root = portfolios.write(tmp_path, vendors(contract("deal", end="2026-12-31", notice_days=days)))
    (one,) = data(root)["contracts"]
    listed, owed = (
        json.loads(pmo("-C", root, *call, "--format", "json", *EXAMPLE).out)["data"]
        for call in (("list", "contracts"), ("todo", "--within", "90"))
    )
    due = [row["due"] for row in owed["obligations"] if row["kind"] == "contract-notice"]
    assert one["notice_by"] == day
    assert [row["notice_by"] for row in listed["items"]] == [day]
    assert due == ([day] if day else [])


def test_concentration_of_nothing_is_unknown(tmp_path):
    found = portfolios.portfolio(tmp_path, vendors(contract(value=5)))
    whole = supply(found, found.projects.values(), found.holders, AS_OF)
    assert (whole.concentration, whole.share(whole.suppliers[0], "invoiced")) == (None, None)
    assert whole.critical_share(whole.suppliers[0]) is None
    assert whole.share(whole.suppliers[0], "value") == 1.0


# findings


def both_sides(found):
    return (found.where.path, str(found.message)), [
        (one.where.path, str(one.message)) for one in found.related
    ]


def test_notice_that_is_near_is_found_with_the_end(tmp_path):
    found = only(tmp_path, "PMO726", vendors(contract(end="2026-12-31", notice_days=30)))
    assert both_sides(found) == (
        ("vendors.yaml", "Acme: notice can be given until 2026-11-19"),
        [("vendors.yaml", "the end of the contract")],
    )
    assert found.severity == "info"


def test_a_delivery_that_waits_for_acceptance_is_found_with_its_day(tmp_path):
    fresh = {"title": "Fresh", "delivered": "2026-10-26"}
    old = {"title": "Old", "due": "2026-09-15", "delivered": "2026-09-14"}
    found = only(tmp_path, "PMO727", vendors(contract(deliverables=[fresh, old])))
    assert both_sides(found) == (
        ("vendors.yaml", "Old of Acme has waited for acceptance for 34 working days"),
        [("vendors.yaml", "the day of delivery")],
    )


def test_a_milestone_with_a_vendor_without_a_contract_is_found_with_the_vendor(tmp_path):
    milestones = [
        {"id": "a", "title": "A", "baseline": "2027-03-31", "vendor": "acme"},
        {"id": "b", "title": "B", "baseline": "2027-04-30", "vendor": "acme"},
    ]
    files = vendors(contract(project="erp")) | ACTIVE | {"projects/crm/plan.yaml": {"milestones": milestones}}
    found = only(tmp_path, "PMO728", files | {"projects/erp/charter.yaml": charter("erp")})
    assert both_sides(found) == (
        ("projects/crm/plan.yaml", "Acme has no contract for this project"),
        [("vendors.yaml", "the vendor")],
    )


def test_an_overdue_delivery_names_the_milestone_that_waits(tmp_path):
    milestones = [
        {"id": "later", "title": "L", "baseline": "2027-04-30", "vendor": "acme"},
        {"id": "next", "title": "N", "baseline": "2027-03-31", "vendor": "acme"},
    ]
    files = vendors(contract(project="crm", deliverables=[{"title": "Batch", "due": "2026-09-15"}])) | ACTIVE
    found = only(tmp_path, "PMO722", files | {"projects/crm/plan.yaml": {"milestones": milestones}})
    assert both_sides(found)[1] == [("projects/crm/plan.yaml", "the milestone next is still open")]


def test_what_is_accepted_before_its_delivery_is_found_with_the_delivery(tmp_path):
    deliverables = [{"title": "Batch", "delivered": "2026-09-20", "accepted": "2026-09-15"}]
    found = only(tmp_path, "PMO724", vendors(contract(deliverables=deliverables)))
    assert both_sides(found)[1] == [("vendors.yaml", "the day of delivery")]
