"""Text of users, made inert for the place where it is shown: a terminal, Markdown, a spreadsheet."""

import re

HAZARDS = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control characters: escape sequences, line breaks
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # reordering of what is read
    "\u2028\u2029"  # line breaks of Unicode
    "\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # invisible
    "\ud800-\udfff"  # halves of characters, which cannot be written
    "]"
)
"""Characters that steer what shows them instead of being shown. Joiners, which scripts need, are not among them."""

_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def escaped(character: str) -> str:
    r"""The visible form of a character: ``\n``, ``\x1b``, ``\u202e``."""
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def for_terminal(text: str, *, keep: str = "") -> str:
    """One line of ``text`` that cannot steer a terminal nor forge another line; ``keep`` passes as it is."""
    return HAZARDS.sub(lambda match: match[0] if match[0] in keep else escaped(match[0]), text)


_MARKDOWN = re.compile(
    r"""
    (?P<entity>&(?=\#?\w+;) | [<>] | (?<=:)// | (?<=www)\.)  # HTML; addresses, which become links by themselves
    | (?P<mention>(?<!\w)@(?=\w) | [#!](?=\d) | \bGH-(?=\d))  # what forges notify people of, or refer to
    | (?P<mark>[\\`*\[\]{}|~$] | (?<!\S)\# | (?<![^\W_])_ | _(?![^\W_]))
    """,
    re.VERBOSE | re.IGNORECASE,
)
NOT_A_MENTION = "&#8203;"
"""An invisible space after what a forge would take for a mention of a person or an issue."""
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "//": "&#47;&#47;", ".": "&#46;"}
_LINE_START = re.compile(r"\A(?:[0-9]{1,9}(?=[.)])|(?=[+\-=:]))")


def for_markdown(text: str) -> str:
    """``text`` as one line of Markdown that reads as it was written, also at the start of a line."""
    return _LINE_START.sub(lambda match: match[0] + "\\", for_markdown_cell(text))


def for_markdown_cell(text: str) -> str:
    """``text`` as a cell of a Markdown table, or inside a line; a mail address may still link to itself."""
    return _MARKDOWN.sub(_inert, for_terminal(" ".join(text.split())))


def for_markdown_code(text: str) -> str:
    """``text`` between backticks in a cell of a Markdown table, where nothing in it is a mark."""
    code = _PIPE.sub(_escaped_pipe, for_terminal(" ".join(text.split())))
    fence = "`" * (max(map(len, _BACKTICKS.findall(code)), default=0) + 1)
    room = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{room}{code}{room}{fence}"


_BACKTICKS = re.compile("`+")
_PIPE = re.compile(r"(\\*)\|")


def _escaped_pipe(match: re.Match[str]) -> str:
    """A sign that would end the cell; a backslash before it would take its escape."""
    return f"{match[1]} \\|" if match[1] else "\\|"


def _inert(match: re.Match[str]) -> str:
    if match["entity"]:
        return _ENTITIES[match[0]]
    return match[0] + NOT_A_MENTION if match["mention"] else "\\" + match[0]


_FORMULA = re.compile(r"'*(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def for_csv_cell(text: str) -> str:
    """``text`` that no spreadsheet takes for a formula; plain signed numbers stay numbers."""
    cell = for_terminal(text, keep="\t\r\n")
    return "'" + cell if is_formula(cell) else cell


def from_csv_cell(cell: str) -> str:
    """The text that :func:`for_csv_cell` made inert."""
    return cell[1:] if cell[0:1] == "'" and is_formula(cell[1:]) else cell


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take ``text`` for a formula, or would once a mark of text before it is gone."""
    return _FORMULA.match(text) is not None and not _NUMBER.fullmatch(text)


_MERMAID = re.compile(r"[:;#,%\"'`<>{}\[\]()|\\]")
_MERMAID_WORD = re.compile(
    r"(?:section|title|click|gantt|dateformat|axisformat|tickinterval|excludes|includes|todaymarker|weekday|weekend|"
    r"inclusiveenddates|topaxis|acctitle|accdescr|displaymode)\b",
    re.IGNORECASE,
)


def for_mermaid(text: str) -> str:
    """``text`` as a name in a chart of Mermaid: nothing in it can be taken for notation or a keyword."""
    name = " ".join(_MERMAID.sub(" ", for_terminal(text)).split()) or "-"
    return f"- {name}" if _MERMAID_WORD.match(name) else name
