"""A plan checked again in whole öre by arithmetic of its own, before anyone sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil

from samlad.fund.action import Action, Rule, Scenario
from samlad.fund.plan import Line, Plan
from samlad.fund.share import fraction
from samlad.model import Mistake


def verify(
    plan: Plan,
    actions: Sequence[Action],
    scenario: Scenario,
    rules: Sequence[Rule],
    people: Mapping[str, int],
) -> None:
    """Nothing, when the plan keeps every rule; no number of the solver is used.

    Raises ``Mistake("plan.not_kept")`` with the rule, the place and the year it breaks.
    """
    by_key = {action.key: action for action in actions}
    for line in plan.lines:
        _line(line, by_key, rules)
    _years(plan, scenario, rules)
    _commitments(plan, by_key)
    total = sum(money.ore for money in scenario.budgets.values())
    for rule in rules:
        share = fraction(rule.parameters.get("share", 0), name=rule.kind)
        if rule.kind == "service_per_1000":
            _service(plan, by_key, scenario, rule, people)
        elif rule.kind == "area_ceiling":
            for code, used in _used(plan).items():
                _kept(used <= share * total, rule.kind, code)
        elif rule.kind == "focus_floor":
            focus = str(rule.parameters.get("focus", ""))
            got = sum(line.amount.ore for line in plan.lines if line.focus == focus)
            _kept(got >= share * total, rule.kind, focus)


def _kept(holds: bool, rule: str, place: str = "", year: int | None = None) -> None:
    if not holds:
        raise Mistake("plan.not_kept", found={"rule": rule, "place": place, "year": year or ""})


def _line(line: Line, by_key: Mapping[str, Action], rules: Sequence[Rule]) -> None:
    _kept(line.action in by_key, "action", line.action, line.year)
    action = by_key[line.action]
    whole = line.units * action.unit_cost.ore
    _kept(line.amount.ore + line.own.ore == whole, "unit_cost", line.action, line.year)
    _kept(line.units >= action.smallest, "smallest", line.action, line.year)
    for rule in rules:
        if rule.kind == "own_share":
            least = ceil(whole * fraction(rule.parameters.get("share", 0), name="own_share"))
            _kept(line.own.ore >= least, "own_share", line.action, line.year)
    _kept(
        sum(line.served.values(), Fraction(0)) == line.units * action.served_per_unit,
        "served",
        line.action,
        line.year,
    )


def _years(plan: Plan, scenario: Scenario, rules: Sequence[Rule]) -> None:
    least = max(
        (
            fraction(rule.parameters.get("share", 0), name="reserve")
            for rule in rules
            if rule.kind == "reserve"
        ),
        default=Fraction(0),
    )
    _kept(plan.years == tuple(sorted(scenario.budgets)), "years")
    for year, budget in scenario.budgets.items():
        spent = sum(line.amount.ore for line in plan.lines if line.year == year)
        _kept(spent + plan.reserve[year].ore == budget.ore, "budget", "", year)
        _kept(plan.reserve[year].ore >= least * budget.ore, "reserve", "", year)


def _commitments(plan: Plan, by_key: Mapping[str, Action]) -> None:
    runs: dict[str, list[Line]] = {}
    scale: dict[tuple[str, tuple[str, ...], int], int] = {}
    for line in plan.lines:
        runs.setdefault(line.package, []).append(line)
        here = (line.action, line.areas, line.year)
        scale[here] = scale.get(here, 0) + line.units
    for lines in runs.values():
        years = sorted(line.year for line in lines)
        action = by_key[lines[0].action]
        whole = years == list(range(years[0], years[0] + len(years)))
        _kept(whole and len(years) >= action.commitment, "commitment", action.key, years[0])
    for (key, areas, year), units in scale.items():
        _kept(units <= by_key[key].largest, "largest", f"{key} {areas[0]}", year)


def _service(
    plan: Plan,
    by_key: Mapping[str, Action],
    scenario: Scenario,
    rule: Rule,
    people: Mapping[str, int],
) -> None:
    level = fraction(rule.parameters.get("level", 0), name="level")
    shared = rule.parameters.get("by", "any") == "shared"
    for year, budget in scenario.budgets.items():
        if not budget.ore:
            continue
        served: dict[str, Fraction] = {}
        for line in plan.lines:
            if line.year == year and (not shared or by_key[line.action].reaches == "shared"):
                for code, part in line.served.items():
                    served[code] = served.get(code, Fraction(0)) + part
        for code, count in people.items():
            if count > 0:
                got = served.get(code, Fraction(0))
                _kept(got * 1000 >= level * count, rule.kind, code, year)


def _used(plan: Plan) -> dict[str, Fraction]:
    """Grant money by the area where it is used, exact, in öre."""
    used: dict[str, Fraction] = {}
    for line in plan.lines:
        whole = sum(line.served.values(), Fraction(0))
        for code, part in line.served.items():
            used[code] = used.get(code, Fraction(0)) + line.amount.ore * part / whole
    return used
