"""What one more person changes in an index read off surroundings: its influence function.

The value is θ(n, p̃(n)). One more person of group m in area i changes it directly, as one who
lives there (its weight, the composition of the whole), and through everybody whose surroundings
they are part of:

.. math:: \\frac{d\\theta}{dn_{im}} = \\frac{\\partial\\theta}{\\partial n_{im}}
    + \\sum_j \\sum_{m'} \\frac{\\partial\\theta}{\\partial\\tilde p_{jm'}}
      \\frac{\\partial\\tilde p_{jm'}}{\\partial n_{im}}

The last factor is ``turned``'s. Slopes of an index are taken from its ``parts``, which are linear
in the people of the area: so their direct slopes are exact, and central differences are needed
only along one share, or one group's total, at a time. Hampel 1974, doi:10.2307/2285666.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from samlad.measure.order import _RANKED, _sides, order_weights
from samlad.measure.registry import Cells, Index
from samlad.measure.shares import Vector
from samlad.measure.surroundings import Surroundings
from samlad.measure.turned import Turn

Floats = NDArray[np.float64]
STEP = 1e-5
"""Of a share or a group, for central differences."""
Gradient = tuple[Floats, Floats]
"""∂θ/∂p̃ and ∂θ/∂n with p̃ held, (areas, groups) each."""


def slopes(
    indices: Sequence[Index], n: Cells, around: Surroundings, turn: Turn
) -> NDArray[np.float64]:
    """Change of each index at each scale for one person more, (indices, scales, areas, groups).

    n : (areas, groups), people, of whom nobody's group is empty; ``around`` was found of n and
    ``turn`` is its ``turn(n)``. The mean over people is taken away, so that Σ n · slope = 0:
    as many people as there are were drawn. Where nobody of a group is within reach the slope
    for one of them has no bound for some indices; 0 stands there.
    """
    T = n.sum()
    out = np.zeros((len(indices), len(around), *n.shape))
    lived = n.sum(axis=1) > 0
    for s in range(len(around)):
        use = lived & ~np.isnan(around.shares[s, :, 0])
        if not use.any():
            continue
        through = np.zeros((len(n), len(indices) * n.shape[1]))
        for i, index in enumerate(indices):
            by_share, direct = gradient(index, n[use], around.shares[s][use])
            out[i, s, use] = direct
            pushed = (by_share * turn.push[s][use]).sum(axis=1)
            columns = slice(i * n.shape[1], (i + 1) * n.shape[1])
            through[use, columns] = by_share - pushed[:, None]
        got = turn.back(s, through)
        for i in range(len(indices)):
            out[i, s] += got[:, i * n.shape[1] : (i + 1) * n.shape[1]]
    out -= np.einsum("jm,isjm->is", n, out)[:, :, None, None] / T
    return out


def gradient(index: Index, n: Cells, near: Cells) -> Gradient:
    """Slopes of an index along the shares around each area, and along its people themselves."""
    known = _KNOWN.get(index.name)
    with np.errstate(all="ignore"):
        made = known(index, n, near) if known is not None else _by_parts(index, n, near)
    return np.nan_to_num(made[0], posinf=0.0, neginf=0.0), made[1]


# ---------------------------------------------------------------------- sums of parts
def _by_parts(index: Index, n: Cells, near: Cells) -> Gradient:
    assert index.parts is not None
    N = n.sum(axis=0)
    parts, link = index.parts, index.link
    rate, by_total = 1.0, _along_totals(lambda M: float(parts(n, M, near).sum()), N)
    if link is not None:
        total = float(parts(n, N, near).sum())
        up, down = total * (1 + STEP), total * (1 - STEP)
        # where nothing is shared the link is flat: its power of the total is above one
        rate = float(link(up, N) - link(down, N)) / (up - down) if total else 0.0
        by_total = rate * by_total + _along_totals(lambda M: float(link(total, M)), N)
    by_share, direct = np.empty(n.shape), np.empty(n.shape)
    for m in range(n.shape[1]):
        by_share[:, m] = _along(lambda p: parts(n, N, p), near, m)
        one = np.zeros(n.shape)
        one[:, m] = 1.0
        direct[:, m] = parts(one, N, near)
    return rate * by_share, rate * direct + by_total


def _along(of: Callable[[Cells], Vector], near: Cells, m: int) -> Vector:
    """Slope of each area's part along its share of group m; 0 where there are none of it."""
    step = STEP * near[:, m]
    up, down = near.copy(), near.copy()
    up[:, m] += step
    down[:, m] -= step
    apart = up[:, m] - down[:, m]
    return np.divide(of(up) - of(down), apart, out=np.zeros(len(near)), where=apart > 0)


def _along_totals(of: Callable[[Vector], float], N: Vector) -> Vector:
    """Slope along each group's total, (groups,), by central differences; 0 of one with nobody."""
    out = np.zeros(len(N))
    for m in np.flatnonzero(N > 0):
        up, down = N.copy(), N.copy()
        up[m] *= 1 + STEP
        down[m] *= 1 - STEP
        out[m] = (of(up) - of(down)) / (up[m] - down[m])
    return out


# ---------------------------------------------------------------------- closed slopes
def _information(index: Index, n: Cells, near: Cells) -> Gradient:
    """M, H and their like: with ln p̃ at hand nothing need be differenced."""
    t, N, T = n.sum(axis=1), n.sum(axis=0), n.sum()
    pi = N / T
    logs = np.log(near, out=np.zeros(near.shape), where=near > 0)
    if index.name == "divergence":
        part = (near * (logs - np.log(pi))).sum(axis=1)
        by_share = t[:, None] / T * (logs - np.log(pi) + 1)
        met = t @ near / T  # mean share around, which need not be π
        return by_share, (part[:, None] - t @ part / T - met / pi + 1.0) / T
    E, part = -float(pi @ np.log(pi)), -(near * logs).sum(axis=1)
    M, rise = E - float(t @ part) / T, -np.log(pi) - E
    by_share = t[:, None] / T * (logs + 1)
    # t_j (E − E_j) / T and E itself
    direct = (E - part[:, None] - M + rise) / T
    if index.name == "theil_h":
        return by_share / E, (direct - M / E * rise / T) / E
    return by_share, direct


