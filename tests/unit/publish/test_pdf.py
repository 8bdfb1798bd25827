"""The PDF passes our own list of what PDF/UA asks for. It is declared, not validated."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from doc_material import HOSTILE, manuscript, picture

from samlad.engines import typst as engine
from samlad.model import Mistake
from samlad.publish import manuscript as m
from samlad.publish.write import typst as write
from samlad.sources.packs import words

SV = words("sv")
RUNNING = write.Running("Borlänge kommun", "Ansökan", "Samlad", ("segregation",))


@pytest.fixture(scope="module")
def made() -> bytes:
    return engine.compile(write.source(manuscript(), SV, RUNNING))


@pytest.fixture
def pdf(made: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(made)) as opened:
        yield opened


def elements(pdf: pikepdf.Pdf) -> list[tuple[str, Any]]:
    """Every structure element in reading order, its type mapped to a standard one."""
    root = pdf.Root.StructTreeRoot
    roles = {str(k): str(v) for k, v in root.get("/RoleMap", {}).items()}
    found: list[tuple[str, Any]] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                name = str(node.S)
                while name in roles:
                    name = roles[name]
                found.append((name, node))
            if "/K" in node:
                walk(node.K)

    walk(root.K)
    return found


def test_it_is_tagged_has_language_and_shows_its_title(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root
    assert "/StructTreeRoot" in root
    assert bool(root.MarkInfo.Marked) is True
    assert str(root.Lang).lower().startswith("sv")
    assert bool(root.ViewerPreferences.DisplayDocTitle) is True
    assert str(pdf.docinfo["/Title"]) == "Ansökan #panic() *x*"


def test_tab_order_follows_structure_on_every_page(pdf: pikepdf.Pdf) -> None:
    assert len(pdf.pages) > 1
    assert all(page.get("/Tabs") == "/S" for page in pdf.pages)


def test_it_declares_pdf_ua_1_and_pdf_a_2a(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"
        assert told["pdfaid:part"] == "2"
        assert told["pdfaid:conformance"] == "A"
        assert told["dc:title"] == "Ansökan #panic() *x*"


def test_every_figure_has_alternative_text(pdf: pikepdf.Pdf) -> None:
    figures = [node for name, node in elements(pdf) if name in ("/Figure", "/Formula")]
    assert len(figures) == 2
    assert all(str(node.get("/Alt", "")).strip() for node in figures)


def test_every_header_cell_has_a_scope(pdf: pikepdf.Pdf) -> None:
    heads = [node for name, node in elements(pdf) if name == "/TH"]
    assert len(heads) == 3

    def scope(node: Any) -> str:
        given = node.get("/A", pikepdf.Array())
        many = given if isinstance(given, pikepdf.Array) else [given]
        return next((str(one.Scope) for one in many if "/Scope" in one), "")

    assert {scope(node) for node in heads} == {"/Column"}


def test_a_table_has_all_its_rows_and_cells(pdf: pikepdf.Pdf) -> None:
    names = [name for name, _ in elements(pdf)]
    assert names.count("/Table") == 1
    assert names.count("/TR") == 61
    assert names.count("/TD") == 180


def test_heading_levels_begin_at_one_and_leave_no_gap(pdf: pikepdf.Pdf) -> None:
    levels = [int(name[2:]) for name, _ in elements(pdf) if re.fullmatch(r"/H[1-6]", name)]
    assert levels == [1, 2, 1]


def test_lists_are_lists(pdf: pikepdf.Pdf) -> None:
    names = [name for name, _ in elements(pdf)]
    assert names.count("/L") == 5
    assert names.count("/LI") == 3 + 2 + 1 + 2 + 1


def test_every_font_is_embedded_and_ours(pdf: pikepdf.Pdf) -> None:
    seen = set()
    for page in pdf.pages:
        for font in page.Resources.get("/Font", {}).values():
            base = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            descriptor = base.FontDescriptor
            assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            assert "/ToUnicode" in font
            seen.add(str(base.BaseFont).split("+")[-1])
    assert seen
    assert all(name.startswith("SamladSans") for name in seen)


def test_it_has_bookmarks(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["#panic()", "Källor"]
        assert [item.title for item in outline.root[0].children] == ["Under @ref"]


def test_hostile_text_stands_there_as_plain_text(made: bytes) -> None:
    shown = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=made, capture_output=True, check=False
    )
    if shown.returncode == 127:  # pragma: no cover
        pytest.skip("pdftotext is not installed")
    flat = re.sub(r"\s+", " ", shown.stdout.decode())
    for text in HOSTILE:
        assert re.sub(r"\s+", " ", text) in flat
    assert "root:" not in flat


def test_the_mark_of_the_example_stands_on_every_page(made: bytes) -> None:
    shown = subprocess.run(["pdftotext", "-", "-"], input=made, capture_output=True, check=True)
    pages = shown.stdout.decode().split("\f")[:-1]
    assert len(pages) > 1
    assert all("Räkneexempel, inte Borlänge kommuns" in page for page in pages)
    assert all("0123456789ab" in page for page in pages)
    assert [f"Sida {i + 1} av {len(pages)}" in page for i, page in enumerate(pages)] == [
        True for _ in pages
    ]


def test_the_same_manuscript_gives_the_same_bytes(made: bytes) -> None:
    assert engine.compile(write.source(manuscript(), SV, RUNNING)) == made
    assert b"2026-07-01" in made or b"20260701" in made


def test_both_languages_and_many_sheets_in_one_child(made: bytes) -> None:
    english = write.source(manuscript("en"), words("en"), RUNNING)
    first, second = engine.compile_all([write.source(manuscript(), SV, RUNNING), english])
    assert first == made
    with pikepdf.open(io.BytesIO(second)) as opened:
        assert str(opened.Root.Lang).lower().startswith("en")


def test_a_heading_that_skips_a_level_is_refused() -> None:
    for levels in ((3,), (2, 4), (1,)):
        blocks = tuple(m.Heading(level, "x") for level in levels)
        with pytest.raises(ValueError, match="level"):
            write.source(replace(manuscript(), blocks=blocks), SV)


def test_a_picture_without_alternative_text_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="alternative"):
        m.Picture("x", "<svg/>", "Titel", " ")


def test_typst_itself_stops_without_alternative_text() -> None:
    sheet = write.source(manuscript(), SV)
    blocks = [
        {**block, "alt": None} if block["block"] == "picture" else block
        for block in sheet.data["blocks"]
    ]
    with pytest.raises(Mistake, match=r"document\.failed"):
        engine.compile(replace(sheet, data={**sheet.data, "blocks": blocks}))


TITLED = '#set document(title: "x")\n'


def test_nothing_outside_its_own_folder_can_be_read() -> None:
    assert engine.compile(write.Sheet(f'{TITLED}#read("/a.txt")', {}, {"a.txt": b"ja"}))
    for path in ("/../job.json", "/../../../../etc/hostname", "../job.json"):
        sheet = write.Sheet(f'{TITLED}#read("{path}")', {})
        with pytest.raises(Mistake, match=r"document\.failed.*(access|not found|root)"):
            engine.compile(sheet)


def test_packages_are_never_taken_from_the_machine() -> None:
    sheet = write.Sheet(f'{TITLED}#import "@local/example:0.1.0": *', {})
    with pytest.raises(Mistake, match=r"document\.failed.*package"):
        engine.compile(sheet)


def test_a_sheet_that_never_ends_is_stopped() -> None:
    many = "range(9999)"
    loops = f"#for i in {many} {{ for j in {many} {{ for k in {many} {{ let x = i + j }} }} }}"
    with pytest.raises(Mistake, match=r"document\.too_slow"):
        engine.compile(write.Sheet(TITLED + loops, {}), seconds=1.0)


def test_an_image_is_a_file_name_and_nothing_else() -> None:
    with pytest.raises(ValueError, match="file name"):
        engine.compile(write.Sheet("x", {}, {"../x.svg": b""}))


def test_a_share_card_is_1200_by_630_and_small() -> None:
    sheet = write.card(
        "Så är Borlänge delat, och så vill vi använda pengarna #panic()",
        "Behovet är störst i fem områden.",
        SV,
        over="Borlänge",
        foot="Borlänge 2024. Källa: SCB.",
        example=True,
        picture=picture(),
    )
    made = engine.compile(sheet)
    assert made[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(made[16:20]), int.from_bytes(made[20:24])) == (1200, 630)
    assert len(made) <= 100_000
    assert engine.compile(sheet) == made


def test_a_picture_becomes_png_for_word() -> None:
    made = engine.compile(write.raster(picture(), 800))
    assert (int.from_bytes(made[16:20]), int.from_bytes(made[20:24])) == (800, 400)


def test_a_picture_never_fills_more_than_a_page() -> None:
    wide, tall = (f'<svg viewBox="0 0 {size}"/>' for size in ("400 200", "400 800"))
    assert (write.width_of(wide), write.width_of(tall), write.width_of("<svg/>")) == (100, 65, 100)
