"""A manuscript as a Word document: real styles, repeated header rows, language, alt text."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from samlad.model import Words
from samlad.publish import manuscript as m
from samlad.publish import say
from samlad.publish.protect import Safe
from samlad.publish.write.archive import fixed
from samlad.publish.write.typst import (
    Running,
    is_number,
    outside,
    require_levels,
    source_line,
    sources_line,
    stamp_line,
    width_of,
)

DEEP = RGBColor(0x0B, 0x3C, 0x5D)
QUIET = RGBColor(0x4A, 0x5A, 0x69)
AMBER = RGBColor(0x9A, 0x5B, 0x00)
FONT = "Calibri"
WIDTH = 16.0
"""Text width in centimetres."""


def write(
    manuscript: m.Manuscript,
    words: Words,
    images: Mapping[str, bytes],
    running: Running | None = None,
) -> bytes:
    """The document. ``images``: picture name → PNG made of the same SVG.

    A picture without its PNG is a mistake in code: ``KeyError``. Same manuscript, same bytes.
    """
    require_levels(manuscript.blocks)
    running = running or Running("")
    stamp = next((b for b in manuscript.blocks if isinstance(b, m.Stamp)), None)
    document = Document()
    _styles(document, manuscript.language)
    _properties(document, manuscript, running, stamp)
    _page(document, manuscript, words, running, stamp)
    if running.over:
        _quiet(document, running.over, bold=True)
    document.add_paragraph(manuscript.title, style="Title")
    if manuscript.lead:
        document.add_paragraph(manuscript.lead, style="Subtitle")
    if manuscript.example:
        _box(document, words("example.mark"), words("example.says"), "example")
    for block in manuscript.blocks:
        _block(document, block, words, images)
    out = io.BytesIO()
    document.save(out)
    return fixed(out.getvalue(), date.fromisoformat(stamp.date) if stamp else date(2000, 1, 1))


def _styles(document: Any, language: str) -> None:
    code = "sv-SE" if language == "sv" else "en-GB"
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    lang = OxmlElement("w:lang")
    for name in ("val", "eastAsia"):
        lang.set(qn(f"w:{name}"), code)
    properties.append(lang)
    looks = {
        "Normal": (10.5, None, False),
        "Title": (24, DEEP, True),
        "Subtitle": (12, QUIET, False),
        "Heading 1": (16, DEEP, True),
        "Heading 2": (13, DEEP, True),
        "Heading 3": (11, DEEP, True),
        "Caption": (9.5, DEEP, True),
    }
    for name, (size, colour, bold) in looks.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
        style.font.italic = False
        if colour is not None:
            style.font.color.rgb = colour
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            if attribute.endswith("Theme"):
                del fonts.attrib[attribute]
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), FONT)
    document.styles["Normal"].paragraph_format.space_after = Pt(7)
    document.styles["Caption"].paragraph_format.keep_with_next = True


def _properties(
    document: Any, manuscript: m.Manuscript, running: Running, stamp: m.Stamp | None
) -> None:
    core = document.core_properties
    day = date.fromisoformat(stamp.date) if stamp else date(2000, 1, 1)
    when = datetime(day.year, day.month, day.day)  # noqa: DTZ001  Word's own date has no zone
    core.title, core.subject = manuscript.title, manuscript.lead
    core.author = core.last_modified_by = running.author or "Samlad"
    core.language = "sv-SE" if manuscript.language == "sv" else "en-GB"
    core.keywords = ", ".join(running.keywords)
    core.comments, core.revision = (stamp.fingerprint if stamp else ""), 1
    core.created = core.modified = when


def _page(
    document: Any,
    manuscript: m.Manuscript,
    words: Words,
    running: Running,
    stamp: m.Stamp | None,
) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21.0 - WIDTH) / 2)
    section.top_margin = section.bottom_margin = Cm(2.4)
    head = section.header.paragraphs[0]
    _run(head, running.head or manuscript.title, 8.5, QUIET)
    if manuscript.example:
        _run(head, f"\t\t{words('example.mark')}", 8.5, AMBER, bold=True)
    foot = section.footer.paragraphs[0]
    if stamp is not None:
        text = words(
            "document.foot",
            date=stamp.date,
            version=stamp.version,
            fingerprint=stamp.fingerprint[:12],
        )
        _run(foot, f"{text}\t\t", 8.5, QUIET)
    _run(foot, f"{words('document.page')} ", 8.5, QUIET)
    _field(foot, "PAGE")
    _run(foot, f" {words('document.of')} ", 8.5, QUIET)
    _field(foot, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _run(paragraph: Any, text: str, size: float, colour: RGBColor, *, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb, run.bold = Pt(size), colour, bold


def _quiet(document: Any, text: str, *, bold: bool = False) -> None:
    _run(document.add_paragraph(), text, 9, QUIET, bold=bold)


def _block(  # noqa: PLR0912  one case a kind of block
    document: Any, block: m.Block, words: Words, images: Mapping[str, bytes]
) -> None:
    match block:
        case m.Heading():
            document.add_paragraph(block.text, style=f"Heading {block.level - 1}")
        case m.Paragraph():
            document.add_paragraph(
                block.text, style="Subtitle" if block.kind == "lead" else "Normal"
            )
        case m.Bullets():
            for item in block.items:
                document.add_paragraph(item, style="List Bullet")
        case m.Steps():
            for item in block.items:
                document.add_paragraph(item, style="List Number")
        case m.TableBlock():
            _table(document, block, words)
        case m.FigureBlock():
            _picture(document, block.picture, images)
        case m.MapBlock():
            _picture(document, block.picture, images)
            for row in block.rows:
                document.add_paragraph(f"{row.name}: {row.shown}", style="List Bullet")
        case m.Cards():
            for card in block.items:
                _box(document, card.title, card.told(), "fact")
                if card.picture is not None:
                    _picture(document, card.picture, images)
        case m.Formula():
            document.add_paragraph().add_run(block.text).italic = True
            if block.alt != block.text:
                _quiet(document, block.alt)
        case m.Notice():
            _box(document, block.title, block.text, block.kind)
        case m.Links():
            for text, href in block.items:
                line = f"{text}: {outside(href)}" if outside(href) else text
                document.add_paragraph(line, style="List Bullet")
        case m.SourceNote():
            for source in block.sources:
                line = document.add_paragraph(style="List Bullet")
                _run(line, source_line(source, words), 9, QUIET)
        case m.Stamp():
            _quiet(document, stamp_line(block, words))


def _box(document: Any, title: str, text: str, kind: str) -> None:
    """A paragraph with a coloured rule to its left and a pale ground."""
    warm = kind in ("gap", "caution", "example")
    paragraph = document.add_paragraph()
    if title:
        run = paragraph.add_run(title)
        run.bold = True
        run.add_break()
    paragraph.add_run(text)
    properties = paragraph._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in {
        "val": "single",
        "sz": "24",
        "space": "6",
        "color": "9A5B00" if warm else "0B3C5D",
    }.items():
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    shade = OxmlElement("w:shd")
    for name, value in {
        "val": "clear",
        "color": "auto",
        "fill": "FDF5E6" if warm else "EEF3F7",
    }.items():
        shade.set(qn(f"w:{name}"), value)
    # Word wants pBdr and shd before spacing, indentation and alignment.
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    properties.insert_element_before(shade, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _table(document: Any, block: m.TableBlock, words: Words) -> None:
    if not isinstance(block.safe, Safe):
        raise TypeError("a document shows Safe tables only")
    exhibit = block.safe.exhibit
    headings = say.headings(exhibit, words)
    rows = say.rows(exhibit, words)
    document.add_paragraph(block.caption, style="Caption")
    table = document.add_table(rows=1, cols=len(headings), style="Light List Accent 1")
    table.autofit = True
    _describe(table, block.caption)
    head = table.rows[0]
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeated)
    size = 7.5 if len(headings) > 8 else 8.5 if len(headings) > 5 else 9.5
    right = [is_number(column) for column in exhibit.shown]
    for i, text in enumerate(headings):
        _fill(head.cells[i], text, size, right[i], bold=True)
    for row in rows:
        made = table.add_row()
        _whole(made)
        cells = made.cells
        for i, text in enumerate(row):
            _fill(cells[i], text, size, right[i], bold=False)
    for note in exhibit.notes:
        _quiet(document, say.say(note, words))
    if exhibit.sources:
        _quiet(document, words("document.sources", sources=sources_line(exhibit.sources, words)))


def _whole(row: Any) -> None:
    """A row is not split over two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _fill(cell: Any, text: str, size: float, right: bool, *, bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold


def _describe(table: Any, caption: str) -> None:
    """The table's own title for those who do not see it."""
    for name in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(name)
        element.set(qn("w:val"), caption)
        table._tbl.tblPr.append(element)


def _picture(document: Any, picture: m.Picture, images: Mapping[str, bytes]) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    width = Cm(WIDTH * width_of(picture.svg) / 100)
    shape = paragraph.add_run().add_picture(io.BytesIO(images[picture.name]), width=width)
    described = shape._inline.docPr
    described.set("descr", picture.alt)
    described.set("title", picture.title)
    document.add_paragraph(picture.caption or picture.title, style="Caption")
