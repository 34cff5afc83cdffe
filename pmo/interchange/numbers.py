"""Numbers and money as people write them: signs, units, separators. What may be two numbers is never taken for one."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

DecimalMark = Literal[".", ","]
MOST_DIGITS = 30

UNITS: dict[str, int] = {
    **dict.fromkeys(("k", "thousand", "thousands", "tsd", "rb", "ribu"), 10**3),
    **dict.fromkeys(("m", "mm", "mn", "mln", "mio", "million", "millions", "jt", "juta"), 10**6),
    **dict.fromkeys(("b", "bn", "bln", "mrd", "billion", "billions", "miliar", "milyar"), 10**9),
    **dict.fromkeys(("tn", "trn", "trillion", "trillions", "triliun"), 10**12),
}
"""Factors by the words for them, in English, Indonesian and some of their neighbours."""
_DOUBTFUL_UNITS = frozenset(("m", "b", "mm"))
"""Units that mean something else where rupiah are counted: `M` is miliar, a thousand million."""
CURRENCIES: dict[str, frozenset[str]] = {
    "£": frozenset(("GBP", "EGP", "GIP", "FKP", "SHP")),
    "€": frozenset(("EUR",)),
    "$": frozenset(
        ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "TWD", "BRL", "CLP", "COP", "ARS", "JMD", "FJD")
    ),
    "us$": frozenset(("USD",)),
    "a$": frozenset(("AUD",)),
    "c$": frozenset(("CAD",)),
    "s$": frozenset(("SGD",)),
    "nz$": frozenset(("NZD",)),
    "hk$": frozenset(("HKD",)),
    "r$": frozenset(("BRL",)),
    "¥": frozenset(("JPY", "CNY")),
    "₹": frozenset(("INR",)),
    "₩": frozenset(("KRW",)),
    "₺": frozenset(("TRY",)),
    "₫": frozenset(("VND",)),
    "₱": frozenset(("PHP",)),
    "฿": frozenset(("THB",)),
    "₦": frozenset(("NGN",)),
    "₴": frozenset(("UAH",)),
    "zł": frozenset(("PLN",)),
    "rp": frozenset(("IDR",)),
    "rp.": frozenset(("IDR",)),
    "rm": frozenset(("MYR",)),
    "kr": frozenset(("SEK", "NOK", "DKK", "ISK")),
    "kr.": frozenset(("SEK", "NOK", "DKK", "ISK")),
    "fr.": frozenset(("CHF",)),
    "r": frozenset(("ZAR",)),
}
"""Currencies that a sign may stand for."""

_SIGNS = "|".join(re.escape(sign) for sign in sorted(CURRENCIES, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"""
    (?P<open>\()? \s* (?P<before>[-+])? \s*
    (?P<sign>{_SIGNS}|[A-Za-z]{{3}}(?=[\s0-9-]))? \s* (?P<inner>[-+])? \s*
    (?P<digits>[0-9][0-9.,'\u2019_ ]*|[.,][0-9]+) \s*
    (?P<unit>[A-Za-z]{{1,9}}\.?)?? \s* (?P<percent>%)? \s*
    (?P<after>{_SIGNS}|[A-Za-z]{{3}})? \s* (?P<trailing>-)? \s* (?P<close>\))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BLANKS = re.compile("[\u00a0\u2007\u2009\u202f]")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[.,'_\u2019 ][0-9]{2,3})*[.,'_\u2019 ][0-9]{3}")
_NO_FIGURE = re.compile("[^0-9]")
_FIGURES = frozenset("0123456789")
_MARKS: tuple[DecimalMark, ...] = (".", ",")


class Ambiguous(ValueError):
    """A text that may be two different numbers."""


class Amount(NamedTuple):
    """A number, and what was written around it."""

    value: Decimal
    currency: str | None = None
    """The sign or code of a currency, in lower case."""
    is_percentage: bool = False
    """The value is the fraction."""
    unit: str | None = None
    """The word for a factor that stood behind it: `m`, `juta`."""


def amount_of(text: str, mark: DecimalMark | None = None, units: Mapping[str, int] = {}) -> Amount | None:
    """The number that a text is; None where it is none. Raises :class:`Ambiguous` where it may be two.

    ``mark``: what stands before decimals; without it `1,234` is ambiguous. ``units``: words for factors, before
    the ones that are known.
    """
    match = _AMOUNT.fullmatch(_BLANKS.sub(" ", text).replace("\N{MINUS SIGN}", "-"))
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    signs = [sign for sign in match.group("open", "before", "inner", "trailing") if sign]
    currency = (match["sign"] or match["after"] or "").lower() or None
    if len(signs) > 1 or (match["sign"] and match["after"]):
        return None
    factor = _factor(match["unit"], currency, units)
    value = _read(match["digits"].strip(), mark)
    if factor is None or value is None:
        return None
    if signs and signs[0] != "+":
        value = -value
    value = value * factor
    return Amount(value / 100 if match["percent"] else value, currency, bool(match["percent"]), match["unit"])


def mark_in(text: str) -> DecimalMark | None:
    """What stands before decimals, where a number can be read in one way only: `1,234.50`, `0,5`, `1.234.567`."""
    match = _AMOUNT.fullmatch(_BLANKS.sub(" ", text))
    digits = match["digits"].strip() if match else ""
    if "." not in digits and "," not in digits:
        return None
    readings = [mark for mark in _MARKS if _figure(digits, mark) is not None]
    return readings[0] if len(readings) == 1 else None


def fits(currency: str, expected: str) -> bool:
    """Whether a sign or code may stand for the currency ``expected``."""
    return currency.upper() == expected or expected in CURRENCIES.get(currency.lower(), ())


def _factor(unit: str | None, currency: str | None, units: Mapping[str, int]) -> int | None:
    if not unit:
        return 1
    word = unit.rstrip(".").lower()
    own = {name.lower(): factor for name, factor in units.items()}
    if word in own:
        return own[word]
    if word in _DOUBTFUL_UNITS and currency in ("rp", "rp.", "idr"):
        raise Ambiguous
    return UNITS.get(word)


def _read(digits: str, mark: DecimalMark | None) -> Decimal | None:
    """The figure; where nobody says what stands before decimals, if there is only one way to read it."""
    if mark is not None:
        return _figure(digits, mark)
    readings = {figure for one in _MARKS if (figure := _figure(digits, one)) is not None}
    if len(readings) > 1:
        raise Ambiguous
    return next(iter(readings), None)


def _figure(digits: str, mark: DecimalMark) -> Decimal | None:
    whole, found, decimals = digits.partition(mark)
    if (found and not decimals.isdecimal()) or sum(map(str.isdecimal, digits)) > MOST_DIGITS:
        return None
    if whole and not whole.isdecimal():
        groups = _GROUPED.fullmatch(whole)
        if groups is None or len(set(whole) - _FIGURES) != 1:
            return None
    return Decimal(f"{_NO_FIGURE.sub('', whole) or '0'}.{decimals or '0'}")
