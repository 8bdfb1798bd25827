"""Counts made ready for the formulas: what is empty or unknown is dealt with here, once."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property, partial, wraps
from numbers import Real
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from samlad.measure.borders import Borders, shared_borders, sizes
from samlad.measure.given import array_of, as_counts, like_degrees
from samlad.measure.registry import INDICES, Cells, Index
from samlad.model import Areas, Counts, Figure, Mistake, Said, Where

# indices that speak of the first group (and of the second): these may not be empty
_FIRST = (
    "isolation",
    "correlation_ratio",
    "delta",
    "absolute_concentration",
    "absolute_centralization",
    "absolute_clustering",
    "distance_decay_isolation",
    "location_quotient",
    "local_exposure",
)
SOME = 64
_SECOND = ("interaction", "distance_decay_interaction")


@dataclass(frozen=True, eq=False)
class Ready:
    """``n``: (areas, groups), no area and no group empty; ``rows``: where in the counts."""

    n: Cells
    rows: NDArray[np.int64]
    groups: tuple[str, ...]
    variance: Cells | None
    flags: tuple[Said, ...]
    counts: Counts

    @cached_property
    def people(self) -> float:
        """All people."""
        return float(self.n.sum())

    @property
    def cell(self) -> float:
        """Mean people a cell."""
        return self.people / self.n.size


def alone(of: Index | str) -> Index:
    """An index of people alone, with one value.

    Raises ``Mistake``: ``measure.unknown_index``, ``measure.local_index``, ``measure.not_alone``.
    """
    index = of if isinstance(of, Index) else find(of)
    if index.local:
        raise Mistake("measure.local_index", found={"index": index.name})
    if index.needs:
        raise Mistake("measure.not_alone", found={"index": index.name})
    return index


def known(names: Sequence[str], given: Mapping[str, Any]) -> None:
    """Every parameter given is one that some index takes, be it none of these.

    Raises ``Mistake("measure.unknown_parameter")``.
    """
    if not given:
        return
    formulas = [index.formula for index in INDICES.values()]
    takes = dict.fromkeys(k for of in formulas for k in inspect.signature(of).parameters)
    can = [k for k in takes if k not in ("n", "near")]
    for name in given:
        if name not in can:
            found = {"name": name, "index": ", ".join(names), "known": ", ".join(can)}
            raise Mistake("measure.unknown_parameter", found=found)


BESIDE = ("positions", "size", "borders", "centre")
"""What indices of place take beside the people."""


def beside(index: Index, given: Mapping[str, Any], areas: int) -> dict[str, Any]:
    """What was given area for area, as numbers; what is masked is NaN.

    Raises ``Mistake``: ``measure.length``, ``measure.borders``.
    """
    found: dict[str, Any] = {}
    for key, shape in (("positions", (areas, 2)), ("size", (areas,)), ("centre", (2,))):
        if given.get(key) is None:
            continue
        about = {"what": key, "areas": areas}
        found[key] = array_of(given[key], "measure.length", **about)
        if found[key].shape != shape:
            raise Mistake("measure.length", found={**about, "found": found[key].shape})
    borders = given.get("borders")
    if borders is not None:
        if not isinstance(borders, Borders) or len(borders.perimeter) != areas:
            raise Mistake("measure.borders", found={"index": index.name, "areas": areas})
        found["borders"] = borders
    return found


def find(name: str) -> Index:
    """The index of the name. Raises ``Mistake("measure.unknown_index")`` with those near it."""
    if name not in INDICES:
        near = get_close_matches(name, INDICES, n=3, cutoff=0.4) or sorted(INDICES)[:8]
        raise Mistake("measure.unknown_index", found={"index": name, "near": ", ".join(near)})
    return INDICES[name]


def make_ready(counts: Counts, names: Sequence[str] = ()) -> Ready:
    """Leaves out areas not fully known and areas and groups with nobody, and says so.

    ``names``: the indices it is for; where all of them are ordered, groups between two that hold
    people stay: each threshold counts, whoever is between it and the next.

    Raises ``Mistake``: ``measure.nobody_left``, ``measure.one_group_left``.
    """
    known = np.ones(len(counts.areas), bool) if not counts.status.any() else counts.complete
    keep = bool(names) and all(name in INDICES and INDICES[name].ordered for name in names)
    n, rows, used = cut(counts.people, known, counts.groups, keep=keep)
    groups = tuple(g for g, there in zip(counts.groups, used, strict=True) if there)
    flags = []
    if not known.all():
        left_out = Figure(int((~known).sum()), "number")
        flags.append(Said("flag.measure.areas_left_out", {"areas": left_out}))
    if not used.all():
        empty = ", ".join(g for g, there in zip(counts.groups, used, strict=True) if not there)
        flags.append(Said("flag.measure.empty_groups", {"groups": empty}))
    variance = None if counts.variance is None else counts.variance[rows][:, used]
    if variance is not None and not variance.any():
        variance = None
    return Ready(n, rows, groups, variance, tuple(flags), counts)


def cut(
    people: Cells,
    known: NDArray[np.bool_] | None = None,
    groups: Sequence[str] = (),
    *,
    keep: bool = False,
) -> tuple[Cells, NDArray[np.int64], NDArray[np.bool_]]:
    """The table without the areas and groups that hold nobody, the rows and which groups it has.

    With ``keep`` groups between two that hold people stay.

    Raises ``Mistake``: ``measure.nobody_left``, ``measure.one_group_left``.
    """
    two = people.shape[1] == 2  # then the sum of the columns is sooner
    lived = (people[:, 0] + people[:, 1] if two else np.einsum("jm->j", people)) > 0
    lived = lived if known is None else known & lived
    rows = np.arange(len(people)) if lived.all() else np.flatnonzero(lived)
    if len(rows) == 0:
        raise Mistake("measure.nobody_left", found={"areas": len(people)})
    # what is whole already is not copied
    n = people if len(rows) == len(people) else people[rows]
    used = np.asarray(n[:SOME].any(axis=0))  # mostly it takes a few to see that all are there
    if not used.all():
        used = np.einsum("jm->m", n) > 0
    inhabited(groups or tuple(map(str, range(1, len(used) + 1))), used)
    if keep:
        first, last = np.flatnonzero(used)[[0, -1]]
        used = used.copy()
        used[first:last] = True
    return n if used.all() else n[:, used], rows, used


def inhabited(groups: Sequence[str], used: NDArray[np.bool_]) -> tuple[str, ...]:
    """The groups that somebody belongs to. Raises ``Mistake("measure.one_group_left")``."""
    there = tuple(group for group, some in zip(groups, used, strict=True) if some)
    if len(there) < 2:
        raise Mistake("measure.one_group_left", found={"group": ", ".join(there)})
    return there


def check(index: Index, groups: Sequence[str], there: Sequence[str]) -> None:
    """Of all groups and those that are there.

    Raises ``Mistake``: ``measure.two_groups``, ``measure.empty_group``.
    """
    if index.groups not in (0, len(groups)):
        raise Mistake("measure.two_groups", found={"index": index.name, "groups": len(groups)})
    wanted = 2 if index.groups == 2 or index.name in _SECOND else int(index.name in _FIRST)
    for group in groups[:wanted]:
        if group not in there:
            raise Mistake("measure.empty_group", Where(column=group), {"index": index.name})


PARAMETERS: Mapping[str, tuple[str, Callable[[float], bool]]] = {
    "b": ("0 < b < 1", lambda b: 0 < b < 1),
    "q": ("0 ≤ q < ∞", lambda q: 0 <= q < np.inf),
    "order": ("1, 2, 3 …", lambda order: order >= 1 and order == int(order)),
}
"""What a parameter of a formula may be."""


def check_parameters(index: Index, given: Mapping[str, Any]) -> None:
    """Raises ``Mistake("measure.parameter")`` where one is outside what the formula is for."""
    for name, (wanted, fits) in PARAMETERS.items():
        if name not in given:
            continue
        value = given[name]
        fit = isinstance(value, Real) and bool(np.isfinite(float(value))) and fits(float(value))
        if not fit:
            found = {"index": index.name, "name": name, "value": given[name], "wanted": wanted}
            raise Mistake("measure.parameter", found=found)


def with_parameters(index: Index, given: Mapping[str, Any]) -> Index:
    """The index with its own parameters (b, q, order, centre …) filled in; None is no parameter.

    Raises ``Mistake("measure.parameter")``.
    """
    takes = inspect.signature(index.formula).parameters
    mine = {k: v for k, v in given.items() if k in takes and v is not None}
    check_parameters(index, mine)
    if not mine:
        return index
    made = replace(index, formula=partial(index.formula, **mine))
    if index.parts is not None:
        taken = set(inspect.signature(index.parts).parameters)
        made = replace(made, parts=partial(index.parts, **{k: mine[k] for k in mine if k in taken}))
    if index.link is not None:
        taken = set(inspect.signature(index.link).parameters)
        made = replace(made, link=partial(index.link, **{k: mine[k] for k in mine if k in taken}))
    return made


def place(
    index: Index, areas: Areas | None, rows: NDArray[np.int64], given: Mapping[str, Any]
) -> dict[str, Any]:
    """What the index takes beside the people, for the ``rows`` of the areas that are ready.

    ``given`` goes before what the ``areas`` tell: positions (areas, 2), metres; size (areas,),
    m²; borders; centre (2,). Raises ``Mistake``: ``measure.no_positions``,
    ``measure.position_missing``, ``measure.degrees``, ``measure.no_outlines``, ``measure.size``.
    """
    takes = inspect.signature(index.formula).parameters
    made: dict[str, Any] = {k: v for k, v in given.items() if k == "centre" and k in takes}
    at, land, borders = (given.get(key) for key in ("positions", "size", "borders"))
    if areas is not None:
        if at is None and index.positions:
            at = areas.positions
            if at is None:
                raise Mistake("measure.no_positions", found={"division": areas.division})
        if land is None and (index.size or ("size" in takes and areas.outlines is not None)):
            land = sizes(areas)
        if borders is None and index.borders:
            borders = shared_borders(areas)
        if land is not None and len(land) != len(areas):
            raise Mistake("measure.size", found={"index": index.name, "areas": len(areas)})
    if index.positions and at is not None:
        made["positions"] = _placed(at, None if areas is None else areas.codes, rows)
    if "size" in takes and land is not None:
        made["size"] = np.asarray(land, dtype=float)[rows]
        if not (made["size"] > 0).all():
            raise Mistake("measure.size", found={"index": index.name, "areas": len(land)})
    if index.borders and borders is not None:
        made["borders"] = _only(borders, rows)
    return made


def _placed(positions: Cells, codes: Sequence[str] | None, rows: NDArray[np.int64]) -> Cells:
    at = np.asarray(positions)[rows]
    lost = ~np.isfinite(at).all(axis=1)
    if lost.any():
        row = int(rows[np.flatnonzero(lost)[0]])
        code = str(row + 1) if codes is None else codes[row]
        raise Mistake("measure.position_missing", found={"area": code})
    if like_degrees(at):
        x, y = np.abs(at).T
        raise Mistake("measure.degrees", found={"east": float(x.max()), "north": float(y.max())})
    return at


def _only(b: Borders, rows: NDArray[np.int64]) -> Borders:
    """Borders between the areas of these rows."""
    new = np.full(len(b.perimeter), -1)
    new[rows] = np.arange(len(rows))
    keep = (new[b.one] >= 0) & (new[b.other] >= 0)
    return Borders(new[b.one[keep]], new[b.other[keep]], b.metres[keep], b.perimeter[rows])


Several = TypeVar("Several", bound=Callable[..., tuple[Any, ...]])


def ordered_apart(ask: Several) -> Several:
    """Decorator: where a group holds nobody, ordered indices are asked for apart from others.

    They keep such a group (``make_ready``), the others have it left out; each name has as many
    results as any other.
    """
    signature = inspect.signature(ask)

    @wraps(ask)
    def asked(names: Sequence[str], *given: Any, **more: Any) -> tuple[Any, ...]:
        ordered = [name in INDICES and INDICES[name].ordered for name in names]
        if all(ordered) or not any(ordered):
            return ask(names, *given, **more)
        bound = signature.bind(names, *given, **more).arguments
        counts = [as_counts(bound[k]) for k in ("counts", "earlier", "later") if k in bound]
        if all((one.people[one.complete].sum(axis=0) > 0).all() for one in counts):
            return ask(names, *given, **more)
        progress = more.get("progress")
        found: dict[str, tuple[Any, ...]] = {}
        for half, kind in enumerate((True, False)):
            if progress is not None:
                more["progress"] = partial(_half, progress, half)
            some = [n for n, of_order in zip(names, ordered, strict=True) if of_order is kind]
            results = ask(some, *given, **more)
            each = len(results) // len(some)
            found |= {n: results[i * each : (i + 1) * each] for i, n in enumerate(some)}
        return tuple(result for name in names for result in found[name])

    return cast("Several", asked)


def _half(progress: Callable[[float], None], half: int, share: float) -> None:
    progress((half + share) / 2)
