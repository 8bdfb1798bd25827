"""How far an index read off surroundings may be from the truth, at all scales together.

The same meaning as in ``reading``: an interval is about the *corrected* value, and how it is
asked for only decides how its spread is found.

========= ======================================================================================
person    people drawn again, ``draws`` times, surroundings found anew each time
area      areas drawn again: each area's people as many times as it was drawn
jackknife people dealt out in 50 hands, one hand left out at a time, the rest made as many again
delta     influence functions (``influence``), exact and without draws
none      no interval and no correction
========= ======================================================================================

For delta and area the bias is the mean of 20 seeded resamples (10 of large tables), of each of
which what the slopes say has been taken away first (a control variate): what is left is the
curvature alone, so that few are enough; how uncertain it still is goes into the error.

People drawn from what was found are spread about more even shares than those found were: of an
index with kinks they show too little of the bias where many are near the mean of the whole. How
much shows in the same resamples with their deviations made √2 as large, twice the chance
(``_twice``; Cook & Stefanski 1994, doi:10.1080/01621459.1994.10476871).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from samlad.measure.closed import BENDS, ROOTS, TINY, UNEVEN, fewest, normal_quantile
from samlad.measure.influence import slopes
from samlad.measure.noise import lift_of, too_loud
from samlad.measure.ready import make_ready
from samlad.measure.registry import Cells, Index
from samlad.measure.resample import _noisy, _people
from samlad.measure.spread import FEW_THRESHOLDS, HONEST, LEAST_DRAWS, refuse
from samlad.measure.surroundings import Surroundings
from samlad.model import Counts, Mistake, Said

Floats = NDArray[np.float64]
Seed = np.random.SeedSequence
BIAS_DRAWS = 20
MANY = 500_000
"""Cells (areas × groups) from which half as many are enough: each is surer."""
HANDS = 50
ROOM = 30_000_000
"""Slopes kept at a time."""


@dataclass(frozen=True)
class Asked:
    """How intervals are wanted. Raises ``Mistake`` where they cannot be had."""

    interval: str = "person"
    draws: int = 200
    seed: int = 0
    level: float = 0.95
    bands: bool = False
    expected: bool = True

    def __post_init__(self) -> None:
        refuse(self.interval, self.draws, self.level)

    @property
    def streams(self) -> tuple[Seed, Seed, Seed, Seed]:
        """For the bias, the draws, the mean by chance and the bands."""
        one, two, three, four = Seed(self.seed).spawn(4)
        return one, two, three, four


@dataclass(frozen=True, eq=False)
class Town:
    """Counts as their surroundings see them: all areas stay, empty groups do not.

    ``n`` and ``variance``: (areas, groups); areas not fully known hold nobody.
    """

    n: Cells
    variance: Cells | None
    groups: tuple[str, ...]
    around: Surroundings
    counts: Counts
    flags: tuple[Said, ...]


def make_town(counts: Counts, around: Surroundings, names: Sequence[str] = ()) -> Town:
    """Raises ``Mistake``: ``spatial.shape``, and as ``ready.make_ready``."""
    shape = counts.people.shape
    if around.shares.shape[1:] != shape:
        raise Mistake("spatial.shape", found={"expected": around.shares.shape[1:], "found": shape})
    ready = make_ready(counts, names)
    n = np.zeros((shape[0], len(ready.groups)))
    n[ready.rows] = ready.n
    variance = None
    if ready.variance is not None:
        variance = np.zeros(n.shape)
        variance[ready.rows] = ready.variance
    used = [group in ready.groups for group in counts.groups]
    if not all(used):
        around = replace(around, shares=around.shares[:, :, used])
    # which areas are left out is said scale by scale
    flags = tuple(f for f in ready.flags if f.key != "flag.measure.areas_left_out")
    return Town(n, variance, ready.groups, around, counts, flags)


@dataclass(frozen=True, eq=False)
class Spread:
    """What is known of one index at its scales.

    ``corrected`` (scales,); ``covariance`` (scales, scales) of its errors; ``left`` (scales,): what
    may be left of the bias and is not among the errors; ``away`` (draws, scales): deviations
    drawn, None for normal ones.
    """

    method: str
    corrected: Floats
    covariance: Floats
    left: Floats
    away: Floats | None = None
    draws: int = 0
    freedom: float = np.inf

    @property
    def error(self) -> Floats:
        """Standard errors, (scales,)."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))

    @property
    def honest(self) -> NDArray[np.bool_]:
        """Where an interval may be given, (scales,)."""
        return np.isfinite(self.corrected) & (self.left <= HONEST * self.error + 1e-12)

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Low and high, (scales,) each."""
        if self.away is None:
            reach = quantile(level, self.freedom) * self.error
            return self.corrected - reach, self.corrected + reach
        # of B drawn the i-th has i / (B + 1) below it: few draws do not make it narrow
        ends = [(1 - level) / 2, (1 + level) / 2]
        low, high = np.quantile(self.away, ends, axis=0, method="weibull")
        return self.corrected + low, self.corrected + high


KINKED = (*BENDS, "gini", "multigroup_gini")
"""Indices with absolute differences in them."""


ROOTLIKE = (*ROOTS, "rank_order_s")
"""Indices of roots of shares."""
LOGS = ("theil_h", "mutual_information", "divergence", "ordinal_h", "rank_order_h")
"""Indices of logarithms of shares."""
LEAD_ASTRAY = range(3, FEW_THRESHOLDS + 1)
"""Groups for which a polynomial through the thresholds is led astray by roots at its ends."""


def left_of(index: Index, value: Floats, bias: Floats, bend: Floats, town: Town) -> Floats:
    """How much of what was found as bias may be left, (scales,), as simulated; ``bend``: how much
    less the bias is with chance on chance; infinite where nothing is to be said.

    The fewer people of each group there are around people, the more
    (benchmarks/spatial_coverage.py): 3 % and 2.5 persons' worth, 3.5 of an index with kinks, at
    most 60 %, and of roots more. Where there are fewer than four nothing is said, nor of kinks
    where there are fewer than ten: near nothing 85 to 91 % held. Of roots a third is left, however
    many there are: whom nobody drew is missing in all resamples (86 % held); and more, the more
    people have hardly anybody of some group around, where a root has no slope (20 to 86 % held)
    and a logarithm hardly one (67 % of thousands of areas).
    Of kinks ``UNSEEN`` times the bend as well: of thousands of areas none held without it; and so
    much that the interval begins at nothing where the value cannot be told from it.
    """
    name, groups = index.name, town.n.shape[1]
    reached, kinked = _reached(town) / groups, name in KINKED
    least = ROOTED if name in ROOTLIKE else 0.03
    share = np.minimum(least + (3.5 if kinked else 2.5) / np.maximum(reached, 1.0), 0.6)
    none = reached < (LEAST_OF_KINKS if kinked else TINY)
    if name in ROOTLIKE:
        hardly = _hardly(town, index)
        share += hardly * (TWO_ROOTS if groups == 2 else MORE_ROOTS)
        none |= hardly > HARDLY
        none |= name == "rank_order_s" and groups in LEAD_ASTRAY
    elif name in LOGS:
        share += LOGGED * _hardly(town, index)
    left = np.abs(bias) * share
    if kinked:
        # where all are the same way off a kink resamples show a bias there is none of
        left = np.hypot(left, NO_KINK * np.abs(bias) * (name == "ordinal_v"))
        # min and max are D bent once more: a bend of it stands for more of what is left
        more = 1 + value / 2 if name == "minmax" else 1.0
        left = np.hypot(left, UNSEEN * np.maximum(bend, 0.0) * more)
        if name != "ordinal_v":
            left = np.where(
                _vague(index, value, bias), np.maximum(left, np.abs(value - bias) / SURE), left
            )
    return np.where(none, np.inf, left)


def _vague(index: Index, value: Floats, bias: Floats) -> NDArray[np.bool_]:
    """Where squares are fewer than ``UNEVEN`` times those of chance, as ``closed`` has it."""
    one, two = value, value + bias
    if index.name == "minmax":
        one, two = (v / np.maximum(2 - v, TINIEST) for v in (one, two))
    return np.asarray(one**2 < UNEVEN * (two**2 - one**2))


UNSEEN = 4.0
"""What may be left of the bias of kinks, as errors, in bends. Where all are as the whole 6.1 bends
are left, where some are and the rest far off as many, where shares are normal 1.1 to 4."""
SURE, TINIEST = normal_quantile(0.95), 1e-12
"""Errors of an interval of 95 %; a share too small to be one."""
ROOTED = 1 / 3
"""What may be left of the bias of roots, however many people there are around."""
LEAST_OF_KINKS = 10
"""People of each group around people under which an index with kinks has no interval."""


HARDLY = 0.25
"""The part of people with fewer than two of some group around from which roots say nothing."""
LOGGED = 0.3
"""Times the part of people with hardly anybody around, what more may be left of logarithms."""
NO_KINK = 0.8
"""What may be left of the bias of V, whose kinks, at half, may be far from everybody's shares."""
TWO_ROOTS, MORE_ROOTS = 4.0, 24.0
"""Times that part, what more may be left of the bias: of two groups, and of more."""


