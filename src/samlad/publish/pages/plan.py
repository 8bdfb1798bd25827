"""The plan: the first actions and why, years, areas, lines, and what a cut means."""

from __future__ import annotations

from collections.abc import Iterator

from samlad.model import Words
from samlad.publish import manuscript as m
from samlad.publish import say
from samlad.publish.pages import pictures
from samlad.publish.pages.leaf import LONG, Leaf
from samlad.publish.story import Story


def page(story: Story, words: Words) -> m.Manuscript:
    """First what is done first and why; then the money by year, area and line; then the cut."""
    leaf = Leaf(story, words, "plan", "plan")
    leaf.heading("first", "forst")
    told = story.sentences.get("plan_first_actions", ())
    if told:
        leaf.blocks.append(m.Steps(tuple(say.say(one, words) for one in told)))
    else:
        leaf.gap("sentences.plan_first_actions")
    leaf.heading("short", "i-korthet")
    leaf.said("plan")
    leaf.heading("cut", "nedskarning")
    leaf.said("cut")
    leaf.long_table("stranded", "nedskarning-tabell", "plan/nedskarning")
    leaf.heading("years", "ar-for-ar")
    leaf.picture(pictures.plan_years(story, words))
    leaf.table("plan_years", "ar-tabell")
    leaf.heading("areas", "omraden")
    leaf.picture(pictures.area_map(story, words, "plan_areas", "amount_per_resident", "plan_map"))
    leaf.table("plan_areas", "omraden-tabell")
    leaf.heading("lines", "rader")
    leaf.text("lines_says")
    leaf.long_table("plan_lines", "rader-tabell", "plan/rader")
    leaf.heading("actions", "insatser")
    leaf.text("actions_says")
    leaf.table("actions", "insatser-tabell")
    leaf.links(("link.money", "/pengar"), ("link.promises", "/loften"), ("link.method", "/metod"))
    return leaf.done()


WHOLE = {"plan/rader": ("plan_lines", "lines"), "plan/nedskarning": ("stranded", "cut")}
"""Pages of their own for tables that are too long for the plan's page."""


def whole(story: Story, words: Words) -> Iterator[m.Manuscript]:
    """The long tables, each on its own page with all its rows."""
    for slug, (name, key) in WHOLE.items():
        safe = story.exhibits.get(name)
        if safe is not None and len(safe.exhibit) > LONG:
            leaf = Leaf(story, words, slug, "plan")
            leaf.show(safe, f"{name.replace('_', '-')}-alla")
            title = say.say(safe.exhibit.title, words)
            yield leaf.done(title=title, lead=leaf.word(f"{key}_lead"), kind="rows")
