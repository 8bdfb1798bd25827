"""The documents of a case: the application as PDF and Word, and the share cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from samlad.desk.chain.telling import River
from samlad.engines.typst import compile_all
from samlad.model import Figure, Words
from samlad.publish import manuscript as m
from samlad.publish import say
from samlad.publish.application import Beside, application, running
from samlad.publish.pages import pictures
from samlad.publish.protect import Safe, release
from samlad.publish.story import Story
from samlad.publish.write import docx, typst

TABLES = {"need": ("need",), "budget": ("plan_years",)}
"""Section → the released tables that follow its text."""


def documents(river: River, story: Story, words: Mapping[str, Words]) -> dict[str, bytes]:
    """Path in the site → bytes, in every language: PDF, Word and share card."""
    texts = {}
    for language, one in words.items():
        beside = _beside(river, story, one)
        texts[language] = (application(river.applied.draft, one, beside), running(beside, one))
    sheets = [typst.source(text, words[code], over) for code, (text, over) in texts.items()]
    sheets += [_card(story, one) for one in words.values()]
    wanted = [(code, shown) for code, (text, _) in texts.items() for shown in _pictures(text)]
    made = iter(compile_all([*sheets, *(typst.raster(shown) for _, shown in wanted)]))
    pdfs, cards = ({code: next(made) for code in words} for _ in range(2))
    images: dict[str, dict[str, bytes]] = {code: {} for code in words}
    for code, shown in wanted:
        images[code][shown.name] = next(made)
    out: dict[str, bytes] = {}
    for code, (text, over) in texts.items():
        out[f"dokument/ansokan-{code}.pdf"] = pdfs[code]
        out[f"dokument/ansokan-{code}.docx"] = docx.write(text, words[code], images[code], over)
        out[f"delning/samlad-{code}.png"] = cards[code]
    return out


def _beside(river: River, story: Story, words: Words) -> Beside:
    tables = {
        section: [_asked(story.exhibits[name], river) for name in names if name in story.exhibits]
        for section, names in TABLES.items()
    }
    ranking = pictures.ranking(story, words)
    said = river.case.application
    return Beside(
        story.place,
        m.Stamp(story.stamp.isoformat(), story.version, story.fingerprint),
        None if said is None else said.title,
        story.example,
        tables,
        {"need": [ranking] if ranking is not None else []},
        [source for some in tables.values() for safe in some for source in safe.exhibit.sources],
    )


def _asked(safe: Safe, river: River) -> Safe:
    """The table with the years applied for only, where it has years."""
    said, exhibit = river.case.application, safe.exhibit
    keys = [column.key for column in exhibit.columns]
    if said is None or not said.years or "year" not in keys:
        return safe
    at = keys.index("year")
    rows = tuple(
        row
        for row in exhibit.rows
        if isinstance(year := row[at], Figure) and year.value in said.years
    )
    return release(replace(exhibit, rows=rows))


def _pictures(text: m.Manuscript) -> list[m.Picture]:
    return [block.picture for block in text.blocks if isinstance(block, m.FigureBlock)]


def _card(story: Story, words: Words) -> typst.Sheet:
    told = [say.say(one, words) for one in story.sentences.get("chain", ())]
    return typst.card(
        words("card.title", place=story.place),
        words("card.lead"),
        words,
        over=story.place,
        foot=words("document.foot", date=story.stamp.isoformat(), version=story.version,
                   fingerprint=story.fingerprint[:12]),
        example=story.example,
        picture=pictures.chain(story, words) if told else None,
    )  # fmt: skip
