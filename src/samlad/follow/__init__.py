"""Promises, targets and effects: what happened against what would have happened."""

from samlad.follow.calendar import due
from samlad.follow.keeping import (
    check,
    follow_targets,
    paying,
    promises_by_line,
    targets_of,
)
from samlad.follow.nouns import (
    DELIVERED,
    OUTCOMES,
    VERDICTS,
    Calendar,
    Due,
    Duty,
    Effect,
    Evaluation,
    Followed,
    Kept,
    Panel,
    Point,
    Promise,
    Rule,
    Step,
    Target,
)
from samlad.follow.placebo import evaluate, rule_placebo
from samlad.follow.staggered import GroupTime, Staggered, difference_in_differences, group_time

__all__ = [
    "DELIVERED",
    "OUTCOMES",
    "VERDICTS",
    "Calendar",
    "Due",
    "Duty",
    "Effect",
    "Evaluation",
    "Followed",
    "GroupTime",
    "Kept",
    "Panel",
    "Point",
    "Promise",
    "Rule",
    "Staggered",
    "Step",
    "Target",
    "check",
    "difference_in_differences",
    "due",
    "evaluate",
    "follow_targets",
    "group_time",
    "paying",
    "promises_by_line",
    "rule_placebo",
    "targets_of",
]
