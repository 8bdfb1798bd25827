"""What the map says, the table, the CSV, the XLSX and the JSON say too; hidden is hidden in all."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import small_story
from openpyxl import load_workbook
from playwright.sync_api import Page

from samlad.publish.protect import release
from samlad.publish.site import site
from samlad.sources.packs import LANGUAGES, words


@pytest.mark.browser
def test_the_map_and_its_table_say_the_same_and_lead_to_the_same(page: Page, folder: Path) -> None:
    for path in ("sv/behov.html", "en/need.html", "sv/omraden.html", "sv/boende.html"):
        page.goto((folder / path).as_uri())
        on_map, in_table = page.evaluate(
            """() => [
              [...document.querySelectorAll("svg[data-map] a")].map(a =>
                [a.getAttribute("aria-label"), a.href.baseVal]),
              [...document.querySelectorAll("[data-map-table] tbody tr")].map(r =>
                [r.querySelector("th").textContent.trim() + ": "
                 + r.querySelector("td:last-child").textContent.trim(),
                 r.querySelector("a").getAttribute("href")])]"""
        )
        assert len(on_map) == 12
        assert on_map == in_table


def test_table_csv_xlsx_and_json_carry_the_same_numbers(files: Mapping[str, bytes]) -> None:
    rows = list(csv.reader(io.StringIO(files["sv/data/need.csv"].decode())))
    flat = json.loads(files["sv/data/need.json"])
    sheet = load_workbook(io.BytesIO(files["sv/data/need.xlsx"])).worksheets[0]
    head, body = rows[0], rows[1:]
    assert [list(one) for one in flat] == [head] * len(body)
    for line, one in zip(body, flat, strict=True):
        for key, cell in zip(head, line, strict=True):
            assert cell == ("" if one[key] is None else str(one[key]))
    cells = [[c.value for c in row] for row in sheet.iter_rows()]
    start = next(i for i, row in enumerate(cells) if row[0] == flat[0]["area"])
    for row, one in zip(cells[start : start + len(flat)], flat, strict=True):
        assert list(row[: len(head)]) == [v if v != "" else None for v in one.values()]
    page = files["sv/behov.html"].decode()
    for one in flat:
        if one["score"] is not None:
            shown = f"{abs(one['score']):.2f}".replace(".", ",")
            assert f">{'−' if one['score'] < 0 else ''}{shown}<" in page


def test_an_area_shows_only_its_own_rows_and_the_same_files(files: Mapping[str, bytes]) -> None:
    flat = json.loads(files["sv/data/area_2081R002_plan_lines.json"])
    assert {one["line"] for one in flat} == {"r1", "r2"}
    assert "area_2081R002.xlsx" in files["sv/omraden/2081R002.html"].decode()


def test_what_is_hidden_is_hidden_in_every_file() -> None:
    given = small_story.story()
    exhibits = {**given.exhibits, "readings": release(small_story.own_counts())}
    told = small_story.replace(given, exhibits=exhibits)
    made = site(told, {code: words(code) for code in LANGUAGES})
    for code in LANGUAGES:
        flat = json.loads(made[f"{code}/data/readings.json"])
        assert [one["group"] for one in flat] == [None, 60, 50, None]
        assert [one["group_absent"] for one in flat] == ["suppressed", "", "", "suppressed"]
        rows = list(csv.DictReader(io.StringIO(made[f"{code}/data/readings.csv"].decode())))
        assert [one["group"] for one in rows] == ["", "60", "50", ""]
        slug = "boende" if code == "sv" else "living"
        page = made[f"{code}/{slug}.html"].decode()
        table = page[page.index('id="alla-matt-tabell"') :]
        table = table[: table.index("</table>")]
        word = "visas inte" if code == "sv" else "not shown"
        assert table.count(word) == 4
        assert not re.search(r">0<", table)


def test_the_same_story_gives_the_same_bytes(files: Mapping[str, bytes]) -> None:
    papers = {f"dokument/ansokan-{code}.pdf": b"%PDF-1.7\n" for code in LANGUAGES}
    again = site(small_story.story(), {code: words(code) for code in LANGUAGES}, papers)
    assert dict(again) == dict(files)
