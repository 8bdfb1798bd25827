"""Words that depend on a number."""

from __future__ import annotations

import pytest

from samlad.model import Said, Words
from samlad.sources import words

SV = words("sv")


@pytest.mark.parametrize(
    ("n", "told"),
    [("1", "i 1 område"), (1, "i 1 område"), ("2", "i 2 områden"), ("0", "i 0 områden")],
)
def test_one_area_is_told_as_one(n: object, told: str) -> None:
    assert SV("apply.where.areas", n=n) == told


def test_usual_formats_are_left_as_they_are() -> None:
    assert Words("sv", {"a": "{x:>4} {y!r}"})("a", x=1, y="b") == "   1 'b'"


def test_what_is_said_fills_a_blank_in_the_same_language() -> None:
    told = Said("apply.where.areas", {"n": 1})
    assert (
        Words("sv", {**SV.entries, "a": "Det är {where}."})("a", where=told) == "Det är i 1 område."
    )
