"""Recipes of need read from packs and case folders, and the indicators they ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from samlad.model import Areas, Mistake, Said, Source, Where
from samlad.need import Indicator, Part, Recipe, from_figures, from_percent
from samlad.sources.packs import names, pack
from samlad.sources.toml import Strict, read_toml, strict


class _Text(Strict):
    sv: str
    en: str


class _Part(Strict):
    indicator: str
    more_is: str
    weight: float
    focus: str
    denominator: str = ""
    label: _Text | None = None


class _Recipe(Strict):
    name: str
    title: _Text
    method: str
    reference: str
    focus_areas: tuple[str, ...]
    part: tuple[_Part, ...]
    order_from: dict[str, _Text] = Field(default_factory=dict)


UNITS = {
    "thousand_kronor": ("kronor", 100_000.0),
    "kronor": ("kronor", 100.0),
    "people": ("people", 1.0),
}
"""Unit of a case's column → unit of a figure, and what one of the former is worth in the latter
(kronor are counted in öre)."""

_DIRECTIONS = {"more_need": 1, "less_need": -1}


def recipes() -> tuple[str, ...]:
    """Names of the recipes that ship with the package."""
    return names("recipes")


def recipe(name: str) -> Recipe:
    """A shipped recipe by name. Raises ``Mistake("recipe.unknown")`` and what reading raises."""
    known = recipes()
    if name not in known:
        raise Mistake("recipe.unknown", found={"recipe": name, "known": ", ".join(known)})
    return read_recipe(pack("recipes", f"{name}.toml"))


def read_recipe(path: Path | Traversable) -> Recipe:
    """A recipe from a file.

    Raises ``Mistake``: those of ``read_toml`` and ``strict``; ``recipe.direction``,
    ``recipe.weight``, ``recipe.focus``, ``recipe.method``, ``recipe.twice``,
    ``recipe.no_parts``; ``recipe.origin`` when an indicator tells where people come from, by
    its name or by its label.
    """
    file = str(path) if isinstance(path, Path) else path.name
    data = read_toml(path)
    data.pop("schema", None)
    form = strict(_Recipe, data, path)
    try:
        return Recipe(
            form.name,
            form.method,
            tuple(_part(part) for part in form.part),
            form.focus_areas,
            form.reference,
            {
                focus: Said("either", {"sv": order.sv, "en": order.en})
                for focus, order in form.order_from.items()
            },
            title={"sv": form.title.sv, "en": form.title.en},
        )
    except Mistake as mistake:
        raise mistake.at(Where(file)) from None


def _part(form: _Part) -> Part:
    if form.more_is not in _DIRECTIONS:
        raise Mistake(
            "recipe.direction", found={"indicator": form.indicator, "value": form.more_is}
        )
    label = {} if form.label is None else {"sv": form.label.sv, "en": form.label.en}
    direction = _DIRECTIONS[form.more_is]
    return Part(form.indicator, direction, form.weight, form.focus, form.denominator, label)


class SeriesLike(Protocol):
    """What a column of one year must tell, however the case keeps it."""

    @property
    def name(self) -> str: ...
    @property
    def measure(self) -> str: ...
    @property
    def year(self) -> str: ...
    @property
    def values(self) -> NDArray[np.float64]: ...
    @property
    def status(self) -> NDArray[np.int8]: ...
    @property
    def unit(self) -> str: ...
    @property
    def decimals(self) -> int: ...
    @property
    def of(self) -> str: ...
    @property
    def source(self) -> Source: ...
    @property
    def label(self) -> Mapping[str, str]: ...


def indicator(
    areas: Areas,
    series: SeriesLike,
    people: SeriesLike | None = None,
    *,
    record: str = "",
) -> Indicator:
    """One column as an indicator: per cent as shares, kronor in öre, with rounding as noise.

    ``people``: the column that counts the people behind it.
    """
    behind = None
    if people is not None:
        behind = np.where(np.asarray(people.status) == 0, np.asarray(people.values, float), np.nan)
    if series.unit == "percent":
        return from_percent(
            series.measure,
            areas,
            series.year,
            series.values,
            series.source,
            status=series.status,
            people=behind,
            decimals=series.decimals,
            record=record,
            label=series.label,
        )
    unit, scale = UNITS.get(series.unit, ("number", 1.0))
    return from_figures(
        series.measure,
        areas,
        series.year,
        series.values,
        series.source,
        status=series.status,
        people=behind,
        decimals=series.decimals,
        record=record,
        label=series.label,
        unit=unit,
        scale=scale,
    )


def by_year(
    areas: Areas,
    series: Iterable[SeriesLike],
    wanted: Iterable[str],
    *,
    denominators: Mapping[str, str] | None = None,
    records: Mapping[str, str] | None = None,
) -> dict[str, tuple[Indicator, ...]]:
    """Measure → its indicators, one a year, oldest first; measures without a column are left out.

    ``wanted``: measures. ``denominators``: measure → the measure that counts the people behind
    (same year; that of the column's own ``of`` when none is named). ``records``: column name →
    fingerprint.
    """
    columns = {one.name: one for one in series}
    behind = dict(denominators or {})
    kept = dict(records or {})
    found: dict[str, list[Indicator]] = {}
    asked = set(wanted)
    for one in sorted(columns.values(), key=lambda column: (column.measure, column.year)):
        if one.measure not in asked:
            continue
        named = behind.get(one.measure, "")
        people = columns.get(f"{named}_{one.year}") if named else columns.get(one.of or "")
        made = indicator(areas, one, people, record=kept.get(one.name, ""))
        found.setdefault(one.measure, []).append(made)
    return {measure: tuple(years) for measure, years in found.items()}


def for_recipe(
    made: Recipe,
    areas: Areas,
    series: Iterable[SeriesLike],
    *,
    records: Mapping[str, str] | None = None,
) -> dict[str, Indicator]:
    """What a recipe needs of a table: its indicators in the newest year that most of them have.

    A mixed year is worse than an old one: where a common year exists it is taken; an indicator
    without that year comes in its newest, and the score says that years differ.
    """
    denominators = {part.indicator: part.denominator for part in made.parts if part.denominator}
    wanted = [part.indicator for part in made.parts]
    years = by_year(areas, series, wanted, denominators=denominators, records=records)
    if not years:
        return {}
    counted: dict[str, int] = {}
    for several in years.values():
        for one in several:
            counted[one.year] = counted.get(one.year, 0) + 1
    year = max(counted, key=lambda y: (counted[y], y))
    return {
        measure: next((one for one in several if one.year == year), several[-1])
        for measure, several in years.items()
    }
