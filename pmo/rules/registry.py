"""Every rule in order of its code."""

from pmo.rules.files import FILE_RULES
from pmo.rules.governance import GOVERNANCE_RULES
from pmo.rules.hygiene import HYGIENE_RULES
from pmo.rules.money import MONEY_RULES
from pmo.rules.references import REFERENCE_RULES
from pmo.rules.registers import REGISTER_RULES
from pmo.rules.resources import RESOURCE_RULES
from pmo.rules.rule import Rule
from pmo.rules.schedule import SCHEDULE_RULES
from pmo.rules.schema import SCHEMA_RULES

RULES: tuple[Rule, ...] = (
    *FILE_RULES,
    *SCHEMA_RULES,
    *REFERENCE_RULES,
    *SCHEDULE_RULES,
    *MONEY_RULES,
    *REGISTER_RULES,
    *RESOURCE_RULES,
    *GOVERNANCE_RULES,
    *HYGIENE_RULES,
)