def _hardly(town: Town, index: Index) -> Floats:
    """The part of people with fewer than two of what the index parts around them, (scales,)."""
    t = town.n.sum(axis=1) * ~np.isnan(town.around.shares[:, :, 0])
    whole, around = town.n.sum(axis=0), zip(town.around.shares, town.around.reached, strict=True)
    few = np.array([fewest(index, np.nan_to_num(p * r[:, None]), whole) < 2 for p, r in around])
    return np.asarray((t * few).sum(axis=1) / np.maximum(t.sum(axis=1), 1.0))


def _reached(town: Town) -> Floats:
    """People around people in the mean, (scales,)."""
    t = town.n.sum(axis=1)
    return np.asarray(np.nan_to_num(town.around.reached) @ t / t.sum())


BENT = 0.25
"""By how much more the variance of an index with kinks is where everybody is around everybody:
few surroundings differ then and the kinks of them all move together. Without it 92 % held."""


def _bent(spread: Spread, town: Town) -> Spread:
    """Wider, the greater the part of the town that surroundings are."""
    part = np.minimum(_reached(town) / town.n.sum(), 1.0)
    wider = np.sqrt(1 + BENT * part)
    away = None if spread.away is None else spread.away * wider
    return replace(spread, covariance=spread.covariance * np.outer(wider, wider), away=away)


