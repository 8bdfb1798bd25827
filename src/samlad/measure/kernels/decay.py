"""Weights that fall with distance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def gaussian(u2: Floats) -> Floats:
    """exp(−u²/2), u = distance / bandwidth."""
    return np.asarray(np.exp(-0.5 * u2))


def exponential(u2: Floats) -> Floats:
    """exp(−u)."""
    return np.asarray(np.exp(-np.sqrt(u2)))


def biweight(u2: Floats) -> Floats:
    """(1 − u²)² up to u = 1 and nothing beyond, the kernel of Reardon et al. 2008."""
    return np.asarray(np.where(u2 < 1, (1 - np.minimum(u2, 1)) ** 2, 0.0))


def triangular(u2: Floats) -> Floats:
    """1 − u up to u = 1 and nothing beyond."""
    return np.asarray(np.maximum(0.0, 1 - np.sqrt(u2)))


SHAPES: Mapping[str, Callable[[Floats], Floats]] = {
    "gaussian": gaussian,
    "exponential": exponential,
    "biweight": biweight,
    "triangular": triangular,
}
ENDS: Mapping[str, float] = {"biweight": 1.0, "triangular": 1.0}
"""Where a shape is nothing from there on, in bandwidths; the others never end."""


@dataclass(frozen=True, eq=False)
class Decay:
    """One shape at several bandwidths, cut at ``cut`` (the positions' unit; ∞ = never)."""

    shape: str
    bandwidth: Floats
    cut: Floats

    @property
    def reach(self) -> Floats:
        """(scales,): from here on nobody counts; ∞ where the shape never ends."""
        end = ENDS.get(self.shape, np.inf)
        ends = np.array([end * h if h else 0.0 for h in self.bandwidth])
        return np.asarray(np.minimum(self.cut, ends))

    def weight(self, scale: int, squared: Floats) -> Floats:
        """The weight at squared distances, 0–1; at distance 0 it is 1, also at bandwidth 0."""
        h = self.bandwidth[scale]
        if h == 0:
            return np.asarray(squared == 0, dtype=np.float64)
        weight = SHAPES[self.shape](squared / (h * h))
        cut = self.cut[scale]
        return weight if np.isinf(cut) else np.where(squared <= cut * cut, weight, 0.0)
