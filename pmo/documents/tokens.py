"""Comments, anchors and aliases of a document, as they stand between and among the tokens of its parser."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from pmo.documents.reading import Composer

_COMMENT = re.compile("#[^\r\n\x85\u2028\u2029]*")
_HEADER = re.compile("[|>][^\r\n\x85\u2028\u2029]*")


class Reference(NamedTuple):
    """An anchor or an alias."""

    name: str
    is_anchor: bool
    line: int
    """From 1."""


def comments_in(text: str) -> list[str]:
    """Every comment of a document that parses, without blanks at its end, in the order of the text."""
    found: list[str] = []
    done = 0
    for token in _tokens(text):
        start, end = token.start_mark.index, token.end_mark.index
        if start > done:
            found += _COMMENT.findall(text, done, start)
        if isinstance(token, yaml.ScalarToken) and (header := _HEADER.match(text, start, end)):
            found += _COMMENT.findall(header[0])
        done = max(done, end)
    return [comment.rstrip() for comment in (*found, *_COMMENT.findall(text, done))]


def references_in(text: str) -> list[Reference]:
    """Every anchor and alias, in the order of the text; as far as it can be read."""
    return [
        Reference(token.value, isinstance(token, yaml.AnchorToken), token.start_mark.line + 1)
        for token in _tokens(text)
        if isinstance(token, yaml.AnchorToken | yaml.AliasToken)
    ]


def _tokens(text: str) -> Iterator[Any]:
    parser = Composer(text.encode("utf-8"))
    try:
        while (token := parser.get_token()) is not None:
            yield token
    except yaml.YAMLError:
        return
    finally:
        parser.dispose()
