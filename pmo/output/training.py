"""Training: gaps, certificates, courses and mentoring, as tables."""

from collections.abc import Iterator, Sequence

from pmo.locale import Language
from pmo.output import sections
from pmo.output.sections import Section
from pmo.output.table import Column, as_csv
from pmo.render.views.training import TrainingView

_STYLES = {"open": "red", "offered": "yellow", "missing": "red", "expired": "red", "overdue": "red"}


def text(view: TrainingView, language: Language, *, width: int | None, colour: bool) -> str:
    """What people lack first, then what is done about it."""
    title = language.text("Training as of {date}", date=language.date(view.heading.as_of))
    headline = (title, _counted(view, language))
    portfolio = view.heading.portfolio
    return sections.text(
        portfolio, headline, _tables(view, language), (), language, width=width, colour=colour
    )


def as_markdown_page(view: TrainingView, language: Language) -> str:
    """A page with the same tables."""
    title = language.text("Training of {portfolio}", portfolio=view.heading.portfolio)
    headline = (_counted(view, language),)
    return sections.as_markdown_page(title, headline, _tables(view, language), (), language)


def csv(view: TrainingView) -> str:
    """A row for each gap."""
    names = ("person", "name", "role", "skill", "needed", "level", "state", "course", "planned")
    return as_csv([Column(name, name, [getattr(row, name) for row in view.gaps]) for name in names])


def advice(view: TrainingView, language: Language) -> str:
    """What to do next."""
    offered = next((row for row in view.gaps if row.state == "offered"), None)
    if offered is not None:
        return language.text(
            "Enrol somebody: `pmo new enrolment --person {person} --course {course}`",
            person=offered.person,
            course=offered.course or "",
        )
    assess = next((row for row in view.gaps if row.state == "to-be-assessed"), None)
    if assess is not None:
        return language.text(
            "Record what was learned: `pmo set people/{person} skills.{skill}={level}`",
            person=assess.person,
            skill=assess.skill,
            level=assess.needed,
        )
    return language.text("`pmo skills` shows what the work ahead needs.")


def _counted(view: TrainingView, language: Language) -> str:
    covered = language.text(
        "{covered} of {gaps} gaps have an answer",
        covered=view.coverage.covered,
        gaps=view.coverage.gaps,
    )
    parts = [covered if view.coverage.gaps else language.text("nobody lacks a skill")]
    ending = len(view.certificates)
    if ending:
        parts.append(
            language.plural("{n} certificate missing or ending", "{n} certificates missing or ending", ending)
        )
    overdue = sum(row.state == "overdue" for row in view.enrolments)
    if overdue:
        parts.append(language.plural("{n} course overdue", "{n} courses overdue", overdue))
    return ", ".join(parts)


def _tables(view: TrainingView, language: Language) -> Iterator[Section]:
    say = language.text
    if view.gaps:
        yield say("What people lack for their roles"), _gaps(view, language)
    if view.certificates:
        yield say("Certificates"), _certificates(view, language)
    if view.enrolments:
        yield say("Enrolments"), _enrolments(view, language)
    if view.courses:
        yield say("Courses"), _courses(view, language)
    if view.mentoring:
        yield say("Mentoring"), _mentoring(view, language)


def _states(group: str, states: Sequence[str], language: Language) -> Column:
    words = {language.label(group, state): _STYLES.get(state, "") for state in states}
    return Column(
        "state",
        language.text("State"),
        [language.label(group, state) for state in states],
        style=lambda word: words.get(word, ""),
    )


def _gaps(view: TrainingView, language: Language) -> list[Column]:
    say, rows = language.text, view.gaps
    return [
        Column("person", say("Person"), [row.name for row in rows], style="bold", flexible=True, wanted=16),
        Column("skill", say("Skill"), [row.skill for row in rows]),
        Column("level", say("Has"), [row.level or None for row in rows], right=True),
        Column("needed", say("Needs"), [row.needed for row in rows], right=True),
        _states("gap_state", [row.state for row in rows], language),
        Column("course", say("Course"), [row.course_title for row in rows], flexible=True, optional=1),
        Column("planned", say("Day"), [row.planned for row in rows], optional=1),
        Column("role", say("Role"), [row.role for row in rows], flexible=True, optional=2),
    ]


def _certificates(view: TrainingView, language: Language) -> list[Column]:
    say, rows = language.text, view.certificates
    return [
        Column("person", say("Person"), [row.name for row in rows], style="bold", flexible=True, wanted=16),
        Column(
            "certificate", say("Certificate"), [row.certificate for row in rows], flexible=True, wanted=20
        ),
        _states("certificate_state", [row.state for row in rows], language),
        Column("expires", say("Expires"), [row.expires for row in rows]),
        Column("role", say("Role"), [row.role for row in rows], flexible=True, optional=1),
    ]


def _enrolments(view: TrainingView, language: Language) -> list[Column]:
    say, rows = language.text, view.enrolments
    return [
        Column("person", say("Person"), [row.name for row in rows], style="bold", flexible=True, wanted=16),
        Column("course", say("Course"), [row.course for row in rows], flexible=True, wanted=20),
        _states("enrolment_state", [row.state for row in rows], language),
        Column("planned", say("Planned"), [row.planned for row in rows]),
        Column("completed", say("Completed"), [row.completed for row in rows], optional=1),
        Column("result", say("Result"), [row.result for row in rows], flexible=True, optional=2),
    ]


def _courses(view: TrainingView, language: Language) -> list[Column]:
    say, rows = language.text, view.courses
    return [
        Column("title", say("Course"), [row.title for row in rows], style="bold", flexible=True, wanted=24),
        Column("skills", say("Teaches"), [row.skills for row in rows], flexible=True, optional=1),
        Column("planned", say("Enrolled"), [row.planned for row in rows], right=True),
        Column("overdue", say("Overdue"), [row.overdue for row in rows], right=True),
        Column("completed", say("Completed"), [row.completed for row in rows], right=True),
        Column("closes", say("Could close"), [row.closes for row in rows], right=True),
        Column("provider", say("Provider"), [row.provider for row in rows], flexible=True, optional=2),
    ]


def _mentoring(view: TrainingView, language: Language) -> list[Column]:
    say, rows = language.text, view.mentoring
    return [
        Column(
            "mentee", say("Who learns"), [row.mentee for row in rows], style="bold", flexible=True, wanted=16
        ),
        Column("mentor", say("Who helps"), [row.mentor for row in rows], flexible=True, wanted=16),
        _states("mentoring_state", [row.state for row in rows], language),
        Column("last", say("Until"), [row.last for row in rows]),
        Column("goal", say("Goal"), [row.goal for row in rows], flexible=True, optional=1, wraps=True),
    ]
