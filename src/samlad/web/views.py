"""Route, look up, send: every page is the very page of the export."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound

SITE: dict[str, bytes] = {}
"""The site that is served, path → bytes; ``samlad.web.app.application`` fills it."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".sha256": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def content_type(path: str) -> str:
    """The kind of a file by its ending."""
    ending = PurePosixPath(path).suffix
    return TYPES.get(ending) or mimetypes.guess_type(path)[0] or "application/octet-stream"


def find(site: Mapping[str, bytes], path: str) -> str | None:
    """The file an address means: itself, or the start page of a folder."""
    for name in (path, f"{path}index.html" if path.endswith("/") or not path else f"{path}.html"):
        if name in site:
            return name
    return None


def show(request: HttpRequest, path: str = "") -> HttpResponse:
    """A file of the site; a page that says so when there is none.

    Raises ``DisallowedHost`` (answered with 400) for a name this machine does not go by.
    """
    request.get_host()
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    name = find(SITE, path)
    if name is None:
        return _missing()
    return HttpResponse(
        SITE[name], content_type=content_type(name), headers={"Cache-Control": "no-cache"}
    )


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What Django shows when nothing matches."""
    return _missing()


def failed(request: HttpRequest, *args: Any) -> HttpResponse:
    """What Django shows when we have made a mistake: plain words, no trace."""
    return HttpResponse(_words("web.failed"), status=500, content_type=TYPES[".txt"])


def _missing() -> HttpResponse:
    return HttpResponseNotFound(_page("web.missing"), content_type=TYPES[".html"])


def _words(key: str) -> str:
    from samlad.sources.packs import words  # noqa: PLC0415  only when something is wrong

    return f"{words('sv')(key)}\n\n{words('en')(key)}\n"


def _page(key: str) -> str:
    from samlad.sources.packs import words  # noqa: PLC0415

    sv, en = words("sv"), words("en")
    return (
        f'<!doctype html>\n<html lang="sv"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{sv(f'{key}_title')}</title>"
        f'<link rel="stylesheet" href="/static/samlad.css"></head><body><main class="wide">'
        f"<h1>{sv(f'{key}_title')}</h1><p>{sv(key)}</p>"
        f'<p><a href="/">{sv("web.to_start")}</a></p>'
        f'<p lang="en">{en(key)}</p></main></body></html>\n'
    )
