"""Counts from tables of any kind, and results back as the caller's kind of table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.measure.given import OWN
from samlad.measure.nouns import LocalReading
from samlad.model import Areas, Counts, Mistake, Source, Status, Where


def counts_from_shares(
    areas: Areas,
    groups: Sequence[str],
    share: ArrayLike,
    people: ArrayLike,
    *,
    decimals: int,
    date: str,
    source: Source,
) -> Counts:
    """People per group from published shares and populations, the rounding carried as noise.

    ``share``: (areas,) of the first of two groups, or (areas, groups), 0–1, NaN where missing;
    ``people``: (areas,), NaN where missing; ``decimals``: of the share in per cent as published
    (46.8 % has 1). A rounded share is off by anything within half a unit of its last digit, so
    each cell gets the variance (unit × people)² / 12. Shares of many groups are brought to sum
    to 1 where they miss it by no more than their rounding; people stay fractional.

    Raises ``Mistake``: ``shares.shape``, ``shares.range``, ``shares.sum``, and as ``Counts``.

    >>> a = Areas("d", ("1", "2"))
    >>> c = counts_from_shares(a, ("x", "y"), [0.25, 0.5], [200, 100], decimals=0, date="2024",
    ...     source=Source("p", "d"))
    >>> c.people.tolist(), c.variance.round(4).tolist()
    ([[50.0, 150.0], [50.0, 50.0]], [[0.3333, 0.3333], [0.0833, 0.0833]])
    """
    given, t = np.asarray(share, dtype=float), np.asarray(people, dtype=float)
    if given.ndim == 1 and len(groups) == 2:
        given = np.column_stack([given, 1 - given])
    if given.shape != (len(areas), len(groups)) or t.shape != (len(areas),):
        wanted = (len(areas), len(groups))
        raise Mistake("shares.shape", found={"expected": wanted, "found": given.shape})
    missing = np.isnan(given).any(axis=1) | np.isnan(t)
    for row in np.flatnonzero(((given < 0) | (given > 1)).any(axis=1) & ~missing):
        worst = float(given[row][np.argmax(np.abs(given[row] - 0.5))])
        raise Mistake("shares.range", found={"area": areas.codes[row], "value": worst})
    unit = 10.0 ** -(decimals + 2)
    total = given.sum(axis=1)
    off = np.abs(total - 1) > unit * len(groups) / 2 + 1e-9
    for row in np.flatnonzero(off & ~missing):
        raise Mistake("shares.sum", found={"area": areas.codes[row], "sum": float(total[row])})
    given = given / np.where(total > 0, total, 1.0)[:, None]
    status = np.where(missing[:, None], int(Status.MISSING), int(Status.PRESENT))
    known = np.where(missing, 0.0, t)
    cells = np.where(missing[:, None], 0.0, given * known[:, None])
    noise = np.broadcast_to(((unit * known) ** 2 / 12)[:, None], cells.shape)
    return Counts(
        areas, tuple(groups), cells, date, source, np.broadcast_to(status, cells.shape), noise
    )


def counts_wide(
    frame: Any,
    *,
    area: str,
    groups: Sequence[str],
    date: str = "",
    source: Source = OWN,
    division: str = "",
    ordered: bool = False,
    easting: str = "",
    northing: str = "",
) -> Counts:
    """Counts from a table with a row per area and a column per group.

    ``frame``: pandas, polars, Arrow, DuckDB relation or any other that narwhals knows. Empty
    cells are missing. ``easting``, ``northing``: columns with the position of each area, metres;
    both or neither. Raises ``Mistake``: ``frame.column_missing``, ``frame.not_a_number``,
    ``frame.empty``, ``frame.one_coordinate``, ``frame.position_missing``, ``areas.duplicate``,
    and as ``Counts``.
    """
    place = _place(easting, northing)
    given = columns_of(frame, [area, *groups, *place])
    columns = [numbers(given, column) for column in groups]
    people = np.column_stack(columns)
    positions = np.column_stack([_coordinates(given, c) for c in place]) if place else None
    areas = Areas(division, tuple(_codes(given, area)), positions=positions)
    return _counts(areas, tuple(groups), people, (date, source, ordered))


def counts_long(
    frame: Any,
    *,
    area: str,
    group: str,
    people: str = "",
    date: str = "",
    source: Source = OWN,
    division: str = "",
    ordered: bool = False,
    easting: str = "",
    northing: str = "",
) -> Counts:
    """Counts from a table with a row per area and group; several rows of a cell are added.

    Without ``people`` every row is one person. Areas and groups stand in order of first
    appearance; a cell with no row is zero. Positions as in ``counts_wide``, the same in every row
    of an area. Raises ``Mistake``: as ``counts_wide``, and ``frame.place_differs``.
    """
    place = _place(easting, northing)
    given = columns_of(frame, [area, group, *([people] if people else []), *place])
    codes, labels = _codes(given, area), _codes(given, group)
    values = numbers(given, people) if people else np.ones(len(codes))
    places = {code: i for i, code in enumerate(dict.fromkeys(codes))}
    names = {label: i for i, label in enumerate(dict.fromkeys(labels))}
    table = np.zeros((len(places), len(names)))
    rows = np.array([places[code] for code in codes])
    columns = np.array([names[label] for label in labels])
    np.add.at(table, (rows, columns), values)
    first = np.unique(rows, return_index=True)[1]
    positions = np.column_stack([_coordinates(given, c)[first] for c in place]) if place else None
    for c, name in enumerate(place):
        assert positions is not None
        off = np.flatnonzero(_coordinates(given, name) != positions[rows, c])
        if len(off):
            found = {"area": codes[off[0]], "column": name, "row": int(off[0]) + 2}
            raise Mistake("frame.place_differs", Where(row=int(off[0]) + 2, column=name), found)
    areas = Areas(division, tuple(places), positions=positions)
    return _counts(areas, tuple(names), table, (date, source, ordered))


def _place(easting: str, northing: str) -> list[str]:
    """The columns of a position; both or neither."""
    if bool(easting) != bool(northing):
        raise Mistake("frame.one_coordinate", Where(column=easting or northing))
    return [easting, northing] if easting else []


def _counts(
    areas: Areas,
    groups: tuple[str, ...],
    people: NDArray[np.float64],
    about: tuple[str, Source, bool],
) -> Counts:
    date, source, ordered = about
    missing = np.isnan(people)
    status = np.where(missing, int(Status.MISSING), int(Status.PRESENT)).astype(np.int8)
    people = np.where(missing, 0.0, people)
    return Counts(areas, groups, people, date, source, status, ordered=ordered)


def columns_of(frame: Any, columns: Sequence[str] = ()) -> dict[str, list[Any]]:
    """The columns of a data frame, all unless named; each as a list.

    Raises ``Mistake``: ``frame.column_missing``, ``frame.empty``.
    """
    import narwhals as nw  # noqa: PLC0415  only where a table comes in

    given = nw.from_native(frame)
    there = given.collect_schema().names()
    for column in columns:
        if column not in there:
            known = ", ".join(map(str, there[:12]))
            found = {"column": column, "columns": known}
            raise Mistake("frame.column_missing", Where(column=column), found)
    only = given.select(*dict.fromkeys(columns)) if columns else given
    if isinstance(only, nw.LazyFrame):
        if only.implementation.is_duckdb():  # its rows, so that Arrow is not needed
            rows = only.to_native().fetchall()
            made = {c: [row[i] for row in rows] for i, c in enumerate(only.collect_schema())}
        else:
            made = only.collect().to_dict(as_series=False)
    else:
        made = only.to_dict(as_series=False)
    if not any(made.values()):
        raise Mistake("frame.empty")
    return made


def _codes(table: dict[str, list[Any]], column: str) -> list[str]:
    codes = []
    for row, value in enumerate(table[column]):
        if value is None or value != value:  # noqa: PLR0124  NaN is the only one
            raise Mistake("frame.code_missing", Where(row=row + 2, column=column))
        codes.append(str(value))
    return codes


def numbers(table: dict[str, list[Any]], column: str) -> NDArray[np.float64]:
    """A column's numbers, NaN where there is none. Raises ``Mistake("frame.not_a_number")``."""
    values = table[column]
    try:  # at once where all are numbers or nothing
        found = np.array(values, dtype=np.float64)
        if found.ndim == 1 and not any(isinstance(v, str) for v in values):
            return found
    except (TypeError, ValueError):
        pass
    found = np.empty(len(values))
    for row, value in enumerate(values):
        try:
            found[row] = np.nan if value is None or _is_na(value) else float(value)
        except (TypeError, ValueError):
            where = Where(row=row + 2, column=column)
            about = {"column": column, "value": str(value)}
            raise Mistake("frame.not_a_number", where, about) from None
    return found


