"""The map: one link per area, classes, hatch for what is hidden, a legend, and its rows as text."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from samlad.model import Areas, Figure, Words
from samlad.publish import say
from samlad.publish.draw import palette as c
from samlad.publish.draw import svg
from samlad.publish.draw.charts import Text
from samlad.publish.draw.geometry import WIDTH, Shape, Sheet, sheet
from samlad.publish.manuscript import Key, MapBlock, MapRow, Picture


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
    near = lens(drawn)
    groups = classes([place.figure for place in places])
    colours = shades(1 + max((g for g in groups if g is not None), default=0))
    shown = [say.figure(place.figure, words) for place in places]
    inside = [svg.tag("defs", svg.hatch(f"{told.name}-hatch"), *_clip(told.name, near))]
    grain = near.scale if near else 1.0
    for i, (place, shape, group) in enumerate(zip(places, drawn.shapes, groups, strict=True)):
        fill = f"url(#{told.name}-hatch)" if group is None else colours[group]
        look = ("h" if group is None else f"k{group}", fill)
        paths = _path(shape.path, look)
        if near is not None and i in near.holds:
            paths += _path(shape.path, look, near, f"{told.name}-lens")
        inside.append(_area(place, shape, shown[i], (paths, grain), first=i == 0))
    inside.extend(_labels(drawn, places, groups, colours))
    if near is not None:
        inside.extend(_labels(_seen(drawn, near), places, groups, colours))
        inside.append(svg.tag("g", *_frames(near, words), aria_hidden="true"))
    grouped = list(zip(places, groups, strict=True))
    keys = _keys(told, grouped, colours, words)
    under = near.bottom if near else drawn.height
    legend, height = _legend(told, under, keys, words)
    note = "" if drawn.kind == "outlines" else words(f"draw.map.{drawn.kind}")
    enlarged = words("draw.map.enlarged_note") if near else ""
    alt = " ".join(part for part in (told.alt, note, enlarged) if part)

    def whole(tall: float, *more: str) -> str:
        return svg.picture(
            told.name,
            max(drawn.width, WIDTH),
            tall,
            (*inside, *more),
            title=told.title,
            description=alt,
            role="group",
            extra=' data-map=""',
        )

    full = whole(height, svg.tag("g", *legend, aria_hidden="true"))
    caption = " ".join(part for part in (alt, told.caption) if part)
    rows = tuple(
        MapRow(place.code, place.name, value, place.href)
        for place, value in zip(places, shown, strict=True)
    )
    return MapBlock(
        Picture(told.name, full, told.title, alt, caption),
        rows,
        told.name,
        whole(under + 2),
        keys,
        told.axis,
        words("draw.map.legend_note"),
    )


SMALL = 16.0
"""An area drawn less than this high or wide is too small to see or to point at."""
MANY, FEW = 0.85, 3
"""No inset when it would hold nearly all areas, nor for fewer than this."""


TALLEST = 560.0
"""No enlargement is higher than this."""


@dataclass(frozen=True)
class Lens:
    """The part of a map that is drawn again, enlarged, under it.

    ``box``: left, top, width, height on the map; ``holds``: which areas lie inside, by position.
    ``top``: where the enlargement begins; it is ``box`` times ``scale``, ``bottom`` its end.
    """

    box: tuple[float, float, float, float]
    holds: frozenset[int]
    scale: float
    top: float

    @property
    def bottom(self) -> float:
        """The lower edge of the enlargement."""
        return self.top + self.box[3] * self.scale + 4


def lens(drawn: Sheet) -> Lens | None:
    """What to enlarge: the box round the small areas that lie together; None when there are few."""
    if drawn.kind != "outlines":
        return None
    boxes = [bounds(shape.path) for shape in drawn.shapes]
    small = [i for i, b in enumerate(boxes) if min(b[2] - b[0], b[3] - b[1]) < drawn.width / SMALL]
    if len(small) < FEW:
        return None
    middle = [statistics.median((boxes[i][k] + boxes[i][k + 2]) / 2 for i in small) for k in (0, 1)]
    reach = drawn.width / 4
    kept = [
        i
        for i in small
        if all(abs((boxes[i][k] + boxes[i][k + 2]) / 2 - middle[k]) < reach for k in (0, 1))
    ]
    if len(kept) < FEW:
        return None
    left, top = (min(boxes[i][k] for i in kept) - 3 for k in (0, 1))
    right, low = (max(boxes[i][k] for i in kept) + 3 for k in (2, 3))
    scale = min((max(drawn.width, WIDTH) - 4) / (right - left), TALLEST / (low - top))
    if scale < 1.8:
        return None
    holds = frozenset(
        i for i, b in enumerate(boxes) if b[0] < right and b[2] > left and b[1] < low and b[3] > top
    )
    return Lens((left, top, right - left, low - top), holds, scale, drawn.height + 40)


def _seen(drawn: Sheet, near: Lens) -> Sheet:
    """The shapes as the enlargement shows them; those not wholly in it have no room for a name."""
    x, y, wide, tall = near.box
    shapes = []
    for shape in drawn.shapes:
        box = bounds(shape.path)
        whole = box[0] >= x and box[1] >= y and box[2] <= x + wide and box[3] <= y + tall
        middle = (
            (shape.middle[0] - x) * near.scale + 2,
            (shape.middle[1] - y) * near.scale + near.top + 2,
        )
        size = near.scale if whole else 0.0
        shapes.append(Shape(shape.path, middle, shape.width * size, shape.height * size))
    return Sheet(tuple(shapes), drawn.width, near.bottom, drawn.kind)


_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


def bounds(path: str) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a path as this room draws them: M, then relative l, h, v, z."""
    xs: list[float] = []
    ys: list[float] = []
    for ring in path.split("M")[1:]:
        numbers = [float(n) for n in _NUMBERS.findall(ring.partition("h")[0])]
        x, y = numbers[0], numbers[1]
        xs.append(x)
        ys.append(y)
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=False):
            x, y = x + dx, y + dy
            xs.append(x)
            ys.append(y)
    return min(xs), min(ys), max(xs), max(ys)


