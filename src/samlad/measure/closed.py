"""Interval and bias without a single draw: influence functions, delete-one, corrected values.

People are taken as drawn: behind the counts stand the chances with which people of each group
come to each area, and an index of the counts is an estimate of the index of those chances. Small
units make it too high. Every function here takes the cleaned table n (areas, groups), people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cached_property
from math import erf, hypot, inf, nan, sqrt

import numpy as np
from numpy.typing import NDArray

from samlad.measure.registry import Cells, Index
from samlad.measure.shares import Vector, entropies
from samlad.measure.sums import Sums, excess_of, kink, spread_of, sums_of


@dataclass(frozen=True, eq=False)
class Closed:
    """``corrected``: the value less its bias; ``error``: its standard error under drawn people.

    ``left``: how large the bias that remains may be, in the value's unit: an interval is honest
    only while this is small beside ``error``. ``slope``: (areas, groups), change of the value
    for one person more, or None. ``open``: the value cannot be told from the lowest there is, so
    that an interval begins there. ``doubt``: the part of ``error`` that is no chance but bias that
    may be left; of areas drawn again it is not in the draws.
    """

    corrected: float
    error: float
    left: float
    slope: Cells | None = None
    open: bool = False
    doubt: float = 0.0


# --------------------------------------------------------------------- delete-one, any index
def without_one(index: Index, n: Cells, step: int = -1) -> Cells:
    """The index with one person of the cell taken away, (areas, groups), for every cell at once.

    With ``step`` 1 one person is put in instead.

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
        less[:, m] = np.maximum(n[:, m] + step, 0)
        M = N.copy()
        M[m] = max(M[m] + step, 0)
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
    with np.errstate(all="ignore"):  # who is alone in a group cannot always be left out
        one = np.where(n > 0, without_one(index, n), value)
    if not np.isfinite(one).all():
        return Closed(nan, nan, inf)
    mean = float((n * one).sum() / T)
    bias = (T - 1) * (mean - value)
    variance = (T - 1) / T * float((n * (one - mean) ** 2).sum())
    # where slopes vanish (groups of one size, say) the curvature moves the value: its square has
    # this variance, since its mean is the bias; for a few areas and groups as ``CURVED`` says
    free = n.shape[1] - 1 if index.dimension == "diversity" else (len(n) - 1) * (n.shape[1] - 1)
    free = max(free, 1)
    variance += 2 * bias**2 / free + 4 * CURVED * (bias / free) ** 2
    if index.name == "ordinal_s":  # a root of shares that may be near nothing at every threshold
        variance += (ROOTED * bias) ** 2
    bare = (n < 1) & (n.sum(axis=0) > 0)
    if index.name in ROOTS and bare.any():
        # where nobody is the slope has no bound, yet somebody might well have been there
        variance += float(((without_one(index, n, 1) - value)[bare] ** 2).sum())
    error, left, doubt = sqrt(variance) * _few(n), _left(index, n, abs(bias)), 0.0
    if left < inf:  # of many areas chance is small beside it: to refuse by it would leave them none
        error, left, doubt = hypot(error, left), 0.0, left
    return Closed(float(value - bias), error, left, value - one, doubt=doubt)


def _few(n: Cells) -> float:
    """How much wider for few areas, whose sum is not yet normal: 12 % for four, 2 % for thirty.

    Simulated with 4 to 60 areas; without it intervals of 4 to 8 areas held 89 to 92 %.
    """
    return sqrt(1 + 1 / len(n))


WHOLE = 0.9
"""Share of areas with all groups under which Frankel and Volij's index has no interval: nearer to
half, chance decides whether it has one, and those it lets through held 84 %."""
ROOTS = ("ordinal_s", "hutchens_square_root", "atkinson", "multigroup_atkinson")
DESERTED = 0.4
"""What more may be left of the bias of roots, times the part of people with hardly anybody of some
group in their area: of thousands of such areas one in twenty held without it."""
ROOTED = 0.25
"""Share of the bias of ordinal S counted as error: without it 89 to 92 % hold the truth."""


