"""What need, plan and promises say in an application: facts, each resting on its records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from samlad.apply.nouns import FIELDS, Fact
from samlad.follow import Kept
from samlad.fund import Action, Line, Plan
from samlad.model import Figure, Money, Said
from samlad.need import Need, say_need

NEED_SAID = ("need.said.greatest", "need.said.sure", "need.said.influence", "need.said.not_causal")
"""What an application says of need: the sentences whose keys begin so."""


@dataclass(frozen=True)
class Material:
    """What a case has to tell of; whatever is absent becomes a gap by name.

    ``texts``: field → the case's own words. ``years``: those applied for, all of the plan's
    when empty. ``names``: area code → name. ``records``: field → fingerprints.
    """

    texts: Mapping[str, Said] = field(default_factory=dict)
    need: Need | None = None
    plan: Plan | None = None
    actions: tuple[Action, ...] = ()
    kept: tuple[Kept, ...] = ()
    years: tuple[int, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The plan's lines in the years applied for."""
        if self.plan is None:
            return ()
        wanted = set(self.years or self.plan.years)
        return tuple(line for line in self.plan.lines if line.year in wanted)

    def title(self, action: str) -> Said:
        """What an action is called."""
        for one in self.actions:
            if one.key == action:
                return Said("either", dict(one.title))
        return Said("either", {"sv": action, "en": action})


def asked(material: Material) -> tuple[Money, Money]:
    """What is applied for, and the municipality's own money, for the years applied for.

    The reserve is no cost yet and is not applied for.
    """
    lines = material.lines
    return Money.total(line.amount for line in lines), Money.total(line.own for line in lines)


def facts(material: Material) -> Mapping[str, Fact]:
    """Field → fact, for every field that something can be said for or is known to lack."""
    told: dict[str, tuple[tuple[Said, ...], tuple[Said, ...]]] = {
        "areas": (_areas(material), ()),
        "need": (_need(material), ()),
        "action": (_actions(material), ()),
        "evidence": _evidence(material),
        "goals": _goals(material),
        "timetable": (_timetable(material), ()),
        "budget": (_budget(material), ()),
        "own_share": (_own_share(material), ()),
        "follow_up": (_follow_up(material), ()),
    }
    result = {}
    for name in FIELDS:
        said, lacks = told.get(name, ((), ()))
        own = (material.texts[name],) if name in material.texts else ()
        if said or own or lacks:
            result[name] = Fact(name, (*said, *own), material.records.get(name, ()), lacks)
    return result


def _areas(material: Material) -> tuple[Said, ...]:
    if material.plan is None or not material.lines:
        return ()
    amounts: dict[str, int] = {}
    for line in material.lines:
        if len(line.areas) == 1:
            amounts[line.areas[0]] = amounts.get(line.areas[0], 0) + line.amount.ore
    order = sorted(amounts, key=lambda code: (-amounts[code], code))
    said = []
    if order:
        values = {
            "n": Figure(len(order), "number"),
            "areas": tuple(material.names.get(code, code) for code in order[:5]),
            "amount": Figure(sum(amounts.values()), "kronor"),
        }
        said.append(Said("apply.areas.own", values))
    shared = Money.total(line.amount for line in material.lines if len(line.areas) > 1)
    if shared.ore:
        said.append(Said("apply.areas.shared", {"amount": Figure(shared.ore, "kronor")}))
    return tuple(said)


def _need(material: Material) -> tuple[Said, ...]:
    if material.need is None:
        return ()
    said = say_need(material.need, most=3)
    return tuple(one for one in said if one.key.startswith(NEED_SAID))


