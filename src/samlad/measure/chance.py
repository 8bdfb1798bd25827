"""What chance alone would give: people laid out at random, both margins kept.

With the people of each area and of each group fixed and who lives where left to chance, a cell
is hypergeometric. Where an index is a sum over cells its mean is exact in closed form; else
tables are drawn, exactly, and the index is read off each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from samlad.measure.given import People, bare, people_in
from samlad.measure.order import SPREADS
from samlad.measure.ready import alone, check, find
from samlad.measure.registry import INDICES, Cells, Index
from samlad.measure.shares import Vector, entropies, xlogx
from samlad.model import Mistake

CHUNK = 32
"""Draws of one child of the seed: what is drawn does not depend on who draws it."""


# -------------------------------------------------------------------------- the closed means
def _cell_means(t: NDArray[np.int64], K: int, T: int, g: Callable[[Cells, Cells], Cells]) -> Vector:
    """E g(k, t), (len(t),), for k hypergeometric: t drawn from T people of whom K are meant."""
    result = np.zeros(len(t))
    mean = t * (K / T)
    sd = np.sqrt(np.maximum(mean * (1 - K / T) * (T - t) / max(T - 1, 1), 0))
    low = np.maximum(np.maximum(0, t + K - T), np.floor(mean - 9 * sd - 12)).astype(np.int64)
    high = np.minimum(np.minimum(t, K), np.ceil(mean + 9 * sd + 12)).astype(np.int64)
    width = high - low + 1
    order = np.argsort(width, kind="stable")
    start = 0
    while start < len(t):  # areas of like width together, a million cells at most
        stop = start + 1
        while stop < len(t) and (stop + 1 - start) * width[order[stop]] <= 1_000_000:
            stop += 1
        some = order[start:stop]
        k = low[some, None] + np.arange(width[some[-1]])
        inside = k <= high[some, None]
        k = np.minimum(k, high[some, None]).astype(float)
        ts = t[some, None].astype(float)
        # p(k + 1) / p(k), so that no factorial is needed
        up = (K - k[:, :-1]) * (ts - k[:, :-1])
        down = (k[:, :-1] + 1) * (T - K - ts + k[:, :-1] + 1)
        logs = np.zeros(k.shape)
        step = np.log(np.divide(up, down, out=np.ones(up.shape), where=(up > 0) & (down > 0)))
        np.cumsum(step, axis=1, out=logs[:, 1:])
        logs -= logs.max(axis=1, keepdims=True, where=inside, initial=-np.inf)
        p = np.where(inside, np.exp(np.where(inside, logs, -np.inf)), 0.0)
        result[some] = (p * g(k, ts)).sum(axis=1) / p.sum(axis=1)
        start = stop
    return result


def _margins(n: Cells) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """People of areas and of groups, whole and of one sum: what is laid out are whole people.

    Where counts are decimal, all people are rounded and shared by largest remainder.
    """
    t, N = n.sum(axis=1), n.sum(axis=0)
    T = int(np.rint(N.sum()))
    return _whole(t, T), _whole(N, T)


def _whole(x: Vector, T: int) -> NDArray[np.int64]:
    near = np.rint(x)
    if np.abs(x - near).max() < 1e-6 and near.sum() == T:
        return near.astype(np.int64)
    low = np.floor(x)
    more = int(T - low.sum())  # fewer than there are, but for rounding
    low[np.argsort(low - x, kind="stable")[:more]] += 1
    return low.astype(np.int64)


def _sizes(n: Cells) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], int]:
    """Whole sizes of areas (distinct) with how many areas have each, of groups, and of all."""
    t, N = _margins(n)
    t, times = np.unique(t, return_counts=True)
    return t, times, N, int(N.sum())


def _sum_over_cells(n: Cells, g: Callable[[float], Callable[[Cells, Cells], Cells]]) -> float:
    """E Σ_jm g(π_m)(n_jm, t_j)."""
    t, times, N, T = _sizes(n)
    return sum(float(times @ _cell_means(t, int(K), T, g(float(K) / T))) for K in N if K > 0)


def _mean_m(n: Cells) -> float:
    t, times, N, T = _sizes(n)
    cells = _sum_over_cells(n, lambda pi: lambda k, t: xlogx(k))
    margins = times @ xlogx(t.astype(float)) + xlogx(N.astype(float)).sum()
    return float((cells - margins) / T + np.log(T))


def _mean_h(n: Cells) -> float:
    N = _margins(n)[1]
    return float(_mean_m(n) / entropies(N / N.sum()))


def _mean_d(n: Cells) -> float:
    N = _margins(n)[1]
    pi = N / N.sum()
    away = _sum_over_cells(n, lambda share: lambda k, t: np.abs(k - t * share))
    return float(away / (2 * N.sum() * (pi * (1 - pi)).sum()))


def _mean_two(index: Index) -> Callable[[Cells], float]:
    """Of a two-group index: given t the second group is what is left of the first."""

    def mean(n: Cells) -> float:
        t, times, N, T = _sizes(n)
        whole = N.astype(float)

        def g(k: Cells, ts: Cells) -> Cells:
            table = np.stack([k, ts - k], axis=-1).reshape(-1, 2)
            assert index.parts is not None
            return np.asarray(index.parts(np.maximum(table, 0), whole, None)).reshape(k.shape)

        total = float(times @ _cell_means(t, int(N[0]), T, g))
        return float(index.link(total, whole)) if index.link else total

    return mean


def _mean_order(index: Index) -> Callable[[Cells], float]:
    """Of an ordinal index: those below a threshold are hypergeometric too."""

    def mean(n: Cells) -> float:
        # each threshold alone is the same index of two ordered groups, weighing by its spread
        C, T = np.cumsum(n.sum(axis=0))[:-1], n.sum()
        spread = np.array([_spread(index, c) for c in C / T])
        t = n.sum(axis=1)
        each = np.zeros(len(C))
        for k, c in enumerate(C):
            if spread[k] > 0:
                two = np.column_stack([t * c / T, t * (1 - c / T)])
                each[k] = _mean_two(index)(two)
        return float(each @ spread / spread.sum())

    return mean


def _spread(index: Index, c: float) -> float:
    """f(c) of the index: how much a threshold with the share c below weighs."""
    return float(SPREADS[index.name](np.array([c]), np.array([1 - c]))[0]) if 0 < c < 1 else 0.0


def _even(n: Cells) -> float:
    """Of every index that is linear in squares: (J - 1) / (T - 1)."""
    t, N = _margins(n)
    return float((np.count_nonzero(t) - 1) / (N.sum() - 1))


def _mean_isolation(n: Cells) -> float:
    N = _margins(n)[1]
    pi = float(N[0] / N.sum())
    return pi + (1 - pi) * _even(n)


def _mean_interaction(n: Cells) -> float:
    N = _margins(n)[1]
    return float(N[1] / N.sum()) * (1 - _even(n))


_MEANS: dict[str, Callable[[Cells], float]] = {
    "mutual_information": _mean_m,
    "divergence": _mean_m,
    "theil_h": _mean_h,
    "dissimilarity": _mean_d,
    "multigroup_dissimilarity": _mean_d,
    "relative_diversity": _even,
    "squared_coefficient_of_variation": _even,
    "correlation_ratio": _even,
    "normalized_exposure": _even,
    "isolation": _mean_isolation,
    "interaction": _mean_interaction,
    "ordinal_r": _even,
}


def mean_by_chance(index: Index | str, n: People) -> float | None:
    """The index's exact mean under random allocation, without draws; None where unknown.

    Counts that are not whole are taken as the nearest whole people; None where these are fewer
    than two, or leave the index nothing to be a share of.
    """
    n = bare(n)
    if isinstance(index, str):
        index = find(index)
    if n.sum() < 1.5:
        return None
    mean: Callable[[Cells], float] | None = _MEANS.get(index.name)
    if mean is None and index.parts is not None:
        if index.dimension == "diversity":
            mean = index.formula
        elif index.ordered:
            mean = _mean_order(index)
        elif index.groups == 2 and index.link is None:
            mean = _mean_two(index)
        elif index.name == "multigroup_atkinson" and n.shape[1] == 2:
            mean = _mean_two(INDICES["hutchens_square_root"])
    if mean is None:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        found = float(mean(n))
    return found if np.isfinite(found) else None


# --------------------------------------------------------------------------------- the draws
class Allocation:
    """Tables drawn at random with the margins of n, exactly.

    Each area first draws its people from the whole with replacement, group by group, from alias
    tables of the binomials (one random number and one look-up a cell). The groups' totals are
    then some √T people off. People are exchangeable, so moving people chosen evenly from the
    groups with too many to those with too few gives the law with both margins fixed.
    """

    def __init__(self, n: Cells) -> None:
        self.t, self.N = _margins(n)

    def draw(self, rng: np.random.Generator) -> NDArray[np.int64]:
        """One table, (areas, groups), whole people."""
        N, T = self.N, int(self.N.sum())
        table = np.empty((len(self.t), len(N)), np.int64)
        left, rest = self.t.copy(), 1.0
        for m in range(len(N) - 1):
            share = min(max(N[m] / T / rest, 0.0), 1.0) if rest > 0 else 0.0
            table[:, m] = rng.binomial(left, share)
            left -= table[:, m]
            rest -= N[m] / T
        table[:, -1] = left
        return _moved(table, N, rng)


def _moved(
    table: NDArray[np.int64], N: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    over = table.sum(axis=0) - N
    movers = []
    for m in np.flatnonzero(over > 0):
        chosen = rng.choice(int(table[:, m].sum()), int(over[m]), replace=False, shuffle=False)
        rows = np.searchsorted(np.cumsum(table[:, m]), chosen, side="right")
        table[:, m] -= np.bincount(rows, minlength=len(table))
        movers.append(rows)
    if movers:
        rows = rng.permutation(np.concatenate(movers))
        start = 0
        for m in np.flatnonzero(over < 0):
            stop = start - int(over[m])
            table[:, m] += np.bincount(rows[start:stop], minlength=len(table))
            start = stop
    return table


def allocations(n: People, draws: int, seed: int) -> Iterator[Cells]:
    """``draws`` tables under random allocation, (areas, groups) each."""
    allocation = Allocation(bare(n))
    children = np.random.SeedSequence(seed).spawn(-(-draws // CHUNK))
    for chunk, child in enumerate(children):
        rng = np.random.default_rng(child)
        for _ in range(min(CHUNK, draws - chunk * CHUNK)):
            yield allocation.draw(rng).astype(float)


_SUMMED = (
    "mutual_information",
    "divergence",
    "theil_h",
    "dissimilarity",
    "multigroup_dissimilarity",
)
MANY = 3_000_000
"""From so many cells in all, tables are drawn by compiled kernels."""


def values_by_chance(
    indices: Sequence[Index], n: People, draws: int, seed: int, threads: int | None = None
) -> NDArray[np.float64]:
    """The indices on tables drawn under random allocation, (draws, indices).

    Large tasks are drawn by kernels in threads; digits depend on the seed and the table alone.
    """
    n = bare(n)
    if n.size * draws < MANY:
        drawn = allocations(n, draws, seed)
        return np.array([[float(index.formula(a)) for index in indices] for a in drawn])
    from samlad.measure import lots  # noqa: PLC0415  numba, where it pays

    allocation = Allocation(n)
    t, N = allocation.t, allocation.N
    tables, largest = lots.prepared(t, N)
    logs = xlogx(np.arange(t.max() + 1, dtype=float))
    summed = all(index.name in _SUMMED for index in indices)
    if summed:  # like sizes together find their tables in the cache
        t = np.sort(t)
    result = np.empty((draws, len(indices)))

    def work(job: tuple[int, np.random.SeedSequence]) -> None:
        first, child = job
        last = min(first + CHUNK, draws)
        state = child.generate_state(1, np.uint64)
        if summed:
            out = np.empty((last - first, 2))
            lots.sums(t, N, tables, largest, state, last - first, logs, out)
            result[first:last] = _from_sums(indices, out, t, N)
            return
        table = np.empty(n.shape, np.int32)
        for d in range(first, last):
            lots.draw(t, N, tables, largest, state, table)
            result[d] = [index.formula(table.astype(float)) for index in indices]

    children = np.random.SeedSequence(seed).spawn(-(-draws // CHUNK))
    with np.errstate(all="ignore"), ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, zip(range(0, draws, CHUNK), children, strict=True)))
    return result


def _from_sums(
    indices: Sequence[Index], out: Cells, t: NDArray[np.int64], N: NDArray[np.int64]
) -> Cells:
    """M, H and D of each draw from Σ n ln n and Σ |n - t π|, margins being fixed."""
    T, pi = N.sum(), N / N.sum()
    margins = xlogx(t.astype(float)).sum() + xlogx(N.astype(float)).sum()
    M = (out[:, 0] - margins) / T + np.log(T)
    D = out[:, 1] / (2 * T * (pi * (1 - pi)).sum())
    by_name = {"mutual_information": M, "divergence": M, "theil_h": M / entropies(pi)}
    return np.column_stack([by_name.get(index.name, D) for index in indices])


def permutation_p(index: Index | str, n: People, draws: int, seed: int) -> float:
    """One-sided p of the index under random allocation, (b + 1) / (B + 1).

    ``index``: one of ``INDICES`` or its name. n : (areas, groups), people, whole numbers, no
    group empty. Raises ``Mistake``: ``measure.unknown_index``, ``measure.table``,
    ``measure.people``, ``measure.undefined`` (a group with nobody, say).

    >>> n = np.array([[30.0, 10.0], [10.0, 50.0]])
    >>> permutation_p("dissimilarity", n, 99, seed=0)
    0.01
    """
    n = people_in(n)
    if draws < 1:
        raise Mistake("measure.draws", found={"draws": draws, "least": 1})
    index, names = alone(index), tuple(map(str, range(1, n.shape[1] + 1)))
    if index.name in INDICES:
        there = [name for name, people in zip(names, n.T, strict=True) if people.any()]
        check(index, names, there)
    with np.errstate(all="ignore"):
        value = float(index.formula(n))
    if not np.isfinite(value):
        raise Mistake("measure.undefined", found={"index": index.name, "areas": len(n)})
    drawn = values_by_chance([index], n, draws, seed)[:, 0]
    return float(((drawn >= value - 1e-12).sum() + 1) / (draws + 1))
