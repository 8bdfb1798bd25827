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


def people_in(n: People) -> Cells:
    """The numbers of ``n``, (areas, groups), finite and ≥ 0.

    Raises ``Mistake``: ``measure.table`` (not a table, or nobody in it), ``measure.people``
    (NaN, infinite or negative), ``measure.incomplete`` (counts or cells that are missing), and as
    ``as_counts``.
    """
    if not is_plain(n):
        counts = as_counts(n)
        lacking = np.flatnonzero(~counts.complete)
        if len(lacking):
            found = {"areas": len(lacking), "example": counts.areas.codes[lacking[0]]}
            raise Mistake("measure.incomplete", found=found)
        return counts.people
    return _checked(_array(n))


def as_counts(people: People) -> Counts:
    """Counts of whatever was given; rows are areas 1, 2 … where they have no codes of their own.

    In a data frame and in a masked array what is not there is missing. Raises ``Mistake``:
    ``measure.table``, ``measure.people``, ``frame.text`` (a column that holds no numbers), and as
    ``Counts``.
    """
    if isinstance(people, Counts):
        return people
    groups: tuple[str, ...] | None = None
    missing: NDArray[np.bool_] | None = None
    if _is_frame(people):
        groups, table = _of_frame(people)
        missing = np.isnan(table)
    elif np.ma.isMaskedArray(people):
        missing = np.ma.getmaskarray(people)
        table = _array(people.filled(0))
    else:
        table = _array(people)
    if missing is not None:
        table = np.where(missing, 0.0, table)
    table = _checked(table)
    areas = Areas("", tuple(map(str, range(1, len(table) + 1))))
    status = None if missing is None else np.where(missing, int(Status.MISSING), 0).astype(np.int8)
    names = groups or tuple(map(str, range(1, table.shape[1] + 1)))
    return Counts(areas, names, table, "", OWN, status)  # type: ignore[arg-type]


def is_plain(n: People) -> bool:
    """An array or rows of numbers, in which everything is there."""
    return not isinstance(n, Counts) and not np.ma.isMaskedArray(n) and not _is_frame(n)


def _array(n: Any) -> Cells:
    try:
        return np.asarray(n, dtype=np.float64)
    except (TypeError, ValueError):
        found = getattr(n, "shape", None) or type(n).__name__
        raise Mistake("measure.table", found={"found": found}) from None


def _checked(table: Cells) -> Cells:
    if table.ndim != 2 or not table.size:
        raise Mistake("measure.table", found={"found": table.shape})
    if not (table.min() >= 0 and table.max() < np.inf):  # NaN is neither
        row, column = (int(i) for i in np.argwhere(~np.isfinite(table) | (table < 0))[0])
        found = {"area": row, "group": column, "value": float(table[row, column])}
        raise Mistake("measure.people", Where(row=row + 1), found)
    if not table.any():
        raise Mistake("measure.table", found={"found": table.shape})
    return table


def _is_frame(n: Any) -> bool:
    """Columns with names, as data frames of every kind have."""
    if isinstance(n, np.ndarray | list | tuple):
        return False
    return any(hasattr(n, name) for name in ("columns", "column_names", "__narwhals_dataframe__"))


def _of_frame(frame: Any) -> tuple[tuple[str, ...], Cells]:
    from samlad.measure.tables import columns_of, numbers  # noqa: PLC0415  they make counts too

    table = columns_of(frame)
    for name, values in table.items():
        first = next((v for v in values if v is not None), None)
        if isinstance(first, str):
            raise Mistake("frame.text", Where(column=name), {"column": name, "value": first})
    return tuple(map(str, table)), np.column_stack([numbers(table, name) for name in table])
