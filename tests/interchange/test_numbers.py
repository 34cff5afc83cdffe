"""Numbers and money as people write them; what may be two numbers is never taken for one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.interchange.numbers import Ambiguous, amount_of, fits, mark_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("1250.5", "1250.5"),
        ("£6.24", "6.24"),
        ("£ 1,234.50", "1234.50"),
        ("€ 1.234,50", "1234.50"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("12,34,567.00", "1234567"),
        ("1 234 567,89", "1234567.89"),
        ("1\N{NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567,8", "1234567.8"),
        ("1'234.50", "1234.50"),
        ("USD 1,200.5", "1200.5"),
        ("5 EUR", "5"),
        ("1,5", "1.5"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1234.567", "1234.567"),
        (".5", "0.5"),
        ("1.25m", "1250000"),
        ("£6bn", "6000000000"),
        ("6.2 million", "6200000"),
        ("1,2 M€", "1200000"),
        ("3 k€", "3000"),
        ("5 jt", "5000000"),
        ("Rp 1.000.000", "1000000"),
        ("Rp1.500.000,50", "1500000.50"),
        ("2 miliar", "2000000000"),
        ("5 Mio.", "5000000"),
        ("-£5", "-5"),
        ("£-5", "-5"),
        ("+7", "7"),
        ("(1,234.00)", "-1234"),
        ("1,234.5-", "-1234.5"),
        ("\N{MINUS SIGN}12", "-12"),
        ("8%", "0.08"),
        ("-12.5 %", "-0.125"),
    ],
)
def test_numbers(text, value):
    amount = amount_of(text)
    assert amount is not None
    assert amount.value == Decimal(value)


@pytest.mark.parametrize(
    "text", ["1,234", "1.234", "£32,614", "€999.999", "Rp 5 M", "IDR 3 b", "-1,234", "1,234%"]
)
def test_what_may_be_two_numbers(text):
    with pytest.raises(Ambiguous):
        amount_of(text)


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [("1,234", ".", "1234"), ("1,234", ",", "1.234"), ("1.234", ",", "1234"), ("1.234", ".", "1.234")],
)
def test_what_stands_before_decimals_settles_it(text, mark, value):
    assert amount_of(text, mark).value == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "-",
            "£",
            "%",
            "TBC",
            "Exempt under Section 43",
            "~5",
            "5-10",
            "c. 5m",
            "5m+",
            ">10",
            "1,",
            "1.2.3,4,5",
        ),
        *(
            "--5",
            "(5",
            "5)",
            "(-5)",
            "£5 EUR",
            "5 apples",
            "1,23,4",
            "1 2 3",
            "01,234,567",
            "1e5",
            "0x10",
            "\u0663",
        ),
        "9" * 31,
    ],
)
def test_what_is_no_number(text):
    assert amount_of(text) is None


def test_a_number_that_does_not_fit_what_was_declared_is_none():
    assert amount_of("1.5", ",") is None
    assert amount_of("1,5", ".") is None


def test_units_of_the_office_come_first():
    assert amount_of("Rp 5 M", units={"m": 10**9}).value == 5 * 10**9
    assert amount_of("3 lakh", units={"Lakh": 100_000}).value == 300_000


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1,234.5", "."), ("0,5", ","), ("12.50", "."), ("1.234.567", ","), ("1,234,567", "."),
        ("1,234", None), ("1234", None), ("3.4.2026", None), ("words", None), ("", None),
    ],
)  # fmt: skip
def test_the_mark_that_a_number_shows(text, mark):
    assert mark_in(text) == mark


@pytest.mark.parametrize(
    ("sign", "currency", "expected"),
    [("£", "GBP", True), ("£", "EUR", False), ("$", "USD", True), ("$", "AUD", True), ("us$", "AUD", False),
     ("eur", "EUR", True), ("eur", "USD", False), ("rp", "IDR", True)],
)  # fmt: skip
def test_signs_and_currencies(sign, currency, expected):
    assert fits(sign, currency) is expected


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12)


@given(
    NUMBERS,
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("", ".")]),
    st.sampled_from(["", "£", "€ ", "Rp "]),
)
def test_a_number_comes_back_as_it_was_written(number, marks, sign):
    thousands, mark = marks
    text = f"{abs(number):,.2f}".replace(",", "T").replace(".", mark).replace("T", thousands)
    text = f"{'-' if number < 0 else ''}{sign}{text}"
    assert amount_of(text, mark).value == number


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_none_or_ambiguous(text):
    try:
        amount = amount_of(text)
    except Ambiguous:
        readings = (
            {amount_of(text, mark) for mark in (".", ",")}
            if "m" not in text.lower() and "b" not in text.lower()
            else {1, 2}
        )
        assert len(readings) == 2
        return
    assert amount is None or amount.value.is_finite()


@given(st.text(alphabet="0123456789.,'- £€%()kmM", max_size=20))
def test_nobody_is_told_a_number_that_the_other_mark_would_read_otherwise(text):
    try:
        amount = amount_of(text)
    except Ambiguous:
        return
    if amount is not None:
        readings = {found.value for mark in (".", ",") if (found := amount_of(text, mark)) is not None}
        assert readings == {amount.value}
