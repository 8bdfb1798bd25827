"""Last stage: every value through the one door, and the story a site and documents tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import samlad
from samlad.desk.book import Book
from samlad.desk.chain import sentences
from samlad.desk.chain.applying import Applied
from samlad.desk.chain.following import FollowUp
from samlad.desk.chain.money import Granted, Planned
from samlad.desk.chain.needing import Needed
from samlad.desk.chain.seeing import Seen, Sight
from samlad.model import Areas, Record, Said, Source, plain
from samlad.publish import exhibits as shown
from samlad.publish.exhibit import Exhibit
from samlad.publish.protect import Safe, release, release_said
from samlad.publish.story import SENTENCES, Stop, Story, Trail
from samlad.sources.case import Case


@dataclass(frozen=True)
class River:
    """Every stage of a build, in order."""

    case: Case
    sight: Sight
    needed: Needed | None
    granted: Granted
    planned: Planned | None
    followed: FollowUp
    applied: Applied


def tell(river: River, areas: Mapping[str, Areas], book: Book) -> Story:
    """The story of the case: released tables and sentences, each with its way back."""
    case = river.case
    names = names_of(river)
    made = [one for one in _exhibits(river, names, book) if one is not None]
    safes: dict[str, Safe] = {}
    trail: dict[str, Trail] = {}
    for one in made:
        fingerprint = book.note("exhibit", _kept(one), (one.record,))
        safes[one.name] = release(replace(one, record=fingerprint))
        trail[one.name] = _trail(fingerprint, book)
    told = {
        name: tuple(release_said(said) for said in said_list)
        for name, said_list in sentences.all_of(river, names).items()
        if name in SENTENCES
    }
    head = book.note(
        "story",
        {"name": case.code, "stamp": case.stamp, "version": samlad.__version__},
        [safe.exhibit.record for safe in safes.values()],
    )
    division = river.needed.areas.division if river.needed else next(iter(areas), "")
    return Story(
        case.code,
        case.place,
        division,
        areas,
        safes,
        told,
        case.stamp,
        samlad.__version__,
        head,
        case.example,
        case.contact,
        trail,
    )


def names_of(river: River) -> dict[str, Said | str]:
    """What areas, actions, indicators, promises and groups are called."""
    case = river.case
    names: dict[str, Said | str] = {}
    for table in case.tables:
        for code, name in zip(table.areas.codes, table.areas.names, strict=True):
            names[f"area.{code}"] = name
        for series in table.series.values():
            names[f"indicator.{series.measure}"] = Said("either", dict(series.label))
            names[f"group.{series.measure}"] = Said("either", dict(series.label))
    for action in case.actions:
        names[f"action.{action.key}"] = Said("either", dict(action.title))
    for promise in case.promises:
        names[f"promise.{promise.id}"] = Said("either", dict(promise.title))
    for dimension in case.dimensions:
        for group, text in dimension.names.items():
            names[f"group.{group}"] = Said("either", dict(text))
        names[f"dimension.{dimension.key}"] = Said("either", dict(dimension.label))
    for part in case.recipe.parts:
        names[f"indicator.{part.indicator}"] = part.said
    return names


def _kept(one: Exhibit) -> dict[str, object]:
    """The plain form that the command line reads back."""
    value = plain(one)
    assert isinstance(value, dict)
    return {key: item for key, item in value.items() if key not in ("record", "sources")}


def _trail(fingerprint: str, book: Book) -> Trail:
    return Trail(tuple(_stop(record) for record in book.way_back(fingerprint)))


def _stop(record: Record) -> Stop:
    value = record.value if isinstance(record.value, dict) else {}
    parts = [str(value.get("name") or value.get("index") or "")]
    source = value.get("source")
    if isinstance(source, dict):
        parts += [str(source.get(key) or "") for key in ("publisher", "document", "period")]
    return Stop(
        record.fingerprint,
        record.kind,
        " · ".join(part for part in parts if part),
        record.made_from,
    )


def _exhibits(
    river: River, names: Mapping[str, Said | str], book: Book
) -> Iterable[Exhibit | None]:
    yield from _seeing(river, names, book)
    yield from _needing(river, names, book)
    yield from _money(river, names, book)
    yield from _planning(river, names, book)
    yield from _following(river, names, book)
    yield shown.application_gaps(
        river.applied.draft, record=river.applied.record, example=river.case.example, names=names
    )
    yield shown.application_checklist(
        river.applied.draft, record=river.applied.record, example=river.case.example, names=names
    )
    every = _sources(river)
    listed = book.note("sources", {"name": river.case.code, "sources": plain(every)})
    yield shown.sources(every, record=listed)


def _sources(river: River) -> tuple[Source, ...]:
    found: dict[Source, None] = {}
    for table in river.case.tables:
        for series in table.series.values():
            found.setdefault(series.source, None)
    scheme = river.granted.scheme
    for source in (scheme.source, scheme.people_source, *(p.source for p in scheme.published)):
        found.setdefault(source, None)
    for tranche in river.case.ledger.tranches:
        found.setdefault(tranche.source, None)
    for action in river.case.actions:
        found.setdefault(action.cost_source, None)
        found.setdefault(action.effect_source, None)
    for promise in river.case.promises:
        if promise.source is not None:
            found.setdefault(promise.source, None)
    return tuple(found)


def main_dimension(river: River) -> Seen | None:
    """The newest year of the case's first dimension, living conditions before others."""
    seen = sorted(river.sight.seen, key=lambda one: one.dimension.kind != "living")
    return next((s for s in reversed(seen) if s.dimension.key == seen[0].dimension.key), None)


