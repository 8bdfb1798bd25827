"""People per area and group out of a table of anyone's own."""

from __future__ import annotations

from collections.abc import Sequence
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
    if len(set(codes)) < len(codes) or "" in codes or not TOTALS.isdisjoint(map(str.lower, codes)):
        _refuse(codes, table, area)
    _require_zeros(codes, table, area)
    return codes, division_of(codes, table.rows, Where(table.path, column=area))


def _require_zeros(codes: tuple[str, ...], table: Table, area: str) -> None:
    """Municipality codes kept as numbers have lost the zero they begin with."""
    short = [i for i, code in enumerate(codes) if len(code) == 3]
    if not short or not all(len(code) in (3, 4) and code.isdigit() for code in codes):
        return
    known = municipalities()
    if all(code.zfill(4) in known for code in codes):
        where = Where(table.path, table.rows[short[0]], area)
        raise Mistake("table.leading_zero", where, {"code": codes[short[0]]})


def _refuse(codes: tuple[str, ...], table: Table, area: str) -> None:
    """Names the first row whose code is blank, a total or there already."""
    first: dict[str, int] = {}
    for code, row in zip(codes, table.rows, strict=True):
        where = Where(table.path, row, area)
        if not code:
            raise Mistake("table.area_blank", where)
        if code.lower() in TOTALS:
            raise Mistake("table.total_row", where, {"code": code})
        if code in first:
            raise Mistake("table.duplicate_area", where, {"code": code[:40], "first": first[code]})
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
    with np.errstate(invalid="ignore"):
        if not (np.nansum(people) > 0):
            raise Mistake("table.nobody", Where(str(path)), {"groups": ", ".join(names)})
    return Counts(
        Areas(division or known, codes, positions=table.positions),
        names,
        np.where(status == Status.PRESENT, people, 0.0),
        date,
        source or Source("", path.name, date),
        status,
    )


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
