"""What is there already: the documents as they are, and the records of a kind by address and by key."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pmo.documents import Plain, parse
from pmo.errors import PmoError
from pmo.interchange.fields import Field
from pmo.interchange.kinds import TableKind
from pmo.interchange.plain import value_at
from pmo.interchange.rows import folded_key
from pmo.model.kinds import ITEM_KINDS, RESERVED_ADDRESSES
from pmo.model.portfolio import Portfolio

Keys = tuple[str | int, ...]


class Files:
    """Data of the documents as they are, each read once."""

    def __init__(
        self,
        portfolio: Portfolio,
        read: Callable[[str], bytes | None],
        seen: Callable[[str, dict[str, Plain]], dict[str, Plain]] = lambda _path, data: data,
    ) -> None:
        """``seen``: what of the data of a document may be seen, all by default."""
        self._portfolio = portfolio
        self._read = read
        self._seen = seen
        self._data: dict[str, dict[str, Plain] | None] = {}

    def data(self, path: str) -> dict[str, Plain] | None:
        """Data of a document, None where there is none; refuses one that has errors."""
        if path not in self._data:
            if path in self._portfolio.unread_paths:
                raise PmoError(f"{path} has errors", "correct them first; `pmo validate` lists them")
            content = self._read(path)
            self._data[path] = None if content is None else self._seen(path, parse(content, path).data or {})
        return self._data[path]


@dataclass(frozen=True, slots=True)
class Existing:
    """A record that is there."""

    path: str
    keys: Keys
    """The way to it in the document; empty for a document of its own."""
    data: dict[str, Plain]
    address: str


@dataclass(frozen=True)
class Shelf:
    """The records of one kind that one holder has."""

    path: str
    """Document that holds them, or would; empty where each is a document of its own."""
    list_keys: Keys
    """The way to their list."""
    records: tuple[Existing, ...]
    identity: tuple[Field, ...]
    """The fields of a key."""

    @cached_property
    def ids(self) -> set[str]:
        """Ids that are taken, in lower case; those of records to come are added."""
        return {str(one.data["id"]).casefold() for one in self.records if one.data.get("id") is not None}

    @cached_property
    def by_address(self) -> dict[str, Existing]:
        return {one.address.casefold(): one for one in self.records}

    @cached_property
    def by_key(self) -> dict[tuple[str, ...], list[Existing]]:
        """By the values of the key's fields, as they are compared."""
        found: dict[tuple[str, ...], list[Existing]] = {}
        for one in self.records:
            key = tuple(folded_key(value_at(one.data, each.steps)) for each in self.identity)
            found.setdefault(key, []).append(one)
        return found


class Stock:
    """The shelves of one kind, one for each holder."""

    def __init__(
        self, kind: TableKind, identity: tuple[Field, ...], portfolio: Portfolio, files: Files
    ) -> None:
        self._kind = kind
        self._identity = identity
        self._portfolio = portfolio
        self._files = files
        self._shelves: dict[str, Shelf] = {}

    def of(self, holder: str) -> Shelf:
        """The records of a holder; an empty one for the office's own kinds and for projects."""
        if holder not in self._shelves:
            self._shelves[holder] = self._projects() if self._kind.items is None else self._items(holder)
        return self._shelves[holder]

    def path_of(self, holder: str, document: str) -> str:
        """Path of a holder's document."""
        if holder.startswith("programmes/"):
            return f"{holder}/{document}.yaml"
        is_office = holder in ("", "office") or self._kind.home == "vendor"
        return f"{document}.yaml" if is_office else f"projects/{holder}/{document}.yaml"

    def _projects(self) -> Shelf:
        found = []
        for project in self._portfolio.projects.values():
            path = f"projects/{project.id}/charter.yaml"
            data = self._files.data(
                path
            )  # one with errors is refused: its project would be made a second time
            if data is not None:
                found.append(Existing(path, (), data, project.id))
        shelf = Shelf("", (), tuple(found), self._identity)
        shelf.ids.update(self._portfolio.projects, RESERVED_ADDRESSES)
        return shelf

    def _items(self, holder: str) -> Shelf:
        assert self._kind.items is not None
        path = self.path_of(holder, self._kind.document)
        data: Plain = self._files.data(path)
        list_keys: Keys = (self._kind.items,)
        if self._kind.home == "vendor":
            index = self._vendor(data, holder)
            list_keys = ("vendors", index, self._kind.items)
            data = data["vendors"][index] if isinstance(data, dict) else None  # type: ignore[index]
        items = data.get(self._kind.items) if isinstance(data, dict) else None
        return Shelf(path, list_keys, tuple(self._existing(holder, path, list_keys, items)), self._identity)

    def _existing(self, holder: str, path: str, list_keys: Keys, items: Plain) -> Iterator[Existing]:
        for index, record in enumerate(items if isinstance(items, list) else ()):
            if isinstance(record, dict):
                address = address_of(self._kind, holder, record, index)
                yield Existing(path, (*list_keys, index), record, address)

    @staticmethod
    def _vendor(data: Plain, vendor: str) -> int:
        vendors = data.get("vendors") if isinstance(data, dict) else None
        for index, one in enumerate(vendors if isinstance(vendors, list) else ()):
            if isinstance(one, dict) and str(one.get("id", "")).casefold() == vendor.casefold():
                return index
        raise PmoError(f"there is no vendor {vendor!r} in vendors.yaml yet", "import the vendors first")


def address_of(kind: TableKind, holder: str, record: dict[str, Plain], index: int = 0) -> str:
    """Address of a record; one without an id goes by its period, or by its number in the list."""
    if kind.items is None:
        return str(record["id"])
    name = str(record.get("id") or index + 1)
    if kind.noun in ITEM_KINDS:
        return ITEM_KINDS[kind.noun].address.format(holder=holder, id=name)
    if kind.home == "vendor":
        return f"vendors/{holder}/contracts/{name}"
    line = f"/{record['line']}" if record.get("line") else ""
    return f"{holder}/{kind.document}/{kind.items}/{record.get('period')}{line}"
