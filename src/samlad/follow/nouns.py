"""Promises, targets, effects and what the law wants when."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from samlad.model import Figure, Mistake, Said, Source

DELIVERED = ("not_reported", "not_started", "started", "partly", "delivered", "withdrawn")
"""The ladder of what was done; it says nothing about outcome or effect."""
OUTCOMES = ("cannot_be_tested", "no_figure_yet", "worse", "unchanged", "on_the_way", "reached",
            "not_reached")  # fmt: skip
VERDICTS = ("shown", "none_shown", "cannot_say")

Text = Mapping[str, str]
"""Language → text, as a case's own file gives it."""


@dataclass(frozen=True)
class Step:
    """A rung of the ladder: what was reported, on which day, by which source."""

    delivered: str
    when: date
    source: Source

    def __post_init__(self) -> None:
        if self.delivered not in DELIVERED:
            raise Mistake(
                "promise.step", found={"value": self.delivered, "known": ", ".join(DELIVERED)}
            )


@dataclass(frozen=True)
class Promise:
    """What was promised, in the police's published fields, and what makes it testable.

    ``situation``, ``doing``, ``achieve``, ``effects``: *Situationen idag; Det här ska vi göra;
    Det här ska vi åstadkomma; Effekter*. ``baseline`` and ``target`` in the indicator's unit
    (shares 0–1). ``areas``: codes; ``actions``: keys of the actions that pay. ``steps``: the
    ladder, oldest first, never rewritten. ``example``: invented for the worked example.
    """

    id: str
    title: Text
    situation: Text
    doing: Text
    achieve: Text
    effects: Text
    indicator: str
    areas: tuple[str, ...]
    baseline: float | None
    baseline_year: str
    target: float | None
    target_date: date | None
    owner: str
    source: Source | None
    actions: tuple[str, ...] = ()
    unit: str = "share"
    steps: tuple[Step, ...] = ()
    example: bool = False
    place: str = ""

    def __post_init__(self) -> None:
        if self.baseline is not None and self.target is not None:
            if self.baseline == self.target:
                raise Mistake("promise.target_is_baseline", found={"promise": self.id})
            if self.unit == "share" and not (0 <= self.baseline <= 1 and 0 <= self.target <= 1):
                raise Mistake("promise.not_a_share", found={"promise": self.id})
        day = self.target_date
        if self.baseline_year and day is not None and str(day.year) <= self.baseline_year:
            raise Mistake(
                "promise.date_before_baseline",
                found={"promise": self.id, "year": self.baseline_year, "date": day.isoformat()},
            )

    @property
    def delivered(self) -> str:
        """The last rung reported; ``not_reported`` when nobody has said."""
        return self.steps[-1].delivered if self.steps else "not_reported"

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is missing before it can be tested: words under ``follow.lacks.``."""
        there = {
            "indicator": bool(self.indicator),
            "baseline": self.baseline is not None and bool(self.baseline_year),
            "target": self.target is not None,
            "target_date": self.target_date is not None,
            "source": self.source is not None,
            "owner": bool(self.owner),
        }
        return tuple(name for name, given in there.items() if not given)


@dataclass(frozen=True)
class Kept:
    """A promise today, in three columns that are never mixed: delivered, outcome, effect.

    ``lines``: ids of the plan lines that pay. ``late``: its day has passed and it is neither
    delivered nor withdrawn. ``latest``: the newest figure and its year.
    """

    promise: Promise
    complete: bool
    lacks: tuple[str, ...]
    delivered: str
    outcome: str
    effect: str
    lines: tuple[str, ...]
    late: bool
    said: Said
    latest: Figure | None = None
    latest_year: str = ""
    flags: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Target:
    """A figure to reach: from ``baseline`` in one year to ``target`` in another."""

    id: str
    indicator: str
    areas: tuple[str, ...]
    baseline: float
    baseline_year: str
    target: float
    target_year: str
    unit: str = "share"
    example: bool = False
    title: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Point:
    """A year's figure against the straight way from baseline to target; None = no figure."""

    year: str
    value: float | None
    path: float


@dataclass(frozen=True)
class Followed:
    """A target against the figures there are."""

    target: Target
    points: tuple[Point, ...]
    status: str
    within_noise: bool | None
    said: Said


