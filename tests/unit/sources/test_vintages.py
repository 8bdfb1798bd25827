"""Areas of two vintages never mix, and a vintage's figures before its time are missing."""

from __future__ import annotations

import numpy as np
import pytest

from samlad.model import Mistake, Status, Where
from samlad.sources.divisions import bare, division_of, mask_outside, years_of


def test_the_division_is_told_by_its_codes() -> None:
    rows = range(2, 4)
    assert division_of(("2081C1010", "2081A0020"), rows, Where()) == "DeSO"
    assert division_of(("2081C1010_DeSO2025", "2081A0020_DeSO2025"), rows, Where()) == "DeSO 2025"
    assert division_of(("2081R001_RegSO2025", "2081R002_RegSO2025"), rows, Where()) == "RegSO 2025"
    assert division_of(("2081R001", "2081R002"), rows, Where()) == "RegSO"
    assert division_of(("A1", "A2"), rows, Where()) == ""
    assert bare("2081C1140_DeSO2025") == "2081C1140"


@pytest.mark.parametrize(
    ("division", "year", "kept"),
    [
        ("DeSO 2025", "2023", False),
        ("DeSO 2025", "2024", True),
        ("RegSO 2025", "2023-12-31", False),
        ("RegSO 2020", "2023", True),
        ("RegSO 2020", "2024", False),
        ("DeSO 2018", "2025", False),
        ("NYKO 4", "1999", True),
        ("DeSO 2025", "", True),
    ],
)
def test_zeros_outside_a_vintage_are_missing(division: str, year: str, kept: bool) -> None:
    zeros = (np.zeros(2), np.array([Status.PRESENT, Status.SUPPRESSED], np.int8))
    values, status = mask_outside(zeros, year, division, Where())
    assert status.tolist() == ([0, 2] if kept else [1, 2])
    assert np.isnan(values[0]) != kept


def test_figures_outside_a_vintage_are_refused() -> None:
    found = (np.array([0.0, 3.0]), np.zeros(2, np.int8))
    with pytest.raises(Mistake) as caught:
        mask_outside(found, "2023", "DeSO 2025", Where("a.csv"))
    assert caught.value.code == "table.outside_vintage"


def test_other_divisions_have_no_end() -> None:
    assert years_of("DeSO 2025") == (2024, None)
    assert years_of("RegSO 2020") == (None, 2023)
    assert years_of("tracts") == (None, None)
