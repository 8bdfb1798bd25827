"""What the README shows is what happens."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_python_example_prints_what_it_says() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert blocks
    for block in blocks:
        said = re.findall(r"^print\(.*\)\s+# (\S+?):?(?: .*)?$", block, re.M)
        heard = io.StringIO()
        with contextlib.redirect_stdout(heard):
            exec(block, {})
        assert said
        assert heard.getvalue().split() == said


def test_every_picture_and_page_it_links_to_is_there() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
