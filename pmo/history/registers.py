"""What happened in the registers of projects, programmes and the office."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

from pmo.analysis.registers import PlacedAction, all_actions
from pmo.analysis.risk_matrix import Cell, current_cell
from pmo.history.events import Event, EventKind, Moment, Pair
from pmo.model.office import RiskRules
from pmo.model.portfolio import Holder, by_id

_CELLS: Final[tuple[Cell, ...]] = ("G", "Y", "O", "R")
_CELL_WEIGHT: Final[dict[Cell | None, int]] = {"R": 5, "O": 4, "Y": 2, "G": 2, None: 2}
_SEVERITIES: Final = ("low", "medium", "high", "critical")


def _risks(pair: Pair) -> Iterator[Event]:
    def state(risk: Any, moment: Moment) -> str | None:
        """None while nobody knew of it."""
        if risk is None or (risk.raised is not None and risk.raised > moment.as_of):
            return None
        if risk.status == "closed":
            return "open" if risk.closed is not None and risk.closed > moment.as_of else "closed"
        return "occurred" if risk.status == "occurred" else "open"

    def cell(risk: Any, moment: Moment) -> Cell | None:
        office = moment.portfolio.office
        return current_cell(risk, office.risk if office else RiskRules())

    known = by_id(pair.old.risks)
    for risk in by_id(pair.new.risks).values():
        earlier = known.pop(risk.id.lower(), None)
        then, now = state(earlier, pair.before), state(risk, pair.after)
        address = f"{pair.address}/risks/{risk.id}"
        is_threat = risk.type == "threat"
        if then == now == "open":
            left, right = cell(earlier, pair.before), cell(risk, pair.after)
            if left != right:
                is_better = None
                if left is not None and right is not None and is_threat:
                    is_better = _CELLS.index(right) < _CELLS.index(left)
                weight = max(3, _CELL_WEIGHT[right]) if is_threat else 2
                yield pair.event(
                    "risk-moved",
                    address,
                    risk.title,
                    before=left,
                    after=right,
                    part=risk.type,
                    is_better=is_better,
                    weight=weight,
                )
        elif then != now:
            found = cell(risk, pair.after)
            details = {"after": found, "part": risk.type}
            if now == "open":
                weight = _CELL_WEIGHT[found] if is_threat else 2
                kind: EventKind = "risk-raised" if then is None else "risk-reopened"
                yield pair.event(kind, address, risk.title, is_better=not is_threat, weight=weight, **details)
            elif now == "occurred":
                yield pair.event(
                    "risk-occurred", address, risk.title, is_better=not is_threat, weight=5, **details
                )
            elif now == "closed":
                yield pair.event("risk-closed", address, risk.title, is_better=is_threat, weight=2, **details)
    yield from pair.gone("risk", known)


def _issues(pair: Pair) -> Iterator[Event]:
    def state(issue: Any, moment: Moment) -> str | None:
        if issue is None or issue.raised > moment.as_of:
            return None
        if issue.status in ("resolved", "closed"):
            return "open" if issue.resolved is not None and issue.resolved > moment.as_of else "resolved"
        return "escalated" if issue.status == "escalated" else "open"

    known = by_id(pair.old.issues)
    for issue in by_id(pair.new.issues).values():
        earlier = known.pop(issue.id.lower(), None)
        then, now = state(earlier, pair.before), state(issue, pair.after)
        address, rank = f"{pair.address}/issues/{issue.id}", _SEVERITIES.index(issue.severity)
        if then != now:
            kind: EventKind | None = None
            if now == "resolved":
                kind = "issue-resolved"
            elif now == "escalated":
                kind = "issue-escalated"
            elif now == "open":
                kind = {None: "issue-opened", "resolved": "issue-reopened"}.get(then)  # type: ignore[assignment]
            if kind is not None:
                is_better = kind == "issue-resolved"
                weight = 2 if is_better else rank + 2
                yield pair.event(
                    kind, address, issue.title, after=issue.severity, is_better=is_better, weight=weight
                )
        elif (
            earlier is not None
            and now != "resolved"
            and now is not None
            and earlier.severity != issue.severity
        ):
            yield pair.event(
                "issue-severity",
                address,
                issue.title,
                before=earlier.severity,
                after=issue.severity,
                is_better=rank < _SEVERITIES.index(earlier.severity),
                weight=rank + 2,
            )
    yield from pair.gone("issue", known)


_DECIDED: Final = ("approved", "rejected", "postponed", "implemented")


def _changes(pair: Pair) -> Iterator[Event]:
    def state(change: Any, moment: Moment) -> str | None:
        """What had become of it by then; None while it was not submitted."""
        if change is None or change.raised > moment.as_of or change.status == "draft":
            return None
        found = change.status
        if found == "implemented" and change.implemented is not None and change.implemented > moment.as_of:
            found = "approved"
        decided = change.decision.date if change.decision else None
        if found in _DECIDED and decided is not None and decided > moment.as_of:
            return "submitted"
        return "submitted" if found == "assessed" else str(found)

    known = by_id(pair.old.changes)
    for change in by_id(pair.new.changes).values():
        earlier = known.pop(change.id.lower(), None)
        then, now = state(earlier, pair.before), state(change, pair.after)
        address = f"{pair.address}/changes/{change.id}"
        if then != now and now == "submitted":
            yield pair.event("change-submitted", address, change.title, after=now, weight=3)
        elif then != now and now is not None:
            yield pair.event("change-decided", address, change.title, before=then, after=now, weight=4)
    yield from pair.gone("change", known)


def _decisions(pair: Pair) -> Iterator[Event]:
    def state(decision: Any, moment: Moment) -> str | None:
        if decision is None:
            return None
        if decision.status == "decided" and decision.date is not None and decision.date > moment.as_of:
            return "requested"
        return str(decision.status)

    known = by_id(pair.old.decisions)
    for decision in by_id(pair.new.decisions).values():
        earlier = known.pop(decision.id.lower(), None)
        then, now = state(earlier, pair.before), state(decision, pair.after)
        address = f"{pair.address}/decisions/{decision.id}"
        if then != now and now == "requested":
            yield pair.event(
                "decision-requested", address, decision.title, after=decision.needed_by, weight=3
            )
        elif then != now and now == "decided":
            yield pair.event("decision-taken", address, decision.title, after=decision.decision, weight=4)
    yield from pair.gone("decision", known)


def _assumptions(pair: Pair) -> Iterator[Event]:
    known = by_id(pair.old.assumptions)
    for one in by_id(pair.new.assumptions).values():
        earlier = known.pop(one.id.lower(), None)
        if one.result != "open" and (earlier is None or earlier.result != one.result):
            yield pair.event(
                "assumption-settled",
                f"{pair.address}/assumptions/{one.id}",
                one.text,
                before=earlier.result if earlier else None,
                after=one.result,
                is_better=one.result == "valid",
                weight=2 if one.result == "valid" else 4,
            )
    yield from pair.gone("assumption", known)


def _actions(pair: Pair) -> Iterator[Event]:
    """Actions that were done; those without an id go by what they say."""

    def name(one: PlacedAction) -> str:
        return one.address if one.action.id else f"{one.register} {one.action.text}"

    def done(holder: Holder, moment: Moment) -> Iterator[PlacedAction]:
        return (
            one
            for one in all_actions(holder)
            if one.action.done is not None and one.action.done <= moment.as_of
        )

    earlier = Counter(name(one) for one in done(pair.old, pair.before))
    for one in done(pair.new, pair.after):
        if earlier[name(one)] > 0:
            earlier[name(one)] -= 1
        else:
            yield pair.event(
                "action-done", one.address, one.action.text, after=one.action.done, is_better=True
            )


LOOKS: tuple[Callable[[Pair], Iterator[Event]], ...] = (
    _risks,
    _issues,
    _changes,
    _decisions,
    _assumptions,
    _actions,
)