def _by_action(lines: Iterable[Line]) -> Mapping[str, list[Line]]:
    """Lines by action, the most expensive action first."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.action, []).append(line)
    order = sorted(found, key=lambda key: (-sum(one.amount.ore for one in found[key]), key))
    return {key: found[key] for key in order}


def _actions(material: Material) -> tuple[Said, ...]:
    said = []
    for key, lines in _by_action(material.lines).items():
        cost = Money.total(line.amount + line.own for line in lines)
        focus = lines[0].focus
        said.append(
            Said(
                "apply.action.line",
                {
                    "action": material.title(key),
                    "focus": Said(f"focus.{focus}"),
                    "cost": Figure(cost.ore, "kronor"),
                    "years": _span(line.year for line in lines),
                    "areas": _where(lines),
                },
            )
        )
    if said:
        lead = Said("apply.action.lead", {"n": Figure(len(said), "number")})
        return (lead, *said)
    return ()


def _where(lines: Sequence[Line]) -> Said:
    areas = {code for line in lines for code in line.areas}
    if any(len(line.areas) > 1 for line in lines):
        return Said("apply.where.all")
    return Said("apply.where.areas", {"n": Figure(len(areas), "number")})


def _span(years: Iterable[int]) -> str:
    """'2018–2020', or years with gaps one by one."""
    given = sorted(set(years))
    if len(given) > 1 and given == list(range(given[0], given[-1] + 1)):
        return f"{given[0]}–{given[-1]}"
    return ", ".join(str(year) for year in given)


def _evidence(material: Material) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """What each action's effect rests on; those that rest on an assumption lack a study."""
    used = {line.action for line in material.lines}
    chosen = [one for one in material.actions if one.key in used]
    said = []
    for one in chosen:
        if not one.assumed:
            values = {
                "action": Said("either", dict(one.title)),
                "effect": Figure(one.effect, "share", one.effect_low, one.effect_high),
                "source": f"{one.effect_source.publisher}: {one.effect_source.document}",
            }
            said.append(Said("apply.evidence.studied", values))
    assumed = [one for one in chosen if one.assumed]
    if not assumed:
        return tuple(said), ()
    values = {
        "n": Figure(len(assumed), "number"),
        "of": Figure(len(chosen), "number"),
        "actions": tuple(Said("either", dict(one.title)) for one in assumed[:4]),
    }
    said.append(Said("apply.evidence.assumed", values))
    return tuple(said), (Said("apply.gap.evidence", values),)


def _goals(material: Material) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """A paragraph per promise that can be tested; the others lack something, by name."""
    said, lacks = [], []
    for one in material.kept:
        promise = one.promise
        title = Said("either", dict(promise.title))
        if one.lacks:
            missing = tuple(Said(f"follow.lacks.{name}") for name in one.lacks)
            lacks.append(Said("apply.gap.goal", {"title": title, "lacks": missing}))
            continue
        said.append(
            Said(
                "apply.goal",
                {
                    "title": title,
                    "baseline": Figure(promise.baseline, promise.unit),
                    "baseline_year": promise.baseline_year,
                    "target": Figure(promise.target, promise.unit),
                    "date": promise.target_date,
                    "owner": promise.owner,
                },
            )
        )
    return tuple(said), tuple(lacks)


def _timetable(material: Material) -> tuple[Said, ...]:
    said = []
    running: set[str] = set()
    for year in sorted({line.year for line in material.lines}):
        now = list(_by_action(line for line in material.lines if line.year == year))
        begins = [key for key in now if key not in running]
        values: dict[str, object] = {
            "year": str(year),
            "begins": tuple(material.title(key) for key in begins),
            "continues": Figure(len(now) - len(begins), "number"),
        }
        if begins and len(begins) < len(now):
            said.append(Said("apply.timetable.both", values))
        elif begins:
            said.append(Said("apply.timetable.begins", values))
        else:
            said.append(Said("apply.timetable.continues", values))
        running |= set(now)
    return tuple(said)


def _budget(material: Material) -> tuple[Said, ...]:
    said = []
    for year in sorted({line.year for line in material.lines}):
        lines = [line for line in material.lines if line.year == year]
        grant = Money.total(line.amount for line in lines)
        own = Money.total(line.own for line in lines)
        said.append(
            Said(
                "apply.budget.year",
                {
                    "year": str(year),
                    "grant": Figure(grant.ore, "kronor", decimals=0),
                    "own": Figure(own.ore, "kronor", decimals=0),
                    "cost": Figure((grant + own).ore, "kronor", decimals=0),
                },
            )
        )
    if not said:
        return ()
    requested, own = asked(material)
    values = {
        "grant": Figure(requested.ore, "kronor"),
        "own": Figure(own.ore, "kronor"),
        "cost": Figure((requested + own).ore, "kronor"),
    }
    return (Said("apply.budget.whole", values), *said)


def _own_share(material: Material) -> tuple[Said, ...]:
    requested, own = asked(material)
    whole = requested + own
    if not own.ore:
        return ()
    return (
        Said(
            "apply.own_share",
            {
                "own": Figure(own.ore, "kronor"),
                "share": Figure(own.ore / whole.ore, "share"),
                "cost": Figure(whole.ore, "kronor"),
            },
        ),
    )


def _follow_up(material: Material) -> tuple[Said, ...]:
    tested = [one for one in material.kept if not one.lacks]
    if not tested:
        return ()
    values = {"n": Figure(len(tested), "number"), "of": Figure(len(material.kept), "number")}
    return (Said("apply.follow_up", values),)
