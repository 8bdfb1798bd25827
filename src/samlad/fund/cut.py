"""What a cut means: which lines lose their money, and which promises hang on them."""

from __future__ import annotations

from collections.abc import Mapping

from samlad.fund.action import Scenario
from samlad.fund.plan import Line, Plan, Stranded
from samlad.model import Figure, Money, Said


def stranded(
    plan: Plan, cut: Scenario, promises_by_line: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[Stranded, ...]:
    """Lines of the plan that the cut budget no longer pays, by year.

    A year's missing money is taken from its reserve first and then from the lines that give
    least per krona (ties by line id), so what is told is the least harmful way to bear the cut.
    ``promises_by_line``: line id, or action key, → the promises it pays for.
    """
    promises = promises_by_line or {}
    result = []
    for year in plan.years:
        missing = plan.budgets[year].ore - plan.reserve[year].ore
        missing -= cut.budgets.get(year, Money(0)).ore
        if missing <= 0:
            continue
        lines = [line for line in plan.lines if line.year == year]
        for line in sorted(lines, key=lambda one: (one.gain / max(one.amount.ore, 1), one.id)):
            if missing <= 0:
                break
            lost = min(missing, line.amount.ore)
            missing -= lost
            result.append(_told(line, Money(lost), promises))
    return tuple(sorted(result, key=lambda one: (one.year, -one.amount.ore, one.line)))


def _told(line: Line, lost: Money, promises: Mapping[str, tuple[str, ...]]) -> Stranded:
    at_risk = promises.get(line.id, promises.get(line.action, ()))
    said = Said(
        "cut.line",
        {
            "action": line.reason.values.get("action", line.action),
            "areas": line.reason.values.get("areas", ", ".join(line.areas)),
            "year": str(line.year),
            "amount": Figure(lost.ore, "kronor"),
            "promises": Figure(len(at_risk), "number"),
        },
    )
    return Stranded(line.action, line.areas, line.year, lost, at_risk, line.id, said)
