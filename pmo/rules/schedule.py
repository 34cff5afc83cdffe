"""Rules of one family."""

from pmo.rules.rule import Rule

SCHEDULE_RULES: tuple[Rule, ...] = ()
