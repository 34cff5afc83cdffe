"""Check the portfolio: files, schema, references, rules.

Ends with 1 when a finding is at or above --fail-on. `pmo explain CODE` says what a finding means.

Examples:
    pmo validate                         what is wrong, where, and what to do
    pmo validate --changed --brief       only what this branch brings, a line each
    pmo validate projects/scada-renewal  one project's files
    pmo validate --format junit -o pmo-junit.xml --fail-on never
                                         a report for a CI service
"""

from pathlib import Path
from typing import Annotated, Literal

import typer

from pmo.commands.scope import Scope, in_scope, read_known, write_known
from pmo.commands.session import Session, git_prefix, portfolio_command
from pmo.commands.watching import after_a_change
from pmo.errors import UsageError, nearest
from pmo.findings import Severity, at_least
from pmo.output.formats import FORMATS
from pmo.rules import engine


@portfolio_command(*FORMATS, refuses=False, for_readers=False)
def validate(
    session: Session,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATHS]...", help="Only findings in these files or folders."),
    ] = None,
    select: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Only these codes or prefixes (repeatable).")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Not these codes or prefixes (repeatable).")
    ] = None,
    fail_on: Annotated[
        Literal["error", "warning", "info", "never"],
        typer.Option(metavar="SEVERITY", help="From which severity to end with 1."),
    ] = "error",
    changed: Annotated[
        bool,
        typer.Option(
            "--changed", help="Only findings of what differs from --base, and of what depends on it."
        ),
    ] = False,
    base: Annotated[
        str | None, typer.Option(metavar="REV", help="Branch to compare with (default: the default branch).")
    ] = None,
    known: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Leave out the findings recorded in this file.")
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option("--write-known", metavar="FILE", help="Record all present findings in this file."),
    ] = None,
    brief: Annotated[bool, typer.Option("--brief", help="One line for each finding.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file changes.")] = False,
) -> int:
    selection = engine.Selection.of(session.portfolio, _codes(select), _codes(ignore))
    scope = Scope(
        tuple(paths or ()), changed or base is not None, base, read_known(known) if known is not None else ()
    )
    threshold = None if fail_on == "never" else fail_on
    code = _once(session, selection, scope, threshold, write, brief=brief)
    while watch:
        session = after_a_change(session)
        code = _once(session, selection, scope, threshold, write, brief=brief)
    return code


def _once(
    session: Session,
    selection: engine.Selection,
    scope: Scope,
    threshold: Severity | None,
    write: Path | None,
    *,
    brief: bool,
) -> int:
    from pmo.commands.presentation import present

    findings = session.check(selection)
    if write is not None:
        write_known(session, write, findings)
    shown = in_scope(session, selection, findings, scope)
    prefix = git_prefix(session.root) if session.format in ("github", "gitlab", "sarif") else ""
    session.write(present(session, shown, threshold, prefix, brief=brief))
    return int(threshold is not None and any(at_least(finding.severity, threshold) for finding in shown))


def _codes(codes: list[str] | None) -> list[str]:
    """Codes and prefixes that were given; refuses one that no rule has: it would silently check nothing."""
    wanted = [code.strip().upper() for text in codes or () for code in text.split(",") if code.strip()]
    if wanted:
        from pmo.rules.registry import RULES

        known = [rule.code for rule in RULES]
        for code in wanted:
            if not any(one.startswith(code) for one in known):
                close = nearest(code, known)
                advice = f"did you mean {close}?" if close else "`pmo rules` lists the rules"
                raise UsageError(f"no rule has a code that begins with {code!r}", advice)
    return wanted
