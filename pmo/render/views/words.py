"""Messages of the core in the reader's language."""

import datetime

from pmo.findings import Message
from pmo.locale import Language


def in_words(text: Message, language: Language) -> str:
    """A message with its values as readers write them; a message among its values is translated too."""

    def shown(value: object) -> object:
        if isinstance(value, Message):
            return in_words(value, language)
        return language.date(value, short=True) if isinstance(value, datetime.date) else value

    return language.text(text.template, **{name: shown(value) for name, value in text.values.items()})
