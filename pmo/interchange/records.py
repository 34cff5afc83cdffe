"""One row and its record: what the table says, what is there and what was imported last, brought together.

A project's row may fill several documents: the charter first, then plan, budget, status update. Each is a part.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from msgspec import Struct

from pmo.documents import Plain
from pmo.findings import Message, message
from pmo.interchange.fields import Field, container_of, required
from pmo.interchange.memory import fingerprint
from pmo.interchange.merging import decide
from pmo.interchange.plain import ItemKey, fits, put, take_out, value_at
from pmo.interchange.results import Changed, Kept
from pmo.interchange.rows import Given, Incoming, note_of
from pmo.interchange.settling import Trouble, troubles

Keys = tuple[str | int, ...]

_MOST_ROUNDS = 30
"""Rounds in which values of one record are left out before its row is refused."""
_SPANS = (("start", "finish"), ("start", "end"), ("from", "to"))
"""Fields of a first and a last day."""
_SINGLE = message("there is a single value here, which is not taken apart")
_REQUIRED = message("there has to be a value, and the table holds none any more")


class RowRefused(Exception):
    """Without what is wrong its record cannot be."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass
class Part:
    """A document, or a record in one, that a row fills."""

    name: str
    """Name of a project's other document (`budget`); empty for the record itself."""
    document: str
    """Kind of the document."""
    record: type[Struct]
    path: str
    keys: Keys
    """The way to the record in the document; for a new item of a list the way to the list."""
    before: dict[str, Plain] | None
    after: dict[str, Plain] = field(default_factory=dict)
    changed: dict[str, Field] = field(default_factory=dict)
    """Fields that get or lose a value, by name."""
    overwritten: set[str] = field(default_factory=set)
    """Those of them that people had written."""

    def __post_init__(self) -> None:
        self.after = deepcopy(self.before) if self.before is not None else {}

    @property
    def is_new(self) -> bool:
        return self.before is None

    def remembered_as(self, one: Field) -> str:
        """What a field is called in the memory: status updates are many."""
        return one.name if self.name != "status" else f"{self.path.rpartition('/')[2]}:{one.name}"

    def troubles(self) -> list[Trouble]:
        """What the model does not take."""
        keys = (*self.keys, 0) if self.is_new and self.keys else self.keys
        return troubles(self.record, self.after, self.document, keys)


