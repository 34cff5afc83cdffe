"""Violations of a schema in the words of somebody who fills in a form.

Sentences are put together from messages inside messages, so that each part can be translated.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import reduce
from typing import Any, NamedTuple, TypeAlias

from pmo.findings import Message, message
from pmo.model.scalars import CURRENCY_PATTERN, ID_PATTERN, PROJECT_ID_PATTERN

Keys: TypeAlias = tuple[str | int, ...]
Schema: TypeAlias = Mapping[str, Any]

LONGEST = 60
"""Characters of the user's own data that a sentence repeats."""

_TYPES = {
    "string": message("text"),
    "integer": message("a whole number"),
    "number": message("a number"),
    "boolean": message("yes or no (true or false)"),
    "array": message("a list"),
    "object": message("a mapping (key: value)"),
}
_FORMATS = {
    "date": message("a date (YYYY-MM-DD)"),
    "period": message("a period (2026-11, 2026-Q4, 2026, FY2026)"),
}
_PATTERNS = {
    ID_PATTERN: message("an id"),
    PROJECT_ID_PATTERN: message("the id of a project"),
    CURRENCY_PATTERN: message("a currency"),
}
_PATTERN_HINTS = {
    ID_PATTERN: message("join words of letters and digits by single hyphens, such as vendor-delay"),
    PROJECT_ID_PATTERN: message("join lower-case words by single hyphens, such as crm-renewal"),
    CURRENCY_PATTERN: message("use the three capital letters of ISO 4217, such as EUR"),
}
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_PLACE = re.compile(r"\.(\w+)|\[([0-9]+)\]")


class Violation(NamedTuple):
    """A keyword of a schema that a value does not satisfy."""

    keys: Keys
    keyword: str
    asked: Any
    """What the keyword asks for."""
    found: Any
    schema: Schema
    """The schema that the keyword stands in."""
    in_key: bool
    """Whether it is about a key of the mapping at ``keys`` instead of a value."""


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """One mistake in the shape of a document."""

    keys: Keys
    """The way to the offending value; for a problem with a key, to the mapping that has or lacks it."""
    code: str
    message: Message
    hint: Message | None = None
    key: str | None = None
    """The unknown, missing or malformed key itself."""


def explain(violation: Violation) -> Iterator[SchemaProblem]:
    """The problems that a violation stands for."""
    return _EXPLANATIONS[violation.keyword](violation)


def refusal(reason: str) -> SchemaProblem:
    """What ``msgspec`` refused, where the schema sees nothing wrong."""
    text, _, path = reason.partition(" - at ")
    keys = tuple(int(index) if index else key for key, index in _PLACE.findall(path.partition("[...]")[0]))
    return SchemaProblem(
        keys, "PMO203", message("{field} cannot be used: {reason}", field=_field(keys), reason=text)
    )


def _unknown_keys(it: Violation) -> Iterator[SchemaProblem]:
    known = it.schema["properties"]
    for key, meant in _misspellings(it.found, known).items():
        if meant is not None:
            hint = message("did you mean `{known}`?", known=meant)
        elif "custom" in known:
            hint = message("fields of your own go under `custom:`")
        else:
            hint = message("the keys here are {keys}", keys=", ".join(known))
        text = message("unknown key `{key}`", key=_shortened(key))
        yield SchemaProblem(it.keys, "PMO201", text, hint, key)


def _missing_keys(it: Violation) -> Iterator[SchemaProblem]:
    known = it.schema["properties"]
    meant = set(_misspellings(it.found, known).values())
    for key in it.asked:
        if key not in it.found and key not in meant:
            hint = message("add `{key}:` with {expected}", key=key, expected=_expected(known[key]))
            yield SchemaProblem(it.keys, "PMO202", message("`{key}` is missing", key=key), hint, key)


