"""Rules of one family."""

from pmo.rules.rule import Rule

SCHEMA_RULES: tuple[Rule, ...] = ()
