"""Charts of figures with their intervals: dots, bars, lines, dumbbells."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from samlad.model import Figure, Words
from samlad.publish import say
from samlad.publish.draw import palette as c
from samlad.publish.draw import svg
from samlad.publish.manuscript import Picture

WIDTH = 800.0
ROW = 30.0
LABELS = 236.0
VALUES = 196.0
SLIM = 340.0
"""The width of a picture drawn for a phone: text of 15 is then read at about its own size."""


@dataclass(frozen=True)
class Form:
    """How a chart is laid out: labels left of the scale, or above each mark on a narrow one."""

    width: float
    left: float
    right: float
    slim: bool


WIDE = Form(WIDTH, LABELS + 12, WIDTH - VALUES - 12, slim=False)
NARROW = Form(SLIM, 20, SLIM - 20, slim=True)


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


def both(told: Text, draw: Callable[[Text, Form], str]) -> Picture:
    """The same picture drawn wide and narrow; a page shows one of them."""
    slim = replace(told, name=f"{told.name}-narrow")
    return Picture(
        told.name, draw(told, WIDE), told.title, told.alt, told.caption, draw(slim, NARROW)
    )


def _limits(figures: Sequence[Figure | None], *, zero: bool = True) -> tuple[float, float]:
    values = [
        float(v)
        for f in figures
        if f is not None
        for v in (f.value, f.low, f.high)
        if v is not None
    ]
    given = (*values, 0.0) if zero or not values else values
    low, high = min(given), max(given)
    return (low, high) if high > low else (min(low, 0.0), max(high, 1.0))


class _Axis:
    """A horizontal scale from ``left`` to ``right`` of a form."""

    def __init__(
        self, figures: Sequence[Figure | None], unit: str, words: Words, form: Form
    ) -> None:
        self.unit, self.words, self.form = unit, words, form
        self.ticks = ticks(*_limits(figures), about=3 if form.slim else 5)
        self.left, self.right = form.left, form.right

    def x(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def grid(self, middles: Sequence[float], bottom: float, name: str) -> tuple[list[str], float]:
        """Lines and numbers of the scale, its name, and how far down all of it reaches.

        On a narrow picture the lines stand by the marks only, so that none runs through a label.
        """
        step = self.ticks[1] - self.ticks[0]
        slim = self.form.slim
        spans = [(y - 11, y + 11) for y in middles] if slim else [(6.0, bottom + 4)]
        out = []
        for value in self.ticks:
            x = self.x(value)
            path = "".join(f"M{svg.num(x)} {svg.num(top)}V{svg.num(low)}" for top, low in spans)
            strong = abs(value) < 1e-12
            out.append(
                svg.tag("path", d=path, stroke=c.BORDER if strong else c.RULE, stroke_width="1")
            )
            label = tick_label(value, self.unit, step, self.words)
            levels = [bottom + 20, 14.0] if slim and len(middles) > LONG else [bottom + 20]
            out.extend(
                svg.text(x, y, label, size=14, anchor="middle", fill=c.QUIET) for y in levels
            )
        if not name:
            return out, bottom + 32
        if slim:
            lines = svg.wrap(name, self.form.width, 14)
            out.append(svg.paragraph(0, bottom + 44, lines, size=14, fill=c.QUIET))
            return out, bottom + 36 + 17.5 * len(lines)
        middle = (self.left + self.right) / 2
        out.append(svg.text(middle, bottom + 42, name, size=14, anchor="middle", fill=c.QUIET))
        return out, bottom + 54

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


LONG = 6
"""A narrow picture of more rows than this has its scale at the top as well."""

Shown = tuple[str, str]
"""A value and its interval as text."""


def _shown(figure: Figure, words: Words) -> Shown:
    if figure.value is None:
        return "", ""
    ends = say.ends(figure, words)
    told = "" if ends is None else words("draw.range", low=ends[0], high=ends[1])
    return say.cell(figure, words), told


def _value(y: float, shown: Shown) -> list[str]:
    """The number and beside it its interval, to the right of a wide scale."""
    x = WIDTH - VALUES + 56
    out = [svg.text(x, y + 5, shown[0], size=15, weight="600", anchor="end")] if shown[0] else []
    if shown[1]:
        out.append(svg.text(x + 12, y + 5, shown[1], size=13, fill=c.QUIET))
    return out


@dataclass(frozen=True)
class _Row:
    """What is written for one row."""

    label: str
    group: str
    shown: Shown


def _rows(rows: Sequence[_Row], form: Form) -> tuple[list[str], list[float], float]:
    """Group headings and row labels: SVG, the middle of each row's mark, the bottom."""
    out: list[str] = []
    middles: list[float] = []
    y, group = (24.0 if form.slim and len(rows) > LONG else 12.0), ""
    for row in rows:
        if row.group and row.group != group:
            y += 8 if middles else 0
            out.append(svg.text(0, y + 19, row.group, size=15, weight="600", fill=c.MAIN))
            y, group = y + ROW, row.group
        if form.slim:
            texts, tall = _above(row, y, form.width)
            out.extend(texts)
            middles.append(y + tall + 13)
            y += tall + 32
            continue
        lines = svg.wrap(row.label, LABELS - 6, 15, most=2)
        tall = ROW if len(lines) == 1 else ROW + 14
        middle = y + tall / 2
        out.append(svg.paragraph(0, middle + 5 - (len(lines) - 1) * 9.4, lines, size=15))
        out.extend(_value(middle, row.shown))
        middles.append(middle)
        y += tall
    return out, middles, y


