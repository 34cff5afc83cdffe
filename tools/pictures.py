"""Draw the terminal pictures of the README from what the commands really print."""

import io
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "pictures"
WIDTH = 110
PICTURES = {
    "status": ["status"],
    "validate": ["validate", "--select", "PMO4", "--fail-on", "never"],
    "rank": ["rank"],
}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, arguments in PICTURES.items():
        target = FOLDER / f"{name}.svg"
        target.write_text(picture(arguments), encoding="utf-8", newline="\n")
        print("drawn:", target.relative_to(ROOT))


def picture(arguments: list[str]) -> str:
    """SVG of a command over the example portfolio, in a terminal of WIDTH columns."""
    command = [sys.executable, "-m", "pmo", *arguments, "--as-of", "2026-11-01", "--color", "always"]
    environment = {
        "COLUMNS": str(WIDTH),
        "PATH": "/usr/bin:/bin",
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        command,
        cwd=ROOT / "examples" / "portfolio",
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text.from_ansi(done.stdout), soft_wrap=True)
    svg = console.export_svg(title="$ pmo " + " ".join(arguments), unique_id="pmo")
    # the fonts would be fetched from elsewhere: whatever monospaced font is there will do
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    main()
