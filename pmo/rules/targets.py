"""What a reference may point to: the ids of each kind that can be seen from a document."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from pmo.model.kinds import RESERVED_ROLES
from pmo.model.method import MethodGate
from pmo.model.portfolio import Document, Holder, Portfolio, Project

Scope = tuple[str, str]
"""Level and holder of a document; for methods `("method", id)`; empty where the holder does not matter."""

EVERYWHERE: Final[Scope] = ("", "")

GLOBAL_KINDS: Final[Mapping[str, str]] = {
    "person": "people.yaml",
    "role": "people.yaml",
    "team": "people.yaml",
    "body": "pmo.yaml",
    "calendar": "pmo.yaml",
    "criterion": "pmo.yaml",
    "objective": "strategy.yaml",
    "programme": "strategy.yaml",
    "vendor": "vendors.yaml",
    "equipment": "equipment.yaml",
    "course": "training.yaml",
}
"""Kinds whose ids mean the same everywhere, with the file that holds them."""

OWN_KINDS: Final[Mapping[str, str]] = {
    "milestone": "plan",
    "deliverable": "charter",
    "budget-line": "budget",
    "kpi": "charter",
    "risk": "risks",
    "issue": "issues",
    "change": "changes",
    "decision": "decisions",
}
"""Kinds whose ids belong to a project, programme or the office, with the document that holds them."""

ADDRESSED_KINDS: Final = frozenset({"risk", "issue", "change", "decision"})
"""Kinds that a full address may name as well."""


class Known(NamedTuple):
    """The ids of one kind that a document can refer to."""

    ids: Mapping[str, str]
    """As they are written, by lower-case id."""
    anything: bool = False
    """Whether any id may exist, because the document that holds them cannot be read."""

    def has(self, id_: str) -> bool:
        return self.anything or id_.lower() in self.ids


ANYTHING: Final = Known({}, True)
NOTHING: Final = Known({})


class Targets:
    """The ids of a portfolio, by kind and scope; each set is made when it is first asked for."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio
        self._known: dict[tuple[str, Scope], Known] = {}
        self._global: Mapping[str, Callable[[], Iterable[str]]] = {
            "person": lambda: _ids(portfolio.people.values()),
            "role": lambda: [*_ids(portfolio.roles.values()), *sorted(RESERVED_ROLES)],
            "team": lambda: _ids(portfolio.teams.values()),
            "body": lambda: _ids(portfolio.bodies.values()),
            "calendar": lambda: _ids(portfolio.office.calendars if portfolio.office else ()),
            "criterion": lambda: _ids(portfolio.office.prioritisation.criteria if portfolio.office else ()),
            "objective": lambda: _ids(portfolio.objectives.values()),
            "programme": lambda: _ids(portfolio.programmes.values()),
            "vendor": lambda: _ids(portfolio.vendors.values()),
            "equipment": lambda: _ids(portfolio.equipment.values()),
            "course": lambda: _ids(portfolio.training.courses),
        }

    def of(self, kind: str, document: Document) -> Known:
        """What a bare id of ``kind`` in ``document`` may be."""
        scope = self.scope(kind, document)
        known = self._known.get((kind, scope))
        if known is None:
            known = self._known[kind, scope] = self._find(kind, scope)
        return known

    def holds(self, kind: str, value: str, document: Document) -> bool:
        """Whether ``value`` leads to something of ``kind``."""
        if "/" not in value:
            return self.of(kind, document).has(value)
        if kind == "milestone":
            project, _, milestone = value.partition("/")
            return self._is_in("project", project.lower(), kind, milestone)
        if kind not in ADDRESSED_KINDS:
            return False
        *holder, register, id_ = value.lower().split("/")
        if register != OWN_KINDS[kind]:
            return False
        if holder == ["office"]:
            return self._is_in("office", "", kind, id_)
        if len(holder) == 2 and holder[0] == "programmes":
            return self._is_in("programme", holder[1], kind, id_)
        return len(holder) == 1 and self._is_in("project", holder[0], kind, id_)

    @staticmethod
    def scope(kind: str, document: Document) -> Scope:
        if kind in GLOBAL_KINDS or kind in ("project", "method"):
            return EVERYWHERE
        if document.kind == "method":
            return ("method", document.name.lower())
        return (document.level, document.holder)

    def _is_in(self, level: str, holder: str, kind: str, id_: str) -> bool:
        scope = (level, self._as_written(level, holder))
        known = self._known.get((kind, scope))
        if known is None:
            known = self._known[kind, scope] = self._find(kind, scope)
        return known.has(id_)

    def _as_written(self, level: str, holder: str) -> str:
        """The holder's id as its folder has it."""
        holders: Mapping[str, Holder] = {}
        if level == "project":
            holders = self._portfolio.projects
        elif level == "programme":
            holders = self._portfolio.programme_holders
        if holder in holders:
            return holder
        return next((id_ for id_ in holders if id_.lower() == holder), holder)

    def _find(self, kind: str, scope: Scope) -> Known:
        portfolio = self._portfolio
        if kind in GLOBAL_KINDS:
            return self._with_unread(GLOBAL_KINDS[kind], self._global[kind]())
        if kind == "project":
            return _known(portfolio.projects)
        if kind == "method":
            unread = [path for path in portfolio.unread_paths if path.startswith("methods/")]
            names = [path.removeprefix("methods/").removesuffix(".yaml") for path in unread]
            return _known([*portfolio.methods, *names])
        level, holder_id = scope
        if kind in ("phase", "gate"):
            return self._of_method(kind, level, holder_id)
        path = f"{_folder(level, holder_id)}{OWN_KINDS[kind]}.yaml"
        holder = self._holder(level, holder_id)
        return self._with_unread(path, _own_ids(kind, holder) if holder else ())

    def _of_method(self, kind: str, level: str, holder: str) -> Known:
        portfolio = self._portfolio
        if level == "method":
            method = portfolio.methods.get(holder)
        else:
            project = portfolio.projects.get(holder) if level == "project" else None
            method = portfolio.method_of(project) if project else None
        if method is None:
            return ANYTHING
        records = method.phases if kind == "phase" else method.gates
        extended = method.extends is not None and method.extends.lower() not in portfolio.methods
        return ANYTHING if extended and not records else _known(_ids(records))

    def _holder(self, level: str, holder: str) -> Holder | None:
        if level == "project":
            return self._portfolio.projects.get(holder)
        if level == "programme":
            return self._portfolio.programme_holders.get(holder)
        return self._portfolio.office_holder

    def _with_unread(self, path: str, ids: Iterable[str]) -> Known:
        """The ids, with those that were seen in the document at ``path`` if it has errors."""
        if path not in self._portfolio.unread_paths:
            return _known(ids)
        seen = self._portfolio.unread_ids.get(path)
        return ANYTHING if seen is None else _known([*ids, *seen])


def gate_criteria(gate: MethodGate) -> Known:
    """The criteria of a gate."""
    return _known(_ids(gate.criteria))


def _own_ids(kind: str, holder: Holder) -> Iterable[str]:
    if isinstance(holder, Project):
        charter, budget = holder.charter, holder.budget
        if kind == "milestone":
            return _ids(holder.milestones)
        if kind == "deliverable":
            return _ids(charter.deliverables if charter else ())
        if kind == "kpi":
            return _ids(charter.kpis if charter else ())
        if kind == "budget-line":
            return _ids(budget.lines if budget else ())
    registers = {
        "risk": lambda: _ids(holder.risks),
        "issue": lambda: _ids(holder.issues),
        "change": lambda: _ids(holder.changes),
        "decision": lambda: _ids(holder.decisions),
    }
    return registers[kind]() if kind in registers else ()


def _folder(level: str, holder: str) -> str:
    return {"project": f"projects/{holder}/", "programme": f"programmes/{holder}/"}.get(level, "")


def _ids(records: Iterable[object]) -> list[str]:
    return [record.id for record in records]  # type: ignore[attr-defined]


def _known(ids: Iterable[str]) -> Known:
    return Known({id_.lower(): id_ for id_ in ids})
