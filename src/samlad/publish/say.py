"""The only place that rounds and formats: figures, sentences, cells and headings in a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import ceil, isfinite, log10
from typing import TYPE_CHECKING, Any, TypeGuard

from samlad.model import Figure, Money, Said, Words
from samlad.publish.exhibit import Cell, Column, Exhibit

if TYPE_CHECKING:
    from samlad.publish.protect import SafeSaid

NB = "\u00a0"
MINUS = "\u2212"

SHOWN_DECIMALS: Mapping[str, int] = {
    "share": 1,
    "points": 1,
    "people": 0,
    "index": 3,
    "score": 1,
    "kronor": 0,
    "year": 0,
    "number": 0,
}
"""Decimals as shown when the figure itself does not say."""

HUNDREDFOLD = frozenset({"share", "points"})
KEPT_DECIMALS, FINEST, SIGNIFICANT = 6, 9, 3
"""Decimals in files for machines: the same digits on every platform. An index near nothing, as a
whole country's over large surroundings, keeps three digits that count, down to the ninth."""
STEPS = 2
"""An interval is shown at least so many steps of its last decimal wide."""
FINER = frozenset({"share", "points", "index"})
BESIDE = frozenset(
    {"value", "low", "high", "expected", "corrected", "earlier", "later", "change"}
    | {"band_low", "band_high", "lower", "upper"}
)
"""Columns of a row that are read against each other, in the same decimals."""


def number(figure: Figure) -> int | float | None:
    """The figure as files for machines carry it: share 0–1, kronor in kronor, or None.

    Whole numbers stay whole; others are rounded to six decimals, kronor to the öre, an index
    near nothing to three digits that count.

    >>> number(Figure(4710050, "kronor")), number(Figure(0.46812345678, "share"))
    (47100.5, 0.468123)
    """
    return _kept(figure.value, figure.unit)


def _kept(value: float | int | None, unit: str) -> int | float | None:
    if value is None:
        return None
    exact = _decimal(value)
    exact = exact / 100 if unit == "kronor" else exact
    places = KEPT_DECIMALS
    if unit == "index" and exact:
        places = min(max(places, SIGNIFICANT - 1 - exact.adjusted()), FINEST)
    exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _decimal(value: float | int) -> Decimal:
    return Decimal(value) if isinstance(value, int) else Decimal(repr(float(value)))


def digits(value: float | int, unit: str, words: Words, decimals: int | None = None) -> str:
    """The digits of a value, rounded half up, with the language's signs and without its unit.

    >>> digits(0.46851, "share", Words("sv", {})), digits(1234.5, "number", Words("en", {}), 1)
    ('46,9', '1,234.5')
    """
    places = SHOWN_DECIMALS[unit] if decimals is None else decimals
    exact = _decimal(value)
    if unit in HUNDREDFOLD:
        exact *= 100
    elif unit == "kronor":
        exact /= 100
    return _write(exact, places, words.language, grouped=unit != "year")


def _write(exact: Decimal, places: int, language: str, *, grouped: bool = True) -> str:
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    sign = MINUS if rounded < 0 else ""
    text = f"{abs(rounded):,.{places}f}" if grouped else f"{abs(rounded):.{places}f}"
    if language == "sv":
        text = text.replace(",", NB).replace(".", ",")
    return sign + text


def finer(unit: str, numbers: Iterable[float | int | None]) -> int | None:
    """Decimals that show what lies between the least and the greatest; None: the usual ones do,
    or none would.

    >>> finer("index", (0.00684, 0.00712)), finer("index", (0.45, 0.48)), finer("share", (0, 1e-4))
    (4, None, 3)
    """
    known = [float(x) for x in numbers if x is not None and isfinite(x)]
    apart = max(known) - min(known) if known and unit in FINER else 0.0
    if apart <= 0:
        return None
    shown = apart * 100 if unit in HUNDREDFOLD else apart
    places = ceil(-log10(shown / STEPS) - 1e-9)
    # what no decimal kept would show is rounding
    return places if SHOWN_DECIMALS[unit] < places <= FINEST else None


def _places(given: Figure) -> int | None:
    """Decimals of a figure: its own, or those its interval asks for."""
    if given.decimals is not None or given.low is None or given.high is None:
        return given.decimals
    return finer(given.unit, (given.low, given.high))


def ends(given: Figure, words: Words, decimals: int | None = None) -> tuple[str, str] | None:
    """The digits of an interval, where there is one, in the decimals of the value (``cell``)."""
    if given.value is None or given.low is None or given.high is None:
        return None
    own = _places(given)
    places = decimals if own is None else own
    low, high = (digits(v, given.unit, words, places) for v in (given.low, given.high))
    return low, high


