# ruff: noqa: PLR0917  the machines are called by `surroundings` alone
"""The compiled machines behind one door: a grid is built, chunks are pulled by threads."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from samlad.measure.kernels import crew, grid, search, spread
from samlad.measure.kernels.decay import SHAPES, Decay

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None] | None
CHUNK = 1024
ROOM = 16_384
TABLE = 4_000_000.0


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
    g = grid.build(position, people)
    order = grid.morton(g.at_x, g.at_y)
    places, groups = people.shape
    out = np.zeros((len(k), places, groups))
    apart = np.zeros(out.shape if ring == search.APART else (0, 0, 0))
    reached = np.zeros((len(k), places))
    radius = np.zeros((len(k), places))
    exact = k * g.scale
    ks = np.ceil(np.minimum(exact, float(g.total.sum()) + 2.0**10)).astype(np.int64)

    def work() -> crew.Chunk:
        far = np.empty(ROOM)
        who, many = np.empty(ROOM, dtype=np.int64), np.empty(ROOM, dtype=np.int64)

        def chunk(first: int, last: int) -> None:
            search.nearest_chunk(
                g.xy, g.start, g.run, g.total, (g.rows, g.columns), g.wide, g.high, g.gap,
                g.at_x, g.at_y, g.own, g.own_words, g.own_total, order, first, last, ks, exact, own,
                g.packed, g.scale, g.lead, ring, out, apart, reached, radius, far, who, many,
            )  # fmt: skip

        return chunk

    crew.pull(work, places, CHUNK, threads, progress)
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
    g = grid.build(position, people)
    order = grid.morton(g.at_x, g.at_y)
    out = np.zeros((len(radius), *people.shape))
    radii = radius / g.step

    def work() -> crew.Chunk:
        far = np.empty(0)
        who, many = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)

        def chunk(first: int, last: int) -> None:
            spread.within_chunk(
                g.xy, g.start, g.run, g.total, (g.rows, g.columns), g.wide, g.high, g.gap,
                g.at_x, g.at_y, g.own_words, order, first, last, radii, own, g.packed, g.scale,
                g.lead, out, far, who, many,
            )  # fmt: skip

        return chunk

    crew.pull(work, len(people), CHUNK, threads, progress)
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
    g = grid.build(position, people)
    order = grid.morton(g.at_x, g.at_y)
    places, groups = people.shape
    blocks = -(-groups // 8)
    own_live = np.zeros((blocks, places, 8))
    for m in range(groups):
        own_live[m // 8, :, m % 8] = people[:, m]
    live = _merged(g, own_live)
    kind = list(SHAPES).index(decay.shape)
    out = np.zeros((len(decay.bandwidth), places, groups))
    far = float(np.hypot(np.ptp(g.at_x), np.ptp(g.at_y))) + 1.0
    for s, bandwidth in enumerate(decay.bandwidth):
        h = float(bandwidth) / g.step
        faint = {"gaussian": 38.7, "exponential": 750.0}.get(decay.shape, 1.0)
        end = min(float(decay.cut[s]) / g.step, h * faint, far)
        small = bool(g.gap) and end * end < TABLE
        table = np.empty(0)
        if h == 0:
            end, table = 0.0, np.ones(1)
        elif small:
            table = spread.weight_table(kind, h, int(end * end) + 2)

        def work(s: int = s, h: float = h, end: float = end, table: Floats = table) -> crew.Chunk:
            def chunk(first: int, last: int) -> None:
                spread.weighted_chunk(
                    g.xy, g.start, live, (g.rows, g.columns), g.wide, g.high, g.at_x, g.at_y,
                    own_live, order, first, last, kind, h, end, table, own, out[s],
                )  # fmt: skip

            return chunk

        crew.pull(work, places, CHUNK // 4, threads, progress)
    return out


def _merged(g: grid.Grid, own_live: Floats) -> Floats:
    """People of the points, (blocks, points, 8), off the exact sums of the grid."""
    live = np.zeros((len(own_live), len(g.xy), 8))
    low = np.uint64(0xFFFFFFFF)
    for m in range(g.groups):
        word = m // 2 if g.packed else m
        run = g.run[g.lead + word // 4, :, word % 4]
        part = run[1:] - run[:-1]
        if g.packed:
            part = part >> np.uint64(32) if m % 2 else part & low
        live[m // 8, :, m % 8] = part / g.scale
    return live
