"""What is true of surroundings whoever lives where."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from samlad.measure import INDICES
from samlad.measure.kernels import fast, plain
from samlad.measure.spatial import spatial
from samlad.measure.surroundings import (
    Surroundings,
    _cut_ring,
    _part,
    _shares,
    kernel,
    nearest,
    within,
)

Floats = NDArray[np.float64]
law = settings(deadline=None)  # how many examples is the profile's to say
SPATIAL = sorted(i.name for i in INDICES.values() if i.near and not i.local and not i.needs)
EVEN = [n for n in SPATIAL if INDICES[n].dimension in ("evenness", "order")]
EVEN += ["correlation_ratio", "normalized_exposure"]


@st.composite
def towns(draw: st.DrawFn, groups: int = 3) -> tuple[Floats, Floats]:
    areas = draw(st.integers(2, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    step = draw(st.sampled_from([1.0, 100.0, 250.0]))
    at = rng.integers(0, draw(st.integers(1, 12)), (areas, 2)) * step
    if draw(st.booleans()):
        at = rng.normal(0, 500, (areas, 2))
    people = rng.poisson(draw(st.sampled_from([0.5, 5, 80])), (areas, groups)).astype(float)
    people[0] += 1
    people[-1, 0] += 5
    return at, people


@given(towns(), st.lists(st.integers(1, 500), min_size=1, max_size=4), st.booleans())
@law
def test_machines_agree_with_every_pair(
    town: tuple[Floats, Floats], ks: list[int], own: bool
) -> None:
    at, people = town
    k = np.array(ks, dtype=float)
    inside, last, radius, before = plain.nearest(at, people, k, own)
    part = _part(last.sum(axis=2), k[:, None] - inside.sum(axis=2))
    radius = np.sqrt(before**2 + part * (radius**2 - before**2))
    sums, reached = _cut_ring(inside, last, k, "proportional", 0)
    got = fast.nearest(at, people, k, 0, own, 2, None)
    np.testing.assert_allclose(got[0], _shares(sums), atol=1e-12)
    np.testing.assert_allclose(got[2], reached, rtol=1e-12)
    np.testing.assert_allclose(got[3], radius, rtol=1e-9)


@given(towns(), st.integers(1, 300))
@law
def test_rows_sum_to_one_and_just_k_people_are_reached(town: tuple[Floats, Floats], k: int) -> None:
    at, people = town
    near = nearest(at, people, k, unit="any")
    np.testing.assert_allclose(near.shares.sum(axis=2), 1)
    np.testing.assert_allclose(near.reached, min(k, people.sum()))


@given(towns(), st.randoms(use_true_random=False))
@law
def test_the_order_of_the_rows_changes_nothing(town: tuple[Floats, Floats], random) -> None:  # type: ignore[no-untyped-def]
    at, people = town
    rows = list(range(len(at)))
    random.shuffle(rows)
    k = np.array([3.0, 40.0])
    one = fast.nearest(at, people, k, 0, True, 1, None)
    two = fast.nearest(at[rows], people[rows], k, 0, True, 2, None)
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(a[:, rows] if a.size else a, b)


def groups_of(name: str) -> int:
    return 2 if INDICES[name].groups == 2 else 3


@pytest.mark.parametrize("name", SPATIAL)
@given(data=st.data())
@law
def test_the_place_alone_gives_the_index_without_space(name: str, data: st.DataObject) -> None:
    at, people = data.draw(towns(groups_of(name)))
    at = np.column_stack([np.arange(len(at)) * 100.0, at[:, 1]])  # no two at one place
    lived = people[people.sum(axis=1) > 0]
    if (lived.sum(axis=0) == 0).any():
        return
    want = INDICES[name].formula(lived)
    for around in (within(at, people, 0, unit="any"), kernel(at, people, "biweight", 0)):
        assert spatial(name, people, around)[0] == pytest.approx(want, abs=1e-9)


def everybody(at: Floats, people: Floats) -> list[Surroundings]:
    """Of every place, by radius, by k and by a kernel that does not fall."""
    return [
        within(at, people, 1e9, unit="any"),
        nearest(at, people, people.sum(), unit="any"),
        kernel(at, people, "gaussian", 1e12, unit="any"),
        kernel(at, people, "triangular", 1e15, unit="any"),
    ]


@pytest.mark.parametrize("name", EVEN)
@given(data=st.data())
@law
def test_everybody_as_surroundings_is_no_segregation(name: str, data: st.DataObject) -> None:
    at, people = data.draw(towns(groups_of(name)))
    if (people.sum(axis=0) == 0).any():
        return
    for around in everybody(at, people):
        assert spatial(name, people, around)[0] == pytest.approx(0, abs=1e-6)


@given(towns())
@law
def test_with_everybody_around_each_meets_the_whole(town: tuple[Floats, Floats]) -> None:
    at, people = town
    pi = people.sum(axis=0) / people.sum()
    for around in everybody(at, people):
        assert spatial("isolation", people, around)[0] == pytest.approx(pi[0])
        assert spatial("interaction", people, around)[0] == pytest.approx(pi[1], abs=1e-12)


@given(towns(), st.integers(1, 300), st.sampled_from([2, 3, 10]))
@law
def test_as_many_times_the_people_and_the_k_is_the_same_place(
    town: tuple[Floats, Floats], k: int, times: int
) -> None:
    at, people = town
    once, often = (nearest(at, people * c, k * c, unit="any") for c in (1, times))
    np.testing.assert_allclose(often.shares, once.shares, atol=1e-12)
    np.testing.assert_allclose(often.distance, once.distance, rtol=1e-9)
    once, often = (within(at, people * c, 250.0, unit="any") for c in (1, times))
    np.testing.assert_allclose(often.shares, once.shares, atol=1e-12)


@given(towns())
@law
def test_the_order_of_the_groups_is_the_order_of_the_answers(town: tuple[Floats, Floats]) -> None:
    at, people = town
    there, back = (nearest(at, n, (7, 90), unit="any") for n in (people, people[:, ::-1]))
    np.testing.assert_allclose(there.shares[:, :, ::-1], back.shares, atol=1e-12)


@given(towns())
@law
def test_exposure_to_all_groups_sums_to_one(town: tuple[Floats, Floats]) -> None:
    at, people = town
    some = people.sum(axis=0) > 0
    for around in (
        nearest(at, people, 30, unit="any"),
        within(at, people, 300.0, unit="any"),
        kernel(at, people, "exponential", 200.0, unit="any"),
    ):
        lived = people.sum(axis=1) > 0
        mine = people[lived][:, some]
        exposure = (mine / mine.sum(axis=0)).T @ around.shares[0][lived]
        np.testing.assert_allclose(exposure.sum(axis=1), 1)


@given(towns(), st.integers(1, 4))
@example((np.array([[1.0, 0], [1, 0], [1, 1]]), np.array([[11.0, 1, 3], [4, 5, 1], [10, 8, 6]])), 3)
@law
def test_a_place_told_in_parts_is_the_same_place(town: tuple[Floats, Floats], parts: int) -> None:
    at, people = town
    whole = nearest(at, people, 25, unit="any")
    rows = np.repeat(np.arange(len(at)), parts)
    split = nearest(at[rows], people[rows] / parts, 25, unit="any")
    np.testing.assert_allclose(split.shares, whole.shares[:, rows], atol=1e-9)
