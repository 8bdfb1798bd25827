"""Need over time: which changes are more than noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist

import numpy as np

from samlad.model import Figure, Mistake, Said
from samlad.need.noise import middle, sampling
from samlad.need.nouns import Indicator, Trend

ENOUGH = 12
"""Points an XmR chart wants before its limits can be trusted (Wheeler 2000)."""


@dataclass(frozen=True)
class Change:
    """One area's change between two years, with the interval noise gives it.

    ``low``, ``high``: interval at ``level`` for all areas together (Bonferroni).
    """

    area: str
    indicator: str
    years: tuple[str, str]
    earlier: float
    later: float
    change: float
    low: float
    high: float
    more_than_noise: bool
    level: float
    said: Said


def changes(earlier: Indicator, later: Indicator, *, level: float = 0.95) -> tuple[Change, ...]:
    """Each area's change, and whether it is more than noise; areas lacking a year are left out.

    Raises ``Mistake``: ``need.two_indicators``, ``need.same_year``, ``areas.two_divisions``.
    """
    if earlier.name != later.name or earlier.unit != later.unit:
        raise Mistake("need.two_indicators", found={"one": earlier.name, "other": later.name})
    if earlier.year == later.year:
        raise Mistake("need.same_year", found={"year": later.year, "indicator": later.name})
    earlier.areas.require_same(later.areas)
    both = np.flatnonzero(earlier.present & later.present)
    z = NormalDist().inv_cdf(1 - (1 - level) / 2 / max(1, len(both)))
    deviation = np.sqrt(sampling(earlier) + sampling(later))
    shown = earlier.unit
    step = "points" if earlier.unit == "share" else shown
    result = []
    for i in both:
        before, after = float(earlier.values[i]), float(later.values[i])
        change, reach = after - before, z * float(deviation[i])
        more = abs(change) > reach
        said = Said(
            "need.change.more" if more else "need.change.noise",
            {
                "area": earlier.areas.names[i],
                "indicator": earlier.said,
                "from": Figure(before, shown),
                "to": Figure(after, shown),
                "change": Figure(change, step, change - reach, change + reach),
                "first": earlier.year,
                "last": later.year,
            },
        )
        result.append(
            Change(
                earlier.areas.codes[i],
                earlier.name,
                (earlier.year, later.year),
                before,
                after,
                change,
                change - reach,
                change + reach,
                more,
                level,
                said,
            )
        )
    return tuple(result)


def trends(indicators: Sequence[Indicator], *, relative: bool = True) -> tuple[Trend, ...]:
    r"""Each area's years with XmR limits, mean ± 2.66 · mean moving range.

    ``indicators``: the same indicator, one a year, same areas. ``relative``: each year as the
    distance to the mean of all areas that year (points for shares, a part of it otherwise), so
    that what moves everywhere is not read as the area's own. A series with a missing year is
    left out. With fewer than 12 points the sentence says that limits are only a hint.

    Raises ``Mistake``: ``need.two_indicators``, ``need.too_few_years``,
    ``areas.two_divisions``.
    """
    if len(indicators) < 2:
        raise Mistake("need.too_few_years", found={"years": len(indicators)})
    series = sorted(indicators, key=lambda one: one.year)
    first = series[0]
    for one in series[1:]:
        if one.name != first.name or one.unit != first.unit:
            raise Mistake("need.two_indicators", found={"one": first.name, "other": one.name})
        first.areas.require_same(one.areas)
    columns = []
    for one in series:
        values = np.array(one.values)
        if relative:
            mean = middle(one, np.flatnonzero(one.present).tolist())
            values = values - mean if one.unit == "share" else values / mean - 1
        columns.append(values)
    table = np.stack(columns, axis=1)
    step = "points" if first.unit == "share" else ("share" if relative else first.unit)
    years = tuple(one.year for one in series)
    return tuple(
        _trend(first, code, years, row.tolist(), step)
        for code, row in zip(first.areas.codes, table, strict=True)
        if not np.isnan(row).any()
    )


def _trend(
    indicator: Indicator,
    code: str,
    years: tuple[str, ...],
    values: list[float],
    step: str,
) -> Trend:
    mean = math.fsum(values) / len(values)
    moving = [abs(b - a) for a, b in pairwise(values)]
    reach = 2.66 * math.fsum(moving) / len(moving)
    signal = any(abs(value - mean) > reach for value in values)
    enough = len(values) >= ENOUGH
    change = values[-1] - values[0]
    key = "signal" if signal else "noise"
    said = Said(
        f"need.trend.{key}" if enough else f"need.trend.{key}_few",
        {
            "area": indicator.areas.name(code),
            "indicator": indicator.said,
            "first": years[0],
            "last": years[-1],
            "change": Figure(change, step),
            "points": Figure(len(values), "number"),
            "wanted": Figure(ENOUGH, "number"),
        },
    )
    return Trend(
        code,
        years,
        tuple(values),
        mean,
        mean - reach,
        mean + reach,
        change,
        signal,
        enough,
        step,
        said,
    )
