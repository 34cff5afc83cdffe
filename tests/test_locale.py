"""Texts, dates, numbers and money in the reader's language, and the catalogues behind them."""

import datetime
import importlib.util
import io
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest

from pmo.errors import PmoError
from pmo.locale import Language, fill, installed, language
from pmo.locale.labels import LABELS
from pmo.model.charter import ProjectState
from pmo.model.scalars import HealthDimension, Period

ENGLISH, INDONESIAN = Language("en"), Language("id")
DAY = datetime.date(2026, 11, 1)
ROOT = Path(__file__).parent.parent
SPACE = "\N{NO-BREAK SPACE}"


# Languages


def test_english_and_indonesian_are_installed() -> None:
    assert installed() == ("en", "id")
    assert language("ID") == INDONESIAN
    assert language("en-US") == language("en_us") == Language("en", "US")


@pytest.mark.parametrize("code", ["tlh", "", "english", "en-GB-oed", "../id", "id/../id"])
def test_an_unknown_language_is_refused_with_those_that_there_are(code: str) -> None:
    with pytest.raises(PmoError) as caught:
        language(code)
    assert caught.value.reason == f"there is no language {code!r}"
    assert "en, id" in caught.value.advice


@pytest.mark.parametrize(("code", "region"), [("en-ZZ", "ZZ"), ("id-NL", "NL"), ("en-999", "999")])
def test_an_unknown_region_is_refused(code: str, region: str) -> None:
    with pytest.raises(PmoError, match=f"nothing is known of the region '{region}'"):
        language(code)


# Texts


def test_texts_are_translated_and_filled() -> None:
    assert INDONESIAN.text("Late milestones") == "Tonggak yang terlambat"
    assert ENGLISH.text("as of {date}", date="today") == "as of today"
    assert INDONESIAN.text("as of {date}", date="hari ini") == "per hari ini"
    assert INDONESIAN.text("a text that no catalogue has") == "a text that no catalogue has"


def test_filling_reads_names_only() -> None:
    template = "{a} {b.real} {c[0]} {a!r} {a:>99} {}"
    assert fill(template, {"a": "x", "b": 1, "c": [2]}) == "x {b.real} {c[0]} {a!r} {a:>99} {}"
    assert fill("{a}", {"a": "{b}", "b": "no"}) == "{b}", "what is filled in is not filled again"


@pytest.mark.parametrize(
    ("n", "english"), [(0, "0 working days"), (1, "1 working day"), (1200, "1,200 working days")]
)
def test_plurals(n: int, english: str) -> None:
    assert ENGLISH.working_days(n) == english
    assert INDONESIAN.working_days(n) == f"{INDONESIAN.number(n)} hari kerja"


def test_plural_forms_without_a_number() -> None:
    assert ENGLISH.plural("{count} file", "{count} files", 2) == "{count} files", "the caller fills it"


def test_labels() -> None:
    assert ENGLISH.label("state", "on-hold") == "On hold"
    assert INDONESIAN.label("state", "on-hold") == "Ditunda"
    assert INDONESIAN.label("state", "no such word") == "no such word"
    assert INDONESIAN.label("no such group", "red") == "red"


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("state", get_args(ProjectState)),
        ("state_count", get_args(ProjectState)),
        ("dimension", get_args(HealthDimension)),
        ("health", ("green", "amber", "red", "grey", "blue")),
    ],
)
def test_every_word_of_a_closed_list_has_a_label(group: str, words: tuple[str, ...]) -> None:
    assert set(words) <= set(LABELS[group])


# Dates


@pytest.mark.parametrize(
    ("code", "long", "short"),
    [
        ("en", "1 November 2026", "1 Nov 2026"),
        ("id", "1 November 2026", "1 Nov 2026"),
        ("en-US", "November 1, 2026", "Nov 1, 2026"),
    ],
)
def test_dates(code: str, long: str, short: str) -> None:
    assert language(code).date(DAY) == long
    assert language(code).date(DAY, short=True) == short
    assert INDONESIAN.date(datetime.date(2026, 8, 31), short=True) == "31 Agu 2026"


@pytest.mark.parametrize(
    ("text", "english", "indonesian"),
    [
        ("2026-11", "November 2026", "November 2026"),
        ("2026-05", "May 2026", "Mei 2026"),
        ("2026-Q4", "Q4 2026", "Triwulan 4 2026"),
        ("2026", "2026", "2026"),
        ("FY2026", "FY 2026", "TA 2026"),
        ("FY2026-Q1", "Q1 FY 2026", "Triwulan 1 TA 2026"),
    ],
)
def test_periods(text: str, english: str, indonesian: str) -> None:
    assert ENGLISH.period(Period(text)) == english
    assert INDONESIAN.period(Period(text)) == indonesian
    assert ENGLISH.period(Period("2026-11"), short=True) == "Nov 2026"
    assert ENGLISH.period("2026-W45") == "W45 2026"


# Numbers and money


