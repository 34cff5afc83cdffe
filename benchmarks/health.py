"""Compare `pmo health` and `pmo evm` with `pmo validate`, all warm, on synthetic portfolios.

    python -m benchmarks.health [--projects 1000] [--large 10000]

Prints the table that docs/performance.md records. Growth: the seconds that come on top of `validate` at both sizes.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks import synthetic
from benchmarks.measure import Measured, run, tool

COMMANDS = {
    "health": ["health", "--format", "json"],
    "health, as text": ["health"],
    "evm": ["evm", "--format", "json"],
    "evm, as text": ["evm"],
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--large", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), options.projects, options.large)
    width = max(len(row[0]) for row in rows)
    for name, figure, target in [("what", "figure", "target"), ("-" * width, "---", "---"), *rows]:
        print(f"| {name:<{width}} | {figure} | {target} |")


def measure(folder: Path, projects: int, large: int) -> list[tuple[str, str, str]]:
    portfolio = folder / "portfolio"
    synthetic.write(portfolio, projects)
    validate = _warm(portfolio, folder, ["validate"], runs=7)
    rows = [(f"`pmo validate` warm, {projects} projects", f"{validate.seconds:.2f} s", "")]
    found = {name: _warm(portfolio, folder, command, runs=5) for name, command in COMMANDS.items()}
    for name, one in found.items():
        ratio = one.seconds / validate.seconds
        rows.append((f"`pmo {name}` / `validate`", f"{ratio:.2f}, {one.mebibytes:.0f} MiB", "at most 2"))
    if large:
        big = folder / "large"
        synthetic.write(big, large)
        for name, command in COMMANDS.items():
            seconds = _warm(big, folder, command, runs=1).seconds
            growth = seconds / found[name].seconds
            rows.append((f"`pmo {name}` at {large} / at {projects}", f"{growth:.1f}", ""))
    return rows


def _warm(portfolio: Path, folder: Path, command: list[str], runs: int) -> Measured:
    environment = {"XDG_CACHE_HOME": str(folder / "cache")}
    call = [tool("pmo"), *command, "-C", str(portfolio), "--as-of", str(synthetic.AS_OF)]
    accept = (0, 1)
    run(call, runs=1, environment=environment, accept=accept)
    return run(call, runs=runs, environment=environment, accept=accept)


if __name__ == "__main__":
    main()
