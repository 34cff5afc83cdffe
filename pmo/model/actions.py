"""`actions.yaml`: the action list."""

from pmo.model.base import Record
from pmo.model.shared import Action


class Actions(Record, frozen=True, kw_only=True):
    """The action list.

    Example:

        actions:
          - id: book-room
            text: Book the test lab for January
            owner: budi
            due: 2026-11-13
            raised: 2026-10-30
    """

    actions: tuple[Action, ...] = ()
    """The actions."""
