"""What a screen reader is given, under version control; and forced colours keep everything seen.

A change of structure that is meant is written with ``SAMLAD_SNAPSHOTS=write`` and read in the
difference before it is kept.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SNAPSHOTS = Path(__file__).parent / "snapshots"
KEY_PAGES = (
    "index.html",
    "sv/omraden/2081R002.html",
    "sv/behov.html",
    "sv/pengar.html",
    "sv/plan.html",
    "sv/loften.html",
    "en/promises.html",
)


def named(path: str) -> str:
    return path.removesuffix(".html").replace("/", "-")


@pytest.mark.parametrize("path", KEY_PAGES)
def test_the_structure_a_screen_reader_meets_is_as_written(
    page: Page, folder: Path, path: str
) -> None:
    page.goto((folder / path).as_uri())
    found = page.locator("body").aria_snapshot() + "\n"
    kept = SNAPSHOTS / f"{named(path)}.yaml"
    if os.environ.get("SAMLAD_SNAPSHOTS") == "write":
        kept.write_text(found)
    assert found == kept.read_text()


@pytest.mark.parametrize("path", ["index.html", "sv/behov.html", "sv/loften.html"])
def test_a_phone_is_told_each_picture_once_and_the_same_as_a_wide_screen(
    browser: Browser, folder: Path, path: str
) -> None:
    told = []
    for width in (1280, 360):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto((folder / path).as_uri())
        told.append(re.findall(r'img "([^"]+)"', page.locator("main").aria_snapshot()))
        page.close()
    wide, narrow = told
    assert wide == narrow
    assert wide and len(wide) == len(set(wide))


@pytest.mark.parametrize("path", KEY_PAGES)
@pytest.mark.parametrize("width", [320, 360, 768])
def test_no_picture_is_cut_and_none_scrolls_sideways(
    browser: Browser, folder: Path, path: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((folder / path).as_uri())
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".picture__sheet, .picture__map")]
          .filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1)
          .map(e => e.parentElement.className)"""
    )
    small = page.evaluate(
        """() => [...document.querySelectorAll(".picture__sheet svg text")]
          .filter(t => t.getBoundingClientRect().width)
          .map(t => parseFloat(t.getAttribute("font-size"))
            * t.ownerSVGElement.getBoundingClientRect().width
            / t.ownerSVGElement.viewBox.baseVal.width)
          .filter(size => size < 10.5)"""
    )
    outside = page.evaluate(
        """() => [...document.querySelectorAll(".picture__sheet svg text")]
          .filter(t => t.getBoundingClientRect().width)
          .filter(t => t.getBoundingClientRect().right
            > t.ownerSVGElement.getBoundingClientRect().right + 1)
          .map(t => t.textContent)"""
    )
    page.close()
    assert (cut, small, outside) == ([], [], [])


@pytest.mark.parametrize("path", ["index.html", "sv/behov.html", "sv/loften.html"])
def test_forced_colours_keep_pictures_legends_focus_and_marks(
    browser: Browser, folder: Path, path: str
) -> None:
    context = browser.new_context(forced_colors="active", color_scheme="dark")
    page = context.new_page()
    page.goto((folder / path).as_uri())
    assert page.evaluate("() => matchMedia('(forced-colors: active)').matches")
    own = page.evaluate(
        """() => [...document.querySelectorAll(".picture svg")]
          .filter(e => getComputedStyle(e).forcedColorAdjust !== "none"
            || (e.getAttribute("role") && getComputedStyle(e).backgroundColor
                !== "rgb(255, 255, 255)"))
          .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert own == []
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    focus = page.evaluate(
        """() => { const s = getComputedStyle(document.activeElement);
          return [s.outlineStyle, parseFloat(s.outlineWidth)]; }"""
    )
    assert focus[0] == "solid" and focus[1] >= 2
    here = page.locator(".menu a[aria-current]").first
    line = here.evaluate(
        """e => { const s = getComputedStyle(e);
          return [s.borderBottomColor, getComputedStyle(e.closest(".menu")).backgroundColor]; }"""
    )
    assert line[0] != line[1]
    context.close()
