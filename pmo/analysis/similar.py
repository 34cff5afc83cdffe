"""What projects like one at hand have learned, and what they feared.

Likeness is counted in points: 3 for each vendor that both have, 2 for each tag, 1 each for the same category,
method and programme. Projects that have not begun yet have no experience to share. Nothing confidential is
carried from one project to another.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pmo.model.lessons import Lesson
from pmo.model.once import once
from pmo.model.portfolio import Portfolio, Project
from pmo.model.risks import Risk

Trait = Literal["vendor", "tag", "category", "method", "programme"]
POINTS: Mapping[Trait, int] = {"vendor": 3, "tag": 2, "category": 1, "method": 1, "programme": 1}
_OCCURRED = 3
"""What it adds to a risk that it has happened."""
_EXPERIENCED = ("active", "on-hold", "completed", "cancelled")
_TRUSTED = ("implemented", "published", "validated", "captured")
"""Lessons that went furthest first."""

Traits = Mapping[Trait, frozenset[str]]
"""What likeness is judged by; values in lower case."""


@dataclass(frozen=True, slots=True)
class SimilarProject:
    """A project that shares something with the one at hand."""

    project: Project
    points: int
    shared: tuple[tuple[Trait, str], ...]


@dataclass(frozen=True, slots=True)
class KnownLesson:
    """A lesson of a similar project."""

    source: SimilarProject
    lesson: Lesson

    @property
    def address(self) -> str:
        return f"{self.source.project.id}/lessons/{self.lesson.id}"


@dataclass(frozen=True, slots=True)
class TypicalRisk:
    """A risk that similar projects have or had; the same id means the same risk."""

    risk: Risk
    """As the most similar project has it."""
    sources: tuple[SimilarProject, ...]
    """The most similar first."""
    occurred: int
    """In how many of them it happened."""

    @property
    def address(self) -> str:
        return f"{self.sources[0].project.id}/risks/{self.risk.id}"


@dataclass(frozen=True, slots=True)
class Experience:
    """What can be learned from similar projects, the most telling first."""

    projects: tuple[SimilarProject, ...]
    lessons: tuple[KnownLesson, ...]
    risks: tuple[TypicalRisk, ...]


def traits(
    *,
    vendors: Iterable[str | None] = (),
    tags: Iterable[str] = (),
    category: str | None = None,
    method: str | None = None,
    programme: str | None = None,
) -> Traits:
    """Traits of a project that need not exist yet."""
    return {
        "vendor": _set(vendors),
        "tag": _set(tags),
        "category": _set((category,)),
        "method": _set((method,)),
        "programme": _set((programme,)),
    }


def traits_of(portfolio: Portfolio, project: Project) -> Traits:
    """Traits of a project; its vendors are those of its contracts, milestones, budget lines and risks."""
    charter = project.charter
    if charter is None:
        return traits()
    lines = project.budget.lines if project.budget else ()
    vendors = [
        *(milestone.vendor for milestone in project.milestones),
        *(line.vendor for line in lines),
        *(risk.vendor for risk in project.risks),
    ]
    return traits(
        vendors=(*_contracts(portfolio).get(project.id.lower(), ()), *vendors),
        tags=charter.tags,
        category=charter.category,
        method=charter.method,
        programme=charter.programme,
    )


def shared_traits(one: Traits, other: Traits) -> tuple[tuple[Trait, str], ...]:
    """What two projects share."""
    return tuple((trait, value) for trait in POINTS for value in sorted(one[trait] & other[trait]))


def points_for(shared: Iterable[tuple[Trait, str]]) -> int:
    """How much alike projects are that share this."""
    return sum(POINTS[trait] for trait, _ in shared)


def experience(portfolio: Portfolio, wanted: Traits, without: str | None = None) -> Experience:
    """Lessons and risks of the projects that share one of the ``wanted`` traits, except the project ``without``."""
    projects = sorted(_similar(portfolio, wanted, without), key=lambda one: (-one.points, one.project.id))
    lessons = [
        KnownLesson(one, lesson)
        for one in projects
        for lesson in one.project.lessons
        if lesson.confidentiality != "confidential"
    ]
    lessons.sort(key=lambda one: (-one.source.points, _TRUSTED.index(one.lesson.status), one.address))
    return Experience(tuple(projects), tuple(lessons), tuple(_typical(projects)))


def _similar(portfolio: Portfolio, wanted: Traits, without: str | None) -> Iterator[SimilarProject]:
    for project in portfolio.projects.values():
        charter = project.charter
        if charter is None or charter.state not in _EXPERIENCED or project.id == without:
            continue
        if charter.confidentiality == "confidential":
            continue
        shared = shared_traits(wanted, traits_of(portfolio, project))
        if shared:
            yield SimilarProject(project, points_for(shared), shared)


def _typical(projects: Iterable[SimilarProject]) -> list[TypicalRisk]:
    found: dict[str, list[tuple[SimilarProject, Risk]]] = {}
    for one in projects:
        for risk in one.project.risks:
            if risk.confidentiality != "confidential":
                found.setdefault(risk.id.lower(), []).append((one, risk))
    risks = [
        TypicalRisk(
            places[0][1],
            tuple(source for source, _ in places),
            sum(risk.status == "occurred" or risk.issue is not None for _, risk in places),
        )
        for places in found.values()
    ]
    return sorted(risks, key=lambda one: (-_weight(one), one.risk.id))


def _weight(risk: TypicalRisk) -> int:
    return sum(source.points for source in risk.sources) + _OCCURRED * risk.occurred


@once
def _contracts(portfolio: Portfolio) -> dict[str, list[str]]:
    """Ids of the vendors that have a contract for a project, by the project's id."""
    found: dict[str, list[str]] = {}
    for vendor in portfolio.vendors.values():
        for contract in vendor.contracts:
            if contract.project is not None:
                found.setdefault(contract.project.lower(), []).append(vendor.id)
    return found


def _set(words: Iterable[str | None]) -> frozenset[str]:
    return frozenset(word.lower() for word in words if word)
