"""What changed since an earlier day, in the reader's words."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pmo.analysis.health import OVERALL
from pmo.analysis.money import Money
from pmo.findings import Message
from pmo.history.events import Event, EventKind
from pmo.locale import Language
from pmo.model.portfolio import Holder, Portfolio
from pmo.render.views.parts import where
from pmo.render.views.words import in_words

_NOTHING = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened."""

    kind: EventKind
    """What kind of thing it is."""
    address: str
    """Of the record that it happened to."""
    holder: str
    """Address of the project or programme, or `office`."""
    title: str
    """The record in a line."""
    part: str | None
    """The dimension of a health; threat or opportunity; the kind of a record that was removed."""
    before: str | None
    """What was, as files write it; amounts with their currency."""
    after: str | None
    """What is."""
    days: int | None
    """Working days by which a day moved; above zero is later."""
    better: bool | None
    """Whether it is good news or bad, where it is either."""
    weight: int
    """How much it matters, 1 to 5."""
    text: str
    """The event in words."""


@dataclass(frozen=True, slots=True)
class HolderChanges:
    """What happened to a project or programme, or to the office, in a line."""

    holder: str
    """Its address."""
    where: str
    """What readers call it."""
    events: int
    """How many things happened."""
    better: bool | None
    """Whether the most important of them is good news or bad, where it is either."""
    text: str
    """The most important first; several of a kind are counted."""


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What changed since an earlier day."""

    since: datetime.date
    """That day."""
    revision: str | None
    """The commit that is compared with; None where there is none."""
    why: str | None
    """Why there is nothing to compare with."""
    changed: int
    """How many projects, programmes and offices something happened to."""
    events: tuple[EventRow, ...]
    """What happened, the most important first."""
    holders: tuple[HolderChanges, ...]
    """The same by project, programme and office, those with the most important events first."""


def changes_view(
    portfolio: Portfolio,
    events: Iterable[Event],
    language: Language,
    *,
    since: datetime.date,
    revision: str | None,
    why: Message | None,
    most: int | None = None,
) -> ChangesView:
    """What is shown of events; with ``most`` only the first few lines, as a screen shows them."""
    found = tuple(events)
    grouped: dict[str, list[Event]] = {}
    for one in found:
        grouped.setdefault(one.holder, []).append(one)
    addresses = sorted(grouped, key=lambda address: _urgency(grouped[address]))
    holders = {holder.address: holder for holder in portfolio.holders}
    return ChangesView(
        since=since,
        revision=revision,
        why=in_words(why, language) if why else None,
        changed=len(addresses),
        events=tuple(_row(one, language) for one in found) if most is None else (),
        holders=tuple(
            _of_holder(portfolio, holders.get(address), grouped[address], language)
            for address in addresses[:most]
        ),
    )


def _row(one: Event, language: Language) -> EventRow:
    return EventRow(
        kind=one.kind,
        address=one.address,
        holder=one.holder,
        title=one.title,
        part=one.part,
        before=_written(one.before),
        after=_written(one.after),
        days=one.days,
        better=one.is_better,
        weight=one.weight,
        text=phrase(one, language),
    )


def _written(value: object) -> str | None:
    match value:
        case None:
            return None
        case Money():
            return f"{value.amount:f} {value.currency}"
        case _:
            return str(value)


def _of_holder(
    portfolio: Portfolio, holder: Holder | None, own: list[Event], language: Language
) -> HolderChanges:
    name = where(portfolio, holder) if holder is not None else own[0].title
    return HolderChanges(own[0].holder, name, len(own), own[0].is_better, "; ".join(_told(own, language)))


def _urgency(own: list[Event]) -> tuple[int, int, str]:
    important = sum(one.weight >= 4 and one.is_better is False for one in own)
    return -own[0].weight, -important, own[0].holder


def _told(own: list[Event], language: Language) -> Iterator[str]:
    """Each kind of event once; dimensions of a health are left to the overall one where that moved as well."""
    by_kind: dict[EventKind, list[Event]] = {}
    for one in own:
        by_kind.setdefault(one.kind, []).append(one)
    for kind, several in by_kind.items():
        if kind in ("declared", "computed"):
            several = [one for one in several if one.part == OVERALL] or several
            yield "; ".join(phrase(one, language) for one in several)
        elif len(several) == 1 and several[0].weight > 1:
            yield phrase(several[0], language)
        else:
            yield counted(kind, len(several), language)


def phrase(one: Event, language: Language) -> str:
    """An event in words, without the name of what it happened to where that is the project."""
    moved = f"{_shown(one, one.before, language)} → {_shown(one, one.after, language)}"
    title, after = one.title, _shown(one, one.after, language)
    match one.kind:
        case "project-added":
            return language.text("new project, {state}", state=after.lower())
        case "project-removed":
            return language.text("project removed")
        case "state":
            return language.text("state {moved}", moved=moved)
        case "phase":
            return language.text("phase {moved}", moved=moved)
        case "declared" | "computed":
            return _health(one, moved, language)
        case "watermelon":
            return language.text("has become a watermelon")
        case "finish":
            return language.text("finish {moved}", moved=_moved(one, language))
        case "milestone-reached":
            return language.text("reached: {title}", title=title)
        case "milestone-reopened":
            return language.text("not reached after all: {title}", title=title)
        case "milestone-moved":
            return language.text("{title}: {moved}", title=title, moved=_moved(one, language))
        case "milestone-rebaselined":
            return language.text("{title}: new baseline, {moved}", title=title, moved=_moved(one, language))
        case "milestone-added":
            return language.text("new milestone: {title}", title=title)
        case "approved":
            return language.text("budget {moved}", moved=moved)
        case "estimate":
            return language.text("estimate {moved}", moved=moved)
        case "removed":
            return language.text("removed from the files: {title}", title=title)
    return _of_register(one, title, after, moved, language)


def _of_register(one: Event, title: str, after: str, moved: str, language: Language) -> str:
    match one.kind:
        case "risk-raised":
            return language.text("new risk ({cell}): {title}", cell=after, title=title)
        case "risk-occurred":
            return language.text("risk occurred: {title}", title=title)
        case "risk-closed":
            return language.text("risk closed: {title}", title=title)
        case "risk-reopened":
            return language.text("risk open again ({cell}): {title}", cell=after, title=title)
        case "risk-moved":
            return language.text("risk {moved}: {title}", moved=moved, title=title)
        case "issue-opened":
            return language.text("new issue ({severity}): {title}", severity=after, title=title)
        case "issue-escalated":
            return language.text("issue escalated: {title}", title=title)
        case "issue-resolved":
            return language.text("issue resolved: {title}", title=title)
        case "issue-reopened":
            return language.text("issue open again: {title}", title=title)
        case "issue-severity":
            return language.text("issue {moved}: {title}", moved=moved, title=title)
        case "change-submitted":
            return language.text("change asked for: {title}", title=title)
        case "change-decided":
            return language.text("change {status}: {title}", status=after, title=title)
        case "decision-requested":
            return language.text("decision asked for: {title}", title=title)
        case "decision-taken":
            return language.text("decided: {title}", title=title)
        case "gate-decided":
            return language.text("gate {gate}: {decision}", gate=title, decision=after)
        case "assumption-settled":
            return language.text("assumption {result}: {title}", result=after, title=title)
        case "benefit-status":
            return language.text("benefit {status}: {title}", status=after, title=title)
        case "action-done":
            return language.text("done: {title}", title=title)
        case _:
            return language.text("reported {colour}: {title}", colour=after, title=title)


def _health(one: Event, moved: str, language: Language) -> str:
    if one.part == OVERALL:
        if one.kind == "declared":
            return language.text("declared {moved}", moved=moved)
        return language.text("computed {moved}", moved=moved)
    dimension = language.label("dimension", one.part or "").lower()
    if one.kind == "declared":
        return language.text("declared {dimension} {moved}", dimension=dimension, moved=moved)
    return language.text("computed {dimension} {moved}", dimension=dimension, moved=moved)


def _moved(one: Event, language: Language) -> str:
    """`10 working days later`; where one of the days is not known, both of them."""
    if one.days is None or one.days == 0:
        return f"{_shown(one, one.before, language)} → {_shown(one, one.after, language)}"
    if one.days > 0:
        return language.plural("{n} working day later", "{n} working days later", one.days)
    return language.plural("{n} working day earlier", "{n} working days earlier", -one.days)


_LABELS: dict[EventKind, str] = {
    "project-added": "state",
    "state": "state",
    "declared": "health",
    "computed": "health",
    "issue-opened": "severity",
    "issue-escalated": "severity",
    "issue-severity": "severity",
    "change-decided": "change_status",
    "gate-decided": "gate_decision",
    "benefit-status": "benefit_status",
    "assumption-settled": "assumption",
    "status-received": "health",
}
"""Groups of labels for the words of an event."""


def _shown(one: Event, value: object, language: Language) -> str:
    match value:
        case None:
            return _NOTHING
        case datetime.date():
            return language.date(value, short=True)
        case Money():
            return language.money(value.amount, value.currency, compact=True)
    if one.kind.startswith("risk-"):
        return language.label("opportunity_cell" if one.part == "opportunity" else "risk_cell", str(value))
    group = _LABELS.get(one.kind)
    return language.label(group, str(value)) if group else str(value)


def counted(kind: EventKind, count: int, language: Language) -> str:
    """How many events of a kind there were."""
    match kind:
        case "milestone-reached":
            return language.plural("{n} milestone reached", "{n} milestones reached", count)
        case "milestone-moved":
            return language.plural("{n} milestone moved", "{n} milestones moved", count)
        case "milestone-rebaselined":
            return language.plural("{n} new baseline", "{n} new baselines", count)
        case "milestone-added":
            return language.plural("{n} new milestone", "{n} new milestones", count)
        case "risk-raised":
            return language.plural("{n} new risk", "{n} new risks", count)
        case "risk-occurred":
            return language.plural("{n} risk occurred", "{n} risks occurred", count)
        case "risk-closed":
            return language.plural("{n} risk closed", "{n} risks closed", count)
        case "risk-moved":
            return language.plural("{n} risk moved", "{n} risks moved", count)
        case "issue-opened":
            return language.plural("{n} new issue", "{n} new issues", count)
        case "issue-escalated":
            return language.plural("{n} issue escalated", "{n} issues escalated", count)
        case "issue-resolved":
            return language.plural("{n} issue resolved", "{n} issues resolved", count)
        case "change-submitted":
            return language.plural("{n} change asked for", "{n} changes asked for", count)
        case "change-decided":
            return language.plural("{n} change decided", "{n} changes decided", count)
        case "decision-requested":
            return language.plural("{n} decision asked for", "{n} decisions asked for", count)
        case "decision-taken":
            return language.plural("{n} decision taken", "{n} decisions taken", count)
        case "gate-decided":
            return language.plural("{n} gate decided", "{n} gates decided", count)
        case "assumption-settled":
            return language.plural("{n} assumption settled", "{n} assumptions settled", count)
        case "status-received":
            return language.plural("{n} report", "{n} reports", count)
        case "action-done":
            return language.plural("{n} action done", "{n} actions done", count)
        case "removed":
            return language.plural("{n} record removed", "{n} records removed", count)
        case _:
            return language.plural("{n} other change", "{n} other changes", count)
