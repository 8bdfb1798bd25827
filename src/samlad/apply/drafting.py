"""From facts to an application: sections in one order, gaps by paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil

from samlad.apply.nouns import FIELDS, Checklist, Draft, Fact, Gap, Item, Section
from samlad.model import Figure, Mistake, Money, Said


def draft(
    checklists: Iterable[Checklist], facts: Mapping[str, Fact], requested: Money, own: Money
) -> Draft:
    """The application as far as the facts carry it, and what each paragraph still wants.

    ``facts``: field → fact. A field without sentences, or whose fact lacks something, is a gap
    under every paragraph that asks for it. Own money below the ordinance's least share is a gap
    that names the missing kronor. Shares are of the whole cost, requested + own, exact.

    Raises ``Mistake``: ``draft.unknown_field``, ``draft.negative_money``.
    """
    lists = tuple(checklists)
    for name in facts:
        if name not in FIELDS:
            raise Mistake("draft.unknown_field", found={"field": name, "known": ", ".join(FIELDS)})
    if requested.ore < 0 or own.ore < 0:
        raise Mistake("draft.negative_money", found={"requested": requested.ore, "own": own.ore})
    whole = requested + own
    share = Fraction(own.ore, whole.ore) if whole.ore else Fraction(0)
    gaps = tuple(_gaps(lists, facts, requested, own))
    open_fields = {gap.field for gap in gaps}
    answered = {
        name: tuple(
            f"{item.law} {item.paragraph}"
            for checklist in lists
            for item in checklist.items
            if name in item.fields
        )
        for name in FIELDS
        if name in facts and facts[name].said and name not in open_fields
    }
    return Draft(
        ", ".join(checklist.name for checklist in lists),
        tuple(_section(facts[name]) for name in FIELDS if name in facts and facts[name].said),
        gaps,
        requested,
        own,
        share,
        answered,
        tuple(item for checklist in lists for item in checklist.items),
    )


def _section(fact: Fact) -> Section:
    return Section(
        fact.field,
        Said(f"apply.section.{fact.field}"),
        fact.said,
        tuple(dict.fromkeys([*fact.records, *(r for said in fact.said for r in said.rests_on)])),
    )


def _gaps(
    lists: tuple[Checklist, ...], facts: Mapping[str, Fact], requested: Money, own: Money
) -> Iterable[Gap]:
    for checklist in lists:
        for item in checklist.items:
            for name in item.fields:
                if name == "own_share" and checklist.own_share is not None:
                    yield from _own_share(item, checklist.own_share, requested, own)
                else:
                    yield from _field(item, name, facts.get(name))


def _field(item: Item, name: str, fact: Fact | None) -> Iterable[Gap]:
    """A field that nobody has answered, or whose answer lacks something, is a gap."""
    # Own money comes with the budget; its own way out names kronor, which nobody knows here.
    way_out = Said(f"apply.gap.way_out.{'budget' if name == 'own_share' else name}")
    if fact is not None and fact.lacks:
        for lacking in fact.lacks:
            yield Gap(item.law, item.paragraph, name, lacking, way_out)
    elif fact is None or not fact.said:
        values = {"section": Said(f"apply.section.{name}"), "asks": item.asks}
        yield Gap(item.law, item.paragraph, name, Said("apply.gap.missing", values), way_out)


def _own_share(item: Item, least: Fraction, requested: Money, own: Money) -> Iterable[Gap]:
    """Own money below the least share: the gap names what is missing, in kronor."""
    whole = requested + own
    if not whole.ore:
        yield from _field(item, "own_share", None)
    elif own.ore < least * whole.ore:
        # the grant stays as it is; own / (grant + own) = least gives what own must be
        needed = least * requested.ore / (1 - least)
        values = {
            "least": Figure(float(least), "share", decimals=0),
            "share": Figure(own.ore / whole.ore, "share", decimals=1),
            "short": Figure(ceil(needed) - own.ore, "kronor"),
        }
        yield Gap(
            item.law,
            item.paragraph,
            "own_share",
            Said("apply.gap.own_share", values),
            Said("apply.gap.way_out.own_share", values),
        )
