"""A composite of indicators: score, terms, ranks with uncertainty."""

from __future__ import annotations

from collections.abc import Mapping

from samlad.need.nouns import Indicator, Need, Recipe


def score(
    recipe: Recipe,
    indicators: Mapping[str, Indicator],
    *,
    worst: int = 5,
    draws: int = 1000,
    seed: int = 0,
) -> Need:
    """The need of each area."""
    raise NotImplementedError
