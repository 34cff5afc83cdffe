"""What has to be said before an import can go on."""

from pmo.errors import UsageError


class Unclear(UsageError):
    """An import stops because something is not known that an option would say; at a terminal it can be asked."""

    def __init__(
        self, reason: str, advice: str, option: str, *, about: str = "", choices: tuple[str, ...] = ()
    ) -> None:
        super().__init__(reason, advice)
        self.option = option
        """Name of the option: `kind`, `project`, `dates`, `decimal`, `default`."""
        self.about = about
        """Field that a default is wanted for."""
        self.choices = choices
        """Words that can be said, where they are few."""
