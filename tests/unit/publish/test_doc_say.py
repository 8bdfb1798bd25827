"""One function rounds and formats; nothing else does."""

from __future__ import annotations

from datetime import date

import pytest

from samlad.model import Figure, Mistake, Money, Said, Words
from samlad.publish import say
from samlad.publish.exhibit import Column, Exhibit
from samlad.sources.packs import words

SV, EN = words("sv"), words("en")
NB = "\u00a0"


@pytest.mark.parametrize(
    ("figure", "sv", "en"),
    [
        (Figure(0.468, "share"), "46,8 procent", "46.8 per cent"),
        (Figure(0.4685, "share", decimals=1), "46,9 procent", "46.9 per cent"),
        (Figure(0.46849, "share"), "46,8 procent", "46.8 per cent"),
        (Figure(-0.0125, "points"), "−1,3 procentenheter", "−1.3 percentage points"),
        (Figure(-0.0001, "share"), "0,0 procent", "0.0 per cent"),
        (Figure(1, "people"), "1 person", "1 person"),
        (Figure(52_178, "people"), "52 178 personer", "52,178 people"),
        (Figure(0.1234, "index"), "0,123", "0.123"),
        (Figure(2024, "year"), "2024", "2024"),
        (Figure(41_380_000_000, "kronor"), "413,8 miljoner kronor", "SEK 413.8 million"),
        (Figure(884_375_000, "kronor"), "8,84 miljoner kronor", "SEK 8.84 million"),
        (Figure(4_700_000_000, "kronor"), "47 miljoner kronor", "SEK 47 million"),
        (Figure(1_940_000_000_000, "kronor"), "19,4 miljarder kronor", "SEK 19.4 billion"),
        (Figure(54_154_000, "kronor"), "541 540 kronor", "SEK 541,540"),
        (Figure(4_700_000_050, "kronor", decimals=2), "47 000 000,50 kronor", "SEK 47,000,000.50"),
        (Figure(100, "kronor"), "1 krona", "SEK 1"),
        (
            Figure(0.468, "share", 0.451, 0.483),
            "46,8 procent (mellan 45,1 och 48,3)",
            "46.8 per cent (between 45.1 and 48.3)",
        ),
        (
            Figure(0.4680, "share", 0.4678, 0.4683),
            "46,80 procent (mellan 46,78 och 46,83)",
            "46.80 per cent (between 46.78 and 46.83)",
        ),
        (
            Figure(0.00066, "index", 0.00052, 0.00081),
            "0,0007 (mellan 0,0005 och 0,0008)",
            "0.0007 (between 0.0005 and 0.0008)",
        ),
        (
            Figure(0.468, "share", 0.4678, 0.4683, decimals=0),
            "47 procent (mellan 47 och 47)",
            "47 per cent (between 47 and 47)",
        ),
        (Figure(None, "share", absent="suppressed"), "visas inte, för få", "not shown, too few"),
        (Figure(None, "people"), "uppgift saknas", "no figure"),
    ],
)
def test_a_figure_reads_as_people_write_it(figure: Figure, sv: str, en: str) -> None:
    assert say.figure(figure, SV).replace(NB, " ") == sv
    assert say.figure(figure, EN).replace(NB, " ") == en


def test_thousands_and_units_never_break_over_a_line() -> None:
    assert say.figure(Figure(52_178, "people"), SV) == f"52{NB}178{NB}personer"


def test_half_is_rounded_away_from_zero_as_people_do() -> None:
    assert [say.digits(v, "number", SV) for v in (0.5, 1.5, 2.5, -2.5)] == ["1", "2", "3", "−3"]


def test_a_sentence_takes_figures_sentences_money_days_and_lists() -> None:
    given = Words("sv", {**SV.entries, "t": "{a}|{b}|{c}|{d}|{e}"})
    values = {
        "a": Figure(0.1, "share"),
        "b": Said("either", {"sv": "hej", "en": "hello"}),
        "c": Money(10_000),
        "d": date(2026, 7, 1),
        "e": ["x", "y", "z"],
    }
    told = say.say(Said("t", values), given).replace(NB, " ")
    assert told == "10,0 procent|hej|100 kronor|2026-07-01|x, y och z"


