"""Change: nested segregation, and what a change consists of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.measure.byhand import call
from samlad.measure.given import People, as_counts, bare, is_bare, people_in, table_of
from samlad.measure.ready import alone
from samlad.measure.registry import INDICES, Cells, Index
from samlad.measure.shares import Vector, entropies, xlogx
from samlad.model import Areas, Counts, Mistake, Where

Members = NDArray[Any] | Sequence[int] | Sequence[str]
Formula = Callable[[Cells], float] | Index | str
"""A formula of people, or an index or its name."""
NESTED = ("mutual_information", "theil_h")


# ----------------------------------------------------------------------------------- nested
def merged(n: People, members: Members) -> Cells:
    """Areas added up to the wholes they lie in, (wholes, groups).

    ``members``: of each area the whole it lies in, by number, code or name; wholes stand in
    order of these, and only those that have areas.

    >>> merged(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), [0, 1, 1])
    array([[ 1.,  2.],
           [ 8., 10.]])
    """
    n = people_in(n)
    return _added(n, _numbered(members, len(n)))


def _added(n: Cells, numbers: NDArray[np.int64]) -> Cells:
    sums = np.zeros((int(numbers.max()) + 1, n.shape[1]))
    np.add.at(sums, numbers, n)
    return sums


def _numbered(members: Members, areas: int) -> NDArray[np.int64]:
    """Which of the wholes there are, in order, each area lies in.

    Raises ``Mistake("change.levels")`` where some area has none, or there are more or fewer.
    """
    try:
        given = list(members)
        lost = sum(one is None or one is np.ma.masked or not _says(one) for one in given)
        if len(given) != areas or lost:
            found = {"areas": areas, "members": len(given), "without": lost}
            raise Mistake("change.levels", found=found)
        wholes = {one: i for i, one in enumerate(sorted(set(given)))}
    except TypeError:  # no list, or of kinds that have no order
        raise Mistake("change.level_kinds", found={"found": type(members).__name__}) from None
    return np.array([wholes[one] for one in given], dtype=np.int64)


def _says(one: Any) -> bool:
    """It is what it is, as NaN is not, and neither "" nor a number below 0, which mean none."""
    try:
        none = one == "" or (isinstance(one, Real) and one < 0)
        return bool(one == one) and not none  # noqa: PLR0124
    except (TypeError, ValueError):
        return False


@dataclass(frozen=True)
class Nested:
    """Segregation by level, outermost first; ``parts`` sum to ``total``.

    The first part is between the outermost wholes, each next one between units inside the level
    above, people-weighted. ``within``: (wholes,) M inside each outermost whole.
    """

    index: str
    total: float
    parts: tuple[float, ...]
    within: Vector


def nested(n: People, levels: Sequence[Members], index: str = "mutual_information") -> Nested:
    r"""M or H of nested divisions: what lies between the larger and what within.

    .. math:: M = M_{between} + \sum_w \tfrac{T_w}{T} M_w

    n : (areas, groups), people; ``levels``: for each larger division, outermost first, the
    whole of each area, as in ``merged``; ``index``: mutual_information or theil_h (parts of M over
    E). Theil 1972; Mora & Ruiz-Castillo 2011. Raises ``Mistake``: ``measure.not_nested``,
    ``change.levels``, ``measure.one_group_left``, ``measure.table``, ``measure.people``.

    >>> n = np.array([[30.0, 10.0], [10.0, 50.0], [20.0, 20.0]])
    >>> [round(p, 6) for p in nested(n, [[0, 0, 1]]).parts]
    [0.004143, 0.126958]
    """
    if index not in NESTED:
        raise Mistake("measure.not_nested", found={"index": index})
    n = people_in(n)
    if (n.sum(axis=0) > 0).sum() < 2:
        there = int(np.argmax(n.sum(axis=0)))
        raise Mistake("measure.one_group_left", found={"group": str(there)})
    if not len(levels):
        raise Mistake("change.levels", found={"areas": len(n), "members": 0, "without": 0})
    numbers = [_numbered(level, len(n)) for level in levels]
    unit = 1.0 if index == "mutual_information" else float(entropies(n.sum(axis=0) / n.sum()))
    M = INDICES["mutual_information"].formula
    through = [M(_added(n, level)) for level in numbers] + [M(n)]
    for inner, outer in zip(numbers[1:], numbers[:-1], strict=True):
        pairs = np.unique(np.column_stack([inner, outer]), axis=0)
        if len(pairs) != len(np.unique(inner)):
            raise Mistake("measure.not_nested", found={"index": index})
    parts = np.diff(np.array(through) / unit, prepend=0.0)
    outermost = numbers[0]
    of = INDICES[index].formula
    within = np.array([_inside(of, n[outermost == w]) for w in range(int(outermost.max()) + 1)])
    return Nested(index, through[-1] / unit, tuple(float(p) for p in parts), within)


def _inside(of: Callable[[Cells], float], n: Cells) -> float:
    with np.errstate(all="ignore"):
        value = of(n) if n.sum() > 0 else 0.0
    return value if np.isfinite(value) else 0.0


# -------------------------------------------------------------------------- two tables of M
@dataclass(frozen=True, eq=False)
class Shapley:
    """A change in M or H, earlier to later, and what it consists of; the five sum to it.

    ``additions``, ``removals``: areas there only later, only earlier. ``group_margin``,
    ``unit_margin``: changed shares of groups, of areas. ``structure``: who lives where, margins
    apart. ``structure_by_area``: (areas,), of the areas there at both, summing to structure.
    """

    index: str
    earlier: float
    later: float
    additions: float
    removals: float
    group_margin: float
    unit_margin: float
    structure: float
    structure_by_area: Vector

    @property
    def change(self) -> float:
        """Later less earlier."""
        return self.later - self.earlier


NEWTON = 200
"""Up to so many groups (or areas) Newton's method is used: a step costs their square."""
PIECE = 16_384


