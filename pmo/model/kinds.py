"""The kinds of document, and which path holds which kind."""

import re
from typing import Literal, NamedTuple

from pmo.model.actions import Actions
from pmo.model.allocations import Allocations
from pmo.model.assessment import Assessment
from pmo.model.assumptions import Assumptions
from pmo.model.base import Record
from pmo.model.benefits import Benefits
from pmo.model.budget import Budget
from pmo.model.changes import Changes
from pmo.model.charter import Charter
from pmo.model.decisions import Decisions
from pmo.model.equipment import Equipment
from pmo.model.gates import Gates
from pmo.model.glossary import Glossary
from pmo.model.issues import Issues
from pmo.model.lessons import Lessons
from pmo.model.meeting import Meeting
from pmo.model.method import Method
from pmo.model.office import Office
from pmo.model.people import People
from pmo.model.plan import Plan
from pmo.model.policies import Policies, Waivers
from pmo.model.quality import Quality
from pmo.model.risks import Risks
from pmo.model.status import Status
from pmo.model.strategy import Strategy
from pmo.model.training import Training
from pmo.model.vendors import Vendors

Level = Literal["office", "programme", "project"]


class Kind(NamedTuple):
    """One kind of document."""

    name: str
    record: type[Record]
    title: str
    path: str
    items: str | None
    """Name of the list that the document holds, where it holds one main list."""


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("office", Office, "Office", "pmo.yaml", None),
        Kind("strategy", Strategy, "Strategy", "strategy.yaml", None),
        Kind("people", People, "People", "people.yaml", "people"),
        Kind("equipment", Equipment, "Equipment", "equipment.yaml", "equipment"),
        Kind("vendors", Vendors, "Vendors", "vendors.yaml", "vendors"),
        Kind("method", Method, "Method", "methods/<id>.yaml", None),
        Kind("policies", Policies, "Policies", "policies.yaml", "policies"),
        Kind("waivers", Waivers, "Waivers", "waivers.yaml", "waivers"),
        Kind("training", Training, "Training", "training.yaml", None),
        Kind("glossary", Glossary, "Glossary", "glossary.yaml", "terms"),
        Kind("assessment", Assessment, "Maturity assessment", "assessments/<date>.yaml", "dimensions"),
        Kind("charter", Charter, "Project charter", "projects/<project>/charter.yaml", None),
        Kind("plan", Plan, "Plan", "projects/<project>/plan.yaml", "milestones"),
        Kind("budget", Budget, "Budget", "projects/<project>/budget.yaml", "lines"),
        Kind("allocations", Allocations, "Allocations", "projects/<project>/allocations.yaml", "allocations"),
        Kind("benefits", Benefits, "Benefits", "projects/<project>/benefits.yaml", "benefits"),
        Kind("gates", Gates, "Gate reviews", "projects/<project>/gates.yaml", "reviews"),
        Kind("quality", Quality, "Quality reviews", "projects/<project>/quality.yaml", "reviews"),
        Kind("status", Status, "Status update", "projects/<project>/status/<date>.yaml", None),
        Kind("risks", Risks, "Risk register", "risks.yaml", "risks"),
        Kind("issues", Issues, "Issue register", "issues.yaml", "issues"),
        Kind("assumptions", Assumptions, "Assumptions", "assumptions.yaml", "assumptions"),
        Kind("changes", Changes, "Change register", "changes.yaml", "changes"),
        Kind("decisions", Decisions, "Decision register", "decisions.yaml", "decisions"),
        Kind("actions", Actions, "Action list", "actions.yaml", "actions"),
        Kind("lessons", Lessons, "Lessons learned", "lessons.yaml", "lessons"),
        Kind("meeting", Meeting, "Meeting", "meetings/<date>-<slug>.yaml", None),
    )
}

OFFICE_FILES = (
    "strategy",
    "people",
    "equipment",
    "vendors",
    "policies",
    "waivers",
    "training",
    "glossary",
)
PROJECT_FILES = ("charter", "plan", "budget", "allocations", "benefits", "gates", "quality")
REGISTERS = ("risks", "issues", "assumptions", "changes", "decisions", "actions", "lessons")


class Place(NamedTuple):
    """What a path inside a portfolio stands for."""

    kind: str
    level: Level
    holder: str
    """Id of the project or programme; empty at office level."""
    name: str
    """File name without its ending, for kinds with several files."""


