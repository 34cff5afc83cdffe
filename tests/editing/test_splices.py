"""Changes in place: the text that differs, and that nothing else does."""

import copy
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.documents import Plain, parse
from pmo.documents.source import Alias, Mapping, Node, Scalar, Source
from pmo.editing.sharing import NotInPlace
from pmo.editing.splices import Splice, applied, rewritten, same
from pmo.model.shape import field_order
from tests.editing.nasty import NASTY

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "portfolio"
FILES: dict[str, bytes] = {
    path.relative_to(EXAMPLE).as_posix(): path.read_bytes() for path in sorted(EXAMPLE.rglob("*.yaml"))
}
SINGLE_LINE: list[Plain] = [
    "x", "two words", "a: b", "no", "12", 12, Decimal("1.10"), True, "it's", 'say "x"', "", "- a", "#x", "a #b",
    "'", '"', "2026-01-01", "1:30", "---", "{a", "[b", "*x", "&x", "!x", "%x", "@x", "|", ">", "a,b", "a]b", "~",
    " lead", "trail ", "tab\tx", "\x01", "\u2028", "\x85", "\u00e4\U0001f600", "a\\b", "null", "0o17", "1e3", "=", "<<",
    "? x", ": x", "-", "x:", "\ufeff", "a\u00a0b", "on", "y", "1_000", "0x1F", ".5", "12:30:45", "2026-01-01 10:00:00",
]  # fmt: skip
OTHERS: list[Plain] = [
    "line\nbreak\n", "two\n\nparagraphs", "  indented\nfirst", "ends\n\n", "\n", "word " * 40 + "end", "x" * 150,
    {"plan": "text"}, {"a": 1, "b": Decimal("0.5")}, {}, ["a", "b"], [], [{"text": "go", "owner": "ana"}], [[1, 2], [3]],
    {"x": {"y": ["z", {"w": "long " * 30 + "end"}]}},
]  # fmt: skip


def leaves(data: Plain, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Plain]]:
    """Everything in plain data below the top."""
    if keys:
        yield keys, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*keys, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves(value, (*keys, index))


def with_value(data: Plain, keys: tuple[str | int, ...], value: Plain) -> Plain:
    data = copy.deepcopy(data)
    container: Any = data
    for key in keys[:-1]:
        container = container[key]
    container[keys[-1]] = value
    return data


def without(data: Plain, keys: tuple[str | int, ...]) -> Plain:
    data = copy.deepcopy(data)
    container: Any = data
    for key in keys[:-1]:
        container = container[key]
    del container[keys[-1]]
    return data


def data_of(content: bytes) -> Any:
    return parse(content, "x", keep_empty=True).data


def changed(content: bytes, new: Plain, kind: str = "risks") -> bytes:
    """The file once it holds ``new``; proven to hold that."""
    source = Source(content)
    result = source.encoded(rewritten(source, data_of(content), new, lambda keys: field_order(kind, keys)))
    assert same(data_of(result), new), result.decode()
    return result


def node_at(source: Source, keys: tuple[str | int, ...]) -> Node:
    node: Any = source.root
    for key in keys:
        if isinstance(node, Alias):
            return node
        if isinstance(node, Mapping):
            node = next(pair.value for pair in node.pairs if pair.key.value == key)
        else:
            node = node.items[key]
    return node


SCALARS = [
    (name, keys)
    for name, content in (NASTY | FILES).items()
    for keys, value in leaves(data_of(content))
    if not isinstance(value, dict | list)
]
PLACES = [(name, keys) for name, content in NASTY.items() for keys, _ in leaves(data_of(content))]


@given(st.sampled_from(SCALARS), st.sampled_from(SINGLE_LINE))
def test_another_single_value_changes_its_own_characters_only(place, value):
    name, keys = place
    content = (NASTY | FILES)[name]
    old = data_of(content)
    source = Source(content)
    node = node_at(source, keys)
    try:
        result = changed(content, with_value(old, keys, value))
    except NotInPlace:
        assert "&" in source.text
        return
    if same(dict(leaves(old))[keys], value):
        assert result == content
    elif isinstance(node, Scalar) and not node.is_block:
        text = Source(result).text
        assert text.startswith(source.text[: node.start])
        assert text.endswith(source.text[node.end :])
        assert len(text) >= len(source.text) - (node.end - node.start)
        assert result.startswith(b"\xef\xbb\xbf") == content.startswith(b"\xef\xbb\xbf")


