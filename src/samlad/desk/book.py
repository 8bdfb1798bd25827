"""The records noted while a case is built, each naming what it was made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from samlad.model import Record, Source, plain


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

    def sources(self, fingerprint: str) -> tuple[dict[str, Any], ...]:
        """The ``source`` of every record on the way back from one, nearest first."""
        found: dict[str, dict[str, Any]] = {}
        for record in self.way_back(fingerprint):
            value = record.value
            if isinstance(value, dict) and isinstance(value.get("source"), dict):
                found.setdefault(str(sorted(value["source"].items())), dict(value["source"]))
        return tuple(found.values())

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

    def sources_of(self, fingerprints: Iterable[str]) -> tuple[Source, ...]:
        """The sources behind several records as nouns, each once."""
        found: dict[Source, None] = {}
        for fingerprint in fingerprints:
            for value in self.sources(fingerprint):
                found.setdefault(as_source(value), None)
        return tuple(found)


def as_source(value: dict[str, Any]) -> Source:
    """A source from its plain form; the day it was read stays as text in the record only."""
    known = {
        key: str(value.get(key, "") or "")
        for key in ("publisher", "document", "period", "query", "licence", "route", "kind")
    }
    return Source(**{**known, "kind": known["kind"] or "official"})
