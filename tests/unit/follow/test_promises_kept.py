"""A promise is delivered, reached and effective in three columns that are never mixed."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from samlad.follow import (
    DELIVERED,
    OUTCOMES,
    Effect,
    Promise,
    Step,
    check,
    check_all,
    follow_targets,
    promises_by_line,
    targets_of,
)
from samlad.model import Areas, Mistake, Said, Source
from samlad.need import Indicator, from_figures, from_percent

HERE = Source("SCB", "TAB6680", "2024")
TWO = Areas("DeSO 2025", ("a", "b"))
TODAY = date(2026, 1, 10)
TEXT = {"sv": "Fler i arbete", "en": "More in work"}
PROMISE = Promise(
    "p", TEXT, {}, {}, {}, {}, "employment", ("a", "b"), 0.60, "2024", 0.66, date(2027, 12, 31),
    "Nämnden", HERE, ("courses",),
)  # fmt: skip
LINE = SimpleNamespace(id="L1", action="courses", areas=("a",))
OTHER = SimpleNamespace(id="L2", action="courses", areas=("c",))


def year(when: str, *percent: float, people: float = 5000) -> Indicator:
    return from_percent("employment", TWO, when, percent, HERE, people=[people] * 2)


def outcomes(*years: Indicator) -> dict[str, tuple[Indicator, ...]]:
    return {"employment": years}


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"baseline": None}, "baseline"),
        ({"baseline_year": ""}, "baseline"),
        ({"target": None}, "target"),
        ({"target_date": None}, "target_date"),
        ({"source": None}, "source"),
        ({"owner": ""}, "owner"),
        ({"indicator": ""}, "indicator"),
    ],
)
def test_a_promise_that_lacks_something_is_refused_by_name_whatever_the_figures_say(
    change: dict[str, object], lacks: str
) -> None:
    kept = check(replace(PROMISE, **change), [LINE], outcomes(year("2026", 90, 90)), TODAY)  # type: ignore[arg-type]
    assert not kept.complete
    assert kept.lacks == (lacks,)
    assert kept.outcome == "cannot_be_tested"
    assert kept.said.key == "follow.said.incomplete"
    assert kept.said.values["lacks"] == (Said(f"follow.lacks.{lacks}"),)
    assert targets_of([kept.promise]) == ()


@pytest.mark.parametrize(
    ("figures", "outcome"),
    [
        ((), "no_figure_yet"),
        ((("2024", 60.0),), "no_figure_yet"),
        ((("2025", 60.1),), "unchanged"),
        ((("2025", 63.0),), "on_the_way"),
        ((("2025", 55.0),), "worse"),
        ((("2025", 66.0),), "reached"),
        ((("2025", 66.0), ("2026", 61.0)), "unchanged"),
        ((("2027", 65.9),), "not_reached"),
    ],
)
def test_the_outcome_follows_the_newest_figure_after_the_baseline(
    figures: tuple[tuple[str, float], ...], outcome: str
) -> None:
    kept = check(PROMISE, [LINE], outcomes(*(year(y, v, v) for y, v in figures)), TODAY)
    assert kept.outcome == outcome
    assert kept.outcome in OUTCOMES
    assert kept.lines == ("L1",)
    assert kept.delivered == "not_reported"
    assert kept.effect == "not_examined"


def test_falling_targets_are_reached_from_above_and_areas_weigh_by_people() -> None:
    down = replace(PROMISE, baseline=0.6, target=0.5)
    uneven = from_percent("employment", TWO, "2025", [40, 60], HERE, people=[9000, 1000])
    kept = check(down, [LINE], outcomes(uneven), TODAY)
    assert kept.outcome == "reached"
    assert kept.latest is not None
    assert kept.latest.value == pytest.approx(0.42)


def test_reached_outcome_says_nothing_of_delivery_or_effect_and_late_follows_the_day() -> None:
    past = replace(
        PROMISE,
        target_date=date(2025, 12, 31),
        steps=(Step("started", date(2025, 1, 1), HERE), Step("partly", date(2025, 6, 1), HERE)),
    )
    kept = check(past, [LINE], outcomes(year("2025", 70, 70)), TODAY)
    assert (kept.outcome, kept.delivered, kept.effect) == ("reached", "partly", "not_examined")
    assert kept.late
    assert kept.said.key == "follow.said.late"
    done = replace(past, steps=(*past.steps, Step("delivered", date(2025, 12, 1), HERE)))
    assert not check(done, [LINE], {}, TODAY).late
    assert not check(PROMISE, [LINE], {}, TODAY).late
    flags = [flag.key for flag in check(done, [], {}, TODAY).flags]
    assert flags == ["follow.flag.figure_awaited", "follow.flag.no_line_pays"]


def test_a_baseline_that_is_not_the_figure_of_its_year_is_told() -> None:
    kept = check(PROMISE, [LINE], outcomes(year("2024", 62, 62)), TODAY)
    assert [flag.key for flag in kept.flags] == ["follow.flag.baseline_differs"]
    assert check(PROMISE, [LINE], outcomes(year("2024", 60.04, 60.04)), TODAY).flags == ()


def test_lines_pay_where_action_and_area_meet_and_a_cut_can_name_the_promises() -> None:
    anywhere = replace(PROMISE, id="q", areas=())
    assert promises_by_line([PROMISE, anywhere], [LINE, OTHER]) == {"L1": ("p", "q"), "L2": ("q",)}


def test_the_effect_examined_in_the_areas_is_set_beside_and_no_other() -> None:
    effect = Effect(
        "employment", ("a", "b", "c"), "3/17", "2020", "2023", 0.1, 0.02, 0.08, 0.01, 0.15, 0.03,
        99, 0.07, "rule placebo", False, "shown", Said("x"),
    )  # fmt: skip
    kept = check_all([PROMISE, replace(PROMISE, areas=("d",))], [LINE], {}, TODAY, [effect])
    assert [one.effect for one in kept] == ["shown", "not_examined"]


def test_targets_are_followed_against_the_straight_way_and_noise() -> None:
    target = targets_of([PROMISE])[0]
    behind = follow_targets([target], outcomes(year("2025", 60.5, 60.5)))[0]
    assert [point.path for point in behind.points] == pytest.approx([0.60, 0.62, 0.64, 0.66])
    assert (behind.status, behind.within_noise) == ("behind", True)
    assert behind.points[0].value is None
    on_path = follow_targets([target], outcomes(year("2026", 64.5, 64.5)))[0]
    assert (on_path.status, on_path.within_noise) == ("on_path", False)
    assert follow_targets([target], {})[0].status == "no_figures"
    wage = replace(target, indicator="wage", baseline=100.0, target=110.0, unit="number")
    figures = from_figures("wage", TWO, "2025", [112, 112], HERE)
    reached = follow_targets([wage], {"wage": (figures,)})[0]
    assert (reached.status, reached.within_noise) == ("reached", None)


def test_what_cannot_be_a_promise_is_refused() -> None:
    with pytest.raises(Mistake, match=r"promise\.target_is_baseline"):
        replace(PROMISE, target=0.60)
    with pytest.raises(Mistake, match=r"promise\.not_a_share"):
        replace(PROMISE, target=66.0)
    with pytest.raises(Mistake, match=r"promise\.date_before_baseline"):
        replace(PROMISE, target_date=date(2024, 6, 1))
    with pytest.raises(Mistake, match=r"promise\.step"):
        Step("finished", TODAY, HERE)
    assert "not_reported" in DELIVERED
