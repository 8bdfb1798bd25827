"""Who lives near whom, by looking at every pair: NumPy alone, for small tables.

The definition in its plainest form. Every faster machine must give the same table; the tests
hold them against this one. Cost: areas², so only small tables come here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samlad.measure.kernels.decay import Decay
from samlad.measure.kernels.units import in_units, reach

Floats = NDArray[np.float64]
Table = tuple[Floats, Floats, Floats]
"""Sums (scales, areas, groups), fractions taken of the last ring, distance (scales, areas)."""

PAIRS = 4_000_000


def _chunks(areas: int) -> list[slice]:
    step = max(1, PAIRS // max(areas, 1))
    return [slice(i, min(i + step, areas)) for i in range(0, areas, step)]


def squared(at: Floats, of: Floats) -> Floats:
    """(at, of): squared distance, in the square of the positions' unit."""
    x = at[:, None, 0] - of[None, :, 0]
    y = at[:, None, 1] - of[None, :, 1]
    return np.asarray(x * x + y * y, dtype=np.float64)


def nearest(
    position: Floats, people: Floats, k: Floats, own: bool
) -> tuple[Floats, Floats, Floats, Floats]:
    """The people inside the last ring, in it, and its radius, for each k.

    Gives ``inside`` and ``ring`` (scales, areas, groups), people; ``radius`` (scales, areas) and
    that of the ring before (0 where there is none).
    Where there are fewer than k people ``inside`` holds everybody and ``ring`` nobody, and
    the radius is that of the farthest person.
    """
    position, step = in_units(position)
    areas, groups = people.shape
    inside = np.zeros((len(k), areas, groups))
    ring = np.zeros_like(inside)
    radius = np.zeros((len(k), areas))
    previous = np.zeros((len(k), areas))
    total = people.sum(axis=1)
    for rows in _chunks(areas):
        apart = squared(position[rows], position)
        for local, j in enumerate(range(rows.start, rows.stop)):
            d = apart[local]
            some = total > 0
            if not own:
                some[j] = False
            here = np.flatnonzero(some)
            if not len(here):
                radius[:, j] = np.nan
                continue
            here = here[np.argsort(d[here], kind="stable")]
            far = d[here]
            last = np.flatnonzero(np.append(far[1:] != far[:-1], True))
            summed = np.cumsum(people[here], axis=0)[last]
            reach = np.cumsum(total[here])[last]
            at = np.searchsorted(reach, k)
            for s, i in enumerate(at):
                if i == len(last):
                    inside[s, j], radius[s, j] = summed[-1], np.nan
                else:
                    before = summed[i - 1] if i else 0.0
                    inside[s, j], ring[s, j] = before, summed[i] - before
                    radius[s, j] = far[last[i]]
                    previous[s, j] = far[last[i - 1]] if i else 0.0
    return inside, ring, np.sqrt(radius) * step, np.sqrt(previous) * step


def within(position: Floats, people: Floats, radius: Floats, own: bool) -> Floats:
    """(scales, areas, groups): the people at no more than each radius."""
    position, step = in_units(position)
    radii = reach(radius, step)
    areas, groups = people.shape
    out = np.zeros((len(radius), areas, groups))
    for rows in _chunks(areas):
        apart = squared(position[rows], position)
        if not own:
            apart[np.arange(rows.stop - rows.start), np.arange(rows.start, rows.stop)] = np.inf
        for s, r in enumerate(radii):
            out[s, rows] = (apart <= r * r).astype(np.float64) @ people
    return out


def weighted(position: Floats, people: Floats, decay: Decay, own: bool) -> Floats:
    """(scales, areas, groups): people weighted by what ``decay`` makes of their distance."""
    areas, groups = people.shape
    out = np.zeros((len(decay.bandwidth), areas, groups))
    for rows in _chunks(areas):
        apart = squared(position[rows], position)
        for s in range(len(decay.bandwidth)):
            weight = decay.weight(s, apart)
            if not own:
                weight[np.arange(rows.stop - rows.start), np.arange(rows.start, rows.stop)] = 0
            out[s, rows] = weight @ people
    return out