def fit_margins(n: People, rows: Vector, columns: Vector, tolerance: float | None = None) -> Cells:
    """The table with n's odds ratios and the given margins, as by iterative proportional fitting.

    n : (areas, groups), no area or group empty; rows : (areas,); columns : (groups,), same sum.
    Goes on until no area or group is off by more than a part in 10⁹ (Deming & Stephan 1940).
    ``tolerance`` stops earlier, as soon as no margin's share of all is further off. Raises
    ``Mistake("change.no_fit")`` where empty cells leave no such table.

    >>> fit_margins(np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([3.0, 1.0]), np.array([2.0, 2.0]))
    array([[1.5, 1.5],
           [0.5, 0.5]])
    """
    n, rows, columns = bare(n), np.asarray(rows, dtype=float), np.asarray(columns, dtype=float)
    if rows.shape != n.shape[:1] or columns.shape != n.shape[1:]:
        raise Mistake("change.shape", found={"one": n.shape, "other": (rows.size, columns.size)})
    if tolerance is not None:
        return _fit_roughly(n, rows, columns, tolerance)
    a, b = _factors(n, rows, columns)
    return np.asarray(a[:, None] * n * b)


def _factors(n: Cells, rows: Vector, columns: Vector) -> tuple[Vector, Vector]:
    """Of areas and of groups: what n is multiplied by to have the margins."""
    if n.shape[1] > n.shape[0]:
        b, a = _factors(n.T, columns, rows)
        return a, b
    found = _newton(n, rows, columns) if n.shape[1] <= NEWTON else None
    return found or _proportional(n, rows, columns)


def _newton(n: Cells, rows: Vector, columns: Vector) -> tuple[Vector, Vector] | None:
    r"""The factors by Newton's method in the logarithms of the groups' factors; None if it fails.

    Given those, b, the areas' are rows / nb, and what is left to do is to find the least of the
    convex

    .. math:: F(\ln b) = \sum_j r_j \ln \sum_m n_{jm} b_m - \sum_m c_m \ln b_m

    whose slopes are by how much the groups are off. The fixed point of proportional fitting is
    the same; its steps gain a digit or less each, these double them.
    """
    b = columns / _by_group(n, rows / _by_area(n, np.ones(n.shape[1])))
    y = _by_area(n, b)
    least = float(rows @ np.log(y) - columns @ np.log(b))
    for _ in range(50):
        a = rows / y
        met = b * _by_group(n, a)
        off = met - columns
        if (np.abs(off) <= 1e-11 * columns).all():
            return a, b
        if not 1e-100 < b.min() <= b.max() < 1e100:
            return None
        curve = np.diag(met) - np.outer(b, b) * _squares(n, a / y)
        # b times any number fits as well: that direction is held fast
        curve += columns.mean() / len(b)
        try:
            step = np.linalg.solve(curve, off)
        except np.linalg.LinAlgError:
            return None
        for _ in range(12):
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                tried = b * np.exp(-step)
                y = _by_area(n, tried)
                now = float(rows @ np.log(y) - columns @ np.log(tried))
            if now <= least + 1e-12 * abs(least) + 1e-300:
                break
            step = step / 2
        else:
            return None
        b, least = tried, now
    return None


