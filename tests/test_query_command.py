"""`pmo query`: SQL over the registers, and over nothing else."""

import csv
import datetime
import io
import json
import re
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo.analysis.listings.context import Context
from pmo.analysis.listings.tables import tables
from pmo.database import Bounds, Filled, ask
from pmo.errors import UsageError
from pmo.loading import load
from pmo.output.query import as_csv
from pmo.trees import WorkingTree
from tests import portfolios
from tests.commands import Outcome, pmo

FILES = {
    "pmo.yaml": portfolios.office(
        fx={"USD": Decimal("0.9")},
        prioritisation={"criteria": [{"id": "fit", "title": "Fit"}, {"id": "risk", "title": "Risk"}]},
    ),
    "projects/crm/charter.yaml": portfolios.charter(
        state="active",
        programme="renewal",
        scores={"fit": 4, "risk": Decimal("2.5")},
        custom={"region": {"name": "north"}},
        success_criteria=["One", "Two"],
        objectives=[{"objective": "grow", "contribution": 4}],
    ),
    "projects/crm/budget.yaml": {
        "currency": "USD",
        "approved": Decimal("1000.10"),
        "lines": [
            {"id": "a", "title": "A", "amount": Decimal("0.10"), "vendor": "acme"},
            {"id": "b", "title": "B", "amount": Decimal("0.20")},
            {"id": "c", "title": "C", "amount": Decimal("999.80")},
        ],
        "actuals": [{"period": "2026-08", "cost": 100}, {"period": "2026-09", "cost": Decimal("0.005")}],
    },
    "projects/crm/plan.yaml": {
        "milestones": [
            {"id": "m1", "title": "Interface", "baseline": "2026-10-16"},
            {"id": "m2", "title": "Live", "baseline": "2027-01-29", "after": ["m1"]},
        ]
    },
    "projects/crm/risks.yaml": {
        "risks": [
            {
                "id": "late",
                "title": "Late'; DROP TABLE risks; --",
                "owner": "budi",
                "status": "responding",
                "response": {
                    "strategy": "reduce",
                    "actions": [{"text": "Call", "owner": "ana", "due": "2026-11-20"}],
                },
            }
        ]
    },
    "vendors.yaml": {"vendors": [{"id": "acme", "name": "Acme"}]},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return portfolios.write(tmp_path, FILES)


def asked(folder: Path, *arguments: object, terminal: bool = False) -> Outcome:
    outcome = pmo("query", "-C", folder, "--as-of", "2026-11-01", *arguments, terminal=terminal)
    assert outcome.code == 0, outcome.err
    return outcome


@pytest.fixture(scope="module")
def known(tmp_path_factory) -> Context:
    folder = portfolios.write(tmp_path_factory.mktemp("portfolio"), FILES)
    return Context(load(WorkingTree(folder)).portfolio, datetime.date(2026, 11, 1))


def filled(known: Context, sql: str) -> list[Filled]:
    return [
        Filled(
            table.name,
            tuple((one.name, one.type, one.is_computed) for one in table.columns),
            list(table.rows(known)),
        )
        for name, table in tables().items()
        if name in re.findall(r"\w+", sql)
    ]


def rows(folder: Path, sql: str) -> list[list[str]]:
    return [*csv.reader(io.StringIO(asked(folder, sql, "--format", "csv").out))][1:]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT id, baseline, typeof(baseline), overdue_days FROM milestones ORDER BY 1", [
            ["m1", "2026-10-16", "DATE", "10"],
            ["m2", "2027-01-29", "DATE", ""],
        ]),
        ("SELECT sum(amount), currency FROM budget_lines GROUP BY ALL", [["1000.1", "USD"]]),
        ("SELECT typeof(amount) FROM budget_lines LIMIT 1", [["DECIMAL(38,2)"]]),
        ("SELECT sum(cost), typeof(any_value(cost)) FROM budgets_actuals", [["100.005", "DECIMAL(38,3)"]]),
        ("SELECT position, period FROM budgets_actuals", [["1", "2026-08"], ["2", "2026-09"]]),
        ("SELECT custom->'region'->>'name', scores->>'risk' FROM projects WHERE id = 'crm'", [["north", "2.5"]]),
        ("SELECT unnest(success_criteria) FROM projects", [["One"], ["Two"]]),
        ("SELECT m.title FROM milestones m, unnest(m.after) AS a(x) WHERE a.x = 'm1'", [["Live"]]),
        ("SELECT title, response_strategy FROM risks", [["Late'; DROP TABLE risks; --", "reduce"]]),
        ("SELECT origin, parent, due FROM actions", [["crm/risks/late"] * 2 + ["2026-11-20"]]),
        (
            "SELECT p.title, o.title FROM projects_objectives l JOIN projects p USING (address) "
            "JOIN objectives o ON o.id = l.objective",
            [["Project crm", "Grow"]],
        ),
        ("SELECT state, health, open FROM projects", [["active", "grey", "true"]]),
        ("SELECT v.name FROM vendors v JOIN budget_lines b ON b.vendor = v.id", [["Acme"]]),
        ("SELECT count(*) FROM lessons", [["0"]]),
        ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n", [["1"], ["2"], ["3"]]),
        ("SELECT 'infinity'::DOUBLE, 'nan'::DOUBLE, INTERVAL 1 DAY, TIME '10:00', NULL", [["inf", "nan", "1 day, 0:00:00", "10:00:00", ""]]),
        ("FROM milestones SELECT count(*) ;", [["2"]]),
    ],
)  # fmt: skip
def test_typed_columns_and_nested_lists(known, sql, expected):
    answer = as_csv(ask(filled(known, sql), sql))
    assert [*csv.reader(io.StringIO(answer))][1:] == expected


