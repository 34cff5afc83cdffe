"""Skills: demand against supply, as tables."""

from pmo.locale import Language
from pmo.output import sections
from pmo.output.sections import Section
from pmo.output.table import Column, as_csv
from pmo.render.views.skills import SkillRow, SkillsView


def text(view: SkillsView, language: Language, *, width: int | None, colour: bool) -> str:
    """What is short or hangs on one person first, then the rest."""
    title = language.text("Skills, {days}", days=_days(view, language))
    headline = (title, _counted(view, language))
    portfolio = view.heading.portfolio
    return sections.text(
        portfolio, headline, _tables(view, language), (), language, width=width, colour=colour
    )


def as_markdown_page(view: SkillsView, language: Language) -> str:
    """A page with the same tables."""
    title = language.text("Skills of {portfolio}", portfolio=view.heading.portfolio)
    headline = (_days(view, language), _counted(view, language))
    return sections.as_markdown_page(title, headline, _tables(view, language), (), language)


def csv(view: SkillsView) -> str:
    """A row for each skill and level."""
    names = (
        "skill", "level", "demand", "confirmed", "requested", "unfilled", "supply", "short",
        "single_point_of_failure", "roles", "projects",
    )  # fmt: skip
    people = [
        Column(name, name, [tuple(one.person for one in getattr(row, name)) for row in view.skills])
        for name in ("holders", "learners")
    ]
    return as_csv(
        [*(Column(name, name, [getattr(row, name) for row in view.skills]) for name in names), *people]
    )


def advice(view: SkillsView, language: Language) -> str:
    """What to do next."""
    if not view.skills:
        command = "pmo set people/ROLE 'skills={SKILL: LEVEL}'"
        return language.text("Roles name the skills that they need: `{command}`", command=command)
    weak = next((row for row in view.skills if row.short or row.nobody or row.single_point_of_failure), None)
    if weak is not None and weak.learners:
        return language.text(
            "{name} is on the way to {skill}; `pmo training` shows courses and mentoring.",
            name=weak.learners[0].name,
            skill=weak.skill,
        )
    return language.text("`pmo training` shows what people lack for their roles, and what is done about it.")


def _days(view: SkillsView, language: Language) -> str:
    return language.text("{first} to {last}", first=language.date(view.first), last=language.date(view.last))


def _counted(view: SkillsView, language: Language) -> str:
    rows = view.skills
    parts = [
        language.plural(
            "{n} skill that work needs", "{n} skills that work needs", sum(row.demand > 0 for row in rows)
        )
    ]
    short = sum(row.short > 0 for row in rows)
    if short:
        parts.append(language.plural("{n} short of people", "{n} short of people", short))
    single = sum(row.single_point_of_failure for row in rows)
    if single:
        parts.append(language.plural("{n} hangs on one person", "{n} hang on one person", single))
    return ", ".join(parts)


def _tables(view: SkillsView, language: Language) -> list[Section]:
    return [(title, _columns(rows, language)) for title, rows in _groups(view, language)]


def _groups(view: SkillsView, language: Language) -> list[tuple[str, list[SkillRow]]]:
    weak = [row for row in view.skills if row.short or row.nobody or row.single_point_of_failure]
    needed = [row for row in view.skills if row.demand and row not in weak]
    idle = [row for row in view.skills if not row.demand]
    titled = (
        (language.text("Short, or hanging on one person"), weak),
        (language.text("Enough people"), needed),
        (language.text("Needed by roles without planned work"), idle),
    )
    return [(title, rows) for title, rows in titled if rows]


def _columns(rows: list[SkillRow], language: Language) -> list[Column]:
    say = language.text

    def fte(value: float) -> str:
        return language.number(value, 1)

    def verdict(row: SkillRow) -> str | None:
        if row.nobody:
            return say("nobody")
        if row.short:
            return say("short by {fte}", fte=fte(row.short))
        return say("one person alone") if row.single_point_of_failure else None

    verdicts = Column("verdict", say("Verdict"), [verdict(row) for row in rows], style="red")
    return [
        Column("skill", say("Skill"), [row.skill for row in rows], style="bold"),
        Column("level", say("Level"), [row.level for row in rows], right=True),
        Column("demand", say("Demand"), [row.demand for row in rows], written=fte, right=True),
        Column("unfilled", say("Unfilled"), [row.unfilled or None for row in rows], written=fte, right=True, optional=2),
        Column("supply", say("Supply"), [row.supply for row in rows], written=fte, right=True),
        *([verdicts] if any(verdicts.values) else []),
        Column("holders", say("Who"), [tuple(one.name for one in row.holders) for row in rows],
               flexible=True, wanted=24),
        Column("learners", say("On the way"), [tuple(one.name for one in row.learners) for row in rows],
               flexible=True, optional=3),
        Column("projects", say("Projects"), [row.projects for row in rows], flexible=True, optional=2),
    ]  # fmt: skip
