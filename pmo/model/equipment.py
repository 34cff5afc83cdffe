"""`equipment.yaml`: shared equipment, rooms and licences."""

from msgspec import field

from pmo.model.base import Record
from pmo.model.scalars import Date, Id, NonNegative, Text


class EquipmentItem(Record, frozen=True, kw_only=True):
    """Equipment, a room or a licence that projects share."""

    id: Id
    """Identifier."""
    title: Text
    """What it is."""
    units: NonNegative
    """How many there are."""
    from_: Date | None = field(name="from", default=None)
    """First day it is there."""
    to: Date | None = None
    """Last day it is there."""
    cost_rate: NonNegative | None = None
    """Cost of one unit for one working day."""


class Equipment(Record, frozen=True, kw_only=True):
    """Equipment that projects share.

    Example:

        equipment:
          - id: test-lab
            title: Integration test lab
            units: 2
    """

    equipment: tuple[EquipmentItem, ...] = ()
    """The equipment."""
