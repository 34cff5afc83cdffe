"""`pmo finance` and its report as their readers see them."""

import csv
import io
import json
from decimal import Decimal

import pytest

from tests import portfolios
from tests.commands import pmo
from tests.golden import check
from tests.portfolios import charter, office
from tests.repositories import commit

EXAMPLE = ("--as-of", "2026-11-01")


def data(root, *options):
    outcome = pmo("-C", root, "finance", *EXAMPLE, "--format", "json", *options)
    assert (outcome.code, outcome.err) == (0, "")
    return json.loads(outcome.out)["data"]


@pytest.mark.parametrize(("language", "width"), [("en", 120), ("en", 80), ("id", 80)])
def test_the_example_on_a_terminal(example, request, monkeypatch, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    outcome = pmo("-C", example, "finance", *EXAMPLE, "--lang", language, "--color", "never", terminal=True)
    assert outcome.code == 0
    assert max(len(line) for line in outcome.out.splitlines()) <= width
    check(request, f"control/finance-{language}-{width}.txt", outcome.out)


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_report_of_the_example(example, request, language):
    outcome = pmo("-C", example, "report", "finance", *EXAMPLE, "--lang", language)
    assert (outcome.code, outcome.err) == (0, "")
    title, _, _, *rest = outcome.out.splitlines(keepends=True)  # without the revision
    check(request, f"control/report-finance-{language}.md", title + "".join(rest))


@pytest.mark.parametrize("by", ["programme", "vendor", "category", "line"])
def test_every_question_fits_a_terminal_and_a_page(example, monkeypatch, by):
    monkeypatch.setenv("COLUMNS", "80")
    for options in ((), ("--period", "month", "--spread")):
        outcome = pmo(
            "-C", example, "finance", *EXAMPLE, "--by", by, *options, "--color", "never", terminal=True
        )
        assert outcome.code == 0
        assert max(len(line) for line in outcome.out.splitlines()) <= 80
        assert pmo("-C", example, "finance", *EXAMPLE, "--by", by, *options, "--format", "markdown").code == 0


@pytest.mark.parametrize("by", ["project", "vendor", "line"])
def test_csv_and_json_agree(example, by):
    found = data(example, "--by", by)
    outcome = pmo("-C", example, "finance", *EXAMPLE, "--by", by, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(outcome.out)))
    sums = {row["key"]: row for row in rows if row["level"] == by and not row["period"]}
    assert sums.keys() == {row["key"] or "" for row in found["rows"]}
    for row in found["rows"]:
        for name in ("planned", "actual", "forecast", "budget"):
            own = sums[row["key"] or ""][name]
            assert (Decimal(own) if own else None) == (Decimal(row[name]) if row[name] is not None else None)
    periods = [row for row in rows if row["level"] == "all" and row["period"]]
    assert [row["period"] for row in periods] == [one["period"] for one in found["periods"]]
    assert sum(Decimal(row["planned"]) for row in periods) == Decimal(found["total"]["planned"])


def test_it_agrees_with_evm_and_status(example):
    found = data(example)
    evm = json.loads(pmo("-C", example, "evm", *EXAMPLE, "--format", "json").out)["data"]
    by_project = {one["project"]: one for one in evm["projects"]}
    for row in found["rows"]:
        if row["estimate"] is not None:
            assert Decimal(row["estimate"]) == Decimal(by_project[row["key"]]["eac"]["bottom_up"])
            assert Decimal(row["estimate"]) == Decimal(row["actual"] or 0) + Decimal(row["forecast"])
        if row["estimate_cpi"] is not None:
            assert Decimal(row["estimate_cpi"]) == Decimal(by_project[row["key"]]["eac"]["cpi"])
    portfolio = json.loads(pmo("-C", example, "report", "portfolio", *EXAMPLE, "--format", "json").out)[
        "data"
    ]
    totals = portfolio["totals"]
    for name, theirs in (("approved", "approved"), ("actual_to_date", "actual"), ("estimate", "estimate"),
                         ("estimated_approved", "estimated_approved"), ("overrun", "overrun")):  # fmt: skip
        assert Decimal(found["life"][name]) == Decimal(totals[theirs]["amount"])


def test_the_headline_says_where_the_year_will_end(example):
    found = data(example)
    year = found["fiscal_year"]
    assert (year["period"], year["outlook"], year["planned"], year["difference"]) == (
        "FY2026", "9118000", "9465000", "-347000",
    )  # fmt: skip
    assert sorted(year["left_out"]) == ["drought-buffer", "fleet-electrification"]
    assert [row["project"] for row in year["projects"]][:2] == ["billing-renewal", "scada-renewal"]
    assert [row["address"] for row in found["to_decide"]][:3] == [
        "billing-renewal", "smart-meters-rollout", "scada-renewal",
    ]  # fmt: skip


