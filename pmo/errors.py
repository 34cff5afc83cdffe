"""Why a command cannot go on, and what to do about it. Everything users got wrong in their files is a finding instead."""


class PmoError(Exception):
    """The command cannot do its job; it ends with exit code 2.

    ``reason`` says why in one sentence, ``advice`` what to do next.
    """

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice


class UsageError(PmoError):
    """The command was called with options that do not make sense."""


class PortfolioNotFound(PmoError):
    """No `pmo.yaml` in the folder or above it."""


class RevisionError(PmoError):
    """A git revision or date that cannot be read."""
