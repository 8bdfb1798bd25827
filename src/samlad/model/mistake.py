"""An error the user can put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Where:
    """The place of what was found: file, row (1 = the header line) and column, each if known."""

    file: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        parts = [
            self.file,
            None if self.row is None else f"row {self.row}",
            None if self.column is None else f"column {self.column}",
        ]
        return ", ".join(part for part in parts if part)


class Mistake(Exception):  # noqa: N818  the house's noun
    """What was found, where, and by its stable code the way out.

    ``code`` is public interface (``table.column_missing``); the sentences for it stand in
    ``packs/words`` under ``mistake.<code>.found`` and ``mistake.<code>.way_out`` and are filled
    from ``found``. Only the edges (command line, web) translate.

    >>> raise Mistake("table.empty", Where("a.csv"))
    Traceback (most recent call last):
        ...
    samlad.model.mistake.Mistake: table.empty [a.csv]
    """

    def __init__(
        self, code: str, where: Where | None = None, found: Mapping[str, object] | None = None
    ) -> None:
        self.code = code
        self.where = where or Where()
        self.found = dict(found or {})
        super().__init__(code)

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value!r}" for key, value in self.found.items())
        place = f" [{self.where}]" if str(self.where) else ""
        return f"{self.code}{place}: {details}" if details else f"{self.code}{place}"

    def at(self, where: Where) -> Mistake:
        """The same mistake with its place filled in where it had none."""
        return Mistake(
            self.code,
            Where(
                self.where.file or where.file,
                self.where.row if self.where.row is not None else where.row,
                self.where.column or where.column,
            ),
            self.found,
        )

    def __reduce__(self) -> tuple[type[Mistake], tuple[object, ...]]:
        return (Mistake, (self.code, self.where, self.found))
