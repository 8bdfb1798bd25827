"""The whole public site as files: pages in every language, tables beside them, a manifest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from html import unescape
from importlib.resources import files
from importlib.resources.abc import Traversable
from posixpath import dirname, join, normpath
from types import MappingProxyType
from urllib.parse import unquote

from samlad.model import Mistake, Words
from samlad.publish import manuscript as m
from samlad.publish.pages import areas, follow, pages
from samlad.publish.protect import Safe
from samlad.publish.story import Story
from samlad.publish.write import csv, html, json, xlsx
from samlad.publish.write.html import Item, SiteFrame

MENU = ("", "omraden", "boende", "behov", "pengar", "plan", "loften", "ansokan", "metod")
FOOT = ("kallor", "tillganglighet", "kontakt", "oppen-kallkod")
ROOT_LANGUAGE = "sv"
CARD = "delning/samlad-{language}.png"
"""Where a share card lies when it is among the documents."""

_LINK = re.compile(r'\s(?:href|src)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]+)"')
_OUTSIDE = ("https:", "http:", "mailto:")


def site(
    story: Story, words: Mapping[str, Words], documents: Mapping[str, bytes] | None = None
) -> Mapping[str, bytes]:
    """Path → bytes of every file, sorted; the same story gives the same bytes.

    ``documents``: path → bytes of files made elsewhere: ``dokument/…`` for PDF and Word (a name
    that ends in ``-sv`` or ``-en`` is shown in that language only), ``delning/samlad-sv.png``
    for the share card. Raises ``Mistake``: ``site.dead_link`` (a link or an anchor that leads
    nowhere), ``words.missing``.
    """
    out: dict[str, bytes] = {**assets(), **(documents or {})}
    for one in words.values():
        out.update(_tables(story, one))
    made = {code: _pages(story, one, out) for code, one in words.items()}
    there = frozenset(out) | {
        address(page.slug, words[code]) for code, some in made.items() for page in some
    }
    for code in words:
        out.update(_written(story, words, code, made[code], there))
    start = f"{ROOT_LANGUAGE}/index.html"
    if start in out:
        out["index.html"] = _at_root(out[start])
    out["sitemap.xml"] = _sitemap(out, story.stamp.isoformat())
    check_links(out)
    out["MANIFEST.sha256"] = manifest(out)
    return MappingProxyType(dict(sorted(out.items())))


def address(slug: str, words: Words) -> str:
    """The file of a page, such as ``sv/omraden/2081C1140.html``."""
    first, _, rest = slug.partition("/")
    own = words(f"slug.{first}") if first else "index"
    rest = words(f"slug_under.{rest}") if f"slug_under.{rest}" in words else rest
    return f"{words.language}/{own}/{rest}.html" if rest else f"{words.language}/{own}.html"


def _pages(story: Story, words: Words, there: Mapping[str, bytes]) -> tuple[m.Manuscript, ...]:
    documents = [
        name
        for name in sorted(there)
        if name.startswith("dokument/") and _language_of(name) in ("", words.language)
    ]
    return tuple(
        follow.application(story, words, documents) if page.slug == "ansokan" else page
        for page in pages(story, words)
    )


def _language_of(name: str) -> str:
    """The language a document's name ends with (``-sv``), or "" for all."""
    stem = name.rpartition(".")[0]
    return stem[-2:] if stem[-3:-2] == "-" else ""


def _written(
    story: Story,
    words: Mapping[str, Words],
    language: str,
    made: tuple[m.Manuscript, ...],
    there: frozenset[str],
) -> Iterator[tuple[str, bytes]]:
    mine = words[language]
    frame = _frame(story, mine, made, there)
    for page in made:
        above = tuple(i for i in frame.menu if i.slug in ("", page.slug.partition("/")[0]))
        here = replace(
            frame,
            path=address(page.slug, mine),
            crumbs=above if "/" in page.slug else (),
            others={code: address(page.slug, one) for code, one in words.items()},
        )
        yield here.path, html.page(page, here, mine).encode()


def _frame(
    story: Story, words: Words, made: tuple[m.Manuscript, ...], there: frozenset[str]
) -> SiteFrame:
    titles = {page.slug: page.title for page in made}
    named = {slug.rpartition("/")[2]: slug for slug in titles if slug.startswith("omraden/")}
    named |= {titles[slug]: slug for slug in named.values()}
    card = CARD.format(language=words.language)
    return SiteFrame(
        place=story.place,
        path="",
        address={page.slug: address(page.slug, words) for page in made},
        menu=tuple(Item(slug, words(f"menu.{slug or 'start'}")) for slug in MENU),
        foot=tuple(Item(slug, words(f"menu.{slug}")) for slug in FOOT),
        stamp=m.Stamp(story.stamp.isoformat(), story.version, story.fingerprint),
        files=there,
        areas=named,
        card=card if card in there else "",
        tables=_downloads(story, words, there),
    )


