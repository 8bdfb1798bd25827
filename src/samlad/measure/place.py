"""Concentration, centralization and clustering (Massey & Denton 1988, doi:10.1093/sf/67.2.281).

Positions are in metres; distances enter the proximity exp(-d) in kilometres. Sizes are the
areas' land in any unit, save for clustering, where square metres are wanted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samlad.measure.registry import Cells, index
from samlad.measure.shares import Vector

_PAPER = "Massey & Denton 1988, doi:10.1093/sf/67.2.281"


# ---------------------------------------------------------------------------- concentration
@index(
    dimension="concentration",
    lowest=0.0,
    highest=1.0,
    groups=0,
    size=True,
    reference="Hoover 1941, doi:10.1017/S0022050700052980; Duncan, Cuzzort & Duncan 1961",
)
def delta(n: Cells, size: Vector) -> float:
    r"""Share of the first group that would have to move for its density to be the same everywhere.

    .. math:: DEL = \tfrac12 \sum_j | x_j / X - a_j / A |

    n : (areas, groups), people; size : (areas,), land. Gives a share.

    >>> delta(np.array([[30.0, 10.0], [10.0, 50.0]]), np.array([1.0, 3.0]))
    0.5
    """
    return float(np.abs(n[:, 0] / n[:, 0].sum() - size / size.sum()).sum() / 2)


def _least_land(t: Vector, size: Vector, people: float) -> float:
    """Mean size of the areas where so many people fit, smallest areas first (part of the last)."""
    order = np.argsort(size, kind="stable")
    through = np.minimum(np.cumsum(t[order]), people)
    return float(np.diff(through, prepend=0.0) @ size[order] / people)


def _most_land(t: Vector, size: Vector, people: float) -> float:
    return -_least_land(t, -size, people)


@index(
    dimension="concentration",
    lowest=0.0,
    highest=1.0,
    groups=0,
    size=True,
    reference=_PAPER,
)
def absolute_concentration(n: Cells, size: Vector) -> float:
    r"""How near the first group is to living on the least land it could.

    .. math:: ACO = 1 - \frac{\sum_j x_j a_j / X - \underline a}{\overline a - \underline a}

    where the bounds are the mean sizes if X people filled the smallest and the largest areas
    (the area where the sum passes X counts for the part that is needed). n : (areas, groups),
    people; size : (areas,), land. Gives 0 on most, 1 on least land.

    >>> absolute_concentration(np.array([[30.0, 10.0], [10.0, 50.0]]), np.array([1.0, 3.0]))
    0.75
    """
    x, t = n[:, 0], n.sum(axis=1)
    least, most = (f(t, size, x.sum()) for f in (_least_land, _most_land))
    return float(1 - (x @ size / x.sum() - least) / (most - least))


@index(
    dimension="concentration",
    lowest=-np.inf,
    highest=np.inf,
    groups=2,
    size=True,
    reference=_PAPER,
)
def relative_concentration(n: Cells, size: Vector) -> float:
    r"""The first group's land against the second's, over the least the ratio could be.

    .. math:: RCO = \Bigl(\frac{\sum_j x_j a_j / X}{\sum_j y_j a_j / Y} - 1\Bigr) \Big/
        \Bigl(\frac{\underline a}{\overline a} - 1\Bigr)

    with the bounds of ``absolute_concentration``. n : (areas, 2), people; size : (areas,), land.
    Gives 0 alike, 1 when the first group is as concentrated and the second as spread as X people
    can be, negative when the second is the more concentrated.

    >>> relative_concentration(np.array([[30.0, 10.0], [10.0, 50.0]]), np.array([1.0, 3.0]))
    0.6562499999999999
    """
    x, y, t = n[:, 0], n[:, 1], n.sum(axis=1)
    least, most = (f(t, size, x.sum()) for f in (_least_land, _most_land))
    return float(((x @ size / x.sum()) / (y @ size / y.sum()) - 1) / (least / most - 1))


# --------------------------------------------------------------------------- centralization
def centre_of(n: Cells, positions: Cells) -> Vector:
    """The people-weighted mean position, (2,): the centre where none is given."""
    return np.asarray(n.sum(axis=1) @ positions / n.sum())


def _outward(d: Vector, *each: Vector) -> list[Vector]:
    """Cumulative shares from the centre outward; equal distances are one step."""
    _, step = np.unique(d, return_inverse=True)
    return [np.cumsum(np.bincount(step, v) / v.sum()) for v in each]


def _between(first: Vector, second: Vector) -> float:
    return float(first[:-1] @ second[1:] - first[1:] @ second[:-1])


@index(
    dimension="centralization",
    lowest=-1.0,
    highest=1.0,
    groups=0,
    positions=True,
    size=True,
    reference=_PAPER,
)
def absolute_centralization(
    n: Cells, positions: Cells, size: Vector, centre: Vector | None = None
) -> float:
    r"""Whether the first group lives nearer the centre than land lies.

    .. math:: ACE = \sum_j X_{j-1} A_j - \sum_j X_j A_{j-1}

    with cumulative shares outward. n : (areas, groups), people; positions : (areas, 2), metres;
    size : (areas,), land; centre : (2,), else the people-weighted mean. Gives -1 outward to 1
    central.

    >>> n, where = np.array([[30.0, 10.0], [10.0, 50.0]]), np.array([[0.0, 0.0], [900.0, 0.0]])
    >>> absolute_centralization(n, where, np.array([1.0, 3.0]), centre=np.zeros(2))
    0.5
    """
    centre = centre_of(n, positions) if centre is None else np.asarray(centre)
    return _between(*_outward(np.hypot(*(positions - centre).T), n[:, 0], size))


@index(
    dimension="centralization",
    lowest=-1.0,
    highest=1.0,
    groups=2,
    positions=True,
    reference="Duncan & Duncan 1955, doi:10.1086/221609; " + _PAPER,
)
def relative_centralization(n: Cells, positions: Cells, centre: Vector | None = None) -> float:
    r"""Share of the first group that would have to move to lie as far out as the second.

    .. math:: RCE = \sum_j X_{j-1} Y_j - \sum_j X_j Y_{j-1}

    n : (areas, 2), people; positions : (areas, 2), metres; centre : (2,), else the
    people-weighted mean. Positive when the first group is the more central.

    >>> n, where = np.array([[30.0, 10.0], [10.0, 50.0]]), np.array([[0.0, 0.0], [900.0, 0.0]])
    >>> relative_centralization(n, where, centre=np.zeros(2))
    0.5833333333333334
    """
    centre = centre_of(n, positions) if centre is None else np.asarray(centre)
    # the first group is ahead where its share outward is reached before the second's
    return _between(*_outward(np.hypot(*(positions - centre).T), n[:, 0], n[:, 1]))


# -------------------------------------------------------------------------------- clustering
def near_by(positions: Cells, size: Vector | None, each: Cells) -> Cells:
    r"""Sums of ``each`` (areas, k) over all areas, by proximity exp(-d), d in km.

    d within an area is √(0.6 a) (a in km²) where sizes are given, else 0. Worked in blocks: no
    areas × areas table is kept.
    """
    at = positions / 1000
    self_near = np.ones(len(at)) if size is None else np.exp(-np.sqrt(0.6 * size / 1e6))
    sums = np.empty((len(at), each.shape[1]))
    block = max(1, 4_000_000 // max(len(at), 1))
    for start in range(0, len(at), block):
        own = slice(start, min(start + block, len(at)))
        d = np.hypot(at[own, 0, None] - at[None, :, 0], at[own, 1, None] - at[None, :, 1])
        c: NDArray[np.float64] = np.exp(-d, out=d)
        rows = np.arange(own.stop - own.start)
        c[rows, rows + start] = self_near[own]
        sums[own] = c @ each
    return sums


@index(
    dimension="clustering",
    lowest=-np.inf,
    highest=np.inf,
    groups=0,
    positions=True,
    reference=_PAPER,
)
def absolute_clustering(n: Cells, positions: Cells, size: Vector | None = None) -> float:
    r"""How many of those near are of the first group, over what it could be.

    .. math:: ACL = \frac{\sum_i \tfrac{x_i}{X} \sum_j c_{ij} x_j - \tfrac{X}{J^2} \sum_{ij} c_{ij}}
        {\sum_i \tfrac{x_i}{X} \sum_j c_{ij} t_j - \tfrac{X}{J^2} \sum_{ij} c_{ij}},
        \quad c_{ij} = e^{-d_{ij}}

    n : (areas, groups), people; positions : (areas, 2), metres; size : (areas,), m². Near 0 when
    spread, 1 when all near are of the group.

    >>> n, where = np.array([[30.0, 10.0], [10.0, 50.0]]), np.array([[0.0, 0.0], [900.0, 0.0]])
    >>> round(absolute_clustering(n, where), 12)
    0.075634881055
    """
    x, t = n[:, 0], n.sum(axis=1)
    around = near_by(positions, size, np.column_stack([x, t, np.ones(len(x))]))
    even = x.sum() / len(x) ** 2 * around[:, 2].sum()
    share = x / x.sum()
    return float((share @ around[:, 0] - even) / (share @ around[:, 1] - even))


def _mean_near(n: Cells, positions: Cells, size: Vector | None) -> tuple[float, float, float]:
    each = np.column_stack([n[:, 0], n[:, 1], n.sum(axis=1)])
    around = near_by(positions, size, each)
    means = (each * around).sum(axis=0) / each.sum(axis=0) ** 2
    return float(means[0]), float(means[1]), float(means[2])


@index(
    dimension="clustering",
    lowest=-1.0,
    highest=np.inf,
    groups=2,
    positions=True,
    reference=_PAPER,
)
def relative_clustering(n: Cells, positions: Cells, size: Vector | None = None) -> float:
    r"""The mean proximity within the first group against that within the second.

    .. math:: RCL = P_{xx} / P_{yy} - 1,\quad
        P_{xx} = \sum_i \sum_j x_i x_j c_{ij} / X^2

    n : (areas, 2), people; positions : (areas, 2), metres; size : (areas,), m². Gives 0 alike,
    positive when the first group is the more clustered.

    >>> n, where = np.array([[30.0, 10.0], [10.0, 50.0]]), np.array([[0.0, 0.0], [900.0, 0.0]])
    >>> round(relative_clustering(n, where), 12)
    -0.069082257389
    """
    xx, yy, _ = _mean_near(n, positions, size)
    return xx / yy - 1


@index(
    dimension="clustering",
    lowest=0.0,
    highest=np.inf,
    groups=2,
    positions=True,
    reference="White 1983, doi:10.1086/227768",
)
def spatial_proximity(n: Cells, positions: Cells, size: Vector | None = None) -> float:
    r"""How near people are to their own group against how near they are to anybody.

    .. math:: SP = (X P_{xx} + Y P_{yy}) / (T P_{tt})

    n : (areas, 2), people; positions : (areas, 2), metres; size : (areas,), m². Gives 1 when the
    groups cluster alike, more when each is nearer its own.

    >>> n, where = np.array([[30.0, 10.0], [10.0, 50.0]]), np.array([[0.0, 0.0], [900.0, 0.0]])
    >>> round(spatial_proximity(n, where), 12)
    1.13553309067
    """
    xx, yy, tt = _mean_near(n, positions, size)
    X, Y = n.sum(axis=0)
    return float((X * xx + Y * yy) / ((X + Y) * tt))


def _decayed(n: Cells, positions: Cells, size: Vector | None, group: int) -> float:
    t = n.sum(axis=1)
    around = near_by(positions, size, np.column_stack([n[:, group], t]))
    return float(n[:, 0] @ (around[:, 0] / around[:, 1]) / n[:, 0].sum())


@index(
    dimension="clustering",
    lowest=0.0,
    highest=1.0,
    groups=0,
    positions=True,
    reference="Morgan 1983; " + _PAPER,
)
def distance_decay_isolation(n: Cells, positions: Cells, size: Vector | None = None) -> float:
    r"""Isolation where meetings fall off with distance.

    .. math:: DP_{xx} = \sum_i \tfrac{x_i}{X} \sum_j K_{ij} \tfrac{x_j}{t_j},\quad
        K_{ij} = e^{-d_{ij}} t_j / \sum_k e^{-d_{ik}} t_k

    n : (areas, groups), people; positions : (areas, 2), metres; size : (areas,), m². A share;
    over all groups the exposures of one sum to 1.

    >>> n, where = np.array([[30.0, 10.0], [10.0, 50.0]]), np.array([[0.0, 0.0], [900.0, 0.0]])
    >>> round(distance_decay_isolation(n, where), 12)
    0.469528833768
    """
    return _decayed(n, positions, size, 0)


@index(
    dimension="clustering",
    lowest=0.0,
    highest=1.0,
    groups=0,
    positions=True,
    reference="Morgan 1983; " + _PAPER,
)
def distance_decay_interaction(n: Cells, positions: Cells, size: Vector | None = None) -> float:
    r"""Interaction of the first group with the second where meetings fall off with distance.

    .. math:: DP_{xy} = \sum_i \tfrac{x_i}{X} \sum_j K_{ij} \tfrac{y_j}{t_j}

    As ``distance_decay_isolation``.

    >>> n, where = np.array([[30.0, 10.0], [10.0, 50.0]]), np.array([[0.0, 0.0], [900.0, 0.0]])
    >>> round(distance_decay_interaction(n, where), 12)
    0.530471166232
    """
    return _decayed(n, positions, size, 1)
