"""Makes a status report that is filled in from the facts; part of `pmo new`."""

from collections.abc import Callable
from typing import Any

from pmo.commands.asking import Asker
from pmo.commands.field_options import argument, given_texts, option, options_of, signature
from pmo.commands.making_records import ask_project, asker_of, inside
from pmo.commands.writing import Writing, writing_command
from pmo.documents import Plain
from pmo.editing.draft import Draft
from pmo.editing.scaffolds import records
from pmo.editing.scaffolds.fields import record_fields
from pmo.editing.scaffolds.records import home_of
from pmo.editing.scaffolds.statuses import make, status_view
from pmo.errors import PmoError, UsageError
from pmo.findings import message
from pmo.model.portfolio import Portfolio, Project
from pmo.model.status import Status
from pmo.output.written import Change, Field

HELP = """\
{summary}.

Its day is --as-of, else today. Colours, percentage, what was done and what comes next, and the decisions asked for
are there already; what moved since the last report stands in comments at its top. Write the headline and what the
facts mean. Every field can be given instead.

Examples:
    pmo new status leak-detection         the file with everything but the story
    pmo new status scada-renewal --headline "Design approved; tests start on Monday"
                                          with the story
"""


def command_for(_noun: str, summary: str) -> tuple[Callable[..., int], str]:
    """The function behind `pmo new status`, and its help."""
    fields = [one for one in record_fields(Status) if one.key != "date"]

    def new(session: Writing, **values: Any) -> int:
        project = named_project(session, values["subject"], values["in_project"])
        texts = given_texts(fields, values)
        portfolio = session.loaded.portfolio
        given: dict[str, Plain] = {
            one.key: records.understood(one, texts[one.key], portfolio, project, session.as_of)
            for one in fields
            if one.key in texts
        }
        return _make(session, project, given)

    parameters = [
        argument("subject", "PROJECT", "Project that reports."),
        option("in_project", "PROJECT", "The same.", "--project"),
    ]
    new.__signature__ = signature([*parameters, *options_of(fields, {"headline": "To be written"})])  # type: ignore[attr-defined]
    return writing_command()(new), HELP.format(summary=summary)


def _make(session: Writing, project: Project, given: dict[str, Plain]) -> int:
    language = session.language(session.loaded)
    asker = asker_of(session)
    if asker is not None and "headline" not in given:
        answer = asker.text(language.text("Headline"), language.text("To be written"))
        given = {"headline": answer, **given}
    headline = given.get("headline")

    def edit(draft: Draft) -> str:
        portfolio = draft.loaded.portfolio
        here = portfolio.projects.get(project.id, project)
        view = status_view(
            portfolio,
            here,
            session.as_of,
            language,
            session.root,
            headline if isinstance(headline, str) else None,
        )
        return make(draft, here, view, given, session.root, language)

    written = session.write(edit)
    data = Draft(written.loaded, lambda path: written.changes.get(path)).data(written.result)
    shown = [Field(key, None, _short(value)) for key, value in data.items() if value not in (None, [], {})]
    address = written.result.removeprefix("projects/").removesuffix(".yaml")
    advice = language.text(
        "Next: write the story in {path}, then\n  pmo report status {project}",
        path=written.result,
        project=project.id,
    )
    return session.report(written, [Change(address, message("added"), tuple(shown))], advice)


def _short(value: Plain) -> Plain:
    """A list of records as what they are about, so that a screen can hold it."""
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return [str(one.get("what")) if isinstance(one, dict) else one for one in value]
    return value


def named_project(session: Writing, argument: str | None, option: str | None) -> Project:
    """The project that was named, that one stands in, or that somebody at the terminal names."""
    if argument is not None and option is not None:
        raise UsageError("the project is named twice", "leave out --project")
    portfolio = session.loaded.portfolio
    home = home_of(portfolio, ("project",), argument or option, None, inside(session.root))
    id_ = home.holder if home is not None else _ask(session, portfolio)
    project = portfolio.projects.get(id_)
    if project is None or project.charter is None:
        raise PmoError(f"the charter of {id_} cannot be read", "`pmo validate` says what is wrong with it")
    return project


def _ask(session: Writing, portfolio: Portfolio) -> str:
    asker: Asker | None = asker_of(session)
    if asker is None:
        raise UsageError("which project?", "name it: pmo new status PROJECT")
    return ask_project(portfolio, asker)
