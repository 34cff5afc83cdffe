"""A status report filled in from the facts: the project manager writes only the story.

Done is what was reached since the last report, next are the milestones ahead, the colours are computed, a dimension
that is not green says why, the decisions asked for are those of the register. Before and after are compared as the
portfolio was on the day of the last report, from git where it has that day, else by the dates in the records.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from markupsafe import Markup

from pmo.analysis.calendars import calendar_of
from pmo.analysis.health import OVERALL, Dimension, ProjectHealth, health_of
from pmo.analysis.performance import measure_of, share_done
from pmo.analysis.progress import DIMENSIONS, MilestoneProgress, progress_of
from pmo.documents import Plain
from pmo.editing.draft import Draft
from pmo.editing.scaffolds.projects import modeline
from pmo.errors import PmoError
from pmo.findings import Message
from pmo.history.diff import events
from pmo.history.events import Event, EventKind, Moment
from pmo.loading import load
from pmo.loading.cache import Cache
from pmo.locale import Language
from pmo.model.budget import Budget
from pmo.model.portfolio import Portfolio, Project
from pmo.model.status import Status
from pmo.render.environment import Renderer
from pmo.render.views.events import phrase
from pmo.render.views.words import in_words
from pmo.trees import RevisionTree

FOLDER = "records"
"""The folder of our templates of single records."""
MOST_NEXT = 4
MOST_DONE = 8
MOST_MOVED = 15
MOST_REASONS = 2
DECISION_DAYS = 5
"""Working days in which a decision is wanted where nobody says by when."""
_DONE: Sequence[EventKind] = (
    "milestone-reached",
    "gate-decided",
    "issue-resolved",
    "change-decided",
    "decision-taken",
)
_DECLARABLE = ("green", "amber", "red")


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision that is asked for."""

    what: str
    by: str
    due: datetime.date
    consequence: str | None


@dataclass(frozen=True, slots=True)
class StatusView:
    """What the template of a status report sees."""

    date: datetime.date
    author: str
    headline: str
    overall: str
    health: Mapping[str, str]
    """Computed colours by dimension."""
    comments: Mapping[str, str]
    """Why a dimension is not green."""
    percent_complete: Decimal | None
    done: tuple[str, ...]
    next: tuple[str, ...]
    decisions: tuple[DecisionView, ...]
    kpis: Mapping[str, Decimal]
    since: datetime.date | None
    """Day of the report before."""
    moved: tuple[str, ...]
    """What happened since then, in words."""
    modeline: Markup


def last_status(project: Project, as_of: datetime.date) -> Status | None:
    """The report before."""
    before = [status for status in project.statuses if status.date < as_of]
    return before[-1] if before else None


def earlier(root: Path, day: datetime.date) -> Portfolio | None:
    """The portfolio as it was on a day, where git knows."""
    try:
        tree = RevisionTree(root, day.isoformat())
        return load(tree, Cache.for_portfolio(root)).portfolio
    except PmoError:
        return None


def status_view(
    portfolio: Portfolio,
    project: Project,
    as_of: datetime.date,
    language: Language,
    root: Path,
    headline: str | None = None,
) -> StatusView:
    """The report of a project as the facts have it."""
    charter = project.charter
    if charter is None:
        raise PmoError(
            f"the charter of {project.id} cannot be read", "`pmo validate` says what is wrong with it"
        )
    last = last_status(project, as_of)
    happened = _happened(portfolio, project, as_of, last, root)
    health = health_of(portfolio, project, as_of)
    colours = {name: health.computed[name] for name in DIMENSIONS if health.computed.get(name) in _DECLARABLE}
    overall = health.computed.get(OVERALL)
    if overall not in _DECLARABLE:
        overall = last.overall if last else "green"
    return StatusView(
        date=as_of,
        author=charter.manager,
        headline=headline or language.text("To be written"),
        overall=str(overall),
        health={name: str(colour) for name, colour in colours.items()},
        comments={
            name: why
            for name, colour in colours.items()
            if colour != "green" and (why := _why(health, name, language))
        },
        percent_complete=_percent(project, as_of),
        done=tuple(_done(happened, language))[:MOST_DONE],
        next=tuple(_next(portfolio, project, as_of, language)),
        decisions=tuple(_decisions(portfolio, project, as_of, language, is_red=overall == "red")),
        kpis=_kpis(project, last, as_of),
        since=last.date if last else None,
        moved=tuple(phrase(one, language) for one in happened[:MOST_MOVED]),
        modeline=modeline(root, "status", 3),
    )


