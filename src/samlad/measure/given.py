"""What a caller gives as people: counts, an array, rows of numbers or a data frame."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from samlad.measure.registry import Cells
from samlad.model import Areas, Counts, Mistake, Source, Status, Where

People: TypeAlias = Any
"""A ``Counts``; or people, (areas, groups), as an array, as rows of numbers or as a data frame
that has nothing but columns of groups."""
OWN = Source("user", "own table")
ROUNDED = 0.02
"""Shares of a row may miss 1 by this much, having been rounded."""
Table = tuple[Cells, NDArray[np.bool_] | None, tuple[str, ...]]
"""People, (areas, groups); where they are missing, None nowhere; the groups."""


def people_in(n: People) -> Cells:
    """The numbers of ``n``, (areas, groups), finite and ≥ 0.

    Raises ``Mistake``: ``measure.table`` (not a table, or nobody in it), ``measure.people``
    (NaN, infinite or negative), ``measure.incomplete`` (cells are missing), and as ``table_of``.
    """
    table, missing, _ = table_of(n)
    if missing is not None and missing.any():
        rows = np.flatnonzero(missing.any(axis=1))
        codes = n.areas.codes if isinstance(n, Counts) else range(1, len(table) + 1)
        found = {"areas": len(rows), "example": codes[rows[0]]}
        raise Mistake("measure.incomplete", found=found)
    return table


def bare(n: People) -> Cells:
    """An array as it is, and of anything else ``people_in``."""
    plain = isinstance(n, np.ndarray) and not np.ma.isMaskedArray(n) and n.dtype == np.float64
    return n if plain else people_in(n)


def table_of(n: People) -> Table:
    """What was given as a table, what is missing being 0.

    Raises ``Mistake``: ``measure.table``, ``measure.people``, ``frame.text`` (a column that holds
    no numbers), ``frame.not_a_number``, ``frame.empty``, ``counts.duplicate_group``.
    """
    if isinstance(n, Counts):
        missing = None if n.complete.all() else n.status != Status.PRESENT
        return n.people, missing, n.groups
    groups: tuple[str, ...] | None = None
    hole: NDArray[np.bool_] | None = None
    if _is_frame(n):
        groups, table = _of_frame(n)
        hole = np.isnan(table)
    elif np.ma.isMaskedArray(n):
        hole, table = np.ma.getmaskarray(n), array_of(n.filled(0))
    else:
        table = array_of(n)
    if hole is not None:
        hole = hole if hole.any() else None
        table = table if hole is None else np.where(hole, 0.0, table)
    return _checked(table), hole, groups or tuple(map(str, range(1, table.shape[1] + 1)))


def as_counts(people: People) -> Counts:
    """Counts of whatever was given; rows without codes are areas 1, 2 …

    In a data frame and in a masked array what is not there is missing. Raises ``Mistake``: as
    ``table_of`` and ``Counts``.
    """
    if isinstance(people, Counts):
        return people
    table, missing, groups = table_of(people)
    areas = Areas("", tuple(map(str, range(1, len(table) + 1))))
    status = np.zeros(table.shape, np.int8)
    if missing is not None:
        status[missing] = Status.MISSING
    return Counts(areas, groups, table, "", OWN, status)


def is_bare(n: People) -> bool:
    """An array or rows of numbers, whose groups have no names."""
    return not isinstance(n, Counts) and not _is_frame(n)


def array_of(n: Any, code: str = "measure.table", **found: Any) -> Cells:
    """Numbers as floats, NaN where they are masked.

    Raises ``Mistake(code)`` with the shape or kind that was found.
    """
    try:
        masked = np.ma.isMaskedArray(n)
        given = np.ma.filled(n.astype(np.float64), np.nan) if masked else np.asarray(n)
        if given.dtype.kind not in "biufUSO":
            raise TypeError(given.dtype)
        return given.astype(np.float64, copy=False)
    except (TypeError, ValueError):
        found["found"] = getattr(n, "shape", None) or type(n).__name__
        raise Mistake(code, found=found) from None


def like_degrees(position: Cells) -> bool:
    """Within the globe's longitudes and latitudes, and on no grid of quarter metres."""
    inside = (np.abs(position) <= (180, 180)).all() and (np.abs(position).min(axis=0) <= 90).any()
    if not inside or len(position) < 2:
        return False
    return bool((position * 4 != np.rint(position * 4)).mean() > 0.5)


