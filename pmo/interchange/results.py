"""What an import does, or would do: every record made or changed, and every value that does not come in, with why."""

from dataclasses import dataclass

from pmo.documents import Plain
from pmo.findings import Message


@dataclass(frozen=True, slots=True)
class Made:
    """A record that is made; row 0 where a row only names it."""

    row: int
    address: str
    title: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A field that gets the value of the table; None where there was or is none."""

    row: int
    address: str
    field: str
    before: Plain
    after: Plain
    overwrites: bool = False
    """Whether it replaces what people wrote."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A field that keeps what people wrote."""

    row: int
    address: str
    field: str
    here: Plain
    source: Plain
    """What the table says."""
    reason: Message
    is_conflict: bool = True
    """Whether the table has changed as well; if not, there is nothing to decide."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A value that does not come in."""

    row: int
    column: str
    field: str
    value: str
    reason: Message
    is_noted: bool = False
    """Whether its text stays as a note on the record."""
    is_word: bool = False
    """Whether somebody could say what the word means."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that does not come in."""

    row: int
    reason: Message


@dataclass(frozen=True, slots=True)
class Vanished:
    """A record whose row was in the table the last time, and is not any more."""

    address: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All of it, in the order of the rows."""

    rows: int
    made: tuple[Made, ...] = ()
    changed: tuple[Changed, ...] = ()
    kept: tuple[Kept, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    refused: tuple[Refused, ...] = ()
    vanished: tuple[Vanished, ...] = ()
    gone: int = 0
    """Records that had vanished before and are still away."""
    unchanged: int = 0
    """Records that were there and stay as they are."""
    remarks: tuple[Message, ...] = ()
