"""Compare `pmo status` and `pmo todo` with `pmo validate`, all warm, on a synthetic portfolio with a month of history.

    python -m benchmarks.today [--projects 1000]

Prints the table that docs/performance.md records. A third of the plans differ from the last reporting date, so
that `status` has something to tell; its first run compares the two states, the next ones remember that.
"""

import argparse
import os
import subprocess
import tempfile
from pathlib import Path

from benchmarks import synthetic
from benchmarks.measure import Measured, run, tool

LIMIT = "at most 3"
COMMANDS = {
    "status": ["status"],
    "status, as JSON": ["status", "--format", "json"],
    "todo": ["todo"],
    "todo --owner": ["todo", "--owner", "person-1"],
    "todo --format ics": ["todo", "--format", "ics"],
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), options.projects)
    width = max(len(row[0]) for row in rows)
    for name, figure, target in [("what", "figure", "target"), ("-" * width, "---", "---"), *rows]:
        print(f"| {name:<{width}} | {figure} | {target} |")


def measure(folder: Path, projects: int) -> list[tuple[str, str, str]]:
    portfolio = folder / "portfolio"
    synthetic.write(portfolio, projects)
    _give_history(portfolio)
    validate = _warm(portfolio, folder, ["validate"])
    first = _first_comparison(portfolio, folder)
    rows = [
        (f"`pmo validate` warm, {projects} projects", f"{validate.seconds:.2f} s", ""),
        ("`pmo status`, first comparison / `validate`", f"{first.seconds / validate.seconds:.2f}", ""),
    ]
    for name, command in COMMANDS.items():
        one = _warm(portfolio, folder, command)
        figure = f"{one.seconds / validate.seconds:.2f}, {one.mebibytes:.0f} MiB"
        rows.append((f"`pmo {name}` / `validate`", figure, LIMIT if "JSON" not in name else ""))
    return rows


def _give_history(portfolio: Path) -> None:
    """Two commits: of the last reporting date, and of today, when every third plan has another forecast."""
    _commit(portfolio, "2026-09-20")
    for number, plan in enumerate(sorted(portfolio.glob("projects/*/plan.yaml"))):
        if number % 3 == 0:
            plan.write_text(plan.read_text("utf-8").replace("forecast: 2027", "forecast: 2028", 1), "utf-8")
    _commit(portfolio, "2026-10-25")


def _commit(portfolio: Path, day: str) -> None:
    git = ["git", "-C", str(portfolio), "-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.org"]
    stamp = f"{day}T12:00:00+0000"
    environment = os.environ | {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp}
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", day]):
        subprocess.run([*git, *arguments], check=True, env=environment)


def _first_comparison(portfolio: Path, folder: Path) -> Measured:
    """Documents are parsed, but nothing was compared yet."""
    measured = []
    for _ in range(3):
        for path in (folder / "cache" / "pmo").glob("*.changes"):
            path.unlink()
        measured.append(_run(portfolio, folder, ["status"], runs=1))
    return sorted(measured)[1]


def _warm(portfolio: Path, folder: Path, command: list[str]) -> Measured:
    _run(portfolio, folder, command, runs=1)
    return _run(portfolio, folder, command, runs=7)


def _run(portfolio: Path, folder: Path, command: list[str], runs: int) -> Measured:
    call = [tool("pmo"), *command, "-C", str(portfolio), "--as-of", str(synthetic.AS_OF)]
    return run(call, runs=runs, environment={"XDG_CACHE_HOME": str(folder / "cache")}, accept=(0, 1))


if __name__ == "__main__":
    main()
