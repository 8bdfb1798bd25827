r"""Samlad beside PySAL segregation and EquiPop: medians of three, one after the other in one run.

    SAMLAD_PEERS_PYTHON=peers/bin/python python benchmarks/peers.py --size small
    SAMLAD_PEERS_PYTHON=peers/bin/python python benchmarks/peers.py --size full \
        --write --day 2026-11-27
    SAMLAD_PEERS_PYTHON=… python benchmarks/peers.py --size full --only Gini,distortion \
        --write --day 2026-11-27

Every job runs in a process of its own, ours and theirs alike, on the same made-up country
(``surroundings.country``). Processor time is that of all the process's threads; ``extra`` is how
far its memory rose above what it was before the call. What a job extrapolates stands in its name
and in its note. ``--write`` puts the table in docs/benchmarks.md with machine, versions and date;
with ``--only`` it puts those rows in the place of the old ones, each with its own date.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numba
import numpy as np
from surroundings import country

from samlad import measure as m
from samlad.measure import surroundings as near
from samlad.measure.chance import values_by_chance
from samlad.measure.kernels import gaps
from samlad.measure.spatial import spatial
from samlad.model import Areas, Counts, Source

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
RUNS = 3
LIMIT = 12 * 2**30
"""Bytes a process may have: so that a job that is too large fails and nothing else does."""


@dataclass(frozen=True)
class Job:
    """One row: the country's size, what we call, what they are asked, what is extrapolated.

    ``sample``: what is too long to run whole is run at two sizes and the line through them drawn
    out: (option, fewer, more, all); what does not grow is counted once.
    """

    name: str
    cells: int
    ours: str
    theirs: dict[str, Any]
    peer: str
    given: dict[str, Any] = field(default_factory=dict)
    people: int = 0
    sample: tuple[str, int, int, int] | None = None
    note: str = ""


def jobs(full: bool) -> list[Job]:
    """The rows; ``full`` gives the sizes of issue, otherwise sizes that take a minute or two."""
    many, wide = (200_000, 600_000) if full else (20_000, 60_000)
    seven = [100, 400, 1600, 6400, 25_600, 102_400, 409_600] if full else [100, 400, 1600, 6400]
    four = [800, 3200, 12_800, 51_200] if full else [800, 3200]
    lot, some = (200, 800) if full else (200, 400)
    more = (400, 2000) if full else (1000, 3000)
    h = {"call": "pysal_profile", "name": "MultiInfoTheory"}
    index = {"call": "pysal", "module": "multigroup"}
    draws = {"call": "pysal_null", "module": "multigroup", "name": "MultiInfoTheory"}
    knn = {"call": "equipop_nearest", "only_run": True}
    by_lot = "theirs: {:,} and {:,} cells drawn by lot, a line through both"
    by_draw = "theirs: 100 draws of H alone, a line through {} and {}; no correction"
    return [
        Job(
            f"nearest, {wide:,} cells, {len(seven)} k to {seven[-1]:,}", wide, "nearest",
            {**knn, "k": seven}, "EquiPop", {"k": seven}, 17 * wide,
            ("origins", lot, some, wide), by_lot.format(lot, some),
        ),
        Job(
            f"nearest, {many:,} cells, {len(four)} k to {four[-1]:,}", many, "nearest",
            {**knn, "k": four}, "EquiPop", {"k": four}, 17 * many,
            ("origins", *more, many), by_lot.format(*more),
        ),
        Job(
            f"H off surroundings, {many:,} cells, triangular kernel to 1 km", many, "kernel_h",
            {**h, "distances": [1000.0]}, "PySAL", {"bandwidth": [1000.0]}, 17 * many,
            note="theirs includes H without surroundings",
        ),
        Job(
            f"the same, four bandwidths to 4 km, {many:,} cells", many, "kernel_h",
            {**h, "distances": [1000.0, 2000.0, 3000.0, 4000.0]}, "PySAL",
            {"bandwidth": [1000.0, 2000.0, 3000.0, 4000.0]}, 17 * many,
        ),
        Job(
            "M, H, D corrected with interval, 6,160 × 8", 6160, "intervals",
            {**draws, "approach": "bootstrap"}, "PySAL", {}, 1_000_000,
            ("draws", 5, 20, 100), by_draw.format(5, 20),
        ),
        Job(
            f"M, H, D corrected with interval, {many:,} × 8", many, "intervals",
            {**draws, "approach": "bootstrap"}, "PySAL", {}, 50 * many,
            ("draws", 2, 6, 100), by_draw.format(2, 6),
        ),
        Job(
            "by chance with both margins fixed, 6,160 × 8, 10,000 draws of H", 6160, "null",
            {**draws, "approach": "person_permutation"}, "PySAL", {"draws": 10_000}, 1_000_000,
            ("draws", 2, 6, 10_000), "theirs: a line through 2 and 6 draws",
        ),
        Job(
            f"Gini, {many:,} areas", many, "gini",
            {"call": "pysal", "module": "singlegroup", "name": "Gini", "warm": 50}, "PySAL", {},
            17 * many,
        ),
        Job(
            f"multigroup Gini, {200_000 if full else 6160:,} × 8", 200_000 if full else 6160,
            "multigroup_gini", {**index, "name": "MultiGini"}, "PySAL", {},
            17 * (200_000 if full else 6160),
        ),
        Job(
            f"distortion, {6160 if full else 1500:,} areas", 6160 if full else 1500, "distortion",
            {**index, "name": "GlobalDistortion", "geometry": True, "warm": 50}, "PySAL", {},
            1_000_000, note="definitions differ: see the page for users of PySAL",
        ),
    ]  # fmt: skip


# ------------------------------------------------------------------------------ our side
def _counts(n: Any) -> Any:
    areas = Areas("made up", tuple(map(str, range(len(n)))))
    return Counts(areas, tuple("abcdefgh"[: n.shape[1]]), n, "", Source("made up", "benchmark"))


def own(job: str, given: dict[str, Any], at: Any, n: Any) -> Callable[[], Any]:
    """What we run for a job; only what the job is about lies inside the call."""
    two = np.column_stack([n[:, 0], n[:, 1:].sum(axis=1)])
    if job == "nearest":
        near.nearest(at[:3000], n[:3000], given["k"][:1])
        return lambda: near.nearest(at, n, given["k"])
    if job == "kernel_h":
        near.kernel(at[:3000], n[:3000], "triangular", given["bandwidth"][:1])
        return lambda: spatial("theil_h", n, near.kernel(at, n, "triangular", given["bandwidth"]))
    if job == "intervals":
        counts, names = _counts(n), ["mutual_information", "theil_h", "multigroup_dissimilarity"]
        return lambda: m.read_all(names, counts, interval="delta", expected=False)
    if job == "null":
        values_by_chance([m.INDICES["theil_h"]], n, 4, 0)
        return lambda: values_by_chance([m.INDICES["theil_h"]], n, given["draws"], 1)
    gaps.pairs(np.array([[1.0, 2.0], [2.0, 1.0]]))  # from its cache, as theirs is warmed
    return {
        "gini": lambda: m.gini(two),
        "multigroup_gini": lambda: m.multigroup_gini(n),
        "distortion": lambda: m.distortion(n, at),
    }[job]


def child(job: str, given: dict[str, Any], file: str) -> None:
    """Our side in a process of its own: the same measurements as ``peer_calls.answer``."""
    with np.load(file) as data:
        at, n = data["positions"], data["people"]
    run = own(job, given, at, n)
    wall, cpu = [], []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(RUNS):
        t, c = time.perf_counter(), time.process_time()
        run()
        wall.append(time.perf_counter() - t)
        cpu.append(time.process_time() - c)
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "peak": peak}))


# ---------------------------------------------------------------------------- side by side
def limited() -> None:
    """In the child: no more memory than ``LIMIT``."""
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))


def ask(command: list[str], seconds: float, request: str = "") -> dict[str, Any]:
    """The child's answer, or ``error``."""
    try:
        done = subprocess.run(
            command, input=request, capture_output=True, text=True, timeout=seconds, check=False,
            preexec_fn=limited, env={**os.environ, "PYTHONPATH": str(HERE)},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"error": f"not done in {seconds:,.0f} s"}
    if done.returncode < 0:
        return {"error": f"died (signal {-done.returncode}) at {LIMIT / 2**30:.0f} GB, the limit"}
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        return {"error": lines[-1][:120]}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def _calls(job: Job) -> list[dict[str, Any]]:
    """The call, or the same at the two sizes of the sample."""
    if job.sample is None:
        return [{**job.theirs, "runs": RUNS}]
    option, fewer, more, _ = job.sample
    return [{**job.theirs, option: size, "runs": RUNS} for size in (fewer, more)]


