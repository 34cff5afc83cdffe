"""Rules of one family."""

from pmo.rules.rule import Rule

HYGIENE_RULES: tuple[Rule, ...] = ()
