"""Compare the commands that look at a portfolio with `pmo validate`, all warm, on a synthetic portfolio.

    python -m benchmarks.look [--projects 1000]

Whole processes, each beside a `validate` that runs just before it, so that other work on the machine slows both.
Prints the table that docs/performance.md records; the targets are those of docs/performance.md.
"""

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks import synthetic
from benchmarks.measure import run, tool

LOOK, SEARCH = 3.0, 5.0
"""Times of a warm `pmo validate` that a command may take."""


class Case(NamedTuple):
    """A command, and how many times a warm `pmo validate` it may take."""

    arguments: tuple[str, ...]
    target: float | None


CASES = (
    Case(("list", "projects"), LOOK),
    Case(("list", "risks"), LOOK),
    Case(("list", "milestones", "--where", "overdue_days > 0"), LOOK),
    Case(("list", "people", "--format", "csv"), LOOK),
    Case(("list", "risks", "--format", "json"), LOOK),
    Case(("show", "project-00001"), LOOK),
    Case(("show", "project-00001/risks/risk-1"), LOOK),
    Case(("show", "person-1"), LOOK),
    Case(("search", "vendor", "contract"), SEARCH),
    Case(("search", "migraton", "--kind", "risks"), SEARCH),
    Case(("decisions",), None),
    Case(("roadmap",), None),
    Case(("query", "SELECT owner, count(*) FROM risks GROUP BY 1"), None),
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), options.projects, options.runs)
    width = max(len(row[0]) for row in rows)
    for name, figure, target in [("what", "figure", "target"), ("-" * width, "---", "---"), *rows]:
        print(f"| {name:<{width}} | {figure} | {target} |")


def measure(folder: Path, projects: int, runs: int) -> list[tuple[str, str, str]]:
    """The ratio of each command to a warm `pmo validate`: the median over pairs of runs."""
    portfolio = folder / "portfolio"
    synthetic.write(portfolio, projects)
    environment = {"XDG_CACHE_HOME": str(folder / "cache")}
    where = ("-C", str(portfolio), "--as-of", str(synthetic.AS_OF))
    validate = [tool("pmo"), "validate", *where]
    run(validate, runs=2, environment=environment)
    rows = [("`pmo validate` warm", f"{run(validate, runs=runs, environment=environment).seconds:.2f} s", "")]
    for case in CASES:
        command = [tool("pmo"), *case.arguments, *where]
        run(command, runs=1, environment=environment)
        ratios, memory = [], 0.0
        for _ in range(runs):
            beside = run(validate, runs=1, environment=environment)
            measured = run(command, runs=1, environment=environment)
            ratios.append(measured.seconds / beside.seconds)
            memory = max(memory, measured.mebibytes)
        name = f"`pmo {' '.join(case.arguments)}` / `pmo validate` warm"
        target = f"at most {case.target:g}" if case.target else ""
        rows.append((name, f"{statistics.median(ratios):.2f}, {memory:.0f} MiB", target))
    return rows


if __name__ == "__main__":
    main()
