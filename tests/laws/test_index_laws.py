"""Laws every index in the registry must hold, found by trying to break them."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import samlad.measure as measure
from samlad.measure import INDICES, Borders, Index, fit_margins, merged, nested, shapley

Table = NDArray[np.float64]
law = settings(deadline=None)  # how many examples is the profile's to say
SCALARS = [name for name, index in INDICES.items() if not index.local]
LOCALS = [name for name, index in INDICES.items() if index.local]
EVEN = [name for name, index in INDICES.items() if index.dimension in ("evenness", "order")]
EVEN += ["correlation_ratio", "normalized_exposure"]
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


def around(n: Table) -> dict[str, object]:
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


def needs(index: Index, n: Table) -> dict[str, object]:
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
        assert getattr(measure, name) is INDICES[name].formula


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
    found = value(name, data.draw(tables(columns(name))))
    if np.isfinite(found):
        assert index.lowest - 1e-9 <= found <= index.highest + 1e-9
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
    or name in ("normalized_exposure", "distortion", "boundary_dissimilarity", "spatial_proximity")
]


@pytest.mark.parametrize("name", ALIKE)
@given(data=st.data())
@law
def test_the_names_of_the_groups_do_not_matter(name: str, data: st.DataObject) -> None:
    n = data.draw(tables(columns(name)))
    assert value(name, n[:, ::-1].copy()) == pytest.approx(value(name, n), rel=1e-8, abs=1e-9)


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


@pytest.mark.parametrize("name", ["isolation", "delta", "distance_decay_isolation"])
@given(data=st.data())
@law
def test_with_everybody_alike_the_share_met_is_the_share_of_all(
    name: str, data: st.DataObject
) -> None:
    n = data.draw(tables())
    even = np.outer(n.sum(axis=1), n.sum(axis=0)) / n.sum()
    if name != "delta":
        assert value(name, even) == pytest.approx(n[:, 0].sum() / n.sum(), rel=1e-9)


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
