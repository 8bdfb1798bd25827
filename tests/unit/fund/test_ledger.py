"""The ledger keeps what was announced, decided and guessed apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from samlad.fund import Standing
from samlad.model import Mistake, Money
from samlad.sources.money import read_ledger
from samlad.sources.packs import pack

BORLANGE = pack("examples", "borlange", "ledger.csv")


def test_what_borlange_was_promised_is_exact_to_the_ore() -> None:
    ledger = read_ledger(BORLANGE)
    assert ledger.total(Standing.ANNOUNCED, "municipality") == Money.kronor("413800000")
    assert ledger.by_year(Standing.ANNOUNCED, "municipality")[2018] == Money.kronor("8800000")
    assert list(ledger.by_year(Standing.ANNOUNCED, "municipality")) == list(range(2018, 2028))


def test_the_quoted_total_is_flagged_and_not_used() -> None:
    ledger = read_ledger(BORLANGE)
    assert ledger.quoted[0].amount == Money.kronor(413_000_000)
    assert "ledger.quoted_differs" in [said.key for said in ledger.flags]


def test_what_was_decided_nationally() -> None:
    decided = read_ledger(BORLANGE).by_year(Standing.DECIDED, "national")
    assert [money.ore // 10**8 for money in decided.values()] == [410, 410, 410, 160, 0]


def test_the_estimate_for_borlange_is_never_decided_nor_in_any_total() -> None:
    ledger = read_ledger(BORLANGE)
    guessed = [one for one in ledger.tranches if one.precision == "estimate"]
    assert Money.total(one.amount for one in guessed) == Money.kronor(29_800_000)
    assert all(one.source.kind == "derived" for one in guessed)
    assert all(one.standing != Standing.DECIDED for one in guessed)
    for standing in Standing:
        if standing != Standing.ANNOUNCED:
            assert ledger.total(standing, "municipality").ore == 0


def test_every_row_has_a_source_and_a_precision() -> None:
    for one in read_ledger(BORLANGE).tranches:
        assert one.source.publisher and one.source.document and one.precision


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("425000000", "425 mkr", "money.not_a_number", "amount_kronor"),
        ("announced,national", "promised,national", "ledger.value", "standing"),
        ("announced,national", "announced,county", "ledger.value", "level"),
        ("2018-01-01,,exact", "1 januari 2018,,exact", "ledger.value", "valid"),
        ("SFS 2018:151,2018,425", "SFS 2018:151,18,425", "ledger.value", "year"),
        ("amount_kronor", "belopp", "ledger.columns", None),
    ],
)
def test_a_damaged_ledger_tells_the_row_and_the_column(
    tmp_path: Path, old: str, new: str, code: str, column: str | None
) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(BORLANGE.read_text("utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Mistake) as caught:
        read_ledger(file)
    assert caught.value.code == code
    assert caught.value.where.column == column
    assert caught.value.where.row in (1, 2)
    assert caught.value.where.file == str(file)


def test_days_are_read_as_days() -> None:
    assert read_ledger(BORLANGE).tranches[1].known == date(2018, 6, 26)
