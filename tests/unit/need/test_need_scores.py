"""A score is the sum of its terms, and its rank is only as sure as the noise lets it be."""

import math

import numpy as np
import pytest

from samlad.model import Areas, Mistake, Said, Source, Status
from samlad.need import (
    METHODS,
    Indicator,
    Part,
    Recipe,
    changes,
    from_figures,
    from_percent,
    say_need,
    say_sure,
    say_why,
    score,
    shrink,
    trends,
)

HERE = Source("SCB", "TAB6685", "2024")
FIVE = Areas("DeSO 2025", ("a", "b", "c", "d", "e"), ("Ängen", "Berget", "Cykeln", "Dalen", "Ek"))
POOR = [60.0, 41.0, 12.0, 9.0, 5.0]
WORK = [54.0, 65.0, 83.0, 88.0, 91.0]


def recipe(method: str = "zscore", *, focus_areas: tuple[str, ...] = ()) -> Recipe:
    parts = (Part("poor", 1, 1.0, "economy"), Part("work", -1, 3.0, "work"))
    order = {"safety": Said("either", {"sv": "Beställ NTU.", "en": "Order NTU."})}
    return Recipe("trial", method, parts, focus_areas, "", order)


def both(people: float | None = 1500.0, work: list[float] | None = None) -> dict[str, Indicator]:
    several = None if people is None else [people] * 5
    return {
        "poor": from_percent("poor", FIVE, "2024", POOR, HERE, people=several, decimals=0),
        "work": from_percent("work", FIVE, "2024", work or WORK, HERE, people=several),
    }


@pytest.mark.parametrize("method", METHODS)
def test_the_score_is_the_exact_sum_of_its_terms_and_high_means_more_need(method: str) -> None:
    need = score(recipe(method), both())
    for row, code in enumerate(FIVE.codes):
        assert need.score[row] == math.fsum(term.part for term in need.why(code))
    assert need.order() == ("a", "b", "c", "d", "e")
    assert need.influence.sum() == pytest.approx(1.0)


def test_the_mean_of_shares_is_per_cent_and_turns_what_is_good() -> None:
    need = score(recipe("mean"), both(None))
    assert need.score[0] == pytest.approx(0.25 * 60 + 0.75 * (100 - 54))


def test_unstandardised_parts_let_the_one_that_varies_most_rule_and_influence_shows_it() -> None:
    parts = (Part("wide", 1, 1.0, "economy"), Part("narrow", 1, 1.0, "work"))
    wide = from_percent("wide", FIVE, "2024", [90, 60, 40, 20, 5], HERE)
    narrow = from_percent("narrow", FIVE, "2024", [5, 4, 5, 3, 4], HERE)
    given = {"wide": wide, "narrow": narrow}
    equal = Recipe("r", "mean", parts, (), "")
    assert score(equal, given).influence[0] > 0.95
    standard = Recipe("r", "zscore", parts, (), "")
    assert score(standard, given).influence[0] < 0.7


def test_an_area_that_lacks_a_figure_gets_no_score_and_is_named() -> None:
    given = both()
    status = [Status.PRESENT, Status.SUPPRESSED, *[Status.PRESENT] * 3]
    given["work"] = from_percent("work", FIVE, "2024", WORK, HERE, status=status)
    need = score(recipe(), given)
    assert not need.scored[1]
    assert math.isnan(need.score[1])
    assert need.rank_low[1] == 0
    flag = next(f for f in need.flags if f.key == "need.flag.lacking_areas")
    assert flag.values["areas"] == ("Berget (b)",)
    assert say_sure(need, "b").key == say_why(need, "b")[0].key == "need.said.not_scored"


def test_a_focus_area_without_figures_is_a_gap_with_what_to_order_and_never_a_score() -> None:
    given = both()
    del given["work"]
    need = score(recipe(focus_areas=("economy", "safety", "health")), given)
    assert [gap.focus for gap in need.gaps] == ["safety", "health", "work"]
    assert need.gaps[0].order.values["sv"] == "Beställ NTU."
    assert need.gaps[1].order.key == "need.order.unknown"
    assert [part.indicator for part in need.parts] == ["poor"]
    assert any(flag.key == "need.flag.part_left_out" for flag in need.flags)


