"""Measuring how apart people live in a table of the user's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from samlad.desk.keep import keep_file
from samlad.measure import INDICES, Difference, Reading, compare, read_all, spatial_compare
from samlad.measure.smallunits import has_form
from samlad.measure.spatial import spatial_read_all
from samlad.measure.surroundings import Surroundings, kernel, nearest, within
from samlad.model import Counts, Figure, Mistake, Said, Where, Words
from samlad.publish.exhibit import Cell, Column, Exhibit
from samlad.sources import read_counts, read_long, read_positions
from samlad.sources.outlines import read_outlines

ALL = "all"
GEOGRAPHIC = (".gpkg", ".geojson", ".json", ".shp")
DRAWN = ("theil_h", "dissimilarity", "isolation")
"""What a picture shows where no index was named."""
FEW_SHARES, ROUNDED = 3, 0.02
"""Fewer areas may sum to 1 or 100 by chance; rounded shares miss that by at most this part."""
Progress = Callable[[float], None]
BOUNDS = ("lower", "upper")
BANDS = ("band_low", "band_high")


@dataclass(frozen=True)
class Reckoning:
    """How readings are taken: the interval's method, its level, resamples and their seed.

    ``interval``: unless given people drawn again for the areas themselves, and influence
    functions (delta) for surroundings and changes. ``bias``: how the bias of small areas is met,
    a name of ``measure.BIASES``. ``bands``: a band over all scales of each index as well.
    """

    interval: str | None = None
    draws: int = 500
    seed: int = 0
    level: float = 0.95
    bias: str = "closed"
    bands: bool = False


@dataclass(frozen=True)
class Drawing:
    """Where pictures go, and their words."""

    to: Path
    words: Words


@dataclass(frozen=True)
class Long:
    """A table with a row for each area and group: the column that names the group, and the one
    with the number of people; without that every row is one person."""

    group: str
    people: str = ""


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

    @property
    def place(self) -> tuple[str, str] | None:
        """The columns of easting and northing, where both are given."""
        return (self.easting, self.northing) if self.easting and self.northing else None


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
    long: Long | None = None,
    drawing: Drawing | None = None,
    progress: Progress | None = None,
) -> Exhibit:
    """The indices read off the table, one row each; with ``nearby`` one more for each scale.

    ``groups``: the columns of the groups; with ``long`` the names in its column, none for all.
    ``indices``: names; none given takes every one that needs nothing but people per area and
    group. ``drawing``: pictures are kept there (``pictures``). Raises ``Mistake``:
    ``index.unknown`` with the nearest names, ``index.two_groups``, and what reading the table and
    the indices raises.
    """
    how = reckoning or Reckoning()
    counts, notes = _read(table, area, groups, (long, nearby or Nearby(), date, sheet))
    names = chosen(indices, len(counts.groups))
    if nearby is not None and nearby.wanted and how.bias != "closed":
        raise Mistake("measure.bias_surroundings", found={"bias": how.bias})
    if not indices:
        names = tuple(name for name in names if has_form(how.bias, INDICES[name]))
    counts = _placed(table, counts, nearby or Nearby(), sheet, names)
    # surroundings first: what must be compiled is compiled before anything is said to be done
    found: tuple[Surroundings, ...] = ()
    if nearby is not None and nearby.wanted:
        found = _surroundings(counts, nearby, how, _part(progress, 0, 1 / 4))
    readings = read_all(
        names,
        counts,
        interval=how.interval or "person",
        draws=how.draws,
        seed=how.seed,
        level=how.level,
        bias=how.bias,
        progress=_part(progress, 1 / 4, 1 / 4) if found else progress,
    )
    if found:
        spatial, alone = _spatial(names)
        notes += alone if indices else ()
        for i, around in enumerate(found):
            readings += spatial_read_all(
                spatial,
                counts,
                around,
                interval=how.interval or "delta",
                draws=how.draws,
                seed=how.seed,
                level=how.level,
                bands=how.bands,
                progress=_part(progress, (len(found) + i) / 2 / len(found), 1 / 2 / len(found)),
            )
    if drawing is not None:
        for path, picture in pictures(readings, counts, indices, drawing).items():
            keep_file(picture.encode(), path)
    return as_exhibit(readings, notes)


def _read(
    table: Path,
    area: str,
    groups: Sequence[str],
    how: tuple[Long | None, Nearby, str, str | None],
) -> tuple[Counts, tuple[Said, ...]]:
    """The counts of a table, wide or long, with positions where it has columns of them, and what
    is to be said of how it was read."""
    long, nearby, date, sheet = how
    if long is None:
        counts = read_counts(table, area=area, groups=tuple(groups), date=date, sheet=sheet)
        notes = _shares(counts)
        if nearby.place is None:
            return counts, notes
        positions = read_positions(
            table, area=area, place=nearby.place, codes=counts.areas.codes, sheet=sheet
        )
        return replace(counts, areas=replace(counts.areas, positions=positions)), notes
    counts, empty = read_long(
        table, area=area, group=long.group, people=long.people, groups=groups,
        place=nearby.place or (), date=date, sheet=sheet,
    )  # fmt: skip
    if not empty:
        return counts, ()
    seen = {"empty": Figure(empty, "number"), "all": Figure(counts.people.size, "number")}
    return counts, (Said("desk.note.no_row", seen),)


def _shares(counts: Counts) -> tuple[Said, ...]:
    """What is to be said where every area's numbers sum to 1 or to 100, as shares do."""
    sums = counts.people[counts.complete].sum(axis=1)
    sums = sums[sums > 0]
    if len(sums) >= FEW_SHARES:
        for whole in (1, 100):
            if (abs(sums - whole) <= whole * ROUNDED).all():
                return (Said("desk.note.shares", {"sum": Figure(whole, "number")}),)
    return ()


