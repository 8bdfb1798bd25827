"""Surroundings of millions of places in a folder of Parquet files, written as they are found.

One file a chunk, under another name until it is whole, so that a run that was broken off goes on
at the first file that is missing. ``manifest.json`` says what was asked of what; a folder begun
with other input, another question or another version is refused. Same input, same bytes,
however often the run was broken off and however many threads worked.

Columns: ``place`` (row of the input, from 0), ``scale``, one ``share_<group>`` a group (0–1),
``reached`` (people), ``distance`` (metres), ``short``; NaN is null. One process writes a folder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import ArrayLike, NDArray

import samlad
from samlad.measure.chunks import SIZE, Chunk, Question, in_chunks
from samlad.measure.surroundings import Floats, Progress, Surroundings
from samlad.model import Mistake, Where, canonical, plain

MANIFEST = "manifest.json"
UNFINISHED = ".unfinished"
BLOCK = 2**18
"""Rows of the input whose fingerprint is taken at a time."""


@dataclass(frozen=True)
class Large:
    """Surroundings in a folder: what the manifest says, and the files that hold them."""

    folder: Path
    question: Question
    groups: tuple[str, ...]
    places: int
    parts: tuple[Path, ...]


def write(
    question: Question,
    positions: ArrayLike,
    people: ArrayLike,
    folder: Path,
    *,
    groups: Sequence[str] = (),
    size: int = SIZE,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Large:
    """The surroundings of every place, written to ``folder``; what is there already is kept.

    ``positions`` (areas, 2), metres; ``people`` (areas, groups), narrow whole numbers take least
    memory; ``groups``: their names, g0, g1 … unless given; ``size``: places in a file.
    ``progress`` is told places done of all, at once and after each file; the first file comes
    late on the first run of all, when the kernels are compiled. Raises ``Mistake`` as
    ``in_chunks`` and ``large.other`` (the folder holds something else), ``large.groups``.
    """
    position, count = np.asarray(positions), np.asarray(people)
    names = tuple(groups) or tuple(f"g{m}" for m in range(count.shape[-1]))
    apart = len({name.casefold() for name in names})  # columns do not tell A from a
    if apart != len(names) or len(names) != count.shape[-1]:
        raise Mistake("large.groups", found={"names": apart, "groups": count.shape[-1]})
    told: dict[str, Any] = {
        "schema": 1,
        "input": _fingerprint(position, count),
        "question": plain(question),
        "groups": list(names),
        "places": len(position),
        "size": size,
        "made_with": {"samlad": samlad.__version__, "duckdb": duckdb.__version__},
    }
    _claim(folder, told)
    large = _large(folder, told)
    there = [n for n, part in enumerate(large.parts) if _whole(part, large, n, size)]
    with duckdb.connect() as base:
        base.execute("set threads = 1")

        def sink(chunk: Chunk) -> None:
            _write_part(base, chunk, large)

        in_chunks(
            question, position, count, sink,
            size=size, skip=there, threads=threads, progress=progress,
        )  # fmt: skip
    return large


def opened(folder: Path) -> Large:
    """What an earlier run wrote. Raises ``large.none`` and ``large.unfinished``."""
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        raise Mistake("large.none", Where(file=str(folder))) from None
    large = _large(folder, told)
    lacking = [part for part in large.parts if not part.exists()]
    if lacking:
        raise Mistake(
            "large.unfinished",
            Where(file=str(folder)),
            {"there": len(large.parts) - len(lacking), "parts": len(large.parts)},
        )
    return large


def read(large: Large, scales: Sequence[str] = ()) -> Surroundings:
    """The surroundings at some scales (``k=1600``), or all, in the order of the input.

    Held in memory: 8 bytes a place, group and scale. ``again`` asks for the places themselves,
    which are not in the folder: ``Mistake("large.again")``. Raises ``large.scale``.
    """
    known = large.question.labels
    wanted = tuple(scales) or known
    for label in wanted:
        if label not in known:
            raise Mistake("large.scale", found={"scale": label, "scales": ", ".join(known)})
    shape = (len(wanted), large.places)
    shares = np.full((*shape, len(large.groups)), np.nan)
    reached, distance = np.zeros(shape), np.full(shape, np.nan)
    short = np.zeros(shape, dtype=bool)
    names = [f"share_{name}" for name in large.groups]
    with duckdb.connect() as base:
        base.execute("set threads = 1")
        for part in large.parts:
            for s, label in enumerate(wanted):
                got = base.execute(
                    "select * from read_parquet(?) where scale = ?", [str(part), label]
                ).fetchnumpy()
                rows = got["place"].astype(np.int64)
                for m, name in enumerate(names):
                    shares[s, rows, m] = _floats(got[name])
                reached[s, rows], distance[s, rows] = got["reached"], _floats(got["distance"])
                short[s, rows] = got["short"]

    def again(_: Floats) -> Surroundings:
        raise Mistake("large.again", Where(file=str(large.folder)))

    operator = large.question.operator
    return Surroundings(operator, wanted, shares, reached, distance, short, again)


def _large(folder: Path, told: dict[str, Any]) -> Large:
    question = {**told["question"], "scales": tuple(told["question"]["scales"])}
    parts = -(-told["places"] // told["size"])
    return Large(
        folder,
        Question(**question),
        tuple(told["groups"]),
        told["places"],
        tuple(folder / f"part-{number:06}.parquet" for number in range(parts)),
    )


def _fingerprint(position: NDArray[Any], people: NDArray[Any]) -> str:
    """Of the numbers, whatever they are held in."""
    made = hashlib.sha256(canonical([list(position.shape), list(people.shape)]))
    for array in (position, people):
        for first in range(0, len(array), BLOCK):
            some = np.ascontiguousarray(array[first : first + BLOCK], dtype="<f8")
            made.update(some.data)
    return made.hexdigest()


def _claim(folder: Path, told: dict[str, Any]) -> None:
    """Write the manifest, or find that the one there says the same."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / MANIFEST
    if manifest.exists():
        before = json.loads(manifest.read_text("utf-8"))
        other = [key for key in told if before.get(key) != told[key]]
        if other:
            raise Mistake("large.other", Where(file=str(folder)), {"what": ", ".join(other)})
    elif any(folder.iterdir()):
        raise Mistake("large.other", Where(file=str(folder)), {"what": MANIFEST})
    else:
        unfinished = manifest.with_name(MANIFEST + UNFINISHED)
        unfinished.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", "utf-8")
        unfinished.replace(manifest)
    for left in folder.glob(f"*{UNFINISHED}"):
        left.unlink()


