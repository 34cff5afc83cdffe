"""Family 9xx: hygiene of the portfolio: accepted findings, stale reports, loose ends."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from msgspec import Meta, Struct

from pmo.analysis.addresses import target_address
from pmo.analysis.placeholders import is_placeholder, may_hold_placeholder
from pmo.analysis.progress import last_day_in_time, next_status_due
from pmo.findings import message
from pmo.model.kinds import ITEM_KINDS
from pmo.model.office import Reporting
from pmo.model.portfolio import Document, Keys, Portfolio, Project
from pmo.model.records import by_type, fields_of, keys_of, parts_of, types_used, walk
from pmo.model.references import reference_fields, texts_in
from pmo.rules.rule import Problem, Rule, checked, found_elsewhere, problem

UNUSED_SUPPRESSION = """
    A suppression covers no finding.

    **Why it matters.** What it accepted is solved. Left in place it would hide the next finding there.

    **Example.** The risk has an owner by now:

        - id: vendor-delay  # pmo: ignore[PMO601] until 2026-12-31 owner follows

    **Fix.** Remove the comment.
"""

EXPIRED_SUPPRESSION = """
    A suppression has expired.

    **Why it matters.** The finding was accepted until a day that has passed; it is shown again from then on.

    **Example.** As of 2027-01-04:

        - id: vendor-delay  # pmo: ignore[PMO601] until 2026-12-31 owner follows

    **Fix.** Solve the finding and remove the comment, or agree on a later day.
"""

UNREADABLE_SUPPRESSION = """
    A suppression cannot be read.

    **Why it matters.** It accepts nothing, though whoever wrote it believes so.

    **Example.** A day that does not exist, or no code:

        # pmo: ignore[PMO601] until 2026-11-31 owner follows

    **Fix.** Write it as `# pmo: ignore[PMO601] until 2026-11-30 reason`, several codes with commas between them.
"""

UNUSED_WAIVER = """
    A waiver covers no finding.

    **Why it matters.** What it accepted is solved, or its code or place is wrong and it accepts nothing.

    **Example.**

        waivers:
          - {code: PMO503, where: projects/crm/budgets.yaml, reason: New price list, owner: ana, expires: 2026-12-31}

    **Fix.** Remove the waiver, or correct its `code` or `where`: a path, a glob or an address.
"""

EXPIRED_WAIVER = """
    A waiver has expired.

    **Why it matters.** The finding was accepted until a day that has passed; it is shown again from then on.

    **Example.** As of 2027-01-04:

        waivers:
          - {code: PMO503, where: projects/crm, reason: New price list, owner: ana, expires: 2026-12-31}

    **Fix.** Solve the finding and remove the waiver, or have its owner extend it.
"""


def stale_status(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """The latest status update of an active project is older than the reporting cycle.

    **Why it matters.** Every report shows the colours of that day as if they were today's.

    **Example.** The office reports monthly with five days of grace, and as of 2026-11-20 the latest file in
    `projects/crm/status/` is `2026-09-30.yaml`.

    **Fix.** Write the status update. The cycle and its grace stand in `reporting` of `pmo.yaml`. Projects that are
    proposed, approved, on hold, completed or cancelled do not report.
    """
    cycle = (portfolio.office.reporting if portfolio.office else Reporting()).cycle
    for project in portfolio.projects.values():
        if not project.is_running or not project.status_documents:
            continue
        last = project.status_documents[-1]
        if any(path > last.path for path in _unread_statuses(portfolio, project)):
            continue
        day = project.statuses[-1].date
        if as_of > last_day_in_time(portfolio, day):
            yield problem(
                last,
                ("date",),
                message(
                    "the latest status update is of {day}; the next one was due on {due} ({cycle})",
                    day=day,
                    due=next_status_due(portfolio, day),
                    cycle=cycle,
                ),
                message("write projects/{project}/status/<date>.yaml", project=project.id),
            )


def no_status(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """An active project has no status update at all.

    **Why it matters.** Its health is unknown; it is grey in every report.

    **Example.** `state: active` in the charter, and no folder `status/` beside it.

    **Fix.** Write the first status update.
    """
    for project in portfolio.projects.values():
        if project.is_running and not project.status_documents and not _unread_statuses(portfolio, project):
            yield problem(
                project.documents["charter"],
                ("state",),
                message("the project is active, but has no status update"),
                message("write projects/{project}/status/<date>.yaml", project=project.id),
            )


def confidential_behind_public(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A public record refers to a confidential one.

    **Why it matters.** Reports for the public show the reference: that there is such a project, risk or decision is
    known from then on.

    **Example.** The charter of `plant-closure` is `confidential`, that of `crm` is `public` and says

        selection:
          requires: [plant-closure]

    **Fix.** Remove the reference, or correct the `confidentiality` of one of the two.
    """
    public, confidential = _by_confidentiality(portfolio)
    if not public or not confidential:
        return
    for document in public.values():
        for keys, record in _public_records(document):
            for field in reference_fields(type(record)):
                for there, value in texts_in(getattr(record, field.attribute), (*keys, field.key)):
                    hidden = _hidden(confidential, field.refers_to, value, document)
                    if hidden is not None:
                        yield problem(
                            document,
                            there,
                            message("a public record refers to `{id}`, which is confidential", id=value),
                            message("remove the reference, or correct the confidentiality of one of the two"),
                            related=[(*hidden, message("confidential here"))],
                        )


