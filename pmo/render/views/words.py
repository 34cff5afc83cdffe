"""Messages of the core in the reader's language."""

import datetime
from decimal import Decimal

from pmo.analysis.money import Money
from pmo.findings import Message
from pmo.locale import Language
from pmo.model.scalars import Period

_DIGITS = 4
"""Decimals that a figure in a message may have."""


def in_words(text: Message, language: Language) -> str:
    """A message with its values as readers write them; a message among its values is translated too."""
    if not text.values:
        return language.text(text.template)
    return language.text(
        text.template, **{name: _shown(value, language) for name, value in text.values.items()}
    )


def _shown(value: object, language: Language) -> object:
    if type(value) is str:  # most are
        return value
    match value:
        case Message():
            return in_words(value, language)
        case datetime.date():
            return language.date(value, short=True)
        case Money():
            return language.money(value.amount, value.currency, compact=True)
        case Period():
            return language.period(value, short=True)
        case Decimal():
            return language.number(value, _DIGITS)
    return value
