"""What ships: words in both languages, every RegSO of the country, every municipality."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from samlad.model import Mistake
from samlad.sources import municipalities, municipality, words
from samlad.sources.packs import pack, regso_codes

ROOT = Path(__file__).resolve().parents[3]
OWN = ("counts", "divisions", "facts", "formats", "numbers", "outlines", "packs", "table", "toml")


def test_both_languages_have_the_same_words_and_blanks() -> None:
    swedish, english = words("sv").entries, words("en").entries
    assert swedish.keys() == english.keys()
    blanks = re.compile(r"{(\w+)}")
    for key, text in swedish.items():
        if key.startswith("mistake."):
            assert set(blanks.findall(text)) == set(blanks.findall(english[key])), key


def test_every_mistake_of_model_and_sources_has_its_words() -> None:
    files = [*(ROOT / "src/samlad/model").glob("*.py")]
    files += [ROOT / f"src/samlad/sources/{name}.py" for name in (*OWN, "case", "newcase")]
    kinds = "areas|counts|money|words|table|file|toml|outlines|case|dimension|municipality"
    known = words("sv")
    for file in files:
        for code in re.findall(rf'"((?:{kinds})\.[a-z_]+)"', file.read_text(encoding="utf-8")):
            assert f"mistake.{code}.found" in known, (file.name, code)
            assert f"mistake.{code}.way_out" in known, (file.name, code)


def test_a_language_nobody_wrote_is_refused() -> None:
    with pytest.raises(Mistake) as caught:
        words("fi")
    assert caught.value.code == "words.language"


def test_the_country_has_290_municipalities_and_3363_regso() -> None:
    assert len(municipalities()) == 290
    codes = [code for place in municipalities() for code in regso_codes(place)]
    assert len(codes) == len(set(codes)) == 3363
    assert municipality("2081").name == "Borlänge"
    assert regso_codes("9999") == frozenset()


def test_an_unknown_municipality_is_refused_with_what_is_near() -> None:
    for wrong in ("2018", "Borlange", ""):
        with pytest.raises(Mistake) as caught:
            municipality(wrong)
        assert caught.value.code == "municipality.unknown"
    with pytest.raises(Mistake) as caught:
        municipality("Borlange")
    assert "2081 Borlänge" in str(caught.value.found["near"])


def test_packs_are_small_and_hold_no_borders() -> None:
    for folder in ("sweden/regso2020", "examples/borlange/tables"):
        for file in pack(*folder.split("/")).iterdir():
            raw = file.read_bytes()
            assert len(raw) < 300_000
            assert b"POLYGON" not in raw.upper()
