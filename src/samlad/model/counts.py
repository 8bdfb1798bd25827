"""How many people of each group live in each area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from samlad.model.areas import Areas
from samlad.model.mistake import Mistake, Where
from samlad.model.source import Source


class Status(IntEnum):
    """Why a number is or is not there. Zero is a number; missing and suppressed are not."""

    PRESENT = 0
    MISSING = 1
    SUPPRESSED = 2


@dataclass(frozen=True, eq=False)
class Counts:
    """People per area and group at one date from one source; ≥ 0, finite, read-only.

    ``people``: (areas, groups), people; where ``status`` is not PRESENT the number is 0 and
    must not be used. ``status``: (areas, groups) of ``Status``. ``variance``: (areas, groups),
    people², the noise the publisher put in or that came by recovering counts from rounded
    shares; None where there is none. A ``Counts`` that exists is usable by every index.

    Raises ``Mistake``: ``counts.shape``, ``counts.not_a_number``, ``counts.infinite``,
    ``counts.negative``, ``counts.one_group``, ``counts.nobody``, ``counts.duplicate_group``.
    """

    areas: Areas
    groups: tuple[str, ...]
    people: NDArray[np.float64]
    date: str
    source: Source
    status: NDArray[np.int8] = field(default=None)  # type: ignore[arg-type]
    variance: NDArray[np.float64] | None = None
    ordered: bool = False

    def __post_init__(self) -> None:
        people = np.array(self.people, dtype=np.float64)
        shape = (len(self.areas), len(self.groups))
        if people.shape != shape:
            raise Mistake("counts.shape", found={"expected": shape, "found": people.shape})
        if len(self.groups) < 2:
            raise Mistake("counts.one_group", found={"groups": ", ".join(self.groups)})
        if len(set(self.groups)) != len(self.groups):
            raise Mistake("counts.duplicate_group", found={"groups": ", ".join(self.groups)})
        status = self.status
        status = np.zeros(shape, np.int8) if status is None else np.array(status, dtype=np.int8)
        if status.shape != shape:
            raise Mistake("counts.shape", found={"expected": shape, "found": status.shape})
        people[status != Status.PRESENT] = 0.0
        for code, bad in (
            ("counts.not_a_number", np.isnan(people)),
            ("counts.infinite", np.isinf(people)),
            ("counts.negative", people < 0),
        ):
            if bad.any():
                row, column = (int(i) for i in np.argwhere(bad)[0])
                raise Mistake(
                    code,
                    Where(column=self.groups[column]),
                    {"area": self.areas.codes[row], "value": float(people[row, column])},
                )
        if people.sum() <= 0:
            raise Mistake("counts.nobody", found={"date": self.date})
        people.setflags(write=False)
        status.setflags(write=False)
        object.__setattr__(self, "people", people)
        object.__setattr__(self, "status", status)
        if self.variance is not None:
            variance = np.array(np.broadcast_to(self.variance, shape), dtype=np.float64)
            variance.setflags(write=False)
            object.__setattr__(self, "variance", variance)

    @property
    def complete(self) -> NDArray[np.bool_]:
        """(areas,): every group of the area is present."""
        return np.asarray((self.status == Status.PRESENT).all(axis=1))

    def only(self, codes: Iterable[str], groups: Iterable[str] | None = None) -> Counts:
        """These areas and groups only (all groups unless given), in the order given.

        Groups that were ``ordered`` are so no more where they change places.

        Raises ``Mistake``: ``areas.unknown``, ``counts.unknown_group`` and what ``Counts`` raises.
        """
        codes = tuple(codes)
        kept = self.groups if groups is None else tuple(groups)
        for group in kept:
            if group not in self.groups:
                found = {"group": group, "groups": ", ".join(self.groups)}
                raise Mistake("counts.unknown_group", found=found)
        rows = [self.areas.index(code) for code in codes]
        places = [self.groups.index(group) for group in kept]
        cells = np.ix_(rows, places)
        variance = None if self.variance is None else self.variance[cells]
        steps = [b - a for a, b in pairwise(places)]
        one_way = min(steps) > 0 or max(steps) < 0 if steps else True
        return replace(
            self, areas=self.areas.only(codes), groups=kept, people=self.people[cells],
            status=self.status[cells], variance=variance, ordered=self.ordered and one_way,
        )  # fmt: skip

    def in_order_of(self, other: Counts) -> Counts:
        """These counts with areas, and groups where they are the same, in the order of ``other``.

        Raises ``Mistake``: ``areas.two_divisions``, ``areas.differ`` with some that only one has.
        """
        mine, yours = self.areas, other.areas
        if mine.division != yours.division:
            yours.require_same(mine)
        first, second = set(yours.codes), set(mine.codes)
        gone = [code for code in yours.codes if code not in second]
        new = [code for code in mine.codes if code not in first]
        if gone or new:
            examples = ", ".join([*gone[:3], *new[:3]])
            found = {"gone": len(gone), "new": len(new), "examples": examples}
            raise Mistake("areas.differ", found=found)
        alike = set(self.groups) == set(other.groups)
        if mine == yours and (self.groups == other.groups or not alike):
            return self
        return self.only(yours.codes, other.groups if alike else None)
