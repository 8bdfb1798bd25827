"""The one-page pictures: the chain, all dimensions together, money announced against decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from samlad.model import Figure, Words
from samlad.publish import say
from samlad.publish.draw import palette as c
from samlad.publish.draw import svg
from samlad.publish.draw.charts import Mark, Text, dots, tick_label, ticks
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
    """A year's amounts: announced, and decided (None where nothing is known)."""

    year: int
    announced: Figure | None
    decided: Figure | None


def chain(told: Text, links: Sequence[Link], again: str) -> Picture:
    """See, plan, apply, keep promises, tell: five stages in a row, and the way back."""
    wide, tall, gap = 208.0, 262.0, 24.0
    width = len(links) * wide + (len(links) - 1) * gap
    out: list[str] = []
    for i, link in enumerate(links):
        x = i * (wide + gap)
        out.append(_stage(i, x, wide, tall, link))
        if i:
            out.append(
                svg.tag(
                    "path",
                    d=f"M{svg.num(x - gap + 5)} {svg.num(tall / 2 - 9)}l10 9l-10 9",
                    fill="none",
                    stroke=c.MAIN,
                    stroke_width="3",
                    stroke_linecap="round",
                    stroke_linejoin="round",
                )
            )
    left, right, low = wide / 2, width - wide / 2, tall + 30
    out.append(
        svg.tag(
            "path",
            d=f"M{svg.num(right)} {svg.num(tall + 6)}V{svg.num(low)}H{svg.num(left)}"
            f"V{svg.num(tall + 10)}m-7 9l7 -9l7 9",
            fill="none",
            stroke=c.MAIN,
            stroke_width="2.5",
            stroke_linecap="round",
            stroke_linejoin="round",
        )
    )
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
    drawn = svg.picture(told.name, width, low + 22, out, title=told.title, description=told.alt)
    return Picture(told.name, drawn, told.title, told.alt, told.caption)


def _stage(i: int, x: float, wide: float, tall: float, link: Link) -> str:
    size = 28.0
    number = svg.wrap(link.number, wide - 28, size, most=2)
    while max(svg.width_of(line, size) for line in number) * BOLD > wide - 28 and size > 16:
        size -= 1
        number = svg.wrap(link.number, wide - 28, size, most=2)
    parts = [
        svg.tag(
            "rect",
            x=x + 1,
            y="1",
            width=wide - 2,
            height=tall - 2,
            rx="10",
            fill="#f2f7fa",
            stroke="#7d96a8",
            stroke_width="1.5",
        ),
        svg.tag("circle", cx=x + 32, cy="34", r="16", fill=c.MAIN),
        svg.text(x + 32, 40, str(i + 1), size=17, anchor="middle", weight="600", fill=c.PAGE),
        svg.text(x + 58, 41, link.verb, size=20, weight="600", fill=c.INK),
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
    width, left, top, bottom = 800.0, 64.0, 44.0, 310.0
    figures = [f for y in years for f in (y.announced, y.decided) if f is not None]
    high = max((float(f.value) for f in figures if f.value is not None), default=100.0)
    scale = ticks(0.0, high)
    step = (width - left) / max(1, len(years))

    def y_of(value: float) -> float:
        return bottom - value / scale[-1] * (bottom - top)

    out: list[str] = []
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
        out.extend(_year((left + i * step, step), year, y_of, bottom, words))
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
            svg.tag("rect", x="250", y=y - 14, width="22", height="16", fill=c.MAIN),
            svg.text(282, y, legend[1], size=14),
            svg.text(500, y, f"–  {legend[2]}", size=14),
        )
    )
    out.append(svg.text(0, 14, told.axis, size=14, fill=c.QUIET))
    drawn = svg.picture(told.name, width, y + 14, out, title=told.title, description=told.alt)
    return Picture(told.name, drawn, told.title, told.alt, told.caption)


def _year(
    across: tuple[float, float],
    year: Bar,
    y_of: Callable[[float], float],
    bottom: float,
    words: Words,
) -> list[str]:
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
                fill=c.MAIN if filled else c.PAGE,
                stroke=c.MAIN,
                stroke_width="2",
            )
        )
    if year.announced is not None and year.announced.value is not None:
        label = say.digits(year.announced.value / 1e8, "number", words, 1)
        label = label[:-2] if label.endswith((",0", ".0")) else label
        out.append(svg.text(middle, min(tops) - 6, label, size=13, anchor="middle"))
    if year.decided is None or year.decided.value is None:
        out.append(svg.text(middle, bottom - 8, "–", size=15, anchor="middle", fill=c.INK))
    return out
