"""Every stage's value as a table that could be shown: value in, ``Exhibit`` out.

All take beside the value: ``record`` (fingerprint), ``sources``, ``notes``, ``example``,
``standing`` and ``names`` (``area.<code>``, ``action.<key>``, ``indicator.<name>``,
``promise.<id>``, ``group.<name>`` → what it is called).
"""

from samlad.publish.exhibits.applying import application_checklist, application_gaps, sources
from samlad.publish.exhibits.following import due, effects, promises, targets
from samlad.publish.exhibits.making import Beside, Names
from samlad.publish.exhibits.measuring import change, exposure, living, local, readings
from samlad.publish.exhibits.money import (
    actions,
    grant,
    grant_fit,
    ledger,
    plan_areas,
    plan_lines,
    plan_years,
    scenarios,
    stranded,
)
from samlad.publish.exhibits.needing import need, need_gaps, need_terms, need_trend

__all__ = [
    "Beside",
    "Names",
    "actions",
    "application_checklist",
    "application_gaps",
    "change",
    "due",
    "effects",
    "exposure",
    "grant",
    "grant_fit",
    "ledger",
    "living",
    "local",
    "need",
    "need_gaps",
    "need_terms",
    "need_trend",
    "plan_areas",
    "plan_lines",
    "plan_years",
    "promises",
    "readings",
    "scenarios",
    "sources",
    "stranded",
    "targets",
]
