"""The one-page pictures: the chain, all dimensions together, money announced against decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from samlad.model import Figure, Words
from samlad.publish import say
from samlad.publish.draw import palette as c
from samlad.publish.draw import svg
from samlad.publish.draw.charts import SLIM, Form, Mark, Text, both, dots, tick_label, ticks
from samlad.publish.manuscript import Picture

BOLD = 1.14
"""How much wider bold text is."""


@dataclass(frozen=True)
class Link:
    """One stage of the chain: its verb, its key number and what that is."""

    verb: str
    number: str
    label: str
    more: str = ""


@dataclass(frozen=True)
class Bar:
    """A year's amounts: announced, and decided (None where nothing is known).

    ``estimated``: the filled amount is an estimate and is hatched.
    """

    year: int
    announced: Figure | None
    decided: Figure | None
    estimated: bool = False


def chain(told: Text, links: Sequence[Link], again: str) -> Picture:
    """See, plan, apply, keep promises, tell: five stages in a row, and the way back."""
    slim = _stacked(replace(told, name=f"{told.name}-narrow"), links, again)
    drawn = _in_a_row(told, links, again)
    return Picture(told.name, drawn, told.title, told.alt, told.caption, slim)


def _stacked(told: Text, links: Sequence[Link], again: str) -> str:
    """The stages under each other, and the way back along the right edge."""
    wide, gap, inner = SLIM - 26, 26.0, SLIM - 26 - 32
    out: list[str] = []
    middles = []
    y = 1.0
    for i, link in enumerate(links):
        number = svg.wrap(link.number, inner / BOLD, 25)
        label, more = svg.wrap(link.label, inner, 16), svg.wrap(link.more, inner, 15)
        lines = (
            svg.tag("circle", cx="30", cy=y + 29, r="16", fill=c.MAIN),
            svg.text(30, y + 35, str(i + 1), size=17, anchor="middle", weight="600", fill=c.PAGE),
            svg.text(56, y + 36, link.verb, size=20, weight="600"),
            svg.paragraph(16, y + 80, number, size=25, weight="700", fill=c.MAIN),
        )
        low = y + 80 + (len(number) - 1) * 25 * svg.BREAK_TALL + 26
        words = svg.paragraph(16, low, label, size=16)
        low += (len(label) - 1) * 16 * svg.BREAK_TALL
        if link.more:
            words += svg.paragraph(16, low + 26, more, size=15, fill=c.QUIET)
            low += 26 + (len(more) - 1) * 15 * svg.BREAK_TALL
        tall = low + 18 - y
        middles.append(y + tall / 2)
        out.append(svg.tag("g", _box(0, y, wide, tall), *lines, words))
        y += tall
        if i + 1 < len(links):
            out.append(_stroke(f"M{svg.num(wide / 2 - 9)} {svg.num(y + 7)}l9 10l9 -10", 3))
            y += gap
    edge, first, last = SLIM - 6, middles[0], middles[-1]
    way = f"M{svg.num(wide + 4)} {svg.num(last)}H{edge}V{svg.num(first)}H{svg.num(wide + 7)}"
    out.append(_stroke(f"{way}m8 -7l-8 7l8 7", 2.5))
    lines_ = svg.wrap(again, wide, 16)
    out.append(svg.paragraph(0, y + 28, lines_, size=16))
    height = y + 28 + (len(lines_) - 1) * 20 + 12
    return svg.picture(told.name, SLIM, height, out, title=told.title, description=told.alt)


def _stroke(path: str, width: float) -> str:
    return svg.tag(
        "path",
        d=path,
        fill="none",
        stroke=c.MAIN,
        stroke_width=svg.num(width),
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def _box(x: float, y: float, wide: float, tall: float) -> str:
    return svg.tag(
        "rect",
        x=x + 1,
        y=float(y),
        width=wide - 2,
        height=tall - 2,
        rx="10",
        fill="#f2f7fa",
        stroke="#7d96a8",
        stroke_width="1.5",
    )


def _in_a_row(told: Text, links: Sequence[Link], again: str) -> str:
    wide, tall, gap = 208.0, 262.0, 24.0
    width = len(links) * wide + (len(links) - 1) * gap
    out: list[str] = []
    for i, link in enumerate(links):
        x = i * (wide + gap)
        out.append(_stage(i, x, wide, tall, link))
        if i:
            out.append(_stroke(f"M{svg.num(x - gap + 5)} {svg.num(tall / 2 - 9)}l10 9l-10 9", 3))
    left, right, low = wide / 2, width - wide / 2, tall + 30
    way = f"M{svg.num(right)} {svg.num(tall + 6)}V{svg.num(low)}H{svg.num(left)}"
    out.append(_stroke(f"{way}V{svg.num(tall + 10)}m-7 9l7 -9l7 9", 2.5))
    wide_text = svg.width_of(again, 16) + 28
    out.append(
        svg.tag(
            "rect",
            x=(width - wide_text) / 2,
            y=low - 14,
            width=wide_text,
            height="28",
            fill=c.PAGE,
        )
    )
    out.append(svg.text(width / 2, low + 6, again, size=16, anchor="middle", fill=c.INK))
    return svg.picture(told.name, width, low + 22, out, title=told.title, description=told.alt)


def _stage(i: int, x: float, wide: float, tall: float, link: Link) -> str:
    size = 28.0
    number = svg.wrap(link.number, wide - 28, size, most=2)
    while max(svg.width_of(line, size) for line in number) * BOLD > wide - 28 and size > 16:
        size -= 1
        number = svg.wrap(link.number, wide - 28, size, most=2)
    verb = 20.0
    while svg.width_of(link.verb, verb) * BOLD > wide - 58 - 10 and verb > 13:
        verb -= 1
    parts = [
        _box(x, 1, wide, tall),
        svg.tag("circle", cx=x + 32, cy="34", r="16", fill=c.MAIN),
        svg.text(x + 32, 40, str(i + 1), size=17, anchor="middle", weight="600", fill=c.PAGE),
        svg.text(x + 58, 41, link.verb, size=verb, weight="600", fill=c.INK),
        svg.paragraph(x + 16, 94, number, size=size, weight="700", fill=c.MAIN),
    ]
    y = 94 + (len(number) - 1) * size * svg.BREAK_TALL + 26
    lines = svg.wrap(link.label, wide - 26, 15, most=int((tall - y) // 19))
    parts.append(svg.paragraph(x + 16, y, lines, size=15))
    y += len(lines) * 15 * svg.BREAK_TALL + 8
    room = int((tall - y) // 17.5)
    if link.more and room > 0:
        more = svg.wrap(link.more, wide - 26, 14, most=room)
        parts.append(svg.paragraph(x + 16, y, more, size=14, fill=c.QUIET))
    return svg.tag("g", *parts)


def whole(told: Text, rows: Sequence[Mark], words: Words) -> Picture:
    """All dimensions of how apart people live on one scale (den samlade bilden)."""
    return dots(told, rows, words)


def money(told: Text, years: Sequence[Bar], words: Words, legend: tuple[str, str, str]) -> Picture:
    """Per year: announced as an outline, decided as a filled bar inside it.

    ``legend``: announced, decided, nothing known of a decision.
    """

    def draw(text: Text, form: Form) -> str:
        return (_across if form.slim else _upright)(text, years, words, legend)

    return both(told, draw)


def _fill(told: Text, years: Sequence[Bar]) -> str:
    return f"url(#{told.name}-hatch)" if any(year.estimated for year in years) else c.MAIN


def _defs(told: Text) -> str:
    return svg.tag("defs", svg.hatch(f"{told.name}-hatch", c.MAIN))


def _across(told: Text, years: Sequence[Bar], words: Words, legend: tuple[str, str, str]) -> str:
    """For a phone: one row a year, bars from left to right, the amounts at their ends."""
    fill = _fill(told, years)
    figures = [f for y in years for f in (y.announced, y.decided) if f is not None]
    high = max((float(f.value) for f in figures if f.value is not None), default=0.0) or 1.0
    amounts = [
        " / ".join(
            _millions(f, words) if f is not None and f.value is not None else "–"
            for f in (year.announced, year.decided)
        )
        for year in years
    ]
    widest = max((svg.width_of(one, 14) for one in amounts), default=0.0)
    left, right = 50.0, SLIM - widest - 10
    out = [_defs(told), svg.text(0, 14, told.axis, size=14, fill=c.QUIET)]
    y = 26.0
    for year, amount in zip(years, amounts, strict=True):
        out.append(svg.text(0, y + 19, str(year.year), size=15))
        for figure, filled in ((year.announced, False), (year.decided, True)):
            if figure is None or figure.value is None:
                continue
            inset = 6 if filled else 0
            out.append(
                svg.tag(
                    "rect",
                    x=left,
                    y=y + 1 + inset,
                    width=max(1.0, float(figure.value) / high * (right - left)),
                    height=26.0 - 2 * inset,
                    fill=fill if filled else c.PAGE,
                    stroke=c.MAIN,
                    stroke_width="2",
                )
            )
        end = max(
            (float(f.value or 0) for f in (year.announced, year.decided) if f is not None),
            default=0.0,
        )
        at = left + end / high * (right - left) + 8
        out.append(svg.text(at, y + 19, amount, size=14))
        y += 36
    y += 16
    keys = ((legend[0], c.PAGE), (legend[1], fill))
    for label, colour in keys:
        out.append(
            svg.tag("rect", x="1", y=y - 13, width="22", height="16", fill=colour,
                    stroke=c.MAIN, stroke_width="2")
        )  # fmt: skip
        out.append(svg.text(34, y, label, size=15))
        y += 25
    out.append(svg.text(7, y, "–", size=15))
    out.append(svg.text(34, y, legend[2], size=15))
    return svg.picture(told.name, SLIM, y + 12, out, title=told.title, description=told.alt)


def _millions(figure: Figure, words: Words) -> str:
    label = say.digits((figure.value or 0) / 1e8, "number", words, 1)
    return label[:-2] if label.endswith((",0", ".0")) else label


def _upright(told: Text, years: Sequence[Bar], words: Words, legend: tuple[str, str, str]) -> str:
    fill = _fill(told, years)
    width, left, top, bottom = 800.0, 64.0, 44.0, 310.0
    figures = [f for y in years for f in (y.announced, y.decided) if f is not None]
    high = max((float(f.value) for f in figures if f.value is not None), default=100.0)
    scale = ticks(0.0, high)
    step = (width - left) / max(1, len(years))

    def y_of(value: float) -> float:
        return bottom - value / scale[-1] * (bottom - top)

    out: list[str] = [_defs(told)]
    for value in scale:
        y = y_of(value)
        out.append(
            svg.tag(
                "path",
                d=f"M{svg.num(left)} {svg.num(y)}H{svg.num(width)}",
                stroke=c.BORDER if not value else c.RULE,
                stroke_width="1",
            )
        )
        millions = value / 1e8
        label = tick_label(millions, "number", (scale[1] - scale[0]) / 1e8, words)
        out.append(svg.text(left - 10, y + 5, label, size=14, anchor="end", fill=c.QUIET))
    for i, year in enumerate(years):
        out.extend(_year((left + i * step, step), year, y_of, (bottom, fill), words))
    y = bottom + 56
    out.extend(
        (
            svg.tag(
                "rect",
                x="1",
                y=y - 14,
                width="22",
                height="16",
                fill=c.PAGE,
                stroke=c.MAIN,
                stroke_width="2",
            ),
            svg.text(32, y, legend[0], size=14),
            svg.tag(
                "rect",
                x="250",
                y=y - 14,
                width="22",
                height="16",
                fill=fill,
                stroke=c.MAIN,
                stroke_width="2",
            ),
            svg.text(282, y, legend[1], size=14),
            svg.text(500, y, f"–  {legend[2]}", size=14),
        )
    )
    out.append(svg.text(0, 14, told.axis, size=14, fill=c.QUIET))
    return svg.picture(told.name, width, y + 14, out, title=told.title, description=told.alt)


def _year(
    across: tuple[float, float],
    year: Bar,
    y_of: Callable[[float], float],
    look: tuple[float, str],
    words: Words,
) -> list[str]:
    bottom, fill = look
    x, step = across
    wide, middle = step * 0.62, x + step / 2
    out = [svg.text(middle, bottom + 21, str(year.year), size=14, anchor="middle")]
    tops = [bottom]
    for figure, filled in ((year.announced, False), (year.decided, True)):
        if figure is None or figure.value is None:
            continue
        y = y_of(float(figure.value))
        tops.append(y)
        inset = wide * 0.16 if filled else 0
        out.append(
            svg.tag(
                "rect",
                x=middle - wide / 2 + inset,
                y=y,
                width=wide - 2 * inset,
                height=bottom - y,
                fill=fill if filled else c.PAGE,
                stroke=c.MAIN,
                stroke_width="2",
            )
        )
    if year.announced is not None and year.announced.value is not None:
        label = _millions(year.announced, words)
        out.append(svg.text(middle, min(tops) - 6, label, size=13, anchor="middle"))
    if year.decided is None or year.decided.value is None:
        out.append(svg.text(middle, bottom - 8, "–", size=15, anchor="middle", fill=c.INK))
    return out
