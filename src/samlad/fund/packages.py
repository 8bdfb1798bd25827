"""Packages: action × areas × start × duration × level, costed before anything is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

import numpy as np

from samlad.fund.action import Action, Evidence, Rule, Scenario
from samlad.fund.share import fraction
from samlad.model import Mistake, Money
from samlad.need import Indicator, Need, refuse_origin


@dataclass(frozen=True)
class Package:
    """One choice: it is bought whole or not at all.

    ``units``, ``grants``, ``owns``: per year of ``years``; kronor in öre. ``reach``: area → the
    part of it that falls there. ``gain``: area → need-weighted residents helped, all its years.
    """

    key: str
    action: Action
    areas: tuple[str, ...]
    years: tuple[int, ...]
    units: tuple[int, ...]
    grants: tuple[int, ...]
    owns: tuple[int, ...]
    reach: Mapping[str, Fraction]
    gain: Mapping[str, float]

    @property
    def total_gain(self) -> float:
        """Need-weighted residents helped, all areas and years."""
        return float(sum(self.gain.values()))


@dataclass(frozen=True, eq=False)
class Ground:
    """What the plan stands on, worked out once: weights, shares and values per area.

    ``weight``: area → 0.5–1.5 by need score (1 where the area has none). ``depth``: indicator →
    area → how deep the lack is against the mean (1 = as the mean). ``value``: indicator → area
    → the published number. ``lacking``: indicator → area → share of residents who lack.
    """

    need: Need
    people: Mapping[str, int]
    weight: Mapping[str, float]
    depth: Mapping[str, Mapping[str, float]]
    value: Mapping[str, Mapping[str, float]]
    unit: Mapping[str, str]
    lacking: Mapping[str, Mapping[str, float]]
    part: Mapping[str, Fraction]
    label: Mapping[str, Mapping[str, str]]

    @property
    def codes(self) -> tuple[str, ...]:
        """The areas where somebody lives, in the order of the division."""
        return tuple(self.people)

    def mean(self, indicator: str, areas: Sequence[str]) -> float:
        """The indicator over some areas, weighted by residents; NaN where it has no figure."""
        known = [a for a in areas if not np.isnan(self.value[indicator].get(a, np.nan))]
        crowd = sum(self.people[a] for a in known)
        if not crowd:
            return float("nan")
        return float(sum(self.people[a] * self.value[indicator][a] for a in known) / crowd)


def ground(
    need: Need,
    people: Mapping[str, int],
    indicators: Mapping[str, Indicator],
    actions: Sequence[Action],
) -> Ground:
    """The ground of a plan from need, residents and the indicators the actions act on.

    Raises ``Mistake``: ``plan.no_people``, ``plan.no_actions``, ``plan.two_actions``,
    ``plan.indicator_missing``, ``plan.nothing_scored``, ``recipe.origin``.
    """
    lived = {code: int(people[code]) for code in need.areas.codes if people.get(code, 0) > 0}
    if not lived:
        raise Mistake("plan.no_people")
    if not actions:
        raise Mistake("plan.no_actions")
    keys = [action.key for action in actions]
    if len(set(keys)) != len(keys):
        raise Mistake(
            "plan.two_actions", found={"action": next(k for k in keys if keys.count(k) > 1)}
        )
    wanted = sorted({action.needs_indicator for action in actions})
    depth, value, unit, lacking = {}, {}, {}, {}
    direction = {part.indicator: part.direction for part in need.parts}
    for name in wanted:
        refuse_origin(name)
        if name not in indicators:
            who = next(a.key for a in actions if a.needs_indicator == name)
            raise Mistake("plan.indicator_missing", found={"indicator": name, "action": who})
        one = indicators[name]
        one.areas.require_same(need.areas)
        value[name] = {c: float(one.values[need.areas.index(c)]) for c in lived}
        unit[name] = one.unit
        depth[name], lacking[name] = _depth(value[name], lived, one.unit, direction.get(name, 1))
    whole = sum(lived.values())
    return Ground(
        need,
        lived,
        _weights(need, lived),
        depth,
        value,
        unit,
        lacking,
        {code: Fraction(count, whole) for code, count in lived.items()},
        {name: indicators[name].label for name in wanted},
    )


def _weights(need: Need, lived: Mapping[str, int]) -> dict[str, float]:
    score = {c: float(need.score[need.areas.index(c)]) for c in lived}
    known = [s for s in score.values() if not np.isnan(s)]
    if not known:
        raise Mistake("plan.nothing_scored", found={"recipe": need.recipe.name})
    low, wide = min(known), max(known) - min(known)
    return {
        code: 1.0 if np.isnan(s) or wide == 0 else 0.5 + (s - low) / wide
        for code, s in score.items()
    }


def _depth(
    value: Mapping[str, float], lived: Mapping[str, int], unit: str, direction: int
) -> tuple[dict[str, float], dict[str, float]]:
    """How deep the lack is against the mean, and the share of residents who lack.

    Shares: the lack itself over its mean (a high share is a lack, or its complement where high
    is good). Other units: 0.5–1.5 from least to most lack, and a quarter of residents are
    counted as lacking.
    """
    known = [v for v in value.values() if not np.isnan(v)]
    if not known:
        return dict.fromkeys(value, 1.0), dict.fromkeys(value, 0.25)
    if unit == "share":
        lack = {c: (v if direction > 0 else 1 - v) for c, v in value.items()}
        crowd = sum(lived[c] for c, v in lack.items() if not np.isnan(v))
        mean = sum(lived[c] * v for c, v in lack.items() if not np.isnan(v)) / crowd
        deep = {c: 1.0 if np.isnan(v) or mean == 0 else v / mean for c, v in lack.items()}
        return deep, {c: mean if np.isnan(v) else v for c, v in lack.items()}
    low, wide = min(known), max(known) - min(known)
    deep = {}
    for code, v in value.items():
        place = 0.5 if np.isnan(v) or wide == 0 else (v - low) / wide
        deep[code] = 0.5 + (place if direction > 0 else 1 - place)
    return deep, dict.fromkeys(value, 0.25)


def with_evidence(actions: Sequence[Action], evidence: Sequence[Evidence]) -> tuple[Action, ...]:
    """The actions with what following up has shown in place of what was assumed."""
    shown = {one.action: one for one in evidence}
    return tuple(
        replace(
            action,
            effect=max(shown[action.key].effect, 0.0),
            effect_low=max(min(shown[action.key].low, shown[action.key].effect), 0.0),
            effect_high=max(shown[action.key].high, shown[action.key].effect, 0.0),
            effect_source=shown[action.key].source,
        )
        if action.key in shown
        else action
        for action in actions
    )


def own_part(total: int, own: Fraction) -> int:
    """What the municipality pays of a cost in öre: at least the share, rounded up."""
    return ceil(total * own)


def rule_share(rules: Sequence[Rule], kind: str, default: str = "0") -> Fraction:
    """The share a rule of this kind sets, or the default."""
    for rule in rules:
        if rule.kind == kind:
            return fraction(rule.parameters.get("share", default), name=kind)
    return fraction(default)


def _levels(smallest: int, top: int) -> list[int]:
    """Whole levels that, bought beside each other, make the scales from smallest to top.

    >>> _levels(1, 6), _levels(2, 30)
    ([1, 2, 4], [2, 4, 8, 16])
    """
    levels = [smallest]
    while levels[-1] * 2 <= top:
        levels.append(levels[-1] * 2)
    return levels


def _durations(commitment: int, left: int) -> range:
    """From the commitment to just short of two; a longer run is two packages in a row."""
    return range(commitment, min(2 * commitment - 1, left) + 1)


def packages(
    base: Ground, actions: Sequence[Action], scenario: Scenario, rules: Sequence[Rule]
) -> tuple[Package, ...]:
    """Every package that could be paid for at all, in a fixed order."""
    years = tuple(sorted(year for year, money in scenario.budgets.items() if money.ore > 0))
    own = rule_share(rules, "own_share")
    forbidden = {
        (str(rule.parameters.get("action")), str(rule.parameters.get("area", "")))
        for rule in rules
        if rule.kind == "forbid"
    }
    result: list[Package] = []
    for action in actions:
        if (action.key, "") in forbidden:
            continue
        for areas in _area_sets(base, action):
            if len(areas) == 1 and (action.key, areas[0]) in forbidden:
                continue
            top = largest(base, action, areas)
            parts = reach(base, action, areas)
            for level in _levels(action.smallest, top):
                for first, start in enumerate(years):
                    for duration in _durations(action.commitment, len(years) - first):
                        run = years[first : first + duration]
                        if run[-1] - start != duration - 1:
                            continue
                        made = _package(base, action, parts, run, level, own)
                        if all(
                            g <= scenario.budgets[y].ore
                            for g, y in zip(made.grants, run, strict=True)
                        ):
                            result.append(made)
    return tuple(result)


def _area_sets(base: Ground, action: Action) -> list[tuple[str, ...]]:
    if action.reaches == "area":
        return [(code,) for code in base.codes]
    return [base.codes]


def largest(base: Ground, action: Action, areas: tuple[str, ...]) -> int:
    """The most units: no more than it takes to serve everyone there who lacks."""
    lack = base.lacking[action.needs_indicator]
    lacking = sum(base.people[code] * lack[code] for code in areas)
    return max(action.smallest, min(action.largest, ceil(lacking / float(action.served_per_unit))))


def reach(base: Ground, action: Action, areas: tuple[str, ...]) -> dict[str, Fraction]:
    """How much of an action falls on each of its areas; sums to one.

    ``shared``: in proportion to residents; ``lacking``: to residents who lack what it gives.
    """
    lack = base.lacking[action.needs_indicator]
    weight = {
        code: base.people[code] * (Fraction(repr(lack[code])) if action.reaches == "lacking" else 1)
        for code in areas
    }
    whole = sum(weight.values(), Fraction(0))
    if not whole:
        return {code: Fraction(1, len(areas)) for code in areas}
    return {code: Fraction(weight[code]) / whole for code in areas}


def _package(  # noqa: PLR0917  what a package is made of
    base: Ground,
    action: Action,
    parts: Mapping[str, Fraction],
    run: tuple[int, ...],
    level: int,
    own: Fraction,
) -> Package:
    ramp = [*action.ramp, *[Fraction(1)] * len(run)][: len(run)]
    units = tuple(max(action.smallest, ceil(level * part)) for part in ramp)
    totals = [count * action.unit_cost.ore for count in units]
    owns = tuple(own_part(total, own) for total in totals)
    grants = tuple(total - mine for total, mine in zip(totals, owns, strict=True))
    served = float(sum(units) * action.served_per_unit)
    deep = base.depth[action.needs_indicator]
    gain = {
        code: served * float(part) * action.effect * base.weight[code] * deep[code]
        for code, part in parts.items()
    }
    place = next(iter(parts)) if action.reaches == "area" else "alla"
    key = f"{action.key}.{place}.{run[0]}-{run[-1]}.{level}"
    return Package(key, action, tuple(parts), run, units, grants, owns, parts, gain)


def merged(chosen: Sequence[Package]) -> tuple[Package, ...]:
    """Packages bought beside each other (same action, areas and years) told as one."""
    beside: dict[tuple[str, tuple[str, ...], tuple[int, ...]], list[Package]] = {}
    for one in chosen:
        beside.setdefault((one.action.key, one.areas, one.years), []).append(one)
    result = []
    for same in beside.values():
        first = same[0]
        units = tuple(sum(column) for column in zip(*(one.units for one in same), strict=True))
        result.append(
            replace(
                first,
                key=f"{first.key.rsplit('.', 1)[0]}.{max(units)}",
                units=units,
                grants=tuple(map(sum, zip(*(one.grants for one in same), strict=True))),
                owns=tuple(map(sum, zip(*(one.owns for one in same), strict=True))),
                gain={code: sum(one.gain[code] for one in same) for code in first.gain},
            )
        )
    return tuple(result)


def budget_total(scenario: Scenario) -> int:
    """All years' money in öre."""
    return Money.total(scenario.budgets.values()).ore
