"""Who could fill the roles that nobody fills yet, as tables."""

from collections.abc import Sequence

from pmo.locale import Language
from pmo.output.table import Column, as_csv, as_markdown, show
from pmo.output.terminal import Page
from pmo.render.inert import for_markdown
from pmo.render.views.staffing import CandidateRow, StaffingView, VacancyRow

SHOWN = 5
"""Candidates that are shown of each role, unless all are asked for."""


def text(
    view: StaffingView, language: Language, *, width: int | None, colour: bool, every: bool = False
) -> str:
    """Each role with its candidates, the best first."""
    page = Page(width=width or 1000, colour=colour)
    page.heading(
        view.heading.portfolio,
        language.text("Roles to fill as of {date}", date=language.date(view.heading.as_of)),
        language.plural("{n} role to fill", "{n} roles to fill", len(view.vacancies)),
    )
    for one in view.vacancies:
        page.blank()
        page.paragraph(_title(one, language), "bold")
        page.paragraph(_asked(one, language), "dim")
        shown = one.candidates if every else one.candidates[:SHOWN]
        if shown:
            show(page, _columns(shown, language), language, width=width)
        else:
            page.paragraph(language.text("nobody who could do it has time"))
        left = len(one.candidates) - len(shown)
        if left:
            page.paragraph(language.plural("… and {n} more (--all)", "… and {n} more (--all)", left), "dim")
        if one.busy:
            names = ", ".join(candidate.name for candidate in one.busy)
            page.paragraph(language.text("No time at all: {names}", names=names), "dim")
    return page.text()


def as_markdown_page(view: StaffingView, language: Language) -> str:
    """A page with the same tables, whole."""
    title = language.text("Roles to fill in {portfolio}", portfolio=view.heading.portfolio)
    parts = [
        f"# {for_markdown(title)}",
        for_markdown(language.plural("{n} role to fill", "{n} roles to fill", len(view.vacancies))),
    ]
    for one in view.vacancies:
        parts += [f"## {for_markdown(_title(one, language))}", for_markdown(_asked(one, language))]
        if one.candidates:
            parts.append(as_markdown(_columns(one.candidates, language), language))
        else:
            parts.append(for_markdown(language.text("nobody who could do it has time")))
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def csv(view: StaffingView) -> str:
    """A row for each candidate of each role."""
    pairs = [(one, candidate) for one in view.vacancies for candidate in (*one.candidates, *one.busy)]
    of_vacancy = {
        "address": "address", "project": "project", "role": "role", "fte": "fte", "from": "from_", "to": "to",
    }  # fmt: skip
    names = (
        "person", "name", "has_role", "qualified", "fit", "share", "free", "full_from", "missing_certificates",
        "same_unit", "cost",
    )  # fmt: skip
    return as_csv(
        [
            *(
                Column(name, name, [getattr(one, key) for one, _ in pairs])
                for name, key in of_vacancy.items()
            ),
            *(Column(name, name, [getattr(candidate, name) for _, candidate in pairs]) for name in names),
        ]
    )


def advice(view: StaffingView, language: Language) -> str:
    """What to do next."""
    first = next((one for one in view.vacancies if one.address and one.candidates), None)
    if first is None:
        return language.text("`pmo capacity` shows who is free, and when.")
    return language.text(
        "Give the work to somebody: `pmo assign {address} {person}`",
        address=first.address or "",
        person=first.candidates[0].person,
    )


def _title(one: VacancyRow, language: Language) -> str:
    return language.text("{role} for {project}", role=one.role_title, project=one.project_title)


def _asked(one: VacancyRow, language: Language) -> str:
    asked = language.text(
        "{fte} FTE from {first} to {last}",
        fte=language.number(one.fte, 2),
        first=language.date(one.from_, short=True),
        last=language.date(one.to, short=True),
    )
    named = (one.address or one.project, language.label("allocation", one.status), one.task)
    return " · ".join([asked, *(part for part in named if part)])


def _columns(rows: Sequence[CandidateRow], language: Language) -> list[Column]:
    say = language.text

    def percent(value: float) -> str:
        return language.percent(value, 0)

    return [
        Column("name", say("Person"), [row.name for row in rows], style="bold", flexible=True, wanted=16),
        Column("role", say("Role"), [row.role for row in rows], flexible=True, optional=2),
        Column("fit", say("Fit"), [row.fit for row in rows], written=percent, right=True),
        Column("share", say("Free for"), [row.share for row in rows], written=percent, right=True),
        Column("full_from", say("All of it from"), [row.full_from for row in rows], optional=1),
        Column("skills", say("Skills"), [_skills(row, language) for row in rows], flexible=True, wanted=20,
               wraps=True),
        Column("missing", say("Lacks"), [row.missing_certificates for row in rows], style="red", flexible=True,
               optional=1),
        Column("unit", say("Same unit"), [row.same_unit for row in rows], optional=3),
        Column("cost", say("Cost"), [row.cost for row in rows], right=True, optional=2),
    ]  # fmt: skip


def _skills(row: CandidateRow, language: Language) -> str:
    """Each skill with the level, and the one that is needed where it is lower."""
    parts = [
        f"{one.skill} {one.level}"
        if one.level >= one.needed
        else language.text("{skill} {level} of {needed}", skill=one.skill, level=one.level, needed=one.needed)
        for one in row.skills
    ]
    return ", ".join(parts)
