"""Missing, suppressed and zero stay three things."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samlad.model import Mistake, Status, Where
from samlad.sources.numbers import is_formula, numbers


def test_missing_suppressed_and_zero_are_three_things() -> None:
    cells = ["0", "", "..", ".", "x", "(s)", "7.5", " 8 ", "-"]
    values, status = numbers(cells, range(2, 11), Where("a.csv"), dash_is_zero=True)
    assert status.tolist() == [0, 1, 1, 1, 2, 2, 0, 0, 0]
    assert [values[i] for i in (0, 6, 7, 8)] == [0.0, 7.5, 8.0, 0.0]
    assert np.isnan(values[status != Status.PRESENT]).all()


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1,5", "table.decimal_comma"),
        ("1 000", "table.thousands"),
        ("1\u00a0000", "table.thousands"),
        ("1.000.000", "table.thousands"),
        ("NaN", "table.nan"),
        ("#N/A", "table.nan"),
        ("-inf", "table.infinite"),
        ("1e400", "table.infinite"),
        ("-", "table.dash"),
        ("=A1", "table.formula"),
        ("1_000", "table.not_a_number"),
        ("0x10", "table.not_a_number"),
        ("12 kr", "table.not_a_number"),
    ],
)
def test_what_is_no_number_is_refused_by_kind_and_row(cell: str, code: str) -> None:
    with pytest.raises(Mistake) as caught:
        numbers(["1", cell], [2, 3], Where("a.csv", column="n"))
    assert caught.value.code == code
    assert (caught.value.where.row, caught.value.where.column) == (3, "n")


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_every_number_written_out_is_read_back_exactly(given_numbers: list[float]) -> None:
    cells = [repr(x) for x in given_numbers]
    values, status = numbers([*cells, ""], range(len(cells) + 1), Where())
    assert values[:-1].tolist() == given_numbers
    assert not status[:-1].any()


@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_text_is_read_or_refused_and_never_slips_through(cells: list[str]) -> None:
    try:
        values, status = numbers(cells, range(len(cells)), Where())
    except Mistake:
        return
    for cell, value, mark in zip(cells, values, status, strict=True):
        assert (mark == Status.PRESENT) == math.isfinite(value)
        if mark == Status.PRESENT:
            assert value == float(cell)


def test_a_minus_before_a_number_is_no_formula() -> None:
    assert not any(map(is_formula, ("-5", "-", "+46 70", "a=b", "Norra-Södra")))
    assert all(map(is_formula, ("=1", " =1", "@x", "-A1", "+cmd|", "-(1)")))
