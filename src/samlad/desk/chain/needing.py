"""Second stage: where need is greatest, by the case's recipe and what its tables hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samlad.desk.book import Book
from samlad.model import Areas, plain
from samlad.need import Indicator, Need, score
from samlad.sources.case import Case, CaseTable, Series
from samlad.sources.recipes import by_year, for_recipe


@dataclass(frozen=True)
class Needed:
    """Need with its record, the newest indicators with theirs, and the people per area."""

    need: Need
    record: str
    areas: Areas
    indicators: Mapping[str, Indicator]
    records: Mapping[str, str]
    people: Mapping[str, int]
    people_record: str


def need_of(case: Case, figures: Mapping[tuple[str, str], str], book: Book) -> Needed | None:
    """Scores per area; None when no table of the case holds any indicator of the recipe."""
    recipe = case.recipe
    table = case.table_with(part.indicator for part in recipe.parts)
    if table is None:
        return None
    used = for_recipe(recipe, table.areas, table.series.values(), records=_own(table, figures))
    if not used:
        return None
    records = {name: note_indicator(one, table, figures, book) for name, one in used.items()}
    need = score(recipe, used, worst=case.worst, draws=case.need_draws, seed=case.seed)
    how = book.note("recipe", {"name": recipe.name, "recipe": plain(recipe)})
    record = book.note(
        "need",
        {
            "name": recipe.name,
            "year": need.year,
            "worst": need.worst,
            "areas": need.areas.codes,
            "score": plain(need.score),
            "terms": plain(need.terms),
            "rank_low": plain(need.rank_low),
            "rank_high": plain(need.rank_high),
            "p_worst": plain(need.p_worst),
        },
        (how, *records.values()),
    )
    indicators = dict(used)
    others = {action.needs_indicator for action in case.actions} - set(used)
    for name, years in by_year(
        table.areas, table.series.values(), others, records=_own(table, figures)
    ).items():
        indicators[name] = years[-1]
        records[name] = note_indicator(years[-1], table, figures, book)
    people, counted = _people(table, figures)
    return Needed(need, record, table.areas, indicators, records, people, counted)


def outcomes_of(
    case: Case, figures: Mapping[tuple[str, str], str], book: Book
) -> tuple[dict[str, tuple[Indicator, ...]], dict[str, tuple[str, ...]]]:
    """What promises are held against: indicator → its years in any table, and their records."""
    wanted = {one.indicator for one in case.promises if one.indicator}
    found: dict[str, tuple[Indicator, ...]] = {}
    records: dict[str, tuple[str, ...]] = {}
    for table in case.tables:
        behind = dict.fromkeys(wanted, "population")
        behind |= {part.indicator: part.denominator for part in case.recipe.parts}
        years = by_year(
            table.areas,
            table.series.values(),
            wanted - set(found),
            denominators={name: of for name, of in behind.items() if of},
            records=_own(table, figures),
        )
        for name, several in years.items():
            found[name] = several
            records[name] = tuple(note_indicator(one, table, figures, book) for one in several)
    return found, records


def note_indicator(
    one: Indicator, table: CaseTable, figures: Mapping[tuple[str, str], str], book: Book
) -> str:
    """The record of an indicator, resting on its column and the people behind it."""
    value = {
        "name": one.name,
        "year": one.year,
        "areas": one.areas.codes,
        "values": plain(one.values),
        "people": plain(one.denominators),
        "unit": one.unit,
    }
    columns = [
        series.name
        for series in table.series.values()
        if series.year == one.year and series.measure == one.name
    ]
    whole = [
        series.name
        for series in table.series.values()
        if one.denominators is not None
        and series.year == one.year
        and series.unit == "people"
        and _same(series, one)
    ]
    return book.note("indicator", value, [figures[table.name, c] for c in (*columns, *whole[:1])])


def _same(series: Series, one: Indicator) -> bool:
    """Whether a column is the people behind an indicator."""
    given = one.denominators
    return given is not None and all(
        status != 0 or there != 0 or people == value
        for people, value, status, there in zip(
            given, series.values, series.status, one.status, strict=True
        )
    )


def _own(table: CaseTable, figures: Mapping[tuple[str, str], str]) -> dict[str, str]:
    return {name: figures[table.name, name] for name in table.series}


def _people(table: CaseTable, figures: Mapping[tuple[str, str], str]) -> tuple[dict[str, int], str]:
    series = table.latest("population")
    if series is None:
        return {}, ""
    people = {
        code: int(value)
        for code, value, status in zip(table.areas.codes, series.values, series.status, strict=True)
        if status == 0
    }
    return people, figures[table.name, series.name]
