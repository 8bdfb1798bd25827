# ruff: noqa: RUF046, PLR0917  (numba: int() of floor is meant, one body is fast)
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc, assignment"
"""Places put in the order of their buckets, and in an order in which neighbours follow each other.

All by counting: how many fall in each bucket says where each begins, so no key is ever compared
with another but inside a bucket.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

DIGIT = 11
FEW = 16


@njit(nogil=True, cache=True)
def on_lattice(position, x0, y0, step):
    """Whether all places lie whole steps from a corner; how far the farthest are, in steps."""
    top_x = 0.0
    top_y = 0.0
    for i in range(len(position)):
        x = (position[i, 0] - x0) / step
        y = (position[i, 1] - y0) / step
        if abs(x - np.rint(x)) > 1e-6 or abs(y - np.rint(y)) > 1e-6:
            return False, top_x, top_y
        top_x = max(top_x, abs(x))
        top_y = max(top_y, abs(y))
    return True, top_x, top_y


@njit(nogil=True, cache=True)
def box(position):
    """Least and greatest of both coordinates."""
    x0, y0 = position[0, 0], position[0, 1]
    x1, y1 = x0, y0
    for i in range(len(position)):
        x, y = position[i, 0], position[i, 1]
        x0, x1 = min(x0, x), max(x1, x)
        y0, y1 = min(y0, y), max(y1, y)
    return x0, y0, x1, y1


@njit(nogil=True, cache=True)
def tally(people):
    """Sums of the groups, (groups,), and whether everybody is a whole person."""
    sums = np.zeros(people.shape[1])
    whole = True
    for i in range(len(people)):
        for m in range(people.shape[1]):
            n = float(people[i, m])
            sums[m] += n
            whole &= n == math.floor(n)
    return sums, whole


@njit(nogil=True, cache=True)
def unit_of(u, least, step):
    """A coordinate in whole steps from the corner; as it is where there is no lattice (0)."""
    return np.rint((u - least) / step) if step > 0.0 else u - least


@njit(nogil=True, cache=True)
def in_buckets(
    position, x0, y0, step, people, wide, high, columns, start, xy, order, own
):  # fmt: skip
    """Fill the last four by bucket, row by row, in each by x, then y; how many lived in, points.

    ``start``: (buckets + 1,), zeros. ``xy``: (places, 2), ``order``: (places,), which place;
    ``own``: (places,), the point of each, −1 where nobody lives. Places at one position are one
    point.
    """
    groups = people.shape[1]
    for i in range(len(position)):
        own[i] = -1
        for m in range(groups):
            if people[i, m] > 0:
                own[i] = 0
                break
        if own[i] == 0:
            x = unit_of(position[i, 0], x0, step)
            y = unit_of(position[i, 1], y0, step)
            b = int(math.floor(y / high)) * columns + int(math.floor(x / wide))
            start[b + 1] += 1
    buckets = len(start) - 1
    for b in range(buckets):
        start[b + 1] += start[b]
    lived = start[buckets]
    for i in range(len(position)):
        if own[i] == 0:
            x = unit_of(position[i, 0], x0, step)
            y = unit_of(position[i, 1], y0, step)
            b = int(math.floor(y / high)) * columns + int(math.floor(x / wide))
            p = np.uint64(start[b])
            start[b] += 1
            xy[p, 0] = x
            xy[p, 1] = y
            order[p] = i
    for b in range(buckets, 0, -1):
        start[b] = start[b - 1]
    start[0] = 0
    points = 0
    begin = start[0]
    for b in range(buckets):
        end = start[b + 1]
        if end - begin > 1:
            sort_between(xy, order, begin, end)
        start[b] = points
        for p in range(begin, end):
            x = xy[p, 0]
            y = xy[p, 1]
            if p == begin or x != xy[points - 1, 0] or y != xy[points - 1, 1]:
                xy[points, 0] = x
                xy[points, 1] = y
                points += 1
            own[order[p]] = points - 1
        begin = end
    start[buckets] = points
    return lived, points


@njit(nogil=True, cache=True)
def sort_between(xy, order, begin, end):
    """Sort places begin … end by x, then y, then which: a few by insertion, many by shells."""
    gap = 1
    if end - begin > FEW:
        while 3 * gap + 1 < (end - begin) // 2:
            gap = 3 * gap + 1
    while gap > 0:
        for p in range(begin + gap, end):
            x, y, i = xy[p, 0], xy[p, 1], order[p]
            q = p
            while q - gap >= begin:
                r = q - gap
                u, v = xy[r, 0], xy[r, 1]
                if u < x or (u == x and (v < y or (v == y and order[r] < i))):
                    break
                xy[q, 0] = u
                xy[q, 1] = v
                order[q] = order[r]
                q = r
            xy[q, 0] = x
            xy[q, 1] = y
            order[q] = i
        gap //= 3


@njit(nogil=True, cache=True)
def add_words(people, i, packed, scale, lead, sums):
    """Add the people of place i to sums in words, (words,); give them in sum units."""
    here = np.uint64(0)
    for m in range(people.shape[1]):
        if packed:
            n = np.uint64(people[i, m])
            sums[4 * lead + m // 2] += n << np.uint64(32 * (m % 2))
        else:
            n = np.uint64(np.rint(float(people[i, m]) * scale))
            sums[4 * lead + m] += n
        here += n
    if lead > 0:
        sums[0] += here
    return here


@njit(nogil=True, cache=True)
def in_words(people, packed, scale, lead, blocks, total):
    """Fill the words of each place, (blocks, places, 4), and its people, (places,)."""
    words = 4 * len(blocks)
    for i in range(len(people)):
        sums = np.zeros(words, dtype=np.uint64)
        total[i] = np.int64(add_words(people, i, packed, scale, lead, sums))
        for w in range(words):
            blocks[w // 4, i, w % 4] = sums[w]


@njit(nogil=True, cache=True)
def running(people, order, own, lived, packed, scale, lead, run, total):
    """Fill running sums in words, (blocks, points + 1, 4), and people of each point; from zeros."""
    words = 4 * len(run)
    sums = np.zeros(words, dtype=np.uint64)
    for p in range(lived):
        i = np.uint64(order[p])
        q = np.uint64(own[i])
        total[q] += np.int64(add_words(people, i, packed, scale, lead, sums))
        for w in range(words):
            run[w // 4, q + np.uint64(1), w % 4] = sums[w]


@njit(nogil=True, cache=True)
def along_curve(position, x0, y0, unit, bits):
    """Places in the order in which Hilbert's curve visits them, (places,): what follows is near.

    Hilbert 1891. ``bits`` of each coordinate after division by ``unit`` are looked at.
    """
    n = len(position)
    code = np.empty(n, dtype=np.uint64)
    order = np.empty(n, dtype=np.int32)
    most = np.int64(1) << bits
    for i in range(n):
        x = min(np.int64((position[i, 0] - x0) / unit), most - 1)
        y = min(np.int64((position[i, 1] - y0) / unit), most - 1)
        d = np.uint64(0)
        s = most >> 1
        while s > 0:
            rx = np.int64((x & s) > 0)
            ry = np.int64((y & s) > 0)
            d = (d << np.uint64(2)) | np.uint64((3 * rx) ^ ry)
            if ry == 0:
                if rx == 1:
                    x = most - 1 - x
                    y = most - 1 - y
                x, y = y, x
            s >>= 1
        code[i] = d
        order[i] = i
    # least digit first: places of one code keep the order they came in
    other_code = np.empty_like(code)
    other = np.empty_like(order)
    mask = np.uint64((1 << DIGIT) - 1)
    for shift in range(0, 2 * bits, DIGIT):
        count = np.zeros((1 << DIGIT) + 1, dtype=np.int64)
        for i in range(n):
            count[np.int64((code[i] >> np.uint64(shift)) & mask) + 1] += 1
        for digit in range(1 << DIGIT):
            count[digit + 1] += count[digit]
        for i in range(n):
            digit = np.int64((code[i] >> np.uint64(shift)) & mask)
            to = np.uint64(count[digit])
            count[digit] += 1
            other_code[to] = code[i]
            other[to] = order[i]
        code, other_code = other_code, code
        order, other = other, order
    return order
