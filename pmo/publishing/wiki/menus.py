"""Files in which a wiki keeps the order of its pages: `.order` of Azure DevOps, the `nav` of MkDocs."""

import html
import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from pmo.render.inert import for_terminal

MKDOCS: Final = "mkdocs.yml"
_BEGIN, _END = "# pmo:nav", "# /pmo:nav"
_MARK = re.compile(r"^(?P<indent>[ ]*)#[ ]*(?P<end>/?)pmo:nav\b.*$", re.MULTILINE)
_NAV = re.compile(r"^nav[ ]*:", re.MULTILINE)
_DOCS = re.compile(r"^docs_dir[ ]*:[ ]*(?P<folder>[^#\n]*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Item:
    """A page in a navigation, and the pages below it."""

    title: str
    path: str
    items: "tuple[Item, ...]" = ()


def order(before: str | None, names: Sequence[str], gone: Set[str]) -> str | None:
    """A file `.order`: lines that are there stay where they stand, ours that are new come after them.

    None where no page is left.
    """
    lines = [line.strip() for line in (before or "").splitlines() if line.strip()]
    kept = [line for line in lines if line not in gone]
    known = {line.casefold() for line in kept}
    found = [*kept, *(name for name in names if name.casefold() not in known)]
    if before is not None and found == lines:
        return before
    return "".join(f"{name}\n" for name in found) or None


def docs_folder(text: str) -> str:
    """The folder in which MkDocs looks for pages, as its configuration says."""
    found = _DOCS.search(text)
    folder = found["folder"].strip().strip("'\"") if found else ""
    folder = posixpath.normpath(folder or "docs")
    return "docs" if folder.startswith(("..", "/")) or "\\" in folder else folder


def draws_mermaid(text: str) -> bool:
    """Whether a configuration of MkDocs speaks of Mermaid: a fence of superfences, or a plugin that draws it."""
    return any("mermaid" in line.partition("#")[0].casefold() for line in text.splitlines())


def navigation(text: str, items: Sequence[Item]) -> str | None:
    """The configuration of MkDocs with these pages between the marks; None where there is no place for them.

    Where it has neither marks nor a `nav`, both come at its end.
    """
    marks = list(_MARK.finditer(text))
    docs = docs_folder(text) + "/"
    if not marks:
        if _NAV.search(text):
            return None
        lines = [_BEGIN, "nav:", *_lines(items, "  ", docs), _END]
        return text.rstrip("\n") + "\n\n" * bool(text.strip()) + "\n".join(lines) + "\n"
    if len(marks) != 2 or marks[0]["end"] or not marks[1]["end"]:
        return None
    begin, end = marks
    rest = text[: begin.start()] + text[end.end() :]
    if _NAV.search(rest):
        body = [*_lines(items, begin["indent"], docs)]
    else:
        body = ["nav:", *_lines(items, "  ", docs)]
    return text[: begin.end()] + "\n" + "\n".join(body) + "\n" + text[end.start() :]


def _lines(items: Iterable[Item], indent: str, docs: str) -> Iterator[str]:
    for item in items:
        path = json.dumps(item.path.removeprefix(docs))
        if not item.items:
            yield f"{indent}- {_quoted(item.title)}: {path}"
            continue
        yield f"{indent}- {_quoted(item.title)}:"
        yield f"{indent}    - {path}"
        yield from _lines(item.items, f"{indent}    ", docs)


def _quoted(title: str) -> str:
    """A title in YAML; MkDocs shows it as HTML."""
    return json.dumps(html.escape(for_terminal(" ".join(title.split()))), ensure_ascii=False)