def test_questions_about_the_tables_see_all_of_them(folder):
    assert {row[0] for row in rows(folder, "SHOW TABLES")} == set(tables())
    assert ["baseline", "DATE"] in [row[:2] for row in rows(folder, "DESCRIBE milestones")]


def test_the_formats(folder):
    sql = "SELECT id, title, id FROM milestones ORDER BY id"
    assert asked(folder, sql).out == "id  title      id_2\nm1  Interface  m1\nm2  Live       m2\n2 rows\n"
    assert asked(folder, sql, "--format", "markdown").out.splitlines()[0] == "| id | title | id_2 |"
    data = json.loads(asked(folder, sql, "--format", "json").out)["data"]
    assert data["columns"][1] == {"meaning": None, "name": "title", "type": "VARCHAR"}
    assert data["rows"][0] == {"id": "m1", "title": "Interface", "id_2": "m1"}
    amounts = json.loads(
        asked(folder, "SELECT amount, 0.5::DOUBLE AS x FROM budget_lines LIMIT 1", "--format", "json").out
    )
    assert amounts["data"]["rows"] == [{"amount": "0.10", "x": 0.5}]
    assert asked(folder, "SELECT 1 WHERE false").out == "0 rows\n"
    assert "`--format csv -o FILE`" in asked(folder, sql, terminal=True).err
    assert "--tables" in asked(folder, "SELECT 1 WHERE false", terminal=True).err


def test_a_question_from_standard_input(folder, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("SELECT count(*) FROM milestones"))
    assert rows(folder, "-") == [["2"]]


def test_tables_and_their_columns(folder):
    text = asked(folder, "--tables").out
    assert re.search(r"^milestones +\d+  A point in the plan", text, re.MULTILINE)
    text = asked(folder, "--tables", "Gate-Reviews").out
    assert re.search(r"^open_conditions +BIGINT +Conditions that are not fulfilled\.$", text, re.MULTILINE)
    assert re.search(r"^held +DATE +Day on which it was held\.$", text, re.MULTILINE)
    data = json.loads(asked(folder, "--tables", "--format", "json").out)["data"]
    assert {one["name"] for one in data["tables"]} == set(tables())
    assert asked(folder, "--tables", "--format", "csv").out.startswith("table,columns,meaning\nprojects,")
    assert "| Table |" in asked(folder, "--tables", "--format", "markdown").out
    for table in data["tables"]:
        names = [one["name"] for one in table["columns"]]
        assert len(set(names)) == len(names), table["name"]
        assert all(one["meaning"] for one in table["columns"]), table["name"]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM '{file}'",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_json('http://127.0.0.1:9/x')",
        "COPY (SELECT 1) TO '{target}'",
        "ATTACH '{target}'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "PRAGMA enable_external_access = true",
        "EXPORT DATABASE '{target}'",
        "CREATE TABLE x AS SELECT 1",
        "DROP TABLE risks",
        "UPDATE risks SET title = 'x'",
        "INSERT INTO risks SELECT * FROM risks",
        "CALL pragma_version()",
        "PREPARE p AS SELECT 1",
        "SELECT 1; SELECT 2",
        "SELECT * FROM folder",
        "SELECT getenv('HOME')",
        "",
        "   ",
        "-- nothing",
        "SELEC * FROM risks",
        "SELECT titel FROM risks",
        "SELECT * FROM rsks",
        "SELECT 1 / 'x'",
        "SELECT '",
        "SELECT \x00",
        "\x1b[31m",
    ],
)  # fmt: skip
def test_nothing_but_questions_over_the_tables(known, tmp_path, sql):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\nsecret-content\n", "utf-8")
    target = tmp_path / "written"
    with pytest.raises(UsageError) as refused:
        ask(filled(known, sql), sql.format(file=secret, target=target))
    assert "secret-content" not in refused.value.reason
    assert "\n" not in refused.value.reason
    assert refused.value.advice
    assert not target.exists()


def test_a_refusal_is_two_lines_that_steer_no_terminal(folder):
    for sql in ("SELECT \x1b[31m", "SELECT * FROM read_text('/etc/hostname')", "DROP TABLE risks"):
        outcome = pmo("query", sql, "-C", folder)
        assert (outcome.code, outcome.out) == (2, "")
        assert "\x1b" not in outcome.err
        assert len(outcome.err.splitlines()) == 2


