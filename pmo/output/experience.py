"""What similar projects have learned and feared, beside a project that was made."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import asdict

from pmo.analysis.similar import Experience, KnownLesson, SimilarProject, TypicalRisk
from pmo.locale import Language
from pmo.output.terminal import Page
from pmo.output.written import WrittenData

MOST = 5
"""Lessons and risks that are shown and taken over; `pmo lessons` has the others."""


class LessonData(Struct, frozen=True):
    """A lesson of a similar project, and what both share: `method: hybrid`."""

    address: str
    title: str
    recommendation: str
    shared: list[str]


class TypicalRiskData(Struct, frozen=True):
    """A risk of similar projects: their ids, and in how many of them it happened."""

    address: str
    title: str
    projects: list[str]
    occurred: int


class NewProjectData(WrittenData, frozen=True):
    """The `data` of `pmo new project`."""

    project: str
    lessons: list[LessonData]
    risks: list[TypicalRiskData]


def data(project: str, known: Experience) -> Callable[[WrittenData], NewProjectData]:
    """The `data` of `pmo new project`, from that of every command that writes."""

    def extended(written: WrittenData) -> NewProjectData:
        return NewProjectData(
            **asdict(written),
            project=project,
            lessons=[
                LessonData(one.address, one.lesson.title, one.lesson.recommendation, _shared(one.source))
                for one in known.lessons[:MOST]
            ],
            risks=[
                TypicalRiskData(
                    one.address, one.risk.title, [source.project.id for source in one.sources], one.occurred
                )
                for one in known.risks[:MOST]
            ],
        )

    return extended


def text(known: Experience, language: Language, *, width: int, colour: bool, risks: bool = True) -> str:
    """Lessons with what they recommend, and typical risks; nothing where there are none."""
    if not known.lessons and not (risks and known.risks):
        return ""
    page = Page(width=width, colour=colour)
    if known.lessons:
        page.blank()
        page.heading(language.text("Lessons of similar projects"))
        page.items(_lesson(one, language) for one in known.lessons[:MOST])
    if risks and known.risks:
        page.blank()
        page.heading(language.text("Typical risks of similar projects"))
        page.items(risk_lines(known.risks, language))
    return page.text()


def risk_lines(risks: Sequence[TypicalRisk], language: Language) -> Iterator[str]:
    """A line for each typical risk."""
    for one in risks[:MOST]:
        count = language.plural("in {n} project", "in {n} projects", len(one.sources))
        happened = (
            language.plural(", happened in {n}", ", happened in {n}", one.occurred) if one.occurred else ""
        )
        yield f"{one.risk.title} ({one.address}; {count}{happened})"


def _lesson(one: KnownLesson, language: Language) -> str:
    shared = ", ".join(f"{language.label('trait', trait)} {value}" for trait, value in one.source.shared)
    return f"{one.lesson.title}: {one.lesson.recommendation} ({one.address}; {shared})"


def _shared(one: SimilarProject) -> list[str]:
    return [f"{trait}: {value}" for trait, value in one.shared]
