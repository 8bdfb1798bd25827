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

Floats = NDArray[np.float64]
Array = NDArray[Any]

STEPS = (1000.0, 500.0, 250.0, 200.0, 100.0, 50.0, 25.0, 10.0, 5.0, 1.0, 0.5, 0.1, 0.01, 0.001)
FILL = 1.5
"""Buckets for each place; the bounding box decides how large they get."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Places in buckets: row-major buckets, four times as high as wide.

    ``xy``: (points, 2), units of ``step`` from the corner, sorted by bucket; single precision
    where that holds them exactly. ``start``:
    (rows · columns + 1,), first point of each bucket. ``run``: (blocks, points + 1, 4), running
    sums of people in words; the first block alone is searched: it holds all the words where
    four are enough, else everybody together. ``total``: (points,), people in sum units, of
    which ``scale`` make a person. ``at_x``, ``at_y``, ``own``, ``own_words``: of each area, its
    place, its point (−1 where nobody lives) and its people. ``gap`` is 1 on a lattice, where a
    bucket ends one unit before the next begins, else 0.
    """

    xy: Array
    start: Array
    run: Array
    total: Array
    at_x: Array
    at_y: Array
    own: Array
    own_words: Array
    own_total: Array
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
    def lead(self) -> int:
        """1 where the first block holds everybody together and not the groups, else 0."""
        words = -(-self.groups // 2) if self.packed else self.groups
        return int(words > 4)


def lattice(position: Floats) -> float:
    """The greatest step of which all differences between places are whole multiples, or 0."""
    shifted = position - position[0]
    sample = shifted if len(shifted) <= 4096 else shifted[:: len(shifted) // 4096]
    for step in STEPS:
        if not _whole(sample / step):
            continue
        units = shifted / step
        if _whole(units) and np.ptp(units, axis=0).max() < 2**26:
            return step
    return 0.0


def _whole(units: Floats) -> bool:
    return bool((np.abs(units - np.rint(units)) <= 1e-6).all())


def build(position: Floats, people: Floats) -> Grid:
    """Sort places into buckets. position (areas, 2); people (areas, groups), ≥ 0, finite."""
    step = lattice(position)
    corner = position.min(axis=0)
    gap = int(step > 0)
    units = np.rint((position - corner) / step) if step else position - corner
    short = bool(gap) and float(units.max()) < 2**24
    words, packed, scale = _words(people)
    ox, oy = np.ascontiguousarray(units[:, 0]), np.ascontiguousarray(units[:, 1])
    wide, high, columns, rows = _buckets(ox, oy, gap)
    bucket = _cell(oy, high) * columns + _cell(ox, wide)
    order, own, first = _merge(ox, oy, bucket, words, high if gap else 0.0)
    x, y, bucket = ox[order][first], oy[order][first], bucket[order][first]
    merged = np.add.reduceat(words[order], np.flatnonzero(first), axis=0)
    start = np.zeros(columns * rows + 1, dtype=np.int32)
    np.cumsum(np.bincount(bucket, minlength=columns * rows), out=start[1:])
    total = _sum_words(merged, packed)
    run = _running(merged, total)
    return Grid(
        np.column_stack([x, y]).astype(np.float32 if short else np.float64),
        start,
        run,
        total,
        ox,
        oy,
        own,
        _blocks(words, _sum_words(words, packed)),
        _sum_words(words, packed),
        step or 1.0,
        float(wide),
        float(high),
        columns,
        rows,
        gap,
        packed,
        scale,
        people.shape[1],
    )


def _blocks(words: Array, total: Array) -> Array:
    """Words in blocks of four, (blocks, places, 4); see ``Grid.run``."""
    places, width = words.shape
    lead = 0 if width <= 4 else 1
    blocks = np.zeros((lead + -(-width // 4), places, 4), dtype=np.uint64)
    if lead:
        blocks[0, :, 0] = total.astype(np.uint64)
    for word in range(width):
        blocks[lead + word // 4, :, word % 4] = words[:, word]
    return blocks


def _running(words: Array, total: Array) -> Array:
    blocks = _blocks(words, total)
    run = np.zeros((len(blocks), len(words) + 1, 4), dtype=np.uint64)
    np.cumsum(blocks, axis=1, out=run[:, 1:])
    return run


def _cell(u: Array, size: float) -> Array:
    return np.asarray(np.floor_divide(u, size)).astype(np.int64)


def _buckets(x: Array, y: Array, gap: int) -> tuple[float, float, int, int]:
    """Width and height of a bucket (four times as high as wide), columns and rows.

    The edge of a disc crosses most rows of buckets steeply: narrow buckets leave few points to
    look at beside it, high ones make few rows.
    """
    across, along = float(x.max()) + 1.0, float(y.max()) + 1.0
    area = across * along / (FILL * len(x))
    high = max(np.sqrt(area * 4), along / 30_000, 1e-9)
    wide = max(high / 4, across / 30_000, 1e-9)
    if gap:
        high, wide = max(1, round(high)), max(1, round(wide))
    return float(wide), float(high), int(across // wide) + 1, int(along // high) + 1


def _merge(
    x: Array, y: Array, bucket: Array, words: Array, high: float
) -> tuple[Array, Array, Array]:
    """Order by bucket, x and y, each place's point, and which in that order are the first.

    ``high``: of a bucket on a lattice, else 0. Places nobody lives in take no part: their
    point is −1. Sorted so, the edge of a disc parts few runs of points.
    """
    lived = np.flatnonzero(words.any(axis=1))
    at_x, at_y, at = x[lived], y[lived], bucket[lived]
    if high:  # one whole number says it all: within a row of buckets, column by column
        row = (at_y // high).astype(np.int64)
        key = (row * (int(x.max()) + 1) + at_x.astype(np.int64)) * int(high)
        order = lived[np.argsort(key + (at_y - row * high).astype(np.int64))]
    else:
        order = lived[np.lexsort((at_y, at_x, at))]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (x[order][1:] != x[order][:-1]) | (y[order][1:] != y[order][:-1])
    own = np.full(len(x), -1, dtype=np.int64)
    own[order] = np.cumsum(first) - 1
    if len(lived) < len(x):
        _own_of_empty(x, y, order[first], own)
    return order, own, first


def _own_of_empty(x: Array, y: Array, points: Array, own: Array) -> None:
    """An empty place may share its position with a lived one."""
    place = {(x[i].item(), y[i].item()): n for n, i in enumerate(points)}
    for j in np.flatnonzero(own < 0):
        own[j] = place.get((x[j].item(), y[j].item()), -1)


def _words(people: Floats) -> tuple[Array, bool, float]:
    """People as whole-number words (areas, words); whether two groups share a word; units."""
    areas, groups = people.shape
    whole = bool((people == np.rint(people)).all())
    if whole and float(people.sum(axis=0).max()) < 2**32:
        count = people.astype(np.uint64)
        if groups % 2:
            count = np.concatenate([count, np.zeros((areas, 1), dtype=np.uint64)], axis=1)
        packed = count[:, 0::2] | (count[:, 1::2] << np.uint64(32))
        return np.ascontiguousarray(packed), True, 1.0
    spare = 61 - int(np.ceil(np.log2(max(float(people.sum()), 1.0))))
    scale = 1.0 if whole else 2.0**spare
    return np.rint(people * scale).astype(np.uint64), False, scale


def _sum_words(words: Array, packed: bool) -> Array:
    if not packed:
        return np.asarray(words.sum(axis=1)).astype(np.int64)
    low = (words & np.uint64(0xFFFFFFFF)).sum(axis=1)
    return np.asarray(low + (words >> np.uint64(32)).sum(axis=1)).astype(np.int64)


def morton(x: Array, y: Array) -> Array:
    """The order in which places lie along a Z-curve, so that what follows lies near."""
    across = max(float(np.ptp(x)), float(np.ptp(y)), 1e-9)
    unit = 1.0 if across < 2**31 and float(across).is_integer() else (2**20 - 1) / across
    code = _spread((x - x.min()) * unit) | (_spread((y - y.min()) * unit) << np.uint64(1))
    return np.asarray(np.argsort(code))


def _spread(u: Array) -> Array:
    v = np.asarray(u).astype(np.uint64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        v = (v | (v << np.uint64(shift))) & np.uint64(mask)
    return v
