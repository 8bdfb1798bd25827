"""The verbs. Each parses, calls the desk and prints; every sentence is in ``packs/words``."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from enum import StrEnum
from math import isfinite, nan
from pathlib import Path
from typing import Annotated, Any

import typer

from samlad import __version__
from samlad.cli.helping import UsageMistake, Verb, Verbs
from samlad.cli.progress import Steps, bar
from samlad.cli.showing import Form, show, tree
from samlad.desk.kept import STORE
from samlad.model import Words

# ruff: noqa: PLC0415  a verb loads only what it needs, so that help comes at once

app = typer.Typer(cls=Verbs, rich_markup_mode=None, pretty_exceptions_enable=False)

Folder = Annotated[Path, typer.Argument(metavar="folder")]
Format = Annotated[Form, typer.Option("--format", "-f", metavar="format")]
Table = Annotated[Path, typer.Argument(metavar="table")]


class Interval(StrEnum):
    """How an interval is made."""

    PERSON = "person"
    AREA = "area"
    JACKKNIFE = "jackknife"
    DELTA = "delta"
    NONE = "none"


class Ring(StrEnum):
    """What of the last ring is taken when k is reached inside it."""

    PROPORTIONAL = "proportional"
    WHOLE = "whole"
    SAMPLED = "sampled"


def _words(context: typer.Context) -> Words:
    words = context.find_root().obj
    assert isinstance(words, Words)
    return words


def _today() -> date:
    """The day on this machine's calendar."""
    return datetime.now().astimezone().date()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _joined(given: list[str] | None) -> str:
    """An option that may be given more than once says the same as one with commas."""
    return ",".join(given or ())


def _numbers(text: str, option: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in _listed(text))
    except ValueError:
        raise UsageMistake("numbers", what=option, value=text) from None


def _decimal(text: str, option: str) -> float | None:
    """A number as people write it, with a point or a comma; None when nothing is given."""
    if not text:
        return None
    try:
        number = float(text.replace("\u2212", "-").replace(",", "."))
    except ValueError:
        number = nan
    if not isfinite(number):
        raise UsageMistake("decimal", what=option, value=text)
    return number


def _kernels(text: str) -> tuple[tuple[str, float], ...]:
    found = []
    for part in _listed(text):
        shape, sign, bandwidth = part.partition(":")
        if not sign:
            raise UsageMistake("kernel", value=part)
        found += [(shape.strip(), size) for size in _numbers(bandwidth, "--kernel")]
    return tuple(found)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"samlad {__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="lang")] = "sv",
    debug: Annotated[bool, typer.Option("--debug")] = False,
) -> None:
    """``--lang`` and ``--debug`` are taken before parsing, so that they may stand anywhere."""


@app.command(cls=Verb)
def demo(
    context: typer.Context,
    folder: Folder = Path("build/borlange"),
) -> None:
    from samlad.desk.new import is_case, new

    words, steps = _words(context), Steps()
    if is_case(folder):
        steps(words("cli.demo.there", folder=folder))
    else:
        new("2081", folder, today=_today(), example="borlange")
        steps(words("cli.demo.new", folder=folder))
    _build(folder, words, steps, None)


@app.command(cls=Verb)
def new(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="code")],
    folder: Folder,
    example: Annotated[str, typer.Option("--example", metavar="example")] = "",
) -> None:
    from samlad.desk.new import new as desk

    desk(code, folder, today=_today(), example=example)
    typer.echo(_words(context)("cli.new.done", folder=folder))


@app.command(cls=Verb)
def build(
    context: typer.Context,
    folder: Folder,
    outlines: Annotated[Path | None, typer.Option("--outlines", metavar="file")] = None,
) -> None:
    _build(folder, _words(context), Steps(), outlines)


def _build(folder: Path, words: Words, steps: Steps, outlines: Path | None) -> None:
    from samlad.desk.build import build as desk
    from samlad.publish import say

    at = datetime.now(UTC).replace(microsecond=0)
    author = os.environ.get("SAMLAD_AUTHOR", "") or "lokal"
    built = desk(
        folder,
        author=author,
        at=at,
        outlines=outlines,
        progress=lambda key: steps(words(f"cli.step.{key}")),
    )
    lines = [words("cli.built.summary", place=built.story.place), ""]
    lines += [f"  {say.say(said, words)}" for said in built.story.sentences.get("chain", ())]
    if built.story.example:
        lines.append(f"  {words('example.mark_of', place=built.story.place)}")
    site = folder / "site"
    lines += ["", words("cli.built.site", path=site / "index.html")]
    for name in sorted(built.files):
        if name.endswith((f"-{words.language}.pdf", f"-{words.language}.docx")):
            lines.append(words("cli.built.document", path=site / name))
    lines.append(words("cli.built.records", path=folder / STORE, folder=folder))
    lines += ["", words("cli.built.open", folder=folder)]
    typer.echo("\n".join(lines))


