"""What `import` asks at a terminal: what a column means, what a word means, and what has to be said to go on."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from pmo.commands.asking import Asker, Choice
from pmo.errors import PmoError
from pmo.interchange.dates import check_forms
from pmo.interchange.importing import UnknownWord
from pmo.interchange.kinds import TableKind
from pmo.interchange.sources import Options, Unsettled
from pmo.interchange.unclear import Unclear

T = TypeVar("T")

_MOST_COLUMNS = 12
"""Columns that are asked about one by one; more are left out, and told."""
MOST_WORDS = 12
"""Words of one field that are asked about; of more the map has to tell."""


class Questions:
    """Asks, and remembers what was answered."""

    def __init__(self, asker: Asker, options: Options) -> None:
        self._asker = asker
        self.options = options
        self._columns: dict[str, str | None] = {}

    def until_clear(self, attempt: Callable[[Options], T]) -> T:
        """The result of an attempt, made again with every answer until nothing is unclear any more."""
        while True:
            try:
                return attempt(self.options)
            except Unclear as doubt:
                self._asker.say(doubt.reason)
                self.options = self._answered(doubt)

    def field_of(self, kind: TableKind, doubt: Unsettled) -> str | None:
        """The field that a column means; each is asked about once."""
        if doubt.column not in self._columns:
            self._columns[doubt.column] = (
                self._field(kind, doubt) if len(self._columns) < _MOST_COLUMNS else None
            )
        return self._columns[doubt.column]

    def ask_words(self, words: Sequence[UnknownWord]) -> None:
        """Ask what the words mean that are none of their field's own."""
        for one in words:
            question = self.text(
                "What does {word} mean in {column}: {choices}? (nothing: leave it out)",
                word=one.word,
                column=one.column,
                choices=", ".join(one.choices),
            )
            answer = self._asker.checked(question, partial(self._choice, choices=one.choices), needed=False)
            if answer:
                self.options = replace(
                    self.options, values=(*self.options.values, f"{one.field}:{one.word}={answer}")
                )

    # one question each

    def _field(self, kind: TableKind, doubt: Unsettled) -> str | None:
        samples = ", ".join(doubt.samples)
        if doubt.likely is not None:
            question = self.text(
                "Is {column} ({samples}) the field {field}?",
                column=doubt.column,
                samples=samples,
                field=doubt.likely,
            )
            if self._asker.yes(question, default=True):
                return doubt.likely
        question = self.text(
            "Which field of {kind} does {column} ({samples}) fill? (nothing: leave it out)",
            kind=kind.name,
            column=doubt.column,
            samples=samples,
        )

        def check(text: str) -> str | None:
            if not text:
                return None
            return text if text == kind.holder_field else kind.field(text).name

        return self._asker.checked(question, check, needed=False)

    def _answered(self, doubt: Unclear) -> Options:
        options = self.options
        match doubt.option:
            case "kind":
                choices = [Choice(word) for word in doubt.choices]
                return replace(
                    options, kind=self._asker.choice(self.text("What is a row of the table?"), choices)
                )
            case "project":
                return replace(options, project=self._asker.text(self.text("Project of all rows")))
            case "dates":
                question = self.text("How are its dates written?")
                form = self._asker.checked(question, _form, doubt.choices[0] if doubt.choices else None)
                return replace(options, dates=(*options.dates, form))
            case "decimal":
                marks = [Choice(".", "1,234.50"), Choice(",", "1.234,50")]
                mark = self._asker.choice(self.text("What stands before decimals?"), marks, ".")
                return replace(options, decimal="," if mark == "," else ".")
            case "default":
                value = self._asker.checked(
                    self.text("{field} of all of them", field=doubt.about),
                    partial(self._choice, choices=doubt.choices),
                )
                return replace(options, defaults=(*options.defaults, f"{doubt.about}={value}"))
        raise doubt

    def _choice(self, text: str, choices: tuple[str, ...]) -> str:
        if not text or not choices or text in choices:
            return text
        raise PmoError(self.text("There is no {word} among these", word=repr(text)), ", ".join(choices))

    @property
    def text(self) -> Callable[..., str]:
        """Texts in the language of the reader."""
        return self._asker.language.text


def _form(text: str) -> str:
    check_forms([text])
    return text
