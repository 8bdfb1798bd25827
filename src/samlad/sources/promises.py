"""Promises, plans of evaluation and laws' calendars read from case folders and packs."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from pydantic import Field

from samlad.follow import Calendar, Duty, Evaluation, Panel, Promise, Rule, Step
from samlad.model import Mistake, Said, Source, Where
from samlad.sources.packs import names, pack
from samlad.sources.recipes import UNITS
from samlad.sources.toml import Strict, read_bytes, read_toml, strict


class _Text(Strict):
    sv: str = ""
    en: str = ""

    @property
    def text(self) -> dict[str, str]:
        return {"sv": self.sv, "en": self.en or self.sv} if self.sv or self.en else {}


class _Source(Strict):
    publisher: str
    document: str
    period: str = ""
    read: date | None = None
    licence: str = ""
    route: str = ""
    kind: str = "official"

    @property
    def source(self) -> Source:
        return Source(
            self.publisher,
            self.document,
            self.period,
            read=self.read,
            licence=self.licence,
            route=self.route,
            kind=self.kind,
        )


class _Step(Strict):
    delivered: str
    when: date
    source: _Source


class _Promise(Strict):
    id: str
    title: _Text
    situation: _Text = _Text()
    doing: _Text = _Text()
    achieve: _Text = _Text()
    effects: _Text = _Text()
    indicator: str = ""
    unit: str = "percent"
    areas: tuple[str, ...] = ()
    baseline: float | None = None
    baseline_year: str = ""
    target: float | None = None
    target_date: date | None = None
    owner: str = ""
    source: _Source | None = None
    actions: tuple[str, ...] = ()
    example: bool = False
    step: tuple[_Step, ...] = ()


class _Done(Strict):
    duty: str
    when: date
    source: _Source
    example: bool = False


class _Evaluation(Strict):
    key: str
    title: _Text
    outcome: str
    worst: int
    of: int
    chosen_by_year: str
    lowest: bool = True
    least: int = 10
    base: str
    last: str
    scale: str = "log"
    hoped: float | None = None
    locked: bool = False
    leave_out: tuple[str, ...] = ()
    example: bool = False


class _File(Strict):
    promise: tuple[_Promise, ...] = ()
    done: tuple[_Done, ...] = ()
    evaluation: tuple[_Evaluation, ...] = ()


class _Duty(Strict):
    key: str
    paragraph: str
    every_months: int
    what: _Text


class _Calendar(Strict):
    name: str
    law: str
    valid_from: date
    source: _Source
    duty: tuple[_Duty, ...] = Field(min_length=1)


def _file(path: Path | Traversable) -> _File:
    data = read_toml(path)
    data.pop("schema", None)
    return strict(_File, data, path)


def _place(path: Path | Traversable) -> Where:
    return Where(str(path) if isinstance(path, Path) else path.name)


def read_promises(path: Path | Traversable) -> tuple[Promise, ...]:
    """The promises of a file, per cent as shares and kronor in öre.

    An incomplete one is read and kept as such, so that it can be told by name.

    Raises ``Mistake``: those of ``read_toml`` and ``strict``; ``promise.twice``,
    ``promise.step``, ``promise.not_a_share``, ``promise.target_is_baseline``,
    ``promise.date_before_baseline``, ``promise.source_kind``.
    """
    form = _file(path)
    ids = [one.id for one in form.promise]
    if len(set(ids)) != len(ids):
        twice = sorted({name for name in ids if ids.count(name) > 1})
        raise Mistake("promise.twice", _place(path), {"promises": ", ".join(twice)})
    try:
        return tuple(_promise(one) for one in form.promise)
    except Mistake as mistake:
        raise mistake.at(_place(path)) from None
    except ValueError as error:
        raise Mistake("promise.source_kind", _place(path), {"problem": str(error)}) from None


def _promise(form: _Promise) -> Promise:
    unit, scale = (
        ("share", 0.01) if form.unit == "percent" else UNITS.get(form.unit, ("number", 1.0))
    )

    def read(value: float | None) -> float | None:
        if value is None:
            return None
        return float(round(value * scale)) if unit == "kronor" else value * scale

    return Promise(
        form.id,
        form.title.text,
        form.situation.text,
        form.doing.text,
        form.achieve.text,
        form.effects.text,
        form.indicator,
        form.areas,
        read(form.baseline),
        form.baseline_year,
        read(form.target),
        form.target_date,
        form.owner,
        None if form.source is None else form.source.source,
        form.actions,
        unit,
        tuple(Step(step.delivered, step.when, step.source.source) for step in form.step),
        form.example,
    )


def read_done(path: Path | Traversable) -> Mapping[str, date]:
    """Duty → the day it was last done, as the file notes it."""
    found: dict[str, date] = {}
    for one in _file(path).done:
        found[one.duty] = max(one.when, found.get(one.duty, one.when))
    return found


def done_is_example(path: Path | Traversable) -> bool:
    """Whether any noted day is invented for the worked example."""
    return any(one.example for one in _file(path).done)


def read_evaluations(path: Path | Traversable) -> tuple[Evaluation, ...]:
    """The plans of evaluation of a file."""
    return tuple(
        Evaluation(
            one.key,
            one.outcome,
            Rule(one.worst, one.of, one.chosen_by_year, one.lowest, least=one.least),
            one.base,
            one.last,
            one.scale,
            one.hoped,
            one.locked,
            one.leave_out,
            one.example,
            one.title.text,
        )
        for one in _file(path).evaluation
    )


def read_calendar(path: Path | Traversable) -> Calendar:
    """A law's duties. Raises those of ``read_toml`` and ``strict``."""
    data = read_toml(path)
    data.pop("schema", None)
    form = strict(_Calendar, data, path)
    return Calendar(
        form.name,
        form.law,
        form.valid_from,
        tuple(
            Duty(duty.key, duty.paragraph, duty.every_months, Said("either", duty.what.text))
            for duty in form.duty
        ),
        form.source.source,
    )


