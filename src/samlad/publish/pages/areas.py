"""The list of areas and one page per area: described, never shamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from samlad.model import Figure, Said, Words
from samlad.publish import manuscript as m
from samlad.publish import say
from samlad.publish.exhibit import Cell
from samlad.publish.pages import follow, pictures
from samlad.publish.pages.leaf import Leaf, figure
from samlad.publish.protect import Safe, part
from samlad.publish.story import Story

SHARED = 6
"""What reaches more areas than this is shared by all and stands on the plan's own page."""
PARTS = ("need_terms", "need_trend", "local", "plan_areas", "plan_lines", "promises", "targets")
"""The tables whose rows about one area stand on its page, in order."""


def index(story: Story, words: Words) -> m.Manuscript:
    """All areas by name, on a map and in a list, with a link to each."""
    leaf = Leaf(story, words, "omraden", "areas")
    leaf.text("described")
    main = story.main
    if main is None:
        leaf.gap("areas")
        return leaf.done()
    people = pictures.area_map(story, words, "need", "people", "people_map")
    block = people or pictures.area_map(story, words, "need", "score", "need_map")
    leaf.picture(block)
    if block is None:
        leaf.gap("exhibit.need")
        items = tuple((main.name(code), f"/omraden/{code}") for code in main.codes)
        leaf.blocks.append(m.Links(items))
    return leaf.done()


def each(story: Story, words: Words) -> Iterator[m.Manuscript]:
    """One page per area of the division that need follows."""
    if story.main is not None:
        for code in story.main.codes:
            yield _page(story, words, code)


def called(story: Story, words: Words, code: str) -> str:
    """An area's name as the need table has it, else as the division has it."""
    for row in pictures.rows_of(story, "need"):
        if row["area"] == code:
            return say.cell(row["area_name"], words)
    return story.main.name(code) if story.main is not None else code


def own(story: Story, code: str) -> dict[str, Safe]:
    """The rows about one area of every table that has such rows: name → released table."""
    out = {}
    for name in PARTS:
        safe = story.exhibits.get(name)
        if safe is None:
            continue
        keep = _about(code)
        some = part(safe, f"area_{code}_{name}", safe.exhibit.title, keep)
        if len(some.exhibit):
            out[name] = some
    return out


def _about(code: str) -> Callable[[Mapping[str, Cell]], bool]:
    def keep(row: Mapping[str, Cell]) -> bool:
        reached = str(row.get("areas") or "").split()
        return row.get("area") == code or (code in reached and len(reached) <= SHARED)

    return keep


def _page(story: Story, words: Words, code: str) -> m.Manuscript:
    name = called(story, words, code)
    leaf = Leaf(story, words, f"omraden/{code}", "area")
    parts = own(story, code)
    leaf.heading("need", "behov")
    _need(leaf, code, name)
    leaf.text("described")
    if "need_terms" in parts:
        leaf.picture(pictures.terms(story, words, code))
        leaf.show(parts["need_terms"], "behovets-delar")
    if "need_trend" in parts:
        leaf.show(parts["need_trend"], "over-tid")
    if "local" in parts:
        leaf.heading("segregation", "boende")
        leaf.text("segregation_says")
        leaf.show(parts["local"], "boende-tabell")
    leaf.heading("plan", "plan")
    for key in ("plan_areas", "plan_lines"):
        if key in parts:
            leaf.show(parts[key], key.replace("_", "-"))
        else:
            leaf.gap(f"area.{key}")
    shared = _shared(story, code)
    if shared:
        leaf.text("shared", n=shared)
    leaf.heading("promises", "loften")
    if "promises" in parts:
        told = follow.cards(story, words, list(parts["promises"].exhibit.records()))
        leaf.blocks += [told] if told else []
        leaf.links(("page.promises.whole.promises", f"/{follow.WHOLE['promises']}"))
    else:
        leaf.gap("area.promises")
    if "targets" in parts:
        leaf.show(parts["targets"], "targets")
    leaf.heading("read_on", "las-mer")
    leaf.links(("link.need", "/behov"), ("link.plan", "/plan"), ("link.method", "/metod"))
    division = story.main.division if story.main is not None else story.division
    lead = leaf.word("lead", place=story.place, division=division, code=code)
    return leaf.done(title=name, lead=lead)


def _shared(story: Story, code: str) -> int:
    """How many lines of the plan the area shares with many others."""
    reached = [str(r.get("areas") or "").split() for r in pictures.rows_of(story, "plan_lines")]
    return sum(code in one and len(one) > SHARED for one in reached)


def _need(leaf: Leaf, code: str, name: str) -> None:
    """The score in words: with its interval, the span of places, and how sure that is."""
    rows = pictures.rows_of(leaf.story, "need")
    row = next((row for row in rows if row["area"] == code), None)
    if row is None or figure(row["score"]) is None:
        leaf.gap("area.need")
        return
    of = sum(1 for one in rows if figure(one["score"]) is not None)
    span = {key: row[key] for key in ("rank_low", "rank_high")}
    certain = say.cell(span["rank_low"], leaf.words) == say.cell(span["rank_high"], leaf.words)
    values: dict[str, object] = {
        "area": name,
        "score": pictures.spread(row, "score"),
        "of": Figure(of, "number"),
        "place": Said(f"page.area.place.{'one' if certain else 'span'}", span),
        "p_worst": _likely(row["p_worst"]),
        "smaa": _likely(row["smaa"]),
    }
    said = say.say(Said("page.area.need_says", values), leaf.words)
    leaf.blocks.append(m.Paragraph(said))


def _likely(cell: Cell) -> object:
    """A share of recounts in words where digits would say more than is known."""
    share = figure(cell)
    if share is None or share.value is None:
        return cell
    if share.value >= 0.995:
        return Said("page.area.nearly_all")
    return Said("page.area.nearly_none") if share.value < 0.005 else share
