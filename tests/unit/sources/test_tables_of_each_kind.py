"""The same table is read alike from every kind of file."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from samlad.model import Mistake, Status
from samlad.sources import read_counts, read_indicator_columns, read_table
from samlad.sources.table import read_csv

ROWS = [("2081C1010", 10, 90.5), ("2081C1020", None, 60), ("2081C1030", 0, 95)]


def _csv(path: Path) -> None:
    lines = [f"{a},{'' if b is None else b},{c}" for a, b, c in ROWS]
    path.write_text("\n".join(["area,a,b", *lines]) + "\n", encoding="utf-8")


def _xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [("area", "a", "b"), *ROWS]:
        book.active.append(row)
    book.save(path)


def _parquet(path: Path) -> None:
    values = ", ".join(f"('{a}', {'null' if b is None else b}, {c})" for a, b, c in ROWS)
    duckdb.sql(f"select * from (values {values}) t(area, a, b)").write_parquet(str(path))


def _geographic(path: Path) -> None:
    columns = [
        np.array([row[0] for row in ROWS], dtype=object),
        np.array([np.nan if row[1] is None else row[1] for row in ROWS], dtype=float),
        np.array([row[2] for row in ROWS], dtype=float),
    ]
    shapes = shapely.to_wkb(shapely.box([5e5, 6e5, 7e5], 6.7e6, [5.1e5, 6.1e5, 7.1e5], 6.8e6))
    pyogrio.raw.write(
        path, shapes, columns, ["area", "a", "b"], geometry_type="Polygon", crs="EPSG:3006"
    )


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("t.csv", _csv),
        ("t.xlsx", _xlsx),
        ("t.parquet", _parquet),
        ("t'[1]*.parquet", _parquet),
        ("t.gpkg", _geographic),
        ("t.geojson", _geographic),
    ],
)
def test_a_table_reads_alike_from_every_kind_of_file(name, write, tmp_path: Path) -> None:
    write(tmp_path / name)
    counts = read_counts(tmp_path / name, area="area", groups=("a", "b"), date="2024")
    assert counts.areas.codes == tuple(row[0] for row in ROWS)
    assert counts.areas.division == "DeSO"
    assert counts.people.tolist() == [[10, 90.5], [0, 60], [0, 95]]
    assert counts.status.tolist() == [[0, 0], [Status.MISSING, 0], [0, 0]]
    if name.startswith("t.g"):
        assert counts.areas.positions is not None
        assert counts.areas.positions[0].tolist() == [505000, 6750000]


def test_a_workbook_with_text_made_by_a_formula_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["area", "a", "b"])
    book.active.append(['="2081"&"C1010"', 1, 2])
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(Mistake) as caught:
        read_counts(tmp_path / "t.xlsx", area="area", groups=("a", "b"))
    assert caught.value.code == "table.formula"
    assert (caught.value.where.row, caught.value.where.column) == (2, "area")


def test_a_workbook_of_several_sheets_is_asked_for_which(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["area", "a", "b"])
    book.active.append(["x", 1, 2])
    book.create_sheet("Other").append(["area", "a", "b"])
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(Mistake) as caught:
        read_table(tmp_path / "t.xlsx")
    assert caught.value.code == "table.which_sheet"
    assert len(read_table(tmp_path / "t.xlsx", sheet="Sheet")) == 1
    with pytest.raises(Mistake) as caught:
        read_table(tmp_path / "t.xlsx", sheet="Third")
    assert caught.value.code == "table.sheet_missing"


def test_not_a_number_in_a_parquet_file_is_not_the_same_as_absent(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    duckdb.sql("select 'x' area, 1.0 a, 'nan'::double b").write_parquet(str(path))
    with pytest.raises(Mistake) as caught:
        read_counts(path, area="area", groups=("a", "b"))
    assert caught.value.code == "table.nan"


def test_indicator_columns_keep_absent_as_absent(tmp_path: Path) -> None:
    _csv(tmp_path / "t.csv")
    codes, values = read_indicator_columns(tmp_path / "t.csv", area="area", columns=["a", "b"])
    assert codes == tuple(row[0] for row in ROWS)
    assert np.isnan(values["a"][1]) and values["b"].tolist() == [90.5, 60, 95]


def test_rows_are_counted_as_an_editor_shows_them() -> None:
    table = read_csv(b'area,name,a\nx,"two\nlines",1\n\ny,one,2\n', "a.csv")
    assert list(table.rows) == [2, 5]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_a_mistake(raw: bytes) -> None:
    try:
        table = read_csv(raw, "a.csv")
        for name in table.columns:
            table.text(name)
            table.numbers(name)
    except Mistake as mistake:
        assert mistake.where.file == "a.csv"


@given(st.text(alphabet='ab,;"\n\r\t=0.5å-', max_size=80))
def test_any_text_of_the_signs_of_csv_is_a_table_or_a_mistake(text: str) -> None:
    test_any_bytes_are_a_table_or_a_mistake.hypothesis.inner_test(text.encode())
