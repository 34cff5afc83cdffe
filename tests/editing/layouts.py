"""Documents laid out at random: the same few fields in every style that YAML has, with comments in between."""

import random
from collections.abc import Iterator

_KEYS = [
    "id", "title", "owner", "status", "impact", "response", "plan", "actions", "tags", "note", "custom", "raised",
    "confidentiality", "unknown", "x y", "7", "yes", "null", "it's", "änderung",
]  # fmt: skip
_PLAIN = [
    "word", "two words", "1.10", "007", "0x1F", "1e3", "true", "False", "~", "null", "2026-11-01", "no", "y", "1:30",
    "a#b", "it's", 'say "x"', "x: y", "- x", "# x", "[x", "{", "&a", "*a", "!t", "|", ">", "%", "@", "`", "=", "<<", "---",
    "...", "?", "-", ":", "a,b", "ü \U0001f600", "a\tb", " x", "x ", "", "http://example.org/a?b=c", "x" * 120, "long " * 30,
    "a\xa0b", "c:\\d", "50 %", "-1", "+", ".5", "1_000", "null value",
]  # fmt: skip
_COMMENTS = [
    "# c", "#", "# a: b", "#- x", "# 'open", "# [", "#\ttab", "# ü", "# c   ", "## twice #", "# long " + "c" * 120,
    "# pmo: ignore[PMO602] accepted",
]  # fmt: skip
_PLAIN_IN_SOURCE = [
    "word", "two words", "1.10", "007", "0x1F", "1e3", "true", "False", "~", "null", "2026-11-01", "no", "y", "1:30",
    "a#b", "it's", "ü \U0001f600", "http://example.org/a?b=c", "x" * 120, ("long " * 30).strip(), "c:\\d", "-1", "+", ".5",
    "1_000", "a\xa0b", "50 %",
]  # fmt: skip


