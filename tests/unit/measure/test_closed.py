"""Corrections and errors in closed form: what is left of the bias, and where nothing is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from samlad.measure import INDICES, evenness, mean_by_chance, read, read_all
from samlad.measure.closed import closed, normal_quantile
from samlad.measure.kernels import crew, gaps
from samlad.measure.reading import HONEST
from samlad.measure.shares import entropies, xlogx
from samlad.measure.sums import TABLE, excess, excess_of, sums_of
from samlad.model import Areas, Counts, Source

Z = normal_quantile(0.95)


def counts(people: Any) -> Counts:
    n = np.asarray(people, dtype=float)
    areas = Areas("d", tuple(f"{i:05}" for i in range(len(n))))
    groups = tuple("abcdefgh"[: n.shape[1]])
    return Counts(areas, groups, n, "2024", Source("test", "made up", kind="example"))


def drawn(P: Any, people: int, runs: int, seed: int = 0) -> Any:
    """Tables of people drawn with the chances P, none of whose areas is empty."""
    rng = np.random.default_rng(seed)
    for _ in range(runs):
        n = rng.multinomial(people, P.ravel()).reshape(P.shape).astype(float)
        if (n.sum(axis=1) > 0).all() and (n.sum(axis=0) > 0).all():
            yield n


EVEN = np.full((4, 2), 1 / 8)
UNEVEN = np.array([[0.5, 0.1], [0.3, 0.1], [0.2, 0.3], [0.1, 0.4]]) / 2
PAIR = np.array([[0.30, 0.20], [0.22, 0.28]])


def test_the_estimate_of_n_ln_n_has_the_mean_it_is_said_to_have() -> None:
    # λ E₁(λ / ξ) at ξ = e^(-1/2), E₁ by scipy.special.exp1
    for mean, first_integral in ((1.0, 0.0803966158965), (3.0, 0.0012232408972), (20.0, 0.0)):
        k = np.arange(400)
        logs = np.concatenate([[0.0], np.cumsum(np.log(k[1:]))])
        p = np.exp(k * np.log(mean) - mean - logs)
        found = p @ (xlogx(k.astype(float)) - excess()[:400])
        assert found - mean * np.log(mean) == pytest.approx(mean * first_integral, abs=1e-12)


def test_what_n_ln_n_is_too_large_by_does_not_swing_between_odd_and_even() -> None:
    large = excess()[30:]
    assert np.abs(np.diff(large)).max() < 2e-4
    assert excess()[TABLE] == pytest.approx(0.5 + 1 / (12 * TABLE), abs=1e-9)
    assert excess_of(np.array([TABLE + 1.0])) == pytest.approx(0.5, abs=1e-4)
    assert excess_of(np.array([2.5])) == pytest.approx((excess()[2] + excess()[3]) / 2)


@pytest.mark.parametrize("name", ["mutual_information", "theil_h"])
@pytest.mark.parametrize("P", [EVEN, UNEVEN, PAIR], ids=["even", "uneven", "two areas"])
def test_few_areas_are_corrected_by_their_bias_and_held_by_their_interval(
    name: str, P: Any
) -> None:
    index, truth = INDICES[name], float(INDICES[name].formula(P * 1e9))
    found, held = [], []
    for n in drawn(P, 25 * P.size, 600):
        made = closed(index, n, index.formula(n))
        assert made is not None and made.left <= HONEST * made.error
        found.append(made.corrected - truth)
        held.append(abs(made.corrected - truth) <= Z * made.error)
    error = np.std(found) / np.sqrt(len(found))
    assert abs(np.mean(found)) < 4 * error
    assert np.mean(held) > 0.925


def test_rare_groups_and_uneven_areas_are_held_too() -> None:
    rng = np.random.default_rng(3)
    pi = np.array([0.93, 0.05, 0.015, 0.005])
    P = rng.dirichlet(8 * pi, 300) / 300
    index, truth = INDICES["mutual_information"], float(INDICES["mutual_information"].formula(P))
    held = []
    for n in drawn(P, 30 * P.size, 300):
        made = closed(index, n, index.formula(n))
        assert made is not None
        if made.left <= HONEST * made.error:
            held.append(abs(made.corrected - truth) <= Z * made.error)
    assert len(held) > 250
    assert np.mean(held) > 0.91


@pytest.mark.parametrize("name", ["dissimilarity", "minmax", "relative_diversity"])
def test_two_areas_have_an_interval_that_holds_or_none(name: str) -> None:
    index, truth = INDICES[name], float(INDICES[name].formula(PAIR))
    wrong = runs = 0
    for n in drawn(PAIR, 160, 600):
        made = closed(index, n, index.formula(n))
        assert made is not None
        honest = made.left <= HONEST * made.error
        wrong += honest and abs(made.corrected - truth) > Z * made.error
        runs += 1
    assert wrong / runs < 0.08


def test_dissimilarity_that_chance_alone_could_give_may_be_nothing() -> None:
    found = [
        read("dissimilarity", counts(n), interval="delta", expected=False)
        for n in drawn(np.full((12, 2), 1 / 24), 24 * 50, 100)
    ]
    assert np.mean([r.low == 0 for r in found]) > 0.9
    for r in found:
        assert (r.low == 0) == ("flag.measure.open" in [flag.key for flag in r.flags])
        assert r.high is not None and r.high < 0.2


@pytest.mark.parametrize("name", ["theil_h", "multigroup_dissimilarity", "minmax"])
def test_small_cells_widen_and_tiny_ones_are_not_answered_for(name: str) -> None:
    rng = np.random.default_rng(8)
    chances = rng.dirichlet([2.0, 2.0], 2_000) / 2_000
    truth = float(INDICES[name].formula(chances * 1e9))
    seen = {}
    for cell in (3, 6, 12, 100):
        n = rng.multinomial(cell * chances.size, chances.ravel()).reshape(chances.shape)
        n = n[n.sum(axis=1) > 0].astype(float)
        seen[cell] = closed(INDICES[name], n, float(INDICES[name].formula(n)))
    for cell, made in seen.items():
        assert made is not None
        assert (made.left == 0) == (cell > 3)
        assert abs(made.corrected - truth) < 3.3 * made.error
    assert seen[6].doubt > seen[12].doubt > 0  # type: ignore[union-attr]
    assert seen[100].doubt < 0.2 * seen[100].error  # type: ignore[union-attr]


def test_the_sums_give_what_the_formulas_give() -> None:
    rng = np.random.default_rng(5)
    for n in (rng.poisson(30.0, (40, 3)) + 1.0, rng.gamma(1.0, 9.0, (40, 2))):
        s, T, t, N = sums_of(n), n.sum(), n.sum(axis=1), n.sum(axis=0)
        assert s.surprise.sum() / T == pytest.approx(
            INDICES["mutual_information"].formula(n), abs=1e-13
        )
        pi = N / T
        assert s.away / (2 * T * (pi * (1 - pi)).sum()) == pytest.approx(
            INDICES["multigroup_dissimilarity"].formula(n), abs=1e-13
        )
        for name in ("theil_h", "multigroup_dissimilarity"):
            made = closed(INDICES[name], n, INDICES[name].formula(n))
            assert made is not None and made.slope is not None
            variance = float((n * made.slope**2).sum())
            if name == "theil_h":  # with what is added for few areas
                variance += 3 / (T * entropies(pi)) ** 2
            else:
                variance *= 1 + 0.5 / ((len(n) - 1) * (n.shape[1] - 1))
                unit = 2 * T * (pi * (1 - pi)).sum()  # and half of what may be left of the bias
                variance += (2 * max(s.raised, 0.0) / unit) ** 2
            variance *= 1 + 1 / len(n)  # wider where areas are few
            # beside what may be left of the bias of small cells
            assert made.error**2 - made.doubt**2 == pytest.approx(variance, rel=1e-10)
        assert s.pearson == pytest.approx(((n - np.outer(t, pi)) ** 2 / np.outer(t, pi)).sum())


def test_digits_of_a_large_table_do_not_depend_on_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    n = np.random.default_rng(6).gamma(1.0, 40.0, (40_000, 8))
    shared = sums_of(n)
    pull = crew.pull
    monkeypatch.setattr(crew, "pull", lambda *a: pull(a[0], a[1], a[2], 1, None))
    alone = sums_of(n)
    for key, value in vars(shared).items():
        assert np.array_equal(value, getattr(alone, key)), key


LONE = {
    "one of two": [[1.0, 300], [0, 400], [0, 200]],
    "one in the other": [[300.0, 1], [200, 0]],
    "one of three": [[200.0, 100, 1], [300, 100, 0], [50, 90, 0]],
    "two people": [[1.0, 0], [0, 1.0]],
    "parts of people": [[0.3, 0.2], [0.1, 0.4]],
    "half a person": [[0.5, 100], [0, 100.0]],
}


@pytest.mark.parametrize("interval", ["delta", "jackknife"])
@pytest.mark.parametrize("people", LONE.values(), ids=LONE)
def test_who_is_alone_in_a_group_gives_no_warning_and_no_made_up_number(
    people: Any, interval: str
) -> None:
    G = len(people[0])
    names = [
        name
        for name, index in INDICES.items()
        if not (index.needs or index.local) and index.groups in (0, G)
    ]
    for r in read_all(names, counts(people), interval=interval, draws=20):
        said = [x for x in (r.corrected, r.low, r.high, r.expected) if x is not None]
        assert np.isfinite(said).all(), r.index
        if r.corrected is None:
            assert r.low is None and "flag.measure.no_interval" in [f.key for f in r.flags]


@pytest.mark.parametrize("name", ["mutual_information", "theil_h", "multigroup_dissimilarity"])
def test_decimal_counts_have_a_mean_by_chance_of_the_nearest_whole_people(name: str) -> None:
    index = INDICES[name]
    decimal = mean_by_chance(index, np.array([[1.25, 2.5], [3.0, 4.0]]))
    # 10.75 people are 11: areas of 3.75 and 7 are 4 and 7, groups of 4.25 and 6.5 are 4 and 7
    assert decimal == mean_by_chance(index, np.array([[1.0, 3.0], [3.0, 4.0]]))
    assert decimal is not None and 0 <= decimal <= 1
    assert mean_by_chance(index, np.array([[0.3, 0.2], [0.1, 0.4]])) is None


def test_indices_read_together_are_what_each_is_alone() -> None:
    n = np.random.default_rng(7).poisson(40.0, (3_000, 8)) * 1.0
    c = counts(n)
    names = ["mutual_information", "theil_h", "multigroup_dissimilarity", "divergence"]
    for r in read_all(names, c, interval="delta", expected=False):
        index = INDICES[r.index]
        value = index.formula(n)
        alone = closed(index, n, value)
        assert alone is not None and r.corrected is not None
        assert r.value == pytest.approx(value, rel=1e-12)
        assert r.corrected == pytest.approx(max(alone.corrected, 0.0), abs=1e-12)
        if r.low is not None and r.high is not None:
            assert r.high == pytest.approx(r.corrected + Z * alone.error, abs=1e-12)


@pytest.mark.parametrize("name", ["atkinson", "hutchens_square_root", "multigroup_atkinson"])
@pytest.mark.parametrize(("evenness", "cell"), [(0.5, 6), (0.5, 16), (0.5, 10)])
def test_roots_of_thousands_of_small_areas_hold_the_truth(
    name: str, evenness: float, cell: int
) -> None:
    """Where hardly anybody of a group lives much of the bias is left, and chance is small."""
    rng = np.random.default_rng(2)
    P = rng.gamma(4, 1, 4_000)[:, None] * rng.dirichlet([0.3 * evenness, 0.7 * evenness], 4_000)
    P /= P.sum()
    truth = INDICES[name].formula(P * 1e12)
    n = rng.multinomial(cell * P.size, P.ravel()).reshape(P.shape).astype(float)
    r = read(name, counts(n[n.sum(axis=1) > 0]), interval="delta", expected=False)
    assert r.low is not None and r.high is not None
    assert r.low <= truth <= r.high


def test_gini_sorted_by_digits_is_the_sum_over_all_pairs() -> None:
    rng = np.random.default_rng(9)
    n = rng.poisson(rng.gamma(0.5, 30.0, (1_200, 3))).astype(float)
    n[5:400] = n[4]  # many areas alike
    n[n.sum(axis=1) == 0] = 1
    for table, name in ((n[:, :2] + 1, "gini"), (n, "multigroup_gini")):
        t, N = table.sum(axis=1), table.sum(axis=0)
        p, pi = table / t[:, None], N / N.sum()
        pairs = sum(
            float((np.outer(t, t) * np.abs(p[:, None, m] - p[None, :, m])).sum())
            for m in range(table.shape[1])
        )
        by_hand = pairs / (2 * N.sum() ** 2 * (pi * (1 - pi)).sum())
        assert INDICES[name].formula(table) == pytest.approx(by_hand, rel=1e-12)
        assert INDICES[name].formula(table, p) == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize("kind", ["uneven", "alike", "one spot", "two values", "narrow", "rare"])
def test_gini_by_the_kernel_is_gini_by_numpy(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    n = rng.poisson(rng.gamma(0.5, 30.0, (3_000, 4))).astype(float) + 1
    if kind == "alike":
        n[:] = [3.0, 5.0, 1.0, 2.0]
    if kind == "one spot":  # too near each other to be told apart by counting, save two
        n = np.column_stack([1e9 + np.arange(3_000)[::-1], np.full(3_000, 1e9)])
        n[:2] = [[1.0, 1e9], [1e9, 1.0]]
    if kind == "narrow":
        n = np.column_stack([rng.poisson(900.0, 3_000), np.full(3_000, 1e6)]).astype(float)
    if kind == "rare":
        n[:, 0] = rng.random(3_000) < 0.01
    if kind == "two values":
        n = np.where(rng.random((3_000, 1)) < 0.5, [[7.0, 1.0]], [[1.0, 7.0]])
    monkeypatch.setattr(evenness, "MANY", 10**9)
    names = ("gini", "multigroup_gini")
    by_numpy = [INDICES[name].formula(n[:, :2] if name == "gini" else n) for name in names]
    monkeypatch.setattr(evenness, "MANY", 1)
    by_kernel = [INDICES[name].formula(n[:, :2] if name == "gini" else n) for name in names]
    assert by_kernel == pytest.approx(by_numpy, rel=1e-9, abs=1e-12)
    assert np.isnan(gaps.pairs(np.ascontiguousarray(n[:, :2]))) == (kind == "one spot")


def test_dissimilarity_of_groups_too_rare_for_a_normal_law_has_no_interval() -> None:
    rng = np.random.default_rng(3)
    P = rng.dirichlet(8 * np.array([0.93, 0.05, 0.015, 0.005]), 300) / 300
    index = INDICES["multigroup_dissimilarity"]
    for cell, given in ((25, False), (200, True)):  # the rarest: 0.5 and 4 people an area
        for n in drawn(P, cell * P.size, 5):
            made = closed(index, n, index.formula(n))
            assert made is not None
            assert (made.left <= HONEST * made.error) == given


@pytest.mark.parametrize("name", ["atkinson", "hutchens_square_root", "multigroup_atkinson"])
def test_a_cell_where_somebody_might_have_been_is_in_the_error(name: str) -> None:
    """Where 1.3 are expected a quarter of all tables have nobody, and see no reason to doubt it."""
    index = INDICES[name]
    chances = np.array([[40.9, 60.0], [1.3, 90.0], [18.1, 50.0], [9.2, 70.0]])
    truth, rng = index.formula(chances), np.random.default_rng(0)
    held = []
    for _ in range(600):
        n = rng.multinomial(340, chances.ravel() / chances.sum()).reshape(4, 2).astype(float)
        if n[:, 0].sum() == 0:
            continue
        made = closed(index, n, index.formula(n))
        assert made is not None
        if made.left <= 0.5 * made.error:
            held.append(abs(made.corrected - truth) <= 1.96 * made.error)
    assert len(held) > 300
    assert np.mean(held) > 0.92
    with_none = chances.round()
    with_none[1, 0] = 0
    with_one = with_none.copy()
    with_one[1, 0] = 1
    made = closed(index, with_none, index.formula(with_none))
    assert made is not None
    assert made.error > abs(index.formula(with_one) - index.formula(with_none))


def test_what_a_few_areas_decide_has_no_interval() -> None:
    """V: areas that lean as the whole give nothing, so that the one which does not is all of it."""
    index = INDICES["ordinal_v"]
    n = np.tile([300.0, 200.0], (60, 1))
    n[0] = [220.0, 280.0]
    made = closed(index, n, index.formula(n))
    assert made is not None and np.isinf(made.left)
    n[::2] = n[0]
    made = closed(index, n, index.formula(n))
    assert made is not None and made.left <= made.error
