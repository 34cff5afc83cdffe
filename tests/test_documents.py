"""YAML to plain data: what is read, what is refused, and where things stand."""

from decimal import Decimal

import pytest

from pmo.documents import MAX_DEPTH, Locator, lines_of, parse


def refusals(content: bytes) -> list[tuple[str, int, int]]:
    parsed = parse(content, "x.yaml")
    assert parsed.data is None
    assert all(finding.hint is not None for finding in parsed.findings)
    return [(one.code, one.where.line, one.where.column) for one in parsed.findings]


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("no", "no"), ("on", "on"), ("yes", "yes"), ("1:30", "1:30"), ("1_000", "1_000"), ("2026-11-01", "2026-11-01"),
        ("true", True), ("False", False), ("TRUE", True), ("tRue", "tRue"), ("12", 12), ("-7", -7), ("+7", 7),
        ("007", 7), ("0o17", 15), ("0x1F", 31), ("0b11", "0b11"), ("1.10", Decimal("1.10")), (".5", Decimal("0.5")),
        ("1.", Decimal(1)), ("1e3", Decimal(1000)), ("-1.5E-2", Decimal("-0.015")), ("1.2.3", "1.2.3"),
        ("+", "+"), (".", "."), ("'5'", "5"), ('"true"', "true"), ("|\n  x\n", "x\n"),
    ],
)  # fmt: skip
def test_scalars_of_yaml_1_2(scalar, value):
    data = parse(f"a: {scalar}".encode(), "x.yaml").data
    assert data == {"a": value}
    assert type(data["a"]) is type(value)


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null", "NULL"])
def test_key_without_value_is_left_out_unless_it_is_kept(nothing):
    content = f"a: {nothing}\nb: 1".encode()
    assert parse(content, "x.yaml").data == {"b": 1}
    assert parse(content, "x.yaml", keep_empty=True).data == {"a": None, "b": 1}


def test_exactness_of_decimals():
    data = parse(b"a: 0.1\nb: 0.30000000000000004\nc: 12345678901234567890.12", "x.yaml").data
    assert data == {
        "a": Decimal("0.1"),
        "b": Decimal("0.30000000000000004"),
        "c": Decimal("12345678901234567890.12"),
    }


@pytest.mark.parametrize(
    ("content", "code", "line", "column"),
    [
        (b"a: [1", "PMO101", 2, 1),
        (b"a: 'x", "PMO101", 1, 6),
        (b"a: b: c", "PMO101", 1, 5),
        (b"a: 1\n  b: 2", "PMO101", 2, 4),
        (b"a: *b", "PMO101", 1, 4),
        (b"a:\n\tb: 1", "PMO102", 2, 1),
        (b"a: 1\n---\nb: 2", "PMO103", 2, 1),
        (b"ab: \xff", "PMO104", 1, 5),
        ("ä: 1\nöö: ".encode() + b"\xe4", "PMO104", 2, 5),
        (b"a: \x01", "PMO104", 1, 4),
        ("a: 1".encode("utf-16"), "PMO104", 1, 1),
        (b"a: 1\nb: 2\na: 3", "PMO105", 3, 1),
        (b"a:\na: 1", "PMO105", 2, 1),
        (b"x: {b: 1, b: 1}", "PMO105", 1, 11),
        (b"", "PMO106", 1, 1),
        (b"\n# only a remark\n", "PMO106", 1, 1),
        (b"---\n...\n", "PMO106", 1, 1),
        (b"- a\n- b", "PMO107", 1, 1),
        (b"text", "PMO107", 1, 1),
        (b'""', "PMO107", 1, 1),
        (b"[" * 5000, "PMO108", 1, MAX_DEPTH + 1),
        (b"- " * 5000, "PMO108", 1, 2 * MAX_DEPTH + 1),
        (b"? " * 5000, "PMO108", 1, 2 * MAX_DEPTH + 1),
        (b"a: &a [*a]", "PMO109", 1, 4),
        (b"a: &a {b: *a}", "PMO109", 1, 4),
        (b"a: !!str 1", "PMO110", 1, 4),
        (b"a: !!python/object/apply:os.system [ls]", "PMO110", 1, 4),
        (b"!!map {a: 1}", "PMO110", 1, 1),
        (b"!!str a: 1", "PMO110", 1, 1),
        (b"<<: {a: 1}", "PMO111", 1, 1),
        (b"b: &b {c: 1}\nd:\n  <<: *b", "PMO111", 3, 3),
        (b"? [1, 2]\n: 3", "PMO111", 1, 3),
        (b"a: .inf", "PMO112", 1, 4),
        (b"a: -.INF", "PMO112", 1, 4),
        (b"a: .nan", "PMO112", 1, 4),
        (b"a: 1e400", "PMO112", 1, 4),
        (b"a: 1e-400", "PMO112", 1, 4),
        (b"a: " + b"9" * 5000, "PMO112", 1, 4),
        (b"a: 0x" + b"F" * 5000, "PMO112", 1, 4),
        (b"a: 0." + b"1" * 5000, "PMO112", 1, 4),
    ],
)
def test_what_is_refused_and_where(content, code, line, column):
    assert refusals(content) == [(code, line, column)]


