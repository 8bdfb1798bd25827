"""Promises, targets, effects and duties as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Unpack

from samlad.follow import Due, Effect, Followed, Kept
from samlad.model import Figure, Said
from samlad.publish.exhibit import Cell, Column, Exhibit
from samlad.publish.exhibits.making import (
    Beside,
    areas,
    called,
    code,
    fig,
    made,
    text,
    value,
)
from samlad.publish.say import title_of


def promises(given: Sequence[Kept], **beside: Unpack[Beside]) -> Exhibit:
    """What was promised, and delivered, outcome and effect in three columns of their own."""
    columns = [
        code("promise"),
        text("title"),
        code("areas"),
        text("area_names"),
        text("owner"),
        value("baseline", "number"),
        text("baseline_year"),
        value("target", "number"),
        text("target_date"),
        value("latest", "number"),
        text("latest_year"),
        text("unit"),
        text("delivered"),
        text("outcome"),
        text("effect"),
        value("plan_lines", "number"),
        text("lacks"),
        *(Column(key, shown=False) for key in ("situation", "doing", "achieve", "action_names")),
    ]
    sources = [one.promise.source for one in given if one.promise.source]
    rows = [_promise(one, beside) for one in given]
    return made("promises", columns, rows, {"sources": sources, **beside})


def _promise(one: Kept, beside: Beside) -> tuple[Cell, ...]:
    promise = one.promise
    names = beside.get("names")
    lacks = [Said(f"follow.lacks.{name}") for name in one.lacks]
    return (
        promise.id,
        title_of(promise.title),
        " ".join(promise.areas),
        areas(names, promise.areas) if promise.areas else Said("areas.all"),
        promise.owner or Said("absent.missing"),
        fig(promise.baseline, promise.unit),
        promise.baseline_year,
        fig(promise.target, promise.unit),
        promise.target_date.isoformat() if promise.target_date else Said("absent.missing"),
        one.latest or Figure(None, promise.unit, absent="missing"),
        one.latest_year,
        Said(f"unit.heading.{promise.unit}") if promise.unit in ("share", "kronor") else "",
        Said(f"follow.delivered.{one.delivered}"),
        Said(f"follow.outcome.{one.outcome}"),
        Said(f"follow.verdict.{one.effect}"),
        fig(len(one.lines), "number"),
        Said("text", {"text": lacks}) if lacks else Said("none"),
        *(_own(text_) for text_ in (promise.situation, promise.doing, promise.achieve)),
        Said("text", {"text": [called(names, "action", key) for key in promise.actions]})
        if promise.actions
        else "",
    )


def _own(given: Mapping[str, str] | str) -> Cell:
    """Text of the promise's own, empty where there is none."""
    return title_of(given) if given else ""


def targets(given: Sequence[Followed], **beside: Unpack[Beside]) -> Exhibit:
    """Each target's figures year by year beside the straight way to it."""
    columns = [
        code("target"),
        code("indicator"),
        text("indicator_name"),
        text("area_names"),
        text("year"),
        value("value", "number"),
        value("path", "number"),
        value("aim", "number"),
        text("unit"),
        text("status"),
    ]
    names = beside.get("names")
    rows = [
        (
            one.target.id,
            one.target.indicator,
            title_of(one.target.title)
            if one.target.title
            else called(names, "indicator", one.target.indicator),
            areas(names, one.target.areas) if one.target.areas else Said("areas.all"),
            point.year,
            fig(point.value, one.target.unit),
            fig(point.path, one.target.unit),
            fig(one.target.target, one.target.unit),
            Said("unit.heading.share") if one.target.unit == "share" else "",
            Said(f"label.status.{one.status}"),
        )
        for one in given
        for point in one.points
    ]
    return made("targets", columns, rows, beside)


def effects(given: Sequence[Effect], **beside: Unpack[Beside]) -> Exhibit:
    """What happened, what was to be expected anyway, and the difference with its interval."""
    columns = [
        code("outcome"),
        text("outcome_name"),
        text("area_names"),
        text("first_year"),
        text("last_year"),
        *(value(k, "share") for k in ("observed", "expected", "effect", "low", "high")),
        value("p", "index"),
        value("placebos", "number"),
        value("detectable", "share"),
        text("design"),
        text("verdict"),
    ]
    names = beside.get("names")
    rows = []
    for one in given:
        shown = one.figures
        effect = shown["effect"]
        rows.append(
            (
                one.outcome,
                called(names, "indicator", one.outcome),
                areas(names, one.areas),
                one.base,
                one.last,
                shown["observed"],
                shown["expected"],
                Figure(effect.value, effect.unit, absent=effect.absent, decimals=effect.decimals),
                *(_end(v, effect) for v in (effect.low, effect.high)),
                shown["p"],
                shown["placebos"],
                shown["detectable"],
                Said(f"label.design.{one.design.replace(' ', '_')}"),
                Said(f"follow.verdict.{one.verdict}"),
            )
        )
    notes = [said for one in given for said in (one.said, *one.flags)]
    return made("effects", columns, rows, beside, notes)


def _end(end: float | int | None, effect: Figure) -> Figure:
    return fig(end, effect.unit, decimals=effect.decimals)


def due(given: Sequence[Due], **beside: Unpack[Beside]) -> Exhibit:
    """What a law asks for, and when."""
    columns = [
        code("duty"),
        text("law"),
        text("paragraph"),
        text("what"),
        text("when"),
        text("status"),
    ]
    rows = [
        (
            one.key,
            one.law,
            one.paragraph,
            one.what,
            one.when.isoformat(),
            Said(f"label.due.{one.status}"),
        )
        for one in given
    ]
    plain: Beside = {"standing": "not-personal", **beside}
    return made("due", columns, rows, plain)