def _by_area(n: Cells, b: Vector) -> Vector:
    """n b. Not by ``@``: for few groups the threads of linear algebra cost more than they give."""
    return np.asarray(np.einsum("jm,m->j", n, b))


def _by_group(n: Cells, a: Vector) -> Vector:
    """a n."""
    return np.asarray(np.einsum("j,jm->m", a, n))


def _squares(n: Cells, weight: Vector) -> Cells:
    """Σ_j w_j n_j n_jᵀ, (groups, groups), in pieces that fit the cache."""
    total = np.zeros((n.shape[1], n.shape[1]))
    for first in range(0, len(n), PIECE):
        some = n[first : first + PIECE]
        total += (some * weight[first : first + PIECE, None]).T @ some
    return total


def _proportional(n: Cells, rows: Vector, columns: Vector) -> tuple[Vector, Vector]:
    """The factors by iterative proportional fitting, where cells must become empty to fit too.

    Raises ``Mistake("change.no_fit")``.
    """
    a, b = np.ones(len(rows)), np.ones(len(columns))
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(5_000):
            b = columns / np.maximum(_by_group(n, a), 1e-300)
            reached = a * _by_area(n, b)
            if (np.abs(reached - rows) <= 1e-9 * rows).all():
                break
            a *= rows / np.maximum(reached, 1e-300)
    # a fit that is only approached gains less and less; one that is not there stays away
    if not np.abs(reached - rows).max() <= 1e-3 * rows.max():
        raise Mistake("change.no_fit", found={"areas": len(rows)})
    return a, b


def _fit_roughly(n: Cells, rows: Vector, columns: Vector, tolerance: float) -> Cells:
    T, p = rows.sum(), n / n.sum()
    rows, columns = rows / T, columns / columns.sum()
    for turn in range(2_000):
        by_group = turn % 2 == 0
        p = p * (columns / p.sum(axis=0) if by_group else (rows / p.sum(axis=1))[:, None])
        p = p / p.sum()
        off = max(np.abs(p.sum(axis=0) - columns).max(), np.abs(p.sum(axis=1) - rows).max())
        if off <= tolerance:
            break
    return np.asarray(p * T)


def side_by_side(one: People, other: People, *, same: bool = True) -> tuple[Cells, Cells]:
    """The numbers of two; ``same``: area for area, in the order of ``one`` where both are counts.

    Raises ``Mistake``: ``compare.groups`` where both have names of groups and these are not the
    same, ``areas.two_divisions``, ``areas.differ``, and as ``people_in``.
    """
    if isinstance(one, Counts) and isinstance(other, Counts) and same:
        other = other.in_order_of(one)
    names = [None if is_bare(given) else table_of(given)[2] for given in (one, other)]
    if None not in names and names[0] != names[1]:
        mine, yours = (", ".join(groups or ()) for groups in names)
        raise Mistake("compare.groups", found={"one": mine, "other": yours})
    return people_in(one), people_in(other)


def _two(one: People, other: People, *, same: bool = True) -> tuple[Cells, Cells]:
    """Two tables that can be set against each other."""
    one, other = side_by_side(one, other, same=same)
    if one.shape[same ^ 1 :] != other.shape[same ^ 1 :]:
        raise Mistake("change.shape", found={"one": one.shape, "other": other.shape})
    if one.shape[1] < 2:
        raise Mistake("measure.one_group_left", found={"group": "0"})
    for n in (one, other):
        if (n.sum(axis=0) <= 0).any():
            raise Mistake("change.group_empty", found={"group": int(np.argmin(n.sum(axis=0)))})
    return one, other


