"""What each stage says in a sentence or a few, not yet in a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from samlad.fund import Ledger, Line, Plan, Standing
from samlad.measure import Reading
from samlad.model import Figure, Money, Said
from samlad.need import say_need

if TYPE_CHECKING:
    from samlad.desk.chain.telling import River

Names = Mapping[str, Said | str]
NEARLY_ALL = 0.995
FIRST = 3
"""How many actions a reader meets first."""


def all_of(river: River, names: Names) -> dict[str, tuple[Said, ...]]:
    """Every group of sentences that a story may hold."""
    return {
        "chain": _chain(river, names),
        "measure": _measure(river, names),
        "change": _change(river, names),
        "need": _need(river),
        "money": _money(river),
        "plan": _plan(river),
        "plan_first_actions": _first_actions(river),
        "cut": _cut(river),
        "promises": (_follow(river),),
        "effects": (*(one.said for one in river.followed.effects), *river.followed.refused),
        "application": _application(river),
        "limits": tuple(Said(f"tell.limits.{key}") for key in ("need", "effect", "plan", "people")),
    }


def _share(reading: Reading) -> Figure:
    return Figure(reading.value, "share", reading.low, reading.high, decimals=1)


def lead(readings: Sequence[Reading]) -> Reading:
    """The reading that pages lead with: dissimilarity, for two groups or many."""
    wanted = ("dissimilarity", "multigroup_dissimilarity")
    return next(one for one in readings if one.index in wanted)


def _chain(river: River, names: Names) -> tuple[Said, ...]:
    """One sentence (or two joined) for each of: see, plan, apply, keep, tell."""
    return (
        Said("join", {"parts": [_see(river, names), _greatest(river)]}),
        Said("join", {"parts": [_announced(river), _planned(river)]}),
        _applied(river),
        _follow(river),
        Said("told.tell"),
    )


def _see(river: River, names: Names) -> Said:
    living = [one for one in river.sight.seen if one.dimension.kind == "living"]
    if not living:
        return Said("told.see_none")
    first = next(one for one in reversed(living) if one.dimension.key == living[0].dimension.key)
    values = {
        "dimension": names[f"dimension.{first.dimension.key}"],
        "value": _share(lead(first.readings)),
    }
    return Said("told.see", values, (first.record,))


def _greatest(river: River) -> Said:
    if river.needed is None:
        return Said("told.need_none")
    need = river.needed.need
    order = need.order()
    if not order:
        return Said("told.need_none")
    surest = max(order[: need.worst], key=lambda code: float(need.p_worst[need.areas.index(code)]))
    row = need.areas.index(surest)
    return Said(
        "told.need" if need.worst > 1 else "told.need_one",
        {
            "areas": [need.areas.name(code) for code in order[: need.worst]],
            "first": need.areas.name(surest),
            "often": _often(float(need.p_worst[row])),
            "worst": Figure(need.worst, "number"),
            "place": _place(int(need.rank_low[row]), int(need.rank_high[row]), len(order)),
        },
        (river.needed.record,),
    )


def _often(p: float) -> Said:
    """How often of all recounts; a share of draws is never told as certain."""
    if p >= NEARLY_ALL:
        return Said("told.always")
    return Said("told.often", {"p": Figure(p, "share", decimals=0)})


def _place(low: int, high: int, of: int) -> Said:
    values = {
        "low": Figure(low, "number"),
        "high": Figure(high, "number"),
        "of": Figure(of, "number"),
    }
    return Said("told.place_one" if low == high else "told.place_between", values)


def _total(ledger: Ledger, standing: Standing, level: str) -> Figure:
    amount = ledger.total(standing, level)
    if not ledger.by_year(standing, level):
        return Figure(None, "kronor", absent="missing")
    return Figure(amount.ore, "kronor")


def _announced(river: River) -> Said:
    ledger, place = river.case.ledger, river.case.place
    if ledger.tranches:
        return Said(
            "told.money",
            {
                "place": place,
                "announced": _total(ledger, Standing.ANNOUNCED, "municipality"),
                "decided": _total(ledger, Standing.DECIDED, "national"),
                "national": _total(ledger, Standing.ANNOUNCED, "national"),
            },
            (river.granted.ledger_record,),
        )
    return _key_share(river)


def _key_share(river: River) -> Said:
    """What the reconstructed key gives the municipality, or that it is not in the scheme."""
    grant, code = river.granted.grant, river.case.code
    if grant is None:
        return Said("told.money_none", {"place": river.case.place})
    if code not in grant.amounts:
        n = Figure(len(grant.amounts), "number")
        return Said("told.money_not_member", {"place": river.case.place, "n": n})
    return Said(
        "told.money_share",
        {
            "place": river.case.place,
            "pot": Figure(grant.pot.ore, "kronor"),
            "amount": Figure(grant.amounts[code].ore, "kronor"),
        },
        (river.granted.record,),
    )


def _scenario_title(river: River, name: str) -> Said:
    found = next((one for one in river.case.scenarios if one.name == name), None)
    return (
        Said("either", dict(found.title)) if found and found.title else Said("text", {"text": name})
    )


def _planned(river: River) -> Said:
    plan = None if river.planned is None else river.planned.plan
    if plan is None or river.planned is None:
        lacks = [
            Said(f"tell.plan.{key}")
            for key, there in (
                ("no_need", river.needed is not None),
                ("no_actions", bool(river.case.actions)),
                ("no_scenarios", bool(river.case.scenarios)),
            )
            if not there
        ]
        if not lacks and river.planned is not None and river.planned.refused:
            refused = river.planned.refused
            why = refused.get(river.case.scenario) or next(iter(refused.values()))
            return Said("told.plan_refused", {"why": why})
        return Said("told.plan_none", {"lacks": lacks})
    return Said(
        "told.plan",
        {
            "scenario": _scenario_title(river, plan.scenario),
            "amount": Figure(Money.total(line.amount for line in plan.lines).ore, "kronor"),
            "actions": Figure(len({line.action for line in plan.lines}), "number"),
            "first": str(min(plan.years)),
            "last": str(max(plan.years)),
            "gap": Figure(plan.gap, "share", decimals=2),
        },
        (river.planned.records[river.planned.main],),
    )


def _applied(river: River) -> Said:
    made = river.applied.draft
    answered = [item for item in made.items if made.answers(item)]
    return Said(
        "told.apply",
        {
            "answered": Figure(len(answered), "number"),
            "asked": Figure(len(made.items), "number"),
            "missing": Figure(len(made.gaps), "number"),
        },
        (river.applied.record,),
    )


def _follow(river: River) -> Said:
    kept = river.followed.kept
    if not kept:
        return Said("told.follow_none")
    complete = [one for one in kept if one.complete]
    return Said(
        "told.follow",
        {
            "complete": Figure(len(complete), "number"),
            "all": Figure(len(kept), "number"),
            "lacking": Figure(len(kept) - len(complete), "number"),
        },
        river.followed.kept_records,
    )


def _measure(river: River, names: Names) -> tuple[Said, ...]:
    latest = list({one.dimension.key: one for one in river.sight.seen}.values())
    said = [
        Said(
            "tell.measure.one",
            {
                "dimension": names[f"dimension.{one.dimension.key}"],
                "year": one.year,
                "value": _share(lead(one.readings)),
            },
            (one.record,),
        )
        for one in latest
    ]
    if not any(one.dimension.key == "income_fifths" for one in latest):
        said.append(Said("tell.measure.income_fifths"))
    divisions = {one.dimension.division for one in latest}
    if len(divisions) > 1:
        said += [
            Said(
                "tell.measure.definition",
                {
                    "dimension": names[f"dimension.{one.dimension.key}"],
                    "division": one.dimension.division,
                },
            )
            for one in latest
            if one.dimension.kind == "birthplace"
        ]
    return tuple(said)


def _change(river: River, names: Names) -> tuple[Said, ...]:
    said = []
    for one in river.sight.changed:
        wanted = ("dissimilarity", "multigroup_dissimilarity")
        found = next(d for d in one.differences if d.index in wanted)
        said.append(
            Said(
                "tell.change.more" if found.more_than_noise else "tell.change.noise",
                {
                    "dimension": names[f"dimension.{one.dimension.key}"],
                    "earlier": Figure(found.earlier, "share"),
                    "later": Figure(found.later, "share"),
                    "first": found.dates[0],
                    "last": found.dates[1],
                },
                (one.record,),
            )
        )
    changed = {one.dimension.key for one in river.sight.changed}
    said += [
        Said(
            "tell.change.single",
            {"dimension": names[f"dimension.{one.dimension.key}"], "year": one.year},
        )
        for one in river.sight.seen
        if one.dimension.key not in changed
    ]
    return tuple(said)


def _need(river: River) -> tuple[Said, ...]:
    if river.needed is None:
        return (Said("told.need_none"),)
    return (*say_need(river.needed.need), *river.needed.need.flags)


def _money(river: River) -> tuple[Said, ...]:
    ledger, granted = river.case.ledger, river.granted
    said = [_announced(river)]
    if ledger.tranches:
        said.append(_key_share(river))
    said += ledger.flags
    if granted.scheme.reconstructed:
        said.append(Said("tell.money.reconstructed"))
    if granted.fits:
        most = max(abs(one.error) for one in granted.fits)
        values = {
            "most": Figure(most, "share"),
            "n": Figure(len(granted.fits), "number"),
        }
        said.append(Said("tell.money.fit", values, (granted.fit_record,)))
    return tuple(said)


def _plan(river: River) -> tuple[Said, ...]:
    planned = river.planned
    plan = None if planned is None else planned.plan
    said = [_planned(river)]
    if planned is not None and plan is not None:
        survive = [line for line in plan.lines if plan.survives.get(line.id)]
        said.append(
            Said(
                "tell.plan.assumed",
                {
                    "survive": Figure(len(survive), "number"),
                    "lines": Figure(len(plan.lines), "number"),
                },
                (planned.records[planned.main],),
            )
        )
        if plan.service:
            values = {
                "least": Figure(min(plan.service.values()), "number", decimals=1),
                "level": Figure(plan.level, "number", decimals=0),
            }
            said.append(Said("tell.plan.service", values, (planned.records[planned.main],)))
        said += plan.flags
    if planned is not None:
        said += [
            Said("tell.plan.refused", {"scenario": _scenario_title(river, name), "why": why})
            for name, why in planned.refused.items()
        ]
    return tuple(said)


def first_lines(plan: Plan) -> tuple[Line, ...]:
    """The largest line of each of the first year's actions, largest first."""
    year = min((line.year for line in plan.lines), default=0)
    lines = sorted(
        (line for line in plan.lines if line.year == year),
        key=lambda line: (-line.amount.ore, line.id),
    )
    seen: dict[str, Line] = {}
    for line in lines:
        seen.setdefault(line.action, line)
    return tuple(seen.values())[:FIRST]


