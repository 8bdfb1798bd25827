"""What holds of every change in segregation that is taken apart scale by scale."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from samlad.measure import (
    INDICES,
    between_places,
    fit_margins,
    kernel,
    nearest,
    shapley,
    shapley_by_scale,
    within,
)
from samlad.model import Mistake

Floats = NDArray[np.float64]
law = settings(deadline=None)
PARTS = ("additions", "removals", "group_margin", "unit_margin", "structure")


@st.composite
def years(draw: st.DrawFn) -> tuple[Floats, Floats, Floats]:
    """Places two metres apart or more, and people at two times, some areas at one alone."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    areas = draw(st.integers(3, 12))
    at = rng.permutation(36)[:areas]
    places = np.column_stack([at % 6, at // 6]) * 100.0 + 7
    one, other = (rng.poisson(draw(st.sampled_from([3, 40])), (areas, 3)) + 1.0 for _ in "ab")
    if draw(st.booleans()):
        one[-1], other[0] = 0, 0
    return places, one, other


@given(years(), st.sampled_from(["mutual_information", "theil_h"]))
@law
def test_the_parts_sum_to_the_change_at_each_scale(
    given: tuple[Floats, Floats, Floats], index: str
) -> None:
    places, a, b = given
    for around in (within(places, a, (0, 150, 400)), nearest(places, a, (20, 90))):
        s = shapley_by_scale(a, b, around, index)
        assert sum(getattr(s, part) for part in PARTS) == pytest.approx(s.change, abs=1e-8)
        assert s.scales == around.scales


@given(years())
@law
def test_it_turns_with_time(given: tuple[Floats, Floats, Floats]) -> None:
    places, a, b = given
    for question in (within(places, a, (0, 150)), kernel(places, a, "gaussian", 120.0)):
        there, back = shapley_by_scale(a, b, question), shapley_by_scale(b, a, question)
        for part in PARTS:
            other = {"additions": "removals", "removals": "additions"}.get(part, part)
            assert getattr(back, other) == pytest.approx(-getattr(there, part), abs=1e-7)


@given(years(), st.sampled_from(["mutual_information", "theil_h"]))
@law
def test_near_the_place_itself_it_is_what_it_is_without_surroundings(
    given: tuple[Floats, Floats, Floats], index: str
) -> None:
    places, a, b = given
    plain = shapley(a, b, index)
    s = shapley_by_scale(a, b, within(places, a, (0, 99)), index)
    faded = shapley_by_scale(a, b, kernel(places, a, "gaussian", (20.0, 10.0)), index)
    for part in (*PARTS, "earlier", "later"):
        assert getattr(s, part) == pytest.approx(np.full(2, getattr(plain, part)), abs=1e-7)
        assert getattr(faded, part)[1] == pytest.approx(getattr(plain, part), abs=1e-5)


@given(years())
@law
def test_where_everybody_is_near_nothing_changes(given: tuple[Floats, Floats, Floats]) -> None:
    places, a, b = given
    s = shapley_by_scale(a, b, within(places, a, 10_000.0))
    for part in PARTS:
        assert getattr(s, part) == pytest.approx([0.0], abs=1e-9)


@given(years())
@law
def test_more_people_of_the_same_kinds_is_no_structure_at_any_scale(
    given: tuple[Floats, Floats, Floats],
) -> None:
    places, n, _ = given
    n = n + 1
    grown = n * np.array([1.0, 2.0, 3.0])
    s = shapley_by_scale(n, grown, within(places, n, (0, 150)))
    assert s.structure == pytest.approx(np.zeros(2), abs=1e-7)
    # twice as many everywhere: nothing within a radius, but the k nearest are nearer
    assert shapley_by_scale(n, 2 * n, within(places, n, 150)).change == pytest.approx([0], abs=1e-9)


def test_in_a_town_that_doubles_the_nearest_are_nearer() -> None:
    places = np.column_stack([np.arange(8) * 100.0 + 7, np.zeros(8)])
    n = np.tile([[10.0, 1.0], [1.0, 10.0]], (4, 1))
    s = shapley_by_scale(n, 2 * n, nearest(places, n, 22))
    assert s.unit_margin[0] > 0.05
    assert (s.structure[0], s.group_margin[0]) == pytest.approx((0, 0), abs=1e-9)


def test_an_index_that_has_no_such_parts_is_refused() -> None:
    n = np.array([[3.0, 4.0], [5.0, 6.0]])
    around = within([[0, 0], [500, 0]], n, 0)
    with pytest.raises(Mistake, match=r"change\.not_by_scale"):
        shapley_by_scale(n, n, around, "dissimilarity")
    with pytest.raises(Mistake, match=r"change\.shape"):
        shapley_by_scale(n, n[:1], around)
    with pytest.raises(Mistake, match=r"measure\.people"):
        shapley_by_scale(n, np.array([[3.0, np.nan], [5.0, 1.0]]), around)
    with pytest.raises(Mistake, match=r"change\.group_empty"):
        shapley_by_scale(n, np.array([[3.0, 0.0], [5.0, 0.0]]), around)
    with pytest.raises(Mistake, match=r"change\.nothing_stays"):
        shapley_by_scale(np.array([[3.0, 4], [0, 0]]), np.array([[0.0, 0], [3, 4]]), around)


# ------------------------------------------------------------------------- between two places
NAMES = ["dissimilarity", "gini", "theil_h", "mutual_information", "isolation"]


@given(years(), years(), st.sampled_from(NAMES))
@law
def test_a_difference_between_places_is_composition_and_arrangement(
    one: tuple[Floats, Floats, Floats], other: tuple[Floats, Floats, Floats], name: str
) -> None:
    of, a, b = INDICES[name].formula, one[1][:-1, :2], other[1][:-1, :2]
    d = between_places(a, b, of)
    assert d.composition + d.arrangement == pytest.approx(d.difference, abs=1e-9)
    assert d.difference == pytest.approx(of(b) - of(a), abs=1e-9)
    back = between_places(b, a, of)
    assert back.composition == pytest.approx(-d.composition, abs=1e-7)
    assert back.arrangement == pytest.approx(-d.arrangement, abs=1e-7)
    # the order of areas and the number of people in all are no part of it
    moved = between_places(a[::-1] * 3, b[::-1] * 0.5, of)
    assert moved.composition == pytest.approx(d.composition, abs=1e-7)


@given(years(), st.sampled_from(NAMES))
@law
def test_places_that_differ_in_one_thing_differ_by_that_alone(
    given: tuple[Floats, Floats, Floats], name: str
) -> None:
    of, a = INDICES[name].formula, given[1][:-1, :2]
    groups = np.array([0.3, 0.7]) * a.sum()
    same_ways = fit_margins(a, a.sum(axis=1), groups)
    assert between_places(a, same_ways, of).arrangement == pytest.approx(0.0, abs=1e-7)
    other = given[2][1:, :2]
    like = fit_margins(other, other.sum(axis=1), a.sum(axis=0) / a.sum() * other.sum())
    assert between_places(a, like, of).composition == pytest.approx(0.0, abs=1e-7)
