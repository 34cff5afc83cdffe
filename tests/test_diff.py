"""What changed between two portfolios: every field of every record, and what happened in words."""

import copy
import datetime
import itertools
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.addresses import resolve
from pmo.analysis.money import Money
from pmo.history.diff import Difference, difference, events
from pmo.history.events import Event, Moment
from pmo.history.fields import FieldChange, RecordChange, record_changes
from pmo.history.memory import events_from, plain_events
from pmo.loading import load
from pmo.locale import language
from pmo.model.portfolio import Portfolio
from pmo.output.envelope import plain
from pmo.output.terminal import NOTHING
from pmo.render.views.events import changes_view, counted, phrase
from pmo.trees import OverlayTree, WorkingTree
from tests.portfolios import AS_OF, Files, _bytes, charter, office, people, portfolio

ENGLISH = language("en")
THEN = datetime.date(2026, 9, 30)
RISK = {"id": "r", "title": "R", "owner": "ana", "status": "assessed"}
ISSUE = {"id": "i", "title": "I", "severity": "low", "owner": "ana", "status": "open", "raised": "2026-09-01"}
CHANGE = {"id": "c", "title": "C", "raised_by": "ana", "raised": "2026-09-01", "status": "submitted"}


def both(tmp_path: Path, before: Files, after: Files) -> tuple[Portfolio, Portfolio]:
    return portfolio(tmp_path / "before", before), portfolio(tmp_path / "after", after)


def fields(tmp_path: Path, before: Files, after: Files) -> dict[str, Any]:
    """By address what became of each record: added, removed, or its fields as they were and are."""
    found: dict[str, Any] = {}
    for one in record_changes(*both(tmp_path, before, after)):
        told = {field.field: (plain(field.before), plain(field.after)) for field in one.fields}
        name = one.address if one.how != "removed" else f"- {one.address}"
        assert name not in found
        found[name] = told or one.how
    return found


def happened(
    tmp_path: Path,
    before: Files,
    after: Files,
    then: datetime.date = THEN,
    now: datetime.date = AS_OF,
) -> list[Event]:
    old, new = both(tmp_path, before, after)
    return list(events(Moment(old, then), Moment(new, now)))


def told(found: list[Event], *, at_least: int = 1) -> list[str]:
    return [
        f"{one.holder}: {phrase(one, ENGLISH)}".replace("\N{NO-BREAK SPACE}", " ")
        for one in found
        if one.weight >= at_least
    ]


# every field


def test_nothing_differs_from_itself(example: Path) -> None:
    one, other = load(WorkingTree(example)).portfolio, load(WorkingTree(example)).portfolio
    for day in (THEN, AS_OF, datetime.date(2030, 1, 1), datetime.date.min, datetime.date.max):
        assert difference(Moment(one, day), Moment(other, day)) == Difference((), ())


def test_fields_records_and_parts(tmp_path: Path) -> None:
    risk = RISK | {"impact": {"cost": 3}, "tags": ["a"], "custom": {"site": "x", "no": 1}}
    before = {
        "projects/crm/risks.yaml": {"risks": [risk, RISK | {"id": "gone"}]},
        "projects/crm/budget.yaml": {
            "approved": 100,
            "plan": [{"period": "2026-10", "planned": 10}, {"period": "2026-11", "planned": 20}],
        },
        "people.yaml": people(roles=[{"id": "lead", "title": "Lead"}, {"id": "analyst", "title": "Analyst"}]),
    }
    after = {
        "projects/crm/risks.yaml": {
            "risks": [
                RISK | {"id": "new"},
                risk
                | {
                    "id": "R",
                    "impact": {"cost": 4, "schedule": 2},
                    "tags": ["a", "b"],
                    "custom": {"site": "y", "yes": 2},
                    "response": {"strategy": "reduce"},
                },
            ]
        },
        "projects/crm/budget.yaml": {
            "approved": 110,
            "plan": [{"period": "2026-11", "planned": 25}, {"period": "2026-12", "planned": 5}],
        },
        "people.yaml": people(
            {"id": "dewi", "name": "Dewi", "role": "lead", "certifications": [{"name": "PMP"}]},
            roles=[{"id": "lead", "title": "Lead", "skills": {"planning": 4}}, {"id": "analyst", "title": "Analyst"}],
        ),
    }  # fmt: skip
    assert fields(tmp_path, before, after) == {
        "crm/budget": {"approved": ("100", "110")},
        "crm/budget/plan/1": {"planned": ("20", "25")},
        "- crm/budget/plan/1": "removed",
        "crm/budget/plan/2": "added",
        "crm/risks/R": {
            "custom.no": (1, None),
            "custom.site": ("x", "y"),
            "custom.yes": (None, 2),
            "id": ("r", "R"),
            "impact.cost": (3, 4),
            "impact.schedule": (None, 2),
            "response": (None, {
                "strategy": "reduce", "plan": None, "actions": [], "trigger": None, "contingency": None,
            }),
            "tags": (["a"], ["a", "b"]),
        },
        "- crm/risks/gone": "removed",
        "crm/risks/new": "added",
        "people/dewi": "added",
        "people/roles/lead": {"skills.planning": (None, 4)},
    }  # fmt: skip


