"""What need is made of: indicators in, a score that is the sum of its terms out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from samlad.model import Areas, Mistake, Said, Source, Status, Where

FOCUS_AREAS = (
    "children",
    "education",
    "work",
    "economy",
    "safety",
    "civil_society",
    "housing",
    "health",
)
METHODS = ("mean", "zscore", "percentile", "exponential", "first_component")

_ORIGIN = re.compile(
    r"foreign|abroad|ethnic|origin|background|birth_?place|birth_?country|country_?of_?birth|born|"
    r"migra|citizenship|nationality|religio|mother_?tongue|utrikes|utl[aä]ndsk|utland|invandr|"
    r"h[aä]rkomst|ursprung|bakgrund|f[oö]delse|f[oö]dd|medborgarskap|modersm[aå]l|"
    r"(?:^|[^a-z])(?:race|ras)(?:[^a-z]|$)",
    re.IGNORECASE,
)


def refuse_origin(name: str, label: Mapping[str, str] | None = None) -> None:
    """Where people come from is measured as segregation and is never an indicator of need.

    Neither the name nor the label may tell it. Raises ``Mistake("recipe.origin")``.
    """
    if any(_ORIGIN.search(text) for text in (name, *(label or {}).values())):
        raise Mistake("recipe.origin", Where(column=name), {"indicator": name})


def named(name: str, label: Mapping[str, str]) -> Said:
    """What an indicator is called within a sentence: its label, else its name as it stands."""
    plain_name = name.replace("_", " ")
    if not label:
        return Said("either", {"sv": plain_name, "en": plain_name})
    return Said("either", {language: _within(text) for language, text in label.items()})


def _within(text: str) -> str:
    """A heading inside a sentence: small first letter, unless it begins an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _fixed(values: NDArray[np.float64], shape: tuple[int, ...], name: str) -> NDArray[np.float64]:
    given = np.array(values, dtype=np.float64)
    if given.shape != shape:
        raise Mistake("need.shape", Where(column=name), {"expected": shape[0], "found": given.size})
    given.setflags(write=False)
    return given


@dataclass(frozen=True, eq=False)
class Indicator:
    """A number per area and year with its noise.

    ``values``: (areas,), shares 0–1 when ``unit`` is ``share``, else in the unit itself; NaN
    where ``status`` is not PRESENT. ``denominators``: (areas,), the people behind a share.
    ``variance``: (areas,), unit², noise put in by the publisher or by rounding. ``record``: the
    fingerprint it came from. ``label``: language → what it is called. ``only_rounding``: no other
    noise than the rounding is known, so that the figure looks surer than it is.

    Raises ``Mistake``: ``recipe.origin``, ``need.shape``, ``need.not_a_share``,
    ``need.infinite``, ``need.denominator``.
    """

    name: str
    areas: Areas
    year: str
    values: NDArray[np.float64]
    unit: str
    status: NDArray[np.int8]
    source: Source
    denominators: NDArray[np.float64] | None = None
    variance: NDArray[np.float64] | None = None
    record: str = ""
    label: Mapping[str, str] = field(default_factory=dict)
    only_rounding: bool = False

    def __post_init__(self) -> None:
        refuse_origin(self.name, self.label)
        shape = (len(self.areas),)
        values = np.array(_fixed(self.values, shape, self.name))
        status = np.array(self.status, dtype=np.int8)
        if status.shape != shape:
            raise Mistake(
                "need.shape", Where(column=self.name), {"expected": shape[0], "found": status.size}
            )
        status[np.isnan(values) & (status == Status.PRESENT)] = Status.MISSING
        values[status != Status.PRESENT] = np.nan
        self._refuse("need.infinite", np.isinf(values), values)
        if self.unit == "share":
            self._refuse("need.not_a_share", (values < 0) | (values > 1), values)
        if self.denominators is not None:
            people = _fixed(self.denominators, shape, self.name)
            present = status == Status.PRESENT
            self._refuse("need.denominator", present & ~(people > 0), people)
            object.__setattr__(self, "denominators", people)
        if self.variance is not None:
            noise = np.broadcast_to(np.asarray(self.variance, dtype=float), shape)
            object.__setattr__(self, "variance", _fixed(noise, shape, self.name))
        values.setflags(write=False)
        status.setflags(write=False)
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "status", status)

    def _refuse(self, code: str, bad: NDArray[np.bool_], values: NDArray[np.float64]) -> None:
        if bad.any():
            row = int(np.flatnonzero(bad)[0])
            found = {"area": self.areas.codes[row], "value": float(values[row])}
            raise Mistake(code, Where(column=self.name), found)

    @property
    def said(self) -> Said:
        """What it is called."""
        return named(self.name, self.label)

    @property
    def present(self) -> NDArray[np.bool_]:
        """(areas,): the number is there."""
        return np.asarray(self.status == Status.PRESENT)

    @property
    def noise_known(self) -> bool:
        """Whether more is known of its uncertainty than the rounding."""
        if self.only_rounding:
            return False
        counted = self.unit == "share" and self.denominators is not None
        return counted or self.variance is not None


