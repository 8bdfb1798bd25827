"""Where a number was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Source:
    """Publisher, table or document, query, reference period, date read, licence.

    ``route`` names who carried the figure when it did not come from the publisher directly;
    ``kind`` says how far it can be trusted: ``official`` (published as such), ``derived``
    (computed from official figures), ``secondary`` (quoted by others), ``assumption`` (ours) or
    ``example`` (invented for the worked example, never to be read as a municipality's own).
    """

    publisher: str
    document: str
    period: str = ""
    query: str = ""
    read: date | None = None
    licence: str = ""
    route: str = ""
    kind: str = "official"

    def __post_init__(self) -> None:
        if self.kind not in ("official", "derived", "secondary", "assumption", "example"):
            raise ValueError(f"unknown kind of source: {self.kind!r}")