def _spatial(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[Said, ...]]:
    """Those that can be read off surroundings, and what is to be said of the others.

    Where there are none all are given, so that they are refused by name.
    """
    spatial = tuple(name for name in names if INDICES[name].near)
    alone = [name for name in names if name not in spatial]
    if not spatial or not alone:
        return tuple(names), ()
    return spatial, (Said("desk.note.not_spatial", {"indices": ", ".join(alone)}),)


def _part(progress: Progress | None, start: float, share: float) -> Progress | None:
    """Progress of a part of the work, told as that of the whole."""
    return None if progress is None else lambda part: progress(start + part * share)


def pictures(
    readings: Sequence[Reading], counts: Counts, named: Sequence[str], drawing: Drawing
) -> dict[Path, str]:
    """The pictures and where they go: one profile for each kind of scale, and the curve.

    With one picture it goes where it was asked for; with more each gets its kind before the
    ending (``-k``, ``-radius``, ``-curve``). The curve is of two groups. The first four indices
    named are drawn, else H, D and isolation. Raises ``Mistake("picture.nothing")``.
    """
    from samlad.publish.draw.segregation import curve, profile  # noqa: PLC0415

    drawn = [name for name in named if name != ALL] or list(DRAWN)
    kinds = dict.fromkeys(r.scale.partition("=")[0] for r in readings if r.scale)
    made = {
        kind: profile(
            [
                r
                for r in readings
                if r.index in drawn[:4] and (r.scale or "").startswith(f"{kind}=")
            ],
            drawing.words,
        )
        for kind in kinds
    }
    if len(counts.groups) == 2:
        made["curve"] = curve((counts,), drawing.words)
    if not made:
        raise Mistake("picture.nothing", found={"groups": len(counts.groups)})
    to = drawing.to
    return {
        to if len(made) == 1 else to.with_name(f"{to.stem}-{kind}{to.suffix}"): picture.svg
        for kind, picture in made.items()
    }


def _surroundings(
    counts: Counts,
    nearby: Nearby,
    how: Reckoning,
    progress: Progress | None = None,
) -> tuple[Surroundings, ...]:
    """One for each operator asked for."""
    people, places = counts.people * counts.complete[:, None], counts.areas.positions
    shapes: dict[str, list[float]] = {}
    for shape, bandwidth in nearby.kernels:
        shapes.setdefault(shape, []).append(bandwidth)
    asked = int(bool(nearby.k)) + int(bool(nearby.radius)) + len(shapes)
    found: list[Surroundings] = []

    def told(done: int, of: int) -> None:
        # they are found anew for those who are drawn, which is told as a part of the interval
        if progress is not None and len(found) < asked:
            progress((len(found) + done / max(of, 1)) / asked)

    if nearby.k:
        found.append(
            nearest(places, people, nearby.k, ring=nearby.ring, seed=how.seed, progress=told)
        )
    if nearby.radius:
        found.append(within(places, people, nearby.radius, progress=told))
    for shape, bandwidths in shapes.items():
        found.append(kernel(places, people, shape, bandwidths, progress=told))
    return tuple(found)


def _placed(
    table: Path, counts: Counts, nearby: Nearby, sheet: str | None, names: Sequence[str]
) -> Counts:
    """The counts with where their areas lie, as far as it is told or some index wants it.

    Positions that stand in columns go before those of outlines.

    Raises ``Mistake("positions.none")`` where scales are asked for and nobody knows.
    """
    areas, needs = counts.areas, {need for name in names for need in INDICES[name].needs}
    nowhere = areas.positions is None and bool(needs or nearby.wanted)
    if nearby.outline is not None:
        areas = read_outlines(nearby.outline, areas)
    elif table.suffix.lower() in GEOGRAPHIC and (nowhere or needs - {"positions"}):
        areas = read_outlines(table, areas, layer=sheet)  # degrees become metres
    if nearby.place is not None:
        areas = replace(areas, positions=counts.areas.positions)
    if nearby.wanted and areas.positions is None:
        raise Mistake("positions.none", Where(str(table)))
    return replace(counts, areas=areas)


