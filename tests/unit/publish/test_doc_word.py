"""The Word document read back: styles, header rows, language, alt text, properties, bytes."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from doc_material import HOSTILE, manuscript, picture
from docx import Document
from docx.oxml.ns import qn

from samlad.engines import typst as engine
from samlad.publish.write import docx as write
from samlad.publish.write.typst import Running, raster
from samlad.sources.packs import words

SV = words("sv")
RUNNING = Running("Borlänge kommun", "Ansökan", "Samlad", ("segregation",))


@pytest.fixture(scope="module")
def images() -> dict[str, bytes]:
    return {"map": engine.compile(raster(picture(), 600))}


@pytest.fixture(scope="module")
def made(images: dict[str, bytes]) -> bytes:
    return write.write(manuscript(), SV, images, RUNNING)


@pytest.fixture
def document(made: bytes):  # type: ignore[no-untyped-def]
    return Document(io.BytesIO(made))


def test_headings_are_real_headings(document) -> None:  # type: ignore[no-untyped-def]
    found = [
        (p.style.name, p.text)
        for p in document.paragraphs
        if p.style.name.startswith(("Heading", "Title"))
    ]
    assert found == [
        ("Title", "Ansökan #panic() *x*"),
        ("Heading 1", HOSTILE[1]),
        ("Heading 2", "Under @ref"),
        ("Heading 1", "Källor"),
    ]


def test_the_header_row_is_repeated_on_every_page(document) -> None:  # type: ignore[no-untyped-def]
    (table,) = document.tables
    properties = table.rows[0]._tr.trPr
    assert properties.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[0].cells] == [
        "Område",
        "Belopp (kronor)",
        "Andel (procent)",
    ]
    assert len(table.rows) == 61
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Tabell #panic()"


def test_the_language_is_swedish_in_the_styles(document) -> None:  # type: ignore[no-untyped-def]
    langs = document.styles.element.findall(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert [lang.get(qn("w:val")) for lang in langs] == ["sv-SE"]


def test_every_picture_has_alternative_text(document) -> None:  # type: ignore[no-untyped-def]
    described = [shape._inline.docPr for shape in document.inline_shapes]
    assert [one.get("descr") for one in described] == ["Kartan visar områden."] * 2
    assert len({one.get("id") for one in described}) == 2


def test_the_properties_tell_title_language_and_day(document) -> None:  # type: ignore[no-untyped-def]
    core = document.core_properties
    assert (core.title, core.language, core.author) == ("Ansökan #panic() *x*", "sv-SE", "Samlad")
    assert core.created.date().isoformat() == core.modified.date().isoformat() == "2026-07-01"
    assert core.comments == "0123456789abcdef" * 4


def test_all_text_is_there_as_it_was(document) -> None:  # type: ignore[no-untyped-def]
    text = [p.text for p in document.paragraphs]
    for hostile in HOSTILE:
        assert hostile in text


def test_the_mark_of_the_example_stands_on_every_page(document) -> None:  # type: ignore[no-untyped-def]
    head = document.sections[0].header.paragraphs[0].text
    assert "Räkneexempel, inte Borlänge kommuns" in head
    assert "0123456789ab" in document.sections[0].footer.paragraphs[0].text


def test_the_same_manuscript_gives_the_same_bytes(made: bytes, images: dict[str, bytes]) -> None:
    time.sleep(2.1)  # zip stores whole two seconds
    assert write.write(manuscript(), SV, images, RUNNING) == made
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 7, 1, 0, 0, 0)}


def test_a_picture_without_its_png_is_refused() -> None:
    with pytest.raises(KeyError):
        write.write(manuscript(), SV, {}, RUNNING)


def test_english_is_british_english(images: dict[str, bytes]) -> None:
    made = write.write(manuscript("en"), words("en"), images, RUNNING)
    assert Document(io.BytesIO(made)).core_properties.language == "en-GB"