def measured(job: Job, peers: str, seconds: float) -> dict[str, Any]:
    """Ours, then theirs, on the same data."""
    at, n = country(job.cells, 8, job.people)
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "country.npz")
        np.savez(file, people=n, positions=at, side=np.array(100.0))
        load = os.getloadavg()[0]
        ours = ask(
            [sys.executable, __file__, "--child", job.ours, json.dumps(job.given), file], seconds
        )
        request = json.dumps({"data": file, "calls": _calls(job)})
        reply = ask([peers, str(HERE / "peer_calls.py")], seconds, request) if peers else {}
    theirs = [reply] if "error" in reply else reply.get("answers") or [{"error": "not asked"}]
    return {
        "job": job, "ours": ours, "theirs": theirs, "versions": reply.get("versions", {}),
        "load": load,
    }  # fmt: skip


def starts(peers: str) -> list[tuple[str, str, float, float]]:
    """Importing, and the first call that compiles: CPU-seconds in fresh processes, ours, theirs."""

    def spent(python: str, code: str) -> float:
        every = []
        for _ in range(RUNS):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([python, "-c", code], check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            every.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return statistics.median(every)

    numpy = spent(sys.executable, "import numpy")
    mine = (
        "import numpy as np; from samlad.measure.surroundings import nearest; "
        "r = np.random.default_rng(1); nearest(r.integers(0, 9999, (3000, 2)) * 1.0, "
        "np.ones((3000, 2)), 50)"
    )
    yours = (
        "import numpy as np, pandas as pd; from segregation.singlegroup import Gini; "
        "Gini(pd.DataFrame({'a': np.arange(1, 51), 't': np.full(50, 60)}), 'a', 't')"
    )
    spent(sys.executable, mine)  # so that the cache is warm
    rows = [
        (
            "import (NumPy alone: " + f"{numpy:.2f} s)", "PySAL",
            spent(sys.executable, "import samlad.measure"),
            spent(peers, "import segregation") if peers else float("nan"),
        ),
        (
            "import and a first compiled call (ours from its cache)", "PySAL",
            spent(sys.executable, mine), spent(peers, yours) if peers else float("nan"),
        ),
    ]  # fmt: skip
    return rows


# ----------------------------------------------------------------------------- the table
def median(answer: dict[str, Any], key: str) -> float | None:
    """The median of a side's runs; None where it failed."""
    return None if "error" in answer else statistics.median(answer[key])


def seconds(value: float | None) -> str:
    """Three digits that count."""
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value >= 0.001 else f"{value:.1g}"


def _whole(job: Job, theirs: list[dict[str, Any]]) -> float | None:
    """Their processor time for all of it."""
    times = [median(answer, "cpu") for answer in theirs]
    if job.sample is None or None in times:
        return times[0] if None not in times else None
    _, fewer, more, every = job.sample
    one, two = (float(t or 0) for t in times)
    return one + max(two - one, 0.0) / (more - fewer) * (every - fewer)


def row(found: dict[str, Any]) -> str:
    """One line of the table."""
    job, ours, theirs = found["job"], found["ours"], found["theirs"]
    mine, wall = median(ours, "cpu"), median(ours, "wall")
    yours = _whole(job, theirs)
    note = next((t["error"] for t in theirs if "error" in t), job.note)
    note = ours.get("error", note)
    peaks = (ours, theirs[-1])
    extra = " / ".join("–" if "error" in s else f"{s['peak'] / 2**20:,.0f}" for s in peaks)
    ratio = f"{yours / mine:,.0f} ×" if mine and yours is not None else "–"
    return (
        f"| {job.name} | {seconds(wall)} | {seconds(mine)} | {job.peer} {seconds(yours)} | "
        f"{ratio} | {extra} | {note} |"
    )


def about(versions: dict[str, str], day: str) -> str:
    """Machine, versions and date."""
    model = ""
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines()
                 if line.startswith("model name")]  # fmt: skip
        model = names[0] if names else ""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    theirs = ", ".join(f"{k} {v}" for k, v in versions.items())
    return (
        f"{day + ', ' if day else ''}{model or platform.machine()}, {os.cpu_count()} cores, "
        f"{memory:.0f} GB, {platform.system()}. Ours: Python {platform.python_version()}, NumPy "
        f"{np.__version__}, numba {numba.__version__}. Theirs: {theirs}."
    )


