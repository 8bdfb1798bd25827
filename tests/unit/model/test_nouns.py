"""The nouns refuse what is not usable and keep what is."""

import pickle
from fractions import Fraction

import numpy as np
import pytest

from samlad.model import Areas, Counts, Mistake, Money, Record, Source, Status, Where, plain

HERE = Source("SCB", "TAB6571", "2024")
TWO = Areas("DeSO 2025", ("2081A0010", "2081A0020"))


def test_money_is_exact_and_refuses_floats_and_fractions_of_an_ore() -> None:
    announced = [Money.kronor("8800000"), Money.kronor(29_000_000)] + [Money.kronor(47_000_000)] * 8
    assert Money.total(announced) == Money(413_800_000_00)
    assert Money.total(announced).in_kronor == Fraction(413_800_000)
    with pytest.raises(TypeError):
        Money(0.1)  # type: ignore[arg-type]
    with pytest.raises(Mistake, match=r"money\.not_whole_ore"):
        Money.kronor("0.001")
    with pytest.raises(Mistake, match=r"money\.not_a_number"):
        Money.kronor("mycket")
    with pytest.raises(Mistake, match=r"money\.two_currencies"):
        Money(1) + Money(1, "EUR")


def test_areas_refuse_duplicates_and_two_divisions() -> None:
    with pytest.raises(Mistake, match=r"areas\.duplicate"):
        Areas("DeSO 2025", ("a", "a"))
    with pytest.raises(Mistake, match=r"areas\.unknown"):
        TWO.index("2081C1140")
    with pytest.raises(Mistake, match=r"areas\.two_divisions"):
        TWO.require_same(Areas("DeSO 2018", TWO.codes))
    assert TWO.only(["2081A0020"]).codes == ("2081A0020",)


@pytest.mark.parametrize(
    ("people", "code"),
    [
        ([[1, np.nan], [1, 2]], "counts.not_a_number"),
        ([[1, np.inf], [1, 2]], "counts.infinite"),
        ([[1, -1], [1, 2]], "counts.negative"),
        ([[0, 0], [0, 0]], "counts.nobody"),
        ([[1, 2]], "counts.shape"),
    ],
)
def test_counts_refuse_what_no_index_could_use(people: list[list[float]], code: str) -> None:
    with pytest.raises(Mistake) as caught:
        Counts(TWO, ("a", "b"), np.array(people), "2024", HERE)
    assert caught.value.code == code


def test_counts_need_two_groups() -> None:
    with pytest.raises(Mistake, match=r"counts\.one_group"):
        Counts(TWO, ("a",), np.ones((2, 1)), "2024", HERE)


def test_counts_of_some_areas_and_groups_take_everything_along_in_the_order_asked() -> None:
    status = np.array([[0, 1, 0], [0, 0, 2]])
    people = np.array([[1.0, 0, 3], [4, 5, 0]])
    counts = Counts(TWO, ("a", "b", "c"), people, "2024", HERE, status, people + 0.5, ordered=True)
    one, other = TWO.codes
    assert counts.only((one,), ("c", "b", "a")).ordered  # from the greatest to the least
    assert not counts.only((one,), ("a", "c", "b")).ordered
    some = counts.only((other, one), ("c", "a"))
    assert some.areas.codes == (other, one) and some.groups == ("c", "a")
    assert some.people.tolist() == [[0, 4], [3, 1]]
    assert some.status.tolist() == [[2, 0], [0, 0]]
    assert some.variance is not None and some.variance.tolist() == [[0.5, 4.5], [3.5, 1.5]]
    assert counts.only((other,), ("a", "c")).ordered
    assert some.date == "2024" and some.source == HERE
    assert counts.only([other]).groups == counts.groups
    with pytest.raises(Mistake, match=r"counts\.unknown_group"):
        counts.only(TWO.codes, ("a", "d"))
    with pytest.raises(Mistake, match=r"areas\.unknown"):
        counts.only(("nowhere",))


def test_missing_suppressed_and_zero_stay_three_things() -> None:
    status = np.array([[0, 1], [2, 0]])
    counts = Counts(TWO, ("a", "b"), np.array([[0, np.nan], [9, 4]]), "2024", HERE, status)
    assert counts.status.tolist() == [
        [Status.PRESENT, Status.MISSING],
        [Status.SUPPRESSED, Status.PRESENT],
    ]
    assert counts.people.tolist() == [[0, 0], [0, 4]]
    assert not counts.complete.any()
    with pytest.raises(ValueError, match="read-only"):
        counts.people[0, 0] = 1


def test_a_fingerprint_covers_kind_schema_value_and_origin_and_nothing_else() -> None:
    one = Record("reading", plain({"b": 1.5, "a": [np.float64(2), Fraction(1, 3)]}), ("x",))
    same = Record("reading", {"a": [2.0, "1/3"], "b": 1.5}, ("x",))
    assert one.fingerprint == same.fingerprint
    others = [
        Record("need", one.value, ("x",)),
        Record("reading", one.value, ("y",)),
        Record("reading", one.value, ("x",), schema=2),
        Record("reading", {"a": [2.0, "1/3"], "b": 1.6}, ("x",)),
    ]
    assert len({r.fingerprint for r in (one, *others)}) == 5


def test_a_mistake_survives_a_child_process_and_keeps_its_place() -> None:
    mistake = Mistake("table.empty", Where("a.csv"), {"rows": 0}).at(Where("b.csv", 3))
    again = pickle.loads(pickle.dumps(mistake))
    assert (again.code, again.where, again.found) == (
        "table.empty",
        Where("a.csv", 3),
        {"rows": 0},
    )
