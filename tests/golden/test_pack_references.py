"""Reference values of the shared data's README (checked there against PySAL), off the packs."""

from __future__ import annotations

from importlib.resources import as_file

import pytest

from samlad.measure import dissimilarity, isolation, mutual_information, theil_h
from samlad.sources.case import Case, read_case
from samlad.sources.packs import pack


@pytest.fixture(scope="module")
def case() -> Case:
    with as_file(pack("examples", "borlange")) as folder:
        return read_case(folder)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        ("2024", (0.46768, 0.11833, 0.20973, 0.43749)),
        ("2025", (0.46443, 0.11623, 0.20529, 0.43437)),
    ],
)
def test_background_over_27_deso(case: Case, year: str, expected: tuple[float, ...]) -> None:
    table = case.table("DeSO 2025")
    groups = ("foreign_background", "swedish_background")
    n = table.counts(groups, [table.column(f"{g}_{year}") for g in groups], year).people
    found = (dissimilarity(n), mutual_information(n), theil_h(n), isolation(n))
    assert found == pytest.approx(expected, abs=5e-6)


@pytest.mark.parametrize(
    ("year", "expected"),
    [("2020", 0.42896), ("2021", 0.42219), ("2022", 0.42119), ("2023", 0.41387)],
)
def test_birthplace_over_17_regso(case: Case, year: str, expected: float) -> None:
    table = case.table("RegSO 2020")
    groups = ("born_abroad", "born_sweden")
    n = table.counts(groups, [table.column(f"{g}_{year}") for g in groups], year).people
    assert dissimilarity(n) == pytest.approx(expected, abs=5e-6)
