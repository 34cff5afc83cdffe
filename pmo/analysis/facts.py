"""The vocabulary of expressions: the names that a policy, a check or `--where` may use about a project."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from msgspec import Struct

from pmo.analysis.alignment import strategic_contribution
from pmo.analysis.appraisal import npv
from pmo.analysis.exposure import exposure
from pmo.analysis.money import ProjectMoney, project_money
from pmo.analysis.progress import Finish, finish_of, progress_of
from pmo.analysis.risk_matrix import is_open
from pmo.expressions.values import EXACT, UNKNOWN
from pmo.model.portfolio import Portfolio, Project
from pmo.model.status import Status


@dataclass(frozen=True)
class _Source:
    """What facts are computed from."""

    portfolio: Portfolio
    project: Project
    as_of: datetime.date

    def document(self, kind: str) -> object:
        found = self.project.documents.get(kind)
        return found.record if found else None

    def register(self, kind: str) -> tuple[Struct, ...] | None:
        """The records of a register; None when it has no readable file."""
        found = self.project.documents.get(kind)
        return getattr(found.record, kind) if found else None

    @cached_property
    def statuses(self) -> tuple[Status, ...] | None:
        known = tuple(status for status in self.project.statuses if status.date <= self.as_of)
        return known or None

    @cached_property
    def finish(self) -> Finish:
        return finish_of(self.portfolio, self.project, self.as_of)

    @cached_property
    def money(self) -> ProjectMoney:
        return project_money(self.portfolio, self.project, self.as_of)


_Compute = Callable[[_Source], object]


def _document(kind: str) -> _Compute:
    return lambda source: source.document(kind)


def _register(kind: str) -> _Compute:
    return lambda source: source.register(kind)


def _milestones(source: _Source) -> object:
    return source.project.plan.milestones if source.project.plan else None


def _phases(source: _Source) -> object:
    return source.project.plan.phases if source.project.plan else None


def _status(source: _Source) -> Status | None:
    return source.statuses[-1] if source.statuses else None


def _status_age_days(source: _Source) -> object:
    status = _status(source)
    return (source.as_of - status.date).days if status else None


def _programme(source: _Source) -> object:
    charter = source.project.charter
    return (
        source.portfolio.programmes.get(charter.programme.lower()) if charter and charter.programme else None
    )


def _fx(source: _Source) -> object:
    office, currency = source.portfolio.office, source.portfolio.currency_of(source.project)
    if office is None:
        return None
    return Decimal(1) if currency == office.currency else office.fx.get(currency)


def _money(part: str) -> _Compute:
    def compute(source: _Source) -> object:
        money = getattr(source.money, part)
        return money.amount if money else None

    return compute


def _exposure(source: _Source) -> object:
    if "risks" not in source.project.documents:
        return None
    rules = source.portfolio.risk_rules
    return exposure(source.project.risks, rules.probability)


def _health(source: _Source) -> object:
    from pmo.analysis.control_facts import health_facts  # only where an expression asks for it

    return health_facts(source.portfolio, source.project, source.as_of)


def _watermelon(source: _Source) -> object:
    from pmo.analysis.control_facts import is_watermelon

    return is_watermelon(source.portfolio, source.project, source.as_of)


def _evm(source: _Source) -> object:
    from pmo.analysis.control_facts import evm_facts

    return evm_facts(source.portfolio, source.project, source.as_of)


def _strategic_contribution(source: _Source) -> object:
    share = strategic_contribution(source.portfolio, source.project)
    return None if share is None else EXACT.divide(Decimal(share.numerator), Decimal(share.denominator))


def _open_risks(source: _Source) -> object:
    if "risks" not in source.project.documents:
        return None
    return tuple(risk for risk in source.project.risks if is_open(risk))


def _open_issues(source: _Source) -> object:
    if "issues" not in source.project.documents:
        return None
    return tuple(issue for issue in source.project.issues if issue.status not in ("resolved", "closed"))


def _open_actions(source: _Source) -> object:
    if "actions" not in source.project.documents:
        return None
    return tuple(action for action in source.project.actions if action.done is None)


def _overdue_actions(source: _Source) -> object:
    if "actions" not in source.project.documents:
        return None
    return tuple(
        action for action in source.project.actions if action.done is None and action.due < source.as_of
    )


def _overdue_milestones(source: _Source) -> object:
    if source.project.plan is None:
        return None
    progress = progress_of(source.portfolio, source.project, source.as_of)
    return tuple(one.milestone for one in progress.milestones if one.state == "overdue")


_FACTS: dict[str, tuple[str, _Compute]] = {
    "project": ("id of the project", lambda source: source.project.id),
    "as_of": ("the day that counts as today", lambda source: source.as_of),
    "office": ("pmo.yaml, the house rules", lambda source: source.portfolio.office),
    "programme": ("the programme it belongs to, as in strategy.yaml", _programme),
    "method": ("its method", lambda source: source.portfolio.method_of(source.project)),
    "charter": ("charter.yaml", _document("charter")),
    "plan": ("plan.yaml; unknown without the file", _document("plan")),
    "budget": ("budget.yaml; unknown without the file", _document("budget")),
    "benefits": (
        "benefits.yaml (its list is benefits.benefits); unknown without the file",
        _document("benefits"),
    ),
    "gates": ("gates.yaml (its list is gates.reviews); unknown without the file", _document("gates")),
    "quality": ("quality.yaml (its list is quality.reviews); unknown without the file", _document("quality")),
    "allocations": (
        "allocations.yaml (its list is allocations.allocations); unknown without the file",
        _document("allocations"),
    ),
    "risks": ("list of risks; unknown, not empty, without risks.yaml", _register("risks")),
    "issues": ("list of issues; unknown, not empty, without issues.yaml", _register("issues")),
    "assumptions": (
        "list of assumptions; unknown, not empty, without assumptions.yaml",
        _register("assumptions"),
    ),
    "changes": ("list of changes; unknown, not empty, without changes.yaml", _register("changes")),
    "decisions": ("list of decisions; unknown, not empty, without decisions.yaml", _register("decisions")),
    "actions": ("list of actions; unknown, not empty, without actions.yaml", _register("actions")),
    "lessons": ("list of lessons; unknown, not empty, without lessons.yaml", _register("lessons")),
    "milestones": ("list of milestones; unknown without plan.yaml", _milestones),
    "phases": ("list of phases of the plan; unknown without plan.yaml", _phases),
    "statuses": (
        "status updates up to as_of, the latest last; unknown when there are none",
        lambda s: s.statuses,
    ),
    "status": ("the latest status update up to as_of; unknown when there is none", _status),
    "status_age_days": ("calendar days since the latest status update", _status_age_days),
    "currency": ("currency of its money", lambda source: source.portfolio.currency_of(source.project)),
    "fx": ("office currency for one unit of its currency; unknown without a rate in pmo.yaml", _fx),
    "approved": ("approved budget, in its currency", _money("approved")),
    "planned_cost": (
        "planned cost of the periods ended by as_of, in its currency; unknown without a plan of cost",
        _money("planned_to_date"),
    ),
    "actual_cost": (
        "actual cost of the periods ended by as_of, in its currency; unknown without actuals",
        _money("actual_to_date"),
    ),
    "estimate": (
        "actual cost and forecast to complete, in its currency; unknown without a forecast",
        _money("estimate"),
    ),
    "health": (
        "colours by the facts, with the overrides that count: health.overall, health.schedule, cost, scope, quality, "
        "risk, resources, benefits; unknown where nothing is known",
        _health,
    ),
    "watermelon": (
        "whether something is declared green that is red by the facts; unknown without a status update in time",
        _watermelon,
    ),
    "evm": (
        "earned value, in its currency: evm.spi_t, evm.cpi, pv, ev, ac, bac, sv, cv, spi, eac.cpi, etc, vac, tcpi.bac, "
        "es, at; unknown where it is not defined",
        _evm,
    ),
    "npv": (
        "net present value of the business case, first period undiscounted, in its currency; unknown without "
        "cash flows or a discount rate",
        lambda source: npv(source.portfolio, source.project),
    ),
    "exposure": (
        "likelihood times expected cost of the open threats, less the opportunities, in its currency; risks without "
        "figures are left out, unknown when none has figures",
        _exposure,
    ),
    "strategic_contribution": (
        "contributions to the objectives, weighted with all objectives of the strategy, 0 to 5",
        _strategic_contribution,
    ),
    "planned_finish": (
        "finish of the plan, else its last milestone, as in the baseline",
        lambda s: s.finish.baseline,
    ),
    "forecast_finish": ("finish as expected now", lambda s: s.finish.expected),
    "days_late": (
        "working days from planned to forecast finish; negative when early",
        lambda s: s.finish.slip_days,
    ),
    "open_risks": ("risks that may still happen; unknown without risks.yaml", _open_risks),
    "open_issues": ("issues neither resolved nor closed; unknown without issues.yaml", _open_issues),
    "open_actions": ("actions that are not done; unknown without actions.yaml", _open_actions),
    "overdue_actions": ("open actions due before as_of; unknown without actions.yaml", _overdue_actions),
    "overdue_milestones": (
        "milestones not reached though their baseline date has passed",
        _overdue_milestones,
    ),
}

NAMES: Mapping[str, str] = {name: text for name, (text, _) in _FACTS.items()}
"""Every name with what it means, in one line."""


class Facts(Mapping[str, object]):
    """The facts of a project; each is computed when it is first asked for."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._known: dict[str, object] = {}

    def __getitem__(self, name: str) -> object:
        if name not in self._known:
            value = _FACTS[name][1](self._source)
            self._known[name] = UNKNOWN if value is None else value
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_FACTS)

    def __len__(self) -> int:
        return len(_FACTS)


