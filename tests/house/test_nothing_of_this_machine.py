"""No file of the repository holds a registry's address or a path of somebody's machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BINARY = {".png", ".ttf", ".woff2", ".gpkg", ".parquet", ".xlsx", ".docx", ".pdf", ".ico", ".jpg"}

# Put together here so that this file does not find itself.
ADDRESSES = [
    r"https?://[^\s\"']*py" + r"pi\.org",
    r"https?://[^\s\"']*python" + r"hosted",
    r"https?://[^\s\"']*(artifact" + r"ory|nexus|devpi)[./]",
    r"--(extra-)?index" + r"-url[ =]https?:",
    r"registry\." + r"npmjs",
    r"http" + r"s?://(localhost|127\.0\.0\.1|10\.|192\.168\.)[^\s\"']*/simple",
]
PATHS = [
    r"(?<![\w.])/(home|Users|root)" + r"/[A-Za-z0-9_.-]+/",
    r"(?<![\w.])/work" + r"/(main|shared)",
    r"[A-Z]:\\\\?Users" + r"\\",
    r"/tmp" + r"/[a-z]+\b",
]


def tracked() -> list[Path]:
    """Files git knows or would take; without git, every file that is not made by a tool."""
    told = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode == 0:
        return [ROOT / name for name in told.stdout.splitlines()]
    made = {".venv", "build", "dist", ".git", "__pycache__"}
    return [p for p in ROOT.rglob("*") if p.is_file() and not made & set(p.parts)]


def hits(patterns: list[str]) -> list[str]:
    wanted = re.compile("|".join(patterns))
    found = []
    for path in tracked():
        if path.suffix.lower() in BINARY or not path.is_file():
            continue
        text = path.read_text("utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            hit = wanted.search(line)
            if hit:
                found.append(f"{path.relative_to(ROOT).as_posix()}:{number} {hit.group(0)[:60]}")
    return found


def test_no_address_of_a_registry() -> None:
    assert hits(ADDRESSES) == []


def test_no_path_of_a_machine() -> None:
    assert hits(PATHS) == []


@pytest.mark.parametrize(
    "line",
    [
        "see https://py" + "pi.org/simple",
        "--index" + "-url https://x.example/simple",
        "/home" + "/anna/samlad/x.csv",
        "/work" + "/main/src",
        "open('/tmp" + "/out.csv')",
    ],
)
def test_the_patterns_find_what_they_look_for(line: str) -> None:
    assert re.search("|".join([*ADDRESSES, *PATHS]), line)


def test_no_geometry_of_others_is_shipped() -> None:
    kinds = {".gpkg", ".shp", ".geojson", ".parquet"}
    assert [p.name for p in tracked() if p.suffix in kinds and "src" in p.parts] == []
