"""A composite of indicators: score, terms, ranks with uncertainty."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from samlad.model import Areas, Figure, Mistake, Said
from samlad.need.noise import shrink
from samlad.need.nouns import Gap, Indicator, Need, Part, Recipe
from samlad.need.standard import first_component, standardise, worst_ranks

Cells = NDArray[np.float64]
LEVEL = 0.95


@dataclass(frozen=True, eq=False)
class _Stand:
    """The scored areas' numbers: shrunk values, what noise is left, weights, directions."""

    method: str
    x: Cells
    noise: Cells
    weights: NDArray[np.float64]
    direction: NDArray[np.float64]
    shares: NDArray[np.bool_]

    def units(self, x: Cells) -> Cells:
        return standardise(self.method, x, self.direction, bool(self.shares.all()))


def score(
    recipe: Recipe,
    indicators: Mapping[str, Indicator],
    *,
    worst: int = 5,
    draws: int = 1000,
    seed: int = 0,
) -> Need:
    """The need of each area: a score that is the sum of its terms, and how sure its rank is.

    ``indicators``: name → indicator, all over the same areas; parts of the recipe without one
    are left out and said, and a focus area left without any becomes a gap. An area that lacks
    one of the indicators gets no score. ``worst``: how many areas "among the worst" means; at
    most half of those scored. ``draws``: resamples of the noise, and of the weightings.

    Raises ``Mistake``: ``need.no_indicator``, ``need.too_few_areas``, ``need.worst``,
    ``need.mixed_units``, ``areas.two_divisions``.
    """
    if worst < 1 or draws < 1:
        raise Mistake("need.worst", found={"worst": worst, "draws": draws})
    parts = tuple(p for p in recipe.parts if _usable(indicators.get(p.indicator)))
    if not parts:
        names = ", ".join(part.indicator for part in recipe.parts)
        raise Mistake("need.no_indicator", found={"recipe": recipe.name, "indicators": names})
    used = [indicators[part.indicator] for part in parts]
    parts = tuple(replace(p, label=p.label or o.label) for p, o in zip(parts, used, strict=True))
    areas = used[0].areas
    for one in used[1:]:
        areas.require_same(one.areas)
    scored = np.all([one.present for one in used], axis=0)
    n = int(scored.sum())
    if n < 2:
        raise Mistake("need.too_few_areas", found={"scored": n, "areas": len(areas)})
    among = min(worst, max(1, n // 2))
    stand = _stand(recipe.method, parts, used, scored)
    units = stand.units(stand.x)
    terms = units * stand.weights
    total = np.array([math.fsum(row) for row in terms])
    drawn = np.concatenate(list(_drawn(stand, draws, seed)))
    ranks = worst_ranks(drawn)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)
    low, high = np.minimum(low, total), np.maximum(high, total)
    rank = worst_ranks(total)
    best, last = np.quantile(ranks, [tail, 1 - tail], axis=0, method="inverted_cdf")
    best, last = np.minimum(best, rank), np.maximum(last, rank)
    raw = np.stack([one.values for one in used], axis=1)
    return Need(
        recipe,
        areas,
        max(one.year for one in used),
        _spread(total, scored),
        _spread(terms, scored),
        parts,
        _spread(low, scored),
        _spread(high, scored),
        _spread(best, scored, 0).astype(np.int64),
        _spread(last, scored, 0).astype(np.int64),
        among,
        _spread((ranks <= among).mean(axis=0), scored),
        _spread(_weightings(units, among, draws, seed), scored),
        _influence(terms, total),
        _gaps(recipe, parts),
        scored,
        raw,
        _spread(rank, scored, 0).astype(np.int64),
        LEVEL,
        seed,
        draws,
        tuple(one.unit for one in used),
        (*_flags(used, scored, worst, among), *_recipe_flags(recipe, parts, stand)),
    )


def _usable(indicator: Indicator | None) -> bool:
    return indicator is not None and bool(indicator.present.any())


def _stand(
    method: str, parts: tuple[Part, ...], used: list[Indicator], scored: NDArray[np.bool_]
) -> _Stand:
    if method == "mean" and len({one.unit for one in used}) > 1:
        units = ", ".join(sorted({one.unit for one in used}))
        raise Mistake("need.mixed_units", found={"units": units})
    shrunk = [shrink(one) for one in used]
    x = np.stack([values for values, _ in shrunk], axis=1)[scored]
    noise = np.sqrt(np.stack([left for _, left in shrunk], axis=1)[scored])
    direction = np.array([part.direction for part in parts], dtype=float)
    shares = np.array([one.unit == "share" for one in used])
    weights = np.array([part.weight for part in parts], dtype=float)
    weights = weights / weights.sum()
    if method == "first_component":
        weights = first_component(standardise("zscore", x, direction, False))
    return _Stand(method, x, noise, weights, direction, shares)


def _drawn(stand: _Stand, draws: int, seed: int) -> Iterator[Cells]:
    """Scores (some draws, areas) with the noise drawn anew, chunk by chunk."""
    chunk = max(1, min(draws, 2_000_000 // stand.x.size))
    sizes = [chunk] * (draws // chunk) + ([draws % chunk] if draws % chunk else [])
    streams = np.random.SeedSequence([seed, 1]).spawn(len(sizes))
    for size, stream in zip(sizes, streams, strict=True):
        chance = np.random.default_rng(stream).standard_normal((size, *stand.x.shape))
        x = stand.x + chance * stand.noise
        x = np.where(stand.shares, np.clip(x, 0.0, 1.0), x)
        yield stand.units(x) @ stand.weights


def _weightings(units: Cells, among: int, draws: int, seed: int) -> NDArray[np.float64]:
    """(areas,) share of all weightings in which the area is among the worst (SMAA).

    Weightings are uniform over the simplex (Lahdelma, Hokkanen & Salminen 1998,
    doi:10.1016/S0377-2217(97)00163-X).
    """
    chance = np.random.default_rng(np.random.SeedSequence([seed, 2]))
    weightings = chance.dirichlet(np.ones(units.shape[1]), size=draws)
    among_worst = np.zeros(units.shape[0])
    step = max(1, 4_000_000 // units.shape[0])
    for start in range(0, draws, step):
        ranks = worst_ranks(weightings[start : start + step] @ units.T)
        among_worst += (ranks <= among).sum(axis=0)
    return np.asarray(among_worst / draws)


def _influence(terms: Cells, total: NDArray[np.float64]) -> NDArray[np.float64]:
    """(parts,): each part's covariance with the score over the score's variance; sums to 1."""
    centred = total - total.mean()
    variance = float((centred**2).sum())
    if variance <= len(total) * (1e-12 * float(np.abs(total).max())) ** 2:
        return np.zeros(terms.shape[1])
    return np.asarray(((terms - terms.mean(axis=0)) * centred[:, None]).sum(axis=0) / variance)


def _spread(values: NDArray[np.generic], scored: NDArray[np.bool_], empty: float = np.nan) -> Cells:
    full = np.full((len(scored), *values.shape[1:]), empty, dtype=float)
    full[scored] = values
    full.setflags(write=False)
    return full


def _gaps(recipe: Recipe, parts: tuple[Part, ...]) -> tuple[Gap, ...]:
    covered = {part.focus for part in parts}
    wanted = dict.fromkeys((*recipe.focus_areas, *(part.focus for part in recipe.parts)))
    gaps = []
    for focus in wanted:
        if focus not in covered:
            name = Said(f"focus.{focus}")
            order = recipe.order_from.get(focus, Said("need.order.unknown", {"focus": name}))
            gaps.append(Gap(focus, Said("need.gap.no_area_figures", {"focus": name}), order))
    return tuple(gaps)


def _names(areas: Areas, rows: NDArray[np.intp]) -> tuple[str, ...]:
    return tuple(f"{areas.names[i]} ({areas.codes[i]})" for i in rows)


def _flags(
    used: list[Indicator], scored: NDArray[np.bool_], worst: int, among: int
) -> Iterator[Said]:
    areas = used[0].areas
    if not scored.all():
        yield Said("need.flag.lacking_areas", {"areas": _names(areas, np.flatnonzero(~scored))})
    years = sorted({one.year for one in used})
    if len(years) > 1:
        yield Said("need.flag.years", {"years": tuple(years)})
    silent = tuple(one.said for one in used if not one.noise_known)
    if silent:
        yield Said("need.flag.no_noise", {"indicators": silent})
    if worst != among:
        values = {"asked": Figure(worst, "number"), "used": Figure(among, "number")}
        yield Said("need.flag.worst_lowered", values)


def _recipe_flags(recipe: Recipe, parts: tuple[Part, ...], stand: _Stand) -> Iterator[Said]:
    kept = {part.indicator for part in parts}
    left_out = tuple(p.said for p in recipe.parts if p.indicator not in kept)
    if left_out:
        yield Said("need.flag.part_left_out", {"indicators": left_out})
    if recipe.method == "first_component":
        yield Said("need.flag.weights_from_component")
        turned = [p for p, w in zip(parts, stand.weights, strict=True) if w < 0]
        if turned:
            names = tuple(p.said for p in turned)
            yield Said("need.flag.component_sign", {"indicators": names})
