"""The one document model: blocks of text already in a language, written as HTML, typst, Word."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samlad.model import Source

if TYPE_CHECKING:
    from samlad.publish.protect import Safe


@dataclass(frozen=True)
class Picture:
    """An SVG with its text: never without title and alternative text.

    ``alt`` says what the picture shows in one or two sentences; ``caption`` carries area, year
    and source and stands in plain sight.
    """

    name: str
    svg: str
    title: str
    alt: str
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError(f"picture {self.name!r} has no alternative text")

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return (
            f"<figure>{self.svg}<figcaption>{html.escape(self.caption or self.title)}"
            "</figcaption></figure>"
        )


@dataclass(frozen=True)
class Heading:
    """``level`` 2 is the first under the title (1); ``anchor`` is its stable address."""

    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Running text. ``kind`` is "" or ``lead``."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list without order."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Steps:
    """A list in order."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class TableBlock:
    """A released table. ``downloads``: CSV, XLSX and JSON stand beside it on the web."""

    safe: Safe
    caption: str
    anchor: str = ""
    downloads: bool = True


@dataclass(frozen=True)
class FigureBlock:
    """A picture with its caption."""

    picture: Picture
    anchor: str = ""


@dataclass(frozen=True)
class MapRow:
    """One area beside the map: the same name, value and link as in the picture."""

    code: str
    name: str
    shown: str
    href: str = ""


@dataclass(frozen=True)
class MapBlock:
    """A map and its rows: what the picture says can always be read."""

    picture: Picture
    rows: tuple[MapRow, ...] = ()
    anchor: str = ""


@dataclass(frozen=True)
class Formula:
    """A formula as text with its reading aloud."""

    text: str
    alt: str


@dataclass(frozen=True)
class Notice:
    """A box. ``kind``: ``example``, ``gap``, ``caution`` or ``fact``."""

    kind: str
    text: str
    title: str = ""


@dataclass(frozen=True)
class Links:
    """Links with their own words: (text, address)."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SourceNote:
    """Where the numbers above come from."""

    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Stamp:
    """Date (ISO) of the material, version of Samlad and fingerprint of the whole."""

    date: str
    version: str
    fingerprint: str


Block = (
    Heading
    | Paragraph
    | Bullets
    | Steps
    | TableBlock
    | FigureBlock
    | MapBlock
    | Formula
    | Notice
    | Links
    | SourceNote
    | Stamp
)


@dataclass(frozen=True)
class Manuscript:
    """One page or document. ``slug`` is its address: "" is the start page, ``omraden/2081C1140``.

    ``kind`` tells the writer what it is (``start``, ``area``, ``application`` …); ``example``
    puts the mark of the worked example on every page of it.
    """

    slug: str
    title: str
    lead: str
    kind: str
    blocks: tuple[Block, ...]
    language: str
    example: bool = False