def test_mistakes_are_told_in_one_sentence_with_the_nearest_name(folder):
    outcome = pmo("query", "SELECT titel FROM risks", "-C", folder)
    assert outcome.err.startswith('pmo: the question cannot be answered: Referenced column "titel" not found')
    assert '"title"' in outcome.err
    assert "did you mean milestones?" in pmo("query", "--tables", "milestone", "-C", folder).err
    assert "`pmo query --tables` lists them" in pmo("query", "--tables", "zzz", "-C", folder).err
    assert "what is the question?" in pmo("query", "-C", folder).err


def test_without_duckdb_it_says_what_to_install(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    outcome = pmo("query", "SELECT 1", "-C", folder)
    assert (outcome.code, outcome.out) == (2, "")
    assert "pip install 'pmo-toolkit[query]'" in outcome.err
    assert asked(folder, "--tables").out


def test_only_what_the_question_is_about_stands_in_its_way(folder):
    (folder / "projects/crm/plan.yaml").write_text("milestones: 7\n", "utf-8")
    assert rows(folder, "SELECT count(*) FROM risks") == [["1"]]
    assert asked(folder, "--tables", "milestones").out
    for sql in ("SELECT * FROM milestones", "SELECT * FROM projects", "SHOW TABLES"):
        assert "projects/crm/plan.yaml:1" in pmo("query", sql, "-C", folder).err


def test_hostile_names_and_texts_are_inert(tmp_path):
    hostile = "=1+1 \x1b[31m<b>|\u202e"
    files = {"projects/crm/charter.yaml": portfolios.charter(title=hostile)}
    folder = portfolios.write(tmp_path, files)
    sql = 'SELECT title, 1 AS "=x\x1b|" FROM projects'
    for format_ in ("text", "csv", "markdown", "json"):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", asked(folder, sql, "--format", format_).out)
    assert rows(folder, sql)[0][0].startswith("'=1+1")


def test_every_table_of_the_example_can_be_filled_and_asked(example):
    context = Context(load(WorkingTree(example)).portfolio, datetime.date(2026, 11, 1))
    everything = filled(context, " ".join(tables()))
    question = " UNION ALL ".join(f"SELECT '{one.name}', count(*) FROM {one.name}" for one in everything)
    assert dict(ask(everything, question).rows) == {one.name: len(one.rows) for one in everything}


@settings(max_examples=15)
@given(
    st.lists(
        st.decimals(allow_nan=False, allow_infinity=False, places=5, min_value=-(10**20), max_value=10**20)
    )
)
def test_amounts_are_exact(amounts):
    table = Filled("t", (("n", "integer", False), ("x", "number", False)), [*map(list, enumerate(amounts))])
    answer = ask([table], "SELECT x FROM t ORDER BY n")
    assert [row[0] for row in answer.rows] == amounts


def test_amounts_that_no_decimal_holds_become_floating(tmp_path):
    table = Filled("t", (("x", "number", False),), [[Decimal(10) ** 30], [Decimal("1e-30")], [None]])
    answer = ask([table], "SELECT max(x), typeof(any_value(x)) FROM t")
    assert answer.rows == ((1e30, "DOUBLE"),)
    computed = Filled("t", (("x", "number", True),), [[Decimal(1) / 3], [None]])
    assert ask([computed], "SELECT x FROM t").rows[0][0] == Decimal("0.333333")
    with pytest.raises(UsageError):
        ask([], "SELECT 1; SELECT 2")


ENDLESS = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t"


@pytest.mark.parametrize(
    ("question", "options", "reason", "advice"),
    [
        (ENDLESS, ["--seconds", "1"], "the question takes longer than 1 s", "--seconds SECONDS"),
        (
            "SELECT repeat('x', 2000000000)",
            [],
            "the question needs more than 1,024 MB of memory",
            "--memory MB",
        ),
        (
            "SELECT DISTINCT hash(range) FROM range(30000000)",
            ["--memory", "100"],
            "the question needs more than 100 MB of memory",
            "--memory MB",
        ),
        (
            "SELECT repeat('x', 1000001)",
            [],
            "a text in the answer has more than 1,000,000 characters",
            "left()",
        ),
        ("SELECT 1", ["--seconds", "0"], "--seconds", "1"),
        ("SELECT 1", ["--memory", "5"], "--memory", "100"),
    ],
)
def test_a_question_that_takes_too_much_is_refused(folder, question, options, reason, advice):
    outcome = pmo("-C", folder, "query", question, *options)
    assert (outcome.code, outcome.out) == (2, "")
    assert reason in outcome.err
    assert advice in outcome.err


def test_a_long_answer_is_refused():
    with pytest.raises(UsageError, match="the answer has more than 10 rows"):
        ask([], "SELECT * FROM range(11)", Bounds(rows=10))
    assert len(ask([], "SELECT * FROM range(10)", Bounds(rows=10)).rows) == 10


def test_counts_have_the_name_that_people_write():
    assert ask([], "SELECT count(*), count(*) AS n, 1 + count(*)").columns == (
        "count(*)",
        "n",
        "(1 + count(*))",
    )
