"""The way back from a number to its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samlad.desk.kept import STORE, store_of
from samlad.model import Figure, Mistake, Record, Said, Where
from samlad.publish.exhibit import Column, Exhibit
from samlad.store import Store

LEAST = 6
"""Signs of a fingerprint that must be given."""


@dataclass(frozen=True)
class Stop:
    """One record on the way back. ``depth`` 0 is the record asked for.

    ``again``: its own way back has been shown above. ``name`` and ``value`` say what it is in
    short; ``publisher``, ``document`` and ``period`` stand where it is a source's own figure.
    """

    depth: int
    kind: str
    fingerprint: str
    name: str
    publisher: str
    document: str
    period: str
    value: str
    again: bool = False


def trace(fingerprint: str, case: Path | None = None, here: Path | None = None) -> Exhibit:
    """The record and everything it was made from, down to publisher, table and year.

    ``case``: the folder of a built case; without one the case is looked for in ``here`` and in
    the folders under ``here/build``. The fingerprint may be cut to its first six signs or more.

    Raises ``Mistake``: ``trace.short``, ``trace.no_case``, and those of the store.
    """
    wanted = fingerprint.strip().lower()
    if len(wanted) < LEAST:
        raise Mistake("trace.short", found={"fingerprint": fingerprint, "least": LEAST})
    store, found = _gather(wanted, case, here or Path())
    stops = way_back(store, found)
    return _as_exhibit(stops)


def way_back(store: Store, record: Record) -> tuple[Stop, ...]:
    """Depth first, each record's own way back once."""
    stops: list[Stop] = []
    seen: set[str] = set()
    waiting = [(0, record)]
    while waiting:
        depth, here = waiting.pop()
        again = here.fingerprint in seen
        stops.append(_stop(depth, here, again and bool(here.made_from)))
        if not again:
            seen.add(here.fingerprint)
            origins = [store.get(origin).record for origin in here.made_from]
            waiting.extend((depth + 1, origin) for origin in reversed(origins))
    return tuple(stops)


def _gather(wanted: str, case: Path | None, here: Path) -> tuple[Store, Record]:
    if case is not None:
        store = store_of(case)
        return store, store.get(wanted).record
    places = [here, *sorted(path.parent for path in here.glob(f"build/*/{STORE}"))]
    built = [place for place in places if (place / STORE).is_file()]
    if not built:
        raise Mistake("trace.no_case", Where(str(here.absolute())))
    for place in built:
        store = store_of(place)
        try:
            return store, store.get(wanted).record
        except Mistake as mistake:
            if mistake.code != "store.not_found":
                raise
    raise Mistake(
        "trace.not_found",
        Where(", ".join(str(place) for place in built)),
        {"fingerprint": wanted},
    )


def _stop(depth: int, record: Record, again: bool) -> Stop:
    value: Mapping[str, Any] = record.value if isinstance(record.value, dict) else {}
    inner = value.get("source")
    source: Mapping[str, Any] = inner if isinstance(inner, dict) else {}
    if record.kind == "source" and not source:
        source = value
    return Stop(
        depth,
        record.kind,
        record.fingerprint,
        _first(value, "name", "title", "key", "index", "id", "indicator", "measure"),
        str(source.get("publisher") or ""),
        str(source.get("document") or ""),
        _text(source.get("period") or value.get("year") or value.get("date")),
        _first(value, "amount", "value", "score", "values") or _short(record.value),
        again,
    )


def _first(value: Mapping[str, Any], *names: str) -> str:
    for name in names:
        if value.get(name) not in (None, "", [], {}):
            return _text(value[name])
    return ""


def _text(value: Any) -> str:
    """A short text of a plain value: a title's Swedish, an amount in kronor, a long list cut."""
    if isinstance(value, dict):
        if set(value) == {"ore", "currency"}:
            return f"{value['ore'] // 100}.{value['ore'] % 100:02d} {value['currency']}"
        return _text(value.get("sv") or value.get("value") or value.get("key"))
    if isinstance(value, list):
        shown = ", ".join(_text(item) for item in value[:4])
        return _cut(f"{shown}, … ({len(value)})" if len(value) > 4 else shown)
    if isinstance(value, float):
        return f"{value:.6g}"
    return "" if value is None else _cut(str(value))


def _short(value: Any) -> str:
    return "" if isinstance(value, dict | list) else _text(value)


def _cut(text: str, most: int = 70) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _as_exhibit(stops: tuple[Stop, ...]) -> Exhibit:
    columns = (
        Column("depth", "number", "value"),
        *(
            Column(name)
            for name in (
                "kind",
                "fingerprint",
                "name",
                "publisher",
                "document",
                "period",
                "value",
            )
        ),
        Column("again"),
    )
    rows = tuple(
        (
            Figure(stop.depth, "number"),
            stop.kind,
            stop.fingerprint,
            stop.name or None,
            stop.publisher or None,
            stop.document or None,
            stop.period or None,
            stop.value or None,
            "x" if stop.again else None,
        )
        for stop in stops
    )
    return Exhibit("trace", Said("desk.title.trace"), columns, rows, standing="not-personal")
