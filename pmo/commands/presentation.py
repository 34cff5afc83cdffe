"""How `validate` shows its findings in the format asked for."""

from collections.abc import Sequence
from functools import lru_cache

from pmo import __version__
from pmo.commands.session import Session
from pmo.findings import Finding, Severity
from pmo.output.findings import FindingsContext, FindingsReport
from pmo.output.formats import FORMATS
from pmo.rules.rule import Rule


def present(
    session: Session, findings: tuple[Finding, ...], threshold: Severity | None, prefix: str, *, brief: bool
) -> str:
    """The findings in the session's format."""
    report = FindingsReport(findings, len(session.portfolio.projects), session.loaded.files)
    return FORMATS[session.format](report, _context(session, threshold, prefix, brief=brief))


def _context(session: Session, threshold: Severity | None, prefix: str, *, brief: bool) -> FindingsContext:
    @lru_cache(maxsize=8)
    def excerpt(path: str) -> Sequence[str] | None:
        from pmo.documents import lines_of

        content = session.loaded.content(path)
        return None if content is None else lines_of(content)

    described = _described(session.format)
    return FindingsContext(
        portfolio=session.name,
        as_of=session.as_of,
        version=__version__,
        revision=None if session.format in ("text", "github", "gitlab") else session.revision,
        prefix=prefix,
        translate=session.language.text,
        plural=session.language.plural,
        excerpt=excerpt,
        excerpts=not brief,
        titles={rule.code: rule.title for rule in described},
        help={rule.code: rule.page for rule in described},
        severities={rule.code: rule.severity for rule in described},
        fail_on=threshold,
        color=session.colour,
        width=session.width,
    )


def _described(format_: str) -> tuple[Rule, ...]:
    """The rules, for the formats that carry their titles and pages along."""
    if format_ in ("text", "json"):
        return ()
    from pmo.rules.registry import RULES

    return RULES
