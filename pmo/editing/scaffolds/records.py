"""A new record: what its fields are, which id it gets, and into which list it goes."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pmo.documents import Plain
from pmo.editing.draft import Draft
from pmo.editing.ids import free_id
from pmo.editing.scaffolds.fields import RecordField, record_fields, value_of
from pmo.editing.scaffolds.kinds import Place, RecordKind
from pmo.editing.scaffolds.references import canonical
from pmo.editing.scaffolds.target import MergeTarget, ids_in
from pmo.errors import PmoError, UsageError
from pmo.model.kinds import ITEM_KINDS, KINDS, RESERVED_ROLES, Level
from pmo.model.portfolio import Holder, Portfolio
from pmo.model.scalars import ID_PATTERN

_PARTIES: Sequence[Place] = (
    Place("people", ("people",)),
    Place("people", ("roles",)),
    Place("people", ("teams",)),
    Place("office", ("governance", "bodies")),
)
"""Lists whose ids name somebody who decides or does something: they must differ across all of them."""
_FOLDERS: Mapping[Level, str] = {
    "office": "",
    "programme": "programmes/{holder}/",
    "project": "projects/{holder}/",
}


@dataclass(frozen=True, slots=True)
class Home:
    """The project, programme or office that something belongs to."""

    level: Level
    holder: str = ""

    def path(self, document: str) -> str:
        """Path of one of its documents."""
        name = KINDS[document].path.rpartition("/")[2]
        return _FOLDERS[self.level].format(holder=self.holder) + name

    def of(self, portfolio: Portfolio) -> Holder | None:
        """What the portfolio knows of it."""
        match self.level:
            case "project":
                return portfolio.projects.get(self.holder.lower())
            case "programme":
                return portfolio.programme_holders.get(self.holder)
            case "office":
                return portfolio.office_holder


@dataclass(frozen=True, slots=True)
class Added:
    """A record that was added."""

    address: str
    record: Mapping[str, Plain]


def home_of(
    portfolio: Portfolio,
    levels: Sequence[Level],
    project: str | None,
    programme: str | None,
    inside: Path | None = None,
) -> Home | None:
    """Where a record goes: what was named, else the project or programme whose folder one stands in, else the office.

    ``inside`` is the current folder as seen from the portfolio. None where a project must be named.
    """
    if project is not None and programme is not None:
        raise UsageError("--project and --programme do not go together", "name the one it belongs to")
    if project is not None:
        return Home("project", canonical(portfolio, ("project",), project, None, "--project"))
    if programme is not None:
        return Home("programme", canonical(portfolio, ("programme",), programme, None, "--programme"))
    parts = inside.parts if inside is not None else ()
    if len(parts) > 1 and parts[0] == "projects" and parts[1] in portfolio.projects and "project" in levels:
        return Home("project", parts[1])
    if (
        len(parts) > 1
        and parts[0] == "programmes"
        and parts[1].lower() in portfolio.programmes
        and "programme" in levels
    ):
        return Home("programme", parts[1])
    return Home("office") if "office" in levels else None


def values(
    kind: RecordKind, given: Mapping[str, str], portfolio: Portfolio, home: Home, as_of: datetime.date
) -> dict[str, Plain]:
    """The fields that were given, by key; references as the files write them."""
    holder = home.of(portfolio)
    found: dict[str, Plain] = dict(kind.fixed)
    for field in record_fields(kind.record):
        if field.key in given:
            found[field.key] = understood(field, given[field.key], portfolio, holder, as_of)
    return found


def understood(
    field: RecordField, text: str, portfolio: Portfolio, holder: Holder | None, as_of: datetime.date
) -> Plain:
    """What a text given for a field means, references followed."""
    value = value_of(field, text, as_of)
    kinds = field.refers_to
    if not kinds:
        return value
    if isinstance(value, str):
        return canonical(portfolio, kinds, value, holder, field.option)
    if isinstance(value, list):
        return [
            canonical(portfolio, kinds, one, holder, field.option) if isinstance(one, str) else one
            for one in value
        ]
    return value


def with_defaults(
    kind: RecordKind, found: Mapping[str, Plain], portfolio: Portfolio, as_of: datetime.date
) -> dict[str, Plain]:
    """The fields, with what the others are where nobody says otherwise."""
    defaults = {key: default(portfolio, as_of) for key, default in kind.defaults.items() if key not in found}
    return {**found, **{key: value for key, value in defaults.items() if value is not None}}


def missing(kind: RecordKind, found: Mapping[str, Plain]) -> list[RecordField]:
    """The fields that it cannot be without, in order; its id is made."""
    return [
        field
        for field in record_fields(kind.record)
        if (field.required or field.key == kind.named_by)
        and field.key != "id"
        and found.get(field.key) in (None, "")
    ]


def refuse_missing(noun: str, fields: Sequence[RecordField], named_by: str | None) -> None:
    """Refuse what lacks a field, naming the options."""
    if not fields:
        return
    options = [field.option for field in fields]
    names = options[0] if len(options) == 1 else f"{', '.join(options[:-1])} and {options[-1]}"
    first = fields[0]
    example = (
        f"{first.option} {first.metavar}"
        if first.key != named_by
        else f"its {first.key} as the first argument"
    )
    article = "an" if noun[0] in "aeiou" else "a"
    raise UsageError(f"{article} {noun} needs {names}", f"give {example}: {first.help}")


def add(
    draft: Draft,
    kind: RecordKind,
    home: Home,
    fields: Mapping[str, Plain],
    target: MergeTarget,
    parent: str | None = None,
) -> Added:
    """Add a record with these fields; its id is made from its title, unless it was given."""
    place = kind.places[home.level]
    path = home.path(place.document)
    keys = _list_of(draft, kind, place, path, parent)
    record = dict(fields)
    if kind.has_id:
        record = {"id": _id(draft, kind, home, record, path, keys, target), **record}
    ordered = {
        one.key: record[one.key] for one in record_fields(kind.record) if record.get(one.key) is not None
    }
    draft.append(path, keys, ordered)
    return Added(_address(draft, kind, home, place, path, keys, ordered, parent), ordered)


def _list_of(
    draft: Draft, kind: RecordKind, place: Place, path: str, parent: str | None
) -> tuple[str | int, ...]:
    """Keys of the list that the record goes into."""
    if kind.parent is None:
        return place.keys
    noun, items = kind.parent
    above = draft.data(path).get(place.keys[0]) if draft.content(path) is not None else None
    for index, record in enumerate(above if isinstance(above, list) else ()):
        if isinstance(record, dict) and str(record.get("id")).lower() == (parent or "").lower():
            return (*place.keys, index, items)
    raise UsageError(f"there is no {noun} {parent!r}", f"`pmo new {noun} TITLE` makes one")


def _id(
    draft: Draft,
    kind: RecordKind,
    home: Home,
    record: Mapping[str, Plain],
    path: str,
    keys: Sequence[str | int],
    target: MergeTarget,
) -> str:
    here = ids_in(draft.data(path), keys) if draft.content(path) is not None else frozenset()
    is_party = any(place == kind.places[home.level] for place in _PARTIES)
    if is_party:
        here |= frozenset(_ids_of_parties(draft, target)) | RESERVED_ROLES
    given = record.get("id")
    if given is not None:
        id_ = valid_id(str(given))
        if id_.lower() in here:
            what = "reserved" if id_.lower() in RESERVED_ROLES and is_party else "taken"
            raise PmoError(
                f"the id {id_!r} is {what}", "give another --id, or none: one is made from the title"
            )
        return id_
    title = next(
        (str(record[key]) for key in (kind.named_by, *kind.id_from) if key and record.get(key)), kind.noun
    )
    if kind.noun == "sprint":
        return _numbered(here | target.ids(path, keys))
    return free_id(title, kind.noun, here | target.ids(path, keys))


def valid_id(id_: str) -> str:
    """An id that somebody gave, refused where it cannot be one."""
    if not re.match(ID_PATTERN, id_):
        raise UsageError(f"{id_!r} cannot be an id", "letters and digits in words joined by -: vendor-delay")
    return id_


def _numbered(taken: frozenset[str]) -> str:
    """Sprints are counted: `sprint-7` after `sprint-6`."""
    numbers = [int(number) for one in taken if (number := one.removeprefix("sprint-")).isdecimal()]
    return f"sprint-{max(numbers, default=0) + 1}"


def _ids_of_parties(draft: Draft, target: MergeTarget) -> Iterable[str]:
    office = Home("office")
    for place in _PARTIES:
        path = office.path(place.document)
        if draft.content(path) is not None:
            yield from ids_in(draft.data(path), place.keys)
        yield from target.ids(path, place.keys)


def _address(
    draft: Draft,
    kind: RecordKind,
    home: Home,
    place: Place,
    path: str,
    keys: Sequence[str | int],
    record: Mapping[str, Plain],
    parent: str | None,
) -> str:
    """Address of the record that was added last to its list."""
    value: Plain = draft.data(path)
    for key in keys:
        value = value[key]  # type: ignore[index]
    number = len(value) if isinstance(value, list) else 1
    name = str(record.get("id") or number)
    noun = {"opportunity": "risk"}.get(kind.noun, kind.noun)
    holder = {"office": "office", "programme": f"programmes/{home.holder}", "project": home.holder}[
        home.level
    ]
    if noun in ITEM_KINDS:
        return ITEM_KINDS[noun].address.format(holder=holder, id=name)
    if kind.parent is not None:
        return f"{ITEM_KINDS[kind.parent[0]].address.format(id=parent)}/{kind.parent[1]}/{name}"
    document = holder if place.document in ("charter", "office") else place.document
    return "/".join([document, *map(str, keys), name])