def _with_all(one: People, other: People) -> tuple[People, People]:
    """Counts of one division, both with the areas of either, where one has areas of its own."""
    if not (isinstance(one, Counts) and isinstance(other, Counts)):
        return one, other
    if one.areas.division != other.areas.division or set(one.groups) != set(other.groups):
        return one, other  # which is said where they are set against each other
    codes = dict.fromkeys((*one.areas.codes, *other.areas.codes))
    if len(codes) == len(one.areas) == len(other.areas):
        return one, other
    areas = Areas(one.areas.division, tuple(codes))

    def whole(counts: Counts) -> Counts:
        people = np.zeros((len(codes), len(one.groups)))
        status = people.astype(np.int8)
        rows = [areas.index(code) for code in counts.areas.codes]
        alike = counts.only(counts.areas.codes, one.groups)
        people[rows], status[rows] = alike.people, alike.status
        return Counts(areas, one.groups, people, counts.date, counts.source, status)

    return whole(one), whole(other)


def _formula(of: Formula) -> tuple[str, Callable[[Cells], float]]:
    """Its name and itself. Raises ``Mistake("measure.unknown_index")``."""
    if isinstance(of, str | Index):
        name = alone(of).name
        return name, lambda n: float(call(name, n, (), {}))
    return getattr(of, "__name__", "index"), of


def shapley(
    earlier: People,
    later: People,
    index: str = "mutual_information",
    tolerance: float | None = None,
) -> Shapley:
    r"""Elbers' decomposition of the change in M or H.

    Areas stand in the same rows of both tables and are zero where they were not there; of counts
    they are found by their codes, those of ``earlier`` first. Areas there at both are followed.
    With S(g, u, s) the index of a table with group margin g, unit margin u and structure s of
    either time, made by proportional fitting,

    .. math:: structure = \tfrac12 [S(0,0,1) - S(0,0,0) + S(1,1,1) - S(1,1,0)]

    and what the margins do is shared between them alike, so that neither comes first. Elbers
    2021, doi:10.1177/0049124121986204. Fitting goes on until it has converged; R ``segregation``
    stops when no share of all people is off by more than ``tolerance`` = .001, which with many
    areas is early: for its own schools it gives a structure of -.0035 where +.0032 is exact.

    n : (areas, groups), people. Raises ``Mistake``: ``change.index``, ``change.shape``,
    ``change.nothing_stays``, ``change.group_empty``, and as ``people_in``.

    >>> a = np.array([[30.0, 10.0], [10.0, 50.0], [0.0, 0.0]])
    >>> b = np.array([[30.0, 25.0], [10.0, 40.0], [5.0, 5.0]])
    >>> s = shapley(a, b)
    >>> [round(x, 5) for x in (s.additions, s.group_margin, s.unit_margin, s.structure)]
    [-0.00337, -0.00251, -0.00647, -0.10343]
    """
    if index not in NESTED:
        raise Mistake("change.index", found={"index": index, "known": ", ".join(NESTED)})
    earlier, later = _two(*_with_all(earlier, later))
    of = INDICES[index].formula
    lived = [np.einsum("jm->j", n) > 0 for n in (earlier, later)]
    both = lived[0] & lived[1]
    if not both.any():
        raise Mistake("change.nothing_stays", found={"areas": len(earlier)})
    pair = []
    for whole in (earlier, later):
        stays = whole if both.all() else whole[both]
        pair.append(stays / stays.sum())
    for p in pair:
        if (p.sum(axis=0) <= 0).any():
            raise Mistake("change.group_empty", found={"group": int(np.argmin(p.sum(axis=0)))})
    groups, units = ([np.einsum(f"jm->{by}", p) for p in pair] for by in "mj")
    logs = [xlogx(p) for p in pair]
    S: dict[tuple[int, int, int], float] = {}
    by_area = np.zeros(len(earlier))
    for g, u, s in np.ndindex(2, 2, 2):
        table, table_logs = pair[s], logs[s]
        a, b = np.ones(len(table)), np.ones(len(groups[0]))
        if not g == u == s:  # the structure of one time with margins of the other
            if tolerance is None:
                a, b = _factors(table, units[u], groups[g])
            else:
                table = _fit_roughly(table, units[u], groups[g], tolerance)
                table_logs = xlogx(table)
        parts = _parts(table, table_logs, (a, b), index)
        S[g, u, s] = float(parts.sum())
        if g == u:
            by_area[both] += (0.5 if s else -0.5) * parts
    # where every area is there at both, nothing comes or goes
    whole0, whole1 = (
        S[at, at, at] if (there == both).all() else of(n[there])
        for at, (n, there) in enumerate(zip((earlier, later), lived, strict=True))
    )
    return Shapley(
        index,
        whole0,
        whole1,
        additions=whole1 - S[1, 1, 1],
        removals=S[0, 0, 0] - whole0,
        group_margin=sum(S[1, u, s] - S[0, u, s] for u in (0, 1) for s in (0, 1)) / 4,
        unit_margin=sum(S[g, 1, s] - S[g, 0, s] for g in (0, 1) for s in (0, 1)) / 4,
        structure=(S[0, 0, 1] - S[0, 0, 0] + S[1, 1, 1] - S[1, 1, 0]) / 2,
        structure_by_area=by_area,
    )