def test_a_new_document_is_a_change_and_so_are_its_items(tmp_path: Path) -> None:
    after = {
        "projects/new/charter.yaml": charter("new", deliverables=[{"id": "book", "title": "Book"}]),
        "projects/new/plan.yaml": {"milestones": [{"id": "m", "title": "M"}]},
        "meetings/2026-10-01-board.yaml": {"date": "2026-10-01", "title": "Board"},
        "vendors.yaml": {"vendors": [{"id": "acme", "name": "Acme"}]},
    }
    changes = record_changes(*both(tmp_path, {}, after))
    assert [(one.address, one.noun, one.how) for one in changes] == [
        ("new", "project", "added"),
        ("new/charter/book", "deliverable", "added"),
        ("new/plan", "plan", "added"),
        ("new/plan/m", "milestone", "added"),
        ("office/meetings/2026-10-01-board", "meeting", "added"),
        ("vendors", "vendors", "added"),
        ("vendors/acme", "vendor", "added"),
    ]


def test_records_without_ids_are_matched_by_what_they_say(tmp_path: Path) -> None:
    actions = [
        {"text": "One", "owner": "ana", "due": "2026-10-01"},
        {"text": "Two", "owner": "ana", "due": "2026-10-01"},
        {"text": "Three", "owner": "ana", "due": "2026-10-01"},
    ]
    before = {"projects/crm/issues.yaml": {"issues": [ISSUE | {"actions": actions}]}}
    changed = [actions[2], actions[1] | {"done": "2026-10-02"}, {**actions[0], "text": "Four"}]
    after = {"projects/crm/issues.yaml": {"issues": [ISSUE | {"actions": changed}]}}
    assert fields(tmp_path, before, after) == {
        "- crm/issues/i/actions/1": "removed",
        "crm/issues/i/actions/2": {"done": (None, "2026-10-02")},
        "crm/issues/i/actions/3": "added",
    }


def test_order_and_layout_are_no_difference(tmp_path: Path) -> None:
    before = {"projects/crm/risks.yaml": {"risks": [RISK, RISK | {"id": "s"}]}}
    after = {"projects/crm/risks.yaml": b"risks: [{status: assessed, owner: ana, title: R, id: s}, {id: r, title: R, owner: ana, status: assessed}]"}  # fmt: skip
    assert fields(tmp_path, before, after) == {}


def test_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    before = {
        "projects/crm/risks.yaml": b"risks: [",
        "projects/crm/issues.yaml": {"issues": [ISSUE]},
        "projects/other/charter.yaml": b"id: [",
        "decisions.yaml": b"decisions: 3",
    }
    after = {
        "projects/crm/risks.yaml": {"risks": [RISK]},
        "projects/crm/issues.yaml": {"issues": [ISSUE | {"status": "resolved"}]},
        "projects/other/charter.yaml": charter("other"),
        "decisions.yaml": {"decisions": [{"id": "d", "title": "D", "status": "requested"}]},
    }
    assert fields(tmp_path / "fields", before, after) == {"crm/issues/i": {"status": ("open", "resolved")}}
    assert told(happened(tmp_path / "events", before, after)) == ["crm: issue resolved: I"]


