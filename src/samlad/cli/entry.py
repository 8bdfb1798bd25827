"""The program from start to exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

import typer
from typer.main import get_command

from samlad.cli.app import app
from samlad.cli.helping import UsageMistake
from samlad.cli.language import DEFAULT, language, without_globals
from samlad.cli.saying import clean, mistake_lines, usage_lines
from samlad.model import Mistake, Words
from samlad.sources import words as words_of
from samlad.sources.packs import LANGUAGES

GOOD, FOUND, USAGE, INTERRUPTED = 0, 1, 2, 130
UNEXPECTED = 70
"""The exit code of a fault in the program itself (EX_SOFTWARE)."""

# Typer's exception for a wrongly written command has no public name of its own.
_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]


def main(arguments: Sequence[str] | None = None) -> int:  # noqa: PLR0911  one a kind of end
    """Runs the command line and gives its exit code.

    0 done; 1 something in the input must be put right; 2 the command is not written so;
    70 a fault in the program; 130 interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    _speak_utf8()
    kept, debug = without_globals(given)
    asked = language(given, os.environ)
    try:
        known = asked in LANGUAGES
        words = words_of(asked if known else DEFAULT)
    except Mistake as mistake:  # the program's own words cannot be read: nothing to say it with
        return _tell([f"samlad: {mistake}"], UNEXPECTED)
    if not known:
        return _tell([words("cli.usage.language", given=clean(asked))], USAGE)
    try:
        code = _run(kept, words)
        if code == INTERRUPTED:  # Typer makes a Ctrl+C an exit without a word
            raise KeyboardInterrupt
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader has gone, as ``| head`` does; nothing more can be said on stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND
    except Mistake as mistake:
        if debug:
            traceback.print_exc()
        return _tell(mistake_lines(mistake, words), FOUND)
    except (KeyboardInterrupt, typer.Abort):
        return _tell([words("cli.interrupted")], INTERRUPTED)
    except MemoryError:
        return _tell([words("cli.memory")], FOUND)
    except OSError as error:
        if debug:
            traceback.print_exc()
        reason = error.strerror or type(error).__name__
        return _tell([words("cli.disk", file=clean(error.filename or "–"), reason=reason)], FOUND)
    except Exception as error:  # noqa: BLE001  the last door: a person never meets a traceback
        if debug:
            traceback.print_exc()
        what = f"{type(error).__name__}: {error}"[:300]
        return _tell([words("cli.unexpected", what=what), words("cli.report")], UNEXPECTED)


def _run(arguments: list[str], words: Words) -> int:
    command = get_command(app)
    try:
        result = command.main(
            args=arguments or ["--help"], prog_name="samlad", standalone_mode=False, obj=words
        )
    except (UsageMistake, _USAGE_ERROR) as error:
        return _tell(usage_lines(error, words), USAGE)
    return result if isinstance(result, int) else GOOD


def _tell(lines: Sequence[str], code: int) -> int:
    print("\n".join(lines), file=sys.stderr)
    return code


def _speak_utf8() -> None:
    """JSON and Swedish letters are UTF-8 also where the machine's own code page is another."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8", errors="replace")
