"""What a search found: as text with the words marked, as Markdown, as CSV, as data of JSON."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from rich.padding import Padding
from rich.text import Text

from pmo.analysis.search import Hit, Result
from pmo.locale import Language
from pmo.model.portfolio import Keys
from pmo.output import table
from pmo.output.table import Column
from pmo.output.terminal import Page, cell
from pmo.render.inert import for_markdown, for_markdown_cell, for_terminal
from pmo.render.views.parts import Heading

Place = Callable[[Hit], tuple[int, int]]
"""Line and column of the first of the words."""
_TITLES = ("title", "name", "term", "headline", "text", "measure")
_BEFORE = 40
"""Characters of a long text that are shown before the first of the words."""
_LONGEST = 300
_HANGING = (0, 0, 0, 2)
_FORMS_SHOWN = 5


class WordData(Struct, frozen=True):
    """A word of the question, and the words of the portfolio that it was taken for, the best first."""

    word: str
    forms: list[str]


class HitData(Struct, frozen=True):
    """A record; `marks` are where the words stand in `text`: first character, and the one after the last, from 0."""

    address: str
    noun: str
    title: str
    field: str
    text: str
    marks: list[list[int]]
    path: str
    line: int
    column: int
    score: float


class SearchData(Struct, frozen=True):
    """The `data` of `pmo search`: the best records first; `total` is how many hold a word."""

    question: str
    words: list[WordData]
    total: int
    results: list[HitData]


def data(question: str, found: Result, place: Place) -> SearchData:
    """The `data` of `pmo search`."""
    return SearchData(
        question,
        [WordData(word.text, [form.text for form in word.forms]) for word in found.words],
        found.total,
        [
            HitData(
                hit.unit.address,
                hit.unit.noun,
                title(hit),
                dotted(hit.keys),
                hit.text,
                [list(mark) for mark in hit.marks],
                hit.unit.document.path,
                *place(hit),
                hit.score,
            )
            for hit in found.hits
        ],
    )


def text(
    question: str,
    found: Result,
    place: Place,
    heading: Heading,
    language: Language,
    *,
    width: int,
    colour: bool,
) -> str:
    """For each record its address and place, what it is, and the text with the words."""
    page = Page(width=width, colour=colour)
    page.heading(*_heading(question, found, heading, language))
    for hit in found.hits:
        line, column = place(hit)
        page.blank()
        where = f"{hit.unit.document.path}:{line}:{column}"
        page.show(Text.assemble(cell(hit.unit.address, "bold"), "  ", cell(where, "dim")))
        noun = f"{language.label('noun', hit.unit.noun)}: "
        if _is_title(hit):
            page.show(Padding(Text.assemble(cell(noun, "dim"), _marked(hit)), _HANGING))
        else:
            page.show(Padding(Text.assemble(cell(noun, "dim"), cell(title(hit))), _HANGING))
            label = f"{_label(hit, language)}: "
            page.show(Padding(Text.assemble(cell(label, "dim"), _marked(hit)), _HANGING))
    left = found.total - len(found.hits)
    if left:
        page.blank()
        page.paragraph(language.plural("… and {n} more", "… and {n} more", left), "dim")
    return page.text()


def advice(found: Result, language: Language) -> str:
    """What to do next."""
    if found.hits:
        return language.text(
            "`pmo show {address}` shows everything about it; --kind and --project narrow the search.",
            address=found.hits[0].unit.address,
        )
    return language.text("Try fewer or shorter words: the beginning of a word is enough.")


def markdown(question: str, found: Result, place: Place, heading: Heading, language: Language) -> str:
    """A table, the words in bold."""
    name, *facts = _heading(question, found, heading, language)
    lines = [f"# {for_markdown_cell(name)}", "  \n".join(map(for_markdown, facts))]
    if found.hits:
        rows = [
            (
                hit.unit.address,
                language.label("noun", hit.unit.noun),
                title(hit),
                f"{hit.unit.document.path}:{place(hit)[0]}",
            )
            for hit in found.hits
        ]
        header = (
            language.label("field", "address"),
            language.label("field", "kind"),
            language.label("field", "title"),
            language.label("field", "text"),
            language.label("field", "path"),
        )
        body = [
            [*map(for_markdown_cell, row[:3]), _bold(hit), for_markdown_cell(row[3])]
            for row, hit in zip(rows, found.hits, strict=True)
        ]
        cells = [[*map(for_markdown_cell, header)], ["---"] * len(header), *body]
        lines.append("\n".join(f"| {' | '.join(row)} |" for row in cells))
    return "\n\n".join(lines) + "\n"


def as_csv(found: Result, place: Place) -> str:
    """A row for each record."""
    places = [place(hit) for hit in found.hits]
    return table.as_csv(
        [
            Column("address", "", [hit.unit.address for hit in found.hits]),
            Column("noun", "", [hit.unit.noun for hit in found.hits]),
            Column("title", "", [title(hit) for hit in found.hits]),
            Column("field", "", [dotted(hit.keys) for hit in found.hits]),
            Column("text", "", [hit.text for hit in found.hits]),
            Column("path", "", [hit.unit.document.path for hit in found.hits]),
            Column("line", "", [line for line, _ in places]),
            Column("column", "", [column for _, column in places]),
            Column("score", "", [str(hit.score) for hit in found.hits]),
        ]
    )


def title(hit: Hit) -> str:
    """What a record is called."""
    record = hit.unit.record
    found = (getattr(record, name, None) for name in _TITLES)
    return next((one for one in found if isinstance(one, str) and one), hit.unit.address.rpartition("/")[2])


def dotted(keys: Keys) -> str:
    """The way to a text: `risks.0.response.plan`."""
    return ".".join(map(str, keys))


def _heading(question: str, found: Result, heading: Heading, language: Language) -> Iterator[str]:
    yield language.text("Search: {words}", words=question)
    yield f"{heading.portfolio} · {language.text('as of {date}', date=language.date(heading.as_of))}"
    yield language.plural("{n} record found", "{n} records found", found.total)
    for word in found.words:
        if not word.forms:
            yield language.text("No text holds {word}.", word=word.text)
        elif word.forms[0].text != word.text:
            forms = ", ".join(form.text for form in word.forms[:_FORMS_SHOWN])
            yield language.text("{word} was taken for: {forms}", word=word.text, forms=forms)
    if heading.narrowed:
        yield language.text("narrowed to: {which}", which=heading.narrowed)
    if heading.left_out:
        yield language.plural(
            "Incomplete: {n} error was left out",
            "Incomplete: {n} errors were left out",
            len(heading.left_out),
        )


def _is_title(hit: Hit) -> bool:
    return hit.keys[-1] in _TITLES and hit.text == title(hit)


def _label(hit: Hit, language: Language) -> str:
    """The fields that lead to a text, from the record on."""
    words = [str(key) for key in hit.keys[len(hit.unit.keys) :] if not isinstance(key, int)]
    if "custom" in words:
        return ".".join(words[words.index("custom") :])
    return ": ".join(language.label("field", word) for word in words[-2:])


def _parts(hit: Hit) -> Iterator[tuple[str, bool]]:
    """The text around the words, in pieces, and whether each is one of the words."""
    first = hit.marks[0][0] if hit.marks else 0
    start = (
        0 if first <= _BEFORE or len(hit.text) <= _LONGEST else hit.text.rfind(" ", 0, first - _BEFORE) + 1
    )
    end = min(len(hit.text), start + _LONGEST)
    if start:
        yield "… ", False
    position = start
    for begin, stop in hit.marks:
        if stop > end:
            break
        yield hit.text[position:begin], False
        yield hit.text[begin:stop], True
        position = stop
    yield hit.text[position:end], False
    if end < len(hit.text):
        yield " …", False


def _marked(hit: Hit) -> Text:
    return Text.assemble(
        *(cell(_one_line(part), "bold yellow" if is_word else "") for part, is_word in _parts(hit))
    )


def _bold(hit: Hit) -> str:
    parts: Sequence[str] = [
        f"**{for_markdown_cell(part)}**" if is_word else _spaced(part) for part, is_word in _parts(hit)
    ]
    return "".join(parts).strip()


def _spaced(part: str) -> str:
    """Inert, with the blanks at its ends that a cell would lose."""
    before = " " if part[:1].isspace() else ""
    after = " " if part[-1:].isspace() and part.strip() else ""
    return f"{before}{for_markdown_cell(part)}{after}"


def _one_line(part: str) -> str:
    return for_terminal(part.replace("\n", " "))
