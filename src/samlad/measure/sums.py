"""What M, H and D and their errors are made of, from one walk over the table.

The walk goes by pieces of a fixed size that fit the cache; threads may take the pieces, and the
sums of the pieces are added in order, so that no digit depends on who walked which.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import erfc, exp, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from samlad.measure.kernels import crew
from samlad.measure.registry import Cells
from samlad.measure.shares import Vector

EULER = 0.57721566490153286
CELLS = 32_768
"""Cells of a piece."""
FEW = 8_192
"""Cells of a piece of a table walked without threads: its arrays stay in memory that is at hand."""
ALONE = 4
"""So many pieces of ``CELLS`` are walked without threads."""
TABLE = 4_096
FINE = 256
REACH = 12
TINY = 1e-300
RARE = 5


# ----------------------------------------------------------------- n ln n and what it is worth
@cache
def excess() -> Vector:
    r"""n ln n less its estimate from n people, for whole n to ``TABLE``, (TABLE + 1,).

    The estimate is n S(n) with Schürmann's S at ξ = e^(-1/2),

    .. math:: S(n) = \psi(n) + (-1)^n \int_0^{1/\xi - 1} \frac{t^{n-1}}{1 + t} dt

    whose mean over Poisson counts is λ (ln λ + E₁(λ / ξ)): nearly λ ln λ from λ = 2 on. ξ = 1
    would be Miller's (less even, no swing), ξ = 1/2 Grassberger's, whose swing of half a person
    between odd and even n never dies out. Schürmann 2004, doi:10.1088/0305-4470/37/27/L02.
    """
    a = exp(0.5) - 1
    n = np.arange(TABLE + 1, dtype=float)
    psi = np.concatenate([[0.0, 0.0], np.cumsum(1 / n[1:-1])]) - EULER
    swing = np.zeros(TABLE + 1)
    integral = 0.5  # ln(1 + a)
    for k in range(1, 60):  # the rest is below the rounding
        swing[k] = (-1) ** k * integral
        integral = a**k / k - integral
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(n > 0, np.log(n), 0.0)
    made = n * (logs - psi - swing)
    made[0] = 0.0
    made.setflags(write=False)
    return made


def excess_of(n: NDArray[np.float64]) -> float:
    """Σ of ``excess``; between whole numbers a line, above the table its own series."""
    whole = np.minimum(n, TABLE - 1).astype(np.intp)
    table = excess()
    low = table[whole]
    part = np.minimum(n, TABLE) - whole
    low = low + part * (table[whole + 1] - low)
    large = n > TABLE
    if large.any():
        low = np.where(large, 0.5 + 1 / (12 * np.where(large, n, 1.0)), low)
    return float(low.sum())


# --------------------------------------------------------------------------- |x| and its bias
def _folded(z: float) -> float:
    """E|Z| - |z| for a normal Z about z with sd 1."""
    density = exp(-z * z / 2) / sqrt(2 * pi)
    return 2 * (density - z * 0.5 * erfc(z / sqrt(2)))


@cache
def _bends() -> tuple[Vector, Vector]:
    """At z = 0, 1/FINE, … REACH: the bias of |x| in sds where x is z sds from 0, what may be left.

    The first guess, E|Z| - |z| about what was found, is too low where the true mean is near
    nothing; by how much, had the true means been spread evenly, is known and added.
    """
    at = [k / FINE for k in range(FINE * REACH + 2)]
    one = np.array([_folded(z) for z in at])
    two = sqrt(2) * np.array([_folded(z / sqrt(2)) for z in at])
    three = sqrt(3) * np.array([_folded(z / sqrt(3)) for z in at])
    more = 2 * two - one - three
    return one + more, more


def kink(size: NDArray[np.float64], sd: NDArray[np.float64]) -> tuple[float, float]:
    """Bias of Σ |mean|, ``size`` = |mean|, each with an error sd; and by how much it was raised.

    Where the true means all are near nothing up to four times the latter may be left.
    """
    bias, raised = kinks(size, sd)
    return float(bias.sum()), raised


def kinks(size: NDArray[np.float64], sd: NDArray[np.float64]) -> tuple[Vector, float]:
    """As ``kink``, the bias of each column apart, (columns,)."""
    bend, more = _bends()
    z = size / np.maximum(sd, TINY)
    z *= FINE
    np.minimum(z, FINE * REACH, out=z)
    k = z.astype(np.intp)
    z -= k
    below = 1 - z
    bias = (bend.take(k) * below + bend.take(k + 1) * z) * sd
    raised = (more.take(k) * below + more.take(k + 1) * z) * sd
    return np.einsum("jm->m", bias), float(raised.sum())


def spread_of(n: Cells, t: Vector, pi: Vector) -> Cells:
    """Sd of the people of each cell, n (1 - p); where all or none are, as in the whole."""
    own = n * (1 - n / t[:, None])
    none = own <= 0
    if none.any():
        own = np.where(none, t[:, None] * (pi * (1 - pi)), own)
    return np.asarray(np.sqrt(own, out=own))


# --------------------------------------------------------------------------------- the walk
@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over a table n without empty areas. ``N``: (groups,); ``T``: people.

    Of s = ln(p / π): ``surprise`` (groups,) Σ n s, ``squared`` Σ n s². ``excess``: Σ over cells,
    areas and groups as in M; ``lone``, ``pairs``: cells with about one person, about two.
    Of |p - π|: ``away`` Σ t |p - π|, ``pearson`` Σ t (p - π)² / π, ``sided`` (groups,)
    Σ t sign(p - π), and with u = sign - Σ sign π ``turned`` (groups,) Σ n u, ``turned2`` Σ n u²;
    ``bend``, ``raised``: as ``kink``; ``rare``: what of ``bend`` is of groups with fewer than
    ``RARE`` people an area, where people are too few for a normal law.
    """

    N: Vector
    T: float
    surprise: Vector
    squared: float
    excess: float
    lone: int
    pairs: int
    away: float
    pearson: float
    sided: Vector
    turned: Vector
    turned2: float
    bend: float
    raised: float
    rare: float


