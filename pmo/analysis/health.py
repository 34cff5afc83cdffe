"""Health (RAG): declared by the project manager, and computed from the facts, with the evidence for every colour.

A dimension takes the worst colour of its pieces of evidence; one that nothing is known of has none, and says
why. An override puts the declared colour in place of the computed one, for a reason and for a time.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from pmo.analysis.evidence import facts_of, risk_facts, withheld_dimensions
from pmo.analysis.programmes import by_programme
from pmo.analysis.progress import DIMENSIONS, HEALTHS, Declared, Freshness, Health, declared
from pmo.findings import Message, message
from pmo.locale.labels import LABELS
from pmo.model.charter import ProjectState
from pmo.model.office import HealthRules
from pmo.model.once import once_a_project
from pmo.model.portfolio import Holder, Keys, Portfolio, Project
from pmo.model.scalars import Colour, HealthDimension

Dimension = HealthDimension | Literal["overall"]
OVERALL: Final = "overall"
ALL: Final[tuple[Dimension, ...]] = (OVERALL, *DIMENSIONS)
"""The dimensions as readers look at them, the whole first."""
_RANKS: Final[Mapping[Health | None, int]] = {"red": 0, "amber": 1, "green": 2}
"""The worst first; grey, blue and none are not compared."""
_PLACES: Final = {name: place for place, name in enumerate(ALL)}


class Evidence(NamedTuple):
    """A fact that a colour rests on."""

    dimension: Dimension
    colour: Health | None
    """The colour that it alone would give; None where it says why there is none."""
    message: Message
    kind: str | None = None
    """Document of the project in which the fact stands."""
    keys: Keys = ()
    """Where it stands there."""


@dataclass(frozen=True, slots=True)
class Override:
    """A reasoned departure from the computed colour."""

    dimension: Dimension
    colour: Colour | None
    """What was declared, which counts in place of the computed colour."""
    reason: str
    by: str
    """Reference to the person who decided so."""
    until: datetime.date
    counts: bool
    """Whether it has not expired, and there is a declared colour."""


@dataclass(frozen=True, slots=True)
class ProjectHealth:
    """Declared and computed health of a project on a day, by dimension and overall.

    Dimensions that nothing was said or is known of are left out.
    """

    project: str
    """Id of the project."""
    state: ProjectState | None
    """None when the charter cannot be read."""
    declared: Mapping[Dimension, Health]
    """As last reported; grey when never reported or not in time, blue when completed."""
    reported: datetime.date | None
    """Day of that report."""
    freshness: Freshness
    computed: Mapping[Dimension, Health]
    """From the facts alone."""
    counting: Mapping[Dimension, Health]
    """Computed, with the overrides that count."""
    watermelons: tuple[Dimension, ...]
    """Declared green, and red by the facts."""
    optimistic: tuple[Dimension, ...]
    """Declared better than the facts in another way."""
    overrides: tuple[Override, ...]
    evidence: tuple[Evidence, ...]
    """By dimension, the worst first."""

    @property
    def watermelon(self) -> bool:
        """Whether it is green outside and red inside, overall or in a dimension."""
        return bool(self.watermelons)

    def evidence_of(self, dimension: Dimension) -> tuple[Evidence, ...]:
        """What the colour of a dimension rests on, the worst first."""
        return tuple(one for one in self.evidence if one.dimension == dimension)


@once_a_project
def health_of(portfolio: Portfolio, project: Project, as_of: datetime.date) -> ProjectHealth:
    """Declared and computed health of a project."""
    said = declared(portfolio, project, as_of)
    reported = _declared(said)
    evidence = [
        Evidence(dimension, *fact)
        for dimension, facts in facts_of(portfolio, project, as_of)
        for fact in facts
    ]
    withheld = tuple(withheld_dimensions(project))
    if withheld:  # no bad news need not be good news
        evidence = [
            one for one in evidence if one.dimension not in withheld or one.colour in ("red", "amber")
        ]
        why = message("what it rests on is left out for the audience, in whole or in part")
        evidence += [Evidence(name, None, why) for name in withheld]
    computed = _colours(evidence)
    overrides = _overrides(said, as_of)
    replaced = {one.dimension: one.colour for one in overrides if one.counts and one.colour}
    evidence += _said(portfolio, project, overrides, computed)
    counting: dict[Dimension, Health] = {**computed, **replaced}
    for colours, own in ((computed, None), (counting, replaced.get(OVERALL))):
        overall = own or _overall(portfolio.health_rules, project, colours, reported)
        if overall is not None and not (overall == "green" and withheld):
            colours[OVERALL] = overall
    evidence += _why_overall(project, counting, replaced)
    watermelons, optimistic = _compared(reported, counting)
    return ProjectHealth(
        project=project.id,
        state=project.charter.state if project.charter else None,
        declared=reported,
        reported=said.status.date if said.status else None,
        freshness=said.freshness,
        computed=_in_order(computed),
        counting=_in_order(counting),
        watermelons=watermelons,
        optimistic=optimistic,
        overrides=overrides,
        evidence=tuple(sorted(evidence, key=_weight)),
    )


def _declared(said: Declared) -> dict[Dimension, Health]:
    """The colours of the latest report: grey when it is out of date."""
    if said.health is None:
        return {}
    found: dict[Dimension, Health] = {OVERALL: said.health}
    if said.health != "blue" and said.status is not None:
        for name in DIMENSIONS:
            colour: Colour | None = getattr(said.status.health, name)
            if colour is not None:
                found[name] = "grey" if said.health == "grey" else colour
    return found


def _overrides(said: Declared, as_of: datetime.date) -> tuple[Override, ...]:
    status = said.status
    if status is None:
        return ()
    found = []
    for one in status.override:
        colour = status.overall if one.dimension == OVERALL else getattr(status.health, one.dimension)
        counts = one.until >= as_of and colour is not None
        found.append(Override(one.dimension, colour, one.reason, one.by, one.until, counts))
    return tuple(found)


def _said(
    portfolio: Portfolio,
    project: Project,
    overrides: Iterable[Override],
    computed: Mapping[Dimension, Health],
) -> Iterator[Evidence]:
    """What the overrides say, also those that do not count."""
    for one in overrides:
        values = {"name": portfolio.name_of(one.by, project), "day": one.until, "reason": one.reason}
        if one.counts:
            text = message("overridden by {name} until {day}: {reason}", **values)
            yield Evidence(one.dimension, one.colour, text)
        elif one.colour is None:
            text = message("the override by {name} does not count: no colour is declared for it", **values)
            yield Evidence(one.dimension, computed.get(one.dimension), text)
        else:
            text = message("the override by {name} expired on {day} and does not count", **values)
            yield Evidence(one.dimension, computed.get(one.dimension), text)


def _overall(
    rules: HealthRules,
    project: Project,
    colours: Mapping[Dimension, Health],
    reported: Mapping[Dimension, Health],
) -> Health | None:
    """The worst of the dimensions, or the declared colour where the office wants that."""
    if project.charter is not None and project.charter.state == "completed":
        return "blue"
    if rules.overall == "declared" and reported.get(OVERALL) in _RANKS:
        return reported[OVERALL]
    return worst(colours.get(name) for name in DIMENSIONS)


def _why_overall(
    project: Project, counting: Mapping[Dimension, Health], replaced: Mapping[Dimension, Colour]
) -> Iterator[Evidence]:
    overall = counting.get(OVERALL)
    if OVERALL in replaced:
        return
    if overall == "blue":
        yield Evidence(OVERALL, "blue", message("the project is completed"), "charter", ("state",))
    elif overall is None:
        is_over = project.charter is not None and not project.is_open
        if any(withheld_dimensions(project)):
            why = message("without what is left out for the audience it cannot be called green")
        elif is_over:
            why = message("the project is cancelled")
        else:
            why = message("nothing is known of any dimension")
        yield Evidence(OVERALL, None, why)
    else:
        names = [Message(LABELS["dimension"][name]) for name in DIMENSIONS if counting.get(name) == overall]
        if names:
            yield Evidence(OVERALL, overall, message("worst of the dimensions: {names}", names=_list(names)))
        else:
            yield Evidence(OVERALL, overall, message("as declared, which is the office's rule"))


def _list(texts: list[Message]) -> Message:
    first, *rest = texts
    return message("{first}, {rest}", first=first, rest=_list(rest)) if rest else first


def worst(colours: Iterable[Health | None]) -> Colour | None:
    """The worst of some colours; grey, blue and none do not count."""
    found: Colour | None = None
    for one in colours:
        if one in _RANKS and (found is None or _RANKS[one] < _RANKS[found]):
            found = one  # type: ignore[assignment]  # one of the ranked
    return found


def _colours(evidence: Iterable[Evidence]) -> dict[Dimension, Health]:
    found: dict[Dimension, Health] = {}
    for one in evidence:
        before = found.get(one.dimension)
        colour = worst((before, one.colour))
        if colour is not None:
            found[one.dimension] = colour
    return found


def _in_order(colours: Mapping[Dimension, Health]) -> dict[Dimension, Health]:
    return {name: colours[name] for name in ALL if name in colours}


def _weight(one: Evidence) -> tuple[int, int]:
    return _PLACES[one.dimension], _RANKS.get(one.colour, len(_RANKS))


def _compared(
    reported: Mapping[Dimension, Health], counting: Mapping[Dimension, Health]
) -> tuple[tuple[Dimension, ...], tuple[Dimension, ...]]:
    """Dimensions declared green that are red, and others declared better than they are."""
    watermelons: list[Dimension] = []
    optimistic: list[Dimension] = []
    for name in ALL:
        said, found = _RANKS.get(reported.get(name)), _RANKS.get(counting.get(name))
        if said is not None and found is not None and said > found:
            (watermelons if said - found == 2 else optimistic).append(name)
    return tuple(watermelons), tuple(optimistic)


# many projects


@dataclass(frozen=True, slots=True)
class GroupHealth:
    """Health of the projects of a programme, or of all: the worst of them, and how many have which colour."""

    programme: str | None
    """Id of the programme; empty for projects outside programmes, None for the whole."""
    projects: tuple[str, ...]
    """Ids of its projects."""
    declared: Mapping[Dimension, Health]
    """The worst that was declared by dimension."""
    computed: Mapping[Dimension, Health]
    """The worst of the computed colours that count, and of the threats of its own register."""
    declared_counts: Mapping[Health, int]
    """Projects by declared overall health, the worst first."""
    computed_counts: Mapping[Health, int]
    """Projects by computed overall health, as it counts."""
    drivers: Mapping[Dimension, tuple[str, ...]]
    """Projects that give a dimension its colour, where it is amber or red; empty where its own register does."""
    watermelons: tuple[str, ...]
    """Projects that are green outside and red inside."""
    optimistic: tuple[str, ...]
    """Other projects that declare something better than the facts."""
    evidence: tuple[Evidence, ...]
    """What its own registers add."""


@dataclass(frozen=True, slots=True)
class PortfolioHealth:
    """Health of projects, and of what they make up together."""

    projects: tuple[ProjectHealth, ...]
    """In order of their ids."""
    programmes: tuple[GroupHealth, ...]
    """In the order of the strategy; projects outside programmes come last."""
    whole: GroupHealth


def portfolio_health(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date
) -> PortfolioHealth:
    """Health of some projects, of their programmes, and of all of them together."""
    chosen = tuple(projects)
    found = {project.id: health_of(portfolio, project, as_of) for project in chosen}
    holders = {holder.id.lower(): holder for holder in portfolio.programme_holders.values()}
    groups, registers = [], []
    for key, members in by_programme(portfolio, chosen).items():
        own = [holders[key]] if key in holders else []
        groups.append(_group(portfolio, key, [found[one.id] for one in members], own))
        registers += own
    if all(one.id in found for one in portfolio.projects.values() if one.charter is not None):
        registers.append(portfolio.office_holder)
    whole = _group(portfolio, None, list(found.values()), registers)
    return PortfolioHealth(tuple(found.values()), tuple(groups), whole)


def _group(
    portfolio: Portfolio, programme: str | None, members: Sequence[ProjectHealth], own: Sequence[Holder]
) -> GroupHealth:
    evidence = tuple(
        Evidence("risk", *fact) for holder in own if holder.risks for fact in risk_facts(portfolio, holder)
    )
    open_ = [one for one in members if one.state not in ("completed", "cancelled")]
    declared_, computed, drivers = {}, {}, {}
    for name in ALL:
        said = [one.declared[name] for one in open_ if name in one.declared]
        colour = worst(said) or ("grey" if said else None)
        if colour is not None:
            declared_[name] = colour
        added = [one.colour for one in evidence if name in (one.dimension, OVERALL)]
        facts = worst((*(one.counting.get(name) for one in open_), *added))
        if facts is not None:
            computed[name] = facts
            if facts != "green":
                drivers[name] = tuple(one.project for one in open_ if one.counting.get(name) == facts)
    return GroupHealth(
        programme=programme,
        projects=tuple(one.project for one in members),
        declared=declared_,
        computed=computed,
        declared_counts=_counts(one.declared.get(OVERALL) for one in members),
        computed_counts=_counts(one.counting.get(OVERALL) for one in members),
        drivers=drivers,
        watermelons=tuple(one.project for one in members if one.watermelon),
        optimistic=tuple(one.project for one in members if one.optimistic and not one.watermelon),
        evidence=evidence,
    )


def _counts(colours: Iterable[Health | None]) -> dict[Health, int]:
    counted = Counter(colours)
    return {colour: counted[colour] for colour in HEALTHS if counted[colour]}