def figure(given: Figure, words: Words) -> str:
    """A figure as it stands in a sentence: number, unit and interval.

    >>> sv = Words("sv", {"unit.share": "{n} procent", "interval": "{value} ({low}–{high})"})
    >>> figure(Figure(0.468, "share", 0.451, 0.483), sv)
    '46,8 procent (45,1–48,3)'
    """
    if given.value is None:
        return words(f"absent.{given.absent or 'missing'}")
    text, both = _with_unit(given, words), ends(given, words)
    return text if both is None else words("interval", value=text, low=both[0], high=both[1])


def _with_unit(given: Figure, words: Words) -> str:
    """The number with its unit."""
    assert given.value is not None
    decimals = _places(given)
    if given.unit == "kronor" and decimals is None and given.low is None:
        for key, size in (("unit.billion_kronor", 10**11), ("unit.million_kronor", 10**8)):
            if abs(given.value) >= size:
                return words(key, n=_short(_decimal(given.value) / size, words.language))
    n = digits(given.value, given.unit, words, decimals)
    return words(f"unit.{given.unit}", n=n)


def _short(millions: Decimal, language: str) -> str:
    """At most one decimal for millions (two for less than ten), none that says nothing."""
    places = 2 if abs(millions) < 10 else 1
    while places and millions.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == (
        millions.quantize(Decimal(1).scaleb(1 - places), ROUND_HALF_UP)
    ):
        places -= 1
    return _write(millions, places, language)


def say(said: Said | SafeSaid, words: Words) -> str:
    """The sentence in the language of the words.

    The key ``either`` takes the value named by the language, for text that comes in several
    (titles of a case's own actions); ``join`` puts its ``parts`` after each other. Indices that
    differ are told in as many decimals as show it.
    Raises ``Mistake("words.missing")``.
    """
    inner = said if isinstance(said, Said) else said.said
    if inner.key == "either":
        return _either(inner.values, words)
    if inner.key == "join":
        return " ".join(_value(part, words) for part in _parts(inner.values))
    places = finer("index", [v.value for v in inner.values.values() if _plain(v)])
    told = {n: replace(v, decimals=places) if _plain(v) else v for n, v in inner.values.items()}
    return words(inner.key, **{name: _value(v, words) for name, v in told.items()})


def _plain(value: object) -> TypeGuard[Figure]:
    """An index without interval or decimals of its own."""
    return (
        isinstance(value, Figure)
        and (value.unit, value.decimals, value.low) == ("index", None, None)
        and value.value is not None
    )


def _either(values: Mapping[str, Any], words: Words) -> str:
    for language in (words.language, "en", "sv"):
        if values.get(language):
            return str(values[language])
    return next((str(v) for v in values.values()), "")


def _parts(values: Mapping[str, Any]) -> Sequence[Any]:
    parts = values.get("parts", ())
    return parts if isinstance(parts, list | tuple) else (parts,)


def _value(value: object, words: Words) -> str:
    """What fills a blank. A bare float is refused: it must come as a ``Figure``."""
    if isinstance(value, Figure):
        return figure(value, words)
    if isinstance(value, Said):
        return say(value, words)
    if isinstance(value, Money):
        return figure(Figure(value.ore, "kronor"), words)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return together([_value(item, words) for item in value], words)
    if isinstance(value, float):
        raise TypeError(f"a number in a sentence is a Figure, not {value!r}")
    return "" if value is None else str(value)


def together(items: Iterable[str], words: Words) -> str:
    """'a, b och c'."""
    parts = [item for item in items if item]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {words('and')} {parts[-1]}"


def either(sv: str, en: str = "") -> Said:
    """Text that comes in its languages already."""
    return Said("either", {"sv": sv, "en": en or sv})


def title_of(titles: Mapping[str, str] | str) -> Said:
    """The same from a mapping of languages, or from text that has only one."""
    if isinstance(titles, str):
        return either(titles)
    return Said("either", dict(titles))


# ------------------------------------------------------------------------------------- tables


def heading(column: Column, words: Words) -> str:
    """The heading of a column with its unit, so that cells carry digits only."""
    text = words(f"column.{column.key}")
    unit = f"unit.heading.{column.unit}"
    return f"{text} ({words(unit)})" if unit in words else text


def cell(given: Cell, words: Words, decimals: int | None = None) -> str:
    """A cell of a table: digits without unit, the reason where there is no number."""
    if given is None:
        return ""
    if isinstance(given, Figure):
        if given.value is None:
            return words(f"absent.{given.absent or 'missing'}")
        own = _places(given)
        return digits(given.value, given.unit, words, decimals if own is None else own)
    return say(given, words) if isinstance(given, Said) else given