@app.command(cls=Verb)
def measure(
    context: typer.Context,
    table: Table,
    *,
    area: Annotated[str, typer.Option("--area", metavar="column")],
    groups: Annotated[list[str] | None, typer.Option("--groups", metavar="columns")] = None,
    group: Annotated[str, typer.Option("--group", metavar="column")] = "",
    people: Annotated[str, typer.Option("--people", metavar="column")] = "",
    indices: Annotated[list[str] | None, typer.Option("--indices", metavar="names")] = None,
    interval: Annotated[Interval | None, typer.Option("--interval", metavar="interval")] = None,
    bias: Annotated[str, typer.Option("--bias", metavar="bias")] = "closed",
    seed: Annotated[int, typer.Option("--seed", metavar="number", min=0)] = 0,
    draws: Annotated[int, typer.Option("--draws", metavar="number", min=2)] = 500,
    level: Annotated[float, typer.Option("--level", metavar="level")] = 0.95,
    date: Annotated[str, typer.Option("--date", metavar="text")] = "",
    sheet: Annotated[str, typer.Option("--sheet", metavar="text")] = "",
    k: Annotated[list[str] | None, typer.Option("--k", metavar="numbers")] = None,
    radius: Annotated[list[str] | None, typer.Option("--radius", metavar="numbers")] = None,
    kernel: Annotated[list[str] | None, typer.Option("--kernel", metavar="kernel")] = None,
    easting: Annotated[str, typer.Option("--easting", metavar="column")] = "",
    northing: Annotated[str, typer.Option("--northing", metavar="column")] = "",
    outline: Annotated[Path | None, typer.Option("--outline", metavar="file")] = None,
    ring: Annotated[Ring, typer.Option("--ring", metavar="ring")] = Ring.PROPORTIONAL,
    bands: Annotated[bool, typer.Option("--bands")] = False,
    compare: Annotated[Path | None, typer.Option("--compare", metavar="table")] = None,
    picture: Annotated[Path | None, typer.Option("--picture", metavar="file")] = None,
    form: Format = Form.TABLE,
) -> None:
    from samlad.desk import measure as desk

    if not 0 < level < 1:
        raise UsageMistake("level", value=level)
    words = _words(context)
    how = desk.Reckoning(interval.value if interval else None, draws, seed, level, bias, bands)
    if bool(easting) != bool(northing):
        raise UsageMistake("together", one="--easting", other="--northing")
    nearby = desk.Nearby(
        _numbers(_joined(k), "--k"),
        _numbers(_joined(radius), "--radius"),
        _kernels(_joined(kernel)),
        easting,
        northing,
        outline,
        ring.value,
    )
    names, columns = _listed(_joined(indices)), _listed(_joined(groups))
    if not (columns or group):
        raise UsageMistake("either", one="--groups", other="--group")
    if people and not group:
        raise UsageMistake("together", one="--people", other="--group")
    long = desk.Long(group, people) if group else None
    if compare is not None and picture is not None:
        raise UsageMistake("apart", one="--picture", other="--compare")
    if bands and not nearby.wanted:
        raise UsageMistake("scales", option="--bands")
    with bar(words("cli.bar.measure"), words("cli.bar.begin")) as progress:
        if compare is not None:
            exhibit = desk.change(
                table, compare, area, columns, indices=names, reckoning=how, nearby=nearby,
                long=long, progress=progress,
            )  # fmt: skip
        else:
            exhibit = desk.measure(
                table,
                area,
                columns,
                indices=names,
                reckoning=how,
                nearby=nearby,
                date=date,
                sheet=sheet or None,
                long=long,
                drawing=None if picture is None else desk.Drawing(picture, words),
                progress=progress,
            )
    show(exhibit, form, words)


class NeedTable(StrEnum):
    """Which table of need a built case shows."""

    NEED = "need"
    TERMS = "need_terms"
    GAPS = "need_gaps"
    TREND = "need_trend"


