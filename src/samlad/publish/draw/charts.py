"""Charts of figures with their intervals: dots, bars, lines, dumbbells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from samlad.model import Figure, Words
from samlad.publish import say
from samlad.publish.draw import palette as c
from samlad.publish.draw import svg
from samlad.publish.manuscript import Picture

WIDTH = 800.0
ROW = 30.0
LABELS = 236.0
VALUES = 196.0


@dataclass(frozen=True)
class Mark:
    """One row: its label and figure; ``expected`` is what chance alone would give."""

    label: str
    figure: Figure
    group: str = ""
    expected: Figure | None = None


@dataclass(frozen=True)
class Pair:
    """Before and after; ``sure``: the change is more than noise."""

    label: str
    before: Figure
    after: Figure
    sure: bool
    group: str = ""


@dataclass(frozen=True)
class Series:
    """A line: a label and a figure per year."""

    label: str
    points: tuple[tuple[int, Figure], ...]


@dataclass(frozen=True)
class Text:
    """What a picture says of itself: ``name`` is its address, ``axis`` names the scale."""

    name: str
    title: str
    alt: str
    caption: str
    axis: str = ""


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round steps that cover low to high.

    >>> ticks(0, 0.47)
    [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
    """
    span = (high - low) or abs(high) or 1.0
    raw = span / about
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(s * size for s in (1, 2, 2.5, 5, 10) if s * size >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def tick_label(value: float, unit: str, step: float, words: Words) -> str:
    """A tick as the language writes it, with the decimals the step asks for."""
    shown = step * 100 if unit in ("share", "points") else step
    shown = step / 100 if unit == "kronor" else shown
    decimals = max(0, min(3, -math.floor(math.log10(shown) + 1e-9))) if shown < 1 else 0
    if shown < 1 and abs(shown * 10**decimals - round(shown * 10**decimals)) > 1e-6:
        decimals += 1
    return say.digits(value, unit, words, decimals)


def _limits(figures: Sequence[Figure | None]) -> tuple[float, float]:
    values = [
        float(v)
        for f in figures
        if f is not None
        for v in (f.value, f.low, f.high)
        if v is not None
    ]
    low, high = min((*values, 0.0)), max((*values, 0.0))
    return (low, high) if high > low else (0.0, 1.0)


class _Axis:
    """A horizontal scale from ``left`` to ``right``."""

    def __init__(self, figures: Sequence[Figure | None], unit: str, words: Words) -> None:
        self.unit, self.words = unit, words
        self.ticks = ticks(*_limits(figures))
        self.left, self.right = LABELS + 12, WIDTH - VALUES - 12

    def x(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def grid(self, top: float, bottom: float, name: str) -> list[str]:
        step = self.ticks[1] - self.ticks[0]
        out = []
        for value in self.ticks:
            x = self.x(value)
            strong = abs(value) < 1e-12
            out.append(
                svg.tag(
                    "path",
                    d=f"M{svg.num(x)} {svg.num(top)}V{svg.num(bottom)}",
                    stroke=c.BORDER if strong else c.RULE,
                    stroke_width="1",
                )
            )
            label = tick_label(value, self.unit, step, self.words)
            out.append(svg.text(x, bottom + 20, label, size=14, anchor="middle", fill=c.QUIET))
        middle = (self.left + self.right) / 2
        if name:
            out.append(svg.text(middle, bottom + 42, name, size=14, anchor="middle", fill=c.QUIET))
        return out

    def interval(self, figure: Figure, y: float, colour: str) -> str:
        if figure.low is None or figure.high is None:
            return ""
        low, high = self.x(float(figure.low)), self.x(float(figure.high))
        return svg.tag(
            "path",
            d=f"M{svg.num(low)} {svg.num(y)}H{svg.num(high)}"
            f"M{svg.num(low)} {svg.num(y - 5)}v10M{svg.num(high)} {svg.num(y - 5)}v10",
            stroke=colour,
            stroke_width="2",
            fill="none",
        )


def _absent(axis: _Axis, y: float, figure: Figure, words: Words) -> str:
    return svg.text(axis.left + 6, y + 5, say.figure(figure, words), size=14, fill=c.QUIET)


def _value(y: float, figure: Figure, words: Words) -> list[str]:
    """The number and under it its interval, to the right of the scale."""
    if figure.value is None:
        return []
    x = WIDTH - VALUES + 56
    out = [svg.text(x, y + 5, say.cell(figure, words), size=15, weight="600", anchor="end")]
    if figure.low is not None and figure.high is not None:
        low, high = (
            say.digits(v, figure.unit, words, figure.decimals) for v in (figure.low, figure.high)
        )
        between = words("draw.range", low=low, high=high)
        out.append(svg.text(x + 12, y + 5, between, size=13, fill=c.QUIET))
    return out


def _rows(labels: Sequence[tuple[str, str]]) -> tuple[list[str], list[float], float]:
    """Group headings and row labels: SVG, the middle of each row, the bottom."""
    out: list[str] = []
    middles: list[float] = []
    y, group = 12.0, ""
    for label, of in labels:
        if of and of != group:
            y += 8 if middles else 0
            out.append(svg.text(0, y + 19, of, size=15, weight="600", fill=c.MAIN))
            y, group = y + ROW, of
        lines = svg.wrap(label, LABELS - 6, 15, most=2)
        tall = ROW if len(lines) == 1 else ROW + 14
        middle = y + tall / 2
        out.append(svg.paragraph(0, middle + 5 - (len(lines) - 1) * 9.4, lines, size=15))
        middles.append(middle)
        y += tall
    return out, middles, y


def _finish(told: Text, axis: _Axis, parts: list[str], marks: list[str], bottom: float) -> Picture:
    grid = axis.grid(6, bottom + 4, told.axis)
    height = bottom + (54 if told.axis else 32)
    drawn = svg.picture(
        told.name, WIDTH, height, (*grid, *parts, *marks), title=told.title, description=told.alt
    )
    return Picture(told.name, drawn, told.title, told.alt, told.caption)


def dots(told: Text, rows: Sequence[Mark], words: Words) -> Picture:
    """A dot with its interval per row; a small open mark where chance alone would put it."""
    unit = rows[0].figure.unit if rows else "number"
    axis = _Axis([f for r in rows for f in (r.figure, r.expected)], unit, words)
    parts, middles, bottom = _rows([(row.label, row.group) for row in rows])
    marks: list[str] = []
    for row, y in zip(rows, middles, strict=True):
        if row.figure.value is None:
            marks.append(_absent(axis, y, row.figure, words))
            continue
        if row.expected is not None and row.expected.value is not None:
            x = axis.x(float(row.expected.value))
            marks.append(
                svg.tag(
                    "path",
                    d=f"M{svg.num(x)} {svg.num(y - 6)}l5 6l-5 6l-5 -6z",
                    fill=c.PAGE,
                    stroke=c.SECOND,
                    stroke_width="2",
                )
            )
        marks.append(axis.interval(row.figure, y, c.MAIN))
        marks.append(
            svg.tag("circle", cx=axis.x(float(row.figure.value)), cy=y, r="6", fill=c.MAIN)
        )
        marks.extend(_value(y, row.figure, words))
    return _finish(told, axis, parts, marks, bottom)


def bars(told: Text, rows: Sequence[Mark], words: Words) -> Picture:
    """A bar from zero per row, with its interval where there is one."""
    unit = rows[0].figure.unit if rows else "number"
    axis = _Axis([r.figure for r in rows], unit, words)
    parts, middles, bottom = _rows([(row.label, row.group) for row in rows])
    marks: list[str] = []
    for row, y in zip(rows, middles, strict=True):
        if row.figure.value is None:
            marks.append(_absent(axis, y, row.figure, words))
            continue
        zero, x = axis.x(0.0), axis.x(float(row.figure.value))
        marks.append(
            svg.tag("rect", x=min(zero, x), y=y - 9, width=abs(x - zero), height="18", fill=c.MAIN)
        )
        marks.append(axis.interval(row.figure, y, c.INK))
        marks.extend(_value(y, row.figure, words))
    return _finish(told, axis, parts, marks, bottom)


def dumbbell(told: Text, rows: Sequence[Pair], words: Words, legend: tuple[str, str]) -> Picture:
    """Before (open) and after (filled) per row; a change that may be noise has a dashed line."""
    unit = rows[0].after.unit if rows else "number"
    axis = _Axis([f for r in rows for f in (r.before, r.after)], unit, words)
    parts, middles, bottom = _rows([(row.label, row.group) for row in rows])
    marks: list[str] = []
    for row, y in zip(rows, middles, strict=True):
        if row.before.value is None or row.after.value is None:
            marks.append(_absent(axis, y, Figure(None, unit, absent="missing"), words))
            continue
        one, two = axis.x(float(row.before.value)), axis.x(float(row.after.value))
        marks.append(
            svg.tag(
                "path",
                d=f"M{svg.num(one)} {svg.num(y)}H{svg.num(two)}",
                stroke=c.MAIN if row.sure else c.QUIET,
                stroke_width="3",
                stroke_dasharray=None if row.sure else "4 3",
            )
        )
        marks.append(
            svg.tag("circle", cx=one, cy=y, r="6", fill=c.PAGE, stroke=c.MAIN, stroke_width="2")
        )
        marks.append(svg.tag("circle", cx=two, cy=y, r="6", fill=c.MAIN))
        shown = f"{say.cell(row.before, words)} → {say.cell(row.after, words)}"
        marks.append(svg.text(WIDTH - VALUES + 8, y + 5, shown, size=15, weight="600"))
    y = bottom + (54 if told.axis else 32) + 14
    for x, label, fill in ((0.0, legend[0], c.PAGE), (WIDTH / 2, legend[1], c.MAIN)):
        marks.append(
            svg.tag("circle", cx=x + 8, cy=y, r="6", fill=fill, stroke=c.MAIN, stroke_width="2")
        )
        marks.append(svg.text(x + 22, y + 5, label, size=14, fill=c.QUIET))
    grid = axis.grid(6, bottom + 4, told.axis)
    drawn = svg.picture(
        told.name, WIDTH, y + 16, (*grid, *parts, *marks), title=told.title, description=told.alt
    )
    return Picture(told.name, drawn, told.title, told.alt, told.caption)


DASHES = (None, "7 4", "2 3", "10 3 2 3")


def lines(told: Text, series: Sequence[Series], words: Words) -> Picture:
    """Lines over years with a band for the interval, labelled where they end."""
    figures = [f for s in series for _, f in s.points]
    unit = next((f.unit for f in figures), "number")
    years = sorted({year for s in series for year, _ in s.points})
    scale = ticks(*_limits(figures))
    left, right, top, bottom = 84.0, WIDTH - 200, 36.0, 310.0

    def x(year: float) -> float:
        span = (years[-1] - years[0]) or 1
        return left + 16 + (year - years[0]) / span * (right - left - 32)

    def y(value: float) -> float:
        return bottom - (value - scale[0]) / (scale[-1] - scale[0]) * (bottom - top)

    out: list[str] = []
    for value in scale:
        out.append(
            svg.tag(
                "path",
                d=f"M{svg.num(left)} {svg.num(y(value))}H{svg.num(right)}",
                stroke=c.BORDER if abs(value) < 1e-12 else c.RULE,
                stroke_width="1",
            )
        )
        label = tick_label(value, unit, scale[1] - scale[0], words)
        out.append(svg.text(left - 8, y(value) + 5, label, size=14, anchor="end", fill=c.QUIET))
    for year in years:
        out.append(
            svg.text(x(year), bottom + 22, str(year), size=14, anchor="middle", fill=c.QUIET)
        )
    ends: list[float] = []
    for one, colour, dash in zip(series, c.SERIES, DASHES, strict=False):
        known = [(t, f) for t, f in one.points if f.value is not None]
        band = [(t, f) for t, f in known if f.low is not None and f.high is not None]
        if len(band) > 1:
            edge = [f"{svg.num(x(t))} {svg.num(y(float(f.high or 0)))}" for t, f in band]
            edge += [f"{svg.num(x(t))} {svg.num(y(float(f.low or 0)))}" for t, f in reversed(band)]
            out.append(svg.tag("path", d="M" + "L".join(edge) + "z", fill=c.BAND))
        points = [f"{svg.num(x(t))} {svg.num(y(float(f.value or 0)))}" for t, f in known]
        if not points:
            continue
        out.append(
            svg.tag(
                "path",
                d="M" + "L".join(points),
                fill="none",
                stroke=colour,
                stroke_width="2.5",
                stroke_dasharray=dash,
            )
        )
        out.extend(
            svg.tag("circle", cx=x(t), cy=y(float(f.value or 0)), r="4.5", fill=colour)
            for t, f in known
        )
        named = svg.wrap(one.label, 174, 14, most=2)
        at = y(float(known[-1][1].value or 0)) + 5
        while any(abs(at - other) < 20 for other in ends):
            at += 20
        ends.append(at)
        out.append(svg.paragraph(x(known[-1][0]) + 12, at, named, size=14, fill=colour))
    if told.axis:
        out.append(svg.text(0, 14, told.axis, size=14, fill=c.QUIET))
    drawn = svg.picture(told.name, WIDTH, bottom + 36, out, title=told.title, description=told.alt)
    return Picture(told.name, drawn, told.title, told.alt, told.caption)
