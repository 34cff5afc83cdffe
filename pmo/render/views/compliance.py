"""Rows of what breaks the rules and what is accepted: findings, house policies, baselines, waivers."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from pmo.analysis.parties import party_of
from pmo.findings import Finding
from pmo.governance.policies import PolicyCheck
from pmo.locale import Language
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.render.views.parts import ENDING_SOON
from pmo.render.views.words import in_words
from pmo.rules.registry import RULES
from pmo.rules.rule import Rule
from pmo.rules.schedule import baseline_differs_from_its_record, baseline_without_approved_change

_FAMILIES: Final = {
    "PMO1": "files",
    "PMO2": "schema",
    "PMO3": "references",
    "PMO4": "schedule",
    "PMO5": "money",
    "PMO6": "registers",
    "PMO7": "resources",
    "PMO8": "governance",
    "PMO9": "hygiene",
}
"""Families of rules by the beginning of their codes."""


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """A finding that somebody accepted."""

    code: str
    """Code of the finding."""
    where: str
    """What it covers: a path, glob or address."""
    reason: str
    """Why it is accepted."""
    owner: str | None
    """Name of who answers for that; None for a comment in a file."""
    expires: datetime.date | None
    """Last day on which it counts; None without one."""
    state: str
    """in-force, ends-soon, expired."""
    is_comment: bool
    """Whether it is a comment in a file, not an entry of waivers.yaml."""


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A house policy."""

    address: str
    """`policies/<id>`."""
    title: str
    """The rule in one line."""
    severity: str
    """error, warning, info."""
    force: str
    """in-force, to-come, ended."""
    to: datetime.date | None
    """Last day on which it applies."""
    applies: int
    """Documents or records that it applies to."""
    kept: int
    """Of these, those that keep it."""
    breaches: tuple[str, ...]
    """Addresses of those that break it."""
    unknown: int
    """Those of which it cannot be said."""
    mistake: str | None
    """What is wrong with the policy itself."""


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """A baseline that moved without an approved change."""

    path: str
    """File of the plan or budget."""
    text: str
    """What is wrong."""


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """What the rules of one family find."""

    family: str
    """files, schema, references, schedule, money, registers, resources, governance, hygiene."""
    errors: int
    """Findings that are errors."""
    warnings: int
    """Findings that are warnings."""
    notes: int
    """Findings that are notes."""
    projects: int
    """Projects in whose files they are."""
    codes: tuple[str, ...]
    """The most frequent codes."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding of a rule of governance."""

    code: str
    """Code, as `pmo explain` takes it."""
    severity: str
    """error, warning, info."""
    address: str | None
    """Of the record that it is about."""
    text: str
    """What is wrong."""
    hint: str | None
    """What to do."""


@dataclass(frozen=True, slots=True)
class Compliance:
    """What the rules find."""

    families: tuple[FamilyRow, ...]
    """By family; families without a finding are left out."""
    errors: int
    """All errors."""
    warnings: int
    """All warnings."""
    notes: int
    """All notes."""
    clean_projects: int
    """Projects without an error or a warning."""
    projects: int
    """Projects that were looked at."""
    governance: tuple[FindingRow, ...]
    """Errors and warnings of the rules of governance, the worst first."""


def waiver_rows(
    portfolio: Portfolio, holders: Iterable[Holder], as_of: datetime.date, *, whole: bool
) -> tuple[WaiverRow, ...]:
    rows = [
        WaiverRow(
            code=one.code,
            where=one.where,
            reason=one.reason,
            owner=party_of(portfolio, one.owner, portfolio.office_holder).name,
            expires=one.expires,
            state=_waiver_state(one.expires, as_of),
            is_comment=False,
        )
        for one in (portfolio.waivers if whole else ())
    ]
    for holder in holders:
        statuses = holder.status_documents if isinstance(holder, Project) else ()
        for document in chain(holder.documents.values(), holder.meeting_documents, statuses):
            rows += (
                WaiverRow(
                    code=", ".join(one.codes),
                    where=f"{document.path}:{one.line}",
                    reason=one.reason,
                    owner=None,
                    expires=one.until,
                    state=_waiver_state(one.until, as_of),
                    is_comment=True,
                )
                for one in document.suppressions
                if one.codes
            )
    order = ("expired", "ends-soon", "in-force")
    return tuple(
        sorted(
            rows,
            key=lambda row: (order.index(row.state), row.expires or datetime.date.max, row.where, row.code),
        )
    )


