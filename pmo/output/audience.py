"""What an audience is told about what it may not see: how much, and nothing by name."""

from typing import Final

from pmo.analysis.audience import Audience, LeftOut
from pmo.locale import Language

NOT_TOLD: Final = "(not told)"
"""Stands for an error in a file that may hold what the audience may not see."""


def warning(confidential: LeftOut, language: Language) -> str | None:
    """`1 project and 5 records are confidential and are part of it; ...`; None where nothing is."""
    what = _counted(confidential, language)
    if what is None:
        return None
    return language.plural(
        "{what} is confidential and is part of it; --audience internal leaves it out",
        "{what} are confidential and are part of it; --audience internal leaves them out",
        confidential.projects + confidential.records,
        what=what,
    )


def in_words(audience: Audience, left_out: LeftOut, language: Language) -> str:
    """`2 projects and 5 records above it are left out. Totals, loads, ... here are without them.`"""
    whom = language.label("confidentiality", audience)
    what = _counted(left_out, language)
    if what is None:
        return language.text("For the audience {whom}: nothing is left out.", whom=whom)
    return language.text(
        "For the audience {whom}: {what} above it are left out. Totals, loads, health and what is said to be missing "
        "here are without them.",
        whom=whom,
        what=what,
    )


def _counted(found: LeftOut, language: Language) -> str | None:
    """`2 projects and 5 records`; None where there is neither."""
    projects = language.plural("{n} project", "{n} projects", found.projects)
    records = language.plural("{n} record", "{n} records", found.records)
    match (found.projects > 0, found.records > 0):
        case (True, True):
            return language.text("{one} and {other}", one=projects, other=records)
        case (True, False):
            return projects
        case (False, True):
            return records
    return None
