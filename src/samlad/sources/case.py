"""A municipality's own case: one ``samlad.toml`` with plain TOML and CSV beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from samlad.follow import Evaluation, Promise
from samlad.fund import Action, Ledger, Rule, Scenario
from samlad.model import Areas, Mistake, Where, canonical, plain
from samlad.need import Recipe
from samlad.sources import applications, money, promises, recipes
from samlad.sources.crossing import require_names
from samlad.sources.facts import CaseTable, Series, Text, read_case_table, with_areas
from samlad.sources.outlines import read_outlines
from samlad.sources.toml import Strict, read_bytes, read_toml, strict

SETTINGS = "samlad.toml"


class _Case(Strict):
    code: str = Field(pattern=r"^\d{4}$")
    place: str = Field(min_length=1)
    stamp: date
    example: bool = False
    languages: tuple[Literal["sv", "en"], ...] = Field(default=("sv", "en"), min_length=1)


class _Measure(Strict):
    seed: int = Field(default=0, ge=0)
    draws: int = Field(default=500, ge=1, le=1_000_000)
    interval: Literal["person", "area", "jackknife", "delta", "none"] = "person"


class _Need(Strict):
    recipe: str = "regso-basic"
    worst: int = Field(default=5, ge=1)
    draws: int = Field(default=1000, ge=1, le=1_000_000)


class _Money(Strict):
    scheme: str = "state-grant-2018"
    pot: int | None = Field(default=None, ge=0)
    scenario: str = ""
    cut: str = ""


class _Publish(Strict):
    contact: dict[str, str] = Field(default_factory=dict)
    outlines: str = ""


class _Dimension(Strict):
    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: Literal["living", "background", "birthplace"]
    division: str
    definition: str = Field(min_length=1)
    label: Text
    years: tuple[str, ...] = Field(min_length=1)
    names: dict[str, Text]
    share: str = ""
    people: str = ""
    groups: dict[str, str] = Field(default_factory=dict)
    unit: Literal["people", "dwellings", "households"] = "people"
    ordered: bool = False


class _Settings(Strict):
    case: _Case
    measure: _Measure = _Measure()
    need: _Need = _Need()
    money: _Money = _Money()
    publish: _Publish = _Publish()
    dimension: tuple[_Dimension, ...] = ()


@dataclass(frozen=True)
class Dimension:
    """One way in which people may live apart.

    Either ``groups`` (group → column) or ``share`` (the column with the share that is ``key``;
    the rest is ``not_key``) with ``people``; columns hold ``{year}``. Two dimensions are compared
    only when ``definition`` is the same. ``names``: group → language → text. ``unit``: what is
    counted.
    """

    key: str
    kind: str
    division: str
    definition: str
    years: tuple[str, ...]
    share: str
    people: str
    groups: Mapping[str, str]
    label: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]]
    unit: str = "people"
    ordered: bool = False

    def columns(self, year: str) -> tuple[str, ...]:
        """The columns of the table that one year rests on."""
        texts = tuple(self.groups.values()) or (self.share, self.people)
        return tuple(text.replace("{year}", year) for text in texts)


@dataclass(frozen=True, eq=False)
class Case:
    """All that a case folder says, read and checked. ``files``: path → SHA-256 of its bytes."""

    folder: str
    code: str
    place: str
    example: bool
    stamp: date
    languages: tuple[str, ...]
    seed: int
    draws: int
    interval: str
    need_draws: int
    worst: int
    recipe: Recipe
    scheme: str
    pot: int | None
    scenario: str
    cut: str
    tables: tuple[CaseTable, ...]
    dimensions: tuple[Dimension, ...]
    actions: tuple[Action, ...] = ()
    ledger: Ledger = field(default_factory=lambda: Ledger(()))
    scenarios: tuple[Scenario, ...] = ()
    rules: tuple[Rule, ...] = ()
    promises: tuple[Promise, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    done: Mapping[str, date] = field(default_factory=dict)
    done_is_example: bool = False
    application: applications.CaseApplication | None = None
    contact: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def table(self, division: str) -> CaseTable:
        """The table of a division. Raises ``Mistake("case.no_table_for")``."""
        for table in self.tables:
            if table.areas.division == division:
                return table
        divisions = ", ".join(table.areas.division for table in self.tables)
        raise Mistake(
            "case.no_table_for", Where(self.folder), {"division": division, "there": divisions}
        )

    def table_with(self, measures: Iterable[str]) -> CaseTable | None:
        """The table that holds most of the measures, or None when none holds any."""
        wanted = set(measures)

        def held(table: CaseTable) -> int:
            return len(wanted & {series.measure for series in table.series.values()})

        best = max(self.tables, key=held, default=None)
        return best if best is not None and held(best) else None

    @staticmethod
    def digest(value: object) -> str:
        """SHA-256 of a value's plain form."""
        return hashlib.sha256(canonical(plain(value))).hexdigest()


