"""The ledger: every amount with its one standing, its two dates, source and precision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from samlad.model import Figure, Money, Said, Source


class Standing(StrEnum):
    """What has happened to an amount; standings are never added to each other."""

    ANNOUNCED = "announced"
    APPROPRIATED = "appropriated"
    DECIDED = "decided"
    PAID = "paid"
    SPENT = "spent"
    REPAID = "repaid"


@dataclass(frozen=True)
class Tranche:
    """An amount for one year of one programme.

    ``valid``: the date it applies; ``known``: the date it became known. ``precision``:
    ``exact``, ``about``, ``rounded`` or ``estimate``.
    """

    programme: str
    year: int
    amount: Money
    standing: Standing
    level: str
    valid: date | None
    known: date | None
    precision: str
    source: Source


@dataclass(frozen=True)
class QuotedTotal:
    """A total somebody printed, kept beside the sum of its parts and never used as it."""

    programme: str
    amount: Money
    standing: Standing
    level: str
    source: Source


@dataclass(frozen=True)
class Ledger:
    """All amounts known, standings apart; totals are computed and never stored."""

    tranches: tuple[Tranche, ...]
    quoted: tuple[QuotedTotal, ...] = ()

    def only(self, standing: Standing, level: str, *, estimates: bool = False) -> Iterable[Tranche]:
        """The amounts of one standing and level; estimates only when asked for."""
        return (
            t
            for t in self.tranches
            if t.standing == standing
            and t.level == level
            and (estimates or t.precision != "estimate")
        )

    def total(self, standing: Standing, level: str, years: Iterable[int] | None = None) -> Money:
        """The exact sum of one standing at one level; estimates are never in it."""
        wanted = None if years is None else set(years)
        return Money.total(
            t.amount for t in self.only(standing, level) if wanted is None or t.year in wanted
        )

    def by_year(self, standing: Standing, level: str) -> Mapping[int, Money]:
        """Kronor per year of one standing at one level, years in order; without estimates."""
        result: dict[int, Money] = {}
        for tranche in sorted(self.only(standing, level), key=lambda t: t.year):
            result[tranche.year] = result.get(tranche.year, Money(0)) + tranche.amount
        return result

    def estimates(self, level: str) -> Mapping[int, Money]:
        """Kronor per year that are derived estimates: shown beside, never as decided."""
        result: dict[int, Money] = {}
        for tranche in sorted(self.tranches, key=lambda t: t.year):
            if tranche.level == level and tranche.precision == "estimate":
                result[tranche.year] = result.get(tranche.year, Money(0)) + tranche.amount
        return result

    @property
    def flags(self) -> tuple[Said, ...]:
        """What a reader must be told: quoted totals that differ, estimates in the ledger."""
        said = []
        for quoted in self.quoted:
            total = self.total(quoted.standing, quoted.level)
            if total != quoted.amount:
                said.append(
                    Said(
                        "ledger.quoted_differs",
                        {
                            "quoted": Figure(quoted.amount.ore, "kronor"),
                            "total": Figure(total.ore, "kronor"),
                            "publisher": quoted.source.publisher,
                        },
                    )
                )
        levels = sorted({t.level for t in self.tranches})
        for level in levels:
            guessed = Money.total(self.estimates(level).values())
            if guessed.ore:
                said.append(
                    Said(
                        "ledger.estimate",
                        {
                            "amount": Figure(guessed.ore, "kronor"),
                            "level": Said(f"ledger.level.{level}"),
                        },
                    )
                )
        return tuple(said)
