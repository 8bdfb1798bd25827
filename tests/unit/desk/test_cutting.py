"""What a cut leaves without money, read off the records of a built case."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from samlad.desk.kept import STORE
from samlad.desk.plan import cut
from samlad.fund import Line, Scenario
from samlad.model import Figure, Mistake, Money, Record, Said, plain
from samlad.store import SqliteStore


def a_line(key: str, action: str, kronor: int, gain: float) -> Line:
    return Line(
        id=key, action=action, areas=("R1",), year=2021, units=1, amount=Money.kronor(kronor),
        own=Money(0), focus="work", reason=Said("none"), indicator="x", value=0.5, rule="r",
        assumption=True, package="p", gain=gain,
    )  # fmt: skip


LINES = [a_line("a", "hosts", 300, 1.0), a_line("b", "courses", 600, 9.0)]


def flat(value: Any) -> dict[str, Any]:
    shown = plain(value)
    assert isinstance(shown, dict)
    return shown


def scenario(name: str, kronor: int) -> Record:
    given = Scenario(name, {2021: Money.kronor(kronor)}, Said("none"))
    return Record("scenario", plain(given))


@pytest.fixture
def case(tmp_path: Path) -> Path:
    scenarios = [scenario("announced", 1000), scenario("less", 500), scenario("same", 1000)]
    budgets = {"2021": plain(Money.kronor(1000))}
    reserve = {"2021": plain(Money.kronor(100))}
    plans = [
        Record(
            "plan", {"name": name, "budgets": budgets, "reserve": reserve}, (origin.fingerprint,)
        )
        for name, origin in (("same", scenarios[2]), ("announced", scenarios[0]))
    ]
    main = plans[1]
    lines = [
        Record("line", {"name": line.id, **flat(line)}, (plan.fingerprint,))
        for plan in plans
        for line in LINES
    ]
    action = Record("action", {"name": "hosts", "title": {"sv": "Värdar", "en": "Hosts"}})
    promise = Record("promise", {"name": "p1", "title": {"sv": "Tryggare", "en": "Safer"}})
    kept = Record("kept", {"name": "p1"}, (promise.fingerprint, lines[2].fingerprint))
    stranded = Record("stranded", {"name": "less"}, (main.fingerprint, scenarios[1].fingerprint))
    everything = [*scenarios, *plans, *lines, action, promise, kept, stranded]
    SqliteStore(tmp_path / STORE).add(everything, author="a", at=datetime(2026, 1, 1, tzinfo=UTC))
    return tmp_path


def test_the_reserve_goes_first_then_what_gives_least_for_the_money(case: Path) -> None:
    table = cut(case, "less")
    rows = list(table.records())
    assert [(row["line"], row["amount"]) for row in rows] == [
        ("a", Figure(30000, "kronor")),
        ("b", Figure(10000, "kronor")),
    ]
    assert rows[0]["action_name"] == Said("either", {"sv": "Värdar", "en": "Hosts"})
    told = rows[0]["promises_at_risk"]
    assert isinstance(told, Said)
    assert told.values["text"] == [Said("either", {"sv": "Tryggare", "en": "Safer"})]


def test_a_budget_that_holds_leaves_nothing_without(case: Path) -> None:
    assert len(cut(case, "same")) == 0


def test_an_unknown_scenario_is_told_with_those_there_are(case: Path) -> None:
    with pytest.raises(Mistake) as caught:
        cut(case, "none")
    assert caught.value.found["there"] == "announced, less, same"


def test_a_case_without_a_plan_says_so(tmp_path: Path) -> None:
    SqliteStore(tmp_path / STORE).add(
        [scenario("less", 1)], author="a", at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    with pytest.raises(Mistake, match=r"case\.no_plan"):
        cut(tmp_path, "less")
