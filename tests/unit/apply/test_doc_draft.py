"""An application is sections that rest on records, and gaps by paragraph."""

from __future__ import annotations

from fractions import Fraction

import pytest

from samlad.apply import Checklist, Fact, Item, draft
from samlad.model import Mistake, Money, Said

ASKS = Said("either", {"sv": "x", "en": "x"})
LAW = Checklist(
    "law",
    "SFS 1:1",
    (
        Item("5 §", "SFS 1:1", "goals", ASKS, ("goals", "timetable")),
        Item("7 §", "SFS 1:1", "own_share", ASKS, ("own_share",)),
    ),
    Fraction(1, 10),
)
GOAL = Fact("goals", (Said("apply.goal", {}, ("a" * 64,)),), ("b" * 64,))
TIME = Fact("timetable", (Said("apply.timetable.begins"),))


def test_what_is_said_becomes_a_section_with_its_records() -> None:
    made = draft([LAW], {"goals": GOAL, "timetable": TIME}, Money(9000), Money(1000))
    assert made.complete
    assert [section.key for section in made.sections] == ["goals", "timetable"]
    assert made.sections[0].records == ("b" * 64, "a" * 64)
    assert made.answered == {"goals": ("SFS 1:1 5 §",), "timetable": ("SFS 1:1 5 §",)}


def test_what_nobody_said_is_a_gap_with_law_paragraph_and_way_out() -> None:
    made = draft([LAW], {"goals": GOAL}, Money(9000), Money(1000))
    (gap,) = made.gaps
    assert (gap.law, gap.paragraph, gap.field) == ("SFS 1:1", "5 §", "timetable")
    assert gap.way_out.key == "apply.gap.way_out.timetable"
    assert not made.answers(LAW.items[0])
    assert made.answers(LAW.items[1])


def test_a_fact_that_lacks_something_is_a_gap_and_still_a_section() -> None:
    lacking = Fact("goals", GOAL.said, GOAL.records, (Said("apply.gap.goal"),))
    made = draft([LAW], {"goals": lacking, "timetable": TIME}, Money(9000), Money(1000))
    assert [gap.what.key for gap in made.gaps] == ["apply.gap.goal"]
    assert [section.key for section in made.sections] == ["goals", "timetable"]
    assert "goals" not in made.answered


@pytest.mark.parametrize(("own", "short"), [(999, 1), (0, 1000), (1000, None), (5000, None)])
def test_own_money_is_at_least_a_tenth_of_the_whole_cost(own: int, short: int | None) -> None:
    made = draft([LAW], {"goals": GOAL, "timetable": TIME}, Money(9000), Money(own))
    gaps = [gap for gap in made.gaps if gap.field == "own_share"]
    if short is None:
        assert gaps == []
    else:
        assert gaps[0].paragraph == "7 §"
        assert gaps[0].what.values["short"].value == short


def test_the_missing_own_money_closes_the_gap_to_the_ore() -> None:
    for requested in (1, 7, 99, 12_345_679):
        made = draft([LAW], {}, Money(requested), Money(0))
        short = next(g for g in made.gaps if g.field == "own_share").what.values["short"].value
        closed = draft([LAW], {}, Money(requested), Money(short))
        assert not any(gap.field == "own_share" for gap in closed.gaps)
        open_ = draft([LAW], {}, Money(requested), Money(short - 1))
        assert any(gap.field == "own_share" for gap in open_.gaps)


def test_the_own_share_is_exact() -> None:
    made = draft([LAW], {}, Money(9), Money(1))
    assert made.own_share == Fraction(1, 10)


def test_nothing_asked_for_and_nothing_given_has_no_share() -> None:
    assert draft([LAW], {}, Money(0), Money(0)).own_share == 0


def test_an_unknown_field_is_refused_by_name() -> None:
    with pytest.raises(Mistake, match=r"draft\.unknown_field"):
        draft([LAW], {"dreams": GOAL}, Money(1), Money(1))
    with pytest.raises(Mistake, match=r"checklist\.unknown_field"):
        Item("1 §", "SFS 1:1", "x", ASKS, ("dreams",))


def test_negative_money_is_refused() -> None:
    with pytest.raises(Mistake, match=r"draft\.negative_money"):
        draft([LAW], {}, Money(-1), Money(1))
