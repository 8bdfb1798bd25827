"""Fifth stage: the application filled from records and checked against the ordinances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samlad.apply import Checklist, Draft, Material, asked, draft, facts
from samlad.desk.book import Book
from samlad.desk.chain.following import FollowUp
from samlad.desk.chain.money import Planned
from samlad.desk.chain.needing import Needed
from samlad.model import Source, plain
from samlad.sources.case import Case


@dataclass(frozen=True)
class Applied:
    """The draft, the records of its sections by field, and its own record."""

    draft: Draft
    sections: Mapping[str, str]
    record: str


def apply_for(  # noqa: PLR0917  the river's order
    case: Case,
    needed: Needed | None,
    planned: Planned | None,
    followed: FollowUp,
    checklists: Sequence[tuple[Checklist, Source]],
    book: Book,
) -> Applied:
    """The application as far as the case's records carry it; gaps by paragraph."""
    said = case.application
    texts = {} if said is None else said.texts
    own_text = book.note("own-text", {"name": "application.toml", "texts": plain(texts)})
    material = Material(
        texts=texts,
        need=None if needed is None else needed.need,
        plan=None if planned is None else planned.plan,
        actions=case.actions,
        kept=followed.kept,
        years=() if said is None else said.years,
        names={} if needed is None else _names(needed),
        records=_records(texts, needed, planned, followed, own_text),
    )
    requested, own = asked(material)
    made = draft([one for one, _ in checklists], facts(material), requested, own)
    sections = {
        section.key: book.note(
            "section",
            {"name": section.key, "paragraphs": plain(section.paragraphs)},
            section.records,
        )
        for section in made.sections
    }
    laws = [
        book.note("checklist", {"name": one.name, "law": one.law, "source": source})
        for one, source in checklists
    ]
    record = book.note(
        "draft",
        {
            "name": case.code,
            "requested": made.requested,
            "own": made.own,
            "own_share": made.own_share,
            "gaps": plain(made.gaps),
        },
        (*laws, own_text, *sections.values(), *followed.kept_records),
    )
    return Applied(made, sections, record)


def _names(needed: Needed) -> dict[str, str]:
    return dict(zip(needed.areas.codes, needed.areas.names, strict=True))


def _records(
    texts: Mapping[str, object],
    needed: Needed | None,
    planned: Planned | None,
    followed: FollowUp,
    own_text: str,
) -> dict[str, tuple[str, ...]]:
    """Field → the records its sentences rest on."""
    found: dict[str, tuple[str, ...]] = {}
    if needed is not None:
        found["need"] = (needed.record,)
    if planned is not None and planned.main:
        plan = planned.records[planned.main]
        for name in ("areas", "action", "timetable", "budget", "own_share"):
            found[name] = (plan,)
        found["evidence"] = (plan, *planned.action_records.values())
    found["goals"] = found["follow_up"] = followed.kept_records
    return {
        name: (*found.get(name, ()), *((own_text,) if name in texts else ()))
        for name in {*found, *texts}
    }
