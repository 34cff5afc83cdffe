"""Which field a column means, by its name."""

import pytest

from pmo.interchange.kinds import TABLE_KINDS, kind_called
from pmo.interchange.proposals import is_called_like_a_field, propose, unit_of


def proposed(kind, *columns, taken=()):
    return {one.column: (one.field, one.how) for one in propose(TABLE_KINDS[kind], columns, taken)}


@pytest.mark.parametrize(
    ("kind", "column", "field"),
    [
        ("risks", "title", "title"),
        ("risks", "Response Plan", "response.plan"),
        ("risks", "RISK_OWNER", "owner"),
        ("risks", "Pemilik Risiko", "owner"),
        ("risks", "Cost (EUR k)", "cost"),
        ("risks", "Impact/cost", "impact.cost"),
        ("risks", "Likelihood", "likelihood"),
        ("risks", "Kemungkinan", "probability"),
        ("risks", "custom.region", "custom.region"),
        ("risks", "Project", "project"),
        ("projects", "Senior Responsible Owner", "sponsor"),
        ("projects", "Budget (£m)", "budget.approved"),
        ("projects", "End date", "plan.finish"),
        ("projects", "plan.go-live.baseline", "plan.milestones.go-live.baseline"),
        ("projects", "R.A.G.", None),
        ("people", "Étage", None),
        ("people", "Tarif harian", "cost_rate"),
        ("actuals", "Bulan", "period"),
        ("contracts", "Supplier", "vendor"),
    ],
)
def test_what_columns_are_called(kind, column, field):
    assert proposed(kind, column) == ({column: (field, "named")} if field else {})


def test_what_is_nearly_a_name_is_only_likely():
    assert proposed("risks", "Risk ownr", "Foo") == {"Risk ownr": ("owner", "like")}


def test_each_field_once_and_the_surest_first():
    assert proposed("risks", "Description", "Risk", "Owner", "Responsible") == {
        "Description": ("event", "named"), "Risk": ("title", "named"), "Owner": ("owner", "named"),
    }  # fmt: skip
    assert proposed("risks", "Description") == {"Description": ("title", "named")}
    assert proposed("risks", "Owner", taken=["owner"]) == {}


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("Cost (£m)", "million"), ("Budget EUR k", "thousand"), ("Cost [€ '000s]", "thousand"), ("in Mio. €", "million"),
        ("USD bn", "billion"), ("Anggaran (Rp juta)", "million"), ("Cost", None), ("Length (m)", None), ("Size in M", None),
        ("Total (£)", None), ("EUR", None), ("Item", None),
    ],
)  # fmt: skip
def test_units_of_money_in_names(column, unit):
    assert unit_of(column) == unit


@pytest.mark.parametrize(
    ("name", "kind"),
    [("risks", "risks"), ("Risk Register 2026", "risks"), ("budget-plan", "budget-plan"), ("Budget plan (v2)", None),
     ("Lessons Learned", "lessons"), ("Sheet1", None), ("daftar risiko", "risks")],
)  # fmt: skip
def test_what_files_and_sheets_are_called(name, kind):
    found = kind_called(name)
    assert (found.name if found is not None else None) == kind


def test_names_of_any_kind():
    assert is_called_like_a_field("Day rate")
    assert not is_called_like_a_field("Version 3")
    assert not is_called_like_a_field("---")