def test_vendors_have_their_lines_and_their_contracts(example):
    rows = {row["key"]: row for row in data(example, "--by", "vendor")["rows"]}
    roofs = rows["zonnerij"]
    assert (roofs["budget"], roofs["actual"], roofs["forecast"]) == ("395000", "205000", "190000")
    assert roofs["contracts"] == {
        "value": "395000",
        "invoiced": "205000",
        "paid": "205000",
        "not_converted": [],
    }
    licence = rows["facturio"]
    assert (licence["actual"], licence["contracts"]["value"]) == (None, "901600.00")
    assert licence["reasons"]["actual"] == "it is not recorded by budget line"


PLAIN = {
    "projects/crm/charter.yaml": charter(state="active"),
    "projects/crm/budget.yaml": {
        "approved": 300,
        "plan": [{"period": "2026", "planned": 300}],
        "actuals": [{"period": "2026-Q3", "cost": 120}],
    },
}


def test_longer_periods_stand_apart_until_they_are_spread(tmp_path):
    root = portfolios.write(tmp_path, PLAIN)
    outcome = pmo("-C", root, "finance", *EXAMPLE, terminal=True)
    assert "Longer" in outcome.out
    assert "--spread" in outcome.err
    assert data(root)["apart_periods"] == ["2026"]
    spread = data(root, "--spread", "--from", "2026-07", "--to", "2026-09-30")
    assert [(one["period"], one["planned"]) for one in spread["periods"]] == [("2026-Q3", "75.00")]
    assert "evenly over their months" in pmo("-C", root, "finance", *EXAMPLE, "--spread").out


def test_what_is_not_known_says_why(tmp_path):
    found = data(portfolios.write(tmp_path, PLAIN))
    (row,) = found["rows"]
    assert (row["forecast"], row["estimate"], row["difference"]) == (None, None, None)
    assert row["reasons"]["forecast"] == "there is no forecast of the cost to complete"
    assert found["fiscal_year"]["outlook"] is None
    text = pmo("-C", tmp_path, "finance", *EXAMPLE).out
    assert "FY 2026: where it will end is not known" in text
    assert "Without a forecast of the cost to complete: crm" in text


def test_an_office_without_any_money(tmp_path):
    root = portfolios.write(tmp_path)
    for format_ in ("text", "markdown", "csv", "json"):
        assert pmo("-C", root, "finance", *EXAMPLE, "--format", format_).code == 0
    assert pmo("-C", root, "report", "finance", *EXAMPLE).code == 0
    assert data(root)["left_out"] == {"crm": "there is no budget"}


def test_missing_rates_are_named(tmp_path):
    files = {
        "projects/crm/budget.yaml": {
            "approved": 5,
            "currency": "JPY",
            "plan": [{"period": "2026-01", "planned": 5}],
        }
    }
    root = portfolios.write(tmp_path, files)
    found = data(root)
    assert found["rows"][0]["reasons"]["all"] == "there is no exchange rate for its currency"
    assert found["life"]["not_converted"] == ["crm"]
    assert (
        "Not in the sums: crm (there is no exchange rate for its currency)"
        in pmo("-C", root, "finance", *EXAMPLE).out
    )
    assert "crm" in pmo("-C", root, "report", "finance", *EXAMPLE).out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--from", "soon"), "'soon' is neither a day nor a period"),
        (("--to", "2026-13"), "'2026-13' is neither a day nor a period"),
        (("--from", "2027", "--to", "2026"), "--from 2027 comes after --to 2026"),
        (("--by", "colour"), "colour"),
        (("--last", "0"), "0"),
        (("--since", "2026-01-01"), "git"),
    ],
)
def test_mistakes_are_told(tmp_path, options, said):
    outcome = pmo("-C", portfolios.write(tmp_path, PLAIN), "finance", *EXAMPLE, *options)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err


def test_texts_of_users_are_inert(tmp_path):
    files = PLAIN | {"projects/crm/charter.yaml": charter(state="active", title="a|b\x07 [x](y) =cmd()")}
    root = portfolios.write(tmp_path, files)
    page = pmo("-C", root, "report", "finance", *EXAMPLE).out
    assert "a|b" not in page
    assert "\x07" not in page
    assert "[x](y)" not in page


def test_what_moved_since_an_earlier_day(tmp_path):
    portfolios.write(tmp_path, PLAIN | {"pmo.yaml": office(governance={"tolerances": {"cost": 0}})})
    budget = tmp_path / "projects/crm/budget.yaml"
    budget.write_text(budget.read_text() + "forecast: [{period: 2026-12, cost: 180}]\n")
    commit(tmp_path, "before", "2026-09-30")
    budget.write_text(budget.read_text().replace("cost: 180", "cost: 230"))
    commit(tmp_path, "after", "2026-10-31")
    found = data(tmp_path, "--since", "2026-09-30")
    assert found["since"] == "2026-09-30"
    assert [(row["address"], row["approved"], row["estimate"]) for row in found["moved"]] == [
        ("crm", "0", "50")
    ]
    assert found["to_decide"][0]["cost"] == "50"
    assert (
        "What moved since 30 September 2026"
        in pmo("-C", tmp_path, "finance", *EXAMPLE, "--since", "2026-09-30").out
    )
