"""What the same rule gives where nothing was done is what is to be expected anyway."""

from dataclasses import replace

import numpy as np
import pytest

from samlad.follow import Effect, Panel, Rule, rule_placebo
from samlad.model import Mistake

YEARS = ("2019", "2020", "2021", "2022", "2023")
RULE = Rule(4, 12, "2021")


def panel(seed: int, *, places: int = 60, smallest: int = 10, lift: float = 0.0) -> Panel:
    """No true effect but for ``lift`` in the four lowest areas of place 0000: areas differ for
    good, and swing from year to year, so that the worst of a year improve by themselves."""
    chance = np.random.default_rng(seed)
    sizes = chance.integers(smallest, 41, places)
    sizes[0] = 12
    of = np.repeat(np.arange(places), sizes)
    n = len(of)
    swings = np.empty((n, len(YEARS)))
    swings[:, 0] = chance.normal(0, 0.1, n)
    for i in range(1, len(YEARS)):
        swings[:, i] = 0.5 * swings[:, i - 1] + chance.normal(0, 0.087, n)
    town = chance.normal(0, 0.03, (places, len(YEARS)))[of]
    values = 5 + chance.normal(0, 0.1, n)[:, None] + swings + town
    lowest = np.argsort(values[:12, 2])[:4]
    values[lowest, 4] += lift
    codes = tuple(f"{p:04}R{i:03}" for i, p in enumerate(of))
    names = tuple(f"{p:04}" for p in of)
    return Panel("wage", codes, names, YEARS, np.exp(values))


def naive(given: Panel) -> float:
    """Before–after in the chosen areas, from the year they were chosen on: t statistic."""
    logs = np.log(given.values[:12])
    chosen = np.argsort(logs[:, 2])[:4]
    change = (logs[:, 4] - logs[:, 2])[chosen]
    return float(change.mean() / (change.std(ddof=1) / 2))


def found(given: Panel, **more: object) -> Effect:
    return rule_placebo(given, "0000", RULE, base="2020", last="2023", **more)  # type: ignore[arg-type]


def test_where_nothing_was_done_five_in_a_hundred_at_most_are_called_an_effect() -> None:
    runs = 300
    effects = [found(panel(seed)) for seed in range(runs)]
    false = sum(effect.p <= 0.05 for effect in effects) / runs
    # Nominal 5 per cent; 300 runs have a standard error of 1.3 points.
    assert false <= 0.09
    before_after = sum(abs(naive(panel(seed))) > 3.18 for seed in range(runs)) / runs
    assert before_after > 0.15
    covered = sum(effect.low <= 0 <= effect.high for effect in effects) / runs
    assert covered >= 0.91
    assert abs(np.mean([effect.effect for effect in effects])) < 0.01


def test_a_true_effect_is_found_and_covered_at_about_the_size_called_detectable() -> None:
    detectable = float(np.median([found(panel(seed)).detectable for seed in range(10)]))
    effects = [found(panel(seed, lift=detectable)) for seed in range(120)]
    power = sum(effect.p <= 0.05 for effect in effects) / len(effects)
    assert 0.65 <= power <= 0.97
    covered = sum(effect.low <= detectable <= effect.high for effect in effects) / len(effects)
    assert covered >= 0.88


def test_the_interval_and_p_are_one_test() -> None:
    for seed in range(40):
        effect = found(panel(seed, lift=0.1))
        assert (effect.p <= 0.05) == (not effect.low <= 0 <= effect.high)
        assert effect.effect == pytest.approx(effect.observed - effect.expected)


def test_three_verdicts_and_no_effect_needs_that_it_could_have_been_seen() -> None:
    quiet = panel(3)
    assert found(quiet).verdict == "cannot_say"
    detectable = found(quiet).detectable
    assert found(quiet, hoped=detectable * 1.1).verdict == "none_shown"
    assert found(quiet, hoped=detectable * 0.5).verdict == "cannot_say"
    loud = found(panel(3, lift=0.5), locked=True)
    assert loud.verdict == "shown"
    assert loud.said.values["locked"].key == "follow.locked.yes"  # type: ignore[attr-defined]
    flags = [flag.key for flag in loud.flags]
    assert "follow.flag.chosen_afterwards" not in flags
    assert "follow.limit.comparison" in flags
    assert "follow.limit.exchangeable" in flags


