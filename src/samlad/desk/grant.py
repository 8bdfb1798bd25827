"""Sharing a pot by a grant scheme."""

from __future__ import annotations

from samlad.fund import fit, share
from samlad.model import Figure, Mistake, Money, Said
from samlad.publish.exhibit import Column, Exhibit
from samlad.sources.money import scheme as scheme_of

MOST = 10**17
"""Öre: more than all the money there is."""


def grant(scheme: str, pot: str) -> Exhibit:
    """The pot (kronor, as text) shared between the scheme's recipients, one row each.

    The amounts sum to the pot to the öre. Raises ``Mistake``: ``scheme.unknown``,
    ``money.not_a_number``, ``money.not_whole_ore``, ``grant.pot``.
    """
    rule = scheme_of(scheme)
    money = Money.kronor(_kronor(pot))
    if not 0 < money.ore <= MOST:
        raise Mistake("grant.pot", found={"value": pot})
    shared = share(rule, money)
    columns = (
        Column("recipient"),
        Column("code"),
        Column("amount", "kronor", "value"),
        Column("people", "people", "count"),
    )
    people = {recipient.code: recipient.people for recipient in rule.recipients}
    rows = tuple(
        (
            shared.names.get(code, code),
            code,
            Figure(amount.ore, "kronor"),
            Figure(people[code], "people"),
        )
        for code, amount in shared.amounts.items()
    )
    notes = [Said("desk.note.pot", {"pot": money, "kept": shared.kept})]
    if shared.reconstructed:
        notes.append(Said("desk.note.reconstructed"))
    return Exhibit(
        "grant",
        Said("desk.title.grant", {"scheme": Said("either", dict(rule.title))}),
        columns,
        rows,
        tuple(notes),
        (rule.source, rule.people_source),
        standing="not-personal",
    )


def grant_fit(scheme: str) -> Exhibit:
    """What was published against what the scheme gives for the same pot, one row each."""
    rule = scheme_of(scheme)
    columns = (
        Column("recipient"),
        Column("code"),
        Column("pot", "kronor", "value"),
        Column("published", "kronor", "value"),
        Column("model", "kronor", "value"),
        Column("error", "share", "value"),
        Column("publisher"),
    )
    rows = tuple(
        (
            one.published.name,
            one.published.code,
            Figure(one.published.pot.ore, "kronor"),
            Figure(one.published.amount.ore, "kronor"),
            Figure(one.model.ore, "kronor"),
            Figure(one.error, "share", decimals=2),
            one.published.source.publisher,
        )
        for one in fit(rule)
    )
    notes = (Said("desk.note.reconstructed"),) if rule.reconstructed else ()
    return Exhibit(
        "grant_fit",
        Said("desk.title.grant_fit", {"scheme": Said("either", dict(rule.title))}),
        columns,
        rows,
        notes,
        standing="not-personal",
    )


def _kronor(text: str) -> str:
    """Kronor as people write them: blanks between thousands, a decimal comma."""
    bare = "".join(sign for sign in text if not sign.isspace()).replace("_", "")
    return bare.replace(",", ".") if bare.count(",") == 1 and "." not in bare else bare
