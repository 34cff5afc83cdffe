"""A project's checklist as text."""

import datetime

from pmo.locale import Language
from pmo.output.terminal import NOTHING, Page, cell
from pmo.render.views.checklist import ChecklistView, CriterionView, GateView

_WIDE = 100
"""Columns from which the titles of gates are shown beside their ids."""
_STYLES = {
    "met": "green",
    "na": "dim",
    "not-met": "red",
    "open": "yellow",
    "unknown": "yellow",
    "not-evaluable": "red",
    "present": "green",
    "approved": "green",
    "archived": "green",
    "not-approved": "red",
    "missing": "red",
    "unreadable": "red",
}


def text(view: ChecklistView, language: Language, *, width: int, colour: bool) -> str:
    """All gates in a table, the one asked for or the next one in full, and where the rest is."""
    page = Page(width=width, colour=colour)
    page.heading(
        view.title,
        f"{view.heading.portfolio} · {view.method} · {language.text('As of {date}', date=language.date(view.heading.as_of))}",
    )
    page.blank()
    if not view.gates:
        page.paragraph(language.text("The method has no gates."))
    if not view.single and view.gates:
        _overview(page, view, language, with_titles=width >= _WIDE)
        _conditions_of_passed(page, view, language)
    for gate in view.gates:
        if view.single or gate.state == "next":
            if not view.single:
                page.blank()
            _gate(page, gate, language)
    if not view.single:
        if view.gates and view.next_gate is None:
            page.blank()
            page.paragraph(language.text("No gate lies ahead."))
        if view.checklists:
            page.blank()
            page.paragraph(language.text("Checklists of the method"), "bold")
            page.items(
                language.plural("{title} ({n} item)", "{title} ({n} items)", len(one.items), title=one.title)
                for one in view.checklists
            )
    return page.text()


def advice(view: ChecklistView, language: Language) -> str:
    """What to do next."""
    gate = next((one for one in view.gates if one.state == "next"), None)
    if gate is None:
        if view.single:
            return language.text("`pmo checklist {project}` shows all gates.", project=view.project)
        return language.text("`pmo checklist {project} GATE` shows one gate in full.", project=view.project)
    return language.text(
        "Record what was reviewed for {gate} in projects/{project}/gates.yaml; `pmo checklist {project} GATE` shows another gate.",
        gate=gate.id,
        project=view.project,
    )


def _overview(page: Page, view: ChecklistView, language: Language, *, with_titles: bool) -> None:
    table = page.table()
    table.add_column(language.text("Gate"), no_wrap=True)
    if with_titles:
        table.add_column(language.text("Title"))
    table.add_column(language.text("State"))
    table.add_column(language.text("In order"), justify="right", no_wrap=True)
    table.add_column(language.text("Readiness"))
    table.add_column(language.text("Decision"))
    for gate in view.gates:
        table.add_row(
            cell(gate.id, "bold" if gate.state == "next" else ""),
            *([cell(gate.title)] if with_titles else []),
            cell(language.label("gate", gate.state)),
            cell(f"{gate.met}/{len(gate.criteria)}"),
            cell(_readiness(gate, language)),
            cell(_decision(gate, language)),
        )
    page.show(table)


def _readiness(gate: GateView, language: Language) -> str:
    if gate.passed or gate.state in ("stopped", "not-held"):
        return NOTHING
    return language.text("ready") if gate.ready else language.text("not ready")


def _decision(gate: GateView, language: Language) -> str:
    if gate.decision:
        decision = language.label("gate_decision", gate.decision)
        return f"{decision}, {_day(gate.decided, language)}" if gate.decided else decision
    return language.text("planned for {date}", date=_day(gate.planned, language)) if gate.planned else NOTHING


def _conditions_of_passed(page: Page, view: ChecklistView, language: Language) -> None:
    open_ = [gate for gate in view.gates if gate.passed and gate.conditions]
    if open_:
        page.blank()
        page.paragraph(language.text("Open conditions of gates that were passed"), "bold")
        for gate in open_:
            page.items(_conditions(gate, language), "○", "yellow")


