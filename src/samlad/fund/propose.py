"""The plan itself: packages chosen by a solver, told in kronor and reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from samlad.fund.action import Action, Evidence, Rule, Scenario
from samlad.fund.choice import (
    GAP,
    Choice,
    choice,
    elastic,
    greatest_least,
    with_least,
    worst_gain,
)
from samlad.fund.packages import Ground, Package, ground, merged, packages, with_evidence
from samlad.fund.plan import Clash, Line, Plan
from samlad.fund.problem import Problem, Solution, Solve
from samlad.fund.reasons import Reasons
from samlad.fund.rounding import largest_remainder
from samlad.fund.share import fraction
from samlad.fund.verify import verify
from samlad.model import Figure, Mistake, Money, Said
from samlad.need import Indicator, Need

OBJECTIVES: Mapping[str, Fraction | None] = {
    "total": None,
    "worst_first": Fraction(9999, 10000),
    "rule_98": Fraction(98, 100),
}
"""What is wanted most: the greatest total; the worst-off areas first; or at least 98 % of the
best the worst-off can get, then the total."""
PROVEN = 0.01
"""The greatest gap to the proven bound a plan may have without a flag."""
SOFT = frozenset({"budget", "service_per_1000", "area_ceiling", "focus_floor", "spread_band"})


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
    robust: bool = True,
) -> Plan:
    """A plan over areas, actions and years that keeps every rule, given the assumptions.

    Gain is counted in need-weighted residents helped: those served × the action's effect × the
    area's need weight (0.5–1.5) × how deep the lack there is against the mean. Kronor are whole
    öre; lines and reserve of every year sum to its budget. ``robust``: also find the lines that
    stay when their own action has half its effect. The same input gives the same plan.

    Raises ``Mistake``: ``plan.no_plan`` (no plan keeps all rules: which clash, by how many
    kronor, which year), ``plan.no_answer``, ``plan.not_kept``, ``plan.objective``, and those of
    ``ground``.
    """
    actions = with_evidence(actions, evidence)
    base = ground(need, people, indicators, actions)
    objective = _objective(scenario, rules)
    packs = packages(base, actions, scenario, rules)
    if not packs:
        if any(money.ore for money in scenario.budgets.values()):
            raise _no_plan(base, (), scenario, rules, solve)
        return _told(base, actions, scenario, rules, _Found(np.zeros(0), 0.0, {}), objective)
    model = choice(base, packs, scenario, rules)
    found = _solved(model, objective, solve, seed)
    if found is None:
        raise _no_plan(base, packs, scenario, rules, solve)
    chosen = merged([one for one, x in zip(packs, found.x, strict=True) if x > 0.5])
    lines = _lines(base, chosen, scenario, rules)
    survives = {}
    if robust and found.prices is not None:
        survives = _survives(model, found.prices, lines, solve, seed)
    return _told(base, actions, scenario, rules, found, objective, lines, survives)


@dataclass(frozen=True, eq=False)
class _Found:
    """What was chosen: x, the bound on the gain, prices of fairness, and reduced costs."""

    x: NDArray[np.float64]
    bound: float
    fairness: Mapping[str, float]
    prices: NDArray[np.float64] | None = None


def _objective(scenario: Scenario, rules: Sequence[Rule]) -> str:
    name = scenario.objective or next(
        (str(rule.parameters.get("name", "total")) for rule in rules if rule.kind == "objective"),
        "total",
    )
    if name not in OBJECTIVES:
        raise Mistake("plan.objective", found={"name": name, "known": ", ".join(OBJECTIVES)})
    return name


def _best(problem: Problem, solve: Solve) -> tuple[Solution, Solution] | None:
    """The best whole choice and the same in part; None when no choice keeps the rules.

    First in part (fast, and its value bounds every whole choice), then whole among the packages
    whose price is near; only if that leaves a gap, whole among all.
    """
    part = solve(replace(problem, integrality=np.zeros(len(problem.cost), np.int8)))
    if part.status == "infeasible":
        return None
    if part.x is None:
        raise Mistake("plan.no_answer", found={"status": part.status})
    bound = -part.bound
    if part.reduced is not None and bound > 0:
        near = (part.x > 1e-9) | (part.reduced <= 0.2)
        near |= problem.integrality == 0
        few = solve(_only(problem, near))
        if few.x is not None and bound + few.objective <= 0.9 * PROVEN * bound:
            x = np.zeros(len(problem.cost))
            x[near] = few.x
            return replace(few, x=x, bound=part.bound), part
    whole = solve(problem)
    if whole.status == "infeasible":
        return None
    if whole.x is None:
        raise Mistake("plan.no_answer", found={"status": whole.status})
    return whole, part


def _only(problem: Problem, columns: NDArray[np.bool_]) -> Problem:
    """The same problem with some unknowns only; the others are nought."""
    place = np.cumsum(columns) - 1
    entries = columns[problem.columns]
    return replace(
        problem,
        cost=problem.cost[columns],
        rows=problem.rows[entries],
        columns=place[problem.columns[entries]],
        values=problem.values[entries],
        low=problem.low[columns],
        high=problem.high[columns],
        integrality=problem.integrality[columns],
    )


def _solved(model: Choice, objective: str, solve: Solve, seed: int) -> _Found | None:
    problem = model.problem(gap=GAP, seed=seed)
    best = _best(problem, solve)
    if best is None:
        return None
    whole, part = best
    fairness: dict[str, float] = {}
    share = OBJECTIVES[objective]
    if share is not None:
        fairness["total"] = -whole.objective
        worst = [c for c in model.base.need.order() if c in model.base.people]
        least = worst_gain(model, worst[: model.base.need.worst])
        fair = solve(greatest_least(replace(problem, gap=0.01), least))
        if fair.x is None:
            raise Mistake("plan.no_answer", found={"status": fair.status})
        level = -fair.objective
        fairness["worst_off"] = level
        again = _best(with_least(problem, least, float(share) * level), solve)
        if again is None:
            raise Mistake("plan.no_answer", found={"status": "infeasible"})
        whole, part = again
        fairness["given_up"] = fairness["total"] + whole.objective
    assert whole.x is not None
    return _Found(whole.x, -whole.bound, fairness, part.reduced)


def _lines(
    base: Ground, chosen: tuple[Package, ...], scenario: Scenario, rules: Sequence[Rule]
) -> tuple[Line, ...]:
    reasons = Reasons(base, chosen, scenario, rules)
    lines = []
    for one in chosen:
        rule, reason = reasons.of(one)
        value = base.mean(one.action.needs_indicator, one.areas)
        whole = sum(one.units)
        for place, year in enumerate(one.years):
            units = one.units[place]
            served = units * one.action.served_per_unit
            lines.append(
                Line(
                    f"{one.key}.{year}",
                    one.action.key,
                    one.areas,
                    year,
                    units,
                    Money(one.grants[place]),
                    Money(one.owns[place]),
                    one.action.focus,
                    reason,
                    one.action.needs_indicator,
                    value,
                    rule,
                    one.action.assumed or one.action.cost_source.kind in ("assumption", "example"),
                    one.key,
                    one.total_gain * units / whole,
                    {code: served * part for code, part in one.reach.items()},
                )
            )
    return tuple(sorted(lines, key=lambda line: (line.year, line.action, line.areas, line.id)))


def _told(  # noqa: PLR0917  what a plan is made of
    base: Ground,
    actions: Sequence[Action],
    scenario: Scenario,
    rules: Sequence[Rule],
    found: _Found,
    objective: str,
    lines: tuple[Line, ...] = (),
    survives: Mapping[str, bool] | None = None,
) -> Plan:
    """The plan with its totals, verified in whole öre."""
    gain = float(sum(line.gain for line in lines))
    bound = max(found.bound, gain)
    gap = (bound - gain) / bound if bound else 0.0
    reserve = {}
    for year in sorted(scenario.budgets):
        spent = Money.total(line.amount for line in lines if line.year == year)
        reserve[year] = scenario.budgets[year] - spent
    level = max(
        (
            float(fraction(rule.parameters.get("level", 0), name="level"))
            for rule in rules
            if rule.kind == "service_per_1000"
        ),
        default=0.0,
    )
    assumed = {action.key for action in actions if action.assumed}
    resting = sum(line.gain for line in lines if line.action in assumed)
    focus: dict[str, Money] = {}
    for line in lines:
        focus[line.focus] = focus.get(line.focus, Money(0)) + line.amount
    share = resting / gain if gain else 0.0
    plan = Plan(
        scenario.name,
        tuple(sorted(scenario.budgets)),
        lines,
        dict(sorted(scenario.budgets.items())),
        reserve,
        gain,
        bound,
        gap,
        share,
        survives or {},
        _service(base, lines, scenario),
        level,
        objective,
        _flags(base, scenario, share, gap),
        _area_amounts(base, lines),
        dict(sorted(focus.items())),
        found.fairness,
    )
    verify(plan, actions, scenario, rules, base.people)
    return plan


def _flags(base: Ground, scenario: Scenario, share: float, gap: float) -> tuple[Said, ...]:
    said = [
        Said(
            "plan.flag.given",
            {
                "gap": Figure(gap, "share", decimals=2),
                "assumed": Figure(share, "share", decimals=0),
            },
        ),
        Said("plan.flag.prices"),
    ]
    if scenario.estimate:
        said.append(Said("plan.flag.estimate"))
    if gap > PROVEN:
        said.append(Said("plan.flag.gap", {"gap": Figure(gap, "share", decimals=2)}))
    rows = {code: base.need.areas.index(code) for code in base.codes}
    bare = [base.need.areas.name(code) for code in base.codes if not base.need.scored[rows[code]]]
    if bare:
        said.append(Said("plan.flag.not_scored", {"areas": tuple(bare)}))
    return tuple(said)


def _service(base: Ground, lines: tuple[Line, ...], scenario: Scenario) -> dict[str, float]:
    """Area → residents served per 1,000 in the year (with money) that gives it least."""
    years = [year for year, money in sorted(scenario.budgets.items()) if money.ore]
    served = {(code, year): Fraction(0) for code in base.codes for year in years}
    for line in lines:
        for code, part in line.served.items():
            served[code, line.year] += part
    return {
        code: float(min(served[code, year] for year in years) * 1000 / base.people[code])
        if years
        else 0.0
        for code in base.codes
    }


def _area_amounts(base: Ground, lines: tuple[Line, ...]) -> dict[str, Money]:
    """Grant money by where it is used; whole öre that sum to all lines."""
    exact = {code: Fraction(0) for code in base.codes}
    for line in lines:
        whole = sum(line.served.values(), Fraction(0))
        for code, part in line.served.items():
            exact[code] += line.amount.ore * part / whole
    total = sum(line.amount.ore for line in lines)
    return {code: Money(ore) for code, ore in largest_remainder(exact, total).items()}


def _survives(
    model: Choice,
    prices: NDArray[np.float64],
    lines: tuple[Line, ...],
    solve: Solve,
    seed: int,
) -> dict[str, bool]:
    """Line → at least half of its scale stays when its own action has half the effect.

    One choice in part for each action, among the packages within reach of the margin. That the
    others have half as much again (two thirds for one's own, by comparison) is milder, and that
    one's own effect is greater only speaks for a line: half is the test of ± 50 %.
    """
    planned: dict[tuple[str, tuple[str, ...], int], int] = {}
    for line in lines:
        here = (line.action, line.areas, line.year)
        planned[here] = planned.get(here, 0) + line.units
    near = prices <= 0.5 * np.maximum(model.gain, 1e-9)
    keep = np.flatnonzero(near)
    stays: dict[tuple[str, tuple[str, ...], int], bool] = {}
    for key in sorted({line.action for line in lines}):
        own = np.array([one.action.key == key for one in model.packs])
        problem = model.problem(
            np.where(own, 0.5 * model.gain, model.gain), relaxed=True, seed=seed
        )
        part = solve(_only(problem, near))
        units: dict[tuple[str, tuple[str, ...], int], float] = {}
        if part.x is not None:
            for x, i in zip(part.x, keep, strict=True):
                one = model.packs[i]
                if x > 1e-9 and one.action.key == key:
                    for year, count in zip(one.years, one.units, strict=True):
                        here = (key, one.areas, year)
                        units[here] = units.get(here, 0.0) + float(x) * count
        for here, count in planned.items():
            if here[0] == key:
                stays[here] = units.get(here, 0.0) >= 0.5 * count - 1e-6
    return {line.id: stays[line.action, line.areas, line.year] for line in lines}


def _no_plan(
    base: Ground,
    packs: tuple[Package, ...],
    scenario: Scenario,
    rules: Sequence[Rule],
    solve: Solve,
) -> Mistake:
    """The mistake that tells which rules clash, by how many kronor and in which year."""
    told = clashes(base, packs, scenario, rules, solve)
    missing = Money.total(one.missing for one in told)
    years = [one.year for one in told if one.year is not None]
    return Mistake(
        "plan.no_plan",
        found={
            "scenario": Said("either", dict(scenario.title)) if scenario.title else scenario.name,
            "missing": missing,
            "year": str(min(years)) if years else "–",
            "rules": tuple(one.said for one in told),
            "kinds": ", ".join(sorted({one.rule for one in told})),
        },
    )


def clashes(
    base: Ground,
    packs: tuple[Package, ...],
    scenario: Scenario,
    rules: Sequence[Rule],
    solve: Solve,
) -> tuple[Clash, ...]:
    """Which rules cannot be kept together, where, when and by how many kronor.

    First: how much more money each year would let all other rules be kept. If no money would,
    every rule may give way, each at what it costs in kronor, and the cheapest way is told.
    """
    if not packs:
        whole = Money.total(scenario.budgets.values())
        said = Said("plan.clash.nothing", {"amount": Figure(whole.ore, "kronor")})
        return (Clash("budget", None, "", whole, said),)
    model = choice(base, packs, scenario, rules)
    for soft in (frozenset({"budget"}), SOFT):
        problem, bending = elastic(model, soft)
        answer = solve(problem)
        if answer.x is not None:
            break
    else:
        return ()
    size = len(packs)
    told = []
    for place, row in enumerate(bending):
        name = model.rows.names[row]
        ore = int(np.ceil(answer.x[size + place] * problem.cost[size + place] * 100))
        if ore <= 1000:
            continue
        place_name = name.place
        if place_name in base.need.areas.codes:
            place_name = base.need.areas.name(place_name)
        said = Said(
            f"plan.clash.{name.rule}",
            {
                "place": Said(f"focus.{name.place}") if name.rule == "focus_floor" else place_name,
                "year": "" if name.year is None else str(name.year),
                "amount": Figure(ore, "kronor", decimals=0),
            },
        )
        told.append(Clash(name.rule, name.year, name.place, Money(ore), said))
    if frozenset({"budget"}) == soft:
        told = [*told, *_asked(rules)]
    return tuple(told)


def _asked(rules: Sequence[Rule]) -> list[Clash]:
    """The rules that ask for the money that is missing, in the council's own words."""
    asking = ("service_per_1000", "focus_floor", "reserve")
    return [
        Clash(rule.kind, None, str(rule.parameters.get("focus", "")), Money(0), rule.said)
        for rule in rules
        if rule.kind in asking
    ]
