"""What people live around each place: k nearest, radius, kernel, contiguity, travel time.

All scales are found in one pass, exactly: nobody is sampled (unless asked), no neighbour is
approximate, no place is moved to a grid. A result does not depend on the order of the rows or
on how many threads worked on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.measure import turned
from samlad.measure.given import People, array_of, like_degrees, table_of
from samlad.measure.kernels import plain
from samlad.measure.kernels.decay import SHAPES, Decay
from samlad.model.mistake import Mistake, Where

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
"""Told (done, of) while a machine works."""

RINGS = ("proportional", "whole", "sampled")
SMALL = 1_000
"""Up to so many areas NumPy looks at every pair, and no kernel has to be compiled."""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Who lives around each place, at each scale.

    ``operator``: ``k``, ``radius``, ``gaussian``, …; ``scales``: one label a scale (``k=1600``).
    ``shares``: p̃, (scales, areas, groups), 0–1, rows sum to 1; NaN where nobody is reached.
    ``reached``: (scales, areas), people reached (weighted people for a kernel).
    ``distance``: (scales, areas), how far the farthest person reached may be: metres, steps or
    minutes; NaN where ``short``. Where part of the last ring of the k nearest is taken, so much
    of the surface between it and the ring before is reached. ``short``: (scales, areas), true
    where fewer people exist than were asked for.
    """

    operator: str
    scales: tuple[str, ...]
    shares: Floats
    reached: Floats
    distance: Floats
    short: NDArray[np.bool_]
    _again: Callable[[Floats], Surroundings] = field(repr=False)
    _turn: Callable[[Surroundings, Floats], turned.Turn] | None = field(repr=False, default=None)

    def again(self, people: ArrayLike) -> Surroundings:
        """The same question about other people in the same places, (areas, groups)."""
        return self._again(np.asarray(people, dtype=np.float64))

    @property
    def smooth(self) -> bool:
        """Whether ``turn`` gives anything."""
        return self._turn is not None

    def turn(self, people: Floats) -> turned.Turn | None:
        """What one more person changes, ``people`` being those around whom these were found.

        None where no slope is to be had: a last ring taken whole or drawn by lot.
        """
        return None if self._turn is None else self._turn(self, people)

    def __len__(self) -> int:
        return len(self.scales)


