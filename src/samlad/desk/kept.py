"""What a built case has kept: its store, and the tables in it as exhibits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from samlad.model import Figure, Mistake, Plain, Said, Where
from samlad.publish.exhibit import ROLES, STANDINGS, UNITS, Cell, Column, Exhibit
from samlad.store import SqliteStore

STORE = "records.sqlite"


def store_of(folder: Path) -> SqliteStore:
    """The store of a built case, only read.

    Raises ``Mistake``: ``case.absent`` (no such folder), ``case.not_built``, and those of the
    store.
    """
    if not folder.is_dir():
        raise Mistake("case.absent", Where(str(folder)))
    if not (folder / STORE).is_file():
        raise Mistake("case.not_built", Where(str(folder)))
    return SqliteStore(folder / STORE, create=False)


def exhibit_of(folder: Path, name: str) -> Exhibit:
    """The newest table of that name that the case has kept.

    Raises ``Mistake``: those of ``store_of``, ``case.no_table`` with the names there are.
    """
    found: Exhibit | None = None
    there: dict[str, None] = {}
    for sealed in store_of(folder).find("exhibit"):
        value = sealed.record.value
        if isinstance(value, dict):
            there[str(value.get("name"))] = None
            if value.get("name") == name:
                found = exhibit_from_plain(value, sealed.record.fingerprint)
    if found is None:
        names = ", ".join(sorted(there)) or "–"
        raise Mistake("case.no_table", Where(str(folder)), {"name": name, "there": names})
    return found


def exhibit_from_plain(value: Mapping[str, Any], record: str = "") -> Exhibit:
    """An exhibit from its plain form: ``name``, ``columns`` (objects or keys), ``rows`` (lists)."""
    columns = tuple(_column(column) for column in value.get("columns") or ())
    rows = tuple(tuple(_cell(cell) for cell in row) for row in value.get("rows") or ())
    title = _cell(value.get("title"))
    notes = tuple(note for note in map(_cell, value.get("notes") or ()) if isinstance(note, Said))
    name = str(value.get("name"))
    standing = str(value.get("standing"))
    return Exhibit(
        name,
        title if isinstance(title, Said) else Said("either", {"sv": title or name}),
        columns,
        rows,
        notes,
        (),
        record or str(value.get("record") or ""),
        standing if standing in STANDINGS else "not-personal",
        bool(value.get("example")),
    )


def _column(value: Plain) -> Column:
    if not isinstance(value, dict):
        return Column(str(value))
    unit, role, of = (value.get(name) for name in ("unit", "role", "of"))
    return Column(
        str(value.get("key")),
        unit if isinstance(unit, str) and unit in UNITS else "text",
        role if isinstance(role, str) and role in ROLES else "label",
        of if isinstance(of, str) else None,
        value.get("shown") is not False,
    )


def _cell(value: Any) -> Cell:
    if isinstance(value, Mapping):
        if "key" in value:
            return _said(value)
        if "unit" in value:
            names = ("value", "unit", "low", "high", "absent", "decimals")
            return Figure(**{name: value[name] for name in names if name in value})
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return None if value is None else str(value)
    if isinstance(value, int | float):
        return Figure(value, "number")
    return str(value)


def _said(value: Mapping[str, Any]) -> Said:
    return Said(
        str(value["key"]),
        {name: _filling(item) for name, item in (value.get("values") or {}).items()},
        tuple(value.get("rests_on") or ()),
    )


def _filling(item: Any) -> object:
    if isinstance(item, list):
        return [_filling(one) for one in item]
    if isinstance(item, Mapping) and set(item) == {"ore", "currency"}:
        return Figure(item["ore"], "kronor")
    return _cell(item)
