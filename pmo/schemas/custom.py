"""The office's own JSON Schemas for `custom` fields: whether they are usable, and what breaks them."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, TypeAlias

Keys: TypeAlias = tuple[str | int, ...]


class CustomProblem(NamedTuple):
    """A value that does not fit, or a schema that cannot be used."""

    keys: Keys
    """The way to the value inside `custom`."""
    keyword: str
    """What it does not fit: a keyword of JSON Schema."""
    asked: object
    """What the keyword asks for."""
    schema_keys: Keys
    """The way to the keyword inside the schema."""


class CustomSchemaError(ValueError):
    """The schema itself cannot be used."""

    def __init__(self, reason: str, keys: Keys = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.keys = keys


class CustomSchema:
    """A schema for custom fields. References lead only into the schema itself: nothing is ever fetched."""

    def __init__(self, schema: dict[str, Any]) -> None:
        from jsonschema import ValidationError
        from referencing import Registry

        dialect = _dialect()
        try:
            dialect(dialect.META_SCHEMA).validate(schema)
        except ValidationError as error:
            raise CustomSchemaError(error.message, tuple(error.absolute_path)) from None
        except RecursionError:
            raise CustomSchemaError("it is nested too deeply") from None
        _refuse_bad_patterns(schema)
        self._validator = dialect(schema, registry=Registry())

    def problems(self, custom: dict[str, Any]) -> list[CustomProblem]:
        """What does not fit, in the order of the fields; raises CustomSchemaError when it cannot be told."""
        try:
            errors = [_problem(error) for error in self._validator.iter_errors(custom)]
        except RecursionError:
            raise CustomSchemaError("it refers to itself without end") from None
        except Exception as error:
            # A reference that leads nowhere, or whatever else a schema makes jsonschema run into.
            raise CustomSchemaError(str(error)) from None
        return sorted(errors, key=lambda one: (str(one.keys), one.keyword, str(one.asked)))


@cache
def _dialect() -> Any:
    from jsonschema import Draft202012Validator, validators

    types = Draft202012Validator.TYPE_CHECKER.redefine_many({"integer": _is_integer, "number": _is_number})
    extend: Any = validators.extend
    return extend(Draft202012Validator, type_checker=types)


def _problem(error: Any) -> CustomProblem:
    asked = error.validator_value
    if error.validator == "required":
        asked = next((name for name in asked if error.message.startswith(repr(name))), "")
    return CustomProblem(
        tuple(error.absolute_path), error.validator, asked, tuple(error.absolute_schema_path)
    )


def _refuse_bad_patterns(schema: Any, keys: Keys = ()) -> None:
    for place, pattern in _patterns(schema, keys):
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise CustomSchemaError(f"{pattern!r} is no regular expression: {error}", place) from None


def _patterns(schema: Any, keys: Keys) -> Iterator[tuple[Keys, str]]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "pattern" and isinstance(value, str):
                yield (*keys, key), value
            elif key == "patternProperties" and isinstance(value, dict):
                yield from (((*keys, key, pattern), pattern) for pattern in value)
            yield from _patterns(value, (*keys, key))
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from _patterns(value, (*keys, index))


def _is_integer(_checker: object, value: object) -> bool:
    return type(value) is int or (isinstance(value, Decimal) and value == value.to_integral_value())


def _is_number(_checker: object, value: object) -> bool:
    return type(value) is int or isinstance(value, Decimal)
