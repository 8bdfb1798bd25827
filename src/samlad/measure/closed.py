"""Interval and bias without a single draw: influence functions, delete-one, corrected values.

People are taken as drawn: behind the counts stand the chances with which people of each group
come to each area, and an index of the counts is an estimate of the index of those chances. Small
units make it too high. Every function here takes the cleaned table n (areas, groups), people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import erf, inf, sqrt

import numpy as np
from numpy.typing import NDArray

from samlad.measure.registry import Cells, Index
from samlad.measure.shares import Vector, entropies, shares, xlogx

EULER = 0.57721566490153286


@dataclass(frozen=True, eq=False)
class Closed:
    """``corrected``: the value less its bias; ``error``: its standard error under drawn people.

    ``left``: how large the bias that remains may be, in the value's unit: an interval is honest
    only while this is small beside ``error``. ``slope``: (areas, groups), change of the value
    for one person more, or None.
    """

    corrected: float
    error: float
    left: float
    slope: Cells | None = None


# --------------------------------------------------------------------- delete-one, any index
def without_one(index: Index, n: Cells) -> Cells:
    """The index with one person of the cell taken away, (areas, groups), for every cell at once.

    Only an index with ``parts`` has this: taking one person of group m away changes the totals
    alike for every area, so that 2 × groups passes over the table give all cells. A cell with
    less than one person gives up what it has.
    """
    assert index.parts is not None
    N = n.sum(axis=0)
    link = index.link or _same
    result = np.empty(n.shape)
    for m in range(n.shape[1]):
        less = n.copy()
        less[:, m] = np.maximum(n[:, m] - 1, 0)
        M = N.copy()
        M[m] -= 1
        # all areas as they are, then each in turn without its one person
        whole = index.parts(n, M, None)
        total = np.asarray(whole.sum() - whole + index.parts(less, M, None))
        result[:, m] = link(total, M)
    return result


def _same(total: NDArray[np.float64], N: Vector) -> NDArray[np.float64]:
    return total


def jackknife(index: Index, n: Cells, value: float) -> Closed:
    """Quenouille's correction and Tukey's variance over people, from ``without_one``."""
    T = n.sum()
    one = without_one(index, n)
    mean = float((n * one).sum() / T)
    bias = (T - 1) * (mean - value)
    variance = (T - 1) / T * float((n * (one - mean) ** 2).sum())
    # where slopes vanish (groups of one size, say) the curvature moves the value: its square has
    # this variance, since its mean is the bias
    free = n.shape[1] - 1 if index.dimension == "diversity" else (len(n) - 1) * (n.shape[1] - 1)
    variance += 2 * bias**2 / max(free, 1)
    return Closed(float(value - bias), sqrt(variance), _left(index, n, abs(bias)), value - one)


def _left(index: Index, n: Cells, bias: float) -> float:
    """What delete-one leaves of the bias, as simulated (benchmarks/interval_coverage.py).

    Little where the formula is smooth; more where its slope at an empty cell has no bound.
    """
    if index.dimension == "diversity":  # groups nearly of one size: far from normal
        return 2 * bias
    if index.name == "multigroup_atkinson" and n.shape[1] > 2:
        return 1.5 * bias
    if index.name in ("ordinal_s", "hutchens_square_root", "atkinson", "multigroup_atkinson"):
        return 0.15 * bias
    share = 0.5 if index.name == "ordinal_h" else 0.3
    return share * bias / max(float(n.sum()) / n.size, 1.0)


# --------------------------------------------------------------------------------- M and H
def _grassberger(n: NDArray[np.float64]) -> NDArray[np.float64]:
    """n G(n): whose mean over Poisson counts is nearly λ ln λ; between whole numbers a line."""
    top = int(min(n.max(initial=0.0), 100_000)) + 3
    odd = 2 / (2 * np.arange(top // 2 + 1) + 1)
    even = np.concatenate([[0.0], np.cumsum(odd)]) - EULER - np.log(2)
    k = np.arange(top)
    table = k * even[k // 2]  # G(2k + 1) = G(2k), G(2k + 2) = G(2k) + 2 / (2k + 1)
    small = np.minimum(n, top - 2)
    whole = small.astype(np.int64)
    low = table[whole]
    part = small - whole
    if part.any():
        low = low + part * (table[whole + 1] - low)
    large = n > top - 2
    if large.any():
        low = np.where(large, xlogx(np.where(large, n, 1.0)) - 0.5, low)
    return np.asarray(low)


def _corrected_m(n: Cells) -> float:
    T = n.sum()
    joint = _grassberger(n).sum()
    margins = _grassberger(n.sum(axis=1)).sum() + _grassberger(n.sum(axis=0)).sum()
    return float((joint - margins + _grassberger(np.array([T]))[0]) / T)


def _corrected_e(n: Cells) -> float:
    T = n.sum()
    return float(np.log(T) - (_grassberger(n.sum(axis=0)).sum() + 0.5) / T)


def _surprise(n: Cells) -> Cells:
    """ln(p_jm / π_m) where people are, else 0."""
    t, N, T = n.sum(axis=1), n.sum(axis=0), n.sum()
    there = n > 0
    logs = np.zeros(n.shape)
    np.log(n, out=logs, where=there)
    logs -= np.log(t, out=np.zeros(len(t)), where=t > 0)[:, None]
    logs += np.log(T) - np.log(N)
    logs[~there] = 0.0
    return logs


def _information(index: Index, n: Cells, value: float) -> Closed:
    T = n.sum()
    surprise = _surprise(n)
    M = float((n * surprise).sum() / T)
    corrected = _corrected_m(n)
    if index.name == "theil_h":
        pi = n.sum(axis=0) / T
        E = float(entropies(pi))
        slope = (surprise - M - M / E * (-np.log(pi) - E)) / (T * E)
        corrected, unit = corrected / _corrected_e(n), T * E
    else:
        slope, unit = (surprise - M) / T, T
    variance = float((n * slope**2).sum())
    # the correction itself swings by half a person a cell
    variance += 0.25 * np.count_nonzero(n) / unit**2
    # λ E1(2λ) is left of a cell where λ were expected; lone people tell how many such there are
    lone = np.count_nonzero((n > 0) & (n < 1.5)) / unit
    made = Closed(float(corrected - 0.2 * lone), sqrt(variance), 0.35 * lone, slope)
    return _unless_small(n, 20, made)


def _unless_small(n: Cells, least: float, made: Closed) -> Closed:
    """Below so many people a cell, simulated coverage falls under 92 %: no interval."""
    return made if n.sum() / n.size >= least else replace(made, left=inf)


# ------------------------------------------------------------------------------ D and Gini
def _kink(mean: NDArray[np.float64], sd: NDArray[np.float64]) -> tuple[float, float]:
    """Bias of Σ |mean| when each mean has an error sd, and how much of it may be left.

    The first guess, E|Z| - |mean| about what was found, is too low where the true means are
    near nothing; by how much, had the true means been spread evenly, is known and added. Where
    they all are near nothing up to four times that may be left.
    """
    # single precision is ample for a correction; the sums are taken in double
    size = np.abs(mean).astype(np.float32)
    one, two, three = (_folded(size, (sd * sqrt(k)).astype(np.float32)) for k in (1, 2, 3))
    more = 2 * two - one - three
    return one + more, 4 * max(more, 0.0)


def _folded(size: NDArray[np.float32], sd: NDArray[np.float32]) -> float:
    """Σ E|Z| - |mean| for normal Z; the tail to 1e-7 (Abramowitz & Stegun 26.2.17)."""
    z = np.divide(size, sd, out=np.full(size.shape, 40, np.float32), where=sd > 0)
    density = np.exp(-0.5 * z * z) * np.float32(1 / sqrt(2 * np.pi))
    t = 1 / (1 + np.float32(0.2316419) * z)
    poly = np.float32(1.330274429) * t
    for k in (-1.821255978, 1.781477937, -0.356563782, 0.319381530):
        poly += np.float32(k)
        poly *= t
    return float((2 * sd * density * (1 - z * poly)).sum(dtype=np.float64))


def _displacement(index: Index, n: Cells, value: float) -> Closed:
    """D of two or many groups: the kinks are smoothed as if each area's share were normal."""
    N, T, t = n.sum(axis=0), n.sum(), n.sum(axis=1)
    pi, p = N / T, shares(n)
    unit = 2 * T * float((pi * (1 - pi)).sum())
    away = p - pi
    sign = np.sign(away)
    # Σ t |p - π| = Σ s (n - t π): slopes of that sum, then of the ratio
    inner = sign - (sign * pi).sum(axis=1)[:, None] - (sign * t[:, None]).sum(axis=0) / T
    inner = inner + float((sign * t[:, None]).sum(axis=0) @ pi) / T
    slope = (inner - value * 2 * ((1 - 2 * pi) - (pi * (1 - 2 * pi)).sum())) / unit
    slope = slope - float((n * slope).sum() / T)
    variance = float((n * slope**2).sum())
    # with two groups the columns mirror each other
    some = slice(0, 1) if n.shape[1] == 2 else slice(None)
    each = n.shape[1] / away[:, some].shape[1] / unit
    bias, left = _kink(t[:, None] * away[:, some], _sd(p, pi, t)[:, some])
    return _unless_small(
        n, 20, Closed(float(value - bias * each), sqrt(variance), left * each, slope)
    )


