"""A released table as CSV: UTF-8, comma, raw numbers with decimal point, text made harmless."""

from __future__ import annotations

import csv
import io

from samlad.model import Words
from samlad.publish import say
from samlad.publish.protect import Safe

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would read as a formula at the beginning of text."""


def harmless(text: str) -> str:
    """Text that no spreadsheet runs: a leading apostrophe where it would.

    >>> harmless("=1+1"), harmless("Forssa")
    ("'=1+1", 'Forssa')
    """
    return f"'{text}" if text.startswith(RISKY) else text


def write(safe: Safe, words: Words) -> str:
    """The table with English keys as its first line. Numbers stay numbers, so −3 is -3.

    Raises ``TypeError`` for what has not been released.
    """
    if not isinstance(safe, Safe):
        raise TypeError("CSV is written of Safe tables only")
    keys, rows = say.machine_rows(safe.exhibit, words)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(keys)
    for row in rows:
        writer.writerow(
            "" if value is None else harmless(value) if isinstance(value, str) else value
            for value in row
        )
    return out.getvalue()
