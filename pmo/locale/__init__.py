"""What readers see, in their language: texts from gettext catalogues; dates, numbers and money through Babel.

The one door to Babel, which is imported only once something is formatted. Nothing here looks at the
machine's own locale, time zone or clock. A further language is a folder: `<code>/LC_MESSAGES/pmo.po`,
compiled with `tools/catalogues.py`.
"""

import gettext
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pmo.errors import PmoError
from pmo.locale.labels import LABELS

if TYPE_CHECKING:
    from babel import Locale

SOURCE_LANGUAGE = "en"
"""Language of the message ids; it has no catalogue."""
DOMAIN = "pmo"

_FOLDER = Path(__file__).parent
_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}|[0-9]{3}))?")
_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_DEFAULT_REGION = {"en": "001"}
"""Where a language without a region is at home; English means the one that all of the world reads."""


def installed() -> tuple[str, ...]:
    """Codes of the languages that can be asked for."""
    found = {path.parent.parent.name for path in _FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return tuple(sorted({SOURCE_LANGUAGE, *found}))


def is_installed(code: str) -> bool:
    """Whether :func:`language` knows the code."""
    try:
        language(code)
    except PmoError:
        return False
    return True


def language(code: str) -> "Language":
    """The language of a code: `en`, `id`, or with a region (`en-US`) whose dates and numbers are wanted."""
    match = _CODE.fullmatch(code)
    if match is None or match[1].lower() not in installed():
        raise PmoError(
            f"there is no language {code!r}",
            f"installed are: {', '.join(installed())}; a region may follow, as in en-US",
        )
    region = match[2].upper() if match[2] else None
    chosen = Language(match[1].lower(), region)
    if region is not None:
        chosen.check()  # imports Babel
    return chosen


def fill(template: str, values: Mapping[str, object]) -> str:
    """``template`` with its `{name}` places filled; places without a value stay as they are."""
    if not values:
        return template
    pieces = _pieces(template)
    filled = [
        piece if index % 2 == 0 else str(values[piece]) if piece in values else f"{{{piece}}}"
        for index, piece in enumerate(pieces)
    ]
    return "".join(filled)


@lru_cache(maxsize=4096)
def _pieces(template: str) -> list[str]:
    """The texts of a template, and the names of its places between them."""
    return _PLACE.split(template)


@dataclass(frozen=True)
class Language:
    """Texts, dates, numbers and money as a reader expects them."""

    code: str
    """Code of the catalogue."""
    region: str | None = None
    """Region whose dates and numbers are wanted, where it is not the language's own."""

    # texts

    @cached_property
    def _catalogue(self) -> gettext.NullTranslations:
        if self.code == SOURCE_LANGUAGE:
            return gettext.NullTranslations()
        with (_FOLDER / self.code / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as stream:
            return gettext.GNUTranslations(stream)

    def text(self, msgid: str, /, **values: object) -> str:
        """A text, its `{name}` places filled with ``values``."""
        return fill(self._catalogue.gettext(msgid), values)

    def pack_text(self, text: str) -> str:
        """A text of a method: those of the packs that come with pmo are translated, others stay as they are."""
        return self._catalogue.gettext(text) if text else text

    def plural(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """The form of a text that goes with ``n``, which fills the place `{n}`."""
        form = self._catalogue.ngettext(singular, plural, n)
        return fill(form, {"n": self.number(n), **values} if "{n}" in form else values)

    def label(self, group: str, word: str) -> str:
        """What readers see for a word of a closed list: ``label("state", "on-hold")``."""
        return self.text(LABELS.get(group, {}).get(word, word))

    def working_days(self, days: int) -> str:
        """``5 working days``."""
        return self.plural("{n} working day", "{n} working days", days)

    # dates, numbers, money

    def check(self) -> None:
        """Refuse a region that nobody knows."""
        if self.region is None:
            return
        from babel import UnknownLocaleError

        try:
            known = self._locale.territory == self.region
        except (UnknownLocaleError, ValueError):
            known = False
        if not known:
            raise PmoError(
                f"nothing is known of the region {self.region!r} of the language {self.code!r}",
                f"leave the region out: {self.code}",
            )

    @cached_property
    def _locale(self) -> "Locale":
        from babel import Locale

        region = self.region or _DEFAULT_REGION.get(self.code)
        return Locale.parse(f"{self.code}_{region}" if region else self.code)

    def date(self, day: date, *, short: bool = False) -> str:
        """``1 November 2026``, or short ``1 Nov 2026``."""
        return _date(self, day, "medium" if short else "long")

    def period(self, period: object, *, short: bool = False) -> str:
        """A month, quarter, year, fiscal year or week (`2026-11`, `2026-Q4`, `2026`, `FY2026`, `2026-W45`)."""
        text = str(period)
        fiscal = text.startswith("FY")
        year, _, part = text.removeprefix("FY").partition("-")
        if part.startswith("W"):
            return self.text("W{week} {year}", week=part[1:], year=year)
        if part and not part.startswith("Q"):
            return _month(self, int(year), int(part), short)
        name = self.text("FY {year}", year=year) if fiscal else year
        return self.text("Q{quarter} {year}", quarter=part[1:], year=name) if part else name

    def formats(self) -> dict[str, dict[str, object]]:
        """How numbers and times are written, as charts of Vega are told: locales of d3-format and d3-time-format."""
        from babel.dates import get_day_names, get_month_names
        from babel.numbers import get_decimal_symbol, get_group_symbol

        months = {
            width: [get_month_names(width, locale=self._locale)[one] for one in range(1, 13)]
            for width in ("wide", "abbreviated")
        }
        days = {
            width: [get_day_names(width, locale=self._locale)[one] for one in (6, 0, 1, 2, 3, 4, 5)]
            for width in ("wide", "abbreviated")
        }
        decimal, thousands = get_decimal_symbol(self._locale), get_group_symbol(self._locale)
        return {
            "number": {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]},
            "time": {
                "dateTime": "%-d %B %Y %H:%M",
                "date": "%-d %b %Y",
                "time": "%H:%M",
                "periods": ["AM", "PM"],
                "days": days["wide"],
                "shortDays": days["abbreviated"],
                "months": months["wide"],
                "shortMonths": months["abbreviated"],
            },
        }

    def number(self, amount: Decimal | float, digits: int = 0, *, fixed: bool = False) -> str:
        """A number with at most ``digits`` decimals, or with exactly so many."""
        return _number(self, amount, digits, fixed)

    def percent(self, fraction: Decimal | float, digits: int = 0) -> str:
        """A fraction as a percentage: 0.125 is ``13%``, with one digit ``12.5%``."""
        return _percent(self, fraction, digits)

    def money(self, amount: Decimal | int, currency: str, *, compact: bool = False, digits: int = 0) -> str:
        """``EUR 1,234,567``, compact ``EUR 1.23M``.

        The ISO code says which dollar is meant; where readers write letters of their own (`Rp`), those.
        """
        return _money(self, Decimal(amount), currency, compact, digits)


@lru_cache(maxsize=4096)
def _date(chosen: Language, day: date, style: str) -> str:
    from babel.dates import format_date

    return format_date(day, style, locale=chosen._locale)


@cache
def _month(chosen: Language, year: int, month: int, short: bool) -> str:
    from babel.dates import format_skeleton

    return format_skeleton("yMMM" if short else "yMMMM", date(year, month, 1), locale=chosen._locale)


@lru_cache(maxsize=4096)
def _number(chosen: Language, amount: Decimal | float, digits: int, fixed: bool) -> str:
    from babel.numbers import format_decimal

    exact = _exact(amount)
    if exact.adjusted() > _LONGEST:
        return f"{exact:.2E}"
    pattern = f"#,##0.{('0' if fixed else '#') * digits}".rstrip(".")
    with localcontext(_ROOM):
        return format_decimal(_rounded(exact, digits), pattern, locale=chosen._locale)


@lru_cache(maxsize=4096)
def _percent(chosen: Language, fraction: Decimal | float, digits: int) -> str:
    from babel.numbers import format_percent

    exact = _exact(fraction)
    if exact.adjusted() > _LONGEST:
        return f"{exact * 100:.2E}%"
    figure = f"#,##0.{'#' * digits}".rstrip(".")
    pattern = chosen._locale.percent_formats[None].pattern.replace("#,##0", figure)
    with localcontext(_ROOM):
        return format_percent(_rounded(exact, digits + 2), pattern, locale=chosen._locale)


@lru_cache(maxsize=4096)
def _money(chosen: Language, amount: Decimal, currency: str, compact: bool, digits: int) -> str:
    from babel.numbers import format_compact_decimal, get_currency_symbol

    symbol = get_currency_symbol(currency, locale=chosen._locale)
    unit = symbol if symbol.isalpha() else currency
    if compact and 3 <= amount.adjusted() <= _LONGEST:
        amount = _THREE_FIGURES.create_decimal(amount)
        places = 2 - amount.adjusted() % 3
        with localcontext(_ROOM):
            figure = format_compact_decimal(amount, locale=chosen._locale, fraction_digits=places)
    else:
        figure = _number(chosen, amount, digits, True)
    return f"{unit}\N{NO-BREAK SPACE}{figure}"


_LONGEST = 20
"""Figures with more digits before the point are written with an exponent."""
_THREE_FIGURES = Context(prec=3, rounding=ROUND_HALF_UP)
_ROOM = Context(prec=_LONGEST + 20, rounding=ROUND_HALF_UP)


def _exact(amount: Decimal | float) -> Decimal:
    """The number itself; a float is what it shows."""
    return amount if isinstance(amount, Decimal) else Decimal(str(amount))


def _rounded(amount: Decimal, digits: int) -> Decimal:
    """Rounded as in school; nothing becomes a negative zero."""
    rounded = amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _ROOM)
    return abs(rounded) if rounded.is_zero() else rounded
