"""One file that cannot be changed afterwards, whatever is tried."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from samlad.model import Mistake, Record
from samlad.store import SqliteStore, verify

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store = SqliteStore(tmp_path / "records.sqlite")
    store.add([Record("counts", {"n": n}) for n in range(3)], author="a", at=NOW)
    return store.path


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET author = 'b' WHERE number = 2",
        "DELETE FROM record WHERE number = 3",
        "DELETE FROM record",
        "INSERT OR REPLACE INTO record SELECT 2, fingerprint, kind, schema, value, made_from,"
        " 'b', at, chain FROM record WHERE number = 2",
        "INSERT OR REPLACE INTO record SELECT 4, fingerprint, kind, schema, value, made_from,"
        " 'b', at, 'c' FROM record WHERE number = 2",
        "INSERT INTO record SELECT 9, substr(fingerprint, 2) || 'x', kind, schema, value,"
        " made_from, author, at, 'c' FROM record WHERE number = 2",
        "UPDATE OR REPLACE record SET number = 1 WHERE number = 2",
    ],
)
def test_no_statement_changes_or_removes_what_is_kept(path: Path, statement: str) -> None:
    before = list(SqliteStore(path).find())
    with closing(sqlite3.connect(path)) as database:
        with pytest.raises(sqlite3.IntegrityError):
            database.execute(statement)
        database.rollback()
    assert list(map(repr, SqliteStore(path).find())) == list(map(repr, before))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET value = '{\"n\":7}' WHERE number = 2",
        "UPDATE record SET author = 'b' WHERE number = 2",
        "UPDATE record SET at = '2020-01-01T00:00:00.000000Z' WHERE number = 1",
        "DELETE FROM record WHERE number = 2",
        "UPDATE record SET made_from = '[\"" + "e" * 64 + "\"]' WHERE number = 3",
    ],
)
def test_who_takes_the_triggers_away_is_found_out(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute(statement)
        database.commit()
    with pytest.raises(Mistake, match=r"store\.chain_broken"):
        verify(SqliteStore(path))


def test_a_store_only_read_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match=r"store\.absent"):
        SqliteStore(tmp_path / "none.sqlite", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_store_only_read_takes_nothing(path: Path) -> None:
    reader = SqliteStore(path, create=False)
    assert len(list(reader.find())) == 3
    with pytest.raises(Mistake, match=r"store\.no_rights"):
        reader.add([Record("counts", {"n": 9})], author="a", at=NOW)


def test_a_file_of_another_kind_is_not_a_store(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a database, only a text that is long enough " * 20)
    with pytest.raises(Mistake, match=r"store\.not_a_store"):
        SqliteStore(tmp_path / "text")
    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as database:
        database.execute("CREATE TABLE x (y)")
    with pytest.raises(Mistake, match=r"store\.not_a_store"):
        SqliteStore(tmp_path / "other.sqlite")


def test_a_store_of_a_newer_layout_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(Mistake, match=r"store\.newer"):
        SqliteStore(path)


def test_a_damaged_file_is_a_mistake(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[4096:8192] = os.urandom(4096)
    path.write_bytes(raw)
    with pytest.raises(Mistake, match=r"store\.(damaged|chain_broken)"):
        verify(SqliteStore(path))


def test_a_missing_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match=r"store\.no_rights"):
        SqliteStore(tmp_path / "no" / "folder.sqlite")


def test_a_writer_that_waits_too_long_is_told(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Mistake, match=r"store\.busy"):
            SqliteStore(path, wait=0.05)


def test_a_full_disk_keeps_nothing_of_the_batch(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SqliteStore(path)
    real = sqlite3.connect

    def small(*args: object, **more: object) -> sqlite3.Connection:
        database = real(*args, **more)  # type: ignore[call-overload]
        pages = database.execute("PRAGMA page_count").fetchone()[0]
        database.execute(f"PRAGMA max_page_count = {pages + 3}")
        return database  # type: ignore[no-any-return]

    monkeypatch.setattr("samlad.store.sqlite.sqlite3.connect", small)
    big = [Record("counts", {"n": n, "text": "x" * 5000}) for n in range(100, 140)]
    with pytest.raises(Mistake, match=r"store\.disk_full"):
        store.add(big, author="a", at=NOW)
    monkeypatch.undo()
    assert len(list(SqliteStore(path).find())) == 3
    verify(SqliteStore(path))


def test_two_writers_at_once_lose_nothing(path: Path) -> None:
    def write(who: int) -> None:
        for n in range(20):
            SqliteStore(path).add([Record("counts", {"who": who, "n": n})], author="a", at=NOW)

    threads = [threading.Thread(target=write, args=(who,)) for who in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verify(SqliteStore(path))
    assert len(list(SqliteStore(path).find())) == 63


WRITER = """
import sys
from datetime import UTC, datetime
from samlad.model import Record
from samlad.store import SqliteStore
store = SqliteStore(sys.argv[1])
n = 0
while True:
    batch = [Record("counts", {"batch": n, "n": i, "text": "x" * 2000}) for i in range(50)]
    store.add(batch, author="a", at=datetime(2026, 1, 1, tzinfo=UTC))
    n += 1
    print(n, flush=True)
"""


def test_a_killed_writer_leaves_whole_batches_only(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    store = SqliteStore(path)
    verify(store)
    assert len(list(store.find())) % 50 == 0
    assert len(list(store.find())) > 0
