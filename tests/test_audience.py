"""What is above an audience is as if it had never been written: what refers to it, adds it up or remembers it."""

import copy
import csv
import datetime
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo.analysis.audience import NOBODY, for_audience
from pmo.analysis.health import ProjectHealth, health_of
from pmo.loading import load
from pmo.model.portfolio import Portfolio
from pmo.output.envelope import plain
from pmo.trees import WorkingTree
from tests.commands import pmo
from tests.hostile.registry import Call, calls
from tests.portfolios import charter, office, people, strategy, write
from tests.repositories import commit

DAY = "2026-11-01"
SECRET = "zanzibar"
"""In every id and text of what is confidential."""
OTHER = "atlantis"
"""The same in what is confidential in the portfolio that the other is compared with."""
MARK = {"confidentiality": "confidential"}

ACTION = {"id": "call", "text": "Call", "owner": "ana", "due": "2026-12-01"}
INNOCENT: dict[str, Any] = {
    "pmo.yaml": office(kpis=[{"id": "on-time", "title": "On time", "unit": "%"}]),
    "strategy.yaml": strategy(),
    "people.yaml": people(teams=[{"id": "core", "title": "Core", "members": ["ana"]}]),
    "vendors.yaml": {
        "vendors": [
            {"id": "acme", "name": "Acme", "contracts": [{"id": "build", "title": "Build", "project": "crm", "value": 900}]}
        ]
    },
    "risks.yaml": {"risks": [{"id": "power", "title": "Power", "owner": "cara", "status": "assessed", "probability": 2, "impact": 3}]},
    "projects/crm/charter.yaml": charter(
        state="active", method="waterfall", programme="renewal",
        deliverables=[{"id": "app", "title": "App", "owner": "budi", "status": "planned", "due": "2027-01-10"}],
        selection={"value": 5, "cost": [{"period": "2027", "amount": 10}]},
    ),
    "projects/crm/plan.yaml": {
        "milestones": [
            {"id": "a", "title": "First", "baseline": "2026-10-01", "actual": "2026-10-02", "owner": "budi"},
            {"id": "b", "title": "Second", "baseline": "2027-02-01", "forecast": "2027-02-10", "after": ["a"]},
        ]
    },
    "projects/crm/budget.yaml": {
        "original": 1000, "approved": 1000,
        "lines": [{"id": "work", "title": "Work", "category": "opex", "amount": 1000, "vendor": "acme"}],
        "plan": [{"period": "2026-10", "planned": 500, "line": "work"}],
        "actuals": [{"period": "2026-10", "cost": 400, "line": "work"}],
    },
    "projects/crm/allocations.yaml": {
        "allocations": [{"id": "ana-works", "person": "ana", "load": 0.5, "from": "2026-10-01", "to": "2027-01-31"}]
    },
    "projects/crm/benefits.yaml": {
        "benefits": [{"id": "time", "title": "Time", "owner": "ana", "target": 10, "due": "2027-12-31", "objective": "grow"}]
    },
    "projects/crm/risks.yaml": {
        "risks": [
            {"id": "late", "title": "Late", "owner": "budi", "status": "responding", "probability": 3, "impact": 4,
             "cost": 100, "likelihood": 0.4, "affects": ["b"], "response": {"strategy": "reduce", "actions": [ACTION]}},
        ]
    },
    "projects/crm/issues.yaml": {
        "issues": [{"id": "bug", "title": "Bug", "severity": "high", "owner": "budi", "status": "open", "raised": "2026-10-01"}]
    },
    "projects/crm/changes.yaml": {
        "changes": [{"id": "more", "title": "More", "raised_by": "ana", "raised": "2026-10-01", "status": "submitted",
                     "impact": {"cost": 50}}]
    },
    "projects/crm/decisions.yaml": {
        "decisions": [{"id": "buy", "title": "Buy", "status": "requested", "needed_by": "2026-12-01", "by": "ana"}]
    },
    "projects/crm/lessons.yaml": {
        "lessons": [{"id": "early", "title": "Early", "kind": "keep", "recommendation": "Start early", "status": "published"}]
    },
    "projects/crm/actions.yaml": {"actions": [{**ACTION, "id": "act"}]},
    "projects/crm/status/2026-10-31.yaml": {
        "date": "2026-10-31", "author": "budi", "headline": "Fine", "overall": "green",
        "decisions_needed": [{"what": "Money", "by": "ana", "due": "2026-12-01"}],
    },
    "projects/crm/meetings/2026-10-20-steering.yaml": {"date": "2026-10-20", "title": "Steering", "kind": "steering"},
    "projects/erp/charter.yaml": charter("erp", state="active", selection={"value": 1}),
}  # fmt: skip
LISTS = [
    ("strategy.yaml", "objectives"), ("strategy.yaml", "programmes"), ("people.yaml", "people"),
    ("people.yaml", "roles"), ("people.yaml", "teams"), ("vendors.yaml", "vendors"), ("risks.yaml", "risks"),
    ("projects/crm/charter.yaml", "deliverables"), ("projects/crm/plan.yaml", "milestones"),
    ("projects/crm/budget.yaml", "lines"), ("projects/crm/budget.yaml", "actuals"),
    ("projects/crm/allocations.yaml", "allocations"), ("projects/crm/benefits.yaml", "benefits"),
    ("projects/crm/risks.yaml", "risks"), ("projects/crm/issues.yaml", "issues"),
    ("projects/crm/changes.yaml", "changes"), ("projects/crm/decisions.yaml", "decisions"),
    ("projects/crm/lessons.yaml", "lessons"), ("projects/crm/actions.yaml", "actions"), ("pmo.yaml", "kpis"),
]  # fmt: skip


