"""Sharing a pot by a scheme's steps, exactly, to the öre."""

from __future__ import annotations

from samlad.fund.scheme import Fit, Grant, Scheme
from samlad.model import Money


def share(scheme: Scheme, pot: Money) -> Grant:
    """The pot shared by the scheme's steps in their order; amounts sum to the pot to the öre."""
    raise NotImplementedError


def fit(scheme: Scheme) -> tuple[Fit, ...]:
    """Every published amount against the model's amount for the same pot."""
    result = []
    for one in scheme.published:
        model = share(scheme, one.pot).amounts[one.code]
        result.append(Fit(one, model, float(model.in_kronor / one.amount.in_kronor - 1)))
    return tuple(result)
