"""Laws of money: nothing is lost, nobody is skipped, and the order of names does not matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samlad.fund import Recipient, Scheme, Step, largest_remainder, share, webster
from samlad.fund.share import within
from samlad.model import Mistake, Money, Source

HERE = Source("test", "test")
WEIGHTS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3),
    st.fractions(min_value=0, max_value=1000, max_denominator=97),
    min_size=1,
    max_size=8,
).filter(lambda weights: sum(weights.values()) > 0)
STEPS = st.sampled_from(
    [
        (Step("equal_share", {}),),
        (Step("headcount", {}),),
        (Step("equal_share", {"share": "1/2"}), Step("headcount", {"share": "1/2"})),
        (Step("reserve", {"share": "1/50"}), Step("headcount", {})),
        (Step("intensity", {"alpha": "2"}),),
        (Step("intensity", {"alpha": "0.5"}),),
        (Step("headcount", {}), Step("cap", {"per_head": "1000000"})),
        (Step("headcount", {}), Step("floor", {"amount": "0.5"})),
        (Step("headcount", {}), Step("rounding", {"method": "webster"})),
        (
            Step("bands", {"figure": "need", "of": "people", "thresholds": ["0.1", "0.5"],
                           "weights": ["1", "2", "4"]}),
        ),
    ]
)  # fmt: skip


def scheme(people: list[tuple[int, int]], steps: tuple[Step, ...]) -> Scheme:
    recipients = tuple(
        Recipient(f"{i:04}", f"M{i}", count, {"need": Fraction(need)})
        for i, (count, need) in enumerate(people)
    )
    return Scheme("law", {}, date(2018, 1, 1), None, steps, recipients, (), False, HERE, HERE)


PEOPLE = st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 500)), min_size=1, max_size=12)


@given(PEOPLE, STEPS, st.integers(10**4, 10**13))
@settings(deadline=None)
def test_a_shared_pot_sums_to_the_ore_and_nobody_gets_less_than_nothing(
    people: list[tuple[int, int]], steps: tuple[Step, ...], ore: int
) -> None:
    try:
        grant = share(scheme(people, steps), Money(ore))
    except Mistake as mistake:
        # A ceiling or a floor that cannot hold the pot is told, never bent.
        assert mistake.code in ("scheme.cap_unmet", "scheme.floor_unmet")
        return
    assert Money.total(grant.amounts.values()) + grant.kept == Money(ore)
    assert len(grant.amounts) == len(people)
    assert all(money.ore >= 0 for money in grant.amounts.values())


@given(PEOPLE, STEPS, st.integers(10**4, 10**13))
@settings(deadline=None)
def test_the_order_recipients_are_listed_in_does_not_matter(
    people: list[tuple[int, int]], steps: tuple[Step, ...], ore: int
) -> None:
    made = scheme(people, steps)
    back = replace(made, recipients=made.recipients[::-1])

    def told(one: Scheme) -> object:
        try:
            return dict(share(one, Money(ore)).amounts)
        except Mistake as mistake:
            return mistake.code, mistake.found

    assert told(made) == told(back)


@given(PEOPLE, st.integers(10**4, 10**12))
@settings(deadline=None)
def test_more_residents_never_get_less(people: list[tuple[int, int]], ore: int) -> None:
    steps = (Step("equal_share", {"share": "1/2"}), Step("headcount", {"share": "1/2"}))
    amounts = share(scheme(people, steps), Money(ore)).amounts
    by_size = sorted((count, amounts[f"{i:04}"].ore) for i, (count, _) in enumerate(people))
    for (_, less), (_, greater) in pairwise(by_size):
        assert greater >= less - 1  # an öre may fall either way


@given(WEIGHTS, st.integers(0, 10**9))
def test_largest_remainder_stays_within_one_of_the_exact_share(
    weights: dict[str, Fraction], total: int
) -> None:
    whole = sum(weights.values(), Fraction(0))
    exact = {code: total * weight / whole for code, weight in weights.items()}
    given_out = largest_remainder(exact, total)
    assert sum(given_out.values()) == total
    assert all(abs(given_out[code] - exact[code]) < 1 for code in exact)


@given(WEIGHTS, st.integers(0, 5000), st.integers(0, 60))
@settings(deadline=None)
def test_webster_never_gives_anyone_less_of_a_greater_total(
    weights: dict[str, Fraction], total: int, more: int
) -> None:
    fewer, greater = webster(weights, total), webster(weights, total + more)
    assert sum(fewer.values()) == total
    assert sum(greater.values()) == total + more
    assert all(greater[code] >= fewer[code] for code in weights)


@given(WEIGHTS, st.integers(0, 300))
@settings(deadline=None)
def test_webster_is_the_plain_rule_of_highest_quotients(
    weights: dict[str, Fraction], total: int
) -> None:
    plain = dict.fromkeys(weights, 0)
    for _ in range(total):
        code = min(
            (code for code in weights if weights[code] > 0),
            key=lambda one: (-weights[one] / (2 * plain[one] + 1), one),
        )
        plain[code] += 1
    assert webster(weights, total) == plain


BOUNDS = st.lists(
    st.tuples(st.integers(1, 1000), st.integers(0, 300), st.one_of(st.none(), st.integers(0, 900))),
    min_size=1,
    max_size=8,
)


@given(BOUNDS)
def test_bounded_amounts_keep_total_and_bounds_or_say_why_not(
    rows: list[tuple[int, int, int | None]],
) -> None:
    amounts = {str(i): Fraction(amount) for i, (amount, _, _) in enumerate(rows)}
    low = {str(i): Fraction(least) for i, (_, least, _) in enumerate(rows)}
    high = {
        str(i): None if most is None else Fraction(most + least)
        for i, (_, least, most) in enumerate(rows)
    }
    total = sum(amounts.values())
    fits = sum(low.values()) <= total and (
        None in high.values() or sum(top or 0 for top in high.values()) >= total
    )
    if not fits:
        with pytest.raises(Mistake, match=r"scheme\.(floor|cap)_unmet"):
            within(amounts, low, high)
        return
    kept = within(amounts, low, high)
    assert sum(kept.values()) == total
    for code, amount in kept.items():
        top = high[code]
        assert amount >= low[code] and (top is None or amount <= top)
    free = [
        amount / amounts[code]
        for code, amount in kept.items()
        if amount != low[code] and amount != high[code]
    ]
    assert len(set(free)) <= 1
