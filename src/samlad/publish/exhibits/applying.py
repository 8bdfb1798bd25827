"""What an application has and lacks, and where all numbers come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from samlad.apply import Draft
from samlad.model import Said, Source
from samlad.publish.exhibit import Exhibit
from samlad.publish.exhibits.making import Beside, code, made, text


def _plain(beside: Beside) -> Beside:
    return {"standing": "not-personal", **beside}


def application_gaps(given: Draft, **beside: Unpack[Beside]) -> Exhibit:
    """What the ordinances still want, by paragraph, and the way out."""
    columns = [
        text("law"),
        text("paragraph"),
        code("field"),
        text("field_name"),
        text("what"),
        text("way_out"),
    ]
    rows = [
        (
            gap.law,
            gap.paragraph,
            gap.field,
            Said(f"apply.section.{gap.field}"),
            gap.what,
            gap.way_out,
        )
        for gap in given.gaps
    ]
    return made("application_gaps", columns, rows, _plain(beside))


def application_checklist(given: Draft, **beside: Unpack[Beside]) -> Exhibit:
    """Each thing the ordinances ask for, and whether it is answered."""
    columns = [text("law"), text("paragraph"), code("item"), text("asks"), text("answer")]
    rows = [
        (
            item.law,
            item.paragraph,
            item.key,
            item.asks,
            Said("apply.answered" if given.answers(item) else "apply.lacking"),
        )
        for item in given.items
    ]
    return made("application_checklist", columns, rows, _plain(beside))


def sources(given: Sequence[Source], **beside: Unpack[Beside]) -> Exhibit:
    """Where every number comes from, once each."""
    columns = [
        text("publisher"),
        text("document"),
        text("period"),
        text("query"),
        text("read"),
        text("licence"),
        text("route"),
        text("kind"),
    ]
    once = sorted(dict.fromkeys(given), key=lambda s: (s.publisher, s.document, s.period, s.query))
    rows = [
        (
            one.publisher,
            one.document,
            one.period,
            one.query,
            one.read.isoformat() if one.read else "",
            one.licence,
            one.route,
            Said(f"source.kind.{one.kind}"),
        )
        for one in once
    ]
    return made("sources", columns, rows, _plain(beside))
