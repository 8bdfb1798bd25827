"""Measuring how apart people live in a table of the user's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from samlad.measure import INDICES, Difference, Reading, compare, read_all
from samlad.measure.smallunits import has_form
from samlad.measure.spatial import spatial_read_all
from samlad.measure.surroundings import Surroundings, kernel, nearest, within
from samlad.model import Counts, Figure, Mistake, Said, Where
from samlad.publish.exhibit import Cell, Column, Exhibit
from samlad.sources import read_counts, read_indicator_columns
from samlad.sources.outlines import read_outlines

ALL = "all"
BOUNDS = ("lower", "upper")


@dataclass(frozen=True)
class Reckoning:
    """How readings are taken: the interval's method, its level, resamples and their seed.

    ``bias``: how the bias of small areas is met, a name of ``measure.BIASES``.
    """

    interval: str = "person"
    draws: int = 500
    seed: int = 0
    level: float = 0.95
    bias: str = "closed"


@dataclass(frozen=True)
class Nearby:
    """Who lives near whom: scales, and where the areas lie.

    ``k``: people; ``radius``: metres; ``kernels``: (shape, bandwidth in metres). ``easting`` and
    ``northing``: columns of the table, metres; or ``outline``: a file with the areas' borders; or
    neither when the table itself has geometry. ``ring``: proportional, whole or sampled.
    """

    k: tuple[float, ...] = ()
    radius: tuple[float, ...] = ()
    kernels: tuple[tuple[str, float], ...] = ()
    easting: str = ""
    northing: str = ""
    outline: Path | None = None
    ring: str = "proportional"

    @property
    def wanted(self) -> bool:
        """Some scale is asked for."""
        return bool(self.k or self.radius or self.kernels)


def measure(
    table: Path,
    area: str,
    groups: Sequence[str],
    *,
    indices: Sequence[str] = (),
    reckoning: Reckoning | None = None,
    nearby: Nearby | None = None,
    date: str = "",
    sheet: str | None = None,
    progress: Callable[[float], None] | None = None,
) -> Exhibit:
    """The indices read off the table, one row each; with ``nearby`` one more for each scale.

    ``indices``: names; none given takes every one that needs nothing but people per area and
    group. Raises ``Mistake``: ``index.unknown`` with the nearest names,
    ``index.two_groups``, and what reading the table and the indices raises.
    """
    how = reckoning or Reckoning()
    names = chosen(indices, len(groups))
    if nearby is not None and nearby.wanted and how.bias != "closed":
        raise Mistake("measure.bias_surroundings", found={"bias": how.bias})
    if not indices:
        names = tuple(name for name in names if has_form(how.bias, INDICES[name]))
    counts = read_counts(table, area=area, groups=tuple(groups), date=date, sheet=sheet)
    readings = read_all(
        names,
        counts,
        interval=how.interval,
        draws=how.draws,
        seed=how.seed,
        level=how.level,
        bias=how.bias,
        progress=progress,
    )
    if nearby is not None and nearby.wanted:
        spatial = names if indices else tuple(name for name in names if INDICES[name].near)
        for around in _surroundings(table, area, counts, nearby, how, sheet):
            readings += spatial_read_all(
                spatial,
                counts,
                around,
                interval=how.interval,
                draws=how.draws,
                seed=how.seed,
                level=how.level,
                progress=progress,
            )
    return as_exhibit(readings)


def _surroundings(  # noqa: PLR0917
    table: Path, area: str, counts: Counts, nearby: Nearby, how: Reckoning, sheet: str | None
) -> tuple[Surroundings, ...]:
    """One for each operator asked for. Raises ``Mistake("positions.none")``."""
    people = counts.people * counts.complete[:, None]
    places = _places(table, area, counts, nearby, sheet)
    shapes: dict[str, list[float]] = {}
    for shape, bandwidth in nearby.kernels:
        shapes.setdefault(shape, []).append(bandwidth)
    found = []
    if nearby.k:
        found.append(nearest(places, people, nearby.k, ring=nearby.ring, seed=how.seed))
    if nearby.radius:
        found.append(within(places, people, nearby.radius))
    for shape, bandwidths in shapes.items():
        found.append(kernel(places, people, shape, bandwidths))
    return tuple(found)


def _places(
    table: Path, area: str, counts: Counts, nearby: Nearby, sheet: str | None
) -> Sequence[Sequence[float]]:
    if nearby.easting and nearby.northing:
        columns = (nearby.easting, nearby.northing)
        _, found = read_indicator_columns(table, area=area, columns=columns, sheet=sheet)
        return list(zip(*(found[name].tolist() for name in columns), strict=True))
    areas = counts.areas
    if nearby.outline is not None:
        areas = read_outlines(nearby.outline, areas)
    if areas.positions is None:
        raise Mistake("positions.none", Where(str(table)))
    positions: list[list[float]] = areas.positions.tolist()
    return positions


def change(
    earlier: Path,
    later: Path,
    area: str,
    groups: Sequence[str],
    *,
    indices: Sequence[str] = (),
    reckoning: Reckoning | None = None,
) -> Exhibit:
    """The change of the indices from one table to another, one row each.

    Raises ``Mistake``: as ``measure``, ``areas.two_divisions`` and ``measure.bias_change``.
    """
    how = reckoning or Reckoning()
    if how.bias != "closed":
        raise Mistake("measure.bias_change", found={"bias": how.bias})
    names = chosen(indices, len(groups))
    before, after = (
        read_counts(path, area=area, groups=tuple(groups), date=path.stem)
        for path in (earlier, later)
    )
    differences = compare(names, before, after, draws=how.draws, seed=how.seed, level=how.level)
    return as_change(differences)


def chosen(indices: Sequence[str], groups: int) -> tuple[str, ...]:
    """The names of the indices to read.

    Raises ``Mistake``: ``index.unknown``, ``index.two_groups``.
    """
    if not indices or tuple(indices) == (ALL,):
        return tuple(
            name
            for name, index in INDICES.items()
            if index.groups in (0, groups) and not (index.needs or index.ordered or index.local)
        )
    for name in indices:
        if name not in INDICES:
            near = get_close_matches(name, INDICES, n=3, cutoff=0.4) or sorted(INDICES)[:8]
            raise Mistake("index.unknown", found={"index": name, "near": ", ".join(near)})
        if INDICES[name].groups not in (0, groups):
            raise Mistake("index.two_groups", found={"index": name, "groups": groups})
    return tuple(indices)


def as_exhibit(readings: Sequence[Reading]) -> Exhibit:
    """Readings as a table for the analyst's own eyes."""
    usual = all(reading.bias == "closed" for reading in readings)
    columns = (
        Column("index"),
        Column("scale"),
        *(Column(k, "index", "value") for k in ("value", "low", "high", "expected", "corrected")),
        Column("level", "index", "value"),
        Column("method"),
        Column("groups"),
        Column("date"),
        Column("areas", "number", "value"),
        Column("people", "number", "value"),
        Column("seed", "number", "value"),
        Column("draws", "number", "value"),
        *(() if usual else (Column("bias"), *(Column(k, "index", "value") for k in BOUNDS))),
    )
    notes: dict[str, Said] = {}
    for reading in readings:
        for flag in reading.flags:
            notes.setdefault(repr((flag.key, sorted(flag.values.items(), key=str))), flag)
    return Exhibit(
        "readings",
        Said("desk.title.readings"),
        columns,
        tuple(_row(r) if usual else (*_row(r), *_bias(r)) for r in readings),
        tuple(notes.values()),
        standing="not-personal",
    )


