"""The records noted while a case is built, each naming what it was made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from samlad.model import Record, plain


@dataclass
class Book:
    """Records in the order they were made; the same record is noted once."""

    records: dict[str, Record] = field(default_factory=dict)

    def note(self, kind: str, value: Any, made_from: Iterable[str] = ()) -> str:
        """Notes a value and gives its fingerprint. What it rests on must be noted before."""
        origins = tuple(dict.fromkeys(origin for origin in made_from if origin))
        for origin in origins:
            if origin not in self.records:
                raise KeyError(f"{kind} rests on {origin[:12]}, which is not noted")
        record = Record(kind, plain(value), origins)
        self.records.setdefault(record.fingerprint, record)
        return record.fingerprint

    def way_back(self, fingerprint: str) -> tuple[Record, ...]:
        """The record and all it came from, nearest first, each once."""
        seen: dict[str, Record] = {}
        waiting = [fingerprint]
        while waiting:
            here = waiting.pop(0)
            if here not in seen:
                seen[here] = self.records[here]
                waiting.extend(self.records[here].made_from)
        return tuple(seen.values())
