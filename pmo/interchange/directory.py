"""Whom and what the words of a table mean: people by id, name or address of mail, everything else by id or title."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pmo.documents import Plain, parse
from pmo.editing.ids import free_id
from pmo.errors import UsageError, nearest
from pmo.findings import Message, message
from pmo.model.kinds import ITEM_KINDS, RESERVED_ROLES
from pmo.model.portfolio import Portfolio
from pmo.trees import shipped

CREATABLE = {
    "people": "person",
    "roles": "role",
    "programmes": "programme",
    "objectives": "objective",
    "vendors": "vendor",
}
"""Kinds that can be made of a name alone, by the word of `--create`; a person also needs a role."""
FIRST_ROLE = "member"
"""Role of people that are made where the office has no roles."""
_IN_BRACKETS = re.compile(r"[<(\[]([^<>()\[\]]+)[>)\]]\s*$")
_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")
_BETWEEN_WORDS = re.compile("[.,_'`\u00b4\u2019-]")
_OWN_NOUNS = frozenset(("milestone", "deliverable", "budget-line", "risk", "issue", "change", "decision"))
"""Nouns whose ids belong to a project, programme or the office."""


@dataclass(frozen=True, slots=True)
class Created:
    """A record that is made because a row names it."""

    noun: str
    path: str
    items: str
    """Name of the list in the document."""
    id: str
    data: Mapping[str, Plain]

    @property
    def address(self) -> str:
        return ITEM_KINDS[self.noun].address.format(id=self.id)


@dataclass(frozen=True, slots=True)
class NotFound:
    """A word that leads nowhere, or to several."""

    reason: Message


class Directory:
    """Finds what a word means, and makes what is to be made."""

    def __init__(self, portfolio: Portfolio, create: Collection[str]) -> None:
        for word in create:
            if word not in CREATABLE:
                raise UsageError(f"{word!r} cannot be made of a name", f"these can: {', '.join(CREATABLE)}")
        self._portfolio = portfolio
        self._create = frozenset(CREATABLE[word] for word in create)
        self._names: dict[tuple[str, str], dict[str, set[str]]] = {}
        self._found: dict[tuple[str, str, str], str | NotFound] = {}
        self._taken: dict[str, set[str]] = {}
        self._methods: dict[str, str] = {}
        """By project, for those whose row names one."""
        self.created: list[Created] = []

    def find(
        self, kinds: tuple[str, ...], word: str, holder: str = "", *, make: bool = True
    ) -> str | NotFound:
        """The id that a word means; ``holder`` is the project (or other holder) whose record names it.

        What is not there is made where it may be, unless ``make`` is false.
        """
        for noun in kinds:
            is_own = noun in _OWN_NOUNS or noun in ("phase", "gate")
            found = self._find_one(noun, word, holder if is_own else "")
            if found is not None:
                return found
        for noun in kinds:
            if make and noun in self._create:
                return self._make(noun, word)
        return NotFound(self._unknown(kinds, word, holder))

    def add(self, noun: str, holder: str, id_: str, names: Iterable[str]) -> None:
        """Know a record that is going to be made."""
        known = self._known(noun, holder if noun in _OWN_NOUNS else "")
        for name in (id_, *names):
            known.setdefault(folded(name), set()).add(id_)
        self._taken.get(noun, set()).add(id_.lower())

    def holder(self, word: str, *, registers: bool) -> str | NotFound:
        """Address of the project that a word means; where there may be ``registers``, also the office or a programme."""
        project = self.find(("project",), word)
        if isinstance(project, str) or not registers:
            return project
        if folded(word) in ("office", "pmo", folded(self._office_name)):
            return "office"
        programme = self._find_one("programme", word.removeprefix("programmes/"), "")
        return f"programmes/{programme}" if isinstance(programme, str) else project

    def use_method(self, holder: str, method: str) -> None:
        """Know which method a project is going to have."""
        self._methods[holder] = method

    @property
    def _office_name(self) -> str:
        office = self._portfolio.office
        return office.office.name if office else "office"

    # finding

    def _find_one(self, noun: str, word: str, holder: str) -> str | NotFound | None:
        key = (noun, holder, word)
        if key not in self._found:
            found = self._look(noun, word, holder)
            if found is None:
                return None
            self._found[key] = found
        return self._found[key]

    def _look(self, noun: str, word: str, holder: str) -> str | NotFound | None:
        known = self._known(noun, holder)
        for name in _ways_to_write(word) if noun == "person" else (word,):
            ids = known.get(folded(name))
            if ids and len(ids) == 1:
                return next(iter(ids))
            if ids:
                return NotFound(message("{word} may be any of {ids}", word=word, ids=", ".join(sorted(ids))))
        if noun == "milestone" and "/" in word:
            project, _, milestone = word.partition("/")
            other = self.find(("project",), project)
            inner = self._look("milestone", milestone, other) if isinstance(other, str) else None
            return f"{other}/{inner}" if isinstance(inner, str) else None
        return None

    def _known(self, noun: str, holder: str) -> dict[str, set[str]]:
        """Ids by everything that a record is called."""
        if (noun, holder) not in self._names:
            names: dict[str, set[str]] = {}
            for id_, *others in self._entries(noun, holder):
                for name in (id_, *filter(None, others)):
                    names.setdefault(folded(name), set()).add(id_)
            self._names[noun, holder] = names
        return self._names[noun, holder]

    def _entries(self, noun: str, holder: str) -> Iterator[tuple[str, ...]]:
        portfolio = self._portfolio
        match noun:
            case "project":
                yield from ((one.id, one.title) for one in portfolio.projects.values())
            case "role":
                yield from ((one.id, one.title) for one in portfolio.roles.values())
                yield from ((one,) for one in RESERVED_ROLES)
            case "body":
                yield from ((one.id, one.name) for one in portfolio.bodies.values())
            case "calendar":
                office = portfolio.office
                yield from ((one.id,) for one in (office.calendars if office else ()))
            case "method":
                yield from ((one.id, one.title) for one in portfolio.methods.values())
                yield from ((path.stem,) for path in sorted(shipped("methods").glob("*.yaml")))
            case "phase" | "gate":
                yield from self._of_method(noun, holder)
            case _ if noun in ITEM_KINDS:
                yield from self._records(noun, holder)

    def _records(self, noun: str, holder: str) -> Iterator[tuple[str, ...]]:
        for entry in self._portfolio.entries(noun):
            if noun not in _OWN_NOUNS or entry.document.holder_address == holder:
                record: Any = entry.record
                title = getattr(record, "title", None) or getattr(record, "name", None) or ""
                yield (record.id, title, getattr(record, "email", None) or "")

    def _of_method(self, noun: str, holder: str) -> Iterator[tuple[str, ...]]:
        project = self._portfolio.projects.get(holder)
        charter = project.charter if project is not None else None
        id_ = self._methods.get(holder) or (charter.method if charter is not None else None)
        if id_ is None:
            return
        method = self._portfolio.methods.get(id_.lower())
        if method is not None:
            yield from ((one.id, one.title) for one in (method.phases if noun == "phase" else method.gates))
        else:
            yield from _of_pack(id_.lower(), "phases" if noun == "phase" else "gates")

    # making

    def _make(self, noun: str, word: str) -> str:
        kind = ITEM_KINDS[noun]
        taken = self._ids_taken(noun)
        name = _IN_BRACKETS.sub("", word).strip() or word
        id_ = free_id(name, noun, taken)
        data: dict[str, Plain] = {"id": id_, "name" if noun in ("person", "vendor") else "title": name}
        taken.add(id_)
        address = next(filter(_ADDRESS.fullmatch, _ways_to_write(word)), "")
        if noun == "person":
            if address:
                data["email"] = address
            data["role"] = self.usual_role
        created = Created(noun, f"{kind.document}.yaml", kind.items, id_, data)
        self.created.append(created)
        self.add(noun, "", id_, filter(None, (word, name, address)))
        return id_

    def _ids_taken(self, noun: str) -> set[str]:
        """Ids of a kind in lower case; those of records to come are added."""
        if noun not in self._taken:
            self._taken[noun] = {id_.lower() for ids in self._known(noun, "").values() for id_ in ids}
        return self._taken[noun]

    @cached_property
    def usual_role(self) -> str:
        """The first role of the office; it is made where there is none."""
        for role in self._portfolio.roles.values():
            return role.id
        data: dict[str, Plain] = {"id": FIRST_ROLE, "title": FIRST_ROLE.capitalize()}
        self.created.insert(0, Created("role", "people.yaml", "roles", FIRST_ROLE, data))
        self.add("role", "", FIRST_ROLE, ())
        return FIRST_ROLE

    def _unknown(self, kinds: tuple[str, ...], word: str, holder: str) -> Message:
        from pmo.rules.dangling import NOUNS

        names: dict[str, str] = {}
        for noun in kinds:
            for name, ids in self._known(noun, holder if noun in _OWN_NOUNS else "").items():
                names.setdefault(name, next(iter(ids)))
        close = nearest(folded(word), names)
        what = NOUNS.get(kinds[0], message("{word}", word=kinds[0]))
        if close is not None:
            return message(
                "there is no {what} {word}; did you mean {id}?", what=what, word=word, id=names[close]
            )
        word_of = {noun: name for name, noun in CREATABLE.items()}
        creatable = next((word_of[noun] for noun in kinds if noun in word_of), None)
        if creatable is not None:
            return message(
                "there is no {what} {word} (--create {kind} makes it)", what=what, word=word, kind=creatable
            )
        return message("there is no {what} {word}", what=what, word=word)


def _of_pack(method: str, items: str) -> Iterator[tuple[str, ...]]:
    """Phases or gates of a method that comes with pmo and that no project has used so far."""
    pack = shipped("methods") / f"{method}.yaml"
    data = parse(pack.read_bytes(), pack.name).data if pack.is_file() else None
    listed = data.get(items) if data is not None else None
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict):
            yield (str(one.get("id")), str(one.get("title", "")))


def folded(name: str) -> str:
    """A name in the form in which it is compared: without case, accents and marks between words."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(one for one in apart if not unicodedata.combining(one))
    return " ".join(_BETWEEN_WORDS.sub(" ", kept).split())


def _ways_to_write(name: str) -> Iterator[str]:
    """A person's name as it stands, the address of mail or id in brackets behind it, the family name last."""
    yield name
    in_brackets = _IN_BRACKETS.search(name)
    if in_brackets:
        yield in_brackets[1].strip()
        name = name[: in_brackets.start()].strip()
        yield name
    family, comma, given = name.partition(",")
    if comma and given.strip():
        yield f"{given.strip()} {family.strip()}"