def _conditions(gate: GateView, language: Language) -> list[str]:
    return [
        f"{gate.id}: {one.text} ({one.owner}, {_day(one.due, language)}"
        + (f", {language.text('overdue')})" if one.overdue else ")")
        for one in gate.conditions
    ]


def _gate(page: Page, gate: GateView, language: Language) -> None:
    state = language.label("gate", gate.state)
    page.heading(f"{gate.title} ({gate.id}): {state}", *([gate.question] if gate.question else []))
    if gate.decision:
        page.paragraph(f"{language.text('Decision')}: {_decision(gate, language)}")
    page.blank()
    if gate.criteria:
        _criteria(page, gate, language)
    if gate.documents:
        page.blank()
        page.paragraph(language.text("Documents"), "bold")
        _documents(page, gate, language)
    if gate.skipped:
        page.blank()
        page.paragraph(language.text("Left out by tailoring"), "bold")
        page.items(
            f"{one.id}: {language.text('because {condition}', condition=one.when)}" for one in gate.skipped
        )
    if gate.notes:
        page.blank()
        page.items(gate.notes, "!", "yellow")
    if gate.conditions:
        page.blank()
        page.paragraph(language.text("Open conditions"), "bold")
        page.items(_conditions(gate, language), "○", "yellow")
    if gate.approvers:
        page.blank()
        names = [_approver(one.name, one.reference, one.approved, language) for one in gate.approvers]
        page.paragraph(f"{language.text('Approvers')}: {'; '.join(names)}")
    if not gate.passed and gate.state not in ("stopped", "not-held"):
        page.blank()
        _verdict(page, gate, language)


def _criteria(page: Page, gate: GateView, language: Language) -> None:
    table = page.table()
    table.add_column("", no_wrap=True)
    table.add_column(language.text("Criterion"), ratio=3)
    table.add_column(language.text("State"), ratio=2)
    table.add_column(language.text("Source"), no_wrap=True)
    table.add_column(language.text("Evidence"), ratio=1)
    for one in gate.criteria:
        optional = "" if one.mandatory else f" ({language.text('optional')})"
        evidence = one.evidence or (language.text("missing") if one.evidence_missing else NOTHING)
        table.add_row(
            cell(one.sign, _STYLES[one.state]),
            cell(f"{one.text}{optional}"),
            cell(_state(one, language)),
            cell(language.text("evaluated") if one.evaluated else language.text("review")),
            cell(evidence, "" if one.evidence or not one.evidence_missing else "red"),
        )
    page.show(table)


def _state(one: CriterionView, language: Language) -> str:
    state = language.label("criterion", one.state)
    told = f"{state}: {one.reason}" if one.reason else state
    if one.recorded:
        recorded = language.label("criterion", one.recorded)
        told += f"; {language.text('the review says: {state}', state=recorded)}"
    return f"{told}; {one.comment}" if one.comment else told


def _documents(page: Page, gate: GateView, language: Language) -> None:
    table = page.table()
    table.show_header = False
    for _ in range(4):
        table.add_column()
    for one in gate.documents:
        table.add_row(
            cell(one.sign, _STYLES[one.state]),
            cell(one.title or one.name),
            cell(language.label("document", one.state)),
            cell(one.location or ""),
        )
    page.show(table)


def _approver(name: str, reference: str, approved: datetime.date | None, language: Language) -> str:
    named = name if name == reference else f"{name} ({reference})"
    if approved is None:
        return named
    return f"{named}, {language.text('approved on {date}', date=_day(approved, language))}"


def _verdict(page: Page, gate: GateView, language: Language) -> None:
    if gate.ready:
        page.paragraph(language.text("Nothing stands in the way."), "bold green")
        return
    count = len(gate.blockers)
    page.paragraph(
        language.plural("{n} thing stands in the way:", "{n} things stand in the way:", count), "bold"
    )
    page.items(gate.blockers)


def _day(day: datetime.date | None, language: Language) -> str:
    return language.date(day, short=True) if day else NOTHING
