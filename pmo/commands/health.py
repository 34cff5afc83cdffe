"""Health of the projects: what was declared beside what the facts say, with the evidence.

The facts are those of plan, budget, registers, allocations and benefits; `health:` in `pmo.yaml` has the thresholds.

Examples:
    pmo health                          all projects, with the evidence
    pmo health --where watermelon       those that look better than they are
    pmo health --project scada-renewal  one of them
    pmo health --at 2026-06-30          as it stood then
"""

from pmo.analysis.health import portfolio_health
from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.output import health as output


@portfolio_command("text", "markdown", "csv", "json", reads=None)
def health(session: Session) -> int:
    portfolio, language = session.portfolio, session.language
    found = portfolio_health(portfolio, session.selected, session.as_of)
    if session.format == "json":
        session.write_json(output.data(portfolio, found, language))
    elif session.format == "csv":
        session.write(output.as_csv(portfolio, found, language))
    elif session.format == "markdown":
        session.write(output.as_markdown(portfolio, found, heading(session), language))
    else:
        shown = output.text(
            portfolio, found, heading(session), language, width=session.width, colour=session.colour
        )
        session.write(shown)
        session.advise(output.advice(found, language))
    return 0
