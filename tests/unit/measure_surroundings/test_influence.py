"""Slopes of indices read off surroundings, against differences of the whole thing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from samlad.measure import INDICES, kernel, nearest, surroundings, touching, travel, turned, within
from samlad.measure.influence import slopes
from samlad.measure.spatial import spatial
from samlad.measure.surroundings import Surroundings

Floats = NDArray[np.float64]
SPATIAL = sorted(i.name for i in INDICES.values() if i.near and not i.local and not i.needs)
KINKED = ("dissimilarity", "gini", "minmax", "multigroup_dissimilarity", "multigroup_gini")


def town(areas: int, groups: int, seed: int, lattice: bool) -> tuple[Floats, Floats]:
    """Positions, some of them shared, and people, some of them nobody."""
    rng = np.random.default_rng(seed)
    at = rng.integers(0, 25, (areas, 2)) * 100.0 if lattice else rng.normal(0, 900, (areas, 2))
    people = rng.poisson(rng.gamma(1, 30, (areas, groups))).astype(float)
    people[3] = 0
    return at, people + (rng.random(people.shape) < 0.5) * (people.sum(axis=1) > 0)[:, None]


def operators(at: Floats, n: Floats) -> Iterator[Surroundings]:
    areas, rng = len(n), np.random.default_rng(1)
    yield nearest(at, n, (150.5, 1000.3), unit="any")
    yield nearest(at, n, (150.5, 1e9), unit="any", include_own=False)
    yield within(at, n, (0, 450), unit="any")
    yield within(at, n, 450, unit="any", include_own=False)
    for shape in ("gaussian", "exponential", "biweight", "triangular"):
        yield kernel(at, n, shape, 300, unit="any")
    yield kernel(at, n, "gaussian", 300, cut=500, include_own=False, unit="any")
    yield touching([[(j + 1) % areas, (j + 7) % areas] for j in range(areas)], n, (1, 2))
    yield travel(rng.gamma(2, 10, (areas, areas)), n, 15)


@pytest.mark.parametrize(
    ("areas", "groups", "lattice"), [(30, 2, True), (40, 3, False), (120, 4, True)]
)
def test_slopes_are_those_of_the_whole_thing_for_every_index_and_operator(
    areas: int, groups: int, lattice: bool
) -> None:
    at, n = town(areas, groups, areas, lattice)
    names = [name for name in SPATIAL if INDICES[name].groups in (0, groups)]
    rng = np.random.default_rng(0)
    for around in operators(at, n):
        turn = around.turn(n)
        assert turn is not None
        found = slopes([INDICES[name] for name in names], n, around, turn)
        for _ in range(3):
            way = rng.normal(size=n.shape) * n
            way -= n * way.sum() / n.sum()  # as many people as there were
            for step, some in ((3e-6, set(names) - set(KINKED)), (1e-8, set(KINKED))):
                more, fewer = n + step * way, n - step * way
                sides = around.again(more), around.again(fewer)
                for name, slope in zip(names, found, strict=True):
                    if name not in some:
                        continue
                    rise = spatial(name, more, sides[0]) - spatial(name, fewer, sides[1])
                    scale = np.sqrt((n**2 * slope**2).sum(axis=(1, 2))) + 1e-9
                    told = np.einsum("sjm,jm->s", slope, way)
                    off = np.abs(rise / (2 * step) - told) / scale
                    # short steps, so that no kink is crossed, are rounded more
                    assert off.max() < (3e-6 if name not in KINKED else 5e-5), (name, off)


@pytest.mark.parametrize("lattice", [True, False])
@pytest.mark.parametrize("own", [True, False])
def test_machines_turned_round_agree_with_every_pair(
    lattice: bool, own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, n = town(400, 3, 5, lattice)
    v = np.random.default_rng(1).normal(size=(len(n), 40)) * (n.sum(axis=1) > 0)[:, None]
    lived = n.sum(axis=1) > 0
    asked = (
        lambda: nearest(at, n, (55, 333.3, 5000, 1e7), include_own=own, unit="any"),
        lambda: within(at, n, (0, 300, 900), include_own=own, unit="any"),
        lambda: kernel(at, n, "gaussian", (0, 300), include_own=own, unit="any"),
        lambda: kernel(at, n, "biweight", 300, include_own=own, unit="any"),
    )
    for ask in asked:
        both = []
        for small in (1_000, 0):
            monkeypatch.setattr(surroundings, "SMALL", small)
            monkeypatch.setattr(turned, "SMALL", small)
            around = ask()
            turn = around.turn(n)
            assert turn is not None
            back = np.stack([turn.back(s, v)[lived] for s in range(len(around))])
            both.append((turn.push[:, lived], back))
        np.testing.assert_allclose(both[0][0], both[1][0], atol=1e-12)
        size = np.abs(both[0][1]).max()
        np.testing.assert_allclose(both[0][1], both[1][1], atol=1e-10 * size)


def test_turned_round_the_same_digits_whatever_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turned, "SMALL", 0)
    monkeypatch.setattr(surroundings, "SMALL", 0)
    at, n = town(3_000, 3, 5, True)
    v = np.random.default_rng(1).normal(size=(len(n), 5))
    asked = (
        lambda threads: nearest(at, n, 900, threads=threads, unit="any"),
        lambda threads: within(at, n, 400, threads=threads, unit="any"),
        lambda threads: kernel(at, n, "biweight", 400, threads=threads, unit="any"),
    )
    for ask in asked:
        found = []
        for threads in (1, 4):
            turn = ask(threads).turn(n)
            assert turn is not None
            found.append(turn.back(0, v))
        np.testing.assert_array_equal(*found)


def test_a_last_ring_that_is_not_shared_has_no_slopes() -> None:
    at, n = town(30, 2, 1, True)
    around = nearest(at, n, 100, ring="whole", unit="any")
    assert not around.smooth and around.turn(n) is None
