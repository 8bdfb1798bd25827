"""Beginning a case: a folder of plain TOML and CSV."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from samlad.desk.keep import keep_folder
from samlad.sources.newcase import new_case


def new(code: str, folder: Path, *, today: date, example: str = "") -> None:
    """Writes the case of a municipality, or of an example that is its own, to a new folder.

    Raises ``Mistake``: what ``new_case`` raises, and ``folder.in_the_way`` when the folder holds
    something, so that nobody's work is written over.
    """
    files = new_case(code, today=today, example_name=example)
    kept = {name: text.encode() for name, text in files.items()}
    keep_folder(kept, folder, into_existing=False, listed=False)


def is_case(folder: Path) -> bool:
    """The folder is a case already."""
    return (folder / "samlad.toml").is_file()
