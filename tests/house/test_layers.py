"""What import-linter cannot see, and that it is satisfied."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "samlad"
PURE = ("model", "measure", "need", "fund", "follow", "apply", "publish")
ROOMS = (*PURE, "engines", "sources", "store", "desk", "cli", "web")

NETWORK = {
    "asyncio", "aiohttp", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib",
    "socket", "socketserver", "ssl", "telnetlib", "urllib", "urllib3", "xmlrpc",
}  # fmt: skip
WORLD = {
    "glob", "io", "logging", "multiprocessing", "os", "pathlib", "platform", "random", "secrets",
    "shutil", "signal", "sqlite3", "subprocess", "sys", "tempfile", "time", "uuid",
}  # fmt: skip
ALLOWED = {
    # Bytes of an archive and lines of a CSV are made in memory.
    "publish/write": {"io"},
    # Caches of compiled kernels and threads that cannot change a result.
    "measure/kernels": {"os", "pathlib", "sys", "threading", "time"},
}
CLOCK = {"now", "utcnow", "today"}
CHANCE = {"seed", "rand", "randn", "randint", "random", "shuffle", "choice", "permutation"}


def modules(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((PACKAGE / room).rglob("*.py"))


HARMLESS = {"urllib.parse"}
"""Takes addresses apart and reaches nothing."""


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and top name of every import, wherever it stands, but not for type checking only."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in skipped or getattr(node, "module", "") in HARMLESS:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module.split(".")[0]


def allowed(path: Path) -> set[str]:
    name = path.relative_to(PACKAGE).as_posix()
    return {module for place, some in ALLOWED.items() if name.startswith(place) for module in some}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_river_runs_one_way() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run(
        [tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr


def test_there_are_thirteen_rooms_and_packs() -> None:
    found = {p.name for p in PACKAGE.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert found == set(ROOMS)


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_touches_nothing_outside(room: str) -> None:
    wrong = [
        f"{relative(path)}:{line} imports {name}"
        for path in modules(room)
        for line, name in imported(path)
        if name in (NETWORK | WORLD) - allowed(path)
    ]
    assert wrong == []


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_has_no_clock_and_no_chance_of_its_own(room: str) -> None:
    wrong = []
    for path in modules(room):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Attribute):
                continue
            owner = ast.unparse(node.value)
            if node.attr in CLOCK and owner.split(".")[-1] in ("date", "datetime"):
                wrong.append(f"{relative(path)}:{node.lineno} {owner}.{node.attr}")
            if node.attr in CHANCE and owner in ("np.random", "numpy.random"):
                wrong.append(f"{relative(path)}:{node.lineno} {owner}.{node.attr}")
    assert wrong == []


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_opens_no_file_and_makes_no_unseeded_generator(room: str) -> None:
    wrong = []
    for path in modules(room):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called in ("open", "input", "print", "exec", "eval"):
                    wrong.append(f"{relative(path)}:{node.lineno} {called}(…)")
                if called.endswith("default_rng") and not (node.args or node.keywords):
                    wrong.append(f"{relative(path)}:{node.lineno} {called}() without a seed")
    assert wrong == []


def test_nothing_reaches_the_network_but_the_rooms_at_the_edge() -> None:
    wrong = [
        f"{relative(path)}:{line} imports {name}"
        for path in modules(*PURE, "store", "desk", "cli")
        for line, name in imported(path)
        if name in NETWORK
    ]
    assert wrong == []


def test_the_desk_does_no_arithmetic() -> None:
    wrong = [
        f"{relative(path)}:{line} imports {name}"
        for path in modules("desk", "cli")
        for line, name in imported(path)
        if name in ("numpy", "scipy", "numba")
    ]
    assert wrong == []


def loaded_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(told.stdout.split())


def test_measuring_loads_numpy_and_nothing_heavier() -> None:
    heavy = {"scipy", "numba", "llvmlite", "pandas", "polars", "shapely", "duckdb", "pyarrow"}
    loaded = loaded_by("import samlad.measure")
    assert heavy & loaded == set()
    assert "numpy" in loaded


def test_help_comes_without_what_only_the_work_needs() -> None:
    heavy = {"scipy", "numba", "pandas", "shapely", "pyogrio", "django", "typst", "docx"}
    assert heavy & loaded_by("import samlad.cli") == set()


@pytest.mark.parametrize("name", ["util", "helper", "manager", "handler", "processor", "service",
                                  "common", "misc", "data", "info"])  # fmt: skip
def test_no_module_has_a_name_that_says_nothing(name: str) -> None:
    wrong = [relative(p) for p in modules(*ROOMS) if p.stem in (name, f"{name}s")]
    assert wrong == []
