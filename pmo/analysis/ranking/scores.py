"""The scores of a project by criterion: given by people in the charter, or worked out of its facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pmo import expressions
from pmo.analysis.facts import NAMES
from pmo.analysis.ranking.criteria import Weighted
from pmo.expressions import ExpressionError, Unknown
from pmo.findings import Message, message
from pmo.model.office import Criterion

LEAST, MOST = Decimal("1e-30"), Decimal("1e30")
"""The size that a score other than 0 may have, so that what is made of it still is a number of every program."""


@dataclass(frozen=True, slots=True)
class Judge:
    """A criterion, and where its scores come from."""

    criterion: Weighted
    expression: expressions.Expression | None
    on_scale: bool
    """Whether a score must lie on the criterion's scale."""
    fault: Message | None = None
    """Why no project can have a score."""

    def score(self, given: Mapping[str, Decimal], names: Mapping[str, object]) -> Decimal | Message:
        """The score of a project by what its charter gives and its facts, or why there is none."""
        if self.fault is not None:
            return self.fault
        if self.expression is None:
            value = given.get(self.criterion.id.lower())
            if value is None:
                return message("no score in the charter")
        else:
            try:
                found = expressions.number(self.expression, names)
            except ExpressionError as error:
                return _wrong(error)
            if isinstance(found, Unknown):
                return message("nothing is recorded for `{expression}`", expression=self.expression.text)
            value = found
        if value and not LEAST <= abs(value) <= MOST:
            return message("{score} is beyond all measure", score=f"{value:.3g}")
        low, high = self.criterion.lowest, self.criterion.highest
        if self.on_scale and not low <= value <= high:
            return message(
                "{score} is outside the scale {low} to {high}",
                score=plain(value),
                low=plain(low),
                high=plain(high),
            )
        return value


def judges(
    criteria: Sequence[Weighted], written: Sequence[Criterion], *, on_scale: bool
) -> tuple[Judge, ...]:
    """How each criterion is judged; ``written`` are the criteria of `pmo.yaml`."""
    values = {criterion.id.lower(): criterion.value for criterion in reversed(written)}
    return tuple(_judge(one, values[one.id.lower()], on_scale) for one in criteria)


def _judge(criterion: Weighted, value: str | None, on_scale: bool) -> Judge:
    if on_scale and criterion.lowest >= criterion.highest:
        fault = message("the scale of the criterion has no width")
        return Judge(criterion, None, on_scale, fault)
    if value is None:
        return Judge(criterion, None, on_scale)
    try:
        return Judge(criterion, expressions.parse(value, frozenset(NAMES)), on_scale)
    except ExpressionError as error:
        return Judge(criterion, None, on_scale, _wrong(error))


def _wrong(error: ExpressionError) -> Message:
    return message("its expression cannot be evaluated: {error}", error=error.message)


def plain(number: Decimal | Fraction) -> str:
    """A number as people write it."""
    exact = Decimal(number.numerator) / number.denominator if isinstance(number, Fraction) else number
    return format(exact.normalize(), "f")
