"""What each page draws, from the story's released tables; None where the table is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from samlad.model import Areas, Figure, Words
from samlad.publish import draw, say
from samlad.publish.draw.charts import Text
from samlad.publish.exhibit import Cell
from samlad.publish.manuscript import MapBlock, Picture
from samlad.publish.pages.leaf import caption, figure
from samlad.publish.protect import Safe
from samlad.publish.story import Story

Row = Mapping[str, Cell]


def shown(cell: Cell, words: Words) -> str:
    """A cell as text."""
    return say.cell(cell, words)


def spread(row: Row, key: str = "value") -> Figure:
    """A value with its interval; without it where the value is not inside (large bias)."""
    value, low, high = (row.get(k) for k in (key, "low", "high"))
    if not isinstance(value, Figure):
        return Figure(None, "number", absent="missing")
    ends = (figure(low), figure(high))
    if value.value is None or ends[0] is None or ends[1] is None:
        return value
    return replace(value, low=ends[0].value, high=ends[1].value)


def rows_of(story: Story, name: str) -> list[Row]:
    """The rows of a table of the story; none when it is missing."""
    safe = story.exhibits.get(name)
    return [] if safe is None else list(safe.exhibit.records())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _text(story: Story, words: Words, name: str, safe: Safe, **values: object) -> Text:
    told = words(f"draw.{name}.alt", place=story.place, **values)
    return Text(
        name.replace("_", "-"),
        words(f"draw.{name}.title", place=story.place),
        told,
        caption(story, safe, words),
        words(f"draw.{name}.axis"),
    )


def area_map(story: Story, words: Words, name: str, key: str, picture: str) -> MapBlock | None:
    """A map of one column of a table with one row per area."""
    safe = story.exhibits.get(name)
    rows = {str(row["area"]): row for row in rows_of(story, name) if "area" in row}
    areas = _areas_of(story, rows)
    if safe is None or areas is None:
        return None
    unit = next((c.unit for c in safe.exhibit.columns if c.key == key), "number")
    missing = Figure(None, unit, absent="missing")
    places = []
    for code in areas.codes:
        row = rows.get(code, {})
        cell = row.get(key, missing)
        called = shown(row["area_name"], words) if "area_name" in row else areas.name(code)
        given = cell if isinstance(cell, Figure) else missing
        main = story.main is not None and code in story.main.codes
        href = f"/omraden/{code}" if main else "/omraden"
        places.append(draw.Place(code, called, given, href))
    return draw.map_of(_text(story, words, picture, safe), areas, places, words)


def _areas_of(story: Story, rows: Mapping[str, Row]) -> Areas | None:
    """The division whose codes a table's rows are."""
    for areas in story.areas.values():
        if rows and set(rows) <= set(areas.codes):
            return areas
    return None


def whole(story: Story, words: Words) -> Picture | None:
    """Den samlade bilden: one index over all dimensions."""
    safe = story.exhibits.get("living")
    rows = rows_of(story, "living")
    if safe is None or not rows:
        return None
    marks = [
        draw.Mark(
            f"{shown(row['dimension'], words)}, {shown(row['date'], words)}",
            spread(row),
            _capital(shown(row["kind"], words)),
            figure(row["expected"]),
        )
        for row in rows
    ]
    return draw.whole(_text(story, words, "whole", safe, n=len(rows)), marks, words)


def change(story: Story, words: Words) -> Picture | None:
    """Each dimension at two dates."""
    safe = story.exhibits.get("change")
    rows = [
        row
        for row in rows_of(story, "change")
        if isinstance(row["earlier"], Figure) and isinstance(row["later"], Figure)
    ]
    index = str(rows[0]["index"]) if rows else ""
    rows = [row for row in rows if row["index"] == index]
    if safe is None or not rows:
        return None
    pairs = []
    for row in rows:
        before, after = row["earlier"], row["later"]
        assert isinstance(before, Figure) and isinstance(after, Figure)
        what = shown(row["dimension" if "dimension" in row else "index_name"], words)
        years = f"{shown(row['earlier_date'], words)}–{shown(row['later_date'], words)}"
        sure = shown(row["more_than_noise"], words) == words("yes")
        pairs.append(draw.Pair(f"{what}, {years}", before, after, sure))
    legend = (words("draw.change.before"), words("draw.change.after"))
    told = _text(story, words, "change", safe, index=shown(rows[0]["index_name"], words).lower())
    return draw.dumbbell(told, pairs, words, legend)


def ranking(story: Story, words: Words) -> Picture | None:
    """Need per area with interval, greatest first; never a bare rank."""
    safe = story.exhibits.get("need")
    rows = [row for row in rows_of(story, "need") if figure(row["score"])]
    if safe is None or not rows:
        return None
    marks = [draw.Mark(shown(row["area_name"], words), spread(row, "score")) for row in rows]
    return draw.dots(_text(story, words, "ranking", safe, n=len(rows)), marks, words)


