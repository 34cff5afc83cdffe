"""The fields of a record as options of a command: names, help, choices, and what a text given for one means."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import fields as struct_fields

from pmo.documents import Plain
from pmo.editing.values import typed
from pmo.errors import UsageError, nearest
from pmo.model.records import parts_of
from pmo.model.scalars import (
    PROJECT_ID_PATTERN,
    Estimate,
    Measure,
    NonNegative,
    Number,
    Percent,
    Period,
    Rating,
    Share,
    decode,
)
from pmo.model.shape import alternatives, ordered_fields
from pmo.schemas.prose import prose_of

_METAVARS: dict[Any, str] = {
    datetime.date: "DATE",
    int: "NUMBER",
    Number: "NUMBER",
    NonNegative: "NUMBER",
    Percent: "PERCENT",
    Rating: "1..5",
    Share: "0..1",
    Estimate: "NUMBER|{min, likely, max}",
    Measure: "NUMBER|TEXT",
    Period: "PERIOD",
}
_NUMBERS = ("NUMBER", "PERCENT", "0..1", "1..5")
_LISTED = re.compile(r"\s*,\s*")


@dataclass(frozen=True, slots=True)
class RecordField:
    """A field of a record, as an option."""

    attribute: str
    """Name in Python."""
    key: str
    """Name in the file."""
    hint: Any
    help: str
    required: bool
    default: Plain
    """What counts where nothing is given, as far as that is a single value."""

    @property
    def option(self) -> str:
        return f"--{self.key.replace('_', '-')}"

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that it may be, where the list is closed."""
        kinds = [bare(one) for one in alternatives(self.hint)]
        words = [get_args(one) for one in kinds if get_origin(one) is Literal]
        return tuple(word for some in words for word in some) if len(words) == len(kinds) else ()

    @property
    def refers_to(self) -> tuple[str, ...]:
        """Kinds that its texts refer to, where they refer to something."""
        return tuple(dict.fromkeys(_references(self.hint)))

    @property
    def is_flag(self) -> bool:
        return all(bare(one) is bool for one in alternatives(self.hint))

    @property
    def bounds(self) -> tuple[int, int] | None:
        """Least and greatest value of a scale."""
        for one in alternatives(self.hint):
            for meta in getattr(one, "__metadata__", ()):
                if isinstance(meta, Meta) and meta.ge is not None and meta.le is not None:
                    return int(meta.ge), int(meta.le)
        return None

    @property
    def metavar(self) -> str:
        """What the help shows for its value."""
        kinds = [bare(one) for one in alternatives(self.hint)]
        scale = "{}..{}".format(*self.bounds) if self.bounds is not None else None
        if any(get_origin(one) in (tuple, dict) or _is_record(one) for one in kinds):
            return f"{scale}|YAML" if scale else "YAML"
        if scale:
            return scale
        if self.refers_to:
            return "|".join(kind.upper() for kind in self.refers_to)
        return next((_METAVARS[one] for one in kinds if one in _METAVARS), "TEXT")


@cache
def record_fields(record: type[Struct]) -> tuple[RecordField, ...]:
    """The fields of a record type in the order in which they are written."""
    prose = prose_of(record)
    info = {one.name: one for one in struct_fields(record)}
    return tuple(
        RecordField(
            field.attribute,
            field.key,
            field.hint,
            prose.fields.get(field.attribute, ""),
            info[field.attribute].required,
            _default(info[field.attribute].default),
        )
        for field in ordered_fields(record)
    )


def value_of(field: RecordField, text: str, as_of: datetime.date) -> Plain:
    """What a text given for a field means; refuses what it cannot be.

    A text field takes the text as it is; a list of words also takes them with commas between; everything else,
    lists and mappings among it, is written as in the files. A day may be `today`.
    """
    if field.choices:
        return _choice(field, text)
    kinds = [bare(one) for one in alternatives(field.hint)]
    lists = [one for one in kinds if get_origin(one) is tuple]
    takes_words = str not in kinds and any(map(_holds_texts, lists))
    value: Plain
    if takes_words and text.lstrip()[:1] not in ("[", "{"):
        value = [word for word in _LISTED.split(text.strip()) if word]
    else:
        value = typed(text, tuple(alternatives(field.hint)), as_of, field.option)
        if lists and isinstance(value, dict):
            value = [value]
    _refuse_unfit(field, text, value)
    return value


def bare(hint: Any) -> Any:
    """A type without its annotations."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _references(hint: Any) -> Iterator[str]:
    for part in parts_of(hint):
        for meta in getattr(part, "__metadata__", ()):
            if isinstance(meta, Meta) and meta.extra:
                yield from meta.extra.get("refers_to", ())


def _choice(field: RecordField, text: str) -> str:
    word = text.strip().lower().replace("_", "-").replace(" ", "-")
    if word in field.choices:
        return word
    close = nearest(word, field.choices)
    advice = f"did you mean {close}?" if close else f"it is one of: {', '.join(field.choices)}"
    raise UsageError(f"{field.option} cannot be {text!r}", advice)


def _refuse_unfit(field: RecordField, text: str, value: Plain) -> None:
    try:
        msgspec.convert(value, field.hint, dec_hook=decode)
    except msgspec.ValidationError as error:
        kinds = {bare(one) for one in alternatives(field.hint)}
        if field.key == "id":
            letters = "small letters" if repr(PROJECT_ID_PATTERN) in repr(field.hint) else "letters"
            advice = f"write an id: {letters} and digits in words joined by -, such as vendor-delay"
        elif datetime.date in kinds:
            advice = "write a day as YYYY-MM-DD, or today"
        elif field.metavar in _NUMBERS:
            advice = f"write a number: {field.metavar}"
        else:
            reason = str(error).partition(" - at ")[0]
            advice = f"{reason[0].lower()}{reason[1:]}"
        raise UsageError(f"{field.option} cannot be {text!r}", advice) from None


def _holds_texts(hint: Any) -> bool:
    """Whether the items of a list may be text."""
    return any(bare(one) is str for one in alternatives(get_args(hint)[0]))


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Struct)


def _default(value: object) -> Plain:
    return value if isinstance(value, str | int) else None
