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
        width = -(-self.groups // 2) if self.packed else self.groups
        words = [_word(people, w, self.packed, self.scale) for w in range(width)]
        total = np.zeros(len(people), dtype=np.int64)
        for word in words:
            total += _sum_word(word, self.packed)
        blocks = np.zeros((len(self.run), len(people), 4), dtype=np.uint64)
        if self.lead:
            blocks[0, :, 0] = total.astype(np.uint64)
        for w, word in enumerate(words):
            blocks[self.lead + w // 4, :, w % 4] = word
        return blocks, total


def lattice(position: Floats) -> float:
    """The greatest step of which all differences between places are whole multiples, or 0."""
    shifted = position - position[0]
    sample = shifted if len(shifted) <= 4096 else shifted[:: len(shifted) // 4096]
    for step in STEPS:
        if not _whole(sample / step):
            continue
        across = [shifted[:, n] / step for n in (0, 1)]
        if all(_whole(u) and np.ptp(u) < 2**26 for u in across):
            return step
    return 0.0


def _whole(units: Floats) -> bool:
    return bool((np.abs(units - np.rint(units)) <= 1e-6).all())


def build(position: Floats, people: Array) -> Grid:
    """Sort places into buckets. position (areas, 2); people (areas, groups), ≥ 0, finite."""
    step = lattice(position)
    corner = position.min(axis=0)
    gap = int(step > 0)
    ox, oy = _units(position, corner, step)
    short = bool(gap) and max(float(ox.max()), float(oy.max())) < 2**24
    wide, high, columns, rows = _buckets(ox, oy, gap)
    order, own, first = _merge(ox, oy, people, (wide, high, columns), gap)
    points = order[first]
    xy = np.empty((len(points), 2), dtype=np.float32 if short else np.float64)
    xy[:, 0], xy[:, 1] = ox[points], oy[points]
    del ox, oy, points
    start = np.zeros(columns * rows + 1, dtype=np.int32)
    np.cumsum(_filled(xy, wide, high, columns, rows), out=start[1:])
    packed, scale = _unit(people)
    last = np.append(np.flatnonzero(first)[1:], len(order)) - 1
    run, total = _running(people, order, last, packed, scale)
    return Grid(
        xy,
        start,
        run,
        total,
        own,
        corner,
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


def _units(position: Floats, corner: Floats, step: float) -> tuple[Floats, Floats]:
    both = (position[:, 0] - corner[0], position[:, 1] - corner[1])
    if step:
        for u in both:
            np.divide(u, step, out=u)
            np.rint(u, out=u)
    return both


def _filled(xy: Array, wide: float, high: float, columns: int, rows: int) -> Array:
    """How many points each bucket has, (rows · columns,)."""
    bucket = _cell(xy[:, 1].astype(np.float64), high) * columns
    bucket += _cell(xy[:, 0].astype(np.float64), wide)
    return np.bincount(bucket, minlength=columns * rows)


def _running(
    people: Array, order: Array, last: Array, packed: bool, scale: float
) -> tuple[Array, Array]:
    """Running sums and people of each point; ``last``: where in the order each point ends."""
    width = -(-people.shape[1] // 2) if packed else people.shape[1]
    lead = int(width > 4)
    run = np.zeros((lead + -(-width // 4), len(last) + 1, 4), dtype=np.uint64)
    everybody = np.zeros(len(last), dtype=np.int64)
    for w in range(width):
        word = _word(people, w, packed, scale)[order]
        np.cumsum(word, out=word)
        run[lead + w // 4, 1:, w % 4] = word[last]
        del word
        run_of = run[lead + w // 4, :, w % 4]
        everybody += _sum_word(run_of[1:] - run_of[:-1], packed)
    if lead:
        np.cumsum(everybody.astype(np.uint64), out=run[0, 1:, 0])
    return run, everybody


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
    x: Array, y: Array, people: Array, size: tuple[float, float, int], gap: int
) -> tuple[Array, Array, Array]:
    """Order by bucket, each place's point, and which in that order are the first of a point.

    Places nobody lives in take no part: their point is −1. Sorted row of buckets by row and in
    each column by column, so that the edge of a disc parts few runs of points.
    """
    wide, high, columns = size
    some = people.any(axis=1)
    everywhere = bool(some.all())
    lived = np.arange(len(x)) if everywhere else np.flatnonzero(some)
    at_x, at_y = (x, y) if everywhere else (x[lived], y[lived])
    if gap:  # one whole number says it all
        row = _cell(at_y, high)
        key = row * (int(x.max()) + 1) + at_x.astype(np.int64)
        key *= int(high)
        row *= int(high)
        key += at_y.astype(np.int64)
        key -= row
        del row
        turn = np.argsort(key)
        del key
    else:
        turn = np.lexsort((at_y, at_x, _cell(at_y, high) * columns + _cell(at_x, wide)))
    order = turn if everywhere else lived[turn]
    del lived, turn
    first = np.ones(len(order), dtype=bool)
    for n, u in enumerate((x, y)):
        sorted_u = u[order]
        apart = sorted_u[1:] != sorted_u[:-1]
        first[1:] = first[1:] & apart if n == 0 else (first[1:] | apart)
    own = np.full(len(x), -1, dtype=np.int32)
    own[order] = np.cumsum(first, dtype=np.int32) - 1
    if not everywhere:
        _own_of_empty(x, y, order[first], own)
    return order, own, first


def _own_of_empty(x: Array, y: Array, points: Array, own: Array) -> None:
    """An empty place may share its position with a lived one."""
    place = {(x[i].item(), y[i].item()): n for n, i in enumerate(points)}
    for j in np.flatnonzero(own < 0):
        own[j] = place.get((x[j].item(), y[j].item()), -1)


def _unit(people: Array) -> tuple[bool, float]:
    """Whether two groups share a word, and how many sum units make a person."""
    whole = people.dtype.kind in "iu" or all(
        bool((some == np.rint(some)).all()) for some in _slices(people)
    )
    if whole and float(people.sum(axis=0).max()) < 2**32:
        return True, 1.0
    spare = 61 - int(np.ceil(np.log2(max(float(people.sum()), 1.0))))
    return False, 1.0 if whole else 2.0**spare


def _slices(people: Array) -> list[Array]:
    return [people[i : i + 2**20] for i in range(0, len(people), 2**20)]


def _word(people: Array, word: int, packed: bool, scale: float) -> Array:
    """One word of each area's people, (areas,)."""
    if not packed:
        return np.rint(people[:, word] * scale).astype(np.uint64)
    out = people[:, 2 * word].astype(np.uint64)
    if 2 * word + 1 < people.shape[1]:
        out |= people[:, 2 * word + 1].astype(np.uint64) << np.uint64(32)
    return np.asarray(out)


def _sum_word(word: Array, packed: bool) -> Array:
    if not packed:
        return word.astype(np.int64)
    return ((word & np.uint64(0xFFFFFFFF)) + (word >> np.uint64(32))).astype(np.int64)


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