def _whole(part: Path, large: Large, number: int, size: int) -> bool:
    """The file is there and can be read to its end; one that cannot is written again."""
    if not part.exists():
        return False
    places = min(size, large.places - number * size)
    try:
        with duckdb.connect() as base:
            got = base.execute("select count(*) from read_parquet(?)", [str(part)]).fetchone()
    except duckdb.Error:
        return False
    return bool(got == (places * len(large.question.scales),))


def _write_part(base: duckdb.DuckDBPyConnection, chunk: Chunk, large: Large) -> None:
    scales, places = chunk.reached.shape
    columns: dict[str, NDArray[Any]] = {
        "place": np.tile(chunk.rows.astype(np.uint32), scales),
        "which": np.repeat(np.arange(1, scales + 1, dtype=np.uint8), places),
        "reached": chunk.reached.reshape(-1),
        "distance": np.ascontiguousarray(chunk.distance).reshape(-1),
        "short": np.ascontiguousarray(chunk.short).reshape(-1),
    }
    for m in range(len(large.groups)):
        columns[f"share_{m}"] = np.ascontiguousarray(chunk.shares[:, :, m]).reshape(-1)
    labels = ", ".join(f"'{label}'" for label in large.question.labels)
    shares = ", ".join(
        f"nullif(share_{m}, 'nan'::double) as {_quoted(f'share_{name}')}"
        for m, name in enumerate(large.groups)
    )
    part = large.parts[chunk.number]
    unfinished = part.with_name(part.name + UNFINISHED)
    base.register("chunk", columns)
    try:
        base.execute(
            f"copy (select place, [{labels}][which] as scale, {shares}, reached, "
            f"nullif(distance, 'nan'::double) as distance, short from chunk) "
            f"to '{str(unfinished).replace(chr(39), chr(39) * 2)}' "
            "(format parquet, compression snappy, dictionary_size_limit 1)"
        )
    finally:
        base.unregister("chunk")
    unfinished.replace(part)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _floats(column: Any) -> Floats:
    """A column of DuckDB's with null as NaN."""
    return np.asarray(np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan))
