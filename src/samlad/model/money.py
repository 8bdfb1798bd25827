"""Whole öre and a currency: sums are exact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from samlad.model.mistake import Mistake


@dataclass(frozen=True, order=True)
class Money:
    """An amount in whole öre (hundredths of the currency).

    >>> Money.kronor("8.8e6") + Money.kronor(29_000_000)
    Money(ore=3780000000, currency='SEK')
    """

    ore: int
    currency: str = "SEK"

    def __post_init__(self) -> None:
        if isinstance(self.ore, bool) or not isinstance(self.ore, int):
            raise TypeError(f"öre are whole numbers, not {self.ore!r}")

    @classmethod
    def kronor(cls, amount: int | str | Decimal | Fraction, currency: str = "SEK") -> Money:
        """The amount given in kronor; text and whole numbers only, since floats are not exact.

        Raises ``Mistake("money.not_whole_ore")`` when it is not a whole number of öre and
        ``Mistake("money.not_a_number")`` when it is no number.
        """
        try:
            exact = amount if isinstance(amount, Fraction) else Fraction(Decimal(amount))
        except (ArithmeticError, ValueError, TypeError):
            raise Mistake("money.not_a_number", found={"value": str(amount)}) from None
        ore = exact * 100
        if ore.denominator != 1:
            raise Mistake("money.not_whole_ore", found={"value": str(amount)})
        return cls(int(ore), currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str = "SEK") -> Money:
        """The exact sum; of nothing, zero."""
        result = cls(0, currency)
        for amount in amounts:
            result = result + amount
        return result

    @property
    def in_kronor(self) -> Fraction:
        """The amount in kronor, exact."""
        return Fraction(self.ore, 100)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise Mistake(
                "money.two_currencies", found={"one": self.currency, "other": other.currency}
            )

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.ore + other.ore, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.ore - other.ore, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.ore * times, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.ore, self.currency)