def _doubted(spread: Spread) -> Spread:
    """With what may be left of the bias as error, of each scale by itself.

    Of many areas chance is small beside it: to refuse by it would leave a country without.
    """
    some = np.isfinite(spread.left)
    left, error = np.where(some, spread.left, 0.0), spread.error
    away = spread.away
    if away is not None:
        away = away * np.sqrt(
            1 + np.divide(left, error, out=np.zeros_like(left), where=error > 0) ** 2
        )
    covariance = spread.covariance + np.diag(left**2)
    return replace(spread, covariance=covariance, left=np.where(some, 0.0, np.inf), away=away)


def quantile(level: float, freedom: float) -> float:
    """Of Student's t, from the normal's (Fisher & Cornish 1960, doi:10.2307/1266546)."""
    z = normal_quantile(level)
    if np.isinf(freedom):
        return z
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / freedom + second / freedom**2


# ------------------------------------------------------------------------------- values
def values(indices: Sequence[Index], n: Cells, around: Surroundings) -> Floats:
    """(indices, scales); NaN where it cannot be reckoned."""
    lived = n.sum(axis=1) > 0
    out = np.full((len(indices), len(around)), np.nan)
    for s, near in enumerate(around.shares):
        use = lived & ~np.isnan(near[:, 0])
        if use.any() and (n[use].sum(axis=0) > 0).sum() > 1:
            table, shares = n[use], near[use]
            with np.errstate(all="ignore"):
                out[:, s] = [float(index.formula(table, near=shares)) for index in indices]
    return out


