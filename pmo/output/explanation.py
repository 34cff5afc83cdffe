"""The pages of `pmo explain`: one for each rule, and a few topics."""

from difflib import get_close_matches

from pmo.errors import UsageError
from pmo.output.control_topics import EVM, HEALTH
from pmo.rules.registry import RULES
from pmo.rules.rule import Rule

_MANUAL = """\
Every finding of `pmo validate` has a code. `pmo explain CODE` shows its page, `pmo rules` its severity in your
portfolio. The office sets severities in `pmo.yaml` (`validate: {severity: {PMO503: warning}}`); rules marked
"by the office's model" are warnings in a supportive office. A finding can be accepted for a time with a comment
or a waiver: `pmo explain suppressions`.
"""
_ADDRESSES = """\
# Addresses

Every record has an address:

- `crm`: a project; `crm/budget`: one of its documents
- `crm/risks/vendor-delay`, `crm/plan/go-live`: a record of a document
- `people/ana`, `strategy/grow-retention`, `vendors/acme`: records of the office's files
- `office/decisions/freeze-hiring`, `programmes/customer/risks/x`: registers of the office and of a programme

References between milestones are `<id>` in the same project or `<project>/<id>`. Ids compare without case.
"""
_SUPPRESSIONS = """\
# Accepting a finding

In the file, above the record (or at the end of a line) that the finding is about:

    # pmo: ignore[PMO602] until 2026-12-31 the vendor answers in December

Above the first key of a file it covers the whole file. `until` may be left out.

In `waivers.yaml`, with an owner and an expiry; `where` is a path, a folder, a glob or an address:

    waivers:
      - code: PMO503
        where: crm/budget
        reason: Lines follow with the new price list
        owner: ana
        expires: 2026-12-31

One that covers nothing, or has expired, becomes a finding itself. Findings PMO1xx and PMO2xx (files that
cannot be read) cannot be accepted.
"""


def page_of(subject: str) -> str:
    """The page of a rule's code or name, or of a topic; Markdown."""
    wanted = subject.strip().lower()
    for rule in RULES:
        if wanted in (rule.code.lower(), rule.name):
            return f"# {_page(rule)}"
    if wanted in _topics():
        return _topics()[wanted]
    names = [name for rule in RULES for name in (rule.code.lower(), rule.name)] + list(_topics())
    close = get_close_matches(wanted, names, n=1)
    advice = f"did you mean {close[0].upper() if close[0].startswith('pmo') else close[0]}?" if close else ""
    raise UsageError(f"there is no rule or topic {subject!r}", advice or "`pmo rules` lists the rules")


def manual() -> str:
    """All rules' pages, for the documentation."""
    rows = [f"| [{rule.code}](#{_anchor(rule)}) | {_severity(rule)} | {rule.title} |" for rule in RULES]
    head = ["# Rules", "", _MANUAL, "", "| Code | Severity | What is wrong |", "|---|---|---|", *rows, ""]
    return "\n".join([*head, *(f"## {_page(rule)}" for rule in RULES)])


def pages() -> str:
    """What there is to explain."""
    return f"Topics: {', '.join(_topics())}. Rules: `pmo rules` lists the {len(RULES)} codes.\n"


def _page(rule: Rule) -> str:
    rest = rule.page.partition("\n")[2].strip("\n")
    return f"{rule.code}: {rule.title}\n\nSeverity: {_severity(rule)}. Name: `{rule.name}`.\n\n{rest}\n"


def _severity(rule: Rule) -> str:
    return f"{rule.severity}, by the office's model" if rule.governance else rule.severity


def _anchor(rule: Rule) -> str:
    heading = f"{rule.code}: {rule.title}".lower()
    return "".join(one for one in heading.replace(" ", "-") if one.isalnum() or one in "-_")


def _topics() -> dict[str, str]:
    return {
        "addresses": _ADDRESSES,
        "evm": EVM,
        "expressions": _expressions(),
        "health": HEALTH,
        "suppressions": _SUPPRESSIONS,
    }


def _expressions() -> str:
    from pmo.analysis.facts import NAMES

    names = "\n".join(f"- `{name}`: {meaning}" for name, meaning in NAMES.items())
    return f"""\
# Expressions

One small language for policies, gate checks, criteria values, escalation, tailoring and `--where`:

    charter.size == 'large' and budget.approved > 100000
    risks | selectattr('status', 'equalto', 'occurred') | list | length == 0
    benefits.benefits | sum(attribute='target') >= 50000

`and`, `or`, `not`, comparisons, `+ - * /`, `in`, `is none`, filters such as `length`, `sum`, `selectattr`.
A fact that is not recorded is unknown, and neither true nor false: a check over it is neither met nor failed.

## Names

{names}
"""
