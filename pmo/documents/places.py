"""Where in a document the keys and values of its data stand."""

from functools import cached_property
from typing import cast

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from pmo.documents.reading import Composer, Keys, Mark, Unreadable, compose, refuse_deep


class Locator:
    """Finds the line and column of keys and values in a document that parses."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @cached_property
    def _root(self) -> Node | None:
        try:
            refuse_deep(self._content)
            return compose(self._content)
        except Unreadable:
            return None

    def locate(self, keys: Keys, *, at_key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of what ``keys`` lead to, or of the nearest thing above it.

        A scalar is located at its value, a mapping or list at its key, a list item at itself;
        with ``at_key`` always at the key.
        """
        node = self._root
        if node is None:
            return 1, 1
        mark: Mark = node.start_mark
        for position, key in enumerate(keys):
            last = position == len(keys) - 1
            if isinstance(key, int):
                if not isinstance(node, SequenceNode) or not 0 <= key < len(node.value):
                    break
                node = node.value[key]
                mark = node.start_mark
                continue
            pair = _pair(node, key)
            if pair is None:
                break
            key_node, node = pair
            at_value = last and not at_key and isinstance(node, ScalarNode) and node.value != ""
            mark = node.start_mark if at_value else key_node.start_mark
        return mark.line + 1, mark.column + 1


def texts_in(content: bytes) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where values in quotes and blocks begin and end, line and column from 0: a `#` in them is no comment."""
    found = []
    parser = Composer(content)
    try:
        while (event := parser.get_event()) is not None:
            if isinstance(event, yaml.ScalarEvent) and event.style:
                start, end = cast(Mark, event.start_mark), cast(Mark, event.end_mark)
                is_block = event.style in ("|", ">")  # begins behind the line of its sign
                begin = (start.line + 1, 0) if is_block else (start.line, start.column)
                found.append((begin, (end.line, end.column)))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError):
        return found  # whoever reads the document reports the error
    finally:
        parser.dispose()
    return found


def _pair(node: Node, key: str) -> tuple[Node, Node] | None:
    if not isinstance(node, MappingNode):
        return None
    return next((pair for pair in node.value if pair[0].value == key), None)
