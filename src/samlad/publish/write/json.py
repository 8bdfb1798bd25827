"""A released table as JSON: a list of flat objects; what it is stands in a file beside it."""

from __future__ import annotations

import json
from typing import Any

from samlad.model import Words, plain
from samlad.publish import say
from samlad.publish.protect import Safe


def write(safe: Safe, words: Words) -> str:
    """One object per row, keys in English; absent numbers are null with ``<key>_absent``.

    Raises ``TypeError`` for what has not been released.
    """
    _require(safe)
    keys, rows = say.machine_rows(safe.exhibit, words)
    lines = [json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=False) for row in rows]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def about(safe: Safe, words: Words) -> str:
    """Title, columns with unit and meaning, notes, sources, protection and record, as JSON."""
    _require(safe)
    exhibit = safe.exhibit
    told: dict[str, Any] = {
        "name": exhibit.name,
        "title": say.say(exhibit.title, words),
        "language": words.language,
        "columns": [
            {"key": c.key, "unit": c.unit, "title": say.heading(c, words)} for c in exhibit.columns
        ],
        "notes": [say.say(note, words) for note in exhibit.notes],
        "sources": [plain(source) for source in exhibit.sources],
        "protection": say.say(safe.rule, words),
        "hidden": safe.hidden,
        "record": exhibit.record,
    }
    if exhibit.example:
        told["example"] = words("example.mark")
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _require(safe: Safe) -> None:
    if not isinstance(safe, Safe):
        raise TypeError("JSON is written of Safe tables only")
