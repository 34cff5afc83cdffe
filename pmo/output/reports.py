"""The reports that there are, and what their templates see."""

from collections.abc import Iterable
from dataclasses import dataclass

from pmo.locale import Language
from pmo.output import sections
from pmo.output.table import Column
from pmo.render.blocks import blocks_of
from pmo.render.context import Described, context_of, type_named
from pmo.render.reports import REPORTS


@dataclass(frozen=True, slots=True)
class ReportData:
    """A kind of report."""

    kind: str
    """Name, as the command takes it."""
    title: str
    """What readers call it."""
    about: str
    """What one page is about: project, programme or portfolio."""


@dataclass(frozen=True, slots=True)
class ReportsData:
    """The kinds of reports."""

    reports: tuple[ReportData, ...]
    """In the order in which they are named."""


@dataclass(frozen=True, slots=True)
class ContextData:
    """What the template of a report sees."""

    kind: str
    """Kind of report."""
    template: str
    """Path of the template, in the portfolio or ours."""
    types: tuple[Described, ...]
    """The view, whose fields are the variables, and every type in it."""
    blocks: tuple[str, ...]
    """Blocks of our template, which one that extends it may replace."""


def kinds(language: Language) -> ReportsData:
    """All kinds of reports."""
    return ReportsData(
        tuple(ReportData(kind, language.text(report.title), report.about) for kind, report in REPORTS.items())
    )


def context(kind: str) -> ContextData:
    """What the template of a kind of report sees."""
    name = f"{kind}.md.jinja"
    return ContextData(
        kind, f"templates/reports/{name}", context_of(type_named(REPORTS[kind].view)), blocks_of(name)
    )


def list_of_kinds(data: ReportsData, language: Language, *, width: int | None, colour: bool) -> str:
    """The kinds as a table."""
    title = language.text("Reports")
    return sections.text(title, (), [("", _kinds(data, language))], (), language, width=width, colour=colour)


def list_of_kinds_as_markdown(data: ReportsData, language: Language) -> str:
    """The kinds as a table of Markdown."""
    return sections.as_markdown_page(
        language.text("Reports"), (), [("", _kinds(data, language))], (), language
    )


def _kinds(data: ReportsData, language: Language) -> list[Column]:
    rows = data.reports
    return [
        Column("kind", language.text("Kind"), [one.kind for one in rows]),
        Column("title", language.text("Title"), [one.title for one in rows]),
        Column(
            "about", language.text("One page about"), [language.label("subject", one.about) for one in rows]
        ),
    ]


def description(data: ContextData, language: Language, *, width: int | None, colour: bool) -> str:
    """The variables as tables, one for each type."""
    return sections.text(
        *(
            data.template,
            [_lead(language)],
            _tables(data.types, language),
            _extending(data, language),
            language,
        ),
        width=width,
        colour=colour,
    )


def description_as_markdown(data: ContextData, language: Language) -> str:
    """The variables as tables of Markdown."""
    return sections.as_markdown_page(
        data.template, [_lead(language)], _tables(data.types, language), _extending(data, language), language
    )


def _lead(language: Language) -> str:
    return language.text("The fields of the first table are the variables of the template.")


def _extending(data: ContextData, language: Language) -> list[str]:
    return [
        language.text(
            "Filters: date, day, period, number(digits), percent(digits), money(compact), amount, health, label(group), "
            "labels(group), working_days, code, link(address); texts in the reader's language: _() and _n()."
        ),
        language.text(
            "Extend ours instead of copying it: {example}, then replace blocks: {blocks}.",
            example=f'{{% extends "pmo/{data.kind}.md.jinja" %}}',
            blocks=", ".join(data.blocks),
        ),
    ]


def _tables(types: Iterable[Described], language: Language) -> list[sections.Section]:
    return [(f"{one.name}: {one.meaning}", _variables(one, language)) for one in types]


def _variables(described: Described, language: Language) -> list[Column]:
    rows = described.variables
    return [
        Column("name", language.text("Name"), [one.name for one in rows]),
        Column("type", language.text("Type"), [one.type for one in rows]),
        Column(
            "meaning",
            language.text("Meaning"),
            [
                " ".join([one.meaning, *([f"({', '.join(one.words)})"] if one.words else [])]).strip()
                for one in rows
            ],
            flexible=True,
            wraps=True,
        ),
    ]
