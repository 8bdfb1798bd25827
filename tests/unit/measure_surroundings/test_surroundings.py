"""Who lives near whom."""

from __future__ import annotations

import numpy as np
import pytest

from samlad.measure.surroundings import kernel, nearest, touching, travel, within
from samlad.model import Mistake

LINE = np.array([[0.0, 0.0], [100.0, 0.0], [200.0, 0.0], [300.0, 0.0]])
TWO = np.array([[10.0, 0.0], [0.0, 10.0], [10.0, 10.0], [0.0, 40.0]])


def test_the_ring_that_crosses_k_is_split_in_proportion() -> None:
    near = nearest(LINE, TWO, 20)
    # the middle place: 10 of its own, then 10 of the 30 at 100 metres on either side
    assert near.shares[0, 1].tolist() == pytest.approx([20 / 3 / 20, (10 + 10 / 3) / 20])
    assert near.reached[0, 1] == 20
    # a third of the surface between the place itself and the ring at 100 metres
    assert near.distance[0, 1] == pytest.approx(100 * (1 / 3) ** 0.5)


def test_the_whole_ring_may_be_taken() -> None:
    near = nearest(LINE, TWO, 20, ring="whole")
    assert near.reached[0, 1] == 40
    assert near.shares[0, 1].tolist() == pytest.approx([20 / 40, 20 / 40])


def test_people_of_the_ring_may_be_drawn_and_a_seed_draws_the_same() -> None:
    one = nearest(LINE, TWO, 25, ring="sampled", seed=5)
    two = nearest(LINE, TWO, 25, ring="sampled", seed=5)
    assert (one.shares == two.shares).all()
    assert (one.reached == 25).all()
    many = np.mean([nearest(LINE, TWO, 25, ring="sampled", seed=s).shares for s in range(400)], 0)
    assert many == pytest.approx(nearest(LINE, TWO, 25).shares, abs=0.02)


def test_half_people_cannot_be_drawn() -> None:
    with pytest.raises(Mistake, match=r"surroundings\.sampled_fractions"):
        nearest(LINE, TWO / 3, 5, ring="sampled")


def test_the_own_place_may_be_left_out() -> None:
    near = nearest(LINE, TWO, 10, include_own=False)
    assert near.shares[0, 0].tolist() == [0, 1]
    assert near.distance[0, 0] == 100
    around = within(LINE, TWO, (0, 100), include_own=False)
    assert np.isnan(around.shares[0, 0]).all()
    assert around.reached[0, 0] == 0
    assert around.reached[1, 0] == 10


def test_where_too_few_live_everybody_is_reached_and_it_is_said() -> None:
    near = nearest(LINE, TWO, (10, 1_000_000))
    assert near.short.tolist() == [[False] * 4, [True] * 4]
    assert (near.reached[1] == TWO.sum()).all()
    assert near.shares[1] == pytest.approx(np.tile(TWO.sum(0) / TWO.sum(), (4, 1)))
    assert np.isnan(near.distance[1]).all()


def test_places_at_the_same_position_are_one_ring() -> None:
    at = np.array([[0.0, 0.0], [0.0, 0.0], [500.0, 0.0]])
    people = np.array([[10.0, 0.0], [0.0, 30.0], [5.0, 5.0]])
    near = nearest(at, people, 20)
    assert near.shares[0, 0].tolist() == [0.25, 0.75]
    assert near.shares[0, 1].tolist() == [0.25, 0.75]
    assert near.distance[0, 0] == 0


def test_a_thousand_million_people_in_one_place_are_counted() -> None:
    people = TWO.copy()
    people[0, 0] = 1e9
    near = nearest(LINE, people, (5e8, 1e9 + 30))
    assert near.reached.tolist() == [[5e8] * 4, [1e9 + 30] * 4]
    assert near.shares[0, 0, 0] == 1


def test_places_where_nobody_lives_have_surroundings_too() -> None:
    people = TWO.copy()
    people[1] = 0
    near = nearest(LINE, people, 10, ring="whole")
    assert near.reached[0, 1] == 30
    assert near.distance[0, 1] == 100


def test_a_radius_takes_what_lies_at_just_that_distance() -> None:
    around = within(LINE, TWO, (0, 99.999, 100))
    assert around.reached[:, 1].tolist() == [10, 10, 40]
    assert around.scales == ("radius=0", "radius=99.999", "radius=100")


def test_a_kernel_weighs_by_distance() -> None:
    w = np.exp(-0.5 * (np.arange(4) / 2) ** 2)
    around = kernel(LINE, TWO, "gaussian", 200)
    assert around.shares[0, 0] == pytest.approx(w @ TWO / (w @ TWO).sum())
    assert kernel(LINE, TWO, "exponential", 100).reached[0, 0] == pytest.approx(
        np.exp(-np.arange(4)) @ TWO.sum(1)
    )
    assert kernel(LINE, TWO, "triangular", 200).reached[0, 0] == pytest.approx(10 + 0.5 * 10)
    assert kernel(LINE, TWO, "biweight", 200).reached[0, 0] == pytest.approx(10 + 0.75**2 * 10)
    assert kernel(LINE, TWO, "gaussian", 0).reached[0].tolist() == TWO.sum(1).tolist()


