"""Ordinances' checklists from packs, and what a case itself says in its application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import Field

from samlad.apply import FIELDS, Checklist, Fact, Item
from samlad.model import Mistake, Said, Source, Where
from samlad.sources.packs import names, pack
from samlad.sources.toml import Strict, read_toml, strict


class _Text(Strict):
    sv: str
    en: str = ""

    @property
    def said(self) -> Said:
        return Said("either", {"sv": self.sv, "en": self.en or self.sv})


class _Source(Strict):
    publisher: str
    document: str
    period: str = ""
    read: date | None = None
    licence: str = ""
    route: str = ""
    kind: str = "official"


class _Item(Strict):
    paragraph: str
    key: str
    fields: tuple[str, ...]
    asks: _Text


class _Checklist(Strict):
    name: str
    law: str
    title: _Text
    source: _Source
    item: tuple[_Item, ...]
    own_share: str = ""
    repealed: str = ""


class _Application(Strict):
    checklists: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    example: bool = False
    title: _Text | None = None
    text: dict[str, _Text] = Field(default_factory=dict)


@dataclass(frozen=True)
class CaseApplication:
    """What a case says for itself: which checklists, for which years, and text by field.

    ``years`` empty: all years of the plan.
    """

    checklists: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    texts: Mapping[str, Said] = field(default_factory=dict)
    title: Said | None = None
    example: bool = False

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The case's own words as facts, by field."""
        return {name: Fact(name, (said,)) for name, said in self.texts.items()}


def read_checklist(path: Path | Traversable) -> tuple[Checklist, Source]:
    """An ordinance's own list and where it was read.

    Raises ``Mistake``: those of ``read_toml`` and ``strict``, ``checklist.unknown_field``,
    ``checklist.own_share`` (no fraction between 0 and 1).
    """
    where = Where(path.name)
    data = read_toml(path)
    data.pop("schema", None)
    form = strict(_Checklist, data, where)
    items = tuple(
        Item(one.paragraph, form.law, one.key, one.asks.said, one.fields) for one in form.item
    )
    own = _fraction(form.own_share, where) if form.own_share else None
    source = Source(**form.source.model_dump())
    return Checklist(form.name, form.law, items, own, form.repealed), source


def _fraction(text: str, where: Where) -> Fraction:
    try:
        given = Fraction(text)
    except (ValueError, ZeroDivisionError):
        given = Fraction(-1)
    if not 0 <= given < 1:
        raise Mistake("checklist.own_share", where, {"value": text})
    return given


def checklist(name: str) -> Checklist:
    """A checklist of the packs by name. Raises ``Mistake("checklist.unknown")``."""
    return _read(name)[0]


def checklist_source(name: str) -> Source:
    """Where a checklist of the packs was read. Raises ``Mistake("checklist.unknown")``."""
    return _read(name)[1]


def _read(name: str) -> tuple[Checklist, Source]:
    known = names("checklists")
    if name not in known:
        raise Mistake("checklist.unknown", found={"name": name, "known": ", ".join(known)})
    return read_checklist(pack("checklists", f"{name}.toml"))


def checklists() -> tuple[str, ...]:
    """The names of the checklists there are."""
    return names("checklists")


def read_application(path: Path | Traversable) -> CaseApplication:
    """The case's ``application.toml``; an absent file is an application that says nothing.

    Raises ``Mistake``: those of ``read_toml`` and ``strict``, ``checklist.unknown``,
    ``draft.unknown_field``.
    """
    if not path.is_file():
        return CaseApplication(checklists())
    where = Where(str(path) if isinstance(path, Path) else path.name)
    data = read_toml(path)
    data.pop("schema", None)
    form = strict(_Application, data, where)
    for name in form.checklists:
        if name not in checklists():
            raise Mistake(
                "checklist.unknown",
                where,
                {"name": name, "known": ", ".join(checklists())},
            )
    for name in form.text:
        if name not in FIELDS:
            raise Mistake(
                "draft.unknown_field",
                Where(where.file, column=f"text.{name}"),
                {"field": name, "known": ", ".join(FIELDS)},
            )
    return CaseApplication(
        form.checklists or checklists(),
        form.years,
        {name: text.said for name, text in form.text.items() if text.sv.strip()},
        form.title.said if form.title else None,
        form.example,
    )
