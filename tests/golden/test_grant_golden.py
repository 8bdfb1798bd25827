"""Published amounts of the 2018 grant, and foreign formulas as oracles of the steps."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from samlad.fund import Recipient, Scheme, Step, fit, share, webster
from samlad.fund.share import banded
from samlad.model import Money, Source
from samlad.sources.money import scheme

# borlange.se, Sydsvenskan 2018-06-26 and Fria Tider as quoted in the domain notes: kronor of a pot
PUBLISHED = {
    ("Perstorp", 410): 6.7, ("Perstorp", 2200): 36,
    ("Åstorp", 410): 7.1, ("Åstorp", 2200): 38,
    ("Borlänge", 410): 8.8, ("Borlänge", 1350): 29, ("Borlänge", 2200): 47,
    ("Malmö", 410): 22, ("Malmö", 1350): 71, ("Malmö", 2200): 116,
    ("Göteborg", 2200): 173, ("Stockholm", 2200): 269,
}  # fmt: skip


@pytest.mark.parametrize(("place", "pot"), PUBLISHED)
def test_the_reconstructed_key_is_within_three_per_cent(place: str, pot: int) -> None:
    rule = scheme("state-grant-2018")
    grant = share(rule, Money.kronor(pot * 1_000_000))
    code = next(code for code, name in grant.names.items() if name == place)
    published = PUBLISHED[place, pot]
    assert float(grant.amounts[code].in_kronor) / 1e6 == pytest.approx(published, rel=0.03)


def test_the_pack_holds_the_published_amounts_and_its_own_fit() -> None:
    rule = scheme("state-grant-2018")
    held = {
        (one.name, one.pot.ore // 10**8): float(one.amount.in_kronor) / 1e6
        for one in rule.published
    }
    assert held == PUBLISHED
    assert all(abs(one.error) <= 0.03 for one in fit(rule))


def test_the_key_is_marked_reconstructed_and_what_is_not_established_is_said() -> None:
    rule = scheme("state-grant-2018")
    assert rule.reconstructed
    assert share(rule, Money.kronor(410_000_000)).reconstructed
    assert "rekonstruerad" in rule.title["sv"]
    held = {one.paragraph: one.established for one in rule.paragraphs}
    assert held == {
        "1 §": True, "3 §": True, "4 §": True, "5 §": True, "6 §": True, "7 §": True,
        "8 §": True, "9 §": True, "10–14 §§": False,
    }  # fmt: skip


def test_thirty_two_municipalities_share_the_pot_to_the_ore() -> None:
    rule = scheme("state-grant-2018")
    grant = share(rule, Money.kronor("410000000.07"))
    assert len(grant.amounts) == 32
    assert Money.total(grant.amounts.values()) == grant.pot


@pytest.mark.shared
def test_residents_are_those_of_the_shared_table(shared: Path) -> None:
    table = shared / "sweden" / "regso_sweden_2020_2023.parquet"
    rows = duckdb.execute(
        "select kommun_code, sum(population)::bigint from read_parquet(?) where year = 2020 "
        "group by all",
        [str(table)],
    ).fetchall()
    people = dict(rows)
    for one in scheme("state-grant-2018").recipients:
        assert one.people == people[one.code], one.name


def test_seventy_nine_municipalities_could_apply_in_2022() -> None:
    rule = scheme("sfs-2024-158")
    assert rule.eligible == {"area_type": 1, "least": 1, "year": 2022, "count": 79, "of": 290}


# US Title I targeted grants, 20 USC 6335(c)(2): weights 1.0, 1.75, 2.5, 3.25, 4.0 on the parts of
# the count below 15.58, 15.58–22.11, 22.11–30.16, 30.16–38.24 and above 38.24 per cent.
EDGES = [Fraction(number, 10_000) for number in (1558, 2211, 3016, 3824)]
TITLE_I = [Fraction(number, 100) for number in (100, 175, 250, 325, 400)]


@pytest.mark.parametrize(
    ("children", "weighted"),
    [
        (1000, "1000"),
        (1558, "1558"),
        # 1558 + 1.75 × 442
        (2000, "2331.5"),
        # 1558 + 1.75 × 653 + 2.5 × 805 + 3.25 × 808 + 4 × 1176
        (5000, "12043.25"),
    ],
)
def test_title_i_bands_weigh_the_margins(children: int, weighted: str) -> None:
    assert banded(Fraction(children), Fraction(10_000), EDGES, TITLE_I) == Fraction(weighted)


def test_cdbg_gives_the_greater_of_two_formulas() -> None:
    """42 USC 5306: A = (pop + 2·poverty + overcrowding)/4, B = (lag + 1.5·poverty + 2.5·old)/5."""
    here = Source("US Code", "42 USC 5306")
    rows = {"a": (600, 60, 30, 10, 100), "b": (300, 20, 10, 30, 250), "c": (100, 20, 10, 60, 150)}
    recipients = tuple(
        Recipient(
            code, code, people,
            {"poverty": Fraction(poverty), "crowded": Fraction(crowded), "lag": Fraction(lag),
             "old": Fraction(old)},
        )
        for code, (people, poverty, crowded, lag, old) in rows.items()
    )  # fmt: skip
    step = Step(
        "greater_of",
        {
            "first": {"people": 1, "poverty": 2, "crowded": 1},
            "second": {"lag": 1, "poverty": "1.5", "old": "2.5"},
        },
    )
    made = Scheme("cdbg", {}, date(2018, 1, 1), None, (step,), recipients, (), False, here, here)
    # a: A = (.6 + 1.2 + .6)/4 = .60, B = (.1 + .9 + .5)/5 = .30; b: A = (.3 + .4 + .2)/4 = .225,
    # B = (.3 + .3 + 1.25)/5 = .37; c: A = .175, B = (.6 + .3 + .75)/5 = .33; they sum to 1.3.
    grant = share(made, Money.kronor(1300))
    assert {code: money.in_kronor for code, money in grant.amounts.items()} == {
        "a": 600, "b": 370, "c": 330,
    }  # fmt: skip


def test_webster_on_a_textbook_case() -> None:
    """Balinski & Young, Fair Representation (1982): 26 seats, where five rules differ."""
    votes = {"A": Fraction(9061), "B": Fraction(7179), "C": Fraction(5259), "D": Fraction(3319),
             "E": Fraction(1182)}  # fmt: skip
    assert webster(votes, 26) == {"A": 9, "B": 8, "C": 5, "D": 3, "E": 1}