def _waiver_state(expires: datetime.date | None, as_of: datetime.date) -> str:
    if expires is None:
        return "in-force"
    if expires < as_of:
        return "expired"
    return "ends-soon" if (expires - as_of).days <= ENDING_SOON else "in-force"


def policy_row(one: PolicyCheck, language: Language) -> PolicyRow:
    return PolicyRow(
        address=f"policies/{one.policy.id}",
        title=one.policy.title,
        severity=one.policy.severity,
        force=one.force,
        to=one.policy.to,
        applies=one.applies,
        kept=one.kept,
        breaches=one.breaches,
        unknown=len(one.unknown),
        mistake=in_words(one.mistake, language) if one.mistake is not None else None,
    )


def baseline_rows(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date, language: Language
) -> Iterator[BaselineRow]:
    paths = {document.path for project in projects for document in project.documents.values()}
    for check in (baseline_differs_from_its_record, baseline_without_approved_change):
        for found in check(portfolio, as_of):
            if found.place.path in paths:
                yield BaselineRow(found.place.path, in_words(found.message, language))


_RULES: Final[dict[str, Rule]] = {rule.code: rule for rule in RULES}


_SEVERITIES: Final = ("error", "warning", "info")


_MOST_CODES: Final = 3


def compliance(
    findings: Iterable[Finding],
    projects: Sequence[Project],
    chosen: frozenset[str] | None,
    language: Language,
) -> Compliance:
    own = {one.id for one in projects}
    kept = [(one, project) for one in findings if (project := _project_of(one)) in own or chosen is None]
    severities = Counter(one.severity for one, _ in kept)
    troubled = {project for one, project in kept if one.severity != "info"}
    rows = sorted(
        (one for one, _ in kept if _is_of_governance(one) and one.severity != "info"),
        key=lambda one: (_SEVERITIES.index(one.severity), one.code, one.order),
    )
    return Compliance(
        families=tuple(_families(kept)),
        errors=severities["error"],
        warnings=severities["warning"],
        notes=severities["info"],
        clean_projects=len(own - troubled),
        projects=len(own),
        governance=tuple(
            FindingRow(
                code=one.code,
                severity=one.severity,
                address=one.address,
                text=in_words(one.message, language),
                hint=in_words(one.hint, language) if one.hint is not None else None,
            )
            for one in rows
        ),
    )


def _project_of(finding: Finding) -> str | None:
    """Id of the project in whose files a finding is."""
    parts = finding.where.path.split("/")
    return parts[1] if parts[0] == "projects" and len(parts) > 2 else None


def _is_of_governance(finding: Finding) -> bool:
    rule = _RULES.get(finding.code)
    return finding.code.startswith("PMO8") or (rule is not None and rule.governance)


def _families(kept: Iterable[tuple[Finding, str | None]]) -> Iterator[FamilyRow]:
    found: dict[str, list[tuple[Finding, str | None]]] = {}
    for one, project in kept:
        found.setdefault(one.code[:4], []).append((one, project))
    for prefix, family in _FAMILIES.items():
        own = found.get(prefix, [])
        severities = Counter(one.severity for one, _ in own)
        codes = Counter(one.code for one, _ in own)
        if own:
            yield FamilyRow(
                family=family,
                errors=severities["error"],
                warnings=severities["warning"],
                notes=severities["info"],
                projects=len({project for _, project in own if project is not None}),
                codes=tuple(sorted(codes, key=lambda code: (-codes[code], code))[:_MOST_CODES]),
            )
