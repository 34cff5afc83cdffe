"""Keeps the message catalogues of `pmo/locale/` in step with the texts in code and templates.

    python tools/catalogues.py            # update every .po, compile every .mo
    python tools/catalogues.py --check    # fail when a text is missing, wrong or not compiled
    python tools/catalogues.py --missing  # list what is not translated, by language

English is the language of the message ids and has no catalogue. The files hold no dates and no line
numbers and are sorted, so that two branches rarely touch the same line.
"""

import argparse
import ast
import datetime
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "pmo" / "locale"

KEYWORDS = {"message": 1, "mark": 1, "text": 1, "say": 1, "translate": 1, "_": 1, "plural": 2, "_n": 2}
"""Functions that take texts, with the number of forms."""

_STAMP = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
_PLACE = re.compile(r"\{[^{}]*\}")
_GENERATOR = re.compile(rb'^"(?:Generated-By|Report-Msgid-Bugs-To): .*\n', re.MULTILINE)


Text = str | tuple[str, str]


def extracted() -> Catalog:
    """Every text of code and templates."""
    catalogue = Catalog(project="pmo-toolkit", version="1", charset="utf-8", creation_date=_STAMP)
    places = (
        ("pmo", "*.py", _in_code),
        ("templates", "*.jinja", _in_template),
        ("templates/methods", "*.yaml", _in_method),
    )
    for folder, pattern, find in places:
        for path in sorted((ROOT / folder).rglob(pattern)):
            for text in find(path):
                catalogue.add(text, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return catalogue


def _in_code(path: Path) -> Iterator[Text]:
    """Texts in calls of the keywords, also inside f-strings, and in ``map(translate, ("one", "two"))``."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if not isinstance(node, ast.Call):
            continue
        if _name(node.func) == "map" and len(node.args) == 2 and _name(node.args[0]) in KEYWORDS:
            items = node.args[1]
            yield from _constants(items.elts if isinstance(items, ast.Tuple) else [])
        forms = KEYWORDS.get(_name(node.func), 0)
        texts = list(_constants(node.args[:forms]))
        if forms and len(texts) == forms:
            yield texts[0] if forms == 1 else (texts[0], texts[1])


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _constants(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value


def _in_template(path: Path) -> Iterator[Text]:
    with path.open("rb") as stream:
        for _line, function, found, _comments in babel_extract(
            stream, list(KEYWORDS), (), {"silent": "false"}
        ):
            forms = KEYWORDS.get(function or "", 0)
            texts = [text for text in (found if isinstance(found, tuple) else (found,)) if text]
            if forms and len(texts) >= forms:
                yield texts[0] if forms == 1 else (texts[0], texts[1])


def _in_method(path: Path) -> Iterator[Text]:
    """What a method pack says to readers: titles, questions, criteria, activities."""
    method = yaml.safe_load(path.read_text("utf-8"))
    yield from (phase["title"] for phase in method["phases"])
    yield from (row["activity"] for row in method["raci"])
    for gate in method["gates"]:
        yield from (gate["title"], gate["question"])
        yield from (criterion["text"] for criterion in gate["criteria"])


def languages() -> list[str]:
    """Languages that have a catalogue."""
    return sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/pmo.po"))


def po_path(code: str) -> Path:
    return LOCALE / code / "LC_MESSAGES" / "pmo.po"


def read(code: str) -> Catalog:
    """The catalogue of a language as it lies there."""
    with po_path(code).open("rb") as stream:
        return read_po(stream, locale=code)


def updated(code: str, texts: Catalog) -> Catalog:
    """The catalogue of a language with exactly the texts in use."""
    old = read(code)
    new = Catalog(
        locale=code,
        project="pmo-toolkit",
        version="1",
        charset="utf-8",
        creation_date=_STAMP,
        revision_date=_STAMP,
        last_translator="the authors of pmo-toolkit",
        language_team=code,
        fuzzy=False,
        header_comment=f"# Texts of pmo-toolkit in the language {code!r}.",
    )
    new.mime_headers = [("Plural-Forms", old.plural_forms)]
    for text in texts:
        if text.id:
            known = old.get(text.id)
            flags = known.flags - {"python-format"} if known else set()
            same = known is not None and isinstance(known.id, tuple | list) == isinstance(
                text.id, tuple | list
            )
            new.add(text.id, known.string if known and same else None, text.locations, flags)
    return new


def as_po(catalogue: Catalog) -> bytes:
    for text in catalogue:
        text.flags.discard("python-format")
    stream = io.BytesIO()
    write_po(stream, catalogue, width=100, sort_output=True, include_lineno=False, omit_header=False)
    return _GENERATOR.sub(b"", stream.getvalue())


def as_mo(catalogue: Catalog) -> bytes:
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def compiled(content: bytes) -> dict[str, object]:
    """The translations in a .mo file; its header names the version of Babel."""
    return {str(text.id): text.string for text in read_mo(io.BytesIO(content)) if text.id}


def forms(text: Message) -> tuple[str, ...]:
    return tuple(text.string) if isinstance(text.string, (tuple, list)) else (text.string or "",)


def is_translated(text: Message) -> bool:
    return not text.fuzzy and all(forms(text))


def problems(code: str, texts: Catalog) -> Iterator[str]:
    """What is wrong with the catalogue of a language."""
    catalogue = read(code)
    for text in texts:
        known = catalogue.get(text.id) if text.id else None
        if text.id and (known is None or not is_translated(known)):
            yield f"{code}: not translated: {text.id!r} ({', '.join(place for place, _ in text.locations)})"
    for text in catalogue:
        if not text.id or not is_translated(text):
            continue
        ids = text.id if isinstance(text.id, (tuple, list)) else (text.id,)
        allowed = set(_PLACE.findall(" ".join(ids)))
        needed = set(_PLACE.findall(ids[0])) & set(_PLACE.findall(ids[-1]))
        for form in forms(text):
            found = set(_PLACE.findall(form))
            if not needed <= found <= allowed:
                yield f"{code}: other places in the translation of {ids[0]!r}: {form!r}"
    mo = po_path(code).with_suffix(".mo")
    if not mo.is_file() or compiled(mo.read_bytes()) != compiled(as_mo(catalogue)):
        yield f"{code}: {mo.name} is stale; run python tools/catalogues.py"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--check", action="store_true", help="change nothing; exit 1 when something is wrong")
    group.add_argument("--missing", action="store_true", help="list what is not translated")
    options = parser.parse_args(arguments)
    texts = extracted()
    found: list[str] = []
    for code in languages():
        if options.missing:
            catalogue = updated(code, texts)
            found += [f"{code}: {text.id!r}" for text in catalogue if text.id and not is_translated(text)]
        elif options.check:
            found += problems(code, texts)
        else:
            catalogue = updated(code, texts)
            po_path(code).write_bytes(as_po(catalogue))
            po_path(code).with_suffix(".mo").write_bytes(as_mo(read(code)))
    for line in found:
        print(line)
    return 1 if found and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
