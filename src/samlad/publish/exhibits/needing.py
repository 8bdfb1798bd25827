"""Need as tables: scores with their uncertainty, terms, gaps and trends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Unpack

import numpy as np

from samlad.model import Figure, Said
from samlad.need import Need, Trend
from samlad.publish.exhibit import Cell, Exhibit
from samlad.publish.exhibits.making import Beside, called, code, fig, made, text, value, yes


def _order(given: Need) -> list[int]:
    """Rows by need, greatest first; areas without a score last."""
    rows = [given.areas.index(area) for area in given.order()]
    return rows + [i for i in range(len(given.areas)) if not given.scored[i]]


def need(given: Need, people: Mapping[str, int] | None = None, **beside: Unpack[Beside]) -> Exhibit:
    """Each area's score and how sure it is: never a bare rank."""
    columns = [
        code("area"),
        text("area_name"),
        *([value("people", "people")] if people is not None else []),
        *(value(k, "score") for k in ("score", "low", "high")),
        value("rank_low", "number"),
        value("rank_high", "number"),
        value("p_worst", "share"),
        value("smaa", "share"),
    ]
    rows: list[tuple[Cell, ...]] = []
    for i in _order(given):
        area = given.areas.codes[i]
        scored = bool(given.scored[i])
        rows.append(
            (
                area,
                _area(given, i, beside),
                *([fig(people.get(area), "people")] if people is not None else []),
                *(
                    fig(float(v[i]) if scored else None, "score", decimals=2)
                    for v in (given.score, given.low, given.high)
                ),
                *(
                    fig(int(v[i]) if scored else None, "number")
                    for v in (given.rank_low, given.rank_high)
                ),
                *(
                    fig(float(v[i]) if scored else None, "share", decimals=0)
                    for v in (given.p_worst, given.smaa)
                ),
            )
        )
    worst = Said("exhibit.need.note", {"worst": Figure(given.worst, "number")})
    return made("need", columns, rows, beside, [worst, *given.flags])


def _area(given: Need, i: int, beside: Beside) -> Said | str:
    names = beside.get("names") or {}
    return names.get(f"area.{given.areas.codes[i]}", given.areas.names[i])


def need_terms(
    given: Need, units: Mapping[str, str] | None = None, **beside: Unpack[Beside]
) -> Exhibit:
    """What each indicator is in each area and what it adds to the score."""
    columns = [
        code("area"),
        text("area_name"),
        code("indicator"),
        text("indicator_name"),
        value("value", "number"),
        text("unit"),
        value("part", "score"),
    ]
    rows: list[tuple[Cell, ...]] = []
    for i in _order(given):
        for j, part in enumerate(given.parts):
            unit = (units or {}).get(part.indicator) or _unit(given, j)
            rows.append(
                (
                    given.areas.codes[i],
                    _area(given, i, beside),
                    part.indicator,
                    part.said,
                    fig(float(given.values[i, j]), unit),
                    Said(f"unit.heading.{unit}") if unit in ("share", "kronor") else "",
                    fig(float(given.terms[i, j]), "score", decimals=2),
                )
            )
    return made("need_terms", columns, rows, beside)


def _unit(given: Need, j: int) -> str:
    """The unit the score kept; without one, what lies within 0–1 is a share."""
    if given.units:
        return given.units[j]
    column = given.values[:, j]
    return "share" if np.nanmin(column) >= 0 and np.nanmax(column) <= 1 else "number"


def need_gaps(given: Need, **beside: Unpack[Beside]) -> Exhibit:
    """Focus areas without figures per area, and what to order from whom."""
    columns = [code("focus"), text("focus_name"), text("why"), text("order")]
    rows = [
        (gap.focus, called(beside.get("names"), "focus", gap.focus), gap.why, gap.order)
        for gap in given.gaps
    ]
    return made("need_gaps", columns, rows, beside)


def need_trend(given: Sequence[Trend], **beside: Unpack[Beside]) -> Exhibit:
    """Each area's way over the years, against the limits within which change is noise."""
    unit = given[0].unit if given else "number"
    columns = [
        code("area"),
        text("area_name"),
        text("first_year"),
        text("last_year"),
        value("change", unit),
        value("latest", unit),
        value("low", unit),
        value("high", unit),
        text("more_than_noise"),
    ]
    rows = [
        (
            one.area,
            called(beside.get("names"), "area", one.area),
            one.years[0],
            one.years[-1],
            *(fig(v, one.unit) for v in (one.change, one.values[-1], one.low, one.high)),
            yes(one.signal),
        )
        for one in given
    ]
    return made("need_trend", columns, rows, beside)
