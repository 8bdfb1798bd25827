"""Formulas called by hand: what is given is made fit for them, and what cannot be is said.

``theil_h(table)`` takes whatever ``read`` takes and gives the value ``read`` gives; the bare
formulas stand in ``INDICES`` and trust what comes.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.measure.given import People, as_counts, is_plain, people_in
from samlad.measure.ready import check, cut, make_ready, only_borders, place, placed
from samlad.measure.registry import INDICES, Cells, Index
from samlad.measure.surroundings import Surroundings
from samlad.model import Counts, Mistake


@dataclass(frozen=True, eq=False)
class _Fit:
    """``n``: people of the areas and groups there are; ``rows``, ``used``: which those are."""

    n: Cells
    rows: NDArray[np.int64]
    used: NDArray[np.bool_]
    areas: int

    def of(self, what: str, value: Any) -> Cells:
        """Numbers given area for area, of the areas there are."""
        table = np.asarray(value, dtype=np.float64)
        if table.ndim == 0 or len(table) != self.areas:
            found = {"what": what, "found": table.shape, "areas": self.areas}
            raise Mistake("measure.length", found=found)
        return np.asarray(table[self.rows])


def call(name: str, n: People, args: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
    """The index of that name; local ones for all areas given, NaN where there is nobody.

    Raises ``Mistake``: ``measure.near``, ``measure.length``, and as ``read``.
    """
    index = INDICES[name]
    bound = _signature(name).bind_partial(n, *args, **named).arguments
    given = {k: v for k, v in bound.items() if k != "n" and v is not None}
    if is_plain(n):
        people = people_in(n)
        fit = _Fit(*cut(people), len(people))
        names = tuple(map(str, range(1, people.shape[1] + 1)))
        check(index, names, [g for g, there in zip(names, fit.used, strict=True) if there])
    else:
        fit, beside = _of_counts(index, as_counts(n), given)
        given |= beside
    for key, value in given.items():
        given[key] = _fitted(key, value, fit)
    table = fit.n
    if "near" in given:
        around = ~np.isnan(given["near"]).any(axis=1)
        if not around.all():  # nobody around
            fit = replace(fit, rows=fit.rows[around])
            table, given["near"] = table[around], given["near"][around]
    takes = _signature(name).bind(table, **given)
    with np.errstate(all="ignore"):
        value = index.formula(*takes.args, **takes.kwargs)
    if index.local:
        everywhere = np.full((fit.areas, *np.shape(value)[1:]), np.nan)
        everywhere[fit.rows] = value
        return everywhere
    if not np.isfinite(value):
        raise Mistake("measure.undefined", found={"index": name, "areas": len(table)})
    return value


@cache
def _signature(name: str) -> inspect.Signature:
    return inspect.signature(INDICES[name].formula)


def _of_counts(index: Index, counts: Counts, given: Mapping[str, Any]) -> tuple[_Fit, Any]:
    """What counts hold, and what their areas give of what the index needs."""
    if "positions" in given:
        counts = replace(counts, areas=replace(counts.areas, positions=given["positions"]))
    ready = make_ready(counts)
    check(index, counts.groups, ready.groups)
    used = np.array([group in ready.groups for group in counts.groups])
    fit = _Fit(ready.n, ready.rows, used, len(counts.areas))
    if not set(index.needs) - set(given):
        return fit, {}
    beside = place(index, ready, given.get("size"))
    return fit, {k: _Ready(v) for k, v in beside.items()}


@dataclass(frozen=True)
class _Ready:
    """Of the areas there are already."""

    value: Any


def _fitted(key: str, value: Any, fit: _Fit) -> Any:
    if isinstance(value, _Ready):
        return value.value
    if key == "positions":
        at = np.asarray(value, dtype=np.float64)
        if at.ndim != 2 or at.shape[1] != 2:
            raise Mistake(
                "measure.length", found={"what": key, "found": at.shape, "areas": fit.areas}
            )
        return placed(fit.of(key, at), range(1, fit.areas + 1), fit.rows)
    if key == "size":
        land = fit.of(key, value)
        if land.ndim != 1 or not (land > 0).all():
            raise Mistake("measure.size", found={"index": key, "areas": fit.areas})
        return land
    if key == "borders":
        return only_borders(value, fit.rows, fit.areas)
    return _near(value, fit) if key == "near" else value


def _near(value: Any, fit: _Fit) -> Cells:
    """Shares around, of a ``Surroundings`` of one scale or as they are."""
    if isinstance(value, Surroundings):
        if len(value) != 1:
            raise Mistake("measure.many_scales", found={"scales": len(value)})
        value = value.shares[0]
    near = np.asarray(value, dtype=np.float64)
    expected = (fit.areas, len(fit.used))
    if near.shape != expected or (near < 0).any():
        raise Mistake("measure.near", found={"expected": expected, "found": near.shape})
    return near if len(fit.rows) == fit.areas and fit.used.all() else near[fit.rows][:, fit.used]
