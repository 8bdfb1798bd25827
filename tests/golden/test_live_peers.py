"""Against other packages, live: where they agree with us, and each known difference explained.

Where numbers differ, the test names why and then computes the other package's number from that
explanation: if it comes out the same, the explanation is the whole difference. The packages run
in an environment of their own, whose interpreter ``SAMLAD_PEERS_PYTHON`` names:

    python3.12 -m venv peers && peers/bin/pip install segregation==2.6.0 equipop==1.62.1
    SAMLAD_PEERS_PYTHON=peers/bin/python python -m pytest -m live
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from samlad import measure as m
from samlad.measure.spatial import spatial
from samlad.measure.surroundings import kernel, nearest, within
from samlad.model import Areas, Counts, Source

pytestmark = pytest.mark.live
PEERS = os.environ.get("SAMLAD_PEERS_PYTHON", "")
CHILD = Path(__file__).resolve().parents[2] / "benchmarks" / "peer_calls.py"
WRITTEN_FOR = {"segregation": "2.6.0", "equipop": "1.62.1"}


# ----------------------------------------------------------------- one made-up town for all
def town() -> dict[str, np.ndarray]:
    """144 unequal rectangles, three groups, most of the first in one corner."""
    rng = np.random.default_rng(11)
    across, up = (np.cumsum(np.append(0, rng.uniform(300, 900, 12))) for _ in range(2))
    i, j = (v.ravel() for v in np.meshgrid(np.arange(12), np.arange(12)))
    boxes = np.column_stack([across[i], up[j], across[i + 1], up[j + 1]])
    chance = np.column_stack([0.05 + 0.6 * (i / 11) ** 2 * (j / 11), 0.1 + 0.3 * (1 - j / 11)])
    chance = np.column_stack([chance, 1 - chance.sum(axis=1)])
    people = np.array([rng.multinomial(rng.integers(60, 240), p) for p in chance]).astype(float)
    later = people[:, [1, 0, 2]]
    at = np.column_stack([boxes[:, [0, 2]].mean(axis=1), boxes[:, [1, 3]].mean(axis=1)])
    return {"people": people, "positions": at, "boxes": boxes, "later": later}


def grid() -> dict[str, np.ndarray]:
    """400 squares of 100 m, three groups."""
    rng = np.random.default_rng(12)
    i, j = (v.ravel() for v in np.meshgrid(np.arange(20), np.arange(20)))
    chance = np.column_stack([0.1 + 0.5 * (i / 19), 0.2 + 0.1 * (j / 19)])
    chance = np.column_stack([chance, 1 - chance.sum(axis=1)])
    people = np.array([rng.multinomial(rng.integers(1, 40), p) for p in chance]).astype(float)
    at = np.column_stack([i, j]) * 100.0 + 50
    return {"people": people, "positions": at, "side": np.array(100.0)}


TOWN, GRID = town(), grid()
N, AT, BOXES = TOWN["people"], TOWN["positions"], TOWN["boxes"]
TWO = np.column_stack([N[:, 0], N[:, 1:].sum(axis=1)])
SIZE = (BOXES[:, 2] - BOXES[:, 0]) * (BOXES[:, 3] - BOXES[:, 1])
X, Y, T = TWO[:, 0], TWO[:, 1], TWO.sum(axis=1)

Key = tuple[str, ...]
ASKED: dict[Key, dict[str, Any]] = {}
for _name in ("Dissim", "Gini", "Atkinson", "HutchensSqrt", "MinMax", "Entropy", "Isolation",
              "Interaction", "CorrelationR"):  # fmt: skip
    ASKED["single", _name] = {"call": "pysal", "module": "singlegroup", "name": _name}
for _name in ("MultiDissim", "MultiGini", "MultiInfoTheory", "MultiDivergence", "MultiDiversity",
              "MultiNormExposure", "MultiRelativeDiversity", "MultiSquaredCoefVar",
              "SimpsonsInteraction"):  # fmt: skip
    ASKED["multi", _name] = {"call": "pysal", "module": "multigroup", "name": _name}
for _name in ("Delta", "AbsoluteConcentration", "RelativeConcentration", "AbsoluteClustering",
              "RelativeClustering", "SpatialProximity", "DistanceDecayIsolation",
              "DistanceDecayInteraction", "BoundarySpatialDissim", "PARDissim"):  # fmt: skip
    ASKED["placed", _name] = {
        "call": "pysal", "module": "singlegroup", "name": _name, "geometry": True,
    }  # fmt: skip
for _name in ("AbsoluteCentralization", "RelativeCentralization"):
    for _centre in ("mean", "population_weighted_mean"):
        ASKED["placed", _name, _centre] = {
            "call": "pysal", "module": "singlegroup", "name": _name, "geometry": True,
            "options": {"center": _centre},
        }  # fmt: skip
ASKED["placed", "BoundarySpatialDissim", "by length"] = {
    "call": "pysal", "module": "singlegroup", "name": "BoundarySpatialDissim", "geometry": True,
    "options": {"standardize": False},
}  # fmt: skip
for _name in ("RankOrderInfoTheory", "RankOrderVarianceRatio", "RankOrderSqrt"):
    ASKED["rank", _name] = {
        "call": "pysal", "module": "rankorder", "name": _name, "options": {"degree": 1},
    }  # fmt: skip
for _name in ("MultiLocationQuotient", "MultiLocalDiversity", "MultiLocalEntropy"):
    ASKED["local", _name] = {"call": "pysal", "module": "local", "name": _name}
for _name in ("MultiInfoTheory", "MultiDissim"):
    ASKED["spatial", _name] = {
        "call": "pysal", "module": "multigroup", "name": _name, "geometry": True,
        "options": {"distance": 1500, "function": "triangular"},
    }  # fmt: skip
ASKED["distortion",] = {
    "call": "pysal", "module": "multigroup", "name": "GlobalDistortion", "geometry": True,
    "options": {"normalize": False},
}  # fmt: skip
ASKED["null",] = {
    "call": "pysal_null", "module": "multigroup", "name": "MultiInfoTheory", "draws": 200,
    "approach": "person_permutation",
}  # fmt: skip
ASKED["areas",] = {
    "call": "pysal_null", "module": "multigroup", "name": "MultiInfoTheory", "draws": 400,
    "approach": "bootstrap",
}  # fmt: skip
for _again in ("one", "two"):
    ASKED["modified", _again] = {
        "call": "pysal", "module": "singlegroup", "name": "ModifiedDissim",
        "options": {"iterations": 100, "seed": 5, "n_jobs": 1},
    }  # fmt: skip
ASKED["bias",] = {
    "call": "pysal", "module": "singlegroup", "name": "BiasCorrectedDissim",
    "options": {"B": 1000},
}  # fmt: skip
ASKED["places",] = {
    "call": "pysal_decompose", "module": "singlegroup", "name": "Dissim", "approach": "composition",
}  # fmt: skip

K = [20.0, 400.0, 3000.0]
GRID_ASKED: dict[Key, dict[str, Any]] = {
    ("nearest", ring, own): {
        "call": "equipop_nearest", "k": K, "ring": ring, "self_rule": own,
    }
    for ring in ("proportional", "whole")
    for own in ("include", "exclude")
}  # fmt: skip
GRID_ASKED["nearest", "default"] = {
    "call": "equipop_nearest", "k": K, "self_potential": 1.0,
}  # fmt: skip
GRID_ASKED["profile",] = {"call": "equipop_profile", "k": [20, 400]}
GRID_ASKED["reference",] = {"call": "equipop_reference"}


def ask(asked: dict[Key, dict[str, Any]], data: dict[str, np.ndarray], folder: Path) -> Any:
    if not PEERS:
        pytest.skip(
            "SAMLAD_PEERS_PYTHON names no interpreter that has segregation and equipop: "
            "NOTHING IS COMPARED WITH OTHER PACKAGES IN THIS RUN"
        )
    np.savez(folder / "data.npz", **data)
    request = {"data": str(folder / "data.npz"), "calls": list(asked.values())}
    done = subprocess.run(
        [PEERS, str(CHILD)],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    reply = json.loads(done.stdout)
    for package, version in WRITTEN_FOR.items():
        found = reply["versions"].get(package, "not installed")
        if found != version:
            pytest.skip(f"{package} is {found} there; these tests are written for {version}")
    return dict(zip(asked, reply["answers"], strict=True))


@pytest.fixture(scope="module")
def pysal(tmp_path_factory: pytest.TempPathFactory) -> Any:
    answers = ask(ASKED, TOWN, tmp_path_factory.mktemp("town"))
    return lambda *key: _value(answers, key)


@pytest.fixture(scope="module")
def equipop(tmp_path_factory: pytest.TempPathFactory) -> Any:
    answers = ask(GRID_ASKED, GRID, tmp_path_factory.mktemp("grid"))
    return lambda *key: _value(answers, key)


def _value(answers: dict[Key, Any], key: Key) -> Any:
    assert "error" not in answers[key], answers[key]["error"]
    return answers[key]["value"]


def test_their_python_on_the_page_answers_what_the_page_says(tmp_path: Path) -> None:
    if not PEERS:
        pytest.skip("SAMLAD_PEERS_PYTHON is not set: THE PAGE ON OTHER PACKAGES IS NOT RUN")
    page = CHILD.parents[1] / "docs" / "how-to" / "from-pysal-r-equipop.md"
    blocks = re.findall(r"^```python peers\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S)
    assert len(blocks) >= 3
    (tmp_path / "page.txt").write_text("\n".join(blocks), "utf-8")
    done = subprocess.run(
        [PEERS, "-m", "doctest", "-o", "NORMALIZE_WHITESPACE", str(tmp_path / "page.txt")],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def same(one: Any, other: Any, within: float = 1e-10) -> None:
    np.testing.assert_allclose(one, other, rtol=within, atol=within)


# --------------------------------------------------------- PySAL segregation: where we agree
@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Dissim", m.dissimilarity), ("Gini", m.gini), ("Atkinson", m.atkinson),
        ("HutchensSqrt", m.hutchens_square_root), ("MinMax", m.minmax), ("Entropy", m.theil_h),
        ("Isolation", m.isolation), ("Interaction", m.interaction),
        ("CorrelationR", m.correlation_ratio),
    ],
)  # fmt: skip
def test_two_groups_agree_with_pysal(pysal: Any, theirs: str, ours: Any) -> None:
    same(ours(TWO), pysal("single", theirs))


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("MultiDissim", m.multigroup_dissimilarity), ("MultiGini", m.multigroup_gini),
        ("MultiInfoTheory", m.theil_h), ("MultiDivergence", m.divergence),
        ("MultiDiversity", m.entropy), ("MultiNormExposure", m.normalized_exposure),
        ("MultiRelativeDiversity", m.relative_diversity),
        ("MultiSquaredCoefVar", m.squared_coefficient_of_variation),
        ("SimpsonsInteraction", m.simpson),
    ],
)  # fmt: skip
def test_many_groups_agree_with_pysal(pysal: Any, theirs: str, ours: Any) -> None:
    same(ours(N), pysal("multi", theirs))


def test_delta_agrees_with_pysal(pysal: Any) -> None:
    same(m.delta(TWO, SIZE), pysal("placed", "Delta"))


def _borders() -> m.Borders:
    rings = [np.array([[w, s], [e, s], [e, n], [w, n], [w, s]]) for w, s, e, n in BOXES]
    areas = Areas("town", tuple(map(str, range(len(N)))), outlines=tuple(((r,),) for r in rings))
    return m.shared_borders(areas)


def test_border_adjusted_dissimilarity_agrees_with_pysal(pysal: Any) -> None:
    edges = _borders()
    theirs = pysal("placed", "BoundarySpatialDissim", "by length")
    same(m.boundary_dissimilarity(TWO, edges), theirs)
    same(m.perimeter_dissimilarity(TWO, edges, SIZE), pysal("placed", "PARDissim"))


@pytest.mark.parametrize(
    ("theirs", "kind"),
    [("RankOrderInfoTheory", "h"), ("RankOrderVarianceRatio", "r"), ("RankOrderSqrt", "s")],
)
def test_rank_order_agrees_with_pysal(pysal: Any, theirs: str, kind: str) -> None:
    """Three ordered groups, so two thresholds and a straight line."""
    ours = {"h": m.rank_order_h, "r": m.rank_order_r, "s": m.rank_order_s}[kind]
    same(ours(N, order=1), pysal("rank", theirs))


def test_local_values_agree_with_pysal(pysal: Any) -> None:
    quotients = np.array(pysal("local", "MultiLocationQuotient"))
    same(m.location_quotient(N), quotients[:, 0])
    same(m.local_entropy(N), pysal("local", "MultiLocalDiversity"))
    # theirs is over its greatest value
    same(m.local_entropy(N) / np.log(3), pysal("local", "MultiLocalEntropy"))


# ---------------------------------------------------- PySAL segregation: differences explained
def test_pysals_centre_is_the_middle_of_the_areas_ours_of_the_people(pysal: Any) -> None:
    for name, ours in (
        ("AbsoluteCentralization", lambda **c: m.absolute_centralization(TWO, AT, SIZE, **c)),
        ("RelativeCentralization", lambda **c: m.relative_centralization(TWO, AT, **c)),
    ):
        same(ours(), pysal("placed", name, "population_weighted_mean"))
        same(ours(centre=AT.mean(axis=0)), pysal("placed", name, "mean"))


def test_pysals_class_lets_every_areas_borders_weigh_the_same_unless_told_not_to(
    pysal: Any,
) -> None:
    """Wong's weight is the border's length over all borders'; theirs, over the area's own."""
    edges, p = _borders(), X / T
    w = np.zeros((len(p), len(p)))
    w[edges.one, edges.other] = w[edges.other, edges.one] = edges.metres
    w /= w.sum(axis=1, keepdims=True)
    across = (w * np.abs(p[:, None] - p)).sum() / w.sum()
    same(m.dissimilarity(TWO) - across, pysal("placed", "BoundarySpatialDissim"))


def test_pysal_smooths_weights_and_composition_too_and_rounds_to_whole_people(pysal: Any) -> None:
    """Reardon & O'Sullivan weigh by those who live there and hold against the true whole."""
    around = kernel(AT, N, "triangular", (1500.0,))
    smoothed = (around.shares[0] * around.reached[0][:, None]).round()
    for name, ours in (("MultiInfoTheory", m.theil_h), ("MultiDissim", m.multigroup_dissimilarity)):
        theirs = pysal("spatial", name)
        same(ours(smoothed), theirs)
        right = spatial(ours.__name__, N, around)[0]
        assert abs(right - theirs) > 0.001


