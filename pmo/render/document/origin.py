"""What a page says about where its facts come from, for every format alike."""

from pmo.locale import Language
from pmo.render.views.parts import Heading

_HOME = {"en": "GB", "id": "ID"}
"""The region in which programs check the spelling of a language, where none was asked for."""


def origin_line(origin: Heading, language: Language) -> str:
    """Portfolio, day and revision in one line."""
    short = origin.short_revision
    revision = (
        language.text("revision {revision}", revision=short)
        if short
        else language.text("working copy, not committed")
    )
    day = language.text("as of {date}", date=language.date(origin.as_of))
    return f"{origin.portfolio} · {day} · {revision}"


def language_tag(language: Language) -> str:
    """The language as web pages name it: `en`, `en-US`."""
    return f"{language.code}-{language.region}" if language.region else language.code


def proofing_tag(language: Language) -> str:
    """The language as office programs name it, always with a region: `en-GB`."""
    region = language.region or _HOME.get(language.code)
    return f"{language.code}-{region}" if region else language.code
