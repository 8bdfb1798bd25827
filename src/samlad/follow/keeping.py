"""Promises and targets against plan lines and figures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

import numpy as np

from samlad.follow.nouns import Effect, Followed, Kept, Point, Promise, Target
from samlad.model import Figure, Said
from samlad.need import Indicator, middle, sampling

Outcomes = Mapping[str, Sequence[Indicator]]
"""Indicator name → the same indicator, one a year."""

_SURE = 1.96
_SAME = 0.0015
"""Shares closer than this are the same published figure, rounded to whole tenths of a per cent."""


class Paying(Protocol):
    """What a promise needs to know of a plan line."""

    @property
    def id(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def areas(self) -> tuple[str, ...]: ...


def paying(promise: Promise, plan_lines: Iterable[Paying]) -> tuple[str, ...]:
    """Ids of the lines that pay: the promise's actions in its areas (anywhere, if none)."""
    areas = set(promise.areas)
    return tuple(
        line.id
        for line in plan_lines
        if line.action in promise.actions and (not areas or areas & set(line.areas))
    )


def promises_by_line(
    promises: Sequence[Promise], plan_lines: Sequence[Paying]
) -> dict[str, tuple[str, ...]]:
    """Line id → ids of the promises it pays for, so that a cut can name them."""
    found: dict[str, tuple[str, ...]] = {}
    for promise in promises:
        for line in paying(promise, plan_lines):
            found[line] = (*found.get(line, ()), promise.id)
    return found


def check(
    promise: Promise,
    plan_lines: Iterable[Paying],
    outcomes: Outcomes,
    today: date,
    *,
    effect: Effect | None = None,
) -> Kept:
    """The promise on a day: delivered, outcome and effect, each on its own.

    A promise that lacks indicator, baseline, target, date, source or owner is refused by name:
    ``complete`` is False, ``lacks`` says what, and its outcome is ``cannot_be_tested`` whatever
    the figures say. ``late`` follows from the day alone.
    """
    lacks = promise.lacks
    lines = paying(promise, plan_lines)
    day = promise.target_date
    late = day is not None and today > day and promise.delivered not in ("delivered", "withdrawn")
    outcome, latest, year, flags = "cannot_be_tested", None, "", []
    if not lacks:
        outcome, latest, year = _outcome(promise, outcomes)
        flags = _flags(promise, outcomes, outcome, today)
    if promise.actions and not lines:
        flags.append(Said("follow.flag.no_line_pays"))
    shown = effect.verdict if effect is not None else "not_examined"
    title = Said("either", dict(promise.title))
    if lacks:
        missing = tuple(Said(f"follow.lacks.{name}") for name in lacks)
        said = Said("follow.said.incomplete", {"title": title, "lacks": missing})
    else:
        said = Said(
            "follow.said.late" if late else "follow.said.kept",
            {
                "title": title,
                "delivered": Said(f"follow.delivered.{promise.delivered}"),
                "outcome": Said(f"follow.outcome.{outcome}"),
                "effect": Said(f"follow.verdict.{shown}"),
                "date": day,
            },
        )
    return Kept(
        promise,
        not lacks,
        lacks,
        promise.delivered,
        outcome,
        shown,
        lines,
        late,
        said,
        latest,
        year,
        tuple(flags),
    )


def check_all(
    promises: Iterable[Promise],
    plan_lines: Iterable[Paying],
    outcomes: Outcomes,
    today: date,
    effects: Sequence[Effect] = (),
) -> tuple[Kept, ...]:
    """Every promise on a day, each with the effect that was examined in its areas, if any."""
    lines = tuple(plan_lines)
    return tuple(
        check(one, lines, outcomes, today, effect=effect_for(one, effects)) for one in promises
    )


def effect_for(promise: Promise, effects: Iterable[Effect]) -> Effect | None:
    """The examined effect on the promise's own indicator that covers its areas; None if none."""
    for effect in effects:
        same = effect.outcome == promise.indicator
        if same and promise.areas and set(promise.areas) <= set(effect.areas):
            return effect
    return None


def _rows(indicator: Indicator, areas: tuple[str, ...]) -> list[int] | None:
    known = set(indicator.areas.codes)
    if not areas:
        return list(range(len(indicator.areas)))
    return [indicator.areas.index(code) for code in areas] if set(areas) <= known else None


def _series(
    name: str, areas: tuple[str, ...], outcomes: Outcomes
) -> list[tuple[str, float, float | None]]:
    """Year, people-weighted mean over the areas and its standard deviation, oldest first.

    The deviation is None where no more than the rounding is known.
    """
    series: list[tuple[str, float, float | None]] = []
    for one in sorted(outcomes.get(name, ()), key=lambda one: one.year):
        rows = _rows(one, areas)
        value = float("nan") if rows is None else middle(one, rows)
        if rows is None or math.isnan(value):
            continue
        weights = np.ones(len(rows)) if one.denominators is None else one.denominators[rows]
        weights = weights / weights.sum()
        noise = None
        if one.noise_known:
            noise = math.sqrt(float((weights**2 * sampling(one)[rows]).sum()))
        series.append((one.year, value, noise))
    return series


