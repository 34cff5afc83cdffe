"""Write what is generated: JSON Schemas and pages from the model, the rules and the help of the commands.

`--check` writes nothing and fails when something is out of date.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pmo.cli import COMMANDS, kinds_of, usage
from pmo.commands import completing, describing
from pmo.output.commands import page
from pmo.output.explanation import manual
from pmo.schemas import FOLDER, generate
from pmo.schemas.reference import reference

ROOT = Path(__file__).parent.parent


def commands() -> str:
    """The page of all commands, grouped as in `pmo --help`."""
    return page({title: [usage(name) for name in entries] for title, entries in COMMANDS.items()})


def grammar() -> str:
    """What the completion of command lines knows."""
    entries = {name: entry for group in COMMANDS.values() for name, entry in group.items()}
    names = [one for name in entries for one in (name, *(f"{name} {kind}" for kind in kinds_of(name)))]
    usages = {name: usage(name) for name in names}
    return _json(describing.grammar(usages, {name: entry.summary for name, entry in entries.items()})) + "\n"


def _json(data: Any, depth: int = 0) -> str:
    """JSON that is broken into lines as far as a reader of differences wants it."""
    is_short = depth > 4 or not data or (isinstance(data, list) and all(isinstance(one, str) for one in data))
    if is_short or not isinstance(data, dict | list):
        return json.dumps(data, ensure_ascii=False)
    items = (
        [f"{json.dumps(key)}: {_json(value, depth + 1)}" for key, value in data.items()]
        if isinstance(data, dict)
        else [_json(value, depth + 2) for value in data]
    )
    opening, closing = "{}" if isinstance(data, dict) else "[]"
    return opening + ",".join("\n" + " " * (depth + 1) + item for item in items) + closing


PAGES = {
    ROOT / "docs" / "reference.md": reference,
    ROOT / "docs" / "rules.md": manual,
    ROOT / "docs" / "commands.md": commands,
    completing.USAGE: grammar,
}


def main() -> int:
    stale = generate.stale(FOLDER)
    pages = {path: page() for path, page in PAGES.items()}
    stale += [
        path.name for path, text in pages.items() if not path.is_file() or path.read_text("utf-8") != text
    ]
    if "--check" in sys.argv[1:]:
        if stale:
            print("out of date, run `python tools/generate.py`:", ", ".join(stale))
        return int(bool(stale))
    generate.write(FOLDER)
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    print("written:", ", ".join(stale) or "nothing, all were fresh")
    return 0


if __name__ == "__main__":
    sys.exit(main())
