"""True borders out of a geographic file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.model import Areas, Mistake, Outline, Where
from samlad.sources.divisions import bare
from samlad.sources.formats import broken, read_layer
from samlad.sources.table import read_start

METRES = "EPSG:3006"
_SWEDEN = (10.0, 55.0, 24.5, 69.5)
"""West, south, east, north of the country, degrees."""


def read_outlines(path: Path, areas: Areas, *, layer: str | None = None) -> Areas:
    """The areas with their borders, in metres (SWEREF 99 TM within Sweden), from a GeoPackage,
    GeoJSON or shapefile in any known reference system.

    The column of codes is the one that holds most of the areas' codes, each once: a file of
    smaller areas gives no borders to larger ones. Areas of other municipalities in the file are
    left aside. Raises ``Mistake``: reading the file; ``outlines.no_codes``, ``outlines.twice``,
    ``outlines.missing`` (areas without a shape), ``areas.unknown`` (shapes
    of the same municipality that the table lacks), ``outlines.no_system``,
    ``outlines.system_disagrees`` (degrees said to be metres, or the reverse),
    ``outlines.not_polygon``, ``outlines.invalid``.
    """
    path = Path(path)
    read_start(path)
    fields, raw, crs = read_layer(path, layer)
    where = Where(str(path))
    column, codes = _codes(fields, areas, where)
    _require_known(codes, areas, Where(str(path), column=column))
    wanted = {code: i for i, code in enumerate(areas.codes)}
    places = [i for i, code in enumerate(codes) if code in wanted]
    shapes, metres = _in_metres([raw[i] for i in places], crs, path)
    outlines: list[list[tuple[NDArray[np.float64], ...]]] = [[] for _ in areas.codes]
    for place, shape in zip(places, shapes, strict=True):
        outlines[wanted[codes[place]]].extend(_polygons(shape, codes[place], where))
    return Areas(
        areas.division,
        areas.codes,
        areas.names,
        areas.positions if areas.positions is not None else _insides(shapes, places, codes, areas),
        tuple(tuple(outline) for outline in outlines),
        metres,
    )


def _codes(
    fields: dict[str, NDArray[Any]], areas: Areas, where: Where
) -> tuple[str, tuple[str, ...]]:
    known = set(areas.codes)
    best, found, most, twice = "", tuple[str, ...](), 0, ""
    for name, values in fields.items():
        texts = tuple(bare(str(value).strip()) for value in values.tolist())
        held = [text for text in texts if text in known]
        if len(set(held)) < len(held):
            twice = twice or next(text for text in held if held.count(text) > 1)
        elif len(held) > most:
            best, found, most = name, texts, len(held)
    if not most and twice:
        raise Mistake("outlines.twice", where, {"code": twice})
    if not most:
        names = ", ".join(fields) or "–"
        raise Mistake("outlines.no_codes", where, {"columns": names, "example": areas.codes[0]})
    return best, found


def _require_known(codes: Sequence[str], areas: Areas, where: Where) -> None:
    known = set(areas.codes)
    missing = [code for code in areas.codes if code not in set(codes)]
    if missing:
        found = {"codes": ", ".join(missing[:5]), "count": len(missing)}
        raise Mistake("outlines.missing", where, found)
    here = {code[:4] for code in known}
    for row, code in enumerate(codes, start=1):
        if code not in known and code[:4] in here and len(code) == len(areas.codes[0]):
            raise Mistake(
                "areas.unknown",
                Where(where.file, row, where.column),
                {"code": code, "division": areas.division},
            )


def _in_metres(raw: Sequence[Any], crs: str | None, path: Path) -> tuple[Sequence[Any], str]:
    """The shapes in metres and the system they are in then: SWEREF 99 TM within Sweden; abroad
    the file's own system when it is in metres, else the UTM zone of its middle."""
    import pyproj  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    where = Where(str(path))
    if any(one is None for one in raw):
        raise Mistake("outlines.not_polygon", where, {"code": "–", "kind": "–"})
    try:
        shapes = shapely.from_wkb(np.array(list(raw), dtype=object))
    except shapely.errors.GEOSException as error:
        raise broken(path, error) from error
    if crs is None:
        raise Mistake("outlines.no_system", where)
    try:
        system = pyproj.CRS.from_user_input(crs)
        west, south, east, north = (float(x) for x in shapely.total_bounds(shapes))
        degrees = max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90
        if degrees != system.is_geographic:
            found = {"system": crs[:40], "x": f"{west:.6g}"}
            raise Mistake("outlines.system_disagrees", where, found)
        metres = _metres_of(system, (west + east) / 2, (south + north) / 2)
        turn = pyproj.Transformer.from_crs(system, metres, always_xy=True)
    except pyproj.exceptions.ProjError:
        raise Mistake("outlines.no_system", where) from None
    return list(shapely.transform(shapes, turn.transform, interleaved=False)), metres


def _metres_of(system: Any, x: float, y: float) -> str:
    import pyproj  # noqa: PLC0415

    to_degrees = pyproj.Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    east, north = to_degrees.transform(x, y)
    if _SWEDEN[0] <= east <= _SWEDEN[2] and _SWEDEN[1] <= north <= _SWEDEN[3]:
        return METRES
    if system.is_projected and system.axis_info[0].unit_name in ("metre", "meter"):
        return str(system.to_string())
    zone = int((east + 180) // 6) % 60 + 1
    return f"EPSG:{(32600 if north >= 0 else 32700) + zone}"


def _polygons(shape: Any, code: str, where: Where) -> Outline:
    import shapely  # noqa: PLC0415

    parts = shapely.get_parts(shape)
    if shape.is_empty or any(part.geom_type != "Polygon" for part in parts):
        raise Mistake("outlines.not_polygon", where, {"code": code, "kind": shape.geom_type})
    if not shape.is_valid:
        reason = str(shapely.is_valid_reason(shape))[:80]
        raise Mistake("outlines.invalid", where, {"code": code, "reason": reason})
    return tuple(
        tuple(
            np.array(ring.coords, dtype=np.float64)[:, :2]
            for ring in (part.exterior, *part.interiors)
        )
        for part in parts
    )


def _insides(
    shapes: Sequence[Any], places: Sequence[int], codes: Sequence[str], areas: Areas
) -> NDArray[np.float64]:
    """(areas, 2), metres: a point inside each area's largest shape."""
    import shapely  # noqa: PLC0415

    largest: dict[str, Any] = {}
    for place, shape in zip(places, shapes, strict=True):
        code = codes[place]
        if code not in largest or shape.area > largest[code].area:
            largest[code] = shape
    points = [shapely.point_on_surface(largest[code]) for code in areas.codes]
    return np.array([(point.x, point.y) for point in points])