def _clip(name: str, near: Lens | None) -> list[str]:
    if near is None:
        return []
    x, y, wide, tall = near.box
    box = svg.tag("rect", x=x, y=y, width=wide, height=tall)
    return [f'<clipPath id="{name}-lens">{box}</clipPath>']


def _path(path: str, look: tuple[str, str], near: Lens | None = None, clip: str = "") -> str:
    """An area's shape; inside a lens moved, enlarged and cut at its edge."""
    drawn = svg.tag(
        "path",
        d=path,
        class_=look[0],
        fill=look[1],
        stroke=c.BORDER,
        stroke_width="1",
        stroke_linejoin="round",
        vector_effect=None if near is None else "non-scaling-stroke",
    )
    if near is None:
        return drawn
    x, y, _, _ = near.box
    move = (
        f"translate(2 {svg.num(near.top + 2)}) scale({svg.num(near.scale)}) "
        f"translate({svg.num(-x)} {svg.num(-y)})"
    )
    return svg.tag("g", drawn, transform=move, clip_path=f"url(#{clip})")


def _frames(near: Lens, words: Words) -> list[str]:
    """The marked part of the map, the frame of its enlargement, and the words above it."""
    x, y, wide, tall = near.box
    frame = {"fill": "none", "stroke": c.INK, "stroke_width": "2"}
    return [
        svg.tag("rect", x=x, y=y, width=wide, height=tall, stroke_dasharray="5 3", **frame),
        svg.text(2, near.top - 12, words("draw.map.enlarged"), size=16, weight="600"),
        svg.tag("rect", x=1.0, y=near.top + 1, width=wide * near.scale + 2,
                height=tall * near.scale + 2, stroke_dasharray="5 3", **frame),
    ]  # fmt: skip


def _area(place: Place, shape: Shape, value: str, drawn: tuple[str, float], *, first: bool) -> str:
    """One area: its shapes under one link. ``drawn``: the shapes, and how fine to tell where."""
    paths, grain = drawn
    if not place.href:  # drawn outside a site: there is no page to lead to
        return svg.tag("g", paths, role="img", aria_label=f"{place.name}: {value}")
    x, y = (svg.num(one * grain) for one in shape.middle)
    return (
        f'<a href="{escape(place.href)}" tabindex="{0 if first else -1}" '
        f'data-x="{x}" data-y="{y}" '
        f'aria-label="{escape(place.name)}: {escape(value)}">{paths}</a>'
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
    if not out:
        return []
    return [svg.tag("g", *out, class_="names", aria_hidden="true", pointer_events="none")]


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


def _keys(
    told: Text,
    places: Sequence[tuple[Place, int | None]],
    colours: Sequence[str],
    words: Words,
) -> tuple[Key, ...]:
    """The lines of the legend, darkest class first, what is hidden last."""
    keys: list[Key] = []
    for i in reversed(range(len(colours))):
        figures = [place.figure for place, group in places if group == i]
        if figures:
            ends = sorted(figures, key=lambda f: float(f.value or 0))
            low, high = (say.cell(f, words) for f in (ends[0], ends[-1]))
            label = low if low == high else words("draw.range", low=low, high=high)
            keys.append(Key(colours[i], f"{label} ({len(figures)})"))
    if any(group is None for _, group in places):
        keys.append(Key(f"url(#{told.name}-hatch)", words("draw.map.hidden")))
    return tuple(keys)


def _legend(told: Text, under: float, keys: Sequence[Key], words: Words) -> tuple[list[str], float]:
    """The legend under the map, and the height of the whole picture."""
    y = under + 34.0
    out = [svg.text(2, y, told.axis, size=16, weight="600")]
    x, y = 2.0, y + 16
    for key in keys:
        wide = 36 + svg.width_of(key.text, 15) + 22
        if x > 2 and x + wide > WIDTH:
            x, y = 2.0, y + 32
        out.extend(_key(x, y, key.fill, key.text))
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
