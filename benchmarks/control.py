"""Compare the commands of control with `pmo validate`, and `pmo simulate` with numpy, on synthetic portfolios.

    python -m benchmarks.control [--projects 1000] [--large 10000]

Ten milestones a project, every third of which waits for another project, and eight risks with cost and days; all
warm. Everything runs in turn, and the least processor time counts: what else the machine does only ever adds to it.
Prints the table that docs/performance.md records.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import synthetic
from benchmarks.measure import Measured, run, tool

BESIDE_VALIDATE: Mapping[str, tuple[tuple[str, ...], str]] = {
    "health": (("health", "--format", "json"), "at most 2"),
    "health, as text": (("health",), "at most 2"),
    "evm": (("evm", "--format", "json"), "at most 2"),
    "evm, as text": (("evm",), "at most 2"),
    "schedule": (("schedule", "--format", "json"), "at most 3"),
    "schedule, as text": (("schedule",), "at most 3"),
    "risks": (("risks", "--format", "json"), ""),
    "risks, as text": (("risks",), ""),
    "changes": (("changes", "--format", "json"), ""),
    "benefits": (("benefits", "--format", "json"), ""),
}
SIMULATE = ("simulate", "--format", "json")
RUNS, RISKS = 10_000, 8
UNIFORMS = (
    "import numpy\n"
    "generator = numpy.random.default_rng(1)\n"
    "for _ in range({count}):\n"
    f"    generator.random({RUNS})\n"
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--large", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), options.projects, options.large, options.rounds)
    width = max(len(row[0]) for row in rows)
    for name, figure, target in [("what", "figure", "target"), ("-" * width, "---", "---"), *rows]:
        print(f"| {name:<{width}} | {figure} | {target} |")


def measure(folder: Path, projects: int, large: int, rounds: int) -> list[tuple[str, str, str]]:
    environment = {"XDG_CACHE_HOME": str(folder / "cache")}
    portfolio = folder / "portfolio"
    found = _best(_portfolio(portfolio, projects), projects, environment, rounds)
    validate, uniforms = found["validate"], found["uniforms"]
    rows = [(f"`pmo validate` warm, {projects} projects", f"{validate.processor:.2f} s", "")]
    for name, (_, target) in BESIDE_VALIDATE.items():
        share = found[name].processor / validate.processor
        rows.append((f"`pmo {name}` / `validate`", f"{share:.2f}, {found[name].mebibytes:.0f} MiB", target))
    draws = projects * RISKS
    rows.append((f"{draws:,} times {RUNS:,} uniforms of numpy", f"{uniforms.processor:.2f} s", ""))
    simulate = found["simulate"]
    rows.append(
        (
            f"`pmo simulate`, {RUNS:,} runs / that",
            f"{simulate.processor / uniforms.processor:.1f}, {simulate.mebibytes:.0f} MiB",
            "at most 20, 500 MiB",
        )
    )
    if large:
        there = _best(_portfolio(folder / "large", large), large, environment, 1)
        for name in ("validate", *BESIDE_VALIDATE, "simulate"):
            if ", as" not in name:
                growth = there[name].processor / found[name].processor
                figure = f"{growth:.1f}, {there[name].mebibytes:.0f} MiB"
                rows.append((f"`pmo {name}` at {large} / at {projects}", figure, ""))
    return rows


def _portfolio(folder: Path, projects: int) -> Path:
    synthetic.write(folder, projects, dense=True)
    return folder


def _best(portfolio: Path, projects: int, environment: Mapping[str, str], rounds: int) -> dict[str, Measured]:
    """The shortest run and the highest peak of everything, run in turn."""
    where = ("-C", str(portfolio), "--as-of", str(synthetic.AS_OF))

    def pmo(*command: str) -> Sequence[str]:
        return [tool("pmo"), *command, *where]

    commands = {
        "validate": pmo("validate"),
        **{name: pmo(*command) for name, (command, _) in BESIDE_VALIDATE.items()},
        "uniforms": [sys.executable, "-c", UNIFORMS.format(count=projects * RISKS)],
        "simulate": pmo(*SIMULATE),
    }
    run(commands["validate"], runs=1, environment=environment)  # from now on all are warm
    best: dict[str, Measured] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            now = run(command, runs=1, environment=environment)
            so_far = best.get(name, now)
            best[name] = Measured(
                min(now.seconds, so_far.seconds),
                max(now.mebibytes, so_far.mebibytes),
                min(now.processor, so_far.processor),
            )
    return best


if __name__ == "__main__":
    main()
