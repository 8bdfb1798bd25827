"""One table, three forms."""

from __future__ import annotations

import csv
import io
import json
import re

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
