"""Write the published JSON Schemas and the reference page from the model; `--check` fails when they are stale."""

import sys
from pathlib import Path

from pmo.schemas import generate
from pmo.schemas.reference import reference

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT / "pmo" / "schemas"
REFERENCE = ROOT / "docs" / "reference.md"


def main() -> int:
    stale = generate.stale(SCHEMAS)
    page = reference()
    if not REFERENCE.is_file() or REFERENCE.read_text("utf-8") != page:
        stale.append(REFERENCE.name)
    if "--check" in sys.argv[1:]:
        if stale:
            print("out of date, run `python tools/schemas.py`:", ", ".join(stale))
        return int(bool(stale))
    generate.write(SCHEMAS)
    REFERENCE.write_text(page, encoding="utf-8", newline="\n")
    print("written:", ", ".join(stale) or "nothing, all were fresh")
    return 0


if __name__ == "__main__":
    sys.exit(main())
