"""YAML bytes to plain data, and what is wrong with them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol, TypeAlias, cast

import yaml
from yaml._yaml import CParser
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from pmo.findings import Finding, Message, Related, Where, message

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | int | bool | Decimal | None"
Keys: TypeAlias = Sequence[str | int]

MAX_DEPTH = 100
MAX_NODES = 200_000
MAX_DIGITS = 30

_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_STARTS_OF_OTHERS = frozenset(["", *"0123456789-+.~ntfNTF"])
"""First characters of plain scalars that may be something other than text."""
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL_OR_HEX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MAYBE_DEEP = re.compile(rb"^[ ?:\t-]{64}", re.MULTILINE)
LINE_BREAK = re.compile("\r\n|\n|\r|\x85|\u2028|\u2029")
_REFUSED = object()
_PLAIN = "plain"
_QUOTED = "!"


class Mark(Protocol):
    line: int
    column: int


class Composer(CParser):
    """libyaml's parser and composer; tags are not resolved, only explicit ones are kept."""

    def descend_resolver(self, *_: object) -> None:
        """Nothing depends on the path of a node."""

    def ascend_resolver(self) -> None:
        """Nothing depends on the path of a node."""

    def resolve(self, kind: type[Node], _value: object, implicit: Any) -> str:
        return _PLAIN if kind is not ScalarNode or implicit[0] else _QUOTED


@dataclass(frozen=True, slots=True)
class Parsed:
    """Result of reading one document: its data, or why it cannot be used."""

    data: dict[str, Plain] | None
    findings: tuple[Finding, ...] = ()


def parse(content: bytes, path: str, *, keep_empty: bool = False) -> Parsed:
    """Plain data of the YAML document ``content``; ``path`` stands in the findings (all `PMO1xx`).

    With ``keep_empty`` keys without a value stay, as None.
    """
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Unreadable("PMO104", 1, 1, message("the file is UTF-16, not UTF-8"), _SAVE_AS_UTF8)
        refuse_deep(content)
        root = compose(content)
        if root is None or (isinstance(root, ScalarNode) and root.value == "" and root.style != '"'):
            raise Unreadable(
                "PMO106", 1, 1, message("the file is empty"), message("fill it in, or delete the file")
            )
        construction = _Construction(path, aliases=b"*" in content and b"&" in content, keep_empty=keep_empty)
        data = construction.value(root)
        if construction.findings:
            return Parsed(None, tuple(construction.findings))
        if not isinstance(data, dict):
            found = message("a list") if isinstance(data, list) else message("a single value")
            raise Unreadable.at(
                root.start_mark,
                "PMO107",
                message("the document is {found}, where a mapping (key: value) belongs", found=found),
                message("start with the keys of this kind of file; see `pmo schema --list`"),
            )
        return Parsed(data)
    except Unreadable as reason:
        return Parsed(None, (reason.finding(path),))


def lines_of(content: bytes) -> list[str]:
    """Lines of a document as the parser counts them; for excerpts."""
    return LINE_BREAK.split(content.decode("utf-8-sig", errors="replace"))


class Unreadable(Exception):
    """The document cannot be read at all."""

    def __init__(self, code: str, line: int, column: int, text: Message, hint: Message) -> None:
        super().__init__(code)
        self.code, self.line, self.column, self.text, self.hint = code, line, column, text, hint

    @classmethod
    def at(cls, mark: Any, code: str, text: Message, hint: Message) -> "Unreadable":
        return cls(code, mark.line + 1, mark.column + 1, text, hint)

    def finding(self, path: str) -> Finding:
        return Finding(self.code, "error", Where(path, self.line, self.column), self.text, self.hint)


_SAVE_AS_UTF8 = message("save the file as UTF-8")
_SIMPLIFY = message("spread the content over more records or files")


def compose(content: bytes) -> Node | None:
    composer = Composer(content)
    try:
        return composer.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, content) from None
    except yaml.reader.ReaderError:
        raise _encoding_error(content) from None
    except (UnicodeDecodeError, ValueError):
        raise _encoding_error(content) from None
    finally:
        composer.dispose()