def make(
    draft: Draft,
    project: Project,
    view: StatusView,
    given: Mapping[str, Plain],
    root: Path,
    language: Language,
) -> str:
    """Add the report to the draft; what was given comes before what the facts say. Its path."""
    path = f"projects/{project.id}/status/{view.date}.yaml"
    if draft.content(path) is not None:
        raise PmoError(
            f"{path} is there already", "change it, or report as of another day: --as-of YYYY-MM-DD"
        )
    draft.create(path, Renderer(language, "yaml", root, FOLDER).render("status.yaml.jinja", view).encode())
    for key, value in given.items():
        draft.set(path, (key,), value)
    return path


def _happened(
    portfolio: Portfolio, project: Project, as_of: datetime.date, last: Status | None, root: Path
) -> Sequence[Event]:
    if last is None:
        return ()
    before = earlier(root, last.date) or portfolio
    found = events(Moment(before, last.date), Moment(portfolio, as_of), {project.id})
    return [one for one in found if one.kind != "status-received"]


def _done(happened: Sequence[Event], language: Language) -> list[str]:
    found = sorted((one for one in happened if one.kind in _DONE), key=lambda one: _DONE.index(one.kind))
    return [
        one.title if one.kind == "milestone-reached" else _sentence(phrase(one, language)) for one in found
    ]


def _next(portfolio: Portfolio, project: Project, as_of: datetime.date, language: Language) -> list[str]:
    milestones = progress_of(portfolio, project, as_of).milestones
    ahead = [one for one in milestones if one.state not in ("reached", "undated")]
    return [_ahead(one, language) for one in ahead[:MOST_NEXT]]


def _ahead(one: MilestoneProgress, language: Language) -> str:
    title, baseline, expected = one.milestone.title, one.milestone.baseline, one.expected
    assert expected is not None
    day = language.date(expected, short=True)
    if one.state == "overdue" and baseline is not None and baseline < expected:
        due = language.date(baseline, short=True)
        return language.text("{title} ({date}, was due on {due})", title=title, date=day, due=due)
    return language.text("{title} ({date})", title=title, date=day)


def _why(health: ProjectHealth, dimension: Dimension, language: Language) -> str:
    """The facts that make a dimension what it is."""
    colour = health.computed[dimension]
    reasons = [
        in_words(one.message, language) for one in health.evidence_of(dimension) if one.colour == colour
    ]
    return _sentence("; ".join(reasons[:MOST_REASONS]))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _percent(project: Project, as_of: datetime.date) -> Decimal | None:
    share = share_done(project, measure_of(project, project.budget or Budget()), as_of)
    if isinstance(share, Message):
        return None
    done, whole = share
    return (done * 100 / whole).quantize(Decimal(1), ROUND_HALF_UP) if whole else None


def _decisions(
    portfolio: Portfolio, project: Project, as_of: datetime.date, language: Language, *, is_red: bool
) -> list[DecisionView]:
    """The decisions asked for in the register; a red project asks for one in any case."""
    soon = calendar_of(portfolio).add_working_days(as_of, DECISION_DAYS)
    found = [
        DecisionView(one.title, one.body or one.by or "sponsor", one.needed_by or soon, one.consequence)
        for one in project.decisions
        if one.status == "requested"
    ]
    if is_red and not found:
        found.append(DecisionView(language.text("To be written"), "sponsor", soon, None))
    return found


def _kpis(project: Project, last: Status | None, as_of: datetime.date) -> dict[str, Decimal]:
    """The values measured since the last report."""
    found: dict[str, Decimal] = {}
    for kpi in project.charter.kpis if project.charter else ():
        measured = [
            one for one in kpi.measurements if one.date <= as_of and (last is None or one.date > last.date)
        ]
        if measured:
            found[kpi.id] = max(measured, key=lambda one: one.date).value
    return found
