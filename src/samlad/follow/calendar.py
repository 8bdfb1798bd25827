"""What a law wants when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from samlad.follow.nouns import Calendar, Due
from samlad.model import Said

SOON = 120
"""Days before its day that a duty is told as due soon."""


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the month's last.

    >>> months_later(date(2024, 2, 29), 24)
    datetime.date(2026, 2, 28)
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("a month has 28 days")


def due(calendar: Calendar, today: date, done: Mapping[str, date] | None = None) -> tuple[Due, ...]:
    """Each duty of the law and its day, soonest first.

    ``done``: duty → the day it was last done; beside what the calendar itself holds. A duty
    that was never noted as done has no day of its own: it has held since the law began, and
    says so (``not_known``) instead of being called late.
    """
    noted = {**calendar.done, **(done or {})}
    result = []
    for duty in calendar.duties:
        last = noted.get(duty.key)
        if last is None:
            when, status = calendar.valid_from, "not_known"
        elif duty.every == 0:
            when, status = last, "in_time"
        else:
            when = months_later(last, duty.every)
            left = (when - today).days
            status = "late" if left < 0 else "due_soon" if left <= SOON else "in_time"
        said = Said(
            f"follow.due_said.{status if duty.every or last is None else 'kept_up'}",
            {
                "what": duty.what,
                "law": calendar.law,
                "paragraph": duty.paragraph,
                "when": when,
                "done": last,
            },
        )
        result.append(
            Due(
                duty.what,
                calendar.law,
                duty.paragraph,
                when,
                status == "late",
                status,
                duty.key,
                said,
                last,
            )
        )
    return tuple(sorted(result, key=lambda one: (one.status != "late", one.when, one.key)))
