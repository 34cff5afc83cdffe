"""Mixed integer linear programs, solved exactly: the one door to HiGHS.

A program maximises a linear objective over variables that are 0 or 1, or continuous within bounds, under rows with
bounds. The solver computes with floating-point numbers and forgives small violations; figures given here are exact:

- Rows of binaries are written with whole numbers, and their bounds opened by half a unit, so that no rounding can
  shut out what is allowed. What the solver then finds is checked exactly; where it breaks a row after all, a cut
  forbids just that, and it is solved again.
- The objective is written with whole numbers too. Only where the solver can tell two neighbouring values apart, and
  its bound leaves no room for a better one, is a solution called optimal.

One thread and one seed for the whole process, so that the same program gives the same solution; a solver that
reached its time limit is the only thing that may differ.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property
from math import ceil, floor, gcd, lcm
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pmo.errors import PmoError, UsageError

if TYPE_CHECKING:
    from highspy import Highs

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
"""`unknown`: the time was over before anything was found."""

_THREADS = 1
"""The same for the whole process: a second instance with another number would fail without saying so."""
_SEED = 1
_WHOLE = 10**12
"""Largest whole number in an objective of which the solver still tells units apart."""
_LARGEST = 10**5
"""Coefficients of rows are scaled down to this, which keeps the solver's tolerances small beside them."""
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: binary, or continuous within bounds."""

    value: Fraction = Fraction(0)
    """What one unit adds to the objective."""
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(1)
    binary: bool = True

    def fixed(self, at: int) -> "Variable":
        """The same, with no choice left."""
        return replace(self, low=Fraction(at), high=Fraction(at))


class WholeRow(NamedTuple):
    """A row in whole numbers, for variables that are whole themselves."""

    factors: Mapping[int, int]
    low: int | None
    high: int | None
    unit: Fraction
    """What 1 stands for."""


@dataclass(frozen=True)
class Row:
    """A linear constraint: low <= sum of coefficient times variable <= high."""

    coefficients: Mapping[int, Fraction]
    """By the number of the variable."""
    low: Fraction | None = None
    high: Fraction | None = None

    @cached_property
    def whole(self) -> WholeRow:
        """The same in whole numbers, its bounds as tight as whole numbers let them be."""
        factors = {index: factor for index, factor in self.coefficients.items() if factor}
        unit = unit_of(factors.values())
        return WholeRow(
            {index: int(factor / unit) for index, factor in factors.items()},
            None if self.low is None else ceil(self.low / unit),
            None if self.high is None else floor(self.high / unit),
            unit,
        )

    def activity(self, values: Sequence[Fraction]) -> Fraction:
        """What the variables add up to."""
        return sum((factor * values[index] for index, factor in self.coefficients.items()), Fraction(0))


def unit_of(numbers: Iterable[Fraction]) -> Fraction:
    """The largest number of which all of these are whole multiples."""
    given = list(numbers)
    if not given:
        return Fraction(1)
    return Fraction(gcd(*(one.numerator for one in given)), lcm(*(one.denominator for one in given)))


@dataclass(frozen=True, slots=True)
class Program:
    """What is maximised, within which rows."""

    variables: tuple[Variable, ...]
    rows: tuple[Row, ...] = ()

    def objective(self, values: Sequence[Fraction]) -> Fraction:
        """The value of a solution, exactly."""
        pairs = zip(self.variables, values, strict=True)
        return sum((one.value * value for one, value in pairs if value), Fraction(0))

    @property
    def most(self) -> Fraction:
        """What the objective could be without any row."""
        return sum((max(one.value * one.low, one.value * one.high) for one in self.variables), Fraction(0))

    def with_fixed(self, fixed: Mapping[int, int]) -> "Program":
        """The same with some binaries decided."""
        variables = list(self.variables)
        for index, at in fixed.items():
            variables[index] = variables[index].fixed(at)
        return replace(self, variables=tuple(variables))

    def holds(self, values: Sequence[Fraction]) -> bool:
        """Whether the rows of binaries hold exactly, and all others to the solver's tolerance."""
        return not any(self._breach(row, values) for row in self.rows) and all(
            one.low <= value <= one.high for one, value in zip(self.variables, values, strict=True)
        )

    def breached(self, values: Sequence[Fraction]) -> list[Row]:
        """Rows that do not hold."""
        return [row for row in self.rows if self._breach(row, values)]

    def is_exact(self, row: Row) -> bool:
        """Whether only binaries stand in a row."""
        return all(self.variables[index].binary for index in row.coefficients)

    def _breach(self, row: Row, values: Sequence[Fraction]) -> bool:
        if self.is_exact(row):
            whole = row.whole
            total = sum(factor for index, factor in whole.factors.items() if values[index])
            return (whole.low is not None and total < whole.low) or (
                whole.high is not None and total > whole.high
            )
        reached = row.activity(values)
        room = Fraction(_TOLERANCE) * max([Fraction(1), *map(abs, row.coefficients.values())])
        too_low = row.low is not None and reached < row.low - room
        return too_low or (row.high is not None and reached > row.high + room)