def test_every_change_of_the_example_leads_somewhere(example: Path) -> None:
    """Each record that a change names is at its address, before or after."""
    now = load(WorkingTree(example))
    then = load(OverlayTree(WorkingTree(example), {one.path: None for one in now.portfolio.documents if one.kind != "office"}))  # fmt: skip
    added = record_changes(then.portfolio, now.portfolio)
    removed = record_changes(now.portfolio, then.portfolio)
    assert len(added) == len(removed) > 300
    assert {one.how for one in added} == {"added"}
    assert {one.how for one in removed} == {"removed"}
    for one in added:
        assert one.after is not None
        assert resolve(now.portfolio, one.address).record is one.after


# properties: applying the changes to what was gives what is

_WORDS = st.sampled_from(["a", "b", "c"])
_ACTIONS = st.lists(
    st.fixed_dictionaries(
        {"text": _WORDS, "owner": st.just("ana"), "due": st.sampled_from(["2026-10-01", "2026-12-01"])},
        optional={"id": st.sampled_from(["p", "q"]), "done": st.just("2026-10-02"), "note": _WORDS},
    ),
    max_size=4,
).filter(lambda found: len({one["id"] for one in found if "id" in one}) == sum("id" in one for one in found))
_IMPACT = st.one_of(
    st.integers(1, 5),
    st.dictionaries(st.sampled_from(["cost", "schedule"]), st.integers(1, 5)),
)
_RISKS = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from(["r", "s", "t"]), "title": _WORDS, "owner": st.just("ana"), "status": st.just("assessed")},
        optional={
            "impact": _IMPACT,
            "tags": st.lists(_WORDS, max_size=2),
            "custom": st.dictionaries(_WORDS, st.one_of(st.integers(0, 9), st.lists(_WORDS, max_size=2)), max_size=2),
            "response": st.fixed_dictionaries({}, optional={"plan": _WORDS, "actions": _ACTIONS}),
        },
    ),
    max_size=3,
    unique_by=lambda one: one["id"],
)  # fmt: skip
_REGISTERS = st.fixed_dictionaries(
    {},
    optional={
        "projects/crm/risks.yaml": st.builds(lambda risks: {"risks": risks}, _RISKS),
        "projects/crm/actions.yaml": st.builds(lambda actions: {"actions": actions}, _ACTIONS),
    },
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.portfolios import write

    return write(tmp_path_factory.mktemp("base"))


def overlaid(root: Path, files: Mapping[str, Any]) -> Portfolio:
    return load(
        OverlayTree(WorkingTree(root), {path: _bytes(data) for path, data in files.items()})
    ).portfolio


@given(before=_REGISTERS, after=_REGISTERS)
def test_applying_the_changes_gives_the_other(base: Path, before: Any, after: Any) -> None:
    old, new = overlaid(base, before), overlaid(base, after)
    changes = record_changes(old, new)
    assert (changes == ()) == (unordered(old) == unordered(new))
    state = {document.path: plain(document.record) for document in old.documents}
    assert {path: normal(data) for path, data in apply(state, changes).items()} == unordered(new)


@given(before=_REGISTERS, after=_REGISTERS, days=st.tuples(*[st.dates(datetime.date(2026, 9, 1), AS_OF)] * 2))
def test_events_are_sorted_remembered_and_told(base: Path, before: Any, after: Any, days: Any) -> None:
    old, new = overlaid(base, before), overlaid(base, after)
    found = events(Moment(old, min(days)), Moment(new, max(days)))
    assert [one.order for one in found] == sorted(one.order for one in found)
    assert events_from(plain_events(found)) == found
    assert all(phrase(one, ENGLISH) for one in found)
    assert events(Moment(new, max(days)), Moment(new, max(days))) == ()


def unordered(portfolio: Portfolio) -> Any:
    return {document.path: normal(plain(document.record)) for document in portfolio.documents}


def normal(value: Any) -> Any:
    """Lists of records in any order; what is not recorded is not there."""
    if isinstance(value, dict):
        kept = {key: normal(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one not in (None, [], {})}
    if isinstance(value, list):
        items = [normal(one) for one in value]
        return sorted(items, key=repr) if any(isinstance(one, dict) for one in items) else items
    return value


def apply(state: dict[str, Any], changes: tuple[RecordChange, ...]) -> dict[str, Any]:
    """Carry out changes on plain data by their addresses; records that came are taken from the changes alone."""
    state = copy.deepcopy(state)
    paths = {
        "crm/risks": ("projects/crm/risks.yaml", "risks"),
        "crm/actions": ("projects/crm/actions.yaml", "actions"),
    }
    whole = [one for one in changes if one.address in paths]
    for one in whole:
        path, _ = paths[one.address]
        if one.how == "added":
            state[path] = plain(one.after)
        else:
            del state[path]
    came_or_went = {one.address for one in whole}
    for one in sorted(changes, key=lambda one: one.address.count("/")):
        register = "/".join(one.address.split("/")[:2])
        if one.address in paths or register in came_or_went:
            continue
        path, name = paths[register]
        items = state[path][name]
        rest = one.address.split("/")[2:]
        if len(rest) > 1:  # a part: response/actions/<id>
            owner = next(item for item in items if item["id"].lower() == rest[0].lower())
            items = owner["response"]["actions"]
        carry_out(items, one)
    return state


def carry_out(items: list[Any], one: RecordChange) -> None:
    old, new = plain(one.before), plain(one.after)
    if one.how == "added":
        items.append(new)
        return
    index = next(index for index, item in enumerate(items) if own(item) == own(old))
    if one.how == "removed":
        del items[index]
        return
    for change in one.fields:
        put(items[index], change)


def own(item: Any) -> Any:
    """A record without the parts that have changes of their own."""
    item = copy.deepcopy(item)
    if item.get("response"):
        item["response"]["actions"] = []
    return item


def put(item: Any, change: FieldChange) -> None:
    *way, last = change.field.split(".")
    for key in way:
        item = item[key]
    item[last] = plain(change.after)


# what happened


def test_projects_come_go_and_move(tmp_path: Path) -> None:
    before = {
        "projects/crm/charter.yaml": charter(state="approved", phase="design"),
        "projects/old/charter.yaml": charter("old"),
        "projects/old/issues.yaml": {"issues": [ISSUE]},
    }
    after = {
        "projects/crm/charter.yaml": charter(state="active", phase="build"),
        "projects/new/charter.yaml": charter("new"),
        "projects/new/issues.yaml": {"issues": [ISSUE]},
    }
    assert told(happened(tmp_path, before, after)) == [
        "crm: state Approved → Active",
        "old: project removed",
        "new: new project, proposed",
        f"crm: declared {NOTHING} → Grey",
        "crm: phase design → build",
    ]


def test_milestones_and_the_finish(tmp_path: Path) -> None:
    def plan(*milestones: Any) -> Files:
        return {
            "projects/crm/charter.yaml": charter(state="active"),
            "projects/crm/plan.yaml": {"milestones": list(milestones)},
        }

    before = plan(
        {"id": "reached", "title": "Reached", "baseline": "2026-10-09"},
        {
            "id": "moved",
            "title": "Moved",
            "baseline": "2026-12-01",
            "forecast": "2026-12-01",
            "critical": True,
        },
        {"id": "again", "title": "Again", "baseline": "2026-12-04"},
        {"id": "back", "title": "Back", "baseline": "2026-09-01", "actual": "2026-09-02"},
        {"id": "gone", "title": "Gone", "baseline": "2026-12-01"},
        {"id": "weekend", "title": "Weekend", "baseline": "2027-01-02"},
    )
    after = plan(
        {"id": "reached", "title": "Reached", "baseline": "2026-10-09", "actual": "2026-10-12"},
        {
            "id": "moved",
            "title": "Moved",
            "baseline": "2026-12-01",
            "forecast": "2026-12-15",
            "critical": True,
        },
        {"id": "again", "title": "Again", "baseline": "2026-12-03"},
        {"id": "back", "title": "Back", "baseline": "2026-09-01", "forecast": "2026-12-01"},
        {"id": "new", "title": "New", "baseline": "2027-02-01"},
        {"id": "weekend", "title": "Weekend", "baseline": "2027-01-03"},
    )
    found = happened(tmp_path, before, after)
    assert told([one for one in found if one.kind.startswith(("milestone", "finish", "removed"))]) == [
        "crm: finish 21 working days later",
        "crm: Moved: 10 working days later",
        "crm: Again: new baseline, 1 working day earlier",
        "crm: not reached after all: Back",
        "crm: reached: Reached",
        "crm: removed from the files: Gone",
        "crm: new milestone: New",
        "crm: Weekend: new baseline, 2 Jan 2027 → 3 Jan 2027",
    ]


def test_money(tmp_path: Path) -> None:
    def budget(**fields: Any) -> Files:
        return {"projects/crm/budget.yaml": {"currency": "EUR"} | fields}

    before = budget(approved=1000, forecast=[{"period": "2026-12", "cost": 500}])
    after = budget(approved=1200, forecast=[{"period": "2026-12", "cost": 900}])
    found = [one for one in happened(tmp_path / "a", before, after) if one.kind in ("approved", "estimate")]
    assert told(found) == ["crm: budget EUR 1K → EUR 1.2K", "crm: estimate EUR 500 → EUR 900"]
    assert [one.is_better for one in found] == [None, False]
    dollars = budget(approved=1000, forecast=[{"period": "2026-12", "cost": 500}], currency="USD")
    found = [one for one in happened(tmp_path / "b", before, dollars) if one.kind == "estimate"]
    assert [one.is_better for one in found] == [None], "amounts of two currencies do not compare"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, {"raised": "2026-10-05"}, f"new risk ({NOTHING}): R"),
        (None, {"raised": "2026-12-05"}, None),
        ({"raised": "2026-10-05"}, {"raised": "2026-10-05"}, f"new risk ({NOTHING}): R"),
        ({}, {"status": "occurred"}, "risk occurred: R"),
        ({}, {"status": "closed", "closed": "2026-10-05"}, "risk closed: R"),
        ({}, {"status": "closed", "closed": "2026-12-05"}, None),
        (
            {"status": "closed", "closed": "2026-10-05"},
            {"status": "closed", "closed": "2026-10-05"},
            "risk closed: R",
        ),
        ({"status": "closed", "closed": "2026-09-05"}, {}, f"risk open again ({NOTHING}): R"),
        ({"status": "closed"}, None, "removed from the files: R"),
        ({"probability": 3, "impact": 3}, {"probability": 5, "impact": 5}, "risk act → escalate: R"),
        ({"probability": 3, "impact": 3}, {"probability": 3, "impact": 3, "title": "Other"}, None),
        (
            {"type": "opportunity", "probability": 1, "impact": 1},
            {"type": "opportunity", "probability": 5, "impact": 5},
            "risk leave → pursue first: R",
        ),
        ({}, {"probability": 1, "impact": 1}, f"risk {NOTHING} → accept: R"),
    ],
)
def test_risks(tmp_path: Path, before: Any, after: Any, expected: str | None) -> None:
    files = [
        {"projects/crm/risks.yaml": {"risks": [RISK | risk] if risk is not None else []}}
        for risk in (before, after)
    ]
    found = [one for one in happened(tmp_path, *files) if one.kind != "computed"]
    assert told(found) == ([f"crm: {expected}"] if expected else [])


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, {"raised": "2026-10-05"}, "new issue (low): I"),
        (None, {"raised": "2026-12-05"}, None),
        ({}, {"status": "escalated", "severity": "high"}, "issue escalated: I"),
        ({"status": "escalated"}, {"status": "open"}, None),
        ({}, {"status": "resolved", "resolved": "2026-10-05"}, "issue resolved: I"),
        ({}, {"status": "resolved", "resolved": "2026-12-05"}, None),
        ({"status": "closed"}, {"status": "open"}, "issue open again: I"),
        ({}, {"severity": "critical"}, "issue low → critical: I"),
        ({"severity": "critical"}, {"severity": "low"}, "issue critical → low: I"),
    ],
)
def test_issues(tmp_path: Path, before: Any, after: Any, expected: str | None) -> None:
    files = [
        {"projects/crm/issues.yaml": {"issues": [ISSUE | issue] if issue is not None else []}}
        for issue in (before, after)
    ]
    found = [one for one in happened(tmp_path, *files) if one.kind != "computed"]
    assert told(found) == ([f"crm: {expected}"] if expected else [])


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, {}, "change asked for: C"),
        ({"status": "draft"}, {}, "change asked for: C"),
        ({}, {"status": "assessed"}, None),
        (
            {},
            {"status": "approved", "decision": {"outcome": "approve", "date": "2026-10-05"}},
            "change approved: C",
        ),
        ({}, {"status": "approved", "decision": {"outcome": "approve", "date": "2026-12-05"}}, None),
        ({}, {"status": "rejected"}, "change rejected: C"),
        ({}, {"status": "withdrawn"}, "change withdrawn: C"),
        (
            {"status": "implemented", "implemented": "2026-10-05"},
            {"status": "implemented", "implemented": "2026-10-05"},
            "change implemented: C",
        ),
    ],
)
def test_changes(tmp_path: Path, before: Any, after: Any, expected: str | None) -> None:
    files = [
        {"projects/crm/changes.yaml": {"changes": [CHANGE | change] if change is not None else []}}
        for change in (before, after)
    ]
    found = [one for one in happened(tmp_path, *files) if one.kind != "computed"]
    assert told(found) == ([f"crm: {expected}"] if expected else [])


