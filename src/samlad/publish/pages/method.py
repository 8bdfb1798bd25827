"""Så har vi räknat: formula, source and caveats for each number shown."""

from __future__ import annotations

from samlad.model import Words
from samlad.publish import manuscript as m
from samlad.publish.pages.leaf import Leaf
from samlad.publish.story import Story

FORMULAS = {
    "segregation": ("dissimilarity", "mutual_information", "theil_h", "isolation", "gini"),
    "noise": ("interval", "expected"),
    "need": ("score", "rank"),
    "money": ("share", "fit"),
    "plan": ("gain", "gap"),
    "effects": ("effect",),
}
"""Part of the page → its formulas; the words carry formula, reading aloud and meaning."""

ANCHORS = {
    "segregation": "boende",
    "noise": "osakerhet",
    "need": "behov",
    "money": "pengar",
    "plan": "plan",
    "effects": "effekter",
}


def page(story: Story, words: Words) -> m.Manuscript:
    """Each kind of number: what it means, its formula, where it comes from, what it cannot say."""
    leaf = Leaf(story, words, "metod", "method")
    leaf.said("limits")
    for part, formulas in FORMULAS.items():
        leaf.heading(f"{part}.heading", ANCHORS[part])
        leaf.text(f"{part}.says")
        for name in formulas:
            leaf.heading(f"formula.{name}.name", f"formel-{name.replace('_', '-')}", 3)
            leaf.blocks.append(
                m.Formula(leaf.word(f"formula.{name}.text"), leaf.word(f"formula.{name}.alt"))
            )
            leaf.text(f"formula.{name}.means")
        leaf.blocks.append(m.Notice("caution", leaf.word(f"{part}.caveat"), words("caveat.title")))
    leaf.heading("protection", "sma-tal")
    leaf.text("protection_says")
    leaf.heading("language", "hur-vi-skriver")
    leaf.text("language_says")
    leaf.links(("link.sources", "/kallor"), ("link.contact", "/kontakt"))
    return leaf.done()
