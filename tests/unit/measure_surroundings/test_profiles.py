"""Intervals, bands, profiles and their differences, over surroundings."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from samlad.measure import (
    INDICES,
    local,
    macro_micro_ratio,
    nearest,
    profile,
    read,
    read_all,
    spatial_compare,
    spatial_permutation_p,
    spatial_read,
    spatial_read_all,
    surroundings,
    turned,
    within,
)
from samlad.measure.bands import critical, critical_drawn
from samlad.measure.spreads import HANDS, KINKED, LOGGED, _bend, _hands, left_of, make_town
from samlad.model import Areas, Counts, Mistake, Source

Floats = NDArray[np.float64]
KINDS = ("person", "area", "jackknife", "delta")
RNG = np.random.default_rng(4)
AT = np.column_stack([np.arange(64) % 8, np.arange(64) // 8]) * 100.0
TILT = 0.2 + 0.6 * AT[:, 0] / 700
PEOPLE = RNG.poisson(np.column_stack([TILT, 1 - TILT]) * 200).astype(float)


def counts(people: Floats = PEOPLE, date: str = "2024", **more: object) -> Counts:
    areas = Areas("made up", tuple(map(str, range(len(people)))), positions=AT[: len(people)])
    groups = ("x", "y", "z")[: people.shape[1]]
    return Counts(areas, groups, people, date, Source("p", "d"), **more)  # type: ignore[arg-type]


def around(people: Floats = PEOPLE) -> surroundings.Surroundings:
    return within(AT, people, (0, 150, 300))


@pytest.mark.parametrize("interval", ["delta", "person"])
@pytest.mark.parametrize("evenness", [300.0, 1e6])
def test_bent_indices_of_many_areas_next_to_alike_hold_the_truth(
    evenness: float, interval: str
) -> None:
    """Of the bias of kinks resamples show too little, and of many areas chance hides nothing."""
    areas, names = 1_500, ("dissimilarity", "gini", "minmax")
    rng = np.random.default_rng(3)
    at = np.column_stack([np.arange(areas) % 39, np.arange(areas) // 39]) * 100.0
    P = rng.gamma(4, 1, areas)[:, None] * rng.dirichlet([0.3 * evenness, 0.7 * evenness], areas)
    P /= P.sum()
    T = 400 * areas
    n = rng.multinomial(T, P.ravel()).reshape(P.shape).astype(float)
    made = Counts(
        Areas("made up", tuple(map(str, range(areas)))), ("x", "y"), n, "2024", Source("p", "d")
    )
    held = spatial_read_all(
        names, made, within(at, n, (0, 150)), interval=interval, draws=30, expected=False
    )
    truths = [INDICES[name].formula(P * T, near=p)
              for name in names for p in within(at, P * T, (0, 150)).shares]  # fmt: skip
    for r, truth in zip(held, truths, strict=True):
        assert r.low is not None and r.high is not None
        assert r.low <= truth <= r.high, (r.index, r.scale)


def _apart(evenness: float, cell: int, areas: int = 2_000) -> tuple[Counts, Floats, Floats]:
    """Drawn counts of two groups, where they lie, and the people that were to be expected."""
    rng = np.random.default_rng(5)
    at = np.column_stack([np.arange(areas) % 50, np.arange(areas) // 50]) * 100.0
    P = rng.gamma(4, 1, areas)[:, None] * rng.dirichlet([0.3 * evenness, 0.7 * evenness], areas)
    P *= 2 * cell * areas / P.sum()
    n = rng.multinomial(2 * cell * areas, P.ravel() / P.sum()).reshape(P.shape).astype(float)
    codes = tuple(map(str, range(areas)))
    return Counts(Areas("made up", codes), ("x", "y"), n, "2024", Source("p", "d")), at, P


@pytest.mark.parametrize(("evenness", "cell"), [(0.5, 24), (1.0, 24), (0.5, 50)])
def test_logarithms_and_roots_of_many_areas_next_to_wholly_apart(
    evenness: float, cell: int
) -> None:
    """A logarithm has hardly a slope where hardly anybody is, a root none: wider, or nothing."""
    made, at, P = _apart(evenness, cell)
    names = ("theil_h", "mutual_information", "ordinal_s", "rank_order_s", "hutchens_square_root")
    found = spatial_read_all(
        names, made, within(at, made.people, (0,)), interval="delta", expected=False
    )
    near = within(at, P, (0,)).shares[0]
    for r in found:
        if r.index in names[:2]:
            assert r.low is not None and r.high is not None
            assert r.low <= INDICES[r.index].formula(P, near=near) <= r.high, r.index
        else:
            assert r.low is None and "flag.measure.no_interval" in [f.key for f in r.flags]


def test_more_may_be_left_of_logarithms_the_more_people_have_hardly_anybody_around() -> None:
    full, bare = np.full((40, 2), 50.0), np.full((40, 2), 50.0)
    bare[:20] = (99.0, 1.0)
    at, one = AT[:40], np.ones(1)
    parts = {}
    for name in ("theil_h", "isolation"):
        left = [
            left_of(INDICES[name], one, 0.1 * one, 0 * one, make_town(counts(n), within(at, n, 0)))
            for n in (full, bare)
        ]
        parts[name] = float(left[1][0] - left[0][0])
    assert parts["theil_h"] == pytest.approx(0.1 * LOGGED / 2)
    assert parts["isolation"] == 0


def test_nothing_is_said_of_kinks_where_twice_the_chance_cannot_be_reckoned() -> None:
    value, drawn = np.zeros(2), np.ones((10, 2))
    farther = np.full((10, 2), np.nan)
    assert np.isinf(_bend(value, drawn, farther)).all()
    farther[:6] = 1.5
    assert _bend(value, drawn, farther) == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("interval", KINDS)
def test_every_kind_of_interval_is_about_the_same_corrected_value(interval: str) -> None:
    readings = spatial_read("theil_h", counts(), around(), interval=interval, draws=60, seed=1)
    delta = spatial_read("theil_h", counts(), around(), interval="delta", seed=1)
    for r, d in zip(readings, delta, strict=True):
        assert r.method == interval and r.seed == 1 and r.draws >= 20
        assert r.low is not None and r.high is not None and r.corrected is not None
        assert d.low is not None and d.high is not None and d.corrected is not None
        assert r.low < r.corrected < r.high
        assert r.corrected == pytest.approx(d.corrected, abs=0.3 * (d.high - d.low))
        if interval != "area":  # areas vary for reasons of their own
            assert (r.high - r.low) / (d.high - d.low) == pytest.approx(1, abs=0.35)


def test_radius_nought_is_the_area_itself_interval_and_all() -> None:
    names = ("theil_h", "dissimilarity", "isolation")
    near = spatial_read_all(names, counts(), within(AT, PEOPLE, 0), interval="delta")
    own = read_all(names, counts(), interval="delta")
    for a, b in zip(near, own, strict=True):
        assert a.low is not None and b.low is not None and a.high is not None
        assert a.value == pytest.approx(b.value, abs=1e-12)
        assert b.high is not None
        assert a.corrected == pytest.approx(b.corrected, abs=0.15 * (b.high - b.low))
        assert (a.high - a.low) / (b.high - b.low) == pytest.approx(1, abs=0.15)
        assert a.expected == pytest.approx(b.expected, abs=0.05 * (b.high - b.low))


@pytest.mark.parametrize("interval", KINDS)
def test_the_same_seed_gives_the_same_digits_whatever_the_threads(
    interval: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surroundings, "SMALL", 0)
    monkeypatch.setattr(turned, "SMALL", 0)
    found = []
    for threads in (1, 3):
        near = nearest(AT, PEOPLE, (250, 1500), threads=threads)
        found.append(
            spatial_read_all(
                ("theil_h", "gini"), counts(), near, interval=interval, draws=20, seed=5, bands=True
            )
        )
    assert found[0] == found[1]


def test_noise_in_the_counts_widens_every_interval() -> None:
    noisy = counts(variance=np.full(PEOPLE.shape, float(PEOPLE.mean() / 9) ** 2))
    for interval in KINDS:
        wide, narrow = (
            spatial_read("theil_h", c, within(AT, PEOPLE, 150), interval=interval, draws=60)[0]
            for c in (noisy, counts())
        )
        assert wide.low is not None and wide.high is not None
        assert narrow.low is not None and narrow.high is not None
        # among areas drawn again noise is little
        least = 1.0 if interval == "area" else 1.1
        assert wide.high - wide.low > least * (narrow.high - narrow.low), interval


def test_parameters_reach_the_formula_and_expected_can_be_left_out() -> None:
    near = within(AT, PEOPLE, 150)
    one = read("atkinson", counts(), surroundings=near, interval="delta", b=0.1, expected=False)
    other = read("atkinson", counts(), surroundings=near, interval="delta", b=0.9)
    assert one.value != other.value
    assert one.expected is None and other.expected is not None
    assert abs(other.expected) < other.value / 5


def test_a_ring_without_slopes_is_read_with_people_and_it_is_said() -> None:
    near = nearest(AT, PEOPLE, 450, ring="whole")
    (reading,) = spatial_read("theil_h", counts(), near, interval="delta", draws=20)
    assert reading.method == "person"
    assert "flag.measure.method" in [flag.key for flag in reading.flags]


def test_cells_too_small_get_a_warning_and_no_interval() -> None:
    few = RNG.poisson(PEOPLE / 100).astype(float) + (RNG.random(PEOPLE.shape) < 0.2)
    (reading,) = spatial_read("theil_h", counts(few), within(AT, few, 0), interval="delta")
    keys = [flag.key for flag in reading.flags]
    assert reading.low is None and reading.corrected is not None
    assert reading.corrected < reading.value
    assert "flag.measure.no_interval" in keys and "flag.spatial.small_cells" in keys


def test_small_cells_are_answered_for_widely_but_not_with_kinks() -> None:
    small = np.random.default_rng(3).poisson(PEOPLE / PEOPLE.mean() * 6).astype(float)
    near = within(AT, small, 0)
    t = small.sum(axis=1)
    assert 4 <= t @ t / t.sum() / 2 < 10
    h, d = spatial_read_all(
        ["theil_h", "multigroup_dissimilarity"], counts(small), near, interval="delta"
    )
    assert h.low is not None and h.high is not None and 0 <= h.low < h.high
    assert d.low is None


def test_an_empty_group_is_left_out_and_it_is_said() -> None:
    three = np.column_stack([PEOPLE, np.zeros(len(PEOPLE))])
    (reading,) = spatial_read("theil_h", counts(three), within(AT, three, 150), interval="delta")
    (two,) = spatial_read("theil_h", counts(), within(AT, PEOPLE, 150), interval="delta")
    assert reading.groups == ("x", "y") and reading.value == pytest.approx(two.value)
    assert "flag.measure.empty_groups" in [flag.key for flag in reading.flags]


def test_chance_alone_is_told_from_segregation() -> None:
    p = spatial_permutation_p("theil_h", counts(), around(), draws=99)
    assert p.tolist() == [0.01] * 3
    even = RNG.poisson(np.full(PEOPLE.shape, 100.0)).astype(float)
    p = spatial_permutation_p("theil_h", counts(even), within(AT, even, (0, 150)), draws=99)
    assert (p > 0.01).all()


def test_what_is_around_each_area_has_an_interval_too() -> None:
    for name in ("local_exposure", "local_entropy"):
        near = local(name, counts(), surroundings=within(AT, PEOPLE, 150), draws=100)
        own = local(name, counts(), draws=100)
        assert near.low is not None and near.high is not None
        assert own.low is not None and own.high is not None
        assert ((near.low < near.values) & (near.values < near.high)).mean() > 0.9
        # more people are around than live in the area
        assert np.median(near.high - near.low) < 0.7 * np.median(own.high - own.low)


# ------------------------------------------------------------------------------- bands
def test_a_band_is_wider_than_one_scale_and_no_wider_than_all_apart() -> None:
    assert critical(np.eye(5), 0.95, 0) == pytest.approx(2.569, abs=0.03)  # 1 − .05 = (2Φ(c) − 1)⁵
    assert critical(np.ones((5, 5)), 0.95, 0) == pytest.approx(1.96, abs=0.001)
    half = 0.5 * np.eye(5) + 0.5
    assert 1.97 < critical(half, 0.95, 0) < critical(np.eye(5), 0.95, 0)
    assert critical(half, 0.95, 3) == critical(half, 0.95, 3)
    z = np.random.default_rng(0).normal(size=(4_000, 5))
    assert critical_drawn(z, 0.95) == pytest.approx(2.569, abs=0.1)


@pytest.mark.parametrize("interval", ["person", "delta"])
def test_bands_hold_the_intervals_and_come_only_when_asked(interval: str) -> None:
    asked = {"interval": interval, "draws": 100, "seed": 2}
    with_bands = spatial_read("theil_h", counts(), around(), bands=True, **asked)  # type: ignore[arg-type]
    without = spatial_read("theil_h", counts(), around(), **asked)  # type: ignore[arg-type]
    for a, b in zip(with_bands, without, strict=True):
        assert b.band_low is None and b.band_high is None
        assert (a.low, a.high, a.corrected) == (b.low, b.high, b.corrected)
        assert a.band_low is not None and a.band_high is not None
        assert a.low is not None and a.high is not None
        assert a.band_high - a.band_low > a.high - a.low


# ---------------------------------------------------------------------------- profiles
def test_a_profile_stands_in_order_of_scale() -> None:
    near = within(AT, PEOPLE, (300, 0, 150))
    p = profile("theil_h", counts(), near)
    assert p.sizes.tolist() == [0, 150, 300] and p.operator == "radius"
    assert (np.diff(p.values) < 0).all()
    assert (p.band_low < p.low).all() and (p.high < p.band_high).all()
    assert [r.scale for r in p.readings] == ["radius=0", "radius=150", "radius=300"]


@pytest.mark.parametrize("interval", ["person", "delta", "jackknife"])
def test_the_ratio_of_two_scales_is_surer_than_the_scales_apart(interval: str) -> None:
    near = around()
    r = macro_micro_ratio(counts(), near, large=300, small=150, interval=interval, draws=100)
    large, small = spatial_read("theil_h", counts(), near, interval="delta")[2:0:-1]
    assert r.scale == "radius=300/radius=150"
    assert r.value == pytest.approx(large.value / small.value)
    assert r.low is not None and r.high is not None and r.low < r.value < r.high
    assert large.low is not None and large.high is not None
    apart = (large.high - large.low) / large.value
    assert (r.high - r.low) / r.value < apart


def test_a_ratio_over_nothing_has_no_interval() -> None:
    even = np.full(PEOPLE.shape, 100.0) + RNG.integers(-3, 4, PEOPLE.shape)
    r = macro_micro_ratio(counts(even), within(AT, even, (100, 300)))
    assert r.low is None and "flag.measure.no_interval" in [flag.key for flag in r.flags]


def test_a_scale_that_was_not_found_is_named() -> None:
    with pytest.raises(Mistake, match=r"spatial\.no_scale"):
        macro_micro_ratio(counts(), around(), large=4000)


# ---------------------------------------------------------------------- two of them
@pytest.mark.parametrize("interval", KINDS)
def test_two_draws_of_one_town_do_not_differ_and_two_towns_do(interval: str) -> None:
    rng = np.random.default_rng(12)
    same, other = rng.poisson(PEOPLE).astype(float), PEOPLE.copy()
    other[:, 0] = PEOPLE.sum(axis=1) * 0.5
    other[:, 1] = PEOPLE.sum(axis=1) - other[:, 0]
    for people, differs in ((same, False), (other, True)):
        found = spatial_compare(
            ("theil_h",),
            counts(),
            counts(people, "2025"),
            (around(), around(people)),
            interval=interval,
            draws=60,
        )
        assert [d.scale for d in found] == ["radius=0", "radius=150", "radius=300"]
        for d in found:
            assert d.dates == ("2024", "2025")
            assert d.change == pytest.approx(d.later - d.earlier)
            assert d.low is not None and d.high is not None
            assert d.band_low is not None and d.band_low <= d.low
            assert d.more_than_noise == differs and (d.p < 0.05) == differs


def test_what_the_areas_keep_from_one_date_to_the_other_is_no_chance() -> None:
    later = np.random.default_rng(3).poisson(PEOPLE).astype(float)
    pair = (around(), around(later))
    kept = spatial_compare(("theil_h",), counts(), counts(later), pair, interval="area")
    elsewhere = Areas("another", tuple(map(str, range(len(later)))), positions=AT)
    other = Counts(elsewhere, ("x", "y"), later, "2024", Source("p", "d"))
    apart = spatial_compare(("theil_h",), counts(), other, pair, interval="area")
    for a, b in zip(kept, apart, strict=True):
        assert a.change == b.change and b.division == "made up / another"
        assert a.low is not None and a.high is not None
        assert b.low is not None and b.high is not None
        assert a.high - a.low < 0.6 * (b.high - b.low)


def test_a_difference_turned_round_changes_sign() -> None:
    rng = np.random.default_rng(11)
    later = rng.poisson(PEOPLE[::-1] * 0.5 + 50).astype(float)
    sides = (counts(), around()), (counts(later), around(later))
    there, back = (
        spatial_compare(("theil_h",), a[0], b[0], (a[1], b[1]), interval="none")
        for a, b in (sides, sides[::-1])
    )
    assert [d.change for d in there] == [-d.change for d in back]


def test_two_of_different_scales_are_not_compared() -> None:
    pair = (around(), within(AT, PEOPLE, (0, 200, 300)))
    with pytest.raises(Mistake, match=r"spatial\.scales"):
        spatial_compare(("theil_h",), counts(), counts(), pair)


# --------------------------------------------------------------------------- jackknife
def test_everybody_is_dealt_out_and_no_one_twice() -> None:
    n = np.array([[3.25, 0.0], [0.5, 700.0]])
    hands = list(_hands(n, HANDS, np.random.default_rng(0)))
    assert len(hands) == HANDS
    np.testing.assert_allclose(sum(hands), n)
    assert all((hand >= 0).all() for hand in hands)


def test_every_spatial_index_has_every_kind_of_interval() -> None:
    names = [i.name for i in INDICES.values() if i.near and not i.local and not i.needs]
    for interval in ("delta", "jackknife"):
        for r in spatial_read_all(names, counts(), within(AT, PEOPLE, 150), interval=interval):
            used = "delta" if r.index in KINKED else interval
            assert r.method == used and r.corrected is not None, r.index
            keys = [flag.key for flag in r.flags]
            assert ("flag.measure.method" in keys) == (used != interval)


# ------------------------------------------------------------------------- odd tables
ROW = np.arange(20.0).reshape(10, 2) * 100
ODD = {
    "one area": (np.zeros((1, 2)), np.array([[30.0, 20.0]])),
    "wholly apart": (ROW[:3], np.array([[30.0, 0.0], [0.0, 40.0], [5.0, 0.0]])),
    "all alike": (ROW, np.full((10, 2), 50.0)),
    "one person an area": (ROW, np.eye(2)[np.arange(10) % 2]),
    "a thousand million people": (ROW, np.full((10, 2), 5e8) + np.arange(10)[:, None] * 1e6),
    "one place": (np.zeros((6, 2)), np.arange(12.0).reshape(6, 2) + 1),
    "parts of people": (ROW, np.random.default_rng(0).random((10, 2)) * 3),
}


@pytest.mark.parametrize("interval", KINDS)
@pytest.mark.parametrize("odd", ODD)
def test_odd_tables_have_readings_without_a_warning(odd: str, interval: str) -> None:
    at, n = ODD[odd]
    areas = Areas("odd", tuple(map(str, range(len(n)))))
    table = Counts(areas, ("x", "y"), n, "", Source("p", "d"))
    names = ("theil_h", "atkinson", "gini", "rank_order_h", "multigroup_dissimilarity")
    for near in (
        nearest(at, n, (10, 1e10), unit="any"),
        within(at, n, (0, 300), unit="any"),
        within(at, n, 300, include_own=False, unit="any"),
    ):
        for r in spatial_read_all(
            names, table, near, interval=interval, draws=20, bands=True, expected=False
        ):
            if r.low is None or r.high is None or r.corrected is None:
                assert r.band_low is None
                continue
            assert r.low <= r.corrected + 1e-9 and r.corrected <= r.high + 1e-9
        macro_micro_ratio(table, near, interval=interval, draws=20)
