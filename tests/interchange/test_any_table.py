"""Whatever a table holds: an import ends with a report or a sentence, and the same again changes nothing."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmo.editing.draft import Draft
from pmo.errors import PmoError
from pmo.interchange import importing, sources
from pmo.interchange.planning import Settings
from pmo.loading import load
from pmo.output import csv
from pmo.rules import engine
from pmo.trees import OverlayTree, WorkingTree
from tests import portfolios

SETTINGS = Settings(datetime.date(2026, 11, 1), "table.csv")
TABLES = {
    "risks": ["Project", "Ref", "Risk", "Owner", "Status", "Probability", "Impact", "Cost", "Raised", "Mitigation", "Tags", "Notes"],
    "projects": ["Project ID", "Project name", "Status", "Sponsor", "PM", "Start", "End", "Budget", "RAG", "Percent complete", "Purpose"],
    "people": ["Name", "Email", "Role", "FTE", "Rate", "From", "To", "Reports to"],
    "actuals": ["Project", "Month", "Amount", "Line"],
}  # fmt: skip
WORDS = st.sampled_from(
    ["", "crm", "Project crm", "ana", "Budi Santoso", "lead", "R1", "R-2", "Late", "closed", "active", "3", "5", "1,234", "£5", "50%",
     "2026-01-05", "03/04/2026", "Jan 2026", "2026-10", "amber", "Exempt", "#N/A", "-", "=1+1", "yes", "a; b", "office"]
)  # fmt: skip
CELLS = WORDS | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    return load(WorkingTree(portfolios.write(tmp_path_factory.mktemp("office"))))


@given(st.sampled_from(sorted(TABLES)), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_table(loaded, tmp_path, kind, data):
    columns = data.draw(st.lists(st.sampled_from(TABLES[kind]), min_size=2, unique=True))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(columns), max_size=len(columns)), max_size=6))
    file = tmp_path / "table.csv"
    file.write_text(csv.table(columns, rows), encoding="utf-8")
    options = sources.Options(
        kind=kind,
        project="crm" if kind in ("risks", "actuals") else None,
        defaults={"projects": ("state=active", "sponsor=ana", "manager=budi", "title=X"), "risks": ("owner=ana", "title=X"),
                  "people": ("role=lead", "name=X"), "actuals": ("cost=0", "period=2026")}[kind],
        dates=("dd/mm/yyyy",),
        decimal=".",
        create=data.draw(st.sampled_from([(), ("people", "roles")])),
    )  # fmt: skip
    try:
        source = sources.open_source(file, None, options)
        draft = Draft(loaded)
        report = importing.bring_in(draft, source, SETTINGS, "imports/t.state.json", "imports/t.map.yaml")
    except PmoError:
        return  # a sentence that says what is missing
    assert report.rows <= len(rows)
    after = load(OverlayTree(loaded.tree, draft.changes))
    assert tuple(engine.unreadable(after.findings)) == ()
    memory = draft.content("imports/t.state.json")
    again = Draft(after, lambda path: memory if path == "imports/t.state.json" else draft.content(path))
    second = importing.bring_in(again, source, SETTINGS, "imports/t.state.json", None)
    assert (second.made, second.changed) == ((), ())
    assert second.refused == report.refused
    assert again.changes == {}
