# ruff: noqa: PLR0917  the machines are called by `surroundings` and `chunks` alone
"""The compiled machines behind one door: a grid is built, chunks are pulled by threads.

Each machine answers for some origins: all the places at once, or one tile of them at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.measure.kernels import crew, grid, search, spread, units
from samlad.measure.kernels.decay import SHAPES, Decay

Floats = NDArray[np.float64]
Array = NDArray[Any]
Progress = Callable[[int, int], None] | None
STEP = 1024
ROOM = 16_384
TABLE = 4_000_000.0


@dataclass(frozen=True, eq=False)
class Origins:
    """Places that ask: where they are, their point, and (own place left out) who lives there.

    ``order``: in which order they are answered, so that what follows lies near.
    """

    x: Floats
    y: Floats
    own: Array
    words: Array
    total: Array
    people: Array
    order: Array


def everyone(g: grid.Grid, position: Floats, people: Array, own: bool) -> Origins:
    """All places as origins."""
    return _origins(g, g.at(position), g.own, people, own, grid.curve(position))


def tile(g: grid.Grid, position: Floats, people: Array, own: bool, rows: Array) -> Origins:
    """The places ``rows``, in that order, as origins."""
    at = g.at(position[rows])
    return _origins(g, at, g.own[rows], people[rows], own, np.arange(len(rows)))


def _origins(
    g: grid.Grid, at: tuple[Floats, Floats], own: Array, people: Array, use: bool, order: Array
) -> Origins:
    """Who lives in the place itself is worked out only where it is to be taken away."""
    words, total = g.words(people[:0] if use else people)
    return Origins(*at, own.astype(np.int64), words, total, people, order)


def nearest(
    position: Floats,
    people: Floats,
    k: Floats,
    ring: int,
    own: bool,
    threads: int | None,
    progress: Progress,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Shares (or, ring apart, sums inside and in the ring), reached and radius.

    Shapes (scales, areas, groups), the same or empty, (scales, areas), (scales, areas).
    """
    _begin(len(people), progress)
    g = grid.build(position, people)
    return find(g, everyone(g, position, people, own), k, ring, own, threads, progress)


def find(
    g: grid.Grid,
    at: Origins,
    k: Floats,
    ring: int,
    own: bool,
    threads: int | None,
    progress: Progress,
) -> tuple[Floats, Floats, Floats, Floats]:
    """As ``nearest``, for some origins."""
    places = len(at.x)
    out = np.zeros((len(k), places, g.groups))
    apart = np.zeros(out.shape if ring == search.APART else (0, 0, 0))
    reached = np.zeros((len(k), places))
    radius = np.zeros((len(k), places))
    everybody = int(g.total.sum())
    exact = k * g.scale
    ks = np.ceil(np.minimum(exact, float(everybody) + 2.0**10)).astype(np.int64)
    x, y, point = at.x[at.order], at.y[at.order], at.own[at.order]

    def work() -> crew.Chunk:
        far = np.empty(ROOM)
        who, many = np.empty(ROOM, dtype=np.int64), np.empty(ROOM, dtype=np.int64)
        spans = np.empty((g.rows, 4), dtype=np.int32)
        turn = np.empty(ROOM + g.fullest, dtype=np.int32)

        def chunk(first: int, last: int) -> None:
            search.nearest_chunk(
                g.xy, g.start, g.run, g.total, (g.rows, g.columns), g.wide, g.high, g.gap,
                x, y, point, at.words, at.total, at.order, first, last, everybody, ks,
                exact, own, g.packed, g.scale, g.lead, ring, out, apart, reached, radius,
                far, who, many, spans, turn,
            )  # fmt: skip

        return chunk

    crew.pull(work, places, STEP, threads, progress)
    return out, apart, reached, radius * g.step


def within(
    position: Floats,
    people: Floats,
    radius: Floats,
    own: bool,
    threads: int | None,
    progress: Progress,
) -> Floats:
    """(scales, areas, groups): the people at no more than each radius."""
    _begin(len(people), progress)
    g = grid.build(position, people)
    return gather(g, everyone(g, position, people, own), radius, own, threads, progress)


