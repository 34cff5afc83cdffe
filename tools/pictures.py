"""Draw the terminal pictures of the documentation from what the commands really print.

python tools/pictures.py              # draw all
python tools/pictures.py status todo  # draw these
python tools/pictures.py --check      # draw all twice, and fail when one differs from the other or from its file
"""

import argparse
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

from rich.console import Console
from rich.text import Text

from pmo.cli import run

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "portfolio"
FOLDER = ROOT / "docs" / "pictures"
WIDTH = 110
MOST = 60
"""Lines of a picture; what is longer ends with a line of dots."""
PICTURES = {
    "status": "pmo status",
    "validate": "pmo validate --select PMO4 --fail-on never",
    "rank": "pmo rank",
    "todo": "pmo todo --owner ines-verhoef",
    "health": "pmo health",
    "list": "pmo list risks",
    "show": "pmo show scada-renewal/risks/engineers-away",
    "help": "pmo help checklist",
}
"""Commands over the example portfolio, as of the day of its story; `docs/pictures/NAME.svg` shows each."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PICTURES)}; default: all")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in PICTURES]
    if unknown:
        parser.error(f"there is no picture {unknown[0]!r}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale = []
    with tempfile.TemporaryDirectory() as folder:
        portfolio = with_history(Path(folder) / "portfolio")
        for name in options.names or PICTURES:
            target = FOLDER / f"{name}.svg"
            drawn = picture(PICTURES[name], portfolio)
            if not options.check:
                target.write_text(drawn, encoding="utf-8", newline="\n")
                print("drawn:", target.relative_to(ROOT))
            elif drawn != picture(PICTURES[name], portfolio) or not _holds(target, drawn):
                stale.append(target.name)
    if stale:
        print("out of date, run `python tools/pictures.py`:", ", ".join(stale))
    return int(bool(stale))


def with_history(folder: Path) -> Path:
    """A copy of the example portfolio under git: as it stood before October's status updates, and as it is."""
    shutil.copytree(EXAMPLE, folder)
    for path in folder.glob("projects/*/status/2026-10-*.yaml"):
        path.unlink()
    _git(folder, "2026-09-30", "init", "-q", "-b", "main")
    _commit(folder, "2026-09-30")
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    _commit(folder, "2026-10-30")
    return folder


def _commit(folder: Path, day: str) -> None:
    _git(folder, day, "add", "-A")
    _git(folder, day, "commit", "-q", "-m", f"As of {day}")


def _git(folder: Path, day: str, *arguments: str) -> None:
    identity = {
        f"GIT_{who}_{what}": "office" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    dates = {f"GIT_{who}_DATE": f"{day}T12:00:00+0000" for who in ("AUTHOR", "COMMITTER")}
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", folder, *arguments], env=os.environ | identity | dates | own, check=True)


def _holds(path: Path, content: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == content


def picture(line: str, portfolio: Path) -> str:
    """SVG of a command in a terminal of WIDTH columns."""
    shown = printed(line, portfolio).splitlines()
    if len(shown) > MOST:
        shown = [*shown[: MOST - 1], "…"]
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text.from_ansi("\n".join(shown)), soft_wrap=True)
    svg = console.export_svg(title=f"$ {line}", unique_id="pmo")
    # the fonts would be fetched from elsewhere: whatever monospaced font is there will do
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def printed(line: str, portfolio: Path) -> str:
    """What a command prints to a person at a terminal."""
    stream = _Terminal(io.BytesIO(), encoding="utf-8", newline="")
    arguments = [*shlex.split(line)[1:], "-C", str(portfolio), "--as-of", "2026-11-01", "--color", "always"]
    os.environ["COLUMNS"] = str(WIDTH)
    with redirect_stdout(stream):
        code = run(arguments)
    if code:
        raise SystemExit(f"`{line}` ended with {code}")
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode("utf-8")


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


if __name__ == "__main__":
    sys.exit(main())
