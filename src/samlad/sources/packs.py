"""Packs: dated, cited data that ships with the package, read through ``importlib.resources``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from samlad.model import Mistake, Where, Words
from samlad.sources.toml import read_toml

LANGUAGES = ("sv", "en")


def pack(*parts: str) -> Traversable:
    """The file or folder of a pack, such as ``pack("recipes", "borlange.toml")``."""
    return files("samlad").joinpath("packs", *parts)


def names(folder: str, ending: str = ".toml") -> tuple[str, ...]:
    """Names (without ending) of what a folder of packs holds, sorted; empty when it is absent."""
    place = pack(folder)
    if not place.is_dir():
        return ()
    found = (entry.name for entry in place.iterdir())
    return tuple(sorted(name.removesuffix(ending) for name in found if name.endswith(ending)))


@lru_cache(maxsize=8)
def words(language: str) -> Words:
    """The words of one language, all files of ``packs/words`` together.

    Raises ``Mistake``: ``words.language`` (neither sv nor en), ``words.leaf`` (an entry without
    both languages), ``words.twice`` (a key in two files).
    """
    if language not in LANGUAGES:
        raise Mistake("words.language", found={"language": language})
    entries: dict[str, str] = {}
    for name in names("words"):
        file = f"words/{name}.toml"
        data = read_toml(pack("words", f"{name}.toml"))
        data.pop("schema", None)
        for key, leaf in _leaves(data, "", file):
            if key in entries:
                raise Mistake("words.twice", Where(file, column=key), {"key": key})
            entries[key] = leaf[language]
    return Words(language, entries)


def _leaves(table: dict[str, Any], above: str, file: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    for name, value in table.items():
        key = f"{above}.{name}" if above else name
        if not isinstance(value, dict):
            raise Mistake("words.leaf", Where(file, column=key), {"key": key})
        # A group may itself have a key called "sv" only by being a leaf.
        if any(isinstance(value.get(language), str) for language in LANGUAGES):
            full = all(isinstance(value.get(language), str) for language in LANGUAGES)
            if not full or len(value) != len(LANGUAGES):
                raise Mistake("words.leaf", Where(file, column=key), {"key": key})
            found.append((key, value))
        else:
            found.extend(_leaves(value, key, file))
    return found


@dataclass(frozen=True)
class Municipality:
    """A Swedish municipality: its code, its name and its county's name."""

    code: str
    name: str
    county: str


@lru_cache(maxsize=1)
def municipalities() -> dict[str, Municipality]:
    """Code → municipality, all 290."""
    text = pack("sweden", "municipalities.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return {row["code"]: Municipality(row["code"], row["name"], row["county"]) for row in rows}


def municipality(code: str) -> Municipality:
    """One municipality by its code.

    Raises ``Mistake("municipality.unknown")`` with the nearest codes and names.
    """
    known = municipalities()
    if code in known:
        return known[code]
    by_name = {one.name.lower(): one.code for one in known.values()}
    codes = get_close_matches(code, known, n=3, cutoff=0.7)
    codes += [by_name[name] for name in get_close_matches(code.lower(), by_name, n=3, cutoff=0.7)]
    near = ", ".join(f"{one} {known[one].name}" for one in codes) or "–"
    raise Mistake("municipality.unknown", found={"code": code[:40], "near": near})


@lru_cache(maxsize=32)
def regso_rows(code: str) -> tuple[str, ...]:
    """The lines of the country's RegSO table for a municipality, header first."""
    text = pack("sweden", "regso2020", f"{code[:2]}.csv").read_text(encoding="utf-8")
    header, *lines = text.splitlines()
    return (header, *(line for line in lines if line.startswith(code)))


def regso_codes(code: str) -> frozenset[str]:
    """Every RegSO 2020 of a municipality; none for a code that is no municipality."""
    if code not in municipalities():
        return frozenset()
    return frozenset(line.partition(",")[0] for line in regso_rows(code)[1:])


def examples() -> tuple[str, ...]:
    """Names of the worked examples that ship with the package."""
    return tuple(sorted(one.name for one in pack("examples").iterdir() if one.is_dir()))


def example(name: str) -> dict[str, str]:
    """A worked example's files: path inside the case folder → text.

    Raises ``Mistake("case.unknown_example")``.
    """
    if name not in examples():
        known = ", ".join(examples())
        raise Mistake("case.unknown_example", found={"example": name[:40], "known": known})
    return dict(sorted(_files(pack("examples", name), "")))


def _files(folder: Traversable, above: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        path = f"{above}{entry.name}"
        if entry.is_dir():
            yield from _files(entry, f"{path}/")
        elif entry.name.endswith((".toml", ".csv")):
            yield path, entry.read_text(encoding="utf-8")
