"""The three verbs of a store, and the chain that every store keeps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from samlad.model import Mistake, Record, Sealed, canonical

BEGINNING = "0" * 64
"""The head of an empty store, and what the first row is chained to."""


class Store(Protocol):
    """Records kept and found. Nothing kept is ever changed or taken away.

    Every store passes ``tests/contract/test_store_contract.py``.
    """

    def add(
        self,
        records: Sequence[Record],
        expect_head: str | None = None,
        *,
        author: str,
        at: datetime | str,
    ) -> str:
        """Keep the records in this order, all or none, and give the new head of the chain.

        A record already kept is no new row. ``expect_head``: the head the caller built on; None
        asks nothing. ``author``: a pseudonymous id. ``at``: an instant with a time zone (or its
        ISO text), kept in UTC. With no records the head is given and nothing written.

        Raises ``Mistake``: ``store.head_moved`` when someone else has added since;
        ``store.origin_unknown`` when a record names one that is neither kept nor among these;
        ``store.busy``, ``store.no_rights``, ``store.disk_full``.
        """
        ...

    def get(self, fingerprint: str) -> Sealed:
        """The record of a fingerprint or of a beginning of one that is enough to tell it apart.

        Raises ``Mistake``: ``store.not_a_fingerprint``, ``store.not_found``,
        ``store.ambiguous``.
        """
        ...

    def find(self, kind: str = "") -> Iterator[Sealed]:
        """Every record of the kind (all kinds when empty), in the order they were kept."""
        ...


def instant(at: datetime | str) -> str:
    """The instant in UTC as ISO text with a Z. A time without zone is ``ValueError``."""
    given = datetime.fromisoformat(at) if isinstance(at, str) else at
    offset = given.utcoffset()
    if offset is None:
        raise ValueError("an instant has a time zone")
    return (given - offset).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def link(before: str, number: int, fingerprint: str, author: str, at: str) -> str:
    """The chain hash of a row: it covers the row before, so no row can be changed alone."""
    return hashlib.sha256(canonical([before, number, fingerprint, author, at])).hexdigest()


def verify(store: Store) -> str:
    """Reckon the whole chain again and give its head.

    Raises ``Mistake("store.chain_broken")`` with the number of the first row that does not fit:
    a number skipped, a value or author changed, or an origin that is not kept.
    """
    head, kept = BEGINNING, set[str]()
    for number, sealed in enumerate(store.find(), start=1):
        fingerprint = sealed.record.fingerprint
        whole = link(head, number, fingerprint, sealed.author, sealed.at)
        if sealed.number != number or sealed.chain != whole:
            raise Mistake("store.chain_broken", found={"number": number})
        head = whole
        kept.add(fingerprint)
    for sealed in store.find():
        if not kept.issuperset(sealed.record.made_from):
            raise Mistake("store.chain_broken", found={"number": sealed.number})
    return head


def seal(store: Store, author: str, at: datetime | str) -> dict[str, bytes]:
    """``SEAL.json``: the head of the chain and how many records it covers, who and when.

    It goes out with what is published, so that a chain written anew does not pass for the old.
    Raises ``Mistake("store.chain_broken")``.
    """
    head = verify(store)
    value = {
        "schema": 1,
        "head": head,
        "records": sum(1 for _ in store.find()),
        "author": author,
        "at": instant(at),
    }
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    return {"SEAL.json": text.encode()}
