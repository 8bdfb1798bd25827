"""Pictures of segregation straight from what ``measure`` gives, for the one who measures.

Each takes values and words and gives a ``Picture`` that carries its own text and shows itself in
a notebook. What is published goes through ``protect`` first, so unless ``standing`` says that the
figures are protected by their source (or not about persons), the picture is marked a working one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log, log10

import numpy as np
from numpy.typing import NDArray

from samlad.measure import (
    INDICES,
    LocalReading,
    Reading,
    Shapley,
    dissimilarity,
    gini,
    segregation_curve,
)
from samlad.model import Counts, Figure, Mistake, Source, Words
from samlad.publish import say
from samlad.publish.draw import palette as c
from samlad.publish.draw import svg
from samlad.publish.draw.charts import DASHES, LABELS, ROW, WIDTH, Text, tick_label, ticks
from samlad.publish.draw.maps import Place, map_of
from samlad.publish.manuscript import Picture

Floats = NDArray[np.float64]
SIDE = 400.0
"""The segregation curve's square."""
FINE = 600
"""Points a curve is drawn with at most: closer than the eye can tell."""
MOST = len(c.SERIES)
OWN = "own"
"""The operator of a reading without surroundings: the area itself."""


# ------------------------------------------------------------------------ segregation curve
def curve(
    counts: Sequence[Counts],
    words: Words,
    *,
    name: str = "segregation-curve",
    standing: str = "own-counts",
) -> Picture:
    """The segregation curve of two groups, one line per ``Counts`` (dates or places, at most 4).

    Across: cumulative share of the second group, areas with the smallest share of the first
    group first; up: cumulative share of the first. The diagonal is even; the greatest height
    under it is D, twice the area G. Areas with missing numbers are left out. Raises ``Mistake``:
    ``segregation_picture.nothing``, ``.too_many``, ``measure.two_groups``.
    """
    _few(counts)
    whole = [_complete(one) for one in counts]
    lines = [segregation_curve(one) for one in whole]
    told = _curve_text(whole, lines, words, (name, standing))
    left, top = 96.0, 12.0
    right, bottom = left + SIDE, top + SIDE

    def at(across: float, up: float) -> str:
        return f"{svg.num(left + across * SIDE)} {svg.num(bottom - up * SIDE)}"

    out = _square(left, top, whole[0].groups, words)
    out.append(_line(f"M{at(0, 0)}L{at(1, 1)}", c.BORDER, "1.5", "3 4"))
    out.append(_turned(left + SIDE * 0.34, bottom - SIDE * 0.36, words(f"{KEY}.curve.even")))
    y = top + 40
    for one, (x, up), colour, dash in zip(whole, lines, c.SERIES, DASHES, strict=False):
        keep = _thinned(x, up)
        points = "L".join(at(float(x[i]), float(up[i])) for i in keep)
        out.append(_line(f"M{points}", colour, "2.5", dash))
        deep = int(np.argmax(x - up))
        drop = f"M{at(float(x[deep]), float(x[deep]))}L{at(float(x[deep]), float(up[deep]))}"
        out.append(_line(drop, colour, "2", "2 3"))
        out.extend(_curve_legend(one, (right + 28, y), (colour, dash), words))
        y += 84
    lines_of = svg.wrap(
        words(f"{KEY}.curve.read", first=whole[0].groups[0]), WIDTH - right - 32, 14
    )
    out.append(svg.paragraph(right + 28, y + 4, lines_of, size=14, fill=c.QUIET))
    return _finish(told, bottom + 52, out, standing, words)


def _curve_text(
    whole: Sequence[Counts],
    lines: Sequence[tuple[Floats, Floats]],
    words: Words,
    about: tuple[str, str],
) -> Text:
    first, second = whole[0].groups
    parts = []
    for one, (x, up) in zip(whole, lines, strict=True):
        half = Figure(float(np.interp(0.5, x, up)), "share")
        figures = _two(one)
        parts.append(
            words(
                f"{KEY}.curve.alt",
                who=_who(one.areas.division, one.date, words),
                first=first,
                second=second,
                half=say.figure(half, words),
                d=say.cell(figures[0], words),
                g=say.cell(figures[1], words),
            )
        )
    if len(lines) == 2:
        parts.append(words(f"{KEY}.curve.{_order(lines[0], lines[1])}"))
    title = words(f"{KEY}.curve.title", first=first, second=second)
    return Text(about[0], title, " ".join(parts), _caption(_sources(whole), about[1], words))


