"""Places sorted into buckets, with running sums, so that a disc is a few look-ups a row.

Places on a lattice (cells of a grid, addresses in whole metres) get whole-number coordinates, so
that equal distances are equal exactly; other places keep the coordinates they came with. Nobody
is moved. People are whole numbers in the sums: as they are, two groups to a 64-bit word, where
they are whole; otherwise in units so small (2⁻ˢ persons) that nothing is lost that a double
could hold. Whole-number sums do not depend on the order in which they were added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.measure.kernels import sort, units

Floats = NDArray[np.float64]
Array = NDArray[Any]

BITS = 20
"""Of each coordinate, for the order of visits."""
FILL = 1.0
"""Buckets for each place; the bounding box decides how large they get."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Places in buckets: row-major buckets, four times as high as wide.

    ``xy``: (points, 2), units of ``step`` from ``corner``, sorted by bucket; single precision
    where that holds them exactly. ``start``:
    (rows · columns + 1,), first point of each bucket. ``run``: (blocks, points + 1, 4), running
    sums of people in words; the first block alone is searched: it holds all the words where
    four are enough, else everybody together. ``total``: (points,), people in sum units, of
    which ``scale`` make a person. ``own``: (areas,), the point of each area, −1 where nobody
    lives there. ``gap`` is 1 on a lattice, where a bucket ends one unit before the next begins,
    else 0. What can be had from the input again is not kept: 54 bytes a place is all.
    """

    xy: Array
    start: Array
    run: Array
    total: Array
    own: Array
    corner: Floats
    step: float
    wide: float
    high: float
    columns: int
    rows: int
    gap: int
    packed: bool
    scale: float
    groups: int

    @property
    def fullest(self) -> int:
        """Points in the row of buckets that has most."""
        return int(np.diff(self.start[:: self.columns]).max())

    @property
    def lead(self) -> int:
        """1 where the first block holds everybody together and not the groups, else 0."""
        words = -(-self.groups // 2) if self.packed else self.groups
        return int(words > 4)

    def at(self, position: Floats) -> tuple[Floats, Floats]:
        """Positions (places, 2) as x and y in units from the corner."""
        return _units(position, self.corner, self.step if self.gap else 0.0)

    def words(self, people: Array) -> tuple[Array, Array]:
        """People (places, groups) as ``run`` holds them, (blocks, places, 4), and their sums."""
        total = np.zeros(len(people), dtype=np.int64)
        blocks = np.zeros((len(self.run), len(people), 4), dtype=np.uint64)
        people = np.ascontiguousarray(people)
        sort.in_words(people, self.packed, self.scale, self.lead, blocks, total)
        return blocks, total


def build(position: Floats, people: Array) -> Grid:
    """Sort places into buckets. position (areas, 2); people (areas, groups), ≥ 0, finite."""
    position, people = np.ascontiguousarray(position), np.ascontiguousarray(people)
    step = units.lattice(position, sort.on_lattice)
    x0, y0, x1, y1 = sort.box(position)
    corner = np.array([x0, y0])
    gap = int(step > 0)
    across, along = x1 - x0, y1 - y0
    if gap:
        across, along = (float(np.rint(u / step)) for u in (across, along))
    short = bool(gap) and max(across, along) < 2**24
    wide, high, columns, rows = _buckets(across + 1.0, along + 1.0, len(position), gap)
    start = np.zeros(columns * rows + 1, dtype=np.int32)
    xy = np.empty(position.shape, dtype=np.float32 if short else np.float64)
    order, own = (np.empty(len(position), dtype=np.int32) for _ in range(2))
    lived, points = sort.in_buckets(
        position, x0, y0, step, people, wide, high, columns, start, xy, order, own
    )
    if points < len(xy):
        xy = xy[:points].copy()
    if lived < len(position):
        _own_of_empty(_units(position, corner, step), own)
    packed, scale = _unit(people)
    width = -(-people.shape[1] // 2) if packed else people.shape[1]
    lead = int(width > 4)
    run = np.zeros((lead + -(-width // 4), points + 1, 4), dtype=np.uint64)
    total = np.zeros(points, dtype=np.int64)
    sort.running(people, order, own, lived, packed, scale, lead, run, total)
    return Grid(
        xy,
        start,
        run,
        total,
        own,
        corner,
        step or 1.0,
        wide,
        high,
        columns,
        rows,
        gap,
        packed,
        scale,
        people.shape[1],
    )


def _units(position: Floats, corner: Floats, step: float) -> tuple[Floats, Floats]:
    both = (position[:, 0] - corner[0], position[:, 1] - corner[1])
    if step:
        for u in both:
            np.divide(u, step, out=u)
            np.rint(u, out=u)
    return both


def _buckets(across: float, along: float, places: int, gap: int) -> tuple[float, float, int, int]:
    """Width and height of a bucket (four times as high as wide), columns and rows.

    The edge of a disc crosses most rows of buckets steeply: narrow buckets leave few points to
    look at beside it, high ones make few rows.
    """
    area = across * along / (FILL * places)
    high = max(np.sqrt(area * 4), along / 30_000, 1e-9)
    wide = max(high / 4, across / 30_000, 1e-9)
    if gap:
        high, wide = max(1, round(high)), max(1, round(wide))
    return float(wide), float(high), int(across // wide) + 1, int(along // high) + 1


def _own_of_empty(at: tuple[Floats, Floats], own: Array) -> None:
    """An empty place may share its position, ``at`` in units, with a lived one."""
    x, y = at
    empty = np.flatnonzero(own < 0)
    beside = np.flatnonzero((own >= 0) & np.isin(x, x[empty]))
    point = {(x[i].item(), y[i].item()): own[i] for i in beside}
    for j in empty:
        own[j] = point.get((x[j].item(), y[j].item()), -1)


def _unit(people: Array) -> tuple[bool, float]:
    """Whether two groups share a word, and how many sum units make a person."""
    sums, whole = sort.tally(people)
    if whole and float(sums.max()) < 2**32:
        return True, 1.0
    spare = 61 - int(np.ceil(np.log2(max(float(sums.sum()), 1.0))))
    return False, 1.0 if whole else 2.0**spare


def curve(position: Floats) -> Array:
    """The order in which places lie along a space-filling curve: what follows lies near."""
    position = np.ascontiguousarray(position)
    x0, y0, x1, y1 = sort.box(position)
    across = max(x1 - x0, y1 - y0)
    unit = max(across, 1e-9) / 2**BITS
    return np.asarray(sort.along_curve(position, x0, y0, unit, BITS))
