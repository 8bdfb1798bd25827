"""Records in one SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from samlad.model import Mistake, Record, Sealed, Where, canonical
from samlad.store.chain import BEGINNING, instant, link

APPLICATION = 0x53414D4C  # "SAML"
LAYOUT = 1
COLUMNS = "number, fingerprint, kind, schema, value, made_from, author, at, chain"

# INSERT OR REPLACE removes a row without firing the delete trigger; the insert trigger stops it.
TABLE = f"""
CREATE TABLE record (
  number INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL UNIQUE CHECK (length(fingerprint) = 64),
  kind TEXT NOT NULL,
  schema INTEGER NOT NULL,
  value TEXT NOT NULL,
  made_from TEXT NOT NULL,
  author TEXT NOT NULL,
  at TEXT NOT NULL,
  chain TEXT NOT NULL UNIQUE
);
CREATE INDEX record_kind ON record (kind, number);
CREATE TRIGGER record_no_update BEFORE UPDATE ON record
BEGIN SELECT RAISE(ABORT, 'a kept record is never changed'); END;
CREATE TRIGGER record_no_delete BEFORE DELETE ON record
BEGIN SELECT RAISE(ABORT, 'a kept record is never removed'); END;
CREATE TRIGGER record_next BEFORE INSERT ON record
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM record)
  OR EXISTS (SELECT 1 FROM record WHERE fingerprint = NEW.fingerprint OR chain = NEW.chain)
