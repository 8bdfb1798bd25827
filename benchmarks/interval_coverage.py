"""How often intervals hold the truth: simulated, every index that has one, five designs and more.

    python benchmarks/interval_coverage.py [--runs 1000] [--interval delta] [--indices a,b]

A design fixes the chances with which people of each group come to each area; people are drawn
from them, the index is read, and the truth is the index of the chances. Printed: coverage where
an interval was given, and how often one was. Cells hold from 6 to 800 people on average.
"""

from __future__ import annotations

import argparse

import numpy as np
from numpy.typing import NDArray

from samlad.measure import INDICES
from samlad.measure.closed import closed, normal_quantile
from samlad.measure.reading import HONEST

DESIGNS = (  # areas, groups, evenness (concentration of the Dirichlet)
    (27, 2, 6.0),
    (27, 2, 60.0),
    (300, 2, 5.0),
    (300, 5, 5.0),
    (2_000, 4, 20.0),
    (1_000, 8, 4.0),
)
CELLS = (6, 12, 24, 100, 800)
LARGEST = 3_000_000


def chances(areas: int, groups: int, evenness: float, seed: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    pi = rng.dirichlet(np.full(groups, 3.0))
    size = rng.gamma(4, 1, areas)
    shares = rng.dirichlet(np.maximum(pi * evenness, 1e-3), areas)
    return np.asarray(size[:, None] / size.sum() * shares)


def covered(names: list[str], design: int, cell: int, runs: int) -> dict[str, tuple[int, int]]:
    """Of each index: intervals given, and those that held the truth."""
    areas, groups, evenness = DESIGNS[design]
    P, z = chances(areas, groups, evenness, design), normal_quantile(0.95)
    mine = [name for name in names if INDICES[name].groups in (0, groups)]
    truth = {name: float(INDICES[name].formula(P * 1e9)) for name in mine}
    result = dict.fromkeys(mine, (0, 0))
    for child in np.random.SeedSequence((design, cell)).spawn(runs):
        n = np.random.default_rng(child).multinomial(cell * P.size, P.ravel()).reshape(P.shape)
        n = n[n.sum(axis=1) > 0].astype(float)
        for name in mine:
            made = closed(INDICES[name], n, float(INDICES[name].formula(n)))
            if made is not None and made.left <= HONEST * made.error:
                given, held = result[name]
                holds = abs(made.corrected - truth[name]) <= z * made.error
                result[name] = (given + 1, held + holds)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--indices", default="")
    asked = parser.parse_args()
    names = asked.indices.split(",") if asked.indices else [
        name for name, index in INDICES.items() if index.parts is not None or name == "minmax"
    ]  # fmt: skip
    worst: dict[str, float] = {}
    for design in range(len(DESIGNS)):
        for cell in CELLS:
            if cell * DESIGNS[design][0] * DESIGNS[design][1] > LARGEST:
                continue
            for name, (given, held) in covered(names, design, cell, asked.runs).items():
                share = held / given if given else float("nan")
                about = f"{DESIGNS[design]!s:18s} cell {cell:4d} {name:34s}"
                print(f"{about} given {given / asked.runs:5.2f} covers {share:6.3f}", flush=True)
                if given >= asked.runs / 2:
                    worst[name] = min(worst.get(name, 1.0), share)
    print("\nleast coverage where an interval is given in at least half of the runs")
    for name, share in sorted(worst.items(), key=lambda item: item[1]):
        print(f"{name:34s} {share:6.3f}")


if __name__ == "__main__":
    main()
