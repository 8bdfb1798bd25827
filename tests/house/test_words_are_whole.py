"""Every sentence a person may meet is there in both languages."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

from samlad.measure import INDICES
from samlad.sources import words as words_of

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "samlad"
WORDS = PACKAGE / "packs" / "words"
SV, EN = words_of("sv"), words_of("en")
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_-]+)+")


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name:
                yield f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", node


def literal(node: ast.expr | None) -> Iterator[str]:
    """The texts an expression may be: a literal, or either side of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literal(node.body)
        yield from literal(node.orelse)


def leaves(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    for name, value in table.items():
        key = f"{above}.{name}" if above else name
        if isinstance(value, dict) and "sv" in value and isinstance(value["sv"], str):
            yield key, value
        elif isinstance(value, dict):
            yield from leaves(value, key)


FILES = sorted(WORDS.glob("*.toml"))
LEAVES = [leaf for path in FILES for leaf in leaves(tomllib.loads(path.read_text("utf-8")))]


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_both_languages_have_the_same_sentences() -> None:
    assert set(SV.entries) == set(EN.entries)
    assert len(SV.entries) > 300


def test_every_sentence_has_both_languages_and_the_same_blanks() -> None:
    """A blank that only one language uses is a figure that the other does not tell."""
    wrong = [
        key
        for key, leaf in LEAVES
        if set(leaf) != {"sv", "en"}
        or not all(text.strip() for text in leaf.values())
        or blanks(leaf["sv"]) != blanks(leaf["en"])
        or not all(name.isidentifier() for name in blanks(leaf["sv"]))
    ]
    assert wrong == []


def test_a_word_that_depends_on_a_number_has_two_forms_and_its_number_beside_it() -> None:
    wrong = [
        (key, spec)
        for key, leaf in LEAVES
        for text in leaf.values()
        for _, name, spec, _ in Formatter().parse(text)
        if spec and (spec.count("|") != 1 or f"{{{name}}}" not in text)
    ]
    assert wrong == []


def test_every_mistake_says_what_was_found_and_the_way_out() -> None:
    codes: dict[str, str] = {}
    for place, call in calls("Mistake"):
        if call.args:
            for code in literal(call.args[0]):
                codes.setdefault(code, place)
    assert len(codes) > 100
    lacking = [
        f"{code}.{part} ({place})"
        for code, place in sorted(codes.items())
        for part in ("found", "way_out")
        if f"mistake.{code}.{part}" not in SV
    ]
    assert lacking == []


def test_a_mistake_fills_every_blank_of_its_words() -> None:
    wrong = []
    always = {"file", "row", "column"}
    for place, call in calls("Mistake"):
        given = call.args[2] if len(call.args) > 2 else None
        given = given or next((k.value for k in call.keywords if k.arg == "found"), None)
        if given is not None and not (isinstance(given, ast.Dict) and all(given.keys)):
            continue  # made elsewhere, or more is put in with **
        names = {
            key.value
            for key in (given.keys if isinstance(given, ast.Dict) else [])
            if isinstance(key, ast.Constant)
        }
        for code in literal(call.args[0]) if call.args else ():
            for part in ("found", "way_out"):
                sentence = SV.entries.get(f"mistake.{code}.{part}", "")
                missing = blanks(sentence) - names - always
                if missing:
                    wrong.append(f"{code}.{part} wants {sorted(missing)} ({place})")
    assert wrong == []


def test_every_said_key_has_words() -> None:
    lacking = []
    for place, call in calls("Said"):
        for key in literal(call.args[0]) if call.args else ():
            if key not in ("either", "join", "text") and key not in SV:
                lacking.append(f"{key} ({place})")
    assert lacking == []


def test_every_key_asked_of_the_words_is_there() -> None:
    lacking = []
    for place, call in calls("words"):
        for key in literal(call.args[0]) if call.args else ():
            if KEY.fullmatch(key) and key not in SV:
                lacking.append(f"{key} ({place})")
    assert lacking == []


def test_every_kind_of_record_has_a_name_in_the_tree() -> None:
    kinds = {kind for _, call in calls("note") if call.args for kind in literal(call.args[0])}
    assert kinds
    assert [kind for kind in sorted(kinds) if f"cli.kind.{kind}" not in SV] == []


def test_every_index_has_a_name() -> None:
    assert [name for name in INDICES if f"index.{name}" not in SV] == []


def test_swedish_sentences_are_swedish() -> None:
    """Sentences that are the same in both languages are names, codes and commands only."""
    same = [
        key
        for key, leaf in LEAVES
        if leaf["sv"] == leaf["en"]
        and len(re.findall(r"[a-zåäö]{3,}", re.sub(r"{.*?}", "", leaf["sv"]))) > 3
    ]
    allowed = {key for key in same if key.startswith(("cli.metavar.", "cli.example."))}
    assert sorted(set(same) - allowed) == []
