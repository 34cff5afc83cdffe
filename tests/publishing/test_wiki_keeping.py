"""Blocks of others in pages of ours: taken out, and put back where they stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.publishing.wiki.keeping import TRAILER, UnclosedBlock, digest, joined, parted

PAGE = f"""# Portal: status report

As of today

## Risks

| Risk |
| --- |
| late |

## Issues

None.

```mermaid
# no heading
```

{TRAILER} -->
"""
NOTE = "<!-- pmo:keep note -->\nAsk *Ana*.\n\n\n| a |\n<!-- /pmo:keep -->"
KEPT = "<!-- pmo:keep note -->\nAsk *Ana*.\n\n| a |\n<!-- /pmo:keep -->"


def with_note(above: str, note: str = NOTE) -> str:
    """The page with the note below a line of it."""
    return PAGE.replace(above, f"{above}\n\n{note}", 1)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("## Risks", "| Risk |"),
        ("| late |", "## Issues"),
        ("# no heading\n```", TRAILER),
        ("As of today", "## Risks"),
        ("# Portal: status report", "As of today"),
    ],
)
def test_a_block_comes_back_to_where_it_stood(above: str, below: str) -> None:
    ours, blocks = parted(with_note(above))
    assert ours == PAGE
    new = PAGE.replace("late", "in time").replace("# Portal", "# New portal")
    back = joined(new, blocks)
    end = back.index(KEPT) + len(KEPT)
    assert back[end:].lstrip().startswith(below)
    assert parted(back)[0] == new


def test_a_block_in_the_middle_comes_to_the_end_of_its_section() -> None:
    ours, blocks = parted(
        PAGE.replace("| Risk |", f"{NOTE}\n\n| Risk |").replace("## Risks", "## Risks\n\nOpen:")
    )
    assert joined(ours, blocks).index("| late |") < joined(ours, blocks).index("Ask *Ana*")


def test_a_block_whose_section_has_gone_comes_before_the_trailer() -> None:
    _, blocks = parted(with_note("## Issues"))
    new = PAGE.replace("## Issues", "## Problems")
    assert joined(new, blocks) == new.replace(TRAILER, f"{KEPT}\n\n{TRAILER}")
    assert joined("", blocks).strip() == KEPT


def test_blocks_before_any_heading_and_several_in_one_place_keep_their_order() -> None:
    text = f"<!-- pmo:keep a -->x<!-- /pmo:keep -->\n<!--pmo:keep-->y<!--/pmo:keep-->\n{PAGE}"
    ours, blocks = parted(text)
    assert ours == PAGE
    assert [block.section for block in blocks] == [None, None]
    assert joined(ours, blocks).index(">x<") < joined(ours, blocks).index(">y<")


def test_the_second_of_two_sections_of_one_name_is_told_apart() -> None:
    page = "# T\n\n## A\n\none\n\n## A\n\ntwo\n"
    _, blocks = parted(page.replace("two", f"two\n\n{NOTE}"))
    assert joined(page, blocks).index("two") < joined(page, blocks).index("Ask")
    assert joined(page.replace("## A\n\none\n\n", ""), blocks).rstrip().endswith(KEPT)


@pytest.mark.parametrize("text", ["<!-- pmo:keep a -->\nx", f"<!-- pmo:keep a -->\n{NOTE}"])
def test_a_block_without_an_end_is_none(text: str) -> None:
    with pytest.raises(UnclosedBlock):
        parted(text)


def test_an_editor_may_change_line_ends_and_empty_lines() -> None:
    assert parted("\ufeff" + with_note("## Risks").replace("\n", "\r\n"))[0] == PAGE
    assert digest(PAGE.replace("\n\n", " \r\n\n\n\n")) == digest(PAGE)
    assert digest(PAGE.replace("late", "late.")) != digest(PAGE)


lines = st.lists(
    st.sampled_from(["# T", "## A", "## B", "text", "", "```", TRAILER, "| a |"]), max_size=12
).map("\n".join)


@given(page=lines, new=lines, data=st.data())
def test_nothing_of_a_block_is_lost_whatever_becomes_of_the_page(
    page: str, new: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, page.count("\n")))
    rows = page.split("\n")
    text = "\n".join([*rows[:at], "", KEPT, "", *rows[at:]])
    ours, blocks = parted(text)
    assert digest(ours) == digest(page)
    back = joined(new, blocks)
    assert back.count(KEPT) == 1
    assert digest(parted(back)[0]) == digest(new)
    assert joined(*parted(joined(page, blocks))) == joined(page, blocks), "it comes to rest"
