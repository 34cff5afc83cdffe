"""House policies: which are in force, what they are about, and what breaks them.

A policy about projects is asked of each project, one about a kind of document or record of each of them, with the
facts of its project. Where `when` is not true the policy does not apply. Where `require` rests on something
that is not recorded the answer is unknown, and never a breach.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from pmo import expressions
from pmo.analysis.facts import NAMES, facts, record_facts, record_names
from pmo.expressions import UNKNOWN, ExpressionError, Truth
from pmo.findings import Message
from pmo.model.kinds import ITEM_KINDS
from pmo.model.policies import Policy
from pmo.model.portfolio import Document, Holder, Portfolio, Project

Force = Literal["in-force", "to-come", "ended"]


@dataclass(frozen=True, slots=True)
class PolicyCheck:
    """A policy on a day."""

    policy: Policy
    force: Force
    applies: int
    """Documents or records that it applies to; 0 while it is not in force."""
    kept: int
    """Of these, those that keep it."""
    breaches: tuple[str, ...]
    """Addresses of those that break it."""
    unknown: tuple[str, ...]
    """Addresses of those of which it cannot be said."""
    mistake: Message | None
    """What is wrong with it, so that it checks nothing."""


def check_policies(
    portfolio: Portfolio, holders: Iterable[Holder], as_of: datetime.date
) -> tuple[PolicyCheck, ...]:
    """The office's policies over these projects, programmes and the office, in the order of the file."""
    chosen = tuple(holders)
    known = {one.id: facts(portfolio, one, as_of) for one in chosen if isinstance(one, Project)}
    return tuple(_check(policy, chosen, known, as_of) for policy in portfolio.policies.policies)


def _check(
    policy: Policy, holders: Iterable[Holder], known: Mapping[str, Mapping[str, object]], as_of: datetime.date
) -> PolicyCheck:
    force = _force(policy, as_of)
    if force != "in-force":
        return PolicyCheck(policy, force, 0, 0, (), (), None)
    kept, breaches, unknown = 0, [], []
    try:
        for address, names, vocabulary in _subjects(policy.applies_to, holders, known, as_of):
            if policy.when is not None and _holds(policy.when, names, vocabulary) is not True:
                continue
            answer = _holds(policy.require, names, vocabulary)
            if answer is True:
                kept += 1
            elif answer is False:
                breaches.append(address)
            else:
                unknown.append(address)
    except ExpressionError as mistake:
        return PolicyCheck(policy, force, 0, 0, (), (), mistake.message)
    applies = kept + len(breaches) + len(unknown)
    return PolicyCheck(policy, force, applies, kept, tuple(breaches), tuple(unknown), None)


def _force(policy: Policy, as_of: datetime.date) -> Force:
    if policy.from_ is not None and policy.from_ > as_of:
        return "to-come"
    return "ended" if policy.to is not None and policy.to < as_of else "in-force"


def _holds(text: str, names: Mapping[str, object], vocabulary: frozenset[str]) -> Truth:
    return expressions.holds(expressions.parse(text, vocabulary), names)


_Subject = tuple[str, Mapping[str, object], frozenset[str]]
"""Address, names and vocabulary of something that a policy is about."""


def _subjects(
    kind: str, holders: Iterable[Holder], known: Mapping[str, Mapping[str, object]], as_of: datetime.date
) -> Iterator[_Subject]:
    """Everything of a kind: projects, records, documents."""
    nothing: Mapping[str, object] = dict.fromkeys(NAMES, UNKNOWN)
    for holder in holders:
        about = known.get(holder.id, nothing) if isinstance(holder, Project) else nothing
        if kind == "project" and isinstance(holder, Project):
            yield holder.address, about, frozenset(NAMES)
        for address, record in _records(kind, holder):
            yield address, record_facts(record, about, as_of), record_names(type(record))


def _records(kind: str, holder: Holder) -> Iterator[tuple[str, Struct]]:
    """The records or documents of a kind, with their addresses."""
    item = ITEM_KINDS.get(kind)
    if item is None:
        for document in _documents(kind, holder):
            yield document.address, document.record
        return
    found = holder.documents.get(item.document)
    for index, record in enumerate(getattr(found.record, item.items) if found is not None else ()):
        id_ = getattr(record, "id", None) or str(index + 1)
        yield item.address.format(holder=holder.address, id=id_), record


def _documents(kind: str, holder: Holder) -> Iterator[Document]:
    single = holder.documents.get(kind)
    if single is not None:
        yield single
    elif kind == "meeting":
        yield from holder.meeting_documents
    elif kind == "status" and isinstance(holder, Project):
        yield from holder.status_documents
