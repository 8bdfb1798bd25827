"""The plan: the first actions and why, years, areas, lines, and what a cut means."""

from __future__ import annotations

from samlad.model import Words
from samlad.publish import manuscript as m
from samlad.publish import say
from samlad.publish.pages import pictures
from samlad.publish.pages.leaf import Leaf
from samlad.publish.story import Story


def page(story: Story, words: Words) -> m.Manuscript:
    """First what is done first and why; then the money by year, area and line; then the cut."""
    leaf = Leaf(story, words, "plan", "plan")
    leaf.said("plan")
    leaf.heading("first", "forst")
    told = story.sentences.get("plan_first_actions", ())
    if told:
        leaf.blocks.append(m.Steps(tuple(say.say(one, words) for one in told)))
    else:
        leaf.gap("sentences.plan_first_actions")
    leaf.heading("cut", "nedskarning")
    leaf.said("cut")
    leaf.table("stranded", "nedskarning-tabell")
    leaf.heading("years", "ar-for-ar")
    leaf.picture(pictures.plan_years(story, words))
    leaf.table("plan_years", "ar-tabell")
    leaf.heading("areas", "omraden")
    leaf.picture(pictures.area_map(story, words, "plan_areas", "amount_per_resident", "plan_map"))
    leaf.table("plan_areas", "omraden-tabell")
    leaf.heading("lines", "rader")
    leaf.text("lines_says")
    leaf.table("plan_lines", "rader-tabell")
    leaf.heading("actions", "insatser")
    leaf.text("actions_says")
    leaf.table("actions", "insatser-tabell")
    leaf.links(("link.money", "/pengar"), ("link.promises", "/loften"), ("link.method", "/metod"))
    return leaf.done()
