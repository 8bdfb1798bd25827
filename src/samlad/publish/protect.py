"""The one door out: what is released is made here and nowhere else.

Whatever is shown to others takes ``Safe`` and ``SafeSaid`` only. What an analyst sees for
herself is ``Internal``, which every writer of public files refuses.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import InitVar, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from samlad.model import Figure, Said
from samlad.publish.exhibit import STANDINGS, Cell, Column, Exhibit

_KEY = object()


@dataclass(frozen=True)
class Rules:
    """What is too small: a count under ``least_count`` or its complement, a share of fewer than
    ``least_denominator`` people."""

    least_count: int = 5
    least_denominator: int = 30


@dataclass(frozen=True)
class Safe:
    """An exhibit that may be shown: ``hidden`` cells are out, ``rule`` says by what rule.

    Only ``release`` makes it; anyone else gets ``TypeError``.
    """

    exhibit: Exhibit
    hidden: int
    rule: Said
    door: InitVar[object] = None

    def __post_init__(self, door: object) -> None:
        if door is not _KEY:
            raise TypeError("Safe is made by samlad.publish.protect.release and nowhere else")


@dataclass(frozen=True)
class SafeSaid:
    """A sentence that may be shown. Only ``release_said`` makes it."""

    said: Said
    hidden: int
    door: InitVar[object] = None

    def __post_init__(self, door: object) -> None:
        if door is not _KEY:
            raise TypeError("SafeSaid is made by samlad.publish.protect.release_said")


@dataclass(frozen=True)
class Internal:
    """An exhibit for the analyst's own eyes: marked so, refused by the writers of public files."""

    exhibit: Exhibit


def release(exhibit: Exhibit, rules: Rules | None = None) -> Safe:
    """The exhibit with what is too small taken out, and what would give it away.

    Figures protected by their publisher and figures that are not about people pass as they are
    and the rule says so. Own counts: primary cells by ``Rules`` (counts, their complements,
    shares of few), then more cells until no primary cell can be computed from what stays
    visible, when the sum of every column over the areas, and every row's total, is known.
    """
    rules = rules or Rules()
    if exhibit.standing != "own-counts":
        return Safe(exhibit, 0, Said(f"protect.rule.{exhibit.standing}"), door=_KEY)
    out = _Table(exhibit, rules).hidden()
    rows = tuple(
        tuple(_suppressed(cell) if out[i, j] else cell for j, cell in enumerate(row))
        for i, row in enumerate(exhibit.rows)
    )
    rule = Said(
        "protect.rule.own-counts",
        {
            "count": Figure(rules.least_count, "people"),
            "denominator": Figure(rules.least_denominator, "people"),
            "hidden": Figure(int(out.sum()), "number"),
        },
    )
    return Safe(replace(exhibit, rows=rows), int(out.sum()), rule, door=_KEY)


def release_said(
    said: Said, standing: str = "source-protected", rules: Rules | None = None
) -> SafeSaid:
    """The sentence with what is too small taken out of it, also in the sentences inside it.

    For own counts a share passes only with its denominator beside it as ``<name>_of``.
    Raises ``ValueError`` for an unknown standing.
    """
    if standing not in STANDINGS:
        raise ValueError(f"standing {standing!r}")
    if standing != "own-counts":
        return SafeSaid(said, 0, door=_KEY)
    clean, hidden = _clean(said, rules or Rules())
    return SafeSaid(clean, hidden, door=_KEY)


def part(safe: Safe, name: str, title: Said, keep: Callable[[Mapping[str, Cell]], bool]) -> Safe:
    """Some rows of what is released already; what is hidden in the whole stays hidden."""
    rows = tuple(
        row
        for row, record in zip(safe.exhibit.rows, safe.exhibit.records(), strict=True)
        if keep(record)
    )
    hidden = sum(isinstance(c, Figure) and c.absent == "suppressed" for row in rows for c in row)
    exhibit = replace(safe.exhibit, name=name, title=title, rows=rows)
    return Safe(exhibit, hidden if safe.hidden else 0, safe.rule, door=_KEY)


