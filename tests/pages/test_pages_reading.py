"""Keys alone, narrow screens, no scripts, no network, print, and the right language."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from conftest import Watched
from page_types import ENGLISH, EVERY, SWEDISH
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def test_keys_alone_lead_from_the_skip_link_to_the_map_and_into_an_area(
    page: Page, folder: Path
) -> None:
    page.goto((folder / "sv/behov.html").as_uri())
    seen: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        where = page.evaluate(
            """() => { const e = document.activeElement;
              return e.matches('.ds-skip-link') ? 'skip' : e.closest('nav.menu') ? 'menu'
                : e.closest('svg[data-map]') ? 'map'
                : e.closest('[data-map-table]') ? 'table' : 'other'; }"""
        )
        if where not in seen:
            seen.append(where)
        if where == "map":
            break
    assert seen[0] == "skip" and seen.index("menu") < seen.index("map")
    first = page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    assert first != second
    assert page.locator("[data-chosen]").first.inner_text() == second
    assert page.locator("svg[data-map] a[tabindex='0']").count() == 1
    page.keyboard.press("Tab")
    assert not page.evaluate("() => Boolean(document.activeElement.closest('svg'))")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/omraden/*.html")
    assert second.split(":")[0] == page.locator("h1").inner_text()


def test_arrow_keys_reach_every_area_of_the_map(page: Page, folder: Path) -> None:
    page.goto((folder / "sv/behov.html").as_uri())
    page.locator("svg[data-map] a").first.focus()
    reached = page.evaluate(
        """() => {
          const links = [...document.querySelectorAll("svg[data-map] a")];
          const seen = new Set([links[0]]), todo = [links[0]];
          while (todo.length) {
            const here = todo.pop();
            for (const key of ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"]) {
              here.focus();
              here.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
              const now = document.activeElement;
              if (!seen.has(now)) { seen.add(now); todo.push(now); }
            }
          }
          return [seen.size, links.length];
        }"""
    )
    assert reached[0] == reached[1] > 5


def test_ordering_a_table_is_said_and_done(page: Page, folder: Path) -> None:
    page.goto((folder / "sv/behov.html").as_uri())
    table = page.locator("#behov-tabell table")
    button = table.locator("th button").nth(1)
    button.focus()
    page.keyboard.press("Enter")
    assert "högst först" in page.locator("[role=status]").inner_text()
    shown = [
        re.sub(r"\D", "", t) for t in table.locator("tbody tr td:nth-child(2)").all_inner_texts()
    ]
    numbers = [int(t) for t in shown if t]
    assert numbers == sorted(numbers, reverse=True)
    page.keyboard.press("Enter")
    assert "lägst först" in page.locator("[role=status]").inner_text()


@pytest.mark.parametrize("path", SWEDISH)
def test_nothing_but_tables_and_pictures_is_wider_than_320_pixels(
    browser: Browser, folder: Path, path: str
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto((folder / path).as_uri())
    wide = page.evaluate(
        """() => [document.documentElement.scrollWidth,
          [...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll')
            && !e.closest('.picture__sheet') && !e.closest('.picture__map')
            && !e.closest('.formula') && e.getBoundingClientRect().right > 321)
            .map(e => e.outerHTML.slice(0, 120))]"""
    )
    page.close()
    assert wide == [320, []]


def test_text_spacing_and_double_size_lose_nothing(page: Page, folder: Path) -> None:
    page.goto((folder / "sv/plan.html").as_uri())
    page.set_viewport_size({"width": 640, "height": 900})
    page.evaluate(
        """() => document.querySelectorAll("p, li, a, h1, h2, th, td").forEach(e => {
          e.animate([{letterSpacing: "0.12em", wordSpacing: "0.16em", lineHeight: "1.5"},
                     {letterSpacing: "0.12em", wordSpacing: "0.16em", lineHeight: "1.5"}],
                    {duration: 1e6, fill: "forwards"}); })"""
    )
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 640


@pytest.mark.parametrize("path", EVERY)
def test_a_plain_folder_needs_no_network_and_breaks_no_policy(
    watched: Watched, folder: Path, path: str
) -> None:
    watched.page.goto((folder / path).as_uri())
    assert watched.foreign(folder.as_uri()) == []
    assert watched.said == []
    colour = watched.page.evaluate(
        "() => getComputedStyle(document.querySelector('.menu')).backgroundColor"
    )
    assert colour == "rgb(15, 76, 117)"


def test_without_scripts_everything_is_there_to_read(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "sv/behov.html").as_uri())
    text = page.locator("main").inner_text()
    assert "Tjärna Ängar" in text and "1,84" in text
    assert page.locator("[data-map-table] tbody a").count() == 12
    page.locator("[data-map-table] a", has_text="Ornäs").click()
    assert page.locator("h1").inner_text() == "Ornäs"
    context.close()


def test_print_shows_the_whole_table_and_no_menu(page: Page, folder: Path) -> None:
    page.goto((folder / "sv/behov.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator("nav.menu").is_visible()
    hidden = page.evaluate(
        """() => [...document.querySelectorAll(".scroll")]
          .filter(e => e.scrollHeight > e.clientHeight + 1).length"""
    )
    assert hidden == 0


def test_two_clicks_lead_to_every_answer(page: Page, folder: Path) -> None:
    for text, answer in (
        ("Var behovet är störst, och hur säkra vi är", "Störst behov har Tjärna Ängar"),
        ("Vad som har utlovats och beslutats", "413,8 miljoner kronor"),
        ("De första insatserna och varför", "eftersom låg ekonomisk standard"),
        ("Vad ansökan saknar", "saknar utgångsläge"),
        ("Vad en nedskärning betyder", "saknas 900 000 kronor"),
    ):
        page.goto((folder / "index.html").as_uri())
        page.locator("main").get_by_role("link", name=text, exact=True).click()
        assert answer in page.locator("main").inner_text().replace("\u00a0", " ")


STRANGERS = re.compile(
    r"\b(the|and|with|areas?|need|money|plan line|source|table|download|budget line|year|of|"
    r"missing|share|score|effect size|unknown|none|value)\b",
    re.IGNORECASE,
)


def words_of(page: str) -> str:
    body = re.sub(r"<(script|code|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    body = re.sub(r'<([a-z]+)[^>]*\slang="en"[^>]*>.*?</\1>', " ", body, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", body))


@pytest.mark.parametrize("path", SWEDISH)
def test_no_english_words_stand_on_swedish_pages(folder: Path, path: str) -> None:
    page = (folder / path).read_text()
    assert '<html lang="sv"' in page
    found = {w.lower() for w in STRANGERS.findall(words_of(page))}
    assert found == set()


@pytest.mark.parametrize("path", ENGLISH)
def test_english_pages_say_that_they_are_english(folder: Path, path: str) -> None:
    page = (folder / path).read_text()
    assert '<html lang="en"' in page
    text = words_of(page)
    assert not re.search(r"\b(och|eller|saknas|områden|inte)\b", text.replace("På svenska", ""))


@pytest.mark.parametrize("path", EVERY)
def test_every_page_of_an_example_says_so(folder: Path, path: str) -> None:
    page = (folder / path).read_text()
    mark = "Räkneexempel, inte Borlänge kommuns" if path in SWEDISH else "Worked example"
    assert mark in page


def test_a_page_weighs_little_and_asks_little(watched: Watched, address: str, folder: Path) -> None:
    watched.page.goto(f"{address}/")
    assert len(watched.asked) <= 8
    sizes = [path.stat().st_size for path in (folder / "index.html", folder / "sv/behov.html")]
    assert max(sizes) < 120_000
