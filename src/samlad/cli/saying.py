"""Mistakes and usage errors as sentences."""

from __future__ import annotations

from samlad.cli.helping import UsageMistake, metavar, usage_tail
from samlad.model import Mistake, Said, Where, Words

LONGEST = 120


def clean(value: object, longest: int = LONGEST) -> str:
    """A found value as it can stand in a sentence: no control signs, cut when it is long."""
    text = "".join(sign if sign.isprintable() else "�" for sign in str(value))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def place(where: Where, words: Words) -> str:
    """File, row and column as far as known."""
    parts = [clean(where.file, 300)] if where.file else []
    if where.row is not None:
        parts.append(words("cli.place.row", n=where.row))
    if where.column:
        parts.append(words("cli.place.column", name=clean(where.column)))
    return ", ".join(parts)


def mistake_lines(mistake: Mistake, words: Words) -> list[str]:
    """What was found, where, and the way out; the stable code last."""
    found = {
        name: value if isinstance(value, Said) else clean(value)
        for name, value in mistake.found.items()
    }
    where = mistake.where
    known = {
        "file": clean(where.file or "", 300),
        "row": "" if where.row is None else str(where.row),
        "column": clean(where.column or ""),
    }
    lines = []
    for part in ("found", "way_out"):
        key = f"mistake.{mistake.code}.{part}"
        try:
            lines.append(words(key, **{**known, **found}))
        except (Mistake, KeyError, IndexError, ValueError):
            if part == "found":
                details = ", ".join(f"{name} = {value}" for name, value in found.items())
                lines.append(words("cli.unworded", code=mistake.code, details=details))
    at = place(where, words)
    head = words("cli.error")
    lines[0] = f"{head} {at}: {lines[0]}" if at else f"{head} {lines[0]}"
    return [*lines, words("cli.code", code=mistake.code)]


def usage_lines(error: Exception, words: Words) -> list[str]:
    """How the command is written instead; ``error`` is a usage error of Typer's or our own."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "samlad"
    lines = [f"{words('cli.error')} {_usage(error, words)}"]
    if context is not None:
        tail = usage_tail(context.command, words)
        lines.append(f"{words('cli.help.usage')} {path} {tail}")
    lines.append(words("cli.usage.try", command=f"{path} --help"))
    return lines


def _usage(error: Exception, words: Words) -> str:  # noqa: PLR0911  one a kind of error
    if isinstance(error, UsageMistake):
        values = {name: clean(value) for name, value in error.values.items()}
        return words(f"cli.usage.{error.key}", **values)
    kind = type(error).__name__
    what = _param(error, words)
    if kind == "MissingParameter":
        return words("cli.usage.missing", what=what)
    if kind == "NoSuchOption":
        near = ", ".join(sorted(getattr(error, "possibilities", None) or ()))
        option = clean(getattr(error, "option_name", ""))
        meant = words("cli.usage.meant", verb=near) if near else ""
        return words("cli.usage.no_option", option=option, meant=meant)
    if kind == "BadParameter":
        param = getattr(error, "param", None)
        wanted = metavar(param, words) if param is not None else words("cli.metavar.value")
        least = getattr(param, "min", None)
        if "|" in wanted:
            return words("cli.usage.bad_choice", what=what, choices=wanted.replace("|", ", "))
        if least is not None:
            return words("cli.usage.bad_least", what=what, kind=wanted, least=least)
        return words("cli.usage.bad_value", what=what, kind=wanted)
    message = clean(getattr(error, "message", error))
    if "extra argument" in message:
        return words("cli.usage.extra", what=message.rpartition("(")[2].rstrip(")."))
    if "requires an argument" in message:
        return words("cli.usage.needs_value", what=clean(getattr(error, "option_name", "")))
    if kind == "NoArgsIsHelpError" or "Missing command" in message:
        return words("cli.usage.no_verb_given")
    return words("cli.usage.other", what=message)


def _param(error: Exception, words: Words) -> str:
    param = getattr(error, "param", None)
    if param is None:
        return clean(getattr(error, "param_hint", "") or "")
    if param.param_type_name == "argument":
        return metavar(param, words)
    return str(param.opts[-1])
