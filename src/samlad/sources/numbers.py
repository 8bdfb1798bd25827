"""Cells of text as numbers, with missing, suppressed and zero kept apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from samlad.model import Mistake, Status, Where

MISSING = frozenset({"", "..", "."})
"""Nothing there, SCB's "not available" and SCB's "not applicable"."""
SUPPRESSED = frozenset({"x", "(x)", "(s)"})
NOT_NUMBERS = frozenset(
    {"nan", "na", "n/a", "#n/a", "null", "none", "#div/0!", "#value!", "#ref!", "#num!", "#name?"}
)
LARGEST = 1e10
"""More people than the world holds: a slip of the keyboard."""

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([\s'’.,]\d{3})+([.,]\d+)?")
_INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
_FORMULA = re.compile(r"\s*([=@]|[+\-][A-Za-z(@=])")
_LINES_OF_FORMULAS = re.compile(r'(^|[,"\n\r])[ \t]*([=@]|[+\-][A-Za-z(@=])')

Numbers = tuple[NDArray[np.float64], NDArray[np.int8]]
"""Values (NaN where absent) and their ``Status``, both of shape (rows,)."""


def is_formula(cell: str) -> bool:
    """A spreadsheet would run this cell instead of showing it."""
    return _FORMULA.match(cell) is not None


def may_hold_formulas(text: str) -> bool:
    """A quick look through a whole file; a slower look at each cell follows a yes."""
    return _LINES_OF_FORMULAS.search(text) is not None


def numbers(
    cells: Sequence[str], rows: Sequence[int], where: Where, *, dash_is_zero: bool = False
) -> Numbers:
    """The cells as numbers. An empty cell, ``..`` and ``.`` are missing; ``x`` and ``(s)``
    suppressed; ``-`` is a zero only where the publisher says so.

    ``rows``: the row of each cell in its file. Raises ``Mistake``: ``table.nan``,
    ``table.infinite``, ``table.decimal_comma``, ``table.thousands``, ``table.dash``,
    ``table.formula``, ``table.not_a_number``, with row and column.
    """
    swift = _all_plain(cells)
    if swift is not None:
        return swift, np.zeros(len(cells), np.int8)
    status = np.zeros(len(cells), np.int8)
    values = np.full(len(cells), np.nan)
    plain: list[int] = []
    texts: list[str] = []
    for i, cell in enumerate(cells):
        if _PLAIN.fullmatch(cell):
            plain.append(i)
            texts.append(cell)
            continue
        bare = cell.strip()
        if bare in MISSING:
            status[i] = Status.MISSING
        elif bare.lower() in SUPPRESSED:
            status[i] = Status.SUPPRESSED
        elif bare == "-" and dash_is_zero:
            values[i] = 0.0
        elif _PLAIN.fullmatch(bare):
            plain.append(i)
            texts.append(bare)
        else:
            raise Mistake(
                _kind(bare), Where(where.file, rows[i], where.column), {"value": _short(cell)}
            )
    values[plain] = np.array(texts, dtype="U").astype(np.float64) if texts else []
    beyond = np.flatnonzero(np.isinf(values))
    if beyond.size:
        i = int(beyond[0])
        raise Mistake(
            "table.infinite", Where(where.file, rows[i], where.column), {"value": _short(cells[i])}
        )
    return values, status


def _all_plain(cells: Sequence[str]) -> NDArray[np.float64] | None:
    """The whole column at once where every cell is a plain number, else None."""
    try:
        values = np.array(cells, dtype="U").astype(np.float64)
    except ValueError:
        return None
    # NumPy also reads "nan", "inf" and "1_000"; those get the slow look that names the row.
    if not np.isfinite(values).all() or any("_" in cell for cell in cells):
        return None
    return values


def require_counts(values: NDArray[np.float64], rows: Sequence[int], where: Where) -> None:
    """Numbers of people: none negative, none beyond reason.

    Raises ``Mistake("table.negative" | "table.too_large")`` with row and column.
    """
    with np.errstate(invalid="ignore"):
        for code, bad in (("table.negative", values < 0), ("table.too_large", values > LARGEST)):
            if bad.any():
                i = int(np.flatnonzero(bad)[0])
                raise Mistake(
                    code, Where(where.file, rows[i], where.column), {"value": f"{values[i]:.12g}"}
                )


def _kind(bare: str) -> str:
    if bare == "-":
        return "table.dash"
    if bare.lower() in NOT_NUMBERS:
        return "table.nan"
    if _INFINITE.fullmatch(bare):
        return "table.infinite"
    if _DECIMAL_COMMA.fullmatch(bare):
        return "table.decimal_comma"
    if _THOUSANDS.fullmatch(bare):
        return "table.thousands"
    return "table.formula" if is_formula(bare) else "table.not_a_number"


def _short(cell: str) -> str:
    shown = cell.strip()
    return shown if len(shown) <= 40 else shown[:37] + "..."
