# ruff: noqa: RUF046, PLR0917  (numba: int() of floor is meant, one body is fast)
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc, assignment"
"""Everybody in a disc, exactly, and everybody in the band around its edge.

A row of buckets meets a disc in one span of whole buckets (two look-ups in the running sums)
and, at either end, buckets the edge goes through, whose points are looked at one by one. Of
those only the turns count, where the disc is entered and where it is left.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
EPS = 1e-9


@njit(nogil=True, cache=True, inline="always")
def people_of(a0, a1, a2, a3, packed):
    """People in four words, sum units."""
    if packed:
        low = (a0 & LOW) + (a1 & LOW) + (a2 & LOW) + (a3 & LOW)
        return np.int64(low + (a0 >> HALF) + (a1 >> HALF) + (a2 >> HALF) + (a3 >> HALF))
    return np.int64(a0 + a1 + a2 + a3)


@njit(nogil=True, cache=True)
def disc(
    xy, start, run, total, shape, wide, high, gap, ox, oy, lo2, hi2, far, who, many, spans, turn
):  # fmt: skip
    """Sums of four words over d² ≤ lo2; how many points have lo2 < d² ≤ hi2, and their people.

    Those points are listed in ``far`` (their d²), ``who`` and ``many`` (their people) as far as
    there is room (one place less than their length). The last two numbers are the people's
    summed offsets along x and y. ``spans``, (rows, 4), and ``turn``, more than the points of the
    fullest row, are scratch.

    No branch depends on where a point lies: what a guess of the processor's would cost is more
    than adding nothing.
    """
    rows, columns = shape
    reach = math.sqrt(float(hi2))
    first = max(0, int(math.floor((oy - reach) / high - EPS)))
    last = min(rows - 1, int(math.floor((oy + reach) / high + EPS)))
    met = spans_of(spans, first, last - first + 1, columns, wide, high, gap, ox, oy, lo2, hi2)
    a0 = np.uint64(0)
    a1 = np.uint64(0)
    a2 = np.uint64(0)
    a3 = np.uint64(0)
    listed = 0
    room = len(far) - 1
    turns = 0
    for r in range(met):
        base = (first + r) * columns
        s0 = start[np.uint64(base + spans[r, 0])]
        s1 = start[np.uint64(base + spans[r, 1])]
        s2 = start[np.uint64(base + spans[r, 2])]
        s3 = start[np.uint64(base + spans[r, 3])]
        if turns + (s1 - s0) + (s3 - s2) + 4 > len(turn):
            a0, a1, a2, a3 = turned(run, turn, turns, a0, a1, a2, a3)
            turns = 0
        was = False
        for side in range(2):
            begin, end, then = (s0, s1, s2 > s1) if side == 0 else (s2, s3, False)
            for i in range(np.uint64(begin), np.uint64(end)):
                dx = np.float64(xy[i, 0]) - ox
                dy = np.float64(xy[i, 1]) - oy
                d2 = dx * dx + dy * dy
                now = d2 <= lo2
                turn[np.uint64(turns)] = i
                turns += np.int64(now ^ was)
                was = now
                who[np.uint64(min(listed, room))] = i
                listed += np.int64((d2 <= hi2) & (not now))
            turn[np.uint64(turns)] = end
            turns += np.int64(then ^ was)
            was = then
    a0, a1, a2, a3 = turned(run, turn, turns, a0, a1, a2, a3)
    band = np.int64(0)
    lean_x = 0.0
    lean_y = 0.0
    for i in range(min(listed, room)):
        j = np.uint64(who[i])
        n_here = total[j]
        dx = np.float64(xy[j, 0]) - ox
        dy = np.float64(xy[j, 1]) - oy
        far[i] = dx * dx + dy * dy
        many[i] = n_here
        band += n_here
        lean_x += n_here * dx
        lean_y += n_here * dy
    return a0, a1, a2, a3, listed, band, lean_x, lean_y


@njit(nogil=True, cache=True)
def spans_of(spans, first, met, columns, wide, high, gap, ox, oy, lo2, hi2):
    """For each row of buckets: first to look into, first and last wholly inside, last; give rows.

    Where none is wholly inside the middle two are the last.
    """
    met = max(met, 0)
    per_wide = 1.0 / wide
    top_column = np.float64(columns)
    for r in range(met):
        bottom = (first + r) * high - oy
        top = bottom + high - gap
        near = bottom if bottom > 0.0 else (-top if top < 0.0 else 0.0)
        deep = top if top > -bottom else -bottom
        out2 = hi2 - near * near
        in2 = lo2 - deep * deep
        out = math.sqrt(out2 if out2 > 0.0 else 0.0)
        inner = math.sqrt(in2 if in2 > 0.0 else 0.0) * (1.0 - 1e-12)
        c0 = math.floor((ox - out) * per_wide - EPS)
        c0 = c0 if c0 > 0.0 else 0.0
        c3 = math.floor((ox + out) * per_wide + EPS) + 1.0
        c3 = c3 if c3 < top_column else top_column
        c1 = math.ceil((ox - inner) * per_wide + EPS)
        c1 = c1 if c1 > c0 else c0
        c2 = math.floor((ox + inner + gap) * per_wide - EPS)
        c2 = c2 if c2 < c3 else c3
        none = (in2 <= 0.0) | (c1 >= c2)
        c1 = c3 if none else c1
        c2 = c3 if none else c2
        spans[r, 0] = np.int32(c0)
        spans[r, 1] = np.int32(c1)
        spans[r, 2] = np.int32(c2)
        spans[r, 3] = np.int32(c3)
    return met


@njit(nogil=True, cache=True)
def turned(run, turn, turns, a0, a1, a2, a3):
    """Add what lies between each pair of turns: in at the first, out at the second."""
    for t in range(0, turns, 2):
        u = np.uint64(turn[t])
        v = np.uint64(turn[t + 1])
        a0 += run[v, 0] - run[u, 0]
        a1 += run[v, 1] - run[u, 1]
        a2 += run[v, 2] - run[u, 2]
        a3 += run[v, 3] - run[u, 3]
    return a0, a1, a2, a3
