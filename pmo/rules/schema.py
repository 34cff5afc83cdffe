"""Family 2xx: the shape of documents. What a field looks like is found while loading; what needs more
than one look at it stands here."""

import datetime
import difflib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

from msgspec import Struct

from pmo.findings import Message, message
from pmo.model.kinds import ITEM_KINDS, KINDS
from pmo.model.policies import Policies
from pmo.model.portfolio import Document, Keys, Portfolio
from pmo.model.references import expressions
from pmo.rules.rule import Problem, Rule, checked, found_elsewhere, problem

UNKNOWN_KEY = """
    A key is not known.

    **Why it matters.** What stands under it is not read. Usually the key is misspelt, and the value is missed.

    **Example.**

        owner: ana
        probabilty: 4

    **Fix.** Correct the key; the finding names the nearest one. Fields of your own go under `custom:`.
"""

MISSING_KEY = """
    A required key is missing.

    **Why it matters.** Without it the record cannot be used at all.

    **Example.** A risk without `owner`:

        - id: late
          title: The vendor is late
          status: assessed

    **Fix.** Add the key. `pmo schema` and the reference page of the kind say what belongs there.
"""

WRONG_TYPE = """
    A value is of the wrong type.

    **Why it matters.** A text cannot be added to a budget, a single value cannot be gone over as a list.

    **Example.**

        milestones: Design approved

    **Fix.** Write the value as the finding says: text, a number, a list (`- ` before each item) or a mapping.
"""

NOT_A_CHOICE = """
    A word is not one of the allowed ones.

    **Why it matters.** Rules and reports go by these words; another one would silently count as nothing.

    **Example.**

        state: running

    **Fix.** Choose one of the words that the finding lists.
"""

WRONG_FORM = """
    A value is not in the form it must have.

    **Why it matters.** Ids, dates, periods and currencies are compared with each other; that works in one form only.

    **Example.**

        due: 30.11.2026

    **Fix.** Write dates as `2026-11-30`, periods as `2026-11`, `2026-Q4`, `2026` or `FY2026`, currencies as
    `EUR`, ids as words of letters and digits joined by single hyphens.
"""

OUT_OF_RANGE = """
    A value is outside its range, or a list has too few or too many items.

    **Why it matters.** The value has no meaning there: there is no probability 7 on a scale of 1 to 5.

    **Example.**

        probability: 7

    **Fix.** Choose a value within the range that the finding names.
"""


