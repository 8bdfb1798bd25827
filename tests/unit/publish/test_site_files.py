"""The whole site: every page, no dead link, gaps by name, third-party files as locked."""

from __future__ import annotations

import hashlib
import importlib.util
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import small_story

from samlad.model import Figure, Mistake
from samlad.publish.manuscript import Notice
from samlad.publish.pages import pages
from samlad.publish.pages.start import LINKS
from samlad.publish.protect import release
from samlad.publish.site import check_links, site
from samlad.publish.story import EXHIBITS, SENTENCES, Story
from samlad.publish.write import html
from samlad.sources.packs import LANGUAGES, words

ROOT = Path(__file__).resolve().parents[3]
WORDS = {code: words(code) for code in LANGUAGES}


@pytest.fixture(scope="module")
def made() -> Mapping[str, bytes]:
    return site(small_story.story(), WORDS, {"delning/samlad-sv.png": b"png"})


def test_every_page_is_there_in_both_languages_and_the_first_is_swedish(
    made: Mapping[str, bytes],
) -> None:
    pages = {path for path in made if path.endswith(".html")}
    assert len([p for p in pages if p.startswith("sv/")]) == 15 + 12
    assert len([p for p in pages if p.startswith("en/")]) == 15 + 12
    first = made["index.html"].decode()
    assert '<html lang="sv"' in first and 'http-equiv="refresh"' not in first


def test_one_missing_thing_at_a_time_is_a_gap_by_name_and_never_an_error() -> None:
    for name in (*EXHIBITS, *SENTENCES):
        told = pages(small_story.story(without=frozenset({name})), WORDS["sv"])
        notices = [b for page in told for b in page.blocks if isinstance(b, Notice)]
        text = " ".join(notice.text for notice in notices if notice.kind == "gap")
        keys = [k for k in (f"gap.exhibit.{name}", f"gap.sentences.{name}") if k in WORDS["sv"]]
        if name not in ("application_checklist",):
            assert any(WORDS["sv"](key) in text for key in keys), name


def test_a_story_with_nothing_in_it_still_makes_a_site_that_says_so() -> None:
    bare = small_story.story(positions=False, without=frozenset((*EXHIBITS, *SENTENCES)))
    made = site(bare, WORDS)
    assert "Här saknas något" in made["sv/behov.html"].decode()
    no_areas = small_story.replace(bare, areas={}, contact={}, trail={})
    assert site(no_areas, WORDS)["index.html"]


def test_a_dead_link_stops_the_export(made: Mapping[str, bytes]) -> None:
    broken = dict(made)
    broken["sv/plan.html"] += b'<a href="borta.html">x</a>'
    with pytest.raises(Mistake, match=r"site\.dead_link"):
        check_links(broken)
    broken = dict(made)
    broken["sv/plan.html"] += b'<a href="behov.html#ingenstans">x</a>'
    with pytest.raises(Mistake, match=r"site\.dead_link"):
        check_links(broken)


def test_the_manifest_names_every_file_with_its_sum(made: Mapping[str, bytes]) -> None:
    lines = made["MANIFEST.sha256"].decode().splitlines()
    named = {line[66:]: line[:64] for line in lines}
    assert set(named) == set(made) - {"MANIFEST.sha256"}
    assert all(hashlib.sha256(made[path]).hexdigest() == digest for path, digest in named.items())


def test_pages_carry_the_policy_and_nothing_inline(made: Mapping[str, bytes]) -> None:
    for path, content in made.items():
        if path.endswith(".html"):
            page = content.decode()
            assert f'content="{html.POLICY}"'.replace("'", "&#39;") in page
            assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", page), path
            assert all('type="application/json"' in s or "src=" in s
                       for s in re.findall(r"<script[^>]*>", page))  # fmt: skip


def test_the_share_card_is_named_where_it_is_and_only_there(made: Mapping[str, bytes]) -> None:
    assert 'property="og:image" content="delning/samlad-sv.png"' in made["index.html"].decode()
    assert 'content="../delning/samlad-sv.png"' in made["sv/plan.html"].decode()
    assert "og:image" not in made["en/plan.html"].decode()


def test_start_leads_straight_to_every_part() -> None:
    assert {href.partition("#")[0] for links in LINKS.values() for _, href in links} == {
        "/omraden", "/boende", "/behov", "/pengar", "/plan", "/ansokan", "/loften", "/metod",
        "/kallor",
    }  # fmt: skip


def test_words_from_a_case_are_escaped_everywhere() -> None:
    given = small_story.story()
    hostile = small_story.replace(
        given,
        place='<img src=x onerror="1">',
        contact={"name": "<b>x</b>", "email": "a@b.se"},
    )
    for path, content in site(hostile, WORDS).items():
        if path.endswith(".html"):
            assert b"<img" not in content and b"<b>x" not in content, path


def test_a_story_takes_released_tables_under_known_names_only() -> None:
    given = small_story.story()
    with pytest.raises(TypeError):
        small_story.replace(given, exhibits={"need": small_story.own_counts()})
    with pytest.raises(ValueError, match="no exhibit"):
        small_story.replace(given, exhibits={"secrets": next(iter(given.exhibits.values()))})


def test_no_word_about_origin_stands_among_the_plan_s_reasons(made: Mapping[str, bytes]) -> None:
    page = made["sv/plan.html"].decode().lower()
    assert not re.search("utrikes|födelseland|bakgrund|invandr", page)


def test_third_party_files_are_as_locked() -> None:
    at = importlib.util.spec_from_file_location("vendor", ROOT / "vendor.py")
    assert at is not None and at.loader is not None
    vendor = importlib.util.module_from_spec(at)
    at.loader.exec_module(vendor)
    assert vendor.verify() == []


def test_the_story_needs_no_place_for_everything() -> None:
    assert isinstance(small_story.story(), Story)


def test_a_long_table_has_a_page_of_its_own_and_its_first_rows_in_its_place() -> None:
    given = small_story.story()
    lines = given.exhibits["plan_lines"].exhibit
    many = small_story.replace(lines, rows=lines.rows * 30)
    told = small_story.replace(given, exhibits={**given.exhibits, "plan_lines": release(many)})
    made = site(told, WORDS)
    assert made["sv/plan/rader.html"].count(b"<tr>") == 91
    assert made["en/plan/lines.html"].count(b"<tr>") == 91
    assert b"de 15 f" in made["sv/plan.html"] and b"plan/rader.html" in made["sv/plan.html"]


def test_nothing_is_said_to_be_surer_than_it_is() -> None:
    given = small_story.story()
    need = given.exhibits["need"].exhibit
    column = need.index("p_worst")
    rows = tuple((*row[:column], Figure(1.0, "share"), *row[column + 1 :]) for row in need.rows)
    told = small_story.replace(
        given, exhibits={**given.exhibits, "need": release(small_story.replace(need, rows=rows))}
    )
    page = site(told, {"sv": WORDS["sv"]})["sv/omraden/2081R002.html"].decode()
    assert "mer än 99 procent" in page and "100 procent" not in page
