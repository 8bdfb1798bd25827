"""All that a public site or a document tells about one case, released and not yet in a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from samlad.model import Areas
from samlad.publish.protect import Safe, SafeSaid

EXHIBITS = (
    "readings",
    "change",
    "local",
    "exposure",
    "living",
    "need",
    "need_terms",
    "need_gaps",
    "need_trend",
    "grant",
    "grant_fit",
    "ledger",
    "scenarios",
    "actions",
    "plan_years",
    "plan_areas",
    "plan_lines",
    "stranded",
    "promises",
    "targets",
    "effects",
    "due",
    "application_gaps",
    "application_checklist",
    "sources",
)
"""The tables a story may hold by name; beside them ``area_<code>``."""

SENTENCES = (
    "chain",
    "measure",
    "change",
    "need",
    "money",
    "plan",
    "plan_first_actions",
    "cut",
    "promises",
    "effects",
    "application",
    "limits",
)
"""The groups of sentences a story may hold; ``chain`` has one sentence per stage, in order."""


@dataclass(frozen=True)
class Stop:
    """One step on the way back from a number: record kind, fingerprint, what it is, made from."""

    fingerprint: str
    kind: str
    text: str
    made_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trail:
    """The way back from an exhibit to its sources, nearest first."""

    stops: tuple[Stop, ...]


@dataclass(frozen=True, eq=False)
class Story:
    """Released tables and sentences of one case.

    ``division``: name of the division that need, plan and area pages follow. ``areas``:
    division name → areas, with positions or outlines where known. ``contact``: ``name``,
    ``email``, ``phone``, ``unit`` as far as given. ``trail``: exhibit name → ``Trail``. What is
    missing is simply not there: the pages then say so by name.

    Raises ``ValueError`` for the name of an exhibit or a sentence group nobody knows,
    ``TypeError`` for what has not been released.
    """

    code: str
    place: str
    division: str
    areas: Mapping[str, Areas]
    exhibits: Mapping[str, Safe]
    sentences: Mapping[str, tuple[SafeSaid, ...]]
    stamp: date
    version: str
    fingerprint: str
    example: bool = False
    contact: Mapping[str, str] = field(default_factory=dict)
    trail: Mapping[str, Trail] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, safe in self.exhibits.items():
            if name not in EXHIBITS and not name.startswith("area_"):
                raise ValueError(f"no exhibit is called {name!r}")
            if not isinstance(safe, Safe):
                raise TypeError(f"exhibit {name!r} has not been released")
        for name, said in self.sentences.items():
            if name not in SENTENCES:
                raise ValueError(f"no sentences are called {name!r}")
            if not all(isinstance(one, SafeSaid) for one in said):
                raise TypeError(f"a sentence of {name!r} has not been released")

    @property
    def main(self) -> Areas | None:
        """The areas that have pages of their own."""
        if self.division in self.areas:
            return self.areas[self.division]
        return next(iter(self.areas.values()), None)
