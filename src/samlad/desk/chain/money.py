"""Third stage: the grant by its rule, the ledger, and one plan a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from samlad.desk.book import Book
from samlad.desk.chain.needing import Needed
from samlad.follow import promises_by_line
from samlad.fund import (
    Fit,
    Grant,
    Line,
    Plan,
    Scenario,
    Scheme,
    Solve,
    Stranded,
    fit,
    propose,
    share,
    stranded,
)
from samlad.model import Mistake, Money, Said, plain
from samlad.sources.case import Case


@dataclass(frozen=True)
class Granted:
    """A scheme applied to the pots that were published, and how near it comes."""

    scheme: Scheme
    grant: Grant | None
    fits: tuple[Fit, ...]
    scheme_record: str
    record: str
    fit_record: str
    ledger_record: str
    tranche_records: tuple[str, ...]


@dataclass(frozen=True)
class Planned:
    """Plans by scenario, records of their lines, and what the cut leaves unfinished."""

    plans: Mapping[str, Plan]
    main: str
    records: Mapping[str, str]
    lines: Mapping[tuple[str, str], str]
    scenario_records: Mapping[str, str]
    action_records: Mapping[str, str]
    cut: Scenario | None
    stranded: tuple[Stranded, ...]
    stranded_record: str
    refused: Mapping[str, Said]

    @property
    def plan(self) -> Plan | None:
        """The plan of the main scenario."""
        return self.plans.get(self.main)


def grant_of(case: Case, scheme: Scheme, pot: Money | None, book: Book) -> Granted:
    """The scheme's shares of a pot, its fit to published amounts, and the ledger's records."""
    scheme_record = book.note(
        "scheme",
        {
            "name": scheme.name,
            "title": scheme.title,
            "reconstructed": scheme.reconstructed,
            "steps": plain(scheme.steps),
            "source": scheme.source,
        },
    )
    people = book.note(
        "figures",
        {
            "name": "people",
            "recipients": {one.code: one.people for one in scheme.recipients},
            "source": scheme.people_source,
        },
    )
    given = None if pot is None else share(scheme, pot)
    record = book.note(
        "grant",
        {"name": scheme.name, "pot": pot, "amounts": None if given is None else given.amounts},
        (scheme_record, people),
    )
    fits = fit(scheme)
    published = [
        book.note("published", {"name": one.name, "amount": one.amount, "source": one.source})
        for one in scheme.published
    ]
    fit_record = book.note(
        "fit",
        {"name": scheme.name, "errors": {f.published.name: f.error for f in fits}},
        (scheme_record, people, *published),
    )
    tranches = tuple(book.note("tranche", _tranche(one)) for one in case.ledger.tranches)
    ledger = book.note("ledger", {"name": case.code, "tranches": len(tranches)}, tranches)
    return Granted(scheme, given, fits, scheme_record, record, fit_record, ledger, tranches)


def _tranche(one: object) -> dict[str, object]:
    value = plain(one)
    assert isinstance(value, dict)
    return {"name": f"{value['programme']} {value['standing']} {value['year']}", **value}


def plan_of(  # noqa: PLR0917  the river's order
    case: Case,
    needed: Needed | None,
    granted: Granted,
    book: Book,
    solve: Solve,
    progress: Callable[[float], None] | None = None,
) -> Planned | None:
    """A plan per scenario; None when the case has no actions, no scenarios or no need."""
    if needed is None or not case.actions or not case.scenarios:
        return None
    actions = {
        a.key: book.note("action", {"name": a.key, **_flat(a), "source": a.cost_source})
        for a in case.actions
    }
    rules = [book.note("rule", {"name": rule.kind, "rule": plain(rule)}) for rule in case.rules]
    scenarios = {s.name: book.note("scenario", _flat(s), _money_behind(case, s, granted))
                 for s in case.scenarios}  # fmt: skip
    plans: dict[str, Plan] = {}
    records: dict[str, str] = {}
    lines: dict[tuple[str, str], str] = {}
    refused: dict[str, Said] = {}
    for done, scenario in enumerate(case.scenarios):
        try:
            plan = propose(
                needed.need,
                needed.people,
                needed.indicators,
                case.actions,
                scenario,
                case.rules,
                solve=solve,
                seed=case.seed,
                robust=scenario.name == case.scenario,
            )
        except Mistake as mistake:
            if mistake.code != "plan.no_plan":
                raise
            refused[scenario.name] = Said(f"mistake.{mistake.code}.found", mistake.found)
            continue
        plans[scenario.name] = plan
        records[scenario.name] = book.note(
            "plan",
            {
                "name": scenario.name,
                "gain": plan.gain,
                "bound": plan.bound,
                "gap": plan.gap,
                "assumed_share": plan.assumed_share,
                "reserve": plan.reserve,
                "budgets": plan.budgets,
            },
            (
                needed.record,
                needed.people_record,
                scenarios[scenario.name],
                *(needed.records[a.needs_indicator] for a in case.actions
                  if a.needs_indicator in needed.records),
                *actions.values(),
                *rules,
            ),
        )  # fmt: skip
        for line in plan.lines:
            lines[scenario.name, line.id] = _line(
                line, records[scenario.name], scenarios[scenario.name], actions, needed, book
            )
        if progress is not None:
            progress((done + 1) / len(case.scenarios))
    main = case.scenario if case.scenario in plans else next(iter(plans), "")
    cut = next((s for s in case.scenarios if s.name == case.cut), None)
    lost: tuple[Stranded, ...] = ()
    record = ""
    if cut is not None and main:
        lost = stranded(plans[main], cut, promises_by_line(case.promises, plans[main].lines))
        record = book.note(
            "stranded",
            {"name": cut.name, "lost": plain(lost)},
            (records[main], scenarios[cut.name]),
        )
    return Planned(plans, main, records, lines, scenarios, actions, cut, lost, record, refused)


def _flat(given: object) -> dict[str, object]:
    value = plain(given)
    assert isinstance(value, dict)
    return dict(value)


def _money_behind(case: Case, scenario: Scenario, granted: Granted) -> Sequence[str]:
    """The amounts of the ledger that stand in the scenario's budgets: where its money is from."""
    return [
        record
        for tranche, record in zip(case.ledger.tranches, granted.tranche_records, strict=True)
        if tranche.level == "municipality"
        and scenario.budgets.get(tranche.year) == tranche.amount
        and (tranche.precision == "estimate") == scenario.estimate
    ]


def _line(  # noqa: PLR0917
    line: Line,
    plan: str,
    scenario: str,
    actions: Mapping[str, str],
    needed: Needed,
    book: Book,
) -> str:
    origins = (plan, actions[line.action], needed.records.get(line.indicator, ""), scenario)
    return book.note("line", {"name": line.id, **_flat(line)}, origins)