def decimals(exhibit: Exhibit) -> tuple[tuple[int | None, ...], ...]:
    """Decimals of every cell of a table, row by row; None: the usual ones of its unit.

    Kronor show öre where any amount of the column has them. Numbers read against each other in a
    row have so many as its interval asks for; without one, as show an index that is not nothing.
    """
    ore = [
        2 if column.unit == "kronor" and any(_has_ore(row[i]) for row in exhibit.rows) else None
        for i, column in enumerate(exhibit.columns)
    ]
    return tuple(
        tuple(
            usual if own is None else own
            for usual, own in zip(ore, _row_decimals(exhibit.columns, row), strict=True)
        )
        for row in exhibit.rows
    )


def _has_ore(cell: Cell) -> bool:
    return isinstance(cell, Figure) and cell.value is not None and cell.value % 100 != 0


def _row_decimals(columns: Sequence[Column], row: Sequence[Cell]) -> tuple[int | None, ...]:
    beside = {
        column.key: cell
        for column, cell in zip(columns, row, strict=True)
        if column.key in BESIDE and isinstance(cell, Figure) and cell.decimals is None
    }
    given = {unit: _row_finer(beside, unit) for unit in {f.unit for f in beside.values()}}
    return tuple(
        given[beside[column.key].unit] if column.key in beside else None for column in columns
    )


def _row_finer(beside: Mapping[str, Figure], unit: str) -> int | None:
    mine = {key: cell.value for key, cell in beside.items() if cell.unit == unit}
    low, high = mine.get("low"), mine.get("high")
    if low is not None and high is not None:
        return finer(unit, (low, high))
    if mine.get("change") is not None:
        return finer(unit, (mine.get("earlier"), mine.get("later")))
    greatest = max((abs(v) for v in mine.values() if v is not None), default=0)
    nothing = unit == "index" and greatest < 0.5 * 10.0 ** -SHOWN_DECIMALS[unit]
    return finer(unit, (0.0, greatest)) if nothing else None


def headings(exhibit: Exhibit, words: Words) -> tuple[str, ...]:
    """The headings of a table, for the columns of ``exhibit.shown``."""
    return tuple(heading(column, words) for column in exhibit.shown)


SIMULATED = frozenset({"p_worst", "smaa"})
"""Columns that are shares of recounts: never shown as 0 or 100, which nobody can know."""


def _told(column: Column, given: Cell, words: Words, decimals: int | None) -> str:
    """A cell of a column; a share of recounts near its end is told as more or less than."""
    if column.key in SIMULATED and isinstance(given, Figure) and given.value is not None:
        if given.value >= 0.995:
            return words("chance.nearly_all")
        if given.value < 0.005:
            return words("chance.nearly_none")
    return cell(given, words, decimals)


def rows(exhibit: Exhibit, words: Words) -> tuple[tuple[str, ...], ...]:
    """Every shown cell of a table as it is read, in every writer the same."""
    return tuple(
        tuple(
            _told(column, given, words, places)
            for column, given, places in zip(exhibit.columns, row, of, strict=True)
            if column.shown
        )
        for row, of in zip(exhibit.rows, decimals(exhibit), strict=True)
    )


def machine(given: Cell, words: Words) -> tuple[str | int | float | None, str]:
    """A cell for files for machines, and the reason (``missing``, ``suppressed`` …) or ""."""
    if given is None:
        return None, ""
    if isinstance(given, Figure):
        value = number(given)
        return value, "" if value is not None else given.absent or "missing"
    return (say(given, words) if isinstance(given, Said) else given), ""


def machine_rows(
    exhibit: Exhibit, words: Words
) -> tuple[tuple[str, ...], tuple[tuple[str | int | float | None, ...], ...]]:
    """Keys and rows as CSV, JSON and XLSX carry them: raw numbers, all columns.

    A column with an absent number is followed by ``<key>_absent`` with the reason code; the
    worked example's rows end with ``example``, its mark.
    """
    cells = [[machine(c, words) for c in row] for row in exhibit.rows]
    keys: list[str] = []
    for i, column in enumerate(exhibit.columns):
        keys.append(column.key)
        if any(row[i][1] for row in cells):
            keys.append(f"{column.key}_absent")
    if exhibit.example:
        keys.append("example")
    known = set(keys)
    result = []
    for row in cells:
        line: list[str | int | float | None] = []
        for column, (value, why) in zip(exhibit.columns, row, strict=True):
            line.append(value)
            if f"{column.key}_absent" in known:
                line.append(why)
        result.append((*line, words("example.mark")) if exhibit.example else tuple(line))
    return tuple(keys), tuple(result)
