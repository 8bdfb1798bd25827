"""Numbers in: tables, packs and case folders. Touches files and does no arithmetic on results."""

from samlad.sources.counts import (
    area_codes,
    read_counts,
    read_indicator_columns,
    read_long,
    read_positions,
)
from samlad.sources.outlines import read_outlines
from samlad.sources.packs import (
    Municipality,
    example,
    examples,
    municipalities,
    municipality,
    names,
    pack,
    words,
)
from samlad.sources.table import Table, read_table
from samlad.sources.toml import Strict, read_bytes, read_toml, strict

__all__ = [
    "Municipality",
    "Strict",
    "Table",
    "area_codes",
    "example",
    "examples",
    "municipalities",
    "municipality",
    "names",
    "pack",
    "read_bytes",
    "read_counts",
    "read_indicator_columns",
    "read_long",
    "read_outlines",
    "read_positions",
    "read_table",
    "read_toml",
    "strict",
    "words",
]
