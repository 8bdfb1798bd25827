"""Writes docs/reference/messages.md: every mistake a person can meet, from the words."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from samlad.sources import words

PAGE = Path(__file__).resolve().parents[1] / "reference" / "messages.md"
FORMS = re.compile(r"\{\w+:[^|}]*\|([^}]*)\}")
"""A word that depends on a number; the page shows the one for many."""


def page() -> str:
    """The page's text."""
    en, sv = words("en"), words("sv")
    codes = sorted(
        key.removeprefix("mistake.").removesuffix(".found")
        for key in en.entries
        if key.startswith("mistake.") and key.endswith(".found")
    )
    lines = [
        "# Messages",
        "",
        "Every mistake has a stable code. A script may depend on the code; the sentence may be",
        "improved. Made from `packs/words` by `python docs/making/make_messages.py`.",
        "",
        "| code | in English | på svenska |",
        "|---|---|---|",
    ]
    for code in codes:
        keys = [f"mistake.{code}.{part}" for part in ("found", "way_out")]
        told = [
            FORMS.sub(r"\1", " ".join(one.entries.get(key, "") for key in keys)) for one in (en, sv)
        ]
        cells = " | ".join(text.strip().replace("|", "\\|").replace("\n", " ") for text in told)
        lines.append(f"| `{code}` | {cells} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.exit(0)
