"""The tree of a page: it says what the Markdown says, and the texts of users come back as they were written."""

import pytest
from hypothesis import example as case
from hypothesis import given
from hypothesis import strategies as st

from pmo.render.document.tree import (
    CodeBlock,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Span,
    Table,
    collected,
    contents,
    plain,
)
from pmo.render.inert import for_markdown, for_markdown_cell, for_terminal
from tests.publishing.documents.samples import EVERYTHING, document
from tests.test_report_pages import ATTACKS


def test_every_kind_of_block() -> None:
    tree = document(EVERYTHING)
    assert [type(block).__name__ for block in tree.blocks] == [
        *(
            "Heading",
            "Paragraph",
            "Quote",
            "Table",
            "Heading",
            "Paragraph",
            "ListBlock",
            "ListBlock",
            "ListBlock",
        ),
        *("Table", "Heading", "Picture", "Picture", "Rule", "CodeBlock"),
    ]
    assert tree.title == "Title of all"
    assert tree.columns == 3
    quote, facts, section, text, numbered, bullets, third, table = tree.blocks[2:10]
    assert quote == Quote((Paragraph((Span("Headline", bold=True),)),))
    assert isinstance(facts, Table)
    assert not facts.has_header
    assert not facts.has_total
    assert facts.rows[0][1] == (Span("Red", health="red"), Span(", worse"))
    assert section == Heading(2, (Span("First "), Span("section", italic=True)))
    assert text == Paragraph(
        (
            *(
                Span("Text with "),
                Span("bold", bold=True),
                Span(", "),
                Span("italic", italic=True),
                Span(", "),
            ),
            *(Span("code", code=True), Span(", a "), Span("link", link="https://example.org/a?b=c&d=e")),
            *(Span(" and "), Span("a page", link="other.html"), Span(".")),
        )
    )
    assert isinstance(numbered, ListBlock)
    assert numbered.start == 1
    assert isinstance(numbered.items[1][1], ListBlock)
    assert isinstance(bullets, ListBlock)
    assert bullets.start is None
    assert isinstance(third, ListBlock)
    assert third.start == 3
    assert isinstance(table, Table)
    assert table.alignments == ("left", "right", "centre")
    assert [plain(cell) for cell in table.rows[0]] == ["A | B", "1,234", "x"]
    assert table.has_header
    assert table.has_total
    assert tree.blocks[-4:-2] == (Picture("A picture of it", "burn"), Picture("Unknown", "missing"))
    assert tree.blocks[-2:] == (Rule(), CodeBlock("mermaid", "gantt\n  a: b"))


def test_lines_broken_in_markdown() -> None:
    assert document("a\nb").blocks == (Paragraph((Span("a b"),)),)
    assert document("a\\\nb").blocks == (Paragraph((Span("a\nb"),)),)


def test_a_picture_inside_a_line_is_its_words() -> None:
    assert document("see ![the *burn*](picture:burn)").blocks == (Paragraph((Span("see the burn"),)),)
    assert document("![x](https://example.org/x.png)").blocks == (Paragraph((Span("x"),)),)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/x",
        "ftp://example.org",
        "a:b",
        "&#106;avascript:alert(1)",
    ],
)
def test_a_link_that_leads_elsewhere_is_text(address: str) -> None:
    (block,) = document(f"[text](<{address}>)").blocks
    assert isinstance(block, Paragraph)
    assert all(span.link is None for span in block.spans)


@pytest.mark.parametrize(
    "address", ["https://e.org/?a=b:c", "HTTP://e.org", "mailto:a@e.org", "a/b.html", "#x", "a?b:c"]
)
def test_a_link_that_leads_to_a_page(address: str) -> None:
    assert document(f"[text](<{address}>)").blocks == (Paragraph((Span("text", link=address),)),)


