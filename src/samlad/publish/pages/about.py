"""Sources and the way back, the accessibility statement, contact, open source."""

from __future__ import annotations

from samlad.model import Words
from samlad.publish import manuscript as m
from samlad.publish import say
from samlad.publish.pages.leaf import Leaf
from samlad.publish.story import EXHIBITS, Stop, Story, Trail

NOTIFY = "https://www.digg.se/tdosanmalan"


def sources(story: Story, words: Words) -> m.Manuscript:
    """Every source, and for every table the fingerprint of its record and the way back."""
    leaf = Leaf(story, words, "kallor", "sources")
    leaf.heading("sources", "kallor")
    leaf.table("sources", "kallor-tabell")
    leaf.heading("trail", "spar")
    leaf.text("trail_says")
    for name in EXHIBITS:
        safe = story.exhibits.get(name)
        if safe is None:
            continue
        leaf.blocks.append(
            m.Heading(3, say.say(safe.exhibit.title, words), f"spar-{name.replace('_', '-')}")
        )
        if safe.exhibit.record:
            leaf.text("record", fingerprint=safe.exhibit.record)
        else:
            leaf.text("no_record")
        trail = story.trail.get(name)
        if trail is not None and trail.stops:
            leaf.blocks.append(m.Bullets(_stops(leaf, trail)))
    return leaf.done()


SHOWN = 10
"""So many steps of a trail stand on the page; the command gives them all."""


def _stops(leaf: Leaf, trail: Trail) -> tuple[str, ...]:
    """The nearest steps and the farthest: records on the way, then where the numbers came in."""
    lines = [
        " ".join(part for part in (_kind(leaf, stop), stop.fingerprint[:12], _from(stop)) if part)
        for stop in trail.stops
    ]
    if len(lines) <= SHOWN + 1:
        return tuple(lines)
    half = SHOWN // 2
    between = leaf.word("more", n=len(lines) - 2 * half)
    return (*lines[:half], between, *lines[-half:])


def _from(stop: Stop) -> str:
    """Where a record came in from outside; the names of those between are for the command."""
    return stop.text if " · " in stop.text else ""


def _kind(leaf: Leaf, stop: Stop) -> str:
    key = f"record_kind.{stop.kind}"
    return leaf.words(key if key in leaf.words else "record_kind.other")


def accessibility(story: Story, words: Words) -> m.Manuscript:
    """Tillgänglighetsredogörelse: never "helt" while something has not been tested."""
    leaf = Leaf(story, words, "tillganglighet", "accessibility")
    leaf.heading("how", "hur-tillganglig")
    leaf.text("how_says")
    leaf.heading("lacks", "brister")
    leaf.blocks.append(m.Bullets(tuple(leaf.word(f"lack.{key}") for key in LACKS)))
    leaf.heading("burden", "oskaligt")
    leaf.text("burden_says")
    leaf.heading("tested", "provning")
    leaf.text("tested_says", date=story.stamp.isoformat())
    leaf.heading("tell_us", "rapportera")
    leaf.text("tell_us_says")
    _reach(leaf)
    leaf.heading("watch", "tillsyn")
    leaf.text("watch_says")
    leaf.blocks.append(m.Links(((leaf.word("notify"), NOTIFY),)))
    return leaf.done()


LACKS = ("screen_readers", "pictures", "pdf", "browsers")
"""What is known to be untested or lacking in this release."""


def contact(story: Story, words: Words) -> m.Manuscript:
    """Who answers for the pages."""
    leaf = Leaf(story, words, "kontakt", "contact")
    _reach(leaf)
    leaf.heading("about", "om-samlad")
    leaf.text("about_says")
    leaf.links(("link.accessibility", "/tillganglighet"), ("link.method", "/metod"))
    return leaf.done()


def _reach(leaf: Leaf) -> None:
    given = leaf.story.contact
    lines = tuple(
        leaf.words(f"contact.{key}", value=given[key])
        for key in ("name", "unit", "phone")
        if given.get(key)
    )
    if lines:
        leaf.blocks.append(m.Bullets(lines))
    if given.get("email"):
        leaf.blocks.append(m.Links(((given["email"], f"mailto:{given['email']}"),)))
    if not lines and not given.get("email"):
        leaf.gap("contact")


def licences(story: Story, words: Words) -> m.Manuscript:
    """What the pages and the work behind them are built of, and on what terms."""
    leaf = Leaf(story, words, "oppen-kallkod", "licences")
    leaf.heading("own", "samlad")
    leaf.text("own_says")
    leaf.heading("in_pages", "i-sidorna")
    leaf.blocks.append(m.Bullets((leaf.word("designsystemet"), leaf.word("font"))))
    leaf.links(("link.licence_text", "/static/vendor/designsystemet-LICENSE.txt"))
    leaf.heading("behind", "bakom")
    leaf.text("behind_says")
    leaf.heading("data", "data")
    leaf.text("data_says")
    return leaf.done()
