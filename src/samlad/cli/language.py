"""Which language a person is answered in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

DEFAULT = "sv"


def language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language: ``--lang``, then ``SAMLAD_LANG``, then the machine's locale if English.

    What ``--lang`` says is given as it stands, also when nobody speaks it; the caller refuses.

    >>> language(["--lang", "en", "measure"], {}), language([], {"LANG": "C.UTF-8"})
    ('en', 'sv')
    """
    for i, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang":
            return arguments[i + 1] if i + 1 < len(arguments) else ""
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    asked = environment.get("SAMLAD_LANG", "")[:2].lower()
    if asked in ("sv", "en"):
        return asked
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "en" if environment[name].lower().startswith("en") else DEFAULT
    return DEFAULT


def without_globals(arguments: Sequence[str]) -> tuple[list[str], bool]:
    """The arguments without ``--lang X`` and ``--debug``, which may stand anywhere; and debug."""
    kept: list[str] = []
    debug, skip = False, False
    for i, argument in enumerate(arguments):
        if skip:
            skip = False
        elif argument == "--":
            return kept + list(arguments[i:]), debug
        elif argument == "--lang":
            skip = True
        elif argument == "--debug":
            debug = True
        elif not argument.startswith("--lang="):
            kept.append(argument)
    return kept, debug
