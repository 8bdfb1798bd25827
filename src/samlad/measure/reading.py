"""Reading indices off counts: one interval machine for all of them.

Every interval is about the *corrected* value, which has the bias of small units taken away. How
it is corrected depends on the index alone (``closed``: the best closed form; where there is none,
the mean of people drawn again), and ``interval`` only decides how its spread is found:

======== =======================================================================================
person   people drawn again, ``draws`` times
area     areas drawn again: how the index would vary in another set of such areas
delta    influence functions, no draws (person where an index has no such form)
jackknife  one person left out at a time, in closed form (person where an index has no such form)
none     no interval and no correction
======== =======================================================================================

No interval is given where what may be left of the bias is more than half the standard error: it
would be wrong more often than it says. Where little cannot be told from nothing, the interval
begins at the lowest value there is and a flag says so (``spread``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import erfc, inf, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.measure import smallunits
from samlad.measure.chance import mean_by_chance, values_by_chance
from samlad.measure.closed import BENDS, Closed, Together, closed
from samlad.measure.given import People, as_counts, shares_around
from samlad.measure.noise import noise_of, too_loud
from samlad.measure.nouns import Difference, LocalReading, Reading
from samlad.measure.ready import (
    BESIDE,
    Ready,
    beside,
    check,
    find,
    inhabited,
    known,
    make_ready,
    ordered_apart,
    place,
    with_parameters,
)
from samlad.measure.registry import Cells, Index
from samlad.measure.resample import Progress, draws_of
from samlad.measure.shares import Vector
from samlad.measure.spread import (
    HONEST,
    LEAST_DRAWS,
    Spread,
    of_areas,
    of_people,
    refuse,
    within_reach,
)
from samlad.measure.surroundings import Surroundings
from samlad.model import Figure, Mistake, Said

SMALL_CELL = 20
"""Mean people a cell below which every reading carries a warning."""
NULL_DRAWS = 200
PEOPLE_DRAWS = 50
"""Draws of people for the bias of an index whose spread is that of areas."""


@dataclass(frozen=True, eq=False)
class _Bound:
    """An index with its parameters, and what it needs beside the people."""

    index: Index
    extra: Mapping[str, Any]

    def value(self, n: Cells, rows: NDArray[np.int64] | None = None) -> float:
        extra = self.extra
        if rows is not None:
            extra = {k: v[rows] if k in ("positions", "size") else v for k, v in extra.items()}
        return float(self.index.formula(n, **extra))


@dataclass(frozen=True)
class _Asked:
    """How an interval is wanted. Raises ``Mistake`` where it cannot be had."""

    interval: str
    draws: int
    seed: int
    level: float
    progress: Progress | None = None

    def __post_init__(self) -> None:
        refuse(self.interval, self.draws, self.level)


def read(
    name: str,
    counts: People,
    *,
    interval: str = "person",
    draws: int = 500,
    seed: int = 0,
    level: float = 0.95,
    bias: str = "closed",
    surroundings: Surroundings | None = None,
    expected: bool = True,
    progress: Progress | None = None,
    **parameters: Any,
) -> Reading:
    """One index read off counts, with interval, bias and the mean by chance.

    ``low``–``high`` is about ``Reading.corrected``, not about ``Reading.value``: for ordinary
    data both lie inside; where small units make the bias larger than the chance, ``value`` lies
    outside and a flag says so. ``interval`` is person, area, jackknife, delta or none. ``bias``
    is how the bias of small units is met: closed, none, winship, carrington_troske, allen,
    allen_density, rathelot or bounds (``smallunits`` says what each promises).
    ``expected=False`` leaves out the mean by chance. ``parameters`` go to the formula (``b``,
    ``q``, ``order``, ``centre``) or give ``size``, (areas,), m². With ``surroundings`` of one
    scale the index is read off them.

    Raises ``Mistake``: ``measure.unknown_index``, ``measure.unknown_interval``,
    ``measure.two_groups``, ``measure.local_index``, ``measure.empty_group``,
    ``measure.one_group_left``, ``measure.nobody_left``, ``measure.no_positions``,
    ``measure.position_missing``, ``measure.degrees``, ``measure.no_outlines``, ``measure.size``,
    ``measure.undefined``, ``measure.draws``, ``measure.level``, ``measure.many_scales``,
    ``measure.unknown_bias``, ``measure.bias_form``, ``measure.bias_groups``,
    ``measure.bias_whole``, ``measure.bias_noise``, ``measure.bias_surroundings``.
    """
    if surroundings is not None and len(surroundings) != 1:
        raise Mistake("measure.many_scales", found={"scales": len(surroundings)})
    return read_all(
        (name,),
        counts,
        interval=interval,
        draws=draws,
        seed=seed,
        level=level,
        bias=bias,
        surroundings=surroundings,
        expected=expected,
        progress=progress,
        **parameters,
    )[0]


@ordered_apart
def read_all(
    names: Sequence[str],
    counts: People,
    *,
    interval: str = "person",
    draws: int = 500,
    seed: int = 0,
    level: float = 0.95,
    bias: str = "closed",
    surroundings: Surroundings | None = None,
    expected: bool = True,
    bands: bool = False,
    progress: Progress | None = None,
    **parameters: Any,
) -> tuple[Reading, ...]:
    """Several indices, in the order of ``names``, from one stream of resamples.

    As ``read``; with ``surroundings`` every scale of the first name, then of the next, and with
    ``bands`` a band about each index that holds it at all scales together.
    """
    asked = _Asked(interval, draws, seed, level, progress)
    counts = as_counts(counts)
    smallunits.check_bias(bias)
    if surroundings is not None:
        if bias != "closed":
            raise Mistake("measure.bias_surroundings", found={"bias": bias})
        from samlad.measure.spatial import spatial_read_all  # noqa: PLC0415  it reads nouns here

        return spatial_read_all(
            names,
            counts,
            surroundings,
            interval=interval,
            draws=draws,
            seed=seed,
            level=level,
            expected=expected,
            bands=bands,
            progress=progress,
            **parameters,
        )
    known(names, parameters)
    ready = make_ready(counts, names)
    bound = [_bind(name, ready, parameters) for name in names]
    together = _together(bound, ready, asked)
    values = [_value(b, ready.n, together) for b in bound]
    means = _means(bound, ready, asked) if expected else [None] * len(bound)
    if bias not in ("closed", "none"):
        return tuple(_adjusted(bias, bound, list(zip(values, means, strict=True)), ready, asked))
    spreads = _spreads(bound, values, ready, asked, np.random.SeedSequence(seed), together)
    if bias == "none":
        spreads = [
            s and replace(s, corrected=value, left=s.left + abs(value - s.corrected))
            for s, value in zip(spreads, values, strict=True)
        ]
    readings = [
        _reading(b, (value, mean), spread, ready, asked)
        for b, value, spread, mean in zip(bound, values, spreads, means, strict=True)
    ]
    if bias == "none":
        readings = [replace(r, corrected=None, bias=bias) for r in readings]
    return tuple(readings)


def _adjusted(
    bias: str,
    bound: Sequence[_Bound],
    found: Sequence[tuple[float, float | None]],
    ready: Ready,
    asked: _Asked,
) -> list[Reading]:
    """Readings whose bias is met in one of the ways of ``smallunits``."""
    indices = [replace(b.index, formula=b.value) if b.extra else b.index for b in bound]
    said = smallunits.adjusted(
        bias,
        indices,
        ready.n,
        smallunits.Asked(
            asked.interval, asked.draws, np.random.SeedSequence(asked.seed), asked.level
        ),
        noise=ready.variance is not None,
        places=[bool(b.extra) for b in bound],
    )
    readings = []
    for b, of, a in zip(bound, found, said, strict=True):
        bare = _reading(b, of, None, ready, asked)
        flags = [*bare.flags, *a.flags]
        if a.method not in (asked.interval, "none", "likelihood"):
            used = {"asked": asked.interval, "used": a.method}
            flags.append(Said("flag.measure.method", used))
        corrected, low, high, lower, upper = (
            x
            if x is None or bias in smallunits.RESCALED
            else float(np.clip(x, *_reach(b.index, ready)))
            for x in (a.corrected, a.low, a.high, a.lower, a.upper)
        )
        readings.append(
            replace(
                bare,
                bias=bias,
                corrected=corrected,
                low=low,
                high=high,
                lower=lower,
                upper=upper,
                method=a.method,
                seed=asked.seed if a.draws else None,
                draws=a.draws,
                flags=tuple(flags),
            )
        )
    return readings


def _bind(name: str, ready: Ready, parameters: Mapping[str, Any]) -> _Bound:
    index = find(name)
    if index.local:
        raise Mistake("measure.local_index", found={"index": name})
    check(index, ready.counts.groups, ready.groups)
    extra = place(
        index, ready.counts.areas, ready.rows, beside(index, parameters, len(ready.counts.areas))
    )
    rest = {k: v for k, v in parameters.items() if k not in BESIDE}
    return _Bound(with_parameters(index, rest), extra)


def _together(bound: Sequence[_Bound], ready: Ready, asked: _Asked) -> Together | None:
    """What the indices share; None where each has its own (slopes are wanted, or no interval)."""
    if asked.interval in ("none", "jackknife") or ready.variance is not None:
        return None
    return Together(ready.n, [b.index.name for b in bound if not b.extra])


def _value(bound: _Bound, n: Cells, together: Together | None) -> float:
    with np.errstate(all="ignore"):
        shared = together is not None and not bound.extra
        value = together.value(bound.index) if together and shared else bound.value(n)
    if not np.isfinite(value):
        raise Mistake("measure.undefined", found={"index": bound.index.name, "areas": len(n)})
    return value


def _spreads(  # noqa: PLR0917
    bound: Sequence[_Bound],
    values: Sequence[float],
    ready: Ready,
    asked: _Asked,
    seed: np.random.SeedSequence,
    together: Together | None,
    drawn: NDArray[np.float64] | None = None,
) -> list[Spread | None]:
    """The spread of each index, of ``drawn`` where given; None where no interval is asked for."""
    if asked.interval == "none":
        return [None] * len(bound)

    def known_of(b: _Bound, value: float) -> Closed | None:
        if b.extra:
            return None
        form = "jackknife" if _method(b, asked) == "jackknife" else "delta"
        return (
            together.closed(b.index, value) if together else closed(b.index, ready.n, value, form)
        )

    known = [known_of(b, value) for b, value in zip(bound, values, strict=True)]
    variance = ready.variance
    closed_forms = {i: made for i, made in enumerate(known) if made is not None}
    if variance is not None and closed_forms:  # what is drawn has it in its draws
        some = [bound[i] for i in closed_forms]
        noise = noise_of(lambda n: [b.value(n) for b in some], ready.n, variance, asked.seed)
        for at, (i, form) in enumerate(closed_forms.items()):
            known[i] = noise.beside(form, at, variance)
    by = "area" if asked.interval == "area" else "person"
    if drawn is None and (by == asked.interval or any(made is None for made in known)):
        drawn = draws_of(
            ready.n,
            lambda n, rows: [b.value(n, rows) for b in bound],
            by=by,
            draws=max(asked.draws, LEAST_DRAWS),
            seed=seed,
            variance=ready.variance,
            progress=asked.progress,
        )
    spreads: list[Spread | None] = []
    for i, (value, made) in enumerate(zip(values, known, strict=True)):
        if made is not None and by != asked.interval:
            method = _method(bound[i], asked)
            spreads.append(Spread(method, made.corrected, made.error, made.left, None, made.open))
            continue
        assert drawn is not None
        index, column = bound[i].index, drawn[:, i]
        if by == "person":
            spreads.append(
                of_people(index, value, made, column, ready.cell, groups=len(ready.groups))
            )
        else:
            people = made or _of_few_people(bound[i], value, ready, asked.seed)
            spreads.append(of_areas(index, value, people, column, ready.n.shape))
    if variance is not None and too_loud(ready.n, variance):
        spreads = [s and replace(s, left=inf) for s in spreads]
    return spreads


def _method(bound: _Bound, asked: _Asked) -> str:
    """What is asked for, save that nobody is left out one at a time where an index bends."""
    bends = asked.interval == "jackknife" and bound.index.name in BENDS
    return "delta" if bends else asked.interval


def _of_few_people(bound: _Bound, value: float, ready: Ready, seed: int) -> Spread:
    """What people drawn again say of an index that has no closed correction.

    By the seed itself, so that two like tables are corrected alike.
    """
    drawn = draws_of(
        ready.n,
        lambda n, rows: [bound.value(n, None)],
        by="person",
        draws=PEOPLE_DRAWS,
        seed=seed,
        variance=ready.variance,
    )
    return of_people(bound.index, value, None, drawn[:, 0], ready.cell, groups=len(ready.groups))


def _means(bound: Sequence[_Bound], ready: Ready, asked: _Asked) -> list[float | None]:
    """The mean by chance of each index: closed, else of tables drawn with both margins fixed."""
    means = [None if b.extra else mean_by_chance(b.index, ready.n) for b in bound]
    # what is read off every pair of areas is not drawn a hundred times for large tables
    rest = [
        i
        for i, mean in enumerate(means)
        if mean is None and (not bound[i].extra or len(ready.n) <= 1_000)
    ]
    if rest and asked.interval != "none" and ready.people >= 1.5:
        draws = min(max(asked.draws, LEAST_DRAWS), NULL_DRAWS)
        asked_of = [replace(bound[i].index, formula=bound[i].value) for i in rest]
        with np.errstate(all="ignore"):
            drawn = values_by_chance(asked_of, ready.n, draws, asked.seed)
        for column, i in zip(drawn.T, rest, strict=True):
            found = column[np.isfinite(column)]
            means[i] = float(found.mean()) if len(found) else None
    return means


def _reading(
    bound: _Bound,
    found: tuple[float, float | None],
    spread: Spread | None,
    ready: Ready,
    asked: _Asked,
) -> Reading:
    value, mean = found
    index, counts = bound.index, ready.counts
    flags = [*ready.flags, *_cautions(bound, ready)]
    low = high = corrected = None
    method = "none"
    reach = _reach(index, ready)
    if spread is not None:
        method = spread.method
        corrected = None if np.isnan(spread.corrected) else float(np.clip(spread.corrected, *reach))
        if method != asked.interval:
            flags.append(Said("flag.measure.method", {"asked": asked.interval, "used": method}))
        if spread.honest:
            ends = spread.interval(asked.level)
            low, high = map(float, within_reach(*ends, spread.corrected, *reach))
            if spread.open:
                flags.append(Said("flag.measure.open"))
            if not low - 1e-12 <= value <= high + 1e-12:
                seen = {"value": Figure(value, "index"), "corrected": Figure(corrected, "index")}
                flags.append(Said("flag.measure.bias", seen))
        else:
            flags.append(Said("flag.measure.no_interval"))
    chance = method in ("person", "area")
    return Reading(
        index=index.name,
        value=value,
        low=low,
        high=high,
        level=asked.level,
        method=method,
        expected=mean,
        corrected=corrected,
        division=counts.areas.division,
        date=counts.date,
        groups=ready.groups,
        areas=len(ready.n),
        people=ready.people,
        seed=asked.seed if chance or (spread and ready.variance is not None) else None,
        draws=max(asked.draws, LEAST_DRAWS) if chance else 0,
        flags=tuple(flags),
    )


def _cautions(bound: _Bound, ready: Ready) -> list[Said]:
    flags, areas = [], ready.counts.areas
    if bound.index.ordered and not ready.counts.ordered:
        flags.append(Said("flag.measure.order_assumed", {"groups": ", ".join(ready.groups)}))
    if areas.schematic and ("size" in bound.extra or "borders" in bound.extra):
        flags.append(Said("flag.measure.schematic"))
    if ready.cell < SMALL_CELL:
        mean = Figure(ready.cell, "number", decimals=1)
        flags.append(Said("flag.measure.small_cells", {"mean": mean}))
    return flags


def _reach(index: Index, ready: Ready) -> tuple[float, float]:
    return index.lowest, index.top(len(ready.groups))


# -------------------------------------------------------------------------------- two dates
@ordered_apart
def compare(
    names: Sequence[str],
    earlier: People,
    later: People,
    *,
    draws: int = 500,
    seed: int = 0,
    level: float = 0.95,
    interval: str = "delta",
    places: bool = False,
    **parameters: Any,
) -> tuple[Difference, ...]:
    """Change of indices between two dates in the same division and groups.

    The people of the two dates are taken as drawn apart; since most are the same people, the
    interval is wide rather than narrow. ``interval``: delta (person where an index has no such
    form), jackknife, person or area. With ``area`` the same areas are drawn at both dates, so
    that what an area keeps from one to the other is no chance (they are drawn apart, and the
    interval is wide, where an area has people or figures at one date only). ``p`` is from the
    normal law, or (b + 1)/(B + 1) of the draws. With ``places`` the two are different places
    with areas of their own, ``earlier`` and ``later`` being one and the other. Raises
    ``Mistake``: ``areas.two_divisions``, ``areas.differ``, ``compare.groups``, and as ``read``.
    """
    asked = _Asked(interval, draws, seed, level)
    earlier, later = as_counts(earlier), as_counts(later)
    if not places:
        later = later.in_order_of(earlier)
    if earlier.groups != later.groups:
        raise Mistake(
            "compare.groups",
            found={"one": ", ".join(earlier.groups), "other": ", ".join(later.groups)},
        )
    known(names, parameters)
    both = [make_ready(counts, names) for counts in (earlier, later)]
    bounds = [[_bind(name, ready, parameters) for name in names] for ready in both]
    seeds = np.random.SeedSequence(seed).spawn(2)
    alike = not places and np.array_equal(both[0].rows, both[1].rows)
    drawn: Sequence[NDArray[np.float64] | None] = (None, None)
    if interval == "area" and alike:
        drawn = _paired(bounds, both, asked, seeds[0])
    sides = []
    for ready, bound, child, same in zip(both, bounds, seeds, drawn, strict=True):
        together = _together(bound, ready, asked)
        values = [_value(b, ready.n, together) for b in bound]
        sides.append((values, _spreads(bound, values, ready, asked, child, together, same), ready))
    (before, s0, ready0), (after, s1, ready1) = sides
    said = {_key(flag): flag for flag in (*ready0.flags, *ready1.flags)}
    dates, division = (earlier.date, later.date), earlier.areas.division
    if places and later.areas.division != division:
        division = f"{division} – {later.areas.division}"
    bare = Difference(
        "", 0.0, 0.0, 0.0, None, None, 1.0, False, dates, division, earlier.groups,
        level, flags=tuple(said.values()),
    )  # fmt: skip
    return tuple(
        _difference(
            replace(bare, index=name, earlier=before[i], later=after[i]), (s0[i], s1[i]), asked
        )
        for i, name in enumerate(names)
    )


def _paired(
    bounds: Sequence[Sequence[_Bound]],
    both: Sequence[Ready],
    asked: _Asked,
    seed: np.random.SeedSequence,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The indices at both dates off the same areas drawn again, (draws, indices) each."""
    cut = both[0].n.shape[1]
    noises = [r.n * 0 if r.variance is None else r.variance for r in both]
    drawn = draws_of(
        np.hstack([r.n for r in both]),
        lambda n, rows: [
            b.value(table, rows)
            for table, bound in zip((n[:, :cut], n[:, cut:]), bounds, strict=True)
            for b in bound
        ],
        by="area",
        draws=max(asked.draws, LEAST_DRAWS),
        seed=seed,
        variance=np.hstack(noises) if any(noise.any() for noise in noises) else None,
        progress=asked.progress,
    )
    one, other = drawn[:, : len(bounds[0])], drawn[:, len(bounds[0]) :]
    lost = ~(np.isfinite(one) & np.isfinite(other))  # a draw counts at both dates or at neither
    return np.where(lost, np.nan, one), np.where(lost, np.nan, other)


