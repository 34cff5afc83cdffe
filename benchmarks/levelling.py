"""How well `pmo level` removes overloads, and how long it takes: 60 projects, 24 months, 10 roles.

    python -m benchmarks.levelling [--projects 60] [--limit 20]

Projects have three phases with milestones that wait for each other, also across projects; a third has not begun. The
people of a role are promised more than there is in some months, and some roles are still to be filled. Prints the table
that docs/performance.md records: what is stated about the optimum, what goes away, and the time of the whole command
beside `pmo validate` on the same portfolio.
"""

import argparse
import json
import random
import subprocess
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measure import run, tool

AS_OF = date(2026, 11, 1)
MONTHS, ROLES, PEOPLE = 24, 10, 6
"""Months of work from now on; roles, and people in each of them."""
_PHASES = ("design", "build", "test")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=60)
    parser.add_argument("--limit", type=float, default=20.0, help="seconds that the search may take")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), options.projects, options.limit)
    width = max(len(row[0]) for row in rows)
    for name, figure, target in [("what", "figure", "target"), ("-" * width, "---", "---"), *rows]:
        print(f"| {name:<{width}} | {figure} | {target} |")


def measure(folder: Path, projects: int, limit: float) -> list[tuple[str, str, str]]:
    portfolio = folder / "portfolio"
    write(portfolio, projects)
    environment = {"XDG_CACHE_HOME": str(folder / "cache")}
    validate = _call(portfolio, "validate")
    run(validate, runs=1, environment=environment, accept=(0, 1))  # from now on all are warm
    beside = run(validate, environment=environment, accept=(0, 1))
    command = _call(portfolio, "level", "--time-limit", str(limit), "--format", "json")
    whole = run(command, runs=1, environment=environment)
    found = _data(command)
    status = found["status"] if found["gap"] is None else f"{found['status']}, {found['gap']:.2%}"
    return [
        ("status, gap that is stated", status, "proven, or a gap"),
        ("days with an overload: before", f"{found['before']['overload_days']}", ""),
        ("the same: after", f"{found['after']['overload_days']}", ""),
        ("moves, work handed over", f"{len(found['moves'])}, {len(found['assignments'])}", ""),
        ("`pmo level`, whole command", f"{whole.seconds:.1f} s, {whole.mebibytes:.0f} MiB", "30 s"),
        ("`pmo level` / `pmo validate`", f"{whole.seconds / beside.seconds:.1f}", ""),
    ]


def write(folder: Path, projects: int) -> None:
    """Write a portfolio; the same bytes for the same number of projects."""
    chance = random.Random(projects)
    names = [f"project-{number:03}" for number in range(projects)]
    starts = {name: AS_OF + timedelta(days=chance.randrange(-90, 30 * (MONTHS - 10))) for name in names}
    for name in names:
        place = folder / "projects" / name
        place.mkdir(parents=True)
        is_waiting = starts[name] > AS_OF and chance.random() < 1 / 3
        earlier = [other for other in names if starts[other] + timedelta(days=200) < starts[name]]
        (place / "charter.yaml").write_text(
            f"id: {name}\ntitle: {name.title()}\nstate: {'approved' if is_waiting else 'active'}\n"
            "sponsor: person-0-0\nmanager: person-0-1\npurpose: To be levelled\n",
            encoding="utf-8",
        )
        plan, allocations = _project(chance, starts[name], earlier)
        (place / "plan.yaml").write_text(plan, encoding="utf-8")
        (place / "allocations.yaml").write_text(allocations, encoding="utf-8")
    roles = "".join(f"  - {{id: role-{role}, title: Role {role}}}\n" for role in range(ROLES))
    people = "".join(
        f"  - {{id: person-{role}-{one}, name: Person {role} {one}, role: role-{role},"
        f" capacity: {chance.choice(('0.8', '1.0', '1.0'))}}}\n"
        for role in range(ROLES)
        for one in range(PEOPLE)
    )
    (folder / "people.yaml").write_text(f"roles:\n{roles}people:\n{people}", encoding="utf-8")
    (folder / "pmo.yaml").write_text(
        "format: 1\noffice: {name: Many projects, head: person-0-0}\ncurrency: EUR\n", encoding="utf-8"
    )


def _project(chance: random.Random, start: date, earlier: list[str]) -> tuple[str, str]:
    """A plan of three phases, and who works in each of them."""
    phases, milestones, allocations = ["phases:"], ["milestones:"], ["allocations:"]
    first, before = start, [f"{chance.choice(earlier)}/test"] if earlier and chance.random() < 0.3 else []
    for phase in _PHASES:
        last = first + timedelta(days=chance.randrange(40, 110))
        begun = f", actual: {{start: {first}}}" if first <= AS_OF else ""
        is_over = last <= AS_OF
        begun = f", actual: {{start: {first}, finish: {last}}}" if is_over else begun
        phases.append(f"  - {{id: {phase}, baseline: {{start: {first}, finish: {last}}}{begun}}}")
        reached = f", actual: {last}" if is_over else ""
        waits = f", after: [{', '.join(before)}]" if before else ""
        milestones.append(
            f"  - {{id: {phase}, title: {phase.title()}, baseline: {last}, phase: {phase}{reached}{waits}}}"
        )
        for index in range(chance.randint(2, 4)):
            role = chance.randrange(ROLES)
            person = f"person-{role}-{chance.randrange(PEOPLE)}"
            whose = f"role: role-{role}" if chance.random() < 0.08 else f"person: {person}"
            load = chance.choice(("0.2", "0.3", "0.4", "0.5", "0.6"))
            allocations.append(
                f"  - {{id: {phase}-{index}, {whose}, load: {load}, from: {first}, to: {last}, phase: {phase}}}"
            )
        before, first = [phase], last + timedelta(days=1 + chance.choice((0, 0, 7, 14, 28)))
    return "\n".join([*phases, *milestones]) + "\n", "\n".join(allocations) + "\n"


def _call(portfolio: Path, *command: str) -> list[str]:
    return [tool("pmo"), *command, "-C", str(portfolio), "--as-of", str(AS_OF)]


def _data(command: list[str]) -> dict[str, Any]:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)["data"]
    return found


if __name__ == "__main__":
    main()
