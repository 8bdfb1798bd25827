"""Reading indices off counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from samlad.measure.nouns import Difference, LocalReading, Reading
from samlad.measure.registry import INDICES
from samlad.model import Counts, Mistake


def read(
    name: str,
    counts: Counts,
    *,
    interval: str = "person",
    draws: int = 500,
    seed: int = 0,
    level: float = 0.95,
    surroundings: object | None = None,
    progress: Callable[[float], None] | None = None,
) -> Reading:
    """One index read off counts, with its interval."""
    return read_all((name,), counts, interval=interval, draws=draws, seed=seed, level=level)[0]


def read_all(
    names: Sequence[str],
    counts: Counts,
    *,
    interval: str = "person",
    draws: int = 500,
    seed: int = 0,
    level: float = 0.95,
    surroundings: object | None = None,
    progress: Callable[[float], None] | None = None,
) -> tuple[Reading, ...]:
    """Several indices from one stream of resamples."""
    n = counts.people[counts.complete]
    n = n[n.sum(axis=1) > 0]
    readings = []
    for name in names:
        if name not in INDICES:
            raise Mistake("measure.unknown_index", found={"index": name})
        value = float(INDICES[name].formula(n))
        readings.append(
            Reading(
                name,
                value,
                None,
                None,
                level,
                "none",
                None,
                None,
                counts.areas.division,
                counts.date,
                counts.groups,
                len(n),
                float(n.sum()),
            )
        )
    return tuple(readings)


def compare(
    names: Sequence[str],
    earlier: Counts,
    later: Counts,
    *,
    draws: int = 500,
    seed: int = 0,
    level: float = 0.95,
) -> tuple[Difference, ...]:
    """Change of indices between two dates."""
    earlier.areas.require_same(later.areas)
    return tuple(
        Difference(
            a.index, a.value, b.value, b.value - a.value, None, None, 1.0, False, (a.date, b.date)
        )
        for a, b in zip(read_all(names, earlier), read_all(names, later), strict=True)
    )


def local(
    name: str, counts: Counts, *, interval: str = "none", draws: int = 500, seed: int = 0
) -> LocalReading:
    """An index's value in each area."""
    values = INDICES[name].formula(counts.people)
    t = counts.people.sum(axis=1)
    total = float(np.nansum(values * t) / t.sum())
    return LocalReading(name, counts.areas, values, None, None, total)