def test_raw_html_and_addresses_are_text() -> None:
    assert document("<b>x</b> https://example.org").blocks == (
        Paragraph((Span("<b>x</b> https://example.org"),)),
    )
    assert document("<script>\nx\n</script>").blocks == (Paragraph((Span("<script> x </script>"),)),)


@pytest.mark.parametrize(("code", "text", "health"), [("en", "🟡 Amber", "amber"), ("id", "🔵 Biru", "blue")])
def test_the_word_of_a_health_is_known_in_every_language(code: str, text: str, health: str) -> None:
    (block,) = document(text, code).blocks
    assert isinstance(block, Paragraph)
    assert [span.health for span in block.spans] == [health]
    assert plain(block.spans) == text


def test_a_word_that_only_begins_like_a_health_is_none() -> None:
    assert document("🔴 Redundant 🟡 Green").blocks == (Paragraph((Span("🔴 Redundant 🟡 Green"),)),)


def test_several_pages_are_one_whose_headings_are_deeper() -> None:
    tree = collected("All", "origin", [document("# A\n\n## B"), document("# C")])
    assert tree == Document(
        (
            *(Heading(1, (Span("All"),)), Paragraph((Span("origin"),)), Heading(2, (Span("A"),))),
            *(Heading(3, (Span("B"),)), Heading(2, (Span("C"),))),
        ),
        is_collection=True,
    )


def test_a_page_that_leads_to_others() -> None:
    tree = contents("All", "origin", [("A", "a.html")])
    assert tree.blocks[2] == ListBlock(((Paragraph((Span("A", link="a.html"),)),),))


def test_a_page_without_a_title() -> None:
    assert document("").blocks == ()
    assert document("").title == ""
    assert document("").columns == 0


# What users write comes back

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.text(
    st.sampled_from("\\`*_{}[]()<>#+-.!|~$&;:/@=\"' \t\n0123456789aGHw🔴🟢 Red\u200b\u202e\ufffe\x00\xa0"),
    max_size=30,
)


def as_written(text: str) -> str:
    """A text on one line, what steers screens shown: all that any page does to it."""
    return for_terminal(" ".join(text.split()))


def _cases(test: object) -> object:
    for attack in ATTACKS:
        test = case(attack)(test)  # type: ignore[type-var]
    return test


@_cases
@given(TEXTS)
def test_a_text_comes_back_from_a_cell(text: str) -> None:
    (table,) = document(
        f"| a | b |\n| --- | --- |\n| {for_markdown(text)} | x {for_markdown_cell(text)} |"
    ).blocks
    assert isinstance(table, Table)
    ((first, second),) = table.rows
    assert plain(first) == as_written(text)
    assert plain(second) == f"x {as_written(text)}".strip()


@_cases
@given(TEXTS)
def test_a_text_comes_back_from_a_list(text: str) -> None:
    (found,) = document(f"- x\n- {for_markdown(text)}").blocks
    assert isinstance(found, ListBlock)
    item = found.items[1]
    assert "".join(plain(block.spans) for block in item if isinstance(block, Paragraph)) == as_written(text)
    assert len(item) == (1 if as_written(text) else 0)


@_cases
@given(TEXTS)
def test_a_text_comes_back_from_a_heading(text: str) -> None:
    found = document(f"# {for_markdown(text)}: x\n\n## {for_markdown(text)}").blocks
    assert [type(block) for block in found] == [Heading, Heading]
    assert plain(found[0].spans) == f"{as_written(text)}: x"  # type: ignore[union-attr]
    assert plain(found[1].spans) == as_written(text)  # type: ignore[union-attr]


@_cases
@given(TEXTS)
def test_a_text_comes_back_from_a_line_and_from_bold(text: str) -> None:
    (found,) = document(f"x {for_markdown_cell(text)} **{for_markdown_cell(text)}** y").blocks
    assert isinstance(found, Paragraph)
    assert plain(found.spans).replace("**", "") == f"x {as_written(text)} {as_written(text)} y".replace(
        "**", ""
    )
