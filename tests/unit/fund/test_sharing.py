"""Sharing a pot by a scheme's steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from samlad.fund import Recipient, Scheme, Step, share
from samlad.fund.share import STEPS, ablate, banded
from samlad.model import Mistake, Money, Source
from samlad.sources.money import scheme
from samlad.sources.packs import words

HERE = Source("test", "test")


def made(*steps: Step, recipients: tuple[Recipient, ...] | None = None) -> Scheme:
    return Scheme(
        "test",
        {"sv": "test", "en": "test"},
        date(2018, 1, 1),
        None,
        steps,
        recipients
        or (Recipient("a", "A", 100), Recipient("b", "B", 300), Recipient("c", "C", 600)),
        (),
        False,
        HERE,
        HERE,
    )


def kronor(scheme: Scheme, pot: int) -> dict[str, float]:
    return {
        code: float(m.in_kronor) for code, m in share(scheme, Money.kronor(pot)).amounts.items()
    }


def test_half_in_equal_shares_and_half_by_residents() -> None:
    rule = made(Step("equal_share", {"share": "1/2"}), Step("headcount", {"share": "1/2"}))
    assert kronor(rule, 6000) == {"a": 1300.0, "b": 1900.0, "c": 2800.0}


def test_ores_left_over_go_to_the_largest_remainders_and_ties_by_code() -> None:
    grant = share(made(Step("equal_share", {})), Money(1000))
    assert [money.ore for money in grant.amounts.values()] == [334, 333, 333]


def test_intensity_follows_need_and_the_exponent() -> None:
    people = (
        Recipient("a", "A", 100, {"need": Fraction(1)}),
        Recipient("b", "B", 100, {"need": Fraction(3)}),
    )
    flat = made(Step("intensity", {"alpha": "0"}), recipients=people)
    straight = made(Step("intensity", {"alpha": "1"}), recipients=people)
    squared = made(Step("intensity", {"alpha": "2"}), recipients=people)
    assert kronor(flat, 1000) == {"a": 500.0, "b": 500.0}
    assert kronor(straight, 1000) == {"a": 250.0, "b": 750.0}
    assert kronor(squared, 1000) == {"a": 100.0, "b": 900.0}


def test_a_floor_is_paid_by_the_others_in_proportion() -> None:
    rule = made(Step("headcount", {}), Step("floor", {"amount": 200}))
    assert kronor(rule, 1000) == {"a": 200.0, "b": pytest.approx(266.67), "c": 533.33}


def test_a_floor_that_cannot_be_met_says_so_in_kronor() -> None:
    with pytest.raises(Mistake, match=r"scheme\.floor_unmet") as caught:
        share(made(Step("headcount", {}), Step("floor", {"amount": 400})), Money.kronor(1000))
    assert caught.value.found == {"missing": 200}


def test_a_cap_hands_what_is_over_to_the_others() -> None:
    rule = made(Step("headcount", {}), Step("cap", {"amount": 500}))
    assert kronor(rule, 1000) == {"a": 125.0, "b": 375.0, "c": 500.0}
    with pytest.raises(Mistake, match=r"scheme\.cap_unmet"):
        kronor(made(Step("headcount", {}), Step("cap", {"amount": 300})), 1000)


def test_held_harmless_and_step_limited_against_last_year() -> None:
    last = {"a": 300, "b": 300, "c": 400}
    people = tuple(
        Recipient(code, code, people, {"last_year": Fraction(last[code])})
        for code, people in (("a", 100), ("b", 300), ("c", 600))
    )
    held = made(Step("headcount", {}), Step("hold_harmless", {"share": "0.9"}), recipients=people)
    assert kronor(held, 1000)["a"] == 270.0
    steps = made(
        Step("headcount", {}), Step("step_limit", {"up": "0.1", "down": "0.1"}), recipients=people
    )
    assert kronor(steps, 1000) == {"a": 270.0, "b": 290.0, "c": 440.0}


def test_a_reserve_is_kept_and_the_rest_sums_to_the_pot() -> None:
    grant = share(
        made(Step("reserve", {"share": "1/100"}), Step("headcount", {})), Money.kronor(1001)
    )
    assert grant.kept.ore == 1001
    assert Money.total(grant.amounts.values()) + grant.kept == grant.pot


def test_co_financing_is_at_least_a_tenth_of_the_whole_cost() -> None:
    grant = share(made(Step("headcount", {}), Step("co_financing", {"own": "1/10"})), Money(99_991))
    for code, money in grant.amounts.items():
        assert grant.own[code].ore * 10 >= money.ore + grant.own[code].ore


def test_marginal_bands_weigh_only_the_part_in_the_band() -> None:
    edges, weights = [Fraction(1, 10), Fraction(2, 10)], [Fraction(1), Fraction(2), Fraction(4)]
    assert banded(Fraction(5), Fraction(100), edges, weights) == 5
    assert banded(Fraction(15), Fraction(100), edges, weights) == 10 + 2 * 5
    assert banded(Fraction(30), Fraction(100), edges, weights) == 10 + 2 * 10 + 4 * 10


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (Step("bonus", {}), "scheme.step_unknown"),
        (Step("headcount", {"shrae": "1"}), "scheme.parameter_unknown"),
        (Step("headcount", {"share": "one"}), "scheme.number"),
        (Step("headcount", {"share": "1/2"}), "scheme.left_over"),
        (Step("headcount", {"figure": "need"}), "scheme.figure_missing"),
        (Step("co_financing", {}), "scheme.parameter_missing"),
        (Step("rounding", {"method": "up"}), "scheme.rounding"),
        (Step("bands", {"figure": "people", "of": "people", "thresholds": ["0.5"],
                        "weights": ["1"]}), "scheme.bands"),
    ],
)  # fmt: skip
def test_wrong_steps_are_mistakes_with_words(step: Step, code: str) -> None:
    with pytest.raises(Mistake) as caught:
        share(made(step), Money.kronor(1000))
    assert caught.value.code == code
    for language in ("sv", "en"):
        said = words(language)(f"mistake.{code}.found", **caught.value.found)
        assert "{" not in said


def test_every_step_of_the_trace_has_its_law_and_the_order_matters() -> None:
    rule = scheme("state-grant-2018")
    grant = share(rule, Money.kronor(410_000_000))
    assert [step.kind for step in grant.trace] == [step.kind for step in rule.steps]
    assert all(step.law for step in grant.trace)
    capped = made(
        Step("headcount", {}), Step("cap", {"amount": 500}), Step("floor", {"amount": 150})
    )
    floored = replace(capped, steps=(capped.steps[0], capped.steps[2], capped.steps[1]))
    assert kronor(capped, 1000) != kronor(floored, 1000)


def test_ablation_shows_in_kronor_what_a_step_does() -> None:
    rule = made(Step("headcount", {}), Step("floor", {"amount": 200}))
    without = ablate(rule, Money.kronor(1000))
    assert without["floor"]["a"] == Money.kronor(100)
    assert Money.total(without["floor"].values()).ore == 0


def test_every_kind_of_step_says_what_it_does() -> None:
    assert all(act.__doc__ for act, _ in STEPS.values())
