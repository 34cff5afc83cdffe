"""From text to a checked tree: Jinja2's parser, then an allow-list of everything that may stand in the tree."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.lexer import Lexer, Token
from jinja2.parser import Parser

from pmo.expressions.library import (
    FILTERS,
    FUNCTIONS,
    METHODS,
    TEST_POSITION,
    TESTS,
    Routine,
    signature_of,
)
from pmo.expressions.values import ExpressionError, read, unknown_word, within_range
from pmo.findings import Message, message

MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 50
MAX_BRACKETS: Final = 25
"""Brackets open at once: the parser needs some fifteen frames of the stack for each."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A text that was read and checked."""

    text: str
    tree: nodes.Expr = field(repr=False, compare=False)
    names: Mapping[str, int] = field(repr=False, compare=False)
    """The names of facts that it reads, each with the column of its first use."""


def parse(text: str, names: frozenset[str] | None = None) -> Expression:
    """Read an expression; with a vocabulary, names outside it are refused. Raises :class:`ExpressionError`."""
    expression = _parsed(text)
    if names is not None:
        for name, column in expression.names.items():
            if name not in names:
                raise ExpressionError(unknown_word("name", name, names), column)
    return expression


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Expression:
    if len(text) > MAX_LENGTH:
        raise ExpressionError(message("an expression has at most {limit} characters", limit=MAX_LENGTH), 1)
    line = text.rstrip()
    if not line:
        raise ExpressionError(message("the expression is empty"), 1)
    for column, character in enumerate(line, 1):
        if character in "\r\n":
            raise ExpressionError(message("an expression is one line; in YAML, fold it with >-"), column)
    tree = _tree(line)
    names: dict[str, int] = {}
    for name in _checked(tree):
        names.setdefault(name.name, name.lineno)
    return Expression(text, tree, names)


# Reading

_OPENING: Final = frozenset("([{")
_CLOSING: Final = frozenset(")]}")
_ESCAPES: Final = {"\\": "\\", "'": "'", '"': '"', "n": "\n", "t": "\t"}


