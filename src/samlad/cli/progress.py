"""How far the work has come, on stderr, so that stdout holds the answer only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

SOON = 2.0
"""Seconds before a bar is worth showing."""


@contextmanager
def bar(label: str) -> Iterator[Callable[[float], None]]:
    """Gives a function that takes the part done (0–1); a bar comes after two seconds."""
    console = Console(stderr=True)
    begun = time.monotonic()
    shown: list[tuple[Progress, TaskID]] = []

    def progress(part: float) -> None:
        if not console.is_terminal or time.monotonic() - begun < SOON:
            return
        if not shown:
            columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
            rich_bar = Progress(*columns, console=console, transient=True)
            rich_bar.start()
            shown.append((rich_bar, rich_bar.add_task(label, total=1.0)))
        shown[0][0].update(shown[0][1], completed=part)

    try:
        yield progress
    finally:
        for rich_bar, _ in shown:
            rich_bar.stop()


class Steps:
    """One line a stage, with the seconds it took."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self.begun = time.monotonic()

    def __call__(self, text: str) -> None:
        seconds = time.monotonic() - self.begun
        self.console.print(Text.assemble(("✓ ", "green"), text, (f"  {seconds:4.1f} s", "dim")))
