"""Rules about single days and pairs of days, wherever they stand."""

import datetime
import types
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple, get_args

from msgspec import Struct

from pmo.findings import message
from pmo.model.allocations import Allocation
from pmo.model.assessment import Assessment
from pmo.model.changes import Change
from pmo.model.equipment import EquipmentItem
from pmo.model.issues import Issue
from pmo.model.office import Closure, Delegation
from pmo.model.people import Absence, Certification, Person
from pmo.model.plan import DateSpan, Milestone, Plan, PlannedPhase, Sprint
from pmo.model.policies import Policy
from pmo.model.portfolio import Document, Keys, Portfolio
from pmo.model.records import by_type, fields_of, keys_of, parts_of, types_used
from pmo.model.risks import Risk
from pmo.model.shared import Baseline, Measurement
from pmo.model.status import Status
from pmo.model.training import Mentoring
from pmo.model.vendors import Contract
from pmo.rules.rule import Problem, problem

EARLIEST_YEAR: Final = 1990
LATEST_YEAR: Final = 2100


class Span(NamedTuple):
    """Two fields of a record of which the first must not be later than the second."""

    first: str
    last: str


_START_FINISH: Final = Span("start", "finish")
_FROM_TO: Final = Span("from_", "to")
_SPANS: Final[Mapping[type[Struct], Span]] = {
    Plan: _START_FINISH,
    DateSpan: _START_FINISH,
    Sprint: _START_FINISH,
    Contract: Span("start", "end"),
    Delegation: Span("start", "end"),
    Absence: _FROM_TO,
    Allocation: _FROM_TO,
    Closure: _FROM_TO,
    EquipmentItem: _FROM_TO,
    Mentoring: _FROM_TO,
    Person: _FROM_TO,
    Policy: _FROM_TO,
    Certification: Span("issued", "expires"),
    Change: Span("raised", "implemented"),
    Issue: Span("raised", "resolved"),
    Risk: Span("raised", "closed"),
}
_HAPPENED: Final[Mapping[type[Struct], str]] = {
    Milestone: "actual",
    Status: "date",
    Assessment: "date",
    Baseline: "date",
    Certification: "issued",
    Measurement: "date",
}
"""Fields that say when something happened; the registers have rules of their own."""


def dates_out_of_order(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """Something ends before it begins.

    **Why it matters.** It lasts no day: allocations, absences, contracts and phases of that kind count for nothing.

    **Example.**

        absences:
          - {from: 2026-12-21, to: 2026-01-08}

    **Fix.** Correct the one that is wrong. Often it is the year.
    """
    for kind, span in _SPANS.items():
        for document, record in by_type(portfolio, kind):
            first, last = getattr(record, span.first), getattr(record, span.last)
            if first is not None and last is not None and last < first:
                keys, begin, end = keys_of(document, record), span.first.rstrip("_"), span.last
                values = {"begin": begin, "first": first, "end": end, "last": last}
                yield problem(
                    document,
                    (*keys, end),
                    message("`{end}` ({last}) is before `{begin}` ({first})", **values),
                    message("correct the one that is wrong"),
                    related=[(document, (*keys, begin), message("`{begin}` stands here", begin=begin))],
                )


def actual_in_the_future(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """Something is recorded as done on a day that is still to come.

    **Why it matters.** Progress and earned value count it as done today.

    **Example.** As of 2026-11-01:

        milestones:
          - {id: design, title: Design approved, actual: 2026-11-30}

    **Fix.** Write what is expected as `forecast`, and `actual` once it has happened.
    """
    for kind, name in _HAPPENED.items():
        for document, record in by_type(portfolio, kind):
            day = getattr(record, name)
            if day is not None and day > as_of:
                yield _not_yet(document, (*keys_of(document, record), name), day, as_of)
    for document, phase in by_type(portfolio, PlannedPhase):
        for name in ("start", "finish"):
            day = getattr(phase.actual, name)
            if day is not None and day > as_of:
                yield _not_yet(document, (*keys_of(document, phase), "actual", name), day, as_of)


def _not_yet(document: Document, keys: Keys, day: datetime.date, as_of: datetime.date) -> Problem:
    return problem(
        document,
        keys,
        message(
            "`{field}` is {day}, after {as_of}: it has not happened yet", field=keys[-1], day=day, as_of=as_of
        ),
        message("write what is expected as a forecast or plan, or correct the day"),
    )


def implausible_year(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A date is in an implausible year.

    **Why it matters.** A single digit puts a milestone into another century, and every sum over time with it.

    **Example.**

        baseline: 2206-11-30

    **Fix.** Correct the year. Years from 1990 to 2100 are taken to be meant.
    """
    earliest, latest = datetime.date(EARLIEST_YEAR, 1, 1), datetime.date(LATEST_YEAR, 12, 31)
    for kind in types_used(portfolio):
        names = [name for name in _date_fields(kind) if _HAPPENED.get(kind) != name[0]]
        for attribute, key in names:
            records = by_type(portfolio, kind)
            days = {day for value in set(records.values(attribute)) for day in _days(value)}
            wrong = {day for day in days if not earliest <= day <= latest}
            if not wrong:
                continue
            for document, record in records:
                value = getattr(record, attribute)
                for index, day in enumerate(_days(value)):
                    if day in wrong and not _is_misordered(record):
                        keys: Keys = (*keys_of(document, record), key)
                        yield problem(
                            document,
                            (*keys, index) if type(value) is tuple else keys,
                            message("the year of {day} is implausible", day=day),
                            message(
                                "correct the year; {first} to {last} are taken to be meant",
                                first=EARLIEST_YEAR,
                                last=LATEST_YEAR,
                            ),
                        )


def _days(value: tuple[datetime.date, ...] | datetime.date | None) -> tuple[datetime.date, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


@cache
def _date_fields(kind: type[Struct]) -> tuple[tuple[str, str], ...]:
    """The record's own fields that hold a date, or a list of them."""
    return tuple((field.attribute, field.key) for field in fields_of(kind) if _is_date(field.hint))


def _is_date(hint: object) -> bool:
    parts = set(parts_of(hint)) - {types.NoneType, ...}
    return datetime.date in parts and not any(
        isinstance(part, type) and part is not datetime.date and not get_args(part) for part in parts
    )


def _is_misordered(record: Struct) -> bool:
    """Whether the dates of the record are a finding already."""
    span = _SPANS.get(type(record))
    if span is None:
        return False
    first, last = getattr(record, span.first), getattr(record, span.last)
    return first is not None and last is not None and last < first
