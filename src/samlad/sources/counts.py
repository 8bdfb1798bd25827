"""People per area and group out of a table of anyone's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samlad.model import Areas, Counts, Mistake, Source, Status, Where
from samlad.sources.divisions import TOTALS, division_of, mask_outside
from samlad.sources.numbers import require_counts
from samlad.sources.packs import municipalities
from samlad.sources.table import Table, read_table


def area_codes(table: Table, area: str) -> tuple[tuple[str, ...], str]:
    """The codes in the column and the division they belong to ("" when unknown).

    Raises ``Mistake``: ``table.column_missing``, ``table.area_blank``, ``table.total_row``,
    ``table.duplicate_area``, ``table.leading_zero``, those of ``division_of``; each with its row.
    """
    codes = table.text(area)
    return codes, _division(codes, table.rows, Where(table.path, column=area))


def _division(codes: tuple[str, ...], rows: Sequence[int], where: Where) -> str:
    """The division of codes that stand once each, in these rows; raises as ``area_codes``."""
    if len(set(codes)) < len(codes) or "" in codes or not TOTALS.isdisjoint(map(str.lower, codes)):
        _refuse(codes, rows, where)
    _require_zeros(codes, rows, where)
    return division_of(codes, rows, where)


def _require_zeros(codes: tuple[str, ...], rows: Sequence[int], where: Where) -> None:
    """Municipality codes kept as numbers have lost the zero they begin with."""
    short = [i for i, code in enumerate(codes) if len(code) == 3]
    if not short or not all(len(code) in (3, 4) and code.isdigit() for code in codes):
        return
    known = municipalities()
    if all(code.zfill(4) in known for code in codes):
        here = replace(where, row=rows[short[0]])
        raise Mistake("table.leading_zero", here, {"code": codes[short[0]]})


def _refuse(codes: Sequence[str], rows: Sequence[int], where: Where) -> None:
    """Names the first row whose code is blank, a total or there already."""
    first: dict[str, int] = {}
    for code, row in zip(codes, rows, strict=True):
        here = replace(where, row=row)
        if not code:
            raise Mistake("table.area_blank", here)
        if code.lower() in TOTALS:
            raise Mistake("table.total_row", here, {"code": code})
        if code in first:
            raise Mistake("table.duplicate_area", here, {"code": code[:40], "first": first[code]})
        first[code] = row


def read_counts(
    path: Path,
    *,
    area: str,
    groups: Sequence[str],
    date: str = "",
    division: str = "",
    sheet: str | None = None,
    source: Source | None = None,
) -> Counts:
    """The people of each group (a column each) in each area (a row each).

    A blank cell and ``..`` are missing, ``x`` and ``(s)`` suppressed; both are kept apart from
    zero. Raises ``Mistake``: reading the table; ``table.one_group``, ``table.group_twice``,
    ``table.group_is_area``, ``table.nobody``; ``table.negative``, ``table.too_large`` and what
    is no number, with row and column.
    """
    path = Path(path)
    names = tuple(groups)
    table = read_table(path, sheet=sheet)
    _require_groups(names, area, str(path))
    codes, known = area_codes(table, area)
    people = np.zeros((len(codes), len(names)))
    status = np.zeros(people.shape, np.int8)
    for column, name in enumerate(names):
        where = Where(str(path), column=name)
        values, marks = table.numbers(name)
        require_counts(values, table.rows, where)
        if known.endswith("2025"):
            values, marks = mask_outside((values, marks), date, known, where)
        people[:, column], status[:, column] = values, marks
    areas = Areas(division or known, codes, positions=table.positions)
    return _counts(areas, names, people, status, (path, date, source))


def _counts(
    areas: Areas,
    names: tuple[str, ...],
    people: NDArray[np.float64],
    status: NDArray[np.int8],
    about: tuple[Path, str, Source | None],
) -> Counts:
    path, date, source = about
    present = np.where(status == Status.PRESENT, people, 0.0)
    if not present.sum() > 0:
        raise Mistake("table.nobody", Where(str(path)), {"groups": ", ".join(names)})
    return Counts(areas, names, present, date, source or Source("", path.name, date), status)


def read_long(
    path: Path,
    *,
    area: str,
    group: str,
    people: str = "",
    groups: Sequence[str] = (),
    place: Sequence[str] = (),
    date: str = "",
    sheet: str | None = None,
) -> tuple[Counts, int]:
    """The people of each area and group out of a table with a row for each of the two together.

    ``group``: the column that says which group a row is about; ``people``: the one with its
    number, or "" where every row is one person. ``groups``: those wanted and their order, else
    all as they come. ``place``: the columns of easting and northing, the same in every row of an
    area. Also gives how many pairs of area and group have no row: nobody is counted there.

    Raises ``Mistake``: as ``read_counts``; ``table.cell_twice``, ``table.group_blank``,
    ``table.group_missing``, ``table.place_differs``.
    """
    path = Path(path)
    table = read_table(path, sheet=sheet)
    at = Where(str(path), column=group)
    if area == group:
        raise Mistake("table.group_is_area", at)
    codes, labels = table.text(area), table.text(group)
    first = dict(zip(reversed(codes), reversed(range(len(codes))), strict=True))
    areas = tuple(sorted(first, key=first.__getitem__))
    rows = [table.rows[first[code]] for code in areas]
    known = _division(areas, rows, Where(str(path), column=area))
    names = tuple(groups) or tuple(dict.fromkeys(labels))
    _require_labels(labels, table.rows, at)
    _require_groups(names, "", str(path))
    for name in names:
        if name not in labels:
            near = get_close_matches(name, set(labels), n=3, cutoff=0.5)
            found = {"group": name, "near": ", ".join(near or sorted(set(labels))[:12])}
            raise Mistake("table.group_missing", at, found)
    values, marks = np.ones(len(codes)), np.zeros(len(codes), np.int8)
    if people:
        values, marks = table.numbers(people)
        require_counts(values, table.rows, Where(str(path), column=people))
    cell, wanted = _cells((codes, areas), (labels, names))
    if people:
        _require_once(cell, wanted, (codes, labels, table.rows), at)
    shape = (len(areas), len(names))
    cell, values, marks = cell[wanted], values[wanted], marks[wanted]
    summed = np.bincount(cell, values, len(areas) * len(names))
    counted: NDArray[np.float64] = np.asarray(summed, dtype=np.float64).reshape(shape)
    rows_of = np.bincount(cell, minlength=counted.size)
    status = np.zeros(counted.size, np.int8)
    status[cell] = marks
    status = status.reshape(shape)
    if known.endswith("2025"):
        for m, name in enumerate(names):
            where = Where(str(path), column=name)
            mine = counted[:, m], status[:, m]
            counted[:, m], status[:, m] = mask_outside(mine, date, known, where)
    positions = _positions(table, place, (codes, first, areas)) if place else None
    made = Areas(known, areas, positions=positions)
    return _counts(made, names, counted, status, (path, date, None)), int((rows_of == 0).sum())


def _cells(
    areas: tuple[Sequence[str], Sequence[str]], groups: tuple[Sequence[str], Sequence[str]]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The cell of each row in the table (areas, groups) told flat, and which rows have one.

    ``areas``, ``groups``: of every row, and those there are, in order.
    """
    (codes, places), (labels, names) = areas, groups
    row_of = {code: i for i, code in enumerate(places)}
    column_of = {name: m for m, name in enumerate(names)}
    rows = np.fromiter((row_of[code] for code in codes), np.int64, len(codes))
    columns = np.fromiter((column_of.get(label, -1) for label in labels), np.int64, len(labels))
    return rows * len(names) + columns, columns >= 0