@given(st.sampled_from(PLACES), st.sampled_from(OTHERS + SINGLE_LINE))
def test_any_other_value_leaves_every_other_value_as_it_is(place, value):
    name, keys = place
    content = NASTY[name]
    try:
        changed(content, with_value(data_of(content), keys, value))
    except NotInPlace:
        assert b"&" in content


@given(st.sampled_from([place for place in PLACES if place[0] != "explicit keys"]))
def test_what_is_removed_takes_nothing_else_with_it(place):
    name, keys = place
    content = NASTY[name]
    try:
        result = changed(content, without(data_of(content), keys))
    except NotInPlace:
        assert b"&" in content
        return
    kept = [line for line in result.splitlines() if line.strip()]
    assert len(kept) <= len([line for line in content.splitlines() if line.strip()])


@given(
    st.sampled_from(
        [place for place in [*((name, ()) for name in NASTY), *PLACES] if place[0] != "explicit keys"]
    ),
    st.sampled_from(["id", "title", "owner", "response", "unheard-of", "a: b"]),
    st.integers(0, 3),
    st.sampled_from([*OTHERS, "x", 12]),
)
def test_what_is_added_leaves_every_other_value_as_it_is(place, name, index, value):
    file, keys = place
    content = NASTY[file]
    data = data_of(content)
    container = dict(leaves(data)).get(keys, data)
    if isinstance(container, dict) and name not in container:
        new: Plain = container | {name: value}
    elif isinstance(container, list):
        new = [*container[:index], value, *container[index:]]
    else:
        return
    try:
        changed(content, with_value(data, keys, new) if keys else new)
    except NotInPlace:
        assert b"&" in content


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_example_survives_a_change_of_each_kind(name):
    content = FILES[name]
    data = data_of(content)
    keys, _ = max(
        ((keys, value) for keys, value in leaves(data) if isinstance(value, str)), key=lambda one: len(one[0])
    )
    again = changed(changed(content, with_value(data, keys, "x: y")), data)
    assert same(data_of(again), data)
    kept = [line for line in content.splitlines() if b"#" in line]
    assert [line for line in again.splitlines() if b"#" in line] == kept
    one_more = data | {"tags": ["new"]}
    assert changed(changed(content, one_more), data) == content or "tags" in data


