"""List every rule with its code, its severity in this portfolio and what it is about."""

from pmo.commands.session import Session, portfolio_command
from pmo.render.inert import for_markdown_cell
from pmo.rules import RULES
from pmo.rules.engine import Selection


@portfolio_command("text", "json", "markdown", refuses=False, chooses=False)
def rules(session: Session) -> int:
    selection = Selection.of(session.portfolio)
    listed = [
        {"code": rule.code, "name": rule.name, "severity": selection.severity_of(rule), "title": rule.title}
        for rule in RULES
    ]
    if session.format == "json":
        session.write_json({"rules": listed})
    elif session.format == "markdown":
        rows = [f"| {one['code']} | {one['severity']} | {for_markdown_cell(one['title'])} |" for one in listed]
        session.write("\n".join(["| Code | Severity | Rule |", "|---|---|---|", *rows]))
    else:
        session.write("\n".join(f"{one['code']}  {one['severity']:<8} {one['title']}" for one in listed))
        session.advise("`pmo explain CODE` shows a rule's page.")
    return 0
