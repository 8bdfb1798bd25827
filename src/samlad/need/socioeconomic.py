"""SCB's socioeconomic index and the five area types."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from samlad.model import Mistake, Said, Where
from samlad.need.nouns import Socioeconomic

NATIONAL = {"2022": (9.10, 5.47)}
"""Year → mean and standard deviation over RegSO, as quoted by an open code that implements the
types; secondary, not confirmed by SCB."""

_PARTS = (
    "low_economic_standard",
    "pre_secondary_education",
    "long_term_unemployment_or_assistance",
)


def socioeconomic_index(
    areas: Sequence[str],
    v1: ArrayLike,
    v2: ArrayLike,
    v3: ArrayLike,
    *,
    mean: float | None = None,
    deviation: float | None = None,
) -> Socioeconomic:
    r"""The mean of three per cent figures, and types 1–5 by that year's national spread.

    .. math:: SEI = (V_1 + V_2 + V_3) / 3

    ``v1``: people with low economic standard, all ages; ``v2``: pre-secondary education only,
    20–64; ``v3``: long-term unemployed or on assistance, 20–64; each (areas,), per cent 0–100.
    ``mean``, ``deviation``: the nation's, same year, for the types (type 1: index ≥ mean + 2
    deviations … type 5: below mean − 1). Unrounded. An area that lacks a part gets NaN and type
    0 and is named in ``flags``; nothing is filled in.

    Source: SCB TAB6586, its footnotes.
    Raises ``Mistake``: ``need.shape``, ``need.not_per_cent``, ``need.deviation``,
    ``need.one_of_two``.

    >>> socioeconomic_index(["1780R011"], [45.4], [18.2], [7.5]).score.round(1).tolist()
    [23.7]
    """
    codes = tuple(areas)
    columns = []
    for name, given in zip(_PARTS, (v1, v2, v3), strict=True):
        column = np.asarray(given, dtype=float)
        if column.shape != (len(codes),):
            raise Mistake(
                "need.shape",
                Where(column=name),
                {"expected": len(codes), "found": column.size},
            )
        bad = ~np.isnan(column) & ~((column >= 0) & (column <= 100))
        if bad.any():
            row = int(np.flatnonzero(bad)[0])
            raise Mistake(
                "need.not_per_cent",
                Where(column=name),
                {"area": codes[row], "value": float(column[row])},
            )
        columns.append(column)
    parts = np.stack(columns, axis=1)
    index = parts.sum(axis=1) / 3
    flags = []
    lacking = [code for code, value in zip(codes, index, strict=True) if np.isnan(value)]
    if lacking:
        flags.append(Said("need.flag.lacking_areas", {"areas": tuple(lacking)}))
    present = parts[~np.isnan(parts)]
    if present.size and present.max() <= 1:
        flags.append(Said("need.flag.shares_not_per_cent"))
    types = None
    if (mean is None) != (deviation is None):
        raise Mistake("need.one_of_two", found={"mean": mean, "deviation": deviation})
    if mean is not None and deviation is not None:
        if not (np.isfinite(deviation) and deviation > 0 and np.isfinite(mean)):
            raise Mistake("need.deviation", found={"mean": mean, "deviation": deviation})
        cuts = mean + deviation * np.array([-1.0, 0.0, 1.0, 2.0])
        types = np.where(np.isnan(index), 0, 5 - np.searchsorted(cuts, index, side="right"))
        types = types.astype(np.int64)
    return Socioeconomic(codes, index, parts, types, tuple(flags))
