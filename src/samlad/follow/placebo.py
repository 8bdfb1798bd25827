"""The rule placebo: what the same rule of choice gives where nothing was done."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.follow.nouns import Effect, Evaluation, Panel, Rule
from samlad.model import Figure, Mistake, Said
from samlad.need import named

Vector = NDArray[np.float64]
POWER = 0.8


@dataclass(frozen=True, eq=False)
class _Place:
    """One municipality: which of its areas the rule picks, and every area's change."""

    rows: NDArray[np.int64]
    chosen: NDArray[np.bool_]
    change: Vector

    @property
    def contrast(self) -> float:
        """Mean change of the chosen less mean change of the others."""
        return float(self.change[self.chosen].mean() - self.change[~self.chosen].mean())


def rule_placebo(
    panel: Panel,
    place: str,
    rule: Rule,
    *,
    base: str,
    last: str,
    score: Sequence[float] | Vector | None = None,
    areas: tuple[str, ...] | None = None,
    leave_out: tuple[str, ...] = (),
    hoped: float | None = None,
    locked: bool = False,
    level: float = 0.95,
) -> Effect:
    """The effect in the areas a rule chose in ``place``, against what the rule picks elsewhere.

    Areas are chosen because they are worst, and what is worst tends to improve by itself. So
    the same rule is applied in every other municipality with at least ``rule.least`` areas;
    their changes from ``base`` to ``last`` are what to expect anyway, and the spread of them is
    the noise. ``score``: (areas,), what the rule chose by; the panel's own outcome in
    ``rule.year`` when None. ``areas``: those really chosen, if known. ``leave_out``:
    municipalities that had the same money and so are no placebos; if taking them in would turn
    the answer, it cannot be determined. ``hoped``: the change, on the
    panel's scale, that would have been worth having. ``locked``: the plan of evaluation was kept
    before the outcome was known.

    Contrasts are put on one scale by the variance that the number of areas gives, so that a
    town with few areas and one with many can be compared. The interval inverts the same test
    that gives p, p = 2 · min(tails), each (b + 1)/(B + 1).

    Raises ``Mistake``: ``effect.year``, ``effect.base_after_selection``, ``effect.place``,
    ``effect.too_few_areas``, ``effect.no_placebos``, ``panel.shape``.
    """
    years = {year: i for i, year in enumerate(panel.years)}
    for year in (base, last) if score is not None else (base, last, rule.year):
        if year not in years:
            raise Mistake("effect.year", found={"year": year, "years": ", ".join(panel.years)})
    if not base < rule.year <= last:
        raise Mistake(
            "effect.base_after_selection", found={"base": base, "year": rule.year, "last": last}
        )
    values = _scaled(panel)
    by = values[:, years[rule.year]] if score is None else np.asarray(score, dtype=float)
    if by.shape != (len(panel.codes),):
        raise Mistake("panel.shape", found={"expected": len(panel.codes), "found": by.size})
    change = values[:, years[last]] - values[:, years[base]]
    there = ~np.isnan(change) & ~np.isnan(by)
    groups = _groups(panel, there)
    if place not in groups:
        raise Mistake("effect.place", found={"place": place})
    own = _choose(groups[place], by, change, rule)
    if own is None:
        found = {"place": place, "areas": len(groups[place]), "least": rule.least}
        raise Mistake("effect.too_few_areas", found=found)
    every = {
        name: chosen
        for name, rows in sorted(groups.items())
        if name != place and (chosen := _choose(rows, by, change, rule)) is not None
    }
    others = [chosen for name, chosen in every.items() if name not in leave_out]
    if len(others) < 2:
        raise Mistake("effect.no_placebos", found={"placebos": len(others)})
    terms = _Terms(place, base, last, areas, hoped, locked, level, there)
    return _effect(panel, rule, own, (others, list(every.values())), terms)


def evaluate(panel: Panel, place: str, plan: Evaluation) -> Effect:
    """``rule_placebo`` as a plan of evaluation asks for it. Raises the same."""
    return rule_placebo(
        panel,
        place,
        plan.rule,
        base=plan.base,
        last=plan.last,
        leave_out=plan.leave_out,
        hoped=plan.hoped,
        locked=plan.locked,
    )


@dataclass(frozen=True, eq=False)
class _Terms:
    place: str
    base: str
    last: str
    areas: tuple[str, ...] | None
    hoped: float | None
    locked: bool
    level: float
    there: NDArray[np.bool_]


