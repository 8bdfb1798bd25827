"""How far a value may be off: the corrected value, its error and the interval about it.

The rules below, what an interval is stretched by and where none is given, come of simulation:
``benchmarks/interval_coverage.py``, told in ``docs/explanation/intervals.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, inf, sqrt
from typing import Any

import numpy as np

from samlad.measure.closed import TINY, Closed, normal_quantile
from samlad.measure.registry import Index
from samlad.measure.shares import Vector
from samlad.model import Mistake

Ends = Any
"""A number or an array of them."""
METHODS = ("person", "area", "jackknife", "delta", "none")
HONEST = 0.5
"""How many standard errors may be left of the bias for an interval to be given."""
LEAST_DRAWS = 20
LEAST_CELL = 20
"""People a cell below which an index with a bend and no closed form has no interval; Gini, whose
bias is all of one kind and counted in the error, down to ``closed.TINY``."""
ROUGH = ("evenness", "neighbour-adjusted", "order", "centralization")
LEAST_AREAS = 25
"""Areas below which areas drawn again do not show how areas differ."""
RARE_AREAS = 100
"""The same for an index that a few areas decide: where one group of many, perhaps a rare one,
weighs as much as all the rest."""
FEW_DECIDE = ("squared_coefficient_of_variation", "correlation_ratio", "isolation")
ADJUSTED = 1.25
"""What a difference of two bends is stretched by: their biases cancel in sight, not in truth."""
FEW_THRESHOLDS = 6
"""Groups up to which a polynomial goes through all thresholds and is led astray by roots at its
ends: rank order S."""
BIASED, LOST = 1.25, 2.5
"""Errors of bias from which a value drawn again cannot be told from the lowest there is, and from
which, where there is no lowest, nothing is said."""
NEAR = 0.15
"""The part of what lies over the lowest that bias must be besides: of many areas chance is small,
and every bias many errors. By chance alone it is .4; where it is .15 a tenth of it is wrong."""


def refuse(interval: str, draws: int, level: float) -> None:
    """Raises ``Mistake`` where an interval cannot be had so: ``measure.unknown_interval``,
    ``measure.draws``, ``measure.level``."""
    if interval not in METHODS:
        found = {"interval": interval, "known": ", ".join(METHODS)}
        raise Mistake("measure.unknown_interval", found=found)
    if interval in ("person", "area") and draws < LEAST_DRAWS:
        raise Mistake("measure.draws", found={"draws": draws, "least": LEAST_DRAWS})
    if not 0 < level < 1:
        raise Mistake("measure.level", found={"level": level})


def within_reach(
    low: Ends, high: Ends, corrected: Ends, lowest: Ends, highest: Ends
) -> tuple[Ends, Ends]:
    """The ends of intervals, numbers or arrays, kept where the index may lie.

    A correction that went past the lowest or the highest leaves the whole reach from there on:
    from nothing to nothing would say that nothing is certain.

    >>> low, high = within_reach(-0.05, -0.01, -0.03, 0.0, 1.0)
    >>> float(low), round(float(high), 12)
    (0.0, 0.02)
    """
    past = np.clip(corrected, lowest, highest) - corrected
    low, high = low + np.minimum(past, 0.0), high + np.maximum(past, 0.0)
    return np.clip(low, lowest, highest), np.clip(high, lowest, highest)


@dataclass(frozen=True, eq=False)
class Spread:
    """Corrected value, its error and quantiles about it (or draws of the deviation).

    ``open``: the data cannot tell the value from the lowest, so the interval begins there.
    ``doubt``: as in ``Closed``.
    """

    method: str
    corrected: float
    error: float
    left: float
    away: Vector | None  # deviations drawn, None for a normal one
    open: bool = False
    doubt: float = 0.0

    def interval(self, level: float) -> tuple[float, float]:
        tail, z = (1 - level) / 2, normal_quantile(level)
        if self.away is None:
            low, high = -z * self.error, z * self.error
        elif (len(self.away) + 1) * tail < 1:  # too few draws to have such quantiles: as t
            reach = z * self.error * (1 + (z * z + 1) / (4 * max(len(self.away) - 1, 1)))
            low, high = -reach, reach
        else:
            # the i-th of B has i / (B + 1) below it
            edges = np.quantile(self.away, [tail, 1 - tail], method="weibull")
            low, high = (float(edge) for edge in edges)
        return -inf if self.open else self.corrected + low, self.corrected + high

    @property
    def honest(self) -> bool:
        return self.left <= HONEST * self.error + 1e-12


def of_people(
    index: Index,
    value: float,
    made: Closed | None,
    column: Vector,
    cell: float,
    *,
    groups: int = 2,
) -> Spread:
    """The spread of people drawn again, about the closed correction or that of the draws.

    ``column``: (draws,), values; ``cell``: mean people a cell; ``groups``: how many there are.
    """
    column = column[np.isfinite(column)]
    if len(column) < LEAST_DRAWS:
        return Spread("person", value, 0.0, inf, np.zeros(1))
    mean, error = float(column.mean()), float(column.std(ddof=1))
    if made is not None:
        stretch = max(1.0, made.error / error) if error > 0 and made.error < inf else 1.0
        away = (column - mean) * stretch
        return Spread("person", made.corrected, error * stretch, made.left, away, made.open)
    bias = mean - value
    # half of the bias may be wrong: drawn about p, which itself was drawn
    stretch = hypot(1, 0.55 * bias / error) if error > 0 else 1.0
    if index.dimension == "neighbour-adjusted":
        stretch *= ADJUSTED
    away, error = (column - mean) * stretch, error * stretch
    if index.dimension == "centralization":
        # areas as far out as each other change places with the centre, and the index jumps: what
        # looks like bias may be none, so the interval holds the draws as they are as well
        away = away + np.where(away * bias > 0, 2 * bias, 0.0)
    rough = index.dimension in ROUGH or index.name == "delta"
    least = TINY if index.dimension == "evenness" else LEAST_CELL
    left = inf if rough and cell < least else 0.0
    if index.name == "rank_order_s" and 2 < groups <= FEW_THRESHOLDS:
        left = inf
    above = value - index.lowest  # infinite where there is no lowest
    floored = bias > max(BIASED * error / stretch, NEAR * above)
    if (
        abs(bias) > max(LOST * error / stretch, NEAR * above if above < inf else 0.0)
        and not floored
    ):
        left = inf
    return Spread("person", value - bias, error, left, away, floored)


def of_areas(
    index: Index, value: float, people: Spread | Closed, column: Vector, shape: tuple[int, int]
) -> Spread:
    """The spread of areas drawn again, about the value corrected for few people and few areas.

    ``people``: what people drawn alone say; ``column``: (draws,), values; ``shape``: (areas,
    groups). The draws lie as far under the value as the value lies under what more areas would
    give. Few areas make the spread too small, and no index of neighbours can be read off areas
    that have changed places: there is none for those.
    """
    column, areas = column[np.isfinite(column)], shape[0]
    rare = shape[1] > 2 and index.name in FEW_DECIDE
    # to V an area that leans as the whole gives nothing, so a few decide it however many there are
    alone = index.positions or index.borders or index.name == "ordinal_v"
    if len(column) < LEAST_DRAWS or alone:
        return Spread("area", people.corrected, 0.0, inf, np.zeros(1))
    mean = float(column.mean())
    stretch = 1.0
    if areas > 1:
        stretch = sqrt(areas / (areas - 1)) * (1 + 1.21 / (areas - 1)) * (1 + 8 / areas)
    away = (column - mean) * stretch
    left = max(people.left, people.doubt)
    if areas < (RARE_AREAS if rare else LEAST_AREAS):
        left = inf
    error = float(column.std(ddof=1)) * stretch
    return Spread("area", people.corrected + value - mean, error, left, away, people.open)
