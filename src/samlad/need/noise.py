"""How sure an indicator is: what the publisher, rounding and small numbers put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.model import Areas, Source
from samlad.need.nouns import Indicator

Vector = NDArray[np.float64]


def rounding_variance(decimals: int, scale: float = 1.0) -> float:
    """Variance of what rounding to ``decimals`` hides: uniform over ± half of the last digit.

    ``scale``: what one unit of the rounded figure is worth (0.01 for per cent read as shares).

    >>> round(rounding_variance(0, 0.01) ** 0.5, 6)
    0.002887
    """
    return float((scale * 10.0**-decimals) ** 2 / 12)


def from_percent(
    name: str,
    areas: Areas,
    year: str,
    percent: ArrayLike,
    source: Source,
    *,
    status: ArrayLike | None = None,
    people: ArrayLike | None = None,
    decimals: int = 3,
    record: str = "",
    label: Mapping[str, str] | None = None,
) -> Indicator:
    """An indicator from published per cent, with its rounding as noise.

    ``percent``: (areas,), 0–100; ``status``: (areas,) of ``Status``, NaN counts as missing;
    ``people``: (areas,), the people behind the share. An area with nobody, or no
    known people, has no share: it becomes missing. Raises what ``Indicator`` raises.
    """
    values = np.asarray(percent, dtype=float) / 100
    kept = _status(status, values)
    given = None if people is None else np.array(people, dtype=float)
    if given is not None and given.shape == kept.shape:
        kept[(kept == 0) & ~(given > 0)] = 1
    noise = np.full(values.shape, rounding_variance(decimals, 0.01))
    return Indicator(
        name,
        areas,
        year,
        values,
        "share",
        kept,
        source,
        given,
        noise,
        record,
        label or {},
        only_rounding=given is None,
    )


def from_figures(
    name: str,
    areas: Areas,
    year: str,
    values: ArrayLike,
    source: Source,
    *,
    status: ArrayLike | None = None,
    unit: str = "number",
    scale: float = 1.0,
    decimals: int = 1,
    people: ArrayLike | None = None,
    record: str = "",
    label: Mapping[str, str] | None = None,
) -> Indicator:
    """An indicator from published figures that are not shares (a mean wage), rounding as noise.

    ``scale``: what one published unit is worth in ``unit`` (100,000 öre for a thousand kronor).
    ``people`` only weighs areas together; what sampling such a mean has is not known and is
    not guessed. Raises what ``Indicator`` raises.
    """
    given = scale * np.asarray(values, dtype=float)
    if unit == "kronor":
        given = np.rint(given)
    weights = None if people is None else np.array(people, dtype=float)
    kept = _status(status, given)
    if weights is not None and weights.shape == kept.shape:
        kept[(kept == 0) & ~(weights > 0)] = 1
    noise = np.full(given.shape, rounding_variance(decimals, scale))
    return Indicator(
        name,
        areas,
        year,
        given,
        unit,
        kept,
        source,
        weights,
        noise,
        record,
        label or {},
        only_rounding=True,
    )


def _status(status: ArrayLike | None, values: Vector) -> NDArray[np.int8]:
    if status is None:
        return np.zeros(values.shape, np.int8)
    return np.array(status, dtype=np.int8)


def middle(indicator: Indicator, rows: Sequence[int] | None = None) -> float:
    """The mean over areas, weighted by people where they are known; NaN if a row is missing."""
    chosen = np.arange(len(indicator.areas)) if rows is None else np.asarray(rows, dtype=np.int64)
    values = indicator.values[chosen]
    if not chosen.size or np.isnan(values).any():
        return float("nan")
    if indicator.denominators is None:
        return float(values.mean())
    people = indicator.denominators[chosen]
    return float((values * people).sum() / people.sum())


def sampling(indicator: Indicator) -> Vector:
    """(areas,) variance: chance in small numbers (shares with known people) plus given noise.

    A register counts everybody; the chance meant here is that of the lives lived there, of
    which one year is a draw: m(1 − m)/n with the mean share m of all areas, as in
    Marshall (1991), doi:10.2307/2347593.
    """
    variance = np.zeros(len(indicator.areas))
    if indicator.variance is not None:
        variance = variance + indicator.variance
    if indicator.unit == "share" and indicator.denominators is not None:
        m = middle(indicator, np.flatnonzero(indicator.present).tolist())
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = variance + np.where(
                indicator.present, m * (1 - m) / indicator.denominators, 0.0
            )
    return np.asarray(variance)


def shrink(indicator: Indicator) -> tuple[Vector, Vector]:
    r"""Values drawn towards the mean of all areas as their noise asks, and what noise is left.

    .. math:: z_j = w_j x_j + (1 - w_j) m, \quad w_j = A / (A + s_j^2)

    m: the people-weighted mean; s²_j: ``sampling``; A: what variance between areas remains when
    noise is taken away (method of moments, Marshall 1991, doi:10.2307/2347593). Gives (areas,)
    values and (areas,) posterior variance w_j s²_j. Missing stays NaN. Where only the rounding is
    known nothing is drawn: published figures stay as published.
    """
    here = indicator.present
    variance = sampling(indicator)
    if not here.any() or not variance[here].any():
        return indicator.values.copy(), np.where(here, 0.0, np.nan)
    if not indicator.noise_known:
        return indicator.values.copy(), np.where(here, variance, np.nan)
    x, s = indicator.values[here], variance[here]
    weights = np.ones_like(x) if indicator.denominators is None else indicator.denominators[here]
    weights = weights / weights.sum()
    m = float((weights * x).sum())
    between = max(0.0, float((weights * (x - m) ** 2).sum() - (weights * s).sum()))
    w = between / (between + s) if between > 0 else np.zeros_like(s)
    values, left = np.full(len(here), np.nan), np.full(len(here), np.nan)
    values[here] = w * x + (1 - w) * m
    left[here] = w * s
    return values, left
