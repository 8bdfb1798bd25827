"""Readings of segregation as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

import numpy as np
from numpy.typing import NDArray

from samlad.measure import Difference, LocalReading, Reading
from samlad.model import Said
from samlad.publish.exhibit import Cell, Exhibit
from samlad.publish.exhibits.making import (
    Beside,
    Names,
    called,
    code,
    fig,
    made,
    text,
    value,
    yes,
)

Labels = Sequence[Said | str]


def readings(
    given: Sequence[Reading], dimensions: Labels | None = None, **beside: Unpack[Beside]
) -> Exhibit:
    """Each reading with interval, value expected by chance and corrected value.

    ``dimensions``: what is measured (living condition, background …), one per reading.
    """
    columns = [
        *([text("dimension")] if dimensions is not None else []),
        code("index"),
        text("index_name"),
        text("groups"),
        text("division"),
        text("date"),
        value("areas", "number"),
        value("people", "people"),
        *(value(k, "index") for k in ("value", "low", "high", "expected", "corrected")),
        code("method"),
    ]
    rows = [
        (
            *([dimensions[i]] if dimensions is not None else []),
            one.index,
            Said(f"index.{one.index}"),
            group_names(one.groups, beside.get("names")),
            one.division,
            one.date,
            fig(one.areas, "number"),
            fig(one.people, "people"),
            *(fig(v, "index") for v in (one.value, one.low, one.high, one.expected, one.corrected)),
            one.method,
        )
        for i, one in enumerate(given)
    ]
    flags = [flag for one in given for flag in one.flags]
    return made("readings", columns, rows, beside, flags)


def living(
    given: Sequence[Reading], dimensions: Labels, kinds: Labels, **beside: Unpack[Beside]
) -> Exhibit:
    """One index for all dimensions together: the one picture of how people live apart."""
    columns = [
        text("dimension"),
        text("kind"),
        code("index"),
        text("date"),
        text("division"),
        *(value(k, "index") for k in ("value", "low", "high", "expected", "corrected")),
    ]
    rows = [
        (
            dimension,
            kind,
            one.index,
            one.date,
            one.division,
            *(fig(v, "index") for v in (one.value, one.low, one.high, one.expected, one.corrected)),
        )
        for one, dimension, kind in zip(given, dimensions, kinds, strict=True)
    ]
    return made("living", columns, rows, beside)


def change(
    given: Sequence[Difference], dimensions: Labels | None = None, **beside: Unpack[Beside]
) -> Exhibit:
    """Each index at two dates, the change with interval, and whether it is more than noise."""
    columns = [
        *([text("dimension")] if dimensions is not None else []),
        code("index"),
        text("index_name"),
        text("earlier_date"),
        text("later_date"),
        *(value(k, "index") for k in ("earlier", "later", "change", "low", "high", "p")),
        text("more_than_noise"),
    ]
    rows: list[tuple[Cell, ...]] = []
    for i, one in enumerate(given):
        rows.append(
            (
                *([dimensions[i]] if dimensions is not None else []),
                one.index,
                Said(f"index.{one.index}"),
                *one.dates,
                *(fig(v, "index") for v in (one.earlier, one.later, one.change, one.low, one.high)),
                fig(one.p, "index", decimals=3),
                yes(one.more_than_noise),
            )
        )
    flags = [flag for one in given for flag in one.flags]
    return made("change", columns, rows, beside, flags)


def local(given: LocalReading, **beside: Unpack[Beside]) -> Exhibit:
    """One value per area, with interval."""
    low, high = given.low, given.high
    both = () if low is None or high is None else (("low", low), ("high", high))
    columns = [
        code("area"),
        text("area_name"),
        code("index"),
        value("value", "index"),
        *(value(name, "index") for name, _ in both),
    ]
    names = beside.get("names")
    rows = []
    for i, area in enumerate(given.areas.codes):
        ends = [float(end[i]) for _, end in both]
        rows.append(
            (
                area,
                (names or {}).get(f"area.{area}", given.areas.names[i]),
                given.index,
                *(fig(v, "index") for v in (float(given.values[i]), *ends)),
            )
        )
    notes = [Said("exhibit.local.note", {"index": Said(f"index.{given.index}")}), *given.flags]
    return made("local", columns, rows, beside, notes)


def exposure(
    matrix: NDArray[np.float64], groups: Sequence[str], **beside: Unpack[Beside]
) -> Exhibit:
    """How large a part of the neighbours of each group belongs to each group.

    ``matrix``: (groups, groups), shares 0–1, rows sum to 1.
    """
    columns = [
        code("group"),
        text("group_name"),
        code("neighbour"),
        text("neighbour_name"),
        value("share", "share"),
    ]
    names = beside.get("names")
    rows = [
        (
            one,
            called(names, "group", one),
            other,
            called(names, "group", other),
            fig(float(matrix[i, j]), "share"),
        )
        for i, one in enumerate(groups)
        for j, other in enumerate(groups)
    ]
    return made("exposure", columns, rows, beside)


def group_names(groups: Sequence[str], names: Names | None) -> Said:
    """The groups compared."""
    return Said("text", {"text": [called(names, "group", one) for one in groups]})
