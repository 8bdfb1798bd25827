# ruff: noqa: PLR0917  (numba: int() of floor is meant)
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"
"""Kernels that lay people out at random with both margins kept; imports numba.

Imported only when many tables are drawn. See ``chance.Allocation`` for why the law is exact.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

LARGEST = 600
"""Binomials of more people are drawn as sums of binomials of at most so many."""
Whole = NDArray[np.int64]
Tables = tuple[Whole, Whole, Whole, NDArray[np.uint32], NDArray[np.int32]]


@njit(nogil=True, cache=True)
def _next(state):
    """splitmix64 (Steele, Lea & Flood 2014, doi:10.1145/2714064.2660195)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(nogil=True, cache=True)
def _below(state, limit):
    """A whole number in [0, limit), limit < 2^32, by the high bits of a product."""
    return np.int64(((_next(state) >> np.uint64(32)) * np.uint64(limit)) >> np.uint64(32))


@njit(nogil=True, cache=True)
def _weights(r, p, low, width, out):
    """Binomial(r, p) at low … low + width - 1, from the likeliest outward; sums to 1."""
    mode = min(max(int((r + 1) * p), low), low + width - 1) - low
    out[mode] = 1.0
    for i in range(mode + 1, width):
        k = low + i
        out[i] = out[i - 1] * (r - k + 1) / k * (p / (1 - p))
    for i in range(mode - 1, -1, -1):
        k = low + i + 1
        out[i] = out[i + 1] * k / (r - k + 1) * ((1 - p) / p)
    out[:width] /= out[:width].sum()


@njit(nogil=True, cache=True)
def alias_tables(shares, largest):
    """Alias tables (Walker 1977, Vose 1991) of Binomial(r, share), r = 0 … largest, each share.

    Gives where each table begins, its width and lowest outcome, (shares, largest + 1), and the
    thresholds (of 2^32) and aliases of all.
    """
    G = len(shares)
    start = np.zeros((G, largest + 1), np.int64)
    width = np.ones((G, largest + 1), np.int64)
    low = np.zeros((G, largest + 1), np.int64)
    total = 0
    for g in range(G):
        p = shares[g]
        for r in range(largest + 1):
            if 0.0 < p < 1.0:
                sd = np.sqrt(r * p * (1 - p))
                low[g, r] = max(0, int(np.floor(r * p - 9 * sd - 8)))
                width[g, r] = min(r, int(np.ceil(r * p + 9 * sd + 8))) - low[g, r] + 1
            elif p >= 1.0:
                low[g, r] = r
            start[g, r] = total
            total += width[g, r]
    threshold = np.full(total, 4294967295, np.uint32)
    alias = np.zeros(total, np.int32)
    most = width.max()
    weight = np.empty(most)
    stack_small = np.empty(most, np.int64)
    stack_large = np.empty(most, np.int64)
    for g in range(G):
        if not 0.0 < shares[g] < 1.0:
            continue
        for r in range(largest + 1):
            s, w = start[g, r], width[g, r]
            _weights(r, shares[g], low[g, r], w, weight)
            small = large = 0
            for i in range(w):
                alias[s + i] = i
                weight[i] *= w
                if weight[i] < 1.0:
                    stack_small[small] = i
                    small += 1
                else:
                    stack_large[large] = i
                    large += 1
            while small > 0 and large > 0:
                small -= 1
                a, b = stack_small[small], stack_large[large - 1]
                threshold[s + a] = np.uint32(min(weight[a] * 4294967296.0, 4294967295.0))
                alias[s + a] = b
                weight[b] -= 1.0 - weight[a]
                if weight[b] < 1.0:
                    large -= 1
                    stack_small[small] = b
                    small += 1
    return start, width, low, threshold, alias


@njit(nogil=True, cache=True)
def _binomial(g, r, tables, state, largest):
    start, width, low, threshold, alias = tables
    k = 0
    while r > 0:
        part = min(r, largest)
        z = _next(state)
        w = width[g, part]
        i = np.int64(((z >> np.uint64(32)) * np.uint64(w)) >> np.uint64(32))
        at = start[g, part] + i
        if np.uint32(z & np.uint64(0xFFFFFFFF)) > threshold[at]:
            i = np.int64(alias[at])
        k += low[g, part] + i
        r -= part
    return k


@njit(nogil=True, cache=True)
def _lay_out(t, tables, largest, state, table, have):
    """Each area's people drawn from the whole with replacement, group by group."""
    J, G = table.shape
    have[:] = 0
    for j in range(J):
        left = t[j]
        for g in range(G - 1):
            k = _binomial(g, left, tables, state, largest) if left > 0 else 0
            table[j, g] = k
            have[g] += k
            left -= k
        table[j, G - 1] = left
        have[G - 1] += left


@njit(nogil=True, cache=True)
def _move(table, N, have, state, label):
    """People chosen evenly go from groups with too many to groups with too few."""
    J, G = table.shape
    many = 0
    for g in range(G):
        for _ in range(N[g] - have[g]):
            label[many] = g
            many += 1
    for i in range(many - 1, 0, -1):
        k = _below(state, i + 1)
        label[i], label[k] = label[k], label[i]
    at = 0
    for g in range(G):
        if have[g] <= N[g]:
            continue
        most = 0
        for j in range(J):
            most = max(most, table[j, g])
        for _ in range(have[g] - N[g]):
            while True:  # an area is taken with the chance its people of the group give it
                j = _below(state, J)
                if _below(state, most) < table[j, g]:
                    break
            table[j, g] -= 1
            table[j, label[at]] += 1
            at += 1


@njit(nogil=True, cache=True)
def draw(t, N, tables, largest, seed, table):
    """One table with margins t and N into ``table``; ``seed``: (1,) uint64, moved on."""
    have = np.zeros(len(N), np.int64)
    _lay_out(t, tables, largest, seed, table, have)
    label = np.empty(np.abs(have - N).sum() // 2 + 1, np.int64)
    _move(table, N, have, seed, label)


@njit(nogil=True, cache=True)
def sums(t, N, tables, largest, seed, draws, xlogx, out):
    """Of each draw Σ n ln n and Σ |n - t π| into ``out`` (draws, 2); ``xlogx``: table of n ln n."""
    J, G = len(t), len(N)
    pi = N / N.sum()
    table = np.empty((J, G), np.int32)
    for d in range(draws):
        draw(t, N, tables, largest, seed, table)
        joint = away = 0.0
        for j in range(J):
            size = float(t[j])
            for g in range(G):
                k = table[j, g]
                joint += xlogx[k]
                away += abs(k - size * pi[g])
        out[d, 0] = joint
        out[d, 1] = away


def prepared(t: Whole, N: Whole) -> tuple[Tables, int]:
    """Alias tables for drawing with these margins, and the most people one of them draws."""
    rest = N[::-1].cumsum()[::-1]
    # the share of each group but the last among the people no earlier group took
    shares = N[:-1] / np.maximum(rest[:-1], 1)
    largest = int(min(LARGEST, t.max()))
    return alias_tables(shares.astype(np.float64), largest), largest
