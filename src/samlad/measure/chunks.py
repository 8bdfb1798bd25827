"""Surroundings of millions of places, tile by tile, so that no table of all of them is held.

The same questions as ``nearest``, ``within`` and ``kernel``, and the same digits: the whole
index of people stands in memory, and the places that ask take turns.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.measure import surroundings as near
from samlad.measure.kernels.decay import SHAPES, Decay
from samlad.model.mistake import Mistake

Floats = NDArray[np.float64]
SIZE = 131_072
"""Places in a chunk."""


@dataclass(frozen=True)
class Question:
    """What is asked: ``operator`` is ``k``, ``radius`` or the shape of a kernel.

    ``scales``: people, metres or bandwidths in metres. ``ring``: for ``k`` alone, ``cut`` (metres)
    for kernels alone; the words mean what they mean in ``nearest`` and ``kernel``. Raises
    ``Mistake``: ``surroundings.scale``, ``surroundings.ring_unknown``,
    ``surroundings.kernel_unknown``, ``surroundings.ring_in_chunks``.
    """

    operator: str
    scales: tuple[float, ...]
    ring: str = "proportional"
    include_own: bool = True
    cut: float | None = None
    unit: str = "metre"

    def __post_init__(self) -> None:
        if self.operator not in ("k", "radius", *SHAPES):
            raise Mistake(
                "surroundings.kernel_unknown",
                found={"kernel": self.operator, "kernels": ", ".join(SHAPES)},
            )
        least = 0.0 if self.operator == "k" else None
        wanted = near._scales(self.scales, self.operator, least)
        object.__setattr__(self, "scales", tuple(float(w) for w in wanted))
        if self.ring not in near.RINGS:
            raise Mistake(
                "surroundings.ring_unknown",
                found={"ring": self.ring, "rings": ", ".join(near.RINGS)},
            )
        if self.ring == "sampled":
            raise Mistake("surroundings.ring_in_chunks", found={"ring": self.ring})

    @property
    def labels(self) -> tuple[str, ...]:
        """One label a scale (``k=1600``)."""
        return near._labels(self.operator, np.array(self.scales))


@dataclass(frozen=True, eq=False)
class Chunk:
    """The answers for some places that lie together.

    ``number`` 0 … ``of`` − 1; ``rows``: (places,), which rows of the input they are. ``shares``
    (scales, places, groups), ``reached``, ``distance`` and ``short`` (scales, places) as in
    ``Surroundings``.
    """

    number: int
    of: int
    rows: NDArray[np.int64]
    shares: Floats
    reached: Floats
    distance: Floats
    short: NDArray[np.bool_]


def in_chunks(
    question: Question,
    positions: ArrayLike | None,
    people: ArrayLike,
    sink: Callable[[Chunk], None],
    *,
    size: int = SIZE,
    skip: Collection[int] = (),
    threads: int | None = None,
    progress: near.Progress | None = None,
) -> int:
    """Give ``sink`` the surroundings of every place, ``size`` places at a time; how many chunks.

    ``positions`` (areas, 2), metres; ``people`` (areas, groups), kept as the whole numbers they
    are where they are. Chunks are tiles along a space-filling curve and come in the order of
    their numbers, one at a time, while the next is worked on; those whose number is in ``skip``
    are left out.
    What is in a chunk depends on the input and ``size`` alone, not on threads or on ``skip``.
    ``progress`` is told places done of all, first at 0. Raises ``Mistake`` as ``nearest``.
    """
    position, count = near._places(positions, question.unit), _people(people)
    near._fit(position, count)
    if size < 1:
        raise Mistake("surroundings.scale", found={"scale": "size", "value": size})
    of = -(-len(position) // size)
    todo = [number for number in range(of) if number not in set(skip)]
    if progress is not None:
        progress(0, len(position))
    if not todo:
        return of
    from samlad.measure.kernels import crew  # noqa: PLC0415  numba comes when it runs

    make = _machine(question, position, count, (size, of), threads)
    done = [len(position) - sum(min(size, len(position) - n * size) for n in todo)]

    def give(chunk: Chunk) -> None:
        sink(chunk)
        done[0] += len(chunk.rows)
        if progress is not None:
            progress(done[0], len(position))

    crew.in_order(todo, make, give)
    return of


def _machine(
    question: Question,
    position: Floats,
    people: NDArray[Any],
    cut_up: tuple[int, int],
    threads: int | None,
) -> Callable[[int], Chunk]:
    """What makes a chunk by its number."""
    from samlad.measure.kernels import fast, grid  # noqa: PLC0415

    size, of = cut_up
    g = grid.build(position, people)
    order = grid.curve(position)
    scales, own = np.array(question.scales), question.include_own
    kernel = question.operator in SHAPES
    decay = Decay(
        question.operator if kernel else "gaussian",
        scales,
        np.full(len(scales), np.inf if question.cut is None else float(question.cut)),
    )
    live = fast.living(g) if kernel else np.zeros((0, 0, 0))
    everybody = float(g.total.sum()) / g.scale

    def make(number: int) -> Chunk:
        rows = order[number * size : (number + 1) * size].astype(np.int64)
        at = fast.tile(g, position, people, own, rows)
        short = np.zeros((len(scales), len(rows)), dtype=bool)
        if question.operator == "k":
            ring = near.RINGS.index(question.ring)
            shares, _, reached, distance = fast.find(g, at, scales, ring, own, threads, None)
            mine = np.zeros(len(rows)) if own else at.total / g.scale
            short = (everybody - mine)[None, :] < scales[:, None]
        else:
            if kernel:
                sums, reach = fast.weigh(g, live, at, decay, own, threads, None), decay.reach
            else:
                sums, reach = fast.gather(g, at, scales, own, threads, None), scales
            shares, reached = near._shares(sums), sums.sum(axis=2)
            distance = np.broadcast_to(reach[:, None], reached.shape)
        return Chunk(number, of, rows, shares, reached, distance, short)

    return make


def _people(people: ArrayLike) -> NDArray[Any]:
    """As ``nearest`` reads them, but whole numbers stay as narrow as they came."""
    given = np.asarray(people)
    if given.dtype.kind not in "iu" or given.ndim != 2 or not given.size:
        return near._people(people)
    if given.min() < 0 or not given.any():
        return near._people(people)  # says what is wrong
    return given
