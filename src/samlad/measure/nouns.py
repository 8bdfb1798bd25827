"""What measuring gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.model import Areas, Said


@dataclass(frozen=True)
class Reading:
    """One value of an index with interval and bias.

    ``value`` is the formula on the counts as they are. ``corrected`` is the value with the
    bias of small units taken away, and ``low``–``high`` is an interval about ``corrected`` (at
    ``level``): it says where the index lies for the behaviour behind the counts, and where the
    bias is larger than the chance it need not contain ``value``; then ``flags`` says so
    (``flag.measure.bias``). ``low`` and ``high`` are None where no honest interval can be had
    (``flag.measure.no_interval``) or none was asked for; ``low`` is the lowest there is where
    little cannot be told from nothing (``flag.measure.open``). ``expected`` is the mean under
    random allocation with both margins fixed. ``method``: person, area, jackknife, delta,
    likelihood or none.
    ``band_low``–``band_high``: where bands were asked for, the part at this scale of a band that
    holds the index at all its scales together with the chance ``level``. ``bias`` names how the
    bias of small units was met (``smallunits``). With ``bounds`` the index lies between ``lower``
    and ``upper``, ``corrected`` is None unless they are one value, and ``low``–``high`` is an
    interval that holds all between them.
    """

    index: str
    value: float
    low: float | None
    high: float | None
    level: float
    method: str
    expected: float | None
    corrected: float | None
    division: str
    date: str
    groups: tuple[str, ...]
    areas: int
    people: float
    scale: str | None = None
    seed: int | None = None
    draws: int = 0
    flags: tuple[Said, ...] = ()
    band_low: float | None = None
    band_high: float | None = None
    bias: str = "closed"
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Difference:
    """The change of one index between two dates in the same areas and groups.

    ``earlier`` and ``later`` are the values as they are; ``change`` is later less earlier;
    ``low``–``high`` is an interval about the bias-corrected change. ``p`` is two-sided, for no
    change. ``more_than_noise`` is true when the interval leaves out zero. ``scale``, and
    ``band_low``–``band_high`` over all scales together, as in ``Reading``.
    """

    index: str
    earlier: float
    later: float
    change: float
    low: float | None
    high: float | None
    p: float
    more_than_noise: bool
    dates: tuple[str, str]
    division: str = ""
    groups: tuple[str, ...] = ()
    level: float = 0.95
    method: str = "delta"
    corrected: float | None = None
    seed: int | None = None
    draws: int = 0
    flags: tuple[Said, ...] = ()
    scale: str | None = None
    band_low: float | None = None
    band_high: float | None = None


@dataclass(frozen=True, eq=False)
class LocalReading:
    """One value per area, (areas,), with interval; NaN where nobody lives.

    ``total``: the people-weighted mean of the values, which is the index of the whole.
    """

    index: str
    areas: Areas
    values: NDArray[np.float64]
    low: NDArray[np.float64] | None
    high: NDArray[np.float64] | None
    total: float
    level: float = 0.95
    method: str = "none"
    date: str = ""
    groups: tuple[str, ...] = ()
    seed: int | None = None
    draws: int = 0
    flags: tuple[Said, ...] = ()
