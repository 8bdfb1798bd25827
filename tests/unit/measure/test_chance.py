"""What chance alone gives: closed means against tables that are drawn."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import samlad.measure.chance as room
from samlad.measure import INDICES, lots, mean_by_chance, permutation_p, values_by_chance
from samlad.measure.chance import Allocation, allocations

TABLE = np.array([[14.0, 3, 5], [2, 9, 6], [7, 7, 0], [1, 2, 12], [20, 4, 3]])
NAMES = [n for n, i in INDICES.items() if not (i.needs or i.local)]


@pytest.mark.parametrize("name", NAMES)
def test_the_closed_mean_is_the_mean_of_drawn_tables(name: str) -> None:
    index = INDICES[name]
    n = TABLE[:, :2] if index.groups == 2 else TABLE
    exact = mean_by_chance(index, n)
    if exact is None:
        assert name in (
            "gini", "multigroup_gini", "minmax", "atkinson", "multigroup_atkinson",
            "rank_order_h", "rank_order_r", "rank_order_s",
        )  # fmt: skip
        return
    drawn = np.array([index.formula(a) for a in allocations(n, 1_500, seed=4)])
    error = drawn.std() / np.sqrt(len(drawn))
    assert exact == pytest.approx(drawn.mean(), abs=4.5 * error + 1e-9)


def test_the_mean_of_m_is_exact_on_a_table_small_enough_to_list() -> None:
    n = np.array([[2.0, 1.0], [1.0, 2.0]])
    index = INDICES["mutual_information"]
    # x in the first area is 0, 1, 2 or 3 of the 3 first-group people: C(3, x) C(3, 3 - x) / 20
    chances = [1 / 20, 9 / 20, 9 / 20, 1 / 20]
    tables = [np.array([[x, 3.0 - x], [3.0 - x, x]]) for x in range(4)]
    by_hand = sum(p * index.formula(a) for p, a in zip(chances, tables, strict=True))
    assert mean_by_chance(index, n) == pytest.approx(by_hand, abs=1e-12)


@pytest.mark.parametrize("compiled", [False, True])
def test_drawn_tables_keep_both_margins_and_have_the_exact_law(
    compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every table of 3 + 3 people and 2 + 2 + 2 of three groups, by its exact chance."""
    n = np.array([[2.0, 1, 0], [0, 1, 2]])
    draws = 8_000
    if compiled:
        allocation = Allocation(n)
        tables, largest = lots.prepared(allocation.t, allocation.N)
        state, table = np.array([12345], np.uint64), np.empty((2, 3), np.int32)
        found = []
        for _ in range(draws):
            lots.draw(allocation.t, allocation.N, tables, largest, state, table)
            found.append(table.copy())
    else:
        found = [a.astype(int) for a in allocations(n, draws, seed=1)]
    counts: dict[tuple[int, ...], int] = {}
    for a in found:
        assert a.sum(axis=1).tolist() == [3, 3]
        assert a.sum(axis=0).tolist() == [2, 2, 2]
        counts[tuple(a[0])] = counts.get(tuple(a[0]), 0) + 1
    ways = {x: 1 for x in product(range(3), repeat=3) if sum(x) == 3}
    for x in ways:
        ways[x] = int(np.prod([[1, 2, 1][k] for k in x]))  # C(2, k) each
    total = sum(ways.values())
    chi2 = sum((counts.get(x, 0) - draws * w / total) ** 2 / (draws * w / total)
               for x, w in ways.items())  # fmt: skip
    assert chi2 < 22.5  # 6 degrees of freedom, p = .001


def test_compiled_and_plain_draws_have_one_law_and_one_digit_a_seed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(0)
    n = rng.poisson(rng.gamma(1, 20, (60, 4))).astype(float)
    n[0] = [900, 800, 700, 500]  # more people than one alias table draws
    names = ("mutual_information", "multigroup_dissimilarity", "relative_diversity")
    indices = [INDICES[name] for name in names]
    plain = values_by_chance(indices, n, 1_500, 1)
    monkeypatch.setattr(room, "MANY", 1)
    compiled = values_by_chance(indices, n, 1_500, 1)
    error = plain.std(axis=0) / np.sqrt(750)
    assert (np.abs(plain.mean(axis=0) - compiled.mean(axis=0)) < 4.5 * error).all()
    assert compiled.std(axis=0) == pytest.approx(plain.std(axis=0), rel=0.12)
    one = values_by_chance(indices[:2], n, 200, 3, threads=1)
    assert (values_by_chance(indices[:2], n, 200, 3, threads=4) == one).all()


def test_p_counts_the_table_itself() -> None:
    apart = np.array([[200.0, 10.0], [10.0, 200.0]])
    assert permutation_p(INDICES["dissimilarity"], apart, 99, seed=0) == 0.01
    even = np.array([[100.0, 100.0], [100.0, 100.0]])
    assert permutation_p(INDICES["dissimilarity"], even, 99, seed=0) == 1.0
