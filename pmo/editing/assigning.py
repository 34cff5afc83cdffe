"""Who answers for what: the field for the person, by kind of record, and who may stand there."""

from collections.abc import Iterable, Mapping
from typing import get_origin

from msgspec import Struct

from pmo.editing.closing import apply
from pmo.editing.draft import Draft
from pmo.editing.fields import FieldChange
from pmo.editing.targets import Target, target_of
from pmo.errors import UsageError, nearest
from pmo.model.kinds import RESERVED_ROLES
from pmo.model.portfolio import Portfolio
from pmo.model.records import fields_of
from pmo.model.references import reference_fields
from pmo.model.shape import alternatives

_FIELDS = ("owner", "manager", "author", "by", "chair", "person", "raised_by")
"""The field for the person who answers for a record; the first that its kind has."""
_PARTIES = frozenset({"person", "role", "body", "team"})


def assign(
    draft: Draft, address: str, person: str, field: str | None
) -> tuple[Target, tuple[FieldChange, ...]]:
    """Make somebody answer for a record; refuses people who are not known."""
    target = target_of(draft.loaded, address)
    name, kinds = _field(target, field)
    return target, apply(draft, target, {name: _known(draft.loaded.portfolio, person, kinds, name)})


def _field(target: Target, named: str | None) -> tuple[str, tuple[str, ...]]:
    """The field to set, and the kinds of party that it takes."""
    parties = _parties(target.record)
    if named is not None:
        wanted = named.strip().lower().replace("-", "_")
        if wanted in parties:
            return wanted, parties[wanted]
        there = ", ".join(parties) or "none"
        raise UsageError(f"{target.address} has no field `{named}` for a person", f"it has {there}")
    for name in _FIELDS:
        if name in parties:
            return name, parties[name]
    others = f"; name one with --as: {', '.join(parties)}" if parties else ""
    raise UsageError(f"nobody answers for {target.address} in a field of its own{others}", "see `pmo set`")


def _parties(record: type[Struct]) -> Mapping[str, tuple[str, ...]]:
    """The fields of a record that take one party, with the kinds that each takes."""
    return {
        field.key: field.refers_to
        for field in reference_fields(record)
        if field.refers_to and _PARTIES.issuperset(field.refers_to) and field.key in _single_fields(record)
    }


def _single_fields(record: type[Struct]) -> frozenset[str]:
    """The fields that may hold one text."""
    return frozenset(
        field.key
        for field in fields_of(record)
        if any(get_origin(one) is not tuple for one in alternatives(field.hint))
    )


def _known(portfolio: Portfolio, text: str, kinds: Iterable[str], field: str) -> str:
    """The id of the party that was meant, by its id or its whole name."""
    ids, names = _candidates(portfolio, tuple(kinds))
    wanted = text.strip().lower()
    if wanted in ids:
        return ids[wanted]
    found = [id_ for id_, name in names.items() if name.lower() == wanted]
    if len(found) == 1:
        return found[0]
    nouns = " or ".join(kinds)
    unread = [path for path in ("people.yaml", "pmo.yaml") if path in portfolio.unread_paths]
    if unread:
        raise UsageError(
            f"whether there is a {nouns} {text!r} is not known: {unread[0]} cannot be read",
            "`pmo validate` says why",
        )
    close = nearest(wanted, [*ids, *(name.lower() for name in names.values())])
    meant = ids.get(close or "") or next((id_ for id_, name in names.items() if name.lower() == close), None)
    advice = f"did you mean {meant}?" if meant else "`pmo list people` shows who there is"
    raise UsageError(f"there is no {nouns} {text!r} who could be `{field}`", advice)


def _candidates(portfolio: Portfolio, kinds: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """Ids as they are written by their lower case, and names by id."""
    ids: dict[str, str] = {}
    names: dict[str, str] = {}
    if "role" in kinds:
        ids |= {role: role for role in sorted(RESERVED_ROLES)}
        ids |= {key: role.id for key, role in portfolio.roles.items()}
    if "team" in kinds:
        ids |= {key: team.id for key, team in portfolio.teams.items()}
    if "body" in kinds:
        ids |= {key: body.id for key, body in portfolio.bodies.items()}
        names |= {body.id: body.name for body in portfolio.bodies.values()}
    if "person" in kinds:
        ids |= {key: person.id for key, person in portfolio.people.items()}
        names |= {person.id: person.name for person in portfolio.people.values()}
    return ids, names