def _key(said: Said) -> str:
    return repr((said.key, sorted(said.values.items(), key=str)))


def _difference(
    bare: Difference, spreads: tuple[Spread | None, Spread | None], asked: _Asked
) -> Difference:
    bare = replace(bare, change=bare.later - bare.earlier)
    a, b = spreads
    if a is None or b is None:
        return replace(bare, method="none")
    change, error = b.corrected - a.corrected, sqrt(a.error**2 + b.error**2)
    away = None
    if a.away is not None and b.away is not None:
        size = min(len(a.away), len(b.away))
        away = b.away[:size] - a.away[:size]
        error = float(away.std(ddof=1)) if size > 1 else error
    bare = replace(bare, corrected=None if np.isnan(change) else change, method=b.method)
    if b.away is not None:
        bare = replace(bare, seed=asked.seed, draws=max(asked.draws, LEAST_DRAWS))
    unsure = a.open or b.open or max(a.left, b.left) > HONEST * error + 1e-12
    if np.isnan(change) or unsure:
        return replace(bare, flags=(*bare.flags, Said("flag.measure.no_interval")))
    if away is not None:
        p = float(((np.abs(away) >= abs(change)).sum() + 1) / (len(away) + 1))
        low, high = Spread("", change, error, 0.0, away).interval(bare.level)
    else:
        p = erfc(abs(change) / error / sqrt(2)) if error > 0 else float(change == 0)
        low, high = Spread("", change, error, 0.0, None).interval(bare.level)
    return replace(bare, low=low, high=high, p=p, more_than_noise=bool(low > 0 or high < 0))


