"""What is true of slopes and intervals over surroundings whoever lives where."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from samlad.measure import INDICES, kernel, nearest, spatial_read, within
from samlad.measure.closed import closed
from samlad.measure.influence import slopes
from samlad.measure.spatial import spatial
from samlad.measure.surroundings import Surroundings
from samlad.model import Areas, Counts, Source

Floats = NDArray[np.float64]
SPATIAL = sorted(i.name for i in INDICES.values() if i.near and not i.local and not i.needs)
MANY = [name for name in SPATIAL if INDICES[name].groups == 0]
CLOSED = ["mutual_information", "theil_h", "divergence", "multigroup_dissimilarity"]
SMOOTH = [n for n in SPATIAL if not any(k in n for k in ("dissim", "gini", "minmax", "_v"))]


@st.composite
def towns(draw: st.DrawFn, groups: int = 2) -> tuple[Floats, Floats]:
    """Positions on no lattice and people, everywhere some of each group."""
    areas = draw(st.integers(5, 25))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    at = rng.normal(0, 500, (areas, 2))
    return at, rng.poisson(draw(st.sampled_from([5, 80])), (areas, groups)) + 1.5


def around(kind: str, at: Floats, n: Floats) -> Surroundings:
    if kind == "k":
        # no ring ends at k, where one person more and one fewer differ
        return nearest(at, n, (0.13717 * n.sum(), 0.51713 * n.sum()), unit="any")
    if kind == "radius":
        return within(at, n, (0, 400), unit="any")
    return kernel(at, n, "gaussian", 300, unit="any")


KINDS = st.sampled_from(["k", "radius", "kernel"])


@given(towns(), KINDS, st.sampled_from(SMOOTH), st.integers(0, 2**32))
def test_one_step_along_the_slopes_is_one_step_of_the_index(
    town: tuple[Floats, Floats], kind: str, name: str, seed: int
) -> None:
    at, n = town
    near = around(kind, at, n)
    turn = near.turn(n)
    assert turn is not None
    slope = slopes([INDICES[name]], n, near, turn)[0]
    np.testing.assert_allclose((slope * n).sum(axis=(1, 2)), 0, atol=1e-9)
    way = np.random.default_rng(seed).normal(size=n.shape) * n
    way -= n * way.sum() / n.sum()
    sides = [n + h * way for h in (1e-6, -1e-6)]
    up, down = (spatial(name, side, near.again(side)) for side in sides)
    scale = np.sqrt((n**2 * slope**2).sum(axis=(1, 2))) + 1e-6
    told = (slope * way).sum(axis=(1, 2))
    assert (np.abs((up - down) / 2e-6 - told) / scale).max() < 1e-4


@given(towns(3), st.sampled_from(CLOSED))
def test_within_nothing_slopes_are_those_of_the_areas_themselves(
    town: tuple[Floats, Floats], name: str
) -> None:
    at, n = town
    own = closed(INDICES[name], n, float(INDICES[name].formula(n)))
    assert own is not None and own.slope is not None
    near = within(at, n, 0, unit="any")
    turn = near.turn(n)
    assert turn is not None
    found = slopes([INDICES[name]], n, near, turn)[0, 0]
    centred = own.slope - (n * own.slope).sum() / n.sum()
    np.testing.assert_allclose(found, centred, atol=1e-9)


@given(towns(3), KINDS, st.sampled_from(MANY), st.integers(0, 2**32))
def test_slopes_go_with_their_areas_in_whatever_order(
    town: tuple[Floats, Floats], kind: str, name: str, seed: int
) -> None:
    at, n = town
    order = np.random.default_rng(seed).permutation(len(n))
    found = []
    for rows in (np.arange(len(n)), order):
        near = around(kind, at[rows], n[rows])
        turn = near.turn(n[rows])
        assert turn is not None
        found.append(slopes([INDICES[name]], n[rows], near, turn)[0])
    np.testing.assert_allclose(found[0][:, order], found[1], atol=1e-9)


@given(towns(), KINDS, st.sampled_from(SPATIAL), st.sampled_from(["delta", "jackknife"]))
def test_a_band_holds_each_interval_and_each_holds_the_corrected_value(
    town: tuple[Floats, Floats], kind: str, name: str, interval: str
) -> None:
    at, n = town
    areas = Areas("made up", tuple(map(str, range(len(n)))))
    counts = Counts(areas, ("x", "y"), n, "", Source("p", "d"))
    for r in spatial_read(name, counts, around(kind, at, n), interval=interval, bands=True,
                          expected=False):  # fmt: skip
        if r.low is None:
            assert r.high is None and r.band_low is None and r.band_high is None
            continue
        assert r.high is not None and r.band_low is not None and r.band_high is not None
        assert r.corrected is not None
        assert r.band_low <= r.low + 1e-12 and r.high <= r.band_high + 1e-12
        assert r.low <= r.corrected + 1e-12 and r.corrected <= r.high + 1e-12