def _require_once(
    cell: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    told: tuple[Sequence[str], Sequence[str], Sequence[int]],
    where: Where,
) -> None:
    """Raises ``Mistake("table.cell_twice")`` at the first row whose cell stands already."""
    codes, labels, lines = told
    some = np.flatnonzero(wanted)
    _, first, which = np.unique(cell[some], return_index=True, return_inverse=True)
    again = np.flatnonzero(first[which] != np.arange(len(some)))
    if len(again):
        i, before = int(some[again[0]]), int(some[first[which[again[0]]]])
        found = {"code": codes[i][:40], "group": labels[i][:40], "first": lines[before]}
        raise Mistake("table.cell_twice", replace(where, row=lines[i]), found)


def _require_labels(labels: Sequence[str], rows: Sequence[int], where: Where) -> None:
    for label, row in zip(labels, rows, strict=True):
        if not label:
            raise Mistake("table.group_blank", replace(where, row=row))
        if label.lower() in TOTALS:
            raise Mistake("table.total_row", replace(where, row=row), {"code": label})


def _positions(
    table: Table,
    place: Sequence[str],
    of: tuple[Sequence[str], dict[str, int], Sequence[str]],
) -> NDArray[np.float64]:
    """(areas, 2) off the first row of each area; the others must say the same."""
    codes, first, areas = of
    columns = [table.numbers(name)[0] for name in place]
    for name, values in zip(place, columns, strict=True):
        for i, code in enumerate(codes):
            one, other = float(values[first[code]]), float(values[i])
            if one != other and not (np.isnan(one) and np.isnan(other)):
                found = {"code": code[:40], "one": f"{one:.12g}", "other": f"{other:.12g}"}
                where = Where(table.path, table.rows[i], name)
                raise Mistake("table.place_differs", where, found)
    return np.column_stack([values[[first[code] for code in areas]] for values in columns])


def _require_groups(names: tuple[str, ...], area: str, file: str) -> None:
    if len(names) < 2:
        raise Mistake("table.one_group", Where(file), {"groups": ", ".join(names) or "–"})
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise Mistake("table.group_twice", Where(file, column=twice[0]))
    if area in names:
        raise Mistake("table.group_is_area", Where(file, column=area))


def read_indicator_columns(
    path: Path, *, area: str, columns: Sequence[str], sheet: str | None = None
) -> tuple[tuple[str, ...], dict[str, NDArray[np.float64]]]:
    """The area codes and, per column, its numbers (NaN where absent).

    Raises ``Mistake``: reading the table, the codes and the numbers, with row and column.
    """
    table = read_table(Path(path), sheet=sheet)
    for name in columns:
        table.column(name)
    codes, _ = area_codes(table, area)
    return codes, {name: table.numbers(name)[0] for name in columns}


def read_positions(
    path: Path,
    *,
    area: str,
    place: tuple[str, str],
    codes: Sequence[str],
    sheet: str | None = None,
) -> NDArray[np.float64]:
    """(areas, 2): easting and northing off two columns, in the order of ``codes``; NaN absent.

    Raises ``Mistake``: as ``read_indicator_columns``.
    """
    there, found = read_indicator_columns(path, area=area, columns=place, sheet=sheet)
    row = {code: i for i, code in enumerate(there)}
    rows = [row[code] for code in codes]
    return np.column_stack([found[name][rows] for name in place])
