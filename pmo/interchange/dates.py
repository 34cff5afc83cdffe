"""Days and periods as people write them. What may be two days is never taken for one of them."""

import datetime
import re
from collections.abc import Iterator, Sequence
from functools import cache

from pmo.errors import UsageError

SERIAL = "serial"
"""The form of a day as a spreadsheet's number: 1 is 1 January 1900."""
_SERIALS = range(20_000, 80_000)
"""Numbers that stand for days from 1954 to 2119."""
_EPOCH = datetime.date(1899, 12, 30)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januari",
            "feb february februari peb pebruari",
            "mar march maret",
            "apr april",
            "may mei",
            "jun june juni",
            "jul july juli",
            "aug august agu agustus agt",
            "sep sept september",
            "oct october okt oktober",
            "nov november nop nopember",
            "dec december des desember",
        ),
        1,
    )
    for name in names.split()
}
"""Number of a month by its name, in English and Indonesian."""
_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[T ][0-9]{1,2}:[0-9]{2}.*)?")
_TIME = re.compile(r"[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[AaPp][Mm])?$")
_IN_FIGURES = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]{3,9})[-/., ]+'?([0-9]{4}|[0-9]{2})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})[-/. ]+([0-9]{1,2})(?:st|nd|rd|th)?[-/, ]+([0-9]{4})")
_WEEKDAY = re.compile(r"^[A-Za-z]{2,9}\.?,? +(?=[0-9]|[A-Za-z]{3,9}[ .]+[0-9]{1,2},?)")
_FORM_PARTS = re.compile(r"yyyy|yy|mmmm|mmm|mm|m|dd|d|[^A-Za-z0-9]+")
_PATTERNS = {
    "yyyy": "(?P<year>[0-9]{4})",
    "yy": "(?P<year>[0-9]{2})",
    "mmmm": "(?P<name>[A-Za-z]+)",
    "mmm": "(?P<name>[A-Za-z]+)",
    "mm": "(?P<month>[0-9]{1,2})",
    "m": "(?P<month>[0-9]{1,2})",
    "dd": "(?P<day>[0-9]{1,2})",
    "d": "(?P<day>[0-9]{1,2})",
}

_PERIOD = re.compile(r"(?:FY ?)?[0-9]{4}(?:-(?:0[1-9]|1[0-2]|Q[1-4]))?", re.IGNORECASE)
_QUARTER = re.compile(r"(FY ?)?([0-9]{4})[ -/]*[QK]([1-4])|[QK]([1-4])[ -/]*(FY ?)?([0-9]{4})", re.IGNORECASE)
_FISCAL = re.compile(r"(?:FY ?)?([0-9]{4}) ?/ ?((?:[0-9]{2})?[0-9]{2})", re.IGNORECASE)
_MONTH_OF_YEAR = re.compile(r"([0-9]{4})[/.]([0-9]{1,2})|([0-9]{1,2})[-/.]([0-9]{4})")
_NAMED_MONTH = re.compile(r"([A-Za-z]{3,9})[-/. ']+([0-9]{4})|([0-9]{4})[-/. ]+([A-Za-z]{3,9})")


class Ambiguous(ValueError):
    """A text that may be two different days; holds the forms that would read it."""

    def __init__(self, *forms: str) -> None:
        super().__init__(*forms)
        self.forms = forms


def check_forms(forms: Sequence[str]) -> None:
    """Refuse a form that no day could have."""
    for form in forms:
        if form.lower() != SERIAL and _compiled(form) is None:
            raise UsageError(
                f"{form!r} is no form of a date",
                "put it together of dd, mm (or mmm) and yyyy, such as dd/mm/yyyy",
            )


