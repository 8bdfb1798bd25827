"""What counts of small units say of the chances behind them, and how far they leave them open.

A unit of k people has a chance p of its own, and x of the k belong to the first group, Bin(k, p).
Behind the units stands a distribution F of p. Of units of k people nothing but the first k
moments of F shows, so that F is not known even from endlessly many units; what is known is which
F give the counts best, and how large and how small an index may be over them.
D'Haultfœuille & Rathelot 2017, doi:10.3982/QE501; Rathelot 2012, doi:10.1080/07350015.2012.707586.
NumPy alone; everything is done for a stack of tables at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.measure.registry import Cells
from samlad.measure.shares import Vector

POINTS = 121
"""Chances that F may put weight on, closer to one another near 0 and 1."""
SHARPEST = 1e8
"""Where the search for the likeliest F stops: it is then some 1e-6 from the best, per unit."""


def chances(more: Vector | None = None) -> Vector:
    """The chances looked at, (points,), from 0 to 1, with ``more`` among them."""
    usual = (1 - np.cos(np.pi * np.arange(POINTS) / (POINTS - 1))) / 2
    return usual if more is None else np.union1d(usual, more)


def log_factorials(most: int) -> Vector:
    """ln 0! … ln most!, (most + 1,)."""
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1)))])


def binomials(k: int, p: Vector) -> Cells:
    """Bin(x; k, p), (points, k + 1)."""
    logs, x = log_factorials(k), np.arange(k + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        up = np.where(x > 0, x * np.log(p)[:, None], 0.0)
        down = np.where(x < k, (k - x) * np.log1p(-p)[:, None], 0.0)
    return np.asarray(np.exp(logs[k] - logs[x] - logs[k - x] + up + down))


def thinned(x: NDArray[np.int64], k: int, few: int) -> Cells:
    """Of ``few`` of the k people, drawn blindly, how many are of the x: (…, few + 1) chances.

    The mean over the draws keeps every moment of F up to the ``few``-th, without bias.
    """
    logs, y = log_factorials(k), np.arange(few + 1)
    x = np.asarray(x)[..., None]
    there = (y <= x) & (few - y <= k - x)
    a, b = np.where(there, x - y, 0), np.where(there, k - x - few + y, 0)
    chance = logs[x] - logs[a] + logs[k - x] - logs[b] - logs[k] + logs[k - few]
    chance = np.where(there, chance + logs[few] - logs[y] - logs[few - y], -np.inf)
    return np.asarray(np.exp(chance))


def _newton(
    step: Callable[[NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]],
    at: NDArray[np.float64],
    turns: int = 60,
) -> NDArray[np.float64]:
    """Damped Newton on a self-concordant function of each row (Nesterov & Nemirovskii 1994).

    ``step`` gives the Newton step and its decrement, with which no line need be searched.
    """
    for _ in range(turns):
        move, decrement = step(at)
        slow = np.where(decrement > 0.25, 1 / (1 + decrement), 1.0)
        at = at + slow[:, None] * move
        if decrement.max() < 0.1:
            break
    return at


def likeliest(f: Cells, of: Cells) -> Cells:
    r"""The F under which the counts are likeliest, (tables, points), weights that sum to 1.

    f : (tables, k + 1), share of units with x = 0 … k; of : (points, k + 1), ``binomials``. The
    dual is solved by an inner-point method,

    .. math:: \max_\nu \sum_x f_x \ln \nu_x \quad \text{where} \quad \sum_x \nu_x B(x; k, p) \le 1

    (Koenker & Mizera 2014, doi:10.1080/01621459.2013.869224), so that with several best F the
    one given is in their middle.
    """
    points, states = of.shape
    pairs = (of[:, :, None] * of[:, None, :]).reshape(points, -1)
    nu = np.full(f.shape, 0.5)
    sharp = 10.0
    while True:
        a = sharp * f + 1

        def step(u: Cells, a: Cells = a) -> tuple[Cells, Vector]:
            # in ln-like steps: each ν counted in units of itself
            s = np.maximum(1 - u @ of.T, 1e-300)
            slope = -a + u * ((1 / s) @ of)
            bend = ((1 / s**2) @ pairs).reshape(-1, states, states) * u[:, :, None] * u[:, None, :]
            bend[:, np.arange(states), np.arange(states)] += a
            move = -np.linalg.solve(bend, slope[..., None])[..., 0]
            return move * u, np.sqrt(np.maximum(-(move * slope).sum(axis=1), 0))

        nu = _newton(step, nu)
        if sharp >= SHARPEST:
            break
        sharp *= 10
    w = 1 / np.maximum(1 - nu @ of.T, 1e-300)
    return np.asarray(w / w.sum(axis=1, keepdims=True))


def least_mean(h: Vector, w: Cells, p: Vector, moments: int) -> Vector:
    r"""The least ∫ h dF over every F with the first ``moments`` moments of w, (tables,).

    h : (points,) or (tables, points), values at p : (points,); w : (tables, points), weights. It
    is the greatest mean
    that a polynomial of that degree below h has, and any such polynomial will do for a bound from
    outside: that of an inner-point method, less than 1e-5 of h's width off (Karlin & Studden
    1966). Of the F on the points p alone.
    """
    h = np.broadcast_to(h, w.shape)
    reach = np.maximum(h.max(axis=1) - h.min(axis=1), 1e-12)
    level = (h - h.min(axis=1, keepdims=True)) / reach[:, None]
    T = np.cos(np.arange(moments + 1) * np.arccos(np.clip(2 * p - 1, -1, 1))[:, None])
    pairs = (T[:, :, None] * T[:, None, :]).reshape(len(p), -1)
    c = w @ T
    beta = np.zeros((len(w), moments + 1))
    beta[:, 0] = -1.0
    best = np.full(len(w), -np.inf)
    sharp = 10.0
    while sharp <= 2e7:

        def step(b: Cells, sharp: float = sharp) -> tuple[Cells, Vector]:
            s = np.maximum(level - b @ T.T, 1e-300)
            slope = -sharp * c + (1 / s) @ T
            bend = ((1 / s**2) @ pairs).reshape(-1, moments + 1, moments + 1)
            unit = np.sqrt(np.einsum("bii->bi", bend))
            bend = bend / unit[:, :, None] / unit[:, None, :]
            bend[:, np.arange(moments + 1), np.arange(moments + 1)] += 1e-13
            move = -np.linalg.solve(bend, (slope / unit)[..., None])[..., 0] / unit
            return move, np.sqrt(np.maximum(-(move * slope).sum(axis=1), 0))

        beta = _newton(step, beta)
        below = (level - beta @ T.T).min(axis=1) >= 0
        best = np.where(below, np.maximum(best, (c * beta).sum(axis=1)), best)
        sharp *= 10
    return np.asarray(best * reach + h.min(axis=1))


# ------------------------------------------------------------------------- one shape assumed
def beta_binomial(k: NDArray[np.int64], x: NDArray[np.int64]) -> tuple[float, float]:
    r"""a and b of the Beta law of p under which the counts are likeliest; infinite where p is one.

    k, x : (units,), people and those of the first group. Rathelot 2012 with one component. The
    likelihood is a sum of logarithms,

    .. math:: \sum_{i<x} \ln(a+i) + \sum_{i<k-x} \ln(b+i) - \sum_{i<k} \ln(a+b+i)

    over the units, climbed by Newton in ln a and ln b. Gives (inf, inf) where the likelihood
    grows as far as a + b = 1e7: nothing then says that units differ.
    """
    many = [np.cumsum(np.bincount(v)[::-1])[::-1][1:].astype(float) for v in (x, k - x, k)]
    steps = [np.arange(len(m), dtype=float) for m in many]

    def level(a: float, b: float) -> float:
        each = (a, b, a + b)
        logs = [float(m @ np.log(v + i)) for m, v, i in zip(many, each, steps, strict=True)]
        return logs[0] + logs[1] - logs[2]

    share = float(x.sum() / k.sum())
    between = float((k * (x / k - share) ** 2).sum() / (k.sum() * share * (1 - share)))
    tight = len(k) / float(k.sum())
    rho = min(max((between - tight) / max(1 - tight, 1e-9), 1e-4), 0.99)
    a, b = share * (1 / rho - 1), (1 - share) * (1 / rho - 1)
    now = level(a, b)
    for _ in range(200):
        g = [float(m @ (1 / (v + i))) for m, v, i in zip(many, (a, b, a + b), steps, strict=True)]
        c = [
            -float(m @ (1 / (v + i) ** 2))
            for m, v, i in zip(many, (a, b, a + b), steps, strict=True)
        ]
        slope = np.array([a * (g[0] - g[2]), b * (g[1] - g[2])])
        bend = np.array(
            [
                [a * a * (c[0] - c[2]) + slope[0], -a * b * c[2]],
                [-a * b * c[2], b * b * (c[1] - c[2]) + slope[1]],
            ]
        )
        move = -np.linalg.solve(bend, slope) if np.linalg.eigvalsh(bend).max() < -1e-12 else slope
        move = np.clip(move / max(1.0, float(np.abs(move).max()) / 2), -2, 2)
        part = 1.0
        while part > 1e-6:  # half the step until it climbs
            a1, b1 = a * float(np.exp(part * move[0])), b * float(np.exp(part * move[1]))
            then = level(a1, b1)
            if then >= now:
                break
            part /= 2
        if part <= 1e-6 or then - now < 1e-9:
            break
        a, b, now = a1, b1, then
        if a + b > 1e7:
            return np.inf, np.inf
    return a, b


def beta_table(a: float, b: float, points: int = 2_001) -> tuple[Vector, Vector]:
    """p and its weights under Beta(a, b), (points,) each; closer to one another near the mean."""
    spread = float(np.sqrt(1 / a + 1 / b))
    least, most = (np.arcsinh(40 / (s * spread) + 12) for s in (a, b))
    v = np.linspace(-least, most, points)
    u = float(np.log(a / b)) + spread * np.sinh(v)
    logs = -a * np.logaddexp(0, -u) - b * np.logaddexp(0, u) + np.log(np.cosh(v))
    w = np.exp(logs - logs.max())
    return 1 / (1 + np.exp(-np.clip(u, -700, 700))), w / w.sum()


# ---------------------------------------------------------- what the counts do not refuse
@dataclass(frozen=True, eq=False)
class Likely:
    """The counts of pools of units, ready to be set against distributions of chances.

    ``a``: of each pool (states,), units with x = 0, 1, …; ``of``: (points, states), the chances
    of those at each p; ``weight``: (pools,), share of all people; ``p``: (points,).
    """

    a: Sequence[Vector]
    of: Sequence[Cells]
    weight: Vector
    p: Vector


def least_not_refused(h: Cells, likely: Likely, limit: Vector, share: Vector) -> Vector:
    r"""The least :math:`\sum_l W_l \int h\,dF_l` where the likelihood keeps its limit, (problems,).

    .. math:: -\sum_l \sum_x a_{lx} \ln \int B_l(x; p)\,dF_l \le R, \qquad
        \sum_l W_l \int p\,dF_l = \pi

    h : (problems, points); limit : (problems,) R; share : (problems,) π. Solved from its dual by
    an inner-point method, so that what is given is a bound from outside, 1e-4 of h's width off at
    most; infinite where no F will do.
    """
    dual = _Dual(h, likely, limit, share)
    v, rows = dual.start(), np.arange(len(h))
    best = np.full(len(h), -np.inf)
    width = float(np.ptp(h)) or 1.0
    sharp = 1e3
    while sharp <= 1e7 and len(rows):
        for _ in range(40):
            move, decrement = dual.newton(v, rows, sharp / width)
            v = dual.stepped(v, rows, sharp / width, move, decrement)
            best[rows] = np.maximum(best[rows], dual.value(v, rows))
            # a dual that grows past every mean: nothing has that share and likelihood
            going = best[rows] <= h[rows].max(axis=1) + 1e-6
            v, rows = v[going], rows[going]
            if not (decrement[going] >= 0.5).any():
                break
        sharp *= 10
    return np.asarray(np.where(best > h.max(axis=1) + 1e-6, np.inf, best))


class _Dual:
    """The dual: y of each pool and state, then θ of each pool, μ of the share, λ of the limit."""

    def __init__(self, h: Cells, likely: Likely, limit: Vector, share: Vector) -> None:
        self.h, self.limit, self.share = h, limit, share
        self.weight, self.p = likely.weight, likely.p
        self.units = np.concatenate(likely.a)
        self.total = float(self.units.sum())
        self.ends = np.concatenate([[0], np.cumsum([len(a) for a in likely.a])]).tolist()
        self.pools, self.last = len(likely.a), self.ends[-1]
        self.width = self.last + self.pools + 2
        self.logs = np.zeros(self.last)
        np.log(self.units, out=self.logs, where=self.units > 0)
        ones = np.ones(len(likely.p))
        self.sides = [
            (np.r_[b:e, self.last + l, self.width - 2], np.column_stack([-of, ones, w * likely.p]))
            for l, (b, e, of, w) in enumerate(
                zip(self.ends[:-1], self.ends[1:], likely.of, likely.weight, strict=True)
            )
        ]

    def start(self) -> Cells:
        """Within all constraints."""
        v = np.zeros((len(self.h), self.width))
        v[:, -1] = 0.1 * np.maximum(np.ptp(self.h, axis=1), 1e-6) / self.total
        for l in range(self.pools):
            b, e = self.ends[l], self.ends[l + 1]
            units = float(self.units[b:e].sum())
            v[:, b:e] = 0.5 * units * v[:, -1:]
            v[:, self.last + l] = units * v[:, -1] - self.weight[l] * self.h.min(axis=1)
        return v

    def slack(self, v: Cells, rows: NDArray[np.int64]) -> list[Cells]:
        h = self.h[rows]
        return [w * h + v[:, at] @ G.T for w, (at, G) in zip(self.weight, self.sides, strict=True)]

    def value(self, v: Cells, rows: NDArray[np.int64]) -> Vector:
        y, lam = v[:, : self.last], v[:, -1]
        each = self.units * (1 + np.log(y) - self.logs - np.log(lam)[:, None])
        theta = v[:, self.last : self.last + self.pools].sum(axis=1)
        rest = lam * self.limit[rows] + theta + v[:, -2] * self.share[rows]
        return np.asarray(lam * each.sum(axis=1) - rest)

    def newton(self, v: Cells, rows: NDArray[np.int64], sharp: float) -> tuple[Cells, Vector]:
        """The Newton step and its decrement; unknowns counted in units of their own bend."""
        y, lam = v[:, : self.last], v[:, -1:]
        pull = sharp * lam * self.units + 1
        slope, bend = np.zeros(v.shape), np.zeros((len(v), self.width, self.width))
        at, last = np.arange(self.last), self.last
        slope[:, :last], bend[:, at, at] = -pull / y, pull / y**2
        seen = (self.units * (np.log(y) - self.logs - np.log(lam))).sum(axis=1)
        slope[:, -1] = -sharp * (seen - self.limit[rows]) - 1 / lam[:, 0]
        bend[:, -1, -1] = sharp * self.total / lam[:, 0] + 1 / lam[:, 0] ** 2
        bend[:, :last, -1] = bend[:, -1, :last] = -sharp * self.units / y
        slope[:, last:-2] += sharp
        slope[:, -2] += sharp * self.share[rows]
        for s, (some, G) in zip(self.slack(v, rows), self.sides, strict=True):
            one = 1 / s
            slope[:, some] -= one @ G
            bend[:, some[:, None], some] += (G.T * (one**2)[:, None, :]) @ G
        unit = np.sqrt(np.einsum("mii->mi", bend))
        bend = bend / unit[:, :, None] / unit[:, None, :]
        bend[:, np.arange(self.width), np.arange(self.width)] += 1e-12
        move = -np.linalg.solve(bend, (slope / unit)[..., None])[..., 0] / unit
        return move, np.sqrt(np.maximum(-(move * slope).sum(axis=1), 0))

    def worth(self, v: Cells, rows: NDArray[np.int64], sharp: float) -> Vector:
        """What is made small: the value, sharply, and how near the edges; infinite outside."""
        s = np.column_stack([*self.slack(v, rows), v[:, : self.last], v[:, -1]])
        inside = (s > 0).all(axis=1)
        worth = np.full(len(v), np.inf)
        some = v[inside]
        worth[inside] = -sharp * self.value(some, rows[inside]) - np.log(s[inside]).sum(axis=1)
        return worth

    def stepped(
        self, v: Cells, rows: NDArray[np.int64], sharp: float, move: Cells, decrement: Vector
    ) -> Cells:
        """The step, halved until it pays (Armijo)."""
        now, step = self.worth(v, rows, sharp), np.ones(len(v))
        for _ in range(30):
            then = v + step[:, None] * move
            pays = self.worth(then, rows, sharp) <= now - 0.1 * step * decrement**2 + 1e-9
            if pays.all():
                break
            step = np.where(pays, step, step / 2)
        return np.asarray(np.where(pays[:, None], then, v))
