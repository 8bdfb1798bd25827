"""The areas of one division in one vintage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from samlad.model.mistake import Mistake

Ring = NDArray[np.float64]
Polygon = tuple[Ring, ...]
"""One outer ring and its holes, each of shape (points, 2), metres."""
Outline = tuple[Polygon, ...]


@dataclass(frozen=True, eq=False)
class Areas:
    """Ordered codes of one division in one vintage, such as ``DeSO 2025``.

    ``positions``: (areas, 2) easting and northing in metres, or None where nobody knows.
    ``outlines``: one ``Outline`` an area, in metres, or None. ``crs`` names their reference
    system. ``schematic`` is true when the outlines are a sketch and not the true borders.

    Raises ``Mistake``: ``areas.empty``, ``areas.duplicate``, ``areas.length``.
    """

    division: str
    codes: tuple[str, ...]
    names: tuple[str, ...] = ()
    positions: NDArray[np.float64] | None = None
    outlines: tuple[Outline, ...] | None = None
    crs: str = "EPSG:3006"
    schematic: bool = False
    _place: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", tuple(str(code) for code in self.codes))
        if not self.codes:
            raise Mistake("areas.empty", found={"division": self.division})
        place = {code: i for i, code in enumerate(self.codes)}
        if len(place) != len(self.codes):
            twice = sorted({c for c in self.codes if self.codes.count(c) > 1})
            raise Mistake("areas.duplicate", found={"codes": ", ".join(twice[:5])})
        object.__setattr__(self, "_place", place)
        if not self.names:
            object.__setattr__(self, "names", self.codes)
        for given in (self.names, self.positions, self.outlines):
            if given is not None and len(given) != len(self.codes):
                raise Mistake(
                    "areas.length", found={"expected": len(self.codes), "found": len(given)}
                )
        if self.positions is not None:
            fixed = np.array(self.positions, dtype=float)
            fixed.setflags(write=False)
            object.__setattr__(self, "positions", fixed)

    def __len__(self) -> int:
        return len(self.codes)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Areas):
            return NotImplemented
        return self.division == other.division and self.codes == other.codes

    def __hash__(self) -> int:
        return hash((self.division, self.codes))

    def index(self, code: str) -> int:
        """The row of a code. Raises ``Mistake("areas.unknown")``."""
        try:
            return self._place[code]
        except KeyError:
            raise Mistake(
                "areas.unknown", found={"code": code, "division": self.division}
            ) from None

    def name(self, code: str) -> str:
        """The name of a code."""
        return self.names[self.index(code)]

    def only(self, codes: Sequence[str] | Iterable[str]) -> Areas:
        """The same division with these codes only, in the order given."""
        rows = [self.index(code) for code in codes]
        return Areas(
            self.division,
            tuple(self.codes[i] for i in rows),
            tuple(self.names[i] for i in rows),
            None if self.positions is None else self.positions[rows],
            None if self.outlines is None else tuple(self.outlines[i] for i in rows),
            self.crs,
            self.schematic,
        )

    def require_same(self, other: Areas) -> None:
        """Two divisions or vintages never mix silently: ``Mistake("areas.two_divisions")``."""
        if self != other:
            raise Mistake(
                "areas.two_divisions", found={"one": self.division, "other": other.division}
            )
