# ruff: noqa: PLR0917  (numba: arrays go in one by one)
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc, assignment"
"""Differences between all pairs, from one sort by counting; imports numba.

What costs is memory, asked for and written far apart: people are moved once, into a few buckets
of shares, and each bucket is put in order and summed in a piece that stays near.
"""

from __future__ import annotations

from threading import local

import numpy as np
from numba import njit
from numpy.typing import NDArray

BUCKETS = 64
BARELY = 1 - 1e-12
"""What keeps the greatest share out of one bucket more: a comparison would be guessed wrong."""
NARROW = 1 / 64
"""Of the whole range, from least to greatest share, below which buckets are laid out anew."""
PARTS = 32_768
KEPT = 1 << 20
"""Areas up to which a thread keeps its scratch, 16 MB."""
FULL = 4
"""Places a part of a bucket, about: they are put right by insertion."""
PATIENCE = 30
"""Moves a place that putting right may take; more means that nearly all lie in one spot."""
ONE = np.uint64(1)


@njit(nogil=True, cache=True, error_model="numpy")
def share(people, i):
    """The first group's part of place i; 0 where nobody lives."""
    t = people[i, 0] + people[i, 1]
    return people[i, 0] / t if t > 0.0 else 0.0


@njit(nogil=True, cache=True, error_model="numpy")
def bucket_of(p, least, per):
    """Which bucket a share falls into, which is no less than the least."""
    return np.uint64(np.int64((p - least) * per))


@njit(nogil=True, cache=True, error_model="numpy")
def tally(people, least, per, start):
    """How many fall in each bucket, one on, (BUCKETS + 1,); least and greatest share, people."""
    low, high = np.inf, -np.inf
    whole = 0.0
    for i in range(len(people)):
        p = share(people, i)
        whole += people[i, 0] + people[i, 1]
        low = min(low, p)
        high = max(high, p)
        start[bucket_of(p, least, per) + ONE] += 1
    return low, high, whole


@njit(nogil=True, cache=True, error_model="numpy")
def by_counting(p, t, bucket, least, per, digit, count, q, u):
    """p and t, of one bucket, into q and u, by how far into the bucket they lie.

    That is reckoned as the bucket was, so that it is never less than nothing, nor more than one.
    """
    size, parts = len(p), 1
    while parts * FULL < size and parts < PARTS:
        parts *= 2
    count[: parts + 2] = 0
    for i in range(size):
        d = np.uint64(np.int64(((p[i] - least) * per - bucket) * parts))
        digit[i] = d
        count[d + ONE] += 1
    for d in range(parts + 1):
        count[d + 1] += count[d]
    for i in range(size):
        d = np.uint64(digit[i])
        to = np.uint64(count[d])
        count[d] += 1
        q[to] = p[i]
        u[to] = t[i]


@njit(nogil=True, cache=True, error_model="numpy")
def in_order(p, t, size, most):
    """Sort the first ``size`` by p, those nearly in order; the moves it took, given up at most."""
    moves = 0
    for i in range(1, size):
        x = p[i]
        if p[i - 1] > x:
            w = t[i]
            j = i
            while j > 0 and p[j - 1] > x:
                p[j] = p[j - 1]
                t[j] = t[j - 1]
                j -= 1
            p[j] = x
            t[j] = w
            moves += i - j
            if moves > most:
                break
    return moves


@njit(nogil=True, cache=True, error_model="numpy")
def over_gaps(people, p, t):
    """As ``pairs``; p, t : (areas,), scratch."""
    n = len(people)
    start = np.zeros(BUCKETS + 1, dtype=np.int64)
    least, per = 0.0, BUCKETS * BARELY
    low, high, whole = tally(people, least, per, start)
    if not np.isfinite(whole + high - low):
        return np.nan
    if low == high:
        return 0.0
    if high - low < NARROW:
        start[:] = 0
        least, per = low, BUCKETS * BARELY / (high - low)
        tally(people, least, per, start)
    fullest = start.max()
    for b in range(BUCKETS):
        start[b + 1] += start[b]
    for i in range(n):
        q = share(people, i)
        b = bucket_of(q, least, per)
        to = np.uint64(start[b])
        start[b] += 1
        p[to] = q
        t[to] = people[i, 0] + people[i, 1]
    count = np.empty(PARTS + 2, dtype=np.int32)
    digit = np.empty(fullest, dtype=np.int32)
    some_p, some_t = np.empty(fullest), np.empty(fullest)
    patience, begin = PATIENCE * n, 0
    below, before, total = 0.0, low, 0.0
    for b in range(BUCKETS):
        end = start[b]  # it has moved on to where the next begins
        size = end - begin
        by_counting(
            p[begin:end], t[begin:end], float(b), least, per, digit, count, some_p, some_t
        )  # fmt: skip
        patience -= in_order(some_p, some_t, size, patience)
        if patience < 0:
            return np.nan
        for k in range(size):
            total += (some_p[k] - before) * below * (whole - below)
            before = some_p[k]
            below += some_t[k]
        begin = end
    return 2.0 * total


def pairs(people: NDArray[np.float64]) -> float:
    """Σ over i, j of t_i t_j |p_i − p_j|: twice the sum over gaps of people below × above.

    people : (areas, 2), t both and p the first's share. NaN where the sort would take long, or
    where a share is no number.
    """
    n = len(people)
    room = np.empty((2, n)) if n > KEPT else _kept.of(n)
    return float(over_gaps(people, room[0], room[1]))


class _Kept(local):
    """Scratch that a thread keeps from call to call: it is asked for again and again by draws."""

    room = np.empty((2, 0))

    def of(self, n: int) -> NDArray[np.float64]:
        if self.room.shape[1] < n:
            self.room = np.empty((2, n))
        return self.room[:, :n]


_kept = _Kept()