def _displacement(index: Index, n: Cells, near: Cells) -> Gradient:
    """D of two or many groups: Σ t |p̃ − π| over 2 T I."""
    t, N, T = n.sum(axis=1), n.sum(axis=0), n.sum()
    pi = N / T
    away = np.round(near - pi, 13)  # nothing but rounding is no side
    sign, each = np.sign(away), np.abs(away).sum(axis=1)
    unit = 2 * (T - float(N @ N) / T)
    value, lean = float(t @ each) / unit, t @ sign
    by_total = -(lean - lean @ pi) / T - value * 2 * (1 - 2 * pi + pi @ pi)
    return t[:, None] * sign / unit, (each[:, None] + by_total) / unit


def _gini(index: Index, n: Cells, near: Cells) -> Gradient:
    """Of one share, or of each group's in turn."""
    t, N, T = n.sum(axis=1), n.sum(axis=0), n.sum()
    pi = N / T
    two = index.name == "gini"
    by_share, whole, each = np.zeros(n.shape), 0.0, np.zeros(len(n))
    for m in range(1 if two else n.shape[1]):
        lean, away = _pairs(t, near[:, m])
        by_share[:, m] = 2 * t * lean
        each += 2 * away
        whole += float(t @ away)
    if two:
        value = whole / (2 * N[0] * N[1])
        return by_share / (2 * N[0] * N[1]), each[:, None] / (2 * N[0] * N[1]) - value / N
    unit = 2 * T**2 * float((pi * (1 - pi)).sum())  # 2 (T² − Σ N²)
    return by_share / unit, each[:, None] / unit - whole / unit * 4 * (T - N) / unit


def _pairs(t: Vector, p: Vector) -> tuple[Vector, Vector]:
    """Σ_j t_j sign(p_i − p_j) and Σ_j t_j |p_i − p_j| for each i, without the pairs.

    Places that see the same people are equal: what rounding made of them is taken away.
    """
    p = np.round(p, 13)
    order = np.argsort(p, kind="stable")
    sorted_p = p[order]
    weight = np.concatenate([[0.0], np.cumsum(t[order])])
    moment = np.concatenate([[0.0], np.cumsum(t[order] * sorted_p)])
    low, high = np.searchsorted(sorted_p, p), np.searchsorted(sorted_p, p, side="right")
    lean = weight[low] - (weight[-1] - weight[high])
    away = p * lean - moment[low] + (moment[-1] - moment[high])
    return lean, away


def _minmax(index: Index, n: Cells, near: Cells) -> Gradient:
    t, N = n.sum(axis=1), n.sum(axis=0)
    each = t[:, None] * near / N
    less = each[:, 0] < each[:, 1]
    small = np.column_stack([less, ~less]).astype(float)
    least, most = (each * small).sum(), (each * (1 - small)).sum()
    # of −Σmin / Σmax: a cell counts −1/Σmax where it is the smaller, Σmin/Σmax² where the larger
    rate = -small / most + (1 - small) * least / most**2
    direct = (rate * near / N).sum(axis=1)[:, None] - (rate * each).sum(axis=0) / N
    return rate * t[:, None] / N, direct


def _rank_order(index: Index, n: Cells, near: Cells) -> Gradient:
    """Linear in what is spread within the areas at each threshold, so thresholds get weights."""
    kind = index.name[-1]
    wanted = (
        int(index.formula.keywords.get("order", 4)) if isinstance(index.formula, partial) else 4
    )
    spread, t, N = _RANKED[kind], n.sum(axis=1), n.sum(axis=0)
    keep = np.all([side > 1e-12 for side in _sides(N / N.sum())], axis=0)

    def value(inner: Vector, N: Vector) -> float:
        below, above = (side[keep] for side in _sides(N / N.sum()))
        each = 1 - inner / (N.sum() * spread(below, above))
        order = min(wanted, len(below) - 1)
        w = spread(below, 1 - below)
        beta = np.linalg.lstsq(np.vander(below, order + 1, increasing=True) * w[:, None], each * w)
        return float(beta[0] @ order_weights(kind, order))

    inner = t @ spread(*(side[:, keep] for side in _sides(near)))
    base, T = value(np.zeros(len(inner)), N), N.sum()
    weights = np.array([value(T * e, N) - base for e in np.eye(len(inner))]) / T

    def parts(p: Cells) -> Vector:
        return np.asarray(spread(*(side[:, keep] for side in _sides(p))) @ weights)

    by_share = np.column_stack([_along(parts, near, m) for m in range(n.shape[1])])
    by_total = _along_totals(lambda M: value(inner, M), N)
    return t[:, None] * by_share, parts(near)[:, None] + by_total


_KNOWN: dict[str, Callable[[Index, Cells, Cells], Gradient]] = {
    "mutual_information": _information,
    "theil_h": _information,
    "divergence": _information,
    "dissimilarity": _displacement,
    "multigroup_dissimilarity": _displacement,
    "gini": _gini,
    "multigroup_gini": _gini,
    "minmax": _minmax,
    "rank_order_h": _rank_order,
    "rank_order_r": _rank_order,
    "rank_order_s": _rank_order,
}
