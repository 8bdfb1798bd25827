# ruff: noqa: RUF046, PLR0912, PLR0915, PLR0917  (numba: int() of floor is meant, one body is fast)
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"
"""Everybody in a disc, exactly, and everybody in the band around its edge.

A row of buckets meets a disc in one span of whole buckets (two look-ups in the running sums)
and, at either end, buckets the edge goes through, whose points are looked at one by one.
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
def disc(xy, start, run, total, shape, wide, high, gap, ox, oy, lo2, hi2, far, who, many):
    """Sums of four words over d² ≤ lo2; how many points have lo2 < d² ≤ hi2, and their people.

    Those points are listed in ``far`` (their d²), ``who`` and ``many`` (their people) as far as
    there is room. The last two numbers are the people's summed offsets along x and y.
    """
    a0 = np.uint64(0)
    a1 = np.uint64(0)
    a2 = np.uint64(0)
    a3 = np.uint64(0)
    listed = 0
    band = np.int64(0)
    lean_x = 0.0
    lean_y = 0.0
    room = len(far)
    rows, columns = shape
    reach = math.sqrt(float(hi2))
    per_wide = 1.0 / wide
    first = max(0, int(math.floor((oy - reach) / high - EPS)))
    last = min(rows - 1, int(math.floor((oy + reach) / high + EPS)))
    for row in range(first, last + 1):
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
            inner = math.sqrt(in2)
            inner -= inner * 1e-12
            left = max(c0, int(math.ceil((ox - inner) * per_wide + EPS)))
            right = min(c3, int(math.floor((ox + inner + gap) * per_wide - EPS)))
            if left < right:
                c1, c2 = left, right
        base = row * columns
        s1 = start[np.uint64(base + c1)]
        s2 = start[np.uint64(base + c2)]
        was = False
        for side in range(2):
            if side == 0:
                i0, i1 = start[np.uint64(base + c0)], s1
            else:
                i0, i1 = s2, start[np.uint64(base + c3)]
                if s2 > s1 and not was:
                    was = True
                    u = np.uint64(s1)
                    a0 -= run[u, 0]
                    a1 -= run[u, 1]
                    a2 -= run[u, 2]
                    a3 -= run[u, 3]
            for i in range(np.uint64(i0), np.uint64(i1)):
                dx = np.float64(xy[i, 0]) - ox
                dy = np.float64(xy[i, 1]) - oy
                d2 = dx * dx + dy * dy
                now = d2 <= lo2
                if now != was:
                    was = now
                    if now:
                        a0 -= run[i, 0]
                        a1 -= run[i, 1]
                        a2 -= run[i, 2]
                        a3 -= run[i, 3]
                    else:
                        a0 += run[i, 0]
                        a1 += run[i, 1]
                        a2 += run[i, 2]
                        a3 += run[i, 3]
                if d2 > lo2 and d2 <= hi2:
                    if listed < room:
                        n_here = total[i]
                        far[listed] = d2
                        who[listed] = i
                        many[listed] = n_here
                        band += n_here
                        lean_x += n_here * dx
                        lean_y += n_here * dy
                    listed += 1
        if was:
            v = np.uint64(start[np.uint64(base + c3)])
            a0 += run[v, 0]
            a1 += run[v, 1]
            a2 += run[v, 2]
            a3 += run[v, 3]
    return a0, a1, a2, a3, listed, band, lean_x, lean_y