def test_indices_of_a_sentence_that_differ_are_seen_to_differ() -> None:
    given = Words("sv", {**SV.entries, "t": "{a} inte {b}, {c}"})
    near = {"a": Figure(0.00262, "index"), "b": Figure(0.00317, "index"), "c": "x"}
    assert say.say(Said("t", near), given) == "0,0026 inte 0,0032, x"
    far = {**near, "b": Figure(0.0281, "index")}
    assert say.say(Said("t", far), given) == "0,003 inte 0,028, x"
    same = {**near, "b": Figure(0.00262, "index")}
    assert say.say(Said("t", same), given) == "0,003 inte 0,003, x"


def _table(*rows: tuple[Figure | str | None, ...]) -> Exhibit:
    columns = (
        Column("index"),
        *(Column(key, "index", "value") for key in ("value", "low", "high", "expected")),
        Column("amount", "kronor", "value"),
    )
    return Exhibit("t", Said("desk.title.readings"), columns, rows)


def _index(*values: float | None) -> tuple[Figure | None, ...]:
    return tuple(None if v is None else Figure(v, "index") for v in values)


def test_numbers_of_a_row_have_the_decimals_its_interval_asks_for() -> None:
    shown = say.rows(
        _table(
            ("narrow", *_index(0.00701, 0.00684, 0.00712, 0.00612), Figure(4_700_050, "kronor")),
            ("wide", *_index(0.31, 0.2, 0.4, 0.1), Figure(4_700_000, "kronor")),
            ("none", *_index(0.00034, None, None, 0.00012), None),
            ("some", *_index(0.00061, None, None, 0.00012), None),
            ("nothing", *_index(0.0, None, None, 0.0), None),
        ),
        EN,
    )
    noise = say.rows(_table(("noise", *_index(3e-15, 0.0, 1e-17, 2e-15), None)), EN)
    assert noise == (("noise", "0.000", "0.000", "0.000", "0.000", ""),)
    assert shown == (
        ("narrow", "0.0070", "0.0068", "0.0071", "0.0061", "47,000.50"),
        ("wide", "0.310", "0.200", "0.400", "0.100", "47,000.00"),
        ("none", "0.0003", "", "", "0.0001", ""),
        ("some", "0.001", "", "", "0.000", ""),
        ("nothing", "0.000", "", "", "0.000", ""),
    )


def test_braces_in_what_fills_a_blank_are_only_text() -> None:
    given = Words("sv", {"t": "{a}"})
    assert say.say(Said("t", {"a": "{b} {0} {a.x}"}), given) == "{b} {0} {a.x}"


def test_a_bare_float_in_a_sentence_is_refused() -> None:
    with pytest.raises(TypeError, match="Figure"):
        say.say(Said("t", {"a": 0.1}), Words("sv", {"t": "{a}"}))


def test_a_missing_word_is_told_by_its_key() -> None:
    with pytest.raises(Mistake, match=r"words\.missing"):
        say.say(Said("nowhere.at.all"), SV)


def test_machines_get_raw_numbers_the_same_on_every_platform() -> None:
    assert say.number(Figure(0.468123456789, "share")) == 0.468123
    assert say.number(Figure(0.0000123456789, "index")) == 0.0000123
    assert say.number(Figure(-0.000000012345, "index")) == -0.000000012
    assert say.number(Figure(0.0123456789, "index")) == 0.012346
    assert say.number(Figure(1e-17, "index")) == 0
    assert say.number(Figure(47_100_50, "kronor")) == 47100.5
    assert say.number(Figure(3.0, "people")) == 3
    assert isinstance(say.number(Figure(3.0, "people")), int)
    assert say.number(Figure(None, "people", absent="missing")) is None
