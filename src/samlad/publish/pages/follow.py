"""Promises, targets and effects; and what the application still lacks."""

from __future__ import annotations

from collections.abc import Sequence

from samlad.model import Words
from samlad.publish import manuscript as m
from samlad.publish.pages.leaf import Leaf
from samlad.publish.story import Story


def promises(story: Story, words: Words) -> m.Manuscript:
    """What was promised, whether it was done, what came of it, and what is due."""
    leaf = Leaf(story, words, "loften", "promises")
    leaf.said("promises")
    leaf.text("apart")
    leaf.table("promises", "loften-tabell")
    leaf.heading("targets", "mal")
    leaf.table("targets", "mal-tabell")
    leaf.heading("effects", "effekter")
    leaf.said("effects")
    leaf.text("effects_says")
    leaf.table("effects", "effekter-tabell")
    leaf.heading("due", "enligt-lag")
    leaf.table("due", "enligt-lag-tabell")
    leaf.links(("link.plan", "/plan"), ("link.method", "/metod#effekter"))
    return leaf.done()


def application(story: Story, words: Words, documents: Sequence[str] = ()) -> m.Manuscript:
    """What the application lacks by paragraph, and the application itself to fetch.

    ``documents``: files of the site that are documents, such as ``dokument/ansokan.pdf``.
    """
    leaf = Leaf(story, words, "ansokan", "application")
    leaf.said("application")
    leaf.heading("lacks", "saknas")
    leaf.text("lacks_says")
    gaps = story.exhibits.get("application_gaps")
    if gaps is not None and not len(gaps.exhibit):
        leaf.text("nothing_lacks")
    else:
        leaf.table("application_gaps", "saknas-tabell")
    if "application_checklist" in story.exhibits:
        leaf.heading("checklist", "forordningens-lista")
        leaf.table("application_checklist", "forordningens-lista-tabell")
    leaf.heading("documents", "dokument")
    if documents:
        leaf.blocks.append(
            m.Links(tuple((_document(name, words), f"/{name}") for name in documents))
        )
    else:
        leaf.gap("documents")
    leaf.links(("link.plan", "/plan"), ("link.promises", "/loften"))
    return leaf.done()


def _document(name: str, words: Words) -> str:
    """What a document is called, with its kind; by its file name where no words are given."""
    stem, _, ending = name.rpartition("/")[2].rpartition(".")
    key = f"document_name.{stem}"
    title = words(key) if key in words else stem.replace("-", " ").replace("_", " ").capitalize()
    return f"{title} ({ending.upper()})"
