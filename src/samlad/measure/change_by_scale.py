"""What a change in segregation consists of when it is read off surroundings, scale by scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samlad.measure.change import NESTED, fit_margins, side_by_side
from samlad.measure.given import People
from samlad.measure.registry import Cells
from samlad.measure.shares import Vector
from samlad.measure.spatial import spatial
from samlad.measure.surroundings import Surroundings
from samlad.model import Mistake


@dataclass(frozen=True, eq=False)
class ShapleyByScale:
    """A change in M or H read off surroundings, at each scale; the five sum to it.

    Every field but ``index`` and ``scales`` is (scales,). ``additions``, ``removals``: areas
    there only later, only earlier. ``group_margin``: changed shares of groups in the whole.
    ``unit_margin``: changed numbers of people in areas, and so of people nearby.
    ``structure``: who lives where, margins apart.
    """

    index: str
    scales: tuple[str, ...]
    earlier: Vector
    later: Vector
    additions: Vector
    removals: Vector
    group_margin: Vector
    unit_margin: Vector
    structure: Vector

    @property
    def change(self) -> Vector:
        """Later less earlier, (scales,)."""
        return self.later - self.earlier


def shapley_by_scale(
    earlier: People,
    later: People,
    surroundings: Surroundings,
    index: str = "mutual_information",
) -> ShapleyByScale:
    r"""Elbers' decomposition of the change in M or H, read off the same surroundings at both times.

    ``surroundings``: who lives near whom, made of either table; what is taken of it is the
    question (places, radius, k, kernel), which is asked anew of every table below, so that
    surroundings are always those of the people who would then live there. With S(g, u, s) the
    index at a scale, read off the table that has group shares g, people per area u and odds
    ratios s of either time (0 earlier, 1 later),

    .. math:: structure = \tfrac12 [S(0,0,1) - S(0,0,0) + S(1,1,1) - S(1,1,0)]

    and the margins share the rest alike, as in ``shapley``, which it is where surroundings are
    the area itself (radius 0). Areas' places are the same at both times, so that nothing is left
    over for them: how people of a group move closer together is part of ``structure`` where
    they change areas' mixture, and of ``unit_margin`` where mixed areas grow. People per area are
    numbers, not shares, since the k nearest of a town that grows live closer.

    n : (areas, groups), people, the same areas in the same rows, zero where they were not there.
    Elbers 2021, doi:10.1177/0049124121986204; Reardon & O'Sullivan 2004,
    doi:10.1111/j.0081-1750.2004.00150.x. NaN at scales where the index has no value. Raises
    ``Mistake``: ``change.shape``, ``change.nothing_stays``, ``change.group_empty``,
    ``change.not_by_scale``, ``measure.table``, ``measure.people``, and as ``Surroundings.again``.

    >>> from samlad.measure.surroundings import within
    >>> a = np.array([[30.0, 10.0], [10.0, 50.0], [20.0, 20.0]])
    >>> b = np.array([[30.0, 25.0], [10.0, 40.0], [20.0, 30.0]])
    >>> places = [[0, 0], [1000, 0], [2000, 0]]
    >>> s = shapley_by_scale(a, b, within(places, a, (0, 1000)))
    >>> s.structure.round(4), s.change.round(4)
    (array([-0.0738, -0.0136]), array([-0.0867, -0.0041]))
    """
    if index not in NESTED:
        raise Mistake("change.not_by_scale", found={"index": index, "known": ", ".join(NESTED)})
    earlier, later = side_by_side(earlier, later)
    if not earlier.shape == later.shape == surroundings.shares.shape[1:]:
        found = {"one": earlier.shape, "other": later.shape}
        raise Mistake("change.shape", found=found)
    both = (earlier.sum(axis=1) > 0) & (later.sum(axis=1) > 0)
    if not both.any():
        raise Mistake("change.nothing_stays", found={"areas": len(earlier)})

    def of(n: Cells) -> Vector:
        return spatial(index, n, surroundings.again(n))

    stay = [np.where(both[:, None], n, 0.0) for n in (earlier, later)]
    for n in (earlier, later, *stay):
        if (n.sum(axis=0) <= 0).any():
            raise Mistake("change.group_empty", found={"group": int(np.argmin(n.sum(axis=0)))})
    t = [n[both].sum(axis=1) for n in stay]
    pi = [n.sum(axis=0) / n.sum() for n in stay]
    S: dict[tuple[int, int, int], Vector] = {}
    for g, u, s in np.ndindex(2, 2, 2):
        table = stay[s]
        if not g == u == s:
            table = np.zeros(earlier.shape)
            table[both] = fit_margins(stay[s][both], t[u], pi[g] * t[u].sum())
        S[g, u, s] = of(table)
    # with nobody added or removed the tables are the same and no rounding may come between
    whole0 = of(earlier) if (earlier != stay[0]).any() else S[0, 0, 0]
    whole1 = of(later) if (later != stay[1]).any() else S[1, 1, 1]
    return ShapleyByScale(
        index,
        surroundings.scales,
        whole0,
        whole1,
        additions=whole1 - S[1, 1, 1],
        removals=S[0, 0, 0] - whole0,
        group_margin=np.sum([S[1, u, s] - S[0, u, s] for u in (0, 1) for s in (0, 1)], axis=0) / 4,
        unit_margin=np.sum([S[g, 1, s] - S[g, 0, s] for g in (0, 1) for s in (0, 1)], axis=0) / 4,
        structure=(S[0, 0, 1] - S[0, 0, 0] + S[1, 1, 1] - S[1, 1, 0]) / 2,
    )