def _parts(n: Cells, logs: Cells, factors: tuple[Vector, Vector], index: str) -> Vector:
    """The part of each area in M (or H) of the table p = a n b of shares, a and b its factors.

    ``logs``: n ln n. With these no logarithm of a cell is taken again:
    Σ p ln (p / π) - t ln t = a (logs b + n (b ln (b / π))) + t ln (a / t).
    """
    a, b = factors
    t = a * _by_area(n, b)
    pi = b * _by_group(n, a)
    each = a * (_by_area(logs, b) + _by_area(n, b * np.log(b / pi))) + t * np.log(a / t)
    return np.asarray(each if index == "mutual_information" else each / entropies(pi))


# ---------------------------------------------------------------- the older decompositions
@dataclass(frozen=True)
class Mix:
    """A change of an index in two parts: margins (``mix``) and the rest (``composition``)."""

    index: str
    change: float
    mix: float
    composition: float


def karmel_maclachlan(earlier: People, later: People, of: Formula) -> Mix:
    """Karmel & Maclachlan 1988: the earlier table is given the later margins.

    What that changes is ``mix``, what remains is ``composition``. n : (areas, groups), people,
    the same areas and groups at both, none empty; ``of``: any formula or an index's name. Raises
    ``Mistake``: ``change.shape``, ``change.group_empty``, ``change.area_empty``,
    ``measure.unknown_index``, ``compare.groups``, ``areas.differ``, and as ``people_in``.

    >>> a, b = np.array([[30.0, 10.0], [10.0, 50.0]]), np.array([[30.0, 20.0], [10.0, 40.0]])
    >>> round(karmel_maclachlan(a, b, "mutual_information").composition, 5)
    -0.08608
    """
    earlier, later = _two(earlier, later)
    once = (earlier.sum(axis=1) > 0) != (later.sum(axis=1) > 0)
    if once.any():
        raise Mistake("change.area_empty", found={"area": int(np.argmax(once))})
    then, now = earlier / earlier.sum(), later / later.sum()
    fitted = fit_margins(then, now.sum(axis=1), now.sum(axis=0))
    name, formula = _formula(of)
    before, between, after = formula(then), formula(fitted), formula(now)
    return Mix(name, after - before, between - before, after - between)


@dataclass(frozen=True)
class Invariant:
    """A change in M: shares of one margin, its entropy and what no margin can explain."""

    change: float
    margin: float
    entropy: float
    composition: float


