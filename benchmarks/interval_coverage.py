"""How often intervals hold the truth: simulated, every index and every way to an interval.

    python benchmarks/interval_coverage.py --methods delta jackknife --runs 1000
    python benchmarks/interval_coverage.py --methods person area local --runs 1000 --draws 40
    python benchmarks/interval_coverage.py --methods noise --cells 24 100 800
    python benchmarks/interval_coverage.py --table

A design fixes the chances with which people of each group come to each area. People are drawn
from them, everything is read as a user reads it (``read_all``, ``compare``, ``local``: with its
flags and refusals), and the truth is the index of the chances. For ``area`` a run draws the areas
too, and the truth is the index of a hundred thousand such areas. Where a design has more than
two groups, two-group indices set the first against the rest. Groups are taken as ordered.

Rows go to ``docs/benchmarks/interval-coverage.tsv`` as they come; what is there with as many runs
is not run again. ``--table`` writes the tables of ``docs/explanation/intervals.md`` from the rows.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from coverage_rows import keep, kept, merged, worked
from numpy.typing import NDArray

from samlad.measure import INDICES, compare, local, read, read_all, within
from samlad.measure.closed import closed as closed_form
from samlad.model import Areas, Counts, Mistake, Source

Table = NDArray[np.float64]
DESIGNS = (  # areas (across, up), groups, evenness (concentration of the Dirichlet)
    ((9, 3), 2, 6.0),
    ((9, 3), 2, 60.0),
    ((10, 6), 8, 4.0),
    ((8, 5), 5, 5.0),
    ((10, 10), 4, 20.0),
    ((20, 15), 2, 5.0),
    ((50, 40), 4, 20.0),
    ((40, 25), 8, 4.0),
    ((9, 3), 2, 1_000.0),  # next to no segregation
    ((20, 10), 3, 200.0),
    ((60, 50), 2, 0.5),  # as apart as can be, so many that chance is small beside the bias
    ((60, 50), 2, 2.0),
)
CELLS = (6, 12, 24, 100, 800)
LARGEST = 3_000_000
DRAWN_AREAS = 100  # beyond so many areas only what needs no draws is run
METHODS = ("delta", "jackknife", "person", "area", "local", "compare", "spatial", "noise")
NOISE = 4.0
"""People squared: what a publisher put into each cell, where that is simulated."""
DOCS = Path(__file__).resolve().parents[1] / "docs"
OUT, PAGE = DOCS / "benchmarks" / "interval-coverage.tsv", DOCS / "explanation" / "intervals.md"
MARKS = ("<!-- coverage -->", "<!-- /coverage -->")
SOURCE = Source("made up", "by chance", kind="example")
LEAST = 0.92


@dataclass(frozen=True)
class Row:
    """What became of one index in one design: counts of runs, of intervals, of those that held."""

    areas: int
    groups: int
    evenness: float
    cell: int
    method: str
    index: str
    runs: int
    draws: int
    given: float
    coverage: float
    below: float
    above: float
    width: float
    truth: float

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.areas, self.groups, self.evenness, self.cell, self.method, self.index)


@dataclass(frozen=True, eq=False)
class Town:
    """Where the areas of a design lie, and the chances of its people, (areas, groups)."""

    areas: Areas
    chances: Table


@cache
def town(design: int) -> Town:
    """Rectangles of unequal size; the first group's areas lie more to the one side."""
    (across, up), groups, evenness = DESIGNS[design]
    J, rng = across * up, np.random.default_rng(design)
    P = chances(J, groups, evenness, rng, _composition(design))
    x, y = (np.cumsum(np.append(0, rng.uniform(300, 900, k))) for k in (across, up))
    i, j = (v.ravel() for v in np.meshgrid(np.arange(across), np.arange(up)))
    share = P[:, 0] / P.sum(axis=1)
    order = np.argsort(np.argsort(i + rng.normal(0, across / 4, J)))
    P = P[np.argsort(share)[order]]
    at = np.column_stack([x[i] + x[i + 1], y[j] + y[j + 1]]) / 2
    rings = [
        np.array([[w, s], [e, s], [e, n], [w, n], [w, s]])
        for w, s, e, n in zip(x[i], y[j], x[i + 1], y[j + 1], strict=True)
    ]
    codes = tuple(map(str, range(J)))
    return Town(Areas("design", codes, positions=at, outlines=tuple(((r,),) for r in rings)), P)


def _composition(design: int) -> Table:
    groups = DESIGNS[design][1]
    return np.random.default_rng(100 + design).dirichlet(np.full(groups, 3.0))