def facts(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Mapping[str, object]:
    """What expressions know about a project on a day; what is not recorded is ``UNKNOWN``."""
    return Facts(_Source(portfolio, project, as_of))


RECORD_NAMES: Mapping[str, str] = {
    "record": "the record itself, for fields that a fact of the project hides",
    "age_days": "calendar days since the record was raised; unknown without a date",
}
"""Names that `--where` on records has besides the record's own fields and the project's facts."""


class RecordFacts(Mapping[str, object]):
    """The fields of a record under their published names, over the facts of its project."""

    def __init__(self, record: Struct, project_facts: Mapping[str, object], as_of: datetime.date) -> None:
        names = zip(record.__struct_encode_fields__, record.__struct_fields__, strict=True)
        own: dict[str, object] = {published: getattr(record, name) for published, name in names}
        raised = own.get("raised")
        own.setdefault("record", record)
        own.setdefault("age_days", (as_of - raised).days if isinstance(raised, datetime.date) else None)
        self._own = own
        self._project_facts = project_facts

    def __getitem__(self, name: str) -> object:
        if name in self._own:
            value = self._own[name]
            return UNKNOWN if value is None else value
        return self._project_facts[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._own
        yield from (name for name in self._project_facts if name not in self._own)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def record_facts(
    record: Struct, project_facts: Mapping[str, object], as_of: datetime.date
) -> Mapping[str, object]:
    """What `--where` on records knows about one of them."""
    return RecordFacts(record, project_facts, as_of)


def record_names(record: type[Struct]) -> frozenset[str]:
    """The names that `--where` may use on records of this kind."""
    return frozenset((*record.__struct_encode_fields__, *RECORD_NAMES, *NAMES))
