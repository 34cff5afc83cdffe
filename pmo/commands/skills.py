"""Skills: what the work ahead needs, against what people can do, and what hangs on one person.

Work counts in its role's skills, people in their contract; who can do more than is needed can do it too.

Examples:
    pmo skills                             short ones first, then those that hang on one person
    pmo skills networks                    one skill: who has it, who is on the way
    pmo skills --to 2027-12-31             for all of next year
    pmo skills --format csv -o skills.csv  for a spreadsheet
"""

from typing import Annotated

import typer

from pmo.analysis.calendars import calendar_of
from pmo.analysis.loads import horizon
from pmo.commands.pages import heading, write_view
from pmo.commands.session import Session, day_of, portfolio_command
from pmo.errors import UsageError, nearest
from pmo.output import skills as output
from pmo.render.views.skills import skills_view


@portfolio_command("text", "markdown", "json", "csv", reads=("office", "people", "charter", "allocations"))
def skills(
    session: Session,
    skill: Annotated[str | None, typer.Argument(help="Only this skill.", show_default=False)] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day (default: today).")
    ] = None,
    to: Annotated[
        str | None, typer.Option(metavar="DATE", help="Last day (default: the office's horizon for loads).")
    ] = None,
) -> int:
    portfolio = session.portfolio
    first = day_of(from_, "--from") or calendar_of(portfolio).next_working_day(session.as_of)
    last = day_of(to, "--to") or max(first, horizon(portfolio, session.as_of))
    if last < first:
        raise UsageError(f"--to {last} comes before --from {first}", "give the first day, then the last")
    view = skills_view(portfolio, session.selected, heading(session), (first, last), skill)
    if skill is not None and not view.skills:
        known = {name.lower() for role in portfolio.roles.values() for name in role.skills}
        close = nearest(skill.lower(), known)
        hint = f"did you mean {close!r}?" if close else "roles name the skills that they need in people.yaml"
        raise UsageError(f"no role needs the skill {skill!r}", hint)
    write_view(session, view, output)
    return 0
