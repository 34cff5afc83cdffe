"""Health of the projects: what was declared beside what the facts say, with the evidence.

The facts are those of plan, budget, registers, allocations and benefits; `health:` in `pmo.yaml` has the thresholds.
Early warnings say what will be red next: where slip, burn and contingency are heading at the present pace.

Examples:
    pmo health                          all projects, with the evidence
    pmo health --where watermelon       those that look better than they are
    pmo health --project scada-renewal  one of them
    pmo health --at 2026-06-30          as it stood then
"""

from pmo.analysis.health import portfolio_health
from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command


@portfolio_command("text", "markdown", "csv", "json")
def health(session: Session) -> int:
    portfolio, language = session.portfolio, session.language
    found = portfolio_health(portfolio, session.selected, session.as_of)
    if session.format == "json":
        from pmo.output import health as output

        session.write_json(output.data(portfolio, found, session.as_of, language))
        return 0
    from pmo.output import health_page as page

    if session.format == "csv":
        session.write(page.as_csv(portfolio, found, session.as_of, language))
    elif session.format == "markdown":
        session.write(page.as_markdown(portfolio, found, heading(session), language))
    else:
        origin, width = heading(session), session.width
        session.write(page.text(portfolio, found, origin, language, width=width, colour=session.colour))
        session.advise(page.advice(found, language))
    return 0
