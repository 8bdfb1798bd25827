"""Time and memory of surroundings over places and over k, and how far from the memory's speed.

    python benchmarks/scaling.py --sizes 10000 100000
    python benchmarks/scaling.py --sizes 10000 100000 600000 2000000 5000000 20000000 \
        --k-cells 600000 --folder /somewhere/with/15/GB
    python benchmarks/scaling.py --draw

Every measurement has a process of its own, which reads a made-up country (``surroundings.py``)
from ``--folder``, warms the kernels and measures once: wall, CPU and its greatest resident
memory. From ``STREAMED`` places the answers go to Parquet (``engines.large``) and are then
thrown away. Over k every k is asked for alone. What a disc touches is counted, not guessed: some
origins are answered by the same search in plain Python, where each pass over a disc is taken
down and its rows, look-ups and points are counted over again in NumPy. The memory's speed is
NumPy's copy and triad over arrays that no cache holds.

Rows go to ``scaling.tsv`` and ``touched.tsv``, pictures to ``*.svg``, in ``docs/benchmarks``;
``--draw`` draws anew from what is there.
"""

from __future__ import annotations

import argparse
import csv
import inspect
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
HERE = Path(__file__).resolve()
OUT = HERE.parents[1] / "docs" / "benchmarks"
FIVE = (100, 400, 1_600, 6_400, 25_600)
SEVEN = (*FIVE, 102_400, 409_600)
STREAMED = 5_000_000
COUNTRY = 600_000  # larger ones are this one over and over
PLACE = 54  # bytes a place of the index
RUN, POINT, START = 32, 8, 4  # bytes of running sums, of a position, of a bucket's beginning
LISTED = 40  # who, distance and people written; people and the position read
LINE = 64


# --------------------------------------------------------------------------- in a child
def child(task: dict[str, Any]) -> dict[str, Any]:
    """One measurement: seconds and peak memory of this process."""
    from samlad.measure import surroundings  # noqa: PLC0415  the child alone needs it

    with np.load(task["file"]) as file:
        at, n = file["at"], file["n"]
    surroundings.nearest(at[:2_000], n[:2_000], (10,))
    begun, used = time.perf_counter(), time.process_time()
    if task["streamed"]:
        _stream(task, at, n)
    else:
        surroundings.nearest(at, n, task["k"], threads=task["threads"])
    return {
        "wall": time.perf_counter() - begun,
        "cpu": time.process_time() - used,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "load": os.getloadavg()[0],
    }


def _stream(task: dict[str, Any], at: Floats, n: NDArray[Any]) -> None:
    from samlad.engines import large  # noqa: PLC0415
    from samlad.measure.chunks import Question  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(dir=Path(task["file"]).parent))
    try:
        question = Question("k", tuple(float(k) for k in task["k"]))
        large.write(question, at, n, folder / "out", threads=task["threads"])
    finally:
        shutil.rmtree(folder)


def made(task: dict[str, Any]) -> dict[str, Any]:
    """Keeps a country in a file."""
    sys.path.insert(0, str(HERE.parent))
    from surroundings import copied, country  # noqa: PLC0415  the script beside this one

    cells = task["cells"]
    at, n = country(min(cells, COUNTRY), people=17 * min(cells, COUNTRY))
    if cells > COUNTRY:
        at, n = copied(at, n, cells)
    np.savez(task["file"], at=at, n=n.astype(np.uint16))
    return {}


