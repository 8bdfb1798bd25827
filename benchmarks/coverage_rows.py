"""Rows of simulated coverage on disk, for the two scripts that make them."""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import fields
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol, TypeVar

KINDS = {"int": int, "float": float, "str": str}


class Keyed(Protocol):
    """A frozen dataclass of numbers and names; ``key`` tells one setting from another."""

    @property
    def key(self) -> tuple[Any, ...]: ...


R = TypeVar("R", bound=Keyed)
J = TypeVar("J")


def kept(path: Path, kind: type[R]) -> dict[tuple[Any, ...], R]:
    """The rows that are there, the last of each key."""
    if not path.exists():
        return {}
    make = {f.name: KINDS[str(f.type)] for f in fields(kind)}  # type: ignore[arg-type]
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t"))
    rows = [kind(**{k: make[k](v) for k, v in line.items()}) for line in lines]
    return {row.key: row for row in rows}


def merged(path: Path, others: Sequence[Path], kind: type[R]) -> dict[tuple[Any, ...], R]:
    """The rows there and those kept elsewhere, the last of each key."""
    return {key: row for file in (path, *others) for key, row in kept(file, kind).items()}


def keep(path: Path, rows: Sequence[R], kind: type[R]) -> None:
    """All rows in the order given, under another name until they are whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = [f.name for f in fields(kind)]  # type: ignore[arg-type]
    whole = path.with_suffix(".unfinished")
    with whole.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", lineterminator="\n")
        out.writerow(names)
        for row in rows:
            told = [getattr(row, name) for name in names]
            out.writerow([f"{v:g}" if isinstance(v, float) else v for v in told])
    whole.replace(path)


def worked(
    jobs: Sequence[J],
    work: Callable[[J], list[R]],
    processes: int,
    took: Callable[[list[R]], str],
) -> None:
    """Every job in processes of one core each; ``took`` keeps its rows and says what they were."""
    print(f"{len(jobs)} jobs", flush=True)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    begun = time.perf_counter()
    with get_context("spawn").Pool(processes, maxtasksperchild=20) as pool:
        for number, made in enumerate(pool.imap_unordered(work, jobs)):
            about = took(made)
            if about:
                spent = time.perf_counter() - begun
                print(f"{number + 1}/{len(jobs)} {about}, {spent:.0f} s", flush=True)
