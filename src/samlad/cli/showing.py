"""A table on the screen, as JSON or as CSV."""

from __future__ import annotations

import csv
import io
import json
import sys
from enum import StrEnum
from typing import TextIO
from unicodedata import category

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from samlad.model import Figure, Said, Source, Words
from samlad.publish import say
from samlad.publish.exhibit import Cell, Column, Exhibit
from samlad.publish.write.csv import harmless

Flat = dict[str, str | int | float | None]


class Form(StrEnum):
    """How a table is given."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def show(exhibit: Exhibit, form: Form, words: Words, out: TextIO | None = None) -> None:
    """Writes the table; as JSON or CSV nothing else goes to ``out``."""
    out = out or sys.stdout
    if form is Form.JSON:
        out.write(json.dumps(flat(exhibit, words), ensure_ascii=False, indent=1) + "\n")
    elif form is Form.CSV:
        out.write(as_csv(flat(exhibit, words)))
    else:
        _on_screen(exhibit, words, out)


def flat(exhibit: Exhibit, words: Words) -> list[Flat]:
    """One flat object a row, the same keys in each, named as in the site's own files.

    Numbers are unrounded, shares 0–1, money in kronor. A column whose cells have intervals is
    followed by ``<key>_low`` and ``<key>_high``; an absent number is null and ``<key>_absent``
    says why.
    """
    result: list[Flat] = [{} for _ in exhibit.rows]
    keys = {column.key for column in exhibit.columns}
    for j, column in enumerate(exhibit.columns):
        cells = [row[j] for row in exhibit.rows]
        absent = any(_absent(cell) for cell in cells)
        interval = f"{column.key}_low" not in keys and any(
            isinstance(cell, Figure) and cell.low is not None for cell in cells
        )
        for row, cell in zip(result, cells, strict=True):
            row[column.key] = _bare(cell, words)
            if absent:
                row[f"{column.key}_absent"] = _absent(cell) or None
            if interval:
                ends = (cell.low, cell.high) if isinstance(cell, Figure) else (None, None)
                for end, value in zip(("low", "high"), ends, strict=True):
                    row[f"{column.key}_{end}"] = _number(value, column.unit)
    if exhibit.example:
        for row in result:
            row["example"] = words("example.mark")
    return result


def _absent(cell: Cell) -> str:
    """Why a figure has no number, or ""."""
    if isinstance(cell, Figure) and cell.value is None:
        return cell.absent or "missing"
    return ""


def _bare(cell: Cell, words: Words) -> str | int | float | None:
    if isinstance(cell, Figure):
        return _number(cell.value, cell.unit)
    return say.say(cell, words) if isinstance(cell, Said) else cell


def _number(value: float | int | None, unit: str) -> int | float | None:
    if value is None:
        return None
    if unit == "kronor":
        whole, rest = divmod(round(value), 100)
        return value / 100 if rest else whole
    if isinstance(value, float) and value.is_integer() and unit in ("number", "people", "year"):
        return int(value)
    return value


def as_csv(rows: list[Flat]) -> str:
    """Comma and decimal point; text that a spreadsheet would run as a formula is made text."""
    out = io.StringIO()
    if rows:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(list(rows[0]))
        for row in rows:
            writer.writerow(
                "" if value is None else harmless(value) if isinstance(value, str) else value
                for value in row.values()
            )
    return out.getvalue()


def _on_screen(exhibit: Exhibit, words: Words, out: TextIO) -> None:
    console = Console(file=out, highlight=False)
    if not console.is_terminal:
        console = Console(file=out, highlight=False, width=10_000)
    shown = [
        j
        for j in range(len(exhibit.columns))
        if exhibit.columns[j].shown and any(row[j] not in (None, "") for row in exhibit.rows)
    ]
    console.print(_text(say.say(exhibit.title, words)), style="bold", soft_wrap=True)
    table = Table(box=box.SIMPLE_HEAD)
    for j in shown:
        number = any(isinstance(row[j], Figure) for row in exhibit.rows)
        table.add_column(
            _text(heading(exhibit.columns[j], words)), justify="right" if number else "left"
        )
    places = say.column_decimals(exhibit)
    for row in exhibit.rows:
        table.add_row(*(_text(_seen(row[j], words, places[j])) for j in shown))
    console.print(table)
    if exhibit.example:
        console.print(_text(words("example.mark")))
    for note in exhibit.notes:
        console.print(_text(say.say(note, words)), soft_wrap=True)
    for source in exhibit.sources:
        console.print(_text(words("cli.source", source=source_line(source))), soft_wrap=True)


def heading(column: Column, words: Words) -> str:
    """The heading of a column: the command line's own word, the pages' word, or the key."""
    for key in (f"cli.column.{column.key}", f"column.{column.key}"):
        if key in words:
            unit = f"unit.heading.{column.unit}"
            return f"{words(key)} ({words(unit)})" if unit in words else words(key)
    return column.key


def _seen(cell: Cell, words: Words, places: int | None) -> str:
    text = say.cell(cell, words, places)
    if not isinstance(cell, Figure) or cell.low is None or cell.high is None or cell.value is None:
        return text
    decimals = places if cell.decimals is None else cell.decimals
    ends = (say.digits(end, cell.unit, words, decimals) for end in (cell.low, cell.high))
    return f"{text} ({'–'.join(ends)})"


def source_line(source: Source) -> str:
    """Publisher, document and period."""
    return ", ".join(part for part in (source.publisher, source.document, source.period) if part)


def _text(text: str) -> Text:
    """Text without markup and without signs that steer the terminal; hard blanks are kept."""
    return Text("".join(sign for sign in text if sign == "\n" or category(sign)[0] != "C"))


def tree(exhibit: Exhibit, words: Words, out: TextIO | None = None) -> None:
    """The way back of ``trace`` as a tree, one record a line."""
    console = Console(file=out or sys.stdout, highlight=False, soft_wrap=True)
    console.print(_text(say.say(exhibit.title, words)), style="bold")
    rows = flat(exhibit, words)
    for i, row in enumerate(rows):
        depth = int(row["depth"] or 0)
        branch = "" if depth == 0 else _branch(rows, i, depth)
        kind_key = f"cli.kind.{row['kind']}"
        kind = words(kind_key) if kind_key in words else str(row["kind"])
        parts = [f"{kind} {str(row['fingerprint'])[:12]}"]
        parts += [str(row[key]) for key in ("name", "value") if row[key]]
        source = ", ".join(str(row[key]) for key in ("publisher", "document", "period") if row[key])
        line = f"{branch}{' · '.join(parts)}"
        if source and row["publisher"]:
            line += f" ← {source}"
        if row["again"]:
            line += f" {words('cli.trace.again')}"
        console.print(_text(line))


def _branch(rows: list[Flat], i: int, depth: int) -> str:
    """The lines of a tree before a row: which of its forebears have more to come."""
    sign = "└─ "
    for later in rows[i + 1 :]:
        other = int(later["depth"] or 0)
        if other < depth:
            break
        if other == depth:
            sign = "├─ "
            break
    before = []
    for level in range(1, depth):
        more = False
        for later in rows[i + 1 :]:
            other = int(later["depth"] or 0)
            if other < level:
                break
            if other == level:
                more = True
                break
        before.append("│  " if more else "   ")
    return "".join(before) + sign
