"""The pairwise comparisons of `pmo.yaml`: read, and what is wrong with them."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from math import isclose
from typing import NamedTuple

from pmo.analysis.ranking.consistency import MOST
from pmo.findings import Message, message

Comparison = tuple[str, str, Decimal]
LEAST_RATIO, MOST_RATIO = Decimal("1e-9"), Decimal("1e9")
"""What a ratio can be at all; Saaty's scale ends at 9."""
_EQUAL = 1e-6
_SHOWN = 6


class Fault(NamedTuple):
    """A comparison that says nothing, or contradicts another."""

    place: int
    """Which of the comparisons."""
    other: int | None
    """The one that it repeats or contradicts."""
    message: Message
    hint: Message
    fatal: bool
    """Whether there are no weights because of it."""


class Judged(NamedTuple):
    """What the comparisons say."""

    ratios: dict[tuple[str, str], float]
    """How many times as important the first is as the second, by the criteria's ids; a pair one way round."""
    faults: tuple[Fault, ...]
    missing: tuple[tuple[str, str], ...]
    """Pairs of criteria that nobody compared."""


def judged(ids: Sequence[str], comparisons: Sequence[Comparison]) -> Judged:
    """The comparisons of these criteria. Those that name another are left out: a finding of its own."""
    own = {id_.lower(): id_ for id_ in ids}
    ratios: dict[tuple[str, str], float] = {}
    first_at: dict[frozenset[str], int] = {}
    faults: list[Fault] = []
    for index, (a, b, ratio) in enumerate(comparisons):
        first, second = own.get(a.lower()), own.get(b.lower())
        if first is None or second is None:
            continue
        if not LEAST_RATIO <= ratio <= MOST_RATIO:
            text = message("{ratio} is not how many times as important one can be", ratio=ratio)
            faults.append(Fault(index, None, text, message("give a ratio from 1/9 to 9"), fatal=True))
        elif first == second:
            text = message("{criterion} is compared with itself", criterion=first)
            faults.append(
                Fault(
                    index, None, text, message("name two different criteria, or remove it"), fatal=ratio != 1
                )
            )
        elif (earlier := first_at.setdefault(frozenset((first, second)), index)) != index:
            faults.append(_again(index, earlier, first, second, float(ratio), ratios))
        else:
            ratios[first, second] = float(ratio)
    compared = {frozenset(pair) for pair in ratios}
    missing = tuple(pair for pair in combinations(ids, 2) if frozenset(pair) not in compared)
    return Judged(ratios, tuple(faults), missing)


def _again(
    index: int,
    earlier: int,
    first: str,
    second: str,
    ratio: float,
    ratios: dict[tuple[str, str], float],
) -> Fault:
    before = ratios[first, second] if (first, second) in ratios else 1 / ratios[second, first]
    if isclose(ratio, before, rel_tol=_EQUAL):
        text = message("{first} and {second} are compared twice", first=first, second=second)
        return Fault(index, earlier, text, message("remove one of the two"), fatal=False)
    text = message(
        "{first} and {second} are compared twice, as {ratio} and as {before}",
        first=first,
        second=second,
        ratio=f"{ratio:.4g}",
        before=f"{before:.4g}",
    )
    return Fault(index, earlier, text, message("keep one of the two"), fatal=True)


def too_many(ids: Sequence[str]) -> Message | None:
    """Why so many criteria cannot be compared in pairs."""
    if len(ids) <= MOST:
        return None
    return message("AHP compares at most {most} criteria, there are {n}", most=MOST, n=len(ids))


def incomplete(found: Judged, ids: Sequence[str]) -> Message:
    """Which pairs nobody compared."""
    shown = ", ".join(f"{a} / {b}" for a, b in found.missing[:_SHOWN])
    if len(found.missing) > _SHOWN:
        shown += ", ..."
    return message(
        "{missing} of {pairs} pairs of criteria are not compared: {shown}",
        missing=len(found.missing),
        pairs=len(ids) * (len(ids) - 1) // 2,
        shown=shown,
    )
