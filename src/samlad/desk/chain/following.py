"""Fourth stage: promises, targets, effects and what the law wants when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from samlad.desk.book import Book
from samlad.desk.chain.money import Planned
from samlad.desk.chain.needing import outcomes_of
from samlad.follow import (
    Calendar,
    Due,
    Effect,
    Followed,
    Kept,
    Panel,
    check_all,
    due,
    evaluate,
    follow_targets,
    targets_of,
)
from samlad.model import Mistake, Said, plain
from samlad.sources.case import Case


@dataclass(frozen=True)
class FollowUp:
    """What was promised and what came of it, with records."""

    kept: tuple[Kept, ...]
    kept_records: tuple[str, ...]
    targets: tuple[Followed, ...]
    targets_record: str
    effects: tuple[Effect, ...]
    effect_records: tuple[str, ...]
    refused: tuple[Said, ...]
    dues: tuple[Due, ...]
    due_record: str


def follow_up(  # noqa: PLR0917
    case: Case,
    figures: Mapping[tuple[str, str], str],
    planned: Planned | None,
    panels: Mapping[str, Panel],
    calendars: Sequence[Calendar],
    book: Book,
) -> FollowUp:
    """Every promise, target and effect of the case on the day of its stamp."""
    today: date = case.stamp
    outcomes, rests = outcomes_of(case, figures, book)
    plan = None if planned is None else planned.plan
    lines = () if plan is None else plan.lines
    effects: list[Effect] = []
    effect_records: list[str] = []
    refused: list[Said] = []
    for wanted in case.evaluations:
        panel = panels.get(wanted.outcome)
        if panel is None:
            continue
        source = book.note(
            "figures",
            {
                "name": panel.outcome,
                "areas": len(panel.codes),
                "years": panel.years,
                "digest": case.digest(panel.values),
                "source": panel.source,
            },
        )
        try:
            effect = evaluate(panel, case.code, wanted)
        except Mistake as mistake:
            refused.append(Said(f"mistake.{mistake.code}.found", mistake.found))
            continue
        effects.append(effect)
        effect_records.append(
            book.note("effect", {"name": effect.outcome, **_flat(effect)}, (source,))
        )
    kept = check_all(case.promises, lines, outcomes, today, effects)
    shown = dict(zip((one.outcome for one in effects), effect_records, strict=True))
    kept_records = tuple(
        _keep(
            one,
            planned,
            (*rests.get(one.promise.indicator, ()), shown.get(one.promise.indicator, "")),
            book,
        )
        for one in kept
    )
    targets = follow_targets(targets_of(case.promises), outcomes)
    targets_record = book.note(
        "targets", {"name": case.code, "targets": plain(targets)}, kept_records
    )
    dues = tuple(one for calendar in calendars for one in due(calendar, today, case.done))
    due_record = book.note(
        "due",
        {"name": "2023:196", "today": today, "dues": plain(dues)},
        [book.note("law", {"name": one.name, "source": one.source}) for one in calendars],
    )
    return FollowUp(
        kept, kept_records, targets, targets_record, tuple(effects), tuple(effect_records),
        tuple(refused), dues, due_record,
    )  # fmt: skip


def _flat(given: object) -> dict[str, object]:
    value = plain(given)
    assert isinstance(value, dict)
    return dict(value)


def _keep(one: Kept, planned: Planned | None, rests: Sequence[str], book: Book) -> str:
    promise = book.note(
        "promise", {"name": one.promise.id, **_flat(one.promise), "source": one.promise.source}
    )
    paid = [] if planned is None else [planned.lines[planned.main, line] for line in one.lines]
    return book.note(
        "kept",
        {
            "name": one.promise.id,
            "complete": one.complete,
            "lacks": one.lacks,
            "delivered": one.delivered,
            "outcome": one.outcome,
            "effect": one.effect,
            "late": one.late,
        },
        (promise, *rests, *paid),
    )