def _pysals_proximity() -> np.ndarray:
    """What grows with distance where nearness should fall: 1 - exp(-d / sum of a column of d)."""
    d = np.hypot(*(AT[:, None, :] - AT[None, :, :]).transpose(2, 0, 1))
    c = 1 - np.exp(-d / d.sum(axis=0))
    np.fill_diagonal(c, 1 - np.exp(-np.sqrt(0.6 * SIZE)))
    return np.asarray(c)


def test_pysals_distance_decay_grows_with_distance_and_its_exposures_do_not_sum_to_one(
    pysal: Any,
) -> None:
    c = _pysals_proximity()
    far = np.hypot(*(AT[0] - AT[1:]).T)
    assert np.corrcoef(c[0, 1:], far)[0, 1] > 0.9, "nearness that grows with distance"
    weights = c * T
    # and each column is divided by the sum of the row of the same number
    weights = weights / weights.sum(axis=1)
    for name, group in (("DistanceDecayIsolation", X), ("DistanceDecayInteraction", Y)):
        same(X / X.sum() @ (weights @ (group / T)), pysal("placed", name))
    theirs = pysal("placed", "DistanceDecayIsolation") + pysal("placed", "DistanceDecayInteraction")
    assert abs(theirs - 1) > 0.001
    ours = m.distance_decay_isolation(TWO, AT, SIZE) + m.distance_decay_interaction(TWO, AT, SIZE)
    same(ours, 1.0)