def touched(task: dict[str, Any]) -> dict[str, Any]:
    """What some origins touch at each k, counted on the search itself in plain Python."""
    from samlad.measure.kernels import fast, grid, search  # noqa: PLC0415

    with np.load(task["file"]) as file:
        at, n = file["at"], file["n"].astype(np.float64)
    g = grid.build(at, n)
    order = grid.curve(at)
    rng, passes, words = np.random.default_rng(1), [], []
    disc, words_of, nearest_chunk = search.disc, search.words_of, search.nearest_chunk
    names = list(inspect.signature(disc.py_func).parameters)

    def watched(*given: Any) -> Any:
        told = dict(zip(names, given, strict=True))
        ox, oy, lo2, hi2, far = (told[name] for name in ("ox", "oy", "lo2", "hi2", "far"))
        answer = disc(*given)
        passes.append((float(ox), float(oy), float(lo2), float(hi2), min(answer[4], len(far))))
        return answer

    def summed(*given: Any) -> Any:
        words.append(int(given[-1]) - int(given[-2]))
        return words_of(*given)

    search.disc, search.words_of = watched, summed
    search.nearest_chunk = nearest_chunk.py_func
    rows: dict[str, Any] = {}
    together, skip = 40, 8  # neighbours one after the other, the first of them cold
    try:
        for k in task["k"]:
            passes.clear()
            words.clear()
            warm: set[tuple[float, float]] = set()
            for first in rng.integers(0, len(at) - together, task["origins"] // together):
                some = order[first : first + together].astype(np.int64)
                origins = fast.tile(g, at, n, True, some)
                warm |= set(zip(origins.x[skip:].tolist(), origins.y[skip:].tolist(), strict=True))
                with np.errstate(over="ignore"):
                    fast.find(g, origins, np.array([float(k)]), 0, True, 1, None)
            mine = [one for one in passes if one[:2] in warm]
            counted = np.array([_disc(g, *one) for one in mine], dtype=float).sum(axis=0)
            each = dict(zip(("rows", "starts", "runs", "points"), counted / len(warm), strict=True))
            each["listed"] = sum(one[4] for one in mine) / len(warm)
            each["ringed"] = sum(words) / len(words) * 2
            rows[str(k)] = {"passes": len(mine) / len(warm), **each}
    finally:
        search.disc, search.words_of, search.nearest_chunk = disc, words_of, nearest_chunk
    index = sum(a.nbytes for a in (g.xy, g.start, g.run, g.total, g.own)) / len(at)
    return {"k": rows, "index": index}


def _disc(g: Any, ox: float, oy: float, lo2: float, hi2: float, _: int) -> tuple[int, ...]:
    """Rows of buckets, beginnings read, running sums read, points looked at, in one pass."""
    reach, starts, runs, points, rows = math.sqrt(hi2), 0, 0, 0, 0
    first = max(0, math.floor((oy - reach) / g.high - 1e-9))
    last = min(g.rows - 1, math.floor((oy + reach) / g.high + 1e-9))
    for row in range(first, last + 1):
        bottom = row * g.high - oy
        top = bottom + g.high - g.gap
        out2 = hi2 - max(0.0, bottom, -top) ** 2
        if out2 < -1e-9 * hi2 - 1e-9:
            continue
        out, base = math.sqrt(max(out2, 0.0)), row * g.columns
        c0 = max(0, math.floor((ox - out) / g.wide - 1e-9))
        c3 = min(g.columns, math.floor((ox + out) / g.wide + 1e-9) + 1)
        if c3 <= c0:
            continue
        rows += 1
        c1 = c2 = c3
        in2 = lo2 - max(-bottom, top) ** 2
        if in2 > 0:
            inner = math.sqrt(in2)
            left = max(c0, math.ceil((ox - inner) / g.wide + 1e-9))
            right = min(c3, math.floor((ox + inner + g.gap) / g.wide - 1e-9))
            if left < right:
                c1, c2 = left, right
        i0, s1, s2, i3 = (int(g.start[base + c]) for c in (c0, c1, c2, c3))
        starts += 4
        some = np.concatenate([g.xy[i0:s1], g.xy[s2:i3]]).astype(np.float64)
        inside = ((some - (ox, oy)) ** 2).sum(axis=1) <= lo2
        points += len(some)
        # the sums are read where a run of points inside begins and where it ends
        line = np.concatenate(
            [[False], inside[: s1 - i0], [s2 > s1] if s2 > s1 else [], inside[s1 - i0 :], [False]]
        ).astype(bool)
        runs += int((line[1:] != line[:-1]).sum())
    return rows, starts, runs, points


def bandwidth(task: dict[str, Any]) -> dict[str, Any]:
    """GB/s of copy and triad, best of five, for one thread and for all."""
    size = task["megabytes"] * 2**20 // 8
    result = {}
    for threads in (1, os.cpu_count() or 1):
        each = size // threads
        arrays = [[np.full(each, 1.0) for _ in range(3)] for _ in range(threads)]

        def copy(of: list[Floats]) -> None:
            np.copyto(of[0], of[1])

        def triad(of: list[Floats]) -> None:
            np.multiply(of[2], 3.0, out=of[0])
            np.add(of[0], of[1], out=of[0])

        for name, work, moved in (("copy", copy, 2), ("triad", triad, 5)):
            best = math.inf
            with ThreadPoolExecutor(threads) as pool:
                for _ in range(5):
                    begun = time.perf_counter()
                    list(pool.map(work, arrays))
                    best = min(best, time.perf_counter() - begun)
            result[f"{name} {threads}"] = moved * 8 * each * threads / best / 1e9
    return result


CHILDREN: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "measure": child, "make": made, "touched": touched, "bandwidth": bandwidth,
}  # fmt: skip