def _is_na(value: Any) -> bool:
    """Not available, as pandas has it: it is neither itself nor anything else."""
    return type(value).__name__ in ("NAType", "NaTType")


def _coordinates(table: dict[str, list[Any]], column: str) -> NDArray[np.float64]:
    found = numbers(table, column)
    for row in np.flatnonzero(~np.isfinite(found))[:1].tolist():
        about = {"row": row + 2, "column": column}
        raise Mistake("frame.position_missing", Where(row=row + 2, column=column), about)
    return found


def back(result: Any, like: Any) -> Any:
    """Results as a table of the caller's kind (``like``: the frame that came in).

    ``result``: a ``Reading``, ``Difference`` or ``LocalReading``, or a sequence of the first
    two; one row a result, one column a field (for ``LocalReading`` a row an area).
    """
    import narwhals as nw  # noqa: PLC0415  only where a table goes out

    given, columns = nw.from_native(like), _columns(result)
    if given.implementation.is_duckdb():
        import duckdb  # noqa: PLC0415  the caller has it

        names = ", ".join(f"unnest(${i + 1}) as {name}" for i, name in enumerate(columns))
        return duckdb.sql(f"select {names}", params=list(columns.values()))
    return nw.to_native(nw.from_dict(columns, backend=given.implementation))


def _columns(result: Any) -> dict[str, list[Any]]:
    if isinstance(result, LocalReading):
        columns: dict[str, list[Any]] = {
            "area": list(result.areas.codes),
            "value": result.values.tolist(),
        }
        if result.low is not None and result.high is not None:
            columns |= {"low": result.low.tolist(), "high": result.high.tolist()}
        return columns
    results = list(result) if isinstance(result, tuple | list) else [result]
    names = [f.name for f in fields(results[0]) if f.name != "flags"]
    return {name: [_cell(getattr(r, name)) for r in results] for name in names}


def _cell(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value