def test_the_rest_of_the_registers(tmp_path: Path) -> None:
    asked = {"id": "d", "title": "D?", "status": "requested"}
    taken = asked | {"status": "decided", "decision": "Yes", "by": "ana"}
    action = {"id": "a", "text": "Act", "owner": "ana", "due": "2026-10-01"}
    before = {
        "decisions.yaml": {"decisions": [asked, taken | {"id": "later", "date": "2026-12-01"}]},
        "projects/crm/assumptions.yaml": {
            "assumptions": [{"id": "x", "text": "X"}, {"id": "y", "text": "Y"}]
        },
        "projects/crm/actions.yaml": {
            "actions": [action, {"text": "Nameless", "owner": "ana", "due": "2026-10-01"}]
        },
        "projects/crm/benefits.yaml": {"benefits": [{"id": "b", "title": "B", "owner": "ana", "target": 1}]},
        "projects/crm/gates.yaml": {"reviews": [{"id": "g", "gate": "one", "planned": "2026-10-01"}]},
    }
    after = {
        "decisions.yaml": {
            "decisions": [
                taken | {"date": "2026-10-05"},
                taken | {"id": "later", "date": "2026-12-01"},
                asked | {"id": "new", "title": "New?"},
            ]
        },
        "projects/crm/assumptions.yaml": {
            "assumptions": [
                {"id": "x", "text": "X", "result": "invalid"},
                {"id": "y", "text": "Y", "result": "valid"},
            ]
        },
        "projects/crm/actions.yaml": {
            "actions": [
                {"text": "Nameless", "owner": "ana", "due": "2026-10-01", "done": "2026-10-02"},
                action | {"done": "2026-12-01"},
            ]
        },
        "projects/crm/benefits.yaml": {
            "benefits": [{"id": "b", "title": "B", "owner": "ana", "target": 1, "status": "at-risk"}]
        },
        "projects/crm/gates.yaml": {
            "reviews": [
                {"id": "g", "gate": "one", "planned": "2026-10-01", "held": "2026-10-01", "decision": "go"}
            ]
        },
    }
    assert told([one for one in happened(tmp_path, before, after) if one.kind != "computed"]) == [
        "crm: assumption does not hold: X",
        "crm: gate one: go",
        "office: decided: D?",
        "crm: benefit at risk: B",
        "office: decision asked for: New?",
        "crm: assumption holds: Y",
        "crm: done: Nameless",
    ]


