"""Money as tables: grants, ledger, scenarios, actions, the plan and what a cut leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Unpack

from samlad.fund import Action, Fit, Grant, Ledger, Line, Plan, Scenario, Stranded
from samlad.model import Figure, Money, Said, Source
from samlad.publish.exhibit import Cell, Exhibit
from samlad.publish.exhibits.making import (
    Beside,
    areas,
    called,
    code,
    fig,
    kronor,
    made,
    text,
    value,
    yes,
)
from samlad.publish.say import title_of


def _plain(beside: Beside) -> Beside:
    """Money is not about people unless somebody says so."""
    return {"standing": "not-personal", **beside}


def grant(given: Grant, **beside: Unpack[Beside]) -> Exhibit:
    """Who gets how much of the pot; the rows sum to it, with what is kept back."""
    columns = [code("code"), text("recipient"), value("amount", "kronor")]
    rows: list[tuple[Cell, ...]] = [
        (key, given.names.get(key, key), kronor(amount)) for key, amount in given.amounts.items()
    ]
    notes = [Said("exhibit.grant.pot", {"pot": Figure(given.pot.ore, "kronor")})]
    if given.kept.ore:
        notes.append(Said("exhibit.grant.kept", {"kept": Figure(given.kept.ore, "kronor")}))
    if given.reconstructed:
        notes.append(Said("exhibit.grant.reconstructed"))
    return made("grant", columns, rows, _plain(beside), notes)


def grant_fit(given: Sequence[Fit], **beside: Unpack[Beside]) -> Exhibit:
    """Published amounts against the reconstructed key."""
    columns = [
        code("code"),
        text("recipient"),
        *(value(k, "kronor") for k in ("pot", "published", "model")),
        value("error", "share"),
        text("precision"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            one.published.code,
            one.published.name,
            *(kronor(m) for m in (one.published.pot, one.published.amount, one.model)),
            fig(one.error, "share"),
            Said(f"label.precision.{one.published.precision}"),
        )
        for one in given
    ]
    sources = [one.published.source for one in given]
    return made("grant_fit", columns, rows, _with(beside, sources))


def _with(beside: Beside, sources: Sequence[Source]) -> Beside:
    return _plain({"sources": sources, **beside})


def ledger(given: Ledger, **beside: Unpack[Beside]) -> Exhibit:
    """Every amount with its one standing: announced and decided are never added together."""
    columns = [
        text("programme"),
        value("year", "year"),
        code("standing"),
        text("standing_name"),
        code("level"),
        text("level_name"),
        value("amount", "kronor"),
        text("precision"),
        text("publisher"),
    ]
    rows = [
        (
            one.programme,
            fig(one.year, "year"),
            str(one.standing),
            Said(f"label.standing.{one.standing}"),
            one.level,
            Said(f"label.level.{one.level}"),
            kronor(one.amount),
            Said(f"label.precision.{one.precision}"),
            one.source.publisher,
        )
        for one in given.tranches
    ]
    sources = [one.source for one in given.tranches]
    return made("ledger", columns, rows, _with(beside, sources), given.flags)


def scenarios(given: Sequence[Scenario], **beside: Unpack[Beside]) -> Exhibit:
    """How much money each scenario has each year."""
    columns = [
        code("scenario"),
        text("scenario_name"),
        value("year", "year"),
        value("amount", "kronor"),
    ]
    rows = [
        (one.name, scenario_name(one), fig(year, "year"), kronor(one.budgets[year]))
        for one in given
        for year in sorted(one.budgets)
    ]
    return made("scenarios", columns, rows, _plain(beside), [one.basis for one in given])


def scenario_name(given: Scenario) -> Said | str:
    """What a scenario is called."""
    return title_of(given.title) if given.title else given.name


def actions(given: Sequence[Action], **beside: Unpack[Beside]) -> Exhibit:
    """What money can buy: unit, cost, reach and assumed effect, each with how far it is known."""
    columns = [
        code("action"),
        text("action_name"),
        text("focus_name"),
        text("unit"),
        value("unit_cost", "kronor"),
        text("cost_kind"),
        value("served_per_unit", "number"),
        value("effect", "share"),
        value("effect_low", "share"),
        value("effect_high", "share"),
        text("effect_kind"),
    ]
    rows = [
        (
            one.key,
            title_of(one.title),
            called(beside.get("names"), "focus", one.focus),
            title_of(one.unit),
            kronor(one.unit_cost),
            Said(f"source.kind.{one.cost_source.kind}"),
            fig(float(one.served_per_unit), "number"),
            *(fig(v, "share") for v in (one.effect, one.effect_low, one.effect_high)),
            Said(f"source.kind.{one.effect_source.kind}"),
        )
        for one in given
    ]
    sources = [source for one in given for source in (one.cost_source, one.effect_source)]
    return made("actions", columns, rows, _with(beside, sources))


def plan_years(given: Plan, **beside: Unpack[Beside]) -> Exhibit:
    """Each year's lines, reserve and budget: they sum to the öre."""
    columns = [
        value("year", "year"),
        *(value(k, "kronor") for k in ("amount", "reserve", "budget", "own")),
    ]
    rows = []
    for year in given.years:
        lines = [line for line in given.lines if line.year == year]
        rows.append(
            (
                fig(year, "year"),
                kronor(Money.total(line.amount for line in lines)),
                kronor(given.reserve[year]),
                kronor(given.budgets[year]),
                kronor(Money.total(line.own for line in lines)),
            )
        )
    return made("plan_years", columns, rows, _plain(beside))


