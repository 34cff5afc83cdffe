"""Compare `pmo health` and `pmo evm` with `pmo validate`, all warm, on synthetic portfolios.

    python -m benchmarks.health [--projects 1000] [--large 10000]

Prints the table that docs/performance.md records: the best of runs one after the other.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks import synthetic
from benchmarks.measure import ratio, run, tool

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
    environment = {"XDG_CACHE_HOME": str(folder / "cache")}
    validate = _call(portfolio, ["validate"])
    run(validate, runs=1, environment=environment)  # from now on all are warm
    rows = []
    for name, command in COMMANDS.items():
        times = ratio(_call(portfolio, command), validate, runs=7, environment=environment)
        peak = run(_call(portfolio, command), runs=1, environment=environment).mebibytes
        rows.append((f"`pmo {name}` / `validate`", f"{times:.2f}, {peak:.0f} MiB", "at most 2"))
    if large:
        big = folder / "large"
        synthetic.write(big, large)
        run(_call(big, ["validate"]), runs=1, environment=environment)
        for name, command in COMMANDS.items():
            pair = _call(big, command), _call(portfolio, command)
            growth = ratio(*pair, runs=1, environment=environment)
            rows.append((f"`pmo {name}` at {large} / at {projects}", f"{growth:.1f}", ""))
    return rows


def _call(portfolio: Path, command: list[str]) -> list[str]:
    return [tool("pmo"), *command, "-C", str(portfolio), "--as-of", str(synthetic.AS_OF)]


if __name__ == "__main__":
    main()
