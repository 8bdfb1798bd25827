"""The plan itself: packages chosen by a solver, told in kronor and reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from samlad.fund.action import Action, Evidence, Rule, Scenario
from samlad.fund.plan import Plan
from samlad.fund.problem import Solve

if TYPE_CHECKING:
    from samlad.need import Indicator, Need


def propose(  # noqa: PLR0917  six nouns in the river's order
    need: Need,
    people: Mapping[str, int],
    indicators: Mapping[str, Indicator],
    actions: Sequence[Action],
    scenario: Scenario,
    rules: Sequence[Rule],
    *,
    solve: Solve,
    seed: int = 0,
    evidence: Sequence[Evidence] = (),
) -> Plan:
    """A plan over areas, actions and years, given the assumptions."""
    raise NotImplementedError
