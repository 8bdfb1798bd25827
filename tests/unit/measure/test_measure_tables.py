"""Counts from tables of any kind, and results back as the caller's kind."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from samlad.measure import (
    back,
    counts_from_shares,
    counts_long,
    counts_wide,
    local,
    read,
    read_all,
    segregation_curve,
)
from samlad.model import Areas, Mistake, Source, Status

WIDE: dict[str, list[Any]] = {"area": ["1", "2", "3"], "x": [30, 10, 5], "y": [10, 50, None]}
LONG: dict[str, list[Any]] = {
    "area": ["1", "1", "2", "2", "1"],
    "group": ["x", "y", "x", "y", "x"],
    "n": [10, 10, 10, 50, 20],
}
SOURCE = Source("SCB", "TAB")


def kinds(columns: dict[str, list[Any]]) -> dict[str, Any]:
    frame = pl.DataFrame(columns)
    names = ", ".join(f'unnest(${i + 1}) as "{name}"' for i, name in enumerate(columns))
    return {
        "pandas": pd.DataFrame(columns),
        "polars": frame,
        "polars lazy": frame.lazy(),
        "duckdb": duckdb.sql(f"select {names}", params=list(columns.values())),
    }


@pytest.mark.parametrize("kind", kinds(WIDE))
def test_a_wide_table_of_any_kind_gives_the_same_counts(kind: str) -> None:
    c = counts_wide(kinds(WIDE)[kind], area="area", groups=["x", "y"], date="2024", division="d")
    assert c.areas.codes == ("1", "2", "3")
    assert c.people.tolist() == [[30, 10], [10, 50], [5, 0]]
    assert c.status[2].tolist() == [Status.PRESENT, Status.MISSING]
    assert read("dissimilarity", c, interval="none").value == pytest.approx(7 / 12)


@pytest.mark.parametrize("kind", kinds(LONG))
def test_a_long_table_of_any_kind_gives_the_same_counts(kind: str) -> None:
    c = counts_long(kinds(LONG)[kind], area="area", group="group", people="n")
    assert c.groups == ("x", "y")
    assert c.people.tolist() == [[30, 10], [10, 50]]


@pytest.mark.parametrize("kind", ["pandas", "polars", "duckdb"])
def test_results_come_back_as_the_callers_kind(kind: str) -> None:
    frame = kinds(WIDE)[kind]
    c = counts_wide(frame, area="area", groups=["x", "y"])
    table = back(read_all(["gini", "theil_h"], c, draws=20), frame)
    assert type(table) is type(frame)
    of_areas = back(local("local_entropy", c, interval="none"), frame)
    if kind == "duckdb":
        table, of_areas = (relation.fetchnumpy() for relation in (table, of_areas))
    assert list(table["index"]) == ["gini", "theil_h"]
    assert list(of_areas["area"]) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (pd.DataFrame({"area": ["1"], "x": [1]}), "frame.column_missing"),
        (pd.DataFrame({"area": ["1"], "x": [1], "y": ["many"]}), "frame.not_a_number"),
        (pd.DataFrame({"area": [], "x": [], "y": []}), "frame.empty"),
        (pd.DataFrame({"area": [None], "x": [1], "y": [1]}), "frame.code_missing"),
        (pd.DataFrame({"area": ["1", "1"], "x": [1, 2], "y": [1, 2]}), "areas.duplicate"),
        (pd.DataFrame({"area": ["1", "2"], "x": [1, -2], "y": [1, 2]}), "counts.negative"),
        (pd.DataFrame({"area": ["1", "2"], "x": [1, np.inf], "y": [1, 2]}), "counts.infinite"),
    ],
)
def test_a_table_that_cannot_be_read_is_a_mistake_with_its_place(frame: Any, code: str) -> None:
    with pytest.raises(Mistake) as caught:
        counts_wide(frame, area="area", groups=["x", "y"])
    assert caught.value.code == code
    if code == "frame.not_a_number":
        assert (caught.value.where.row, caught.value.where.column) == (2, "y")


def test_people_are_recovered_from_shares_and_the_rounding_kept_as_noise() -> None:
    areas = Areas("d", ("1", "2", "3"))
    share, people = [0.468, 0.05, np.nan], [1000, 400, 900]
    c = counts_from_shares(areas, ("x", "y"), share, people, decimals=1, date="2024", source=SOURCE)
    assert c.people[0] == pytest.approx([468, 532])
    assert c.status[2].tolist() == [Status.MISSING] * 2
    assert c.variance is not None
    assert c.variance[0] == pytest.approx([1 / 12, 1 / 12])  # a unit is one person here
    rng = np.random.default_rng(0)
    true = rng.uniform(0, 1, 100_000)
    off = (np.rint(true * 1000) / 1000 - true) * 1000
    assert off.var() == pytest.approx(c.variance[0, 0], rel=0.02)


def test_shares_of_many_groups_must_sum_to_one_within_their_rounding() -> None:
    areas = Areas("d", ("1", "2"))
    third = [[0.33, 0.33, 0.33], [0.2, 0.3, 0.5]]
    c = counts_from_shares(
        areas, ("x", "y", "z"), third, [300, 100], decimals=0, date="", source=SOURCE
    )
    assert c.people.sum(axis=1) == pytest.approx([300, 100])
    for bad, code in (
        ([[0.5, 0.5, 0.5], [0.2, 0.3, 0.5]], "shares.sum"),
        ([[46.8, 0.5, 0.5], [0.2, 0.3, 0.5]], "shares.range"),
        ([0.5, 0.5], "shares.shape"),
    ):
        with pytest.raises(Mistake) as caught:
            counts_from_shares(
                areas, ("x", "y", "z"), bad, [300, 100], decimals=0, date="", source=SOURCE
            )
        assert caught.value.code == code


def test_half_the_gini_lies_between_the_curve_and_the_diagonal() -> None:
    c = counts_wide(pd.DataFrame(WIDE).head(2), area="area", groups=["x", "y"])
    across, up = segregation_curve(c)
    assert (across[0], up[0], across[-1], up[-1]) == (0, 0, 1, 1)
    under = float(((up[1:] + up[:-1]) / 2 * np.diff(across)).sum())
    assert 1 - 2 * under == pytest.approx(read("gini", c, interval="none").value)


PLACED = WIDE | {"e": [0.0, 1000.0, 2000.5], "n": [5.0, 5.0, 7.0]}


@pytest.mark.parametrize("kind", kinds(PLACED))
def test_positions_come_from_two_columns_of_a_table_of_any_kind(kind: str) -> None:
    frame = kinds(PLACED)[kind]
    c = counts_wide(frame, area="area", groups=["x", "y"], easting="e", northing="n")
    assert c.areas.positions is not None
    assert c.areas.positions.tolist() == [[0, 5], [1000, 5], [2000.5, 7]]
    assert c.people.tolist() == [[30, 10], [10, 50], [5, 0]]


@pytest.mark.parametrize("missing", [None, float("nan"), float("inf")])
def test_a_missing_coordinate_is_told_with_row_and_column(missing: float | None) -> None:
    frame = pd.DataFrame(PLACED | {"n": [5.0, missing, 7.0]})
    with pytest.raises(Mistake) as told:
        counts_wide(frame, area="area", groups=["x", "y"], easting="e", northing="n")
    assert told.value.code == "frame.position_missing"
    assert (told.value.where.row, told.value.where.column) == (3, "n")


def test_one_coordinate_without_the_other_is_refused() -> None:
    with pytest.raises(Mistake, match=r"frame\.one_coordinate"):
        counts_wide(pd.DataFrame(PLACED), area="area", groups=["x", "y"], easting="e")


def test_the_curve_leaves_out_areas_that_are_not_fully_known() -> None:
    whole = counts_wide(pd.DataFrame(WIDE), area="area", groups=["x", "y"])
    known = counts_wide(pd.DataFrame(WIDE).head(2), area="area", groups=["x", "y"])
    for one, other in zip(segregation_curve(whole), segregation_curve(known), strict=True):
        assert one.tolist() == other.tolist()


def test_a_curve_of_a_group_that_is_not_there_is_refused() -> None:
    nobody = pd.DataFrame({"area": ["1", "2"], "x": [3, 4], "y": [0, 0]})
    with pytest.raises(Mistake, match=r"measure\.empty_group"):
        segregation_curve(counts_wide(nobody, area="area", groups=["x", "y"]))


def test_long_rows_without_a_number_are_persons_and_places_go_along() -> None:
    frame = pd.DataFrame({"area": ["b", "a", "b"], "group": ["x", "y", "y"], "e": [5, 9, 5],
                          "n": [1, 2, 1]})  # fmt: skip
    c = counts_long(frame, area="area", group="group", easting="e", northing="n")
    assert c.people.tolist() == [[1, 1], [0, 1]]
    assert c.areas.positions is not None and c.areas.positions.tolist() == [[5, 1], [9, 2]]
    frame.loc[2, "e"] = 6
    with pytest.raises(Mistake) as caught:
        counts_long(frame, area="area", group="group", easting="e", northing="n")
    assert caught.value.code == "frame.place_differs" and caught.value.where.row == 4
