"""A table that could be shown: columns with roles, cells not yet in a language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from samlad.model import Figure, Said, Source

Cell = str | Figure | Said | None

UNITS = frozenset(
    {"text", "share", "points", "people", "index", "score", "kronor", "year", "number"}
)
ROLES = frozenset({"label", "count", "share", "value"})
STANDINGS = frozenset({"source-protected", "own-counts", "not-personal"})


@dataclass(frozen=True)
class Column:
    """One column: ``key`` is the stable English name in CSV and JSON (``column.<key>`` in words).

    ``unit``: a unit of ``Figure`` or ``text``. ``role`` tells protection what the numbers are:
    ``label``, ``count`` (people), ``share`` (of the column named by ``of``) or ``value``.
    ``shown``: false for codes that files for machines need and readers do not.
    """

    key: str
    unit: str = "text"
    role: str = "label"
    of: str | None = None
    shown: bool = True

    def __post_init__(self) -> None:
        if self.unit not in UNITS or self.role not in ROLES:
            raise ValueError(f"column {self.key!r}: unit {self.unit!r}, role {self.role!r}")


@dataclass(frozen=True)
class Exhibit:
    """Rows under columns, with title, notes, sources and the record they come from.

    ``standing`` says whose protection the numbers have: ``source-protected`` (published, already
    protected by their publisher), ``own-counts`` (must be protected here) or ``not-personal``.
    ``example``: rests on the worked example's invented figures and is marked so wherever shown.

    Raises ``ValueError`` when a row does not fit the columns (a mistake in code, not input).
    """

    name: str
    title: Said
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Said, ...] = ()
    sources: tuple[Source, ...] = ()
    record: str = ""
    standing: str = "source-protected"
    example: bool = False
    _place: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.standing not in STANDINGS:
            raise ValueError(f"exhibit {self.name!r}: standing {self.standing!r}")
        place = {column.key: i for i, column in enumerate(self.columns)}
        if len(place) != len(self.columns):
            raise ValueError(f"exhibit {self.name!r}: two columns with one key")
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"exhibit {self.name!r}: a row of {len(row)} cells")
        object.__setattr__(self, "_place", place)

    def __len__(self) -> int:
        return len(self.rows)

    def index(self, key: str) -> int:
        """The place of a column by its key; ``KeyError`` when there is none."""
        return self._place[key]

    def column(self, key: str) -> tuple[Cell, ...]:
        """The cells of one column."""
        i = self.index(key)
        return tuple(row[i] for row in self.rows)

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns that readers see, in order: those of ``say.headings`` and ``say.rows``."""
        return tuple(column for column in self.columns if column.shown)

    def records(self) -> Iterator[dict[str, Cell]]:
        """Each row as key → cell."""
        keys = tuple(column.key for column in self.columns)
        for row in self.rows:
            yield dict(zip(keys, row, strict=True))