_TOLD = frozenset({"id", "title", "name", "text", "recommendation"})
_OWN = frozenset({"after", "affects", "line"})
"""References inside a project."""


def told(data: Any, keys: frozenset[str] = _TOLD, name: str = SECRET) -> Any:
    """Data with a secret in every id and text of it."""
    if isinstance(data, dict):
        return {
            key: _named(value, name) if key in keys else told(value, keys, name)
            for key, value in data.items()
        }
    return [told(one, keys, name) for one in data] if isinstance(data, list) else data


def _named(value: Any, name: str) -> Any:
    return [_named(one, name) for one in value] if isinstance(value, list) else f"{name}-{value}"


def hide_record(files: dict[str, Any], path: str, items: str, position: int) -> None:
    """Add a confidential record like the first of a list."""
    records = files[path][items]
    records.insert(position % (len(records) + 1), told(copy.deepcopy(records[0])) | MARK)


def hide_project(files: dict[str, Any]) -> None:
    """Add a confidential project with all that a project can have, and contracts, dependencies and lessons on it."""
    for path in [one for one in files if one.startswith("projects/crm/")]:
        files[path.replace("crm", SECRET)] = told(copy.deepcopy(INNOCENT[path]), _TOLD | _OWN)
    files[f"projects/{SECRET}/charter.yaml"] |= {"id": SECRET, **MARK}
    vendors = files["vendors.yaml"]["vendors"]
    vendors[-1].setdefault("contracts", []).insert(
        0, {"id": f"{SECRET}-contract", "title": SECRET, "project": SECRET, "value": 70000}
    )
    milestone = next(one for one in files["projects/crm/plan.yaml"]["milestones"] if one["id"] == "b")
    milestone["after"] = [
        f"{SECRET}/{SECRET}-a",
        *milestone["after"],
        {"milestone": f"{SECRET}/{SECRET}-b", "lag_days": 90},
    ]
    crm = files["projects/crm/charter.yaml"]
    crm["selection"] = {**crm["selection"], "requires": [SECRET]}
    files["projects/erp/charter.yaml"]["selection"] = {"value": 1, "excludes": [SECRET]}
    files["projects/crm/lessons.yaml"]["lessons"][-1]["reused_by"] = [SECRET]