HEAD = "| job | ours, wall s | ours, CPU s | theirs, CPU s | ratio of CPU | extra MB, ours / theirs | note |"  # noqa: E501
START, END = "<!-- peers:{size} -->", "<!-- /peers:{size} -->"


def table(size: str, peers: str, only: str, seconds_each: float, day: str) -> str:
    """Runs everything and gives the table as Markdown."""
    lines, versions, loads = [HEAD, "|---|---|---|---|---|---|---|"], {}, []
    for job in jobs(size == "full"):
        if only and not any(part in job.name for part in only.split(",")):
            continue
        found = measured(job, peers, seconds_each)
        versions = versions or found["versions"]
        loads.append(found["load"])
        lines.append(row(found))
        print(lines[-1], flush=True)
    if not only:
        for name, peer, mine, yours in starts(peers):
            lines.append(f"| {name} | – | {seconds(mine)} | {peer} {seconds(yours)} | "
                         f"{yours / mine:,.0f} × | – | |")  # fmt: skip
            print(lines[-1], flush=True)
    busy = []
    if max(loads) > 1.5:
        busy = [
            f"Others used the machine meanwhile: load {min(loads):.1f} to {max(loads):.1f} on "
            f"{os.cpu_count()} cores, so wall times are worse than they would be alone.",
            "",
        ]
    return "\n".join([about(versions, day), "", *busy, *lines])


