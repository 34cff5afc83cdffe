"""From cells to values of fields: every sort of field, every sort of cell."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.findings import message
from pmo.interchange.cells import Fault, Percentage, cleaned, shortened, written
from pmo.interchange.kinds import TABLE_KINDS
from pmo.interchange.merging import is_said_by
from pmo.interchange.rows import Given, heading, note_of
from pmo.interchange.values import Rules, Unusable, ValueReader, in_cell

DAY = datetime.date(2026, 4, 3)


def value(kind, field, cell, currency="EUR", **rules):
    found = ValueReader(TABLE_KINDS[kind].field(field), Rules(**rules)).read(cell, currency)
    return str(found.reason) if isinstance(found, Unusable) else found


@pytest.mark.parametrize(
    ("kind", "field", "cell", "expected"),
    [
        ("risks", "title", " Two\N{NO-BREAK SPACE} words \r\n here ", "Two words\nhere"),
        ("risks", "title", 7, "7"),
        ("risks", "title", Decimal("2.50"), "2.5"),
        ("risks", "title", DAY, "2026-04-03"),
        ("risks", "title", True, "true"),
        ("risks", "title", Percentage("0.4"), "40%"),
        ("risks", "title", "", None),
        ("risks", "title", None, None),
        ("risks", "id", "R 001/2", "R-001-2"),
        ("risks", "id", "---", "--- gives no id"),
        ("risks", "probability", "4", 4),
        ("risks", "probability", 4, 4),
        ("risks", "probability", Decimal("4.0"), 4),
        ("risks", "probability", "4.5", "4.5 is no whole number"),
        ("risks", "probability", "7", "7 is outside of 1 to 5"),
        ("risks", "probability", "High", "High is no number from 1 to 5"),
        ("risks", "likelihood", "40%", Decimal("0.4")),
        ("risks", "likelihood", Percentage("0.4"), Decimal("0.4")),
        ("risks", "likelihood", "40", "40 is outside of 0 to 1; write 40%"),
        ("risks", "cost", "-5", "-5 is less than 0"),
        ("risks", "cost", Percentage("0.4"), "40% is a percentage, where an amount belongs"),
        ("risks", "cost", DAY, "2026-04-03 is no number"),
        ("risks", "cost", True, "true is no number"),
        ("risks", "cost", "€ 5", 5),
        ("risks", "cost", "$ 5", "$ 5 is not in EUR"),
        ("risks", "cost", "9" * 31, f"{'9' * 31} is no number"),
        ("risks", "cost", "x" * 100, f"{'x' * 59}… is no number"),
        ("risks", "days", "5", 5),
        ("risks", "days", "5m", "5m is no number"),
        ("risks", "cost", "5m", 5_000_000),
        ("allocations", "load", "£2", "£2 is no number"),
        ("risks", "cost.min", "5", 5),
        ("risks", "status", "IN PROGRESS", "IN PROGRESS is not one of identified, assessed, responding, occurred, closed"),
        ("risks", "status", "Closed", "closed"),
        ("risks", "status", "ditutup", "closed"),
        ("risks", "type", "Peluang", "opportunity"),
        ("risks", "raised", DAY, "2026-04-03"),
        ("risks", "raised", "3 April 2026", "2026-04-03"),
        ("risks", "raised", "soon", "soon is no date"),
        ("risks", "raised", "y" * 100, f"{'y' * 59}… is no date"),
        ("risks", "raised", 46115, "the number 46115 may be a day as spreadsheets count them, 2026-04-03"),
        ("risks", "raised", "03/04/2026", "03/04/2026 may be dd/mm/yyyy or mm/dd/yyyy"),
        ("risks", "tags", "people, board; money\nmore", ["people", "board", "money", "more"]),
        ("risks", "affects", "a, b", ["a", "b"]),
        ("risks", "custom.ref", "007", "007"),
        ("risks", "custom.ref", "12", 12),
        ("risks", "custom.ref", "12.5", Decimal("12.5")),
        ("risks", "custom.ref", "true", True),
        ("risks", "custom.ref", DAY, "2026-04-03"),
        ("risks", "custom.ref", Decimal("2.0"), 2),
        ("issues", "status", "In progress", "in-progress"),
        ("issues", "status", "sedang_dikerjakan", "in-progress"),
        ("projects", "status.overall", "G", "green"),
        ("projects", "status.overall", "yellow", "amber"),
        ("projects", "status.overall", "Kuning", "amber"),
        ("projects", "status.overall", "Amber/Red", "Amber/Red is not one of green, amber, red"),
        ("projects", "status.percent_complete", "45%", 45),
        ("projects", "status.percent_complete", Percentage("0.45"), 45),
        ("projects", "status.percent_complete", "145", "145 is outside of 0 to 100"),
        ("projects", "currency", "gbp", "GBP"),
        ("projects", "currency", "€", "EUR"),
        ("projects", "currency", "euros", "EUROS cannot stand in `currency`"),
        ("projects", "success_criteria", "One; and two", "One; and two"),
        ("projects", "success_criteria", "One\nTwo", ["One", "Two"]),
        ("projects", "scope.in", "One\n\nTwo", ["One", "Two"]),
        ("projects", "selection.mandatory", "x", True),
        ("milestones", "critical", "Ya", True),
        ("milestones", "critical", "0", False),
        ("milestones", "critical", False, False),
        ("milestones", "critical", "maybe", "maybe is neither yes nor no"),
        ("allocations", "load", "50%", Decimal("0.5")),
        ("benefits", "target", "all of them", "all of them"),
        ("benefits", "target", "1500", 1500),
        ("actuals", "period", DAY, "2026-04"),
        ("actuals", "period", 2026, 2026),
        ("actuals", "period", "Q1 2026", "2026-Q1"),
        ("actuals", "period", "03/04/2026", "03/04/2026 may be dd/mm/yyyy or mm/dd/yyyy"),
        ("actuals", "period", "z" * 80, f"{'z' * 59}… is no period"),
        ("actuals", "period", "someday", "someday is no period"),
        ("actuals", "cost", "-5", -5),
        ("gate-reviews", "criteria.case-written.result", "met", "met"),
    ],
)  # fmt: skip
def test_values(kind, field, cell, expected):
    assert value(kind, field, cell) == expected


def test_faults_say_why():
    assert value("risks", "cost", Fault("#N/A", message("broken"))) == "broken"


def test_what_the_map_says():
    rules = {"values": {"high": 4, "n/a": None, "3": 2, "people": "staff"}, "empty": frozenset({"tbc"})}
    assert value("risks", "probability", " HIGH ", **rules) == 4
    assert value("risks", "probability", "n/a", **rules) is None
    assert value("risks", "probability", 3, **rules) == 2
    assert value("risks", "probability", "TBC", **rules) is None
    assert value("risks", "tags", "people; board", **rules) == ["staff", "board"]
    assert value("risks", "cost", "1,5", factor=1000) == 1500
    assert value("risks", "cost", "1,234", decimal=",") == Decimal("1.234")
    assert value("risks", "raised", "46115", dates=("serial",)) == "2026-04-03"
    assert value("risks", "raised", "03/04/2026", dates=("dd/mm/yyyy",)) == "2026-04-03"
    assert value("benefits", "target", "Exempt", factor=10**6) == "Exempt is no number"
    assert value("projects", "success_criteria", "One\n1,234", decimal=".") == ["One", "1,234"]


def test_a_list_with_one_that_cannot_be_used():
    assert value("projects", "selection.mandatory", "perhaps") == "perhaps is neither yes nor no"
    assert value("gate-reviews", "planned", "1\n2") == "1 2 is no date"


def test_cells_of_values():
    assert in_cell(["a", "b"]) == "a\nb"
    assert in_cell(["a\nb", "c"]) is None
    assert in_cell({"min": 1}) is None
    assert in_cell(Decimal("2.50")) == Decimal("2.50")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=10),
        lambda inner: st.lists(inner, max_size=3),
    )
)
def test_a_value_is_said_by_its_own_cell(plain):
    cell = in_cell(plain)
    if cell is not None:
        assert is_said_by(Given("another", "Column", written(cell)), plain) or not cleaned(written(cell))


@given(st.text(max_size=60))
def test_cleaning_is_done_once(text):
    assert cleaned(cleaned(text)) == cleaned(text)
    assert "\n" not in shortened(text)
    assert len(shortened(text)) <= 60


CELLS = (
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.dates()
    | st.text(max_size=40) | st.from_regex(r"[£€$]?[0-9.,]{1,8}[kmb%]?", fullmatch=True)
)  # fmt: skip


@given(st.sampled_from(sorted(TABLE_KINDS)), st.data())
def test_any_cell_gives_a_value_that_the_model_takes_or_a_reason(kind, data):
    name = data.draw(st.sampled_from(TABLE_KINDS[kind].names))
    field = TABLE_KINDS[kind].find(name)
    if field is None:
        return  # whose record it is
    cell = data.draw(CELLS)
    found = ValueReader(field, Rules(decimal=".", dates=("dd/mm/yyyy",))).read(cell, "EUR")
    assert not isinstance(found, Unusable) or str(found.reason)


def test_notes():
    notes = {
        "Cost (£m) (including everything that anybody could think of)": "Exempt",
        "End": "Exempt",
        "Other": "x",
    }
    assert (
        note_of(notes)
        == "Cost (£m) (including everything that anybody could think of), End: Exempt\nOther: x"
    )
    long = "TOTAL Baseline Whole Life Costs (£m) (including Non-Government Costs)"
    assert heading(long) == "TOTAL Baseline Whole Life Costs"
    assert heading("x" * 80) == "x" * 59 + "…"
