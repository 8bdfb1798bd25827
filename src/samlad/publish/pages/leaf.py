"""A page in the making: blocks put after each other, gaps said by name."""

from __future__ import annotations

from samlad.model import Figure, Source, Words
from samlad.publish import manuscript as m
from samlad.publish import say
from samlad.publish.exhibit import Cell
from samlad.publish.protect import Safe, part
from samlad.publish.story import Story

LONG, FIRST = 60, 15
"""A table of more rows than the first has a page of its own; so many rows stand in its place."""
MANY = 3
"""More sentences than this are a list after the first."""


class Leaf:
    """Collects the blocks of one page; ``done`` gives the manuscript.

    ``key``: its words are ``page.<key>.title`` and ``page.<key>.lead`` and so on.
    """

    def __init__(self, story: Story, words: Words, slug: str, key: str) -> None:
        self.story, self.words, self.slug, self.key = story, words, slug, key
        self.blocks: list[m.Block] = []

    def word(self, key: str, **values: object) -> str:
        """A sentence of this page's own words."""
        return self.words(f"page.{self.key}.{key}", **values)

    def heading(self, key: str, anchor: str, level: int = 2, **values: object) -> None:
        """A heading with a stable address."""
        self.blocks.append(m.Heading(level, self.word(key, **values), anchor))

    def text(self, key: str, **values: object) -> None:
        """A paragraph of the page's own words."""
        self.blocks.append(m.Paragraph(self.word(key, **values)))

    def answer(self, name: str) -> None:
        """The first of the story's sentences under a name: what the reader came for."""
        for one in self.story.sentences.get(name, ())[:1]:
            self.blocks.append(m.Paragraph(say.say(one, self.words)))
        if not self.story.sentences.get(name):
            self.gap(f"sentences.{name}")

    def more(self, name: str) -> None:
        """The story's sentences after the first, as a list."""
        told = tuple(say.say(one, self.words) for one in self.story.sentences.get(name, ())[1:])
        if told:
            self.blocks.append(m.Bullets(told))

    def said(self, name: str, kind: str = "") -> tuple[str, ...]:
        """The story's sentences under a name, the many as a list; a gap when there are none."""
        told = tuple(say.say(one, self.words) for one in self.story.sentences.get(name, ()))
        paragraphs = told if len(told) <= MANY else told[:1]
        self.blocks.extend(m.Paragraph(line, kind) for line in paragraphs)
        if len(told) > MANY:
            self.blocks.append(m.Bullets(told[1:]))
        if not told:
            self.gap(f"sentences.{name}")
        return told

    def gap(self, name: str) -> None:
        """Says what is missing and by what name."""
        what = self.words(f"gap.{name}")
        self.blocks.append(
            m.Notice("gap", self.words("gap.says", what=what), self.words("gap.title"))
        )

    def table(self, name: str, anchor: str = "") -> Safe | None:
        """A table of the story with its downloads; a gap when it is missing or empty."""
        safe = self.story.exhibits.get(name)
        if safe is None or not len(safe.exhibit):
            self.gap(f"exhibit.{name}")
            return None
        self.show(safe, anchor)
        return safe

    def long_table(self, name: str, anchor: str, slug: str) -> None:
        """A table on the page when it is short; else its first rows and a page of its own."""
        safe = self.story.exhibits.get(name)
        if safe is None or len(safe.exhibit) <= LONG:
            self.table(name, anchor)
            return
        rows = iter(range(len(safe.exhibit)))
        first = part(safe, safe.exhibit.name, safe.exhibit.title, lambda _: next(rows) < FIRST)
        title = say.say(safe.exhibit.title, self.words)
        of = len(safe.exhibit)
        caption = self.words("page.first_rows", title=title, n=FIRST, of=of)
        self.blocks.append(m.TableBlock(first, caption, anchor, downloads=False))
        self.blocks.append(m.Links(((self.words("page.all_rows", of=of), f"/{slug}"),)))

    def show(self, safe: Safe, anchor: str = "") -> None:
        """A released table with its downloads."""
        caption = say.say(safe.exhibit.title, self.words)
        self.blocks.append(m.TableBlock(safe, caption, anchor))

    def picture(self, given: m.Picture | m.MapBlock | None) -> None:
        """A picture or a map, where it could be drawn."""
        if isinstance(given, m.MapBlock):
            self.blocks.append(given)
        elif given is not None:
            self.blocks.append(m.FigureBlock(given, given.name))

    def links(self, *items: tuple[str, str]) -> None:
        """Links by word key (the page's own, or whole from ``page.``) and address."""
        whole = "page."
        self.blocks.append(
            m.Links(
                tuple(
                    (self.words(key) if key.startswith(whole) else self.word(key), href)
                    for key, href in items
                )
            )
        )

    def done(self, *, title: str = "", lead: str = "", kind: str = "") -> m.Manuscript:
        """The page. It carries the mark of the worked example when the story is one."""
        return m.Manuscript(
            self.slug,
            title or self.word("title", place=self.story.place),
            lead or self.word("lead", place=self.story.place),
            kind or self.key,
            tuple(self.blocks),
            self.words.language,
            self.story.example,
        )


def caption(story: Story, safe: Safe, words: Words) -> str:
    """Title, place and source of what a picture shows, in one line."""
    sources: tuple[Source, ...] = safe.exhibit.sources
    published = ", ".join(dict.fromkeys(s.publisher for s in sources if s.publisher))
    text = words("draw.caption", place=story.place, date=story.stamp.isoformat())
    if published:
        text += " " + words("draw.caption_source", sources=published)
    if safe.exhibit.example:
        text += " " + words("site.example")
    return text


def figure(cell: Cell) -> Figure | None:
    """The cell when it is a figure with a number."""
    return cell if isinstance(cell, Figure) and cell.value is not None else None
