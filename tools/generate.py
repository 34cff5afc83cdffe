"""Write what is generated from the model and the rules: JSON Schemas and reference pages.

`--check` writes nothing and fails when something is out of date.
"""

import sys
from pathlib import Path

from pmo.output.explanation import manual
from pmo.schemas import FOLDER, generate
from pmo.schemas.reference import reference

ROOT = Path(__file__).parent.parent
PAGES = {ROOT / "docs" / "reference.md": reference, ROOT / "docs" / "rules.md": manual}


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
