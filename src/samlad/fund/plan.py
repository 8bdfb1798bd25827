"""A plan: lines with a reason each, that sum to every year's budget to the öre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from samlad.model import Money, Said


@dataclass(frozen=True)
class Line:
    """One action in one year for one set of areas.

    ``amount``: what the grant pays; ``own``: what the municipality pays; together units × unit
    cost. ``value``: the indicator's value the line rests on. ``gain``: need-weighted residents
    helped, given the assumptions. ``assumption``: its cost or effect is assumed.
    """

    id: str
    action: str
    areas: tuple[str, ...]
    year: int
    units: int
    amount: Money
    own: Money
    focus: str
    reason: Said
    indicator: str
    value: float
    rule: str
    assumption: bool
    package: str
    gain: float = 0.0
    served: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """Lines and reserve of every year sum to its budget; ``gap`` = (bound − gain) / bound.

    ``survives``: line id → still chosen when its action has half the effect. ``service``:
    area → residents served per 1,000 in its least year; ``level``: the stated level.
    ``area_amounts``: area → grant money by where it is used (shared actions by residents).
    """

    scenario: str
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    budgets: Mapping[int, Money]
    reserve: Mapping[int, Money]
    gain: float
    bound: float
    gap: float
    assumed_share: float
    survives: Mapping[str, bool]
    service: Mapping[str, float]
    level: float
    objective: str
    flags: tuple[Said, ...] = ()
    area_amounts: Mapping[str, Money] = field(default_factory=dict)
    focus_amounts: Mapping[str, Money] = field(default_factory=dict)
    price_of_fairness: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Clash:
    """A rule that cannot be kept with the others: where, when and how many kronor are missing."""

    rule: str
    year: int | None
    place: str
    missing: Money
    said: Said


@dataclass(frozen=True)
class Stranded:
    """What a cut leaves unfinished: an action, its areas, a year, the kronor and the promises."""

    action: str
    areas: tuple[str, ...]
    year: int
    amount: Money
    promises: tuple[str, ...]
    line: str = ""
    said: Said | None = None
