"""The only place that rounds and formats: figures, sentences, cells and headings in a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

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
KEPT_DECIMALS = 6
"""Decimals in files for machines: far below any noise, and the same digits on every platform."""


def number(figure: Figure) -> int | float | None:
    """The figure as files for machines carry it: share 0–1, kronor in kronor, or None.

    Whole numbers stay whole; others are rounded to six decimals, kronor to the öre.

    >>> number(Figure(4710050, "kronor")), number(Figure(0.46812345678, "share"))
    (47100.5, 0.468123)
    """
    return _kept(figure.value, figure.unit)


def _kept(value: float | int | None, unit: str) -> int | float | None:
    if value is None:
        return None
    exact = _decimal(value)
    exact = exact / 100 if unit == "kronor" else exact
    exact = exact.quantize(Decimal(1).scaleb(-KEPT_DECIMALS), ROUND_HALF_UP)
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


def figure(given: Figure, words: Words) -> str:
    """A figure as it stands in a sentence: number, unit and interval.

    >>> sv = Words("sv", {"unit.share": "{n} procent", "interval": "{value} ({low}–{high})"})
    >>> figure(Figure(0.468, "share", 0.451, 0.483), sv)
    '46,8 procent (45,1–48,3)'
    """
    if given.value is None:
        return words(f"absent.{given.absent or 'missing'}")
    text, decimals = _with_unit(given, words)
    if given.low is None or given.high is None:
        return text
    low, high = (digits(v, given.unit, words, decimals) for v in (given.low, given.high))
    return words("interval", value=text, low=low, high=high)


def _with_unit(given: Figure, words: Words) -> tuple[str, int | None]:
    """The number with its unit, and the decimals it was given."""
    assert given.value is not None
    decimals = given.decimals
    if given.unit == "kronor" and decimals is None and given.low is None:
        for key, size in (("unit.billion_kronor", 10**11), ("unit.million_kronor", 10**8)):
            if abs(given.value) >= size:
                return words(key, n=_short(_decimal(given.value) / size, words.language)), None
    n = digits(given.value, given.unit, words, decimals)
    one = f"unit.one.{given.unit}"
    if n == "1" and one in words:
        return words(one, n=n), decimals
    return words(f"unit.{given.unit}", n=n), decimals


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
    (titles of a case's own actions); ``join`` puts its ``parts`` after each other.
    Raises ``Mistake("words.missing")``.
    """
    inner = said if isinstance(said, Said) else said.said
    if inner.key == "either":
        return _either(inner.values, words)
    if inner.key == "join":
        return " ".join(_value(part, words) for part in _parts(inner.values))
    return words(inner.key, **{name: _value(v, words) for name, v in inner.values.items()})


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
        places = decimals if given.decimals is None else given.decimals
        return digits(given.value, given.unit, words, places)
    return say(given, words) if isinstance(given, Said) else given


def column_decimals(exhibit: Exhibit) -> tuple[int | None, ...]:
    """Decimals per column: kronor show öre where any amount of the column has them."""
    result: list[int | None] = []
    for i, column in enumerate(exhibit.columns):
        ore = column.unit == "kronor" and any(
            isinstance(row[i], Figure) and row[i].value is not None and row[i].value % 100  # type: ignore[union-attr, operator]
            for row in exhibit.rows
        )
        result.append(2 if ore else None)
    return tuple(result)


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
    places = column_decimals(exhibit)
    return tuple(
        tuple(
            _told(column, given, words, decimals)
            for column, given, decimals in zip(exhibit.columns, row, places, strict=True)
            if column.shown
        )
        for row in exhibit.rows
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