def read_case(folder: Path, *, outlines: Path | None = None) -> Case:
    """The case in a folder.

    ``outlines``: a geographic file with the true borders of the areas of one of its tables; it
    goes before the one that ``samlad.toml`` may name.

    Raises ``Mistake``: ``case.absent``, ``case.no_settings``, ``case.no_tables``,
    ``case.two_tables``; ``dimension.*``; those of ``require_names``; and those of every reader,
    with file, row and column.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise Mistake("case.absent", Where(str(folder)))
    if not (folder / SETTINGS).is_file():
        raise Mistake("case.no_settings", Where(str(folder / SETTINGS)))
    content = read_toml(folder / SETTINGS)
    content.pop("schema", None)
    form = strict(_Settings, content, folder / SETTINGS)
    tables = _tables(folder, form.case.code)
    borders = outlines or (folder / form.publish.outlines if form.publish.outlines else None)
    if borders is not None:
        tables = _with_outlines(tables, borders)
    dimensions = tuple(_dimension(one) for one in form.dimension)
    _require_dimensions(dimensions, tables, folder / SETTINGS)
    case = Case(
        folder=str(folder),
        code=form.case.code,
        place=form.case.place,
        example=form.case.example,
        stamp=form.case.stamp,
        languages=form.case.languages,
        seed=form.measure.seed,
        draws=form.measure.draws,
        interval=form.measure.interval,
        need_draws=form.need.draws,
        worst=form.need.worst,
        recipe=_recipe(form.need.recipe, folder),
        scheme=form.money.scheme,
        pot=form.money.pot,
        scenario=form.money.scenario,
        cut=form.money.cut,
        tables=tables,
        dimensions=dimensions,
        contact=form.publish.contact,
        files=_fingerprints(folder),
        application=applications.read_application(folder / "application.toml"),
        **_written(folder),
    )
    require_names(case)
    return case


def _written(folder: Path) -> dict[str, Any]:
    """What the other files of the folder hold; one that is absent holds nothing."""
    readers = {
        "actions": ("actions.toml", money.read_actions),
        "ledger": ("ledger.csv", money.read_ledger),
        "scenarios": ("scenarios.toml", money.read_scenarios),
        "rules": ("rules.toml", money.read_rules),
        "promises": ("promises.toml", promises.read_promises),
        "evaluations": ("promises.toml", promises.read_evaluations),
        "done": ("promises.toml", promises.read_done),
        "done_is_example": ("promises.toml", promises.done_is_example),
    }
    return {
        name: read(folder / file)
        for name, (file, read) in readers.items()
        if (folder / file).exists()
    }


def _tables(folder: Path, code: str) -> tuple[CaseTable, ...]:
    files = sorted((folder / "tables").glob("*.csv")) if (folder / "tables").is_dir() else []
    if not files:
        raise Mistake("case.no_tables", Where(str(folder / "tables")))
    tables = tuple(read_case_table(path, path.with_suffix(".toml"), code) for path in files)
    divisions: dict[str, CaseTable] = {}
    for table in tables:
        other = divisions.setdefault(table.areas.division, table)
        if other is not table:
            found = {"division": table.areas.division, "other": other.file}
            raise Mistake("case.two_tables", Where(table.file), found)
    return tables


def _with_outlines(tables: tuple[CaseTable, ...], path: Path) -> tuple[CaseTable, ...]:
    """The tables, those whose areas the file holds with their borders."""
    read: dict[str, Areas] = {}
    refused: Mistake | None = None
    for table in tables:
        if len(table.areas) == 1:
            continue
        try:
            read[table.name] = read_outlines(path, table.areas)
        except Mistake as mistake:
            if mistake.code not in ("outlines.no_codes", "outlines.twice"):
                raise
            refused = mistake
    if not read and refused is not None:
        raise refused
    return tuple(
        with_areas(table, read[table.name]) if table.name in read else table for table in tables
    )


def _recipe(name: str, folder: Path) -> Recipe:
    if name.endswith(".toml"):
        return recipes.read_recipe(folder / name)
    return recipes.recipe(name)


def _dimension(form: _Dimension) -> Dimension:
    return Dimension(
        form.key,
        form.kind,
        form.division,
        form.definition,
        form.years,
        form.share,
        form.people,
        form.groups,
        form.label.both,
        {name: text.both for name, text in form.names.items()},
        form.unit,
        form.ordered,
    )


def _require_dimensions(
    dimensions: tuple[Dimension, ...], tables: tuple[CaseTable, ...], file: Path
) -> None:
    """Each dimension is said once, in one way, and has its columns in every year it names."""
    by_division = {table.areas.division: table for table in tables}
    seen: set[str] = set()
    for one in dimensions:
        where = Where(str(file), column=f"dimension.{one.key}")
        if one.key in seen:
            raise Mistake("dimension.twice", where, {"key": one.key})
        seen.add(one.key)
        if bool(one.groups) == bool(one.share and one.people):
            raise Mistake("dimension.one_way", where, {"key": one.key})
        groups = tuple(one.groups) or (one.key, f"not_{one.key}")
        if len(groups) < 2:
            raise Mistake("table.one_group", where, {"groups": ", ".join(groups)})
        if set(groups) != set(one.names):
            names = ", ".join(groups)
            raise Mistake("dimension.names", where, {"key": one.key, "groups": names})
        if one.division not in by_division:
            there = ", ".join(by_division)
            raise Mistake("dimension.no_table", where, {"division": one.division, "there": there})
        for year in one.years:
            for column in one.columns(year):
                _require_column(by_division[one.division].column(column), one, where)


def _require_column(series: Series, one: Dimension, where: Where) -> None:
    if one.share and series.name.startswith(one.share.partition("{")[0]):
        if series.unit != "percent":
            raise Mistake(
                "dimension.not_percent", where, {"column": series.name, "unit": series.unit}
            )
    elif series.unit != one.unit:
        raise Mistake(
            "dimension.unit", where, {"column": series.name, "unit": series.unit, "said": one.unit}
        )


def _fingerprints(folder: Path) -> dict[str, str]:
    found = [folder / SETTINGS, *folder.glob("*.toml"), *folder.glob("*.csv")]
    found += [*folder.glob("tables/*.toml"), *folder.glob("tables/*.csv")]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(read_bytes(path)).hexdigest()
        for path in sorted(set(found))
    }


__all__ = ["Case", "CaseTable", "Dimension", "Series", "read_case"]
