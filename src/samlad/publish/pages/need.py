"""How apart people live, and where need is greatest and how sure that is."""

from __future__ import annotations

from samlad.model import Words
from samlad.publish import manuscript as m
from samlad.publish.pages import pictures
from samlad.publish.pages.leaf import Leaf
from samlad.publish.story import Story


def segregation(story: Story, words: Words) -> m.Manuscript:
    """Den samlade bilden, change and whether it is more than noise, local values, neighbours."""
    leaf = Leaf(story, words, "boende", "segregation")
    leaf.said("measure")
    leaf.heading("whole", "samlad-bild")
    leaf.picture(pictures.whole(story, words))
    leaf.text("whole_says")
    leaf.table("living", "samlad-bild-tabell")
    leaf.heading("change", "forandring")
    leaf.picture(pictures.change(story, words))
    leaf.said("change")
    leaf.table("change", "forandring-tabell")
    leaf.heading("local", "per-omrade")
    leaf.text("local_says")
    leaf.picture(pictures.area_map(story, words, "local", "value", "local_map"))
    leaf.table("local", "per-omrade-tabell")
    leaf.heading("exposure", "grannar")
    leaf.text("exposure_says")
    leaf.table("exposure", "grannar-tabell")
    leaf.heading("readings", "alla-matt")
    leaf.table("readings", "alla-matt-tabell")
    leaf.links(("link.method", "/metod#boende"), ("link.need", "/behov"))
    return leaf.done()


def page(story: Story, words: Words) -> m.Manuscript:
    """Need per area: the answer first, then how sure, then what it is made of, then the gaps."""
    leaf = Leaf(story, words, "behov", "need")
    leaf.answer("need")
    leaf.text("described")
    leaf.picture(pictures.area_map(story, words, "need", "score", "need_map"))
    leaf.heading("sure", "hur-sakert")
    leaf.text("sure_says")
    leaf.more("need")
    leaf.picture(pictures.ranking(story, words))
    leaf.table("need", "behov-tabell")
    leaf.heading("terms", "vad-det-bestar-av")
    leaf.text("terms_says")
    leaf.table("need_terms", "delar-tabell")
    leaf.heading("trend", "over-tid")
    leaf.picture(pictures.trend(story, words))
    leaf.table("need_trend", "over-tid-tabell")
    leaf.heading("gaps", "det-vi-inte-vet")
    leaf.text("gaps_says")
    leaf.table("need_gaps", "det-vi-inte-vet-tabell")
    leaf.links(("link.plan", "/plan"), ("link.method", "/metod#behov"))
    return leaf.done()
