"""Ordered groups: income, education. Groups stand in columns from the least to the greatest."""

from __future__ import annotations

from collections.abc import Callable
from math import comb, gamma, log, pi

import numpy as np

from samlad.measure.given import People, known_of
from samlad.measure.registry import Cells, Near, index
from samlad.measure.shares import Vector, shares, xlogx
from samlad.model import Mistake

_REARDON_2009 = "Reardon 2009, doi:10.1108/S1049-2585(2009)0000017011"
_REARDON_2011 = "Reardon 2011, Measures of income segregation (CEPA working paper)"
Spread = Callable[[Vector, Vector], Vector]
"""f(c) from the shares below and above; both are given, so that an empty end is exactly 0."""


def _spread_h(below: Vector, above: Vector) -> Vector:
    return np.asarray(-(xlogx(below) + xlogx(above)) / log(2))


def _spread_r(below: Vector, above: Vector) -> Vector:
    return np.asarray(4 * below * above)


def _spread_s(below: Vector, above: Vector) -> Vector:
    return np.asarray(2 * np.sqrt(below * above))


def _spread_v(below: Vector, above: Vector) -> Vector:
    return np.asarray(1 - np.abs(below - above))


SPREADS: dict[str, Spread] = {
    "ordinal_h": _spread_h,
    "ordinal_r": _spread_r,
    "ordinal_s": _spread_s,
    "ordinal_v": _spread_v,
}


def _sides(p: Cells) -> tuple[Cells, Cells]:
    """Shares below and above each threshold, (areas, groups - 1) each."""
    below, above = np.cumsum(p, axis=-1), np.cumsum(p[..., ::-1], axis=-1)[..., ::-1]
    return np.minimum(below[..., :-1], 1.0), np.minimum(above[..., 1:], 1.0)


def _ordinal(spread: Spread, n: Cells, N: Vector, near: Near) -> Vector:
    here, whole = spread(*_sides(shares(n, near))), spread(*_sides(N / N.sum()))
    return np.asarray(n.sum(axis=1) / N.sum() * (1 - here.sum(axis=1) / whole.sum()))


def _parts_h(n: Cells, N: Vector, near: Near) -> Vector:
    return _ordinal(_spread_h, n, N, near)


def _parts_r(n: Cells, N: Vector, near: Near) -> Vector:
    return _ordinal(_spread_r, n, N, near)


def _parts_s(n: Cells, N: Vector, near: Near) -> Vector:
    return _ordinal(_spread_s, n, N, near)


def _parts_v(n: Cells, N: Vector, near: Near) -> Vector:
    return _ordinal(_spread_v, n, N, near)


@index(
    dimension="order",
    lowest=0.0,
    highest=1.0,
    groups=0,
    ordered=True,
    near=True,
    reference=_REARDON_2009,
    parts=_parts_h,
)
def ordinal_h(n: Cells, near: Near = None) -> float:
    r"""How much less spread the order is within areas than in the whole, by entropy.

    .. math:: \Lambda = \sum_j \tfrac{t_j}{T v}(v - v_j),\quad
        v = \tfrac{1}{K-1} \sum_k f(c_k),\quad f(c) = -c \log_2 c - (1-c) \log_2 (1-c)

    n : (areas, ordered groups), people; c are cumulative shares. Gives 0 even, 1 wholly apart.

    >>> round(ordinal_h(np.array([[30.0, 10, 10], [10, 50, 30]])), 12)
    0.120368672351
    """
    return float(_parts_h(n, n.sum(axis=0), near).sum())


@index(
    dimension="order",
    lowest=0.0,
    highest=1.0,
    groups=0,
    ordered=True,
    near=True,
    reference=_REARDON_2009,
    parts=_parts_r,
)
def ordinal_r(n: Cells, near: Near = None) -> float:
    r"""As ``ordinal_h`` with the variance ratio's spread, f(c) = 4c(1 - c).

    >>> round(ordinal_r(np.array([[30.0, 10, 10], [10, 50, 30]])), 12)
    0.144444444444
    """
    return float(_parts_r(n, n.sum(axis=0), near).sum())


@index(
    dimension="order",
    lowest=0.0,
    highest=1.0,
    groups=0,
    ordered=True,
    near=True,
    reference=_REARDON_2009,
    parts=_parts_s,
)
def ordinal_s(n: Cells, near: Near = None) -> float:
    r"""As ``ordinal_h`` with the square root's spread, f(c) = 2 √(c(1 - c)).

    >>> round(ordinal_s(np.array([[30.0, 10, 10], [10, 50, 30]])), 12)
    0.089219955306
    """
    return float(_parts_s(n, n.sum(axis=0), near).sum())


@index(
    dimension="order",
    lowest=0.0,
    highest=1.0,
    groups=0,
    ordered=True,
    near=True,
    reference=_REARDON_2009,
    parts=_parts_v,
)
def ordinal_v(n: Cells, near: Near = None) -> float:
    r"""As ``ordinal_h`` with the absolute spread, f(c) = 1 - |2c - 1|.

    >>> round(ordinal_v(np.array([[30.0, 10, 10], [10, 50, 30]])), 12)
    0.125
    """
    return float(_parts_v(n, n.sum(axis=0), near).sum())