def _first_actions(river: River) -> tuple[Said, ...]:
    planned = river.planned
    plan = None if planned is None else planned.plan
    if planned is None or plan is None:
        return ()
    return tuple(
        Said(
            "tell.plan.first",
            {
                "amount": Figure(line.amount.ore, "kronor"),
                "year": str(line.year),
                "reason": line.reason,
            },
            (planned.lines[planned.main, line.id],),
        )
        for line in first_lines(plan)
    )


def _cut(river: River) -> tuple[Said, ...]:
    planned = river.planned
    if planned is None or planned.cut is None or not planned.main:
        return (Said("tell.cut.none"),)
    lost = planned.stranded
    risk = {promise for one in lost for promise in one.promises}
    total = Said(
        "tell.cut.sum",
        {
            "scenario": _scenario_title(river, planned.cut.name),
            "amount": Figure(Money.total(one.amount for one in lost).ore, "kronor"),
            "lines": Figure(len(lost), "number"),
            "promises": Figure(len(risk), "number"),
        },
        (planned.stranded_record,),
    )
    return (total, *(one.said for one in lost[:FIRST] if one.said is not None))


def _application(river: River) -> tuple[Said, ...]:
    made = river.applied.draft
    said = [_applied(river)]
    if (made.requested + made.own).ore:
        said.append(
            Said(
                "tell.application.own",
                {
                    "share": Figure(float(made.own_share), "share"),
                    "own": Figure(made.own.ore, "kronor"),
                    "whole": Figure((made.requested + made.own).ore, "kronor"),
                },
                (river.applied.record,),
            )
        )
    said += [
        Said(
            "tell.application.gap",
            {"law": gap.law, "paragraph": gap.paragraph, "what": gap.what},
            (river.applied.record,),
        )
        for gap in made.gaps
    ]
    return tuple(said)
