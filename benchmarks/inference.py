"""Intervals, bias, chance, Gini, Shapley, distortion: medians of three, wall, CPU and memory.

    python benchmarks/inference.py [--quick] [--only shapley,gini]
    SAMLAD_PEERS_PYTHON=peers/bin/python python benchmarks/inference.py --beside

Every job runs in a process of its own, once to warm up and three times to be timed; ``memory`` is
how far the process's greatest size rose above what it was before the first call. ``--beside``
runs the jobs that other packages have too, ours and theirs in one run (``peers.py``).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.measure import (
    INDICES,
    distortion,
    gini,
    mean_by_chance,
    multigroup_gini,
    read_all,
    shapley,
    values_by_chance,
)
from samlad.model import Areas, Counts, Source

Table = NDArray[np.float64]
RUNS = 3


def country(areas: int, people: float, groups: int = 8, seed: int = 0) -> Table:
    """A segregated table: areas of gamma sizes, groups by Dirichlet about uneven shares."""
    rng = np.random.default_rng(seed)
    pi = np.array([40, 25, 12, 8, 6, 4, 3, 2], float)[:groups]
    size = rng.gamma(3, 1, areas)
    shares = rng.dirichlet(pi / pi.sum() * 12, areas)
    n = rng.poisson(shares * (size / size.sum() * people)[:, None]).astype(float)
    return np.asarray(n[n.sum(axis=1) > 0])


def reading(names: tuple[str, ...], n: Table) -> Callable[[], object]:
    """All that a user gets: made ready, read, corrected, with interval; nothing drawn."""
    areas = Areas("d", tuple(map(str, range(len(n)))))
    counts = Counts(areas, tuple("abcdefgh"[: n.shape[1]]), n, "", Source("bench", "made up"))
    return lambda: read_all(names, counts, interval="delta", expected=False)


def people_in_two(n: Table) -> Table:
    """The first group against the rest."""
    return np.column_stack([n[:, 0], n[:, 1:].sum(axis=1)])


def jobs(quick: bool) -> dict[str, Callable[[], object]]:
    small, large = country(6_160, 1e6), country(200_000, 1e7)
    later = country(200_000, 1e7)
    later = later * np.random.default_rng(1).uniform(0.8, 1.2, later.shape)
    at = np.random.default_rng(2).uniform(0, 1e5, (len(small), 2))
    M = [INDICES["mutual_information"]]
    draws = (1_000, 100) if quick else (10_000, 1_000)
    two = people_in_two(large)
    made: dict[str, Callable[[], object]] = {}
    all_three = ("mutual_information", "theil_h", "multigroup_dissimilarity")
    for n, size in ((small, "6,160 x 8"), (large, "200,000 x 8")):
        made[f"M, H and D together, corrected with interval, {size}"] = reading(all_three, n)
        for name in all_three:
            made[f"{name}, corrected with interval, {size}"] = reading((name,), n)
    made["dissimilarity, corrected with interval, 200,000 x 2"] = reading(
        ("dissimilarity",), people_in_two(large)
    )
    made["mean of M by chance, closed, 6,160 x 8"] = lambda: mean_by_chance(M[0], small)
    made[f"exact null of M, 6,160 x 8, {draws[0]:,} draws"] = lambda: values_by_chance(
        M, small, draws[0], 1
    )
    made[f"exact null of M, 200,000 x 8, {draws[1]:,} draws"] = lambda: values_by_chance(
        M, large, draws[1], 1
    )
    made["gini, 200,000 x 2"] = lambda: gini(two)
    made["multigroup gini, 200,000 x 8"] = lambda: multigroup_gini(large)
    made["Shapley of the change in M, 200,000 x 8"] = lambda: shapley(large, later)
    made["distortion, 6,160 x 8"] = lambda: distortion(small, at)
    return made


def started(code: str) -> float:
    """Wall seconds of a new interpreter running the code."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - begin


def measured(job: Callable[[], object]) -> dict[str, float]:
    """Medians in a process of its own, which shares the tables with this one."""
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)

    def run() -> None:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        job()  # kernels and caches warm
        wall, cpu = [], []
        for _ in range(RUNS):
            begin, used = time.perf_counter(), time.process_time()
            job()
            wall.append(time.perf_counter() - begin)
            cpu.append(time.process_time() - used)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        there.send((statistics.median(wall), statistics.median(cpu), min(wall), peak / 1024))

    process = context.Process(target=run)
    process.start()
    wall, cpu, best, peak = here.recv()
    process.join()
    return {"wall_s": wall, "cpu_s": cpu, "best_wall_s": best, "memory_mb": peak}


BESIDE = "corrected with interval,by chance,Gini,distortion"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the draws")
    parser.add_argument("--only", default="", help="jobs whose name has one of these, by comma")
    parser.add_argument("--beside", action="store_true", help="ours and theirs, in one run")
    given = parser.parse_args()
    if given.beside:
        size = "small" if given.quick else "full"
        script = str(Path(__file__).parent / "peers.py")
        subprocess.run([sys.executable, script, "--size", size, "--only", BESIDE], check=True)
        return
    wanted = [part.lower() for part in given.only.split(",")]
    rows: list[dict[str, Any]] = []
    for name, job in jobs(given.quick).items():
        if any(part in name.lower() for part in wanted):
            rows.append({"job": name, **measured(job)})
            show(rows[-1])
    if not given.only:
        for code in ("import numpy", "import samlad.measure"):
            seconds = statistics.median(started(code) for _ in range(RUNS))
            rows.append({"job": code, "wall_s": seconds})
            print(f"{code:68s} {seconds:9.4f} s wall")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(json.dumps(rows))


def show(row: dict[str, Any]) -> None:
    """One line."""
    print(
        f"{row['job']:68s} {row['wall_s']:9.4f} s wall (best {row['best_wall_s']:.4f}) "
        f"{row['cpu_s']:9.4f} s CPU {row['memory_mb']:7.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
