"""The compiled machines give what looking at every pair gives."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from numpy.typing import NDArray

from samlad.measure import surroundings
from samlad.measure.kernels import crew, fast, plain, units
from samlad.measure.kernels.decay import SHAPES, Decay

Floats = NDArray[np.float64]
K = np.array([1, 5, 7.5, 50, 400, 2000, 1e9])


def town(kind: str, groups: int, areas: int = 500) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(areas + groups)
    at = rng.integers(0, 30, (areas, 2)) * 100.0 + 674_050.0
    if kind == "points":
        at = rng.normal(0, 1000, (areas, 2))
    if kind == "far":
        at[0] += 900_000
    people = rng.poisson(3, (areas, groups)).astype(float)
    people[rng.random(areas) < 0.2] = 0
    if kind == "fractions":
        people *= rng.random(people.shape)
    if kind == "crowd":
        people[3, 0] = 4e9
    return at, people


KINDS = [("cells", 8), ("points", 2), ("fractions", 3), ("cells", 13), ("far", 4), ("crowd", 5)]


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize(("kind", "groups"), KINDS)
def test_nearest_is_exact(kind: str, groups: int, own: bool) -> None:
    at, people = town(kind, groups)
    inside, last, radius, previous = plain.nearest(at, people, K, own)
    for ring in surroundings.RINGS[:2]:
        sums, reached = surroundings._cut_ring(inside, last, K, ring, 0)
        got = fast.nearest(at, people, K, surroundings.RINGS.index(ring), own, 2, None)
        np.testing.assert_allclose(got[0], surroundings._shares(sums), atol=1e-12)
        np.testing.assert_allclose(got[2], reached, rtol=1e-12)
        want = radius
        if ring == "proportional":
            part = surroundings._part(last.sum(2), K[:, None] - inside.sum(2))
            want = np.sqrt(previous**2 + part * (radius**2 - previous**2))
        np.testing.assert_allclose(got[3], want, rtol=1e-9)
    apart = fast.nearest(at, people, K, 2, own, 1, None)
    np.testing.assert_allclose(apart[0], inside, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(apart[1], last, rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize(("kind", "groups"), KINDS)
def test_a_radius_is_exact(kind: str, groups: int, own: bool) -> None:
    at, people = town(kind, groups)
    radius = np.array([0, 100, 500, 1234.5, 1e7])
    np.testing.assert_allclose(
        fast.within(at, people, radius, own, 2, None),
        plain.within(at, people, radius, own),
        rtol=1e-12,
        atol=1e-9,
    )


@pytest.mark.parametrize("cut", [np.inf, 900.0])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("kind", "groups"), [("cells", 8), ("points", 3), ("cells", 11)])
def test_a_kernel_is_exact(kind: str, groups: int, shape: str, cut: float) -> None:
    at, people = town(kind, groups)
    decay = Decay(shape, np.array([0, 300.0, 1000.0]), np.full(3, cut))
    for own in (True, False):
        np.testing.assert_allclose(
            fast.weighted(at, people, decay, own, 2, None),
            plain.weighted(at, people, decay, own),
            rtol=1e-11,
            atol=1e-9,
        )


@pytest.mark.parametrize(("bandwidth", "cut"), [(0.0, np.inf), (0.4, np.inf), (300.0, 700.0)])
def test_a_kernel_among_few_and_far_takes_no_table_of_the_whole_land(
    bandwidth: float, cut: float
) -> None:
    """Places on a lattice of one metre over a hundred kilometres: buckets are wide, reach short."""
    rng = np.random.default_rng(2)
    at = rng.integers(0, 100_000, (1_500, 2)).astype(float)
    at[1::2] = at[::2] + rng.integers(-3, 4, (750, 2)) * rng.choice([1, 100], (750, 1))
    people = rng.poisson(3, (1_500, 3)).astype(float)
    decay = Decay("triangular", np.array([bandwidth]), np.array([cut]))
    tracemalloc.start()
    got = fast.weighted(at, people, decay, True, 1, None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    np.testing.assert_allclose(got, plain.weighted(at, people, decay, True), atol=1e-9)
    assert peak < 60e6


def test_large_tables_go_to_the_machines_and_small_ones_do_not(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    at, people = town("cells", 3)
    asked = {
        "k": lambda: surroundings.nearest(at, people, (30, 300)),
        "drawn": lambda: surroundings.nearest(at, people, (30, 300), ring="sampled"),
        "radius": lambda: surroundings.within(at, people, (100, 700)),
        "kernel": lambda: surroundings.kernel(at, people, "gaussian", 300),
    }
    small = {name: ask() for name, ask in asked.items()}
    monkeypatch.setattr(surroundings, "SMALL", 10)
    for name, ask in asked.items():
        large = ask()
        np.testing.assert_allclose(large.shares, small[name].shares, atol=1e-12)
        np.testing.assert_allclose(large.reached, small[name].reached, rtol=1e-12)
        np.testing.assert_allclose(large.distance, small[name].distance, rtol=1e-12)


def test_threads_change_no_digit() -> None:
    at, people = town("cells", 6, 3000)
    one = fast.nearest(at, people, K, 0, True, 1, None)
    three = fast.nearest(at, people, K, 0, True, 3, None)
    for a, b in zip(one, three, strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_lattice_is_found_and_nobody_is_moved() -> None:
    at, _ = town("cells", 2)
    assert units.lattice(at) == 100
    assert units.lattice(at + 0.25) == 100
    assert units.lattice(at / 1000) == 0.1
    assert units.lattice(np.random.default_rng(0).normal(size=(50, 2))) == 0


@pytest.mark.parametrize("machine", ["fast", "plain"])
def test_equal_distances_are_one_ring_wherever_the_lattice_begins(machine: str) -> None:
    """Neighbours 400 m east and west, though 0.123 m cannot be held exactly."""
    x = np.array([0.0, 400.0, -400.0, 9_000.0]) + 171_009.123
    at, people = np.column_stack([x, np.full(4, 5_000_000.123)]), np.eye(4) * 10
    if machine == "fast":
        shares = fast.nearest(at, people, K[:1] * 20, 0, True, 1, None)[0]
    else:
        inside, ring, _, _ = plain.nearest(at, people, K[:1] * 20, True)
        shares = (inside + ring / 2) / 20
    np.testing.assert_allclose(shares[0, 0], [0.5, 0.25, 0.25, 0.0])


@pytest.mark.parametrize("radius", [0.7, 0.3, 1.1, 2.3])
def test_who_lies_just_so_far_is_within(radius: float) -> None:
    """0.7 / 0.1 is a hair less than seven."""
    at = np.array([[0.0, 0.0], [radius, 0.0], [0.0, 0.1]])
    people = np.eye(3)
    for got in (
        fast.within(at, people, np.array([radius]), True, 1, None),
        plain.within(at, people, np.array([radius]), True),
    ):
        assert got[0, 0, 1] == 1


def test_progress_is_told_and_a_failure_is_raised() -> None:
    told: list[tuple[int, int]] = []
    crew.pull(lambda: lambda _a, _b: None, 10, 3, 2, lambda done, of: told.append((done, of)))
    assert max(told) == (10, 10)

    def fails(_first: int, _last: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crew.pull(lambda: fails, 10, 3, 2, None)


@pytest.mark.parametrize("room", [16, 60])
@pytest.mark.parametrize("kind", ["cells", "points", "far"])
def test_a_band_with_too_many_to_list_is_halved_until_they_fit(
    monkeypatch: pytest.MonkeyPatch, kind: str, room: int
) -> None:
    monkeypatch.setattr(fast, "ROOM", room)
    at, people = town(kind, 4, 3000)
    inside, last, _, _ = plain.nearest(at, people, K, True)
    sums, _ = surroundings._cut_ring(inside, last, K, "whole", 0)
    got = fast.nearest(at, people, K, 1, True, 1, None)
    np.testing.assert_allclose(got[0], surroundings._shares(sums), atol=1e-12)
