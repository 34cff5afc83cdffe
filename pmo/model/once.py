"""Results that are worked out once for a portfolio, by those who need them."""

import datetime
from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple, cast

from pmo.model.portfolio import Portfolio, Project

Result = TypeVar("Result")
More = TypeVarTuple("More")


def once(compute: Callable[[Portfolio], Result]) -> Callable[[Portfolio], Result]:
    """Keep the result of ``compute`` with the portfolio, as ``cached_property`` would in its class."""
    name = f"{compute.__module__}.{compute.__qualname__}"

    @wraps(compute)
    def kept(portfolio: Portfolio) -> Result:
        memory = vars(portfolio)
        if name not in memory:
            memory[name] = compute(portfolio)
        return cast(Result, memory[name])

    return kept


def once_a_day(
    compute: Callable[[Portfolio, datetime.date], Result],
) -> Callable[[Portfolio, datetime.date], Result]:
    """The same for what depends on the day as well."""
    name = f"{compute.__module__}.{compute.__qualname__}"

    @wraps(compute)
    def kept(portfolio: Portfolio, as_of: datetime.date) -> Result:
        memory = vars(portfolio).setdefault(name, {})
        if as_of not in memory:
            memory[as_of] = compute(portfolio, as_of)
        return cast(Result, memory[as_of])

    return kept


def once_a_project(
    compute: Callable[[Portfolio, Project, datetime.date, *More], Result],
) -> Callable[[Portfolio, Project, datetime.date, *More], Result]:
    """The same for what is about one project on a day, and whatever more is asked."""
    name = f"{compute.__module__}.{compute.__qualname__}"

    @wraps(compute)
    def kept(portfolio: Portfolio, project: Project, as_of: datetime.date, *more: *More) -> Result:
        memory = vars(portfolio).setdefault(name, {})
        key = project.id, as_of, *more
        if key not in memory:
            memory[key] = compute(portfolio, project, as_of, *more)
        return cast(Result, memory[key])

    return kept
