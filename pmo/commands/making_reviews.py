"""Makes a review at a gate, its criteria open; part of `pmo new`."""

from collections.abc import Callable
from typing import Any

from pmo.commands.field_options import argument, given_texts, option, options_of, signature
from pmo.commands.making_statuses import named_project
from pmo.commands.writing import Writing, writing_command
from pmo.documents import Plain
from pmo.editing.draft import Draft
from pmo.editing.scaffolds import records
from pmo.editing.scaffolds.fields import record_fields
from pmo.editing.scaffolds.reviews import next_gate, review
from pmo.editing.scaffolds.target import MergeTarget
from pmo.findings import message
from pmo.model.gates import GateReview
from pmo.output.written import Change, Field

HELP = """\
{summary}.

All criteria of the gate are listed as open, but those that the method leaves out for a project of this size and
kind. A review that is planned for the gate already is completed instead.

Examples:
    pmo new gate-review leak-detection --gate beta-exit --planned 2026-12-11
                                          a review on that day
    pmo new gate-review scada-renewal     of the gate that comes next
"""


def command_for(_noun: str, summary: str) -> tuple[Callable[..., int], str]:
    """The function behind `pmo new gate-review`, and its help."""
    fields = record_fields(GateReview)

    def new(session: Writing, **values: Any) -> int:
        portfolio = session.loaded.portfolio
        project = named_project(session, values["subject"], values["in_project"])
        texts = given_texts(fields, values)
        gate = texts.pop("gate", None) or next_gate(portfolio, project, session.as_of)
        given: dict[str, Plain] = {
            one.key: records.understood(one, texts[one.key], portfolio, project, session.as_of)
            for one in fields
            if one.key in texts
        }
        target = MergeTarget(session.root)

        def edit(draft: Draft) -> str:
            here = draft.loaded.portfolio.projects.get(project.id, project)
            return review(draft, here, gate, given, target, session.as_of)

        written = session.write(edit)
        here = written.loaded.portfolio.projects[project.id]
        record = next(
            (one for one in here.gate_reviews if (one.id or "") == written.result), here.gate_reviews[-1]
        )
        planned = record.planned.isoformat() if record.planned else None
        rows: dict[str, Plain] = {"gate": record.gate, "planned": planned, "criteria": list(record.criteria)}
        shown = tuple(Field(name, None, value) for name, value in rows.items() if value)
        changes = (
            [Change(f"{project.id}/gates/{written.result}", message("added"), shown)]
            if written.changes
            else []
        )
        advice = session.language(written.loaded).text(
            "Next: pmo checklist {project} {gate} shows how it stands", project=project.id, gate=record.gate
        )
        return session.report(written, changes, advice)

    parameters = [
        argument("subject", "PROJECT", "Project under review."),
        option("in_project", "PROJECT", "The same.", "--project"),
    ]
    new.__signature__ = signature([*parameters, *options_of(fields)])  # type: ignore[attr-defined]
    return writing_command()(new), HELP.format(summary=summary)
