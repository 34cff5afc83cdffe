"""The pictures that there are, what one shows in words, and a page with all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pmo.locale import Language
from pmo.output import sections
from pmo.output.table import Column
from pmo.render.charts import CHARTS
from pmo.render.charts.picture import Picture
from pmo.render.inert import for_markdown, for_terminal


@dataclass(frozen=True, slots=True)
class ChartData:
    """A kind of picture, or one picture."""

    name: str
    """Name, as the command takes it."""
    title: str
    """What readers call it."""
    about: str
    """What one picture is about: project or portfolio."""
    project: str | None = None
    """Id of the project that the picture is about; None for all."""
    alternative: str | None = None
    """In words what the picture shows; None in the list of kinds."""
    specification: Mapping[str, Any] | None = None
    """Of Vega-Lite, with its data; None in the list of kinds."""


@dataclass(frozen=True, slots=True)
class ChartsData:
    """Kinds of pictures, or the pictures that were asked for."""

    charts: tuple[ChartData, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture and the project that it is about."""

    picture: Picture
    project: str | None

    @property
    def file(self) -> str:
        """Name of its file, without the ending."""
        return self.picture.name if self.project is None else f"{self.picture.name}-{self.project}"


def kinds(language: Language) -> ChartsData:
    """All kinds of pictures."""
    return ChartsData(
        tuple(ChartData(name, language.text(one.title), one.about) for name, one in CHARTS.items())
    )


def pictures(drawn: Iterable[Drawn]) -> ChartsData:
    """Pictures as data."""
    return ChartsData(
        tuple(
            ChartData(
                one.picture.name,
                one.picture.title,
                CHARTS[one.picture.name].about,
                one.project,
                one.picture.alternative,
                one.picture.specification,
            )
            for one in drawn
        )
    )


def list_of_kinds(data: ChartsData, language: Language, *, width: int | None, colour: bool) -> str:
    """The kinds as a table."""
    table = [("", _kinds(data, language))]
    return sections.text(language.text("Pictures"), (), table, (), language, width=width, colour=colour)


def list_of_kinds_as_markdown(data: ChartsData, language: Language) -> str:
    """The kinds as a table of Markdown."""
    return sections.as_markdown_page(
        language.text("Pictures"), (), [("", _kinds(data, language))], (), language
    )


def _kinds(data: ChartsData, language: Language) -> list[Column]:
    rows = data.charts
    return [
        Column("name", language.text("Name"), [one.name for one in rows]),
        Column("title", language.text("Title"), [one.title for one in rows]),
        Column(
            "about",
            language.text("One picture about"),
            [language.label("subject", one.about) for one in rows],
        ),
    ]


def in_words(picture: Picture) -> str:
    """The title of a picture and what it shows, for who cannot see it."""
    return f"{for_terminal(picture.title)}\n\n{for_terminal(picture.alternative)}\n"


def page(drawn: Iterable[Drawn], ending: str, title: str, language: Language) -> str:
    """A page of Markdown that shows the pictures beside it, each with what it shows in words below."""
    parts = [f"# {language.text('Pictures')}", for_markdown(title)]
    for one in drawn:
        parts += [
            f"## {for_markdown(one.picture.title)}",
            f"![{for_markdown(one.picture.title)}]({one.file}.{ending})",
            for_markdown(one.picture.alternative),
        ]
    return "\n\n".join(parts) + "\n"
