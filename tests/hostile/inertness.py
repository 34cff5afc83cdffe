"""Whether an output holds nothing of an attack that could act: each format parsed by its own reader."""

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pmo.render.inert import HAZARDS, is_formula

_STYLE = re.compile(r"\x1b\[[0-9;]*m")
_UNESCAPED_PIPE = re.compile(r"(?<!\\)(?:\\\\)*\|")


def text(output: str) -> None:
    """Nothing steers the terminal; styles are our own."""
    plain = _STYLE.sub("", output)
    assert _hazards(plain) == []


def json_(output: str) -> None:
    json.loads(output)
    assert _hazards(output) == []


def csv_(output: str) -> None:
    rows = list(csv.reader(io.StringIO(output, newline="")))
    assert len({len(row) for row in rows}) <= 1
    for row in rows:
        for cell in row:
            assert cell.startswith("'") or not is_formula(cell), cell
            assert [one for one in _hazards(cell) if one not in "\t\r"] == []


def markdown(output: str) -> None:
    """Read with raw HTML on: what comes out of it is only what our templates write."""
    assert _hazards(output) == []
    tokens = list(
        flat(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(output))
    )
    for token in tokens:
        assert token.type not in ("html_block", "code_block", "s_open"), token.content
        assert token.type != "html_inline" or token.content == "<br>", token.content
        if token.type in ("link_open", "image"):
            target = str(token.attrs.get("href") or token.attrs.get("src") or "")
            assert not re.match(r"(?i)\s*(javascript|data|vbscript|https?|//)", target), target
        if token.type == "fence":
            assert token.info == "mermaid"
            mermaid(token.content)
    headings = [tokens[i + 1].content for i, one in enumerate(tokens) if one.type == "heading_open"]
    assert "Heading" not in headings
    _tables(output)


def flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or [])


def _tables(output: str) -> None:
    """Every row of a table has as many cells as its head."""
    columns = None
    for line in output.splitlines():
        if not line.startswith("|"):
            columns = None
            continue
        found = len(_UNESCAPED_PIPE.findall(line))
        columns = columns or found
        assert found == columns, line


def mermaid(output: str) -> None:
    for line in output.splitlines():
        assert not re.match(r"\s*(click|call|%%\{)", line), line
        assert not re.search(r"javascript:|<|\{", line), line


def ics(output: str) -> None:
    assert [one for one in _hazards(output) if one != "\r"] == []
    lines = re.sub(r"\r\n[ \t]", "", output).split("\r\n")
    assert "\n" not in "".join(lines)
    depth = [line for line in lines if line.startswith(("BEGIN:", "END:"))]
    inner = depth[1:-1]
    assert depth[0] == "BEGIN:VCALENDAR"
    assert depth[-1] == "END:VCALENDAR"
    assert set(inner) <= {"BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM"}
    assert inner.count("BEGIN:VEVENT") == inner.count("END:VEVENT") == len(set(_values(lines, "UID")))
    assert set(_values(lines, "ACTION")) <= {"DISPLAY"}
    assert _values(lines, "ATTACH") == []


def _values(lines: list[str], name: str) -> list[str]:
    return [line.partition(":")[2] for line in lines if line.startswith(f"{name}:")]


def github(output: str) -> None:
    assert _hazards(output) == []
    for line in output.splitlines():
        assert re.match(r"::(error|warning|notice) (file|title)=[^:]*::|[0-9N]", line), line


def junit(output: str) -> None:
    root = ElementTree.fromstring(output)
    assert {one.tag for one in root.iter()} <= {
        *("testsuites", "testsuite", "testcase", "failure", "properties", "property", "system-out", "skipped")
    }


class _Page(HTMLParser):
    """Collects what could act."""

    def __init__(self) -> None:
        super().__init__()
        self.acting: list[str] = []
        self._raw = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._raw = tag if tag in ("script", "style") else ""
        if tag in ("iframe", "object", "embed", "base", "form"):
            self.acting.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name == "srcdoc":
                self.acting.append(f"{tag} {name}")
            if name in ("href", "src", "action", "xlink:href") and re.match(
                r"(?i)\s*(javascript|vbscript|data:text|https?:|//)", value or ""
            ):
                self.acting.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if self._raw == "script" and "alert(" in data and "</" in data:
            self.acting.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._raw = ""


def html(output: str) -> None:
    page = _Page()
    page.feed(output)
    assert page.acting == []


_NAMED = """
a b blockquote body br button caption code col colgroup dd del desc details div dl dt em figcaption figure footer form g h1 h2 h3 h4
head header hr html img input label li line link main meta nav ol option output p path rect script section select small
span strong sub summary sup svg table tbody td text tfoot th thead time title tr ul
"""
_ELEMENTS = frozenset(_NAMED.split())
_REACHING = ("href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcset", "background")


class _Site(HTMLParser):
    """The elements of a page, the scripts it loads and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _ELEMENTS, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name not in ("srcdoc", "style"), (name, value)
            if name in _REACHING:
                assert re.match(r"(?![a-zA-Z][\w+.-]*:|//|\s)", value or ""), value
                self.links.append(value or "")
        if tag == "script":
            self.scripts.append(dict(attrs)["src"] or "")


def page(output: str) -> _Site:
    """A page of the site: known elements, no handlers, no scripts inside, nothing that leads to another host."""
    found = _Site()
    found.feed(output)
    found.close()
    return found


def svg(output: str) -> None:
    """A picture draws, and does nothing else."""
    for one in ElementTree.fromstring(output).iter():
        tag = one.tag.rpartition("}")[2]
        assert tag in (
            *("svg", "g", "path", "rect", "line", "circle", "text", "tspan", "title", "desc", "defs"),
            *("clipPath", "style", "linearGradient", "stop", "polygon", "polyline"),
        ), tag
        for name, value in one.attrib.items():
            bare = name.rpartition("}")[2]
            assert bare != "href", value
            assert not bare.startswith("on"), bare
            assert bare in ("aria-label", "aria-labelledby", "d") or not re.search(
                r"(?i)javascript:|url\((?!['\"]?#)", value
            ), value


def workbook(content: bytes) -> None:
    """No cell is a formula, or would become one."""
    from openpyxl import load_workbook

    for sheet in load_workbook(io.BytesIO(content)):
        for row in sheet.iter_rows():
            for cell in row:
                assert (cell.data_type == "f", cell.hyperlink) == (False, None), cell.value


def _hazards(output: str) -> list[str]:
    return [one for one in HAZARDS.findall(output) if one != "\n"]


READERS: dict[str, Any] = {
    "text": text,
    "json": json_,
    "csv": csv_,
    "markdown": markdown,
    "mermaid": mermaid,
    "ics": ics,
    "github": github,
    "gitlab": json_,
    "sarif": json_,
    "junit": junit,
    "html": html,
}
"""By the value of `--format`."""
