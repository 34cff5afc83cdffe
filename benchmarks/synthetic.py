"""A synthetic portfolio of N projects with six files each, the same bytes for the same N."""

import random
import sys
from datetime import date, timedelta
from pathlib import Path

AS_OF = date(2026, 11, 1)
_WORDS = [
    "interface",
    "licence",
    "data",
    "migration",
    "vendor",
    "training",
    "test",
    "design",
    "network",
    "meter",
    "contract",
    "pilot",
]


def write(folder: Path, projects: int, *, dense: bool = False) -> int:
    """Write the portfolio and return its number of files.

    A ``dense`` one has ten milestones a project, every third of which waits for another project, and eight risks
    that cost money and days and delay a milestone.
    """
    chance = random.Random(projects)
    people = max(20, projects // 2)
    files = dict(_office(people))
    for number in range(projects):
        files |= _project(chance, f"project-{number:05}", number, people, projects)
        if dense:
            folder_of_project = f"projects/project-{number:05}"
            start = date(2026, 1, 5) + timedelta(days=number % 60)
            files[f"{folder_of_project}/plan.yaml"] = _dense_plan(chance, number, start)
            files[f"{folder_of_project}/risks.yaml"] = _dense_risks(chance, number * 2 % people)
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return len(files)


def _office(people: int) -> dict[str, str]:
    persons = "".join(
        f"  - id: person-{i}\n    name: Person {i}\n    email: person-{i}@example.org\n    role: engineer\n"
        f"    unit: unit-{i % 7}\n    capacity: 1.0\n    cost_rate: 480\n"
        for i in range(people)
    )
    objectives = "".join(
        f"  - id: objective-{i}\n    title: Objective {i}\n    owner: person-{i}\n" for i in range(8)
    )
    return {
        "pmo.yaml": (
            "format: 1\noffice:\n  name: Synthetic office\n  head: person-0\ncurrency: EUR\n"
            "prioritisation:\n  criteria:\n    - id: value\n      title: Value\n      weight: 1\n"
            "governance:\n  bodies:\n    - id: board\n      name: Board\n      members: [person-0]\n"
        ),
        "people.yaml": f"roles:\n  - id: engineer\n    title: Engineer\npeople:\n{persons}",
        "strategy.yaml": f"objectives:\n{objectives}programmes:\n  - id: programme-0\n    title: Programme 0\n",
        "vendors.yaml": (
            "vendors:\n  - id: acme\n    name: Acme\n"
            "    contracts:\n      - id: acme-framework\n        title: Licences\n        type: framework\n"
        ),
    }


def _project(chance: random.Random, project: str, number: int, people: int, projects: int) -> dict[str, str]:
    manager, sponsor = (number * 2 + 1) % people, (number * 2) % people
    start = date(2026, 1, 5) + timedelta(days=number % 60)
    folder = f"projects/{project}"
    return {
        f"{folder}/charter.yaml": _charter(chance, project, manager, sponsor),
        f"{folder}/plan.yaml": _plan(chance, number, start, projects),
        f"{folder}/budget.yaml": _budget(start),
        f"{folder}/risks.yaml": _risks(chance, manager),
        f"{folder}/status/2026-10-30.yaml": _status(chance, manager),
        f"{folder}/allocations.yaml": _allocations(chance, start, people),
    }


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(words)).capitalize()


def _charter(chance: random.Random, project: str, manager: int, sponsor: int) -> str:
    return f"""\
# yaml-language-server: $schema=charter.schema.json
id: {project}
title: {_sentence(chance, 4)}
state: active
category: strategic
size: medium
method: waterfall
programme: programme-0
sponsor: person-{sponsor}
manager: person-{manager}
body: board
purpose: >
  {_sentence(chance, 18)}.
  {_sentence(chance, 14)}.
objectives:
  - objective: objective-{manager % 8}
    contribution: {chance.randint(1, 5)}
success_criteria:
  - {_sentence(chance, 8)}
  - {_sentence(chance, 8)}
scope:
  in: [{_sentence(chance, 3)}, {_sentence(chance, 3)}]
  out: [{_sentence(chance, 3)}]
deliverables:
  - id: handbook
    title: {_sentence(chance, 3)}
    due: 2027-02-26
    owner: person-{manager}
    status: in-progress
stakeholders:
  - person: person-{sponsor}
    interest: high
    influence: high
scores:
  value: {chance.randint(1, 5)}
approvals:
  - by: person-{sponsor}
    date: 2026-01-02
"""


