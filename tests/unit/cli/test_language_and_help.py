"""Help and messages in the language asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from samlad.cli import entry, main
from samlad.cli.language import language, without_globals
from samlad.cli.saying import clean, mistake_lines
from samlad.model import Mistake, Where, Words
from samlad.sources import words as words_of


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {}, "sv"),
        ([], {"LANG": "C.UTF-8"}, "sv"),
        ([], {"LANG": "sv_SE.UTF-8"}, "sv"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "en_GB.UTF-8", "LC_ALL": "sv_SE.UTF-8"}, "sv"),
        ([], {"LANG": "en_GB.UTF-8", "SAMLAD_LANG": "sv"}, "sv"),
        ([], {"SAMLAD_LANG": "EN"}, "en"),
        (["--lang", "sv"], {"SAMLAD_LANG": "en"}, "sv"),
        (["need", "x", "--lang=en"], {}, "en"),
        (["need", "--", "--lang", "en"], {}, "sv"),
    ],
)
def test_the_language_is_found(
    arguments: list[str], environment: dict[str, str], expected: str
) -> None:
    assert language(arguments, environment) == expected


def test_language_and_debug_may_stand_anywhere() -> None:
    assert without_globals(["--lang", "en", "need", "x", "--debug"]) == (["need", "x"], True)
    assert without_globals(["need", "--", "--debug"]) == (["need", "--", "--debug"], False)


@pytest.mark.parametrize("verb", ["", "measure", "need", "grant", "trace", "demo"])
def test_help_is_wholly_in_its_language(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [verb, "--help"] if verb else ["--help"]
    assert main([*asked, "--lang", "sv"]) == 0
    swedish = capsys.readouterr().out
    assert main([*asked, "--lang", "en"]) == 0
    english = capsys.readouterr().out
    assert swedish.startswith("Användning: samlad")
    assert english.startswith("Usage: samlad")
    foreign = ("Usage", "Options", "Show this", "required", "default:", "Commands", "Arguments")
    assert not any(word in swedish for word in foreign)


def test_without_a_verb_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "samlad demo" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mesure"], "Menade du measure?"),
        (["measure", "t.csv"], "--area måste anges."),
        (["measure", "t.csv", "--area"], "--area måste följas av ett värde."),
        (["measure", "--area", "a", "--groups", "b"], "TABELL måste anges."),
        (["measure", "t", "--area", "a", "--groups", "b,c", "--seed", "x"], "--seed"),
        (["measure", "t", "--area", "a", "--groups", "b,c", "--draws", "1"], "minst 2"),
        (["measure", "t", "--area", "a", "--groups", "b,c", "--interval", "x"], "jackknife"),
        (["measure", "t", "--area", "a", "--groups", "b,c", "--level", "1"], "mellan 0 och 1"),
        (["measure", "t", "--area", "a", "--groups", "b,c", "--k", "many"], "--k ska vara tal"),
        (["measure", "t", "--area", "a", "--groups", "b,c", "--kernel", "x"], "form:meter"),
        (["measure", "t", "--area", "a", "--groups", "b,c", "--easting", "x"], "--northing"),
        (["need", "t.csv"], "--area måste anges."),
        (["need", "t.csv", "--area", "a", "--mean", "1"], "--deviation"),
        (["need", "t.csv", "--area", "a", "--column", "x"], "del=kolumn"),
        (["need", "t.csv", "--area", "a", "--mean", "x", "--deviation", "5,47"], "inte x."),
        (["need", "t.csv", "--area", "a", "--mean", "9.1", "--deviation", "nan"], "inte nan."),
        (["need", "t.csv", "--area", "a", "--show", "need_gaps"], "--show gäller ett byggt fall"),
        (["need", ".", "--area", "a"], "--area gäller en egen tabell"),
        (["grant", "--scheme", "x"], "Mer hjälp: samlad grant --help"),
        (["grant", "--scheme", "x"], "--pot måste anges."),
        (["grant", "--pott", "1"], "--pott"),
        (["trace", "a", "b"], "För mycket: b."),
        (["plan", "x", "--format", "xml"], "table, json, csv"),
        (["--lang", "fi"], "språket fi finns inte"),
    ],
)
def test_a_command_not_written_so_ends_with_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    extra = [] if "--lang" in arguments else ["--lang", "sv"]
    assert main([*arguments, *extra]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "Traceback" not in err


def test_a_fault_in_the_program_is_short_and_debug_shows_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(entry, "_run", fail)
    assert main(["demo", "--lang", "en"]) == 70
    assert "Traceback" not in (said := capsys.readouterr().err)
    assert "--debug" in said
    assert "ZeroDivisionError" in said
    assert main(["demo", "--debug"]) == 70
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PermissionError(13, "Permission denied", "x.csv"), 1),
        (MemoryError(), 1),
        (KeyboardInterrupt(), 130),
        (RecursionError(), 70),
    ],
)
def test_every_end_has_its_code(
    error: BaseException,
    code: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(entry, "_run", fail)
    assert main(["demo"]) == code
    assert "Traceback" not in capsys.readouterr().err


def test_found_values_cannot_steer_the_terminal() -> None:
    assert clean("a\x1b[2Jb\nc") == "a�[2Jb�c"
    assert len(clean("x" * 10_000)) == 120


def test_a_mistake_without_words_still_says_its_code() -> None:
    lines = mistake_lines(Mistake("no.such", Where("f.csv", 3, "x"), {"n": 1}), words_of("en"))
    assert lines[0] == "Error: f.csv, row 3, column x: no.such n = 1"
    assert lines[-1] == "(code: no.such)"


def test_a_mistake_whose_words_want_more_than_was_found_still_says_its_code() -> None:
    words = Words("en", {**words_of("en").entries, "mistake.no.such.found": "{lost} is lost"})
    assert "no.such" in mistake_lines(Mistake("no.such"), words)[0]


def test_the_module_runs_as_the_program(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "samlad", "--version"],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert told.stdout.startswith("samlad ")
