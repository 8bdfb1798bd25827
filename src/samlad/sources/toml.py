"""TOML read strictly: each error says the file, the key and what was expected there."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import date, time
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from samlad.model import Mistake, Said, Where

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

SCHEMA = 1
"""The newest ``schema`` of packs and case files that this version reads."""


class Strict(BaseModel):
    """A form whose unknown keys are errors and whose values are never quietly converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


Form = TypeVar("Form", bound=BaseModel)

PROBLEMS: Mapping[str, tuple[str, str]] = {
    "string_type": ("text", ""),
    "int_type": ("whole", ""),
    "int_from_float": ("whole", ""),
    "float_type": ("number", ""),
    "finite_number": ("number", ""),
    "bool_type": ("truth", ""),
    "tuple_type": ("list", ""),
    "list_type": ("list", ""),
    "dict_type": ("table", ""),
    "model_type": ("table", ""),
    "date_type": ("date", ""),
    "date_parsing": ("date", ""),
    "date_from_datetime_parsing": ("date", ""),
    "literal_error": ("one_of", "expected"),
    "greater_than": ("over", "gt"),
    "greater_than_equal": ("least", "ge"),
    "less_than": ("under", "lt"),
    "less_than_equal": ("most", "le"),
    "string_too_short": ("empty", ""),
    "too_short": ("few", "min_length"),
    "string_pattern_mismatch": ("pattern", "pattern"),
}
"""Pydantic's name of a problem → ours under ``toml.problem``, and what of its context is told."""


def read_bytes(path: Path | Traversable) -> bytes:
    """The bytes of a file.

    Raises ``Mistake``: ``file.missing``, ``file.not_a_file``, ``file.no_right``,
    ``file.unreadable``.
    """
    where = Where(str(path) if isinstance(path, Path) else path.name)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Mistake("file.missing", where) from None
    except (IsADirectoryError, NotADirectoryError):
        raise Mistake("file.not_a_file", where) from None
    except PermissionError:
        raise Mistake("file.no_right", where) from None
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise Mistake("file.unreadable", where, {"reason": reason}) from None


def read_toml(path: Path | Traversable) -> dict[str, Any]:
    """The tables of a TOML file.

    Raises ``Mistake``: those of ``read_bytes``, ``file.encoding``, ``toml.syntax``,
    ``toml.schema`` (written by a newer version).
    """
    file = str(path) if isinstance(path, Path) else path.name
    raw = read_bytes(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise Mistake("file.encoding", Where(file, row), {"encoding": "UTF-8"}) from None
    try:
        data = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        raise Mistake("toml.syntax", Where(file, _line_of(message)), {"problem": message}) from None
    schema = data.get("schema", SCHEMA)
    if not isinstance(schema, int) or isinstance(schema, bool) or not 1 <= schema <= SCHEMA:
        raise Mistake("toml.schema", Where(file, column="schema"), {"value": str(schema)[:80]})
    return data


def strict(model: type[Form], data: Any, where: Where | Path | Traversable | str) -> Form:
    """The data in the given form (a subclass of ``Strict``).

    Values are taken as they stand: ``"1"`` is no number and ``1`` no text; lists may become
    tuples and dates may be written as dates or ISO text. The first error is told with its key
    path as the column.

    Raises ``Mistake("toml.value" | "toml.unknown_key" | "toml.key_missing")``.
    """
    place = where if isinstance(where, Where) else Where(str(where))
    if isinstance(where, Traversable) and not isinstance(where, Path):
        place = Where(where.name)
    try:
        return model.model_validate_json(json.dumps(data, default=_iso), strict=True)
    except ValidationError as problem:
        errors = problem.errors(include_url=False)
        first = errors[0]
        key = ".".join(str(part) for part in first["loc"])
        code = {"extra_forbidden": "toml.unknown_key", "missing": "toml.key_missing"}.get(
            first["type"], "toml.value"
        )
        found = {"key": key, "problem": _problem(first), "errors": len(errors)}
        if code == "toml.value":
            found["value"] = _short(first.get("input"))
        raise Mistake(code, Where(place.file, place.row, place.column or key), found) from None


def _problem(error: ErrorDetails) -> Said | str:
    """What was wanted, in words of ours; pydantic's own where we have none."""
    told, of = PROBLEMS.get(error["type"], ("", ""))
    if not told:
        return error["msg"]
    of_it = error.get("ctx", {}).get(of, "")
    return Said(f"toml.problem.{told}", {"of": str(of_it).replace("' or '", "', '")})


def _iso(value: object) -> str:
    if isinstance(value, date | time):  # datetime is a date
        return value.isoformat()
    raise TypeError(f"no TOML value: {type(value).__name__}")


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def _line_of(message: str) -> int | None:
    _, found, rest = message.partition("at line ")
    number = rest.split(",")[0]
    return int(number) if found and number.isdigit() else None
