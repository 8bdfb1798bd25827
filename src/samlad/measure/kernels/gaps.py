# mypy: disable-error-code="no-untyped-def, untyped-decorator, misc, assignment"
"""Differences between all pairs, from one sort by counting; imports numba."""

from __future__ import annotations

import numpy as np
from numba import njit

BITS = 11
PATIENCE = 30
"""Moves a place the last sort may take; more means that nearly all lie in one spot."""


@njit(nogil=True, cache=True)
def pairs(t, p):
    """Σ over i, j of t_i t_j |p_i − p_j|: twice the sum over gaps of people below × above.

    t, p : (areas,). Two digits are sorted by counting, what they do not tell apart by insertion;
    NaN where that would take long, or where a share is no number.
    """
    n = len(p)
    least, most = p[0], p[0]
    for i in range(n):
        if not np.isfinite(p[i]):
            return np.nan
        least, most = min(least, p[i]), max(most, p[i])
    if least == most:
        return 0.0
    per = (float(1 << 2 * BITS) - 1.0) / (most - least)
    mask = np.int64((1 << BITS) - 1)
    low = np.zeros((1 << BITS) + 1, dtype=np.int64)
    high = np.zeros((1 << BITS) + 1, dtype=np.int64)
    key = np.empty(n, dtype=np.int32)
    for i in range(n):
        k = np.int64((p[i] - least) * per)
        key[i] = k
        low[(k & mask) + 1] += 1
        high[(k >> BITS) + 1] += 1
    for d in range(1 << BITS):
        low[d + 1] += low[d]
        high[d + 1] += high[d]
    half = np.empty(n, dtype=np.int32)
    for i in range(n):
        d = np.int64(key[i]) & mask
        half[np.uint64(low[d])] = i
        low[d] += 1
    share = np.empty(n)
    weight = np.empty(n)
    for h in range(n):
        i = np.uint64(half[h])
        d = np.int64(key[i]) >> BITS
        to = np.uint64(high[d])
        high[d] += 1
        share[to] = p[i]
        weight[to] = t[i]
    moves = 0
    for i in range(1, n):
        x = share[i]
        if share[i - 1] > x:
            w = weight[i]
            j = i
            while j > 0 and share[j - 1] > x:
                share[j] = share[j - 1]
                weight[j] = weight[j - 1]
                j -= 1
            share[j] = x
            weight[j] = w
            moves += i - j
            if moves > PATIENCE * n:
                return np.nan
    whole = t.sum()
    below = 0.0
    total = 0.0
    for i in range(n - 1):
        below += weight[i]
        total += (share[i + 1] - share[i]) * below * (whole - below)
    return 2.0 * total
