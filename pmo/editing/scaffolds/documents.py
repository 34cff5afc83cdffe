"""New documents that hold one thing: a meeting with its agenda, a method of one's own, a maturity assessment."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from pmo.analysis.calendars import calendar_of
from pmo.analysis.registers import Ask, asks, asks_of, in_order, pending_changes
from pmo.documents import Plain
from pmo.editing.draft import Draft
from pmo.editing.ids import free_id, slug
from pmo.editing.scaffolds.projects import modeline
from pmo.editing.scaffolds.records import Home, valid_id
from pmo.editing.scaffolds.statuses import FOLDER
from pmo.editing.scaffolds.target import MergeTarget
from pmo.errors import PmoError
from pmo.loading import shipped_methods
from pmo.locale import Language
from pmo.locale.marking import mark
from pmo.model.method import Method, MethodPhase
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.render.environment import Renderer

AHEAD_DAYS = 20
"""Working days ahead in which something is on the agenda of a meeting."""
MOST_TOPICS = 20

PERSPECTIVES: Mapping[str, Sequence[tuple[str, str]]] = {
    "p3m3": (
        ("management-control", mark("Management control")),
        ("benefits", mark("Benefits management")),
        ("finance", mark("Financial management")),
        ("stakeholders", mark("Stakeholder engagement")),
        ("risk", mark("Risk management")),
        ("governance", mark("Organisational governance")),
        ("resources", mark("Resource management")),
    ),
    "cmmi": (
        ("planning", mark("Planning and estimating")),
        ("monitoring", mark("Monitoring and control")),
        ("requirements", mark("Requirements")),
        ("suppliers", mark("Suppliers")),
        ("quality", mark("Quality assurance")),
        ("measurement", mark("Measurement and analysis")),
        ("risk", mark("Risk management")),
    ),
    "custom": (
        ("governance", mark("Governance")),
        ("people", mark("People and skills")),
        ("processes", mark("Processes")),
        ("tools", mark("Tools and data")),
    ),
}
"""Perspectives of the maturity models, by id and title."""


@dataclass(frozen=True, slots=True)
class MeetingView:
    """What the template of a meeting sees."""

    date: datetime.date
    title: str
    kind: str | None
    body: str | None
    chair: str | None
    attendees: tuple[str, ...]
    agenda: tuple[str, ...]
    modeline: Markup


@dataclass(frozen=True, slots=True)
class MethodView:
    """What the template of a method sees."""

    id: str
    title: str
    extends: str | None
    phases: tuple[MethodPhase, ...]
    modeline: Markup


@dataclass(frozen=True, slots=True)
class PerspectiveView:
    """A perspective of a maturity assessment."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """What the template of an assessment sees."""

    date: datetime.date
    model: str
    assessor: str | None
    scoring: str
    dimensions: tuple[PerspectiveView, ...]
    modeline: Markup


def make_meeting(
    draft: Draft,
    home: Home,
    given: Mapping[str, Plain],
    day: datetime.date,
    target: MergeTarget,
    root: Path,
    language: Language,
) -> str:
    """A meeting whose agenda is what is open on its day. Its path."""
    portfolio = draft.loaded.portfolio
    holder = home.of(portfolio)
    body = str(given["body"]) if given.get("body") else None
    title = str(given["title"])
    members = portfolio.bodies[body.lower()].members if body and body.lower() in portfolio.bodies else ()
    name = f"{day}-{slug(title, 'meeting')}"
    path = home.path("meeting").removesuffix("<date>-<slug>.yaml") + f"meetings/{name}.yaml"
    if draft.content(path) is not None or target.has(path):
        raise PmoError(f"{path} is there already", "give another title, or change that meeting")
    view = MeetingView(
        date=day,
        title=title,
        kind=str(given["kind"]) if given.get("kind") else None,
        body=body,
        chair=str(given["chair"]) if given.get("chair") else None,
        attendees=tuple(members),
        agenda=()
        if "agenda" in given
        else tuple(_agenda(portfolio, holder, body, day, language))[:MOST_TOPICS],
        modeline=modeline(root, "meeting", path.count("/")),
    )
    return _made(draft, path, "meeting.yaml.jinja", view, given, root, language)


def make_method(
    draft: Draft,
    given: Mapping[str, Plain],
    parent: Method | None,
    target: MergeTarget,
    root: Path,
    language: Language,
) -> str:
    """A method that begins with the phases of another. Its path."""
    title = str(given["title"])
    if given.get("id"):
        id_ = valid_id(str(given["id"]))
    else:
        taken = {*draft.loaded.portfolio.methods, *shipped_methods()}
        id_ = free_id(title, "method", taken)
    path = f"methods/{id_}.yaml"
    if draft.content(path) is not None or target.has(path):
        raise PmoError(f"{path} is there already", "give another --id, or change that method")
    phases = parent.phases if parent else ()
    view = MethodView(id_, title, parent.id if parent else None, phases, modeline(root, "method", 1))
    kept = {key: value for key, value in given.items() if key not in ("id", "title", "extends")}
    return _made(draft, path, "method.yaml.jinja", view, kept, root, language)


def make_assessment(
    draft: Draft, given: Mapping[str, Plain], day: datetime.date, root: Path, language: Language
) -> str:
    """An assessment with the perspectives of its model, still to be judged. Its path."""
    path = f"assessments/{day}.yaml"
    if draft.content(path) is not None:
        raise PmoError(f"{path} is there already", "change it, or give another --date")
    model = str(given["model"])
    view = AssessmentView(
        date=day,
        model=model,
        assessor=str(given["assessor"]) if given.get("assessor") else None,
        scoring=str(given.get("scoring") or "staged"),
        dimensions=tuple(PerspectiveView(id_, language.text(title)) for id_, title in PERSPECTIVES[model]),
        modeline=modeline(root, "assessment", 1),
    )
    return _made(draft, path, "assessment.yaml.jinja", view, given, root, language)


def _made(
    draft: Draft,
    path: str,
    template: str,
    view: object,
    given: Mapping[str, Plain],
    root: Path,
    language: Language,
) -> str:
    draft.create(path, Renderer(language, "yaml", root, FOLDER).render(template, view).encode())
    for key, value in given.items():
        draft.set(path, (key,), value)
    return path


def _agenda(
    portfolio: Portfolio, holder: Holder | None, body: str | None, day: datetime.date, language: Language
) -> Iterator[str]:
    """What is open for the holder, and what is asked of the body anywhere."""
    asked = in_order(asks_of(portfolio, holder, day)) if holder is not None else []
    if body is not None:
        asked = in_order(
            [*asked, *(one for one in asks(portfolio, day) if (one.by or "").lower() == body.lower())]
        )
    for ask in asked:
        yield _decision(ask, language)
    if holder is None:
        return
    for change in pending_changes(holder):
        yield language.text("Change: {title}", title=change.title)
    horizon = calendar_of(portfolio).add_working_days(day, AHEAD_DAYS)
    if isinstance(holder, Project):
        for review in holder.gate_reviews:
            if review.held is None and review.planned is not None and review.planned <= horizon:
                yield language.text(
                    "Gate: {gate} ({date})",
                    gate=portfolio.gate_title(holder, review.gate),
                    date=language.date(review.planned, short=True),
                )
    for issue in holder.issues:
        if issue.status == "escalated":
            yield language.text("Escalated: {title}", title=issue.title)
    open_ = sorted((one for one in holder.actions if one.done is None), key=lambda one: one.due)
    for action in open_:
        if action.due <= horizon:
            who = portfolio.name_of(action.owner, holder if isinstance(holder, Project) else None)
            yield language.text(
                "Action: {text} ({owner}, {date})",
                text=action.text,
                owner=who,
                date=language.date(action.due, short=True),
            )


def _decision(ask: Ask, language: Language) -> str:
    if ask.due is None:
        return language.text("Decision: {title}", title=ask.what)
    return language.text(
        "Decision: {title} (by {date})", title=ask.what, date=language.date(ask.due, short=True)
    )