def day_of(text: str, forms: Sequence[str] = ()) -> datetime.date | None:
    """The day that a text names; None where it names none. Raises :class:`Ambiguous` where it may be two.

    Without ``forms`` a text in figures counts only where it can be one day alone; with them only in those forms.
    """
    text = _TIME.sub("", text)
    if match := _ISO.fullmatch(text):
        return _day(match[1], match[3], match[4])
    if forms and (found := _in_forms(text, forms)) is not None:
        return found
    if match := _IN_FIGURES.fullmatch(text):
        return None if forms else _in_figures(*match.group(1, 2, 3, 4))
    return _with_name(text) or _with_name(_WEEKDAY.sub("", text, count=1))


def is_serial(number: object) -> bool:
    """Whether a number may be a day as a spreadsheet counts them."""
    return isinstance(number, int) and number in _SERIALS


def from_serial(number: int) -> datetime.date:
    return _EPOCH + datetime.timedelta(days=number)


def _in_forms(text: str, forms: Sequence[str]) -> datetime.date | None:
    found: dict[datetime.date, str] = {}
    for form in forms:
        pattern = _compiled(form)
        match = pattern.fullmatch(text) if pattern else None
        if match is not None:
            groups = match.groupdict()
            month = groups.get("month") or _MONTHS.get((groups.get("name") or "").lower(), 0)
            day = _day(groups["year"], month, groups["day"])
            if day is not None:
                found.setdefault(day, form)
    if len(found) > 1:
        raise Ambiguous(*found.values())
    return next(iter(found), None)


def _in_figures(first: str, separator: str, second: str, year: str) -> datetime.date | None:
    years = "yyyy" if len(year) == 4 else "yy"
    orders = {
        f"dd{separator}mm{separator}{years}": _day(year, second, first),
        f"mm{separator}dd{separator}{years}": _day(year, first, second),
    }
    if len(year) == 2:
        orders[f"yy{separator}mm{separator}dd"] = _day(first, second, year)
    possible = {form: day for form, day in orders.items() if day is not None}
    if len(set(possible.values())) > 1:
        raise Ambiguous(*possible)
    return next(iter(possible.values()), None)


def _with_name(text: str) -> datetime.date | None:
    if match := _DAY_FIRST.fullmatch(text):
        day, name, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(text):
        name, day, year = match.groups()
    else:
        return None
    return _day(year, _MONTHS.get(name.lower(), 0), day)


def _day(year: str | int, month: str | int, day: str | int) -> datetime.date | None:
    if isinstance(year, str) and len(year) < 3:
        year = 2000 + int(year)
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


@cache
def _compiled(form: str) -> re.Pattern[str] | None:
    parts = _FORM_PARTS.findall(form.lower())
    words = [_PATTERNS.get(part, "").partition(">")[0] for part in parts if part in _PATTERNS]
    names = sorted(word.replace("(?P<name", "(?P<month") for word in words)
    if "".join(parts) != form.lower() or names != ["(?P<day", "(?P<month", "(?P<year"]:
        return None
    return re.compile("".join(_PATTERNS.get(part) or re.escape(part) for part in parts))


def period_of(text: str, forms: Sequence[str] = ()) -> str | None:
    """The period that a text names, as files write it; a day stands for its month."""
    if _PERIOD.fullmatch(text):
        return text.upper().replace(" ", "")
    return next(_periods(text, forms), None)


def _periods(text: str, forms: Sequence[str]) -> Iterator[str]:
    if match := _QUARTER.fullmatch(text):
        fiscal = "FY" if match[1] or match[5] else ""
        yield f"{fiscal}{match[2] or match[6]}-Q{match[3] or match[4]}"
    if match := _FISCAL.fullmatch(text):
        first, second = match[1], match[2]
        if (int(first) + 1) % 10 ** len(second) == int(second):
            yield f"FY{first}"
    if match := _MONTH_OF_YEAR.fullmatch(text):
        month = int(match[2] or match[3])
        if 1 <= month <= 12:
            yield f"{match[1] or match[4]}-{month:02}"
    if match := _NAMED_MONTH.fullmatch(text):
        named = _MONTHS.get((match[1] or match[4]).lower())
        if named:
            yield f"{match[2] or match[3]}-{named:02}"
    day = day_of(text, forms)
    if day is not None:
        yield day.isoformat()[:7]
