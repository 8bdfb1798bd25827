"""Every stage's value as a table: keys that stay, words in both languages, sums that hold."""

from __future__ import annotations

import json
from typing import Any

import pytest
from doc_material import small_draft
from doc_stages import (
    AREAS,
    DIFFERENCE,
    DUE,
    EFFECT,
    FIT,
    FOLLOWED,
    GRANT,
    LEDGER,
    LOCAL,
    MATRIX,
    PLAN,
    READING,
    SCB,
    SCENARIO,
    STRANDED,
    action,
    kept,
    need,
)

from samlad.measure import INDICES
from samlad.model import Figure, Said
from samlad.publish import exhibits, say
from samlad.publish.exhibit import Exhibit
from samlad.publish.protect import release
from samlad.publish.story import EXHIBITS
from samlad.publish.write import json as to_json
from samlad.sources.packs import words

NAMES = {f"area.{code}": name for code, name in zip(AREAS.codes, AREAS.names, strict=True)}
PEOPLE = {"2081A0010": 900, "2081C1010": 1500, "2081C1020": 1200}


def every() -> list[Exhibit]:
    """One of each."""
    return [
        exhibits.readings([READING], ["Ekonomi"]),
        exhibits.living([READING], ["Ekonomi"], ["levnadsvillkor"]),
        exhibits.change([DIFFERENCE], ["Ekonomi"]),
        exhibits.local(LOCAL),
        exhibits.exposure(MATRIX, ("low", "high")),
        exhibits.need(need(), PEOPLE),
        exhibits.need_terms(need()),
        exhibits.need_gaps(need()),
        exhibits.need_trend([]),
        exhibits.grant(GRANT),
        exhibits.grant_fit([FIT]),
        exhibits.ledger(LEDGER),
        exhibits.scenarios([SCENARIO]),
        exhibits.actions([action(), action("studied", kind="secondary")]),
        exhibits.plan_years(PLAN),
        exhibits.plan_areas(PLAN, PEOPLE, names=NAMES),
        exhibits.plan_lines(PLAN, names=NAMES),
        exhibits.stranded([STRANDED], names=NAMES),
        exhibits.promises([kept(), kept(baseline=None, owner="")], names=NAMES),
        exhibits.targets([FOLLOWED]),
        exhibits.effects([EFFECT]),
        exhibits.due([DUE]),
        exhibits.application_gaps(small_draft(own=1)),
        exhibits.application_checklist(small_draft()),
        exhibits.sources([SCB, SCB]),
    ]


@pytest.mark.parametrize("exhibit", every(), ids=lambda e: e.name)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_word_of_every_exhibit_is_there_in_both_languages(
    exhibit: Exhibit, language: str
) -> None:
    given = words(language)
    assert say.say(exhibit.title, given)
    for column in exhibit.columns:
        assert f"column.{column.key}" in given
    shown = say.rows(exhibit, given)
    assert len(shown) == len(exhibit)
    assert all(len(row) == len(say.headings(exhibit, given)) for row in shown)
    for note in exhibit.notes:
        assert say.say(note, given)
    rows = json.loads(to_json.write(release(exhibit), given))
    assert all(
        isinstance(value, str | int | float | None) for row in rows for value in row.values()
    )


def test_every_name_the_story_knows_has_a_title() -> None:
    given = words("sv")
    assert all(f"exhibit.{name}.title" in given for name in EXHIBITS)


def test_every_index_has_a_name() -> None:
    lacking = [name for name in INDICES if f"index.{name}" not in words("sv")]
    assert not lacking


def only(exhibit: Exhibit) -> list[dict[str, Any]]:
    return json.loads(to_json.write(release(exhibit), words("sv")))


def test_readings_carry_the_code_for_machines_and_the_name_for_readers() -> None:
    (row,) = only(exhibits.readings([READING]))
    assert (row["index"], row["index_name"]) == ("dissimilarity", "Olikhetsindex")
    assert (row["value"], row["low"], row["high"], row["expected"]) == (0.31, 0.28, 0.33, 0.02)
    assert "Kod för mått" not in say.headings(exhibits.readings([READING]), words("sv"))


def test_need_is_shown_greatest_first_and_never_as_a_bare_rank() -> None:
    rows = only(exhibits.need(need()))
    assert [row["area_name"] for row in rows] == ["Forssa", "Romme", "Torsång"]
    assert {"low", "high", "rank_low", "rank_high", "p_worst", "smaa"} <= set(rows[0])


def test_the_parts_of_a_score_sum_to_it() -> None:
    parts = only(exhibits.need_terms(need()))
    for row in only(exhibits.need(need())):
        mine = sum(p["part"] for p in parts if p["area"] == row["area"])
        assert mine == pytest.approx(row["score"], abs=2e-6)


def test_a_grant_gives_recipient_and_kronor_and_says_that_its_key_is_reconstructed() -> None:
    exhibit = exhibits.grant(GRANT)
    assert only(exhibit)[0] == {"code": "2081", "recipient": "Borlänge", "amount": 1}
    assert Said("exhibit.grant.reconstructed") in exhibit.notes


def test_a_plans_year_sums_to_its_budget_to_the_ore() -> None:
    for row in only(exhibits.plan_years(PLAN)):
        assert round(100 * (row["amount"] + row["reserve"])) == round(100 * row["budget"])


def test_standings_stand_apart() -> None:
    rows = only(exhibits.ledger(LEDGER))
    assert [row["standing"] for row in rows] == [
        "announced", "appropriated", "decided", "paid", "spent", "repaid",
    ]  # fmt: skip


def test_a_promise_that_cannot_be_tested_says_what_it_lacks() -> None:
    whole, lacking = only(exhibits.promises([kept(), kept(baseline=None, owner="")]))
    assert whole["lacks"] == "inget"
    assert lacking["baseline"] is None
    assert lacking["baseline_absent"] == "missing"
    assert len(lacking["lacks"]) > 5


def test_an_effect_keeps_its_interval_in_columns_of_its_own() -> None:
    (row,) = only(exhibits.effects([EFFECT]))
    assert row["low"] < row["effect"] < row["high"]


def test_a_line_in_many_areas_says_how_many() -> None:
    names = exhibits.plan_lines(PLAN, names=NAMES).column("area_names")
    assert say.say(names[2], words("sv")) == "Forssa och Romme"


def test_a_share_that_is_missing_is_missing_and_not_zero() -> None:
    cells = exhibits.local(LOCAL).column("value")
    assert cells[2] == Figure(None, "index", absent="missing")
