"""Portfolios for the choice of projects: candidates in a line each, and an answer by trying every set."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from pmo.model.portfolio import Portfolio
from tests import portfolios
from tests.oracles import SHARED

Files = dict[str, Any]


def project(name: str, value: Any = None, *, state: str = "proposed", **more: Any) -> Files:
    """The charter of a candidate; ``cost`` and ``demand`` by period and by (role, period), the rest as it is written."""
    selection: dict[str, Any] = {} if value is None else {"value": value}
    for period, amount in more.pop("cost", {}).items():
        selection.setdefault("cost", []).append({"period": period, "amount": amount})
    for (role, period), fte in more.pop("demand", {}).items():
        selection.setdefault("demand", []).append({"role": role, "period": period, "fte": fte})
    for field in ("mandatory", "requires", "excludes"):
        if field in more:
            selection[field] = more.pop(field)
    written = portfolios.charter(name, state=state, **more)
    if selection:
        written["selection"] = selection
    return {f"projects/{name}/charter.yaml": written}


def files(
    *charters: Files,
    criteria: Iterable[Mapping[str, Any]] = (),
    office: Mapping[str, Any] = {},
    **constraints: Any,
) -> Files:
    """A portfolio of these; ``budget`` by period, ``capacity`` by (role, period), other constraints as written."""
    rules: dict[str, Any] = dict(constraints)
    if "budget" in rules:
        rules["budget"] = [{"period": one, "amount": amount} for one, amount in rules["budget"].items()]
    if "capacity" in rules:
        rules["capacity"] = [
            {"role": role, "period": period, "fte": fte} for (role, period), fte in rules["capacity"].items()
        ]
    prioritisation: dict[str, Any] = {"constraints": rules} if rules else {}
    if criteria:
        prioritisation["criteria"] = list(criteria)
    found: Files = {
        "pmo.yaml": portfolios.office(prioritisation=prioritisation, **office),
        "projects/crm/charter.yaml": None,
    }
    for one in charters:
        found |= one
    return found


def portfolio(folder: Path, *charters: Files, **more: Any) -> Portfolio:
    """The same, written and loaded."""
    return portfolios.portfolio(folder, files(*charters, **more))


class Knapsack(NamedTuple):
    """An instance of mknap1: values, a row of weights for each limit, limits, and the published optimum."""

    values: list[int | Decimal]
    weights: list[list[int | Decimal]]
    limits: list[int | Decimal]
    optimum: int | Decimal

    def portfolio(self, folder: Path) -> Portfolio:
        """A project for each item, a budget of one year for each limit."""
        years = [2030 + number for number in range(len(self.limits))]
        charters = [
            project(
                f"item-{index + 1:02}",
                value,
                cost={year: row[index] for year, row in zip(years, self.weights, strict=True) if row[index]},
            )
            for index, value in enumerate(self.values)
        ]
        return portfolio(folder, *charters, budget=dict(zip(years, self.limits, strict=True)))


def knapsacks(text: str) -> Iterator[Knapsack]:
    """The instances of a file in the format of the OR-Library."""
    numbers = iter([int(one) if one.isdigit() else Decimal(one) for one in text.split()])

    def several(count: int) -> list[int | Decimal]:
        return list(itertools.islice(numbers, count))

    for _ in range(int(next(numbers))):
        items, limits, optimum = int(next(numbers)), int(next(numbers)), next(numbers)
        yield Knapsack(several(items), [several(items) for _ in range(limits)], several(limits), optimum)


def mknap1() -> Path:
    """Problems of Petersen (1967), from the OR-Library of J. E. Beasley."""
    return SHARED / "data" / "orlib" / "mknap1.txt"
