"""Promises, targets and effects: what happened against what would have happened."""

from samlad.follow.nouns import (
    DELIVERED,
    OUTCOMES,
    VERDICTS,
    Calendar,
    Due,
    Duty,
    Effect,
    Followed,
    Kept,
    Panel,
    Point,
    Promise,
    Rule,
    Step,
    Target,
)

__all__ = [
    "DELIVERED",
    "OUTCOMES",
    "VERDICTS",
    "Calendar",
    "Due",
    "Duty",
    "Effect",
    "Followed",
    "Kept",
    "Panel",
    "Point",
    "Promise",
    "Rule",
    "Step",
    "Target",
]
