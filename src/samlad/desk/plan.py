"""What a cut would leave without money, for any scenario of a built case."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from samlad.desk.kept import exhibit_of, store_of
from samlad.fund import Line, Plan, Scenario, stranded
from samlad.model import Figure, Mistake, Money, Said, Sealed, Where
from samlad.publish import exhibits
from samlad.publish.exhibit import Exhibit
from samlad.store import Store

Value = Mapping[str, Any]


def cut(folder: Path, name: str) -> Exhibit:
    """The main plan under the budgets of the scenario: action, area, year, kronor, promises.

    Raises ``Mistake``: those of ``store_of``, ``case.no_plan``, ``case.no_scenario``.
    """
    store = store_of(folder)
    scenarios = {str(value["name"]): value for _, value in _found(store, "scenario")}
    if name not in scenarios:
        there = ", ".join(scenarios) or "–"
        raise Mistake("case.no_scenario", Where(str(folder)), {"name": name, "there": there})
    kept = _main_plan(store)
    if kept is None:
        raise Mistake("case.no_plan", Where(str(folder)))
    lines = {
        sealed.record.fingerprint: _line(value)
        for sealed, value in _found(store, "line")
        if kept[0].record.fingerprint in sealed.record.made_from
    }
    promises: dict[str, tuple[str, ...]] = {}
    for sealed, value in _found(store, "kept"):
        for origin in sealed.record.made_from:
            if origin in lines:
                line = lines[origin].id
                promises[line] = (*promises.get(line, ()), str(value["name"]))
    told = stranded(_plan(kept[1], tuple(lines.values())), _scenario(scenarios[name]), promises)
    return exhibits.stranded(
        told,
        record=kept[0].record.fingerprint,
        names=_names(folder, store),
        standing="not-personal",
        notes=[Said("desk.note.cut", {"lost": Money.total(one.amount for one in told)})],
        example=any(value.get("example") for _, value in _found(store, "action")),
    )


def _found(store: Store, kind: str) -> list[tuple[Sealed, Value]]:
    """The records of a kind whose value is an object, the newest of a name last."""
    return [
        (sealed, sealed.record.value)
        for sealed in store.find(kind)
        if isinstance(sealed.record.value, dict)
    ]


def _main_plan(store: Store) -> tuple[Sealed, Value] | None:
    """The plan that the kept cut was taken from, else the first that was kept."""
    plans = {sealed.record.fingerprint: (sealed, value) for sealed, value in _found(store, "plan")}
    for sealed, _ in reversed(_found(store, "stranded")):
        for origin in sealed.record.made_from:
            if origin in plans:
                return plans[origin]
    return next(iter(plans.values()), None)


def _money(value: Value) -> Money:
    return Money(int(value["ore"]), str(value["currency"]))


def _by_year(value: Value) -> dict[int, Money]:
    return {int(year): _money(money) for year, money in value.items()}


def _scenario(value: Value) -> Scenario:
    return Scenario(str(value["name"]), _by_year(value["budgets"]), Said("none"))


def _line(value: Value) -> Line:
    return Line(
        id=str(value["id"]),
        action=str(value["action"]),
        areas=tuple(value["areas"]),
        year=int(value["year"]),
        units=int(value["units"]),
        amount=_money(value["amount"]),
        own=_money(value["own"]),
        focus=str(value["focus"]),
        reason=Said("none"),
        indicator=str(value["indicator"]),
        value=float(value["value"] or 0),
        rule=str(value["rule"]),
        assumption=bool(value["assumption"]),
        package=str(value["package"]),
        gain=float(value.get("gain") or 0),
    )


def _plan(value: Value, lines: tuple[Line, ...]) -> Plan:
    budgets = _by_year(value["budgets"])
    return Plan(
        scenario=str(value["name"]),
        years=tuple(sorted(budgets)),
        lines=lines,
        budgets=budgets,
        reserve=_by_year(value["reserve"]),
        gain=0.0,
        bound=0.0,
        gap=0.0,
        assumed_share=0.0,
        survives={},
        service={},
        level=0.0,
        objective="",
    )


def _names(folder: Path, store: Store) -> dict[str, Said | str]:
    """What actions, promises and areas are called."""
    names: dict[str, Said | str] = {}
    for kind in ("action", "promise"):
        for _, value in _found(store, kind):
            title = value.get("title")
            if isinstance(title, dict) and "sv" in title:
                names[f"{kind}.{value['name']}"] = Said("either", dict(title))
    try:
        need = exhibit_of(folder, "need")
    except Mistake:
        return names
    for row in need.records():
        code, called = row.get("area"), row.get("area_name")
        if isinstance(code, str) and called is not None and not isinstance(called, Figure):
            names[f"area.{code}"] = called
    return names
