"""Capacity against load: agrees with looking at every day, on any calendar, contract, absence and allocation."""

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo.analysis.capacity import Capacity, Kind, Row, Scope, capacity, window
from pmo.analysis.loads import overloads
from pmo.analysis.periods import Length, Slice, slices
from pmo.analysis.public_holidays import public_holidays
from pmo.errors import UsageError
from pmo.loading import load
from pmo.model.allocations import Allocation, Allocations
from pmo.model.charter import Charter
from pmo.model.equipment import Equipment, EquipmentItem
from pmo.model.office import Closure, NamedCalendar, Office, OfficeProfile, WorkCalendar
from pmo.model.people import Absence, People, Person, Role
from pmo.model.portfolio import Document, Holder, Portfolio, Project
from pmo.model.scalars import NonNegative
from pmo.trees import WorkingTree
from tests.portfolios import charter, office, people, portfolio

DAY = datetime.timedelta(days=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TINY = Fraction(1, 10**9)


# every day looked at


def days_of(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    while first <= last:
        yield first
        first += DAY


def is_worked(calendar: WorkCalendar, day: datetime.date) -> bool:
    public = public_holidays(calendar.country, calendar.subdivision) if calendar.country else ()
    return (
        WEEKDAYS[day.weekday()] in calendar.workweek
        and day not in calendar.holidays
        and day not in (public or ())
        and not any(one.from_ <= day <= one.to for one in calendar.closures)
    )


class Resource:
    """A person or equipment, day by day."""

    def __init__(self, found: Portfolio, kind: Literal["person", "equipment"], id_: str) -> None:
        assert found.office is not None
        self.calendar: WorkCalendar = found.office.calendar
        self.absences: tuple[Absence, ...] = ()
        self.who: Person | EquipmentItem
        if kind == "person":
            person = found.people[id_]
            self.who, self.size, self.absences = person, Fraction(person.capacity), person.absences
            named = {one.id: one for one in found.office.calendars}
            self.calendar = named.get(person.calendar or "", self.calendar)
        else:
            self.who = found.equipment[id_]
            self.size = Fraction(self.who.units)
        self.taken = [
            (project, one)
            for project in found.projects.values()
            for one in project.allocations
            if project.charter is not None
            and project.charter.state not in ("completed", "cancelled")
            and one.status != "rejected"
            and (one.person if kind == "person" else one.equipment) == id_
        ]
        self._worked: dict[datetime.date, bool] = {}

    def is_worked(self, day: datetime.date) -> bool:
        if day not in self._worked:
            self._worked[day] = is_worked(self.calendar, day)
        return self._worked[day]

    def capacity(self, day: datetime.date) -> Fraction:
        first, last = self.who.from_ or datetime.date.min, self.who.to or datetime.date.max
        is_away = any(one.from_ <= day <= one.to for one in self.absences)
        return self.size if first <= day <= last and not is_away else Fraction(0)

    def is_there(self, day: datetime.date) -> bool:
        first, last = self.who.from_ or datetime.date.min, self.who.to or datetime.date.max
        return first <= day <= last and not any(one.from_ <= day <= one.to for one in self.absences)

    def load(self, day: datetime.date, *, promised: bool) -> Fraction:
        return sum(
            (
                Fraction(one.load)
                for project, one in self.taken
                if one.from_ <= day <= one.to and is_promised(project, one) is promised
            ),
            Fraction(0),
        )

    def averages(self, period: Slice) -> tuple[Fraction, Fraction, Fraction]:
        """Capacity, load and requests over the working days of a period."""
        worked = [day for day in days_of(period.first, period.last) if self.is_worked(day)]
        if not worked:
            return Fraction(0), Fraction(0), Fraction(0)
        sums = (
            sum((self.capacity(day) for day in worked), Fraction(0)),
            sum((self.load(day, promised=True) for day in worked), Fraction(0)),
            sum((self.load(day, promised=False) for day in worked), Fraction(0)),
        )
        return sums[0] / len(worked), sums[1] / len(worked), sums[2] / len(worked)

    def conflicts(self, first: datetime.date, last: datetime.date) -> set[tuple[Any, ...]]:
        """Reason, first and last day, how many days, the most that is missing."""
        worked = [day for day in days_of(first, last) if self.is_worked(day)]
        found: set[tuple[Any, ...]] = set()
        there = [day for day in worked if self.is_there(day)]
        for over, run in groupby(there, lambda day: self.load(day, promised=True) > self.size):
            if over:
                found.add(
                    _conflict("overload", list(run), lambda day: self.load(day, promised=True) - self.size)
                )
        away = groupby(worked, lambda day: not self.is_there(day) and self.load(day, promised=True) > 0)
        for over, run in away:
            if over:
                found.add(_conflict("away", list(run), lambda day: self.load(day, promised=True)))
        return found


def _conflict(why: str, days: list[datetime.date], missing: Any) -> tuple[Any, ...]:
    return why, days[0], days[-1], len(days), max(map(missing, days)), sum(map(missing, days))


def is_promised(project: Project, one: Allocation) -> bool:
    assert project.charter is not None
    return one.status == "confirmed" and project.charter.state != "proposed"


def agree(found: Portfolio, computed: Capacity) -> None:
    """Rows, conflicts and free days are what looking at every day finds."""
    rows = {(row.kind, row.id): row for row in computed.rows}
    resources = {
        **{("person", key): Resource(found, "person", key) for key in found.people},
        **{("equipment", key): Resource(found, "equipment", key) for key in found.equipment},
    }
    averages = {}
    for key, one in resources.items():
        averages[key] = [one.averages(period) for period in computed.slices]
        for figures, expected in zip(rows[key].figures, averages[key], strict=True):
            near((figures.capacity, figures.load, figures.requested), expected)
            near([sum(each.load for each in figures.projects)], [expected[1]])
            assert (figures.utilisation is None) is (expected[0] == 0)
    for role in {person.role for person in found.people.values()}:
        members = [key for key, person in found.people.items() if person.role == role]
        for index, figures in enumerate(rows["role", role].figures):
            sums = [sum(averages["person", key][index][part] for key in members) for part in range(3)]
            near((figures.capacity, figures.load, figures.requested), sums)
    conflicts: dict[Any, set[tuple[Any, ...]]] = {}
    for each in computed.conflicts:
        said = (each.why, each.run.first, each.run.last, each.run.working_days, each.over, each.over_days)
        conflicts.setdefault((each.resource.kind, each.resource.id), set()).add(said)
    for key, one in resources.items():
        assert conflicts.get(key, set()) == one.conflicts(computed.first, computed.last)
    free = {each.person.id: each.free for each in computed.bench}
    for (kind, id_), one in resources.items():
        if kind != "person":
            continue
        for day in days_of(computed.first, computed.last):
            if one.is_worked(day) and one.is_there(day):
                said = [each.fte for each in free.get(id_, ()) if each.first <= day <= each.last]
                left = one.size - one.load(day, promised=True)
                assert said == ([left] if left > 0 else [])


def near(found: Any, expected: Any) -> None:
    for one, other in zip(found, expected, strict=True):
        assert abs(Fraction(one) - Fraction(other)) <= TINY


# random portfolios, around a year's end and a leap day

FIRST = datetime.date(2027, 12, 13)
days = st.integers(0, 90).map(lambda count: FIRST + count * DAY)
spans = st.tuples(days, days)
"""May end before it begins."""
loads = st.integers(0, 150).map(lambda hundredths: NonNegative(hundredths) / 100)
maybe_day = st.none() | days


def calendars(kind: type, **more: Any) -> Any:
    return st.builds(
        kind,
        workweek=st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(tuple),
        holidays=st.lists(days, max_size=4).map(tuple),
        closures=st.lists(spans.map(lambda span: Closure(from_=span[0], to=span[1])), max_size=2).map(tuple),
        **more,
    )


persons = st.builds(
    dict,
    role=st.sampled_from(["lead", "analyst"]),
    capacity=st.integers(0, 10).map(lambda tenths: NonNegative(tenths) / 10),
    from_=maybe_day,
    to=maybe_day,
    calendar=st.sampled_from([None, "other", "none"]),
    absences=st.lists(spans.map(lambda span: Absence(from_=span[0], to=span[1])), max_size=3).map(tuple),
)
items = st.builds(dict, units=st.integers(0, 3).map(NonNegative), from_=maybe_day, to=maybe_day)
taken = st.builds(
    lambda whose, load, span, status: Allocation(
        load=load, from_=span[0], to=span[1], status=status, **whose
    ),
    st.sampled_from([{"person": "p0"}, {"person": "p1"}, {"equipment": "e0"}, {"role": "lead"}]),
    loads,
    spans,
    st.sampled_from(["confirmed", "confirmed", "requested", "rejected"]),
)
states = st.sampled_from(["proposed", "approved", "active", "on-hold", "completed", "cancelled"])


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    def held(kind: str, level: Any, holder: str, record: Any) -> dict[str, Document]:
        return {kind: Document(f"{holder}{kind}.yaml", kind, level, holder, kind, record)}

    settings_ = Office(
        format=1,
        office=OfficeProfile(name="Test"),
        currency="EUR",
        calendar=draw(calendars(WorkCalendar)),
        calendars=(draw(calendars(NamedCalendar, id=st.just("other"))),),
    )
    everybody = People(
        roles=(Role(id="lead", title="Lead"), Role(id="analyst", title="Analyst")),
        people=tuple(Person(id=f"p{index}", name=f"P{index}", **draw(persons)) for index in range(2)),
    )
    equipment = Equipment(equipment=(EquipmentItem(id="e0", title="E0", **draw(items)),))
    projects = {}
    for index in range(3):
        id_ = f"x{index}"
        record = Charter(id=id_, title=id_, state=draw(states), sponsor="p0", manager="p1", purpose="p")
        allocations = Allocations(allocations=tuple(draw(st.lists(taken, max_size=4))))
        documents = held("charter", "project", id_, record) | held("allocations", "project", id_, allocations)
        projects[id_] = Project(id_, "project", documents)
    documents = (
        held("office", "office", "", settings_)
        | held("people", "office", "", everybody)
        | held("equipment", "office", "", equipment)
    )
    return Portfolio(Holder("", "office", documents), projects, {}, {})


@settings(max_examples=200)
@given(portfolios(), spans, st.sampled_from(["week", "month", "quarter"]))
def test_figures_are_those_of_looking_at_every_day(
    found: Portfolio, span: tuple[datetime.date, datetime.date], length: Length
) -> None:
    computed = capacity(found, list(slices(min(span), max(span), length)))
    agree(found, computed)
    unfilled = {(one.project.id, one.position) for one in computed.unfilled}
    assert unfilled == {
        (project.id, index)
        for project in found.projects.values()
        for index, one in enumerate(project.allocations)
        if project.is_open and one.role and one.status != "rejected" and one.load
        and max(one.from_, computed.first) <= min(one.to, computed.last) and one.from_ <= one.to
    }  # fmt: skip


@pytest.mark.parametrize("length", ["week", "month"])
def test_the_example_agrees_with_looking_at_every_day(example: Path, length: Length) -> None:
    found = load(WorkingTree(example)).portfolio
    agree(found, capacity(found, window(found, datetime.date(2026, 11, 1), length=length)))


def test_the_example_agrees_with_its_health(example: Path) -> None:
    """Overloads of `pmo health` are those of capacity that last."""
    found, as_of = load(WorkingTree(example)).portfolio, datetime.date(2026, 11, 1)
    computed = capacity(found, window(found, as_of, last=datetime.date(2027, 1, 29)))
    lasting = overloads(found, as_of)
    assert lasting
    for resource, runs in lasting.items():
        mine = [one.run for one in computed.conflicts if one.resource == resource and one.why == "overload"]
        assert [(one.first, one.last) for one in mine] == [(one.first, one.last) for one in runs]


# cases


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def of(tmp_path: Path, *allocations: Mapping[str, Any], **files: Any) -> Portfolio:
    """A portfolio with an active project `crm` that takes these."""
    usual = {"person": "ana", "load": 1, "from": "2028-02-01", "to": "2028-03-31"}
    records = [
        {key: value for key, value in (usual | dict(one)).items() if value is not None} for one in allocations
    ]
    content = {
        "projects/crm/charter.yaml": charter(state="active"),
        "projects/crm/allocations.yaml": {"allocations": records},
    }
    named = {"people": "people.yaml", "office": "pmo.yaml", "equipment": "equipment.yaml"}
    return portfolio(tmp_path, content | {named.get(key, key): value for key, value in files.items()})


def row(computed: Capacity, id_: str = "ana", kind: Kind = "person") -> Row:
    return next(one for one in computed.rows if (one.kind, one.id) == (kind, id_))


def in_february(found: Portfolio, **more: Any) -> Capacity:
    return capacity(found, list(slices(day("2028-02-01"), day("2028-02-29"), "month")), **more)


def test_a_leap_day_is_a_day(tmp_path: Path) -> None:
    """29 February 2028 is a Tuesday, one of 21 working days."""
    computed = in_february(of(tmp_path, {"from": "2028-02-29"}))
    assert [one.load * 21 for one in row(computed).figures] == [1]


def test_a_year_ends(tmp_path: Path) -> None:
    found = of(tmp_path, {"from": "2027-12-31", "to": "2028-01-03", "load": 1})
    computed = capacity(found, list(slices(day("2027-12-27"), day("2028-01-09"), "week")))
    assert [one.name for one in computed.slices] == ["2027-W52", "2028-W01"]
    assert [one.load for one in row(computed).figures] == [Fraction(1, 5)] * 2
    quarters = capacity(found, list(slices(day("2027-12-31"), day("2028-01-02"), "quarter")))
    assert [
        (one.name, figures.load) for one, figures in zip(quarters.slices, row(quarters).figures, strict=True)
    ] == [
        ("2027-Q4", 1),
        ("2028-Q1", 0),
    ]


def test_holidays_on_weekends_take_nothing_away(tmp_path: Path) -> None:
    """Of 21 working days one is a holiday; the one on a Saturday is none of them."""
    files = {"office": office(calendar={"holidays": ["2028-02-05", "2028-02-07"]})}
    found = of(tmp_path, {"from": "2028-02-01", "to": "2028-02-08"}, **files)
    (figures,) = row(in_february(found)).figures
    assert figures.capacity == 1
    assert figures.load * 20 == 5


def test_part_time_people_who_join_leave_and_are_absent(tmp_path: Path) -> None:
    dewi = {
        "id": "dewi", "name": "Dewi", "role": "lead", "capacity": 0.5, "from": "2028-02-08", "to": "2028-02-25",
        "absences": [{"from": "2028-02-10", "to": "2028-02-13"}, {"from": "2028-02-11", "to": "2028-02-14"}],
    }  # fmt: skip
    found = of(tmp_path, {"person": "dewi", "load": 0.5}, people=people(dewi))
    computed = in_february(found)
    (figures,) = row(computed, "dewi").figures
    assert figures.capacity * 21 == Fraction("0.5") * (14 - 3)
    assert figures.load == Fraction("0.5")
    assert [(one.why, str(one.run.first), str(one.run.last), one.over) for one in computed.conflicts] == [
        ("away", "2028-02-01", "2028-02-07", Fraction("0.5")),
        ("away", "2028-02-10", "2028-02-14", Fraction("0.5")),
        ("away", "2028-02-28", "2028-02-29", Fraction("0.5")),
    ]


def test_what_ends_before_it_begins_takes_nothing(tmp_path: Path) -> None:
    reversed_ = {"from": "2028-02-25", "to": "2028-02-07"}
    found = of(tmp_path, reversed_, {"person": None, "role": "lead", **reversed_})
    computed = in_february(found)
    assert row(computed).figures[0].demand == 0
    assert (computed.conflicts, computed.unfilled, computed.bottlenecks) == ((), (), ())


def test_a_window_without_any_working_day(tmp_path: Path) -> None:
    found = of(tmp_path, {"load": 2})
    computed = capacity(found, list(slices(day("2028-02-05"), day("2028-02-06"), "month")))
    (figures,) = row(computed).figures
    assert (figures.capacity, figures.load, figures.utilisation, figures.projects) == (0, 0, None, ())
    assert (computed.conflicts, computed.bench) == ((), ())


def test_a_role_adds_up_its_people_and_keeps_unfilled_demand_apart(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        {"load": 0.5},
        {"person": "cara", "load": 0.8},
        {"person": "cara", "load": 0.4, "status": "requested"},
        {"person": None, "role": "LEAD", "load": 0.6, "status": "requested"},
        {"person": None, "role": "lead", "load": 0.2},
        {"person": None, "role": "welder", "load": 1},
        {"person": None, "role": "manager", "load": 0.3},
    )
    computed = in_february(found)
    (lead,) = row(computed, "lead", "role").figures
    assert [lead.capacity, lead.load, lead.requested, lead.unfilled] == [
        2,
        *map(Fraction, ("1.3", "0.4", "0.8")),
    ]
    assert row(computed, "budi").figures[0].load == Fraction("0.3")  # the manager has a name
    tightest = [(one.role, one.share, one.first_over and one.first_over.name) for one in computed.bottlenecks]
    assert tightest == [
        ("welder", None, "2028-02"),
        ("lead", Fraction("1.25"), "2028-02"),
        ("analyst", Fraction("0.3"), None),
    ]
    assert [(one.allocation.role, one.is_promised) for one in computed.unfilled] == [
        ("LEAD", False),
        ("lead", True),
        ("welder", True),
    ]


def test_teams_and_units_add_up_their_people(tmp_path: Path) -> None:
    everybody = people(
        {"id": "dewi", "name": "Dewi", "role": "lead", "unit": "IT", "capacity": 0.5},
        {"id": "eka", "name": "Eka", "role": "analyst", "unit": "it"},
        teams=[
            {"id": "data", "title": "Data", "members": ["dewi", "EKA", "eka", "gone"]},
            {"id": "none", "title": "Nobody"},
        ],
    )
    found = of(tmp_path, {"person": "eka", "load": 0.6}, people=everybody)
    for kind, id_ in (("team", "data"), ("unit", "IT")):
        computed = in_february(found, by=kind)
        assert [(one.kind, one.id) for one in computed.rows] == [(kind, id_)]
        (figures,) = computed.rows[0].figures
        assert (figures.capacity, figures.load) == (Fraction("1.5"), Fraction("0.6"))
        assert [(one.project, one.load) for one in figures.projects] == [("crm", Fraction("0.6"))]


def test_whom_it_is_about(tmp_path: Path) -> None:
    """A project shows whom it uses, with all that they do."""
    everybody = people(
        {"id": "dewi", "name": "Dewi", "role": "welder"},
        teams=[
            {"id": "a", "title": "A", "members": ["ana", "budi"]},
            {"id": "b", "title": "B", "members": ["ana"]},
        ],
    )
    lab = {"equipment": [{"id": "lab", "title": "Lab", "units": 1}]}
    erp = {"projects/erp/charter.yaml": charter("erp", state="active")}
    taken_by_erp = {"allocations": [
        {"person": "ana", "load": 0.5, "from": "2028-02-01", "to": "2028-02-29"},
        {"role": "lead", "load": 1, "from": "2028-02-01", "to": "2028-02-29"},
    ]}  # fmt: skip
    found = of(
        tmp_path,
        {"load": 0.6},
        {"person": "budi", "load": 1.5},
        {"person": None, "equipment": "lab", "load": 2},
        people=everybody,
        equipment=lab,
        **erp,
        **{"projects/erp/allocations.yaml": taken_by_erp},
    )

    def ids(**scope: Any) -> set[str]:
        return {one.id for one in in_february(found, scope=Scope(**scope)).rows}

    assert ids() == {"lead", "analyst", "welder", "ana", "budi", "cara", "dewi", "lab"}
    assert ids(projects={"erp"}) == {"lead", "ana"}
    assert ids(roles={"analyst"}) == {"analyst", "budi"}
    assert ids(teams={"b"}) == {"lead", "ana"}
    assert ids(teams={"a"}, roles={"lead"}) == {"lead", "ana"}
    computed = in_february(found, scope=Scope(projects={"erp"}))
    assert [(one.resource.id, one.projects) for one in computed.conflicts] == [("ana", ("crm", "erp"))]
    assert row(computed, "lead", "role").figures[0].capacity == 2
    assert [one.project.id for one in computed.unfilled] == ["erp"]
    assert in_february(found, scope=Scope(projects={"crm"})).unfilled == ()
    assert in_february(found, scope=Scope(roles={"analyst"})).unfilled == ()
    only_equipment = in_february(found, by="equipment")
    assert [one.id for one in only_equipment.rows] == ["lab"]
    assert [one.resource.id for one in only_equipment.conflicts] == ["lab"]
    assert (only_equipment.bench, only_equipment.unfilled, only_equipment.bottlenecks) == ((), (), ())
    assert in_february(found, by="team", scope=Scope(teams={"b"})).rows[0].id == "b"


def test_the_bench_says_who_is_free_first(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        {"to": "2028-02-11"},
        {"person": "budi", "load": 0.9},
    )
    computed = in_february(found)
    assert [
        (one.person.id, one.is_allocated, str(one.most.first), one.most.fte) for one in computed.bench
    ] == [
        ("ana", True, "2028-02-14", 1),
        ("budi", True, "2028-02-01", Fraction("0.1")),
        ("cara", False, "2028-02-01", 1),
    ]


def test_the_office_says_what_is_too_much(tmp_path: Path) -> None:
    found = of(tmp_path, {"load": 1.2}, office=office(health={"load": {"amber": 1.2, "red": 1.5}}))
    assert in_february(found).conflicts == ()
    assert in_february(found).bottlenecks[0].first_over is None


@pytest.mark.parametrize(
    ("as_of", "first", "last", "length", "names"),
    [
        ("2026-11-01", None, None, "month", ["2026-11", "2027-04"]),
        ("2026-10-31", None, None, "quarter", ["2026-Q4", "2027-Q3"]),
        ("2026-12-31", None, None, "week", ["2026-W53", "2027-W12"]),
        ("2026-11-01", "2028-02-29", "2028-02-29", "month", ["2028-02", "2028-02"]),
        ("9999-12-31", None, None, "week", ["9999-W52", "9999-W52"]),
        ("0001-01-01", None, None, "month", ["0001-01", "0001-06"]),
    ],
)
def test_windows(
    tmp_path: Path, as_of: str, first: str | None, last: str | None, length: Length, names: list[str]
) -> None:
    found = window(
        portfolio(tmp_path), day(as_of), day(first) if first else None, day(last) if last else None, length
    )
    assert [found[0].name, found[-1].name] == names


@pytest.mark.parametrize(
    ("first", "last", "length"),
    [("2026-11-02", "2026-11-01", "month"), ("0001-01-01", "9999-12-31", "quarter"), ("2026-01-01", "2046-01-01", "week")],
)  # fmt: skip
def test_odd_windows_are_refused(tmp_path: Path, first: str, last: str, length: Length) -> None:
    with pytest.raises(UsageError):
        window(portfolio(tmp_path), day("2026-11-01"), day(first), day(last), length)
