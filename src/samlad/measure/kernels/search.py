# ruff: noqa: PLR0912, PLR0915, PLR0917  (numba: int() of floor is meant, one body is fast)
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"
"""The k nearest people of every place in a chunk, by a search that knows where to begin.

Places come in an order in which neighbours follow each other, so the radius of the last few is
known, and with the direction in which people thicken there it tells nearly where this one's
ends. One pass over the disc then counts everybody inside and lists who lives in a thin band
around the guess; if the k-th person is in the band, done; if not, the count tells where to look
next. The guess decides only how fast it goes: every answer is checked by counting.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from samlad.measure.kernels.disc import HALF, LOW, disc, people_of

LOOK_BACK = 6
PROPORTIONAL, WHOLE, APART = 0, 1, 2


@njit(nogil=True, cache=True)
def ring_of(far, who, many, listed, lacking, band, low2, top2):
    """Arrange the list so that [0, a) is inside the ring and [a, b) is the ring; give a, b."""
    lo, hi = 0, listed
    have = np.int64(0)
    turn = 0
    edge = 0.0
    while True:
        turn += 1
        if turn <= 2 and hi - lo > 8:
            # people lie nearly even over a thin band: where the k-th should be, and next to it
            at = (float(lacking) + (0.0 if turn == 1 else edge)) / float(band)
            pivot = low2 + (top2 - low2) * min(max(at, 0.0), 1.0)
        else:
            p, q, r = far[lo], far[(lo + hi) // 2], far[hi - 1]
            pivot = max(min(p, q), min(max(p, q), r))
        a, i, b = lo, lo, hi
        less = np.int64(0)
        same = np.int64(0)
        while i < b:
            d, w, n = far[i], who[i], many[i]
            if d < pivot:
                less += n
                far[i], who[i], many[i] = far[a], who[a], many[a]
                far[a], who[a], many[a] = d, w, n
                a += 1
                i += 1
            elif d > pivot:
                b -= 1
                far[i], who[i], many[i] = far[b], who[b], many[b]
                far[b], who[b], many[b] = d, w, n
            else:
                same += n
                i += 1
        edge = 0.08 * band
        if have + less >= lacking:
            hi = a
            edge = -edge
        elif have + less + same >= lacking:
            return a, b
        else:
            have += less + same
            lo = b


@njit(nogil=True, cache=True)
def words_of(run, who, a, b):
    """Sums of four words over list entries a … b."""
    w0 = np.uint64(0)
    w1 = np.uint64(0)
    w2 = np.uint64(0)
    w3 = np.uint64(0)
    for i in range(a, b):
        u = np.uint64(who[i])
        v = u + np.uint64(1)
        w0 += run[v, 0] - run[u, 0]
        w1 += run[v, 1] - run[u, 1]
        w2 += run[v, 2] - run[u, 2]
        w3 += run[v, 3] - run[u, 3]
    return w0, w1, w2, w3


@njit(nogil=True, cache=True)
def ring_below(
    xy, start, run, total, shape, wide, high, gap, ox, oy, top2, g, far, who, many, spans, turn
):  # fmt: skip
    """Squared distance of the farthest point at d² ≤ top2; 0 where only the place itself is."""
    top = math.sqrt(top2)
    deep = max(0.01 * g, 0.5 * gap)
    for _ in range(200):
        lo = top - deep
        lo2 = lo * lo if lo > 0.0 else 0.0
        _, _, _, _, listed, _, _, _ = disc(
            xy,
            start,
            run,
            total,
            shape,
            wide,
            high,
            gap,
            ox,
            oy,
            lo2,
            top2,
            far,
            who,
            many,
            spans,
            turn,
        )
        if listed >= len(far):
            deep *= 0.3
            continue
        if listed == 0:
            if lo2 == 0.0:
                return 0.0
            deep *= 3.0
            continue
        best = 0.0
        for i in range(listed):
            best = max(best, far[i])
        return best
    return top2


@njit(nogil=True, cache=True)
def guess_from(t, first, at_x, at_y, ox, oy, rad, gx, gy):
    """Radius expected from the places just done, the nearest most, and how far off that one is.

    −1 where there is none.
    """
    best = np.inf
    guess = 0.0
    weight = 0.0
    for b in range(max(first, t - LOOK_BACK), t):
        r = rad[b - first]
        if r < 0.0:
            continue
        dx, dy = ox - at_x[b], oy - at_y[b]
        d2 = dx * dx + dy * dy
        best = min(best, d2)
        w = 1.0 / (d2 * d2 + 1e-12)
        guess += w * (r - gx[b - first] * dx - gy[b - first] * dy)
        weight += w
    if weight == 0.0:
        return -1.0, 0.0
    return max(guess / weight, 0.0), math.sqrt(best)


@njit(nogil=True, cache=True)
def spread_out(row, words, block, packed, part):
    """Add ``part`` of four words to the row of groups, (groups,)."""
    groups = len(row)
    for c in range(4):
        w = words[c]
        if packed:
            g = 8 * block + 2 * c
            if g < groups:
                row[g] += part * float(w & LOW)
            if g + 1 < groups:
                row[g + 1] += part * float(w >> HALF)
        else:
            g = 4 * block + c
            if g < groups:
                row[g] += part * float(w)


@njit(nogil=True, cache=True)
def nearest_chunk(
    xy, start, run, total, shape, wide, high, gap, at_x, at_y, own, own_words, own_total,
    order, first, last, everybody, ks, exact_k, include_own, packed, scale, lead, ring, out,
    out_ring, reached, radius, far, who, many, spans, turn,
):  # fmt: skip
    """Answer for places order[first:last] at every k (in sum units: whole, and exact).

    ``at_x``, ``at_y`` and ``own`` stand in that order already.
    """
    groups = out.shape[2]
    blocks = run.shape[0]
    rad = np.empty(last - first)
    gx = np.empty(last - first)
    gy = np.empty(last - first)
    before = np.full(last - first, -1.0)
    row = np.empty(groups)
    ring_row = np.empty(groups)
    search_packed = packed and lead == 0
    for s in range(len(ks)):
        k = ks[s]
        usual = -1.0
        rad[:] = -1.0
        for t in range(first, last):
            j = order[t]
            ox, oy = at_x[t], at_y[t]
            below2 = 0.0  # squared radius of the ring before the last
            mine = np.int64(0) if include_own else own_total[j]
            p = own[t]
            here = (total[p] if p >= 0 else np.int64(0)) - mine
            lo2, hi2 = 0.0, 0.0
            kept2, a, b = 0.0, 0, 0
            inside = np.int64(0)
            a0 = np.uint64(0)
            a1, a2, a3 = a0, a0, a0
            nobody_left = everybody - mine < k
            if nobody_left:
                kept2 = np.inf
            elif here >= k:
                far[0] = 0.0
                who[0] = p
                many[0] = total[p]
                b = 1
                kept2 = -1.0
                rad[t - first] = 0.0
                gx[t - first] = 0.0
                gy[t - first] = 0.0
            else:
                # ------------------------------------------------ search for the band
                floor2, top2 = 0.0, np.inf
                g, away = guess_from(t, first, at_x, at_y, ox, oy, rad, gx, gy)
                warm = g >= 0.0
                if not warm:
                    g = before[t - first]
                    if g > 0.0:
                        g *= math.sqrt(float(k) / float(ks[s - 1]))
                    else:
                        g = high
                aim = g
                h = 2.2 * usual * math.sqrt(away) if (warm and usual > 0.0) else 0.3 * g
                h = max(h, 0.0003 * g, 0.1 * gap)
                tries = 0
                while True:
                    tries += 1
                    lo = g - h
                    hi = g + h
                    lo2 = lo * lo if lo > 0.0 else 0.0
                    hi2 = hi * hi
                    lo2 = max(lo2, floor2)
                    hi2 = min(hi2, top2)
                    if tries > 12:  # never lost: every pass halves what is left of the bracket
                        if top2 < np.inf:
                            lo2 = floor2 + (top2 - floor2) / 2
                            lo2 = lo2 if lo2 < top2 else floor2
                            hi2 = top2
                        else:
                            lo2 = max(4 * floor2, 1.0)
                            hi2 = lo2
                    a0, a1, a2, a3, listed, band, lean_x, lean_y = disc(
                        xy, start, run[0], total, shape, wide, high, gap, ox, oy, lo2, hi2,
                        far, who, many, spans, turn,
                    )  # fmt: skip
                    inside = people_of(a0, a1, a2, a3, search_packed) - mine
                    lo = math.sqrt(lo2)
                    hi = math.sqrt(hi2)
                    if inside >= k:
                        top2 = lo2
                        g = lo * math.sqrt(float(k) / float(inside))
                        h = max(h, 0.6 * (lo - g))
                        continue
                    floor2 = lo2
                    if listed >= len(far):
                        # too many to list: look at the lower part of the band alone
                        h *= 0.25
                        g = lo + h
                        if hi - lo <= 1e-9 * hi:
                            break
                        continue
                    if inside + band < k:
                        floor2 = hi2
                        have = float(inside + band)
                        grow = math.sqrt(float(k) / have) if have > 0.0 else 2.0
                        g = hi * min(grow, 2.0) + (0.5 * gap if have <= 0.0 else 0.0)
                        h = max(h, 0.6 * (g - hi))
                        continue
                    break
                a, b = ring_of(far, who, many, listed, k - inside, band, lo2, hi2)
                kept2 = far[a]
                if ring == PROPORTIONAL and (inside > 0 or a > 0):
                    for i in range(a):
                        below2 = max(below2, far[i])
                    if a == 0:
                        below2 = ring_below(
                            xy, start, run[0], total, shape, wide, high, gap, ox, oy, lo2, g,
                            far[b:], who[b:], many[b:], spans, turn,
                        )  # fmt: skip
                r = math.sqrt(kept2)
                rad[t - first] = r
                weight = float(band) * max(r, 1e-12)
                gx[t - first] = lean_x / weight
                gy[t - first] = lean_y / weight
                if warm:
                    miss = abs(r - aim) / math.sqrt(max(away, 1e-9))
                    usual = miss if usual < 0.0 else 0.9 * usual + 0.1 * miss
            before[t - first] = rad[t - first]
            # ---------------------------------------------------- what lives there
            ringed = np.int64(0)
            for i in range(a, b):
                ringed += many[i]
            if kept2 < 0.0:
                ringed -= mine
                inside = np.int64(0)
            else:
                for i in range(a):
                    inside += many[i]
            part = 0.0
            if b > a:
                part = (exact_k[s] - float(inside)) / float(ringed)
            if ring != PROPORTIONAL:
                part = 1.0 if b > a else 0.0
            row[:] = 0.0
            ring_row[:] = 0.0
            for block in range(lead, blocks):
                r0 = run[block]
                if nobody_left:
                    n = r0.shape[0] - 1
                    a0, a1, a2, a3 = r0[n, 0], r0[n, 1], r0[n, 2], r0[n, 3]
                elif kept2 < 0.0:
                    a0 = np.uint64(0)
                    a1, a2, a3 = a0, a0, a0
                elif lead > 0:
                    a0, a1, a2, a3, _, _, _, _ = disc(
                        xy, start, r0, total, shape, wide, high, gap, ox, oy, lo2, lo2,
                        far[-1:], who[-1:], many[-1:], spans, turn,
                    )  # fmt: skip
                u0, u1, u2, u3 = words_of(r0, who, 0, a)
                v0, v1, v2, v3 = words_of(r0, who, a, b)
                a0 += u0
                a1 += u1
                a2 += u2
                a3 += u3
                if not include_own:
                    if kept2 < 0.0:
                        v0 -= own_words[block, j, 0]
                        v1 -= own_words[block, j, 1]
                        v2 -= own_words[block, j, 2]
                        v3 -= own_words[block, j, 3]
                    else:
                        a0 -= own_words[block, j, 0]
                        a1 -= own_words[block, j, 1]
                        a2 -= own_words[block, j, 2]
                        a3 -= own_words[block, j, 3]
                at = block - lead
                spread_out(row, (a0, a1, a2, a3), at, packed, 1.0)
                if ring == APART:
                    spread_out(ring_row, (v0, v1, v2, v3), at, packed, 1.0)
                else:
                    spread_out(row, (v0, v1, v2, v3), at, packed, part)
            radius[s, j] = np.nan if nobody_left else math.sqrt(max(kept2, 0.0))
            if ring == PROPORTIONAL and kept2 > 0.0 and not nobody_left:
                radius[s, j] = math.sqrt(below2 + part * (kept2 - below2))
            if ring != APART:
                some = 0.0
                for g2 in range(groups):
                    some += row[g2]
                reached[s, j] = some / scale
                for g2 in range(groups):
                    out[s, j, g2] = row[g2] / some if some > 0.0 else np.nan
            else:
                for g2 in range(groups):
                    out[s, j, g2] = row[g2] / scale
                    out_ring[s, j, g2] = ring_row[g2] / scale
