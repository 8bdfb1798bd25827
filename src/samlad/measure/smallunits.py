r"""What small units do to an index, and the ways of the literature to take it away.

Among few people chance alone makes units differ. The names that ``read(..., bias=…)`` takes:

================= ==========================================================================
closed            the index of the chances behind the counts, in closed form (``closed``)
none              nothing is taken away
winship           deviation from chance instead of from evenness, (D - E) / (1 - E)
carrington_troske the same, and (D - E) / E below what chance gives
allen             the index less the bias that drawing each group's people again shows
allen_density     dissimilarity alone: each unit's difference as likely behind what is seen
rathelot          the index of a Beta law of chances, the likeliest
bounds            the least and the greatest index that the counts leave possible
================= ==========================================================================

``closed``, ``allen``, ``allen_density``, ``rathelot`` and ``bounds`` are about the index of the
chances behind the counts. ``winship`` and ``carrington_troske`` are not: they rescale the value
and are no estimate of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.measure.chance import mean_by_chance, values_by_chance
from samlad.measure.closed import normal_quantile
from samlad.measure.given import People, bare
from samlad.measure.mixtures import (
    Likely,
    beta_binomial,
    beta_table,
    binomials,
    chances,
    least_mean,
    least_not_refused,
    likeliest,
    thinned,
)
from samlad.measure.registry import INDICES, Cells, Index
from samlad.measure.resample import draws_of
from samlad.measure.shares import Vector
from samlad.model import Mistake, Said

BIASES = (
    "closed",
    "none",
    "winship",
    "carrington_troske",
    "allen",
    "allen_density",
    "rathelot",
    "bounds",
)
RESCALED = ("winship", "carrington_troske")
"""What goes below the range of the index."""
ASSUMED = {
    "rathelot": ("flag.measure.beta_law", "flag.measure.units_drawn"),
    "bounds": ("flag.measure.units_drawn",),
}
"""What is to be said of every value found so."""
TWO_GROUPS = ("allen_density", "rathelot", "bounds")
NULL_DRAWS = 200
OUTER, INNER = 60, 20
"""Tables drawn to try a correction on, and drawn again from each of them."""
SHARES = 7
"""Shares of the first group that are tried for an interval of bounds."""
TRUSTED = 20.0
"""Mean people a cell from which a trial on made-up tables can be believed: with fewer it finds
least bias in just those tables where there is most."""
ENOUGH = 100
"""Units of like size that are kept apart; fewer are put with the next larger."""
LIKE = 4 / 3
"""How much larger the largest of units put together may be than the smallest."""
MOST = 20
"""Moments that are used of a unit however large."""
FITS = 1e-5
"""How far, in nats a unit, the likeliest counts may be from those seen and still be them."""
POINT = 2e-4
"""Bounds closer than this are said to be one value."""


# ----------------------------------------------------------------- rescaled against chance
def winship(value: float, expected: float) -> float:
    r"""How much of the way from chance to full separation the value has gone.

    .. math:: (D - E) / (1 - E)

    ``expected``: E, the mean of the index by chance with both margins fixed. Winship 1977,
    doi:10.1093/sf/55.4.1058. It is 0 where people are laid out by chance and 1 where they are
    wholly apart, and **no estimate** of the index behind the counts: of dissimilarity it is .18
    where units of ten have chances Beta(2, 6), whose index is .31 (``benchmarks/small_units.py``).

    >>> winship(0.5, 0.25)
    0.3333333333333333
    """
    return (value - expected) / (1 - expected)


def carrington_troske(value: float, expected: float) -> float:
    r"""Deviation from chance, up or down, as a part of the greatest there can be.

    .. math:: (D - E) / (1 - E) \text{ where } D \ge E, \qquad (D - E) / E \text{ below}

    From -1, more even than chance would have it, to 1. Carrington & Troske 1997,
    doi:10.1080/07350015.1997.10524718. **No estimate** of the index behind the counts, not even
    from endlessly many units: see ``winship``, from which it differs below chance alone.

    >>> carrington_troske(0.625, 0.25), carrington_troske(0.125, 0.25)
    (0.5, -0.5)
    """
    if value >= expected:
        return (value - expected) / (1 - expected)
    return (value - expected) / expected


# ------------------------------------------------------------------- Allen and his fellows
def allen_density(n: People) -> float:
    r"""Dissimilarity with each unit's difference taken back to the likeliest behind it.

    .. math:: D = \tfrac12 \sum_j \hat\sigma_j \, \theta(|x_j/X - y_j/Y| / \hat\sigma_j), \quad
        \hat\sigma_j^2 = \tfrac{x_j/X (1 - x_j/X)}{X} + \tfrac{y_j/Y (1 - y_j/Y)}{Y}

    where θ(z) is the mean under which the absolute value z of a normal with spread 1 is
    likeliest: 0 where z ≤ 1. n : (areas, 2), whole people. Allen, Burgess, Davidson & Windmeijer
    2015, doi:10.1111/ectj.12039. Their differences are nearly normal only where an area has
    some people of both groups.

    >>> round(allen_density(np.array([[30.0, 10.0], [10.0, 50.0]])), 4)
    0.5833
    """
    n = bare(n)
    if n.shape[1] != 2:
        raise Mistake("measure.two_groups", found={"index": "allen_density", "groups": n.shape[1]})
    N = n.sum(axis=0)
    share = n / N
    sigma = np.sqrt((share * (1 - share) / N).sum(axis=1))
    apart = np.abs(share[:, 0] - share[:, 1])
    seen = np.divide(apart, sigma, out=np.zeros(len(n)), where=sigma > 0)
    return float((sigma * _unfolded(seen)).sum() / 2)


def _unfolded(z: Vector) -> Vector:
    """θ with the greatest φ(z - θ) + φ(z + θ): where θ = z tanh(zθ), 0 for z ≤ 1."""
    theta: Vector = z.copy()
    for _ in range(200):  # downward to the greatest root
        then = z * np.tanh(z * theta)
        if float(np.abs(then - theta).max(initial=0.0)) < 1e-12:
            break
        theta = then
    return np.asarray(np.where(z > 1, theta, 0.0))


def _groups_again(n: Cells, rng: np.random.Generator) -> Cells:
    """As many people of each group again, each in an area with the chance its group has there."""
    N = n.sum(axis=0)
    drawn = [rng.multinomial(round(float(N[m])), n[:, m] / N[m]) for m in range(n.shape[1])]
    return np.column_stack(drawn).astype(float)


def _less_apart(n: Cells) -> Cells:
    """The people with areas as unlike as they are behind chance, judged by squares."""
    t, pi = n.sum(axis=1, keepdims=True), n.sum(axis=0) / n.sum()
    seen = INDICES["relative_diversity"].formula(n)
    even = (len(n) - 1) / (float(n.sum()) - 1)
    part = np.sqrt(max(seen - even, 0.0) / (1 - even) / seen) if seen > 0 else 0.0
    return np.asarray(t * (pi + part * (n / t - pi)))


# ----------------------------------------------------------------------- nothing but bounds
@dataclass(frozen=True, eq=False)
class Pool:
    """Units of like size: ``few`` of their people are looked at; ``of``: (units,) which."""

    few: int
    of: NDArray[np.int64]


def pools(k: NDArray[np.int64], enough: int = ENOUGH) -> list[Pool]:
    """Units of one size, or of sizes near one another where there are fewer than ``enough``.

    All of which ``MOST`` moments are used are one pool, however large they are.
    """
    order = np.argsort(k, kind="stable")
    sizes, starts = np.unique(k[order], return_index=True)
    ends = [*starts[1:].tolist(), len(k)]
    found: list[Pool] = []
    first = 0
    for i, end in enumerate(ends):
        least = int(k[order[first]])
        if i + 1 < len(sizes):
            like = sizes[i + 1] <= LIKE * least and end - first < enough
            if like or least >= MOST:
                continue
        found.append(Pool(min(least, MOST), order[first:end]))
        first = end
    return found


@dataclass(frozen=True, eq=False)
class Fitted:
    """The likeliest distribution of chances in each pool, of a stack of tables.

    ``weights``: (pools, tables) share of people; ``F``: (pools, tables, points); ``seen``:
    (pools, tables) true where the counts are just those of F: then other F do as well.
    """

    p: Vector
    few: tuple[int, ...]
    weights: Cells
    F: Cells
    seen: NDArray[np.bool_]

    @property
    def share(self) -> Vector:
        """The first group's share, (tables,)."""
        return np.asarray((self.weights * (self.F @ self.p)).sum(axis=0))


