"""Changes that are only supposed: `ADDRESS.FIELD=VALUE` as people type it, and files of them.

A file is a mapping of addresses, each with the fields to change:

    customer-portal/live:
      forecast: 2027-05-31
    demand-response: {state: approved, tags+: board}

Fields and values are those of `pmo set`; an empty value removes the field.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from pmo.documents import Plain, parse
from pmo.documents.writing import flow
from pmo.editing.draft import Draft, value_at
from pmo.editing.fields import Assignment, FieldChange, assignment, change
from pmo.editing.targets import Target, target_of
from pmo.errors import PmoError, UsageError
from pmo.trees import MAX_BYTES

_UNLIKE_TEXT = re.compile(r"\s*[\[{'\"]")
"""Beginnings of a text that would be read as something else."""


class Supposition(NamedTuple):
    """A field of an item that is to have another value."""

    address: str
    wanted: Assignment

    def __str__(self) -> str:
        return f"{self.address}.{self.wanted.field}{self.wanted.operation}{self.wanted.value}"


def supposition(text: str) -> Supposition:
    """Parts of `ADDRESS.FIELD=VALUE`; an address holds no point, a field may."""
    name, sign, value = text.partition("=")
    address, point, field = name.partition(".")
    if not sign or not point or not address.strip() or not field.strip(" +-"):
        raise UsageError(
            f"{text!r} sets no field",
            "write ADDRESS.FIELD=VALUE, such as crm-renewal/go-live.forecast=2027-03-31 or crm-renewal.state=approved",
        )
    return Supposition(address.strip(), assignment(f"{field}={value}"))


def suppositions_in(path: Path) -> tuple[Supposition, ...]:
    """The changes that a file holds."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", "name a file of changes") from None
    if len(content) > MAX_BYTES:
        raise UsageError(f"{path} is too large to be a file of changes", "name another file")
    parsed = parse(content, str(path), keep_empty=True)
    if parsed.data is None:
        first = parsed.findings[0]
        raise PmoError(
            f"{path}, line {first.where.line}: {first.message}",
            "write addresses, each with the fields to change: `crm-renewal: {state: approved}`",
        )
    return tuple(
        Supposition(address, assignment(f"{field}={_typed(value)}"))
        for address, fields in parsed.data.items()
        for field, value in _fields(path, address, fields).items()
    )


def suppose(draft: Draft, wanted: Sequence[Supposition], as_of: datetime.date) -> tuple[FieldChange, ...]:
    """Make the changes in the draft, one after the other."""
    before = Draft(draft.loaded)
    return tuple(
        change(draft, _moved(target_of(draft.loaded, one.address), before, draft), one.wanted, as_of)
        for one in wanted
    )


def _moved(target: Target, before: Draft, draft: Draft) -> Target:
    """The target where earlier changes have left it: items of a list before it may have come or gone."""
    old, new = before.data(target.path), draft.data(target.path)
    keys: list[str | int] = []
    for depth, key in enumerate(target.keys, 1):
        id_ = _id(value_at(old, target.keys[:depth])) if isinstance(key, int) else None
        items = value_at(new, keys)
        if id_ is not None and isinstance(items, list):
            place = next((number for number, item in enumerate(items) if _id(item) == id_), None)
            if place is None:
                raise UsageError(
                    f"{target.address} is not there any more: a change before this one removes it",
                    "leave out one of the two",
                )
            key = place
        keys.append(key)
    return replace(target, keys=tuple(keys))


def _id(item: Plain) -> str | None:
    """Id of an item, to compare; None where it has none."""
    id_ = item.get("id") if isinstance(item, dict) else None
    return str(id_).lower() if id_ is not None else None


def _fields(path: Path, address: str, fields: Plain) -> dict[str, Plain]:
    if not isinstance(fields, dict) or not fields:
        raise UsageError(f"{path}: {address} has no fields to change", f"write `{address}: {{FIELD: VALUE}}`")
    return fields


def _typed(value: Plain) -> str:
    """A value of the file as one would type it."""
    if value is None:
        return ""
    if isinstance(value, str) and not _UNLIKE_TEXT.match(value):
        return value
    return flow(value)
