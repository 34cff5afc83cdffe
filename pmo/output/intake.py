"""The intake pipeline for people, and as data of JSON."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from pmo.analysis.intake import STAGES, Decided, Intake, Part, Proposal, Stage
from pmo.locale import Language
from pmo.output.table import Column, as_csv, as_markdown, show
from pmo.output.terminal import NOTHING, Page
from pmo.render.inert import for_markdown
from pmo.render.views.parts import Heading
from pmo.render.views.words import in_words

History = Literal["full", "shallow", "none"]
"""How much of its past version control knows."""
MOST_COMMANDS = 5

_STYLES = {"idea": "bright_black", "decision": "yellow", "approved": "green"}


class PartData(Struct, frozen=True):
    """Something that is missing, the stage that asks for it, and the command that brings it."""

    name: str
    stage: str
    text: str
    command: str


class CaseData(Struct, frozen=True):
    """How many parts of the business case are there, of how many."""

    done: int
    total: int


class ProposalData(Struct, frozen=True):
    """A project on its way; `waiting_days` are working days since the idea, once approved since the decision."""

    project: str
    title: str
    state: str
    stage: str
    since: datetime.date | None
    decided: datetime.date | None
    waiting_days: int | None
    case: CaseData
    missing: list[PartData]
    gate: str | None
    planned: datetime.date | None
    setback: str | None
    next_step: str
    command: str


class DecidedData(Struct, frozen=True):
    """A project about which was decided; `days` are working days from idea to decision."""

    project: str
    title: str
    outcome: str
    since: datetime.date
    decided: datetime.date
    days: int


class IntakeData(Struct, frozen=True):
    """The `data` of `pmo intake`; `history` says how much of the past version control knows."""

    stages: Mapping[Stage, int]
    proposals: list[ProposalData]
    decided: list[DecidedData]
    median_days: float | None
    history: History


def data(found: Intake, language: Language, history: History) -> IntakeData:
    """The `data` of `pmo intake`."""
    return IntakeData(
        found.counts,
        [_proposal(one, language) for one in found.proposals],
        [_decided(one) for one in found.decided],
        found.median_days,
        history,
    )


def _proposal(one: Proposal, language: Language) -> ProposalData:
    charter = one.project.charter
    return ProposalData(
        one.project.id,
        one.project.title,
        charter.state if charter else "proposed",
        one.stage,
        one.since,
        one.decided,
        one.waiting_days,
        CaseData(*one.case),
        [
            PartData(part.name, part.stage, in_words(part.missing, language), part.command)
            for part in one.missing
        ],
        one.gate,
        one.planned,
        one.setback.decision if one.setback else None,
        in_words(one.next_step, language),
        one.command,
    )


def _decided(one: Decided) -> DecidedData:
    return DecidedData(one.project.id, one.project.title, one.outcome, one.since, one.decided, one.days)


def text(
    found: Intake, heading: Heading, language: Language, history: History, *, width: int, colour: bool
) -> str:
    """The pipeline, what the business cases lack, and the commands that come next."""
    page = Page(width=width, colour=colour)
    page.heading(heading.portfolio, *_heading(found, heading, language))
    if found.proposals:
        page.blank()
        show(page, _columns(found.proposals, language), language, width=width)
        lacking = _lacking(found)
        if lacking:
            page.blank()
            page.heading(language.text("Missing"))
            page.items(f"{one.project.id}: {_missing(one.missing, language)}" for one in lacking)
        page.blank()
        page.heading(language.text("Next"))
        for one in found.proposals[:MOST_COMMANDS]:
            page.command(one.command)
    page.blank()
    for line in _closing(found, language, history):
        page.paragraph(line)
    return page.text()


def markdown(found: Intake, heading: Heading, language: Language, history: History) -> str:
    """The same as Markdown, with those about whom was decided."""
    lines = [f"# {language.text('Intake')}"]
    for line in (heading.portfolio, *_heading(found, heading, language)):
        lines += ["", for_markdown(line)]
    if found.proposals:
        lines += ["", as_markdown(_columns(found.proposals, language), language).rstrip("\n")]
        lacking = _lacking(found)
        if lacking:
            lines += ["", f"## {language.text('Missing')}", ""]
            lines += [
                f"- {for_markdown(one.project.title)}: {for_markdown(_missing(one.missing, language))}"
                for one in lacking
            ]
    if found.decided:
        lines += ["", f"## {language.text('Decided')}", ""]
        lines += [as_markdown(_decided_columns(found.decided, language), language).rstrip("\n")]
    for line in _closing(found, language, history):
        lines += ["", for_markdown(line)]
    return "\n".join(lines) + "\n"


def csv(found: Intake, language: Language) -> str:
    """A row for each proposal."""
    return as_csv(_all_columns(found.proposals, language))


def _heading(found: Intake, heading: Heading, language: Language) -> Iterator[str]:
    yield language.text("as of {date}", date=language.date(heading.as_of))
    if heading.narrowed:
        yield language.text("only projects: {which}", which=heading.narrowed)
    if not found.proposals:
        yield language.text("No proposal is on its way: `pmo new project TITLE` makes one.")
        return
    counts = found.counts
    stages = ", ".join(
        f"{language.label('intake_stage', stage)} {counts[stage]}" for stage in STAGES if counts[stage]
    )
    count = language.plural("{n} on the way", "{n} on the way", len(found.proposals))
    yield f"{count}: {stages}"


def _columns(proposals: Sequence[Proposal], language: Language) -> list[Column]:
    return [
        Column("project", language.text("Project"), [one.project.id for one in proposals]),
        Column(
            "title",
            language.text("Title"),
            [one.project.title for one in proposals],
            flexible=True,
            optional=True,
        ),
        Column(
            "stage",
            language.text("Stage"),
            [one.stage for one in proposals],
            written=lambda stage: language.label("intake_stage", stage),
            style=lambda stage: _STYLES.get(stage, ""),
        ),
        Column("case", language.text("Case"), [_case(one) for one in proposals], right=True),
        Column(
            "waiting_days",
            language.text("Waiting"),
            [one.waiting_days for one in proposals],
            written=language.working_days,
            right=True,
        ),
        Column(
            "next_step",
            language.text("Next step"),
            [in_words(one.next_step, language) for one in proposals],
            flexible=True,
            wraps=True,
        ),
    ]


def _all_columns(proposals: Sequence[Proposal], language: Language) -> list[Column]:
    return [
        *_columns(proposals, language),
        Column("command", "", [one.command for one in proposals]),
        Column("missing", "", [tuple(part.name for part in one.missing) for one in proposals]),
        Column("since", "", [one.since for one in proposals]),
        Column("decided", "", [one.decided for one in proposals]),
        Column("gate", "", [one.gate for one in proposals]),
        Column("planned", "", [one.planned for one in proposals]),
        Column("setback", "", [one.setback.decision if one.setback else None for one in proposals]),
    ]


def _decided_columns(decided: Sequence[Decided], language: Language) -> list[Column]:
    return [
        Column("title", language.text("Project"), [one.project.title for one in decided]),
        Column(
            "outcome",
            language.text("Outcome"),
            [one.outcome for one in decided],
            written=lambda outcome: language.label("intake_outcome", outcome),
        ),
        Column("since", language.text("Idea"), [one.since for one in decided]),
        Column("decided", language.text("Decision"), [one.decided for one in decided]),
        Column(
            "days",
            language.text("Took"),
            [one.days for one in decided],
            written=language.working_days,
            right=True,
        ),
    ]


def _lacking(found: Intake) -> list[Proposal]:
    """Proposals that lack more than their next step says."""
    return [one for one in found.proposals if len(one.missing) > 1]


def _case(one: Proposal) -> str:
    done, total = one.case
    return f"{done}/{total}"


def _missing(parts: Sequence[Part], language: Language) -> str:
    return ", ".join(in_words(part.missing, language) for part in parts)


def _closing(found: Intake, language: Language, history: History) -> Iterator[str]:
    days = found.median_days
    if days is not None:
        yield language.plural(
            "Idea to decision: half of {n} decision came within {days} working days.",
            "Idea to decision: half of {n} decisions came within {days} working days.",
            len(found.decided),
            days=language.number(days, 1),
        )
    else:
        yield language.text("Idea to decision: {none}, no decision is recorded yet.", none=NOTHING)
    if history == "shallow":
        yield language.text(
            "This clone lacks a part of its history, so proposals may be older: git fetch --unshallow."
        )