@app.command(cls=Verb)
def need(
    context: typer.Context,
    table: Annotated[Path, typer.Argument(metavar="table_or_folder")],
    *,
    area: Annotated[str, typer.Option("--area", metavar="column")] = "",
    recipe: Annotated[str, typer.Option("--recipe", metavar="recipe")] = "scb-socioeconomic-index",
    column: Annotated[list[str] | None, typer.Option("--column", metavar="column_name")] = None,
    mean: Annotated[str, typer.Option("--mean", metavar="number")] = "",
    deviation: Annotated[str, typer.Option("--deviation", metavar="number")] = "",
    which: Annotated[NeedTable | None, typer.Option("--show", metavar="need_show")] = None,
    form: Format = Form.TABLE,
) -> None:
    words = _words(context)
    if table.is_dir():
        from samlad.desk.kept import exhibit_of

        for name, value in (("--area", area), ("--column", column), ("--mean", mean),
                            ("--deviation", deviation)):  # fmt: skip
            if value:
                raise UsageMistake("not_with_folder", what=name)
        show(exhibit_of(table, (which or NeedTable.NEED).value), form, words)
        return
    if which is not None:
        raise UsageMistake("not_with_table", what="--show")
    from samlad.desk.need import need as desk

    if not area:
        raise UsageMistake("missing", what="--area")
    if bool(mean) != bool(deviation):
        raise UsageMistake("together", one="--mean", other="--deviation")
    names: dict[str, str] = {}
    for pair in column or ():
        part, sign, own = pair.partition("=")
        if not sign or not part.strip() or not own.strip():
            raise UsageMistake("pair", what="--column", value=pair)
        names[part.strip()] = own.strip()
    nation, spread = _decimal(mean, "--mean"), _decimal(deviation, "--deviation")
    show(desk(table, area, recipe, names, mean=nation, deviation=spread), form, words)


@app.command(cls=Verb)
def grant(
    context: typer.Context,
    scheme: Annotated[str, typer.Option("--scheme", metavar="scheme")],
    pot: Annotated[str, typer.Option("--pot", metavar="kronor")] = "",
    fit: Annotated[bool, typer.Option("--fit")] = False,
    form: Format = Form.TABLE,
) -> None:
    from samlad.desk import grant as desk

    if not pot and not fit:
        raise UsageMistake("missing", what="--pot")
    show(desk.grant_fit(scheme) if fit else desk.grant(scheme, pot), form, _words(context))


class PlanTable(StrEnum):
    """Which table of the plan a built case shows."""

    LINES = "plan_lines"
    YEARS = "plan_years"
    AREAS = "plan_areas"
    ACTIONS = "actions"
    SCENARIOS = "scenarios"
    LEDGER = "ledger"


@app.command(cls=Verb)
def plan(
    context: typer.Context,
    folder: Folder,
    which: Annotated[PlanTable, typer.Option("--show", metavar="plan_show")] = PlanTable.LINES,
    cut: Annotated[str, typer.Option("--cut", metavar="scenario")] = "",
    form: Format = Form.TABLE,
) -> None:
    from samlad.desk import kept
    from samlad.desk import plan as desk

    exhibit = desk.cut(folder, cut) if cut else kept.exhibit_of(folder, which.value)
    show(exhibit, form, _words(context))


@app.command(cls=Verb)
def apply(
    context: typer.Context,
    folder: Folder,
    form: Format = Form.TABLE,
) -> None:
    from samlad.desk.kept import exhibit_of

    show(exhibit_of(folder, "application_gaps"), form, _words(context))


class FollowTable(StrEnum):
    """Which table of following up a built case shows."""

    PROMISES = "promises"
    TARGETS = "targets"
    EFFECTS = "effects"
    DUE = "due"


@app.command(cls=Verb)
def follow(
    context: typer.Context,
    folder: Folder,
    which: Annotated[
        FollowTable, typer.Option("--show", metavar="follow_show")
    ] = FollowTable.PROMISES,
    form: Format = Form.TABLE,
) -> None:
    from samlad.desk.kept import exhibit_of

    show(exhibit_of(folder, which.value), form, _words(context))


@app.command(cls=Verb)
def publish(
    context: typer.Context,
    folder: Folder,
    to: Annotated[Path | None, typer.Argument(metavar="to")] = None,
) -> None:
    from samlad.desk.publish import publish as desk

    written: Any = desk(folder, to)
    typer.echo(_words(context)("cli.publish.done", folder=written))


@app.command(cls=Verb)
def serve(
    context: typer.Context,
    folder: Folder = Path("build/borlange"),
    port: Annotated[int, typer.Option("--port", metavar="number")] = 8000,
    host: Annotated[str, typer.Option("--host", metavar="host")] = "127.0.0.1",
) -> None:
    from samlad.desk.serve import serve as desk

    typer.echo(_words(context)("cli.serve.at", address=f"http://{host}:{port}/"), err=True)
    raise typer.Exit(1 if desk(folder, port, host=host) else 0)


@app.command(cls=Verb)
def trace(
    context: typer.Context,
    fingerprint: Annotated[str, typer.Argument(metavar="fingerprint")],
    case: Annotated[Path | None, typer.Option("--case", metavar="folder")] = None,
    form: Format = Form.TABLE,
) -> None:
    from samlad.desk.trace import trace as desk

    exhibit, words = desk(fingerprint, case), _words(context)
    if form is Form.TABLE:
        tree(exhibit, words)
    else:
        show(exhibit, form, words)
