"""Surroundings against numbers made by others."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from samlad.measure import surroundings
from samlad.measure.spatial import spatial
from samlad.measure.surroundings import kernel

Floats = NDArray[np.float64]


@pytest.fixture(scope="module")
def marilia(shared: Path) -> tuple[Floats, Floats]:
    """Centroids (tracts, 2) in metres and households (tracts, 9 income groups)."""
    pyogrio = pytest.importorskip("pyogrio")
    shapely = pytest.importorskip("shapely")
    meta, _, shapes, columns = pyogrio.raw.read(shared / "segregation" / "marilia_2010.gpkg")
    people = np.column_stack(
        [
            np.asarray(column, dtype=float)
            for name, column in zip(meta["fields"], columns, strict=True)
            if name.startswith("mw_")
        ]
    )
    centre = shapely.centroid(shapely.from_wkb(shapes))
    return np.column_stack([shapely.get_x(centre), shapely.get_y(centre)]), people


def oracle(shared: Path) -> dict[float, tuple[float, float]]:
    with (shared / "segregation" / "segregr_oracle.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {float(r["bandwidth_m"]): (float(r["D"]), float(r["H"])) for r in rows}


@pytest.mark.shared
@pytest.mark.parametrize("small", [1000, 10])
def test_marilia_by_gaussian_kernel_as_r_segregr(
    marilia: tuple[Floats, Floats], shared: Path, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R segregr, documentation; it measures along the globe, we in the plane: within 3e-4."""
    monkeypatch.setattr(surroundings, "SMALL", small)
    at, people = marilia
    known = oracle(shared)
    around = kernel(at, people, "gaussian", sorted(known))
    d = spatial("multigroup_dissimilarity", people, around)
    h = spatial("theil_h", people, around)
    for s, bandwidth in enumerate(sorted(known)):
        within_what = 1e-7 if bandwidth == 0 else 3e-4
        assert d[s] == pytest.approx(known[bandwidth][0], abs=within_what)
        assert h[s] == pytest.approx(known[bandwidth][1], abs=within_what)


def ten_by_ten(filled: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Ten rows of ten places, a unit apart, 100 people each of the one group or the other."""
    row, column = np.indices((10, 10))
    at = np.column_stack([column.ravel() + 0.5, row.ravel() + 0.5])
    one = np.where(filled.ravel(), 100.0, 0.0)
    return at, np.column_stack([one, 100 - one])


ROW, COLUMN = np.indices((10, 10))
BLOCKS = np.isin(ROW, (0, 1, 2, 5, 6, 7)) & np.isin(COLUMN, (3, 4, 8, 9))
BLOCKS[8, 9] = True


@pytest.mark.parametrize(
    ("filled", "expected"),
    [
        ((ROW < 5) & (COLUMN < 5), 0.919040990),  # A: one quarter, in a corner
        (BLOCKS, 0.761738962),  # B: four blocks of two by three, and one place below the last
        ((ROW % 2 == 0) & (COLUMN % 2 == 0), 0.484727375),  # C: as many, each by itself
    ],
)
def test_ten_by_ten_patterns_as_r_seg(filled: NDArray[np.bool_], expected: float) -> None:
    """The patterns of Morrill 1991 and Wong 1993, w = exp(−2d) to d = 2; values by R seg.

    The shapes of A and B are those its author pictures on the package's own page.
    """
    at, people = ten_by_ten(filled)
    around = kernel(at, people, "exponential", 0.5, cut=2.0)
    assert spatial("dissimilarity", people, around)[0] == pytest.approx(expected, abs=1e-9)
