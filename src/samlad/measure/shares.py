"""The few quantities every formula begins with."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.measure.registry import Cells, Near
from samlad.model import Mistake, Where

Vector = NDArray[np.float64]


def people_in(n: ArrayLike) -> Cells:
    """n as a table of people, (areas, groups), where it comes in without being a ``Counts``.

    Raises ``Mistake``: ``measure.table`` (not a table, or nobody in it), ``measure.people``
    (NaN, infinite or negative).
    """
    table = np.asarray(n, dtype=np.float64)
    bad = ~np.isfinite(table) | (table < 0)
    if bad.any() and table.ndim == 2:
        row, column = (int(i) for i in np.argwhere(bad)[0])
        found = {"area": row, "group": column, "value": float(table[row, column])}
        raise Mistake("measure.people", Where(row=row + 1), found)
    if table.ndim != 2 or not table.sum() > 0:
        raise Mistake("measure.table", found={"found": table.shape})
    return table


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
    return np.asarray(-xlogx(p).sum(axis=-1))
