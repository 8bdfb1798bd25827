"""What every exhibit is made with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from samlad.model import Figure, Money, Said, Source
from samlad.publish.exhibit import Cell, Column, Exhibit

Names = Mapping[str, Said | str]
"""``area.<code>``, ``action.<key>``, ``indicator.<name>``, ``promise.<id>`` → what it is called."""


class Beside(TypedDict, total=False):
    """What may be said beside the value an exhibit shows."""

    record: str
    sources: Sequence[Source]
    notes: Sequence[Said]
    example: bool
    standing: str
    names: Names


def made(
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    beside: Beside,
    notes: Iterable[Said] = (),
) -> Exhibit:
    """The exhibit, its title from ``exhibit.<name>.title``; each note once."""
    said: list[Said] = []
    for note in (*notes, *beside.get("notes", ())):
        if note not in said:
            said.append(note)
    return Exhibit(
        name,
        Said(f"exhibit.{name}.title"),
        tuple(columns),
        tuple(tuple(row) for row in rows),
        tuple(said),
        tuple(dict.fromkeys(beside.get("sources", ()))),
        beside.get("record", ""),
        beside.get("standing", "source-protected"),
        beside.get("example", False),
    )


def text(key: str) -> Column:
    """A column of words."""
    return Column(key)


def code(key: str) -> Column:
    """A column of codes: for machines, not shown to readers."""
    return Column(key, shown=False)


def value(key: str, unit: str) -> Column:
    """A column of numbers that are no counts of people."""
    return Column(key, unit, "value")


def fig(
    number: float | int | None,
    unit: str,
    *,
    low: float | None = None,
    high: float | None = None,
    decimals: int | None = None,
) -> Figure:
    """A figure; NaN and None are missing."""
    if number is None or not math.isfinite(number):
        return Figure(None, unit, absent="missing")
    given = int(number) if isinstance(number, int) else float(number)
    return Figure(given, unit, low, high, decimals=decimals)


def kronor(amount: Money) -> Figure:
    """Money as a figure (öre)."""
    return Figure(amount.ore, "kronor")


def yes(given: bool) -> Said:
    """Ja or nej."""
    return Said("yes" if given else "no")


def called(names: Names | None, kind: str, key: str) -> Said | str:
    """What a thing is called: by the names given; else focus areas by words, the rest by code."""
    given = (names or {}).get(f"{kind}.{key}")
    if given is not None:
        return given
    return Said(f"focus.{key}") if kind == "focus" else key


def areas(names: Names | None, codes: Sequence[str], most: int = 6) -> Said | str:
    """The names of some areas, or how many they are when they are many."""
    if len(codes) > most:
        return Said("areas.many", {"n": Figure(len(codes), "number")})
    return Said("text", {"text": [called(names, "area", one) for one in codes]})
