"""The start page: the whole chain in one picture and one sentence per stage."""

from __future__ import annotations

from collections.abc import Sequence

from samlad.model import Words
from samlad.publish import manuscript as m
from samlad.publish import say
from samlad.publish.pages import pictures
from samlad.publish.pages.leaf import Leaf
from samlad.publish.protect import SafeSaid
from samlad.publish.story import Story

LINKS = {
    "see": (("areas", "/omraden"), ("segregation", "/boende"), ("need", "/behov")),
    "plan": (("money", "/pengar"), ("plan", "/plan"), ("cut", "/plan#nedskarning")),
    "apply": (("application", "/ansokan"),),
    "keep": (("promises", "/loften"), ("effects", "/loften#effekter")),
    "tell": (("method", "/metod"), ("sources", "/kallor")),
}
"""Where each stage leads from the start page: everything asked for is within two clicks."""


STAGE_OF = {
    "see": "see",
    "need": "see",
    "money": "plan",
    "plan": "plan",
    "apply": "apply",
    "follow": "keep",
    "tell": "tell",
}
"""The stage a sentence of the chain belongs to, by its key: ``chain.money_none`` → plan."""


def page(story: Story, words: Words) -> m.Manuscript:
    """The chain, its sentences, and where to read on."""
    leaf = Leaf(story, words, "", "start")
    leaf.picture(pictures.chain(story, words))
    told = _by_stage(story.sentences.get("chain", ()), words)
    for i, stage in enumerate(pictures.STAGES):
        leaf.blocks.append(m.Heading(2, words(f"draw.stage.{stage}.verb"), f"steg-{i + 1}"))
        leaf.blocks.extend(m.Paragraph(line) for line in told[stage])
        if not told[stage]:
            leaf.gap("sentences.chain")
        leaf.links(*((f"link.{key}", href) for key, href in LINKS[stage]))
    return leaf.done()


def _by_stage(chain: Sequence[SafeSaid], words: Words) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {stage: [] for stage in pictures.STAGES}
    for i, one in enumerate(chain):
        key = one.said.key.rpartition(".")[2].partition("_")[0]
        place = STAGE_OF.get(key, pictures.STAGES[min(i, len(pictures.STAGES) - 1)])
        out[place].append(say.say(one, words))
    return out
