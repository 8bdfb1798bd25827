"""The few quantities every formula begins with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samlad.measure.registry import Cells, Near

Vector = NDArray[np.float64]


def shares(n: Cells, near: Near = None) -> Cells:
    """p, shape (areas, groups): shares in each area, or ``near`` where surroundings are given.

    An area with nobody gets zeros: whatever it is weighted by is zero too.
    """
    if near is not None:
        return near
    t = n.sum(axis=1)
    return np.asarray(np.divide(n, t[:, None], out=np.zeros(n.shape), where=t[:, None] > 0))


def xlogx(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """x ln x, with 0 ln 0 = 0; the shape of x."""
    logs = np.log(x, out=np.zeros(np.shape(x)), where=np.asarray(x) > 0)
    return np.asarray(x * logs)


def xlogy(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """x ln y with 0 where x is 0."""
    x, y = np.broadcast_arrays(x, y)
    logs = np.log(y, out=np.zeros(x.shape), where=x > 0)
    return np.asarray(x * logs)


def entropies(p: Cells) -> Vector:
    """E of each row of shares, in nats, shape (areas,)."""
    return np.asarray(0.0 - xlogx(p).sum(axis=-1))