def chances(areas: int, groups: int, evenness: float, rng: np.random.Generator, pi: Table) -> Table:
    """Areas of unequal size whose shares are Dirichlet about pi."""
    size = rng.gamma(4, 1, areas)
    shares = rng.dirichlet(np.maximum(pi * evenness, 1e-3), areas)
    return np.asarray(size[:, None] / size.sum() * shares)


def first_and_rest(n: Table) -> Table:
    """The first group against all others."""
    return np.column_stack([n[:, 0], n[:, 1:].sum(axis=1)])


def named(n: Table, two: bool) -> tuple[str, ...]:
    groups = 2 if two else n.shape[1]
    return tuple(f"g{m}" for m in range(groups))


def counted(areas: Areas, n: Table, two: bool, noise: Table | None = None) -> Counts:
    """``noise``: (areas, groups), put into the counts and told with them."""
    people, variance = (first_and_rest(n) if two else n), None
    if noise is not None:
        moved = first_and_rest(noise) if two else noise
        people = np.maximum(people + moved, 0.0)
        each = np.full(n.shape, NOISE)
        variance = first_and_rest(each) if two else each
    groups = named(n, two)
    return Counts(areas, groups, people, "2026", SOURCE, variance=variance, ordered=True)


# ------------------------------------------------------------------------ one run of a method
Found = dict[str, tuple[Any, Any]]  # index → low and high, numbers or one for each area


def _readings(names: Sequence[str], counts: Counts, asked: dict[str, Any]) -> Found:
    """What a user gets; an index that is refused refuses alone."""
    try:
        got = read_all(names, counts, expected=False, **asked)
    except Mistake:
        if len(names) == 1:
            return {}
        return {k: v for name in names for k, v in _readings([name], counts, asked).items()}
    return {r.index: (r.low, r.high) for r in got if r.method == asked["interval"]}


def _truths(names: Sequence[str], counts: Counts, **more: Any) -> dict[str, Any]:
    return {
        name: read(name, counts, interval="none", expected=False, **more).value for name in names
    }


def _split(names: Sequence[str], groups: int) -> Iterator[tuple[bool, list[str]]]:
    """(read with the first group against the rest?, names)."""
    two = [name for name in names if INDICES[name].groups == 2]
    many = [name for name in names if INDICES[name].groups != 2]
    if groups == 2:
        yield False, [*two, *many]
    else:
        yield True, two
        yield False, many


def _drawn(P: Table, cell: int, rng: np.random.Generator) -> Table:
    return rng.multinomial(cell * P.size, P.ravel() / P.sum()).reshape(P.shape).astype(float)


def _even(P: Table) -> Table:
    return np.outer(P.sum(axis=1), P.sum(axis=0)) / P.sum()


def run(
    method: str, names: Sequence[str], design: int, cell: int, draws: int, seed: int
) -> dict[str, tuple[Any, Any]]:
    """Intervals of one run."""
    rng = np.random.default_rng((design, cell, seed))
    place, groups = town(design), DESIGNS[design][1]
    asked: dict[str, Any] = {"draws": draws, "seed": seed, "interval": method}
    found: Found = {}
    if method == "area":
        P = chances(len(place.areas), groups, DESIGNS[design][2], rng, _composition(design))
        land = rng.gamma(2, 1e5, len(P))
        n = _drawn(P, cell, rng)
        for two, some in _split(names, groups):
            counts = counted(Areas("d", place.areas.codes), n, two)
            found |= _readings(some, counts, {**asked, "size": land}) if some else {}
        return found
    n = _drawn(place.chances, cell, rng)
    later = _drawn(0.8 * place.chances + 0.2 * _even(place.chances), cell, rng)
    for two, some in _split(names, groups):
        if not some:
            continue
        counts = counted(place.areas, n, two)
        if method == "local":
            for name in some:
                of = local(name, counts, draws=draws, seed=seed)
                found[name] = (of.low, of.high)
        elif method == "compare":
            changes = compare(some, counts, counted(place.areas, later, two), interval="delta")
            found |= {d.index: (d.low, d.high) for d in changes if d.method == "delta"}
        elif method == "spatial":
            assert place.areas.positions is not None
            near = within(place.areas.positions, counts.people, 800)
            more = {**asked, "interval": "person", "surroundings": near}
            found |= _readings(some, counts, more)
        elif method == "noise":
            off = np.random.default_rng((design, cell, seed, 1)).normal(0, NOISE**0.5, n.shape)
            told = counted(place.areas, n, two, off)
            found |= _readings(some, told, {**asked, "interval": "delta"})
        else:
            found |= _readings(some, counts, asked)
    return found