def _plan(chance: random.Random, number: int, start: date, projects: int) -> str:
    lines = ["milestones:"]
    for index, weight in enumerate((25, 25, 22, 18, 10)):
        baseline = start + timedelta(days=70 * (index + 1))
        lines += [
            f"  - id: m{index}",
            f"    title: {_sentence(chance, 3)}",
            f"    baseline: {baseline}",
            f"    weight: {weight}",
        ]
        lines.append(
            f"    actual: {baseline}"
            if baseline <= AS_OF
            else f"    forecast: {baseline + timedelta(days=7)}"
        )
        if index:
            lines.append(f"    after: [m{index - 1}]")
        elif number % 10 == 9 and number < projects:
            lines.append(f"    after: [project-{number - 1:05}/m0]")
    return "\n".join(lines) + "\n"


def _dense_plan(chance: random.Random, number: int, start: date) -> str:
    lines = ["milestones:"]
    for index in range(10):
        baseline = start + timedelta(days=35 * (index + 1))
        lines += [
            f"  - id: m{index}",
            f"    title: {_sentence(chance, 3)}",
            f"    baseline: {baseline}",
            "    weight: 10",
        ]
        if baseline <= AS_OF:
            lines.append(f"    actual: {baseline}")
        elif index % 2:
            lines.append(f"    forecast: {baseline + timedelta(days=7)}")
        lag = "{min: 10, likely: 20, max: 40}" if index == 9 else "20"
        after = [f"{{milestone: m{index - 1}, lag_days: {lag}}}"] if index else []
        if index % 3 == 2 and number:
            after.append(f"{{milestone: project-{number * 7 // 8:05}/m{index - 1}, lag_days: 5}}")
        if after:
            lines.append(f"    after: [{', '.join(after)}]")
    return "\n".join(lines) + "\n"


def _dense_risks(chance: random.Random, manager: int) -> str:
    lines = ["risks:"]
    for index in range(8):
        lines += [
            f"  - id: risk-{index}",
            f"    title: {_sentence(chance, 6)}",
            f"    cause: {_sentence(chance, 6)}",
            f"    effect: {_sentence(chance, 6)}",
            "    category: delivery",
            f"    owner: person-{manager}",
            "    status: responding",
            f"    probability: {chance.randint(1, 4)}",
            f"    impact: {chance.randint(1, 3)}",
            f"    likelihood: 0.{chance.randint(10, 60)}",
            "    cost: {min: 1000, likely: 5000, max: 20000}",
            f"    days: {{min: 1, likely: {chance.randint(2, 9)}, max: 20}}",
            f"    affects: [m{chance.randint(8, 9)}]",
            "    response:",
            "      strategy: reduce",
            f"      plan: {_sentence(chance, 8)}",
            "    raised: 2026-05-04",
            "    reviewed: 2026-10-20",
        ]
    return "\n".join(lines) + "\n"


def _budget(start: date) -> str:
    months = [
        f"{start.year + (start.month - 1 + i) // 12}-{(start.month - 1 + i) % 12 + 1:02}" for i in range(14)
    ]
    plan = "".join(f"  - period: {month}\n    planned: 10000.50\n" for month in months)
    actuals = "".join(f"  - period: {month}\n    cost: 9800.25\n" for month in months if month < "2026-11")
    return f"""\
currency: EUR
original: 140007.00
approved: 140007.00
lines:
  - id: work
    title: Work
    category: internal
    amount: 100007.00
  - id: licences
    title: Licences
    category: opex
    amount: 40000
    vendor: acme
plan:
{plan}actuals:
{actuals}earned_by: milestones
"""


def _risks(chance: random.Random, manager: int) -> str:
    lines = ["risks:"]
    for index in range(4):
        lines += [
            f"  - id: risk-{index}",
            f"    title: {_sentence(chance, 6)}",
            f"    cause: {_sentence(chance, 6)}",
            f"    effect: {_sentence(chance, 6)}",
            "    category: delivery",
            f"    owner: person-{manager}",
            "    status: responding",
            f"    probability: {chance.randint(1, 4)}",
            f"    impact: {chance.randint(1, 3)}",
            "    cost: {min: 1000, likely: 5000, max: 20000}",
            "    response:",
            "      strategy: reduce",
            f"      plan: {_sentence(chance, 8)}",
            "    raised: 2026-05-04",
            "    reviewed: 2026-10-20",
        ]
    return "\n".join(lines) + "\n"


def _status(chance: random.Random, manager: int) -> str:
    return f"""\
date: 2026-10-30
author: person-{manager}
headline: {_sentence(chance, 8)}
overall: amber
health:
  schedule: green
  cost: green
  scope: green
percent_complete: {chance.randint(20, 70)}
done:
  - {_sentence(chance, 6)}
next:
  - {_sentence(chance, 6)}
"""


def _allocations(chance: random.Random, start: date, people: int) -> str:
    lines = ["allocations:"]
    for index in range(4):
        first = start + timedelta(days=70 + 30 * index)
        lines += [
            f"  - id: work-{index}",
            f"    person: person-{chance.randrange(people)}",
            "    load: 0.2",
            f"    from: {first}",
            f"    to: {first + timedelta(days=90)}",
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), int(sys.argv[2])), "files")