def _order(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> str:
    """Whether one curve lies under the other everywhere: then every index of evenness agrees."""
    where = np.union1d(one[0], other[0])
    gap = np.interp(where, *one) - np.interp(where, *other)
    lower, higher = bool((gap < -1e-9).any()), bool((gap > 1e-9).any())
    if lower and higher:
        return "cross"
    return "first_more" if lower else "second_more" if higher else "same"


def _two(one: Counts) -> tuple[Figure, Figure]:
    n = one.people[one.people.sum(axis=1) > 0]
    return Figure(dissimilarity(n), "index"), Figure(gini(n), "index")


def _curve_legend(
    one: Counts, where: tuple[float, float], look: tuple[str, str | None], words: Words
) -> list[str]:
    x, y = where
    d, g = (say.cell(f, words) for f in _two(one))
    who = svg.wrap(_who(one.areas.division, one.date, words), WIDTH - x - 44, 15, most=1)
    values = words(f"{KEY}.curve.values", d=d, g=g)
    return [
        _line(f"M{svg.num(x)} {svg.num(y - 5)}h32", look[0], "2.5", look[1]),
        svg.paragraph(x + 42, y, who, size=15, weight="600", fill=look[0]),
        svg.text(x + 42, y + 22, values, size=15),
    ]


def _square(left: float, top: float, groups: tuple[str, ...], words: Words) -> list[str]:
    out = [
        svg.tag(
            "rect", x=left, y=top, width=SIDE, height=SIDE, fill="none", stroke=c.RULE,
            stroke_width="1",
        )
    ]  # fmt: skip
    bottom = top + SIDE
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        label = say.digits(tick, "share", words, 0)
        x, y = left + tick * SIDE, bottom - tick * SIDE
        if 0 < tick < 1:
            grid = f"M{svg.num(x)} {svg.num(top)}V{svg.num(bottom)}"
            grid += f"M{svg.num(left)} {svg.num(y)}h{svg.num(SIDE)}"
            out.append(_line(grid, c.RULE, "1", None))
        out.append(svg.text(x, bottom + 20, label, size=14, anchor="middle", fill=c.QUIET))
        out.append(svg.text(left - 8, y + 5, label, size=14, anchor="end", fill=c.QUIET))
    across = svg.wrap(words(f"{KEY}.curve.across", group=groups[1]), SIDE + 160, 14, most=2)
    up = svg.wrap(words(f"{KEY}.curve.up", group=groups[0]), SIDE, 14, most=1)[0]
    out.append(svg.paragraph(left, bottom + 42, across, size=14, fill=c.QUIET))
    middle = top + SIDE / 2
    out.append(_turned(left - 58, middle, up, by=-90))
    return out


def _turned(x: float, y: float, words: str, by: int = -45) -> str:
    inside = svg.text(0, 0, words, size=14, anchor="middle", fill=c.QUIET)
    return svg.tag("g", inside, transform=f"translate({svg.num(x)} {svg.num(y)}) rotate({by})")


def _thinned(x: Floats, up: Floats) -> list[int]:
    """Rows of a rising curve at steps too small to see, its ends and its deepest point."""
    if len(x) <= FINE:
        return list(range(len(x)))
    _, first = np.unique(np.floor((x + up) * FINE / 2), return_index=True)
    return sorted({*(int(i) for i in first), len(x) - 1, int(np.argmax(x - up))})


# ------------------------------------------------------------------------ profile over scale
@dataclass(frozen=True)
class _Scale:
    operator: str
    size: float


def profile(
    readings: Sequence[Reading],
    words: Words,
    *,
    name: str = "profile",
    standing: str = "own-counts",
) -> Picture:
    """Indices over scale with their intervals as a band: ``read_all(…, surroundings=…)``.

    One line per index (or date), at most four; all scales of one kind (k, radius, a kernel …),
    and readings without surroundings stand first as the area itself. The line is the value as it
    is, the band its interval, or where there is one the band over all scales. Raises
    ``Mistake``: ``segregation_picture.nothing``, ``.mixed_scales``, ``.too_many``.
    """
    readings = [r for r in readings if isfinite(r.value)]
    series = _series(readings)
    _few(series)
    operator = _one_operator(readings)
    told = _profile_text(series, operator, words, (name, standing))
    left, right, top, bottom = 84.0, WIDTH - 200, 36.0, 330.0
    sizes = sorted({_scale(r).size for r in readings})
    place = _spaced(sizes, left + 16, right - 16)
    scale = _steps(readings)

    def y(value: float) -> float:
        return bottom - (value - scale[0]) / (scale[-1] - scale[0]) * (bottom - top)

    out = _levels(scale, left, right, y, words)
    taken = -1e9
    for size in sizes:
        label = words(f"{KEY}.profile.own") if size == 0 else say.digits(size, "number", words, 0)
        half = svg.width_of(label, 14) / 2
        out.append(_line(f"M{svg.num(place[size])} {svg.num(bottom)}v6", c.BORDER, "1", None))
        if place[size] - half > taken:
            out.append(
                svg.text(place[size], bottom + 22, label, size=14, anchor="middle", fill=c.QUIET)
            )
            taken = place[size] + half + 6
    marks: list[str] = []
    ends: list[float] = []
    for (key, line), colour, dash in zip(series, c.SERIES, DASHES, strict=False):
        points = [(place[_scale(r).size], r) for r in line]
        out.append(_band(points, y, colour))
        path = "L".join(f"{svg.num(x)} {svg.num(y(r.value))}" for x, r in points)
        marks.append(_line(f"M{path}", colour, "2.5", dash))
        marks.extend(
            svg.tag("circle", cx=x, cy=y(r.value), r="4.5", fill=colour) for x, r in points
        )
        at = y(points[-1][1].value) + 5
        while any(abs(at - other) < 38 for other in ends):
            at += 4
        ends.append(at)
        named = svg.wrap(_named(key, words), 174, 14, most=2)
        marks.append(svg.paragraph(points[-1][0] + 12, at, named, size=14, fill=colour))
    out.append(svg.text(0, 14, told.axis, size=14, fill=c.QUIET))
    middle = (left + right) / 2
    across = words(f"{KEY}.operator.{operator}")
    out.append(svg.text(middle, bottom + 44, across, size=14, anchor="middle", fill=c.QUIET))
    return _finish(told, bottom + 56, [*out, *marks], standing, words)


def _series(readings: Iterable[Reading]) -> list[tuple[tuple[str, str], list[Reading]]]:
    """Lines by index, and by date where dates differ; each in order of scale."""
    given = list(readings)
    dated = len({r.date for r in given}) > 1
    lines: dict[tuple[str, str], list[Reading]] = {}
    for reading in given:
        lines.setdefault((reading.index, reading.date if dated else ""), []).append(reading)
    return [(key, sorted(line, key=lambda r: _scale(r).size)) for key, line in lines.items()]


def _named(label: tuple[str, str], words: Words) -> str:
    index, date = label
    shown = words(f"index.{index}") if f"index.{index}" in words else index
    return f"{shown}, {date}" if date else shown


def _scale(reading: Reading) -> _Scale:
    if reading.scale is None:
        return _Scale(OWN, 0.0)
    operator, _, size = reading.scale.partition("=")
    return _Scale(operator, float(size))


def _one_operator(readings: Sequence[Reading]) -> str:
    """The one kind of scale; two kinds share no axis."""
    kinds = {_scale(r).operator for r in readings} - {OWN}
    if len(kinds) > 1:
        raise Mistake(
            "segregation_picture.mixed_scales", found={"scales": ", ".join(sorted(kinds))}
        )
    return next(iter(kinds), OWN)


def _spaced(sizes: Sequence[float], left: float, right: float) -> dict[float, float]:
    """Where each scale stands: by its logarithm, the area itself before the smallest."""
    positive = [s for s in sizes if s > 0]
    start = left
    if len(positive) < len(sizes):
        start = left + (right - left) * 0.16 if positive else left
    low, high = (log(positive[0]), log(positive[-1])) if positive else (0.0, 0.0)
    span = (high - low) or 1.0
    placed = {s: start + (log(s) - low) / span * (right - start) for s in positive}
    return placed if len(positive) == len(sizes) else {0.0: left, **placed}


def _steps(readings: Sequence[Reading]) -> list[float]:
    ends = [v for r in readings for v in (r.value, *_edges(r)) if v is not None]
    return ticks(min((*ends, 0.0)), max((*ends, 1e-6)))


def _levels(
    scale: Sequence[float], left: float, right: float, y: Callable[[float], float], words: Words
) -> list[str]:
    out = []
    for value in scale:
        at = y(value)
        strong = c.BORDER if abs(value) < 1e-12 else c.RULE
        out.append(_line(f"M{svg.num(left)} {svg.num(at)}H{svg.num(right)}", strong, "1", None))
        label = tick_label(value, "index", scale[1] - scale[0], words)
        out.append(svg.text(left - 8, at + 5, label, size=14, anchor="end", fill=c.QUIET))
    return out


def _band(points: Sequence[tuple[float, Reading]], y: Callable[[float], float], colour: str) -> str:
    edges = [(x, *_edges(r)) for x, r in points]
    ends = [(x, low, high) for x, low, high in edges if low is not None and high is not None]
    if len(ends) == 1:
        x, low, high = ends[0]
        whiskers = f"M{svg.num(x)} {svg.num(y(low))}V{svg.num(y(high))}"
        return _line(whiskers, colour, "2", None)
    if not ends:
        return ""
    edge = [f"{svg.num(x)} {svg.num(y(high))}" for x, _, high in ends]
    edge += [f"{svg.num(x)} {svg.num(y(low))}" for x, low, _ in reversed(ends)]
    return svg.tag(
        "path",
        d="M" + "L".join(edge) + "z",
        fill=c.BAND,
        fill_opacity="0.6",
        stroke=colour,
        stroke_width="0.75",
    )


def _edges(r: Reading) -> tuple[float | None, float | None]:
    return (r.low, r.high) if r.band_low is None else (r.band_low, r.band_high)


def _profile_text(
    series: Sequence[tuple[tuple[str, str], list[Reading]]],
    operator: str,
    words: Words,
    about: tuple[str, str],
) -> Text:
    parts = []
    for label, line in series:
        first, last = line[0], line[-1]
        parts.append(
            words(
                f"{KEY}.profile.alt",
                index=_named(label, words),
                first=_at(first, words),
                from_value=say.figure(_figure(first), words),
                last=_at(last, words),
                to_value=say.figure(_figure(last), words),
            )
        )
    one = series[0][1][0]
    known = [r for _, line in series for r in line if r.low is not None]
    level = say.figure(Figure(known[0].level, "share", decimals=0), words) if known else ""
    whole = any(r.band_low is not None for r in known)
    which = ("whole_band" if whole else "band") if known else "no_band"
    note = words(f"{KEY}.profile.{which}", level=level)
    title = words(f"{KEY}.profile.title", who=_who(one.division, one.date, words))
    caption = " ".join(part for part in (note, _caption((), about[1], words)) if part)
    return Text(about[0], title, " ".join(parts), caption, words(f"{KEY}.profile.axis"))


def _at(reading: Reading, words: Words) -> str:
    scale = _scale(reading)
    size = say.digits(scale.size, "number", words, 0)
    return words(f"{KEY}.at.{scale.operator}", size=size)


def _figure(reading: Reading) -> Figure:
    inside = (
        reading.low is not None
        and reading.high is not None
        and reading.low <= reading.value <= reading.high
    )
    return Figure(
        reading.value, "index", reading.low if inside else None, reading.high if inside else None
    )


# ------------------------------------------------------------------------------- waterfall
PARTS = ("additions", "removals", "group_margin", "unit_margin", "structure")


def waterfall(
    change: Shapley,
    words: Words,
    *,
    dates: tuple[str, str] = ("", ""),
    name: str = "waterfall",
    standing: str = "own-counts",
) -> Picture:
    """What a change in M or H consists of, step by step from the earlier value to the later.

    Bars float from where the part before ended, so each is as long as its part; the two values
    are dots, since the scale need not begin at zero (and the picture says so when it does not).
    """
    values = [float(getattr(change, part)) for part in PARTS]
    ends = [change.earlier + sum(values[:i]) for i in range(len(values) + 1)]
    decimals = _decimals(values)
    told = _waterfall_text(change, dates, words, (name, standing))
    scale = ticks(min(ends), max(ends))
    left, right = LABELS + 12, WIDTH - 140.0

    def x(value: float) -> float:
        return left + (value - scale[0]) / ((scale[-1] - scale[0]) or 1) * (right - left)

    rows = len(PARTS) + 2
    bottom = 12 + rows * (ROW + 6)
    out: list[str] = []
    for value in scale:
        out.append(_line(f"M{svg.num(x(value))} 6V{svg.num(bottom + 4)}", c.RULE, "1", None))
        label = tick_label(value, "index", (scale[1] - scale[0]) or 1, words)
        out.append(svg.text(x(value), bottom + 24, label, size=14, anchor="middle", fill=c.QUIET))
    labels = [_dated("earlier", dates[0], words)]
    labels += [words(f"{KEY}.waterfall.{part}") for part in PARTS]
    labels.append(_dated("later", dates[1], words))
    for i, label in enumerate(labels):
        y = 12 + (i + 0.5) * (ROW + 6)
        total = i in (0, rows - 1)
        lines = svg.wrap(label, LABELS - 6, 15, most=2)
        up = 5 - (len(lines) - 1) * 9.4
        out.append(svg.paragraph(0, y + up, lines, size=15, weight="600" if total else None))
        end = ends[min(i, len(PARTS))]
        if i < rows - 1:
            link = f"M{svg.num(x(end))} {svg.num(y)}v{svg.num(ROW + 6)}"
            out.append(_line(link, c.QUIET, "1", "2 3"))
        if total:
            out.append(svg.tag("circle", cx=x(end), cy=y, r="6", fill=c.MAIN))
            shown = say.digits(end, "index", words, decimals)
        else:
            out.append(_step(x(ends[i - 1]), x(end), y))
            shown = _signed(values[i - 1], words, decimals)
        out.append(svg.text(WIDTH, y + 5, shown, size=15, weight="600", anchor="end"))
    note = words(f"{KEY}.waterfall.not_zero") if scale[0] > 0 else ""
    axis = " ".join(part for part in (told.axis, note) if part)
    out.append(svg.text(left, bottom + 48, axis, size=14, fill=c.QUIET))
    return _finish(told, bottom + 62, out, standing, words)


def _step(start: float, end: float, y: float) -> str:
    """A bar that points the way it goes: filled where segregation grew, open where it fell."""
    wide = abs(end - start)
    if wide < 0.5:
        return _line(f"M{svg.num(end)} {svg.num(y - 9)}v18", c.QUIET, "2", None)
    tip = min(8.0, wide) * (1 if end > start else -1)
    body = end - tip
    d = f"M{svg.num(start)} {svg.num(y - 9)}H{svg.num(body)}L{svg.num(end)} {svg.num(y)}"
    d += f"L{svg.num(body)} {svg.num(y + 9)}H{svg.num(start)}z"
    colour = c.SECOND if end > start else c.MAIN
    fill = colour if end > start else c.PAGE
    return svg.tag("path", d=d, fill=fill, stroke=colour, stroke_width="2")


def _decimals(values: Sequence[float]) -> int:
    """So many that the greatest part has three digits that count, and never under three."""
    greatest = max(abs(value) for value in values)
    return min(6, max(3, 2 - floor(log10(greatest)))) if greatest > 0 else 3


def _signed(value: float, words: Words, decimals: int) -> str:
    """With its sign; none where it is zero as shown."""
    if abs(value) < 0.5 * 10.0**-decimals:
        return say.digits(0, "index", words, 0)
    return ("+" if value > 0 else "") + say.digits(value, "index", words, decimals)


def _dated(key: str, date: str, words: Words) -> str:
    return date or words(f"{KEY}.waterfall.{key}")


def _waterfall_text(
    change: Shapley, dates: tuple[str, str], words: Words, about: tuple[str, str]
) -> Text:
    shown = words(f"index.{change.index}") if f"index.{change.index}" in words else change.index
    values = [float(getattr(change, part)) for part in PARTS]
    decimals = _decimals(values)
    steps = [
        f"{words(f'{KEY}.waterfall.{part}')} {_signed(value, words, decimals)}"
        for part, value in zip(PARTS, values, strict=True)
    ]
    alt = words(
        f"{KEY}.waterfall.alt",
        index=shown,
        earlier=say.digits(change.earlier, "index", words, decimals),
        later=say.digits(change.later, "index", words, decimals),
        from_date=_dated("earlier", dates[0], words),
        to_date=_dated("later", dates[1], words),
        steps=", ".join(steps),
    )
    title = words(f"{KEY}.waterfall.title", index=shown)
    caption = " ".join(
        part for part in (words(f"{KEY}.waterfall.read"), _caption((), about[1], words)) if part
    )
    return Text(about[0], title, alt, caption, shown)


# ------------------------------------------------------------------------------- local map
def local_map(
    local: LocalReading,
    words: Words,
    *,
    name: str = "local-map",
    standing: str = "own-counts",
) -> Picture:
    """An index's value in each area on a map: true borders, a sketch or tiles, and it says which.

    Every area carries its name, value and interval as text; hatched where there is none.
    """
    unit = "share" if INDICES[local.index].highest == 1.0 else "index"
    places = [
        Place(code, called, _figure_of(local, i, unit), "")
        for i, (code, called) in enumerate(zip(local.areas.codes, local.areas.names, strict=True))
    ]
    shown = words(f"index.{local.index}") if f"index.{local.index}" in words else local.index
    known = sorted(
        (p for p in places if p.figure.value is not None), key=lambda p: float(p.figure.value or 0)
    )
    if not known:
        raise Mistake("segregation_picture.nothing")
    alt = words(
        f"{KEY}.local.alt",
        index=shown,
        least=known[0].name,
        least_value=say.cell(known[0].figure, words),
        most=known[-1].name,
        most_value=say.cell(known[-1].figure, words),
        total=say.cell(Figure(local.total, unit), words),
    )
    title = words(
        f"{KEY}.local.title", index=shown, who=_who(local.areas.division, local.date, words)
    )
    mark = _caption((), standing, words)
    told = Text(name, title, f"{alt} {mark}".strip(), "", shown)
    return map_of(told, local.areas, places, words).picture


def _figure_of(local: LocalReading, row: int, unit: str) -> Figure:
    value = float(local.values[row])
    if not isfinite(value):
        return Figure(None, unit, absent="missing")
    if local.low is None or local.high is None:
        return Figure(value, unit)
    return Figure(value, unit, float(local.low[row]), float(local.high[row]))


# -------------------------------------------------------------------------------- common
KEY = "segregation_picture"


def _few(given: Sequence[object]) -> None:
    if not given:
        raise Mistake("segregation_picture.nothing")
    if len(given) > MOST:
        raise Mistake("segregation_picture.too_many", found={"lines": len(given), "most": MOST})


def _complete(counts: Counts) -> Counts:
    """Areas whose every number is there."""
    keep = counts.complete
    if keep.all():
        return counts
    return counts.only(code for code, there in zip(counts.areas.codes, keep, strict=True) if there)


def _who(division: str, date: str, words: Words) -> str:
    """Division and date, as far as they are known."""
    return " ".join(part for part in (division, date) if part) or words(f"{KEY}.unnamed")


def _sources(counts: Sequence[Counts]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(one.source for one in counts))


def _caption(sources: Sequence[Source], standing: str, words: Words) -> str:
    named = [s.publisher for s in sources if s.publisher and s.publisher != "user"]
    parts = []
    if named:
        parts.append(words("draw.caption_source", sources=", ".join(dict.fromkeys(named))))
    if standing == "own-counts":
        parts.append(words(f"{KEY}.internal"))
    return " ".join(parts)


def _line(d: str, colour: str, wide: str, dash: str | None) -> str:
    return svg.tag(
        "path", d=d, fill="none", stroke=colour, stroke_width=wide, stroke_dasharray=dash
    )


def _finish(told: Text, height: float, out: list[str], standing: str, words: Words) -> Picture:
    if standing == "own-counts":
        lines = svg.wrap(words(f"{KEY}.internal"), WIDTH - 4, 14)
        out.append(svg.paragraph(0, height + 14, lines, size=14, weight="600", fill=c.SECOND))
        height += 20.0 * len(lines)
    drawn = svg.picture(told.name, WIDTH, height, out, title=told.title, description=told.alt)
    return Picture(told.name, drawn, told.title, told.alt, told.caption)
