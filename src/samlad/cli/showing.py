"""A table on the screen, as JSON or as CSV."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from math import isfinite
from typing import NamedTuple, TextIO
from unicodedata import category

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from samlad.model import Figure, Said, Source, Words
from samlad.publish import say
from samlad.publish.exhibit import Cell, Column, Exhibit
from samlad.publish.write.csv import harmless

WORD = 14
"""A word of text longer than this may be broken over lines; a number never."""

Flat = dict[str, str | int | float | None]


class Form(StrEnum):
    """How a table is given."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def show(
    exhibit: Exhibit,
    form: Form,
    words: Words,
    out: TextIO | None = None,
    aside: TextIO | None = None,
) -> None:
    """Writes the table; as JSON or CSV nothing else goes to ``out``.

    What must be known to read the numbers (areas left out, numbers too small) is then said
    ``aside``, on stderr, so that a program gets its rows and a person still gets the warning.
    """
    out = out or sys.stdout
    if form is Form.TABLE:
        _on_screen(exhibit, words, out)
        return
    rows = flat(exhibit, words)
    if form is Form.JSON:
        out.write(json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    else:
        out.write(as_csv(rows))
    out.flush()
    for note in exhibit.notes:
        print(_text(say.say(note, words)), file=aside or sys.stderr)


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
    if value is None or not isfinite(value):
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
    grid = _Grid(
        [heading(exhibit.columns[j], words) for j in shown],
        [
            [_seen(row[j], words, of[j]) for j in shown]
            for row, of in zip(exhibit.rows, say.decimals(exhibit), strict=True)
        ],
        [any(isinstance(row[j], Figure) for row in exhibit.rows) for j in shown],
    )
    _lay_out(grid, console)
    if exhibit.example:
        console.print(_text(words("example.mark")))
    for note in exhibit.notes:
        console.print(_text(say.say(note, words)), soft_wrap=True)
    for source in exhibit.sources:
        console.print(_text(words("cli.source", source=source_line(source))), soft_wrap=True)


class _Grid(NamedTuple):
    """A table as it is read: headings, cells a row, and which columns hold numbers."""

    headings: list[str]
    rows: list[list[str]]
    numbers: list[bool]

    def only(self, columns: Sequence[int]) -> _Grid:
        """The same table with these columns."""
        return _Grid(
            [self.headings[j] for j in columns],
            [[row[j] for j in columns] for row in self.rows],
            [self.numbers[j] for j in columns],
        )


def _lay_out(grid: _Grid, console: Console) -> None:
    """The table as wide as the screen allows, and never with a number cut short.

    Where it is too wide, what is the same in every row is said once below it; where that is not
    enough, each row is written as lines of heading and value.
    """
    if _least(grid) <= console.width:
        console.print(_table(grid))
        return
    every = range(len(grid.headings))
    same = [j for j in every if len(grid.rows) > 1 and len({row[j] for row in grid.rows}) == 1]
    below = [(grid.headings[j], grid.rows[0][j]) for j in same]
    left = grid.only([j for j in every if j not in same]) if len(same) < len(every) else grid
    if _least(left, close=True) <= console.width:
        console.print(_table(left, close=True))
    else:
        for row in left.rows:
            _pairs(list(zip(left.headings, row, strict=True)), console)
    if len(left.headings) < len(grid.headings):
        _pairs(below, console)


def _pairs(pairs: list[tuple[str, str]], console: Console) -> None:
    """One heading and value a line, the values under each other."""
    widest = min(max(cell_len(head) for head, _ in pairs), console.width // 2)
    table = Table.grid(padding=(0, 2))
    table.add_column(width=widest)
    table.add_column(overflow="fold")
    for head, value in pairs:
        table.add_row(_text(head), _text(value))
    console.print()
    console.print(table)


def _column_least(grid: _Grid, j: int, *, close: bool) -> int:
    """The fewest places a column can be read in; ``close`` breaks text at words, never a number."""
    cells, head = [row[j] for row in grid.rows], grid.headings[j]
    if not close:
        return max(cell_len(text) for text in (head, *cells))
    parts = cells if grid.numbers[j] else [word for cell in cells for word in cell.split()]
    longest = max((cell_len(part) for part in parts), default=0)
    return max(
        *(cell_len(word) for word in head.split()),
        longest if grid.numbers[j] else min(longest, WORD),
    )


def _least(grid: _Grid, *, close: bool = False) -> int:
    """The fewest places the whole table takes, with the blanks between and beside columns."""
    columns = range(len(grid.headings))
    between = 2 if close else 3
    return sum(_column_least(grid, j, close=close) + between for j in columns) + 1


def _table(grid: _Grid, *, close: bool = False) -> Table:
    table = Table(box=box.SIMPLE_HEAD, collapse_padding=close, pad_edge=not close)
    for j, head in enumerate(grid.headings):
        table.add_column(
            _text(head),
            justify="right" if grid.numbers[j] else "left",
            min_width=_column_least(grid, j, close=close),
            overflow="fold",
        )
    for row in grid.rows:
        table.add_row(*(_text(cell) for cell in row))
    return table


def heading(column: Column, words: Words) -> str:
    """The heading of a column: the command line's own word, the pages' word, or the key."""
    for key in (f"cli.column.{column.key}", f"column.{column.key}"):
        if key in words:
            unit = f"unit.heading.{column.unit}"
            return f"{words(key)} ({words(unit)})" if unit in words else words(key)
    return column.key


def _seen(cell: Cell, words: Words, places: int | None) -> str:
    text = say.cell(cell, words, places)
    ends = say.ends(cell, words, places) if isinstance(cell, Figure) else None
    return text if ends is None else f"{text} ({'–'.join(ends)})"


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
