"""The one door to the solver: exact answers, honest about what is not proved."""

import itertools
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.optimisation import Program, Row, Solution, Variable, relaxed, require, solve
from pmo.errors import UsageError


def _program(values, *rows):
    return Program(tuple(Variable(Fraction(one)) for one in values), rows)


def _row(factors, low=None, high=None):
    return Row(
        {index: Fraction(one) for index, one in enumerate(factors)},
        None if low is None else Fraction(low),
        None if high is None else Fraction(high),
    )


def _best(program: Program) -> Fraction | None:
    """By trying every set."""
    tried = itertools.product((Fraction(0), Fraction(1)), repeat=len(program.variables))
    return max((program.objective(one) for one in tried if program.holds(one)), default=None)


MAGNITUDES = st.sampled_from([5, 10**3, 10**7, 10**11, 10**13])
DENOMINATORS = st.sampled_from([1, 3, 100])


@st.composite
def programs(draw) -> Program:
    count = draw(st.integers(1, 7))
    size, parts = draw(st.sampled_from([3, 10**6, 10**12])), draw(DENOMINATORS)
    variables = tuple(Variable(Fraction(draw(st.integers(-size // 9, size)), parts)) for _ in range(count))
    rows = []
    for _ in range(draw(st.integers(0, 3))):
        size, parts = draw(MAGNITUDES), draw(DENOMINATORS)
        factors = {
            index: Fraction(draw(st.integers(-size // 5, size)), parts)
            for index in range(count)
            if draw(st.integers(0, 4))
        }
        tight = sum((one for one in factors.values() if draw(st.booleans())), Fraction(0))
        unit = Fraction(draw(st.integers(-1, 1)), parts)
        rows.append(
            draw(st.sampled_from([Row(factors, None, tight + unit), Row(factors, tight + unit, None)]))
        )
    return Program(variables, tuple(rows))


@given(programs())
def test_the_optimum_is_that_of_trying_everything_and_no_row_is_broken_by_a_tolerance(program):
    found, best = solve(program, time_limit=20), _best(program)
    if best is None:
        assert found.status == "infeasible"
        return
    assert found.values
    assert program.holds(found.values)
    assert found.objective == program.objective(found.values)
    assert found.bound is not None
    assert found.objective <= best <= found.bound
    assert (found.status == "optimal") == (found.gap == 0)
    if found.status == "optimal":
        assert found.objective == best


@given(programs())
def test_the_bound_of_the_relaxation_is_never_below_the_optimum(program):
    best, relaxation = _best(program), relaxed(program)
    if best is not None:
        assert relaxation is not None
        assert float(relaxation.bound) >= float(best) * (1 - 1e-9) - 1e-9


def test_a_unit_too_much_among_billions_is_too_much():
    """A solver with a tolerance of a millionth takes both."""
    program = _program([1, 1], _row([10**12, 1], high=10**12))
    assert solve(program, time_limit=5).objective == 1
    assert solve(_program([1, 1], _row([10**12, 1], high=10**12 + 1)), time_limit=5).objective == 2


def test_values_that_differ_in_the_twelfth_figure_are_told_apart():
    program = _program([10**12, 10**12 - 1], _row([1, 1], high=1))
    assert solve(program, time_limit=5) == Solution(
        "optimal", (Fraction(1), Fraction(0)), Fraction(10**12), Fraction(10**12)
    )


def test_values_too_close_for_the_solver_are_never_called_optimal():
    program = _program([10**15, 10**15 - 1], _row([1, 1], high=1))
    found = solve(program, time_limit=5)
    assert found.status == "feasible"
    assert found.bound >= 10**15
    assert 0 < found.gap < 1e-8


def test_a_solution_that_is_known_is_never_made_worse():
    hard = _program(
        [31 + 7 * index % 13 for index in range(60)],
        *(
            _row([(index * step) % 97 + 1 for index in range(60)], high=700)
            for step in (11, 17, 23, 31, 41, 53)
        ),
    )
    start = [0] * 60
    start[5] = 1
    found = solve(hard, time_limit=20, nodes=0, start=start)
    assert found.objective >= hard.variables[5].value
    assert found.status == "feasible"
    assert found.gap > 0


def test_a_start_that_breaks_a_row_is_not_used():
    program = _program([3, 4], _row([1, 1], high=1))
    assert solve(program, time_limit=5, start=[1, 1]).objective == 4


def test_continuous_variables_stand_beside_binaries():
    """At most 2.5 of something, which each open site can hold 1.5 of at a fixed cost."""
    program = Program(
        (
            Variable(Fraction(-1)),
            Variable(Fraction(-2)),
            Variable(Fraction(3), Fraction(0), Fraction(5, 2), binary=False),
        ),
        (Row({0: Fraction(-3, 2), 1: Fraction(-3, 2), 2: Fraction(1)}, high=Fraction(0)),),
    )
    found = solve(program, time_limit=5)
    assert found.status == "optimal"
    assert found.values[:2] == (1, 1)
    assert float(found.objective) == pytest.approx(4.5)
    assert solve(program.with_fixed({1: 0}), time_limit=5).objective == Fraction(7, 2)


def test_continuous_variables_alone_are_a_linear_program():
    program = Program(
        tuple(Variable(Fraction(one), Fraction(0), Fraction(10), binary=False) for one in (3, 2)),
        (_row([1, 2], high=4, low=1),),
    )
    assert float(solve(program, time_limit=5).objective) == pytest.approx(12)


def test_nothing_to_choose():
    assert solve(Program(()), time_limit=5).status == "optimal"
    assert solve(Program((), (Row({}, low=Fraction(1)),)), time_limit=5).status == "infeasible"


def test_what_cannot_hold_is_infeasible():
    assert solve(_program([1], _row([1], low=2)), time_limit=5) == Solution("infeasible")
    assert relaxed(_program([1], _row([1], low=2))) is None


def test_the_gap_of_nothing_is_not_known():
    assert Solution("unknown").gap is None
    assert Solution("feasible", (Fraction(0),), Fraction(0), Fraction(3)).gap is None


def test_nothing_is_written(capfd):
    solve(_program([1, 2], _row([1, 1], high=1)), time_limit=5)
    assert capfd.readouterr() == ("", "")


def test_without_the_solver_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "highspy", None)
    with pytest.raises(UsageError) as refused:
        require()
    assert "pip install 'pmo-toolkit[selection]'" in refused.value.advice
