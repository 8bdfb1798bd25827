"""axe finds nothing on any page type in either language, and finds what is broken on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from page_types import EVERY
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}}


def violations(page: Page) -> dict[str, list[str]]:
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return {one["id"]: [node["html"][:160] for node in one["nodes"][:3]] for one in found}


@pytest.mark.parametrize("path", EVERY)
def test_axe_finds_nothing(page: Page, folder: Path, path: str) -> None:
    page.goto((folder / path).as_uri())
    assert violations(page) == {}


def test_axe_finds_nothing_after_a_table_is_ordered_and_an_area_chosen(
    page: Page, folder: Path
) -> None:
    page.goto((folder / "sv/behov.html").as_uri())
    page.locator("#behov-tabell th button").first.click()
    page.locator("svg[data-map] a").nth(3).hover()
    assert violations(page) == {}


def test_axe_finds_names_language_and_contrast_that_are_taken_away(
    page: Page, folder: Path
) -> None:
    page.goto((folder / "sv/behov.html").as_uri())
    page.evaluate(
        """() => {
          document.documentElement.removeAttribute("lang");
          document.querySelector("svg[data-map] a").removeAttribute("aria-label");
          document.querySelector(".lead").setAttribute("class", "faint");
          const sheet = document.styleSheets[document.styleSheets.length - 1];
          document.querySelector(".faint").animate([{color: "#ddd"}, {color: "#ddd"}],
            {duration: 1e6, fill: "forwards"});
        }"""
    )
    assert {"html-has-lang", "color-contrast"} <= set(violations(page))
    assert any("link-name" in name or "svg" in name for name in violations(page))