def _left(index: Index, n: Cells, bias: float) -> float:
    """What delete-one leaves of the bias, as simulated (benchmarks/interval_coverage.py).

    Little where the formula is smooth; more where its slope at an empty cell has no bound.
    """
    if index.dimension == "diversity":  # groups nearly of one size: far from normal
        return 2 * bias
    if index.name == "multigroup_atkinson" and n.shape[1] > 2:
        # an area without one of the groups counts for nothing, whoever is left out of it
        return 1.5 * bias if (n > 0).all(axis=1).mean() >= WHOLE else inf
    if index.name in ROOTS:
        return (0.15 + DESERTED * hardly(index, n)) * bias
    share = 0.65 if index.name == "ordinal_h" else 0.3
    return share * bias / max(float(n.sum()) / n.size, 1.0)


def fewest(index: Index, people: Cells, whole: Vector) -> Vector:
    """The fewest of what the index parts, (areas,): of a group; of an order, on a side of it.

    people : (areas, groups); whole : (groups,), of whom those with nobody are no group.
    """
    if index.ordered:
        sides = [np.cumsum(n, axis=-1)[..., :-1] for n in (people, people[:, ::-1])]
        ends = [np.cumsum(n)[:-1] for n in (whole, whole[::-1])]
        both = (ends[0] > 0) & (ends[1][::-1] > 0)
        return np.asarray(np.minimum(sides[0], sides[1][:, ::-1])[:, both].min(axis=1))
    return np.asarray(people[:, whole > 0].min(axis=1))


def hardly(index: Index, n: Cells) -> float:
    """The part of people who live where there are fewer than two of what the index parts."""
    t = n.sum(axis=1)
    return float(t @ (fewest(index, n, n.sum(axis=0)) < 2) / t.sum())


# --------------------------------------------------------------------------------- M and H
CURVED = 3.0
"""Squared people added to T² times the variance of M: where slopes vanish M is no longer normal,
and with this coverage stays above 94 % for any number of areas and groups, two of each too."""
LONE, PAIR = 0.75, 0.5
"""What is taken for each cell with one person and given back for each with two: Σ λ E₁(λ / ξ) of
cells where few were expected, as simulated over even and uneven tables, rare groups too."""


def _information(index: Index, n: Cells, value: float, sums: Sums | None = None) -> Closed:
    """M is corrected by Schürmann's estimate of n ln n (``sums.excess``), E the same."""
    slope = _slope_of_m(index, n) if sums is None else None
    sums = sums or sums_of(n, away=False)
    T, N, pi = sums.T, sums.N, sums.N / sums.T
    M = float(sums.surprise.sum() / T)
    corrected = M - (sums.excess + LONE * sums.lone - PAIR * sums.pairs) / T
    # T² times the variance: Σ n (s - M)²
    variance = max(sums.squared - T * M * M, 0.0)
    unit = T
    if index.name == "theil_h":
        E = float(entropies(pi))
        rare, H = -np.log(pi) - E, M / E
        variance += H * (H * float(N @ rare**2) - 2 * float((sums.surprise - M * N) @ rare))
        corrected /= E - (excess_of(np.array([T])) - excess_of(N)) / T
        unit = T * E
    error = sqrt(max(variance, 0.0) + CURVED) / unit * _few(n)
    doubt = 0.15 * sums.lone / unit
    made = Closed(float(corrected), hypot(error, doubt), 0.0, slope, doubt=doubt)
    return _wider_if_small(T / n.size, value, made)


def _slope_of_m(index: Index, n: Cells) -> Cells:
    """(ln(p / π) - M) / T, where nobody is as well: the people there are what it is for."""
    t, N, T = n.sum(axis=1), n.sum(axis=0), n.sum()
    there = n > 0
    s = np.log(n, out=np.zeros(n.shape), where=there)
    s -= np.log(t, out=np.zeros(len(t)), where=t > 0)[:, None]
    s += np.log(T) - np.log(N)
    s[~there] = 0.0
    M = float((n * s).sum() / T)
    if index.name != "theil_h":
        return np.asarray((s - M) / T)
    E = float(entropies(N / T))
    return np.asarray((s - M - M / E * (-np.log(N / T) - E)) / (T * E))


SMALL, TINY, WORTH = 20, 4, 4.0
"""Mean cells under which what may be left of the bias of M, H and D is not small beside its error;
under which nothing is said; and how many persons' worth of each cell's part of the bias it is: two
thirds with 6 people a cell, a third with 12."""


