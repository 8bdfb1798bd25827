"""Speed and memory of surroundings, on a made-up country.

    python benchmarks/surroundings.py --cells 600000 --k 100 400 1600 6400 25600 102400 409600
    python benchmarks/surroundings.py --cells 600000 --kernel exponential --bandwidth 5000 \
        --cut 25000
    python benchmarks/surroundings.py --cells 200000 --radius 1000
    python benchmarks/surroundings.py --cells 600000 --copies 20000000 --make big.npz
    python benchmarks/surroundings.py --made big.npz --k 100 400 1600 6400 25600 --out folder
    python benchmarks/surroundings.py --cells 200000 --k 50 800 6400 51200 --peer PYTHON

The country is made by a seed: towns whose sizes fall as one over their rank, thick in the
middle and thin at the edge, farms between them, on cells of 100 metres (or, with ``--points``,
addresses at 10 metres). Nothing in it is real. Making it takes more memory than measuring it,
so ``--make`` keeps it in a file for a process of its own. ``--out`` streams the answers to
Parquet, once. ``--peer`` is the interpreter of an environment with EquiPop, which is asked for
some origins drawn by a seed; what all of them would take is reckoned from those.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.engines import large
from samlad.measure import chunks, surroundings

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


def copied(at: Floats, n: Floats, cells: int) -> tuple[Floats, NDArray[np.uint16]]:
    """So many cells: the country again and again, six abreast."""
    apart = np.ptp(at, axis=0) + 100
    where, who = np.empty((cells, 2)), np.empty((cells, n.shape[1]), dtype=np.uint16)
    for i in range(-(-cells // len(at))):
        rows = slice(i * len(at), min((i + 1) * len(at), cells))
        some = rows.stop - rows.start
        where[rows] = at[:some] + np.array([i % 6, i // 6]) * apart
        who[rows] = n[:some]
    return where, who


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


def streamed(at: Floats, n: NDArray[Any], ks: list[float], folder: Path) -> None:
    """Once, to Parquet, telling of the parts as they come."""
    shown = [-1]

    def progress(done: int, of: int) -> None:
        if 20 * done // of != shown[0]:
            shown[0] = 20 * done // of
            print(f"  {done / of:.0%} after {time.perf_counter() - begun:.0f} s", flush=True)

    begun = time.perf_counter()
    question = chunks.Question("k", tuple(ks))
    timed(
        "streamed to Parquet, k = " + ", ".join(f"{k:g}" for k in ks),
        lambda: large.write(question, at, n, folder, progress=progress),
        1,
    )
    size = sum(part.stat().st_size for part in folder.glob("*.parquet")) / 2**30
    print(f"{size:.2f} GB in {len(list(folder.glob('*.parquet')))} files")


def beside(peer: str, at: Floats, n: NDArray[Any], ks: list[float], origins: int) -> None:
    """EquiPop at some origins, our CPU-seconds for all, the ratio and the greatest difference."""
    cpu = timed("ours", lambda: surroundings.nearest(at, n, ks), 3)
    ours = surroundings.nearest(at, n, ks)
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "country.npz"
        np.savez(file, people=n.astype(float), positions=at, side=100.0)
        call = {"call": "equipop_nearest", "k": [int(k) for k in ks]}
        calls = [{**call, "origins": o} for o in (10, origins)]
        asked = json.dumps({"data": str(file), "calls": calls})
        script = Path(__file__).with_name("peer_calls.py")
        told = subprocess.run(
            [peer, str(script)], input=asked, capture_output=True, text=True, check=True
        )
    reply = json.loads(told.stdout)
    few, many = reply["answers"]
    each = (many["cpu"][0] - few["cpu"][0]) / (origins - 10)
    whole = each * len(at)
    print(f"EquiPop {reply['versions']}: {origins} origins {many['cpu'][0]:.1f} CPU-s, ", end="")
    print(f"10 origins {few['cpu'][0]:.1f}; {1000 * each:.2f} ms an origin; all {whole:,.0f} CPU-s")
    print(f"ratio {whole / cpu:,.0f}; its peak {many['peak'] / 2**20:,.0f} MB more")
    rows, table = many["value"]["origins"], many["value"]["table"]
    for s, k in enumerate(call["k"]):  # type: ignore[arg-type]
        reach = np.array(table[f"N_{k}"])
        off = max(
            float(np.abs(np.array(table[f"T_g{m}_{k}"]) / reach - ours.shares[s, rows, m]).max())
            for m in range(n.shape[1])
        )
        print(f"k = {k}: greatest difference of a share {off:.1e}")


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
    ask.add_argument("--make", type=Path, help="keep the country in this file and stop")
    ask.add_argument("--copies", type=int, default=0, help="so many cells, by copies side by side")
    ask.add_argument("--made", type=Path, help="a country kept before")
    ask.add_argument("--out", type=Path, help="stream to Parquet in this folder")
    ask.add_argument("--peer", default="", help="an interpreter with equipop")
    ask.add_argument("--origins", type=int, default=200)
    given = ask.parse_args()
    people = given.people or 17 * given.cells
    if given.made:
        with np.load(given.made) as file:
            at, n = file["at"], file["n"]
    else:
        at, n = country(given.cells, given.groups, people, 10.0 if given.points else 100.0)
    if given.copies:
        at, n = copied(at, n, given.copies)
    if given.make:
        np.savez(given.make, at=at, n=n.astype(np.uint16))
        return
    print(f"{len(at):,} places, {n.sum():,.0f} people, {n.shape[1]} groups")
    start = time.perf_counter()
    surroundings.nearest(at[:2000], n[:2000], (10,))
    surroundings.within(at[:2000], n[:2000], (100,))
    print(f"first kernel calls (compiled or from cache): {time.perf_counter() - start:.2f} s")
    if given.out:
        streamed(at, n, given.k, given.out)
        return
    if given.peer:
        beside(given.peer, at, n, given.k, given.origins)
        return
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