def mora_ruiz_castillo(earlier: People, later: People, by: str = "groups") -> Invariant:
    r"""Mora & Ruiz-Castillo 2009, doi:10.1108/S1049-2585(2009)0000017010, ΔM in three terms.

    With ``by`` groups: ``composition`` is the change of who lives where among each group, free
    of the groups' shares; ``margin`` is that of the groups' shares at the local values they
    have; ``entropy`` that of the areas' entropy.

    .. math:: M = E_{areas} - \sum_m \pi_m E_m

    so that ΔM = ΔE_areas - Σ Δπ_m Ē_m - Σ π̄_m ΔE_m, bars being means of the two times. With
    ``by`` units the same with areas and groups exchanged. Raises ``Mistake``: ``change.shape``,
    ``change.group_empty``, ``measure.table``, ``measure.people``.

    >>> a, b = np.array([[30.0, 10.0], [10.0, 50.0]]), np.array([[30.0, 20.0], [10.0, 40.0]])
    >>> m = mora_ruiz_castillo(a, b)
    >>> round(m.margin + m.entropy + m.composition - m.change, 12)
    0.0
    """
    earlier, later = _two(earlier, later)
    one, two = (n.T if by == "units" else n for n in (earlier, later))
    pi0, pi1 = one.sum(axis=0) / one.sum(), two.sum(axis=0) / two.sum()
    e0, e1 = (
        entropies(np.divide(n, n.sum(axis=0), out=np.zeros(n.shape), where=n.sum(axis=0) > 0).T)
        for n in (one, two)
    )
    whole = [float(entropies(n.sum(axis=1) / n.sum())) for n in (one, two)]
    M = INDICES["mutual_information"].formula
    change = M(two) - M(one)
    return Invariant(
        change,
        -float((pi1 - pi0) @ (e0 + e1) / 2),
        whole[1] - whole[0],
        -float((pi0 + pi1) / 2 @ (e1 - e0)),
    )


# -------------------------------------------------------------------------- between places
@dataclass(frozen=True)
class Between:
    """A difference of an index between two places: ``composition`` and ``arrangement``."""

    index: str
    difference: float
    composition: float
    arrangement: float


def between_places(one: People, other: People, of: Formula) -> Between:
    """How much of a difference is who lives in the place and how much is where they live.

    Each place's areas are given the other's shares of groups, odds ratios kept (so that areas
    need not be the same); ``composition`` is the mean effect of exchanging those shares,
    ``arrangement`` of exchanging the rest. n : (areas, groups), people, no group empty; ``of``:
    any formula or an index's name. Raises ``Mistake``: ``change.shape``, ``change.group_empty``,
    ``measure.unknown_index``, ``compare.groups``, and as ``people_in``.

    >>> a, b = np.array([[30.0, 10.0], [10.0, 50.0]]), np.array([[30.0, 20.0], [10.0, 40.0]])
    >>> d = between_places(a, b, "mutual_information")
    >>> round(d.composition + d.arrangement - d.difference, 12)
    0.0
    """
    one, other = _two(one, other, same=False)
    p, q = (n[n.sum(axis=1) > 0] / n.sum() for n in (one, other))
    mine, yours = p.sum(axis=0), q.sum(axis=0)
    p_yours = fit_margins(p, p.sum(axis=1), yours)
    q_mine = fit_margins(q, q.sum(axis=1), mine)
    name, formula = _formula(of)
    here, there, here_as, there_as = (formula(n) for n in (p, q, p_yours, q_mine))
    return Between(
        name,
        there - here,
        ((here_as - here) + (there - there_as)) / 2,
        ((there_as - here) + (there - here_as)) / 2,
    )


def segregation_curve(counts: People) -> tuple[Vector, Vector]:
    """The segregation curve of two groups: cumulative shares, areas by the first's share.

    Gives the second group's (areas + 1,) and the first's (areas + 1,), from 0 to 1; the area
    between curve and diagonal is half the Gini (Duncan & Duncan 1955). Areas with nobody and
    areas not fully known are left out, as in ``read``. Raises ``Mistake``:
    ``measure.two_groups``, ``measure.nobody_left``, ``measure.empty_group``.
    """
    counts = as_counts(counts)
    if len(counts.groups) != 2:
        found = {"index": "segregation_curve", "groups": len(counts.groups)}
        raise Mistake("measure.two_groups", found=found)
    n = counts.people[counts.complete & (counts.people.sum(axis=1) > 0)]
    if len(n) == 0:
        raise Mistake("measure.nobody_left", found={"areas": len(counts.areas)})
    for group, people in zip(counts.groups, n.sum(axis=0), strict=True):
        if people <= 0:
            raise Mistake(
                "measure.empty_group", Where(column=group), {"index": "segregation_curve"}
            )
    n = n[np.argsort(n[:, 0] / n.sum(axis=1), kind="stable")]
    curve = np.vstack([np.zeros(2), np.cumsum(n, axis=0) / n.sum(axis=0)])
    return curve[:, 1], curve[:, 0]
