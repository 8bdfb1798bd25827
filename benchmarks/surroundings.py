"""Speed and memory of surroundings, on a made-up country.

    python benchmarks/surroundings.py --cells 600000 --k 100 400 1600 6400 25600 102400 409600
    python benchmarks/surroundings.py --cells 600000 --kernel exponential --bandwidth 5000 \
        --cut 25000
    python benchmarks/surroundings.py --cells 200000 --radius 1000

The country is made by a seed: towns whose sizes fall as one over their rank, thick in the
middle and thin at the edge, farms between them, on cells of 100 metres (or, with ``--points``,
addresses at 10 metres). Nothing in it is real.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from samlad.measure import surroundings

Floats = NDArray[np.float64]


def country(
    cells: int, groups: int = 8, people: int = 10_200_000, step: float = 100.0, seed: int = 1
) -> tuple[Floats, Floats]:
    """Positions (cells, 2) in metres and people (cells, groups)."""
    rng = np.random.default_rng(seed)
    size_up = np.sqrt(cells / 600_000) * 100 / step
    wide, high = int(4500 * size_up), int(15_000 * size_up)
    towns = 2000
    size = 1 / np.arange(1, towns + 1) ** 0.9
    size /= size.sum()
    cx = rng.uniform(0.03 * wide, 0.97 * wide, towns)
    cy = high * rng.beta(1.3, 3.5, towns)
    key = np.empty(0, dtype=np.int64)
    while len(key) < cells:
        town = rng.choice(towns, cells, p=size)
        r = np.sqrt(size[town] * cells / np.pi) * 1.2 * rng.random(cells) ** 0.6 * 100 / step
        turn = rng.uniform(0, 2 * np.pi, cells)
        farm = rng.random(cells) < 0.3
        x = np.where(farm, rng.uniform(0, wide, cells), cx[town] + r * np.cos(turn))
        y = np.where(farm, high * rng.beta(1.1, 3, cells), cy[town] + r * np.sin(turn))
        keep = (x >= 0) & (x < wide) & (y >= 0) & (y < high)
        fresh = y[keep].astype(np.int64) * wide + x[keep].astype(np.int64)
        key = np.unique(np.concatenate([key, fresh]))
    key = rng.permutation(key)[:cells]
    x, y = key % wide, key // wide
    here = rng.lognormal(1.9, 1.3, cells)
    here = np.maximum(1, np.rint(here * people / here.sum())).astype(np.int64)
    share = np.array([0.74, 0.08, 0.05, 0.04, 0.03, 0.03, 0.02, 0.01])[:groups]
    tilt = np.exp(
        0.7 * np.sin(x / 37 / size_up)[:, None] * rng.normal(0, 1, groups)
        + 0.5 * np.cos(y / 51 / size_up)[:, None] * rng.normal(0, 1, groups)
    )
    chance = share * tilt
    chance /= chance.sum(axis=1, keepdims=True)
    return np.column_stack([x, y]) * step + step / 2, rng.multinomial(here, chance).astype(float)


def timed(what: str, work: Callable[[], object], repeats: int) -> float:
    """Runs, prints medians, gives the median CPU-seconds."""
    wall, cpu = [], []
    for _ in range(repeats):
        t, c = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - t)
        cpu.append(time.process_time() - c)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{what}: wall {statistics.median(wall):.2f} s, CPU {statistics.median(cpu):.2f} s, "
        f"peak {peak:.2f} GB, load {os.getloadavg()[0]:.1f}, runs {repeats}",
        flush=True,
    )
    return statistics.median(cpu)


def main() -> None:
    """Parse, make, run, print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--cells", type=int, default=100_000)
    ask.add_argument("--groups", type=int, default=8)
    ask.add_argument("--people", type=int, default=0)
    ask.add_argument("--points", action="store_true", help="addresses at 10 m")
    ask.add_argument("--k", type=float, nargs="*", default=[])
    ask.add_argument("--radius", type=float, nargs="*", default=[])
    ask.add_argument("--kernel", default="")
    ask.add_argument("--bandwidth", type=float, nargs="*", default=[5000])
    ask.add_argument("--cut", type=float, default=None)
    ask.add_argument("--each", action="store_true", help="every k by itself too")
    ask.add_argument("--runs", type=int, default=3)
    ask.add_argument("--threads", type=int, default=None)
    given = ask.parse_args()
    people = given.people or 17 * given.cells
    at, n = country(given.cells, given.groups, people, 10.0 if given.points else 100.0)
    print(f"{len(at):,} places, {n.sum():,.0f} people, {n.shape[1]} groups")
    start = time.perf_counter()
    surroundings.nearest(at[:2000], n[:2000], (10,))
    surroundings.within(at[:2000], n[:2000], (100,))
    print(f"first kernel calls (compiled or from cache): {time.perf_counter() - start:.2f} s")
    sets = [given.k] if given.k else []
    if given.each:
        sets = [[k] for k in given.k] + sets
    for ks in sets:
        timed(
            "k = " + ", ".join(f"{k:g}" for k in ks),
            lambda ks=ks: surroundings.nearest(at, n, ks, threads=given.threads),  # type: ignore[misc]
            given.runs,
        )
    if given.radius:
        timed(
            f"radius {given.radius}",
            lambda: surroundings.within(at, n, given.radius, threads=given.threads),
            given.runs,
        )
    if given.kernel:
        timed(
            f"{given.kernel} {given.bandwidth} cut {given.cut}",
            lambda: surroundings.kernel(
                at, n, given.kernel, given.bandwidth, cut=given.cut, threads=given.threads
            ),
            given.runs,
        )


if __name__ == "__main__":
    main()
