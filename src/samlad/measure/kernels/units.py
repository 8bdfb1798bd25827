"""The lattice places lie on, if they do: whole numbers, so that equal distances are equal."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS = (1000.0, 500.0, 250.0, 200.0, 100.0, 50.0, 25.0, 10.0, 5.0, 1.0, 0.5, 0.1, 0.01, 0.001)
SAMPLE = 4096
HAIR = 2.0**-51
"""So much a radius in units may lack of what was meant, after one division."""


def on_lattice(position: Floats, x0: float, y0: float, step: float) -> tuple[bool, float, float]:
    """Whether all places lie whole steps from a corner; how far the farthest are, in steps."""
    away = np.abs(position - (x0, y0)) / step
    across, along = away.max(axis=0)
    return bool((np.abs(away - np.rint(away)) <= 1e-6).all()), float(across), float(along)


def lattice(
    position: Floats,
    check: Callable[[Floats, float, float, float], tuple[bool, float, float]] = on_lattice,
) -> float:
    """The greatest step of which all differences between places are whole multiples, or 0."""
    x0, y0 = (float(u) for u in position[0])
    sample = position if len(position) <= SAMPLE else position[:: len(position) // SAMPLE]
    for step in STEPS:
        if not check(sample, x0, y0, step)[0]:
            continue
        whole, *far = check(position, x0, y0, step)
        if whole and max(far) < 2**25:
            return step
    return 0.0


def in_units(position: Floats) -> tuple[Floats, float]:
    """Positions as whole steps from the least of them, and the step; as they are where none is."""
    step = lattice(position)
    if not step:
        return position, 1.0
    return np.asarray(np.rint((position - position.min(axis=0)) / step)), step


def reach(radius: Floats, step: float) -> Floats:
    """Radii in units: what lies just so far on a lattice is within."""
    return np.asarray(radius / step * (1 + HAIR))