def _wrong_type(it: Violation) -> Iterator[SchemaProblem]:
    field, found, expected = _field(it.keys), it.found, _expected(it.schema)
    if found is None:
        yield _problem(it, "PMO203", message("{field} is empty", field=field), _write(expected))
        return
    text = message(
        "{field} is {found}, where {expected} belongs", field=field, found=_found(found), expected=expected
    )
    yield _problem(it, "PMO203", text, _type_hint(found, it.schema))


def _not_a_choice(it: Violation) -> Iterator[SchemaProblem]:
    if it.found is None:
        yield from _wrong_type(it)
        return
    words = [str(word) for word in it.asked if word is not None]
    text = message(
        "{field} is {found}, which is not one of its choices",
        field=_field(it.keys),
        found=_found(it.found),
    )
    meant = _nearest(str(it.found), words)
    hint = (
        message("did you mean {word}? The choices are {words}", word=meant, words=", ".join(words))
        if meant
        else message("the choices are {words}", words=", ".join(words))
    )
    yield _problem(it, "PMO204", text, hint)


def _wrong_pattern(it: Violation) -> Iterator[SchemaProblem]:
    pattern, (example, *_) = it.asked, it.schema.get("examples", [""])
    field = _field(it.keys)
    text = message(
        "{field} is {found}, which is not {expected}",
        field=message("a key of {field}", field=field) if it.in_key else field,
        found=_found(it.found),
        expected=_PATTERNS.get(pattern, message("in the right form")),
    )
    if (hint := _PATTERN_HINTS.get(pattern)) is None:
        hint = (
            message("write it like {example}", example=example)
            if example
            else message("it has to match {pattern}", pattern=pattern)
        )
    yield _problem(it, "PMO205", text, hint)


def _wrong_format(it: Violation) -> Iterator[SchemaProblem]:
    text = message(
        "{field} is {found}, which is not {expected}",
        field=_field(it.keys),
        found=_found(it.found),
        expected=_FORMATS[it.asked],
    )
    if it.asked == "period":
        hint = message("write a month 2026-11, quarter 2026-Q4, year 2026, or fiscal FY2026 or FY2026-Q1")
    elif re.search(it.schema["pattern"], it.found):
        hint = message("there is no such day in the calendar")
    else:
        hint = message("write year, month and day in digits, such as 2026-11-30")
    yield _problem(it, "PMO205", text, hint)


def _out_of_range(it: Violation) -> Iterator[SchemaProblem]:
    text = message(
        "{field} is {found}, where {allowed} is allowed",
        field=_field(it.keys),
        found=_shortened(str(it.found)),
        allowed=_range(it.schema),
    )
    yield _problem(it, "PMO206", text)


def _wrong_length(it: Violation) -> Iterator[SchemaProblem]:
    least, most = it.schema.get("minItems"), it.schema.get("maxItems")
    field, count = _field(it.keys), len(it.found)
    if least == most:
        text = message(
            "{field} needs exactly {least} items, not {count}", field=field, count=count, least=least
        )
    elif it.keyword == "minItems":
        text = message(
            "{field} needs at least {least} items, not {count}", field=field, count=count, least=least
        )
    else:
        text = message("{field} takes at most {most} items, not {count}", field=field, count=count, most=most)
    yield _problem(it, "PMO206", text)


def _empty_text(it: Violation) -> Iterator[SchemaProblem]:
    text = message("{field} is empty", field=_field(it.keys))
    yield _problem(it, "PMO206", text, message("write at least one character"))


