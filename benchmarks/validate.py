"""Compare `pmo validate` with its floor and with schema checkers, on synthetic portfolios.

    python -m benchmarks.validate [--projects 1000] [--large 10000] [--without-checkers]

Prints the table that docs/performance.md records. Needs the `dev` extra; `ajv` is used when it is installed.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import synthetic
from benchmarks.measure import Measured, ratio, run, tool

SCHEMAS = Path(__file__).parent.parent / "pmo" / "schemas"
KINDS = {
    "charter": "*/charter.yaml",
    "plan": "*/plan.yaml",
    "budget": "*/budget.yaml",
    "risks": "*/risks.yaml",
    "status": "*/status/*.yaml",
    "allocations": "*/allocations.yaml",
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--large", type=int, default=10_000)
    parser.add_argument("--without-checkers", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), options.projects, options.large, checkers=not options.without_checkers)
    width = max(len(row[0]) for row in rows)
    for name, figure, target in [("what", "figure", "target"), ("-" * width, "---", "---"), *rows]:
        print(f"| {name:<{width}} | {figure} | {target} |")


def measure(folder: Path, projects: int, large: int, *, checkers: bool) -> list[tuple[str, str, str]]:
    portfolio = folder / "portfolio"
    files = synthetic.write(portfolio, projects)
    floor = run([sys.executable, str(Path(__file__).parent / "floor.py"), str(portfolio)])
    cold, warm = _cold(portfolio, folder), _warm(portfolio, folder)
    changed = _one_file_changed(portfolio, folder)
    rows = [
        (f"files of {projects} projects", str(files), ""),
        ("floor: read and compose", f"{floor.seconds:.2f} s", ""),
        ("`pmo validate` cold", f"{cold.seconds:.2f} s, {cold.mebibytes:.0f} MiB", "250 MiB"),
        ("`pmo validate` warm", f"{warm.seconds:.2f} s, {warm.mebibytes:.0f} MiB", "250 MiB"),
        ("`pmo validate` warm, one file changed", f"{changed.seconds:.2f} s", ""),
        ("cold / floor", f"{cold.seconds / floor.seconds:.2f}", "at most 3"),
        ("cold / warm", f"{cold.seconds / warm.seconds:.2f}", "at least 3"),
    ]
    at_head = _cold_at_head(portfolio, folder)
    rows.append(
        (
            "`validate --at HEAD` cold / `validate` cold",
            f"{at_head.seconds / cold.seconds:.2f}",
            "at most 1.5",
        )
    )
    if checkers:
        rows += _checkers(portfolio, cold)
    rows += _start_up()
    if large:
        big = folder / "large"
        synthetic.write(big, large)
        cold_large = _cold(big, folder, runs=1)
        ratio = cold_large.seconds / cold.seconds
        rows.append((f"cold at {large} / cold at {projects}", f"{ratio:.1f}", "at most 11"))
        rows.append(
            (
                f"`pmo validate` cold at {large}",
                f"{cold_large.seconds:.1f} s, {cold_large.mebibytes:.0f} MiB",
                "",
            )
        )
    return rows


def _validate(portfolio: Path, *options: str) -> list[str]:
    return [tool("pmo"), "validate", "-C", str(portfolio), "--as-of", str(synthetic.AS_OF), *options]


def _cold(portfolio: Path, folder: Path, runs: int = 3, options: tuple[str, ...] = ()) -> Measured:
    measured = []
    for number in range(runs):
        cache = folder / f"cache-{number}"
        shutil.rmtree(cache, ignore_errors=True)
        measured.append(
            run(_validate(portfolio, *options), runs=1, environment={"XDG_CACHE_HOME": str(cache)})
        )
    return sorted(measured)[len(measured) // 2]


def _warm(portfolio: Path, folder: Path) -> Measured:
    return run(_validate(portfolio), runs=5, environment={"XDG_CACHE_HOME": str(folder / "cache-0")})


def _one_file_changed(portfolio: Path, folder: Path) -> Measured:
    """Warm, but a title differs each time: nothing is remembered of the findings."""
    charter = portfolio / "projects" / "project-00000" / "charter.yaml"
    original = charter.read_text("utf-8")
    measured = []
    for number in range(3):
        charter.write_text(original.replace("title: ", f"title: {number} ", 1), encoding="utf-8")
        measured.append(
            run(_validate(portfolio), runs=1, environment={"XDG_CACHE_HOME": str(folder / "cache-0")})
        )
    charter.write_text(original, encoding="utf-8")
    return sorted(measured)[1]


def _cold_at_head(portfolio: Path, folder: Path) -> Measured:
    git = ["git", "-C", str(portfolio), "-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.org"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Synthetic portfolio"]):
        subprocess.run([*git, *arguments], check=True)
    return _cold(portfolio, folder, options=("--at", "HEAD"))


def _checkers(portfolio: Path, cold: Measured) -> list[tuple[str, str, str]]:
    rows = []
    checker = _all_kinds(portfolio, [tool("check-jsonschema"), "--schemafile"], [])
    rows.append(("check-jsonschema / cold", f"{checker / cold.seconds:.0f} ({checker:.0f} s)", "at least 30"))
    ajv = shutil.which("ajv")
    if ajv:
        # Its YAML parser makes dates of dates, which no schema takes for text: it ends with 1, but looks at all.
        seconds = _all_kinds(
            portfolio,
            [ajv, "validate", "--spec=draft2020", "--strict=false", "--errors=no", "-c", "ajv-formats", "-s"],
            ["-d"],
            accept=(0, 1),
        )
        rows.append(("ajv-cli / cold", f"{seconds / cold.seconds:.1f} ({seconds:.1f} s)", ""))
    return rows


def _all_kinds(
    portfolio: Path, before_schema: list[str], before_files: list[str], accept: tuple[int, ...] = (0,)
) -> float:
    total = 0.0
    for kind, pattern in KINDS.items():
        schema = str(SCHEMAS / f"{kind}.schema.json")
        files = [str(path) for path in sorted((portfolio / "projects").glob(pattern))]
        arguments = [argument for file in files for argument in (*before_files, file)]
        total += run([*before_schema, schema, *arguments], runs=1, accept=accept).seconds
    return total


def _start_up() -> list[tuple[str, str, str]]:
    bare = [sys.executable, "-c", "pass"]
    return [
        ("`pmo --version` / `python -c pass`", f"{ratio([tool('pmo'), '--version'], bare):.2f}", "at most 2"),
        ("`pmo --help` / `python -c pass`", f"{ratio([tool('pmo'), '--help'], bare):.2f}", "at most 10"),
    ]


if __name__ == "__main__":
    main()
