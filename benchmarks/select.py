"""How good `pmo select` is, and how long it takes, on many candidates under many limits.

    python -m benchmarks.select [--candidates 1000] [--limit 6]

Candidates under twelve monthly budgets and the monthly capacity of five roles, a tenth of them with dependencies. Prints
the table that docs/performance.md records: the gap that is stated, the value against the best bound of a long search,
and the time of the whole command beside `pmo rank` on the same portfolio.
"""

import argparse
import json
import random
import subprocess
import tempfile
from pathlib import Path

from benchmarks.measure import run, tool

ROLES = ("analyst", "architect", "developer", "engineer", "tester")
MONTHS = [f"2027-{month:02}" for month in range(1, 13)]
AS_OF = "2026-11-01"
LONG = 30
"""Seconds of the long search."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--candidates", type=int, default=1000)
    parser.add_argument("--limit", type=float, default=6.0, help="seconds that the search may take")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), options.candidates, options.limit)
    width = max(len(row[0]) for row in rows)
    for name, figure, target in [("what", "figure", "target"), ("-" * width, "---", "---"), *rows]:
        print(f"| {name:<{width}} | {figure} | {target} |")


def measure(folder: Path, candidates: int, limit: float) -> list[tuple[str, str, str]]:
    portfolio = folder / "portfolio"
    write(portfolio, candidates)
    environment = {"XDG_CACHE_HOME": str(folder / "cache")}
    run(_call(portfolio, "validate"), runs=1, environment=environment)  # from now on all are warm
    command = _call(portfolio, "select", "--time-limit", str(limit), "--format", "json")
    ranked = run(_call(portfolio, "rank", "--format", "json"), environment=environment)
    chosen = run(command, environment=environment)
    found = _data(command)
    best = _data(_call(portfolio, "select", "--time-limit", str(LONG), "--format", "json"))
    bound = best["value"] * (1 + best["gap"])
    near = found["near_optima"]
    return [
        (f"candidates, limits: {candidates}", f"{len(found['usage'])}", ""),
        ("status, gap that is stated", f"{found['status']}, {found['gap']:.2%}", "at most 1%"),
        (f"value / bound of {LONG} s of search", f"{found['value'] / bound:.4f}", "at least 0.99"),
        ("value / ranking cut", f"{found['value'] / found['ranking_cut']['value']:.3f}", ""),
        ("projects not settled near the optimum", f"{len(near['unsettled'])}", ""),
        ("`pmo select`, whole command", f"{chosen.seconds:.1f} s, {chosen.mebibytes:.0f} MiB", "10 s"),
        ("`pmo select` / `pmo rank`", f"{chosen.seconds / ranked.seconds:.1f}", ""),
    ]


def write(folder: Path, candidates: int) -> None:
    """Write a portfolio; the same bytes for the same number of candidates."""
    chance = random.Random(candidates)
    names = [f"candidate-{number:04}" for number in range(candidates)]
    cost = dict.fromkeys(MONTHS, 0)
    demand = {(role, month): 0 for role in ROLES for month in MONTHS}
    for number, name in enumerate(names):
        first = chance.randrange(12)
        months = MONTHS[first : first + chance.randint(2, 6)]
        monthly = [chance.randint(5, 200) * 1000 for _ in months]
        needs = [(role, month, chance.randint(1, 20)) for role in chance.sample(ROLES, 2) for month in months]
        value = round(sum(monthly) / 1000 * chance.uniform(0.5, 1.5)) + sum(one[2] for one in needs)
        for month, amount in zip(months, monthly, strict=True):
            cost[month] += amount
        for role, month, tenths in needs:
            demand[role, month] += tenths
        lines = [f"id: {name}", f"title: Candidate {number}", "state: proposed", "sponsor: ana"]
        lines += [
            "manager: ben",
            "purpose: To be chosen or not",
            f"scores: {{worth: {chance.randint(1, 5)}}}",
        ]
        lines += ["selection:", f"  value: {value}", "  cost:"]
        lines += [
            f"    - {{period: {month}, amount: {amount}}}"
            for month, amount in zip(months, monthly, strict=True)
        ]
        lines += ["  demand:"]
        lines += [
            f"    - {{role: {role}, period: {month}, fte: {tenths / 10}}}" for role, month, tenths in needs
        ]
        other = chance.choice([one for one in names[max(number - 20, 0) : number + 20] if one != name])
        if chance.random() < 0.1:
            lines.append(f"  {chance.choice(['requires', 'excludes'])}: [{other}]")
        path = folder / "projects" / name / "charter.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    budgets = "".join(f"      - {{period: {month}, amount: {cost[month] // 3}}}\n" for month in MONTHS)
    capacities = "".join(
        f"      - {{role: {role}, period: {month}, fte: {tenths // 3 / 10}}}\n"
        for (role, month), tenths in demand.items()
    )
    (folder / "pmo.yaml").write_text(
        "format: 1\noffice: {name: Many candidates, head: ana}\ncurrency: EUR\nprioritisation:\n"
        "  criteria: [{id: worth, title: Worth, weight: 1}]\n"
        f"  constraints:\n    budget:\n{budgets}    capacity:\n{capacities}",
        encoding="utf-8",
    )
    roles = "".join(f"  - {{id: {role}, title: {role.title()}}}\n" for role in ROLES)
    (folder / "people.yaml").write_text(
        f"roles:\n{roles}people:\n  - {{id: ana, name: Ana, role: analyst}}\n"
        "  - {id: ben, name: Ben, role: analyst}\n",
        encoding="utf-8",
    )


def _call(portfolio: Path, *command: str) -> list[str]:
    return [tool("pmo"), *command, "-C", str(portfolio), "--as-of", AS_OF]


def _data(command: list[str]) -> dict[str, object]:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout)["data"]
    return found


if __name__ == "__main__":
    main()
