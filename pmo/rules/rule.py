"""What a rule is, and what it yields."""

import datetime
import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pmo.findings import Message, Severity
from pmo.model.portfolio import Document, Keys, Portfolio


class Place(NamedTuple):
    """A place in a document, named by the keys that lead to it; the engine finds its line."""

    path: str
    keys: Keys
    at_key: bool = False
    """Point at the key, not at its value."""
    line: int | None = None
    """The line itself, for what is no key: a comment."""


class Problem(NamedTuple):
    """What a rule found; the engine makes a finding of it."""

    place: Place
    message: Message
    hint: Message | None = None
    related: tuple[tuple[Place, Message], ...] = ()


def problem(
    where: Document | str,
    keys: Keys,
    text: Message,
    hint: Message | None = None,
    *,
    at_key: bool = False,
    related: Iterable[tuple[Document, Keys, Message]] = (),
) -> Problem:
    """A problem at ``keys`` of a document (or of a path, for files that are missing)."""
    return Problem(
        Place(where if isinstance(where, str) else where.path, keys, at_key),
        text,
        hint,
        tuple((Place(document.path, there), why) for document, there, why in related),
    )


Check = Callable[[Portfolio, datetime.date], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its code, its name, its manual page, how bad it is, and how to check it."""

    code: str
    name: str
    text: str
    """The manual page as it stands in the source, indented."""
    severity: Severity
    check: Check | None = None
    """None where loading or the engine itself finds it."""
    governance: bool = False
    """Its severity follows the office's model: supportive warns, controlling and directive refuse."""

    @property
    def page(self) -> str:
        """What is wrong, why it matters, an example and the fix; Markdown, the first line is the title."""
        return inspect.cleandoc(self.text)

    @property
    def title(self) -> str:
        return self.text.strip().partition("\n")[0].rstrip(".")


def checked(code: str, check: Check, severity: Severity = "error", *, governance: bool = False) -> Rule:
    """A rule whose name and manual page are those of its function."""
    name = check.__name__.replace("_", "-")
    return Rule(code, name, check.__doc__ or "", severity, check, governance)


def found_elsewhere(code: str, name: str, page: str, severity: Severity = "error") -> Rule:
    """A rule that loading or the engine finds; only its manual page stands here."""
    return Rule(code, name, page, severity)
