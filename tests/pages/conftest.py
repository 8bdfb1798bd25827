"""A real browser, and the small story's site in a folder and on a server."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import small_story
from playwright.sync_api import Page
from waitress.server import create_server

from samlad.publish.site import site
from samlad.sources.packs import LANGUAGES, words
from samlad.web.app import application

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's Chromium, or the one that CHROMIUM names; without it these tests are skipped."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed (set CHROMIUM to its path)")
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    """A Swedish reader at a common width."""
    return {"locale": "sv-SE", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def files() -> Mapping[str, bytes]:
    """The small story's site, path → bytes, with two stand-ins for documents."""
    papers = {f"dokument/ansokan-{code}.pdf": b"%PDF-1.7\n" for code in LANGUAGES}
    return site(small_story.story(), {code: words(code) for code in LANGUAGES}, papers)


@pytest.fixture(scope="session")
def folder(files: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same site as plain files."""
    place = tmp_path_factory.mktemp("site")
    for path, content in files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)
    return place


@pytest.fixture(scope="session")
def address(files: Mapping[str, bytes]) -> Iterator[str]:
    """The same site from the web application, on a free port of this machine."""
    server = create_server(application(files), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


class Watched:
    """A page that remembers what it asked for and what the browser complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def foreign(self, own: str) -> list[str]:
        """Requests to anything but the site itself."""
        return [url for url in self.asked if not url.startswith((own, "data:"))]


@pytest.fixture
def watched(page: Page) -> Watched:
    """A watched page."""
    return Watched(page)
