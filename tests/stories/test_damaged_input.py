"""Twenty kinds of damaged input, each told in Swedish and in English, and nothing half-written.

Given a table or a place that is damaged in one way, when an official measures, plans or builds,
then the program says where the damage is, what it is and the way out, ends with a code that is
not 0, and leaves every file as it was.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from samlad.cli import main
from samlad.desk import keep

GOOD = "area,rented,owned\nA1,30,10\nA2,10,50\nA3,20,20\n"


def text(content: str, name: str = "table.csv", encoding: str = "utf-8") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content.encode(encoding))
        return path

    return make


def broken_geopackage(folder: Path) -> Path:
    path = folder / "table.gpkg"
    path.write_bytes(b"SQLite format 3\x00" + bytes(range(256)) * 40)
    return path


def geopackage_of_nothing(folder: Path) -> Path:
    path = folder / "table.gpkg"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE x (y)")
    database.close()
    return path


def broken_parquet(folder: Path) -> Path:
    path = folder / "table.parquet"
    path.write_bytes(b"PAR1" + b"\x00" * 100 + b"PAR1")
    return path


def broken_xlsx(folder: Path) -> Path:
    path = folder / "table.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    return path


def formula_in_xlsx(folder: Path) -> Path:
    path = folder / "table.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["area", "rented", "owned"], ["A1", "=1+1", 10], ["A2", 10, 50]):
        sheet.append(row)
    book.save(path)
    return path


def is_a_folder(folder: Path) -> Path:
    path = folder / "table.csv"
    path.mkdir()
    return path


TABLES: dict[str, Callable[[Path], Path]] = {
    "wrong delimiter": text(GOOD.replace(",", ";")),
    "delimiter of bars": text(GOOD.replace(",", "|")),
    "decimal comma": text('area,rented,owned\nA1,"30,5",10\nA2,10,50\n'),
    "missing column": text(GOOD.replace("owned", "ownd")),
    "column twice": text(GOOD.replace("owned", "rented")),
    "duplicate area": text(GOOD + "A1,5,5\n"),
    "NaN": text(GOOD.replace("50", "NaN")),
    "infinite": text(GOOD.replace("50", "inf")),
    "negative": text(GOOD.replace("50", "-50")),
    "text in numbers": text(GOOD.replace("50", "many")),
    "empty file": text(""),
    "header only": text("area,rented,owned\n"),
    "rows of different length": text(GOOD + "A4,1\n"),
    "wrong encoding": text(GOOD.replace("A1", "Ängar"), encoding="latin-1"),
    "UTF-16": text(GOOD, encoding="utf-16"),
    "two vintages mixed": text(
        "area,rented,owned\n2081A0010,30,10\n2081A001A,10,50\n2081R001,20,20\n"
    ),
    "area blank": text(GOOD + ",5,5\n"),
    "total row": text(GOOD + "Totalt,60,80\n"),
    "huge cell": text(GOOD.replace("A2", "A" * 200_000)),
    "huge number": text(GOOD.replace("50", "9" * 40)),
    "formula in a text cell": text(GOOD.replace("A2", "=HYPERLINK(1)")),
    "formula in a workbook": formula_in_xlsx,
    "broken GeoPackage": broken_geopackage,
    "GeoPackage of nothing": geopackage_of_nothing,
    "broken Parquet": broken_parquet,
    "broken workbook": broken_xlsx,
    "a kind nobody reads": text(GOOD, name="table.doc"),
    "a binary file": text(GOOD + "\x00\x01\x02", name="table.csv"),
    "a folder": is_a_folder,
    "no such file": lambda folder: folder / "none.csv",
    "nobody lives there": text("area,rented,owned\nA1,0,0\nA2,0,0\n"),
}


@pytest.fixture(params=["sv", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def told(capsys: pytest.CaptureFixture[str], arguments: list[str], language: str) -> str:
    """Runs it, demands an error as it should be, and gives what was said."""
    code = main([*arguments, "--lang", language])
    out, said = capsys.readouterr()
    assert code == 1, said
    assert out == ""
    assert "Traceback" not in said
    assert said.startswith("Fel" if language == "sv" else "Error")
    first, way_out, stable = said.strip().split("\n")[:3]
    assert len(way_out) > 15, "the way out is said"
    assert stable.startswith(("(kod: ", "(code: "))
    assert len(first) < 700
    assert "{" not in said, "every blank is filled"
    return said


@pytest.mark.parametrize("kind", TABLES)
def test_a_damaged_table_is_told(
    kind: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = TABLES[kind](tmp_path)
    before = sorted(p.name for p in tmp_path.rglob("*"))
    said = told(
        capsys, ["measure", str(path), "--area", "area", "--groups", "rented,owned"], language
    )
    assert path.name in said or "samlad" in said
    assert sorted(p.name for p in tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("kind", "row", "column"),
    [
        ("decimal comma", 2, "rented"),
        ("NaN", 3, "owned"),
        ("negative", 3, "owned"),
        ("text in numbers", 3, "owned"),
        ("duplicate area", 5, "area"),
        ("total row", 5, "area"),
        ("formula in a text cell", 3, "area"),
        ("formula in a workbook", 2, "rented"),
    ],
)
def test_the_place_of_the_damage_is_told(
    kind: str, row: int, column: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = TABLES[kind](tmp_path)
    said = told(capsys, ["measure", str(path), "--area", "area", "--groups", "rented,owned"], "en")
    assert f"row {row}, column {column}:" in said


def test_one_group_is_not_segregation(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = text(GOOD)(tmp_path)
    told(capsys, ["measure", str(path), "--area", "area", "--groups", "rented"], language)


@pytest.mark.parametrize(
    ("name", "content"),
    [("bom.csv", "\ufeff" + GOOD), ("windows.csv", GOOD.replace("\n", "\r\n"))],
)
def test_what_only_looks_damaged_is_read(
    name: str, content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = text(content, name)(tmp_path)
    assert main(["measure", str(path), "--area", "area", "--groups", "rented,owned"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "content",
    [
        "area,low_economic_standard,pre_secondary_education\nA,1,2\n",
        "area,low_economic_standard,pre_secondary_education,long_term_unemployment_or_assistance\n"
        "A,1,2,300\n",
    ],
)
def test_a_table_of_need_is_read_as_strictly(
    content: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = text(content)(tmp_path)
    assert path.name in told(capsys, ["need", str(path), "--area", "area"], language)


# ------------------------------------------------------------------------- damaged case folders


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    assert main(["new", "2081", str(folder), "--example", "borlange"]) == 0
    return folder


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / file
        content = path.read_text("utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), "utf-8")

    return damage


def without(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


CASES: dict[str, Callable[[Path], None]] = {
    "settings missing": without("samlad.toml"),
    "TOML that is not TOML": replaced("samlad.toml", "[case]", "[case"),
    "unknown key": replaced("samlad.toml", "[case]", "[case]\nplacee = 1"),
    "schema of the future": replaced("samlad.toml", "schema = 1", "schema = 99"),
    "unknown area code": replaced("tables/deso2025.csv", "2081A0010", "0180C9999"),
    "area of another vintage": replaced("tables/deso2025.csv", "2081A0010", "2081R001"),
    "sources of the table missing": without("tables/deso2025.toml"),
    "year missing": replaced("tables/deso2025.toml", 'year = "2024"\n', ""),
    "publisher missing": replaced("tables/deso2025.toml", 'publisher = "SCB"\n', ""),
    "money that is text": replaced("actions.toml", "unit_cost = ", 'unit_cost = "a lot" # '),
    "ledger without a column": replaced("ledger.csv", "standing", "standin"),
    "wrong encoding": lambda folder: (folder / "rules.toml").write_bytes(b"\xff\xfe\xe5"),
    "promise of no action": replaced("promises.toml", '["safety_hosts"]', '["safety_host"]'),
    "promise in no area": replaced("promises.toml", '"2081C1180"', '"2081C9999"'),
    "focus of no kind": replaced("rules.toml", 'focus = "children"', 'focus = "barn"'),
    "scenario of no name": replaced("samlad.toml", '"as_announced"', '"as_anounced"'),
    "cut of no name": replaced("samlad.toml", '"state_stops_2021"', '"state_stops"'),
    "year skipped": replaced("scenarios.toml", "2021 = 47000000, ", ""),
    "share above one": replaced("rules.toml", 'share = "0.02"', 'share = "1.02"'),
    "share of text": replaced("rules.toml", 'share = "0.02"', 'share = "två"'),
    "rule without its share": replaced("rules.toml", '{ share = "0.02" }', "{}"),
    "level below nought": replaced("rules.toml", 'level = "10"', 'level = "-10"'),
}


@pytest.mark.parametrize("kind", CASES)
def test_a_damaged_case_is_told_and_nothing_is_written(
    kind: str, language: str, case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    CASES[kind](case)
    capsys.readouterr()
    before = {p: p.read_bytes() for p in case.rglob("*") if p.is_file()}
    told_without_stages(capsys, ["build", str(case)], language)
    assert {p: p.read_bytes() for p in case.rglob("*") if p.is_file()} == before


def told_without_stages(
    capsys: pytest.CaptureFixture[str], arguments: list[str], language: str
) -> None:
    code = main([*arguments, "--lang", language])
    out, said = capsys.readouterr()
    assert (code, out) == (1, ""), said
    lines = [line for line in said.split("\n") if line and not line.startswith("✓")]
    assert lines[0].startswith("Fel" if language == "sv" else "Error")
    assert len(lines) >= 3
    assert "{" not in said


# -------------------------------------------------------------------------- places and accidents


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[None]:
    """Root may write everywhere, so root becomes somebody who may not."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield
    if root:
        os.seteuid(0)


