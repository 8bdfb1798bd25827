"""A released table is the same in CSV, JSON, XLSX and as it is read."""

from __future__ import annotations

import csv
import io
import json
import time
import zipfile
from datetime import date

import openpyxl
import pytest
from doc_material import HOSTILE, table

from samlad.model import Figure, Said
from samlad.publish import say
from samlad.publish.exhibit import Column, Exhibit
from samlad.publish.protect import Internal, release
from samlad.publish.write import csv as to_csv
from samlad.publish.write import json as to_json
from samlad.publish.write import xlsx as to_xlsx
from samlad.sources.packs import words

SV = words("sv")
DAY = date(2026, 7, 1)


def test_json_is_a_list_of_flat_objects_with_raw_numbers() -> None:
    rows = json.loads(to_json.write(table(), SV))
    assert rows[0] == {
        "area": "2081C10000",
        "area_name": HOSTILE[0],
        "amount": -3,
        "share": 0,
        "share_absent": "",
    }
    assert rows[1]["share"] is None
    assert rows[1]["share_absent"] == "suppressed"
    assert rows[2]["share"] == 0.105


def test_csv_json_and_xlsx_hold_the_same_rows() -> None:
    safe = table(example=True)
    of_json = json.loads(to_json.write(safe, SV))
    of_csv = list(csv.DictReader(io.StringIO(to_csv.write(safe, SV))))
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx.write([safe], SV, DAY))).worksheets[0]
    of_xlsx = [[cell.value for cell in row] for row in sheet.iter_rows()][-len(of_json) :]
    for one, two, three in zip(of_json, of_csv, of_xlsx, strict=True):
        assert list(one) == list(two)
        assert ["" if v is None else str(v) for v in one.values()] == [
            v.removeprefix("'") for v in two.values()
        ]
        assert [v or None for v in one.values()] == [v or None for v in three]
        assert one["example"] == "Räkneexempel, inte Borlänge kommuns"


def test_what_is_read_is_the_same_number_rounded() -> None:
    safe = table()
    of_json = json.loads(to_json.write(safe, SV))
    shown = say.rows(safe.exhibit, SV)
    assert say.headings(safe.exhibit, SV) == ("Område", "Belopp (kronor)", "Andel (procent)")
    assert shown[2] == (HOSTILE[2], "2\u00a0469\u00a0134", "10,5")
    assert of_json[2]["amount"] == 2469134
    assert shown[1][2] == "visas inte, för få"


def test_kronor_show_their_ore_in_the_whole_column_when_one_has_them() -> None:
    exhibit = Exhibit(
        "x",
        Said("text"),
        (Column("amount", "kronor", "value"),),
        ((Figure(100, "kronor"),), (Figure(150, "kronor"),)),
        standing="not-personal",
    )
    assert say.rows(exhibit, SV) == (("1,00",), ("1,50",))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "=cmd|' /C calc'!A0"])
def test_text_never_becomes_a_formula(text: str) -> None:
    exhibit = Exhibit("x", Said("text"), (Column("title"),), ((text,),), standing="not-personal")
    safe = release(exhibit)
    assert next(iter(csv.reader(io.StringIO(to_csv.write(safe, SV).split("\r\n", 1)[1])))) == [
        f"'{text}"
    ]
    book = openpyxl.load_workbook(
        io.BytesIO(to_xlsx.write([safe], with_title(), DAY)), data_only=False
    )
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert all(cell.data_type != "f" for cell in cells)
    assert json.loads(to_json.write(safe, SV)) == [{"title": text}]


def with_title():  # type: ignore[no-untyped-def]
    """Words in which the bare key ``text`` needs no blank."""
    return type(SV)("sv", {**SV.entries, "text": "Tabell"})


def test_negative_numbers_stay_numbers() -> None:
    assert to_csv.write(table(1), SV).splitlines()[1].split(",")[-2:] == ["-3", "0"]


def test_the_same_table_gives_the_same_bytes_another_second() -> None:
    safes = [table(), table(5)]
    first = to_xlsx.write(safes, SV, DAY)
    time.sleep(2.1)  # zip stores whole two seconds
    assert to_xlsx.write(safes, SV, DAY) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 7, 1, 0, 0, 0)}


def test_the_last_sheet_names_the_sources_and_two_sheets_never_share_a_name() -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx.write([table(), table()], SV, DAY)))
    assert book.sheetnames == ["Planen område för område", "Planen område för område (2)", "Källor"]
    told = [row[1].value for row in book.worksheets[-1].iter_rows()]
    assert "SCB: TAB6586, 2024, hämtat 2026-07-06, CC0." in told
    assert f"Fingeravtryck: {'f' * 64}" in told


def test_only_what_has_been_released_is_written() -> None:
    exhibit = table().exhibit
    for unsafe in (exhibit, Internal(exhibit)):
        with pytest.raises(TypeError):
            to_csv.write(unsafe, SV)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            to_json.write(unsafe, SV)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            to_xlsx.write([unsafe], SV, DAY)  # type: ignore[list-item]


def test_what_a_file_is_stands_beside_it() -> None:
    told = json.loads(to_json.about(table(example=True), SV))
    assert told["columns"][2] == {"key": "amount", "unit": "kronor", "title": "Belopp (kronor)"}
    assert told["record"] == "f" * 64
    assert told["sources"][0]["publisher"] == "SCB"
    assert told["example"] == "Räkneexempel, inte Borlänge kommuns"
