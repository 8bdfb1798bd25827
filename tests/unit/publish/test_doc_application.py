"""From need, plan and promises to an application, checked against the real ordinances' lists."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from doc_stages import AREAS, PLAN, action, kept, need

from samlad.apply import FIELDS, Draft, Material, asked, draft, facts
from samlad.engines import typst as engine
from samlad.model import Mistake, Money
from samlad.publish import manuscript as m
from samlad.publish.application import Beside, application, running
from samlad.publish.write import typst as write
from samlad.sources.applications import (
    checklist,
    checklist_source,
    checklists,
    read_application,
    read_checklist,
)
from samlad.sources.packs import pack, words

LISTS = tuple(checklist(name) for name in ("sfs-2018-151", "sfs-2024-158"))
CASE = read_application(pack("examples", "borlange", "application.toml"))
ALL = Material(
    texts=CASE.texts,
    need=need(),
    plan=PLAN,
    actions=(action(), action("courses", kind="secondary")),
    kept=(kept(), kept(id="p2", title={"sv": "Trygghet", "en": "Safety"})),
    names=dict(zip(AREAS.codes, AREAS.names, strict=True)),
    records={"goals": ("c" * 64,)},
)
STAMP = m.Stamp("2026-07-01", "0.1.0", "ab" * 32)


def made(material: Material) -> Draft:
    return draft(LISTS, facts(material), *asked(material))


def gaps(material: Material) -> list[tuple[str, str, str]]:
    return [(gap.law, gap.paragraph, gap.field) for gap in made(material).gaps]


def text_of(material: Material, language: str = "sv") -> str:
    manuscript = application(made(material), words(language), Beside("Borlänge", STAMP))
    found = []
    for block in manuscript.blocks:
        if isinstance(block, m.Paragraph | m.Notice | m.Heading):
            found.append(getattr(block, "title", "") + " " + block.text)
        elif isinstance(block, m.Bullets):
            found.extend(block.items)
    return "\n".join(found).replace("\u00a0", " ")


def test_the_ordinances_own_lists_are_data_with_law_and_paragraph() -> None:
    first, second = LISTS
    assert checklists() == ("sfs-2018-151", "sfs-2024-158")
    assert first.own_share == Fraction(1, 10)
    assert first.repealed == "SFS 2025:277"
    assert {item.paragraph for item in first.items} == {"5 §", "6 §", "7 §"}
    assert {item.paragraph for item in second.items} == {"4 §", "6 § 1", "6 § 2", "6 § 3", "6 § 4"}
    assert all(item.law == one.law for one in LISTS for item in one.items)
    assert checklist_source("sfs-2018-151").publisher == "Sveriges riksdag"


def test_a_case_with_everything_lacks_only_what_it_left_out() -> None:
    assert gaps(ALL) == [
        ("SFS 2018:151", "6 §", "after_grant"),
        ("SFS 2024:158", "6 § 2", "evidence"),
        ("SFS 2024:158", "6 § 4", "after_grant"),
    ]


def test_saying_what_happens_after_the_grant_closes_its_gaps() -> None:
    texts = {**CASE.texts, "after_grant": CASE.texts["partners"]}
    left = gaps(replace(ALL, texts=texts))
    assert left == [("SFS 2024:158", "6 § 2", "evidence")]


def test_deleting_one_baseline_turns_its_paragraph_into_a_named_gap() -> None:
    before = text_of(ALL)
    assert "Trygghet: från 50,0 procent (2018) till 60,0 procent senast 2022-12-31" in before
    lost = kept(id="p2", title={"sv": "Trygghet", "en": "Safety"}, baseline=None)
    after = replace(ALL, kept=(ALL.kept[0], lost))
    told = text_of(after)
    assert "Trygghet: från" not in told
    assert "Fler i arbete: från 50,0 procent" in told
    assert "Målet ”Trygghet” saknar" in told
    assert "SFS 2018:151 5 §: Mål" in told
    new = set(gaps(after)) - set(gaps(ALL))
    assert new == {("SFS 2018:151", "5 §", "goals")}


def test_only_the_years_applied_for_are_asked_for() -> None:
    requested, own = asked(replace(ALL, years=(2018,)))
    assert requested == Money.kronor(900_000)
    assert own == Money.kronor(100_000)
    whole = asked(ALL)
    assert whole[0] == Money.total(line.amount for line in PLAN.lines)


def test_own_money_below_a_tenth_names_the_missing_kronor() -> None:
    poor = tuple(replace(line, own=Money(line.own.ore // 2)) for line in PLAN.lines)
    told = text_of(replace(ALL, plan=replace(PLAN, lines=poor)))
    assert "SFS 2018:151 7 §: Egna pengar" in told
    assert "men ska vara minst 10 procent" in told


def test_an_empty_case_has_a_gap_for_all_that_is_asked_and_no_error() -> None:
    empty = Material()
    assert {field for _, _, field in gaps(empty)} == {
        field for one in LISTS for item in one.items for field in item.fields
    }
    for language in ("sv", "en"):
        manuscript = application(made(empty), words(language), Beside("Falun", STAMP))
        assert engine.compile(write.source(manuscript, words(language))).startswith(b"%PDF")


def test_an_action_without_a_study_is_a_gap_that_names_it() -> None:
    assert "För 1 av 2 insatser finns ingen studie, bland andra Trygghetsvärdar" in text_of(ALL)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_sentence_is_there_in_both_languages_and_becomes_a_pdf(language: str) -> None:
    beside = Beside("Borlänge", STAMP, CASE.title, example=True)
    manuscript = application(made(ALL), words(language), beside)
    headings = [b.text for b in manuscript.blocks if isinstance(b, m.Heading)]
    assert len(headings) == len(made(ALL).sections) + 2
    sheet = write.source(manuscript, words(language), running(beside, words(language)))
    assert engine.compile(sheet).startswith(b"%PDF")


def test_sections_stand_in_one_order_and_rest_on_records() -> None:
    sections = made(ALL).sections
    order = [section.key for section in sections]
    assert order == [name for name in FIELDS if name in order]
    goals = next(section for section in sections if section.key == "goals")
    assert "c" * 64 in goals.records


def test_every_field_has_a_title_and_a_way_out_in_both_languages() -> None:
    for language in ("sv", "en"):
        given = words(language)
        for name in FIELDS:
            assert f"apply.section.{name}" in given
            assert f"apply.gap.way_out.{name}" in given


def test_a_case_without_the_file_says_nothing_and_is_checked_against_all(tmp_path: Path) -> None:
    found = read_application(tmp_path / "application.toml")
    assert found.texts == {}
    assert found.checklists == checklists()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("checklists = ['sfs-1900-1']", r"checklist\.unknown"),
        ("[text.dreams]\nsv = 'x'", r"draft\.unknown_field"),
        ("colour = 'red'", r"toml\.unknown_key"),
        ("years = ['2018']", r"toml\.value"),
        ("[text.need]\nen = 'x'", r"toml\.key_missing"),
        ("years = [", r"toml\.syntax"),
    ],
)
def test_a_damaged_application_file_says_where(tmp_path: Path, body: str, code: str) -> None:
    file = tmp_path / "application.toml"
    file.write_text(f"schema = 1\n{body}\n", encoding="utf-8")
    with pytest.raises(Mistake, match=code) as caught:
        read_application(file)
    assert str(file) in str(caught.value.where)


def test_a_checklist_with_a_wrong_own_share_is_refused(tmp_path: Path) -> None:
    text = pack("checklists", "sfs-2018-151.toml").read_text(encoding="utf-8")
    for wrong in ("1/0", "ten", "3/2", "-1/10"):
        file = tmp_path / "list.toml"
        file.write_text(text.replace('"1/10"', f'"{wrong}"'), encoding="utf-8")
        with pytest.raises(Mistake, match=r"checklist\.own_share"):
            read_checklist(file)