def _seen(x: NDArray[np.int64], k: NDArray[np.int64], few: int) -> Vector:
    """Of every person's unit, how many of ``few`` are of the first group, (few + 1,) shares."""
    total = np.zeros(few + 1)
    for size in np.unique(k).tolist():
        found, times = np.unique(x[k == size], return_counts=True)
        total += size * (times @ thinned(found, size, few))
    return total / float(k.sum())


def _fit(p: Vector, few: Sequence[int], f: Sequence[Cells], weights: Cells) -> Fitted:
    F, seen = [], []
    for L, table in zip(few, f, strict=True):
        of = binomials(L, p)
        w = likeliest(table, of)
        ratio = np.divide(table, w @ of, out=np.ones(table.shape), where=table > 0)
        F.append(w)
        seen.append((table * np.log(ratio)).sum(axis=1) <= FITS)
    return Fitted(p, tuple(few), weights, np.array(F), np.array(seen))


def fitted(n: Cells, among: Sequence[Pool]) -> Fitted:
    """The likeliest distributions behind one table, n : (units, 2), whole people."""
    x, k = (v.astype(np.int64) for v in (n[:, 0], n.sum(axis=1)))
    f = [_seen(x[pool.of], k[pool.of], pool.few)[None] for pool in among]
    weights = [[k[pool.of].sum() / k.sum()] for pool in among]
    p = chances(np.array([x.sum() / k.sum()]))
    return _fit(p, [pool.few for pool in among], f, np.array(weights))


