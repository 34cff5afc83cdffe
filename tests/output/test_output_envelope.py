"""The JSON that every command writes."""

import datetime
import enum
import json
import math
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

import msgspec
import pytest

from pmo.model.scalars import Estimate, Measure, NonNegative, Period
from pmo.output.envelope import dumps, envelope, plain

DAY = datetime.date(2026, 11, 1)


class Record(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    id: str
    from_: datetime.date
    left: str | msgspec.UnsetType = msgspec.UNSET


@dataclass(frozen=True)
class Result:
    cost: Decimal
    share: float
    records: tuple[Record, ...] = ()


class Colour(enum.StrEnum):
    RED = "red"


def test_envelope() -> None:
    text = envelope("rank", "Café", None, DAY, Result(Decimal("12.50"), 0.5, (Record("a", DAY),)))
    assert text == (
        "{\n"
        '  "as_of": "2026-11-01",\n'
        '  "command": "rank",\n'
        '  "data": {\n'
        '    "cost": "12.50",\n'
        '    "records": [\n'
        "      {\n"
        '        "from": "2026-11-01",\n'
        '        "id": "a"\n'
        "      }\n"
        "    ],\n"
        '    "share": 0.5\n'
        "  },\n"
        '  "format": 1,\n'
        '  "portfolio": "Café",\n'
        '  "revision": null\n'
        "}\n"
    )


def test_what_was_left_out_stands_beside_the_data() -> None:
    written = json.loads(envelope("evm", "Acme", "abc", DAY, [], left_out=["projects/crm/plan.yaml"]))
    assert written["left_out"] == ["projects/crm/plan.yaml"]
    assert written["revision"] == "abc"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True),
        (3, 3),
        (math.nan, None),
        (-math.inf, None),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.10"), "-0.10"),
        (Decimal("NaN"), None),
        (NonNegative("7.5"), "7.5"),
        (Measure(NonNegative("7.5")), "7.5"),
        (Measure("most of it"), "most of it"),
        (Period("2026-Q4"), "2026-Q4"),
        (Estimate.decode(5), "5"),
        (Estimate.decode({"min": 1, "likely": 2, "max": 4}), {"min": "1", "likely": "2", "max": "4"}),
        (datetime.datetime(2026, 11, 1, 9, 30), "2026-11-01T09:30:00"),
        (Colour.RED, "red"),
        (MappingProxyType({DAY: (1, 2)}), {"2026-11-01": [1, 2]}),
        (frozenset({"b", "a"}), ["a", "b"]),
    ],
)
def test_plain(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


@pytest.mark.parametrize("value", [object(), Result, b"bytes"])
def test_what_has_no_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="has no JSON form"):
        plain(value)


def test_text_cannot_steer_a_terminal_and_is_not_changed() -> None:
    text = "\x00\x1b\x7f\x85\u202e\u2028\U000e0041 é日本"
    written = dumps([text])
    assert written == '[\n  "\\u0000\\u001b\\u007f\\u0085\\u202e\\u2028\\udb40\\udc41 é日本"\n]\n'
    assert json.loads(written) == [text]


def test_halves_of_characters_are_shown_escaped() -> None:
    assert json.loads(dumps({"\udcff": "\ud800"})) == {r"\udcff": r"\ud800"}