def write(size: str, text: str, only: str, day: str) -> None:
    """Puts the table between its marks on the page; the rest of the page is left alone."""
    start, end = START.format(size=size), END.format(size=size)
    page = PAGE.read_text("utf-8")
    before, rest = page.split(start, 1)
    old, after = rest.split(end, 1)
    if only:
        text = replaced(old.strip("\n"), text, day)
    PAGE.write_text(f"{before}{start}\n{text}\n{end}{after}", "utf-8")


def replaced(old: str, new: str, day: str) -> str:
    """The old table with the new rows in the place of those of their name, dated."""
    rows = {row.split("|")[1]: row for row in new.splitlines() if row.startswith("| ")}
    lines = []
    for line in old.splitlines():
        name = line.split("|")[1] if line.startswith("| ") else ""
        if name in rows and line != HEAD:
            *cells, note, _ = rows[name].split("|")
            note = "; ".join(part for part in (note.strip(), f"run {day}") if part)
            line = "|".join([*cells, f" {note} ", ""])  # noqa: PLW2901
        lines.append(line)
    return "\n".join(lines)


def main() -> None:
    """Parse, run, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=("small", "full"), default="small")
    parser.add_argument("--only", default="", help="jobs whose name has one of these, by comma")
    parser.add_argument("--seconds", type=float, default=1800.0, help="at most, each side of a job")
    parser.add_argument("--day", default="", help="date that stands with what is written")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    parser.add_argument("--child", nargs=3, default=None, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write and not given.day:
        parser.error("--write needs --day, such as 2026-11-27")
    if given.child:
        child(given.child[0], json.loads(given.child[1]), given.child[2])
        return
    peers = os.environ.get("SAMLAD_PEERS_PYTHON", "")
    if not peers:
        print("SAMLAD_PEERS_PYTHON is not set: OURS ALONE, NOTHING IS COMPARED", file=sys.stderr)
    text = table(given.size, peers, given.only, given.seconds, given.day)
    if given.write:
        write(given.size, text, given.only, given.day)


if __name__ == "__main__":
    main()
