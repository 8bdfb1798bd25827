"""Where need is greatest: scores kept as their terms, ranks with uncertainty."""

from samlad.need.nouns import (
    FOCUS_AREAS,
    METHODS,
    Gap,
    Indicator,
    Need,
    Part,
    Recipe,
    Socioeconomic,
    Term,
    Trend,
    refuse_origin,
)
from samlad.need.scoring import score
from samlad.need.socioeconomic import NATIONAL, socioeconomic_index

__all__ = [
    "FOCUS_AREAS",
    "METHODS",
    "NATIONAL",
    "Gap",
    "Indicator",
    "Need",
    "Part",
    "Recipe",
    "Socioeconomic",
    "Term",
    "Trend",
    "refuse_origin",
    "score",
    "socioeconomic_index",
]