def _seeing(river: River, names: Mapping[str, Said | str], book: Book) -> Iterable[Exhibit | None]:
    seen = river.sight.seen
    if not seen:
        return
    pairs = [(one, reading) for one in seen for reading in one.readings]
    everything = book.note("readings", {"name": "readings"}, [r for s in seen for r in s.records])
    sources = tuple(dict.fromkeys(one.counts.source for one in seen))
    yield shown.readings(
        [reading for _, reading in pairs],
        [names[f"dimension.{one.dimension.key}"] for one, _ in pairs],
        record=everything,
        sources=sources,
        names=names,
    )
    latest = list({one.dimension.key: one for one in seen}.values())
    together = book.note("living", {"name": "living"}, [r for s in latest for r in s.records])
    yield shown.living(
        [sentences.lead(one.readings) for one in latest],
        [names[f"dimension.{one.dimension.key}"] for one in latest],
        [Said(f"dimension_kind.{one.dimension.kind}") for one in latest],
        record=together,
        sources=sources,
        names=names,
    )
    if river.sight.changed:
        changes = [(one, d) for one in river.sight.changed for d in one.differences]
        both = book.note("change", {"name": "change"}, [one.record for one in river.sight.changed])
        yield shown.change(
            [d for _, d in changes],
            [names[f"dimension.{one.dimension.key}"] for one, _ in changes],
            record=both,
            sources=sources,
            names=names,
        )
    first = main_dimension(river)
    if first is not None:
        beside = {
            "record": first.record,
            "sources": (first.counts.source,),
            "names": names,
        }
        yield shown.local(first.local, **beside)  # type: ignore[arg-type]
        yield shown.exposure(first.matrix, first.counts.groups, **beside)  # type: ignore[arg-type]


def _needing(river: River, names: Mapping[str, Said | str], book: Book) -> Iterable[Exhibit | None]:
    needed = river.needed
    if needed is None:
        return
    sources = tuple(dict.fromkeys(one.source for one in needed.indicators.values()))
    yield shown.need(
        needed.need,
        needed.people or None,
        record=book.note("need-table", {"name": "need"}, (needed.record, needed.people_record)),
        sources=sources,
        names=names,
    )
    yield shown.need_terms(needed.need, record=needed.record, sources=sources, names=names)
    yield shown.need_gaps(needed.need, record=needed.record, names=names)


def _money(river: River, names: Mapping[str, Said | str], book: Book) -> Iterable[Exhibit | None]:
    granted = river.granted
    if granted.grant is not None:
        yield shown.grant(
            granted.grant,
            record=granted.record,
            sources=(granted.scheme.source, granted.scheme.people_source),
            names=names,
        )
    yield shown.grant_fit(granted.fits, record=granted.fit_record, names=names)
    if river.case.ledger.tranches:
        yield shown.ledger(river.case.ledger, record=granted.ledger_record, names=names)


def _planning(
    river: River, names: Mapping[str, Said | str], book: Book
) -> Iterable[Exhibit | None]:
    planned, case = river.planned, river.case
    if planned is None:
        return
    example = case.example
    yield shown.scenarios(
        case.scenarios,
        record=book.note("scenarios", {"name": "scenarios"}, planned.scenario_records.values()),
        example=example,
        names=names,
    )
    yield shown.actions(
        case.actions,
        record=book.note("actions", {"name": "actions"}, planned.action_records.values()),
        example=example,
        names=names,
    )
    plan = planned.plan
    if plan is None or river.needed is None:
        return
    record = planned.records[planned.main]
    lines = book.note(
        "plan-lines",
        {"name": planned.main},
        [planned.lines[planned.main, line.id] for line in plan.lines],
    )
    yield shown.plan_years(plan, record=record, example=example, names=names)
    yield shown.plan_areas(
        plan, river.needed.people or None, record=lines, example=example, names=names
    )
    own = {line.id: planned.lines[planned.main, line.id] for line in plan.lines}
    yield shown.plan_lines(plan, own, record=lines, example=example, names=names)
    if planned.stranded_record:
        yield shown.stranded(
            planned.stranded, record=planned.stranded_record, example=example, names=names
        )


def _following(
    river: River, names: Mapping[str, Said | str], book: Book
) -> Iterable[Exhibit | None]:
    done, example = river.followed, river.case.example
    if done.kept:
        yield shown.promises(
            done.kept,
            record=book.note("promises", {"name": "promises"}, done.kept_records),
            example=example,
            names=names,
        )
    if done.targets:
        yield shown.targets(done.targets, record=done.targets_record, example=example, names=names)
    if done.effects:
        yield shown.effects(
            done.effects,
            record=book.note("effects", {"name": "effects"}, done.effect_records),
            names=names,
        )
    yield shown.due(done.dues, record=done.due_record, names=names)