def _part(index: Index, p: Vector, share: float) -> Vector:
    """What one person's share of the whole adds to the index where the chance is p, (points,)."""
    of = INDICES["dissimilarity"] if index.name == "minmax" else index
    assert of.parts is not None
    two = np.column_stack([p, 1 - p])
    with np.errstate(all="ignore"):
        return np.asarray(of.parts(two, np.array([share, 1 - share]), None), dtype=float)


def _linked(index: Index, total: Vector, share: Vector) -> Vector:
    if index.name == "minmax":
        return np.asarray(2 * total / (1 + total))
    if index.link is None:
        return total
    ends = [index.link(v, np.array([s, 1 - s])) for v, s in zip(total, share, strict=True)]
    return np.array(ends, dtype=float)


def bounds_of(index: Index, found: Fitted) -> tuple[Vector, Vector]:
    r"""The least and the greatest index over the distributions the counts leave, (tables,) each.

    .. math:: \sum_k \tfrac{T_k}{T} \int h(p, \pi) \, dF_k(p)

    F_k being any with the first k moments of the likeliest. Where no F gives just the counts
    that were seen the likeliest is the only one, and so it is what both bounds come from
    (D'Haultfœuille & Rathelot 2017, theorem 2.1 and section 3). Not below the least by more than
    1e-5, and not above.
    """
    share = found.share
    h = np.array([_part(index, found.p, s) for s in share])
    low, high = np.zeros(len(share)), np.zeros(len(share))
    for few, weight, F, seen in zip(found.few, found.weights, found.F, found.seen, strict=True):
        mean = (F * h).sum(axis=1)
        least, greatest = mean.copy(), mean.copy()
        if seen.any():
            least[seen] = np.minimum(least_mean(h[seen], F[seen], found.p, few), mean[seen])
            greatest[seen] = np.maximum(-least_mean(-h[seen], F[seen], found.p, few), mean[seen])
        low += weight * least
        high += weight * greatest
    ends = np.sort([_linked(index, low, share), _linked(index, high, share)], axis=0)
    return ends[0], ends[1]