def test_close_areas_share_the_probability_of_being_worst_and_distant_ones_do_not() -> None:
    given = both(work=[60.0, 60.1, 60.2, 95.0, 95.0])
    part = Recipe("r", "zscore", (Part("work", -1, 1.0, "work"),), (), "")
    need = score(part, given, worst=2, draws=2000)
    assert need.p_worst[:3].sum() == pytest.approx(2.0)
    assert (need.p_worst[:3] > 0.3).all()
    assert (need.p_worst[3:] == 0).all()
    assert (need.rank_low[0], need.rank_high[0]) == (1, 3)


def test_more_people_make_the_rank_surer() -> None:
    close = [60.0, 63.0, 66.0, 80.0, 90.0]
    few, many = (score(recipe(), both(n, close), worst=1) for n in (200, 200_000))
    assert many.p_worst[0] > few.p_worst[0]
    assert (many.high - many.low)[0] < (few.high - few.low)[0]


def test_the_same_seed_gives_the_same_digits_and_another_does_not() -> None:
    one, same, other = (score(recipe(), both(300), seed=s) for s in (1, 1, 2))
    assert np.array_equal(one.low, same.low)
    assert not np.array_equal(one.low, other.low)
    assert np.array_equal(one.score, other.score)


def test_weightings_where_indicators_disagree_are_told() -> None:
    given = both(200_000, work=[91.0, 65.0, 83.0, 88.0, 54.0])
    need = score(recipe(), given, worst=1)
    assert 0.2 < need.smaa[0] < 0.8
    assert need.smaa.sum() == pytest.approx(1.0)


def test_being_among_the_worst_means_at_most_half_and_the_lowering_is_said() -> None:
    need = score(recipe(), both(), worst=4)
    assert need.worst == 2
    assert any(flag.key == "need.flag.worst_lowered" for flag in need.flags)


def test_unknown_noise_and_mixed_years_are_said() -> None:
    given = both(None)
    given["work"] = from_percent("work", FIVE, "2023", WORK, HERE, people=[900] * 5)
    keys = [flag.key for flag in score(recipe(), given, worst=2).flags]
    assert keys == ["need.flag.years", "need.flag.no_noise"]


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("need.no_indicator", lambda: score(recipe(), {})),
        ("need.worst", lambda: score(recipe(), both(), worst=0)),
        (
            "need.mixed_units",
            lambda: score(
                recipe("mean"), both() | {"work": from_figures("work", FIVE, "2024", WORK, HERE)}
            ),
        ),
        (
            "areas.two_divisions",
            lambda: score(
                recipe(),
                both()
                | {
                    "work": from_percent("work", Areas("DeSO 2018", FIVE.codes), "2024", WORK, HERE)
                },
            ),
        ),
        ("need.not_a_share", lambda: from_percent("poor", FIVE, "2024", [600, 1, 1, 1, 1], HERE)),
        ("need.shape", lambda: from_percent("poor", FIVE, "2024", [6, 1], HERE)),
        ("need.infinite", lambda: from_percent("poor", FIVE, "2024", [np.inf, 1, 1, 1, 1], HERE)),
        (
            "need.denominator",
            lambda: Indicator(
                "poor",
                FIVE,
                "2024",
                np.full(5, 0.1),
                "share",
                np.zeros(5, np.int8),
                HERE,
                np.array([0.0, 1, 1, 1, 1]),
            ),
        ),
        ("recipe.weight", lambda: Part("poor", 1, 0.0, "economy")),
        ("recipe.direction", lambda: Part("poor", 2, 1.0, "economy")),
        ("recipe.focus", lambda: Part("poor", 1, 1.0, "money")),
        ("recipe.method", lambda: recipe("median")),
        ("recipe.no_parts", lambda: Recipe("r", "mean", (), (), "")),
        (
            "recipe.twice",
            lambda: Recipe("r", "mean", (Part("poor", 1, 1.0, "economy"),) * 2, (), ""),
        ),
        ("need.too_few_areas", lambda: score(recipe(), both(work=[54.0, *[math.nan] * 4]))),
    ],
)
def test_what_is_not_usable_is_refused_by_its_code(code: str, make) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Mistake) as caught:
        make()
    assert caught.value.code == code


