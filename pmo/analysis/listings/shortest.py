"""Addresses as short as they still lead to one thing only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pmo.analysis.addresses import DOCUMENT_NOUNS, Item, items_of
from pmo.model.kinds import ITEM_KINDS, KINDS
from pmo.model.portfolio import Portfolio


def short_addresses(portfolio: Portfolio, items: Iterable[Item]) -> Mapping[str, str]:
    """By full address the id alone of what the office keeps, else holder and id; the full address where that is unclear."""
    wanted = list(items)
    leading = _leading(portfolio, {item.id.lower() for item in wanted})
    return {item.address: _short(item, leading) for item in wanted}


def _short(item: Item, leading: Mapping[tuple[str, str], Sequence[str]]) -> str:
    words = item.address.split("/")
    holder = item.document.holder or ("office" if words[0] == "office" else "")
    if words[-1].lower() in KINDS or leading.get((holder.lower(), words[-1].lower())) != [
        item.address.lower()
    ]:
        return item.address  # `crm/plan` is a document, and only its full address leads to a part of a record
    return f"{holder}/{words[-1]}" if holder else words[-1]


def _leading(portfolio: Portfolio, ids: set[str]) -> dict[tuple[str, str], list[str]]:
    """Addresses that end with one of the ids, by each word before it (empty for none) and the id."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)

    def add(address: str, id_: str) -> None:
        for word in {"", *address.split("/")[:-1]}:
            found[word, id_].append(address)

    for noun in (*DOCUMENT_NOUNS, "contract"):
        for item in items_of(portfolio, noun):
            if item.id.lower() in ids:
                add(item.address.lower(), item.id.lower())
    for noun in ITEM_KINDS:
        for entry in portfolio.entries(noun):
            own = (entry.record.id or str(int(entry.keys[1]) + 1)).lower()
            if own in ids:
                add(entry.address.lower(), own)
    return found
