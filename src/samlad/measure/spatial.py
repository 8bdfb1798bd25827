"""Indices read off surroundings: the same formulas, at each scale.

Reardon & O'Sullivan 2004 (doi:10.1111/j.0081-1750.2004.00150.x): what people have around them
is p̃, but they are weighted by where they live (t) and held against the true composition of the
whole (π). Neither is smoothed and nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.measure.bands import critical, critical_drawn
from samlad.measure.chance import allocations
from samlad.measure.given import People, as_counts, people_in
from samlad.measure.nouns import Reading
from samlad.measure.ready import check, known, ordered_apart, with_parameters
from samlad.measure.registry import INDICES, Index
from samlad.measure.spread import within_reach
from samlad.measure.spreads import (
    Asked,
    Spread,
    Town,
    make_town,
    method,
    quantile,
    spreads,
    ticks,
    values,
)
from samlad.measure.surroundings import Surroundings
from samlad.model import Figure, Mistake, Said

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]
Progress = Callable[[float], None]
SMALL_CELL = 20
"""Mean people a group around somebody, below which a reading carries a warning."""
NEVER_BELOW = (
    "dissimilarity",
    "gini",
    "minmax",
    "multigroup_dissimilarity",
    "multigroup_gini",
    "squared_coefficient_of_variation",
    "divergence",
    "isolation",
    "interaction",
)
"""Indices that keep their lowest value off surroundings too; the others can fall below it."""
MOST_AREAS = 1_000_000
"""From here on the mean by chance is not drawn."""


def spatial(name: str, people: People, surroundings: Surroundings) -> Floats:
    """The value of an index at each scale, (scales,).

    ``people``: (areas, groups), those who live in each area. Areas nobody lives in weigh
    nothing; areas with nobody around them (own area left out, say) are left out. Raises
    ``Mistake``: ``spatial.unknown_index``, ``spatial.not_spatial``, ``spatial.two_groups``,
    ``spatial.shape``.

    >>> from samlad.measure.surroundings import within
    >>> at, n = [[0, 0], [1000, 0]], np.array([[30.0, 10.0], [10.0, 50.0]])
    >>> spatial("dissimilarity", n, within(at, n, (0, 1000))).round(4)
    array([0.5833, 0.    ])
    """
    people = people_in(people)
    index = find(name, people.shape[1])
    if surroundings.shares.shape[1:] != people.shape:
        raise Mistake(
            "spatial.shape",
            found={"expected": surroundings.shares.shape[1:], "found": people.shape},
        )
    return np.asarray(values([index], people, surroundings)[0])


def spatial_read(
    name: str,
    counts: People,
    surroundings: Surroundings,
    *,
    interval: str = "person",
    draws: int = 200,
    seed: int = 0,
    level: float = 0.95,
    expected: bool = True,
    bands: bool = False,
    progress: Progress | None = None,
    **parameters: Any,
) -> tuple[Reading, ...]:
    """A ``Reading`` of the index for each scale of ``surroundings``, in order.

    As ``spatial_read_all`` with one name.
    """
    return spatial_read_all(
        (name,),
        counts,
        surroundings,
        interval=interval,
        draws=draws,
        seed=seed,
        level=level,
        expected=expected,
        bands=bands,
        progress=progress,
        **parameters,
    )


@ordered_apart
def spatial_read_all(
    names: Sequence[str],
    counts: People,
    surroundings: Surroundings,
    *,
    interval: str = "person",
    draws: int = 200,
    seed: int = 0,
    level: float = 0.95,
    expected: bool = True,
    bands: bool = False,
    progress: Progress | None = None,
    **parameters: Any,
) -> tuple[Reading, ...]:
    """Readings of several indices at every scale, index by index, off one stream of resamples.

    ``surroundings`` are of ``counts.people``, areas not fully known holding nobody. ``interval``
    is person, area, jackknife, delta or none (``spreads``): in all of them surroundings are found
    anew for those who are drawn, ``low``–``high`` is about ``Reading.corrected``, what may
    be left of the bias is part of the error; none is given where too few are around. ``bands`` adds
    the band that holds an index at all its scales together. ``expected`` is the mean of tables
    drawn with both margins fixed (some tens, fewer for large tables; not drawn for more than a
    million areas or with interval none). ``progress`` is told the share done, 0–1. Raises
    ``Mistake``: as ``spatial``, and ``measure.unknown_interval``, ``measure.draws``,
    ``measure.level``, ``measure.nobody_left``, ``measure.one_group_left``.
    """
    asked = Asked(interval, draws, seed, level, bands, expected)
    counts = as_counts(counts)
    town = make_town(counts, surroundings, names)
    indices = found_in(town, names, parameters)
    by_chance = null_draws(len(town.n)) if expected and interval != "none" else 0
    tick = ticker(ticks(asked, town, indices) + by_chance, progress)
    value = values(indices, town.n, town.around)
    found = spreads(indices, town, value, asked, tick)
    means = _by_chance(indices, town, by_chance, (asked, tick))
    return tuple(
        reading
        for i, index in enumerate(indices)
        for reading in _readings(index, town, (value[i], means[i], found[i]), asked)
    )


def ticker(of: int, progress: Progress | None) -> Callable[[], None]:
    """Tells ``progress`` 0 at once and then, each time it is called, the share of ``of``."""
    done = [0]
    if progress is not None:
        progress(0.0)

    def tick() -> None:
        done[0] += 1
        if progress is not None:
            progress(min(done[0] / max(of, 1), 1.0))

    return tick


def find(name: str, groups: int, parameters: Mapping[str, Any] | None = None) -> Index:
    """The index of the name with its parameters.

    Raises ``Mistake``: ``spatial.unknown_index``, ``spatial.not_spatial``,
    ``spatial.two_groups``.
    """
    if name not in INDICES:
        raise Mistake("spatial.unknown_index", found={"index": name})
    index = INDICES[name]
    if not index.near or index.local or index.needs:
        able = [i.name for i in INDICES.values() if i.near and not i.local and not i.needs]
        raise Mistake("spatial.not_spatial", found={"index": name, "indices": ", ".join(able)})
    if index.groups == 2 and groups != 2:
        raise Mistake("spatial.two_groups", found={"index": name, "groups": groups})
    return with_parameters(index, parameters or {})


def found_in(town: Town, names: Sequence[str], parameters: Mapping[str, Any]) -> list[Index]:
    """The indices of these names. Raises ``Mistake``: as ``find``, ``measure.empty_group``."""
    groups = town.counts.groups
    known(names, parameters)
    indices = [find(name, len(groups), parameters) for name in names]
    for index in indices:
        check(index, groups, town.groups)
    return indices


# ---------------------------------------------------------------------- what chance gives
def null_draws(areas: int) -> int:
    """Tables the mean by chance is taken over: few are enough where there are many areas."""
    return 0 if areas > MOST_AREAS else int(np.clip(60_000 // areas, 10, 200))


def _by_chance(
    indices: Sequence[Index], town: Town, draws: int, how: tuple[Asked, Callable[[], None]]
) -> list[list[float | None]]:
    """The mean by chance of each index at each scale."""
    asked, tick = how
    drawn = _allocated(indices, town, draws, asked.streams[2], tick)
    return [[_mean(column) for column in drawn[:, i].T] for i in range(len(indices))]


def _mean(column: Floats) -> float | None:
    found = column[np.isfinite(column)]
    return float(found.mean()) if len(found) else None


def _allocated(
    indices: Sequence[Index],
    town: Town,
    draws: int,
    seed: np.random.SeedSequence,
    tick: Callable[[], None],
) -> Floats:
    """Values on tables drawn with both margins fixed, (draws, indices, scales)."""
    out = np.empty((draws, len(indices), len(town.around)))
    stream = int(seed.generate_state(1)[0])
    for b, people in enumerate(allocations(town.n, draws, stream) if draws else ()):
        out[b] = values(indices, people, town.around.again(people))
        tick()
    return out


def spatial_permutation_p(
    name: str,
    counts: People,
    surroundings: Surroundings,
    *,
    draws: int = 199,
    seed: int = 0,
    progress: Progress | None = None,
    **parameters: Any,
) -> Floats:
    """One-sided p of the index at each scale under random allocation, (scales,).

    Who lives where is drawn with both margins fixed and surroundings are found anew; p is
    (b + 1) / (B + 1), NaN where the index cannot be reckoned. Raises ``Mistake`` as ``spatial``.

    >>> from samlad.measure import within
    >>> from samlad.model import Areas, Counts, Source
    >>> at = [[0, 0], [500, 0], [5000, 0], [5500, 0]]
    >>> people = [[30, 10], [28, 12], [10, 30], [9, 31]]
    >>> n = Counts(Areas("d", tuple("abcd")), ("x", "y"), people, "2024", Source("p", "d"))
    >>> spatial_permutation_p("theil_h", n, within(at, n.people, 1000), draws=99)
    array([0.01])
    """
    counts = as_counts(counts)
    town = make_town(counts, surroundings, (name,))
    (index,) = found_in(town, (name,), parameters)
    value = values([index], town.n, town.around)[0]
    tick = ticker(draws, progress)
    drawn = _allocated([index], town, draws, np.random.SeedSequence(seed), tick)[:, 0]
    p = ((drawn >= value - 1e-12).sum(axis=0) + 1) / (draws + 1)
    return np.where(np.isfinite(value), p, np.nan)


# ------------------------------------------------------------------------------ readings
def _readings(
    index: Index,
    town: Town,
    found: tuple[Floats, list[float | None], Spread | None],
    asked: Asked,
) -> list[Reading]:
    value, means, spread = found
    counts, lived = town.counts, town.n.sum(axis=1) > 0
    about = _about(index, town, asked)
    # of the area alone no index lies below its lowest; some may where others are around
    alone = (town.around.reached == town.n.sum(axis=1)).all(axis=1)
    lowest = np.where(alone | (index.name in NEVER_BELOW), index.lowest, -np.inf)
    reach = (lowest, np.full(len(value), index.highest))
    low, high, band_low, band_high, corrected = limits(spread, asked, len(value), reach)
    return [
        Reading(
            index.name,
            float(value[s]),
            given(low[s]),
            given(high[s]),
            asked.level,
            method(asked, town, index),
            means[s],
            given(corrected[s]),
            counts.areas.division,
            counts.date,
            town.groups,
            int(lived.sum()),
            float(town.n.sum()),
            scale=scale,
            seed=None if spread is None else asked.seed,
            draws=0 if spread is None else spread.draws,
            flags=(
                *about,
                *_flags(town, s, lived),
                *([] if spread is None else _doubts(value[s], (low[s], high[s]), corrected[s])),
            ),
            band_low=given(band_low[s]),
            band_high=given(band_high[s]),
        )
        for s, scale in enumerate(town.around.scales)
    ]


def limits(
    spread: Spread | None,
    asked: Asked,
    scales: int,
    reach: tuple[Floats, Floats] | None = None,
) -> tuple[Floats, ...]:
    """Low, high, the band's low and high, and corrected, (scales,) each; NaN where none is given.

    Kept within ``reach``, the least and the most there can be, (scales,) each.
    """
    if spread is None:
        return (np.full(scales, np.nan),) * 5
    low, high = spread.interval(asked.level)
    bottom = top = np.full(scales, np.nan)
    if asked.bands:
        wide = width(spread, asked) * spread.error
        # never within the interval of one scale, which need not lie evenly where it was drawn
        bottom = np.minimum(spread.corrected - wide, low)
        top = np.maximum(spread.corrected + wide, high)
    corrected = spread.corrected
    if reach is not None:
        low, high = within_reach(low, high, corrected, *reach)
        bottom, top = within_reach(bottom, top, corrected, *reach)
        corrected = np.clip(corrected, *reach)
    edges = [np.where(spread.honest, edge, np.nan) for edge in (low, high, bottom, top)]
    return (*edges, corrected)


def width(spread: Spread, asked: Asked) -> float:
    """How many standard errors a band over the scales with an interval must be wide."""
    some = np.flatnonzero(spread.honest)
    if spread.away is not None:
        return critical_drawn(spread.away[:, some], asked.level)
    normal = critical(spread.covariance[np.ix_(some, some)], asked.level, asked.streams[3])
    return normal * quantile(asked.level, spread.freedom) / quantile(asked.level, np.inf)


def given(x: float) -> float | None:
    """None for NaN."""
    return None if np.isnan(x) else float(x)


def _about(index: Index, town: Town, asked: Asked) -> list[Said]:
    """What is to be said of the index at every scale."""
    flags, used = list(town.flags), method(asked, town, index)
    if index.ordered and not town.counts.ordered:
        flags.append(Said("flag.measure.order_assumed", {"groups": ", ".join(town.groups)}))
    if used != asked.interval:
        flags.append(Said("flag.measure.method", {"asked": asked.interval, "used": used}))
    if asked.expected and used != "none" and not null_draws(len(town.n)):
        flags.append(Said("flag.spatial.no_expected", {"areas": Figure(MOST_AREAS, "number")}))
    return flags


def _doubts(value: float, interval: tuple[float, float], corrected: float) -> list[Said]:
    if np.isnan(interval[0]):
        return [Said("flag.measure.no_interval")]
    if interval[0] - 1e-12 <= value <= interval[1] + 1e-12:
        return []
    seen = {"value": Figure(float(value), "index"), "corrected": Figure(float(corrected), "index")}
    return [Said("flag.measure.bias", seen)]


def _flags(town: Town, s: int, lived: Rows) -> list[Said]:
    around, scale = town.around, town.around.scales[s]
    found = (
        ("flag.spatial.short", lived & around.short[s]),
        ("flag.spatial.alone", lived & np.isnan(around.shares[s, :, 0])),
        ("flag.spatial.incomplete", ~town.counts.complete),
    )
    said = [
        Said(key, {"areas": Figure(int(rows.sum()), "number"), "scale": scale})
        for key, rows in found
        if rows.any()
    ]
    t = town.n.sum(axis=1)
    mean = float(t @ around.reached[s] / t.sum() / town.n.shape[1])
    if mean < SMALL_CELL:
        seen = {"mean": Figure(mean, "number", decimals=1), "scale": scale}
        said.append(Said("flag.spatial.small_cells", seen))
    return said
