"""The one door to PyYAML: YAML bytes to plain data, to the places of its keys, and back to YAML.

Plain data is made of dict, list, str, int, bool and Decimal, read by the core schema of YAML 1.2:
``no`` is text, ``1.10`` is an exact decimal, dates stay text. A key whose value is null is left out.
Parsing is fast because nothing resolves tags; places are looked up only for documents with findings.
"""

from pmo.documents.places import Locator, texts_in
from pmo.documents.reading import (
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_NODES,
    Keys,
    Parsed,
    Plain,
    lines_of,
    parse,
)
from pmo.documents.writing import dump

__all__ = [
    "MAX_DEPTH",
    "MAX_DIGITS",
    "MAX_NODES",
    "Keys",
    "Locator",
    "Parsed",
    "Plain",
    "dump",
    "lines_of",
    "parse",
    "texts_in",
]
