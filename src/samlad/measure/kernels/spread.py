# ruff: noqa: RUF046, PLR0917  (numba: int() of floor is meant, one body is fast)
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"
"""Everybody within a radius, and everybody weighted by distance, for the places of a chunk."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from samlad.measure.kernels.disc import EPS, disc
from samlad.measure.kernels.search import spread_out

GAUSSIAN, EXPONENTIAL, BIWEIGHT, TRIANGULAR = 0, 1, 2, 3


@njit(nogil=True, cache=True)
def within_chunk(
    xy, start, run, total, shape, wide, high, gap, at_x, at_y, own_words, order, first, last,
    radii, include_own, packed, scale, lead, out, far, who, many, spans, turn,
):  # fmt: skip
    """Sums of people at no more than each radius (units), for places order[first:last]."""
    for s in range(len(radii)):
        r2 = radii[s] * radii[s]
        for t in range(first, last):
            j = order[t]
            for block in range(lead, run.shape[0]):
                a0, a1, a2, a3, _, _, _, _ = disc(
                    xy, start, run[block], total, shape, wide, high, gap, at_x[j], at_y[j],
                    r2, r2, far, who, many, spans, turn,
                )  # fmt: skip
                if not include_own:
                    a0 -= own_words[block, j, 0]
                    a1 -= own_words[block, j, 1]
                    a2 -= own_words[block, j, 2]
                    a3 -= own_words[block, j, 3]
                spread_out(out[s, j], (a0, a1, a2, a3), block - lead, packed, 1.0 / scale)


@njit(nogil=True, cache=True)
def weight_of(shape, d2, h):
    """The weight of a shape at squared distance d2, bandwidth h > 0."""
    u2 = d2 / (h * h)
    if shape == GAUSSIAN:
        return math.exp(-0.5 * u2)
    if shape == EXPONENTIAL:
        return math.exp(-math.sqrt(u2))
    if u2 >= 1.0:
        return 0.0
    if shape == BIWEIGHT:
        return (1.0 - u2) * (1.0 - u2)
    return 1.0 - math.sqrt(u2)


@njit(nogil=True, cache=True)
def weight_table(shape, h, end):
    """Weights at whole steps (up, across) as far as ``end``; the last row and column are nothing,
    for all who are looked at and lie beyond."""
    width = int(end) + 2
    out = np.zeros((width, width))
    for up in range(width - 1):
        for across in range(width - 1):
            d2 = float(up) * up + float(across) * across
            if d2 <= end * end:
                out[up, across] = weight_of(shape, d2, h)
    return out


@njit(nogil=True, cache=True, fastmath={"contract"})
def weighted_chunk(
    xy, start, live, shape, wide, high, at_x, at_y, own_live, order, first, last,
    kind, h, end, table, include_own, out,
):  # fmt: skip
    """Weighted sums, blocks of eight groups, for places order[first:last].

    ``live``: (blocks, points, 8), people; ``own_live`` the same per place; ``out``: (places,
    groups). With a ``table`` steps are whole numbers and weights looked up in it: what lies in a
    row finds its weights beside each other.
    """
    rows, columns = shape
    groups = out.shape[1]
    end2 = end * end
    tabled = len(table) > 0
    edge = np.uint64(max(len(table), 1) - 1)
    for t in range(first, last):
        j = order[t]
        ox, oy = at_x[j], at_y[j]
        r0 = max(0, int(math.floor((oy - end) / high - EPS)))
        r1 = min(rows - 1, int(math.floor((oy + end) / high + EPS)))
        for block in range(live.shape[0]):
            q0 = q1 = q2 = q3 = q4 = q5 = q6 = q7 = 0.0
            if not include_own:
                q0 = -own_live[block, j, 0]
                q1 = -own_live[block, j, 1]
                q2 = -own_live[block, j, 2]
                q3 = -own_live[block, j, 3]
                q4 = -own_live[block, j, 4]
                q5 = -own_live[block, j, 5]
                q6 = -own_live[block, j, 6]
                q7 = -own_live[block, j, 7]
            for row in range(r0, r1 + 1):
                near = max(0.0, row * high - oy, oy - row * high - high)
                across = math.sqrt(max(0.0, end2 - near * near))
                c0 = max(0, int(math.floor((ox - across) / wide - EPS)))
                c1 = min(columns, int(math.floor((ox + across) / wide + EPS)) + 1)
                if c1 <= c0:
                    continue
                i0 = np.uint64(start[np.uint64(row * columns + c0)])
                i1 = np.uint64(start[np.uint64(row * columns + c1)])
                for i in range(i0, i1):
                    dx = np.float64(xy[i, 0]) - ox
                    dy = np.float64(xy[i, 1]) - oy
                    if tabled:
                        w = table[min(np.uint64(abs(dy)), edge), min(np.uint64(abs(dx)), edge)]
                    else:
                        d2 = dx * dx + dy * dy
                        if d2 > end2:
                            continue
                        w = weight_of(kind, d2, h)
                    q0 += w * live[block, i, 0]
                    q1 += w * live[block, i, 1]
                    q2 += w * live[block, i, 2]
                    q3 += w * live[block, i, 3]
                    q4 += w * live[block, i, 4]
                    q5 += w * live[block, i, 5]
                    q6 += w * live[block, i, 6]
                    q7 += w * live[block, i, 7]
            q = (q0, q1, q2, q3, q4, q5, q6, q7)
            for c in range(8):
                if 8 * block + c < groups:
                    out[j, 8 * block + c] = max(q[c], 0.0)
