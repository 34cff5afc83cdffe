"""Rules of one family."""

from pmo.rules.rule import Rule

RESOURCE_RULES: tuple[Rule, ...] = ()
