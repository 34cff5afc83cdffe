"""Moving records to another register, and days to another day."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from pmo.analysis.calendars import calendar_of
from pmo.documents import Keys, Plain
from pmo.editing.closing import apply
from pmo.editing.draft import Draft, value_at
from pmo.editing.endings import end_of
from pmo.editing.fields import FieldChange
from pmo.editing.sharing import named
from pmo.editing.targets import Target, target_of
from pmo.errors import UsageError, nearest
from pmo.model.allocations import Allocation
from pmo.model.assumptions import Assumption
from pmo.model.benefits import Benefit
from pmo.model.charter import Deliverable
from pmo.model.decisions import Decision
from pmo.model.gates import GateReview
from pmo.model.issues import Issue
from pmo.model.kinds import ITEM_KINDS, REGISTERS, Level
from pmo.model.lessons import Lesson
from pmo.model.plan import Milestone, Sprint
from pmo.model.policies import Waiver
from pmo.model.portfolio import Document, Entry, Portfolio
from pmo.model.quality import QualityReview
from pmo.model.records import by_type, keys_of, types_used
from pmo.model.references import Reference, reference_fields, references, texts_in
from pmo.model.shared import Action
from pmo.model.training import Enrolment
from pmo.rules.engine import address_of
from pmo.rules.walks import Lookup

_MOVABLE = frozenset({*REGISTERS, "benefits"})
"""Kinds of document whose records can be moved to another one."""
_OWN_PEOPLE = ("sponsor", "manager")
"""Roles that mean somebody else in another project."""
_DAYS: Mapping[type[Struct], tuple[str, ...]] = {
    Milestone: ("forecast", "baseline"),
    Deliverable: ("due",),
    Action: ("due",),
    Issue: ("due",),
    Benefit: ("due",),
    Lesson: ("due",),
    Decision: ("needed_by",),
    Assumption: ("validate_by",),
    GateReview: ("planned",),
    QualityReview: ("planned",),
    Enrolment: ("planned",),
}
"""The day that moves, by kind, and the day that it begins from where there is none yet."""
_SPANS: Mapping[type[Struct], tuple[str, str]] = {Allocation: ("from", "to"), Sprint: ("start", "finish")}
"""First and last day of what moves as a whole."""
MOST_DAYS = 10_000
"""Working days by which a day is moved at most."""


class Moved(NamedTuple):
    """What a move changed: the record, and what refers to it."""

    address: str
    fields: tuple[FieldChange, ...]
    was: str | None = None
    """The address before, of a record that went to another register."""


# days


def reschedule(draft: Draft, address: str, to: date | None, by: int | None) -> Moved:
    """Move the day by which something is expected, to a day or by working days."""
    target = target_of(draft.loaded, address)
    data = value_at(draft.data(target.path), target.keys)
    record = data if isinstance(data, dict) else {}
    ended = end_of(target.record, record)
    if ended is not None:
        raise UsageError(
            f"{target.address} is {ended} already", "reopen it first, or correct the day with `pmo set`"
        )
    if target.record in _SPANS:
        return Moved(
            target.address, apply(draft, target, _span(draft.loaded.portfolio, target, record, to, by))
        )
    if target.record not in _DAYS:
        raise UsageError(f"{target.address} has no day that moves", "change its fields with `pmo set`")
    field, *others = _DAYS[target.record]
    start = next((record[name] for name in (field, *others) if record.get(name) is not None), None)
    day = to if to is not None else _shifted(draft.loaded.portfolio, target, start, by)
    return Moved(target.address, apply(draft, target, {field: day.isoformat()}))


def _span(
    portfolio: Portfolio, target: Target, record: Mapping[str, Plain], to: date | None, by: int | None
) -> dict[str, Plain]:
    """First and last day, as many working days apart as before."""
    first, last = _SPANS[target.record]
    begin, end = _day(target, record.get(first)), _day(target, record.get(last))
    length = calendar_of(portfolio).working_days_between(begin, end)
    begin = to if to is not None else _shifted(portfolio, target, record.get(first), by)
    return {first: begin.isoformat(), last: _later(portfolio, begin, length).isoformat()}


def _shifted(portfolio: Portfolio, target: Target, start: Plain, by: int | None) -> date:
    if start is None:
        raise UsageError(f"{target.address} has no day to move", "give the new one with --to DATE")
    days = by or 0
    if abs(days) > MOST_DAYS:
        raise UsageError(
            f"{days:,} working days are too many", f"at most {MOST_DAYS:,}, about 40 years, at once"
        )
    return _later(portfolio, _day(target, start), days)


def _later(portfolio: Portfolio, day: date, days: int) -> date:
    """A day some working days later; refused where the calendar ends before."""
    found = calendar_of(portfolio).add_working_days(day, days)
    if found in (date.min, date.max):
        raise UsageError(
            f"{days:,} working days from {day} lead out of the calendar", "days lie in the years 1 to 9999"
        )
    return found


def _day(target: Target, value: Plain) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise UsageError(
            f"{target.address} has no readable day: {value!r}", "correct it with `pmo set`"
        ) from None


# registers


class _Register(NamedTuple):
    """The place of a register: the office, a programme or a project."""

    level: Level
    holder: str

    @property
    def folder(self) -> str:
        return {
            "office": "",
            "programme": f"programmes/{self.holder}/",
            "project": f"projects/{self.holder}/",
        }[self.level]

    @property
    def address(self) -> str:
        return {"office": "office", "programme": f"programmes/{self.holder}", "project": self.holder}[
            self.level
        ]


def relocate(draft: Draft, address: str, destination: str, new_id: str | None) -> tuple[Moved, ...]:
    """Move a record to the register of another project, a programme or the office; references follow it."""
    target = target_of(draft.loaded, address)
    portfolio = draft.loaded.portfolio
    document = _movable(target)
    there = _destination(portfolio, destination, target.kind)
    if (there.level, there.holder.lower()) == (document.level, document.holder.lower()):
        raise UsageError(
            f"{target.address} is there already", "name another project, a programme or the office"
        )
    kind = ITEM_KINDS[target.noun]
    record = value_at(draft.data(target.path), target.keys)
    old_id = record.get("id") if isinstance(record, dict) else None
    id_ = new_id or (str(old_id) if old_id is not None else None)
    path = f"{there.folder}{target.kind}.yaml"
    _refuse_taken(draft, path, kind.items, id_, there, kind.noun)
    move = _Move(portfolio, target, document, there, kind.address.format(holder=there.address, id=id_ or ""))
    # A kill between two files leaves the record twice rather than nowhere.
    keys = draft.copy(target.path, target.keys, path, (kind.items,))
    renamed: list[tuple[Keys, str]] = [(("id",), new_id)] if new_id is not None and new_id != old_id else []
    changes = [_set(draft, path, keys, inside, value) for inside, value in [*renamed, *move.own()]]
    moved = [Moved(move.address if id_ else there.address, tuple(changes), target.address)]
    for other, record_keys, inside, value in move.referring() if old_id is not None else ():
        changed = _set(draft, other.path, record_keys, inside, value)
        moved.append(Moved(address_of(other, tuple(record_keys)), (changed,)))
    draft.remove(target.path, target.keys)
    return tuple(moved)


def _set(draft: Draft, path: str, keys: Keys, inside: Keys, value: str) -> FieldChange:
    before = value_at(draft.data(path), (*keys, *inside))
    draft.set(path, (*keys, *inside), value)
    return FieldChange(named(inside), before, value)


def _movable(target: Target) -> Document:
    if target.document is None:
        raise UsageError(f"{target.path} has errors; nothing is moved out of it", "`pmo validate` says which")
    if target.noun not in ITEM_KINDS or target.kind not in _MOVABLE or not target.keys:
        what = ", ".join(sorted(_MOVABLE))
        raise UsageError(
            f"{target.address} stays where it is",
            f"records of {what} can be moved; a day moves with --to DATE or --by DAYS",
        )
    return target.document


def _destination(portfolio: Portfolio, text: str, kind: str) -> _Register:
    """The register that was meant: of the office, a programme or a project."""
    words = [word for word in text.strip().lower().split("/") if word]
    if len(words) > 1 and words[-1] == kind:
        words.pop()
    name = "/".join(words)
    programmes = {programme.id.lower(): programme.id for programme in portfolio.strategy.programmes}
    programmes |= {id_.lower(): id_ for id_ in portfolio.programme_holders}
    found: _Register | None = None
    if name == "office":
        found = _Register("office", "")
    elif name.removeprefix("projects/") in portfolio.projects:
        found = _Register("project", name.removeprefix("projects/"))
    elif name.removeprefix("programmes/") in programmes:
        found = _Register("programme", programmes[name.removeprefix("programmes/")])
    if found is None:
        known = ["office", *portfolio.projects, *(f"programmes/{id_}" for id_ in programmes.values())]
        close = nearest(name, known)
        advice = f"did you mean {close}?" if close else "name a project, programmes/ID, or office"
        raise UsageError(f"there is no register at {text!r}", advice)
    if kind == "benefits" and found.level != "project":
        raise UsageError("benefits belong to projects", "name a project")
    return found


def _refuse_taken(draft: Draft, path: str, items: str, id_: str | None, there: _Register, noun: str) -> None:
    if id_ is None or draft.content(path) is None:
        return
    records = draft.data(path).get(items)
    ids = (
        [str(one.get("id")).lower() for one in records or () if isinstance(one, dict)]
        if isinstance(records, list)
        else []
    )
    if id_.lower() in ids:
        raise UsageError(
            f"{there.address} has a {noun} {id_} already", "give the moved one another: --id NEW"
        )


class _Move:
    """A record on its way, and the references that must follow."""

    def __init__(
        self, portfolio: Portfolio, target: Target, document: Document, there: _Register, address: str
    ) -> None:
        self.portfolio = portfolio
        self.target = target
        self.document = document
        self.there = there
        self.address = address
        """Where it will be."""

    def own(self) -> Iterator[tuple[Keys, str]]:
        """References inside the record that must be written differently there."""
        items, index = self.target.keys
        record = getattr(self.document.record, str(items))[index]
        for reference in references(record):
            value = self._from_there(reference)
            if value is not None and value != reference.value:
                yield reference.keys, value

    def referring(self) -> Iterator[tuple[Document, Keys, Keys, str]]:
        """References of others to the record: the record they stand in, the field, and what it must say."""
        noun = self.target.noun
        lookup = Lookup(self.portfolio, noun)
        for kind in types_used(self.portfolio):
            for field in reference_fields(kind):
                if noun not in field.refers_to:
                    continue
                for document, record in by_type(self.portfolio, kind):
                    for inside, value in texts_in(getattr(record, field.attribute), (field.key,)):
                        entry = lookup.find(value, document)
                        if entry is None or not self._is_moved(entry):
                            continue
                        place = keys_of(document, record)
                        if not self._is_inside(document, place):
                            yield document, place, inside, self._seen_from(document)
        for document, waiver in by_type(self.portfolio, Waiver):
            if waiver.where.lower() == self.target.address.lower():
                yield document, keys_of(document, waiver), ("where",), self.address

    def _is_moved(self, entry: Entry) -> bool:
        return entry.document is self.document and entry.keys == tuple(self.target.keys)

    def _is_inside(self, document: Document, place: Keys) -> bool:
        return document is self.document and tuple(place[: len(self.target.keys)]) == tuple(self.target.keys)

    def _seen_from(self, document: Document) -> str:
        beside = (document.level, document.holder.lower()) == (self.there.level, self.there.holder.lower())
        return self.address.rpartition("/")[2] if beside else self.address

    def _from_there(self, reference: Reference) -> str | None:
        """How a reference of the record is written in its new place; None where it stays."""
        value = reference.value
        if value.lower() in _OWN_PEOPLE and self.document.level == "project":
            person = self.portfolio.person(value, self.portfolio.projects[self.document.holder])
            return person.id if person is not None else None
        for noun in reference.refers_to:
            if noun == "milestone":
                return self._milestone(value)
            if noun in ("risk", "issue", "change", "decision"):
                entry = Lookup(self.portfolio, noun).find(value, self.document)
                if entry is None or self._is_moved(entry):
                    return None
                at = entry.document
                beside = (at.level, at.holder.lower()) == (self.there.level, self.there.holder.lower())
                return str(entry.record.id) if beside else entry.address
        return None

    def _milestone(self, value: str) -> str:
        whole = value if "/" in value else f"{self.document.holder}/{value}"
        project, _, id_ = whole.partition("/")
        beside = self.there.level == "project" and project.lower() == self.there.holder.lower()
        return id_ if beside else whole