def terms(story: Story, words: Words, code: str) -> Picture | None:
    """What each indicator adds to one area's score."""
    safe = story.exhibits.get("need_terms")
    rows = [
        row for row in rows_of(story, "need_terms") if row["area"] == code and figure(row["part"])
    ]
    if safe is None or not rows:
        return None
    marks = [
        draw.Mark(shown(row["indicator_name"], words), figure(row["part"]) or Figure(0, "score"))
        for row in rows
    ]
    told = _text(story, words, "terms", safe, area=shown(rows[0]["area_name"], words))
    return draw.bars(told, marks, words)


def money(story: Story, words: Words, level: str = "municipality") -> Picture | None:
    """Announced and decided at one level, year by year; what is unknown is a dash.

    Where nothing is known to be decided at the level but amounts are paid or estimated as paid,
    those are shown, hatched and called so.
    """
    safe = story.exhibits.get("ledger")
    announced = by_year(story, "announced", level)
    decided = by_year(story, "decided", level)
    paid = by_year(story, "paid", level) if not decided else {}
    if safe is None or not announced:
        return None
    filled = decided or paid
    years = sorted({*announced, *filled})
    bars = [
        draw.Bar(
            year,
            Figure(announced[year], "kronor") if year in announced else None,
            Figure(filled[year], "kronor") if year in filled else None,
            estimated=bool(paid),
        )
        for year in years
    ]
    legend = (
        words("draw.money.announced"),
        words("draw.money.paid", how=precision(story, words)) if paid
        else words("draw.money.decided"),
        words("draw.money.nothing_paid" if paid else "draw.money.unknown"),
    )  # fmt: skip
    kind = "money" if level == "municipality" else f"money_{level}"
    values = {
        "total": say.figure(Figure(sum(announced.values()), "kronor"), words),
        "first": str(years[0]),
        "last": str(years[-1]),
    }
    told = _text(story, words, kind, safe, **values)
    if paid:
        sum_paid = say.figure(Figure(sum(paid.values()), "kronor"), words)
        alt = words("draw.money.alt_paid", paid=sum_paid, how=precision(story, words), **values)
        told = replace(told, title=words("draw.money.title_paid"), alt=alt)
    return draw.money(told, bars, words, legend)


def precision(story: Story, words: Words) -> str:
    """How well the amounts paid to the municipality are known, in the ledger's own words."""
    found = {
        shown(row["precision"], words): None
        for row in rows_of(story, "ledger")
        if row["standing"] == "paid" and row["level"] == "municipality"
    }
    return say.together(found, words)


def targets(story: Story, words: Words, rows: Sequence[Row], name: str) -> Picture | None:
    """One target: its figures against the straight way to it; bars while there is one figure."""
    safe = story.exhibits.get("targets")
    if safe is None or not rows:
        return None
    known = [(int(str(r["year"])[:4]), f) for r in rows if (f := figure(r["value"]))]
    path = [(int(str(r["year"])[:4]), f) for r in rows if (f := figure(r.get("path")))]
    title = shown(rows[0]["indicator_name"], words)
    aim = figure(rows[-1].get("aim")) or (path[-1][1] if path else None)
    if not known or aim is None or not path:
        return None
    values = {
        "title": title,
        "year": str(known[-1][0]),
        "value": say.figure(known[-1][1], words),
        "first": str(known[0][0]),
        "base": say.figure(known[0][1], words),
        "aim": say.figure(aim, words),
        "last": str(path[-1][0]),
    }
    unit = shown(rows[0].get("unit", ""), words)
    line = len(known) > 1
    told = Text(
        name,
        title,
        words(f"draw.targets.alt.{'line' if line else 'bars'}", **values),
        caption(story, safe, words),
        words("draw.targets.axis", unit=_capital(unit) or words("draw.targets.value"))
        if line
        else _capital(unit),
    )
    if line:
        series = [
            draw.Series(words("draw.targets.figures"), tuple(known)),
            draw.Series(words("draw.targets.path"), tuple(path)),
        ]
        return draw.lines(told, series, words, zero=False)
    marks = [
        draw.Mark(words("draw.targets.at", year=values["year"]), known[-1][1]),
        draw.Mark(words("draw.targets.aim", year=values["last"]), aim),
    ]
    return draw.bars(told, marks, words)


def trend(story: Story, words: Words) -> Picture | None:
    """How each area's need has changed, where several years are known."""
    safe = story.exhibits.get("need_trend")
    rows = [row for row in rows_of(story, "need_trend") if figure(row["change"])]
    if safe is None or not rows:
        return None
    marks = [
        draw.Mark(
            f"{shown(row['area_name'], words)}, {shown(row['first_year'], words)}–"
            f"{shown(row['last_year'], words)}",
            figure(row["change"]) or Figure(0, "score"),
        )
        for row in rows
    ]
    return draw.bars(_text(story, words, "trend", safe, n=len(rows)), marks, words)


def by_year(story: Story, standing: str, level: str = "municipality") -> dict[int, int]:
    """Öre per year of one standing in the ledger."""
    out: dict[int, int] = {}
    for row in rows_of(story, "ledger"):
        year, amount = row["year"], row["amount"]
        if row["standing"] != standing or row["level"] != level:
            continue
        if isinstance(year, Figure) and isinstance(amount, Figure) and year.value is not None:
            out[int(year.value)] = out.get(int(year.value), 0) + int(amount.value or 0)
    return dict(sorted(out.items()))


