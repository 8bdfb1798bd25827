"""What money can buy, what is known about it, and the rules a council sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from samlad.model import Mistake, Money, Said, Source


@dataclass(frozen=True)
class Action:
    """One thing money buys, in whole units a year.

    ``served_per_unit``: residents who get at least ``dose`` (the least that counts as being
    served) from one unit in a year. ``reaches``: ``area`` (one area gets it all), ``shared`` (open
    to all, used in proportion to residents) or ``lacking`` (open to all, used in proportion to
    residents who lack what ``needs_indicator`` counts). ``ramp``: share of full scale in the first
    years. ``commitment``: years it must run once begun. ``effect``: share of those served for
    whom ``needs_indicator`` is expected to turn, with low and high. An effect or a cost whose
    source is an assumption is told as one.

    Raises ``Mistake``: ``action.scale``, ``action.effect_order``, ``action.cost``,
    ``action.reaches``, ``action.commitment``.
    """

    key: str
    title: Mapping[str, str]
    focus: str
    unit: Mapping[str, str]
    unit_cost: Money
    cost_source: Source
    smallest: int
    largest: int
    reaches: str
    served_per_unit: Fraction
    ramp: tuple[Fraction, ...]
    commitment: int
    effect: float
    effect_low: float
    effect_high: float
    effect_source: Source
    needs_indicator: str
    dose: Mapping[str, str] = field(default_factory=dict)
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    example: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.smallest <= self.largest:
            raise Mistake(
                "action.scale",
                found={"action": self.key, "smallest": self.smallest, "largest": self.largest},
            )
        if not 0 <= self.effect_low <= self.effect <= self.effect_high:
            raise Mistake("action.effect_order", found={"action": self.key})
        if self.unit_cost.ore <= 0 or self.served_per_unit <= 0:
            raise Mistake("action.cost", found={"action": self.key})
        if self.reaches not in ("area", "shared", "lacking"):
            raise Mistake("action.reaches", found={"action": self.key, "value": self.reaches})
        if self.commitment < 1 or any(not 0 < part <= 1 for part in self.ramp):
            raise Mistake("action.commitment", found={"action": self.key})

    @property
    def assumed(self) -> bool:
        """The effect rests on an assumption and not on a study."""
        return self.effect_source.kind in ("assumption", "example")


@dataclass(frozen=True)
class Evidence:
    """What following up has shown about an action; it takes the place of the assumed effect."""

    action: str
    effect: float
    low: float
    high: float
    source: Source
    record: str = ""


@dataclass(frozen=True)
class Scenario:
    """How much money there is each year, and how it must be spread.

    ``spread``: ``need`` (the plan chooses by need), ``people`` (each area's money in proportion
    to residents) or ``alpha`` (in proportion to residents × relative need ** ``alpha``).
    """

    name: str
    budgets: Mapping[int, Money]
    basis: Said
    spread: str = "need"
    alpha: Fraction = Fraction(1)
    objective: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    estimate: bool = False

    def __post_init__(self) -> None:
        if not self.budgets:
            raise Mistake("scenario.no_years", found={"scenario": self.name})
        for year, budget in self.budgets.items():
            if budget.ore < 0:
                raise Mistake("scenario.negative", found={"scenario": self.name, "year": year})
        if self.spread not in ("need", "people", "alpha"):
            raise Mistake("scenario.spread", found={"scenario": self.name, "value": self.spread})


RULE_KINDS: Mapping[str, tuple[str, ...]] = {
    "own_share": ("share",),
    "service_per_1000": ("level", "by"),
    "area_ceiling": ("share",),
    "focus_floor": ("focus", "share"),
    "reserve": ("share",),
    "objective": ("name",),
    "spread_band": ("share",),
    "forbid": ("action", "area"),
}


@dataclass(frozen=True)
class Rule:
    """A rule of the council in its own words (``said``), of a kind the plan knows.

    Kinds: ``own_share`` (share), ``service_per_1000`` (level; by ``any`` action or
    ``shared`` ones only), ``area_ceiling`` (share),
    ``focus_floor`` (focus, share), ``reserve`` (share), ``objective`` (name), ``spread_band``
    (share), ``forbid`` (action, and an area or all). An unknown kind or parameter is an error.

    Raises ``Mistake``: ``rule.unknown``, ``rule.parameter``.
    """

    kind: str
    parameters: Mapping[str, object]
    said: Said

    def __post_init__(self) -> None:
        if self.kind not in RULE_KINDS:
            raise Mistake("rule.unknown", found={"kind": self.kind, "known": ", ".join(RULE_KINDS)})
        known = RULE_KINDS[self.kind]
        for name in self.parameters:
            if name not in known:
                raise Mistake(
                    "rule.parameter",
                    found={"kind": self.kind, "parameter": name, "known": ", ".join(known)},
                )
