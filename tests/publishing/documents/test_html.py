"""Reports as web pages in one file: what they say, to whom, and that nothing in them runs or asks for anything."""

import base64
import itertools
from pathlib import Path

import pytest

from pmo.locale import language
from pmo.render.document.html import HtmlWriter
from pmo.render.document.pictures import Drawings, NoDrawings
from pmo.render.document.tree import Document
from pmo.render.views.parts import Heading
from tests import golden
from tests.portfolios import AS_OF
from tests.publishing.documents.markup import Element, assert_inert, parsed
from tests.publishing.documents.samples import (
    EVERYTHING,
    GOLDEN,
    ORIGIN,
    REVISION,
    OnePicture,
    document,
    page_of,
)
from tests.test_report_pages import ATTACKS, hostile, portfolio_page, status_page

PAGES = sorted(path.name.removesuffix(".md").rpartition(".")[::2] for path in GOLDEN.glob("*.md"))


def written(
    tree: Document, code: str = "en", portfolio: Path | None = None, pictures: Drawings | None = None
) -> str:
    origin = Heading("Noordermeer Water & Energy", REVISION, AS_OF)
    return HtmlWriter(language(code), portfolio).write(tree, origin, pictures or NoDrawings())


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("name", ["portfolio", "status-scada-renewal"])
def test_page(request: pytest.FixtureRequest, name: str, code: str) -> None:
    golden.check(request, f"reports/{name}.{code}.html", written(page_of(name, code), code))


@pytest.mark.parametrize(("name", "code"), PAGES)
def test_every_report_is_a_page_that_reads_well(name: str, code: str) -> None:
    tree = page_of(name, code)
    root = parsed(written(tree, code))
    assert_inert(root)
    assert root.first("html").attributes["lang"] == code
    assert root.first("title").text == tree.title
    assert [one.text for one in root.all("h1")] == [tree.title]
    headings = [int(one.tag[1]) for one in root.all("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in itertools.pairwise(headings))
    ids = [one.attributes["id"] for one in root.all() if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    assert {one.attributes["href"][1:] for one in root.first("main").all("a")} <= set(ids)
    for table in root.all("table"):
        assert table.first("caption").text
        columns = {
            len([cell for cell in row.children if isinstance(cell, Element)]) for row in table.all("tr")
        }
        assert len(columns) == 1
        assert all(cell.attributes["scope"] in ("col", "row") for cell in table.all("th"))
    assert root.first("footer").text.strip().startswith("Noordermeer")


def test_every_kind_of_block_has_its_element() -> None:
    root = parsed(written(document(EVERYTHING), pictures=OnePicture()))
    main = root.first("main")
    assert_inert(root)
    assert [one.tag for one in main.all("ul", "ol")] == ["ol", "ul", "ul", "ol"]
    assert main.all("ol")[1].attributes == {"start": "3"}
    facts, table = main.all("table")
    assert [one.text for one in facts.all("th")] == ["Health", "Money"]
    assert facts.all("thead") == []
    assert facts.first("caption").text == "Title of all"
    assert table.first("caption").text == "First section"
    assert [one.attributes["scope"] for one in table.all("th")] == ["col"] * 3
    assert [one.attributes["class"] for one in table.all("tr")[1].all("td")] == [
        "short",
        "number short",
        "centre short",
    ]
    assert table.all("tr")[-1].attributes == {"class": "total"}
    health = main.first("span")
    assert health.attributes["class"] == "health red"
    assert health.text == "◆ Red"
    assert health.first("span").all("span")[1].attributes["aria-hidden"] == "true"
    (image,) = main.all("img")
    assert image.attributes["alt"] == "A picture of it"
    svg = base64.b64decode(image.attributes["src"].removeprefix("data:image/svg+xml;base64,")).decode()
    assert svg == OnePicture().svg("burn")
    assert "Unknown" in [one.text for one in main.all("em")]
    assert main.first("pre").text == "gantt\n  a: b"
    assert [one.attributes["href"] for one in main.all("a")] == [
        "https://example.org/a?b=c&d=e",
        "other.html",
    ]
    assert main.first("blockquote").text.strip() == "Headline"


def test_a_page_says_where_its_facts_come_from() -> None:
    root = parsed(written(page_of("portfolio")))
    assert root.first("footer").text.strip() == ORIGIN
    assert root.first("body").attributes == {"data-origin": ORIGIN, "class": "wide"}
    assert parsed(written(page_of("status-nis2-compliance"))).first("body").attributes["class"] == "tall"


def test_long_pages_lead_to_their_sections() -> None:
    root = parsed(written(page_of("portfolio")))
    assert [one.text for one in root.first("nav").all("a")] == [one.text for one in root.all("h2")]
    assert parsed(written(document("# A\n\n## B\n\n## C"))).all("nav") == []


def test_headings_of_one_name_have_anchors_of_their_own() -> None:
    root = parsed(written(document("# A\n\n## B\n\n## B\n\n## ?!\n\n### B")))
    assert [one.attributes["id"] for one in root.all("h2", "h3")] == ["b", "b-2", "section", "b-3"]


def test_a_page_without_a_title() -> None:
    root = parsed(written(document("text")))
    assert root.first("main").text.strip() == "text"
    assert root.first("title").text == ""


def test_a_hostile_portfolio_is_only_text(tmp_path: Path) -> None:
    harmless, attacked = hostile(tmp_path / "a", "harmless"), hostile(tmp_path / "b", " ".join(ATTACKS))
    for page in (lambda one: status_page(one, "crm"), portfolio_page):
        root = parsed(written(document(page(attacked))))
        assert_inert(root)
        assert shape(root) == shape(parsed(written(document(page(harmless)))))
        assert not {"\u202e", "\u009b"} & set(root.text)


def shape(root: Element) -> list[object]:
    """Everything in a page but its texts, and the anchors and classes that follow from them."""
    return [(one.tag, sorted(set(one.attributes) - {"class", "id"})) for one in root.all()]


def test_an_office_changes_the_layout_block_by_block_or_only_the_look(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "reports"
    folder.mkdir(parents=True)
    (folder / "page.css").write_text("h1 { color: purple }", "utf-8")
    page = written(document("# A <b>"), portfolio=tmp_path)
    assert parsed(page).first("style").text.strip() == "h1 { color: purple }"
    (folder / "page.html.jinja").write_text(
        '{% extends "pmo/page.html.jinja" %}{% block header %}<header>{{ title }}</header>{% endblock %}',
        "utf-8",
    )
    root = parsed(written(document("# A <b>"), portfolio=tmp_path))
    assert root.first("header").text == "A <b>"
    assert root.first("style").text.strip() == "h1 { color: purple }"


def test_a_region_is_part_of_the_language() -> None:
    assert parsed(written(document("# A"), "en-US")).first("html").attributes["lang"] == "en-US"
    assert "Nov 1" not in written(document("# A"), "en")


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_text_stands_out_from_its_background_by_day_and_by_night() -> None:
    style = parsed(written(document("# A"))).first("style").text
    palettes = [part.split("}")[0] for part in style.split(":root {")[1:]]
    assert len(palettes) == 2
    for palette in palettes:
        colours = dict(
            one.strip().removeprefix("--").split(": ") for one in palette.split(";") if "--" in one
        )
        pairs = [(name, f"{name}-tint") for name in ("red", "amber", "green", "grey", "blue")]
        pairs += [(name, ground) for name in ("ink", "quiet", "accent") for ground in ("paper", "tint")]
        for ink, ground in pairs:
            light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)
