"""Noise that the publisher put into counts, or that rounding left there: what it does to an index.

Noise makes areas look less alike than they are, and where it would have made fewer than nobody
it stops at nobody, which makes them look more alike. Both are met by putting the like of it on
once more, to and fro, and seeing how far the index moves (after Cook & Stefanski 1994,
doi:10.1080/01621459.1994.10476871, of one step).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import erf, hypot, inf, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from samlad.measure.closed import Closed
from samlad.measure.registry import Cells
from samlad.measure.shares import Vector

PAIRS, FEWER = 25, 10
LARGE = 50_000
"""Cells from which fewer pairs are as sure."""
LOUD = 8
"""Mean people a cell over the noise's standard deviation below which no interval is given."""
Reader = Callable[[Cells], Sequence[float]]
_ERF = np.vectorize(erf, otypes=[float])


@dataclass(frozen=True, eq=False)
class Noise:
    """Of each index: ``bias``, its ``error``, and how far stopping at nobody moves it."""

    bias: Vector
    error: Vector
    lifted: Vector

    def beside(self, made: Closed, i: int, variance: Cells) -> Closed:
        """A closed form of people drawn, with what noise does to the index i as well."""
        bias, error = float(self.bias[i]), float(self.error[i])
        if made.slope is not None:
            error = sqrt(float((made.slope**2 * variance).sum()))
        # a bias that noise made may be off by as much as itself, and is no better known
        wide = hypot(made.error, error, bias, float(self.lifted[i]))
        return replace(made, corrected=made.corrected - bias, error=wide)


def too_loud(n: Cells, variance: Cells) -> bool:
    """Whether noise is so large beside the people that no interval can be answered for."""
    return float(np.sqrt(variance.mean())) * LOUD > float(n.mean())


def noise_of(reader: Reader, n: Cells, variance: Cells, seed: int) -> Noise:
    """What noise of that variance does to the values that ``reader`` gives for n.

    n, variance : (areas, groups), people and people².
    """
    pairs = PAIRS if n.size < LARGE else FEWER
    sd = np.sqrt(variance)
    with np.errstate(all="ignore"):
        value = np.asarray(reader(n), dtype=float)
        both = np.empty((pairs, 2, len(value)))
        for one, child in zip(both, np.random.SeedSequence(seed).spawn(pairs), strict=True):
            off = np.random.default_rng(child).normal(0, sd)
            one[:] = [reader(np.maximum(n + e, 0.0)) for e in (off, -off)]
        lifted = np.asarray(reader(n + lift_of(n, variance)), dtype=float) - value
    half = (both[:, 0] - both[:, 1]) / 2
    return Noise(
        _or(np.nanmean(both.mean(axis=1), axis=0) - value, inf),
        _or(np.sqrt(np.nanmean(half**2, axis=0)), inf),
        _or(lifted, 0.0),
    )


def lift_of(n: Cells, variance: Cells) -> Cells:
    """How many people more there are on the whole, (areas, groups), since none are fewer than 0."""
    sd = np.sqrt(variance)
    z = np.divide(n, sd, out=np.full(n.shape, inf), where=sd > 0)
    near = z < 6
    lift = np.zeros(n.shape)
    density = np.exp(-(z[near] ** 2) / 2) / sqrt(2 * pi)
    under = (1 - _ERF(z[near] / sqrt(2))) / 2 if near.any() else np.zeros(0)
    lift[near] = sd[near] * (density - z[near] * under)
    return lift


def _or(x: NDArray[np.float64], instead: float) -> Vector:
    return np.where(np.isfinite(x), x, instead)