def _above(row: _Row, y: float, width: float) -> tuple[list[str], float]:
    """Label and value above a mark: on one line where they fit, else under each other."""
    number, interval = row.shown
    wide = svg.width_of(number, 15) * 1.14 + 4
    both_wide = wide + (svg.width_of(interval, 14) + 8 if interval else 0)
    beside = bool(number) and svg.width_of(row.label, 15) + 14 + both_wide <= width
    lines = [row.label] if beside else svg.wrap(row.label, width, 15)
    out = [svg.paragraph(0, y + 16, lines, size=15)]
    tall = 22 + (len(lines) - 1) * 15 * svg.BREAK_TALL
    if not number:
        return out, tall
    level = y + 16 if beside else y + tall + 14
    if beside:  # from the right edge, so that nothing runs over it
        gap = svg.width_of(interval, 14) + 8 if interval else 0
        out.append(svg.text(width - gap, level, number, size=15, weight="600", anchor="end"))
        out.append(svg.text(width, level, interval, size=14, anchor="end", fill=c.QUIET))
    else:
        out.append(svg.text(0, level, number, size=15, weight="600"))
        out.append(svg.text(wide + 8, level, interval, size=14, fill=c.QUIET))
    return out, tall if beside else tall + 20


def _finish(told: Text, axis: _Axis, drawn: tuple[list[str], list[float], float],
            marks: Sequence[str]) -> str:  # fmt: skip
    parts, middles, bottom = drawn
    grid, height = axis.grid(middles, bottom, told.axis)
    inside = (*grid, *parts, *marks)
    width = axis.form.width
    return svg.picture(told.name, width, height, inside, title=told.title, description=told.alt)


def dots(told: Text, rows: Sequence[Mark], words: Words) -> Picture:
    """A dot with its interval per row; a small open mark where chance alone would put it."""
    return both(told, lambda text, form: _dots(text, rows, words, form))


def _dots(told: Text, rows: Sequence[Mark], words: Words, form: Form) -> str:
    unit = rows[0].figure.unit if rows else "number"
    axis = _Axis([f for r in rows for f in (r.figure, r.expected)], unit, words, form)
    drawn = _rows([_Row(r.label, r.group, _shown(r.figure, words)) for r in rows], form)
    marks: list[str] = []
    for row, y in zip(rows, drawn[1], strict=True):
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
    return _finish(told, axis, drawn, marks)


def bars(told: Text, rows: Sequence[Mark], words: Words) -> Picture:
    """A bar from zero per row, with its interval where there is one."""
    return both(told, lambda text, form: _bars(text, rows, words, form))


def _bars(told: Text, rows: Sequence[Mark], words: Words, form: Form) -> str:
    unit = rows[0].figure.unit if rows else "number"
    axis = _Axis([r.figure for r in rows], unit, words, form)
    drawn = _rows([_Row(r.label, r.group, _shown(r.figure, words)) for r in rows], form)
    marks: list[str] = []
    for row, y in zip(rows, drawn[1], strict=True):
        if row.figure.value is None:
            marks.append(_absent(axis, y, row.figure, words))
            continue
        zero, x = axis.x(0.0), axis.x(float(row.figure.value))
        marks.append(
            svg.tag("rect", x=min(zero, x), y=y - 9, width=abs(x - zero), height="18", fill=c.MAIN)
        )
        marks.append(axis.interval(row.figure, y, c.INK))
    return _finish(told, axis, drawn, marks)


def dumbbell(told: Text, rows: Sequence[Pair], words: Words, legend: tuple[str, str]) -> Picture:
    """Before (open) and after (filled) per row; a change that may be noise has a dashed line."""
    return both(told, lambda text, form: _dumbbell(text, rows, words, (form, legend)))


def _dumbbell(
    told: Text, rows: Sequence[Pair], words: Words, how: tuple[Form, tuple[str, str]]
) -> str:
    form, legend = how
    unit = rows[0].after.unit if rows else "number"
    axis = _Axis([f for r in rows for f in (r.before, r.after)], unit, words, form)
    written = [_Row(row.label, row.group, ("", "")) for row in rows]
    if form.slim:
        written = [
            replace(w, shown=(_change(r, words), "")) for w, r in zip(written, rows, strict=True)
        ]
    drawn = _rows(written, form)
    bottom = drawn[2]
    marks: list[str] = []
    for row, y in zip(rows, drawn[1], strict=True):
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
        if not form.slim:
            x = WIDTH - VALUES + 8
            marks.append(svg.text(x, y + 5, _change(row, words), size=15, weight="600"))
    grid, y = axis.grid(drawn[1], bottom, told.axis)
    y += 14
    for x, label, fill in ((0.0, legend[0], c.PAGE), (form.width / 2, legend[1], c.MAIN)):
        marks.append(
            svg.tag("circle", cx=x + 8, cy=y, r="6", fill=fill, stroke=c.MAIN, stroke_width="2")
        )
        marks.append(svg.text(x + 22, y + 5, label, size=14, fill=c.QUIET))
    inside = (*grid, *drawn[0], *marks)
    return svg.picture(
        told.name, form.width, y + 16, inside, title=told.title, description=told.alt
    )