def test_pysals_clustering_uses_the_same_proximity(pysal: Any) -> None:
    c = _pysals_proximity()

    def mean(a: np.ndarray, b: np.ndarray) -> float:
        return float(a @ c @ b / (a.sum() * b.sum()))

    # and its relative clustering multiplies each area's people by themselves, not by the other's
    squares = [float((g**2 * c).sum() / g.sum() ** 2) for g in (X, Y)]
    same(squares[0] / squares[1] - 1, pysal("placed", "RelativeClustering"))
    proximity = (X.sum() * mean(X, X) + Y.sum() * mean(Y, Y)) / (T.sum() * mean(T, T))
    same(proximity, pysal("placed", "SpatialProximity"))
    even = X.sum() / len(X) ** 2 * c.sum()
    near = [X / X.sum() @ c @ v - even for v in (X, T)]
    same(near[0] / near[1], pysal("placed", "AbsoluteClustering"))


def test_pysal_fills_whole_areas_where_massey_and_dentons_bound_takes_part_of_the_last(
    pysal: Any,
) -> None:
    def bound(size: np.ndarray) -> float:
        order = np.argsort(size)
        last = int(np.argmax(np.cumsum(T[order]) >= X.sum()))
        rows = order[: last + 1]
        return float(T[rows] @ SIZE[rows] / T[rows].sum())

    least, most = bound(SIZE), bound(-SIZE)
    x, y = X @ SIZE / X.sum(), Y @ SIZE / Y.sum()
    same(1 - (x - least) / (most - least), pysal("placed", "AbsoluteConcentration"))
    same((x / y - 1) / (least / most - 1), pysal("placed", "RelativeConcentration"))
    assert abs(m.absolute_concentration(TWO, SIZE) - pysal("placed", "AbsoluteConcentration")) < 0.1


