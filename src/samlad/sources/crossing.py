"""What the files of a case say of each other, checked before anything is reckoned.

A name that is spelt wrong must never be a promise without money or a rule that holds nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from samlad.model import Mistake, Where
from samlad.sources.packs import words

if TYPE_CHECKING:
    from samlad.sources.case import Case


def require_names(case: Case) -> None:
    """Every name one file has from another is there.

    Raises ``Mistake``: ``case.unknown_action``, ``case.unknown_area``, ``case.unknown_focus``,
    ``case.unknown_scenario``; ``scenario.gap`` (a year left out between two others).
    """
    folder = Path(case.folder)
    actions = [one.key for one in case.actions]
    areas = {code for table in case.tables for code in table.areas.codes}
    focuses = sorted(key.removeprefix("focus.") for key in words("sv").entries
                     if key.startswith("focus."))  # fmt: skip
    scenarios = [one.name for one in case.scenarios]
    for promise in case.promises:
        where = Where(str(folder / "promises.toml"), column=f"promise.{promise.id}")
        _require(promise.actions, actions, "action", where)
        _require(promise.areas, areas, "area", where)
    for action in case.actions:
        where = Where(str(folder / "actions.toml"), column=f"action.{action.key}")
        _require([action.focus], focuses, "focus", where)
        _require([*action.requires, *action.excludes], actions, "action", where)
    for rule in case.rules:
        where = Where(str(folder / "rules.toml"), column=f"rule.{rule.kind}")
        named = rule.parameters
        _require(_named(named.get("focus")), focuses, "focus", where)
        _require(_named(named.get("action")), actions, "action", where)
        _require(_named(named.get("area")), areas, "area", where)
    for key, name in (("scenario", case.scenario), ("cut", case.cut)):
        where = Where(str(folder / "samlad.toml"), column=f"money.{key}")
        _require(_named(name), scenarios, "scenario", where)
    _require_every_year(case, Where(str(folder / "scenarios.toml")))


def _named(value: object) -> list[str]:
    return [str(value)] if value else []


def _require(names: Iterable[str], known: Collection[str], what: str, where: Where) -> None:
    for name in names:
        if name not in known:
            there = ", ".join(sorted(known)) or "–"
            raise Mistake(f"case.unknown_{what}", where, {"name": name, "known": there})


def _require_every_year(case: Case, where: Where) -> None:
    """No year between the first and the last is left to be guessed as nothing."""
    for scenario in case.scenarios:
        years = sorted(scenario.budgets)
        for year in range(years[0], years[-1]):
            if year not in scenario.budgets:
                place = Where(where.file, column=f"scenario.{scenario.name}")
                found = {"scenario": scenario.name, "year": str(year)}
                raise Mistake("scenario.gap", place, found)
