"""One table on a terminal, as Markdown and as CSV."""

import datetime
from decimal import Decimal

import pytest

from pmo.analysis.money import Money
from pmo.locale import language
from pmo.model.scalars import Measure, Period
from pmo.output.table import Column, as_csv, as_markdown, show
from pmo.output.terminal import Page

ENGLISH = language("en")


def columns():
    return [
        Column("id", "Project", ["crm", "data-platform"]),
        Column(
            "title", "Title", ["=cmd() | **bold**", "A platform for all the data there is"], flexible=True
        ),
        Column("due", "Due", [datetime.date(2026, 11, 1), None]),
        Column("amount", "Amount", [Money(Decimal(1250000), "EUR"), None], right=True),
        Column("owners", "Owners", [("ana", "budi"), ()], optional=True),
    ]


def drawn(width, **options):
    page = Page(width=width or 200, colour=False)
    show(page, columns(), ENGLISH, width=width, **options)
    return page.text()


def test_all_of_it_where_there_is_room():
    assert [line.split("  ")[0] for line in drawn(None).splitlines()] == ["Project", "crm", "data-platform"]
    assert "A platform for all the data there is" in drawn(None)
    assert drawn(None).splitlines()[1].endswith("1.25M  ana, budi")


@pytest.mark.parametrize("width", [60, 70, 80, 120])
def test_ids_days_and_figures_are_never_cut(width):
    text = drawn(width)
    assert max(map(len, text.splitlines())) <= width
    assert "data-platform" in text
    assert "1 Nov 2026" in text
    assert "1.25M" in text
    table, _, left_out = text.partition("Not shown for want of room: ")
    assert ("Owners" in table) == (width >= 70)
    assert ("Owners; a wider window" in " ".join(left_out.split())) == (width < 70)


def test_a_table_without_a_header():
    assert "Project" not in drawn(80, header=False)


def test_markdown_is_inert():
    assert (
        as_markdown(columns(), ENGLISH)
        .splitlines()[2]
        .startswith("| crm | =cmd() \\| \\*\\*bold\\*\\* | 1 Nov 2026 |")
    )


def test_csv_holds_values_and_no_formulas():
    assert as_csv(columns()) == (
        "id,title,due,amount,owners\n"
        'crm,\'=cmd() | **bold**,2026-11-01,1250000,"ana, budi"\n'
        "data-platform,A platform for all the data there is,,,\n"
    )


def test_values_of_every_type():
    values = [True, False, 3, 2.5, Decimal("1234.5"), Period("2026-Q4"), Measure(Decimal(7)), "x"]
    table = as_markdown([Column("a", "A", values)], ENGLISH).splitlines()[2:]
    assert [line.strip("| ") for line in table] == ["yes", "no", "3", "2.5", "1,234.5", "Q4 2026", "7", "x"]
    assert as_csv([Column("a", "A", values)]).splitlines()[1:] == [
        *("true", "false", "3", "2.5", "1234.5", "2026-Q4", "7", "x"),
    ]


def test_styles_by_value():
    page = Page(width=40, colour=True)
    show(
        page,
        [Column("a", "A", ["late", None], style=lambda value: "red" if value == "late" else "")],
        ENGLISH,
        width=40,
    )
    assert "\x1b[31mlate" in page.text()


def test_too_narrow_for_all_breaks_headers_and_texts_rather_than_figures():
    page = Page(width=44, colour=False)
    columns = [
        Column("address", "Milestone", ["customer-portal/plan/invoices-online"]),
        Column("day", "First day that is possible", [datetime.date(2027, 3, 19)]),
        Column("short", "Working days short", [1234567], right=True),
    ]
    show(page, columns, ENGLISH, width=44)
    text = page.text()
    assert max(map(len, text.splitlines())) <= 44
    assert "19 Mar 2027" in text
    assert "1,234,567" in text
    assert "".join(line.split()[0] for line in text.splitlines()[-3:] if line.split()).endswith("online")
