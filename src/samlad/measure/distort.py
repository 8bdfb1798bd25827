"""Distortion: how long one must walk from each place until the city looks like itself."""

from __future__ import annotations

from functools import cache

import numpy as np

from samlad.measure.registry import Cells, index
from samlad.measure.shares import Vector, xlogx

MANY = 50
"""From so many areas on they are walked by a compiled kernel."""
STEP = 64
_PAPER = "Olteanu, Randon-Furling & Clark 2019, doi:10.1073/pnas.1900192116"


@cache
def _nodes() -> tuple[Vector, Vector]:
    """Nodes and weights of Gauss-Legendre: found once."""
    x, w = np.polynomial.legendre.leggauss(64)
    return x, w


def _worst(N: Vector) -> float:
    """Greatest distortion: the groups met one after the other, the smallest first; nats × people.

    The composition after u people is known in closed form, so the integral is taken group by
    group by Gauss-Legendre.
    """
    N = np.sort(N[N > 0])
    T, pi = N.sum(), N / N.sum()
    x, w = _nodes()
    total = 0.0
    for m in range(len(N)):
        before = N[:m].sum()
        u = before + N[m] * (x + 1) / 2
        met = np.vstack([np.broadcast_to(N[k], u.shape) for k in range(m)] + [u - before]) / u
        divergence = (xlogx(met) - met * np.log(pi[: m + 1, None])).sum(axis=0)
        total += float(w @ divergence) * N[m] / 2
    return float(total / T)


@index(
    dimension="local",
    lowest=0.0,
    highest=1.0,
    groups=0,
    local=True,
    positions=True,
    reference=_PAPER,
)
def local_distortion(n: Cells, positions: Cells) -> Vector:
    r"""How long from each area the people met are unlike the whole, (areas,).

    .. math:: \Delta_i \propto \int_0^\infty \min\{u : D(u') \le \delta\ \forall u' \ge u\}\,
        d\delta = \sum_u \max_{u' \ge u} D_i(u')

    D_i(u) is the divergence from the whole of the nearest u people; over the greatest there can
    be, when the groups are met one after the other. n : (areas, groups), people, no area or
    group empty; positions : (areas, 2), metres. Equal distances are met in the order given. One
    area's walk is kept at a time: no areas × areas table.

    >>> n = np.array([[30.0, 0.0], [10.0, 50.0], [0.0, 10.0]])
    >>> where = np.array([[0.0, 0.0], [900.0, 0.0], [1800.0, 0.0]])
    >>> local_distortion(n, where).round(4)
    array([0.6043, 0.1698, 0.3187])
    """
    return _of_each(n, positions)


def _of_each(n: Cells, positions: Cells) -> Vector:
    walked = _compiled(n, positions) if len(n) >= MANY else _plain(n, positions)
    return np.asarray(np.maximum(walked, 0.0) / n.sum() / _worst(n.sum(axis=0)))


def _plain(n: Cells, positions: Cells) -> Vector:
    """Σ over the people met from each area of the greatest divergence still to come."""
    t, log_pi = n.sum(axis=1), np.log(n.sum(axis=0) / n.sum())
    apart = ((positions[:, None] - positions) ** 2).sum(axis=2)
    # equal distances in the order given
    order = np.argsort(apart, axis=1, kind="stable")
    met = np.cumsum(n[order], axis=1)  # (areas, areas, groups): there are few
    u = met.sum(axis=2)
    # Σ p ln(p / π) over the groups, p = met / u
    logs = (xlogx(met) - met * log_pi).sum(axis=2) - xlogx(u)
    divergence = np.divide(logs, u, out=np.zeros_like(u), where=u > 0)
    beyond = np.maximum.accumulate(divergence[:, ::-1], axis=1)[:, ::-1]
    return np.asarray((t[order] * beyond).sum(axis=1))


def _compiled(n: Cells, positions: Cells) -> Vector:
    """The same by a kernel in threads."""
    from samlad.measure.kernels import crew, walk  # noqa: PLC0415  numba, where it pays

    x, y = np.ascontiguousarray(positions.T)
    t, people = n.sum(axis=1), np.ascontiguousarray(n)
    surprise = n @ np.log(n.sum(axis=0) / n.sum())
    result = np.empty(len(n))

    def chunk(first: int, last: int) -> None:
        walk.distorted(x, y, people, t, surprise, first, last, result)

    crew.pull(lambda: chunk, len(n), STEP, None, None)
    return result


@index(
    dimension="scale",
    lowest=0.0,
    highest=1.0,
    groups=0,
    positions=True,
    reference=_PAPER,
)
def distortion(n: Cells, positions: Cells) -> float:
    """Mean of ``local_distortion`` over people.

    n : (areas, groups), people, no area or group empty; positions : (areas, 2), metres. Gives 0
    when everywhere looks like the whole.

    >>> n = np.array([[30.0, 0.0], [10.0, 50.0], [0.0, 10.0]])
    >>> where = np.array([[0.0, 0.0], [900.0, 0.0], [1800.0, 0.0]])
    >>> round(distortion(n, where), 12)
    0.315023982201
    """
    return float(n.sum(axis=1) @ _of_each(n, positions) / n.sum())
