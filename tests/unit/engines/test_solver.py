"""The solver in its child process."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from samlad.engines.solver import Solver, checked, solve
from samlad.fund import Problem, Solution
from samlad.model import Mistake


def knapsack() -> Problem:
    """Most value of 10, 13, 7 with weights 3, 4, 2 and room for 6: the first and … 13 + 7 = 20."""
    return Problem(
        cost=np.array([-10.0, -13.0, -7.0]),
        rows=np.zeros(3, np.int64),
        columns=np.arange(3),
        values=np.array([3.0, 4.0, 2.0]),
        row_low=np.array([-np.inf]),
        row_high=np.array([6.0]),
        low=np.zeros(3),
        high=np.ones(3),
        integrality=np.ones(3, np.int8),
        gap=0.0,
    )


def test_a_small_knapsack_is_solved_and_its_bound_holds() -> None:
    answer = solve(knapsack())
    assert answer.status == "optimal"
    assert answer.x is not None
    assert answer.x.tolist() == [0.0, 1.0, 1.0]
    assert answer.objective == -20.0
    assert answer.bound <= answer.objective


def test_one_child_solves_several_problems_and_in_part_gives_prices() -> None:
    with Solver(10) as keep:
        part = keep(replace(knapsack(), integrality=np.zeros(3, np.int8)))
        whole = keep(knapsack())
    assert part.reduced is not None
    assert part.objective <= whole.objective == -20.0


def test_what_cannot_be_met_is_told_as_infeasible() -> None:
    answer = solve(replace(knapsack(), row_low=np.array([20.0]), row_high=np.array([30.0])))
    assert answer.status == "infeasible"
    assert answer.x is None


def test_a_child_that_does_not_answer_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samlad.engines.solver.GRACE", 0.2)
    start = time.monotonic()
    with (
        Solver(0.3, program="import time; time.sleep(60)") as stuck,
        pytest.raises(Mistake, match=r"solver\.killed"),
    ):
        stuck(knapsack())
    assert time.monotonic() - start < 20


def test_a_child_that_dies_is_told_and_the_next_problem_gets_a_new_one() -> None:
    with Solver(5, program="import sys; sys.exit(3)") as dead:
        with pytest.raises(Mistake, match=r"solver\.died"):
            dead(knapsack())
        with pytest.raises(Mistake, match=r"solver\.died"):
            dead(knapsack())


def test_noise_on_the_childs_output_is_no_answer() -> None:
    with (
        Solver(5, program="print('HiGHS says hello', flush=True)") as noisy,
        pytest.raises(Mistake, match=r"solver\.died"),
    ):
        noisy(knapsack())


@pytest.mark.parametrize("x", [[1.0, 1.0, 0.0], [2.0, 0.0, 0.0], [np.nan, 0.0, 0.0], [1.0]])
def test_a_wrong_answer_is_not_used(x: list[float]) -> None:
    with pytest.raises(Mistake, match=r"solver\.wrong_answer"):
        checked(knapsack(), Solution("optimal", np.array(x), -23.0, -23.0))


def test_the_objective_is_computed_anew() -> None:
    answer = checked(knapsack(), Solution("optimal", np.array([0.0, 1.0, 0.0]), -99.0, -20.0))
    assert answer.objective == -13.0