def test_health_declared_computed_and_watermelons(tmp_path: Path) -> None:
    def status(day: str, overall: str, **health: str) -> dict[str, Any]:
        return {"date": day, "author": "budi", "headline": "H", "overall": overall, "health": health}

    common = {
        "projects/crm/charter.yaml": charter(state="active"),
        "projects/crm/status/2026-09-30.yaml": status("2026-09-30", "amber", risk="amber"),
    }
    after = common | {
        "projects/crm/status/2026-10-30.yaml": status("2026-10-30", "green", risk="green"),
        "projects/crm/status/2026-12-30.yaml": status("2026-12-30", "red"),
        "projects/crm/risks.yaml": {
            "risks": [RISK | {"probability": 5, "impact": 5, "raised": "2026-10-01"}]
        },
    }
    found = happened(tmp_path, common, after)
    assert told(found) == [
        "crm: declared Amber → Green",
        "crm: has become a watermelon",
        "crm: new risk (escalate): R",
        f"crm: computed {NOTHING} → Red",
        f"crm: computed risk {NOTHING} → Red",
        "crm: declared risk Amber → Green",
        "crm: reported Green: H",
    ]
    by_kind = {(one.kind, one.part): one.is_better for one in found}
    assert by_kind["declared", "overall"] is True
    assert by_kind["watermelon", None] is False