def shares_around(
    near: Any, shape: tuple[int, int], rows: NDArray[np.int64] | None = None
) -> Cells:
    """Shares of the people around, of the ``rows`` (all unless given): (rows, groups).

    ``near``: a ``Surroundings`` of one scale, or shares, (areas, groups); NaN where nobody is
    around. Raises ``Mistake``: ``measure.many_scales``, ``measure.near`` (not of the shape of the
    people, or rows that do not sum to 1).
    """
    scales = getattr(near, "scales", None)
    if scales is not None:
        if len(scales) != 1:
            raise Mistake("measure.many_scales", found={"scales": len(scales)})
        near = near.shares[0]
    table = array_of(near, "measure.near", expected=shape)
    if table.shape != shape:
        raise Mistake("measure.near", found={"expected": shape, "found": table.shape})
    table = table if rows is None or len(rows) == len(table) else table[rows]
    sums = table.sum(axis=1)
    wrong = np.flatnonzero(~np.isnan(sums) & ((abs(sums - 1) > ROUNDED) | (table < 0).any(axis=1)))
    if len(wrong):
        row = table[wrong[0]].round(3).tolist()
        raise Mistake("measure.near", found={"expected": "Σ = 1", "found": row})
    return table


def known_of(n: People, near: Any = None) -> tuple[Cells, Cells | None, tuple[str, ...]]:
    """People, shares around (None: not asked for) and groups, of the areas fully known.

    Raises ``Mistake``: as ``table_of`` and ``shares_around``.
    """
    table, missing, groups = table_of(n)
    known = np.ones(len(table), bool) if missing is None else ~missing.any(axis=1)
    around = None
    if near is not None:
        around = shares_around(near, table.shape)
        known &= ~np.isnan(around).any(axis=1)
        around = around[known]
    if not table[known].any():
        raise Mistake("measure.nobody_left", found={"areas": len(table)})
    return table[known], around, groups


def _checked(table: Cells) -> Cells:
    if table.ndim != 2 or not table.size:
        raise Mistake("measure.table", found={"found": table.shape})
    most = table.max()
    if not (table.min() >= 0 and most < np.inf):  # NaN is neither
        row, column = (int(i) for i in np.argwhere(~np.isfinite(table) | (table < 0))[0])
        found = {"area": row, "group": column, "value": float(table[row, column])}
        raise Mistake("measure.people", Where(row=row + 1), found)
    if most == 0:
        raise Mistake("measure.table", found={"found": table.shape})
    return table


def _is_frame(n: Any) -> bool:
    """Columns with names, as data frames of every kind have."""
    names = ("columns", "column_names", "__narwhals_dataframe__")
    return any(hasattr(type(n), name) for name in names)


def _of_frame(frame: Any) -> tuple[tuple[str, ...], Cells]:
    from samlad.measure.tables import columns_of, numbers  # noqa: PLC0415  they make counts too

    if hasattr(type(frame), "iloc"):  # only pandas lets two columns have one name
        names = list(map(str, frame.columns))
        if len(set(names)) != len(names):
            raise Mistake("counts.duplicate_group", found={"groups": ", ".join(names)})
    table = columns_of(frame)
    for name, values in table.items():
        text = next((v for v in values if isinstance(v, str)), None)
        if text is not None:
            raise Mistake("frame.text", Where(column=name), {"column": name, "value": text})
    return tuple(map(str, table)), np.column_stack([numbers(table, name) for name in table])