@pytest.mark.parametrize(
    "name",
    [
        "foreign_background_share",
        "born_abroad",
        "utrikes_fodda",
        "utländsk_bakgrund",
        "ethnicity",
        "migration",
        "modersmål",
        "birthplace",
        "country_of_birth",
    ],
)
def test_where_people_come_from_is_never_an_indicator_of_need(name: str) -> None:
    with pytest.raises(Mistake, match=r"recipe\.origin"):
        Part(name, 1, 1.0, "economy")
    with pytest.raises(Mistake, match=r"recipe\.origin"):
        from_percent(name, FIVE, "2024", POOR, HERE)
    with pytest.raises(Mistake, match=r"recipe\.origin"):
        Part("group_b", 1, 1.0, "economy", label={"sv": "Andel utrikes födda", "en": "Group B"})


def test_shrinkage_draws_small_areas_to_the_mean_and_leaves_large_ones() -> None:
    people = [20.0, 20_000.0, 20_000.0, 20_000.0, 20_000.0]
    given = from_percent("poor", FIVE, "2024", POOR, HERE, people=people, decimals=3)
    values, left = shrink(given)
    mean = float((given.values * people).sum() / sum(people))
    assert mean < values[0] < given.values[0]
    assert abs(values[1] - given.values[1]) < 0.001
    assert left[0] > left[1] > 0


def test_areas_that_differ_only_by_chance_are_drawn_all_the_way() -> None:
    given = from_percent("poor", FIVE, "2024", [10.1, 9.9, 10.0, 10.2, 9.8], HERE, people=[900] * 5)
    values, _ = shrink(given)
    assert np.allclose(values, 0.1)


def test_a_change_within_noise_is_not_called_one() -> None:
    before = from_percent("work", FIVE, "2024", WORK, HERE, people=[900] * 5)
    after = from_percent("work", FIVE, "2025", [55, 75, 83, 88, 91], HERE, people=[900] * 5)
    found = {one.area: one.more_than_noise for one in changes(before, after)}
    assert found == {"a": False, "b": True, "c": False, "d": False, "e": False}
    with pytest.raises(Mistake, match=r"need\.same_year"):
        changes(before, before)


def test_a_trend_of_few_years_says_that_it_is_only_a_hint() -> None:
    years = [
        from_figures("wage", FIVE, str(2012 + i), [100 + i * 9, 200, 210, 190, 205], HERE)
        for i in range(12)
    ]
    few = {one.area: one for one in trends(years[:4])}
    assert not few["a"].enough
    assert few["a"].said.key.endswith("_few")
    many = {one.area: one for one in trends(years)}
    assert many["a"].enough
    assert many["a"].signal
    assert many["a"].said.key == "need.trend.signal"
    with pytest.raises(Mistake, match=r"need\.too_few_years"):
        trends(years[:1])


def test_the_sentences_name_areas_probability_and_gap_and_never_a_bare_rank() -> None:
    need = score(recipe(focus_areas=("safety",)), both())
    keys = [said.key for said in say_need(need, most=2)]
    assert keys[0] == "need.said.greatest"
    assert keys[-2:] == ["need.said.gap", "need.said.not_causal"]
    assert say_sure(need, "a").values["p"] == Said("need.almost_all")
    assert [str(said.values["part"].unit) for said in say_why(need, "a")] == ["score", "score"]  # type: ignore[attr-defined]
