"""One table, three forms."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from samlad.cli.showing import Form, flat, show, tree
from samlad.model import Figure, Said, Source
from samlad.publish.exhibit import Column, Exhibit
from samlad.sources import words as words_of

SV = words_of("sv")
TABLE = Exhibit(
    "t",
    Said("either", {"sv": "Rubrik", "en": "Title"}),
    (
        Column("area"),
        Column("share", "share", "share"),
        Column("amount", "kronor", "value"),
        Column("score", "score", "value"),
        Column("code", shown=False),
    ),
    (
        ("=cmd()", Figure(1 / 3, "share"), Figure(123456789, "kronor"), None, "c1"),
        (Said("desk.yes"), Figure(None, "share", absent="suppressed"), Figure(100, "kronor"),
         Figure(2.0, "score", 1.0, 3.5), "c2"),
    ),
    notes=(Said("desk.note.reconstructed"),),
    sources=(Source("SCB", "TAB1", "2024"),),
    standing="not-personal",
)  # fmt: skip


def shown(form: Form) -> str:
    out = io.StringIO()
    show(TABLE, form, SV, out)
    return out.getvalue()


def test_json_is_a_list_of_flat_objects_with_the_same_keys() -> None:
    rows = json.loads(shown(Form.JSON))
    assert rows == flat(TABLE, SV)
    assert list(rows[0]) == list(rows[1])
    assert all(not isinstance(v, list | dict) for row in rows for v in row.values())
    assert rows[0]["share"] == 1 / 3
    assert rows[0]["amount"] == 1234567.89
    assert rows[1]["amount"] == 1
    assert (rows[1]["share"], rows[1]["share_absent"]) == (None, "suppressed")
    assert (rows[0]["score"], rows[0]["score_low"]) == (None, None)
    assert (rows[1]["score_low"], rows[1]["score_high"]) == (1.0, 3.5)


def test_csv_has_the_same_columns_and_runs_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(shown(Form.CSV))))
    assert list(rows[0]) == list(flat(TABLE, SV)[0])
    assert rows[0]["area"] == "'=cmd()"
    assert rows[0]["amount"] == "1234567.89"


def test_the_screen_rounds_says_why_and_names_the_source() -> None:
    text = shown(Form.TABLE)
    assert "Rubrik" in text
    assert "33,3" in text
    assert "1 234 567,89" in re.sub(r"[\u00a0\u202f]", " ", text)
    assert SV("absent.suppressed") in text
    assert "Rekonstruerad" in text
    assert "SCB, TAB1, 2024" in text
    assert "c1" not in text


def on_a_screen_of(width: int, exhibit: Exhibit, monkeypatch: pytest.MonkeyPatch) -> str:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "dumb")
    out = Screen()
    show(exhibit, Form.TABLE, SV, out)
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_number_is_cut_short_on_any_screen(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = (Column("area"), *(Column(f"c{i}", "people", "value") for i in range(9)),
               Column("method"))  # fmt: skip
    rows = tuple(
        (f"Område {n} med ett långt namn", *(Figure(1234567 * n + i, "people") for i in range(9)),
         "person")
        for n in (1, 2)
    )  # fmt: skip
    exhibit = Exhibit("wide", Said("either", {"sv": "Bred", "en": "Wide"}), columns, rows,
                      standing="not-personal")  # fmt: skip
    seen = on_a_screen_of(width, exhibit, monkeypatch)
    told = re.sub(r"\s", " ", seen)
    for row in rows:
        for cell in row[1:10]:
            assert isinstance(cell, Figure) and cell.value is not None
            assert f"{int(cell.value):,}".replace(",", " ") in told
    assert "…" not in seen
    assert max(len(line.rstrip()) for line in seen.split("\n")) <= width
    if width < 120:
        assert seen.count("person") == 1  # the same in every row: said once


def test_what_cannot_be_reckoned_is_null_in_json_and_its_warning_goes_aside() -> None:
    column = (Column("corrected", "number", "value"),)
    nan = Exhibit("n", Said("either", {"sv": "T", "en": "T"}), column,
                  ((Figure(float("nan"), "number"),),),
                  notes=(Said("desk.note.reconstructed"),), standing="not-personal")  # fmt: skip
    out, aside = io.StringIO(), io.StringIO()
    show(nan, Form.JSON, SV, out, aside)
    assert json.loads(out.getvalue()) == [{"corrected": None}]
    assert SV("desk.note.reconstructed") in aside.getvalue()
    out = io.StringIO()
    show(nan, Form.CSV, SV, out, aside)
    assert list(csv.DictReader(io.StringIO(out.getvalue()))) == [{"corrected": ""}]


def test_an_empty_table_is_an_empty_list() -> None:
    empty = Exhibit("t", Said("desk.yes"), (Column("a"),), ())
    out = io.StringIO()
    show(empty, Form.JSON, SV, out)
    assert json.loads(out.getvalue()) == []


def test_a_tree_draws_its_branches() -> None:
    columns = [Column("depth", "number")] + [
        Column(k)
        for k in (
            "kind",
            "fingerprint",
            "name",
            "publisher",
            "document",
            "period",
            "value",
            "again",
        )
    ]
    depths = [0, 1, 2, 1, 2, 2]
    rows = tuple(
        (Figure(d, "number"), "need", f"{i}" * 64, f"n{i}", "SCB" if d == 2 else None, "T", "2024",
         None, None)
        for i, d in enumerate(depths)
    )  # fmt: skip
    out = io.StringIO()
    tree(Exhibit("trace", Said("desk.title.trace"), tuple(columns), rows), SV, out)
    lines = out.getvalue().splitlines()[1:]
    assert [line[:6] for line in lines] == [
        "Behov ",
        "├─ Beh",
        "│  └─ ",
        "└─ Beh",
        "   ├─ ",
        "   └─ ",
    ]
    assert lines[2].endswith("← SCB, T, 2024")