def calendars() -> tuple[str, ...]:
    """Names of the calendars that ship with the package."""
    return names("calendars")


def calendar(name: str) -> Calendar:
    """A shipped calendar by name. Raises ``Mistake("calendar.unknown")``."""
    if name not in calendars():
        raise Mistake("calendar.unknown", found={"name": name, "known": ", ".join(calendars())})
    return read_calendar(pack("calendars", f"{name}.toml"))


@lru_cache(maxsize=4)
def national_panel(measure: str = "mean_wage", scale: str = "log") -> Panel:
    """One measure for every RegSO of the country and every year there is, from the shipped pack.

    Raises ``Mistake("panel.unknown_measure")``.
    """
    codes: list[str] = []
    rows: list[list[float]] = []
    years: tuple[str, ...] = ()
    for name in names("sweden/regso2020", ".csv"):
        text = read_bytes(pack("sweden", "regso2020", f"{name}.csv")).decode("utf-8")
        for row in csv.DictReader(io.StringIO(text)):
            if not years:
                years = tuple(
                    key.rpartition("_")[2] for key in row if key.rpartition("_")[0] == measure
                )
            codes.append(row["area"])
            rows.append([_number(row[f"{measure}_{year}"]) for year in years])
    if not years:
        raise Mistake("panel.unknown_measure", found={"measure": measure})
    data = read_toml(pack("sweden", "regso2020", "sources.toml"))
    column = {**data.get("defaults", {}), **data["columns"][f"{measure}_{years[-1]}"]}
    source = Source(
        column.get("publisher", ""),
        column.get("table", ""),
        f"{years[0]}–{years[-1]}",
        column.get("query", ""),
        column.get("read"),
        column.get("licence", ""),
        column.get("route", ""),
        column.get("kind", "official"),
    )
    return Panel(
        measure,
        tuple(codes),
        tuple(code[:4] for code in codes),
        years,
        np.array(rows),
        scale,
        source,
        label=column.get("label", {}),
    )


def _number(cell: str) -> float:
    return float(cell) if cell not in ("", "..", "x", "(s)") else float("nan")