def change(
    earlier: Path,
    later: Path,
    area: str,
    groups: Sequence[str],
    *,
    indices: Sequence[str] = (),
    reckoning: Reckoning | None = None,
    nearby: Nearby | None = None,
    long: Long | None = None,
    progress: Progress | None = None,
) -> Exhibit:
    """The change of the indices from one table to another, one row each.

    With ``nearby`` one more for each scale; both tables have positions of their own, or share
    the outlines. Raises ``Mistake``: as ``measure``, ``areas.two_divisions`` and
    ``measure.bias_change``.
    """
    how = reckoning or Reckoning()
    if how.bias != "closed":
        raise Mistake("measure.bias_change", found={"bias": how.bias})
    beside = nearby or Nearby()
    before, notes = _read(earlier, area, groups, (long, beside, earlier.stem, None))
    after, more = _read(later, area, groups, (long, beside, later.stem, None))
    after = _as_in(before, after, later)
    names = chosen(indices, len(before.groups))
    before = _placed(earlier, before, beside, None, names)
    after = _placed(later, after, beside, None, names)
    interval = how.interval or "delta"
    differences = compare(
        names, before, after, interval=interval, draws=how.draws, seed=how.seed, level=how.level
    )
    if nearby is not None and nearby.wanted:
        spatial, alone = _spatial(names)
        more += alone if indices else ()
        sides = [_surroundings(counts, nearby, how) for counts in (before, after)]
        for i, (one, other) in enumerate(zip(*sides, strict=True)):
            differences += spatial_compare(
                spatial,
                before,
                after,
                (one, other),
                interval=interval,
                draws=how.draws,
                seed=how.seed,
                level=how.level,
                bands=how.bands,
                progress=_part(progress, i / len(sides[0]), 1 / len(sides[0])),
            )
    return as_change(differences, (*notes, *more))


def _as_in(before: Counts, after: Counts, path: Path) -> Counts:
    """The later table with its areas and groups in the order of the earlier.

    Raises ``Mistake``: as ``Counts.in_order_of``.
    """
    try:
        return after.in_order_of(before)
    except Mistake as mistake:
        raise Mistake(mistake.code, Where(str(path)), mistake.found) from None


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


def as_exhibit(readings: Sequence[Reading], notes: tuple[Said, ...] = ()) -> Exhibit:
    """Readings as a table for the analyst's own eyes."""
    usual = all(reading.bias == "closed" for reading in readings)
    banded = any(reading.band_low is not None for reading in readings)
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
        *((Column(k, "index", "value") for k in BANDS) if banded else ()),
        *(() if usual else (Column("bias"), *(Column(k, "index", "value") for k in BOUNDS))),
    )
    return Exhibit(
        "readings",
        Said("desk.title.readings"),
        columns,
        tuple(
            (*_row(r), *(_band(r) if banded else ()), *(() if usual else _bias(r)))
            for r in readings
        ),
        (*notes, *_notes(readings)),
        standing="not-personal",
    )


def _notes(results: Sequence[Reading | Difference]) -> tuple[Said, ...]:
    """What is said of some of the results, once each, and of which if not of all."""
    said: dict[str, tuple[Said, list[str]]] = {}
    for result in results:
        name = f"{result.index} {result.scale}" if result.scale else result.index
        for flag in result.flags:
            key = repr((flag.key, sorted(flag.values.items(), key=str)))
            said.setdefault(key, (flag, []))[1].append(name)
    return tuple(
        flag
        if len(names) == len(results)
        else Said("desk.note.of", {"which": ", ".join(names), "note": flag})
        for flag, names in said.values()
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


def _band(r: Reading | Difference) -> tuple[Cell, ...]:
    return (_figure(r.band_low), _figure(r.band_high))


def as_change(differences: Sequence[Difference], notes: tuple[Said, ...] = ()) -> Exhibit:
    """Changes as a table for the analyst's own eyes."""
    numbers = ("earlier", "later", "change", "low", "high")
    banded = any(d.band_low is not None for d in differences)
    scaled = any(d.scale is not None for d in differences)
    columns = (
        Column("index"),
        *((Column("scale"),) if scaled else ()),
        *(Column(name, "index", "value") for name in (*numbers, "p")),
        Column("more_than_noise"),
        Column("from_date"),
        Column("to_date"),
        *((Column(k, "index", "value") for k in BANDS) if banded else ()),
    )
    rows = tuple(
        (
            d.index,
            *((d.scale,) if scaled else ()),
            *(_figure(getattr(d, name)) for name in numbers),
            None if d.p is None else Figure(d.p, "index", decimals=3),
            Said("desk.yes" if d.more_than_noise else "desk.no"),
            *d.dates,
            *(_band(d) if banded else ()),
        )
        for d in differences
    )
    return Exhibit(
        "change",
        Said("desk.title.change"),
        columns,
        rows,
        (*notes, *_notes(differences)),
        standing="not-personal",
    )


def _figure(value: float | None, unit: str = "index") -> Figure | None:
    return None if value is None else Figure(value, unit)