# ---------------------------------------------------------------------------- one door in
@dataclass(frozen=True)
class Asked:
    """How an interval is wanted: ``interval`` ``none`` for none, resamples, their seed, level."""

    interval: str = "person"
    draws: int = 500
    seed: np.random.SeedSequence = field(default_factory=lambda: np.random.SeedSequence(0))
    level: float = 0.95


@dataclass(frozen=True)
class Adjusted:
    """What a bias method says of one index; ``lower`` and ``upper`` from ``bounds`` alone."""

    corrected: float | None = None
    low: float | None = None
    high: float | None = None
    lower: float | None = None
    upper: float | None = None
    method: str = "none"
    draws: int = 0
    flags: tuple[Said, ...] = ()


def check_bias(bias: str) -> None:
    """Raises ``Mistake("measure.unknown_bias")`` with the names there are."""
    if bias not in BIASES:
        raise Mistake("measure.unknown_bias", found={"bias": bias, "known": ", ".join(BIASES)})


def adjusted(
    bias: str,
    indices: Sequence[Index],
    n: Cells,
    asked: Asked,
    *,
    noise: bool = False,
    places: Sequence[bool] = (),
) -> list[Adjusted]:
    """What the method says of each index off n : (areas, groups), none empty.

    ``noise``: the publisher put noise in; ``places``: of each index whether it needs positions,
    sizes or borders. Raises ``Mistake``: ``measure.bias_form`` (the index has no form of that
    kind), ``measure.bias_groups``, ``measure.bias_whole``, ``measure.bias_noise``.
    """
    needs = list(places) or [False] * len(indices)
    _refuse(bias, indices, n, noise, needs)
    work: dict[str, Callable[..., list[Adjusted]]] = {
        "winship": _rescaled,
        "carrington_troske": _rescaled,
        "allen": _drawn_again,
        "allen_density": _drawn_again,
        "rathelot": _beta,
        "bounds": _bounded,
    }
    said = tuple(Said(key) for key in ASSUMED.get(bias, ()))
    made = work[bias](bias, indices, n, asked)
    return [replace(one, flags=(*said, *one.flags)) for one in made]


def _refuse(
    bias: str, indices: Sequence[Index], n: Cells, noise: bool, places: Sequence[bool]
) -> None:
    found: dict[str, Any] = {"bias": bias}
    if (n != np.rint(n)).any():
        raise Mistake("measure.bias_whole", found=found)
    if noise:
        raise Mistake("measure.bias_noise", found=found)
    for index, place in zip(indices, places, strict=True):
        if not has_form(bias, index) or (place and bias in ("rathelot", "bounds")):
            raise Mistake("measure.bias_form", found={**found, "index": index.name})
    if bias in TWO_GROUPS and n.shape[1] != 2:
        raise Mistake("measure.bias_groups", found={**found, "groups": n.shape[1]})


def has_form(bias: str, index: Index) -> bool:
    """The method can be asked of the index."""
    if bias in ("closed", "none"):
        return True
    if index.dimension == "diversity" or index.local:
        return False
    if bias in RESCALED:
        ends = (index.lowest, index.highest) == (0.0, 1.0)
        return ends and index.name not in ("isolation", "interaction")
    if bias == "allen_density":
        return index.name in ("dissimilarity", "multigroup_dissimilarity")
    if bias == "bounds":
        return not index.needs and (index.parts is not None or index.name == "minmax")
    return bias == "allen" or not index.needs


