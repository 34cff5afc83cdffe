"""Whether the ranking or selection that a decision rests on comes out the same again."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct

from pmo.analysis.decided import Difference
from pmo.locale import Language
from pmo.model.decisions import DecisionBasis
from pmo.output.table import Column, show
from pmo.output.terminal import Page


class DifferenceData(Struct, frozen=True):
    """A figure that comes out otherwise."""

    what: str
    """Id of the project; the limit; empty for the whole."""
    field: str
    recorded: str | None
    now: str | None


class BasisCheckData(Struct, frozen=True):
    """The `data` of `pmo rank --check`."""

    decision: str
    """Address of the decision."""
    source: Literal["ranking", "selection"]
    command: str
    """Command that computes it."""
    revision: str | None
    """Commit that it was computed from; null where it was not committed: then the files as they are were compared."""
    as_of: datetime.date
    same: bool
    differences: list[DifferenceData]


def data(address: str, basis: DecisionBasis, differences: Iterable[Difference]) -> BasisCheckData:
    """What was compared, and what differs."""
    rows = [DifferenceData(one.what, one.field, _text(one.recorded), _text(one.now)) for one in differences]
    return BasisCheckData(address, basis.source, basis.command, basis.revision, basis.as_of, not rows, rows)


def text(found: BasisCheckData, language: Language, *, width: int | None, colour: bool) -> str:
    """Whether it is the same, else the figures that are not."""
    say = language.text
    page = Page(width=width or 1000, colour=colour)
    page.heading(found.decision, _rests_on(found, language))
    page.blank()
    if found.same:
        page.paragraph(say("Computed again, it is the same."), "green")
        return page.text()
    page.paragraph(say("Computed again, it is not the same:"), "bold red")
    show(page, columns(found.differences, language), language, width=width)
    return page.text()


def columns(rows: Sequence[DifferenceData], language: Language) -> list[Column]:
    """What differs, a row each."""
    say = language.text
    return [
        Column("what", say("What"), [row.what or say("together") for row in rows], style="bold"),
        Column("field", say("Figure"), [row.field for row in rows]),
        Column("recorded", say("Recorded"), [row.recorded for row in rows], right=True),
        Column("now", say("Computed"), [row.now for row in rows], right=True),
    ]


def _rests_on(found: BasisCheckData, language: Language) -> str:
    say = language.text
    source = say("the ranking") if found.source == "ranking" else say("the selection")
    day = language.date(found.as_of)
    if found.revision is None:
        return say("It rests on {source} as of {date}; no revision was kept, so the files as they are now are compared.",
                   source=source, date=day)  # fmt: skip
    return say("It rests on {source} at revision {revision} as of {date}.",
               source=source, revision=found.revision[:12], date=day)  # fmt: skip


def _text(value: Any) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value.normalize(), "f")
    return str(value)
