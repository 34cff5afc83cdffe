"""Money that another state of the portfolio moves: approved, planned and expected, by period and together.

A project's plan is that of its budget, else the cost by period that its charter gives for the selection. What is
expected is what was spent and the forecast of what is still to come. Together count projects that are approved,
active, on hold or completed, and of cancelled ones what was spent; in the office's currency, by its years. Periods that
reach over the end of a year count in each by their months.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from pmo.analysis.money import Money, exchange_rate, left_to_spend
from pmo.analysis.periods import spans
from pmo.model.portfolio import Portfolio, Project
from pmo.model.scalars import Period

Figure = Literal["approved", "planned", "expected"]
COMMITTED: Final = ("approved", "active", "on-hold", "completed")
"""States of the projects that count together."""
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class MoneyEffect:
    """An amount that differs."""

    project: str | None
    """Id; None for all together."""
    period: Period | None
    """None for all periods together."""
    figure: Figure
    before: Money | None
    after: Money | None

    @property
    def change(self) -> Money | None:
        """After less before; None where that is in two currencies. What is not recorded counts as nothing."""
        known = self.after or self.before
        then, now = self.before, self.after
        if known is None or (then is not None and now is not None and then.currency != now.currency):
            return None
        difference = (now.amount if now else Decimal(0)) - (then.amount if then else Decimal(0))
        return Money(difference, known.currency)


@dataclass(frozen=True, slots=True)
class MoneyEffects:
    """Amounts that differ, and what the sums leave out."""

    rows: tuple[MoneyEffect, ...]
    """Those of all together first, then by project; whole amounts before their periods."""
    not_converted: tuple[str, ...]
    """Ids of projects that the sums leave out, because `fx` has no rate for their currency."""
    no_forecast: tuple[str, ...]
    """Ids of projects that the expected sums leave out on both sides, because one of them has no forecast."""


def money_effects(before: Portfolio, after: Portfolio) -> MoneyEffects:
    """What differs in the money of all, and of each project."""
    partial = _expected_once(before, after)
    old, new = _Whole.of(before, partial), _Whole.of(after, partial)
    rows = list(_differences(None, old.ledger, new.ledger, old.currency, new.currency))
    for id_ in sorted(before.projects.keys() | after.projects.keys()):
        (then, was), (now, is_) = (_own(portfolio, id_) for portfolio in (before, after))
        rows += _differences(id_, then, now, was, is_)
    missing = old.not_converted | new.not_converted
    return MoneyEffects(tuple(rows), tuple(sorted(missing)), tuple(sorted(partial)))


@dataclass(frozen=True, slots=True)
class _Ledger:
    """Amounts by figure and period; under None the whole."""

    amounts: dict[tuple[Figure, Period | None], Decimal] = field(default_factory=dict)

    def add(self, figure: Figure, period: Period | None, amount: Decimal) -> None:
        for key in {(figure, period), (figure, None)}:
            self.amounts[key] = self.amounts.get(key, Decimal(0)) + amount


def _differences(
    project: str | None, old: _Ledger, new: _Ledger, was: str, is_: str
) -> Iterator[MoneyEffect]:
    for key in sorted(old.amounts.keys() | new.amounts.keys(), key=_order):
        then, now = old.amounts.get(key), new.amounts.get(key)
        if then != now or was != is_:
            figure, period = key
            before = Money(then, was) if then is not None else None
            after = Money(now, is_) if now is not None else None
            yield MoneyEffect(project, period, figure, before, after)


def _order(key: tuple[Figure, Period | None]) -> tuple[int, str]:
    figure, period = key
    return ("approved", "planned", "expected").index(figure), period.text if period is not None else ""


def _own(portfolio: Portfolio, id_: str) -> tuple[_Ledger, str]:
    """The money of a project, and its currency."""
    project, ledger = portfolio.projects.get(id_), _Ledger()
    if project is None:
        return ledger, ""
    for figure, period, amount in _entries(project):
        ledger.add(figure, period, amount)
    return ledger, portfolio.currency_of(project)


def _entries(project: Project) -> Iterator[tuple[Figure, Period | None, Decimal]]:
    budget, charter = project.budget, project.charter
    if budget is not None and budget.approved is not None:
        yield "approved", None, budget.approved
    if budget is not None and budget.plan:
        yield from (("planned", one.period, one.planned) for one in budget.plan)
    elif charter is not None and charter.selection is not None:
        yield from (("planned", one.period, one.amount) for one in charter.selection.cost)
    if budget is not None and (budget.forecast or (budget.actuals and not project.is_open)):
        yield from (("expected", one.period, one.cost) for one in budget.actuals)
        yield from (("expected", one.period, one.cost) for one in left_to_spend(budget))


def _spent(project: Project) -> Iterator[tuple[Figure, Period | None, Decimal]]:
    budget = project.budget
    yield from (("expected", one.period, one.cost) for one in (budget.actuals if budget else ()))


def _expected_once(before: Portfolio, after: Portfolio) -> frozenset[str]:
    """Projects that count on both sides, of which it is known on one of them what they will cost."""

    def known(portfolio: Portfolio) -> dict[str, bool]:
        return {
            one.id: any(figure == "expected" for figure, _, _ in _entries(one))
            for one in portfolio.projects.values()
            if one.charter is not None and one.charter.state in COMMITTED
        }

    old, new = known(before), known(after)
    return frozenset(id_ for id_ in old.keys() & new.keys() if old[id_] != new[id_])


@dataclass(frozen=True, slots=True)
class _Whole:
    """The money of all projects that count."""

    ledger: _Ledger
    currency: str
    not_converted: frozenset[str]

    @classmethod
    def of(cls, portfolio: Portfolio, partial: frozenset[str]) -> "_Whole":
        ledger, missing = _Ledger(), set()
        for project in portfolio.projects.values():
            state = project.charter.state if project.charter else None
            entries = (
                _entries(project) if state in COMMITTED else _spent(project) if state == "cancelled" else ()
            )
            rate = exchange_rate(portfolio, portfolio.currency_of(project))
            for figure, period, amount in entries:
                if figure == "expected" and project.id in partial:
                    continue
                if rate is None:
                    missing.add(project.id)
                    break
                for year, part in _by_year(portfolio, period, amount * rate):
                    ledger.add(figure, year, part)
        return cls(ledger, portfolio.currency, frozenset(missing))


def _by_year(
    portfolio: Portfolio, period: Period | None, amount: Decimal
) -> Iterable[tuple[Period | None, Decimal]]:
    """An amount by the office's years."""
    if period is None:
        return [(None, amount)]
    months = _months(portfolio, period)
    years = Counter(_year(portfolio, month) for month in months)
    left, parts = amount, []
    for number, (year, count) in enumerate(sorted(years.items()), 1):
        # The last year takes what does not come out even.
        part = left if number == len(years) else (amount * count / len(months)).quantize(_CENT)
        left -= part
        parts.append((Period(year), part))
    return parts


def _months(portfolio: Portfolio, period: Period) -> range:
    """The months of a period, counted from the year 0."""
    first = spans(portfolio)[period.text][0]
    start = first.year * 12 + first.month - 1
    return range(start, start + period.length_months)


def _year(portfolio: Portfolio, month: int) -> str:
    start = portfolio.office.calendar.fiscal_year_start if portfolio.office else 1
    year = (month - (start - 1)) // 12
    return f"{year:04}" if start == 1 else f"FY{year:04}"
