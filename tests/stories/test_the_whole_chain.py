"""From the figures of a municipality to its pages, and back."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from samlad.desk.build import Built, build, decide, gather
from samlad.desk.trace import trace
from samlad.model import Money, Record
from samlad.store import SqliteStore, verify

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")


def everything(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def reaching(records: dict[str, Record], source: str) -> set[str]:
    """Fingerprints of the records that lead back to one."""
    found: set[str] = set()
    for fingerprint, record in records.items():  # in the order they were made
        if fingerprint == source or found & set(record.made_from):
            found.add(fingerprint)
    return found


def test_built_again_the_site_is_the_same_bytes_and_nothing_new_is_kept(
    borlange: tuple[Path, Built], tmp_path: Path
) -> None:
    folder, built = borlange
    again = tmp_path / "again"
    shutil.copytree(folder, again)
    before = everything(again / "site")
    second = build(again, author="someone else", at=AT + timedelta(days=1))
    assert everything(again / "site") == before
    assert set(second.book.records) == set(built.book.records)
    assert second.head == built.head
    # the records of a rebuilt case keep their chain
    assert verify(SqliteStore(again / "records.sqlite", create=False)) is not None


def test_a_changed_cell_changes_exactly_what_rests_on_its_column(
    borlange: tuple[Path, Built], tmp_path: Path
) -> None:
    folder, built = borlange
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    path = other / "tables" / "deso2025.csv"
    lines = path.read_text("utf-8").splitlines()
    column = lines[0].split(",").index("foreign_background_2024")
    cells = lines[5].split(",")
    cells[column] = str(int(cells[column]) + 40)
    lines[5] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    changed = decide(gather(other))

    old, new = built.book.records, changed.book.records
    source = built.river.sight.figures["deso2025", "foreign_background_2024"]
    downstream = reaching(old, source)
    assert len(downstream) > 8
    assert downstream.isdisjoint(new), "what rests on the cell must change"
    assert set(old) - downstream <= set(new), "what does not rest on the cell must not"
    # background never reaches need, money, plan or promises
    kinds = {old[fingerprint].kind for fingerprint in downstream}
    assert kinds.isdisjoint({"indicator", "need", "grant", "plan", "line", "kept", "draft"})


def test_every_number_on_a_page_leads_back_to_publisher_table_and_year(
    borlange: tuple[Path, Built],
) -> None:
    _, built = borlange
    for name, safe in built.story.exhibits.items():
        if name == "sources":  # the list of them itself
            continue
        way = built.book.way_back(safe.exhibit.record)
        sources = [
            record.value["source"]
            for record in way
            if isinstance(record.value, dict) and record.value.get("source")
        ]
        assert sources, f"{name} leads nowhere"
        for source in sources:
            assert source["publisher"], (name, source)
            assert source["document"], (name, source)


def test_a_krona_of_the_plan_leads_back_to_law_need_and_cost(
    borlange: tuple[Path, Built],
) -> None:
    folder, built = borlange
    planned = built.river.planned
    assert planned is not None
    assert planned.plan is not None
    line = planned.plan.lines[0]
    shown = trace(planned.lines[planned.main, line.id][:10], folder)
    rows = [dict(zip((c.key for c in shown.columns), row, strict=True)) for row in shown.rows]
    kinds = {row["kind"] for row in rows}
    assert {
        "line",
        "plan",
        "action",
        "scenario",
        "tranche",
        "need",
        "indicator",
        "figures",
    } <= kinds
    tables = {row["document"] for row in rows if row["kind"] == "figures"}
    assert {"TAB6685", "TAB6680"} <= tables
    assert all(row["publisher"] and row["period"] for row in rows if row["kind"] == "figures")


def test_the_plan_sums_to_every_years_budget_to_the_ore_in_all_scenarios(
    borlange: tuple[Path, Built],
) -> None:
    _, built = borlange
    planned = built.river.planned
    assert planned is not None
    assert len(planned.plans) == len(built.river.case.scenarios)
    for plan in planned.plans.values():
        for year in plan.years:
            lines = Money.total(line.amount for line in plan.lines if line.year == year)
            assert lines + plan.reserve[year] == plan.budgets[year]
        assert plan.gap <= 0.01
        for line in plan.lines:
            assert line.own.ore * 10 >= (line.amount + line.own).ore
        if any(budget.ore for budget in plan.budgets.values()):
            assert min(plan.service.values()) >= plan.level


def test_no_reason_names_where_people_come_from(borlange: tuple[Path, Built]) -> None:
    _, built = borlange
    planned = built.river.planned
    assert planned is not None
    for plan in planned.plans.values():
        for line in plan.lines:
            assert not re.search("foreign|abroad|background|birth", line.indicator)


def test_without_a_baseline_the_goal_becomes_a_named_gap(
    borlange: tuple[Path, Built], tmp_path: Path
) -> None:
    folder, built = borlange
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    path = other / "promises.toml"
    text = path.read_text("utf-8")
    whole = next(kept for kept in built.river.followed.kept if kept.complete).promise
    begin = text.index(f'id = "{whole.id}"')
    end = text.find("[[promise]]", begin)
    end = len(text) if end < 0 else end
    part = re.sub(r"(?m)^baseline = .*\n", "", text[begin:end])
    path.write_text(text[:begin] + part + text[end:], "utf-8")
    changed = decide(gather(other))
    kept = {one.promise.id: one for one in changed.river.followed.kept}[whole.id]
    assert not kept.complete
    assert "baseline" in kept.lacks

    def goals(built: Built) -> int:
        return sum(gap.field == "goals" for gap in built.river.applied.draft.gaps)

    assert goals(changed) > goals(built)
    page = changed.files["sv/ansokan.html"].decode()
    assert whole.title["sv"] in page


@pytest.mark.parametrize("code", ["1488", "0180", "0114", "2584"])
def test_another_municipality_goes_through_with_its_own_figures(
    code: str, tmp_path: Path, lay: Callable[..., Path]
) -> None:
    folder = lay(tmp_path / code, code, "")
    built = build(folder, author="story", at=AT)
    case = built.river.case
    pages = {name: page.decode() for name, page in built.files.items() if name.endswith(".html")}
    assert all(case.place in page for page in pages.values())
    assert not any("Borlänge" in page for name, page in pages.items() if "/omraden/" in name)
    assert built.river.planned is None
    assert "actions.toml" in pages["sv/plan.html"]
    assert built.river.applied.draft.gaps
    rows = json.loads(built.files["sv/data/readings.json"])
    assert {row["division"] for row in rows} == {"RegSO 2020"}
