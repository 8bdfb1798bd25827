"""Formulas called by hand: what is given is made fit for them, and what cannot be is said.

``theil_h(table)`` takes whatever ``read`` takes and gives the value ``read`` gives; the bare
formulas stand in ``INDICES`` and trust what comes.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from samlad.measure.given import People, shares_around, table_of
from samlad.measure.ready import beside, check, check_parameters, cut, inhabited, place
from samlad.measure.registry import INDICES
from samlad.model import Counts, Mistake


def call(name: str, n: People, args: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
    """The index of that name; local ones for all areas given, NaN where there is nobody.

    Raises ``Mistake``: ``measure.near``, ``measure.length``, ``measure.borders``,
    ``measure.parameter``, and as ``read``.
    """
    index, signature = INDICES[name], _signature(name)
    bound = signature.bind_partial(n, *args, **named).arguments
    given = {k: v for k, v in bound.items() if k != "n" and v is not None}
    check_parameters(index, given)
    table, missing, groups = table_of(n)
    known = None if missing is None else np.logical_not(missing.any(axis=1))
    fit, rows, used = cut(table, known, groups, keep=index.ordered)
    areas = n.areas if isinstance(n, Counts) else None
    if "near" in given:
        near = shares_around(given["near"], table.shape, rows)
        near = near if used.all() else near[:, used]
        there = ~np.isnan(near).any(axis=1)
        if not there.all():  # nobody is around
            fit, rows, near = fit[there], rows[there], near[there]
        if not len(rows):
            raise Mistake("measure.nobody_left", found={"areas": len(table)})
        given["near"] = near
        used[used] = fit.any(axis=0)
    check(index, groups, inhabited(groups, used))
    given |= place(index, areas, rows, beside(index, given, len(table)))
    takes = signature.bind(fit, **given)
    with np.errstate(all="ignore"):
        value = index.formula(*takes.args, **takes.kwargs)
    if index.local:
        everywhere = np.full((len(table), *np.shape(value)[1:]), np.nan)
        everywhere[rows] = value
        return everywhere
    if not np.isfinite(value):
        raise Mistake("measure.undefined", found={"index": name, "areas": len(fit)})
    return value


@cache
def _signature(name: str) -> inspect.Signature:
    return inspect.signature(INDICES[name].formula)
