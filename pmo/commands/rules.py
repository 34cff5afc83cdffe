"""List every rule with its code, its severity in this portfolio and what it is about.

Examples:
    pmo rules                                what is checked, and how severe it is here
    pmo rules --format markdown -o rules.md  the same, as a page for the team
"""

from pmo.commands.session import Session, portfolio_command
from pmo.output import rules as output
from pmo.rules.engine import Selection


@portfolio_command("text", "json", "markdown", refuses=False, chooses=False, for_readers=False)
def rules(session: Session) -> int:
    data = output.data(Selection.of(session.portfolio))
    if session.format == "json":
        session.write_json(data)
    elif session.format == "markdown":
        session.write(output.markdown(data.rules))
    else:
        session.write(output.text(data.rules))
        session.advise("`pmo explain CODE` shows a rule's page.")
    return 0
