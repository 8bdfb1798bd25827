"""Putting the site of a built case where others can read it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from samlad.desk.keep import LIST, keep_folder
from samlad.desk.kept import store_of
from samlad.model import Mistake, Where

MANIFEST = "MANIFEST.sha256"


def publish(folder: Path, to: Path | None = None) -> Path:
    """The case's site, with its seal, copied to ``to`` (``FOLDER/published``): all or nothing.

    Every file is held against the manifest first, so that a page changed by hand after the build
    never goes out. Gives the folder written.

    Raises ``Mistake``: those of ``pages`` and of ``keep_folder``.
    """
    to = to or folder / "published"
    files = pages(folder)
    seal = folder / "SEAL.json"
    if seal.is_file():
        files["SEAL.json"] = seal.read_bytes()
    keep_folder(files, to)
    return to


def pages(folder: Path) -> dict[str, bytes]:
    """The files of the case's site as they were built: what is published and what is served.

    Raises ``Mistake``: those of ``store_of``, ``publish.no_site``, ``publish.changed`` with the
    file that is not as built.
    """
    store_of(folder)
    site = folder / "site"
    if not (site / MANIFEST).is_file():
        raise Mistake("publish.no_site", Where(str(site)))
    files = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file() and path.name != LIST
    }
    _require_as_built(files, site)
    return files


def _require_as_built(files: dict[str, bytes], site: Path) -> None:
    wanted = {}
    for line in files[MANIFEST].decode().splitlines():
        digest, _, name = line.partition("  ")
        wanted[name] = digest
    for name in sorted({*wanted, *files} - {MANIFEST}):
        content = files.get(name)
        if content is None or hashlib.sha256(content).hexdigest() != wanted.get(name):
            raise Mistake("publish.changed", Where(str(site / name)), {"name": name})