# ------------------------------------------------------------------------- tables beside pages


def _area_tables(story: Story) -> Iterator[tuple[str, dict[str, Safe]]]:
    if story.main is not None:
        for code in story.main.codes:
            yield code, areas.own(story, code)


def _tables(story: Story, words: Words) -> Iterator[tuple[str, bytes]]:
    """Every table as CSV, JSON and XLSX; an area's tables share one workbook."""
    folder = f"{words.language}/data"
    for name, safe in story.exhibits.items():
        yield from _files(f"{folder}/{name}", safe, words)
        yield f"{folder}/{name}.xlsx", xlsx.write([safe], words, story.stamp)
    for code, own in _area_tables(story):
        for safe in own.values():
            yield from _files(f"{folder}/{safe.exhibit.name}", safe, words)
        if own:
            yield f"{folder}/area_{code}.xlsx", xlsx.write(list(own.values()), words, story.stamp)


def _files(stem: str, safe: Safe, words: Words) -> Iterator[tuple[str, bytes]]:
    yield f"{stem}.csv", csv.write(safe, words).encode()
    yield f"{stem}.json", json.write(safe, words).encode()
    yield f"{stem}.about.json", json.about(safe, words).encode()


def _downloads(
    story: Story, words: Words, there: frozenset[str]
) -> Mapping[str, tuple[tuple[str, str], ...]]:
    folder = f"{words.language}/data"
    out = {name: _kinds(f"{folder}/{name}", f"{folder}/{name}") for name in story.exhibits}
    for code, own in _area_tables(story):
        for safe in own.values():
            stem = f"{folder}/{safe.exhibit.name}"
            out[safe.exhibit.name] = _kinds(stem, f"{folder}/area_{code}")
    return {name: tuple(kind for kind in kinds if kind[1] in there) for name, kinds in out.items()}


def _kinds(stem: str, book: str) -> tuple[tuple[str, str], ...]:
    return (("CSV", f"{stem}.csv"), ("XLSX", f"{book}.xlsx"), ("JSON", f"{stem}.json"))


# ------------------------------------------------------------------------ the site as a whole


@cache
def assets() -> Mapping[str, bytes]:
    """Style, script, icon and third-party files: they are part of the code."""
    found: dict[str, bytes] = {}

    def walk(folder: Traversable, above: str) -> None:
        for entry in sorted(folder.iterdir(), key=lambda e: e.name):
            if entry.is_dir():
                walk(entry, f"{above}{entry.name}/")
            elif not entry.name.startswith("vendor."):
                found[f"{above}{entry.name}"] = entry.read_bytes()

    walk(files("samlad.publish").joinpath("static"), "static/")
    return MappingProxyType(found)


def _at_root(page: bytes) -> bytes:
    """The Swedish start page one folder up: it is the site's first page, without a redirect."""

    def up(found: re.Match[str]) -> str:
        whole, target = found[0], found[1]
        if target.startswith(("#", *_OUTSIDE)):
            return whole
        moved = normpath(join(ROOT_LANGUAGE, target))
        return whole.replace(f'"{target}"', f'"{moved}"')

    text = _LINK.sub(up, page.decode())
    return re.sub(
        r'(property="og:image" content=")([^"]*)"',
        lambda f: f'{f[1]}{normpath(join(ROOT_LANGUAGE, f[2]))}"',
        text,
    ).encode()


def _sitemap(out: Mapping[str, bytes], day: str) -> bytes:
    """Every page, relative to the place where the site is put."""
    lines = [
        f"  <url><loc>{path}</loc><lastmod>{day}</lastmod></url>"
        for path in sorted(out)
        if path.endswith(".html")
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'{head}<urlset xmlns="{space}">\n{chr(10).join(lines)}\n</urlset>\n'.encode()


def manifest(out: Mapping[str, bytes]) -> bytes:
    """SHA-256 of every file, as ``sha256sum -c`` reads it."""
    lines = [f"{hashlib.sha256(out[path]).hexdigest()}  {path}" for path in sorted(out)]
    return ("\n".join(lines) + "\n").encode()


def check_links(out: Mapping[str, bytes]) -> None:
    """Every relative link and anchor leads somewhere, or ``Mistake("site.dead_link")``."""
    pages_ = {path: page.decode() for path, page in out.items() if path.endswith(".html")}
    anchors = {path: set(_ID.findall(text)) for path, text in pages_.items()}
    for path, text in pages_.items():
        for link in _LINK.findall(text):
            where = unquote(unescape(link))
            if where.startswith(_OUTSIDE):
                continue
            file, _, anchor = where.partition("#")
            target = normpath(join(dirname(path), file)) if file else path
            dead = target not in out or (anchor and anchor not in anchors.get(target, ()))
            if dead or where.startswith("/"):
                raise Mistake("site.dead_link", found={"page": path, "link": link})
