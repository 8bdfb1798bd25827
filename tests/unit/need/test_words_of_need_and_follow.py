"""Whatever need and follow say or refuse has its words in both languages, with its blanks."""

import re
import string
from importlib.resources import files

from samlad.follow import DELIVERED, OUTCOMES, VERDICTS
from samlad.need import FOCUS_AREAS
from samlad.sources.packs import pack
from samlad.sources.toml import read_toml

ROOMS = ("need", "follow")
SOURCES = (
    *(f for room in ROOMS for f in files("samlad").joinpath(room).iterdir()),
    *(files("samlad").joinpath("sources", name) for name in ("recipes.py", "promises.py")),
)


def entries() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}

    def walk(table: dict[str, object], above: str) -> None:
        for key, value in table.items():
            if isinstance(value, dict):
                if set(value) == {"sv", "en"}:
                    found[f"{above}{key}"] = value
                else:
                    walk(value, f"{above}{key}.")

    for room in ROOMS:
        walk(read_toml(pack("words", f"{room}.toml")), "")
    return found


def test_every_sentence_and_every_mistake_has_its_words() -> None:
    words = entries()
    texts = [file.read_text("utf-8") for file in SOURCES if file.name.endswith(".py")]
    said = {key for text in texts for key in re.findall(r'Said\(\s*"([a-z_.]+\.[a-z_]+)"', text)}
    codes = {code for text in texts for code in re.findall(r'Mistake\(\s*"([a-z_.]+)"', text)}
    codes |= {"need.infinite", "need.not_a_share", "need.denominator"}
    # Docstrings name codes of other rooms, whose words are theirs.
    codes = {code for code in codes if not code.startswith("areas.")}
    assert len(said) > 30
    assert len(codes) > 30
    wanted = said | {f"mistake.{code}.{part}" for code in codes for part in ("found", "way_out")}
    wanted |= {f"follow.delivered.{name}" for name in DELIVERED}
    wanted |= {f"follow.outcome.{name}" for name in OUTCOMES}
    wanted |= {f"follow.verdict.{name}" for name in (*VERDICTS, "not_examined")}
    wanted |= {f"focus.{name}" for name in FOCUS_AREAS}
    assert sorted(wanted - words.keys()) == []


def test_both_languages_have_the_same_blanks() -> None:
    def blanks(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, leaf in entries().items():
        assert blanks(leaf["sv"]) == blanks(leaf["en"]), key
