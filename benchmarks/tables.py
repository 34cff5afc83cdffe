"""Compare `pmo import` and `pmo export` with `pmo validate` of what they bring, cold, on a table of many risks.

    python -m benchmarks.tables [--rows 10000]

Prints the table that docs/performance.md records. The rows belong to 100 projects, and once all to a single one.
"""

import argparse
import csv
import shutil
import tempfile
from pathlib import Path

from benchmarks import synthetic
from benchmarks.measure import Measured, run, tool

PROJECTS = 100
HEADER = [
    "Project",
    "Ref",
    "Risk",
    "Owner",
    "Status",
    "Probability",
    "Impact",
    "Cost",
    "Raised",
    "Mitigation",
]
LIMIT = "at most 10"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), options.rows)
    width = max(len(row[0]) for row in rows)
    for name, figure, target in [("what", "figure", "target"), ("-" * width, "---", "---"), *rows]:
        print(f"| {name:<{width}} | {figure} | {target} |")


def measure(folder: Path, number: int) -> list[tuple[str, str, str]]:
    base = folder / "base"
    synthetic.write(base, PROJECTS)
    table = _table(folder / "risks.csv", number, "planned")
    changed = _table(folder / "changed.csv", number, "done")
    small = _import(
        _copy(base, folder / "small"), folder, _table(folder / "small.csv", number // 10, "planned")
    )
    portfolio = _copy(base, folder / "portfolio")
    steps = {f"`pmo import` of {number} new rows": _import(portfolio, folder, table)}
    validate = run(
        [tool("pmo"), "-C", str(portfolio), "validate", "--fail-on", "never"],
        runs=1,
        environment=_cold(folder),
    )
    steps["the same again"] = _import(portfolio, folder, table)
    steps["every row changed"] = _import(portfolio, folder, changed)
    single = _copy(base, folder / "single")
    steps["all rows to one project"] = _import(
        single, folder, table, "--ignore-column", "Project", "--project", "project-00000"
    )
    for name in ("risks.xlsx", "risks.csv"):
        command = [tool("pmo"), "-C", str(portfolio), "export", str(folder / f"out-{name}"), "risks"]
        steps[f"`pmo export {name}`"] = run(command, runs=1, environment=_warm(folder))
    rows = [("`pmo validate` of the result, cold", f"{validate.seconds:.2f} s", "")]
    for name, one in steps.items():
        rows.append(
            (f"{name} / `validate`", f"{one.seconds / validate.seconds:.2f}, {one.mebibytes:.0f} MiB", LIMIT)
        )
    growth = steps[f"`pmo import` of {number} new rows"].seconds / small.seconds
    return [*rows, (f"{number} rows / {number // 10} rows", f"{growth:.1f}", "at most 11")]


def _table(path: Path, rows: int, mitigation: str) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for number in range(rows):
            writer.writerow(
                [
                    f"project-{number % PROJECTS:05}", f"T-{number}", f"Risk {number} of a long list", f"Person {number % 20}",
                    "identified", 1 + number % 5, 1 + number % 4, f"{number}.50", f"2026-09-{1 + number % 28:02}",
                    f"Mitigation {number}: {mitigation}",
                ]
            )  # fmt: skip
    return path


def _copy(base: Path, target: Path) -> Path:
    shutil.copytree(base, target)
    return target


def _import(portfolio: Path, folder: Path, table: Path, *options: str) -> Measured:
    command = [
        tool("pmo"),
        "-C",
        str(portfolio),
        "import",
        str(table),
        "--kind",
        "risks",
        "--as-of",
        str(synthetic.AS_OF),
    ]
    command += ["--map", str(portfolio / "imports" / "risks.map.yaml"), *options]
    return run(command, runs=1, environment=_warm(folder))


def _warm(folder: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(folder / "cache")}


def _cold(folder: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(folder / "none" / "no-cache")}


if __name__ == "__main__":
    main()
