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
    and source and stands in plain sight. ``narrow`` is the same picture drawn for a phone, where
    there is one; documents use ``svg``.
    """

    name: str
    svg: str
    title: str
    alt: str
    caption: str = ""
    narrow: str = ""

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
class Key:
    """One line of a legend: its colour (``url(#…)`` for a pattern of the map) and its words."""

    fill: str
    text: str


@dataclass(frozen=True)
class MapBlock:
    """A map and its rows: what the picture says can always be read.

    ``bare``: the same map without the legend inside, for pages, where ``legend`` stands as text
    that can grow under ``legend_title`` and above ``note``.
    """

    picture: Picture
    rows: tuple[MapRow, ...] = ()
    anchor: str = ""
    bare: str = ""
    legend: tuple[Key, ...] = ()
    legend_title: str = ""
    note: str = ""


@dataclass(frozen=True)
class Card:
    """One thing told in parts that are never mixed: each part a heading and its words.

    ``facts`` are (what, value) pairs; ``parts`` stand side by side where there is room;
    ``lacks`` is what is missing (text, or "" for nothing); ``links``: (text, address).
    """

    title: str
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    lacks: str = ""
    picture: Picture | None = None
    links: tuple[tuple[str, str], ...] = ()
    anchor: str = ""

    def told(self) -> str:
        """All but the title and the picture as lines, for documents."""
        pairs = (f"{what}: {value}" for what, value in (*self.facts, *self.parts))
        return "\n".join(line for line in (self.text, *pairs, self.lacks) if line)


@dataclass(frozen=True)
class Cards:
    """A row of cards, each with a heading of the third level."""

    items: tuple[Card, ...]


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
    | Cards
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
