"""Case folders are read as they stand, and new ones go through at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely

from samlad.model import Mistake
from samlad.sources.case import Case, read_case
from samlad.sources.newcase import new_case
from samlad.sources.outlines import read_outlines
from samlad.sources.packs import example

TODAY = date(2026, 11, 24)


def _written(files: dict[str, str], folder: Path) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return folder


@pytest.fixture(scope="module")
def borlange(tmp_path_factory: pytest.TempPathFactory) -> Case:
    files = new_case("2081", today=TODAY, example_name="borlange")
    assert files == example("borlange")
    return read_case(_written(files, tmp_path_factory.mktemp("borlange")))


def test_borlange_has_its_27_deso_17_regso_and_the_whole(borlange: Case) -> None:
    assert (borlange.code, borlange.place, borlange.example) == ("2081", "Borlänge", True)
    deso, regso, whole = (borlange.table(d) for d in ("DeSO 2025", "RegSO 2020", "Kommun"))
    assert (len(deso.areas), len(regso.areas), len(whole.areas)) == (27, 17, 1)
    for year in ("2024", "2025"):
        people = deso.column(f"population_{year}").values.sum()
        assert people == whole.column(f"population_{year}").values[0]
    assert whole.years("population") == ("2020", "2021", "2022", "2023", "2024", "2025")
    assert whole.column("population_2020").values[0] == 52394
    assert deso.areas.positions is not None and deso.parents["2081C1140"] == "2081R013"


def test_every_column_says_where_it_was_published(borlange: Case) -> None:
    for table in borlange.tables:
        for series in table.series.values():
            assert series.source.publisher == "SCB"
            assert "TAB" in series.source.document
            assert series.source.period == series.year
            assert series.source.route and series.source.licence == "CC0 1.0"
            assert series.label["sv"] and series.label["en"]


def test_the_background_counts_are_the_reference_ones(borlange: Case) -> None:
    table = borlange.table("DeSO 2025")
    for year, share in (("2024", 0.25171), ("2025", 0.25353)):
        foreign = table.column(f"foreign_background_{year}").values.sum()
        swedish = table.column(f"swedish_background_{year}").values.sum()
        assert foreign / (foreign + swedish) == pytest.approx(share, abs=5e-6)


def test_dimensions_say_living_conditions_before_origin(borlange: Case) -> None:
    kinds = [one.kind for one in borlange.dimensions]
    assert kinds == sorted(kinds, key=["living", "background", "birthplace"].index)
    employment = next(one for one in borlange.dimensions if one.key == "employment")
    assert employment.columns("2024") == ("employment_2024", "aged_20_64_2024")


def test_the_figures_are_those_of_the_shared_folder(borlange: Case, shared: Path) -> None:
    lines = (shared / "borlange" / "borlange_deso2025_indicators_2024_2025.csv").read_text("utf-8")
    rows = [line.split(",") for line in lines.splitlines()]
    place = {name: i for i, name in enumerate(rows[0])}
    by_code = {row[0]: row for row in rows[1:]}
    table = borlange.table("DeSO 2025")
    pairs = {
        "population_2025": "pop25",
        "low_economic_standard_2024": "low_econ24",
        "employment_2024": "employment24",
        "post_secondary_education_2025": "higher_ed25",
        "mean_net_income_2024": "income_mean24",
        "rental_2025": "tenure_rental_dwellings25",
        "in_multi_dwelling_2024": "flats24",
        "foreign_background_2024": "foreign_bg_n24",
    }
    for ours, theirs in pairs.items():
        expected = [float(by_code[code][place[theirs]]) for code in table.areas.codes]
        assert table.column(ours).values.tolist() == expected


def test_true_borders_are_taken_from_a_file_and_the_sketch_is_not(
    borlange: Case, shared: Path
) -> None:
    borders = shared / "borlange" / "borlange_deso2025_epsg3006.geojson"
    case = read_case(Path(borlange.folder), outlines=borders)
    deso = case.table("DeSO 2025").areas
    assert deso.outlines is not None and len(deso.outlines) == 27 and not deso.schematic
    assert case.table("RegSO 2020").areas.outlines is None
    coarse = read_outlines(
        shared / "borlange" / "borlange_regso2025_dissolved_epsg3006.geojson",
        borlange.table("RegSO 2020").areas,
    )
    assert coarse.outlines is not None


def test_borders_in_degrees_come_out_in_metres(
    borlange: Case, shared: Path, tmp_path: Path
) -> None:
    borders = shared / "borlange" / "borlange_deso2025_epsg3006.geojson"
    meta, _, raw, fields = pyogrio.raw.read(borders)
    turn = pyproj.Transformer.from_crs("EPSG:3006", "EPSG:4326", always_xy=True)
    degrees = shapely.transform(shapely.from_wkb(raw), turn.transform, interleaved=False)
    path = tmp_path / "degrees.gpkg"
    names = list(meta["fields"])
    pyogrio.raw.write(
        path, shapely.to_wkb(degrees), fields, names, geometry_type="Polygon", crs="EPSG:4326"
    )
    areas = borlange.table("DeSO 2025").areas
    one, two = read_outlines(path, areas), read_outlines(borders, areas)
    assert one.outlines is not None and two.outlines is not None
    for this, other in zip(one.outlines, two.outlines, strict=True):
        assert np.abs(this[0][0] - other[0][0]).max() < 0.01


@pytest.mark.parametrize("code", ["0180", "2505", "1980", "0428"])
def test_a_new_case_of_any_municipality_is_read_at_once(code: str, tmp_path: Path) -> None:
    case = read_case(_written(new_case(code, today=TODAY), tmp_path))
    table = case.table("RegSO 2020")
    assert (case.code, case.stamp, case.example) == (code, TODAY, False)
    assert all(area.startswith(code) for area in table.areas.codes)
    assert table.years("born_abroad") == ("2020", "2021", "2022", "2023")
    assert table.areas.positions is None
    assert not (case.actions or case.scenarios or case.promises or case.ledger.tranches)


def test_an_example_of_another_municipality_is_refused() -> None:
    for code, name, expected in (
        ("0180", "borlange", "case.example_of"),
        ("2081", "atlantis", "case.unknown_example"),
        ("9999", "", "municipality.unknown"),
    ):
        with pytest.raises(Mistake) as caught:
            new_case(code, today=TODAY, example_name=name)
        assert caught.value.code == expected


def test_one_changed_cell_changes_one_series_and_one_file(borlange: Case, tmp_path: Path) -> None:
    files = example("borlange")
    table = "tables/deso2025.csv"
    changed = files | {table: files[table].replace("90.537", "90.538", 1)}
    case = read_case(_written(changed, tmp_path))
    other = {
        (t.name, s.name): s.values.tolist() for t in borlange.tables for s in t.series.values()
    }
    differs = [
        key
        for t in case.tables
        for s in t.series.values()
        if other[key := (t.name, s.name)] != s.values.tolist()
    ]
    assert differs == [("deso2025", "employment_2024")]
    assert [f for f, h in case.files.items() if h != borlange.files[f]] == [table]
