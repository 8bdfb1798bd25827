"""Money: announced and decided kept apart, the key that shares the state's pot, and its fit."""

from __future__ import annotations

from samlad.model import Words
from samlad.publish import manuscript as m
from samlad.publish.pages import pictures
from samlad.publish.pages.leaf import Leaf
from samlad.publish.story import Story


def page(story: Story, words: Words) -> m.Manuscript:
    """What was announced, what was decided, how the pot was shared, and the scenarios."""
    leaf = Leaf(story, words, "pengar", "money")
    leaf.said("money")
    leaf.heading("apart", "aviserat-och-beslutat")
    leaf.text("apart_says")
    leaf.picture(pictures.money(story, words))
    leaf.picture(pictures.money(story, words, "national"))
    leaf.table("ledger", "belopp")
    leaf.heading("key", "fordelning")
    leaf.text("key_says")
    leaf.table("grant", "fordelning-tabell")
    leaf.heading("fit", "traffsakerhet")
    leaf.text("fit_says")
    leaf.table("grant_fit", "traffsakerhet-tabell")
    leaf.heading("scenarios", "scenarier")
    leaf.text("scenarios_says")
    leaf.table("scenarios", "scenarier-tabell")
    leaf.links(("link.plan", "/plan"), ("link.cut", "/plan#nedskarning"))
    return leaf.done()
