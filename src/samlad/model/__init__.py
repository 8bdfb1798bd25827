"""Nouns every stage shares."""

from samlad.model.areas import Areas, Outline, Polygon, Ring
from samlad.model.counts import Counts, Status
from samlad.model.mistake import Mistake, Where
from samlad.model.money import Money
from samlad.model.record import Plain, Record, Sealed, canonical, plain
from samlad.model.source import Source
from samlad.model.words import Figure, Said, Words

__all__ = [
    "Areas",
    "Counts",
    "Figure",
    "Mistake",
    "Money",
    "Outline",
    "Plain",
    "Polygon",
    "Record",
    "Ring",
    "Said",
    "Sealed",
    "Source",
    "Status",
    "Where",
    "Words",
    "canonical",
    "plain",
]
