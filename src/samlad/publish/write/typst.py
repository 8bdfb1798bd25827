"""A manuscript, a share card or a picture as a typst sheet: our source, and the text as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from samlad.model import Source, Words
from samlad.publish import manuscript as m
from samlad.publish import say
from samlad.publish.exhibit import Column
from samlad.publish.protect import Safe
from samlad.publish.write.typst_page import CARD, DOCUMENT, RASTER

PDF_STANDARDS = ("ua-1", "a-2a")
REGIONS = {"sv": "SE", "en": "GB"}


@dataclass(frozen=True)
class Sheet:
    """What typst compiles: ``source`` is ours, ``data`` is text and numbers in JSON's kinds.

    ``images``: file name → bytes, laid in the sheet's own root folder. ``day`` is the date in
    the file. ``form`` is ``pdf`` or ``png``; ``ppi`` counts for PNG only.
    """

    source: str
    data: Mapping[str, Any]
    images: Mapping[str, bytes] = field(default_factory=dict)
    day: date = date(2000, 1, 1)
    form: str = "pdf"
    ppi: float = 72.0
    standards: tuple[str, ...] = PDF_STANDARDS


@dataclass(frozen=True)
class Running:
    """What stands on every page: ``over`` above the title, ``head``, author and keywords."""

    over: str
    head: str = ""
    author: str = ""
    keywords: tuple[str, ...] = ()


def source(manuscript: m.Manuscript, words: Words, running: Running | None = None) -> Sheet:
    """The manuscript as a sheet that declares PDF/UA-1 and PDF/A-2a.

    Heading level 2 of the manuscript becomes the first level of the PDF, whose title is the
    document's title. Raises ``ValueError`` when a heading level is skipped.
    """
    require_levels(manuscript.blocks)
    running = running or Running("")
    stamp = next((b for b in manuscript.blocks if isinstance(b, m.Stamp)), None)
    day = date.fromisoformat(stamp.date) if stamp else date(2000, 1, 1)
    images: dict[str, bytes] = {}
    data = {
        "title": manuscript.title,
        "lead": manuscript.lead,
        "over": running.over,
        "running": running.head or manuscript.title,
        "author": running.author or "Samlad",
        "keywords": list(running.keywords),
        "language": manuscript.language,
        "region": REGIONS.get(manuscript.language, "SE"),
        "date": [day.year, day.month, day.day],
        "mark": words("example.mark") if manuscript.example else "",
        "mark-says": words("example.says") if manuscript.example else "",
        "foot": _foot(stamp, words),
        "page-words": [words("document.page"), words("document.of")],
        "blocks": list(_blocks(manuscript.blocks, words, images)),
    }
    return Sheet(DOCUMENT, data, images, day)


def _foot(stamp: m.Stamp | None, words: Words) -> str:
    if stamp is None:
        return ""
    return words(
        "document.foot", date=stamp.date, version=stamp.version, fingerprint=stamp.fingerprint[:12]
    )


def require_levels(blocks: Iterable[m.Block]) -> None:
    """Heading levels begin at 2 and never skip one: ``ValueError``."""
    last = 1
    for block in blocks:
        if isinstance(block, m.Heading):
            if block.level < 2 or block.level > last + 1:
                raise ValueError(f"heading {block.text!r}: level {block.level} after {last}")
            last = block.level


def _blocks(
    blocks: Iterable[m.Block], words: Words, images: dict[str, bytes]
) -> Iterable[dict[str, Any]]:
    facts: list[dict[str, str]] = []
    for block in blocks:
        if isinstance(block, m.Notice) and block.kind == "fact":
            facts.append({"title": block.title, "text": block.text})
            continue
        if facts:
            yield {"block": "facts", "items": facts}
            facts = []
        yield from _block(block, words, images)
    if facts:
        yield {"block": "facts", "items": facts}


def _block(  # noqa: PLR0912  one case a kind of block
    block: m.Block, words: Words, images: dict[str, bytes]
) -> Iterable[dict[str, Any]]:
    match block:
        case m.Heading():
            yield {"block": "heading", "level": block.level - 1, "text": block.text}
        case m.Paragraph():
            yield {"block": "paragraph", "text": block.text, "kind": block.kind}
        case m.Bullets():
            yield {"block": "bullets", "items": list(block.items)}
        case m.Steps():
            yield {"block": "steps", "items": list(block.items)}
        case m.TableBlock():
            yield _table(block, words)
        case m.FigureBlock():
            yield _picture(block.picture, images)
        case m.MapBlock():
            yield _picture(block.picture, images)
            items = [f"{row.name}: {row.shown}" for row in block.rows]
            if items:
                yield {"block": "rows", "items": items}
        case m.Cards():
            for card in block.items:
                yield {"block": "facts", "items": [{"title": card.title, "text": card.told()}]}
                if card.picture is not None:
                    yield _picture(card.picture, images)
        case m.Formula():
            yield {"block": "formula", "text": block.text, "alt": block.alt}
        case m.Notice():
            yield {"block": "notice", "kind": block.kind, "title": block.title, "text": block.text}
        case m.Links():
            yield {"block": "links", "items": [[text, outside(href)] for text, href in block.items]}
        case m.SourceNote():
            yield {"block": "sources", "items": [source_line(s, words) for s in block.sources]}
        case m.Stamp():
            yield {"block": "stamp", "text": stamp_line(block, words)}


def _table(block: m.TableBlock, words: Words) -> dict[str, Any]:
    if not isinstance(block.safe, Safe):
        raise TypeError("a document shows Safe tables only")
    exhibit = block.safe.exhibit
    notes = [say.say(note, words) for note in exhibit.notes]
    if exhibit.sources:
        notes.append(words("document.sources", sources=sources_line(exhibit.sources, words)))
    return {
        "block": "table",
        "caption": block.caption,
        "headings": list(say.headings(exhibit, words)),
        "right": [is_number(column) for column in exhibit.shown],
        "widths": _widths(block.safe, words),
        "rows": [list(row) for row in say.rows(exhibit, words)],
        "notes": notes,
    }


def is_number(column: Column) -> bool:
    """A column whose cells stand to the right."""
    return column.unit not in ("text", "year")


def _widths(safe: Safe, words: Words) -> list[int]:
    """Each column's part of the width: what its longest word or number needs, more for prose."""
    shown = say.rows(safe.exhibit, words)
    result = []
    for i, column in enumerate(safe.exhibit.shown):
        word = max(len(one) for one in say.heading(column, words).split())
        longest = max((len(row[i]) for row in shown), default=0)
        if not is_number(column) and longest > 14:
            longest = min(44, max(14, longest // 2))
        result.append(max(word, longest, 5) + 2)
    return result


def _picture(picture: m.Picture, images: dict[str, bytes]) -> dict[str, Any]:
    name = f"picture-{len(images) + 1}.svg"
    images[name] = picture.svg.encode()
    return {
        "block": "picture",
        "file": name,
        "alt": picture.alt,
        "title": picture.title,
        "caption": picture.caption,
        "width": width_of(picture.svg),
    }


def shape(svg: str) -> float:
    """Height over width by a picture's viewBox; 0.5 when it has none."""
    found = re.search(r'viewBox="([^"]+)"', svg)
    if not found:
        return 0.5
    _, _, width, height = (float(n) for n in found.group(1).replace(",", " ").split())
    return height / width


def width_of(svg: str) -> int:
    """Per cent of the text's width that a picture takes: all of it unless it fills a page."""
    return min(100, int(130 / shape(svg)))


def outside(href: str) -> str:
    """The address when it leads out of the site; a document has no pages beside it."""
    return href if href.startswith(("https://", "http://", "mailto:")) else ""


def source_line(given: Source, words: Words) -> str:
    """Publisher, document, period, licence and date read, and how far it can be trusted."""
    parts = [f"{given.publisher}: {given.document}" if given.document else given.publisher]
    if given.period:
        parts.append(given.period)
    if given.read:
        parts.append(words("source.read", date=given.read.isoformat()))
    if given.licence:
        parts.append(given.licence)
    if given.route:
        parts.append(words("source.route", route=given.route))
    if given.kind != "official":
        parts.append(words(f"source.kind.{given.kind}"))
    return ", ".join(parts) + "."


def sources_line(sources: Iterable[Source], words: Words) -> str:
    """The sources of a table on one line: publisher, document and period."""
    lines = []
    for given in sources:
        line = f"{given.publisher}: {given.document}" if given.document else given.publisher
        lines.append(f"{line} ({given.period})" if given.period else line)
    shown = list(dict.fromkeys(lines))
    more = len(shown) - 4
    text = "; ".join(shown[:4])
    return f"{text}; {words('document.more', n=str(more))}" if more > 0 else text


def stamp_line(stamp: m.Stamp, words: Words) -> str:
    """Date, version and fingerprint of the material in a sentence."""
    return words(
        "document.stamp", date=stamp.date, version=stamp.version, fingerprint=stamp.fingerprint
    )


def card(
    title: str,
    lead: str,
    words: Words,
    *,
    over: str,
    foot: str,
    example: bool = False,
    picture: m.Picture | None = None,
) -> Sheet:
    """A share card: PNG of 1200 × 630 points."""
    images = {} if picture is None else {"card.svg": picture.svg.encode()}
    data = {
        "title": title,
        "lead": lead,
        "over": over,
        "foot": foot,
        "language": words.language,
        "region": REGIONS.get(words.language, "SE"),
        "mark": words("example.mark") if example else "",
        "file": "" if picture is None else "card.svg",
        "alt": "" if picture is None else picture.alt,
        "beside": picture is not None and shape(picture.svg) > 0.6,
    }
    return Sheet(CARD, data, images, form="png")


def raster(picture: m.Picture, width: int = 1400) -> Sheet:
    """The picture as PNG of this width in points, for Word."""
    data = {"title": picture.title, "alt": picture.alt, "file": "picture.svg", "width": width}
    return Sheet(RASTER, data, {"picture.svg": picture.svg.encode()}, form="png")
