"""Exact shares made whole öre that sum to the pot."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from heapq import heapify, heapreplace
from math import floor

from samlad.model import Mistake


def largest_remainder(exact: Mapping[str, Fraction], total: int) -> dict[str, int]:
    """Whole numbers that sum to ``total``, each at most one from its exact share.

    Every share is rounded down; what is left goes, one each, to the largest remainders, ties by
    code. Raises ``Mistake("rounding.sum")`` when the shares do not sum to ``total``.

    >>> largest_remainder({"b": Fraction(1, 2), "a": Fraction(1, 2), "c": Fraction(2)}, 3)
    {'b': 0, 'a': 1, 'c': 2}
    """
    if sum(exact.values(), Fraction(0)) != total:
        raise Mistake("rounding.sum", found={"total": total})
    down = {code: floor(share) for code, share in exact.items()}
    left = total - sum(down.values())
    order = sorted(exact, key=lambda code: (down[code] - exact[code], code))
    for code in order[:left]:
        down[code] += 1
    return down


def webster(weights: Mapping[str, Fraction], total: int) -> dict[str, int]:
    """Webster's divisor rule: a bigger total never gives anyone less.

    Starts from the weights rounded by a divisor that cannot give out too many, and hands out
    the rest one by one to the largest weight / (2 seats + 1), ties by code.

    >>> webster({"a": Fraction(53), "b": Fraction(24), "c": Fraction(23)}, 7)
    {'a': 3, 'b': 2, 'c': 2}
    """
    if total < 0 or not weights or any(weight < 0 for weight in weights.values()):
        raise Mistake("rounding.weights", found={"total": total})
    whole = sum(weights.values(), Fraction(0))
    if whole == 0:
        raise Mistake("rounding.weights", found={"total": total})
    # Rounding by one divisor for all is a state the one-by-one rule passes through; with this
    # one at most total − n/2 are given out.
    divisor = whole / max(total - len(weights), 1) if total > len(weights) else None
    seats = {
        code: 0 if divisor is None else floor(weight / divisor + Fraction(1, 2))
        for code, weight in weights.items()
    }
    given = sum(seats.values())
    if given > total:
        seats, given = dict.fromkeys(weights, 0), 0
    queue = [
        (-weight / (2 * seats[code] + 1), code) for code, weight in weights.items() if weight > 0
    ]
    heapify(queue)
    for _ in range(total - given):
        code = queue[0][1]
        seats[code] += 1
        heapreplace(queue, (-weights[code] / (2 * seats[code] + 1), code))
    return seats
