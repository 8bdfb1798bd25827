"""Plain threads that pull chunks: the kernels let the others run, and order decides nothing."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from itertools import count
from typing import TypeVar

Made = TypeVar("Made")
Chunk = Callable[[int, int], None]


def _cores() -> int:
    """Cores this process may use; where the system does not tell, all there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def pull(
    chunk: Callable[[], Chunk],
    size: int,
    step: int,
    threads: int | None,
    progress: Callable[[int, int], None] | None,
) -> None:
    """Run ``chunk()(first, last)`` over 0 … size in pieces of ``step``.

    ``chunk`` is called once a thread and gives that thread its own work space.
    """
    crew = min(threads or _cores(), -(-size // step))
    ticket = count()
    done = [0]
    failed: list[BaseException] = []
    lock = threading.Lock()

    def work() -> None:
        try:
            run = chunk()
            while not failed:
                first = next(ticket) * step
                if first >= size:
                    return
                last = min(first + step, size)
                run(first, last)
                with lock:
                    done[0] += last - first
                    if progress is not None:
                        progress(done[0], size)
        except BaseException as error:  # noqa: BLE001  raised again below
            failed.append(error)

    others = [threading.Thread(target=work) for _ in range(crew - 1)]
    for thread in others:
        thread.start()
    work()
    for thread in others:
        thread.join()
    if failed:
        raise failed[0]


def in_order(
    numbers: Iterable[int], make: Callable[[int], Made], give: Callable[[Made], None]
) -> None:
    """``give`` what ``make`` makes, in the order of ``numbers``, while the next is being made.

    ``give`` is never called twice at a time. Nothing more is begun once either has failed.
    """
    failed: list[BaseException] = []

    def hand(made: Made) -> None:
        try:
            give(made)
        except BaseException as error:  # noqa: BLE001  raised again below
            failed.append(error)

    beside: threading.Thread | None = None
    try:
        for number in numbers:
            made = make(number)
            if beside is not None:
                beside.join()
            if failed:
                break
            beside = threading.Thread(target=hand, args=(made,))
            del made
            beside.start()
    finally:
        if beside is not None:
            beside.join()
    if failed:
        raise failed[0]
