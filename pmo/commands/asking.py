"""Questions to a person at a terminal.

An empty answer takes what stands in brackets; Ctrl-C ends, and nothing has been written.
"""

import contextlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import typer

from pmo.errors import PmoError, nearest
from pmo.locale import Language
from pmo.output.colour import bold
from pmo.render.inert import for_terminal

T = TypeVar("T")

CHOICES_SHOWN = 16


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be chosen."""

    word: str
    meaning: str = ""


@dataclass(frozen=True)
class Asker:
    """Asks in the language of the reader."""

    language: Language
    colour: bool = False

    def say(self, text: str) -> None:
        """A line that is no question."""
        sys.stderr.write(for_terminal(text, keep="\n") + "\n")

    def heading(self, text: str) -> None:
        """A line that begins a part."""
        shown = for_terminal(text)
        sys.stderr.write(f"\n{bold(shown) if self.colour else shown}\n")

    def text(self, question: str, default: str | None = None, *, needed: bool = True) -> str:
        """A line of text."""
        return self.checked(question, lambda answer: answer, default, needed=needed)

    def checked(
        self, question: str, check: Callable[[str], T], default: str | None = None, *, needed: bool = True
    ) -> T:
        """An answer that ``check`` makes something of; asked again as long as it refuses."""
        while True:
            answer = self._line(question, default)
            if not answer and needed:
                self.say("  " + self.language.text("Something must be said here."))
                continue
            try:
                return check(answer)
            except PmoError as error:
                advice = f"; {error.advice}" if error.advice else ""
                self.say(f"  {error.reason}{advice}")

    def choice(self, question: str, choices: Sequence[Choice], default: str | None = None) -> str:
        """One of some words, by the word, its number, or its beginning."""
        self.list(choices)
        return self.checked(question, lambda answer: self._chosen(answer, choices), default)

    def many(self, question: str, choices: Sequence[Choice], default: Sequence[str] = ()) -> tuple[str, ...]:
        """Some of some words, by number or word with commas between; `-` for none."""
        self.list(choices)
        shown = ",".join(default) or "-"

        def check(answer: str) -> tuple[str, ...]:
            words = [word.strip() for word in answer.split(",") if word.strip() not in ("", "-")]
            return tuple(dict.fromkeys(self._chosen(word, choices) for word in words))

        return self.checked(question, check, shown)

    def reference(
        self, question: str, choices: Sequence[Choice], check: Callable[[str], T], default: str | None = None
    ) -> T:
        """What ``check`` makes of an answer; a number, or a part that only one of the choices has, stands for it."""
        self.list(choices)

        def meant(answer: str) -> T:
            if answer.isdecimal() and 1 <= int(answer) <= min(len(choices), CHOICES_SHOWN):
                return check(choices[int(answer) - 1].word)
            wanted = answer.casefold()
            words = [one.word for one in choices if wanted in one.word or wanted in one.meaning.casefold()]
            exact = any(one.word.casefold() == wanted for one in choices)
            return check(words[0] if wanted and len(words) == 1 and not exact else answer)

        return self.checked(question, meant, default)

    def yes(self, question: str, *, default: bool = False) -> bool:
        """Yes or no."""
        yes, no = self.language.text("yes"), self.language.text("no")

        def check(answer: str) -> bool:
            word = answer.lower()
            if word and (yes.startswith(word) or "yes".startswith(word)):
                return True
            if word and (no.startswith(word) or "no".startswith(word)):
                return False
            raise PmoError(f"{yes} / {no}?")

        return self.checked(question, check, yes if default else no)

    def list(self, choices: Sequence[Choice]) -> None:
        width = max((len(one.word) for one in choices[:CHOICES_SHOWN]), default=0)
        for number, one in enumerate(choices[:CHOICES_SHOWN], 1):
            self.say(f"  {number:>2}  {one.word:<{width}}  {one.meaning}".rstrip())
        if len(choices) > CHOICES_SHOWN:
            more = len(choices) - CHOICES_SHOWN
            self.say("      " + self.language.plural("... and {n} more", "... and {n} more", more))

    def _chosen(self, answer: str, choices: Sequence[Choice]) -> str:
        words = {one.word.lower(): one.word for one in choices}
        if answer.lower() in words:
            return words[answer.lower()]
        if answer.isdecimal() and 1 <= int(answer) <= len(choices):
            return choices[int(answer) - 1].word
        begun = [word for key, word in words.items() if key.startswith(answer.lower())]
        if answer and len(begun) == 1:
            return begun[0]
        close = nearest(answer, words)
        advice = self.language.text("did you mean {word}?", word=words[close]) if close else ""
        raise PmoError(self.language.text("There is no {word} among these", word=repr(answer)), advice)

    def _line(self, question: str, default: str | None) -> str:
        shown = f"{question} [{default}]: " if default else f"{question}: "
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - with it a line can be edited
        sys.stderr.flush()
        try:
            return input(for_terminal(shown)).strip() or (default or "")
        except EOFError:
            raise typer.Abort from None