def test_pysals_distortion_adds_over_areas_where_the_paper_adds_over_people(pysal: Any) -> None:
    """And takes the divergence itself where the paper takes the greatest there is further on."""
    whole = N.sum(axis=0) / N.sum()
    total = 0.0
    for here, t in zip(AT, T, strict=True):
        met = np.cumsum(N[np.argsort(np.hypot(*(AT - here).T), kind="stable")], axis=0)
        p = met / met.sum(axis=1, keepdims=True)
        logs = np.log(np.where(p > 0, p / whole, 1.0))
        total += t * float((p * logs).sum())
    same(total / T.sum(), pysal("distortion"))


def test_pysals_permutations_agree_with_the_exact_mean_by_chance(pysal: Any) -> None:
    drawn = pysal("null")
    exact = m.read("theil_h", _counts(N), interval="none").expected
    assert abs(drawn["mean"] - exact) < 5 * drawn["sd"] / np.sqrt(200)


def test_pysals_p_can_be_zero_ours_never_is(pysal: Any) -> None:
    assert pysal("null")["p"] == 0.0
    assert m.permutation_p(m.INDICES["theil_h"], N, 200, seed=0) == pytest.approx(1 / 201)


def test_pysals_bootstrap_draws_areas_and_spreads_as_ours_by_area(pysal: Any) -> None:
    """Ours is stretched for few areas: by 7 % of 144."""
    ours = m.read("theil_h", _counts(N), interval="area", draws=400, seed=1)
    J = len(N)
    stretch = np.sqrt(J / (J - 1)) * (1 + 1.21 / (J - 1)) * (1 + 8 / J)
    width = (ours.high - ours.low) / (2 * 1.96) / stretch
    assert width == pytest.approx(pysal("areas")["sd"], rel=0.2)


