"""What is kept: a value that names the records it was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def plain(value: Any) -> Plain:  # noqa: PLR0911  one return a kind
    """The value in JSON's own kinds; what has no such form is refused with ``TypeError``.

    Arrays become lists, fractions ``"1/3"``, dates ISO text, dataclasses objects of their
    public fields. NaN has no place in JSON and becomes null.
    """
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        shown = [f.name for f in fields(value) if not f.name.startswith("_")]
        return {name: plain(getattr(value, name)) for name in shown}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    raise TypeError(f"no plain form for {type(value).__name__}")


def canonical(value: Plain) -> bytes:
    """One spelling of a plain value: sorted keys, no blanks, UTF-8."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


@dataclass(frozen=True, eq=False)
class Record:
    """Kind, schema, plain value and the fingerprints of what it was made from.

    The fingerprint is the SHA-256 of these four; who kept it, when, and the chain are sealed
    beside (``Sealed``), so that the same work gives the same fingerprint.
    """

    kind: str
    value: Plain
    made_from: tuple[str, ...] = ()
    schema: int = 1

    @cached_property
    def fingerprint(self) -> str:
        """64 hexadecimal signs."""
        return hashlib.sha256(
            canonical([self.kind, self.schema, self.value, list(self.made_from)])
        ).hexdigest()


@dataclass(frozen=True)
class Sealed:
    """A record as kept: number in the chain, author, instant (UTC, ISO) and chain hash."""

    number: int
    record: Record
    author: str
    at: str
    chain: str
