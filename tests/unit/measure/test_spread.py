"""Which interval is given, how wide, and where none is: the rules that simulation gave."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from samlad.measure import INDICES, compare, read, read_all, within
from samlad.measure.closed import BENDS, Closed, closed
from samlad.measure.spatial import spatial
from samlad.measure.spread import HONEST, LEAST_AREAS, Spread, of_areas, of_people, within_reach
from samlad.model import Areas, Counts, Source

GINI = INDICES["gini"]


def counts(n: Any, **more: Any) -> Counts:
    n = np.asarray(n, dtype=float)
    areas = Areas("d", tuple(map(str, range(len(n)))), **more)
    return Counts(areas, tuple("abcdefgh"[: n.shape[1]]), n, "2026", Source("test", "made up"))


def town(J: int = 40, G: int = 2, cell: float = 200.0, evenness: float = 4.0) -> Any:
    rng = np.random.default_rng(J + G)
    shares = rng.dirichlet(np.full(G, evenness), J)
    return rng.poisson(shares * G * cell).astype(float) + 1


def keys(reading: Any) -> list[str]:
    return [flag.key for flag in reading.flags]


def test_what_was_corrected_past_the_lowest_is_not_said_to_be_certain() -> None:
    """More even than chance would have it: from nothing to nothing is no interval."""
    n = np.full((40, 2), 100.0)
    for name in ("theil_h", "mutual_information", "dissimilarity", "hutchens_square_root"):
        r = read(name, counts(n), interval="delta")
        assert r.low is not None and r.high is not None and r.corrected is not None
        assert r.high - r.low > 1e-4
    low, high = within_reach(
        np.array([-0.3, 0.2, 0.9]), np.array([-0.1, 0.4, 1.3]), np.array([-0.2, 0.3, 1.1]), 0.0, 1.0
    )
    assert low.tolist() == pytest.approx([0.0, 0.2, 0.8])
    assert high.tolist() == pytest.approx([0.1, 0.4, 1.0])


def test_quantiles_of_draws_hold_what_they_say_however_few() -> None:
    """The share of new draws within: linear quantiles of 50 would hold 91 %, of 20 even less."""
    rng = np.random.default_rng(0)
    for draws in (20, 50, 200):
        held = []
        for _ in range(2_000):
            low, high = Spread("person", 0.0, 1.0, 0.0, rng.normal(size=draws)).interval(0.95)
            fresh = rng.normal(size=20)
            held.append(((low <= fresh) & (fresh <= high)).mean())
            if draws == 20:  # the error is that of the draws
                break
        if draws > 20:
            assert np.mean(held) == pytest.approx(0.95, abs=0.012)
    away = rng.normal(size=20)
    low, high = Spread("person", 0.0, 1.0, 0.0, away).interval(0.95)
    assert high == -low == pytest.approx(2.086, abs=0.01)  # t of 19: 2.093


@pytest.mark.parametrize("interval", ["delta", "jackknife", "person"])
def test_little_that_cannot_be_told_from_nothing_begins_at_nothing(interval: str) -> None:
    even = np.random.default_rng(3).poisson(60.0, (60, 2)).astype(float)
    for r in read_all(["dissimilarity", "minmax", "gini"], counts(even), interval=interval):
        assert r.low == 0.0
        assert r.corrected is not None and r.high is not None and r.corrected < r.high < r.value * 2
        assert "flag.measure.open" in keys(r) and "flag.measure.no_interval" not in keys(r)
    for r in read_all(["dissimilarity", "minmax", "gini"], counts(town()), interval=interval):
        assert r.low is not None and r.low > 0.1
        assert "flag.measure.open" not in keys(r)


def test_a_change_from_what_cannot_be_told_from_nothing_has_no_interval() -> None:
    even = counts(np.random.default_rng(3).poisson(60.0, (40, 2)) + 0.0)
    for d in compare(["dissimilarity", "gini"], even, counts(town())):
        assert d.low is None
        assert "flag.measure.no_interval" in keys(d)


@pytest.mark.parametrize("name", BENDS)
def test_an_index_that_bends_is_not_read_off_one_person_less(name: str) -> None:
    c = counts(town(30))
    asked, delta = (read(name, c, interval=interval) for interval in ("jackknife", "delta"))
    assert (asked.low, asked.high, asked.method) == (delta.low, delta.high, "delta")
    assert "flag.measure.method" in keys(asked)


@pytest.mark.parametrize(
    ("name", "areas", "groups", "given"),
    [
        ("theil_h", LEAST_AREAS - 1, 2, False),
        ("theil_h", LEAST_AREAS, 2, True),
        ("gini", LEAST_AREAS, 2, True),
        ("squared_coefficient_of_variation", 60, 2, True),
        ("squared_coefficient_of_variation", 60, 4, False),
        ("squared_coefficient_of_variation", 120, 4, True),
        ("correlation_ratio", 60, 2, True),
        ("correlation_ratio", 60, 4, False),
        ("isolation", 60, 4, False),
        ("isolation", 120, 4, True),
        ("ordinal_v", 300, 2, False),
    ],
)
def test_areas_drawn_again_want_areas_enough(
    name: str, areas: int, groups: int, given: bool
) -> None:
    r = read(name, counts(town(areas, groups)), interval="area", draws=60)
    assert (r.low is not None) is given
    assert ("flag.measure.no_interval" in keys(r)) is not given


def test_areas_that_change_places_have_no_neighbours() -> None:
    at = np.column_stack([np.arange(40) % 8, np.arange(40) // 8]) * 1_000.0
    rings = [
        np.array([[x, y], [x + 1e3, y], [x + 1e3, y + 1e3], [x, y + 1e3], [x, y]]) for x, y in at
    ]
    c = counts(town(), positions=at, outlines=tuple(((ring,),) for ring in rings))
    names = ["boundary_dissimilarity", "relative_clustering", "distortion", "delta"]
    readings = read_all(names, c, interval="area", draws=40, expected=False)
    assert [r.low is None for r in readings] == [True, True, True, False]
    for r in readings[:3]:
        assert r.corrected is not None  # from people drawn again, not from areas out of place
        assert abs(r.corrected - r.value) < 0.1 * max(abs(r.value), 0.1)


def test_few_areas_are_a_bias_of_their_own() -> None:
    """Draws lie as far under the value as it lies under what more areas would give."""
    column = np.random.default_rng(0).normal(0.28, 0.02, 400)
    made = Closed(0.29, 0.01, 0.0)
    spread = of_areas(GINI, 0.3, made, column, (40, 2))
    assert spread.corrected == pytest.approx(0.29 + 0.3 - column.mean())
    wide = of_areas(GINI, 0.3, made, column, (400, 2))
    assert spread.error > wide.error > column.std() * 1.01


def test_half_of_a_bias_that_was_drawn_counts_as_error() -> None:
    rng = np.random.default_rng(0)
    small, large = (
        of_people(GINI, 0.3, None, rng.normal(0.3 + bias, 0.02, 500), 100.0)
        for bias in (0.002, 0.02)
    )
    assert small.error == pytest.approx(0.02, rel=0.1)
    assert large.error == pytest.approx(0.02 * np.hypot(1, 0.55), rel=0.1)
    assert not large.open
    assert of_people(GINI, 0.1, None, rng.normal(0.13, 0.02, 500), 100.0).open
    # of many areas every bias is many errors: what is far from nothing does not begin there
    many = of_people(GINI, 0.5, None, rng.normal(0.51, 0.001, 500), 100.0)
    assert not many.open and many.left == 0
    assert of_people(GINI, 0.3, None, rng.normal(0.3, 0.02, 500), 3.0).left == np.inf
    order = INDICES["rank_order_h"]
    assert of_people(order, 0.3, None, rng.normal(0.3, 0.02, 500), 12.0).left == np.inf


@pytest.mark.parametrize("name", ["hutchens_square_root", "atkinson", "relative_diversity"])
def test_many_areas_make_what_may_be_left_of_the_bias_wider_not_unsaid(name: str) -> None:
    rng = np.random.default_rng(5)
    chances = rng.dirichlet([1.0, 1.0], 3_000)
    n = rng.multinomial(24, chances).astype(float)
    made = closed(INDICES[name], n, float(INDICES[name].formula(n)))
    assert made is not None and made.left == 0 and 0 < made.doubt < made.error
    truth = float(INDICES[name].formula(chances * 1e9))
    assert abs(made.corrected - truth) < 2.5 * made.error


def test_an_index_all_of_whose_areas_lack_a_group_is_not_given_an_interval() -> None:
    """Frankel and Volij's product is nothing in each: one person less changes nothing."""
    n = np.array([[9.0, 8, 0], [7, 0, 9], [0, 8, 8], [6, 7, 0]] * 10)
    made = closed(INDICES["multigroup_atkinson"], n, 1.0)
    assert made is not None and made.left > HONEST * made.error
    assert read("multigroup_atkinson", counts(n), interval="jackknife").low is None


