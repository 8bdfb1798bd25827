"""Money: grants by dated rule, the ledger, plans over areas, actions and years."""

from samlad.fund.action import Action, Evidence, Rule, Scenario
from samlad.fund.cut import stranded
from samlad.fund.ledger import Ledger, QuotedTotal, Standing, Tranche
from samlad.fund.plan import Clash, Line, Plan, Stranded
from samlad.fund.problem import Problem, Solution, Solve
from samlad.fund.propose import propose
from samlad.fund.rounding import largest_remainder, webster
from samlad.fund.scheme import (
    Fit,
    Grant,
    Paragraph,
    Published,
    Recipient,
    Scheme,
    Step,
    TraceStep,
)
from samlad.fund.share import ablate, fit, share
from samlad.fund.verify import verify

__all__ = [
    "Action",
    "Clash",
    "Evidence",
    "Fit",
    "Grant",
    "Ledger",
    "Line",
    "Paragraph",
    "Plan",
    "Problem",
    "Published",
    "QuotedTotal",
    "Recipient",
    "Rule",
    "Scenario",
    "Scheme",
    "Solution",
    "Solve",
    "Standing",
    "Step",
    "Stranded",
    "TraceStep",
    "Tranche",
    "ablate",
    "fit",
    "largest_remainder",
    "propose",
    "share",
    "stranded",
    "verify",
    "webster",
]
