"""Shapes for maps: true outlines simplified once, a sketch from positions, tiles from nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.model import Areas

WIDTH = 640
LINE = 13.0
"""Height of a line of a name, in the drawing's units."""
LLOYD = 12
"""Rounds of moving each point to the middle of its cell: enough for cells that can be read."""


@dataclass(frozen=True)
class Shape:
    """One area as drawn: path, a point inside for its label, width and height there."""

    path: str
    middle: tuple[float, float]
    width: float
    height: float


@dataclass(frozen=True)
class Sheet:
    """All areas as drawn. ``kind``: ``outlines``, ``schematic`` or ``tiles``."""

    shapes: tuple[Shape, ...]
    width: float
    height: float
    kind: str


def sheet(areas: Areas) -> Sheet:
    """True outlines where given, else a sketch from positions that differ, else tiles."""
    if areas.outlines is not None:
        kind = "schematic" if areas.schematic else "outlines"
        return _from_shapes(_simplified(_polygons(areas)), kind)
    if areas.positions is not None and _spread_out(areas.positions):
        return _from_shapes(_sketch(areas.positions), "schematic")
    return tiles(len(areas))


def _spread_out(positions: NDArray[np.float64]) -> bool:
    """Finite and not all on one line."""
    if len(positions) < 3 or not np.isfinite(positions).all():
        return False
    return bool(np.linalg.matrix_rank(positions - positions.mean(axis=0), tol=1.0) == 2)


def tiles(count: int) -> Sheet:
    """One equal square per area in the order of the areas; not a map of where they lie."""
    columns = max(1, math.ceil(math.sqrt(count * 1.6)))
    size = WIDTH / columns
    shapes = []
    for i in range(count):
        row, column = divmod(i, columns)
        x, y, s = column * size + 3, row * size + 3, size - 6
        path = f"M{_n(x)} {_n(y)}h{_n(s)}v{_n(s)}h{_n(-s)}z"
        shapes.append(Shape(path, (x + s / 2, y + s / 2), s, s))
    return Sheet(tuple(shapes), WIDTH, math.ceil(count / columns) * size, "tiles")


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _polygons(areas: Areas) -> list[Any]:
    import shapely  # noqa: PLC0415  only where true borders are drawn

    assert areas.outlines is not None
    return [
        shapely.MultiPolygon([shapely.Polygon(rings[0], rings[1:]) for rings in outline])
        for outline in areas.outlines
    ]


def _simplified(shapes: list[Any]) -> list[Any]:
    """Simplified to under a step of the drawing, shared borders the same on both sides."""
    import shapely  # noqa: PLC0415

    west, south, east, north = shapely.total_bounds(shapes)
    step = max(east - west, north - south) / WIDTH
    return list(shapely.coverage_simplify(shapes, step * 1.5))


def _sketch(positions: NDArray[np.float64]) -> list[Any]:
    """Cells of about equal size around points that keep their directions from the middle.

    Distances are drawn together far out (square root), then each point is moved to the middle
    of its cell some rounds. No chance: the same positions give the same sketch.
    """
    import shapely  # noqa: PLC0415

    middle = np.median(positions, axis=0)
    away = positions - middle
    radius = np.hypot(away[:, 0], away[:, 1])
    spread = float(np.median(radius[radius > 0])) or 1.0
    points = away / np.maximum(radius, 1e-9)[:, None] * np.sqrt(radius / spread)[:, None]
    points = _apart(points)
    hull = shapely.MultiPoint(points).convex_hull
    frame = hull.buffer(0.55 * math.sqrt(max(hull.area, 1e-6) / len(points)) + 0.05)
    frame = frame.simplify(0.01)
    cells: list[Any] = []
    for _ in range(LLOYD):
        cells = _cells(points, frame)
        points = np.array([[cell.centroid.x, cell.centroid.y] for cell in cells])
    return cells


def _apart(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points in the very same place are put side by side."""
    out = points.copy()
    seen: dict[tuple[float, float], int] = {}
    for i, (x, y) in enumerate(points):
        key = (round(float(x), 6), round(float(y), 6))
        seen[key] = seen.get(key, -1) + 1
        out[i] += (0.01 * seen[key], 0.004 * seen[key])
    return out


def _cells(points: NDArray[np.float64], frame: Any) -> list[Any]:
    import shapely  # noqa: PLC0415

    drawn = shapely.voronoi_polygons(
        shapely.MultiPoint(points), extend_to=frame.buffer(1), ordered=True
    )
    return [shapely.intersection(cell, frame) for cell in shapely.get_parts(drawn)]


def _from_shapes(shapes: Sequence[Any], kind: str) -> Sheet:
    """In whole steps, y turned, relative commands."""
    import shapely  # noqa: PLC0415

    west, south, east, north = (float(v) for v in shapely.total_bounds(list(shapes)))
    scale = (WIDTH - 8) / max(east - west, (north - south) * 0.8)
    grain = 1 if kind == "outlines" else 2

    def place(ring: Any) -> NDArray[np.int64]:
        xy = shapely.get_coordinates(ring)
        x = (xy[:, 0] - west) * scale + 4
        y = (north - xy[:, 1]) * scale + 4
        return np.asarray(np.rint(np.column_stack([x, y]) * grain), dtype=np.int64)

    out = []
    for shape in shapes:
        rings = [
            ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)
        ]
        left, right, level = _room(shape, LINE / scale)
        out.append(
            Shape(
                "".join(_relative(place(ring), grain) for ring in rings),
                (((left + right) / 2 - west) * scale + 4, (north - level) * scale + 4),
                (right - left) * scale,
                (shape.bounds[3] - shape.bounds[1]) * scale,
            )
        )
    height = (north - south) * scale + 8
    return Sheet(tuple(out), (east - west) * scale + 8, height, kind)


def _room(shape: Any, line: float) -> tuple[float, float, float]:
    """Left and right end of the room for a name of two lines, and the level of its middle."""
    import shapely  # noqa: PLC0415

    middle = shape.centroid
    if not shape.contains(middle):
        middle = shape.representative_point()
    west, _, east, _ = shape.bounds
    ends = [(west, east)]
    for y in (middle.y - line, middle.y, middle.y + line):
        across = shapely.LineString([(west - 1, y), (east + 1, y)]).intersection(shape)
        for part in shapely.get_parts(across):
            start, _, stop, _ = part.bounds
            if start <= middle.x <= stop:
                ends.append((start, stop))
    return max(e[0] for e in ends), min(e[1] for e in ends), float(middle.y)


def _relative(steps: NDArray[np.int64], grain: int) -> str:
    moves = np.diff(steps, axis=0)
    moves = moves[(moves != 0).any(axis=1)][:-1]

    def write(value: int) -> str:
        return _n(value / grain)

    start = f"M{write(int(steps[0, 0]))} {write(int(steps[0, 1]))}"
    if not len(moves):
        return start + "l1 0z"
    return start + "l" + " ".join(f"{write(int(x))} {write(int(y))}" for x, y in moves) + "z"