def _rescaled(bias: str, indices: Sequence[Index], n: Cells, asked: Asked) -> list[Adjusted]:
    """Winship, Carrington and Troske: an interval of what is read, not of what lies behind."""
    means = [mean_by_chance(index, n) for index in indices]
    null, people = asked.seed.spawn(2)
    unknown = [i for i, mean in enumerate(means) if mean is None]
    if unknown:
        seed = int(null.generate_state(1)[0])
        drawn = values_by_chance([indices[i] for i in unknown], n, NULL_DRAWS, seed)
        for i, column in zip(unknown, drawn.T, strict=True):
            means[i] = float(column[np.isfinite(column)].mean())
    again = None
    if asked.interval != "none":
        again = draws_of(n, lambda a, rows: [index.formula(a) for index in indices],
                         by="person", draws=asked.draws, seed=people)  # fmt: skip
    of, result = (winship if bias == "winship" else carrington_troske), []
    for i, index in enumerate(indices):
        value, mean = float(index.formula(n)), float(means[i] or 0.0)
        made = Adjusted(of(value, mean), flags=(Said("flag.measure.bias_rescaled"),))
        if again is not None:
            column = again[np.isfinite(again[:, i]), i]
            away = np.quantile(column, _tails(asked.level)) - column.mean()
            low, high = (of(value + float(a), mean) for a in away)
            made = replace(made, low=low, high=high, method="person", draws=asked.draws)
        result.append(made)
    return result


def _tails(level: float) -> list[float]:
    return [(1 - level) / 2, (1 + level) / 2]


def _drawn_again(bias: str, indices: Sequence[Index], n: Cells, asked: Asked) -> list[Adjusted]:
    """Allen: the correction, and how it does on tables whose index is known."""
    first, trial = asked.seed.spawn(2)

    def read(a: Cells) -> Vector:
        with np.errstate(all="ignore"):
            return np.array([float(index.formula(a)) for index in indices])

    def correct(a: Cells, stream: np.random.SeedSequence, draws: int) -> Vector:
        if bias == "allen_density":
            return np.full(len(indices), allen_density(a))
        rng = np.random.default_rng(stream)
        mean = np.mean([read(_groups_again(a, rng)) for _ in range(draws)], axis=0)
        return np.asarray(2 * read(a) - mean)

    made = correct(n, first, max(asked.draws, INNER))
    if asked.interval == "none":
        return [Adjusted(float(c)) for c in made]
    world = _less_apart(n)
    tried = []
    for stream in trial.spawn(OUTER):
        one, two = stream.spawn(2)
        tried.append(correct(_groups_again(world, np.random.default_rng(one)), two, INNER))
    off = np.mean(tried, axis=0) - read(world)
    error = np.std(tried, axis=0, ddof=1)
    reach = normal_quantile(asked.level) * error
    cell, result = float(n.sum() / n.size), []
    for i, c in enumerate(made):
        it = Adjusted(float(c), method="person", draws=asked.draws)
        if cell >= TRUSTED and abs(off[i]) <= 0.5 * error[i]:
            it = replace(it, low=float(c - reach[i]), high=float(c + reach[i]))
        else:
            it = replace(it, flags=(Said("flag.measure.no_interval"),))
        result.append(it)
    return result


def _beta(bias: str, indices: Sequence[Index], n: Cells, asked: Asked) -> list[Adjusted]:
    """Rathelot with one component: read off the likeliest Beta law as off endlessly many units."""
    x, k = (v.astype(np.int64) for v in (n[:, 0], n.sum(axis=1)))

    def read(x: NDArray[np.int64]) -> tuple[tuple[float, float], Vector]:
        a, b = beta_binomial(k, x)
        if np.isinf(a):
            p, w = np.array([x.sum() / k.sum()]), np.ones(1)
        else:
            p, w = beta_table(a, b)
        table = np.column_stack([w * p, w * (1 - p)])
        with np.errstate(all="ignore"):
            return (a, b), np.array([float(index.formula(table)) for index in indices])

    (a, b), made = read(x)
    if asked.interval == "none":
        return [Adjusted(float(c)) for c in made]
    nothing = Said("flag.measure.no_interval")
    if np.isinf(a):
        return [Adjusted(float(c), method="person", flags=(nothing,)) for c in made]
    rng = np.random.default_rng(asked.seed)
    drawn, flat = [], 0
    for _ in range(asked.draws):
        again = rng.binomial(k, rng.beta(a, b, len(k)))
        if not 0 < again.sum() < k.sum():
            continue
        law, values = read(again)
        flat += int(np.isinf(law[0]))
        drawn.append(values)
    found = np.array(drawn)
    result = []
    for i, c in enumerate(made):
        it = Adjusted(float(c), method="person", draws=len(drawn))
        column = found[np.isfinite(found[:, i]), i]
        if flat > 0.02 * len(drawn) or len(column) < len(drawn):
            result.append(replace(it, flags=(nothing,)))
            continue
        high, low = np.quantile(column, _tails(asked.level))
        result.append(replace(it, low=float(2 * c - low), high=float(2 * c - high)))
    return result


