"""Simultaneous bands: one width for all scales, so that the whole profile lies inside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samlad.measure.closed import normal_quantile

Floats = NDArray[np.float64]
DRAWS = 20_000


def critical(covariance: Floats, level: float, seed: np.random.SeedSequence | int) -> float:
    """How many standard errors wide a band over all scales must be (sup-t).

    The quantile of max_s |Z_s| for normal Z with the correlations of ``covariance`` (scales,
    scales), from 20,000 seeded draws; never less than one scale alone asks for. Scales without
    error take no part. Montiel Olea & Plagborg-Møller 2019, doi:10.1002/jae.2656.

    >>> round(critical(np.eye(2), 0.95, 0), 1), round(critical(np.ones((2, 2)), 0.95, 0), 2)
    (2.2, 1.96)
    """
    least = normal_quantile(level)
    error = np.sqrt(np.diag(covariance))
    some = error > 0
    if some.sum() < 2:
        return least
    correlation = covariance[np.ix_(some, some)] / np.outer(error[some], error[some])
    values, vectors = np.linalg.eigh(correlation)
    if values.sum() - values.max() < 1e-9:  # one and the same at all scales
        return least
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    z = np.random.default_rng(seed).standard_normal((DRAWS, some.sum())) @ root.T
    return max(least, float(np.quantile(_farthest(z), level)))


def critical_drawn(away: Floats, level: float) -> float:
    """The same from drawn deviations (draws, scales), each over its standard error."""
    error = away.std(axis=0, ddof=1)
    some = error > 0
    if not some.any():
        return normal_quantile(level)
    far = _farthest(away[:, some] / error[some])
    return max(normal_quantile(level), float(np.quantile(far, level, method="weibull")))


def _farthest(z: Floats) -> Floats:
    """Of (draws, scales) the largest of each draw, signs aside: column by column, sooner."""
    far = np.abs(z[:, 0])
    for column in z.T[1:]:
        np.maximum(far, np.abs(column), out=far)
    return np.asarray(far)
