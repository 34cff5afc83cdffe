"""The one small expression language of files and options.

The syntax is Jinja2's; nothing of Jinja2 is ever run. A text is read with its parser, the tree is checked once
against the allow-list of :mod:`pmo.expressions.grammar`, and :mod:`pmo.expressions.evaluator` works it out with
values of :mod:`pmo.expressions.values` alone. Whatever is wrong with a text or with the data it meets is an
:class:`ExpressionError` that knows its column.

There is one missing value, ``UNKNOWN``: an absent document, an empty optional field, a missing key, a position
past the end of a list, a division by zero. It is neither true nor false and passes through everything that
depends on it; only ``is none``, ``== none``, ``is defined``, ``is known``, ``is unknown`` and ``default`` look
at it. An empty list is known, and so is its length.
"""

from collections.abc import Mapping
from decimal import Decimal

from pmo.expressions.evaluator import result_of
from pmo.expressions.grammar import Expression, parse
from pmo.expressions.values import UNKNOWN, ExpressionError, Truth, Unknown, number_from, truth

__all__ = [
    "UNKNOWN",
    "Expression",
    "ExpressionError",
    "Truth",
    "Unknown",
    "evaluate",
    "holds",
    "names_used",
    "number",
    "parse",
]


def evaluate(expression: Expression, names: Mapping[str, object]) -> object:
    """The value of an expression, never ``None``: a number is a ``Decimal``, a missing value ``UNKNOWN``.

    A list or record of the data comes back as it is; a list that the expression makes is a tuple.

    ``names`` may compute its values when asked for: only those that are used are read. What its own code
    raises is not caught.
    """
    return result_of(expression, names)


def holds(expression: Expression, names: Mapping[str, object]) -> Truth:
    """Whether a condition is true, false or unknown."""
    return truth(result_of(expression, names), column=1)


def number(expression: Expression, names: Mapping[str, object]) -> Decimal | Unknown:
    """The number that an expression gives, or ``UNKNOWN``."""
    return number_from(result_of(expression, names), column=1)


def names_used(expression: Expression) -> frozenset[str]:
    """The names of facts that an expression reads."""
    return frozenset(expression.names)
