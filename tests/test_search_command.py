"""`pmo search`: every text is found, also with a slip, and the best answer comes first."""

import csv
import io
import json
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo.analysis.addresses import resolve
from pmo.analysis.search import search
from pmo.analysis.search.texts import Texts
from pmo.analysis.search.words import forms, plain, words_of
from pmo.loading import load
from pmo.trees import WorkingTree
from tests import portfolios
from tests.commands import Outcome, pmo

EXAMPLE = Path(__file__).parent.parent / "examples" / "portfolio"
FILES = {
    "projects/crm/risks.yaml": """
        # a remark about the weather
        risks:
          - id: vendor-delay
            title: The vendor is late
            owner: budi
            status: responding
            cause: >-
              Their factory closes in August, and the interface
              is the last thing on their list.
            response:
              strategy: reduce
              plan: Weekly calls
              actions:
                - {text: Call the factory, owner: budi, due: 2026-11-13}
          - {id: rain, title: Rain, owner: ana, status: identified, tags: [weather]}
        """,
    "projects/crm/charter.yaml": portfolios.charter(
        purpose="Où est l'été? Risikonya besar.",
        stakeholders=[{"name": "Fire brigade", "role": "Advises"}],
        custom={"region": {"name": "Friesland", "codes": ["FR-1"]}},
        deliverables=[{"id": "handbook", "title": "Handbook of the interface"}],
    ),
    "projects/erp/charter.yaml": portfolios.charter("erp", purpose="The interface, the interface"),
    "vendors.yaml": {
        "vendors": [{"id": "acme", "name": "Acme", "contracts": [{"id": "licence", "title": "Licences"}]}]
    },
    "projects/crm/benefits.yaml": {
        "benefits": [{"id": "calm", "title": "Calm", "owner": "ana", "target": "Nobody shouts any more"}]
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return portfolios.write(tmp_path, FILES)


def found(folder: Path, *words: object, terminal: bool = False) -> Outcome:
    outcome = pmo("search", "-C", folder, "--as-of", "2026-11-01", *words, terminal=terminal)
    assert outcome.code == 0
    return outcome


def rows(folder: Path, *words: object) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(found(folder, *words, "--format", "csv").out))]


def addresses(folder: Path, *words: object) -> list[str]:
    return [row["address"] for row in rows(folder, *words)]


TEXT = """\
Search: factory interface
Test office · as of 1 November 2026
4 records found

crm/risks/vendor-delay  projects/crm/risks.yaml:8:13
  Risk: The vendor is late
  Cause: Their factory closes in August, and the interface is the last thing on their list.

crm/risks/vendor-delay/response/actions/1  projects/crm/risks.yaml:14:27
  Action: Call the factory

crm/charter/handbook  projects/crm/charter.yaml:19:26
  Deliverable: Handbook of the interface

erp  projects/erp/charter.yaml:6:14
  Project: Project erp
  Purpose: The interface, the interface
"""


def test_who_holds_all_words_comes_first(folder):
    assert found(folder, "factory", "interface").out == TEXT
    assert found(folder, "factory interface").out == TEXT


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("vendor-delay", "crm/risks/vendor-delay"),
        ("DELAY", "crm/risks/vendor-delay"),
        ("vendr", "crm/risks/vendor-delay"),
        ("venodr", "crm/risks/vendor-delay"),
        ("interfase factroy", "crm/risks/vendor-delay"),
        ("handb", "crm/charter/handbook"),
        ("ete", "crm"),
        ("ETÉ", "crm"),
        ("risiko", "crm"),
        ("brigade", "crm"),
        ("friesland", "crm"),
        ("fr-1", "crm"),
        ("shouts", "crm/benefits/calm"),
        ("acme", "vendors/acme"),
        ("licences", "vendors/acme/contracts/licence"),
        ("pereira", "people/ana"),
        ("ana", "people/ana"),
        ("weather", "crm/risks/rain"),
        ("board", "office"),
    ],
)
def test_the_best_answer_comes_first(folder, words, first):
    assert addresses(folder, words)[0] == first


def test_words_of_closed_lists_and_comments_are_no_texts(folder):
    assert addresses(folder, "responding") == []
    assert addresses(folder, "remark") == []
    text = found(folder, "Kälte", "vendr").out
    assert "No text holds kalte.\nvendr was taken for: vendor\n" in text


def test_kinds_and_projects_narrow_it(folder):
    assert addresses(folder, "interface", "--kind", "risks") == ["crm/risks/vendor-delay"]
    assert addresses(folder, "interface", "--kind", "project", "--kind", "deliverables") == [
        *("crm/charter/handbook", "erp"),
    ]
    assert addresses(folder, "fire", "--kind", "stakeholders") == ["crm"]
    assert addresses(folder, "interface", "--kind", "stakeholders") == []
    assert addresses(folder, "interface", "--project", "erp") == ["erp"]
    assert addresses(folder, "acme", "--project", "crm") == []
    assert len(addresses(folder, "interface", "--limit", "1")) == 1
    assert "… and 2 more" in found(folder, "interface", "--limit", "1").out


