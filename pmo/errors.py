"""Why a command cannot go on, and what to do about it. Everything users got wrong in their files is a finding instead."""

from collections.abc import Callable, Iterable
from typing import Protocol


class Sentence(Protocol):
    """A message that can be said in several languages; its `str` is English."""

    def text(self, translate: Callable[[str], str], /) -> str: ...


class PmoError(Exception):
    """The command cannot do its job; it ends with exit code 2.

    ``reason`` says why in one sentence, ``advice`` what to do next; both in English unless they are asked for in
    another language.
    """

    def __init__(self, reason: str | Sentence, advice: str | Sentence = "") -> None:
        super().__init__(str(reason))
        self.reason = str(reason)
        self.advice = str(advice)
        self._said = (reason, advice)

    def said(self, translate: Callable[[str], str]) -> tuple[str, str]:
        """Reason and advice in a reader's language, as far as they can be translated."""
        reason, advice = (one if isinstance(one, str) else one.text(translate) for one in self._said)
        return reason, advice


class UsageError(PmoError):
    """The command was called with options that do not make sense."""


class PortfolioNotFound(PmoError):
    """No `pmo.yaml` in the folder or above it."""


class RevisionError(PmoError):
    """A git revision or date that cannot be read."""


class Interrupted(PmoError):
    """Somebody interrupted the command; ``advice`` says what became of the files. It ends with exit code 130."""


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of ``words`` that ``word`` was probably meant to be: that begins with it, or a part of it does, else
    that is written almost alike.
    """
    from difflib import get_close_matches

    wanted, known = word.lower(), {one.lower(): one for one in words}
    if len(wanted) > 2:
        begun = [one for one in known if one.startswith(wanted)]
        found = begun or [one for one in known if f"-{wanted}" in one]
        if found:
            return known[min(found, key=len)]
    close = get_close_matches(wanted, known, n=1)
    return known[close[0]] if close else None