class _ColumnLexer(Lexer):
    """Jinja2's lexer, with the column of each token where it has the line: an expression is one line.

    Numbers with a fraction become exact decimals, and of escapes in texts only the plain ones are known.
    """

    def tokeniter(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> Iterator[tuple[int, str, str]]:
        column, depth = 1, 0
        tokens = super().tokeniter(source, name, filename, state)
        while True:
            try:
                _, token, text = next(tokens)
            except StopIteration:
                return
            except TemplateSyntaxError as problem:
                raise ExpressionError(_unreadable(problem, source[column - 1 :]), column) from None
            depth += (text in _OPENING) - (text in _CLOSING)
            if depth > MAX_BRACKETS:
                raise ExpressionError(_TOO_DEEP, column)
            yield column, token, text
            column += len(text)

    def wrap(
        self, stream: Iterable[tuple[int, str, str]], name: str | None = None, filename: str | None = None
    ) -> Iterator[Token]:
        for column, token, text in stream:
            if token in _LITERALS:
                value: Any = _LITERALS[token](text, column)
                yield Token(column, token, value)
            else:
                yield from super().wrap([(column, token, text)], name, filename)


def _fraction(text: str, column: int) -> Decimal:
    try:
        return within_range(text.replace("_", ""))
    except ExpressionError as problem:
        raise ExpressionError(problem.message, column) from None


def _unquoted(text: str, column: int) -> str:
    """The text between quotes, with its escapes resolved."""
    plain, *escaped = text[1:-1].split("\\")
    pieces = [plain]
    rest = iter(escaped)
    for piece in rest:
        if not piece:
            pieces += ["\\", next(rest, "")]
        elif piece[0] in _ESCAPES:
            pieces += [_ESCAPES[piece[0]], piece[1:]]
        else:
            raise ExpressionError(message("unknown escape \\{escape}", escape=piece[0]), column)
    return "".join(pieces)


_LITERALS: Final[Mapping[str, Callable[[str, int], object]]] = {"float": _fraction, "string": _unquoted}


class _ExpressionEnvironment(Environment):
    """What Jinja2's parser asks for the lexer."""

    @property
    def lexer(self) -> Lexer:
        return _LEXER


_ENVIRONMENT: Final = _ExpressionEnvironment()
_LEXER: Final = _ColumnLexer(_ENVIRONMENT)
_TOO_DEEP: Final = message("the expression is nested too deeply")


def _tree(line: str) -> nodes.Expr:
    try:
        parser = Parser(_ENVIRONMENT, line, state="variable")
        tree = parser.parse_expression()
    except TemplateSyntaxError as problem:
        raise ExpressionError(_unreadable(problem, ""), problem.lineno) from None
    except RecursionError:
        raise ExpressionError(_TOO_DEEP, 1) from None
    if not parser.stream.eos:
        token = parser.stream.current
        raise ExpressionError(_unexpected(token), token.lineno)
    return tree


def _unreadable(problem: TemplateSyntaxError, rest: str) -> Message:
    """What Jinja2's parser says, in terms of expressions; ``rest`` is the text that the lexer cannot read."""
    if rest.startswith(("'", '"')):
        return message("the quote {quote} is not closed", quote=rest[0])
    if rest and "char" in (problem.message or ""):
        return message("unexpected character {character!r}", character=rest[0])
    reason = (problem.message or "").replace("end of template", "end of the expression")
    return message("{reason}", reason=reason.replace("end of print statement", "}}").rstrip("."))


def _unexpected(token: Token) -> Message:
    if token.type == "assign":
        return message("unexpected '='; to compare, write '=='")
    return message("unexpected {token!r} after the end of the expression", token=str(token.value))


# Checking


def column_of(node: nodes.Node) -> int:
    """Where a part of an expression begins; for a field, where its name does."""
    while True:
        match node:
            case nodes.BinExpr(left=first) | nodes.Compare(expr=first) | nodes.Call(node=first):
                node = first
            case nodes.Getattr():
                return node.lineno + 1
            case _:
                return node.lineno


ALLOWED: Final[frozenset[type[nodes.Node]]] = frozenset(
    {
        nodes.Const,
        nodes.List,
        nodes.Tuple,
        nodes.Dict,
        nodes.Name,
        nodes.Getattr,
        nodes.Getitem,
        nodes.And,
        nodes.Or,
        nodes.Not,
        nodes.CondExpr,
        nodes.Compare,
        nodes.Add,
        nodes.Sub,
        nodes.Mul,
        nodes.Div,
        nodes.FloorDiv,
        nodes.Mod,
        nodes.Neg,
        nodes.Pos,
        nodes.Concat,
        nodes.Call,
        nodes.Filter,
        nodes.Test,
    }
)
"""Kinds of node that an expression may be made of."""
_HELPERS: Final = frozenset({nodes.Pair, nodes.Keyword, nodes.Operand})


def _checked(node: nodes.Node, depth: int = 1) -> Iterator[nodes.Name]:
    """The names that a tree reads; raises where it is more than an expression may be."""
    column = column_of(node)
    if depth > MAX_DEPTH:
        raise ExpressionError(_TOO_DEEP, column)
    if type(node) not in ALLOWED | _HELPERS:
        word = _REFUSED.get(type(node), type(node).__name__.lower())
        raise ExpressionError(message("{word} is not part of the expression language", word=word), column)
    if isinstance(node, nodes.Name):
        yield node
    if isinstance(node, nodes.Const):
        _check_constant(node)
    for child in _CHILDREN.get(type(node), _all_children)(node):
        yield from _checked(child, depth + 1)


_REFUSED: Final[Mapping[type[nodes.Node], str]] = {nodes.Pow: "'**'", nodes.Slice: "a slice in a list"}


def _all_children(node: nodes.Node) -> Iterator[nodes.Node]:
    return node.iter_child_nodes()


def _check_constant(node: nodes.Const) -> None:
    try:
        read(node.value)
    except ExpressionError as problem:
        raise ExpressionError(problem.message, column_of(node)) from None


def _part_children(node: nodes.Getitem) -> Iterator[nodes.Node]:
    yield node.node
    if isinstance(node.arg, nodes.Slice):
        yield from node.arg.iter_child_nodes()
    else:
        yield node.arg


def _call_children(node: nodes.Call) -> Iterator[nodes.Node]:
    called = node.node
    if isinstance(called, nodes.Name):
        _check_arguments("function", called.name, FUNCTIONS, node, implied=0)
    elif isinstance(called, nodes.Getattr):
        _check_arguments("method", called.attr, METHODS, node, implied=1)
        yield called.node
    else:
        raise ExpressionError(message("only functions and methods of texts can be called"), column_of(node))
    yield from (*node.args, *node.kwargs)


def _filter_children(node: nodes.Filter) -> Iterator[nodes.Node]:
    _check_arguments("filter", node.name, FILTERS, node, implied=1)
    if node.name in TEST_POSITION:
        _check_test_argument(node, TEST_POSITION[node.name])
    return node.iter_child_nodes()


def _test_children(node: nodes.Test) -> Iterator[nodes.Node]:
    _check_arguments("test", node.name, TESTS, node, implied=1)
    return node.iter_child_nodes()


_CHILDREN: Final[Mapping[type[nodes.Node], Callable[[Any], Iterator[nodes.Node]]]] = {
    nodes.Getitem: _part_children,
    nodes.Call: _call_children,
    nodes.Filter: _filter_children,
    nodes.Test: _test_children,
}


def _check_test_argument(node: nodes.Filter, position: int) -> None:
    """``selectattr('due', 'lt', as_of)``: the name of the test is written out, and its arguments fit."""
    if len(node.args) <= position:
        return
    name = node.args[position]
    if not isinstance(name, nodes.Const) or not isinstance(name.value, str):
        raise ExpressionError(message("expected the name of a test in quotes"), column_of(name))
    routine = _routine("test", name.value, TESTS, column_of(name))
    _check_call(name.value, routine, [None, *node.args[position + 1 :]], {}, column_of(name))


def _check_arguments(
    what: str,
    name: str,
    known: Mapping[str, Routine],
    node: nodes.Call | nodes.Filter | nodes.Test,
    implied: int,
) -> None:
    """A call of something that exists, with arguments that it takes."""
    routine = _routine(what, name, known, column_of(node))
    options = options_of(node)
    if node.dyn_args or node.dyn_kwargs or len(options) < len(node.kwargs):
        raise ExpressionError(message("{name} takes its arguments one by one", name=name), column_of(node))
    _check_call(name, routine, [*[None] * implied, *node.args], options, column_of(node))


def options_of(node: nodes.Call | nodes.Filter | nodes.Test) -> dict[str, nodes.Expr]:
    """The arguments that are given by name."""
    return {str(keyword.key): keyword.value for keyword in node.kwargs}


def _routine(what: str, name: str, known: Mapping[str, Routine], column: int) -> Routine:
    if name not in known:
        raise ExpressionError(unknown_word(what, name, known), column)
    return known[name]


def _check_call(
    name: str, routine: Routine, arguments: Sequence[object], options: Mapping[str, Any], column: int
) -> None:
    try:
        signature_of(routine).bind(None, *arguments, **options)
    except TypeError as problem:
        raise ExpressionError(message("{name}: {problem}", name=name, problem=str(problem)), column) from None
