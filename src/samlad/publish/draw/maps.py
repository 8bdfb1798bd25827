"""The map: one link per area, classes, hatch for what is hidden, a legend, and its rows as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from samlad.model import Areas, Figure, Words
from samlad.publish import say
from samlad.publish.draw import palette as c
from samlad.publish.draw import svg
from samlad.publish.draw.charts import Text
from samlad.publish.draw.geometry import WIDTH, Shape, Sheet, sheet
from samlad.publish.manuscript import MapBlock, MapRow, Picture


@dataclass(frozen=True)
class Place:
    """One area on the map: what is shown for it and where its link leads ("": nowhere)."""

    code: str
    name: str
    figure: Figure
    href: str


def classes(figures: Sequence[Figure], most: int = len(c.CLASSES)) -> list[int | None]:
    """The class of each figure, 0 lowest: about equally many areas in each, equal figures together.

    None where there is no number to show.
    """
    values = sorted(float(f.value) for f in figures if f.value is not None)
    different = sorted(set(values))
    most = min(most, len(different))
    if not most:
        return [None] * len(figures)
    edges = [different[0]]
    for i in range(1, most):
        edge = values[round(i * len(values) / most)]
        if edge <= edges[-1]:
            edge = next((v for v in different if v > edges[-1]), edge)
        if edge > edges[-1]:
            edges.append(edge)
    return [
        None if f.value is None else sum(float(f.value) >= e for e in edges) - 1 for f in figures
    ]


def shades(count: int) -> tuple[str, ...]:
    """As many classes as there are, spread from light to dark."""
    if count <= 1:
        return (c.CLASSES[2],)
    last = len(c.CLASSES) - 1
    return tuple(c.CLASSES[round(i * last / (count - 1))] for i in range(count))


def map_of(told: Text, areas: Areas, places: Sequence[Place], words: Words) -> MapBlock:
    """The map and its rows, which carry the same names, values and links in the same order.

    ``places`` come in the order of ``areas``. The picture says itself when it is a sketch or
    not geographical at all.
    """
    drawn = sheet(areas)
    groups = classes([place.figure for place in places])
    colours = shades(1 + max((g for g in groups if g is not None), default=0))
    shown = [say.figure(place.figure, words) for place in places]
    inside = [svg.tag("defs", svg.hatch(f"{told.name}-hatch"))]
    first = True
    for place, shape, group, value in zip(places, drawn.shapes, groups, shown, strict=True):
        fill = f"url(#{told.name}-hatch)" if group is None else colours[group]
        mark = "h" if group is None else f"k{group}"
        inside.append(_area(place, shape, value, (mark, fill), first=first))
        first = False
    inside.extend(_labels(drawn, places, groups, colours))
    grouped = list(zip(places, groups, strict=True))
    legend, height = _legend(told, drawn, grouped, colours, words)
    inside.append(svg.tag("g", *legend, aria_hidden="true"))
    note = "" if drawn.kind == "outlines" else words(f"draw.map.{drawn.kind}")
    alt = " ".join(part for part in (told.alt, note) if part)
    whole = svg.picture(
        told.name,
        max(drawn.width, WIDTH),
        height,
        inside,
        title=told.title,
        description=alt,
        role="group",
        extra=' data-map=""',
    )
    caption = " ".join(part for part in (told.alt, note, told.caption) if part)
    rows = tuple(
        MapRow(place.code, place.name, value, place.href)
        for place, value in zip(places, shown, strict=True)
    )
    return MapBlock(Picture(told.name, whole, told.title, alt, caption), rows, told.name)


def _area(place: Place, shape: Shape, value: str, look: tuple[str, str], *, first: bool) -> str:
    mark, fill = look
    path = svg.tag(
        "path",
        d=shape.path,
        class_=mark,
        fill=fill,
        stroke=c.BORDER,
        stroke_width="1",
        stroke_linejoin="round",
    )
    if not place.href:  # drawn outside a site: there is no page to lead to
        return svg.tag("g", path, role="img", aria_label=f"{place.name}: {value}")
    return (
        f'<a href="{escape(place.href)}" tabindex="{0 if first else -1}" '
        f'data-x="{svg.num(shape.middle[0])}" data-y="{svg.num(shape.middle[1])}" '
        f'aria-label="{escape(place.name)}: {escape(value)}">{path}</a>'
    )


def _labels(
    drawn: Sheet,
    places: Sequence[Place],
    groups: Sequence[int | None],
    colours: Sequence[str],
) -> list[str]:
    """Names where they fit; the link of the area already says them, so they are not read twice."""
    out = []
    for place, shape, group in zip(places, drawn.shapes, groups, strict=True):
        fitting = (_fitted(name, shape) for name in _names(place))
        lines = next((one for one in fitting if one), [])
        if not lines:
            continue
        fill = c.INK if group is None else c.on(colours[group])
        x, y = shape.middle
        top = y + 5 - (len(lines) - 1) * 8
        out.append(svg.paragraph(x, top, lines, size=13, anchor="middle", fill=fill))
    return [svg.tag("g", *out, aria_hidden="true", pointer_events="none")] if out else []


def _names(place: Place) -> tuple[str, str]:
    """The name, and a short form of a long one: its first part, and its number if it has one.

    >>> _names(Place("1", "Tolsbo-Strandbo-Sörbo 2", Figure(1, "number"), ""))
    ('Tolsbo-Strandbo-Sörbo 2', 'Tolsbo… 2')
    """
    if place.name == place.code:
        return place.code, place.code[-5:]
    first, _, rest = place.name.partition("-")
    number = rest.rpartition(" ")[2]
    short = f"{first}… {number}" if number.isdigit() else f"{first}…"
    return place.name, short if rest else place.name


def _fitted(name: str, shape: Shape) -> list[str]:
    """The lines of a name inside a shape; none when it does not fit."""
    lines = svg.wrap(name, shape.width * 0.9, 13)
    wide = max(svg.width_of(line, 13) for line in lines)
    low = len(lines) <= 3 and len(lines) * 16 <= shape.height * 0.75
    return lines if low and wide <= shape.width * 0.9 else []


def _legend(
    told: Text,
    drawn: Sheet,
    places: Sequence[tuple[Place, int | None]],
    colours: Sequence[str],
    words: Words,
) -> tuple[list[str], float]:
    """The legend under the map, darkest class first, and the height of the whole picture."""
    y = drawn.height + 34.0
    out = [svg.text(2, y, told.axis, size=16, weight="600")]
    keys: list[tuple[str, str]] = []
    for i in reversed(range(len(colours))):
        figures = [place.figure for place, group in places if group == i]
        if figures:
            ends = sorted(figures, key=lambda f: float(f.value or 0))
            low, high = (say.cell(f, words) for f in (ends[0], ends[-1]))
            label = low if low == high else words("draw.range", low=low, high=high)
            keys.append((colours[i], f"{label} ({len(figures)})"))
    if any(group is None for _, group in places):
        keys.append((f"url(#{told.name}-hatch)", words("draw.map.hidden")))
    x, y = 2.0, y + 16
    for fill, label in keys:
        wide = 36 + svg.width_of(label, 15) + 22
        if x > 2 and x + wide > WIDTH:
            x, y = 2.0, y + 32
        out.extend(_key(x, y, fill, label))
        x += wide
    y += 48
    lines = svg.wrap(words("draw.map.legend_note"), WIDTH - 4, 14)
    out.append(svg.paragraph(2, y, lines, size=14, fill=c.QUIET))
    return out, y + 18 * len(lines)


def _key(x: float, y: float, fill: str, label: str) -> list[str]:
    return [
        svg.tag(
            "rect", x=x, y=y, width="26", height="20", fill=fill, stroke=c.BORDER, stroke_width="1"
        ),
        svg.text(x + 36, y + 15, label, size=15),
    ]
