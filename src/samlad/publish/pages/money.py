"""Money: announced and decided kept apart, the key that shares the state's pot, and its fit."""

from __future__ import annotations

from collections.abc import Mapping

from samlad.model import Figure, Words
from samlad.publish import manuscript as m
from samlad.publish import say
from samlad.publish.pages import pictures
from samlad.publish.pages.leaf import Leaf
from samlad.publish.story import Story


def page(story: Story, words: Words) -> m.Manuscript:
    """What was announced, what was decided, how the pot was shared, and the scenarios."""
    leaf = Leaf(story, words, "pengar", "money")
    _summary(leaf)
    leaf.heading("apart", "aviserat-och-beslutat")
    leaf.text("apart_says")
    leaf.picture(pictures.money(story, words))
    leaf.picture(pictures.money(story, words, "national"))
    leaf.said("money")
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


def _summary(leaf: Leaf) -> None:
    """One line, then the three standings side by side: never added, never subtracted."""
    story, words = leaf.story, leaf.words
    announced = pictures.by_year(story, "announced")
    if not announced:
        return
    first, last = min(announced), max(announced)
    national = pictures.by_year(story, "decided", "national")
    own = pictures.by_year(story, "decided")
    paid = pictures.by_year(story, "paid")
    how = pictures.precision(story, words)
    values = {"place": story.place, "first": str(first), "last": str(last), "how": how}
    parts = [(leaf.word("sum.announced", **values), _kronor(announced, words))]
    line = [leaf.word("line.announced", amount=_kronor(announced, words), **values)]
    if own:
        parts.append((leaf.word("sum.decided", **values), _kronor(own, words)))
        line.append(leaf.word("line.decided", amount=_kronor(own, words)))
    elif national:
        parts.append((leaf.word("sum.national"), _kronor(national, words)))
    if paid:
        parts.append((leaf.word("sum.paid", **values), _kronor(paid, words)))
        line.append(leaf.word("line.paid", amount=_kronor(paid, words), **values))
    some = [year for year, ore in (own or national).items() if ore]
    if some and max(some) < last:
        line.append(leaf.word("line.rest", year=str(max(some))))
    leaf.blocks.append(m.Paragraph(" ".join(line)))
    leaf.blocks.append(
        m.Cards((m.Card(leaf.word("sum.title"), parts=tuple(parts), anchor="i-korthet"),))
    )


def _kronor(by: Mapping[int, int], words: Words) -> str:
    return say.figure(Figure(sum(by.values()), "kronor"), words)
