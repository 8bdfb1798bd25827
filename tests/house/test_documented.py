"""What there is, is written about; what is written about, is there."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from samlad.cli.app import app
from samlad.measure import INDICES
from samlad.sources import words as words_of

ROOT = Path(__file__).resolve().parents[2]
COMMANDS: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
REFERENCE = (ROOT / "docs" / "reference" / "command-line.md").read_text("utf-8")
VERBS = ["demo", "new", "build", "measure", "need", "grant", "plan", "apply", "follow", "publish",
         "serve", "trace"]  # fmt: skip


def test_the_verbs_are_those_of_the_work_in_its_order() -> None:
    assert list(COMMANDS) == VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_and_option_is_documented(verb: str) -> None:
    part = re.search(rf"^## `samlad {verb}[^\n]*\n(.*?)(?=^## |\Z)", REFERENCE, re.M | re.S)
    assert part, f"docs/reference/command-line.md has no part on samlad {verb}"
    options = [opt for p in COMMANDS[verb].params for opt in p.opts if opt.startswith("--")]
    lacking = [o for o in options if o != "--help" and f"`{o}" not in part.group(1)]
    assert lacking == []


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_in_both_languages(verb: str) -> None:
    for language in ("sv", "en"):
        words = words_of(language)
        assert f"cli.verb.{verb}" in words
        assert f"cli.example.{verb}" in words
        lacking = [
            p.name
            for p in COMMANDS[verb].params
            if f"cli.{verb}.{p.name}" not in words and f"cli.every.{p.name}" not in words
        ]
        unnamed = [
            p.name
            for p in COMMANDS[verb].params
            if not getattr(p, "is_flag", False) and f"cli.metavar.{p.metavar}" not in words
        ]
        assert (lacking, unnamed) == ([], [])


@pytest.mark.parametrize("verb", sorted({"measure", "need", "grant", "plan", "apply", "follow",
                                         "trace"}))  # fmt: skip
def test_every_verb_that_prints_a_table_takes_a_format(verb: str) -> None:
    assert any("--format" in p.opts for p in COMMANDS[verb].params)


@pytest.mark.parametrize("name", sorted(INDICES))
def test_every_index_is_cited_and_says_what_it_gives(name: str) -> None:
    index = INDICES[name]
    assert re.search(r"(1[89]|20)\d\d", index.reference), "a reference has a year"
    assert len(index.reference) > 15
    doc = index.formula.__doc__ or ""
    others = set(re.findall(r"``(\w+)``", doc)) & set(INDICES) - {name}
    assert ".. math::" in doc or others, "the formula stands in the docstring, or leads to another"
    assert ">>>" in doc, "the example carries its answer"


def test_every_dependency_has_a_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(one for extra in extras for one in extra)]
    names = {re.split(r"[\[<>=!~ ]", one)[0].lower() for one in wanted} - {"samlad"}
    told = (ROOT / "docs" / "decisions" / "0004-dependencies.md").read_text("utf-8")
    assert [name for name in sorted(names) if not re.search(rf"\b{re.escape(name)}\b", told)] == []


def test_every_decision_is_in_the_list() -> None:
    folder = ROOT / "docs" / "decisions"
    told = (folder / "README.md").read_text("utf-8")
    files = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [name for name in files if f"({name})" not in told] == []
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))


def pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("doc", pages(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_link_of_the_documentation_leads_nowhere(doc: Path) -> None:
    text = re.sub(r"```.*?```", "", doc.read_text("utf-8"), flags=re.S)
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    near = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in near if not (doc.parent / link).exists()] == []


def test_the_page_of_messages_is_made_from_the_words() -> None:
    script = ROOT / "docs" / "making" / "make_messages.py"
    spec = importlib.util.spec_from_file_location("make_messages", script)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    now = (ROOT / "docs" / "reference" / "messages.md").read_text("utf-8")
    assert now == made.page(), "run: python docs/making/make_messages.py"
