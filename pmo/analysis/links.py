"""How records hang together: what a record refers to, and what refers to it."""

from functools import cache
from typing import Any, Final, NamedTuple

from msgspec import Struct

from pmo.analysis.addresses import Item
from pmo.analysis.parties import leads_of
from pmo.model.allocations import Allocation
from pmo.model.gates import GateReview
from pmo.model.kinds import ITEM_KINDS, RESERVED_ROLES
from pmo.model.portfolio import Document, Holder, Keys, Portfolio
from pmo.model.records import by_type, keys_of, types_used
from pmo.model.references import reference_fields, references, texts_in
from pmo.model.shared import Action
from pmo.model.vendors import Contract

_TITLES: Final = ("title", "name", "term", "headline", "text", "measure")
_OWN: Final = frozenset({"milestone", "deliverable", "budget-line", "risk", "issue", "change", "decision"})
"""Kinds whose ids are known beside them, or by their address."""
_INNER: Final[dict[type[Struct], str]] = {Action: "action", Contract: "contract"}


class Link(NamedTuple):
    """One end of a reference."""

    item: Item
    """The record at the other end."""
    field: str
    """The field that holds the reference, with the parts that lead to it: `response.actions.owner`."""


def title_of(portfolio: Portfolio, item: Item) -> str:
    """What a record is called."""
    record: Any = item.record
    if item.document.kind == "charter" and not item.keys:
        return str(record.title)
    if item.document.kind == "office" and not item.keys:
        return str(record.office.name)
    project = portfolio.project_of(item.document)
    match record:
        case GateReview():
            return portfolio.gate_title(project, record.gate) if project else record.gate
        case Allocation():
            who = portfolio.name_of(record.person or record.role or record.equipment or item.id, project)
            return f"{who}: {record.task}" if record.task else who
    found = (getattr(record, name, None) for name in _TITLES)
    return next((one for one in found if isinstance(one, str) and one), item.id)


def item_at(document: Document, keys: Keys) -> tuple[Item, Keys]:
    """The record with an address that the keys lead into, and the keys that are left inside it."""
    whole = Item(
        document.holder_address if document.kind == "charter" else document.address,
        "project" if document.kind == "charter" else document.kind,
        document,
        (),
        document.record,
    )
    address, found, record = document.address, (whole, keys), document.record
    value: Any = record
    for position, key in enumerate(keys):
        value = value[key] if isinstance(key, int) or isinstance(value, dict) else _field(value, key)
        if not isinstance(value, Struct):
            address = f"{address}/{key}"
            continue
        name = (getattr(value, "id", None) or key + 1) if isinstance(key, int) else key
        path, rest = keys[: position + 1], keys[position + 1 :]
        kind = _ITEMS.get((document.kind, str(path[0]))) if position == 1 else None
        address = f"{address}/{name}"
        if kind is not None:
            address = kind[1].format(holder=document.holder_address, id=name)
            found = Item(address, kind[0], document, path, value), rest
        elif type(value) in _INNER:
            found = Item(address, _INNER[type(value)], document, path, value), rest
    return found


_ITEMS: Final = {(kind.document, kind.items): (kind.noun, kind.address) for kind in ITEM_KINDS.values()}


def _field(record: Struct, key: str | int) -> Any:
    return getattr(record, _attributes(type(record)).get(str(key), str(key)), None)


@cache
def _attributes(kind: type[Struct]) -> dict[str, str]:
    return dict(zip(kind.__struct_encode_fields__, kind.__struct_fields__, strict=True))


def links_from(portfolio: Portfolio, item: Item) -> tuple[Link, ...]:
    """What a record and its parts refer to, in the order of its fields; what leads nowhere is left out."""
    found: dict[tuple[str, str], Link] = {}
    for reference in references(item.record):
        for kind in reference.refers_to:
            target = _target(portfolio, item.document, kind, reference.value)
            if target is not None and target.address != item.address:
                link = Link(target, _dotted(reference.keys))
                found.setdefault((target.address, link.field), link)
                break
    return tuple(found.values())


def links_to(portfolio: Portfolio, item: Item) -> tuple[Link, ...]:
    """The records that refer to a record, in the order of the files."""
    found: dict[tuple[str, str], Link] = {}
    for kind in types_used(portfolio):
        for attribute, key, nouns in reference_fields(kind):
            if item.noun not in nouns:
                continue
            for document, record in by_type(portfolio, kind):
                value = getattr(record, attribute)
                if not value or not _names(portfolio, item, document, value):
                    continue
                keys = (*keys_of(document, record), key)
                other, rest = item_at(document, keys)
                if other.address != item.address:
                    link = Link(other, _dotted(rest))
                    found.setdefault((other.address, link.field), link)
    return tuple(sorted(found.values(), key=lambda link: (link.item.document.path, link.item.keys)))


def _names(portfolio: Portfolio, item: Item, document: Document, value: Any) -> bool:
    """Whether a value of a reference in a document means the record."""
    return any(_means(portfolio, item, document, text.lower()) for _, text in texts_in(value, ()))


def _means(portfolio: Portfolio, item: Item, document: Document, text: str) -> bool:
    if item.noun in _OWN:
        if "/" not in text:
            return text == item.id.lower() and document.holder_address == item.document.holder_address
        short = f"{item.document.holder}/{item.id}".lower()
        return text == item.address.lower() or (item.noun == "milestone" and text == short)
    if item.noun == "person" and text in RESERVED_ROLES:
        lead = leads_of(portfolio, _holder(portfolio, document)).get(text)
        return lead is not None and lead.lower() == item.id.lower()
    return text == item.id.lower()


def _target(portfolio: Portfolio, document: Document, kind: str, text: str) -> Item | None:
    """The record that a reference of a kind leads to."""
    if kind == "project":
        project = portfolio.projects.get(text.lower())
        charter = project.documents.get("charter") if project else None
        return Item(project.id, "project", charter, (), charter.record) if project and charter else None
    if kind == "person" and text.lower() in RESERVED_ROLES:
        text = leads_of(portfolio, _holder(portfolio, document)).get(text.lower(), text)
    if kind == "body":
        return _body(portfolio, text)
    if kind not in ITEM_KINDS:
        return None
    *before, id_ = text.lower().split("/")
    holder = document.holder_address.lower()
    if before:
        holder = before[0] if kind == "milestone" or len(before) == 2 else "/".join(before[:-1])
    for entry in portfolio.entries(kind):
        own = entry.record.id
        is_here = kind not in _OWN or entry.document.holder_address.lower() == holder
        if own and own.lower() == id_ and is_here:
            return Item(entry.address, kind, entry.document, entry.keys, entry.record)
    return None


def _body(portfolio: Portfolio, text: str) -> Item | None:
    document = portfolio.office_holder.documents.get("office")
    bodies = portfolio.office.governance.bodies if portfolio.office else ()
    for index, body in enumerate(bodies):
        if document is not None and body.id.lower() == text.lower():
            keys: Keys = ("governance", "bodies", index)
            return Item(f"{document.address}/governance/bodies/{body.id}", "body", document, keys, body)
    return None


def _holder(portfolio: Portfolio, document: Document) -> Holder:
    if document.level == "project":
        return portfolio.projects[document.holder]
    if document.level == "programme":
        return portfolio.programme_holders[document.holder]
    return portfolio.office_holder


def _dotted(keys: Keys) -> str:
    return ".".join(key for key in keys if isinstance(key, str))
