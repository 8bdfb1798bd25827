"""The choice among packages as rows a solver understands, each row named by its rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, gcd

import numpy as np
from numpy.typing import NDArray

from samlad.fund.action import Rule, Scenario
from samlad.fund.packages import Ground, Package, budget_total, largest, rule_share
from samlad.fund.problem import Problem
from samlad.fund.share import fraction, power
from samlad.model import Mistake

SCALE = 100_000
"""Öre per unit of the model (1,000 kronor), so that numbers are of like size."""
MARGIN = 0.01
"""What is kept free in every money row of the model (10 kronor), for rounding."""
GAP = 0.006
"""The gap to the proven bound at which the solver stops; a plan must have at most 0.01."""
BAND = "0.15"
"""How far from its target an area's money may lie where money follows a formula."""


@dataclass(frozen=True)
class RowName:
    """Which rule a row stands for, where and when; rows of ``structure`` cannot be relaxed.

    ``per_krona``: how much of the row one krona moves, to tell a shortfall in kronor; money
    rows count thousands.
    """

    rule: str
    place: str = ""
    year: int | None = None
    per_krona: float = 0.001


@dataclass
class Rows:
    """Rows being written: entries of A with their limits and names."""

    rows: list[NDArray[np.int64]] = field(default_factory=list)
    columns: list[NDArray[np.int64]] = field(default_factory=list)
    values: list[NDArray[np.float64]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    names: list[RowName] = field(default_factory=list)

    def add(self, entries: Mapping[int, float], low: float, high: float, name: RowName) -> None:
        """One row: low ≤ Σ entries · x ≤ high."""
        self.columns.append(np.fromiter(entries.keys(), np.int64, len(entries)))
        self.values.append(np.fromiter(entries.values(), np.float64, len(entries)))
        self.rows.append(np.full(len(entries), len(self.low), np.int64))
        self.low.append(low)
        self.high.append(high)
        self.names.append(name)


@dataclass(frozen=True, eq=False)
class Choice:
    """Packages, rows and gains: everything about the choice except what is wanted most."""

    base: Ground
    packs: tuple[Package, ...]
    rows: Rows
    gain: NDArray[np.float64]
    years: tuple[int, ...]

    def problem(
        self,
        gain: NDArray[np.float64] | None = None,
        *,
        gap: float = GAP,
        relaxed: bool = False,
        seed: int = 0,
    ) -> Problem:
        """Greatest total gain under all rows; ``relaxed`` lets packages be bought in part."""
        size = len(self.packs)
        return Problem(
            -(self.gain if gain is None else gain),
            np.concatenate(self.rows.rows),
            np.concatenate(self.rows.columns),
            np.concatenate(self.rows.values),
            np.array(self.rows.low),
            np.array(self.rows.high),
            np.zeros(size),
            np.ones(size),
            np.zeros(size, np.int8) if relaxed else np.ones(size, np.int8),
            gap,
            seed,
        )


def choice(
    base: Ground, packs: tuple[Package, ...], scenario: Scenario, rules: Sequence[Rule]
) -> Choice:
    """All rows of the choice, in a fixed order."""
    years = tuple(sorted(scenario.budgets))
    rows = Rows()
    _scale(rows, base, packs)
    _together(rows, packs)
    _budgets(rows, packs, scenario, rules)
    write: dict[str, Callable[..., None]] = {
        "service_per_1000": _service,
        "area_ceiling": _ceiling,
        "focus_floor": _focus,
    }
    for rule in rules:
        if rule.kind in write:
            write[rule.kind](rows, base, packs, scenario, rule)
    if scenario.spread != "need":
        _spread(rows, base, packs, scenario, rules)
    gain = np.array([one.total_gain for one in packs])
    return Choice(base, packs, rows, gain, years)


def _scale(rows: Rows, base: Ground, packs: tuple[Package, ...]) -> None:
    """In each set of areas an action never runs at more than its largest scale."""
    running: dict[tuple[str, tuple[str, ...], int], dict[int, float]] = {}
    top: dict[tuple[str, tuple[str, ...]], int] = {}
    for i, one in enumerate(packs):
        top[one.action.key, one.areas] = largest(base, one.action, one.areas)
        for year, units in zip(one.years, one.units, strict=True):
            running.setdefault((one.action.key, one.areas, year), {})[i] = float(units)
    for (key, areas, year), entries in running.items():
        place = areas[0] if len(areas) == 1 else ""
        if sum(entries.values()) > top[key, areas]:
            name = RowName("structure", f"{key} {place}", year)
            rows.add(entries, -np.inf, float(top[key, areas]), name)


def _together(rows: Rows, packs: tuple[Package, ...]) -> None:
    """Actions that exclude each other, and actions that need another one there first."""
    by_action: dict[str, list[int]] = {}
    for i, one in enumerate(packs):
        by_action.setdefault(one.action.key, []).append(i)
    actions = {one.action.key: one.action for one in packs}
    for key, action in actions.items():
        for other in action.excludes:
            for i in by_action[key]:
                for j in by_action.get(other, ()):
                    if _meet(packs[i], packs[j]):
                        rows.add({i: 1.0, j: 1.0}, -np.inf, 1.0, RowName("structure", key))
        for other in action.requires:
            for i in by_action[key]:
                entries = {
                    j: 1.0
                    for j in by_action.get(other, ())
                    if _meet(packs[i], packs[j]) and packs[j].years[0] <= packs[i].years[0]
                }
                rows.add({i: -1.0, **entries}, 0.0, np.inf, RowName("structure", key))


def _meet(one: Package, other: Package) -> bool:
    return bool(set(one.areas) & set(other.areas)) and bool(set(one.years) & set(other.years))


def _budgets(
    rows: Rows, packs: tuple[Package, ...], scenario: Scenario, rules: Sequence[Rule]
) -> None:
    """Every year's grants fit into its budget less the reserve."""
    reserve = rule_share(rules, "reserve")
    spent: dict[int, dict[int, float]] = {year: {} for year in sorted(scenario.budgets)}
    for i, one in enumerate(packs):
        for year, grant in zip(one.years, one.grants, strict=True):
            spent[year][i] = grant / SCALE
    for year, entries in spent.items():
        free = float(scenario.budgets[year].ore * (1 - reserve)) / SCALE - MARGIN
        rows.add(entries, -np.inf, max(free, 0.0), RowName("budget", "", year))


def _service(
    rows: Rows, base: Ground, packs: tuple[Package, ...], scenario: Scenario, rule: Rule
) -> None:
    """Every area's residents are served at the stated level every year there is money.

    ``by = "shared"`` counts only actions that are open to all; since these are used in
    proportion to residents, the rows of all areas are then one and the same.
    """
    shared = rule.parameters.get("by", "any") == "shared"
    level = fraction(rule.parameters.get("level", 0), name="level")
    served: dict[tuple[str, int], dict[int, float]] = {}
    crowd = sum(base.people.values())
    cheapest = min(
        (
            float(p.action.unit_cost.ore / 100 / p.action.served_per_unit)
            for p in packs
            if not shared or p.action.reaches == "shared"
        ),
        default=1.0,
    )
    if shared:  # one more served in the first area means as many more in all the others
        cheapest *= crowd / base.people[base.codes[0]]
    for i, one in enumerate(packs):
        if shared and one.action.reaches != "shared":
            continue
        parts = {code: float(part) for code, part in one.reach.items()}
        per_unit = float(one.action.served_per_unit)
        for year, units in zip(one.years, one.units, strict=True):
            for code, part in parts.items():
                served.setdefault((code, year), {})[i] = units * per_unit * part
    for year in sorted(scenario.budgets):
        if scenario.budgets[year].ore == 0:
            continue
        for code in base.codes[:1] if shared else base.codes:
            least = float(level * base.people[code] / 1000)
            rows.add(
                served.get((code, year), {}),
                least + 1e-6,
                np.inf,
                RowName(rule.kind, "" if shared else code, year, 1 / cheapest),
            )


def area_money(base: Ground, packs: Sequence[Package]) -> dict[str, dict[int, float]]:
    """Area → package → its grant money used there, thousands of kronor, all years."""
    used: dict[str, dict[int, float]] = {code: {} for code in base.codes}
    for i, one in enumerate(packs):
        money = sum(one.grants) / SCALE
        for code, part in one.reach.items():
            used[code][i] = money * float(part)
    return used


def _ceiling(
    rows: Rows, base: Ground, packs: tuple[Package, ...], scenario: Scenario, rule: Rule
) -> None:
    """No area uses more than a share of all the money."""
    top = float(fraction(rule.parameters.get("share", 1), name="share") * budget_total(scenario))
    for code, entries in area_money(base, packs).items():
        rows.add(entries, -np.inf, top / SCALE - MARGIN, RowName(rule.kind, code))


def _focus(
    rows: Rows, base: Ground, packs: tuple[Package, ...], scenario: Scenario, rule: Rule
) -> None:
    """A focus area gets at least a share of all the money."""
    del base
    focus = str(rule.parameters.get("focus", ""))
    least = ceil(fraction(rule.parameters.get("share", 0), name="share") * budget_total(scenario))
    whole = {i: sum(one.grants) for i, one in enumerate(packs) if one.action.focus == focus}
    # Where every package is a multiple of one amount, so is what the floor can be met with.
    step = gcd(*whole.values()) if whole else 1
    least = ceil(least / step) * step
    entries = {i: money / SCALE for i, money in whole.items()}
    rows.add(entries, least / SCALE - 1e-6, np.inf, RowName(rule.kind, focus))


def spread_targets(base: Ground, scenario: Scenario) -> dict[str, Fraction]:
    """Each area's share of the money where it follows a formula; sums to one.

    ``people``: by residents. ``alpha``: by residents × (weight / mean weight) ** alpha, the
    weight 0.5–1.5 by need score.
    """
    if scenario.spread == "people":
        return dict(base.part)
    weight = {code: Fraction(repr(base.weight[code])) for code in base.codes}
    mean = sum((weight[code] * base.part[code] for code in base.codes), Fraction(0))
    raw = {
        code: base.part[code] * power(weight[code] / mean, scenario.alpha) for code in base.codes
    }
    whole = sum(raw.values(), Fraction(0))
    return {code: value / whole for code, value in raw.items()}


def _spread(
    rows: Rows,
    base: Ground,
    packs: tuple[Package, ...],
    scenario: Scenario,
    rules: Sequence[Rule],
) -> None:
    """Each area's money within a band around its share by the formula."""
    band = rule_share(rules, "spread_band", BAND)
    spendable = float(budget_total(scenario) * (1 - rule_share(rules, "reserve"))) / SCALE
    targets = spread_targets(base, scenario)
    for code, entries in area_money(base, packs).items():
        aim = float(targets[code]) * spendable
        rows.add(
            entries, aim * float(1 - band), aim * float(1 + band), RowName("spread_band", code)
        )


def worst_gain(choice: Choice, areas: Sequence[str]) -> list[dict[int, float]]:
    """For each of some areas: package → its gain there per 1,000 residents."""
    result = []
    for code in areas:
        people = choice.base.people[code]
        result.append(
            {
                i: one.gain[code] * 1000 / people
                for i, one in enumerate(choice.packs)
                if one.gain.get(code)
            }
        )
    return result


def with_least(problem: Problem, least: Sequence[Mapping[int, float]], level: float) -> Problem:
    """The same problem where each of some sums is at least a level."""
    rows = Rows()
    for entries in least:
        rows.add(entries, level, np.inf, RowName("worst_off"))
    return _joined(problem, rows)


def greatest_least(problem: Problem, least: Sequence[Mapping[int, float]]) -> Problem:
    """Maximise the least of some sums: one more unknown, the least itself."""
    last = len(problem.cost)
    rows = Rows()
    for entries in least:
        rows.add({**entries, last: -1.0}, 0.0, np.inf, RowName("worst_off"))
    wider = replace(
        problem,
        cost=np.append(np.zeros(last), -1.0),
        low=np.append(problem.low, 0.0),
        high=np.append(problem.high, np.inf),
        integrality=np.append(problem.integrality, np.int8(0)),
    )
    return _joined(wider, rows)


def _joined(problem: Problem, rows: Rows) -> Problem:
    if not rows.rows:
        raise Mistake("plan.no_areas_worst")
    return replace(
        problem,
        rows=np.concatenate([problem.rows, np.concatenate(rows.rows) + len(problem.row_low)]),
        columns=np.concatenate([problem.columns, *rows.columns]),
        values=np.concatenate([problem.values, *rows.values]),
        row_low=np.append(problem.row_low, rows.low),
        row_high=np.append(problem.row_high, rows.high),
    )


def elastic(choice: Choice, soft: frozenset[str]) -> tuple[Problem, list[int]]:
    """The cheapest way, in kronor, to give way in rows of some rules; packages in part.

    Gives the problem and the rows that may give way, in the order of its last unknowns.
    """
    rows = choice.rows
    bending = [i for i, name in enumerate(rows.names) if name.rule in soft]
    size, extra = len(choice.packs), len(bending)
    sign = np.array([1.0 if np.isfinite(rows.low[i]) else -1.0 for i in bending])
    price = np.array([1.0 / rows.names[i].per_krona for i in bending])
    plain = choice.problem(relaxed=True)
    return (
        replace(
            plain,
            cost=np.concatenate([np.zeros(size), price]),
            rows=np.concatenate([plain.rows, np.array(bending, np.int64)]),
            columns=np.concatenate([plain.columns, np.arange(size, size + extra)]),
            values=np.concatenate([plain.values, sign]),
            low=np.zeros(size + extra),
            high=np.concatenate([plain.high, np.full(extra, np.inf)]),
            integrality=np.zeros(size + extra, np.int8),
        ),
        bending,
    )
