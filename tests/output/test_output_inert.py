"""Text of users is inert where it is shown."""

import csv
import html
import io
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pmo.render.inert import for_csv_cell, for_markdown, for_markdown_cell, for_terminal

ANY_TEXT = st.text() | st.text(st.characters())
MARKED = st.text(st.sampled_from("\\`*_{}[]<>()#+-.!|~$&@:/=\"' \t\n0123xyÀ") | st.characters(), max_size=40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain, é日本 🏳️\u200d🌈 ok", "plain, é日本 🏳️\u200d🌈 ok"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x1b[31m\x07\x00\x7f\x9b", r"\x1b[31m\x07\x00\x7f\x9b"),
        ("\u202a\u202e\u2066\u2069\u200f\ufeff\u2028", r"\u202a\u202e\u2066\u2069\u200f\ufeff\u2028"),
        ("\udcff\U000e0041", r"\udcff\U000e0041"),
    ],
)
def test_for_terminal(text: str, expected: str) -> None:
    assert for_terminal(text) == expected


def test_for_terminal_keeps_what_it_is_told() -> None:
    assert for_terminal("a\nb\tc", keep="\n") == "a\nb\\tc"


@given(ANY_TEXT)
def test_terminal_text_is_one_harmless_line(text: str) -> None:
    shown = for_terminal(text)
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in shown)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown)
    assert len(shown.splitlines()) <= 1
    assert for_terminal(shown) == shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain (text), snake_case, 5.5 - 3 + 2!", "plain (text), snake_case, 5.5 - 3 + 2!"),
        ("*bold* _it_ `code` ~~no~~", r"\*bold\* \_it\_ \`code\` \~\~no\~\~"),
        ("a | b\nc \\", "a \\| b c \\\\"),
        ("<script>&amp;", "&lt;script&gt;&amp;amp;"),
        ("![x](https://x.test) _www.x.test", r"!\[x\](https:&#47;&#47;x.test) \_www&#46;x.test"),
        (
            "@ana, mail@x.test, x/y#1, !2, GH-3",
            "@&#8203;ana, mail@x.test, x/y#&#8203;1, !&#8203;2, GH-&#8203;3",
        ),
        ("{{ secret }} ${x}", r"\{\{ secret \}\} \$\{x\}"),
        ("", ""),
    ],
)
def test_for_markdown_cell(text: str, expected: str) -> None:
    assert for_markdown_cell(text) == expected
    assert for_markdown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# title #", r"\# title \#"),
        ("- item", r"\- item"),
        ("+62 811", r"\+62 811"),
        ("12. item", r"12\. item"),
        ("1) item", r"1\) item"),
        ("12.5 days", r"12\.5 days"),
        ("===", r"\==="),
        (":-", r"\:-"),
        ("    indented", "indented"),
    ],
)
def test_for_markdown_at_the_start_of_a_line(text: str, expected: str) -> None:
    assert for_markdown(text) == expected


def read(rendered: str) -> str:
    return html.unescape(rendered).replace("\u200b", "")


@given(ANY_TEXT | MARKED)
def test_markdown_reads_as_written(text: str) -> None:
    words = for_terminal(" ".join(text.split()))
    rendered = (
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).render("before\n\n" + for_markdown(text))
    )
    paragraph = f"\n<p>{html.escape(words)}</p>" if words else ""
    assert read(rendered) == read(f"<p>before</p>{paragraph}\n")
    assert set(re.findall("<[^>]*>", rendered)) == {"<p>", "</p>"}


@given(ANY_TEXT | MARKED, ANY_TEXT | MARKED)
def test_markdown_cells_stay_cells(first: str, second: str) -> None:
    table = f"| a | b |\n| --- | --- |\n| {for_markdown_cell(first)} | {for_markdown_cell(second)} |\n"
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(table)
    cells = re.findall("<td>(.*)</td>", rendered)
    assert [read(cell) for cell in cells] == [
        for_terminal(" ".join(text.split())) for text in (first, second)
    ]
    assert "<td>" not in "".join(cells)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+62 811", "'+62 811"),
        ("-2+3", "'-2+3"),
        ("@sum(a1)", "'@sum(a1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (" =1", "' =1"),
        ("\uff1d1", "'\uff1d1"),
        ("-5", "-5"),
        ("+5.25", "+5.25"),
        ("a=b\nc", "a=b\nc"),
        ("\x1b[0m", r"\x1b[0m"),
        ("", ""),
    ],
)
def test_for_csv_cell(text: str, expected: str) -> None:
    assert for_csv_cell(text) == expected


@given(st.lists(ANY_TEXT, min_size=1))
def test_csv_cells_survive(texts: list[str]) -> None:
    cells = [for_csv_cell(text) for text in texts]
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow(cells)
    stream.seek(0)
    assert list(csv.reader(stream)) == [cells]
    assert all(cell[:1] not in set("=@\t\r") for cell in cells)
