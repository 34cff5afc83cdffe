"""What the model says about itself in words: docstrings of records, and of each of their fields.

Python forgets the text below a field, so it is read from the source; only the generators and descriptions of views need it.
"""

import ast
import inspect
from functools import cache
from textwrap import dedent
from typing import NamedTuple

from msgspec import Struct

_EXAMPLE = "\nExample:\n"


class Prose(NamedTuple):
    """The words of one record."""

    description: str
    example: str
    """The example as YAML text; empty where there is none."""
    fields: dict[str, str]
    """Description by attribute, inherited ones included."""


@cache
def prose_of(record: type[Struct]) -> Prose:
    """Everything that the docstrings of ``record`` say."""
    description, _, example = inspect.cleandoc(record.__doc__ or "").partition(_EXAMPLE)
    fields: dict[str, str] = {}
    for base in reversed(record.__mro__):
        if issubclass(base, Struct) and base is not Struct:
            fields |= field_docstrings(base)
    return Prose(_one_line(description), dedent(example).strip("\n"), fields)


@cache
def field_docstrings(record: type) -> dict[str, str]:
    """The text below each field that a class itself declares, on one line."""
    (definition,) = ast.parse(dedent(inspect.getsource(record))).body
    assert isinstance(definition, ast.ClassDef)
    return {
        field.target.id: _one_line(text.value.value)
        for field, text in zip(definition.body, definition.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


def _one_line(text: str) -> str:
    return " ".join(text.split())
