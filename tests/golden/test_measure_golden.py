"""Published or independently computed values, each with its source beside it."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import numpy as np
import pyogrio
import pytest
from numpy.typing import NDArray

from samlad.measure import (
    between_places,
    cells_from_incomes,
    compare,
    correlation_ratio,
    dissimilarity,
    entropy,
    exposure_matrix,
    gini,
    isolation,
    local_mutual_information,
    mora_ruiz_castillo,
    multigroup_dissimilarity,
    mutual_information,
    nested,
    order_weights,
    rank_order_h,
    read,
    shapley,
    theil_h,
)
from samlad.model import Areas, Counts, Source

pytestmark = pytest.mark.shared
Table = NDArray[np.float64]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Schools:
    """schools00/05 of R segregation (elbersb/segregation, MIT): race by school."""

    def __init__(self, shared: Path) -> None:
        self.rows = {y: rows(shared / "segregation" / f"schools{y}.csv") for y in ("00", "05")}
        self.races = sorted({row["race"] for row in self.rows["00"]})
        self.codes = sorted({row["school"] for year in self.rows.values() for row in year})

    def table(self, year: str) -> Table:
        place = {code: i for i, code in enumerate(self.codes)}
        n = np.zeros((len(self.codes), len(self.races)))
        for row in self.rows[year]:
            n[place[row["school"]], self.races.index(row["race"])] += float(row["n"])
        return n

    def members(self, year: str, level: str) -> list[int]:
        of = {row["school"]: row[level] for row in self.rows[year]}
        wholes = sorted(set(of.values()))
        return [wholes.index(of[code]) for code in self.codes if code in of]


@pytest.fixture(scope="module")
def schools(shared: Path) -> Schools:
    return Schools(shared)


@pytest.mark.parametrize(
    ("year", "M", "H"),
    [("00", 0.425538975876, 0.418808314642), ("05", 0.413385092020, 0.389284843309)],
)
def test_m_and_h_of_the_schools_are_those_of_r_segregation(
    schools: Schools, year: str, M: float, H: float
) -> None:
    assert mutual_information(schools.table(year)) == pytest.approx(M, abs=1e-11)
    assert theil_h(schools.table(year)) == pytest.approx(H, abs=1e-11)


def test_m_nested_in_state_district_and_school(schools: Schools) -> None:
    n = schools.table("00")
    n = n[n.sum(axis=1) > 0]
    levels = [schools.members("00", "state"), schools.members("00", "district")]
    found = nested(n, levels)
    # R segregation, mutual_total_nested
    assert found.parts == pytest.approx((0.09924370128, 0.23870879560, 0.08758647909), abs=1e-10)
    assert sum(found.parts) == pytest.approx(found.total, abs=1e-12)
    h = nested(n, levels, "theil_h")
    assert h.parts[0] == pytest.approx(0.0977, abs=5e-5)  # package documentation
    assert h.total - h.parts[0] == pytest.approx(0.321, abs=5e-4)


def test_d_of_black_and_white_pupils(schools: Schools) -> None:
    both = [schools.races.index(race) for race in ("black", "white")]
    assert dissimilarity(schools.table("00")[:, both]) == pytest.approx(0.728387884871, abs=1e-11)


def test_local_m_of_each_race(schools: Schools) -> None:
    n = schools.table("00")
    found = dict(zip(schools.races, local_mutual_information(n[n.sum(axis=1) > 0].T), strict=True))
    assert [found[race] for race in ("asian", "black", "hisp", "white", "native")] == (
        pytest.approx(
            [0.628767251748, 0.880541305151, 0.776632742882, 0.183639285365, 1.434264391939],
            abs=1e-11,
        )
    )


def test_shapley_of_the_schools_where_fitting_has_converged(schools: Schools) -> None:
    s = shapley(schools.table("00"), schools.table("05"))
    assert s.additions == pytest.approx(-0.00341277632, abs=1e-10)  # R segregation
    assert s.removals == pytest.approx(-0.01140509311, abs=1e-10)  # R segregation
    # R segregation's older, relative stopping rule, in its own documentation
    margins_and_structure = (s.group_margin, s.unit_margin, s.structure)
    assert margins_and_structure == pytest.approx((0.01623, -0.01674, 0.00318), abs=4e-5)
    parts = s.additions + s.removals + sum(margins_and_structure)
    assert parts == pytest.approx(s.change, abs=1e-12)
    assert s.structure_by_area.sum() == pytest.approx(s.structure, abs=1e-9)


def test_shapley_of_the_schools_with_the_stopping_rule_of_r_segregation(schools: Schools) -> None:
    s = shapley(schools.table("00"), schools.table("05"), tolerance=0.001)
    assert s.structure == pytest.approx(-0.00349433764, abs=5e-9)
    assert s.group_margin + s.unit_margin == pytest.approx(0.01786568416 - 0.01170736094, abs=5e-9)


def test_the_printed_shapley_of_r_segregation_comes_of_its_stopping_rule_and_its_lot(
    schools: Schools,
) -> None:
    """R starts each fit with rows or columns by lot, holds the first rows against the target's
    people, and stops when no share of all people is off by more than .001: with 1,700 schools,
    at once. One of the 64 lots gives its five printed figures to 1e-11; converged, all agree and
    the structure has the other sign.
    """
    n0, n1 = schools.table("00"), schools.table("05")
    both = (n0.sum(axis=1) > 0) & (n1.sum(axis=1) > 0)
    one, two = (np.where(n[both] == 0, 1e-10, n[both]) for n in (n0, n1))

    def fit(source: Table, target: Table, start: int, margin: str, tolerance: float) -> float:
        p, q = source / source.sum(), target / target.sum()
        group, unit = p.sum(axis=0), q.sum(axis=1)
        groups = p.sum(axis=0) if margin == "unit" else q.sum(axis=0)
        units = p.sum(axis=1) if margin == "group" else q.sum(axis=1)
        for turn in range(start, 4_000):
            p = p * (units / unit)[:, None] if turn % 2 == 0 else p * (groups / group)
            p /= p.sum()
            group, unit = p.sum(axis=0), p.sum(axis=1)
            off = max(np.abs(group - groups).max(), np.abs(unit - units).max())
            if off <= tolerance:
                break
        return mutual_information(p)

    known: dict[tuple[int, str, int, float], float] = {}

    def of(first: int, margin: str, start: int, tolerance: float) -> float:
        pair = (one, two) if first == 0 else (two, one)
        key = (first, margin, start, tolerance)
        if key not in known:
            known[key] = fit(*pair, start, margin, tolerance)
        return known[key]

    def parts(lot: tuple[int, ...], tolerance: float) -> tuple[float, float, float]:
        before, after = mutual_information(n0[both]), mutual_information(n1[both])
        cases = product((0, 1), ("both", "unit", "group"))
        BBA, ABA, BAA, AAB, BAB, ABB = (
            of(first, margin, start, tolerance)
            for (first, margin), start in zip(cases, lot, strict=True)
        )
        group = (BAA - before + BBA - ABA + after - ABB + BAB - AAB) / 4
        unit = (ABA - before + BBA - BAA + after - BAB + ABB - AAB) / 4
        return group, unit, (AAB - before + after - BBA) / 2

    printed = np.array([0.01786568416, -0.01170736094, -0.00349433764])
    lots = [np.array(parts(lot, 0.001)) for lot in product((1, 2), repeat=6)]
    assert min(float(np.abs(lot - printed).max()) for lot in lots) < 1e-11
    assert max(float(np.abs(lot - printed).max()) for lot in lots) > 1e-4
    s = shapley(n0, n1)
    exact = (s.group_margin, s.unit_margin, s.structure)
    assert parts((1,) * 6, 1e-9) == pytest.approx(exact, abs=5e-6)


def borlange(shared: Path, year: str) -> Counts:
    """SCB TAB6571 by way of the shared data: foreign against Swedish background, 27 DeSO."""
    given = rows(shared / "borlange" / "borlange_deso2025_indicators_2024_2025.csv")
    columns = [f"{group}_bg_n{year}" for group in ("foreign", "swedish")]
    people = [[float(row[column]) for column in columns] for row in given]
    areas = Areas("DeSO 2025", tuple(row["deso"] for row in given))
    return Counts(areas, ("foreign", "swedish"), people, f"20{year}", Source("SCB", "TAB6571"))


@pytest.mark.parametrize(
    ("year", "D", "M", "H", "xPx"),
    [("24", 0.46768, 0.11833, 0.20973, 0.43749), ("25", 0.46443, 0.11623, 0.20529, 0.43437)],
)
def test_borlange_by_background(
    shared: Path, year: str, D: float, M: float, H: float, xPx: float
) -> None:
    # two independent codes, among them PySAL segregation
    counts = borlange(shared, year)
    found = [
        read(name, counts, interval="none").value
        for name in ("dissimilarity", "mutual_information", "theil_h", "isolation")
    ]
    assert found == pytest.approx([D, M, H, xPx], abs=5.1e-6)


def test_the_change_in_borlange_from_2024_to_2025_is_no_more_than_noise(shared: Path) -> None:
    (found,) = compare(["dissimilarity"], borlange(shared, "24"), borlange(shared, "25"))
    assert found.change == pytest.approx(0.46443 - 0.46768, abs=1e-5)
    assert not found.more_than_noise


@pytest.mark.parametrize(
    ("year", "D"), [("2020", 0.42896), ("2021", 0.42219), ("2022", 0.42119), ("2023", 0.41387)]
)
def test_borlange_by_birthplace_per_regso(shared: Path, year: str, D: float) -> None:
    given = rows(shared / "sweden" / "borlange_regso_2020_2023.csv")
    of = [row for row in given if row["year"] == year]
    n = np.array([[float(row["born_abroad"]), float(row["born_sweden"])] for row in of])
    assert len(n) == 17
    assert dissimilarity(n) == pytest.approx(D, abs=5.1e-6)


def test_marilia_by_income(shared: Path) -> None:
    # R segregr's documentation, aspatial (IBGE 2010)
    path = shared / "segregation" / "marilia_2010.gpkg"
    names = list(pyogrio.read_info(path)["fields"])
    columns = [name for name in names if name.startswith("mw_")]
    _, _, _, fields = pyogrio.raw.read(path, columns=columns, read_geometry=False)
    n = np.column_stack([np.asarray(field, dtype=float) for field in fields])
    assert n.shape == (295, 9)
    assert n.sum() == 58_418
    assert multigroup_dissimilarity(n) == pytest.approx(0.2749453, abs=5e-8)
    assert theil_h(n) == pytest.approx(0.110396, abs=5e-7)
    assert entropy(n) == pytest.approx(1.733732, abs=5e-7)


def test_order_weights_of_reardon_2011() -> None:
    assert order_weights("h", 4) == pytest.approx([1, 1 / 2, 11 / 36, 5 / 24, 137 / 900], abs=1e-14)
    assert order_weights("r", 4) == pytest.approx([1, 1 / 2, 3 / 10, 1 / 5, 1 / 7], abs=1e-14)
    # S: the same integrals by quadrature
    x = (np.arange(200_000) + 0.5) / 200_000
    spread = 8 / np.pi * np.sqrt(x * (1 - x))
    by_hand = [float((spread * x**m).mean()) for m in range(5)]
    assert order_weights("s", 4) == pytest.approx(by_hand, abs=1e-7)


def test_two_areas_by_hand() -> None:
    """30 + 10 and 10 + 50: every figure worked on paper."""
    n = np.array([[30.0, 10.0], [10.0, 50.0]])
    assert dissimilarity(n) == pytest.approx((abs(3 / 4 - 1 / 6) + abs(1 / 4 - 5 / 6)) / 2)
    assert gini(n) == pytest.approx(3 / 4 * 5 / 6 - 1 / 4 * 1 / 6)
    assert isolation(n) == pytest.approx(3 / 4 * 3 / 4 + 1 / 4 * 1 / 6)
    assert correlation_ratio(n) == pytest.approx((isolation(n) - 0.4) / 0.6)
    assert exposure_matrix(n)[1, 0] == pytest.approx(1 / 6 * 3 / 4 + 5 / 6 * 1 / 6)
    M = sum(
        k / 100 * np.log(k / 100 / (t / 100 * N / 100))
        for k, t, N in ((30, 40, 40), (10, 40, 60), (10, 60, 40), (50, 60, 60))
    )
    assert mutual_information(n) == pytest.approx(M)


def test_incomes_of_persons_give_the_rank_order_of_their_brackets() -> None:
    rng = np.random.default_rng(1)
    place = rng.integers(0, 20, 20_000)
    income = np.exp(rng.normal(place / 20, 0.7))
    fine, coarse = (rank_order_h(cells_from_incomes(place, income, k)) for k in (100, 12))
    # the index is of ranks: brackets may be fine or coarse (Reardon 2011)
    assert fine == pytest.approx(coarse, abs=0.002)


def test_older_decompositions_sum_to_the_change() -> None:
    a, b = np.array([[30.0, 10.0], [10.0, 50.0]]), np.array([[30.0, 20.0], [10.0, 40.0]])
    for by in ("groups", "units"):
        m = mora_ruiz_castillo(a, b, by)
        assert m.margin + m.entropy + m.composition == pytest.approx(m.change, abs=1e-12)
    d = between_places(a, b, theil_h)
    assert d.composition + d.arrangement == pytest.approx(theil_h(b) - theil_h(a), abs=1e-12)