def _wider_if_small(cell: float, value: float, made: Closed) -> Closed:
    """Of small cells with so much of the bias as error; without it 86 to 91 % held, of many areas
    half; with .3 of it 90 % where a few areas are next to wholly apart."""
    if cell >= SMALL:
        return made
    if cell < TINY:
        return replace(made, left=inf)
    doubt = WORTH / cell * abs(value - made.corrected)
    return replace(made, error=hypot(made.error, doubt), doubt=hypot(made.doubt, doubt))


# ------------------------------------------------------------------------------ D and Gini
def _displacement(index: Index, n: Cells, value: float, sums: Sums | None = None) -> Closed:
    """D of two or many groups: the kinks are smoothed as if each area's share were normal."""
    slope = _slope_of_d(n, value) if sums is None else None
    sums = sums or sums_of(n, surprise=False)
    T, N, pi = sums.T, sums.N, sums.N / sums.T
    unit = 2 * T * float((pi * (1 - pi)).sum())
    # slope × unit = u - a, u = sign - Σ sign π and a the same in every area: its mean is nothing
    a = sums.sided / T + value * 2 * (1 - 2 * pi)
    turned, level = sums.turned, float(sums.turned.sum() - N @ a) / T
    a = a + level
    free = (len(n) - 1) * (n.shape[1] - 1)
    variance = max(sums.turned2 - 2 * float(a @ turned) + float(N @ a**2), 0.0)
    # half of what may be left of the bias is taken as error: to refuse by it would keep the lucky
    error = hypot(sqrt(variance * (1 + BENT / max(free, 1))), 2 * max(sums.raised, 0.0)) / unit
    error *= _few(n)
    corrected, even = float(value - sums.bend / unit), not _uneven(sums.pearson, free)
    left = 0.5 * sums.rare / unit
    return _wider_if_small(T / n.size, value, Closed(corrected, error, left, slope, even))


BENT = 0.5
"""Share of one area's variance added to that of D: so that a bend of two areas is covered too."""


UNEVEN = 2.5
"""How many times those of chance the squared distances from a bend must be for a value to be told
from nothing: with fewer all may lie in the bend, where half of the bias cannot be seen."""


def _uneven(squares: float, free: float) -> bool:
    return squares > UNEVEN * free


def _slope_of_d(n: Cells, value: float) -> Cells:
    N, T, t = n.sum(axis=0), n.sum(), n.sum(axis=1)
    pi = N / T
    unit = 2 * T * float((pi * (1 - pi)).sum())
    sign = np.sign(n - t[:, None] * pi)
    slope = sign - (sign @ pi)[:, None] - t @ sign / T - value * 2 * (1 - 2 * pi)
    return np.asarray((slope - float((n * slope).sum() / T)) / unit)


def _min_max(index: Index, n: Cells, value: float, sums: Sums | None = None) -> Closed:
    """2 D / (1 + D), so what is known of D is known of it."""
    D = value / (2 - value)
    of = _displacement(index, n, D, sums)
    rate = 2 / (1 + max(of.corrected, 0.0)) ** 2
    slope = None if of.slope is None else of.slope * 2 / (1 + D) ** 2
    corrected = value - (D - of.corrected) * rate
    return Closed(corrected, of.error * rate, of.left * rate, slope, of.open, of.doubt * rate)


