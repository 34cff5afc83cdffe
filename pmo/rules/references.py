"""Rules of one family."""

from pmo.rules.rule import Rule

REFERENCE_RULES: tuple[Rule, ...] = ()