def nearest(
    positions: ArrayLike | None,
    people: People,
    k: float | Sequence[float] = (200, 1600),
    *,
    ring: str = "proportional",
    include_own: bool = True,
    seed: int = 0,
    unit: str = "metre",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Surroundings:
    """The k nearest people of each place, whole areas in order of distance.

    Areas at equal distance are one ring. Of the ring that crosses k each area gives the same
    share (``proportional``), everything (``whole``) or people drawn by ``seed`` (``sampled``).
    ``positions`` (areas, 2) metres; ``people`` (areas, groups). Where fewer than k people live
    everybody is reached, ``short`` says so and ``distance`` is NaN. ``unit="any"`` admits
    coordinates that look like degrees. ``threads``: as many as there are cores unless given;
    they change no digit. Raises ``Mistake("surroundings.…")``.
    """
    position, count = _places(positions, unit), _people(people)
    _fit(position, count)
    wanted = _scales(k, "k", least=0.0)
    if ring not in RINGS:
        raise Mistake("surroundings.ring_unknown", found={"ring": ring, "rings": ", ".join(RINGS)})

    def ask(people: Floats) -> Surroundings:
        shares, reached, distance = _ask_nearest(
            position, people, wanted, (ring, include_own, seed), threads, progress
        )
        everybody = people.sum() - (0.0 if include_own else people.sum(axis=1))
        short = np.broadcast_to(everybody, (len(position),)) < wanted[:, None]
        return Surroundings(
            "k", _labels("k", wanted), shares, reached, distance, np.asarray(short), again,
            turn if ring == "proportional" else None,
        )  # fmt: skip

    def turn(around: Surroundings, people: Floats) -> turned.Turn:
        return turned.nearest(position, people, wanted, include_own, threads)

    def again(people: Floats) -> Surroundings:
        return ask(_same(people, count))

    return ask(count)


def within(
    positions: ArrayLike | None,
    people: People,
    radius: float | Sequence[float] = (500, 1000),
    *,
    include_own: bool = True,
    unit: str = "metre",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Surroundings:
    """Everybody at no more than each ``radius`` (metres) of each place; radius 0 is the place.

    Shapes, units and errors as in ``nearest``.
    """
    position, count = _places(positions, unit), _people(people)
    _fit(position, count)
    wanted = _scales(radius, "radius")

    def ask(people: Floats) -> Surroundings:
        if len(people) > SMALL:
            from samlad.measure.kernels import fast  # noqa: PLC0415

            sums = fast.within(position, people, wanted, include_own, threads, progress)
        else:
            sums = plain.within(position, people, wanted, include_own)
        return _summed("radius", wanted, sums, wanted, (again, turn))

    def turn(around: Surroundings, people: Floats) -> turned.Turn:
        return turned.linear(
            around.shares,
            around.reached,
            lambda s, u: turned.within(position, u, float(wanted[s]), include_own, threads),
        )

    def again(people: Floats) -> Surroundings:
        return ask(_same(people, count))

    return ask(count)


def kernel(
    positions: ArrayLike | None,
    people: People,
    shape: str = "gaussian",
    bandwidth: float | Sequence[float] = (1000,),
    *,
    cut: float | None = None,
    include_own: bool = True,
    unit: str = "metre",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Surroundings:
    """Everybody, weighted by a shape that falls with distance / ``bandwidth`` (metres).

    ``shape``: ``gaussian`` exp(−u²/2), ``exponential`` exp(−u), ``biweight`` (1 − u²)²,
    ``triangular`` 1 − u; the last two end at u = 1. Beyond ``cut`` metres nobody counts; without
    it the others never end. Bandwidth 0 is the place itself. Otherwise as ``nearest``.
    """
    position, count = _places(positions, unit), _people(people)
    _fit(position, count)
    if shape not in SHAPES:
        raise Mistake(
            "surroundings.kernel_unknown", found={"kernel": shape, "kernels": ", ".join(SHAPES)}
        )
    wanted = _scales(bandwidth, "bandwidth")
    ends = np.full(len(wanted), np.inf if cut is None else float(cut))
    decay = Decay(shape, wanted, ends)

    def ask(people: Floats) -> Surroundings:
        if len(people) > SMALL:
            from samlad.measure.kernels import fast  # noqa: PLC0415

            sums = fast.weighted(position, people, decay, include_own, threads, progress)
        else:
            sums = plain.weighted(position, people, decay, include_own)
        return _summed(shape, wanted, sums, decay.reach, (again, turn))

    def turn(around: Surroundings, people: Floats) -> turned.Turn:
        each = [Decay(shape, wanted[s : s + 1], ends[s : s + 1]) for s in range(len(wanted))]
        return turned.linear(
            around.shares,
            around.reached,
            lambda s, u: turned.weighted(position, u, each[s], include_own, threads),
        )

    def again(people: Floats) -> Surroundings:
        return ask(_same(people, count))

    return ask(count)


def touching(
    neighbours: Sequence[Iterable[int]],
    people: People,
    order: int | Sequence[int] = (1,),
    *,
    include_own: bool = True,
) -> Surroundings:
    """Everybody in the areas that can be reached over at most ``order`` borders.

    ``neighbours``: for each area the rows of the areas that touch it. Order 0 is the area
    itself. Raises ``Mistake("surroundings.neighbour_unknown")`` for a row that is not there.
    """
    count = _people(people)
    wanted = _scales(order, "order")
    lists = [sorted({int(i) for i in near}) for near in neighbours]
    if len(lists) != len(count):
        raise Mistake("surroundings.length", found={"places": len(lists), "people": len(count)})
    for j, near in enumerate(lists):
        for i in near:
            if not 0 <= i < len(lists):
                raise Mistake("surroundings.neighbour_unknown", found={"area": j, "neighbour": i})
    reach = [_Reach.of(rows) for rows in _orders(lists, wanted, include_own)]

    def ask(people: Floats) -> Surroundings:
        sums = np.stack([one.sums(people) for one in reach])
        return _summed("order", wanted, sums, wanted, (again, turn))

    def turn(around: Surroundings, people: Floats) -> turned.Turn:
        return turned.linear(around.shares, around.reached, lambda s, u: reach[s].back(u))

    def again(people: Floats) -> Surroundings:
        return ask(_same(people, count))

    return ask(count)


def travel(
    matrix: ArrayLike,
    people: People,
    minutes: float | Sequence[float] = (15,),
    *,
    include_own: bool = True,
) -> Surroundings:
    """Everybody who is reached within ``minutes`` by a given table of travel times.

    ``matrix``: (areas, areas), minutes from row to column; NaN or infinite = cannot be reached.
    An area reaches itself whatever the diagonal says, unless ``include_own`` is false.
    """
    count = _people(people)
    time = np.array(matrix, dtype=np.float64)
    if time.shape != (len(count), len(count)):
        raise Mistake("surroundings.matrix_shape", found={"areas": len(count), "found": time.shape})
    if (time < 0).any():
        row, column = (int(i) for i in np.argwhere(time < 0)[0])
        raise Mistake(
            "surroundings.time_negative",
            found={"from": row, "to": column, "value": float(time[row, column])},
        )
    np.fill_diagonal(time, 0.0 if include_own else np.nan)
    wanted = _scales(minutes, "minutes")
    reach = [_near(time <= m) for m in wanted]

    def ask(people: Floats) -> Surroundings:
        sums = np.stack([one.sums(people) for one in reach])
        return _summed("minutes", wanted, sums, wanted, (again, turn))

    def turn(around: Surroundings, people: Floats) -> turned.Turn:
        return turned.linear(around.shares, around.reached, lambda s, u: reach[s].back(u))

    def again(people: Floats) -> Surroundings:
        return ask(_same(people, count))

    return ask(count)


def _ask_nearest(  # noqa: PLR0917
    position: Floats,
    people: Floats,
    k: Floats,
    how: tuple[str, bool, int],
    threads: int | None,
    progress: Progress | None,
) -> tuple[Floats, Floats, Floats]:
    """Shares, people reached and distance; ``how``: ring, own place in, seed."""
    ring, own, seed = how
    if len(people) > SMALL:
        from samlad.measure.kernels import fast  # noqa: PLC0415  numba comes when it runs

        one, two, reached, distance = fast.nearest(
            position, people, k, RINGS.index(ring), own, threads, progress
        )
        if ring != "sampled":
            return one, reached, distance
        sums, reached = _cut_ring(one, two, k, ring, seed)
        return _shares(sums), reached, distance
    inside, last, distance, previous = plain.nearest(position, people, k, own)
    sums, reached = _cut_ring(inside, last, k, ring, seed)
    if ring == "proportional":
        part = _part(last.sum(axis=2), k[:, None] - inside.sum(axis=2))
        within = np.sqrt(previous**2 + part * (distance**2 - previous**2))
        distance = np.where(np.isnan(distance), np.nan, within)
    return _shares(sums), reached, distance


def _part(ringed: Floats, lacking: Floats) -> Floats:
    """Which part of the last ring is wanted, 0 where there is none; never beyond its ends."""
    part = np.divide(lacking, ringed, out=np.zeros_like(ringed), where=ringed > 0)
    return np.clip(part, 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class _Reach:
    """Rows reached from each place, one place after the other: ``who``, so ``many`` of each."""

    who: NDArray[np.int64]
    many: NDArray[np.int64]

    @classmethod
    def of(cls, rows: list[list[int]]) -> _Reach:
        who = np.array([i for some in rows for i in some], dtype=np.int64)
        return cls(who, np.array([len(some) for some in rows], dtype=np.int64))

    def sums(self, people: Floats) -> Floats:
        """Of the rows reached, (places, groups)."""
        out, some = np.zeros((len(self.many), people.shape[1])), self.many > 0
        begins = (np.cumsum(self.many) - self.many)[some]
        for m in range(people.shape[1] if some.any() else 0):
            out[some, m] = np.add.reduceat(people[self.who, m], begins)
        return out

    def back(self, u: Floats) -> Floats:
        """Σ u of the places that reach each row."""
        columns = [np.repeat(column, self.many) for column in u.T]
        return np.column_stack([np.bincount(self.who, c, len(u)) for c in columns])


@dataclass(frozen=True, eq=False)
class _Mask:
    """As ``_Reach`` where most reach most: a table of who is reached, (places, rows)."""

    there: NDArray[np.bool_]

    def sums(self, people: Floats) -> Floats:
        """Of the rows reached, (places, groups)."""
        return np.concatenate([part.astype(np.float64) @ people for part in self._parts()])

    def back(self, u: Floats) -> Floats:
        """Σ u of the places that reach each row."""
        out, at = np.zeros_like(u), 0
        for part in self._parts():
            out += part.T.astype(np.float64) @ u[at : at + len(part)]
            at += len(part)
        return out

    def _parts(self) -> Iterator[NDArray[np.bool_]]:
        """Some rows at a time, so that their numbers fit in a cache."""
        rows = max(1, (1 << 16) // self.there.shape[1])
        return (self.there[a : a + rows] for a in range(0, len(self.there), rows))


def _near(there: NDArray[np.bool_]) -> _Reach | _Mask:
    """Those reached, one after the other where they are few."""
    many = np.count_nonzero(there, axis=1)
    if many.sum() > there.size / 16:
        return _Mask(there)
    return _Reach(np.nonzero(there)[1], many)


def _orders(lists: list[list[int]], wanted: Floats, own: bool) -> list[list[list[int]]]:
    """Rows over at most so many borders, for each scale and place."""
    found: list[list[list[int]]] = [[] for _ in wanted]
    for j in range(len(lists)):
        seen, edge = {j}, {j}
        for step in range(int(wanted.max()) + 1):
            if step:
                edge = {i for near in edge for i in lists[near]} - seen
                seen |= edge
            for s in np.flatnonzero(wanted == step):
                found[s].append(sorted(seen if own else seen - {j}))
    return found


def _summed(
    operator: str,
    wanted: Floats,
    sums: Floats,
    distance: Floats,
    asked: tuple[Callable[[Floats], Surroundings], Callable[[Surroundings, Floats], turned.Turn]],
) -> Surroundings:
    reached = sums.sum(axis=2)
    return Surroundings(
        operator,
        _labels(operator, wanted),
        _shares(sums),
        reached,
        np.broadcast_to(distance[:, None], reached.shape),
        np.zeros(reached.shape, dtype=bool),
        *asked,
    )


def _cut_ring(
    inside: Floats, last: Floats, k: Floats, ring: str, seed: int
) -> tuple[Floats, Floats]:
    """Sums (scales, areas, groups) and people reached (scales, areas) after the last ring."""
    have, ringed = inside.sum(axis=2), last.sum(axis=2)
    lacking = np.where(ringed > 0, k[:, None] - have, 0.0)
    if ring == "whole":
        return inside + last, have + ringed
    if ring == "proportional":
        part = _part(ringed, lacking)
        return inside + part[:, :, None] * last, have + lacking
    drawn = _draw(last, np.rint(lacking), seed)
    return inside + drawn, have + drawn.sum(axis=2)


def _draw(last: Floats, wanted: Floats, seed: int) -> Floats:
    """So many people of the ring drawn without putting back, group by group."""
    if (last != np.rint(last)).any():
        raise Mistake("surroundings.sampled_fractions", found={"ring": "sampled"})
    rng = np.random.default_rng(np.random.SeedSequence(seed))
    drawn = np.zeros_like(last)
    left, lacking = last.sum(axis=2), wanted.copy()
    for group in range(last.shape[2]):
        here = last[:, :, group]
        left = left - here
        took = rng.hypergeometric(
            here.astype(np.int64), left.astype(np.int64), lacking.astype(np.int64)
        )
        drawn[:, :, group] = took
        lacking = lacking - took
    return drawn


def _shares(sums: Floats) -> Floats:
    reached = sums.sum(axis=2, keepdims=True)
    out = np.full_like(sums, np.nan)
    return np.asarray(np.divide(sums, reached, out=out, where=reached > 0))


def _labels(operator: str, wanted: Floats) -> tuple[str, ...]:
    return tuple(f"{operator}={w:.15g}" for w in wanted)


def _scales(given: float | Sequence[float], name: str, least: float | None = None) -> Floats:
    wanted = np.atleast_1d(np.asarray(given, dtype=np.float64))
    if wanted.ndim != 1 or not len(wanted):
        raise Mistake("surroundings.scale", found={"scale": name, "value": str(given)})
    bad = ~np.isfinite(wanted) | (wanted < 0)
    if least is not None:
        bad |= wanted <= least
    if name == "order":
        bad |= wanted != np.rint(wanted)
    if bad.any():
        raise Mistake("surroundings.scale", found={"scale": name, "value": float(wanted[bad][0])})
    return wanted


def _places(positions: ArrayLike | None, unit: str) -> Floats:
    if positions is None:
        raise Mistake("surroundings.no_positions")
    position = np.asarray(positions, dtype=np.float64)
    if position.ndim != 2 or position.shape[1] != 2 or not len(position):
        raise Mistake("surroundings.position_shape", found={"found": position.shape})
    if not np.isfinite(position).all():
        row, column = (int(i) for i in np.argwhere(~np.isfinite(position))[0])
        raise Mistake(
            "surroundings.position_missing",
            Where(row=row + 2, column=("easting", "northing")[column]),
            {"area": row, "value": float(position[row, column])},
        )
    if unit == "metre" and like_degrees(position):
        x, y = (float(v) for v in position[0])
        raise Mistake("surroundings.degrees", found={"x": x, "y": y})
    return position


def _people(people: People) -> Floats:
    if isinstance(people, np.ndarray | list | tuple) and not np.ma.isMaskedArray(people):
        count = array_of(people, "surroundings.people_shape")
    else:
        count, missing, _ = table_of(people)
        if missing is not None:  # areas not fully known hold nobody
            count = count * ~missing.any(axis=1, keepdims=True)
    if count.ndim != 2 or not count.size:
        raise Mistake("surroundings.people_shape", found={"found": count.shape})
    bad = ~np.isfinite(count) | (count < 0)
    if bad.any():
        row, column = (int(i) for i in np.argwhere(bad)[0])
        raise Mistake(
            "surroundings.people_bad",
            Where(row=row + 2),
            {"area": row, "group": column, "value": float(count[row, column])},
        )
    if count.sum() <= 0:
        raise Mistake("surroundings.nobody")
    return count


def _same(people: Floats, count: Floats) -> Floats:
    fresh = _people(people)
    if len(fresh) != len(count):
        raise Mistake("surroundings.length", found={"places": len(count), "people": len(fresh)})
    return fresh


def _fit(position: Floats, people: Floats) -> None:
    if len(position) != len(people):
        raise Mistake("surroundings.length", found={"places": len(position), "people": len(people)})
