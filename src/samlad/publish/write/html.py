"""A manuscript as one accessible HTML page: no inline style, no inline script, relative links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from posixpath import dirname, relpath
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from samlad.model import Mistake, Words
from samlad.publish import manuscript as m
from samlad.publish import say
from samlad.publish.exhibit import Exhibit
from samlad.publish.protect import Safe
from samlad.publish.write.typst import source_line

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'"
)
"""The policy a page can carry itself; ``frame-ancestors`` is for the server's header."""

LINK = re.compile(r'href="(/[^"]*|#[^"]*|[a-z][^"]*)"')
NUMERIC = frozenset({"share", "points", "people", "index", "score", "kronor", "year", "number"})


@dataclass(frozen=True)
class Item:
    """One entry of a menu: the page's slug and its words."""

    slug: str
    text: str


@dataclass(frozen=True)
class SiteFrame:
    """What surrounds every page of a site in one language.

    ``path``: this page's own file in the site. ``address``: slug → file, in this language.
    ``others``: language → file of the same page. ``files``: downloads and documents that exist.
    ``areas``: name and code of an area → its slug, for links in tables. ``crumbs``: pages above.
    """

    place: str
    path: str
    address: Mapping[str, str]
    menu: tuple[Item, ...]
    foot: tuple[Item, ...]
    stamp: m.Stamp
    others: Mapping[str, str] = field(default_factory=dict)
    files: frozenset[str] = frozenset()
    areas: Mapping[str, str] = field(default_factory=dict)
    crumbs: tuple[Item, ...] = ()
    card: str = ""
    tables: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def link(self, href: str) -> str:
        """An address as this page writes it.

        ``/slug#anchor`` is a page of the site, ``/file.pdf`` a file of it, ``#x`` is on this
        page, anything else leads out. Raises ``Mistake("site.dead_link")``.
        """
        if not href.startswith("/"):
            return href
        slug, _, anchor = href[1:].partition("#")
        target = self.address.get(slug) or (slug if slug in self.files else "")
        if not target:
            raise Mistake("site.dead_link", found={"page": self.path, "link": href})
        here = relpath(target, dirname(self.path) or ".")
        return f"{here}#{anchor}" if anchor else here


@dataclass(frozen=True)
class TableView:
    """A table ready for the template."""

    anchor: str
    caption: str
    headings: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[tuple[str, bool, str, bool], ...], ...]
    downloads: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    rule: str
    record: str
    trail: str


@cache
def environment() -> Environment:
    """The one Jinja2 environment: escapes everything, stops at what is not defined."""
    return Environment(
        loader=PackageLoader("samlad.publish", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def page(manuscript: m.Manuscript, site: SiteFrame, words: Words) -> str:
    """The whole page. Raises ``Mistake("site.dead_link")`` and ``Mistake("words.missing")``."""
    view = _Page(manuscript, site, words)
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            page=manuscript,
            site=site,
            w=words,
            link=site.link,
            policy=POLICY,
            sections=view.sections(),
            scripted={
                "decimal": "," if words.language == "sv" else ".",
                **{key: words(f"html.{key}") for key in ("map_help", "rising", "falling")},
            },
            contents=[b for b in manuscript.blocks if isinstance(b, m.Heading) and b.level == 2],
            marked=manuscript.example,
        )
    )


