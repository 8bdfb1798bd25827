"""TOML is taken as it stands, and what does not fit is named by its key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from samlad.model import Mistake
from samlad.sources import Strict, read_toml, strict


class _Form(Strict):
    when: date
    codes: tuple[str, ...]
    share: float = 0.0


def test_lists_become_tuples_and_dates_stay_dates() -> None:
    form = strict(_Form, {"when": date(2024, 1, 31), "codes": ["0180"], "share": 1}, "a.toml")
    assert form == _Form(when=date(2024, 1, 31), codes=("0180",), share=1.0)


@pytest.mark.parametrize(
    ("content", "code", "key"),
    [
        ({"when": "2024-01-31", "codes": [180]}, "toml.value", "codes.0"),
        ({"when": "2024-01-31", "codes": ["a"], "share": "1"}, "toml.value", "share"),
        ({"when": "yesterday", "codes": ["a"]}, "toml.value", "when"),
        ({"codes": ["a"]}, "toml.key_missing", "when"),
        ({"when": "2024-01-31", "codes": ["a"], "shar": 1.0}, "toml.unknown_key", "shar"),
        ({"when": "2024-01-31", "codes": ["a"], "share": float("nan")}, "toml.value", "share"),
    ],
)
def test_what_does_not_fit_is_named_by_its_key(
    content: dict[str, object], code: str, key: str
) -> None:
    with pytest.raises(Mistake) as caught:
        strict(_Form, content, Path("a.toml"))
    assert (caught.value.code, caught.value.where.column) == (code, key)
    assert caught.value.where.file == "a.toml"


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"schema = 1\na = = 2\n", "toml.syntax", 2),
        (b"schema = 2\n", "toml.schema", None),
        (b'schema = "1"\n', "toml.schema", None),
        ("å = 1\nb = 'ö'\n".encode("cp1252"), "file.encoding", 1),
    ],
)
def test_a_file_that_is_no_toml_is_refused_with_its_row(
    content: bytes, code: str, row: int | None, tmp_path: Path
) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    with pytest.raises(Mistake) as caught:
        read_toml(path)
    assert (caught.value.code, caught.value.where.row) == (code, row)


def test_a_byte_order_mark_is_read_past(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbfschema = 1\r\na = 1\r\n")
    assert read_toml(path) == {"schema": 1, "a": 1}
