"""Closing and reopening records in a draft."""

from collections.abc import Mapping
from dataclasses import replace

from pmo.documents import Plain
from pmo.editing.draft import Draft, value_at
from pmo.editing.endings import Closing, closed, reopened
from pmo.editing.fields import FieldChange
from pmo.editing.targets import Target, target_of
from pmo.model.risks import Risk


def close(draft: Draft, address: str, closing: Closing) -> tuple[Target, tuple[FieldChange, ...]]:
    """End a record, and say which fields that changed."""
    target = target_of(draft.loaded, address)
    if target.record is Risk and closing.result == "occurred" and closing.issue is None:
        closing = replace(closing, issue=_issue_from(draft, target))
    fields = closed(target.record, _data(draft, target), closing, target.address)
    return target, apply(draft, target, fields)


def reopen(draft: Draft, address: str) -> tuple[Target, tuple[FieldChange, ...]]:
    """Undo the end of a record, and say which fields that changed."""
    target = target_of(draft.loaded, address)
    return target, apply(draft, target, reopened(target.record, _data(draft, target), target.address))


def apply(draft: Draft, target: Target, fields: Mapping[str, Plain]) -> tuple[FieldChange, ...]:
    """Set or (None) remove fields, dotted where one is inside another."""
    changes = []
    for name, value in fields.items():
        keys = (*target.keys, *name.split("."))
        before = value_at(draft.data(target.path), keys)
        if value is not None:
            draft.set(target.path, keys, value)
        elif before is not None:
            draft.remove(target.path, keys)
        changes.append(FieldChange(name, before, value))
    return tuple(changes)


def _data(draft: Draft, target: Target) -> dict[str, Plain]:
    data = value_at(draft.data(target.path), target.keys)
    return data if isinstance(data, dict) else {}


def _issue_from(draft: Draft, risk: Target) -> str | None:
    """The one issue beside a risk that says it came from it."""
    folder = risk.path.rpartition("/")[0]
    names = (risk.address.lower(), risk.address.rpartition("/")[2].lower())
    found = [
        entry.record.id
        for entry in draft.loaded.portfolio.entries("issue")
        if entry.document.path.rpartition("/")[0] == folder
        and (entry.record.from_risk or "").lower() in names
    ]
    return found[0] if len(found) == 1 else None
