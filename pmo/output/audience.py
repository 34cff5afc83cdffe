"""What an audience is told about what it may not see: how much, and nothing by name."""

from typing import Final

from pmo.analysis.audience import Audience, LeftOut
from pmo.locale import Language

NOT_TOLD: Final = "(not told)"
"""Stands for an error in a file that may hold what the audience may not see."""


def in_words(audience: Audience, left_out: LeftOut, language: Language) -> str:
    """`2 projects and 5 records above public are left out; the totals are without them.`"""
    whom = language.label("confidentiality", audience)
    projects = language.plural("{n} project", "{n} projects", left_out.projects)
    records = language.plural("{n} record", "{n} records", left_out.records)
    match (left_out.projects > 0, left_out.records > 0):
        case (True, True):
            what = language.text("{one} and {other}", one=projects, other=records)
        case (True, False):
            what = projects
        case (False, True):
            what = records
        case _:
            return language.text("For the audience {whom}: nothing is left out.", whom=whom)
    return language.text(
        "For the audience {whom}: {what} above it are left out; the totals are without them.",
        whom=whom,
        what=what,
    )
