"""Tables as they stand in a file: CSV, XLSX, Parquet, GeoPackage, GeoJSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samlad.model import Mistake, Status, Where
from samlad.sources.numbers import Numbers, is_formula, may_hold_formulas, numbers
from samlad.sources.toml import read_bytes

LONGEST_CELL = 10_000
DELIMITERS = (",", ";", "\t", "|")
NAMED = {",": "komma (,)", ";": "semikolon (;)", "\t": "tab", "|": "|"}

Column = Sequence[str] | NDArray[np.float64]
"""Text as it stands, or numbers where the file itself holds numbers (NaN: absent)."""


@dataclass(frozen=True, eq=False)
class Table:
    """The columns of a file, and for every record the row it stands in.

    ``positions``: (rows, 2), metres, where the file has geometry in a metric system.
    """

    path: str
    columns: Mapping[str, Column]
    rows: Sequence[int]
    positions: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> Column:
        """A column by its name. Raises ``Mistake("table.column_missing")``."""
        try:
            return self.columns[name]
        except KeyError:
            near = get_close_matches(name, self.columns, n=3, cutoff=0.5)
            raise Mistake(
                "table.column_missing",
                Where(self.path, 1, name),
                {"near": ", ".join(near or list(self.columns)[:12]) or "–"},
            ) from None

    def text(self, name: str) -> tuple[str, ...]:
        """A column as text without blanks around it; absent is empty.

        Raises ``Mistake("table.column_missing" | "table.formula")``.
        """
        cells = self.column(name)
        if isinstance(cells, np.ndarray):
            return tuple("" if np.isnan(x) else f"{x:.15g}" for x in cells.tolist())
        for cell, row in zip(cells, self.rows, strict=True):
            if cell[:1] in "=+-@" and is_formula(cell):
                raise Mistake("table.formula", Where(self.path, row, name), {"value": cell[:40]})
        return tuple(cell.strip() for cell in cells)

    def numbers(self, name: str, *, dash_is_zero: bool = False) -> Numbers:
        """A column as numbers with their status. Raises what ``numbers`` raises."""
        cells = self.column(name)
        if not isinstance(cells, np.ndarray):
            where = Where(self.path, column=name)
            return numbers(cells, self.rows, where, dash_is_zero=dash_is_zero)
        if np.isinf(cells).any():
            row = self.rows[int(np.flatnonzero(np.isinf(cells))[0])]
            raise Mistake("table.infinite", Where(self.path, row, name), {"value": "inf"})
        absent = np.where(np.isnan(cells), Status.MISSING, Status.PRESENT)
        return np.array(cells, dtype=np.float64), absent.astype(np.int8)


def read_table(path: Path, *, sheet: str | None = None) -> Table:
    """The table in a file, read by what its name ends with.

    Raises ``Mistake``: ``file.*``; ``table.kind`` (an ending nobody reads here, or content that
    is something else); ``table.empty``, ``table.no_rows``, ``table.broken`` and the mistakes of
    each kind of file.
    """
    from samlad.sources import formats  # noqa: PLC0415  heavy engines only when needed

    ending = path.suffix.lower()
    readers = {
        ".xlsx": formats.read_xlsx,
        ".xlsm": formats.read_xlsx,
        ".parquet": formats.read_parquet,
        ".gpkg": formats.read_geographic,
        ".geojson": formats.read_geographic,
        ".json": formats.read_geographic,
        ".shp": formats.read_geographic,
    }
    if ending in (".csv", ".txt", ".tsv"):
        table = read_csv(read_bytes(path), str(path))
    elif ending in readers:
        read_start(path)
        table = readers[ending](path, sheet)
    else:
        read_start(path)
        raise Mistake("table.kind", Where(str(path)), {"ending": ending or "–"})
    if not len(table):
        raise Mistake("table.no_rows", Where(str(path)))
    return table


def read_start(path: Path) -> bytes:
    """The first bytes of a file that is there, may be read and is not empty."""
    try:
        if path.is_dir():
            raise Mistake("file.not_a_file", Where(str(path)))
        with path.open("rb") as file:
            start = file.read(64)
    except FileNotFoundError:
        raise Mistake("file.missing", Where(str(path))) from None
    except PermissionError:
        raise Mistake("file.no_right", Where(str(path))) from None
    except (OSError, ValueError) as error:
        raise Mistake("file.unreadable", Where(str(path)), {"reason": str(error)}) from None
    if not start:
        raise Mistake("table.empty", Where(str(path)))
    return start


def read_csv(raw: bytes, file: str) -> Table:
    """A comma-separated table in UTF-8 (a byte order mark is read past).

    Raises ``Mistake``: ``file.encoding``, ``table.kind``, ``table.empty``, ``table.delimiter``,
    ``table.quote``, ``table.huge_cell``, ``table.too_many_cells``, ``table.too_few_cells``,
    ``table.column_blank``, ``table.column_twice``, ``table.formula``.
    """
    text = _decoded(raw, file)
    if not text.strip():
        raise Mistake("table.empty", Where(file))
    first = text.lstrip("\r\n").split("\n", 1)[0]
    _require_comma(first, Where(file, 1))
    header: list[str] = []
    records: list[list[str]] = []
    rows: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 0
    try:
        for record in reader:
            row, line = line + 1, reader.line_num
            if not record:
                continue
            if not header:
                header = record
            else:
                if len(record) != len(header):
                    _ragged(record, header, Where(file, row))
                records.append(record)
                rows.append(row)
    except csv.Error as error:
        code = "table.huge_cell" if "field limit" in str(error) else "table.quote"
        raise Mistake(code, Where(file, line + 1), {"limit": LONGEST_CELL}) from None
    while records and not any(cell.strip() for cell in records[-1]):
        records.pop()
        rows.pop()
    if len(text) > LONGEST_CELL and (
        '"' in text or max(map(len, text.splitlines())) > LONGEST_CELL
    ):
        _require_short(records, rows, header, file)
    columns = _named_columns(header, list(zip(*records, strict=True)), file)
    if may_hold_formulas(text):
        for name, cells in columns.items():
            _require_no_formula(cells, rows, Where(file, column=name))
    return Table(file, columns, rows)


def _decoded(raw: bytes, file: str) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Mistake("file.encoding", Where(file, 1), {"encoding": "UTF-16"})
    if raw.startswith((b"PK\x03\x04", b"PAR1", b"SQLite format 3", b"%PDF", b"\x1f\x8b")):
        raise Mistake("table.kind", Where(file), {"ending": "binary"})
    if b"\x00" in raw[:4096]:
        wide = raw[1:200:2].count(0) > 40 or raw[0:200:2].count(0) > 40
        code = "file.encoding" if wide else "table.kind"
        raise Mistake(code, Where(file, 1), {"encoding": "UTF-16", "ending": "binary"})
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise Mistake("file.encoding", Where(file, row), {"encoding": "Windows-1252"}) from None
    if text.lstrip()[:1] in ("<", "{"):
        raise Mistake("table.kind", Where(file), {"ending": text.lstrip()[:15]})
    return text


def _require_comma(line: str, where: Where) -> None:
    """The columns of a line are parted by commas (signs inside quotes do not count)."""
    outside = "".join(line.split('"')[::2])
    counted = {sign: outside.count(sign) for sign in DELIMITERS}
    best = max(DELIMITERS, key=lambda sign: counted[sign])
    if best != "," and counted[best] > counted[","]:
        raise Mistake("table.delimiter", where, {"delimiter": NAMED[best]})


def _ragged(cells: list[str], header: list[str], where: Where) -> None:
    if len(cells) < len(header):
        _require_comma(",".join(cells), where)
    code = "table.too_many_cells" if len(cells) > len(header) else "table.too_few_cells"
    raise Mistake(code, where, {"expected": len(header), "found": len(cells)})


def _require_short(records: list[list[str]], rows: list[int], header: list[str], file: str) -> None:
    for cells, row in zip(records, rows, strict=True):
        longest = max(map(len, cells), default=0)
        if longest > LONGEST_CELL:
            name = header[[len(cell) for cell in cells].index(longest)]
            raise Mistake(
                "table.huge_cell",
                Where(file, row, name[:40]),
                {"limit": LONGEST_CELL, "found": longest},
            )


def _named_columns(
    header: list[str], cells: list[tuple[str, ...]], file: str
) -> dict[str, tuple[str, ...]]:
    """Columns by name. A column without name and without content is left out."""
    columns: dict[str, tuple[str, ...]] = {}
    given = cells or [() for _ in header]
    for place, (raw, column) in enumerate(zip(header, given, strict=True), start=1):
        name = raw.strip()
        if len(name) > LONGEST_CELL:
            raise Mistake("table.huge_cell", Where(file, 1), {"limit": LONGEST_CELL})
        if not name:
            if any(cell.strip() for cell in column):
                raise Mistake("table.column_blank", Where(file, 1), {"place": place})
            continue
        if name in columns:
            raise Mistake("table.column_twice", Where(file, 1, name))
        if is_formula(name):
            raise Mistake("table.formula", Where(file, 1, name[:40]), {"value": name[:40]})
        columns[name] = column
    return columns


def _require_no_formula(cells: Sequence[str], rows: Sequence[int], where: Where) -> None:
    for cell, row in zip(cells, rows, strict=True):
        if is_formula(cell):
            raise Mistake(
                "table.formula", Where(where.file, row, where.column), {"value": cell.strip()[:40]}
            )
