"""Writes docs/reference/indices.md: every index there is, from the registry and its docstrings."""

from __future__ import annotations

import inspect
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from samlad.measure import (
    INDICES,
    macro_micro_ratio,
    profile,
    spatial_compare,
    spatial_permutation_p,
    spatial_read_all,
)
from samlad.measure.registry import Index
from samlad.sources import words

PAGE = Path(__file__).resolve().parents[1] / "reference" / "indices.md"

DIMENSIONS = {
    "evenness": "Evenness: how alike the areas are",
    "exposure": "Exposure: whom people meet where they live",
    "diversity": "Diversity: how mixed the whole is",
    "order": "Order: income, education and other groups that stand in order",
    "concentration": "Concentration: how much land a group lives on",
    "centralization": "Centralization: how near the centre a group lives",
    "clustering": "Clustering: whether a group's areas lie together",
    "neighbour-adjusted": "Adjusted for neighbours: what meets across a border",
    "scale": "Scale: how far one has to go",
    "local": "Local: one value for each area",
}
MOST = {
    "entropy": "ln *G*", "mutual_information": "ln *G*", "simpson": "1 − 1/*G*", "hill": "*G*",
}  # fmt: skip
"""Ends that the number of groups *G* sets, with surroundings or without."""
HEAD = """\
# Indices

Made from the registry by `python docs/making/make_reference.py`; a test holds it to the code.

Every index is a plain function on an array, `from samlad.measure import dissimilarity`, and can
be read with interval and bias off counts, `read("dissimilarity", counts)`. Arrays are people, of
shape (areas, groups): $n_{jm}$ people of group $m$ in area $j$, $t_j$ in the area, $N_m$ of the
group, $T$ in all; $p_{jm} = n_{jm} / t_j$ and $\\pi_m = N_m / T$. With two groups $x$ is the first
column, $y$ the second, $X$ and $Y$ their sums. Logarithms are natural, shares are 0–1. The
examples are run as tests.

*Off surroundings* means that the index can be read off the people around each area (`near=`, or
`surroundings=` in `read`), in the form of Reardon & O'Sullivan (2004): what is around is smoothed,
the weights $t_j$ and the whole $\\pi$ are not. Where other packages differ:
[for users of PySAL segregation, R segregation and EquiPop](../how-to/from-pysal-r-equipop.md).
"""
OVER_SCALE = (profile, macro_micro_ratio, spatial_read_all, spatial_compare, spatial_permutation_p)
TABLE = "| index | på svenska | groups | range | off surroundings |"


def page() -> str:
    """The page's text."""
    names = words("sv"), words("en")
    unknown = {i.dimension for i in INDICES.values()} - set(DIMENSIONS)
    assert not unknown, f"no heading for {unknown}"
    lines = [HEAD, TABLE, "|---|---|---|---|---|"]
    for index in _in_order():
        lines.append(
            f"| [`{index.name}`](#{index.name}) | {_called(index, names[0])} | {_groups(index)} | "
            f"{_range(index)} | {'yes' if index.near else 'no'} |"
        )
    dimension = ""
    for index in _in_order():
        if index.dimension != dimension:
            dimension = index.dimension
            lines += ["", f"## {DIMENSIONS[dimension]}"]
        lines += ["", *_entry(index, _called(index, names[1]))]
    lines += ["", "## Any index over scale"]
    for function in OVER_SCALE:
        lines += ["", f"### {function.__name__}", "", *body(function)]
    return "\n".join(lines) + "\n"


def _in_order() -> list[Index]:
    place = list(DIMENSIONS)
    return sorted(INDICES.values(), key=lambda i: place.index(i.dimension))


def _called(index: Index, names: object) -> str:
    key = f"index.{index.name}"
    return names(key) if key in names else ""  # type: ignore[operator]


def _groups(index: Index) -> str:
    number = "2" if index.groups == 2 else "any"
    return f"{number}, in order" if index.ordered else number


def _range(index: Index) -> str:
    def end(value: float) -> str:
        if math.isinf(value):
            return "−∞" if value < 0 else "∞"
        return f"{value:g}".replace("-", "−")

    return f"{end(index.lowest)} to {MOST.get(index.name, end(index.highest))}"


def _entry(index: Index, called: str) -> list[str]:
    given = inspect.signature(index.formula).parameters.values()
    taken = ", ".join(p.name if p.default is p.empty else f"{p.name}={p.default}" for p in given)
    facts = [f"Groups: {_groups(index)}.", f"Range: {_range(index)}."]
    if index.needs:
        facts.append(f"Needs: {', '.join(index.needs)}.")
    facts.append("Off surroundings: yes." if index.near else "Off surroundings: no.")
    title = f"### {index.name}"
    about = [f"**{called}.** " if called else "", *body(index.formula)]
    about = [about[0] + about[1], *about[2:]]
    return [
        title, "", f"`{index.name}({taken})`", "", *about, "", " ".join(facts), "",
        f"Source: {index.reference}",
    ]  # fmt: skip


def body(function: Callable[..., Any]) -> list[str]:
    """The docstring as Markdown: text, formulas, and examples with their answers."""
    out: list[str] = []
    for block in inspect.cleandoc(function.__doc__ or "").split("\n\n"):
        if out:
            out.append("")
        if block.startswith(".. math::"):
            formula = " ".join(line.strip() for line in block.splitlines())
            out += ["```math", formula.removeprefix(".. math::").strip(), "```"]
        elif block.startswith(">>>"):
            out += ["```python", *block.splitlines(), "```"]
        else:
            out += [line.replace("``", "`") for line in block.splitlines()]
    return out


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.exit(0)
