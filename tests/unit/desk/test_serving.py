"""Serving is handed to the web room in a process of its own."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from samlad.desk.kept import STORE
from samlad.desk.serve import serve
from samlad.model import Mistake, Record
from samlad.store import SqliteStore


@pytest.fixture
def built(tmp_path: Path) -> Path:
    SqliteStore(tmp_path / STORE).add(
        [Record("need", {})], author="a", at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    return tmp_path


class Child:
    def __init__(self, command: list[str]) -> None:
        self.command = command

    def wait(self, timeout: float | None = None) -> int:
        return 3


def test_the_web_is_started_with_the_case_and_its_code_is_given(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command: started.append(command) or Child([]))
    assert serve(built, 8123) == 3
    assert started == [
        [sys.executable, "-m", "samlad.web", str(built), "--host", "127.0.0.1", "--port", "8123"]
    ]


def test_without_the_extra_the_way_out_is_said(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(Mistake) as caught:
        serve(built)
    assert caught.value.code == "serve.web_missing"
    assert str(caught.value.found["site"]).endswith("index.html")


def test_what_cannot_be_served_is_told(built: Path, tmp_path: Path) -> None:
    with pytest.raises(Mistake, match=r"serve\.bad_port"):
        serve(built, 0)
    with pytest.raises(Mistake, match=r"case\.absent"):
        serve(tmp_path / "none")
