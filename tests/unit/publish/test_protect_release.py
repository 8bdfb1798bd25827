"""What is released is made by one door, and what is hidden cannot be worked out."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
import small_story
from hypothesis import given, settings
from hypothesis import strategies as st

from samlad.model import Figure, Said
from samlad.publish.exhibit import Column, Exhibit
from samlad.publish.protect import Internal, Safe, SafeSaid, part, release, release_said
from samlad.publish.write import csv


def shown(safe: Safe, key: str) -> list[float | None]:
    return [c.value if isinstance(c, Figure) else None for c in safe.exhibit.column(key)]


def test_nobody_makes_a_safe_by_hand() -> None:
    exhibit = small_story.own_counts()
    with pytest.raises(TypeError):
        Safe(exhibit, 0, Said("x"))
    with pytest.raises(TypeError):
        replace(release(exhibit), exhibit=exhibit)
    with pytest.raises(TypeError):
        SafeSaid(Said("x"), 0)


def test_what_is_internal_is_refused_by_the_writers() -> None:
    with pytest.raises(TypeError):
        csv.write(Internal(small_story.own_counts()), None)  # type: ignore[arg-type]


def test_a_small_count_takes_another_with_it_and_zero_is_never_put_there() -> None:
    safe = release(small_story.own_counts())
    assert shown(safe, "group") == [None, 60, 50, None]
    assert shown(safe, "share") == [None, 0.3, pytest.approx(1 / 3), None]
    assert safe.hidden == 4
    cell = safe.exhibit.column("group")[0]
    assert isinstance(cell, Figure) and cell.absent == "suppressed" and cell.low is None


def test_a_share_of_nearly_all_is_as_telling_as_one_of_nearly_none() -> None:
    given_ = small_story.own_counts()
    rows = list(given_.rows)
    rows[1] = ("B", Figure(200, "people"), Figure(197, "people"), Figure(0.985, "share"))
    safe = release(replace(given_, rows=tuple(rows)))
    assert shown(safe, "group")[1] is None


def test_shares_of_few_people_and_shares_of_unknown_numbers_are_hidden() -> None:
    columns = (Column("area"), Column("people", "people", "count"),
               Column("share", "share", "share", of="people"))  # fmt: skip
    rows = tuple(
        (n, Figure(p, "people"), Figure(0.5, "share"))
        for n, p in (("A", 29), ("B", 300), ("C", 400), ("D", 500))
    )
    known = release(Exhibit("local", Said("t"), columns, rows, standing="own-counts"))
    assert shown(known, "share")[0] is None
    bare = tuple((row[0], row[2]) for row in rows)
    unknown = release(
        Exhibit("local", Said("t"), (columns[0], columns[2]), bare, standing="own-counts")
    )
    assert shown(unknown, "share") == [None] * 4


def test_published_figures_pass_and_the_rule_says_so() -> None:
    safe = release(replace(small_story.own_counts(), standing="source-protected"))
    assert safe.hidden == 0 and safe.rule.key == "protect.rule.source-protected"


def test_a_part_of_what_is_released_hides_no_less() -> None:
    some = part(
        release(small_story.own_counts()), "area_A", Said("t"), lambda row: row["area"] == "A"
    )
    assert shown(some, "group") == [None] and some.hidden == 2


def test_sentences_about_own_counts_lose_what_is_too_small() -> None:
    told = Said(
        "x",
        {
            "few": Figure(3, "people"),
            "share": Figure(0.4, "share"),
            "sure": Figure(0.4, "share"),
            "sure_of": Figure(400, "people"),
            "inner": Said("y", {"n": Figure(2, "people")}),
        },
    )
    safe = release_said(told, "own-counts")
    assert safe.hidden == 3
    values = safe.said.values
    assert [values[k].value for k in ("few", "share", "sure")] == [None, None, 0.4]  # type: ignore[attr-defined]
    assert release_said(told).said == told


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(5, 60), st.integers(0, 60)).map(lambda t: (t[0], min(t[1], t[0]))),
        min_size=3,
        max_size=9,
    )
)
def test_no_small_count_can_be_worked_out_from_sums_known_to_all(
    cells: list[tuple[int, int]],
) -> None:
    columns = (Column("area"), Column("people", "people", "count"),
               Column("group", "people", "count", of="people"))  # fmt: skip
    rows = tuple(
        (str(i), Figure(p, "people"), Figure(g, "people")) for i, (p, g) in enumerate(cells)
    )
    safe = release(Exhibit("local", Said("t"), columns, rows, standing="own-counts"))
    seen = shown(safe, "group")
    hidden = [i for i, v in enumerate(seen) if v is None]
    small = [i for i, (p, g) in enumerate(cells) if g < 5 or p - g < 5]
    assert set(small) <= set(hidden)
    assert not small or len(hidden) >= min(2, len(cells))
    left = sum(g for _, g in cells) - sum(v for v in seen if v is not None)
    for i in small[:2]:
        others = [j for j in hidden if j != i]
        # With the sum of the hidden cells known, the attacker needs one value only to remain.
        possible = {
            v for v in range(cells[i][0] + 1) if 0 <= left - v <= sum(cells[j][0] for j in others)
        }
        if 0 < left < sum(cells[j][0] for j in hidden):
            assert len(possible) > 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_order_of_rows_changes_nothing(order: tuple[int, ...]) -> None:
    given_ = small_story.own_counts()
    safe = release(replace(given_, rows=tuple(given_.rows[i] for i in order)))
    seen = dict(zip(safe.exhibit.column("area"), shown(safe, "group"), strict=True))
    assert seen == {"A": None, "B": 60, "C": 50, "D": None}
