"""Rules of one family."""

from pmo.rules.rule import Rule

GOVERNANCE_RULES: tuple[Rule, ...] = ()
