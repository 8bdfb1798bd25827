"""Diversity: how mixed the whole is, wherever people live."""

from __future__ import annotations

import numpy as np

from samlad.measure.registry import INDICES, Cells, Near, index
from samlad.measure.shares import Vector, entropies


def _entropy(n: Cells, N: Vector, near: Near) -> Vector:
    return np.asarray(n.sum(axis=1) / N.sum() * entropies(N / N.sum()))


def _simpson(n: Cells, N: Vector, near: Near) -> Vector:
    pi = N / N.sum()
    return np.asarray(n.sum(axis=1) / N.sum() * (pi * (1 - pi)).sum())


def _hill(n: Cells, N: Vector, near: Near, q: float = 2.0) -> Vector:
    return np.asarray(n.sum(axis=1) / N.sum() * _numbers(N, q))


def _numbers(N: Vector, q: float) -> float:
    pi = N[N > 0] / N.sum()
    if abs(q - 1) < 1e-12:
        return float(np.exp(entropies(pi)))
    return float((pi**q).sum() ** (1 / (1 - q)))


def _alike(groups: int) -> float:
    return 1 - 1 / groups


@index(
    dimension="diversity",
    lowest=0.0,
    highest=np.inf,
    groups=0,
    reference="Shannon 1948; Theil 1972",
    most=np.log,
    parts=_entropy,
)
def entropy(n: Cells) -> float:
    r"""Entropy of the groups in the whole.

    .. math:: E = -\sum_m \pi_m \ln \pi_m

    n : (areas, groups), people. Gives nats, 0 to ln(groups).

    >>> round(entropy(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    0.673011667009
    """
    N = n.sum(axis=0)
    return float(entropies(N / N.sum()))


@index(
    dimension="diversity",
    lowest=0.0,
    highest=1.0,
    groups=0,
    reference="Simpson 1949, doi:10.1038/163688a0; Lieberson 1969",
    most=_alike,
    parts=_simpson,
)
def simpson(n: Cells) -> float:
    r"""Chance that two people met at random are of different groups.

    .. math:: I = \sum_m \pi_m (1 - \pi_m)

    n : (areas, groups), people. Gives a share.

    >>> round(simpson(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    0.48
    """
    pi = n.sum(axis=0) / n.sum()
    return float((pi * (1 - pi)).sum())


@index(
    dimension="diversity",
    lowest=1.0,
    highest=np.inf,
    groups=0,
    reference="Hill 1973, doi:10.2307/1934352",
    most=float,
    parts=_hill,
)
def hill(n: Cells, q: float = 2.0) -> float:
    r"""How many groups of equal size would be as diverse.

    .. math:: {}^qD = \Bigl(\sum_m \pi_m^q\Bigr)^{1/(1-q)}

    n : (areas, groups), people; q ≥ 0 is the order; at 1 the exponential of the entropy.

    >>> round(hill(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    1.923076923077
    >>> hill(np.array([[25.0, 25.0], [25.0, 25.0]]), q=1.0)
    2.0
    """
    return _numbers(n.sum(axis=0), q)


# ------------------------------------------------------------------- one value for each area
@index(
    dimension="local",
    lowest=0.0,
    highest=np.inf,
    groups=0,
    local=True,
    near=True,
    reference="Isard 1960; Brown & Chung 2006, doi:10.1002/psp.403",
)
def location_quotient(n: Cells, near: Near = None) -> Cells:
    r"""The first group's share in each area over its share in the whole, (areas,).

    .. math:: LQ_j = p_j / \pi

    n : (areas, groups), people, no area empty. The mean weighted by t is 1.

    >>> location_quotient(np.array([[30.0, 10.0], [10.0, 50.0]])).round(4)
    array([1.875 , 0.4167])
    """
    return np.asarray(_own(n, near)[:, 0] * n.sum() / n[:, 0].sum())


@index(
    dimension="local",
    lowest=0.0,
    highest=np.inf,
    groups=0,
    local=True,
    reference="Mora & Ruiz-Castillo 2011, doi:10.1111/j.1467-9531.2011.01237.x; "
    "Elbers 2021, doi:10.1177/0049124121986204",
)
def local_mutual_information(n: Cells) -> Cells:
    r"""How far each area's composition is from the whole's, (areas,).

    .. math:: L_j = \sum_m p_{jm} \ln (p_{jm} / \pi_m)

    n : (areas, groups), people, no area empty. Nats; the mean weighted by t is M. Of the
    transposed table, the local value of each group.

    >>> local_mutual_information(np.array([[30.0, 10.0], [10.0, 50.0]])).round(4)
    array([0.2526, 0.1278])
    """
    return np.asarray(INDICES["local_divergence"].formula(n))


@index(
    dimension="local",
    lowest=0.0,
    highest=np.inf,
    groups=0,
    local=True,
    near=True,
    reference="Roberto 2024, doi:10.1177/00811750231173210 (first arXiv:1508.01167)",
)
def local_divergence(n: Cells, near: Near = None) -> Cells:
    r"""How surprising each area is to one who knows the whole, (areas,).

    .. math:: D_j = \sum_m p_{jm} \ln (p_{jm} / \pi_m)

    n : (areas, groups), people, no area empty. Nats; the mean weighted by t is ``divergence``.

    >>> local_divergence(np.array([[30.0, 10.0], [10.0, 50.0]])).round(4)
    array([0.2526, 0.1278])
    """
    p, pi = _own(n, near), n.sum(axis=0) / n.sum()
    logs = np.zeros(p.shape)
    np.log(np.divide(p, pi, out=np.ones(p.shape), where=p > 0), out=logs)
    return np.asarray((p * logs).sum(axis=1))


@index(
    dimension="local",
    lowest=0.0,
    highest=np.inf,
    groups=0,
    local=True,
    near=True,
    reference="Theil & Finizza 1971, doi:10.1080/0022250X.1971.9989795",
)
def local_entropy(n: Cells, near: Near = None) -> Cells:
    r"""How mixed each area is, (areas,).

    .. math:: E_j = -\sum_m p_{jm} \ln p_{jm}

    n : (areas, groups), people, no area empty. Nats; the mean weighted by t is E - M.

    >>> local_entropy(np.array([[30.0, 10.0], [10.0, 50.0]])).round(4)
    array([0.5623, 0.4506])
    """
    return entropies(_own(n, near))


@index(
    dimension="local",
    lowest=0.0,
    highest=1.0,
    groups=0,
    local=True,
    near=True,
    reference="Bell 1954, doi:10.2307/2574118",
)
def local_exposure(n: Cells, near: Near = None) -> Cells:
    r"""The first group's share around those who live in each area, (areas,).

    .. math:: p_j = x_j / t_j

    n : (areas, groups), people, no area empty. The mean weighted by t is the whole's share (off
    no surroundings); weighted by the first group's people it is ``isolation``.

    >>> local_exposure(np.array([[30.0, 10.0], [10.0, 50.0]])).round(4)
    array([0.75  , 0.1667])
    """
    return np.asarray(_own(n, near)[:, 0])


def _own(n: Cells, near: Near) -> Cells:
    return n / n.sum(axis=1, keepdims=True) if near is None else near
