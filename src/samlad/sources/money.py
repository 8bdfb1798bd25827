"""Schemes, actions, the ledger, scenarios and rules read from packs and case folders."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import Field

from samlad.fund import (
    Action,
    Ledger,
    Paragraph,
    Published,
    QuotedTotal,
    Recipient,
    Rule,
    Scenario,
    Scheme,
    Standing,
    Step,
    Tranche,
)
from samlad.fund.action import RULE_KINDS
from samlad.fund.share import fraction
from samlad.model import Mistake, Money, Said, Source, Where
from samlad.sources.packs import names, pack
from samlad.sources.toml import Strict, read_bytes, read_toml, strict

PRECISIONS = ("exact", "about", "rounded", "estimate", "quoted_total")
LEDGER_COLUMNS = (
    "programme",
    "year",
    "amount_kronor",
    "standing",
    "level",
    "valid",
    "known",
    "precision",
    "publisher",
    "document",
    "period",
    "route",
    "kind",
)


class _Text(Strict):
    sv: str
    en: str

    @property
    def both(self) -> dict[str, str]:
        return {"sv": self.sv, "en": self.en}


class _Source(Strict):
    publisher: str
    document: str
    period: str = ""
    query: str = ""
    read: date | None = None
    licence: str = ""
    route: str = ""
    kind: str = "official"

    def made(self) -> Source:
        try:
            return Source(**self.model_dump())
        except ValueError:
            raise Mistake("money.source_kind", found={"kind": self.kind}) from None


class _Step(Strict):
    kind: str
    parameters: dict[str, object] = Field(default_factory=dict)
    law: str = ""


class _Recipient(Strict):
    code: str
    name: str
    people: int = Field(ge=0)
    figures: dict[str, str] = Field(default_factory=dict)


class _Paragraph(Strict):
    law: str
    paragraph: str
    sv: str
    en: str
    established: bool


class _Published(Strict):
    code: str
    name: str
    pot: int
    amount: int
    precision: str
    source: _Source


class _Scheme(Strict):
    name: str
    title: _Text
    note: _Text | None = None
    valid_from: date
    valid_to: date | None = None
    reconstructed: bool
    recipients: tuple[_Recipient, ...]
    source: _Source
    people_source: _Source
    step: tuple[_Step, ...]
    paragraph: tuple[_Paragraph, ...] = ()
    published: tuple[_Published, ...] = ()
    eligible: dict[str, int] = Field(default_factory=dict)


def schemes() -> dict[str, Scheme]:
    """Every scheme that ships with the package, by name."""
    return {name: scheme(name) for name in names("schemes")}


def scheme(name: str) -> Scheme:
    """A shipped scheme. Raises ``Mistake("scheme.unknown")`` and what reading raises."""
    known = names("schemes")
    if name not in known:
        raise Mistake("scheme.unknown", found={"scheme": name, "known": ", ".join(known)})
    return read_scheme(pack("schemes", f"{name}.toml"))


def read_scheme(path: Path | Traversable) -> Scheme:
    """A scheme from a file.

    Raises ``Mistake``: those of ``read_toml`` and ``strict``, ``scheme.duplicate_recipient``,
    ``scheme.number``, ``money.source_kind``.
    """
    form = strict(_Scheme, _body(path), path)
    try:
        return Scheme(
            form.name,
            form.title.both,
            form.valid_from,
            form.valid_to,
            tuple(Step(one.kind, one.parameters, one.law) for one in form.step),
            tuple(
                Recipient(
                    one.code,
                    one.name,
                    one.people,
                    {name: fraction(value, name=name) for name, value in one.figures.items()},
                )
                for one in form.recipients
            ),
            tuple(
                Paragraph(one.law, one.paragraph, {"sv": one.sv, "en": one.en}, one.established)
                for one in form.paragraph
            ),
            form.reconstructed,
            form.source.made(),
            form.people_source.made(),
            tuple(
                Published(
                    one.code,
                    one.name,
                    Money.kronor(one.pot),
                    Money.kronor(one.amount),
                    one.precision,
                    one.source.made(),
                )
                for one in form.published
            ),
            {} if form.note is None else form.note.both,
            form.eligible,
        )
    except Mistake as mistake:
        raise mistake.at(Where(_file(path))) from None


class _Action(Strict):
    key: str
    title: _Text
    focus: str
    unit: _Text
    unit_cost: int | str
    cost_source: _Source
    smallest: int
    largest: int
    reaches: str
    served_per_unit: str
    dose: _Text | None = None
    ramp: tuple[str, ...] = ()
    commitment: int
    effect: float
    effect_low: float
    effect_high: float
    effect_source: _Source
    needs_indicator: str
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    example: bool = False


class _Actions(Strict):
    action: tuple[_Action, ...] = ()


def read_actions(path: Path | Traversable) -> tuple[Action, ...]:
    """The actions of a case.

    Raises ``Mistake``: those of ``read_toml`` and ``strict``, ``action.*``, ``money.*``.
    """
    form = strict(_Actions, _body(path), path)
    result = []
    for one in form.action:
        try:
            result.append(_action(one))
        except Mistake as mistake:
            raise mistake.at(Where(_file(path), column=f"action.{one.key}")) from None
    keys = [action.key for action in result]
    if len(set(keys)) != len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Mistake("plan.two_actions", Where(_file(path)), {"action": twice})
    return tuple(result)


def _action(one: _Action) -> Action:
    return Action(
        one.key,
        one.title.both,
        one.focus,
        one.unit.both,
        Money.kronor(one.unit_cost),
        one.cost_source.made(),
        one.smallest,
        one.largest,
        one.reaches,
        fraction(one.served_per_unit, name="served_per_unit"),
        tuple(fraction(part, name="ramp") for part in one.ramp) or (Fraction(1),),
        one.commitment,
        one.effect,
        one.effect_low,
        one.effect_high,
        one.effect_source.made(),
        one.needs_indicator,
        {} if one.dose is None else one.dose.both,
        one.requires,
        one.excludes,
        one.example,
    )


class _Scenario(Strict):
    name: str
    title: _Text
    basis: _Text
    budgets: dict[str, int | str]
    spread: str = "need"
    alpha: str = "1"
    objective: str = ""
    estimate: bool = False


class _Scenarios(Strict):
    scenario: tuple[_Scenario, ...] = ()


def read_scenarios(path: Path | Traversable) -> tuple[Scenario, ...]:
    """The scenarios of a case, in the file's order.

    Raises ``Mistake``: those of ``read_toml`` and ``strict``, ``scenario.*``, ``money.*``.
    """
    form = strict(_Scenarios, _body(path), path)
    result = []
    for one in form.scenario:
        try:
            result.append(
                Scenario(
                    one.name,
                    {_year(year): Money.kronor(kronor) for year, kronor in one.budgets.items()},
                    Said("either", one.basis.both),
                    one.spread,
                    fraction(one.alpha, name="alpha"),
                    one.objective,
                    one.title.both,
                    one.estimate,
                )
            )
        except Mistake as mistake:
            raise mistake.at(Where(_file(path), column=f"scenario.{one.name}")) from None
    seen = [one.name for one in result]
    if len(set(seen)) != len(seen):
        twice = next(name for name in seen if seen.count(name) > 1)
        raise Mistake("scenario.twice", Where(_file(path)), {"scenario": twice})
    return tuple(result)


class _Rule(Strict):
    kind: str
    parameters: dict[str, str | int | float] = Field(default_factory=dict)
    said: _Text


class _Rules(Strict):
    rule: tuple[_Rule, ...] = ()


def read_rules(path: Path | Traversable) -> tuple[Rule, ...]:
    """The council's rules.

    Raises ``Mistake``: those of ``read_toml``, ``strict`` and ``fraction``; ``rule.*``.
    """
    form = strict(_Rules, _body(path), path)
    result = []
    for one in form.rule:
        try:
            rule = Rule(one.kind, one.parameters, Said("either", one.said.both))
            _require_numbers(rule)
            result.append(rule)
        except Mistake as mistake:
            raise mistake.at(Where(_file(path), column=f"rule.{one.kind}")) from None
    return tuple(result)


def _require_numbers(rule: Rule) -> None:
    """A rule that counts has its number, and a share is a share: else it would hold nothing."""
    for name in ("share", "level"):
        if name not in RULE_KINDS[rule.kind]:
            continue
        if name not in rule.parameters:
            raise Mistake("rule.number_missing", found={"kind": rule.kind, "parameter": name})
        value = rule.parameters[name]
        number = fraction(value, name=name)
        if number < 0 or (name == "share" and number > 1):
            raise Mistake(f"rule.{name}", found={"kind": rule.kind, "value": str(value)})


def read_ledger(path: Path | Traversable) -> Ledger:
    """The ledger from CSV, one amount a row, each with source and precision.

    A row of precision ``quoted_total`` has no year: it is a total somebody printed.

    Raises ``Mistake``: those of ``read_bytes``, ``file.encoding``, ``ledger.columns``,
    ``ledger.value`` (with the row and the column), ``money.*``.
    """
    file = _file(path)
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Mistake("file.encoding", Where(file), {"encoding": "UTF-8"}) from None
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in LEDGER_COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise Mistake(
            "ledger.columns",
            Where(file, 1),
            {"missing": ", ".join(missing), "found": ", ".join(reader.fieldnames or ())},
        )
    tranches: list[Tranche] = []
    quoted: list[QuotedTotal] = []
    for row in reader:
        cells = {name: (row.get(name) or "").strip() for name in LEDGER_COLUMNS}
        where = Where(file, reader.line_num)
        try:
            _row(cells, tranches, quoted)
        except Mistake as mistake:
            raise mistake.at(where) from None
    return Ledger(tuple(tranches), tuple(quoted))


def _row(cells: Mapping[str, str], tranches: list[Tranche], quoted: list[QuotedTotal]) -> None:
    if cells["standing"] not in [one.value for one in Standing]:
        known = ", ".join(one.value for one in Standing)
        raise _wrong(cells, "standing", known)
    if cells["precision"] not in PRECISIONS:
        raise _wrong(cells, "precision", ", ".join(PRECISIONS))
    if cells["level"] not in ("national", "municipality"):
        raise _wrong(cells, "level", "national, municipality")
    try:
        amount = Money.kronor(cells["amount_kronor"])
    except Mistake as mistake:
        raise mistake.at(Where(column="amount_kronor")) from None
    try:
        source = Source(
            cells["publisher"],
            cells["document"],
            cells["period"],
            route=cells["route"],
            kind=cells["kind"] or "official",
        )
    except ValueError:
        raise _wrong(cells, "kind", "official, derived, secondary, assumption, example") from None
    standing = Standing(cells["standing"])
    if cells["precision"] == "quoted_total":
        quoted.append(QuotedTotal(cells["programme"], amount, standing, cells["level"], source))
        return
    tranches.append(
        Tranche(
            cells["programme"],
            _year(cells["year"]),
            amount,
            standing,
            cells["level"],
            _day(cells, "valid"),
            _day(cells, "known"),
            cells["precision"],
            source,
        )
    )


def _wrong(cells: Mapping[str, str], column: str, known: str) -> Mistake:
    return Mistake("ledger.value", Where(column=column), {"value": cells[column], "known": known})


def _day(cells: Mapping[str, str], column: str) -> date | None:
    if not cells[column]:
        return None
    try:
        return date.fromisoformat(cells[column])
    except ValueError:
        raise _wrong(cells, column, "2018-06-26") from None


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise Mistake("ledger.value", Where(column="year"), {"value": text, "known": "2018"})
    return int(text)


def _body(path: Path | Traversable) -> dict[str, object]:
    data = read_toml(path)
    data.pop("schema", None)
    return data


def _file(path: Path | Traversable) -> str:
    return str(path) if isinstance(path, Path) else path.name
