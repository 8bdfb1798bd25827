"""Laws every index in the registry must hold, found by trying to break them."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import samlad.measure as measure
from samlad.measure import INDICES, Borders, Index, fit_margins, merged, nested, shapley
from samlad.model import Areas, Counts, Mistake, Source

Table = NDArray[np.float64]
law = settings(deadline=None)  # how many examples is the profile's to say
SCALARS = [name for name, index in INDICES.items() if not index.local]
LOCALS = [name for name, index in INDICES.items() if index.local]
EVEN = [name for name, index in INDICES.items() if index.dimension in ("evenness", "order")]
EVEN += ["correlation_ratio", "normalized_exposure"]
OF_FIRST = ("isolation", "interaction", "correlation_ratio", "location_quotient", "local_exposure")
OF_FIRST += ("absolute_concentration", "absolute_centralization", "absolute_clustering", "delta")
OF_FIRST += ("distance_decay_isolation", "distance_decay_interaction")
TWO = 2


@st.composite
def tables(draw: st.DrawFn, groups: int | None = None, areas: int | None = None) -> Table:
    """People, (areas, groups), whole numbers, zeros allowed but no area or group empty."""
    G = groups or draw(st.integers(2, 5))
    J = areas or draw(st.integers(3, 12))
    seed = draw(st.integers(0, 2**32 - 1))
    spread = draw(st.sampled_from([0.05, 0.5, 5.0]))
    rng = np.random.default_rng(seed)
    n = np.floor(rng.dirichlet(np.full(G, spread), J) * rng.integers(2, 400, (J, 1)))
    n[rng.integers(0, J, G), np.arange(G)] += 1
    n[np.arange(J), rng.integers(0, G, J)] += 1
    return np.asarray(n, dtype=float)


def around(n: Table) -> dict[str, Any]:
    """A row of square areas 500 m wide, sizes varying: what indices of place need."""
    J = len(n)
    size = 250_000.0 * (1 + np.arange(J) % 3)
    return {
        "positions": np.column_stack([500.0 * np.arange(J), 130.0 * (np.arange(J) % 4)]),
        "size": size,
        "borders": Borders(
            np.arange(J - 1), np.arange(1, J), np.full(J - 1, 500.0), 4 * np.sqrt(size)
        ),
    }


def needs(index: Index, n: Table) -> dict[str, Any]:
    taken = inspect.signature(index.formula).parameters
    return {k: v for k, v in around(n).items() if k in index.needs and k in taken}


def value(name: str, n: Table) -> float:
    index = INDICES[name]
    with np.errstate(all="ignore"):
        return float(index.formula(n, **needs(index, n)))


def columns(name: str) -> int | None:
    return TWO if INDICES[name].groups == TWO else None


PROMISED = """
        dissimilarity gini atkinson hutchens_square_root minmax multigroup_dissimilarity
        multigroup_gini mutual_information theil_h relative_diversity
        squared_coefficient_of_variation divergence multigroup_atkinson isolation
        interaction correlation_ratio normalized_exposure entropy simpson hill ordinal_h
        ordinal_r ordinal_s ordinal_v rank_order_h rank_order_r rank_order_s delta
        absolute_concentration relative_concentration absolute_centralization
        relative_centralization absolute_clustering relative_clustering spatial_proximity
        distance_decay_isolation distance_decay_interaction boundary_dissimilarity
        perimeter_dissimilarity location_quotient local_mutual_information
        local_divergence local_entropy local_exposure distortion local_distortion
