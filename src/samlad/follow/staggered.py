"""Effects when areas begin in different years, and the plain difference in differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.model import Mistake

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class GroupTime:
    """Effect on the group that began in ``group``, in ``year``, with its standard error."""

    group: int
    year: int
    effect: float
    error: float


@dataclass(frozen=True)
class Staggered:
    """Group–time effects and their mean weighted by group size, with clustered errors."""

    cells: tuple[GroupTime, ...]
    simple: float
    error: float
    control: str
    units: int


def group_time(
    values: ArrayLike,
    years: Sequence[int],
    first: ArrayLike,
    *,
    control: str = "never",
    anticipation: int = 0,
    clusters: Sequence[str] | None = None,
) -> Staggered:
    """Callaway & Sant'Anna (2021), doi:10.1016/j.jeconom.2020.12.001, without covariates.

    ``values``: (units, years), on the scale of the effect; ``first``: (units,) first treated
    year, 0 = never. ``control``: ``never`` or ``not_yet``. ``anticipation``: years before the
    start that may already be touched (the selection window). ``clusters``: (units,), errors are
    clustered by them. Errors come from influence functions; cells from the start on.

    Raises ``Mistake``: ``effect.panel``, ``effect.no_controls``, ``effect.no_groups``.
    """
    y = np.asarray(values, dtype=float)
    start = np.asarray(first, dtype=np.int64)
    if y.shape != (len(start), len(years)) or np.isnan(y).any():
        raise Mistake("effect.panel", found={"units": len(start), "years": len(years)})
    n = len(start)
    place = {year: i for i, year in enumerate(years)}
    cells, influence, sizes, groups = [], [], [], []
    for g in sorted(set(start.tolist()) - {0}):
        base = g - 1 - anticipation
        if base not in place:
            continue
        own = start == g
        for year in (year for year in years if year >= g):
            rest = start == 0
            if control == "not_yet":
                rest = rest | (start > max(year, g) + anticipation)
            if not rest.any():
                raise Mistake("effect.no_controls", found={"group": g, "year": year})
            moved = y[:, place[year]] - y[:, place[base]]
            m, k = float(moved[own].mean()), float(moved[rest].mean())
            psi = own / own.mean() * (moved - m) - rest / rest.mean() * (moved - k)
            cells.append((g, year, m - k))
            influence.append(psi)
            sizes.append(float(own.mean()))
            groups.append(own)
    if not cells:
        raise Mistake("effect.no_groups", found={"units": n})
    psi = np.stack(influence, axis=1)
    effects = np.array([effect for _, _, effect in cells])
    share = np.array(sizes)
    total = share.sum()
    simple = float((share * effects).sum() / total)
    # The group sizes are estimated too.
    sized = np.stack([own - own.mean() for own in groups], axis=1)
    whole = (psi * share).sum(axis=1) / total + (sized * (effects - simple)).sum(axis=1) / total
    errors = [_error(psi[:, i], clusters) for i in range(len(cells))]
    return Staggered(
        tuple(
            GroupTime(g, year, float(e), s) for (g, year, e), s in zip(cells, errors, strict=True)
        ),
        simple,
        _error(whole, clusters),
        control,
        n,
    )


def _error(influence: Vector, clusters: Sequence[str] | None) -> float:
    n = len(influence)
    if clusters is None:
        return float(np.sqrt((influence**2).sum()) / n)
    _, place = np.unique(np.asarray(clusters), return_inverse=True)
    return float(np.sqrt((np.bincount(place, weights=influence) ** 2).sum()) / n)


def difference_in_differences(values: ArrayLike, treated: ArrayLike, after: ArrayLike) -> float:
    """Mean change of the treated less mean change of the others.

    ``values``: (units, years); ``treated``: (units,) and ``after``: (years,), true or false.

    >>> difference_in_differences([[1, 1, 4], [1, 1, 2]], [True, False], [False, False, True])
    2.0
    """
    y = np.asarray(values, dtype=float)
    own, later = np.asarray(treated, dtype=bool), np.asarray(after, dtype=bool)
    moved = y[:, later].mean(axis=1) - y[:, ~later].mean(axis=1)
    return float(moved[own].mean() - moved[~own].mean())
