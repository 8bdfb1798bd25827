"""Formulas called by hand: what they take, and what is said of what they cannot take."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from samlad import measure as m
from samlad.model import Areas, Counts, Mistake, Source

N = np.array([[30.0, 10], [10, 50], [20, 20], [5, 40], [0, 25]])
AT = np.array([[0.0, 0], [400, 0], [900, 300], [5000, 0], [5300, 200]])
LAND = np.array([1e4, 2e4, 1e4, 5e4, 3e4])
STATUS = np.array([[0, 0], [0, 0], [1, 0], [0, 0], [0, 0]])
AREAS = Areas("d", tuple("abcde"), positions=AT)
COUNTS = Counts(AREAS, ("x", "y"), N, "2024", Source("p", "d"))
HOLED = Counts(AREAS, ("x", "y"), N, "2024", Source("p", "d"), STATUS)
NOWHERE = replace(COUNTS, areas=Areas("d", tuple("abcde")))
ALONE = m.within(AT, N, 10, include_own=False)
FIRST_EMPTY = Counts(AREAS, ("x", "y", "z"), np.column_stack([N[:, :1] * 0, N]), "", COUNTS.source)
NEAR_EMPTY = m.within(AT, FIRST_EMPTY, 600)
FRAME = pd.DataFrame(N, columns=["x", "y"])
OTHER = replace(COUNTS, areas=Areas("other", tuple("abcde")))
COUNTS_AND_ONE = replace(COUNTS, people=N + 1)
TURNED = COUNTS.only("edcba")
PAIR = (m.within(AT, COUNTS, 600), m.within(AT[::-1], TURNED, 600))
NAMED = replace(COUNTS, groups=("p", "q"))
LONELY = N * [[0, 1], [0, 1], [1, 1], [0, 1], [0, 1]]
THREE = np.column_stack([LONELY, N[:, 1]])
CUT_THREE = m.within(AT, THREE, 450, include_own=False)
CUT = m.within(AT, LONELY, 450, include_own=False)
TWINS = pd.DataFrame(N, columns=["x", "x"])
SHORTER = COUNTS.only("abcd")
SOME = [0, 1, 3, 4]


def test_areas_not_fully_known_are_left_out_as_in_read() -> None:
    assert m.theil_h(HOLED) == m.theil_h(N[SOME]) == m.read("theil_h", HOLED).value
    assert np.isnan(m.local_divergence(HOLED)).tolist() == [False, False, True, False, False]
    masked = np.ma.MaskedArray(N, STATUS == 1)
    assert m.theil_h(masked) == m.theil_h(HOLED)
    frame = pd.DataFrame(np.where(STATUS == 1, np.nan, N), columns=["x", "y"])
    assert m.theil_h(frame) == m.theil_h(HOLED) == m.read("theil_h", frame).value


def test_counts_bring_their_positions_and_others_go_before_them() -> None:
    assert m.distance_decay_isolation(HOLED) == m.distance_decay_isolation(N[SOME], AT[SOME])
    away = AT[::-1] * 2
    assert m.distance_decay_isolation(HOLED, away) == m.distance_decay_isolation(
        N[SOME], away[SOME]
    )
    assert m.delta(HOLED, LAND) == m.delta(N[SOME], LAND[SOME])


def test_surroundings_of_one_scale_are_near() -> None:
    around = m.within(AT, N, 600)
    assert m.theil_h(N, around) == m.theil_h(N, near=around.shares[0])
    assert m.theil_h(COUNTS, around) == m.read("theil_h", COUNTS, surroundings=around).value
    alone = m.within(AT, HOLED, 600, include_own=False)
    assert m.theil_h(HOLED, alone) == m.read("theil_h", HOLED, surroundings=alone).value
    cut = m.within(AT, N, 450, include_own=False)
    assert np.isnan(cut.shares[0]).any(axis=1).tolist() == [False, False, True, False, False]
    assert m.theil_h(N, cut) == m.read("theil_h", COUNTS, surroundings=cut).value
    assert np.isnan(m.local_entropy(N, cut)).tolist() == [False, False, True, False, False]


def test_everything_that_reads_counts_reads_rows_of_numbers() -> None:
    rows, frame = N.tolist(), pd.DataFrame(N, columns=["x", "y"])
    assert m.read_all(("theil_h", "gini"), frame)[1].groups == ("x", "y")
    one, two = m.read("isolation", rows), m.read("isolation", COUNTS)
    assert (one.value, one.low, one.high) == (two.value, two.low, two.high)
    assert m.local("local_divergence", rows).total == m.local("local_divergence", COUNTS).total
    assert m.compare(["theil_h"], rows, (N + 3).tolist())[0].change > -1
    assert m.segregation_curve(rows)[0].tolist() == m.segregation_curve(COUNTS)[0].tolist()
    around = m.within(AT, frame, (100, 600))
    assert m.profile("theil_h", rows, around).values == pytest.approx(
        m.profile("theil_h", COUNTS, around).values
    )
    assert m.shapley(COUNTS, frame + 2).structure == m.shapley(N, N + 2).structure


def test_two_dates_are_found_by_code_and_group() -> None:
    turned = COUNTS.only("edcba", ("y", "x"))
    assert m.shapley(COUNTS, turned).structure_by_area.tolist() == [0.0] * 5
    assert m.karmel_maclachlan(COUNTS, turned, "theil_h").change == pytest.approx(0, abs=1e-15)
    later, more = replace(turned, people=turned.people + (0, 4)), N + (4, 0)  # noqa: RUF005
    one, other = m.compare(["theil_h"], COUNTS, later), m.compare(["theil_h"], N, more)
    assert one[0].change == other[0].change and one[0].low == other[0].low
    fewer = m.shapley(COUNTS, SHORTER)
    assert fewer.removals != 0 and fewer.structure == pytest.approx(0, abs=1e-12)
    whole = np.vstack([N[:4], np.zeros((1, 2))])
    assert fewer.removals == pytest.approx(m.shapley(N, whole).removals, abs=1e-15)


def test_a_middle_group_with_nobody_counts_where_groups_are_ordered() -> None:
    n = np.array([[30.0, 10, 0, 10], [10, 50, 0, 30], [20, 5, 0, 1], [4, 9, 0, 40]])
    for name in ("ordinal_h", "ordinal_r", "ordinal_s", "ordinal_v", "rank_order_h"):
        bare = m.INDICES[name].formula(n)
        if name != "rank_order_h":  # each threshold counts; by rank it is the people between
            nearly = m.INDICES[name].formula(n + np.array([0, 0, 1e-9, 0]))
            assert bare == pytest.approx(nearly, rel=1e-5)
            assert bare != pytest.approx(m.INDICES[name].formula(n[:, [0, 1, 3]]), rel=1e-3)
        assert getattr(m, name)(n) == m.read(name, n).value == bare
        both = m.read_all(("theil_h", name, "gini" if n.shape[1] == 2 else "divergence"), n)
        assert both[1].value == bare and both[1].groups == ("1", "2", "3", "4")
        assert both[0].value == m.theil_h(n[:, [0, 1, 3]]) and both[0].index == "theil_h"
        at = AT[:4]
        around = m.within(at, n, (0, 600))
        pair = m.read_all(("theil_h", name), n, surroundings=around)
        assert [r.index for r in pair] == ["theil_h", "theil_h", name, name]
        assert pair[2].value == pytest.approx(bare, abs=1e-14)
        if name != "rank_order_h":
            (change,) = m.compare((name,), n, n + np.array([0, 0, 1e-6, 0]))
            assert change.change == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize("empty", [0, 2, 4])
@pytest.mark.parametrize("interval", ["delta", "person", "jackknife", "area"])
def test_ordered_indices_have_intervals_where_a_group_has_nobody(empty: int, interval: str) -> None:
    at = np.stack(np.meshgrid(np.arange(10.0), np.arange(6.0)), axis=-1).reshape(-1, 2) * 100
    rng = np.random.default_rng(2)
    n = rng.poisson(60 * rng.dirichlet([4, 4, 4, 4], 60) * 4).astype(float)
    holed = np.insert(n, empty, 0.0, axis=1)
    names = ("ordinal_h", "ordinal_s", "rank_order_r", "theil_h")
    for around in (None, (0, 250)):
        one, other = (
            m.read_all(
                names, people, interval=interval, draws=60,
                surroundings=None if around is None else m.within(at, people, around),
            )
            for people in (n, holed)
        )  # fmt: skip
        for a, b in zip(one, other, strict=True):
            assert a.index == b.index and (a.low is None) == (b.low is None)
            same = empty != 2 or a.index not in ("ordinal_h", "ordinal_s")
            assert (b.value == pytest.approx(a.value, rel=1e-9)) is same
            if a.low is not None and b.low is not None and a.high and b.high:
                assert 0.5 < (b.high - b.low) / (a.high - a.low) < 2


def test_progress_never_goes_back_where_ordered_indices_are_asked_for_apart() -> None:
    told: list[float] = []
    holed = np.insert(N, 1, 0.0, axis=1)
    m.read_all(("theil_h", "ordinal_h"), holed, draws=40, progress=told.append)
    assert told == sorted(told) and told[-1] == 1


def test_a_formula_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(m.theil_h)) is m.theil_h
    assert pickle.loads(pickle.dumps(m.INDICES["theil_h"])) == m.INDICES["theil_h"]


@pytest.mark.parametrize(
    ("code", "ask"),
    [
        ("measure.near", lambda: m.theil_h(N, N[:4])),
        ("measure.near", lambda: m.theil_h(N, -N)),
        ("measure.near", lambda: m.theil_h(N, N)),
        ("measure.near", lambda: m.theil_h(N, AT)),
        ("measure.near", lambda: m.theil_h(N, "near")),
        ("measure.near", lambda: m.exposure_matrix(N, N)),
        ("measure.nobody_left", lambda: m.mutual_information(N, ALONE)),
        ("measure.nobody_left", lambda: m.gini(N, ALONE)),
        ("measure.nobody_left", lambda: m.local("local_entropy", COUNTS, surroundings=ALONE)),
        ("measure.borders", lambda: m.boundary_dissimilarity(N, AREAS)),
        ("measure.length", lambda: m.absolute_centralization(COUNTS, np.ones((5, 3)))),
        ("measure.length", lambda: m.distortion(N, [["a", "b"]] * 5)),
        ("measure.length", lambda: m.relative_centralization(N, AT, [1, 2, 3])),
        ("measure.position_missing", lambda: m.distortion(N, np.ma.MaskedArray(AT, AT == 900))),
        ("measure.table", lambda: m.theil_h(N + 1j)),
        ("measure.empty_group", lambda: m.exposure_matrix([[1, 0], [2, 0]])),
        ("measure.empty_group", lambda: m.read("isolation", FIRST_EMPTY, surroundings=NEAR_EMPTY)),
        ("measure.two_groups", lambda: m.permutation_p("gini", np.column_stack([N, N]), 9, 0)),
        ("measure.not_alone", lambda: m.permutation_p("delta", N, 9, 0)),
        ("measure.local_index", lambda: m.permutation_p("local_entropy", N, 9, 0)),
        ("counts.duplicate_group", lambda: m.theil_h(TWINS)),
        ("compare.groups", lambda: m.shapley(FRAME, FRAME[["y", "x"]])),
        ("areas.two_divisions", lambda: m.shapley(COUNTS, OTHER)),
        ("areas.differ", lambda: m.karmel_maclachlan(COUNTS, SHORTER, "theil_h")),
        ("areas.differ", lambda: m.compare(["theil_h"], N, N[:4])),
        ("measure.unknown_index", lambda: m.between_places(N, N, "theil")),
        ("measure.parameter", lambda: m.atkinson(N, b=2)),
        ("measure.parameter", lambda: m.read("atkinson", N, b=1)),
        ("measure.parameter", lambda: m.hill(N, q=-1)),
        ("measure.parameter", lambda: m.rank_order_h(N, order=1.5)),
        ("measure.unknown_parameter", lambda: m.read("theil_h", N, near=N)),
        ("measure.unknown_parameter", lambda: m.read_all(("atkinson", "gini"), N, beta=0.1)),
        ("measure.unknown_parameter", lambda: m.local("local_entropy", N, near=N)),
        ("measure.length", lambda: m.read("delta", COUNTS, size=[1, 2])),
        ("measure.length", lambda: m.read("delta", COUNTS, size=3.0)),
        ("measure.length", lambda: m.read("relative_centralization", COUNTS, centre=(1,))),
        ("measure.not_alone", lambda: m.between_places(N, N, "absolute_clustering")),
        ("measure.local_index", lambda: m.karmel_maclachlan(N, N, "local_divergence")),
        ("change.level_kinds", lambda: m.merged(N, ["a", 1, 1, 1, 1])),
        ("change.level_kinds", lambda: m.merged(N, 3)),
        ("spatial.order", lambda: m.spatial_compare(["theil_h"], COUNTS, TURNED, PAIR)),
        ("compare.groups", lambda: m.shapley_by_scale(COUNTS, NAMED, m.within(AT, N, (0, 600)))),
        ("measure.one_group_left", lambda: m.isolation(LONELY, near=CUT)),
        ("measure.one_group_left", lambda: m.rank_order_s(LONELY, near=CUT)),
        ("measure.one_group_left", lambda: m.local("local_exposure", LONELY, surroundings=CUT)),
        ("measure.empty_group", lambda: m.isolation(THREE, near=CUT_THREE)),
        ("measure.draws", lambda: m.permutation_p("gini", N, 0, 0)),
        ("measure.two_groups", lambda: m.allen_density(np.column_stack([N, N]).tolist())),
        ("change.shape", lambda: m.fit_margins(N, [1, 2], [1, 2])),
        ("measure.many_scales", lambda: m.theil_h(N, m.within(AT, N, (100, 600)))),
        ("measure.length", lambda: m.distance_decay_isolation(N, AT[:3])),
        ("measure.length", lambda: m.distance_decay_isolation(N, AT[:, 0])),
        ("measure.length", lambda: m.delta(N, LAND[:2])),
        ("measure.size", lambda: m.delta(N, LAND * 0)),
        ("measure.no_positions", lambda: m.distortion(NOWHERE)),
        ("measure.no_outlines", lambda: m.delta(COUNTS)),
        ("measure.two_groups", lambda: m.gini(np.column_stack([N, N]))),
        ("measure.undefined", lambda: m.absolute_concentration(N[:1], LAND[:1])),
        ("measure.incomplete", lambda: m.shapley(HOLED, COUNTS)),
        ("change.index", lambda: m.shapley(N, N, "gini")),
        ("frame.text", lambda: m.theil_h(pd.DataFrame({"code": ["a"], "x": [1], "y": [2]}))),
        ("measure.table", lambda: m.theil_h("people.csv")),
        ("measure.table", lambda: m.theil_h([[1, 2], [3]])),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said(code: str, ask: Callable[[], Any]) -> None:
    with pytest.raises(Mistake) as caught:
        ask()
    assert caught.value.code == code


def test_what_an_index_lacks_python_says() -> None:
    with pytest.raises(TypeError, match="positions"):
        m.distortion(N)
    with pytest.raises(TypeError, match="unexpected"):
        m.theil_h(N, order=3)


def test_the_other_formulas_take_the_same() -> None:
    rows = N.tolist()
    assert m.exposure_matrix(rows).tolist() == m.exposure_matrix(COUNTS).tolist()
    assert m.rank_order_profile(rows)[1].tolist() == m.rank_order_profile(COUNTS)[1].tolist()
    assert m.allen_density(rows) == m.allen_density(N)
    assert m.mean_by_chance("theil_h", rows) == m.mean_by_chance(m.INDICES["theil_h"], N)
    assert m.karmel_maclachlan(N + 1, N + 2, m.INDICES["gini"]) == m.karmel_maclachlan(
        COUNTS_AND_ONE, N + 2, "gini"
    )
    assert m.permutation_p("gini", rows, 49, 0) == m.permutation_p(m.INDICES["gini"], N, 49, 0)


@pytest.mark.parametrize(
    "members", [[0, 0, 1, 2, 2], ["a", "a", "b", "c", "c"], [1440, 1440, 1488, 2081, 2081]]
)
def test_wholes_have_numbers_codes_or_names(members: list[Any]) -> None:
    wanted = [[40, 60], [20, 20], [5, 65]]
    assert m.merged(N, members).tolist() == wanted
    found = m.nested(N, [[8, 8, 8, 9, 9], members], "theil_h")
    assert found.total == pytest.approx(m.theil_h(N), rel=1e-12)
    assert found.within.tolist() == pytest.approx([m.theil_h(N[:3]), m.theil_h(N[3:])], rel=1e-12)


@pytest.mark.parametrize(
    "members",
    [[0, 0, 1, 2], ["a", None, "b", "b", "b"], [0, 0, np.nan, 1, 1], ["", "a", "a", "a", "a"]],
)
def test_wholes_that_are_none_are_said(members: list[Any]) -> None:
    with pytest.raises(Mistake, match=r"change\.levels"):
        m.merged(N, members)
    with pytest.raises(Mistake, match=r"change\.levels"):
        m.nested(N, [])
