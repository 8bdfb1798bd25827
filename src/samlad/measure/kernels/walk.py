# ruff: noqa: PLR0917  (numba: one body is fast)
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc, assignment"
"""Walks outward from each place over all others, nearest first; imports numba.

The order is by counting on two digits of the distance's own bits, then put right where two
places share both: no comparison but between neighbours. Equal distances keep the order given.
"""

from __future__ import annotations

import numpy as np
from numba import njit

DIGIT = 11
MASK = (1 << DIGIT) - 1
BLOCK = 64
LN2 = 0.6931471805599453
ROOT_HALF = 0x3FE6A09E667F3BCD
"""√½ as the machine writes it."""


@njit(nogil=True, cache=True, error_model="numpy")
def outward(x, y, i, far, bits, key, small, large, half, order):
    """Places by squared distance from place i into ``order``, distances into ``far``.

    ``bits`` is the memory of ``far`` as whole numbers; the rest is scratch.
    """
    J = len(x)
    most = 0.0
    for j in range(J):
        dx = x[j] - x[i]
        dy = y[j] - y[i]
        far[j] = dx * dx + dy * dy
        most = max(most, far[j])
    small[:] = 0
    large[:] = 0
    # a little more on all, so that those very near do not use up the digits
    little = most * 1e-6
    for j in range(J):
        far[j] += little
    least = bits[i]
    span = np.uint64(1)
    for j in range(J):
        span = max(span, bits[j] - least)
    shift = np.uint64(0)
    while (span >> shift) >= np.uint64(1 << (2 * DIGIT)):
        shift += np.uint64(1)
    for j in range(J):
        k = np.int64((bits[j] - least) >> shift)
        key[j] = k
        small[k & MASK] += 1
        large[k >> DIGIT] += 1
    a = b = 0
    for d in range(MASK + 1):
        c = small[d]
        small[d] = a
        a += c
        c = large[d]
        large[d] = b
        b += c
    for j in range(J):
        d = key[j] & MASK
        half[small[d]] = j
        small[d] += 1
    for k in range(J):
        j = half[k]
        d = key[j] >> DIGIT
        order[large[d]] = j
        large[d] += 1
    for j in range(J):
        dx = x[j] - x[i]
        dy = y[j] - y[i]
        far[j] = dx * dx + dy * dy
    for k in range(1, J):
        j = order[k]
        d = far[j]
        at = k
        # the first of equals came first in the counting too, but for what was added to all
        while at > 0 and (
            far[order[at - 1]] > d or (far[order[at - 1]] == d and order[at - 1] > j)
        ):
            order[at] = order[at - 1]
            at -= 1
        order[at] = j


@njit(nogil=True, cache=True, fastmath={"contract"}, error_model="numpy")
def x_log_x(x, bits, rest, rest_bits, power, size):
    """x ln x in place of the first ``size`` of x ≥ 0, to the last digit or two.

    ``bits`` and ``rest_bits`` are the memory of ``x`` and ``rest`` as whole numbers; ``rest`` and
    ``power`` are scratch. x = 2ᵖ r with r about 1, and ln r = 2 artanh((r - 1) / (r + 1)): no
    branch, no call, so that many are taken at a time.
    """
    for e in range(size):
        p = (bits[e] - ROOT_HALF) >> 52
        rest_bits[e] = bits[e] - (p << 52)
        power[e] = p
    for e in range(size):
        z = (rest[e] - 1) / (rest[e] + 1)
        w = z * z
        s = w * (1 / 21) + 1 / 19
        s = s * w + 1 / 17
        s = s * w + 1 / 15
        s = s * w + 1 / 13
        s = s * w + 1 / 11
        s = s * w + 1 / 9
        s = s * w + 1 / 7
        s = s * w + 1 / 5
        s = s * w + 1 / 3
        x[e] *= power[e] * LN2 + 2 * (z * w * s + z)


@njit(nogil=True, cache=True, error_model="numpy")
def distorted(x, y, people, t, surprise, first, last, out):
    """Σ over the people met of the greatest divergence still to come, for places first … last.

    ``people``: (places, groups); ``surprise``: Σ n ln π of each place.
    """
    J, G = people.shape
    far, key = np.empty(J), np.empty(J, np.int32)
    bits = far.view(np.uint64)
    small, large = np.empty(MASK + 1, np.int32), np.empty(MASK + 1, np.int32)
    half, order = np.empty(J, np.int32), np.empty(J, np.int32)
    wide = G + 1
    logs, rest, power = np.empty(wide * BLOCK), np.empty(wide * BLOCK), np.empty(wide * BLOCK)
    logs_bits, rest_bits = logs.view(np.int64), rest.view(np.int64)
    met, everybody, expected = np.empty(G), np.empty(BLOCK), np.empty(BLOCK)
    for i in range(first, last):
        outward(x, y, i, far, bits, key, small, large, half, order)
        met[:] = 0.0
        u = surprised = 0.0
        for start in range(0, J, BLOCK):
            many = min(BLOCK, J - start)
            for k in range(many):
                j = order[start + k]
                u += t[j]
                surprised += surprise[j]
                everybody[k] = u
                expected[k] = surprised
                for m in range(G):
                    met[m] += people[j, m]
                    logs[k * wide + m] = met[m]
                logs[k * wide + G] = u
            x_log_x(logs, logs_bits, rest, rest_bits, power, many * wide)
            for k in range(many):
                total = -logs[k * wide + G]
                for m in range(G):
                    total += logs[k * wide + m]
                # the distances are no longer needed
                far[start + k] = (total - expected[k]) / everybody[k]
        beyond = total = 0.0
        for k in range(J - 1, -1, -1):
            beyond = max(beyond, far[k])
            total += t[order[k]] * beyond
        out[i] = total