def spreads(
    indices: Sequence[Index], town: Town, value: Floats, asked: Asked, tick: Callable[[], None]
) -> list[Spread | None]:
    """The spread of each index; None where no interval is asked for.

    ``value``: (indices, scales). ``tick`` is called ``ticks`` times at most.
    """
    if asked.interval == "none":
        return [None] * len(indices)
    made = [
        _doubted(_bent(spread, town) if index.name in KINKED else spread)
        for index, spread in zip(indices, _made(indices, town, value, asked, tick), strict=True)
    ]
    if town.variance is None:
        return list(made)
    # noise that stopped at nobody has moved the value, and what is left of that is as large
    people = town.n + lift_of(town.n, town.variance)
    lifted = np.abs(values(indices, people, town.around.again(people)) - value)
    loud = np.inf if too_loud(town.n, town.variance) else 0.0
    return [
        replace(_doubted(replace(spread, left=LIFT * by)), left=spread.left + loud)
        for spread, by in zip(made, lifted, strict=True)
    ]


LIFT = 2.5
"""How many times what noise lifted counts as error. When intervals were refused where it was much,
77 to 91 % of those not refused held: they were there by luck."""


def _made(
    indices: Sequence[Index], town: Town, value: Floats, asked: Asked, tick: Callable[[], None]
) -> Sequence[Spread]:
    """As ``spreads``, where there is an interval, as if noise never stopped at nobody."""
    ways = [method(asked, town, index) for index in indices]
    if asked.interval == "jackknife" and set(ways) != {"jackknife"}:
        found: dict[int, Spread] = {}
        for way in dict.fromkeys(ways):
            some = [i for i, one in enumerate(ways) if one == way]
            own, how = [indices[i] for i in some], replace(asked, interval=way)
            found |= dict(zip(some, _made(own, town, value[some], how, tick), strict=True))
        return [found[i] for i in range(len(indices))]
    seed_bias, seed_draws, _, _ = asked.streams
    used = method(asked, town)
    if used == "jackknife":
        return list(_jackknife(indices, town, value, seed_draws, tick))
    if used == "person":
        draws = max(asked.draws, LEAST_DRAWS)
        drawn, farther = _drawn(indices, town, draws, seed_draws, (used, tick))
        return [
            _by_draws(used, value[i], _Own(index, town, farther[:, i]), drawn[:, i])
            for i, index in enumerate(indices)
        ]
    known = list(_delta(indices, town, value, seed_bias, tick))
    if asked.interval == "delta":
        return known
    drawn, _ = _drawn(indices, town, asked.draws, seed_draws, ("area", tick))
    return [_by_draws("area", value[i], known[i], drawn[:, i]) for i in range(len(indices))]


def method(asked: Asked, town: Town, index: Index | None = None) -> str:
    """The method used, of an index or of any without kinks.

    Person where slopes are wanted and there are none; delta for jackknife of kinks: one hand less
    does not show how they vary (87 to 91 % held).
    """
    used = asked.interval
    if used == "jackknife" and index is not None and index.name in KINKED:
        used = "delta"
    needs = used == "delta" or (used == "jackknife" and town.variance is not None)
    return "person" if needs and not town.around.smooth else used


def ticks(asked: Asked, town: Town, indices: Sequence[Index]) -> int:
    """How many times ``spreads`` calls its ``tick``."""
    many = {
        "none": 0,
        "jackknife": HANDS,
        "delta": bias_draws(town),
        "area": bias_draws(town) + asked.draws,
        "person": max(asked.draws, LEAST_DRAWS),
    }
    return sum(many[way] for way in {method(asked, town, index) for index in indices})


def bias_draws(town: Town) -> int:
    """Resamples that the bias is found from."""
    return BIAS_DRAWS if town.n.size < MANY else BIAS_DRAWS // 2


# ------------------------------------------------------------------------------- draws
def _drawn(
    indices: Sequence[Index],
    town: Town,
    draws: int,
    seed: Seed,
    how: tuple[str, Callable[[], None]],
) -> tuple[Floats, Floats]:
    """Values on resamples, and of people on those twice as uncertain (``_twice``), of areas NaN;
    (draws, indices, scales) each."""
    by, tick = how
    out = np.full((2, draws, len(indices), len(town.around)), np.nan)
    for b, people in enumerate(resamples(town, draws, seed, by)):
        around = town.around.again(people)
        out[0, b] = values(indices, people, around)
        if by == "person":
            out[1, b] = _twice(indices, town, people, around)
        tick()
    return out[0], out[1]