def test_all_mistakes_of_a_file_in_one_run():
    codes = [code for code, _, _ in refusals(b"a: 1\na: 2\nb: !!int 3\nc: .inf\n<<: {}\n")]
    assert codes == ["PMO105", "PMO110", "PMO112", "PMO111"]


def test_duplicate_key_names_the_first():
    finding = parse(b"a: 1\nb:\n  c: 1\n  c: 2\n", "x.yaml").findings[0]
    assert str(finding.message) == "the key `c` stands here a second time"
    assert [(one.where.line, one.where.column) for one in finding.related] == [(3, 3)]


def test_alias_bomb_is_refused_soon():
    lines = [b"a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [b"%c: &%c [%s]" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(9)]
    assert refusals(b"\n".join(lines)) == [("PMO109", 1, 4)]


def test_anchors_and_aliases_within_limits_are_read():
    data = parse(b"a: &x {b: 1}\nc: *x\nd: [*x, *x]", "x.yaml").data
    assert data == {"a": {"b": 1}, "c": {"b": 1}, "d": [{"b": 1}, {"b": 1}]}


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbfa: 1\nb: 2\n", b"a: 1\r\nb: 2\r\n", b"a: 1\rb: 2", b"a: 1\nb: 2"]
)
def test_byte_order_mark_and_line_endings(content):
    assert parse(content, "x.yaml").data == {"a": 1, "b": 2}
    assert Locator(content).locate(("b",)) == (2, 4)
    assert len(lines_of(content)) >= 2


DOCUMENT = """\
# remark
title: Ä title
scope:
  in: [one, "two"]
risks:
  - id: a
    owner: 'ana'
    response: {plan: x}
  - id: b
    due:
""".encode()


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ((), (2, 1)),
        (("title",), (2, 8)),
        (("scope",), (3, 1)),
        (("scope", "in"), (4, 3)),
        (("scope", "in", 1), (4, 13)),
        (("risks", 0), (6, 5)),
        (("risks", 0, "owner"), (7, 12)),
        (("risks", 0, "response", "plan"), (8, 22)),
        (("risks", 1, "due"), (10, 5)),
        (("risks", 1, "missing"), (9, 5)),
        (("risks", 7, "owner"), (5, 1)),
        (("nowhere",), (2, 1)),
        (("title", "deeper"), (2, 1)),
    ],
)
def test_places(keys, place):
    assert Locator(DOCUMENT).locate(keys) == place


def test_place_of_a_key():
    assert Locator(DOCUMENT).locate(("risks", 0, "owner"), at_key=True) == (7, 5)


@pytest.mark.parametrize("content", [b"", b"a: [", b"[" * 5000, b"\xff"])
def test_place_in_what_cannot_be_read(content):
    assert Locator(content).locate(("a", "b")) == (1, 1)
