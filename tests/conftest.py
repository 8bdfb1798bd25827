"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# The same examples each time where the answer decides what lands; new ones at night and at home.
settings.register_profile("ci", max_examples=25, derandomize=True, deadline=None)
settings.register_profile("home", max_examples=25, deadline=None)
settings.register_profile("nightly", max_examples=1000, deadline=None)
settings.load_profile(
    os.environ.get("SAMLAD_EXAMPLES") or ("ci" if os.environ.get("CI") else "home")
)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared data folder beside the repository; without it the test is skipped, and said."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the shared data folder is not beside the repository")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A missing engine skips on a user's machine; in CI a skip is a failure."""
    report = yield
    expected = item.get_closest_marker("live") or item.get_closest_marker("nightly")
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail") and not expected:
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report
