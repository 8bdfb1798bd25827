"""The Borlänge case, built once for the stories that look at it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from samlad.desk.build import Built, build
from samlad.sources.newcase import new_case

TODAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def _lay(folder: Path, code: str = "2081", example: str = "borlange") -> Path:
    """A new case folder."""
    for name, text in new_case(code, today=TODAY, example_name=example).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def lay() -> Callable[..., Path]:
    """Makes a new case folder: ``lay(folder, code, example)``."""
    return _lay


@pytest.fixture(scope="session")
def borlange(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    """The folder and what building it gave."""
    folder = _lay(tmp_path_factory.mktemp("case") / "borlange")
    return folder, build(folder, author="story", at=AT)
