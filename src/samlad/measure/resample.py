"""Resamples: people or areas drawn again, one stream for any number of indices.

The seed is spread by ``SeedSequence.spawn`` over chunks of draws, and a chunk is drawn by one
thread from its own child: the digits do not depend on how many threads there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from samlad.measure.registry import Cells

CHUNK = 25
Reader = Callable[[Cells, NDArray[np.int64] | None], Sequence[float] | NDArray[np.float64]]
"""Reads values off a table; the rows that were drawn, where areas were."""
Progress = Callable[[float], None]


def draws_of(
    n: Cells,
    reader: Reader,
    *,
    by: str,
    draws: int,
    seed: int | np.random.SeedSequence,
    variance: Cells | None = None,
    progress: Progress | None = None,
) -> NDArray[np.float64]:
    """The reader's values on each resample, (draws, values).

    ``by`` person: as many people again, each cell with the chance it has in n. ``by`` area: as
    many areas again, each whole. ``variance``: (areas, groups), people², noise put on afresh.
    """
    root = seed if isinstance(seed, np.random.SeedSequence) else np.random.SeedSequence(seed)
    children = root.spawn(-(-draws // CHUNK))
    sizes = [min(CHUNK, draws - i * CHUNK) for i in range(len(children))]

    def work(job: tuple[np.random.SeedSequence, int]) -> list[NDArray[np.float64]]:
        rng = np.random.default_rng(job[0])
        make = _people if by == "person" else _areas
        with np.errstate(all="ignore"):
            return [np.asarray(reader(*make(n, rng, variance)), dtype=float) for _ in range(job[1])]

    results: list[NDArray[np.float64]] = []
    jobs = list(zip(children, sizes, strict=True))
    if n.size < 20_000:
        for job in jobs:
            results += work(job)
            _tell(progress, len(results) / draws)
    else:
        with ThreadPoolExecutor() as pool:
            for part in pool.map(work, jobs):
                results += part
                _tell(progress, len(results) / draws)
    return np.array(results)


def _tell(progress: Progress | None, share: float) -> None:
    if progress is not None:
        progress(share)


def _people(
    n: Cells, rng: np.random.Generator, variance: Cells | None
) -> tuple[Cells, NDArray[np.int64] | None]:
    T = n.sum()
    drawn = rng.multinomial(round(float(T)), (n / T).ravel()).reshape(n.shape).astype(float)
    return _noisy(drawn, rng, variance), None


def _areas(
    n: Cells, rng: np.random.Generator, variance: Cells | None
) -> tuple[Cells, NDArray[np.int64] | None]:
    rows = rng.integers(len(n), size=len(n))
    return _noisy(n[rows], rng, None if variance is None else variance[rows]), rows


def _noisy(n: Cells, rng: np.random.Generator, variance: Cells | None) -> Cells:
    if variance is None:
        return n
    return np.asarray(np.maximum(n + rng.normal(0, np.sqrt(variance)), 0.0))