# ------------------------------------------------------------------------------- rank order
def order_weights(kind: str, order: int) -> Vector:
    r"""What each coefficient of the polynomial counts for, (order + 1,).

    ``kind``: h, r or s. The mean of p^m over [0, 1] with the weight of the spread f(p).

    >>> order_weights("h", 4)
    array([1.        , 0.5       , 0.30555556, 0.20833333, 0.15222222])
    >>> order_weights("r", 4)
    array([1.        , 0.5       , 0.3       , 0.2       , 0.14285714])
    """
    powers = range(order + 1)
    if kind == "r":
        return np.array([6 / ((m + 2) * (m + 3)) for m in powers])
    if kind == "s":
        return np.array([8 / pi * gamma(m + 1.5) * gamma(1.5) / gamma(m + 3) for m in powers])
    return np.array(
        [
            2 / (m + 2) ** 2 + 2 * sum(comb(m, i) * (-1) ** i / (i + 2) ** 2 for i in range(m + 1))
            for m in powers
        ]
    )


def rank_order_profile(n: People, kind: str = "h", near: Near = None) -> tuple[Vector, Vector]:
    """Segregation of those below from those above each threshold.

    n : (areas, ordered groups), people. Gives p (thresholds,), the share of the whole below, and
    the index (thresholds,) at each; thresholds nobody is below or above, or between it and the
    last, are left out.
    """
    if kind not in _RANKED:
        raise Mistake("measure.unknown_index", found={"index": kind, "near": ", ".join(_RANKED)})
    n, around, _ = known_of(n, near)
    return _ranked(n, kind, around)


def _ranked(n: Cells, kind: str, near: Near) -> tuple[Vector, Vector]:
    spread = _RANKED[kind]
    N, t = n.sum(axis=0), n.sum(axis=1)
    below, above = _sides(N / N.sum())
    keep = (below > 1e-12) & (above > 1e-12)
    keep &= np.diff(below, prepend=-1.0) > 1e-12  # with nobody between, two thresholds are one
    here = spread(*(side[:, keep] for side in _sides(shares(n, near))))
    return below[keep], 1 - t @ here / (N.sum() * spread(below[keep], above[keep]))


_RANKED: dict[str, Spread] = {"h": _spread_h, "r": _spread_r, "s": _spread_s}


def _rank_order(n: Cells, kind: str, near: Near, order: int) -> float:
    p, each = _ranked(n, kind, near)
    order = min(order, len(p) - 1)
    # least squares weighted by the squared spread: by the root of that, the spread itself
    w = _RANKED[kind](p, 1 - p)
    beta = np.linalg.lstsq(np.vander(p, order + 1, increasing=True) * w[:, None], each * w)[0]
    return float(beta @ order_weights(kind, order))


@index(
    dimension="order",
    lowest=-np.inf,
    highest=np.inf,
    groups=0,
    ordered=True,
    near=True,
    reference=_REARDON_2011,
)
def rank_order_h(n: Cells, near: Near = None, order: int = 4) -> float:
    r"""Income segregation by rank, whatever the income brackets.

    .. math:: H^R = 2 \ln 2 \int_0^1 E(p) H(p)\, dp

    n : (areas, ordered groups), people. H at each threshold is fitted with a polynomial of
    ``order`` (at most one less than the thresholds), weighted by E(p)², and integrated exactly:
    0 even, 1 wholly apart, outside only where the polynomial reaches beyond the thresholds.

    >>> round(rank_order_h(np.array([[30.0, 10, 10, 5], [10, 50, 30, 20]])), 12)
    0.104415466338
    """
    return _rank_order(n, "h", near, order)


@index(
    dimension="order",
    lowest=-np.inf,
    highest=np.inf,
    groups=0,
    ordered=True,
    near=True,
    reference=_REARDON_2011,
)
def rank_order_r(n: Cells, near: Near = None, order: int = 4) -> float:
    r"""As ``rank_order_h`` with the variance ratio: R^R = 6 ∫ p(1 - p) R(p) dp.

    >>> round(rank_order_r(np.array([[30.0, 10, 10, 5], [10, 50, 30, 20]])), 12)
    0.114729395604
    """
    return _rank_order(n, "r", near, order)


@index(
    dimension="order",
    lowest=-np.inf,
    highest=np.inf,
    groups=0,
    ordered=True,
    near=True,
    reference=_REARDON_2011,
)
def rank_order_s(n: Cells, near: Near = None, order: int = 4) -> float:
    r"""As ``rank_order_h`` with the square root: S^R = (8/π) ∫ √(p(1 - p)) S(p) dp.

    >>> round(rank_order_s(np.array([[30.0, 10, 10, 5], [10, 50, 30, 20]])), 12)
    0.08361997475
    """
    return _rank_order(n, "s", near, order)


def cells_from_incomes(place: Vector, income: Vector, brackets: int = 100) -> Cells:
    """Individuals' incomes as a table of ordered brackets, (areas, brackets).

    ``place``: (people,), the row 0 … areas - 1 of each person; ``income``: (people,). Brackets
    are equal numbers of people in order of income; equal incomes are never parted, so there can
    be fewer. Every index of order can be read off the table.

    >>> cells_from_incomes(np.array([0, 0, 1, 1]), np.array([1.0, 2.0, 2.0, 9.0]), 4)
    array([[1., 1., 0.],
           [0., 1., 1.]])
    """
    place = np.asarray(place, dtype=np.int64)
    _, rank, each = np.unique(income, return_inverse=True, return_counts=True)
    below = np.cumsum(each) - each
    bracket = (below * brackets // len(rank))[rank.reshape(-1)]
    _, bracket = np.unique(bracket, return_inverse=True)
    shape = (int(place.max()) + 1, int(bracket.max()) + 1)
    flat = np.bincount(place * shape[1] + bracket, minlength=shape[0] * shape[1])
    return np.asarray(flat.reshape(shape), dtype=np.float64)
