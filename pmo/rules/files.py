"""Rules of one family."""

from pmo.rules.rule import Rule

FILE_RULES: tuple[Rule, ...] = ()
