"""What a need score says, in sentences without a language yet."""

from __future__ import annotations

from samlad.model import Figure, Said
from samlad.need.nouns import Need


def say_need(need: Need, *, most: int = 5) -> tuple[Said, ...]:
    """Where need is greatest and how sure that is, what rules the score, what is not seen.

    ``most``: how many areas get a sentence of their own.
    """
    order = need.order()
    said = [
        Said(
            "need.said.greatest",
            {
                "areas": tuple(need.areas.name(code) for code in order[: need.worst]),
                "worst": Figure(need.worst, "number"),
                "scored": Figure(len(order), "number"),
                "year": need.year,
            },
        )
    ]
    for code in order[:most]:
        row = need.areas.index(code)
        said.append(
            Said(
                "need.said.sure",
                {
                    "area": need.areas.name(code),
                    "rank_low": Figure(int(need.rank_low[row]), "number"),
                    "rank_high": Figure(int(need.rank_high[row]), "number"),
                    "scored": Figure(len(order), "number"),
                    "p": Figure(float(need.p_worst[row]), "share"),
                    "smaa": Figure(float(need.smaa[row]), "share"),
                    "worst": Figure(need.worst, "number"),
                },
            )
        )
    first = int(need.influence.argmax())
    said.append(
        Said(
            "need.said.influence",
            {
                "indicator": need.parts[first].said,
                "influence": Figure(float(need.influence[first]), "share"),
            },
        )
    )
    for gap in need.gaps:
        said.append(Said("need.said.gap", {"why": gap.why, "order": gap.order}))
    said.append(Said("need.said.not_causal"))
    return tuple(said)


def say_why(need: Need, code: str) -> tuple[Said, ...]:
    """One sentence per term of one area's score, the largest part first."""
    row = need.areas.index(code)
    if not need.scored[row]:
        return (Said("need.said.not_scored", {"area": need.areas.name(code)}),)
    called = {part.indicator: part.said for part in need.parts}
    terms = sorted(need.why(code), key=lambda term: -term.part)
    return tuple(
        Said(
            "need.said.term",
            {
                "indicator": called[term.indicator],
                "value": Figure(term.value, "share")
                if 0 <= term.value <= 1
                else Figure(term.value, "number", decimals=1),
                "part": Figure(term.part, "score"),
            },
        )
        for term in terms
    )
