"""First stage: the figures noted one by one, and how apart people live by each dimension."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from samlad.desk.book import Book
from samlad.measure import (
    Difference,
    LocalReading,
    Reading,
    compare,
    counts_from_shares,
    exposure_matrix,
    local,
    read_all,
)
from samlad.model import Counts, plain
from samlad.sources.case import Case, CaseTable, Dimension, Series

TWO = ("dissimilarity", "gini", "mutual_information", "theil_h", "isolation")
MANY = ("multigroup_dissimilarity", "multigroup_gini", "mutual_information", "theil_h")
LOCAL = "local_mutual_information"


@dataclass(frozen=True)
class Seen:
    """One dimension in one year: who was counted, what was read, and its records."""

    dimension: Dimension
    year: str
    counts: Counts
    readings: tuple[Reading, ...]
    local: LocalReading
    matrix: Any
    records: tuple[str, ...]
    record: str


@dataclass(frozen=True)
class Changed:
    """The change of one dimension from its first year to its last."""

    dimension: Dimension
    differences: tuple[Difference, ...]
    record: str


@dataclass(frozen=True)
class Sight:
    """All that the first stage gives. ``figures``: (table, column) → record."""

    figures: dict[tuple[str, str], str]
    seen: tuple[Seen, ...]
    changed: tuple[Changed, ...]


def note_figures(case: Case, book: Book) -> dict[tuple[str, str], str]:
    """One record a column and year, so that a changed cell changes only what rests on it."""
    noted = {}
    for table in case.tables:
        for series in table.series.values():
            noted[table.name, series.name] = book.note("figures", _figures(table, series))
    return noted


def _figures(table: CaseTable, series: Series) -> dict[str, object]:
    return {
        "name": series.name,
        "table": table.name,
        "measure": series.measure,
        "year": series.year,
        "division": table.areas.division,
        "areas": table.areas.codes,
        "values": plain(series.values),
        "status": plain(series.status),
        "unit": series.unit,
        "decimals": series.decimals,
        "of": series.of,
        "source": series.source,
    }


def see(case: Case, book: Book, progress: Callable[[float], None] | None = None) -> Sight:
    """Every dimension of the case in every year it has, and its change between them."""
    figures = note_figures(case, book)
    seen: list[Seen] = []
    changed: list[Changed] = []
    for done, dimension in enumerate(case.dimensions):
        table = case.table(dimension.division)
        years = [_see_year(case, table, dimension, year, figures, book) for year in dimension.years]
        seen.extend(years)
        if len(years) > 1:
            changed.append(_changed(case, dimension, years[0], years[-1], book))
        if progress is not None:
            progress((done + 1) / len(case.dimensions))
    return Sight(figures, tuple(seen), tuple(changed))


def _see_year(  # noqa: PLR0917
    case: Case,
    table: CaseTable,
    dimension: Dimension,
    year: str,
    figures: dict[tuple[str, str], str],
    book: Book,
) -> Seen:
    counts, columns = _counts(table, dimension, year)
    origins = [figures[table.name, column] for column in columns]
    names = TWO if len(counts.groups) == 2 else MANY
    readings = read_all(names, counts, interval=case.interval, draws=case.draws, seed=case.seed)
    records = tuple(
        book.note("reading", {"dimension": dimension.key, **_plain(r)}, origins) for r in readings
    )
    here = local(LOCAL, counts, interval="none", draws=case.draws, seed=case.seed)
    matrix = exposure_matrix(counts.people)
    record = book.note(
        "sight",
        {
            "name": dimension.key,
            "year": year,
            "local": plain(here.values),
            "exposure": plain(matrix),
            "groups": counts.groups,
        },
        (*origins, *records),
    )
    return Seen(dimension, year, counts, readings, here, matrix, records, record)


def _plain(reading: Reading) -> dict[str, object]:
    value = plain(reading)
    assert isinstance(value, dict)
    return dict(value)


def _counts(table: CaseTable, dimension: Dimension, year: str) -> tuple[Counts, tuple[str, ...]]:
    """The people of each group, given as counts or recovered from a share and its people."""
    columns = dimension.columns(year)
    series = [table.column(column) for column in columns]
    if dimension.groups:
        return table.counts(tuple(dimension.groups), series, year), columns
    share, people = series
    counts = counts_from_shares(
        table.areas,
        (dimension.key, f"not_{dimension.key}"),
        share.values / 100,
        people.values,
        decimals=share.decimals + 2,
        date=year,
        source=share.source,
    )
    return counts, columns


def _changed(case: Case, dimension: Dimension, first: Seen, last: Seen, book: Book) -> Changed:
    names = tuple(reading.index for reading in first.readings)
    differences = compare(names, first.counts, last.counts, draws=case.draws, seed=case.seed)
    record = book.note(
        "difference",
        {"name": dimension.key, "differences": plain(differences)},
        (first.record, last.record),
    )
    return Changed(dimension, differences, record)