@dataclass(frozen=True, eq=False)
class Panel:
    """One outcome for many areas in many municipalities over years, raw and unsmoothed.

    ``values``: (areas, years); NaN = missing. ``places``: (areas,), municipality of each area.
    ``scale``: ``log``, ``logit`` (shares) or ``linear``.

    Raises ``Mistake``: ``panel.shape``, ``panel.scale``, ``panel.not_positive``.
    """

    outcome: str
    codes: tuple[str, ...]
    places: tuple[str, ...]
    years: tuple[str, ...]
    values: NDArray[np.float64]
    scale: str = "log"
    source: Source | None = None
    records: tuple[str, ...] = ()
    label: Text = field(default_factory=dict)

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=float)
        shape = (len(self.codes), len(self.years))
        if values.shape != shape or len(self.places) != len(self.codes):
            raise Mistake("panel.shape", found={"expected": shape, "found": values.shape})
        if self.scale not in ("log", "logit", "linear"):
            raise Mistake("panel.scale", found={"value": self.scale})
        there = values[~np.isnan(values)]
        if self.scale != "linear" and (there <= 0).any():
            raise Mistake("panel.not_positive", found={"outcome": self.outcome})
        if self.scale == "logit" and (there >= 1).any():
            raise Mistake("panel.not_positive", found={"outcome": self.outcome})
        values.setflags(write=False)
        object.__setattr__(self, "values", values)


@dataclass(frozen=True)
class Rule:
    """How areas are chosen: the worst ``worst`` of ``of`` by a score from ``year``.

    In a place with another number of areas the same part of them is taken. ``lowest``: the
    lowest score is the worst. ``by`` names the score; the panel's own outcome when "".
    """

    worst: int
    of: int
    year: str
    lowest: bool = True
    by: str = ""
    least: int = 10


@dataclass(frozen=True)
class Evaluation:
    """A plan of evaluation: what is looked at, how areas were chosen, from when to when.

    ``hoped``: the change on ``scale`` that would have been worth having. ``locked``: kept before
    the outcome was known. ``leave_out``: municipalities that had the same money.
    """

    key: str
    outcome: str
    rule: Rule
    base: str
    last: str
    scale: str = "log"
    hoped: float | None = None
    locked: bool = False
    leave_out: tuple[str, ...] = ()
    example: bool = False
    title: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """What happened against what would have happened; never without design and interval.

    ``observed``, ``expected``, ``effect``, ``low``, ``high``, ``detectable``: change in the
    chosen areas less change in the place's other areas, on the panel's ``scale`` (log points
    for ``log``); ``figures`` gives them as they are shown. ``verdict``: one of ``VERDICTS``.
    """

    outcome: str
    areas: tuple[str, ...]
    selection: str
    base: str
    last: str
    observed: float
    expected: float
    effect: float
    low: float
    high: float
    p: float
    placebos: int
    detectable: float
    design: str
    locked: bool
    verdict: str
    said: Said
    flags: tuple[Said, ...] = ()
    scale: str = "log"
    place: str = ""
    hoped: float | None = None
    time_placebo: float | None = None
    missing: int = 0
    one_left_out: tuple[float, float] | None = None
    level: float = 0.95

    def shown(self, value: float | None) -> Figure:
        """A change on the panel's scale as it is shown: relative for ``log``."""
        if value is None or not math.isfinite(value):
            return Figure(None, "share", absent="missing")
        if self.scale == "log":
            return Figure(math.expm1(value), "share", decimals=1)
        return Figure(value, "number", decimals=3)

    def with_said(self, said: Said) -> Effect:
        """The same effect with its sentence."""
        return replace(self, said=said)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """observed, expected, effect (with interval), detectable, p and placebos, to show."""
        low, high = self.shown(self.low).value, self.shown(self.high).value
        effect = self.shown(self.effect)
        return {
            "observed": self.shown(self.observed),
            "expected": self.shown(self.expected),
            "effect": Figure(effect.value, effect.unit, low, high, effect.absent, effect.decimals),
            "detectable": self.shown(self.detectable),
            "p": Figure(self.p, "index", decimals=2),
            "placebos": Figure(self.placebos, "number"),
        }


@dataclass(frozen=True)
class Duty:
    """What a law asks for again and again. ``every``: months between, 0 = once and kept up."""

    key: str
    paragraph: str
    every: int
    what: Said


@dataclass(frozen=True)
class Calendar:
    """A law's duties, from the day it holds."""

    name: str
    law: str
    valid_from: date
    duties: tuple[Duty, ...]
    source: Source
    done: Mapping[str, date] = field(default_factory=dict)
    example: bool = False


@dataclass(frozen=True)
class Due:
    """One duty and its day. ``status``: late, due_soon, in_time, not_known (no day is noted)."""

    what: Said
    law: str
    paragraph: str
    when: date
    late: bool
    status: str
    key: str
    said: Said
    done: date | None = None