@cache
def truths(method: str, names: tuple[str, ...], design: int) -> dict[str, Any]:
    """The index of the chances."""
    place, groups = town(design), DESIGNS[design][1]
    result: dict[str, Any] = {}
    P = place.chances * 1e12
    areas = place.areas
    more: dict[str, Any] = {}
    if method == "area":
        rng = np.random.default_rng(design + 1_000)
        P = chances(100_000, groups, DESIGNS[design][2], rng, _composition(design)) * 1e12
        more, areas = (
            {"size": rng.gamma(2, 1e5, len(P))},
            Areas("d", tuple(map(str, range(len(P))))),
        )
    for two, some in _split(names, groups):
        counts = counted(areas, P, two)
        if method == "local":
            result |= {name: local(name, counts, interval="none").values for name in some}
        elif method == "spatial":
            assert areas.positions is not None
            near = within(areas.positions, counts.people, 800)
            result |= {
                r.index: r.value for r in read_all(some, counts, interval="none", surroundings=near)
            }
        else:
            result |= _truths(some, counts, **more)
        if method == "compare":
            after = counted(areas, 0.8 * P + 0.2 * _even(P), two)
            ends = _truths(some, after)
            result |= {name: ends[name] - result[name] for name in some}
    return result


# ---------------------------------------------------------------------------- one job, many runs
@dataclass(frozen=True)
class Job:
    method: str
    names: tuple[str, ...]
    design: int
    cell: int
    runs: int
    draws: int


def work(job: Job) -> list[Row]:
    """Every index of a method in one design at one cell size."""
    truth = truths(job.method, job.names, job.design)
    tally: dict[str, list[NDArray[np.float64]]] = {name: [] for name in job.names}
    used: set[str] = set()
    for seed in range(job.runs):
        for name, (low, high) in run(
            job.method, job.names, job.design, job.cell, job.draws, seed
        ).items():
            used.add(name)
            if low is not None:
                each = np.stack([np.atleast_1d(low), np.atleast_1d(high)]).astype(float)
                tally[name].append(each)
    (across, up), groups, evenness = DESIGNS[job.design]
    drawn = job.draws if job.method in ("person", "area", "local", "spatial") else 0
    rows = []
    for name in sorted(used):
        about = np.atleast_1d(truth[name]).astype(float)
        given = len(tally[name]) / job.runs
        held = np.full(4, np.nan)
        if tally[name]:
            low, high = np.stack(tally[name], axis=1)
            there = np.isfinite(low)
            given *= float(there.mean())
            slack = 1e-7  # what is alike to so many decimals is the same
            misses = [(high < about - slack)[there], (low > about + slack)[there]]
            below, above = (float(m.mean()) if len(m) else np.nan for m in misses)
            width = float(np.median((high - low)[there])) if there.any() else np.nan
            held = np.array([1 - below - above, below, above, width])
        rows.append(
            Row(across * up, groups, evenness, job.cell, job.method, name, job.runs, drawn,
                round(given, 4), *(float(f"{v:.5g}") for v in held), float(f"{about.mean():.6g}"))
        )  # fmt: skip
    return rows


def able(method: str, design: int) -> list[str]:
    """The indices that a method can give an interval for."""
    names = []
    across, up = DESIGNS[design][0]
    closed = method in ("delta", "jackknife", "compare", "noise")
    if not closed and across * up > DRAWN_AREAS:
        return []
    for name, index in INDICES.items():
        if index.local != (method == "local"):
            continue
        if closed and (index.needs or not _closed(name, method)):
            continue
        if method == "spatial" and (not index.near or index.needs or across * up > 60):
            continue
        if method == "area" and (index.positions or index.borders):
            continue
        if method == "local" and index.positions and across * up > 60:
            continue
        names.append(name)
    return names


def _closed(name: str, method: str) -> bool:
    """There is a form without draws: asked of a table where every index is defined."""
    n = np.array([[30.0, 10.0], [10.0, 50.0], [20.0, 25.0]])
    form = "jackknife" if method == "jackknife" else "delta"
    return closed_form(INDICES[name], n, INDICES[name].formula(n), form) is not None


# ------------------------------------------------------------------------------ rows on disk
def save(path: Path, rows: dict[tuple[Any, ...], Row]) -> None:
    """All rows in order."""
    order = {m: i for i, m in enumerate(METHODS)}

    def place(r: Row) -> tuple[Any, ...]:
        return order[r.method], r.index, r.areas, r.groups, r.evenness, r.cell

    keep(path, sorted(rows.values(), key=place), Row)


