"""A condition that the office wrote as an expression, in the words of readers as far as it is made of common parts.

Fields compared with a value, lists that are counted, and these joined by `and`, `or` and `not`; of anything else
nothing is said rather than something that might be wrong.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from jinja2 import nodes

from pmo import expressions
from pmo.expressions import ExpressionError
from pmo.locale import Language
from pmo.locale.field_labels import FIELDS, GROUPS
from pmo.locale.labels import LABELS
from pmo.locale.marking import mark
from pmo.model.kinds import KINDS

_FACTS: Final[Mapping[str, tuple[str, str]]] = {
    "status.overall": (mark("the health as reported"), "health"),
    "health.overall": (mark("the health by the facts"), "health"),
    "status_age_days": (mark("the age of the last report in days"), ""),
    "days_late": (mark("the delay in working days"), ""),
    "charter.size": (mark("the size of the project"), "word"),
    "charter.state": (mark("the state of the project"), "state"),
    "evm.cpi": (mark("the cost performance index"), ""),
    "evm.spi_t": (mark("the schedule performance index"), ""),
}
"""What conditions are mostly about: its name, and the group of its words."""
_DIMENSIONS: Final[Mapping[str, str]] = {
    "status.health": mark("{dimension} as reported"),
    "health": mark("{dimension} by the facts"),
}
_LISTS: Final[Mapping[str, tuple[str, str]]] = {
    "risks": (mark("Risks"), "Risk"),
    "open_risks": (mark("Open risks"), "Risk"),
    "issues": (mark("Issues"), "Issue"),
    "open_issues": (mark("Open issues"), "Issue"),
    "changes": (mark("Changes"), "Change"),
    "decisions": (mark("Decisions"), "Decision"),
    "milestones": (mark("Milestones"), "Milestone"),
    "overdue_milestones": (mark("Overdue milestones"), "Milestone"),
    "actions": (mark("Actions"), "Action"),
    "overdue_actions": (mark("Overdue actions"), "Action"),
}
"""Lists that conditions count, and the type of their records."""
_COMPARED: Final[Mapping[str, str]] = {
    "eq": mark("{what} is {value}"),
    "ne": mark("{what} is not {value}"),
    "gt": mark("{what} is above {value}"),
    "gteq": mark("{what} is {value} or more"),
    "lt": mark("{what} is below {value}"),
    "lteq": mark("{what} is {value} or less"),
}
_SOME: Final = frozenset({("gt", 0), ("gteq", 1), ("ne", 0)})
"""Comparisons of a number of records that say that there are any."""


class _Subject(NamedTuple):
    """What is compared."""

    name: str
    group: str
    """Group of the words that it may be; empty for a number."""


class _NoWordsError(Exception):
    """A part that nothing is said of."""


def condition_in_words(text: str, language: Language) -> str | None:
    """The condition as a sentence without its stop; None where it has a part that nothing is said of."""
    try:
        said = _Words(language).of(expressions.parse(text).tree)
    except (ExpressionError, _NoWordsError):
        return None
    return said[:1].upper() + said[1:]


class _Words:
    def __init__(self, language: Language) -> None:
        self._language = language

    def of(self, node: nodes.Node) -> str:
        match node:
            case nodes.And():
                one, other = (self._part(each, nodes.Or) for each in (node.left, node.right))
                return self._language.text("{one}, and {other}", one=one, other=other)
            case nodes.Or():
                one, other = (self._part(each, nodes.And) for each in (node.left, node.right))
                return self._language.text("{one}, or {other}", one=one, other=other)
            case nodes.Not():
                return self._language.text("not: {what}", what=self._part(node.node, nodes.And, nodes.Or))
            case nodes.Compare(ops=[nodes.Operand() as operand]):
                return self._comparison(node.expr, operand)
            case nodes.Name(name="watermelon"):
                return self._language.text("something is declared green that is red by the facts")
        raise _NoWordsError

    def _part(self, node: nodes.Node, *bracketed: type[nodes.Node]) -> str:
        said = self.of(node)
        return f"({said})" if isinstance(node, bracketed) else said

    def _comparison(self, left: nodes.Expr, operand: nodes.Operand) -> str:
        if operand.op not in _COMPARED or not isinstance(operand.expr, nodes.Const):
            raise _NoWordsError
        value = operand.expr.value
        if isinstance(left, nodes.Filter) and left.name in ("length", "count"):
            return self._counted(self._chosen(left.node), operand.op, value)
        subject = self._subject(_path(left))
        return self._language.text(
            _COMPARED[operand.op], what=subject.name, value=self._value(value, subject.group)
        )

    def _counted(self, what: str, comparison: str, count: object) -> str:
        if (comparison, count) in _SOME:
            return self._language.text("{what}: at least one", what=what)
        if (comparison, count) == ("eq", 0):
            return self._language.text("{what}: none", what=what)
        number = self._language.text("the number of {what}", what=what)
        return self._language.text(_COMPARED[comparison], what=number, value=self._value(count, ""))

    def _chosen(self, node: nodes.Node | None) -> str:
        """A list, and by what its records are chosen: `Issues (Severity: critical; Status: open)`."""
        choices: list[nodes.Filter] = []
        while isinstance(node, nodes.Filter):
            if node.name == "selectattr":
                choices.insert(0, node)
            elif node.name != "list":
                raise _NoWordsError
            node = node.node
        if not isinstance(node, nodes.Name) or node.name not in _LISTS:
            raise _NoWordsError
        name, record = _LISTS[node.name]
        chosen = "; ".join(self._choice(one, record) for one in choices)
        return f"{self._language.text(name)} ({chosen})" if chosen else self._language.text(name)

    def _choice(self, node: nodes.Filter, record: str) -> str:
        match [getattr(one, "value", None) for one in node.args]:
            case [str(field), "equalto" | "eq" | "==", value] if field in FIELDS:
                group = GROUPS.get(f"{record}.{field}", "word")
                return f"{self._language.label('field', field)}: {self._value(value, group)}"
        raise _NoWordsError

    def _subject(self, path: str) -> _Subject:
        if path in _FACTS:
            name, group = _FACTS[path]
            return _Subject(self._language.text(name), group)
        above, _, last = path.rpartition(".")
        if above in _DIMENSIONS and last in LABELS["dimension"]:
            dimension = self._language.label("dimension", last)
            return _Subject(self._language.text(_DIMENSIONS[above], dimension=dimension), "health")
        if above in KINDS and last in FIELDS:
            group = GROUPS.get(f"{KINDS[above].record.__name__}.{last}", "word")
            field, file = self._language.label("field", last), self._language.label("noun", above)
            return _Subject(f"{field} ({file})", group)
        raise _NoWordsError

    def _value(self, value: object, group: str) -> str:
        match value:
            case bool():
                return self._language.text("yes") if value else self._language.text("no")
            case int() | Decimal():
                return self._language.number(value, 4)
            case str():
                return self._language.label(group, value) if value in LABELS.get(group, {}) else value
        raise _NoWordsError


def _path(node: nodes.Node) -> str:
    """`status.overall`, as the expression names it."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_path(node.node)}.{node.attr}"
    raise _NoWordsError
