"""Numbers in: tables, packs and case folders. Touches files and does no arithmetic on results."""

from samlad.sources.packs import names, pack, words
from samlad.sources.toml import Strict, read_bytes, read_toml, strict

__all__ = ["Strict", "names", "pack", "read_bytes", "read_toml", "strict", "words"]
