"""Released tables as one workbook: a sheet each, then sources; numbers stay numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from samlad.model import Source, Words
from samlad.publish import say
from samlad.publish.exhibit import Column, Exhibit
from samlad.publish.protect import Safe
from samlad.publish.write.archive import fixed
from samlad.publish.write.typst import source_line

FORMATS = {
    "share": "0.0%",
    "points": "0.0%",
    "people": "#,##0",
    "index": "0.000",
    "score": "0.0",
    "kronor": "#,##0.00",
    "year": "0",
    "number": "General",
}
_BAD_IN_NAME = re.compile(r"[\[\]:*?/\\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write(safes: Sequence[Safe], words: Words, stamp: date) -> bytes:
    """The workbook. Each sheet: title, mark and notes above a header row; last sheet: sources.

    Text is always text (no formula can be born); same tables, same bytes. Raises ``TypeError``
    for what has not been released.
    """
    if not all(isinstance(safe, Safe) for safe in safes):
        raise TypeError("a workbook is written of Safe tables only")
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for safe in safes:
        _sheet(book, safe, words, taken)
    _sources(book, safes, words)
    when = datetime(stamp.year, stamp.month, stamp.day)  # noqa: DTZ001  Excel knows no zones
    book.properties.creator = "Samlad"
    book.properties.title = "; ".join(say.say(s.exhibit.title, words) for s in safes)[:200]
    book.properties.language = "sv-SE" if words.language == "sv" else "en-GB"
    book.properties.created = when
    out = io.BytesIO()
    book.save(out)
    return fixed(out.getvalue(), stamp)


def sheet_name(title: str, taken: set[str]) -> str:
    """A name Excel takes: at most 31 signs, none forbidden, not taken."""
    base = _BAD_IN_NAME.sub(" ", title).strip("' ")[:31] or "Tabell"
    name, n = base, 2
    while name.casefold() in taken:
        name, n = f"{base[:27]} ({n})", n + 1
    taken.add(name.casefold())
    return name


def _text(sheet: Any, value: str, **look: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=_CONTROL.sub(" ", value))
    cell.data_type = "s"  # never a formula, whatever it begins with
    for name, given in look.items():
        setattr(cell, name, given)
    return cell


def _sheet(book: Workbook, safe: Safe, words: Words, taken: set[str]) -> None:
    exhibit = safe.exhibit
    title = say.say(exhibit.title, words)
    sheet = book.create_sheet(sheet_name(title, taken))
    keys, rows = say.machine_rows(exhibit, words)
    columns = {column.key: column for column in exhibit.columns}
    above = [title, *([words("example.mark")] if exhibit.example else [])]
    above += [say.say(note, words) for note in exhibit.notes]
    for i, key in enumerate(keys):
        sheet.column_dimensions[get_column_letter(i + 1)].width = _width(i, key, rows)
    sheet.freeze_panes = f"A{len(above) + 3}"
    sheet.append([_text(sheet, above[0], font=Font(bold=True, size=14, color="0B3C5D"))])
    for line in above[1:]:
        sheet.append([_text(sheet, line, font=Font(italic=True, color="4A5A69"))])
    sheet.append([])
    sheet.append([_heading(sheet, key, columns.get(key), words) for key in keys])
    order = {column.key: i for i, column in enumerate(exhibit.columns)}
    for row, places in zip(rows, say.decimals(exhibit), strict=True):
        sheet.append(
            [
                _value(sheet, value, columns.get(key), places[order[key]] if key in order else None)
                for key, value in zip(keys, row, strict=True)
            ]
        )


def _heading(sheet: Any, key: str, column: Column | None, words: Words) -> WriteOnlyCell:
    return _text(
        sheet,
        say.heading(column, words) if column else key,
        font=Font(bold=True, color="FFFFFF"),
        fill=PatternFill("solid", fgColor="0B3C5D"),
        alignment=Alignment(
            wrap_text=True,
            vertical="center",
            horizontal="right" if column and column.unit not in ("text", "year") else "left",
        ),
    )


def _value(
    sheet: Any, value: str | int | float | None, column: Column | None, places: int | None
) -> Any:
    if value is None:
        return None
    if isinstance(value, str):
        return _text(sheet, value)
    cell = WriteOnlyCell(sheet, value=value)
    usual = FORMATS.get(column.unit, "General") if column else "General"
    finer = column is not None and column.unit in say.FINER and places is not None
    cell.number_format = f"0.{'0' * (places or 0)}{'%' * usual.endswith('%')}" if finer else usual
    return cell


def _width(i: int, key: str, rows: Sequence[Sequence[object]]) -> float:
    longest = max([len(key), *(len(str(row[i])) for row in rows if row[i] is not None)])
    return float(min(60, max(10, longest + 2)))


def _sources(book: Workbook, safes: Sequence[Safe], words: Words) -> None:
    sheet = book.create_sheet(words("document.sources_sheet"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 40.0, 110.0
    sheet.append(
        [
            _text(sheet, words(f"document.{key}"), font=Font(bold=True))
            for key in ("table", "source")
        ]
    )
    for safe in safes:
        exhibit: Exhibit = safe.exhibit
        lines = [source_line(source, words) for source in _once(exhibit.sources)]
        lines.append(say.say(safe.rule, words))
        if exhibit.record:
            lines.append(words("document.record", fingerprint=exhibit.record))
        for line in lines:
            sheet.append([_text(sheet, say.say(exhibit.title, words)), _text(sheet, line)])


def _once(sources: Sequence[Source]) -> Sequence[Source]:
    return tuple(dict.fromkeys(sources))
