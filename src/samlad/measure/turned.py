"""Surroundings turned round: whom a person counts around, and what one more person changes.

The shares around place j are p̃_j. One more person of group m in area i moves them by

.. math:: \\partial \\tilde p_j / \\partial n_{im} = c_{ij} (e_m - q_j)

where q_j are the shares whose place the newcomer takes. Of everybody within a radius (or weighted
by a kernel) c is the weight over the people reached, and q is p̃ itself. Of the k nearest c is
1 / k inside the last ring and the part taken of it over k in it, and q are the shares in that
ring: who comes nearer pushes somebody of the ring out. Where a ring ends exactly at k one person
fewer would reach into the next ring, and c and q are those of one person more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.measure.kernels import plain
from samlad.measure.kernels.decay import Decay

Floats = NDArray[np.float64]
SMALL = 1_000
"""As in ``surroundings``: up to so many areas every pair is looked at."""
COLUMNS = 32
"""Columns that the machine of the k nearest takes at a time."""


@dataclass(frozen=True, eq=False)
class Turn:
    """``push``: q, (scales, areas, groups), 0 where nobody is reached.

    ``back(s, v)``: Σ_j c_ij v_j at scale s, (areas, columns), of any v (areas, columns).
    """

    push: Floats
    back: Callable[[int, Floats], Floats]


def linear(shares: Floats, reached: Floats, forward: Callable[[int, Floats], Floats]) -> Turn:
    """Of weights: ``forward(s, u)`` gives Σ_j w_ij u_j, (areas, columns), at scale s."""

    def back(s: int, v: Floats) -> Floats:
        u = np.divide(v, reached[s, :, None], out=np.zeros_like(v), where=reached[s, :, None] > 0)
        return forward(s, u)

    return Turn(np.nan_to_num(shares), back)


def within(position: Floats, u: Floats, radius: float, own: bool, threads: int | None) -> Floats:
    """Σ u of those at no more than ``radius``, signs and all; it is symmetric."""
    if len(position) <= SMALL:
        return np.asarray(plain.within(position, u, np.array([radius]), own)[0])
    from samlad.measure.kernels import fast  # noqa: PLC0415  numba comes when it runs

    return _signed(
        u,
        position,
        lambda at, raised: fast.within(at, raised, np.array([radius]), own, threads, None)[0],
    )


def weighted(position: Floats, u: Floats, decay: Decay, own: bool, threads: int | None) -> Floats:
    """Σ u weighted by distance (``decay`` of one scale), signs and all; it is symmetric."""
    if len(position) <= SMALL:
        return np.asarray(plain.weighted(position, u, decay, own)[0])
    from samlad.measure.kernels import fast  # noqa: PLC0415

    return _signed(
        u,
        position,
        lambda at, raised: fast.weighted(at, raised, decay, own, threads, None)[0],
    )


def _signed(u: Floats, position: Floats, ask: Callable[[Floats, Floats], Floats]) -> Floats:
    """The machines count people, so all are raised above nothing and let down again."""
    some = np.flatnonzero(u.any(axis=1))
    out = np.zeros_like(u)
    if not len(some):
        return out
    rise = np.abs(u[some]).max(axis=0)
    rise[rise == 0] = 1.0
    # one column of ones counts how often the rise was read; columns in like units
    raised = np.column_stack([u[some] / rise + 1.0, np.ones(len(some))])
    everybody = np.zeros((len(u), raised.shape[1]))
    everybody[some] = raised
    got = ask(position, everybody)
    return np.asarray((got[:, :-1] - got[:, -1:]) * rise)


# ------------------------------------------------------------------------- the k nearest
def nearest(position: Floats, people: Floats, k: Floats, own: bool, threads: int | None) -> Turn:
    """Of the k nearest, their last ring shared in proportion."""
    if len(position) <= SMALL:
        return _nearest_plain(position, people, k, own)
    return _nearest_fast(position, people, k, own, threads)


def _pushed(inside: Floats, ring: Floats) -> Floats:
    """Shares in the ring; where everybody is reached there is none, and shares of everybody."""
    last = np.where(ring.sum(axis=2, keepdims=True) > 0, ring, inside)
    total = last.sum(axis=2, keepdims=True)
    return np.asarray(np.divide(last, total, out=np.zeros_like(last), where=total > 0))


def _weights(inside: Floats, ring: Floats, k: Floats) -> tuple[Floats, Floats]:
    """c inside the ring and in it, (scales, areas) each; everybody reached: one over all."""
    have, ringed = inside.sum(axis=2), ring.sum(axis=2)
    wide = np.broadcast_to(k[:, None], have.shape)
    base = np.where(ringed > 0, wide, have)
    c_in = np.divide(1.0, base, out=np.zeros_like(base), where=base > 0)
    part = np.divide(wide - have, ringed, out=np.zeros_like(have), where=ringed > 0)
    return c_in, part * c_in


def _nearest_plain(position: Floats, people: Floats, k: Floats, own: bool) -> Turn:
    inside, ring, radius, _ = plain.nearest(position, people, k, own)
    c_in, c_ring = _weights(inside, ring, k)
    apart = plain.squared(position, position)
    r2 = np.where(np.isnan(radius), np.inf, radius**2)

    def back(s: int, v: Floats) -> Floats:
        low = r2[s][:, None] * (1 - 1e-12)
        high = r2[s][:, None] * (1 + 1e-12)
        c = np.where(apart < low, c_in[s][:, None], 0.0)
        c[(apart >= low) & (apart <= high)] = 0.0
        in_ring = (apart >= low) & (apart <= high) & np.isfinite(low)
        c = np.where(in_ring, c_ring[s][:, None], c)
        if not own:
            np.fill_diagonal(c, 0.0)
        return np.asarray(c.T @ v)

    return Turn(_pushed(inside, ring), back)


def _nearest_fast(
    position: Floats, people: Floats, k: Floats, own: bool, threads: int | None
) -> Turn:
    from samlad.measure.kernels import fast, grid, search, turning  # noqa: PLC0415

    g = grid.build(position, people)
    at = fast.everyone(g, position, people, own)
    inside, ring, _, radius = fast.find(g, at, k, search.APART, own, threads, None)
    c_in, c_ring = _weights(inside, ring, k)
    r2 = (radius / g.step) ** 2

    def back(s: int, v: Floats) -> Floats:
        out = np.empty(v.shape)
        for first in range(0, v.shape[1], COLUMNS):
            some = slice(first, first + COLUMNS)
            out[:, some] = turning.back(
                g, at, r2[s], (c_in[s], c_ring[s]), v[:, some], own, threads
            )
        return out

    return Turn(_pushed(inside, ring), back)