@pytest.mark.usefixtures("nobody")
def test_no_rights_to_write(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if os.geteuid() != 65534:
        tmp_path.chmod(0o500)
    told(capsys, ["new", "2081", str(tmp_path / "x"), "--example", "borlange"], language)


def test_a_full_disk(
    language: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(keep.os, "fsync", full)
    told(capsys, ["new", "2081", str(tmp_path / "x"), "--example", "borlange"], language)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_run(
    language: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(keep.os, "fsync", interrupt)
    code = main(["new", "2081", str(tmp_path / "x"), "--example", "borlange", "--lang", language])
    out, said = capsys.readouterr()
    assert (code, out) == (130, "")
    assert said.startswith("Avbrutet" if language == "sv" else "Interrupted")
    assert list(tmp_path.iterdir()) == []


def test_something_in_the_way(
    language: str, case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    before = (case / "samlad.toml").read_bytes()
    told(capsys, ["new", "2081", str(case), "--example", "borlange"], language)
    assert (case / "samlad.toml").read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["new", "9999", "x"],
        ["new", "0180", "x", "--example", "borlange"],
        ["new", "2081", "x", "--example", "none"],
        ["build", "none"],
        ["plan", "none"],
        ["apply", "."],
        ["trace", "abcdef"],
        ["trace", "abc"],
        ["trace", "not-a-fingerprint"],
        ["grant", "--scheme", "none", "--pot", "1"],
        ["grant", "--scheme", "state-grant-2018", "--pot", "much"],
        ["grant", "--scheme", "state-grant-2018", "--pot", "-5"],
        ["grant", "--scheme", "state-grant-2018", "--pot", "0,001"],
        ["grant", "--scheme", "state-grant-2018", "--pot", "nan"],
        ["grant", "--scheme", "state-grant-2018", "--pot", "1e400000"],
    ],
)
def test_what_is_not_there_is_told(
    arguments: list[str],
    language: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    told(capsys, arguments, language)
    assert list(tmp_path.iterdir()) == []
