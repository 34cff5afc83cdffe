"""What a decision of the board rests on: a ranking or selection in figures, and whether it comes out the same again.

Figures are kept to six decimals, and compared as they are kept.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pmo.analysis.ranking.candidates import candidates
from pmo.analysis.ranking.ranked import rank
from pmo.analysis.selection import select
from pmo.errors import PmoError
from pmo.model.decisions import BasisFigure, BasisLimit, DecisionBasis
from pmo.model.portfolio import Portfolio
from pmo.model.scalars import NonNegative, Number, Period

Source = Literal["ranking", "selection"]
_DECIMALS = 6
_SHORT = 12
"""Characters of a commit id in a command."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that comes out otherwise now."""

    what: str
    """Id of the project; the limit (`budget 2027`, `analyst 2027-Q1`); empty for the whole."""
    field: str
    recorded: object
    """As the decision has it; None where it has none."""
    now: object


def basis_of(
    portfolio: Portfolio, source: Source, as_of: datetime.date, revision: str | None
) -> DecisionBasis:
    """The ranking or selection of the proposed and approved projects; refuses where there is none."""
    return (
        _ranking(portfolio, as_of, revision)
        if source == "ranking"
        else _selection(portfolio, as_of, revision)
    )


def again(basis: DecisionBasis, portfolio: Portfolio) -> DecisionBasis:
    """The same, computed from a portfolio."""
    return basis_of(portfolio, basis.source, basis.as_of, basis.revision)


def differences(recorded: DecisionBasis, now: DecisionBasis) -> tuple[Difference, ...]:
    """The figures that differ: of the whole, then by project, then by limit."""
    return tuple(_differences(_table(recorded), _table(now)))


def _ranking(portfolio: Portfolio, as_of: datetime.date, revision: str | None) -> DecisionBasis:
    up = candidates(portfolio.projects.values())
    if not up:
        raise PmoError(
            "no project is proposed or approved, so there is nothing to rank", "propose one: pmo new project"
        )
    found = rank(portfolio, up, as_of)
    figures = (
        BasisFigure(
            project=one.project, rank=one.rank, score=_number(one.score), mandatory=one.mandatory or None
        )
        for one in found.placings
    )
    return DecisionBasis(
        source="ranking",
        command=_command("rank", as_of, revision),
        revision=revision,
        as_of=as_of,
        method=found.method,
        figures=tuple(figures),
    )


def _selection(portfolio: Portfolio, as_of: datetime.date, revision: str | None) -> DecisionBasis:
    found = select(portfolio, portfolio.projects.values(), as_of, explain=False)
    if found.status == "infeasible":
        raise PmoError(
            "no selection satisfies all constraints, so there is nothing to decide on",
            "`pmo select` says which constraints conflict",
        )
    if found.status != "optimal":
        raise PmoError(
            "the best selection was not found in time, and another run may find another one",
            "narrow the candidates, or record the decision without --from",
        )
    chosen = frozenset(found.selected)
    figures = (
        BasisFigure(project=project, selected=project in chosen, value=_number(value))
        for project, value in sorted(found.values.items(), key=lambda pair: (pair[0] not in chosen, pair[0]))
    )
    limits = (
        BasisLimit(
            kind=one.kind,
            role=one.role,
            period=Period(one.period),
            used=NonNegative(_rounded(one.used)),
            limit=NonNegative(_rounded(one.limit)),
        )
        for one in found.usage
    )
    return DecisionBasis(
        source="selection",
        command=_command("select", as_of, revision),
        revision=revision,
        as_of=as_of,
        value=_number(found.value),
        figures=tuple(figures),
        limits=tuple(limits),
    )


def _command(name: str, as_of: datetime.date, revision: str | None) -> str:
    at = f" --at {revision[:_SHORT]}" if revision is not None else ""
    return f"pmo {name}{at} --as-of {as_of}"


def _number(value: Fraction | None) -> Number | None:
    return None if value is None else Number(_rounded(value))


def _rounded(value: Fraction) -> Decimal:
    exact = round(Decimal(value.numerator) / value.denominator, _DECIMALS)
    return Decimal(format(exact.normalize(), "f"))


def _table(basis: DecisionBasis) -> dict[tuple[str, str], object]:
    """Every figure, by what it is of and its name."""
    found: dict[tuple[str, str], object] = {("", "method"): basis.method, ("", "value"): basis.value}
    for one in basis.figures:
        for name in ("rank", "score", "mandatory", "selected", "value"):
            found[one.project, name] = getattr(one, name)
    for limit in basis.limits:
        what = f"{limit.role or limit.kind} {limit.period.text}"
        found |= {(what, "used"): limit.used, (what, "limit"): limit.limit}
    return found


def _differences(
    recorded: dict[tuple[str, str], object], now: dict[tuple[str, str], object]
) -> Iterator[Difference]:
    for key in dict.fromkeys([*recorded, *now]):
        then, is_now = recorded.get(key), now.get(key)
        if then != is_now:
            yield Difference(*key, then, is_now)
