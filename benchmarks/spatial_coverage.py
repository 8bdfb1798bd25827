"""How often intervals of indices read off surroundings hold the truth, by simulation.

    python benchmarks/spatial_coverage.py --runs 1000 --processes 2
    python benchmarks/spatial_coverage.py --methods person jackknife area --draws 40 --cells 24
    python benchmarks/spatial_coverage.py --around radius --indices more
    python benchmarks/spatial_coverage.py --around radius --noise 4
    python benchmarks/spatial_coverage.py --designs 6 7 --indices kinks --runs 200
    python benchmarks/spatial_coverage.py --table

A design fixes where areas lie and the chances with which people of each group come to each area;
people are drawn from them, the index is read off their surroundings, and the truth is the index
of the chances, with as many people in all. A row of ``docs/benchmarks/spatial-coverage*.tsv`` is
one setting, index and question: a scale (how often its interval was given and held the truth, the
mean bias over the standard error before and after correction), ``band`` (all scales at once),
``ratio`` (of the last scale to the first), ``apart`` (the difference of two draws of one town,
which is nought, at each scale). What is there with as many runs is not run again; ``--table``
writes the tables of ``docs/benchmarks-spatial-intervals.md``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from coverage_rows import keep, merged, worked
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
MAIN = ("theil_h", "multigroup_dissimilarity", "mutual_information", "isolation")
MORE = ("gini", "multigroup_gini", "hutchens_square_root", "minmax", "relative_diversity",
        "divergence", "multigroup_atkinson", "atkinson", "ordinal_h", "ordinal_v", "rank_order_h",
        "squared_coefficient_of_variation", "normalized_exposure", "interaction")  # fmt: skip
KINKS = ("dissimilarity", "multigroup_dissimilarity", "gini", "multigroup_gini", "minmax",
         "ordinal_v")  # fmt: skip
METHODS = ("delta", "person", "jackknife", "area")


@dataclass(frozen=True)
class Design:
    """``evenness``: the greater, the more areas are alike; ``alike``: how far likeness reaches,
    metres, 0 not at all; ``rare``: the share of the last group, 0 as chance had it."""

    areas: int
    groups: int
    evenness: float
    alike: float
    rare: float = 0.0


DESIGNS = (
    Design(100, 2, 6.0, 0.0),
    Design(100, 2, 60.0, 400.0),
    Design(300, 2, 5.0, 600.0),
    Design(300, 5, 20.0, 0.0),
    Design(200, 3, 8.0, 400.0, 0.03),
    Design(900, 3, 8.0, 800.0),
    Design(2_500, 2, 300.0, 0.0),
    Design(2_500, 3, 1e6, 0.0),
)
FIVE = (0, 1, 2, 3, 4)
COUNTRY = 1_000
"""Areas from which a design stands for a country."""
TINY = 1e-12
"""Where everybody is reached the index is nought but for rounding."""
CELLS = (6, 24, 100, 800)
SOURCE = Source("simulated", "simulated")
LEAST = 0.92
DOCS = Path(__file__).resolve().parents[1] / "docs"
OUT, PAGE = DOCS / "benchmarks" / "spatial-coverage.tsv", DOCS / "benchmarks-spatial-intervals.md"
MARKS = ("<!-- coverage -->", "<!-- /coverage -->")
Ask = Callable[[Floats, Floats], Surroundings]
ASKED: dict[str, Ask] = {
    "radius": lambda at, n: within(at, n, (0, 300, 800), unit="any", threads=1),
    "k": lambda at, n: nearest(at, n, _ks(n), unit="any", threads=1),
    "kernel": lambda at, n: kernel(at, n, "gaussian", (200, 500), unit="any", threads=1),
    "contiguity": lambda at, n: touching(_neighbours(at), n, (1, 3)),
    "travel": lambda at, n: travel(_minutes(at), n, (5, 15)),
}


def _ks(n: Floats) -> tuple[int, ...]:
    """Three that are less than half of everybody."""
    return tuple(k for k in (25, 100, 400, 1_600) if 2 * k < n.sum())[-3:]


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
    of = DESIGNS[design]
    areas, groups, evenness, reach = of.areas, of.groups, of.evenness, of.alike
    rng = np.random.default_rng((design, 17))
    side = int(np.ceil(np.sqrt(areas * 1.3)))
    cell = rng.choice(side * side, areas, replace=False)
    at = np.column_stack([cell % side, cell // side]) * 100.0
    pi = rng.dirichlet(np.full(groups, 3.0))
    if of.rare:
        pi = np.append(pi[:-1] / pi[:-1].sum() * (1 - of.rare), of.rare)
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


# ----------------------------------------------------------------------------- one setting
@dataclass(frozen=True)
class Row:
    """What became of one question in one setting: shares of runs, of intervals that held."""

    around: str
    areas: int
    groups: int
    evenness: float
    alike: float
    cell: int
    noise: float
    method: str
    draws: int
    index: str
    what: str
    runs: int
    given: float
    coverage: float
    below: float
    above: float
    truth: float
    bias: float
    left: float

    @property
    def key(self) -> tuple[Any, ...]:
        return (*self.setting, self.index, self.what)

    @property
    def setting(self) -> tuple[Any, ...]:
        town = (self.areas, self.groups, self.evenness, self.alike)
        return (self.around, *town, self.cell, self.noise, self.method)

    @property
    def judged(self) -> bool:
        """Given in twenty runs or more."""
        return self.given * self.runs >= 20


@dataclass(frozen=True)
class Job:
    around: str
    design: int
    cell: int
    noise: float
    method: str
    draws: int
    names: tuple[str, ...]
    runs: int

    @property
    def setting(self) -> tuple[Any, ...]:
        of = DESIGNS[self.design]
        town = (of.areas, of.groups, of.evenness, of.alike)
        return (self.around, *town, self.cell, self.noise, self.method)


def work(job: Job) -> list[Row]:
    """Draws towns of a setting and asks everything of each."""
    surroundings.SMALL = turned.SMALL = 50  # the same digits, sooner
    at, P = chances(job.design)
    T, ask = job.cell * P.size, ASKED[job.around]
    indices = [INDICES[name] for name in job.names]
    asked = Asked(job.method, job.draws, 0, 0.95, bands=True)
    truth = values(indices, P * T, ask(at, P * T))
    I, S = truth.shape
    found = {  # low and high of each question, NaN where there is none
        "one": np.full((job.runs, I, S, 2), np.nan),
        "band": np.full((job.runs, I, S, 2), np.nan),
        "ratio": np.full((job.runs, I, 1, 2), np.nan),
        "apart": np.full((job.runs, I, S, 2), np.nan),
    }
    error, off, left = (np.full((job.runs, I, S), np.nan) for _ in range(3))
    before: list[Spread | None] = [None] * I
    paired = np.zeros((job.runs, I), bool)
    for r, child in enumerate(np.random.SeedSequence((job.design, job.cell)).spawn(job.runs)):
        rng = np.random.default_rng(child)
        n = rng.multinomial(T, P.ravel()).reshape(P.shape).astype(float)
        n = np.maximum(n + rng.normal(0, job.noise**0.5, n.shape), 0.0)
        town = town_of(at, n, ask, job.noise)
        value = values(indices, town.n, town.around)
        # two draws of a town with seeds of their own, as ``spatial_compare`` has it
        asked = replace(asked, seed=r // 2 if job.method == "area" else r)
        made = spreads(indices, town, value, asked, lambda: None)
        for i, spread in enumerate(made):
            assert spread is not None
            low, high, bottom, top, mended = limits(spread, asked, S)
            found["one"][r, i] = np.column_stack([low, high])
            found["band"][r, i] = np.column_stack([bottom, top])
            error[r, i], off[r, i], left[r, i] = spread.error, value[i], mended
            alone = replace(asked, bands=False)
            one = _ratio(spread, S - 1, 0)
            if one.honest.all():
                found["ratio"][r, i] = np.column_stack(limits(one, alone, 1)[:2])
            apart = _apart(before[i], spread)
            before[i] = None if apart is not None else spread  # pairs that share nothing
            paired[r, i] = apart is not None
            if apart is not None:
                found["apart"][r, i] = np.column_stack(limits(apart, alone, S)[:2])
    rows = []
    for i in range(I):
        with np.errstate(all="ignore"):
            se = np.nanmean(error[:, i], axis=0)
            biases = [(x[:, i].mean(axis=0) - truth[i]) / se for x in (off, left)]
            ratio = truth[i, -1:] / truth[i, :1]

        def row(what: str, about: Floats, ends: Floats, *more: float, of: Job = job) -> Row:
            town, index = of.setting[:5], job.names[i]  # noqa: B023  called at once
            held = (of.cell, of.noise, of.method, _drawn(of), index, what, of.runs)
            numbers = _held(about, ends) + tuple(float(f"{v:.4g}") for v in more)
            return Row(*town, *held, *numbers)

        for s, scale in enumerate(town.around.scales):
            told = (truth[i, s], biases[0][s], biases[1][s])
            rows.append(row(scale, truth[i, s : s + 1], found["one"][:, i, s : s + 1], *told))
            pairs = found["apart"][paired[:, i], i, s : s + 1]
            rows.append(row(f"apart {scale}", np.zeros(1), pairs, 0.0, np.nan, np.nan))
        rows.append(row("band", truth[i], found["band"][:, i], np.nan, np.nan, np.nan))
        rows.append(row("ratio", ratio, found["ratio"][:, i], ratio[0], np.nan, np.nan))
    return rows


def _drawn(job: Job) -> int:
    return job.draws if job.method in {"person", "area"} else 0


def _held(about: Floats, ends: Floats) -> tuple[float, float, float, float]:
    """Share given, held, truth below and above; ``ends`` (runs, scales, 2), all scales at once.

    Scales without an interval ask for nothing.
    """
    there = np.isfinite(ends).all(axis=2)
    low, high = (np.where(there, ends[..., e], about) for e in (0, 1))
    some = there.any(axis=1)
    if not some.any():
        return 0.0, np.nan, np.nan, np.nan
    under = (about < low - TINY).any(axis=1)[some]
    over = (about > high + TINY).any(axis=1)[some]
    held = 1 - (under | over).mean()
    return tuple(round(float(v), 4) for v in (some.mean(), held, under.mean(), over.mean()))  # type: ignore[return-value]


# ---------------------------------------------------------------------------- rows and tables
def save(path: Path, rows: dict[tuple[Any, ...], Row]) -> None:
    """All rows in order."""

    def place(r: Row) -> tuple[Any, ...]:
        return METHODS.index(r.method), r.noise, r.index, r.what, *r.setting

    ordered = sorted(rows.values(), key=place)
    for file, main in ((path, True), (beside(path), False)):
        part = [row for row in ordered if (row.index in MAIN) == main]
        if part or file.exists():
            keep(file, part, Row)


def there(path: Path, *more: Path) -> dict[tuple[Any, ...], Row]:
    """The rows of both files, and those kept elsewhere."""
    return merged(path, (beside(path), *more), Row)


def beside(path: Path) -> Path:
    """Where the indices that are not of ``MAIN`` stand: neither file is too long to read."""
    return path.with_stem(f"{path.stem}-more")


def todo(asked: argparse.Namespace, there: dict[tuple[Any, ...], Row]) -> Iterator[Job]:
    sets = {"main": MAIN, "more": MORE, "kinks": KINKS}
    runs = {(*r.setting, r.index): r.runs for r in there.values()}
    for design in asked.designs:
        wanted = [n for part in asked.indices for n in sets.get(part, (part,))]
        fit = [n for n in wanted if INDICES[n].groups in (0, DESIGNS[design].groups)]
        for method in asked.methods:
            for around in asked.around:
                for cell in asked.cells:
                    job = Job(
                        around, design, cell, asked.noise, method, asked.draws, (), asked.runs
                    )
                    names = tuple(
                        n for n in fit
                        if asked.again or runs.get((*job.setting, n), 0) < asked.runs
                    )  # fmt: skip
                    if names:
                        yield replace(job, names=names)


HEADS = ("interval", "band over scales", "ratio of scales", "no difference")


def table(rows: Sequence[Row]) -> str:
    """One row for each way, surroundings and mean cell: the least and the greatest share held."""
    lines = []
    for method, noise in sorted({(r.method, r.noise) for r in rows}, key=_order):
        mine = [r for r in rows if (r.method, r.noise) == (method, noise)]
        towns = [r for r in mine if r.areas < COUNTRY]
        for names, some in (
            ("", [r for r in towns if r.index not in MORE]),
            (", {} more indices", [r for r in towns if r.index in MORE]),
            (", {} indices, many areas", [r for r in mine if r.areas >= COUNTRY]),
        ):
            if some:
                lines += _part(method, noise, names, some)
    return "\n".join(lines)


def _order(key: tuple[str, float]) -> tuple[float, int]:
    return key[1], METHODS.index(key[0])


def _part(method: str, noise: float, names: str, rows: Sequence[Row]) -> list[str]:
    towns = {(r.areas, r.groups, r.evenness, r.alike) for r in rows}
    runs = sorted({r.runs for r in rows})
    drawn = f" of {rows[0].draws} draws" if rows[0].draws else ""
    about = f"{len(towns)} towns, {' or '.join(f'{r:,}' for r in runs)} tables each{drawn}"
    names = names.format(len({r.index for r in rows}))
    told = f", noise of {noise**0.5:g} people" if noise else ""
    lines = [f"\n**{method}**{told}{names} ({about})\n"]
    lines += ["| around | mean cell | given | " + " | ".join(HEADS) + " |", "|---|" + "--:|" * 6]
    for around in ASKED:
        for cell in sorted({r.cell for r in rows if r.around == around}):
            here = [r for r in rows if (r.around, r.cell) == (around, cell)]
            kinds = [
                [r for r in here if "=" in r.what and not r.what.startswith("apart")],
                *([r for r in here if r.what.startswith(w)] for w in ("band", "ratio", "apart")),
            ]
            shares = [
                f"{min(x):.3f} – {max(x):.3f}"
                if (x := [r.coverage for r in kind if r.judged])
                else "–"
                for kind in kinds
            ]
            given = f"{sum(r.given for r in kinds[0]) / len(kinds[0]):.0%}"
            lines.append(f"| {around} | {cell} | {given} | {' | '.join(shares)} |")
    return lines


def main() -> int:
    """Parse, run what is not there, keep, tell the worst."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--methods", nargs="*", default=["delta"], choices=METHODS)
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--around", nargs="*", default=list(ASKED), choices=ASKED)
    parser.add_argument("--designs", nargs="*", type=int, default=list(FIVE))
    parser.add_argument("--cells", nargs="*", type=int, default=list(CELLS))
    parser.add_argument("--indices", nargs="*", default=["main"], help="main, more, kinks or names")
    parser.add_argument("--noise", type=float, default=0.0, help="people squared, in each cell")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--merge", nargs="*", type=Path, default=[], help="rows kept elsewhere")
    parser.add_argument("--again", action="store_true", help="also what is there already")
    parser.add_argument("--table", action="store_true", help="write the page's tables and stop")
    asked = parser.parse_args()
    rows = there(asked.out, *asked.merge)
    if asked.merge:
        save(asked.out, rows)
    if asked.table:
        before, rest = PAGE.read_text("utf-8").split(MARKS[0])
        made = f"{MARKS[0]}\n{table(list(rows.values()))}\n{MARKS[1]}"
        PAGE.write_text(before + made + rest.split(MARKS[1])[1], "utf-8")
        return 0

    def took(made: list[Row]) -> str:
        save(asked.out, {**there(asked.out), **{row.key: row for row in made}})
        r = made[0]
        least = min((r.coverage for r in made if r.judged), default=np.nan)
        return f"{r.method} {r.around} {r.areas} x {r.groups} cell {r.cell}: least {least:.3f}"

    worked(list(todo(asked, rows)), work, asked.processes, took)
    low = [r for r in there(asked.out).values() if r.judged and r.coverage < LEAST]
    print(f"\nunder {LEAST:.0%} where an interval is given (in 20 runs or more): {len(low)}")
    for r in sorted(low, key=lambda r: r.coverage):
        about = f"{r.method} {r.around} {r.areas} x {r.groups} cell {r.cell} noise {r.noise:g}"
        told = f"given {r.given * r.runs:.0f} covers {r.coverage:.3f} ({r.below:.3f} {r.above:.3f})"
        print(f"{about} {r.index} {r.what}: {told} bias {r.bias} left {r.left}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