_PLACE = re.compile(
    r"(?:(projects|programmes)/([^/]+)/)?(?:(status|meetings|methods|assessments)/)?([^/]+)\.yaml"
)
_FOLDER_KINDS = {
    ("project", "status"): "status",
    ("project", "meetings"): "meeting",
    ("programme", "meetings"): "meeting",
    ("office", "meetings"): "meeting",
    ("office", "methods"): "method",
    ("office", "assessments"): "assessment",
}
_LEVEL_FILES: dict[Level, frozenset[str]] = {
    "office": frozenset(OFFICE_FILES + REGISTERS),
    "programme": frozenset(REGISTERS),
    "project": frozenset(PROJECT_FILES + REGISTERS),
}


def place_of(path: str) -> Place | None:
    """Kind and holder of the document at ``path`` (relative, with ``/``), or None for any other file."""
    match = _PLACE.fullmatch(path)
    if match is None:
        return None
    area, holder, folder, name = match.groups()
    level: Level = "project" if area == "projects" else "programme" if area else "office"
    if folder is not None:
        kind = _FOLDER_KINDS.get((level, folder))
        return Place(kind, level, holder or "", name) if kind else None
    if level == "office" and name == "pmo":
        return Place("office", level, "", name)
    return Place(name, level, holder or "", name) if name in _LEVEL_FILES[level] else None


class ItemKind(NamedTuple):
    """One kind of record in a list of a document."""

    name: str
    """Plural, as `pmo list` takes it."""
    noun: str
    """Singular, as references and policies name it."""
    document: str
    items: str
    """Name of the list in the document."""
    address: str
    """Address of an item, with `{holder}` and `{id}`."""


ITEM_KINDS: dict[str, ItemKind] = {
    kind.noun: kind
    for kind in (
        ItemKind("objectives", "objective", "strategy", "objectives", "strategy/{id}"),
        ItemKind("programmes", "programme", "strategy", "programmes", "programmes/{id}"),
        ItemKind("people", "person", "people", "people", "people/{id}"),
        ItemKind("roles", "role", "people", "roles", "people/roles/{id}"),
        ItemKind("teams", "team", "people", "teams", "people/teams/{id}"),
        ItemKind("equipment", "equipment", "equipment", "equipment", "equipment/{id}"),
        ItemKind("vendors", "vendor", "vendors", "vendors", "vendors/{id}"),
        ItemKind("courses", "course", "training", "courses", "training/{id}"),
        ItemKind("terms", "term", "glossary", "terms", "glossary/{id}"),
        ItemKind("policies", "policy", "policies", "policies", "policies/{id}"),
        ItemKind("deliverables", "deliverable", "charter", "deliverables", "{holder}/charter/{id}"),
        ItemKind("milestones", "milestone", "plan", "milestones", "{holder}/plan/{id}"),
        ItemKind("sprints", "sprint", "plan", "sprints", "{holder}/plan/{id}"),
        ItemKind("budget-lines", "budget-line", "budget", "lines", "{holder}/budget/{id}"),
        ItemKind("allocations", "allocation", "allocations", "allocations", "{holder}/allocations/{id}"),
        ItemKind("benefits", "benefit", "benefits", "benefits", "{holder}/benefits/{id}"),
        ItemKind("gate-reviews", "gate-review", "gates", "reviews", "{holder}/gates/{id}"),
        ItemKind("quality-reviews", "quality-review", "quality", "reviews", "{holder}/quality/{id}"),
        ItemKind("risks", "risk", "risks", "risks", "{holder}/risks/{id}"),
        ItemKind("issues", "issue", "issues", "issues", "{holder}/issues/{id}"),
        ItemKind("assumptions", "assumption", "assumptions", "assumptions", "{holder}/assumptions/{id}"),
        ItemKind("changes", "change", "changes", "changes", "{holder}/changes/{id}"),
        ItemKind("decisions", "decision", "decisions", "decisions", "{holder}/decisions/{id}"),
        ItemKind("actions", "action", "actions", "actions", "{holder}/actions/{id}"),
        ItemKind("lessons", "lesson", "lessons", "lessons", "{holder}/lessons/{id}"),
    )
}

RESERVED_ROLES = frozenset({"sponsor", "manager", "office"})
RESERVED_ADDRESSES = frozenset(
    {"office", "people", "strategy", "vendors", "programmes", "equipment", "training", "glossary", "policies"}
)
