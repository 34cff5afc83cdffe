"""Compare rendering of status pages with `pmo validate` and with Jinja2 itself, on a synthetic portfolio.

    python -m benchmarks.pages [--projects 1000]

Jinja2's own time is that of its stock sandbox (with escaping) for the same templates and views, with filters that do
as little as they can; a process of its own reports it, without loading and views. The rest are whole processes, all
warm. Everything runs in turn, and the least processor time counts: what else the machine does only ever adds to it.
Prints the table that docs/performance.md records.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import synthetic
from benchmarks.measure import Measured, run, tool

STOCK = """
import sys, time
from dataclasses import fields
from pathlib import Path
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pmo.loading import load
from pmo.loading.cache import Cache
from pmo.locale import language
from pmo.render.reports import REPORTS, Scope
from pmo.render.views.parts import Heading
from pmo.trees import WorkingTree, shipped
from benchmarks.synthetic import AS_OF

root = Path(sys.argv[1])
portfolio = load(WorkingTree(root), Cache.for_portfolio(root)).portfolio
scope = Scope(portfolio, tuple(portfolio.projects.values()), (), Heading("x", None, AS_OF), language("en"))
pages = list(REPORTS["status"].pages(scope))
ours = FileSystemLoader(shipped("reports"))
environment = ImmutableSandboxedEnvironment(
    loader=ChoiceLoader([ours, PrefixLoader({"pmo": ours})]), autoescape=True, undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)
names = ("date day period number percent working_days money amount health label link").split()
environment.filters |= {name: lambda value, *_: str(value) for name in names}
environment.filters["labels"] = lambda values, *_: values
environment.globals |= {
    "_": lambda text, **values: text.format(**values),
    "_n": lambda one, many, n, **values: (one if n == 1 else many).format(n=n, **values),
    "picture": lambda name: "",
}
start = time.process_time()
for page in pages:
    context = {one.name: getattr(page.view, one.name) for one in fields(page.view)}
    environment.get_template(page.template).render(context)
print(time.process_time() - start)
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), options.projects, options.rounds)
    width = max(len(row[0]) for row in rows)
    for name, figure, target in [("what", "figure", "target"), ("-" * width, "---", "---"), *rows]:
        print(f"| {name:<{width}} | {figure} | {target} |")


def measure(folder: Path, projects: int, rounds: int) -> list[tuple[str, str, str]]:
    environment = {"XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": "."}
    portfolio = folder / "portfolio"
    synthetic.write(portfolio, projects)
    where = ("-C", str(portfolio), "--as-of", str(synthetic.AS_OF))
    commands = {
        "validate": [tool("pmo"), "validate", *where],
        "status": [tool("pmo"), "report", "status", "--all", "-o", str(folder / "pages"), *where],
        "site": [tool("pmo"), "site", str(folder / "site"), *where],
    }
    run(commands["validate"], runs=1, environment=environment)  # from now on all are warm
    best: dict[str, Measured] = {}
    stock = float("inf")
    for _ in range(rounds):
        stock = min(stock, _stock(portfolio, environment))
        for name, command in commands.items():
            now = run(command, runs=1, environment=environment)
            so_far = best.get(name, now)
            best[name] = Measured(
                min(now.seconds, so_far.seconds),
                max(now.mebibytes, so_far.mebibytes),
                min(now.processor, so_far.processor),
            )
    allowed = 2 * best["validate"].processor + 2 * stock
    return [
        (f"`pmo validate` warm, {projects} projects", f"{best['validate'].processor:.2f} s", ""),
        ("Jinja2's own time for as many pages", f"{stock:.2f} s", ""),
        _row("`pmo report status --all` / (2 x validate + 2 x Jinja2)", best["status"], allowed, "at most 1"),
        _row("`pmo site` / the same", best["site"], allowed, "at most 5"),
    ]


def _row(name: str, measured: Measured, allowed: float, target: str) -> tuple[str, str, str]:
    figure = f"{measured.processor / allowed:.2f}, {measured.mebibytes:.0f} MiB"
    return name, figure, f"{target}, 500 MiB"


def _stock(portfolio: Path, environment: dict[str, str]) -> float:
    import os

    command: Sequence[str] = [sys.executable, "-c", STOCK, str(portfolio)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | environment)
    return float(done.stdout)


if __name__ == "__main__":
    main()
