"""Everything that is known about one record: its fields, its parts, what hangs together with it, what comes next."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from pmo.analysis.addresses import Item, resolve
from pmo.analysis.links import Link, links_from, links_to, title_of
from pmo.analysis.listings.columns import Field, columns
from pmo.analysis.listings.context import Context
from pmo.analysis.listings.fields import flat_fields
from pmo.analysis.listings.kinds import LISTINGS, Listing
from pmo.analysis.loads import Resource, overloads
from pmo.analysis.money import Money, total
from pmo.analysis.obligations.scope import command
from pmo.errors import UsageError
from pmo.model.portfolio import Holder, Portfolio, Project

_HEADS: Final = frozenset({"id", "title", "tags", "note", "custom", "confidentiality"})
"""Fields that stand in the head of a record, or at its end."""
_LAST: Final = ("tags", "note", "confidentiality")
_FURNITURE: Final = frozenset({"address", "id", "project", "path", "line", "open"})
"""Computed columns that the head of a record tells."""
_IN_PROJECT: Final = (
    *("milestones", "risks", "issues", "decisions", "changes", "actions", "deliverables", "benefits"),
    *("gate-reviews", "quality-reviews", "allocations", "assumptions", "budget-lines", "sprints"),
    *("statuses", "meetings", "lessons"),
)
_IN_PROGRAMME: Final = (
    "risks",
    "issues",
    "decisions",
    "changes",
    "actions",
    "assumptions",
    "meetings",
    "lessons",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A list of records inside the record."""

    name: str
    """Dotted name of the list."""
    records: tuple[Struct, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Records of one kind that belong to the record, or refer to it."""

    listing: Listing
    items: tuple[Item, ...]
    """Open ones first."""
    open: int | None
    """How many are open; None where the kind knows no such thing."""
    fields: Mapping[str, tuple[str, ...]]
    """By address the fields that refer to the record; none for what belongs to it."""


@dataclass(frozen=True, slots=True)
class Details:
    """What is known about a record."""

    item: Item
    listing: Listing | None
    """Its kind; None for a document or a part that is not listed."""
    title: str
    fields: tuple[tuple[Field, Any], ...]
    """What is recorded, then what is worked out."""
    custom: tuple[tuple[str, Any], ...]
    """The organisation's own fields."""
    facts: Mapping[str, Any]
    """What is worked out over the records around it: spend of an objective, load of a person."""
    parts: tuple[Part, ...]
    refers_to: tuple[Link, ...]
    related: tuple[Related, ...]
    mentions: tuple[Link, ...]
    """References from what is not listed: `pmo.yaml`, a plan."""
    commands: tuple[str, ...]
    """What one would do next."""


def find(portfolio: Portfolio, text: str) -> Item:
    """What an address leads to; also the id alone of a part that is listed: a governance body, a document."""
    try:
        found_item = resolve(portfolio, text)
        noun = _PART_NOUNS.get(type(found_item.record))
        return found_item._replace(noun=noun) if found_item.noun == "part" and noun else found_item
    except UsageError as error:
        if "may be any of" in error.reason:
            raise
        wanted = text.strip().lower()
        parts = [listing for listing in LISTINGS.values() if all(path for _, path in listing.sources)]
        found = [
            item
            for listing in parts
            for item in listing.items(portfolio)
            if not item.id.isdecimal() and item.id.lower() == wanted
        ]
        if len(found) != 1:
            raise
        return found[0]


_PART_NOUNS: Final = {
    listing.record: listing.noun for listing in LISTINGS.values() if any(path for _, path in listing.sources)
}
"""Nouns of what is listed though it is a part of another record."""


def details(
    context: Context, item: Item, order: Callable[[Listing, Iterable[Item]], Sequence[Item]]
) -> Details:
    """Everything about a record; ``order`` sorts the records around it."""
    listing = next((one for one in LISTINGS.values() if one.noun == item.noun), None)
    back = links_to(context.portfolio, item)
    return Details(
        item=item,
        listing=listing,
        title=title_of(context.portfolio, item),
        fields=tuple(_fields(context, item, listing)),
        custom=tuple(getattr(item.record, "custom", {}).items()),
        facts={name: value for name, value in _facts(context, item).items() if value is not None},
        parts=tuple(_parts(item)),
        refers_to=links_from(context.portfolio, item),
        related=tuple(_related(context, item, back, order)),
        mentions=tuple(link for link in back if _listing_of(link.item) is None),
        commands=tuple(_commands(context, item)),
    )


def _fields(context: Context, item: Item, listing: Listing | None) -> Iterator[tuple[Field, Any]]:
    """Recorded fields in the order of the model, then computed ones, the remarks last."""
    if listing is not None:
        known = list(columns(listing).values())
    else:
        known = [
            Field(one.name, one.kind, _reader(one.read), one.words, one.word_list, one.refers_to)
            for one in flat_fields(type(item.record))
        ]
    own = [one for one in known if not one.is_computed and one.name not in _HEADS]
    worked_out = [one for one in known if one.is_computed and one.name not in _FURNITURE]
    for field in (*own, *worked_out, *(one for one in known if one.name in _LAST)):
        value = field.value(context, item)
        if value is not None and not _is_told_elsewhere(field, context, item):
            yield field, value


def _is_told_elsewhere(field: Field, context: Context, item: Item) -> bool:
    """Points of an estimate are told with it, lists of records in tables, and nobody asks what is not the case."""
    is_point = field.name.rpartition(".")[2] in ("min", "likely", "max") and field.kind == "number"
    value = field.read(context, item)
    return is_point or _is_list_of_records(value) or (field.is_computed and value is False)


def _is_list_of_records(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and all(isinstance(one, Struct) for one in value)


def _reader(read: Callable[[Any], Any]) -> Callable[[Context, Item], Any]:
    return lambda _context, item: read(item.record)


def _parts(item: Item) -> Iterator[Part]:
    """The lists of records inside a record, except those whose records are listed by themselves."""
    for field in flat_fields(type(item.record)):
        value = field.read(item.record)
        if _is_list_of_records(value) and (item.document.kind, field.name) not in _OWN_LISTS:
            yield Part(field.name, value)


_OWN_LISTS: Final = frozenset(
    {
        *(("charter", "deliverables"), ("plan", "milestones"), ("plan", "sprints"), ("budget", "lines")),
        *(("vendors", "contracts"), ("vendors", "vendors"), ("strategy", "objectives")),
        *(("strategy", "programmes"), ("people", "people"), ("people", "roles"), ("people", "teams")),
        *((name, name) for name in ("risks", "issues", "assumptions", "changes", "decisions", "actions")),
        *((name, name) for name in ("lessons", "allocations", "benefits", "equipment", "policies")),
        *(("gates", "reviews"), ("quality", "reviews"), ("training", "courses"), ("glossary", "terms")),
    }
)
"""Lists of documents whose records have addresses of their own."""


def _listing_of(item: Item) -> Listing | None:
    return _BY_NOUN.get(item.noun)


_BY_NOUN: Final = {listing.noun: listing for listing in LISTINGS.values()}


def _related(
    context: Context,
    item: Item,
    back: Sequence[Link],
    order: Callable[[Listing, Iterable[Item]], Sequence[Item]],
) -> Iterator[Related]:
    """What belongs to a record, then what refers to it, kind by kind in the order of the kinds."""
    held: dict[str, dict[str, Item]] = {}
    fields: dict[str, dict[str, tuple[str, ...]]] = {}
    for listing, one in _contained(context, item):
        held.setdefault(listing.noun, {})[one.address] = one
    for link in back:
        noun = link.item.noun
        if noun in _BY_NOUN:
            held.setdefault(noun, {})[link.item.address] = link.item
            known = fields.setdefault(noun, {}).get(link.item.address, ())
            fields[noun][link.item.address] = (*known, link.field)
    for noun, listing in _BY_NOUN.items():
        if noun in held:
            ordered = tuple(order(listing, held[noun].values()))
            is_open = columns(listing).get("open")
            count = sum(bool(is_open.value(context, one)) for one in ordered) if is_open else None
            yield Related(listing, ordered, count, fields.get(noun, {}))


def _contained(context: Context, item: Item) -> Iterator[tuple[Listing, Item]]:
    """The records that a project, a programme, the office or a vendor holds."""
    portfolio = context.portfolio
    if item.noun == "project":
        project = portfolio.projects[item.document.holder]
        yield from _held(replace(portfolio, projects={project.id: project}, **_NOTHING_ELSE), _IN_PROJECT)
        yield from _links_between_projects(portfolio, project)
    elif item.noun == "programme":
        holders = {
            key: one for key, one in portfolio.programme_holders.items() if one.address == item.address
        }
        yield from _held(
            replace(portfolio, projects={}, **_NOTHING_ELSE | {"programme_holders": holders}), _IN_PROGRAMME
        )
    elif item.noun == "office":
        yield from _held(replace(portfolio, projects={}, programme_holders={}), (*_IN_PROGRAMME, "bodies"))
    elif item.noun == "vendor":
        for one in LISTINGS["contracts"].items(portfolio):
            if one.address.startswith(f"{item.address}/"):
                yield LISTINGS["contracts"], one


def _held(part: Portfolio, names: Iterable[str]) -> Iterator[tuple[Listing, Item]]:
    """The records of some kinds in a part of a portfolio: of one holder, without looking at thousands of others."""
    for name in names:
        for one in LISTINGS[name].items(part):
            yield LISTINGS[name], one


_NOTHING_ELSE: Final[dict[str, Any]] = {
    "office_holder": Holder("", "office", {}),
    "programme_holders": {},
    "assessment_documents": (),
}


def _links_between_projects(portfolio: Portfolio, project: Project) -> Iterator[tuple[Listing, Item]]:
    """Dependencies on milestones of other projects, and of others on milestones of this one."""
    own = f"{project.id}/"
    for one in LISTINGS["dependencies"].items(portfolio):
        needed = one.record.milestone.lower()  # type: ignore[attr-defined]
        is_own, is_on_own = one.document.holder == project.id, needed.startswith(own)
        if is_own != is_on_own and "/" in needed:
            yield LISTINGS["dependencies"], one


# What is worked out over the records around one


def _facts(context: Context, item: Item) -> Mapping[str, Any]:
    match item.noun:
        case "objective":
            served = [
                project
                for project in context.portfolio.projects.values()
                if project.charter is not None
                and any(one.objective.lower() == item.id.lower() for one in project.charter.objectives)
            ]
            return _money(context, served)
        case "programme":
            return _money(
                context, [one for one in context.portfolio.projects.values() if _is_in(one, item.id)]
            )
        case "person":
            return _overload(context, item.id)
        case "vendor":
            return _contracted(context, item)
    return {}


def _is_in(project: Project, programme: str) -> bool:
    return (
        project.charter is not None
        and project.charter.programme is not None
        and project.charter.programme.lower() == programme.lower()
    )


def _money(context: Context, projects: Iterable[Project]) -> Mapping[str, Any]:
    """Budgets, cost and estimates of the projects that are not over, in the office's currency."""
    known = [(one.id, context.money(one)) for one in projects if one.is_open]
    approved = total(context.portfolio, ((id_, money.approved) for id_, money in known))
    actual = total(context.portfolio, ((id_, money.actual_to_date) for id_, money in known))
    estimate = total(
        context.portfolio, ((id_, money.estimate) for id_, money in known if money.approved is not None)
    )
    return {
        "approved": approved.sum if approved.counted else None,
        "actual_cost": actual.sum if actual.counted else None,
        "estimate": estimate.sum if estimate.counted else None,
    }


def _overload(context: Context, person: str) -> Mapping[str, Any]:
    """The first overload that lasts, within the office's horizon."""
    runs = overloads(context.portfolio, context.as_of).get(Resource("person", person.lower()), ())
    if not runs:
        return {}
    first = runs[0]
    peak = max(one.share or Decimal(0) for one in first.stretches)
    return {"overloaded_from": first.first, "overloaded_to": first.last, "peak_load": peak}


def _contracted(context: Context, item: Item) -> Mapping[str, Any]:
    """Value and payments of a vendor's contracts that have not ended, in the office's currency."""
    running = [
        one
        for one in item.record.contracts  # type: ignore[attr-defined]
        if one.end is None or one.end >= context.as_of
    ]

    def amounts(name: str) -> Iterator[tuple[str, Money | None]]:
        for one in running:
            amount = getattr(one, name)
            yield (
                one.id,
                None if amount is None else Money(amount, one.currency or context.portfolio.currency),
            )

    value, paid = total(context.portfolio, amounts("value")), total(context.portfolio, amounts("paid"))
    return {
        "value": value.sum if value.counted else None,
        "paid": paid.sum if paid.counted else None,
    }


# What comes next

_SET: Final[Mapping[str, str]] = {
    "benefit": "status=on-track",
    "change": "status=assessed",
    "deliverable": "status=delivered",
    "issue": "status=in-progress",
    "lesson": "status=validated",
    "milestone": "forecast=DATE",
}
_CLOSED: Final[Mapping[str, tuple[str, ...]]] = {
    "action": (),
    "assumption": ("--result", "valid"),
    "benefit": ("--result", "realised"),
    "change": (),
    "decision": ("--decision", "TEXT", "--by", "PERSON"),
    "deliverable": (),
    "gate-review": ("--result", "go"),
    "issue": ("--resolution", "TEXT"),
    "lesson": (),
    "milestone": (),
    "quality-review": ("--result", "passed"),
    "risk": ("--outcome", "TEXT"),
}
"""What is closed, and what closing it asks for."""
_ASSIGNED: Final = frozenset({"action", "benefit", "deliverable", "issue", "milestone", "risk"})


def _commands(context: Context, item: Item) -> Iterator[str]:
    """The commands that one would use next, ready to paste; capitals are to be filled in."""
    address = item.address
    match item.noun:
        case "project":
            yield command("report", "status", address)
            yield command("health", "--project", address)
            yield command("checklist", address)
            yield command("list", "actions", "--project", address)
        case "programme":
            yield command("list", "projects", "--where", f'programme.id == "{item.id}"')
        case "person":
            yield command("todo", "--owner", item.id)
            yield command("list", "allocations", "--where", f'person == "{item.id}"')
        case "objective":
            yield command("list", "benefits", "--where", f'objective == "{item.id}"')
        case "vendor":
            yield command("list", "contracts", "--where", f'vendor == "{item.id}"')
        case "risk":
            yield command("set", address, f"reviewed={context.as_of}")
    is_open = columns(_BY_NOUN[item.noun]).get("open") if item.noun in _BY_NOUN else None
    if is_open is None or not is_open.value(context, item):
        return
    if item.noun in _SET:
        yield command("set", address, _SET[item.noun])
    if item.noun in _ASSIGNED:
        yield command("assign", address, "PERSON")
    if item.noun in _CLOSED:
        yield command("close", address, *_CLOSED[item.noun])