def _min_max(index: Index, n: Cells, value: float) -> Closed:
    """2 D / (1 + D), so what is known of D is known of it."""
    D = value / (2 - value)
    of = _displacement(index, n, D)
    rate = 2 / (1 + D) ** 2
    corrected = 2 * of.corrected / (1 + of.corrected)
    slope = None if of.slope is None else of.slope * rate
    return Closed(corrected, of.error * rate, of.left * rate, slope)


def _sd(p: Cells, pi: Vector, t: Vector) -> Cells:
    """Of the people of each group in each area; where all or none are, as in the whole."""
    own = t[:, None] * p * (1 - p)
    return np.asarray(np.sqrt(np.where(own > 0, own, t[:, None] * pi * (1 - pi))))


def _order_v(index: Index, n: Cells, value: float) -> Closed:
    """Absolute spread of an order: kinks where half are below."""
    C, t, T = np.cumsum(n, axis=1)[:, :-1], n.sum(axis=1)[:, None], n.sum()
    K = n.shape[1] - 1
    lean, whole = np.sign(2 * C - t), 2 * C.sum(axis=0) - T
    U, V = K * T - np.abs(2 * C - t).sum(), K * T - np.abs(whole).sum()
    below = 2.0 * (np.arange(K)[:, None] >= np.arange(K + 1)) - 1  # (thresholds, groups)
    slope = -(K - lean @ below) / V + U * (K - np.sign(whole) @ below) / V**2
    slope = slope - float((n * slope).sum() / T)
    c, whole_c = C / np.where(t > 0, t, 1.0), C.sum(axis=0) / T
    bias, left = _kink(2 * C - t, 2 * _sd(c, whole_c, t[:, 0]))
    error = sqrt(float((n * slope**2).sum()))
    return _unless_small(n, 50, Closed(float(value - bias / V), error, left / V, slope))


_METHODS: dict[str, Callable[[Index, Cells, float], Closed]] = {
    "mutual_information": _information,
    "divergence": _information,
    "theil_h": _information,
    "dissimilarity": _displacement,
    "multigroup_dissimilarity": _displacement,
    "minmax": _min_max,
    "ordinal_v": _order_v,
}


def closed(index: Index, n: Cells, value: float, method: str = "delta") -> Closed | None:
    """Corrected value and error of the index without draws; None where there is no such form.

    ``method``: ``delta`` takes the best form of each index, ``jackknife`` delete-one for all.
    """
    if method == "delta" and index.name in _METHODS:
        return _METHODS[index.name](index, n, value)
    return jackknife(index, n, value) if index.parts is not None else None


def normal_quantile(level: float) -> float:
    """z such that a normal lies within ± z with the chance ``level``."""
    low, high = 0.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if erf(middle / sqrt(2)) < level else (low, middle)
    return (low + high) / 2
