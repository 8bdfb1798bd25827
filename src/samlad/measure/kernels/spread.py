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
def weight_table(shape, h, cells):
    """Weights at the whole squared distances 0 … cells − 1."""
    out = np.empty(cells)
    for d2 in range(cells):
        out[d2] = weight_of(shape, float(d2), h)
    return out


@njit(nogil=True, cache=True, fastmath={"contract"})
def weighted_chunk(
    xy, start, live, shape, wide, high, at_x, at_y, own_live, order, first, last,
    kind, h, end, table, include_own, out,
):  # fmt: skip
    """Weighted sums, blocks of eight groups, for places order[first:last].

    ``live``: (blocks, points, 8), people; ``own_live`` the same per place; ``out``: (places,
    groups). With a ``table`` squared distances are whole numbers and looked up in it. Places
    that follow each other and lie close see nearly the same people, so that two are served from
    one walk; each is summed in the order in which it would be alone.
    """
    rows, columns = shape
    groups = out.shape[1]
    end2 = end * end
    tabled = len(table) > 0
    t = first
    while t < last:
        j = k = order[t]
        t += 1
        if t < last:
            k = order[t]
            apart = max(abs(at_x[k] - at_x[j]), abs(at_y[k] - at_y[j]))
            if 8.0 * apart > end:
                k = j
            else:
                t += 1
        both = k != j
        jx, jy, kx, ky = at_x[j], at_y[j], at_x[k], at_y[k]
        r0 = max(0, int(math.floor((min(jy, ky) - end) / high - EPS)))
        r1 = min(rows - 1, int(math.floor((max(jy, ky) + end) / high + EPS)))
        for block in range(live.shape[0]):
            p0 = p1 = p2 = p3 = p4 = p5 = p6 = p7 = 0.0
            q0 = q1 = q2 = q3 = q4 = q5 = q6 = q7 = 0.0
            for row in range(r0, r1 + 1):
                low, top = row * high, row * high + high
                near = max(0.0, low - jy, jy - top)
                across = math.sqrt(max(0.0, end2 - near * near))
                left, right = jx - across, jx + across
                if both:
                    near = max(0.0, low - ky, ky - top)
                    across = math.sqrt(max(0.0, end2 - near * near))
                    left, right = min(left, kx - across), max(right, kx + across)
                c0 = max(0, int(math.floor(left / wide - EPS)))
                c1 = min(columns, int(math.floor(right / wide + EPS)) + 1)
                if c1 <= c0:
                    continue
                i0 = np.uint64(start[np.uint64(row * columns + c0)])
                i1 = np.uint64(start[np.uint64(row * columns + c1)])
                for i in range(i0, i1):
                    x, y = np.float64(xy[i, 0]), np.float64(xy[i, 1])
                    d2 = (x - jx) * (x - jx) + (y - jy) * (y - jy)
                    v = 0.0
                    if d2 <= end2:
                        v = table[np.uint64(d2)] if tabled else weight_of(kind, d2, h)
                    a0, a1 = live[block, i, 0], live[block, i, 1]
                    a2, a3 = live[block, i, 2], live[block, i, 3]
                    a4, a5 = live[block, i, 4], live[block, i, 5]
                    a6, a7 = live[block, i, 6], live[block, i, 7]
                    p0 += v * a0
                    p1 += v * a1
                    p2 += v * a2
                    p3 += v * a3
                    p4 += v * a4
                    p5 += v * a5
                    p6 += v * a6
                    p7 += v * a7
                    if both:
                        d2 = (x - kx) * (x - kx) + (y - ky) * (y - ky)
                        w = 0.0
                        if d2 <= end2:
                            w = table[np.uint64(d2)] if tabled else weight_of(kind, d2, h)
                        q0 += w * a0
                        q1 += w * a1
                        q2 += w * a2
                        q3 += w * a3
                        q4 += w * a4
                        q5 += w * a5
                        q6 += w * a6
                        q7 += w * a7
            p, q = (p0, p1, p2, p3, p4, p5, p6, p7), (q0, q1, q2, q3, q4, q5, q6, q7)
            for c in range(min(8, groups - 8 * block)):
                mine = 0.0 if include_own else own_live[block, j, c]
                out[j, 8 * block + c] = max(p[c] - mine, 0.0)
                if both:
                    mine = 0.0 if include_own else own_live[block, k, c]
                    out[k, 8 * block + c] = max(q[c] - mine, 0.0)
