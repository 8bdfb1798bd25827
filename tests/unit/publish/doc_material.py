"""A small case for the tests of documents: every kind of block, hostile text among it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from samlad.apply import Checklist, Draft, Fact, Item, draft
from samlad.model import Figure, Money, Said, Source, Words
from samlad.publish import manuscript as m
from samlad.publish.exhibit import Column, Exhibit
from samlad.publish.protect import Safe, release

HOSTILE = (
    '#read("/etc/passwd")',
    "#panic()",
    "*x*",
    "@ref",
    "$1/0$",
    "`code` // comment /* x */",
    "<label> \\ #{ ]",
    '#image("/x.png") #sys.inputs',
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200">'
    '<rect width="400" height="200" fill="#eef3f7"/>'
    '<text x="20" y="100" font-size="20" font-family="Samlad Sans">Område åäö</text></svg>'
)
SCB = Source("SCB", "TAB6586", "2024", read=date(2026, 7, 6), licence="CC0")


def with_words(words: Words, **more: str) -> Words:
    """The words with some more."""
    return Words(words.language, {**words.entries, **more})


def table(rows: int = 3, *, example: bool = False, **more: object) -> Safe:
    """A released table with text, kronor and shares, one of them missing."""
    columns = (
        Column("area", shown=False),
        Column("area_name"),
        Column("amount", "kronor", "value"),
        Column("share", "share", "value"),
    )
    body = tuple(
        (
            f"2081C10{i:02d}0",
            HOSTILE[i % len(HOSTILE)],
            Figure(-300 if i == 0 else 123_456_700 * i, "kronor"),
            Figure(None, "share", absent="suppressed") if i == 1 else Figure(0.0525 * i, "share"),
        )
        for i in range(rows)
    )
    return release(
        Exhibit(
            "plan_areas",
            Said("exhibit.plan_areas.title"),
            columns,
            body,
            sources=(SCB,),
            record="f" * 64,
            standing="not-personal",
            example=example,
        )
    )


def picture() -> m.Picture:
    """A picture with text."""
    return m.Picture("map", SVG, "Karta", "Kartan visar områden.", "Borlänge 2024. Källa: SCB.")


def manuscript(language: str = "sv") -> m.Manuscript:
    """A manuscript with every kind of block."""
    return m.Manuscript(
        "ansokan",
        "Ansökan #panic() *x*",
        HOSTILE[0],
        "application",
        (
            m.Notice("fact", "47 miljoner kronor", "Söks"),
            m.Notice("fact", "10 procent", "Egen andel"),
            m.Heading(2, HOSTILE[1], "behov"),
            *(m.Paragraph(text) for text in HOSTILE),
            m.Heading(3, "Under @ref", "under"),
            m.Bullets(HOSTILE[:3]),
            m.Steps(HOSTILE[3:5]),
            m.TableBlock(table(60), "Tabell #panic()"),
            m.FigureBlock(picture()),
            m.MapBlock(picture(), (m.MapRow("2081C1010", "Forssa", "46,8 procent"),)),
            m.Notice("gap", HOSTILE[6], "5 § *x*"),
            m.Formula("D = ½ Σ |x/X − y/Y|", "D är halva summan"),
            m.Heading(2, "Källor", "kallor"),
            m.Links((("Öppna", "https://example.org/"), ("Inom", "../x"))),
            m.SourceNote((SCB,)),
            m.Stamp("2026-07-01", "0.1.0", "0123456789abcdef" * 4),
        ),
        language,
        True,
    )


def checklists() -> tuple[Checklist, ...]:
    """Two small ordinances."""
    asks = Said("either", {"sv": "målen", "en": "the goals"})
    own = Said("either", {"sv": "egna pengar", "en": "own money"})
    return (
        Checklist(
            "first",
            "SFS 1:1",
            (
                Item("5 §", "SFS 1:1", "goals", asks, ("goals",)),
                Item("7 §", "SFS 1:1", "own", own, ("own_share",)),
            ),
            Fraction(1, 10),
        ),
        Checklist("second", "SFS 2:2", (Item("6 § 3", "SFS 2:2", "needs", asks, ("need",)),)),
    )


def small_draft(own: int = 10) -> Draft:
    """A draft that lacks the need, and own money when ``own`` is under 10."""
    said = Said("either", {"sv": "Ett mål.", "en": "A goal."}, ("a" * 64,))
    facts = {"goals": Fact("goals", (said,), ("b" * 64,))}
    return draft(checklists(), facts, Money(9000), Money(own * 100))
