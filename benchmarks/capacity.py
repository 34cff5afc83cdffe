"""Compare `pmo capacity` with `pmo validate`, both warm: 1,000 people, 300 projects, 5,000 allocations, 24 months.

    python -m benchmarks.capacity [--projects 300] [--people 1000] [--allocations 5000]

Prints the table that docs/performance.md records: the best of runs one after the other.
"""

import argparse
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

from benchmarks import synthetic
from benchmarks.measure import ratio, run, tool

WINDOW = ["--from", "2026-11-01", "--to", "2028-10-31"]
COMMANDS = {
    "capacity": ["capacity", *WINDOW],
    "capacity --format json": ["capacity", *WINDOW, "--format", "json"],
    "capacity --format csv": ["capacity", *WINDOW, "--format", "csv"],
    "capacity --by team": ["capacity", *WINDOW, "--by", "team"],
}
_ROLES, _TEAMS = 12, 40


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=300)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--allocations", type=int, default=5000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), options.projects, options.people, options.allocations)
    width = max(len(row[0]) for row in rows)
    for name, figure, target in [("what", "figure", "target"), ("-" * width, "---", "---"), *rows]:
        print(f"| {name:<{width}} | {figure} | {target} |")


def measure(folder: Path, projects: int, people: int, allocations: int) -> list[tuple[str, str, str]]:
    portfolio = folder / "portfolio"
    write(portfolio, projects, people, allocations)
    environment = {"XDG_CACHE_HOME": str(folder / "cache")}
    validate = _call(portfolio, ["validate"])
    run(validate, runs=1, environment=environment, accept=(0, 1))  # from now on all are warm
    seconds = run(validate, runs=3, environment=environment, accept=(0, 1)).seconds
    rows = [("`pmo validate` warm", f"{seconds:.2f} s", "")]
    for name, command in COMMANDS.items():
        times = ratio(_call(portfolio, command), validate, runs=5, environment=environment)
        peak = run(_call(portfolio, command), runs=1, environment=environment).mebibytes
        rows.append((f"`pmo {name}` / `validate`", f"{times:.2f}, {peak:.0f} MiB", "at most 3"))
    return rows


def write(folder: Path, projects: int, people: int, allocations: int) -> None:
    """A synthetic portfolio whose people have roles, teams, absences and part-time contracts."""
    synthetic.write(folder, projects)
    chance = random.Random(projects)
    lines = ["roles:", *(f"  - {{id: role-{i}, title: Role {i}}}" for i in range(_ROLES)), "people:"]
    for i in range(max(people, projects * 2)):
        away = date(2026, 11, 2) + timedelta(days=chance.randrange(700))
        lines += [
            f"  - id: person-{i}",
            f"    name: Person {i}",
            f"    role: role-{i % _ROLES}",
            f"    capacity: {chance.choice(('0.5', '0.8', '1.0', '1.0'))}",
            f"    absences: [{{from: {away}, to: {away + timedelta(days=13)}}}]",
        ]
    lines.append("teams:")
    for team in range(_TEAMS):
        members = ", ".join(f"person-{i}" for i in range(team, people, _TEAMS))
        lines.append(f"  - {{id: team-{team}, title: Team {team}, members: [{members}]}}")
    (folder / "people.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for number in range(projects):
        path = folder / f"projects/project-{number:05}/allocations.yaml"
        count = allocations // projects + (number < allocations % projects)
        path.write_text(_allocations(chance, count, people), encoding="utf-8")


def _allocations(chance: random.Random, count: int, people: int) -> str:
    lines = ["allocations:"]
    for index in range(count):
        first = date(2026, 9, 1) + timedelta(days=chance.randrange(600))
        whose = (
            f"person: person-{chance.randrange(people)}"
            if index % 10
            else f"role: role-{chance.randrange(_ROLES)}"
        )
        lines += [
            f"  - id: work-{index}",
            f"    {whose}",
            f"    load: 0.{chance.randrange(1, 6)}",
            f"    from: {first}",
            f"    to: {first + timedelta(days=chance.randrange(30, 240))}",
        ]
    return "\n".join(lines) + "\n"


def _call(portfolio: Path, command: list[str]) -> list[str]:
    return [tool("pmo"), *command, "-C", str(portfolio), "--as-of", str(synthetic.AS_OF)]


if __name__ == "__main__":
    main()
