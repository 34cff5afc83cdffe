"""The excerpt: the caret stands under the column whatever the line holds."""

import datetime

import pytest

from pmo.findings import Finding, Where, message
from pmo.output.findings import FindingsContext, FindingsReport
from pmo.output.text import render


def excerpt(line: str, column: int, width: int = 40) -> list[str]:
    finding = Finding("PMO101", "error", Where("a.yaml", 1, column), message("x"))
    context = FindingsContext(
        portfolio="Acme",
        as_of=datetime.date(2026, 11, 1),
        version="1",
        excerpt=lambda path: [line],
        width=width,
    )
    return render(FindingsReport((finding,), 1, 1), context).splitlines()[1:3]


@pytest.mark.parametrize(
    ("line", "column", "shown", "caret"),
    [
        ("key: value", 6, "key: value", "     ^"),
        ("key: value", 1, "key: value", "^"),
        ("key: value", 11, "key: value", "          ^"),
        ("key: value", 99, "key: value", "          ^"),
        ("\tkey: value", 2, "    key: value", "    ^"),
        ("日本: x", 5, "日本: x", "      ^"),
        ("e\u0301: x", 5, "e\u0301: x", "   ^"),
        ("\u1112\u1161\u11ab: x", 6, "\u1112\u1161\u11ab: x", "    ^"),
        ("a\x1bb: x", 3, r"a\x1bb: x", "     ^"),
        ("a\u202eb", 3, r"a\u202eb", "       ^"),
        ("", 1, "", "^"),
    ],
)
def test_caret(line: str, column: int, shown: str, caret: str) -> None:
    assert excerpt(line, column) == [f"  1 | {shown}".rstrip(), f"    | {caret}"]


@pytest.mark.parametrize(
    ("line", "column", "shown", "caret"),
    [
        ("0123456789" * 9, 1, "01234567890123456789012345678901…", "^"),
        (
            "0123456789" * 9,
            45,
            "…" + "8901234567890123" + "4567890123456789" + "…",
            " " * 17 + "^",
        ),
        ("0123456789" * 9, 90, "…" + "89" + "0123456789" * 3, " " * 32 + "^"),
        ("日" * 90, 45, "…" + "日" * 16 + "…", " " * 17 + "^"),
        ("日" * 90 + "x", 91, "…" + "日" * 15 + "x", " " * 31 + "^"),
    ],
)
def test_long_lines_are_cut_around_the_column(line: str, column: int, shown: str, caret: str) -> None:
    assert excerpt(line, column) == [f"  1 | {shown}", f"    | {caret}"]


@pytest.mark.parametrize("lines", [None, [], ["only one"]])
def test_no_excerpt_of_lines_that_are_not_there(lines: list[str] | None) -> None:
    finding = Finding("PMO101", "error", Where("a.yaml", 2, 1), message("x"))
    context = FindingsContext(
        portfolio="Acme", as_of=datetime.date(2026, 11, 1), version="1", excerpt=lambda path: lines
    )
    assert render(FindingsReport((finding,), 1, 1), context).splitlines()[:2] == [
        "a.yaml:2:1 PMO101 error x",
        "",
    ]


def test_narrow_terminals_still_show_something() -> None:
    assert excerpt("0123456789" * 9, 5, width=1) == ["  1 | 012345678901234567…", "    |     ^"]


def test_a_huge_line_costs_little() -> None:
    line = "x" * 5_000_000
    assert excerpt(line, 2_500_000)[1].endswith("^")


def test_advice_is_about_the_worst() -> None:
    findings = tuple(
        Finding(code, severity, Where("a.yaml"), message("x"))
        for code, severity in (("PMO901", "info"), ("PMO602", "warning"), ("PMO603", "warning"))
    )
    context = FindingsContext(portfolio="Acme", as_of=datetime.date(2026, 11, 1), version="1")
    lines = render(FindingsReport(findings, 2, 3), context).splitlines()
    assert lines[-2:] == [
        "2 warnings, 1 note in 2 projects, 3 files",
        "Run `pmo explain PMO602` to read why it matters and how to fix it.",
    ]
