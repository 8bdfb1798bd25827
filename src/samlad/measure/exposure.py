"""Exposure: whom people of one group meet where they live."""

from __future__ import annotations

import numpy as np

from samlad.measure.given import People, known_of
from samlad.measure.registry import Cells, Near, index
from samlad.measure.shares import Vector, shares
from samlad.model import Mistake, Where


def exposure_matrix(n: People, near: Near = None) -> Cells:
    r"""Mean share of group k around people of group m, for all pairs: (groups, groups).

    .. math:: P_{mk} = \sum_j \tfrac{n_{jm}}{N_m} p_{jk}

    n : (areas, groups), people, no group empty. Rows sum to 1 (Lieberson & Carter 1982;
    Bell 1954, doi:10.2307/2574118).

    >>> exposure_matrix(np.array([[30.0, 10.0], [10.0, 50.0]])).round(4)
    array([[0.6042, 0.3958],
           [0.2639, 0.7361]])
    """
    n, around, groups = known_of(n, near)
    N = n.sum(axis=0)
    if (N <= 0).any():
        group = groups[int(np.argmin(N))]
        raise Mistake("measure.empty_group", Where(column=group), {"index": "exposure_matrix"})
    return np.asarray((n / N).T @ shares(n, around))


def _isolation(n: Cells, N: Vector, near: Near) -> Vector:
    return np.asarray(n[:, 0] * shares(n, near)[:, 0] / N[0])


@index(
    dimension="exposure",
    lowest=0.0,
    highest=1.0,
    groups=0,
    near=True,
    reference="Bell 1954, doi:10.2307/2574118; Lieberson 1981",
    parts=_isolation,
)
def isolation(n: Cells, near: Near = None) -> float:
    r"""Mean share of one's own group around people of the first group.

    .. math:: {}_xP_x = \sum_j \tfrac{x_j}{X} \tfrac{x_j}{t_j}

    n : (areas, groups), people; t counts all groups. Gives a share; when all is even, π.

    >>> round(isolation(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    0.604166666667
    """
    return float(_isolation(n, n.sum(axis=0), near).sum())


def _interaction(n: Cells, N: Vector, near: Near) -> Vector:
    return np.asarray(n[:, 0] * shares(n, near)[:, 1] / N[0])


@index(
    dimension="exposure",
    lowest=0.0,
    highest=1.0,
    groups=0,
    near=True,
    reference="Bell 1954, doi:10.2307/2574118; Lieberson 1981",
    parts=_interaction,
)
def interaction(n: Cells, near: Near = None) -> float:
    r"""Mean share of the second group around people of the first.

    .. math:: {}_xP_y = \sum_j \tfrac{x_j}{X} \tfrac{y_j}{t_j}

    n : (areas, groups), people; t counts all groups. Gives a share.

    >>> round(interaction(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    0.395833333333
    """
    return float(_interaction(n, n.sum(axis=0), near).sum())


def _correlation_ratio(n: Cells, N: Vector, near: Near) -> Vector:
    pi = N[0] / N.sum()
    return np.asarray((_isolation(n, N, near) - pi * n[:, 0] / N[0]) / (1 - pi))


@index(
    dimension="exposure",
    lowest=0.0,
    highest=1.0,
    groups=0,
    near=True,
    reference="Bell 1954, doi:10.2307/2574118; White 1986, doi:10.2307/3644339",
    parts=_correlation_ratio,
)
def correlation_ratio(n: Cells, near: Near = None) -> float:
    r"""Isolation of the first group over what it would be if all were even (eta squared).

    .. math:: \eta^2 = ({}_xP_x - \pi) / (1 - \pi)

    n : (areas, groups), people. Gives 0 even, 1 wholly apart; may be negative off surroundings.

    >>> round(correlation_ratio(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    0.340277777778
    """
    return float(_correlation_ratio(n, n.sum(axis=0), near).sum())


def _normalized_exposure(n: Cells, N: Vector, near: Near) -> Vector:
    pi = N / N.sum()
    return np.asarray((n * (shares(n, near) - pi) / (1 - pi)).sum(axis=1) / N.sum())


@index(
    dimension="exposure",
    lowest=0.0,
    highest=1.0,
    groups=0,
    near=True,
    reference="James 1986; Reardon & Firebaugh 2002, doi:10.1111/1467-9531.00110",
    parts=_normalized_exposure,
)
def normalized_exposure(n: Cells, near: Near = None) -> float:
    r"""Mean over all people of their own group's correlation ratio.

    .. math:: P = \sum_m \pi_m ({}_mP_m - \pi_m) / (1 - \pi_m)

    n : (areas, groups), people, at least two groups. Gives 0 even, 1 wholly apart.

    >>> round(normalized_exposure(np.array([[30.0, 10.0], [10.0, 50.0]])), 12)
    0.340277777778
    """
    return float(_normalized_exposure(n, n.sum(axis=0), near).sum())
