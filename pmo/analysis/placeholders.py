"""Text that only holds the place of what is still to be written, in English or Indonesian."""

import re
from typing import Final

_PLACEHOLDER: Final = re.compile(
    r"\b(?:TODO|FIXME|TBD|TBC|XXX)\b"
    r"|\A\s*(?i:to be (?:written|done|defined|decided|determined|completed|confirmed)|todo|tbd|tbc|lorem ipsum.*"
    r"|(?:belum|akan) (?:ditulis|diisi|ditentukan|diputuskan))[\s.:!]*\Z"
)
_HINTS: Final = ("todo", "fixme", "tbd", "tbc", "xxx", "lorem ipsum", "to be ", "belum di", "akan di")


def is_placeholder(text: str) -> bool:
    """Whether the text says no more than that it is still to be written."""
    return _PLACEHOLDER.search(text) is not None


def may_hold_placeholder(texts: str) -> bool:
    """Whether it is worth looking at each of many texts, put together here: much faster than each for itself."""
    together = texts.lower()
    return any(hint in together for hint in _HINTS)
