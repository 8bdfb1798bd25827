"""Given a table that is damaged, then what is wrong, where, and the way out is said."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from samlad.model import Mistake
from samlad.sources import read_counts, read_outlines, words
from samlad.sources.case import read_case
from samlad.sources.packs import example

GOOD = "area,name,poor,others\n2081C1010,Ett,10,90\n2081C1020,Två,40,60\n2081C1030,Tre,5,95\n"


def _read(path: Path, groups: tuple[str, ...] = ("poor", "others"), date: str = "") -> object:
    return read_counts(path, area="area", groups=groups, date=date)


def told(mistake: Mistake) -> None:
    """Both languages say what was found and the way out, with every blank filled."""
    for language in ("sv", "en"):
        say = words(language)
        known = {
            "file": mistake.where.file or "",
            "row": mistake.where.row,
            "column": mistake.where.column or "",
        }
        for part in ("found", "way_out"):
            sentence = say(f"mistake.{mistake.code}.{part}", **{**known, **mistake.found})
            assert sentence and "{" not in sentence


DAMAGED: dict[str, tuple[bytes, str, int | None, str | None]] = {
    "wrong delimiter": (GOOD.replace(",", ";").encode(), "table.delimiter", 1, None),
    "tabs": (GOOD.replace(",", "\t").encode(), "table.delimiter", 1, None),
    "rows with another delimiter": (
        b"area,poor,others\n2081C1010,1,2\n2081C1020;1;2\n",
        "table.delimiter",
        3,
        None,
    ),
    "decimal comma": (GOOD.replace("40", '"40,5"').encode(), "table.decimal_comma", 3, "poor"),
    "decimal comma outside quotes": (
        GOOD.replace("40", "40,5").encode(),
        "table.too_many_cells",
        3,
        None,
    ),
    "thousands with blanks": (GOOD.replace("40", "1 040").encode(), "table.thousands", 3, "poor"),
    "missing column": (GOOD.replace("poor", "pour").encode(), "table.column_missing", 1, "poor"),
    "two columns of one name": (
        GOOD.replace("name", "poor").encode(),
        "table.column_twice",
        1,
        "poor",
    ),
    "duplicate area": (
        GOOD.replace("2081C1030", "2081C1010").encode(),
        "table.duplicate_area",
        4,
        "area",
    ),
    "no area": (GOOD.replace("2081C1020", "").encode(), "table.area_blank", 3, "area"),
    "codes that lost their zero": (
        b"area,poor,others\n2081,1,2\n180,1,2\n",
        "table.leading_zero",
        3,
        "area",
    ),
    "total row": ((GOOD + "Totalt,,55,245\n").encode(), "table.total_row", 5, "area"),
    "NaN": (GOOD.replace("40", "NaN").encode(), "table.nan", 3, "poor"),
    "infinite": (GOOD.replace("40", "1e999").encode(), "table.infinite", 3, "poor"),
    "a spreadsheet's error": (GOOD.replace("40", "#DIV/0!").encode(), "table.nan", 3, "poor"),
    "negative": (GOOD.replace("40", "-40").encode(), "table.negative", 3, "poor"),
    "text in numbers": (GOOD.replace("40", "fyrtio").encode(), "table.not_a_number", 3, "poor"),
    "per cent sign": (GOOD.replace("40", "40 %").encode(), "table.not_a_number", 3, "poor"),
    "a dash": (GOOD.replace("40", "-").encode(), "table.dash", 3, "poor"),
    "more people than there are": (
        GOOD.replace("40", "4" * 12).encode(),
        "table.too_large",
        3,
        "poor",
    ),
    "empty file": (b"", "table.empty", None, None),
    "only blank lines": (b"\n \n\n", "table.empty", None, None),
    "only headers": (GOOD.splitlines()[0].encode(), "table.no_rows", None, None),
    "Windows-1252": (GOOD.encode("cp1252"), "file.encoding", 3, None),
    "UTF-16": (GOOD.encode("utf-16"), "file.encoding", 1, None),
    "UTF-16 without its mark": (GOOD.encode("utf-16-le"), "file.encoding", 1, None),
    "unknown area code": (
        GOOD.replace("2081C1030", "2081X1030").encode(),
        "table.unknown_area",
        4,
        "area",
    ),
    "two vintages by suffix": (
        GOOD.replace("2081C1030", "2081C1030_DeSO2025").encode(),
        "table.two_vintages",
        4,
        "area",
    ),
    "an area beside its own parts": (
        GOOD.replace("2081C1030", "2081C1021").encode(),
        "table.two_vintages",
        3,
        "area",
    ),
    "two divisions": (
        GOOD.replace("2081C1030", "2081R003").encode(),
        "table.two_divisions",
        4,
        "area",
    ),
    "huge cell": (GOOD.replace("Två", "å" * 50_000).encode(), "table.huge_cell", 3, "name"),
    "enormous cell": (GOOD.replace("Två", "a" * 500_000).encode(), "table.huge_cell", 3, None),
    "formula in a text cell": (GOOD.replace("Två", "=1+1").encode(), "table.formula", 3, "name"),
    "formula of another kind": (
        GOOD.replace("Två", "@SUM(A1)").encode(),
        "table.formula",
        3,
        "name",
    ),
    "formula as a number": (GOOD.replace("40", "=20*2").encode(), "table.formula", 3, "poor"),
    "a row too short": (GOOD.replace(",60", "").encode(), "table.too_few_cells", 3, None),
    "a quotation mark never closed": (GOOD.replace("Två", '"Två').encode(), "table.quote", 3, None),
    "nobody": (
        b"area,poor,others\n2081C1010,0,0\n2081C1020,..,x\n",
        "table.nobody",
        None,
        None,
    ),
    "a workbook called CSV": (b"PK\x03\x04" + bytes(200), "table.kind", None, None),
    "a web page called CSV": (b"<!DOCTYPE html><html></html>", "table.kind", None, None),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_csv_is_refused_with_its_place_and_the_way_out(kind: str, tmp_path: Path) -> None:
    content, code, row, column = DAMAGED[kind]
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(Mistake) as caught:
        _read(path)
    assert caught.value.code == code
    assert caught.value.where.file == str(path)
    assert caught.value.where.row == row
    if column is not None:
        assert caught.value.where.column == column
    told(caught.value)


def test_the_undamaged_table_is_read_also_with_a_byte_order_mark(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(GOOD.encode(encoding))
        counts = read_counts(path, area="area", groups=("poor", "others"))
        assert counts.people.tolist() == [[10, 90], [40, 60], [5, 95]]


@pytest.mark.parametrize(
    ("groups", "code"),
    [
        (("poor",), "table.one_group"),
        ((), "table.one_group"),
        (("poor", "poor"), "table.group_twice"),
        (("area", "poor"), "table.group_is_area"),
    ],
)
def test_groups_that_cannot_be_compared_are_refused(
    groups: tuple[str, ...], code: str, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(Mistake) as caught:
        _read(path, groups)
    assert caught.value.code == code
    told(caught.value)


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.xlsx", "a.parquet"])
@pytest.mark.parametrize(
    "content", [b"not at all", b"SQLite format 3\x00" + bytes(2000), b"PK\x03\x04"]
)
def test_a_broken_file_of_any_kind_is_said_to_be_broken(
    name: str, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Mistake) as caught:
        _read(path)
    assert caught.value.code == "table.broken"
    told(caught.value)


def test_a_geopackage_cut_in_half_is_said_to_be_broken(shared: Path, tmp_path: Path) -> None:
    whole = (shared / "segregation" / "marilia_2010.gpkg").read_bytes()
    path = tmp_path / "half.gpkg"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Mistake) as caught:
        read_counts(path, area="id", groups=("mw_0_to_05", "mw_20_above"))
    assert caught.value.code in ("table.broken", "table.column_missing", "table.no_rows")
    told(caught.value)


@pytest.mark.parametrize(
    ("name", "code"),
    [("absent.csv", "file.missing"), ("folder", "file.not_a_file"), ("a.pdf", "table.kind")],
)
def test_what_is_no_table_is_refused(name: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(Mistake) as caught:
        _read(tmp_path / name)
    assert caught.value.code == code
    told(caught.value)


def test_a_file_one_may_not_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no(*_: object, **__: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    for name in ("a.csv", "a.xlsx", "a.gpkg"):
        path = tmp_path / name
        path.write_text(GOOD, encoding="utf-8")
        path.chmod(0)
        with monkeypatch.context() as patched, pytest.raises(Mistake) as caught:
            if os.access(path, os.R_OK):  # the superuser reads everything
                patched.setattr(Path, "read_bytes", no)
                patched.setattr(Path, "open", no)
            _read(path)
        assert caught.value.code == "file.no_right"
        told(caught.value)


def test_zeros_of_a_year_before_the_division_was_made_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "trap.csv"
    path.write_text(
        "area,poor,others\n2081C1140_DeSO2025,0,0\n2081C1150_DeSO2025,0,0\n", encoding="utf-8"
    )
    with pytest.raises(Mistake) as caught:
        _read(path, date="2023")
    assert caught.value.code == "table.nobody"
    path.write_text("area,poor,others\n2081C1140_DeSO2025,3,9\n", encoding="utf-8")
    with pytest.raises(Mistake) as caught:
        _read(path, date="2023")
    assert caught.value.code == "table.outside_vintage"
    told(caught.value)


# The same, in a case folder.


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    for name, text in example("borlange").items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return folder


def _swap(file: str, old: str, new: str, count: int = 1) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, count), encoding="utf-8")

    return change


DESO = "tables/deso2025.csv"
FACTS = "tables/deso2025.toml"


def _age_by_a_year(folder: Path) -> None:
    _swap(FACTS, "columns.aged_0_19_2024", "columns.aged_0_19_2023")(folder)
    _swap(DESO, "aged_0_19_2024", "aged_0_19_2023")(folder)
    before, after = (folder / FACTS).read_text(encoding="utf-8").split("aged_0_19_2023]", 1)
    after = after.replace('year = "2024"', 'year = "2023"', 1)
    (folder / FACTS).write_text(f"{before}aged_0_19_2023]{after}", encoding="utf-8")


def _without_tables(folder: Path) -> None:
    for path in (folder / "tables").iterdir():
        path.unlink()


DAMAGED_CASES: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "area of another municipality": (_swap(DESO, "2081C1010", "2080C1010"), "areas.unknown", DESO),
    "unknown RegSO": (
        _swap("tables/regso2020.csv", "2081R001", "2081R099"),
        "areas.unknown",
        "tables/regso2020.csv",
    ),
    "a year the table has not": (
        _swap("samlad.toml", 'years = ["2024"]', 'years = ["2019"]'),
        "table.year_missing",
        DESO,
    ),
    "a column without source": (
        _swap(DESO, "aged_25_64_2024", "unheard_of_2024"),
        "table.column_unsourced",
        DESO,
    ),
    "a source without column": (
        _swap(FACTS, "[columns.aged_0_19_2024]", "[columns.aged_0_17_2024]"),
        "table.column_unsourced",
        DESO,
    ),
    "a source without year": (_swap(FACTS, 'year = "2024"\n', ""), "toml.key_missing", FACTS),
    "a year that is not the column's": (
        _swap(FACTS, 'year = "2024"\n', 'year = "2022"\n'),
        "table.year_missing",
        FACTS,
    ),
    "a key nobody knows": (_swap(FACTS, "decimals = 0", "decimal = 0"), "toml.unknown_key", FACTS),
    "no publisher": (_swap(FACTS, 'publisher = "SCB"\n', ""), "toml.key_missing", FACTS),
    "two hundred per cent": (_swap(DESO, "90.537", "290.537"), "table.not_percent", DESO),
    "degrees for metres": (_swap(DESO, "526855", "15.4"), "table.degrees", DESO),
    "broken settings": (_swap("samlad.toml", "[case]", "[case"), "toml.syntax", "samlad.toml"),
    "settings from the future": (
        _swap("samlad.toml", "schema = 1", "schema = 9"),
        "toml.schema",
        "samlad.toml",
    ),
    "a code as a number": (
        _swap("samlad.toml", 'code = "2081"', "code = 2081"),
        "toml.value",
        "samlad.toml",
    ),
    "a division nobody has": (
        _swap("samlad.toml", 'division = "DeSO 2025"', 'division = "DeSO 2018"'),
        "dimension.no_table",
        "samlad.toml",
    ),
    "figures of a year before the division": (
        _age_by_a_year,
        "table.outside_vintage",
        DESO,
    ),
    "no tables": (
        _without_tables,
        "case.no_tables",
        "tables",
    ),
    "a table without its sources": (
        lambda folder: (folder / FACTS).unlink(),
        "file.missing",
        FACTS,
    ),
    "no settings": (
        lambda folder: (folder / "samlad.toml").unlink(),
        "case.no_settings",
        "samlad.toml",
    ),
}


@pytest.mark.parametrize("kind", DAMAGED_CASES)
def test_a_damaged_case_is_refused_with_file_and_way_out(kind: str, case: Path) -> None:
    damage, code, file = DAMAGED_CASES[kind]
    damage(case)
    with pytest.raises(Mistake) as caught:
        read_case(case)
    assert caught.value.code == code
    assert Path(caught.value.where.file or "") == case / file
    told(caught.value)


def test_an_absent_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as caught:
        read_case(tmp_path / "nothing")
    assert caught.value.code == "case.absent"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace("2081A0010", "2081A0011"), "outlines.missing"),
        (lambda text: text.replace("urn:ogc:def:crs:EPSG::3006", "urn:ogc:def:crs:OGC:1.3:CRS84"),
         "outlines.system_disagrees"),
        (lambda text: text.replace("2081", "9999"), "outlines.no_codes"),
        (lambda text: text[: len(text) // 2], "table.broken"),
        (lambda text: "", "table.empty"),
    ],
)  # fmt: skip
def test_borders_that_do_not_fit_are_refused(
    change: Callable[[str], str], code: str, case: Path, shared: Path, tmp_path: Path
) -> None:
    good = shared / "borlange" / "borlange_deso2025_epsg3006.geojson"
    areas = read_case(case).table("DeSO 2025").areas
    assert read_outlines(good, areas).outlines is not None
    path = tmp_path / "borders.geojson"
    path.write_text(change(good.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(Mistake) as caught:
        read_outlines(path, areas)
    assert caught.value.code == code
    told(caught.value)
