"""Reports that could not be made: as data, and as a line for people."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from msgspec import Struct

from pmo.errors import PmoError
from pmo.locale import Language
from pmo.render.inert import for_terminal


class LeftOutData(Struct, frozen=True):
    """A report that could not be made; what was published of it before stays."""

    report: str
    why: str


class LeftOut(Protocol):
    """A kind of report, and why it could not be made."""

    @property
    def kind(self) -> str: ...

    @property
    def why(self) -> PmoError: ...


def data(left_out: Iterable[LeftOut], language: Language) -> list[LeftOutData]:
    return [LeftOutData(one.kind, ". ".join(filter(None, one.why.said(language.text)))) for one in left_out]


def lines(left_out: Iterable[LeftOutData], language: Language) -> Iterator[str]:
    """A line for each, for the error output."""
    for one in left_out:
        yield for_terminal(
            language.text("left out: the report {report}: {why}", report=one.report, why=one.why)
        )
