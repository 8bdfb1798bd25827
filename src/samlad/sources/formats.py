"""The kinds of files that need an engine: XLSX, Parquet, GeoPackage, GeoJSON."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.model import Mistake, Where
from samlad.sources.numbers import is_formula
from samlad.sources.table import LONGEST_CELL, Column, Table

_TEXTS = ("VARCHAR", "UUID", "ENUM", "BOOLEAN", "DATE", "TIME", "INTERVAL")
_NUMBERS = ("INT", "FLOAT", "DOUBLE", "DECIMAL", "UINT", "TINYINT", "BIGINT", "SMALLINT")


def broken(path: Path, error: Exception) -> Mistake:
    """What an engine says of a file it cannot read, as a mistake of the file."""
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return Mistake("table.broken", Where(str(path)), {"reason": reason[:160]})


def read_xlsx(path: Path, sheet: str | None) -> Table:
    """A sheet whose first row holds the names of the columns.

    Cells with a formula count by their kept value when that is a number; text made by a formula
    is refused. Raises ``Mistake``: ``table.broken``, ``table.sheet_missing``,
    ``table.which_sheet``, ``table.empty``, ``table.column_blank``, ``table.column_twice``,
    ``table.formula``, ``table.huge_cell``.
    """
    kept, written = _sheets(path, sheet)
    file = str(path)
    named: dict[int, str] = {}
    columns: dict[str, list[str]] = {}
    rows: list[int] = []
    for row, (values, formulas) in enumerate(zip(kept, written, strict=False), start=1):
        if all(value is None for value in values):
            continue
        if not named:
            named = _header(values, Where(file, row))
            columns = {name: [] for name in named.values()}
            continue
        for place, value in enumerate(values):
            formula = formulas[place] if place < len(formulas) else None
            cell = _cell(value, formula, Where(file, row, named.get(place)))
            if place in named:
                columns[named[place]].append(cell)
            elif cell:
                raise Mistake("table.column_blank", Where(file, row), {"place": place + 1})
        for place, name in named.items():
            if place >= len(values):
                columns[name].append("")
        rows.append(row)
    if not named:
        raise Mistake("table.empty", Where(file))
    return Table(file, columns, rows)


def _sheets(path: Path, sheet: str | None) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The cells of a sheet twice: as kept and as written (with formulas)."""
    import openpyxl  # noqa: PLC0415

    found: list[list[tuple[Any, ...]]] = []
    for kept in (True, False):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl's remarks on styles and extensions
                book = openpyxl.load_workbook(path, data_only=kept, read_only=True)
            try:
                names = [one.title for one in book.worksheets]
                chosen = sheet or (names[0] if len(names) == 1 else None)
                if chosen is None or chosen not in names:
                    code = "table.which_sheet" if sheet is None else "table.sheet_missing"
                    where = Where(str(path))
                    raise Mistake(code, where, {"sheet": sheet, "sheets": ", ".join(names) or "–"})
                one = book[chosen]
                one.reset_dimensions()
                found.append(list(one.iter_rows(values_only=True)))
            finally:
                book.close()
        except Mistake:
            raise
        except Exception as error:
            raise broken(path, error) from error
    return found[0], found[1]


def _header(values: Iterable[Any], where: Where) -> dict[int, str]:
    named: dict[int, str] = {}
    for place, value in enumerate(values):
        name = _cell(value, None, where).strip()
        if not name:
            continue
        if name in named.values():
            raise Mistake("table.column_twice", Where(where.file, where.row, name))
        named[place] = name
    return named


def _cell(value: Any, formula: Any, where: Where) -> str:
    computed = isinstance(formula, str) and formula.startswith("=")
    if computed and not isinstance(value, int | float):
        raise Mistake("table.formula", where, {"value": str(formula)[:40]})
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.17g}" if value % 1 else f"{value:.0f}"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if len(text) > LONGEST_CELL:
        raise Mistake("table.huge_cell", where, {"limit": LONGEST_CELL, "found": len(text)})
    if isinstance(value, str) and is_formula(text):
        raise Mistake("table.formula", where, {"value": text.strip()[:40]})
    return text