def plan_areas(
    given: Plan, people: Mapping[str, int] | None = None, **beside: Unpack[Beside]
) -> Exhibit:
    """Where the money is used, per area and resident, and the least service a year gives."""
    columns = [
        code("area"),
        text("area_name"),
        *([value("people", "people")] if people is not None else []),
        value("amount", "kronor"),
        *([value("amount_per_resident", "kronor")] if people is not None else []),
        value("service", "number"),
    ]
    rows: list[tuple[Cell, ...]] = []
    for area in sorted(given.area_amounts, key=lambda a: (-given.area_amounts[a].ore, a)):
        amount = given.area_amounts[area]
        row: list[Cell] = [area, called(beside.get("names"), "area", area)]
        if people is not None:
            row.append(fig(people.get(area), "people"))
        row.append(kronor(amount))
        if people is not None:
            count = people.get(area)
            row.append(fig(round(amount.ore / count, -2) if count else None, "kronor", decimals=0))
        row.append(fig(given.service.get(area), "number", decimals=1))
        rows.append(tuple(row))
    level = Said("exhibit.plan_areas.note", {"level": Figure(given.level, "number", decimals=1)})
    return made("plan_areas", columns, rows, _plain(beside), [level])


def plan_lines(
    given: Plan, records: Mapping[str, str] | None = None, **beside: Unpack[Beside]
) -> Exhibit:
    """Every line with its reason, whether it rests on an assumption and whether it survives.

    ``records``: line id → fingerprint, by which each krona can be followed back.
    """
    columns = [
        code("line"),
        value("year", "year"),
        code("action"),
        text("action_name"),
        code("areas"),
        text("area_names"),
        text("focus_name"),
        value("units", "number"),
        value("amount", "kronor"),
        value("own", "kronor"),
        text("reason"),
        text("rests_on_assumption"),
        text("survives"),
        *([code("fingerprint")] if records is not None else []),
    ]
    rows = [
        (*_line(given, line, beside), *((records[line.id],) if records is not None else ()))
        for line in given.lines
    ]
    return made("plan_lines", columns, rows, _plain(beside), given.flags)


def _line(given: Plan, line: Line, beside: Beside) -> tuple[Cell, ...]:
    names = beside.get("names")
    return (
        line.id,
        fig(line.year, "year"),
        line.action,
        called(names, "action", line.action),
        " ".join(line.areas),
        areas(names, line.areas),
        called(names, "focus", line.focus),
        fig(line.units, "number"),
        kronor(line.amount),
        kronor(line.own),
        line.reason,
        yes(line.assumption),
        yes(given.survives.get(line.id, False)),
    )


def stranded(given: Sequence[Stranded], **beside: Unpack[Beside]) -> Exhibit:
    """What a cut leaves unfinished: action, area, year, kronor and the promises at risk."""
    columns = [
        code("line"),
        code("action"),
        text("action_name"),
        text("area_names"),
        value("year", "year"),
        value("amount", "kronor"),
        text("promises_at_risk"),
    ]
    names = beside.get("names")
    rows = [
        (
            one.line,
            one.action,
            called(names, "action", one.action),
            areas(names, one.areas),
            fig(one.year, "year"),
            kronor(one.amount),
            Said("text", {"text": [called(names, "promise", p) for p in one.promises]})
            if one.promises
            else Said("none"),
        )
        for one in given
    ]
    return made("stranded", columns, rows, _plain(beside))