def interval_of(
    index: Index, n: Cells, among: Sequence[Pool], once: Fitted, level: float
) -> tuple[float, float]:
    r"""The least and the greatest index over the distributions that the counts do not refuse.

    A distribution is refused where the logarithm of its likelihood is more than half the
    quantile of χ² with one degree of freedom below the greatest: that of (1 + ``level``) / 2,
    since at the edge of what can be, as where nobody is apart, the law is wider than χ². Each
    share π of the first group within its error is tried (``SHARES``) with the F that have it.
    The bounds are inside, since those F are likeliest. The paper resamples; where the likeliest F
    is at the edge of what can be, which with some hundreds of units it nearly always is, plainly
    resampled intervals of dissimilarity held it 70 times of 100.
    """
    x, k = (v.astype(np.int64) for v in (n[:, 0], n.sum(axis=1)))
    share, T = float(x.sum() / k.sum()), float(k.sum())
    error = float(np.sqrt(((x - k * share) ** 2).sum())) / T
    tried = share + normal_quantile(level) * error * np.linspace(-1.2, 1.2, SHARES)
    tried = tried[(tried > 0) & (tried < 1)]
    p = chances(np.append(tried, share))
    a, of, F = [], [], []
    for pool in among:
        people, f = k[pool.of], _seen(x[pool.of], k[pool.of], pool.few)
        of.append(binomials(pool.few, p))
        F.append(likeliest(f[None], of[-1])[0])
        # units that weigh unlike count for fewer
        a.append(f * float(people.sum()) ** 2 / float((people**2).sum()))
    best = sum(float(u @ np.log(w @ B)) for u, w, B in zip(a, F, of, strict=True))
    limit = np.full(len(tried), normal_quantile((1 + level) / 2) ** 2 / 2 - best)
    h = np.array([_part(index, p, s) for s in tried])
    likely = Likely(a, of, once.weights[:, 0], p)
    low = least_not_refused(h, likely, limit, tried)
    high = -least_not_refused(-h, likely, limit, tried)
    there = np.isfinite(low) & np.isfinite(high)
    ends = [_linked(index, end[there], tried[there]) for end in (low, high)]
    return float(np.min(ends)), float(np.max(ends))


def _bounded(bias: str, indices: Sequence[Index], n: Cells, asked: Asked) -> list[Adjusted]:
    """D'Haultfœuille and Rathelot: bounds, and an interval that holds all between them."""
    among = pools(n.sum(axis=1).astype(np.int64))
    once = fitted(n, among)
    result = []
    for index in indices:
        lower, upper = (float(end[0]) for end in bounds_of(index, once))
        made = Adjusted(lower=lower, upper=upper)
        if upper - lower < POINT:
            middle = (lower + upper) / 2
            made = Adjusted(middle, lower=lower, upper=upper, flags=(Said("flag.measure.point"),))
        if asked.interval != "none":
            low, high = interval_of(index, n, among, once, asked.level)
            low, high = min(low, lower), max(high, upper)
            made = replace(made, low=low, high=high, method="likelihood")
        result.append(made)
    return result