@dataclass
class RowRecord:
    """A row, the parts of its record, and what becomes of them."""

    incoming: Incoming
    address: str
    parts: list[Part]
    remembered: dict[str, str]
    """Fingerprints of what was imported, by field; kept up to date."""
    overwrite: bool
    fallbacks: Mapping[str, Plain] = field(default_factory=dict)
    """What the record got where the table said nothing."""
    kept: list[Kept] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._earlier = dict(self.remembered)

    @property
    def main(self) -> Part:
        return self.parts[0]

    @property
    def changes(self) -> list[Changed]:
        """The fields of records that were there before."""
        return [
            Changed(
                self.incoming.row,
                self.address,
                name,
                value_at(part.before, one.steps),
                value_at(part.after, one.steps),
                name in part.overwritten,
            )
            for part in self.parts
            for name, one in part.changed.items()
        ]

    def merge(self, managed: Mapping[str, Field]) -> None:
        """Take over what the table says; then defaults, for what is there."""
        defaults = []
        for part in self.parts:
            for name, one in managed.items():
                if one.part != part.name or name in self.incoming.unknown:
                    continue
                given = self.incoming.values.get(name)
                if given is not None and given.is_default:
                    defaults.append((part, one, given))
                else:
                    self._merge(part, one, given)
        for part, one, given in defaults:
            is_there = not part.name or not part.is_new or part.changed
            if is_there and all(
                value_at(part.after, one.steps[: position + 1]) is not None
                for position, step in enumerate(one.steps)
                if isinstance(step, ItemKey)
            ):
                self._merge(part, one, given)

    def merge_note(self, one: Field) -> None:
        """Keep the texts that could not be a value, below the note that the table itself has."""
        own = self.incoming.values.get(one.name)
        texts = [str(own.value)] if own is not None else []
        texts += [note_of(self.incoming.notes)] if self.incoming.notes else []
        self._merge(self.main, one, Given("\n".join(texts), own.column if own else "", "") if texts else None)

    def settle(self) -> None:
        """Leave out what the model does not take, each with its reason; refuse the row where that is not enough."""
        for part in self.parts:
            if not part.changed and (part.name or not part.is_new):
                continue
            self._name_items(part)
            self._refuse_backwards(part)
            found: list[Trouble] = []
            for _ in range(_MOST_ROUNDS):
                found = part.troubles()
                for trouble in found:
                    self._give_way(part, trouble)
                if part.name and not part.changed:
                    part.after = deepcopy(part.before) if part.before is not None else {}
                    found = []
                if not found:
                    break
            if found:
                raise RowRefused(found[0].reason)

    def fall_back(self) -> None:
        """Give a new record what the table does not say; the next import may still say it."""
        for name, value in self.fallbacks.items():
            if name not in self.main.after:
                self.main.after[name] = value
                self.remembered[name] = fingerprint(value)

    # one field

    def _merge(self, part: Part, one: Field, given: Given | None) -> None:
        remembered_as = part.remembered_as(one)
        here = value_at(part.before, one.steps)
        decision = decide(here, given, self.remembered.get(remembered_as), overwrite=self.overwrite)
        match decision.verdict:
            case "equal":
                self.remembered[remembered_as] = fingerprint(here)
                return
            case "set" if given is not None:
                if not fits(part.after, one.steps):
                    self._keep(one, here, given, _SINGLE, is_conflict=True)
                    return
                put(part.after, one.steps, given.value)
                self.remembered[remembered_as] = fingerprint(given.value)
            case "remove":
                if one.key in required(container_of(part.record, one)):
                    if here == self.fallbacks.get(one.name):
                        return
                    self._keep(one, here, given, _REQUIRED, is_conflict=False)
                    return
                take_out(part.after, one.steps)
                self.remembered.pop(remembered_as, None)
            case "keep" if decision.reason is not None:
                self._keep(one, here, given, decision.reason, is_conflict=decision.is_conflict)
                return
            case _:
                return
        part.changed[one.name] = one
        if decision.reason is not None:
            part.overwritten.add(one.name)

    def _keep(
        self, one: Field, here: Plain, given: Given | None, reason: Message, *, is_conflict: bool
    ) -> None:
        source = given.value if given is not None else None
        self.kept.append(Kept(self.incoming.row, self.address, one.name, here, source, reason, is_conflict))

    # what the model asks for

    def _name_items(self, part: Part) -> None:
        """Items of lists that a column makes get a title and an owner, where they must have one."""
        for one in part.changed.values():
            for position, step in enumerate(one.steps):
                way = one.steps[: position + 1]
                item = value_at(part.after, way)
                if (
                    isinstance(step, ItemKey)
                    and isinstance(item, dict)
                    and value_at(part.before, way) is None
                ):
                    needed = required(container_of(part.record, one, position + 1))
                    if "title" in needed:
                        item.setdefault("title", step.value.replace("-", " ").capitalize())
                    if "owner" in needed:
                        item.setdefault("owner", "sponsor" if part.name == "benefits" else "manager")

    def _refuse_backwards(self, part: Part) -> None:
        """Leave out a last day that is before the first one: one of the two is wrong."""
        for one in list(part.changed.values()):
            pair = next((each for each in _SPANS if one.key in each), None)
            if pair is None or one.name not in part.changed:
                continue
            first, last = (value_at(part.after, (*one.steps[:-1], key)) for key in pair)
            if isinstance(first, str) and isinstance(last, str) and last < first:
                wrong = next(
                    (each for each in part.changed.values() if each.steps == (*one.steps[:-1], pair[1])), one
                )
                reason = message("{last} is before {first}", last=last, first=first)
                if wrong.key in required(container_of(part.record, wrong)):
                    raise RowRefused(message("`{field}`: {reason}", field=wrong.name, reason=reason))
                self._take_back(part, wrong, reason)

    def _give_way(self, part: Part, trouble: Trouble) -> None:
        """Leave out the values at, or inside, what the model does not take."""
        steps = trouble.steps
        if part.is_new and not part.name:
            name = (
                trouble.missing
                if not steps
                else steps[0]
                if len(steps) == 1 and not trouble.missing
                else None
            )
            if name is not None and name in required(part.record):
                raise RowRefused(self._why_missing(str(name), trouble.reason))
        at_fault = [
            one
            for one in part.changed.values()
            if one.steps[: len(steps)] == steps or steps[: len(one.steps)] == one.steps
        ]
        if not at_fault:
            raise RowRefused(trouble.reason)
        for one in at_fault:
            self._take_back(part, one, trouble.reason)

    def _why_missing(self, name: str, reason: Message) -> Message:
        fault = self.incoming.faults.get(name)
        return message("`{field}`: {reason}", field=name, reason=fault) if fault is not None else reason

    def _take_back(self, part: Part, one: Field, reason: Message) -> None:
        del part.changed[one.name]
        here = value_at(part.before, one.steps)
        if here is not None:
            put(part.after, one.steps, here)
        else:
            take_out(part.after, one.steps)
            self._take_out_new_item(part, one)
        self._forget(part.remembered_as(one))
        given = self.incoming.values.get(one.name)
        if given is not None and not given.is_default:
            self.incoming.drop(one.name, given.column, given.text, reason)

    def _forget(self, name: str) -> None:
        """Remember of a field what was remembered before this import."""
        self.remembered.pop(name, None)
        if name in self._earlier:
            self.remembered[name] = self._earlier[name]

    @staticmethod
    def _take_out_new_item(part: Part, one: Field) -> None:
        """An item that only the column had made goes with its last value."""
        for position, step in enumerate(one.steps):
            way = one.steps[: position + 1]
            if (
                isinstance(step, ItemKey)
                and value_at(part.before, way) is None
                and not any(other.steps[: position + 1] == way for other in part.changed.values())
            ):
                take_out(part.after, way)
                return
