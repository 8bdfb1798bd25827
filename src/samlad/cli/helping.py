"""Help in the language of the words: the code carries keys, never sentences."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from typer.core import TyperCommand, TyperGroup

from samlad.model import Words


class UsageMistake(Exception):  # noqa: N818  the house's noun
    """The command was not written as it should; ``key`` in words under ``cli.usage``."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
        self.ctx: Any = None


def verb_help(verb: str, words: Words) -> str:
    """What a verb does."""
    return words(f"cli.verb.{verb}")


def option_help(verb: str, name: str, words: Words) -> str:
    """What an option or argument of a verb is for: its own words, or those of every verb."""
    own = f"cli.{verb}.{name}"
    return words(own) if own in words else words(f"cli.every.{name}")


class Verb(TyperCommand):
    """A command whose help is read from the words."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the verb; a usage mistake found while running knows which verb it was."""
        try:
            return super().invoke(ctx)
        except UsageMistake as mistake:
            mistake.ctx = ctx
            raise

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_help(self, ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        return ""


class Verbs(TyperGroup):
    """The program: the verbs, in the order of the work."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_help(self, ctx, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = get_close_matches(args[0], list(self.commands), n=1)
            hint = ctx.find_root().obj
            said = hint("cli.usage.meant", verb=near[0]) if near and hint else ""
            raise UsageMistake("no_verb", verb=args[0], meant=said)
        return super().resolve_command(ctx, args)


def _write_help(command: Any, ctx: Any, formatter: Any) -> None:
    words: Words = ctx.find_root().obj
    verbs = getattr(command, "commands", None)
    verb = "program" if verbs is not None else str(command.name)
    formatter.width = max(formatter.width, 60)
    formatter.write_usage(
        ctx.command_path, usage_tail(command, words), prefix=words("cli.help.usage") + " "
    )
    formatter.write_paragraph()
    formatter.write_text(verb_help(verb, words))
    params = [p for p in command.get_params(ctx) if not getattr(p, "hidden", False)]
    for kind, title in (("argument", "arguments"), ("option", "options")):
        rows = [
            (_names(p, words), _about(p, verb, words)) for p in params if p.param_type_name == kind
        ]
        if rows:
            _section(formatter, words(f"cli.help.{title}"), rows)
    if verbs:
        rows = [(name, verb_help(name, words).split("\n")[0]) for name in verbs]
        _section(formatter, words("cli.help.verbs"), rows)
    example = f"cli.example.{verb}"
    if example in words:
        formatter.write_paragraph()
        formatter.write(f"{words('cli.help.example')}\n")
        formatter.write("".join(f"  {line}\n" for line in words(example).split("\n")))


def _section(formatter: Any, title: str, rows: list[tuple[str, str]]) -> None:
    formatter.write_paragraph()
    formatter.write(f"{title}\n")
    formatter.indent()
    formatter.write_dl(rows, col_max=34)
    formatter.dedent()


def usage_tail(command: Any, words: Words) -> str:
    """What may follow the command's name."""
    if getattr(command, "commands", None) is not None:
        return words("cli.help.tail")
    tail = [words("cli.help.tail_options")]
    for param in command.params:
        if param.param_type_name == "argument":
            name = metavar(param, words)
            tail.append(name if param.required else f"[{name}]")
    return " ".join(tail)


def metavar(param: Any, words: Words) -> str:
    """What kind of value is wanted, in words: ``TABELL``, or the choices with ``|`` between."""
    key = f"cli.metavar.{param.metavar}"
    return words(key) if param.metavar and key in words else words("cli.metavar.value")


def _names(param: Any, words: Words) -> str:
    if param.param_type_name == "argument":
        return metavar(param, words)
    names = ", ".join([*param.opts, *param.secondary_opts])
    return names if param.is_flag else f"{names} {metavar(param, words)}"


def _about(param: Any, verb: str, words: Words) -> str:
    text = option_help(verb, param.name, words)
    if param.required and param.param_type_name == "option":
        return f"{text} {words('cli.help.required')}"
    default = getattr(param, "default", None)
    default = getattr(default, "value", default)
    if isinstance(default, int | float | str) and not isinstance(default, bool) and default != "":
        return f"{text} {words('cli.help.default', value=default)}"
    return text