def objective_without_project(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """No project serves an objective.

    **Why it matters.** The organisation wants it, and does nothing for it.

    **Example.** `strategy.yaml` has the objective `grow-retention`; no charter and no programme names it.

    **Fix.** Name it in the charters that serve it, start something, or drop the objective. Cancelled projects do not
    count; an objective is served as well by a programme with projects, and by those that are part of it.
    """
    charters = [project.charter for project in portfolio.projects.values() if project.charter]
    broken = any(path.endswith("/charter.yaml") for path in portfolio.unread_paths)
    if not charters or broken or "strategy.yaml" in portfolio.unread_paths:
        return
    served: set[str] = set()
    for charter in charters:
        if charter.state != "cancelled":
            served.update(one.objective.lower() for one in charter.objectives)
            programme = portfolio.programmes.get((charter.programme or "").lower())
            served.update(one.lower() for one in (programme.objectives if programme else ()))
    for start in list(served):
        above = portfolio.objectives.get(start)
        while above is not None and above.parent is not None and above.parent.lower() not in served:
            served.add(above.parent.lower())
            above = portfolio.objectives.get(above.parent.lower())
    for entry in portfolio.entries("objective"):
        if entry.record.id.lower() not in served:
            yield problem(
                entry.document,
                entry.keys,
                message("no project serves the objective `{id}`", id=entry.record.id),
                message("name it under `objectives` of a charter, or drop it"),
            )


def project_without_objective(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A project serves no objective.

    **Why it matters.** Nobody can say what it is good for, and its money shows under no objective.

    **Example.** A charter without `objectives`, of no programme that has any.

    **Fix.** Name the objectives that it contributes to, or ask whether it should go on.
    """
    if not portfolio.objectives:
        return
    for project in portfolio.projects.values():
        charter = project.charter
        if charter is None or not project.is_open or charter.objectives:
            continue
        programme = portfolio.programmes.get((charter.programme or "").lower())
        if programme is None or not programme.objectives:
            yield problem(
                project.documents["charter"],
                (),
                message("the project serves no objective"),
                message("add `objectives:` with the objectives of strategy.yaml that it contributes to"),
            )


def placeholder_text(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A placeholder was left in the text.

    **Why it matters.** It ends up in reports as it stands.

    **Example.**

        purpose: To be written

    **Fix.** Write the text, or remove the field. `note` may say what is still to be done.
    """
    for kind in types_used(portfolio):
        for attribute, key in _text_fields(kind):
            records = by_type(portfolio, kind)
            if not _may_be_placeholders(records.values(attribute)):
                continue
            for document, record in records:
                for there, text in texts_in(getattr(record, attribute), (key,)):
                    if is_placeholder(text):
                        yield _placeholder(document, (*keys_of(document, record), *there), text)


def duplicate_term(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A term stands twice in the glossary.

    **Why it matters.** A common language has one meaning for a word.

    **Example.**

        terms:
          - {id: baseline, term: Baseline, definition: The approved plan.}
          - {id: base, term: baseline, definition: The first plan.}

    **Fix.** Keep one of the two definitions.
    """
    first: dict[str, tuple[Document, Keys]] = {}
    for entry in portfolio.entries("term"):
        term = " ".join(entry.record.term.casefold().split())
        here: tuple[Document, Keys] = (entry.document, (*entry.keys, "term"))
        there = first.setdefault(term, here)
        if there is not here:
            yield problem(
                *here,
                message("the term `{term}` is defined a second time", term=entry.record.term),
                message("keep one of the two definitions"),
                related=[(*there, message("first here"))],
            )


def _unread_statuses(portfolio: Portfolio, project: Project) -> list[str]:
    folder = f"projects/{project.id}/status/"
    return [path for path in portfolio.unread_paths if path.startswith(folder)]


Hidden = Mapping[tuple[str, str], tuple[Document, Keys]]
"""Where a confidential record says so, by kind and address."""


def _by_confidentiality(portfolio: Portfolio) -> tuple[dict[str, Document], Hidden]:
    """The documents with public records, by path; and the confidential records."""
    public: dict[str, Document] = {}
    some_confidential = False
    for kind in types_used(portfolio):
        if "confidentiality" in kind.__struct_fields__:
            records = by_type(portfolio, kind)
            levels = set(records.values("confidentiality"))
            some_confidential = some_confidential or "confidential" in levels
            if "public" in levels:
                public.update(
                    (document.path, document)
                    for document, level in zip(
                        records.documents, records.values("confidentiality"), strict=True
                    )
                    if level == "public"
                )
    return public, _confidential(portfolio) if public and some_confidential else {}


def _confidential(portfolio: Portfolio) -> Hidden:
    found: dict[tuple[str, str], tuple[Document, Keys]] = {}
    secret: dict[str, Document] = {}
    for project in portfolio.projects.values():
        if project.charter is not None and project.charter.confidentiality == "confidential":
            secret[project.id] = project.documents["charter"]
            found["project", project.id.lower()] = (project.documents["charter"], ("confidentiality",))
    for noun in ITEM_KINDS:
        for entry in portfolio.entries(noun):
            document = entry.document
            if entry.record.confidentiality == "confidential":
                found[noun, entry.address.lower()] = (document, (*entry.keys, "confidentiality"))
            elif (
                document.level == "project"
                and document.holder in secret
                and entry.record.confidentiality is None
            ):
                found[noun, entry.address.lower()] = (secret[document.holder], ("confidentiality",))
    return found


def _public_records(document: Document) -> Iterator[tuple[Keys, Struct]]:
    """The records of a document that are public, themselves or by what they are part of."""
    levels: dict[Keys, str | None] = {}
    for keys, record in walk(document.record):
        level = getattr(record, "confidentiality", None)
        above = keys
        while level is None and above:
            above = above[:-1]
            level = levels.get(above)
        levels[keys] = level
        if level == "public":
            yield keys, record


def _hidden(
    confidential: Hidden, kinds: tuple[str, ...], value: str, document: Document
) -> tuple[Document, Keys] | None:
    for kind in kinds:
        found = confidential.get((kind, target_address(kind, value, document)))
        if found is not None:
            return found
    return None


_NOT_TEXT: Final = frozenset({"note", "tags", "custom", "id"})


@cache
def _text_fields(kind: type[Struct]) -> tuple[tuple[str, str], ...]:
    """The record's own fields with free text: neither ids nor references nor remarks to oneself."""
    return tuple(
        (field.attribute, field.key)
        for field in fields_of(kind)
        if field.key not in _NOT_TEXT and any(_is_text(part) for part in parts_of(field.hint))
    )


def _is_text(part: Any) -> bool:
    if getattr(part, "__origin__", None) is not str:
        return False
    return all(
        not (isinstance(meta, Meta) and (meta.pattern or meta.extra))
        for meta in getattr(part, "__metadata__", ())
    )


def _may_be_placeholders(values: Iterable[Any]) -> bool:
    """Whether it is worth looking at each of the texts: one look at all of them together."""
    texts: list[str] = []
    for value in values:
        if type(value) is str:
            texts.append(value)
        elif value:
            texts.extend(text for _, text in texts_in(value, ()))
    return may_hold_placeholder("\n".join(texts))


def _placeholder(document: Document, keys: Keys, text: str) -> Problem:
    shown = text.strip() if len(text.strip()) <= 40 else f"{text.strip()[:37]}..."
    return problem(
        document,
        keys,
        message("a placeholder was left here: {text}", text=" ".join(shown.split())),
        message("write the text, or remove the field"),
    )


HYGIENE_RULES: tuple[Rule, ...] = (
    found_elsewhere("PMO901", "unused-suppression", UNUSED_SUPPRESSION, "warning"),
    found_elsewhere("PMO902", "expired-suppression", EXPIRED_SUPPRESSION, "warning"),
    found_elsewhere("PMO903", "unreadable-suppression", UNREADABLE_SUPPRESSION),
    found_elsewhere("PMO904", "unused-waiver", UNUSED_WAIVER, "warning"),
    found_elsewhere("PMO905", "expired-waiver", EXPIRED_WAIVER, "warning"),
    checked("PMO906", stale_status, "warning"),
    checked("PMO907", no_status, "warning"),
    checked("PMO908", confidential_behind_public),
    checked("PMO909", objective_without_project, "warning"),
    checked("PMO910", project_without_objective, "warning"),
    checked("PMO911", placeholder_text, "info"),
    checked("PMO912", duplicate_term, "warning"),
)