def _scaled(panel: Panel) -> Vector:
    if panel.scale == "log":
        return np.asarray(np.log(panel.values))
    if panel.scale == "logit":
        return np.asarray(np.log(panel.values) - np.log1p(-panel.values))
    return panel.values


def _groups(panel: Panel, there: NDArray[np.bool_]) -> dict[str, NDArray[np.int64]]:
    names, place = np.unique(np.asarray(panel.places), return_inverse=True)
    order = np.argsort(place, kind="stable")
    order = order[there[order]]
    ends = np.searchsorted(place[order], np.arange(len(names) + 1))
    return {
        str(name): order[ends[i] : ends[i + 1]]
        for i, name in enumerate(names)
        if ends[i + 1] > ends[i]
    }


def _choose(rows: NDArray[np.int64], by: Vector, change: Vector, rule: Rule) -> _Place | None:
    """What the rule picks in one municipality; ties by the areas' own order."""
    n = len(rows)
    wanted = max(1, int(rule.worst * n / rule.of + 0.5)) if rule.of else rule.worst
    if n < rule.least or wanted >= n:
        return None
    sign = 1.0 if rule.lowest else -1.0
    chosen = np.zeros(n, dtype=bool)
    chosen[np.argsort(sign * by[rows], kind="stable")[:wanted]] = True
    return _Place(rows, chosen, change[rows])


def _spreads(own: _Place, others: list[_Place]) -> tuple[Vector, float, float]:
    """Standard deviation of each placebo's contrast and of the own, and the placebos' mean.

    Var = between + chosen/m + rest/(n − m); the two variances within are pooled over the
    placebos, what is left of the contrasts' spread is between.
    """
    squares, free = np.zeros(2), np.zeros(2)
    for one in others:
        for i, group in enumerate((one.change[one.chosen], one.change[~one.chosen])):
            squares[i] += float(((group - group.mean()) ** 2).sum())
            free[i] += len(group) - 1
    within = np.where(free > 0, squares / np.maximum(free, 1), 0.0)
    sizes = np.array([(p.chosen.sum(), (~p.chosen).sum()) for p in (*others, own)], dtype=float)
    inside = (within / sizes).sum(axis=1)
    contrasts = np.array([one.contrast for one in others])
    between = max(0.0, float(contrasts.var(ddof=1) - inside[:-1].mean()))
    variance = np.maximum(between + inside, 1e-300)
    weights = 1 / variance[:-1]
    expected = float((weights * contrasts).sum() / weights.sum())
    return np.sqrt(variance[:-1]), float(np.sqrt(variance[-1])), expected


def _test(own: _Place, others: list[_Place], level: float) -> dict[str, float]:
    """Observed, expected, p, interval and the least effect that would be found."""
    spread, mine, expected = _spreads(own, others)
    t = np.sort((np.array([one.contrast for one in others]) - expected) / spread)
    observed = own.contrast
    t0 = (observed - expected) / mine
    B = len(t)
    up, down = int((t >= t0).sum()) + 1, int((t <= t0).sum()) + 1
    p = min(1.0, 2 * min(up, down) / (B + 1))
    cut = math.floor((1 - level) / 2 * (B + 1) + 1e-9)
    high_t = float(t[B - cut]) if cut else math.inf
    low_t = float(t[cut - 1]) if cut else -math.inf
    reach = max(high_t - float(np.quantile(t, 1 - POWER)), float(np.quantile(t, POWER)) - low_t)
    return {
        "observed": observed,
        "expected": expected,
        "p": p,
        "low": observed - expected - mine * high_t,
        "high": observed - expected - mine * low_t,
        "detectable": mine * reach,
    }


def _time_placebo(
    panel: Panel, own: _Place, others: list[_Place], terms: _Terms, by_first: str
) -> float | None:
    values = _scaled(panel)
    first, base = panel.years.index(by_first), panel.years.index(terms.base)
    if first >= base:
        return None
    before = values[:, base] - values[:, first]

    def moved(one: _Place) -> _Place | None:
        change = before[one.rows]
        kept = ~np.isnan(change)
        if not (kept & one.chosen).any() or not (kept & ~one.chosen).any():
            return None
        return _Place(one.rows[kept], one.chosen[kept], change[kept])

    mine = moved(own)
    theirs = [place for one in others if (place := moved(one)) is not None]
    if mine is None or len(theirs) < 2:
        return None
    return _test(mine, theirs, terms.level)["p"]


