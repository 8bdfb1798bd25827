"""Small units: every way to meet their bias does what it says, and is refused where it cannot."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from scipy import optimize, stats

from samlad.measure import BIASES, INDICES, read, read_all, within
from samlad.measure.mixtures import (
    Likely,
    beta_binomial,
    beta_table,
    binomials,
    chances,
    least_mean,
    least_not_refused,
    likeliest,
    thinned,
)
from samlad.measure.smallunits import (
    allen_density,
    bounds_of,
    carrington_troske,
    fitted,
    has_form,
    interval_of,
    pools,
    winship,
)
from samlad.model import Areas, Counts, Mistake, Source

SOURCE = Source("test", "made up", kind="example")
D, H = INDICES["dissimilarity"], INDICES["theil_h"]


def counts(people: Any, groups: tuple[str, ...] = ("a", "b"), **more: Any) -> Counts:
    codes = tuple(f"{i:05}" for i in range(len(people)))
    areas = Areas("d", codes, positions=more.pop("positions", None))
    return Counts(areas, groups, people, "2024", SOURCE, **more)


def units(seed: int, many: int = 250, law: tuple[float, float] = (2.0, 6.0)) -> Any:
    """Units of 5–20 people, chances drawn from a Beta law."""
    rng = np.random.default_rng([11, seed])
    k = rng.integers(5, 21, many)
    x = rng.binomial(k, rng.beta(*law, many))
    return np.column_stack([x, k - x]).astype(float)


def of_law(a: float, b: float, index: Any) -> float:
    p, w = beta_table(a, b)
    return float(index.formula(np.column_stack([w * p, w * (1 - p)])))


# ------------------------------------------------------------------------------- the pieces
def test_fewer_people_of_a_unit_are_drawn_as_people_of_a_smaller_one() -> None:
    p = chances()
    many = binomials(13, p) @ thinned(np.arange(14), 13, 5)
    assert many == pytest.approx(binomials(5, p), abs=1e-12)
    assert binomials(13, p) == pytest.approx(stats.binom.pmf(np.arange(14), 13, p[:, None]))


@pytest.mark.parametrize("k", [3, 8, 20])
def test_no_distribution_is_likelier_than_the_likeliest(k: int) -> None:
    p, rng = chances(), np.random.default_rng(k)
    f = rng.multinomial(150, binomials(k, rng.beta(2, 5, 9)).mean(axis=0), size=4) / 150
    of = binomials(k, p)
    w = likeliest(f, of)
    assert w.sum(axis=1) == pytest.approx(np.ones(4))
    # the derivative towards any one chance: at most nothing (Lindsay 1983)
    towards = (f / (w @ of)) @ of.T - 1
    assert towards.max() < 1e-5
    assert (w * towards).sum(axis=1) == pytest.approx(np.zeros(4), abs=1e-5)


@pytest.mark.parametrize("k", [1, 2, 5, 11])
def test_bounds_are_those_of_a_linear_programme(k: int) -> None:
    p, rng = chances(np.array([0.37])), np.random.default_rng(k)
    w = rng.dirichlet(np.full(len(p), 0.3), 3)
    T = np.cos(np.arange(k + 1) * np.arccos(2 * p - 1)[:, None])
    for h in (np.abs(p - 0.37), p * (1 - p), -np.sqrt(p * (1 - p))):
        found = least_mean(h, w, p, k)
        for row, weights in zip(found, w, strict=True):
            other = optimize.linprog(h, A_eq=T.T, b_eq=weights @ T).fun
            assert row == pytest.approx(other, abs=2e-5)
            assert row <= other + 1e-7


def test_the_least_not_refused_is_that_of_another_solver() -> None:
    p = np.linspace(0, 1, 13)
    of, a = binomials(3, p), np.array([20.0, 12, 9, 7])
    best = float(a @ np.log(likeliest(a[None] / a.sum(), of)[0] @ of))
    share, R = 0.36, 1.92 - best
    h = np.abs(p - share)
    kept = [
        {"type": "ineq", "fun": lambda w: R + a @ np.log(np.maximum(w @ of, 1e-12))},
        {"type": "eq", "fun": lambda w: w @ p - share},
        {"type": "eq", "fun": lambda w: w.sum() - 1},
    ]
    likely = Likely([a], [of], np.ones(1), p)
    for side in (1.0, -1.0):
        found = least_not_refused(side * h[None], likely, np.array([R]), np.array([share]))
        start = likeliest(a[None] / a.sum(), of)[0]
        other = optimize.minimize(
            lambda w, side=side: side * (w @ h), start, bounds=[(0, 1)] * 13, constraints=kept,
            method="SLSQP", options={"maxiter": 500, "ftol": 1e-10},
        )  # fmt: skip
        assert other.success
        assert found[0] == pytest.approx(other.fun, abs=2e-4)
    far = least_not_refused(h[None], likely, np.array([R]), np.array([0.9]))
    assert np.isinf(far[0])  # with that share nothing is likely enough


def test_the_beta_law_is_the_likeliest() -> None:
    n = units(1)
    x, k = n[:, 0].astype(int), n.sum(axis=1).astype(int)
    a, b = beta_binomial(k, x)
    best = stats.betabinom.logpmf(x, k, a, b).sum()
    for da, db in ((1.02, 1), (0.98, 1), (1, 1.02), (1, 0.98), (1.02, 1.02), (0.98, 0.98)):
        assert stats.betabinom.logpmf(x, k, a * da, b * db).sum() < best
    assert beta_binomial(k, np.rint(0.25 * k).astype(int)) == (np.inf, np.inf)


@pytest.mark.parametrize("law", [(2.0, 6.0), (0.3, 0.9), (0.02, 0.1), (30.0, 50.0)])
def test_an_index_of_a_beta_law_is_its_mean_deviation(law: tuple[float, float]) -> None:
    p, share = stats.beta(*law), law[0] / sum(law)
    away = 2 * share * p.cdf(share) - 2 * share * stats.beta(law[0] + 1, law[1]).cdf(share)
    assert of_law(*law, D) == pytest.approx(away / (2 * share * (1 - share)), abs=1e-5)


# --------------------------------------------------------------------------------- rescaled
def test_deviation_from_chance_is_zero_by_chance_and_one_wholly_apart() -> None:
    for of in (winship, carrington_troske):
        assert of(0.3, 0.3) == 0
        assert of(1.0, 0.3) == pytest.approx(1)
    assert carrington_troske(0.0, 0.3) == -1
    rng, even = np.random.default_rng(1), []
    for _ in range(30):
        x = rng.binomial(10, 0.3, 300)
        n = np.column_stack([x, 10 - x]).astype(float)
        r = read("dissimilarity", counts(n), bias="carrington_troske", interval="none")
        even.append(r.corrected)
    assert np.mean(even) == pytest.approx(0, abs=0.02)


def test_a_rescaled_value_says_that_it_is_no_estimate() -> None:
    r = read("dissimilarity", counts(units(0)), bias="winship", draws=40)
    assert "flag.measure.bias_rescaled" in [flag.key for flag in r.flags]
    assert r.expected is not None and r.corrected is not None
    assert r.corrected == pytest.approx((r.value - r.expected) / (1 - r.expected))
    assert r.corrected < of_law(2, 6, D) - 0.1  # and how far it is from one
    even = np.tile([[3.0, 7.0]], (50, 1))
    below = [read("dissimilarity", counts(even), bias=b, draws=20).corrected
             for b in ("winship", "carrington_troske")]  # fmt: skip
    assert below[0] is not None and below[0] < 0
    assert below[1] == pytest.approx(-1)


# ------------------------------------------------------------------------------------ Allen
def test_allens_density_is_that_of_pysal() -> None:
    """PySAL segregation 2.6 gives 0.24811536 with its tolerance of 1e-5 in each unit."""
    rng = np.random.default_rng(4)
    k = rng.integers(5, 21, 60)
    x = rng.binomial(k, rng.beta(2, 5, 60))
    n = np.column_stack([x, k - x]).astype(float)
    assert allen_density(n) == pytest.approx(0.24811536, abs=5e-6)


def test_a_difference_within_its_error_is_none() -> None:
    lot = np.array([[10.0, 21.0], [11.0, 19.0], [9.0, 20.0]])
    assert allen_density(lot) == 0.0
    apart = np.array([[900.0, 100.0], [100.0, 900.0]])
    assert allen_density(apart) == pytest.approx(D.formula(apart), abs=1e-3)


@pytest.mark.parametrize("bias", ["allen", "allen_density"])
def test_allen_takes_some_of_the_bias_and_says_when_it_cannot_tell_how_well(bias: str) -> None:
    found = [
        read("dissimilarity", counts(units(seed)), bias=bias, draws=20, interval="none")
        for seed in range(12)
    ]
    mean = np.mean([r.corrected for r in found if r.corrected is not None])
    raw, truth = np.mean([r.value for r in found]), of_law(2, 6, D)
    assert raw > truth + 0.06
    assert abs(mean - truth) < 0.5 * (raw - truth)
    r = read("dissimilarity", counts(units(3)), bias=bias, draws=60)
    assert (r.low, r.high) == (None, None)
    assert "flag.measure.no_interval" in [flag.key for flag in r.flags]


def test_allen_gives_an_interval_where_areas_have_people_enough() -> None:
    rng = np.random.default_rng(2)
    p = rng.beta(2, 3, 60)
    x = rng.binomial(400, p)
    n = np.column_stack([x, 400 - x]).astype(float)
    for bias in ("allen", "allen_density"):
        r = read("dissimilarity", counts(n), bias=bias, draws=40)
        assert r.low is not None and r.high is not None and r.corrected is not None
        assert r.low < r.corrected < r.high
        assert r.corrected < r.value


# -------------------------------------------------------------------------- what keeps truth
@pytest.mark.parametrize("bias", ["bounds", "rathelot"])
def test_intervals_hold_the_truth_that_the_counts_are_far_from(bias: str) -> None:
    truth = [of_law(2, 6, index) for index in (D, H)]
    held = np.zeros(2)
    for seed in range(8):
        found = read_all(["dissimilarity", "theil_h"], counts(units(seed)), bias=bias, draws=100)
        for i, r in enumerate(found):
            assert r.low is not None and r.high is not None
            assert r.value > truth[i] + 0.04
            held[i] += r.low <= truth[i] <= r.high
    assert held.min() >= 7  # of eight; with chance .95 fewer comes once in 17, by this seed never


def test_bounds_of_very_many_small_units_are_two_numbers_with_the_truth_between() -> None:
    rng = np.random.default_rng(5)
    x = rng.binomial(4, rng.beta(1, 2, 40_000))
    r = read("dissimilarity", counts(np.column_stack([x, 4 - x])), bias="bounds", interval="none")
    assert r.corrected is None
    assert r.lower is not None and r.upper is not None
    assert r.lower < of_law(1, 2, D) < r.upper
    assert 0.02 < r.upper - r.lower < 0.2


def test_where_the_likeliest_is_the_only_one_the_bounds_are_a_point_and_say_so() -> None:
    r = read("theil_h", counts(units(0)), bias="bounds", interval="none")
    assert r.lower == r.upper == r.corrected
    assert "flag.measure.point" in [flag.key for flag in r.flags]


def test_units_of_one_person_leave_the_index_wide_open() -> None:
    n = np.repeat([[1.0, 0.0], [0.0, 1.0]], [30, 70], axis=0)
    r = read("dissimilarity", counts(n), bias="bounds", interval="none")
    assert (r.lower, r.upper) == pytest.approx((0.0, 1.0), abs=1e-3)


def test_units_of_two_tell_their_squares_and_no_more() -> None:
    # of pairs the share of mixed ones is 2 E p (1 - p), which the correlation ratio is made of
    n = np.repeat([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]], [30, 30, 40], axis=0)
    r, d = read_all(["correlation_ratio", "dissimilarity"], counts(n), bias="bounds")
    share = 0.45
    assert r.corrected == pytest.approx(1 - 0.15 / (share * (1 - share)), abs=1e-3)
    assert d.corrected is None


def test_more_units_make_the_interval_narrower_and_it_holds_the_bounds() -> None:
    width = []
    for many in (60, 600):
        n = units(4, many)
        among = pools(n.sum(axis=1).astype(int))
        once = fitted(n, among)
        lower, upper = (float(end[0]) for end in bounds_of(H, once))
        low, high = interval_of(H, n, among, once, 0.95)
        assert low <= lower <= upper <= high
        wider = interval_of(H, n, among, once, 0.99)
        assert wider[0] < low and wider[1] > high
        width.append(high - low)
    assert width[1] < 0.6 * width[0]


def test_the_order_of_the_units_is_nothing_to_the_bounds() -> None:
    n = units(6, 90)
    one, other = (read("theil_h", counts(m), bias="bounds") for m in (n, n[::-1]))
    for name in ("lower", "upper", "low", "high"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-9)
    turned = read("dissimilarity", counts(n[:, ::-1]), bias="bounds")
    same = read("dissimilarity", counts(n), bias="bounds")
    assert turned.corrected == pytest.approx(same.corrected, abs=2e-4)


def test_sizes_are_put_together_only_where_units_are_few() -> None:
    few = pools(np.array([5, 5, 6, 7, 30, 30]), enough=4)
    assert [(pool.few, len(pool.of)) for pool in few] == [(5, 3), (7, 1), (20, 2)]
    many = pools(np.repeat([4, 5, 6], 150))
    assert [pool.few for pool in many] == [4, 5, 6]


# ------------------------------------------------------------------------------ one door in
def test_none_takes_nothing_away_and_gives_an_interval_only_where_bias_is_small() -> None:
    large = counts(units(0, 20) * 500)
    r = read("dissimilarity", large, bias="none")
    assert r.corrected is None and r.bias == "none"
    assert r.low is not None and r.high is not None
    assert r.low < r.value < r.high
    small = read("dissimilarity", counts(units(0)), bias="none")
    assert (small.low, small.high) == (None, None)


@pytest.mark.parametrize("bias", BIASES)
def test_a_reading_says_how_its_bias_was_met(bias: str) -> None:
    r = read("dissimilarity", counts(units(0, 60)), bias=bias, draws=40)
    assert r.bias == bias
    assert r.value == pytest.approx(float(D.formula(units(0, 60))))
    if bias not in ("closed", "none", "allen", "allen_density"):
        assert r.low is not None and r.high is not None and r.low < r.high


@pytest.mark.parametrize("bias", ["winship", "allen", "rathelot"])
def test_the_same_seed_gives_the_same_digits(bias: str) -> None:
    c = counts(units(0, 50))
    one, same, other = (
        read("gini", c, bias=bias, draws=30, seed=s, interval="person") for s in (1, 1, 2)
    )
    assert one == same
    assert (one.corrected, one.low) != (other.corrected, other.low)


def test_many_groups_are_met_by_what_takes_them() -> None:
    rng = np.random.default_rng(0)
    n = rng.multinomial(12, [0.2, 0.3, 0.5], 80).astype(float)
    c = counts(n, ("a", "b", "c"))
    for bias in ("winship", "carrington_troske", "allen"):
        r = read("theil_h", c, bias=bias, draws=30)
        assert r.corrected is not None and r.corrected < r.value
    for bias in ("rathelot", "bounds"):
        with pytest.raises(Mistake, match=r"measure\.bias_groups"):
            read("theil_h", c, bias=bias)


def test_what_a_method_cannot_do_is_refused() -> None:
    whole = counts(units(0, 40))
    noisy = counts(units(0, 40), variance=np.full((40, 2), 2.0))
    near = within([[i * 500.0, 3.0] for i in range(40)], whole.people, 0)
    cases: list[tuple[str, Any]] = [
        ("unknown_bias", lambda: read("gini", whole, bias="duncan")),
        ("bias_form", lambda: read("gini", whole, bias="bounds")),
        ("bias_form", lambda: read("isolation", whole, bias="winship")),
        ("bias_form", lambda: read("gini", whole, bias="allen_density")),
        ("bias_form", lambda: read("entropy", whole, bias="rathelot")),
        ("bias_whole", lambda: read("gini", counts(units(0, 40) / 3), bias="allen")),
        ("bias_noise", lambda: read("dissimilarity", noisy, bias="bounds")),
        ("bias_surroundings", lambda: read("theil_h", whole, bias="allen", surroundings=near)),
    ]
    for code, ask in cases:
        with pytest.raises(Mistake, match=rf"measure\.{code}"):
            ask()
    with pytest.raises(Mistake) as told:
        read("gini", whole, bias="duncan")
    assert all(bias in told.value.found["known"] for bias in BIASES)


def test_an_index_of_place_is_refused_by_what_knows_no_places() -> None:
    positions = np.column_stack([np.arange(40) * 500.0, np.zeros(40)])
    placed = counts(units(0, 40), positions=positions)
    for bias in ("rathelot", "bounds"):
        with pytest.raises(Mistake, match=r"measure\.bias_form"):
            read("absolute_clustering", placed, bias=bias)
    assert read("spatial_proximity", placed, bias="allen", draws=20).corrected is not None


def test_forms_are_told_without_reading() -> None:
    assert has_form("bounds", D) and not has_form("bounds", INDICES["gini"])
    assert all(has_form("closed", index) for index in INDICES.values())


def test_no_way_of_meeting_bias_needs_more_than_numpy() -> None:
    asks = (
        "import sys, numpy as np\n"
        "from samlad.measure import smallunits, INDICES\n"
        "n = np.random.default_rng(0).multinomial(9, [.3, .7], 50).astype(float)\n"
        "for bias in smallunits.BIASES[2:]:\n"
        "    how = smallunits.Asked(draws=20)\n"
        "    smallunits.adjusted(bias, [INDICES['dissimilarity']], n, how)\n"
        "assert not {'scipy', 'numba', 'pandas'} & set(sys.modules), 'too much'\n"
    )
    subprocess.run([sys.executable, "-c", asks], check=True)
