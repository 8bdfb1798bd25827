"""One registry of every index: a formula with its facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from types import MappingProxyType
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.float64]
"""People, shape (areas, groups)."""
Near = NDArray[np.float64] | None
"""Shares among the people around each area, shape (areas, groups); None: the area itself."""
Rest = ParamSpec("Rest")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Index:
    """A formula and its facts.

    ``groups``: 2 (the first column against the second) or 0 (any number). ``lowest`` and
    ``highest``: the range; infinite where there is none, ``top`` where the number of groups sets
    the end (``most``), each area by itself. ``near``: can be read off surroundings
    (``near=`` shares of shape (areas, groups)). ``positions``, ``size``, ``borders``: needs those
    arguments. ``ordered``: the groups stand in order, least first. ``local``: gives one value per
    area, whose people-weighted mean (weights as its docstring says) is the total. ``parts``:
    the part (areas,) of each area, from (n, N, near) with the groups' totals N given; the index
    is ``link(sum of parts, N)``, or just the sum.
    """

    name: str
    formula: Callable[..., Any]
    dimension: str
    lowest: float
    highest: float
    groups: int
    reference: str
    positions: bool = False
    ordered: bool = False
    local: bool = False
    near: bool = False
    size: bool = False
    borders: bool = False
    parts: Callable[..., Any] | None = None
    link: Callable[..., Any] | None = None
    most: Callable[[int], float] | None = None

    def top(self, groups: int) -> float:
        """The greatest there can be with so many groups, areas by themselves."""
        return self.highest if self.most is None else self.most(groups)

    @property
    def needs(self) -> tuple[str, ...]:
        """Names of what it needs beside the counts."""
        return tuple(k for k in ("positions", "size", "borders") if getattr(self, k))


_registered: dict[str, Index] = {}
INDICES: Mapping[str, Index] = MappingProxyType(_registered)
"""Name → ``Index``, every index there is."""


def index(
    *,
    dimension: str,
    lowest: float,
    highest: float,
    groups: int,
    reference: str,
    **facts: Any,
) -> Callable[[Callable[Concatenate[Cells, Rest], Value]], Callable[Concatenate[Any, Rest], Value]]:
    """Decorator: puts the formula in ``INDICES`` under its own name.

    What stands under the name in its module, for all to call, looks first at what it was given.
    """

    def register(
        formula: Callable[Concatenate[Cells, Rest], Value],
    ) -> Callable[Concatenate[Any, Rest], Value]:
        name = formula.__name__
        _registered[name] = Index(
            name, formula, dimension, lowest, highest, groups, reference, **facts
        )

        @wraps(formula)
        def looked_at(n: Any, *args: Rest.args, **named: Rest.kwargs) -> Value:
            from samlad.measure.byhand import call  # noqa: PLC0415  it needs all formulas

            return cast("Value", call(name, n, args, named))

        formula.__qualname__ = f"{name}.__wrapped__"  # where another process finds it

        return cast("Callable[Concatenate[Any, Rest], Value]", looked_at)

    return register