class _Page:
    """The blocks of one page as what the template needs."""

    def __init__(self, manuscript: m.Manuscript, site: SiteFrame, words: Words) -> None:
        self.manuscript, self.site, self.words = manuscript, site, words
        self.seen: set[str] = set()

    def sections(self) -> list[dict[str, Any]]:
        """Blocks grouped under their second-level headings."""
        out: list[dict[str, Any]] = [{"heading": None, "blocks": []}]
        for block in self.manuscript.blocks:
            if isinstance(block, m.Heading) and block.level == 2:
                out.append({"heading": block, "blocks": []})
            else:
                out[-1]["blocks"].append(self.view(block))
        return [s for s in out if s["heading"] or s["blocks"]]

    def view(self, block: m.Block) -> dict[str, Any]:
        """Block kind and its parts."""
        kind = type(block).__name__
        make: Mapping[str, Callable[[Any], dict[str, Any]]] = {
            "TableBlock": self._table,
            "FigureBlock": self._figure,
            "MapBlock": self._map,
            "Cards": self._cards,
            "SourceNote": self._sources,
        }
        return {"kind": kind, "block": block, **(make[kind](block) if kind in make else {})}

    def _table(self, block: m.TableBlock) -> dict[str, Any]:
        if not isinstance(block.safe, Safe):
            raise TypeError("only released tables are written")
        exhibit = block.safe.exhibit
        w = self.words
        anchor = block.anchor or f"t-{exhibit.name.replace('_', '-')}"
        files = self.site.tables.get(exhibit.name, ()) if block.downloads else ()
        table = TableView(
            anchor=anchor,
            caption=block.caption,
            headings=tuple(
                (text, column.unit in NUMERIC)
                for text, column in zip(say.headings(exhibit, w), exhibit.shown, strict=True)
            ),
            rows=tuple(self._rows(exhibit)),
            downloads=tuple((kind, self.site.link(f"/{path}")) for kind, path in files),
            sources=tuple(dict.fromkeys(source_line(s, w) for s in exhibit.sources)),
            notes=tuple(say.say(note, w) for note in exhibit.notes),
            rule=say.say(block.safe.rule, w),
            record=exhibit.record[:12],
            trail=self._trail(exhibit.name),
        )
        return {"table": table}

    def _trail(self, name: str) -> str:
        sources = self.site.address.get("kallor")
        base = name if not name.startswith("area_") else name.split("_", 2)[-1]
        return self.site.link(f"/kallor#spar-{base.replace('_', '-')}") if sources else ""

    def _rows(self, exhibit: Exhibit) -> Iterator[tuple[tuple[str, bool, str, bool], ...]]:
        """Shown cells as (text, is a number, link, is the row's heading)."""
        columns = exhibit.shown
        head = next((i for i, c in enumerate(columns) if c.role == "label"), -1)
        for shown in say.rows(exhibit, self.words):
            yield tuple(
                (
                    text,
                    columns[i].unit in NUMERIC,
                    self._area_link(text) if columns[i].unit == "text" else "",
                    i == head,
                )
                for i, text in enumerate(shown)
            )

    def _area_link(self, text: str) -> str:
        """The address of the area a cell names, when it has a page other than this one."""
        slug = self.site.areas.get(text)
        here = self.site.address.get(slug or "")
        return self.site.link(f"/{slug}") if slug and here and here != self.site.path else ""

    def _resolved(self, svg: str) -> Markup:
        """The picture with its links as this page writes them."""
        return Markup(LINK.sub(lambda found: f'href="{self.site.link(found[1])}"', svg))

    def _figure(self, block: m.FigureBlock) -> dict[str, Any]:
        return self._picture(block.picture)

    def _picture(self, picture: m.Picture) -> dict[str, Any]:
        """The wide drawing, and the narrow one where there is one: the style shows one of them."""
        return {
            "svg": self._resolved(picture.svg),
            "narrow": self._resolved(picture.narrow),
            "picture": picture,
        }

    def _cards(self, block: m.Cards) -> dict[str, Any]:
        return {
            "cards": [
                (card, self._picture(card.picture) if card.picture else None)
                for card in block.items
            ]
        }

    def _map(self, block: m.MapBlock) -> dict[str, Any]:
        rows = [
            (r.code, r.name, r.shown, self.site.link(r.href) if r.href else "") for r in block.rows
        ]
        return {
            "svg": self._resolved(block.bare or block.picture.svg),
            "picture": block.picture,
            "rows": rows,
        }

    def _sources(self, block: m.SourceNote) -> dict[str, Any]:
        lines: Sequence[str] = [source_line(s, self.words) for s in block.sources]
        return {"lines": tuple(dict.fromkeys(lines))}