def _clean(said: Said, rules: Rules) -> tuple[Said, int]:
    values: dict[str, object] = {}
    hidden = 0
    for name, value in said.values.items():
        kept: object = value
        if isinstance(value, Said):
            kept, more = _clean(value, rules)
            hidden += more
        elif isinstance(value, Figure) and _small(name, value, said.values, rules):
            kept = _suppressed(value)
            hidden += 1
        values[name] = kept
    return replace(said, values=values), hidden


def _small(name: str, figure: Figure, beside: Mapping[str, object], rules: Rules) -> bool:
    if figure.value is None:
        return False
    if figure.unit == "people":
        return figure.value < rules.least_count
    if figure.unit not in ("share", "points"):
        return False
    of = beside.get(f"{name}_of")
    if not isinstance(of, Figure) or of.value is None or of.value < rules.least_denominator:
        return True
    part = figure.value * of.value
    return figure.unit == "share" and min(part, of.value - part) < rules.least_count


def _suppressed(cell: Cell) -> Figure:
    unit = cell.unit if isinstance(cell, Figure) else "people"
    return Figure(None, unit, absent="suppressed")


def _number(cell: Cell) -> float:
    if isinstance(cell, Figure) and cell.value is not None:
        return float(cell.value)
    return math.nan


@dataclass(frozen=True)
class _Part:
    """People behind a column: ``numbers`` (rows,), the columns that show them, the whole's key."""

    numbers: NDArray[np.float64]
    columns: tuple[int, ...]
    of: str | None


