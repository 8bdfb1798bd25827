"""What every store must do. A new store joins by one line in ``STORES``."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from samlad.model import Mistake, Record
from samlad.store import BEGINNING, SqliteStore, Store, seal, verify

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

STORES: dict[str, Callable[[Path], Store]] = {
    "sqlite": lambda folder: SqliteStore(folder / "records.sqlite"),
}


@pytest.fixture(params=sorted(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return STORES[request.param](tmp_path)


def add(store: Store, *records: Record, expect_head: str | None = None) -> str:
    return store.add(records, expect_head, author="a1", at=NOW)


def a_record(number: int = 1, *made_from: str) -> Record:
    return Record("counts", {"number": number, "place": "Tjärna ängar"}, made_from)


def test_a_record_comes_back_as_it_was_kept(store: Store) -> None:
    record = Record("reading", {"value": 0.1 + 0.2, "none": None, "list": [1, "å", True]})
    add(store, record)
    sealed = store.get(record.fingerprint)
    assert sealed.record.value == record.value
    assert sealed.record.fingerprint == record.fingerprint
    assert (sealed.number, sealed.author, sealed.at) == (1, "a1", "2026-11-24T12:00:00.000000Z")


def test_an_empty_store_has_the_first_head(store: Store) -> None:
    assert add(store) == BEGINNING == verify(store)
    assert list(store.find()) == []


def test_the_same_record_again_is_no_new_row(store: Store) -> None:
    head = add(store, a_record(), a_record())
    assert store.add([a_record()], author="someone else", at=NOW + timedelta(days=1)) == head
    assert [sealed.author for sealed in store.find()] == ["a1"]


def test_records_are_found_by_kind_in_the_order_they_were_kept(store: Store) -> None:
    add(store, a_record(3), Record("need", {}), a_record(1))
    add(store, a_record(2))
    assert [s.record.value["number"] for s in store.find("counts")] == [3, 1, 2]  # type: ignore[index, call-overload]
    assert [s.number for s in store.find()] == [1, 2, 3, 4]
    assert list(store.find("no such kind")) == []


def test_more_records_than_are_read_at_once(store: Store) -> None:
    add(store, *(a_record(n) for n in range(1201)))
    assert [s.number for s in store.find()] == list(range(1, 1202))
    assert len(list(store.find("counts"))) == 1201


def test_a_beginning_is_enough_when_it_tells_one_apart(store: Store) -> None:
    records = [a_record(n) for n in range(40)]
    add(store, *records)
    wanted = records[0].fingerprint
    assert store.get(wanted[:12].upper()).record.fingerprint == wanted
    with pytest.raises(Mistake, match=r"store\.ambiguous"):
        store.get(
            next(
                a.fingerprint[0]
                for a in records
                if sum(b.fingerprint[0] == a.fingerprint[0] for b in records) > 1
            )
        )


@pytest.mark.parametrize("wrong", ["", "xyz", "%", "a' OR 1=1", "a" * 65])
def test_what_is_no_fingerprint_is_refused(store: Store, wrong: str) -> None:
    with pytest.raises(Mistake, match=r"store\.not_a_fingerprint"):
        store.get(wrong)


def test_an_unknown_fingerprint_is_a_mistake(store: Store) -> None:
    add(store, a_record())
    with pytest.raises(Mistake, match=r"store\.not_found"):
        store.get("0" * 64)


def test_a_moved_head_is_a_conflict_and_nothing_is_kept(store: Store) -> None:
    first = add(store, a_record(1), expect_head=BEGINNING)
    add(store, a_record(2), expect_head=first)
    with pytest.raises(Mistake, match=r"store\.head_moved"):
        add(store, a_record(3), expect_head=first)
    assert len(list(store.find())) == 2


def test_an_origin_nobody_kept_is_refused_and_nothing_is_kept(store: Store) -> None:
    with pytest.raises(Mistake, match=r"store\.origin_unknown"):
        add(store, a_record(1), a_record(2, "f" * 64))
    assert list(store.find()) == []


def test_origins_may_come_in_the_same_batch(store: Store) -> None:
    source = a_record(1)
    add(store, a_record(2, source.fingerprint), source)
    verify(store)


def test_the_chain_covers_author_instant_and_order(store: Store, tmp_path: Path) -> None:
    heads = set()
    for name, author, day, order in (
        ("a", "a1", 1, (1, 2)),
        ("b", "a2", 1, (1, 2)),
        ("c", "a1", 2, (1, 2)),
        ("d", "a1", 1, (2, 1)),
    ):
        folder = tmp_path / name
        folder.mkdir()
        other = STORES["sqlite"](folder)
        records = [a_record(n) for n in order]
        heads.add(other.add(records, author=author, at=datetime(2026, 1, day, tzinfo=UTC)))
    assert len(heads) == 4


def test_the_instant_is_kept_in_utc(store: Store) -> None:
    stockholm = timezone(timedelta(hours=1))
    store.add([a_record()], author="a", at=datetime(2026, 1, 1, 0, 30, tzinfo=stockholm))
    assert next(store.find()).at == "2025-12-31T23:30:00.000000Z"
    with pytest.raises(ValueError, match="time zone"):
        store.add([a_record(2)], author="a", at=datetime(2026, 1, 1))
    store.add([a_record(3)], author="a", at="2026-01-01T01:00:00+01:00")
    assert [sealed.at for sealed in store.find()][1] == "2026-01-01T00:00:00.000000Z"


def test_the_head_given_is_the_head_verified(store: Store) -> None:
    head = add(store, *(a_record(n) for n in range(5)))
    assert verify(store) == head == add(store)


def test_the_seal_says_head_and_number(store: Store) -> None:
    head = add(store, *(a_record(n) for n in range(5)))
    sealed = json.loads(seal(store, "a1", NOW)["SEAL.json"])
    assert sealed == {
        "schema": 1,
        "head": head,
        "records": 5,
        "author": "a1",
        "at": "2026-11-24T12:00:00.000000Z",
    }