def todo(asked: argparse.Namespace, there: dict[tuple[Any, ...], Row]) -> list[Job]:
    jobs = []
    for method in asked.methods:
        for design in asked.designs:
            (across, up), groups, evenness = DESIGNS[design]
            for cell in asked.cells:
                if cell * across * up * groups > LARGEST:
                    continue
                names = [
                    name
                    for name in able(method, design)
                    if (not asked.indices or name in asked.indices)
                    and (asked.again or not _enough(
                        there.get((across * up, groups, evenness, cell, method, name)), asked.runs
                    ))
                ]  # fmt: skip
                if names:
                    jobs.append(Job(method, tuple(names), design, cell, asked.runs, asked.draws))
    return jobs


def _enough(row: Row | None, runs: int) -> bool:
    return row is not None and row.runs >= runs


# --------------------------------------------------------------------------------- the table
def table(rows: list[Row], methods: Sequence[str]) -> str:
    """By index and mean cell: the least coverage of any design, where an interval is given.

    The greatest stands behind it where it is over .98; ``-`` where none is given in 20 runs.
    """
    lines = []
    for method in methods:
        mine = [row for row in rows if row.method == method]
        if not mine:
            continue
        runs = sorted({(row.runs, row.draws) for row in mine})
        told = "; ".join(f"{r:,} runs" + (f" of {d} draws" if d else "") for r, d in runs)
        designs = len({(row.areas, row.groups, row.evenness) for row in mine})
        lines += [f"\n**{method}** ({told}; {designs} designs)\n"]
        lines += ["| index | " + " | ".join(map(str, CELLS)) + " |"]
        lines += ["|---|" + "---|" * len(CELLS)]
        for name in sorted({row.index for row in mine}):
            each = [_cell([r for r in mine if r.index == name and r.cell == c]) for c in CELLS]
            lines.append(f"| `{name}` | " + " | ".join(each) + " |")
    return "\n".join(lines)


def _cell(rows: list[Row]) -> str:
    held = [row.coverage for row in rows if row.given * row.runs >= 20]
    if not rows:
        return ""
    if not held:
        return "–"
    low, high = min(held), max(held)
    text = f".{round(1000 * low):03d}" if low < 0.9995 else "1"
    if high > 0.98 and high > low:
        text += f"–{high:.3f}".replace("0.", ".").replace("1.000", "1")
    given = sum(row.given for row in rows) / len(rows)
    return text if given > 0.99 else f"{text} ({100 * given:.0f} %)"


def main() -> int:
    """Parse, run what is not there, keep, tell the worst."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--methods", nargs="*", default=["delta", "jackknife"], choices=METHODS)
    parser.add_argument("--designs", nargs="*", type=int, default=list(range(len(DESIGNS))))
    parser.add_argument("--cells", nargs="*", type=int, default=list(CELLS))
    parser.add_argument("--indices", nargs="*", default=[])
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--merge", nargs="*", type=Path, default=[], help="rows kept elsewhere")
    parser.add_argument("--again", action="store_true", help="also what is there already")
    parser.add_argument(
        "--table", action="store_true", help="write the tables of the page and stop"
    )
    asked = parser.parse_args()
    rows = merged(asked.out, asked.merge, Row)
    if asked.merge:
        save(asked.out, rows)
    if asked.table:
        page = PAGE.read_text("utf-8")
        before, rest = page.split(MARKS[0])
        made = f"{MARKS[0]}\n{table(list(rows.values()), METHODS)}\n{MARKS[1]}"
        PAGE.write_text(before + made + rest.split(MARKS[1])[1], "utf-8")
        return 0
    jobs = todo(asked, rows)

    def took(made: list[Row]) -> str:
        save(asked.out, {**kept(asked.out, Row), **{row.key: row for row in made}})
        job = made[0] if made else None
        return f"{job.method} {job.areas} x {job.groups} cell {job.cell}" if job else ""

    worked(jobs, work, asked.processes, took)
    rows = kept(asked.out, Row)
    low = [r for r in rows.values() if r.given * r.runs >= 20 and r.coverage < LEAST]
    print(f"\nunder {LEAST:.0%} where an interval is given (in 20 runs or more): {len(low)}")
    for r in sorted(low, key=lambda r: r.coverage):
        about = f"{r.method:10s}{r.index:34s}{r.areas:5d} x {r.groups} {r.evenness:4g}"
        print(f"{about} cell {r.cell:4d} given {r.given:5.2f} covers {r.coverage:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