def _twice(indices: Sequence[Index], town: Town, people: Cells, around: Surroundings) -> Floats:
    """Indices with kinks where all deviations are √2 as large, (indices, scales); NaN of others."""
    out = np.full((len(indices), len(around)), np.nan)
    kinked = [i for i, index in enumerate(indices) if index.name in KINKED]
    if kinked:
        more = np.sqrt(2) - 1
        farther = np.maximum(people + more * (people - town.n), 0.0)
        shares = np.maximum(around.shares + more * (around.shares - town.around.shares), 0.0)
        with np.errstate(all="ignore"):
            shares /= shares.sum(axis=2, keepdims=True)
        out[kinked] = values([indices[i] for i in kinked], farther, replace(around, shares=shares))
    return out


def _bend(value: Floats, drawn: Floats, farther: Floats) -> Floats:
    """By how much less the mean rises from chance to twice the chance than from none to chance,
    (scales,); ``drawn`` and ``farther`` (draws, scales). One standard error of their mean is added:
    where surroundings are large a few decide it. Infinite where half of them or more are not to be
    reckoned, so that of an index with kinks nothing is said."""
    each = 2 * drawn - value - farther
    each = each[np.isfinite(each).all(axis=1)]
    if 2 * len(each) <= max(len(drawn), 2):
        return np.full(len(value), np.inf)
    return np.asarray(each.mean(axis=0) + each.std(axis=0, ddof=1) / np.sqrt(len(each)))


def resamples(town: Town, draws: int, seed: Seed, by: str = "person") -> Iterator[Cells]:
    """Tables of people (or areas) drawn again, noise put on afresh; one child of the seed each."""
    for child in seed.spawn(draws):
        rng = np.random.default_rng(child)
        if by == "person":
            yield _people(town.n, rng, town.variance)[0]
            continue
        lived = np.flatnonzero(town.n.sum(axis=1) > 0)
        times = np.zeros(len(town.n))
        times[lived] = np.bincount(rng.integers(len(lived), size=len(lived)), minlength=len(lived))
        noise = None if town.variance is None else town.variance * times[:, None]
        yield _noisy(town.n * times[:, None], rng, noise)


@dataclass(frozen=True, eq=False)
class _Own:
    """What drawn people need to be corrected by themselves; ``farther`` as ``_twice``."""

    index: Index
    town: Town
    farther: Floats


def _by_draws(method: str, value: Floats, known: Spread | _Own, drawn: Floats) -> Spread:
    """Spread of drawn values (draws, scales), about the known correction or their own."""
    every = drawn
    drawn = drawn[np.isfinite(drawn).all(axis=1)]
    if len(drawn) < LEAST_DRAWS:
        nothing = np.zeros((len(value), len(value)))
        return Spread(method, value, nothing, np.full(len(value), np.inf), None, len(drawn))
    mean = drawn.mean(axis=0)
    if isinstance(known, Spread):
        corrected, left = known.corrected, known.left
    else:
        bend = _bend(value, every, known.farther)
        corrected = 2 * value - mean
        left = left_of(known.index, value, mean - value, bend, known.town)
    covariance, away = np.atleast_2d(np.cov(drawn.T)), drawn - mean
    if not isinstance(known, Spread):
        wider = _of_drawn_bias(known.index, mean - value, covariance, len(drawn))
        covariance, away = covariance * np.outer(wider, wider), away * wider
    return Spread(method, corrected, covariance, left, away, len(drawn))


def _of_drawn_bias(index: Index, bias: Floats, covariance: Floats, draws: int) -> Floats:
    """How much wider, (scales,), for a bias that was drawn: its own chance; and of kinks, whose
    variance grows with it, three quarters of it: without that 90 to 92 % held."""
    error = np.sqrt(np.diag(covariance))
    part = 0.75 if index.name in KINKED else 0.0
    of = np.divide(part * np.abs(bias), error, out=np.zeros_like(error), where=error > 0)
    return np.asarray(np.sqrt(1 + 1 / draws + of))


