"""Records kept and found: one append-only, hash-chained table."""

from samlad.store.chain import BEGINNING, Store, link, seal, verify
from samlad.store.sqlite import SqliteStore

__all__ = ["BEGINNING", "SqliteStore", "Store", "link", "seal", "verify"]
