"""Plain data written as YAML: it reads the same by YAML 1.2 and 1.1, and looks as a person would write it."""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pmo.documents import Plain, dump, parse
from pmo.documents.source import Source
from pmo.editing.splices import same

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "portfolio"
TEXTS = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text(alphabet=" -:#?,[]{}&*!|>'\"%@`~=\\\n\tabnoy0123.eE+_", max_size=12),
    st.from_regex(r"(no|yes|on|off|y|n|null|~|true|[0-9]{1,3}[:_.xe-][0-9]{1,3}|0o?[0-7]+|\.nan|\.inf)", fullmatch=True),
    st.lists(st.text(alphabet="abcdef", min_size=1, max_size=12), min_size=8, max_size=60).map(" ".join),
    st.lists(st.text(alphabet="abc: ", max_size=12), min_size=2, max_size=6).map("\n".join),
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-(10**20), 10**20),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12),
)
SINGLE = st.one_of(TEXTS, NUMBERS, st.booleans())
KEYS = st.text(alphabet=" -:#'\"abnoy01", min_size=1, max_size=6)
VALUES = st.recursive(
    SINGLE,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)
DOCUMENTS = st.one_of(
    st.dictionaries(KEYS, VALUES, max_size=3), st.builds(lambda text: {"a": [{"b": text}, text]}, TEXTS)
)


@given(DOCUMENTS)
def test_what_is_written_reads_the_same_by_yaml_1_2_and_1_1(data):
    text = dump(data)
    parsed = parse(text.encode(), "x", keep_empty=True)
    assert parsed.findings == ()
    assert same(parsed.data, data)
    assert text.endswith("\n")
    assert not any(line != line.rstrip(" ") for line in text.split("\n"))
    Source(text.encode())
    assert _texts(yaml.safe_load(text)) == _texts(data)


def _texts(value: Any) -> Any:
    """What a reader of YAML 1.1 made of it, dates as the text they were."""
    match value:
        case datetime.date():
            return value.isoformat()
        case dict():
            return {_texts(key): _texts(one) for key, one in value.items()}
        case list():
            return [_texts(one) for one in value]
        case bool():
            return value
        case int() | float() | Decimal():
            return float(value)
    return value


LONG = "A sentence that goes on and on, with words enough that it does not have room on one line of the file."


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, "{}\n"),
        ({"a": None, "b": {}, "c": [], "d": {"e": None}}, "b: {}\nc: []\nd: {}\n"),
        ({"a": [None, {"b": None}]}, "a:\n  - null\n  - {}\n"),
        ({"a": "x", "b": 1, "c": Decimal("1.50"), "d": True, "e": Decimal("1E+3")}, "a: x\nb: 1\nc: 1.50\nd: true\ne: 1000\n"),
        ({"risks": [{"id": "a", "tags": ["x", "two"], "impact": {"cost": 3, "schedule": 2}, "due": "2026-11-01"}]},
         "risks:\n  - id: a\n    tags: [x, two]\n    impact: {cost: 3, schedule: 2}\n    due: 2026-11-01\n"),
        ({"done": ["Two whole sentences stand here.", "Another"]}, "done:\n  - Two whole sentences stand here.\n  - Another\n"),
        ({"response": {"strategy": "reduce", "actions": [{"text": "Go", "owner": "ana"}]}},
         "response:\n  strategy: reduce\n  actions:\n    - text: Go\n      owner: ana\n"),
        ({"a": LONG}, f"a: >-\n  {LONG[:95]}\n  {LONG[96:]}\n"),
        ({"r": [{"a": LONG}]}, f"r:\n  - a: >-\n      {LONG[:91]}\n      {LONG[92:]}\n"),
        ({"a": "x" * 200}, f"a: {'x' * 200}\n"),
        ({"a": LONG + "  two blanks"}, f"a: {LONG}  two blanks\n"),
        ({"a": "one\n\ntwo"}, "a: |-\n  one\n\n  two\n"),
        ({"a": "one\n"}, "a: |\n  one\n"),
        ({"a": "one\n\n"}, 'a: "one\\n\\n"\n'),
        ({"a": " one\n"}, 'a: " one\\n"\n'),
        ({"a": ["one\ntwo", "x"]}, "a:\n  - |-\n    one\n    two\n  - x\n"),
        ({"a": "it's"}, "a: it's\n"),
        ({"a": "'x"}, "a: \"'x\"\n"),
        ({"a": "no: 'x'"}, "a: \"no: 'x'\"\n"),
        ({"a": 'no: "x"'}, "a: 'no: \"x\"'\n"),
        ({"a": "http://x.y/z#a", "b": ["http://x"]}, "a: http://x.y/z#a\nb: ['http://x']\n"),
        ({"a": "-5 degrees", "b": "-x", "c": "- x", "d": "?x", "e": ":x"}, "a: -5 degrees\nb: -x\nc: '- x'\nd: ?x\ne: :x\n"),
        ({"a": "2026", "b": "2026-11", "c": "2026-Q4", "d": "FY2026"}, "a: '2026'\nb: 2026-11\nc: 2026-Q4\nd: FY2026\n"),
        ({"a": "\x00\x07\u2028\ufeff\ud7ff"}, 'a: "\\0\\x07\\u2028\\ufeff\ud7ff"\n'),
        ({"key: with": 1, "2": 2, "no": 3, "": 4}, "'key: with': 1\n'2': 2\n'no': 3\n'': 4\n"),
        ({"comparisons": [["a", "b", 3], ["b", "c", Decimal("0.5")]]}, "comparisons:\n  - [a, b, 3]\n  - [b, c, 0.5]\n"),
        ({"a": [[["x" * 50, "y" * 60]]]}, f"a:\n  - - - {'x' * 50}\n      - {'y' * 60}\n"),
    ],
)  # fmt: skip
def test_how_it_looks(data: dict[str, Plain], expected: str):
    assert dump(data) == expected


@pytest.mark.parametrize(
    "path", sorted(EXAMPLE.rglob("*.yaml")), ids=lambda path: path.relative_to(EXAMPLE).as_posix()
)
def test_every_document_of_the_example(path):
    data = parse(path.read_bytes(), "x").data
    assert data is not None
    assert same(parse(dump(data).encode(), "x").data, data)