def test_pysals_modified_dissimilarity_takes_a_seed_and_drops_it(pysal: Any) -> None:
    """Two calls with one seed differ; ours needs no draws, for the mean by chance is exact."""
    one, two = pysal("modified", "one"), pysal("modified", "two")
    assert one != two
    by_chance = m.read("dissimilarity", _counts(TWO), interval="none").expected
    ours = (m.dissimilarity(TWO) - by_chance) / (1 - by_chance)
    assert ours == pytest.approx((one + two) / 2, abs=0.01)


def test_pysals_bias_correction_lies_near_our_closed_one(pysal: Any) -> None:
    """Theirs is twice the value less the mean of 1,000 draws, so it moves in the third decimal."""
    ours = m.read("dissimilarity", _counts(TWO), interval="delta").corrected
    assert ours == pytest.approx(pysal("bias"), abs=0.005)


def test_pysals_parts_are_the_first_less_the_second_ours_the_second_less_the_first(
    pysal: Any,
) -> None:
    later = np.column_stack([TOWN["later"][:, 0], TOWN["later"][:, 1:].sum(axis=1)])
    parts = pysal("places")
    change = m.dissimilarity(later) - m.dissimilarity(TWO)
    same(-(parts["spatial"] + parts["attributes"]), change)
    ours = m.between_places(TWO, later, m.dissimilarity)
    same(ours.arrangement + ours.composition, change)


def _counts(n: np.ndarray) -> Counts:
    areas = Areas("town", tuple(map(str, range(len(n)))), positions=AT)
    groups = tuple("abc"[: n.shape[1]])
    return Counts(areas, groups, n, "2024", Source("made up", "for tests"))


