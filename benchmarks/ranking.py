"""Compare putting a ranking to the test with drawing the weights for it: 10,000 draws, 1,000 projects, 8 criteria.

    python -m benchmarks.ranking [--projects 1000] [--draws 10000]

Prints the table that docs/performance.md records: processor time, the best of runs one after the other. Drawing is
cheapest where all weights are equal: NumPy then draws exponential numbers, else gamma distributed ones.
"""

import argparse
import os
import time
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import TypeVar

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from pmo.analysis.ranking.draws import in_top, weights
from pmo.analysis.ranking.forms import ONE, ZERO, Form

WEIGHTS = {"unequal weights": (25, 20, 15, 10, 10, 10, 5, 5), "equal weights": (1,) * 8}
TOP = 10
T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--draws", type=int, default=10_000)
    options = parser.parse_args()
    print("| what | figure | target |\n| --- | --- | --- |")
    for name, given in WEIGHTS.items():
        shares = [one / sum(given) for one in given]
        for kind, full in (("", 1.0), (", a tenth of the scores missing", 0.9)):
            forms = _forms(options.projects, len(given), full)
            drawing, drawn = _best(lambda shares=shares: weights(shares, options.draws, 1, 8.0))
            testing, _ = _best(lambda forms=forms, drawn=drawn: in_top(forms, drawn, TOP))
            target = "at most 15" if not kind else ""
            print(
                f"| {name}{kind}: the test / drawing | {testing / drawing:.1f} ({testing * 1000:.0f} ms) | {target} |"
            )


def _forms(projects: int, criteria: int, full: float) -> list[Form]:
    """Projects with scores from 1 to 5, some of them missing."""
    random = Random(7)
    rows = []
    for number in range(projects):
        known = [random.random() < full for _ in range(criteria)]
        known[random.randrange(criteria)] = True
        over = tuple(Fraction(random.randint(0, 40), 40) if one else Fraction(0) for one in known)
        rows.append(Form(str(number), over, tuple(ONE if one else ZERO for one in known)))
    return rows


def _best(call: Callable[[], T], runs: int = 15) -> tuple[float, T]:
    """Processor seconds of the quickest run, and what it gives."""
    found, best = call(), float("inf")
    for _ in range(runs):
        start = time.process_time()
        found = call()
        best = min(best, time.process_time() - start)
    return best, found


if __name__ == "__main__":
    main()
