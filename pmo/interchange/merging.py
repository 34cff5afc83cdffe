"""Three values of a field: what the table says, what stands in the file, and what the last import brought."""

from typing import Literal, NamedTuple

from pmo.documents import Plain
from pmo.editing.splices import same
from pmo.findings import Message, message
from pmo.interchange.cells import cleaned, written
from pmo.interchange.memory import fingerprint
from pmo.interchange.rows import Given
from pmo.interchange.values import in_cell

Verdict = Literal["equal", "set", "remove", "keep", "nothing"]


class Decision(NamedTuple):
    """What becomes of a field."""

    verdict: Verdict
    reason: Message | None = None
    """Why it keeps what people wrote; with ``set`` and ``remove``, that this is overwritten."""
    is_conflict: bool = False


_EDITED = message("it was edited here; the table still says the same")
_BOTH = message("it was edited here, and the table has changed as well")
_NOT_IMPORTED = message("it stood here before, and no import brought it")
_NOTHING_THERE = message("it was edited here, and the table holds nothing any more")


def decide(here: Plain, given: Given | None, remembered: str | None, *, overwrite: bool) -> Decision:
    """What becomes of a field that is ``here``; ``remembered`` is the fingerprint of what was imported last."""
    if given is None:
        if here is None or remembered is None:
            return Decision("nothing")
        if fingerprint(here) == remembered:
            return Decision("remove")
        return _overwritten("remove", _NOTHING_THERE) if overwrite else Decision("keep", _NOTHING_THERE, True)
    if here is not None and is_said_by(given, here):
        return Decision("nothing" if given.is_default else "equal")
    untouched = remembered is None if here is None else fingerprint(here) == remembered
    if untouched:
        return Decision("set")
    if given.is_default:
        return Decision("nothing")
    if remembered == fingerprint(given.value):
        return _overwritten("set", _EDITED) if overwrite else Decision("keep", _EDITED)
    reason = _NOT_IMPORTED if remembered is None else _BOTH
    return _overwritten("set", reason) if overwrite else Decision("keep", reason, True)


def is_said_by(given: Given, here: Plain) -> bool:
    """Whether a value is what the table says, or is written like it in a cell."""
    if same(here, given.value):
        return True
    cell = in_cell(here)
    return bool(given.text) and cell is not None and cleaned(written(cell)) == cleaned(given.text)


def _overwritten(verdict: Verdict, reason: Message) -> Decision:
    return Decision(verdict, reason)
