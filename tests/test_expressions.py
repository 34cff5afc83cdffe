"""The expression language: what it gives, what it refuses, and that nothing else ever comes out of it."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo.expressions import (
    UNKNOWN,
    ExpressionError,
    Truth,
    evaluate,
    holds,
    names_used,
    number,
    parse,
)
from pmo.expressions.evaluator import HANDLERS
from pmo.expressions.grammar import ALLOWED, MAX_LENGTH
from pmo.expressions.library import FILTERS, FUNCTIONS, METHODS, TESTS
from pmo.expressions.values import MAX_TEXT
from pmo.model.budget import Budget
from pmo.model.charter import Charter, Contribution
from pmo.model.equipment import EquipmentItem
from pmo.model.risks import Impacts, Risk
from pmo.model.scalars import Estimate, Measure, NonNegative, Number, Period, Share

ROOT = Path(__file__).parent.parent


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def risk(name: str, **fields: Any) -> Risk:
    return Risk(**{"id": name, "title": name.title(), "owner": "budi", "status": "assessed"} | fields)


CHARTER = Charter(
    id="crm-renewal",
    title="Renew the customer system",
    state="active",
    size="large",
    sponsor="ana",
    manager="budi",
    purpose="Support ends",
    objectives=(
        Contribution(objective="grow", contribution=4),
        Contribution(objective="keep", contribution=2),
    ),
    scores={"value": Number("3.5")},
    custom={"region": "south", "gates": {"one": None}, "ratio": Decimal("0.1")},
)
RISKS = (
    risk("delay", probability=4, impact=Impacts(schedule=4), days=Estimate(*map(Number, (5, 15, 40)))),
    risk("outage", probability=2, impact=5, likelihood=Share("0.5"), cost=Estimate(*[Number(100)] * 3)),
    risk("fraud", probability=2, impact=1, status="closed", closed=day("2026-05-01")),
)
NAMES: Mapping[str, object] = {
    "charter": CHARTER,
    "budget": Budget(approved=NonNegative("1000.10"), contingency=NonNegative(100)),
    "risks": RISKS,
    "plan": None,
    "benefits": UNKNOWN,
    "as_of": day("2026-11-01"),
    "period": Period("2026-11"),
    "counted": Measure(Number(7)),
    "worded": Measure("good"),
    "printer": EquipmentItem(id="printer", title="Printer", units=NonNegative(1), from_=day("2026-01-01")),
    "evm": {"cpi": Decimal("0.9"), "spi": None, "eac": 1.5, "broken": float("nan")},
    "tags": ["b", "a", "b"],
    "holes": [1, None, 3],
    "empty": [],
    "count": 3,
    "yes": True,
    "name": "Ana",
}


def result(text: str, names: Mapping[str, object] = NAMES) -> object:
    return evaluate(parse(text), names)


def problem(text: str, names: Mapping[str, object] = NAMES) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        result(text, names)
    return caught.value


VALUES: list[tuple[str, object]] = [
    # literals
    ("1", Decimal(1)),
    ("0.10", Decimal("0.10")),
    ("0.1 + 0.2 == 0.3", True),
    ("1_000", Decimal(1000)),
    ("1.5e2", Decimal(150)),
    ("'a' \"b\"", "ab"),
    (r"'it\'s \\ \n'", "it's \\ \n"),
    ("true", True),
    ("none", UNKNOWN),
    ("[1, 'a']", (Decimal(1), "a")),
    ("(1, 2)", (Decimal(1), Decimal(2))),
    ("{'a': 1}", {"a": Decimal(1)}),
    ("  1  \n", Decimal(1)),
    # names, fields, parts
    ("charter.id", "crm-renewal"),
    ("charter['id']", "crm-renewal"),
    ("charter.scores.value", Decimal("3.5")),
    ("charter.custom.region", "south"),
    ("printer.from", day("2026-01-01")),
    ("period", "2026-11"),
    ("counted", Decimal(7)),
    ("worded", "good"),
    ("evm.eac", Decimal("1.5")),
    ("risks[0].days.likely", Decimal(15)),
    ("risks[1].cost + 1", Decimal(101)),
    ("risks[1].cost.max", Decimal(100)),
    ("risks.0.id", "delay"),
    ("risks[-1].id", "fraud"),
    ("tags[1:]", ("a", "b")),
    ("tags[::-1]", ("b", "a", "b")),
    ("name[:2]", "An"),
    ("name[0]", "A"),
    ("{'low': 1, 'large': 3}[charter.size]", Decimal(3)),
    # comparison
    ("1 < 2 <= 2 < 3", True),
    ("1 < 2 > 5", False),
    ("1 == 1.0", True),
    ("'a' < 'b'", True),
    ("charter.size in ['small', 'large']", True),
    ("charter.size not in ['small', 'large']", False),
    ("3 in ['3', 3]", True),
    ("3 in ['3', as_of, yes]", False),
    ("'x' in 'Support'", False),
    ("'upp' in charter.purpose", True),
    ("'value' in charter.scores", True),
    ("tags == ['b', 'a', 'b']", True),
    ("tags == ['b']", False),
    ("yes == true", True),
    # dates
    ("as_of < '2026-11-02'", True),
    ("'2026-11-01' == as_of", True),
    ("as_of in ['2026-11-01']", True),
    ("as_of - date('2026-10-31')", Decimal(1)),
    ("'2026-11-03' - as_of", Decimal(2)),
    ("as_of - 1", day("2026-10-31")),
    ("as_of + 30", day("2026-12-01")),
    ("30 + as_of", day("2026-12-01")),
    ("days('2026-10-01', as_of)", Decimal(31)),
    ("days(as_of, '2026-10-01')", Decimal(-31)),
    # arithmetic
    ("2 + 3 * 4", Decimal(14)),
    ("-2", Decimal(-2)),
    ("+2", Decimal(2)),
    ("7 / 2", Decimal("3.5")),
    ("7 // 2", Decimal(3)),
    ("-7 // 2", Decimal(-4)),
    ("7 // -2", Decimal(-4)),
    ("-7 % 3", Decimal(2)),
    ("7 % -3", Decimal(-2)),
    ("6 // 3", Decimal(2)),
    ("1 / 0", UNKNOWN),
    ("1 // 0", UNKNOWN),
    ("1 % 0", UNKNOWN),
    ("'a' + 'b'", "ab"),
    ("[1] + [2]", (Decimal(1), Decimal(2))),
    ("charter.id ~ ' ' ~ 1.50 ~ ' ' ~ as_of ~ true", "crm-renewal 1.50 2026-11-01true"),
    # choice
    ("1 if yes else 2", Decimal(1)),
    ("1 if not yes else 2", Decimal(2)),
    ("1 if not yes", UNKNOWN),
    ("1 if plan.start > as_of else 2", UNKNOWN),
    # filters
    ("tags | length", Decimal(3)),
    ("name | count", Decimal(3)),
    ("charter.scores | length", Decimal(1)),
    ("empty | length", Decimal(0)),
    ("charter.objectives | sum(attribute='contribution')", Decimal(6)),
    ("empty | sum", Decimal(0)),
    ("charter.objectives | map(attribute='contribution') | max", Decimal(4)),
    ("risks | min(attribute='probability')", RISKS[1]),
    ("(risks | max(attribute='probability')).id", "delay"),
    ("empty | max", UNKNOWN),
    ("tags | first", "b"),
    ("tags | last", "b"),
    ("empty | first", UNKNOWN),
    ("empty | last", UNKNOWN),
    ("tags | unique | list", ("b", "a")),
    ("risks | unique(attribute='probability') | length", Decimal(2)),
    ("tags | sort", ("a", "b", "b")),
    ("[1, 3, 2] | sort(reverse=true)", (Decimal(3), Decimal(2), Decimal(1))),
    ("risks | sort(attribute='id') | map(attribute='id') | join(', ')", "delay, fraud, outage"),
    ("risks | map(attribute='likelihood', default=0) | sum", Decimal("0.5")),
    ("risks | selectattr('status', 'eq', 'closed') | map(attribute='id')", ("fraud",)),
    ("risks | rejectattr('status', 'equalto', 'closed') | length", Decimal(2)),
    ("risks | selectattr('probability', '>=', 4) | length", Decimal(1)),
    ("risks | selectattr('probability', 'in', [2, 3]) | length", Decimal(2)),
    ("risks | selectattr('closed', 'none') | length", Decimal(2)),
    ("risks | rejectattr('closed', 'equalto', none) | length", Decimal(1)),
    ("risks | selectattr('days', 'known') | map(attribute='days.max')", (Decimal(40),)),
    ("[1, 2, 3] | select('gt', 1) | list", (Decimal(2), Decimal(3))),
    ("[1, 2, 3] | reject('gt', 1) | list", (Decimal(1),)),
    ("[true, false] | select | length", Decimal(1)),
    ("name | lower ~ name | upper ~ ' x ' | trim", "anaANAx"),
    ("-3 | abs", Decimal(3)),
    ("2.5 | round", Decimal(3)),
    ("2.345 | round(2)", Decimal("2.35")),
    ("1250 | round(-2) == 1300", True),
    ("plan.start | default('never')", "never"),
    ("name | default('never')", "Ana"),
    ("2.9 | int", Decimal(2)),
    ("'-2.9' | int", Decimal(-2)),
    # tests
    ("charter.phase is none", True),
    ("charter.phase is not none", False),
    ("charter.phase is defined", False),
    ("charter.phase == none", True),
    ("charter.phase != none", False),
    ("charter.size != none", True),
    ("charter.business_case.summary is not none", False),
    ("plan is none", True),
    ("benefits is none", True),
    ("plan is known", False),
    ("plan is unknown", True),
    ("(1 / 0) is none", True),
    ("5 is ge(5)", True),
    ("5 is in([5])", True),
    ("yes is true", True),
    ("yes is false", False),
    # functions and methods
    ("min(3, 1, 2)", Decimal(1)),
    ("max([3, 1, 2])", Decimal(3)),
    ("max(as_of, date('2027-01-01'))", day("2027-01-01")),
    ("abs(-1)", Decimal(1)),
    ("round(1.25, 1)", Decimal("1.3")),
    ("len(tags)", Decimal(3)),
    ("name.lower() ~ name.upper()", "anaANA"),
    ("name.startswith('A') and name.endswith('a')", True),
    ("' a '.strip()", "a"),
]


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_value(text: str, expected: object) -> None:
    found = result(text)
    assert found == expected
    assert type(found) is type(expected)


MISSING = [
    "charter.phase",
    "plan",
    "plan.milestones",
    "plan.milestones | length",
    "plan.milestones[0].title",
    "benefits.benefits",
    "evm.spi",
    "evm.broken",
    "evm.nothing",
    "charter.custom.gates.one",
    "charter.custom.nothing.more",
    "charter.phase == 'plan'",
    "charter.phase != 'plan'",
    "charter.phase in ['plan']",
    "charter.phase.lower()",
    "charter.phase | upper",
    "charter.phase ~ 'x'",
    "evm.spi > 0.9",
    "evm.spi + 1",
    "-evm.spi",
    "+evm.spi",
    "not evm.spi > 1",
    "1 in plan.milestones",
    "2 in holes",
    "holes | sum",
    "holes | max",
    "holes | sort",
    "holes | unique",
    "holes | join",
    "holes[1]",
    "tags[9]",
    "tags[evm.spi]",
    "tags[evm.spi:]",
    "holes | select('gt', 2)",
    "risks | selectattr('likelihood', 'gt', 0.1) | length",
    "risks | rejectattr('likelihood', 'gt', 0.1) | length",
    "risks | map(attribute='likelihood') | sum",
    "1 | round(evm.spi)",
    "plan.start | default(evm.spi)",
    "min(1, evm.spi)",
    "days(plan.start, as_of)",
    "evm.spi is true",
    "1 < evm.spi < 3",
    "[1, none] == [1, 2]",
]


@pytest.mark.parametrize("text", MISSING)
def test_missing_facts_are_unknown(text: str) -> None:
    assert result(text) is UNKNOWN


KNOWN_ALL_THE_SAME = [
    ("1 in holes", True),
    ("1 > 2 > evm.spi", False),
    ("[1, none] == [2, 2]", False),
    ("[none] == [1, 2]", False),
    ("evm.spi in empty", False),
    ("empty | selectattr('x', 'gt', evm.spi) | length == 0", True),
    ("holes | select('known') | sum", Decimal(4)),
    ("holes | length", Decimal(3)),
    ("plan is defined and plan.milestones | length > 3", False),
]


@pytest.mark.parametrize(("text", "expected"), KNOWN_ALL_THE_SAME)
def test_a_missing_fact_that_does_not_matter(text: str, expected: object) -> None:
    assert result(text) == expected


# Three-valued logic: with false < unknown < true, and is the lesser, or the greater of two.

ORDER: list[Truth] = [False, UNKNOWN, True]
truths = st.sampled_from(ORDER)


@pytest.mark.parametrize(("a", "b"), list(product(ORDER, ORDER)))
def test_kleene_tables(a: Truth, b: Truth) -> None:
    names = {"a": a, "b": b}
    assert result("a and b", names) is min(a, b, key=ORDER.index)
    assert result("a or b", names) is max(a, b, key=ORDER.index)
    assert result("not a", names) is ORDER[2 - ORDER.index(a)]


LAWS = [
    ("a and b", "b and a"),
    ("a or b", "b or a"),
    ("a and (b and c)", "(a and b) and c"),
    ("a or (b or c)", "(a or b) or c"),
    ("a and (b or c)", "a and b or a and c"),
    ("a or b and c", "(a or b) and (a or c)"),
    ("not (a and b)", "not a or not b"),
    ("not (a or b)", "not a and not b"),
    ("not not a", "a"),
    ("a and (a or b)", "a"),
    ("a or a and b", "a"),
]


@pytest.mark.parametrize(("left", "right"), LAWS)
@given(a=truths, b=truths, c=truths)
def test_kleene_laws(left: str, right: str, a: Truth, b: Truth, c: Truth) -> None:
    names = {"a": a, "b": b, "c": c}
    assert result(left, names) is result(right, names)


@given(a=truths, known=st.booleans(), text=st.sampled_from([text for law in LAWS for text in law]))
def test_learning_a_fact_never_changes_a_known_answer(a: Truth, known: bool, text: str) -> None:
    before = result(text, {"a": UNKNOWN, "b": a, "c": a})
    after = result(text, {"a": known, "b": a, "c": a})
    assert before is UNKNOWN or before is after


def test_unknown_is_not_taken_for_false() -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(UNKNOWN)
    assert str(UNKNOWN) == "unknown"
    assert repr(UNKNOWN) == "UNKNOWN"


# What is refused

MISTAKES = [
    ("chater.id", "unknown name 'chater'; did you mean 'charter'?", 1),
    ("1 + zzz", "unknown name 'zzz'", 5),
    ("charter.sise == 'large'", "unknown field 'sise'; did you mean 'size'?", 9),
    ("charter.from_", "unknown field 'from_'", 9),
    ("printer.from_", "unknown field 'from_'; did you mean 'from'?", 9),
    ("risks[0].days.mean", "unknown field 'mean'", 15),
    ("risks.risks", "a list has no fields; use map(attribute='risks')", 7),
    ("name.first", "text 'Ana' has no field 'first'", 6),
    ("count[0]", "number 3 has no parts", 6),
    ("count[0:1]", "number 3 has no parts", 6),
    ("tags['x']", "expected a number, got text 'x'", 5),
    ("tags[0.5]", "expected a whole number, got number 0.5", 5),
    ("tags[::0]", "the step of a slice cannot be 0", 5),
    ("evm[tags]", "list cannot be a key", 4),
    ("{true: 1}", "yes/no true cannot be a key", 1),
    ("1 == 1 and name < 3", "cannot compare text 'Ana' with number 3", 12),
    ("name == 3", "cannot compare text 'Ana' with number 3", 1),
    ("yes == 1", "cannot compare yes/no true with number 1", 1),
    ("as_of < 'soon'", "cannot compare date 2026-11-01 with text 'soon'", 1),
    ("as_of < '2026-02-30'", "cannot compare date 2026-11-01 with text '2026-02-30'", 1),
    ("yes < true", "yes/no true has no order", 1),
    ("charter == charter", "cannot compare record with record", 1),
    ("3 in 'abc'", "cannot look for number 3 in text 'abc'", 1),
    ("3 in 4", "cannot look for number 3 in number 4", 1),
    (
        "risks[0].days > 3",
        "cannot compare estimate of three points (use .min, .likely or .max) with number 3",
        10,
    ),
    ("yes + 1", "expected a number, got yes/no true", 1),
    ("'a' * 3", "expected a number, got text 'a'", 1),
    ("'%s' % 3", "expected a number, got text '%s'", 1),
    ("as_of * 2", "expected a number, got date 2026-11-01", 1),
    ("as_of + 0.5", "expected a whole number, got number 0.5", 1),
    ("as_of + 10000000", "the date is out of range", 1),
    ("as_of - 1e30", "the date is out of range", 1),
    ("name ~ tags", "expected text, got list", 1),
    ("name and yes", "expected yes or no, got text 'Ana'", 1),
    ("not yes or not tags", "expected yes or no, got list", 16),
    ("1 if count else 2", "expected yes or no, got number 3", 6),
    ("count | length", "number 3 has no length", 9),
    ("count | first", "expected a list, got number 3", 9),
    ("charter | list", "expected a list, got record", 11),
    ("tags | sum", "expected a number, got text 'b'", 8),
    ("[1, 'a'] | sort", "cannot compare number 1 with text 'a'", 12),
    ("risks | max", "record has no order", 9),
    ("risks | unique", "cannot tell whether record is unique", 9),
    ("tags | select", "expected yes or no, got text 'b'", 8),
    ("1 | round(99)", "cannot round to 99 digits", 5),
    ("1 | upper", "expected text, got number 1", 5),
    ("date('2026-1-1')", "expected a date (YYYY-MM-DD), got text '2026-1-1'", 1),
    ("date(3)", "expected a date (YYYY-MM-DD), got number 3", 1),
    ("'x' | int", "expected a number, got text 'x'", 7),
    ("1e30 * 100", "the number is too large", 1),
    ("1e30 // 1e-50", "the number is too large", 1),
    ("1e30 | round(30)", "the number is too large", 8),
    ("[9e30, 9e30] | sum", "the number is too large", 16),
    ("opaque", "a object cannot be used in an expression", 1),
    ("huge", "the number is too large", 1),
]


@pytest.mark.parametrize(("text", "message", "column"), MISTAKES)
def test_mistake_in_evaluation(text: str, message: str, column: int) -> None:
    names = {**NAMES, "opaque": object(), "huge": 10**40}
    caught = problem(text, names)
    assert (str(caught), caught.column) == (message, column)


REFUSED = [
    ("", "the expression is empty", 1),
    (" \n", "the expression is empty", 1),
    ("1 +", "unexpected 'end of the expression'", 3),
    ("1 2", "unexpected '2' after the end of the expression", 3),
    ("1, 2", "unexpected ',' after the end of the expression", 2),
    ("size = 'large'", "unexpected '='; to compare, write '=='", 6),
    ("1 }} {{ 2", "unexpected '}}' after the end of the expression", 3),
    ("1 -}}", "unexpected '-}}' after the end of the expression", 3),
    ("1 %}", "unexpected '}'", 4),
    ("{% if a %}", "unexpected '%'", 2),
    ("{{ 1 }}", None, None),
    ("{# 1 #}", "unexpected character '#'", 2),
    ("1 # one", "unexpected character '#'", 3),
    ("1 +\n2", "an expression is one line; in YAML, fold it with >-", 4),
    ("1\r+ 2", "an expression is one line; in YAML, fold it with >-", 2),
    ("1 == 'abc", "the quote ' is not closed", 6),
    ("a\x00b", "unexpected character '\\x00'", 2),
    ("(1", None, None),
    ("(1]", "unexpected ']', expected ')'", 3),
    ("(" * 1000, "the expression is nested too deeply", 26),
    ("[" * 1000 + "]" * 1000, "the expression is nested too deeply", 26),
    ("not " * 100 + "true", "the expression is nested too deeply", None),
    ("not " * 499 + "true", "the expression is nested too deeply", None),
    ("-" * 1999 + "1", "the expression is nested too deeply", None),
    ("a" + ".b" * 999, "the expression is nested too deeply", None),
    ("1 if a else " * 160 + "2", "the expression is nested too deeply", None),
    ("1" * 2001, f"an expression has at most {MAX_LENGTH} characters", 1),
    ("x" * 10**7, f"an expression has at most {MAX_LENGTH} characters", 1),
    ("1" * 2000, "the number is too large", 1),
    ("0x" + "f" * 100, "the number is too large", 1),
    ("1 + 1e400", "the number is too large", 5),
    ("1e99999999999999999999", "the number is too large", 1),
    ("10 ** 10", "'**' is not part of the expression language", 1),
    ("1 + tags[1:2, 3]", None, None),
    (r"'\x41'", r"unknown escape \x", 1),
    (r"'\ud800'", r"unknown escape \u", 1),
    ("lipsum()", "unknown function 'lipsum'", 1),
    ("range(10**9)", "unknown function 'range'", 1),
    ("cycler('a')", "unknown function 'cycler'", 1),
    ("mx(1, 2)", "unknown function 'mx'; did you mean 'max'?", 1),
    ("(1)(2)", "only functions and methods of texts can be called", 2),
    ("'a'.format(1)", "unknown method 'format'", 5),
    ("'a'.center(10)", "unknown method 'center'", 5),
    ("tags.append(1)", "unknown method 'append'", 6),
    ("''.__class__.__mro__()", "unknown method '__mro__'", 14),
    ("tags | tojson", "unknown filter 'tojson'; did you mean 'join'?", 8),
    ("tags | lenght", "unknown filter 'lenght'; did you mean 'length'?", 8),
    ("tags | attr('x')", "unknown filter 'attr'", 8),
    ("tags | x.y", "unknown filter 'x.y'", 8),
    ("1 is odd", "unknown test 'odd'", 3),
    ("1 is nome", "unknown test 'nome'; did you mean 'none'?", 3),
    ("risks | selectattr('x', 'equals', 1)", "unknown test 'equals'; did you mean 'equalto'?", 25),
    ("risks | selectattr('x', name)", "expected the name of a test in quotes", 25),
    ("risks | selectattr('x', 'eq')", "eq: missing a required argument: 'right'", 25),
    ("risks | selectattr('x', 'none', 1)", "none: too many positional arguments", 25),
    ("risks | selectattr('x', test='eq')", None, None),
    ("risks | selectattr", "selectattr: missing a required argument: 'attribute'", 9),
    ("risks | select('nope')", "unknown test 'nope'; did you mean 'none'?", 16),
    ("tags | length(1)", "length: too many positional arguments", 8),
    ("tags | sum(atribute='x')", "sum: got an unexpected keyword argument 'atribute'", 8),
    ("tags | sum(work=1)", None, None),
    ("tags | sum(attribute='x', attribute='y')", "sum takes its arguments one by one", 8),
    ("max(*tags)", "max takes its arguments one by one", 1),
    ("max(**evm)", "max takes its arguments one by one", 1),
    ("days('2026-01-01')", "days: missing a required argument: 'end'", 1),
    ("name.lower(1)", "lower: too many positional arguments", 6),
]


@pytest.mark.parametrize(("text", "message", "column"), REFUSED, ids=lambda value: repr(value)[:40])
def test_refused_when_read(text: str, message: str | None, column: int | None) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert message is None or str(caught.value) == message
    assert caught.value.column >= 1
    assert column is None or caught.value.column == column


HOSTILE = [
    "''.__class__",
    "''['__class__']",
    "charter.__class__",
    "charter.__struct_fields__",
    "charter['__class__']",
    "risks[0].impact.highest",
    "risks[0].days.points",
    "evm.items",
    "tags.__len__",
    "as_of.year",
    "self",
    "loop",
    "namespace",
    "'a' * 10**9",
    "'a' * 1000000000",
    "[1] * 1000000000",
    "10**10**10",
    "9999999999 * 9999999999 * 9999999999 * 9999999999",
    "'%99999999d' % 1",
    "'{:>99999999}' ~ 1 | lower | format",
    "caller()",
    "cycler.__init__.__globals__",
    "joiner",
    "dict",
    "ａ",  # noqa: RUF001 - a letter that looks like another
    "１ + １",  # noqa: RUF001
    "\ud800",
    "'" * 1999,
    "_",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile(text: str) -> None:
    if text == "evm.items":
        assert result(text) is UNKNOWN
    else:
        problem(text)


def test_work_is_bounded() -> None:
    names = {"many": list(range(50_000)), "note": "x" * MAX_TEXT, "long": "y" * 10**7}
    assert (
        str(problem("many | sort | sort | sort | sort | sort", names)) == "the expression takes too much work"
    )
    assert str(problem("many + many + many", names)) == "the expression takes too much work"
    assert str(problem("note ~ 'x'", names)) == "the text becomes too long"
    assert str(problem("note + 'x'", names)) == "the text becomes too long"
    assert str(problem("[note, note] | join", names)) == "the text becomes too long"
    assert str(problem("long | upper", names)) == "the text becomes too long"
    assert str(problem("[" + "'z' in long, " * 20 + "]", names)) == "the expression takes too much work"


def test_deep_data_is_refused() -> None:
    def nested() -> list[object]:
        inner: list[object] = []
        for _ in range(5_000):
            inner = [inner]
        return inner

    assert str(problem("a == b", {"a": nested(), "b": nested()})) == "the data is nested too deeply"


# The way in


def test_vocabulary() -> None:
    words = frozenset({"charter", "plan"})
    assert parse("charter.id == 'x' and plan is none", words).text
    with pytest.raises(ExpressionError, match="unknown name 'chater'; did you mean 'charter'") as caught:
        parse("plan is none or chater.id == 'x'", words)
    assert caught.value.column == 17


def test_names_used() -> None:
    text = "max(a.b, c[d]) > 1 and e is none and 'f' in g | selectattr('h', 'lt', i) and j.lower() == k"
    assert names_used(parse(text)) == frozenset("acdegijk")


def test_names_are_read_only_when_used() -> None:
    class Lazy(Mapping[str, object]):
        read: list[str]

        def __init__(self) -> None:
            self.read = []

        def __getitem__(self, name: str) -> object:
            self.read.append(name)
            return name == "a"

        def __iter__(self) -> Iterator[str]:
            return iter("abc")

        def __len__(self) -> int:
            return 3

        def __contains__(self, name: object) -> bool:
            return name in tuple("abc")

    names = Lazy()
    assert holds(parse("a or b"), names) is True
    assert names.read == ["a"]
    assert "did you mean" not in str(problem("zz", names))


def test_same_text_is_read_once() -> None:
    assert parse("count + 1") is parse("count + 1")
    assert parse("count + 1") == parse("count + 1")


def test_holds() -> None:
    assert holds(parse("count > 2"), NAMES) is True
    assert holds(parse("count > 3"), NAMES) is False
    assert holds(parse("plan.start > as_of"), NAMES) is UNKNOWN
    with pytest.raises(ExpressionError, match="expected yes or no, got number 3") as caught:
        holds(parse("count"), NAMES)
    assert caught.value.column == 1


def test_number() -> None:
    assert number(parse("count / 2"), NAMES) == Decimal("1.5")
    assert number(parse("risks[1].cost"), NAMES) == 100
    assert number(parse("evm.spi"), NAMES) is UNKNOWN
    with pytest.raises(ExpressionError, match="expected a number, got yes/no true") as caught:
        number(parse("count > 2"), NAMES)
    assert caught.value.column == 1
    with pytest.raises(ExpressionError, match="three points"):
        number(parse("risks[0].days"), NAMES)


def test_messages_can_be_translated() -> None:
    caught = problem("name < 3")
    assert caught.message.template == "cannot compare {left} with {right}"


def test_every_allowed_node_has_a_handler() -> None:
    assert set(HANDLERS) == set(ALLOWED)


def test_unset_fields_and_moments() -> None:
    names = {"a": msgspec.UNSET, "b": datetime.datetime(2026, 11, 1, 12)}
    assert result("a", names) is UNKNOWN
    assert result("b == '2026-11-01'", names) is True


def _expressions(data: object) -> Iterator[str]:
    if isinstance(data, list):
        for element in data:
            yield from _expressions(element)
    elif isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, str) and (key in ("check", "when") or (key == "require")):
                yield value
            else:
                yield from _expressions(value)


def shipped() -> list[str]:
    """The expressions of the methods and policies that come with the toolkit."""
    files = [*(ROOT / "templates").rglob("*.yaml"), *(ROOT / "examples").rglob("*.yaml")]
    wanted = [file for file in files if file.parent.name == "methods" or file.name == "policies.yaml"]
    return sorted({text for file in wanted for text in _expressions(yaml.safe_load(file.read_text("utf-8")))})


def test_shipped_expressions_are_read() -> None:
    for text in shipped():
        assert names_used(parse(text)), text


# Nothing but an ExpressionError ever comes out

WORDS = [*FILTERS, *FUNCTIONS, *METHODS, *TESTS, *NAMES, "and", "or", "not", "if", "else", "is", "in", "none"]
PIECES = [*WORDS, *".,:|()[]{}+-*/%~<>='\"\\ 019é\n\x00", "//", "**", "==", "!=", "<=", "'x'", "1.5", "9e29"]
SEEDS = [text for text, _ in VALUES] + [*MISSING, *HOSTILE, *(case[0][:200] for case in MISTAKES)]


def attempt(ask: Callable[[], object]) -> ExpressionError | None:
    """The refusal of a question, if it is refused; any other exception fails the test."""
    try:
        ask()
    except ExpressionError as refusal:
        return refusal
    return None


def outcome(text: str, names: Mapping[str, object]) -> None:
    questions = [partial(ask, names=names) for ask in (evaluate, holds, number)]
    refusals = [attempt(lambda ask=ask: ask(parse(text))) for ask in questions]  # type: ignore[misc]
    assert all(refusal.column >= 1 and str(refusal) for refusal in refusals if refusal)


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)))
@settings(deadline=None)
def test_any_text(text: str) -> None:
    outcome(text, NAMES)


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """A valid expression with pieces of it replaced, taken out or put elsewhere."""
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 6)))
        text = text[:start] + draw(st.sampled_from([*PIECES, *SEEDS, ""])) + text[end:]
    return text


@given(mutations())
@settings(deadline=None, max_examples=400)
def test_mutations(text: str) -> None:
    outcome(text, NAMES)


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(),
    st.floats(),
    st.text(max_size=5),
    st.dates(),
    st.datetimes(),
    st.sampled_from([UNKNOWN, RISKS[0], CHARTER, Period("2026"), Measure("x"), object(), 10**500]),
    st.sampled_from([Decimal("sNaN"), Decimal("1e999999"), Decimal("1e-999999")]),
)
keys = st.none() | st.integers(-2, 2) | st.sampled_from(["x", "likely"])
data = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)
TWO = [
    *(f"a {sign} b" for sign in ("+", "-", "*", "/", "//", "%", "~", "==", "!=", "<", "<=", "in", "not in")),
    *(f"a {word} b" for word in ("and", "or", "is eq", "is in")),
    *("a[b]", "a[b:]", "a[::b]", "{a: b}[b]", "[a, b]", "a.x", "a.likely", "-a", "+a", "not a", "a if b"),
    *(f"a | {name}" for name in FILTERS if name not in ("default", "map", "selectattr", "rejectattr")),
    *(
        "a | default(b)",
        "a | map(attribute='x')",
        "a | selectattr('x')",
        "a | select('lt', b)",
        "[a, b] | sort",
    ),
    *("[a, b] | sum", "[a, b] | unique", "[a, b] | join(b)", "a | round(b)", "min(a, b)", "days(a, b)"),
    *("date(a)", "a.lower()", "a.startswith(b)", "a is none", "a is true"),
]


@given(st.sampled_from(TWO), data, data)
@settings(deadline=None, max_examples=400)
def test_any_data(text: str, a: object, b: object) -> None:
    outcome(text, {"a": a, "b": b})


@given(data)
def test_order_and_equality_agree(a: object) -> None:
    try:
        below, same, above = (result(f"a {sign} b", {"a": a, "b": a}) for sign in ("<", "==", ">"))
    except ExpressionError:
        return
    assert (below, same, above) in [(False, True, False), (UNKNOWN, UNKNOWN, UNKNOWN)]