def test_days_alone_bring_events(tmp_path: Path) -> None:
    """The same files on two days: reports fall out of date, dates in the files come to pass."""
    files = {
        "projects/crm/charter.yaml": charter(state="active"),
        "projects/crm/status/2026-09-15.yaml": {
            "date": "2026-09-15", "author": "budi", "headline": "H", "overall": "green",
        },
        "projects/crm/plan.yaml": {"milestones": [{"id": "m", "title": "M", "baseline": "2026-10-01", "actual": "2026-10-02"}]},
    }  # fmt: skip
    found = [one for one in happened(tmp_path, files, files) if one.part in (None, "overall")]
    assert "crm: declared Green → Grey" in told(found)
    assert "crm: reached: M" in told(found)


# telling


def test_lines_by_holder(tmp_path: Path) -> None:
    before = {"pmo.yaml": office()}
    issues = [ISSUE | {"id": f"i{n}", "raised": "2026-10-05"} for n in range(3)]
    after = {
        "projects/crm/issues.yaml": {"issues": issues},
        "projects/crm/risks.yaml": {
            "risks": [RISK | {"raised": "2026-10-05", "probability": 5, "impact": 5}]
        },
        "actions.yaml": {
            "actions": [{"text": "A", "owner": "ana", "due": "2026-10-01", "done": "2026-10-01"}]
        },
    }
    old, new = both(tmp_path, before, after)
    found = events(Moment(old, THEN), Moment(new, AS_OF))
    view = changes_view(new, found, ENGLISH, since=THEN, revision=None, why=None)
    assert [(one.holder, one.where, one.events, one.text) for one in view.holders] == [
        ("crm", "Project crm", 7, f"new risk (escalate): R; computed {NOTHING} → Red; 3 new issues"),
        ("office", "Test office", 1, "1 action done"),
    ]
    brief = changes_view(new, found, ENGLISH, since=THEN, revision=None, why=None, most=1)
    assert (brief.changed, len(brief.holders), brief.events) == (2, 1, ())


def test_every_kind_of_event_can_be_told_and_counted() -> None:
    from typing import get_args

    from pmo.history.events import EventKind

    for kind, count in itertools.product(get_args(EventKind), (1, 2)):
        assert str(count) in counted(kind, count, ENGLISH)
        assert "{" not in phrase(Event(kind, "crm/x", "crm", "T", before="a", after="b"), ENGLISH)


def test_memory_refuses_what_it_did_not_write() -> None:
    event = Event("estimate", "crm/budget", "crm", "T", Money(Decimal("1.50"), "EUR"), THEN)
    assert events_from(plain_events([event])) == (event,)
    for damage in (
        None,
        3,
        [[1]],
        [["estimate", "a", "b", "c", {"amount": "x", "currency": "EUR"}] + [None] * 5],
    ):
        assert events_from(damage) is None
