"""A value of every stage, small, for the tests of exhibits and of the application."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np

from samlad.follow import Due, Effect, Followed, Kept, Point, Promise, Target
from samlad.fund import (
    Action,
    Fit,
    Grant,
    Ledger,
    Line,
    Plan,
    Published,
    Scenario,
    Standing,
    Stranded,
    Tranche,
)
from samlad.measure import Difference, LocalReading, Reading
from samlad.model import Areas, Figure, Money, Said, Source
from samlad.need import Indicator, Need, Part, Recipe, score

SCB = Source("SCB", "TAB6586", "2024", licence="CC0")
OURS = Source("Samlad", "antagande", kind="assumption")
AREAS = Areas("DeSO 2025", ("2081A0010", "2081C1010", "2081C1020"), ("Torsång", "Forssa", "Romme"))
BOTH = Said("either", {"sv": "Text.", "en": "Text."})

READING = Reading(
    "dissimilarity", 0.31, 0.28, 0.33, 0.95, "person", 0.02, 0.30, "DeSO 2025", "2024",
    ("low", "not_low"), 27, 52_000.0, flags=(BOTH,),
)  # fmt: skip
DIFFERENCE = Difference("theil_h", 0.1, 0.12, 0.02, 0.01, 0.03, 0.004, True, ("2023", "2024"))
LOCAL = LocalReading(
    "divergence", AREAS, np.array([0.1, 0.2, np.nan]), np.array([0.0, 0.1, np.nan]), None, 0.15
)
MATRIX = np.array([[0.7, 0.3], [0.2, 0.8]])


def need() -> Need:
    """A need score of two indicators in three areas."""
    recipe = Recipe(
        "small",
        "mean",
        (
            Part("low_economic_standard", 1, 1.0, "economy", label={"sv": "Låg", "en": "Low"}),
            Part("employment", -1, 1.0, "work", label={"sv": "Arbete", "en": "Work"}),
        ),
        ("economy", "work", "safety"),
        "test",
        {"safety": BOTH},
    )
    zero = np.zeros(3, np.int8)
    people = np.array([900.0, 1500.0, 1200.0])
    return score(
        recipe,
        {
            "low_economic_standard": Indicator(
                "low_economic_standard", AREAS, "2024", np.array([0.05, 0.4, 0.2]), "share",
                zero, SCB, people,
            ),
            "employment": Indicator(
                "employment", AREAS, "2024", np.array([0.85, 0.5, 0.7]), "share", zero, SCB, people
            ),
        },
        worst=1,
        draws=50,
    )  # fmt: skip


def action(key: str = "hosts", *, kind: str = "assumption") -> Action:
    """An action whose effect rests on a source of that kind."""
    return Action(
        key, {"sv": "Trygghetsvärdar", "en": "Safety hosts"}, "safety",
        {"sv": "tjänst", "en": "post"}, Money.kronor(541_540), SCB, 1, 3, "area", Fraction(150),
        (Fraction(1),), 2, 0.02, 0.01, 0.03, Source("S", "D", kind=kind), "low_economic_standard",
    )  # fmt: skip


def line(id_: str, action_: str, year: int, areas: tuple[str, ...], kronor: int) -> Line:
    """A plan line of which a tenth is the municipality's own money."""
    whole = Money.kronor(kronor)
    own = Money(whole.ore // 10)
    return Line(
        id_, action_, areas, year, 1, whole - own, own, "safety", BOTH, "low_economic_standard",
        0.4, "rule", True, "p1",
    )  # fmt: skip


PLAN = Plan(
    "main", (2018, 2019),
    (
        line("l1", "hosts", 2018, ("2081C1010",), 1_000_000),
        line("l2", "hosts", 2019, ("2081C1010",), 1_000_001),
        line("l3", "courses", 2019, ("2081C1010", "2081C1020"), 500_000),
    ),
    {2018: Money.kronor(1_000_000), 2019: Money.kronor(1_400_000)},
    {2018: Money.kronor(100_000), 2019: Money(4_999_910)},
    10.0, 10.1, 0.0099, 0.6, {"l1": True}, {"2081C1010": 12.5}, 10.0, "total",
    area_amounts={"2081C1010": Money.kronor(2_000_000), "2081C1020": Money.kronor(250_000)},
)  # fmt: skip


def promise(id_: str = "p1", **changed: object) -> Promise:
    """A promise that can be tested unless something is taken away."""
    text = {"sv": "Fler i arbete", "en": "More in work"}
    given: dict[str, object] = {
        "id": id_, "title": text, "situation": text, "doing": text, "achieve": text,
        "effects": text, "indicator": "employment", "areas": ("2081C1010",), "baseline": 0.5,
        "baseline_year": "2018", "target": 0.6, "target_date": date(2022, 12, 31),
        "owner": "kommunstyrelsen", "source": SCB, "actions": ("hosts",),
    }  # fmt: skip
    return Promise(**{**given, **changed})  # type: ignore[arg-type]


def kept(**changed: object) -> Kept:
    """The promise followed."""
    one = promise(**changed)
    outcome = "cannot_be_tested" if one.lacks else "on_the_way"
    return Kept(
        one, not one.lacks, one.lacks, "started", outcome, "not_examined", ("l1",), False, BOTH,
        Figure(0.55, "share"), "2020",
    )  # fmt: skip


FOLLOWED = Followed(
    Target("t1", "employment", (), 0.5, "2018", 0.6, "2020"),
    (Point("2018", 0.5, 0.5), Point("2019", None, 0.55)), "no_figures", None, BOTH,
)  # fmt: skip
EFFECT = Effect(
    "mean_wage", ("2081C1010",), "rule", "2018", "2023", 0.02, 0.01, 0.01, -0.02, 0.04, 0.4, 60,
    0.05, "rule placebo", False, "none_shown", BOTH,
)  # fmt: skip
DUE = Due(BOTH, "SFS 2023:196", "6 §", date(2026, 6, 30), True, "late", "update", BOTH)
GRANT = Grant(
    "state-grant-2018", Money.kronor(3), {"2081": Money(100), "0180": Money(200)},
    {"2081": "Borlänge"}, (), True,
)  # fmt: skip
FIT = Fit(
    Published("2081", "Borlänge", Money.kronor(410), Money.kronor(8), "rounded", SCB), Money(810),
    0.0125,
)  # fmt: skip
LEDGER = Ledger(
    tuple(
        Tranche("grant", 2018, Money.kronor(8_800_000), standing, "municipality", None, None,
                "rounded", SCB)
        for standing in Standing
    )
)  # fmt: skip
SCENARIO = Scenario("main", {2019: Money(200), 2018: Money(100)}, BOTH)
STRANDED = Stranded("hosts", ("2081C1010",), 2019, Money(500), ("p1",), "l2")