def _syntax_error(error: yaml.MarkedYAMLError, content: bytes) -> Unreadable:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = (error.problem or error.context or "the YAML cannot be read").strip()
    if "expected a single document" in (error.context or ""):
        return Unreadable(
            "PMO103",
            line,
            column,
            message("a second document begins here (`---`); a file holds one document"),
            message("move it into a file of its own"),
        )
    if lines_of(content)[line - 1 : line] and lines_of(content)[line - 1][column - 1 : column] == "\t":
        return Unreadable(
            "PMO102", line, column, message("a tab is used for indentation"), message("indent with spaces")
        )
    text = (
        message("the YAML cannot be read: {problem} ({context})", problem=problem, context=error.context)
        if error.context and error.context != problem
        else message("the YAML cannot be read: {problem}", problem=problem)
    )
    hint = message("look at this line and the one above: indentation, a missing colon or quote")
    return Unreadable("PMO101", line, column, text, hint)


def _encoding_error(content: bytes) -> Unreadable:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", errors="replace")
        lines = LINE_BREAK.split(before)
        byte = content[error.start]
        return Unreadable(
            "PMO104",
            len(lines),
            len(lines[-1]) + 1,
            message("byte 0x{byte} is not UTF-8", byte=f"{byte:02X}"),
            _SAVE_AS_UTF8,
        )
    position = next((i for i, character in enumerate(text) if _forbidden(character)), 0)
    lines = LINE_BREAK.split(text[:position])
    return Unreadable(
        "PMO104",
        len(lines),
        len(lines[-1]) + 1,
        message(
            "control character U+{number} is not allowed", number=f"{ord(text[position:][:1] or ' '):04X}"
        ),
        message("remove it, or write it as an escape in double quotes"),
    )


def _forbidden(character: str) -> bool:
    code = ord(character)
    return (
        (code < 0x20 and character not in "\t\n\r")
        or (0x7F <= code < 0xA0 and code != 0x85)
        or code
        in (
            0xFFFE,
            0xFFFF,
        )
    )


def refuse_deep(content: bytes) -> None:
    """libyaml's composer recurses on the C stack: count the depth by events where it could be large."""
    brackets = content.count(b"[") + content.count(b"{")
    if brackets <= MAX_DEPTH and not _MAYBE_DEEP.search(content):
        return
    depth = 0
    parser = Composer(content)
    try:
        while (event := parser.get_event()) is not None:
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise Unreadable.at(
                        event.start_mark,
                        "PMO108",
                        message("the content is nested more than {limit} levels deep", limit=MAX_DEPTH),
                        _SIMPLIFY,
                    )
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in (
            error.problem or ""
        ):  # libyaml looks ahead, and gives up at a depth of its own
            refuse_deep(content.decode("utf-8", "replace")[: cast(Any, error.problem_mark).index].encode())
        return  # composing meets any other error and reports it
    except (yaml.YAMLError, UnicodeDecodeError, ValueError):
        return
    finally:
        parser.dispose()