"""


def test_no_index_is_forgotten() -> None:
    """Every name in the table of indices is there, and every index is in the law below."""
    promised = set(PROMISED.split())
    assert promised == set(INDICES)
    assert set(SCALARS) | set(LOCALS) == set(INDICES)
    for name in promised:
        by_hand = getattr(measure, name)
        assert by_hand.__wrapped__ is INDICES[name].formula and by_hand.__doc__


@pytest.mark.parametrize("name", sorted(INDICES))
@law
@given(data=st.data())
def test_called_by_hand_an_index_gives_what_is_read(name: str, data: st.DataObject) -> None:
    """Rows, a data frame and counts alike; areas and groups that hold nobody change nothing."""
    index, n = INDICES[name], data.draw(tables(groups=columns(name)))
    by_hand, beside = getattr(measure, name), needs(index, n)
    with np.errstate(all="ignore"):
        bare = np.asarray(index.formula(n, **beside))
    if not np.isfinite(bare).all():
        assume(not index.local)
        with pytest.raises(Mistake, match=r"measure\.undefined"):
            by_hand(n, **beside)
        return
    made = data.draw(st.sampled_from([np.ndarray.tolist, pd.DataFrame, pl.DataFrame, np.ma.array]))
    for people in (n, made(n)):
        assert np.array_equal(by_hand(people, **beside), bare)
    more = np.insert(n, 1, 0.0, axis=0)
    if index.groups != TWO and name not in OF_FIRST:
        empty = data.draw(st.integers(0, n.shape[1]))
        more = np.insert(more, empty, 0.0, axis=1)
        if index.ordered:  # each threshold counts, whoever is between it and the next
            with np.errstate(all="ignore"):
                bare = np.asarray(index.formula(np.insert(n, empty, 0.0, axis=1), **beside))
    holed = {k: np.insert(v, 1, 7.0, axis=0) for k, v in beside.items() if k != "borders"}
    if "borders" in beside:
        b, after = beside["borders"], np.arange(len(n)) + (np.arange(len(n)) > 0)
        holed["borders"] = Borders(
            after[b.one], after[b.other], b.metres, np.insert(b.perimeter, 1, 4.0)
        )
    found = np.asarray(by_hand(more, **holed))
    if index.local:
        assert np.isnan(found[1]).all()
        found = np.delete(found, 1, axis=0)
    np.testing.assert_allclose(found, bare, rtol=1e-12, atol=1e-12)
    if "borders" not in beside:
        at = holed.get("positions", around(more)["positions"])
        areas = Areas("d", tuple(map(str, range(len(more)))), positions=at)
        counts = Counts(areas, tuple("abcdef"[: more.shape[1]]), more, "", Source("p", "d"))
        size = {"size": holed["size"]} if "size" in holed else {}
        read = measure.local if index.local else measure.read
        read = partial(read, name, counts, interval="none", **size)
        seen = (lambda r: r.values) if index.local else (lambda r: r.value)
        np.testing.assert_array_equal(by_hand(counts, **size), seen(read()))
        if index.near:
            near = measure.within(at, counts, 600, include_own=data.draw(st.booleans()))
            try:
                found = by_hand(counts, near)
            except Mistake:
                return  # nobody is around anybody, or nothing to tell
            np.testing.assert_array_equal(found, seen(read(surroundings=near)))


def test_every_formula_in_the_room_is_registered() -> None:
    folder = Path(inspect.getfile(measure)).parent
    written = set()
    for path in folder.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        written |= set(re.findall(r"^@index\(.*?^def (\w+)\(", text, re.S | re.M))
    assert written == set(INDICES)


@pytest.mark.parametrize("name", sorted(INDICES))
def test_every_index_says_what_it_is(name: str) -> None:
    index = INDICES[name]
    assert re.search(r"(1[89]|20)\d\d", index.reference)
    assert ">>>" in (index.formula.__doc__ or "")
    assert index.lowest < index.highest
    assert index.groups in (0, TWO)


@pytest.mark.parametrize("name", SCALARS)
@given(data=st.data())
@law
def test_the_value_is_within_its_range(name: str, data: st.DataObject) -> None:
    index = INDICES[name]
    n = data.draw(tables(columns(name)))
    found = value(name, n)
    if np.isfinite(found):
        assert index.lowest - 1e-9 <= found <= index.top(n.shape[1]) + 1e-9
    else:  # nothing but a ratio of nothing to nothing
        assert name in ("relative_clustering", "absolute_clustering", "relative_concentration")


@pytest.mark.parametrize("name", LOCALS)
@given(data=st.data())
@law
def test_local_values_are_within_their_range(name: str, data: st.DataObject) -> None:
    index, n = INDICES[name], data.draw(tables())
    found = index.formula(n, **needs(index, n))
    assert found.shape == (len(n),)
    assert (found >= index.lowest - 1e-9).all() and (found <= index.highest + 1e-9).all()


@pytest.mark.parametrize("name", SCALARS)
@given(data=st.data(), times=st.integers(2, 9))
@law
def test_it_does_not_depend_on_how_many_people_there_are(
    name: str, data: st.DataObject, times: int
) -> None:
    n = data.draw(tables(columns(name)))
    one, many = value(name, n), value(name, n * times)
    if np.isfinite(one) and abs(one) < 1e6:
        assert many == pytest.approx(one, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("name", [n for n in SCALARS if not INDICES[n].needs])
@given(data=st.data(), parts=st.integers(2, 4))
@law
def test_splitting_an_area_in_like_parts_changes_nothing(
    name: str, data: st.DataObject, parts: int
) -> None:
    n = data.draw(tables(columns(name)))
    split = np.vstack([n[1:], np.repeat(n[:1] / parts, parts, axis=0)])
    assert value(name, split) == pytest.approx(value(name, n), rel=1e-9, abs=1e-9)


# where an area's own size, number or walk enters (concentration, absolute clustering, borders,
# distortion) a division does matter, and nobody has said otherwise
SPLIT = (
    "delta", "absolute_centralization", "relative_centralization", "relative_clustering",
    "spatial_proximity", "distance_decay_isolation", "distance_decay_interaction",
)  # fmt: skip


@pytest.mark.parametrize("name", SPLIT)
@given(data=st.data(), parts=st.integers(2, 4))
@law
def test_splitting_an_area_in_like_parts_where_it_lies_changes_nothing(
    name: str, data: st.DataObject, parts: int
) -> None:
    n = data.draw(tables(columns(name)))
    index, where = INDICES[name], needs(INDICES[name], n)
    rows = np.concatenate([np.zeros(parts, int), np.arange(1, len(n))])
    share = np.where(rows == 0, 1 / parts, 1.0)
    split = {k: v[rows] * (share if k == "size" else 1.0) if v.ndim == 1 else v[rows]
             for k, v in where.items()}  # fmt: skip
    if "centre" in inspect.signature(index.formula).parameters:
        where = {**where, "centre": np.zeros(2)}
        split = {**split, "centre": np.zeros(2)}
    whole = index.formula(n, **where)
    assert index.formula(n[rows] * share[:, None], **split) == pytest.approx(whole, rel=1e-9)


def row_of_squares(codes: tuple[str, ...]) -> Areas:
    """Areas with outlines and positions, a kilometre wide and of growing height."""
    at = np.column_stack([np.arange(len(codes)) * 1_000.0, np.arange(len(codes)) % 3 * 10.0])
    rings = [
        np.array([[x, 0], [x + 1e3, 0], [x + 1e3, 500 + x / 9], [x, 500 + x / 9], [x, 0]])
        for x in at[:, 0]
    ]
    return Areas("d", codes, positions=at, outlines=tuple(((r,),) for r in rings))


@pytest.mark.parametrize("name", SCALARS)
@given(data=st.data())
@law
def test_an_area_with_nobody_takes_part_in_nothing_that_is_read(
    name: str, data: st.DataObject
) -> None:
    n = data.draw(tables(columns(name), areas=6))
    areas = row_of_squares(tuple("abcdefg"))
    less = replace(
        areas, codes=areas.codes[:6], names=(), positions=areas.positions[:6],
        outlines=areas.outlines[:6],
    )  # fmt: skip
    groups = tuple(f"g{m}" for m in range(n.shape[1]))
    source = Source("made up", "law")
    with_it = Counts(areas, groups, np.vstack([n, np.zeros(n.shape[1])]), "", source)
    try:
        want = measure.read(name, Counts(less, groups, n, "", source), interval="none").value
    except Mistake as mistake:
        with pytest.raises(Mistake, match=mistake.code):
            measure.read(name, with_it, interval="none")
        return
    found = measure.read(name, with_it, interval="none").value
    assert found == pytest.approx(want, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", [n for n in INDICES if INDICES[n].needs])
@given(data=st.data())
@law
def test_the_order_of_the_areas_does_not_matter_wherever_they_lie(
    name: str, data: st.DataObject
) -> None:
    n = data.draw(tables(columns(name)))
    index, rng = INDICES[name], np.random.default_rng(data.draw(st.integers(0, 999)))
    where = needs(index, n)
    if "positions" in where:  # no two at one distance of a third
        where["positions"] = rng.uniform(0, 5_000, (len(n), 2))
    order = rng.permutation(len(n))
    new = np.argsort(order)
    mixed = {k: v[order] if k != "borders" else Borders(
        new[v.one], new[v.other], v.metres, v.perimeter[order]) for k, v in where.items()
    }  # fmt: skip
    with np.errstate(all="ignore"):
        whole, again = index.formula(n, **where), index.formula(n[order], **mixed)
    want = whole[order] if index.local else whole
    some = np.isfinite(want) & (np.abs(want) < 1e6)
    assert np.asarray(again)[some] == pytest.approx(np.asarray(want)[some], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", [n for n in SCALARS if not INDICES[n].needs])
@given(data=st.data())
@law
def test_an_area_with_nobody_changes_nothing(name: str, data: st.DataObject) -> None:
    n = data.draw(tables(columns(name)))
    assert value(name, np.vstack([n, np.zeros(n.shape[1])])) == pytest.approx(
        value(name, n), rel=1e-9, abs=1e-9
    )


@pytest.mark.parametrize("name", [n for n in SCALARS if not INDICES[n].needs])
@given(data=st.data())
@law
def test_the_order_of_the_areas_does_not_matter(name: str, data: st.DataObject) -> None:
    n = data.draw(tables(columns(name)))
    mixed = n[np.random.default_rng(data.draw(st.integers(0, 99))).permutation(len(n))]
    assert value(name, mixed) == pytest.approx(value(name, n), rel=1e-8, abs=1e-9)


ALIKE = [
    name
    for name, index in INDICES.items()
    if (index.dimension == "evenness" and name != "atkinson")
    or index.dimension == "diversity"
    or name in ("normalized_exposure", "distortion", "boundary_dissimilarity")
    or name in ("perimeter_dissimilarity", "spatial_proximity")
]
# the first group against all others, whatever these are called
FIRST = (
    "isolation", "correlation_ratio", "delta", "absolute_concentration",
    "absolute_centralization", "absolute_clustering", "distance_decay_isolation",
)  # fmt: skip
LAST_FIRST = [name for name, index in INDICES.items() if index.ordered]


@pytest.mark.parametrize("name", ALIKE)
@given(data=st.data())
@law
def test_the_names_of_the_groups_do_not_matter(name: str, data: st.DataObject) -> None:
    n = data.draw(tables(columns(name)))
    order = data.draw(st.permutations(range(n.shape[1])))
    assert value(name, n[:, order]) == pytest.approx(value(name, n), rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("name", FIRST)
@given(data=st.data())
@law
def test_the_names_of_the_other_groups_do_not_matter(name: str, data: st.DataObject) -> None:
    n = data.draw(tables())
    order = [0, *data.draw(st.permutations(range(1, n.shape[1])))]
    one, other = value(name, n), value(name, n[:, order])
    if np.isfinite(one) and abs(one) < 1e6:
        assert other == pytest.approx(one, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("name", LAST_FIRST)
@given(data=st.data())
@law
def test_an_order_turned_round_is_the_same_order(name: str, data: st.DataObject) -> None:
    n = data.draw(tables(columns(name)))
    assert value(name, n[:, ::-1].copy()) == pytest.approx(value(name, n), rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("name", LOCALS)
@given(data=st.data())
@law
def test_local_values_do_not_depend_on_the_names_of_the_groups(
    name: str, data: st.DataObject
) -> None:
    n = data.draw(tables())
    index = INDICES[name]
    first = name in ("location_quotient", "local_exposure")  # they speak of the first group
    rest = data.draw(st.permutations(range(int(first), n.shape[1])))
    order = [0, *rest] if first else rest
    found = index.formula(n[:, order], **needs(index, n))
    assert found == pytest.approx(index.formula(n, **needs(index, n)), rel=1e-8, abs=1e-9)


@given(tables(2))
@example(np.array([[12.0, 176.0], [1.0, 385.0], [360.0, 0.0]]))
@law
def test_two_groups_that_change_names_turn_what_has_a_side(n: Table) -> None:
    other = n[:, ::-1].copy()
    central = [value("relative_centralization", t) for t in (n, other)]
    assert sum(central) == pytest.approx(0.0, abs=1e-9)
    clustered = [1 + value("relative_clustering", t) for t in (n, other)]
    assert np.prod(clustered) == pytest.approx(1.0)
    of = INDICES["atkinson"].formula
    for b in (0.2, 0.5, 0.9):
        mine, yours = 1 - of(n, b=b), 1 - of(other, b=1 - b)
        # 1 - A has its digits from A: its small roots have few, so the power above one is taken
        one, two = (mine, yours ** (b / (1 - b))) if b >= 0.5 else (yours, mine ** ((1 - b) / b))
        assert one == pytest.approx(two, rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("name", EVEN)
@given(data=st.data())
@law
def test_areas_that_are_all_alike_give_nothing(name: str, data: st.DataObject) -> None:
    n = data.draw(tables(columns(name)))
    even = np.outer(n.sum(axis=1), n.sum(axis=0)) / n.sum()
    assert value(name, even) == pytest.approx(0.0, abs=1e-7)


@pytest.mark.parametrize("name", EVEN)
@given(data=st.data())
@law
def test_areas_of_one_group_each_give_the_most(name: str, data: st.DataObject) -> None:
    n = data.draw(tables(columns(name)))
    apart = np.zeros(n.shape)
    apart[np.arange(len(n)), np.arange(len(n)) % n.shape[1]] = n.sum(axis=1)
    apart = apart[:, apart.sum(axis=0) > 0]
    most = 1.0 if np.isfinite(INDICES[name].highest) or name.startswith("rank") else None
    if most is None:  # M and divergence: the entropy of the groups
        most = value("entropy", apart)
    assert value(name, apart) == pytest.approx(most, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("isolation", 0), ("interaction", 1),
        ("distance_decay_isolation", 0), ("distance_decay_interaction", 1),
    ],
)  # fmt: skip
@given(data=st.data())
@law
def test_with_everybody_alike_the_share_met_is_the_share_of_all(
    name: str, group: int, data: st.DataObject
) -> None:
    n = data.draw(tables())
    assert value(name, alike(n)) == pytest.approx(n[:, group].sum() / n.sum(), rel=1e-9)


def alike(n: Table) -> Table:
    """The same people, every area composed as the whole."""
    return np.asarray(np.outer(n.sum(axis=1), n.sum(axis=0)) / n.sum())


NOTHING = {  # what an index of place is where all areas are alike
    "distortion": 0.0,
    "boundary_dissimilarity": 0.0,
    "perimeter_dissimilarity": 0.0,
    "relative_centralization": 0.0,
    "relative_concentration": 0.0,
    "relative_clustering": 0.0,
    "spatial_proximity": 1.0,
}


@pytest.mark.parametrize("name", NOTHING)
@given(data=st.data())
@law
def test_areas_that_are_all_alike_give_nothing_wherever_they_lie(
    name: str, data: st.DataObject
) -> None:
    n = data.draw(tables(columns(name)))
    assert value(name, alike(n)) == pytest.approx(NOTHING[name], abs=1e-7)


@given(tables())
@law
def test_local_values_of_areas_that_are_all_alike_are_those_of_the_whole(n: Table) -> None:
    even, whole = alike(n), {
        "location_quotient": 1.0,
        "local_mutual_information": 0.0,
        "local_divergence": 0.0,
        "local_entropy": value("entropy", n),
        "local_exposure": n[:, 0].sum() / n.sum(),
        "local_distortion": 0.0,
    }  # fmt: skip
    assert set(whole) == set(LOCALS)
    for name, want in whole.items():
        index = INDICES[name]
        found = index.formula(even, **needs(index, even))
        assert found == pytest.approx(np.full(len(n), want), abs=1e-7)


@given(tables())
@law
def test_those_who_live_apart_meet_their_own_and_nobody_else(n: Table) -> None:
    apart = np.zeros(n.shape)
    apart[np.arange(len(n)), np.arange(len(n)) % n.shape[1]] = n.sum(axis=1)
    apart = apart[:, apart.sum(axis=0) > 0]
    assert value("isolation", apart) == pytest.approx(1.0)
    assert value("interaction", apart) == pytest.approx(0.0, abs=1e-12)
    assert measure.exposure_matrix(apart) == pytest.approx(np.eye(apart.shape[1]), abs=1e-12)


@pytest.mark.parametrize(
    ("name", "bare"),
    [("distance_decay_isolation", "isolation"), ("distance_decay_interaction", "interaction")],
)
@given(data=st.data())
@law
def test_places_far_apart_meet_nobody_and_places_in_one_spot_everybody(
    name: str, bare: str, data: st.DataObject
) -> None:
    n = data.draw(tables())
    group, at = int(bare == "interaction"), around(n)["positions"]
    of = INDICES[name].formula
    assert of(n, at * 1e6) == pytest.approx(value(bare, n), rel=1e-9, abs=1e-12)
    assert of(n, at * 0.0) == pytest.approx(n[:, group].sum() / n.sum(), rel=1e-9)


@given(tables(2))
@law
def test_in_one_spot_no_group_is_clustered(n: Table) -> None:
    spot = np.zeros((len(n), 2))
    assert INDICES["spatial_proximity"].formula(n, spot) == pytest.approx(1.0)
    assert INDICES["relative_clustering"].formula(n, spot) == pytest.approx(0.0, abs=1e-9)
    assert INDICES["absolute_clustering"].formula(n, spot) == pytest.approx(0.0, abs=1e-9)
    assert INDICES["relative_centralization"].formula(n, spot) == pytest.approx(0.0, abs=1e-9)


@given(tables())
@law
def test_m_is_the_same_seen_from_areas_and_from_groups(n: Table) -> None:
    m = INDICES["mutual_information"].formula
    assert m(n.T) == pytest.approx(m(n), rel=1e-9, abs=1e-12)
    assert INDICES["divergence"].formula(n) == pytest.approx(m(n), rel=1e-9, abs=1e-12)


@given(tables(areas=9))
@law
def test_nested_parts_sum_to_the_whole(n: Table) -> None:
    large, middle = np.arange(9) // 5, np.arange(9) // 2
    middle = middle + (np.arange(9) >= 5)  # no middle unit in two large ones
    _, middle = np.unique(middle, return_inverse=True)
    for index in ("mutual_information", "theil_h"):
        found = nested(n, [large, middle], index)
        assert sum(found.parts) == pytest.approx(INDICES[index].formula(n), abs=1e-10)
        assert min(found.parts) >= -1e-10
    weights = merged(n, large).sum(axis=1) / n.sum()
    found = nested(n, [large])
    assert float(weights @ found.within) == pytest.approx(found.parts[1], abs=1e-10)


@given(tables(3, 8), tables(3, 8))
@law
def test_what_a_change_consists_of_sums_and_turns_with_time(a: Table, b: Table) -> None:
    # odds ratios are followed, so no cell is empty at one time only
    a, b = a + 1, b + 1
    there, back = shapley(a, b), shapley(b, a)
    names = ("additions", "removals", "group_margin", "unit_margin", "structure")
    assert sum(getattr(there, n) for n in names) == pytest.approx(there.change, abs=1e-8)
    for name in names:
        other = {"additions": "removals", "removals": "additions"}.get(name, name)
        assert getattr(back, other) == pytest.approx(-getattr(there, name), abs=1e-7)
    assert there.structure_by_area.sum() == pytest.approx(there.structure, abs=1e-7)


@given(tables(3, 6), tables(3, 6))
@law
def test_other_decompositions_turn_with_time_too(a: Table, b: Table) -> None:
    a, b = a + 1, b + 1
    for by in ("groups", "units"):
        there, back = (measure.mora_ruiz_castillo(*pair, by) for pair in ((a, b), (b, a)))
        for part in ("change", "margin", "entropy", "composition"):
            assert getattr(back, part) == pytest.approx(-getattr(there, part), abs=1e-9)
    m = INDICES["mutual_information"].formula
    there, back = (measure.between_places(*pair, m) for pair in ((a, b), (b, a)))
    for part in ("difference", "composition", "arrangement"):
        assert getattr(back, part) == pytest.approx(-getattr(there, part), abs=1e-7)


@pytest.mark.parametrize("interval", ["delta", "jackknife"])
@given(tables(2, 8), tables(2, 8))
@law
def test_a_comparison_turns_with_time(interval: str, a: Table, b: Table) -> None:
    names = [n for n, i in INDICES.items() if i.parts is not None]
    areas, source = Areas("d", tuple("abcdefgh")), Source("made up", "law")
    one, two = (Counts(areas, ("x", "y"), n + 1, "", source, ordered=True) for n in (a, b))
    pairs = ((one, two), (two, one))
    there, back = (measure.compare(names, *pair, interval=interval) for pair in pairs)
    for d, e in zip(there, back, strict=True):
        assert e.change == pytest.approx(-d.change, abs=1e-12)
        assert e.corrected == pytest.approx(-d.corrected, abs=1e-9)
        assert (d.low is None) == (e.low is None)
        if d.low is not None:
            assert (e.low, e.high) == pytest.approx((-d.high, -d.low), abs=1e-9)
            assert e.p == pytest.approx(d.p, abs=1e-9)


@given(tables(2, 9))
@law
def test_hutchens_index_is_a_sum_over_nested_divisions(n: Table) -> None:
    """Hutchens 2004: between the wholes, and within each weighed by √(x_w y_w / X Y)."""
    of = INDICES["hutchens_square_root"].formula
    wholes = np.arange(9) // 3
    large = merged(n, wholes)
    if (large == 0).any():
        return
    weights = np.sqrt(np.prod(large / n.sum(axis=0), axis=1))
    within = [of(n[wholes == w]) for w in range(3)]
    assert of(large) + weights @ within == pytest.approx(of(n), abs=1e-10)


@given(tables(3, 6))
@law
def test_more_people_of_the_same_kind_is_no_change_of_structure(n: Table) -> None:
    n = n + 1
    grown = n * np.array([1.0, 2.0, 3.0])
    assert shapley(n, grown).structure == pytest.approx(0.0, abs=1e-7)
    fitted = fit_margins(n, grown.sum(axis=1), grown.sum(axis=0))
    assert fitted == pytest.approx(grown, rel=1e-5)


@given(tables())
@law
def test_local_values_weighted_by_people_give_the_total(n: Table) -> None:
    t, T = n.sum(axis=1), n.sum()

    def mean(name: str) -> float:
        index = INDICES[name]
        return float(index.formula(n, **needs(index, n)) @ t / T)

    assert mean("location_quotient") == pytest.approx(1.0)
    assert mean("local_mutual_information") == pytest.approx(value("mutual_information", n))
    assert mean("local_divergence") == pytest.approx(value("divergence", n))
    apart = value("entropy", n) - value("mutual_information", n)
    assert mean("local_entropy") == pytest.approx(apart, abs=1e-10)
    assert mean("local_exposure") == pytest.approx(n[:, 0].sum() / T)
    assert mean("local_distortion") == pytest.approx(value("distortion", n))


@given(tables())
@law
def test_those_met_are_everybody(n: Table) -> None:
    assert measure.exposure_matrix(n).sum(axis=1) == pytest.approx(np.ones(n.shape[1]))
    two = n[:, :2] + 1
    where = around(two)["positions"]
    met = [
        INDICES[f"distance_decay_{kind}"].formula(two, where)
        for kind in ("isolation", "interaction")
    ]
    assert sum(met) == pytest.approx(1.0)


NEAR = [name for name, index in INDICES.items() if index.near and not index.local]


@pytest.mark.parametrize("name", NEAR)
@given(data=st.data())
@law
def test_surroundings_that_are_the_area_itself_change_nothing(
    name: str, data: st.DataObject
) -> None:
    n = data.draw(tables(columns(name)))
    own = n / n.sum(axis=1, keepdims=True)
    assert INDICES[name].formula(n, own) == pytest.approx(value(name, n), rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("name", [n for n in NEAR if n in EVEN])
@given(data=st.data())
@law
def test_surroundings_that_are_everywhere_give_nothing(name: str, data: st.DataObject) -> None:
    n = data.draw(tables(columns(name)))
    whole = np.tile(n.sum(axis=0) / n.sum(), (len(n), 1))
    assert INDICES[name].formula(n, whole) == pytest.approx(0.0, abs=1e-7)


@given(tables())
@law
def test_local_values_off_surroundings_have_the_same_ends(n: Table) -> None:
    own = n / n.sum(axis=1, keepdims=True)
    whole = np.tile(n.sum(axis=0) / n.sum(), (len(n), 1))
    for name in LOCALS:
        if INDICES[name].near:
            of = INDICES[name].formula
            assert of(n, own) == pytest.approx(of(n), rel=1e-9, abs=1e-12)
            assert of(n, whole) == pytest.approx(of(alike(n)), rel=1e-9, abs=1e-9)


@given(tables(2))
@law
def test_with_two_groups_the_many_group_indices_are_their_two_group_ones(n: Table) -> None:
    assert value("multigroup_dissimilarity", n) == pytest.approx(value("dissimilarity", n))
    assert value("multigroup_gini", n) == pytest.approx(value("gini", n), abs=1e-12)
    assert value("multigroup_atkinson", n) == pytest.approx(
        value("hutchens_square_root", n), abs=1e-12
    )
    assert value("ordinal_h", n) == pytest.approx(value("theil_h", n), abs=1e-10)
    d = value("dissimilarity", n)
    assert value("minmax", n) == pytest.approx(2 * d / (1 + d))
    # A at b = 1/2 is 1 - (1 - S)²
    s = value("hutchens_square_root", n)
    assert value("atkinson", n) == pytest.approx(1 - (1 - s) ** 2, abs=1e-9)
    assert d <= value("gini", n) + 1e-12