def _row(r: Reading) -> tuple[Cell, ...]:
    return (
        r.index,
        r.scale,
        *(_figure(x) for x in (r.value, r.low, r.high, r.expected, r.corrected)),
        Figure(r.level, "index", decimals=2),
        r.method,
        ", ".join(r.groups),
        r.date or None,
        Figure(r.areas, "number"),
        Figure(r.people, "number", decimals=0),
        _figure(r.seed, "number"),
        Figure(r.draws, "number"),
    )


def _bias(r: Reading) -> tuple[Cell, ...]:
    return (r.bias, _figure(r.lower), _figure(r.upper))


def as_change(differences: Sequence[Difference]) -> Exhibit:
    """Changes as a table for the analyst's own eyes."""
    numbers = ("earlier", "later", "change", "low", "high", "p")
    columns = (
        Column("index"),
        *(Column(name, "index", "value") for name in numbers),
        Column("more_than_noise"),
        Column("from_date"),
        Column("to_date"),
    )
    rows = tuple(
        (
            d.index,
            *(_figure(getattr(d, name)) for name in numbers),
            Said("desk.yes" if d.more_than_noise else "desk.no"),
            *d.dates,
        )
        for d in differences
    )
    return Exhibit("change", Said("desk.title.change"), columns, rows, standing="not-personal")


def _figure(value: float | None, unit: str = "index") -> Figure | None:
    return None if value is None else Figure(value, unit)