def _change(row: Pair, words: Words) -> str:
    if row.before.value is None or row.after.value is None:
        return ""
    return f"{say.cell(row.before, words)} → {say.cell(row.after, words)}"


DASHES = (None, "7 4", "2 3", "10 3 2 3")


def lines(told: Text, series: Sequence[Series], words: Words, *, zero: bool = True) -> Picture:
    """Lines over years with a band for the interval, labelled where they end.

    Narrow, the labels stand below with a piece of their line. ``zero``: the scale holds zero.
    """
    return both(told, lambda text, form: _lines(text, series, words, (form, zero)))


def _lines(told: Text, series: Sequence[Series], words: Words, how: tuple[Form, bool]) -> str:
    form, zero = how
    slim = form.slim
    figures = [f for s in series for _, f in s.points]
    unit = next((f.unit for f in figures), "number")
    years = sorted({year for s in series for year, _ in s.points})
    scale = ticks(*_limits(figures, zero=zero))
    step = scale[1] - scale[0]
    numbers = [tick_label(value, unit, step, words) for value in scale]
    left = max(svg.width_of(one, 14) for one in numbers) + 12 if slim else 84.0
    right, top, bottom = (form.width - 4, 32.0, 230.0) if slim else (WIDTH - 200, 36.0, 310.0)

    def x(year: float) -> float:
        span = (years[-1] - years[0]) or 1
        return left + 16 + (year - years[0]) / span * (right - left - 32)

    def y(value: float) -> float:
        return bottom - (value - scale[0]) / (scale[-1] - scale[0]) * (bottom - top)

    out: list[str] = []
    for value, label in zip(scale, numbers, strict=True):
        out.append(
            svg.tag(
                "path",
                d=f"M{svg.num(left)} {svg.num(y(value))}H{svg.num(right)}",
                stroke=c.BORDER if abs(value) < 1e-12 else c.RULE,
                stroke_width="1",
            )
        )
        out.append(svg.text(left - 8, y(value) + 5, label, size=14, anchor="end", fill=c.QUIET))
    room = (right - left - 32) / max(1, len(years) - 1)
    every = max(1, math.ceil(44 / room)) if len(years) > 1 else 1
    for year in years[::every]:
        out.append(
            svg.text(x(year), bottom + 22, str(year), size=14, anchor="middle", fill=c.QUIET)
        )
    ends: list[float] = []
    low = bottom + 36
    for one, colour, dash in zip(series, c.SERIES, DASHES, strict=False):
        known = [(t, f) for t, f in one.points if f.value is not None]
        if not known:
            continue
        out.extend(_line(known, (x, y), (colour, dash)))
        if slim:
            sample = svg.tag("path", d=f"M0 {svg.num(low + 7)}h30", stroke=colour,
                             stroke_width="2.5", stroke_dasharray=dash)  # fmt: skip
            named = svg.wrap(one.label, form.width - 40, 14)
            out.extend((sample, svg.paragraph(40, low + 12, named, size=14, fill=colour)))
            low += 6 + 17.5 * len(named)
            continue
        named = svg.wrap(one.label, 174, 14, most=2)
        at = y(float(known[-1][1].value or 0)) + 5
        while any(abs(at - other) < 20 * len(named) for other in ends):
            at += 20
        ends.append(at)
        out.append(svg.paragraph(x(known[-1][0]) + 12, at, named, size=14, fill=colour))
    if told.axis:
        out.append(svg.text(0, 14, told.axis, size=14, fill=c.QUIET))
    low = max(low, *(end + 24 for end in ends)) if ends else low
    return svg.picture(told.name, form.width, low, out, title=told.title, description=told.alt)


def _line(
    known: Sequence[tuple[int, Figure]],
    place: tuple[Callable[[float], float], Callable[[float], float]],
    look: tuple[str, str | None],
) -> list[str]:
    """The band of the interval, the line and its points."""
    (x, y), (colour, dash) = place, look
    out = []
    band = [(t, f) for t, f in known if f.low is not None and f.high is not None]
    if len(band) > 1:
        edge = [f"{svg.num(x(t))} {svg.num(y(float(f.high or 0)))}" for t, f in band]
        edge += [f"{svg.num(x(t))} {svg.num(y(float(f.low or 0)))}" for t, f in reversed(band)]
        out.append(svg.tag("path", d="M" + "L".join(edge) + "z", fill=c.BAND))
    points = [f"{svg.num(x(t))} {svg.num(y(float(f.value or 0)))}" for t, f in known]
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
    if dash is None:
        out.extend(
            svg.tag("circle", cx=x(t), cy=y(float(f.value or 0)), r="4.5", fill=colour)
            for t, f in known
        )
    return out
