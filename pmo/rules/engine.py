"""Runs the rules: stamps code and severity, applies waivers and suppressions, finds the lines, sorts."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from pmo.findings import Finding, Message, Related, Severity, Where, message
from pmo.loading import Loaded
from pmo.model.kinds import ITEM_KINDS
from pmo.model.office import GovernanceModel, ValidationRules
from pmo.model.portfolio import Document, Keys, Portfolio
from pmo.progress import QUIET, Progress
from pmo.rules.acceptance import Acceptance
from pmo.rules.rule import Place, Problem, Rule

UNREADABLE = ("PMO1", "PMO2", "PMO3")
"""Families whose errors mean that a document cannot be used as it is."""


@dataclass(frozen=True)
class Selection:
    """Which rules run and how severe they are: the options of the command over those of `pmo.yaml`."""

    select: tuple[str, ...] = ()
    """Codes or prefixes; empty runs all."""
    ignore: tuple[str, ...] = ()
    severity: tuple[tuple[str, Severity | str], ...] = ()
    """Severity (or `off`) by code or prefix."""
    model: GovernanceModel = "controlling"

    @classmethod
    def of(cls, portfolio: Portfolio, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> "Selection":
        """What the office says, with the command's ``select`` in place of it and ``ignore`` added."""
        rules = portfolio.office.validate if portfolio.office else ValidationRules()
        return cls(
            tuple(select) or rules.select,
            (*rules.ignore, *ignore),
            tuple(rules.severity.items()),
            portfolio.office.office.model if portfolio.office else "controlling",
        )

    def runs(self, rule: Rule) -> bool:
        selected = not self.select or any(rule.code.startswith(prefix) for prefix in self.select)
        ignored = any(rule.code.startswith(prefix) for prefix in self.ignore)
        return selected and not ignored and self.severity_of(rule) != "off"

    def severity_of(self, rule: Rule) -> str:
        """The office's word for the longest matching prefix, else the rule's own."""
        matching = [
            (prefix, word) for prefix, word in self.severity if prefix and rule.code.startswith(prefix)
        ]
        if matching:
            return max(matching, key=lambda pair: len(pair[0]))[1]
        return "warning" if rule.governance and self.model == "supportive" else rule.severity


_CHECKING = message("Checking rules")


class Found(NamedTuple):
    """A finding before its lines are looked up, which takes longer than all rules."""

    finding: Finding
    """At the beginning of its file, unless its line is known."""
    place: Place | None
    """Where it really is; None where its line is known."""
    related: tuple[tuple[Place, Message], ...] = ()


def check(
    loaded: Loaded, as_of: datetime.date, selection: Selection | None = None, progress: Progress = QUIET
) -> tuple[Finding, ...]:
    """All findings of a portfolio as of a day, in order of file, line, column and code."""
    located = Lines(loaded).located
    return tuple(
        sorted(
            (located(one) for one in find(loaded, as_of, selection, progress)),
            key=lambda finding: finding.order,
        )
    )


def find(
    loaded: Loaded, as_of: datetime.date, selection: Selection | None = None, progress: Progress = QUIET
) -> tuple[Found, ...]:
    """All findings of a portfolio as of a day, without their lines and in no order."""
    selection = selection or Selection.of(loaded.portfolio)
    from pmo.rules.registry import RULES  # not needed where findings are remembered

    rules = {rule.code: rule for rule in RULES if selection.runs(rule)}
    stamp = _Stamp(loaded.portfolio, rules, selection)
    found = [stamp.again(finding) for finding in loaded.findings if finding.code in rules]
    for rule in progress.over(_CHECKING, rules.values(), len(rules)):
        if rule.check is not None:
            found.extend(stamp.found(rule, problem) for problem in rule.check(loaded.portfolio, as_of))
    acceptance = Acceptance(loaded.portfolio, as_of, frozenset(rules))
    lines = Lines(loaded)
    remaining = []
    for one in found:
        if acceptance.asks_for_lines_in(one.finding.where.path):
            one = Found(lines.located(one), None)
        if not acceptance.accepts(one.finding):
            remaining.append(one)
    for code, problem in acceptance.problems():
        if code in rules:
            remaining.append(stamp.found(rules[code], problem))
    return tuple(remaining)


class _Stamp:
    """Makes findings of problems."""

    def __init__(self, portfolio: Portfolio, rules: dict[str, Rule], selection: Selection) -> None:
        self._portfolio = portfolio
        self._severities: dict[str, Severity] = {
            code: selection.severity_of(rule)  # type: ignore[misc]  # `off` does not run
            for code, rule in rules.items()
        }

    def again(self, finding: Finding) -> Found:
        return Found(replace(finding, severity=self._severities[finding.code]), None)

    def found(self, rule: Rule, problem: Problem) -> Found:
        finding = Finding(
            rule.code,
            self._severities[rule.code],
            Where(problem.place.path),
            problem.message,
            problem.hint,
            self._address(problem.place),
            tuple(Related(Where(place.path), text) for place, text in problem.related),
        )
        return Found(finding, problem.place, problem.related)

    def _address(self, place: Place) -> str | None:
        document = self._documents.get(place.path)
        return address_of(document, place.keys) if document else None

    @cached_property
    def _documents(self) -> dict[str, Document]:
        return {document.path: document for document in self._portfolio.documents}


class Lines:
    """Looks up the lines of findings."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._locators: dict[str, Callable[[Place], Where]] = {}

    def located(self, found: Found) -> Finding:
        """The finding with its own lines."""
        if found.place is None:
            return found.finding
        related = tuple(Related(self._where(place), text) for place, text in found.related)
        return replace(found.finding, where=self._where(found.place), related=related)

    def _where(self, place: Place) -> Where:
        if place.line is not None:
            return Where(place.path, place.line)
        locate = self._locators.get(place.path)
        if locate is None:
            locate = self._locators[place.path] = self._locator(place.path)
        return locate(place)

    def _locator(self, path: str) -> Callable[[Place], Where]:
        from pmo.documents import Locator

        content = self._loaded.content(path)
        if content is None:
            return lambda place: Where(place.path)
        locator = Locator(content)
        return lambda place: Where(place.path, *locator.locate(place.keys, at_key=place.at_key))


def address_of(document: Document, keys: Keys) -> str:
    """Address of the record that ``keys`` lead into, else of the document."""
    if len(keys) >= 2 and isinstance(keys[1], int):
        for kind in ITEM_KINDS.values():
            if kind.document == document.kind and kind.items == keys[0]:
                record = getattr(document.record, kind.items)[keys[1]]
                if record.id:
                    return kind.address.format(holder=document.holder_address, id=record.id)
    return document.address


def unreadable(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings that make a command refuse."""
    return filter(makes_unreadable, findings)


def makes_unreadable(finding: Finding) -> bool:
    """Whether a finding is an error in a file, its schema or a reference."""
    return finding.severity == "error" and finding.code.startswith(UNREADABLE)