def invalid_expression(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """An expression cannot be read, or uses a name that does not exist.

    **Why it matters.** A policy, gate check, score or escalation that cannot be worked out never applies.

    **Example.**

        policies:
          - id: large-needs-case
            title: Large projects have a business case
            applies_to: charter
            require: charter.size = 'large'

    **Fix.** Correct the expression at the column that the finding names; `pmo explain expressions` lists the
    names and operators. Equality is written `==`.
    """
    written = [
        (document, keys, text)
        for document in portfolio.documents
        if document.kind in ("office", "method", "policies")
        for keys, text in expressions(document.record)
    ]
    if not written:
        return
    from pmo.expressions import ExpressionError, parse

    for document, keys, text in written:
        try:
            parse(text, _vocabulary(document, keys))
        except ExpressionError as error:
            yield problem(
                document,
                keys,
                message(
                    "the expression cannot be used: {reason} (column {column})",
                    reason=error.message,
                    column=error.column,
                ),
                message("correct it; `pmo explain expressions` lists the names and operators"),
            )


def custom_fields_do_not_fit(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """Custom fields do not fit the office's schema, or the schema itself cannot be used.

    **Why it matters.** The office declared what belongs under `custom:`; figures that rest on it miss this record.

    **Example.** `pmo.yaml` has

        custom_fields:
          charter:
            required: [cost_centre]
            properties: {cost_centre: {type: integer}}

    and a charter has

        custom: {cost_centre: unknown}

    **Fix.** Correct the field under `custom:`, or the schema in `pmo.yaml`. Its keys are kinds of document, or of
    record where a document is a list of them (`risks`, `milestones`, ...).
    """
    office = portfolio.office_holder.documents.get("office")
    if office is None or portfolio.office is None or not portfolio.office.custom_fields:
        return
    from pmo.schemas.custom import CustomSchema, CustomSchemaError

    for kind, declared in portfolio.office.custom_fields.items():
        keys: Keys = ("custom_fields", kind)
        if kind not in _CUSTOM_KINDS:
            yield problem(
                office,
                keys,
                message("`{kind}` is no kind of document or record", kind=kind),
                _nearest_or(kind, _CUSTOM_KINDS, message("`pmo schema --list` lists the kinds")),
                at_key=True,
            )
            continue
        try:
            schema = CustomSchema(declared)
            for document, place, record in _customised(portfolio, kind):
                for found in schema.problems(record.custom):
                    yield _misfit(document, place, found, kind, office)
        except CustomSchemaError as error:
            yield problem(
                office,
                (*keys, *error.keys),
                message(
                    "the schema of the custom fields of `{kind}` cannot be used: {reason}",
                    kind=kind,
                    reason=error.reason,
                ),
                message("correct it; it is a JSON Schema (draft 2020-12) without references to other files"),
            )


def _vocabulary(document: Document, keys: Keys) -> frozenset[str]:
    """The names that the expression at ``keys`` may use."""
    from pmo.analysis.facts import NAMES, record_names

    if isinstance(document.record, Policies) and isinstance(keys[1], int):
        kind = document.record.policies[keys[1]].applies_to
        item = ITEM_KINDS.get(kind)
        if item is not None:
            return record_names(_item_type(item.document, item.items))
        if kind in KINDS:
            return record_names(KINDS[kind].record)
    return frozenset(NAMES)


@cache
def _item_type(kind: str, items: str) -> type[Struct]:
    """The type of the records in a list of a kind of document."""
    (record, *_) = get_args(get_type_hints(KINDS[kind].record)[items])
    assert isinstance(record, type)
    return record


class _Customised(NamedTuple):
    """Where records of a kind are: the documents, and their list, or the document itself."""

    document: str
    items: str | None


_LISTS: dict[str, _Customised] = {
    kind.name: _Customised(kind.document, kind.items) for kind in ITEM_KINDS.values()
} | {"waivers": _Customised("waivers", "waivers")}
_CUSTOM_KINDS: Mapping[str, _Customised] = {name: _Customised(name, None) for name in KINDS} | _LISTS
"""By the name that `custom_fields` uses. A list of records goes before the document that holds it."""


def _customised(portfolio: Portfolio, kind: str) -> Iterator[tuple[Document, Keys, Any]]:
    where = _CUSTOM_KINDS[kind]
    for document in portfolio.documents:
        if document.kind != where.document:
            continue
        if where.items is None:
            yield document, (), document.record
        else:
            for index, record in enumerate(getattr(document.record, where.items)):
                yield document, (where.items, index), record


def _misfit(document: Document, place: Keys, found: Any, kind: str, office: Document) -> Problem:
    names = [f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in found.keys]
    values = {"field": "custom" + "".join(names), "keyword": found.keyword, "asked": _shown(found.asked)}
    if found.keyword == "required":
        text = message("`{field}` lacks `{asked}`, which the office's schema requires", **values)
    elif found.keyword in ("additionalProperties", "unevaluatedProperties"):
        text = message("`{field}` has fields that the office's schema does not know", **values)
    else:
        text = message("`{field}` does not fit the office's schema ({keyword}: {asked})", **values)
    there: Keys = ("custom_fields", kind, *found.schema_keys)
    return problem(
        document,
        (*place, "custom", *found.keys),
        text,
        message("correct it, or the schema in pmo.yaml"),
        related=[(office, there, message("the schema says so here"))],
    )


def _shown(asked: object) -> str:
    if isinstance(asked, list):
        return ", ".join(_shown(item) for item in asked)[:80]
    return "..." if isinstance(asked, dict) else str(asked)[:80]


def _nearest_or(word: str, words: Iterable[str], otherwise: Message) -> Message:
    close = difflib.get_close_matches(word.lower(), list(words), n=1)
    return message("did you mean `{word}`?", word=close[0]) if close else otherwise


SCHEMA_RULES: tuple[Rule, ...] = (
    found_elsewhere("PMO201", "unknown-key", UNKNOWN_KEY),
    found_elsewhere("PMO202", "missing-key", MISSING_KEY),
    found_elsewhere("PMO203", "wrong-type", WRONG_TYPE),
    found_elsewhere("PMO204", "not-a-choice", NOT_A_CHOICE),
    found_elsewhere("PMO205", "wrong-form", WRONG_FORM),
    found_elsewhere("PMO206", "out-of-range", OUT_OF_RANGE),
    checked("PMO207", invalid_expression),
    checked("PMO208", custom_fields_do_not_fit),
)