BEGIN SELECT RAISE(ABORT, 'records are only added at the end'); END;
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {LAYOUT};
"""


class SqliteStore:
    """A ``Store`` in one file, safe against a crash at any moment.

    ``create``: make the file when there is none; otherwise it is only read and a missing one is
    ``Mistake("store.absent")``. A file that is not a store is ``Mistake("store.not_a_store")``.
    Each verb opens and closes the file, so that a store can be shared between threads and the
    file moved when nobody is writing. ``wait``: seconds to wait for another writer.
    """

    def __init__(self, path: Path | str, *, create: bool = True, wait: float = 30.0) -> None:
        self.path = Path(path)
        self.wait = wait
        self.writable = create
        if not create and not self.path.is_file():
            raise Mistake("store.absent", Where(str(self.path)))
        with self._open(write=create) as database:
            if create and not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                database.execute("BEGIN IMMEDIATE")
                if not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    for statement in _statements(TABLE):
                        database.execute(statement)
                database.execute("COMMIT")
            self._check(database)

    def add(
        self,
        records: Sequence[Record],
        expect_head: str | None = None,
        *,
        author: str,
        at: datetime | str,
    ) -> str:
        """Keep the records; see ``Store.add``."""
        when = instant(at)
        with self._open(write=bool(records)) as database:
            database.execute("BEGIN IMMEDIATE" if records else "BEGIN")
            number, head = self._last(database)
            if expect_head is not None and expect_head != head:
                raise Mistake(
                    "store.head_moved",
                    Where(str(self.path)),
                    {"expected": expect_head[:12], "found": head[:12]},
                )
            among = {record.fingerprint for record in records}
            for record in records:
                if self._kept(database, record.fingerprint):
                    continue
                for origin in record.made_from:
                    if origin not in among and not self._kept(database, origin):
                        raise Mistake(
                            "store.origin_unknown",
                            Where(str(self.path)),
                            {"kind": record.kind, "fingerprint": origin[:12]},
                        )
                number += 1
                head = link(head, number, record.fingerprint, author, when)
                database.execute(
                    f"INSERT INTO record ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        number,
                        record.fingerprint,
                        record.kind,
                        record.schema,
                        canonical(record.value).decode(),
                        canonical(list(record.made_from)).decode(),
                        author,
                        when,
                        head,
                    ),
                )
            database.execute("COMMIT")
        return head

    def get(self, fingerprint: str) -> Sealed:
        """One record; see ``Store.get``."""
        wanted = fingerprint.strip().lower()
        if not wanted or len(wanted) > 64 or not set(wanted) <= set("0123456789abcdef"):
            raise Mistake("store.not_a_fingerprint", found={"fingerprint": fingerprint})
        with self._open() as database:
            rows = database.execute(
                f"SELECT {COLUMNS} FROM record WHERE fingerprint >= ? AND fingerprint < ? LIMIT 2",
                (wanted, wanted + "g"),
            ).fetchall()
        if not rows:
            raise Mistake("store.not_found", Where(str(self.path)), {"fingerprint": wanted})
        if len(rows) > 1:
            raise Mistake("store.ambiguous", Where(str(self.path)), {"fingerprint": wanted})
        return _sealed(rows[0])

    def find(self, kind: str = "") -> Iterator[Sealed]:
        """Records in order; see ``Store.find``. What is added meanwhile is not seen."""
        with self._open() as database:
            last = self._last(database)[0]
        done, step = 0, 500
        while done < last:
            with self._open() as database:
                rows = database.execute(
                    f"SELECT {COLUMNS} FROM record WHERE number > ? AND number <= ? "
                    "AND (? = '' OR kind = ?) ORDER BY number LIMIT ?",
                    (done, last, kind, kind, step),
                ).fetchall()
            yield from map(_sealed, rows)
            done = rows[-1][0] if len(rows) == step else last

    def head(self) -> str:
        """The chain hash of the last row."""
        with self._open() as database:
            return self._last(database)[1]

    @contextmanager
    def _open(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        mode = "rwc" if write and self.writable else "ro"
        where = Where(str(self.path))
        try:
            address = f"{self.path.absolute().as_uri()}?mode={mode}"
            with closing(
                sqlite3.connect(address, uri=True, timeout=self.wait, isolation_level=None)
            ) as database:
                if mode == "rwc":
                    database.execute("PRAGMA synchronous = FULL")
                try:
                    yield database
                finally:
                    if database.in_transaction:
                        database.execute("ROLLBACK")
        except sqlite3.DatabaseError as error:
            raise Mistake(_code(error), where, {"what": str(error)}) from error

    def _check(self, database: sqlite3.Connection) -> None:
        marks = [database.execute(f"PRAGMA {name}").fetchone()[0] for name in _MARKS]
        if marks[0] != APPLICATION:
            raise Mistake("store.not_a_store", Where(str(self.path)), {"what": "application_id"})
        if marks[1] != LAYOUT:
            raise Mistake(
                "store.newer", Where(str(self.path)), {"found": marks[1], "known": LAYOUT}
            )

    @staticmethod
    def _last(database: sqlite3.Connection) -> tuple[int, str]:
        row = database.execute(
            "SELECT number, chain FROM record ORDER BY number DESC LIMIT 1"
        ).fetchone()
        return (int(row[0]), str(row[1])) if row else (0, BEGINNING)

    @staticmethod
    def _kept(database: sqlite3.Connection, fingerprint: str) -> bool:
        return (
            database.execute(
                "SELECT 1 FROM record WHERE fingerprint = ?", (fingerprint,)
            ).fetchone()
            is not None
        )


_MARKS = ("application_id", "user_version")

_CODES = {
    "SQLITE_FULL": "store.disk_full",
    "SQLITE_BUSY": "store.busy",
    "SQLITE_LOCKED": "store.busy",
    "SQLITE_READONLY": "store.no_rights",
    "SQLITE_PERM": "store.no_rights",
    "SQLITE_CANTOPEN": "store.no_rights",
    "SQLITE_NOTADB": "store.not_a_store",
    "SQLITE_CORRUPT": "store.damaged",
    "SQLITE_IOERR": "store.disk_full",
}


def _code(error: sqlite3.DatabaseError) -> str:
    name = getattr(error, "sqlite_errorname", "")
    for known, code in _CODES.items():
        if name.startswith(known):
            return code
    return "store.damaged"


def _statements(script: str) -> Iterator[str]:
    """The script's statements one by one: ``executescript`` would commit by itself."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


def _sealed(row: tuple[Any, ...]) -> Sealed:
    number, fingerprint, kind, schema, value, made_from, author, at, chain = row
    record = Record(kind, json.loads(value), tuple(json.loads(made_from)), schema)
    if record.fingerprint != fingerprint:
        raise Mistake("store.chain_broken", found={"number": number})
    return Sealed(number, record, author, at, chain)
