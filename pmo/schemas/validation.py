"""The one door to ``jsonschema``: everything that is wrong with the shape of a document.

``msgspec`` is fast and stops at the first mistake; this is for the documents that it refused. The
published schema is made ready once per kind: references are replaced by what they refer to (looking
them up takes two thirds of the time), and periods are judged by the model itself.
"""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import msgspec

from pmo.model.scalars import PERIOD_PATTERN, Period
from pmo.schemas import load
from pmo.schemas.wording import SchemaProblem, Violation, explain, refusal, types_of

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

__all__ = ["SchemaProblem", "problems"]

Schema: TypeAlias = dict[str, Any]


def problems(kind_name: str, plain: Any, unlocated: str | None = None) -> list[SchemaProblem]:
    """Every mistake in ``plain``, the data of a document of this kind, once each.

    ``unlocated`` is what ``msgspec`` said when it refused the document. It is told as it stands should
    the schema find nothing wrong, so that a refused document never goes without a reason.
    """
    first: dict[object, SchemaProblem] = {}
    for error in _validator(kind_name).iter_errors(plain):
        for problem in explain(_violation(error)):
            first.setdefault((problem.keys, problem.key), problem)
    return list(first.values()) or ([refusal(unlocated)] if unlocated else [])


def _violation(error: "ValidationError") -> Violation:
    return Violation(
        keys=tuple(error.absolute_path),
        keyword=str(error.validator),
        asked=error.validator_value,
        found=error.instance,
        schema=cast(Schema, error.schema),
        in_key="propertyNames" in error.absolute_schema_path,
    )


@cache
def _validator(kind_name: str) -> "Validator":
    from jsonschema import Draft202012Validator, FormatChecker, validators

    formats = FormatChecker(formats=())
    formats.checks("date", raises=ValueError)(_is_date)
    formats.checks("period", raises=ValueError)(_is_period)
    types = Draft202012Validator.TYPE_CHECKER.redefine_many({"integer": _is_integer, "number": _is_number})
    strict = validators.extend(Draft202012Validator, {"anyOf": _any_of}, type_checker=types)  # type: ignore[no-untyped-call]
    return cast("Validator", strict(_prepared(load(kind_name)), format_checker=formats))


def _prepared(schema: Schema) -> Schema:
    """``schema`` without references, and with the model as judge of periods."""
    definitions = schema.pop("$defs")

    def resolved(part: Any) -> Any:
        if isinstance(part, list):
            return [resolved(item) for item in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            part = definitions[part["$ref"].rpartition("/")[2]] | part
            del part["$ref"]
        if any(branch.get("pattern") == PERIOD_PATTERN for branch in part.get("anyOf", ())):
            return {"type": types_of(part), "format": "period"}
        return {keyword: resolved(value) for keyword, value in part.items()}

    prepared: Schema = resolved(schema)
    return prepared


def _any_of(
    validator: Any, branches: list[Schema], instance: object, _schema: Schema
) -> "Iterator[ValidationError]":
    """Only the branch for the type of ``instance`` speaks; the model has no two for the same type."""
    for branch in branches:
        if any(validator.is_type(instance, name) for name in types_of(branch)):
            yield from validator.descend(instance, branch)
            return
    yield from validator.descend(instance, {"type": types_of({"anyOf": branches})})


def _is_integer(_checker: object, value: object) -> bool:
    return type(value) is int


def _is_number(_checker: object, value: object) -> bool:
    return type(value) is int or (type(value) is Decimal and value.is_finite())


def _is_date(value: object) -> bool:
    return not isinstance(value, str) or msgspec.convert(value, datetime.date) is not None


def _is_period(value: object) -> bool:
    return value is None or Period.decode(value) is not None
