"""Indices read off surroundings: the same formulas, at each scale.

Reardon & O'Sullivan 2004 (doi:10.1111/j.0081-1750.2004.00150.x): what people have around them
is p̃, but they are weighted by where they live (t) and held against the true composition of the
whole (π). Neither is smoothed and nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from samlad.measure.nouns import Reading
from samlad.measure.registry import INDICES, Index
from samlad.measure.surroundings import Surroundings
from samlad.model import Counts, Figure, Mistake, Said

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]
METHODS = ("person", "none")


def spatial(name: str, people: Floats, surroundings: Surroundings) -> Floats:
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
    index = _index(name, people.shape[1])
    if surroundings.shares.shape[1:] != people.shape:
        raise Mistake(
            "spatial.shape",
            found={"expected": surroundings.shares.shape[1:], "found": people.shape},
        )
    return _values(index, people, surroundings)


def spatial_read(
    name: str,
    counts: Counts,
    surroundings: Surroundings,
    *,
    interval: str = "person",
    draws: int = 200,
    seed: int = 0,
    level: float = 0.95,
    progress: Callable[[float], None] | None = None,
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
        progress=progress,
    )


def spatial_read_all(
    names: Sequence[str],
    counts: Counts,
    surroundings: Surroundings,
    *,
    interval: str = "person",
    draws: int = 200,
    seed: int = 0,
    level: float = 0.95,
    progress: Callable[[float], None] | None = None,
) -> tuple[Reading, ...]:
    """Readings of several indices at every scale, index by index, off one stream of resamples.

    With ``interval="person"`` as many people as there are get drawn again, ``draws`` times, and
    the surroundings are found anew for each; the interval is the basic bootstrap's, about the
    value with its bias taken away. ``progress`` is told the share done, 0–1. Raises ``Mistake``
    as ``spatial`` and ``spatial.interval``.
    """
    if interval not in METHODS:
        raise Mistake(
            "spatial.interval", found={"interval": interval, "intervals": ", ".join(METHODS)}
        )
    indices = [_index(name, len(counts.groups)) for name in names]
    n = np.where(counts.complete[:, None], counts.people, 0.0)
    if surroundings.shares.shape[1:] != n.shape:
        raise Mistake(
            "spatial.shape", found={"expected": surroundings.shares.shape[1:], "found": n.shape}
        )
    value = np.stack([_values(index, n, surroundings) for index in indices])
    drawn = np.empty((draws if interval == "person" else 0, *value.shape))
    for i, stream in enumerate(np.random.SeedSequence(seed).spawn(len(drawn))):
        people = _resample(n, stream)
        around = surroundings.again(people)
        drawn[i] = [_values(index, people, around) for index in indices]
        if progress is not None:
            progress((i + 1) / draws)
    tail = (1 - level) / 2
    lived = n.sum(axis=1) > 0
    out = []
    for a, index in enumerate(indices):
        for s, scale in enumerate(surroundings.scales):
            low = high = corrected = None
            if len(drawn):
                b = drawn[:, a, s]
                corrected = float(2 * value[a, s] - b.mean())
                low, high = (float(2 * value[a, s] - np.quantile(b, q)) for q in (1 - tail, tail))
            out.append(
                Reading(
                    index.name,
                    float(value[a, s]),
                    low,
                    high,
                    level,
                    interval,
                    None,
                    corrected,
                    counts.areas.division,
                    counts.date,
                    counts.groups,
                    int(lived.sum()),
                    float(n.sum()),
                    scale=scale,
                    seed=seed if len(drawn) else None,
                    draws=len(drawn),
                    flags=_flags(surroundings, s, lived, ~counts.complete),
                )
            )
    return tuple(out)


def _index(name: str, groups: int) -> Index:
    if name not in INDICES:
        raise Mistake("spatial.unknown_index", found={"index": name})
    index = INDICES[name]
    if not index.near or index.local or index.needs:
        able = [i.name for i in INDICES.values() if i.near and not i.local and not i.needs]
        raise Mistake("spatial.not_spatial", found={"index": name, "indices": ", ".join(able)})
    if index.groups == 2 and groups != 2:
        raise Mistake("spatial.two_groups", found={"index": name, "groups": groups})
    return index


def _values(index: Index, n: Floats, surroundings: Surroundings) -> Floats:
    lived = n.sum(axis=1) > 0
    out = np.full(len(surroundings.scales), np.nan)
    for s, near in enumerate(surroundings.shares):
        use = lived & ~np.isnan(near[:, 0])
        if use.any() and (n[use].sum(axis=0) > 0).sum() > 1:
            out[s] = index.formula(n[use], near=near[use])
    return out


def _resample(n: Floats, stream: np.random.SeedSequence) -> Floats:
    rng = np.random.default_rng(stream)
    people = n.reshape(-1)
    drawn = rng.multinomial(round(float(people.sum())), people / people.sum())
    return np.asarray(drawn.reshape(n.shape), dtype=np.float64)


def _flags(surroundings: Surroundings, s: int, lived: Rows, unknown: Rows) -> tuple[Said, ...]:
    scale = surroundings.scales[s]
    found = (
        ("flag.spatial.short", lived & surroundings.short[s]),
        ("flag.spatial.alone", lived & np.isnan(surroundings.shares[s, :, 0])),
        ("flag.spatial.incomplete", unknown),
    )
    return tuple(
        Said(key, {"areas": Figure(int(rows.sum()), "number"), "scale": scale})
        for key, rows in found
        if rows.any()
    )
