"""What obligations are looked for in, and how they are put together."""

import datetime
import shlex
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pmo.analysis.calendars import WorkingCalendar, calendar_of
from pmo.analysis.obligations.obligation import AHEAD, MATTERS, MOST, SOON, Kind, Obligation
from pmo.analysis.parties import Party, party_of, stand_ins
from pmo.analysis.progress import Declared, declared
from pmo.findings import Message, message
from pmo.model.portfolio import Holder, Portfolio, Project

_DECIDING = frozenset({"decision", "change-decision"})
"""Kinds in which whom authority was lent to stands in."""


class Scope:
    """A portfolio on a day, and how far ahead to look."""

    def __init__(
        self, portfolio: Portfolio, as_of: datetime.date, within: int | None, chosen: frozenset[str] | None
    ) -> None:
        self.portfolio = portfolio
        self.as_of = as_of
        self._within = within
        self._chosen = chosen
        self._last_days: dict[Kind, datetime.date] = {}
        self._parties: dict[tuple[str | None, str, bool], Party] = {}
        self._declared: dict[str, Declared] = {}
        self._late: dict[datetime.date, int] = {}

    @property
    def is_whole(self) -> bool:
        """Whether programmes and the office are looked at as well."""
        return self._chosen is None

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return calendar_of(self.portfolio)

    @cached_property
    def projects(self) -> tuple[Project, ...]:
        """Projects with a readable charter."""
        known = self.portfolio.projects
        ids = known if self._chosen is None else sorted(self._chosen & known.keys())
        return tuple(known[one] for one in ids if known[one].charter is not None)

    @cached_property
    def holders(self) -> tuple[Holder, ...]:
        whole = [self.portfolio.office_holder, *self.portfolio.programme_holders.values()]
        return (*(whole if self.is_whole else ()), *self.projects)

    @property
    def open_holders(self) -> Iterator[Holder]:
        """The holders in which work goes on: not completed or cancelled projects."""
        return (one for one in self.holders if not isinstance(one, Project) or one.is_open)

    def project(self, reference: str | None) -> Project | None:
        """The project of an id."""
        return self.portfolio.projects.get(reference.lower()) if reference else None

    def includes(self, project: Project | None) -> bool:
        """Whether what belongs to this project, or to none, is looked at."""
        return self.is_whole or (project is not None and project in self.projects)

    def declared(self, project: Project) -> Declared:
        """What a project last said about itself."""
        if project.id not in self._declared:
            self._declared[project.id] = declared(self.portfolio, project, self.as_of)
        return self._declared[project.id]

    def is_soon(self, kind: Kind, due: datetime.date | None) -> bool:
        """Whether the day has passed, or is near enough to be shown."""
        if due is None or due <= self.as_of:
            return True
        if kind not in self._last_days:
            days = self._within if self._within is not None else AHEAD.get(kind, SOON)
            self._last_days[kind] = self.calendar.add_working_days(self.as_of, days) if days else self.as_of
        return due <= self._last_days[kind]

    def owed(
        self,
        kind: Kind,
        address: str,
        holder: Holder,
        what: str,
        owner: str | None,
        due: datetime.date | None,
        settle: str,
        *records: Any,
        matters: int | None = None,
        why: Message | None = None,
        is_late: bool | None = None,
    ) -> Obligation | None:
        """The obligation, where its day has passed or is near; ``records``: the record and those it lies in."""
        if not self.is_soon(kind, due):
            return None
        matters = MATTERS[kind] if matters is None else matters
        if isinstance(holder, Project) and self._is_red(holder):
            matters, why = min(matters + 1, MOST), _in_red(why)
        return Obligation(
            kind=kind,
            address=address,
            holder=holder,
            what=what,
            owner=self._party(owner, holder, deciding=kind in _DECIDING),
            due=due,
            is_late=is_late if is_late is not None else due is None or due < self.as_of,
            days_late=0 if due is None else self._days_late(due),
            matters=matters,
            why=why,
            settle=settle,
            is_confidential=_is_confidential(holder, records),
        )

    def lead(self, holder: Holder) -> str:
        """Who answers for what nobody is named for: the manager, at office level its head."""
        return "office" if holder.level == "office" else "manager"

    def _is_red(self, project: Project) -> bool:
        status = self.declared(project).status
        return status is not None and status.overall == "red" and project.is_open

    def _days_late(self, due: datetime.date) -> int:
        if due not in self._late:
            self._late[due] = self.calendar.working_days_between(due, self.as_of)
        return self._late[due]

    def _party(self, owner: str | None, holder: Holder, *, deciding: bool) -> Party:
        key = (owner, holder.address, deciding)
        if key not in self._parties:
            party = party_of(self.portfolio, owner, holder, self.as_of)
            if deciding:
                standing_in = [
                    other for one in party.people for other in stand_ins(self.portfolio, one, self.as_of)
                ]
                people = tuple(dict.fromkeys((*party.people, *standing_in)))
                party = Party(party.kind, party.id, party.name, people)
            self._parties[key] = party
        return self._parties[key]


def command(*words: str) -> str:
    """A command of pmo that can be pasted into a shell, whatever names it holds."""
    return shlex.join(("pmo", *words))


def _in_red(why: Message | None) -> Message:
    if why is None:
        return message("the project is declared red")
    return message("{reason}; the project is declared red", reason=why)


def _is_confidential(holder: Holder, records: tuple[Any, ...]) -> bool:
    """The innermost record that says something decides; the charter speaks for the project."""
    charter = holder.charter if isinstance(holder, Project) else None
    for record in (*records, charter):
        level = getattr(record, "confidentiality", None)
        if level is not None:
            return bool(level == "confidential")
    return False