def refer(files: dict[str, Any]) -> None:
    """Let what remains refer to confidential records."""
    hide_record(files, "people.yaml", "people", 0)
    files["people.yaml"]["teams"][-1]["members"] = [f"{SECRET}-ana", "ana"]
    hide_record(files, "strategy.yaml", "objectives", 0)
    files["strategy.yaml"]["programmes"][-1]["objectives"] = [f"{SECRET}-grow", "grow"]
    hide_record(files, "projects/crm/issues.yaml", "issues", 0)
    files["projects/crm/risks.yaml"]["risks"][-1]["issue"] = f"{SECRET}-bug"
    files["projects/crm/allocations.yaml"]["allocations"].append(
        {"id": "spy", "person": f"{SECRET}-ana", "load": 1, "from": "2026-10-01", "to": "2027-10-01"}
    )
    hide_record(files, "projects/crm/budget.yaml", "lines", 0)
    files["projects/crm/budget.yaml"]["actuals"].append(
        {"period": "2026-09", "cost": 77777, "line": f"{SECRET}-work"}
    )
    files["projects/crm/meetings/2026-10-21-" + SECRET + ".yaml"] = {
        "date": "2026-10-21",
        "title": SECRET,
        **MARK,
    }
    files["projects/crm/actions.yaml"]["actions"][-1]["source"] = f"crm/issues/{SECRET}-bug"


REFERRED = {
    ("people.yaml", "people"),
    ("strategy.yaml", "objectives"),
    ("projects/crm/issues.yaml", "issues"),
    ("projects/crm/budget.yaml", "lines"),
}
"""What :func:`refer` hides."""


def everything() -> dict[str, Any]:
    files = copy.deepcopy(INNOCENT)
    for path, items in LISTS:
        if (path, items) not in REFERRED:
            hide_record(files, path, items, 1)
    hide_project(files)
    refer(files)
    return files


def almost_innocent() -> dict[str, Any]:
    """Partial like `everything`: what cannot be judged of a part is not judged in either."""
    files = copy.deepcopy(INNOCENT)
    for path in [one for one in files if one.startswith("projects/crm/")]:
        for records in files[path].values():
            if isinstance(records, list) and isinstance(records[0], dict) and "id" in records[0]:
                records.append(told(copy.deepcopy(records[0]), name=OTHER) | MARK)
    return files


def portfolio(root: Path, files: dict[str, Any]) -> Portfolio:
    return load(WorkingTree(write(root, files))).portfolio


def contents(found: Portfolio) -> dict[str, Any]:
    return {document.path: plain(document.record) for document in found.documents}


_KNOWN: list[Portfolio] = []


def _innocent(folders: pytest.TempPathFactory) -> Portfolio:
    """The portfolio without secrets, loaded once."""
    if not _KNOWN:
        _KNOWN.append(portfolio(folders.mktemp("innocent"), INNOCENT))
    return _KNOWN[0]