def gather(
    g: grid.Grid, at: Origins, radius: Floats, own: bool, threads: int | None, progress: Progress
) -> Floats:
    """As ``within``, for some origins."""
    out = np.zeros((len(radius), len(at.x), g.groups))
    radii = units.reach(radius, g.step)

    def work() -> crew.Chunk:
        far = np.empty(1)
        who, many = np.empty(1, dtype=np.int64), np.empty(1, dtype=np.int64)
        spans = np.empty((g.rows, 4), dtype=np.int32)
        turn = np.empty(ROOM + g.fullest, dtype=np.int32)

        def chunk(first: int, last: int) -> None:
            spread.within_chunk(
                g.xy, g.start, g.run, g.total, (g.rows, g.columns), g.wide, g.high, g.gap,
                at.x, at.y, at.words, at.order, first, last, radii, own, g.packed, g.scale,
                g.lead, out, far, who, many, spans, turn,
            )  # fmt: skip

        return chunk

    crew.pull(work, len(at.x), STEP, threads, progress)
    return out


def weighted(
    position: Floats,
    people: Floats,
    decay: Decay,
    own: bool,
    threads: int | None,
    progress: Progress,
) -> Floats:
    """(scales, areas, groups): people weighted by what ``decay`` makes of their distance."""
    _begin(len(people), progress)
    g = grid.build(position, people)
    at = everyone(g, position, people, own)
    return weigh(g, living(g), at, decay, own, threads, progress)


def weigh(
    g: grid.Grid,
    live: Floats,
    at: Origins,
    decay: Decay,
    own: bool,
    threads: int | None,
    progress: Progress,
) -> Floats:
    """As ``weighted``, for some origins; ``live`` is ``living(g)``."""
    places = len(at.x)
    own_live = np.zeros((len(live), 0 if own else places, 8))
    for m in range(0 if own else g.groups):
        own_live[m // 8, :, m % 8] = at.people[:, m]
    kind = list(SHAPES).index(decay.shape)
    out = np.zeros((len(decay.bandwidth), places, g.groups))
    far = float(np.hypot(g.columns * g.wide, g.rows * g.high)) + 1.0
    for s, bandwidth in enumerate(decay.bandwidth):
        h = float(bandwidth) / g.step
        faint = {"gaussian": 38.7, "exponential": 750.0}.get(decay.shape, 1.0)
        end = min(float(decay.cut[s]) / g.step, h * faint, far)
        small = bool(g.gap) and end * end < TABLE
        table = np.empty((0, 0))
        if h == 0:  # the place alone: every shape is 1 at distance 0
            h, end = 1.0, 0.0
        if small:
            table = spread.weight_table(kind, h, end)

        def work(s: int = s, h: float = h, end: float = end, table: Floats = table) -> crew.Chunk:
            def chunk(first: int, last: int) -> None:
                spread.weighted_chunk(
                    g.xy, g.start, live, (g.rows, g.columns), g.wide, g.high, at.x, at.y,
                    own_live, at.order, first, last, kind, h, end, table, own, out[s],
                )  # fmt: skip

            return chunk

        crew.pull(work, places, STEP // 4, threads, progress)
    return out


def living(g: grid.Grid) -> Floats:
    """People of the points, (blocks, points, 8), off the exact sums of the grid."""
    live = np.zeros((-(-g.groups // 8), len(g.xy), 8))
    low = np.uint64(0xFFFFFFFF)
    for m in range(g.groups):
        word = m // 2 if g.packed else m
        run = g.run[g.lead + word // 4, :, word % 4]
        part = run[1:] - run[:-1]
        if g.packed:
            part = part >> np.uint64(32) if m % 2 else part & low
        live[m // 8, :, m % 8] = part / g.scale
    return live


def _begin(places: int, progress: Progress) -> None:
    """The first tick, before the grid is built and, the first time ever, kernels compiled."""
    if progress is not None:
        progress(0, places)
