"""The web application sends the export's own pages, under the strict policy, on this machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import small_story

from samlad.publish.site import site
from samlad.sources.packs import LANGUAGES, words
from samlad.web.__main__ import main
from samlad.web.app import application
from samlad.web.settings import POLICY


@pytest.fixture(scope="module")
def made() -> Mapping[str, bytes]:
    return site(small_story.story(), {code: words(code) for code in LANGUAGES})


def ask(
    made: Mapping[str, bytes], path: str, method: str = "GET", host: str = "127.0.0.1"
) -> object:
    from django.test import Client, RequestFactory  # noqa: F401, PLC0415

    application(made)
    return Client(headers={"host": host}).generic(method, path)


def test_a_page_is_the_very_page_of_the_export(made: Mapping[str, bytes]) -> None:
    for path in made:
        answer = ask(made, f"/{path}")
        assert (answer.status_code, answer.content) == (200, made[path]), path


def test_folders_and_names_without_ending_find_their_page(made: Mapping[str, bytes]) -> None:
    assert ask(made, "/").content == made["index.html"]
    assert ask(made, "/en/").content == made["en/index.html"]
    assert ask(made, "/sv/plan").content == made["sv/plan.html"]


def test_every_answer_carries_the_whole_policy(made: Mapping[str, bytes]) -> None:
    for path in ("/", "/static/samlad.js", "/sv/data/need.csv", "/finns-inte"):
        headers = ask(made, path).headers
        sent = {p.strip().split(" ")[0]: p.strip().split(" ")[1:]
                for p in headers["Content-Security-Policy"].split(";")}  # fmt: skip
        assert sent == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert "Access-Control-Allow-Origin" not in headers


def test_what_is_not_there_is_said_in_both_languages(made: Mapping[str, bytes]) -> None:
    for path in ("/finns-inte", "/../../etc/passwd", "/sv/%2e%2e/%2e%2e/x", "/static/"):
        answer = ask(made, path)
        assert answer.status_code == 404
        assert "Sidan finns inte" in answer.content.decode()


def test_nothing_can_be_sent_to_it(made: Mapping[str, bytes]) -> None:
    assert {ask(made, "/", m).status_code for m in ("POST", "PUT", "DELETE")} == {405}


def test_a_foreign_name_is_not_answered(made: Mapping[str, bytes]) -> None:
    assert ask(made, "/", host="evil.example").status_code == 400


def test_other_addresses_than_this_machine_s_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), "--host", "0.0.0.0"]) == 2
    assert "inte en adress på den här datorn" in capsys.readouterr().err


def test_help_is_plain_and_a_folder_without_a_case_is_no_trace(tmp_path: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "samlad.web", str(tmp_path)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert asked.returncode == 2
    assert "Traceback" not in asked.stderr and asked.stderr.strip()