class Writer:
    """Writes one document. Most of what it writes parses."""

    def __init__(self, chance: random.Random, *, comments: bool = True, anchors: bool = False) -> None:
        self._chance = chance
        self._comments = comments
        self._anchors = anchors
        self._names: list[str] = []
        self._number = 0

    def document(self) -> str:
        chance = self._chance
        lines = list(self._between(0))
        if chance.random() < 0.2:
            lines += [*(["%YAML 1.1"] if chance.random() < 0.3 else []), "---" + self._beside()]
            lines += self._between(0)
        if chance.random() < 0.05:
            text = self._flow_mapping(0, 2)
            lines += [text + self._beside()]
        else:
            lines += self._mapping(0, 3)
        lines += self._between(0)
        if chance.random() < 0.1:
            lines += ["..." + self._beside(), *self._between(0)]
        newline = chance.choice(["\n", "\n", "\n", "\r\n", "\r"])
        end = chance.choice([newline, newline, "", newline * 3])
        bom = "\ufeff" if chance.random() < 0.1 else ""
        return bom + newline.join(lines) + end

    def _maybe(self, share: float) -> bool:
        return self._chance.random() < share

    def _comment(self) -> str:
        self._number += 1
        return f"{self._chance.choice(_COMMENTS).rstrip(' ')} {self._number}" + self._chance.choice(
            ["", "", "  "]
        )

    def _beside(self) -> str:
        if not self._comments or not self._maybe(0.2):
            return self._chance.choice(["", "", "", "", " ", "\t"])
        return self._chance.choice([" ", "  ", "\t", "      "]) + self._comment()

    def _between(self, column: int) -> Iterator[str]:
        """Comments and blank lines."""
        while self._maybe(0.25):
            kind = self._chance.randrange(4)
            if kind == 0 or not self._comments:
                yield self._chance.choice(["", "", "   "])
            else:
                deeper = self._chance.choice([0, 0, 0, 2, 1, 6, -1, -2])
                yield " " * max(column + deeper, 0) + self._comment()

    def _anchor(self) -> str:
        if not self._anchors or not self._maybe(0.1):
            return ""
        name = f"a{len(self._names)}"
        self._names.append(name)
        return f"&{name} "

    def _mapping(self, column: int, depth: int) -> list[str]:
        chance = self._chance
        lines: list[str] = []
        keys = chance.sample(_KEYS, chance.randint(1, 5))
        for key in keys:
            if lines:
                lines += self._between(column)
            lines += self._field(self._key(key), column, depth)
        return lines

    def _key(self, key: str) -> str:
        style = self._chance.randrange(8)
        if style == 0:
            return "'" + key.replace("'", "''") + "'"
        if style == 1:
            return f'"{key}"'
        if style == 2:
            return self._chance.choice(['"a, b"', "'[x]'", "'x: y'", '"#k"', "''", '"a\\tb"'])
        return key

    def _field(self, key: str, column: int, depth: int) -> list[str]:
        pad = " " * column
        if self._maybe(0.05):
            first, *rest = self._value(column, depth, is_item=False)
            if not first.startswith("\0"):
                return [
                    f"{pad}? {key}{self._beside()}",
                    *self._between(column),
                    f"{pad}: {first.lstrip()}",
                    *rest,
                ]
            return [f"{pad}? {key}", f"{pad}:" + first[1:], *rest]
        gap = self._chance.choice(["", "", "", " "])
        first, *rest = self._value(column, depth, is_item=False)
        if first.startswith("\0"):
            return [f"{pad}{key}{gap}:{first[1:]}", *rest]
        return [f"{pad}{key}{gap}:{self._chance.choice([' ', ' ', '   '])}{first}", *rest]

    def _value(self, column: int, depth: int, *, is_item: bool) -> list[str]:
        """Lines of a value: the rest of the first line (behind NUL what needs no blank before it), and those below."""
        chance = self._chance
        kind = chance.randrange(16 if depth else 11)
        anchor = self._anchor()
        if kind == 0:
            return ["\0" + self._beside()]
        if kind == 1 and self._names and not anchor and self._maybe(0.5):
            return [f"*{chance.choice(self._names)}{self._space_beside()}"]
        if kind <= 4:
            return [f"{anchor}{self._single()}{self._space_beside()}"]
        if kind == 5:
            inside = " " * (column + chance.choice([1, 2, 4]))
            return [
                "\0" + self._beside(),
                *self._between(column + 2),
                f"{inside}{self._single()}{self._space_beside()}",
            ]
        if kind == 6:
            return self._several_lines(column, anchor)
        if kind <= 8:
            return self._block_of_text(column, anchor)
        if kind <= 10:
            flow = anchor + self._flow(column, min(depth, 2)) + self._space_beside()
            return flow.split("\n")
        if kind <= 12 or (is_item and kind == 13):
            step = chance.choice([1, 2, 2, 4])
            head = (" " + anchor.rstrip() if anchor else "") + self._beside()
            return ["\0" + head, *self._between(column + step), *self._mapping(column + step, depth - 1)]
        step = chance.choice([1, 2, 2, 4] if is_item else [0, 2, 2, 4])
        head = (" " + anchor.rstrip() if anchor else "") + self._beside()
        return ["\0" + head, *self._between(column + step), *self._list(column + step, depth - 1)]

    def _space_beside(self) -> str:
        beside = self._beside()
        return beside if not beside or beside[0] in " \t" else " " + beside

    def _list(self, column: int, depth: int) -> list[str]:
        chance = self._chance
        pad = " " * column
        lines: list[str] = []
        for _ in range(chance.randint(1, 4)):
            if lines:
                lines += self._between(column)
            gap = " " * chance.choice([1, 1, 1, 3])
            style = chance.randrange(4)
            if depth and style == 0:
                first, *rest = self._mapping(column + 1 + len(gap), depth - 1)
                lines += [f"{pad}-{gap}{first.lstrip(' ')}", *rest]
            elif depth and style == 1 and self._maybe(0.3):
                first, *rest = self._list(column + 1 + len(gap), depth - 1)
                lines += [f"{pad}-{gap}{first.lstrip(' ')}", *rest]
            else:
                first, *rest = self._value(column, depth, is_item=True)
                lines += [f"{pad}-{first[1:]}" if first.startswith("\0") else f"{pad}-{gap}{first}", *rest]
        return lines

    def _single(self) -> str:
        chance = self._chance
        style = chance.randrange(4)
        if style == 0:
            return "'" + chance.choice(_PLAIN).replace("'", "''") + "'"
        if style == 1:
            text = chance.choice(_PLAIN).replace("\\", "\\\\").replace('"', '\\"')
            return f'"{text}' + chance.choice(["", "", "\\n", "\\u00e9", "\\t", "\\x07", "\\u202e"]) + '"'
        return chance.choice(_PLAIN_IN_SOURCE)

    def _several_lines(self, column: int, anchor: str) -> list[str]:
        chance = self._chance
        quote = chance.choice(["", "'", '"'])
        inside = " " * (column + chance.choice([1, 2, 5]))
        words = [
            chance.choice(["one", "two words", "1.10", "x:y", "a#b", "-x"])
            for _ in range(chance.randint(2, 4))
        ]
        lines = [f"{anchor}{quote}{words[0]}"]
        for word in words[1:]:
            lines += [""] * chance.choice([0, 0, 0, 1, 2])
            lines.append(f"{inside}{word}" + ("\\" if quote == '"' and self._maybe(0.2) else ""))
        lines[-1] = lines[-1].removesuffix("\\") + quote + self._space_beside()
        return lines

    def _block_of_text(self, column: int, anchor: str) -> list[str]:
        chance = self._chance
        step = chance.choice([1, 2, 2, 4])
        inside = " " * (column + step)
        lines = [chance.choice(["one", "two words", "  more", "# no comment", "- no item", "", "a: b", "x ", "\ttab", "   "])
                 for _ in range(chance.randint(1, 5))]  # fmt: skip
        digit = str(step) if lines[0][:1] in (" ", "\t", "") or self._maybe(0.2) else ""
        header = chance.choice("|>") + digit + chance.choice(["", "-", "+"])
        body = [inside + line if line else "" for line in lines]
        return [f"{anchor}{header}{self._space_beside()}", *body]

    def _flow(self, column: int, depth: int) -> str:
        return self._flow_mapping(column, depth) if self._maybe(0.5) else self._flow_list(column, depth)

    def _flow_mapping(self, column: int, depth: int) -> str:
        keys = self._chance.sample(_KEYS, self._chance.randint(0, 4))
        pairs = [f"{self._key(key)}: {self._flow_value(column, depth)}" for key in keys]
        return "{" + self._joined(pairs, column) + "}"

    def _flow_list(self, column: int, depth: int) -> str:
        return (
            "["
            + self._joined(
                [self._flow_value(column, depth) for _ in range(self._chance.randint(0, 4))], column
            )
            + "]"
        )

    def _flow_value(self, column: int, depth: int) -> str:
        if depth and self._maybe(0.3):
            return self._flow(column, depth - 1)
        text = self._single()
        return text if text[0] in "'\"" or not set(text) & set(",[]{}?") else f'"{len(text)}"'

    def _joined(self, parts: list[str], column: int) -> str:
        text = ""
        for number, part in enumerate(parts):
            text += (
                self._break(column)
                + part
                + self._break(column)
                + ("," if number < len(parts) - 1 or self._maybe(0.2) else "")
            )
        return text + self._break(column)

    def _break(self, column: int) -> str:
        if not self._maybe(0.15):
            return self._chance.choice(["", " "])
        comment = f" {self._comment()}" if self._comments and self._maybe(0.4) else ""
        alone = f"\n{' ' * (column + 3)}{self._comment()}" if self._comments and self._maybe(0.2) else ""
        return f"{comment}{alone}\n{' ' * (column + self._chance.choice([1, 2, 7]))}"
