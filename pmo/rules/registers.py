"""Rules of one family."""

from pmo.rules.rule import Rule

REGISTER_RULES: tuple[Rule, ...] = ()