@dataclass(frozen=True, slots=True)
class Solution:
    """What was found."""

    status: Status
    values: tuple[Fraction, ...] = ()
    """Of the variables; empty where nothing was found."""
    objective: Fraction | None = None
    """Exact for these values."""
    bound: Fraction | None = None
    """No solution is worth more; None where there is none."""

    @property
    def gap(self) -> float | None:
        """How much better another solution might be, as a share of the objective; 0 only where it is optimal.

        None where nothing was found, and of an objective of 0.
        """
        if self.status == "optimal":
            return 0.0
        if self.objective is None or self.bound is None or not self.objective:
            return None
        return float((self.bound - self.objective) / abs(self.objective))


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The program without its whole numbers: a bound, and what each variable's bound costs."""

    bound: Fraction
    """No solution is worth more."""
    values: tuple[float, ...]
    reduced: tuple[float, ...]
    """What a unit more of a variable at its bound adds to the objective at most; 0 between bounds."""


def require() -> None:
    """Refuse when the solver is not installed."""
    try:
        import highspy as _  # noqa: F401 - the extra is asked for here
    except ImportError:
        raise UsageError(
            "this needs the solver HiGHS, which is not installed",
            "install it: pip install 'pmo-toolkit[selection]'",
        ) from None


def solve(
    program: Program,
    *,
    time_limit: float,
    start: Sequence[int | Fraction] | None = None,
    nodes: int | None = None,
) -> Solution:
    """The best solution that is found within so many seconds (and nodes of the search).

    ``start``: values of a solution that is known; the result is never worse.
    """
    if not program.variables:
        return Solution("optimal" if program.holds(()) else "infeasible", (), Fraction(0), Fraction(0))
    known = _known(program, start)
    scale = _Scale.of(program)
    deadline = time.monotonic() + time_limit
    cut, is_start_trusted = program, True
    while True:
        solver = _loaded(cut, scale, whole=True)
        _set(solver, "time_limit", max(deadline - time.monotonic(), 0.01))
        if nodes is not None:
            _set(solver, "mip_max_nodes", nodes)
        if known is not None and is_start_trusted:
            _start_with(solver, known.values)
        found = _solved(solver, program, scale)
        if is_start_trusted and _is_misjudged(solver):
            is_start_trusted = False
            continue
        broken = (
            [row for row in program.breached(found.values) if program.is_exact(row)] if found.values else []
        )
        if not broken:
            return _bounded(_better(found, known), program)
        # The search goes on without what only rounding allowed; its bound stays true.
        cut = replace(cut, rows=(*cut.rows, *(_forbidding(row, found.values) for row in broken)))
        if time.monotonic() > deadline:
            return known or Solution("unknown", bound=found.bound)


def relaxed(program: Program) -> Relaxation | None:
    """The program with fractions allowed; None where even that has no solution."""
    from highspy import HighsModelStatus

    scale = _Scale.of(program)
    solver = _loaded(program, scale, whole=False)
    solver.run()
    if solver.getModelStatus() != HighsModelStatus.kOptimal:
        return None
    solution, unit = solver.getSolution(), float(scale.unit)
    return Relaxation(
        scale.bound(solver.getInfo().objective_function_value),
        tuple(solution.col_value),
        tuple(dual * unit for dual in solution.col_dual),
    )