def _is_quoted(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag is _QUOTED and bool(node.style)


@lru_cache(maxsize=16_384)
def plain_scalar(text: str) -> object:
    """Value of a plain scalar by the core schema of YAML 1.2; `_REFUSED` for a number that cannot be used."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= MAX_DIGITS else _REFUSED
    if _DECIMAL.fullmatch(text):
        return _decimal(text)
    if _OCTAL_OR_HEX.fullmatch(text):
        return int(text, 0) if len(text) <= MAX_DIGITS else _REFUSED
    return _REFUSED if _NOT_FINITE.fullmatch(text) else text


def _decimal(text: str) -> object:
    if len(text) > 2 * MAX_DIGITS:
        return _REFUSED
    number = Decimal(text)
    if abs(number.adjusted()) > MAX_DIGITS:
        return _REFUSED
    exponent = number.as_tuple().exponent
    return Decimal(int(number)) if isinstance(exponent, int) and exponent > 0 else number


class _Construction:
    """Makes plain data of nodes, and findings of what plain data must not hold."""

    def __init__(self, path: str, *, aliases: bool, keep_empty: bool) -> None:
        self.path = path
        self._keep_empty = keep_empty
        self.findings: list[Finding] = []
        self._aliases = aliases
        self._open: set[int] = set()
        self._nodes = 0

    def value(self, node: Node) -> Plain:
        if type(node) is ScalarNode:
            if node.tag is not _PLAIN:
                return self._quoted(node)
            text: str = node.value
            if text[:1] not in _STARTS_OF_OTHERS:
                return text
            value = plain_scalar(text)
            return self._refused_number(node) if value is _REFUSED else cast(Plain, value)
        return self._collection(cast(CollectionNode, node))

    def _collection(self, node: CollectionNode) -> Plain:
        if node.tag is not _PLAIN:
            self._refuse_tag(node)
        if self._aliases and not self._enter(node):
            return None
        result: Plain = self._mapping(node) if isinstance(node, MappingNode) else self._list(node)
        if self._aliases:
            self._open.discard(id(node))
        return result

    def _list(self, node: CollectionNode) -> Plain:
        value = self.value
        return [value(item) for item in node.value]

    def _mapping(self, node: MappingNode) -> Plain:
        result: dict[str, Plain] = {}
        empty: set[str] = set()
        for key_node, value_node in node.value:
            key = key_node.value
            if type(key) is not str or (
                (key_node.tag is not _PLAIN or key == "<<") and not _is_quoted(key_node)
            ):
                self._refuse_key(key_node)
                continue
            value = self.value(value_node)
            if key in result or key in empty:
                self._refuse_duplicate(node, key_node)
            elif value is None and not self._keep_empty:
                empty.add(key)
            else:
                result[key] = value
        return cast(Plain, result)

    def _quoted(self, node: ScalarNode) -> str:
        if not _is_quoted(node):
            self._refuse_tag(node)
        return cast(str, node.value)

    def _enter(self, node: CollectionNode) -> bool:
        """Whether the alias-free size of the document stays within its limit, without loops."""
        self._nodes += len(node.value)
        if id(node) in self._open or self._nodes > MAX_NODES:
            if not any(finding.code == "PMO109" for finding in self.findings):
                self._add(
                    "PMO109",
                    node.start_mark,
                    message("an anchor contains itself")
                    if id(node) in self._open
                    else message("aliases blow the document up to more than {limit} values", limit=MAX_NODES),
                    message("write the content out instead of using aliases"),
                )
            return False
        self._open.add(id(node))
        return True

    def _refuse_tag(self, node: Node) -> None:
        self._add(
            "PMO110",
            node.start_mark,
            message("the tag {tag} is not allowed", tag=node.tag),
            message("remove the tag; every field has its type already"),
        )

    def _refuse_key(self, node: Node) -> None:
        if isinstance(node, ScalarNode) and node.value == "<<":
            text = message("a merge key (`<<`) is not allowed")
            hint = message("write the fields out")
        elif isinstance(node, ScalarNode):
            self._refuse_tag(node)
            return
        else:
            text = message("a key must be a word, not a list or mapping")
            hint = message("put quotes around text that begins with a bracket")
        self._add("PMO111", node.start_mark, text, hint)

    def _refuse_duplicate(self, mapping: MappingNode, node: ScalarNode) -> None:
        first = next(key for key, _ in mapping.value if key.value == node.value)
        there = Where(self.path, first.start_mark.line + 1, first.start_mark.column + 1)
        self._add(
            "PMO105",
            node.start_mark,
            message("the key `{key}` stands here a second time", key=node.value),
            message("keep one of the two"),
            Related(there, message("first here")),
        )

    def _refused_number(self, node: ScalarNode) -> Plain:
        self._add(
            "PMO112",
            node.start_mark,
            message("`{number}` is not a number that can be used", number=node.value[:40]),
            message(
                "use at most {limit} digits; infinity and not-a-number have no meaning here", limit=MAX_DIGITS
            ),
        )
        return None

    def _add(self, code: str, mark: Mark, text: Message, hint: Message, *related: Related) -> None:
        where = Where(self.path, mark.line + 1, mark.column + 1)
        self.findings.append(Finding(code, "error", where, text, hint, related=related))
