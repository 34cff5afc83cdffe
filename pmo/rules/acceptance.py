"""Findings that somebody accepted: waivers, and suppressions in the files."""

import datetime
from collections.abc import Iterator
from fnmatch import fnmatchcase

from pmo.findings import Finding, message
from pmo.model.policies import Waiver
from pmo.model.portfolio import Document, Portfolio, Suppression
from pmo.rules.rule import Place, Problem, problem

NEVER_ACCEPTED = ("PMO1", "PMO2")
"""A document that cannot be read cannot be accepted."""

UNUSED_SUPPRESSION = "PMO901"
EXPIRED_SUPPRESSION = "PMO902"
UNREADABLE_SUPPRESSION = "PMO903"
UNUSED_WAIVER = "PMO904"
EXPIRED_WAIVER = "PMO905"


class Acceptance:
    """Matches findings with waivers and suppressions, and knows in the end which were of no use."""

    def __init__(self, portfolio: Portfolio, as_of: datetime.date, active: frozenset[str]) -> None:
        self._as_of = as_of
        self._active = active
        self._waivers = portfolio.waivers
        self._waiver_document = portfolio.office_holder.documents.get("waivers")
        self._suppressed = {
            document.path: document for document in portfolio.documents if document.suppressions
        }
        self._used_waivers: set[int] = set()
        self._used_suppressions: set[tuple[str, int]] = set()

    def asks_for_lines_in(self, path: str) -> bool:
        """Whether it depends on its line if a finding in the file is accepted."""
        return path in self._suppressed

    def accepts(self, finding: Finding) -> bool:
        """Whether a waiver or suppression in force covers the finding. Expired ones count as used."""
        if finding.code.startswith(NEVER_ACCEPTED):
            return False
        suppressed = [self._suppresses(one, finding) for one in self._suppressions(finding.where.path)]
        waived = [self._waives(index, waiver, finding) for index, waiver in enumerate(self._waivers)]
        return any(suppressed) or any(waived)

    def problems(self) -> Iterator[tuple[str, Problem]]:
        """Suppressions and waivers that are unused, expired or unreadable, each with its code."""
        for document in self._suppressed.values():
            for suppression in document.suppressions:
                code = self._fault_of(document, suppression)
                if code is not None:
                    yield code, _suppression_problem(document, suppression, code)
        for index, waiver in enumerate(self._waivers):
            if self._waiver_document is not None:
                yield from self._waiver_problems(index, waiver, self._waiver_document)

    def _suppressions(self, path: str) -> tuple[Suppression, ...]:
        document = self._suppressed.get(path)
        return document.suppressions if document else ()

    def _suppresses(self, suppression: Suppression, finding: Finding) -> bool:
        covers = suppression.first <= finding.where.line <= suppression.last
        if not covers or not any(finding.code.startswith(code) for code in suppression.codes):
            return False
        self._used_suppressions.add((finding.where.path, suppression.line))
        return suppression.until is None or self._as_of <= suppression.until

    def _waives(self, index: int, waiver: Waiver, finding: Finding) -> bool:
        if not finding.code.startswith(waiver.code.upper()) or not _covers(waiver.where, finding):
            return False
        self._used_waivers.add(index)
        return self._as_of <= waiver.expires

    def _fault_of(self, document: Document, suppression: Suppression) -> str | None:
        if not suppression.codes:
            return UNREADABLE_SUPPRESSION
        if suppression.until is not None and suppression.until < self._as_of:
            return EXPIRED_SUPPRESSION
        used = (document.path, suppression.line) in self._used_suppressions
        return None if used or not self._ran(suppression.codes) else UNUSED_SUPPRESSION

    def _waiver_problems(
        self, index: int, waiver: Waiver, document: Document
    ) -> Iterator[tuple[str, Problem]]:
        if waiver.expires < self._as_of:
            text = message(
                "the waiver of {code} for {where} expired on {day}",
                code=waiver.code,
                where=waiver.where,
                day=waiver.expires,
            )
            hint = message("solve the finding, or have the waiver extended by its owner")
            yield EXPIRED_WAIVER, problem(document, ("waivers", index, "expires"), text, hint)
        elif index not in self._used_waivers and self._ran((waiver.code.upper(),)):
            text = message(
                "the waiver of {code} for {where} covers no finding", code=waiver.code, where=waiver.where
            )
            yield (
                UNUSED_WAIVER,
                problem(
                    document, ("waivers", index), text, message("remove it, or correct its code or place")
                ),
            )

    def _ran(self, codes: tuple[str, ...]) -> bool:
        """Whether rules ran that these codes could have covered."""
        return any(active.startswith(code) for code in codes for active in self._active)


def _covers(where: str, finding: Finding) -> bool:
    address, path = finding.address or "", finding.where.path
    pattern = where.rstrip("/")
    return (
        fnmatchcase(path, pattern)
        or path.startswith(f"{pattern}/")
        or address.lower() == pattern.lower()
        or fnmatchcase(address.lower(), pattern.lower())
        or address.lower().startswith(f"{pattern.lower()}/")
    )


def _suppression_problem(document: Document, suppression: Suppression, code: str) -> Problem:
    codes = ", ".join(suppression.codes)
    if code == UNREADABLE_SUPPRESSION:
        text = message("this suppression cannot be read")
        hint = message("write it as: # pmo: ignore[PMO602] until 2026-12-31 reason")
    elif code == EXPIRED_SUPPRESSION:
        text = message("the suppression of {codes} expired on {day}", codes=codes, day=suppression.until)
        hint = message("solve the finding, or agree on a later day")
    else:
        text = message("the suppression of {codes} covers no finding", codes=codes)
        hint = message("remove it")
    return Problem(Place(document.path, (), line=suppression.line), text, hint)