def _one_left_out(own: _Place, expected: float) -> tuple[float, float] | None:
    rows = np.flatnonzero(own.chosen)
    if len(rows) < 2:
        return None
    rest = float(own.change[~own.chosen].mean())
    without = [float(own.change[[r for r in rows if r != out]].mean()) for out in rows]
    return min(without) - rest - expected, max(without) - rest - expected


def _verdict(
    found: dict[str, float], everyone: dict[str, float], earlier: float | None, terms: _Terms
) -> str:
    """Shown only when it does not hang on which placebos are taken, nor was there before."""
    alpha = 1 - terms.level + 1e-12
    if (found["p"] <= alpha) != (everyone["p"] <= alpha):
        return "cannot_say"
    if found["p"] <= alpha:
        return "shown" if earlier is None or earlier > alpha else "cannot_say"
    enough = terms.hoped is not None and found["detectable"] <= terms.hoped
    return "none_shown" if enough else "cannot_say"


def _effect(
    panel: Panel,
    rule: Rule,
    own: _Place,
    placebos: tuple[list[_Place], list[_Place]],
    terms: _Terms,
) -> Effect:
    others, every = placebos
    found = _test(own, others, terms.level)
    everyone = found if len(every) == len(others) else _test(own, every, terms.level)
    codes = tuple(panel.codes[i] for i in own.rows[own.chosen])
    missing = sum(
        1 for i, name in enumerate(panel.places) if name == terms.place and not bool(terms.there[i])
    )
    earlier = _time_placebo(panel, own, others, terms, panel.years[0])
    verdict = _verdict(found, everyone, earlier, terms)
    effect = Effect(
        panel.outcome,
        codes,
        f"{int(own.chosen.sum())}/{len(own.rows)} {rule.by or panel.outcome} {rule.year}",
        terms.base,
        terms.last,
        found["observed"],
        found["expected"],
        found["observed"] - found["expected"],
        found["low"],
        found["high"],
        found["p"],
        len(others),
        found["detectable"],
        "rule placebo",
        terms.locked,
        verdict,
        Said("follow.effect.none"),
        (
            *_depends(found, everyone, len(every), earlier, terms),
            *_flags(terms, codes, earlier, missing),
        ),
        panel.scale,
        terms.place,
        terms.hoped,
        earlier,
        missing,
        _one_left_out(own, found["expected"]),
        terms.level,
    )
    return effect.with_said(_said(effect, panel, rule, len(own.rows)))


def _said(effect: Effect, panel: Panel, rule: Rule, areas: int) -> Said:
    return Said(
        "follow.effect.says",
        {
            **effect.figures,
            "outcome": named(panel.outcome, panel.label),
            "chosen": Figure(len(effect.areas), "number"),
            "of": Figure(areas, "number"),
            "year": rule.year,
            "base": effect.base,
            "last": effect.last,
            "verdict": Said(f"follow.verdict.{effect.verdict}"),
            "locked": Said("follow.locked.yes" if effect.locked else "follow.locked.no"),
        },
    )


def _depends(
    found: dict[str, float],
    everyone: dict[str, float],
    placebos: int,
    earlier: float | None,
    terms: _Terms,
) -> Iterator[Said]:
    alpha = 1 - terms.level + 1e-12
    if (found["p"] <= alpha) != (everyone["p"] <= alpha):
        yield Said(
            "follow.flag.depends_on_placebos",
            {
                "p": Figure(found["p"], "index", decimals=2),
                "p_all": Figure(everyone["p"], "index", decimals=2),
                "placebos_all": Figure(placebos, "number"),
            },
        )
    elif found["p"] <= alpha and earlier is not None and earlier <= alpha:
        yield Said("follow.flag.differed_already")


def _flags(
    terms: _Terms, codes: tuple[str, ...], earlier: float | None, missing: int
) -> Iterator[Said]:
    if not terms.locked:
        yield Said("follow.flag.chosen_afterwards")
    if terms.areas is not None and set(terms.areas) != set(codes):
        yield Said("follow.flag.rule_picks_others", {"areas": codes})
    if earlier is None:
        yield Said("follow.flag.no_time_placebo", {"base": terms.base})
    else:
        yield Said("follow.flag.time_placebo", {"p": Figure(earlier, "index", decimals=2)})
    if missing:
        yield Said("follow.flag.areas_missing", {"missing": Figure(missing, "number")})
    if terms.hoped is None:
        yield Said("follow.flag.no_hoped")
    yield Said("follow.flag.movers_unknown")
    yield Said("follow.limit.comparison")
    yield Said("follow.limit.exchangeable")
