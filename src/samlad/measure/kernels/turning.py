# ruff: noqa: RUF046, PLR0912, PLR0915, PLR0917  (numba: int() of floor is meant, one body is fast)
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"
"""The disc of the k nearest turned round: every origin gives to those it reaches.

A row of buckets meets a disc in one span of whole buckets and single points at either end. Where
``disc`` reads the running sums, here the origin's numbers are written: added where a span begins
and taken away where it ends. One running sum over the points then gives everyone what is theirs.
Numbers are whole (fixed point), so that the order in which threads add them changes nothing.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from samlad.measure.kernels import crew
from samlad.measure.kernels.disc import EPS
from samlad.measure.kernels.fast import Origins
from samlad.measure.kernels.grid import Grid

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
STEP = 1024


@njit(nogil=True, cache=True)
def _give(
    xy, start, shape, wide, high, gap, at_x, at_y, order, first, last, lows, highs, inner, ringed,
    gift,
):  # fmt: skip
    """Origins order[first:last] write what they give, (points + 1, columns), into ``gift``.

    ``lows``, ``highs``: squared distances between which the last ring lies (high < 0: none
    given). ``inner`` and ``ringed``: (origins, columns), what those inside it and in it get.
    """
    rows, columns = shape
    width = inner.shape[1]
    per_wide = 1.0 / wide
    for t in range(first, last):
        j = order[t]
        lo2, hi2 = lows[j], highs[j]
        if hi2 < 0.0:
            continue
        ox, oy = at_x[j], at_y[j]
        reach = math.sqrt(hi2)
        r0 = max(0, int(math.floor((oy - reach) / high - EPS)))
        r1 = min(rows - 1, int(math.floor((oy + reach) / high + EPS)))
        for row in range(r0, r1 + 1):
            bottom = row * high - oy
            top = bottom + high - gap
            near = max(0.0, bottom, -top)
            out2 = hi2 - near * near
            if out2 < 0.0:
                if out2 < -EPS * hi2 - EPS:
                    continue
                out2 = 0.0
            out = math.sqrt(out2)
            c0 = max(0, int(math.floor((ox - out) * per_wide - EPS)))
            c3 = min(columns, int(math.floor((ox + out) * per_wide + EPS)) + 1)
            if c3 <= c0:
                continue
            deep = max(-bottom, top)
            in2 = lo2 - deep * deep
            c1, c2 = c3, c3
            if in2 > 0.0:
                within = math.sqrt(in2)
                within -= within * 1e-12
                left = max(c0, int(math.ceil((ox - within) * per_wide + EPS)))
                right = min(c3, int(math.floor((ox + within + gap) * per_wide - EPS)))
                if left < right:
                    c1, c2 = left, right
            base = row * columns
            s1 = start[base + c1]
            s2 = start[base + c2]
            was = False
            for side in range(2):
                if side == 0:
                    i0, i1 = start[base + c0], s1
                else:
                    i0, i1 = s2, start[base + c3]
                    if s2 > s1 and not was:
                        was = True
                        for c in range(width):
                            gift[s1, c] += inner[j, c]
                for i in range(i0, i1):
                    dx = np.float64(xy[i, 0]) - ox
                    dy = np.float64(xy[i, 1]) - oy
                    d2 = dx * dx + dy * dy
                    now = d2 <= lo2
                    if now != was:
                        was = now
                        if now:
                            for c in range(width):
                                gift[i, c] += inner[j, c]
                        else:
                            for c in range(width):
                                gift[i, c] -= inner[j, c]
                    if d2 > lo2 and d2 <= hi2:
                        for c in range(width):
                            gift[i, c] += ringed[j, c]
                            gift[i + 1, c] -= ringed[j, c]
            if was:
                end = start[base + c3]
                for c in range(width):
                    gift[end, c] -= inner[j, c]


def back(
    g: Grid,
    at: Origins,
    r2: Floats,
    weight: tuple[Floats, Floats],
    v: Floats,
    own: bool,
    threads: int | None,
) -> Floats:
    """Σ_j c_ij v_j, (areas, columns), where c is ``weight`` inside j's last ring and in it.

    ``r2``: (areas,), squared radius of the ring in the grid's units, NaN where everybody is
    reached. Areas nobody lives in get 0.
    """
    everybody = np.isnan(r2)
    whole = np.where(everybody, -1.0, np.rint(r2) if g.gap else r2)
    slack = 0.5 if g.gap else 1e-12 * whole
    lows = np.where(whole > 0, whole - slack, -1.0)
    highs = np.where(everybody | ~v.any(axis=1), -1.0, whole + slack)
    inner, ringed = weight[0][:, None] * v, weight[1][:, None] * v
    spare = np.abs(inner).sum(axis=0) + np.abs(ringed).sum(axis=0)
    unit = 2.0 ** (60 - np.ceil(np.log2(np.where(spare > 0, spare, 1.0))))
    whole_in, whole_ring = _fixed(inner * unit), _fixed(ringed * unit)
    gift = np.zeros((len(g.xy) + 1, v.shape[1]), dtype=np.int64)
    gifts: list[Whole] = []

    def work() -> crew.Chunk:
        mine = np.zeros_like(gift)
        gifts.append(mine)

        def chunk(first: int, last: int) -> None:
            _give(
                g.xy, g.start, (g.rows, g.columns), g.wide, g.high, g.gap, at.x, at.y, at.order,
                first, last, lows, highs, whole_in, whole_ring, mine,
            )  # fmt: skip

        return chunk

    crew.pull(work, len(at.x), STEP, threads, None)
    for mine in gifts:
        gift += mine
    np.cumsum(gift, axis=0, out=gift)
    got = gift[np.maximum(at_point(g), 0)] + whole_in[everybody].sum(axis=0)
    if not own:
        here = np.where((everybody | (whole > 0))[:, None], whole_in, whole_ring)
        got -= here
    got[at_point(g) < 0] = 0
    return np.asarray(got / unit)


def at_point(g: Grid) -> NDArray[Any]:
    """The point of each area, −1 where nobody lives there."""
    return g.own.astype(np.int64)


def _fixed(x: Floats) -> Whole:
    return np.rint(x).astype(np.int64)