_EXPLANATIONS: dict[str, Callable[[Violation], Iterator[SchemaProblem]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "type": _wrong_type,
    "enum": _not_a_choice,
    "pattern": _wrong_pattern,
    "format": _wrong_format,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
    "minItems": _wrong_length,
    "maxItems": _wrong_length,
    "minLength": _empty_text,
}
KEYWORDS = frozenset(_EXPLANATIONS)
"""The keywords of JSON Schema that there are words for."""


def _problem(it: Violation, code: str, text: Message, hint: Message | None = None) -> SchemaProblem:
    return SchemaProblem(it.keys, code, text, hint, key=it.found if it.in_key else None)


def _field(keys: Keys) -> Message:
    """What the last of ``keys`` is called; items are counted from 1."""
    names = [key for key in keys if isinstance(key, str)]
    if not names:
        return message("the document")
    if isinstance(keys[-1], int):
        return message("item {number} of `{list}`", number=keys[-1] + 1, list=_shortened(names[-1]))
    return message("`{key}`", key=_shortened(names[-1]))


def _expected(schema: Schema) -> Message:
    """What a schema asks for, in words."""
    if "enum" in schema:
        choices = [str(word) for word in schema["enum"] if word is not None]
        if len(choices) > 1:
            return message("one of {words}", words=", ".join(choices))
        return message("{word}", word=choices[0])
    if "format" in schema:
        return _FORMATS[schema["format"]]
    if schema.get("pattern") in _PATTERNS:
        return _PATTERNS[schema["pattern"]]
    types = [_TYPES[name] for name in types_of(schema) if name != "null"]
    return reduce(_either, types)


def _either(one: Message, other: Message) -> Message:
    return message("{one} or {other}", one=one, other=other)


def types_of(schema: Schema) -> list[str]:
    """Names of the types that a schema accepts."""
    if "anyOf" in schema:
        return list(dict.fromkeys(name for branch in schema["anyOf"] for name in types_of(branch)))
    types: str | list[str] = schema.get("type", "string" if "enum" in schema else [])
    return [types] if isinstance(types, str) else types


def _found(value: object) -> Message:
    match value:
        case bool():
            return message("{word}", word="true" if value else "false")
        case int() | Decimal():
            return message("the number {value}", value=_shortened(str(value)))
        case str():
            return message("the text {value}", value=_quoted(value))
        case list():
            return message("a list")
        case _:
            return message("a mapping")


def _type_hint(found: object, schema: Schema) -> Message | None:
    """How to turn what was found into what is expected, where that is plain to see."""
    types = types_of(schema)
    wants_number = "number" in types or "integer" in types
    match found:
        case str() if "boolean" in types:
            return message("write true or false")
        case str() if wants_number and (_NUMBER if "number" in types else _INTEGER).fullmatch(found):
            return message("remove the quotes")
        case str() if wants_number and re.search("[0-9]", found):
            return message("write digits only, with a point before decimals, such as 1250.50")
        case Decimal() if "integer" in types and found == found.to_integral_value():
            return message("write {number}", number=int(found))
        case bool() | int() | Decimal() if "string" in types and "format" not in schema:
            return message("put quotes around it")
        case _ if "array" in types:
            return message("begin each item of the list with a hyphen and a space")
        case _:
            return None


def _range(schema: Schema) -> Message:
    minimum, maximum = schema.get("minimum"), schema.get("maximum")
    if maximum is None:
        return message("{minimum} or more", minimum=minimum)
    if minimum is None:
        return message("{maximum} or less", maximum=maximum)
    return message("{minimum} to {maximum}", minimum=minimum, maximum=maximum)


def _write(expected: Message) -> Message:
    return message("write {expected}", expected=expected)


def _misspellings(mapping: Mapping[str, object], known: Collection[str]) -> dict[str, str | None]:
    """The unknown keys of ``mapping``, each with the known key that was probably meant."""
    return {key: _nearest(key, known) for key in mapping if key not in known}


def _nearest(word: str, candidates: Iterable[str]) -> str | None:
    folded = {_folded(candidate): candidate for candidate in candidates}
    matches = get_close_matches(_folded(word), folded, n=1)
    return folded[matches[0]] if matches else None


def _folded(word: str) -> str:
    return re.sub(r"[\s_-]+", "-", word.strip().lower())


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _quoted(text: str) -> str:
    return repr(_shortened(text))
