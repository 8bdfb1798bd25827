"""Evenness: how alike the areas are.

Each index is written once, as the part every area has in it (``parts_of``): the index is the
sum of its parts. Written so, it can be read off surroundings (``near``: the shares of the people
around, while weights are those who live in the area and the whole is the true composition,
Reardon & O'Sullivan 2004), and one person can be taken away without computing all anew.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.measure.registry import Cells, Near, index
from samlad.measure.shares import Vector, entropies, shares, xlogx, xlogy


# ------------------------------------------------------------------------------- two groups
def _dissimilarity(n: Cells, N: Vector, near: Near) -> Vector:
    t, T = n.sum(axis=1), N.sum()
    return np.asarray(t * np.abs(shares(n, near)[:, 0] - N[0] / T) * T / (2 * N[0] * N[1]))


@index(
    dimension="evenness",
    lowest=0.0,
    highest=1.0,
    groups=2,
    near=True,
    reference="Duncan & Duncan 1955, doi:10.2307/2088328",
    parts=_dissimilarity,
)
def dissimilarity(n: Cells, near: Near = None) -> float:
    r"""Share of either group that would have to move for every area to be alike.

    .. math:: D = \sum_j t_j |p_j - \pi| / (2 T \pi (1 - \pi))
        = \tfrac12 \sum_j | x_j / X - y_j / Y |

    n : (areas, 2), people; near : (areas, 2), shares around each area. Gives a share: 0 even,
    1 wholly apart.

    >>> dissimilarity(np.array([[30.0, 10.0], [10.0, 50.0]]))
    0.5833333333333335
    """
    return float(_dissimilarity(n, n.sum(axis=0), near).sum())


def _pairs(people: Cells) -> float:
    """Σ over i, j of t_i t_j |p_i - p_j|, without the pairs; people : (areas, 2)."""
    if len(people) >= MANY:
        from samlad.measure.kernels import gaps  # noqa: PLC0415  numba, where it pays

        people = np.ascontiguousarray(people)
        found = gaps.pairs(people)
        if not np.isnan(found):
            return found
    x, y = people.T
    t = x + y
    p = x / np.where(t > 0, t, 1.0)
    order = _upward(p)
    t, p = t[order], p[order]
    before = np.cumsum(t)
    rank = 2 * before - t - before[-1]
    t *= p
    return 2 * float(np.einsum("j,j->", t, rank))


MANY = 100_000
"""From so many areas on pairs are summed by a compiled kernel."""
DIGITS = 3


def _upward(p: Vector) -> NDArray[np.int64]:
    """Rows by p, shares, by counting on three digits of sixteen bits each: three times as fast.

    Shares nearer than 2⁻⁴⁸ to each other keep their places: far less than rounding is lost.
    """
    if len(p) < 1_000:
        return np.asarray(np.argsort(p, kind="stable"))
    whole = (p * (2.0 ** (16 * DIGITS) - 1)).astype("<u8")
    digits = whole.view("<u2").reshape(-1, 4)
    order = np.argsort(np.ascontiguousarray(digits[:, 0]), kind="stable")
    for d in range(1, DIGITS):
        order = order[np.argsort(digits[order, d], kind="stable")]
    return np.asarray(order)


@index(
    dimension="evenness",
    lowest=0.0,
    highest=1.0,
    groups=2,
    near=True,
    reference="Gini 1921; Duncan & Duncan 1955, doi:10.2307/2088328",
)
def gini(n: Cells, near: Near = None) -> float:
    r"""Mean difference in composition between all pairs of people, over its greatest value.

    .. math:: G = \sum_i \sum_j t_i t_j |p_i - p_j| / (2 T^2 \pi (1 - \pi))

    n : (areas, 2), people. Gives a share: twice the area between the segregation curve and the
    diagonal. Sorted once, never paired: time n log n.

    >>> round(gini(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    0.583333333333
    """
    lived = n if near is None else n.sum(axis=1)[:, None] * near
    x, y = n.T
    return float(_pairs(lived) / (2 * x.sum() * y.sum()))


def _atkinson(n: Cells, N: Vector, near: Near, b: float = 0.5) -> Vector:
    p = shares(n, near)
    return np.asarray(n.sum(axis=1) * p[:, 1] ** (1 - b) * p[:, 0] ** b / N[0])


def _atkinson_of(total: Any, N: Vector, b: float = 0.5) -> Any:
    return 1 - N[0] / N[1] * np.abs(total) ** (1 / (1 - b))


@index(
    dimension="evenness",
    lowest=0.0,
    highest=1.0,
    groups=2,
    near=True,
    reference="Atkinson 1970; James & Taeuber 1985, doi:10.2307/270845",
    parts=_atkinson,
    link=_atkinson_of,
)
def atkinson(n: Cells, near: Near = None, b: float = 0.5) -> float:
    r"""Evenness with the weight b on areas where the first group is over-represented.

    .. math:: A = 1 - \frac{\pi}{1-\pi}
        \Bigl| \sum_j \frac{t_j (1-p_j)^{1-b} p_j^b}{\pi T} \Bigr|^{1/(1-b)}

    n : (areas, 2), people; 0 < b < 1. Gives 0 even, 1 wholly apart.

    >>> round(atkinson(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    0.343918054483
    """
    N = n.sum(axis=0)
    return float(_atkinson_of(_atkinson(n, N, near, b).sum(), N, b))


def _hutchens(n: Cells, N: Vector, near: Near) -> Vector:
    t, T, p = n.sum(axis=1), N.sum(), shares(n, near)
    return np.asarray(t / T - t * np.sqrt(p[:, 0] * p[:, 1]) / np.sqrt(N[0] * N[1]))


@index(
    dimension="evenness",
    lowest=0.0,
    highest=1.0,
    groups=2,
    near=True,
    reference="Hutchens 2004, doi:10.1111/j.1468-2354.2004.00137.x",
    parts=_hutchens,
)
def hutchens_square_root(n: Cells, near: Near = None) -> float:
    r"""Shortfall of the geometric means of the two groups' shares.

    .. math:: S = 1 - \sum_j \sqrt{(x_j / X)(y_j / Y)}

    n : (areas, 2), people. Gives 0 even, 1 wholly apart; sums over nested divisions.

    >>> round(hutchens_square_root(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    0.190011144819
    """
    return float(_hutchens(n, n.sum(axis=0), near).sum())


@index(
    dimension="evenness",
    lowest=0.0,
    highest=1.0,
    groups=2,
    near=True,
    reference="O'Sullivan & Wong 2007, doi:10.1111/j.1538-4632.2007.00699.x",
)
def minmax(n: Cells, near: Near = None) -> float:
    r"""What the groups do not share of the space either fills.

    .. math:: S = 1 - \sum_j \min(x_j/X, y_j/Y) \,/ \sum_j \max(x_j/X, y_j/Y)

    n : (areas, 2), people. Gives 0 even, 1 wholly apart; 2 D / (1 + D) without surroundings.

    >>> round(minmax(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    0.736842105263
    """
    N = n.sum(axis=0)
    each = n.sum(axis=1)[:, None] * shares(n, near) / N
    return float(1 - each.min(axis=1).sum() / each.max(axis=1).sum())


# ------------------------------------------------------------------------------ many groups
def _simpson(N: Vector) -> Any:
    pi = N / N.sum()
    return (pi * (1 - pi)).sum()


def _multigroup_dissimilarity(n: Cells, N: Vector, near: Near) -> Vector:
    t, T = n.sum(axis=1), N.sum()
    away = np.abs(shares(n, near) - N / T).sum(axis=1)
    return np.asarray(t * away / (2 * T * _simpson(N)))


@index(
    dimension="evenness",
    lowest=0.0,
    highest=1.0,
    groups=0,
    near=True,
    reference="Morgan 1975; Sakoda 1981, doi:10.2307/2061096",
    parts=_multigroup_dissimilarity,
)
def multigroup_dissimilarity(n: Cells, near: Near = None) -> float:
    r"""Dissimilarity of any number of groups; with two groups the same as D.

    .. math:: D = \sum_m \sum_j t_j |p_{jm} - \pi_m| / (2 T I),\quad I = \sum_m \pi_m (1-\pi_m)

    n : (areas, groups), people. Gives 0 even, 1 wholly apart.

    >>> round(multigroup_dissimilarity(np.array([[30.0, 10, 10], [10, 50, 10]])), 12)
    0.409090909091
    """
    return float(_multigroup_dissimilarity(n, n.sum(axis=0), near).sum())


@index(
    dimension="evenness",
    lowest=0.0,
    highest=1.0,
    groups=0,
    near=True,
    reference="Reardon & Firebaugh 2002, doi:10.1111/1467-9531.00110",
)
def multigroup_gini(n: Cells, near: Near = None) -> float:
    r"""Gini of any number of groups; with two groups the same as G.

    .. math:: G = \sum_m \sum_i \sum_j t_i t_j |p_{im} - p_{jm}| / (2 T^2 I)

    n : (areas, groups), people. Gives 0 even, 1 wholly apart.

    >>> round(multigroup_gini(np.array([[30.0, 10, 10], [10, 50, 10]])), 12)
    0.409090909091
    """
    N, t = np.einsum("jm->m", n), np.einsum("jm->j", n)
    lived = n if near is None else t[:, None] * near
    each = (np.column_stack([lived[:, m], t - lived[:, m]]) for m in range(n.shape[1]))
    return float(sum(map(_pairs, each)) / (2 * N.sum() ** 2 * _simpson(N)))


def _mutual_information(n: Cells, N: Vector, near: Near) -> Vector:
    t, T = n.sum(axis=1), N.sum()
    return np.asarray(t / T * (entropies(N / T) - entropies(shares(n, near))))


@index(
    dimension="evenness",
    lowest=0.0,
    highest=np.inf,
    groups=0,
    near=True,
    reference="Theil & Finizza 1971, doi:10.1080/0022250X.1971.9989795; "
    "Mora & Ruiz-Castillo 2011, doi:10.1111/j.1467-9531.2011.01237.x",
    most=np.log,
    parts=_mutual_information,
)
def mutual_information(n: Cells, near: Near = None) -> float:
    r"""What an area tells of the group of those who live there, and the group of the area.

    .. math:: M = E - \sum_j \tfrac{t_j}{T} E_j
        = \sum_j \sum_m \tfrac{n_{jm}}{T} \ln \tfrac{p_{jm}}{\pi_m}

    n : (areas, groups), people. Gives nats: 0 even, at most the entropy of groups or of areas.

    >>> round(mutual_information(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    0.177740883842
    """
    return _all_information(n, near)


def _all_information(n: Cells, near: Near) -> float:
    if near is None:  # the same sum, with one logarithm a cell
        T = n.sum()
        margins = xlogx(n.sum(axis=1)).sum() + xlogx(n.sum(axis=0)).sum()
        return float(max((xlogx(n).sum() - margins) / T + np.log(T), 0.0))
    return float(_mutual_information(n, n.sum(axis=0), near).sum())


def _theil_h(n: Cells, N: Vector, near: Near) -> Vector:
    return np.asarray(_mutual_information(n, N, near) / entropies(N / N.sum()))


@index(
    dimension="evenness",
    lowest=0.0,
    highest=1.0,
    groups=0,
    near=True,
    reference="Theil & Finizza 1971, doi:10.1080/0022250X.1971.9989795; "
    "Reardon & O'Sullivan 2004, doi:10.1111/j.0081-1750.2004.00150.x",
    parts=_theil_h,
)
def theil_h(n: Cells, near: Near = None) -> float:
    r"""How much less mixed the areas are than the whole.

    .. math:: H = M / E = 1 - \sum_j t_j E_j / (T E)

    n : (areas, groups), people. Gives 0 even, 1 wholly apart; may be negative off surroundings.

    >>> round(theil_h(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    0.264097775053
    """
    N = n.sum(axis=0)
    return float(_all_information(n, near) / entropies(N / N.sum()))


def _relative_diversity(n: Cells, N: Vector, near: Near) -> Vector:
    p = shares(n, near)
    return np.asarray(n.sum(axis=1) / N.sum() * (1 - (p * (1 - p)).sum(axis=1) / _simpson(N)))


@index(
    dimension="evenness",
    lowest=0.0,
    highest=1.0,
    groups=0,
    near=True,
    reference="Goodman & Kruskal 1954; Carlson 1992; "
    "Reardon & O'Sullivan 2004, doi:10.1111/j.0081-1750.2004.00150.x",
    parts=_relative_diversity,
)
def relative_diversity(n: Cells, near: Near = None) -> float:
    r"""How much rarer it is to meet another group in one's own area than in the whole.

    .. math:: R = 1 - \sum_j t_j I_j / (T I),\quad I_j = \sum_m p_{jm}(1 - p_{jm})

    n : (areas, groups), people. Gives 0 even, 1 wholly apart; may be negative off surroundings.

    >>> round(relative_diversity(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    0.340277777778
    """
    return float(_relative_diversity(n, n.sum(axis=0), near).sum())


def _squared(n: Cells, N: Vector, near: Near) -> Vector:
    T, pi = N.sum(), N / N.sum()
    some = np.divide(1.0, pi, out=np.zeros_like(pi), where=pi > 0)
    away = ((shares(n, near) - pi) ** 2 * some).sum(axis=1)
    return np.asarray(n.sum(axis=1) * away / (T * (len(N) - 1)))


@index(
    dimension="evenness",
    lowest=0.0,
    highest=1.0,
    groups=0,
    near=True,
    reference="Reardon & Firebaugh 2002, doi:10.1111/1467-9531.00110",
    parts=_squared,
)
def squared_coefficient_of_variation(n: Cells, near: Near = None) -> float:
    r"""Variance of the shares over its greatest value, each group weighing alike.

    .. math:: C = \sum_m \sum_j t_j (p_{jm} - \pi_m)^2 / (T (M - 1) \pi_m)

    n : (areas, groups), people, no group empty. Gives 0 even, 1 wholly apart.

    >>> round(squared_coefficient_of_variation(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    0.340277777778
    """
    return float(_squared(n, n.sum(axis=0), near).sum())


def _divergence(n: Cells, N: Vector, near: Near) -> Vector:
    T, p = N.sum(), shares(n, near)
    return np.asarray(n.sum(axis=1) / T * (xlogx(p) - xlogy(p, N / T)).sum(axis=1))


@index(
    dimension="evenness",
    lowest=0.0,
    highest=np.inf,
    groups=0,
    near=True,
    reference="Roberto 2024, doi:10.1177/00811750231173210 (first arXiv:1508.01167)",
    most=np.log,
    parts=_divergence,
)
def divergence(n: Cells, near: Near = None) -> float:
    r"""How surprising the areas are to one who knows the whole.

    .. math:: D = \sum_j \tfrac{t_j}{T} \sum_m p_{jm} \ln (p_{jm} / \pi_m)

    n : (areas, groups), people. Gives nats; never negative, and without surroundings the same as
    ``mutual_information``.

    >>> round(divergence(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    0.177740883842
    """
    return float(_divergence(n, n.sum(axis=0), near).sum())


def _multigroup_atkinson(n: Cells, N: Vector, near: Near) -> Vector:
    t, T = n.sum(axis=1), N.sum()
    each = t[:, None] * shares(n, near) / N
    return np.asarray(t / T - np.prod(each ** (1 / len(N)), axis=1))


@index(
    dimension="evenness",
    lowest=0.0,
    highest=1.0,
    groups=0,
    near=True,
    reference="Frankel & Volij 2011, doi:10.1016/j.jet.2010.10.008",
    parts=_multigroup_atkinson,
)
def multigroup_atkinson(n: Cells, near: Near = None) -> float:
    r"""The symmetric Atkinson index of any number of groups; with two, Hutchens' square root.

    .. math:: A = 1 - \sum_j \prod_m (n_{jm} / N_m)^{1/G}

    n : (areas, groups), people, no group empty. Gives 0 even, 1 wholly apart.

    >>> round(multigroup_atkinson(np.array([[30.0, 10, 10], [10, 50, 10]])), 12)
    0.132631722567
    """
    return float(_multigroup_atkinson(n, n.sum(axis=0), near).sum())
