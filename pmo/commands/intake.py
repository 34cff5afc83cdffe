"""Proposals as a pipeline: how far each is, what its business case still lacks, how long it waits.

From idea over proposal and business case to decision; approved projects that have not begun stay in view. How
long takes the earliest day that the charter (`proposed`), git or the project's own records know.

Examples:
    pmo intake                          every proposal, and what it needs next
    pmo intake --project 'd*'           some of them
    pmo intake --format csv -o new.csv  for a spreadsheet
"""

from collections.abc import Mapping

from pmo.analysis.intake import Past, past_of
from pmo.analysis.intake import intake as pipeline
from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.errors import PmoError
from pmo.loading.cache import Cache
from pmo.loading.past import past_states
from pmo.output import intake as output
from pmo.trees import GitRepository


@portfolio_command("text", "markdown", "csv", "json")
def intake(session: Session) -> int:
    past, history = _past(session)
    found = pipeline(session.portfolio, session.selected, session.as_of, past)
    if session.format == "json":
        session.write_json(output.data(found, session.language, history))
    elif session.format == "csv":
        session.write(output.csv(found, session.language))
    elif session.format == "markdown":
        session.write(output.markdown(found, heading(session), session.language, history))
    else:
        shown = output.text(
            *(found, heading(session), session.language, history), width=session.width, colour=session.colour
        )
        session.write(shown)
    return 0


def _past(session: Session) -> tuple[Mapping[str, Past], output.History]:
    """What git knows of the projects; nothing where the portfolio is under no version control."""
    repository = GitRepository(session.root)
    revision = session.revision if session.loaded.tree.day is not None else None
    try:
        states = past_states(repository, revision or "HEAD", Cache.for_portfolio(session.root))
        history: output.History = "shallow" if repository.is_shallow else "full"
    except PmoError:
        return {}, "none"
    return {project: past_of(found) for project, found in states.items()}, history
