"""The pages of a public site, each a manuscript in one language."""

from __future__ import annotations

from samlad.model import Words
from samlad.publish.manuscript import Manuscript
from samlad.publish.pages import about, areas, follow, method, money, need, plan, start
from samlad.publish.story import Story

__all__ = ["pages"]


def pages(story: Story, words: Words) -> tuple[Manuscript, ...]:
    """Every page of the site in the language of the words, the start page first.

    What the story lacks is said by name on the page where it would stand. Raises
    ``Mistake("words.missing")``.
    """
    return (
        start.page(story, words),
        areas.index(story, words),
        *areas.each(story, words),
        need.segregation(story, words),
        need.page(story, words),
        money.page(story, words),
        plan.page(story, words),
        *plan.whole(story, words),
        follow.promises(story, words),
        *follow.whole(story, words),
        follow.application(story, words),
        method.page(story, words),
        about.sources(story, words),
        about.accessibility(story, words),
        about.contact(story, words),
        about.licences(story, words),
    )