def plan_years(story: Story, words: Words) -> Picture | None:
    """What the plan uses each year."""
    safe = story.exhibits.get("plan_years")
    rows = rows_of(story, "plan_years")
    if safe is None or not rows:
        return None
    bars = []
    for row in rows:
        year = figure(row["year"])
        if year is not None:
            bars.append(
                draw.Bar(int(year.value or 0), figure(row["budget"]), figure(row["amount"]))
            )
    legend = tuple(words(f"draw.plan_years.{key}") for key in ("budget", "used", "none"))
    told = _text(story, words, "plan_years", safe, n=len(bars))
    return draw.money(told, bars, words, (legend[0], legend[1], legend[2]))


def chain(story: Story, words: Words) -> Picture:
    """The one-page picture: see, plan, apply, keep promises, tell, with their key numbers."""
    links = [
        draw.Link(words(f"draw.stage.{stage}.verb"), *numbers)
        for stage, numbers in zip(STAGES, _numbers(story, words), strict=True)
    ]
    alt = " ".join(
        f"{i + 1}. {link.verb}: {link.number} {link.label}." for i, link in enumerate(links)
    )
    told = Text(
        "chain",
        words("draw.chain.title", place=story.place),
        words("draw.chain.alt", stages=alt),
        words("draw.caption", place=story.place, date=story.stamp.isoformat())
        + (f" {words('site.example')}" if story.example else ""),
    )
    return draw.chain(told, links, words("draw.chain.again"))


STAGES = ("see", "plan", "apply", "keep", "tell")


def _numbers(story: Story, words: Words) -> Sequence[tuple[str, str, str]]:
    """(number, what it is, more) for each stage; words where there is no number yet."""
    return (
        _see(story, words),
        _plan(story, words),
        _apply(story, words),
        _keep(story, words),
        _tell(story, words),
    )


def _none(words: Words, stage: str) -> tuple[str, str, str]:
    return words("draw.stage.none"), words(f"draw.stage.{stage}.none"), ""


def _see(story: Story, words: Words) -> tuple[str, str, str]:
    rows = rows_of(story, "living")
    if not rows:
        return _none(words, "see")
    row = rows[0]
    value = spread(row)
    if value.value is None:
        return _none(words, "see")
    share = Figure(value.value, "share", value.low, value.high, decimals=0)
    more = ""
    if share.low is not None and share.high is not None:
        low, high = (say.digits(v, "share", words, 0) for v in (share.low, share.high))
        more = words("draw.stage.see.more", low=low, high=high)
    number = say.figure(replace(share, low=None, high=None), words)
    what = shown(row["dimension"], words)
    return number, words("draw.stage.see.label", what=what[:1].lower() + what[1:]), more


def _plan(story: Story, words: Words) -> tuple[str, str, str]:
    announced = by_year(story, "announced")
    rows = rows_of(story, "plan_years")
    used = sum(int(f.value or 0) for row in rows if (f := figure(row["amount"])))
    n = len(rows_of(story, "plan_lines"))
    more = words("draw.stage.plan.more", n=n) if n else ""
    if announced:
        return _kronor(announced, words), _decided(story, words), more
    if used:
        return _kronor({0: used}, words), words("draw.stage.plan.used"), more
    return _none(words, "plan")


def _kronor(by: Mapping[int, int], words: Words) -> str:
    return say.figure(Figure(sum(by.values()), "kronor"), words)


def _decided(story: Story, words: Words) -> str:
    """What is known to be decided, for the municipality or else for all together."""
    for level in ("municipality", "national"):
        decided = by_year(story, "decided", level)
        if decided:
            return words(f"draw.stage.plan.label.{level}", decided=_kronor(decided, words))
    return words("draw.stage.plan.label.none")


def _apply(story: Story, words: Words) -> tuple[str, str, str]:
    if "application_gaps" not in story.exhibits:
        return _none(words, "apply")
    gaps = len(rows_of(story, "application_gaps"))
    number = words("draw.stage.apply.number", n=gaps)
    return number, words("draw.stage.apply.label"), ""


def _keep(story: Story, words: Words) -> tuple[str, str, str]:
    rows = rows_of(story, "promises")
    if not rows:
        return _none(words, "keep")
    whole_ones = sum(shown(row["lacks"], words) == words("none") for row in rows)
    number = words("draw.stage.keep.number", n=whole_ones, of=len(rows))
    return number, words("draw.stage.keep.label"), ""


def _tell(story: Story, words: Words) -> tuple[str, str, str]:
    n = sum(1 for safe in story.exhibits.values() if len(safe.exhibit))
    hidden = sum(safe.hidden for safe in story.exhibits.values())
    more = (
        words("draw.stage.tell.hidden", n=hidden)
        if hidden
        else words("draw.stage.tell.none_hidden")
    )
    return words("draw.stage.tell.number", n=n), words("draw.stage.tell.label"), more
