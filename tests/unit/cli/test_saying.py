"""Mistakes in the language of whom they are told to."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest
from pydantic import Field

from samlad.cli.saying import mistake_lines
from samlad.model import Mistake
from samlad.sources import Strict, strict, words
from samlad.sources.toml import PROBLEMS


class _Inner(Strict):
    name: str


class _Form(Strict):
    when: date = date(2024, 1, 31)
    codes: tuple[str, ...] = Field(default=("a",), min_length=1)
    people: int = Field(default=0, ge=0, le=9)
    share: float = Field(default=0.5, gt=0.0, lt=1.0)
    sure: bool = True
    language: Literal["sv", "en", "fi"] = "sv"
    text: str = Field(default="a", min_length=1)
    key: str = Field(default="0180", pattern=r"^\d{4}$")
    inner: _Inner = _Inner(name="a")
    more: dict[str, str] = Field(default_factory=dict)


ODD: list[tuple[dict[str, object], str]] = [
    ({"when": "igår"}, "det ska vara en dag, som 2026-03-31"),
    ({"when": 5}, "det ska vara en dag, som 2026-03-31"),
    ({"when": "2024-01-31T07:00:00"}, "det ska vara en dag, som 2026-03-31"),
    ({"codes": "a"}, "det ska vara en lista inom hakparentes"),
    ({"codes": [180]}, "det ska vara text"),
    ({"codes": []}, "listan ska ha minst 1"),
    ({"people": "1"}, "det ska vara ett helt tal"),
    ({"people": 1.5}, "det ska vara ett helt tal"),
    ({"people": -1}, "det ska vara minst 0"),
    ({"people": 10}, "det ska vara högst 9"),
    ({"share": "a"}, "det ska vara ett tal"),
    ({"share": float("nan")}, "det ska vara ett tal"),
    ({"share": 0.0}, "det ska vara mer än 0.0"),
    ({"share": 1.0}, "det ska vara mindre än 1.0"),
    ({"sure": "ja"}, "det ska vara true eller false"),
    ({"language": "no"}, "det ska vara något av 'sv', 'en', 'fi'"),
    ({"text": ""}, "det får inte vara tomt"),
    ({"key": "80"}, r"det ska följa mönstret ^\d{4}$"),
    ({"inner": "a"}, "det ska vara flera namn, vart och ett med sitt värde"),
    ({"more": "a"}, "det ska vara flera namn, vart och ett med sitt värde"),
]


@pytest.mark.parametrize(("content", "told"), ODD)
def test_a_value_that_does_not_fit_says_what_is_wanted(
    content: dict[str, object], told: str
) -> None:
    with pytest.raises(Mistake) as caught:
        strict(_Form, content, "a.toml")
    found, way_out, code = mistake_lines(caught.value, words("sv"))
    (key,) = content
    assert key in found
    assert found.endswith(f"({told}).")
    assert way_out and "toml.value" in code


def test_every_problem_has_its_words() -> None:
    for told, _ in PROBLEMS.values():
        assert f"toml.problem.{told}" in words("sv")
        assert f"toml.problem.{told}" in words("en")
