"""How far each way to meet the bias of small units keeps what it promises, by simulation.

Units get a chance each from a known law, and people by their chance; the truth is the index of
the law. Printed per law and way: mean, spread, how many intervals were given, how many of them
held the truth, how wide they were. From the main folder:

    python benchmarks/small_units.py                       # a tenth of the tables, some minutes
    python benchmarks/small_units.py --tables 60 --ways bounds,rathelot --laws two,none
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from samlad.measure import BIASES, INDICES, read_all
from samlad.measure.mixtures import beta_table
from samlad.measure.nouns import Reading
from samlad.measure.smallunits import has_form
from samlad.model import Areas, Counts, Source

Vector = NDArray[np.float64]
NAMES = ("dissimilarity", "theil_h")
SOURCE = Source("simulation", "benchmarks/small_units.py", kind="example")


def beta(a: float, b: float) -> tuple[Callable[..., Vector], tuple[Vector, Vector]]:
    """Chances of a Beta law."""
    return lambda rng, many: rng.beta(a, b, many), beta_table(a, b)


def lumps(p: list[float], w: list[float]) -> tuple[Callable[..., Vector], tuple[Vector, Vector]]:
    """Chances that are one of a few."""
    return lambda rng, many: rng.choice(p, size=many, p=w), (np.array(p), np.array(w))


LAWS = {
    "beta10": ("500 units of 10, Beta(2, 6)", lambda r: np.full(500, 10), *beta(2, 6)),
    "none": ("400 units of 8, one chance", lambda r: np.full(400, 8), *lumps([0.3], [1.0])),
    "two": (
        "400 units of 5-20, chances .1 and .6",
        lambda r: r.integers(5, 21, 400),
        *lumps([0.1, 0.6], [0.7, 0.3]),
    ),
    "lumps": (
        "400 units of 5-20, half wholly of one group",
        lambda r: r.integers(5, 21, 400),
        *lumps([0.0, 0.5, 1.0], [0.5, 0.4, 0.1]),
    ),
    "few": ("120 units of 5-20, Beta(1, 3)", lambda r: r.integers(5, 21, 120), *beta(1, 3)),
    "weak": ("600 units of 20, Beta(10, 30)", lambda r: np.full(600, 20), *beta(10, 30)),
    "fives": ("3,000 units of 5, Beta(1, 3)", lambda r: np.full(3000, 5), *beta(1, 3)),
}


def drawn(law: str, table: int) -> Counts:
    """One table under the law."""
    _, sizes, chances, _ = LAWS[law]
    rng = np.random.default_rng([7, table])
    k = sizes(rng)
    x = rng.binomial(k, chances(rng, len(k)))
    areas = Areas("units", tuple(map(str, range(len(k)))))
    return Counts(areas, ("a", "b"), np.column_stack([x, k - x]), "", SOURCE)


def truth(law: str) -> Vector:
    """The indices of the law."""
    p, w = LAWS[law][3]
    table = np.column_stack([w * p, w * (1 - p)])
    return np.array([INDICES[n].formula(table) if len(p) > 1 else 0.0 for n in NAMES])


def told(readings: list[Reading], true: float) -> str:
    """One line of what the readings of one index came to."""
    point = np.array([r.corrected for r in readings if r.corrected is not None])
    ends = np.array([(r.low, r.high) for r in readings if r.low is not None], dtype=float)
    line = f"value {np.mean([r.value for r in readings]):.4f}"
    if len(point):
        line += f"  corrected {point.mean():.4f} ± {point.std():.4f} ({len(point)})"
    open_ = [(r.lower, r.upper) for r in readings if r.lower is not None]
    if open_:
        line += "  bounds {:.4f}-{:.4f}".format(*np.mean(np.array(open_, dtype=float), axis=0))
    if len(ends):
        held = ((ends[:, 0] <= true + 1e-9) & (true - 1e-9 <= ends[:, 1])).mean()
        line += f"  intervals {len(ends)}, hold {held:.3f}, width {np.ptp(ends, axis=1).mean():.4f}"
    return line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=6)
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--ways", default=",".join(BIASES))
    parser.add_argument("--laws", default=",".join(LAWS))
    given = parser.parse_args()
    for law in given.laws.split(","):
        true = truth(law)
        print(f"{law}: {LAWS[law][0]}; truth {dict(zip(NAMES, true.round(4), strict=True))}")
        for way in given.ways.split(","):
            names = [n for n in NAMES if has_form(way, INDICES[n])]
            interval = "delta" if way in ("closed", "none") else "person"
            start = time.process_time()
            tables = [
                read_all(names, drawn(law, i), bias=way, draws=given.draws, seed=i,
                         interval=interval, expected=False)
                for i in range(given.tables)
            ]  # fmt: skip
            each = (time.process_time() - start) / given.tables
            for j, name in enumerate(names):
                line = told([readings[j] for readings in tables], float(true[j]))
                print(f"  {way:18}{name:14}{line}  {each:.2f} s", flush=True)


if __name__ == "__main__":
    main()
