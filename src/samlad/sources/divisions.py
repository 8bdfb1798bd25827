"""Which division and vintage a set of area codes belongs to, and when that vintage holds.

SCB's tables give codes with a suffix (``2081C1140_DeSO2025``) figures from 2024 on and plain codes
to 2023, and several of them print 0, not missing, outside that. Such zeros are masked before
anything else is done with them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from samlad.model import Mistake, Status, Where
from samlad.sources.numbers import Numbers

DESO = re.compile(r"\d{4}[ABC]\d{4}")
REGSO = re.compile(r"\d{4}R\d{3}")
SUFFIX = re.compile(r"_(DeSO|RegSO)(\d{4})$", re.IGNORECASE)
TOTALS = frozenset({"tot", "totalt", "total", "summa", "sum", "samtliga", "riket", "1+2"})
FIRST_OF_2025 = 2024
"""The first year that SCB gives on the borders of 2025; older borders end the year before."""


def bare(code: str) -> str:
    """The code without SCB's suffix for its vintage."""
    return SUFFIX.sub("", code)


def division_of(codes: Sequence[str], rows: Sequence[int], where: Where) -> str:
    """The division the codes belong to, such as ``RegSO``; a vintage only where codes tell it.

    Codes of no known division give "". Raises ``Mistake``: ``table.two_vintages`` (suffixed
    among plain, two suffixes, or an area of 2018 beside the parts it was split into),
    ``table.two_divisions`` (DeSO among RegSO), ``table.unknown_area`` (a code of no division
    among many of one); each with the row.
    """
    suffixes = [SUFFIX.search(code) for code in codes]
    kinds = ["" if found is None else f"{found[1]} {found[2]}".lower() for found in suffixes]
    _one(kinds, "table.two_vintages", codes, rows, where)
    plain = [bare(code) for code in codes]
    shapes = [_shape(code) for code in plain]
    known = Counter(shape for shape in shapes if shape)
    if not known or sum(known.values()) * 2 < len(codes):
        return ""
    if len(known) > 1:
        _one(shapes, "table.two_divisions", codes, rows, where)
    for code, shape, row in zip(codes, shapes, rows, strict=True):
        if not shape:
            (division,) = known
            raise Mistake(
                "table.unknown_area",
                Where(where.file, row, where.column),
                {"code": code[:40], "division": division},
            )
    _require_no_parents(plain, rows, where)
    vintage = "" if suffixes[0] is None else suffixes[0][2]
    return f"{shapes[0]} {vintage}".strip()


def _shape(code: str) -> str:
    if DESO.fullmatch(code):
        return "DeSO"
    return "RegSO" if REGSO.fullmatch(code) else ""


def _one(
    kinds: Sequence[str], mistake: str, codes: Sequence[str], rows: Sequence[int], where: Where
) -> None:
    """All of one kind; else the first of the rarer kind is named."""
    counted = Counter(kinds)
    if len(counted) > 1:
        rare = min(counted, key=lambda kind: (counted[kind], kinds.index(kind)))
        i = kinds.index(rare)
        other = codes[next(j for j, kind in enumerate(kinds) if kind != rare)]
        raise Mistake(
            mistake,
            Where(where.file, rows[i], where.column),
            {"code": codes[i][:40], "other": other[:40]},
        )


def _require_no_parents(codes: Sequence[str], rows: Sequence[int], where: Where) -> None:
    """No area of 2018 (code ending in 0) stands beside the parts it became (ending in 1–4)."""
    parts = {code[:8]: code for code in codes if DESO.fullmatch(code) and code[8] != "0"}
    for code, row in zip(codes, rows, strict=True):
        if code[8:] == "0" and code[:8] in parts:
            raise Mistake(
                "table.two_vintages",
                Where(where.file, row, where.column),
                {"code": code, "other": parts[code[:8]]},
            )


def years_of(division: str) -> tuple[int | None, int | None]:
    """First and last year SCB gives on a division's borders; None where there is no end."""
    if division in ("DeSO 2018", "RegSO 2020"):
        return None, FIRST_OF_2025 - 1
    if division in ("DeSO 2025", "RegSO 2025"):
        return FIRST_OF_2025, None
    return None, None


def mask_outside(found: Numbers, year: str, division: str, where: Where) -> Numbers:
    """Zeros of years in which the division did not hold become missing.

    Raises ``Mistake("table.outside_vintage")`` when such a year has other numbers than zero:
    then the figures stand on other borders than the table says.
    """
    first, last = years_of(division)
    values, status = found
    if not year[:4].isdigit() or _within(int(year[:4]), first, last):
        return found
    with np.errstate(invalid="ignore"):
        if (np.isfinite(values) & (values != 0)).any():
            raise Mistake("table.outside_vintage", where, {"year": year, "division": division})
    present: NDArray[np.bool_] = status == Status.PRESENT
    return (
        np.where(present, np.nan, values),
        np.where(present, Status.MISSING, status).astype(np.int8),
    )


def _within(year: int, first: int | None, last: int | None) -> bool:
    return (first is None or year >= first) and (last is None or year <= last)
