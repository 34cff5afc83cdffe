"""The list of rules as text, Markdown and data of JSON."""

from collections.abc import Sequence

from msgspec import Struct

from pmo.render.inert import for_markdown_cell
from pmo.rules.engine import Selection
from pmo.rules.registry import RULES


class RuleData(Struct, frozen=True):
    """A rule, with its severity in this portfolio: error, warning, info or off."""

    code: str
    name: str
    severity: str
    title: str


class RulesData(Struct, frozen=True):
    """The `data` of `pmo rules`."""

    rules: list[RuleData]


def data(selection: Selection) -> RulesData:
    """Every rule in order of its code."""
    return RulesData(
        [RuleData(rule.code, rule.name, selection.severity_of(rule), rule.title) for rule in RULES]
    )


def text(rules: Sequence[RuleData]) -> str:
    return "\n".join(f"{one.code}  {one.severity:<8} {one.title}" for one in rules)


def markdown(rules: Sequence[RuleData]) -> str:
    rows = [f"| {one.code} | {one.severity} | {for_markdown_cell(one.title)} |" for one in rules]
    return "\n".join(["| Code | Severity | Rule |", "|---|---|---|", *rows])