def read_parquet(path: Path, sheet: str | None) -> Table:
    """The columns of text and numbers of a Parquet file, read by DuckDB; others are left out.

    An absent cell is missing; a NaN that stands in the file is a mistake of its own.
    Raises ``Mistake``: ``table.broken``, ``table.nan``.
    """
    import duckdb  # noqa: PLC0415

    columns: dict[str, Column] = {}
    try:
        with duckdb.connect() as engine:
            file = re.sub(r"([*?\[])", r"[\1]", str(path)).replace("'", "''")
            engine.execute(f"create view t as select * from read_parquet('{file}')")
            kinds = [(str(n), str(k)) for n, k, *_ in engine.execute("describe t").fetchall()]
            count = int(engine.execute("select count(*) from t").fetchall()[0][0])
            for name, kind in kinds:
                column = '"' + name.replace('"', '""') + '"'
                if kind.endswith("]"):
                    continue
                if kind.startswith(_TEXTS):
                    cells = engine.execute(f"select {column}::varchar from t").fetchall()
                    columns[name] = ["" if cell is None else cell for (cell,) in cells]
                elif kind.startswith(_NUMBERS):
                    found = engine.execute(f"select {column}::double from t").fetchnumpy()
                    columns[name] = _masked(next(iter(found.values())), path, name)
    except Mistake:
        raise
    except Exception as error:
        raise broken(path, error) from error
    return Table(str(path), columns, range(1, count + 1))


def _masked(values: Any, path: Path, name: str) -> NDArray[np.float64]:
    absent = np.ma.getmaskarray(values)
    plain = np.array(np.ma.getdata(values), dtype=np.float64)
    bad = np.isnan(plain) & ~absent
    if bad.any():
        row = int(np.flatnonzero(bad)[0]) + 1
        raise Mistake("table.nan", Where(str(path), row, name), {"value": "NaN"})
    plain[absent] = np.nan
    return plain


def read_layer(
    path: Path, layer: str | None = None
) -> tuple[dict[str, NDArray[Any]], NDArray[Any], str | None]:
    """The columns, the geometries (WKB) and the reference system of a geographic file.

    Raises ``Mistake``: ``table.broken``, ``table.sheet_missing``, ``table.which_sheet``.
    """
    import pyogrio  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL's remarks on extra layers and odd metadata
            layers = [str(name) for name, _ in pyogrio.list_layers(path)]
            if layer is None and len(layers) > 1:
                code = "table.which_sheet"
                raise Mistake(code, Where(str(path)), {"sheets": ", ".join(layers)})
            if layer is not None and layer not in layers:
                found = {"sheet": layer, "sheets": ", ".join(layers)}
                raise Mistake("table.sheet_missing", Where(str(path)), found)
            meta, _, shapes, fields = pyogrio.raw.read(path, layer=layer)
    except Mistake:
        raise
    except Exception as error:
        raise broken(path, error) from error
    names = [str(name) for name in meta["fields"]]
    crs = meta.get("crs")
    shapes = np.array([], dtype=object) if shapes is None else shapes
    return dict(zip(names, fields, strict=True)), shapes, None if crs is None else str(crs)


def read_geographic(path: Path, sheet: str | None) -> Table:
    """The table of a geographic file; where it is in metres, the middle of each shape too."""
    fields, shapes, crs = read_layer(path, sheet)
    columns: dict[str, Column] = {}
    for name, values in fields.items():
        if values.dtype.kind in "iuf":
            columns[name] = values.astype(np.float64)
        elif values.dtype.kind != "M":
            columns[name] = ["" if value is None else str(value) for value in values.tolist()]
        else:
            columns[name] = [str(value) for value in values]
    count = len(next(iter(fields.values()))) if fields else len(shapes)
    return Table(str(path), columns, range(1, count + 1), _middles(shapes, crs, count))


def _middles(shapes: NDArray[Any], crs: str | None, count: int) -> NDArray[np.float64] | None:
    """(rows, 2), metres, or None where the system is not metric or a shape is absent."""
    import pyproj  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    if crs is None or len(shapes) != count or any(shape is None for shape in shapes):
        return None
    try:
        system = pyproj.CRS.from_user_input(crs)
        metric = system.is_projected and system.axis_info[0].unit_name in ("metre", "meter")
        middles = shapely.centroid(shapely.from_wkb(shapes)) if metric else None
    except (pyproj.exceptions.CRSError, shapely.errors.GEOSException):
        return None
    if middles is None or shapely.is_empty(middles).any():
        return None
    return np.column_stack([shapely.get_x(middles), shapely.get_y(middles)])