def test_the_words_are_marked_on_a_terminal_and_in_markdown(folder):
    assert "Their \x1b[1;33mfactory\x1b[0m closes in August" in found(
        folder, "factory", "--color", "always"
    ).out.replace("\n", "")
    page = found(folder, "factory", "--format", "markdown").out
    assert "| Call the **factory** | projects/crm/risks.yaml:14 |" in page
    outcome = found(folder, "factory", "--color", "never", terminal=True)
    assert "`pmo show crm/risks/vendor-delay/response/actions/1` shows everything" in outcome.err
    assert "Try fewer or shorter words" in found(folder, "zzzzzz", terminal=True).err


def test_marks_of_json_are_where_the_words_stand(folder):
    data = json.loads(found(folder, "factory", "interfce", "--format", "json").out)["data"]
    assert data["words"][1] == {"word": "interfce", "forms": ["interface"]}
    best = data["results"][0]
    assert (best["field"], best["line"]) == ("risks.0.cause", 8)
    assert [best["text"][start:end] for start, end in best["marks"]] == ["factory", "interface"]


def test_a_long_text_is_shown_around_the_words(tmp_path):
    text = "lorem " * 200 + "needle " + "ipsum " * 200
    folder = portfolios.write(tmp_path, {"projects/crm/charter.yaml": portfolios.charter(purpose=text)})
    shown = found(folder, "needle").out
    assert "… lorem" in shown
    assert "needle ipsum" in shown
    assert len(shown) < 800


def test_hostile_text_is_inert(tmp_path):
    hostile = "\x1b[31mneedle | <b>@ana\u202e\nmore needle"
    folder = portfolios.write(tmp_path, {"projects/crm/charter.yaml": portfolios.charter(title=hostile)})
    text = found(folder, "needle").out
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text)
    page = found(folder, "needle", "--format", "markdown").out
    assert "<b>" not in page
    assert "\u202e" not in page
    assert "\x1b[31mneedle" not in found(folder, "needle", "--color", "always").out
    assert found(folder, "\x1b[31mzzz").out.startswith("Search: \\x1b[31mzzz\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "needs WORDS"),
        (("...",), "there is no word in '...'"),
        (("x", "--kind", "rsks"), "did you mean `pmo list risks`?"),
        (("x", "--project", "zz"), "no project matches 'zz'"),
    ],
)
def test_what_is_refused(folder, arguments, said):
    outcome = pmo("search", *arguments, "-C", folder)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err


def test_files_with_errors_stand_in_the_way_unless_forced(tmp_path):
    folder = portfolios.write(tmp_path, {**FILES, "projects/erp/plan.yaml": "milestones: 7\n"})
    assert pmo("search", "factory", "-C", folder).code == 2
    assert "Incomplete: 1 error was left out" in found(folder, "factory", "--force").out


# Everything


@cache
def example():
    return load(WorkingTree(EXAMPLE)).portfolio


@cache
def texts():
    return Texts(example())


@cache
def vocabulary():
    return frozenset(word for line in texts().lines for word in words_of(line.text))


def test_every_unit_has_an_address_that_leads_to_it():
    for unit in texts().units[::5]:
        item = resolve(example(), unit.address)
        assert (item.document, item.keys) == (unit.document, unit.keys)


@settings(max_examples=20)
@given(st.data())
def test_every_word_of_every_text_finds_it(data):
    line = data.draw(st.sampled_from(texts().lines).filter(lambda line: words_of(line.text)))
    word = data.draw(st.sampled_from(words_of(line.text)))
    result = search(example(), word)
    assert texts().units[line.unit].address in {hit.unit.address for hit in result.hits}
    assert all(hit.marks for hit in result.hits)


@given(st.data())
def test_a_swapped_letter_still_finds_long_words(data):
    long_ones = sorted(one for one in vocabulary() if len(one) > 4 and not one.isdecimal())
    word = data.draw(st.sampled_from(long_ones))
    at = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if swapped not in vocabulary():
        assert word in {form.text for form in forms(swapped, vocabulary())}


@settings(max_examples=20)
@given(st.text(max_size=80))
def test_any_question_has_an_answer(question):
    result = search(example(), question, limit=5)
    assert len(result.hits) <= 5
    assert result.total >= len(result.hits)
    assert [hit.score for hit in result.hits] == sorted((hit.score for hit in result.hits), reverse=True)


@given(st.text())
def test_plain_words_have_no_case_and_no_accents_and_as_many_lines(text):
    assert plain(text).count("\n") == text.count("\n")
    assert plain(unicodedata.normalize("NFD", "Été")) == plain("ÉTÉ") == "ete"