# --------------------------------------------------------------------------- area for area
def local(
    name: str,
    counts: People,
    *,
    interval: str = "person",
    draws: int = 500,
    seed: int = 0,
    level: float = 0.95,
    surroundings: Surroundings | None = None,
    **parameters: Any,
) -> LocalReading:
    """An index's value in each area, with interval from people drawn again (or ``none``).

    Intervals are about each value less its bias, one area at a time; with ``surroundings`` of one
    scale these are found anew for those who are drawn. NaN where nobody lives or
    numbers are missing. Raises ``Mistake``: ``measure.not_local``, and as ``read``.
    """
    index = find(name)
    if not index.local:
        raise Mistake("measure.not_local", found={"index": name})
    _Asked(interval, draws, seed, level)
    counts = as_counts(counts)
    known((name,), parameters)
    ready = whole = make_ready(counts)
    if surroundings is not None:
        used = [group in ready.groups for group in counts.groups]
        near = shares_around(surroundings, counts.people.shape)[ready.rows][:, used]
        there = ~np.isnan(near).any(axis=1)
        if not there.any():
            raise Mistake("measure.nobody_left", found={"areas": len(counts.areas)})
        # where nobody is around there is no value, and no part of the whole
        variance = None if ready.variance is None else ready.variance[there]
        ready = replace(ready, n=ready.n[there], rows=ready.rows[there], variance=variance)
        check(index, counts.groups, inhabited(ready.groups, ready.n.sum(axis=0) > 0))
    check(index, counts.groups, ready.groups)
    extra = place(index, counts.areas, ready.rows, beside(index, parameters, len(counts.areas)))
    index = with_parameters(index, {k: v for k, v in parameters.items() if k not in BESIDE})
    if surroundings is not None:
        extra["near"] = near[there]

    def value_of(n: Cells, rows: NDArray[np.int64] | None) -> Vector:
        near = {}
        if surroundings is not None:
            near = {"near": _near_again(surroundings, n, ready, whole)}
        return np.asarray(index.formula(n, **{**extra, **near}))

    with np.errstate(all="ignore"):
        values = np.asarray(index.formula(ready.n, **extra))
    t = ready.n.sum(axis=1)
    low = high = None
    method = "none"
    if interval != "none":
        method = "person"
        # from areas that hold two people more of the whole's groups (Agresti & Coull 1998): where
        # all are alike, drawing from them as they are shows nothing
        size = ready.n.sum(axis=1, keepdims=True)
        pi = ready.n.sum(axis=0) / ready.n.sum()
        smooth = (ready.n + 2 * pi) * (size / (size + 2))
        drawn = draws_of(
            smooth,
            value_of,
            by="person",
            draws=draws,
            seed=seed,
            variance=ready.variance,
        )
        with np.errstate(all="ignore"):
            about = np.asarray(value_of(smooth, None)) - np.nanmean(drawn, axis=0)
        tails = [(1 - level) / 2, (1 + level) / 2]
        band = np.nanquantile(drawn, tails, axis=0, method="weibull")
        low, high = (
            _spread_out(np.clip(b + about, index.lowest, index.highest), ready) for b in band
        )
    return LocalReading(
        name,
        counts.areas,
        _spread_out(values, ready),
        low,
        high,
        float(values @ t / t.sum()),
        level,
        method,
        counts.date,
        ready.groups,
        seed if method == "person" else None,
        draws if method == "person" else 0,
        ready.flags,
    )


def _near_again(surroundings: Surroundings, n: Cells, ready: Ready, whole: Ready) -> Cells:
    """Shares around the ready rows, found anew for the people of ``n`` and others of the whole."""
    everywhere = np.zeros((len(ready.counts.areas), n.shape[1]))
    everywhere[whole.rows] = whole.n
    everywhere[ready.rows] = n
    return np.asarray(surroundings.again(everywhere).shares[0][ready.rows])


def _spread_out(values: Vector, ready: Ready) -> Vector:
    everywhere = np.full(len(ready.counts.areas), np.nan)
    everywhere[ready.rows] = values
    return everywhere
