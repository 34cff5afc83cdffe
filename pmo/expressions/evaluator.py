"""Works out a checked tree: one handler for each kind of node."""

from collections.abc import Callable, Iterator, Mapping
from decimal import DecimalException
from typing import Any, Final

from jinja2 import nodes

from pmo.expressions import operations
from pmo.expressions.grammar import Expression, column_of, options_of
from pmo.expressions.library import FILTERS, FUNCTIONS, METHODS, TESTS, Routine
from pmo.expressions.values import (
    EXACT,
    TOO_LARGE,
    UNKNOWN,
    ExpressionError,
    Truth,
    Work,
    bounded,
    conjunction,
    decimal_from,
    disjunction,
    missing,
    negation,
    read,
    text_from,
    truth,
    unknown_word,
)
from pmo.findings import message


class Evaluation:
    """One evaluation: the facts, and the work that it may still do."""

    __slots__ = ("names", "work")

    def __init__(self, names: Mapping[str, object]) -> None:
        self.names = names
        self.work = Work()

    def value(self, node: nodes.Node) -> object:
        """The value of a part of the tree; an error without a place gets the column of that part."""
        try:
            self.work.spend()
            return HANDLERS[type(node)](self, node)
        except ExpressionError as problem:
            problem.column = problem.column or column_of(node)
            raise
        except DecimalException:
            raise ExpressionError(TOO_LARGE, column_of(node)) from None

    def values(self, parts: list[nodes.Expr]) -> tuple[object, ...]:
        return tuple(map(self.value, parts))

    def condition(self, node: nodes.Node) -> Truth:
        return truth(self.value(node), column=column_of(node))


def result_of(expression: Expression, names: Mapping[str, object]) -> object:
    """The value of an expression, never None."""
    try:
        value = Evaluation(names).value(expression.tree)
    except RecursionError:
        raise ExpressionError(message("the data is nested too deeply"), 1) from None
    return UNKNOWN if value is None else value


# Literals and names


def _constant(run: Evaluation, node: nodes.Const) -> object:
    return None if node.value is None else read(node.value)


def _sequence(run: Evaluation, node: nodes.List | nodes.Tuple) -> object:
    return run.values(node.items)


def _mapping(run: Evaluation, node: nodes.Dict) -> object:
    return operations.mapping_of([(run.value(pair.key), run.value(pair.value)) for pair in node.items])


def _name(run: Evaluation, node: nodes.Name) -> object:
    if node.name not in run.names:
        raise ExpressionError(unknown_word("name", node.name, run.names))
    return read(run.names[node.name])


# Parts


def _attribute(run: Evaluation, node: nodes.Getattr) -> object:
    return operations.attribute(run.value(node.node), node.attr)


def _part(run: Evaluation, node: nodes.Getitem) -> object:
    value = run.value(node.node)
    if not isinstance(node.arg, nodes.Slice):
        return operations.item(value, run.value(node.arg))
    bounds = (node.arg.start, node.arg.stop, node.arg.step)
    start, stop, step = (None if bound is None else run.value(bound) for bound in bounds)
    return operations.part(run.work, value, start, stop, step)


# Logic


def _and(run: Evaluation, node: nodes.And) -> object:
    return conjunction(map(run.condition, (node.left, node.right)))


def _or(run: Evaluation, node: nodes.Or) -> object:
    return disjunction(map(run.condition, (node.left, node.right)))


def _not(run: Evaluation, node: nodes.Not) -> object:
    return negation(run.condition(node.node))


def _choice(run: Evaluation, node: nodes.CondExpr) -> object:
    answer = run.condition(node.test)
    if answer is UNKNOWN:
        return UNKNOWN
    chosen = node.expr1 if answer else node.expr2
    return UNKNOWN if chosen is None else run.value(chosen)


def _compare(run: Evaluation, node: nodes.Compare) -> object:
    return conjunction(_comparisons(run, node))


def _comparisons(run: Evaluation, node: nodes.Compare) -> Iterator[Truth]:
    left = run.value(node.expr)
    for operand in node.ops:
        right = run.value(operand.expr)
        yield operations.COMPARISONS[operand.op](run.work, left, right)
        left = right


# Arithmetic

_ARITHMETIC: Final[Mapping[type[nodes.BinExpr], Callable[[Work, object, object], object]]] = {
    nodes.Add: operations.add,
    nodes.Sub: operations.subtract,
    nodes.Mul: operations.multiply,
    nodes.Div: operations.divide,
    nodes.FloorDiv: operations.divide_whole,
    nodes.Mod: operations.remainder,
}


def _arithmetic(run: Evaluation, node: nodes.BinExpr) -> object:
    left, right = run.value(node.left), run.value(node.right)
    if missing(left) or missing(right):
        return UNKNOWN
    return _ARITHMETIC[type(node)](run.work, left, right)


def _negative(run: Evaluation, node: nodes.Neg) -> object:
    value = run.value(node.node)
    return UNKNOWN if missing(value) else EXACT.minus(decimal_from(value))


def _positive(run: Evaluation, node: nodes.Pos) -> object:
    value = run.value(node.node)
    return UNKNOWN if missing(value) else decimal_from(value)


def _concatenation(run: Evaluation, node: nodes.Concat) -> object:
    values = run.values(node.nodes)
    if any(map(missing, values)):
        return UNKNOWN
    text = ""
    for value in values:
        text = bounded(run.work, text + text_from(value))
    return text


# Calls


def _call(run: Evaluation, node: nodes.Call) -> object:
    called = node.node
    if isinstance(called, nodes.Getattr):
        return _applied(run, METHODS[called.attr], node, run.value(called.node))
    assert isinstance(called, nodes.Name)
    return _applied(run, FUNCTIONS[called.name], node)


def _filter(run: Evaluation, node: nodes.Filter) -> object:
    assert node.node is not None  # as in filter blocks of templates
    return _applied(run, FILTERS[node.name], node, run.value(node.node))


def _test(run: Evaluation, node: nodes.Test) -> object:
    return _applied(run, TESTS[node.name], node, run.value(node.node))


def _applied(
    run: Evaluation, routine: Routine, node: nodes.Call | nodes.Filter | nodes.Test, *subject: object
) -> object:
    options = {name: run.value(option) for name, option in options_of(node).items()}
    return routine(run.work, *subject, *run.values(node.args), **options)


HANDLERS: Final[Mapping[type[nodes.Node], Callable[[Evaluation, Any], object]]] = {
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
    nodes.Const: _constant,
    nodes.List: _sequence,
    nodes.Tuple: _sequence,
    nodes.Dict: _mapping,
    nodes.Name: _name,
    nodes.Getattr: _attribute,
    nodes.Getitem: _part,
    nodes.And: _and,
    nodes.Or: _or,
    nodes.Not: _not,
    nodes.CondExpr: _choice,
    nodes.Compare: _compare,
    nodes.Neg: _negative,
    nodes.Pos: _positive,
    nodes.Concat: _concatenation,
    nodes.Call: _call,
    nodes.Filter: _filter,
    nodes.Test: _test,
}