@dataclass(frozen=True)
class Part:
    """An indicator's place in a recipe.

    ``direction``: +1 when a high value means more need, −1 when it means less. ``weight`` > 0,
    read relative to the other parts. ``denominator`` names the measure that counts the people
    behind the share, or "".

    Raises ``Mistake``: ``recipe.origin``, ``recipe.direction``, ``recipe.weight``,
    ``recipe.focus``.
    """

    indicator: str
    direction: int
    weight: float
    focus: str
    denominator: str = ""
    label: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        refuse_origin(self.indicator, self.label)
        if self.direction not in (1, -1):
            raise Mistake(
                "recipe.direction", found={"indicator": self.indicator, "value": self.direction}
            )
        if not (np.isfinite(self.weight) and self.weight > 0):
            raise Mistake(
                "recipe.weight", found={"indicator": self.indicator, "value": self.weight}
            )
        if self.focus not in FOCUS_AREAS:
            raise Mistake(
                "recipe.focus",
                found={
                    "indicator": self.indicator,
                    "value": self.focus,
                    "known": ", ".join(FOCUS_AREAS),
                },
            )

    @property
    def said(self) -> Said:
        """What it is called."""
        return named(self.indicator, self.label)


@dataclass(frozen=True)
class Recipe:
    """How a score is made: method, parts, and the focus areas it should speak for.

    ``order_from``: focus area → what to order from whom when an area has no figures there.
    ``reference``: where the method comes from. ``title``: language → name.

    Raises ``Mistake``: ``recipe.method``, ``recipe.no_parts``, ``recipe.twice``,
    ``recipe.focus``.
    """

    name: str
    method: str
    parts: tuple[Part, ...]
    focus_areas: tuple[str, ...]
    reference: str
    order_from: Mapping[str, Said] = field(default_factory=dict)
    schema: int = 1
    title: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise Mistake(
                "recipe.method", found={"value": self.method, "known": ", ".join(METHODS)}
            )
        if not self.parts:
            raise Mistake("recipe.no_parts", found={"recipe": self.name})
        names = [part.indicator for part in self.parts]
        if len(set(names)) != len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            raise Mistake("recipe.twice", found={"indicator": ", ".join(twice)})
        for focus in (*self.focus_areas, *self.order_from):
            if focus not in FOCUS_AREAS:
                raise Mistake(
                    "recipe.focus",
                    found={
                        "indicator": "focus_areas",
                        "value": focus,
                        "known": ", ".join(FOCUS_AREAS),
                    },
                )


@dataclass(frozen=True)
class Term:
    """One indicator's part of a score: its value in the area, and what it adds."""

    indicator: str
    value: float
    part: float


@dataclass(frozen=True)
class Gap:
    """A focus area that got no score, why, and what to order from whom."""

    focus: str
    why: Said
    order: Said


@dataclass(frozen=True, eq=False)
class Need:
    """A score per area that is the sum of the terms shown, with its uncertainty.

    ``score``, ``low``, ``high``: (areas,), NaN where not ``scored``; high = more need.
    ``terms``: (areas, parts), what each part adds; their exact sum is the score.
    ``values``: (areas, parts), the indicators as published, before shrinkage, in ``units``.
    ``rank_low``, ``rank_high``: (areas,), 1 = greatest need, interval of rank; 0 where not
    scored. ``p_worst``: (areas,), probability of being among the ``worst``. ``smaa``: (areas,),
    share of all weightings in which the area is among the ``worst``. ``influence``: (parts,),
    each part's share of the score's variance.
    """

    recipe: Recipe
    areas: Areas
    year: str
    score: NDArray[np.float64]
    terms: NDArray[np.float64]
    parts: tuple[Part, ...]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]
    worst: int
    p_worst: NDArray[np.float64]
    smaa: NDArray[np.float64]
    influence: NDArray[np.float64]
    gaps: tuple[Gap, ...]
    scored: NDArray[np.bool_]
    values: NDArray[np.float64]
    rank: NDArray[np.int64]
    level: float = 0.95
    seed: int = 0
    draws: int = 0
    units: tuple[str, ...] = ()
    flags: tuple[Said, ...] = ()

    def why(self, code: str) -> tuple[Term, ...]:
        """Each indicator's part of one area's score. Raises ``Mistake("areas.unknown")``."""
        row = self.areas.index(code)
        return tuple(
            Term(part.indicator, float(self.values[row, i]), float(self.terms[row, i]))
            for i, part in enumerate(self.parts)
        )

    def order(self) -> tuple[str, ...]:
        """The scored areas' codes, greatest need first; equal scores by code."""
        rows = [i for i in range(len(self.areas)) if self.scored[i]]
        rows.sort(key=lambda i: (-self.score[i], self.areas.codes[i]))
        return tuple(self.areas.codes[i] for i in rows)


@dataclass(frozen=True, eq=False)
class Socioeconomic:
    """SCB's socioeconomic index with its three parts, per cent; ``types`` 1–5, 0 = none."""

    areas: tuple[str, ...]
    score: NDArray[np.float64]
    parts: NDArray[np.float64]
    types: NDArray[np.int64] | None
    flags: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Trend:
    """One area's years with the limits inside which change is noise (XmR)."""

    area: str
    years: tuple[str, ...]
    values: tuple[float, ...]
    mean: float
    low: float
    high: float
    change: float
    signal: bool
    enough: bool
    unit: str
    said: Said
