"""Intervals, bias, chance, Gini, Shapley, distortion: medians of three, seconds of CPU and of wall.

    python benchmarks/inference.py [--quick]

Peers' figures are not repeated here: they stand, measured, in the issue and the docs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from samlad.measure import (
    INDICES,
    distortion,
    gini,
    mean_by_chance,
    multigroup_gini,
    read,
    shapley,
    values_by_chance,
)
from samlad.measure.closed import closed
from samlad.model import Areas, Counts, Source

Table = NDArray[np.float64]


def country(areas: int, people: float, groups: int = 8, seed: int = 0) -> Table:
    """A segregated table: areas of gamma sizes, groups by Dirichlet about uneven shares."""
    rng = np.random.default_rng(seed)
    pi = np.array([40, 25, 12, 8, 6, 4, 3, 2], float)[:groups]
    size = rng.gamma(3, 1, areas)
    shares = rng.dirichlet(pi / pi.sum() * 12, areas)
    n = rng.poisson(shares * (size / size.sum() * people)[:, None]).astype(float)
    return np.asarray(n[n.sum(axis=1) > 0])


def corrected_interval(name: str, n: Table) -> Callable[[], object]:
    index = INDICES[name]
    return lambda: closed(index, n, index.formula(n))


def reading(name: str, n: Table) -> Callable[[], object]:
    areas = Areas("d", tuple(map(str, range(len(n)))))
    counts = Counts(areas, tuple("abcdefgh"[: n.shape[1]]), n, "", Source("bench", "made up"))
    return lambda: read(name, counts, interval="delta", expected=False)


def jobs(quick: bool) -> dict[str, Callable[[], object]]:
    small, large = country(6_160, 1e6), country(200_000, 1e7)
    later = country(200_000, 1e7)
    later = later * np.random.default_rng(1).uniform(0.8, 1.2, later.shape)
    at = np.random.default_rng(2).uniform(0, 1e5, (len(small), 2))
    M = [INDICES["mutual_information"]]
    draws = (1_000, 100) if quick else (10_000, 1_000)
    made: dict[str, Callable[[], object]] = {}
    for name in ("mutual_information", "theil_h", "multigroup_dissimilarity"):
        made[f"{name}, corrected with interval, 6,160 x 8"] = corrected_interval(name, small)
        made[f"{name}, corrected with interval, 200,000 x 8"] = corrected_interval(name, large)
    made["dissimilarity, corrected with interval, 200,000 x 2"] = corrected_interval(
        "dissimilarity", large[:, :2]
    )
    made["read(theil_h, delta), 6,160 x 8"] = reading("theil_h", small)
    made["read(theil_h, delta), 200,000 x 8"] = reading("theil_h", large)
    made["mean of M by chance, closed, 6,160 x 8"] = lambda: mean_by_chance(M[0], small)
    made[f"exact null of M, 6,160 x 8, {draws[0]:,} draws"] = lambda: values_by_chance(
        M, small, draws[0], 1
    )
    made[f"exact null of M, 200,000 x 8, {draws[1]:,} draws"] = lambda: values_by_chance(
        M, large, draws[1], 1
    )
    made["gini, 200,000 x 2"] = lambda: gini(large[:, :2])
    made["multigroup gini, 200,000 x 8"] = lambda: multigroup_gini(large)
    made["Shapley of the change in M, 200,000 x 8"] = lambda: shapley(large, later)
    made["distortion, 6,160 x 8"] = lambda: distortion(small, at)
    return made


def started(code: str) -> float:
    """Wall seconds of a new interpreter running the code."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the draws")
    quick = parser.parse_args().quick
    rows = []
    for name, job in jobs(quick).items():
        job()  # kernels and caches warm
        wall, cpu = [], []
        for _ in range(3):
            begin, used = time.perf_counter(), time.process_time()
            job()
            wall.append(time.perf_counter() - begin)
            cpu.append(time.process_time() - used)
        rows.append(
            {"job": name, "wall_s": statistics.median(wall), "cpu_s": statistics.median(cpu)}
        )
    loads = {code: statistics.median(started(code) for _ in range(3))
             for code in ("import numpy", "import samlad.measure")}  # fmt: skip
    rows += [{"job": code, "wall_s": seconds, "cpu_s": seconds} for code, seconds in loads.items()]
    for row in rows:
        print(f"{row['job']:58s} {row['wall_s']:9.4f} s wall {row['cpu_s']:9.4f} s CPU")
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