CASES: list[tuple[str, bytes, tuple[str | int, ...], Plain, bytes]] = [
    ("plain", b"a: one # c\nb: 2\n", ("a",), "two", b"a: two # c\nb: 2\n"),
    ("quotes are kept", b"a: \"one\" # c\n", ("a",), "two", b"a: \"two\" # c\n"),
    ("single quotes are kept", b"a: 'one'\n", ("a",), "it's", b"a: 'it''s'\n"),
    ("a number needs none", b"a: '1'\n", ("a",), 2, b"a: 2\n"),
    ("a text that looks like one does", b"a: one\n", ("a",), "1", b"a: '1'\n"),
    ("truth of YAML 1.1", b"a: one\n", ("a",), "no", b"a: 'no'\n"),
    ("a date does not", b"a: one\n", ("a",), "2026-11-01", b"a: 2026-11-01\n"),
    ("control characters", b"a: one\n", ("a",), "x\x07y", b'a: "x\\x07y"\n'),
    ("nothing yet", b"a:   # c\nb: 2\n", ("a",), "x", b"a: x   # c\nb: 2\n"),
    ("nothing in braces", b"a: {b: , c: 1}\n", ("a", "b"), "x, y", b"a: {b: 'x, y', c: 1}\n"),
    ("key alone in braces", b"a: {b, c: 1}\n", ("a", "b"), "x", b"a: {b: x, c: 1}\n"),
    ("plain over lines", b"a: one\n  two\nb: 2\n", ("a",), "x", b"a: x\nb: 2\n"),
    ("block to plain", b"a: |  # c\n  one\n\n# d\nb: 2\n", ("a",), "x", b"a: x  # c\n\n# d\nb: 2\n"),
    ("block to block", b"a: |\n  one\n  two\nb: 2\n", ("a",), "x\ny\n", b"a: |\n  x\n  y\nb: 2\n"),
    ("plain to block", b"a: one  # c\nb: 2\n", ("a",), "x\ny", b"a: |-  # c\n  x\n  y\nb: 2\n"),
    ("long text is folded", b"a: one\n", ("a",), "word " * 21 + "end", b"a: >-\n  " + b"word " * 18 + b"word\n  word word end\n"),
    ("list to words", b"a:  # c\n  - 1\n  # d\nb: 2\n", ("a",), "x", b"a: x  # c\nb: 2\n"),
    ("words to list", b"a: x  # c\nb: 2\n", ("a",), [{"c": "d"}], b"a:  # c\n  - c: d\nb: 2\n"),
    ("words to short list", b"a: x  # c\n", ("a",), ["d", "e"], b"a: [d, e]  # c\n"),
    ("windows", b"a: one\r\nb: 2\r\n", ("a",), "x\ny", b"a: |-\r\n  x\r\n  y\r\nb: 2\r\n"),
    ("no line break at the end", b"a: 1\nb: one", ("b",), "x\n", b'a: 1\nb: "x\\n"'),
    ("items of words", b"- x\n", (), [], b"[]\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "keys", "value", "expected"),
    [case[1:] for case in CASES[:-1]],
    ids=[case[0] for case in CASES[:-1]],
)
def test_one_value_for_another(content, keys, value, expected):
    assert changed(content, with_value(data_of(content), keys, value)) == expected


REGISTER = b"""\
# yaml-language-server: $schema=x
risks:
  # about a
  - id: a   # first
    title: A
    owner: ana
    # agreed on Monday
    raised: 2026-01-01
    response:
      plan: Wait
      # and see
  # about b
  # more about b
  - id: b
    title: B
    tags: [x, y]

  - id: c
    title: C
"""


def test_new_fields_come_in_the_order_of_the_model():
    new = data_of(REGISTER)
    new["risks"][0] |= {"outcome": "Came", "closed": "2026-02-02", "category": "supply", "custom": {"k": 1}}
    new["risks"][0]["response"] |= {"strategy": "reduce"}
    new["risks"][2] |= {"owner": "budi"}
    text = changed(REGISTER, new).decode()
    order = [
        "id: a",
        "title: A",
        "category: supply",
        "owner: ana",
        "strategy: reduce",
        "plan: Wait",
        "# and see",
    ]
    assert [text.index(one) for one in order] == sorted(text.index(one) for one in order)
    assert "raised: 2026-01-01\n    closed: 2026-02-02\n    outcome: Came\n" in text
    assert text.endswith("    title: C\n    owner: budi\n")


def test_a_removed_record_takes_its_comments_and_leaves_those_of_the_next():
    result = changed(REGISTER, {"risks": [one for one in data_of(REGISTER)["risks"] if one["id"] != "a"]})
    assert (
        result
        == b"""\
# yaml-language-server: $schema=x
risks:
  # about b
  # more about b
  - id: b
    title: B
    tags: [x, y]

  - id: c
    title: C
"""
    )


def test_a_removed_record_between_blank_lines_leaves_one():
    result = changed(REGISTER, {"risks": [one for one in data_of(REGISTER)["risks"] if one["id"] != "c"]})
    assert result.endswith(b"    tags: [x, y]\n\n") or result.endswith(b"    tags: [x, y]\n")
    assert data_of(result)["risks"][-1]["id"] == "b"


def test_a_removed_field_takes_the_comment_above_it():
    new = without(data_of(REGISTER), ("risks", 0, "raised"))
    assert changed(REGISTER, new) == REGISTER.replace(
        b"    # agreed on Monday\n    raised: 2026-01-01\n", b""
    )


def test_the_first_field_behind_a_dash_makes_way_for_the_next():
    content = b"risks:\n  - id: a   # first\n    # about the title\n    title: A\n"
    assert changed(content, {"risks": [{"title": "A"}]}) == b"risks:\n  - # about the title\n    title: A\n"


def test_the_comment_at_the_head_of_a_file_stays_with_the_file():
    content = b"# head\nnote: x\nrisks: []\n"
    assert changed(content, {"risks": []}) == b"# head\nrisks: []\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"risks: []   # none\n", b"risks:   # none\n  - id: new\n"),
        (b"risks:\n", b"risks:\n  - id: new\n"),
        (b"risks:   # none\nnote: x\n", b"risks:   # none\n  - id: new\nnote: x\n"),
        (b"risks: ~\n", b"risks:\n  - id: new\n"),
        (b"note: x", b"risks:\n  - id: new\nnote: x"),
        (b"risks: [{id: a}]\n", b"risks: [{id: a}, {id: new}]\n"),
        (b"risks:\n- id: a\nnote: x\n", b"risks:\n- id: a\n- id: new\nnote: x\n"),
        (b"risks:\n    -   id: a\n", b"risks:\n    -   id: a\n    -   id: new\n"),
        (b"risks:\n  - id: a", b"risks:\n  - id: a\n  - id: new"),
        (b"risks:\r\n  - id: a\r\n", b"risks:\r\n  - id: a\r\n  - id: new\r\n"),
        (
            b"risks:\n  - id: a\n\n  - id: b\n\nnote: x\n",
            b"risks:\n  - id: a\n\n  - id: b\n\n  - id: new\n\nnote: x\n",
        ),
        (
            b"risks:\n  - id: a\n    note: |\n      x",
            b"risks:\n  - id: a\n    note: |-\n      x\n  - id: new",
        ),
        (
            b"risks:\n  - id: a # c\n    # inner\n  # outer\n# foot\n",
            b"risks:\n  - id: a # c\n    # inner\n  - id: new\n  # outer\n# foot\n",
        ),
        (b"---\nrisks:\n  - id: a\n...\n", b"---\nrisks:\n  - id: a\n  - id: new\n...\n"),
    ],
)
def test_a_new_record_is_written_as_the_list_has_it(content, expected):
    old = data_of(content)
    assert changed(content, old | {"risks": [*(old.get("risks") or []), {"id": "new"}]}) == expected


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        (("risks", 1, "owner"), "`risks[2].owner` is the alias `*lead` (line 9)"),
        (
            ("risks", 0, "owner"),
            "`risks[1].owner` holds the anchor `&lead`, which is used again in line 9, 14",
        ),
        (
            ("risks", 0, "impact", "cost"),
            "`risks[1].impact` holds the anchor `&impact`, which is used again in line 11",
        ),
        (("risks", 0), "which is used again in line"),
    ],
)
def test_what_others_share_is_refused(keys, says):
    content = NASTY["anchors"]
    with pytest.raises(NotInPlace) as refusal:
        changed(content, with_value(data_of(content), keys, "new"))
    assert says in refusal.value.reason
    assert "write" in refusal.value.advice
    if len(keys) == 2:
        with pytest.raises(NotInPlace):
            changed(content, without(data_of(content), keys))


