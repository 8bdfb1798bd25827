"""Promises, evaluations and calendars are strict files; the shipped ones hold what they claim."""

from datetime import date
from pathlib import Path

import pytest

from samlad.follow import check, due, evaluate
from samlad.follow.calendar import months_later
from samlad.model import Mistake
from samlad.sources.packs import pack
from samlad.sources.promises import (
    calendar,
    national_panel,
    read_done,
    read_evaluations,
    read_promises,
)

SHIPPED = pack("examples", "borlange", "promises.toml")
TODAY = date(2026, 1, 10)
TEXT = """
schema = 1
[[promise]]
id = "p"
title = { sv = "Löfte" }
indicator = "employment"
baseline = 61.0
baseline_year = "2024"
target = 64.0
target_date = 2027-12-31
owner = "Nämnden"
source = { publisher = "SCB", document = "T" }
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "promises.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_published_promises_are_refused_by_name_and_the_invented_ones_are_marked() -> None:
    promises = read_promises(SHIPPED)
    published = [one for one in promises if not one.example]
    invented = [one for one in promises if one.example]
    assert len(published) == 3
    assert len(invented) == 4
    for one in published:
        kept = check(one, (), {}, TODAY)
        assert {"baseline", "target", "target_date"} <= set(kept.lacks)
    for one in invented:
        assert check(one, (), {}, TODAY).complete
        assert one.actions or one.target_date < TODAY  # type: ignore[operator]


def test_deleting_the_baseline_makes_it_incomplete(tmp_path: Path) -> None:
    assert read_promises(written(tmp_path, TEXT))[0].lacks == ()
    without = TEXT.replace("baseline = 61.0\n", "")
    assert read_promises(written(tmp_path, without))[0].lacks == ("baseline",)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("target = 64.0", "target = 61.0", "promise.target_is_baseline"),
        ("target = 64.0", "target = 640.0", "promise.not_a_share"),
        ("target = 64.0", 'target = "64"', "toml.value"),
        ("2027-12-31", "2024-12-31", "promise.date_before_baseline"),
        ('owner = "Nämnden"', 'owner = "Nämnden"\nsecret = 1', "toml.unknown_key"),
        ('document = "T"', 'document = "T", kind = "rumour"', "promise.source_kind"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    with pytest.raises(Mistake) as caught:
        read_promises(written(tmp_path, TEXT.replace(old, new)))
    assert caught.value.code == code
    assert str(caught.value.where.file).endswith("promises.toml")


def test_two_promises_with_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match=r"promise\.twice"):
        read_promises(written(tmp_path, TEXT + TEXT.replace("schema = 1", "")))


def test_kronor_are_counted_in_ore(tmp_path: Path) -> None:
    text = TEXT.replace("61.0", "111.2").replace("64.0", "125.0")
    text = text.replace('id = "p"', 'id = "p"\nunit = "thousand_kronor"')
    promise = read_promises(written(tmp_path, text))[0]
    assert (promise.baseline, promise.unit) == (11_120_000, "kronor")


def test_what_the_law_wants_is_late_soon_in_time_or_not_known() -> None:
    law = calendar("law-2023-196")
    days = {one.key: one for one in due(law, TODAY, read_done(SHIPPED))}
    assert days["situation_picture"].when == date(2026, 4, 15)
    assert days["situation_picture"].status == "due_soon"
    assert days["action_plan"].status == "in_time"
    assert days["cooperation_agreement"].status == "not_known"
    assert not days["cooperation_agreement"].late
    later = due(law, date(2026, 5, 1), read_done(SHIPPED))
    assert (later[0].key, later[0].status, later[0].late) == ("situation_picture", "late", True)
    kept_up = due(law, TODAY, {"strategic_council": date(2024, 1, 1)})
    said = next(one for one in kept_up if one.key == "strategic_council")
    assert said.said.key == "follow.due_said.kept_up"
    with pytest.raises(Mistake, match=r"calendar\.unknown"):
        calendar("law-1")


def test_months_end_where_the_month_ends() -> None:
    assert months_later(date(2024, 12, 31), 2) == date(2025, 2, 28)
    assert months_later(date(2023, 7, 1), 24) == date(2025, 7, 1)


def test_the_shipped_evaluation_runs_on_the_shipped_panel() -> None:
    plan = read_evaluations(SHIPPED)[0]
    panel = national_panel(plan.outcome, plan.scale)
    assert panel.values.shape == (3363, 4)
    effect = evaluate(panel, "2081", plan)
    assert len(effect.areas) == 5
    assert not effect.locked
    with pytest.raises(Mistake, match=r"panel\.unknown_measure"):
        national_panel("happiness")
