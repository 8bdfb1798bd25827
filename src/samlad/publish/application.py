"""The application as a manuscript: sections, the ordinances' questions, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from samlad.apply import Draft, Section
from samlad.model import Figure, Said, Source, Words
from samlad.publish import exhibits, say
from samlad.publish import manuscript as m
from samlad.publish.protect import Safe, release, release_said
from samlad.publish.write.typst import Running

LISTED = frozenset({"action", "goals", "timetable", "budget"})
"""Sections whose sentences after the first (or all, for goals) stand as a list."""


@dataclass(frozen=True)
class Beside:
    """What stands in the document beside the draft.

    ``tables`` and ``pictures``: section → released tables, pictures, after its text.
    ``standing`` of the sentences (see ``release_said``).
    """

    place: str
    stamp: m.Stamp
    title: Said | None = None
    example: bool = False
    tables: Mapping[str, Sequence[Safe]] = field(default_factory=dict)
    pictures: Mapping[str, Sequence[m.Picture]] = field(default_factory=dict)
    sources: Sequence[Source] = ()
    standing: str = "source-protected"


def application(draft: Draft, words: Words, beside: Beside) -> m.Manuscript:
    """The whole application in the language of the words. What is missing is said by paragraph."""

    def said(one: Said) -> str:
        return say.say(release_said(one, beside.standing), words)

    blocks: list[m.Block] = [*_facts(draft, words)]
    for section in draft.sections:
        blocks.append(m.Heading(2, said(section.title), section.key))
        blocks += _section(section, [said(one) for one in section.paragraphs])
        blocks += [m.FigureBlock(one) for one in beside.pictures.get(section.key, ())]
        blocks += [
            m.TableBlock(safe, say.say(safe.exhibit.title, words), downloads=False)
            for safe in beside.tables.get(section.key, ())
        ]
    blocks += _gaps(draft, words, said)
    blocks += _checked(draft, words)
    if beside.sources:
        blocks.append(m.Heading(2, words("apply.document.sources"), "sources"))
        blocks.append(m.SourceNote(tuple(dict.fromkeys(beside.sources))))
    blocks.append(beside.stamp)
    return m.Manuscript(
        "ansokan",
        said(beside.title) if beside.title else words("apply.document.title"),
        words("apply.document.lead"),
        "application",
        tuple(blocks),
        words.language,
        beside.example,
    )


def running(beside: Beside, words: Words) -> Running:
    """What stands on every page of the application."""
    over = words("apply.document.over", place=beside.place)
    title = words("apply.document.title")
    return Running(over, f"{over} · {title}", "Samlad", (title, beside.place))


def _facts(draft: Draft, words: Words) -> Iterable[m.Block]:
    shown = (
        ("requested", Figure(draft.requested.ore, "kronor")),
        ("own", Figure(draft.own.ore, "kronor")),
        ("own_share", Figure(float(draft.own_share), "share")),
    )
    for key, figure in shown:
        yield m.Notice("fact", say.figure(figure, words), words(f"apply.document.{key}"))


def _section(section: Section, text: list[str]) -> Iterable[m.Block]:
    if section.key not in LISTED or len(text) < 2:
        return [m.Paragraph(one) for one in text]
    if section.key in ("goals", "timetable"):
        return [m.Bullets(tuple(text))]
    return [m.Paragraph(text[0]), m.Bullets(tuple(text[1:]))]


def _gaps(draft: Draft, words: Words, said: Callable[[Said], str]) -> Iterable[m.Block]:
    yield m.Heading(2, words("apply.document.gaps_title"), "gaps")
    if draft.complete:
        yield m.Paragraph(words("apply.document.gaps_none"))
        return
    open_items = [item for item in draft.items if not draft.answers(item)]
    counts = {"n": str(len(open_items)), "of": str(len(draft.items))}
    yield m.Paragraph(words("apply.document.gaps_some", **counts))
    for gap in draft.gaps:
        title = words(
            "apply.document.gap_title",
            law=gap.law,
            paragraph=gap.paragraph,
            section=words(f"apply.section.{gap.field}"),
        )
        yield m.Notice("gap", f"{said(gap.what)} {said(gap.way_out)}", title)


def _checked(draft: Draft, words: Words) -> Iterable[m.Block]:
    if not draft.items:
        return
    safe = release(exhibits.application_checklist(draft))
    yield m.Heading(2, words("apply.document.checked"), "checked")
    yield m.TableBlock(safe, say.say(safe.exhibit.title, words), downloads=False)