def _bounded(found: Solution, program: Program) -> Solution:
    """The same, with the bound of the relaxation where the search ended before it had one."""
    if found.status == "feasible" and found.bound is not None and found.bound >= program.most:
        relaxation = relaxed(program)
        if relaxation is not None and found.objective is not None:
            return replace(found, bound=max(min(relaxation.bound, found.bound), found.objective))
    return found


def _known(program: Program, start: Sequence[int | Fraction] | None) -> Solution | None:
    values = tuple(map(Fraction, start or ()))
    if len(values) != len(program.variables) or not program.holds(values):
        return None
    return Solution("feasible", values, program.objective(values))


def _better(found: Solution, known: Solution | None) -> Solution:
    """Of what was found and what was known before, the better."""
    if known is None or known.objective is None:
        return found
    if found.objective is not None and known.objective <= found.objective:
        return found
    if found.status == "optimal":  # it is better only by what the solver rounds
        return replace(known, status="optimal", bound=known.objective)
    return replace(known, bound=found.bound)


@dataclass(frozen=True, slots=True)
class _Scale:
    """How the objective is written in whole numbers."""

    unit: Fraction
    """What 1 in the solver is worth."""
    slack: Fraction
    """By how much the solver's objective may differ from the true one: 0 where it is exact."""

    @classmethod
    def of(cls, program: Program) -> "_Scale":
        values = [one.value for one in program.variables if one.value]
        if not values:
            return cls(Fraction(1), Fraction(0))
        unit = unit_of(values)
        largest = max(map(abs, values))
        if largest / unit <= _WHOLE and all(one.binary for one in program.variables if one.value):
            return cls(unit, Fraction(0))
        unit = max(unit, largest / _WHOLE)
        slack = sum(
            (unit / 2 * max(abs(one.low), abs(one.high)) for one in program.variables if one.value),
            Fraction(0),
        )
        return cls(unit, slack)

    def coefficient(self, variable: Variable) -> float:
        return (
            float(variable.value / self.unit) if self.slack == 0 else float(round(variable.value / self.unit))
        )

    def bound(self, found: float) -> Fraction:
        """The most that any solution is worth, by the solver's bound."""
        exact = Fraction(found) * self.unit
        return exact + abs(exact) * Fraction(1e-9) + self.slack


def _loaded(program: Program, scale: _Scale, *, whole: bool) -> "Highs":
    """A solver that holds the program."""
    import highspy
    import numpy

    rows = [_written(program, row) for row in program.rows]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.variables), len(rows)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = numpy.array([scale.coefficient(one) for one in program.variables])
    model.col_lower_ = numpy.array([float(one.low) for one in program.variables])
    model.col_upper_ = numpy.array([float(one.high) for one in program.variables])
    model.row_lower_ = numpy.array([-highspy.kHighsInf if low is None else low for _, low, _ in rows])
    model.row_upper_ = numpy.array([highspy.kHighsInf if high is None else high for _, _, high in rows])
    entries = [sorted(factors.items()) for factors, _, _ in rows]
    starts = [0]
    for one in entries:
        starts.append(starts[-1] + len(one))
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = numpy.array(starts)
    model.a_matrix_.index_ = numpy.array([index for one in entries for index, _ in one], dtype=numpy.int32)
    model.a_matrix_.value_ = numpy.array([factor for one in entries for _, factor in one], dtype=float)
    if whole:
        kinds = {True: highspy.HighsVarType.kInteger, False: highspy.HighsVarType.kContinuous}
        model.integrality_ = [kinds[one.binary] for one in program.variables]
    solver: Highs = _quiet()()
    for name, value in {
        "output_flag": False,
        "threads": _THREADS,
        "random_seed": _SEED,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.0,
    }.items():
        _set(solver, name, value)
    _checked(solver.passModel(model), "take the program")
    return solver


