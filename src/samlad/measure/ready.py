"""Counts made ready for the formulas: what is empty or unknown is dealt with here, once."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.measure.borders import Borders, shared_borders, sizes
from samlad.measure.registry import INDICES, Cells, Index
from samlad.measure.shares import Vector
from samlad.model import Counts, Figure, Mistake, Said, Where

# indices that speak of the first group (and of the second): these may not be empty
_FIRST = (
    "isolation",
    "correlation_ratio",
    "delta",
    "absolute_concentration",
    "absolute_centralization",
    "absolute_clustering",
    "distance_decay_isolation",
    "location_quotient",
    "local_exposure",
)
SOME = 64
_SECOND = ("interaction", "distance_decay_interaction")


@dataclass(frozen=True, eq=False)
class Ready:
    """``n``: (areas, groups), no area and no group empty; ``rows``: where in the counts."""

    n: Cells
    rows: NDArray[np.int64]
    groups: tuple[str, ...]
    variance: Cells | None
    flags: tuple[Said, ...]
    counts: Counts

    @cached_property
    def people(self) -> float:
        """All people."""
        return float(self.n.sum())

    @property
    def cell(self) -> float:
        """Mean people a cell."""
        return self.people / self.n.size


def find(name: str) -> Index:
    """The index of the name. Raises ``Mistake("measure.unknown_index")`` with those near it."""
    if name not in INDICES:
        near = get_close_matches(name, INDICES, n=3, cutoff=0.4) or sorted(INDICES)[:8]
        raise Mistake("measure.unknown_index", found={"index": name, "near": ", ".join(near)})
    return INDICES[name]


def make_ready(counts: Counts) -> Ready:
    """Leaves out areas not fully known and areas and groups with nobody, and says so.

    Raises ``Mistake``: ``measure.nobody_left``, ``measure.one_group_left``.
    """
    known = np.ones(len(counts.areas), bool) if not counts.status.any() else counts.complete
    n, rows, used = cut(counts.people, known, counts.groups)
    groups = tuple(g for g, there in zip(counts.groups, used, strict=True) if there)
    flags = []
    if not known.all():
        left_out = Figure(int((~known).sum()), "number")
        flags.append(Said("flag.measure.areas_left_out", {"areas": left_out}))
    if not used.all():
        empty = ", ".join(g for g, there in zip(counts.groups, used, strict=True) if not there)
        flags.append(Said("flag.measure.empty_groups", {"groups": empty}))
    variance = None if counts.variance is None else counts.variance[rows][:, used]
    if variance is not None and not variance.any():
        variance = None
    return Ready(n, rows, groups, variance, tuple(flags), counts)


def cut(
    people: Cells, known: NDArray[np.bool_] | None = None, groups: Sequence[str] = ()
) -> tuple[Cells, NDArray[np.int64], NDArray[np.bool_]]:
    """The table without the areas and groups that hold nobody, the rows and which groups it has.

    Raises ``Mistake``: ``measure.nobody_left``, ``measure.one_group_left``.
    """
    two = people.shape[1] == 2  # then the sum of the columns is sooner
    lived = (people[:, 0] + people[:, 1] if two else np.einsum("jm->j", people)) > 0
    rows = np.flatnonzero(lived if known is None else known & lived)
    if len(rows) == 0:
        raise Mistake("measure.nobody_left", found={"areas": len(people)})
    # what is whole already is not copied
    n = people if len(rows) == len(people) else people[rows]
    used = np.asarray(n[:SOME].any(axis=0))  # mostly it takes a few to see that all are there
    if not used.all():
        used = np.einsum("jm->m", n) > 0
    if used.sum() < 2:
        names = groups or tuple(map(str, range(1, len(used) + 1)))
        left = ", ".join(g for g, there in zip(names, used, strict=True) if there)
        raise Mistake("measure.one_group_left", found={"group": left})
    return n if used.all() else n[:, used], rows, used


def check(index: Index, groups: Sequence[str], there: Sequence[str]) -> None:
    """Of all groups and those that are there.

    Raises ``Mistake``: ``measure.two_groups``, ``measure.empty_group``.
    """
    if index.groups not in (0, len(groups)):
        raise Mistake("measure.two_groups", found={"index": index.name, "groups": len(groups)})
    wanted = 2 if index.groups == 2 or index.name in _SECOND else int(index.name in _FIRST)
    for group in groups[:wanted]:
        if group not in there:
            raise Mistake("measure.empty_group", Where(column=group), {"index": index.name})


def with_parameters(index: Index, given: Mapping[str, Any]) -> Index:
    """The index with its own parameters (b, q, order, centre …) filled in."""
    mine = {k: v for k, v in given.items() if k in inspect.signature(index.formula).parameters}
    if not mine:
        return index
    made = replace(index, formula=partial(index.formula, **mine))
    if index.parts is not None:
        taken = set(inspect.signature(index.parts).parameters)
        made = replace(made, parts=partial(index.parts, **{k: mine[k] for k in mine if k in taken}))
    if index.link is not None:
        taken = set(inspect.signature(index.link).parameters)
        made = replace(made, link=partial(index.link, **{k: mine[k] for k in mine if k in taken}))
    return made


def place(index: Index, ready: Ready, size: Vector | None = None) -> dict[str, Any]:
    """Positions, sizes and borders that the index needs, for the ready rows.

    Raises ``Mistake``: ``measure.no_positions``, ``measure.position_missing``,
    ``measure.degrees``, ``measure.no_outlines``, ``measure.size``.
    """
    areas, rows = ready.counts.areas, ready.rows
    given: dict[str, Any] = {}
    takes = inspect.signature(index.formula).parameters
    if index.positions:
        given["positions"] = _positions(ready)
    if index.size or ("size" in takes and (size is not None or areas.outlines is not None)):
        land = sizes(areas) if size is None else np.asarray(size, dtype=float)
        if len(land) != len(areas) or not (land[rows] > 0).all():
            raise Mistake("measure.size", found={"index": index.name, "areas": len(areas)})
        given["size"] = land[rows]
    if index.borders:
        given["borders"] = only_borders(shared_borders(areas), rows, len(areas))
    return given


def _positions(ready: Ready) -> Cells:
    areas = ready.counts.areas
    if areas.positions is None:
        raise Mistake("measure.no_positions", found={"division": areas.division})
    return placed(areas.positions[ready.rows], areas.codes, ready.rows)


def placed(positions: Cells, codes: Sequence[Any], rows: NDArray[np.int64]) -> Cells:
    """Positions in metres; ``rows``: where their ``codes`` stand.

    Raises ``Mistake``: ``measure.position_missing``, ``measure.degrees``.
    """
    lost = ~np.isfinite(positions).all(axis=1)
    if lost.any():
        code = codes[rows[np.flatnonzero(lost)[0]]]
        raise Mistake("measure.position_missing", found={"area": code})
    x, y = np.abs(positions).T
    if len(x) > 1 and x.max() <= 180 and y.max() <= 90:
        raise Mistake("measure.degrees", found={"east": float(x.max()), "north": float(y.max())})
    return positions


def only_borders(b: Borders, rows: NDArray[np.int64], areas: int) -> Borders:
    """Borders between the areas of these rows."""
    new = np.full(areas, -1)
    new[rows] = np.arange(len(rows))
    keep = (new[b.one] >= 0) & (new[b.other] >= 0)
    return Borders(new[b.one[keep]], new[b.other[keep]], b.metres[keep], b.perimeter[rows])