@pytest.mark.parametrize(("groups", "given"), [(2, True), (3, False), (6, False), (8, True)])
def test_a_polynomial_through_all_its_thresholds_has_no_interval_for_roots(
    groups: int, given: bool
) -> None:
    s, h = read_all(["rank_order_s", "rank_order_h"], counts(town(40, groups)), draws=60)
    assert (s.low is not None) is given
    assert h.low is not None


@pytest.mark.parametrize("interval", ["delta", "person", "jackknife"])
def test_noise_that_stopped_at_nobody_counts_as_error_over_surroundings(interval: str) -> None:
    """It lifts what is empty, and neither slopes nor draws of the lifted table undo that."""
    at = np.stack(np.meshgrid(np.arange(12.0), np.arange(10.0)), axis=-1).reshape(-1, 2) * 100
    n = town(120, 2, 60.0, 8.0)
    n[at[:, 0] < 500, 0] = 0
    truth = spatial("theil_h", n, within(at, n, 250))[0]
    areas = Areas("d", tuple(map(str, range(120))), positions=at)
    rng, held, widths = np.random.default_rng(3), 0, []
    for variance in (9.0, 9.0, 9.0, 9.0, 1e-9):
        seen = np.maximum(n + rng.normal(0, variance**0.5, n.shape), 0.0)
        told = Counts(
            areas, ("a", "b"), seen, "", Source("test", "made up"),
            variance=np.full(n.shape, variance),
        )  # fmt: skip
        near = within(at, seen, 250)
        r = read("theil_h", told, interval=interval, draws=40, surroundings=near)
        assert r.low is not None and r.high is not None
        held += r.low <= truth <= r.high
        widths.append(r.high - r.low)
    assert held == 5
    assert min(widths[:4]) > 1.3 * widths[4]


def test_roots_have_no_interval_where_many_have_hardly_anybody_of_a_group_around() -> None:
    at = np.stack(np.meshgrid(np.arange(12.0), np.arange(10.0)), axis=-1).reshape(-1, 2) * 100
    n = town(120, 3, 60.0, 8.0)
    n[:, 2] = 0
    n[::6, 2] = 4  # of the others a twelfth have them all
    given = []
    for people in (n, n + [0, 0, 3]):  # noqa: RUF005  an array
        around = within(at, people, (120, 2000))
        found = read_all(
            ["multigroup_atkinson", "theil_h"], people, interval="delta", surroundings=around
        )
        given.append([r.low is not None for r in found])
    assert given == [[False, True, True, True], [True, True, True, True]]