def test_an_anchor_that_nobody_uses_stays():
    content = NASTY["anchors"]
    result = changed(content, with_value(data_of(content), ("risks", 2, "title"), "Other"))
    assert result == content.replace(b"&unused Alone", b"&unused Other")
    result = changed(content, with_value(data_of(content), ("risks", 2, "impact"), 4))
    assert b"    impact: &nobody 4\n" in result


def test_an_anchor_used_only_inside_what_is_removed_goes_with_it():
    content = b"a:\n  b: &x 1\n  c: *x\nd: 2\n"
    assert changed(content, {"d": 2}) == b"d: 2\n"


def test_items_of_a_list_keep_their_text_whatever_happens_around_them():
    content = b"tags:\n  - a  # first\n  - b\n  - c  # third\n"
    assert changed(content, {"tags": ["c", "a"]}) == b"tags:\n  - c\n  - a  # first\n"
    assert (
        changed(content, {"tags": ["x", "b", "c", "d"]})
        == b"tags:\n  - x  # first\n  - b\n  - c  # third\n  - d\n"
    )


def test_overlapping_splices_are_refused():
    with pytest.raises(NotInPlace):
        applied("abc", [Splice(0, 2, "x"), Splice(1, 3, "y")])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(1, Decimal(1), True), (1, True, False), ("1", 1, False), ([1], [1, 2], False), ({"a": 1}, {"a": 1, "b": None}, False),
     ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True), (None, "", False)],
)  # fmt: skip
def test_what_counts_as_the_same(one, other, expected):
    assert same(one, other) is expected