@pytest.mark.parametrize(
    ("amount", "digits", "english", "indonesian"),
    [
        (1234567, 0, "1,234,567", "1.234.567"),
        (Decimal("1234.5"), 0, "1,235", "1.235"),
        (Decimal("-1234.5"), 0, "-1,235", "-1.235"),
        (Decimal("2.345"), 2, "2.35", "2,35"),
        (Decimal("2.50"), 2, "2.5", "2,5"),
        (Decimal("-0.004"), 2, "0", "0"),
        (0.1 + 0.2, 3, "0.3", "0,3"),
        (Decimal("1e30"), 0, "1.00E+30", "1.00E+30"),
    ],
)
def test_numbers(amount: Decimal | float, digits: int, english: str, indonesian: str) -> None:
    assert ENGLISH.number(amount, digits) == english
    assert INDONESIAN.number(amount, digits) == indonesian


@pytest.mark.parametrize(
    ("fraction", "digits", "english", "indonesian"),
    [
        (Decimal("0.125"), 0, "13%", "13%"),
        (Decimal("0.125"), 1, "12.5%", "12,5%"),
        (-0.0001, 0, "0%", "0%"),
        (Decimal("12.5"), 0, "1,250%", "1.250%"),
        (Decimal("1e40"), 0, "1.00E+42%", "1.00E+42%"),
    ],
)
def test_percentages(fraction: Decimal | float, digits: int, english: str, indonesian: str) -> None:
    assert ENGLISH.percent(fraction, digits) == english
    assert INDONESIAN.percent(fraction, digits) == indonesian


@pytest.mark.parametrize(
    ("amount", "currency", "options", "english", "indonesian"),
    [
        (1234567, "EUR", {}, "EUR 1,234,567", "EUR 1.234.567"),
        (Decimal("1234567.5"), "EUR", {"digits": 2}, "EUR 1,234,567.50", "EUR 1.234.567,50"),
        (1500000000, "IDR", {}, "IDR 1,500,000,000", "Rp 1.500.000.000"),
        (Decimal("-0.4"), "EUR", {}, "EUR 0", "EUR 0"),
        (3250000, "EUR", {"compact": True}, "EUR 3.25M", "EUR 3,25 jt"),
        (999999, "EUR", {"compact": True}, "EUR 1M", "EUR 1 jt"),
        (-56400, "USD", {"compact": True}, "USD -56.4K", "USD -56,4 rb"),
        (999, "EUR", {"compact": True}, "EUR 999", "EUR 999"),
        (Decimal("1e400"), "EUR", {"compact": True}, "EUR 1.00E+400", "EUR 1.00E+400"),
    ],
)
def test_money(
    amount: Decimal | int, currency: str, options: dict[str, Any], english: str, indonesian: str
) -> None:
    assert ENGLISH.money(amount, currency, **options).replace(SPACE, " ") == english
    assert INDONESIAN.money(amount, currency, **options).replace(SPACE, " ") == indonesian


def test_money_does_not_break_across_lines() -> None:
    assert ENGLISH.money(5, "EUR") == f"EUR{SPACE}5"


# The machine


@pytest.mark.parametrize(
    "settings", [{"LC_ALL": "id_ID.UTF-8", "LANGUAGE": "id", "TZ": "Asia/Jakarta"}, {"LC_ALL": "C"}]
)
def test_the_machine_has_no_say(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    program = (
        "import datetime, sys; from pmo.locale import Language; l = Language('en');"
        "assert 'babel' not in sys.modules, 'only once something is formatted';"
        "l.text('Late milestones'); assert 'babel' not in sys.modules;"
        "print(l.date(datetime.date(2026, 5, 1)), l.number(1234), l.text('Late milestones'))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "1 May 2026 1,234 Late milestones\n"


# The catalogues


@pytest.fixture(scope="module")
def catalogues() -> ModuleType:
    specification = importlib.util.spec_from_file_location("catalogues", ROOT / "tools" / "catalogues.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_catalogues_are_complete(catalogues: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    code = catalogues.main(["--check"])
    assert code == 0, capsys.readouterr().out


def test_texts_are_found_wherever_they_are_written(catalogues: ModuleType, tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text(
        'say("one"); language.text("two" " and three", x=1); f"{translate(\'four\')}"; plural("{n} a", "{n} b", 2)\n'
        'map(context.translate, ("five", "six")); text(variable); other("seven"); text(""); plural("only one")\n'
    )
    template = tmp_path / "page.jinja"
    template.write_text(
        '{{ _("eight", x=y) }} {% if a %}{{ _n("{n} c", "{n} d", 3) }}{% endif %} {{ b|label("nine") }}'
    )
    assert set(catalogues._in_code(code)) == {
        "one",
        "two and three",
        "four",
        ("{n} a", "{n} b"),
        "five",
        "six",
    }
    assert list(catalogues._in_template(template)) == ["eight", ("{n} c", "{n} d")]


def test_what_is_wrong_with_a_catalogue_is_named(
    catalogues: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "pmo.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
        'msgid "as of {date}"\nmsgstr "per {tanggal}"\n'
    )
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(
        catalogues, "read", lambda _code: catalogues.read_po(io.BytesIO((folder / "pmo.po").read_bytes()))
    )
    texts = catalogues.Catalog()
    texts.add("as of {date}", locations=[("pmo/output/overview.py", 0)])
    texts.add("new", locations=[("pmo/output/overview.py", 0)])
    assert list(catalogues.problems("xx", texts)) == [
        "xx: not translated: 'new' (pmo/output/overview.py)",
        "xx: other places in the translation of 'as of {date}': 'per {tanggal}'",
        "xx: pmo.mo is stale; run python tools/catalogues.py",
    ]
