"""Results that are worked out once for a portfolio, by those who need them."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from pmo.model.portfolio import Portfolio

Result = TypeVar("Result")


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