def test_few_placebos_can_never_show_an_effect() -> None:
    effect = found(panel(3, places=20, lift=2.0))
    assert effect.placebos == 19
    assert effect.p == pytest.approx(2 / 20)
    assert effect.low == -np.inf
    assert effect.verdict == "cannot_say"


def test_an_answer_that_hangs_on_which_places_are_compared_is_no_answer() -> None:
    given = panel(3, lift=0.25)
    same = tuple(f"{i:04}" for i in range(1, 12))
    values = np.array(given.values)
    for place in same:
        rows = [i for i, name in enumerate(given.places) if name == place]
        lowest = np.array(rows)[np.argsort(values[rows, 2])[: max(1, round(len(rows) / 3))]]
        values[lowest, 4] *= np.exp(0.6)
    effect = found(replace(given, values=values), leave_out=same)
    assert effect.p <= 0.05
    assert effect.verdict == "cannot_say"
    assert effect.flags[0].key == "follow.flag.depends_on_placebos"
    assert effect.placebos == 59 - len(same)


def test_areas_that_differed_already_before_are_seen_by_the_time_placebo() -> None:
    given = panel(3, lift=0.5)
    values = np.array(given.values)
    lowest = np.argsort(values[:12, 2])[:4]
    values[lowest, 0] *= np.exp(-1.0)
    effect = found(replace(given, values=values))
    assert effect.time_placebo is not None
    assert effect.time_placebo <= 0.05
    assert effect.verdict == "cannot_say"
    later = rule_placebo(given, "0000", Rule(4, 12, "2021"), base="2019", last="2023")
    assert later.time_placebo is None
    assert "follow.flag.no_time_placebo" in [flag.key for flag in later.flags]


def test_missing_areas_are_left_out_counted_and_told() -> None:
    given = panel(3)
    values = np.array(given.values)
    values[5, 4] = np.nan
    effect = found(replace(given, values=values), areas=("0000R000",))
    assert effect.missing == 1
    keys = [flag.key for flag in effect.flags]
    assert "follow.flag.areas_missing" in keys
    assert "follow.flag.rule_picks_others" in keys


def test_the_effect_of_a_log_outcome_is_shown_as_a_relative_change() -> None:
    effect = found(panel(3, lift=0.3))
    shown = effect.figures["effect"]
    assert shown.unit == "share"
    assert shown.value == pytest.approx(np.expm1(effect.effect))
    assert effect.one_left_out is not None
    assert effect.one_left_out[0] <= effect.effect <= effect.one_left_out[1]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("effect.year", {"base": "1999"}),
        ("effect.base_after_selection", {"base": "2021"}),
        ("effect.place", {"place": "9999"}),
        ("effect.too_few_areas", {"rule": replace(RULE, least=13)}),
        ("effect.too_few_areas", {"rule": Rule(12, 12, "2021")}),
        ("panel.shape", {"score": [1.0, 2.0]}),
        ("effect.no_placebos", {"leave_out": tuple(f"{i:04}" for i in range(1, 60))}),
    ],
)
def test_what_cannot_be_examined_is_refused(code: str, change: dict[str, object]) -> None:
    asked = {"place": "0000", "rule": RULE, "base": "2020", "last": "2023"} | change
    with pytest.raises(Mistake) as caught:
        rule_placebo(panel(1), **asked)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_panel_that_its_scale_cannot_take_is_refused() -> None:
    for scale, values, code in (
        ("log", [[1.0, 0.0]], "panel.not_positive"),
        ("logit", [[0.5, 1.0]], "panel.not_positive"),
        ("cube", [[1.0, 1.0]], "panel.scale"),
        ("log", [[1.0]], "panel.shape"),
    ):
        with pytest.raises(Mistake) as caught:
            Panel("x", ("a",), ("p",), ("1", "2"), np.array(values), scale)
        assert caught.value.code == code
