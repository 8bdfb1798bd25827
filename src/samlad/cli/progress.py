"""How far the work has come, on stderr, so that stdout holds the answer only."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

SOON = 2.0
"""Seconds before a bar is worth showing."""


@contextmanager
def bar(label: str, begin: str = "") -> Iterator[Callable[[float], None]]:
    """Gives a function that takes the part done (0–1); a bar comes after two seconds.

    ``begin``: the label as long as nothing is done yet; the bar comes with it even if nothing
    has been told by then, as when kernels are compiled the first time.
    """
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    rich_bar = Progress(*columns, console=console, transient=True)
    task = rich_bar.add_task(begin or label, total=1.0)
    shown = threading.Timer(SOON, rich_bar.start)
    shown.daemon = True

    def progress(part: float) -> None:
        rich_bar.update(task, completed=part, description=label if part > 0 else begin or label)

    if console.is_terminal:
        shown.start()
    try:
        yield progress
    finally:
        shown.cancel()
        if console.is_terminal:
            shown.join()
            rich_bar.stop()


class Steps:
    """One line a stage, with the seconds it took."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self.begun = time.monotonic()

    def __call__(self, text: str) -> None:
        seconds = time.monotonic() - self.begun
        self.console.print(Text.assemble(("✓ ", "green"), text, (f"  {seconds:4.1f} s", "dim")))
