"""What an application is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from samlad.model import Mistake, Money, Said

FIELDS = (
    "applicant",
    "target_group",
    "areas",
    "need",
    "cause",
    "action",
    "evidence",
    "goals",
    "timetable",
    "budget",
    "own_share",
    "other_grants",
    "additionality",
    "partners",
    "follow_up",
    "after_grant",
    "decision",
    "children_equality",
    "sustainability",
)
"""Everything an ordinance may ask for, in the order an application says it."""


@dataclass(frozen=True)
class Item:
    """One thing a paragraph asks for, and the fields of which each must be answered.

    ``asks`` is our own summary of the paragraph, in words by key.
    """

    paragraph: str
    law: str
    key: str
    asks: Said
    fields: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in self.fields:
            if name not in FIELDS:
                raise Mistake("checklist.unknown_field", found={"field": name, "item": self.key})


@dataclass(frozen=True)
class Checklist:
    """An ordinance's own list. ``own_share``: least part of the cost that the applicant bears.

    ``repealed``: the act that repealed it, or "".
    """

    name: str
    law: str
    items: tuple[Item, ...]
    own_share: Fraction | None = None
    repealed: str = ""


@dataclass(frozen=True)
class Fact:
    """What the case can say for one field: its sentences and the records they rest on.

    ``lacks``: what is known to be missing though something is said, each a sentence; a fact
    that lacks something becomes a gap.
    """

    field: str
    said: tuple[Said, ...]
    records: tuple[str, ...] = ()
    lacks: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Section:
    """One part of the application: text that rests on records."""

    key: str
    title: Said
    paragraphs: tuple[Said, ...]
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gap:
    """What the ordinance still wants: law, paragraph, field, what is missing, the way out."""

    law: str
    paragraph: str
    field: str
    what: Said
    way_out: Said


@dataclass(frozen=True)
class Draft:
    """An application as far as the case carries it.

    ``own_share``: own money as a part of the whole cost (requested + own), exact.
    ``items``: all that the ordinances ask for, in their order.
    ``answered``: field → laws and paragraphs that asked for it, for those that are answered.
    """

    checklist: str
    sections: tuple[Section, ...]
    gaps: tuple[Gap, ...]
    requested: Money
    own: Money
    own_share: Fraction
    answered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    items: tuple[Item, ...] = ()

    @property
    def complete(self) -> bool:
        """Nothing is missing."""
        return not self.gaps

    def answers(self, item: Item) -> bool:
        """Whether all that an item asks for is there."""
        return not any(
            gap.law == item.law and gap.paragraph == item.paragraph and gap.field in item.fields
            for gap in self.gaps
        )
