"""Why each package is in the plan: indicator, value and rule."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from samlad.fund.action import Rule, Scenario
from samlad.fund.packages import Ground, Package, budget_total
from samlad.fund.share import fraction
from samlad.model import Figure, Said
from samlad.need.nouns import named

_UNITS = ("share", "points", "people", "index", "score", "kronor", "number")


class Reasons:
    """Gives each chosen package the rule it stands on and its reason.

    The rule, in this order: a floor or the service level that would break without it; need
    first, where an area is among those with the greatest need; where those who lack live, for
    actions open to all; else the plan that helps most.
    """

    def __init__(
        self,
        base: Ground,
        chosen: tuple[Package, ...],
        scenario: Scenario,
        rules: Sequence[Rule],
    ) -> None:
        self._base = base
        self._worst = set(base.need.order()[: base.need.worst])
        self._rules = rules
        self._floors = {
            str(rule.parameters.get("focus", "")): (
                rule,
                fraction(rule.parameters.get("share", 0), name="share") * budget_total(scenario),
            )
            for rule in rules
            if rule.kind == "focus_floor"
        }
        self._service = next((rule for rule in rules if rule.kind == "service_per_1000"), None)
        self._objective = next((rule for rule in rules if rule.kind == "objective"), None)
        self._focus: dict[str, int] = {}
        self._served: dict[int, Fraction] = {}
        for one in chosen:
            self._focus[one.action.focus] = self._focus.get(one.action.focus, 0) + sum(one.grants)
            if one.action.reaches == "shared":
                for year, units in zip(one.years, one.units, strict=True):
                    served = units * one.action.served_per_unit
                    self._served[year] = self._served.get(year, Fraction(0)) + served

    def of(self, one: Package) -> tuple[str, Said]:
        """The rule's key and the reason of a package."""
        key, rule = self._rule(one)
        indicator = one.action.needs_indicator
        values: dict[str, object] = {
            "action": Said("either", dict(one.action.title)),
            "areas": Said("plan.all_areas")
            if one.action.reaches != "area"
            else self._base.need.areas.name(one.areas[0]),
            "indicator": self._name(indicator),
            "value": self._figure(indicator, self._base.mean(indicator, one.areas)),
            "mean": self._figure(indicator, self._base.mean(indicator, self._base.codes)),
            "rule": rule,
        }
        kind = "area" if one.action.reaches == "area" else "all"
        if np.isnan(self._base.mean(indicator, one.areas)):
            kind = "no_figure"
        return key, Said(f"plan.reason.{kind}", values)

    def _rule(self, one: Package) -> tuple[str, Said]:
        floor = self._floors.get(one.action.focus)
        if floor is not None and self._focus[one.action.focus] - sum(one.grants) < floor[1]:
            return "focus_floor", floor[0].said
        if one.action.reaches == "shared" and self._service is not None and self._bears(one):
            return "every_area", self._service.said
        if one.action.reaches == "area" and one.areas[0] in self._worst:
            worst = self._base.need.worst
            values = {"worst": Figure(worst, "number")}
            first = Said("plan.rule.need_first", values)
            return "need_first", first if worst > 1 else Said("plan.rule.need_most")
        if one.action.reaches == "lacking":
            return "where_lacking", Said("plan.rule.where_lacking")
        council = self._objective
        return "most_helped", council.said if council else Said("plan.rule.most_helped")

    def _bears(self, one: Package) -> bool:
        """Without the package some year's service by shared actions would fall short."""
        assert self._service is not None
        level = fraction(self._service.parameters.get("level", 0), name="level")
        least = level * sum(self._base.people.values()) / 1000
        return any(
            self._served[year] - units * one.action.served_per_unit < least
            for year, units in zip(one.years, one.units, strict=True)
        )

    def _name(self, indicator: str) -> Said:
        for part in self._base.need.parts:
            if part.indicator == indicator and part.label:
                return named(indicator, part.label)
        return named(indicator, self._base.label.get(indicator, {}))

    def _figure(self, indicator: str, value: float) -> Figure:
        unit = self._base.unit[indicator]
        known = unit if unit in _UNITS else "number"
        if np.isnan(value):
            return Figure(None, known, absent="missing")
        return Figure(value, known)
