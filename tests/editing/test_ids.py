"""Ids from titles."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.editing.ids import LONGEST, free_id, slug
from pmo.model.scalars import ID_PATTERN, PROJECT_ID_PATTERN


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The vendor delivers the interface late", "vendor-delivers-interface-late"),
        ("Überführung der Straßenbahn", "uberfuhrung-der-strassenbahn"),
        ("São Paulo: façade & roof", "sao-paulo-facade-roof"),
        ("Ærø 2030 \N{EM DASH} Łódź", "aero-2030-lodz"),
        ("Обновить платёжную систему", "obnovit-platezhnuyu-sistemu"),
        ("Δίκτυο", "diktyo"),
        ("Budi\N{RIGHT SINGLE QUOTATION MARK}s laptop", "budis-laptop"),
        ("Perbaikan sistem penagihan untuk pelanggan", "perbaikan-sistem-penagihan"),
        ("of the", "of-the"),
        ("2027", "risk-2027"),
        ("\N{FULLWIDTH DIGIT SEVEN}", "risk-7"),
    ],
)
def test_titles_become_short_ascii_ids(title: str, expected: str) -> None:
    assert slug(title, "risk") == expected


def test_a_title_of_another_script_gives_the_same_id_on_every_branch() -> None:
    assert slug("納期の遅れ", "risk") == slug("納期の遅れ", "risk") == "risk-f058cc"
    assert slug("納期の遅れ", "risk") != slug("予算の不足", "risk")


def test_a_taken_id_is_told_apart_by_the_next_word_then_by_number() -> None:
    title = "Perbaikan sistem penagihan untuk pelanggan Bandung"
    taken = {"perbaikan-sistem-penagihan"}
    assert free_id(title, "project", taken) == "perbaikan-sistem-penagihan-pelanggan"
    assert free_id("Vendor late", "risk", {"vendor-late"}) == "vendor-late-2"
    assert free_id("Vendor late", "risk", {"vendor-late", "vendor-late-2"}) == "vendor-late-3"


def test_no_folder_gets_the_name_of_a_device() -> None:
    assert free_id("CON", "project", ()) == "con-2"


@given(st.text(max_size=120), st.sets(st.from_regex(r"[a-z]{1,3}(-[a-z0-9]{1,3}){0,2}", fullmatch=True)))
def test_every_title_gives_a_valid_free_id(title: str, taken: set[str]) -> None:
    found = free_id(title, "budget-line", taken)
    assert re.fullmatch(ID_PATTERN, found)
    assert re.fullmatch(PROJECT_ID_PATTERN, found)
    assert found not in taken
    assert len(slug(title, "budget-line")) <= max(LONGEST, len("budget-line-123456"))
    assert re.search("[a-z]", found)