class _Table:
    """Own counts as a set of linear equations, for finding what must be hidden together."""

    def __init__(self, exhibit: Exhibit, rules: Rules) -> None:
        self.exhibit, self.rules = exhibit, rules
        self.parts: list[_Part] = []
        self.column_of: dict[str, int] = {}
        for j, column in enumerate(exhibit.columns):
            if column.role == "count":
                numbers = np.array([_number(row[j]) for row in exhibit.rows])
                self.column_of[column.key] = len(self.parts)
                self.parts.append(_Part(numbers, (j,), column.of))
        for j, column in enumerate(exhibit.columns):
            if column.role == "share" and column.of in self.column_of:
                self._share(j, column)
        self._complements()
        self.total_row = self._find_total_row()

    def _share(self, j: int, column: Column) -> None:
        whole = self.parts[self.column_of[str(column.of)]].numbers
        numbers = np.array([_number(row[j]) for row in self.exhibit.rows]) * whole
        for i, part in enumerate(self.parts):
            gap = np.abs(part.numbers - numbers)
            if part.of == column.of and not np.any(gap > 0.01 * whole + 0.51):
                self.parts[i] = replace(part, columns=(*part.columns, j))
                return
        self.parts.append(_Part(numbers, (j,), column.of))

    def _complements(self) -> None:
        """What is left of the whole when the parts shown do not fill it is a part too."""
        for key, i in list(self.column_of.items()):
            parts = [p.numbers for p in self.parts if p.of == key]
            if parts:
                rest = self.parts[i].numbers - np.sum(parts, axis=0)
                if np.any(np.abs(rest) > 0.5):
                    self.parts.append(_Part(rest, (), key))

    def _find_total_row(self) -> int | None:
        shown = [p.numbers for p in self.parts if p.columns and not np.isnan(p.numbers).any()]
        if len(self.exhibit.rows) < 3 or not shown:
            return None
        grid = np.stack(shown)
        for i in range(grid.shape[1]):
            if np.allclose(grid[:, i], np.delete(grid, i, axis=1).sum(axis=1), atol=0.5):
                return i
        return None

    def hidden(self) -> NDArray[np.bool_]:
        """(rows, columns): the cells that must not be shown."""
        numbers = np.stack([p.numbers for p in self.parts]) if self.parts else np.zeros((0, 0))
        primary = self._primary(numbers)
        chosen = primary.copy()
        # What is not shown at all is unknown to the reader from the start.
        unseen = np.array([not p.columns for p in self.parts], dtype=bool)
        while True:
            unknown = chosen | np.isnan(numbers)
            unknown[unseen] = True
            exposed = self._exposed(unknown) & primary
            if not exposed.any() or not self._hide_one_more(numbers, chosen, exposed):
                break
        return self._cells(chosen)

    def _primary(self, numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
        with np.errstate(invalid="ignore"):
            small: NDArray[np.bool_] = numbers < self.rules.least_count - 0.5
            for i, part in enumerate(self.parts):
                if part.of in self.column_of:
                    whole = numbers[self.column_of[part.of]]
                    small[i] |= whole - numbers[i] < self.rules.least_count - 0.5
                    if self._is_share_only(part):
                        small[i] |= whole < self.rules.least_denominator
        return small

    def _is_share_only(self, part: _Part) -> bool:
        return all(self.exhibit.columns[j].role == "share" for j in part.columns)

    def _equations(self) -> Iterator[dict[tuple[int, int], float]]:
        """Each {(part, row): sign} sums to something known: columns over rows, parts to wholes."""
        rows = [r for r in range(len(self.exhibit.rows)) if r != self.total_row]
        for i in range(len(self.parts)):
            yield {(i, r): 1.0 for r in rows}
        for key, whole in self.column_of.items():
            members = [i for i, p in enumerate(self.parts) if p.of == key]
            if members:
                for r in range(len(self.exhibit.rows)):
                    yield {(whole, r): -1.0} | {(i, r): 1.0 for i in members}

    def _exposed(self, unknown: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Unknown cells whose value follows from the equations and what is known."""
        place = {(int(i), int(r)): n for n, (i, r) in enumerate(np.argwhere(unknown))}
        out = np.zeros_like(unknown)
        lines = [eq for eq in self._equations() if any(m in place for m in eq)]
        if not lines:
            return out
        matrix = np.zeros((len(lines), len(place)))
        for n, line in enumerate(lines):
            for member, sign in line.items():
                if member in place:
                    matrix[n, place[member]] = sign
        _, s, v = np.linalg.svd(matrix, full_matrices=True)
        free = v[int((s > 1e-9).sum()) :]
        fixed = np.all(np.abs(free) < 1e-9, axis=0)
        for (i, r), n in place.items():
            out[i, r] = fixed[n]
        return out

    def _hide_one_more(
        self,
        numbers: NDArray[np.float64],
        chosen: NDArray[np.bool_],
        exposed: NDArray[np.bool_],
    ) -> bool:
        """Hide the smallest visible neighbour of an exposed cell; False when there is none."""
        for i, r in np.argwhere(exposed):
            near = {m for eq in self._equations() if (i, r) in eq for m in eq}
            open_ = [
                (numbers[m], m)
                for m in near
                if self.parts[m[0]].columns
                and not chosen[m]
                and not np.isnan(numbers[m])
                and m[0] not in self._wholes_of(int(i))
            ]
            if not open_:
                open_ = [
                    (numbers[m], m) for m in near if self.parts[m[0]].columns and not chosen[m]
                ]
            if open_:
                chosen[min(open_)[1]] = True
                return True
        return False

    def _wholes_of(self, part: int) -> set[int]:
        of = self.parts[part].of
        return {self.column_of[of]} if of in self.column_of else set()

    def _cells(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        out = np.zeros((len(self.exhibit.rows), len(self.exhibit.columns)), dtype=bool)
        for i, part in enumerate(self.parts):
            for j in part.columns:
                out[:, j] |= chosen[i]
        for j, column in enumerate(self.exhibit.columns):
            if column.of in self.column_of and column.role in ("share", "value"):
                whole = self.parts[self.column_of[column.of]].numbers
                few = ~(whole >= self.rules.least_denominator)
                out[:, j] |= few | chosen[self.column_of[column.of]]
            elif column.role == "share":
                out[:, j] = True  # nobody can say how few it is a share of
        absent = [[_number(c) != _number(c) for c in row] for row in self.exhibit.rows]
        return np.asarray(out & ~np.array(absent, dtype=bool))