def sums_of(n: Cells, surprise: bool = True, away: bool = True) -> Sums:
    """``Sums`` of n, (areas, groups), people, no area and no group empty."""
    J, G = n.shape
    N = np.einsum("jm->m", n)
    T = float(N.sum())
    pi = N / T
    log_pi = np.log(pi)
    alone = n.size <= ALONE * CELLS
    step = max((FEW if alone else CELLS) // G, 1)
    pieces = -(-J // step)
    walked: list[tuple[Vector, Vector, NDArray[np.int64]]] = [None] * pieces  # type: ignore[list-item]

    def walk(first: int, last: int) -> None:
        some = np.ascontiguousarray(n[first:last])
        t = np.einsum("jm->j", some)
        # by group: Σ n s, Σ t sign, Σ n u, bend; whole: Σ n s², excess, away, Σ n u², –, raised,
        # lone, pairs, pearson
        by_group, whole = np.zeros((4, G)), np.zeros(9)
        counted = np.zeros(TABLE + 1, np.int64)
        if surprise:
            counted, whole[1], whole[6], whole[7] = _excesses(some, t)
            s = np.log(np.maximum(some, TINY))
            s -= np.log(t)[:, None]
            s -= log_pi
            ns = some * s
            by_group[0] = np.einsum("jm->m", ns)
            whole[0] = np.einsum("jm,jm->", ns, s)
        if away:
            x = some - t[:, None] * pi
            side = np.sign(x)
            np.abs(x, out=x)
            whole[2] = x.sum()
            whole[8] = np.einsum("jm,j->m", x * x, 1 / t) @ (1 / pi)
            by_group[1] = np.einsum("j,jm->m", t, side)
            side -= np.einsum("jm,m->j", side, pi)[:, None]
            nu = some * side
            by_group[2] = np.einsum("jm->m", nu)
            whole[3] = np.einsum("jm,jm->", nu, side)
            by_group[3], whole[5] = kinks(x, spread_of(some, t, pi))
        walked[first // step] = (by_group, whole, counted)

    if alone:
        for first in range(0, J, step):
            walk(first, min(first + step, J))
    else:
        excess(), _bends()  # made once, before the threads ask
        crew.pull(lambda: walk, J, step, None, None)
    by_group = np.sum([w[0] for w in walked], axis=0)
    whole = np.sum([w[1] for w in walked], axis=0)
    counted = np.sum([w[2] for w in walked], axis=0)
    extra = float(counted @ excess()) + whole[1] - excess_of(N) + excess_of(np.array([T]))
    return Sums(
        N, T, by_group[0], float(whole[0]), extra, int(counted[1] + whole[6]),
        int(counted[2] + whole[7]), float(whole[2]), float(whole[8]), by_group[1], by_group[2],
        float(whole[3]), float(by_group[3].sum()), float(whole[5]),
        float(by_group[3][N < RARE * J].sum()),
    )  # fmt: skip


def _excesses(n: Cells, t: Vector) -> tuple[NDArray[np.int64], float, int, int]:
    """Cells by whole people; of what is not among them: Σ ``excess`` less areas, lone, pairs."""
    whole = np.minimum(n, TABLE).astype(np.int64)
    odd = whole != n
    if not odd.any():
        return (
            np.asarray(np.bincount(whole.ravel(), minlength=TABLE + 1), np.int64),
            -excess_of(t),
            0,
            0,
        )
    counted = np.asarray(np.bincount(whole[~odd], minlength=TABLE + 1), np.int64)
    rest = n[odd]
    lone = int(np.count_nonzero(rest < 1.5))
    pairs = int(np.count_nonzero(rest < 2.5)) - lone
    return counted, excess_of(rest) - excess_of(t), lone, pairs
