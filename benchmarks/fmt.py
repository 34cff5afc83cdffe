"""Compare `pmo fmt` with plain parsing of the same files, on a synthetic portfolio.

    python -m benchmarks.fmt [--projects 1000]

Prints the table that docs/performance.md records.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks import synthetic
from benchmarks.measure import Measured, run, tool


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
    untidy, tidy, cache = folder / "untidy", folder / "tidy", folder / "cache"
    files = synthetic.write(untidy, projects)
    shutil.copytree(untidy, tidy)
    first = _fmt(tidy, cache)
    parsed = run([sys.executable, str(Path(__file__).parent / "parsing.py"), str(tidy)])
    cold = [_fmt(tidy, folder / f"cache-{number}", "--check") for number in range(3)]
    warm = [_fmt(tidy, cache, "--check") for _ in range(5)]
    checked = _fmt(untidy, folder / "cache-untidy", "--check", accept=(1,))
    return [
        (f"files of {projects} projects", str(files), ""),
        ("parse every file", f"{parsed.seconds:.2f} s", ""),
        ("`pmo fmt --check` cold, all canonical", _shown(_median(cold)), ""),
        ("cold / parse", f"{_median(cold).seconds / parsed.seconds:.2f}", "at most 4"),
        ("`pmo fmt --check` warm", _shown(_median(warm)), ""),
        ("warm / parse", f"{_median(warm).seconds / parsed.seconds:.2f}", "at most 1"),
        (f"`pmo fmt --check` cold, {projects} files to change", _shown(checked), ""),
        (f"`pmo fmt`, {projects} files written", _shown(first), ""),
    ]


def _fmt(portfolio: Path, cache: Path, *options: str, accept: tuple[int, ...] = (0,)) -> Measured:
    command = [tool("pmo"), "fmt", "-C", str(portfolio), "--as-of", str(synthetic.AS_OF), *options]
    return run(command, runs=1, environment={"XDG_CACHE_HOME": str(cache)}, accept=accept)


def _median(measured: list[Measured]) -> Measured:
    return sorted(measured)[len(measured) // 2]


def _shown(measured: Measured) -> str:
    return f"{measured.seconds:.2f} s, {measured.mebibytes:.0f} MiB"


if __name__ == "__main__":
    main()