@settings(max_examples=12)
@given(
    st.lists(st.tuples(st.sampled_from(LISTS), st.integers(0, 3)), max_size=8, unique_by=lambda one: one[0]),
    st.booleans(),
    st.booleans(),
)
def test_it_is_as_if_it_had_never_been_written(
    tmp_path_factory: pytest.TempPathFactory,
    lists: list[tuple[tuple[str, str], int]],
    project: bool,
    references: bool,
) -> None:
    files = copy.deepcopy(INNOCENT)
    for (path, items), position in lists:
        hide_record(files, path, items, position)
    if project:
        hide_project(files)
    if references:
        refer(files)
    whole = portfolio(tmp_path_factory.mktemp("whole"), files)
    narrowed = for_audience(whole, "internal")
    innocent = _innocent(tmp_path_factory)
    assert contents(narrowed.portfolio) == contents(innocent)
    assert list(narrowed.portfolio.projects) == list(innocent.projects)
    assert narrowed.portfolio.methods.keys() == innocent.methods.keys()
    assert narrowed.left_out.projects == project
    assert (narrowed.left_out.records > 0) == bool(lists or references or project)
    for path, data in files.items():
        document = next((one for one in narrowed.portfolio.documents if one.path == path), None)
        if document is not None and isinstance(data, dict):
            assert SECRET not in str(narrowed.data(path, data))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The portfolio with secrets, and the same with a few others."""
    top = tmp_path_factory.mktemp("roots")
    return write(top / "whole", everything()), write(top / "almost innocent", almost_innocent())


SMALL = {
    "show": [["crm"], ["crm/plan/b"], ["people/ana"], ["vendors/acme"]],
    "list": [["risks"], ["milestones"], ["people"], ["projects"]],
    "search": [["late", "call"]],
    "query": [["SELECT * FROM risks"], ["SELECT count(*) FROM milestones"]],
    "checklist": [["crm"]],
    "publish": None,
    "site": None,
    "serve": None,
}
"""Calls about the small portfolio; what writes folders is made of the same reports."""
IN_EVERY_FORMAT = frozenset({"status", "show", "list", "risks", "finance"})
REPORTS_IN_EVERY_FORMAT = frozenset({"portfolio", "status", "risks"})
"""What the others say as JSON is what their Markdown and text are drawn from."""


def reading() -> list[Call]:
    found: dict[Call, None] = {}
    for call in calls(for_readers=True):
        if call.format == "html":
            continue  # made of the Markdown
        is_tried = (
            call.arguments[0] in REPORTS_IN_EVERY_FORMAT
            if call.command == "report"
            else call.command in IN_EVERY_FORMAT
        )
        if call.format in ("markdown", "text") and not is_tried:
            continue
        for arguments in SMALL.get(call.command, [list(call.arguments)]) or []:
            found[Call(call.command, tuple(arguments), call.format)] = None
    return list(found)


@pytest.mark.parametrize("call", reading(), ids=lambda call: call.name)
def test_an_output_is_that_of_a_portfolio_without_the_secrets(
    roots: tuple[Path, Path], cache: Path, monkeypatch: pytest.MonkeyPatch, compiled_once: None, call: Call
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    options = ("--as-of", DAY, "--format", call.format, "--audience", "internal")
    found, expected = (pmo(call.command, *call.arguments, "-C", root, *options) for root in roots)
    assert found.code == expected.code
    if found.code == 2:
        assert SECRET not in found.err
        return
    assert OTHER not in expected.out
    shown, bare = without_marks(found.out, call.format), without_marks(expected.out, call.format)
    assert SECRET not in shown
    assert shown == bare


def without_marks(output: str, format_: str) -> str:
    """The output up to its heading, and the places in files, which are those of the files."""
    output = re.sub(r"For the audience internal: .*?(without them|is left out)\.", "", output)
    if format_ == "json":
        data = json.loads(output)
        assert data.pop("audience") == "internal"
        data.pop("left_out_for_audience")
        return json.dumps(_placeless(data), indent=1)
    if format_ == "csv":
        rows = list(csv.reader(io.StringIO(output)))
        gone = (
            [index for index, name in enumerate(rows[0]) if name in ("line", "column", "position")]
            if rows
            else []
        )
        return "\n".join(str([cell for index, cell in enumerate(row) if index not in gone]) for row in rows)
    return re.sub(r"\.yaml:\d+(:\d+)?", ".yaml", output).strip()


def _placeless(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _placeless(value) for key, value in data.items() if key not in ("line", "column")}
    return [_placeless(one) for one in data] if isinstance(data, list) else data


def test_for_those_who_may_see_everything_nothing_changes(example: Path) -> None:
    options = ("report", "portfolio", "-C", example, "--as-of", DAY, "--format", "markdown")
    whole, all_ = pmo(*options).out, pmo(*options, "--audience", "confidential").out
    assert "For the audience confidential: nothing is left out." in all_
    assert all_.replace("\n\nFor the audience confidential: nothing is left out.", "") == whole


def test_the_public_sees_what_is_marked_as_public_and_nobody_by_name(tmp_path: Path) -> None:
    files = copy.deepcopy(INNOCENT)
    public = {"confidentiality": "public"}
    files["projects/crm/charter.yaml"] |= public
    files["projects/crm/plan.yaml"] |= public
    files["projects/crm/plan.yaml"]["milestones"][0] |= {"confidentiality": "internal"}
    narrowed = for_audience(portfolio(tmp_path, files), "public")
    (crm,) = narrowed.portfolio.projects.values()
    assert (crm.charter.sponsor, crm.charter.programme) == (NOBODY, None)
    assert [one.id for one in crm.milestones] == ["b"]
    assert crm.milestones[0].after == ()
    assert (crm.risks, crm.statuses, crm.budget) == ((), (), None)
    left = narrowed.portfolio
    assert (left.people, left.programmes, left.vendors) == ({}, {}, {})
    assert narrowed.portfolio.office.currency == "EUR"
    assert narrowed.portfolio.office.kpis == ()
    shown = pmo("show", "crm", "-C", tmp_path, "--as-of", DAY, "--audience", "public")
    assert shown.code == 0
    assert not re.search("Ana|budi|Late|Acme", shown.out)


LIMITS: dict[str, Any] = {
    "budget": [{"period": "2027", "amount": 5150000}],
    "capacity": [{"role": "lead", "period": "2027", "fte": 7.25}],
    "minimums": [{"programme": "renewal", "projects": 1}],
}
AUTHORITY: dict[str, Any] = {
    "bodies": [{"id": "board", "name": "Board", "members": ["ana"]}],
    "authority": [{"body": "board", "max_cost": 31337}],
}


def test_limits_and_powers_of_the_office_are_internal(tmp_path: Path) -> None:
    frame = office(prioritisation={"constraints": LIMITS}, governance=AUTHORITY)
    whole = portfolio(tmp_path / "unmarked", INNOCENT | {"pmo.yaml": frame})
    for audience, count in (("internal", 1), ("public", 0)):
        narrowed = for_audience(whole, audience).portfolio
        assert narrowed.is_partial == (audience == "public")
        limits = narrowed.office.prioritisation.constraints
        kept = (limits.budget, limits.capacity, limits.minimums, narrowed.office.governance.authority)
        assert [len(one) for one in kept] == [count] * 4
    marked = portfolio(tmp_path / "marked", INNOCENT | {"pmo.yaml": frame | {"confidentiality": "public"}})
    limits = for_audience(marked, "public").portfolio.office.prioritisation.constraints
    assert [one.amount for one in limits.budget] == [5150000]


def test_what_is_missing_is_not_held_against_anybody(tmp_path: Path) -> None:
    """Where something is left out, what is missing need not be missing, and what was approved may have been more."""
    policy = {
        "id": "zoe",
        "title": "Zoe looks after every risk",
        "applies_to": "risk",
        "require": "owner == 'zoe'",
    }
    root = write(tmp_path, INNOCENT | {"policies.yaml": {"policies": [policy]}})
    options = ("report", "governance", "-C", root, "--as-of", DAY, "--format", "markdown")
    judged, unjudged = (pmo(*options, "--audience", audience).out for audience in ("internal", "public"))
    found = (
        "Zoe looks after every risk",
        "What breaks the rules of governance",
        "Approvals missing or stale",
    )
    for sentence in found:
        assert sentence in judged
        assert sentence not in unjudged
    assert "are not judged here" not in judged
    assert "Rules, house policies, baselines and approvals are not judged here" in unjudged


def test_nothing_is_called_green_of_which_something_is_left_out(tmp_path: Path) -> None:
    files = copy.deepcopy(INNOCENT)
    files["projects/crm/risks.yaml"]["risks"][0] |= {"probability": 1, "impact": 1}
    del files["projects/crm/issues.yaml"]
    whole = health(portfolio(tmp_path / "whole", files))
    assert (whole["crm"].computed["risk"], whole["crm"].computed["overall"]) == ("green", "amber")
    files["projects/crm/plan.yaml"]["milestones"][1]["forecast"] = "2027-02-01"
    assert health(portfolio(tmp_path / "good", files))["crm"].computed["overall"] == "green"
    hide_record(files, "projects/crm/risks.yaml", "risks", 1)
    files["projects/erp/status/2026-10-31.yaml"] = INNOCENT["projects/crm/status/2026-10-31.yaml"] | MARK
    found = health(for_audience(portfolio(tmp_path / "hidden", files), "internal").portfolio)
    assert found["crm"].computed == dict.fromkeys(("schedule", "scope", "resources"), "green")
    (why,) = found["crm"].evidence_of("risk")[-1:]
    assert "left out for the audience" in str(why.message)
    assert (found["erp"].freshness, found["erp"].declared) == ("not-expected", {})


def health(found: Portfolio) -> dict[str, ProjectHealth]:
    return {
        one.id: health_of(found, one, datetime.date.fromisoformat(DAY)) for one in found.projects.values()
    }


def test_every_page_of_a_site_says_whom_it_is_for(roots: tuple[Path, Path], tmp_path: Path) -> None:
    options = ("--as-of", DAY, "--audience", "internal", "--pictures", "none")
    assert pmo("site", tmp_path, "-C", roots[0], *options).code == 0
    pages = sorted(tmp_path.rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        assert "For the audience internal: " in page.read_text(), page
        assert SECRET not in page.read_text(), page


def test_what_is_confidential_today_is_left_out_of_the_past_as_well(tmp_path: Path) -> None:
    files = copy.deepcopy(INNOCENT)
    files["projects/crm/risks.yaml"]["risks"].append(
        {"id": SECRET, "title": SECRET, "owner": "ana", "status": "identified"}
    )
    files[f"projects/{SECRET}/charter.yaml"] = charter(SECRET, title=SECRET, state="active")
    root = write(tmp_path, files)
    commit(root, "Before anybody thought of it")
    files["projects/crm/risks.yaml"]["risks"][-1] |= MARK
    files[f"projects/{SECRET}/charter.yaml"] |= MARK
    write(tmp_path, files)
    for audience, is_shown in (("confidential", True), ("internal", False)):
        shown = pmo("status", "--since", "HEAD", "-C", root, "--format", "json", "--audience", audience)
        assert shown.code == 0, shown.err
        assert (SECRET in shown.out) == is_shown


def test_an_unreadable_charter_is_kept_from_all_who_may_not_see_everything(tmp_path: Path) -> None:
    files = {
        f"projects/{SECRET}/charter.yaml": f"title: {SECRET}\n",
        f"projects/{SECRET}/actions.yaml": {"actions": []},
    }
    root = write(tmp_path, files)
    options = ("-C", root, "--format", "json", "--force", "--audience", "internal")
    shown = pmo("status", *options)
    assert shown.code == 0
    assert SECRET not in shown.out
    assert json.loads(shown.out)["left_out_for_audience"] == {"projects": 1, "records": 0}


def test_a_table_goes_out_without_what_is_left_out(tmp_path: Path) -> None:
    root = write(tmp_path / "whole", everything())
    innocent = write(tmp_path / "innocent", INNOCENT)
    for kind in ("risks", "contracts", "milestones", "actuals"):
        tables = []
        for one in (root, innocent):
            file = tmp_path / f"{kind}.csv"
            assert pmo("export", file, kind, "-C", one, "--as-of", DAY, "--audience", "internal").code == 0
            tables.append(file.read_text())
        assert tables[0] == tables[1]
        assert SECRET not in tables[0]
