"""The page of indices is what the registry says, and its examples answer what they say."""

from __future__ import annotations

import doctest
import importlib.util
import inspect
from pathlib import Path
from types import ModuleType

import pytest

from samlad.measure import INDICES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "indices.md"


@pytest.fixture(scope="module")
def making() -> ModuleType:
    path = ROOT / "docs" / "making" / "make_reference.py"
    spec = importlib.util.spec_from_file_location("make_reference", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_registry_says(making: ModuleType) -> None:
    assert PAGE.read_text("utf-8") == making.page(), "run python docs/making/make_reference.py"


@pytest.mark.parametrize("name", sorted(INDICES))
def test_every_index_stands_on_the_page_with_formula_source_and_answer(name: str) -> None:
    text = PAGE.read_text("utf-8")
    entry = text.split(f"\n### {name}\n", 1)[1].split("\n### ", 1)[0]
    assert f"Source: {INDICES[name].reference}" in entry
    assert "```math" in entry or "As `" in entry or "Mean of `" in entry
    assert ">>> " in entry


@pytest.mark.parametrize("name", sorted(INDICES))
def test_the_example_of_every_index_gives_its_answer(name: str) -> None:
    formula = INDICES[name].formula
    around = vars(inspect.getmodule(formula))
    found = doctest.DocTestFinder(recurse=False).find(formula, name, globs=dict(around))
    assert found and found[0].examples
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    said: list[str] = []
    for test in found:
        runner.run(test, out=said.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)
