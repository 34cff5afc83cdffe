"""What a set of candidates comes to in every constraint, kept up as candidates come and go.

Rows are written in whole numbers, so that sums are exact and quick.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pmo.analysis.selection.problem import Constraint


@dataclass(frozen=True, slots=True)
class Ledger:
    """The constraints by candidate."""

    entries: Sequence[Sequence[tuple[int, int]]]
    """By candidate: numbers of constraints, and what it adds to them."""
    lows: Sequence[int | None]
    highs: Sequence[int | None]

    @classmethod
    def of(cls, candidates: int, constraints: Sequence["Constraint"]) -> "Ledger":
        entries: list[list[tuple[int, int]]] = [[] for _ in range(candidates)]
        lows, highs = [], []
        for number, one in enumerate(constraints):
            row = one.row.whole
            for index, factor in row.factors.items():
                entries[index].append((number, factor))
            lows.append(row.low)
            highs.append(row.high)
        return cls(entries, lows, highs)

    def account(self, chosen: Iterable[int] = ()) -> "Account":
        """The account of a set of candidates."""
        account = Account(self, [0] * len(self.lows), set())
        for index in chosen:
            account.add(index)
        return account


@dataclass(slots=True)
class Account:
    """A set of candidates, and what it comes to."""

    ledger: Ledger
    sums: list[int]
    """By constraint."""
    members: set[int]

    def copy(self) -> "Account":
        return Account(self.ledger, self.sums.copy(), self.members.copy())

    def add(self, index: int) -> None:
        if index not in self.members:
            self.members.add(index)
            for number, factor in self.ledger.entries[index]:
                self.sums[number] += factor

    def remove(self, index: int) -> None:
        self.members.remove(index)
        for number, factor in self.ledger.entries[index]:
            self.sums[number] -= factor

    def broken(self) -> list[int]:
        """Numbers of the constraints that do not hold."""
        bounds = zip(self.sums, self.ledger.lows, self.ledger.highs, strict=True)
        return [
            number
            for number, (reached, low, high) in enumerate(bounds)
            if (low is not None and reached < low) or (high is not None and reached > high)
        ]

    def too_high(self) -> int | None:
        """The first constraint that is above its upper bound."""
        for number, (reached, high) in enumerate(zip(self.sums, self.ledger.highs, strict=True)):
            if high is not None and reached > high:
                return number
        return None
