"""`pmo import` at a terminal: it asks what it must not guess, and goes on without an answer where it can."""

import sys

import pytest
import yaml

from tests import portfolios
from tests.commands import pmo


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "office"
    folder.mkdir()
    return portfolios.write(folder)


@pytest.fixture
def talk(root, tmp_path, monkeypatch):
    """Runs an import at a terminal, with these answers; the questions that were asked, and the outcome."""

    def call(table, answers, *options):
        file = tmp_path / "table.csv"
        file.write_text(table)
        asked, left = [], list(answers)

        def answer(question):
            asked.append(question)
            if not left:
                raise EOFError
            return left.pop(0)

        monkeypatch.setattr("builtins.input", answer)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        outcome = pmo(
            "-C", root, "import", file, "--as-of", "2026-11-01", "--color", "never", *options, terminal=True
        )
        assert left == []
        return asked, outcome

    return call


def load(root, path):
    return yaml.safe_load((root / path).read_bytes())


def test_everything_that_is_unclear(talk, root):
    table = (
        "Risk,Statuss,Probability,Raised,Cost,Foo\n"
        'Late,Open,High,03/04/2026,"1,234",x\n'
        'Lost,Closed,High,05/06/2026,"2,345",y\n'
    )
    answers = ["risks", "y", "titel", "cause", "crm", "dd/yyyy", "", "1", "wrong", "responding", "4", "ana"]
    asked, outcome = talk(table, answers)
    assert outcome.code == 0
    assert asked == [
        "What is a row of the table?: ",
        "Is Statuss (Open, Closed) the field status? [yes]: ",
        "Which field of risks does Foo (x, y) fill? (nothing: leave it out): ",
        "Which field of risks does Foo (x, y) fill? (nothing: leave it out): ",
        "Project of all rows: ",
        "How are its dates written? [dd/mm/yyyy]: ",
        "How are its dates written? [dd/mm/yyyy]: ",
        "What stands before decimals? [.]: ",
        "What does Open mean in Statuss: identified, assessed, responding, occurred, closed? (nothing: leave it out): ",
        "What does Open mean in Statuss: identified, assessed, responding, occurred, closed? (nothing: leave it out): ",
        "What does High mean in Probability: 1, 2, 3, 4, 5? (nothing: leave it out): ",
        "owner of all of them: ",
    ]
    first, second = load(root, "projects/crm/risks.yaml")["risks"]
    assert (first["status"], first["probability"], str(first["raised"]), first["cost"], first["cause"], first["owner"]) == (
        "responding", 4, "2026-04-03", 1234, "x", "ana",
    )  # fmt: skip
    assert second["status"] == "closed"
    assert yaml.safe_load((root / "imports/table.map.yaml").read_bytes()) == {
        "kind": "risks",
        "project": "crm",
        "columns": {"Risk": "title", "Statuss": "status", "Probability": "probability", "Raised": "raised", "Cost": "cost", "Foo": "cause"},
        "values": {"status": {"Open": "responding"}, "probability": {"High": 4}},
        "dates": ["dd/mm/yyyy"],
        "decimal": ".",
        "defaults": {"owner": "ana"},
    }  # fmt: skip
    assert talk(table, [])[0] == []


def test_nothing_leaves_it_out(talk, root):
    table = "Risk,Owner,Status,Foo\nLate,ana,Open,x\n"
    asked, outcome = talk(table, ["", ""], "--kind", "risks", "--project", "crm")
    assert len(asked) == 2
    assert "Status\n    row 2: Open is not one of" in outcome.out
    assert load(root, "imports/table.map.yaml")["ignore"] == ["Foo"]


def test_at_the_end_of_the_input_nothing_is_written(talk, root):
    _, outcome = talk("Risk,Owner\nLate,ana\n", [], "--kind", "risks")
    assert outcome.code == 130
    assert not (root / "imports").exists()


def test_no_input_asks_nothing(talk):
    asked, outcome = talk("Risk,Owner\nLate,ana\n", [], "--kind", "risks", "--no-input")
    assert (asked, outcome.code) == ([], 2)


def test_many_columns_that_nobody_knows_are_not_asked_about_one_by_one(talk):
    names = [f"Foo{number}" for number in range(15)]
    table = f"Risk,Owner,{','.join(names)}\nLate,ana,{','.join('x' * 15)}\n"
    asked, outcome = talk(table, [""] * 12, "--kind", "risks", "--project", "crm")
    assert (len(asked), outcome.code) == (12, 0)
