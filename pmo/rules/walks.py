"""Ways over a portfolio that several rules take, and the small questions they ask on the way."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Context, Decimal
from functools import cached_property, reduce
from typing import Final, TypeVar, cast

from pmo.findings import Message
from pmo.model.assessment import Assessment
from pmo.model.once import once
from pmo.model.people import Person
from pmo.model.portfolio import Document, Entry, Holder, Keys, Portfolio, Project
from pmo.model.shared import Action, Approval
from pmo.model.status import Status
from pmo.rules.dates import EARLIEST_YEAR, LATEST_YEAR
from pmo.rules.rule import Problem, problem

T = TypeVar("T")
Spot = tuple[Document, Keys]
"""A place of a document."""

ZERO: Final = Decimal(0)
EXACT: Final = Context(prec=200, traps=[])
"""Adds and multiplies any amounts that files can hold without rounding."""


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    return reduce(EXACT.add, amounts, ZERO)


def is_unread(portfolio: Portfolio, holder: Holder, kind: str) -> bool:
    """Whether the holder has a document of that kind that could not be read."""
    if not portfolio.unread_paths:
        return False
    folder = {"project": f"projects/{holder.id}/", "programme": f"programmes/{holder.id}/", "office": ""}
    return f"{folder[holder.level]}{kind}.yaml" in portfolio.unread_paths


def is_unread_beside(portfolio: Portfolio, document: Document, kind: str) -> bool:
    """Whether a document of that kind in the same folder could not be read."""
    folder, slash, _ = document.path.rpartition("/")
    return f"{folder}{slash}{kind}.yaml" in portfolio.unread_paths


def is_missing(portfolio: Portfolio, holder: Holder, kind: str) -> bool:
    """Whether the holder has no document of that kind, readable or not."""
    return kind not in holder.documents and not is_unread(portfolio, holder, kind)


def latest_status(project: Project, as_of: datetime.date) -> tuple[Document, Status] | None:
    """The last status update of that day or before."""
    for document in reversed(project.status_documents):
        status = cast(Status, document.record)
        if status.date <= as_of:
            return document, status
    return None


@once
def actions(portfolio: Portfolio) -> tuple[tuple[Document, Keys, Action], ...]:
    """Every action, wherever it was agreed."""
    return tuple(_actions(portfolio))


def _actions(portfolio: Portfolio) -> Iterator[tuple[Document, Keys, Action]]:
    for entry in portfolio.entries("action"):
        yield entry.document, entry.keys, entry.record
    for entry in portfolio.entries("risk"):
        response = entry.record.response
        if response is not None and response.actions:
            yield from _within(entry.document, (*entry.keys, "response", "actions"), response.actions)
    for noun, name in (("issue", "actions"), ("gate-review", "conditions"), ("quality-review", "findings")):
        for entry in portfolio.entries(noun):
            if items := getattr(entry.record, name):
                yield from _within(entry.document, (*entry.keys, name), items)
    for holder in portfolio.holders:
        for document, meeting in zip(holder.meeting_documents, holder.meetings, strict=True):
            yield from _within(document, ("actions",), meeting.actions)
    for document in portfolio.assessment_documents:
        if isinstance(document.record, Assessment):
            for index, dimension in enumerate(document.record.dimensions):
                yield from _within(document, ("dimensions", index, "actions"), dimension.actions)


def approvals(portfolio: Portfolio) -> Iterator[tuple[Document, Keys, Approval]]:
    """Every approval: of charters, gates, changes, decisions and responses to risks."""
    for project in portfolio.projects.values():
        if project.charter is not None and project.charter.approvals:
            yield from _within(project.documents["charter"], ("approvals",), project.charter.approvals)
    for noun in ("gate-review", "change", "decision", "risk"):
        for entry in portfolio.entries(noun):
            if entry.record.approvals:
                yield from _within(entry.document, (*entry.keys, "approvals"), entry.record.approvals)


def _within(document: Document, keys: Keys, items: Iterable[T]) -> Iterator[tuple[Document, Keys, T]]:
    for index, item in enumerate(items):
        yield document, (*keys, index), item


def is_gone(day: datetime.date, as_of: datetime.date) -> bool:
    """Whether a day has passed; days in implausible years are a finding of their own."""
    return day < as_of and day.year >= EARLIEST_YEAR


def is_to_come(day: datetime.date, as_of: datetime.date) -> bool:
    """Whether a day is still to come; days in implausible years are a finding of their own."""
    return day > as_of and day.year <= LATEST_YEAR


def has_left(person: Person, as_of: datetime.date) -> bool:
    """Whether the person's employment has ended."""
    return person.to is not None and is_gone(person.to, as_of) and not is_contradictory(person)


def is_employed(person: Person, day: datetime.date) -> bool:
    """Whether the person is employed on a day."""
    if is_contradictory(person):
        return True
    return not has_left(person, day) and (person.from_ is None or not is_to_come(person.from_, day))


def is_contradictory(person: Person) -> bool:
    """Whether the employment ends before it begins: a finding of its own, from which nothing follows."""
    return person.from_ is not None and person.to is not None and person.to < person.from_


class Lookup:
    """Finds the records of one kind that others refer to: by id beside them, or by address."""

    def __init__(self, portfolio: Portfolio, noun: str) -> None:
        self._portfolio = portfolio
        self._noun = noun

    @cached_property
    def _entries(self) -> Mapping[str, Entry]:
        found: dict[str, Entry] = {}
        for entry in self._portfolio.entries(self._noun):
            if entry.record.id is not None:
                found.setdefault(_prefix(entry.document) + entry.record.id.lower(), entry)
                found.setdefault(entry.address.lower(), entry)
        return found

    def find(self, reference: str, beside: Document | None = None) -> Entry | None:
        """The record behind a reference that stands in the document ``beside``."""
        name = reference.lower()
        own = self._entries.get(_prefix(beside) + name) if beside is not None else None
        return own or self._entries.get(name)

    def related(self, reference: str, keys: Keys, text: Message) -> list[tuple[Document, Keys, Message]]:
        """The second place of a finding, at ``keys`` of the record; none where there is no such record."""
        entry = self.find(reference)
        return [(entry.document, (*entry.keys, *keys), text)] if entry else []


def _prefix(document: Document) -> str:
    folder = {"project": f"{document.holder}/", "programme": f"programmes/{document.holder}/", "office": ""}
    return folder[document.level].lower()


def together(places: list[Spot], text: Message, hint: Message, also: Message) -> Problem:
    """One finding for one mistake that shows in several places: at the first, the others beside it."""
    (document, keys), *others = places
    return problem(document, keys, text, hint, related=[(other, there, also) for other, there in others])


def listed(words: Iterable[object]) -> str:
    """The words, separated by commas."""
    return ", ".join(str(word) for word in words)
