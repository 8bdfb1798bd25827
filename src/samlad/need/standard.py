"""Making indicators comparable: the methods of a composite."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.float64]


def average_ranks(x: Cells) -> Cells:
    """Ranks 1…n along the last axis, equal values share their mean rank.

    >>> average_ranks(np.array([3.0, 1.0, 3.0])).tolist()
    [2.5, 1.0, 2.5]
    """
    n = x.shape[-1]
    order = np.argsort(x, axis=-1, kind="stable")
    ordered = np.take_along_axis(x, order, axis=-1)
    place = np.arange(n)
    new = np.ones(x.shape, dtype=bool)
    new[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    first = np.maximum.accumulate(np.where(new, place, 0), axis=-1)
    ends = np.ones(x.shape, dtype=bool)
    ends[..., :-1] = new[..., 1:]
    last = np.minimum.accumulate(np.where(ends, place, n)[..., ::-1], axis=-1)[..., ::-1]
    ranks = np.empty(x.shape)
    np.put_along_axis(ranks, order, (first + last) / 2 + 1, axis=-1)
    return ranks


def worst_ranks(scores: Cells) -> NDArray[np.int64]:
    """Rank 1 = the highest, along the last axis; equal scores all get the best of their ranks."""
    order = np.argsort(-scores, axis=-1, kind="stable")
    ordered = np.take_along_axis(scores, order, axis=-1)
    place = np.arange(scores.shape[-1])
    new = np.ones(scores.shape, dtype=bool)
    new[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    ranks = np.empty(scores.shape, dtype=np.int64)
    first = np.maximum.accumulate(np.where(new, place, 0), axis=-1)
    np.put_along_axis(ranks, order, first + 1, axis=-1)
    return ranks


def exponential(r: Cells) -> Cells:
    r"""The transform of the English indices of deprivation.

    .. math:: X = -23 \ln(1 - R (1 - e^{-100/23}))

    ``r``: rank / n, 1 = most deprived. Gives 0–100; one tenth of areas lie above 50.
    """
    return np.asarray(-23 * np.log1p(-r * (1 - math.exp(-100 / 23))))


def standardise(method: str, x: Cells, direction: NDArray[np.float64], share: bool) -> Cells:
    """``x`` (areas, parts), or with draws before, on one scale; high = more need.

    ``share``: every part is a share, so that ``mean`` gives per cent and turns 1 − x.
    A part in which all areas are alike gives 0 everywhere for ``zscore``.
    """
    if method == "mean":
        if share:
            return np.asarray(100 * np.where(direction > 0, x, 1 - x))
        return np.asarray(direction * x)
    if method in ("zscore", "first_component"):
        centred = x - x.mean(axis=-2, keepdims=True)
        spread = x.std(axis=-2, keepdims=True)
        flat = spread <= 1e-12 * (1 + np.abs(x).max(axis=-2, keepdims=True))
        return np.asarray(direction * np.where(flat, 0.0, centred / np.where(flat, 1.0, spread)))
    n = x.shape[-2]
    ranks = np.swapaxes(average_ranks(np.swapaxes(direction * x, -1, -2)), -1, -2)
    if method == "percentile":
        return np.asarray(100 * (ranks - 1) / (n - 1))
    return exponential(ranks / n)


def first_component(z: Cells) -> NDArray[np.float64]:
    """Loadings (parts,) of the first principal component of standardised parts.

    Turned so that most parts count as need, scaled so that their sizes sum to 1.
    """
    _, _, rows = np.linalg.svd(z - z.mean(axis=0), full_matrices=False)
    loading = rows[0]
    total = float(loading.sum())
    if abs(total) < 1e-9:
        # As many for as against: rounding must not choose the side, so the first part does.
        total = float(loading[np.flatnonzero(np.abs(loading) > 1e-9)[0]])
    loading = loading * (1.0 if total >= 0 else -1.0)
    return np.asarray(loading / np.abs(loading).sum())
