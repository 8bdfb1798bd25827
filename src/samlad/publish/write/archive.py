"""Word and Excel files are zip archives; here they lose what the clock put in them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

_TIME = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def fixed(content: bytes, day: date) -> bytes:
    """The same archive with one date in it: entries' times and core properties."""
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in sorted(old.namelist(), key=_order):
            body = old.read(entry)
            if entry == "docProps/core.xml":
                body = _TIME.sub(rb"\g<1>" + stamp + rb"\g<2>", body)
            made = zipfile.ZipInfo(entry, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            made.compress_type = zipfile.ZIP_DEFLATED
            made.create_system = 0
            new.writestr(made, body)
    return out.getvalue()


def _order(name: str) -> tuple[bool, str]:
    return name != "[Content_Types].xml", name