def _order_v(index: Index, n: Cells, value: float) -> Closed:
    """Absolute spread of an order: kinks where half are below."""
    C, t, T = np.cumsum(n, axis=1)[:, :-1], n.sum(axis=1)[:, None], n.sum()
    K = n.shape[1] - 1
    lean, whole = np.sign(2 * C - t), 2 * C.sum(axis=0) - T
    U, V = K * T - np.abs(2 * C - t).sum(), K * T - np.abs(whole).sum()
    below = 2.0 * (np.arange(K)[:, None] >= np.arange(K + 1)) - 1  # (thresholds, groups)
    slope = -(K - lean @ below) / V + U * (K - np.sign(whole) @ below) / V**2
    slope = slope - float((n * slope).sum() / T)
    size, sd = np.abs(2 * C - t), 2 * spread_of(C, t[:, 0], C.sum(axis=0) / T)
    bias, raised = kink(size, sd)
    bias += max(-raised, 0.0)  # nothing is known to make it lower
    # where every area leans as the whole there is no error, so nothing may be left either
    left = max(4 * max(raised, 0.0), 0.3 * abs(bias))
    error = hypot(sqrt(float((n * slope**2).sum())), 0.5 * left / V)
    even = not _uneven(float(((size / sd) ** 2).sum()), size.size)
    # areas that lean as the whole give nothing: the others, and those near the bend, decide
    against = -(2 * C - t) * np.sign(whole)
    deciding = np.where(size < 2 * sd, np.maximum(against, sd), np.maximum(against, 0.0))
    many, few = DECIDING * (deciding**2).sum(), deciding.sum() ** 2
    even = even or bool(few <= 2 * many)  # also where nobody is near the bend: it is nothing
    told = few >= many and T / n.size >= LEAST_OF_V
    return Closed(float(value - bias / V), error, 0.0 if told else inf, slope, even)


LEAST_OF_V = 50
"""People a cell under which V has no interval."""
DECIDING = 20
"""Areas that decide V, reckoned as equal ones, under which it has no interval."""


_SUMMED: dict[str, Callable[[Index, Cells, float, Sums | None], Closed]] = {
    "mutual_information": _information,
    "divergence": _information,
    "theil_h": _information,
    "dissimilarity": _displacement,
    "multigroup_dissimilarity": _displacement,
    "minmax": _min_max,
}
_METHODS: dict[str, Callable[[Index, Cells, float], Closed]] = {"ordinal_v": _order_v}
BENDS = ("dissimilarity", "multigroup_dissimilarity", "minmax", "ordinal_v")
"""Indices whose slope leaps: one person less does not show how they vary."""
LARGE = 20_000
"""Cells from which a value is not computed apart from its error."""


def closed(index: Index, n: Cells, value: float, method: str = "delta") -> Closed | None:
    """Corrected value and error of the index without draws; None where there is no such form.

    ``method``: ``delta`` takes the best form of each index, ``jackknife`` delete-one for all.
    """
    if method == "delta" and index.name in _METHODS:
        return _METHODS[index.name](index, n, value)
    if method == "delta" and index.name in _SUMMED:
        return _SUMMED[index.name](index, n, value, None)
    return jackknife(index, n, value) if index.parts is not None else None


@dataclass(frozen=True, eq=False)
class Together:
    """Several indices of one table, which is walked once for all that are made of its ``Sums``.

    n : (areas, groups), people, no area and no group empty.
    """

    n: Cells
    names: Collection[str]

    @cached_property
    def sums(self) -> Sums:
        """From one walk."""
        information = any(_SUMMED.get(name) is _information for name in self.names)
        away = any(_SUMMED.get(name, _information) is not _information for name in self.names)
        return sums_of(self.n, information, away)

    def value(self, index: Index) -> float:
        """The index: of large tables off the sums, equal to the formula but for rounding."""
        if self.n.size < LARGE or index.name not in _VALUES:
            return float(index.formula(self.n))
        return float(_VALUES[index.name](self.sums))

    def closed(self, index: Index, value: float) -> Closed | None:
        """As ``closed`` by ``delta``, ``slope`` left out where the sums do without."""
        if index.name in _SUMMED:
            return _SUMMED[index.name](index, self.n, value, self.sums)
        return closed(index, self.n, value)


def _m_of(s: Sums) -> float:
    return max(float(s.surprise.sum()) / s.T, 0.0)


def _h_of(s: Sums) -> float:
    return _m_of(s) / float(entropies(s.N / s.T))


def _d_of(s: Sums) -> float:
    pi = s.N / s.T
    return s.away / (2 * s.T * float((pi * (1 - pi)).sum()))


_VALUES = {
    "mutual_information": _m_of,
    "divergence": _m_of,
    "theil_h": _h_of,
    "dissimilarity": _d_of,
    "multigroup_dissimilarity": _d_of,
}


def normal_quantile(level: float) -> float:
    """z such that a normal lies within ± z with the chance ``level``."""
    low, high = 0.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if erf(middle / sqrt(2)) < level else (low, middle)
    return (low + high) / 2
