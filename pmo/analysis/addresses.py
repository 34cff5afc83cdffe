"""What an address leads to: a project, a document, a record of a register, or a record inside one.

Full addresses are exact: `crm-renewal/risks/vendor-delay`, `people/ana`, `office/decisions/freeze-hiring`. A
shorter one is enough wherever it is unambiguous: its words must stand in the full address in that order, the
last one at its end (`crm-renewal/vendor-delay`, `vendor-delay`). Records inside a record follow its address:
`crm-renewal/risks/vendor-delay/response/actions/1`; those without an id go by their number in the list.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, NamedTuple

from msgspec import Struct

from pmo.errors import UsageError
from pmo.findings import Message, message
from pmo.model.kinds import ITEM_KINDS
from pmo.model.portfolio import Document, Keys, Portfolio
from pmo.model.records import fields_of

CANDIDATES_SHOWN = 8
SUGGESTIONS_SHOWN = 3
DOCUMENT_NOUNS = ("project", "status", "meeting", "assessment", "method")
"""Nouns of what is a document of its own; a project stands for its charter."""
NOUNS: tuple[str, ...] = (*DOCUMENT_NOUNS, *ITEM_KINDS, "contract")
"""Every noun that :func:`items_of` knows."""


class Item(NamedTuple):
    """Something with an address."""

    address: str
    noun: str
    """`project`, `risk`, `status`, ...; the kind of document (`plan`); `part` for a record inside another."""
    document: Document
    keys: Keys
    """The way to the record inside the document; empty for the document itself."""
    record: Struct

    @property
    def id(self) -> str:
        """The last word of the address."""
        return self.address.rpartition("/")[2]


def items_of(portfolio: Portfolio, noun: str) -> Iterator[Item]:
    """Everything of one kind, in order of the files."""
    match noun:
        case "project":
            for project in portfolio.projects.values():
                charter = project.documents.get("charter")
                if charter is not None:
                    yield Item(project.id, noun, charter, (), charter.record)
        case "status":
            for project in portfolio.projects.values():
                yield from (_document(one) for one in project.status_documents)
        case "meeting":
            for holder in portfolio.holders:
                yield from (_document(one) for one in holder.meeting_documents)
        case "assessment":
            yield from (_document(one) for one in portfolio.assessment_documents)
        case "method":
            yield from (_document(one) for one in portfolio.method_documents)
        case "contract":
            for vendor in items_of(portfolio, "vendor"):
                yield from _contracts(vendor)
        case _:
            for entry in portfolio.entries(noun):
                yield Item(entry.address, noun, entry.document, entry.keys, entry.record)


def items(portfolio: Portfolio) -> Iterator[Item]:
    """Everything that has an address, except documents that only hold records."""
    for noun in NOUNS:
        yield from items_of(portfolio, noun)


def resolve(portfolio: Portfolio, text: str) -> Item:
    """What an address leads to; refuses an unknown or ambiguous one, naming the candidates."""
    words = [word for word in text.strip().lower().split("/") if word]
    if not words:
        raise UsageError(message("the address is empty"), _HELP)
    exact = _exact(portfolio, words)
    if exact is not None:
        return exact
    found = _shortened(portfolio, words)
    if len(found) == 1:
        return found[0]
    if found:
        addresses = sorted(one.address for one in found)
        shown = ", ".join(addresses[:CANDIDATES_SHOWN])
        more = len(addresses) - CANDIDATES_SHOWN
        which = message("{shown} and {n} more", shown=shown, n=more) if more > 0 else shown
        raise UsageError(
            message("{text!r} may be any of: {which}", text=text, which=which),
            message("give more of the address"),
        )
    raise UsageError(message("there is nothing at {text!r}", text=text), _nearest(portfolio, words))


_HELP = message("an address is `PROJECT`, `PROJECT/risks/ID`, `people/ID`; `pmo list KIND` shows them")


def _exact(portfolio: Portfolio, words: list[str]) -> Item | None:
    """What the full address leads to; the longest beginning that is one, then the rest inside it."""
    for length in range(len(words), 0, -1):
        item = _whole(portfolio, "/".join(words[:length]))
        if item is not None:
            return _inside(item, words[length:])
    return None


def _whole(portfolio: Portfolio, address: str) -> Item | None:
    project = portfolio.projects.get(address)
    if project is not None and "charter" in project.documents:
        charter = project.documents["charter"]
        return Item(project.id, "project", charter, (), charter.record)
    for noun in ITEM_KINDS:
        for item in _with_id(portfolio, noun, address.rpartition("/")[2]):
            if item.address.lower() == address:
                return item
    for contract in items_of(portfolio, "contract"):
        if contract.address.lower() == address:
            return contract
    for document in portfolio.documents:
        if document.address.lower() == address:
            return _document(document)
    return None


def _inside(item: Item, words: list[str]) -> Item | None:
    """The record, or part of one, that the words lead to inside ``item``."""
    record: Any = item.record
    keys = item.keys
    address = item.address
    while words:
        word, *words = words
        kind: type[Struct] = type(record)
        field = next((one for one in fields_of(kind) if one.key.lower() == word), None)
        value = getattr(record, field.attribute) if field is not None else None
        if field is None or not value:
            return None
        keys, address = (*keys, field.key), f"{address}/{field.key}"
        if isinstance(value, tuple):
            if not words:
                return None
            index = _position(value, words.pop(0))
            if index is None:
                return None
            value, keys = value[index], (*keys, index)
            address = f"{address}/{getattr(value, 'id', None) or index + 1}"
        if not isinstance(value, Struct):
            return None
        record = value
    return item if record is item.record else Item(address, "part", item.document, keys, record)


def _position(records: tuple[Any, ...], word: str) -> int | None:
    for index, record in enumerate(records):
        if (getattr(record, "id", None) or "").lower() == word:
            return index
    number = int(word) - 1 if word.isdecimal() and len(word) < 9 else -1
    return number if 0 <= number < len(records) and not getattr(records[number], "id", None) else None


def _shortened(portfolio: Portfolio, words: list[str]) -> list[Item]:
    """Everything whose address ends with the last word and holds the others, in their order, before it."""
    *before, last = words
    found: list[Item] = []
    for noun in (*DOCUMENT_NOUNS, *ITEM_KINDS):
        found += _with_id(portfolio, noun, last)
    found += [one for one in items_of(portfolio, "contract") if one.id.lower() == last]
    return [one for one in found if holds_in_order(one.address.lower().split("/")[:-1], before)]


def holds_in_order(words: list[str], wanted: list[str]) -> bool:
    """Whether words have others among them, in their order."""
    rest = iter(words)
    return all(word in rest for word in wanted)


def _with_id(portfolio: Portfolio, noun: str, id_: str) -> Iterator[Item]:
    """Items of one kind whose address ends with ``id_``; addresses are made only for those."""
    if noun in DOCUMENT_NOUNS:
        yield from (item for item in items_of(portfolio, noun) if item.id.lower() == id_)
        return
    for entry in portfolio.entries(noun):
        own = entry.record.id
        if (own.lower() == id_) if own else (id_.isdecimal() and entry.address.rpartition("/")[2] == id_):
            yield Item(entry.address, noun, entry.document, entry.keys, entry.record)


def _contracts(vendor: Item) -> Iterator[Item]:
    contracts = getattr(vendor.record, "contracts", ())
    for index, contract in enumerate(contracts):
        yield Item(
            f"{vendor.address}/contracts/{contract.id}",
            "contract",
            vendor.document,
            (*vendor.keys, "contracts", index),
            contract,
        )


def _document(document: Document) -> Item:
    return Item(document.address, document.kind, document, (), document.record)


def _nearest(portfolio: Portfolio, words: list[str]) -> Message:
    """What was probably meant: what is called like that, begins so, has such a word in it, or is almost written so."""
    last = words[-1]
    by_id: dict[str, list[Item]] = {}
    for item in items(portfolio):
        by_id.setdefault(item.id.lower(), []).append(item)
    if last not in by_id:
        begun = _begun(by_id, last, words[:-1])
        if begun:
            return _did_you_mean([item.address for item in begun[:SUGGESTIONS_SHOWN]])
    close = get_close_matches(last, by_id, n=1)
    candidates = [one.address for id_ in ([last] if last in by_id else close) for one in by_id[id_]]
    whole = get_close_matches(
        "/".join(words), [address.lower() for address in candidates], n=SUGGESTIONS_SHOWN, cutoff=0.0
    )
    named = {address.lower(): address for address in candidates}
    return _did_you_mean([named[one] for one in whole]) if whole else _HELP


def _did_you_mean(addresses: list[str]) -> Message:
    *others, last = addresses
    if not others:
        return message("did you mean {name}?", name=last)
    return message("did you mean {names} or {last}?", names=", ".join(others), last=last)


def _begun(by_id: dict[str, list[Item]], text: str, above: list[str]) -> list[Item]:
    """Items of which the id or the title has words that begin with the text; the likeliest first."""
    wanted = text.replace(" ", "-")
    if len(wanted) < _LEAST_LETTERS:
        return []
    found: list[tuple[tuple[bool, int, int, int, str], Item]] = []
    for id_, named in by_id.items():
        for item in named:
            title = str(getattr(item.record, "title", "") or getattr(item.record, "name", "")).casefold()
            spots = (id_.startswith(wanted), f"-{wanted}" in id_, f" {text.casefold()}" in f" {title}")
            if any(spots):
                kind = _FIRST.index(item.noun) if item.noun in _FIRST else len(_FIRST)
                elsewhere = not set(above) <= set(item.address.lower().split("/"))
                found.append(((elsewhere, kind, spots.index(True), len(id_), item.address), item))
    return [item for _, item in sorted(found, key=lambda one: one[0])]


_FIRST = ("project", "person", "vendor", "objective", "programme")
"""Kinds that people mean most when they write half a name."""
_LEAST_LETTERS = 2


def target_address(kind: str, value: str, document: Document) -> str:
    """The address, in lower case, of what a reference of one kind leads to."""
    item: Any = ITEM_KINDS.get(kind)
    if item is None:
        return value.lower()
    holder = {"project": document.holder, "programme": f"programmes/{document.holder}"}.get(
        document.level, "office"
    )
    if "/" in value and kind == "milestone":
        holder, _, value = value.partition("/")
    elif "/" in value:
        return value.lower()
    address: str = item.address.format(holder=holder, id=value)
    return address.lower()
