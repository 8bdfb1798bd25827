"""Distortion: how long one must walk from each place until the city looks like itself."""

from __future__ import annotations

import numpy as np

from samlad.measure.registry import Cells, index
from samlad.measure.shares import Vector, xlogx

_PAPER = "Olteanu, Randon-Furling & Clark 2019, doi:10.1073/pnas.1900192116"


def _worst(N: Vector) -> float:
    """Greatest distortion: the groups met one after the other, the smallest first; nats × people.

    The composition after u people is known in closed form, so the integral is taken group by
    group by Gauss-Legendre.
    """
    N = np.sort(N[N > 0])
    T, pi = N.sum(), N / N.sum()
    x, w = np.polynomial.legendre.leggauss(64)
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
    t, T = n.sum(axis=1), n.sum()
    log_pi = np.log(n.sum(axis=0) / T)
    at = np.ascontiguousarray(positions.T)
    result = np.empty(len(n))
    for i in range(len(n)):
        d2 = (at[0] - at[0, i]) ** 2 + (at[1] - at[1, i]) ** 2
        order = np.argsort(d2, kind="stable")
        met = np.cumsum(n[order], axis=0)
        u = met.sum(axis=1, keepdims=True)
        p = met / u
        divergence = (xlogx(p) - p * log_pi).sum(axis=1)
        beyond = np.maximum.accumulate(divergence[::-1])[::-1]
        result[i] = t[order] @ beyond / T
    return np.asarray(result / _worst(n.sum(axis=0)))


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
    return float(n.sum(axis=1) @ local_distortion(n, positions) / n.sum())
