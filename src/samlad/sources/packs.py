"""Packs: dated, cited data that ships with the package, read through ``importlib.resources``."""

from __future__ import annotations

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
