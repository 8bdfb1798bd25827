"""Laws of every method of need."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samlad.model import Areas, Source
from samlad.need import METHODS, Part, Recipe, from_figures, from_percent, score
from samlad.need import socioeconomic_index as sei
from samlad.need.standard import average_ranks, exponential, worst_ranks

HERE = Source("x", "y")
PERCENT = st.floats(0, 100, allow_nan=False).map(lambda v: round(v, 1))
TABLES = st.integers(2, 12).flatmap(
    lambda n: st.lists(st.lists(PERCENT, min_size=3, max_size=3), min_size=n, max_size=n)
)
METHOD = pytest.mark.parametrize("method", METHODS)
THREE = (Part("a", 1, 1.0, "work"), Part("b", -1, 2.0, "economy"), Part("c", 1, 0.5, "health"))


def made(rows: list[list[float]], method: str, people: float = 800.0):  # type: ignore[no-untyped-def]
    areas = Areas("X", tuple(f"{i:02}" for i in range(len(rows))))
    table = np.array(rows)
    indicators = {
        name: from_percent(name, areas, "2024", table[:, i], HERE, people=[people] * len(rows))
        for i, name in enumerate("abc")
    }
    return score(Recipe("r", method, THREE, (), ""), indicators, worst=1, draws=40)


@METHOD
@given(rows=TABLES)
@settings(max_examples=25, deadline=None)
def test_terms_sum_exactly_ranks_hold_the_estimate_and_probabilities_are_probabilities(
    method: str, rows: list[list[float]]
) -> None:
    need = made(rows, method)
    assert all(need.score[i] == math.fsum(need.terms[i]) for i in range(len(rows)))
    assert (need.low <= need.score).all()
    assert (need.score <= need.high).all()
    assert ((need.rank_low >= 1) & (need.rank_low <= need.rank)).all()
    assert ((need.rank <= need.rank_high) & (need.rank_high <= len(rows))).all()
    for part in (need.p_worst, need.smaa):
        assert ((part >= 0) & (part <= 1)).all()
        assert part.sum() >= 1 - 1e-9
    assert need.influence.sum() == pytest.approx(1.0) or not need.influence.any()


@METHOD
@given(rows=TABLES, seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_the_order_of_areas_in_the_table_does_not_matter(
    method: str, rows: list[list[float]], seed: int
) -> None:
    turn = np.random.default_rng(seed).permutation(len(rows))
    one, other = made(rows, method), made([rows[i] for i in turn], method)
    assert np.allclose(one.score[turn], other.score, atol=1e-8)


@pytest.mark.parametrize("method", ["mean", "percentile", "exponential"])
@given(rows=TABLES)
@settings(max_examples=25, deadline=None)
def test_more_of_what_is_bad_never_gives_less_need(method: str, rows: list[list[float]]) -> None:
    worse = [list(row) for row in rows]
    worse[0][0] = 100.0
    # Large denominators: shrinkage, which is not monotone in one area, is out of the way.
    before, after = (made(table, method, 1e12) for table in (rows, worse))
    assert after.score[0] >= before.score[0] - 1e-6


@given(values=st.lists(st.integers(0, 6), min_size=1, max_size=30))
def test_ranks_share_ties_and_sum_to_the_same_whole(values: list[int]) -> None:
    ranks = average_ranks(np.array(values, dtype=float))
    n = len(values)
    assert ranks.sum() == pytest.approx(n * (n + 1) / 2)
    assert worst_ranks(np.array(values, dtype=float)).min() == 1
    for value in set(values):
        assert len({r for r, v in zip(ranks, values, strict=True) if v == value}) == 1


@given(r=st.floats(0.001, 1))
def test_the_exponential_transform_lies_within_its_range_and_grows(r: float) -> None:
    x = exponential(np.array([r * 0.999, r]))
    assert 0 <= x[0] < x[1] <= 100 + 1e-9


@METHOD
@given(scale=st.floats(0.01, 1000))
@settings(max_examples=10, deadline=None)
def test_the_unit_of_an_indicator_does_not_matter_where_parts_are_standardised(
    method: str, scale: float
) -> None:
    if method == "mean":
        return
    areas = Areas("X", tuple("abcde"))
    parts = (Part("w", -1, 1.0, "economy"), Part("v", 1, 1.0, "work"))
    base, other = np.array([5.0, 9, 2, 7, 1]), np.array([3.0, 1, 4, 1, 5])
    needs = [
        score(
            Recipe("r", method, parts, (), ""),
            {
                "w": from_figures("w", areas, "2024", base * s, HERE),
                "v": from_figures("v", areas, "2024", other, HERE),
            },
            draws=5,
        )
        for s in (1.0, scale)
    ]
    assert np.allclose(needs[0].score, needs[1].score, atol=1e-9)


@given(rows=TABLES, mean=st.floats(1, 60), deviation=st.floats(0.5, 20))
def test_the_socioeconomic_index_is_a_mean_and_its_types_follow_it(
    rows: list[list[float]], mean: float, deviation: float
) -> None:
    table = np.array(rows)
    index = sei([str(i) for i in range(len(rows))], *table.T, mean=mean, deviation=deviation)
    assert np.allclose(index.score, table.mean(axis=1))
    assert index.types is not None
    order = np.argsort(index.score)
    assert (np.diff(index.types[order]) <= 0).all()
    assert ((index.types == 1) == (index.score >= mean + 2 * deviation)).all()
    assert ((index.types == 5) == (index.score < mean - deviation)).all()
