"""Where need is greatest: scores kept as their terms, ranks with uncertainty."""

from samlad.need.change import Change, changes, trends
from samlad.need.noise import (
    from_figures,
    from_percent,
    middle,
    rounding_variance,
    sampling,
    shrink,
)
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
    named,
    refuse_origin,
)
from samlad.need.saying import say_need, say_sure, say_why
from samlad.need.scoring import score
from samlad.need.socioeconomic import NATIONAL, socioeconomic_index

__all__ = [
    "FOCUS_AREAS",
    "METHODS",
    "NATIONAL",
    "Change",
    "Gap",
    "Indicator",
    "Need",
    "Part",
    "Recipe",
    "Socioeconomic",
    "Term",
    "Trend",
    "changes",
    "from_figures",
    "from_percent",
    "middle",
    "named",
    "refuse_origin",
    "rounding_variance",
    "sampling",
    "say_need",
    "say_sure",
    "say_why",
    "score",
    "shrink",
    "socioeconomic_index",
    "trends",
]
