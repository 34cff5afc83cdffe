"""How the commands that change records say what they have done."""

from collections.abc import Iterable

from pmo.editing.fields import FieldChange
from pmo.findings import Message
from pmo.output.written import Change, Field


def said(address: str, done: Message, changes: Iterable[FieldChange]) -> Change:
    """A change as it is reported: each field once, and only if it differs."""
    fields: dict[str, Field] = {}
    for one in changes:
        before = fields[one.field].before if one.field in fields else one.before
        fields[one.field] = Field(one.field, before, one.after)
    return Change(address, done, tuple(one for one in fields.values() if one.before != one.after))