# ------------------------------------------------------------------ EquiPop: where we agree
@pytest.mark.parametrize("ring", ["proportional", "whole"])
@pytest.mark.parametrize("own", ["include", "exclude"])
def test_people_reached_and_their_groups_agree_with_equipop(
    equipop: Any, ring: str, own: str
) -> None:
    table = equipop("nearest", ring, own)["table"]
    around = nearest(GRID["positions"], GRID["people"], K, ring=ring, include_own=own == "include")
    for s, k in enumerate(K):
        same(around.reached[s], table[f"N_{k}"], 1e-9)
        for group in range(3):
            sums = around.shares[s][:, group] * around.reached[s]
            same(sums, table[f"T_g{group}_{k}"], 1e-9)


@pytest.mark.parametrize("ring", ["proportional", "whole"])
def test_the_distance_reached_agrees_with_equipop(equipop: Any, ring: str) -> None:
    """The ring's own when it is whole, else as far out as the share of it that is taken."""
    table = equipop("nearest", ring, "include")["table"]
    around = nearest(GRID["positions"], GRID["people"], K, ring=ring)
    for s, k in enumerate(K):
        same(around.distance[s], table[f"Dist_{k}"], 1e-9)


def test_equipops_own_reference_town_is_reproduced(equipop: Any) -> None:
    made = equipop("reference")
    people = np.column_stack([made["town"]["count_all"], made["town"]["count_group"]])
    n = np.column_stack([people[:, 1], people[:, 0] - people[:, 1]])
    at = np.column_stack([made["town"]["x"], made["town"]["y"]])
    answers = {k: np.array(v) for k, v in made["answers"].items()}
    rows = {(x, y): i for i, (x, y) in enumerate(at)}
    order = [rows[x, y] for x, y in zip(answers["x"], answers["y"], strict=True)]
    assert len(order) == 2360
    around = nearest(at, n, (400.0,))
    same(around.reached[0][order], answers["N_400"], 1e-9)
    same((around.shares[0][:, 0] * 400)[order], answers["T_count_group_400"], 1e-8)
    # written with ten digits; the own cell's people lie spread over it there, at its middle here
    beyond = around.distance[0][order] > 100
    assert beyond.all()
    same(around.distance[0][order], answers["Dist_400"], 1e-8)
    disc = within(at, n, (800.0,))
    same(disc.reached[0][order], answers["N_r800"], 1e-9)
    same((disc.shares[0][:, 0] * disc.reached[0])[order], answers["T_count_group_r800"], 1e-9)


# ----------------------------------------------------------- EquiPop: differences explained
def test_equipops_default_spreads_the_own_cells_people_over_it(equipop: Any) -> None:
    """Who is reached is the same; the distance is √(100² k / (t π)) where the own cell holds k."""
    spread, centred = (
        equipop(*key)["table"]
        for key in (("nearest", "default"), ("nearest", "proportional", "include"))
    )
    t = GRID["people"].sum(axis=1)
    for k in K:
        assert spread[f"N_{k}"] == centred[f"N_{k}"]
        assert spread[f"T_g0_{k}"] == centred[f"T_g0_{k}"]
        enough = t >= k
        same(np.array(spread[f"Dist_{k}"])[enough], np.sqrt(100**2 * k / (t[enough] * np.pi)), 1e-9)
        around = nearest(GRID["positions"], GRID["people"], (k,))
        same(around.distance[0][enough], 0.0)
    assert (t >= K[0]).any()


def test_equipops_isolation_at_k_is_ours(equipop: Any) -> None:
    profile = equipop("profile")
    around = nearest(GRID["positions"], _two(), (20.0, 400.0))
    same(profile["SI"][1:], spatial("isolation", _two(), around), 1e-9)


def test_equipops_evenness_at_k_lets_every_cell_weigh_the_same(equipop: Any) -> None:
    """The neighbourhood is the unit and holds k people, so a cell of one weighs as one of forty."""
    profile, two = equipop("profile"), _two()
    around = nearest(GRID["positions"], two, (20.0, 400.0))
    pi = two[:, 0].sum() / two.sum()
    for s, theirs in enumerate(profile["D"][1:]):
        away = np.abs(around.shares[s][:, 0] - pi)
        same(away.mean() / (2 * pi * (1 - pi)), theirs, 1e-9)
        weighed = away @ two.sum(axis=1) / two.sum() / (2 * pi * (1 - pi))
        same(spatial("dissimilarity", two, around)[s], weighed, 1e-9)
    same(profile["D"][0], m.dissimilarity(two), 1e-9)


def _two() -> np.ndarray:
    n = GRID["people"]
    return np.column_stack([n[:, 0], n[:, 1:].sum(axis=1)])