def asked_of_a_child(kind: str, **task: Any) -> dict[str, Any]:
    """The answer of a new process."""
    done = subprocess.run(
        [sys.executable, str(HERE), "--child", json.dumps({"kind": kind, **task})],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


# ------------------------------------------------------------------------------- the tables
def kept(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def keep(path: Path, rows: Sequence[dict[str, Any]], key: Sequence[str]) -> None:
    """The rows, in the place of those with the same key."""
    told = {tuple(str(row[k]) for k in key): row for row in [*kept(path), *rows]}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        names = list(rows[0])
        out = csv.DictWriter(file, names, delimiter="\t", lineterminator="\n")
        out.writeheader()
        for row in sorted(told.values(), key=lambda row: [_number(row[k]) for k in key]):
            out.writerow({name: row[name] for name in names})


def _number(value: Any) -> tuple[float, str]:
    try:
        return float(value), ""
    except ValueError:
        return math.inf, str(value)


def measured(what: str, cells: int, k: Sequence[int], asked: argparse.Namespace) -> None:
    file = asked.folder / f"country-{cells}.npz"
    if not file.exists():
        asked_of_a_child("make", file=str(file), cells=cells)
    streamed = cells >= STREAMED
    got = asked_of_a_child(
        "measure", file=str(file), k=list(k), streamed=streamed, threads=asked.threads
    )
    row = {
        "what": what,
        "places": cells,
        "k": " ".join(map(str, k)),
        "threads": asked.threads or os.cpu_count(),
        "streamed": int(streamed),
        "wall_s": f"{got['wall']:.3f}",
        "cpu_s": f"{got['cpu']:.3f}",
        "peak_gb": f"{got['peak']:.3f}",
        "cpu_us_a_place_and_k": f"{1e6 * got['cpu'] / cells / len(k):.3f}",
        "load": f"{got['load']:.1f}",
    }
    print("  ".join(f"{name} {value}" for name, value in row.items()), flush=True)
    keep(asked.out / "scaling.tsv", [row], ("what", "places", "k"))


def counted(cells: int, ks: Sequence[int], asked: argparse.Namespace) -> None:
    """What a place touches at each k, and the least time the memory would let it take."""
    file = asked.folder / f"country-{cells}.npz"
    if not file.exists():
        asked_of_a_child("make", file=str(file), cells=cells)
    speed = asked_of_a_child("bandwidth", megabytes=512)
    print("memory, GB/s: " + ", ".join(f"{name} {value:.1f}" for name, value in speed.items()))
    got = asked_of_a_child("touched", file=str(file), k=list(ks), origins=asked.origins)
    print(f"index: {got['index']:.0f} bytes a place ({PLACE} by design)")
    took = {
        row["k"]: float(row["cpu_us_a_place_and_k"])
        for row in kept(asked.out / "scaling.tsv")
        if row["what"] == "over k" and int(row["places"]) == cells
    }
    rows = []
    for k, each in got["k"].items():
        asked_for = (
            each["starts"] * START + each["runs"] * RUN + each["points"] * POINT
            + each["listed"] * LISTED + each["ringed"] * 2 * RUN
        )  # fmt: skip
        # each row of buckets and each running sum is a line of its own; points lie in runs
        lines = (each["rows"] * 4 + each["runs"] + each["ringed"]) * LINE
        lines += each["points"] * POINT + each["listed"] * LISTED
        bound = asked_for / speed["triad 1"] / 1e3
        row = {
            "places": cells,
            "k": k,
            **{name: f"{value:.2f}" for name, value in each.items()},
            "bytes": f"{asked_for:.0f}",
            "bytes_in_lines": f"{lines:.0f}",
            "triad_gb_s": f"{speed['triad 1']:.2f}",
            "bound_us": f"{bound:.3f}",
            "bound_in_lines_us": f"{lines / speed['triad 1'] / 1e3:.3f}",
            "measured_us": f"{took[k]:.3f}" if k in took else "",
            "times_the_bound": f"{took[k] / bound:.1f}" if k in took else "",
        }
        rows.append(row)
        print("  ".join(f"{name} {value}" for name, value in row.items()), flush=True)
    keep(asked.out / "touched.tsv", rows, ("places", "k"))


# ----------------------------------------------------------------------------- the pictures
Line = tuple[str, str, str, list[tuple[float, float]]]  # label, colour, dash, points


def picture(title: str, desc: str, axes: tuple[str, str], lines: Sequence[Line]) -> str:
    """Lines on two logarithmic scales; the text says what they show to one who sees none."""
    from samlad.publish.draw import svg  # noqa: PLC0415  only where something is drawn
    from samlad.publish.draw.palette import QUIET, RULE  # noqa: PLC0415

    wide, left, right, top, bottom = 720.0, 84.0, 540.0, 56.0, 380.0
    xs = [math.log10(x) for *_, points in lines for x, _ in points]
    ys = [math.log10(y) for *_, points in lines for _, y in points]
    x0, x1, y0, y1 = (
        math.floor(min(xs)),
        math.ceil(max(xs)),
        math.floor(min(ys)),
        math.ceil(max(ys)),
    )

    def at(x: float, y: float) -> tuple[float, float]:
        across = left + (math.log10(x) - x0) / max(x1 - x0, 1) * (right - left)
        return across, bottom - (math.log10(y) - y0) / max(y1 - y0, 1) * (bottom - top)

    out = [svg.text(left - 60, 24, title, size=17, weight="600")]
    out.append(svg.text(left - 60, 44, axes[1], size=14, fill=QUIET))
    for power in range(y0, y1 + 1):
        _, y = at(10**x0, 10**power)
        out.append(svg.tag("path", d=f"M{left:g} {y:.1f}H{right:g}", stroke=RULE))
        out.append(svg.text(left - 8, y + 5, _tick(power), size=14, anchor="end", fill=QUIET))
    for power in range(x0, x1 + 1):
        x, _ = at(10**power, 10**y0)
        out.append(svg.text(x, bottom + 22, _tick(power), size=14, anchor="middle", fill=QUIET))
    out.append(svg.text((left + right) / 2, bottom + 46, axes[0], size=14, anchor="middle"))
    taken: list[float] = []
    for label, colour, dash, points in lines:
        placed = [at(x, y) for x, y in points]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in placed)
        out.append(
            svg.tag("path", d=path, stroke=colour, fill="none", stroke_width="2.5",
                    stroke_dasharray=dash or None)
        )  # fmt: skip
        if not dash:
            out += [svg.tag("circle", cx=x, cy=y, r=4.0, fill=colour) for x, y in placed]
        y = placed[-1][1] + 5
        while any(abs(y - other) < 18 for other in taken):
            y += 18
        taken.append(y)
        out.append(svg.text(right + 10, y, label, size=14, fill=colour))
    return svg.tag(
        "svg", svg.tag("title", title), svg.tag("desc", desc),
        svg.tag("rect", width="100%", height="100%", fill="#ffffff"), *out,
        xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {wide:g} 440", role="img",
        font_family=svg.FONT,
    )  # fmt: skip


def _tick(power: int) -> str:
    if -3 <= power <= 3:
        return f"{10.0**power:g}"
    return {4: "10,000", 5: "100,000", 6: "1 million", 7: "10 million", 8: "100 million"}.get(
        power, f"1e{power}"
    )


def said(points: Sequence[tuple[float, float]], unit: str, what: str) -> str:
    return "; ".join(f"{x:,.0f} {what}: {y:.3g} {unit}" for x, y in points)


def draw(out: Path) -> None:
    """Three pictures from what stands in the tables."""
    rows, counts = kept(out / "scaling.tsv"), kept(out / "touched.tsv")
    from samlad.publish.draw.palette import FOURTH, MAIN, SECOND  # noqa: PLC0415

    first, second, third = MAIN, SECOND, FOURTH
    over_n = sorted((r for r in rows if r["what"] == "over places"), key=lambda r: int(r["places"]))
    over_k = sorted((r for r in rows if r["what"] == "over k"), key=lambda r: int(r["k"]))
    most = max((int(r["places"]) for r in over_k), default=0)
    over_k = [r for r in over_k if int(r["places"]) == most]
    if len(over_n) > 1:
        wall, cpu, peak = (
            [(float(r["places"]), float(r[name])) for r in over_n]
            for name in ("wall_s", "cpu_s", "peak_gb")
        )
        straight = [(x, cpu[0][1] * x / cpu[0][0]) for x, _ in (cpu[0], cpu[-1])]
        title = "Seconds for five k (100 to 25,600) over the number of places"
        text = picture(
            title, "CPU: " + said(cpu, "s", "places") + ". Wall: " + said(wall, "s", "places"),
            ("places", "seconds"),
            [("CPU", first, "", cpu), ("wall", second, "", wall),
             ("as many times", third, "5 5", straight)],
        )  # fmt: skip
        (out / "scaling-places.svg").write_text(text + "\n", "utf-8")
        index = [(x, x * PLACE / 2**30) for x, _ in (peak[0], peak[-1])]
        text = picture(
            "Greatest memory of the process over the number of places",
            said(peak, "GB", "places") + f". From {STREAMED:,} places answers go to Parquet.",
            ("places", "GB"),
            [("the process", first, "", peak), ("the index, 54 bytes", third, "5 5", index)],
        )
        (out / "scaling-memory.svg").write_text(text + "\n", "utf-8")
    if len(over_k) > 1:
        took = [(float(r["k"]), float(r["cpu_us_a_place_and_k"])) for r in over_k]
        root = [(x, took[-1][1] * math.sqrt(x / took[-1][0])) for x, _ in (took[0], took[-1])]
        lines: list[Line] = [("CPU", first, "", took), ("as the root of k", third, "5 5", root)]
        places = over_k[0]["places"]
        bound = [(float(r["k"]), float(r["bound_us"])) for r in counts if r["places"] == places]
        if bound:
            lines.append(("the memory's speed", second, "2 4", sorted(bound)))
        text = picture(
            f"Microseconds of CPU a place over k, {int(places):,} places",
            said(took, "µs", "people")
            + (". Memory alone: " + said(sorted(bound), "µs", "people") if bound else ""),
            ("k, people", "µs a place"), lines,
        )  # fmt: skip
        (out / "scaling-k.svg").write_text(text + "\n", "utf-8")


def main() -> int:
    """Parse, measure, count, draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--k-cells", type=int, default=0, help="places over which k is varied")
    parser.add_argument("--k", type=int, nargs="*", default=list(SEVEN))
    parser.add_argument("--origins", type=int, default=800, help="how many are counted")
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--folder", type=Path, help="for countries and what is streamed")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--draw", action="store_true", help="draw what is there and stop")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        task = json.loads(asked.child)
        print(json.dumps(CHILDREN[task.pop("kind")](task)))
        return 0
    if not asked.draw:
        with tempfile.TemporaryDirectory() as temporary:
            asked.folder = asked.folder or Path(temporary)
            asked.folder.mkdir(parents=True, exist_ok=True)
            for cells in asked.sizes:
                measured("over places", cells, FIVE, asked)
            for k in asked.k if asked.k_cells else ():
                measured("over k", asked.k_cells, [k], asked)
            if asked.k_cells:
                counted(asked.k_cells, asked.k, asked)
    draw(asked.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