@cache
def _quiet() -> Any:
    """The solver's class, with nothing to say: it would print a banner before an option could be set."""
    import highspy

    class Quiet(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802 - the solver's name
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Quiet


def _set(solver: "Highs", option: str, value: float) -> None:
    _checked(solver.setOptionValue(option, value), f"take {option} = {value}")


def _checked(status: Any, what: str) -> None:
    from highspy import HighsStatus

    if status == HighsStatus.kError:
        raise PmoError(f"the solver does not {what}", "this is a fault of pmo or of the solver: report it")


def _written(program: Program, row: Row) -> tuple[dict[int, float], float | None, float | None]:
    """A row in whole numbers, its bounds opened by half a unit where only binaries stand in it."""
    if not program.is_exact(row):
        factors = {index: float(factor) for index, factor in row.coefficients.items()}
        return factors, _float(row.low), _float(row.high)
    whole, half = row.whole, Fraction(1, 2)
    down = max([_LARGEST, *map(abs, whole.factors.values())]) / _LARGEST
    return (
        {index: factor / down for index, factor in whole.factors.items()},
        None if whole.low is None else float(whole.low - half) / down,
        None if whole.high is None else float(whole.high + half) / down,
    )


def _float(number: Fraction | None) -> float | None:
    return None if number is None else float(number)


def _start_with(solver: "Highs", values: Iterable[Fraction]) -> None:
    from highspy import HighsSolution

    solution = HighsSolution()
    solution.col_value = [float(value) for value in values]
    _checked(solver.setSolution(solution), "take the solution that is known")


def _is_misjudged(solver: "Highs") -> bool:
    """Whether the solution is not worth what the solver says.

    HiGHS 1.16 can value a solution that it begins with by what is left of it after presolving, and then finds none
    that is better than this.
    """
    said: float = solver.getInfo().objective_function_value
    values: list[float] = solver.getSolution().col_value
    if not values:
        return False
    worth = sum(cost * value for cost, value in zip(solver.getLp().col_cost_, values, strict=True))
    return bool(abs(worth - said) > _TOLERANCE * max(1.0, abs(worth)))


def _solved(solver: "Highs", program: Program, scale: _Scale) -> Solution:
    """What the solver says once it has run; binaries are rounded."""
    from highspy import HighsModelStatus, SolutionStatus

    _checked(solver.run(), "solve the program")
    status, info = solver.getModelStatus(), solver.getInfo()
    if status in (HighsModelStatus.kInfeasible, HighsModelStatus.kUnboundedOrInfeasible):
        return Solution("infeasible")
    is_mixed = any(one.binary for one in program.variables)
    reached = info.mip_dual_bound if is_mixed else info.objective_function_value
    bound = min(scale.bound(reached), program.most) if abs(reached) < 1e30 else program.most
    if info.primal_solution_status != SolutionStatus.kSolutionStatusFeasible:
        return Solution("unknown", bound=bound)
    values = tuple(
        Fraction(round(value)) if one.binary else min(max(Fraction(value), one.low), one.high)
        for one, value in zip(program.variables, solver.getSolution().col_value, strict=True)
    )
    objective = program.objective(values)
    if status != HighsModelStatus.kOptimal:
        return Solution("feasible", values, objective, bound)
    # Whole numbers: no other solution lies between this one and a bound less than a unit above it.
    is_whole = all(one.binary for one in program.variables if one.value)
    room = scale.unit if is_whole else Fraction(_TOLERANCE) * max(Fraction(1), abs(objective))
    if (scale.slack == 0 or not is_whole) and Fraction(reached) * scale.unit - objective < room:
        return Solution("optimal", values, objective, objective)
    return Solution("feasible", values, objective, max(bound, objective))


def _forbidding(row: Row, values: Sequence[Fraction]) -> Row:
    """A cut that forbids how these values break a row: something that drives it must change."""
    is_high = row.high is not None and row.activity(values) > row.high
    coefficients: dict[int, Fraction] = {}
    least = Fraction(1)
    for index, factor in row.coefficients.items():
        drives = values[index] == (1 if (factor > 0) == is_high else 0)
        if factor and drives:
            coefficients[index] = Fraction(-1 if values[index] else 1)
            least -= values[index]
    return Row(coefficients, low=least)
