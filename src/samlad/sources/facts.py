"""A table of a case: figures in CSV, and beside it in TOML where each column was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from samlad.model import Areas, Counts, Mistake, Source, Status, Where
from samlad.sources.counts import area_codes
from samlad.sources.divisions import DESO, REGSO, bare, mask_outside
from samlad.sources.numbers import require_counts
from samlad.sources.packs import regso_codes
from samlad.sources.table import Table, read_csv
from samlad.sources.toml import Strict, read_bytes, read_toml, strict

BESIDE = ("area", "name", "easting", "northing", "regso")
"""Columns that say which area a row is and where it lies; all others are figures."""
COUNTED = ("people", "dwellings", "households")
_EAST = (200_000.0, 1_000_000.0)
_NORTH = (6_000_000.0, 7_800_000.0)


class Text(Strict):
    """The same in both languages."""

    sv: str
    en: str

    @property
    def both(self) -> dict[str, str]:
        """Language → text."""
        return {"sv": self.sv, "en": self.en}


class _Origin(Strict):
    publisher: str | None = None
    licence: str | None = None
    route: str | None = None
    kind: Literal["official", "derived", "secondary", "assumption", "example"] | None = None
    read: date | None = None
    updated: str | None = None


class _Column(_Origin):
    label: Text
    unit: Literal[
        "people",
        "dwellings",
        "households",
        "percent",
        "thousand_kronor",
        "kronor",
        "number",
        "index",
        "score",
        "type",
    ]
    year: str = Field(pattern=r"^\d{4}(-\d{2}){0,2}$")
    table: str
    decimals: int = Field(default=0, ge=0, le=9)
    of: str = ""
    query: str = ""
    dash: Literal["zero"] | None = None
    lowest: float | None = None
    highest: float | None = None


class _Facts(Strict):
    division: str
    columns: dict[str, _Column]
    notes: tuple[Text, ...] = ()
    defaults: _Origin = _Origin()


@dataclass(frozen=True, eq=False)
class Series:
    """One column of one year: a figure per area as published.

    ``name`` is the column, ``measure`` the same without its year. ``values``: (areas,), in
    ``unit``, NaN where ``status`` is not PRESENT. ``of``: the column that is the whole, if any.
    ``updated``: the publisher's own stamp on the table. ``label``: language → what it is called.
    """

    name: str
    measure: str
    year: str
    values: NDArray[np.float64]
    status: NDArray[np.int8]
    unit: str
    decimals: int
    of: str
    source: Source
    label: Mapping[str, str]
    updated: str = ""


@dataclass(frozen=True, eq=False)
class CaseTable:
    """The areas of one division and their series by column name. ``notes``: language → text."""

    name: str
    areas: Areas
    series: Mapping[str, Series]
    parents: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Mapping[str, str], ...] = ()
    file: str = ""

    def column(self, name: str) -> Series:
        """A column by name.

        Raises ``Mistake``: ``table.year_missing`` with the years there are, when the measure is
        there in other years; else ``table.column_missing``.
        """
        if name in self.series:
            return self.series[name]
        measure, _, year = name.rpartition("_")
        years = [one.year for one in self.series.values() if one.measure == measure]
        where = Where(self.file or None, 1, name)
        if years:
            found = {"measure": measure, "year": year, "years": ", ".join(sorted(years))}
            raise Mistake("table.year_missing", where, found)
        raise Mistake("table.column_missing", where, {"near": ", ".join(list(self.series)[:12])})

    def latest(self, measure: str) -> Series | None:
        """The newest year of a measure, or None."""
        found = [one for one in self.series.values() if one.measure == measure]
        return max(found, key=lambda one: one.year, default=None)

    def years(self, measure: str) -> tuple[str, ...]:
        """The years a measure has, oldest first."""
        return tuple(sorted(one.year for one in self.series.values() if one.measure == measure))

    def counts(self, groups: Sequence[str], series: Sequence[Series], date: str) -> Counts:
        """People (or dwellings) per area and group out of one column a group."""
        people = np.column_stack([one.values for one in series])
        status = np.column_stack([one.status for one in series])
        return Counts(
            self.areas,
            tuple(groups),
            np.where(status == Status.PRESENT, people, 0.0),
            date,
            series[0].source,
            status,
        )


def read_case_table(path: Path | Traversable, facts: Path | Traversable, code: str) -> CaseTable:
    """A table of a case; every area belongs to the municipality ``code``.

    Raises ``Mistake``: those of ``read_csv``, ``read_toml`` and ``strict``;
    ``table.column_unsourced``, ``table.column_missing``, ``table.year_missing``,
    ``areas.unknown``, ``table.two_divisions``, ``table.outside_vintage``, ``table.negative``,
    ``table.not_percent``, ``table.outside_range``, ``table.degrees``, ``table.whole_missing``.
    """
    file = str(path) if isinstance(path, Path) else path.name
    form = _facts(facts)
    table = read_csv(read_bytes(path), file)
    if not len(table):
        raise Mistake("table.no_rows", Where(file))
    for name in table.columns:
        if name not in BESIDE and name not in form.columns:
            raise Mistake("table.column_unsourced", Where(file, 1, name), {"facts": _name(facts)})
    given, division = area_codes(table, "area")
    codes = tuple(bare(one) for one in given)
    _require_division(codes, table, form.division, division, code)
    series = {
        name: _series(table, name, column, form, facts) for name, column in form.columns.items()
    }
    for one in series.values():
        if one.of and one.of not in series:
            raise Mistake(
                "table.whole_missing", Where(_name(facts), column=one.name), {"of": one.of}
            )
    parents = table.text("regso") if "regso" in table.columns else ()
    return CaseTable(
        Path(file).stem,
        Areas(form.division, codes, _names(table, codes), _positions(table)),
        series,
        dict(zip(codes, parents, strict=False)),
        tuple(note.both for note in form.notes),
        file,
    )


def with_areas(table: CaseTable, areas: Areas) -> CaseTable:
    """The same table with other outlines or positions of the same areas."""
    table.areas.require_same(areas)
    return replace(table, areas=areas)


def _name(path: Path | Traversable) -> str:
    return str(path) if isinstance(path, Path) else path.name


def _facts(path: Path | Traversable) -> _Facts:
    content = read_toml(path)
    content.pop("schema", None)
    form = strict(_Facts, content, Where(_name(path)))
    for name, column in form.columns.items():
        measure = name.removesuffix(f"_{column.year}")
        if measure == name or not measure:
            found = {"measure": name, "year": column.year, "years": column.year}
            raise Mistake("table.year_missing", Where(_name(path), column=name), found)
        if column.publisher is None and form.defaults.publisher is None:
            where = Where(_name(path), column=f"columns.{name}.publisher")
            raise Mistake("toml.key_missing", where, {"key": "publisher"})
    return form


def _series(
    table: Table, name: str, column: _Column, form: _Facts, facts: Path | Traversable
) -> Series:
    where = Where(table.path, column=name)
    read = table.numbers(name, dash_is_zero=column.dash == "zero")
    values, status = mask_outside(read, column.year, form.division, where)
    if column.unit in COUNTED:
        require_counts(values, table.rows, where)
    _require_range(values, column, table.rows, where)

    def either(key: str) -> str:
        own, common = getattr(column, key), getattr(form.defaults, key)
        return str(own if own is not None else common or "")

    source = Source(
        either("publisher"),
        column.table,
        column.year,
        column.query,
        column.read or form.defaults.read,
        either("licence"),
        either("route"),
        either("kind") or "official",
    )
    return Series(
        name,
        name.removesuffix(f"_{column.year}"),
        column.year,
        values,
        status,
        column.unit,
        column.decimals,
        column.of,
        source,
        column.label.both,
        either("updated"),
    )


def _require_range(
    values: NDArray[np.float64], column: _Column, rows: Sequence[int], where: Where
) -> None:
    percent = column.unit == "percent"
    lowest = column.lowest if column.lowest is not None else 0.0 if percent else -np.inf
    highest = column.highest if column.highest is not None else 100.0 if percent else np.inf
    with np.errstate(invalid="ignore"):
        bad = np.flatnonzero((values < lowest) | (values > highest))
    if bad.size:
        i = int(bad[0])
        limits = {"lowest": f"{lowest:g}", "highest": f"{highest:g}"}
        raise Mistake(
            "table.not_percent" if percent else "table.outside_range",
            Where(where.file, rows[i], where.column),
            {"value": f"{values[i]:.12g}", **limits},
        )


def _require_division(
    codes: Sequence[str], table: Table, division: str, found: str, municipality: str
) -> None:
    """Every code is one of the division's, in the municipality."""
    kind = division.partition(" ")[0]
    if found and kind in ("DeSO", "RegSO") and found not in (kind, division):
        first = Where(table.path, table.rows[0], "area")
        raise Mistake("table.two_divisions", first, {"code": found, "other": division})
    pattern = {"DeSO": DESO, "RegSO": REGSO}.get(kind)
    if kind == "Kommun":
        known: frozenset[str] = frozenset({municipality})
    else:
        known = regso_codes(municipality) if division == "RegSO 2020" else frozenset()
    for code, row in zip(codes, table.rows, strict=True):
        right = pattern is None or (
            pattern.fullmatch(code) is not None and code[:4] == municipality
        )
        split = division == "DeSO 2018" and not code.endswith("0")
        if not right or split or (known and code not in known):
            where = Where(table.path, row, "area")
            raise Mistake("areas.unknown", where, {"code": code[:40], "division": division})


def _names(table: Table, codes: tuple[str, ...]) -> tuple[str, ...]:
    if "name" not in table.columns:
        return codes
    return tuple(name or code for name, code in zip(table.text("name"), codes, strict=True))


def _positions(table: Table) -> NDArray[np.float64] | None:
    """(areas, 2), metres, or None where the table gives none."""
    given = [name for name in ("easting", "northing") if name in table.columns]
    if not given:
        return None
    found = []
    for name, (lowest, highest) in (("easting", _EAST), ("northing", _NORTH)):
        values, status = table.numbers(name)
        bad = (status != Status.PRESENT) | ~((values >= lowest) & (values <= highest))
        if bad.any():
            i = int(np.flatnonzero(bad)[0])
            where = Where(table.path, table.rows[i], name)
            raise Mistake("table.degrees", where, {"value": table.text(name)[i][:40] or "–"})
        found.append(values)
    return np.column_stack(found)
