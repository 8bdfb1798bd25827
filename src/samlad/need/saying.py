"""What a need score says, in sentences without a language yet."""

from __future__ import annotations

from samlad.model import Figure, Said
from samlad.need.nouns import Need

_ALMOST = 0.995


def say_need(need: Need, *, most: int = 5) -> tuple[Said, ...]:
    """Where need is greatest and how sure that is, what rules the score, what is not seen.

    ``most``: how many areas get a sentence of their own.
    """
    order = need.order()
    greatest = Said(
        "need.said.greatest",
        {
            "areas": tuple(need.areas.name(code) for code in order[: need.worst]),
            "scored": Figure(len(order), "number"),
            "year": need.year,
        },
    )
    first = int(need.influence.argmax())
    influence = Said(
        "need.said.influence",
        {
            "indicator": need.parts[first].said,
            "influence": Figure(float(need.influence[first]), "share", decimals=0),
        },
    )
    return (
        greatest,
        *(say_sure(need, code) for code in order[:most]),
        influence,
        *(Said("need.said.gap", {"why": gap.why, "order": gap.order}) for gap in need.gaps),
        Said("need.said.not_causal"),
    )


def say_sure(need: Need, code: str) -> Said:
    """How sure one area's place is. Raises ``Mistake("areas.unknown")``."""
    row = need.areas.index(code)
    if not need.scored[row]:
        return Said("need.said.not_scored", {"area": need.areas.name(code)})
    low, high = int(need.rank_low[row]), int(need.rank_high[row])
    return Said(
        "need.said.sure" if low < high else "need.said.sure_place",
        {
            "area": need.areas.name(code),
            "rank_low": Figure(low, "number"),
            "rank_high": Figure(high, "number"),
            "scored": Figure(int(need.scored.sum()), "number"),
            "p": _part(float(need.p_worst[row])),
            "smaa": _part(float(need.smaa[row])),
            "worst": Figure(need.worst, "number"),
        },
    )


def _part(share: float) -> Figure | Said:
    """Draws never prove certainty, so neither 0 nor 100 per cent is said."""
    if share >= _ALMOST:
        return Said("need.almost_all")
    if share <= 1 - _ALMOST:
        return Said("need.almost_none")
    return Figure(share, "share", decimals=0)


def say_why(need: Need, code: str) -> tuple[Said, ...]:
    """One sentence per term of one area's score, the largest part first."""
    row = need.areas.index(code)
    if not need.scored[row]:
        return (Said("need.said.not_scored", {"area": need.areas.name(code)}),)
    called = {p.indicator: (p.said, unit) for p, unit in zip(need.parts, need.units, strict=True)}
    terms = sorted(need.why(code), key=lambda term: -term.part)
    return tuple(
        Said(
            "need.said.term",
            {
                "indicator": called[term.indicator][0],
                "value": Figure(term.value, called[term.indicator][1]),
                "part": Figure(term.part, "score", decimals=2),
            },
        )
        for term in terms
    )
