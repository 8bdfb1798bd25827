"""How often intervals of indices read off surroundings hold the truth, by simulation.

    python benchmarks/spatial_coverage.py [--runs 300] [--interval delta] [--draws 200]

A design fixes where areas lie and the chances with which people of each group come to each area;
people are drawn from them, the index is read off their surroundings, and the truth is the index
of the chances, with as many people in all. Printed for each design, mean cell, scale and index:
how often an interval was given, how often it held the truth, the mean bias before and after
correction over the standard error, and how often a band over the scales held them all. Then how
often the ratio of the last scale to the first was held, and how often intervals of the difference
of two draws of one town held nought.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samlad.measure import (
    INDICES,
    Surroundings,
    kernel,
    nearest,
    surroundings,
    touching,
    travel,
    turned,
    within,
)
from samlad.measure.profiles import _apart, _ratio
from samlad.measure.spatial import limits
from samlad.measure.spreads import Asked, Spread, Town, make_town, spreads, values
from samlad.model import Areas, Counts, Source

Floats = NDArray[np.float64]
NAMES = ("theil_h", "multigroup_dissimilarity", "mutual_information", "isolation")
MORE = ("gini", "multigroup_gini", "hutchens_square_root", "minmax", "relative_diversity",
        "divergence", "multigroup_atkinson", "atkinson", "ordinal_h", "ordinal_v", "rank_order_h",
        "squared_coefficient_of_variation", "normalized_exposure", "interaction")  # fmt: skip
DESIGNS = (  # areas, groups, evenness, how far likeness reaches (metres; 0: not at all)
    (100, 2, 6.0, 0.0),
    (100, 2, 60.0, 400.0),
    (300, 2, 5.0, 600.0),
    (300, 5, 20.0, 0.0),
    (300, 4, 10.0, 400.0),
    (900, 3, 8.0, 800.0),
)
TINY = 1e-12
"""Where everybody is reached the index is nought but for rounding."""
CELLS = (6, 24, 100, 800)
SOURCE = Source("simulated", "simulated")
Ask = Callable[[Floats, Floats], Surroundings]
ASKED: dict[str, Ask] = {
    "radius": lambda at, n: within(at, n, (0, 300, 800), unit="any"),
    "k": lambda at, n: nearest(at, n, (100, 400, 1600), unit="any"),
    "kernel": lambda at, n: kernel(at, n, "gaussian", (200, 500), unit="any"),
    "contiguity": lambda at, n: touching(_neighbours(at), n, (1, 3)),
    "travel": lambda at, n: travel(_minutes(at), n, (5, 15)),
}


def _apart_squared(at: Floats) -> Floats:
    return np.asarray(((at[:, None] - at[None]) ** 2).sum(axis=2))


def _neighbours(at: Floats) -> list[NDArray[np.int64]]:
    """Areas at most a diagonal away."""
    near = _apart_squared(at) < 150.0**2
    return [np.flatnonzero(row) for row in near]


def _minutes(at: Floats) -> Floats:
    """A hundred metres a minute, one way a third slower than the other."""
    slow = np.where(at[:, None, 0] < at[None, :, 0], 4 / 3, 1.0)
    return np.asarray(np.sqrt(_apart_squared(at)) / 100 * slow)


def chances(design: int) -> tuple[Floats, Floats]:
    """Positions (areas, 2) and chances (areas, groups) that sum to 1."""
    areas, groups, evenness, reach = DESIGNS[design]
    rng = np.random.default_rng((design, 17))
    side = int(np.ceil(np.sqrt(areas * 1.3)))
    cell = rng.choice(side * side, areas, replace=False)
    at = np.column_stack([cell % side, cell // side]) * 100.0
    pi = rng.dirichlet(np.full(groups, 3.0))
    size = rng.gamma(4, 1, areas)
    shares = rng.dirichlet(np.maximum(pi * evenness, 1e-3), areas)
    if reach:  # what lies near is alike
        apart = _apart_squared(at)
        weight = np.exp(-apart / (2 * (reach / 2) ** 2))
        shares = (shares - pi) @ np.eye(groups)
        shares = weight @ shares / np.sqrt((weight**2).sum(axis=1))[:, None] + pi
        shares = np.maximum(shares, 1e-4)
        shares /= shares.sum(axis=1, keepdims=True)
    return at, size[:, None] / size.sum() * shares


def town_of(at: Floats, n: Floats, ask: Ask, noise: float = 0.0) -> Town:
    """``noise``: people squared, told with the counts."""
    variance = np.full(n.shape, noise) if noise else None
    areas = Areas("simulated", tuple(map(str, range(len(n)))), positions=at)
    groups = tuple(f"g{m}" for m in range(n.shape[1]))
    return make_town(Counts(areas, groups, n, "", SOURCE, variance=variance), ask(at, n))


def run(
    design: int,
    cell: int,
    ask: Ask,
    runs: int,
    asked: Asked,
    wanted: tuple[str, ...] = NAMES,
    noise: float = 0.0,
) -> list[str]:
    at, P = chances(design)
    T = cell * P.size
    names = [n for n in wanted if INDICES[n].groups in (0, P.shape[1])]
    indices = [INDICES[name] for name in names]
    truth = values(indices, P * T, ask(at, P * T))
    shape = (runs, *truth.shape)
    value, mended, error = np.empty(shape), np.empty(shape), np.empty(shape)
    left = np.empty(shape)
    held, told = np.zeros(shape, bool), np.zeros(shape, bool)
    whole = np.full((runs, len(names)), np.nan)
    ratio = np.full((runs, len(names)), np.nan)
    nought = np.full((runs, *truth.shape), np.nan)
    before: list[Spread | None] = [None] * len(names)
    for r, child in enumerate(np.random.SeedSequence((design, cell)).spawn(runs)):
        rng = np.random.default_rng(child)
        n = rng.multinomial(T, P.ravel()).reshape(P.shape).astype(float)
        n = np.maximum(n + rng.normal(0, noise**0.5, n.shape), 0.0)
        town = town_of(at, n, ask, noise)
        value[r] = values(indices, town.n, town.around)
        made = spreads(indices, town, value[r], asked, lambda: None)
        for i in range(len(indices)):
            spread = made[i]
            assert spread is not None
            low, high, band_low, band_high, mended[r, i] = limits(spread, asked, truth.shape[1])
            error[r, i], told[r, i], left[r, i] = spread.error, spread.honest, spread.left
            held[r, i] = (low - TINY <= truth[i]) & (truth[i] <= high + TINY)
            one = _ratio(spread, truth.shape[1] - 1, 0)
            if one.honest.all():
                low, high = limits(one, asked, 1)[:2]
                ratio[r, i] = low[0] - TINY <= truth[i, -1] / truth[i, 0] <= high[0] + TINY
            apart = _apart(before[i], spread)
            before[i] = None if apart is not None else spread  # pairs that share nothing
            if apart is not None:
                low, high = limits(apart, asked, truth.shape[1])[:2]
                nought[r, i] = np.where(np.isnan(low), np.nan, (low <= 0) & (high >= 0))
            some = spread.honest
            if some.any():
                inside = (band_low - TINY <= truth[i]) & (truth[i] <= band_high + TINY)
                whole[r, i] = inside[some].all()
    out = []
    scales = town.around.scales
    for i, name in enumerate(names):
        for s, scale in enumerate(scales):
            e = error[:, i, s].mean() or np.nan
            t = told[:, i, s]
            cover = held[t, i, s].mean() if t.any() else np.nan
            plain = (np.abs(mended[:, i, s] - truth[i, s]) <= 1.96 * error[:, i, s]).mean()
            sd = value[:, i, s].std()
            out.append(
                f"{name:26s} {scale:14s} truth {truth[i, s]:7.4f} given {t.mean():5.2f} "
                f"covers {cover:6.3f} ungated {plain:6.3f} "
                f"bias/se {(value[:, i, s].mean() - truth[i, s]) / e:7.2f} "
                f"after {(mended[:, i, s].mean() - truth[i, s]) / e:6.2f} "
                f"se/sd {e / sd if sd else np.nan:5.2f} left/se {np.median(left[:, i, s]) / e:5.2f}"
            )
        for what, found in (
            ("band", whole[:, i]),
            ("ratio", ratio[:, i]),
            *((f"apart {scale}", nought[:, i, s]) for s, scale in enumerate(scales)),
        ):
            some = found[np.isfinite(found)]
            share = some.mean() if len(some) else np.nan
            out.append(f"{name:26s} {what:20s} {share:.3f} of {len(some)}")
    return out


LINE = re.compile(
    r"(\w+) +(?:(\S+) +truth +\S+ given +(\S+) covers +(\S+)"
    r"|(band|ratio|apart)\b.*? (\S+) of (\d+)) *"
)


def summary(files: list[str], runs: int) -> str:
    """What was printed as a table: one row for each kind of surroundings and mean cell."""
    kept: dict[tuple[str, str], dict[str, list[float]]] = {}
    for line in "".join(Path(f).read_text("utf-8") for f in files).splitlines():
        if line.startswith("# "):
            key = (line.split()[1], line.split("cell ")[1].split(",")[0])
            row = kept.setdefault(key, {k: [] for k in ("given", "one", "band", "ratio", "apart")})
        elif (found := LINE.match(line)) and found[2]:
            row["given"].append(float(found[3]))
            if float(found[3]) >= 0.5:
                row["one"].append(float(found[4]))
        elif found and int(found[7]) >= runs / 3:
            row[found[5]].append(float(found[6]))
    heads = ("interval", "band over scales", "ratio of scales", "no difference")
    out = ["| around | mean cell | given | " + " | ".join(heads) + " |", "|---|" + "--:|" * 6]
    for (around, cell), row in sorted(kept.items(), key=lambda item: (item[0][0], int(item[0][1]))):
        shares = [
            f"{min(x):.3f} – {max(x):.3f}" if (x := row[k]) else "–"
            for k in ("one", "band", "ratio", "apart")
        ]
        given = f"{sum(row['given']) / len(row['given']):.0%}"
        out.append(f"| {around} | {cell} | {given} | {' | '.join(shares)} |")
    return "\n".join(out)


def main() -> None:
    surroundings.SMALL = turned.SMALL = 50  # the same digits, sooner
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--interval", default="delta")
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--around", default="radius,k,kernel")
    parser.add_argument("--designs", default="")
    parser.add_argument("--cells", default="")
    parser.add_argument("--noise", type=float, default=0.0, help="people squared, in each cell")
    parser.add_argument("--all-indices", action="store_true")
    parser.add_argument("--summary", nargs="+", default=[], metavar="FILE")
    given = parser.parse_args()
    if given.summary:
        print(summary(given.summary, given.runs))
        return
    wanted = (*NAMES, *MORE) if given.all_indices else NAMES
    asked = Asked(given.interval, given.draws, 0, 0.95, bands=True)
    for around in given.around.split(","):
        for design in map(int, given.designs.split(",")) if given.designs else range(len(DESIGNS)):
            for cell in map(int, given.cells.split(",")) if given.cells else CELLS:
                begun = time.process_time()
                lines = run(design, cell, ASKED[around], given.runs, asked, wanted, given.noise)
                spent = time.process_time() - begun
                print(f"# {around} {DESIGNS[design]} cell {cell}, {spent:.0f} CPU-s")
                print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()
