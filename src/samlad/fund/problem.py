"""A choice to be made by a solver outside: arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Problem:
    """Minimise cost · x under row_low ≤ A x ≤ row_high, low ≤ x ≤ high, some x whole.

    ``rows``, ``columns``, ``values``: the entries of A. ``integrality``: 1 where x is whole.
    ``gap``: the relative gap to the proven bound at which the solver may stop. ``seed`` is
    part of the problem so that the same problem gives the same answer.
    """

    cost: NDArray[np.float64]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float64]
    row_low: NDArray[np.float64]
    row_high: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    integrality: NDArray[np.int8]
    gap: float = 0.005
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Solution:
    """What the solver gave. ``status``: optimal, feasible, infeasible, unbounded, no_answer.

    ``bound``: no x can cost less. ``x`` is None where there is no feasible point. ``reduced``:
    where nothing is whole, what one more of each x would cost at the margin.
    """

    status: str
    x: NDArray[np.float64] | None = None
    objective: float = float("nan")
    bound: float = float("nan")
    reduced: NDArray[np.float64] | None = None


Solve = Callable[[Problem], Solution]
