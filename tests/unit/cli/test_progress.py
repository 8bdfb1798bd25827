"""The bar that says how far the work has come."""

from __future__ import annotations

import time

import pytest

from samlad.cli import progress


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SOON", 0.05)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.usefixtures("terminal")
def test_a_bar_comes_though_nothing_is_told_as_while_kernels_are_compiled(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress.bar("Measuring", "Getting ready") as told:
        time.sleep(0.5)
        begun = capsys.readouterr().err
        told(0.0)
        told(0.5)
        time.sleep(0.5)
    assert "Getting ready" in begun and "Measuring" not in begun
    assert "Measuring" in capsys.readouterr().err


@pytest.mark.usefixtures("terminal")
def test_what_is_done_at_once_has_no_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "SOON", 30.0)
    with progress.bar("Measuring") as told:
        told(1.0)
    assert "Measuring" not in capsys.readouterr().err


def test_into_a_file_there_is_no_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "SOON", 0.0)
    with progress.bar("Measuring") as told:
        told(0.1)
        time.sleep(0.1)
    assert capsys.readouterr() == ("", "")
