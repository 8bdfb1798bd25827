"""What the areas' outlines give, and dissimilarity adjusted for neighbours across a border."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.measure.registry import INDICES, Cells, index
from samlad.measure.shares import Vector, shares
from samlad.model import Areas, Mistake, Outline


@dataclass(frozen=True, eq=False)
class Borders:
    """Shared borders: areas ``one`` and ``other`` (pairs,) share ``metres`` (pairs,), > 0.

    ``perimeter``: (areas,), m, the outer world included.
    """

    one: NDArray[np.int64]
    other: NDArray[np.int64]
    metres: Vector
    perimeter: Vector


def _ring_area(ring: NDArray[np.float64]) -> float:
    x, y = (ring - ring[0]).T
    return float(abs(x[:-1] @ y[1:] - x[1:] @ y[:-1] + x[-1] * y[0] - x[0] * y[-1]) / 2)


def _size(outline: Outline) -> float:
    return sum(
        _ring_area(polygon[0]) - sum(_ring_area(hole) for hole in polygon[1:])
        for polygon in outline
    )


def sizes(areas: Areas) -> Vector:
    """Land of each area, (areas,), in the square of the outlines' unit (m²).

    Raises ``Mistake("measure.no_outlines")``.
    """
    if areas.outlines is None:
        raise Mistake("measure.no_outlines", found={"division": areas.division})
    return np.array([_size(outline) for outline in areas.outlines])


def shared_borders(areas: Areas) -> Borders:
    """Lengths of the borders the areas share, by laying outline on outline.

    Raises ``Mistake("measure.no_outlines")``.
    """
    if areas.outlines is None:
        raise Mistake("measure.no_outlines", found={"division": areas.division})
    import shapely  # noqa: PLC0415  heavier than NumPy, wanted here only

    lines = np.array(
        [
            shapely.MultiLineString([ring for polygon in outline for ring in _closed(polygon)])
            for outline in areas.outlines
        ]
    )
    one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
    later = one < other
    one, other = one[later], other[later]
    metres = shapely.length(shapely.intersection(lines[one], lines[other]))
    shared = metres > 0
    return Borders(
        one[shared].astype(np.int64),
        other[shared].astype(np.int64),
        np.asarray(metres[shared], dtype=np.float64),
        np.asarray(shapely.length(lines), dtype=np.float64),
    )


def _closed(polygon: tuple[NDArray[np.float64], ...]) -> list[NDArray[np.float64]]:
    return [r if np.array_equal(r[0], r[-1]) else np.vstack([r, r[:1]]) for r in polygon]


@index(
    dimension="neighbour-adjusted",
    lowest=-1.0,
    highest=1.0,
    groups=2,
    borders=True,
    reference="Morrill 1991; Wong 1993, doi:10.1080/00420989320080551",
)
def boundary_dissimilarity(n: Cells, borders: Borders) -> float:
    r"""D less the mean difference across borders, long borders weighing more.

    .. math:: D(w) = D - \sum_{ij} w_{ij} |p_i - p_j|,\quad
        w_{ij} = b_{ij} / \sum_{kl} b_{kl}

    n : (areas, 2), people, no area empty; borders : what the areas share. Without the extra half
    in Wong's printed formula, as Tivadar 2019 (doi:10.18637/jss.v089.i07) points out.

    >>> row = Borders(np.array([0, 1]), np.array([1, 2]), np.full(2, 5.0), np.full(3, 20.0))
    >>> n = np.array([[30.0, 10.0], [10.0, 50.0], [10.0, 10.0]])
    >>> round(boundary_dissimilarity(n, row), 12)
    0.055952380952
    """
    p = shares(n)[:, 0]
    across = borders.metres @ np.abs(p[borders.one] - p[borders.other])
    return float(INDICES["dissimilarity"].formula(n) - across / borders.metres.sum())


@index(
    dimension="neighbour-adjusted",
    lowest=-1.0,
    highest=1.0,
    groups=2,
    borders=True,
    size=True,
    reference="Wong 1993, doi:10.1080/00420989320080551",
)
def perimeter_dissimilarity(n: Cells, borders: Borders, size: Vector) -> float:
    r"""As ``boundary_dissimilarity``, areas that are small for their border meeting more.

    .. math:: D(s) = D - \sum_{ij} w_{ij} |p_i - p_j|
        \frac{\tfrac12 (P_i/A_i + P_j/A_j)}{\max_k P_k/A_k}

    n : (areas, 2), people; borders, with perimeters P in m; size : (areas,), m².

    >>> row = Borders(np.array([0, 1]), np.array([1, 2]), np.full(2, 5.0), np.full(3, 20.0))
    >>> n = np.array([[30.0, 10.0], [10.0, 50.0], [10.0, 10.0]])
    >>> round(perimeter_dissimilarity(n, row, np.array([25.0, 25.0, 50.0])), 12)
    0.097619047619
    """
    p, ratio = shares(n)[:, 0], borders.perimeter / size
    meeting = (ratio[borders.one] + ratio[borders.other]) / (2 * ratio.max())
    across = borders.metres @ (np.abs(p[borders.one] - p[borders.other]) * meeting)
    return float(INDICES["dissimilarity"].formula(n) - across / borders.metres.sum())