def _outcome(promise: Promise, outcomes: Outcomes) -> tuple[str, Figure | None, str]:
    assert promise.baseline is not None
    assert promise.target is not None
    assert promise.target_date is not None
    series = _series(promise.indicator, promise.areas, outcomes)
    later = [point for point in series if point[0] > promise.baseline_year]
    if not later:
        return "no_figure_yet", None, ""
    year, value, noise = later[-1]
    shown = Figure(value, promise.unit)
    wanted = math.copysign(1.0, promise.target - promise.baseline)
    if (value - promise.target) * wanted >= 0:
        return "reached", shown, year
    if year >= str(promise.target_date.year):
        return "not_reached", shown, year
    moved = (value - promise.baseline) * wanted
    if moved == 0 or (noise is not None and abs(moved) <= _SURE * math.sqrt(2) * noise):
        return "unchanged", shown, year
    return ("on_the_way" if moved > 0 else "worse"), shown, year


def _flags(promise: Promise, outcomes: Outcomes, outcome: str, today: date) -> list[Said]:
    flags = []
    assert promise.baseline is not None
    assert promise.target_date is not None
    for year, value, _ in _series(promise.indicator, promise.areas, outcomes):
        if year == promise.baseline_year and abs(value - promise.baseline) > _SAME * max(
            1.0, abs(value)
        ):
            flags.append(
                Said(
                    "follow.flag.baseline_differs",
                    {
                        "year": year,
                        "promised": Figure(promise.baseline, promise.unit),
                        "figure": Figure(value, promise.unit),
                    },
                )
            )
    if outcome == "unchanged":
        flags.append(Said("follow.flag.within_noise"))
    if today > promise.target_date and outcome not in ("reached", "not_reached"):
        flags.append(Said("follow.flag.figure_awaited", {"year": str(promise.target_date.year)}))
    return flags


def targets_of(promises: Iterable[Promise]) -> tuple[Target, ...]:
    """The targets that complete promises set."""
    return tuple(
        Target(
            one.id,
            one.indicator,
            one.areas,
            one.baseline,
            one.baseline_year,
            one.target,
            str(one.target_date.year),
            one.unit,
            one.example,
            dict(one.title),
        )
        for one in promises
        if not one.lacks
        and one.baseline is not None
        and one.target is not None
        and one.target_date is not None
    )


def follow_targets(targets: Iterable[Target], outcomes: Outcomes) -> tuple[Followed, ...]:
    """Each target's years against the straight way from baseline to target.

    ``status`` of the newest figure after the baseline: ``reached``, ``on_path``, ``behind``,
    or ``no_figures``; ``within_noise``: its distance to the baseline is within noise.
    """
    return tuple(_follow(target, outcomes) for target in targets)


def _follow(target: Target, outcomes: Outcomes) -> Followed:
    series = {y: (v, s) for y, v, s in _series(target.indicator, target.areas, outcomes)}
    first, last = int(target.baseline_year), int(target.target_year)
    step = (target.target - target.baseline) / (last - first)
    points = []
    for year in range(first, last + 1):
        found = series.get(str(year))
        path = target.baseline + step * (year - first)
        points.append(Point(str(year), None if found is None else found[0], path))
    newest = next((p for p in reversed(points[1:]) if p.value is not None), None)
    wanted = math.copysign(1.0, step)
    title = Said("either", dict(target.title) or {"sv": target.id, "en": target.id})
    values: dict[str, object] = {
        "title": title,
        "baseline": Figure(target.baseline, target.unit),
        "baseline_year": target.baseline_year,
        "target": Figure(target.target, target.unit),
        "target_year": target.target_year,
    }
    if newest is None or newest.value is None:
        said = Said("follow.target.no_figures", values)
        return Followed(target, tuple(points), "no_figures", None, said)
    if (newest.value - target.target) * wanted >= 0:
        status = "reached"
    elif (newest.value - newest.path) * wanted >= 0:
        status = "on_path"
    else:
        status = "behind"
    noise = series[newest.year][1]
    within, key = None, "noise_unknown"
    if noise is not None:
        within = bool(abs(newest.value - target.baseline) <= _SURE * math.sqrt(2) * noise)
        key = "within_noise" if within else "beyond_noise"
    values |= {"value": Figure(newest.value, target.unit), "year": newest.year}
    values["noise"] = Said(f"follow.target.{key}")
    return Followed(target, tuple(points), status, within, Said(f"follow.target.{status}", values))