# ------------------------------------------------------------------------------- delta
def _delta(
    indices: Sequence[Index], town: Town, value: Floats, seed: Seed, tick: Callable[[], None]
) -> Iterator[Spread]:
    """Errors from slopes, bias from what resamples do beside them."""
    n, S, draws = town.n, len(town.around), bias_draws(town)
    moved = np.empty((draws, n.size), dtype=np.float32)
    seen, farther = (np.empty((draws, len(indices), S)) for _ in range(2))
    for b, people in enumerate(resamples(town, draws, seed)):
        moved[b] = (people - n).ravel()
        around = town.around.again(people)
        seen[b] = values(indices, people, around) - value
        farther[b] = _twice(indices, town, people, around) - value
        tick()
    turn = town.around.turn(n)
    block = max(1, ROOM // (S * n.size))
    for first in range(0, len(indices), block):
        some = indices[first : first + block]
        told = None if turn is None else slopes(some, n, town.around, turn)
        for i in range(len(some)):
            beside, linear = seen[:, first + i], np.zeros((S, S))
            twice = farther[:, first + i]
            if told is not None:
                slope = told[i].reshape(S, -1)
                linear = (slope * n.ravel()) @ slope.T
                if town.variance is not None:
                    linear += (slope * town.variance.ravel()) @ slope.T
                straight = np.array([slope @ m for m in moved])
                beside, twice = beside - straight, twice - np.sqrt(2) * straight
            bend = _bend(np.zeros(S), beside, twice)
            beside = beside[np.isfinite(beside).all(axis=1)]
            if len(beside) <= draws // 2:
                yield Spread("delta", value[first + i], linear, np.full(S, np.inf))
                continue
            bias = beside.mean(axis=0)
            curved = np.atleast_2d(np.cov(beside.T)) * (1 + 1 / len(beside))
            corrected = value[first + i] - bias
            left = left_of(some[i], value[first + i], bias, bend, town)
            yield Spread("delta", corrected, linear + curved, left, None, draws)


# --------------------------------------------------------------------------- jackknife
def _jackknife(
    indices: Sequence[Index], town: Town, value: Floats, seed: Seed, tick: Callable[[], None]
) -> Iterator[Spread]:
    """Quenouille's correction and Tukey's variance, people dealt out in hands.

    Of the hands left out in turn the mean lies (hands − 1) times nearer the value than its bias.
    """
    n, T = town.n, town.n.sum()
    without = np.empty((HANDS, len(indices), len(town.around)))
    for g, hand in enumerate(_hands(n, HANDS, np.random.default_rng(seed))):
        rest = n - hand
        rest *= T / rest.sum()
        without[g] = values(indices, rest, town.around.again(rest))
        tick()
    for i in range(len(indices)):
        one = without[:, i]
        mean = one.mean(axis=0)
        bias = (HANDS - 1) * (mean - value[i])
        covariance = (HANDS - 1) * np.atleast_2d(np.cov(one.T, bias=True))
        if town.variance is not None:
            covariance = covariance + _noise(indices[i], town)
        left = left_of(indices[i], value[i], bias, np.zeros(len(bias)), town)
        yield Spread("jackknife", value[i] - bias, covariance, left, None, HANDS, HANDS - 1)


def _hands(n: Cells, hands: int, rng: np.random.Generator) -> Iterator[Cells]:
    """Everybody dealt out at random in so many hands; what is not a whole person goes with one."""
    left = np.floor(n).astype(np.int64)
    part = n - left
    whose = rng.integers(hands, size=n.shape) if part.any() else None
    for g in range(hands):
        taken = rng.binomial(left, 1 / (hands - g))
        left -= taken
        hand = taken.astype(np.float64)
        if whose is not None:
            hand += np.where(whose == g, part, 0.0)
        yield hand


def _noise(index: Index, town: Town) -> Floats:
    """What noise in the counts adds to the covariance, by the slopes."""
    turn, S = town.around.turn(town.n), len(town.around)
    assert turn is not None and town.variance is not None
    slope = slopes([index], town.n, town.around, turn)[0].reshape(S, -1)
    return np.asarray((slope * town.variance.ravel()) @ slope.T)