def test_beyond_the_cut_nobody_counts() -> None:
    around = kernel(LINE, TWO, "exponential", 100, cut=100)
    assert around.reached[0, 0] == pytest.approx(10 + np.exp(-1) * 10)


def test_neighbours_are_counted_over_borders() -> None:
    around = touching([[1], [0, 2], [1, 3], [2]], TWO, (0, 1, 2))
    assert around.reached[:, 0].tolist() == [10, 20, 40]
    assert touching([[1], [0], [], []], TWO, 1, include_own=False).reached[0].tolist() == [
        10,
        10,
        0,
        0,
    ]


def test_travel_time_reaches_by_the_table_given() -> None:
    minutes = np.array([[3, 5, 20, np.nan], [9, 0, 9, 9], [9, 9, 0, 9], [9, 9, 9, 0.0]])
    around = travel(minutes, TWO, (0, 10, 30))
    assert around.reached[:, 0].tolist() == [10, 20, 40]


@pytest.mark.parametrize("minutes", [0.5, 9, 40, 99])
@pytest.mark.parametrize("own", [True, False])
def test_travel_time_counts_alike_where_few_and_where_many_are_reached(
    minutes: float, own: bool
) -> None:
    rng = np.random.default_rng(5)
    n, v = rng.integers(0, 50, (300, 3)).astype(float), rng.normal(0, 1, (300, 2))
    time = rng.uniform(0, 100, (300, 300))
    time[rng.random((300, 300)) < 0.1] = np.nan
    around = travel(time, n, minutes, include_own=own)
    there = time <= minutes
    np.fill_diagonal(there, own)
    np.testing.assert_allclose(around.reached[0], there.astype(float) @ n.sum(axis=1))
    other = around.again(n[::-1])
    np.testing.assert_allclose(other.reached[0], there.astype(float) @ n[::-1].sum(axis=1))
    back = around.turn(n).back(0, v)
    reached = np.where(around.reached[0] > 0, around.reached[0], np.inf)
    np.testing.assert_allclose(back, there.T.astype(float) @ (v / reached[:, None]), atol=1e-12)


def test_the_same_question_is_asked_about_other_people() -> None:
    other = TWO[::-1].copy()
    for near in (
        nearest(LINE, TWO, 20),
        within(LINE, TWO, 100),
        kernel(LINE, TWO, "gaussian", 100),
        touching([[1], [0, 2], [1, 3], [2]], TWO, 1),
        travel(np.ones((4, 4)), TWO, 5),
    ):
        again = near.again(other)
        assert again.scales == near.scales
        assert again.again(TWO).shares == pytest.approx(near.shares, nan_ok=True)


@pytest.mark.parametrize(
    ("code", "ask"),
    [
        ("no_positions", lambda: nearest(None, TWO, 5)),
        ("position_shape", lambda: nearest([[1, 2, 3]], TWO, 5)),
        ("position_missing", lambda: nearest([[0, 0], [1, np.nan], [2, 2], [3, 3]], TWO, 5)),
        ("degrees", lambda: nearest([[15.43, 60.48], [15.5, 60.1]], TWO[:2], 5)),
        ("degrees", lambda: within([[60.4862, 15.4367], [60.5, 15.1]], TWO[:2], 5)),
        ("people_shape", lambda: nearest(LINE, [1, 2, 3, 4], 5)),
        ("people_bad", lambda: nearest(LINE, -TWO, 5)),
        ("people_bad", lambda: nearest(LINE, np.where(TWO > 20, np.nan, TWO), 5)),
        ("people_bad", lambda: nearest(LINE, np.where(TWO > 20, np.inf, TWO), 5)),
        ("nobody", lambda: within(LINE, TWO * 0, 5)),
        ("length", lambda: within(LINE[:3], TWO, 5)),
        ("scale", lambda: nearest(LINE, TWO, 0)),
        ("scale", lambda: within(LINE, TWO, -1)),
        ("scale", lambda: within(LINE, TWO, ())),
        ("scale", lambda: nearest(LINE, TWO, (10, np.nan))),
        ("ring_unknown", lambda: nearest(LINE, TWO, 5, ring="half")),
        ("kernel_unknown", lambda: kernel(LINE, TWO, "square", 5)),
        ("neighbour_unknown", lambda: touching([[1], [0], [9], []], TWO)),
        ("length", lambda: touching([[1]], TWO)),
        ("matrix_shape", lambda: travel(np.ones((2, 2)), TWO)),
        ("time_negative", lambda: travel(-np.ones((4, 4)), TWO)),
    ],
)
def test_what_is_wrong_is_named(code: str, ask) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Mistake) as raised:
        ask()
    assert raised.value.code == f"surroundings.{code}"


def test_a_small_town_in_metres_is_not_taken_for_degrees() -> None:
    assert len(within([[0, 0], [50, 75.5]], TWO[:2], 5)) == 1
    assert len(within([[0.12, 0.7], [0.33, 0.21]], TWO[:2], 5, unit="any")) == 1
